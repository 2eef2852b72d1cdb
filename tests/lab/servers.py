# SPDX-License-Identifier: MIT
"""The server processes: a configuration from a template, a command line, and a question that shows it is up."""

import dataclasses
import os
import pathlib
import shutil
import signal
import string
import subprocess
import sys
import time

import net
import wire

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
STARTUP_SECONDS = 30.0
PROFILES = ("/etc/apparmor.d/usr.sbin.", "/etc/apparmor.d/usr.bin.")
PROGRAMS = ("dnsdist", "dnsmasq", "knotd", "kresd", "named", "nsd", "pdns_recursor", "pdns_server", "pdnsutil",
            "unbound")


@dataclasses.dataclass
class Server:
    """One process. `addresses` are those it listens on; `zones` are (zone, load) pairs."""

    name: str
    kind: str
    addresses: list
    zones: list = dataclasses.field(default_factory=list)
    options: dict = dataclasses.field(default_factory=dict)
    process: object = None

    def v4(self):
        return [address for address in self.addresses if ":" not in address]

    def v6(self):
        return [address for address in self.addresses if ":" in address]


class Scene:
    """What the configurations need to know about the rest of the lab."""

    def __init__(self, directory, zones_directory, hints, builder):
        self.directory = directory
        self.zones_directory = zones_directory
        self.hints = hints
        self.builder = builder
        self.programs = find_programs(directory / "bin")


def render(template, values):
    return string.Template((TEMPLATES / template).read_text()).substitute(values)


def find_program(name):
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ.get("PATH", ""))
    if path is None:
        raise RuntimeError(f"{name} is not installed: see packages.txt")
    return path


def find_programs(directory):
    """Where each program is; a copy of it where a profile of AppArmor would keep it from our directories."""
    directory.mkdir()
    paths = {}
    for name in PROGRAMS:
        paths[name] = find_program(name)
        if any(os.path.exists(prefix + name) for prefix in PROFILES):
            paths[name] = shutil.copy2(os.path.realpath(paths[name]), directory / name)
    return paths


def zone_file(scene, zone, load):
    """A file that does not exist makes a server answer SERVFAIL for a zone it is responsible for."""
    if load == "missing":
        return str(scene.builder.path(zone).with_suffix(".missing"))
    return str(scene.builder.path(zone, load if load in zone.variants else ""))


def dotted(zone):
    return "." if zone.name == "." else zone.name + "."


# One function a kind: returns (files to write, command line). The first file is the main configuration.


def knot(server, scene, values):
    values["listen"] = ", ".join(f"{address}@53" for address in server.addresses)
    values["zones"] = "".join(
        f"  - domain: {dotted(zone)}\n    file: {zone_file(scene, zone, load)}\n"
        for zone, load in server.zones)
    return {"knot.conf": render("knot.conf", values)}, ["knotd", "-c", "knot.conf"]


def nsd(server, scene, values):
    values["listen"] = "".join(f"    ip-address: {address}\n" for address in server.addresses)
    values["zones"] = "".join(
        f"zone:\n    name: \"{dotted(zone)}\"\n    zonefile: \"{zone_file(scene, zone, load)}\"\n"
        for zone, load in server.zones)
    return {"nsd.conf": render("nsd.conf", values)}, ["nsd", "-d", "-c", str(values["directory"]) + "/nsd.conf"]


def bind_zone(scene, zone, load):
    if load == "orphan":  # A secondary that never reached its primary, where nothing listens.
        return f'zone "{zone.name}" {{ type secondary; primaries {{ 127.0.0.3 port 9; }}; }};\n'
    return f'zone "{zone.name}" {{ type primary; file "{zone_file(scene, zone, load)}"; }};\n'


def named_auth(server, scene, values):
    values["listen"] = "".join(f"{address}; " for address in server.v4()) or "none; "
    values["listen6"] = "".join(f"{address}; " for address in server.v6()) or "none; "
    values["zones"] = "".join(bind_zone(scene, zone, load) for zone, load in server.zones)
    values["options"] = server.options.get("extra", "")
    return ({"named.conf": render("named-auth.conf", values)},
            ["named", "-g", "-c", "named.conf", "-n", "1"])


def named(server, scene, values):
    forward = server.options.get("forward")
    values |= {"listen": "".join(f"{address}; " for address in server.v4()) or "none; ",
               "listen6": "".join(f"{address}; " for address in server.v6()) or "none; ",
               "recursion": server.options.get("recursion", "yes"),
               "validation": server.options.get("validation", "yes"),
               "anchor": static_ds(server.options.get("anchor") or scene.builder.trust_anchor),
               "zones": "".join(bind_zone(scene, zone, load) for zone, load in server.zones) + server.options.get("zones", ""),
               "options": server.options.get("extra", "")}
    if forward:
        values["options"] += f" forward only; forwarders {{ {forward}; }};"
    return ({"named.conf": render("named.conf", values)},
            ["named", "-g", "-c", "named.conf", "-n", "1"])


def static_ds(anchor):
    """A DS record as BIND writes a trust anchor."""
    _owner, _ds, tag, algorithm, digest_type, *digest = anchor.split()
    return f'. static-ds {tag} {algorithm} {digest_type} "{"".join(digest)}";'


def pdns(server, scene, values):
    values["listen"] = ", ".join(server.addresses)
    text = "options { directory \"/\"; };\n" + "".join(
        f'zone "{zone.name}" {{ type master; file "{zone_file(scene, zone, load)}"; }};\n'
        for zone, load in server.zones)
    return ({"pdns.conf": render("pdns.conf", values), "named.conf": text},
            ["pdns_server", f"--config-dir={values['directory']}"])


def prepare_pdns(server, scene, directory):
    """Tells PowerDNS which of its zones come signed."""
    tool = [scene.programs["pdnsutil"], f"--config-dir={directory}"]
    net.run(*tool, "create-bind-db", f"{directory}/dnssec.sqlite3")
    for zone, _load in server.zones:
        if zone.signed:
            net.run(*tool, "set-presigned", zone.name)


def unbound(server, scene, values):
    options = server.options
    anchor = options.get("anchor") or scene.builder.trust_anchor
    validates = options.get("validates", True)
    values |= {"listen": "".join(f"    interface: {address}\n" for address in server.addresses),
               "outgoing": "".join(f"    outgoing-interface: {address}\n"
                                   for address in (values["source4"], values["source6"])),
               "access": options.get("access", "allow"), "ede": options.get("ede", "yes"),
               "modules": options.get("modules") or ("validator iterator" if validates else "iterator"),
               "anchor": f'trust-anchor: "{anchor}"' if validates else "",
               "options": options.get("extra", ""), "forward": ""}
    if "forward" in options:
        values["forward"] = f'forward-zone:\n    name: "."\n    forward-addr: {options["forward"]}\n'
    files = {}
    if "own_hints" in options:
        files["own.hints"], values["hints"] = options["own_hints"], f"{values['directory']}/own.hints"
    return ({"unbound.conf": render("unbound.conf", values)} | files,
            ["unbound", "-d", "-p", "-c", str(values["directory"]) + "/unbound.conf"])


def recursor(server, scene, values):
    options = server.options
    script = options.get("script", "")
    values |= {"listen": ", ".join(server.addresses),
               "source": f"{values['source4']}, {values['source6']}",
               "script": f"lua-dns-script={values['directory']}/script.lua" if script else "",
               "validation": options.get("validation", "validate"),
               "forward": f".={options['forward']}" if "forward" in options else "", "options": options.get("extra", "")}
    digest = (options.get("anchor") or scene.builder.trust_anchor).split(" DS ")[1]
    files = {"recursor.conf": render("recursor.conf", values),
             "config.lua": f"clearTA('.')\naddTA('.', '{digest}')\n" + options.get("config", "")}
    files |= {"script.lua": script} if script else {}
    files |= options.get("files", {})
    return files, ["pdns_recursor", f"--config-dir={values['directory']}"]


def kresd(server, scene, values):
    values |= {"listen": "".join(f"net.listen('{address}', 53, {{ kind = 'dns' }})\n" for address in server.addresses),
               "anchor": server.options.get("anchor") or scene.builder.trust_anchor, "options": server.options.get("extra", "")}
    return ({"kresd.conf": render("kresd.conf", values)},
            ["kresd", "-n", "-c", str(values["directory"]) + "/kresd.conf", str(values["directory"])])


def dnsmasq(server, _scene, values):
    values |= {"listen": server.addresses[0], "forward": server.options["forward"], "source": values["source4"],
               "options": server.options.get("extra", "")}
    return ({"dnsmasq.conf": render("dnsmasq.conf", values)},
            ["dnsmasq", "-C", str(values["directory"]) + "/dnsmasq.conf"])


def proxy(server, _scene, _values):
    options = server.options
    return {}, [sys.executable, str(HERE / "proxy.py"), options["forward"], *server.addresses, *options.get("flags", [])]


def dnsdist(server, _scene, values):
    listen = "\n".join(f"addLocal('{f'[{address}]' if ':' in address else address}:53')" for address in server.addresses)
    values |= {"listen": listen, "forward": server.options["forward"], "source": values["source4"],
               "options": server.options.get("extra", "")}
    return ({"dnsdist.conf": render("dnsdist.conf", values)},
            ["dnsdist", "--supervised", "--disable-syslog", "-C", str(values["directory"]) + "/dnsdist.conf"])


KINDS = {"knot": knot, "nsd": nsd, "named-auth": named_auth, "pdns": pdns, "unbound": unbound,
         "named": named, "recursor": recursor, "kresd": kresd, "dnsmasq": dnsmasq, "dnsdist": dnsdist, "proxy": proxy}
PREPARE = {"pdns": prepare_pdns}


def start(server, scene):
    directory = scene.directory / server.name
    directory.mkdir()
    values = {"directory": directory, "zones_directory": scene.zones_directory, "hints": scene.hints,
              "source4": server.options.get("source4") or server.addresses[0],
              "source6": server.options.get("source6") or "*"}
    files, command = KINDS[server.kind](server, scene, values)
    for name, text in files.items():
        (directory / name).write_text(text)
    if server.kind in PREPARE:
        PREPARE[server.kind](server, scene, directory)
    command[0] = scene.programs.get(command[0], command[0])
    command = [*server.options.get("under", []), *command]  # by another clock
    with open(directory / "log", "wb") as log:
        server.process = subprocess.Popen(net.in_namespace(net.NET, *command), cwd=directory, stdin=subprocess.DEVNULL,
                                          stdout=log, stderr=subprocess.STDOUT, start_new_session=True)


def ready_question(server):
    """Any reply at all shows that it listens; an answered SOA shows that the zone is loaded."""
    loaded = [zone for zone, load in server.zones if load == "yes"]
    address = server.addresses[0]
    if loaded and server.kind not in ("named", "dnsdist", "proxy"):
        return wire.Query(address, dotted(loaded[-1]), "SOA", rd=False, timeout=0.3), {"NOERROR"}
    if server.kind == "named":  # It limits the rate at which it tells its version.
        return wire.Query(address, ".", "NS", rd=False, timeout=0.5), None
    # A front or a proxy may be slow, and may dislike EDNS.
    slow = server.kind in ("dnsdist", "proxy")
    return wire.Query(address, "version.bind.", "TXT", qclass="CH", edns=not slow, timeout=4.0 if slow else 0.3), None


def wait_until_ready(servers, scene):
    deadline = time.monotonic() + STARTUP_SECONDS
    waiting = [server for server in servers if not server.options.get("mute")]  # Those could not say so.
    while waiting:
        for server in waiting:
            if server.process.poll() is not None:
                log = (scene.directory / server.name / "log").read_text(errors="replace")
                raise RuntimeError(f"{server.name} ended with {server.process.returncode}:\n{log[-2000:]}")
        questions = [ready_question(server) for server in waiting]
        replies = wire.ask([query for query, _statuses in questions])
        waiting = [server for server, (_query, statuses), reply in zip(waiting, questions, replies)
                   if not is_ready(reply, statuses)]
        if waiting and time.monotonic() > deadline:
            raise RuntimeError("not ready: " + ", ".join(server.name for server in waiting))
        if waiting:
            time.sleep(0.02)


def is_ready(reply, statuses):
    if statuses is None:
        return reply.status not in ("TIMEOUT", "UNREACHABLE")
    return reply.status in statuses


def stop(servers):
    """Ends the processes this lab started, by pid."""
    running = [server.process for server in servers if server.process is not None]
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
    for process in running:
        process.wait()
