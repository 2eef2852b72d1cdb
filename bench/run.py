#!/usr/bin/env python3
"""Measures fleetdig beside the bare limit and its peers, in turn, on one responder. See bench/README.md.

Timed figures never fail a run: goals are printed as met or not. A wrong count of answers does fail it.
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
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
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True,
                            check=False).stdout.strip()
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "commit": commit,
            "load": os.getloadavg()[0], "client_core": cores.client, "responder_core": cores.responder,
            "dnsperf": clients.package_version("dnsperf"), "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def scratch_directory():
    """On tmpfs, so that no disk is measured."""
    return Path(tempfile.mkdtemp(prefix="fleetdig-bench-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))


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
    parser.add_argument("--json", help="everything measured, into this file")
    parser.add_argument("--ten-million", action="store_true", help="growth up to ten million names (about a minute more)")
    return parser.parse_args()


def main():
    options = parse()
    cores = measure.Cores.choose(options.client_core, options.responder_core)
    scratch = scratch_directory()
    bench = rig.Rig(options, cores, scratch)
    report = {"machine": machine(cores), "stages": {}}
    print("\n".join(f"{key}: {value}" for key, value in report["machine"].items()))
    for note in [*cores.notes, *bench.reasons]:
        print(f"note: {note}")
    try:
        for name in options.stages.split(","):
            report["stages"][name] = stages.ALL[name](bench)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    report["goals"], report["wrong"] = bench.goals, bench.wrong
    rig.print_goals(bench.goals)
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    for line in bench.wrong:
        print(f"WRONG: {line}")
    return 1 if bench.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
