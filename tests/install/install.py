#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What an installation is good for: install.py BUILD_DIRECTORY. Needs root: packages are tried in a root of their own.

The last line is `N passed, N failed`.
"""
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import seccomp
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(sys.argv[1]).resolve()
SCRATCH = Path(tempfile.mkdtemp(prefix="fleetdig-install-"))
PREFIX = SCRATCH / "installed"
CASES = []


def case(function):
    CASES.append(function)
    return function


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what))


def run(*command, **more):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    expect(result.returncode == 0, command, "ended with", result.returncode, result.stdout[-2000:], result.stderr[-4000:])
    return result.stdout


def only(pattern):
    found = list(PREFIX.glob("**/" + pattern))
    expect(len(found) == 1, pattern, "is installed as", found)
    return found[0]


@case
def meson_installs_everything():
    run("meson", "install", "-C", BUILD, "--quiet", env=dict(os.environ, DESTDIR=str(PREFIX)))
    expect("fleetdig" in run(only("bin/fleetdig"), "--version"), "the program runs from where it is installed")
    for pattern in ("man1/fleetdig.1", "man5/fleetdig-inventory.5", "man5/fleetdig-records.5", "completions/fleetdig", "_fleetdig",
                    "fleetdig.fish", "fleetdig.service", "fleetdig.timer", "records.schema.json", "inventory.schema.json"):
        only(pattern)


@case
def the_manual_is_whole():
    for pattern in ("man1/fleetdig.1", "man5/fleetdig-inventory.5", "man5/fleetdig-records.5"):
        result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", only(pattern)], capture_output=True, text=True,
                                env=dict(os.environ, MANWIDTH="100", LC_ALL="C.UTF-8"))
        expect(result.returncode == 0 and result.stderr == "", pattern, result.stderr)
        expect(not re.search("@(MIDDLE|FIELDS)@", result.stdout) and len(result.stdout) > 2000, pattern, "is not filled in")
    text = run("man", "-l", only("man1/fleetdig.1"), env=dict(os.environ, MANWIDTH="200"))
    help_text = run(only("bin/fleetdig"), "sweep", "--help")
    for option in re.findall(r"--[a-z0-9-]+", help_text):
        expect(option in text, option, "is not in the manual")


@case
def a_program_of_others_builds_and_asks():
    library = only("pkgconfig/fleetdig.pc")
    environment = dict(os.environ, PKG_CONFIG_PATH=str(library.parent), PKG_CONFIG_SYSROOT_DIR=str(PREFIX))
    words = run("pkg-config", "--cflags", "--libs", "fleetdig", env=environment).split()
    words = [word.replace(str(PREFIX) + str(PREFIX), str(PREFIX)) for word in words]
    program = SCRATCH / "ask"
    run("cc", "-Wall", "-Wextra", "-Werror", only("examples/ask.c"), *words, "-o", program)
    with subprocess.Popen([only("bin/fleetdig"), "demo", "--hold", "-o", "ndjson:/dev/null"], stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, text=True) as demo:
        try:
            port = next(match[1] for match in (re.search(r"stay up on port (\d+)", line) for line in demo.stderr) if match)
            said = run(program, f"127.53.10.53#{port}", "www.shop.example", "api-v1.payments.example")
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)
    expect(re.search(r"www\.shop\.example: NOERROR in \d", said) and "api-v1.payments.example: NXDOMAIN" in said, said)


def confine(without=()):
    """This process may from now on what the profile allows, as a container's would."""
    profile = json.loads(only("seccomp.json").read_text())
    rules = seccomp.SyscallFilter(seccomp.ERRNO(profile["defaultErrnoRet"]))
    for group in profile["syscalls"]:
        for name in group["names"]:
            if name not in without:
                rules.add_rule(seccomp.ALLOW, name)
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    rules.load()


def engine_under(without=()):
    result = subprocess.run([only("bin/fleetdig"), "demo", "-o", "ndjson"], capture_output=True, text=True, timeout=120,
                            preexec_fn=lambda: confine(without))
    expect(result.returncode == 0, "confined:", result.returncode, result.stderr)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return rows[0]["engine"], {(row["name"], row["qtype"], row["cause"]) for row in rows if row["type"] == "verdict"}


@case
def the_seccomp_profile_is_enough_for_both_engines():
    uring, verdicts = engine_under()
    epoll, others = engine_under(without={"io_uring_setup", "io_uring_enter", "io_uring_register"})
    expect((uring, epoll) == ("uring", "epoll"), uring, epoll)
    expect(verdicts == others and verdicts, verdicts ^ others)


@case
def the_units_are_sound():
    units = SCRATCH / "units"
    units.mkdir()
    for name in ("fleetdig.service", "fleetdig.timer"):
        text = only(name).read_text()
        text = re.sub(r"^ExecStart=\S+", "ExecStart=" + str(only("bin/fleetdig")), text, flags=re.M)
        (units / name).write_text(text.replace("Documentation=man:fleetdig(1)\n", ""))
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", *units.glob("fleetdig.*")], capture_output=True, text=True)
    told = [line for line in result.stderr.splitlines() if "fleetdig" in line]
    expect(result.returncode == 0 and not told, told, result.stderr)
    command = re.search(r"^ExecStart=(.+)", only("fleetdig.service").read_text(), re.M)[1].split()
    for word in command:
        if word.startswith("-") and word != "-o":
            expect(word in run(only("bin/fleetdig"), "sweep", "--help"), word, "is no option")


@case
def the_cron_job_is_sound():
    job, claim = yaml.safe_load_all(only("cronjob.yaml").read_text())
    spec = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    expect(job["kind"] == "CronJob" and claim["kind"] == "PersistentVolumeClaim", job["kind"], claim["kind"])
    profile = spec["securityContext"]["seccompProfile"]
    expect(profile == {"type": "Localhost", "localhostProfile": "fleetdig.json"}, profile)
    [container] = spec["containers"]
    expect({mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}, container)
    options = set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", container["args"][0])) - {"-eq"}
    for option in options:
        expect(option in run(only("bin/fleetdig"), "sweep", "--help"), option, "is no option")


def mirror():
    """Where this machine's own packages come from."""
    return run("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)").splitlines()


@case
def the_packages_install_in_a_clean_root():
    packages, clean = SCRATCH / "packages", SCRATCH / "clean"
    codename = re.search(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text())[1]
    source = next(line.split()[0] for line in mirror() if line.split()[1:] == [codename, "main"])
    with ThreadPoolExecutor() as meanwhile:
        root = meanwhile.submit(run, "debootstrap", "--variant=minbase", codename, clean, source)
        run(ROOT / "src" / "dist" / "package.sh", packages)
        root.result()
    for path in ("/etc/apt/apt.conf.d", "/etc/apt/sources.list.d"):
        shutil.copytree(path, str(clean) + path, dirs_exist_ok=True)
    (clean / "etc/resolv.conf").write_text(Path("/etc/resolv.conf").read_text())
    (clean / "etc/hosts").write_text(Path("/etc/hosts").read_text())
    for package in packages.glob("*fleetdig*.deb"):
        if "dbgsym" not in package.name:
            shutil.copy(package, clean)
    inside = ["chroot", clean, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    (clean / "etc/apt/sources.list").write_text(f"deb {source} {codename} main\n")
    for extra in (clean / "etc/apt/sources.list.d").iterdir():
        extra.unlink()
    # no /proc, no /sys, no /dev: what the program needs of them it must do without
    run(*inside, "apt-get", "update")
    run(*inside, "sh", "-c", "apt-get install -y --no-install-recommends /*.deb")
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "alone"]
    said = run(*alone, *inside, "fleetdig", "demo", "-o", "ndjson")
    causes = {json.loads(line)["cause"] for line in said.splitlines() if json.loads(line)["type"] == "verdict"}
    expect({"ok", "auth_lame", "dnssec_signature_expired"} <= causes, causes)
    run(*inside, "dpkg", "--purge", "fleetdig", "libfleetdig-dev")
    left = run(*inside, "find", "/usr", "/lib/systemd", "-path", "*fleetdig*")
    expect(left == "", "left behind:", left)


def main():
    passed = failed = 0
    if os.geteuid() != 0:
        print("SKIP: packages are tried in a root of their own, which needs root")
        return 77
    try:
        for function in CASES:
            start = time.monotonic()
            try:
                function()
                passed += 1
                print(f"ok      {function.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception:  # whatever went wrong, the others still run
                failed += 1
                print(f"FAILED  {function.__name__}\n{traceback.format_exc()}", flush=True)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
