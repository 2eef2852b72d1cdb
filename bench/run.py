#!/usr/bin/env python3
"""Measures fleetdig beside the bare limit and its peers, in turn, on one responder. See bench/README.md.

Timed figures never fail a run: goals are printed as met or not. A wrong count of answers does fail it.
"""
import argparse
import json
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path

import clients
import measure
import rig
import stages

ROOT = Path(__file__).resolve().parent.parent


def machine(cores):
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    commit = clients.output_of("git", "-C", str(ROOT), "describe", "--always", "--dirty") or "unknown"
    dnsperf = clients.output_of("dpkg-query", "-W", "-f", "${Version}", "dnsperf") or "unknown"
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "commit": commit,
            "load": os.getloadavg()[0], "client_core": cores.client, "responder_core": cores.responder,
            "dnsperf": dnsperf, "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def scratch_directory():
    """On tmpfs, so that no disk is measured; gone at the end, however that comes."""
    return tempfile.TemporaryDirectory(prefix="fleetdig-bench-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"), help="build directory (default build/)")
    parser.add_argument("--stages", default=",".join(stages.DEFAULT), help=f"comma list of {', '.join(stages.ALL)}; default %(default)s")
    parser.add_argument("--modes", default="ordinary,coalescing", help="how the responder sends; default both")
    parser.add_argument("--only", default="", help="only contestants whose name contains one of these words (comma list)")
    parser.add_argument("--rounds", type=int, default=5, help="of A B A B ...; default %(default)s")
    parser.add_argument("--names", type=int, default=300000, help="of the speed and disk stages; default %(default)s")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a client is ended; default %(default)s")
    parser.add_argument("--client-core", type=int)
    parser.add_argument("--responder-core", type=int)
    parser.add_argument("--first", action="store_true", help="what is measured runs before everything else on this machine, where others use it too (root)")
    parser.add_argument("--json", help="everything measured, into this file")
    parser.add_argument("--ten-million", action="store_true", help="growth up to ten million names (about a minute more)")
    options = parser.parse_args()
    unknown = [name for name in options.stages.split(",") if name not in stages.ALL]
    if unknown:
        parser.error(f"no such stage: {', '.join(unknown)}")
    return options


def measure_all(options, scratch):
    cores = measure.Cores.choose(options.client_core, options.responder_core)
    measure.Cores.first = options.first
    if options.first:
        cores.notes.append("what is measured runs before everything else on this machine")
    bench = rig.Rig(options, cores, scratch)
    report = {"machine": machine(cores), "stages": {}}
    print("\n".join(f"{key}: {value}" for key, value in report["machine"].items()))
    for note in [*cores.notes, *bench.reasons]:
        print(f"note: {note}")
    for name in options.stages.split(","):
        report["stages"][name] = stages.ALL[name](bench)
    report["goals"], report["wrong"] = bench.goals, bench.wrong
    return report


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit("ended by SIGTERM"))
    with scratch_directory() as scratch:
        report = measure_all(options, Path(scratch))
    rig.print_goals(report["goals"])
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    for line in report["wrong"]:
        print(f"WRONG: {line}")
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
