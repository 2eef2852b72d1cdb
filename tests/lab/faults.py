# SPDX-License-Identifier: MIT
"""What is wrong at a site (of a vantage), or befalls the network, in more than one internet."""

import net


def losing(out=0, back=0):
    """So many of a hundred datagrams, on the way out and on the way back. Neighbour discovery passes."""
    def fault(_lab, vantage):
        for share, filter_way in ((out, net.filter_uplink), (back, net.filter_downlink)):
            if share:
                filter_way(vantage, f"meta l4proto ipv6-icmp accept; numgen random mod 100 < {share} drop;")
    return fault


def drop_tcp(_lab, vantage):
    net.filter_uplink(vantage, "tcp dport 53 drop;")


def drop_edns(_lab, vantage):
    """ARCOUNT is not 0."""
    net.filter_uplink(vantage, "udp dport 53 @th,144,16 != 0 drop;")


def drop_all(_lab, vantage):
    net.filter_uplink(vantage, "drop;")


def lose_six(_lab, vantage):
    """What goes out over IPv6 is never seen again."""
    net.filter_uplink(vantage, "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; meta nfproto ipv6 drop;")


def no_six(_lab, vantage):
    net.run("ip", "-n", vantage.namespace, "-6", "route", "del", "default")


def cut_link(_lab, vantage):
    net.cut_link(vantage)


def falls(zone, fault="silent4"):
    """The servers of a zone, while it is asked for."""
    def event(lab, _vantage):
        for entry in lab.zone(zone).ns:
            net.fill_set(fault, entry.address)
    return event


def once(event):
    """Of the network: whichever situation comes first, it befalls all."""
    def network(lab):
        done = lab.__dict__.setdefault("befallen", set())
        if event.__name__ not in done:
            done.add(event.__name__)
            event(lab)
    return network
