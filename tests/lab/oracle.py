# SPDX-License-Identifier: MIT
"""The test of the judge: records a perfect program would write must all pass, and each lie must be noticed."""

import copy

import internets
import judge
from model import OK
from sweep import Sweep


def first(words, *preferred):
    return next((word for word in preferred if word in words), sorted(words)[0])


def said(truth):
    return {"severity": first(truth.severity), "locus": first(truth.locus), "cause": first(truth.cause),
            "confidence": "confirmed", "alternatives": [], "evidence": [], "summary": "oracle"}


def status_for(question, resolver):
    seen = question.seen if resolver.validates else question.unchecked or question.seen
    if resolver.row is not None:
        return "REFUSED", []
    if resolver.cells is not None and resolver.cells(question) is not None:
        return "NOERROR", [{"data": "rewritten"}]
    seen = seen.split("|")[0]
    status = {"NODATA": "NOERROR", "TRUNCATED": "NOERROR", "FAIL": "SERVFAIL"}.get(seen, seen)
    return status, [{"data": "x"}] if seen in ("NOERROR", "TRUNCATED") else []


def perfect(situation, engine="uring"):
    """A sweep by a program that knows the truth."""
    sweep = Sweep(situation, engine, situation.questions, exit_status=min(situation.exit_status))
    records = [{"type": "run", "engine": engine}]
    verdicts = []
    for question in situation.questions:
        cells = []
        for resolver in situation.resolvers:
            status, answers = status_for(question, resolver)
            result = {"type": "result", "name": question.name, "qtype": question.qtype, "resolver": resolver.id,
                      "status": status, "answers": answers}
            records.append(result)
            truth = judge.cell_truth(sweep, question, resolver, result)
            if truth != OK:
                cells.append({"resolver": resolver.id, "locus": first(truth.locus, "none"),
                              "cause": first(truth.cause, "ok")})
        truth = situation.truth or question.truth
        verdicts.append({"type": "verdict", "name": question.name, "qtype": question.qtype, "cells": cells}
                        | said(truth))
    resolvers = [{"type": "resolver", "id": resolver.id, "affected": 1}
                 | said(situation.record_truth or resolver.record) for resolver in situation.resolvers]
    host = {"type": "host"} | said(situation.host)
    sweep.records = records + verdicts + resolvers + [host, {"type": "summary", "complete": True}]
    return sweep


def verdict_of(sweep, name):
    return next(record for record in sweep.of_type("verdict") if record["name"] == name)


def accuse_zone(sweep):
    verdict_of(sweep, "www.knot.sec").update(severity="failure", locus="authoritative", cause="auth_timeout")


def overlook(sweep):
    verdict_of(sweep, "www.silent.old").update(severity="ok", locus="none", cause="ok")


def accuse_resolvers(sweep):
    verdict_of(sweep, "www.silent.old").update(locus="upstream", cause="forwarder_unreachable")


def name_wrong_cause(sweep):
    verdict_of(sweep, "www.refused.old").update(cause="auth_servfail")


def blame_healthy_cell(sweep):
    verdict_of(sweep, "www.knot.sec")["cells"].append(
        {"resolver": "office", "locus": "local", "cause": "resolver_timeout"})


def forget_faulty_cell(sweep):
    verdict = verdict_of(sweep, "www.knot.sec")
    verdict["cells"] = [cell for cell in verdict["cells"] if cell["resolver"] != "acl"]


def lose_result(sweep):
    sweep.records.remove(sweep.of_type("result")[7])


def repeat_verdict(sweep):
    sweep.records.insert(-1, copy.deepcopy(sweep.of_type("verdict")[0]))


def clear_resolver(sweep):
    next(record for record in sweep.of_type("resolver") if record["id"] == "mute").update(
        severity="ok", locus="none", cause="ok")


def blame_host(sweep):
    sweep.of_type("host")[0].update(severity="failure", locus="local", cause="local_network_down")


def exit_well(sweep):
    sweep.exit_status = 0


def stop_early(sweep):
    sweep.records.pop()


# A lie, the findings it must spoil, and the counts of the score it must raise.
LIES = [
    (accuse_zone, {"www.knot.sec A", "www.knot.sec AAAA"}, {"false_alarms": 1}),
    (overlook, {"www.silent.old A"}, {"missed": 1}),
    (accuse_resolvers, {"www.silent.old A"}, {"false_accusations": 1}),
    (name_wrong_cause, {"www.refused.old A"}, {}),
    (blame_healthy_cell, {"www.knot.sec A"}, {"healthy_cells_blamed": 1}),
    (forget_faulty_cell, {"www.knot.sec A"}, {"cells_wrong": 1}),
    (lose_result, {"records"}, {}),
    (repeat_verdict, {"www.knot.sec A"}, {}),
    (clear_resolver, {"resolver mute"}, {}),
    (blame_host, {"host"}, {}),
    (exit_well, {"exit status"}, {}),
    (stop_early, {"records"}, {}),
]


def spoilt(sweep):
    score = judge.Score()
    return {finding.subject for finding in judge.judge_sweep(sweep, score) if not finding.right}, score


def selftest(table):
    """Returns one Finding a test. The lies are told of the first internet, which they name."""
    findings = []

    def note(subject, right, expected, got):
        findings.append(judge.Finding("judge", subject, right, expected, got, [], True))

    for situation in table.SITUATIONS:
        wrong, _score = spoilt(perfect(situation))
        note(f"truth of {situation.name}", not wrong, "nothing wrong", ", ".join(sorted(wrong)) or "nothing wrong")
    plain = perfect(internets.load("town").SITUATIONS[0])
    for lie, subjects, counts in LIES:
        sweep = copy.deepcopy(plain)
        lie(sweep)
        wrong, score = spoilt(sweep)
        counted = all(getattr(score, key) == value for key, value in counts.items())
        right = bool(wrong) and wrong <= subjects and counted
        note(lie.__name__.replace("_", " "), right, " ".join(sorted(subjects)), " ".join(sorted(wrong)) or "unnoticed")
    return findings
