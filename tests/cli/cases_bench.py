# SPDX-License-Identifier: MIT
"""Benchmarks, against the demo's servers and against one made here."""
import json
import os
import signal
import socket
import sqlite3
import struct
import subprocess
import threading
import time

from harness import DEMO, ISP, OFFICE, PATIENCE, PROGRAM, alone, case, demo_file, expect, fails_with, records, run, scratch


class Server:
    """Answers A questions over UDP on a port of its own; after `answers` of them it is silent."""

    def __init__(self, answers=None, ttl=300, delay=0.0):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.answers, self.ttl, self.delay, self.names = answers, ttl, delay, []
        threading.Thread(target=self.serve, daemon=True).start()

    def resolver(self):
        return f"127.0.0.1#{self.socket.getsockname()[1]}"

    def serve(self):
        while True:
            try:
                query, client = self.socket.recvfrom(4096)
            except OSError:
                return
            end = 12
            while query[end]:
                end += 1 + query[end]
            self.names.append(query[12:end + 1])
            if self.answers is not None and len(self.names) > self.answers:
                continue
            time.sleep(self.delay)
            header = query[:2] + b"\x81\x80" + struct.pack("!4H", 1, 1, 0, 0)
            record = b"\xc0\x0c" + struct.pack("!2HIH", 1, 1, self.ttl, 4) + bytes([192, 0, 2, 1])
            self.socket.sendto(header + query[12:end + 5] + record, client)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def bench(*arguments, status=(0, 4)):
    """Records; status 4 is also taken for 0: where others use the machine, it may stall for more than 1 % of the time."""
    result = run("bench", "-o", "ndjson", *arguments)
    expect(result.returncode in status, "exit status", result.returncode, result.stderr, result.stdout[-2000:])
    return records(result.stdout)


def stated(rows, statement):
    return [row for row in rows if row["type"] == "measurement" and row["statement"] == statement]


@alone
def bench_states_what_each_resolver_did():
    rows = bench("www.shop.example", "api.payments.example", "-t", "A,AAAA", "-r", DEMO.resolver(OFFICE) + "=local",
                 "-r", DEMO.resolver(ISP) + "=isp", "--rate", "100", "--duration", "2s", "--warm-up", "200ms")
    expect([rows[0]["type"], rows[-2]["type"], rows[-1]["type"]] == ["run", "host", "summary"], rows)
    expect("timestamps send_timestamps" in rows[0]["engine_features"], "by the kernel's stamps", rows[0])
    totals = stated(rows, "total")
    expect([row["role"] for row in totals] == ["local", "isp"], totals)
    for row in totals:
        expect(row["answered"] + row["unanswered"] + row["spoilt"] == row["sent"], row)
        expect(row["sent"] + row["skipped"] in range(199, 202), "2 s at 100 a second", row)
        expect(sum(count for _, count in row["histogram_ns"]) == row["answered"], row)
        expect(row["answered_min_us"] <= row["answered_p50_us"] <= row["answered_p99_us"] <= row["answered_max_us"], row)
        expect(sum(row["status_counts"].values()) == row["answered"] + row["unanswered"], row)
        expect(row["pacing_p50_us"] is not None and row["rtt_p50_us"] is not None, row)
        expect(row["sent_stamped"] == row["answered"], "loopback stamps all", row)
        expect(sum(count for _, count in row["rtt_histogram_ns"]) == row["answered"], row)
        parts = [part for part in stated(rows, "type") if part["id"] == row["id"]]
        expect({part["qtype"] for part in parts} == {"A", "AAAA"}, parts)
        expect(sum(part["answered"] for part in parts) == row["answered"], parts)
        merged = {}
        for second in stated(rows, "interval"):
            for low, count in second["histogram_ns"] if second["id"] == row["id"] else ():
                merged[low] = merged.get(low, 0) + count
        expect(merged == {low: count for low, count in row["histogram_ns"]}, "seconds add up to the whole, bucket by bucket")


@case
def bench_tells_cached_answers_from_fetched_ones():
    with Server() as fresh:
        names = [f"n{i}.example" for i in range(20)]
        rows = bench(*names, "-r", fresh.resolver(), "--cache", "hit", "--rate", "100", "--duration", "1s", "--warm-up", "0")
        kinds = {row["cache"] for row in stated(rows, "cache")}
        expect(kinds <= {"miss", "unknown"} and "miss" in kinds, "its TTL never counts down: nothing is a hit", kinds)
    rows = bench("www.shop.example", "-r", DEMO.resolver(OFFICE), "--cache", "hit", "--rate", "50", "--duration", "1s")
    hit, = stated(rows, "cache")
    expect(hit["cache"] == "hit", hit)


@case
def bench_makes_names_that_nobody_asked_before():
    with Server() as server:
        rows = bench("--miss-zone", "wild.example", "-r", server.resolver(), "--rate", "200", "--duration", "1s", "--warm-up", "0")
        expect(len(server.names) == len(set(server.names)) > 10, len(server.names))
        expect(all(name.endswith(b"\x04wild\x07example\x00") for name in server.names), server.names[:3])
        expect(stated(rows, "cache")[0]["cache"] == "miss", stated(rows, "cache"))


@alone
def bench_keeps_a_closed_loop_full_and_below_its_ceiling():
    rows = bench("www.shop.example", "-r", DEMO.resolver(OFFICE), "-c", "4", "--duration", "2s", "--qps-per-resolver", "50")
    total, = stated(rows, "total")
    expect(total["load"] == "closed" and total["concurrency"] == 4 and total["asked_qps"] is None, total)
    expect(0 < total["sent"] <= 101, "at most 50 a second", total)


@case
def bench_says_that_a_ceiling_binds():
    rows = bench("www.shop.example", "-r", DEMO.resolver(OFFICE), "--rate", "5000", "--duration", "500ms", "--warm-up", "0")
    total, = stated(rows, "total")
    expect(total["limit"] in ("ceiling", "host") and total["asked_qps"] == 1000, total)
    expect("--qps-per-resolver 0 lifts it" in total["summary"], total["summary"])


@alone
def bench_says_from_when_on_a_resolver_was_dead():
    with Server(answers=30) as server:
        rows = bench("a.example", "-r", server.resolver(), "--rate", "100", "--duration", "3s", "--warm-up", "0", "--timeout", "500ms")
        total, = stated(rows, "total")
        expect(total["silent_from"] is not None and total["silent_until"] is None, total)
        expect(0 < total["answered"] <= 30 and total["silent_queries"] > 20, total)
        expect(total["latency_p99_us"] is None and total["answered_p99_us"] is not None, "timeouts are not hidden", total)
        expect("it answered nothing" in total["summary"], total["summary"])


@case
def bench_has_no_percentiles_of_nothing():
    with Server(answers=0) as server:
        rows = bench("a.example", "-r", server.resolver(), "--rate", "100", "--duration", "1s", "--timeout", "300ms", status=(4, 9))
        total, = stated(rows, "total")
        expect(total["answered"] == 0 and total["loss_ratio"] == (1 if total["unanswered"] else 0) and total["histogram_ns"] == [], total)
        expect(all(value is None for key, value in total.items() if key.startswith(("latency_", "answered_")) and key.endswith("us")), total)


@alone
def a_stall_of_this_side_is_not_the_resolvers():
    """Stopped for a second in the middle: the report says so, and no latency is as long as that."""
    with Server() as server:
        process = subprocess.Popen([PROGRAM, "bench", "a.example", "-r", server.resolver(), "--rate", "500", "--duration", "4s",
                                    "--warm-up", "0", "--qps-per-resolver", "0", "-o", "ndjson"], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        while len(server.names) < 500:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(1)
        os.kill(process.pid, signal.SIGCONT)
        output, _ = process.communicate(timeout=PATIENCE)
    expect(process.returncode == 4, "a quarter could not be measured:", process.returncode, output[-1500:])
    total, = stated(records(output), "total")
    expect(total["stalls"] >= 1 and total["stalled_us"] >= 900_000, total)
    expect(total["skipped"] >= 450 and total["held"] is False and total["limit"] == "host", total)
    expect(total["unanswered"] == 0 and total["answered_max_us"] < 900_000, "not its latency", total)
    expect("This side stalled" in total["own_side"] and "host stalled" in total["summary"], total)


@alone
def a_ramp_ends_at_its_ceiling():
    rows = bench("www.shop.example", "-r", DEMO.resolver(OFFICE), "--ramp", "--rate", "150", "--qps-per-resolver", "150")
    knee, = stated(rows, "knee")
    steps = stated(rows, "step")
    expect(knee["knee_qps"] is None and knee["limit"] in ("ceiling", "host", None), knee)
    expect(steps and all(step["asked_qps"] <= 150 for step in steps), steps)
    failed = sum(step["broke_by"] is not None or not step["held"] for step in steps)  # all of them, on a machine that is busy enough
    expect(len(steps) in (2, failed, 1 + failed), steps)


@case
def bench_writes_a_page_and_a_table():
    resolver = ("-r", DEMO.resolver(OFFICE), "--rate", "50", "--duration", "500ms", "--warm-up", "0")
    page = run("bench", "www.shop.example", "-o", "table", *resolver).stdout
    expect("p99.9" in page and "this side: pacing error p50" in page and "evenly spaced" in page and "\x1b" not in page, page)
    lines = run("bench", "www.shop.example", "-o", "csv", *resolver).stdout.splitlines()
    expect(lines[0].startswith("statement,id,address,role,load") and len(lines) >= 2, lines)
    expect({line.split(",")[0] for line in lines[1:]} >= {"total", "interval"}, lines)


@case
def a_benchmark_read_back_is_the_same_page():
    resolvers = "-r", DEMO.resolver(OFFICE), "-r", DEMO.resolver(ISP), "-r", "127.0.0.1#1"
    for load in (("--rate", "150", "--duration", "2s"), ("-c", "3", "--duration", "1s"), ("--ramp", "--rate", "100", "--qps-per-resolver", "100")):
        ndjson, live, again = scratch("bench.ndjson"), scratch("bench.txt"), scratch("again.txt")
        run("bench", "www.shop.example", "mail.shop.example", "-t", "A,MX", *resolvers, *load, "--warm-up" if "--ramp" not in load else "--timeout", "500ms",
            "-o", "ndjson:" + ndjson, "-o", "table:" + live, "-o", "metrics:" + scratch("bench.prom"))
        result = run("report", ndjson, "-o", "table:" + again, "-o", "metrics:" + scratch("again.prom"))
        expect(result.returncode == 0 and result.stderr == "", result.stderr)
        expect(open(live).read() == open(again).read(), open(live).read(), open(again).read())
        live, again = ([line for line in open(scratch(name)) if "_run_measured_" in line] for name in ("bench.prom", "again.prom"))
        expect(live == again and len(live) > 10, "and the metrics", live, again)


@case
def bench_goes_into_a_ticket_and_a_history():
    history, ticket = scratch("bench.db"), scratch("bench.txt")
    run("sweep", demo_file(), "-q", "-o", f"sqlite:{history}", "--qps-per-resolver", "0", "--no-drill", "--vantage", "here")
    states = "SELECT (SELECT count(*) FROM cell WHERE until IS NULL), (SELECT count(*) FROM verdict WHERE until IS NULL)"
    with sqlite3.connect(history) as connection:
        before = connection.execute(states).fetchone()
        connection.executescript("DROP TABLE measurement; DROP TABLE comparison;")  # as one made before there were any
    result = run("bench", demo_file(), "-r", DEMO.resolver(OFFICE), "-q", "--rate", "100", "--duration", "1s", "--warm-up", "0", "--vantage", "here",
                 "-o", f"sqlite:{history}", "-o", f"ticket:{ticket}", "-o", "ndjson")
    expect(result.returncode in (0, 4), result.stderr)
    total, = stated(records(result.stdout), "total")
    text = open(ticket).read()
    expect(text.startswith("fleetdig ") and total["summary"] in " ".join(text.split()) and "p99.9" in text, text)
    with sqlite3.connect(history) as connection:
        kept = connection.execute("SELECT statement, resolver.resolver, p50_us, record ->> 'rtt_p50_us', answered FROM measurement"
                                  " JOIN resolver ON resolver.id = measurement.resolver WHERE statement = 'total'").fetchall()
        after = connection.execute(states).fetchone()
    expect(kept == [("total", total["id"], total["latency_p50_us"], total["rtt_p50_us"], total["answered"])], kept, total)
    expect(before == after and before[0] > 100, "a benchmark ends no state of a sweep", before, after)


@case
def bench_tells_a_closed_port_from_silence():
    rows = bench("a.example", "-r", "127.0.0.1#1", "--rate", "100", "--duration", "1s", "--timeout", "300ms", status=(4, 9))
    total, = stated(rows, "total")
    expect("was answered: unreachable." in total["summary"] and total["unanswered"] > 0 and total["spoilt"] == 0, total)


@alone
def a_rate_that_this_machine_cannot_hold_is_said_to_be_so():
    rows = bench("www.shop.example", "-r", DEMO.resolver(OFFICE), "--rate", "20000000", "--duration", "300ms", "--warm-up", "0",
                 "--qps-per-resolver", "0", "--timeout", "300ms", status=(4,))
    total, = stated(rows, "total")
    expect(total["held"] is False and total["limit"] == "host" and total["asked_qps"] == 20_000_000, total)
    expect(total["sent_qps"] < 10_000_000 and total["skipped"] > total["sent"] > 0, "what was sent is what is told", total)
    expect("Not held:" in total["summary"] and f"{total['sent_qps']:.1f} q/s were sent of" in total["summary"], total["summary"])


@alone
def a_silence_shorter_than_the_timeout_is_seen():
    """Mute for 600 ms, timeout 5 s: what came late counts from when it was due, and nothing is lost."""
    class Pausing(Server):
        def serve(self):
            self.delay = 0
            while True:
                if len(self.names) == 150:
                    time.sleep(0.6)
                query, client = self.socket.recvfrom(4096)
                self.names.append(query[12:])
                self.socket.sendto(query[:2] + b"\x81\x80" + query[4:6] + bytes(6) + query[12:], client)

    with Pausing() as server:
        rows = bench("a.example", "-r", server.resolver(), "--no-edns", "--rate", "200", "--duration", "2s", "--warm-up", "0", "--timeout", "5s")
    total, = stated(rows, "total")
    expect(total["unanswered"] == 0, total)
    expect(total["latency_max_us"] > 500_000, "the longest waited for most of it", total)
    expect(total["latency_p90_us"] > 200_000, "120 of 400 were due in it: no coordinated omission", total)


@case
def what_bench_cannot_do_is_said():
    rows = (
        (("--cache", "miss"), "--miss-zone ZONE"),
        (("--cache", "hit", "--miss-zone", "a.example"), "--miss-zone is for mix and miss"),
        (("--ramp", "--duration", "3s"), "do not go together"),
        (("--ramp", "-c", "3"), "do not go together"),
        (("--arrivals", "poisson", "-c", "3"), "needs --rate"),
        (("--rate", "0"), "at least 1"),
        (("--rate", "fast"), "whole number"),
        (("--miss-zone", "a..b"), "two dots in a row"),
        (("--arrivals", "even"), "constant poisson"),
    )
    for words, text in rows:
        fails_with(run("bench", "a.example", "-r", "127.0.0.1", *words), 2, text)
    fails_with(run("bench", "-r", "127.0.0.1"), 2, "nothing to ask")


@case
def an_interrupted_bench_states_what_it_knows():
    process = subprocess.Popen([PROGRAM, "bench", "www.shop.example", "-r", DEMO.resolver(OFFICE), "--duration", "10m", "-o", "ndjson"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    first = process.stdout.readline()
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=PATIENCE)
    rows = records(first + rest)
    expect(process.returncode in (3, 4) and rows[-1]["complete"] is False, process.returncode, json.dumps(rows[-1]))
    expect(stated(rows, "total")[0]["answered"] > 0, rows)
