# SPDX-License-Identifier: MIT
"""Who serves what, and which incident has befallen it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, other_keys, replace

ADDRESSES_OF_ZONES = ("81.16.0.1", "2a0c:10::1")
ADDRESSES_OF_RESOLVERS = ("46.32.{}.53", "2a0c:32:{}::53")

BEHIND = "193.50.1.1"  # What fronts stand before.
BEFORE = "193.51.1.1"  # Where the old copies are.
CLOSED = "193.52.9.1"  # A hosting company that has closed the account.
GIANT = ("157.240.1.12", "157.241.2.12", "185.89.3.12", "185.90.4.12")
REDMOND = ("207.46.138.10", "207.46.138.11", "207.46.138.12", "207.46.138.20")  # Four, behind one router.
UNDER_ATTACK = {"204.13.250.1": "silent", "204.13.251.1": "silent", "208.78.70.1": "half_lost", "208.78.71.1": "half_lost"}
DEAD_FORWARDER, TUNNEL, GONE_MEMBER = "10.20.200.53", "10.20.202.53", "10.20.203.53"
DEAD_ADDRESSES = UNDER_ATTACK | dict.fromkeys(REDMOND, "silent") | {DEAD_FORWARDER: "silent", TUNNEL: "silent", GONE_MEMBER: "silent"}


def habit(number, *rules):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"193.70.{number}.1", f"193.71.{number}.1"], {"forward": BEHIND, "flags": words})


def front(number, *lines):
    return Authority("dnsdist", [f"193.72.{number}.1", f"193.73.{number}.1"], {"forward": BEHIND, "extra": "\n".join(lines)})


FAR = "9.20.4.0/24"  # Whose way leads to the site of the anycast cloud that was left out.
HIJACKED = "9.20.5.0/24"  # Whose way leads to the hijackers.
AUTHORITIES = {
    "root-a": Authority("knot", ["198.32.1.4", "2a0c:1::4"]),
    "root-b": Authority("nsd", ["198.32.2.4"]),
    "reg-a": Authority("knot", ["198.40.1.1", "198.40.2.1", "2a0c:40::1"]),
    "reg-b": Authority("nsd", ["198.41.1.1", "198.41.2.1"]),
    "reg-c": Authority("named-auth", ["198.42.1.1", "198.42.2.1"]),
    "host-k": Authority("knot", [BEHIND, "193.50.2.1", "2a0c:50::1"]),
    "host-n": Authority("nsd", [BEFORE, "193.51.2.1"]),
    "host-p": Authority("pdns", ["193.52.1.1", "193.52.2.1", CLOSED]),
    "host-b": Authority("named-auth", ["193.53.1.1", "193.53.2.1"]),
    "second": Authority("named-auth", ["193.57.1.1", "193.57.2.1"]),
    "dyn": Authority("named-auth", ["193.54.1.1", "193.54.2.1"]),
    "park": Authority("named-auth", ["193.55.1.1", "193.55.2.1"]),
    "taken": Authority("nsd", ["193.56.1.1", "193.56.2.1"]),
    # The first address is the operator's own way in.
    "giant": Authority("knot", ["157.239.0.1", *GIANT]),
    "redmond": Authority("named-auth", ["207.46.139.1", *REDMOND]),
    "provider": Authority("nsd", ["204.13.249.1", *UNDER_ATTACK]),
    "dc": Authority("named-auth", ["10.20.9.1", "10.20.9.2"]),
    "noaaaa": habit(1, ".,28,3:aa:soa"),
    "notypes": habit(2, ".,257,drop", ".,65,drop", ".,33,4"),
    "noedns": habit(3, ".,+edns,drop"),
    "formerr": habit(4, ".,+edns,1:bare"),
    # An answer without authority and SOA to who asks for what it does not know.
    "bare": habit(5, ".,28,0"),
    "anycast": front(1, f"newServer({{address='{BEFORE}:53', pool='old', source='193.72.1.1'}}):setUp()", f"addAction(makeRule('{FAR}'), PoolAction('old'))"),
    "bgp": front(2, f"addAction(AndRule({{makeRule('{HIJACKED}'), QNameRule('www.etherwallet.com.'), QTypeRule(DNSQType.A)}}), "
                    "SpoofAction({'46.161.42.42'}, {aa=true, ra=false, ttl=60}))", f"addAction(makeRule('{HIJACKED}'), RCodeAction(DNSRCode.REFUSED))"),
    # Three questions a second of each who asks.
    "sparing": front(3, "addAction(MaxQPSIPRule(3), DropAction())"),
}


def contents(number):
    """Answers of zone `number` are 195.88.NUMBER.x."""
    base = f"195.88.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.mailer.net"
www A {base}.80
www AAAA 2a0e:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
_sip._tcp SRV 0 5 5060 www
mid TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.apps A {base}.42
"""


LAST_WEEK = ("20261001000000", "20261123000000")
NEXT_YEAR = ("20270601000000", "20280101000000")
LAPSED = replace(r"^(\S+\s.*\sRRSIG\s+\S+\s+\d+\s+\d+\s+\d+\s+)\d{14}(\s+)\d{14}", rf"\g<1>{LAST_WEEK[1]}\g<2>{LAST_WEEK[0]}")
NSEC3 = ("-3", "-")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026081501 ")
NEWER = replace(" 2026110101 ", " 2026113009 ")


def drop_names(*owners):
    return replace(rf"^(\S+\.)?({'|'.join(owners)})\. .*\n", "")


# "ns1.example.net" without its last dot, in a whole country.
NO_DOT = replace(r"^((?!sve\.)\S+\.sve\.\s.*\bNS\s+)(\S+)\.$", r"\1\2.sve.")

TOP = [
    Zone(".", ["root-a", "root-b", Ns("root-a", v6=True)], signed="bind", zsk=True, variants={"stale": LAPSED}),
    Zone("com", ["reg-a", "reg-b", Ns("reg-a", v6=True)], signed="bind", denial=("-3", "-", "-A"), zsk=True),
    Zone("net", ["reg-b", "reg-a"]),
    Zone("org", ["reg-a:2", "reg-b:2"], signed="bind"),
    Zone("live", ["reg-c", "reg-c:2"], text="$TTL 86400\n"),
    Zone("sla", ["reg-c", "reg-c:2"], signed="bind", text="$TTL 86400\n"),
    # 2009: a script forgot the last dot.
    Zone("sve", ["reg-a", "reg-b"], signed="bind", edit=NO_DOT),
    # 2010: half a zone was copied to half of the servers; and, once more, everywhere.
    Zone("den", [Ns("reg-a", own=True), Ns("reg-b", own=True, load="half")], variants={"half": drop_names("omega.den", "sigma.den")}),
    Zone("ded", ["reg-a", "reg-b"], edit=drop_names("delta.ded")),
    # 2023 and 2024: keys rolled, and what signs is not what is trusted.
    Zone("nzz", ["reg-a", "reg-b"], signed="bind", ds="wrong"),
    Zone("ruz", ["reg-a:2", "reg-b:2"], signed="bind", edit=flip_signature(rtype=r"(?!DNSKEY)\S+")),
    # 2003: whatever is not registered is a search page.
    Zone("wild", ["reg-a", "reg-b"], text="* A 64.94.110.11\n"),
    Zone("arpa", ["root-a", "root-b"], signed="bind"),
]

SHOPS = 40
SOUND = [
    Zone("tundra.com", ["host-k", "host-b"], signed="bind", text=contents(1) + """\
nas A 10.20.50.5
promo CNAME tundra-promo.cloudhost.net.
login CNAME stores.facegram.com.
jobs CNAME www.softmicro.com.
shop CNAME shop.eu.newbrand.com.
table CNAME lambda.us-east.amazonia.com.
legacy DNAME tundra.org.
@ HTTPS 1 . alpn=h2
"""),
    Zone("tundra.org", ["host-n", "host-p"], text=contents(2)),
    Zone("bank.org", ["host-b", "host-n"], signed="bind", denial=NSEC3, zsk=True, text=contents(3)),
    Zone("cloudhost.net", ["host-k:2", "host-n:2"], text=contents(4)),
    Zone("mailer.net", ["host-p", "host-b:2"], text=contents(5)),
    Zone("boutiq.com", ["host-n", "host-p"], text=contents(6) + "".join(f"shop{n:02} CNAME shop{n:02}.stores.facegram.com.\n" for n in range(SHOPS))),
    # Odd, and well.
    Zone("keytag.com", ["host-k", "host-b"], signed="bind", algorithm="RSASHA256", more_keys=other_keys(1, same_tag=True), text=contents(7)),
    Zone("wilds.org", ["host-k", "host-n"], signed="bind", text=contents(8) +
         "*.shops A 195.88.8.60\n_tcp.amber.shops TXT \"a branch\"\n*.alias CNAME www.tundra.org.\n* MX 10 mail.wilds.org.\n"),
    Zone("newbrand.com", ["host-b", "host-p"], text=contents(9) + "shop.eu 20 CNAME edge7.apps.mailer.net.\n"),
    Zone("oldbrand.com", [Ns("host-k:2", host="ns1.cloudhost.net"), Ns("host-n:2", host="ns2.cloudhost.net")], signed="bind",
          text="@ DNAME newbrand.com.\n@ A 195.88.10.1\n"),
    Zone("nomail.org", ["host-k", "host-b"], signed="bind", text="@ A 195.88.11.1\n@ MX 0 .\n@ TXT \"v=spf1 -all\"\nwww CNAME nomail.org.\n"),
    Zone("sixonly.org", [Ns("host-k", v6=True), Ns("host-n", v6=True)], signed="bind", text=contents(12)),
    Zone("thirteen.net", ["host-k", "host-k:2", "host-n", "host-n:2", "host-p", "host-p:2", "host-b", "host-b:2", "second", "second:2"], text=contents(13)),
    Zone("moreparent.net", ["host-k", Ns("host-n", where="child"), Ns("host-b", where="child")], text="$TTL 7\n" + contents(14)),
    Zone("formerr.net", ["formerr", "formerr:2"], hidden=("host-k",), text=contents(15)),
    Zone("real.wild", ["host-k", "host-n"], text=contents(16)),
    Zone("alfa.den", ["host-k", "host-b"], text=contents(17)),
    Zone("beta.ded", ["host-k", "host-b"], text=contents(18)),
    # A reseller parked what was not paid for; the registry's data say so, and nobody else.
    Zone("parked.com", ["park", "park:2"], text="@ A 193.55.9.9\n* A 193.55.9.9\n"),
    # 2018: a region's servers had one record too few.
    Zone("amazonia.com", ["host-k", "host-n"], text=contents(19) + "dynamo.us-east TXT \"planned\"\ndynamo.eu-west A 195.88.19.70\n"
         "lambda.us-east CNAME dynamo.us-east\nlambda.eu-west CNAME dynamo.eu-west\n"),
    Zone("anycast.com", ["anycast", "anycast:2"], hidden=("host-k", "host-n=old"), text=contents(20) + "new A 195.88.20.77\n", variants={
        "old": chained(OLDER, replace(r"195\.88\.20\.(80|25)", r"195.89.20.\1"), replace(r"^new .*\n", ""))}),
    Zone("etherwallet.com", ["bgp", "bgp:2"], hidden=("host-k",), text=contents(21)),
    Zone("corp.tundra.com", ["dc", "dc:2"], delegated=False, text="wiki A 10.20.60.1\ngit A 10.20.60.2\nldap A 10.20.60.3\n"),
    Zone("rpz.blunder", [Ns("host-k")], delegated=False, text="*.mailer.net CNAME .\nmailer.net CNAME .\nwww.nomail.org CNAME *.\n"),
]

SERVERS = [
    # 2021: the routes to all of its servers were withdrawn. What it serves for its other domain is found through the first.
    Zone("facegram.com", ["giant:2", "giant:3", "giant:4", "giant:5"], text=contents(30) + "stores A 195.88.30.60\n*.stores A 195.88.30.61\n"),
    Zone("fgcdn.net", [Ns("giant:2", host="ns1.facegram.com"), Ns("giant:3", host="ns2.facegram.com")], text=contents(31)),
    # 2001: all servers behind one router.
    Zone("softmicro.com", [f"redmond:{n}" for n in (2, 3, 4, 5)], text=contents(32)),
    # 2016: a provider under attack: half of it is gone, and the rest answers half.
    Zone("dynprov.net", [f"provider:{n}" for n in (2, 3, 4, 5)], text=contents(33)),
    *[Zone(name, [Ns(f"provider:{n}", host=f"ns{n - 1}.dynprov.net") for n in (2, 3, 4, 5)], text="$TTL 2\n" + contents(34 + at))
      for at, name in enumerate(("tweetr.com", "spotty.com", "githubby.org"))],
    # 2021: an update of the provider's filter, and every server failed every question.
    Zone("akamy.com", [Ns("host-b", load="orphan", own=True), Ns("dyn", load="orphan", own=True), Ns("second", load="orphan", own=True)]),
    # The primary died a month ago; one secondary has forgotten the zone, one not yet, and one still has it.
    Zone("widow.org", [Ns("host-b", load="orphan", own=True), Ns("second", load="orphan", own=True), Ns("host-n", own=True)], text=contents(38)),
    Zone("closed.com", [Ns("host-p", load="no"), Ns("host-n", load="no")]),
    Zone("lameyear.net", ["host-k", "host-b", Ns("host-p", load="no", own=True), "host-n"], text=contents(39)),
    # The primary's serial went backwards: secondaries keep what they have.
    Zone("rollback.com", [Ns("second", own=True), Ns("host-k", own=True, load="kept"), Ns("host-n", own=True, load="kept")],
          text=contents(40) + "launch A 195.88.40.77\n",
         variants={"kept": chained(NEWER, replace(r"195\.88\.40\.80", "195.89.40.80"), replace(r"^launch .*\n", ""))}),
    # One of two name servers' domain lapsed, and whoever bought it answers.
    Zone("oldhost.net", ["taken", "taken:2"], text="@ A 193.56.9.9\n* A 193.56.9.9\n"),
    Zone("victim.org", [Ns("host-k"), Ns("taken", host="ns2.oldhost.net", load="theft")], text=contents(41), variants={
        "theft": lambda _text: "$TTL 60\n$ORIGIN victim.org.\n@ SOA ns2.oldhost.net. hostmaster.oldhost.net. 1 60 60 60 60\n@ NS ns2.oldhost.net.\n@ A 193.56.9.9\n* A 193.56.9.9\n"}),
    # Moved; the registrar's glue of one server is where the old company answers on, or refuses.
    Zone("moved.com", [Ns("host-k", own=True, glue=BEFORE), Ns("host-b", own=True)], hidden=("host-n=old",), text=contents(42), variants={
        "old": chained(OLDER, replace(r"195\.88\.42\.80", "195.89.42.80"))}),
    Zone("halfglue.org", [Ns("host-k", own=True, glue=CLOSED), Ns("host-b", own=True)], text=contents(43)),
    # Balancers, appliances, firewalls.
    Zone("shopping.com", ["host-p", "host-b"], signed="bind", text=contents(44) + "store CNAME www.lb.shopping.com.\n"),
    Zone("lb.shopping.com", ["noaaaa", "noaaaa:2"], hidden=("host-k",), text=contents(45)),
    Zone("typeless.org", ["notypes", "notypes:2"], hidden=("host-k",), text=contents(46)),
    Zone("oldfire.com", ["noedns", "noedns:2"], hidden=("host-k",), text=contents(47)),
    Zone("fw512.net", [Ns("host-k", "no_large"), Ns("host-n", "no_large")], text=contents(48)),
    Zone("notcp.net", [Ns("host-k", "no_tcp"), Ns("host-b", "no_tcp")], text=contents(49)),
    Zone("bareaaaa.net", ["bare", "bare:2"], hidden=("host-k",), text=contents(50)),
    Zone("sparing.net", ["sparing", "sparing:2"], hidden=("host-k",), text=contents(51)),
    Zone("deadbrand.com", [Ns("host-k:2", host="ns1.cloudhost.net"), Ns("host-n:2", host="ns2.cloudhost.net")], text="@ DNAME softmicro.com.\n"),
    # Below top-level domains.
    Zone("volvo.sve", ["host-k", "host-n"], text=contents(52)),
    Zone("ikea.sve", [Ns("host-k:2", host="ns1.cloudhost.net"), Ns("host-n:2", host="ns2.cloudhost.net")], signed="bind", text=contents(53)),
    Zone("omega.den", ["host-k", "host-b"], text=contents(54)),
    Zone("sigma.den", ["host-k", "host-b"], text=contents(55)),
    Zone("delta.ded", ["host-k", "host-b"], text=contents(56)),
    Zone("bank.nzz", ["host-k", "host-n"], signed="bind", text=contents(57)),
    Zone("shop.nzz", ["host-k", "host-n"], text=contents(58)),
    Zone("yand.ruz", ["host-k", "host-b"], signed="bind", text=contents(59)),
    Zone("pochta.ruz", ["host-k", "host-b"], text=contents(60)),
]

SIGNED = [
    # 2012: an agency's keys did not fit, and one provider was blamed, who looked.
    Zone("agency.org", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(61)),
    # The signer stopped; one of four servers showed it first, and then all.
    Zone("quartet.org", [Ns("host-k", own=True), Ns("host-b", own=True), Ns("second", own=True, load="late"), Ns("host-n", own=True)], signed="bind",
          text=contents(62),
         variants={"late": chained(LAPSED, OLDER)}),
    Zone("stopped.org", ["host-k", "host-n"], signed="bind", dates=LAST_WEEK, text=contents(63)),
    Zone("early.com", ["host-b", "host-n"], signed="bind", dates=NEXT_YEAR, text=contents(64)),
    Zone("transfer.com", [Ns("host-k", load="plain", own=True), Ns("host-n", load="plain", own=True)], signed="bind", text=contents(65),
          variants={"plain": BARE}),
    Zone("onebad.org", ["host-k", "host-b"], signed="bind", text=contents(66), edit=flip_signature("api.onebad.org", "A")),
]

DAY = "$TTL 86400\n"
CHANGING = [
    # 2021: DNSSEC was rolled back a day too early.
    Zone("slick.sla", ["dyn", "dyn:2"], signed="bind", text="$TTL 2\n" + contents(70)),
    Zone("calm.sla", ["host-k", "host-b"], signed="bind", text=contents(71)),
    # 2025: on hold by mistake.
    Zone("zoomy.live", [Ns("dyn", host="ns1.cloudreg.live"), Ns("dyn:2", host="ns2.cloudreg.live")], text=DAY + contents(72)),
    Zone("cloudreg.live", ["dyn", "dyn:2"], text=contents(73)),
    # Registered an hour ago; and a name made the morning of the launch.
    Zone("launch.live", ["host-k", "host-b"], delegated=False, text=contents(74)),
    Zone("start.live", ["dyn", "dyn:2"], text=DAY + contents(75)),
]

ZONES = TOP + SOUND + SERVERS + SIGNED + CHANGING
