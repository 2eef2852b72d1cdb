# SPDX-License-Identifier: MIT
"""The sweeps of the internet of name owners."""

import dataclasses
import signal
import time

import net
import wire
from faults import drop_tcp, falls, losing, no_six
from model import (FAILS, OK, Question, Situation, absent, authoritative, by_name, either, exits, fine, local, maybe, negative,
                   truth, upstream)

from . import resolvers as of
from .questions import AUTH, BROKEN, CHAINS, DNSSEC, GOOD, LATER_ON, LINT, NEGATIVE, ODD, PARENTS, QUESTIONS, REGISTRIES, THIRD


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
    return [by_id[wanted] for wanted in ids.split()]


def named(*names):
    return by_name(QUESTIONS, *names)


def believed(what, *names):
    return [dataclasses.replace(question, truth=what, cells={}) for question in named(*names)]


FEW = named("www.fazenda.com.ipe", "www.banco.buriti", "escola.pequi HTTPS", "www.lab.ti.fazenda.com.ipe", "fazenda.com.ipe MX", "80.1.200.177.in-addr.arpa PTR")
ABSENT = named("nada.fazenda.com.ipe", "nada.banco.buriti", "www.nunca-houve.ipe", "v4.fazenda.com.ipe AAAA")
BAD = named("www.mudo.buriti", "www.recusa.buriti", "www.falha.ipe", "www.vencida.pequi", "www.outrods.ipe", "www.mata.lobo", "www.fantasma.pequi",
            "elolame.fazenda.com.ipe")

# --- what can be told where the servers themselves cannot be asked, or from one resolver ---

UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS)
OWN_WAY = truth(FAILS, "local|upstream", "resolver_auth_path_broken")
DENIED = negative("name_does_not_exist|domain_not_registered")
SHOWN_BY_RESOLVERS = ("dnssec_", "parent_dnssec_bogus", "name_does_not_exist", "domain_not_registered", "no_data", "cname_")


def blind(question, alone=False):
    """What resolvers say of it is all there is. At one alone, its own way to the servers is as good a guess."""
    causes = question.truth.cause - {"ok"}
    if not causes or all(cause.startswith(SHOWN_BY_RESOLVERS) for cause in causes):
        return question
    guesses = [question.truth, GUESS, UNSEEN] + ([OWN_WAY] if alone or "ok" in question.truth.cause else [])
    if "NXDOMAIN" in question.seen:
        guesses.append(DENIED)
    if causes & {"tld_unreachable", "tld_lame"}:
        guesses.append(upstream("tld_unreachable|tld_lame", FAILS))
    return dataclasses.replace(question, truth=either(*guesses))


def lonely(question):
    """Nobody has a reason to doubt a denial, or data, of which only one version is seen."""
    if "NXDOMAIN" in question.seen.split("|") and question.truth.cause & {"auth_inconsistent_existence", "delegation_inconsistent"}:
        return dataclasses.replace(question, truth=either(question.truth, DENIED))
    return question


def unvalidated(question):
    """Where nobody looks at signatures, there is no reason to do so either."""
    if question.unchecked and question.unchecked != question.seen:
        plain = DENIED.or_else(negative("no_data")) if question.unchecked in ("NXDOMAIN", "NODATA") else OK
        return dataclasses.replace(question, truth=either(plain, question.truth), cells={})
    return question


def at(name, about, questions, ids, status=(1,), direct=True, fault=None, **more):
    room = pick(ids) if isinstance(ids, str) else list(ids)
    if len(room) == 1:
        questions = [lonely(question) for question in questions]
    if not direct and not more.pop("told", False):
        questions = [blind(question, len(room) == 1) for question in questions]
    if not any(resolver.validates for resolver in room):
        questions = [unvalidated(question) for question in questions]
    options = (() if direct else ("--no-direct",)) + more.pop("options", ())
    return Situation(name, about, [of.of_some(question, room) for question in questions], room, exits(*status), vantage=fault, options=options,
                     seconds=more.pop("seconds", 60), **more)


# --- what befalls the network ---


def part(lab, resolver, *zones):
    """The ways from a resolver to the servers of these zones."""
    places = lab.place_of_resolver(resolver, lab.everybody.index(resolver))
    for address in {entry.address for zone in zones for entry in lab.zone(zone).ns}:
        six = ":" in address
        net.fill_set("broken_path6" if six else "broken_path", f"{places[six]} . {address}")


def lose_the_company(lab):
    part(lab, pick("rota")[0], "campo.pequi")


def edit_zone(lab, name, edit, process="moving"):
    path = lab.builder.path(lab.zone(name))
    path.write_text(edit(path.read_text()).replace(" 2026110101 ", " 2026113001 ", 1))
    next(server for server in lab.authorities if server.name == process).process.send_signal(signal.SIGHUP)


def change(lab):
    """Two caches learn a zone; then its owner moves a host, and adds one."""
    keepers = pick("cofre porao")
    lab.warm([CHANGED[0], CHANGED[2]], keepers)
    wire.ask([wire.Query(keeper.address, "novo.muda.buriti", timeout=3.0) for keeper in keepers])
    edit_zone(lab, "muda.buriti", lambda text: text.replace("www A 177.200.34.80", "www A 177.200.34.180") + "novo A 177.200.34.77\n")
    query = wire.Query(lab.zone("muda.buriti").ns[0].address, "novo.muda.buriti", rd=False)
    for _ in range(100):
        if wire.ask([query])[0].status == "NOERROR":
            return
        time.sleep(0.05)
    raise RuntimeError("muda.buriti does not change")


def exchange(lab, _vantage):
    edit_zone(lab, "troca.pequi", lambda text: text.replace("177.200.35.", "177.201.35."))


STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
KEEPERS = ("cofre", "porao")
CHANGED = [Question("www.muda.buriti", "A", STALE, cells={keeper: STALE for keeper in KEEPERS}),
           Question("novo.muda.buriti", "A", STALE_NO, cells={keeper: STALE_NO for keeper in KEEPERS}), fine("mail.muda.buriti", direct="")]
CHANGED_ALONE = [dataclasses.replace(CHANGED[0], truth=either(OK, STALE), cells={}), dataclasses.replace(CHANGED[1], cells={}, truth=truth(
    FAILS + "|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")), CHANGED[2]]
NEW_DATA = either(OK, truth("info", "none|local|upstream|authoritative", "ok|resolver_stale_cache|auth_inconsistent_data"))
EXCHANGED = [Question(f"n{n:02}.troca.pequi", "A", NEW_DATA) for n in range(1, 25)]
SINKING = [Question(f"www.serra{n:02}.seriema", "A", either(negative("domain_not_registered|name_does_not_exist"), upstream("tld_unreachable", FAILS)),
                    seen="NXDOMAIN|FAIL") for n in range(16)] + [maybe("www.rio.seriema", upstream("tld_unreachable", FAILS))]
CUT = [maybe(f"n{n:02}.app.cabo.com.ipe", authoritative("auth_timeout", FAILS)) for n in range(20)]

# --- a zone that does not answer everybody ---

BARRED = either(truth("degraded|info", "upstream", "resolver_auth_path_broken"), authoritative("auth_partial_lame|auth_lame", "degraded|info"))
BARRED_CELL = either(upstream("resolver_auth_path_broken", FAILS), authoritative("auth_partial_lame|auth_lame", FAILS))
OUTSIDE = ("livre-u", "livre-k", "aberto-n", "aberto-r", "via-d")


def barred(ids):
    cells = {resolver: BARRED_CELL if resolver in OUTSIDE else OK for resolver in ids.split()}
    hit = [resolver for resolver in ids.split() if resolver in OUTSIDE]
    what = OK if not hit else BARRED if len(hit) < len(cells) else BARRED_CELL
    return [Question(f"{host}.bairro.buriti", "A", what, seen="NOERROR|FAIL", cells=cells) for host in ("www", "mail")]


# --- port 53, TCP, IPv6, losses ---

OURS = "ip daddr { 10.177.0.0/16, 189.0.0.0/8 } accept;"
EGRESS = local("egress_port53_blocked", FAILS + "|info")
NO_TCP = local("egress_tcp53_blocked", FAILS)


def only_ours(_lab, vantage):
    net.filter_uplink(vantage, f"{OURS} th dport 53 drop;")


def only_resolvers(_lab, vantage):
    mine = ", ".join(resolver.address for resolver in of.RESOLVERS + of.OTHERS if ":" not in resolver.address)
    net.filter_uplink(vantage, f"ip daddr {{ {mine} }} accept; th dport 53 drop;")


LOST = local("local_packet_loss", FAILS + "|info")
HURT = either(LOST, truth(FAILS + "|info", "undetermined", "own_loss|budget|contradiction"))
BIG = named("big.escola.pequi TXT")
TIRED_SIX = named("www.soseis.ipe", "www.meiaseis.buriti") + [blind(question) for question in named("www.seismorto.pequi")]

# --- a site's own names, promises ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "interno.fazenda.com.ipe", "internal": True},)
STRANGER = either(OK, SPLIT, negative("name_does_not_exist"))
INNER = [Question(f"{host}.interno.fazenda.com.ipe", "A", SPLIT, cells={stranger: STRANGER for stranger in ("livre-u", "via-r")})
         for host in ("wiki", "git", "ad")] + [absent("nada.interno.fazenda.com.ipe")]
LISTED = ({"name": "esquecida.ipe", "ns": ["ns1.fazenda.com.ipe", "ns2.fazenda.com.ipe"]},)
FORGOT = believed(upstream("delegation_missing", FAILS), "www.esquecida.ipe")
UNMET = truth("failure", "none", "expectation_unmet")
ROOM = "sede via-r livre-k"


def promise(name, expect, what=OK, qtype="A", **more):
    return Question(name, qtype, what, expect=expect, cells={resolver: what.or_else(OK) for resolver in ROOM.split()}, **more)


PROMISES = [
    promise("www.fazenda.com.ipe", {"answers": ["177.200.1.80"], "match": "exact"}), promise("www.banco.buriti", {"answers": ["177.200.4.81"]}, UNMET),
    promise("elo.fazenda.com.ipe", {"cname": "elo2.banco.buriti"}), promise("www.escola.pequi", {"cidr": "10.0.0.0/8"}, UNMET),
    promise("fazenda.com.ipe", {"ns": ["ns1.fazenda.com.ipe", "ns2.fazenda.com.ipe", "ns3.fazenda.com.ipe"]}, qtype="SOA"),
    promise("nada.fazenda.com.ipe", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    promise("nada.banco.buriti", {"rcode": "NOERROR"}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("www.recusa.buriti", {"answers": ["177.200.40.80"]}, authoritative("auth_lame"), seen="FAIL"),
    promise("www.outrods.ipe", {"answers": ["177.200.130.80"]}, authoritative("dnssec_ds_mismatch", FAILS), seen="SERVFAIL", unchecked="NOERROR"),
    promise("www.fantasma.pequi", {"answers": ["177.200.83.80"]}, upstream("delegation_ns_unresolvable"), seen="FAIL"),
    promise("pool.loja.buriti", {"answers": ["177.200.6.12", "177.200.6.10", "177.200.6.11"], "match": "exact"}),
]

# --- many names of few zones ---

FLOOD = [maybe(f"n{n:02}.app.cota.buriti", either(authoritative("auth_rate_limited|auth_packet_loss|auth_timeout|auth_partial_outage|auth_slow", FAILS),
         UNSEEN)) for n in range(20)]
SLIPPED = [fine(f"n{n:02}.app.cotatc.ipe", direct="") for n in range(16)]
DRIPPING = [maybe(f"n{n:02}.app.goteira.buriti", authoritative("auth_packet_loss|auth_timeout|auth_partial_outage|auth_slow", FAILS)) for n in range(8)]
MIXED = named("www.mista2.buriti", "www.mista3.ipe", "www.mista4.pequi", "www.mista6.buriti", "www.ruim2.ipe", "www.ruim4.buriti")
LAME = named("www.recusa.buriti", "www.sobe.buriti", "www.falha.ipe", "www.alheio.buriti", "www.semaa.buriti", "www.orfa.buriti", "www.sul.lab.ti.fazenda.com.ipe")
LEVELS = named("www.motor.carro.com.ipe", "www.vendas.peao.buriti", "www.usina.com.ipe", "www.sp.usina.com.ipe", "www.leite.fazenda.com.ipe",
               "www.queijo.fazenda.com.ipe", "www.doce.fazenda.com.ipe", "www.sul.lab.ti.fazenda.com.ipe", "www.ong.org.buriti", "www.curso.edu.buriti",
               "www.receita.gov.ipe", "www.correio.gov.ipe", "www.lab.ti.fazenda.com.ipe", "www.assinada.veado", "www.nua.veado")
TYPES = named("www.balcao.buriti", "www.balcao.buriti AAAA", "balcao.buriti HTTPS", "balcao.buriti TXT", "balcao.buriti CAA", "balcao.buriti MX",
              "www.gslb.pequi AAAA", "www.vazio.buriti AAAA", "vazio.buriti CAA")
OLD = named("www.gago.pequi", "www.surdo.buriti", "www.versao.buriti", "www.biscoito.ipe")
TWO = named("www.multi.pequi", "www.meianua.ipe", "www.outrachave.pequi", "www.umads.ipe", "www.tardia.pequi", "www.meiaorfa.ipe", "www.atras.buriti", "www.atras2.ipe")
FAMILY = named("www.maisfilho.buriti", "www.maispai.ipe", "www.disjunto.buriti", "disjunto.buriti NS", "www.filhotolo.buriti", "www.paitolo.pequi",
               "www.novo.cagaita", "www.trocou.cagaita", "www.nunca-houve.cagaita")
SHY = named("www.timido.buriti", "www.timido.pequi", "www.avesso.pequi", "nada.timido.buriti")
WILD = named("qualquer.feira.pequi", "sal.feira.pequi A", "sal.feira.pequi MX", "robalo.peixe.feira.pequi", "milho.feira.pequi", "_tcp.milho.feira.pequi",
             "fundo.meio.oco.buriti")
NAMES = [question for question in ODD if question.asked or len(question.name) > 60 or "pont" in question.name]

LOST_RECORDS = {"record_truth": either(OK, LOST)}
HEALTHY_IDS = " ".join(resolver.id for resolver in of.HEALTHY)
SITUATIONS = [
    at("plain", "every name at every resolver", [question for question in QUESTIONS if question not in LATER_ON + THIRD],
       of.RESOLVERS, seconds=280, network=lose_the_company),
    at("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + ODD + NEGATIVE, of.HEALTHY, (0,), seconds=110),
    at("paced", "a third of all at a hundred queries a second", BROKEN[::3] + FEW + ABSENT, "sede via-r livre-k aberto-n", speeds=(100,), seconds=150),

    at("auth-lone", "servers that fail, at one resolver", AUTH + FEW, "sede", seconds=130),
    at("auth-bind", "the same, at another", AUTH + FEW, "filial", seconds=131),
    at("auth-pair", "the same, at a forwarder and a public resolver", AUTH + FEW, "sala livre-k", seconds=132),
    at("auth-five", "the same, at five", AUTH + ABSENT, "sede filial via-k livre-u aberto-r", seconds=133),
    at("auth-blind", "the same, and servers are not asked", AUTH + FEW, "sede via-r livre-k", direct=False, seconds=100),
    at("chains-lone", "chains of which one link is broken", CHAINS + FEW, "livre-u", seconds=90),
    at("chains-trio", "the same, at three", CHAINS + FEW, "filial via-r livre-k", seconds=90),
    # PowerDNS's recursor does not hand on what does not validate, even to those who ask for that.
    at("chains-blind", "the same, and servers are not asked", [dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN)) if question.unchecked
       else question for question in CHAINS] + FEW, "via-r aberto-r", direct=False),
    at("parents-lone", "delegations that lead nowhere, or to two places", PARENTS + FEW, "via-k", seconds=100),
    at("parents-recursor", "the same, at another", PARENTS + FEW, "via-r", seconds=100),
    at("parents-five", "the same, at five", PARENTS + FEW, "sede filial via-d livre-k aberto-n", seconds=100),
    at("parents-blind", "the same, and servers are not asked", PARENTS + FEW, "livre-u", direct=False, seconds=90),
    at("registries-lone", "registries that fail", REGISTRIES + FEW, "filial", seconds=90),
    at("registries-pair", "the same, at one that validates and one that does not", REGISTRIES + FEW, "sede aberto-n", seconds=90),
    at("registries-blind", "the same, and servers are not asked", REGISTRIES + FEW, "sala via-k livre-u", direct=False, seconds=90),
    at("dnssec-lone", "what does not validate, at one", DNSSEC + FEW, "livre-u"),
    at("dnssec-recursor", "the same, at another", DNSSEC + FEW, "aberto-r"),
    at("dnssec-pair", "the same, beside one that does not look", DNSSEC + FEW, "aberto-n filial", (0, 1)),
    at("dnssec-lax", "the same, at one that does not look", DNSSEC + FEW, "aberto-n", (0, 1)),
    at("dnssec-blind", "the same, and servers are not asked", DNSSEC + FEW, "sede livre-u", direct=False),
    at("levels", "faults of registry, enterprise and leaf", LEVELS, "sede via-r livre-k", seconds=80),
    at("levels-stub", "the same, at a forwarder alone", LEVELS, "sala", seconds=80),

    at("mixed-lone", "sets of servers good and bad", MIXED + FEW, "filial", seconds=70),
    at("mixed-pair", "the same, at two of a provider", MIXED + FEW, "via-r via-k", seconds=70),
    at("lame-barred", "lame servers, and a resolver that refuses", LAME + FEW, "trancado livre-u"),
    at("lame-stump", "lame servers, and a forwarder without its target", LAME + FEW + ABSENT, "toco livre-k sede"),
    at("silent-both", "a zone and a resolver are silent", named("www.mudo.buriti", "www.rede.ipe", "rede.ipe SOA", "www.seismorto.pequi") + FEW,
       "surdo via-r livre-u", seconds=70),
    at("closed-both", "ports of servers and of a resolver are closed", named("www.porta.ipe", "www.proibe.pequi", "www.ruim4.buriti") + FEW, "terreno sede livre-k"),
    at("slow-both", "slow servers, and a slow resolver", named("www.lerdo.buriti", "www.meiolerdo.ipe") + FEW, "lesma via-r livre-u", (0, 1)),
    at("slow-lone", "slow servers at one resolver", named("www.lerdo.buriti", "www.meiolerdo.ipe") + FEW, "livre-u", (0, 1)),
    at("types", "balancers that fail some types", TYPES, "filial via-r livre-u", seconds=70),
    at("types-lone", "the same, at one", TYPES, "livre-k", seconds=70),
    at("types-filter", "the same, beside a filter", TYPES + named("jogos.banco.buriti", "nada.banco.buriti"), "peneira livre-u", seconds=70),
    at("edns", "servers that choke on EDNS, and a resolver that does", OLD + FEW, "velho livre-u filial"),
    at("edns-lone", "the same servers, at the one that sends cookies", OLD + FEW, "filial"),
    at("edns-router", "a resolver without EDNS, alone", believed(local("resolver_edns_broken", FAILS), "www.fazenda.com.ipe", "www.banco.buriti",
       "nada.banco.buriti"), "velho", (1, 9)),
    at("long", "long answers, servers without TCP, and a resolver without", named("big.semtcp.buriti", "mid.longo.ipe", "www.longo.ipe", "www.semtcp.buriti",
       "www.semudp.buriti") + BIG + FEW, "semtcp livre-k sede", chance=True),
    at("long-lone", "the same servers, at one", named("big.semtcp.buriti", "mid.longo.ipe", "www.semudp.buriti") + BIG + FEW, "sede", chance=True),
    at("notcp-lone", "a resolver without TCP, alone", FEW + believed(upstream("resolver_tcp_blocked", FAILS), "big.escola.pequi"), "semtcp", (0, 1)),
    at("notcp-site", "TCP is closed at the site", FEW + BAD + [dataclasses.replace(BIG[0], truth=NO_TCP, cells={})],
       "sede via-r livre-k", fault=drop_tcp, host=NO_TCP,
       record_truth=either(OK, local("egress_tcp53_blocked", FAILS + "|info"))),

    at("two-minds", "providers that differ, in data and in keys", TWO + FEW, "sede filial livre-k", (0, 1), chance=True),
    at("two-minds-lone", "the same, at one", TWO + FEW, "livre-u", (0, 1), chance=True),
    at("two-minds-lax", "the same, at one that does not look at signatures", TWO + FEW, "aberto-n", (0, 1), chance=True),
    at("family", "parents and children that disagree", FAMILY + FEW, HEALTHY_IDS, (0, 1), chance=True),
    at("family-lone", "the same, at one", FAMILY + FEW, "filial", (0, 1), chance=True),
    at("shy", "servers that do not answer the prober", SHY + FEW + named("www.mudo.buriti"), "sede via-r livre-u"),
    at("shy-lone", "the same, at one", SHY + FEW, "livre-k", (0,)),
    at("wild", "wildcards and empty names, beside advertisements", WILD + ABSENT, "cartaz livre-u sede", (0, 1)),
    at("wild-lone", "the same, alone", WILD + ABSENT, "via-k", (0, 1)),
    at("names", "IDN, long labels, long names, a dot inside", NAMES + LINT, "sede livre-k", (0, 1)),
    at("reverse", "addresses' names, and classless delegations", named("80.1.200.177.in-addr.arpa", "80.2.200.177.in-addr.arpa", "1.2.200.177.in-addr.arpa",
       "25.3.200.177.in-addr.arpa", "9.9.200.177.in-addr.arpa") + [question for question in GOOD if "ip6" in question.name], "filial via-r livre-u"),
    at("reverse-lone", "the same, at one", named("80.2.200.177.in-addr.arpa", "1.2.200.177.in-addr.arpa", "25.3.200.177.in-addr.arpa"), "via-r"),

    at("way", "a resolver that has lost the way to a company, and a dead zone", named("www.campo.pequi", "mail.curral.ipe", "www.mudo.buriti") + FEW,
       "rota sede livre-k", network=lose_the_company),
    at("way-lone", "the same, alone", FEW + believed(upstream("resolver_auth_path_broken", FAILS), "www.campo.pequi", "mail.curral.ipe"), "rota",
       network=lose_the_company),
    at("ward", "servers that refuse the public resolvers", barred(HEALTHY_IDS) + FEW, of.HEALTHY, (0, 1)),
    at("ward-trio", "the same, at three", barred("sede via-r livre-u") + FEW, "sede via-r livre-u", (0, 1)),
    at("ward-lone", "the same, at one that is refused", barred("livre-u") + FEW, "livre-u"),
    at("ward-inside", "the same, where nobody is", barred("sede filial") + FEW, "sede filial", (0,)),
    at("clock", "a clock years behind, and signatures that are", named("www.vencida.pequi", "www.amanha.ipe", "www.umavencida.ipe", "www.semds.ipe") + FEW,
       "relogio sede livre-k"),
    at("anchor", "a wrong anchor, and a wrong DS", named("www.outrods.ipe", "www.desconhece.ipe", "www.multidao.ipe", "www.rolaksk.pequi", "www.dsnova.pequi") + FEW,
       "anzol filial"),
    at("filter", "two filters, and what is not there", named("jogos.banco.buriti", "bicho.banco.buriti", "nada.banco.buriti", "elonada.fazenda.com.ipe",
       "www.nunca-houve.buriti", "www.esquecida.ipe"), "peneira censor sede", (0, 1)),
    at("rebind", "private addresses, and names without any", named("camera.banco.buriti", "www.vazio.buriti AAAA", "v4.fazenda.com.ipe AAAA") + FEW,
       "guarda via-r livre-k", (0, 1)),
    at("not-recursive", "a name server in the place of a resolver, beside broken names", BAD + FEW, "engano livre-u"),
    at("all-bad", "three resolvers, none of which works, each for its own reason", believed(truth("failure", "undetermined", "contradiction|budget|own_loss"),
       "www.fazenda.com.ipe", "www.banco.buriti", "www.mudo.buriti"), "trancado toco relogio", (1, 9)),

    at("changed", "a zone has changed, and two caches remember", CHANGED + FEW, "cofre porao livre-u aberto-n", (0, 1), network=change, seconds=230),
    at("changed-lone", "the same, at one of them", CHANGED_ALONE, "cofre", (0, 1), network=change, seconds=229),
    at("exchange", "records change while they are asked for", EXCHANGED + FEW, "sede via-k livre-u aberto-n", (0, 1), during=((1.6, exchange),),
       options=("-Q", "40"), chance=True, seconds=120),
    at("cut", "all servers of a zone lie in one network, which vanishes", CUT + FEW, "sede via-r livre-k aberto-n", (0, 1), during=((1.6, falls("cabo.com.ipe")),),
       options=("-Q", "40"), chance=True, seconds=180),
    at("sinking", "a TLD dies while it is asked", SINKING + FEW, "filial via-k livre-u aberto-r", (0, 1), during=((1.6, falls("seriema")),), options=("-Q", "40"),
       chance=True, seconds=185),
    at("flood", "servers that mind the rate, by silence and by TC", FLOOD + SLIPPED + FEW, "sede via-r livre-u aberto-n", (0, 1), chance=True, seconds=110),
    at("flood-lone", "the same, at one", FLOOD[:8] + SLIPPED + FEW, "livre-k", (0, 1), chance=True, seconds=110),
    at("dripping", "servers that half of all datagrams reach", DRIPPING + FEW, "sede livre-k", (0, 1), chance=True, seconds=111),
    at("inner", "a zone of the site's own, declared", INNER + FEW, "casa livre-u via-r", (0,), zones=DECLARED),
    at("inner-plain", "the same, and nobody declared it", INNER + FEW, "casa livre-u via-r", (0,)),
    at("listed", "a delegation was lost, and the inventory knows the servers", FORGOT + FEW + named("www.nunca-houve.ipe"), "livre-u via-r aberto-n", zones=LISTED),
    at("listed-lone", "the same, at one", FORGOT + FEW, "filial", zones=LISTED),
    at("promises", "what the inventory promises", PROMISES, ROOM),
    at("fence", "only the site's and the provider's resolvers can be asked", [blind(question) for question in FEW + ABSENT + BAD], "sede via-r livre-u aberto-n",
       fault=only_ours, host=EGRESS, excuse=EGRESS, record_truth=either(OK, EGRESS)),
    at("fence-open", "all resolvers can be asked, and no server", [blind(question) for question in BAD + MIXED + FEW + ABSENT], "sede via-r livre-u aberto-n",
       fault=only_resolvers, host=either(OK, EGRESS)),
    at("fence-lone", "the same, at one", [blind(question, True) for question in BAD + FEW], "filial", fault=only_resolvers, host=either(OK, EGRESS)),
    at("six", "a host without IPv6, and zones that are on it", TIRED_SIX + FEW, "sede via-r livre-k", fault=no_six, host=either(OK, truth(
        "info|degraded", "local", "local_network_down"))),
    at("lossy", "one of ten datagrams is lost at the site", [dataclasses.replace(question, truth=either(question.truth, HURT)) for question in FEW + ABSENT + BAD],
       "sede via-r livre-k", (0, 1, 4), fault=losing(10, 0), host=either(OK, LOST), excuse=HURT, chance=True, seconds=100, **LOST_RECORDS),
]

# --- a second wave, written after the first run ---

DENIALS = named("www.gslb.pequi AAAA", "www.gslb2.pequi AAAA", "www.gslb3.buriti AAAA")
COOKIES = named("www.biscoito.ipe", "www.bolacha.buriti", "www.rosca.buriti")
LONG = named("mid.longo.ipe TXT", "www.chavelonga.ipe", "www.longo.ipe")
DEPARTMENTS = named("www.oca.buriti", "mail.oca.buriti", "www.obras.grupo.pequi", "www.ninho.sabia", "www.galho.sabia")
RELUCTANT = named("www.folha.mico", "www.raiz.mico", "www.tronco.mico", "www.nunca-houve.mico")
CUSTOMERS = named("www.provedor.buriti", "www.freguesa.buriti", "www.freguesa.ipe", "www.freguesa.pequi", "www.quatro.ipe")
PROOFS = named("meio.lacuna.pequi", "mein.lacuna.pequi", "go.atalho.ipe", "in.atalho.ipe", "www.atalho.ipe A", "www.atalho.ipe AAAA", "www.dnvencida.pequi",
               "x.app.semnega.pequi")
HIDDEN = [dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN)) if "ok" not in question.truth.cause else question for question in RELUCTANT]

SITUATIONS += [
    at("x-plain", "all names of the second wave at all healthy resolvers", LATER_ON, of.HEALTHY, seconds=150, chance=True),
    *[at(f"x-denials-{at_}", "balancers that deny a name of one type, by SOAs of several makes", DENIALS + FEW, ids, (0, 1), seconds=70)
      for at_, ids in (("lone", "livre-u"), ("bind", "filial"), ("pair", "sede livre-k"), ("five", "sede filial via-r livre-k aberto-n"))],
    *[at(f"x-cookies-{at_}", "servers that choke on options", COOKIES + FEW, ids, (0, 1), seconds=70)
      for at_, ids in (("lone", "filial"), ("bind-two", "filial aberto-n"), ("pair", "filial livre-u"), ("five", "sede filial via-r livre-k aberto-n"),
                       ("without", "sede via-k"))],
    *[at(f"x-long-{at_}", "long answers that get lost", LONG + FEW, ids, (0, 1), seconds=80, chance=True)
      for at_, ids in (("stub", "sala"), ("pair", "sala livre-k"), ("other", "filial via-r"), ("five", "sede filial via-r livre-k aberto-n"))],
    *[at(f"x-departments-{at_}", "servers of parents that differ", [dataclasses.replace(question, truth=either(question.truth, DENIED))
         if "NXDOMAIN" in question.seen else question for question in DEPARTMENTS] + FEW, ids, (0, 1), seconds=70, chance=True)
      for at_, ids in (("lone", "via-k"), ("trio", "sede via-r aberto-n"), ("all", HEALTHY_IDS))],
    *[at(f"x-reluctant-{at_}", "a registry that does not talk to the prober", HIDDEN + FEW, ids, seconds=70)
      for at_, ids in (("lone", "sede"), ("trio", "filial via-r livre-k"))],
    *[at(f"x-customers-{at_}", "a provider is down", CUSTOMERS + FEW, ids, seconds=80) for at_, ids in (("lone", "livre-u"), ("trio", "filial via-k livre-u"))],
    *[at(f"x-proofs-{at_}", "signatures of aliases, denials that pass over what is there", PROOFS + FEW, ids, (0, 1) if "x" in at_ else (1,), seconds=70)
      for at_, ids in (("lone", "sede"), ("bind", "filial"), ("mixed", "livre-k aberto-n"))],
]

# --- a third, around what the second had found ---

SHIELDED = named("www.folha.sagui", "www.raiz.sagui", "www.tronco.sagui", "www.nunca-houve.sagui", "www.matriz.buriti", "www.sul.matriz.buriti",
                 "www.norte.matriz.buriti", "www.leste.matriz.buriti")
SHIELDED = [dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN)) if question.truth.faulty else question for question in SHIELDED]
ALIASED = [question for question in THIRD if question.name.startswith(("go.", "in."))] + named("www.timida.ipe", "www.timidas.pequi")
LAST = named("www.sonho.buriti", "www.soapai.buriti", "soapai.buriti NS")
SITUATIONS += [
    at("y-plain", "all names of the third wave at all healthy resolvers", THIRD, of.HEALTHY, seconds=120, chance=True),
    *[at(f"y-shielded-{at_}", "a registry and an enterprise that will not have the prober", SHIELDED + FEW, ids, seconds=80)
      for at_, ids in (("lone", "livre-u"), ("trio", "filial via-r livre-k"))],
    *[at(f"y-alias-{at_}", "aliases that do not validate to names that are well", ALIASED + FEW, ids, (1,) if len(ids) < 8 else (0, 1), seconds=80)
      for at_, ids in (("lone", "sede"), ("bind", "filial"), ("kresd", "via-k"), ("mixed", "livre-k aberto-n"), ("five", "sede filial via-r livre-k aberto-n"))],
    *[at(f"y-last-{at_}", "a server that is never content with a cookie; a registry that names what nobody knows", LAST + FEW, ids, (0, 1), seconds=80, chance=True)
      for at_, ids in (("lone", "filial"), ("pair", "filial livre-u"), ("five", "sede filial via-r livre-k aberto-n"))],
    *[at(f"y-shy-{at_}", "what does not validate, of servers that do not answer the prober", named("www.timida.ipe", "www.timidas.pequi", "www.timido.pequi") + FEW,
         ids, seconds=70) for at_, ids in (("pair", "sede filial"), ("trio", "sede via-r livre-k"))],
    # PowerDNS's recursor does not hand on what does not validate: nothing shows it.
    at("y-shy-recursor", "the same, at one that hides it", [dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN)) for question in named(
       "www.timida.ipe", "www.timidas.pequi")] + FEW, "via-r", seconds=70),
]
