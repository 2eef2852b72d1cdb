# SPDX-License-Identifier: MIT
"""The names of the internet of name owners, and the truth about each as a senior operator would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import FILTERED, PRIVATE, RESOLVERS, WITHHELD


def named(*names):
    return by_name(QUESTIONS, *names)


def follows(name, qtype="A", **more):
    """An alias, of which a server that has only the first half shows only that."""
    return fine(name, qtype, direct=more.pop("direct", ""), **more)


GOOD = [
    fine("www.fazenda.com.ipe"), fine("www.fazenda.com.ipe", "AAAA"), fine("fazenda.com.ipe", "MX"), fine("fazenda.com.ipe", "SOA"),
    fine("fazenda.com.ipe", "NS"), fine("fazenda.com.ipe", "DNSKEY", direct="NOERROR|TRUNCATED +aa"), fine("fazenda.com.ipe", "DS", direct=""),
    fine("www.ti.fazenda.com.ipe"), fine("_sip._tcp.ti.fazenda.com.ipe", "SRV"), fine("www.lab.ti.fazenda.com.ipe"), fine("x.app.lab.ti.fazenda.com.ipe"),
    fine("www.banco.buriti"), fine("banco.buriti", "CAA"), fine("banco.buriti", "TXT"), fine("www.escola.pequi"), fine("escola.pequi", "HTTPS"),
    fine("a.b.c.escola.pequi"), fine("www.loja.buriti"), fine("pool.loja.buriti"), follows("elo.fazenda.com.ipe"),
    fine("80.1.200.177.in-addr.arpa", "PTR"), follows("80.2.200.177.in-addr.arpa", "PTR"),
    # Thirty-four labels: Unbound, asked everything at once, drops it now and then.
    fine(f"{'.'.join('0800' + '0' * 16)}.1.0.0.0.0.0.2.0.4.0.8.2.ip6.arpa", "PTR", seen="NOERROR|TIMEOUT"),
]
ODD = [
    fine("www.vaidoso.pequi"), fine("www.soseis.ipe"), fine("www.umafam.buriti", direct=""), fine("www.maisfilho.buriti"), fine("www.maispai.ipe"),
    fine("www.disjunto.buriti"), fine("disjunto.buriti", "NS"), fine("www.timido.buriti", direct="TIMEOUT"), fine("www.timido.pequi", direct="TIMEOUT"),
    fine("www.avesso.pequi", direct="REFUSED"), fine("www.desconhece.ipe"), fine("www.multidao.ipe"), fine("www.semds.ipe"), fine("www.rolaksk.pequi"),
    fine("rolaksk.pequi", "CDS"), fine("www.rolaalg.ipe"), fine("www.muitas.pequi"), fine("www.multi.pequi"), fine("qualquer.feira.pequi"),
    fine("sal.feira.pequi", "MX"), empty("sal.feira.pequi", "A"), fine("robalo.peixe.feira.pequi", direct="NOERROR +aa"), empty("milho.feira.pequi", "A"),
    fine("_tcp.milho.feira.pequi", "TXT"), fine("www.velhamarca.ipe", direct="NOERROR +aa"), fine("velhamarca.ipe", "MX"), follows("elodn.fazenda.com.ipe"),
    fine("www.xn--feijo-dra.buriti", asked="www.feijão.buriti"), fine("xn--so-joo-3tae.xn--feijo-dra.buriti", asked="são-joão.feijão.buriti"),
    fine(f"{'x' * 63}.loja.buriti"), fine(f"{'.'.join(['y' * 60] * 3)}.{'z' * 48}.loja.buriti"), fine("pont\\.o.loja.buriti", direct=""),
    fine("www.duplo.ipe"), fine("www.cotatc.ipe", direct="NOERROR|TRUNCATED"), fine("www.colamorta6.ipe", direct="NOERROR +aa; NOERROR +aa; UNREACHABLE"),
    maybe("www.mata.caju", upstream("tld_unreachable", "degraded|info").or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    # Knot Resolver meets the bad proof now and then.
    maybe("www.assinada.veado", upstream("parent_dnssec_bogus", FAILS + "|info"), "NOERROR +aa", seen="NOERROR|SERVFAIL"),
    fine("plain.apice.buriti"), follows("apice.buriti"), fine("www.oco.buriti"), fine("www.balcao.buriti"),
    fine("balcao.buriti", "MX"), fine("www.vazio.buriti"), fine("www.longo.ipe"), fine("www.semtcp.buriti"),
    fine("big.escola.pequi", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), *[fine(name) for name in WITHHELD + FILTERED + PRIVATE],
    fine("www.campo.pequi"), fine("mail.curral.ipe"),
]

NEGATIVE = [
    absent("nada.fazenda.com.ipe", direct="NXDOMAIN +aa"), absent("nada.ti.fazenda.com.ipe", "MX", direct="NXDOMAIN +aa"),
    absent("nada.banco.buriti", direct="NXDOMAIN +aa"), absent("nada.muitas.pequi", direct="NXDOMAIN +aa"), absent("nada.timido.buriti", direct="TIMEOUT"),
    absent("9.9.200.177.in-addr.arpa", "PTR", direct="NXDOMAIN +aa"),
    absent("www.nunca-houve.buriti", cause="domain_not_registered"), absent("www.nunca-houve.ipe", cause="domain_not_registered"),
    absent("www.nunca-houve.com.ipe", cause="domain_not_registered|name_does_not_exist"), absent("www.nunca-houve.cagaita", cause="domain_not_registered"),
    empty("v4.fazenda.com.ipe", "AAAA", direct="NODATA +aa"), empty("b.c.escola.pequi", "A"), empty("banco.buriti", "DS", direct=""),
    empty("www.ti.fazenda.com.ipe", "MX"), empty("www.vazio.buriti", "AAAA", direct="NODATA +aa"), empty("vazio.buriti", "CAA", direct="NODATA +aa"),
    # An alias is an answer, too.
    empty("eloanulo.fazenda.com.ipe", "AAAA", seen="NODATA|NOERROR", cells={resolver.id: OK.or_else(negative("no_data")) for resolver in RESOLVERS if resolver.healthy}),
]

PARTLY = "auth_partial_outage|auth_partial_lame"
LAME = "auth_lame"
AUTH = [
    dead("www.recusa.buriti", LAME, "REFUSED"), dead("_sip._tcp.recusa.buriti", LAME, "REFUSED", "SRV"), dead("www.sobe.buriti", LAME, "REFERRAL -aa"),
    dead("www.falha.ipe", "auth_servfail", "SERVFAIL"), dead("www.alheio.buriti", LAME, "9"),
    maybe("www.semaa.buriti", authoritative(LAME, FAILS), "NOERROR -aa"), dead("www.mudo.buriti", "auth_timeout", "TIMEOUT"),
    dead("mail.mudo.buriti", "auth_timeout", "TIMEOUT", "AAAA"), dead("www.porta.ipe", "auth_port_unreachable", "UNREACHABLE"),
    dead("www.proibe.pequi", "auth_timeout|auth_port_unreachable", "UNREACHABLE"),
    maybe("www.mista2.buriti", authoritative("auth_partial_lame", "degraded|info"), "NOERROR +aa; REFUSED"),
    maybe("www.mista3.ipe", authoritative(PARTLY, "degraded|info"), "NOERROR +aa; TIMEOUT; SERVFAIL"),
    maybe("www.mista4.pequi", authoritative(PARTLY, "degraded|info"), "NOERROR +aa; SERVFAIL; REFERRAL -aa; TIMEOUT"),
    maybe("www.mista6.buriti", authoritative(PARTLY, "degraded|info"), "NOERROR +aa; UNREACHABLE; REFUSED; TIMEOUT; TIMEOUT; NOERROR -aa"),
    dead("www.ruim2.ipe", "auth_lame|auth_timeout", "TIMEOUT; REFUSED"),
    dead("www.ruim4.buriti", "auth_lame|auth_timeout|auth_servfail|auth_port_unreachable", "TIMEOUT; REFUSED; SERVFAIL; UNREACHABLE"),
    dead("www.motor.carro.com.ipe", "auth_timeout"), dead("www.vendas.peao.buriti", LAME), dead("www.leite.fazenda.com.ipe", "auth_timeout", "TIMEOUT"),
    dead("www.sul.lab.ti.fazenda.com.ipe", LAME, "REFUSED"), dead("www.rede.ipe", "auth_timeout", "TIMEOUT"), dead("rede.ipe", "auth_timeout", "TIMEOUT", "SOA"),
    dead("25.3.200.177.in-addr.arpa", LAME, qtype="PTR"), dead("www.seismorto.pequi", "auth_timeout", "TIMEOUT"),
    maybe("www.meiaseis.buriti", authoritative("auth_partial_outage", "degraded|info"), "NOERROR +aa; TIMEOUT"),
    # Who asks over TCP after silence has it, sooner or later.
    maybe("www.semudp.buriti", authoritative("auth_udp_blocked", FAILS), "TIMEOUT"),
    dead("big.semtcp.buriti", "auth_tcp_blocked", "TRUNCATED", "TXT", severity=FAILS, seen="FAIL|TRUNCATED"),
    maybe("mid.longo.ipe", authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss|auth_slow", FAILS + "|info"), qtype="TXT",
          seen="NOERROR|FAIL|TRUNCATED"),
    maybe("www.gago.pequi", authoritative("auth_edns_intolerant", FAILS + "|info"), "FORMERR"),
    maybe("www.surdo.buriti", authoritative("auth_edns_intolerant", FAILS), "TIMEOUT"),
    maybe("www.versao.buriti", authoritative("auth_edns_intolerant", FAILS + "|info"), "NODATA|BADVERS", seen="NOERROR|NODATA|FAIL"),
    # Whoever sends an option waits in vain: the prober itself, and the one resolver that sends cookies.
    maybe("www.biscoito.ipe", authoritative("auth_edns_intolerant", FAILS + "|info"), ""),
    dead("www.balcao.buriti", "auth_qtype_dropped", "TIMEOUT", "AAAA", severity=FAILS),
    dead("balcao.buriti", "auth_servfail|auth_qtype_unsupported|auth_qtype_dropped", "SERVFAIL", "HTTPS", severity=FAILS),
    dead("balcao.buriti", "auth_lame|auth_qtype_unsupported|auth_qtype_dropped", "REFUSED", "TXT", severity=FAILS, seen="FAIL|REFUSED"),
    dead("balcao.buriti", "auth_qtype_unsupported", "NOTIMP", "CAA", severity=FAILS, seen="FAIL|NOTIMP"),
    Question("www.gslb.pequi", "AAAA", authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), seen="NXDOMAIN|NODATA|FAIL",
             direct="NXDOMAIN +aa"),
    # Whoever has asked for AAAA may believe that there is no such name.
    maybe("www.gslb.pequi", authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS + "|negative").or_else(
        negative("name_does_not_exist")), seen="NOERROR|NXDOMAIN"),
    # What is above it is denied, though it is there.
    maybe("fundo.meio.oco.buriti", authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS), "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.torto.buriti", authoritative("auth_timeout|auth_udp_blocked", FAILS), "TIMEOUT"),
    maybe("www.torto.pequi", authoritative("auth_timeout|auth_udp_blocked", FAILS), "TIMEOUT"),
    maybe("www.lerdo.buriti", authoritative("auth_slow", FAILS + "|info"), ""), maybe("www.meiolerdo.ipe", authoritative("auth_slow", "degraded|info"), ""),
    maybe("www.cota.buriti", authoritative("auth_rate_limited|auth_packet_loss", FAILS + "|info")),
    maybe("www.goteira.buriti", authoritative("auth_packet_loss|auth_timeout|auth_partial_outage", FAILS)),
    maybe("www.atras.buriti", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa"),
    maybe("novo.atras.buriti", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), "NOERROR +aa; NXDOMAIN +aa; NOERROR +aa",
          seen="NOERROR|NXDOMAIN"),
    maybe("www.atras2.ipe", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa"),
    Question("www.dnmorto.pequi", "A", authoritative("auth_timeout"), seen="FAIL"),
    # It stretches beyond what a name may be; short ones are good.
    Question(f"{'u' * 40}.{'v' * 40}.dnlongo.buriti", "A", truth("failure|negative|degraded", "authoritative|undetermined|local",
             "auth_servfail|contradiction|name_does_not_exist|cname_dangling|invalid_name|auth_lame"), seen="6|FAIL|NOERROR"),
]
DANGLING = authoritative("cname_dangling", FAILS + "|negative")
LOOP = authoritative("cname_loop", FAILS + "|negative")
CHAINS = [
    Question("1.2.200.177.in-addr.arpa", "PTR", negative("name_does_not_exist").or_else(DANGLING), seen="NXDOMAIN"),
    dead("elomudo.fazenda.com.ipe", "auth_timeout"), bogus("elobogus.fazenda.com.ipe", "dnssec_signature_expired", direct=""),
    Question("elonada.fazenda.com.ipe", "A", DANGLING, seen="NXDOMAIN"), Question("elovago.fazenda.com.ipe", "A", DANGLING, seen="NXDOMAIN"),
    dead("elolame.fazenda.com.ipe", LAME), Question("elolobo.fazenda.com.ipe", "A", upstream("tld_unreachable"), seen="FAIL"),
    Question("elosemns.fazenda.com.ipe", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("eloroda.fazenda.com.ipe", "A", upstream("delegation_cyclic"), seen="FAIL"),
    bogus("elogov.fazenda.com.ipe", "", truth=upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS)), direct=""),
    Question("anel1.fazenda.com.ipe", "A", LOOP, seen="FAIL|NOERROR"), Question("mesmo.fazenda.com.ipe", "A", LOOP, seen="FAIL|NOERROR"),
]
GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS + "|info")
NO_NAME = upstream("delegation_ns_unresolvable")
SECOND_LEVEL = "tld_unreachable|tld_lame"
PARENTS = [
    # All that is known of its servers is their names, which lie in it.
    Question("www.semcola.buriti", "A", upstream("delegation_ns_unresolvable|delegation_glue_wrong|delegation_cyclic"), seen="FAIL", direct="NOERROR +aa"),
    # Whether they are elsewhere, or dead, nobody outside can know.
    Question("www.colavelha.buriti", "A", GLUE.or_else(authoritative("auth_timeout", FAILS)), seen="FAIL", direct="NOERROR +aa"),
    Question("www.colanega.ipe", "A", GLUE.or_else(authoritative(LAME, FAILS)), seen="FAIL", direct="NOERROR +aa"),
    maybe("www.meiacola.pequi", GLUE.or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    Question("www.cola10.buriti", "A", upstream("delegation_ns_private_address"), seen="FAIL", direct="NOERROR +aa"),
    Question("www.roda1.buriti", "A", upstream("delegation_cyclic"), seen="FAIL"), Question("www.aro2.buriti", "A", upstream("delegation_cyclic"), seen="FAIL"),
    maybe("www.meiaroda.ipe", truth("degraded|info", "upstream|authoritative", "delegation_cyclic|delegation_ns_unresolvable|auth_partial_outage"), ""),
    # Forbidden, and some follow it.
    maybe("www.apelido.pequi", upstream("delegation_ns_unresolvable", FAILS + "|info"), ""),
    Question("www.fantasma.pequi", "A", NO_NAME, seen="FAIL"), Question("fantasma.pequi", "MX", NO_NAME, seen="FAIL"),
    Question("www.doce.fazenda.com.ipe", "A", truth("failure", "upstream|authoritative", "delegation_ns_unresolvable"), seen="FAIL"),
    maybe("www.meiofantasma.ipe", truth("degraded|info", "upstream|authoritative", "delegation_ns_unresolvable|auth_partial_outage"), ""),
    dead("www.orfa.buriti", LAME),
    maybe("www.filhotolo.buriti", authoritative("auth_partial_outage|auth_timeout", FAILS + "|info").or_else(upstream(
        "delegation_inconsistent", FAILS + "|info")), "NOERROR +aa; TIMEOUT; TIMEOUT"),
    maybe("www.paitolo.pequi", authoritative("auth_partial_lame", "degraded|info").or_else(upstream("delegation_inconsistent|delegation_glue_wrong",
          "degraded|info")), "REFUSED; NOERROR +aa; NOERROR +aa"),
    # Nothing tells it from a domain that nobody has.
    Question("www.esquecida.ipe", "A", negative("domain_not_registered").or_else(upstream("delegation_missing", "failure|negative")), seen="NXDOMAIN"),
    maybe("www.novo.cagaita", upstream("delegation_inconsistent", FAILS), "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.trocou.cagaita", upstream("delegation_inconsistent", FAILS), "NOERROR +aa"),
]
REGISTRIES = [
    Question("www.mata.lobo", "A", upstream("tld_unreachable"), seen="FAIL"), Question("nunca.lobo", "MX", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.mata.onca", "A", upstream("tld_lame"), seen="FAIL"), Question("www.mata.arara", "A", upstream(SECOND_LEVEL), seen="FAIL"),
    bogus("www.mata.tamandua", "", truth=upstream("parent_dnssec_bogus", FAILS)),
    bogus("www.nua.veado", "", truth=upstream("parent_dnssec_bogus", FAILS)),
    bogus("www.receita.gov.ipe", "", truth=upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS))),
    bogus("www.correio.gov.ipe", "", truth=upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS))),
    Question("www.ong.org.buriti", "A", upstream(SECOND_LEVEL).or_else(authoritative("auth_timeout")), seen="FAIL"),
    Question("www.curso.edu.buriti", "A", upstream(SECOND_LEVEL).or_else(authoritative(LAME)), seen="FAIL"),
]
MISSED = authoritative("dnssec_denial_missing|dnssec_bogus", FAILS)
DENIAL_OVER = authoritative("dnssec_signature_expired|dnssec_denial_missing", FAILS)


def unproven(what, *other):
    """Who does not validate takes a denial for what it says."""
    return {resolver: OK.or_else(negative("no_data|name_does_not_exist")).or_else(what) for resolver in ("aberto-n", *other)}


TWO_MINDS = authoritative("dnssec_inconsistent", FAILS + "|info")
DNSSEC = [
    bogus("www.vencida.pequi", "dnssec_signature_expired"), bogus("vencida.pequi", "dnssec_signature_expired", "MX"),
    bogus("www.amanha.ipe", "dnssec_signature_not_yet_valid"), bogus("www.umavencida.ipe", "dnssec_signature_expired"), fine("mail.umavencida.ipe"),
    bogus("www.chavevencida.pequi", "dnssec_signature_expired"), fine("www.negavencida.ipe"),
    bogus("v4.negavencida.ipe", "", "AAAA", truth=DENIAL_OVER, unchecked="NODATA", direct="NODATA +aa", cells=unproven(DENIAL_OVER)),
    bogus("nada.negavencida.ipe", "", truth=DENIAL_OVER, unchecked="NXDOMAIN", direct="NXDOMAIN +aa", cells=unproven(DENIAL_OVER)),
    maybe("www.soavencida.pequi", authoritative("dnssec_signature_expired", FAILS + "|info"), "NOERROR +aa", seen="NOERROR|SERVFAIL"), 
    # BIND looks at the proof alone.
    bogus("nada.soavencida.pequi", "", truth=DENIAL_OVER.or_else(negative("name_does_not_exist")), seen="SERVFAIL|NXDOMAIN", unchecked="NXDOMAIN",
          direct="NXDOMAIN +aa", cells=unproven(DENIAL_OVER, "filial")),
    bogus("despida.ipe", "dnssec_rrsig_missing", "MX"), fine("www.despida.ipe"), bogus("cortada.pequi", "dnssec_bogus", "TXT"), fine("cortada.pequi", "MX"),
    bogus("v4.semnega.pequi", "", "AAAA", truth=MISSED, unchecked="NODATA", direct="NODATA +aa", cells=unproven(MISSED)),
    bogus("nada.salerrado.ipe", "", truth=MISSED, unchecked="NXDOMAIN", direct="", cells=unproven(MISSED)), fine("www.salerrado.ipe"),
    bogus("www.outrods.ipe", "dnssec_ds_mismatch"), bogus("outrods.ipe", "dnssec_ds_mismatch", "DNSKEY"),
    bogus("www.dsnova.pequi", "dnssec_ds_mismatch|dnssec_bogus|dnssec_rrsig_missing"), bogus("www.semchave.ipe", "dnssec_dnskey_missing"),
    bogus("www.nua.com.ipe", "dnssec_zone_unsigned_with_ds"), bogus("www.zskfora.pequi", "dnssec_dnskey_missing|dnssec_bogus"),
    bogus("api.flip.ipe", "dnssec_bogus"), fine("www.flip.ipe"),
    bogus("www.usina.com.ipe", "dnssec_ds_mismatch"), bogus("www.sp.usina.com.ipe", "dnssec_ds_mismatch"), bogus("www.queijo.fazenda.com.ipe", "dnssec_ds_mismatch"),
    maybe("www.meianua.ipe", TWO_MINDS, "NOERROR +aa"), maybe("www.outrachave.pequi", TWO_MINDS, "NOERROR +aa"),
    maybe("www.umads.ipe", authoritative("dnssec_inconsistent|dnssec_ds_mismatch", FAILS + "|info"), "NOERROR +aa"),
    maybe("www.tardia.pequi", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS + "|info"), "NOERROR +aa"),
    maybe("www.meiaorfa.ipe", authoritative("dnssec_inconsistent|auth_inconsistent_data", FAILS + "|info"), "NOERROR +aa"),
]
DENIED_TYPE = authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative")
POISONED = authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS + "|negative").or_else(negative("name_does_not_exist"))
PROVIDER = truth("failure", "authoritative|upstream", "auth_timeout|delegation_ns_unresolvable")
SOME_DEPARTMENT = upstream("delegation_inconsistent", FAILS).or_else(authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS))
DS_OF_BEFORE = upstream("delegation_inconsistent", FAILS + "|info").or_else(authoritative("dnssec_ds_mismatch|dnssec_inconsistent", FAILS + "|info"))
LATER_ON = [
    Question("www.gslb2.pequi", "AAAA", DENIED_TYPE, seen="NXDOMAIN|NODATA|FAIL"), Question("www.gslb3.buriti", "AAAA", DENIED_TYPE, seen="NXDOMAIN|NODATA|FAIL"),
    maybe("www.gslb2.pequi", POISONED, seen="NOERROR|NXDOMAIN"), maybe("www.gslb3.buriti", POISONED, seen="NOERROR|NXDOMAIN|FAIL"),
    maybe("www.bolacha.buriti", authoritative("auth_edns_intolerant", FAILS + "|info"), ""),
    maybe("www.rosca.buriti", authoritative("auth_edns_intolerant", FAILS + "|info"), ""),
    maybe("www.oca.buriti", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), "NOERROR +aa; NOERROR +aa; NXDOMAIN +aa",
          seen="NOERROR|NXDOMAIN"),
    maybe("mail.oca.buriti", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), seen="NOERROR|NXDOMAIN"),
    maybe("www.obras.grupo.pequi", SOME_DEPARTMENT, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    bogus("www.ninho.sabia", "", truth=OK.or_else(DS_OF_BEFORE), seen="NOERROR|SERVFAIL"), fine("www.galho.sabia"),
    fine("www.folha.mico"), dead("www.raiz.mico", "auth_timeout", "TIMEOUT"), dead("www.tronco.mico", LAME, "REFUSED"), absent("www.nunca-houve.mico",
          cause="domain_not_registered"),
    dead("www.provedor.buriti", "auth_timeout", "TIMEOUT"), *[Question(f"www.freguesa.{tld}", "A", PROVIDER, seen="FAIL") for tld in ("buriti", "ipe", "pequi")],
    maybe("www.quatro.ipe", authoritative("auth_partial_outage", "degraded|info"), "NOERROR +aa; TIMEOUT; NOERROR +aa; TIMEOUT"),
    # Who makes use of proofs finds none there, once it has asked for a neighbour.
    maybe("meio.lacuna.pequi", authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence|dnssec_bogus|dnssec_inconsistent|dnssec_denial_missing",
          FAILS + "|negative").or_else(negative("name_does_not_exist")), seen="NOERROR|NXDOMAIN"), absent("mein.lacuna.pequi"),
    bogus("go.atalho.ipe", "dnssec_rrsig_missing", seen="FAIL"), bogus("in.atalho.ipe", "dnssec_rrsig_missing", seen="FAIL"), fine("www.atalho.ipe"),
    bogus("www.atalho.ipe", "dnssec_signature_expired", "AAAA"), bogus("www.dnvencida.pequi", "dnssec_signature_expired"),
    bogus("x.app.semnega.pequi", "", truth=MISSED), maybe("www.chavelonga.ipe", authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss|auth_slow|"
          "auth_partial_outage|dnssec_dnskey_missing", FAILS + "|info"), "NOERROR|TIMEOUT", seen="NOERROR|FAIL"),
]
AS_THE_REGISTRY_SAYS = upstream("delegation_glue_mismatch|delegation_glue_wrong|delegation_ns_unresolvable|delegation_inconsistent", FAILS + "|info")
THIRD = [
    fine("www.folha.sagui"), dead("www.raiz.sagui", "auth_timeout", "TIMEOUT"), dead("www.tronco.sagui", LAME, "REFUSED"),
    absent("www.nunca-houve.sagui", cause="domain_not_registered"), fine("www.matriz.buriti", direct="TIMEOUT"), fine("www.sul.matriz.buriti"),
    dead("www.norte.matriz.buriti", "auth_timeout", "TIMEOUT"), absent("www.leste.matriz.buriti"),
    bogus("www.timida.ipe", "dnssec_signature_expired", direct="TIMEOUT"), bogus("www.timidas.pequi", "dnssec_ds_mismatch", direct="TIMEOUT"),
    bogus("go.vencida.pequi", "dnssec_signature_expired"), bogus("in.vencida.pequi", "dnssec_signature_expired"),
    bogus("go.outrods.ipe", "dnssec_ds_mismatch"), bogus("in.outrods.ipe", "dnssec_ds_mismatch"),
    bogus("go.flip.ipe", "dnssec_bogus", seen="FAIL"), bogus("in.flip.ipe", "dnssec_bogus", seen="FAIL"),
    maybe("www.sonho.buriti", authoritative("auth_edns_intolerant", FAILS + "|info"), ""),
    maybe("www.soapai.buriti", AS_THE_REGISTRY_SAYS, ""), maybe("soapai.buriti", AS_THE_REGISTRY_SAYS, "", "NS"),
]
BAD_NAME = "negative|failure|info"
LINT = [
    absent("cofre.internal", truth=truth(BAD_NAME, "local", "special_use_name|tld_does_not_exist")),
    absent("www.fazenda.con.ipe", truth=negative("domain_not_registered|name_does_not_exist").or_else(truth(BAD_NAME, "local", "name_typo"))),
    absent("www.banco.burity", truth=truth(BAD_NAME, "local", "tld_does_not_exist|name_typo")),
    absent("www.banco.buriti.fazenda.com.ipe", truth=truth(BAD_NAME, "local", "search_suffix_appended").or_else(negative("name_does_not_exist"))),
]

BROKEN = AUTH + CHAINS + PARENTS + REGISTRIES + DNSSEC
QUESTIONS = GOOD + ODD + NEGATIVE + BROKEN + LINT + LATER_ON + THIRD
