#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A forwarder of the kind that sits in cheap routers and old firewalls: it passes queries on, after a while, and without
what it does not understand; or a server with habits of its own, given as rules.

    proxy.py FORWARD [--delay SECONDS] [--no-edns] [--flap UP,DOWN] [--rule SUFFIX,TYPE,WHAT]... ADDRESS...

A rule is of names below SUFFIX (. for all, =NAME for one), of a TYPE (its number, * for all, +edns for queries with an OPT, +do for those with DO,
+option for those whose OPT carries an option);
WHAT is `drop`, `tc` (TC=1 over UDP, passed on over TCP), `no-aa` (passed on, AA cleared), `no-sigs` (passed on without DO), or an RCODE's number, `:EDE` after it, `:soa` to add an SOA,
`:bare` for a header alone, `:aa` for an answer with authority; or, over UDP, a way to hand the reply over (`WAYS`). `/N` after it: every Nth time only.
One that flaps is there for UP seconds and away for DOWN, all of them together.

Python's standard library only; one lookup is one socket, which is enough for a lab.
"""

import argparse
import asyncio
import dataclasses
import socket
import struct
import time

PATIENCE = 20.0
# Something wrong before the reply; the reply twice, after N seconds, in small letters; or with what nobody can match to the question.
WAYS = ("junk-id", "junk-question", "junk-port", "twice", "late", "lower", "wrong-id", "wrong-port", "other-address")
STRAY_PORT = 5353


def without_edns(query):
    """Cuts the OPT record off, and with it DO: what comes back has no signatures."""
    if len(query) < 12 or struct.unpack_from("!H", query, 10)[0] != 1:
        return query
    end = 12
    while end < len(query) and query[end]:
        end += query[end] + 1
    return query[:10] + b"\0\0" + query[12:end + 5]


def read_question(query):
    """Name, type, where the question ends, and whether an OPT and its DO follow."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += query[at] + 1
    edns = struct.unpack_from("!H", query, 10)[0] > 0
    return ".".join(labels) + ".", struct.unpack_from("!H", query, at + 1)[0], at + 5, edns, edns and bool(query[at + 12] & 0x80)


@dataclasses.dataclass
class Rule:
    suffix: str
    qtype: str
    what: str
    every: int = 1
    met: int = 0

    def __post_init__(self):
        self.what, _, every = self.what.partition("/")
        self.every = int(every or 1)

    def matches(self, name, qtype, edns, wants_signatures, options):
        below = self.suffix == "." or name == self.suffix.lstrip("=") or name.endswith("." + self.suffix)
        meant = below and (self.qtype == "*" or self.qtype == str(qtype) or self.qtype == "+edns" and edns
                           or self.qtype == "+do" and wants_signatures or self.qtype == "+option" and options)
        self.met += meant
        return meant and self.met % self.every == 0

    def reply(self, query, end, edns):
        """The RCODE's upper bits need an OPT, and so does an EDE."""
        rcode, *rest = self.what.split(":")
        rcode = int(rcode)
        if "bare" in rest:
            return query[:2] + struct.pack("!5H", 0x8000 | rcode, 0, 0, 0, 0)
        ede = [int(word) for word in rest if word.isdigit()]
        soa = b"\xc0\x0c\0\x06\0\x01\0\0\0\x3c\0\x16\0\0" + struct.pack("!5L", 1, 60, 60, 60, 60) if "soa" in rest else b""
        options = b"".join(struct.pack("!3H", 15, 2, code) for code in ede)
        opt = b"\0" + struct.pack("!HHBBHH", 41, 1232, rcode >> 4, 0, 0, len(options)) + options if edns else b""
        flags = 0x8080 | (struct.unpack_from("!H", query, 2)[0] & 0x7910) | rcode & 15 | (0x0400 if "aa" in rest else 0)
        head = query[:2] + struct.pack("!5H", flags, 1, 0, 1 if soa else 0, 1 if opt else 0)
        return head + query[12:end] + soa + opt


class Proxy:
    def __init__(self, arguments):
        self.arguments = arguments
        self.tasks = set()
        self.listeners, self.strays = {}, {}
        self.rules = [Rule(*rule.split(",")) for rule in arguments.rule]
        self.up, self.down = (float(word) for word in arguments.flap.split(","))

    def away(self):
        return time.monotonic() % (self.up + self.down) >= self.up

    def own_reply(self, query, stream=False):
        """What a rule says: None to pass on, b"" to drop; and whether AA is to be cleared."""
        name, qtype, end, edns, wants_signatures = read_question(query)
        options = edns and struct.unpack_from("!H", query, end + 9)[0] > 0
        for rule in self.rules:
            if rule.matches(name, qtype, edns, wants_signatures, options):
                if rule.what in ("no-aa", "no-sigs") or rule.what.partition(":")[0] in WAYS:
                    return None, rule.what
                if rule.what == "tc":
                    cut = query[:2] + struct.pack("!5H", 0x8600 | (struct.unpack_from("!H", query, 2)[0] & 0x0110), 1, 0, 0, 0) + query[12:end]
                    return (None if stream else cut), ""
                return (b"" if rule.what == "drop" else rule.reply(query, end, edns)), ""
        return None, ""

    @staticmethod
    def without_aa(reply):
        return reply[:2] + bytes([reply[2] & ~4]) + reply[3:]

    @staticmethod
    def without_do(query):
        end = read_question(query)[2]
        return query[:end + 7] + bytes([query[end + 7] & 0x7F]) + query[end + 8:]

    def change(self, query):
        return without_edns(query) if self.arguments.no_edns else query

    async def over_udp(self, query, listener, client):
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self.arguments.delay)
        if self.away():
            return
        own, habit = self.own_reply(query)
        if own is not None:
            if own:
                listener.sendto(own, client)
            return
        query = self.without_do(query) if habit == "no-sigs" else query
        six = ":" in self.arguments.forward
        with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as upstream:
            upstream.setblocking(False)
            upstream.bind((self.arguments.addresses[0], 0))
            upstream.connect((self.arguments.forward, 53))
            try:
                await loop.sock_sendall(upstream, self.change(query))
                reply = await asyncio.wait_for(loop.sock_recv(upstream, 65535), PATIENCE)
            except OSError:
                return
        await self.hand_over(self.without_aa(reply) if habit == "no-aa" else reply, habit, listener, client)

    async def hand_over(self, reply, habit, listener, client):
        way, _, seconds = habit.partition(":")
        address = listener.get_extra_info("sockname")[0]
        wrong_id = bytes([reply[0] ^ 0x55]) + reply[1:]
        if way == "late":
            await asyncio.sleep(float(seconds))
        elif way == "junk-id":
            listener.sendto(wrong_id, client)
        elif way == "junk-question":
            listener.sendto(reply[:13] + bytes([reply[13] ^ 1]) + reply[14:], client)
        elif way == "junk-port":
            self.strays[address].sendto(reply, client)
        elif way == "wrong-id":
            reply = wrong_id
        elif way == "lower":
            end = read_question(reply)[2] - 4
            reply = reply[:12] + reply[12:end].lower() + reply[end:]
        if way == "wrong-port":
            self.strays[address].sendto(reply, client)
        elif way == "other-address":
            next(other for where, other in self.listeners.items() if where != address).sendto(reply, client)
        else:
            listener.sendto(reply, client)
        if way == "twice":
            listener.sendto(reply, client)

    async def over_tcp(self, reader, writer):
        try:
            while not self.away():
                size = struct.unpack("!H", await reader.readexactly(2))[0]
                query = self.change(await reader.readexactly(size))
                await asyncio.sleep(self.arguments.delay)
                own, habit = self.own_reply(query, stream=True)
                if own is not None:
                    if own:
                        writer.write(struct.pack("!H", len(own)) + own)
                    continue
                query = self.without_do(query) if habit == "no-sigs" else query
                upstream_reader, upstream = await asyncio.open_connection(
                    self.arguments.forward, 53, local_addr=(self.arguments.addresses[0], 0))
                upstream.write(struct.pack("!H", len(query)) + query)
                head = await upstream_reader.readexactly(2)
                reply = await upstream_reader.readexactly(struct.unpack("!H", head)[0])
                writer.write(head + (self.without_aa(reply) if habit == "no-aa" else reply))
                upstream.close()
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def received(self, listener, query, client):
        task = asyncio.get_running_loop().create_task(self.over_udp(query, listener, client))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def serve(self):
        loop = asyncio.get_running_loop()
        for address in self.arguments.addresses:
            self.listeners[address], _ = await loop.create_datagram_endpoint(lambda: Listener(self), local_addr=(address, 53))
            if any(rule.what.endswith("-port") for rule in self.rules):
                self.strays[address], _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=(address, STRAY_PORT))
            await asyncio.start_server(self.over_tcp, address, 53)
        await asyncio.Event().wait()


class Listener(asyncio.DatagramProtocol):
    def __init__(self, proxy):
        self.proxy = proxy
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.proxy.received(self.transport, data, addr)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forward")
    parser.add_argument("addresses", nargs="+")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--no-edns", action="store_true")
    parser.add_argument("--flap", default="1,0")
    parser.add_argument("--rule", action="append", default=[])
    asyncio.run(Proxy(parser.parse_args()).serve())


if __name__ == "__main__":
    main()
