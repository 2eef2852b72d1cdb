"""Runs one client against one responder, each on its own core, and says what it cost."""
import ctypes
import json
import mmap
import os
import resource
import select
import signal
import subprocess
import time
import typing
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_TIMERSLACK = 1, 29
LIBC = ctypes.CDLL(None, use_errno=True)
WATCH_S = 0.02  # how often a client's peak memory is looked at
WARM_BYTES = 256 << 20


@dataclass
class Cores:
    """Client and responder on cores of their own, where there are two."""
    client: int
    responder: int
    notes: list = field(default_factory=list)
    first: typing.ClassVar[bool] = False  # what is measured runs before everything else here

    @classmethod
    def choose(cls, client=None, responder=None):
        usable = sorted(os.sched_getaffinity(0))
        cores = cls(usable[0] if client is None else client, usable[-1] if responder is None else responder)
        if cores.client == cores.responder:
            cores.notes.append("client and responder share a core: q/s says little, CPU per query still counts")
        return cores


def child_setup(core, exact=False):
    """Runs in the child: on its core, and gone when we are gone. `exact`: its sleeps end when they should, not 50 us later."""
    def setup():
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if exact:
            LIBC.prctl(PR_SET_TIMERSLACK, 1)
        if Cores.first:  # by weight: at real-time priority a busy core would be taken away for 50 ms a second
            os.setpriority(os.PRIO_PROCESS, 0, -20)
        os.sched_setaffinity(0, {core})
    return setup


class Responder:
    """The made responder for the length of one measurement; afterwards `counts` holds what it saw."""

    def __init__(self, program, core, *options, listen=("127.0.0.1#5399",)):
        self.argv = [str(program), "--core", str(core)]
        for address in listen:
            self.argv += ["--listen", address]
        self.argv += [str(option) for option in options]
        self.core = core
        self.counts = {}

    def __enter__(self):
        self.process = subprocess.Popen(self.argv, stdout=subprocess.PIPE, text=True, preexec_fn=child_setup(self.core))
        line = self.process.stdout.readline()
        if line != "ready\n":
            self.process.wait()
            raise RuntimeError(f"the responder does not start: {' '.join(self.argv)}")
        return self

    def __exit__(self, *unused):
        self.process.send_signal(signal.SIGTERM)
        try:
            text, _ = self.process.communicate(timeout=10)
            self.counts = json.loads(text)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise


@dataclass
class Cost:
    wall_s: float
    cpu_s: float
    user_s: float
    peak_kib: int
    status: int
    overdue: bool
    out: str
    err: str


def peak_kib(pid):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return 0


def warm_memory():
    """Touches free memory and gives it back. A hypervisor takes back what a guest leaves free for some seconds, and the next
    to touch it pays 30 us a page: that would be charged to whoever happens to run after a long run of another."""
    with mmap.mmap(-1, WARM_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.madvise(mmap.MADV_HUGEPAGE)
        for at in range(0, WARM_BYTES, mmap.PAGESIZE):
            memory[at] = 1


def run_client(argv, core, limit_s, scratch, watch=None, exact=False):
    """Runs a client to its end, or to `limit_s`; CPU is that of all its threads, by wait4().

    ru_maxrss of a child counts what it was before exec(), which is this interpreter: below that, VmHWM is sampled.
    `watch`, when given, is called at each look, with the seconds since the start.
    """
    peak, overdue = 0, False
    warm_memory()
    with open(scratch / "stdout", "w+") as out, open(scratch / "stderr", "w+") as err:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   preexec_fn=child_setup(core, exact))
        handle = os.pidfd_open(process.pid)
        while not select.select([handle], [], [], WATCH_S)[0]:
            peak = max(peak, peak_kib(process.pid))
            if watch:
                watch(time.monotonic() - start)
            if time.monotonic() - start > limit_s and not overdue:
                overdue = True
                process.kill()
        wall = time.monotonic() - start
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        os.close(handle)
        out.seek(0)
        err.seek(0)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_utime, used.ru_maxrss if used.ru_maxrss > own else peak,
                    process.returncode, overdue, out.read(), err.read())


def write_names(path, count, suffix=""):
    """Names of mean wire length 24 (21 to 27), in a thousand zones, one a line."""
    with open(path, "w") as stream:
        for start in range(0, count, 10000):
            stream.write("".join(
                f"h{i:07d}{'abcdefgh'[:i % 7]}.z{i * 7919 % 1000:03d}.bench{suffix}\n"
                for i in range(start, min(start + 10000, count))))
    return path
