"""Measured latencies held against those that a responder applied in the same run, and against dnsperf's on the same server.

What the responder can know begins when a query reached it, so it is held against the round trips, which begin when a query left.
Latencies from the intended times hold this side's pacing error besides, which is printed.
"""
import json
import re
import signal
import subprocess

import measure
import wire
from rig import median

RATE, SECONDS = 1000, 8
PERCENTILES = (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999), ("max", 1.0))
DELAYS = ((500, 0.3), (2000, 0.6), (10000, 1.0))  # log-normal: median in microseconds, sigma of the logarithm
BESIDE_US, BESIDE_SIGMA, ROUNDS_MOST = (1000, 5000), 0.2, 5  # of the comparison with dnsperf: where a wake-up weighs 5 %, and where it does not
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
        applied = wire.nearest(delayer.applied_us, q)
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


def one_beside(rig, name, median_us, number):
    """A client's median beside the two that know: the log of the responder (what it applied), and the wire (from query to reply)."""
    with Delayer(rig, median_us, BESIDE_SIGMA, number) as delayer:
        if name == "fleetdig":
            own, seen = wire.watch(rig.scratch, rig.port, lambda: fleetdig_bench(rig, "uring", RATE, SECONDS)["rtt_p50_us"], 0)
        else:
            own, seen = wire.watch(rig.scratch, rig.port, lambda: wire.nearest(dnsperf_latencies(rig, RATE, SECONDS), 0.5), 0)
    return {"own": own, "applied": wire.nearest(delayer.applied_us, 0.5), "wire": seen.p50 if seen else float("nan")}


def beside_dnsperf_at(rig, median_us):
    """In turn, A B A B, each held against what was applied in its own run: two draws of the delays are not the same."""
    rows = {"fleetdig": [], "dnsperf": []}
    for number in range(min(rig.options.rounds, ROUNDS_MOST)):
        for name, some in rows.items():
            some.append(one_beside(rig, name, median_us, number))
    over = {name: median([row["own"] / row["applied"] for row in some]) - 1 for name, some in rows.items()}
    for name, some in rows.items():
        cells = "  ".join(f"{row['own']:.0f}/{row['applied']:.0f}/{row['wire']:.0f}" for row in some)
        print(f"{name:8} {median_us} us, own median/applied/by the wire: {cells}: {over[name]:+.1%} of what was applied, "
              f"{median([row['own'] - row['wire'] for row in some]):+.0f} us of what the wire saw", flush=True)
    apart = (1 + over["fleetdig"]) / (1 + over["dnsperf"]) - 1
    nearer = min(over, key=lambda name: abs(over[name]))
    rig.goal("latency, dnsperf", f"medians at {median_us} us agree within 5 %, or the responder's log says who is right",
             f"{apart:+.1%} apart; {nearer} is nearer to the log (fleetdig {over['fleetdig']:+.1%}, dnsperf {over['dnsperf']:+.1%})",
             abs(apart) <= 0.05 or (nearer == "fleetdig" and abs(over["fleetdig"]) <= 0.05))
    return rows


def beside_dnsperf(rig):
    return {median_us: beside_dnsperf_at(rig, median_us) for median_us in BESIDE_US}


def stage(rig):
    print(f"\nLatency: {RATE} q/s for {SECONDS} s, measured/applied in microseconds")
    result = {engine: against_log(rig, engine) for engine in ("uring", "epoll")}
    if any(peer.name == "dnsperf" for peer in rig.peers):
        result["dnsperf"] = beside_dnsperf(rig)
    return result
