# SPDX-License-Identifier: MIT
"""Who serves what in the sixth internet, and what is wrong with it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, other_keys, replace

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("146.70.0.1", "2a10:70::1")
ADDRESSES_OF_RESOLVERS = ("84.18.{}.53", "2a11:18:{}::53")

BEHIND = "193.40.1.1"  # What the odd servers stand before.
OLD_INSTANCE = "193.40.4.1"
BARRED = "84.21.0.0/16"  # One provider, which some servers treat in a way of their own.
MEMBERS = "185.50.0.0/16"  # Who may ask a zone that knows its friends.
HOSTER, HOSTER_GONE = "62.65.1.1", "62.65.2.1"


def habit(number, *rules):
    """Servers with a habit of their own, in front of good data."""
    """Who is never right cannot say either that it is up."""
    flags = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"193.41.{number}.1", f"193.42.{number}.1"], {"forward": BEHIND, "flags": flags, "mute": "wrong-id" in flags[-1]})


def barred(zone, action):
    return f"addAction(AndRule({{makeRule('{BARRED}'), makeRule('{zone}.')}}), {action})"


# Whoever asks gets the address that is near.
REGIONS = {"10.33.0.0/16": 10, "84.20.0.0/16": 20, "84.21.0.0/16": 21, "185.50.1.0/24": 51, "185.50.2.0/24": 52, "84.18.0.0/16": 18}
NEAR = [f"addAction(AndRule({{makeRule('{region}'), QNameRule('www.cdn.balt.'), QTypeRule(DNSQType.A)}}), "
        f"SpoofAction('91.201.0.{host}', {{aa=true, ttl=5}}))"
        for region, host in REGIONS.items()]
GEO = [
    f"newServer({{address='{OLD_INSTANCE}:53', pool='old'}}):setUp()", *NEAR,
    barred("embargo.lv", "RCodeAction(DNSRCode.REFUSED)"), barred("vaikne.lv", "DropAction()"), barred("katki.lv", "RCodeAction(DNSRCode.SERVFAIL)"),
    barred("tuhi.lv",
           "SetNegativeAndSOAAction(true, 'tuhi.lv.', 60, 'ns1.tuhi.lv.', 'hostmaster.tuhi.lv.', 2026110101, 3600, 600, 604800, 60, {aa=true})"),
    barred("vanem.lv", "PoolAction('old')"),
    f"addAction(AndRule({{NotRule(makeRule('{MEMBERS}')), makeRule('klubi.lv.')}}), RCodeAction(DNSRCode.REFUSED))",
]

AUTHORITIES = {
    "root-k": Authority("knot", ["199.7.1.4", "2a12:7:1::4"]),
    "root-n": Authority("nsd", ["199.7.2.4"]),
    "reg-k": Authority("knot", ["37.1.1.1", "37.1.2.1", "2a12:37::1"]),
    "reg-n": Authority("nsd", ["37.2.1.1", "37.2.2.1"]),
    "reg-b": Authority("named-auth", ["37.3.1.1", "37.3.2.1"]),
    "sadam": Authority("knot", [BEHIND, "193.40.1.2", "2a12:40::1"]),
    "laev": Authority("nsd", ["193.40.2.1", "193.40.2.2"]),
    "kai": Authority("named-auth", ["193.40.3.1", "193.40.3.2"]),
    "mast": Authority("pdns", [OLD_INSTANCE, "193.40.4.2"]),
    "veeb": Authority("named-auth", [HOSTER]),
    "geo": Authority("dnsdist", ["193.43.1.1", "193.43.2.1"], {"forward": BEHIND, "extra": "\n".join(GEO)}),
    "lower": habit(1, ".,*,lower"),
    "junk": habit(2, ".,*,junk-question/3", ".,*,twice/2", ".,*,junk-port/2"),
    "near-miss": habit(3, ".,*,junk-id/2"),
    "never-right": habit(4, ".,*,wrong-id"),
    "bare": habit(5, ".,+edns,1:bare"),
    "no-mail": habit(6, ".,15,2"),
    "halting": habit(7, ".,*,late:1.2/2"),
}
DEAD_ADDRESSES = {HOSTER_GONE: "silent"}


def contents(number):
    """Answers of zone `number` are 91.200.NUMBER.x."""
    base = f"91.200.{number}"
    return f"""\
@ A {base}.1
@ MX 10 post
@ TXT "v=spf1 mx -all"
@ HTTPS 1 . alpn=h2
www A {base}.80
www AAAA 2a13:{number}::80
post A {base}.25
api CNAME www
neli A {base}.4
kuus AAAA 2a13:{number}::6
mitu A {base}.10
mitu A {base}.11
sygav.tyhi A {base}.7
_imaps._tcp SRV 0 1 993 post
suur TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
paks TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(4))}
*.apps A {base}.42
"""


def redate(rtype, start, end, owner=r"\S+"):
    """Signatures over one type with other dates."""
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", rf"\g<1>{end}\g<2>{start}")


SUMMER = ("20260601000000", "20260701000000")
NSEC3, OPT_OUT = ("-3", "-"), ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY|DS)")
EMPTY = replace(r"^(?!@ NS|@ SOA|\$|ns\d).*\n", "")

TOP = [
    Zone(".", ["root-k", "root-n", Ns("root-k", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("ee", ["reg-k", "reg-n", Ns("reg-k", v6=True)], signed="bind", denial=OPT_OUT),
    # The second level is served by the same servers, and was forgotten at one.
    Zone("pri.ee", ["reg-k", Ns("reg-n", load="no")], signed="bind"),
    Zone("lv", ["reg-b", "reg-n:2"], signed="bind", denial=NSEC3, zsk=True),
    # One of three has a copy that was never signed.
    Zone("lt", ["reg-k:2", "reg-b:2", Ns("reg-n", load="bare", own=True)], signed="bind", variants={"bare": BARE}),
    # One of three is well.
    Zone("aland", ["reg-b", Ns("reg-k", "silent"), Ns("reg-n", load="no", own=True)]),
    Zone("balt", ["reg-k", "reg-b"]),
    Zone("swamp", [Ns("reg-b", "silent"), Ns("reg-n", "silent")]),
    # Fall silent while they are asked, for good and for moments.
    Zone("sea", [Ns("reg-b", own=True), Ns("reg-k", own=True)]),
    Zone("lake", [Ns("reg-n", own=True), Ns("reg-k", own=True)]),
    Zone("fog", [Ns("reg-b", own=True), Ns("reg-n", own=True)]),
]

LINKS = "".join(f"l{n} CNAME l{n + 1}.{{}}.\n" for n in range(1, 20, 2)), "".join(f"l{n} CNAME l{n + 1}.{{}}.\n" for n in range(2, 20, 2))
SOUND = [
    Zone("sadam.balt", ["sadam:2", "laev"],
         text=contents(1) + "c4 CNAME c5.ajaleht.lv.\nc7 CNAME www.pood.ee.\n" + LINKS[1].format(*["ajaleht.lv"] * 10)
         + "l20 CNAME www\n"),
    Zone("pood.ee", ["sadam", "laev"], signed="bind", text=contents(2) + "c1 CNAME c2.ajaleht.lv.\nuudised CNAME www.cdn.balt.\n"
         "kasiino A 91.200.2.91\npanus A 91.200.2.92\nloto A 91.200.2.93\nviga CNAME www.votmed.ee.\n"),
    Zone("pank.ee", ["kai", "laev:2"], signed="bind", denial=NSEC3, text=contents(3) + "login A 91.200.3.90\n"),
    Zone("ajaleht.lv", ["laev:2", "kai:2"], text=contents(4) + "c2 CNAME c3.ulikool.ee.\nc5 CNAME c6.ulikool.ee.\n"
         + LINKS[0].format(*["sadam.balt"] * 10)),
    Zone("ulikool.ee", ["mast", "sadam:2"], signed="bind", algorithm="ED25519",
         text=contents(5) + "c3 CNAME c4.sadam.balt.\nc6 CNAME c7.sadam.balt.\n"),
    Zone("arst.pri.ee", ["sadam", "kai"], text=contents(6)),
    Zone("cdn.balt", ["geo", "geo:2"], hidden=("sadam",), text=contents(7)),
    Zone("kuus.lv", [Ns("sadam", v6=True), Ns("laev", v6=True)], signed="bind", text=contents(8)),
    Zone("vaba.ee", ["laev", "mast"], text=contents(9)),  # not signed, below opt-out
    # Looks odd, and is well: many iterations, a crowd of DS records, an algorithm on its way in, two keys with one tag, a bad signature nobody needs.
    Zone("saared.ee", ["sadam", "laev"], signed="ldns", denial=("-t", "300", "-s", "beef"), text=contents(10)),
    Zone("kroon.ee", ["kai", "laev"], signed="bind", ds="crowd", text=contents(11)),
    Zone("kahekeelne.ee", ["sadam", "kai"], signed="bind", standby="RSASHA256", ds="both", text=contents(12)),
    Zone("teisik.ee", ["sadam", "laev:2"], signed="bind", algorithm="RSASHA256", more_keys=other_keys(1, same_tag=True), text=contents(13)),
    Zone("taevas.ee", ["laev", "kai"], signed="bind", text=contents(14), edit=flip_signature("taevas.ee", "NS")),
    Zone("lahe.aland", ["laev", "mast"], text=contents(15)),
    Zone("kaja.lv", ["lower", "lower:2"], hidden=("sadam",), text=contents(16)),
    Zone("mull.lv", ["junk", "junk:2"], hidden=("sadam",), signed="bind", text=contents(17)),
    Zone("vaba.lt", ["sadam", "kai"], text=contents(18)),
    Zone("tugev.lt", ["laev", "kai"], signed="bind", text=contents(19)),
    # Falls silent while it is asked.
    Zone("ripp.lv", [Ns("sadam", own=True), Ns("laev", own=True)], text=contents(21)),
    Zone("hakkija.lv", ["halting", "halting:2"], hidden=("sadam",), text=contents(20)),
    *[Zone(f"meri{n:02}.sea", ["sadam", "laev"], text=f"www A 91.202.0.{n + 1}\n") for n in range(24)],
    *[Zone(f"jarv{n:02}.lake", ["laev", "kai"], text=f"www A 91.205.0.{n + 1}\n") for n in range(10)],
    *[Zone(f"udu{n:02}.fog", ["sadam", "kai"], text=f"www A 91.203.0.{n + 1}\n") for n in range(16)],
]

BROKEN = [
    # What one provider meets, and nobody else.
    *[Zone(name, ["geo", "geo:2"], hidden=("sadam",), text=contents(number))
      for name, number in (("embargo.lv", 30), ("vaikne.lv", 31), ("katki.lv", 32), ("tuhi.lv", 33), ("klubi.lv", 48))],
    Zone("vanem.lv", ["geo", "geo:2"], hidden=("sadam", "mast=old"), text="$TTL 3\n" + contents(34) + "uus A 91.200.34.77\n",
         variants={"old": chained(
        replace(" 2026110101 ", " 2026030301 "), replace(r"^uus .*\n", ""), replace("91.200.34.80", "91.200.134.80"))}),
    Zone("paks.lv", [Ns("sadam", "no_large"), Ns("laev", "no_large")], text=contents(35)),
    Zone("rynnak.lv", [Ns("sadam", "most_lost"), Ns("kai", "most_lost")], text=contents(36)),
    Zone("ip-ns.lv", [Ns("sadam", host=BEHIND), Ns("laev", host="193.40.2.1")], text=contents(37)),
    Zone("poolnimi.lv", [Ns("sadam:2"), Ns("laev", host="ns2.pole-sellist.balt")], text=contents(38)),
    # Of four one is well; the others are empty, without their data, and silent.
    Zone("nelik.lv", [Ns("sadam"), Ns("laev", load="empty", own=True), Ns("kai", load="orphan", own=True), Ns("mast", "silent")], text=contents(39),
         variants={"empty": EMPTY}),
    Zone("post.lv", [Ns("sadam:2"), Ns("no-mail")], text=contents(40)),
    Zone("iidne.lv", ["bare", "bare:2"], hidden=("sadam",), text=contents(41)),
    # One has no UDP, the other no TCP.
    Zone("rist.lv", [Ns("sadam", "no_udp"), Ns("laev", "no_tcp")], text=contents(42)),
    # Lame over IPv4, silent over IPv6.
    Zone("kaks6.lv", [Ns("laev", load="no", own=True), Ns("sadam", "silent", v6=True)], text=contents(43)),
    Zone("eksinud.lv", ["never-right", "never-right:2"], hidden=("sadam",), text=contents(44)),
    # PowerDNS Recursor gives up at the first reply with a wrong id.
    Zone("kahtlane.lv", ["near-miss", "near-miss:2"], hidden=("sadam",), text=contents(45)),
    Zone("hall.lv", [Ns("sadam", "silent", v6=True), Ns("laev", "silent", v6=True)], text=contents(47)),
    Zone("koduleht.lv", [Ns("mast", "silent"), Ns("laev", "silent")], text=contents(46)),
]

DNSSEC = [
    # The DS names a key that is there, and has signed nothing yet.
    Zone("enneaeg.lv", ["sadam", "laev"], signed="bind", standby="ECDSAP256SHA256", ds="standby", text=contents(60)),
    # Its DS is of another key; and a child that is not signed hangs below.
    Zone("mets.ee", ["sadam", "kai"], signed="bind", ds="wrong", text=contents(61)),
    Zone("puu.mets.ee", ["laev", "mast"], text=contents(62)),
    Zone("votmed.ee", ["laev", "mast:2"], signed="bind", zsk=True, text=contents(63), edit=flip_signature("votmed.ee", "DNSKEY")),
    # Its keys fit into no datagram, and TCP is closed.
    Zone("rasv.ee", [Ns("sadam", "no_tcp"), Ns("laev", "no_tcp")], signed="bind", algorithm="RSASHA256", more_keys=other_keys(4), text=contents(64)),
    Zone("poolik.ee", [Ns("sadam", own=True), Ns("laev", load="unproven", own=True)], signed="bind", text=contents(65),
         variants={"unproven": drop_records("NSEC")}),
    # One of its signers lives in next year.
    Zone("kell.lv", [Ns("sadam", own=True), Ns("kai", load="early", own=True)], signed="bind", text=contents(66),
         variants={"early": redate("A", "20270601000000", "20270701000000")}),
    Zone("kolinud.ee", [Ns("sadam:2", host="ns1.sadam.balt"), Ns("laev", host="ns2.sadam.balt")], signed="bind", text="@ DNAME aegunud.lv.\n"),
    # Lapsed; and one of its servers is silent besides.
    Zone("aegunud.lv", [Ns("kai"), Ns("laev", "silent")], signed="bind", dates=SUMMER, text=contents(67)),
    Zone("uhekordne.ee", ["sadam", "laev:2"], signed="bind", text=contents(68), edit=flip_signature("uhekordne.ee", "SOA")),
    # The addresses of its own servers do not validate, and one address of www; the rest does.
    Zone("kaubik.ee", ["laev", "sadam:2"], signed="bind", text=contents(69), edit=chained(
        flip_signature("ns1.kaubik.ee", "A"), flip_signature("ns2.kaubik.ee", "A"), flip_signature("www.kaubik.ee", "AAAA"))),
]

# A hosting company: its own zone is elsewhere and well; of the servers of its customers one is silent, the other has lost its data.
HOST = [Zone("veeb.balt", ["sadam", "laev"], text=contents(80).replace("neli A", f"dns1 A {HOSTER}\ndns2 A {HOSTER_GONE}\nneli A"))]
CLIENT = "www A 91.204.0.{}\n@ MX 5 post.sadam.balt.\n"
CLIENTS = [Zone(f"klient{n:02}.ee", [Ns("veeb", load="orphan", host="dns1.veeb.balt"), Ns("veeb", load="orphan",
                                                                                          host="dns2.veeb.balt")]) for n in range(14)]
# Some had a second provider.
CAREFUL = [Zone(f"kahe{n}.ee", [Ns("veeb", load="orphan", host="dns1.veeb.balt"), Ns("veeb", load="orphan", host="dns2.veeb.balt"),
                                Ns("sadam:2", host="ns1.sadam.balt"), Ns("laev", host="ns2.sadam.balt")],
                                text=CLIENT.format(100 + n)) for n in range(4)]

ZONES = TOP + SOUND + BROKEN + DNSSEC + HOST + CLIENTS + CAREFUL
