# SPDX-License-Identifier: MIT
"""Who serves what in the thirteenth internet, and what is wrong with it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

ADDRESSES_OF_ZONES = ("185.30.0.1", "2a0c:30::1")
ADDRESSES_OF_RESOLVERS = ("185.240.{}.53", "2a0c:f0:{}::53")

BEHIND = "164.155.1.1"  # What the odd servers stand before.
RAILWAY = ("164.156.1.1", "164.157.1.1")  # One resolver has lost the way to these.
FORMER = ("164.199.1.1", "164.199.2.1")  # Where servers were once: silence.
LOST_FORWARDER = "10.20.200.53"
DEAD_ADDRESSES = {FORMER[0]: "silent", FORMER[1]: "silent", LOST_FORWARDER: "silent"}


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"164.160.{number}.1", f"164.161.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def balancer(number, *lines):
    return Authority("dnsdist", [f"164.162.{number}.1", f"164.163.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines)})


def nearest(name, *places):
    """An address by where the question comes from."""
    return [f"addAction(AndRule({{QNameRule('{name}.'), QTypeRule(DNSQType.A), makeRule('{network}')}}), "
            f"SpoofAction({{'{address}'}}, {{aa=true, ra=false, ttl=25}}))" for network, address in places]


AUTHORITIES = {
    "root-k": Authority("knot", ["199.80.1.4", "2a0c:1::4"]),
    "root-n": Authority("nsd", ["199.80.2.4", "199.81.2.4"]),
    "reg-k": Authority("knot", ["199.90.1.1", "199.90.2.1", "2a0c:90::1"]),
    "reg-n": Authority("nsd", ["199.91.1.1", "199.91.2.1", "2a0c:91::1"]),
    "reg-b": Authority("named-auth", ["199.92.1.1", "199.92.2.1"]),
    "reg-p": Authority("pdns", ["199.93.1.1", "199.93.2.1"]),
    "knot": Authority("knot", [BEHIND, "164.155.2.1", "2a0c:10::1"]),
    "nsd": Authority("nsd", ["164.151.1.1", "164.151.2.1", "2a0c:11::1"]),
    "bind": Authority("named-auth", ["164.152.1.1", "164.152.2.1", "2a0c:12::1"]),
    "pdns": Authority("pdns", ["164.153.1.1", "164.153.2.1"]),
    "railway": Authority("nsd", list(RAILWAY)),
    "moving": Authority("knot", ["164.158.1.1"]),
    # A resolver, written into an NS record.
    "upward": Authority("named", ["164.159.1.1", "164.159.2.1"]),
    "geo": balancer(1, *nearest("www.kaart.klip", ("10.0.0.0/8", "169.0.1.1"), ("196.11.0.0/16", "169.0.2.1"), ("192.96.0.0/16", "169.1.1.1"))),
    "quota": balancer(2, "addAction(MaxQPSIPRule(5), DropAction())"),
    "types": balancer(3, "addAction(QTypeRule(257), RCodeAction(DNSRCode.NOTIMP))", "addAction(QTypeRule(DNSQType.SRV), DropAction())",
                      "addAction(AndRule({QTypeRule(DNSQType.AAAA), QNameRule('gids.tipe.klip.')}), SetNegativeAndSOAAction(true, 'tipe.klip.', 60, "
                      "'ns1.tipe.klip.', 'hostmaster.tipe.klip.', 2026110101, 3600, 600, 604800, 60, {aa=true}))"),
    "no-aa": habit(1, ".,*,no-aa"),
    "no-opt": habit(2, ".,+edns,1:bare"),
    "drops-opt": habit(3, ".,+edns,drop"),
    "slow": habit(4, flags=("--delay", "1.1")),
    "fails": habit(5, ".,*,2"),
}


def contents(number):
    """Answers of zone `number` are 41.72.NUMBER.x."""
    base = f"41.72.{number}"
    return f"""\
@ A {base}.1
@ MX 10 pos
@ TXT "v=spf1 mx ~all"
@ CAA 0 issue "sert.bank.veld"
www A {base}.80
www AAAA 2a0c:72:{number}::80
pos A {base}.25
vier A {base}.4
ses AAAA 2a0c:72:{number}::6
kring A {base}.11
kring A {base}.12
kring A {base}.13
alias CNAME www
x.y.z A {base}.7
_sip._udp SRV 1 1 5060 www
groot TXT {" ".join('"' + chr(97 + part) * 240 + '"' for part in range(13))}
*.kamp A {base}.42
"""


def redate(rtype, owner, start, end):
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", rf"\g<1>{end}\g<2>{start}")


OVER = ("20260501000000", "20260601000000")
LATER = ("20340101000000", "20350101000000")
NSEC3 = ("-3", "-")
SALTED = ("-3", "beef", "-H", "2")
OPT_OUT = ("-3", "-", "-A")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026041501 ")
DAY = "$TTL 86400\n"

TOP = [
    Zone(".", ["root-k", "root-n", "root-n:2"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("veld", ["reg-k", "reg-n", "reg-b"], signed="bind", algorithm="RSASHA256", zsk=True, denial=OPT_OUT, text=DAY),
    Zone("berg", ["reg-n", "reg-k:2", "reg-n:3"], signed="bind", algorithm="ED25519", denial=NSEC3, text=DAY),
    Zone("vlei", ["reg-b", "reg-k"], signed="bind", edit=flip_signature("ouers.vlei", "DS"), text=DAY),
    Zone("klip", ["reg-p", "reg-n:2", "reg-k:3"], text=DAY),
    Zone("duin", ["reg-b:2", "reg-p:2"], text=DAY + f"ns1.sandstorm A {FORMER[0]}\n"),
    # One of two has not heard of what its customers changed.
    Zone("stof", [Ns("reg-k", own=True), Ns("reg-b", own=True, load="old")], variants={"old": chained(
        OLDER, replace(r"^anders\.stof\. NS .*\n", "anders.stof. NS ns1.stil.klip.\n"), replace(r"^(\S+\.)?nuut\.stof\.\s.*\n", ""))}),
    Zone("co.klip", ["reg-b", "reg-k:2"]),
    Zone("org.vlei", ["reg-n", "reg-b:2"], signed="ldns"),
    Zone("edu.vlei", ["reg-n:2", "reg-b"], signed="bind", ds="wrong"),
    Zone("arpa", ["reg-k", "reg-n"], signed="bind"),
    Zone("in-addr.arpa", ["reg-b", "reg-k:2"], signed="bind", denial=NSEC3),
    Zone("72.41.in-addr.arpa", ["bind", "nsd:2"], signed="bind", text="80.1 PTR www.plaas.veld.\n80.3 PTR www.winkel.klip.\n"),
    Zone("ip6.arpa", ["reg-n", "reg-b"], signed="bind"),
    Zone("2.7.0.0.c.0.a.2.ip6.arpa", ["knot", "pdns"], text="6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0 PTR ses.plaas.veld.\n"),
    Zone("nag", [Ns("reg-n", "silent"), Ns("reg-k", "silent", v6=True)]),
    Zone("leeg", [Ns("reg-n", load="no"), Ns("reg-b", load="no")]),
    Zone("krom", ["reg-k", "reg-b"], signed="bind", ds="wrong"),
    Zone("siektes", [Ns("fails")]),
]

FOUND = [
    Zone("plaas.veld", ["knot", "nsd", "bind"], signed="bind", text=contents(1) + """\
reeks CNAME reeks1.rand.wolk.vlei.
drie CNAME tak.skool.berg.
stukkend CNAME www.stil.klip.
los CNAME www.niemand.vlei.
leegloop CNAME weg.winkel.klip.
kringloop CNAME kringloop.winkel.klip.
slegte CNAME www.verby.veld.
"""),
    Zone("skool.berg", ["bind:2", "knot"], signed="bind", algorithm="RSASHA512", zsk=True, denial=SALTED, text=contents(2) + "tak CNAME www.krant.vlei.\n"),
    Zone("winkel.klip", ["pdns", "nsd:3", "bind"], text=contents(3) + """\
kringloop CNAME kringloop.plaas.veld.
kamera A 10.61.3.9
rekenaar A 192.168.44.20
spul A 172.22.7.7
advertensie A 41.72.3.91
dobbel A 41.72.3.92
virus A 41.72.3.93
spioen A 41.72.3.94
roof A 41.72.3.95
"""),
    Zone("krant.vlei", ["knot", "nsd", "bind", "knot:3"], signed="bind", algorithm="ED25519", denial=NSEC3, text=contents(4) + "@ HTTPS 1 . alpn=h2,h3\n"),
    Zone("bank.veld", ["nsd", "pdns"], signed="bind", algorithm="RSASHA256", text=contents(5)),
    Zone("sesvoet.klip", [Ns("knot", v6=True), Ns("nsd:3", v6=True)], text=contents(6)),
    Zone("pos.co.klip", ["pdns:2", "knot"], text=contents(7)),
    Zone("raad.org.vlei", ["nsd", "bind:2", "knot:2"], signed="ldns", text=contents(8)),
    Zone("kliniek.veld", [Ns("knot", host="ns1.plaas.veld"), Ns("nsd", host="ns2.plaas.veld")], text=contents(9)),
    Zone("koerier.duin", [Ns("nsd", host="ns2.krant.vlei"), Ns("bind:2", host="ns1.skool.berg")], text=contents(10) + "dns1 A 164.155.2.1\n"),
    Zone("skaam.klip", [Ns("bind", "shy"), Ns("nsd", "shy"), Ns("knot", "shy", v6=True)], text=contents(11)),
    Zone("skaam.berg", [Ns("knot", "shy")], signed="bind", text=contents(12)),
    # A network of edges, with a zone of its own below.
    Zone("wolk.vlei", ["knot:2", "pdns"], signed="bind", text=contents(13)),
    Zone("rand.wolk.vlei", ["nsd:2", "bind:2"], text="$TTL 30\n" + contents(14) + "reeks1 CNAME reeks2\nreeks2 CNAME e7.kamp\n"),
    Zone("kaart.klip", ["geo", "geo:2"], hidden=("knot",), text=contents(15)),
    Zone("skuif.berg", [Ns("bind", host="ns3.plaas.veld"), Ns("nsd:2", host="ns2.raad.org.vlei")], signed="bind",
         text="@ A 41.72.16.1\n@ DNAME winkel.klip.\n"),
    Zone("raaisel.veld", ["knot:2", "nsd"], signed="bind", ds="unknown", text=contents(17)),
    Zone("dubbel.berg", ["pdns", "knot"], signed="bind", ds="both", text=contents(18)),
    Zone("trein.duin", ["railway", "railway:2"], text=contents(19)),
    Zone("stasie.veld", [Ns("railway", host="ns1.trein.duin"), Ns("railway:2", host="ns2.trein.duin")], signed="bind", text=contents(20)),
    Zone("oral.berg", ["nsd", "bind"], signed="bind", denial=NSEC3, text="@ A 41.72.21.1\n* A 41.72.21.60\n* MX 5 www.plaas.veld.\nvas A 41.72.21.61\n"),
    Zone("diep.vlei", ["bind", "knot:2"], signed="bind", text=contents(22)),
    Zone("dieper.diep.vlei", ["nsd"], signed="bind", algorithm="ED25519", text=contents(23)),
    Zone("diepste.dieper.diep.vlei", ["pdns:2", "bind"], text=contents(24)),
    Zone("xn--bre-fma.klip", ["bind:2", "nsd"], text=contents(25)),
    # The zone has a server of which its parent has not heard.
    Zone("meer.duin", ["knot", "pdns", Ns("nsd", own=True, where="child")], text=contents(26)),
    # Changed while some remember it.
    Zone("wissel.klip", [Ns("moving", own=True)], text="$TTL 86400\nwww A 41.72.27.80\npos A 41.72.27.25\n",
         edit=chained(replace(r"^\$TTL 300$", "$TTL 86400"), replace(r" 604800 300$", " 604800 9000"))),
    # What a site has inside, and has not outside.
    Zone("myn.berg", ["nsd:2", "knot:2"], signed="bind", text=contents(28)),
]

BROKEN = [
    Zone("stil.klip", [Ns("pdns", "silent"), Ns("nsd", "silent", v6=True), Ns("bind", "silent")], text=contents(40)),
    Zone("stil6.veld", [Ns("knot", "silent", v6=True)], signed="bind", text=contents(41)),
    Zone("toe.berg", [Ns(None), Ns(None)], text=contents(42)),
    Zone("verbode.klip", [Ns("nsd", "prohibited"), Ns("knot", "prohibited")], text=contents(43)),
    Zone("weier.duin", [Ns("bind", load="no", own=True), Ns("nsd", load="no")]),
    Zone("terug.klip", [Ns("upward", load="no"), Ns("upward:2", load="no")]),
    Zone("sonder.klip", ["no-aa", "no-aa:2"], hidden=("knot",), text=contents(44)),
    Zone("siek.veld", [Ns("bind", load="orphan", own=True), Ns("fails")]),
    # Each of two has another illness.
    Zone("allerlei.duin", [Ns("nsd", "silent"), Ns("bind", load="no", own=True)]),
    Zone("half.klip", ["knot:2", Ns("nsd", "silent"), Ns(None)], text=contents(45)),
    Zone("halflam.berg", ["knot", Ns("nsd", load="no", own=True), Ns("bind", load="no", own=True)], signed="bind", text=contents(46)),
    Zone("geenudp.klip", [Ns("knot", "no_udp"), Ns("nsd", "no_udp")], text=contents(47)),
    Zone("geentcp.veld", [Ns("nsd", "no_tcp"), Ns("pdns", "tcp_reset")], text=contents(48)),
    Zone("oud.klip", ["no-opt", "no-opt:2"], hidden=("knot",), text=contents(49)),
    Zone("oudste.duin", ["drops-opt", "drops-opt:2"], hidden=("knot",), text=contents(50)),
    Zone("tipe.klip", ["types", "types:2"], hidden=("knot",), text=contents(51) + "gids A 41.72.51.90\n"),
    Zone("kwota.klip", ["quota", "quota:2"], hidden=("knot",), text=contents(52)),
    Zone("traag.duin", ["slow", "slow:2"], hidden=("knot",), text=contents(53)),
    Zone("lek.klip", [Ns("nsd", "half_lost"), Ns("pdns", "half_lost")], text=contents(54)),
    Zone("twis.klip", [Ns("bind", own=True), Ns("nsd", own=True, load="old")], text=contents(55),
         variants={"old": chained(OLDER, replace(r"^www A .*\n", "www A 41.73.55.80\n"))}),
    Zone("skep.duin", [Ns("nsd", own=True), Ns("bind", own=True, load="old")], text=contents(56) + "vars A 41.72.56.77\n",
         variants={"old": chained(OLDER, replace(r"^vars .*\n", ""))}),
    Zone("verhuis.klip", [Ns("nsd", own=True, glue=FORMER[0]), Ns("knot", own=True, glue=FORMER[1])], text=contents(57)),
    Zone("lym.berg", [Ns("knot", own=True), Ns("bind", own=True, glue=FORMER[1])], signed="bind", text=contents(58)),
    Zone("binne.klip", [Ns("bind", own=True, glue="10.77.8.7"), Ns("nsd", own=True, glue="192.168.9.4")], text=contents(59)),
    Zone("soek.veld", [Ns("knot", host="ns1.niemand.veld"), Ns("nsd", host="dns.weg.winkel.klip")], text=contents(60)),
    Zone("rondom.veld", [Ns("knot", host="ns.rondom.klip")], text="ns A 164.155.1.1\nwww A 41.72.61.1\n"),
    Zone("rondom.klip", [Ns("nsd", host="ns.rondom.veld")], text="ns A 164.151.1.1\nwww A 41.72.61.2\n"),
    Zone("anders.stof", ["knot", "bind"], text=contents(62)),
    Zone("nuut.stof", ["nsd", "pdns"], text=contents(63)),
    # Served, and the registry has forgotten.
    Zone("vergeet.veld", [Ns("knot", host="ns1.plaas.veld"), Ns("nsd", host="ns2.plaas.veld")], text=contents(64), delegated=False),
    # Below what is dark already.
    Zone("binne.stil.klip", ["knot"], text=contents(65)),
]

DNSSEC = [
    Zone("verby.veld", ["bind", "nsd"], signed="bind", denial=NSEC3, dates=OVER, text=contents(70)),
    Zone("gister.berg", ["knot", "pdns"], signed="bind", algorithm="RSASHA256", text=contents(71), edit=redate("A", r"www\.gister\.berg\.", *OVER)),
    Zone("vroeg.berg", ["nsd"], signed="bind", algorithm="ED25519", dates=LATER, text=contents(72)),
    Zone("vals.vlei", ["knot", "bind"], signed="bind", ds="wrong", text=contents(73)),
    Zone("sleutel.veld", ["nsd", "nsd:2"], signed="bind", text=contents(74), edit=drop_records("DNSKEY")),
    Zone("kaal.org.vlei", ["pdns", "bind"], signed="bind", text=contents(75), edit=NAKED),
    Zone("naakt.veld", ["nsd", "nsd:2"], signed="bind", text=contents(76), edit=drop_records("RRSIG", "A ")),
    Zone("ontken.vlei", ["nsd", "nsd:2"], signed="bind", text=contents(77), edit=chained(drop_records("NSEC"), drop_records("RRSIG", "NSEC "))),
    Zone("gemeng.berg", [Ns("bind", own=True), Ns("nsd", own=True, load="rotten")], signed="bind", text=contents(78),
         variants={"rotten": flip_signature()}),
    Zone("vrot.veld", ["knot", "bind"], signed="bind", text=contents(79), edit=flip_signature("vrot.veld", "MX")),
    Zone("vrotter.berg", ["knot", "nsd"], signed="bind", zsk=True, text=contents(80), edit=flip_signature("vrotter.berg", "DNSKEY")),
    Zone("ouers.vlei", ["knot", "bind"], signed="bind", text=contents(81)),
    Zone("kind.edu.vlei", ["bind", "knot:2"], signed="bind", text=contents(82)),
    Zone("huis.krom", ["nsd", "bind"], signed="bind", text=contents(83)),
]

ZONES = TOP + FOUND + BROKEN + DNSSEC
