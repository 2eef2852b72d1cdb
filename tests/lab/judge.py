# SPDX-License-Identifier: MIT
"""Compares what the program said with the truth of the table. Reads records only: it shares no code and no
reasoning with what it judges."""

import dataclasses

from model import OK

WRONG, RIGHT = "WRONG", "ok"
BLAMED_ON_OTHERS = {"local", "upstream"}
EVIDENCE_SHOWN = 8


@dataclasses.dataclass
class Score:
    """Over all judged verdicts of one engine."""

    questions: int = 0
    severity_right: int = 0
    locus_right: int = 0
    cause_right: int = 0
    false_accusations: int = 0
    false_alarms: int = 0
    missed: int = 0
    cells: int = 0
    cells_wrong: int = 0
    healthy_cells_blamed: int = 0
    follow_ups: int = 0
    results: int = 0
    confident: dict = dataclasses.field(default_factory=dict)  # level -> [right, all]

    def describe(self):
        levels = ", ".join(f"{level} {right}/{count}" for level, (right, count) in sorted(self.confident.items()))
        return (f"severity {self.severity_right}/{self.questions}, locus {self.locus_right}/{self.questions}, "
                f"cause {self.cause_right}/{self.questions}, false accusations {self.false_accusations}, "
                f"false alarms {self.false_alarms}, missed {self.missed}, cells wrong {self.cells_wrong}/{self.cells}, "
                f"healthy cells blamed {self.healthy_cells_blamed}, "
                f"follow-ups {self.follow_ups} on {self.results} cells; right by confidence: {levels or '-'}")


@dataclasses.dataclass
class Finding:
    """One line of the report: one passed or failed test."""

    label: str
    subject: str
    right: bool
    expected: str
    got: str
    details: list
    counted: bool


def normal(name):
    return name.rstrip(".").lower()


# --- The truth about a cell ---


def cell_truth(sweep, question, resolver, result):
    situation = sweep.situation
    if situation.cell_truth is not None:
        return situation.cell_truth
    if situation.excuse is not None and (result is None or result.get("status") not in ("NOERROR", "NXDOMAIN")):
        return situation.excuse.or_else(plain_cell_truth(sweep, question, resolver, result))
    return plain_cell_truth(sweep, question, resolver, result)


def plain_cell_truth(sweep, question, resolver, result):
    if resolver.row is not None:
        # What it does answer, it answers: a server that does not recurse has zones of its own.
        lucky = (result is not None and result.get("status") in ("NOERROR", "NXDOMAIN")
                 and "aa" in result.get("flags", []))
        return resolver.row.or_else(OK).or_else(question.truth) if lucky else resolver.row
    specific = resolver.cells(question) if resolver.cells is not None else None
    if specific is not None:
        return specific
    if resolver.id in question.cells:
        return question.cells[resolver.id]
    truth = sweep.situation.truth or question.truth
    # Who does not validate cannot meet a fault of DNSSEC: what it did not answer was lost for a moment.
    if question.unchecked == "NOERROR" and not resolver.validates:
        return OK
    # What answered well is ok, whatever is wrong elsewhere: a bogus zone at a resolver that does not validate.
    answered = result is not None and result.get("status") == "NOERROR" and result.get("answers")
    if answered and "ok" not in truth.cause:
        return OK
    if truth.severity & {"ok", "negative", "info"} or result is not None and result.get("status") == "NOERROR":
        return truth.or_else(OK)
    return truth


def cause_fits(truth, verdict):
    """The cause itself, or one the program says it could not rule out."""
    listed = {verdict.get("cause")} | set(verdict.get("alternatives") or [])
    return bool(truth.cause & listed)


def fits_or_alternative(truth, verdict):
    return verdict.get("severity") in truth.severity and verdict.get("locus") in truth.locus and cause_fits(truth, verdict)


def judge_cells(sweep, question, verdict, results, score):
    """Every cell of one question; returns the lines about those that are wrong."""
    listed = {cell.get("resolver"): cell for cell in verdict.get("cells", [])}
    name_truth = sweep.situation.truth or question.truth
    wrong = []
    for resolver in sweep.situation.resolvers:
        result = results.get((question.key, resolver.id))
        truth = cell_truth(sweep, question, resolver, result)
        cell = listed.pop(resolver.id, {"locus": "none", "cause": "ok"})
        score.cells += 1
        same_as_name = all(cell.get(key) == verdict.get(key) for key in ("locus", "cause"))
        if truth.fits_cell(cell.get("locus"), cell.get("cause")) or (
                same_as_name and truth == name_truth and fits_or_alternative(truth, verdict)):
            continue
        score.cells_wrong += 1
        score.healthy_cells_blamed += truth == OK
        status = result.get("status") if result else "no result"
        wrong.append(f"cell {resolver.id} ({status}): want {truth.describe()}, "
                     f"got {cell.get('locus')} {cell.get('cause')}")
    wrong += [f"cell of a resolver nobody listed: {other}" for other in listed]
    return wrong


# --- The truth about a question ---


def add_to_score(score, truth, verdict):
    severity, locus = verdict.get("severity"), verdict.get("locus")
    right = locus in truth.locus and cause_fits(truth, verdict)
    score.questions += 1
    score.severity_right += severity in truth.severity
    score.locus_right += locus in truth.locus
    score.cause_right += right
    blames = severity in ("failure", "degraded")
    if not truth.faulty and blames and severity not in truth.severity:
        score.false_alarms += 1
    if truth.faulty and not blames and severity not in truth.severity:
        score.missed += 1
    # To say "no such data" of what a firewall holds back accuses the zone too.
    if severity not in ("ok", "info") and locus not in truth.locus:
        accused = {locus} | truth.locus
        score.false_accusations += "authoritative" in accused and bool(accused & BLAMED_ON_OTHERS)
    level = score.confident.setdefault(verdict.get("confidence"), [0, 0])
    level[0] += right
    level[1] += 1


def explain(verdict):
    lines = [f"summary: {verdict.get('summary')}"]
    for step in verdict.get("evidence", [])[:EVIDENCE_SHOWN]:
        lines.append(f"evidence: {step.get('probe')} -> {step.get('saw')} => {step.get('means')}")
    return lines


def say(verdict):
    words = [str(verdict.get(key)) for key in ("severity", "locus", "cause", "confidence")]
    others = verdict.get("alternatives")
    return " ".join(words) + (f" (or {', '.join(others)})" if others else "")


def judge_question(sweep, question, verdicts, results, score):
    truth = sweep.situation.truth or question.truth
    subject = f"{question.name} {question.qtype}"
    counted = sweep.situation.milestone and question.milestone
    found = verdicts.get(question.key, [])
    if len(found) != 1:
        return Finding(sweep.label, subject, False, truth.describe(), f"{len(found)} verdicts", [], counted)
    verdict = found[0]
    add_to_score(score, truth, verdict)
    right = fits_or_alternative(truth, verdict)
    wrong_cells = judge_cells(sweep, question, verdict, results, score)
    details = wrong_cells + (explain(verdict) if not right or wrong_cells else [])
    return Finding(sweep.label, subject, right and not wrong_cells, truth.describe(), say(verdict), details, counted)


# --- Everything else a run must say ---


def judge_resolver(sweep, resolver, records):
    truth = sweep.situation.record_truth or resolver.record
    counted = sweep.situation.milestone and resolver.milestone
    found = [record for record in records if record.get("id") == resolver.id]
    subject = f"resolver {resolver.id}"
    if len(found) != 1:
        return Finding(sweep.label, subject, False, truth.describe(), f"{len(found)} records", [], counted)
    record = found[0]
    severities = truth.severity | ({"info"} if truth == OK else frozenset())
    right = record.get("severity") in severities and record.get("locus") in truth.locus and cause_fits(truth, record)
    if resolver.row is not None and sweep.situation.record_truth is None:
        right = right and record.get("affected", 0) > 0
    details = [] if right else explain(record) + [f"affected: {record.get('affected')}"]
    return Finding(sweep.label, subject, right, truth.describe(), say(record), details, counted)


def judge_host(sweep):
    truth, found = sweep.situation.host, sweep.of_type("host")
    if len(found) != 1:
        return Finding(sweep.label, "host", False, truth.describe(), f"{len(found)} records", [],
                       sweep.situation.milestone)
    right = truth.fits(found[0].get("severity"), found[0].get("locus"), found[0].get("cause"))
    return Finding(sweep.label, "host", right, truth.describe(), say(found[0]),
                   [] if right else explain(found[0]), sweep.situation.milestone)


def judge_exit(sweep):
    want = "|".join(str(status) for status in sorted(sweep.situation.exit_status))
    got = "killed: took too long" if sweep.exit_status is None else str(sweep.exit_status)
    right = sweep.exit_status in sweep.situation.exit_status
    return Finding(sweep.label, "exit status", right, want, f"{got} after {sweep.elapsed:.1f} s",
                   [] if right or not sweep.complaint else ["stderr: " + sweep.complaint],
                   sweep.situation.milestone)


def judge_completeness(sweep, results):
    """A result for every cell, once; run first, summary last; nothing that is not JSON."""
    wanted = {(question.key, resolver.id) for question in sweep.questions for resolver in sweep.situation.resolvers}
    details = [f"no result: {key[0]} {key[1]} at {resolver}" for key, resolver in sorted(wanted - results.keys())[:5]]
    details += [f"not asked for: {key[0]} {key[1]} at {resolver}"
                for key, resolver in sorted(results.keys() - wanted)[:5]]
    details += [f"{sweep.broken_lines} lines are not JSON"] if sweep.broken_lines else []
    lines = len(sweep.of_type("result"))
    if lines != len(results):
        details.append(f"{lines - len(results)} results given twice")
    kinds = [record.get("type") for record in sweep.records]
    if not kinds or kinds[0] != "run" or kinds[-1] != "summary":
        details.append("the records do not begin with run and end with summary")
    elif sweep.records[-1].get("complete") is not True:
        details.append("the summary does not say complete")
    return Finding(sweep.label, "records", not details, f"{len(wanted)} results", f"{lines} results", details,
                   sweep.situation.milestone)


def judge_engine(sweep):
    runs = sweep.of_type("run")
    said = runs[0].get("engine") if runs else None
    name = said.get("name") if isinstance(said, dict) else said
    right = str(name or "").startswith(sweep.engine)
    return Finding(sweep.label, "engine", right, sweep.engine, str(said), [], sweep.situation.milestone)


def judge_follow_ups(sweep, used):
    """Zones that are broken cost their walks; names do not."""
    share = used / max(1, len(sweep.of_type("result")))
    return Finding(sweep.label, "follow-ups", share <= sweep.situation.follow_ups,
                   f"at most {sweep.situation.follow_ups:.1%} of the cells", f"{share:.1%} ({used})", [],
                   sweep.situation.milestone)


def judge_sweep(sweep, score):
    results = {((normal(record.get("name", "")), record.get("qtype")), record.get("resolver")): record
               for record in sweep.of_type("result")}
    verdicts = {}
    for record in sweep.of_type("verdict"):
        verdicts.setdefault((normal(record.get("name", "")), record.get("qtype")), []).append(record)
    resolver_records = sweep.of_type("resolver")
    score.results += len(results)
    used = sum("canary" not in record.get("purpose", "") for record in sweep.of_type("probe"))
    score.follow_ups += used
    findings = [judge_exit(sweep), judge_engine(sweep), judge_completeness(sweep, results), judge_host(sweep)]
    findings += [judge_follow_ups(sweep, used)] if sweep.situation.follow_ups else []
    findings += [judge_resolver(sweep, resolver, resolver_records) for resolver in sweep.situation.resolvers]
    findings += [judge_question(sweep, question, verdicts, results, score) for question in sweep.questions]
    return findings


def agree(records, truth, chance):
    """The same severity, locus and cause; or the same guess: each names the others' causes among what it could not rule out.
    By chance one sees what the other could not rule out."""
    # Where the truth allows for both, it is chance whether anybody still answered.
    either = {"failure", "degraded"} if truth is not None and {"failure", "degraded"} <= truth.severity else set()
    if len({(record["severity"] not in either and record["severity"], record["locus"], record["cause"]) for record in records}) == 1:
        return True
    causes = {record["cause"] for record in records}
    possible = set.intersection(*({record["cause"], *record["alternatives"]} for record in records))
    if chance and possible and len({record["locus"] for record in records}) == 1:
        return True
    return (len({(record["severity"], record["locus"]) for record in records}) == 1
            and all(record["confidence"] == "possible" and causes <= {record["cause"], *record["alternatives"]} for record in records))


def judge_agreement(sweeps):
    """Both engines must say the same of every name, at every speed."""
    said = {}
    truths = {question.key: sweeps[0].situation.truth or question.truth for question in sweeps[0].questions}
    # Where resolvers may or may not meet the fault, one sweep may, and the other not.
    chancy = {question.key for question in sweeps[0].questions if len(question.truth.cause) > 1
              and (sweeps[0].situation.chance or question.truth.severity & {"ok"})}
    for sweep in sweeps:
        for record in sweep.of_type("verdict"):
            key = (record.get("name"), record.get("qtype"))
            if (normal(record.get("name", "")), record.get("qtype")) in chancy:
                continue
            said.setdefault(key, {})[sweep.label.partition("/")[2]] = record
    differing = [f"{name} {qtype}: " + ", ".join(f"{engine} {record['severity']} {record['locus']} {record['cause']}"
                                                 for engine, record in by.items())
                 for (name, qtype), by in said.items()
                 if not agree(by.values(), truths.get((normal(name or ""), qtype)), sweeps[0].situation.chance)]
    engines = " ".join(sweep.label.partition("/")[2] for sweep in sweeps)
    return Finding(sweeps[0].situation.name, f"engines {engines}", not differing, "the same verdicts",
                   f"{len(differing)} differ", differing, sweeps[0].situation.milestone)
