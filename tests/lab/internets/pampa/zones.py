# SPDX-License-Identifier: MIT
"""Who serves what in the fourth internet, and what is wrong with it."""

from model import Authority, Ns, Zone
from zones import chained, drop_records, flip_signature, replace

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("151.64.0.1", "2a0c:64::1")
ADDRESSES_OF_RESOLVERS = ("81.200.{}.53", "2a0e:200:{}::53")

BEHIND = "151.1.0.1"  # What the odd servers stand before.
ABROAD = "194.0.0.0/8"  # From there one zone may not be asked.


def habit(number, *rules, delay=""):
    """Servers with a habit of their own, in front of good data."""
    flags = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"151.40.{number}.1", f"151.41.{number}.1"],
                     {"forward": BEHIND, "flags": flags + (["--delay", delay] if delay else [])})


def balancer(number, *rules):
    return Authority("dnsdist", [f"151.42.{number}.1", f"151.43.{number}.1"], {"forward": BEHIND, "extra": "\n".join(rules)})


AUTHORITIES = {
    "root-n": Authority("named-auth", ["193.3.0.4", "2a0e:3::4"]),
    "root-k": Authority("knot", ["193.3.1.4"]),
    # The country's registry serves the TLD and its second levels from the same servers.
    "zz-one": Authority("knot", ["37.9.0.1", "2a0d:9:1::1"]),
    "zz-two": Authority("nsd", ["37.9.1.1"]),
    "gob": Authority("nsd", ["37.10.0.1", "2a0d:10::1"]),
    "market": Authority("named-auth", ["88.20.0.1", "88.20.1.1"]),
    "cloud": Authority("named-auth", ["88.30.0.1", "88.30.1.1"]),
    "rir": Authority("nsd", ["88.40.0.1", "88.40.1.1"]),
    # What the registry used before it moved: nobody switched it off.
    "zz-old": Authority("named-auth", ["37.9.8.1", "37.9.9.1"]),
    "acme": Authority("knot", [BEHIND, "151.1.1.1", "2a0c:1::1"]),
    "umbra": Authority("nsd", ["151.2.0.1", "151.2.1.1"]),
    "bindery": Authority("named-auth", ["151.3.0.1", "151.3.1.1"]),
    "power": Authority("pdns", ["151.4.0.1", "151.4.1.1"]),
    "rrl": Authority("named-auth", ["151.5.0.1", "151.5.1.1"], {
        "extra": "rate-limit { responses-per-second 20; nxdomains-per-second 2; slip 2; window 5; };"}),
    "parking": balancer(1, "addAction(QTypeRule(DNSQType.A), SpoofAction('151.250.0.9', {aa=true}))"),
    "club": balancer(2, f"addAction(makeRule('{ABROAD}'), RCodeAction(DNSRCode.REFUSED))"),
    "slow": habit(1, delay="2.6"),
    "no-opt": habit(2, ".,+edns,drop"),
    "no-https": habit(3, ".,65,drop"),
    "denies-https": habit(4, ".,65,3:soa"),
    "refuses-caa": habit(5, ".,257,5"),
    "fails-aaaa": habit(6, ".,28,2"),
    "cuts": habit(7, ".,*,tc"),
    "cuts-all": habit(8, ".,*,tc"),
}

SILENT_FORWARDER = "172.16.200.53"
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent"}


def contents(number):
    """Answers of zone `number` are 212.50.NUMBER.x."""
    base = f"212.50.{number}"
    return f"""\
@ A {base}.1
@ MX 10 correo
@ MX 20 mx2.alojo.cloud.
@ TXT "v=spf1 include:_spf.alojo.cloud ~all"
@ CAA 0 issue "ca.app.market"
@ HTTPS 1 . alpn=h2,h3
www A {base}.80
www AAAA 2a07:{number}::80
correo A {base}.25
api CNAME www
solo4 A {base}.4
solo6 AAAA 2a07:{number}::6
alias4 CNAME solo4
par A {base}.10
par A {base}.11
par A {base}.12
_dmarc TXT "v=DMARC1; p=none"
_sip._udp SRV 5 10 5060 www
sel._domainkey TXT "v=DKIM1; k=rsa; p={'M' * 180}" "{'I' * 200}" "{'A' * 60}"
gordo TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.apps A {base}.42
"""


def lapse(rtype, owner=r"\S+"):
    """Signatures over one type whose time has passed."""
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", r"\g<1>20260901000000\g<2>20260801000000")


LAST_WINTER = ("20250601000000", "20250701000000")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
# Only what a zone cannot do without.
EMPTY = replace(r"^(?!@ NS|@ SOA|\$|ns\d).*\n", "")

LONGEST = "m" * 63
NEARLY = f"{'p' * 63}.{'q' * 63}.{'r' * 63}.{'s' * 45}"

TOP = [
    Zone(".", ["root-n", "root-k", Ns("root-n", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("zz", ["zz-one", "zz-two", Ns("zz-one", v6=True)], signed="bind", denial=OPT_OUT, text="registro A 212.50.250.1\n"),
    Zone("com.zz", ["zz-one", "zz-two"], signed="bind", denial=OPT_OUT, hidden=("zz-old=antigua",),
         variants={"antigua": chained(replace(r"^(\S+\.)?(media-)?antigua\.com\.zz\.\s.*\n", ""), replace(" 2026110101 ", " 2024020100 "))},
         edit=lapse("DS", r"dsvencido\.com\.zz\.")),
    # Nobody has signed it again.
    Zone("org.zz", ["zz-one", "zz-two"], signed="bind", dates=LAST_WINTER),
    Zone("gob.zz", ["gob", Ns("gob", v6=True)], signed="bind", algorithm="ED25519",
         edit=replace(r"^sinprueba\.gob\.zz\.\s.*\s(NSEC|RRSIG\s+NSEC)\s.*\n", "")),
    Zone("market", ["market", "market:2"], signed="bind", denial=NSEC3),
    Zone("cloud", ["cloud", "cloud:2"]),
    Zone("xn--90a3ac", ["rir", "rir:2"], signed="bind"),
    # Two of three servers are well.
    Zone("ww", ["rir", "market:2", Ns("rir", "silent")]),
    Zone("kk", [Ns(None), Ns(None)]),
    Zone("yy", [Ns("zz-one", own=True), Ns("zz-two", own=True)], signed="bind", denial=OPT_OUT),
    Zone("com.yy", [Ns("zz-one", own=True), Ns("zz-two", own=True)]),
    Zone("arpa", ["root-n", "root-k"], signed="bind"),
    Zone("in-addr.arpa", ["rir", "rir:2"], signed="bind"),
    Zone("77.in-addr.arpa", ["rir", "rir:2"], signed="bind"),
    # Less than a whole network is the customer's: RFC 2317.
    Zone("2.0.77.in-addr.arpa", ["umbra", "umbra:2"], text="".join(
        f"{host} CNAME {host}.64-26.2.0.77.in-addr.arpa.\n" for host in range(64, 80)) + "1 PTR gw.alojo.cloud.\n"),
    Zone("64-26.2.0.77.in-addr.arpa", ["bindery", "acme:2"], text="70 PTR www.tienda.com.zz.\n"),
]

SOUND = [
    Zone("alojo.cloud", ["acme:2", "umbra:2"], text=contents(1)),
    Zone("correo.zz", ["umbra", "acme"], hidden=("power=viejo",), variants={"viejo": chained(
        replace(" 2026110101 ", " 2026030201 "), replace(r"^www A .*", "www A 212.50.251.80"), replace(r"^nuevo .*\n", ""))},
        text=contents(2) + f"nuevo A 212.50.2.77\n{LONGEST} A 212.50.2.63\n{NEARLY} A 212.50.2.64\njuan\\.perez A 212.50.2.65\n"
                           "c4 CNAME c5.uni.edu.zz.\n"),
    Zone("tienda.com.zz", ["acme:2", "umbra"], signed="bind", text=contents(3) + "c3 CNAME c4.correo.zz.\n"),
    Zone("uni.edu.zz", ["bindery", "umbra:2"], signed="bind", denial=NSEC3, text=contents(4) + "c5 CNAME c6.cdn.cloud.\n"),
    Zone("salud.gob.zz", ["acme", "bindery"], signed="bind", text=contents(5)),
    # Parent and child on the same servers, signed and not.
    Zone("lab.salud.gob.zz", ["acme", "bindery"], text=contents(6)),
    Zone("sec.salud.gob.zz", ["acme", "bindery"], signed="bind", algorithm="ECDSAP384SHA384", text=contents(7)),
    Zone("app.market", ["power", "umbra:2"], signed="bind", text=contents(8) + "c2 CNAME c3.tienda.com.zz.\n"
         "apuestas A 212.50.8.91\ncasino A 212.50.8.92\nloteria A 212.50.8.93\nnaipes A 212.50.8.94\n"),
    Zone("cdn.cloud", ["bindery:2", "power:2"], text=contents(9) + "*.marca CNAME www.app.market.\n*.rota CNAME www.hundida.zz.\n"
         "*.nada CNAME nada.app.market.\nombligo CNAME ombligo\nc6 CNAME www.lab.salud.gob.zz.\nc1 CNAME c2.app.market.\n"
         "fuera CNAME www.example.nosuch.\n"),
    Zone("xn--e1afmkfd.xn--90a3ac", ["acme", "bindery"], signed="bind", text=contents(10)),
    # Nothing of its own to stand on, and well: three TLDs.
    Zone("viajera.market", [Ns("acme:2", host="ns1.tienda.com.zz"), Ns("umbra:2", host="ns2.uni.edu.zz"), Ns("bindery", host="ns2.salud.gob.zz")],
         text=contents(11)),
    # Each leans on the other; one leg is enough.
    Zone("mutua.com.zz", [Ns("acme", host="ns2.mutua.market")], text=contents(12) + "ns1 A 151.2.0.1\n"),
    Zone("mutua.market", [Ns("umbra", host="ns1.mutua.com.zz"), Ns("acme", host="ns2.mutua.market")], text=contents(13)),
    Zone("sur.ww", ["power", "acme"], text=contents(14)),
    Zone("timida.market", [Ns("umbra", "shy"), Ns("bindery", "shy")], signed="bind", text=contents(15)),
    Zone("delta.com.yy", ["acme", "umbra"], text=contents(16)),
    Zone("estuario.yy", ["bindery", "power"], text=contents(17)),
    Zone("rrl.zz", ["rrl", "rrl:2"], text=contents(18)),
    Zone("cortada.zz", ["cuts", "cuts:2"], hidden=("acme",), text=contents(19)),
    Zone("casa-vieja.market", ["bindery", "bindery:2"], text=contents(20)),
    # The zone has moved; its parent has not been told yet (see situations.py).
    Zone("mudanza.cloud", [Ns("bindery", load="vieja", where="parent", host="ns1.casa-vieja.market"),
                           Ns("bindery:2", load="vieja", where="parent", host="ns2.casa-vieja.market"),
                           Ns("acme:2", where="child", host="ns1.alojo.cloud"), Ns("umbra:2", where="child", host="ns2.alojo.cloud")],
         text="$TTL 2\nwww A 212.50.21.80\ncorreo A 212.50.21.25\nnuevo A 212.50.21.77\n",
         variants={"vieja": chained(replace(" 2026110101 ", " 2026052001 "), replace(r"^nuevo .*\n", ""), replace("212.50.21.80", "212.50.252.80"),
                                    replace("^@ NS ns1.alojo.cloud.", "@ NS ns1.casa-vieja.market."), replace("^@ NS ns2.alojo.cloud.", "@ NS ns2.casa-vieja.market."))}),
]

BROKEN = [
    Zone("hundida.zz", [Ns("acme", "silent"), Ns("umbra", "silent", v6=True)], text=contents(30)),
    Zone("cerrada.com.zz", [Ns(None), Ns("bindery", "prohibited")], text=contents(31)),
    Zone("rechazo.market", [Ns("acme", load="no"), Ns("power", load="no")]),
    Zone("caducada.com.zz", [Ns("bindery", load="orphan", own=True), Ns("bindery", load="orphan", own=True)], signed="bind"),
    # Delegated by the servers that serve the parent, and forgotten there: they refer to themselves.
    Zone("olvidada.salud.gob.zz", [Ns("acme", load="no"), Ns("bindery", load="no")]),
    Zone("filial.salud.gob.zz", [Ns("acme"), Ns("bindery", load="no")], text=contents(32)),
    # The registry's old servers: they know that there is no such domain, with AA.
    Zone("antigua.com.zz", [Ns("zz-old", load="no"), Ns("zz-old:2", load="no")]),
    Zone("media-antigua.com.zz", [Ns("acme"), Ns("zz-old", load="no")], text=contents(33)),
    Zone("vaciada.cloud", ["acme", "umbra"], text=""),
    Zone("media-vacia.cloud", [Ns("bindery", own=True), Ns("power", load="vacia", own=True)], text=contents(34), variants={"vacia": EMPTY}),
    Zone("media-aparcada.market", [Ns("umbra"), Ns("parking")], text=contents(35)),
    # A child that lives in its parent's server, and that the parent never delegated.
    Zone("grupo.cloud", ["acme", "umbra"], text=contents(36)),
    Zone("ventas.grupo.cloud", [Ns("acme")], text=contents(37), delegated=False),
    Zone("media-lenta.cloud", [Ns("acme"), Ns("slow")], text=contents(38)),
    Zone("media-sorda.cloud", [Ns("acme"), Ns("no-opt")], text=contents(39)),
    Zone("sin-https.cloud", ["no-https", "no-https:2"], hidden=("acme",), text=contents(40)),
    Zone("niega-https.cloud", ["denies-https", "denies-https:2"], hidden=("acme",), text=contents(41)),
    Zone("rehusa-caa.cloud", ["refuses-caa", "refuses-caa:2"], hidden=("acme",), text=contents(42)),
    Zone("falla-aaaa.cloud", ["fails-aaaa", "fails-aaaa:2"], hidden=("acme",), text=contents(43)),
    Zone("truncada.zz", [Ns("cuts-all", "tcp_reset"), Ns("cuts-all", "tcp_reset")], hidden=("acme",), text=contents(44)),
    Zone("socios.market", ["club", "club:2"], hidden=("acme",), text=contents(45)),
    Zone("apoyada.com.zz", [Ns("acme", host="ns1.anillo.kk"), Ns("umbra", host="ns2.anillo.kk")], text=contents(46)),
    Zone("anillo.kk", ["acme", "umbra"]),
    Zone("hija-rota.cloud", [Ns("acme:2", where="parent", host="ns1.alojo.cloud"), Ns("umbra:2", where="parent", host="ns2.alojo.cloud"),
                             Ns(None, where="child", host="ns8.hija-rota.cloud"), Ns(None, where="child", host="ns9.hija-rota.cloud")],
         hidden=("acme", "umbra"), text=contents(47)),
    Zone("circular.com.zz", [Ns("acme", host="ns1.espiral.cloud"), Ns("umbra", host="ns2.espiral.cloud")], text="ns1 A 151.1.0.1\nns2 A 151.2.0.1\n"),
    Zone("espiral.cloud", [Ns("acme", host="ns1.circular.com.zz"), Ns("umbra", host="ns2.circular.com.zz")],
         text="ns1 A 151.1.0.1\nns2 A 151.2.0.1\nwww A 212.50.48.80\n"),
    Zone("anulada.zz", [Ns("acme", host="ns1.sin-dominio.market"), Ns("umbra", host="ns2.sin-dominio.market")], text=contents(49)),
]

DNSSEC = [
    Zone("uno.org.zz", ["acme", "umbra"], text=contents(60)),
    Zone("dos.org.zz", ["acme", "bindery"], signed="bind", text=contents(61)),
    Zone("tres.org.zz", ["power", "umbra"], text=contents(62)),
    Zone("dsvencido.com.zz", ["acme", "power"], signed="bind", text=contents(63)),
    Zone("sinprueba.gob.zz", ["umbra", "power"], text=contents(64)),
    Zone("vencida.market", ["acme", "bindery"], signed="bind", dates=LAST_WINTER, text=contents(65)),
    Zone("otra-clave.gob.zz", ["bindery", "power"], signed="bind", ds="wrong", text=contents(66)),
    Zone("desfirmada.com.zz", ["power", "umbra"], signed="bind", text=contents(67), edit=BARE),
    Zone("negada.market", ["umbra", "umbra:2"], signed="bind", denial=NSEC3, text=contents(68), edit=flip_signature(rtype="NSEC3")),
    Zone("correo-malo.com.zz", ["bindery", "acme"], signed="bind", text=contents(69), edit=flip_signature("correo-malo.com.zz", "MX")),
    Zone("apoyo-vencido.com.zz", [Ns("acme", host="ns1.vencida.market"), Ns("bindery", host="ns2.vencida.market")], text=contents(70)),
]

# A hosting company's customers: half of them on servers that are gone.
CLIENTS = "www A 212.51.{}.80\n@ A 212.51.{}.1\n@ MX 10 mx2.alojo.cloud.\n"
HOSTED = [Zone(f"cliente{n}.com.zz", [Ns("acme:2", host="ns1.alojo.cloud"), Ns("umbra:2", host="ns2.alojo.cloud")], text=CLIENTS.format(n, n))
          for n in range(80)]
COMPANY = [Zone("quiebra.market", [Ns("bindery", "silent"), Ns("power", "silent")], text=contents(80))]
LOST = [Zone(f"perdido{n}.com.zz", [Ns("bindery", load="no", host="ns1.quiebra.market"), Ns("power", load="no", host="ns2.quiebra.market")])
        for n in range(80)]

ZONES = TOP + SOUND + BROKEN + DNSSEC + HOSTED + COMPANY + LOST
