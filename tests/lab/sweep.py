# SPDX-License-Identifier: MIT
"""One sweep: the inventory a user would write, the program run at a vantage, the records it left."""

import dataclasses
import json
import pathlib
import signal
import subprocess
import threading
import time

import net

PATIENCE = 3  # a slow or busy machine takes longer than a situation's `seconds`; only who hangs takes so much longer


@dataclasses.dataclass
class Sweep:
    """What one run of the program under test left behind."""

    situation: object
    engine: str
    questions: list
    speed: int = 0  # queries a second over all; 0: no limit
    options: list = dataclasses.field(default_factory=list)  # of --options
    exit_status: int | None = None  # None: it had to be killed
    elapsed: float = 0.0
    records: list = dataclasses.field(default_factory=list)
    broken_lines: int = 0
    complaint: str = ""

    @property
    def label(self):
        return f"{self.situation.name}/{self.engine}" + (f"@{self.speed}" if self.speed else "")

    def of_type(self, kind):
        return [record for record in self.records if record.get("type") == kind]


def inventory(lab, questions, resolvers, zones):
    ids = {resolver.id for resolver in resolvers}
    listed = []
    for resolver in resolvers:
        entry = {"id": resolver.id, "address": resolver.address, "role": resolver.role} | resolver.inventory
        if "forwards_to" in entry:
            entry["forwards_to"] = [other for other in entry["forwards_to"] if other in ids]
        listed.append(entry)
    names = []
    for question in questions:
        entry = {"name": question.asked or question.name, "types": [question.qtype]}
        names.append(entry | ({"expect": question.expect} if question.expect else {}))
    return {
        "fleetdig": 1, "zones": list(zones),
        "roots": [{"name": entry.host, "address": entry.address} for entry in lab.zones[0].ns],
        "trust_anchors": [lab.builder.trust_anchor],
        "resolvers": listed,
        "groups": [{"id": "lab", "owner": "lab", "names": names}],
    }


def read_records(path):
    records, broken = [], 0
    for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
        try:
            records.append(json.loads(line))
        except ValueError:
            broken += 1
    return records, broken


def execute(program, lab, vantage, sweep):
    """Blocks until the program has ended, or its time is up."""
    directory = lab.directory / "sweeps" / sweep.label.replace("/", "-")
    directory.mkdir(parents=True)
    described = directory / "inventory.json"
    described.write_text(json.dumps(inventory(lab, sweep.questions, sweep.situation.resolvers,
                                              sweep.situation.zones), indent=1))
    output = directory / "records.ndjson"
    command = [*sweep.situation.under, str(pathlib.Path(program).resolve()), "sweep", str(described),
               "-o", f"ndjson:{output}", f"--engine={sweep.engine}", "--qps-per-resolver", "0", "--timeout", "2s",
               "--progress", "none", *(["-Q", str(sweep.speed)] if sweep.speed else []), *sweep.situation.options, *sweep.options]
    (directory / "command").write_text(" ".join(command) + "\n")
    started = time.monotonic()
    events = [threading.Timer(after, event, (lab, vantage)) for after, event in sweep.situation.during]
    with open(directory / "stderr", "wb") as errors, open(directory / "stdout", "wb") as out:
        process = subprocess.Popen(net.in_namespace(vantage.namespace, *command), stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=errors, cwd=directory)
        for event in events:
            event.start()
        try:
            sweep.exit_status = process.wait(sweep.situation.seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            for event in events:
                event.cancel()
    sweep.elapsed = time.monotonic() - started
    sweep.records, sweep.broken_lines = read_records(output)
    sweep.complaint = (directory / "stderr").read_text(errors="replace").strip()[-1500:]
    return sweep
