# SPDX-License-Identifier: MIT
"""Recorded runs, judged again."""
import json
import sqlite3
from pathlib import Path

from harness import case, demo_file, expect, fails_with, records, run, scratch


def replayed(path, *more):
    return run("replay", path, "-o", "ndjson", *more)


def concluded(text):
    """The lines that a replay makes again: verdicts, resolvers, the host, the summary; and the run itself."""
    return [line for line in text.splitlines() if json.loads(line)["type"] not in ("result", "probe")]


def same_octet_for_octet(*rows):
    for arguments in rows:
        path = scratch("replay.ndjson")
        asked = run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0", *arguments)
        again = replayed(path)
        expect(again.stderr == "", arguments, "everything that is wished for was recorded:", again.stderr)
        expect(again.returncode == asked.returncode, arguments, again.returncode, asked.returncode)
        before, after = concluded(Path(path).read_text()), again.stdout.splitlines()
        expect(len(before) == len(after), arguments, len(before), len(after))
        for old, new in zip(before, after):
            expect(old == new, arguments, "\n", old, "\n", new)


@case
def a_replay_makes_the_same_records_octet_for_octet():
    same_octet_for_octet([], ["--engine", "epoll"], ["--seed", "9007199254740991"])


@case
def a_replay_of_a_limited_run_makes_the_same_records():
    same_octet_for_octet(["--drill-budget", "7"], ["--shard", "1/3"], ["--qps-per-resolver", "200"])


@case
def a_replay_of_a_run_without_this_or_that_makes_the_same_records():
    same_octet_for_octet(["--no-direct"], ["--no-edns"], ["--no-drill"])


@case
def a_replay_needs_no_network_and_judges_anew():
    path = scratch("judge.ndjson")
    run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0")
    for words, status in (("never", 0), ("auth_timeout", 1), ("dns_interception", 0)):
        result = replayed(path, "--fail-on", words)
        expect(result.returncode == status, words, result.returncode)
    table = run("replay", path, "-o", "table").stdout
    expect("auth_timeout" in table and "dig @" in table, table)
    expect(run("replay", "-", "-o", "ndjson", stdin=Path(path).read_text()).returncode == 1,
           "standard input")


@case
def other_formats_hold_the_results_that_were_recorded():
    path, csv, database = scratch("results.ndjson"), scratch("results.csv"), scratch("results.db")
    run("sweep", demo_file(), "-o", f"ndjson:{path}", "-o", f"csv:{csv}", "--qps-per-resolver", "0")
    asked, text = Path(csv).read_bytes().decode(), Path(path).read_text()
    expect(asked.count("\n") > 250, asked[:300])
    expect(run("replay", path, "-o", "csv", "--fail-on", "never").stdout == asked.replace("\r\n", "\n"), "as the sweep wrote them")
    expect(run("replay", "-", "-o", "csv", stdin=text).stdout == asked.replace("\r\n", "\n"), "of a pipe too")
    verdicts = run("replay", path, "-o", "csv", "--records", "verdicts").stdout.splitlines()
    expect(verdicts[0].startswith("name,qtype,group,owner,severity"), verdicts[0])
    ticket = run("replay", path, "-o", "ticket").stdout
    expect("What each resolver says" in ticket and ticket == run("report", path, "-o", "ticket").stdout, ticket)
    run("replay", path, "-o", f"sqlite:{database}")
    with sqlite3.connect(database) as connection:
        cells = connection.execute("SELECT count(*) FROM cell").fetchone()[0]
    results = [line for line in text.splitlines() if '"type":"result"' in line]
    expect(cells == len(results), cells, len(results))
    again = run("replay", path, "-o", "ndjson", "--records", "all").stdout
    expect([line for line in again.splitlines() if '"type":"result"' in line] == results, "records only where they are asked for")


@case
def half_a_run_is_used_and_said_to_be_half():
    path = scratch("whole.ndjson")
    run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0")
    text = Path(path).read_text()
    half = text[: text.index('"type":"verdict"') // 2]
    result = replayed(scratch("half.ndjson", half))
    expect(result.returncode == 3 and "incomplete run" in result.stderr, result.returncode, result.stderr)
    rows = records(result.stdout)
    expect(rows[-1]["complete"] is False and sum(row["type"] == "resolver" for row in rows) == 7, rows[-1])
    lines = text.splitlines(keepends=True)
    later = lines[0] + '{"type":"omen","what":"from a later version"}\n' + "".join(lines[1:])
    result = replayed(scratch("later.ndjson", later))
    expect(result.returncode == 1 and "1 records of unknown types" in result.stderr, result.stderr)
    fewer = "".join(line for line in lines if '"type":"result"' not in line or '"wire"' in line)
    result = replayed(scratch("fewer.ndjson", fewer))
    expect(result.returncode == 3 and "results; verdicts need them all" in result.stderr, result.stderr)


@case
def what_cannot_be_replayed_is_told_with_its_line():
    path = scratch("sound.ndjson")
    run("sweep", demo_file(), "-o", f"ndjson:{path}", "--no-drill", "--qps-per-resolver", "0")
    lines = Path(path).read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if '"type":"result"' in line)

    def broken(name, index, old, new):
        changed = lines.copy()
        expect(old in changed[index], old, changed[index])
        changed[index] = changed[index].replace(old, new, 1)
        return scratch(name, "".join(changed))

    for name, index, old, new, texts in (
        ("tries.ndjson", at, '"tries":', '"tries":"x","was":', [f"tries.ndjson:{at + 1}: result: tries", "a whole number"]),
        ("index.ndjson", at, '"index":', '"index":99999,"was":', [f"index.ndjson:{at + 1}: result: index"]),
        ("type.ndjson", at, '"qtype":"', '"qtype":"Z', [f"type.ndjson:{at + 1}: result: qtype", "record type"]),
        ("json.ndjson", at, '{"type":"result"', '{"type":', [f"json.ndjson:{at + 1}: is not JSON"]),
        ("schema.ndjson", 0, '"schema":1', '"schema":2', ["schema.ndjson:1: run: schema: is 2"]),
        ("resolver.ndjson", 0, '"id":"office"', '"id":"offic"', ["resolver"]),
        ("address.ndjson", 0, '"address":"127', '"address":"x127', ["inventory_document", "address"]),
    ):
        fails_with(run("replay", broken(name, index, old, new)), 2, *texts)
    fails_with(run("replay", scratch("twice.ndjson", "".join(lines * 2))), 2, "more than one run")
    fails_with(run("replay", scratch("nothing.ndjson", "")), 2, "no run record")
    for name, tail in (("tail", lines[-3:]), ("verdict", [line for line in lines if '"type":"verdict"' in line][:1])):
        doubled = scratch(f"{name}.ndjson", "".join(lines + tail))
        told = f"{name}.ndjson:{len(lines) + 1}: is after the summary (line {len(lines)})"
        fails_with(run("replay", doubled), 2, told, "keep the lines up to it")
        fails_with(run("merge", doubled), 2, told)
        reported = run("report", doubled, "-o", "table")
        expect(reported.returncode == 2 and told in reported.stderr, reported.returncode, reported.stderr)
    fails_with(run("replay", "/no/such/run.ndjson"), 2, "No such file")
    fails_with(run("replay"), 2, "replay takes one run")
    fails_with(run("replay", path, path), 2, "replay takes one run")
