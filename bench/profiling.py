"""Where fleetdig's CPU goes: perf samples, laid to the folders of src/ by the symbols of their libraries."""
import collections
import re
import shutil
import subprocess

import clients
import measure

HERTZ = 4000
SYMBOLS_SHOWN = 24


def stage(rig):
    if not shutil.which("perf"):
        print("\nProfile was left out: perf is not installed (Debian package linux-perf)")
        return {"left_out": "no perf"}
    folders = folder_of_symbols(rig)
    return {mode: profile(rig, mode, folders) for mode in rig.options.modes.split(",")}


def folder_of_symbols(rig):
    """Symbol -> folders that define one of this name (statics of equal name are told together)."""
    found = collections.defaultdict(set)
    for path in rig.fleetdig.parents[1].rglob("*.o"):
        folder = path.relative_to(rig.fleetdig.parents[1]).parts[0]
        # Fat objects: without a plugin nm reads their code, with the compiler's what is left after link-time optimisation.
        for line in clients.output_of("nm", "--plugin", "/dev/null", "--defined-only", str(path)).splitlines():
            words = line.split()
            if len(words) == 3 and words[1] in "tT":
                found[words[2]].add(folder)
    return {symbol: "/".join(sorted(names)) for symbol, names in found.items()}


def place(symbol, dso, folders):
    if "kernel" in dso or dso.startswith("["):
        return "kernel"
    if "fleetdig" in dso:
        return folders.get(re.sub(r"\.(isra|constprop|part|cold|lto_priv)\.?.*", "", symbol), "fleetdig, unknown")
    return dso.rsplit("/", 1)[-1]


def profile(rig, mode, folders):
    job, data = rig.job(rig.options.names), rig.scratch / "perf.data"
    fleetdig = clients.Fleetdig(rig.fleetdig, "uring")
    argv = ["perf", "record", "-q", "-F", str(HERTZ), "-e", "cpu-clock", "-o", str(data), *map(str, fleetdig.argv(job))]
    with measure.Responder(rig.responder, rig.cores.responder, "--mode", mode, listen=job.resolvers):
        measure.run_client(argv, rig.cores.client, rig.options.limit, rig.scratch)
    text = subprocess.run(["perf", "script", "-i", str(data), "-F", "ip,sym,dso"], capture_output=True, text=True, check=False).stdout
    by_place, by_symbol = collections.Counter(), collections.Counter()
    for line in text.splitlines():
        found = re.match(r"\s*[0-9a-f]+ (.+?) \((.*)\)$", line)
        if found:
            where = place(found[1].split("+")[0], found[2], folders)
            by_place[where] += 1
            by_symbol[(where, found[1])] += where != "kernel"
    step = 1e9 / HERTZ / job.count  # ns a query that one sample stands for
    print(f"\nProfile: {mode} responder, {job.count} names, output off; ns of CPU a query, {sum(by_place.values())} samples")
    print("  by folder: " + ", ".join(f"{where} {count * step:.0f}" for where, count in by_place.most_common(16)))
    for (where, symbol), count in by_symbol.most_common(SYMBOLS_SHOWN):
        print(f"  {count * step:7.0f}  {where:12} {symbol}")
    return {"by_folder": {where: count * step for where, count in by_place.items()},
            "by_symbol": {f"{where}:{symbol}": count * step for (where, symbol), count in by_symbol.most_common(100)}}
