# SPDX-License-Identifier: MIT
"""Who serves what in the fifth internet, and what is wrong with it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, replace

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("176.30.0.1", "2a0b:70::1")
ADDRESSES_OF_RESOLVERS = ("62.77.{}.53", "2a0f:77:{}::53")

BEHIND = "185.10.0.1"  # What the odd servers stand before.
DC, DC_TWO = "10.10.1.10", "10.10.2.10"
OURS = "10.0.0.0/8"  # The company's own addresses, the prober's among them.


def balancer(number, *rules):
    return Authority("dnsdist", [f"185.20.{number}.1", f"185.21.{number}.1"], {"forward": BEHIND, "extra": "\n".join(rules)})


def habit(number, *flags):
    return Authority("proxy", [f"185.22.{number}.1", f"185.23.{number}.1"], {"forward": BEHIND, "flags": list(flags)})


def spoof(name, address, *others):
    rules = ", ".join([f"QNameRule('{name}.')", "QTypeRule(DNSQType.A)", *others])
    return f"addAction(AndRule({{{rules}}}), SpoofAction('{address}', {{aa=true, ra=false, ttl=1}}))"


AUTHORITIES = {
    "root-n": Authority("nsd", ["170.10.0.4", "2a0b:10::4"]),
    "root-k": Authority("knot", ["170.11.0.4"]),
    "reg-one": Authority("knot", ["170.20.0.1", "2a0b:20::1"]),
    "reg-two": Authority("nsd", ["170.21.0.1", "2a0b:21::1"]),
    "reg-works": Authority("named-auth", ["170.22.0.1", "170.22.1.1"]),
    "host-k": Authority("knot", [BEHIND, "185.10.1.1", "2a0b:50::1"]),
    "host-n": Authority("nsd", ["185.11.0.1", "185.11.1.1", "2a0b:51::1"]),
    "host-b": Authority("named-auth", ["185.12.0.1", "185.12.1.1"]),
    "host-p": Authority("pdns", ["185.13.0.1", "185.13.1.1"]),
    "churn": Authority("knot", ["185.14.0.1"]),
    # The company's own: domain controllers, one of which replicates no more.
    "dc": Authority("named-auth", [DC, "10.10.1.11"]),
    "dc-two": Authority("knot", [DC_TWO]),
    "gslb": balancer(1, spoof("www.gslb.works", "185.60.1.1", "ProbaRule(0.5)"), spoof("www.gslb.works", "185.60.1.2")),
    "geo-east": balancer(2, spoof("www.geo.works", "185.60.2.1")),
    "geo-west": balancer(3, spoof("www.geo.works", "185.60.2.2")),
    "apex": balancer(4, "addAction(QNameRule('marke.works.'), SpoofCNAMEAction('www.kunde.inc.', {aa=true, ra=false}))"),
    "club": balancer(5, f"addAction(makeRule('{OURS}'), RCodeAction(DNSRCode.REFUSED))"),
    "parking": balancer(6, "addAction(QTypeRule(DNSQType.A), SpoofAction('185.60.6.6', {aa=true, ra=false}))"),
    # The company is shown another face than the world.
    "views": balancer(7, spoof("www.view.works", "10.10.50.80", f"makeRule('{OURS}')"), spoof("mail.view.works", "185.60.7.25",
        f"makeRule('{OURS}')")),
    "no-soa": habit(1, "--rule", ".,28,0:aa"),
    "drops-aaaa": habit(2, "--rule", ".,28,drop"),
    "flapping": habit(3, "--flap", "3,3"),
}

SILENT_FORWARDER = "10.60.0.53"
CLOSED_FORWARDER = "10.61.0.53"
OLD_CONTROLLER = "10.10.9.10"
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent", CLOSED_FORWARDER: "", OLD_CONTROLLER: "silent"}


def contents(number):
    """Answers of zone `number` are 185.50.NUMBER.x."""
    base = f"185.50.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 -all"
@ HTTPS 1 . alpn=h2
www A {base}.80
www AAAA 2a0c:{number}::80
mail A {base}.25
api CNAME www
v4 A {base}.4
v6 AAAA 2a0c:{number}::6
_sip._tcp SRV 0 5 5060 www
wide TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
huge TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.app A {base}.42
"""


LAST_SPRING = ("20260301000000", "20260401000000")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
LAPSED = replace(r"^(\S+\s.*\sRRSIG\s+\S+\s+\d+\s+\d+\s+\d+\s+)\d{14}(\s+)\d{14}", rf"\g<1>{LAST_SPRING[1]}\g<2>{LAST_SPRING[0]}")
OLDER = replace(" 2026110101 ", " 2026042201 ")
NEWER = replace(" 2026110101 ", " 2026112901 ")

TOP = [
    Zone(".", ["root-n", "root-k", "root-n:2"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("inc", ["reg-one", "reg-two", "reg-one:2"], signed="bind", denial=OPT_OUT),
    Zone("tools", ["reg-one", "reg-two:2"], signed="bind", denial=NSEC3),
    Zone("works", ["reg-works", "reg-works:2"]),
    # Whatever is not registered there leads to the registry's own page.
    Zone("cheap", ["reg-two", "reg-works"], text="* A 185.60.9.9\n"),
    Zone("arpa", ["root-k", "root-n:2"], signed="bind"),
    Zone("in-addr.arpa", ["root-k", "root-n:2"], signed="bind"),
    Zone("10.62.in-addr.arpa", ["host-k", "host-n"], text="53.1 PTR dns.norda.inc.\n80.20 PTR www.partner.works.\n"),
]

SOUND = [
    Zone("partner.works", ["host-k", "host-n"], text=contents(1) + "stats CNAME ads.kunde.inc.\nshop CNAME www.saas.inc.\nnowhere CNAME old.bank.tools.\n"
         "grave CNAME www.tot.works.\n"),
    Zone("bank.tools", ["host-b", "host-n:2"], signed="bind", denial=NSEC3, text=contents(2) + "phish A 185.50.2.66\n"),
    Zone("saas.inc", ["host-k:3", "host-n:3", "host-k"], signed="bind", text=contents(3)),
    Zone("kunde.inc", ["host-p", "host-b:2"], text=contents(4) + "ads A 185.50.4.90\nmalware A 185.50.4.91\n"),
    Zone("post.tools", ["host-p", "host-k"], signed="bind", text=contents(5)),
    Zone("laden.cheap", ["host-n", "host-b"], text=contents(6)),
    Zone("lager.works", ["host-b", "host-p"], text=contents(7)),
    Zone("preise.works", ["host-k:2", "host-n:2"], text=contents(8) + "neu A 185.50.8.77\n",
         variants={"alt": chained(OLDER, replace(r"^www A .*", "www A 185.51.8.80"), replace(r"^neu .*\n", ""))}),
    Zone("sechs.tools", ["host-k:3", "host-n:3"], signed="bind", algorithm="ED25519", text=contents(9)),
    # Another address for each who asks, or for each half of the world; and no SOA in its denials.
    Zone("gslb.works", ["gslb", "gslb:2"], hidden=("host-k",), text=contents(10)),
    Zone("geo.works", ["geo-east", "geo-west:2"], hidden=("host-k",), text=contents(11)),
    Zone("nosoa.works", ["no-soa", "no-soa:2"], hidden=("host-k",), text=contents(12)),
    Zone("marke.works", ["apex", "apex:2"], hidden=("host-k",), text=contents(13)),
    # Loaded anew every second with another serial (see situations.py).
    Zone("churn.works", ["churn", "host-n:2"], text=contents(14)),
    # A cache has it all; then its servers fall silent.
    Zone("vorrat.works", [Ns("host-b", own=True), Ns("host-n", own=True)], text="$TTL 2\nwww A 185.50.15.80\nmail A 185.50.15.25\n"),
    Zone("abwehr.works", [Ns("host-k", "shy"), Ns("host-n", "shy")], text=contents(16)),
    Zone("klub.inc", ["club", "club:2"], hidden=("host-k",), text=contents(17)),
    Zone("wartung.works", ["flapping", "flapping:2"], hidden=("host-k",), text=contents(18)),
    Zone("view.works", ["views", "views:2"], hidden=("host-k",), text=contents(22)),
    Zone("abgelaufen.cheap", ["parking", "parking:2"], hidden=("host-k",), text=contents(19)),
]

WEB_INSIDE = "www A 10.10.20.80"
COMPANY = [
    Zone("norda.inc", ["host-k", "host-n:2"], hidden=("dc=inside",), text=contents(20) + "intranet CNAME web.ad.norda.inc.\ndns A 62.10.1.53\n"
         "shop A 185.50.20.99\n", variants={"inside": lambda text: chained(NEWER, replace("^www A .*", WEB_INSIDE), replace("^shop .*\n",
             ""))(text) + "wiki A 10.10.20.90\n"}),
    # Signed outside; the copy inside is not.
    Zone("norda.tools", ["host-b", "host-p"], hidden=("dc=inside",), signed="bind", text=contents(21),
         variants={"inside": chained(BARE, NEWER, replace(r"185\.50\.21\.80", "10.10.21.80"))}),
    Zone("ad.norda.inc", [Ns("dc"), Ns("dc-two", load="tardy")], delegated=False, text=f"""\
olddc A {OLD_CONTROLLER}
dc1 A 10.10.1.10
dc2 A 10.10.2.10
web A 10.10.3.80
neu A 10.10.3.77
files A 10.10.3.70
printer A 10.10.3.71
_ldap._tcp SRV 0 100 389 dc1
_ldap._tcp.dc SRV 0 100 389 dc1
_gc._tcp SRV 0 100 3268 dc1
_kerberos._udp SRV 0 100 88 dc1
""", variants={"tardy": chained(OLDER, replace(r"^web A .*", "web A 10.10.3.180"), replace(r"^neu .*\n", ""))}),
    # The controller it was delegated to has been taken out of its rack.
    Zone("_msdcs.ad.norda.inc", [Ns(None, host="olddc.ad.norda.inc")]),
    Zone("k8s.norda.inc", ["dc"], delegated=False, text="pay.shop.svc A 10.96.1.1\ncart.shop.svc A 10.96.1.2\n_grpc._tcp.pay.shop.svc SRV 0 10 9000 pay.shop.svc\n"),
    Zone("10.in-addr.arpa", ["dc"], delegated=False, text="10.1.10 PTR dc1.ad.norda.inc.\n80.3.10 PTR web.ad.norda.inc.\n"),
]

BROKEN = [
    Zone("tot.works", [Ns("host-k", "silent"), Ns("host-n", "silent")], text=contents(30)),
    Zone("halbtot.inc", [Ns("host-p"), Ns(None), Ns("host-b", load="no", own=True)], text=contents(31)),
    Zone("waechter.tools", [Ns("host-b", own=True), Ns("host-n", "silent")], signed="bind", ds="wrong", text=contents(32)),
    # One of three servers has neither seen the new serial nor the new signatures.
    Zone("nachzug.tools", [Ns("host-k", own=True), Ns("host-n", own=True), Ns("host-b", own=True, load="lapsed")], signed="bind", text=contents(33),
         variants={"lapsed": chained(LAPSED, OLDER)}),
    Zone("halbschluessel.tools", [Ns("host-n", own=True), Ns("host-k", own=True, load="keyless")], signed="bind", zsk=True, text=contents(34),
         variants={"keyless": replace(r"^\S+\s.*\sDNSKEY\s+257 .*\n", "")}),
    # Copied to the new provider; the registry still names the old one, who goes on.
    Zone("umzug.works", [Ns("host-b", load="alt"), Ns("host-b:2", load="alt")], hidden=("host-k", "host-n"), text=contents(35),
         variants={"alt": chained(OLDER, replace(r"^www A .*", "www A 185.51.35.80"))}),
    # Half of the delegation is still with the old provider, who has closed the account; or has not.
    Zone("halbzug.works", [Ns("host-b", load="no", where="parent", host="ns1.alt-halbzug.works"), Ns("host-k", host="ns1.halbzug.works"),
                           Ns("host-n", where="child", host="ns2.halbzug.works")], text=contents(36)),
    Zone("halbneu.works", [Ns("host-p", own=True, load="alt"), Ns("host-k")], text=contents(37),
         variants={"alt": chained(OLDER, replace(r"^www A .*", "www A 185.51.37.80"))}),
    Zone("alt-halbzug.works", ["host-b", "host-p"], text="ns1 A 185.12.0.1\n"),
    # A name server whose own domain has been given up.
    Zone("vergessen.inc", [Ns("host-k"), Ns("host-n"), Ns("host-b", host="ns3.aufgegeben.works")], text=contents(38)),
    Zone("brief.works", [Ns("host-b"), Ns("host-n", "tcp_reset")], text=contents(39)),
    Zone("halbsechs.works", [Ns("host-k"), Ns("drops-aaaa")], text=contents(40)),
    Zone("kaputt.inc", [Ns("host-b", load="orphan", own=True), Ns("host-n", "silent")], text=contents(41)),
    # Moved to somebody who does not sign; the DS is still there.
    Zone("ungezeichnet.tools", [Ns("host-k", load="bare"), Ns("host-p", "silent")], signed="bind", text=contents(42), variants={"bare": BARE}),
    Zone("frist.inc", ["host-k", "host-b"], signed="bind", dates=LAST_SPRING, text=contents(43)),
]

ZONES = TOP + SOUND + COMPANY + BROKEN
