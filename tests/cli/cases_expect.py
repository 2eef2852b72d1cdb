# SPDX-License-Identifier: MIT
"""Expectations, from the inventory to the verdict."""
from harness import DEMO, case, demo_file, expect, records, run

UNMET = ("failure", "none", "expectation_unmet")
WELL = ("ok", "none", "ok")
BOTH = ["192.0.2.10", "192.0.2.11"]

# name, type, what is expected, verdict, what the results say of it
ROWS = [
    ("api.payments.example", "A", {"rcode": "NOERROR"}, WELL, "met"),
    ("api.payments.example", "A", {"rcode": "NXDOMAIN"}, UNMET, "rcode: expected NXDOMAIN, got NOERROR"),
    ("absent.payments.example", "A", {"rcode": "NXDOMAIN"}, WELL, "met"),
    ("absent.payments.example", "A", {"rcode": "NOERROR"}, UNMET, "rcode: expected NOERROR, got NXDOMAIN"),
    ("api.payments.example", "A", {"answers": BOTH}, WELL, "met"),
    ("api.payments.example", "A", {"answers": BOTH[:1], "match": "exact"}, UNMET,
     "answers: expected 192.0.2.10, got 192.0.2.11"),
    ("api.payments.example", "A", {"answers": [*BOTH, "192.0.2.12"], "match": "exact"}, UNMET,
     "answers: expected 192.0.2.12 too, which is missing"),
    ("api.payments.example", "A", {"answers": [*BOTH, "192.0.2.12"], "match": "subset"}, WELL, "met"),
    ("api.payments.example", "A", {"answers": ["192.0.2.12", BOTH[0]], "match": "any"}, WELL, "met"),
    ("api.payments.example", "A", {"answers": ["192.0.2.12"], "match": "any"}, UNMET, "answers: expected 192.0.2.12, got 192.0.2.1"),
    ("api.payments.example", "AAAA", {"cidr": ["2001:db8:10::/48"]}, WELL, "met"),
    ("cart.shop.example", "A", {"cidr": ["10.0.0.0/8"]}, UNMET, "cidr: expected an address in 10.0.0.0/8, got 192.0.2.21"),
    ("cart.shop.example", "AAAA", {"cidr": ["2001:db8::/32"]}, UNMET, "cidr: expected an address in 2001:db8::/32, got none"),
    ("webhooks.payments.example", "A", {"cname": "api.payments.example"}, WELL, "met"),
    ("webhooks.payments.example", "A", {"cname": "other.example"}, UNMET, "cname: expected other.example, got api.payments.example"),
    ("api.payments.example", "A", {"max_ms": 60000}, WELL, "met"),
    ("cart.shop.example", "A", {"min_ttl": 1}, WELL, "met"),
    ("cart.shop.example", "A", {"min_ttl": 86400}, UNMET, "min_ttl: TTL is "),
    ("payments.example", "NS", {"ns": ["NS1.payments.example."]}, WELL, "met"),
    ("payments.example", "NS", {"ns": ["ns9.example"]}, UNMET, "ns: expected ns9.example too, got ns"),
]


def asked(names, **defaults):
    resolver = {"id": "office", "address": "127.53.10.53", "port": DEMO.port, "role": "local"}
    return demo_file("expect.json", resolvers=[resolver], defaults=defaults,
                     groups=[{"id": "all", "owner": "team", "names": names}])


def verdict_and_result(rows):
    verdicts = [row for row in rows if row["type"] == "verdict"]
    results = [row for row in rows if row["type"] == "result"]
    expect(len(verdicts) == len(results) == 1, verdicts, results)
    return verdicts[0], results[0]


def told(row):
    return row["severity"], row["locus"], row["cause"]


@case
def each_expectation_from_the_inventory_to_the_verdict():
    for name, qtype, expectation, wanted, why in ROWS:
        done = run("sweep", asked([{"name": name, "types": [qtype], "expect": expectation}]), "-o", "ndjson")
        verdict, result = verdict_and_result(records(done.stdout))
        expect(told(verdict) == wanted, name, qtype, expectation, verdict)
        expect(result["expect"].startswith(why), name, qtype, expectation, result["expect"])
        expect(done.returncode == (1 if wanted == UNMET else 0), "the default of --fail-on has expect in it:", done.returncode)
        if wanted == UNMET and result["status"] == "NOERROR" and result["answers"]:
            expect(result["expect"] in verdict["summary"], "expected and seen:", verdict["summary"], result["expect"])
            cell = {"resolver": "office", "locus": "none", "cause": "expectation_unmet"}
            expect(verdict["cells"] == [cell], verdict["cells"])


@case
def a_fault_of_dns_is_told_as_such_whatever_is_expected():
    done = run("sweep", asked([{"name": "billing.legacy.example", "expect": {"answers": ["192.0.2.1"]}}]), "-o", "ndjson")
    verdict, result = verdict_and_result(records(done.stdout))
    expect((verdict["locus"], verdict["cause"]) == ("authoritative", "auth_lame"), verdict)
    expect(result["expect"] == "rcode: expected NOERROR, got SERVFAIL", result["expect"])
    for words, status in (("expect", 0), ("failure", 1)):
        fault = run("sweep", asked([{"name": "billing.legacy.example", "expect": {"rcode": "NOERROR"}}]), "--fail-on", words)
        expect(fault.returncode == status, "--fail-on looks at verdicts:", words, fault.returncode)


@case
def defaults_hold_for_all_names_and_fail_on_expect_finds_them():
    names = ["api.payments.example", "absent.payments.example", {"name": "cart.shop.example", "expect": {"cidr": ["10.0.0.0/8"]}}]
    path = asked(names, expect={"rcode": "NOERROR"})
    rows = records(run("sweep", path, "-o", "ndjson").stdout)
    found = {row["name"]: told(row) for row in rows if row["type"] == "verdict"}
    expect(found == {"api.payments.example": WELL, "absent.payments.example": UNMET, "cart.shop.example": UNMET}, found)
    expect(run("sweep", path, "--fail-on", "expect").returncode == 1, "unmet")
    expect(run("sweep", path, "--fail-on", "authoritative").returncode == 0, "expectations are no fault of a zone")
    fine = asked(["absent.payments.example"])
    expect(run("sweep", fine, "--fail-on", "expect").returncode == 0, "a negative is no unmet expectation")


@case
def names_limited_to_resolvers_are_asked_there_only():
    inside = {"id": "inside", "address": "127.53.10.53", "port": DEMO.port, "role": "local"}
    outside = {"id": "outside", "address": "127.53.30.53", "port": DEMO.port, "role": "public"}
    names = [{"name": "api.payments.example", "resolvers": ["inside"], "expect": {"answers": BOTH}},
             {"name": "api.payments.example", "resolvers": ["outside"], "types": ["AAAA"], "expect": {"rcode": "NXDOMAIN"}}]
    path = demo_file("split.json", resolvers=[inside, outside], defaults={}, groups=[{"id": "all", "names": names}])
    rows = records(run("sweep", path, "-o", "ndjson").stdout)
    cells = {(row["qtype"], row["resolver"]): row["expect"] for row in rows if row["type"] == "result"}
    expect(set(cells) == {("A", "inside"), ("AAAA", "outside")}, cells)
    found = {row["qtype"]: told(row) for row in rows if row["type"] == "verdict"}
    expect(found == {"A": WELL, "AAAA": UNMET}, found)
