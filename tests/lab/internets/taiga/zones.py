# SPDX-License-Identifier: MIT
"""Who serves what in the ninth internet, and what is wrong with it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

ADDRESSES_OF_ZONES = ("95.100.0.1", "2a0e:100::1")
ADDRESSES_OF_RESOLVERS = ("77.200.{}.53", "2a0f:200:{}::53")

BEHIND = "45.10.1.1"  # What the odd servers stand before.
HOSTING = ("45.14.1.1", "45.15.1.1")  # One resolver was told never to ask these.
GONE = ("45.98.1.1", "45.98.2.1")  # Servers that are named, and silent.
OLD_SERVER = "45.12.2.1"  # Refuses what has moved away.
EMPTY_PLACE = "45.98.3.1"  # A machine without a name server.
PROHIBITED = "10.60.200.53"  # A forwarder behind a firewall that says no.
DEAD_ADDRESSES = {GONE[0]: "silent", GONE[1]: "silent", EMPTY_PLACE: "", PROHIBITED: "prohibited"}


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"45.30.{number}.1", f"45.31.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def balancer(number, *lines, **options):
    return Authority("dnsdist", [f"45.20.{number}.1", f"45.21.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines), **options})


def empty(zone, denied):
    return (f"SetNegativeAndSOAAction({denied}, '{zone}.', 60, 'ns1.{zone}.', 'hostmaster.{zone}.', "
            "2026110101, 3600, 600, 604800, 60, {aa=true})")


NEAR = {"10.60.0.0/16": 60, "77.0.0.0/8": 77, "91.0.0.0/8": 91, "77.200.0.0/16": 200}
GEO = [f"addAction(AndRule({{makeRule('{region}'), QNameRule('www.karta.sib.'), QTypeRule(DNSQType.A)}}), "
       f"SpoofAction({{'178.60.0.{host}', '178.61.0.{host}'}}, {{aa=true, ra=false, ttl=0}}))" for region, host in NEAR.items()]

AUTHORITIES = {
    "root-k": Authority("knot", ["199.30.1.4", "2a0a:1::4"]),
    "root-b": Authority("named-auth", ["199.30.2.4"]),
    "reg-k": Authority("knot", ["31.1.1.1", "2a0a:31::1", "31.1.2.1"]),
    "reg-n": Authority("nsd", ["31.2.1.1", "31.2.2.1", "2a0a:32::1"]),
    "reg-b": Authority("named-auth", ["31.3.1.1", "31.3.2.1", "2a0a:33::1"]),
    "reg-p": Authority("pdns", ["31.4.1.1", "31.4.2.1"]),
    "knot": Authority("knot", [BEHIND, "45.10.2.1", "2a0b:10::1", GONE[0]]),
    "nsd": Authority("nsd", ["45.11.1.1", "45.11.2.1", "2a0b:11::1"]),
    "bind": Authority("named-auth", ["45.12.1.1", OLD_SERVER]),
    "pdns": Authority("pdns", ["45.13.1.1", "45.13.2.1", GONE[1]]),
    "hosting": Authority("named-auth", list(HOSTING)),
    # Somebody wrote a resolver into an NS record: it refers upwards.
    "upward": Authority("named", ["45.16.1.1", "45.16.2.1"]),
    # A balancer whose pool is down, and says so.
    "pool-down": balancer(1, "getServer(0):setDown()", "setServFailWhenNoServer(true)"),
    "deaf-udp": balancer(2, "addAction(NotRule(TCPRule(true)), DropAction())", mute=True),
    "deaf-tcp": balancer(3, "addAction(TCPRule(true), DropAction())"),
    # CAA is not implemented, SRV dropped, MX denied with all there is.
    "types": balancer(4, "addAction(QTypeRule(257), RCodeAction(DNSRCode.NOTIMP))", "addAction(QTypeRule(DNSQType.SRV), DropAction())",
                      f"addAction(QTypeRule(DNSQType.MX), {empty('vidy.sib', 'true')})"),
    "limit": balancer(5, "addAction(MaxQPSIPRule(4), DropAction())"),
    # A balancer before a signed zone that makes its own denials.
    "denies": balancer(6, f"addAction(QTypeRule(DNSQType.AAAA), {empty('nemoy.ural', 'false')})"),
    "geo": balancer(7, *GEO),
    "notauth": habit(1, ".,*,9"),
    "fails": habit(2, ".,*,2"),
    "no-do": habit(3, ".,+do,drop"),
    "no-opt": habit(4, ".,+edns,4:bare"),
    "slow": habit(5, flags=("--delay", "1.4")),
    "no-keys": habit(6, ".,48,0:aa:soa"),
    "no-sigs": habit(7, ".,1,no-sigs"),
}


def contents(number):
    """Answers of zone `number` are 178.50.NUMBER.x."""
    base = f"178.50.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.kedr.bor"
www A {base}.80
www AAAA 2a0d:{number}::80
mail A {base}.25
v4 A {base}.4
v6 AAAA 2a0d:{number}::6
ring A {base}.10
ring A {base}.11
ring A {base}.12
api CNAME www
below.an.empty.one A {base}.7
_sip._tcp SRV 0 5 5060 www
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(15))}
*.app A {base}.42
"""


def redate(rtype, owner, start, end):
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", rf"\g<1>{end}\g<2>{start}")


OVER = ("20260301000000", "20260401000000")
LATER = ("20370101000000", "20380101000000")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2025020301 ")

TOP = [
    Zone(".", ["root-k", "root-b", Ns("root-k", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("bor", ["reg-k", "reg-n", "reg-k:2"], signed="bind", algorithm="RSASHA256", zsk=True, denial=OPT_OUT,
         # What it says of another zone's name servers is years old.
         text=f"dns1.chern A {OLD_SERVER}\ndns2.chern A {EMPTY_PLACE}\n"),
    Zone("ural", ["reg-b", "reg-k", "reg-b:3"], signed="bind", algorithm="ECDSAP384SHA384", denial=NSEC3,
        edit=flip_signature("vethiy.ural", "DS")),
    Zone("tuva", ["reg-n", "reg-p", "reg-n:3"], signed="bind", algorithm="ED25519"),
    # One of four still has what two customers had before.
    Zone("sib", ["reg-p", "reg-k:3", "reg-n:3", Ns("reg-b", load="old", own=True)], variants={"old": chained(
        OLDER, replace(r"^spor\.sib\. NS .*\n", "spor.sib. NS ns1.gar.sib.\n"), replace(r"^(\S+\.)?molod\.sib\.\s.*\n", ""))}),
    Zone("gov.ural", ["reg-p:2", "reg-b:2"], signed="bind", algorithm="ED25519"),
    # Silent in both families; turned away; signed with a key the root does not know; failing.
    Zone("amur", [Ns("reg-k", "silent"), Ns("reg-n", "silent"), Ns("reg-k", "silent", v6=True)]),
    Zone("ob", [Ns("reg-n", load="no"), Ns("reg-b:2", load="no"), Ns("reg-k:2", load="no")]),
    Zone("yana", ["reg-k", "reg-b", "reg-b:3"], signed="bind", ds="wrong"),
    Zone("chuna", [Ns("reg-b", load="orphan", own=True), Ns("reg-b", load="orphan", v6=True)]),
    # Well, until somebody cuts its cables.
    Zone("lena", [Ns("reg-k", own=True), Ns("reg-n", own=True)]),
]

SOUND = [
    Zone("kedr.bor", ["knot", "nsd", "knot:3"], signed="bind", text=contents(1) + """\
long CNAME hop1.osina.sib.
status CNAME www.gar.sib.
lost CNAME www.nikto.tuva.
away CNAME shop.example.nosuch.
"""),
    Zone("pihta.bor", ["bind", "pdns"], signed="bind", algorithm="RSASHA512", zsk=True,
        text=contents(2) + "ring2 CNAME ring3.el.tuva.\nhop2 CNAME hop3.el.tuva.\n"),
    Zone("sosna.ural", ["knot:2", "nsd:2", "nsd:3"], signed="bind", algorithm="ECDSAP384SHA384", denial=NSEC3, text=contents(3)),
    Zone("el.tuva", ["nsd", "knot:2"], signed="bind", algorithm="ED25519", denial=NSEC3,
         text=contents(4) + "ring3 CNAME ring1.osina.sib.\nhop3 CNAME www.sosna.ural.\n"
              "hollow1 TXT \"moved out\"\nhollow2 TXT \"moved out\"\n"),
    Zone("osina.sib", ["pdns", "nsd:2", "knot:3"], text=contents(5) + """\
hop1 CNAME hop2.pihta.bor.
ring1 CNAME ring2.pihta.bor.
login CNAME www.vchera.ural.
nas A 10.20.30.40
printer A 192.168.20.30
ads A 178.50.5.91
bets A 178.50.5.92
dice A 178.50.5.93
gone CNAME nope.sosna.ural.
"""),
    Zone("lipa.sib", [Ns("nsd", v6=True), "bind"], text=contents(6) + f"dead1 A {GONE[0]}\ndead2 A {GONE[1]}\n"),
    Zone("bereza.gov.ural", ["bind", "nsd"], signed="ldns", text=contents(7)),
    # Nothing of its own to stand on.
    Zone("iva.bor", [Ns("knot", host="ns1.kedr.bor"), Ns("nsd:2", host="ns2.osina.sib")], text=contents(8)),
    Zone("moh.sib", [Ns("pdns", "shy"), Ns("bind", "shy")], text=contents(9)),
    Zone("moh.tuva", [Ns("knot", "shy"), Ns("knot", "shy", v6=True)], signed="bind", denial=NSEC3, text=contents(10)),
    Zone("karta.sib", ["geo", "geo:2"], hidden=("knot",), text=contents(11)),
    Zone("kora.tuva", [Ns("bind", host="ns1.pihta.bor"), Ns("knot:2", host="ns2.el.tuva")], signed="bind", text="@ DNAME osina.sib.\n"),
    # Of an algorithm nobody knows: unsigned, to all.
    Zone("ryab.bor", ["knot:2", "bind"], signed="bind", ds="unknown", text=contents(12)),
    Zone("tis.ural", ["bind", "knot"], signed="bind", ds="crowd", zsk=True, text=contents(13)),
    # All that lies at one hosting company.
    Zone("olha.sib", ["hosting", "hosting:2"], text=contents(14)),
    Zone("olha.bor", [Ns("hosting:2", host="ns2.olha.sib"), Ns("hosting", host="ns1.olha.sib")], signed="bind", text=contents(15)),
    Zone("chern.bor", [Ns("knot", host="ns1.kedr.bor"), Ns("nsd", host="ns2.kedr.bor")],
        text=contents(16) + "dns1 A 45.10.2.1\ndns2 A 45.11.2.1\n"),
    # Changed while two resolvers remember it.
    Zone("novosel.sib", [Ns("bind", own=True)], text="$TTL 86400\nwww A 178.50.17.80\nmail A 178.50.17.25\n"),
    Zone("zapas.sib", [Ns("nsd", own=True), Ns("knot", own=True)], text="$TTL 1\nwww A 178.50.20.80\nmail A 178.50.20.25\n"),
    # What a provider shows for names that do not exist; and a list of what it withholds, which no one is sent to.
    Zone("reklama.sib", ["pdns", "nsd"], text="* A 91.6.9.9\n"),
    Zone("rpz.filtr", ["bind"], delegated=False, text="ads.osina.sib CNAME .\nbets.osina.sib CNAME *.\ndice.osina.sib A 127.0.0.1\n"),
    Zone("reka.lena", ["knot", "nsd"], text="$TTL 86400\n" + contents(18)),
    Zone("bereg.lena", ["bind", "pdns"], text=contents(19)),
]

BROKEN = [
    Zone("gar.sib", [Ns("pdns", "silent"), Ns("bind", "silent", v6=True), Ns("nsd", "silent")], text=contents(30)),
    Zone("pepel.bor", [Ns("knot:4", host="dead1.lipa.sib"), Ns("pdns:3", host="dead2.lipa.sib")], text=contents(31)),
    Zone("zamok.ural", [Ns(None), Ns(None, v6=True), Ns(None)], signed="bind", text=contents(32)),
    Zone("otkaz.bor", [Ns("nsd", load="no"), Ns("notauth"), Ns("pdns", load="no")]),
    Zone("vverh.sib", [Ns("upward", load="no"), Ns("upward:2", load="no"), Ns("bind:2", load="no")]),
    Zone("pul.sib", ["pool-down", "pool-down:2"]),
    Zone("triplet.bor", ["knot", Ns(None), Ns("nsd", "silent", v6=True)], text=contents(33)),
    Zone("chuzh.ural", ["bind", Ns("nsd", load="no"), "fails"], text=contents(34)),
    Zone("gluh.sib", ["deaf-udp", "deaf-udp:2"], hidden=("knot",), text=contents(35)),
    Zone("tih.bor", ["deaf-tcp", "deaf-tcp:2"], hidden=("knot",), text=contents(36)),
    Zone("ndo.sib", ["no-do", "no-do:2"], hidden=("knot",), text=contents(37)),
    Zone("star.sib", ["no-opt", "no-opt:2"], hidden=("knot",), text=contents(38)),
    Zone("vidy.sib", ["types", "types:2"], hidden=("knot",), text=contents(39)),
    Zone("kvota.sib", ["limit", "limit:2"], hidden=("knot",), text=contents(40)),
    Zone("medved.sib", ["slow", "slow:2"], hidden=("knot",), text=contents(41)),
    Zone("purga.bor", [Ns("knot", "most_lost"), Ns("bind", "most_lost")], text=contents(42)),
    Zone("raz.sib", [Ns("bind", own=True), Ns("pdns", own=True, load="old"), Ns("nsd", own=True)], text=contents(43),
         variants={"old": chained(OLDER, replace(r"^www A .*\n", "www A 178.50.250.80\n"), replace(r"^ring A \S+12\n", ""))}),
    Zone("dva.sib", [Ns("nsd", own=True, load="old"), Ns("knot", own=True, load="old"), Ns("pdns", own=True)],
        text=contents(44) + "fresh A 178.50.44.77\n",
         variants={"old": chained(OLDER, replace(r"^fresh .*\n", ""))}),
    # By names in another zone, of which the parent has old addresses.
    Zone("kley.bor", [Ns("knot:2", host="dns1.chern.bor"), Ns("nsd:2", host="dns2.chern.bor")], text=contents(45)),
    Zone("pol.bor", [Ns("knot", own=True), Ns("nsd", own=True, glue=EMPTY_PLACE)], text=contents(46)),
    Zone("skit.sib", [Ns("nsd", own=True, glue="172.31.9.1"), Ns("bind", own=True, glue="192.168.77.1")], text=contents(47)),
    # Its servers have names, and the names no addresses.
    Zone("bezdom.tuva", [Ns("knot", host="hollow1.el.tuva"), Ns("nsd", host="hollow2.el.tuva")], text=contents(48)),
    Zone("krug1.bor", [Ns("knot", host="ns.krug2.ural")], text="ns A 45.10.1.1\nwww A 178.50.49.1\n"),
    Zone("krug2.ural", [Ns("nsd", host="ns.krug3.sib")], text="ns A 45.11.1.1\nwww A 178.50.49.2\n"),
    Zone("krug3.sib", [Ns("bind", host="ns.krug1.bor")], text="ns A 45.12.1.1\nwww A 178.50.49.3\n"),
    Zone("spor.sib", ["knot", "pdns"], text=contents(50)),
    Zone("molod.sib", ["nsd", "pdns"], text=contents(51)),
    # Served, and not delegated.
    Zone("nedel.bor", [Ns("knot", host="ns1.kedr.bor"), Ns("nsd", host="ns2.kedr.bor")], text=contents(52), delegated=False),
    Zone("les.amur", ["knot", "nsd"], text=contents(53)),
    Zone("les.ob", ["knot", "nsd"], text=contents(54)),
]

DNSSEC = [
    Zone("vchera.ural", ["bind", "nsd"], signed="bind", algorithm="ECDSAP384SHA384", denial=NSEC3, dates=OVER, text=contents(60)),
    # Of the two keys only the one that signs keys has not been used again.
    Zone("kluch.bor", ["pdns", "knot"], signed="bind", algorithm="RSASHA256", zsk=True, text=contents(61),
        edit=redate("DNSKEY", r"\S+", *OVER)),
    Zone("zavtra.tuva", ["nsd", "bind"], signed="bind", algorithm="ED25519", text=contents(62),
        edit=redate("A", r"www\.zavtra\.tuva\.", *LATER)),
    Zone("drugoy.bor", ["knot", "pdns"], signed="bind", algorithm="RSASHA256", ds="ED25519", text=contents(63)),
    Zone("bezkl.tuva", ["no-keys", "no-keys:2"], hidden=("knot",), signed="bind", text=contents(64)),
    Zone("golaya.gov.ural", ["pdns", "bind"], signed="bind", text=contents(65), edit=NAKED),
    Zone("bezp.bor", ["no-sigs", "no-sigs:2"], hidden=("knot",), signed="bind", text=contents(66)),
    Zone("nemoy.ural", ["denies", "denies:2"], hidden=("knot",), signed="bind", text=contents(67)),
    Zone("odin.bor", [Ns("nsd", own=True, load="rotten"), Ns("bind", own=True), Ns("knot", own=True)], signed="bind", text=contents(68),
         variants={"rotten": flip_signature()}),
    Zone("pyatno.tuva", ["bind", "knot"], signed="bind", algorithm="RSASHA256", text=contents(69),
        edit=flip_signature("pyatno.tuva", "MX")),
    Zone("gnil.bor", ["knot", "nsd"], signed="bind", zsk=True, text=contents(70), edit=flip_signature("gnil.bor", "DNSKEY")),
    # Its parent's word on it is damaged.
    Zone("vethiy.ural", ["knot", "bind"], signed="bind", text=contents(71)),
    Zone("les.yana", ["nsd", "knot"], signed="bind", text=contents(72)),
    Zone("pole.yana", ["bind", "nsd:3"], text=contents(73)),
]

ZONES = TOP + SOUND + BROKEN + DNSSEC
