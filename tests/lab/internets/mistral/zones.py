# SPDX-License-Identifier: MIT
"""Who serves what while it moves, is signed, is renumbered, is delegated: the old place, the new one, and what was left between them."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, other_keys, replace

from ..steppe import signer

ADDRESSES_OF_ZONES = ("187.60.0.1", "2a0d:6000::1")
ADDRESSES_OF_RESOLVERS = ("188.77.{}.53", "2a0d:bb:{}::53")

BEHIND = "186.20.1.1"  # What balancers and odd servers stand before.
GONE = ("186.98.1.1", "186.98.2.1", "186.98.3.1", "186.98.4.1")  # Where servers were once.
GONE_SIX = "2a0d:98::1"
INSIDE = "10.70.90.1"
LOST_FORWARDER = "10.70.200.53"
OLD_ROOT = "186.97.1.1"
DEAD_ADDRESSES = dict.fromkeys((*GONE, GONE_SIX, LOST_FORWARDER, OLD_ROOT), "silent")
MOVED_FROM, MOVED_TO = ("186.40.1.1", "186.40.2.1"), ("186.41.1.1", "186.41.2.1")
FAR = "94.2.0.0/16"  # Whose way leads to the anycast site that lags.
LAGGING = "186.30.1.1"


def odd(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"186.80.{number}.1", f"186.81.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


# Boxes that were put before good servers: what they were not told of they drop, refuse, deny, or do not implement.
HABITS = ("lbdrop.luberon.,28,drop", "lbdrop.luberon.,65,drop", "lbnot.luberon.,65,4", "lbnot.luberon.,6,4", "lbnx.luberon.,28,3:aa:soa", "lbref.luberon.,28,5", "lbref.luberon.,15,5",
          "lbgood.luberon.,6,5", "edns.luberon.,+edns,drop", "edns.ventoux.,+edns,drop", "formerr.luberon.,+edns,1:bare",
          "formerr.ventoux.,+edns,1:bare")
AUTHORITIES = {
    "root-k": Authority("knot", ["191.1.1.1", "2a0d:1::1"]),
    "root-n": Authority("nsd", ["191.1.2.1"]),
    "reg-k": Authority("knot", ["191.2.1.1", "191.2.2.1", "2a0d:2::1"]),
    "reg-n": Authority("nsd", ["191.3.1.1", "191.3.2.1", "2a0d:3::1"]),
    # Registries that change while caches remember.
    "reg-dyn": Authority("named-auth", ["191.4.1.1", "191.4.2.1"]),
    "reg-sec": Authority("named-auth", ["191.5.1.1", "191.5.2.1"]),
    "new-k": Authority("knot", [BEHIND, "186.20.2.1", "2a0d:20::1"]),
    "new-n": Authority("nsd", ["186.21.1.1", "186.21.2.1", "2a0d:21::1"]),
    "old-b": Authority("named-auth", [LAGGING, "186.30.2.1", "2a0d:30::1"]),
    "old-p": Authority("pdns", ["186.31.1.1", "186.31.2.1"]),
    # Servers that were renumbered: the old addresses, then the new ones.
    "mov-k": Authority("knot", [*MOVED_FROM, *MOVED_TO]),
    "dyn": Authority("named-auth", ["186.42.1.1", "186.42.2.1"]),
    "closed": Authority("named-auth", ["186.43.1.1", "186.43.2.1"]),
    "park": Authority("named-auth", ["186.44.1.1", "186.44.2.1"]),
    "inside": Authority("named-auth", [INSIDE]),
    "rrl": Authority("named-auth", ["186.45.1.1", "186.46.1.1"], {"extra": "rate-limit { all-per-second 3; window 5; slip 0; };"}),
    "odd": odd(1, *HABITS, "ednsone.ventoux.,+edns,drop", "ednsone.luberon.,+edns,drop"),
    "box": odd(3, "ventoux.,*,no-sigs"),
    "box-2": odd(4, "ventoux.,*,no-sigs"),
    "odd-2": odd(2, *HABITS),
    "anycast": Authority("dnsdist", ["186.85.1.1", "186.86.1.1"], {"forward": BEHIND, "extra":
        f"newServer({{address='{LAGGING}:53', pool='lag', source='186.85.1.1'}}):setUp()\naddAction(makeRule('{FAR}'), PoolAction('lag'))"}),
    "fence": Authority("dnsdist", ["186.87.1.1", "186.88.1.1"], {"forward": BEHIND, "extra":
        "addAction(AndRule({makeRule('shun.luberon.'), makeRule('10.99.0.0/16')}), RCodeAction(DNSRCode.REFUSED))\n"
        "addAction(AndRule({makeRule('wall.luberon.'), makeRule('88.2.0.0/16')}), DropAction())\n"
        "addAction(AndRule({makeRule('wallref.luberon.'), makeRule('88.2.0.0/16')}), RCodeAction(DNSRCode.REFUSED))"}),
}


def contents(number):
    """Answers of zone `number` are 177.20.NUMBER.x."""
    base = f"177.20.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ HTTPS 1 . alpn=h2
www A {base}.80
www AAAA 2a0d:177:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
_sip._tcp SRV 0 5 5060 www
_dmarc TXT "v=DMARC1; p=none"
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(14))}
*.app A {base}.42
"""


LONG = ("20260101000000", "20380101000000")
NSEC3 = ("-3", "-")
SIGNED = {"signed": "bind", "dates": LONG}
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026080301 ")
DAY, SHORT = "$TTL 86400\n", "$TTL 2\n"
LONG_DENIALS = chained(replace(r"^\$TTL 300$", "$TTL 7200"), replace(r" 604800 300$", " 604800 7200"))


def before(number):
    """What the old provider has of zone `number`: another www, api and mail."""
    return chained(OLDER, replace(rf"177\.20\.{number}\.(80|81|25)", rf"177.10.{number}.\1"))


def resigned(*edits):
    return lambda text: signer.sign(chained(*edits)(text), signer.signing(text))


def without(*owners):
    return replace(rf"^({'|'.join(owners)}) .*\n", "")


def named(*pairs, **more):
    return [Ns(on, host=host, **more) for on, host in pairs]


NEW = (("new-k", "ns1.dnsnew.luberon"), ("new-n", "ns2.dnsnew.luberon"))
OLD = (("old-b", "ns1.dnsold.luberon"), ("old-p", "ns2.dnsold.luberon"))


def at_new():
    return named(*NEW)


def at_old(**more):
    return named(*OLD, **more)


def both_algorithms(text):
    """All is signed twice, as it must be while the algorithm changes."""
    return signer.sign(text, [*signer.signing(text), signer.new_key(signer.origin_of(text), algorithm="RSASHA256")])


def zsk_published_early(text):
    keys = signer.signing(text)
    return signer.sign(text, keys, publish=[*keys, signer.new_key(signer.origin_of(text), ksk=False)])


def zsk_signs_unseen(text):
    """The next ZSK signs already, and the key set does not show it."""
    keys = signer.signing(text)
    other = signer.sign(text, [key for key in keys if signer.is_ksk(key)] + [signer.new_key(signer.origin_of(text), ksk=False)])
    return signer.take(signer.take(other, text, "DNSKEY"), text, r"RRSIG\s+DNSKEY")


def two_ksks(text):
    return signer.sign(text, [*signer.signing(text), signer.new_key(signer.origin_of(text))])


def own_set_of_second(text):
    """The second provider signs by a key of its own, in a set that it alone signs, and that shows the first's."""
    other = signer.others(text)
    return signer.sign(text, other, publish=[*other, *signer.signing(text)])


def names_of_old(name):
    """The apex as the old servers have it: themselves."""
    def edit(text):
        hosts = next(zone for zone in CHANGING if zone.name == name).ns
        text = text.replace("@ NS ns1.dnsnew.luberon.\n@ NS ns2.dnsnew.luberon.\n", "")
        return text + "".join(f"@ NS {entry.host}.\n{entry.host}. A {entry.address}\n" for entry in hosts)
    return edit


TOP = [
    Zone(".", ["root-k", "root-n", "root-k:2"], **SIGNED),
    Zone("ventoux", ["reg-k", "reg-n", "reg-k:3"], **SIGNED, text=DAY),
    Zone("luberon", ["reg-k:2", "reg-n:2"], text=DAY),
    Zone("rhone", ["reg-dyn", "reg-dyn:2"], text=DAY, edit=LONG_DENIALS),
    # One of two servers of a registry has not heard of what was registered, moved and signed today.
    Zone("crau", [Ns("reg-k", own=True), Ns("reg-n", own=True, load="old")], text=DAY, variants={"old": chained(OLDER, replace(r"^\S*new\.crau\. .*\n", ""), replace(
        r"^ns(\d)\.moved\.crau\. A .*", r"ns\1.moved.crau. A 186.43.\1.1"))}),
    Zone("sorgue", [Ns("reg-k", own=True), Ns("reg-n", own=True, load="old")], **SIGNED, text=DAY, variants={"old": chained(OLDER, lambda text: signer.sign(replace(
        r"^(rolled\.sorgue\.\s.*\sDS\s+\d+ \d+ 2 ).*$", r"\1" + "AB" * 32)(replace(r"^signed\.sorgue\.\s.*\sDS\s.*\n", "")(text)), signer.signing(text)))}),
    Zone("durance", ["reg-sec", "reg-sec:2"], **SIGNED, text=DAY),
    # Its own servers were renumbered, and the root has the old glue of one.
    Zone("camargue", ["reg-n", Ns("reg-k", own=True, glue=GONE[3])], text=DAY),
    Zone("arpa", ["root-k", "root-n"], **SIGNED),
    Zone("in-addr.arpa", ["reg-k", "reg-n"], **SIGNED),
    Zone("177.in-addr.arpa", ["reg-k:2", "reg-n:2"], text=""),
    # RFC 2317: rights, a child that nobody loaded, and aliases that were not made.
    Zone("20.177.in-addr.arpa", ["new-k", "new-n"], text="80.1 PTR www.mas.ventoux.\n" + "".join(f"{n}.2 CNAME {n}.0-127.2\n{n}.3 CNAME {n}.0-127.3\n{n}.5 CNAME {n}.0-127.5\n"
         for n in (25, 80))),
    Zone("0-127.2.20.177.in-addr.arpa", ["old-b", "old-p"], text="80 PTR www.cade.luberon.\n25 PTR mail.cade.luberon.\n"),
    Zone("0-127.3.20.177.in-addr.arpa", ["closed", "closed:2"]),
    Zone("0-127.4.20.177.in-addr.arpa", ["old-b", "old-p"], text="80 PTR www.thym.ventoux.\n"),
]
TOP[-2].ns[0].load = TOP[-2].ns[1].load = "no"

ALIASES = """\
shop CNAME mas.edge.cdn.ventoux.
promo CNAME mas.gone.cdn.ventoux.
old CNAME mas.oldcdn.luberon.
lapse CNAME mas.lapsedcdn.luberon.
cdnoff CNAME www.off-silent.luberon.
tomoved CNAME www.moved-same.luberon.
toksk CNAME www.ksknew.ventoux.
"""
SOUND = [
    Zone("mas.ventoux", ["new-k", "new-n", "old-b"], **SIGNED, zsk=True, text=contents(1) + ALIASES),
    Zone("cade.luberon", ["old-p", "new-n:2"], text=contents(2)),
    Zone("thym.ventoux", ["old-b", "new-n"], **SIGNED, denial=NSEC3, text=contents(3)),
    Zone("dnsnew.luberon", ["new-k", "new-n"], text=contents(4) + "ns1 A 186.20.1.1\nns2 A 186.21.1.1\n"),
    Zone("dnsold.luberon", ["old-b", "old-p"], text=contents(5) + f"ns1 A {LAGGING}\nns2 A 186.31.1.1\n"),
    Zone("cdn.ventoux", ["new-k:2", "new-n:2"], **SIGNED, text=contents(6) + "*.edge 30 A 177.20.6.61\n"),
    Zone("vise.camargue", ["new-k", "old-b"], text=contents(7)),
    # All over, one by one: a zone in the old place whose copy in the new one is good.
    Zone("stays.luberon", at_old(), text=contents(8), hidden=("new-k", "new-n")),
    Zone("park.luberon", ["park", "park:2"], text="@ A 186.44.9.9\n* A 186.44.9.9\n"),
]

# --- from one provider to another ---

PROVIDERS = [
    # Right: the parent names the new, the old go on with the same.
    Zone("moved-same.luberon", at_new(), text=contents(10), hidden=("old-b", "old-p")),
    # Right: the old have what was, and nobody is sent there any more.
    Zone("moved-kept.luberon", at_new(), text=contents(11), hidden=("old-b=old",), variants={"old": before(11)}),
    # The parent was not told: the old are off, or have closed the account.
    Zone("off-silent.luberon", [Ns("old-b", "silent"), Ns("old-p", "silent")], text=contents(12), hidden=("new-k",)),
    Zone("off-closed.luberon", [Ns("closed", load="no"), Ns("closed:2", load="no")], text=contents(13), hidden=("new-k",)),
    # The parent was told of one alone; the other is the old one, with what was, or with nothing.
    Zone("half-old.luberon", [Ns("new-k", own=True), Ns("old-b", own=True, load="old")], text=contents(14), variants={"old": before(14)}),
    Zone("half-closed.luberon", [Ns("new-k", own=True), Ns("new-n", own=True), Ns("closed", own=True, load="no")], text=contents(15)),
    Zone("half-silent.luberon", [Ns("new-k", own=True), Ns("old-p", "silent")], text=contents(16)),
    # The zone was copied as it was: in it stand the old, which are off.
    Zone("ns-copied.luberon", [Ns("new-k", own=True, where="parent"), Ns("new-n", own=True, where="parent"), Ns("old-b", "silent", where="child"),
                               Ns("old-p", "silent", where="child")], text=contents(17)),
    # The same, and the old are there, with what was.
    Zone("ns-back.luberon", [Ns("new-k", own=True, where="parent"), Ns("new-n", own=True, where="parent"), Ns("old-b", own=True, where="child", load="old"),
                             Ns("old-b", own=True, where="child", load="old")], text=contents(18), variants={"old": before(18)}),
    # The new provider was told of the zone, and has no data yet: NXDOMAIN and NODATA but for the apex.
    Zone("empty-new.luberon", at_new(), text=contents(19), variants={"empty": replace(r"^(\S+) (A|AAAA|SRV|TXT) .*\n", "")}),
    # Signed, and the new provider signs by another key, or not.
    Zone("newkey.ventoux", at_new(), **SIGNED, ds="wrong", text=contents(20)),
    Zone("nokey.ventoux", at_new(), **SIGNED, text=contents(21), edit=NAKED),
    # Two signers: as it should be; the DS of one alone; and neither has heard of the other.
    Zone("pair.ventoux", [Ns("new-k", own=True), Ns("old-b", own=True, load="second")], **SIGNED, standby="ECDSAP256SHA256", ds="both", text=contents(22),
         variants={"second": signer.by_the_other(alone=False)}),
    Zone("pair-one-ds.ventoux", [Ns("new-k", own=True), Ns("old-b", own=True, load="second")], **SIGNED, standby="ECDSAP256SHA256", ds="right", text=contents(23),
         variants={"second": own_set_of_second}),
    Zone("strangers.ventoux", [Ns("new-k", own=True, load="first"), Ns("old-b", own=True, load="second")], **SIGNED, standby="ECDSAP256SHA256", ds="both",
         text=contents(24), variants={"first": signer.own_key_alone, "second": signer.by_the_other(alone=True)}),
    # One of two is at the new provider, which does not sign.
    Zone("half-unsigned.ventoux", [Ns("old-b", own=True), Ns("new-k", own=True, load="bare")], **SIGNED, text=contents(25), variants={"bare": NAKED}),
]
PROVIDERS[9].ns[0].load = PROVIDERS[9].ns[1].load = "empty"

# --- keys ---

DNSSEC = [
    Zone("signed-nods.ventoux", ["new-k", "new-n"], **SIGNED, ds="none", text=contents(30)),
    # Signed at one of two: who needs a DS for it has none; who has one is in trouble.
    Zone("half-nods.ventoux", [Ns("new-k", own=True), Ns("old-b", own=True, load="bare")], **SIGNED, ds="none", text=contents(31), variants={"bare": NAKED}),
    Zone("half-ds.ventoux", [Ns("new-k", own=True), Ns("old-b", own=True, load="bare")], **SIGNED, text=contents(32), variants={"bare": NAKED}),
    # Going unsigned.
    Zone("cds-delete.ventoux", ["new-k", "old-b"], **SIGNED, text=contents(33) + "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n"),
    Zone("unsign-first.ventoux", ["new-k", "new-n"], **SIGNED, text=contents(34), edit=NAKED),
    # A KSK rolls over.
    Zone("ksk1.ventoux", ["new-k", "old-b"], **SIGNED, standby="ECDSAP256SHA256", ds="right", text=contents(35)),
    Zone("ksk2.ventoux", ["new-k", "new-n"], **SIGNED, text=contents(36), edit=two_ksks),
    Zone("ksk3.ventoux", ["new-n", "old-b"], **SIGNED, ds="both", text=contents(37)),
    Zone("ksknew.ventoux", ["new-k", "new-n"], **SIGNED, ds="wrong", text=contents(38)),
    Zone("kskquiet.ventoux", ["new-k", "new-n"], **SIGNED, standby="ECDSAP256SHA256", ds="standby", text=contents(39)),
    Zone("kskhalf.ventoux", [Ns("new-k", own=True), Ns("new-n", own=True, load="other")], **SIGNED, text=contents(40), variants={"other": signer.another_key_set}),
    # An algorithm.
    Zone("alg1.ventoux", ["new-k", "new-n"], **SIGNED, text=contents(41), edit=both_algorithms),
    Zone("alg2.ventoux", ["new-k", "old-b"], **SIGNED, standby="RSASHA256", ds="right", text=contents(42)),
    Zone("algds.ventoux", ["new-k", "new-n"], **SIGNED, standby="RSASHA256", ds="standby", text=contents(43)),
    Zone("algnone.ventoux", ["new-k", "new-n"], **SIGNED, ds="RSASHA256", text=contents(44)),
    # A ZSK.
    Zone("zsk1.ventoux", ["new-k", "old-b"], **SIGNED, zsk=True, text=contents(45), edit=zsk_published_early),
    Zone("zskunseen.ventoux", ["new-k", "new-n"], **SIGNED, zsk=True, text=contents(46), edit=zsk_signs_unseen),
    Zone("zskgone.ventoux", ["new-k", "new-n"], **SIGNED, zsk=True, text=contents(47), edit=signer.zsk_not_published),
    # Signatures were renewed at some; at none; and the denials alone were forgotten.
    Zone("renewed-some.ventoux", [Ns("new-k", own=True), Ns("new-n", own=True), Ns("old-b", own=True, load="late")], **SIGNED, text=contents(48),
         variants={"late": chained(OLDER, signer.lapsed())}),
    Zone("renewed-none.ventoux", ["new-k", "old-b"], **SIGNED, text=contents(49), edit=signer.lapsed()),
    Zone("renewed-half.ventoux", ["new-k", "new-n"], **SIGNED, text=contents(50), edit=signer.lapsed("NSEC")),
    Zone("salted.ventoux", [Ns("new-k", own=True), Ns("new-n", own=True, load="plain")], **SIGNED, denial=NSEC3, text=contents(51),
         variants={"plain": lambda text: signer.sign(text, signer.signing(text))}),
]

# --- where servers are ---

PLACES = [
    # Renumbered: the old glue is at the parent for one, for both; both addresses stand at both; the new is at the parent alone.
    Zone("glue-one.luberon", [Ns("new-k", own=True), Ns("new-n", own=True, glue=GONE[0])], text=contents(60)),
    Zone("glue-all.luberon", [Ns("new-k", own=True, glue=GONE[0]), Ns("new-n", own=True, glue=GONE[1])], text=contents(61)),
    Zone("glue-both.luberon", [Ns("new-k", own=True, host="ns1.glue-both.luberon"), Ns("new-k", own=True, host="ns1.glue-both.luberon", glue=GONE[0], where="parent"),
                               Ns("new-n", own=True, host="ns2.glue-both.luberon"), Ns("new-n", own=True, host="ns2.glue-both.luberon", glue=GONE[1], where="parent")],
         text=contents(62)),
    Zone("glue-live.luberon", [Ns("new-k", own=True, host="ns1.glue-live.luberon"), Ns("old-b", own=True, host="ns1.glue-live.luberon", where="parent"),
                               Ns("new-n", own=True, host="ns2.glue-live.luberon")], text=contents(63)),
    Zone("child-old.luberon", [Ns("new-k", own=True, host="ns1.child-old.luberon", where="parent"), Ns("new-n", own=True, host="ns2.child-old.luberon", where="parent")],
         text=contents(64) + f"@ NS ns1\n@ NS ns2\nns1 A {GONE[0]}\nns2 A {GONE[1]}\n"),
    Zone("hostless.luberon", named(("new-k", "ns7.dnsnew.luberon"), ("new-n", "ns8.dnsnew.luberon")), text=contents(65)),
    Zone("half-hostless.luberon", named(("new-k", "ns1.dnsnew.luberon"), ("new-n", "ns8.dnsnew.luberon")), text=contents(66)),
    # IPv6 was added to the glue and leads nowhere; leads to a server that was not told; is all there is.
    Zone("six-nowhere.luberon", ["new-k", "new-n", Ns(None, "silent", v6=True)], text=contents(67)),
    Zone("six-lame.ventoux", ["new-k", "new-n", Ns("closed", load="no", own=True, v6=True)], **SIGNED, text=contents(68)),
    Zone("six-good.ventoux", ["new-k", "new-n:3", "new-k:3"], **SIGNED, text=contents(69)),
    Zone("six-only.luberon", ["new-k:3", "new-n:3"], text=contents(70)),
    Zone("six-dark.luberon", [Ns("new-k", "silent", v6=True), Ns("new-n", "silent", v6=True)], text=contents(71)),
    # Customers of a hosting company that was renumbered while caches remembered.
    Zone("guest.luberon", named(("mov-k:3", "dns1.dnsmov.rhone"), ("mov-k:4", "dns2.dnsmov.rhone")), text=contents(72)),
    Zone("guest.ventoux", named(("mov-k:3", "dns1.dnsmov.rhone"), ("mov-k:4", "dns2.dnsmov.rhone")), **SIGNED, text=contents(73)),
    # To anycast, and behind balancers.
    Zone("anycast.luberon", ["anycast", "anycast:2"], hidden=("new-k", "old-b=lag"), text=contents(74) + "new A 177.20.74.77\n",
         variants={"lag": chained(before(74), without("new"))}),
    *[Zone(f"{name}.luberon", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("new-k",), text=contents(75 + at)) for at, name in enumerate(
        ("lbdrop", "lbnot", "lbnx", "lbref", "lbgood", "edns", "formerr"))],
    Zone("edns.ventoux", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("new-k",), **SIGNED, text=contents(82)),
    # Firewalls.
    Zone("notcp.luberon", [Ns("new-k", "no_tcp"), Ns("new-n", "no_tcp")], text=contents(83)),
    Zone("halftcp.luberon", [Ns("new-k", own=True), Ns("new-n", "no_tcp")], text=contents(84)),
    Zone("frag.luberon", [Ns("new-k", "no_large"), Ns("new-n", "no_large")], text=contents(85) + f"mid TXT {' '.join(chr(34) + chr(97 + part) * 200 + chr(34) for part in range(4))}\n"),
    Zone("rrl.luberon", ["rrl", "rrl:2"], text=contents(86)),
    Zone("shun.luberon", ["fence", "fence:2"], hidden=("new-k",), text=contents(87)),
    Zone("wall.luberon", ["fence", "fence:2"], hidden=("new-k",), text=contents(88)),
    Zone("wallref.luberon", ["fence", "fence:2"], hidden=("new-k",), text=contents(89)),
    Zone("shy.ventoux", [Ns("new-k", "shy"), Ns("new-n", "shy")], **SIGNED, text=contents(90)),
    Zone("noudp.luberon", [Ns("new-k", "no_udp"), Ns("new-n", "no_udp")], text=contents(91)),
]

# --- what a zone holds ---

DATA = [
    # Lives were shortened before a change, and one server has the long ones; serials.
    Zone("ttl.luberon", [Ns("new-k", own=True), Ns("new-n", own=True, load="long")], text="$TTL 30\n" + contents(100), variants={"long": replace(r"^\$TTL 30\n", "$TTL 86400\n")}),
    Zone("serial.luberon", [Ns("new-k", own=True), Ns("new-n", own=True, load="ahead")], text=contents(101), variants={"ahead": chained(
        replace(" 2026110101 ", " 2027110101 "), replace(r"177\.20\.101\.(80|25)", r"177.10.101.\1"))}),
    Zone("serial-same.luberon", [Ns("new-k", own=True), Ns("new-n", own=True, load="ahead")], text=contents(102), variants={"ahead": replace(" 2026110101 ", " 2027110101 ")}),
    Zone("behind.luberon", [Ns("new-k", own=True), Ns("new-n", own=True), Ns("old-b", own=True, load="old")], text=contents(103) + "new A 177.20.103.77\n",
         variants={"old": chained(before(103), without("new"))}),
    Zone("behind.ventoux", [Ns("new-k", own=True), Ns("old-b", own=True, load="old")], **SIGNED, text=contents(104) + "new A 177.20.104.77\n",
         variants={"old": resigned(OLDER, replace(r"^new\.behind\.ventoux\. .*\n", ""), replace(r"177\.20\.104\.80", "177.10.104.80"))}),
    Zone("stopped.luberon", [Ns("new-k", own=True), Ns("old-b", own=True, load="orphan")], text=contents(105)),
    Zone("stopped-all.luberon", [Ns("old-b", own=True, load="orphan"), Ns("closed", own=True, load="orphan")]),
    Zone("unloaded.ventoux", [Ns("old-b", own=True, load="missing"), Ns("new-k", own=True)], **SIGNED, text=contents(106)),
    # Mail, telephony and so on were moved; at one of two, or not quite.
    Zone("mxhalf.luberon", [Ns("new-k", own=True), Ns("new-n", own=True, load="old")], text=contents(107), variants={"old": chained(
        OLDER, replace(r"^@ MX 10 mail$", "@ MX 10 mx.cade.luberon."), replace(r"^_sip\._tcp .*\n", ""))}),
    Zone("mxgone.luberon", ["new-k", "new-n"], text=contents(108), variants={}, edit=replace(r"^(mail A|@ TXT|_dmarc TXT) .*\n", "")),
    Zone("wild.ventoux", ["new-k", "old-b"], **SIGNED, text=contents(109) + "* A 177.20.109.99\n"),
    # A subdomain gets servers of its own.
    Zone("host.luberon", [Ns("new-k", own=True), Ns("old-b", own=True, load="inside")], text=contents(110), variants={"inside": chained(OLDER, replace(
        r"^\S*dele\.host\.luberon\. (NS|A) .*\n", ""), lambda text: text + "www.dele A 177.10.111.80\nmail.dele A 177.10.111.25\n")}),
    Zone("dele.host.luberon", ["new-n", "old-p"], text=contents(111)),
    # The same, and the child is on the same server too.
    Zone("host2.luberon", [Ns("new-k", own=True), Ns("new-n", own=True)], text=contents(112)),
    Zone("dele.host2.luberon", ["new-k", "new-n"], text=contents(113)),
    # Delegated before the child's servers had it.
    Zone("host3.ventoux", ["new-k", "new-n"], **SIGNED, text=contents(114)),
    Zone("dele.host3.ventoux", [Ns("closed", load="no"), Ns("closed:2", load="no")]),
    # The delegation was made at the parent; old content is at a child server that holds the old parent as well.
    Zone("host4.luberon", ["new-k", "old-b"], text=contents(115)),
    Zone("dele.host4.luberon", [Ns("old-p", own=True), Ns("old-b", own=True, load="no")], text=contents(116)),
    # On hold: to parking.
    Zone("hold.luberon", [Ns("park", host="ns1.park.luberon", load="sale"), Ns("park:2", host="ns2.park.luberon", load="sale")], text=contents(117), hidden=("new-k",), variants={
        "sale": chained(replace(r"^(www|mail|api|v4|@|_\S+|big|\*\.app) (A|AAAA|MX|TXT|SRV|HTTPS) .*\n", ""), lambda text: text + "@ A 186.44.9.9\n* A 186.44.9.9\n")}),
    # A domain that was not paid for; its servers have not heard.
    Zone("lapsed.luberon", at_new(), text=contents(118), delegated=False),
    # A CDN that was left: no data; not registered (lapsedcdn); its zone at closed accounts.
    Zone("oldcdn.luberon", [Ns("closed", load="no"), Ns("closed:2", load="no")]),
    # Inside and outside.
    Zone("intra.cade.luberon", [Ns("inside")], delegated=False, text=contents(119).replace("177.20.119", "10.70.119")),
    Zone("split.luberon", ["new-k", "new-n"], text=contents(120), hidden=("inside=in",), variants={"in": chained(OLDER, replace(r"177\.20\.120", "10.70.120"))}),
]

# --- what changes while caches remember (see situations.py) ---

CHANGING = [
    Zone("moved.rhone", at_old(where="parent", load="old"), text=DAY + "@ NS ns1.dnsnew.luberon.\n@ NS ns2.dnsnew.luberon.\n" + contents(130), hidden=("new-k", "new-n"), variants={
        "old": chained(before(130), replace("dnsnew", "dnsold"))}),
    Zone("moved-off.rhone", [Ns("old-b", own=True, where="parent", load="old"), Ns("old-p", own=True, where="parent", load="old")], hidden=("new-k", "new-n"),
         text=DAY + "@ NS ns1.dnsnew.luberon.\n@ NS ns2.dnsnew.luberon.\n" + contents(131), variants={"old": chained(before(131), names_of_old("moved-off.rhone"))}),
    Zone("moved-past.rhone", [Ns("old-b", own=True, where="parent", load="old"), Ns("old-p", own=True, where="parent", load="old")], hidden=("new-k", "new-n"),
         text=SHORT + "@ NS ns1.dnsnew.luberon.\n@ NS ns2.dnsnew.luberon.\n" + contents(132), variants={"old": chained(before(132), names_of_old("moved-past.rhone"))}),
    Zone("launch.rhone", ["dyn", "dyn:2"], text=contents(133), edit=LONG_DENIALS),
    Zone("data.rhone", ["dyn", "dyn:2"], text=DAY + contents(134) + "gone A 177.20.134.66\n"),
    Zone("past.rhone", ["dyn", "dyn:2"], text=SHORT + contents(135) + "gone A 177.20.135.66\n"),
    Zone("dnsmov.rhone", ["dyn", "dyn:2"], text=DAY + contents(136) + f"dns1 A {MOVED_FROM[0]}\ndns2 A {MOVED_FROM[1]}\n"),
    Zone("held.rhone", at_new(), text=DAY + contents(137)),
    Zone("fade.rhone", [Ns("new-k", own=True), Ns("old-b", own=True)], text=SHORT + contents(138)),
    # A subdomain's own servers are given up, and what it had goes back to its parent.
    Zone("cut.rhone", ["dyn", "dyn:2"], text=DAY + contents(141)),
    Zone("sub.cut.rhone", [Ns("new-k", own=True), Ns("old-b", own=True)], text=DAY + contents(180)),
    # DS and signatures were taken away in one hour; a KSK and its DS were exchanged in one hour; a DS was added, and caches know that there was none.
    Zone("unsign.durance", ["dyn", "dyn:2"], **SIGNED, text=SHORT + contents(139)),
    Zone("kskfast.durance", ["dyn", "dyn:2"], **SIGNED, text=SHORT + contents(140)),
    Zone("calm.durance", ["new-k", "old-b"], **SIGNED, text=contents(142)),
]
SECOND = [
    Zone("new.crau", ["new-k", "new-n"], text=contents(150)),
    Zone("moved.crau", ["new-k", "new-n"], text=contents(151)),
    Zone("calm.crau", ["new-k", "old-b"], text=contents(152)),
    Zone("rolled.sorgue", ["new-k", "new-n"], **SIGNED, text=contents(153)),
    Zone("signed.sorgue", ["new-k", "old-b"], **SIGNED, text=contents(154)),
    Zone("calm.sorgue", ["new-k", "new-n"], **SIGNED, text=contents(155)),
    Zone("ednsone.ventoux", [Ns("odd", own=True), Ns("new-n", own=True)], hidden=("new-k",), **SIGNED, text=contents(156)),
    Zone("ednsone.luberon", [Ns("odd", own=True), Ns("new-n", own=True)], hidden=("new-k",), text=contents(157)),
    Zone("formerr.ventoux", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("new-k",), **SIGNED, text=contents(158)),
    Zone("nosigs.ventoux", ["box", "box-2"], hidden=("new-k",), **SIGNED, text=contents(159)),
    Zone("sigsone.ventoux", [Ns("box", own=True), Ns("new-n", own=True)], hidden=("new-k",), **SIGNED, text=contents(160)),
    # More and longer keys than a datagram holds, behind firewalls that were not told.
    Zone("keytcp.ventoux", [Ns("new-k", "no_tcp"), Ns("new-n", "no_tcp")], **SIGNED, algorithm="RSASHA512", more_keys=other_keys(7), text=contents(161)),
    Zone("keyfrag.ventoux", [Ns("new-k", "no_large"), Ns("new-n", "no_large")], **SIGNED, algorithm="RSASHA512", zsk=True, text=contents(162)),
    Zone("half-empty.luberon", [Ns("new-k", own=True), Ns("new-n", own=True, load="empty")], text=contents(163), variants={"empty": replace(r"^(www|mail|api|v4|\*\.app|_\S+|big) .*\n", "")}),
    Zone("splitsec.ventoux", ["new-k", "new-n"], **SIGNED, text=contents(164), hidden=("inside=in",), variants={"in": chained(OLDER, NAKED, replace(r"177\.20\.164", "10.70.164"))}),
    Zone("ahead.ventoux", [Ns("new-k", own=True), Ns("new-n", own=True, load="ahead")], **SIGNED, text=contents(165), variants={"ahead": signer.lapsed(dates=signer.NEXT_YEAR)}),
    Zone("fresh.rhone", at_new(), text=DAY + contents(166), delegated=False),
    Zone("midst.rhone", ["dyn", "dyn:2"], text=SHORT + contents(167)),
    Zone("maint.luberon", [Ns("new-k", own=True), Ns("new-n", own=True)], text="$TTL 1\n" + contents(168)),
    # One resolver has lost the way to the good one of two servers.
    Zone("oneway.luberon", [Ns("new-k", own=True), Ns("closed", own=True, load="no")], text=contents(169)),
    Zone("lagway.luberon", [Ns("new-k", own=True), Ns("old-b", own=True, load="old")], text=contents(170), variants={"old": before(170)}),
    # The child is signed, and one of the parent's servers has the DS, the other has the child's content of before.
    Zone("host5.ventoux", [Ns("new-k", own=True), Ns("old-b", own=True, load="inside")], **SIGNED, text=contents(171), variants={
        "inside": lambda text: signer.sign(replace(r"^(\S+\.)?dele\.host5\.ventoux\.\s.*\n", "")(OLDER(text)) + "www.dele.host5.ventoux. 300 IN A 177.10.172.80\n", signer.signing(text))}),
    Zone("dele.host5.ventoux", ["new-n", "old-p"], **SIGNED, text=contents(172)),
    # Lives were shortened to nothing.
    Zone("ttlzero.luberon", ["new-k", "new-n"], text="$TTL 0\n" + contents(173)),
]
ZONES = TOP + SOUND + PROVIDERS + DNSSEC + PLACES + DATA + CHANGING + SECOND
