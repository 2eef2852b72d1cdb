# SPDX-License-Identifier: MIT
"""A private mount and PID namespace for one lab.

Everything a lab makes lives in it: /run is a tmpfs of its own, so network namespaces, configurations, zones and
logs vanish with the last process, and the kernel ends every server when the lab's first process ends, even
by SIGKILL. So two labs never meet, and none leaves anything behind.
"""

import ctypes
import os
import signal
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWNET = 0x40000000
CLONE_NEWPID = 0x20000000
MS_REC_PRIVATE = 0x4000 | 0x40000
PR_SET_PDEATHSIG = 1
SKIPPED = 77

LIBC = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source, target, kind, flags=0):
    check(LIBC.mount(source, target, kind, ctypes.c_ulong(flags), None), f"mount {target.decode()}")


def set_namespace(descriptor, kind):
    check(LIBC.setns(descriptor, kind), "setns")


def own_mounts():
    """The calling process's view only. Returns the pid by which the outside knows this process."""
    outside_pid = int(os.readlink("/proc/self"))
    mount(b"none", b"/", None, MS_REC_PRIVATE)
    mount(b"lab", b"/run", b"tmpfs")
    os.makedirs("/run/netns")
    if os.path.isdir("/dev/shm"):
        mount(b"lab", b"/dev/shm", b"tmpfs")  # faketime names semaphores by pid, and pids here begin at 1
    try:
        mount(b"proc", b"/proc", b"proc")
    except OSError:
        pass  # A container may forbid it; nothing here depends on a fresh /proc.
    return outside_pid


def guard(child):
    """The outside half: waits for the lab, hands signals on, becomes its exit status."""

    def hand_on(number, _frame):
        try:
            os.kill(child, number)
        except ProcessLookupError:
            pass

    signal.signal(signal.SIGTERM, hand_on)
    signal.signal(signal.SIGHUP, hand_on)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # A terminal sends it to both halves.
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status) % 256)


def interrupted(_number, _frame):
    raise KeyboardInterrupt


def enter():
    """Returns inside the namespaces, in a new process; the old one stays outside and waits for it.

    Returns the pid by which the outside knows the lab (for nsenter). Without the right to make
    namespaces: says SKIP and exits 77.
    """
    if os.geteuid() != 0:
        print("SKIP: the lab makes network namespaces and needs root")
        sys.exit(SKIPPED)
    try:
        check(LIBC.unshare(CLONE_NEWNS | CLONE_NEWPID), "unshare")
    except OSError as error:
        print(f"SKIP: no namespaces here ({error})")
        sys.exit(SKIPPED)
    sys.stdout.flush()
    child = os.fork()
    if child:
        guard(child)
    check(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGHUP, interrupted)
    signal.signal(signal.SIGINT, interrupted)
    return own_mounts()
