# SPDX-License-Identifier: MIT
"""Who serves what in the eleventh internet, and what is wrong with it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

ADDRESSES_OF_ZONES = ("154.70.0.1", "2c0f:ab00::1")
ADDRESSES_OF_RESOLVERS = ("160.242.{}.53", "2c0f:feb0:{}::53")

BEHIND = "102.10.1.1"  # What the odd servers stand before.
COMPANY = ("102.14.1.1", "102.15.1.1")  # One resolver has lost the way to these.
OLD_PLACE = "102.98.1.1"  # Where servers were once: silence.
LOST_FORWARDER = "172.20.200.53"
OTHER_OLD_PLACE = "102.98.2.1"
DEAD_ADDRESSES = {OLD_PLACE: "silent", OTHER_OLD_PLACE: "silent", LOST_FORWARDER: "silent"}


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"102.30.{number}.1", f"102.31.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def balancer(number, *lines, **options):
    return Authority("dnsdist", [f"102.40.{number}.1", f"102.41.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines), **options})


NEAR = {"172.20.0.0/16": 20, "41.0.0.0/8": 41, "105.0.0.0/8": 105, "160.242.0.0/16": 160}
GEO = []
for region, host in NEAR.items():
    GEO += [f"addAction(AndRule({{makeRule('{region}'), QNameRule('www.ramani.punda.'), QTypeRule(DNSQType.A)}}), "
            f"SpoofAction({{'197.30.{host}.1', '197.30.{host}.2', '197.31.{host}.1'}}, {{aa=true, ra=false, ttl=30}}))",
            f"addAction(AndRule({{makeRule('{region}'), QNameRule('cdn.ramani.punda.')}}), "
            f"SpoofCNAMEAction('edge-{'a' if host in (20, 105) else 'b'}.duka.punda.', {{aa=true, ra=false, ttl=30}}))"]

AUTHORITIES = {
    "root-n": Authority("nsd", ["198.97.1.4", "2c0f:1::4"]),
    "root-k": Authority("knot", ["198.97.2.4"]),
    "reg-n": Authority("nsd", ["196.201.1.1", "196.201.2.1", "2c0f:20::1"]),
    "reg-k": Authority("knot", ["196.202.1.1", "196.202.2.1", "2c0f:21::1"]),
    "reg-b": Authority("named-auth", ["196.203.1.1", "196.203.2.1"]),
    "reg-p": Authority("pdns", ["196.204.1.1", "196.204.2.1"]),
    "knot": Authority("knot", [BEHIND, "102.10.2.1", "2c0f:10::1"]),
    "nsd": Authority("nsd", ["102.11.1.1", "102.11.2.1", "2c0f:11::1"]),
    "bind": Authority("named-auth", ["102.12.1.1", "102.12.2.1", "2c0f:12::1"]),
    "pdns": Authority("pdns", ["102.13.1.1", "102.13.2.1"]),
    "company": Authority("named-auth", list(COMPANY)),
    # A resolver, written into an NS record.
    "upward": Authority("named", ["102.16.1.1", "102.16.2.1"]),
    "geo": balancer(1, *GEO),
    "limit": balancer(2, "addAction(MaxQPSIPRule(4), DropAction())"),
    "types": balancer(3, "addAction(QTypeRule(257), RCodeAction(DNSRCode.NOTIMP))", "addAction(QTypeRule(DNSQType.SRV), DropAction())",
                      "addAction(AndRule({QTypeRule(DNSQType.AAAA), QNameRule('gslb.aina.punda.')}), SetNegativeAndSOAAction(true, 'aina.punda.', 60, "
                      "'ns1.aina.punda.', 'hostmaster.aina.punda.', 2026110101, 3600, 600, 604800, 60, {aa=true}))"),
    "no-aa": habit(1, ".,*,no-aa"),
    "no-opt": habit(2, ".,+edns,1:bare"),
    "drops-opt": habit(3, ".,+edns,drop"),
    "slow": habit(4, flags=("--delay", "1.2")),
    "fails": habit(5, ".,*,2"),
}


def contents(number):
    """Answers of zone `number` are 196.60.NUMBER.x."""
    base = f"196.60.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 a mx -all"
@ CAA 0 issue "cheti.soko.simba"
www A {base}.80
www AAAA 2c0f:60:{number}::80
mail A {base}.25
four A {base}.4
six AAAA 2c0f:60:{number}::6
pool A {base}.10
pool A {base}.11
pool A {base}.12
pool A {base}.13
api CNAME www
a.b.c A {base}.7
_ldap._tcp SRV 0 5 389 www
big TXT {" ".join('"' + chr(97 + part) * 230 + '"' for part in range(14))}
*.tovuti A {base}.42
"""


def redate(rtype, owner, start, end):
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", rf"\g<1>{end}\g<2>{start}")


OVER = ("20260401000000", "20260501000000")
LATER = ("20350101000000", "20360101000000")
NSEC3 = ("-3", "-")
SALTED = ("-3", "c0ffee", "-H", "3")
OPT_OUT = ("-3", "-", "-A")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026031501 ")

DAY = "$TTL 86400\n"
TOP = [
    Zone(".", ["root-n", "root-k", "root-n:2"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("simba", ["reg-n", "reg-k", "reg-b"], signed="bind", algorithm="RSASHA256", zsk=True, denial=OPT_OUT, text=DAY),
    Zone("twiga", ["reg-k", "reg-n", "reg-b", "reg-k:2", "reg-n:3"], signed="bind", edit=flip_signature("mzazi.twiga", "DS"), text=DAY),
    Zone("tembo", ["reg-k:2"], signed="bind", algorithm="ED25519", denial=NSEC3, text=DAY),
    Zone("punda", ["reg-p", "reg-n", "reg-k:3"], text=DAY),
    # One of three has not heard of two customers' moves.
    Zone("kifaru", ["reg-b:2", "reg-p", Ns("reg-n", own=True, load="old")],
         text=DAY + f"dns1.kahawa A {OLD_PLACE}\ndns2.kahawa A {OTHER_OLD_PLACE}\n", variants={"old": chained(
        OLDER, replace(r"^gombo\.kifaru\. NS .*\n", "gombo.kifaru. NS ns1.kimya.punda.\n"),
        replace(r"^kiwanja\.kifaru\. NS .*\n", "kiwanja.kifaru. NS ns1.kataa.punda.\n"), replace(r"^(\S+\.)?mpya\.kifaru\.\s.*\n", ""))}),
    Zone("co.punda", ["reg-b", "reg-p:2"]),
    Zone("gov.tembo", ["reg-n:2", "reg-b"], signed="ldns"),
    Zone("ac.tembo", ["reg-n", "reg-b:2"], signed="bind", ds="wrong"),
    # PowerDNS's recursor takes NXDOMAIN of a root server for all that is below the top-level domain.
    Zone("arpa", ["reg-n", "reg-k"], signed="bind"),
    Zone("in-addr.arpa", ["reg-b", "reg-k:2"], signed="bind"),
    Zone("60.196.in-addr.arpa", ["bind", "nsd:2"], signed="bind", denial=NSEC3, text="80.1 PTR www.soko.simba.\n80.2 PTR www.benki.simba.\n"),
    Zone("fisi", [Ns("reg-k", "silent"), Ns("reg-n", "silent", v6=True)]),
    Zone("mamba", [Ns("reg-n", load="no"), Ns("reg-b", load="no"), Ns("reg-k", load="no")]),
    Zone("nyoka", ["reg-k", "reg-b"], signed="bind", ds="wrong"),
    Zone("kobe", [Ns("reg-b", load="orphan", own=True)]),
    # Well, until its cables are cut.
    Zone("swala", [Ns("reg-k", own=True), Ns("reg-b", own=True), Ns("reg-n", own=True)]),
]

FOUND = [
    Zone("soko.simba", ["knot", "nsd", "bind"], signed="bind", text=contents(1) + """\
ndefu CNAME hatua1.duka.punda.
hali CNAME www.kimya.punda.
potea CNAME www.hakuna.tembo.
nje CNAME duka.mfano.bure.
"""),
    Zone("benki.simba", ["bind:2"], signed="bind", algorithm="RSASHA512", zsk=True, denial=SALTED,
         text=contents(2) + "hatua2 CNAME hatua3.habari.twiga.\nduara2 CNAME duara3.habari.twiga.\n"),
    Zone("habari.twiga", ["knot", "nsd", "bind", "knot:3", "nsd:2"], signed="bind", algorithm="ED25519", denial=NSEC3,
         text=contents(3) + "hatua3 CNAME www.shule.tembo.\nduara3 CNAME duara1.duka.punda.\n@ HTTPS 1 . alpn=h2\n"),
    Zone("shule.tembo", ["nsd", "pdns"], signed="bind", algorithm="RSASHA256", text=contents(4)),
    Zone("duka.punda", ["pdns", "nsd:3", "bind"], text=contents(5) + """\
hatua1 CNAME hatua2.benki.simba.
duara1 CNAME duara2.benki.simba.
ingia CNAME www.jana.simba.
kamera A 10.44.3.9
kabati A 192.168.9.20
matangazo A 196.60.5.91
kamari A 196.60.5.92
michezo A 196.60.5.93
dawa A 196.60.5.94
edge-a A 197.30.5.1
edge-b A 197.31.5.1
"""),
    Zone("sita.punda", [Ns("knot", v6=True), Ns("nsd:3", v6=True)], text=contents(6)),
    Zone("bei.co.punda", ["pdns:2", "knot"], text=contents(7)),
    Zone("wizara.gov.tembo", ["nsd", "bind:2", "knot:2"], signed="ldns", text=contents(8)),
    # Below a signed parent, without a signature; by a sibling's name.
    Zone("chai.simba", [Ns("knot", host="ns1.soko.simba"), Ns("nsd", host="ns2.soko.simba")], text=contents(9)),
    Zone("kahawa.kifaru", [Ns("nsd", host="ns2.habari.twiga"), Ns("bind:2", host="ns1.benki.simba")], text=contents(10) + "dns1 A 102.10.2.1\ndns2 A 102.11.2.1\n"),
    Zone("haya.punda", [Ns("bind", "shy"), Ns("nsd", "shy"), Ns("knot", "shy", v6=True)], text=contents(11)),
    Zone("haya.twiga", [Ns("knot", "shy")], signed="bind", text=contents(12)),
    Zone("ramani.punda", ["geo", "geo:2"], hidden=("knot",), text=contents(13) + "cdn CNAME edge-a.duka.punda.\n"),
    Zone("jina.twiga", [Ns("bind", host="ns3.soko.simba"), Ns("nsd:2", host="ns5.habari.twiga")], signed="bind", text="@ DNAME duka.punda.\n"),
    Zone("siri.twiga", ["knot:2", "nsd"], signed="bind", ds="unknown", text=contents(14)),
    Zone("pwani.kifaru", ["company", "company:2"], text=contents(15)),
    Zone("pwani.simba", [Ns("company", host="ns1.pwani.kifaru"), Ns("company:2", host="ns2.pwani.kifaru")], signed="bind", text=contents(16)),
    # Changed while two remember it.
    Zone("hamia.punda", [Ns("knot", own=True)], text="$TTL 86400\nwww A 196.60.17.80\nmail A 196.60.17.25\n"),
    Zone("akiba.punda", [Ns("nsd", own=True), Ns("bind", own=True)], text="$TTL 1\nwww A 196.60.18.80\nmail A 196.60.18.25\n"),
    Zone("mto.swala", ["knot", "nsd"], text=DAY + contents(19)),
    Zone("ziwa.swala", ["bind", "pdns"], text=contents(20)),
    Zone("msitu.nyoka", ["nsd", "bind"], signed="bind", text=contents(21)),
    Zone("chuo.ac.tembo", ["bind", "knot:2"], signed="bind", text=contents(22)),
]

BROKEN = [
    Zone("kimya.punda", [Ns("pdns", "silent"), Ns("nsd", "silent", v6=True), Ns("bind", "silent")], text=contents(30)),
    Zone("kimya6.simba", [Ns("knot", "silent", v6=True)], text=contents(31)),
    Zone("mlango.simba", [Ns(None), Ns(None, v6=True), Ns(None)], signed="bind", text=contents(32)),
    Zone("kataa.punda", [Ns("bind", load="no", own=True)]),
    Zone("juu.kifaru", [Ns("upward", load="no"), Ns("upward:2", load="no")]),
    Zone("bila.punda", ["no-aa", "no-aa:2"], hidden=("knot",), text=contents(33)),
    Zone("homa.kifaru", [Ns("bind", load="orphan", own=True), Ns("fails")]),
    Zone("nusu.punda", ["knot:2", Ns("nsd", "silent"), Ns(None), Ns("bind", "silent", v6=True), Ns("pdns", "silent")], text=contents(34)),
    Zone("robo.simba", ["knot", Ns("nsd", load="no", own=True), "fails:2"], text=contents(35)),
    Zone("bubu.punda", [Ns("knot", "no_udp"), Ns("nsd", "no_udp")], text=contents(36)),
    Zone("kamba.simba", [Ns("nsd", "no_tcp"), Ns("pdns", "no_tcp"), Ns("bind", "no_tcp")], text=contents(37)),
    Zone("zamani.punda", ["no-opt", "no-opt:2"], hidden=("knot",), text=contents(38)),
    Zone("zama.kifaru", ["drops-opt", "drops-opt:2"], hidden=("knot",), text=contents(39)),
    Zone("aina.punda", ["types", "types:2"], hidden=("knot",), text=contents(40) + "gslb A 196.60.40.90\n"),
    Zone("kikomo.punda", ["limit", "limit:2"], hidden=("knot",), text=contents(41)),
    Zone("polepole.punda", ["slow", "slow:2"], hidden=("knot",), text=contents(42)),
    Zone("tone.kifaru", [Ns("nsd", "half_lost"), Ns("pdns", "half_lost")], text=contents(43)),
    Zone("mbili.punda", [Ns("bind", own=True), Ns("nsd", own=True, load="old")], text=contents(44),
         variants={"old": chained(OLDER, replace(r"^www A .*\n", "www A 196.60.240.80\n"))}),
    Zone("tatu.kifaru", [Ns("nsd", own=True), Ns("knot", own=True, load="old"), Ns("bind", own=True)], text=contents(45) + "mpya A 196.60.45.77\n",
         variants={"old": chained(OLDER, replace(r"^mpya .*\n", ""))}),
    Zone("gundi.punda", [Ns("nsd", own=True, glue=OLD_PLACE), Ns("knot", own=True, glue=OTHER_OLD_PLACE)], text=contents(46)),
    Zone("sanaa.kifaru", [Ns("knot:2", host="dns1.kahawa.kifaru"), Ns("nsd:2", host="dns2.kahawa.kifaru")], text=contents(54)),
    Zone("nusugundi.simba", [Ns("knot", own=True), Ns("bind", own=True), Ns("nsd", own=True, glue=OLD_PLACE)], text=contents(47)),
    Zone("ndani.punda", [Ns("bind", own=True, glue="10.9.8.7"), Ns("nsd", own=True, glue="172.31.4.4")], text=contents(48)),
    Zone("haina.twiga", [Ns("knot", host="ns1.hakuna.simba"), Ns("nsd", host="dns.hayupo.duka.punda")], text=contents(49)),
    Zone("duara.simba", [Ns("knot", host="ns.duara.punda")], text="ns A 102.10.1.1\nwww A 196.60.50.1\n"),
    Zone("duara.punda", [Ns("nsd", host="ns.duara.simba")], text="ns A 102.11.1.1\nwww A 196.60.50.2\n"),
    Zone("gombo.kifaru", ["knot", "bind"], text=contents(51)),
    Zone("mpya.kifaru", ["nsd", "pdns"], text=contents(52)),
    Zone("kiwanja.kifaru", ["pdns", "bind:2"], text=contents(55)),
    # Served, and the registry has forgotten.
    Zone("sahau.simba", [Ns("knot", host="ns1.soko.simba"), Ns("nsd", host="ns2.soko.simba")], text=contents(53), delegated=False),
]

DNSSEC = [
    Zone("jana.simba", ["bind", "nsd"], signed="bind", denial=NSEC3, dates=OVER, text=contents(60)),
    Zone("mwisho.twiga", ["knot", "pdns", "bind"], signed="bind", algorithm="RSASHA256", text=contents(61),
         edit=redate("A", r"www\.mwisho\.twiga\.", *OVER)),
    Zone("kesho.twiga", ["nsd"], signed="bind", algorithm="ED25519", dates=LATER, text=contents(62)),
    Zone("ufunguo.tembo", ["knot", "bind"], signed="bind", ds="wrong", text=contents(63)),
    Zone("bilafunguo.twiga", ["nsd", "nsd:2"], signed="bind", text=contents(64),
         edit=drop_records("DNSKEY")),  # The signature over it stays: without any NSD would take the zone for unsigned.
    Zone("uchi.gov.tembo", ["pdns", "bind"], signed="bind", text=contents(65), edit=NAKED),
    Zone("saini.simba", ["nsd", "nsd:2"], signed="bind", text=contents(66), edit=drop_records("RRSIG", "A ")),
    Zone("hapana.tembo", ["nsd", "nsd:2"], signed="bind", text=contents(67),
         edit=chained(drop_records("NSEC"), drop_records("RRSIG", "NSEC "))),
    Zone("mojawapo.twiga", [Ns("bind", own=True), Ns("nsd", own=True, load="rotten"), Ns("knot", own=True)], signed="bind",
         algorithm="RSASHA256", text=contents(68), variants={"rotten": flip_signature()}),
    Zone("doa.simba", ["knot", "bind"], signed="bind", text=contents(69), edit=flip_signature("doa.simba", "MX")),
    Zone("oza.tembo", ["knot", "nsd"], signed="bind", zsk=True, text=contents(70), edit=flip_signature("oza.tembo", "DNSKEY")),
    Zone("mzazi.twiga", ["knot", "bind"], signed="bind", text=contents(71)),
]

SHELF = "".join(f"pc{number:03} A 197.40.0.{number + 1}\n" for number in range(250))
CROWD = [Zone(name, ["knot", "nsd"], text=SHELF, **more) for name, more in (("kundi1.punda", {}), ("kundi2.twiga", {"signed": "bind"}),
    ("kundi3.kifaru", {}), ("kundi4.co.punda", {}))] + [
    Zone("fungu1.punda", [Ns("knot", "silent"), Ns("bind", "silent")], text=SHELF),
    Zone("fungu2.simba", ["knot", "bind"], signed="bind", ds="RSASHA256", text=SHELF),
    Zone("fungu3.kifaru", [Ns("nsd", load="no", own=True)]),
]

ZONES = TOP + FOUND + BROKEN + DNSSEC + CROWD
