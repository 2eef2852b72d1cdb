# SPDX-License-Identifier: MIT
"""What is written, and what happens when it cannot be."""
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from harness import DEMO, OFFICE, PATIENCE, PROGRAM, WANTED, case, demo_file, expect, records, run, scratch


@case
def a_full_disk_and_a_closed_pipe_end_the_run_as_incomplete():
    result = run("sweep", demo_file(), "-o", "ndjson:/dev/full", "-o", "table")
    expect(result.returncode == 3, result.returncode)
    expect("No space left" in result.stderr and "/dev/full" in result.stderr, result.stderr)
    expect(result.stdout != "", "the other output has what is known")
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run([PROGRAM, "sweep", demo_file(), "-o", "ndjson"], stdout=writer, stderr=subprocess.PIPE,
                            text=True, timeout=PATIENCE)
    os.close(writer)
    expect(result.returncode == 3 and result.stderr == "", "quietly:", result.returncode, result.stderr)


def many_names(count):
    return scratch(f"names{count}.txt", "".join(f"n{i}.preview.shop.example\n" for i in range(count)))


def sweep_into(consumer, *arguments):
    """A sweep into a shell command's standard input: its exit status, and what the command printed."""
    reader, writer = os.pipe()
    with subprocess.Popen(["sh", "-c", consumer], stdin=reader, stdout=subprocess.PIPE, text=True) as shell:
        os.close(reader)
        status = subprocess.run([PROGRAM, "sweep", "-r", DEMO.resolver(OFFICE), "--no-direct", *arguments], stdout=writer,
                                stderr=subprocess.DEVNULL, timeout=PATIENCE).returncode
        os.close(writer)
        output = shell.communicate(timeout=PATIENCE)[0]
    return status, output


# Reads nothing for a while, then slowly, and tells what it read.
DAWDLER = """
import collections, json, sys, time
time.sleep(2)
seen, names = collections.Counter(), set()
for number, line in enumerate(sys.stdin.buffer):
    number % 20000 or time.sleep(.1)
    record = json.loads(line)
    seen[record["type"]] += 1
    if record["type"] == "result":
        seen[record["status"]] += 1
        names.add(record["name"])
seen["names"] = len(names)
print(json.dumps([seen, record]))
"""


@case
def a_reader_that_stalls_and_dawdles_gets_every_record():
    count = 90000  # more than there is room for on the way
    dawdler = scratch("dawdler.py", DAWDLER)
    status, output = sweep_into(f"{sys.executable} {dawdler}", "--qps-per-resolver", "0", "-o", "ndjson", many_names(count))
    expect(status == 0, status)
    seen, last = json.loads(output)
    for kind in ("result", "verdict", "names", "NOERROR"):  # whatever came while nobody read was received
        expect(seen[kind] == count, kind, seen)
    expect(last["type"] == "summary" and last["complete"], last)


@case
def a_reader_that_leaves_ends_the_run():
    status, output = sweep_into("head -n 100", "--qps-per-resolver", "1000", "-o", "ndjson", many_names(60000))
    expect(status == 3 and len(output.splitlines()) == 100, status, len(output))


@case
def records_limits_what_goes_out():
    wanted = {
        None: {"run", "result", "probe", "verdict", "resolver", "host", "summary"},
        "all": {"run", "result", "probe", "verdict", "resolver", "host", "summary"},
        "anomalies": {"run", "result", "probe", "verdict", "resolver", "host", "summary"},
        "verdicts": {"run", "verdict", "resolver", "host", "summary"},
    }
    counts = {}
    for records_option, types in wanted.items():
        options = ["--records", records_option] if records_option else []
        result = run("sweep", "-r", DEMO.resolver(OFFICE), "-o", "ndjson", "--no-drill", "--no-direct", *options,
                     "www.shop.example", "api-v1.payments.example")
        rows = records(result.stdout)
        expect({row["type"] for row in rows} == types, records_option, {row["type"] for row in rows})
        counts[records_option] = {kind: sum(row["type"] == kind for row in rows) for kind in types}
        if records_option == "anomalies":
            expect(all(row["severity"] != "ok" for row in rows if row["type"] == "verdict"), "a verdict that is ok")
            expect(all("wire" in row or row["rcode"] is None for row in rows if row["type"] == "result"), "a plain result")
    expect(counts["anomalies"]["result"] < counts["all"]["result"], counts)
    expect(counts[None]["result"] == counts["all"]["result"], counts)
    expect(counts["verdicts"]["verdict"] == counts["all"]["verdict"], counts)


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


@case
def csv_holds_what_the_results_hold():
    lines, rows, anomalies, verdicts = (scratch(name) for name in ("r.ndjson", "r.csv", "a.csv", "v.csv"))
    arguments = ["sweep", demo_file(), "--qps-per-resolver", "0"]
    expect(run(*arguments, "-o", f"ndjson:{lines}", "-o", f"csv:{rows}").returncode == 1, "failures were found")
    results = [row for row in records(Path(lines).read_text()) if row["type"] == "result"]
    cells = table(rows)
    expect(len(cells) == len(results), len(cells), len(results))
    for cell, result in zip(cells, results):
        for key, value in result.items():
            if key in ("type", "wire"):
                expect(key not in cell, key)
            elif not isinstance(value, list):
                wanted = "" if value is None else str(value)
                wanted = "'" + wanted if wanted[:1] in tuple("=+-@") else wanted
                expect(cell[key] == wanted, key, cell[key], "instead of", wanted)
        expect(cell["flags"] == " ".join(result["flags"]), cell["flags"])
        answers = "; ".join(f"{answer['ttl']} {answer['type']} {answer['data']}" for answer in result["answers"])
        expect(cell["answers"] == answers, cell["answers"])
        expect(cell["ede"] == "; ".join(f"{ede['code']} {ede['text']}".strip() for ede in result["ede"]), cell["ede"])
        expect(all(not value for key, value in cell.items() if key not in result), cell)
    run("sweep", "-r", DEMO.resolver(OFFICE), "-o", f"csv:{anomalies}", "--records", "anomalies", "--no-drill", "--no-direct",
        "www.shop.example", "api-v1.payments.example")
    expect([row["status"] for row in table(anomalies)] == ["NXDOMAIN"], table(anomalies))
    run(*arguments, "-o", f"csv:{verdicts}", "--records", "verdicts")
    told = {(row["name"], row["qtype"]): (row["locus"], row["cause"]) for row in table(verdicts)}
    for key, value in WANTED.items():
        expect(told.get(key) == value, key, told.get(key))


@case
def a_spreadsheet_takes_no_name_for_a_formula():
    hostile = [r"\061cmd.example", "+1.example", "-1.example", r"\064x.example", r"\034q\034.example", r"a\044b.example",
               r"\061a\044b.example"]
    path = scratch("hostile.csv")
    listed = scratch("hostile.txt", "\n".join(hostile) + "\n")
    run("sweep", "-r", DEMO.resolver(OFFICE), "--no-direct", "--no-drill", "-o", f"csv:{path}", listed)
    rows = table(path)
    expect(len(rows) == len(hostile), rows)
    for row in rows:
        expect(None not in row, "too many cells", row)
        for key, cell in row.items():
            expect(cell[:1] not in tuple("=+-@\t\r"), key, cell)
    names = {row["name"] for row in rows}
    expect({"'=cmd.example", "'+1.example", "'-1.example", "a,b.example", "'=a,b.example"} <= names, names)
