"""What all stages share: programs, contestants, name lists, goals met and missed, and what was wrong."""
import socket
import statistics
from pathlib import Path

import clients
import measure


def median(values):
    return statistics.median(values) if values else float("nan")


def ratio(a, b):
    return a / b if a and b else None


def free_port():
    """One that nobody holds on loopback, for UDP and TCP, on any of the addresses used here."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("0.0.0.0", 0))
            try:
                tcp.bind(("0.0.0.0", udp.getsockname()[1]))
            except OSError:
                continue
            return udp.getsockname()[1]
    raise RuntimeError("no free port on loopback")


class Rig:
    def __init__(self, options, cores, scratch):
        self.options, self.cores, self.scratch = options, cores, scratch
        build = Path(options.build)
        self.fleetdig = build / "src" / "cli" / "fleetdig"
        self.responder = build / "bench" / "responder"
        self.bare = build / "bench" / "bare"
        self.delayer = build / "bench" / "delayer"
        for program in (self.fleetdig, self.responder, self.bare, self.delayer):
            if not program.exists():
                raise SystemExit(f"{program} is not there: ninja -C {build} src/cli/fleetdig bench/responder bench/bare bench/delayer")
        self.peers, self.reasons = clients.find_peers()
        self.switches = self.find_switches()
        self.goals, self.wrong = [], []
        self.port = free_port()

    def find_switches(self):
        """The options that do without UDP_SEGMENT and UDP_GRO, if this program has them."""
        text = clients.output_of(self.fleetdig, "sweep", "--help")
        found = tuple(word for word in ("--no-gso", "--no-gro") if word in text)
        if not found:
            self.reasons.append("fleetdig without GSO and GRO was left out: it has no option for that")
        return found

    def address(self, last=1):
        return f"127.0.0.{last}#{self.port}"

    def list_of(self, count, suffix=""):
        """A list of names, written once."""
        path = self.scratch / f"list-{count}{suffix.replace(' ', '-')}.txt"
        return path if path.exists() else measure.write_names(path, count, suffix)

    def job(self, count, resolvers=None, extra=()):
        return clients.Job(count, self.list_of(count), lambda: self.list_of(count, " A"), self.scratch,
                           tuple(resolvers or (self.address(),)), tuple(extra))

    def wanted(self, contestants):
        words = [word for word in self.options.only.split(",") if word]
        return [one for one in contestants if not words or any(word in one.name for word in words)]

    def goal(self, stage, text, value, met):
        """`met` None: could not be measured here."""
        self.goals.append({"stage": stage, "goal": text, "value": value, "met": met})

    def once(self, contestant, job, mode, *responder_options, watch=None):
        """One measurement: a fresh responder, one client, both sides' counts."""
        limit_s = max(self.options.limit, job.count * len(job.resolvers) / 15000)
        if self.cores.client == self.cores.responder:
            responder_options += ("--spin", 0)
        with measure.Responder(self.responder, self.cores.responder, "--mode", mode, *responder_options,
                               listen=job.resolvers) as responder:
            cost = measure.run_client(contestant.argv(job), self.cores.client, limit_s, self.scratch, watch)
        outcome = contestant.read(cost, job)
        if cost.overdue:
            outcome.note = f"ended after {limit_s:.0f} s"
        return row_of(cost, outcome, responder.counts, contestant.cells(job))

    def check_given(self, where, name, row):
        """A client cannot have more answers than the responder gave."""
        given = row["responder"]["bulk_answered"]
        if row["answered"] > given:
            self.wrong.append(f"{where}: {name} counts {row['answered']} answers, the responder gave {given}")

    def check(self, where, name, row):
        """And without losses on the way fleetdig must have one for every cell."""
        self.check_given(where, name, row)
        if name.startswith("fleetdig") and (row["unanswered"] or row["note"]):
            self.wrong.append(f"{where}: {name} left {row['unanswered']} unanswered; {row['note'] or 'no word why'}")

    def side_by_side(self, where, contestants, job, mode, *responder_options, rounds=None):
        """A B A B ...: rows by contestant."""
        rows = {one.name: [] for one in contestants}
        for _ in range(rounds or self.options.rounds):
            for one in contestants:
                row = self.once(one, job, mode, *responder_options)
                self.check(where, one.name, row)
                row.pop("records")
                rows[one.name].append(row)
        return rows


def row_of(cost, outcome, counts, cells):
    given = counts["bulk_answered"]
    answered = outcome.answered if outcome.answered is not None else min(given, cells)
    lost_there = counts["socket_drops"] + counts["line_overflowed"] + counts["send_errors"]
    if lost_there and not outcome.note:
        outcome.note = f"the responder itself lost {lost_there}"
    return {
        "cpu_ns": cost.cpu_s * 1e9 / answered if answered else float("nan"),
        "cpu_s": cost.cpu_s, "user_s": cost.user_s, "wall_s": cost.wall_s, "span_s": counts["span_s"],
        "qps": given / counts["span_s"] if counts["span_s"] else 0.0, "peak_mb": cost.peak_kib / 1024,
        "cells": cells, "answered": answered, "unanswered": cells - answered,
        "asked": counts["bulk_received"], "extra": counts["bulk_received"] - cells,
        "own_loss": outcome.own_loss, "note": outcome.note, "status": cost.status, "elapsed_s": outcome.elapsed_s,
        "responder": counts, "records": outcome.records,
    }


def of(rows, name, key="cpu_ns"):
    """The median of one figure of one contestant; None if it did not take part."""
    return median([row[key] for row in rows[name]]) if rows.get(name) else None


def print_table(title, rows, bases):
    """`bases`: contestants that the others are divided by."""
    bases = [base for base in bases if rows.get(base)]
    print(f"\n{title}")
    print(" ".join([f"{'contestant':26} {'CPU ns/query: median (min..max)':>33} {'q/s':>9} {'peak MB':>8} {'unans.':>7} {'extra':>7}",
                    *(f"{'x ' + base:>12}" for base in bases)]))
    for name, some in rows.items():
        costs = [row["cpu_ns"] for row in some]
        line = (f"{name:26} {median(costs):13.0f} ({min(costs):7.0f}..{max(costs):7.0f}) {of(rows, name, 'qps'):10.0f}"
                f" {of(rows, name, 'peak_mb'):8.1f} {of(rows, name, 'unanswered'):7.0f} {of(rows, name, 'extra'):7.0f}")
        for base in bases:
            line += f" {ratio(median(costs), of(rows, base)):12.2f}"
        note = next((row["note"] for row in some if row["note"]), "")
        own_loss = max(row["own_loss"] for row in some)
        print(line + (f"  {note}" if note else "") + (f"  own loss {own_loss}" if own_loss else ""), flush=True)


def print_goals(goals):
    if goals:
        print("\nGoals (a missed goal is no failure of this run)")
    for goal in goals:
        word = {True: "met", False: "NOT MET", None: "not measured"}[goal["met"]]
        print(f"  {word:12} {goal['stage']:22} {goal['goal']}: {goal['value']}")
