"""Where resolvers break: rate limits of known size, and a single-threaded Unbound beside dnsperf under the same rule."""
import json
import re
import shutil
import subprocess
import time

import latency
import measure
from rig import free_port
from truth import Dnsdist

LIMITS = (700, 4000)  # q/s of dnsdist's MaxQPSRule, which saves up a second's worth
FIRST, CLIMB, CLOSE, JUDGE_S = 500, 10 ** 0.25, 1.04, 2  # of dnsperf's search, as fleetdig's
LOSS, TIMES = 0.01, 5


def fleetdig_knee(rig, resolver, first):
    argv = [rig.fleetdig, "bench", rig.list_of(1000), "-t", "A", "-r", resolver, "--ramp", "--rate", first, "--qps-per-resolver", "0",
            "--timeout", "1s", "--progress", "none", "-q", "-o", "ndjson"]
    cost = measure.run_client(argv, rig.cores.client, 400, rig.scratch)
    rows = [json.loads(line) for line in cost.out.splitlines()]
    return next(row for row in rows if row["type"] == "measurement" and row["statement"] == "knee"), rows


def at_dnsdist(rig, limit):
    with measure.Responder(rig.responder, rig.cores.responder, listen=(rig.address(),)), Dnsdist(rig, rig.address(), limit) as dnsdist:
        knee, _ = fleetdig_knee(rig, f"127.0.0.1#{dnsdist.port}", 100)
    found = knee["knee_qps"] or float("nan")
    print(f"dnsdist MaxQPSRule({limit}): {knee['summary']}", flush=True)
    rig.goal("knee, dnsdist", f"within 10 % of a limit of {limit} q/s", f"{found:.0f} q/s", abs(found / limit - 1) <= 0.1)
    return knee


class Unbound:
    """One thread that fetches every answer from the responder behind it: from its cache it answers more than dnsperf can ask."""

    def __init__(self, rig):
        self.rig, self.port = rig, free_port()
        self.config = rig.scratch / "unbound.conf"
        address, port = rig.address().split("#")
        self.config.write_text(f"""
server:
  interface: 127.0.0.1
  port: {self.port}
  num-threads: 1
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  logfile: "/dev/null"
  do-daemonize: no
  do-not-query-localhost: no
  access-control: 127.0.0.0/8 allow
  module-config: "iterator"
  so-rcvbuf: 4m
forward-zone:
  name: "."
  forward-addr: {address}@{port}
  forward-no-cache: yes
""")

    def __enter__(self):
        self.process = subprocess.Popen(["unbound", "-d", "-c", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=measure.child_setup(self.rig.cores.responder))
        time.sleep(1)
        if self.process.poll() is not None:
            raise RuntimeError("unbound does not start")
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait(timeout=10)

    def resolver(self):
        return f"127.0.0.1#{self.port}"


def dnsperf_step(rig, resolver, rate):
    """One step of a steady rate: (loss, p99 in microseconds, answers a second)."""
    address, port = resolver.split("#")
    argv = ["dnsperf", "-s", address, "-p", port, "-d", rig.list_of(1000, " A"), "-c", "1", "-T", "1", "-Q", str(int(rate)), "-l", str(JUDGE_S),
            "-q", "100000", "-b", "4096", "-t", "1", "-v"]
    # It paces by sleeping: with sleeps that end 50 us late it sends at most 20,000 a second.
    cost = measure.run_client(argv, rig.cores.client, 120, rig.scratch, exact=True)
    times = sorted(float(time) * 1e6 for time in re.findall(r"^> \S+ \S+ \S+ (\d+\.\d+)$", cost.out, re.M))
    sent = int(re.search(r"Queries sent:\s+(\d+)", cost.out)[1])
    return 1 - len(times) / sent if sent else 1.0, latency.nearest(times, 0.99), len(times) / JUDGE_S, sent / JUDGE_S


def dnsperf_knee(rig, resolver):
    """The same rule over dnsperf's own words: the highest rate with loss and p99 in bounds, tried twice before it is given up."""
    good, low, high, rate = {}, None, None, FIRST
    while high is None or high / low > CLOSE:
        held = False
        for _ in range(2):
            loss, p99, qps, sent = dnsperf_step(rig, resolver, rate)
            reference = good[min(good, key=lambda one: abs(one / rate - 0.1))] if good else p99
            held = sent >= 0.99 * rate and loss <= LOSS and p99 <= TIMES * reference
            print(f"  dnsperf at {rate:.0f} q/s: {sent:.0f} sent, {loss:.2%} lost, p99 {p99:.0f} us{'' if held else ': too much'}", flush=True)
            if held:
                break
        if held:
            good[rate], low = p99, rate
            rate = rate * CLIMB if high is None else (low * high) ** 0.5
        elif low is None:
            return None
        else:
            high = rate
            rate = (low * high) ** 0.5
    return low


def beside_dnsperf(rig):
    with measure.Responder(rig.responder, rig.cores.responder, listen=(rig.address(),)), Unbound(rig) as unbound:
        theirs = dnsperf_knee(rig, unbound.resolver())
        ours, rows = fleetdig_knee(rig, unbound.resolver(), FIRST)
    found = ours["knee_qps"] or ours["sent_qps"]
    for row in rows:
        if row["type"] == "measurement" and row["statement"] == "step":
            print(f"  {row['summary']}")
    print(f"Unbound, one thread: {ours['summary']} dnsperf sustains {theirs or float('nan'):.0f} q/s", flush=True)
    apart = found / theirs - 1 if theirs else float("nan")
    rig.goal("knee, Unbound", "within 20 % of what dnsperf sustains under the same rule", f"{found:.0f} against {theirs} q/s", abs(apart) <= 0.2)
    return {"fleetdig": ours, "dnsperf": theirs}


def stage(rig):
    print("\nKnee")
    result = {}
    if shutil.which("dnsdist"):
        result["dnsdist"] = [at_dnsdist(rig, limit) for limit in LIMITS]
    if shutil.which("unbound") and any(peer.name == "dnsperf" for peer in rig.peers):
        result["unbound"] = beside_dnsperf(rig)
    return result
