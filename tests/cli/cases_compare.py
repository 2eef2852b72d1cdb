# SPDX-License-Identifier: MIT
"""Comparisons of groups of resolvers, against the demo's servers and its faults."""
import json
import socket
import sqlite3
import struct
import threading

from harness import DEMO, WANTED_RESOLVERS, alone, case, demo_file, expect, fails_with, records, run, scratch


def compare(*arguments):
    result = run("compare", demo_file("compare.json"), "-o", "ndjson", "--qps-per-resolver", "0", *arguments)
    expect(result.returncode in (0, 1), result.returncode, result.stderr[-2000:])
    return records(result.stdout)


def stated(rows, statement):
    return [row for row in rows if row["type"] == "comparison" and row["statement"] == statement]


@case
def compare_says_who_answers_what():
    rows = compare("--groups", "office,isp,both=office+nine")
    expect([row["type"] for row in rows[:1] + rows[-1:]] == ["run", "summary"], rows[-1])
    expect({"result", "verdict", "resolver", "host"} <= {row["type"] for row in rows}, "a sweep's records too")
    pairs = {(row["first"], row["second"]): row for row in stated(rows, "answers")}
    expect(set(pairs) == {("office", "isp"), ("office", "both"), ("isp", "both")}, pairs)
    classes = pairs["office", "isp"]["classes"]
    expect(classes["rewritten"] >= 2 and classes["failed"] >= 2, "isp makes up answers, and does not validate:", classes)
    expect(sum(classes.values()) == pairs["office", "isp"]["questions"], classes)
    expect(pairs["office", "both"]["classes"]["rewritten"] == 0, "office speaks for both", pairs["office", "both"])
    examples = {(one["class"], one["name"]) for one in pairs["office", "isp"]["examples"]}
    expect(("failed", "points.loyalty.example") in examples, examples)
    causes = {row["first"]: row["causes"] for row in stated(rows, "failures")}
    expect(causes["office"]["auth_lame"] == 2 and "resolver_nxdomain_rewrite" in causes["isp"], causes)
    features = {row["first"]: row["features"] for row in stated(rows, "features")}
    expect(features["office"]["dnssec_validation"] == "yes" and features["isp"]["dnssec_validation"] == "no", features)
    expect(features["isp"]["nxdomain_rewriting"] == "yes" and features["office"]["nsid"] == "yes, office", features)
    expect(features["office"]["qname_minimisation"].startswith("not measured (qnamemintest.internet.nl: "), "what was not measured says so", features)


@alone
def compare_says_how_far_apart_latencies_are():
    rows = compare("--groups", "office,nine", "--rate", "100")
    for row in stated(rows, "latency"):
        expect(row["low_us"] <= row["difference_us"] <= row["high_us"] and row["margin_us"] >= 500, row)
        expect(row["confidence"] == 0.99, "one pair of groups, one comparison of each kind", row)
        expect(row["pairs"] <= row["questions"] and row["first_faster"] + row["second_faster"] <= row["pairs"], row)
        expect((row["verdict"] == "first_faster") == (row["low_us"] > 0 and row["high_us"] > row["margin_us"]), row)
    expect([row["ask"] for row in stated(rows, "latency")] == ["cold", "warm"], rows)
    summary, = stated(rows, "summary")
    expect("on cold names" in summary["summary"] and "on warm names" in summary["summary"], summary)


@case
def compare_takes_roles_for_groups_and_ends_its_page_with_a_sentence():
    page = run("compare", demo_file("compare.json"), "-o", "table", "--qps-per-resolver", "0").stdout
    expect("dnssec_validation" in page and "qname_minimisation" in page and "\x1b" not in page, page)
    features = page[page.index("\nfeature "):page.index("\nnot plainly well")]
    expect("none with a SERVFAIL" in features and "…" not in features, "cut short where there is room:", features)
    for resolver in WANTED_RESOLVERS:
        expect(f" {resolver} " in features, resolver, "was left out:", features)
    last = " ".join(page[page.rindex("\n\n", 0, -2):].split())
    expect("on cold names" in last and last.endswith("."), last)
    table = run("compare", demo_file("compare.json"), "-o", "csv", "--qps-per-resolver", "0").stdout.splitlines()
    expect(table[0].startswith("statement,first,second,ask,pairs"), table[0])


@case
def a_comparison_read_back_is_the_same_page_and_asks_no_others():
    ndjson, live, again = scratch("compare.ndjson"), scratch("compare.txt"), scratch("again.txt")
    run("compare", demo_file("compare.json"), "--groups", "office,isp", "--qps-per-resolver", "0", "-o", "ndjson:" + ndjson, "-o", "table:" + live)
    result = run("report", ndjson, "-o", "table:" + again)
    expect(result.returncode == 0 and result.stderr == "", result.stderr)
    page = open(live).read()
    expect(page == open(again).read(), page, open(again).read())
    expect("isp - office, cold" in page and "isp rewrites 3 that do not exist" in " ".join(page.split()), page)
    rows = records(open(ndjson).read())
    expect({row["first"] for row in stated(rows, "features")} == {"office", "isp"}, rows[-1])


@case
def a_comparison_goes_into_a_ticket_and_a_history():
    history, ticket = scratch("compare.db"), scratch("compare.txt")
    rows = compare("--groups", "office,isp", "-o", f"sqlite:{history}", "-o", f"ticket:{ticket}")
    text = " ".join(open(ticket).read().split())
    summary, = stated(rows, "summary")
    expect(summary["summary"] in text and "dnssec_validation" in text, text[-3000:])
    with sqlite3.connect(history) as connection:
        kept = connection.execute("SELECT statement, first, second, ask, verdict, summary FROM comparison ORDER BY place").fetchall()
        counts = connection.execute("SELECT record ->> '$.classes.rewritten' FROM comparison WHERE statement = 'answers'").fetchone()
        states, = connection.execute("SELECT count(*) FROM verdict WHERE until IS NULL").fetchone()
    wanted = [(row["statement"], row["first"], row["second"], row["ask"], row.get("verdict"), row["summary"])
              for row in rows if row["type"] == "comparison"]
    expect(kept == wanted, kept, wanted)
    expect(counts[0] >= 2 and states > 30, counts, states)


class Told:
    """A resolver whose every TXT is the same; nothing else exists."""

    def __init__(self, text):
        self.text = text
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    def resolver(self):
        return f"127.0.0.1#{self.socket.getsockname()[1]}"

    def serve(self):
        while True:
            query, client = self.socket.recvfrom(4096)
            end = 12 + query[12:].index(0) + 5
            found = query[end - 4:end - 2] == b"\0\x10" and self.text
            record = b"\xc0\x0c" + struct.pack("!2HIHB", 16, 1, 60, len(self.text) + 1, len(self.text)) + self.text if found else b""
            self.socket.sendto(query[:2] + b"\x81" + (b"\x80" if found else b"\x83") + struct.pack("!4H", 1, bool(found), 0, 0) + query[12:end] + record, client)


@case
def compare_sees_who_minimises_names_where_a_name_tells():
    rows = (
        (b"HOORAY - QNAME minimisation is enabled", "yes"),
        (b"NO - QNAME minimisation is NOT enabled", "no"),
        (b"NORMAL", "not measured (told.example says nothing of it)"),
        (b"", "not measured (told.example: NXDOMAIN)"),
    )
    servers = [Told(text) for text, _ in rows]
    path = scratch("told.json", json.dumps({
        "fleetdig": 1, "canaries": {"minimisation": "told.example"},
        "resolvers": [{"id": f"r{i}", "address": "127.0.0.1", "port": server.socket.getsockname()[1]} for i, server in enumerate(servers)],
        "groups": [{"names": ["a.example"]}]}))
    out = records(run("compare", path, "--no-direct", "--no-drill", "--timeout", "300ms", "-o", "ndjson").stdout)
    told = {row["first"]: row["features"]["qname_minimisation"] for row in stated(out, "features")}
    expect(told == {f"r{i}": wanted for i, (_, wanted) in enumerate(rows)}, told)


@case
def what_cannot_be_compared_is_said():
    path = demo_file("compare.json")
    fails_with(run("compare", path, "--groups", "office"), 2, "one group alone")
    fails_with(run("compare", path, "--groups", "office,ofice"), 2, "did you mean office?")
    fails_with(run("compare", "a.example", "-r", DEMO.resolver(10)), 2, "at least two resolvers")
    fails_with(run("compare", path, "--groups", ""), 2, "no group")
    fails_with(run("compare", path, "--margin", "3"), 2, "duration with a unit")
    many = scratch("many.txt", "".join(f"127.53.{i}.53\n" for i in range(10, 30)))
    fails_with(run("compare", "a.example", "-r", f"@{many}"), 2, "more than 8 groups")
