"""Truth at speed: loss, delay, a silent resolver, a rate limit. Everything answerable must be answered, at little cost."""
import json
import shutil
import subprocess
import time
import urllib.request

import clients
import measure
from rig import free_port, median, row_of

NAMES = 200000
LIMITED_NAMES = 20000
LIMIT_QPS = 500
ROUNDS_MOST = 3


def stage(rig):
    quick = rig.options.names < NAMES
    count, limited = (rig.options.names, max(2000, rig.options.names // 10)) if quick else (NAMES, LIMITED_NAMES)
    note = " (fewer than the goals speak of)" if quick else ""
    print(f"\nTruth: {count} names{note}\n{'scenario':34} {'engine':8} {'resolved':>9} {'x ideal queries':>16} {'seconds':>8} {'CPU ns/query':>13}")
    result = {
        "loss 5 %": lossy(rig, count, 5, 1.1, 0.8),
        "loss 30 %": lossy(rig, count, 30, 1.2, 3.0),
        "delay 100 ms": delayed(rig, count),
        "one of four silent": silent(rig, count),
        "limit, responder": limited_by_responder(rig, limited),
        "limit, dnsdist": limited_by_dnsdist(rig, limited),
    }
    return result


def massdns(rig, *options):
    """For comparison, where MASSDNS names it: its best for the task at hand."""
    return [clients.Massdns(one.program, options=options) for one in rig.peers if one.name == "massdns"]


def engines(rig):
    return rig.wanted([clients.Fleetdig(rig.fleetdig, "uring"), clients.Fleetdig(rig.fleetdig, "epoll")])


def line(name, engine, row, ideal, seconds):
    print(f"{name:34} {engine:8} {row['answered'] / row['cells']:9.2%} {row['asked'] / ideal:16.3f} {seconds:8.2f}"
          f" {row['cpu_ns']:13.0f}  {row['note']}", flush=True)


def repeat(rig, name, job, ideal, options, peers=(), late_s=0.0):
    """Rows by engine; each row gets `seconds`, from the first bulk query received to the last answer."""
    contestants = [*engines(rig), *peers]
    rows = {one.name.removeprefix("fleetdig "): [] for one in contestants}
    for number in range(min(rig.options.rounds, ROUNDS_MOST)):
        for one, some in zip(contestants, rows.values()):
            row = rig.once(one, job, "coalescing", *options, "--seed", number)
            rig.check_given(name, one.name, row)
            row["seconds"] = row["span_s"] + late_s
            row["times_ideal"] = row["asked"] / ideal
            some.append(row)
    for engine, some in rows.items():
        middle = sorted(some, key=lambda row: row["seconds"])[len(some) // 2]
        line(name, engine, middle, ideal, middle["seconds"])
    return rows


def judge(rig, name, rows, most_times, most_s):
    for engine, some in rows.items():
        if engine == "massdns":
            continue
        worst = max(row["unanswered"] for row in some)
        times, seconds = median([row["times_ideal"] for row in some]), median([row["seconds"] for row in some])
        text = f"all resolved, at most {most_s} s" + (f", at most {most_times} x the ideal number of queries" if most_times else "")
        met = worst == 0 and seconds <= most_s and (most_times is None or times <= most_times)
        rig.goal(f"{name}, {engine}", text, f"{worst} unresolved, {seconds:.2f} s, {times:.3f} x", met)


def lossy(rig, count, percent, most_times, most_s):
    ideal = count / (1 - percent / 100)
    rows = repeat(rig, f"{percent} % loss", rig.job(count), ideal, ("--loss", percent), massdns(rig, "-i", "100", "-c", "5"))
    judge(rig, f"loss {percent} %", rows, most_times, most_s)
    return rows


def delayed(rig, count):
    rows = repeat(rig, "100 ms delay", rig.job(count), count, ("--delay", 100), massdns(rig, "-s", "10000"), 0.1)
    judge(rig, "delay 100 ms", rows, None, 1.5)
    return rows


def silent_round(rig, one, count):
    """Three live ones alone, then the same three beside a silent one."""
    live, mute = [rig.address(last) for last in (1, 2, 3)], rig.address(4)
    alone = rig.once(one, rig.job(count, live), "ordinary")
    rig.check("silent, the live ones alone", one.name, alone)
    beside = rig.once(one, rig.job(count, [*live, mute]), "ordinary", "--silent", "127.0.0.4")
    record = next((record for record in (beside["records"] or {}).get("resolver", []) if record["address"] == "127.0.0.4"), {})
    return {"alone": alone, "beside": beside, "slower": beside["span_s"] / alone["span_s"] - 1 if alone["span_s"] else float("nan"),
            "wasted": next(port["bulk_received"] for port in beside["responder"]["ports"] if port["address"] == mute),
            "not_asked": record.get("status_counts", {}).get("NOT_ASKED", 0)}


def silent(rig, count):
    """Few rounds: the dead one is given ten seconds' probation in each."""
    result, cells = {}, 3 * count
    for one in engines(rig):
        rounds = [silent_round(rig, one, count) for _ in range(2 if rig.options.rounds > 2 else 1)]
        line("three live", one.engine, rounds[-1]["alone"], cells, rounds[-1]["alone"]["span_s"])
        line("and one silent (75 % is all)", one.engine, rounds[-1]["beside"], cells, rounds[-1]["beside"]["span_s"])
        left = max(cells - one_round["beside"]["answered"] for one_round in rounds)
        slower = median([one_round["slower"] for one_round in rounds])
        wasted = max(one_round["wasted"] for one_round in rounds)
        never = min(one_round["not_asked"] for one_round in rounds)
        rig.goal(f"silent, {one.engine}", "live ones as if alone (10 %), silent one costs at most 2,000 queries, rest NOT_ASKED",
                 f"{left} unresolved, {slower * 100:+.0f} %, {wasted} queries, {never} NOT_ASKED",
                 left == 0 and slower <= 0.1 and wasted <= 2000 and never >= count - wasted)
        result[one.engine] = rounds
    return result


def pace(rig):
    """How evenly queries leave below a ceiling: kernel stamps at the responder, of the second half of each run."""
    print(f"\nPacing: time between queries (above 1,000 q/s: between bursts), ms\n{'q/s':>8} {'engine':8} {'p10':>8} {'p50':>8} {'p90':>8} {'p99':>8} {'max':>8} {'q/s seen':>9}")
    result = {}
    for qps, seconds in ((200, 4), (1000, 4), (10000, 4)):
        for one in engines(rig):
            job = rig.job(qps * seconds, extra=("--qps-per-resolver", str(qps)))
            row = rig.once(one, job, "ordinary", "--gaps", 100 if qps > 1000 else 0)
            rig.check(f"pace {qps}", one.name, row)
            result[f"{qps} {one.engine}"] = row
            judge_pace(rig, one.engine, qps, row)
    return result


def judge_pace(rig, engine, qps, row):
    gaps = {key.removesuffix("_us"): value / 1000 for key, value in row["responder"].get("gaps", {}).items()}
    if not gaps:
        return
    print(f"{qps:8} {engine:8} {gaps['p10']:8.3f} {gaps['p50']:8.3f} {gaps['p90']:8.3f} {gaps['p99']:8.3f} {gaps['max']:8.3f}"
          f" {row['qps']:9.1f}  {row['note']}", flush=True)
    if qps <= 1000:
        step = 1000 / qps
        rig.goal(f"pace {qps}, {engine}", "gaps within 10 % at the median, p99 within 1 ms, ceiling kept",
                 f"p50 {gaps['p50'] / step - 1:+.1%}, p99 {gaps['p99'] - step:+.2f} ms, {row['qps']:.0f} q/s",
                 abs(gaps["p50"] / step - 1) <= 0.1 and abs(gaps["p99"] - step) <= 1 and row["qps"] <= qps * 1.01)
    else:
        low, high = gaps["p10"] / gaps["p50"] - 1, gaps["p90"] / gaps["p50"] - 1
        rig.goal(f"pace {qps}, {engine}", "ticks within 10 % (p10 and p90 of the median), ceiling kept",
                 f"{low:+.1%} .. {high:+.1%} of {gaps['p50']:.2f} ms, {row['qps']:.0f} q/s",
                 max(abs(low), abs(high)) <= 0.1 and row["qps"] <= qps * 1.01)


def judge_limit(rig, name, engine, row, share):
    rig.goal(f"{name}, {engine}", "all answered, at most 5 % of the tries REFUSED after the first second",
             f"{row['unanswered']} unanswered, " + (f"{share:.1%} refused" if share is not None else "refusals not seen"),
             None if share is None else row["unanswered"] == 0 and share <= 0.05)


def share_after(counts):
    """REFUSED tries in all tries later than a second after the first; of a run that was over by then, in all."""
    if counts["settled"]:
        return counts["settled_over"] / counts["settled"]
    return counts["refused"] / counts["bulk_received"] if counts["bulk_received"] else None


def limited_by_responder(rig, count):
    result = {}
    for one in engines(rig)[:1]:
        row = rig.once(one, rig.job(count), "ordinary", "--qps-limit", f"{LIMIT_QPS},refuse")
        line(f"{LIMIT_QPS} q/s, else REFUSED", one.engine, row, count, row["span_s"])
        counts = row["responder"]
        judge_limit(rig, "limit", one.engine, row, share_after(counts))
        result[one.engine] = row
    return result


class Dnsdist:
    """dnsdist before the responder, with a rule of its own; its counters tell refusals from answers."""

    def __init__(self, rig, behind, limit=LIMIT_QPS):
        self.port, self.web = free_port(), free_port()
        self.samples, self.error = [], ""
        self.config = rig.scratch / "dnsdist.conf"
        self.config.write_text(f"""
setLocal("127.0.0.1:{self.port}")
setACL({{"127.0.0.0/8"}})
newServer({{address="{behind.replace('#', ':')}", healthCheckMode="up"}})
webserver("127.0.0.1:{self.web}")
setWebserverConfig({{password="bench", apiKey="bench", statsRequireAuthentication=false}})
addAction(NotRule(MaxQPSRule({limit})), RCodeAction(DNSRCode.REFUSED))
""")
        self.core = rig.cores.responder

    def __enter__(self):
        self.process = subprocess.Popen(["dnsdist", "-C", str(self.config), "--supervised", "--disable-syslog"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=measure.child_setup(self.core))
        for _ in range(100):
            if self.look() is not None:
                return self
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"dnsdist does not start: {self.error}")

    def __exit__(self, *unused):
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def look(self):
        """(queries, refused) so far, or None."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/jsonstat?command=stats", timeout=2) as page:
                stats = json.load(page)
            return int(stats["queries"]), int(stats["self-answered"])
        except (OSError, ValueError, KeyError) as error:
            self.error = str(error)
            return None

    def watch(self, elapsed_s):
        if not self.samples or elapsed_s - self.samples[-1][0] >= 0.1:
            seen = self.look()
            if seen:
                self.samples.append((elapsed_s, *seen))

    def refused_share(self):
        """As share_after(), a second being counted from the first dozen queries; None if it cannot be told."""
        first = next((at for at, queries, _ in self.samples if queries > 12), None)
        later = [sample for sample in self.samples if first is not None and sample[0] >= first + 1]
        if len(later) < 2 or later[-1][1] == later[0][1]:
            _, queries, refused = self.samples[-1]
            return refused / queries if queries else None
        return (later[-1][2] - later[0][2]) / (later[-1][1] - later[0][1])


def limited_by_dnsdist(rig, count):
    result = {}
    if not shutil.which("dnsdist"):
        rig.goal("limit, dnsdist", "all answered, at most 5 % REFUSED", "dnsdist is not installed", None)
        return result
    for one in engines(rig)[:1]:
        with measure.Responder(rig.responder, rig.cores.responder, listen=(rig.address(),)) as responder, \
                Dnsdist(rig, rig.address()) as dnsdist:
            job = rig.job(count, [f"127.0.0.1#{dnsdist.port}"])
            cost = measure.run_client(one.argv(job), rig.cores.client, max(180, count / 100), rig.scratch, dnsdist.watch)
            dnsdist.samples.append((cost.wall_s, *(dnsdist.look() or (0, 0))))
        row = row_of(cost, one.read(cost, job), responder.counts, count)
        row["tries"], row["refused"] = dnsdist.samples[-1][1:]
        line(f"dnsdist MaxQPSRule({LIMIT_QPS})", one.engine, row, count, row["span_s"])
        judge_limit(rig, "limit, dnsdist", one.engine, row, dnsdist.refused_share())
        result[one.engine] = row
    return result
