# SPDX-License-Identifier: MIT
"""The whole lab as one object: built from the table, started, asked, stopped."""

import concurrent.futures
import ipaddress

import net
import servers
import wire
import zones

PROCESSES_AT_ONCE = 8


class Lab:
    """`table` is a module of internets/."""

    def __init__(self, directory, table):
        self.directory = directory
        self.table = table
        self.zones = table.ZONES
        self.resolvers = table.RESOLVERS + table.OTHER_RESOLVERS
        self.everybody = self.resolvers + table.ABSENT_RESOLVERS
        self.authorities = []
        self.recursives = []
        self.vantages = {}
        self.assign_addresses()
        self.builder = zones.Builder(directory / "zones", self.zones)

    # --- building ---

    def assign_addresses(self):
        """Each name server with a fault gets a /24 (or /48) of its own: an address is one witness, a network too."""
        first4, first6 = (ipaddress.ip_address(address) for address in self.table.ADDRESSES_OF_ZONES)
        own = 0
        for entry in (entry for zone in self.zones for entry in zone.ns):
            if entry.needs_own_address:
                entry.address = str(first6 + (own << 80) if entry.v6 else first4 + 256 * own)
                own += 1
            else:
                process, _, index = entry.on.partition(":")
                entry.address = self.table.AUTHORITIES[process].addresses[int(index or 1) - 1]
            if entry.on is not None:
                entry.on = entry.on.partition(":")[0]

    def place_of_resolver(self, resolver, index):
        """The addresses a resolver asks from: its own, and one of the other family made from its place in the table."""
        other4, other6 = (form.format(index) for form in self.table.ADDRESSES_OF_RESOLVERS)
        return (other4, resolver.address) if ":" in resolver.address else (resolver.address, other6)

    def addresses(self):
        for zone in self.zones:
            yield from (entry.address for entry in zone.ns)
        for authority in self.table.AUTHORITIES.values():
            yield from authority.addresses
        for index, resolver in enumerate(self.everybody):
            yield resolver.address
            yield from self.place_of_resolver(resolver, index)
            yield from resolver.options.get("listen", [])
        yield from self.table.DEAD_ADDRESSES

    def fault_addresses(self):
        """Set stem of the filter -> addresses in it."""
        faults = {}
        for zone in self.zones:
            for entry in zone.ns:
                if entry.fault:
                    faults.setdefault(entry.fault, set()).add(entry.address)
        for resolver in self.everybody:
            if resolver.fault:
                faults.setdefault(resolver.fault, set()).add(resolver.address)
        for address, fault in self.table.DEAD_ADDRESSES.items():
            if fault:
                faults.setdefault(fault, set()).add(address)
        return faults

    def authority_servers(self):
        for name, authority in self.table.AUTHORITIES.items():
            addresses, loaded = list(authority.addresses), []
            for zone in self.zones:
                here = [entry for entry in zone.ns if entry.on == name]
                addresses += [entry.address for entry in here if entry.address not in addresses]
                loads = {entry.load for entry in here} - {"no"} | {load or "yes" for process, _, load in
                                                                   (word.partition("=") for word in zone.hidden) if process == name}
                if loads:
                    loaded.append((zone, loads.pop()))
            yield servers.Server(name, authority.kind, addresses, loaded, dict(authority.options))

    def resolver_servers(self):
        for index, resolver in enumerate(self.resolvers):
            if not resolver.kind:
                continue
            options = dict(resolver.options)
            options["source4"], options["source6"] = self.place_of_resolver(resolver, index)
            if options.pop("wrong_anchor", False):
                options["anchor"] = self.builder.wrong_anchor
            yield servers.Server(resolver.id, resolver.kind, [resolver.address] + options.pop("listen", []),
                                 options=options)

    def write_hints(self):
        lines = []
        for entry in self.zones[0].ns:
            lines.append(f". 3600000 NS {entry.host}.\n")
            lines.append(f"{entry.host}. 3600000 {'AAAA' if ':' in entry.address else 'A'} {entry.address}\n")
        path = self.directory / "root.hints"
        path.write_text("".join(lines))
        return path

    def launch(self, group, scene):
        with concurrent.futures.ThreadPoolExecutor(PROCESSES_AT_ONCE) as pool:
            list(pool.map(lambda server: servers.start(server, scene), group))
        servers.wait_until_ready(group, scene)

    def start(self):
        net.create(set(self.addresses()))
        for stem, addresses in self.fault_addresses().items():
            net.fill_sets_by_family(stem, addresses)
        self.builder.build()
        scene = servers.Scene(self.directory, self.builder.directory, self.write_hints(), self.builder)
        self.authorities = list(self.authority_servers())
        self.launch(self.authorities, scene)
        # Only now: a resolver that met a closed port at the root would remember it for a while.
        self.recursives = list(self.resolver_servers())
        self.launch(self.recursives, scene)

    def stop(self):
        servers.stop(self.authorities + self.recursives)

    # --- using ---

    def vantage(self, name):
        if name not in self.vantages:
            self.vantages[name] = net.create_vantage(len(self.vantages) + 1, name)
        return self.vantages[name]

    def zone(self, name):
        return next(zone for zone in self.zones if zone.name == name)

    def zone_of(self, name):
        """The deepest delegated zone of the table that contains a name."""
        inside = [zone for zone in self.zones if zones.within(name, zone) and zone.delegated]
        return max(inside, key=lambda zone: len(zone.labels))

    def warm(self, questions, resolvers):
        queries = [wire.Query(resolver.address, question.name, question.qtype, timeout=3.0, tries=2)
                   for question in questions for resolver in resolvers]
        failed = [query.line() for query, reply in zip(queries, wire.ask(queries)) if reply.status != "NOERROR"]
        if failed:
            raise RuntimeError("could not warm: " + "; ".join(failed))
