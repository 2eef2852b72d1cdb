# SPDX-License-Identifier: MIT
"""Metrics: what the textfile collector reads, Prometheus stores, alerts and dashboards ask for."""
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

from harness import DEMO, OFFICE, PROGRAM, ROOT, case, demo_file, expect, records, run, scratch

MONITORING = ROOT / "src" / "dist" / "prometheus"


def tool(*words, **more):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    expect(result.returncode == 0, words, result.stdout, result.stderr)
    return result.stdout


def samples(path):
    """{(name, labels)} of a file, each once."""
    found = {}
    for line in Path(path).read_text().splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = re.fullmatch(r'(\w+)\{(.*)\} (\S+)', line).groups()
        key = name, tuple(sorted(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels)))
        expect(key not in found, "twice:", key)
        found[key] = float(value)
    return found


def value(found, name, **labels):
    wanted = {(label, text) for label, text in labels.items()}
    hits = [number for (other, at), number in found.items() if other == "fleetdig_last_run_" + name and wanted <= set(at)]
    expect(len(hits) == 1, name, labels, "has", len(hits), "samples")
    return hits[0]


@case
def metrics_say_what_the_records_say():
    path, lines = scratch("demo.prom"), scratch("demo.ndjson")
    run("sweep", demo_file(), "-o", f"metrics:{path}", "-o", f"ndjson:{lines}", "--qps-per-resolver", "0")
    tool("sh", "-c", f"promtool check metrics < {path}")
    found, rows = samples(path), records(Path(lines).read_text())
    summary = rows[-1]
    for severity, count in summary["by_severity"].items():
        expect(value(found, "questions", severity=severity) == count, severity)
    verdicts = [row for row in rows if row["type"] == "verdict"]
    for cause in {row["cause"] for row in verdicts}:
        expect(sum(number for (name, labels), number in found.items() if name.endswith("_verdicts") and ("cause", cause) in labels)
               == sum(row["cause"] == cause for row in verdicts), cause)
    for row in rows:
        if row["type"] != "resolver":
            continue
        of = {"resolver": row["id"]}
        expect(value(found, "resolver_queries", **of) == row["sent"], of)
        expect(value(found, "resolver_fault", **of) == (row["severity"] in ("degraded", "failure")), of)
        answered = row["answered"]
        expect(value(found, "latency_seconds_count", **of) == answered == value(found, "latency_seconds_bucket", le="+Inf", **of), of)
        below = [value(found, "latency_seconds_bucket", le=bound, **of) for bound in ("0.001", "0.01", "0.1", "1", "10", "+Inf")]
        expect(below == sorted(below), of, below)
        expect(value(found, "latency_seconds_bucket", le="0.1", **of) >= sum(count for low, count in row["histogram"] if low < 90000), of)
    expect(value(found, "success") == 1 and value(found, "queries") == summary["queries"], "the run")
    expect(abs(value(found, "timestamp_seconds") - time.time()) < 300, "when")
    rows[0]["started"] = "2026-01-01T00:00:00.000000Z"
    old = scratch("old.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
    run("report", old, "-o", f"metrics:{path}")
    ended = value(samples(path), "timestamp_seconds")
    expect(abs(ended - 1767225600 - summary["elapsed_s"]) <= 1, "an old run told again is old:", ended)


@case
def metrics_replace_the_last_run_whole_or_not_at_all():
    path = Path(scratch("replaced.prom", "old\n"))
    arguments = ["-r", DEMO.resolver(OFFICE), "--no-direct", "-o", f"metrics:{path}"]
    names = scratch("names.txt", "".join(f"n{i}.shop.example\n" for i in range(5000)))
    with subprocess.Popen([PROGRAM, "sweep", *arguments, "--qps", "500", names], stderr=subprocess.DEVNULL) as process:
        time.sleep(1)
        expect(path.read_text() == "old\n", "before the end the last run stands")
        process.send_signal(signal.SIGKILL)
    expect(path.read_text() == "old\n", "and after a kill")
    for left in path.parent.glob("replaced.prom.*"):
        left.unlink()
    run("sweep", *arguments, "--deadline", "1s", "--qps", "500", names)
    found = samples(path)
    expect(value(found, "success") == 0 and value(found, "exit_status") == 3, "cut short")
    run("sweep", *arguments, "www.shop.example")
    expect(value(samples(path), "success") == 1, path.read_text())
    expect(list(path.parent.glob("replaced.prom.*")) == [], "nothing is left beside it")
    expect(path.stat().st_mode & 0o777 == 0o644, "the collector is another user")
    result = run("sweep", "-r", DEMO.resolver(OFFICE), "-o", "metrics:/nowhere/x.prom", "www.shop.example")
    expect(result.returncode == 2 and "/nowhere/x.prom" in result.stderr, result.stderr)


@case
def labels_are_escaped():
    path = scratch("hostile.prom")
    hostile = 'a"b\\c d{}'
    file = demo_file("hostile.json", groups=[{"id": "g", "owner": hostile, "names": ["www.shop.example"]}])
    result = run("sweep", file, "-o", f"metrics:{path}", "--no-direct", "--no-drill")
    expect(result.returncode in (0, 1), result.stderr)
    tool("sh", "-c", f"promtool check metrics < {path}")
    expect('owner="a\\"b\\\\c d{}"' in Path(path).read_text(), Path(path).read_text()[:2000])


@case
def alerts_fire_when_they_should():
    folder = Path(scratch("alerts"))
    folder.mkdir()
    shutil.copy(MONITORING / "alerts.yml", folder)
    shutil.copy(ROOT / "tests" / "cli" / "alerts_test.yml", folder)
    tool("promtool", "check", "rules", "alerts.yml", cwd=folder)
    tool("promtool", "test", "rules", "alerts_test.yml", cwd=folder)


class Prometheus:
    """A real one on loopback, that scrapes one file."""

    def __init__(self, path):
        self.folder = Path(scratch("prometheus"))
        self.folder.mkdir()
        text = Path(path).read_bytes()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        (self.folder / "prometheus.yml").write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(MONITORING / "alerts.yml")],
            "scrape_configs": [{"job_name": "node", "static_configs": [{"targets": [f"127.0.0.1:{self.server.server_port}"]}]}]}))
        for self.port in range(19090, 19110):
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/data",
                 f"--web.listen-address=127.0.0.1:{self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self.ready():
                return self
            self.process.kill()
            self.process.wait()
        raise AssertionError("Prometheus does not start")

    def ready(self):
        for _ in range(300):
            if self.process.poll() is not None:
                return False
            try:
                if self.ask("fleetdig_last_run_success"):
                    return True
            except OSError:
                pass
            time.sleep(0.1)
        return False

    def ask(self, expression):
        query = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/query?{query}", timeout=10) as reply:
            return json.load(reply)["data"]["result"]

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.server.shutdown()


@case
def the_dashboard_asks_what_prometheus_has():
    path = scratch("dashboard.prom")
    run("sweep", demo_file(), "-o", f"metrics:{path}", "--qps-per-resolver", "0")
    dashboard = json.loads((MONITORING / "dashboard.json").read_text())
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    expect(len(expressions) >= 15, len(expressions))
    os.environ.pop("HTTP_PROXY", None)
    with Prometheus(path) as prometheus:
        for expression in expressions:
            result = prometheus.ask(expression.replace("$inventory", ".*"))
            expect(result, "no data:", expression)
        firing = set()
        for _ in range(100):
            firing = {series["metric"]["alertname"] for series in prometheus.ask('ALERTS{alertstate="firing"}')}
            if {"FleetdigNamesFail", "FleetdigResolverAtFault"} <= firing:
                break
            time.sleep(0.1)
        expect({"FleetdigNamesFail", "FleetdigResolverAtFault"} <= firing and "FleetdigIncomplete" not in firing, firing)
