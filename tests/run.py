#!/usr/bin/env python3
"""Runs every kind of test there is and counts: the last line is `N passed, N failed`.

A stage that cannot run has failed; only the lab may be skipped, by who is not root, and never under CI.
"""
import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AFTER_A_BUILD = ROOT / "tests" / "lint" / "symbols.sh"


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.notes = []

    def add(self, passed, failed):
        self.passed += passed
        self.failed += failed


def call(command, log, **more):
    """Runs a command, its output into a log; returns status and text."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w") as stream:
        status = subprocess.run(command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT, **more).returncode
    return status, log.read_text(errors="replace")


def report(tally, name, passed, failed, seconds, text=""):
    tally.add(passed, failed)
    print(f"{'ok' if failed == 0 else 'FAILED':7} {name:34} {passed:5} passed {failed:3} failed  {seconds:6.1f} s", flush=True)
    if failed:
        show(text)


def show(text):
    lines = [line for line in text.splitlines() if not line.startswith("ok ")]
    print("\n".join("        | " + line for line in lines[-80:]), flush=True)


def configure(directory, compiler, *options):
    if not (ROOT / directory / "build.ninja").exists():
        environment = dict(os.environ, CC=compiler)
        status, text = call(["meson", "setup", directory, *options], ROOT / "build-logs" / f"setup-{directory}.log", env=environment)
        if status:
            return text
    return None


def criterion_counts(text):
    """Sums the closing lines of Criterion runners; a crash counts as a failure."""
    passed = failed = 0
    for match in re.finditer(r"Synthesis: Tested: .*?(\d+).*?Passing: .*?(\d+).*?Failing: .*?(\d+).*?Crashing: .*?(\d+)", strip(text)):
        passed += int(match[2])
        failed += int(match[3]) + int(match[4])
    return passed, failed


def strip(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def build_and_test(tally, name, directory, compiler, options, environment=None):
    start = time.time()
    error = configure(directory, compiler, *options)
    if error:
        return report(tally, f"{name}: configure", 0, 1, time.time() - start, error)
    status, text = call(["ninja", "-C", directory], ROOT / "build-logs" / f"build-{directory}.log")
    report(tally, f"{name}: build", int(status == 0), int(status != 0), time.time() - start, text)
    if status:
        return None
    lint(tally, AFTER_A_BUILD)
    start = time.time()
    status, text = call(["meson", "test", "-C", directory, "--print-errorlogs", "--timeout-multiplier", "10"],
                        ROOT / "build-logs" / f"test-{directory}.log", env=dict(os.environ, **(environment or {})))
    detail = (ROOT / directory / "meson-logs" / "testlog.txt").read_text(errors="replace")
    passed, failed = criterion_counts(detail)
    programs_ok = int((re.search(r"^Ok:\s+(\d+)", text, re.M) or [0, 0])[1])
    programs_bad = sum(int(n) for n in re.findall(r"^(?:Fail|Timeout|Unexpected Pass|Skipped):\s+(\d+)", text, re.M))
    if programs_ok == 0 or passed == 0 or (status and not failed and not programs_bad):
        failed += 1  # nothing ran, or it broke in a way that left no count
    report(tally, f"{name}: unit tests", passed + programs_ok, max(failed, programs_bad), time.time() - start, text)
    return None


def stage_unit(tally):
    build_and_test(tally, "gcc, address+undefined", "build-asan", "gcc",
                   ["--buildtype=debugoptimized", "-Db_sanitize=address,undefined"])


def stage_clang(tally):
    build_and_test(tally, "clang, release", "build-clang", "clang", ["--buildtype=release"])


def lint(tally, script):
    start = time.time()
    status, text = call([str(script), str(ROOT)], ROOT / "build-logs" / f"lint-{script.stem}.log")
    report(tally, f"lint: {script.stem}", int(status == 0), int(status != 0), time.time() - start, text)


def stage_lint(tally):
    for script in sorted((ROOT / "tests" / "lint").glob("*.sh")):
        if script != AFTER_A_BUILD:
            lint(tally, script)


def stage_tidy(tally):
    """clang-tidy on every source: function sizes, nesting, the analyzer. Two at a time."""
    start = time.time()
    error = configure("build-clang", "clang", "--buildtype=release")
    if error:
        return report(tally, "clang-tidy", 0, 1, time.time() - start, error)
    call(["ninja", "-C", "build-clang"], ROOT / "build-logs" / "tidy-build.log")  # generated sources
    files = sorted(str(path) for path in (ROOT / "src").rglob("*.c"))
    command = "printf '%s\\0' \"$@\" | xargs -0 -n 1 -P 2 clang-tidy --quiet -p build-clang 2>/dev/null"
    status, text = call(["sh", "-c", command, "tidy", *files], ROOT / "build-logs" / "tidy.log")
    findings = [line for line in text.splitlines() if re.search(r"(error|warning):", line)]
    failed = len(findings) if findings else int(status != 0)
    report(tally, "clang-tidy", int(failed == 0), failed, time.time() - start, "\n".join(findings) or text)
    return None


def program():
    """The program people run: release build by gcc. Returns its path, or None."""
    error = configure("build", "gcc", "--buildtype=release", "-Db_lto=true", "-Dtests=false")
    if error:
        print(error)
        return None
    status, text = call(["ninja", "-C", "build"], ROOT / "build-logs" / "build.log")
    if status:
        print(text)
        return None
    return ROOT / "build" / "src" / "cli" / "fleetdig"


def last_counts(text):
    matches = re.findall(r"^(\d+) passed, (\d+) failed", text, re.M)
    return (int(matches[-1][0]), int(matches[-1][1])) if matches else None


def script_stage(tally, name, command, log, skippable=False):
    start = time.time()
    status, text = call(command, ROOT / "build-logs" / log)
    if skippable and skipped(tally, name, status):
        return
    report(tally, name, *outcome(status, text), time.time() - start, text)


def skipped(tally, name, status):
    if status != 77 or os.environ.get("CI"):
        return False
    tally.notes.append(f"{name} was SKIPPED: it needs root")
    print(f"SKIPPED {name}: it needs root", flush=True)
    return True


def outcome(status, text):
    """How many passed and failed; who leaves no count, or counts no failure and fails, has failed once."""
    passed, failed = last_counts(text) or (0, 1)
    return passed, failed or int(status != 0)


def stage_cli(tally):
    path = program()
    if path is None:
        return report(tally, "command line", 0, 1, 0)
    script_stage(tally, "command line", [sys.executable, "tests/cli/cli.py", str(path)], "cli.log")
    return None


def stage_replay(tally):
    path = program()
    if path is None:
        return report(tally, "recorded runs", 0, 1, 0)
    script_stage(tally, "recorded runs", [sys.executable, "tests/replay/replay.py", str(path)], "replay.log")
    return None


def stage_report(tally):
    """The HTML report in a headless Chromium."""
    path = program()
    if path is None:
        return report(tally, "report in a browser", 0, 1, 0)
    script_stage(tally, "report in a browser", [sys.executable, "tests/report/report.py", str(path)], "report.log")
    return None


def stage_lab(tally):
    path = program()
    if path is None:
        return report(tally, "lab of real servers", 0, 1, 0)
    for internet in ("town", "harbour", "fjord", "pampa"):
        lab(tally, internet, path)
    return None


def lab(tally, internet, path):
    """One internet. Thirty servers on one machine: what a sweep meets is partly chance, and a stalled server proves nothing. So the
    situations of what is wrong are swept again, in an internet brought up anew; what is wrong twice has failed, what is
    wrong once is told at the end of the run."""
    name, start = f"lab of real servers: {internet}", time.time()
    command = [sys.executable, "tests/lab/lab.py", "run", "--internet", internet, "--fleetdig", str(path)]
    lists = [ROOT / "build-logs" / f"lab-{internet}-wrong-{sweep}" for sweep in (1, 2)]
    for old in lists:
        old.unlink(missing_ok=True)
    status, text = call([*command, "--wrong", str(lists[0])], ROOT / "build-logs" / f"lab-{internet}.log")
    if skipped(tally, name, status):
        return
    passed, failed = outcome(status, text)
    first = wrong_lines(lists[0])
    # A judge that fails its own test, or a run that broke off, is no chance.
    if failed and len(first) == failed and all(situation != "judge" for situation, _, _ in first):
        situations = ",".join(sorted({situation for situation, _, _ in first}))
        status, more = call([*command, "--brief", "--situation", situations, "--wrong", str(lists[1])],
                            ROOT / "build-logs" / f"lab-{internet}-again.log")
        second = wrong_lines(lists[1])
        twice = first & second if outcome(status, more)[1] == len(second) else first
        tally.notes += [f"{name}: wrong in one sweep of two: {label} {subject}" for _, label, subject in sorted((first | second) - twice)]
        passed, failed = passed + failed - len(twice), len(twice)
        text += more
    report(tally, name, passed, failed, time.time() - start, text)
    if first and not failed:
        show(text)


def wrong_lines(path):
    return {tuple(line.split("\t")) for line in path.read_text().splitlines()} if path.exists() else set()


def stage_install(tally):
    path = program()
    if path is None:
        return report(tally, "installation", 0, 1, 0)
    script_stage(tally, "installation", [sys.executable, "tests/install/install.py", "build"], "install.log", skippable=True)
    return None


STAGES = {"lint": stage_lint, "unit": stage_unit, "cli": stage_cli, "replay": stage_replay, "report": stage_report, "lab": stage_lab, "install": stage_install, "clang": stage_clang, "tidy": stage_tidy}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="comma list of " + ", ".join(STAGES) + " (default: all but tidy, which is ./dev lint's)")
    chosen = parser.parse_args().only
    tally = Tally()
    for name in chosen.split(",") if chosen else [name for name in STAGES if name != "tidy"]:
        STAGES[name](tally)
    for note in tally.notes:
        print(note)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
