"""kxdpgun's sending rate, over a veth pair of its own: it matches no replies, so this is a figure of another kind."""
import os
import re
import shutil
import subprocess

import measure


def missing():
    """Why this stage cannot run here; "" if it can."""
    for program, package in (("kxdpgun", "knot-dnsutils"), ("ip", "iproute2")):
        if not shutil.which(program):
            return f"{program} is not installed (Debian package {package})"
    return "" if os.geteuid() == 0 else "network namespaces need root"


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def build(near, far):
    for name in (near, far):
        ip("netns", "add", name)
    ip("link", "add", "bench0", "netns", near, "type", "veth", "peer", "name", "bench1", "netns", far)
    for name, link, address in ((near, "bench0", "198.51.100.1/24"), (far, "bench1", "198.51.100.2/24")):
        ip("-n", name, "addr", "add", address, "dev", link)
        ip("-n", name, "link", "set", link, "up")
        ip("-n", name, "link", "set", "lo", "up")


def stage(rig):
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where Debian keeps both
    reason = missing()
    if reason:
        print(f"\nkxdpgun was left out: {reason}")
        return {"left_out": reason}
    near, far = f"fdbench-{os.getpid()}-a", f"fdbench-{os.getpid()}-b"
    try:
        build(near, far)
        return run(rig, near, far)
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, "stderr", "") or str(error)).strip()
        print(f"\nkxdpgun was left out: {reason}")
        return {"left_out": reason}
    finally:
        for name in (near, far):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def run(rig, near, far):
    """The far end only has to exist and answer neighbour discovery: nothing listens for what is counted."""
    job = rig.job(rig.options.names)
    subprocess.run(["ip", "netns", "exec", near, "ping", "-c", "1", "-W", "2", "198.51.100.2"], capture_output=True, check=False)
    argv = ["ip", "netns", "exec", near, "kxdpgun", "-t", "3", "-Q", "2000000", "-b", "32", "-i", job.queries(), "198.51.100.2"]
    cost = measure.run_client(argv, rig.cores.client, 30, rig.scratch)
    found = re.search(r"total queries:\s+(\d+)", cost.out + cost.err)
    if not found:
        raise RuntimeError(f"kxdpgun: {(cost.err or cost.out).strip()[-200:]}")
    sent = int(found[1])
    result = {"sent": sent, "sent_per_s": sent / 3, "cpu_ns": cost.cpu_s * 1e9 / sent}
    print(f"\nkxdpgun over veth: {result['sent_per_s']:.0f} queries sent a second, {result['cpu_ns']:.0f} ns of CPU each; replies are not matched")
    return result
