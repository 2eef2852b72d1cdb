# SPDX-License-Identifier: MIT
"""Who serves what in the internet of keys, and at which moment each was signed, rolled, delegated."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, other_keys, replace

from . import signer

ADDRESSES_OF_ZONES = ("81.60.0.1", "2a0c:6000::1")
ADDRESSES_OF_RESOLVERS = ("46.60.{}.53", "2a0c:60:{}::53")
DEAD_FORWARDER = "10.60.200.53"
DEAD_ADDRESSES = {DEAD_FORWARDER: "silent"}
SIGNED_SITE, BARE_SITE = "193.60.1.1", "193.61.1.1"
FAR = "9.64.4.0/24"  # Whose way leads to the anycast site that was never told of DNSSEC.

AUTHORITIES = {
    "root-a": Authority("knot", ["198.60.1.4", "2a0c:6001::4"]),
    "root-b": Authority("nsd", ["198.60.2.4"]),
    "reg-a": Authority("knot", ["198.61.1.1", "198.61.2.1"]),
    "reg-b": Authority("nsd", ["198.62.1.1", "198.62.2.1"]),
    "reg-c": Authority("named-auth", ["198.63.1.1", "198.63.2.1"]),
    "host-k": Authority("knot", [SIGNED_SITE, "193.60.2.1"]),
    "host-n": Authority("nsd", [BARE_SITE, "193.61.2.1"]),
    "host-b": Authority("named-auth", ["193.62.1.1", "193.62.2.1"]),
    "host-p": Authority("pdns", ["193.63.1.1", "193.63.2.1"]),
    "dyn": Authority("named-auth", ["193.64.1.1", "193.64.2.1"]),
    "anycast": Authority("dnsdist", ["193.65.1.1", "193.65.2.1"], {"forward": SIGNED_SITE, "extra":
        f"newServer({{address='{BARE_SITE}:53', pool='bare', source='193.65.1.1'}}):setUp()\naddAction(makeRule('{FAR}'), PoolAction('bare'))"}),
}


def contents(number):
    """Answers of zone `number` are 194.110.NUMBER.x."""
    base = f"194.110.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ MX 20 mail2
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.steppe.com"
@ HTTPS 1 . alpn=h2
www A {base}.80
www AAAA 2a0e:6{number:03}::80
www HTTPS 1 . alpn=h2,h3 ipv4hint={base}.80
mail A {base}.25
mail2 A {base}.26
api A {base}.81
v4 A {base}.4
_443._tcp.www TLSA 3 1 1 {'ab' * 32}
_25._tcp.mail TLSA 3 1 1 {'cd' * 32}
_sip._tcp SRV 0 5 5060 www
_dns SVCB 1 www alpn=dot
enum NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@steppe.com!" .
large TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.dyn A {base}.42
"""


NSEC3 = signer.NSEC3
OPT_OUT = ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")

def at_steppe():
    """Name servers of another zone: below a DNAME there is no name of one's own."""
    return [Ns("host-k", host="ns1.steppe.com"), Ns("host-b", host="ns2.steppe.com")]


TOP = [
    Zone(".", ["root-a", "root-b", Ns("root-a", v6=True)], signed="bind", zsk=True),
    Zone("com", ["reg-a", "reg-b"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("org", ["reg-a:2", "reg-b:2"], signed="bind"),
    Zone("net", ["reg-b", "reg-a"]),
    Zone("step", ["reg-b:2", "reg-a:2"], signed="bind", denial=OPT_OUT, zsk=True),
    # What they delegate changes; their DS and NS live for a day.
    Zone("mon", ["reg-c", "reg-c:2"], signed="bind", text="$TTL 86400\n"),
    Zone("arpa", ["root-a", "root-b"], signed="bind"),
    # Its DS in the root is of a key that was never used.
    Zone("kaz", ["reg-a", "reg-b"], signed="bind", ds="wrong"),
    # The proof that one of its domains is not signed does not hold.
    Zone("tuv", ["reg-a:2", "reg-b:2"], signed="bind", edit=flip_signature("plain.tuv", "NSEC")),
    # A registry of the second level has lost its key; whoever is below it is lost with it.
    Zone("gov.step", ["reg-a", "reg-b"], signed="bind", ds="wrong"),
]

SOUND = [
    Zone("steppe.com", ["host-k", "host-b"], signed="bind", zsk=True, text=contents(1) + """\
one CNAME two.bank.org.
shop CNAME www.newds.org.
pay CNAME www.herd.step.
vpn CNAME www.plain.net.
gov CNAME www.tax.gov.step.
old CNAME www.zskgone.org.
"""),
    Zone("bank.org", ["host-b", "host-n"], signed="bind", denial=NSEC3, zsk=True, text=contents(2) + "two CNAME three.ed.org.\n"),
    Zone("ed.org", ["host-k:2", "host-n:2"], signed="bind", algorithm="ED25519", text=contents(3) + "three CNAME four.herd.step.\n"),
    Zone("herd.step", ["host-n", "host-p"], signed="bind", text=contents(4) + "four CNAME five.yurt.step.\n"),
    # Not signed, and its registry need not say so: opt-out.
    Zone("yurt.step", ["host-k", "host-p"], text=contents(5) + "five CNAME www.p384.com.\n"),
    Zone("p384.com", ["host-b:2", "host-k:2"], signed="bind", algorithm="ECDSAP384SHA384", denial=NSEC3, text=contents(6)),
    Zone("plain.net", ["host-k", "host-n"], text=contents(7) + "go CNAME www.expired.step.\nin CNAME www.bank.org.\n"),
    # Seven keys that mean nothing beside one that does; the set needs TCP.
    Zone("manykeys.com", ["host-k", "host-b"], signed="bind", algorithm="RSASHA512", more_keys=other_keys(7), text=contents(8)),
    Zone("standby.org", ["host-b", "host-n"], signed="bind", standby="ECDSAP256SHA256", ds="both", text=contents(9)),
    Zone("algo.org", ["host-k", "host-n"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="right", text=contents(10)),
    Zone("leaving.com", ["host-k", "host-n"], signed="bind", text=contents(11) + "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n"),
    Zone("madeup.org", ["host-k", "host-b"], signed="bind", ds="unknown", text=contents(12)),
    Zone("crowd.com", ["host-n", "host-b"], signed="bind", ds="crowd", text=contents(13)),
    # Two providers, each of which signs by its own key, and both publish both.
    Zone("pair.com", [Ns("host-k", own=True), Ns("host-b", own=True, load="second")], signed="bind", standby="ECDSAP256SHA256", ds="both", text=contents(14),
         variants={"second": signer.by_the_other(alone=False)}),
    Zone("sub.bank.org", ["host-k", "host-n"], text=contents(15)),
    Zone("deep.sub.bank.org", ["host-k:2", "host-n:2"], signed="bind", text=contents(16)),
    Zone("brand.org", at_steppe(), signed="bind", text="@ DNAME herd.step.\n@ MX 0 .\n"),
    Zone("zero.com", ["host-k", "host-b"], signed="bind", text="$TTL 0\n" + contents(17)),
    Zone("110.194.in-addr.arpa", ["host-b", "host-n"], signed="bind", text="80.1 PTR www.steppe.com.\n25.2 PTR mail.bank.org.\n"),
    Zone("sound.tuv", ["host-k", "host-b"], signed="bind", text=contents(18)),
    Zone("other.tuv", ["host-k", "host-n"], text=contents(19)),
    # Islands: whoever knows their keys by other ways may look, and nobody else does.
    Zone("isle.net", ["host-k", "host-b"], signed="bind", ds="none", text=contents(20), edit=signer.anchored("isle.anchor", "isle.wrong.anchor")),
    Zone("sunk.net", ["host-k", "host-n"], signed="bind", ds="none", dates=signer.LAST_MONTH, text=contents(21), edit=signer.anchored("sunk.anchor")),
]

BROKEN = [
    # The new DS was published before the new key.
    Zone("newds.org", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(30)),
    # An algorithm roll: the DS is of the new key, which is there and signs nothing.
    Zone("algroll.com", ["host-k", "host-n"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="standby", text=contents(31)),
    Zone("zskgone.org", ["host-b", "host-n"], signed="bind", zsk=True, text=contents(32), edit=signer.zsk_not_published),
    Zone("keygone.com", ["host-k", "host-n"], signed="bind", text=contents(33), edit=drop_records("DNSKEY")),
    Zone("bare.org", [Ns("host-k", load="plain", own=True), Ns("host-n", load="plain", own=True)], signed="bind", text=contents(34), variants={"plain": BARE}),
    Zone("expired.step", ["host-k", "host-b"], signed="bind", text=contents(35), edit=signer.lapsed()),
    Zone("early.com", ["host-n", "host-b"], signed="bind", text=contents(36), edit=signer.lapsed(dates=signer.NEXT_YEAR)),
    # Some RRsets alone.
    Zone("sigone.org", ["host-k", "host-b"], signed="bind", text=contents(37), edit=signer.lapsed("A", r"api\.sigone\.org\.")),
    Zone("sigsoa.org", ["host-k", "host-b"], signed="bind", text=contents(38), edit=signer.lapsed("SOA")),
    Zone("signsec.com", ["host-k", "host-n"], signed="bind", text=contents(39), edit=signer.lapsed("NSEC")),
    Zone("signsec3.org", ["host-k", "host-n"], signed="bind", denial=NSEC3, text=contents(40), edit=signer.lapsed("NSEC3", denial=NSEC3)),
    Zone("noproof.org", ["host-k", "host-n"], signed="bind", text=contents(41), edit=drop_records("NSEC")),
    Zone("mxbare.com", ["host-k", "host-n"], signed="bind", text=contents(42), edit=drop_records("RRSIG", "MX")),
    Zone("tlsbad.com", ["host-k", "host-b"], signed="bind", text=contents(43), edit=flip_signature("_25._tcp.mail.tlsbad.com", "TLSA")),
    Zone("brandbad.org", at_steppe(), signed="bind", text="@ DNAME newds.org.\n"),
    Zone("dnamebad.com", at_steppe(), signed="bind", text="@ DNAME herd.step.\n", edit=flip_signature("dnamebad.com", "DNAME")),
    Zone("111.194.in-addr.arpa", ["host-b", "host-k"], signed="bind", dates=signer.LAST_MONTH, text="80.1 PTR www.expired.step.\n"),
    # Some servers alone.
    Zone("laggard.org", [Ns("host-k", own=True), Ns("host-b", own=True), Ns("host-n", own=True, load="late")], signed="bind", text=contents(44),
         variants={"late": chained(replace(" 2026110101 ", " 2026100101 "), signer.lapsed())}),
    Zone("keylag.com", [Ns("host-k", own=True), Ns("host-n", own=True, load="old"), Ns("host-b", own=True)], signed="bind", text=contents(45),
         variants={"old": signer.another_key_set}),
    Zone("halfbare.org", [Ns("host-k", own=True), Ns("host-n", own=True, load="plain")], signed="bind", text=contents(46), variants={"plain": BARE}),
    # Two providers, and neither has the other's key.
    Zone("strangers.com", [Ns("host-k", own=True, load="first"), Ns("host-b", own=True, load="second")], signed="bind", standby="ECDSAP256SHA256", ds="both",
         text=contents(47), variants={"first": signer.own_key_alone, "second": signer.by_the_other(alone=True)}),
    Zone("cast.org", ["anycast", "anycast:2"], hidden=("host-k", "host-n=plain"), signed="bind", text=contents(48), variants={"plain": BARE}),
    # Below what is broken.
    Zone("bank.kaz", ["host-k", "host-b"], signed="bind", text=contents(50)),
    Zone("shop.kaz", ["host-k", "host-n"], text=contents(51)),
    Zone("plain.tuv", ["host-k", "host-n"], text=contents(52)),
    Zone("tax.gov.step", ["host-k", "host-b"], signed="bind", text=contents(53)),
    Zone("post.gov.step", ["host-k", "host-n"], text=contents(54)),
    # Not of DNSSEC.
    Zone("dead.org", [Ns("host-k", "silent"), Ns("host-n", "silent")], signed="bind", text=contents(55)),
    Zone("lame.com", [Ns("host-k", load="no", own=True), Ns("host-b", load="no", own=True)], signed="bind"),
]

SHORT, DAY = "$TTL 2\n", "$TTL 86400\n"
CHANGING = [
    # The KSK and its DS were exchanged in one hour; the old DS lives for a day.
    Zone("roll.mon", ["dyn", "dyn:2"], signed="bind", text=SHORT + contents(60)),
    # The ZSK was exchanged, and the old key set lives for a day.
    Zone("zskroll.mon", ["dyn", "dyn:2"], signed="bind", zsk=True, text=SHORT + contents(61) + DAY),
    # Signed since this morning.
    Zone("signed.mon", ["dyn", "dyn:2"], signed="bind", ds="none", text=DAY + contents(62)),
    # Its signatures run out while it is in caches.
    Zone("lapse.mon", ["dyn", "dyn:2"], signed="bind", text=DAY + contents(63)),
    # A launch that was asked for too early; and what was moved.
    Zone("launch.mon", ["dyn", "dyn:2"], signed="bind", text=contents(64), edit=signer.long_denials),
    Zone("moving.mon", ["dyn", "dyn:2"], signed="bind", text=DAY + contents(65)),
    # Goes silent.
    Zone("outage.com", [Ns("host-k", own=True), Ns("host-b", own=True)], signed="bind", text=SHORT + contents(66)),
    Zone("calm.mon", ["host-k", "host-b"], signed="bind", text=contents(67)),
]

ZONES = TOP + SOUND + BROKEN + CHANGING
