#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A private internet of real DNS servers with known faults, and the judge of what fleetdig says about it.

    lab.py run --fleetdig PATH [--internet NAME] [--engine uring,epoll] [--only NAME] [--situation NAME] [--options WORDS] [--brief] [--wrong FILE]
    lab.py prove     shows, without fleetdig, that every fault is what the table says
    lab.py up        brings it up, prints how to look around, waits for Ctrl-C
    lab.py shell     brings it up and starts a shell at a vantage
    lab.py list      prints the table

Every command takes --internet NAME (internets/NAME.py) and --keep. Root only (network namespaces): says SKIP and exits 77 otherwise.
"""

import argparse
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

import internet
import isolate
import net
import prove
import internets
import report

STATE = pathlib.Path("/run/lab")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="lab.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="sweep the lab with fleetdig and judge what it says")
    run.add_argument("--fleetdig", required=True, help="the program under test")
    run.add_argument("--engine", default="uring,epoll", help="engines to run, comma separated")
    run.add_argument("--only", default="", help="only scenarios whose name, type or truth contains this")
    run.add_argument("--situation", default="", help="only these situations, comma separated")
    run.add_argument("--options", default="", help="more options for every sweep, as one word: '--no-direct --retries 0'")
    run.add_argument("--brief", action="store_true", help="print only what is wrong, and the score")
    run.add_argument("--wrong", help="write what is wrong to this file: situation, label and subject, tabs between them")
    for name, text in (("prove", "show that every fault is what the table says"),
                       ("up", "bring the lab up and wait"), ("shell", "bring the lab up and start a shell in it"),
                       ("list", "print the table")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--fleetdig", help="accepted and not used, so that a wrapper can always give it")
    for command in commands.choices.values():
        command.add_argument("--internet", choices=internets.names(), default="town", help="which one (default: town)")
        command.add_argument("--keep", action="store_true", help="leave inventories, records, zones and logs behind")
    return parser.parse_args()


def show_table(table):
    for situation in table.SITUATIONS:
        extra = "" if situation.milestone else "  (extra)"
        print(f"situation {situation.name:18} {len(situation.questions):3} names x "
              f"{len(situation.resolvers):2} resolvers  {situation.about}{extra}")
    for resolver in table.RESOLVERS:
        extra = "" if resolver.milestone else "  (extra)"
        print(f"resolver  {resolver.id:13} {resolver.role:7} {resolver.address:18} {resolver.kind or '-':9} "
              f"{resolver.record.describe()}{extra}")
    for question in table.QUESTIONS:
        extra = "" if question.milestone else "  (extra)"
        print(f"name      {question.name:26} {question.qtype:5} {question.truth.describe()}{extra}")
    return 0


def prove_all(lab):
    here = lab.vantage("client").namespace
    proof = prove.Proof()
    table = lab.table
    healthy = [resolver for resolver in table.RESOLVERS if resolver.healthy]
    total = [0, 0]

    def settle():
        passed, failed = proof.settle()
        total[0] += passed
        total[1] += failed

    prove.servers(proof, lab, table.QUESTIONS, here)
    settle()
    prove.resolvers(proof, lab, here)
    settle()
    prove.names(proof, lab, table.QUESTIONS, healthy, here)
    settle()
    for entry in table.SITUATIONS:
        prove.situation(proof, lab, entry, entry.name)
        settle()
    print(f"{total[0]} passed, {total[1]} failed")
    return 1 if total[1] else 0


def explain_access(lab, outside_pid):
    here = lab.vantage("client").namespace
    prefix = f"nsenter -t {outside_pid} -m --net=/proc/{outside_pid}/root/run/netns/{here}"
    print("The lab is up. From another terminal, as root, ask as the prober would:\n"
          f"  {prefix} dig @{lab.resolvers[0].address} {lab.table.QUESTIONS[0].name}\n"
          f"  {prefix} bash\n"
          "Resolvers:")
    for resolver in lab.table.RESOLVERS:
        print(f"  {resolver.address:18} {resolver.role:7} {resolver.id:13} {resolver.record.describe()}")
    print("Authoritative servers (RD=0), root: " + " ".join(entry.address for entry in lab.zones[0].ns))
    print(f"Trust anchor: {lab.builder.trust_anchor}\n"
          f"Configurations, zones, logs: /proc/{outside_pid}/root{STATE}")


def wait_for_interrupt(lab, outside_pid):
    explain_access(lab, outside_pid)
    print("Ctrl-C ends it.", flush=True)
    while True:
        signal.pause()


def run_shell(lab, outside_pid):
    explain_access(lab, outside_pid)
    sys.stdout.flush()
    here = lab.vantage("client").namespace
    environment = dict(os.environ, PS1="lab# ")
    subprocess.run(net.in_namespace(here, "bash", "--norc"), env=environment, check=False)
    return 0


def act(arguments, lab, outside_pid):
    if arguments.command == "prove":
        return prove_all(lab)
    if arguments.command == "up":
        return wait_for_interrupt(lab, outside_pid)
    if arguments.command == "shell":
        return run_shell(lab, outside_pid)
    return report.run(arguments, lab)


def not_worth_keeping(folder, names):
    return [name for name in names
            if name in ("bin", "keys") or name.endswith(".mdb") or stat.S_ISSOCK(os.lstat(f"{folder}/{name}").st_mode)]


def keep_state(outside_pid):
    kept = tempfile.mkdtemp(prefix=f"fleetdig-lab-{outside_pid}-")
    shutil.copytree(STATE, kept, dirs_exist_ok=True, ignore=not_worth_keeping)
    print(f"kept: {kept}")


def main():
    arguments = parse_arguments()
    table = internets.load(arguments.internet)
    if arguments.command == "list":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        return show_table(table)
    started = time.monotonic()
    outside_pid = isolate.enter()
    STATE.mkdir()
    lab = internet.Lab(STATE, table)
    try:
        lab.start()
        print(f"lab up in {time.monotonic() - started:.1f} s: {len(lab.authorities)} authoritative servers, "
              f"{len(lab.recursives)} resolvers, {len(lab.zones)} zones", flush=True)
        return act(arguments, lab, outside_pid)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    finally:
        lab.stop()
        if arguments.keep:
            keep_state(outside_pid)


if __name__ == "__main__":
    sys.exit(main())
