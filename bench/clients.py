"""The contestants: how each is called, and what each says of its own results."""
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass


@dataclass
class Outcome:
    """What a client says. `answered`: names with an answer; None where it does not say."""
    answered: int | None = None
    sent: int | None = None
    note: str = ""
    own_loss: int = 0
    elapsed_s: float = 0.0
    records: dict | None = None


@dataclass
class Job:
    """One task for a client."""
    names: str          # file, one name a line
    queries: str        # the same for dnsperf: NAME A
    count: int
    scratch: object     # a directory on tmpfs
    resolvers: tuple = ("127.0.0.1#5399",)
    extra: tuple = ()   # more options for fleetdig


class Fleetdig:
    """`records`: anomalies is as near to no output as the program has: a handful of lines when all is well."""
    peer = False

    def __init__(self, program, engine, records="anomalies", options=(), name=None):
        self.program, self.engine, self.records, self.options = program, engine, records, options
        self.name = name or f"fleetdig {engine}"

    def output(self, job):
        return job.scratch / "fleetdig.ndjson"

    def argv(self, job):
        words = [self.program, "sweep", job.names, "-t", "A", "--engine", self.engine, "--qps-per-resolver", "0",
                 "--no-direct", "--progress", "none", "-q", "--records", self.records, "-o", f"ndjson:{self.output(job)}"]
        for resolver in job.resolvers:
            words += ["-r", resolver]
        return [*words, *self.options, *job.extra]

    def read(self, cost, job):
        kinds, results = {}, 0
        try:
            with open(self.output(job)) as stream:
                for line in stream:
                    if line.startswith('{"type":"result"'):
                        results += 1
                    elif not line.startswith('{"type":"verdict"'):
                        record = json.loads(line)
                        kinds.setdefault(record["type"], []).append(record)
        except (OSError, ValueError) as error:
            return Outcome(note=f"no records: {error}")
        if "summary" not in kinds:
            return Outcome(note=f"no summary; status {cost.status}: {cost.err.strip()[-200:]}")
        host, summary = kinds["host"][0], kinds["summary"][0]
        outcome = Outcome(
            answered=sum(record["answered"] for record in kinds["resolver"]), sent=summary["queries"],
            elapsed_s=summary["elapsed_s"], own_loss=sum(host.get(key, 0) for key in ("socket_drops", "buffer_exhausted")),
            records={"resolver": kinds["resolver"], "host": host, "summary": summary, "results": results})
        if self.engine not in kinds["run"][0]["engine"]:
            outcome.note = f"ran {kinds['run'][0]['engine']}"
        if self.records == "all" and results != job.count * len(job.resolvers):
            outcome.note = f"{results} result records"
        return outcome


class Dnsperf:
    """One thread, one client; with buffers for its window, without which it loses answers and then waits for them."""
    peer = True

    def __init__(self, name="dnsperf", options=("-q", "1000", "-b", "4096")):
        self.name, self.options = name, options

    def argv(self, job):
        address, port = job.resolvers[0].split("#")
        return ["dnsperf", "-s", address, "-p", port, "-d", job.queries, "-n", "1", "-c", "1", "-T", "1", *self.options]

    def read(self, cost, job):
        def number(label):
            found = re.search(rf"{label}:\s+(\d+)", cost.out)
            return int(found[1]) if found else None
        return Outcome(answered=number("Queries completed"), sent=number("Queries sent"),
                       note="" if number("Queries completed") is not None else cost.err.strip()[-200:])


class Massdns:
    """MASSDNS=/path names it; its best here: a large window, buffers to match, busy polling."""
    peer = True

    def __init__(self, program, name="massdns", output="/dev/null", options=()):
        self.program, self.name, self.target, self.options = program, name, output, options

    def argv(self, job):
        resolvers = job.scratch / "massdns.resolvers"
        resolvers.write_text("".join(one.replace("#", ":") + "\n" for one in job.resolvers))
        target = self.target if self.target.startswith("/") else job.scratch / self.target
        return [self.program, "-r", resolvers, "-t", "A", "-s", "2000", "--rcvbuf", "4194304", "--sndbuf", "4194304", "-q",
                "--busy-poll", "-o", "J", "-w", target, *self.options, job.names]

    def read(self, cost, job):
        if self.target.startswith("/"):
            return Outcome(note="" if cost.status == 0 else cost.err.strip()[-200:])
        with open(job.scratch / self.target) as stream:
            return Outcome(answered=sum(1 for line in stream if '"status":"NOERROR"' in line))


def package_version(package):
    result = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
    return result.stdout or "not installed"


def find_peers():
    """Peers that are here, and why the others are not."""
    peers, reasons = [], []
    if shutil.which("dnsperf"):
        peers.append(Dnsperf())
    else:
        reasons.append("dnsperf: not installed (Debian package dnsperf)")
    massdns = os.environ.get("MASSDNS")
    if massdns and os.access(massdns, os.X_OK):
        peers.append(Massdns(massdns))
    else:
        reasons.append("massdns: not packaged; MASSDNS=/path/to/massdns adds it")
    return peers, reasons
