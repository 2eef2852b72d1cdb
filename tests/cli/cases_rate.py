# SPDX-License-Identifier: MIT
"""Limits on the rate: found, kept, told. And what a plan comes to."""
import socket
import threading
import time

from harness import alone, case, expect, records, run, scratch

LIMIT_QPS = 150


class Limited:
    """Answers A questions up to a rate (a bucket of half a second), and refuses the rest."""

    def __init__(self):
        self.tokens, self.filled, self.refused = LIMIT_QPS / 2, time.monotonic(), 0
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.udp.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1#{self.udp.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def over(self):
        now = time.monotonic()
        self.tokens = min(LIMIT_QPS / 2, self.tokens + (now - self.filled) * LIMIT_QPS)
        self.filled = now
        if self.tokens < 1:
            return True
        self.tokens -= 1
        return False

    def serve(self):
        while True:
            query, client = self.udp.recvfrom(4096)
            question = query[12:query.index(0, 12) + 5]
            refused = self.over()
            self.refused += refused
            if refused or question[1:2] != b"n":  # else a canary: no such name
                self.udp.sendto(query[:2] + (b"\x81\x85" if refused else b"\x81\x83") + b"\0\1\0\0\0\0\0\0" + question, client)
            else:
                answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1"
                self.udp.sendto(query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + answer, client)


@alone
def a_limit_on_the_rate_is_found_kept_and_told():
    server = Limited()
    names = scratch("many.txt", "".join(f"n{i}.z{i % 20}.example\n" for i in range(700)))
    path = scratch("limited.ndjson", "")
    result = run("sweep", names, "-r", server.address, "--qps-per-resolver", "0", "--no-direct", "-o", f"ndjson:{path}")
    text = open(path).read()
    rows = records(text)
    statuses = {row["status"] for row in rows if row["type"] == "result"}
    resolver = next(row for row in rows if row["type"] == "resolver")
    expect(statuses == {"NOERROR"}, "what was refused was asked again:", statuses, result.stderr)
    expect(resolver["cause"] == "resolver_rate_limited" and resolver["severity"] == "degraded", resolver)
    expect(LIMIT_QPS / 4 <= resolver["limit_qps"] < LIMIT_QPS * 3, resolver["limit_qps"])
    expect(16 <= resolver["turned_down"] <= server.refused < 700, resolver["turned_down"], server.refused)
    expect(all(row["cause"] == "ok" for row in rows if row["type"] == "verdict"), "its names are well")
    again = records(run("replay", path, "-o", "ndjson").stdout)
    expect(next(row for row in again if row["type"] == "resolver") == resolver, "replay knows it too")


@case
def check_says_what_the_plan_comes_to():
    names = scratch("few.txt", "".join(f"n{i}.example\n" for i in range(30)))
    rows = [
        ([], "in all +60 +2000 q/s +0.0 s"),
        (["--qps-per-resolver", "10"], "in all +60 +20 q/s +3.0 s"),
        (["--qps-per-resolver", "10", "-Q", "5"], "in all +60 +5 q/s +12.0 s"),
        (["--qps-per-resolver", "0"], "in all +60 +no ceiling as fast as they answer"),
    ]
    for arguments, wanted in rows:
        out = run("check", names, "-r", "192.0.2.1", "-r", "192.0.2.2", *arguments).stdout
        line = next((line for line in out.splitlines() if line.strip().startswith("in all")), "")
        expect(" ".join(line.split()) == wanted.replace(" +", " "), arguments, out)
