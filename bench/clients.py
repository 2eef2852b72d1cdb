"""The contestants: how each is called, and what each says of its own results."""
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass


SAMPLE = 997  # every so manieth result line is read in full


def expected_address(name):
    """What answer.c makes of a name."""
    wire = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    value = len(wire)
    for at in range(0, len(wire), 8):
        word = int.from_bytes(wire[at:at + 8], "little") | 0x2020202020202020
        value = ((value ^ word) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 32
    return f"198.{18 + (value >> 16 & 1)}.{value >> 8 & 255}.{value & 255}"


def wrong_result(line):
    """What is wrong with a result record; "" if nothing."""
    record = json.loads(line)
    data = [answer["data"] for answer in record["answers"]]
    return "" if record["status"] != "NOERROR" or data == [expected_address(record["name"])] else f"wrong result: {line.strip()[:200]}"


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
    count: int
    names: object       # file, one name a line
    queries: object     # says where the same is as lines of NAME A, and writes it when first asked
    scratch: object     # a directory on tmpfs
    resolvers: tuple    # ADDR#PORT
    extra: tuple = ()   # more options for fleetdig


class Client:
    def cells(self, job):
        """How many answers the job is worth."""
        return job.count * len(job.resolvers)


class Fleetdig(Client):
    """`records`: anomalies is as near to no output as the program has: a handful of lines when all is well."""
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
        kinds, results, note = {}, 0, ""
        try:
            with open(self.output(job)) as stream:
                for line in stream:
                    if line.startswith('{"type":"result"'):
                        results += 1
                        note = note or (wrong_result(line) if results % SAMPLE == 1 else "")
                    elif not line.startswith('{"type":"verdict"'):
                        record = json.loads(line)
                        kinds.setdefault(record["type"], []).append(record)
            os.unlink(self.output(job))
        except (OSError, ValueError) as error:
            return Outcome(note=f"no records: {error}")
        if "summary" not in kinds:
            return Outcome(answered=0, note=f"no summary; status {cost.status}: {cost.err.strip()[-200:]}")
        host, summary = kinds["host"][0], kinds["summary"][0]
        if self.engine not in kinds["run"][0]["engine"]:
            note = f"ran {kinds['run'][0]['engine']}"
        if self.records == "all" and results != self.cells(job):
            note = f"{results} result records"
        return Outcome(
            answered=sum(record["status_counts"].get(status, 0) for record in kinds["resolver"] for status in ("NOERROR", "NXDOMAIN")),
            sent=summary["queries"], note=note,
            elapsed_s=summary["elapsed_s"], own_loss=sum(host.get(key, 0) for key in ("socket_drops", "buffer_exhausted")),
            records={"resolver": kinds["resolver"], "host": host, "summary": summary, "results": results})


class Dnsperf(Client):
    """One thread, one client; with buffers for its window, without which it loses answers and then waits for them."""
    def __init__(self, name="dnsperf", options=("-q", "1000", "-b", "4096")):
        self.name, self.options = name, options

    def argv(self, job):
        address, port = job.resolvers[0].split("#")
        return ["dnsperf", "-s", address, "-p", port, "-d", job.queries(), "-n", "1", "-c", "1", "-T", "1", *self.options]

    def read(self, cost, job):
        def number(label):
            found = re.search(rf"{label}:\s+(\d+)", cost.out)
            return int(found[1]) if found else None
        return Outcome(answered=number("Queries completed") or 0, sent=number("Queries sent"),
                       note="" if number("Queries completed") else cost.err.strip()[-200:])


class Bare(Client):
    """The limit. Nothing but ids, sending and receiving; asks more, because it starts in no time."""

    def __init__(self, program, name, options=(), times=1):
        self.program, self.name, self.options, self.times = program, name, options, times

    def cells(self, job):
        return job.count * self.times

    def argv(self, job):
        return [self.program, "--server", job.resolvers[0], "--count", self.cells(job), "--window", "4096", "--wait-nr", "256",
                *self.options]

    def read(self, cost, job):
        try:
            report = json.loads(cost.out)
        except ValueError:
            return Outcome(answered=0, note=cost.err.strip()[-200:])
        return Outcome(answered=report["answered"], sent=report["sent"], elapsed_s=report["elapsed_s"])


class Massdns(Client):
    """MASSDNS=/path names it; its best here: a large window, buffers to match, busy polling."""
    def __init__(self, program, name="massdns", output="/dev/null", options=()):
        self.program, self.name, self.target, self.options = program, name, output, options

    def argv(self, job):
        resolvers = job.scratch / "massdns.resolvers"
        resolvers.write_text("".join(one.replace("#", ":") + "\n" for one in job.resolvers))
        target = self.target if self.target.startswith("/") else job.scratch / self.target
        return [self.program, "-r", resolvers, "-t", "A", "-s", "2000", "--rcvbuf", "4194304", "--sndbuf", "4194304", "-q",
                "--root", "--busy-poll", "-o", "J", "-w", target, *self.options, job.names]

    def read(self, cost, job):
        if self.target.startswith("/"):
            return Outcome(note="" if cost.status == 0 else cost.err.strip()[-200:])
        with open(job.scratch / self.target) as stream:
            return Outcome(answered=sum(1 for line in stream if '"status":"NOERROR"' in line))


class Flame(Client):
    """FLAME=/path names DNS-OARC's flamethrower (Debian's package of that name is another program). It sends by a clock of
    its own, so its defaults are its best here: faster, it loses."""

    def __init__(self, program, name="flamethrower"):
        self.program, self.name = program, name

    def argv(self, job):
        address, port = job.resolvers[0].split("#")
        return [self.program, "-p", port, "-g", "file", "-f", job.queries(), "-n", "1", address]

    def read(self, cost, job):
        found = re.search(r"total rcvd\s*:\s*(\d+)", cost.out)
        return Outcome(answered=int(found[1]) if found else 0, note="" if found else cost.err.strip()[-200:])


def output_of(*argv):
    """What a command says, or "" without it."""
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def find_peers():
    """Peers that are here, and why the others are not."""
    peers, reasons = [], []
    if shutil.which("dnsperf"):
        peers.append(Dnsperf())
    else:
        reasons.append("dnsperf: not installed (Debian package dnsperf)")
    for variable, name, kind in (("MASSDNS", "massdns", Massdns), ("FLAME", "flamethrower", Flame)):
        program = os.environ.get(variable)
        if program and os.access(program, os.X_OK):
            peers.append(kind(program))
        else:
            reasons.append(f"{name} was left out: not in Debian; {variable}=/path/to/it brings it in")
    return peers, reasons
