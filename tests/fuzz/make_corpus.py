#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seed inputs of the wire codec's fuzz targets, from the rows of its unit tests.

Inputs called regression-* were found by fuzzing and are left alone.
"""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
UNIT = HERE.parent / "unit" / "wire"
STRING = r'"((?:[^"\\]|\\.)*)"'


def write(target, inputs):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, octets in enumerate(dict.fromkeys(inputs)):
        (folder / f"seed-{number:02}").write_bytes(octets)


def hexes(path, first):
    """The hexadecimal strings of a table's rows, in the rows that match `first`."""
    for row in re.findall(first + r'((?:\s*"[0-9a-f ]*")+)', path.read_text()):
        yield bytes.fromhex("".join(re.findall(r'"([^"]*)"', row)))


replies = list(hexes(UNIT / "replies.c", r'\{ "[^"]*",'))
write("message", replies)

name = b"\4mail\7example\4test\0"
asked = b"\x29\0\1" + name
write("match", [asked + reply for reply in replies[:1] + replies[10:12] + replies[-1:]] +
      [b"\x40\0\x10\7version\4bind\0" + replies[12],
       asked + bytes.fromhex("123481800000000000000001" "00002904d0010000000000"),
       asked + bytes.fromhex("123481850000000000000001" "00002904d0000000000006000f00020012")])

write("name", [b".", b"www.example.com", b"a\\.b\\032c\\\\.x.", b"\\000\\255", b"x" * 63 + b".y",
               b".".join([b"y" * 63] * 3) + b"." + b"z" * 61, b"\3www\7example\0", b"\0",
               b"\1a" * 127 + b"\0", b"_sip._tcp.x", b"a..b", b"\\256", b"\x40a", b"\xc0\x0c"])

write("edns", [bytes.fromhex(h) for h in (
    "", "00030000", "000300046e732d61", "000f00020016", "000f000800096e6f206b6579",
    "000a00100011223344556677" "8899aabbccddeeff", "000300046e732d61000f00020007", "000f0003", "00")])

rows = re.findall(r'\{ (\w+)[^"]*"([0-9a-f ]*)",\s*"', (UNIT / "test_record.c").read_text())
numbers = dict(re.findall(r'FD_TYPE_(\w+) = (\d+)',
                          (HERE.parent.parent / "include/fleetdig/wire.h").read_text()))
by_type = {}
for kind, rdata in rows:
    number = int(numbers.get(kind.removeprefix("FD_TYPE_"), 0) or kind)
    by_type.setdefault(number, []).append(number.to_bytes(2, "big") + bytes.fromhex(rdata))
write("rdata", [inputs[-1] for inputs in by_type.values()] + by_type[16])
