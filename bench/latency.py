"""Measured latencies held against those that a responder applied in the same run, and against dnsperf's on the same server.

What the responder can know begins when a query reached it, so it is held against the round trips, which begin when a query left.
Latencies from the intended times hold this side's pacing error besides, which is printed.
"""
import json
import re
import signal
import subprocess

import clients
import measure
from rig import median

RATE, SECONDS = 1000, 8
PERCENTILES = (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999), ("max", 1.0))
DELAYS = ((500, 0.3), (2000, 0.6), (10000, 1.0))  # log-normal: median in microseconds, sigma of the logarithm
SHARE, SPAN_US = 0.01, 50.0  # how far apart a percentile may be: whichever is more


class Delayer:
    """The responder with random delays, for one run; `applied_us` is its log, sorted."""

    def __init__(self, rig, median_us, sigma, seed):
        self.log, self.core = rig.scratch / "applied.txt", rig.cores.responder
        self.argv = [str(rig.delayer), rig.address(), str(median_us), str(sigma), str(self.log), str(seed)]

    def __enter__(self):
        self.process = subprocess.Popen(self.argv, stdout=subprocess.PIPE, text=True, preexec_fn=measure.child_setup(self.core))
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError(f"the delayer does not start: {' '.join(self.argv)}")
        return self

    def __exit__(self, *unused):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        self.applied_us = sorted(int(line) / 1000 for line in self.log.read_text().split())


def nearest(values, q):
    return values[max(0, -(-int(q * len(values) * 1000) // 1000) - 1)] if values else float("nan")


def fleetdig_bench(rig, engine, rate, seconds, *more):
    argv = [rig.fleetdig, "bench", rig.list_of(1000), "-t", "A", "-r", rig.address(), "--engine", engine, "--rate", rate, "--duration",
            f"{seconds}s", "--warm-up", "0", "--qps-per-resolver", "0", "--progress", "none", "-q", "-o", "ndjson", *more]
    cost = measure.run_client(argv, rig.cores.client, rig.options.limit, rig.scratch)
    rows = [json.loads(line) for line in cost.out.splitlines()]
    return next(row for row in rows if row["type"] == "measurement" and row["statement"] == "total")


def dnsperf_latencies(rig, rate, seconds):
    """Each query's own time, by dnsperf's word, sorted, in microseconds."""
    address, port = rig.address().split("#")
    argv = ["dnsperf", "-s", address, "-p", port, "-d", rig.list_of(1000, " A"), "-c", "1", "-T", "1", "-Q", str(rate), "-l", str(seconds), "-v"]
    cost = measure.run_client(argv, rig.cores.client, rig.options.limit, rig.scratch)
    return sorted(float(time) * 1e6 for time in re.findall(r"^> \S+ \S+ \S+ (\d+\.\d+)$", cost.out, re.M))


def held_against_log(rig, engine, number, median_us, sigma):
    with Delayer(rig, median_us, sigma, number) as delayer:
        total = fleetdig_bench(rig, engine, RATE, SECONDS)
    apart = {}
    for name, q in PERCENTILES:
        applied = nearest(delayer.applied_us, q)
        apart[name] = (total[f"rtt_{name}_us"], total[f"answered_{name}_us"], applied)
    return {"total": total, "apart": apart, "count": len(delayer.applied_us)}


def within(measured, applied):
    return abs(measured - applied) <= max(SHARE * applied, SPAN_US)


def against_log(rig, engine):
    results = []
    for number, (median_us, sigma) in enumerate(DELAYS):
        one = held_against_log(rig, engine, number, median_us, sigma)
        missed = [name for name, (got, _, applied) in one["apart"].items() if not within(got, applied)]
        cells = "  ".join(f"{name} {got:.0f}/{applied:.0f}" for name, (got, _, applied) in one["apart"].items())
        print(f"{engine:6} median {median_us:6} sigma {sigma}: {cells} pacing p50 {one['total']['pacing_p50_us']:.0f} p99 {one['total']['pacing_p99_us']:.0f} us,"
              f" {one['total']['stalls']} stalls", flush=True)
        rig.goal(f"latency, {engine}", f"percentiles within 1 % or 50 us of those applied, log-normal {median_us} us, sigma {sigma}",
                 "all" if not missed else "not " + ", ".join(missed), not missed)
        results.append(one)
    return results


def beside_dnsperf(rig):
    """On the same server, in turn: constant 1 ms, so that what differs is the client."""
    rows = []
    for number in range(min(rig.options.rounds, 3)):
        row = {}
        with Delayer(rig, 1000, 0.2, number) as delayer:
            row["fleetdig"] = fleetdig_bench(rig, "uring", RATE, SECONDS)["rtt_p50_us"]
        row["fleetdig, applied"] = nearest(delayer.applied_us, 0.5)
        with Delayer(rig, 1000, 0.2, number) as delayer:
            times = dnsperf_latencies(rig, RATE, SECONDS)
        row["dnsperf"], row["dnsperf, applied"] = nearest(times, 0.5), nearest(delayer.applied_us, 0.5)
        rows.append(row)
    middle = {key: median([row[key] for row in rows]) for key in rows[0]}
    print("median of the medians, us: " + ", ".join(f"{key} {value:.0f}" for key, value in middle.items()))
    apart = middle["fleetdig"] / middle["dnsperf"] - 1 if middle["dnsperf"] else float("nan")
    rig.goal("latency, dnsperf", "medians on the same server agree within 5 %", f"{apart:+.1%}", abs(apart) <= 0.05)
    return rows


def stage(rig):
    print(f"\nLatency: {RATE} q/s for {SECONDS} s, measured/applied in microseconds")
    result = {engine: against_log(rig, engine) for engine in ("uring", "epoll")}
    if any(peer.name == "dnsperf" for peer in rig.peers):
        result["dnsperf"] = beside_dnsperf(rig)
    return result
