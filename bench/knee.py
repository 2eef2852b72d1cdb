"""Where resolvers break: rate limits of known size, and a single-threaded Unbound beside dnsperf under the same rule."""
import json
import re
import shutil
import subprocess
import time

import measure
import wire
from rig import free_port, median
from truth import Dnsdist

LIMITS = (700, 4000)  # q/s of dnsdist's MaxQPSRule, which saves up a second's worth
ROUNDS_MOST = 5  # of dnsperf, fleetdig, dnsperf, fleetdig ...
# Of dnsperf's search, as fleetdig's (src/measure/limits.h): the first rate, steps of the climb, how close it comes at last, what is
# not judged and what is, how often a step is tried before it is given up, and how much must have been sent.
FIRST, CLIMB, CLOSE, SETTLE_S, JUDGE_S = 500, 10 ** 0.25, 1.04, 0.5, 2
TRIES, TRIES_CLEAR, CLEAR_LOSS, HELD = 3, 2, 0.05, 0.96
LOSS, TIMES = 0.01, 5
# Of an Unbound whose answers come from afar: 2,000 a second. A standstill of this machine fills few of so many places.
PLACES, FAR_MS = 800, 400
TIMEOUT_S = 3
NAMES = 20000  # so many that none is asked for while it is being fetched


def fleetdig_knee(rig, resolver, first):
    argv = [rig.fleetdig, "bench", rig.list_of(NAMES), "-t", "A", "-r", resolver, "--ramp", "--rate", first, "--qps-per-resolver", "0",
            "--no-edns", "--timeout", f"{TIMEOUT_S}s", "--progress", "none", "-q", "-o", "ndjson"]
    cost = measure.run_client(argv, rig.cores.client, 600, rig.scratch)
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
    """One thread that fetches every answer from the responder behind it: from its cache it answers more than dnsperf can ask.
    `places`: so many questions may be open there; what comes then is dropped."""

    def __init__(self, rig, places=None):
        self.rig, self.port = rig, free_port()
        self.config = rig.scratch / "unbound.conf"
        address, port = rig.address().split("#")
        limit = f"num-queries-per-thread: {places}\n  outgoing-range: {2 * places}\n  infra-cache-min-rtt: {2 * FAR_MS}\n  jostle-timeout: {2 * FAR_MS}" if places else ""
        self.config.write_text(f"""
server:
  interface: 127.0.0.1
  port: {self.port}
  num-threads: 1
  {limit}
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
    """One step of a steady rate: (share lost, p99 in microseconds, queries sent a second). What settles is sent and not judged."""
    address, port = resolver.split("#")
    argv = ["dnsperf", "-s", address, "-p", port, "-d", rig.list_of(NAMES, " A"), "-c", "1", "-T", "1", "-Q", str(int(rate)),
            "-l", str(SETTLE_S + JUDGE_S), "-q", "100000", "-b", "4096", "-t", str(TIMEOUT_S), "-v"]
    # It paces by sleeping: with sleeps that end 50 us late it sends at most 20,000 a second.
    cost = measure.run_client(argv, rig.cores.client, 120, rig.scratch, exact=True)
    times = [float(time) * 1e6 for time in re.findall(r"^> \S+ \S+ \S+ (\d+\.\d+)$", cost.out, re.M)]
    sent = int(re.search(r"Queries sent:\s+(\d+)", cost.out)[1])
    judged = sorted(times[int(len(times) * SETTLE_S / (SETTLE_S + JUDGE_S)):])
    return 1 - len(times) / sent if sent else 1.0, wire.nearest(judged, 0.99), sent / (SETTLE_S + JUDGE_S)


def reference_of(good, rate):
    """The p99 at the good rate next to a tenth of this one, or a lower one that a higher rate showed: as in src/measure/ramp.c."""
    nearest = min(good, key=lambda one: abs(one / rate - 0.1))
    return min(p99 for one, p99 in good.items() if one >= nearest)


def dnsperf_holds(rig, resolver, rate, good):
    """Whether this step is in bounds, tried as often as fleetdig would; keeps its p99 if so. None: this host did not send it."""
    broken, sent = 0, 0.0
    for _ in range(TRIES):
        loss, p99, sent = dnsperf_step(rig, resolver, rate)
        reference = reference_of(good, rate) if good else p99
        held = sent >= HELD * rate
        fine = held and loss <= LOSS and p99 <= TIMES * reference
        print(f"  dnsperf at {rate:.0f} q/s: {sent:.0f} sent, {loss:.2%} lost, p99 {p99:.0f} us, {p99 / reference:.1f} x that at a tenth"
              f"{'' if fine else ': too much' if held else ': not held'}", flush=True)
        if fine:
            good[rate] = p99
            return True
        broken += held or loss > LOSS
        if broken >= TRIES_CLEAR and loss > CLEAR_LOSS:
            break
    return False if broken else None


def dnsperf_knee(rig, resolver):
    """The same rule over dnsperf's own words. None where it did not get there."""
    good, low, high, rate = {}, None, None, FIRST
    while high is None or high / low > CLOSE:
        holds = dnsperf_holds(rig, resolver, rate, good)
        if holds is None or (not holds and low is None):
            return None
        if holds:
            low = rate
        else:
            high = rate
        rate = rate * CLIMB if high is None else (low * high) ** 0.5
    return low


def steady(rig, resolver, rate):
    """fleetdig at one rate: its own p99, in microseconds."""
    argv = [rig.fleetdig, "bench", rig.list_of(NAMES), "-t", "A", "-r", resolver, "--rate", int(rate), "--duration", f"{JUDGE_S}s", "--warm-up",
            f"{int(SETTLE_S * 1000)}ms", "--qps-per-resolver", "0", "--no-edns", "--timeout", f"{TIMEOUT_S}s", "--progress", "none", "-q", "-o", "ndjson"]
    cost = measure.run_client(argv, rig.cores.client, 120, rig.scratch)
    rows = [json.loads(line) for line in cost.out.splitlines()]
    return next(row for row in rows if row["type"] == "measurement" and row["statement"] == "total")["rtt_p99_us"]


def by_the_wire(rig, unbound, rate):
    """Both at one rate, each beside what the wire says of it: who measures wrongly, and who sends unevenly."""
    rows = {}
    for name, load in (("dnsperf", lambda: dnsperf_step(rig, unbound.resolver(), rate)[1]), ("fleetdig", lambda: steady(rig, unbound.resolver(), rate))):
        own, seen = wire.watch(rig.scratch, unbound.port, load, SETTLE_S / (SETTLE_S + JUDGE_S))
        if seen is None:
            print("  the wire could not be looked at", flush=True)
            return rows
        rows[name] = {"own_p99_us": own, **vars(seen)}
        print(f"  {name} at {rate:.0f} q/s: p99 by its own word {own or float('nan'):.0f} us, by the wire {seen.p99:.0f}; most within a millisecond {seen.most_in_1ms},"
              f" which alone would cost {seen.burst_p99:.0f} us at a resolver with a quarter to spare", flush=True)
    return rows


def rounds_of(rig, unbound, name):
    """In turn, several times: a moment in which the machine did something else is not to decide."""
    ramps = []
    for number in range(min(rig.options.rounds, ROUNDS_MOST)):
        theirs = dnsperf_knee(rig, unbound.resolver())
        ours, rows = fleetdig_knee(rig, unbound.resolver(), FIRST)
        for row in rows:
            if row["type"] == "measurement" and row["statement"] == "step":
                print(f"  {row['summary']}")
        print(f"{name}, round {number + 1}: {ours['summary']} dnsperf sustains {theirs or float('nan'):.0f} q/s", flush=True)
        ramps.append({"fleetdig": ours, "dnsperf": theirs})
    return ramps


def judge(rig, name, ramps):
    pairs = [(ramp["fleetdig"]["knee_qps"], ramp["dnsperf"]) for ramp in ramps if ramp["fleetdig"]["knee_qps"] and ramp["dnsperf"]]
    text = f"{name}: within 20 % of what dnsperf sustains under the same rule, medians of the rounds"
    if not pairs:
        rig.goal("knee, Unbound", text, "no round in which both found one", None)
        return None
    ours, theirs = (median([pair[side] for pair in pairs]) for side in (0, 1))
    spread = ", ".join(f"{one:.0f}/{other:.0f}" for one, other in pairs)
    rig.goal("knee, Unbound", text, f"{ours:.0f} against {theirs:.0f} q/s, {ours / theirs - 1:+.0%} ({spread})", abs(ours / theirs - 1) <= 0.2)
    return theirs


def beside_dnsperf(rig, name, places=None, *responder):
    with measure.Responder(rig.responder, rig.cores.responder, *responder, listen=(rig.address(),)), Unbound(rig, places) as unbound:
        ramps = rounds_of(rig, unbound, name)
        theirs = judge(rig, name, ramps)
        seen = by_the_wire(rig, unbound, theirs) if theirs else {}
    return {"rounds": ramps, "wire": seen}


def stage(rig):
    print("\nKnee")
    result = {}
    if shutil.which("dnsdist"):
        result["dnsdist"] = [at_dnsdist(rig, limit) for limit in LIMITS]
    if shutil.which("unbound") and any(peer.name == "dnsperf" for peer in rig.peers):
        result["unbound, by load"] = beside_dnsperf(rig, "Unbound, one thread, answers at once")
        result["unbound, by places"] = beside_dnsperf(rig, "Unbound, one thread, answers after 0.4 s", PLACES, "--delay", FAR_MS)
    return result
