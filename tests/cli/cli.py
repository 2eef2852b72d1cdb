#!/usr/bin/env python3
"""The command line as a process: cli.py PROGRAM. The servers asked are those of `fleetdig demo --hold`, on loopback.

The last line is `N passed, N failed`. Nothing here leaves loopback: what is not the demo's inventory is asked with --no-direct.
"""
import csv
import ctypes
import json
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = str(Path(sys.argv[1]).resolve())
PATIENCE = 120  # a run that takes longer hangs
CASES = []


def case(function):
    CASES.append(function)
    return function


def run(*arguments, stdin=None, env=None, **more):
    environment = dict(os.environ, **(env or {}))
    environment.pop("CI", None)
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE,
                          env=environment, **more)


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what))


def fails_with(result, status, *texts):
    expect(result.returncode == status, "exit status", result.returncode, "instead of", status, result.stderr)
    for text in texts:
        expect(text in result.stderr, f"{text!r} is not in: {result.stderr}")
    expect(result.stdout == "", "a usage error writes nothing to stdout:", result.stdout[:200])


class Demo:
    """The demo's servers, up for as long as the tests run."""

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, "demo", "--hold", "-o", "ndjson:/dev/null"], stderr=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, text=True)
        self.port = None
        for line in self.process.stderr:
            match = re.search(r"stay up on port (\d+)", line)
            if match:
                self.port = int(match[1])
                break
        expect(self.port, "the demo's servers did not come up")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)

    def resolver(self, name):
        return f"127.53.{name}.53#{self.port}"

    def inventory(self, **more):
        """inventories/demo.json at the port in use."""
        inventory = json.loads((ROOT / "inventories" / "demo.json").read_text())
        inventory["authority_port"] = self.port
        for entry in inventory["resolvers"]:
            entry["port"] = self.port
        for entry in inventory["roots"]:
            entry["port"] = self.port
        inventory.update(more)
        return inventory


DEMO = Demo()
OFFICE, ISP = 10, 20
SCRATCH = tempfile.TemporaryDirectory(prefix="fleetdig-cli-")


def scratch(name, text=None):
    path = Path(SCRATCH.name) / name
    if text is not None:
        path.write_text(text)
    return str(path)


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def demo_file(name="demo.json", **more):
    return scratch(name, json.dumps(DEMO.inventory(**more)))


@case
def help_and_version():
    for arguments in (["--help"], ["help"], ["sweep", "--help"], ["explain", "-h"]):
        result = run(*arguments)
        expect(result.returncode == 0 and "fleetdig" in result.stdout, arguments)
    expect("engines" in run("--version").stdout, "--version names the engines")
    fails_with(run(), 2, "fleetdig sweep")


USAGE = [
    (["swep", "x"], ["no command \"swep\"", "did you mean sweep"]),
    (["sweep"], ["nothing to ask"]),
    (["sweep", "--retires", "3", "a.example"], ["unknown option --retires", "did you mean --retries"]),
    (["sweep", "-Z", "a.example"], ["unknown option -Z"]),
    (["sweep", "--timeout", "2", "a.example"], ["--timeout", "unit"]),
    (["sweep", "--timeout"], ["--timeout needs DUR"]),
    (["sweep", "-t", "AAAAA", "a.example"], ["AAAAA", "did you mean AAAA"]),
    (["sweep", "-o", "ndjsn", "a.example"], ["ndjsn", "did you mean ndjson"]),
    (["sweep", "-o", "ndjson", "-o", "table", "a.example"], ["only one format can go to standard output"]),
    (["sweep", "--fail-on", "failur", "a.example"], ["failur", "did you mean failure"]),
    (["sweep", "--shard", "4/4", "a.example"], ["numbered from 0"]),
    (["sweep", "--shard", "x", "a.example"], ["I/N"]),
    (["sweep", "--qps", "many", "a.example"], ["whole number"]),
    (["sweep", "--engine", "kqueue", "a.example"], ["auto uring epoll"]),
    (["sweep", "-r", "dns.example", "a.example"], ["dns.example"]),
    (["sweep", "-r", "192.0.2.1#99999", "a.example"], ["192.0.2.1#99999"]),
    (["sweep", "-r", "192.0.2.1", "a..example"], ["a..example"]),
    (["sweep", "-r", "192.0.2.1", "no/such/file.json"], ["no/such/file.json", "No such file"]),
    (["sweep", "-r", "192.0.2.1", "missing.txt"], ["missing.txt", "No such file"]),
    (["sweep", "-r", "192.0.2.1", "-o", "ndjson:/no/such/folder/x", "a.example"], ["/no/such/folder/x", "No such file"]),
    (["sweep", "-r", "192.0.2.1", "/"], ["directory"]),
    (["explain", "SERVFAI"], ["SERVFAI", "did you mean SERVFAIL"]),
]


@case
def usage_errors_say_what_and_send_nothing():
    for arguments, texts in USAGE:
        fails_with(run(*arguments), 2, *texts)


@case
def inventory_errors_come_all_at_once_with_positions():
    path = scratch("bad.json", """{
  "fleetdig": 1,
  "resolvers": [ { "id": "a", "address": "192.0.2.300", "rol": "isp" }, { "id": "a", "address": "192.0.2.1" } ],
  "groups": [ { "id": "g", "names": [ "good.example", "bad..example" ], "types": ["B"] } ]
}""")
    result = run("sweep", path)
    fails_with(result, 2, f"{path}:3:", f"{path}:4:", "192.0.2.300", "role", "bad..example")
    expect(len(result.stderr.splitlines()) >= 5, result.stderr)
    fails_with(run("sweep", scratch("broken.json", '{\n "fleetdig": 1,\n "groups" [] }')), 2, "broken.json:3:")
    fails_with(run("sweep", "-", stdin='{ "fleetdig": 2 }'), 2, "fleetdig")
    fails_with(run("sweep", "-", stdin="", ), 2, "nothing to ask")
    fails_with(run("check", scratch("empty.json", "")), 2)


@case
def every_cell_has_a_result_and_records_follow_the_schema():
    path = scratch("all.ndjson")
    result = run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0")
    expect(result.returncode == 1, "failures were found", result.returncode, result.stderr)
    rows = records(Path(path).read_text())
    expect(rows[0]["type"] == "run" and rows[0]["schema"] == 1, rows[0])
    expect(rows[-1]["type"] == "summary" and rows[-1]["complete"] is True, rows[-1])
    cells = {(row["name"], row["qtype"], row["resolver"]) for row in rows if row["type"] == "result"}
    expect(len(cells) == rows[0]["cells"], len(cells), rows[0])
    questions = {cell[:2] for cell in cells}
    verdicts = {(row["name"], row["qtype"]) for row in rows if row["type"] == "verdict"}
    expect(questions == verdicts, questions ^ verdicts)
    expect(sum(row["type"] == "resolver" for row in rows) == 7, "one record a resolver")
    schema = json.loads(next(ROOT.glob("**/records.schema.json")).read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for row in rows:
        for error in validator.iter_errors(row):
            raise AssertionError(f"{row['type']}: {error.message}: {json.dumps(row)[:300]}")


WANTED = {
    ("api.payments.example", "A"): ("none", "ok"),
    ("api.warehouse.example", "A"): ("authoritative", "auth_timeout"),
    ("billing.legacy.example", "A"): ("authoritative", "auth_lame"),
    ("grafana.metrics.cloud", "A"): ("authoritative", "auth_servfail"),
    ("points.loyalty.example", "A"): ("authoritative", "dnssec_signature_expired"),
    ("help.shop.example", "A"): ("authoritative", "cname_dangling"),
    ("fra1.pops.edge", "A"): ("upstream", "tld_unreachable"),
    ("api-v1.payments.example", "A"): ("authoritative", "name_does_not_exist"),
}
WANTED_RESOLVERS = {
    "office": ("none", "ok"),
    "branch": ("upstream", "forwarder_unreachable"),
    "depot": ("local", "resolver_port_unreachable"),
    "isp": ("upstream", "resolver_nxdomain_rewrite"),
    "nine": ("none", "ok"),
    "members": ("upstream", "resolver_refused"),
}


@case
def both_engines_reach_the_same_verdicts():
    seen = {}
    for engine in ("uring", "epoll"):
        result = run("sweep", demo_file(), "-o", "ndjson", "--engine", engine, "--qps-per-resolver", "0")
        rows = records(result.stdout)
        expect(rows[0]["engine"] == engine, rows[0]["engine"])
        seen[engine] = {(row["name"], row["qtype"]): (row["locus"], row["cause"]) for row in rows if row["type"] == "verdict"}
        resolvers = {row["id"]: (row["locus"], row["cause"]) for row in rows if row["type"] == "resolver"}
        for wanted, found in ((WANTED, seen[engine]), (WANTED_RESOLVERS, resolvers)):
            for key, value in wanted.items():
                expect(found.get(key) == value, engine, key, "is", found.get(key), "instead of", value)
    expect(seen["uring"] == seen["epoll"], "the engines differ")


@case
def without_io_uring_it_falls_back_once_and_says_so():
    for error in (1, 38):  # EPERM as Docker, ENOSYS as Podman
        result = run("sweep", "-r", DEMO.resolver(OFFICE), "-o", "ndjson", "--no-direct", "api.payments.example",
                     preexec_fn=lambda: refuse_io_uring(error))
        expect(records(result.stdout)[0]["engine"] == "epoll", result.stdout[:200])
        expect(result.stderr.count("io_uring") >= 1 and len(result.stderr.splitlines()) == 1, result.stderr)
        expect(records(result.stdout)[0]["engine_reason"], "the run record says why")
        result = run("sweep", "-r", DEMO.resolver(OFFICE), "--engine=uring", "--no-direct", "api.payments.example",
                     preexec_fn=lambda: refuse_io_uring(error))
        fails_with(result, 4, "io_uring")


def refuse_io_uring(error):
    """A seccomp filter that answers io_uring_setup(2) with an errno, as container runtimes do."""
    program = struct.pack("HBBI", 0x20, 0, 0, 0) + struct.pack("HBBI", 0x15, 0, 1, 425)
    program += struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | error) + struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxQ", 4, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    if libc.prctl(22, 2, ctypes.c_char_p(header), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


@case
def resolvers_that_do_not_exist():
    result = run("sweep", "-r", "127.53.99.1#9", "-r", "127.53.99.2#9=isp", "-o", "ndjson", "--no-direct", "www.shop.example")
    expect(result.returncode == 9, "nothing came at all:", result.returncode, result.stderr)
    rows = records(result.stdout)
    resolvers = [(row["locus"], row["cause"]) for row in rows if row["type"] == "resolver"]
    expect(resolvers == [("local", "resolver_port_unreachable"), ("upstream", "resolver_port_unreachable")], resolvers)
    verdict = next(row for row in rows if row["type"] == "verdict")
    expect(verdict["locus"] != "authoritative", "nothing was shown of the zone", verdict)


@case
def names_come_from_arguments_files_and_standard_input():
    names = "# a list\r\nwww.shop.example A AAAA\napi.payments.example\nWWW.SHOP.example A\n"
    for arguments, stdin, wanted in (
        (["www.shop.example", "api.payments.example"], None, 2),
        (["-"], names, 3),
        ([scratch("names.txt", "\ufeff" + names)], None, 3),
    ):
        result = run("sweep", "-r", DEMO.resolver(OFFICE), "-o", "ndjson", "--no-drill", "--no-direct", *arguments, stdin=stdin)
        rows = records(result.stdout)
        expect(sum(row["type"] == "verdict" for row in rows) == wanted, arguments, result.stdout[:500], result.stderr)


@case
def shards_part_the_names():
    parts = []
    for shard in ("0/2", "1/2"):
        result = run("sweep", demo_file(), "-o", "ndjson", "--shard", shard, "--no-drill", "--qps-per-resolver", "0")
        parts.append({(row["name"], row["qtype"]) for row in records(result.stdout) if row["type"] == "verdict"})
    whole = records(run("sweep", demo_file(), "-o", "ndjson", "--no-drill", "--qps-per-resolver", "0").stdout)
    expect(not parts[0] & parts[1], "a name in two shards")
    expect(parts[0] | parts[1] == {(row["name"], row["qtype"]) for row in whole if row["type"] == "verdict"}, "names lost")


@case
def the_table_is_for_people():
    plain = run("sweep", demo_file(), "-o", "table", "--qps-per-resolver", "0")
    expect("\x1b" not in plain.stdout, "no colour through a pipe")
    for text in ("auth_timeout", "dig @", "warehouse.example", "tld_unreachable"):
        expect(text in plain.stdout, text, plain.stdout)
    colored = run("sweep", demo_file(), "-o", "table", "--color", "always", "--no-drill")
    expect("\x1b[" in colored.stdout, "--color always")
    colored = run("sweep", demo_file(), "-o", "table", "--color", "always", "--no-drill", env={"NO_COLOR": "1"})
    expect("\x1b" not in colored.stdout, "NO_COLOR wins")


@case
def healthy_names_exit_0_and_failing_ones_as_asked():
    healthy = ["sweep", "-r", DEMO.resolver(OFFICE), "-o", "ndjson", "--no-direct", "www.shop.example"]
    expect(run(*healthy).returncode == 0, "a healthy name")
    broken = ["sweep", demo_file(), "-o", "ndjson:/dev/null", "--qps-per-resolver", "0", "--fail-on"]
    for words, status in (("never", 0), ("failure", 1), ("auth_timeout", 1), ("dns_interception", 0), ("upstream", 1)):
        expect(run(*broken, words).returncode == status, "--fail-on", words)


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


def slow_run(path):
    names = "".join(f"n{i}.preview.shop.example\n" for i in range(3000))
    return [PROGRAM, "sweep", "-r", DEMO.resolver(OFFICE), "--qps", "200", "--no-direct", "-o", f"ndjson:{path}", scratch("many.txt", names)]


@case
def an_interrupted_run_writes_what_it_knows():
    path = scratch("interrupted.ndjson")
    with subprocess.Popen(slow_run(path), stderr=subprocess.PIPE, text=True) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        expect(process.wait(PATIENCE) == 3, process.returncode)
        expect("interrupted" in process.stderr.read(), "said so")
    rows = records(Path(path).read_text())
    expect(rows[-1]["type"] == "summary" and rows[-1]["complete"] is False, rows[-1])
    results = [row for row in rows if row["type"] == "result"]
    expect(len(results) == 3000, len(results))
    expect(any(row.get("reason") == "interrupted" for row in results), "what was not asked says why")
    expect(any(row["status"] == "NOERROR" for row in results), "what was answered stays")


@case
def a_deadline_ends_the_run():
    path = scratch("deadline.ndjson")
    result = subprocess.run(slow_run(path) + ["--deadline", "1s"], capture_output=True, timeout=PATIENCE)
    expect(result.returncode == 3, result.returncode)
    rows = records(Path(path).read_text())
    expect(any(row.get("reason") == "deadline" for row in rows if row["type"] == "result"), "NOT_ASKED by deadline")


@case
def check_prints_the_plan_and_sends_nothing():
    result = run("check", demo_file())
    expect(result.returncode == 0 and "office" in result.stdout and "1000 q/s" in result.stdout, result.stdout)


@case
def questions_whose_resolvers_were_taken_away_are_counted():
    groups = [{"names": ["www.shop.example", {"name": "api.payments.example", "resolvers": ["isp"], "types": ["A", "AAAA"]}]}]
    path = demo_file("limited.json", groups=groups)
    text = "2 questions left out: -r took away whom to ask"
    given = [path, "-t", "A", "-r", DEMO.resolver(OFFICE)]
    expect(text in run("check", *given).stdout.splitlines()[0], "check says it in its first line")
    expect("left out" not in run("check", path).stdout, "without -r everything is asked")
    asked = ["-o", "ndjson", "--no-drill", "--no-direct"]
    result = run("sweep", *given, *asked)
    expect(result.stderr.count(text) == 1, "said once:", result.stderr)
    expect(sum(row["type"] == "verdict" for row in records(result.stdout)) == 1, "and not asked", result.stdout)
    expect("left out" not in run("sweep", *given, *asked, "--quiet").stderr, "--quiet")
    expect("left out" not in run("sweep", path, *asked).stderr, "without -r everything is asked")


@case
def explain_knows_every_word():
    for word in ("SERVFAIL", "servfail", "16", "EDE 22", "ede22", "TIMEOUT", "auth_timeout", "resolver_refused"):
        result = run("explain", word)
        expect(result.returncode == 0 and len(result.stdout) > 200, word, result.stdout)
    expect("BADVERS" in run("explain", "16").stdout and "BADSIG" in run("explain", "16").stdout, "16 is two things")
    expect("auth_timeout" in run("explain").stdout, "without a word: the list")


def replayed(path, *more):
    return run("replay", path, "-o", "ndjson", *more)


def concluded(text):
    """The lines that a replay makes again: verdicts, resolvers, the host, the summary; and the run itself."""
    return [line for line in text.splitlines() if json.loads(line)["type"] not in ("result", "probe")]


@case
def a_replay_makes_the_same_records_octet_for_octet():
    for arguments in ([], ["--engine", "epoll"], ["--no-direct"], ["--no-edns"], ["--no-drill"], ["--drill-budget", "7"],
                      ["--shard", "1/3"], ["--seed", "9007199254740991"], ["--qps-per-resolver", "200"]):
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
    fails_with(run("replay", "/no/such/run.ndjson"), 2, "No such file")
    fails_with(run("replay"), 2, "replay takes one run")
    fails_with(run("replay", path, path), 2, "replay takes one run")


def settled(text):
    """A ticket without what differs from run to run: times, TTLs, the port, random labels."""
    text = re.sub(r"^fleetdig .*\n", "fleetdig VERSION, DATE, from HOST, run RUN\n", text.replace(str(DEMO.port), "PORT"))
    text = re.sub(r"\b\d+(\.\d+)? (us|ms|s)\b", "TIME", text)
    text = re.sub(r"x[0-9a-f]{16}\b", "xRANDOM", text)
    return re.sub(r"((?:NOERROR|NXDOMAIN) +)\d+( +TIME)", r"\1TTL\2", text)


def same_words(text):
    """Lines are wrapped where they end, and a time more or less moves that."""
    return " ".join(text.split())


@case
def diagnose_writes_a_ticket():
    path = demo_file("ticket.json")
    result = run("diagnose", path, "cart.shop.example", "billing.legacy.example", "--qps-per-resolver", "0")
    expect(result.returncode == 1, "one of them fails", result.returncode, result.stderr)
    expect("\x1b" not in result.stdout, "no colour through a pipe")
    expect(max(len(line) for line in result.stdout.splitlines() if "dig @" not in line) <= 100, "width without a terminal")
    parts = (
        "cart.shop.example A (storefront, team-shop)", "OK ok", "What each resolver says",
        "office local NOERROR TTL TIME ra ad A 192.0.2.21", "The path from the root, asked directly (RD=0)",
        "delegates shop.example to ns1.shop.example, ns2.shop.example", "cart.shop.example A ns1.shop.example (127.53.",
        "billing.legacy.example A (payments, team-payments)", "FAILURE auth_lame", "Evidence", "means", "next:",
    )
    text = same_words(settled(result.stdout))
    at = 0
    for part in parts:
        found = text.find(part, at)
        expect(found >= 0, f"{part!r} is not there, or not in order: {text}")
        at = found


GOLDEN = ROOT / "tests" / "cli" / "golden"


@case
def the_ticket_is_as_a_person_read_it():
    """Held against a file; FLEETDIG_GOLDEN=1 writes it anew: read the difference before committing it."""
    steady = [word for name in (OFFICE, 30) for word in ("-r", DEMO.resolver(name))]
    result = run("diagnose", demo_file("ticket.json"), "help.shop.example", "billing.legacy.example", "ledger.payments.example",
                 *steady, "--qps-per-resolver", "0", env={"LC_ALL": "C.UTF-8"})
    text, path = settled(result.stdout), GOLDEN / "ticket.txt"
    if os.environ.get("FLEETDIG_GOLDEN"):
        path.write_text(text)
    expect(same_words(text) == same_words(path.read_text()), text)


@case
def diagnose_takes_names_with_and_without_an_inventory():
    alone = run("diagnose", "-r", DEMO.resolver(OFFICE), "-t", "A,AAAA", "--no-direct", "www.shop.example", "-o", "ndjson")
    rows = records(alone.stdout)
    expect([row["qtype"] for row in rows if row["type"] == "verdict"] == ["A", "AAAA"], alone.stdout, alone.stderr)
    expect("deep=1" in rows[0]["options"], rows[0]["options"])
    lent = records(run("diagnose", demo_file(), "Api.Payments.example", "new.shop.example", "-o", "ndjson").stdout)
    asked = {(row["name"].lower(), row["qtype"], row["group"]) for row in lent if row["type"] == "verdict"}
    wanted = {("api.payments.example", "A", "payments"), ("api.payments.example", "AAAA", "payments"),
              ("new.shop.example", "A", "command line")}
    expect(asked == wanted, "an inventory lends what it says of the names:", asked)
    walked = {row["qname"] for row in lent if row["type"] == "probe" and row["purpose"] == "walk"}
    expect({"example", "payments.example"} <= walked, "walked, healthy or not:", walked)
    fails_with(run("diagnose"), 2, "nothing to ask")


def main():
    passed = failed = 0
    with DEMO:
        for function in CASES:
            try:
                function()
                passed += 1
                print(f"ok      {function.__name__}", flush=True)
            except Exception:  # whatever went wrong, the others still run
                failed += 1
                print(f"FAILED  {function.__name__}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
