# SPDX-License-Identifier: MIT
"""Comparisons of groups of resolvers, against the demo's servers and its faults."""
from harness import DEMO, alone, case, demo_file, expect, fails_with, records, run, scratch


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
    expect(features["office"]["qname_minimisation"] == "not measured", "what was not measured says so", features)


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
def what_cannot_be_compared_is_said():
    path = demo_file("compare.json")
    fails_with(run("compare", path, "--groups", "office"), 2, "one group alone")
    fails_with(run("compare", path, "--groups", "office,ofice"), 2, "did you mean office?")
    fails_with(run("compare", "a.example", "-r", DEMO.resolver(10)), 2, "at least two resolvers")
    fails_with(run("compare", path, "--groups", ""), 2, "no group")
    fails_with(run("compare", path, "--margin", "3"), 2, "duration with a unit")
    many = scratch("many.txt", "".join(f"127.53.{i}.53\n" for i in range(10, 30)))
    fails_with(run("compare", "a.example", "-r", f"@{many}"), 2, "more than 8 groups")
