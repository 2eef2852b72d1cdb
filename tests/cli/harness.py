#!/usr/bin/env python3
"""What the cases of the command line share: the program as a process, and the demo's servers on loopback."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = str(Path(sys.argv[1]).resolve())
# Whoever starts this in the background of a script, or with nohup, has these ignored, and so would the program.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

PATIENCE = 120  # a run that takes longer hangs
CASES = []


def case(function):
    CASES.append(function)
    return function


def alone(function):
    """A case that looks at rates or latencies: it has the machine to itself, after all others."""
    function.alone = True
    return case(function)


def run(*arguments, stdin=None, env=None, **more):
    environment = dict(os.environ, **(env or {}))
    environment.pop("CI", None)
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE,
                          env=environment, **more)


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what)[:8000])


def fails_with(result, status, *texts):
    expect(result.returncode == status, "exit status", result.returncode, "instead of", status, result.stderr)
    for text in texts:
        expect(text in result.stderr, f"{text!r} is not in: {result.stderr}")
    expect(result.stdout == "", "a usage error writes nothing to stdout:", result.stdout[:200])


class Demo:
    """The demo's servers, at a port."""

    port = None

    def resolver(self, name):
        return f"127.53.{name}.53#{self.port}"

    def inventory(self, **more):
        """inventories/demo.json at the port in use."""
        inventory = json.loads((ROOT / "inventories" / "demo.json").read_text())
        inventory["authority_port"] = self.port
        for entry in inventory["resolvers"]:
            entry["port"] = self.port
        for entry in inventory["roots"]:
            entry["port"] = self.port
        inventory.update(more)
        return inventory


class Servers:
    """The demo's servers, several times over: each who runs cases has its own, up for as long as the tests run."""

    def __init__(self, count):
        self.processes = [subprocess.Popen([PROGRAM, "demo", "--hold", "-o", "ndjson:/dev/null"], stderr=subprocess.PIPE,
                                           stdout=subprocess.DEVNULL, text=True) for _ in range(count)]

    def __enter__(self):
        return self

    def ports(self):
        for process in self.processes:
            port = next((match[1] for match in (re.search(r"stay up on port (\d+)", line) for line in process.stderr) if match), None)
            expect(port, "the demo's servers did not come up")
            yield int(port)

    def __exit__(self, *_):
        for process in self.processes:
            process.send_signal(signal.SIGINT)
        for process in self.processes:
            process.wait(PATIENCE)


WITH_REPORT = "html" in run("--version").stdout
DEMO = Demo()
OFFICE, ISP = 10, 20
FOLDERS = []


def tried(function):
    """Runs a case in a directory of its own: (whether it held, seconds, what went wrong)."""
    start, wrong = time.monotonic(), ""
    with tempfile.TemporaryDirectory(prefix="fleetdig-cli-") as folder:
        FOLDERS.append(Path(folder))
        try:
            function()
        except Exception:  # whatever went wrong, the others still run
            wrong = traceback.format_exc()
        FOLDERS.pop()
    return not wrong, time.monotonic() - start, wrong


def scratch(name, text=None):
    path = FOLDERS[-1] / name
    if text is not None:
        path.write_text(text)
    return str(path)


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def demo_file(name="demo.json", **more):
    return scratch(name, json.dumps(DEMO.inventory(**more)))


# What is true of the demo's names and resolvers.
WANTED = {
    ("api.payments.example", "A"): ("none", "ok"),
    ("api.warehouse.example", "A"): ("authoritative", "auth_timeout"),
    ("billing.legacy.example", "A"): ("authoritative", "auth_lame"),
    ("grafana.metrics.cloud", "A"): ("authoritative", "auth_servfail"),
    ("points.loyalty.example", "A"): ("authoritative", "dnssec_signature_expired"),
    ("help.shop.example", "A"): ("authoritative", "cname_dangling"),
    ("fra1.pops.edge", "A"): ("upstream", "tld_unreachable"),
    ("api-v1.payments.example", "A"): ("authoritative", "name_does_not_exist"),
}
WANTED_RESOLVERS = {
    "office": ("none", "ok"),
    "branch": ("upstream", "forwarder_unreachable"),
    "depot": ("local", "resolver_port_unreachable"),
    "isp": ("upstream", "resolver_nxdomain_rewrite"),
    "nine": ("none", "ok"),
    "members": ("upstream", "resolver_refused"),
}
