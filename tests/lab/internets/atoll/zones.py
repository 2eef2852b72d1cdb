# SPDX-License-Identifier: MIT
"""Who serves what in the internet of wrong suspects: sound zones that some cannot reach or will not believe, and broken ones beside them."""

import datetime

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

from ..steppe import signer

ADDRESSES_OF_ZONES = ("197.0.0.1", "2a0c:f000::1")
ADDRESSES_OF_RESOLVERS = ("198.51.{}.53", "2a0c:e0:{}::53")

BEHIND = "196.10.1.1"  # What the balancers and odd servers stand before.
CLOSED_ACCOUNT = "196.70.1.1"  # It is there, and knows nothing of the zones it is asked for.
LOST_FORWARDER, CLOSED_FORWARDER, LOST_STUB = "10.60.200.53", "10.60.201.53", "10.60.202.53"
DEAD_ADDRESSES = {LOST_FORWARDER: "silent", CLOSED_FORWARDER: "", LOST_STUB: "silent"}

LOCALS, PROVIDERS, PUBLICS, PROBER = "'10.60.0.0/14'", "'193.0.0.0/8'", "'194.0.0.0/8', '198.51.0.0/16'", "'10.99.0.0/16'"


def odd(number, *rules):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"196.82.{number}.1", f"196.83.{number}.1"], {"forward": BEHIND, "flags": words})


def of_zone(zone, networks, action):
    return f"addAction(AndRule({{makeRule('{zone}.'), makeRule({{{networks}}})}}), {action})"


REFUSE, DROP, ELSEWHERE = "RCodeAction(DNSRCode.REFUSED)", "DropAction()", "PoolAction('other')"


def deny(zone):
    return f"SetNegativeAndSOAAction(true, '{zone}.', 60, 'ns1.{zone}.', 'hostmaster.{zone}.', 2026110101, 3600, 600, 604800, 60, {{aa=true}})"


VIEWS = [
    "newServer({address='196.60.1.1:53', pool='other'}):setUp()",  # another copy of some zones, with hardly anything in it
    of_zone("left.lagoon", PROBER, REFUSE), of_zone("right.lagoon", PROBER, ELSEWHERE), of_zone("mute.lagoon", PROBER, DROP),
    of_zone("club.lagoon", f"{PROVIDERS}, {PUBLICS}", REFUSE), of_zone("guild.lagoon", f"{LOCALS}, {PROVIDERS}", ELSEWHERE),
    of_zone("moat.lagoon", f"{LOCALS}, {PROVIDERS}, {PUBLICS}", REFUSE), of_zone("gate.lagoon", PROVIDERS, DROP),
    "addAction(QNameRule('mid.gap.lagoon.'), " + deny("gap.lagoon") + ")",
]

AUTHORITIES = {
    "root-k": Authority("knot", ["195.60.1.4", "2a0c:1::4"]),
    "root-n": Authority("nsd", ["195.60.2.4"]),
    "reg-k": Authority("knot", ["195.61.1.1", "195.61.2.1", "2a0c:61::1"]),
    "reg-b": Authority("named-auth", ["195.62.1.1", "195.62.2.1", "2a0c:62::1"]),
    "reg-n": Authority("nsd", ["195.63.1.1", "195.63.2.1"]),
    "reg-m": Authority("named-auth", ["195.64.1.1", "195.65.1.1"]),  # of a registry that changes while we look
    "host-a": Authority("knot", [BEHIND, "196.11.1.1", "2a0c:10::1"]),
    "host-b": Authority("named-auth", ["196.20.1.1", "196.21.1.1", "2a0c:20::1"]),
    "host-n": Authority("nsd", ["196.30.1.1", "196.31.1.1", "2a0c:30::1"]),
    "host-p": Authority("pdns", ["196.40.1.1", "196.41.1.1"]),
    "harbor": Authority("named-auth", ["196.50.1.1", "196.51.1.1", "2a0c:50::1"]),
    "old": Authority("named-auth", ["196.60.1.1", "196.61.1.1"]),
    "park": Authority("named-auth", [CLOSED_ACCOUNT, "196.71.1.1"]),
    "inside": Authority("named-auth", ["10.61.1.1", "10.61.2.1"]),
    "front": Authority("dnsdist", ["196.80.1.1", "196.81.1.1"], {"forward": BEHIND, "extra": "\n".join(VIEWS)}),
    "odd": odd(1, "tcponly.lagoon.,*,tc", "deaf.lagoon.,+do,drop", "lower.lagoon.,*,lower"),
    "odd-2": odd(2, "tcponly.lagoon.,*,tc", "deaf.lagoon.,+do,drop", "lower.lagoon.,*,lower"),
}


def contents(number):
    """Answers of zone `number` are 199.10.NUMBER.x."""
    base = f"199.10.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
www A {base}.80
www AAAA 2a0c:199:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
_sip._tcp SRV 0 5 5060 www
wide TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
huge TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(14))}
*.app A {base}.42
"""


def stamp(**ago):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**ago)).strftime("%Y%m%d%H%M%S")


LONG = ("20260101000000", "20380101000000")
FRESH = (stamp(hours=3), stamp(days=-60))
ENDING = ("20260101000000", stamp(days=-8))
OVER = ("20260901000000", "20261001000000")
EARLY = ("20350101000000", "20360101000000")
NSEC3 = ("-3", "-")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026062301 ")
DAY = "$TTL 86400\n"
SIGNED = {"signed": "bind", "dates": LONG}


def without(*owners):
    return replace(rf"^(\S+\.)?({'|'.join(owners)})\. .*\n", "")


def resigned(edit):
    """A copy with other contents, signed by the same keys."""
    return lambda text: signer.sign(edit(OLDER(text)), signer.signing(text))


def named(*pairs):
    """Servers under names of other zones."""
    return [Ns(on, host=host) for on, host in pairs]


TOP = [
    Zone(".", ["root-k", "root-n", "root-k:2"], **SIGNED),
    Zone("reef", ["reg-k", "reg-b", "reg-k:3"], **SIGNED, text=DAY),
    Zone("shoal", ["reg-n", "reg-b:2"], **SIGNED, denial=NSEC3, text=DAY),
    Zone("lagoon", ["reg-b", "reg-k:2", "reg-n:2"], text=DAY),
    # Of two servers one has not heard of the latest.
    Zone("motu", [Ns("reg-k", own=True), Ns("reg-n", own=True, load="old")], text=DAY, variants={"old": chained(OLDER, without("fresh.motu"), replace(
        r"^ns(\d)\.moved\.motu\. A .*", rf"ns\1.moved.motu. A {CLOSED_ACCOUNT}"))}),
    Zone("cay", [Ns("reg-k", own=True), Ns("reg-b", own=True, load="old")], **SIGNED, text=DAY, variants={"old": resigned(replace(
        r"^(nest\.cay\.\s.*\sDS\s+\d+ \d+ 2 ).*$", r"\1" + "AB" * 32))}),
    Zone("drift", ["reg-m", "reg-m:2"], text=DAY),
    Zone("wreck", [Ns("reg-k", "silent"), Ns("reg-b", "silent")]),
    Zone("kelp", ["reg-k", "reg-b"], signed="bind", ds="wrong"),
    # On IPv6 alone.
    Zone("buoy", ["reg-k:3", "reg-b:3"]),
]

ALIASES = """\
tosunk CNAME www.sunk.lagoon.
torust CNAME www.rust.reef.
toghost CNAME www.ghost.lagoon.
towreck CNAME www.swamp.wreck.
tolame CNAME www.lame.lagoon.
tonone CNAME none.dune.lagoon.
toquay CNAME www.quay.lagoon.
tofalse CNAME back.false.shoal.
toflip CNAME back.flip.reef.
totern CNAME www.tern.reef.
tonew CNAME www.new.reef.
tohalf CNAME over.dune.lagoon.
tosix CNAME www.six.reef.
"""
SOUND = [
    Zone("isle.reef", ["host-a", "host-n", "host-a:3"], **SIGNED, zsk=True, text=contents(1) + ALIASES),
    Zone("dune.lagoon", ["host-p", "host-b:2"], text=contents(2) + "over CNAME further.surf.shoal.\n"),
    Zone("surf.shoal", ["host-b", "host-n:2"], **SIGNED, denial=NSEC3, text=contents(3) + "further CNAME www.sunk.reef.\n"),
    Zone("gull.lagoon", ["host-a:2", "host-p:2"], text=contents(4)),
    Zone("crab.reef", ["host-n", "host-b:2"], **SIGNED, text=contents(5)),
    Zone("dnshost.lagoon", ["host-a", "host-n:2"], text=contents(6) + "dns1 A 196.20.1.1\ndns2 A 196.30.1.1\n"),
    Zone("tern.lagoon", named(("host-b", "dns1.dnshost.lagoon"), ("host-n", "dns2.dnshost.lagoon")), text=contents(7)),
    Zone("tern.reef", named(("host-b", "dns1.dnshost.lagoon"), ("host-n", "dns2.dnshost.lagoon")), **SIGNED, text=contents(8)),
    # All of one company, to which some have lost the way.
    Zone("quay.lagoon", ["harbor", "harbor:2"], text=contents(9)),
    Zone("pier.reef", ["harbor", "harbor:2", "harbor:3"], **SIGNED, text=contents(10)),
    Zone("mole.shoal", ["harbor:2", "harbor"], **SIGNED, text=contents(11)),
    Zone("half-quay.lagoon", ["harbor", "host-b"], text=contents(12)),
    # Signed today, or not for long any more.
    Zone("new.reef", ["host-a", "host-n"], signed="bind", dates=FRESH, text=contents(13)),
    Zone("dawn.shoal", ["host-b", "host-a:2"], signed="bind", dates=FRESH, denial=NSEC3, text=contents(14)),
    Zone("dusk.reef", ["host-b", "host-n"], signed="bind", dates=ENDING, text=contents(15)),
    Zone("eve.shoal", ["host-n:2", "host-a"], signed="bind", dates=ENDING, text=contents(16)),
    Zone("six.reef", ["host-a:3", "host-n:3"], **SIGNED, text=contents(17)),
    Zone("palm.buoy", ["host-a", "host-n"], text=contents(18)),
    # Keys whose answer is long.
    Zone("long.reef", ["host-a", "host-b"], **SIGNED, algorithm="RSASHA512", zsk=True, text=contents(19)),
    Zone("broad.shoal", ["host-n", "host-b:2"], **SIGNED, algorithm="RSASHA256", zsk=True, text=contents(20)),
    Zone("twin.reef", ["host-a", "host-b"], **SIGNED, standby="RSASHA256", ds="both", text=contents(21)),
    Zone("tcponly.lagoon", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-a",), text=contents(22)),
    Zone("lower.lagoon", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-a",), text=contents(23)),
    # By who asks: some are sent away, some to an empty copy.
    *[Zone(f"{name}.lagoon", ["front", "front:2"], hidden=("host-a",), text=contents(24 + at))
      for at, name in enumerate(("left", "mute", "club", "moat", "gate"))],
    *[Zone(f"{name}.lagoon", ["front", "front:2"], hidden=("host-a", "old=bare"), text=contents(29 + 9 * at), variants={"bare": replace(r"^(www|mail|api) .*\n", "")})
      for at, name in enumerate(("right", "guild"))],
    Zone("shy.reef", [Ns("host-a", "shy"), Ns("host-b", "shy")], **SIGNED, text=contents(31)),
    # Its servers are the site's own, and the world is told so.
    Zone("private.lagoon", ["inside", "inside:2"], text=contents(32)),
    Zone("part-private.lagoon", ["inside", "host-b"], text=contents(39)),
    Zone("fresh.motu", ["host-a", "host-n"], text=contents(33)),
    Zone("moved.motu", ["host-b", "host-n"], text=contents(34)),
    Zone("calm.motu", ["host-b", "host-p"], text=contents(35)),
    Zone("nest.cay", ["host-a", "host-b"], **SIGNED, text=contents(36)),
    Zone("egg.cay", ["host-n", "host-b"], **SIGNED, text=contents(37)),
]

BROKEN = [
    Zone("sunk.lagoon", [Ns("host-b", "silent"), Ns("host-n", "silent")], text=contents(40) + "dns A 196.20.1.1\n"),
    Zone("sunk.reef", [Ns("host-a", "silent"), Ns("host-n", "silent")], **SIGNED, text=contents(41)),
    Zone("sunk.shoal", [Ns("host-p", "silent"), Ns("harbor", "silent")], text=contents(42)),
    Zone("lame.lagoon", [Ns("park", load="no"), Ns("park:2", load="no")]),
    Zone("lame.reef", [Ns("park", load="no"), Ns("park:2", load="no")]),
    Zone("lost.shoal", [Ns("old", load="orphan", own=True), Ns("park", load="orphan", own=True)]),
    Zone("half.lagoon", [Ns("host-a", own=True), Ns("host-n", "silent"), Ns("park", load="no", own=True)], text=contents(46)),
    Zone("rust.reef", ["host-n", "host-a"], signed="bind", dates=OVER, text=contents(47) + "dns1 A 196.20.1.1\ndns2 A 196.30.1.1\n"),
    Zone("false.shoal", ["host-a", "host-b"], **SIGNED, ds="wrong", text=contents(48) + "back CNAME www.gull.lagoon.\n"),
    Zone("bare.reef", ["host-a:2", "host-b"], **SIGNED, text=contents(49), edit=NAKED),
    Zone("flip.reef", ["host-a", "host-b:2"], **SIGNED, text=contents(50) + "back CNAME www.crab.reef.\n", edit=chained(
        flip_signature("api.flip.reef", "A"), flip_signature("back.flip.reef", "CNAME"))),
    Zone("early.shoal", ["host-b"], signed="bind", dates=EARLY, text=contents(51)),
    Zone("ghost.lagoon", named(("host-a", "ns1.gone-hosting.lagoon"), ("host-b", "ns2.gone-hosting.lagoon")), text=contents(52)),
    Zone("swamp.wreck", ["host-a", "host-n"], text=contents(53)),
    Zone("weed.kelp", ["host-a", "host-b"], text=contents(54)),
    # Served well, under names that cannot be looked up.
    Zone("dep.lagoon", named(("host-b", "dns.sunk.lagoon")), text=contents(55)),
    Zone("dep.reef", named(("host-b", "dns1.swamp.wreck"), ("host-n", "dns2.swamp.wreck")), **SIGNED, text=contents(56)),
    Zone("dep.shoal", named(("host-b", "dns1.rust.reef"), ("host-n", "dns2.rust.reef")), text=contents(57)),
    Zone("gap.lagoon", ["front", "front:2"], hidden=("host-a",), text=contents(58) + "deep.mid A 199.10.58.90\n"),
    Zone("deaf.lagoon", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-a",), text=contents(59)),
    Zone("notcp.lagoon", [Ns("host-a", "no_tcp"), Ns("host-n", "no_tcp")], text=contents(60)),
    Zone("dim.buoy", [Ns("host-b", "silent", v6=True), Ns("host-n", "silent", v6=True)], text=contents(61)),
    Zone("lame6.buoy", [Ns("host-b", load="no", own=True, v6=True), Ns("host-n", load="no", own=True, v6=True)], text=contents(63)),
    Zone("sunk6.reef", [Ns("host-b", "silent", v6=True), Ns("host-n", "silent", v6=True)], **SIGNED, text=contents(64)),
    Zone("two.lagoon", [Ns("host-a", own=True), Ns("old", own=True, load="old")], text=contents(62), variants={"old": chained(
        OLDER, replace(r"^www A .*\n", "www A 199.20.62.80\n"))}),
]

# What one resolver will not have.
POLICY = [Zone("policy.list", [Ns("host-a")], delegated=False, text="*.dnshost.lagoon.rpz-nsdname CNAME .\n"),
          Zone("parked.list", [Ns("park")], delegated=False, text="x A 199.10.99.1\n")]

# What changes before anybody looks.
MOVING = [
    Zone("cargo.drift", [Ns("old", own=True), Ns("old", own=True)], text=DAY + contents(70), hidden=("host-b=moved",), variants={"moved": chained(
        replace(" 2026110101 ", " 2026112001 "), replace(r"199\.10\.70", "199.20.70"), replace(r"^ns1\.cargo\.drift\. A .*", "ns1.cargo.drift. A 196.20.1.1"),
        replace(r"^ns2\.cargo\.drift\. A .*", "ns2.cargo.drift. A 196.21.1.1"))}),
    Zone("salt.drift", [Ns("host-a", own=True), Ns("host-n", own=True)], text="$TTL 1\n" + contents(71)),
    Zone("brine.drift", [Ns("host-a", own=True), Ns("host-n", own=True)], text="$TTL 1\n" + contents(72)),
]
ZONES = TOP + SOUND + BROKEN + POLICY + MOVING
