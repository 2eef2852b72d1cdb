#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A host in a box: box.py < JSON, to be run by `unshare --net --mount --uts`. Puts files over this host's, starts name servers
on loopback, runs one command, and prints what it wrote as JSON.

    {"files": {"/etc/hosts": "..."}, "host": "name", "command": ["fleetdig", ...],
     "servers": {"127.0.0.1": {"www.corp.example": {"A": ["192.0.2.1"]}, ...}}}

Of a name's type, a list of lists is given out in turn; "drop" and "SERVFAIL" are what they say. Whatever else is asked does not
exist, but for the root's SOA.
"""
import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "AAAA": 28}
NUMBERS = {number: word for word, number in TYPES.items()}
SERVFAIL, NXDOMAIN = 2, 3


def wire_name(text):
    labels = [label for label in text.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def record(owner, kind, data):
    return wire_name(owner) + struct.pack("!HHIH", TYPES[kind], 1, 60, len(data)) + data


def soa(owner):
    return record(owner, "SOA", wire_name("ns.example") + wire_name("host.example") + struct.pack("!5I", 1, 2, 3, 4, 5))


def rdata(kind, text):
    return wire_name(text) if kind in ("CNAME", "NS") else ipaddress.ip_address(text).packed


class Server:
    def __init__(self, address, names):
        self.names = {name.lower(): types for name, types in names.items()}
        self.turns = {}
        self.socket = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def values(self, name, kind):
        values = self.names[name][kind]
        if isinstance(values, list) and values and isinstance(values[0], list):
            turn = self.turns[name, kind] = self.turns.get((name, kind), -1) + 1
            values = values[turn % len(values)]
        return values

    def answer(self, name, kind):
        """Records of ANSWER, of AUTHORITY, RCODE; None: silence."""
        if (name, kind) == ("", "SOA"):
            return [soa("")], [], 0
        types, found = self.names.get(name), []
        zone = soa(".".join(name.split(".")[-2:]) if "." in name else "")
        if types is None:
            return [], [zone], NXDOMAIN
        while "CNAME" in types:
            target = types["CNAME"]
            found.append(record(name, "CNAME", wire_name(target)))
            name, types = target, self.names[target]
        if kind not in types:
            return found, [zone], 0
        values = self.values(name, kind)
        if values == "drop":
            return None
        if values == "SERVFAIL":
            return [], [], SERVFAIL
        return found + [record(name, kind, rdata(kind, value)) for value in values], [], 0

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            kind = NUMBERS.get(struct.unpack("!H", query[at + 1:at + 3])[0], "?")
            said = self.answer(".".join(labels).lower(), kind)
            if said is None:
                continue
            found, authority, rcode = said
            head = query[:2] + struct.pack("!5H", 0x8180 | rcode, 1, len(found), len(authority), 0)
            self.socket.sendto(head + query[12:at + 5] + b"".join(found + authority), peer)


def put_over(path, text):
    file = tempfile.NamedTemporaryFile("w", delete=False)
    file.write(text)
    file.close()
    os.chmod(file.name, 0o644)
    if not os.path.exists(path):
        open(path, "w").close()
    subprocess.run(["mount", "--bind", file.name, path], check=True)
    return file.name


def main():
    box = json.load(sys.stdin)
    socket.sethostname(box.get("host", "box"))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    used = [put_over(path, text) for path, text in box["files"].items()]
    for address, names in box["servers"].items():
        Server(address, names)
    environment = {key: value for key, value in os.environ.items() if key not in ("LOCALDOMAIN", "RES_OPTIONS", "CI")}
    done = subprocess.run(box["command"], capture_output=True, text=True, timeout=100, env=environment)
    for name in used:
        os.unlink(name)
    print(json.dumps({"status": done.returncode, "stdout": done.stdout, "stderr": done.stderr}))


if __name__ == "__main__":
    main()
