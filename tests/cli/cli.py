#!/usr/bin/env python3
"""The command line as a process: cli.py PROGRAM [WORD...]. The servers asked are those of `fleetdig demo --hold`, on loopback.

The cases are in cases_*.py; with words, only those whose file or name holds one of them run. The last line is `N passed, N failed`.
Nothing here leaves loopback: what is not the demo's inventory is asked with --no-direct.
"""
import importlib
import sys
import time
import traceback
from pathlib import Path

from harness import CASES, DEMO


def chosen(words):
    for path in sorted(Path(__file__).parent.glob("cases_*.py")):
        importlib.import_module(path.stem)
    return [f for f in CASES if not words or any(word in f.__module__ + "." + f.__name__ for word in words)]


def main():
    passed = failed = 0
    functions = chosen(sys.argv[2:])
    with DEMO:
        for function in functions:
            start = time.monotonic()
            try:
                function()
                passed += 1
                print(f"ok      {function.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception:  # whatever went wrong, the others still run
                failed += 1
                print(f"FAILED  {function.__name__}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
