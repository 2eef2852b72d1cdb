# SPDX-License-Identifier: MIT
"""Who serves what for the company and those it depends on, and what is wrong with it."""

import pathlib
import re
import subprocess
import tempfile

from model import Authority, Ns, Zone
from zones import chained, drop_records, replace

ADDRESSES_OF_ZONES = ("45.60.0.1", "2a03:60::1")
ADDRESSES_OF_RESOLVERS = ("46.200.{}.53", "2a02:84:{}::53")

BEHIND = "45.1.1.1"  # What the odd servers stand before.
FENCED_OFF = "84.117.0.0/16"  # A country that one company does not serve.
WALLED_OFF = "10.30.2.0/24"  # The company's own second resolver, on somebody's list.
OLD_GLUE = "45.9.9.1"
SILENT_FORWARDER = "10.30.200.53"
INNER = ("10.66.6.6", "10.66.6.7")  # Where two name servers are, seen from inside their owner's network.
DEAD_ADDRESSES = {OLD_GLUE: "silent", SILENT_FORWARDER: "silent", INNER[0]: "silent", INNER[1]: "silent"}


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"45.40.{number}.1", f"45.41.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def balancer(number, *lines):
    return Authority("dnsdist", [f"45.42.{number}.1", f"45.43.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines)})


def spoof(name, addresses, *others):
    rules = ", ".join([f"QNameRule('{name}.')", "QTypeRule(DNSQType.A)", *others])
    addresses = ", ".join(f"'{address}'" for address in addresses.split())
    return f"addAction(AndRule({{{rules}}}), SpoofAction({{{addresses}}}, {{aa=true, ra=false, ttl=20}}))"


AUTHORITIES = {
    "root-a": Authority("knot", ["192.33.1.4", "2a03:1::4"]),
    "root-b": Authority("nsd", ["192.33.2.4"]),
    "reg-a": Authority("knot", ["192.41.1.1", "192.41.2.1", "2a03:41::1"]),
    "reg-b": Authority("nsd", ["192.42.1.1", "192.42.2.1"]),
    "reg-c": Authority("named-auth", ["192.43.1.1", "192.43.2.1"]),
    # A registry whose zone changes while it is looked at, and servers of such customers.
    "reg-dev": Authority("named-auth", ["192.44.1.1", "192.44.2.1"]),
    "dyn": Authority("named-auth", ["45.6.1.1", "45.6.2.1"]),
    "dnsco": Authority("knot", [BEHIND, "45.1.2.1", "2a03:45::1"]),
    "big": Authority("pdns", ["45.2.1.1", "45.2.2.1"]),
    "saas": Authority("nsd", ["45.3.1.1", "45.3.2.1"]),
    # The company's own.
    "own-1": Authority("named-auth", ["45.4.1.1", "45.4.1.2"]),
    "own-2": Authority("nsd", ["45.5.1.1", "45.5.1.2"]),
    "parking": Authority("named-auth", ["45.7.1.1", "45.7.2.1"]),
    "geo": balancer(1, spoof("web.edge.fastcdn.net", "151.90.200.1", "makeRule('10.0.0.0/8')"),
        spoof("web.edge.fastcdn.net", "151.90.200.2 151.90.200.3",
        "makeRule('84.0.0.0/8')"), spoof("web.edge.fastcdn.net", "151.90.201.1", "makeRule('9.30.2.0/24')"),
            spoof("web.edge.fastcdn.net", "151.90.202.9")),
    "weights": balancer(2, spoof("www.roundabout.io", "151.90.210.1", "ProbaRule(0.8)"), spoof("www.roundabout.io", "151.90.211.2"),
        spoof("abc.roundabout.io", "151.90.212.1 151.90.212.2", "ProbaRule(0.5)"), spoof("abc.roundabout.io", "151.90.212.3 151.90.212.4")),
    "fence": balancer(3, f"addAction(makeRule('{FENCED_OFF}'), RCodeAction(DNSRCode.REFUSED))"),
    "wall": balancer(4, f"addAction(makeRule('{WALLED_OFF}'), DropAction())"),
    # The apex is an alias for who wants an address: what some providers do in place of an ALIAS.
    "apex": balancer(5, "addAction(AndRule({QNameRule('oasis-mall.shop.'), OrRule({QTypeRule(DNSQType.A), QTypeRule(DNSQType.AAAA)})}), "
        "SpoofCNAMEAction('www.oasis.shop.', {aa=true, ra=false, ttl=60}))"),
    # One address, two machines behind it; one of them has not been told.
    "anycast": balancer(9, "setServerPolicy(roundrobin)", "newServer({address='45.2.1.1:53'}):setUp()"),
    # One company does not serve a part of the world; another does not even answer it, nor anybody but resolvers it knows.
    "embargo": balancer(7, "addAction(makeRule('84.0.0.0/8'), RCodeAction(DNSRCode.REFUSED))"),
    "hedge": balancer(8, "addAction(makeRule('84.0.0.0/8'), DropAction())", "addAction(makeRule('10.99.0.0/16'), DropAction())"),
    "throttle": balancer(6, "addAction(MaxQPSIPRule(5), RCodeAction(DNSRCode.REFUSED))"),
    # What lies between is denied.
    "ent": habit(1, "=b.ent.hollow.net.,*,3:aa:soa", "=ent.hollow.net.,*,3:aa:soa", "=_tcp.hollow.net.,*,3:aa:soa"),
}


def contents(number):
    """Answers of zone `number` are 151.90.NUMBER.x."""
    base = f"151.90.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ MX 20 in.mailhub.net.
@ TXT "v=spf1 include:_spf.mailhub.net ~all"
@ CAA 0 issue "ca.deskly.io"
@ HTTPS 1 . alpn=h2,h3
www A {base}.80
www AAAA 2a05:{number}::80
www HTTPS 1 . alpn=h2
mail A {base}.25
api CNAME www
v4 A {base}.4
v6 AAAA 2a05:{number}::6
rr A {base}.11
rr A {base}.12
rr A {base}.13
_sip._tcp SRV 5 10 5060 mail
_dmarc TXT "v=DMARC1; p=reject"
a.b.ent A {base}.7
tel NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@example!" .
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.apps A {base}.42
"""


STATE = pathlib.Path("/run/lab/zones/keys")
LAST_WINTER = ("20260101000000", "20260201000000")
NEXT_YEAR = ("20270601000000", "20380101000000")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026081501 ")


def lapsed(rtype=r"\S+", owner=r"\S+"):
    """Signatures over one type whose time has passed."""
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}",
        rf"\g<1>{LAST_WINTER[1]}\g<2>{LAST_WINTER[0]}")


def sign_again(text, zone, keys, directory, *denial, separate=False):
    path = pathlib.Path(directory, "again")
    path.write_text(BARE(text) + "".join(pathlib.Path(f"{key}.key").read_text() for key in keys))
    subprocess.run(["dnssec-signzone", "-q", *([] if separate else ["-z"]), "-P", "-O", "full", "-e", "20380101000000", *denial, "-o",
        zone + ".", "-f",
        f"{path}.signed",
                    "-d", directory, str(path), *map(str, keys)], text=True, capture_output=True, check=True)
    return pathlib.Path(f"{path}.signed").read_text()


def signed_by_stranger(zone):
    """By a key of which the parent has never heard."""
    def edit(text):
        with tempfile.TemporaryDirectory() as directory:
            key = subprocess.run(["dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", "-K", directory, zone], text=True,
                                 capture_output=True, check=True).stdout.strip()
            return sign_again(text, zone, [f"{directory}/{key}"], directory)
    return edit


def salted(zone, *denial):
    """By the zone's own key, with other parameters of its denials."""
    def edit(text):
        key = next(STATE.glob(f"K{zone}.+*.key")).with_suffix("")
        with tempfile.TemporaryDirectory() as directory:
            return sign_again(text, zone, [key], directory, *denial)
    return edit


def new_zone_key(zone):
    """By the key the parent knows, and a new one for the data: what the old one signed is gone, and the old one too."""
    def edit(text):
        with tempfile.TemporaryDirectory() as directory:
            key = subprocess.run(["dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-K", directory, zone], text=True,
                                 capture_output=True, check=True).stdout.strip()
            first = next(path for path in STATE.glob(f"K{zone}.+*.key") if " 257 " in path.read_text()).with_suffix("")
            text = text.replace(" 2026110101 ", " 2026112902 ").replace("151.90.85.25", "151.90.85.125")
            return sign_again(text, zone, [first, f"{directory}/{key}"], directory, separate=True)
    return edit


OF_KEYS = re.compile(r"^\S+\s.*\sIN\s+(DNSKEY|RRSIG\s+DNSKEY)\s.*\n", re.MULTILINE)


def signer_removed(zone):
    """The keys are good; all else is signed by one that has been taken out."""
    def edit(text):
        keys = "".join(match[0] for match in OF_KEYS.finditer(text))
        return OF_KEYS.sub("", signed_by_stranger(zone)(text)) + keys
    return edit


def keys_unsigned_by_first(text):
    """The key that the parent knows does not sign the keys; the other one does."""
    tag = re.search(r"\sRRSIG\s+SOA\s+(?:\S+\s+){5}(\d+)\s", text)[1]
    return re.sub(rf"^\S+\s.*\sIN\s+RRSIG\s+DNSKEY\s+(?:\S+\s+){{5}}(?!{tag}\s).*\n", "", text, flags=re.MULTILINE)


TOP = [
    Zone(".", ["root-a", "root-b", Ns("root-a", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("com", ["reg-a", "reg-b", Ns("reg-a", v6=True)], signed="bind", denial=OPT_OUT, zsk=True),
    Zone("net", ["reg-b", "reg-c"], signed="bind"),
    Zone("io", ["reg-a:2", "reg-c:2"], signed="bind", denial=NSEC3),
    Zone("shop", ["reg-b:2", "reg-c"]),
    Zone("dev", ["reg-dev", "reg-dev:2"]),
    Zone("arpa", ["root-a", "root-b"], signed="bind"),
    Zone("in-addr.arpa", ["reg-a", "reg-b"], signed="bind"),
    Zone("90.151.in-addr.arpa", ["own-1", "own-2"],
        text="80.1 PTR www.oasis.com.\n25.1 PTR mail.oasis.com.\n80.2 PTR www.oasis-pay.com.\n"),
]

PLAIN, EDGE, DESK, PAY, WILD = 40, 20, 20, 20, 20  # A hundred and twenty services.
SERVICES = "".join(f"svc{n:02} A 151.90.1.{100 + n}\n" for n in range(PLAIN)) + "".join(
    f"svc{n:02}w CNAME svc{n:02}w.oasis.edge.fastcdn.net.\n" for n in range(EDGE)) + "".join(
    f"svc{n:02}d CNAME oasis-{n:02}.cust.deskly.io.\n" for n in range(DESK))

SOUND = [
    Zone("oasis.com", ["own-1", "own-2", "dnsco:2"], signed="bind", text=contents(1) + SERVICES + """\
static CNAME web.edge.fastcdn.net.
help CNAME oasis.cust.deskly.io.
turn CNAME www.roundabout.io.
nas A 10.30.50.5
printer A 192.168.7.9
portal A 151.90.1.90
billing CNAME www.expiredall.io.
jobs CNAME www.lame-target.net.
press CNAME www.allexpired.net.
promo CNAME oasis.campaign-gone.net.
survey CNAME survey.cust.absent.deskly.io.
loop CNAME loop.oasis-pay.com.
ads CNAME mal-nx.adtrack.net.
six CNAME www.v6net.io.
long CNAME l1.deskly.io.
pay3 CNAME www.zskgone.com.
events CNAME a.b.ent.hollow.net.
status CNAME www.dead.net.
"""),
    Zone("oasis-pay.com", ["dnsco", "saas:2"], signed="bind", denial=NSEC3, text=contents(2) + "loop CNAME loop.deskly.io.\n" + "".join(
        f"pay{n:02} A 151.90.2.{100 + n}\n" for n in range(PAY)) +
            "l2 CNAME l3.deskly.io.\nl4 CNAME l5.deskly.io.\nl6 CNAME l7.mailhub.net.\n"),
    Zone("oasis.shop", ["own-1:2", "own-2:2"], text=contents(3) + "* A 151.90.3.60\nlate.pick A 151.90.3.61\n"),
    Zone("fastcdn.net", ["dnsco:2", "big:2"], signed="bind", text=contents(4)),
    Zone("edge.fastcdn.net", ["geo", "geo:2"], hidden=("dnsco",), text=contents(5) +
        "web A 151.90.5.99\n*.oasis 30 A 151.90.5.61\n*.oasis 30 A 151.90.5.62\n"
         "*.oasis 30 AAAA 2a05:5::61\n"),
    Zone("deskly.io", ["big", "saas"], signed="bind", text=contents(6) +
        "*.cust CNAME pod7\npod7 60 A 151.90.6.77\nabsent.cust TXT \"closed\"\n"
         "loop CNAME loop.oasis.com.\nl1 CNAME l2.oasis-pay.com.\nl3 CNAME l4.oasis-pay.com.\nl5 CNAME l6.oasis-pay.com.\n"),
    Zone("mailhub.net", ["saas", "dnsco"], text=contents(7) +
        "in A 151.90.7.26\n_spf TXT \"v=spf1 ip4:151.90.7.0/24 -all\"\nl7 CNAME www.oasis.shop.\n"),
    Zone("oasis-alt.com", [Ns("dnsco", host="ns1.dnsco.net"), Ns("dnsco:2", host="ns2.dnsco.net")], signed="bind",
        text="@ A 151.90.8.1\n@ DNAME oasis.com.\n"),
    Zone("dnsco.net", ["dnsco", "dnsco:2"], signed="bind", text=contents(9)),
    Zone("roundabout.io", ["weights", "weights:2"], hidden=("dnsco",), text=contents(10)),
    Zone("v6net.io", [Ns("dnsco", v6=True), Ns("saas", v6=True)], signed="bind", text=contents(11)),
    # An algorithm rolls over: two in the DS set, signatures of one.
    Zone("algoroll.net", ["big", "saas:2"], signed="bind", standby="RSASHA256", ds="both", text=contents(12)),
    # New parameters have reached one of two.
    Zone("newsalt.io", [Ns("dnsco", own=True), Ns("saas", own=True, load="salted")], signed="bind", denial=NSEC3, text=contents(13),
         variants={"salted": salted("newsalt.io", "-3", "c0ffee")}),
    Zone("two-ds.com", ["big", "own-2"], signed="bind", ds="both", text=contents(14)),
    Zone("new-alg.net", ["own-1", "saas"], signed="bind", ds="unknown", text=contents(15)),
    Zone("adtrack.net", ["big:2", "saas:2"], text=contents(16) + "".join(f"mal-{word} A 151.90.16.{100 + n}\n" for n, word in enumerate(
        ("nx", "soa", "null", "ref", "empty", "page", "all", "loop"))) +
            "mal-bogus CNAME www.expiredall.io.\nmal-dead CNAME www.dead.net.\n"),
    # Not there any more for the registry; its servers have not heard.
    Zone("onhold.com", [Ns("dnsco", host="ns1.dnsco.net"), Ns("dnsco:2", host="ns2.dnsco.net")], text=contents(17), delegated=False),
    Zone("oasis-mall.shop", ["apex", "apex:2"], hidden=("dnsco",), text=contents(18)),
    # The zone names others than its parent, and one that is gone.
    Zone("nsdiffer.com", [Ns("dnsco", own=True, where="parent"), Ns("saas", own=True), Ns("big", own=True, where="child"),
        Ns(None, where="child")], text=contents(19)),
    Zone("hollow.net", ["ent", "ent:2"], hidden=("dnsco",), text=contents(20)),
    Zone("throttled.net", ["throttle", "throttle:2"], hidden=("dnsco",), text=contents(21)),
    Zone("fenced.net", ["fence", "fence:2"], hidden=("dnsco",), text=contents(22)),
    Zone("walled.io", ["wall", "wall:2"], hidden=("dnsco",), text=contents(23)),
    Zone("embargo.com", ["embargo", "embargo:2"], hidden=("dnsco",), text=contents(24)),
    Zone("hedged.net", ["hedge", "hedge:2"], hidden=("dnsco",), text=contents(25)),
    # Parked: whoever is asked for, comes here.
    Zone("parked.com", ["parking", "parking:2"], text="@ A 45.7.9.9\n* A 45.7.9.9\n@ TXT \"this domain is for sale\"\n"),
]

BROKEN = [
    # The delegation has been changed for one of two; the old provider goes on with what it had.
    Zone("halfmoved.com", [Ns("big", load="old", where="parent", own=True), Ns("dnsco", own=True), Ns("saas", where="child", own=True)],
         text=contents(30) + "new A 151.90.30.77\n", variants={"old": chained(OLDER, replace(r"151\.90\.30\.(80|25)", r"151.91.30.\1"),
             replace(r"^new .*\n", ""))}),
    # Two that were left refuse, one that was moved to is named.
    Zone("lefthost.net", [Ns("big", load="no", where="parent"), Ns("saas", load="no", where="parent"), Ns("dnsco", own=True),
        Ns("own-2", own=True, where="child")],
         text=contents(31)),
    # All that the parent names refuse; where the zone went, the parent was not told.
    Zone("forgotten.com", [Ns("big", load="no"), Ns("saas", load="no")], hidden=("dnsco",), text=contents(32)),
    Zone("lagging.io", [Ns("own-1", own=True), Ns("own-2", own=True, load="lag")], text=contents(33) + "new A 151.90.33.77\n",
         variants={"lag": chained(OLDER, replace(r"^new .*\n", ""), replace(r"151\.90\.33\.80", "151.91.33.80"))}),
    Zone("expired-sec.net", [Ns("dnsco"), Ns("own-1", load="orphan", own=True)], text=contents(34)),
    Zone("allexpired.net", [Ns("own-1", load="orphan", own=True), Ns("reg-c", load="orphan", own=True)]),
    Zone("lame-target.net", [Ns("big", load="no"), Ns("dnsco", load="no")]),
    Zone("notcp.net", [Ns("dnsco", "no_tcp"), Ns("saas", "no_tcp")], text=contents(40)),
    Zone("halftcp.net", [Ns("dnsco"), Ns("saas", "tcp_reset")], text=contents(41)),
    Zone("dead.net", [Ns("dnsco", "silent"), Ns("big", "silent")], text=contents(44)),
    Zone("closed.io", [Ns(None), Ns(None)]),
    # One is well, one silent, one refuses.
    Zone("mixdead.com", [Ns("saas", own=True), Ns("dnsco", "silent"), Ns("big", load="no")], text=contents(46)),
    Zone("badglue.net", [Ns("saas", own=True), Ns("dnsco", own=True, glue=OLD_GLUE)], text=contents(47)),
    Zone("innerglue.com", [Ns("big", own=True, glue=INNER[0]), Ns("saas", own=True, glue=INNER[1])], text=contents(48)),
    Zone("nxhost.com", [Ns("dnsco", host="ns1.campaign-gone.net"), Ns("big", host="ns2.campaign-gone.net")], text=contents(49)),
    # One of two names of its servers is not there any more.
    Zone("halfhost.com", [Ns("dnsco", host="ns1.campaign-gone.net"), Ns("saas", own=True)], text=contents(50)),
    Zone("anycast.io", ["anycast", "anycast:2"], hidden=("dnsco", "big=lag"), text=contents(51) + "new A 151.90.51.77\n",
         variants={"lag": chained(OLDER, replace(r"^new .*\n", ""), replace(r"151\.90\.51\.80", "151.91.51.80"))}),
    # A team's zone was deleted at its provider; its delegation and its DS were not.
    Zone("data.oasis.com", [Ns("big", load="no"), Ns("big:2", load="no")], signed="bind"),
    Zone("ops.oasis.com", [Ns("dnsco"), Ns("saas", load="no")], text=contents(52)),
    Zone("91.151.in-addr.arpa", [Ns("dnsco", "silent"), Ns("saas", "silent")]),
    # One lags, one is gone, one is well.
    Zone("weary.net", [Ns("saas", own=True), Ns("own-1", own=True, load="lag"), Ns("dnsco", "silent")], text=contents(53) +
        "new A 151.90.53.77\n",
         variants={"lag": chained(OLDER, replace(r"^new .*\n", ""))}),
]

DNSSEC = [
    Zone("dsearly.com", ["dnsco", "big"], signed="bind", ds="wrong", text=contents(60)),
    Zone("zskgone.com", ["dnsco", "saas"], signed="bind", text=contents(61), edit=signer_removed("zskgone.com")),
    Zone("kskquiet.com", ["saas", "own-1"], signed="bind", zsk=True, text=contents(62), edit=keys_unsigned_by_first),
    Zone("oldsig.com", [Ns("dnsco", own=True), Ns("saas", own=True), Ns("own-1", own=True, load="late")], signed="bind", denial=NSEC3,
        text=contents(63),
         variants={"late": lapsed()}),
    # The DS set is of the new algorithm alone; nothing is signed with it yet.
    Zone("algohalf.com", ["big", "saas"], signed="bind", standby="RSASHA256", ds="standby", text=contents(64)),
    Zone("leftds.com", ["big", "own-2"], signed="bind", text=contents(65), edit=BARE),
    Zone("halfsigned.com", [Ns("dnsco", own=True), Ns("big", own=True, load="bare")], signed="bind", text=contents(66),
        variants={"bare": BARE}),
    Zone("future.com", ["saas", "own-1"], signed="bind", dates=NEXT_YEAR, text=contents(67)),
    Zone("mxbad.com", ["dnsco", "own-2"], signed="bind", text=contents(68), edit=lapsed("MX", r"mxbad\.com\.")),
    Zone("nochain.com", [Ns("dnsco", own=True), Ns("saas", own=True, load="nochain")], signed="bind", denial=NSEC3, text=contents(69),
         variants={"nochain": chained(drop_records("RRSIG", "NSEC3"), drop_records("NSEC3"))}),
    # The new keys have reached one of three.
    Zone("alienkey.net", [Ns("dnsco", own=True), Ns("saas", own=True, load="alien"), Ns("own-2", own=True, load="alien")], signed="bind",
        text=contents(70),
         variants={"alien": signed_by_stranger("alienkey.net")}),
    Zone("expiredall.io", ["dnsco", "own-1"], signed="bind", dates=LAST_WINTER, text=contents(71)),
]

# What changes while somebody remembers (see situations.py).
TWO = "$TTL 2\n"
CHANGING = [
    Zone("cached.dev", ["dyn", "dyn:2"],
        text="$TTL 86400\nwww A 151.90.80.80\nmail A 151.90.80.25\ngone A 151.90.80.66\nshop CNAME old\nold A 151.90.80.67\n"
         "cur A 151.90.80.68\n@ MX 10 mail\n"),
    Zone("fading.dev", [Ns("dyn", own=True), Ns("saas", own=True)], text=TWO + "www A 151.90.81.80\nmail A 151.90.81.25\n"),
    Zone("longlife.dev", [Ns("dyn", own=True), Ns("saas", own=True)], text="$TTL 86400\nwww A 151.90.82.80\nmail A 151.90.82.25\n"),
    Zone("dropped.dev", [Ns("dnsco", host="ns1.dnsco.net"), Ns("dnsco:2", host="ns2.dnsco.net")],
        text="$TTL 86400\nwww A 151.90.83.80\nmail A 151.90.83.25\n"),
    # The key of its data is changed in one step.
    Zone("rekeyed.com", ["dyn", "dyn:2"], signed="bind", zsk=True,
        text="$TTL 86400\nwww A 151.90.85.80\nmail A 151.90.85.25\napi A 151.90.85.81\n",
         variants={"later": new_zone_key("rekeyed.com")}),
    Zone("evac.dev", [Ns("big", own=True, host="ns1.evac.dev", where="parent"), Ns("saas", own=True, host="ns2.evac.dev", where="parent"),
                      Ns("dnsco", where="child", host="ns1.dnsco.net"), Ns("dnsco:2", where="child", host="ns2.dnsco.net")], text=TWO +
                          "www A 151.90.86.80\nmail A 151.90.86.25\n"),
    Zone("refreshed.dev", ["dyn", "dyn:2"], text=TWO + "www A 151.90.87.80\nmail A 151.90.87.25\n"),
    Zone("lapsed.dev", [Ns("big", host="ns1.lapsed.dev", where="both"), Ns("big:2", host="ns2.lapsed.dev")], hidden=("parking=sale",),
         text=TWO + "www A 151.90.84.80\nmail A 151.90.84.25\n",
         variants={"sale": chained(replace(" 2026110101 ", " 7 "), replace(r"^(www|mail) A .*\n", ""), lambda text: text +
             "* A 45.7.9.9\n@ A 45.7.9.9\n",
                                   replace("^@ NS ns1.lapsed.dev.", "@ NS ns1.parked.com."),
                                       replace("^@ NS ns2.lapsed.dev.", "@ NS ns2.parked.com."))}),
]

ZONES = TOP + SOUND + BROKEN + DNSSEC + CHANGING
