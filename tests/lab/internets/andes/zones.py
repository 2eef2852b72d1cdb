# SPDX-License-Identifier: MIT
"""Who serves what in the seventh internet, and what is wrong with it."""

import pathlib
import subprocess
import tempfile

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("151.20.0.1", "2a05:20::1")
ADDRESSES_OF_RESOLVERS = ("151.90.{}.53", "2a05:90:{}::53")

DATA = "205.1.0.1"  # What balancers and other odd servers stand before.
DC_A, DC_B = "10.1.0.10", "10.2.0.10"


def habit(number, *rules):
    return Authority("proxy", [f"198.101.{number}.1", f"198.102.{number}.1"],
                     {"forward": DATA, "flags": [word for rule in rules for word in ("--rule", rule)]})


def sole(family, number, *rules):
    return Authority("proxy", [f"198.10{family}.{number}.1"], {"forward": DATA, "flags": [word for rule in rules for word in ("--rule", rule)]})


def balancer(number, *lines):
    return Authority("dnsdist", [f"198.111.{number}.1", f"198.112.{number}.1"], {"forward": DATA, "extra": "\n".join(lines)})


def spoof(name, addresses, *others):
    rules = ", ".join([f"QNameRule('{name}.')", "QTypeRule(DNSQType.A)", *others])
    addresses = ", ".join(f"'{address}'" for address in addresses.split())
    return f"addAction(AndRule({{{rules}}}), SpoofAction({{{addresses}}}, {{aa=true, ra=false, ttl=0}}))"


AUTHORITIES = {
    "root-n": Authority("nsd", ["199.9.1.4", "2a05:1::4"]),
    "root-k": Authority("knot", ["199.9.2.4", "2a05:2::4"]),
    "reg-k": Authority("knot", ["192.5.1.1", "2a05:5::1"]),
    "reg-n": Authority("nsd", ["192.5.2.1", "2a05:6::1"]),
    "reg-b": Authority("named-auth", ["192.5.3.1"]),
    # Providers of DNS.
    "one": Authority("knot", [DATA, "205.1.1.1", "2a05:41::1"]),
    "two": Authority("nsd", ["205.2.0.1", "205.2.1.1", "2a05:42::1"]),
    "three": Authority("named-auth", ["205.3.0.1", "205.3.1.1"]),
    "cloud": Authority("pdns", ["205.4.0.1", "205.4.1.1"]),
    "four": Authority("nsd", ["205.5.0.1", "205.5.1.1"]),
    # The company's own, one in each data centre.
    "dc-a": Authority("named-auth", [DC_A]),
    "dc-b": Authority("knot", [DC_B]),
    # Balancers: SERVFAIL for AAAA; NXDOMAIN for AAAA; no idea of HTTPS, SRV and CAA; nothing without an SOA; AAAA refused.
    "lb-fail": habit(1, ".,28,2"),
    "lb-deny": habit(2, ".,28,3:aa:soa"),
    "lb-old": habit(3, ".,65,4", ".,33,4", ".,257,4"),
    "lb-curt": habit(4, ".,28,0:aa", ".,65,0:aa", ".,6,0:aa", ".,2,0:aa"),
    "lb-refuse": habit(5, ".,28,5"),
    # Pools that are down: one says SERVFAIL of one name, another at one of two sites; one says NXDOMAIN at one site.
    "lb-pool": habit(6, "=pay.pool.tramo.net.,1,2"),
    "lb-east": sole(1, 7),
    "lb-west": sole(2, 7, "=pay.site.tramo.net.,*,2"),
    "lb-north": sole(1, 8),
    "lb-south": sole(2, 8, "=pay.drain.tramo.net.,*,3:aa:soa"),
    # What lies between is denied.
    "lb-between": habit(9, "=eu.between.tramo.net.,*,3:aa:soa"),
    # HTTPS gets no answer.
    "lb-mute": habit(10, ".,65,drop"),
    # Its apex is denied: there is nothing but the names it balances.
    "lb-apex": habit(11, "=apex.tramo.net.,*,3:aa"),
    # They know nothing of the apex: empty, refused, denied; and one pool is down.
    "lb-bare": habit(12, ".,6,0:aa", ".,2,0:aa", "=pay.bare.tramo.net.,*,2"),
    "lb-shut": habit(13, ".,6,5", ".,2,5", "=pay.shut.tramo.net.,*,2"),
    "lb-void": habit(14, "=void.tramo.net.,*,3:aa", "=pay.void.tramo.net.,*,2"),
    "lb-geo": balancer(1, spoof("www.geo.tramo.net", "146.60.1.1", "makeRule('10.0.0.0/8')"), spoof("www.geo.tramo.net", "146.60.1.2 146.60.1.3",
        "makeRule('80.0.0.0/8')"), spoof("www.geo.tramo.net", "146.60.1.4")),
    "lb-turn": balancer(2, spoof("www.turn.tramo.net", "146.60.2.1", "ProbaRule(0.5)"), spoof("www.turn.tramo.net", "146.60.2.2")),
    # Somebody has bought the domain of a name server, and answers whatever is asked.
    "grabber": Authority("dnsdist", ["198.113.1.1", "198.113.9.9"], {"forward": DATA, "extra":
        "addAction(QTypeRule(DNSQType.A), SpoofAction('198.113.9.9', {aa=true, ra=false}))\naddAction(AllRule(), RCodeAction(DNSRCode.NOERROR, {aa=true}))"}),
}

SILENT_FORWARDER = "10.70.0.53"
OLD_PRIMARY = "10.1.0.99"  # Taken out of its rack.
OLD_GLUE = "205.9.9.1"  # Somebody else's, and silent.
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent", OLD_PRIMARY: "", OLD_GLUE: "silent"}


def contents(number):
    """Answers of zone `number` are 146.50.NUMBER.x."""
    base = f"146.50.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 -all"
@ CAA 0 issue "ca.nube.com"
www A {base}.80
www AAAA 2a06:{number}::80
www HTTPS 1 . alpn=h2
mail A {base}.25
api CNAME www
v4 A {base}.4
v6 AAAA 2a06:{number}::6
rr 0 A {base}.11
rr 0 A {base}.12
rr 0 A {base}.13
_grpc._tcp SRV 10 5 443 www
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(14))}
mid TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(4))}
*.preview A {base}.50
b.a.preview A {base}.51
"""


LAST_WINTER = ("20260101000000", "20260201000000")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026031501 ")
OTHER_SERIAL = replace(" 2026110101 ", " 17 ")
OTHER_TTL = replace(r"^(\S+) A ", r"\1 60 A ")


def lapsed(rtype, owner=r"\S+"):
    """Signatures over one type whose time has passed."""
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", rf"\g<1>{LAST_WINTER[1]}\g<2>{LAST_WINTER[0]}")


def signed_elsewhere(zone):
    """A provider that signs with a key of its own, of which the parent has never heard."""
    def edit(text):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory, "zone")
            key = subprocess.run(["dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", "-K", directory, zone], text=True,
                                 capture_output=True, check=True).stdout.strip()
            path.write_text(BARE(text) + pathlib.Path(directory, f"{key}.key").read_text())
            subprocess.run(["dnssec-signzone", "-q", "-z", "-P", "-O", "full", "-e", "20380101000000", "-o", zone + ".", "-f", f"{path}.signed",
                            "-d", directory, str(path), f"{directory}/{key}"], text=True, capture_output=True, check=True)
            return pathlib.Path(f"{path}.signed").read_text()
    return edit


TOP = [
    Zone(".", ["root-n", "root-k", "root-n:2"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("com", ["reg-k", "reg-n", "reg-n:2"], signed="bind", denial=OPT_OUT, zsk=True),
    Zone("io", ["reg-k", "reg-b"], signed="bind", denial=NSEC3),
    Zone("net", ["reg-n", "reg-b"]),
    Zone("arpa", ["root-k", "root-n"], signed="bind"),
    Zone("in-addr.arpa", ["root-k", "root-n"], signed="bind"),
    Zone("50.146.in-addr.arpa", ["one", "two"], text="80.1 PTR www.andes.io.\n80.3 PTR edge.cdn-uno.com.\n"),
]

# The company's public zones.
PUBLIC = [
    Zone("andes.io", ["one:2", "two:2", "one:3"], signed="bind", text=contents(1) + """\
shop CNAME andes.tienda-saas.com.
static CNAME andes.edge.cdn-uno.com.
help CNAME andes.ayuda-saas.com.
track CNAME andes.contador.com.
status CNAME andes.estado.net.
docs CNAME andes.papeles.com.
login CNAME andes.llaves.io.
events CNAME hook.eventos.net.
old-shop CNAME shop.vieja-tienda.net.
deep CNAME d1.cdn-uno.com.
broken CNAME e1.cdn-uno.com.
adm CNAME pixel.anuncios.net.
media CNAME pixel2.anuncios.net.
checkout CNAME pay.pool.tramo.net.
cart CNAME pay.site.tramo.net.
geo CNAME www.geo.tramo.net.
app CNAME www.lb-fail.tramo.net.
app2 CNAME www.lb-deny.tramo.net.
app3 CNAME www.lb-curt.tramo.net.
app4 CNAME www.lb-refuse.tramo.net.
intranet CNAME portal.int.andes.io.
vpn A 146.50.1.99
"""),
    Zone("andes-viejo.com", [Ns("one:2", host="ns1.andes.io"), Ns("two:2", host="ns2.andes.io")], text="@ DNAME andes.io.\n"),
    Zone("andespay.com", ["three", "one"], signed="bind", denial=NSEC3, text=contents(2) + "promo CNAME www\nnew A 146.50.2.77\n"),
]

# Who the aliases lead to, and are well.
SAAS = [
    Zone("cdn-uno.com", ["two", "cloud"], signed="bind", text=contents(3) + "*.edge 20 CNAME edge\nedge 20 A 146.50.3.80\nedge 20 A 146.50.3.81\nedge AAAA 2a06:3::80\n"
         "d1 CNAME d2.nube.net.\nd3 CNAME d4.nube.net.\nd5 CNAME d6.tienda-saas.com.\nd7 CNAME d8.edge\ne1 CNAME e2.nube.net.\n"),
    Zone("nube.net", ["cloud", "cloud:2"], text=contents(4) + "d2 CNAME d3.cdn-uno.com.\nd4 CNAME d5.cdn-uno.com.\ne2 CNAME e3.hundido.net.\n"),
    Zone("nube.com", ["cloud", "three:2"], signed="bind", text=contents(5)),
    Zone("tienda-saas.com", ["one", "one:2"], signed="bind", denial=NSEC3, text=contents(6) + "*  A 146.50.6.60\nd6 CNAME d7.cdn-uno.com.\n"),
    Zone("anuncios.net", ["three:2", "two"], text=contents(7) + "pixel A 146.50.7.70\npixel2 A 146.50.7.71\n"),
    Zone("tramo.net", ["four", "four:2"], text=contents(8)),
    # Two providers that know nothing of each other: serials and lives of their own, the same data.
    Zone("doble.io", [Ns("one", own=True), Ns("two", own=True, load="other")], text=contents(9), variants={"other": chained(OTHER_SERIAL, OTHER_TTL)}),
    Zone("geo.tramo.net", ["lb-geo", "lb-geo:2"], hidden=("one",), text=contents(10)),
    Zone("turn.tramo.net", ["lb-turn", "lb-turn:2"], hidden=("one",), text=contents(11)),
    Zone("lb-curt.tramo.net", ["lb-curt", "lb-curt:2"], hidden=("one",), text=contents(12)),
    Zone("apex.tramo.net", ["lb-apex", "lb-apex:2"], hidden=("one",), text=contents(13)),
]

# The company's own zones, that nobody outside knows.
INSIDE = [
    Zone("int.andes.io", [Ns("dc-a"), Ns("dc-b")], delegated=False, text="""\
portal A 10.1.5.80
db A 10.1.5.32
mq A 10.1.5.33
mq A 10.2.5.33
_mysql._tcp SRV 0 10 3306 db
old-primary A 10.1.0.99
config TXT "region=a"
metrics CNAME graph.obs.int.andes.io.
batch-ui CNAME ui.batch.int.andes.io.
"""),
    Zone("pay.int.andes.io", ["dc-a", "dc-b"], text="api A 10.1.6.80\nledger A 10.1.6.81\n_grpc._tcp SRV 0 10 9000 api\n"),
    # One of two was never told.
    Zone("obs.int.andes.io", [Ns("dc-a"), Ns("dc-b", load="no")], text="graph A 10.1.7.80\nlogs A 10.1.7.81\n"),
    # Its box is off.
    Zone("ml.int.andes.io", [Ns(None, host="old-primary.int.andes.io")]),
    # Never transferred.
    Zone("batch.int.andes.io", [Ns("dc-a", load="orphan")], text="ui A 10.1.9.80\n"),
    # Moved to another box; the parent still says where it was.
    Zone("data.int.andes.io", [Ns("three", own=True, glue=OLD_GLUE)], text="lake A 10.1.8.80\n"),
    Zone("10.in-addr.arpa", ["dc-a"], delegated=False, text="80.5.1 PTR portal.int.andes.io.\n32.5.1 PTR db.int.andes.io.\n"),
]

LBS = [
    Zone("lb-fail.tramo.net", ["lb-fail", "lb-fail:2"], hidden=("one",), text=contents(20)),
    Zone("lb-deny.tramo.net", ["lb-deny", "lb-deny:2"], hidden=("one",), text=contents(21)),
    Zone("lb-old.tramo.net", ["lb-old", "lb-old:2"], hidden=("one",), text=contents(22)),
    Zone("lb-refuse.tramo.net", ["lb-refuse", "lb-refuse:2"], hidden=("one",), text=contents(23)),
    Zone("pool.tramo.net", ["lb-pool", "lb-pool:2"], hidden=("one",), text=contents(24) + "pay A 146.50.24.44\n"),
    Zone("site.tramo.net", ["lb-east", "lb-west"], hidden=("one",), text=contents(25) + "pay A 146.50.25.44\n"),
    Zone("drain.tramo.net", ["lb-north", "lb-south"], hidden=("one",), text=contents(26) + "pay A 146.50.26.44\n"),
    Zone("between.tramo.net", ["lb-between", "lb-between:2"], hidden=("one",), text=contents(27) + "app.eu A 146.50.27.44\n"),
    Zone("lb-mute.tramo.net", ["lb-mute", "lb-mute:2"], hidden=("one",), text=contents(28)),
    *[Zone(f"{name}.tramo.net", [f"lb-{name}", f"lb-{name}:2"], hidden=("one",), text=contents(number) + f"pay A 146.50.{number}.44\n")
      for number, name in ((50, "bare"), (51, "shut"), (52, "void"))],
    # Delegated to four, of which two have never heard of it.
    Zone("lb-lame.tramo.net", [Ns("one"), Ns("two", load="no"), Ns("cloud"), Ns("three", load="no")], text=contents(29)),
]

BROKEN = [
    # At the end of an alias: dead, refused, failing, half.
    Zone("estado.net", [Ns("three", "silent"), Ns("cloud", "silent")], text=contents(30)),
    Zone("papeles.com", [Ns("three", load="no"), Ns("two", load="no")]),
    Zone("eventos.net", [Ns("three", load="orphan", own=True), Ns("three", load="orphan", own=True)], text=contents(31)),
    Zone("hundido.net", [Ns("cloud", "silent"), Ns(None)], text=contents(32)),
    # The customer was deleted at the provider, and the alias was not.
    Zone("ayuda-saas.com", ["two", "three"], signed="bind", text=contents(33)),
    # (contador.com is not registered any more.)
    # Moved to a provider that does not sign; the DS was forgotten.
    Zone("llaves.io", [Ns("one", load="bare"), Ns("three", load="bare")], signed="bind", text=contents(34) + "andes A 146.50.34.44\n", variants={"bare": BARE}),
    # Two providers that sign; one of them with a key the parent does not know.
    Zone("dosfirmas.com", [Ns("one", own=True), Ns("two", own=True, load="alien")], signed="bind", text=contents(35),
         variants={"alien": signed_elsewhere("dosfirmas.com")}),
    # Signed by two, and one has not signed since winter: neither address.
    Zone("tresfirmas.io", [Ns("one", own=True), Ns("two", own=True), Ns("three", own=True, load="late")], signed="bind", denial=NSEC3, text=contents(36),
         variants={"late": lapsed(r"\S+")}),
    # Only what was made by another tool: aliases; HTTPS.
    Zone("aliasmal.com", ["two", "one:2"], signed="bind", text=contents(37), edit=lapsed("CNAME")),
    Zone("httpsmal.com", ["two", "one:2"], signed="bind", text=contents(38), edit=flip_signature("www.httpsmal.com", "HTTPS")),
    Zone("finmal.io", ["three", "two:2"], signed="bind", dates=LAST_WINTER, text=contents(39)),
    # A new record has reached one of two providers.
    Zone("mitad.net", [Ns("one", own=True), Ns("cloud", own=True, load="older")], text=contents(40) + "new A 146.50.40.77\n",
         variants={"older": chained(OLDER, replace(r"^new .*\n", ""))}),
    # The parent names the old provider, who has closed the account, and one of the two new ones.
    Zone("mudado.com", [Ns("three", load="no", where="parent", host="ns1.alojado.net"), Ns("three", load="no", where="parent", host="ns2.alojado.net"),
                        Ns("one", host="ns1.mudado.com"), Ns("two", where="child", host="ns2.mudado.com")], text=contents(41)),
    Zone("alojado.net", ["three", "three:2"], text="ns1 A 205.3.0.1\nns2 A 205.3.1.1\n"),
    # Moved altogether; the old provider was never told, and one resolver neither.
    Zone("mudanza.com", ["one", "two"], hidden=("three=older",), signed="bind", text=contents(42) + "new A 146.50.42.77\n",
         variants={"older": chained(BARE, OLDER, replace(r"146\.50\.42\.80", "146.51.42.80"), replace(r"^new\..*\n", ""))}),
    # The same, and the old account is closed.
    Zone("cerrada.com", ["one", "two"], text=contents(43)),
    # A name server in a domain that somebody else has bought; and two in one that nobody has.
    Zone("vendido.com", [Ns("one"), Ns("grabber", host="ns2.caducado.com")], text=contents(44)),
    Zone("caducado.com", ["grabber"], text="ns2 A 198.113.9.9\n"),
    Zone("huerfano.net", [Ns("two", host="ns1.nadie-lo-paga.com"), Ns("one", host="ns2.nadie-lo-paga.com")], text=contents(45)),
    Zone("apagado.io", [Ns("cloud", "silent"), Ns("three", "silent")], text=contents(46)),
]

ZONES = TOP + PUBLIC + SAAS + INSIDE + LBS + BROKEN
