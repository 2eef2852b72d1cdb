"""What is measured: one function a stage. Each returns what goes into the JSON report."""
import statistics
from pathlib import Path

import clients
import measure


def median(values):
    return statistics.median(values) if values else float("nan")


class Bench:
    """What all stages share: programs, contestants, a scratch directory, goals met and missed, and what was wrong."""

    def __init__(self, options, cores, scratch):
        self.options, self.cores, self.scratch = options, cores, scratch
        self.build = Path(options.build)
        self.fleetdig = self.build / "src" / "cli" / "fleetdig"
        self.responder = self.build / "bench" / "responder"
        self.peers, self.reasons = clients.find_peers()
        self.goals, self.wrong = [], []
        self.lists = {}

    def job(self, count, **more):
        """Names are written once for each count."""
        if count not in self.lists:
            self.lists[count] = (measure.write_names(self.scratch / f"names-{count}.txt", count),
                                 measure.write_names(self.scratch / f"queries-{count}.txt", count, " A"))
        names, queries = self.lists[count]
        return clients.Job(str(names), str(queries), count, self.scratch, **more)

    def wanted(self, contestants):
        words = [word for word in self.options.only.split(",") if word]
        return [one for one in contestants if not words or any(word in one.name for word in words)]

    def goal(self, stage, text, value, met):
        """`met` None: could not be measured here."""
        self.goals.append({"stage": stage, "goal": text, "value": value, "met": met})

    def print_goals(self):
        if self.goals:
            print("\nGoals")
        for goal in self.goals:
            word = {True: "met", False: "NOT MET", None: "not measured"}[goal["met"]]
            print(f"  {word:12} {goal['stage']:20} {goal['goal']}: {goal['value']}")

    def once(self, contestant, job, mode, *responder_options, limit_s=None, watch=None):
        """One measurement: a fresh responder, one client, both sides' counts."""
        with measure.Responder(self.responder, self.cores.responder, "--mode", mode, *responder_options,
                               listen=job.resolvers) as responder:
            cost = measure.run_client(contestant.argv(job), self.cores.client, limit_s or self.options.limit, self.scratch,
                                      watch)
        outcome = contestant.read(cost, job)
        return self.row(cost, outcome, responder.counts, job)

    def row(self, cost, outcome, counts, job):
        cells = job.count * len(job.resolvers)
        answered = outcome.answered if outcome.answered is not None else min(counts["bulk_answered"], cells)
        if cost.overdue:
            outcome.note = "ended by the harness: too slow"
        return {
            "cpu_ns": cost.cpu_s * 1e9 / answered if answered else float("nan"), "cpu_s": cost.cpu_s, "wall_s": cost.wall_s,
            "span_s": counts["span_s"], "qps": counts["bulk_answered"] / counts["span_s"] if counts["span_s"] else 0.0,
            "peak_mb": cost.peak_kib / 1024, "answered": answered, "unanswered": cells - answered,
            "superfluous": counts["bulk_received"] - cells, "own_loss": outcome.own_loss, "note": outcome.note,
            "status": cost.status, "elapsed_s": outcome.elapsed_s, "responder": counts, "records": outcome.records,
        }

    def check_counts(self, where, name, row):
        """A client cannot have more answers than the responder gave, and fleetdig must have one of every cell."""
        if row["answered"] > row["responder"]["bulk_answered"]:
            self.wrong.append(f"{where}: {name} counts {row['answered']} answers, the responder gave {row['responder']['bulk_answered']}")
        if name.startswith("fleetdig") and (row["unanswered"] or row["note"]):
            self.wrong.append(f"{where}: {name} left {row['unanswered']} unanswered; {row['note'] or 'no word why'}")


def side_by_side(bench, where, contestants, job, mode, *responder_options):
    """A B A B ...: rows by contestant."""
    rows = {one.name: [] for one in contestants}
    for number in range(bench.options.rounds):
        for one in contestants:
            row = bench.once(one, job, mode, *responder_options)
            bench.check_counts(where, one.name, row)
            row.pop("records")
            rows[one.name].append(row)
    return rows


def of(rows, name, key="cpu_ns"):
    return median([row[key] for row in rows[name]]) if rows.get(name) else None


def ratio(a, b):
    return a / b if a is not None and b else None


def print_table(title, rows, bases):
    """`bases`: (column title, contestant) for ratios."""
    print(f"\n{title}")
    heads = [f"{'contestant':24} {'CPU ns/query: median (min..max)':>34} {'q/s':>9} {'peak MB':>8} {'unans.':>7} {'extra':>7}"]
    heads += [f"{'x ' + head:>10}" for head, _ in bases]
    print(" ".join(heads))
    for name, some in rows.items():
        costs = [row["cpu_ns"] for row in some]
        line = (f"{name:24} {median(costs):14.0f} ({min(costs):7.0f}..{max(costs):7.0f}) {of(rows, name, 'qps'):10.0f}"
                f" {of(rows, name, 'peak_mb'):8.1f} {of(rows, name, 'unanswered'):7.0f} {of(rows, name, 'superfluous'):7.0f}")
        for _, base in bases:
            value = ratio(median(costs), of(rows, base))
            line += f" {value:10.2f}" if value else f" {'-':>10}"
        note = next((row["note"] for row in some if row["note"]), "")
        print(line + (f"  {note}" if note else ""), flush=True)


def speed(bench):
    """Client CPU per query with output off."""
    result = {}
    job = bench.job(bench.options.names)
    contestants = bench.wanted([clients.Fleetdig(bench.fleetdig, "uring"), clients.Fleetdig(bench.fleetdig, "epoll"), *bench.peers])
    for mode in bench.options.modes.split(","):
        rows = side_by_side(bench, f"speed, {mode}", contestants, job, mode)
        print_table(f"Speed, {mode} responder, {job.count} names, output off, {bench.options.rounds} rounds", rows,
                    [("dnsperf", "dnsperf")])
        uring, dnsperf = of(rows, "fleetdig uring"), of(rows, "dnsperf")
        most = {"ordinary": 3, "coalescing": 12}[mode]
        value = ratio(uring, dnsperf)
        bench.goal(f"speed {mode}", f"CPU <= 1/{most} of dnsperf's best",
                   f"1/{1 / value:.1f}" if value else "-", None if value is None else value <= 1 / most)
        result[mode] = rows
    return result


ALL = {"speed": speed}
DEFAULT = ["speed"]
