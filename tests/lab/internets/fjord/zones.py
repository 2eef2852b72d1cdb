# SPDX-License-Identifier: MIT
"""Who serves what in the third internet, and what is wrong with it."""

import ipaddress

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("45.33.0.1", "fd7a:24::1")
ADDRESSES_OF_RESOLVERS = ("45.90.{}.53", "fd7a:25:{}::53")

WAREHOUSE = "fd7a:18:1::1"  # What the odd servers stand before.


def odd(number, *rules):
    """Servers with a habit, in front of good data."""
    return Authority("proxy", [f"203.0.113.{number}", f"2001:db8:71:{number}::1"],
                     {"forward": "198.51.100.11", "flags": [word for rule in rules for word in ("--rule", rule)]})


AUTHORITIES = {
    "root-b": Authority("named-auth", ["192.0.2.4", "2001:db8:4::4"]),
    "root-n": Authority("nsd", ["2001:db8:5::4"]),
    "reg-six": Authority("nsd", ["fd7a:10:1::1", "fd7a:10:2::1"]),
    "reg-knot": Authority("knot", ["fd7a:11:1::1", "45.20.1.1"]),
    "reg-bind": Authority("named-auth", ["45.20.2.1"]),
    "reg-pdns": Authority("pdns", ["45.20.3.1", "fd7a:12:1::1"]),
    # Two hosting companies, and two others.
    "north-host": Authority("knot", [WAREHOUSE, "198.51.100.11", "45.21.1.1"]),
    "south-host": Authority("nsd", ["198.51.100.12", "fd7a:18:2::1"]),
    "isle-host": Authority("pdns", ["fd7a:18:3::1", "45.21.3.1"]),
    "town-host": Authority("named-auth", ["45.21.4.1", "fd7a:18:4::1"]),
    # Recursive servers somebody put into an NS record.
    "upward": Authority("named", ["45.21.5.1"]),
    "no-aa": odd(21, ".,*,no-aa"),
    "badvers": odd(22, ".,+edns,16"),
    "notauth": odd(23, ".,*,9"),
    "yxdomain": odd(24, ".,*,6"),
    "badcookie": odd(25, ".,+edns,23"),
    "notimp": odd(26, ".,15,4", ".,16,4"),
    "drops-srv": odd(27, ".,33,drop"),
    "ent": odd(28, "=ent.odd-ent.skerry.,*,3"),
    "no-do": odd(29, ".,+do,1"),
    "six-slow": Authority("proxy", ["203.0.113.40"], {"forward": "198.51.100.11", "flags": ["--delay", "1.4"]}),
    "picky": Authority("dnsdist", ["203.0.113.41", "203.0.113.42"], {
        "forward": "198.51.100.11",
        "extra": "addAction(AndRule({makeRule('100.64.3.0/24'), MaxQPSIPRule(1)}), RCodeAction(DNSRCode.REFUSED))"}),
    "crowded": Authority("dnsdist", ["203.0.113.43", "203.0.113.44"], {
        "forward": "198.51.100.11", "extra": "addAction(MaxQPSIPRule(3), DropAction())"}),
}

SILENT_FORWARDER = "192.168.200.53"
SILENT_FORWARDER6 = "fd7a:66::53"
STALE_GLUE = "45.99.1.1"  # Somebody else's by now, and silent.
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent", SILENT_FORWARDER6: "silent", STALE_GLUE: "silent"}


def contents(number):
    """Answers of zone `number` are 62.115.NUMBER.x."""
    base = f"62.115.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mx.bakery.skerry.
@ TXT "v=spf1 -all"
www A {base}.80
www AAAA 2a03:{number}::80
mail A {base}.25
mail AAAA 2a03:{number}::25
v4 A {base}.4
v6 AAAA 2a03:{number}::6
blog CNAME www
shard A {base}.10
shard A {base}.11
*.tenant A {base}.50
deep.in.the.empty A {base}.7
_https._tcp SRV 1 1 443 www
big TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(20))}
"""


def lapse(rtype, owner=r"\S+"):
    """Signatures over one type whose time has passed."""
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", r"\g<1>20261101000000\g<2>20261001000000")


LAST_YEAR = ("20250101000000", "20250301000000")
NSEC3 = ("-3", "-")
SALTED = ("-3", "abcdef", "-H", "5")
LAGGING = chained(replace(" 2026110101 ", " 2026092201 "), replace(r"^www A .*", "www A 62.115.250.80"), replace(r"^fresh .*\n", ""))
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")

# What a delegation may name besides a server that is well.
BAD = {
    "refuses": lambda: Ns("south-host", load="no", own=True),
    "upward": lambda: Ns("upward", load="no"),
    "cached": lambda: Ns("no-aa"),
    "fails": lambda: Ns("town-host", load="orphan", own=True),
    "silent": lambda: Ns("isle-host", "silent", v6=True),
    "closed": lambda: Ns(None, v6=True),
}


def half(kind, number):
    zone = Zone(f"half-{kind}.skerry", ["north-host:2", BAD[kind]()], text=contents(number))
    zone.hidden = ("north-host",) if kind == "cached" else ()
    return zone


def neither(one, other):
    return Zone(f"{one}-{other}.skerry", [BAD[one](), BAD[other]()], text=contents(99), hidden=("north-host",) if "cached" in (one, other) else ())


PAIRS = [("refuses", "silent"), ("fails", "silent"), ("refuses", "fails"), ("closed", "silent"), ("upward", "refuses"), ("cached", "fails"),
         ("closed", "refuses")]

BAKERY_REVERSED = ipaddress.ip_address("2a03:3::80").reverse_pointer

TOP = [
    Zone(".", ["root-b", "root-b:2", "root-n"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("fjord", ["reg-six", "reg-knot", "reg-knot:2"], signed="bind", denial=NSEC3, zsk=True),
    Zone("skerry", ["reg-bind", "reg-pdns:2"]),
    Zone("gov.fjord", ["reg-six", "reg-six:2"], signed="bind", algorithm="ED25519"),
    Zone("tarn", [Ns("reg-bind", "silent"), Ns("reg-six", load="no", v6=True)]),
    Zone("moor", ["reg-knot", "reg-knot:2"], signed="bind", ds="wrong"),
    Zone("mist", [Ns("reg-bind", load="orphan", own=True), Ns("reg-bind", load="orphan", own=True)]),
    Zone("heath", ["reg-knot:2", Ns("reg-bind", load="no", own=True)]),
    Zone("3.0.0.0.3.0.a.2.ip6.arpa", ["south-host", "south-host:2"], text=f"{BAKERY_REVERSED}. PTR www.bakery.skerry.\n"),
]

LABELS = ".".join(f"l{n}" for n in range(30))
LONG = ".".join("x" * 60 for _ in range(3))  # Under a DNAME that adds to it: longer than a name may be.

HOSTS = [
    Zone("north-host.skerry", ["north-host:2", "north-host:3"], text=contents(1)),
    Zone("south-host.fjord", ["south-host", "south-host:2"], signed="bind", denial=NSEC3, text=contents(2)),
    Zone("bakery.skerry", [Ns("north-host:2", host="ns1.north-host.skerry"), Ns("south-host", host="ns1.south-host.fjord")],
         text=contents(3) + "mx A 62.115.3.26\nc1 CNAME c2.florist.fjord.\nc3 CNAME c4.school.gov.fjord.\nc5 CNAME c6\nc6 CNAME c7.florist.fjord.\n"
         "wrecked CNAME d1.florist.fjord.\nd3 CNAME www.wreck.skerry.\npromo A 62.115.3.91\nbets A 62.115.3.92\nadserver A 62.115.3.93\nmalware A 62.115.3.94\n"
         "nas A 192.168.40.2\nswitch A 10.44.0.9\n"),
    Zone("florist.fjord", [Ns("north-host:2", host="ns1.north-host.skerry"), Ns("south-host:2", host="ns2.south-host.fjord")],
         signed="bind", denial=SALTED, zsk=True, algorithm="RSASHA256",
         text=contents(4) + "c2 CNAME c3.bakery.skerry.\nc7 CNAME www\nd1 CNAME d2.school.gov.fjord.\nvoid CNAME nothing.school.gov.fjord.\n"
         "ring1 CNAME ring2.school.gov.fjord.\nrotten CNAME www.overripe.fjord.\n"),
    Zone("school.gov.fjord", [Ns("isle-host", host="ns1.isle.skerry"), Ns("isle-host:2", host="ns2.isle.skerry")], signed="bind",
         text=contents(5) + f"c4 CNAME c5.bakery.skerry.\nd2 CNAME d3.bakery.skerry.\nring2 CNAME ring3\nring3 CNAME ring1.florist.fjord.\n{LABELS} A 62.115.5.30\n"),
    Zone("isle.skerry", ["isle-host", "isle-host:2"], text=contents(6)),
    Zone("town.fjord", ["town-host", "town-host:2"], signed="ldns", text=contents(7)),
    Zone("six.gov.fjord", [Ns("south-host:2"), Ns("isle-host")], signed="bind", algorithm="ED25519", text=contents(8)),
    Zone("lot.fjord", ["town-host", "north-host:2"], text=contents(9)),  # not signed, below NSEC3
    Zone("strange-algorithm.fjord", ["town-host", "south-host"], signed="bind", ds="unknown", text=contents(10)),
    Zone("renamed.fjord", [Ns("north-host:2", host="ns1.north-host.skerry"), Ns("south-host", host="ns1.south-host.fjord")],
         signed="bind", text="@ DNAME bakery.skerry.\n"),
    Zone("toolong.skerry", [Ns("north-host:2", host="ns1.north-host.skerry"), Ns("south-host", host="ns1.south-host.fjord")],
         text=f"@ DNAME {'y' * 60}.north-host.skerry.\n"),
    Zone("shop.heath", ["north-host:2", "south-host"], text=contents(11)),
    Zone("walls.skerry", [Ns("north-host", "shy"), Ns("south-host", "shy")], text=contents(12)),
    Zone("both.skerry", [Ns("north-host:2", host="ns1.both.skerry"), Ns(None, v6=True, host="ns1.both.skerry"),
                         Ns("south-host", host="ns2.both.skerry")], text=contents(13)),
    Zone("cached.heath", [Ns("town-host", own=True), Ns("town-host", own=True)], text="$TTL 2\nwww A 62.115.14.80\nmail A 62.115.14.25\n"),
    Zone("flood.heath", ["north-host:2", "south-host"], text="".join(f"n{number:02} A 62.115.15.{number}\n" for number in range(100))),
]

MIXED = [half(kind, 20 + number) for number, kind in enumerate(BAD)] + [neither(*pair) for pair in PAIRS] + [
    Zone("half-old.skerry", [Ns("north-host:2"), Ns("south-host", load="lagging", own=True)], text=contents(30) + "fresh A 62.115.30.9\n",
         variants={"lagging": LAGGING}),
    Zone("mostly-dead.skerry", [Ns("north-host:2"), Ns("south-host", "silent"), Ns("town-host", load="orphan", own=True),
                                Ns("isle-host", load="no", v6=True)], text=contents(31)),
]

BROKEN = [
    Zone("wreck.skerry", [Ns("north-host", "silent", v6=True), Ns("town-host", "silent")], text=contents(40)),
    Zone("orchard.skerry", [Ns("north-host:2", host="ns1.wreck.skerry"), Ns("south-host", host="ns2.wreck.skerry")], text=contents(41)),
    Zone("garden.skerry", [Ns("north-host:2", host="ns1.wreck.skerry"), Ns("south-host")], text=contents(42)),
    Zone("sunk.gov.fjord", [Ns("town-host", load="orphan"), Ns("town-host:2", load="orphan")], signed="bind"),
    Zone("rejecting.skerry", [Ns("north-host", "prohibited", v6=True), Ns("south-host", "prohibited")], text=contents(43)),
    Zone("drydock.fjord", [Ns(None), Ns(None, v6=True)]),
    Zone("oldset.skerry", [Ns(None, where="parent"), Ns("isle-host", "silent", where="parent"),
                           Ns("north-host:2", where="child"), Ns("south-host", where="child")], text=contents(44)),
    Zone("misled.skerry", [Ns("north-host", own=True, glue=STALE_GLUE), Ns("south-host", own=True, glue=STALE_GLUE)], text=contents(45)),
    Zone("half-misled.skerry", [Ns("north-host", own=True, glue=STALE_GLUE), Ns("south-host")], text=contents(46)),
    Zone("stranger.skerry", [Ns("north-host", own=True, glue="45.21.4.1"), Ns("south-host")], text=contents(47)),
    # Somebody who answers, and not for this zone.
    Zone("decoy.skerry", [Ns("north-host", own=True, glue="45.21.4.1"), Ns("south-host", own=True, glue="45.21.4.1")], text=contents(58)),
    Zone("loopback.skerry", [Ns("north-host", own=True, glue="127.0.0.1"), Ns("south-host", own=True, glue="127.0.0.1")], text=contents(48)),
    Zone("inside.fjord", [Ns("north-host", own=True, glue="10.1.2.3"), Ns("south-host", own=True, glue="192.168.1.1")], text=contents(49)),
    Zone("half-inside.skerry", [Ns("north-host", own=True, glue="10.1.2.3"), Ns("south-host")], text=contents(50)),
    Zone("rock.skerry", [Ns("north-host:2", host="ns.paper.fjord")], text="ns A 198.51.100.11\n"),
    Zone("paper.fjord", [Ns("north-host:2", host="ns.scissors.gov.fjord")], text="ns A 198.51.100.11\n"),
    Zone("scissors.gov.fjord", [Ns("north-host:2", host="ns.rock.skerry")], text="ns A 198.51.100.11\n"),
    Zone("nowhere.fjord", [Ns("north-host:2", host="ns1.bakery.nosuch"), Ns("south-host", host="dns.absent.lot.fjord")], text=contents(51)),
    Zone("nickname.skerry", [Ns("north-host:2", host="blog.north-host.skerry"), Ns("south-host", host="blog.lot.fjord")], text=contents(52)),
    Zone("lodger.moor", ["north-host:2", "south-host"], text=contents(53)),
    Zone("unlisted.skerry", ["north-host:2", "south-host"], text=contents(54), delegated=False),
    Zone("udpless.skerry", [Ns("north-host", "no_udp"), Ns("south-host", "no_udp")], text=contents(55)),
    Zone("tcpless.fjord", [Ns("north-host", "tcp_reset"), Ns("isle-host", "tcp_reset", v6=True)], signed="bind", text=contents(56)),
    Zone("leaky.skerry", [Ns("north-host", "fifth_lost"), Ns("south-host", "fifth_lost", v6=True)], text=contents(57)),
]

DNSSEC = [
    Zone("overripe.fjord", ["town-host", "south-host"], signed="bind", dates=LAST_YEAR, text=contents(60)),
    Zone("one-stale.fjord", [Ns("south-host", own=True), Ns("north-host", own=True, load="lapsed")], signed="bind", text=contents(61),
         variants={"lapsed": lapse("A", r"www\.one-stale\.fjord\.")}),
    Zone("one-naked.fjord", [Ns("south-host", own=True), Ns("town-host", own=True, load="naked")], signed="bind", text=contents(62),
         variants={"naked": NAKED}),
    Zone("rolled.fjord", ["south-host", "north-host:2"], signed="bind", ds="RSASHA256", text=contents(63)),
    Zone("keyless.fjord", ["south-host", "south-host:2"], signed="bind", zsk=True, text=contents(64),
         edit=replace(r"^\S+\s.*\sDNSKEY\s+257 .*\n", "")),
    Zone("lost-zsk.fjord", ["south-host", "south-host:2"], signed="bind", zsk=True, text=contents(65),
         edit=replace(r"^\S+\s.*\sDNSKEY\s+256 .*\n", "")),
    Zone("unproven.fjord", ["south-host", "south-host:2"], signed="bind", denial=NSEC3, text=contents(66), edit=drop_records("NSEC3")),
    Zone("old-keys.fjord", ["town-host", "north-host:2"], signed="bind", text=contents(67), edit=lapse("DNSKEY")),
    Zone("old-denial.fjord", ["south-host", "south-host:2"], signed="bind", text=contents(68), edit=lapse("NSEC")),
    Zone("half-bogus.gov.fjord", ["south-host", "isle-host"], signed="bind", text=contents(69), edit=flip_signature("www.half-bogus.gov.fjord", "AAAA")),
    Zone("naked.gov.fjord", ["town-host", "north-host:2"], signed="bind", text=contents(70), edit=NAKED),
    Zone("early.fjord", ["town-host", "isle-host"], signed="bind", dates=("20330101000000", "20350101000000"), text=contents(71)),
    Zone("no-sigs.fjord", ["south-host", "south-host:2"], signed="bind", text=contents(72), edit=drop_records("RRSIG", "AAAA ")),
]


def fronted(zone, server, number, **more):
    return Zone(zone, [server, f"{server}:2"], hidden=("north-host",), text=contents(number) + more.pop("extra", ""), **more)


ODD = [
    fronted("odd-noaa.skerry", "no-aa", 80), fronted("odd-badvers.skerry", "badvers", 81), fronted("odd-notauth.skerry", "notauth", 82),
    fronted("odd-yxdomain.skerry", "yxdomain", 83), fronted("odd-badcookie.skerry", "badcookie", 84),
    fronted("odd-notimp.skerry", "notimp", 85), fronted("odd-drops.skerry", "drops-srv", 86),
    fronted("odd-ent.skerry", "ent", 87, extra="host.ent A 62.115.87.90\n"), fronted("odd-do.fjord", "no-do", 88, signed="bind"),
    Zone("odd-slow.skerry", ["six-slow"], hidden=("north-host",), text=contents(89)),
    fronted("odd-picky.skerry", "picky", 90), fronted("odd-crowded.skerry", "crowded", 91),
]

SHELF = "".join(f"unit{number:03} A 62.116.0.{number % 250 + 1}\n" for number in range(200))
FLEET = [Zone(f"shelf{n}.heath", ["north-host:2", "south-host"], text=SHELF) for n in range(3)] + [
    Zone(f"sold{n}.heath", [Ns("north-host", load="no", host="ns1.sold.heath"), Ns("south-host", load="no", host="ns2.sold.heath")]) for n in range(3)
] + [
    Zone("sold.heath", [Ns("isle-host", host="dns1.sold.heath"), Ns("isle-host:2", host="dns2.sold.heath")],
         text=f"ns1 AAAA {WAREHOUSE}\nns2 A 198.51.100.12\n")]

ZONES = TOP + HOSTS + MIXED + BROKEN + DNSSEC + ODD + FLEET
