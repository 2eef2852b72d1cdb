# SPDX-License-Identifier: MIT
"""Shards that become one run again, and runs from several places."""
import functools
import json
from pathlib import Path

import jsonschema

from harness import DEMO, ROOT, WITH_REPORT, case, demo_file, expect, fails_with, records, run, scratch


@functools.cache
def recorded(inventory, *arguments):
    result = run("sweep", inventory or demo_file(), "-o", "ndjson", "--qps-per-resolver", "0", *arguments)
    expect(result.returncode == 1, arguments, result.returncode, result.stderr)
    return result.stdout


def swept(*arguments, inventory=None):
    return scratch(f"run-{len(list(Path(scratch('')).iterdir()))}.ndjson", recorded(inventory, *arguments))


def whole_run():
    return swept("--vantage", "fra")


def three_shards():
    return [swept("--shard", f"{i}/3", "--vantage", f"pod-{i}") for i in range(3)]


def two_shards():
    return [swept("--shard", f"{i}/2", "--vantage", "nyc") for i in range(2)]


def lines(path, *types):
    return [line for line in Path(path).read_text().splitlines() if json.loads(line)["type"] in types]


def of_type(rows, word):
    return [row for row in rows if row["type"] == word]


def verdicts(rows):
    """What a verdict says, without what depends on the moment."""
    return {(row["name"], row["qtype"]): [row[key] for key in ("severity", "locus", "cause", "confidence", "cells", "dnssec",
                                                             "alternatives", "group", "owner")]
            for row in of_type(rows, "verdict")}


VALIDATOR = jsonschema.Draft202012Validator(json.loads((ROOT / "src" / "record" / "records.schema.json").read_text()))


def merged(*arguments):
    path = scratch("merged.ndjson")
    result = run("merge", "-o", f"ndjson:{path}", *arguments)
    rows = records(Path(path).read_text())
    for row in rows:
        problem = next(VALIDATOR.iter_errors(row), None)
        expect(problem is None, problem)
    return result, path, rows


@case
def shards_give_the_verdicts_of_one_run():
    whole = records(Path(whole_run()).read_text())
    shards = three_shards()
    result, path, rows = merged(*reversed(shards))
    expect(result.returncode == 1 and "3 of 3 shards of one run" in result.stderr, result.returncode, result.stderr)
    expect(verdicts(rows) == verdicts(whole) and len(verdicts(rows)) == 41, "the same verdicts as one run")
    said = ("id", "severity", "locus", "cause", "confidence", "affected")
    expect([[row[key] for key in said] for row in of_type(rows, "resolver")]
           == [[row[key] for key in said] for row in of_type(whole, "resolver")], "the same of resolvers")
    first, last = rows[0], rows[-1]
    expect(first["cells"] == whole[0]["cells"] and first["shard"] == "0/1" and first["vantages"] == 1, first["cells"])
    expect([part["shard"] for part in first["merged"]] == ["0/3", "1/3", "2/3"] and first["vantage"] == "pod-0, pod-1, pod-2",
           first["merged"], first["vantage"])
    expect(last["complete"] is True and last["exit_status"] == 1, last)


@case
def nothing_of_the_shards_is_lost():
    shards = two_shards()
    _, path, rows = merged(*shards)
    expect(sorted(lines(path, "result", "probe")) == sorted(line for shard in shards for line in lines(shard, "result", "probe")),
           "results and probes, octet for octet")
    for resolver in of_type(rows, "resolver"):
        parts = [of_type(records(Path(shard).read_text()), "resolver") for shard in shards]
        parts = [row for rows_of in parts for row in rows_of if row["id"] == resolver["id"]]
        buckets = {}
        for bucket, count in (pair for part in parts for pair in part["histogram"]):
            buckets[bucket] = buckets.get(bucket, 0) + count
        expect(sorted(buckets.items()) == [tuple(pair) for pair in resolver["histogram"]], resolver["id"], "histogram")
        for key in ("sent", "answered", "lost", "late", "bulk_sent"):
            expect(resolver[key] == sum(part[key] for part in parts), resolver["id"], key)
    again = scratch("again.ndjson")
    result = run("replay", path, "-o", f"ndjson:{again}")
    types = ("verdict", "resolver", "host", "summary")
    expect(result.returncode == 1 and lines(again, *types) == lines(path, *types), "what was merged can be replayed",
           result.stderr)
    result, path, _ = merged(scratch("again.ndjson"))
    expect(result.returncode == 3 and "holds 0 of" in result.stderr, "without results:", result.returncode, result.stderr)


@case
def one_run_alone_stays_what_it_is():
    whole = whole_run()
    result, path, _ = merged(whole)
    types = ("result", "probe", "verdict", "resolver", "host", "summary")
    expect(result.returncode == 1 and lines(path, *types) == lines(whole, *types), result.returncode, result.stderr)


@case
def missing_and_half_shards_are_said_to_be_missing():
    shards = three_shards()
    result, _, rows = merged(shards[0], shards[2])
    expect(result.returncode == 3 and "shard 1 of 3 is missing" in result.stderr, result.returncode, result.stderr)
    expect(rows[-1]["complete"] is False and 0 < len(verdicts(rows)) < 41, rows[-1])
    text = Path(shards[1]).read_text()
    half = scratch("half-shard.ndjson", text[: len(text) // 2])
    result, _, rows = merged(shards[0], half, shards[2])
    expect(result.returncode == 3 and "an incomplete run" in result.stderr, result.returncode, result.stderr)
    result, _, _ = merged("-q", *shards)
    expect(result.stderr == "", result.stderr)


def same_names_everywhere():
    inventory = DEMO.inventory()
    inventory["resolvers"] = [row for row in inventory["resolvers"] if row["id"] in ("office", "nine")]
    inventory["groups"] = [{"id": "shop", "names": ["www.shop.example", "cart.shop.example"]}]
    elsewhere = dict(inventory)
    elsewhere["resolvers"] = [row for row in DEMO.inventory()["resolvers"] if row["id"] == "branch"]
    for row in inventory["resolvers"] + elsewhere["resolvers"]:
        row.pop("forwards_to", None)
    return inventory, elsewhere


@case
def places_are_compared_and_told_apart():
    fra, nyc = whole_run(), two_shards()
    result, path, rows = merged(nyc[1], fra, nyc[0])
    expect(result.returncode == 1 and "2 vantage points are compared" in result.stderr, result.returncode, result.stderr)
    expect("nyc: 2 of 2 shards of one run" in result.stderr and "fra: the run " in result.stderr, result.stderr)
    ids = [row["id"] for row in of_type(rows, "resolver")]
    expect(len(ids) == 14 and ids[0] == "office@nyc" and ids[7] == "office@fra", ids)
    expect(rows[0]["vantages"] == 2 and rows[0]["resolvers"] == 14 and rows[0]["vantage"] == "nyc, fra", rows[0]["vantage"])
    expect(len(of_type(rows, "result")) == rows[0]["cells"], len(of_type(rows, "result")), rows[0]["cells"])
    alone = verdicts(records(Path(fra).read_text()))
    both = verdicts(rows)
    for key, (severity, locus, cause, *_) in alone.items():
        expect(both[key][:3] == [severity, locus, cause], key, both[key], "instead of", alone[key])
        expect(all("@" in cell["resolver"] for cell in both[key][4]), both[key][4])
    lame = next(row for row in of_type(rows, "verdict") if row["name"] == "billing.legacy.example")
    expect("seen from nyc, fra" in lame["notes"], lame["notes"])
    fails_with(run("replay", path), 2, "compares several vantage points")
    fails_with(run("merge", path, fra), 2, "compares several vantage points")
    page = scratch("places.html")
    expect(not WITH_REPORT or run("report", path, "-o", f"html:{page}").returncode == 0 and "office@fra" in Path(page).read_text(), "a report")


@case
def a_place_with_resolvers_of_its_own_is_told_from_one_that_is_well():
    here, there = same_names_everywhere()
    well, broken = scratch("well.ndjson"), scratch("broken.ndjson")
    run("sweep", scratch("here.json", json.dumps(here)), "-o", f"ndjson:{well}", "--vantage", "fra")
    run("sweep", scratch("there.json", json.dumps(there)), "-o", f"ndjson:{broken}", "--vantage", "nyc")
    result, _, rows = merged(well, broken)
    expect(result.returncode == 1, result.returncode, result.stderr)
    for row in of_type(rows, "verdict"):
        expect("seen from nyc, not from fra" in row["notes"], row)
        expect(row["evidence"][0]["saw"] == "an answer from fra", row["evidence"])
        expect(row["locus"] != "authoritative", row)


@case
def what_does_not_belong_together_is_refused():
    a = whole_run()
    fails_with(run("merge"), 2, "merge takes runs")
    fails_with(run("merge", a, a), 2, "give one of them")
    fails_with(run("merge", a, "-"), 2, "not standard input")
    fails_with(run("merge", a, "/no/such/run.ndjson"), 2, "/no/such/run.ndjson", "No such file")
    fails_with(run("merge", a, scratch("empty.ndjson", "")), 2, "empty.ndjson", "no run record")
    first = swept("--shard", "0/2", "--vantage", "x", "--no-drill")
    third = swept("--shard", "1/3", "--vantage", "x", "--no-drill")
    fails_with(run("merge", first, third), 2, f"{third}: is shard 1 of 3", f"{first} is shard 0 of 2")
    inventory = DEMO.inventory()
    inventory["groups"] = inventory["groups"][:1]
    other = scratch("other.json", json.dumps(inventory))
    shard = swept("--shard", "1/2", "--vantage", "x", "--no-drill", inventory=other)
    fails_with(run("merge", first, shard), 2, f"{shard}: run: inventory_hash", "shards of one inventory")
    place = swept("--vantage", "nyc", "--no-drill", inventory=other)
    fails_with(run("merge", a, place), 2, "from fra and from nyc have other questions")
