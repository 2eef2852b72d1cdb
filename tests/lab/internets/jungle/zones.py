# SPDX-License-Identifier: MIT
"""Who serves what, and what is wrong with it: kept simple, since most of what goes wrong here goes wrong at resolvers."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

ADDRESSES_OF_ZONES = ("177.200.0.1", "2804:c8::1")
ADDRESSES_OF_RESOLVERS = ("191.40.{}.53", "2804:bf:{}::53")

BEHIND = "177.1.1.1"  # What the odd servers stand before.
REFUSING = "177.5.9.1"  # It is there, and knows nothing of the zones it is asked for.
PARTNER_OLD = "177.2.1.1"  # Where a partner's zone was, until it moved.
LOST_FORWARDER, CLOSED_FORWARDER, LOST_TUNNEL, OLD_ROOT = "10.140.200.53", "10.140.201.53", "10.140.202.53", "179.99.1.1"
DEAD_ADDRESSES = {LOST_FORWARDER: "silent", CLOSED_FORWARDER: "", LOST_TUNNEL: "silent", OLD_ROOT: "silent"}


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"177.40.{number}.1", f"177.41.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def balancer(number, *lines):
    return Authority("dnsdist", [f"177.42.{number}.1", f"177.43.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines)})


def near(name, where, addresses):
    listed = ", ".join(f"'{address}'" for address in addresses.split())
    return (f"addAction(AndRule({{makeRule('{where}'), QNameRule('{name}.'), QTypeRule(DNSQType.A)}}), "
            f"SpoofAction({{{listed}}}, {{aa=true, ra=false, ttl=20}}))")


def edge(name, where, target):
    return f"addAction(AndRule({{makeRule('{where}'), QNameRule('{name}.')}}), SpoofCNAMEAction('{target}.', {{aa=true, ra=false, ttl=20}}))"


GEO = [near("www.geo.moss", "10.140.0.0/16", "181.70.1.1 181.70.1.2"), near("www.geo.moss", "187.0.0.0/8", "181.70.2.1"), near("www.geo.moss", "189.0.0.0/8", "181.70.3.1 181.70.3.2"),
       edge("cdn.geo.moss", "10.140.0.0/16", "south.edge.shop.palm"), edge("cdn.geo.moss", "187.0.0.0/8", "north.edge.shop.palm"),
       # Addresses of IPv6 for some networks alone.
       "addAction(AndRule({makeRule('187.0.0.0/8'), QNameRule('six.geo.moss.'), QTypeRule(DNSQType.AAAA)}), SpoofAction({'2804:70::6'}, {aa=true, ra=false, ttl=20}))"]

AUTHORITIES = {
    "root-k": Authority("knot", ["179.1.1.4", "2804:1::4"]),
    "root-n": Authority("nsd", ["179.1.2.4"]),
    "reg-k": Authority("knot", ["179.10.1.1", "179.10.2.1", "2804:10::1"]),
    "reg-b": Authority("named-auth", ["179.11.1.1", "179.11.2.1"]),
    "host-k": Authority("knot", [BEHIND, "177.1.2.1", "2804:177::1"]),
    "host-n": Authority("nsd", [PARTNER_OLD, "177.2.2.1"]),
    "host-b": Authority("named-auth", ["177.3.1.1", "177.3.2.1"]),
    "host-p": Authority("pdns", ["177.4.1.1", "177.4.2.1"]),
    "dyn": Authority("named-auth", ["177.5.1.1", "177.5.2.1", REFUSING]),
    "shield": habit(1, ".,*,tc"),
    "lower": habit(2, ".,*,lower"),
    # A balancer that denies what has only names below it.
    "no-ent": habit(3, "=ent.noent.moss.,*,3:aa:soa"),
    "geo": balancer(1, *GEO),
}


def contents(number):
    """Answers of zone `number` are 181.50.NUMBER.x."""
    base = f"181.50.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
www A {base}.80
www AAAA 2804:50:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
v6 AAAA 2804:50:{number}::6
rr A {base}.11
rr A {base}.12
rr A {base}.13
_sip._tcp SRV 0 5 5060 www
huge TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
wide TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
*.apps A {base}.42
"""


NSEC3 = ("-3", "-")
OVER = ("20260301000000", "20260401000000")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026062301 ")
DAY = "$TTL 86400\n"

TOP = [
    Zone(".", ["root-k", "root-n", Ns("root-k", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("vine", ["reg-k", "reg-b", Ns("reg-k", v6=True)], signed="bind", zsk=True, text=DAY),
    Zone("fern", ["reg-b:2", "reg-k:2"], signed="bind", denial=NSEC3, text=DAY),
    Zone("moss", ["reg-k", "reg-b"], text=DAY),
    Zone("palm", ["reg-b", "reg-k:2"], text=DAY),
    Zone("bog", [Ns("reg-k", "silent"), Ns("reg-b", "silent")]),
    Zone("arpa", ["root-k", "root-n"], signed="bind"),
    Zone("in-addr.arpa", ["reg-k", "reg-b"], signed="bind"),
    Zone("50.181.in-addr.arpa", ["host-k", "host-n"], text="80.1 PTR www.canopy.vine.\n80.2 PTR www.river.fern.\n"),
]

LISTED = ("nx", "empty", "null", "page", "drop", "tcp", "walled", "ref", "spy.track", "ok.track")
SOUND = [
    Zone("canopy.vine", ["host-k", "host-n", Ns("host-k", v6=True)], signed="bind", text=contents(1) + "".join(f"svc{n:02} A 181.50.1.{100 + n}\n" for n in range(24)) + """\
jobs CNAME www.refuse.palm.
blog CNAME canopy.gone-blogs.moss.
cdn CNAME cdn.geo.moss.
pixel CNAME nx.ads.palm.
chain CNAME c2.river.fern.
"""),
    Zone("river.fern", ["host-b", "host-n"], signed="bind", denial=NSEC3, text=contents(2) + "c2 CNAME c3.toucan.moss.\n"),
    Zone("toucan.moss", ["host-p", "host-b:2"], text=contents(3) + "c3 CNAME www.shop.palm.\nnas A 10.140.50.5\ncam A 192.168.50.6\nboth A 10.140.50.7\nboth A 181.50.3.7\n"),
    Zone("shop.palm", ["host-k:2", "host-p:2"], text=contents(4) + "south.edge A 181.50.4.201\nnorth.edge A 181.50.4.202\nblock A 181.99.9.8\n*.any A 181.50.4.60\n"),
    Zone("ads.palm", ["host-b", "host-k"], text=contents(5) + "".join(f"{word} A 181.50.5.{100 + n}\n" for n, word in enumerate(LISTED)) + "null AAAA 2804:50:5::a\n"),
    Zone("sixth.vine", [Ns("host-k", v6=True), Ns("host-n", v6=True)], signed="bind", text=contents(6)),
    Zone("shield.moss", ["shield", "shield:2"], hidden=("host-k",), text=contents(7)),
    Zone("geo.moss", ["geo", "geo:2"], hidden=("host-k",), text=contents(8) + "cdn CNAME north.edge.shop.palm.\nsix A 181.50.8.66\n"),
    Zone("zero.palm", ["host-n:2", "host-b"], text="$TTL 0\n" + contents(9)),
    Zone("lower.moss", ["lower", "lower:2"], hidden=("host-k",), text=contents(10)),
    Zone("noent.moss", ["no-ent", "no-ent:2"], hidden=("host-k",), text=contents(11) + "www.ent A 181.50.11.90\napi.ent A 181.50.11.91\n"),
    Zone("partner.palm", ["host-k", "host-b"], hidden=("host-n=old",), text=contents(12) + "new A 181.50.12.77\n", variants={
        "old": chained(OLDER, replace(r"181\.50\.12\.(80|25|81)", r"181.60.12.\1"), replace(r"^new .*\n", ""))}),
    Zone("vendor.moss", ["host-k:2", "host-b:2"], text=contents(13)),
    # Without a signature below a signed parent, by a sibling's name servers.
    Zone("plain.vine", [Ns("host-k", host="ns1.canopy.vine"), Ns("host-n", host="ns2.canopy.vine")], text=contents(14)),
    Zone("rpz.list", [Ns("host-k")], delegated=False, text="nx.ads.palm CNAME .\nempty.ads.palm CNAME *.\nnull.ads.palm A 0.0.0.0\npage.ads.palm A 181.99.9.9\n"
         "drop.ads.palm CNAME rpz-drop.\ntcp.ads.palm CNAME rpz-tcp-only.\nwalled.ads.palm CNAME block.shop.palm.\n*.track.ads.palm CNAME .\n"
         "ok.track.ads.palm CNAME rpz-passthru.\nwww.dead.moss CNAME .\nwww.nobody-at-all.palm CNAME .\n"),
    # What a provider shows where nothing is: the root's, to its own resolver.
    Zone("search.list", [Ns("host-k")], delegated=False, text="x A 187.36.9.8\n", variants={
        "page": lambda _text: "$TTL 60\n$ORIGIN .\n@ SOA ns.search. ops.search. 1 60 60 60 60\n@ NS ns.search.\n*.moss. A 187.36.9.9\n*.palm. A 187.36.9.9\n"}),
    # The company's own, seen inside.
    Zone("corp.canopy.vine", ["dyn", "dyn:2"], delegated=False, text="wiki A 10.140.60.1\ngit A 10.140.60.2\nldap A 10.140.60.3\n"),
]

BROKEN = [
    Zone("dead.moss", [Ns("host-n", "silent"), Ns("host-b", "silent")], text=contents(30)),
    Zone("sunk.vine", [Ns("host-k", "silent"), Ns("host-n", "silent")], signed="bind", text=contents(31)),
    Zone("refuse.palm", [Ns("host-b", load="no", own=True), Ns("host-n", load="no", own=True)]),
    Zone("lost.fern", [Ns("host-b", load="orphan", own=True)]),
    Zone("half.moss", [Ns("host-k", own=True), Ns("host-n", "silent"), Ns("host-b", load="no", own=True)], text=contents(34)),
    Zone("old.vine", ["host-n", "host-k"], signed="bind", dates=OVER, text=contents(35)),
    Zone("wrong.fern", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(36)),
    Zone("naked.vine", ["host-k:2", "host-b"], signed="bind", text=contents(37), edit=NAKED),
    Zone("flip.vine", ["host-k", "host-b:2"], signed="bind", text=contents(38), edit=flip_signature("api.flip.vine", "A")),
    Zone("nsgone.moss", [Ns("host-k", host="ns1.gone-hosting.palm"), Ns("host-b", host="ns2.gone-hosting.palm")], text=contents(39)),
    Zone("two.palm", [Ns("host-k", own=True), Ns("host-n", own=True, load="old")], text=contents(40), variants={
        "old": chained(OLDER, replace(r"^www A .*\n", "www A 181.60.40.80\n"))}),
    Zone("swamp.bog", ["host-k", "host-n"], text=contents(41)),
    Zone("deny.fern", ["host-n", "host-n:2"], signed="bind", text=contents(42), edit=chained(drop_records("NSEC"), drop_records("RRSIG", "NSEC "))),
    Zone("early.vine", ["host-b"], signed="bind", dates=("20350101000000", "20360101000000"), text=contents(43)),
]

CHANGING = [
    Zone("drift.moss", ["dyn", "dyn:2"], text=DAY + "www A 181.50.60.80\nmail A 181.50.60.25\napi 2 A 181.50.60.81\nshop 2 A 181.50.60.82\nold 2 A 181.50.60.83\n"),
    # Goes silent once some have asked.
    Zone("ebb.moss", [Ns("host-k", own=True), Ns("host-n", own=True)], text="$TTL 1\n" + contents(61)),
    Zone("fall.palm", [Ns("host-k", own=True), Ns("host-b", own=True)], text="$TTL 1\n" + contents(62)),
]

ZONES = TOP + SOUND + BROKEN + CHANGING
