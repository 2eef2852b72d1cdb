# SPDX-License-Identifier: MIT
"""Who serves what in this internet, and how it is broken."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("172.24.0.1", "fd00:24::1")
ADDRESSES_OF_RESOLVERS = ("172.25.{}.53", "fd00:25:{}::53")

BEHIND = "172.18.1.1"  # what the broken fronts stand before.


def front(address, second, *rules):
    """A load balancer that does something of its own to what passes."""
    return Authority("dnsdist", [address, second], {"forward": BEHIND, "extra": "\n".join(rules)})


AUTHORITIES = {
    "root-n": Authority("nsd", ["172.16.0.1"]),
    "root-k": Authority("knot", ["172.16.1.1"]),
    "tld-k": Authority("knot", ["172.17.1.1"]),
    "tld-b": Authority("named-auth", ["172.17.2.1"]),
    "registry-n": Authority("nsd", ["172.17.3.1"]),
    "registry-p": Authority("pdns", ["172.17.4.1"]),
    "alpha": Authority("knot", [BEHIND, "172.18.2.1"]),
    "beta": Authority("nsd", ["172.18.3.1", "172.18.4.1"]),
    "gamma": Authority("named-auth", ["172.18.5.1", "172.18.6.1"]),
    "delta": Authority("pdns", ["172.18.7.1", "172.18.8.1"]),
    "no-opt": front("172.18.20.1", "172.18.21.1",
                    "addAction(RecordsTypeCountRule(DNSSection.Additional, DNSQType.OPT, 1, 1), "
                    "RCodeAction(DNSRCode.FORMERR))"),
    "drops-opt": front("172.18.22.1", "172.18.23.1",
                       "addAction(RecordsTypeCountRule(DNSSection.Additional, DNSQType.OPT, 1, 1), DropAction())"),
    "drops-aaaa": front("172.18.24.1", "172.18.25.1", "addAction(QTypeRule(DNSQType.AAAA), DropAction())"),
    "few-types": front("172.18.26.1", "172.18.27.1",
                       "addAction(OrRule({QTypeRule(DNSQType.CAA), QTypeRule(DNSQType.TXT)}), "
                       "RCodeAction(DNSRCode.NOTIMP))"),
    "denies": front("172.18.28.1", "172.18.29.1",
                    "addAction(AndRule({QTypeRule(DNSQType.AAAA), QNameRule('gslb.denies.south.')}), "
                    "RCodeAction(DNSRCode.NXDOMAIN))",
                    "addAction(QNameRule('empty.denies.south.'), RCodeAction(DNSRCode.NXDOMAIN))"),
    "limits": front("172.18.30.1", "172.18.31.1",
                    "addAction(MaxQPSIPRule(3), RCodeAction(DNSRCode.REFUSED))"),
    "late": front("172.18.34.1", "172.18.35.1", "addAction(AllRule(), DelayAction(1300))"),
}

SILENT_FORWARDER = "10.66.0.53"
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent"}


def contents(number):
    """Answers of zone `number` are 44.16.NUMBER.x: no two names share any, and none is private."""
    base = f"44.16.{number}"
    return f"""\
@ A {base}.1
@ AAAA 2a00:44{number:02}::1
@ MX 5 post
@ MX 50 post.harbor.north.
@ TXT "v=spf1 -all" "second string"
www A {base}.80
www AAAA 2a00:44{number:02}::80
post A {base}.25
api CNAME www
old A {base}.4
trio A {base}.10
trio A {base}.11
trio A {base}.12
*.apps A {base}.42
leaf.of.hollow A {base}.7
_ldap._tcp SRV 10 60 389 dc1
_ldap._tcp SRV 10 40 389 dc2
dc1 A {base}.31
dc2 A {base}.32
@ CAA 0 issue "ca.example"
bulk TXT {" ".join('"' + chr(97 + part) * 240 + '"' for part in range(18))}
"""


def serial(number):
    return lambda text: text.replace(" 2026110101 ", f" {number} ", 1)


SILENT = [Ns("alpha", "silent"), Ns("beta", "silent")]
PAST = ("20210101000000", "20210301000000")
COMING = ("20360101000000", "20370101000000")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
LAPSED = replace(r"(\sRRSIG\s+\S+\s+\d+\s+\d+\s+\d+\s+)\d{14}(\s+)\d{14}", r"\g<1>20260301000000\g<2>20260201000000")
OLD = chained(serial(2026090909), replace(r"^fresh .*\n", ""), replace(r"^www A .*", "www A 44.16.99.9"))

TOP = [
    Zone(".", ["root-n", "root-k", Ns("root-k", v6=True)], signed="bind"),
    Zone("north", ["tld-k", "tld-b"], signed="bind", denial=OPT_OUT),
    Zone("south", ["tld-k", Ns("tld-b", load="partial")],
         variants={"partial": chained(serial(2026110100), replace(r"^(\S+\.)?onehalf\.south\. .*\n", ""))}),
    Zone("co.north", ["registry-n", "registry-p"], signed="bind", algorithm="ED25519"),
    Zone("west", [Ns("tld-k", "silent"), Ns("tld-b", "silent")]),
    Zone("east", [Ns("tld-k", load="no", own=True), Ns("tld-b", load="no", own=True)]),
    Zone("ruin", ["tld-k", "tld-b"], signed="bind", dates=PAST),
    Zone("ebb", [Ns("tld-k", own=True), Ns("tld-b", own=True)]),
    Zone("7.44.in-addr.arpa", ["beta", "beta:2"], text="5.1 PTR www.harbor.north.\n6.1 PTR mail.quay.south.\n"),
]

SOUND = [
    Zone("harbor.north", ["alpha", "alpha:2"], signed="bind", algorithm="RSASHA256",
         text=contents(1) + "a.b.c.deep A 44.16.1.77\nring CNAME loop.quay.south.\nfar CNAME hop.quay.south.\n"
                            "asleep CNAME www.sleep.south.\nvoid CNAME nothing.dock.south.\n"
                            "vault A 10.9.8.7\nvault6 AAAA fd00:9::7\n"),
    Zone("isle.north", ["beta", "beta:2"], signed="bind", denial=NSEC3, text=contents(2)),
    Zone("ship.co.north", ["gamma", "gamma:2"], signed="ldns", text=contents(3)),
    Zone("quay.south", ["gamma", "gamma:2"],
         text=contents(4) + "loop CNAME ring.harbor.north.\nhop CNAME hop2.dock.south.\nads A 44.16.4.99\n"
                            "tracker A 44.16.4.98\nsinkme A 44.16.4.97\ngarden A 44.16.4.96\nrefuseme A 44.16.4.95\n"
                            "gone CNAME www.lapsed.south.\nintra A 10.40.4.4\n"),
    Zone("dock.south", ["delta", "delta:2"], text=contents(5) + "hop2 CNAME www.ship.co.north.\n"),
    Zone("six.north", [Ns("alpha", v6=True), Ns("beta", v6=True)], signed="bind", algorithm="ED25519", text=contents(6)),
    Zone("glueless.south", [Ns("gamma", host="ns1.ship.co.north"), Ns("alpha", host="ns1.harbor.north")],
         text=contents(7)),
    Zone("island.north", ["alpha", "delta"], text=contents(8)),  # unsigned, below opt-out
    Zone("xn--mnchen-3ya.south", ["beta", "delta"], text=contents(9)),
    Zone("renamed.south", [Ns("alpha", host="ns1.harbor.north"), Ns("beta", host="ns1.isle.north")], text="@ DNAME quay.south.\n"),
    Zone("shy.south", [Ns("alpha", "shy"), Ns("delta", "shy")], text=contents(10)),
    Zone("moved.south", [Ns("gamma", own=True), Ns("gamma", own=True)], text=contents(11)),
    Zone("pilot.ebb", ["alpha", "beta"], text=contents(12)),
    Zone("tide.ebb", ["gamma", "delta"], text=contents(13)),
    Zone("twokeys.north", ["alpha", "beta"], signed="bind", denial=NSEC3, algorithm="ECDSAP384SHA384", text=contents(14)),
]

BROKEN = [
    Zone("sleep.south", SILENT, text=contents(20)),
    Zone("sleep.co.north", [Ns("beta", "silent"), Ns("delta", "silent")], signed="bind", text=contents(21)),
    Zone("gone.south", [Ns(None), Ns(None)]),
    Zone("lame.co.north", [Ns("alpha", load="no"), Ns("beta", load="no")]),
    Zone("stuck.south", [Ns("gamma", load="orphan"), Ns("gamma:2", load="orphan")]),
    Zone("halfdead.north", [Ns("alpha"), Ns("beta", "silent")], signed="bind", text=contents(22)),
    Zone("halflame.south", [Ns("gamma"), Ns("beta", load="no")], text=contents(23)),
    Zone("lagging.south", [Ns("alpha"), Ns("beta", load="old", own=True)], text=contents(24) + "fresh A 44.16.24.200\n",
         variants={"old": OLD}),
    Zone("aliasns.south", [Ns("alpha", host="ns-alias.aliased.south"), Ns("beta", host="ns-alias2.aliased.south")],
         text=contents(25)),
    Zone("aliased.south", ["gamma", "delta"],
         text="ns-alias CNAME ns1.harbor.north.\nns-alias2 CNAME ns2.harbor.north.\n"),
    Zone("nowhere.north", [Ns("alpha", host="ns1.absent.harbor.north"), Ns("beta", host="old-ns.quay.south")]),
    Zone("mismatch.north", [Ns(None, where="parent"), Ns("alpha"), Ns("beta", where="child")], text=contents(26)),
    Zone("egg.south", [Ns("alpha", host="ns1.hen.south"), Ns("beta", host="ns2.hen.south")], text=contents(27)),
    Zone("hen.south", [Ns("alpha", host="ns1.egg.south"), Ns("beta", host="ns2.egg.south")],
         text="ns1 A 172.18.1.1\nns2 A 172.18.3.1\n"),
    Zone("leaning.south", [Ns("alpha", host="ns1.sleep.south"), Ns("beta", host="ns2.sleep.south")], text=contents(28)),
    Zone("undone.north", ["beta", "gamma"], signed="bind", text=contents(29), edit=drop_records("(RRSIG|NSEC|DNSKEY)")),
    Zone("strangeds.co.north", ["alpha", "beta"], signed="bind", text=contents(30), ds="wrong"),
    Zone("lapsed-once.north", [Ns("beta", own=True), Ns("alpha", load="spoilt", own=True)], signed="bind",
         text=contents(31), variants={"spoilt": LAPSED}),
    Zone("overdue.co.north", ["alpha", "gamma"], signed="bind", text=contents(32), dates=PAST),
    Zone("early.north", ["alpha", "delta"], signed="bind", text=contents(33), dates=COMING),
    Zone("nonsec3.north", ["beta", "beta:2"], signed="bind", denial=NSEC3, text=contents(34), edit=drop_records("NSEC3")),
    Zone("onebad.north", ["alpha", "beta"], signed="bind", text=contents(35), edit=flip_signature("api.onebad.north", "CNAME")),
    Zone("no-opt.south", ["no-opt", "no-opt:2"], hidden=("alpha",), text=contents(36)),
    Zone("no-opt.north", ["no-opt", "no-opt:2"], hidden=("alpha",), signed="bind", text=contents(37)),
    Zone("drops-opt.south", ["drops-opt", "drops-opt:2"], hidden=("alpha",), text=contents(38)),
    Zone("drops-aaaa.south", ["drops-aaaa", "drops-aaaa:2"], hidden=("alpha",), text=contents(39)),
    Zone("few-types.south", ["few-types", "few-types:2"], hidden=("alpha",), text=contents(40)),
    Zone("denies.south", ["denies", "denies:2"], hidden=("alpha",),
         text=contents(41) + "gslb A 44.16.41.60\nhost.empty A 44.16.41.61\n"),
    Zone("limits.south", ["limits", "limits:2"], hidden=("alpha",), text=contents(42)),
    Zone("late.south", ["late", "late:2"], hidden=("alpha",), text=contents(43)),
    Zone("narrow.south", [Ns("alpha", "no_tcp"), Ns("beta", "no_tcp")], text=contents(44)),
    Zone("strayglue.north", [Ns("alpha", own=True, glue="172.31.250.1")], text=contents(45)),
    Zone("unlisted.south", ["alpha", "beta"], text=contents(46), delegated=False),
    Zone("onehalf.south", ["alpha", "gamma"], text=contents(47)),
    Zone("under.ruin", ["alpha", "beta"], signed="bind", text=contents(48)),
    Zone("walled.south", [Ns("alpha", "prohibited"), Ns("gamma", "prohibited")], text=contents(49)),
    Zone("tcponly.south", [Ns("alpha", "no_udp"), Ns("beta", "no_udp")], text=contents(50)),
    Zone("lossy.south", [Ns("alpha", "half_lost"), Ns("beta", "half_lost")], text=contents(51)),
]

# Large inventories: up to 250 hosts in each zone.
FLEET = "".join(f"host{number:03} A 44.17.0.{number % 250 + 1}\n" for number in range(250))
FLEETS = [
    *[Zone(f"fleet{n}.south", ["gamma", "delta"], text=FLEET) for n in range(4)],
    Zone("fleet4.south", SILENT, text=FLEET),
    Zone("fleet5.south", [Ns("alpha", load="no"), Ns("beta", load="no")]),
    Zone("fleet6.north", ["alpha", "beta"], signed="bind", text=FLEET, dates=PAST),
    Zone("fleet7.south", [Ns("gamma", load="orphan"), Ns("gamma:2", load="orphan")]),
]

ZONES = TOP + SOUND + BROKEN + FLEETS
