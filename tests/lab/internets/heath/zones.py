# SPDX-License-Identifier: MIT
"""Who serves what in the internet of twins. A zone that is well stands beside one that looks like it and is not."""

import re
import time

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

from ..steppe import signer

ADDRESSES_OF_ZONES = ("151.60.0.1", "2a0c:60::1")
ADDRESSES_OF_RESOLVERS = ("151.77.{}.53", "2a0c:bb:{}::53")

BEHIND = "151.10.1.1"  # What the odd servers stand before.
GONE = ("151.98.1.1", "151.98.2.1", "151.98.3.1")  # Where servers were once.
LOST_FORWARDER = "10.61.200.53"
BOX = "151.19.3.1"  # A resolver that is the only server of a zone as well, and is switched off.
DEAD_ADDRESSES = dict.fromkeys((*GONE, LOST_FORWARDER, BOX), "silent")
ISP, PUBLIC = "{'81.0.0.0/8'}", "{'93.0.0.0/8', '151.77.0.0/16'}"


def odd(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"151.30.{number}.1", f"151.31.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def of_zone(zone, rule, action):
    return f"addAction(AndRule({{makeRule('{zone}.'), {rule}}}), {action})"


HABITS = (
    "alltc.gorse.,*,tc", "tcwall.gorse.,*,tc", "edrop.gorse.,+edns,drop", "former.gorse.,+edns,1:bare", "badvers.gorse.,+edns,16", "lower.gorse.,*,lower",
    "twice.gorse.,*,twice", "elsewhere.gorse.,*,wrong-port", "lag.gorse.,*,late:0.3", "crawl.gorse.,*,late:1.5", "option.bell.,+option,5",
    "typex.gorse.,65,2", "typex.gorse.,257,4", "typex.gorse.,52,drop", "typex.gorse.,28,3:aa:soa", "typex.gorse.,33,5",
    "=nope.nosoa.gorse.,*,3:aa", "=gone.nosoa.gorse.,*,3", "=v4.nosoa.gorse.,28,0:aa", "=v5.nosoa.gorse.,28,0",
    "=c.hollow.gorse.,*,3:aa:soa", "=b.c.hollow.gorse.,*,3:aa:soa", "noaa.gorse.,*,no-aa",
    "lb.gorse.,6,5", "lb.gorse.,2,drop", "lb.gorse.,28,drop", "plainlb.gorse.,6,5", "plainlb.gorse.,2,5",
    "=nope.sick.gorse.,*,2", "=gone.sick.gorse.,*,5", "=www.mum.gorse.,28,0:aa", "=www.mum.gorse.,1,0:aa", "snail.gorse.,*,late:2.7")
POOL = 'newServer({{address="{0}:53", pool="{1}", source="151.40.1.1"}}):setUp()'
AUTHORITIES = {
    "root-k": Authority("knot", ["151.1.1.1", "2a0c:1::1"]),
    "root-n": Authority("nsd", ["151.1.2.1", "2a0c:1:1::1"]),
    "reg-k": Authority("knot", ["151.2.1.1", "151.2.2.1", "2a0c:2::1"]),
    "reg-n": Authority("nsd", ["151.3.1.1", "151.3.2.1", "2a0c:3::1"]),
    "reg-b": Authority("named-auth", ["151.4.1.1", "151.4.2.1"]),
    "host-k": Authority("knot", [BEHIND, "151.10.2.1", "2a0c:10::1"]),
    "host-n": Authority("nsd", ["151.11.1.1", "151.11.2.1", "2a0c:11::1"]),
    "host-b": Authority("named-auth", ["151.12.1.1", "151.12.2.1"]),
    "host-p": Authority("pdns", ["151.13.1.1", "151.13.2.1"]),
    # Customers whose accounts are closed, and some whose primary is gone.
    "host-c": Authority("named-auth", ["151.14.1.1", "151.14.2.1"]),
    "strict-b": Authority("named-auth", ["151.15.1.1", "151.15.2.1"], {"extra": "minimal-any yes; require-server-cookie yes; answer-cookie yes;"}),
    "slip-b": Authority("named-auth", ["151.16.1.1", "151.16.2.1"], {"extra": "rate-limit { responses-per-second 3; window 5; slip 1; };"}),
    "drop-b": Authority("named-auth", ["151.17.1.1", "151.17.2.1"], {"extra": "rate-limit { all-per-second 3; window 5; slip 0; };"}),
    "dyn": Authority("named-auth", ["151.18.1.1", "151.18.2.1"]),
    # A resolver that has customers' zones, too.
    "both-b": Authority("named", ["151.19.1.1", "151.19.2.1"]),
    "box-b": Authority("named", ["151.19.3.1"], {"mute": True}),
    "inside": Authority("named-auth", ["10.61.90.1"]),
    "odd": odd(1, *HABITS),
    "odd-2": odd(2, *HABITS, "=nope.oneside.gorse.,*,3", "quads.gorse.,*,late:1.2", "quadv.gorse.,*,2"),
    "plain-p": odd(3, flags=("--no-edns",)),
    "gone-p": odd(4, flags=("--flap", "3,1.2")),
    "front": Authority("dnsdist", ["151.40.1.1", "151.41.1.1"], {"forward": BEHIND, "extra": "\n".join([
        POOL.format("151.12.1.1", "isp"), POOL.format("151.11.1.1", "far"), POOL.format(BEHIND, "mix"), POOL.format("151.12.1.1", "mix"), POOL.format("151.11.1.1", "mix"),
        "setPoolServerPolicy(roundrobin, 'mix')",
        *[of_zone(zone, f"makeRule({where})", f"PoolAction('{pool}')") for zone in ("geo.gorse", "sgeo.ling") for where, pool in ((ISP, "isp"), (PUBLIC, "far"))],
        "addAction(makeRule('pool.gorse.'), PoolAction('mix'))",
        *[of_zone(zone, f"makeRule('{place}')", action) for place in ("10.99.0.0/16", "fd00:99::/32") for zone, action in (
            ("nay.bell", "RCodeAction(DNSRCode.REFUSED)"), ("veila.gorse", "RCodeAction(DNSRCode.NXDOMAIN, {aa=true})"), ("veilb.gorse", "RCodeAction(DNSRCode.SERVFAIL)"),
            ("veilc.gorse", "SpoofAction('151.203.9.9', {aa=true})"), ("veild.gorse", "RCodeAction(DNSRCode.NOERROR)"))],
        *[of_zone(zone, "MaxQPSIPRule(3)", action) for zone, action in (("rq.gorse", "RCodeAction(DNSRCode.REFUSED)"), ("sq.gorse", "RCodeAction(DNSRCode.SERVFAIL)"),
          ("tq.gorse", "TCAction()"), ("dq.gorse", "DropAction()"))],
        of_zone("bolt.gorse", "NotRule(makeRule({'10.99.0.0/16', 'fd00:99::/32'}))", "DropAction()"),
    ])}),
}


def contents(number, www=80):
    """Answers of zone `number` are 151.200.NUMBER.x."""
    base = f"151.200.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.croft.ling"
@ HTTPS 1 . alpn=h2
www A {base}.{www}
www AAAA 2a0c:200:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
v6 AAAA 2a0c:200:{number}::6
_sip._tcp SRV 0 5 5060 www
_443._tcp.www TLSA 3 1 1 {"5e" * 32}
_dns SVCB 1 www alpn=dot
tel NAPTR 10 10 "u" "E2U+sip" "!^.*$!sip:desk@croft.ling!" .
a.b.c A {base}.7
*.w A {base}.42
mid TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
"""


def when(**shift):
    seconds = shift.get("days", 0) * 86400 + shift.get("hours", 0) * 3600 + shift.get("minutes", 0) * 60
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + seconds))


PAST = (when(days=-60), when(days=-2))
FUTURE = (when(days=3), when(days=90))
SOON = (when(days=-29), when(hours=3))
FRESH = (when(minutes=-5), when(days=30))
NSEC3, SALTED, OPT_OUT = ("-3", "-"), ("-3", "5a17", "-H", "3"), ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026080301 ")


LONG_DENIALS = chained(replace(r"^\$TTL 300$", "$TTL 7200"), replace(r" 604800 300$", " 604800 7200"))  # Who was told no remembers it for two hours.


def without(*owners):
    return replace(rf"^(\S+\.)?({'|'.join(re.escape(owner) for owner in owners)})\. .*\n", "")


def named(*pairs):
    """Servers under the names of another zone."""
    return [Ns(on, host=host) for on, host in pairs]


def resigned(*edits):
    """A copy with other contents, signed by the same keys."""
    return lambda text: signer.sign(chained(*edits)(text), signer.signing(text))


def salted_anew(text):
    """The chain of NSEC3 was made with another salt than the one that the zone names."""
    other = signer.sign(text, signer.signing(text), denial=("-3", "beef"))
    return signer.take(signer.take(text, other, "NSEC3"), other, r"RRSIG\s+NSEC3")


def key_published_early(text):
    """The next ZSK is shown, and signs nothing yet."""
    keys = signer.signing(text)
    return signer.sign(text, keys, publish=[*keys, signer.new_key(signer.origin_of(text), ksk=False)])


def signed_by_two_zsks(text):
    return signer.sign(text, [*signer.signing(text), signer.new_key(signer.origin_of(text), ksk=False)])


def signed_by_two_ksks(text):
    return signer.sign(text, [*signer.signing(text), signer.new_key(signer.origin_of(text))])


def both_algorithms(text):
    """All is signed twice, as it must be while the algorithm changes."""
    return signer.sign(text, [*signer.signing(text), signer.new_key(signer.origin_of(text), algorithm="ECDSAP256SHA256")])


def new_zsk_signs_unseen(text):
    """The next ZSK signs already, and the key set does not show it."""
    keys = signer.signing(text)
    other = signer.sign(text, [key for key in keys if signer.is_ksk(key)] + [signer.new_key(signer.origin_of(text), ksk=False)])
    return signer.take(signer.take(other, text, "DNSKEY"), text, r"RRSIG\s+DNSKEY")


def revoked(_flags, protocol, algorithm, _key):
    """A key of before, with its revocation."""
    key = signer.public(signer.new_key("revoke.bell.")).rpartition(f" {protocol} {algorithm} ")[2]
    return f"@ DNSKEY 385 {protocol} {algorithm} {key}\n"


def other_digests(text):
    """The registry has other digests of some customers' keys: SHA-384; SHA-1 alone; a wrong one beside a right one of SHA-1, which then counts for nothing (RFC 4509)."""
    def made(owner, algorithm, change=lambda line: line):
        key = next(path for path in signer.KEYS.glob(f"K{owner}.+*.key") if signer.is_ksk(path.with_suffix("")))
        return change(signer.command("dnssec-dsfromkey", "-a", algorithm, str(key)).replace(" IN DS ", " 300 IN DS ")) + "\n"

    wrong = replace(r"[0-9A-F]{8}$", "00C0FFEE")
    for owner, lines in (("shabig.bell", made("shabig.bell", "SHA-384")), ("shaold.bell", made("shaold.bell", "SHA-1")),
                         ("shatrap.bell", made("shatrap.bell", "SHA-1") + made("shatrap.bell", "SHA-256", wrong))):
        text = re.sub(rf"^{re.escape(owner)}\.\s.*\sIN\s+DS\s.*\n", lines, text, flags=re.MULTILINE)
    return signer.sign(text, signer.signing(text))


TOP = [
    Zone(".", ["root-k", "root-n", "root-k:2"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("ling", ["reg-k", "reg-n", "reg-k:3"], signed="bind", algorithm="RSASHA256", zsk=True, denial=OPT_OUT),
    Zone("gorse", ["reg-n:2", "reg-b", "reg-n:3"]),
    Zone("bell", ["reg-k:2", "reg-b:2"], signed="bind", edit=other_digests,
         text="dsmore.bell. DS 4244 13 2 " + "EF" * 32 + "\ndigest.bell. DS 4242 13 200 " + "AB" * 32 + "\ngost.bell. DS 4243 12 3 " + "CD" * 32 + "\n"),
    # A registry that gives an address to all that is not there.
    Zone("broom", ["reg-n", "reg-b"], text="* A 151.90.9.9\n"),
    # In the middle of a change of its own keys.
    Zone("fell", ["reg-k:2", "reg-b:2"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="both"),
    # A DS that nobody understands: what is below is as if it were not signed.
    Zone("scree", ["reg-k", "reg-n"], signed="bind", ds="unknown"),
    # One of three servers is out.
    Zone("whin", ["reg-b", "reg-k", Ns("reg-n", "silent")], signed="bind"),
    # On IPv6 alone, and well; the same, and all is silent.
    Zone("peat", [Ns("reg-k", v6=True), Ns("reg-n", v6=True)], signed="bind"),
    Zone("turf", [Ns("reg-k", "silent", v6=True), Ns("reg-n", "silent", v6=True)]),
    Zone("co.ling", ["reg-k:2", "reg-n:2"], signed="bind", denial=NSEC3),
    Zone("arpa", ["root-k", "root-n"], signed="bind"),
    Zone("in-addr.arpa", ["reg-k", "reg-n"], signed="bind"),
    Zone("200.151.in-addr.arpa", ["host-k", "host-n"], signed="bind", text="80.1 PTR www.croft.ling.\n" + "".join(
        f"{n}.2 CNAME {n}.0-127.2\n{n}.9 CNAME {n}.0-127.9\n" for n in (25, 80))),
    Zone("0-127.2.200.151.in-addr.arpa", ["host-b", "host-p"], text="80 PTR www.byre.gorse.\n25 PTR mail.byre.gorse.\n"),
    Zone("0-127.9.200.151.in-addr.arpa", [Ns("host-c", load="no"), Ns("host-c", load="no", own=True)]),
]

CHAINS = {
    "croft.ling": "c1 CNAME c2.byre.gorse.\nc8 CNAME www.cairn.bell.\nd1 CNAME d2.byre.gorse.\ne1 CNAME e2.cairn.bell.\nf1 CNAME f2.byre.gorse.\ng1 CNAME g2.byre.gorse.\n"
                  "l1 CNAME l2.byre.gorse.\nh1 CNAME h2.cairn.bell.\nu1 CNAME u2.byre.gorse.\nt1 CNAME t2.kin.gorse.\nk1 CNAME x.oldcroft.ling.\nm1 CNAME m2.kin.gorse.\nself CNAME self\n",
    "byre.gorse": "c2 CNAME c3.cairn.bell.\nc7 CNAME c8.croft.ling.\nd2 CNAME d3.cairn.bell.\nf2 CNAME f3.cairn.bell.\ng2 CNAME www.lapse.ling.\nu2 CNAME v4.cairn.bell.\n"
                  "x A 151.200.2.120\n",
    "cairn.bell": "c3 CNAME c4.moor.ling.\nd3 CNAME www.hush.gorse.\ne2 CNAME e3.kin.gorse.\nf3 CNAME f1.croft.ling.\nh2 CNAME www.nobody-there.gorse.\n",
    "kin.gorse": "c5 CNAME c6.fen.bell.\ne3 CNAME nothing.cairn.bell.\nt2 CNAME www.nobody-there.turf.\nm2 CNAME www.refuse.gorse.\n",
}
SAME = "151.90.1.1"  # A company that serves everybody's pages from one address.
SOUND = [
    Zone("croft.ling", ["host-k", "host-n", "host-b"], signed="bind", zsk=True, text=contents(1) + CHAINS["croft.ling"]),
    Zone("byre.gorse", ["host-p", "host-n:2"], text=contents(2) + CHAINS["byre.gorse"]),
    Zone("cairn.bell", ["host-b", "host-n"], signed="bind", algorithm="ED25519", denial=SALTED, text=contents(3) + CHAINS["cairn.bell"]),
    Zone("dale.croft.ling", ["host-n", "host-b:2"], signed="bind", denial=NSEC3, text=contents(4)),
    Zone("raw.croft.ling", ["host-k", "host-p"], text=contents(5)),
    Zone("kin.gorse", ["host-k", "host-p:2"], text=contents(6) + CHAINS["kin.gorse"] + "dns1 A 151.10.2.1\ndns2 A 151.11.2.1\ndnsa CNAME dns1\n" + "".join(
        f"{word} A 151.200.6.{n}\n" for n, word in enumerate(("ads", "track", "null", "page"), 60))),
    Zone("stall.co.ling", ["host-p", "host-k"], signed="bind", text=contents(7)),
    Zone("hut.whin", ["host-k", "host-n"], signed="bind", text=contents(8)),
    Zone("hut.peat", ["host-k", "host-n"], text=contents(9)),
    Zone("hut.broom", ["host-k", "host-n"], text=contents(13)),
    Zone("xn--slvhede-q1a.gorse", ["host-n", "host-p"], text=contents(14) + "xn--blbr-roah A 151.200.14.14\n"),
    # One address for all.
    *[Zone(f"shop{n}.{tld}", ["host-k", "host-n"], text=f"@ A {SAME}\nwww A {SAME}\n@ MX 0 .\n") for n, tld in enumerate(("gorse", "broom", "gorse", "gorse"), 1)],
    # Addresses that look like a sinkhole's, and are meant.
    Zone("listed.gorse", ["host-k", "host-b"], text="2.0.0.127 A 127.0.0.2\n9.2.0.192 A 127.0.0.4\nzero A 0.0.0.0\nhome A 127.0.0.1\nprinter A 192.168.7.7\nvpn A 10.7.7.7\n"
         "both A 10.7.7.8\nboth A 151.200.15.8\n"),
    Zone("ttl.gorse", ["host-k", "host-p"], text="zero 0 A 151.200.16.1\none 1 A 151.200.16.2\nlong 604800 A 151.200.16.3\nages 2147483647 A 151.200.16.4\n"),
    # Answers by place, and by turns.
    Zone("geo.gorse", ["front", "front:2"], hidden=("host-k", "host-b=isp", "host-n=far"), text="$TTL 30\n" + contents(17), variants={
        "isp": replace(r"^www A \S+", "www A 151.201.17.80"), "far": replace(r"^www A \S+", "www A 151.202.17.80")}),
    Zone("sgeo.ling", ["front", "front:2"], hidden=("host-k", "host-b=isp", "host-n=far"), signed="bind", text="$TTL 30\n" + contents(18), variants={
        "isp": resigned(replace(r"151\.200\.18\.80", "151.201.18.80")), "far": resigned(replace(r"151\.200\.18\.80", "151.202.18.80"))}),
    Zone("pool.gorse", ["front", "front:2"], hidden=("host-k", "host-b=b", "host-n=n"), text="$TTL 5\nwww A 151.200.19.1\nwww A 151.200.19.2\n", variants={
        "b": replace(r"^www A 151.200.19.", "www A 151.200.19.10"), "n": replace(r"^www A 151.200.19.", "www A 151.200.19.20")}),
    # Of which one server lags; of which all but one do.
    Zone("behind.gorse", [Ns("host-k", own=True), Ns("host-n", own=True, load="old"), Ns("host-b", own=True)], text="$TTL 30\n" + contents(20) + "newer A 151.200.20.99\n",
         variants={"old": chained(OLDER, replace(r"^www A \S+", "www A 151.201.20.80"), without("newer.behind.gorse"), replace(r"^newer .*\n", ""))}),
    Zone("sbehind.ling", [Ns("host-k", own=True), Ns("host-n", own=True, load="old")], signed="bind", text="$TTL 30\n" + contents(21), variants={
        "old": resigned(OLDER, replace(r"151\.200\.21\.80", "151.201.21.80"))}),
    # The serial differs, for each was made for itself; what they say is the same.
    Zone("serial.gorse", ["host-k", Ns("host-b", own=True, load="own")], text=contents(22), variants={"own": replace(" 2026110101 ", " 1764547200 ")}),
]

DENIAL = [
    Zone("moor.ling", ["host-k", "host-b"], signed="bind", text=contents(30) + "c4 CNAME c5.kin.gorse.\n*.links CNAME www.byre.gorse.\n"),
    Zone("fen.bell", ["host-n", "host-b"], signed="bind", denial=NSEC3, text=contents(31) + "c6 CNAME c7.byre.gorse.\n*.links CNAME www.byre.gorse.\n"),
    Zone("mire.ling", ["host-k", "host-n"], signed="bind", denial=OPT_OUT, text=contents(32)),
    Zone("raw.mire.ling", ["host-b", "host-p"], text=contents(33)),
    Zone("safe.mire.ling", ["host-b", "host-k"], signed="bind", text=contents(34)),
    # Denials are gone; made with another salt; a wildcard's signature is damaged; an opening for what is not signed is not proved.
    Zone("bog.ling", ["host-n", "host-n:2"], signed="bind", text=contents(35) + "*.links CNAME www.byre.gorse.\n", edit=chained(drop_records("NSEC"), drop_records("RRSIG", "NSEC "))),
    Zone("slough.bell", ["host-n", "host-n:2"], signed="bind", denial=NSEC3, text=contents(36), edit=salted_anew),
    Zone("quag.bell", ["host-k", "host-b"], signed="bind", text=contents(37), edit=flip_signature("*.w.quag.bell", "A")),
    Zone("swamp.ling", ["host-n", "host-n:2"], signed="bind", denial=NSEC3, text=contents(38), edit=chained(drop_records("NSEC3"), drop_records("RRSIG", "NSEC3 "))),
    Zone("raw.swamp.ling", ["host-b", "host-p"], text=contents(39)),
    Zone("safe.swamp.ling", ["host-b", "host-k"], signed="bind", text=contents(40)),
    # What is above a name is denied by a server that knows nothing of empty ones.
    Zone("hollow.gorse", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(41)),
    Zone("oldcroft.ling", named(("host-k", "ns1.croft.ling"), ("host-b", "ns3.croft.ling")), signed="bind", text="@ DNAME byre.gorse.\n@ MX 0 .\n"),
    Zone("oldhush.bell", named(("host-k", "ns1.croft.ling"), ("host-b", "ns3.croft.ling")), signed="bind", text="@ DNAME hush.gorse.\n@ MX 0 .\n"),
    Zone("oldnone.bell", named(("host-k", "ns1.croft.ling"), ("host-b", "ns3.croft.ling")), text="@ DNAME nobody-there.gorse.\n@ MX 0 .\n"),
]

KEYS = [
    Zone("zpre.ling", ["host-k", "host-n"], signed="bind", zsk=True, text=contents(50), edit=key_published_early),
    Zone("zdbl.ling", ["host-k", "host-b"], signed="bind", zsk=True, text=contents(51), edit=signed_by_two_zsks),
    Zone("kdbl.bell", ["host-n", "host-b"], signed="bind", zsk=True, text=contents(52), edit=signed_by_two_ksks),
    Zone("kds.bell", ["host-k", "host-n"], signed="bind", standby="ECDSAP256SHA256", ds="both", text=contents(53)),
    Zone("cds.bell", ["host-k", "host-p"], signed="bind", standby="ECDSAP256SHA256", text=contents(54) + "@ CDS 4711 13 2 " + "AB" * 32 + "\n"),
    Zone("leave.bell", ["host-k", "host-b"], signed="bind", text=contents(55) + "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n"),
    Zone("left.bell", ["host-k", "host-b"], signed="bind", ds="none", dates=PAST, text=contents(56)),
    Zone("aboth.ling", ["host-n", "host-b"], signed="bind", algorithm="RSASHA256", text=contents(57), edit=both_algorithms),
    Zone("aseen.ling", ["host-k", "host-b"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="both", text=contents(58)),
    Zone("revoke.bell", ["host-k", "host-b"], signed="bind", text=contents(59), more_keys=revoked),
    # The same at the wrong moment.
    Zone("zgone.ling", ["host-k", "host-n"], signed="bind", zsk=True, text=contents(60), edit=signer.zsk_not_published),
    Zone("zsoon.ling", ["host-k", "host-b"], signed="bind", zsk=True, text=contents(61), edit=new_zsk_signs_unseen),
    Zone("ksoon.bell", ["host-k", "host-n"], signed="bind", standby="ECDSAP256SHA256", ds="standby", text=contents(62)),
    Zone("kgone.bell", ["host-n", "host-b"], signed="bind", ds="wrong", text=contents(63)),
    Zone("asoon.ling", ["host-k", "host-b"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="standby", text=contents(64)),
    Zone("strip.bell", ["host-k", "host-b"], signed="bind", text=contents(65), edit=BARE),
    # Two who sign.
    Zone("duo.ling", [Ns("host-k", own=True), Ns("host-b", own=True, load="second")], signed="bind", standby="ECDSAP256SHA256", ds="both", text=contents(66),
         variants={"second": signer.by_the_other(alone=False)}),
    Zone("feud.ling", [Ns("host-k", own=True, load="own"), Ns("host-b", own=True, load="second")], signed="bind", standby="ECDSAP256SHA256", ds="both", text=contents(67),
         variants={"own": signer.own_key_alone, "second": signer.by_the_other(alone=True)}),
    Zone("stray.bell", [Ns("host-k", own=True), Ns("host-b", own=True, load="bare")], signed="bind", text=contents(68), variants={"bare": BARE}),
    # What nobody can check is not checked.
    Zone("alien.ling", ["host-n", "host-b"], signed="bind", ds="unknown", text=contents(69)),
    Zone("digest.bell", ["host-k", "host-b"], signed="bind", ds="none", text=contents(70)),
    Zone("gost.bell", ["host-k", "host-b"], text=contents(71)),
    Zone("crowd.bell", ["host-k", "host-b"], signed="bind", ds="crowd", text=contents(72)),
    Zone("ed.ling", ["host-k", "host-b"], signed="bind", algorithm="ED448", text=contents(73)),
    Zone("sha1.bell", ["host-k", "host-b"], signed="bind", algorithm="NSEC3RSASHA1", denial=NSEC3, text=contents(74)),
    Zone("many.bell", ["host-k", "host-k:2"], signed="ldns", denial=("-t", "200"), text=contents(75)),
    Zone("isle.gorse", ["host-k", "host-b"], signed="bind", ds="none", text=contents(76)),
    Zone("wreck.gorse", ["host-k", "host-b"], signed="bind", ds="none", dates=PAST, text=contents(77)),
    # Dates.
    Zone("soon.ling", ["host-k", "host-n"], signed="bind", dates=SOON, text=contents(78)),
    Zone("fresh.bell", ["host-k", "host-b"], signed="bind", dates=FRESH, text=contents(79)),
    Zone("lapse.ling", ["host-k", "host-n"], signed="bind", dates=PAST, text=contents(80)),
    Zone("early.bell", ["host-n", "host-b"], signed="bind", dates=FUTURE, text=contents(81)),
    Zone("once.ling", ["host-k", "host-b"], signed="bind", text=contents(82), edit=signer.lapsed("MX", r"once\.ling\.")),
    Zone("tardy.bell", [Ns("host-k", own=True), Ns("host-n", own=True, load="late")], signed="bind", text=contents(83), variants={"late": chained(OLDER, signer.lapsed())}),
]

DELEGATIONS = [
    Zone("vain.bell", named(("host-k:2", "dns1.kin.gorse"), ("host-n:2", "dns2.kin.gorse")), signed="bind", text=contents(90)),
    Zone("sib.gorse", named(("host-k:2", "dns1.kin.gorse"), ("host-n:2", "dns2.kin.gorse")), text=contents(91)),
    Zone("glue1.gorse", [Ns("host-k", own=True, glue="151.10.2.1"), Ns("host-n", own=True, glue="151.11.2.1")], text=contents(92)),
    Zone("glue2.gorse", [Ns("host-k", own=True), Ns("host-n", own=True, glue=GONE[0])], text=contents(93)),
    Zone("glue3.gorse", [Ns("host-k", own=True, glue=GONE[1]), Ns("host-n", own=True, glue=GONE[2])], text=contents(94)),
    Zone("glue4.bell", [Ns("host-k", own=True, glue="151.14.1.1")], text=contents(95)),
    Zone("kids.gorse", ["host-k", Ns("host-b", where="child"), Ns("host-n", where="child")], text=contents(96)),
    Zone("elders.ling", ["host-k", Ns("host-n", where="parent"), Ns("host-b", where="parent")], signed="bind", text=contents(97) + "ns2 A 151.11.1.1\nns3 A 151.12.1.1\n"),
    Zone("kidsx.gorse", [Ns("host-k", where="parent"), Ns("host-n", "silent", where="child"), Ns("host-b", "silent", where="child")], text=contents(98)),
    Zone("eldersx.bell", ["host-k", Ns("host-c", load="no", where="parent", own=True)], text=contents(99)),
    Zone("hidden.gorse", ["host-n", "host-p"], text=contents(100), edit=replace(r"SOA \S+ ", "SOA stealth.hidden.gorse. ")),
    Zone("aliasns.bell", named(("host-k:2", "dnsa.kin.gorse"), ("host-n:2", "dns2.kin.gorse")), text=contents(101)),
    Zone("aliasx.bell", named(("host-k:2", "dnsa.kin.gorse")), text=contents(102)),
    # Each has a server under the other's name, and one also one of its own.
    Zone("wheela.gorse", ["host-k", Ns("host-n", host="ns.wheelb.bell")], text=contents(103) + "ns A 151.10.2.1\n"),
    Zone("wheelb.bell", named(("host-k:2", "ns.wheela.gorse"), ("host-k", "ns1.wheela.gorse")), text=contents(104) + "ns A 151.11.1.1\n"),
    Zone("ringa.gorse", named(("host-k", "ns.ringb.bell")), text=contents(105) + "ns A 151.10.1.1\n"),
    Zone("ringb.bell", named(("host-n", "ns.ringa.gorse")), text=contents(106) + "ns A 151.11.1.1\n"),
    Zone("ghost.bell", named(("host-k", "ns1.nobody-there.gorse"), ("host-n", "dns9.kin.gorse")), text=contents(107)),
    Zone("ghosty.bell", ["host-k", "host-b", Ns("host-n", host="ns1.nobody-there.gorse")], signed="bind", text=contents(108)),
    Zone("lan.gorse", [Ns("host-k", own=True, glue="10.0.0.53"), Ns("host-b", own=True, glue="192.168.0.53")], text=contents(109)),
    # Four servers each.
    Zone("quad.gorse", ["host-k", "host-n", "host-b", "host-p"], text=contents(110)),
    Zone("quadd.ling", ["host-k", "host-n", "host-b", Ns("host-p", "silent")], signed="bind", text=contents(111)),
    Zone("quadr.gorse", ["host-k", "host-n", "host-b", Ns("host-c", load="no", own=True)], text=contents(112)),
    Zone("quads.gorse", ["host-k", "host-n", "host-b", Ns("odd-2", own=True)], text=contents(113)),
    Zone("quadv.gorse", ["host-k", "host-n", "host-b", Ns("odd-2", own=True)], text=contents(114)),
    Zone("quadp.bell", ["host-k", "host-n", "host-b", Ns(None)], signed="bind", text=contents(115)),
    Zone("quadx.gorse", [Ns("host-k", "silent"), Ns("host-c", load="no", own=True), Ns("host-n", "silent"), Ns(None)], text=contents(116)),
    Zone("quado.bell", ["host-k", Ns("host-n", "silent"), Ns("host-b", "silent"), Ns("host-p", "silent")], text=contents(117)),
    # Families.
    Zone("six.ling", [Ns("host-k", v6=True), Ns("host-n", v6=True)], signed="bind", text=contents(118)),
    Zone("sixx.bell", [Ns("host-k", "silent", v6=True), Ns("host-n", "silent", v6=True)], text=contents(119)),
    Zone("sixhalf.gorse", [Ns("host-k", own=True, host="ns1.sixhalf.gorse"), Ns("host-k", "silent", v6=True, host="ns1.sixhalf.gorse"), Ns("host-n", own=True, host="ns2.sixhalf.gorse"),
                           Ns("host-n", "silent", v6=True, host="ns2.sixhalf.gorse")], text=contents(120)),
]


def behind(name, number, ns=None, text=""):
    return Zone(name, ns or [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=text + contents(number))


SERVERS = [
    Zone("hush.gorse", [Ns("host-k", "silent"), Ns("host-n", "silent"), Ns("host-b", "silent", v6=True)], text=contents(130)),
    Zone("refuse.gorse", [Ns("host-c", load="no"), Ns("host-n", load="no", own=True)]),
    Zone("fail.ling", [Ns("host-b", load="orphan", own=True), Ns("host-c", load="orphan", own=True)]),
    Zone("shut.bell", [Ns(None), Ns(None)], text=contents(131)),
    Zone("cookie.bell", ["strict-b", "strict-b:2"], signed="bind", text=contents(132)),
    behind("option.bell", 133), behind("alltc.gorse", 134),
    behind("tcwall.gorse", 135, [Ns("odd", "no_tcp"), Ns("odd-2", "no_tcp")]),
    Zone("slip.gorse", ["slip-b", "slip-b:2"], text="$TTL 2\n" + contents(136)),
    Zone("drop.gorse", ["drop-b", "drop-b:2"], text="$TTL 2\n" + contents(137)),
    behind("plain.gorse", 138, [Ns("plain-p", own=True), Ns("plain-p", own=True)]),
    behind("edrop.gorse", 139), behind("former.gorse", 140), behind("badvers.gorse", 141), behind("lower.gorse", 142), behind("twice.gorse", 143),
    behind("elsewhere.gorse", 144), behind("lag.gorse", 145), behind("crawl.gorse", 146), behind("typex.gorse", 147), behind("noaa.gorse", 148),
    Zone("shy.gorse", [Ns("host-k", "shy"), Ns("host-n", "shy")], text=contents(149)),
    Zone("sshy.ling", [Ns("host-k", "shy"), Ns("host-b", "shy")], signed="bind", text=contents(150)),
    Zone("nay.bell", ["front", "front:2"], hidden=("host-k",), text=contents(151)),
    # Long answers where TCP does not pass.
    Zone("wall.gorse", [Ns("host-k", "no_tcp"), Ns("host-n", "no_tcp")], text=contents(152)),
    Zone("swall.ling", [Ns("host-k", "no_tcp"), Ns("host-n", "no_tcp")], signed="bind", text=contents(153)),
    Zone("noudp.gorse", [Ns("host-k", "no_udp"), Ns("host-b", "no_udp")], text=contents(154)),
    # Changed while some remember; falls silent while some remember.
    Zone("move.gorse", ["dyn", "dyn:2"], text="$TTL 86400\nshop CNAME www.nobody-there.gorse.\nwww A 151.200.160.80\nmail A 151.200.160.25\nold A 151.200.160.9\n",
         edit=LONG_DENIALS),
    Zone("ebb.gorse", [Ns("dyn", own=True), Ns("dyn", own=True)], text="$TTL 1\n" + contents(161)),
    Zone("flow.gorse", ["dyn", "dyn:2"], text="$TTL 1\n" + contents(162)),
    # Served, and the registry has forgotten; named by the inventory, and nobody serves it.
    Zone("forgot.ling", named(("host-k", "ns1.croft.ling"), ("host-n", "ns2.croft.ling")), text=contents(163), delegated=False),
    # A site's own.
    Zone("inner.croft.ling", ["inside"], delegated=False, text="wiki A 10.61.50.1\ngit A 10.61.50.2\n"),
    Zone("desk.gorse", ["host-k", "host-n"], hidden=("inside=home",), text=contents(164), variants={
        "home": chained(replace(r"^www A \S+", "www A 10.61.50.80"), lambda text: text + "intern A 10.61.50.81\n")}),
]

def also(*edits):
    """Signatures of another time, or of nobody, beside those that are good."""
    def edit(text):
        other = chained(*edits)(text)
        return text + "".join(re.findall(r"^\S+\s.*\sIN\s+RRSIG\s.*\n", other, re.MULTILINE))
    return edit


def next_key_signs(text):
    """Both keys are shown, and the next one signs."""
    keys = signer.signing(text)
    new = signer.new_key(signer.origin_of(text), ksk=False)
    return signer.sign(text, [key for key in keys if signer.is_ksk(key)] + [new], publish=[*keys, new])


LATE_BEGIN, LATE_END = (when(hours=6), when(days=30)), (when(days=-30), when(hours=-6))
# Written after the first run.
SECOND = [
    # Child and parent on the same servers; a part of a zone that was never delegated, and that all servers have, or one.
    Zone("loch.croft.ling", ["host-k", "host-n", "host-b"], signed="bind", text=contents(170)),
    Zone("lochx.croft.ling", ["host-k", "host-n", "host-b"], signed="bind", ds="wrong", text=contents(171)),
    Zone("yard.byre.gorse", ["host-p", "host-n:2"], delegated=False, text=contents(172)),
    Zone("lane.byre.gorse", ["host-p"], delegated=False, text=contents(173)),
    behind("nosoa.gorse", 174, text="v5 A 151.200.174.5\n"),
    Zone("dsmore.bell", ["host-k", "host-b"], signed="bind", text=contents(175)),
    Zone("shabig.bell", ["host-k", "host-b"], signed="bind", text=contents(176)),
    Zone("shaold.bell", ["host-k", "host-b"], signed="bind", text=contents(177)),
    Zone("shatrap.bell", ["host-k", "host-b"], signed="bind", text=contents(178)),
    # Which some validators let pass, by way of allowing for clocks, and some do not.
    Zone("dawn.bell", ["host-k", "host-b"], signed="bind", dates=LATE_BEGIN, text=contents(179)),
    Zone("dusk.ling", ["host-k", "host-n"], signed="bind", dates=LATE_END, text=contents(180)),
    # Who asks is told something else than resolvers are: that it is not there, that it fails, another address, nothing; and one that tells resolvers nothing.
    *[Zone(f"{name}.gorse", ["front", "front:2"], hidden=("host-k",), text=contents(n)) for n, name in enumerate(("veila", "veilb", "veilc", "veild", "bolt"), 181)],
    Zone("thirteen.gorse", ["host-k", "host-k:2", "host-n", "host-n:2", "host-b", "host-b:2", "host-p", "host-p:2"] + [Ns(on, own=True) for on in ("host-k", "host-n", "host-b", "host-p", "host-k")],
         text=contents(186)),
    Zone("narrow.gorse", [Ns("host-k", "no_large"), Ns("host-n", "no_large")], text=contents(187)),
    # Also without TCP, later.
    Zone("narrower.gorse", [Ns("host-k", "no_large"), Ns("host-n", "no_large")], text=contents(188)),
    Zone("flap.gorse", [Ns("host-k", own=True), Ns("host-n", own=True)], text="$TTL 1\n" + contents(189)),
    Zone("herd.gorse", ["host-k", "host-n"], text=contents(190) + "calf A 151.200.190.77\n", variants={"old": chained(OLDER, replace(r"^www A \S+", "www A 151.201.190.80"), replace(
        r"^calf .*\n", ""))}),
    # A registry whose customers come and go.
    Zone("tarn", ["dyn", "dyn:2"], edit=LONG_DENIALS),
    Zone("stays.tarn", ["host-k", "host-n"], text="$TTL 3600\n" + contents(191)),
    Zone("leaves.tarn", ["host-k", "host-n"], text="$TTL 3600\n" + contents(192)),
    Zone("comes.tarn", named(("host-k", "ns1.byre.gorse"), ("host-n", "ns2.byre.gorse")), delegated=False, text=contents(193)),
    Zone("iterate.bell", ["host-k", "host-b"], signed="bind", denial=("-3", "-", "-H", "60"), text=contents(194)),
    Zone("case.gorse", ["host-k", "host-p"], text="WwW A 151.200.195.80\nsp\\032ace A 151.200.195.81\n_under_score A 151.200.195.82\n* A 151.200.195.83\n"),
]

NOBODYS_TAG = replace(r"(\sRRSIG\s+\S+ \d+ \d+ \d+ \d+ \d+ )\d+ ", r"\g<1>4711 ")
# Written after the second.
THIRD = [
    # Signatures that are one too many; signed in two ways; keys that have not reached all servers.
    Zone("twice.bell", ["host-k", "host-b"], signed="bind", text=contents(200), edit=also(signer.lapsed(dates=PAST))),
    Zone("guest.bell", ["host-k", "host-b"], signed="bind", text=contents(201), edit=also(NOBODYS_TAG)),
    Zone("guestx.bell", ["host-k", "host-b"], signed="bind", text=contents(202), edit=chained(signer.lapsed(dates=PAST), also(NOBODYS_TAG))),
    Zone("chainmix.ling", ["host-k", Ns("host-b", own=True, load="three")], signed="bind", text=contents(203), variants={"three": lambda text: signer.sign(text, signer.signing(text), denial=NSEC3)}),
    Zone("zlag.ling", ["host-k", Ns("host-b", own=True, load="old")], signed="bind", zsk=True, text=contents(204), edit=key_published_early, variants={"old": resigned(OLDER)}),
    Zone("zlagx.ling", [Ns("host-k", own=True), Ns("host-b", own=True, load="old")], signed="bind", zsk=True, text="$TTL 5\n" + contents(205), edit=next_key_signs, variants={"old": resigned(OLDER)}),
    Zone("ttlsig.bell", ["host-k", "host-b"], signed="bind", text=contents(206), edit=replace(r"^(www\.ttlsig\.bell\.\s+)300(\s+IN\s+A\s)", r"\g<1>60\2")),
    # Bogus, if anybody could look.
    Zone("hut.scree", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(207)),
    Zone("lapsed.scree", ["host-k", "host-n"], signed="bind", dates=PAST, text=contents(208)),
    Zone("wrongisle.gorse", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(209)),
    Zone("bareisle.gorse", ["host-k", "host-b"], signed="bind", text=contents(210), edit=BARE),
    # A resolver serves it; the registry is named as its server; one answers late.
    Zone("recur.gorse", ["both-b", "both-b:2"], text=contents(211)),
    Zone("selfref.gorse", [Ns("reg-b", load="no", host="ns2.gorse"), Ns("reg-n:2", load="no", host="ns1.gorse")]),
    behind("snail.gorse", 212),
    *[Zone(f"{name}.gorse", ["front", "front:2"], hidden=("host-k",), text="$TTL 2\n" + contents(n)) for n, name in enumerate(("rq", "sq", "tq", "dq"), 213)],
    Zone("zero.gorse", ["host-k", "host-p"], text=contents(217) + "ghost MX 10 nothing.byre.gorse.\nmany A 151.200.217.100\n" + "".join(f"many A 151.200.217.{n}\n" for n in range(101, 160)) +
         "huge TXT " + " ".join('"' + chr(97 + part % 26) * 250 + '"' for part in range(60)) + "\n", edit=replace(" 2026110101 3600 600 604800 300", " 0 3600 600 604800 0")),
    # Its keys change too fast for caches.
    Zone("quick.ling", ["dyn", "dyn:2"], signed="bind", zsk=True, text="$TTL 86400\n" + contents(218)),
]

# Written after the third.
FOURTH = [
    Zone("hut.fell", ["host-k", "host-b"], signed="bind", text=contents(220)),
    Zone("box.gorse", ["box-b"], text=contents(221)),
    Zone("bare.gorse", ["host-k", "host-n"]),
    Zone("sbare.bell", ["host-k", "host-n"], signed="bind"),
    behind("sick.gorse", 222), behind("oneside.gorse", 223), behind("mum.gorse", 224),
    # A part that is not delegated, at two of three; at all, and they do not agree.
    Zone("trio.gorse", ["host-k", "host-n", "host-p"], text=contents(225)),
    Zone("part.trio.gorse", ["host-k", "host-n"], delegated=False, text=contents(226)),
    Zone("odds.trio.gorse", ["host-k", Ns("host-n", load="other"), "host-p"], delegated=False, text=contents(227), variants={"other": chained(OLDER, replace(
        r"^www A \S+", "www A 151.201.227.80"))}),
    behind("flicker.gorse", 228, [Ns("gone-p", own=True), Ns("gone-p", own=True)], "$TTL 1\n"),
    Zone("oldloop.gorse", named(("host-k", "ns1.croft.ling"), ("host-b", "ns3.croft.ling")), text="@ DNAME a.oldloop.gorse.\n@ MX 0 .\n"),
    # Servers that need options to be left out, and mind the rate as well.
    Zone("dropsig.ling", ["drop-b", "drop-b:2"], signed="bind", text="$TTL 2\n" + contents(229)),
]

# Written after the fourth: an alias of an alias, fourteen times; two that rename each other; balancers that know addresses alone; two faults at once.
FIFTH = [
    Zone("rope.gorse", ["host-k", "host-n"], text="".join(f"l{n} CNAME l{n + 1}.cord.bell.\n" for n in range(0, 24, 2)) + "l24 A 151.200.230.24\n"),
    Zone("cord.bell", ["host-b", "host-p"], text="".join(f"l{n} CNAME l{n + 1}.rope.gorse.\n" for n in range(1, 25, 2))),
    Zone("mirrora.gorse", named(("host-k", "ns1.croft.ling"), ("host-b", "ns3.croft.ling")), text="@ DNAME mirrorb.bell.\n@ MX 0 .\n"),
    Zone("mirrorb.bell", named(("host-k", "ns1.croft.ling"), ("host-b", "ns3.croft.ling")), text="@ DNAME mirrora.gorse.\n@ MX 0 .\n"),
    behind("lb.gorse", 231), behind("plainlb.gorse", 232),
    Zone("comboa.bell", ["host-k", Ns("host-b", "silent")], signed="bind", ds="wrong", text=contents(233)),
    Zone("combob.ling", ["host-k", Ns("host-c", load="no", own=True)], signed="bind", dates=PAST, text=contents(234)),
    Zone("comboc.bell", [Ns("host-k", "silent"), Ns("host-n", "silent")], signed="bind", ds="wrong", text=contents(235)),
    Zone("combod.gorse", [Ns("host-k", "silent", where="parent"), Ns("host-c", load="no", own=True, where="parent"), Ns("host-n", where="child")], text=contents(236)),
]

ZONES = TOP + SOUND + DENIAL + KEYS + DELEGATIONS + SERVERS + SECOND + THIRD + FOURTH + FIFTH
