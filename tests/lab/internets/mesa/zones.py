# SPDX-License-Identifier: MIT
"""Who serves what for the company and its suppliers, and what has happened to it tonight."""

import pathlib
import subprocess
import tempfile

from model import Authority, Ns, Zone
from zones import chained, drop_records, replace

ADDRESSES_OF_ZONES = ("63.100.0.1", "2a07:64::1")
ADDRESSES_OF_RESOLVERS = ("46.150.{}.53", "2a07:96:{}::53")

BEHIND = "63.1.1.1"  # What the odd servers stand before.
DEAD_LETTER = "63.100.0.1"  # Of the root: the first address that is given out.
REFUSING = "63.3.9.1"  # An old hosting company: it is there, and has closed the account.
OFFICE = "10.0.0.0/8"
PARTNER_OLD = "63.2.1.1"  # Where a partner's zone was, until it moved.
SILENT_FORWARDER, RACKED_OUT, TUNNEL = "10.70.200.53", "10.70.201.53", "10.70.202.53"
INNER = ("192.168.30.1", "192.168.30.2")
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent", RACKED_OUT: "", TUNNEL: "silent", INNER[0]: "silent", INNER[1]: "silent"}


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"63.40.{number}.1", f"63.41.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def balancer(number, *lines):
    return Authority("dnsdist", [f"63.42.{number}.1", f"63.43.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines)})


def spoof(name, addresses, *others, ttl=20):
    rules = ", ".join([f"QNameRule('{name}.')", "QTypeRule(DNSQType.A)", *others])
    addresses = ", ".join(f"'{address}'" for address in addresses.split())
    return f"addAction(AndRule({{{rules}}}), SpoofAction({{{addresses}}}, {{aa=true, ra=false, ttl={ttl}}}))"


def alias(name, target, *others):
    rules = ", ".join([f"QNameRule('{name}.')", *others])
    return f"addAction(AndRule({{{rules}}}), SpoofCNAMEAction('{target}.', {{aa=true, ra=false, ttl=30}}))"


PROVIDER_NET = "80.70.0.0/16"  # Of the provider whose network somebody took for an office.
AUTHORITIES = {
    "root-a": Authority("knot", ["199.1.1.4", "2a07:1::4"]),
    "root-b": Authority("nsd", ["199.1.2.4"]),
    "reg-a": Authority("knot", ["199.10.1.1", "199.10.2.1", "2a07:10::1"]),
    "reg-b": Authority("nsd", ["199.11.1.1", "199.11.2.1"]),
    "reg-live": Authority("named-auth", ["199.12.1.1", "199.12.2.1"]),
    "host-a": Authority("knot", [BEHIND, "63.1.2.1", "2a07:63::1"]),
    "host-b": Authority("nsd", [PARTNER_OLD, "63.2.2.1"]),
    "host-c": Authority("pdns", ["63.3.1.1", "63.3.2.1", REFUSING]),
    "host-d": Authority("named-auth", ["63.4.1.1", "63.4.2.1"]),
    "own-1": Authority("named-auth", ["63.5.1.1", "63.5.1.2"]),
    "own-2": Authority("nsd", ["63.5.2.1", "63.5.2.2"]),
    "dyn": Authority("named-auth", ["63.6.1.1", "63.6.2.1"]),
    "parking": Authority("named-auth", ["63.7.1.1", "63.7.2.1"]),
    "dc": Authority("named-auth", ["10.70.9.1", "10.70.9.2"]),
    # Who knows cookies must bring one.
    "cookie": Authority("named-auth", ["63.8.1.1", "63.8.2.1"], {"extra": "require-server-cookie yes; answer-cookie yes;"}),
    "shield": habit(1, ".,*,tc"),
    "slow": habit(2, flags=("--delay", "0.7")),
    "lower": habit(3, ".,*,lower"),
    # An appliance that was brought in for A and AAAA.
    "types": habit(4, ".,15,drop", ".,257,4", ".,65,2", "=_sip._tcp.typed.net.,33,3:aa:soa", ".,16,5"),
    "types-one": habit(5, ".,28,3:aa:soa", ".,15,2"),
    "geo": balancer(1, spoof("www.geo.net", "45.78.1.1", f"makeRule('{OFFICE}')"), spoof("www.geo.net", "45.78.2.1 45.78.2.2", "makeRule('80.0.0.0/8')"),
                    spoof("www.geo.net", "45.78.3.1", "makeRule('9.70.2.0/24')"), spoof("www.geo.net", "45.78.4.1"),
                    alias("app.geo.net", "eu.pool.geo.net", "makeRule('80.0.0.0/8')"), alias("app.geo.net", "us.pool.geo.net")),
    "view": balancer(2, spoof("www.twoface.net", "192.168.44.80", f"makeRule('{PROVIDER_NET}')"),
                     f"addAction(AndRule({{QNameRule('api.twoface.net.'), makeRule('{PROVIDER_NET}')}}), RCodeAction(DNSRCode.NXDOMAIN, {{aa=true, ra=false}}))"),
    # All of an apex is an alias, of whatever type.
    "apexc": balancer(3, alias("apexc.net", "www.mesa.org", "OrRule({QTypeRule(DNSQType.A), QTypeRule(DNSQType.AAAA), QTypeRule(DNSQType.MX), QTypeRule(DNSQType.TXT)})")),
    "noany": balancer(4, "addAction(QTypeRule(DNSQType.ANY), RCodeAction(DNSRCode.REFUSED, {aa=false, ra=false}))"),
    # Twelve questions a second of each who asks, and no more.
    "stingy": balancer(5, "addAction(MaxQPSIPRule(4), DropAction())"),
}


def contents(number):
    """Answers of zone `number` are 45.77.NUMBER.x."""
    base = f"45.77.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.swift.org"
@ HTTPS 1 . alpn=h2
www A {base}.80
www AAAA 2a08:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
v6 AAAA 2a08:{number}::6
rr A {base}.11
rr A {base}.12
_sip._tcp SRV 0 5 5060 www
_dmarc TXT "v=DMARC1; p=none"
wide TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
huge TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.apps A {base}.42
"""


LAST_WEEK = ("20261001000000", "20261123000000")
LAPSED = replace(r"^(\S+\s.*\sRRSIG\s+\S+\s+\d+\s+\d+\s+\d+\s+)\d{14}(\s+)\d{14}", rf"\g<1>{LAST_WEEK[1]}\g<2>{LAST_WEEK[0]}")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026091701 ")


def rolled_here(zone):
    """Signed anew by a key that was never handed in."""
    def edit(text):
        with tempfile.TemporaryDirectory() as directory:
            key = subprocess.run(["dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", "-K", directory, zone], text=True,
                                 capture_output=True, check=True).stdout.strip()
            path = pathlib.Path(directory, "again")
            path.write_text(BARE(text) + pathlib.Path(f"{directory}/{key}.key").read_text())
            subprocess.run(["dnssec-signzone", "-q", "-z", "-P", "-O", "full", "-e", "20380101000000", "-o", zone + ".", "-f", f"{path}.signed",
                            "-d", directory, str(path), f"{directory}/{key}"], text=True, capture_output=True, check=True)
            return pathlib.Path(f"{path}.signed").read_text()
    return edit


LOST_AT_REGISTRY = replace(r"^(lost|ns1\.lost|ns2\.lost)\.work\. .*\n", "")

TOP = [
    # The third letter has been silent for days, and nobody minds.
    Zone(".", ["root-a", "root-b", Ns("root-b", "silent"), Ns("root-a", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("com", ["reg-a", "reg-b", Ns("reg-a", v6=True)], signed="bind", denial=OPT_OUT, zsk=True),
    Zone("org", ["reg-a:2", "reg-b:2"], signed="bind"),
    Zone("net", ["reg-b", "reg-a"]),
    Zone("live", ["reg-live", "reg-live:2"]),
    # Registries that have their own troubles.
    Zone("app", ["reg-a", Ns("reg-b", "silent")], signed="bind", denial=NSEC3),
    Zone("shop", ["reg-a:2", Ns("reg-b", load="no", own=True)]),
    Zone("work", [Ns("reg-a", own=True), Ns("reg-b", load="behind", own=True)], variants={"behind": LOST_AT_REGISTRY}),
    Zone("dim", [Ns("reg-b", "silent"), Ns("reg-a", "silent")], text="filler A 45.77.250.1\n"),
    Zone("blank", [Ns("reg-b", load="no"), Ns("reg-a", load="no")]),
    Zone("arpa", ["root-a", "root-b"], signed="bind"),
    Zone("in-addr.arpa", ["reg-a", "reg-b"], signed="bind"),
]

SVC, CDN, IMG = 24, 16, 8
NAMES = "".join(f"svc{n:02} A 45.77.1.{100 + n}\n" for n in range(SVC)) + "".join(f"cdn{n:02} CNAME cdn{n:02}.mesa.edge.fastnet.net.\n" for n in range(CDN)) + "".join(
    f"img{n:02} CNAME img{n:02}.mesa.swift.org.\n" for n in range(IMG))
THREATS = ("nx", "empty", "page", "null", "ref", "drop")

SOUND = [
    Zone("mesa.com", ["own-1", "own-2", "host-a:2"], signed="bind", text=contents(1) + NAMES + """\
nas A 10.70.50.5
jobs CNAME mesa.stall.net.
status CNAME www.dead.net.
blog CNAME mesa.blogs-gone.com.
long CNAME c1.swift.org.
pixel CNAME bad-nx.tracker.net.
"""),
    Zone("mesa.org", ["own-1:2", "own-2:2"], text=contents(2) + "* A 45.77.2.60\n"),
    Zone("pay.mesa.com", ["own-1", "host-b"], signed="bind", denial=NSEC3, text=contents(3) + "c3 CNAME c4.swift.org.\nc5 CNAME c6.mailhub.net.\n"),
    Zone("swift.org", ["host-b", "host-c"], signed="bind", text=contents(4) +
         "*.mesa 30 A 45.77.4.61\n*.mesa 30 A 45.77.4.62\nc1 CNAME c2.mailhub.net.\nc4 CNAME c5.pay.mesa.com.\n"),
    Zone("fastnet.net", ["host-a", "host-c"], text=contents(5)),
    Zone("mailhub.net", ["host-b:2", "host-d"], text=contents(6) + "c2 CNAME c3.pay.mesa.com.\nc6 CNAME www.bank.org.\n"),
    Zone("bank.org", ["host-d", "host-a"], signed="bind", denial=NSEC3, zsk=True, text=contents(7)),
    Zone("tracker.net", ["host-c", "host-b"], text=contents(8) + "".join(f"bad-{word} A 45.77.8.{100 + n}\n" for n, word in enumerate(THREATS)) +
         "bad-dead CNAME www.dead.net.\n"),
    Zone("hosting.net", ["host-a", "host-b"], text=contents(9)),
    # Odd, and well.
    Zone("short.net", ["host-d:2", "host-c:2"], text="$TTL 0\n" + contents(10)),
    Zone("cookie.org", ["cookie", "cookie:2"], signed="bind", text=contents(11)),
    Zone("scrubbed.net", ["shield", "shield:2"], hidden=("host-a",), text=contents(12)),
    Zone("sluggish.org", ["slow", "slow:2"], hidden=("host-a",), text=contents(13)),
    Zone("geo.net", ["geo", "geo:2"], hidden=("host-a",), text=contents(14) + "us.pool A 45.78.9.1\neu.pool A 45.78.9.2\n"),
    Zone("lower.org", ["lower", "lower:2"], hidden=("host-a",), signed="bind", text=contents(15)),
    Zone("apexc.net", ["apexc", "apexc:2"], hidden=("host-a",), text=contents(16)),
    Zone("noany.net", ["noany", "noany:2"], hidden=("host-a",), text=contents(17)),
    Zone("v6net.com", [Ns("host-a", v6=True), Ns("host-b", v6=True)], signed="bind", text=contents(18)),
    Zone("stingy.net", ["stingy", "stingy:2"], hidden=("host-a",), text=contents(19)),
    # Name servers with the names of two companies, behind one address each.
    Zone("vanity.com", [Ns("host-a", host="dns1.vanity.com"), Ns("host-a", host="dns2.vanity.com"), Ns("host-b", host="ns2.hosting.net")], text=contents(20)),
    Zone("partner.org", ["host-a", "host-d"], hidden=("host-b=old",), text=contents(21) + "new A 45.77.21.77\n", variants={
        "old": chained(OLDER, replace(r"45\.77\.21\.(80|25|81)", r"45.79.21.\1"), replace(r"^new .*\n", ""))}),
    Zone("supplier.net", ["host-a", "host-d"], text=contents(22)),
    Zone("vendor.net", ["host-a:2", "host-d:2"], text=contents(23)),
    Zone("alpha.app", ["host-a", "host-b"], signed="bind", text=contents(24)),
    Zone("beta.shop", ["host-a", "host-b"], text=contents(25)),
    Zone("gamma.work", ["host-a", "host-b"], text=contents(26)),
    Zone("lost.work", ["host-a", "host-b"], text=contents(27)),
    Zone("parked.org", ["parking", "parking:2"], text="@ A 63.7.9.9\n* A 63.7.9.9\n"),
    Zone("rpz.fire", [Ns("host-a")], delegated=False, text="bad-nx.tracker.net CNAME .\nbad-empty.tracker.net CNAME *.\nbad-page.tracker.net A 45.99.9.9\n"
         "bad-drop.tracker.net CNAME rpz-drop.\nbad-dead.tracker.net CNAME .\nwww.dead.net CNAME .\nwww.nobody-has-this.net CNAME .\n"),
    # The company's own, seen at its own resolvers.
    Zone("corp.mesa.com", ["dc", "dc:2"], delegated=False, text="wiki A 10.70.60.1\ngit A 10.70.60.2\nldap A 10.70.60.3\n_ldap._tcp SRV 0 5 389 ldap\n"),
]

BROKEN = [
    Zone("edge.fastnet.net", [Ns("host-d", "silent"), Ns("dyn", "silent")], text="*.mesa A 45.77.30.61\n"),
    Zone("stall.net", [Ns("host-b", load="no"), Ns("host-c", load="no")]),
    Zone("dead.net", [Ns("host-b", "silent"), Ns("host-d", "silent")], text=contents(31)),
    Zone("closed.org", [Ns(None), Ns("host-b", load="no")]),
    # The DS was left behind; and one of the two new servers does not know the zone.
    Zone("leftover.org", [Ns("host-a", load="bare", own=True), Ns("host-b", load="no", own=True)], signed="bind", text=contents(32), variants={"bare": BARE}),
    Zone("badroll.com", [Ns("host-a", own=True), Ns("host-b", own=True), Ns("own-1", own=True, load="alien")], signed="bind", text=contents(33),
         variants={"alien": chained(rolled_here("badroll.com"))}),
    # One has the signatures of last week; another is not there.
    Zone("tired.org", [Ns("host-a", own=True), Ns("own-1", own=True, load="late"), Ns("host-b", "silent")], signed="bind", text=contents(34),
         variants={"late": chained(LAPSED, OLDER)}),
    Zone("dated.com", ["host-b", "host-d"], signed="bind", dates=LAST_WEEK, text=contents(35)),
    Zone("dsbad.org", ["host-a", "host-d"], signed="bind", ds="wrong", text=contents(36)),
    # Four servers: two well, one whose copy has expired, one that lags.
    Zone("quad.net", [Ns("host-a", own=True), Ns("host-b", own=True), Ns("own-1", load="orphan", own=True), Ns("host-c", load="lag", own=True)],
         text=contents(37) + "new A 45.77.37.77\n", variants={"lag": chained(OLDER, replace(r"^new .*\n", ""), replace(r"45\.77\.37\.81", "45.79.37.81"))}),
    # The hidden primary has moved, and no secondary was told.
    Zone("orphaned.org", [Ns("own-1", load="orphan", own=True), Ns("host-d", load="orphan", own=True), Ns("dyn", load="orphan", own=True)]),
    # Three of four have expired already.
    Zone("orphans.net", [Ns("own-1", load="orphan", own=True), Ns("host-d", load="orphan", own=True), Ns("dyn", load="orphan", own=True),
                         Ns("host-b", own=True)], text=contents(38)),
    # A firewall was changed: datagrams above 600 octets are dropped in front of both servers.
    Zone("fwudp.com", [Ns("host-a", "no_large"), Ns("host-b", "no_large")], signed="bind", algorithm="RSASHA256", zsk=True, text=contents(39)),
    # All TCP to one, and the other is in maintenance.
    Zone("fwtcp.com", [Ns("host-b", "no_tcp"), Ns("host-a", "silent")], text=contents(40)),
    # The same lame server, named twice.
    Zone("twice.net", [Ns("host-c", load="no"), Ns("host-c", load="no"), Ns("host-a")], text=contents(41)),
    Zone("twicebad.net", [Ns("host-c", load="no"), Ns("host-c", load="no")]),
    Zone("inner.com", [Ns("host-a", own=True, glue=INNER[0]), Ns("host-b", own=True)], text=contents(42)),
    Zone("innermost.com", [Ns("host-a", own=True, glue=INNER[0]), Ns("host-b", own=True, glue=INNER[1])], text=contents(43)),
    # What the old hosting company had; it is still there, and refuses.
    Zone("oldglue.org", [Ns("host-a", own=True, glue=REFUSING), Ns("host-b", own=True)], text=contents(44)),
    Zone("nsgone.com", [Ns("host-a", host="ns1.gone-hosting.com"), Ns("host-b", host="ns2.gone-hosting.com")], text=contents(45)),
    Zone("nshalf.com", [Ns("host-a", host="ns1.gone-hosting.com"), Ns("host-b", own=True)], text=contents(46)),
    Zone("ring-a.net", [Ns("host-a", host="ns1.ring-b.net"), Ns("host-b", host="ns2.ring-b.net")], text=contents(47) + f"ns1 A {BEHIND}\nns2 A 63.2.1.1\n"),
    Zone("ring-b.net", [Ns("host-a", host="ns1.ring-a.net"), Ns("host-b", host="ns2.ring-a.net")], text=contents(48) + f"ns1 A {BEHIND}\nns2 A 63.2.1.1\n"),
    Zone("typed.net", ["types", "types:2"], hidden=("host-a",), text=contents(49)),
    Zone("typed.org", ["types-one", Ns("host-b", own=True)], hidden=("host-a",), text=contents(50)),
    Zone("twoface.net", ["view", "view:2"], hidden=("host-a",), text=contents(51)),
    Zone("delta.dim", ["host-a", "host-b"], text=contents(52)),
    Zone("echo.blank", ["host-a", "host-b"], text=contents(53)),
    # RFC 2317: a quarter of a network is the company's own to name, and its servers have never heard of it.
    Zone("7.195.in-addr.arpa", ["host-a", "host-b"], text="1 PTR www.mesa.com.\n2 PTR mail.mesa.com.\n" + "".join(f"{n} CNAME {n}.64-127\n" for n in range(65, 70)) +
         "".join(f"{n} CNAME {n}.128-191\n" for n in range(130, 134)) + "200 CNAME 200.192-255\n"),
    Zone("64-127.7.195.in-addr.arpa", [Ns("own-1", load="no"), Ns("own-2", load="no")]),
    Zone("128-191.7.195.in-addr.arpa", ["own-1", "own-2"], text="130 PTR vpn.mesa.com.\n131 PTR relay.mesa.com.\n"),
]

DAY = "$TTL 86400\n"
CHANGING = [
    Zone("old-registrar.net", ["dyn", "dyn:2"], text=contents(60)),
    Zone("bistro.live", [Ns("dyn", host="ns1.old-registrar.net"), Ns("dyn:2", host="ns2.old-registrar.net")], hidden=("parking=sale",), text=DAY + contents(61), variants={
        "sale": lambda text: "$TTL 60\n$ORIGIN bistro.live.\n@ SOA ns1.parked.org. hostmaster.parked.org. 7 3600 600 604800 60\n@ NS ns1.parked.org.\n"
        "@ NS ns2.parked.org.\n@ A 63.7.9.9\n* A 63.7.9.9\n@ TXT \"this domain may be for sale\"\n"}),
    Zone("faded.live", [Ns("dyn", host="ns1.old-registrar.net"), Ns("dyn:2", host="ns2.old-registrar.net")], text=DAY + contents(62)),
    Zone("fresh.live", ["dyn", "dyn:2"], text=DAY + contents(63) + "old A 45.77.63.66\nrelay A 45.77.63.67\n"),
    # Fails while it is asked for.
    Zone("sinking.net", [Ns("host-a", own=True), Ns("host-b", own=True)], text="$TTL 1\n" + contents(64)),
]

ZONES = TOP + SOUND + BROKEN + CHANGING
