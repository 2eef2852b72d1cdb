# SPDX-License-Identifier: MIT
"""How packets move: options of the engine, and what the records say of them."""
import json
import signal
import socket
import subprocess
import threading

from harness import DEMO, OFFICE, PATIENCE, PROGRAM, alone, case, demo_file, expect, fails_with, records, run, scratch

NAME = "api.payments.example"


def sweep(*arguments, server=None):
    result = run("sweep", NAME, "-r", server or DEMO.resolver(OFFICE), "--no-direct", "-o", "ndjson", *arguments)
    rows = records(result.stdout)
    expect(rows and rows[-1]["type"] == "summary", result.returncode, result.stderr)
    return rows, result


@case
def the_run_record_says_what_of_the_kernel_is_used():
    for engine in ("uring", "epoll"):
        for arguments, without in (([], []), (["--no-gso"], ["gso"]), (["--no-gro"], ["gro"]), (["--no-gso", "--no-gro"], ["gso", "gro"])):
            rows, _ = sweep("--engine", engine, *arguments)
            features = rows[0]["engine_features"].split()
            expect("timestamps" in features, rows[0])
            for word in ("gso", "gro"):
                expect((word in features) == (word not in without), arguments, features)
            for argument in arguments:
                expect(argument[2:] + "=1" in rows[0]["options"], rows[0]["options"])


class Resolver:
    """Answers every question over UDP with REFUSED, the name in small letters unless it is to echo it. No TCP."""

    def __init__(self, echo):
        self.echo, self.names = echo, []
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1#{self.udp.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, client = self.udp.recvfrom(4096)
            name = query[12:query.index(0, 12)]
            self.names.append(name)
            echoed = name if self.echo else name.lower()
            self.udp.sendto(query[:2] + b"\x81\x85" + query[4:6] + bytes(6) + echoed + query[12 + len(name):12 + len(name) + 5], client)


def result_of(rows):
    return next(row for row in rows if row["type"] == "result")


@case
def names_leave_in_random_case_only_when_asked_to():
    server = Resolver(echo=True)
    sweep(server=server.address)
    expect(all(name == name.lower() for name in server.names), server.names)
    server = Resolver(echo=True)
    rows, result = sweep("--0x20", server=server.address)
    expect(any(name != name.lower() for name in server.names), server.names)
    expect(result_of(rows)["status"] == "REFUSED" and result_of(rows)["name"] == NAME, result_of(rows))
    expect(next(row for row in rows if row["type"] == "resolver")["case_mismatches"] == 0, rows)
    expect("case of names" not in result.stderr, result.stderr)


@case
def a_resolver_that_does_not_echo_the_case_is_told_and_still_heard():
    server = Resolver(echo=False)
    rows, result = sweep("--0x20", server=server.address)
    expect(result_of(rows)["status"] == "REFUSED", "asked again in plain case", result_of(rows))
    expect(next(row for row in rows if row["type"] == "resolver")["case_mismatches"] > 0, rows)
    expect("does not echo the case of names" in result.stderr, result.stderr)


@case
def random_case_changes_nothing_in_the_answers():
    rows, _ = sweep("--0x20")
    answers = result_of(rows)["answers"]
    expect(answers and all(answer["name"] == answer["name"].lower() for answer in answers), answers)


# What a dead zone looks like is the resolver's cache's to say: it is silent the first time.
NO_ANSWER = {"TIMEOUT": "no answer", "SERVFAIL": "no answer"}


def table_of(*arguments, resolvers):
    """What a run of the demo says: the set of its results and its verdicts, without times."""
    result = run("sweep", demo_file(), "-o", "ndjson", "--qps-per-resolver", "0", "--seed", "7", "-q", *arguments)
    rows = records(result.stdout)
    expect(rows and rows[-1]["type"] == "summary", result.returncode, result.stderr)
    results = sorted((row["name"], row["qtype"], row["resolver"], NO_ANSWER.get(row["status"], row["status"]), tuple(sorted(answer["data"] for answer in row["answers"])))
                     for row in rows if row["type"] == "result")
    verdicts = sorted((row["name"], row["qtype"], row["severity"], row["locus"], row["cause"]) for row in rows if row["type"] == "verdict")
    wide = sorted((row["id"], row["locus"], row["cause"]) for row in rows if row["type"] == "resolver")
    expect(len(wide) == resolvers and len(results) >= len(verdicts) > 0, len(wide), len(results))
    return results, verdicts, wide


def same_with_threads(engine, counts):
    resolvers = len(DEMO.inventory()["resolvers"])
    one = table_of("--engine", engine, resolvers=resolvers)
    for threads in counts:
        several = table_of("--engine", engine, "--threads", threads, resolvers=resolvers)
        for what, a, b in zip(("results", "verdicts", "resolvers"), one, several):
            expect(a == b, engine, threads, "threads, other", what, sorted(set(a) ^ set(b)))


@case
def any_number_of_threads_comes_to_the_same_results_and_verdicts():
    same_with_threads("uring", "23")


@case
def any_number_of_threads_comes_to_the_same_with_epoll():
    same_with_threads("epoll", "3")


@alone
def threads_share_the_ceiling_and_the_interrupt():
    names = [f"n{i}.payments.example" for i in range(400)]
    path = scratch("threads.txt", "\n".join(names) + "\n")
    words = ["sweep", path, "--threads", "3", "-Q", "300", "--no-direct", "--no-drill", "-o", "ndjson", "-q"]
    for resolver in (10, 20, 40):
        words += ["-r", DEMO.resolver(resolver)]
    process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, text=True)
    lines = [process.stdout.readline() for _ in range(100)]
    process.send_signal(signal.SIGINT)
    lines += process.stdout.readlines()
    expect(process.wait(PATIENCE) == 3, process.returncode)
    rows = [json.loads(line) for line in lines]
    expect(any(row.get("reason") == "interrupted" for row in rows), "what was not asked is said")
    expect(sum(row["type"] == "result" for row in rows) == 1200, len(rows))
    summary = rows[-1]
    expect(summary["queries"] <= 300 * (summary["elapsed_s"] + 1), summary)


@case
def thread_counts_that_cannot_be_are_refused():
    for count in ("0", "x", "1000"):
        fails_with(run("sweep", "--threads", count, "a.example"), 2, "--threads")
