"""What is measured: one function a stage. Each prints its table, notes its goals, and returns what the report keeps."""
import clients
import knee
import latency
import profiling
import truth
import xdp
from rig import median, of, print_table, ratio

MASSDNS_DISK_NS = 9550  # measured once beside this responder's ancestor; used where MASSDNS names no program


def fraction(value):
    """0.25 as 1/4.0"""
    return f"1/{1 / value:.1f}" if value else "-"


def goal_fraction(rig, stage, text, value, most):
    rig.goal(stage, text, fraction(value), None if value is None else value <= most)


def goal_factor(rig, stage, text, value, most):
    rig.goal(stage, text, f"{value:.2f}" if value else "-", None if value is None else value <= most)


def fleetdigs(rig, **more):
    both = [clients.Fleetdig(rig.fleetdig, "uring", **more), clients.Fleetdig(rig.fleetdig, "epoll", **more)]
    if not rig.switches:
        return both
    return [*both, *(clients.Fleetdig(rig.fleetdig, engine, options=rig.switches, name=f"fleetdig {engine}, no GSO/GRO", **more)
                     for engine in ("uring", "epoll"))]


def bares(rig, mode):
    times = 5 if mode == "coalescing" else 1  # a fraction of a second is too short to count
    return [clients.Bare(rig.bare, "bare uring", (), times),
            clients.Bare(rig.bare, "bare uring, 256 ports", ("--ports", "256", "--stamps"), times),
            clients.Bare(rig.bare, "bare uring, no GSO/GRO", ("--no-gso", "--no-gro")),
            clients.Bare(rig.bare, "bare mmsg", ("--technique", "mmsg"), times)]


def speed(rig):
    """Client CPU per query, output off."""
    result = {}
    job = rig.job(rig.options.names)
    for mode in rig.options.modes.split(","):
        contestants = rig.wanted([*fleetdigs(rig), *bares(rig, mode), *rig.peers])
        rows = rig.side_by_side(f"speed, {mode}", contestants, job, mode)
        print_table(f"Speed: {mode} responder, {job.count} names, output off, {rig.options.rounds} rounds", rows,
                    ["bare uring", "bare uring, 256 ports", "dnsperf", "massdns"])
        stage, uring, epoll = f"speed {mode}", of(rows, "fleetdig uring"), of(rows, "fleetdig epoll")
        most = {"ordinary": 3, "coalescing": 12}[mode]
        goal_fraction(rig, stage, f"CPU at most 1/{most} of dnsperf's best", ratio(uring, of(rows, "dnsperf")), 1 / most)
        if mode == "ordinary":
            goal_factor(rig, stage, "CPU at most 1.3 x the bare loop", ratio(uring, of(rows, "bare uring")), 1.3)
        goal_factor(rig, stage, f"epoll at most {1.1 if mode == 'coalescing' else 2.5} x io_uring", ratio(epoll, uring),
                    1.1 if mode == "coalescing" else 2.5)
        result[mode] = rows
    return result


def disk(rig):
    """Every record, NDJSON, to a file on tmpfs."""
    result = {}
    job = rig.job(rig.options.names)
    peers = [clients.Dnsperf("dnsperf -v", ("-q", "1000", "-b", "4096", "-v"))] if any(one.name == "dnsperf" for one in rig.peers) else []
    peers += [clients.Massdns(one.program, "massdns -o J", "massdns.json") for one in rig.peers if one.name == "massdns"]
    for mode in rig.options.modes.split(","):
        contestants = rig.wanted([*fleetdigs(rig, records="all")[:2], *peers])
        rows = rig.side_by_side(f"disk, {mode}", contestants, job, mode)
        print_table(f"NDJSON to tmpfs, every record: {mode} responder, {job.count} names, {rig.options.rounds} rounds", rows,
                    ["dnsperf -v", "massdns -o J"])
        uring = of(rows, "fleetdig uring")
        if mode == "coalescing":
            rig.goal("disk coalescing", "at most 2.0 us of CPU a query (on the development machine)",
                     f"{uring / 1000:.2f} us" if uring else "-", uring <= 2000 if uring else None)
            goal_fraction(rig, "disk coalescing", "at most 1/4 of dnsperf -v", ratio(uring, of(rows, "dnsperf -v")), 1 / 4)
        else:
            massdns = of(rows, "massdns -o J")
            goal_fraction(rig, "disk ordinary", f"at most 1/3 of massdns -o J{'' if massdns else ' (9.55 us, recorded)'}",
                          ratio(uring, massdns or MASSDNS_DISK_NS), 1 / 3)
        result[mode] = rows
    return result


def growth(rig):
    """CPU and memory from ten thousand to ten million names; and one million at four resolvers."""
    steps = [(10000, 1, 5), (100000, 1, 3), (1000000, 1, 3), (1000000, 4, 1)]
    if rig.options.ten_million:
        steps.append((10000000, 1, 1))
    result = {}
    print(f"\nGrowth: fleetdig uring, coalescing responder, output off\n{'names x resolvers':>20} {'CPU ns/query':>13} {'peak MB':>8} {'extra':>8}")
    for count, resolvers, rounds in steps:
        job = rig.job(count, [rig.address(last) for last in range(1, resolvers + 1)])
        rows = rig.side_by_side(f"growth {count}x{resolvers}", fleetdigs(rig)[:1], job, "coalescing", rounds=rounds)
        some = rows["fleetdig uring"]
        result[f"{count}x{resolvers}"] = some
        print(f"{f'{count} x {resolvers}':>20} {of(rows, 'fleetdig uring'):13.0f} {of(rows, 'fleetdig uring', 'peak_mb'):8.1f}"
              f" {of(rows, 'fleetdig uring', 'extra'):8.0f}  {some[0]['note']}", flush=True)
    growth_goals(rig, result)
    return result


def growth_goals(rig, result):
    def figure(key, what):
        return median([row[what] for row in result[key]]) if key in result else None

    for key, most in (("1000000x4", 135), ("10000000x1", 620)):
        peak = figure(key, "peak_mb")
        rig.goal("growth", f"{key}: at most {most} MB", f"{peak:.0f} MB" if peak else "- (--ten-million)", peak <= most if peak else None)
    base, top = figure("100000x1", "cpu_ns"), figure("10000000x1", "cpu_ns") or figure("1000000x1", "cpu_ns")
    change = top / base - 1
    rig.goal("growth", f"CPU per query flat within 10 % from 100 k to {'10' if '10000000x1' in result else '1'} M",
             f"{change * 100:+.0f} %", abs(change) <= 0.1)


ALL = {"speed": speed, "disk": disk, "growth": growth, "truth": truth.stage, "pace": truth.pace, "latency": latency.stage, "knee": knee.stage, "xdp": xdp.stage, "profile": profiling.stage}
DEFAULT = ["speed", "disk", "growth", "truth", "pace"]
