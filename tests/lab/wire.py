# SPDX-License-Identifier: MIT
"""The judge's own DNS client: enough to see what a server really does, written apart from the
program under test so that both cannot share a mistake."""

import dataclasses
import os
import selectors
import socket
import struct
import time

import net

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33,
         "NAPTR": 35, "DS": 43, "RRSIG": 46, "NSEC": 47, "DNSKEY": 48, "TLSA": 52, "CDS": 59, "CDNSKEY": 60, "SVCB": 64, "HTTPS": 65,
         "ANY": 255, "CAA": 257}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
CLASSES = {"IN": 1, "CH": 3}
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 16: "BADVERS",
          23: "BADCOOKIE"}
FLAGS = {"qr": 0x8000, "aa": 0x0400, "tc": 0x0200, "rd": 0x0100, "ra": 0x0080, "ad": 0x0020, "cd": 0x0010}
OPT = 41
IP_RECVERR = 11
IPV6_RECVERR = 25
EDE_OPTION = 15


def labels_of(name):
    """The labels of a name; a dot after a backslash is part of one."""
    parts = [part.replace("\0", ".") for part in name.replace("\\.", "\0").split(".")]
    return [part.encode() for part in parts if part]


@dataclasses.dataclass
class Query:
    server: str
    name: str
    qtype: str = "A"
    rd: bool = True
    cd: bool = False
    edns: bool = True
    dnssec: bool = False
    tcp: bool = False
    qclass: str = "IN"
    namespace: str = net.NET
    timeout: float = 2.0
    port: int = 53
    tries: int = 1

    def line(self):
        flags = [f"@{self.server}", self.name, self.qtype]
        flags += [] if self.qclass == "IN" else ["-c", self.qclass]
        flags += [] if self.rd else ["+norec"]
        flags += ["+cd"] if self.cd else []
        flags += [] if self.edns else ["+noedns"]
        flags += ["+dnssec"] if self.dnssec else []
        flags += ["+tcp"] if self.tcp else []
        return "dig " + " ".join(flags)

    def encode(self, ident):
        flags = (FLAGS["rd"] if self.rd else 0) | (FLAGS["cd"] if self.cd else 0) | FLAGS["ad"]
        text = struct.pack("!6H", ident, flags, 1, 0, 0, 1 if self.edns else 0)
        for label in labels_of(self.name):
            text += bytes([len(label)]) + label
        text += b"\0" + struct.pack("!2H", TYPES[self.qtype], CLASSES[self.qclass])
        if self.edns:
            text += b"\0" + struct.pack("!HHIH", OPT, 1232, 0x8000 if self.dnssec else 0, 0)
        return text


@dataclasses.dataclass
class Reply:
    status: str
    flags: frozenset = frozenset()
    size: int = 0
    answers: tuple = ()
    authority: tuple = ()
    ede: tuple = ()
    elapsed: float = 0.0

    def describe(self):
        words = [self.status, "".join(" " + flag for flag in sorted(self.flags - {"qr", "rd"})).strip()]
        words += [f"{len(self.answers)} answers" if self.answers else ""]
        words += [f"EDE {self.ede}" if self.ede else "", f"{self.size} octets" if self.size else ""]
        return ", ".join(word for word in words if word)


class Malformed(Exception):
    pass


def read_name(data, at):
    labels, end, hops = [], None, 0
    while True:
        size = data[at]
        if size >= 0xC0:
            end = at + 2 if end is None else end
            at = ((size & 0x3F) << 8) | data[at + 1]
            hops += 1
            if hops > 64:
                raise Malformed("compression loop")
        elif size == 0:
            return ".".join(labels) + ".", at + 1 if end is None else end
        else:
            labels.append(data[at + 1:at + 1 + size].decode("latin-1"))
            at += 1 + size


def show_rdata(data, at, size, rtype):
    if rtype == 1:
        return socket.inet_ntop(socket.AF_INET, data[at:at + 4])
    if rtype == 28:
        return socket.inet_ntop(socket.AF_INET6, data[at:at + 16])
    if rtype in (2, 5, 6, 12):
        return read_name(data, at)[0]
    return data[at:at + size].hex()


def read_options(data, at, size):
    end, ede = at + size, []
    while at + 4 <= end:
        code, length = struct.unpack_from("!2H", data, at)
        if code == EDE_OPTION and length >= 2:
            ede.append(struct.unpack_from("!H", data, at + 4)[0])
        at += 4 + length
    return ede


def read_reply(data, query, elapsed):
    _ident, flags, questions, *counts = struct.unpack_from("!6H", data)
    at, rcode, ede, sections = 12, flags & 15, [], ([], [], [])
    for _ in range(questions):
        _, at = read_name(data, at)
        at += 4
    for section, count in zip(sections, counts):
        for _ in range(count):
            owner, at = read_name(data, at)
            rtype, _rclass, ttl, size = struct.unpack_from("!HHIH", data, at)
            at += 10
            if rtype == OPT:
                rcode |= (ttl >> 24) << 4
                ede += read_options(data, at, size)
            else:
                section.append((owner.lower(), TYPE_NAMES.get(rtype, str(rtype)), ttl,
                                show_rdata(data, at, size, rtype)))
            at += size
    status = RCODES.get(rcode, str(rcode))
    answers = tuple(record for record in sections[0] if record[1] != "RRSIG" or query.qtype == "RRSIG")
    return Reply(status, frozenset(name for name, bit in FLAGS.items() if flags & bit), len(data), answers,
                 tuple(sections[1]), tuple(ede), elapsed)


class Exchange:
    """One query under way, over a socket of its own."""

    def __init__(self, query):
        self.query = query
        self.ident = struct.unpack("!H", os.urandom(2))[0]
        self.started = time.monotonic()
        self.deadline = self.started + query.timeout
        self.tries_left = query.tries - 1
        self.reply = None
        self.buffer = b""
        kind = socket.SOCK_STREAM if query.tcp else socket.SOCK_DGRAM
        version = socket.AF_INET6 if net.family(query.server) == 6 else socket.AF_INET
        self.socket = socket.socket(version, kind | socket.SOCK_NONBLOCK)
        # Without this the kernel keeps "no route" from datagram sockets.
        self.socket.setsockopt(*((socket.IPPROTO_IPV6, IPV6_RECVERR) if version == socket.AF_INET6
                                 else (socket.IPPROTO_IP, IP_RECVERR)), 1)
        self.wanted = selectors.EVENT_WRITE if query.tcp else selectors.EVENT_READ

    def begin(self):
        try:
            self.socket.connect_ex((self.query.server, self.query.port))
            if not self.query.tcp:
                self.socket.send(self.query.encode(self.ident))
        except OSError as error:
            self.fail(error)

    def fail(self, error):
        names = {111: "UNREACHABLE", 113: "UNREACHABLE", 101: "UNREACHABLE"}
        self.finish(Reply(names.get(error.errno, f"ERROR {error.strerror}")))

    def finish(self, reply):
        reply.elapsed = time.monotonic() - self.started
        self.reply = reply

    def writable(self):
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            self.fail(OSError(error, os.strerror(error)))
            return
        text = self.query.encode(self.ident)
        self.socket.send(struct.pack("!H", len(text)) + text)
        self.wanted = selectors.EVENT_READ

    def readable(self):
        try:
            data = self.socket.recv(65535)
        except OSError as error:
            self.fail(error)
            return
        if self.query.tcp:
            self.buffer += data
            if not data:
                self.finish(Reply("CLOSED"))
                return
            if len(self.buffer) < 2 or len(self.buffer) < 2 + struct.unpack("!H", self.buffer[:2])[0]:
                return
            data = self.buffer[2:]
        asked = self.query.encode(self.ident)[12:]
        asked = asked[:asked.index(b"\0") + 1].lower()
        same_question = len(data) == 12 or data[12:12 + len(asked)].lower() == asked
        if len(data) >= 12 and struct.unpack_from("!H", data)[0] == self.ident and same_question:
            try:
                self.finish(read_reply(data, self.query, time.monotonic() - self.started))
            except (Malformed, IndexError, struct.error):
                self.finish(Reply("MALFORMED", size=len(data)))

    def expire(self, now):
        if now < self.deadline:
            return
        if self.tries_left > 0 and not self.query.tcp:
            self.tries_left -= 1
            self.deadline = now + self.query.timeout
            self.begin()
        else:
            self.finish(Reply("TIMEOUT"))


def ask(queries):
    """All at once; the replies in the order of the queries."""
    exchanges = []
    for namespace in dict.fromkeys(query.namespace for query in queries):
        with net.inside(namespace):
            exchanges += [Exchange(query) for query in queries if query.namespace == namespace]
    with selectors.DefaultSelector() as selector:
        for exchange in exchanges:
            exchange.begin()
            selector.register(exchange.socket, exchange.wanted, exchange)
        while any(exchange.reply is None for exchange in exchanges):
            for key, events in selector.select(0.02):
                exchange = key.data
                exchange.writable() if events & selectors.EVENT_WRITE else exchange.readable()
                if exchange.reply is None:
                    selector.modify(exchange.socket, exchange.wanted, exchange)
            now = time.monotonic()
            for exchange in exchanges:
                if exchange.reply is None:
                    exchange.expire(now)
                if exchange.reply is not None and exchange.socket.fileno() >= 0:
                    selector.unregister(exchange.socket)
                    exchange.socket.close()
    by_query = {id(exchange.query): exchange.reply for exchange in exchanges}
    return [by_query[id(query)] for query in queries]
