"""What the wire says: queries and replies by the kernel's stamps, whoever sent them. Needs dumpcap, and the right to capture."""
import shutil
import struct
import subprocess
import time
from dataclasses import dataclass

SNAP, BUFFER_MB = 60, 64
HEADROOM = 1.25  # a made resolver that could do a quarter more than it is asked: what waits there waits for bursts alone


@dataclass
class Seen:
    """Times in microseconds. `burst_p99`: at a resolver with a quarter to spare, what the sender's unevenness alone would cost."""
    count: int
    p50: float
    p99: float
    burst_p99: float
    most_in_1ms: int


def nearest(values, q):
    return values[max(0, -(-int(q * len(values) * 1000) // 1000) - 1)] if values else float("nan")


def packets(path):
    """(microseconds, source port, destination port, DNS id) of a capture of IPv4 over loopback."""
    data = path.read_bytes()
    scale, offset = (1, 1000)[struct.unpack_from("<I", data)[0] == 0xA1B23C4D], 24
    while offset + 16 <= len(data):
        seconds, fraction, size, _ = struct.unpack_from("<4I", data, offset)
        packet = data[offset + 16:offset + 16 + size]
        offset += 16 + size
        source, target = struct.unpack_from(">HH", packet, 34)
        yield seconds * 1e6 + fraction / scale, source, target, packet[42:44]


def burst_wait(sent):
    """The p99 of waits at a server of one place that takes HEADROOM times this rate."""
    service, free, waits = (sent[-1] - sent[0]) / (len(sent) - 1) / HEADROOM, sent[0], []
    for at in sent:
        free = max(free, at)
        waits.append(free - at)
        free += service
    return nearest(sorted(waits), 0.99)


def most_within(sent, span_us):
    most = first = 0
    for last, at in enumerate(sent):
        while at - sent[first] > span_us:
            first += 1
        most = max(most, last - first + 1)
    return most


def read(path, port, skip):
    open_queries, pairs = {}, []
    for at, source, target, number in packets(path):
        if target == port:
            open_queries[source, number] = at
        elif source == port and (target, number) in open_queries:
            asked = open_queries.pop((target, number))
            pairs.append((asked, at - asked))
    pairs = sorted(pairs)[int(len(pairs) * skip):]
    if len(pairs) < 2:
        return None
    sent, times = [pair[0] for pair in pairs], sorted(pair[1] for pair in pairs)
    return Seen(len(pairs), nearest(times, 0.5), nearest(times, 0.99), burst_wait(sent), most_within(sent, 1000))


def watch(scratch, port, load, skip=0.2):
    """Runs `load` under a capture of this port: (what it returned, what was seen). Seen None: nothing could be captured."""
    path = scratch / "wire.pcap"
    if shutil.which("dumpcap") is None:
        return load(), None
    capture = subprocess.Popen(["dumpcap", "-q", "-P", "-i", "lo", "-s", str(SNAP), "-B", str(BUFFER_MB), "-f", f"udp port {port}", "-w", str(path)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    result = load()
    time.sleep(0.5)
    capture.terminate()
    capture.wait(timeout=30)
    return result, read(path, port, skip) if path.exists() and path.stat().st_size > 24 else None
