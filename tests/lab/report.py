# SPDX-License-Identifier: MIT
"""Runs the sweeps of the table and prints what the judge found."""

import concurrent.futures
import time

import judge
import oracle
from sweep import Sweep, execute

SWEEPS_AT_ONCE = 5


def chosen(situation, wanted):
    """The situation's questions that --only lets through."""
    return [question for question in situation.questions
            if not wanted or wanted in f"{question.name} {question.qtype} {question.truth.describe()}"]


def plan(arguments, table):
    names = [name for name in arguments.situation.split(",") if name]
    unknown = set(names) - {situation.name for situation in table.SITUATIONS}
    if unknown:
        raise SystemExit(f"no such situation: {', '.join(sorted(unknown))}")
    for situation in table.SITUATIONS:
        questions = chosen(situation, arguments.only)
        if questions and (not names or situation.name in names):
            yield [Sweep(situation, engine, questions, speed, arguments.options.split())
                   for engine in arguments.engine.split(",") for speed in (0, *situation.speeds)]


def prepare(lab, sweeps):
    """The faults of each situation: in the network once, at the site at each vantage."""
    situation = sweeps[0].situation
    if situation.network is not None:
        situation.network(lab)
    vantages = []
    for sweep in sweeps:
        vantage = lab.vantage(sweep.label.replace("/", "-").replace("@", "-"))
        if situation.vantage is not None:
            situation.vantage(lab, vantage)
        vantages.append(vantage)
    return vantages


def show(finding, brief):
    if finding.right and brief:
        return
    mark = judge.RIGHT if finding.right else judge.WRONG
    extra = "" if finding.counted else " (extra)"
    print(f"{mark:5} {finding.label:24} {finding.subject:32} want {finding.expected:58} got {finding.got}{extra}")
    for line in finding.details if not finding.right else []:
        print(f"        {line}")


def judge_group(sweeps, scores, brief):
    """All engines in one situation."""
    findings = []
    for sweep in sweeps:
        score = scores.setdefault((sweep.engine, sweep.situation.milestone), judge.Score())
        findings += judge.judge_sweep(sweep, score)
    if len(sweeps) > 1:
        findings.append(judge.judge_agreement(sweeps))
    for finding in findings:
        show(finding, brief)
    return findings


def write_wrong(path, findings):
    with open(path, "w") as stream:
        for finding in findings:
            if finding.counted and not finding.right:
                print(finding.label.partition("/")[0], finding.label, finding.subject, sep="\t", file=stream)


def summarise(findings, scores, elapsed):
    for (engine, milestone), score in sorted(scores.items(), key=lambda entry: (not entry[0][1], entry[0][0])):
        print(f"score {engine}{'' if milestone else ' (extra)'}: {score.describe()}")
    extras = [finding for finding in findings if not finding.counted]
    if extras:
        print(f"extra, not counted: {sum(finding.right for finding in extras)} right, "
              f"{sum(not finding.right for finding in extras)} wrong")
    print(f"lab took {elapsed:.1f} s")
    counted = [finding for finding in findings if finding.counted]
    failed = sum(not finding.right for finding in counted)
    print(f"{len(counted) - failed} passed, {failed} failed")
    return 1 if failed or not counted else 0


def run(arguments, lab):
    started = time.monotonic()
    groups = list(plan(arguments, lab.table))
    work = [(sweep, vantage) for sweeps in groups for sweep, vantage in zip(sweeps, prepare(lab, sweeps))]
    work.sort(key=lambda job: -job[0].situation.seconds)  # The long ones first, the short ones beside them.
    with concurrent.futures.ThreadPoolExecutor(SWEEPS_AT_ONCE) as pool:
        under_way = [pool.submit(execute, arguments.fleetdig, lab, vantage, sweep) for sweep, vantage in work]
        for future in under_way:
            future.result()
    findings, scores = oracle.selftest(lab.table), {}
    for finding in findings:
        show(finding, True)
    for sweeps in groups:
        findings += judge_group(sweeps, scores, arguments.brief)
    if arguments.wrong:
        write_wrong(arguments.wrong, findings)
    return summarise(findings, scores, time.monotonic() - started)
