# SPDX-License-Identifier: MIT
"""Histories: what is kept of many nights, what changed between two of them, and what a killed run leaves."""
import copy
import json
import os
import re
import resource
import shlex
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import jsonschema

from harness import DEMO, ISP, OFFICE, PROGRAM, ROOT, case, demo_file, expect, fails_with, records, run, scratch


def ask(path, sql, *values):
    with sqlite3.connect(path) as connection:
        return connection.execute(sql, values).fetchall()


def fresh(name):
    path = Path(scratch(name))
    for left in path.parent.glob(path.name + "*"):
        left.unlink()
    return str(path)


class Night:
    """A recorded run of the demo, to be told with changes."""

    rows = None

    def __init__(self, number, change=lambda rows: rows):
        if Night.rows is None:
            path = scratch("night.ndjson")
            run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0", "--vantage", "here")
            Night.rows = records(Path(path).read_text())
        rows = copy.deepcopy(Night.rows)
        rows[0]["run_id"] = f"night-{number}"
        rows[0]["started"] = f"2026-11-{number:02}T02:30:00.000000Z"
        self.path = scratch(f"night-{number}.ndjson", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in change(rows)))

    def into(self, database, *more):
        result = run("report", self.path, "-o", f"sqlite:{database}", *more)
        expect(result.returncode == 0, result.stderr)


def changed(rows):
    """Of each kind of change, one."""
    def verdict(name):
        return next(row for row in rows if row["type"] == "verdict" and row["name"] == name and row["qtype"] == "A")

    broken = next(row for row in rows if row["type"] == "verdict" and row["cause"] == "auth_lame")
    verdict("www.shop.example").update({key: broken[key] for key in ("severity", "locus", "cause", "confidence", "summary", "action")})
    for name in ("billing.legacy.example", "invoices.legacy.example"):
        verdict(name).update(severity="ok", locus="none", cause="ok", cells=[], summary="", action="")
    for row in rows:
        if row["type"] == "result" and row["name"] == "api.payments.example" and row["qtype"] == "A" and row["resolver"] == "office":
            row["answers"] = [{"name": row["name"], "type": "A", "ttl": 60, "data": "192.0.2.99"}]
            row.pop("wire", None)
        if row["type"] == "resolver" and row["id"] == "nine":
            members = next(other for other in rows if other["type"] == "resolver" and other["id"] == "members")
            row.update({key: members[key] for key in ("severity", "locus", "cause", "confidence", "summary", "action")})
    return rows


def kinds(text):
    rows = records(text)
    schema = json.loads(next(ROOT.glob("src/record/records.schema.json")).read_text())
    for row in rows:
        jsonschema.Draft202012Validator(schema).validate(row)
    return {(row["kind"], row.get("name", row.get("resolver", ""))) for row in rows}


CHANGES = {("new", "www.shop.example"), ("fixed", "billing.legacy.example"), ("fixed", "invoices.legacy.example"),
           ("answer", "api.payments.example"), ("resolver", "nine")}


@case
def a_night_on_which_nothing_changed_adds_no_states():
    database = fresh("same.db")
    for number in (1, 2, 3):
        Night(number).into(database)
    cells = sum(row["type"] == "result" for row in Night.rows)
    verdicts = sum(row["type"] == "verdict" for row in Night.rows)
    expect(ask(database, "SELECT count(*), sum(until_run IS NULL) FROM cell") == [(cells, cells)], "cells")
    expect(ask(database, "SELECT count(*) FROM verdict") == [(verdicts,)], "verdicts")
    expect(ask(database, "SELECT count(*), sum(complete) FROM run") == [(3, 3)], "runs")
    failing = {row["name"] for row in Night.rows if row["type"] == "verdict" and row["severity"] in ("failure", "degraded")}
    expect({name for name, in ask(database, "SELECT name FROM failing")} == failing, failing)
    expect(ask(database, "PRAGMA integrity_check") == [("ok",)], "integrity")
    again = run("report", Night(3).path, "-o", f"sqlite:{database}")
    expect(again.returncode == 3 and "this run is in it already" in again.stderr, again.stderr)


@case
def what_changed_between_two_nights_is_found_in_histories_and_files_alike():
    database = fresh("changed.db")
    one, two = Night(1), Night(2, changed)
    one.into(database)
    two.into(database)
    for operands in ([one.path, two.path], [database + "#night-1", database + "#night-2"], [database]):
        result = run("diff", *operands, "-o", "ndjson")
        found = {change for change in kinds(result.stdout) if change[0] not in ("still", "latency")}
        expect(found == CHANGES, operands, found ^ CHANGES)
        expect(result.returncode == 1, "something fails anew:", result.returncode)
    back = run("diff", two.path, one.path, "-o", "ndjson")
    expect({("fixed", "www.shop.example"), ("new", "billing.legacy.example")} <= kinds(back.stdout), back.stdout)
    same = run("diff", one.path, Night(3).path, "-o", "ndjson")
    expect(same.returncode == 0 and {kind for kind, _ in kinds(same.stdout)} == {"still"}, same.stdout)


@case
def runs_recorded_in_part_are_compared_by_what_they_hold():
    def only(number, kept, change=lambda rows: rows):
        night = Night(number, change)
        path = scratch(f"part-{number}-{kept}.ndjson")
        lines = Path(night.path).read_text().splitlines(keepends=True)
        rows = records("".join(lines))
        Path(path).write_text("".join(line for line, row in zip(lines, rows) if row["type"] not in ("result", "probe", "verdict")
                                      or row["type"] == "verdict" and (kept == "verdicts" or row["severity"] != "ok")))
        return path

    expected = {change for change in CHANGES if change[0] != "answer"}
    for old, new in ((only(1, "verdicts"), only(2, "verdicts", changed)), (Night(1).path, only(2, "verdicts", changed))):
        result = run("diff", old, new, "-o", "ndjson")
        found = {change for change in kinds(result.stdout) if change[0] not in ("still", "latency")}
        expect(found == expected and result.returncode == 1, found ^ expected, result.returncode, result.stderr)
        expect("results: verdicts are compared" in result.stderr, result.stderr)
    for old, new in ((Night(1).path, only(3, "anomalies")), (only(1, "anomalies"), Night(3).path)):
        result = run("diff", old, new, "-o", "ndjson")
        expect(result.returncode == 3 and "taken as unchanged" in result.stderr, result.returncode, result.stderr)
        expect({kind for kind, _ in kinds(result.stdout)} == {"still"}, "nothing was added or removed:", result.stdout)


@case
def a_run_is_compared_with_itself_and_with_its_replay():
    path, again = Night(1).path, scratch("again.ndjson")
    run("replay", path, "-o", f"ndjson:{again}")
    for new in (path, again):
        result = run("diff", path, new, "-o", "ndjson")
        expect(result.returncode == 0 and {kind for kind, _ in kinds(result.stdout)} == {"still"}, result.returncode, result.stderr, result.stdout)
    fails_with(run("diff", scratch("none.db")), 2, "none.db: cannot be read: No such file")


@case
def differences_are_for_people_too():
    text = run("diff", Night(1).path, Night(2, changed).path).stdout
    for words in ("Fail now, and did not (1)", "www.shop.example A  ok → auth_lame (authoritative)", "→ next:", "Mended (2)", "Resolvers (1)",
                  "192.0.2.99", "2026-11-01 02:30 → 2026-11-02 02:30", "1 fail anew"):
        expect(words in text, words, "is not in:", text)
    path = scratch("mail.md")
    result = run("diff", Night(1).path, Night(2, changed).path, "-o", f"markdown:{path}", "-o", "table")
    mail = Path(path).read_text()
    expect("### Fail now, and did not (1)" in mail and "- **www.shop.example A**" in mail and result.stdout == text, mail)


@case
def what_fails_no_more_and_is_not_well_is_better_and_not_mended():
    def relieved(rows):
        lame = [row for row in rows if row["type"] == "verdict" and row["cause"] == "auth_lame"]
        lame[0].update(severity="degraded")
        lame[1].update(severity="negative", cause="name_does_not_exist")
        return rows

    old, new = Night(1).path, Night(2, relieved).path
    text = run("diff", old, new).stdout
    for words in (": 2 better, not well, 9 still fail", "Better, not well (2)",
                  "billing.legacy.example A  failure auth_lame → degraded auth_lame (authoritative)",
                  "invoices.legacy.example A  failure auth_lame → negative name_does_not_exist (authoritative)"):
        expect(words in text, words, "is not in:", text)
    expect("ended" not in text, "nothing is mended:", text)
    expect({("fixed", "billing.legacy.example"), ("fixed", "invoices.legacy.example")} <= kinds(run("diff", old, new, "-o", "ndjson").stdout),
           "the records' word stays")
    back = run("diff", new, old).stdout
    expect("billing.legacy.example A  degraded auth_lame → failure auth_lame (authoritative)" in back, back)


@case
def rotation_and_ttls_are_no_changes():
    def rotated(rows):
        for row in rows:
            if row["type"] == "result" and row["answers"]:
                for answer in row["answers"]:
                    answer["ttl"] += 7
                more = dict(row["answers"][-1], data="192.0.2.200") if row["answers"][-1]["type"] == "A" else row["answers"][-1]
                row["answers"] = [more] + row["answers"][::-1]
                row.pop("wire", None)
        return rows

    result = run("diff", Night(1).path, Night(2, rotated).path, "-o", "ndjson")
    expect({kind for kind, _ in kinds(result.stdout)} == {"still"} and result.returncode == 0, result.stdout)


@case
def inventories_that_change_are_told_apart():
    def smaller(rows):
        return [row for row in rows if row.get("name") != "www.shop.example"]

    database = fresh("smaller.db")
    Night(1).into(database)
    Night(2, smaller).into(database)
    gone = run("diff", database + "#1", database + "#2", "-o", "ndjson")
    expect(("removed", "www.shop.example") in kinds(gone.stdout) and gone.returncode == 0, gone.stdout)
    Night(3).into(database)
    back = run("diff", database + "#2", database + "#3", "-o", "ndjson")
    expect(("added", "www.shop.example") in kinds(back.stdout) and back.returncode == 0, back.stdout)


@case
def a_history_tells_of_a_name():
    database = fresh("past.db")
    for number in range(1, 8):
        Night(number, changed if number % 2 == 0 else lambda rows: rows).into(database)
    text = run("history", "--db", database, "WWW.shop.example.").stdout
    for words in ("www.shop.example A", "first seen 2026-11-01 02:30", "last good: now", "2026-11-02 02:30  to  2026-11-03 02:30  failure  auth_lame",
                  "2026-11-07 02:30  to  this day", "at office"):
        expect(words in text, words, "is not in:", text)
    flapping = {row["name"]: row["changes"] for row in records(run("diff", database, "-o", "ndjson").stdout) if row["kind"] == "flapping"}
    expect(flapping.get("www.shop.example") == 6, flapping)
    unknown = run("history", "--db", database, "nobody.example")
    expect(unknown.returncode == 1 and "nothing of nobody.example" in unknown.stderr, unknown.stderr)


@case
def the_last_run_is_held_against_the_last_good_one():
    def good(rows):
        for row in rows:
            if row["type"] == "verdict":
                row.update(severity="ok", locus="none", cause="ok", cells=[])
            if row["type"] == "summary":
                row["by_severity"] = {"ok": 41, "info": 0, "negative": 0, "degraded": 0, "failure": 0}
        return rows

    database = fresh("good.db")
    Night(1, good).into(database)
    for number in (2, 3):
        Night(number).into(database)
    result = run("diff", database)
    expect("2026-11-01 02:30 → 2026-11-03 02:30" in result.stdout and "11 fail anew" in result.stdout, result.stdout)
    expect(result.returncode == 1, result.returncode)


@case
def old_nights_are_forgotten_and_their_states_with_them():
    database = fresh("kept.db")
    for number in range(1, 9):
        Night(number, changed if number % 2 == 0 else lambda rows: rows).into(database, "--keep", "3")
    expect(ask(database, "SELECT min(id), count(*) FROM run") == [(6, 3)], ask(database, "SELECT id FROM run"))
    expect(ask(database, "SELECT count(*) FROM verdict WHERE until_run < 6") == [(0,)], "states that nobody can reach")
    expect(ask(database, "SELECT count(*) FROM latency WHERE run < 6") == [(0,)], "latencies")
    fails_with(run("sweep", "x.example", "--keep", "soon"), 2, "--keep", "neither a number of runs")
    fails_with(run("sweep", "x.example", "--keep", "3"), 2, "--keep", "-o sqlite:FILE")


@case
def a_killed_run_breaks_nothing():
    database = fresh("killed.db")
    base = ["sweep", "-r", DEMO.resolver(OFFICE), "--no-direct", "--no-drill", "-q", "-o", f"sqlite:{database}", "--vantage", "here",
            "--retries", "8"]
    names = scratch("killed.txt", "".join(f"n{i}.shop.example\n" for i in range(3000)))
    expect(run(*base, names, "--qps-per-resolver", "0").returncode in (0, 1), "the first run")
    before = ask(database, "SELECT count(*) FROM verdict"), ask(database, "SELECT count(*) FROM cell")
    kills = 0
    for delay in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 1.6, 2.0):
        with subprocess.Popen([PROGRAM, *base, names, "--qps-per-resolver", "2000"], stderr=subprocess.DEVNULL) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        kills += process.returncode == -signal.SIGKILL
        expect(ask(database, "PRAGMA integrity_check") == [("ok",)], "after a kill at", delay)
        expect(ask(database, "SELECT count(*) FROM run WHERE ended IS NULL AND complete") == [(0,)], "a killed run is not complete")
    expect(kills >= 5, kills, "kills came in time")
    expect((ask(database, "SELECT count(*) FROM verdict"), ask(database, "SELECT count(*) FROM cell")) == before, "killed runs changed states")
    expect(run(*base, names, "--qps-per-resolver", "0").returncode in (0, 1), "the run after")
    result = run("diff", database)
    # A machine with other work to do may be slower than it was.
    expect(result.returncode == 0 or ("slower" in result.stdout and "anew" not in result.stdout), "something changed", result.stdout)


@case
def what_was_not_asked_changes_nothing():
    database = fresh("partly.db")
    base = ["sweep", "-r", DEMO.resolver(OFFICE), "--no-direct", "--no-drill", "-q", "-o", f"sqlite:{database}", "--vantage", "here"]
    names = scratch("partly.txt", "".join(f"n{i}.shop.example\n" for i in range(2000)))
    run(*base, names, "--qps-per-resolver", "0")
    states = ask(database, "SELECT count(*) FROM cell"), ask(database, "SELECT count(*) FROM verdict")
    cut = run(*base, names, "--qps-per-resolver", "500", "--deadline", "1s")
    expect(cut.returncode == 3, cut.returncode, cut.stderr)
    expect((ask(database, "SELECT count(*) FROM cell"), ask(database, "SELECT count(*) FROM verdict")) == states, "states")
    expect(ask(database, "SELECT complete FROM run ORDER BY id DESC LIMIT 1") == [(0,)], "it is marked")
    expect(run("diff", database).returncode == 3, "diff says so by its status")


@case
def a_database_that_cannot_be_written_ends_the_run_as_incomplete():
    database = fresh("full.db")

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, 256 * 1024))

    lines = scratch("full.ndjson")
    names = scratch("full.txt", "".join(f"n{i}.shop.example\n" for i in range(5000)))
    base = [PROGRAM, "sweep", "-r", DEMO.resolver(OFFICE), "--no-direct", "--no-drill", "-q", names, "--qps-per-resolver", "0"]
    result = subprocess.run([*base, "-o", f"sqlite:{database}", "--records", "verdicts", "-o", "ndjson:/dev/null"], capture_output=True, text=True,
                            preexec_fn=little_room)
    expect(result.returncode == 3 and "full.db failed" in result.stderr, result.returncode, result.stderr)
    expect(ask(database, "PRAGMA integrity_check") == [("ok",)] and ask(database, "SELECT count(*) FROM cell") == [(0,)], "nothing half")
    expect(ask(database, "SELECT ended FROM run") == [(None,)], "the run is marked")
    expect(lines, "")


@case
def other_files_are_left_alone():
    other = fresh("other.db")
    ask(other, "CREATE TABLE mine (x)")
    before = Path(other).read_bytes()
    base = ["sweep", "-r", DEMO.resolver(OFFICE), "--no-direct", "www.shop.example", "-o"]
    fails_with(run(*base, f"sqlite:{other}"), 2, other, "no history of this fleetdig")
    expect(Path(other).read_bytes() == before, "it was touched")
    text = scratch("text.db", "this is a text, and a long one, so that it cannot be taken for an empty database\n" * 20)
    fails_with(run(*base, f"sqlite:{text}"), 2, text, "no history of this fleetdig")
    fails_with(run(*base, "sqlite:/nowhere/x.db"), 2, "/nowhere/x.db", "No such file")
    fails_with(run(*base, "sqlite"), 2, "needs a file")
    fails_with(run("diff", other), 2, other, "no history of fleetdig")
    fails_with(run("diff", "/nowhere.db"), 2, "/nowhere.db: cannot be read: No such file")
    fails_with(run("diff", "/nowhere/a.ndjson", "/nowhere/b.ndjson"), 2, "/nowhere/a.ndjson")
    fails_with(run("history", "--db", "/nowhere/h.db", "x.example"), 2, "/nowhere/h.db", "No such file")
    fails_with(run("diff", "-o", "xml", "a", "b"), 2, "xml", "markdown")


@case
def a_file_that_goes_on_after_its_summary_is_no_run():
    """A tail that was copied twice: in either place, and on its way into a history."""
    sound, doubled, database = Night(1).path, scratch("doubled.ndjson"), fresh("doubled.db")
    lines = Path(Night(2).path).read_text().splitlines(keepends=True)
    Path(doubled).write_text("".join(lines + lines[-5:]))
    told = f"doubled.ndjson:{len(lines) + 1}: is after the summary"
    fails_with(run("diff", sound, doubled), 2, told)
    fails_with(run("diff", doubled, sound), 2, told)
    fails_with(run("report", doubled, "-o", f"sqlite:{database}"), 2, told)
    expect(ask(database, "SELECT count(*), count(ended) FROM run") == [(1, 0)], "it did not come to its end")


@case
def a_locked_history_is_waited_for():
    database = fresh("locked.db")
    Night(1).into(database)
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(2.0, lambda: connection.execute("ROLLBACK"))
    timer.start()
    Night(2).into(database)
    timer.join()
    connection.close()
    expect(ask(database, "SELECT count(*) FROM run WHERE complete") == [(2,)], "both nights are in it")


@case
def documented_queries_run():
    folder = Path(scratch("queries"))
    folder.mkdir()
    database = fresh("queries/history.db")
    Night(1).into(database)
    Night(2, changed).into(database)
    shutil.copy(Night(1).path, folder / "run.ndjson")
    run("bench", "www.shop.example", "-r", DEMO.resolver(OFFICE), "--duration", "300ms", "--warm-up", "0", "-q", "-o", f"sqlite:{database}")
    run("compare", "www.shop.example", "-r", DEMO.resolver(OFFICE) + "=local", "-r", DEMO.resolver(ISP) + "=isp", "--no-direct", "-q", "-o", f"sqlite:{database}")
    text = (ROOT / "inventories" / "QUERIES.md").read_text()
    queries = re.findall(r"^```(?:jq|sqlite3)\n(.+?)\n```$", text, re.M | re.S)
    expect(len(queries) >= 10, len(queries))
    for query in queries:
        result = subprocess.run(shlex.split(query), cwd=folder, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
        expect(result.returncode == 0 and result.stderr == "" and result.stdout.strip(), query, result.stderr, "gives:", result.stdout[:200])


@case
def the_crontab_mails_what_is_worse_and_nothing_else():
    database = fresh("cron.db")
    command = (ROOT / "src" / "dist" / "crontab").read_text().splitlines()[-1].split("; ", 1)[1].replace("history.db", database)

    def mailed():
        path = f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"
        return subprocess.run(["sh", "-c", command], cwd=scratch(""), capture_output=True, text=True, env=dict(os.environ, PATH=path)).stdout

    Night(1).into(database)
    Night(2).into(database)
    expect(mailed() == "", "nothing is worse:", mailed())
    Night(3, changed).into(database)
    expect("1 fails anew" in mailed() or "1 fail anew" in mailed(), mailed())
