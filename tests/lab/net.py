# SPDX-License-Identifier: MIT
"""Network namespaces, addresses and the packet filter.

`net` holds every server, all addresses on its loopback interface. Each vantage (a place where the program under test
runs) is a namespace of its own behind a veth pair, so that several sweeps run at once, each with its own
ICMP budget, and cutting one vantage's link hurts no other. Faults on the way are rules of one nft table in
`net`; its sets can be changed while the lab runs.
"""

import contextlib
import dataclasses
import ipaddress
import os
import subprocess

import isolate

NET = "net"
VANTAGES4 = ipaddress.ip_network("10.99.0.0/16")
VANTAGES6 = ipaddress.ip_network("fd00:99::/32")

RULES = """
table inet lab {
    set silent4 { type ipv4_addr; }
    set silent6 { type ipv6_addr; }
    set shy4 { type ipv4_addr; }
    set shy6 { type ipv6_addr; }
    set prohibited4 { type ipv4_addr; }
    set broken_path { type ipv4_addr . ipv4_addr; }
    set broken_path6 { type ipv6_addr . ipv6_addr; }
    set prohibited6 { type ipv6_addr; }
    set no_tcp4 { type ipv4_addr; }
    set no_tcp6 { type ipv6_addr; }
    set no_tcp_from4 { type ipv4_addr; }
    set no_tcp_from6 { type ipv6_addr; }
    set tcp_reset4 { type ipv4_addr; }
    set tcp_reset6 { type ipv6_addr; }
    set no_udp4 { type ipv4_addr; }
    set half_lost4 { type ipv4_addr; }
    set fifth_lost4 { type ipv4_addr; }
    set fifth_lost6 { type ipv6_addr; }
    set most_lost4 { type ipv4_addr; }
    set flapping4 { type ipv4_addr; }
    set no_large4 { type ipv4_addr; }
    chain input {
        type filter hook input priority 0;
        ip daddr @silent4 drop comment "silent: dropped for everybody"
        ip6 daddr @silent6 drop
        ip saddr VANTAGES4 ip daddr @shy4 drop comment "shy: dropped for the prober only"
        ip6 saddr VANTAGES6 ip6 daddr @shy6 drop
        ip daddr @prohibited4 reject with icmp type admin-prohibited
        ip6 daddr @prohibited6 reject with icmpv6 type admin-prohibited
        ip saddr . ip daddr @broken_path drop comment "one resolver cannot reach one server"
        ip6 saddr . ip6 daddr @broken_path6 drop
        ip daddr @no_tcp4 tcp dport 53 drop
        ip6 daddr @no_tcp6 tcp dport 53 drop
        ip saddr @no_tcp_from4 tcp dport 53 drop comment "one resolver may not ask over TCP"
        ip6 saddr @no_tcp_from6 tcp dport 53 drop
        ip daddr @tcp_reset4 tcp dport 53 reject with tcp reset
        ip6 daddr @tcp_reset6 tcp dport 53 reject with tcp reset
        ip daddr @no_udp4 udp dport 53 drop
        ip daddr @half_lost4 numgen random mod 2 < 1 drop
        ip daddr @fifth_lost4 numgen random mod 10 < 2 drop
        ip6 daddr @fifth_lost6 numgen random mod 10 < 2 drop
        ip daddr @most_lost4 numgen random mod 10 < 6 drop
        ip daddr @flapping4 drop comment "filled and emptied while the lab runs"
        ip saddr @no_large4 udp sport 53 udp length > 620 drop comment "fragments, on the way back"
    }
    chain output {
        type filter hook output priority 0;
        ip daddr VANTAGES4 ip saddr @no_large4 udp sport 53 udp length > 620 udp dport set 1 comment "to drop would be an error to the server"
    }
}
"""


def run(*command, text=None):
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def in_namespace(namespace, *command):
    """The command line that runs another one there. It is exec'ed through: the pid stays the same."""
    return ["nsenter", f"--net=/run/netns/{namespace}", "--", *command]


@contextlib.contextmanager
def inside(namespace):
    """Sockets made in this block belong to the namespace, and stay there."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        isolate.set_namespace(there, isolate.CLONE_NEWNET)
        try:
            yield
        finally:
            isolate.set_namespace(home, isolate.CLONE_NEWNET)
    finally:
        os.close(home)
        os.close(there)


def family(address):
    return ipaddress.ip_address(address).version


def write_sysctl(namespace, **values):
    with inside(namespace):
        for key, value in values.items():
            path = "/proc/sys/net/" + key.replace("__", "/")
            # The files show the namespace of whoever opens them.
            with open(path, "w", encoding="ascii") as file:
                file.write(str(value))


def create(addresses):
    """The namespace of the servers, with all their addresses."""
    run("ip", "netns", "add", NET)
    write_sysctl(NET, ipv4__ip_forward=1, ipv6__conf__all__forwarding=1)
    lines = ["link set lo up"]
    for address in sorted(set(addresses)):
        if family(address) == 6:
            lines.append(f"address add {address}/128 dev lo nodad")
        else:
            lines.append(f"address add {address}/32 dev lo")
    run("ip", "-n", NET, "-batch", "-", text="\n".join(lines) + "\n")
    rules = RULES.replace("VANTAGES4", str(VANTAGES4)).replace("VANTAGES6", str(VANTAGES6))
    run(*in_namespace(NET, "nft", "-f", "-"), text=rules)


@dataclasses.dataclass(frozen=True)
class Vantage:
    """Where a program under test runs."""

    index: int
    namespace: str


def create_vantage(index, name):
    """Vantage number `index` (from 1): 10.99.INDEX.2 and fd00:99:INDEX::2, everything else behind .1."""
    run("ip", "netns", "add", name)
    run("ip", "link", "add", f"to-{index}", "netns", NET, "type", "veth",
        "peer", "name", "eth0", "netns", name)
    run("ip", "-n", NET, "-batch", "-", text=f"""\
address add 10.99.{index}.1/24 dev to-{index}
address add fd00:99:{index}::1/64 dev to-{index} nodad
link set to-{index} up
""")
    run("ip", "-n", name, "-batch", "-", text=f"""\
link set lo up
address add 10.99.{index}.2/24 dev eth0
address add fd00:99:{index}::2/64 dev eth0 nodad
link set eth0 up
route add default via 10.99.{index}.1
route add default via fd00:99:{index}::1
""")
    return Vantage(index, name)


def fill_set(name, *elements):
    """Puts addresses (or pairs, as 'a . b') into a set of the filter, by family where the set has two."""
    if elements:
        run(*in_namespace(NET, "nft", "add", "element", "inet", "lab", name,
                          "{ " + ", ".join(elements) + " }"))


def empty_set(name):
    run(*in_namespace(NET, "nft", "flush", "set", "inet", "lab", name))


def fill_sets_by_family(stem, addresses):
    for version in (4, 6):
        fill_set(f"{stem}{version}", *[a for a in addresses if family(a) == version])


def filter_host(vantage, chain):
    """A packet filter at the vantage itself: the body of a chain."""
    run(*in_namespace(vantage.namespace, "nft", "-f", "-"),
        text="table inet host {\nchain only {\n" + chain + "\n}\n}\n")


def filter_uplink(vantage, rules, hook="prerouting"):
    """A packet filter a hop away from the vantage, on what comes from it. To reject takes the hook `input`."""
    run(*in_namespace(NET, "nft", "-f", "-"),
        text=f"table inet site_{vantage.index} {{\nchain only {{\ntype filter hook {hook} priority 0; "
             f"iifname != \"to-{vantage.index}\" accept; {rules}\n}}\n}}\n")


def open_uplink(vantage):
    """Takes that filter away."""
    run(*in_namespace(NET, "nft", "delete", "table", "inet", f"site_{vantage.index}"))


def redirect_uplink(vantage, target, match):
    """What matches, coming from the vantage, goes to another server, whose answers come back under the address asked."""
    run(*in_namespace(NET, "nft", "-f", "-"),
        text=f"table ip redirect_{vantage.index} {{\nchain only {{\ntype nat hook prerouting priority dstnat; "
             f"iifname \"to-{vantage.index}\" {match} dnat to {target}\n}}\n}}\n")


def cut_link(vantage):
    run("ip", "-n", vantage.namespace, "link", "set", "eth0", "down")


def filter_downlink(vantage, rules):
    """The same on what goes to the vantage."""
    run(*in_namespace(NET, "nft", "-f", "-"),
        text=f"table inet down_{vantage.index} {{\nchain only {{\ntype filter hook postrouting priority 0; "
             f"oifname != \"to-{vantage.index}\" accept; {rules}\n}}\n}}\n")


def shape_link(vantage, rate):
    """A thin line with a deep buffer, both ways: much waits, little is lost."""
    words = ["root", "tbf", "rate", rate, "burst", "1600", "latency", "8s"]
    run("tc", "-n", vantage.namespace, "qdisc", "add", "dev", "eth0", *words)
    run("tc", "-n", NET, "qdisc", "add", "dev", f"to-{vantage.index}", *words)
