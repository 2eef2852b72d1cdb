#!/usr/bin/env python3
"""The command line as a process: cli.py PROGRAM [WORD...]. The servers asked are those of `fleetdig demo --hold`, on loopback.

The cases are in cases_*.py; with words, only those whose file or name holds one of them run. They wait more than they work, so
several run side by side, each process with servers of its own; the results come in the cases' order all the same. The last line is
`N passed, N failed`. Nothing here leaves loopback: what is not the demo's inventory is asked with --no-direct.
"""
import importlib
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from harness import CASES, DEMO, Servers, tried

SIDE_BY_SIDE = 6


def chosen(words):
    for path in sorted(Path(__file__).parent.glob("cases_*.py")):
        importlib.import_module(path.stem)
    return [f for f in CASES if not words or any(word in f.__module__ + "." + f.__name__ for word in words)]


def take_servers(ports):
    DEMO.port = ports.get()


def side_by_side(functions, ports):
    processes = multiprocessing.get_context("fork")
    left = processes.Queue()
    for port in ports:
        left.put(port)
    with ProcessPoolExecutor(len(ports), processes, take_servers, (left,)) as pool:
        futures = [pool.submit(tried, function) for function in functions]
        for function, future in zip(functions, futures):
            yield function, future.result()


def one_by_one(functions, port):
    DEMO.port = port
    for function in functions:
        yield function, tried(function)


def results(functions):
    apart = [f for f in functions if hasattr(f, "alone")]
    together = [f for f in functions if f not in apart]
    with Servers(min(SIDE_BY_SIDE, max(len(together), 1))) as servers:
        ports = list(servers.ports())
        if together:
            yield from side_by_side(together, ports)
        yield from one_by_one(apart, ports[0])


def main():
    counts = {True: 0, False: 0}
    for function, (held, seconds, wrong) in results(chosen(sys.argv[2:])):
        counts[held] += 1
        print(f"{'ok' if held else 'FAILED':7} {function.__name__} ({seconds:.1f} s){wrong and chr(10) + wrong}", flush=True)
    print(f"{counts[True]} passed, {counts[False]} failed")
    return 1 if counts[False] or not counts[True] else 0


if __name__ == "__main__":
    sys.exit(main())
