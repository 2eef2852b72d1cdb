# SPDX-License-Identifier: MIT
"""Who serves what in the internet of name owners, and what is wrong with it: at the registry, at the enterprise, at the leaf."""

import base64
import re

from model import Authority, Ns, Zone
from zones import absolute, chained, drop_records, flip_signature, replace

from ..steppe import signer

ADDRESSES_OF_ZONES = ("187.60.0.1", "2804:60::1")
ADDRESSES_OF_RESOLVERS = ("191.77.{}.53", "2804:bb:{}::53")

BEHIND = "177.10.1.1"  # What the odd servers stand before.
CLOSED = "177.12.9.1"  # A hosting company that has closed the account.
COMPANY = ("177.15.1.1", "177.16.1.1")  # One resolver has lost the way to these.
GONE = ("177.98.1.1", "177.98.2.1", "177.98.3.1")  # Where servers were once.
LOST_FORWARDER = "10.177.200.53"
RACK = tuple(f"177.22.1.{n}" for n in (11, 12, 13, 14))  # All in one network, to which there is no way any more.
CABLE = tuple(f"177.23.1.{n}" for n in (11, 12, 13))  # The same, cut while it is asked.
DEAD_ADDRESSES = dict.fromkeys((*GONE, *RACK, LOST_FORWARDER), "silent")


def odd(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"177.30.{number}.1", f"177.31.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


def of_zone(zone, rule, action):
    return f"addAction(AndRule({{makeRule('{zone}.'), {rule}}}), {action})"


HABITS = (
    "alheio.buriti.,*,9", "semaa.buriti.,*,no-aa", "gago.pequi.,+edns,1:bare", "surdo.buriti.,+edns,drop", "versao.buriti.,+edns,16",
    "biscoito.ipe.,+option,drop", "bolacha.buriti.,+option,5", "rosca.buriti.,+option,1:bare", "sonho.buriti.,+option,23",
    "balcao.buriti.,28,drop", "balcao.buriti.,65,2",
    "balcao.buriti.,16,5", "balcao.buriti.,257,4", "gslb.pequi.,28,3:aa:soa", "gslb3.buriti.,28,3:aa", "vazio.buriti.,28,0:aa", "vazio.buriti.,257,0:aa:soa",
    "=meio.oco.buriti.,*,3:soa:aa", "torto.buriti.,*,other-address", "torto.pequi.,*,wrong-port", "lerdo.buriti.,*,late:1.1", "duplo.ipe.,*,twice")
STRANGERS = "makeRule({'179.0.0.0/8', '191.77.0.0/16'})"  # Public resolvers, those over IPv6 too.
PROBER = "makeRule('10.99.0.0/16')"
AUTHORITIES = {
    "root-k": Authority("knot", ["198.177.1.4", "2804:1::4"]),
    "root-n": Authority("nsd", ["198.177.2.4"]),
    "reg-k": Authority("knot", ["177.1.1.1", "177.1.2.1", "2804:2::1"]),
    "reg-n": Authority("nsd", ["177.2.1.1", "177.2.2.1", "2804:3::1"]),
    "reg-b": Authority("named-auth", ["177.3.1.1", "177.3.2.1"]),
    "reg-p": Authority("pdns", ["177.4.1.1", "177.4.2.1"]),
    "host-k": Authority("knot", [BEHIND, "177.10.2.1", "2804:10::1"]),
    "host-n": Authority("nsd", ["177.11.1.1", "177.11.2.1", "2804:11::1"]),
    "host-b": Authority("named-auth", ["177.12.1.1", "177.12.2.1", CLOSED]),
    "host-c": Authority("named-auth", ["177.17.1.1", "177.17.2.1", *RACK]),
    "host-p": Authority("pdns", ["177.13.1.1", "177.13.2.1"]),
    "moving": Authority("named-auth", ["177.14.1.1", "177.14.2.1", *CABLE]),
    "company": Authority("named-auth", list(COMPANY)),
    "park": Authority("nsd", ["177.18.1.1", "177.18.2.1"]),
    "inside": Authority("named-auth", ["10.177.9.1", "10.177.9.2"]),
    # A resolver, written into an NS record.
    "upward": Authority("named", ["177.19.1.1", "177.19.2.1"]),
    "odd": odd(1, *HABITS, "mista6.buriti.,*,no-aa", "mista4.pequi.,*,2", "meiolerdo.ipe.,*,late:0.9"),
    "odd-2": odd(2, *HABITS, "ruim4.buriti.,*,2", "meiolerdo.ipe.,*,late:0.9"),
    "front": Authority("dnsdist", ["177.40.1.1", "177.41.1.1"], {"forward": BEHIND, "extra": "\n".join([
        of_zone("cota.buriti", "MaxQPSIPRule(4)", "DropAction()"), of_zone("cotatc.ipe", "MaxQPSIPRule(3)", "TCAction()"),
        of_zone("bairro.buriti", STRANGERS, "RCodeAction(DNSRCode.REFUSED)"), of_zone("avesso.pequi", PROBER, "RCodeAction(DNSRCode.REFUSED)"),
        of_zone("sagui", PROBER, "RCodeAction(DNSRCode.REFUSED)"),
        of_zone("gslb2.pequi", "QTypeRule(DNSQType.AAAA)", "SetNegativeAndSOAAction(true, 'pequi.', 60, 'ns1.pequi.', 'hostmaster.pequi.', 7, 3600, 600, "
                "604800, 60, {aa=true})")])}),
}


def contents(number):
    """Answers of zone `number` are 177.200.NUMBER.x."""
    base = f"177.200.{number}"
    return f"""\
@ A {base}.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.fazenda.com.ipe"
@ HTTPS 1 . alpn=h2
www A {base}.80
www AAAA 2804:200:{number}::80
mail A {base}.25
api A {base}.81
v4 A {base}.4
_sip._tcp SRV 0 5 5060 www
a.b.c A {base}.7
mid TXT {" ".join('"' + chr(97 + part) * 200 + '"' for part in range(4))}
big TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.app A {base}.42
"""


OVER = ("20260901000000", "20261001000000")
LATER = ("20350101000000", "20360101000000")
NSEC3, SALTED, OPT_OUT = ("-3", "-"), ("-3", "c0ffee", "-H", "5"), ("-3", "-", "-A")
BARE = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026052001 ")


def shorten(owner, rtype):
    """A signature of which the end was lost."""
    pattern = re.compile(rf"^({re.escape(absolute(owner))}\s.*\sRRSIG\s+{rtype}\s+(?:\S+\s+){{7}})(\S.*)$", re.MULTILINE)
    return lambda text: pattern.sub(lambda match: match[1] + base64.b64encode(base64.b64decode(match[2].replace(" ", ""))[:48]).decode(), text)


def salted_anew(text):
    """The chain of NSEC3 was made with another salt than the one that the zone names."""
    other = signer.sign(text, signer.signing(text), denial=("-3", "beef"))
    return signer.take(signer.take(text, other, "NSEC3"), other, r"RRSIG\s+NSEC3")


def without_glue(*owners):
    return replace(rf"^ns\d\.({'|'.join(owners)})\. (A|AAAA) .*\n", "")


def without(*owners):
    return replace(rf"^(\S+\.)?({'|'.join(owners)})\. .*\n", "")


def named(*pairs):
    """Servers under the names of another zone."""
    return [Ns(on, host=host) for on, host in pairs]


TOP = [
    Zone(".", ["root-k", "root-n", "root-k:2"], signed="bind", algorithm="RSASHA256", zsk=True),
    Zone("ipe", ["reg-k", "reg-n", "reg-b"], signed="bind", algorithm="RSASHA256", zsk=True, denial=OPT_OUT),
    Zone("buriti", ["reg-n", "reg-k", "reg-n:3"], edit=without_glue("semcola.buriti")),
    Zone("pequi", ["reg-k:2", "reg-b:2"], signed="bind"),
    # One of three has not heard of some customers' changes.
    Zone("cagaita", ["reg-b", "reg-p", Ns("reg-n", own=True, load="old")], variants={"old": chained(OLDER, without("novo.cagaita"), replace(
        r"^trocou\.cagaita\. NS .*\n", "trocou.cagaita. NS ns1.mudo.buriti.\n"))}),
    # Two of three are out.
    Zone("caju", ["reg-p:2", Ns("reg-k", "silent"), Ns("reg-n", "silent", v6=True)]),
    Zone("lobo", [Ns("reg-k", "silent"), Ns("reg-n", "silent")]),
    Zone("onca", [Ns("reg-n", load="no"), Ns("reg-b", load="no")]),
    Zone("arara", [Ns("reg-b", load="orphan", own=True), Ns("moving", load="orphan", own=True)]),
    Zone("tamandua", ["reg-k", "reg-b"], signed="bind", ds="wrong"),
    # What says that its customers are not signed has run out.
    Zone("veado", ["reg-k", "reg-n"], signed="bind", edit=signer.lapsed("NSEC")),
    # Falls silent while it is asked.
    Zone("seriema", [Ns("reg-k", own=True), Ns("reg-b", own=True)]),
    Zone("com.ipe", ["reg-k:2", "reg-n:2"], signed="bind", denial=NSEC3),
    Zone("gov.ipe", ["reg-n", "reg-b"], signed="bind", ds="wrong"),
    Zone("org.buriti", [Ns("reg-b", "silent"), Ns("reg-p", "silent")]),
    Zone("edu.buriti", [Ns("reg-b", load="no", own=True), Ns("reg-p", load="no", own=True)]),
    Zone("arpa", ["root-k", "root-n"], signed="bind"),
    Zone("in-addr.arpa", ["reg-k", "reg-n"], signed="bind"),
    Zone("ip6.arpa", ["reg-n", "reg-k"], signed="bind"),
    Zone("200.177.in-addr.arpa", ["host-k", "host-n"], signed="bind", text="80.1 PTR www.fazenda.com.ipe.\n" + "".join(
        f"{n}.2 CNAME {n}.0-63.2\n" for n in (1, 25, 80)) + "".join(f"{n}.3 CNAME {n}.0-31.3\n" for n in (1, 25))),
    Zone("0-63.2.200.177.in-addr.arpa", ["host-b", "host-p"], text="80 PTR www.banco.buriti.\n25 PTR mail.banco.buriti.\n"),
    Zone("0-31.3.200.177.in-addr.arpa", [Ns("host-c", load="no"), Ns("host-p", load="no", own=True)]),
    Zone("0.0.2.0.4.0.8.2.ip6.arpa", ["host-b", "host-n:2"], signed="bind", text=f"{'.'.join('0800' + '0' * 16)}.1.0.0.0 PTR www.fazenda.com.ipe.\n"),
]

CHAIN = """\
elo CNAME elo2.banco.buriti.
elomudo CNAME elo2mudo.banco.buriti.
elobogus CNAME www.vencida.pequi.
elonada CNAME elo2nada.banco.buriti.
eloanulo CNAME elo2anulo.banco.buriti.
elovago CNAME www.nunca-houve.buriti.
elolame CNAME www.recusa.buriti.
elolobo CNAME www.mata.lobo.
elosemns CNAME www.fantasma.pequi.
eloroda CNAME www.roda1.buriti.
elogov CNAME www.receita.gov.ipe.
elodn CNAME www.velhamarca.ipe.
anel1 CNAME anel2.banco.buriti.
mesmo CNAME mesmo
"""
SOUND = [
    Zone("fazenda.com.ipe", ["host-k", "host-n", "host-b"], signed="bind", zsk=True, text=contents(1) + CHAIN),
    Zone("ti.fazenda.com.ipe", ["host-n", "host-b:2"], signed="bind", denial=NSEC3, text=contents(2)),
    Zone("lab.ti.fazenda.com.ipe", ["host-k", "host-p"], text=contents(3)),
    Zone("banco.buriti", ["host-p", "host-n:2"], text=contents(4) + """\
elo2 CNAME elo3.escola.pequi.
elo2mudo CNAME www.mudo.buriti.
elo2nada CNAME nada.escola.pequi.
elo2anulo CNAME v4.escola.pequi.
anel2 CNAME anel3.escola.pequi.
ns.apelido CNAME ns2.banco.buriti.
dns1 A 177.10.2.1
dns2 A 177.11.2.1
dns3 A 177.98.1.1
camera A 10.44.7.7
jogos A 177.200.4.91
bicho A 177.200.4.92
"""),
    Zone("escola.pequi", ["host-b", "host-n"], signed="bind", algorithm="ED25519", denial=SALTED, text=contents(5) +
         "elo3 CNAME www.loja.buriti.\nanel3 CNAME anel1.fazenda.com.ipe.\n"),
    Zone("loja.buriti", ["host-k", "host-p:2"], text=contents(6) + f"pool A 177.200.6.10\npool A 177.200.6.11\npool A 177.200.6.12\n"
         f"{'x' * 63} A 177.200.6.63\n{'.'.join(['y' * 60] * 3)}.{'z' * 48} A 177.200.6.64\npont\\.o A 177.200.6.65\n"),
    # Odd, and well.
    Zone("vaidoso.pequi", named(("host-k:2", "dns1.banco.buriti"), ("host-n:2", "dns2.banco.buriti")), signed="bind", text=contents(7)),
    Zone("soseis.ipe", [Ns("host-k", v6=True), Ns("host-n", v6=True)], signed="bind", text=contents(8)),
    Zone("umafam.buriti", [Ns("host-k", own=True, host="ns1.umafam.buriti"), Ns("host-k", v6=True, host="ns1.umafam.buriti", where="child"),
                           Ns("host-n", own=True, host="ns2.umafam.buriti")], text=contents(9)),
    Zone("maisfilho.buriti", ["host-k", Ns("host-b", where="child"), Ns("host-n", where="child"), Ns("host-p", where="child")], text=contents(10)),
    Zone("maispai.ipe", ["host-k", Ns("host-n", where="parent"), Ns("host-b", where="parent")], signed="bind",
         text=contents(11) + "ns2 A 177.11.1.1\nns3 A 177.12.1.1\n"),
    Zone("disjunto.buriti", [Ns("host-k", where="parent"), Ns("host-n", where="parent"), Ns("host-b", where="child"), Ns("host-p", where="child")],
         text=contents(12) + "ns1 A 177.10.1.1\nns2 A 177.11.1.1\n"),
    Zone("timido.buriti", [Ns("host-k", "shy"), Ns("host-n", "shy")], text=contents(13)),
    Zone("timido.pequi", [Ns("host-b", "shy"), Ns("host-n", "shy", v6=True)], signed="bind", text=contents(14)),
    Zone("avesso.pequi", ["front", "front:2"], hidden=("host-k",), text=contents(15)),
    Zone("desconhece.ipe", ["host-n", "host-b"], signed="bind", ds="unknown", text=contents(16)),
    Zone("multidao.ipe", ["host-k", "host-b"], signed="bind", ds="crowd", text=contents(17)),
    Zone("semds.ipe", ["host-k", "host-b"], signed="bind", ds="none", dates=OVER, text=contents(18)),
    Zone("rolaksk.pequi", ["host-k", "host-n"], signed="bind", standby="ECDSAP256SHA256", ds="both", text=contents(19) +
         "@ CDS 4711 13 2 " + "AB" * 32 + "\n"),
    Zone("rolaalg.ipe", ["host-n", "host-b"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="right", text=contents(20)),
    Zone("muitas.pequi", ["host-k", "host-k:2"], signed="ldns", denial=("-t", "400"), text=contents(21)),
    Zone("multi.pequi", [Ns("host-k", own=True), Ns("host-b", own=True, load="second")], signed="bind", standby="ECDSAP256SHA256", ds="both",
         text=contents(22), variants={"second": signer.by_the_other(alone=False)}),
    Zone("feira.pequi", ["host-b", "host-n"], signed="bind", text=contents(23) + """\
* A 177.200.23.99
sal MX 10 mail
*.peixe CNAME www.loja.buriti.
_tcp.milho TXT "an empty name above"
"""),
    Zone("velhamarca.ipe", named(("host-k", "ns1.fazenda.com.ipe"), ("host-b", "ns3.fazenda.com.ipe")), signed="bind",
         text="@ DNAME loja.buriti.\n@ MX 0 .\n"),
    Zone("xn--feijo-dra.buriti", ["host-n", "host-p"], text=contents(24) + "xn--so-joo-3tae A 177.200.24.24\n"),
    Zone("cotatc.ipe", ["front", "front:2"], hidden=("host-k",), text="$TTL 2\n" + contents(25)),
    Zone("duplo.ipe", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(26)),
    Zone("colamorta6.ipe", [Ns("host-k", own=True), Ns("host-n", own=True), Ns(None, host="ns1.colamorta6.ipe", v6=True, where="child")], text=contents(27)),
    Zone("campo.pequi", ["company", "company:2"], text=contents(28)),
    Zone("curral.ipe", named(("company", "ns1.campo.pequi"), ("company:2", "ns2.campo.pequi")), signed="bind", text=contents(29)),
    Zone("interno.fazenda.com.ipe", ["inside", "inside:2"], delegated=False, text="wiki A 10.177.50.1\ngit A 10.177.50.2\nad A 10.177.50.3\n"),
    Zone("mata.caju", ["host-k", "host-n"], text=contents(30)),
    Zone("assinada.veado", ["host-k", "host-n"], signed="bind", text=contents(31)),
    Zone("rio.seriema", ["host-k", "host-n"], text="$TTL 86400\n" + contents(32)),
    Zone("apice.buriti", ["host-p", "host-p:2"], text="@ CNAME www.loja.buriti.\nwww A 177.200.33.80\nplain A 177.200.33.81\n"),
    # Changed while some remember.
    Zone("muda.buriti", ["moving", "moving:2"], text="$TTL 86400\nwww A 177.200.34.80\nmail A 177.200.34.25\n"),
    Zone("troca.pequi", ["moving", "moving:2"], text="$TTL 1\n" + "".join(f"n{n:02} A 177.200.35.{n}\n" for n in range(1, 25))),
    Zone("cabo.com.ipe", [f"moving:{n}" for n in (3, 4, 5)], text="$TTL 1\n*.app A 177.200.36.42\n"),
]

SERVERS = [
    Zone("recusa.buriti", [Ns("host-c", load="no"), Ns("host-n", load="no", own=True), Ns("host-b", load="no", own=True)]),
    Zone("sobe.buriti", [Ns("upward", load="no"), Ns("upward:2", load="no")]),
    Zone("falha.ipe", [Ns("host-b", load="orphan", own=True), Ns("host-c", load="orphan", own=True)]),
    Zone("alheio.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(40)),
    Zone("semaa.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(41)),
    Zone("mudo.buriti", [Ns("host-k", "silent"), Ns("host-n", "silent"), Ns("host-b", "silent", v6=True)], text=contents(42)),
    Zone("porta.ipe", [Ns(None), Ns(None), Ns(None, v6=True)], signed="bind", text=contents(43)),
    Zone("proibe.pequi", [Ns("host-k", "prohibited"), Ns("host-n", "prohibited")], text=contents(44)),
    Zone("mista2.buriti", ["host-k", Ns("host-c", load="no", own=True)], text=contents(45)),
    Zone("mista3.ipe", ["host-k", Ns("host-n", "silent"), Ns("host-c", load="orphan", own=True)], signed="bind", text=contents(46)),
    Zone("mista4.pequi", ["host-n", Ns("odd", own=True), Ns("upward", load="no"), Ns("host-b", "silent")], hidden=("host-k",), text=contents(47)),
    Zone("mista6.buriti", ["host-n", Ns(None), Ns("host-c", load="no", own=True), Ns("host-b", "silent"), Ns("host-p", "silent"), Ns("odd", own=True)],
         hidden=("host-k",), text=contents(48)),
    Zone("ruim2.ipe", [Ns("host-k", "silent"), Ns("host-c", load="no", own=True)], text=contents(49)),
    Zone("ruim4.buriti", [Ns("host-n", "silent"), Ns("host-c", load="no", own=True), Ns("odd-2", own=True), Ns(None)], hidden=("host-k",), text=contents(50)),
    # Enterprises with trouble of their own, and what they delegate.
    Zone("carro.com.ipe", [Ns("host-k", "silent"), Ns("host-n", "silent")], text=contents(51)),
    Zone("motor.carro.com.ipe", ["host-k", "host-b"], text=contents(52)),
    Zone("peao.buriti", [Ns("host-c", load="no", own=True), Ns("host-b", load="no", own=True)]),
    Zone("vendas.peao.buriti", ["host-k", "host-n"], text=contents(53)),
    Zone("usina.com.ipe", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(54)),
    Zone("sp.usina.com.ipe", ["host-k", "host-n"], signed="bind", text=contents(55)),
    Zone("leite.fazenda.com.ipe", [Ns("host-p", "silent"), Ns("host-c", "silent")], text=contents(56)),
    Zone("queijo.fazenda.com.ipe", ["host-p", "host-c"], signed="bind", ds="wrong", text=contents(57)),
    Zone("doce.fazenda.com.ipe", named(("host-p", "ns1.sumiu.ti.fazenda.com.ipe"), ("host-c", "ns2.sumiu.ti.fazenda.com.ipe")), text=contents(58)),
    Zone("sul.lab.ti.fazenda.com.ipe", [Ns("host-c", load="no", own=True), Ns("park", load="no", own=True)]),
    Zone("mata.lobo", ["host-k", "host-n"], text=contents(59)),
    Zone("receita.gov.ipe", ["host-k", "host-n"], signed="bind", text=contents(60)),
    Zone("correio.gov.ipe", ["host-k", "host-n"], text=contents(61)),
    Zone("mata.tamandua", ["host-k", "host-n"], text=contents(62)),
    Zone("nua.veado", ["host-k", "host-n"], text=contents(63)),
    Zone("ong.org.buriti", ["host-k", "host-n"], text=contents(64)),
    Zone("novo.cagaita", ["host-k", "host-n"], text=contents(65)),
    Zone("trocou.cagaita", ["host-k", "host-p"], text=contents(66)),
    # Names of servers.
    Zone("semcola.buriti", ["host-k", "host-n"], text=contents(70)),
    Zone("colavelha.buriti", [Ns("host-k", own=True, glue=GONE[0]), Ns("host-n", own=True, glue=GONE[1])], text=contents(71)),
    Zone("colanega.ipe", [Ns("host-k", own=True, glue=CLOSED)], text=contents(72)),
    Zone("meiacola.pequi", [Ns("host-k", own=True), Ns("host-n", own=True, glue=GONE[2])], text=contents(73)),
    Zone("cola10.buriti", [Ns("host-k", own=True, glue="10.0.0.53"), Ns("host-b", own=True, glue="192.168.1.53")], text=contents(74)),
    # By names for which the registry itself has an old address.
    Zone("primo.cagaita", named(("host-k:2", "dns9.trocou.cagaita"), ("host-n:2", "dns8.trocou.cagaita")), text=contents(75)),
    Zone("roda1.buriti", named(("host-k", "ns.roda2.pequi")), text="ns A 177.10.1.1\nwww A 177.200.76.80\n"),
    Zone("roda2.pequi", named(("host-n", "ns.roda1.buriti")), text="ns A 177.11.1.1\nwww A 177.200.77.80\n"),
    Zone("aro1.ipe", named(("host-k", "ns.aro2.buriti"), ("host-n", "ns2.aro2.buriti")), text="ns A 177.10.1.1\nns2 A 177.10.2.1\nwww A 177.200.78.80\n"),
    Zone("aro2.buriti", named(("host-n", "ns.aro3.pequi")), text="ns A 177.10.1.1\nns2 A 177.11.1.1\nwww A 177.200.79.80\n"),
    Zone("aro3.pequi", named(("host-n", "ns.aro1.ipe"), ("host-k", "ns2.aro1.ipe")), text="ns A 177.11.1.1\nwww A 177.200.80.80\n"),
    Zone("meiaroda.ipe", ["host-b", Ns("host-k", host="ns.roda2.pequi")], text=contents(81)),
    Zone("apelido.pequi", named(("host-n:2", "ns.apelido.banco.buriti")), text=contents(82)),
    Zone("fantasma.pequi", named(("host-k", "ns1.nunca-houve.ipe"), ("host-n", "dns.sumiu.escola.pequi")), text=contents(83)),
    Zone("meiofantasma.ipe", ["host-k", Ns("host-n", host="ns1.nunca-houve.buriti"), Ns("host-b", host="dns.sumiu.loja.buriti")], signed="bind",
         text=contents(84)),
    # Their server's domain lapsed: whoever keeps it parks everything there.
    Zone("vencido.buriti", ["park", "park:2"], text="@ A 177.18.9.9\n* A 177.18.1.1\n"),
    Zone("orfa.buriti", [Ns("park", host=f"ns{n}.servidores.vencido.buriti", load="no") for n in (1, 2)]),
    Zone("meiaorfa.ipe", [Ns("host-k"), Ns("park", host="ns7.vencido.buriti", load="theft")], signed="bind", text=contents(86), variants={
        "theft": lambda _text: "$TTL 60\n$ORIGIN meiaorfa.ipe.\n@ SOA ns7.vencido.buriti. h.vencido.buriti. 1 60 60 60 60\n@ NS ns7.vencido.buriti.\n"
        "@ A 177.18.9.9\n* A 177.18.9.9\n"}),
    # Parent and child.
    Zone("filhotolo.buriti", [Ns("host-k", where="parent"), Ns("host-n", "silent", where="child"), Ns("host-b", "silent", where="child")], text=contents(87)),
    Zone("paitolo.pequi", [Ns("host-c", load="no", where="parent", own=True), Ns("host-k", where="parent"), Ns("host-k:2", where="child")], text=contents(88)),
    # Served, and the registry has forgotten.
    Zone("esquecida.ipe", named(("host-k", "ns1.fazenda.com.ipe"), ("host-n", "ns2.fazenda.com.ipe")), text=contents(89), delegated=False),
    # Of two minds.
    Zone("atras.buriti", [Ns("host-k", own=True), Ns("host-n", own=True, load="old"), Ns("host-b", own=True)], text=contents(90) + "novo A 177.200.90.77\n",
         variants={"old": chained(OLDER, replace(r"^www A .*\n", "www A 177.201.90.80\n"), replace(r"^novo .*\n", ""))}),
    Zone("atras2.ipe", [Ns("host-k", own=True, load="old"), Ns("host-b", own=True)], signed="bind", text=contents(91), variants={
        "old": lambda text: signer.sign(OLDER(text).replace("177.200.91.80", "177.201.91.80"), signer.signing(text))}),
    Zone("rede.ipe", [f"host-c:{n}" for n in (3, 4, 5, 6)], signed="bind", text=contents(92)),
    # Types, sizes, ways.
    Zone("balcao.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(93)),
    Zone("gslb.pequi", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(94)),
    Zone("vazio.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(95)),
    Zone("oco.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(96) + "fundo.meio A 177.200.96.9\n"),
    Zone("gago.pequi", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(97)),
    Zone("surdo.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(98)),
    Zone("versao.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(99)),
    Zone("biscoito.ipe", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(100)),
    Zone("torto.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(101)),
    Zone("torto.pequi", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(102)),
    Zone("lerdo.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(103)),
    Zone("meiolerdo.ipe", ["host-b", Ns("odd-2", own=True)], hidden=("host-k",), text=contents(104)),
    Zone("cota.buriti", ["front", "front:2"], hidden=("host-k",), text="$TTL 2\n" + contents(105)),
    Zone("bairro.buriti", ["front", "front:2"], hidden=("host-k",), text=contents(106)),
    Zone("semtcp.buriti", [Ns("host-k", "no_tcp"), Ns("host-n", "no_tcp")], text=contents(107)),
    Zone("semudp.buriti", [Ns("host-k", "no_udp"), Ns("host-b", "no_udp")], text=contents(108)),
    Zone("longo.ipe", [Ns("host-k", "no_large"), Ns("host-n", "no_large")], text=contents(109)),
    Zone("goteira.buriti", [Ns("host-k", "half_lost"), Ns("host-n", "half_lost")], text=contents(110)),
    Zone("meiaseis.buriti", ["host-k", Ns("host-n", "silent", v6=True)], text=contents(111)),
    Zone("seismorto.pequi", [Ns("host-k", "silent", v6=True), Ns("host-n", "silent", v6=True)], text=contents(112)),
    Zone("dnmorto.pequi", named(("host-k", "ns1.fazenda.com.ipe"), ("host-b", "ns3.fazenda.com.ipe")), text="@ DNAME mudo.buriti.\n"),
    Zone("dnlongo.buriti", named(("host-k", "ns1.fazenda.com.ipe"), ("host-b", "ns3.fazenda.com.ipe")),
         text=f"@ DNAME {'.'.join(['w' * 60] * 3)}.loja.buriti.\n"),
]

ALIASES = "go CNAME www.loja.buriti.\nin CNAME www.escola.pequi.\n"
SIGNED = [
    Zone("vencida.pequi", ["host-k", "host-n"], signed="bind", dates=OVER, text=contents(120) + ALIASES),
    Zone("amanha.ipe", ["host-b", "host-n"], signed="bind", dates=LATER, text=contents(121)),
    Zone("umavencida.ipe", ["host-k", "host-b"], signed="bind", text=contents(122), edit=signer.lapsed("A", r"www\.umavencida\.ipe\.")),
    Zone("chavevencida.pequi", ["host-k", "host-n"], signed="bind", zsk=True, text=contents(123), edit=signer.lapsed("DNSKEY")),
    Zone("negavencida.ipe", ["host-k", "host-n"], signed="bind", text=contents(124), edit=signer.lapsed("NSEC")),
    Zone("soavencida.pequi", ["host-k", "host-b"], signed="bind", text=contents(125), edit=signer.lapsed("SOA")),
    Zone("despida.ipe", ["host-n", "host-n:2"], signed="bind", text=contents(126), edit=drop_records("RRSIG", "MX ")),
    Zone("cortada.pequi", ["host-k", "host-n"], signed="bind", text=contents(127), edit=shorten("cortada.pequi", "TXT")),
    Zone("semnega.pequi", ["host-n", "host-n:2"], signed="bind", text=contents(128), edit=chained(drop_records("NSEC"), drop_records("RRSIG", "NSEC "))),
    Zone("salerrado.ipe", ["host-n", "host-n:2"], signed="bind", denial=NSEC3, text=contents(129), edit=salted_anew),
    Zone("outrods.ipe", ["host-k", "host-b"], signed="bind", ds="wrong", text=contents(130) + ALIASES),
    Zone("dsnova.pequi", ["host-k", "host-b"], signed="bind", algorithm="RSASHA256", standby="ECDSAP256SHA256", ds="standby", text=contents(131)),
    Zone("semchave.ipe", ["host-n", "host-n:2"], signed="bind", text=contents(132), edit=drop_records("DNSKEY")),
    Zone("nua.com.ipe", ["host-k", "host-b"], signed="bind", text=contents(133), edit=BARE),
    Zone("zskfora.pequi", ["host-k", "host-n"], signed="bind", zsk=True, text=contents(134), edit=signer.zsk_not_published),
    Zone("flip.ipe", ["host-k", "host-b"], signed="bind", text=contents(135) + ALIASES, edit=chained(
        flip_signature("api.flip.ipe", "A"), flip_signature("go.flip.ipe", "CNAME"), flip_signature("in.flip.ipe", "CNAME"))),
    # Two providers each.
    Zone("meianua.ipe", [Ns("host-k", own=True), Ns("host-n", own=True, load="plain")], signed="bind", text=contents(140), variants={"plain": BARE}),
    Zone("outrachave.pequi", [Ns("host-k", own=True), Ns("host-b", own=True, load="old")], signed="bind", text=contents(141),
         variants={"old": signer.another_key_set}),
    Zone("umads.ipe", [Ns("host-k", own=True), Ns("host-b", own=True, load="second")], signed="bind", standby="ECDSAP256SHA256", ds="right",
         text=contents(142), variants={"second": signer.by_the_other(alone=False)}),
    Zone("tardia.pequi", [Ns("host-k", own=True), Ns("host-n", own=True), Ns("host-b", own=True, load="late")], signed="bind", text=contents(143),
         variants={"late": chained(OLDER, signer.lapsed())}),
]


def resigned(edit):
    """A copy with other contents, signed by the same keys."""
    return lambda text: signer.sign(edit(OLDER(text)), signer.signing(text))


def gap(owner):
    """A name that was added without a look at the chain of denials, which passes over it."""
    def edit(text):
        less = signer.sign(re.sub(rf"^{re.escape(owner)}\.\s.*\n", "", text, flags=re.MULTILINE), signer.signing(text))
        return signer.take(signer.take(text, less, "NSEC"), less, r"RRSIG\s+NSEC")
    return edit


# Written after the first run, around what it had found, and what it had not tried.
LATER_ON = [
    Zone("gslb2.pequi", ["front", "front:2"], hidden=("host-k",), text=contents(150)),
    Zone("gslb3.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(151)),
    Zone("bolacha.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(152)),
    Zone("rosca.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(153)),
    # One of three has an empty zone.
    Zone("oca.buriti", ["host-k", "host-b", Ns("host-n", own=True, load="empty")], text=contents(154), variants={
        "empty": lambda text: OLDER("".join(line for line in text.splitlines(True) if line[0] in "$@" or " NS " in line or line.startswith("ns")))}),
    # An enterprise of whose two servers one has not heard of a department.
    Zone("grupo.pequi", [Ns("host-k", own=True), Ns("host-b", own=True, load="old")], text=contents(155), variants={"old": chained(
        OLDER, without("obras.grupo.pequi"))}),
    Zone("obras.grupo.pequi", ["host-n", "host-p"], text=contents(156)),
    # A registry of whose two servers one still has a DS of before.
    Zone("sabia", [Ns("reg-k", own=True), Ns("reg-n", own=True, load="old")], signed="bind", variants={"old": resigned(replace(
        r"^(ninho\.sabia\.\s.*\sDS\s+\d+ \d+ 2 ).*$", r"\1" + "AB" * 32))}),
    Zone("ninho.sabia", ["host-k", "host-b"], signed="bind", text=contents(157)),
    Zone("galho.sabia", ["host-k", "host-n"], text=contents(158)),
    # A registry that does not talk to the prober.
    Zone("mico", [Ns("reg-k", "shy"), Ns("reg-b", "shy")]),
    Zone("folha.mico", ["host-k", "host-n"], text=contents(159)),
    Zone("raiz.mico", [Ns("host-p", "silent"), Ns("host-c", "silent")], text=contents(160)),
    Zone("tronco.mico", [Ns("host-c", load="no"), Ns("park", load="no")]),
    # One that refuses it.
    Zone("sagui", ["front", "front:2"], hidden=("host-k",)),
    Zone("folha.sagui", ["host-b", "host-n"], text=contents(170)),
    Zone("raiz.sagui", [Ns("host-p", "silent"), Ns("host-c", "silent")], text=contents(171)),
    Zone("tronco.sagui", [Ns("host-c", load="no"), Ns("park", load="no")]),
    # An enterprise that does not talk to it, and its departments.
    Zone("matriz.buriti", [Ns("host-k", "shy"), Ns("host-b", "shy")], text=contents(172)),
    Zone("sul.matriz.buriti", ["host-n", "host-p"], text=contents(173)),
    Zone("norte.matriz.buriti", [Ns("host-p", "silent"), Ns("host-c", "silent")], text=contents(174)),
    Zone("timida.ipe", [Ns("host-k", "shy"), Ns("host-b", "shy")], signed="bind", dates=OVER, text=contents(175)),
    Zone("timidas.pequi", [Ns("host-k", "shy"), Ns("host-b", "shy")], signed="bind", ds="wrong", text=contents(176)),
    Zone("sonho.buriti", [Ns("odd", own=True), Ns("odd-2", own=True)], hidden=("host-k",), text=contents(177)),
    # The names of its servers, as the registry has them, are not in the zone.
    Zone("soapai.buriti", [Ns("host-k", where="parent"), Ns("host-n", where="parent"), Ns("host-b", where="child"), Ns("host-p", where="child")],
         text=contents(178)),
    # A provider that is down, and its customers.
    Zone("provedor.buriti", [Ns("host-b", "silent"), Ns("host-c", "silent")], text=contents(161)),
    *[Zone(name, [Ns("host-b", host="ns1.provedor.buriti"), Ns("host-c", host="ns2.provedor.buriti")], text=contents(162 + at))
      for at, name in enumerate(("freguesa.buriti", "freguesa.ipe", "freguesa.pequi"))],
    # A provider of whose four addresses two are dead.
    Zone("quatro.ipe", [Ns("host-k", own=True, host="ns1.quatro.ipe"), Ns("host-k", "silent", host="ns1.quatro.ipe"), Ns("host-b", own=True, host="ns2.quatro.ipe"),
                        Ns("host-b", "silent", host="ns2.quatro.ipe")], text=contents(165)),
    Zone("lacuna.pequi", ["host-k", "host-b"], signed="bind", text=contents(166) + "meio A 177.200.166.50\n", edit=gap("meio.lacuna.pequi")),
    Zone("atalho.ipe", ["host-k", "host-n"], signed="bind", text=contents(167) + ALIASES,
         edit=chained(drop_records("RRSIG", "CNAME "), signer.lapsed("AAAA", r"www\.atalho\.ipe\."))),
    Zone("dnvencida.pequi", named(("host-k", "ns1.fazenda.com.ipe"), ("host-b", "ns3.fazenda.com.ipe")), signed="bind", text="@ DNAME escola.pequi.\n",
         edit=signer.lapsed("DNAME")),
    # Keys of which the answer is long, and lost.
    Zone("chavelonga.ipe", [Ns("host-k", "no_large"), Ns("host-n", "no_large")], signed="bind", algorithm="RSASHA512", zsk=True, text=contents(168)),
]

ZONES = TOP + SOUND + SERVERS + SIGNED + LATER_ON
