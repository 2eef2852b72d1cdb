# SPDX-License-Identifier: MIT
"""What is asked of the zones that were thrown, and what is true of each name. What a room of resolvers can know of that is in situations.py."""

import random

from model import FAILS, OK, Question, authoritative, negative, truth, upstream

from .zones import ALL_DEAD, DNSSEC, MOVED, NUMBER, PLOTS, PROVIDERS, TRAIN

DICE = random.Random(f"questions {NUMBER}")
SORT = {}  # (name, type) -> good, negative, local, dead, partial, bogus, half-bogus, differ, loop, dangling, type, delegation, undelegated
HOME = {}  # (name, type) -> the zone it is in
WAY = {}  # (name, type) -> the zones its aliases lead through
WRONG = "negative|failure|info"

GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS)
CAUSE_OF_STATE = {"silent": "auth_timeout", "closed": "auth_port_unreachable", "prohibited": "auth_port_unreachable|auth_timeout", "refused": "auth_lame",
                  "servfail": "auth_servfail"}
BASE = {"good": "NOERROR +aa", "far": "NOERROR +aa", "farther": "NOERROR +aa", "big": "TRUNCATED +aa", "nodata": "NODATA +aa", "nx": "NXDOMAIN +aa"}
DEAD_WORDS = {"silent": "TIMEOUT", "closed": "UNREACHABLE|TIMEOUT", "prohibited": "UNREACHABLE|TIMEOUT|ERROR", "refused": "REFUSED", "servfail": "SERVFAIL",
              "no_udp": "TIMEOUT", "half_lost": "NOERROR|NODATA|NXDOMAIN|TRUNCATED|TIMEOUT", "edns-formerr": "FORMERR", "edns-drop": "TIMEOUT",
              "always-tc": "TRUNCATED", "reply-wrong": "TIMEOUT", "edns-badvers": "BADVERS", "edns-some": "BADVERS|TIMEOUT|FORMERR"}
TYPE_WORDS = {"type-notimp": "NOTIMP", "type-drop": "TIMEOUT", "type-nx": "NXDOMAIN +aa", "type-servfail": "SERVFAIL", "type-refused": "REFUSED"}
BOGUS = {"expired": "dnssec_signature_expired", "future": "dnssec_signature_not_yet_valid", "ds-wrong": "dnssec_ds_mismatch",
         "no-dnskey": "dnssec_dnskey_missing",
         "naked": "dnssec_zone_unsigned_with_ds", "bad-all": "dnssec_bogus", "no-rrsig": "dnssec_rrsig_missing", "bad-one": "dnssec_bogus",
         "expired-one": "dnssec_signature_expired", "no-nsec": "dnssec_denial_missing", "expired-soa": "dnssec_signature_expired",
         "expired-key": "dnssec_signature_expired", "bad-mx": "dnssec_bogus", "bad-wild": "dnssec_bogus"}


def records(plot):
    """Owner, type and kind of whatever can be asked."""
    has = plot.features
    found = [("www", "A", "good"), ("", "MX", "good"), ("", "TXT", "good"), ("mail", "A", "good"), ("", "SOA", "good"), ("", "CAA", "good"), ("", "NS", "good"),
             ("_sip._udp", "SRV", "good"), ("four", "AAAA", "nodata"), ("niks", "A", "nx"), ("www", "MX", "nodata"), ("deep.ent", "A", "good"),
             ("ent", "A", "nodata"), ("www", "AAAA", "good" if "both" in has else "nodata")]
    found += [("alias", "A", "good")] if "alias" in has else []
    found += [("hop1", "A", "good")] if "chain" in has else []
    found += [("x1.wild", "A", "good"), ("x2.y.wild", "A", "good"), ("x3.wild", "AAAA", "nodata")] if "wild" in has else []
    found += [("ring", "A", "good")] if "ring" in has else []
    found += [("groot", "TXT", "big")] if "big" in has else []
    found += [("far", "A", "far"), ("q.any", "A", "far")] if plot.far else []
    # PowerDNS would want to be told of DNAME.
    found += [("www.dn", "A", "far")] if plot.far and not any((entry.on or "p").startswith("p") for entry in plot.zone.ns) else []
    found += [("farther", "A", "farther")] if plot.far and plot.far.far else []
    found += [("cam", "A", "good"), ("desk", "A", "good")] if plot is PROVIDERS[1] else []
    found += [("vars", "A", "good")] if plot.server_fault == "lag-name" else []
    found += [("round", "A", "loop")] if plot.data_fault.startswith("loop") else []
    found += [("loose", "A", "loose")] if plot.data_fault.startswith("dangling") else []
    if not plot.sound:  # Knot Resolver at times hands on what the parent says of a zone's servers.
        found.remove(("", "NS", "good"))
    if plot is MOVED or plot is TRAIN:
        found = [one for one in found if one[:2] in (("www", "A"), ("mail", "A"))]
    return found


def word_at(plot, state, owner, qtype, kind):
    """What this server says to the prober itself."""
    base = BASE.get(kind, "")
    if state in DEAD_WORDS:
        return DEAD_WORDS[state]
    if state in TYPE_WORDS and qtype == plot.odd_type:
        return TYPE_WORDS[state]
    if state in ("all-noaa", "some-noaa"):
        return base.replace("+aa", "-aa")
    if state == "ent-nx" and owner == "ent":
        return "NXDOMAIN +aa"
    if state == "old" and (owner == "vars" or plot.server_fault == "one-empty"):
        return "NXDOMAIN|NODATA|NOERROR +aa"
    if state == "one-type":
        return "NOERROR|NXDOMAIN|NODATA|TRUNCATED|NOTIMP|SERVFAIL|REFUSED|TIMEOUT"
    return base


def dead_cause(plot):
    """What is true of all of a zone that nobody can have; and its sort."""
    fault, states = plot.server_fault, {state for state in plot.states if state != "good"}
    if fault in ALL_DEAD:
        causes = "|".join(CAUSE_OF_STATE[state] for state in sorted(states))
        if len(states) > 1:  # Each has an illness of its own: one of them is named.
            return authoritative(causes + "|auth_partial_lame|auth_partial_outage", FAILS), "dead"
        return authoritative(causes, "failure"), "dead"
    return {"tld-silent": (upstream("tld_unreachable"), "dead"), "tld-refused": (upstream("tld_lame|tld_unreachable"), "dead"),
            "glue-dead": (GLUE.or_else(authoritative("auth_timeout|auth_port_unreachable", FAILS)), "delegation"),
            "glue-private": (upstream("delegation_ns_private_address"), "delegation"),
            "glue-none": (upstream("delegation_ns_unresolvable|delegation_cyclic"), "delegation"),
            "ns-gone": (upstream("delegation_ns_unresolvable"), "delegation"),
            "cyclic": (upstream("delegation_cyclic|delegation_ns_unresolvable"), "delegation"),
            "edns-drop": (authoritative("auth_edns_intolerant", FAILS), "dead"),
            "glue-live": (GLUE.or_else(authoritative("auth_lame", FAILS)), "delegation"),
            "ns-in-dead": (upstream("delegation_ns_unresolvable", FAILS).or_else(authoritative("auth_timeout", FAILS)), "delegation")}.get(fault, (None, ""))


def bogus_for(plot, owner, qtype, kind):
    """Whether the fault of the data is one of this record, where anybody validates."""
    fault = plot.data_fault
    if not plot.secure or fault not in DNSSEC:
        return False
    if fault == "no-rrsig":
        return qtype == "A" and kind == "good"
    if fault in ("bad-one", "expired-one"):
        return qtype == "A" and owner in ("www", "alias")
    if fault == "no-nsec":
        return kind in ("nodata", "nx") or owner.endswith(".wild") and kind == "good"
    if fault == "expired-soa":  # Some look at no more than the proofs; others want to know of every name above.
        return False
    if fault == "bad-mx":
        return qtype == "MX" and owner == ""
    if fault == "bad-wild":
        return owner.endswith(".wild") and kind == "good"
    return True


def partial_cause(plot, qtype=""):
    """What may be said, and need not, of a zone of which some servers are bad."""
    fault, states = plot.server_fault, set(plot.states) - {"good"}
    outage = "auth_partial_outage" if states & {"silent", "closed", "prohibited"} else ""
    lame = "auth_partial_lame" if states & {"refused", "servfail", "some-noaa"} else ""
    if fault in ("some-silent", "some-closed", "some-mixed", "extra-child", "extra-parent"):
        return authoritative("|".join(word for word in (outage, lame) if word), "degraded|info")
    # That a server fails is an outage, to some.
    return {"some-refused": authoritative("auth_partial_lame", "degraded|info"), "some-noaa": authoritative("auth_partial_lame", "degraded|info"),
            "some-servfail": authoritative("auth_partial_lame|auth_partial_outage", "degraded|info"), "all-noaa": authoritative("auth_lame", FAILS),
            "no-udp": authoritative("auth_udp_blocked|auth_timeout", FAILS),
            "half-lost": authoritative("auth_packet_loss|auth_timeout|auth_partial_outage", FAILS),
            "reply-wrong": authoritative("auth_timeout|auth_udp_blocked", FAILS), "slow": authoritative("auth_slow", FAILS + "|info"),
            "edns-formerr": authoritative("auth_edns_intolerant", FAILS),
            "edns-badvers": authoritative("auth_edns_intolerant", FAILS),
            "edns-some": authoritative("auth_edns_intolerant|auth_partial_outage|auth_partial_lame", FAILS),
            "glue-some": GLUE.or_else(authoritative("auth_partial_outage", "degraded|info")),
            "ns-alias": upstream("delegation_ns_unresolvable", FAILS + "|info"), "one-type": authoritative(
                "auth_qtype_unsupported|auth_qtype_dropped|auth_servfail|auth_lame|auth_partial_lame|auth_partial_outage",
                FAILS) if plot.odd_type == qtype else None,
            "ns-in-bogus": upstream("delegation_ns_unresolvable", FAILS).or_else(authoritative("dnssec_signature_expired", FAILS)),
            "registry-new": upstream("delegation_inconsistent", FAILS), "registry-switch": upstream("delegation_inconsistent", FAILS).or_else(GLUE),
            "ns-some-gone": upstream("delegation_ns_unresolvable", "degraded|info").or_else(authoritative("auth_partial_outage", "degraded|info")),
            }.get(fault)


def own_kind(kind):
    return {"nodata": (negative("no_data"), "NODATA"), "nx": (negative("name_does_not_exist"), "NXDOMAIN"), "big": (OK, "TRUNCATED"),
            "loop": (authoritative("cname_loop", FAILS + "|negative"), "FAIL|NOERROR"),
            "loose": (authoritative("cname_dangling", FAILS + "|negative"), "NXDOMAIN")}.get(kind, (OK, "NOERROR"))


def decide(plot, owner, qtype, kind):
    """(truth, sort, seen, unchecked) of a record, all things considered but who asks."""
    what, seen = own_kind(kind)
    for above in ancestors(plot):
        dead, sort = dead_cause(above)
        if dead is not None:
            return dead, sort, "FAIL", ""
    dead, sort = dead_cause(plot)
    if plot.server_fault == "undelegated":
        sure = negative("domain_not_registered|name_does_not_exist").or_else(upstream("delegation_missing", "failure|negative"))
        return sure, "undelegated", "NXDOMAIN", ""
    if dead is not None:
        return dead, sort, "FAIL", ""
    for above in ancestors(plot):
        if above.server_fault == "tld-bogus" or above.data_fault in BOGUS and above.secure:
            blame = upstream("parent_dnssec_bogus", FAILS)
            blame = blame if above.server_fault == "tld-bogus" else blame.or_else(authoritative(BOGUS[above.data_fault], FAILS))
            return blame, "bogus", "FAIL", seen
    if plot.server_fault == "ds-bad":
        return upstream("parent_dnssec_bogus", FAILS), "bogus", "FAIL", seen
    if plot.server_fault == "no-sigs" and plot.secure:
        return authoritative("dnssec_rrsig_missing|dnssec_bogus", FAILS), "bogus", "FAIL", seen
    if plot.server_fault == "one-left" and plot.secure:
        return authoritative("dnssec_signature_expired|dnssec_inconsistent", FAILS), "bogus", "FAIL", seen
    if bogus_for(plot, owner, qtype, kind):
        return authoritative(BOGUS[plot.data_fault], FAILS), "bogus", "FAIL", seen
    if kind in ("far", "farther") and (not plot.server_fault or plot.server_fault in ("reply-odd", "always-tc", "tcp-reset")):
        found = far(plot, kind)
        if plot.data_fault == "expired-soa" and plot.secure and found is not None:
            return found[0].or_else(authoritative("dnssec_signature_expired", FAILS)), "half-bogus", f"{found[2]}|FAIL", found[3] or found[2]
        return found
    return odd(plot, owner, qtype, kind, what, seen)


def far(plot, kind):
    found = decide(plot.far, "www", "A", "good") if kind == "far" else decide(plot.far, "far", "A", "far")
    if found is None:
        return None
    if found[1] == "undelegated":
        return authoritative("cname_dangling", FAILS + "|negative").or_else(negative("domain_not_registered")), "dangling", "NXDOMAIN", ""
    return found if found[1] not in ("differ", "type") else None


def odd(plot, owner, qtype, kind, what, seen):
    """Servers that are there, and have their ways."""
    fault, sort = plot.server_fault, {"nodata": "negative", "nx": "negative", "loop": "loop", "loose": "dangling"}.get(kind, "good")
    if kind in ("far", "farther") and fault:
        return None
    partial = partial_cause(plot, qtype)
    if partial is not None:
        if fault.startswith("edns-"):  # BADVERS leaves some with an answer that is empty.
            seen += "|NODATA|FORMERR"
        seen += {"registry-new": "|NXDOMAIN", "one-type": "|NOTIMP|REFUSED"}.get(fault, "")
        return what.or_else(partial), "partial", f"{seen}|FAIL" if seen != "FAIL|NOERROR" else seen, ""
    if fault in ("no-tcp", "tcp-reset", "some-tcp") and kind == "big":
        if fault == "some-tcp":
            return OK.or_else(authoritative("auth_tcp_blocked|auth_partial_outage", FAILS)), "partial", "TRUNCATED|FAIL", ""
        return authoritative("auth_tcp_blocked", "failure"), "dead", "FAIL", ""
    if fault.startswith("type-"):
        known = {"type-notimp": (authoritative("auth_qtype_unsupported", FAILS), "FAIL|NOTIMP"),
                 "type-drop": (authoritative("auth_qtype_dropped", FAILS), "FAIL"),
                 "type-nx": (authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), "NXDOMAIN|NODATA"),
                 "type-servfail": (authoritative("auth_servfail", FAILS), "FAIL"),
                 "type-refused": (authoritative("auth_lame|auth_qtype_unsupported", FAILS), "FAIL|REFUSED")}[fault]
        if qtype == plot.odd_type:
            return known[0], "type", known[1], ""
        if fault == "type-nx" and qtype == "A" and owner in ("www", "alias"):  # The caches of some deny all types of a name that was denied.
            return OK.or_else(known[0]), "type", "NOERROR|NXDOMAIN", ""
    if fault == "ent-nx" and owner in ("ent", "deep.ent"):
        denied = authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative")
        return (OK.or_else(denied), "type", "NOERROR|NXDOMAIN|FAIL", "") if owner != "ent" else (
            negative("name_does_not_exist|no_data").or_else(denied), "type", "NXDOMAIN|NODATA", "")
    if fault.startswith("lag-") and qtype == "SOA" or fault in ("lag-data", "glue-old") and (owner in ("www", "alias") and qtype == "A" or qtype == "SOA"):
        blame = authoritative("auth_inconsistent_data", "degraded|info")
        return OK.or_else(blame.or_else(GLUE) if fault == "glue-old" else blame), "differ", "NOERROR", ""
    if fault == "one-left" and not plot.secure:  # Old signatures of a zone that nobody checks; and the rest is out.
        return what.or_else(authoritative("auth_partial_outage", "degraded|info")), "partial", f"{seen}|FAIL", ""
    if fault == "one-empty" and owner != "" and kind != "nx":
        return what.or_else(authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS)), "differ", f"{seen}|NXDOMAIN|NODATA", ""
    if fault in ("lag-name", "one-empty") and (owner == "vars" or qtype == "SOA"):
        return OK.or_else(authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS)), "differ", "NOERROR|NXDOMAIN", ""
    if plot.data_fault == "no-nsec" and plot.secure and owner == "deep.ent":  # Who asks for the name above first wants the proof of that.
        return what.or_else(authoritative("dnssec_denial_missing", FAILS)), "half-bogus", f"{seen}|FAIL", seen
    if plot.data_fault == "expired-soa" and plot.secure:
        return what.or_else(authoritative("dnssec_signature_expired", FAILS)), "half-bogus", f"{seen}|FAIL", seen
    if fault in ("one-expired", "one-naked") and plot.secure:
        causes = "dnssec_inconsistent|" + {"one-expired": "dnssec_signature_expired", "one-naked":
                                           "dnssec_rrsig_missing|dnssec_dnskey_missing|dnssec_denial_missing|dnssec_zone_unsigned_with_ds"}[fault]
        return what.or_else(authoritative(causes, FAILS)), "half-bogus", f"{seen}|FAIL", seen
    return what, sort, seen, ""


def ancestors(plot):
    """From the top down."""
    found = []
    while plot.parent is not None:
        plot = plot.parent
        found.insert(0, plot)
    return found


def chain_of(plot, kind):
    return [plot] + ([plot.far] if kind in ("far", "farther") else []) + ([plot.far.far] if kind == "farther" else [])


def question(plot, owner, qtype, kind):
    if sum(not one.sound for one in chain_of(plot, kind)) > 1:  # Of two faults on one way, who looks meets either.
        return None
    found = decide(plot, owner, qtype, kind)
    if found is None:
        return None
    what, sort, seen, unchecked = found
    name = f"{owner}.{plot.name}".strip(".")
    SORT[name, qtype], HOME[name, qtype], WAY[name, qtype] = sort, plot, chain_of(plot, kind)
    direct = ""
    if kind in BASE and "undelegated" not in plot.server_fault and plot.parent.server_fault != "undelegated":
        direct = "; ".join(word_at(plot, state, owner, qtype, kind) for state in plot.states)
        direct = direct.replace("NOERROR +aa", "NOERROR|NXDOMAIN +aa") if kind in ("far", "farther") else direct
    cells = {}
    return Question(name, qtype, what, seen=seen, unchecked=unchecked, direct=direct, cells=cells)


def throw_questions():
    found = []
    for plot in PLOTS.values():
        if not plot.number:
            continue
        chosen = [question(plot, *record) for record in records(plot)]
        chosen = [one for one in chosen if one is not None]
        broken = [one for one in chosen if SORT[one.key] not in ("good", "negative")]
        healthy = [one for one in chosen if one not in broken]
        whole = len(broken) > 6
        found += DICE.sample(broken, min(len(broken), 4 if whole else 6)) + DICE.sample(healthy, min(len(healthy), 4))
        found += [one for one in healthy if one not in found and one.name.startswith(("cam.", "desk."))]
    return found


def local_names():
    found = [Question("printer.local", "A", truth(WRONG, "local", "special_use_name"), seen="NXDOMAIN"),
             Question("router.home.arpa", "A", truth(WRONG, "local", "special_use_name"), seen="NXDOMAIN"),
             Question("intranet", "A", truth(WRONG, "local", "short_name|tld_does_not_exist"), seen="NXDOMAIN"),
             Question("www.aloe.grass", "A", truth(WRONG, "local", "tld_does_not_exist|name_typo"), seen="NXDOMAIN")]
    found += [Question(f"www.nobody.{tld}", "A", negative("domain_not_registered"), seen="NXDOMAIN") for tld in ("gras", "bos", "rant", "pan", "sand")]
    for one in found:
        SORT[one.key] = "local" if "local" in one.truth.locus else "negative"
    return found


CHANGED = [Question(f"vars.{MOVED.name}", "A", OK, seen="NOERROR|NXDOMAIN")]  # It is new; some remember that it was not.
SORT[CHANGED[0].key], HOME[CHANGED[0].key] = "good", MOVED
QUESTIONS = throw_questions() + local_names() + CHANGED
BY_KEY = {one.key: one for one in QUESTIONS}
GOOD = [one for one in QUESTIONS if SORT[one.key] == "good"]
NEGATIVE = [one for one in QUESTIONS if SORT[one.key] in ("negative", "local")]
BROKEN = [one for one in QUESTIONS if one not in GOOD and one not in NEGATIVE]
