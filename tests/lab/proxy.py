#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A forwarder of the kind that sits in cheap routers and old firewalls: it passes queries on, after a while, and without
what it does not understand.

    proxy.py FORWARD [--delay SECONDS] [--no-edns] ADDRESS...

Python's standard library only; one lookup is one socket, which is enough for a lab.
"""

import argparse
import asyncio
import socket
import struct

PATIENCE = 20.0


def without_edns(query):
    """Cuts the OPT record off, and with it DO: what comes back has no signatures."""
    if len(query) < 12 or struct.unpack_from("!H", query, 10)[0] != 1:
        return query
    end = 12
    while end < len(query) and query[end]:
        end += query[end] + 1
    return query[:10] + b"\0\0" + query[12:end + 5]


class Proxy:
    def __init__(self, arguments):
        self.arguments = arguments
        self.tasks = set()

    def change(self, query):
        return without_edns(query) if self.arguments.no_edns else query

    async def over_udp(self, query, listener, client):
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self.arguments.delay)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
            upstream.setblocking(False)
            upstream.bind((self.arguments.addresses[0], 0))
            upstream.connect((self.arguments.forward, 53))
            try:
                await loop.sock_sendall(upstream, self.change(query))
                reply = await asyncio.wait_for(loop.sock_recv(upstream, 65535), PATIENCE)
            except OSError:
                return
        listener.sendto(reply, client)

    async def over_tcp(self, reader, writer):
        try:
            while True:
                size = struct.unpack("!H", await reader.readexactly(2))[0]
                query = self.change(await reader.readexactly(size))
                await asyncio.sleep(self.arguments.delay)
                upstream_reader, upstream = await asyncio.open_connection(
                    self.arguments.forward, 53, local_addr=(self.arguments.addresses[0], 0))
                upstream.write(struct.pack("!H", len(query)) + query)
                head = await upstream_reader.readexactly(2)
                writer.write(head + await upstream_reader.readexactly(struct.unpack("!H", head)[0]))
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
            await loop.create_datagram_endpoint(lambda: Listener(self), local_addr=(address, 53))
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
    asyncio.run(Proxy(parser.parse_args()).serve())


if __name__ == "__main__":
    main()
