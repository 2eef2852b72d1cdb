#!/usr/bin/env python3
"""Recorded runs of the lab, judged again: replay.py PROGRAM [--update].

Each NAME.ndjson.gz is a run against real servers, without the verdicts of its time. NAME.expected holds what the program says of it,
a line a finding. --update writes these files anew: read the difference before committing it. The last line is `N passed, N failed`.

To take a capture: tests/lab/lab.py run --keep, then leave out the verdicts and the cells nobody needs:
    grep -v '"type":"verdict"' sweeps/plain-uring/records.ndjson | gzip -9n > tests/replay/plain.ndjson.gz
"""
import difflib
import gzip
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATIENCE = 120


def finding(record):
    """One line: what it is about, what is said of it, and which cells are blamed for what."""
    about = {"verdict": lambda: f"{record['name']} {record['qtype']}", "resolver": lambda: f"resolver {record['id']}",
             "host": lambda: "host"}[record["type"]]()
    said = [record["severity"], record["locus"], record["cause"]]
    said += [record["confidence"]]
    if record["alternatives"]:
        said.append("or " + ",".join(record["alternatives"]))
    said += [f"{cell['resolver']}={cell['locus']}/{cell['cause']}" for cell in record.get("cells", [])]
    return f"{about}: {' '.join(said)}"


def judged(program, capture):
    text = gzip.decompress(capture.read_bytes())
    result = subprocess.run([program, "replay", "-", "-o", "ndjson", "-q", "--fail-on", "never"], input=text,
                            capture_output=True, timeout=PATIENCE)
    if result.returncode not in (0, 9):
        raise RuntimeError(f"exit status {result.returncode}: {result.stderr.decode(errors='replace')}")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    return "".join(finding(record) + "\n" for record in records if record["type"] in ("verdict", "resolver", "host"))


def main():
    program, update = sys.argv[1], "--update" in sys.argv[2:]
    passed = failed = 0
    for capture in sorted(HERE.glob("*.ndjson.gz")):
        expected = capture.with_name(capture.name.removesuffix(".ndjson.gz") + ".expected")
        try:
            text = judged(program, capture)
            if update:
                expected.write_text(text)
            wanted = expected.read_text()
            difference = "".join(difflib.unified_diff(wanted.splitlines(True), text.splitlines(True), expected.name, "replay"))
        except (OSError, RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            difference = f"{error}\n"
        passed, failed = passed + (not difference), failed + bool(difference)
        print(f"{'FAILED ' if difference else 'ok     '} {capture.name}\n{difference}", end="", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
