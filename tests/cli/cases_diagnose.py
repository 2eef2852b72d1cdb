# SPDX-License-Identifier: MIT
"""Tickets."""
import os
import re

from harness import DEMO, OFFICE, ROOT, case, demo_file, expect, fails_with, records, run, scratch


def settled(text):
    """A ticket without what differs from run to run: times, TTLs, the port, random labels."""
    text = re.sub(r"^fleetdig .*\n", "fleetdig VERSION, DATE, from HOST, run RUN\n", text.replace(str(DEMO.port), "PORT"))
    text = re.sub(r"\b\d+(\.\d+)? (us|ms|s)\b", "TIME", text)
    text = re.sub(r"x[0-9a-f]{16}\b", "xRANDOM", text)
    return re.sub(r"((?:NOERROR|NXDOMAIN) +)\d+( +TIME)", r"\1TTL\2", text)


def same_words(text):
    """Lines are wrapped where they end, and a time more or less moves that."""
    return " ".join(text.split())


@case
def diagnose_writes_a_ticket():
    path = demo_file("ticket.json")
    result = run("diagnose", path, "cart.shop.example", "billing.legacy.example", "--qps-per-resolver", "0")
    expect(result.returncode == 1, "one of them fails", result.returncode, result.stderr)
    expect("\x1b" not in result.stdout, "no colour through a pipe")
    expect(max(len(line) for line in result.stdout.splitlines() if "dig @" not in line) <= 100, "width without a terminal")
    parts = (
        "cart.shop.example A (storefront, team-shop)", "OK ok", "What each resolver says",
        "office local NOERROR TTL TIME ra ad A 192.0.2.21", "The path from the root, asked directly (RD=0)",
        "delegates shop.example to ns1.shop.example, ns2.shop.example", "cart.shop.example A ns1.shop.example (127.53.",
        "billing.legacy.example A (payments, team-payments)", "FAILURE auth_lame", "Evidence", "means", "next:",
    )
    text = same_words(settled(result.stdout))
    at = 0
    for part in parts:
        found = text.find(part, at)
        expect(found >= 0, f"{part!r} is not there, or not in order: {text}")
        at = found


GOLDEN = ROOT / "tests" / "cli" / "golden"


@case
def the_ticket_is_as_a_person_read_it():
    """Held against a file; FLEETDIG_GOLDEN=1 writes it anew: read the difference before committing it."""
    steady = [word for name in (OFFICE, 30) for word in ("-r", DEMO.resolver(name))]
    result = run("diagnose", demo_file("ticket.json"), "help.shop.example", "billing.legacy.example", "ledger.payments.example",
                 *steady, "--qps-per-resolver", "0", env={"LC_ALL": "C.UTF-8"})
    text, path = settled(result.stdout), GOLDEN / "ticket.txt"
    if os.environ.get("FLEETDIG_GOLDEN"):
        path.write_text(text)
    expect(same_words(text) == same_words(path.read_text()), text)


@case
def diagnose_takes_names_with_and_without_an_inventory():
    alone = run("diagnose", "-r", DEMO.resolver(OFFICE), "-t", "A,AAAA", "--no-direct", "www.shop.example", "-o", "ndjson")
    rows = records(alone.stdout)
    expect([row["qtype"] for row in rows if row["type"] == "verdict"] == ["A", "AAAA"], alone.stdout, alone.stderr)
    expect("deep=1" in rows[0]["options"], rows[0]["options"])
    lent = records(run("diagnose", demo_file(), "Api.Payments.example", "new.shop.example", "-o", "ndjson").stdout)
    asked = {(row["name"].lower(), row["qtype"], row["group"]) for row in lent if row["type"] == "verdict"}
    wanted = {("api.payments.example", "A", "payments"), ("api.payments.example", "AAAA", "payments"),
              ("new.shop.example", "A", "command line")}
    expect(asked == wanted, "an inventory lends what it says of the names:", asked)
    walked = {row["qname"] for row in lent if row["type"] == "probe" and row["purpose"] == "walk"}
    expect({"example", "payments.example"} <= walked, "walked, healthy or not:", walked)
    fails_with(run("diagnose"), 2, "nothing to ask")


@case
def diagnose_of_a_whole_fleet_is_refused_and_of_a_short_list_is_not():
    fails_with(run("diagnose", demo_file()), 2, "demo.json holds 37 (more than 20)", "fleetdig diagnose INVENTORY NAME...", "fleetdig sweep")
    fails_with(run("diagnose", "-", stdin="".join(f"n{i}.example\n" for i in range(21))), 2, "standard input holds 21", "fleetdig diagnose NAME...")
    short = run("diagnose", "-r", DEMO.resolver(OFFICE), "--no-direct", scratch("few.txt", "www.shop.example\napi.payments.example\n"))
    expect(short.returncode == 0 and "api.payments.example A" in short.stdout, short.returncode, short.stderr)
