# SPDX-License-Identifier: MIT
"""Sweeps: usage, inventories, engines, verdicts, exit status."""
import ctypes
import json
import signal
import struct
import subprocess
import time
from pathlib import Path

import jsonschema

from harness import (DEMO, OFFICE, PATIENCE, PROGRAM, ROOT, WANTED, WANTED_RESOLVERS, case, demo_file, expect, fails_with, records, run,
                     scratch)


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
    (["sweep", "-x", "192.0.2.1"], ["unknown option -x", "-t PTR"]),
    (["sweep", "@192.0.2.1", "a.example"], ["how dig names a server", "-r SERVER"]),
    (["sweep", "https://a.example/b", "-r", "192.0.2.1"], ["is a URL; give the host name alone: \"a.example\""]),
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
    for words, status in (("never", 0), ("auth_timeout", 1)):
        expect(run(*broken, words).returncode == status, "--fail-on", words)


@case
def fail_on_takes_severities_loci_and_causes():
    path = scratch("judged.ndjson")
    run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0")
    for words, status in (("never", 0), ("failure", 1), ("degraded", 1), ("upstream", 1), ("cname_dangling", 1), ("dns_interception", 0),
                          ("negative", 1), ("dns_interception,upstream", 1), ("undetermined", 0), ("expect", 0)):
        expect(run("replay", path, "-o", "ndjson", "--fail-on", words).returncode == status, "--fail-on", words)


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
    for word in ("SERVFAIL", "servfail", "16", "EDE 22", "ede22", "TIMEOUT", "auth_timeout", "resolver_refused", "upstream", "likely"):
        result = run("explain", word)
        expect(result.returncode == 0 and len(result.stdout) > 200, word, result.stdout)
    expect("BADVERS" in run("explain", "16").stdout and "BADSIG" in run("explain", "16").stdout, "16 is two things")
    expect("auth_timeout" in run("explain").stdout, "without a word: the list")
