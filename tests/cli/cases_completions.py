# SPDX-License-Identifier: MIT
"""Completions: what a shell offers is what the program takes."""
import re
import subprocess

from harness import PROGRAM, case, expect, fails_with, run, scratch


def offered(*words):
    """What bash offers for the last of these words."""
    script = scratch("completions.bash", run("completions", "bash").stdout)
    command = f"""source {script}
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        compopt() {{ :; }}
        _fleetdig
        printf '%s\\n' "${{COMPREPLY[@]}}" """
    result = subprocess.run(["bash", "-c", command, "bash", *words], capture_output=True, text=True, check=True)
    expect(result.stderr == "", result.stderr)
    return result.stdout.split()


@case
def bash_offers_what_the_program_takes():
    expect({"sweep", "diagnose", "explain", "completions"} <= set(offered("fleetdig", "")), offered("fleetdig", ""))
    expect(offered("fleetdig", "swe") == ["sweep"], offered("fleetdig", "swe"))
    expect(offered("fleetdig", "sweep", "--eng") == ["--engine="], offered("fleetdig", "sweep", "--eng"))
    expect(offered("fleetdig", "sweep", "--engine", "=", "u") == ["uring"], "after an equals sign")
    expect(offered("fleetdig", "sweep", "--engine", "e") == ["epoll"], "after a blank")
    expect(offered("fleetdig", "sweep", "-o", "nd") == ["ndjson"], "after a letter")
    expect(offered("fleetdig", "sweep", "--fail-on", "failure,auth_l") == ["failure,auth_lame"], "in a list")
    expect(offered("fleetdig", "explain", "SERV") == ["SERVFAIL"], offered("fleetdig", "explain", "SERV"))
    expect("--engine=" not in offered("fleetdig", "check", "--"), "check asks nobody")


@case
def every_option_offered_is_in_the_help():
    for command in offered("fleetdig", ""):
        if command.startswith("-"):
            continue
        listed = set(re.findall(r"--([a-z0-9-]+)", run(command, "--help").stdout))
        for word in offered("fleetdig", command, "--"):
            expect(word.strip("-=") in listed, command, word)


@case
def other_shells_can_read_theirs():
    for shell in ("bash", "zsh", "fish"):
        script = scratch(f"completions.{shell}", run("completions", shell).stdout)
        result = subprocess.run([shell, "-n", script], capture_output=True, text=True)
        expect(result.returncode == 0 and result.stderr == "", shell, result.stderr)
    fish = scratch("completions.fish", run("completions", "fish").stdout)
    result = subprocess.run(["fish", "--no-config", "-c", f"source {fish}; complete -C '{PROGRAM.rsplit('/', 1)[-1]} sweep --engine '"],
                            capture_output=True, text=True)
    expect({"auto", "uring", "epoll"} <= {line.split("\t")[0] for line in result.stdout.splitlines()}, result.stdout, result.stderr)
    fails_with(run("completions"), 2, "bash, zsh, fish")
    fails_with(run("completions", "tcsh"), 2, "bash, zsh, fish")
