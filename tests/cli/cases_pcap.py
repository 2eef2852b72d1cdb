# SPDX-License-Identifier: MIT
"""Captures, read back by tshark and held against the records of the same run."""
import calendar
import re
import subprocess
import time

from harness import DEMO, ISP, OFFICE, PROGRAM, case, demo_file, expect, fails_with, records, run, scratch

FIELDS = ["frame.time_epoch", "ip.src", "ip.dst", "udp.srcport", "udp.dstport", "tcp.srcport", "tcp.dstport", "dns.id",
          "dns.flags.response", "dns.flags.rcode", "dns.qry.name", "dns.qry.type", "ip.checksum.status", "udp.checksum.status",
          "tcp.checksum.status", "_ws.expert.message"]
TYPES = {"1": "A", "2": "NS", "5": "CNAME", "6": "SOA", "15": "MX", "16": "TXT", "28": "AAAA", "33": "SRV", "43": "DS", "48": "DNSKEY"}
GOOD = "1"


def packets(path):
    """Every DNS message, as tshark sees it."""
    port = str(DEMO.port)
    done = subprocess.run(
        ["tshark", "-r", path, "-Y", "dns", "-T", "fields", "-d", f"udp.port=={port},dns", "-d", f"tcp.port=={port},dns",
         "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
         *[word for field in FIELDS for word in ("-e", field)]],
        capture_output=True, text=True, timeout=60)
    expect(done.returncode == 0, done.stderr)
    return [dict(zip(FIELDS, line.split("\t"))) for line in done.stdout.splitlines()]


def stamp_us(text):
    seconds, fraction = re.match(r"(.*)\.(\d+)Z", text).groups()
    return calendar.timegm(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S")) * 1000000 + int(fraction)


def packet_us(packet):
    seconds, fraction = packet["frame.time_epoch"].split(".")
    return int(seconds) * 1000000 + int(fraction[:6])


def key_of(packet):
    reply = packet["dns.flags.response"] in ("1", "True")
    near, far = ("dst", "src") if reply else ("src", "dst")
    name = "" if packet["dns.qry.name"] == "<Root>" else packet["dns.qry.name"].lower()
    return (packet[f"ip.{far}"], name, TYPES.get(packet["dns.qry.type"], packet["dns.qry.type"])), reply, packet[f"ip.{near}"]


def sorted_out(path):
    """(server, name, type) → queries, replies. Addresses, ports and checksums are looked at on the way."""
    asked, answered = {}, {}
    for packet in packets(path):
        key, reply, near = key_of(packet)
        proto = "udp" if packet["udp.srcport"] else "tcp"
        ports = packet[f"{proto}.srcport"], packet[f"{proto}.dstport"]
        far, own = ports if reply else ports[::-1]
        expect(near == "127.0.0.1" and far == str(DEMO.port) and int(own) > 1023, "addresses and ports:", packet)
        expect(packet["ip.checksum.status"] == GOOD and packet[f"{proto}.checksum.status"] == GOOD, "checksums:", packet)
        expect("alformed" not in packet["_ws.expert.message"], packet)
        (answered if reply else asked).setdefault(key, []).append((packet, proto, own))
    return asked, answered


def held_against(path, rows, want):
    asked, answered = sorted_out(path)
    for row in rows:
        server = (row.get("address") or row.get("server")).split("#")[0]
        name, qtype = (row["name"], row["qtype"]) if row["type"] == "result" else (row["qname"], row["qtype"])
        key = (server, name.rstrip(".").lower(), qtype)
        expect((key in asked) == want(row), "in the capture, or not:", row, key in asked)
        if not want(row):
            continue
        same = [entry for entry in asked[key] if packet_us(entry[0]) == stamp_us(row["ts"])]
        expect(len(same) == 1, "one query of that time:", row, asked[key])
        query, proto, own = same[0]
        expect(proto == row["proto"], row, query)
        replies = [entry for entry in answered.get(key, []) if entry[0]["dns.id"] == query["dns.id"] and entry[2] == own]
        expect(len(replies) == (0 if row["rtt_us"] is None else 1), "the reply goes back where the query came from:", row, replies)
        for reply, _, _ in replies:
            late = packet_us(reply) - packet_us(query) - row["rtt_us"]
            expect(abs(late) <= 1, "the kernel's stamp:", row, query, reply)
            expect(row["rcode"] == int(reply["dns.flags.rcode"]), row, reply)
    return asked, answered


def sweep(*more, engine="auto"):
    resolvers = [word for name in (OFFICE, ISP) for word in ("-r", DEMO.resolver(name))]
    result = run("sweep", *resolvers, "--no-direct", "api.payments.example", "api-v1.payments.example", "billing.legacy.example",
                 "--engine", engine, "-o", "ndjson", *more)
    expect(result.returncode in (0, 1), result.returncode, result.stderr)
    return [row for row in records(result.stdout) if row["type"] in ("result", "probe")]


def is_anomaly(row):
    return row["type"] == "probe" or "wire" in row


@case
def a_capture_holds_what_is_behind_anomalies():
    for engine in ("uring", "epoll"):
        path = scratch(f"some-{engine}.pcap")
        rows = sweep("--pcap", path, engine=engine)
        # What is asked again is the same question: only what nobody asked twice tells plain from remarkable.
        once = [row for row in rows if row["type"] == "result" and row["name"] == "api.payments.example"]
        expect(once and not any(is_anomaly(row) for row in once), once)
        asked, _ = held_against(path, [row for row in rows if is_anomaly(row)], lambda row: True)
        plain = {(row["address"].split("#")[0], row["name"], row["qtype"]) for row in once}
        expect(not plain & set(asked), "plain answers are not in it:", asked.keys())


@case
def a_capture_of_everything():
    path = scratch("all.pcap")
    rows = sweep("--pcap-all", path)
    held_against(path, rows, lambda row: True)
    expect({row["proto"] for row in rows} == {"udp", "tcp"}, "canaries go over TCP too")


@case
def packets_are_in_the_order_of_their_times():
    """A question is known when it has ended: the silent ones of this run long after what was asked after them."""
    path = scratch("ordered.pcap")
    run("sweep", demo_file(), "--pcap", path, "-o", "ndjson:/dev/null", "--qps-per-resolver", "0")
    done = subprocess.run(["tshark", "-r", path, "-T", "fields", "-e", "frame.time_epoch"], capture_output=True, text=True, timeout=60)
    times = [float(line) for line in done.stdout.split()]
    back = sum(later < before for before, later in zip(times, times[1:]))
    expect(len(times) > 300 and back == 0, len(times), "packets,", back, "of them step back")


@case
def a_capture_through_a_pipe_and_onto_a_full_disk():
    resolver = DEMO.resolver(OFFICE)
    with open(scratch("one.pcap"), "wb") as file:
        done = subprocess.run([PROGRAM, "sweep", "-r", resolver, "--no-direct", "api.payments.example",
                               "--pcap-all", "-"], stdout=file, stderr=subprocess.PIPE, timeout=100)
    expect(done.returncode == 0, done.returncode, done.stderr)
    expect(len(packets(scratch("one.pcap"))) >= 4, "standard output is the capture's alone")
    full = run("sweep", demo_file(), "--pcap-all", "/dev/full", "-o", "ndjson")
    expect(full.returncode == 3, "incomplete", full.returncode, full.stderr)
    expect("/dev/full" in full.stderr, full.stderr)
    fails_with(run("sweep", "-r", resolver, "x.example", "--pcap", "/nonexistent/x.pcap"), 2, "/nonexistent/x.pcap")
    fails_with(run("sweep", "-r", resolver, "x.example", "--pcap", "-", "-o", "ndjson"), 2, "standard output")
