# SPDX-License-Identifier: MIT
"""Shards, joined."""
import functools
import json
from pathlib import Path

from harness import case, demo_file, expect, fails_with, records, run, scratch


@functools.cache
def shard(index, count, *more):
    path = scratch(f"shard-{index}-{count}.ndjson")
    run("sweep", demo_file(), "-o", f"ndjson:{path}", "--qps-per-resolver", "0", "--shard", f"{index}/{count}", "--seed", "7", *more)
    return path


def verdicts(text):
    return {(row["name"], row["qtype"]): (row["severity"], row["locus"], row["cause"]) for row in records(text) if row["type"] == "verdict"}


@case
def shards_joined_are_judged_as_one_run():
    parts = [shard(i, 3) for i in range(3)]
    whole = run("sweep", demo_file(), "-o", "ndjson", "--qps-per-resolver", "0")
    joined = run("merge", *parts, "-o", "ndjson")
    expect(verdicts(joined.stdout) == verdicts(whole.stdout), set(verdicts(joined.stdout).items()) ^ set(verdicts(whole.stdout).items()))
    expect(joined.returncode == whole.returncode == 1, joined.returncode, joined.stderr)
    resolvers = {row["id"]: row for row in records(joined.stdout) if row["type"] == "resolver"}
    for row in records(whole.stdout):
        if row["type"] == "resolver":
            expect(resolvers[row["id"]]["cause"] == row["cause"], row["id"])
            expect(sum(resolvers[row["id"]]["status_counts"].values()) == sum(row["status_counts"].values()), row["id"])
    sent = sum(json.loads(line)["queries"] for part in parts for line in Path(part).read_text().splitlines() if '"type":"summary"' in line)
    expect(records(joined.stdout)[-1]["queries"] == sent and records(joined.stdout)[0]["shard"] == "0/1", records(joined.stdout)[-1])


@case
def what_cannot_be_joined_is_told():
    parts = [shard(i, 3) for i in range(3)]
    missing = run("merge", parts[0], parts[2], "-o", "ndjson")
    expect(missing.returncode == 3 and "1 shards of the inventory are missing" in missing.stderr, missing.returncode, missing.stderr)
    fails_with(run("merge", parts[0]), 2, "two or more runs")
    fails_with(run("merge", parts[0], parts[0]), 2, parts[0], "was read before")
    fails_with(run("merge", parts[0], shard(1, 2)), 2, "1/2, expected a part of 3")
    other = scratch("other.ndjson")
    run("sweep", demo_file("other.json", groups=[{"names": ["www.shop.example"]}]), "-o", f"ndjson:{other}", "--no-direct", "--no-drill")
    fails_with(run("merge", parts[0], other), 2, other, "only shards of one inventory")
    fails_with(run("merge", parts[0], "/nowhere.ndjson"), 2, "/nowhere.ndjson")
