# SPDX-License-Identifier: MIT
"""What this host's library says, beside what its resolvers answer: hosts in boxes of their own (box.py)."""
import json
import subprocess
from pathlib import Path

from harness import PROGRAM, case, expect, records, run, scratch

BOX = Path(__file__).parent / "box.py"
NSSWITCH = "hosts: files dns\n"
RESOLV = "nameserver 127.0.0.1\n"
HOSTS = "127.0.0.1 localhost\n"
ZONE = {
    "db.corp.example": {"A": ["192.0.2.5"]},
    "www.corp.example": {"A": ["192.0.2.7"], "AAAA": ["2001:db8::7"]},
    "v6.corp.example": {"AAAA": ["2001:db8::6"]},
}


def in_box(*arguments, zone=None, hosts=HOSTS, nsswitch=NSSWITCH, resolv=RESOLV, servers=None, host="box"):
    box = {
        "files": {"/etc/hosts": hosts, "/etc/nsswitch.conf": nsswitch, "/etc/resolv.conf": resolv},
        "host": host,
        "command": [PROGRAM, *arguments, "--no-direct", "-o", "ndjson"],
        "servers": {"127.0.0.1": zone or ZONE, **(servers or {})},
    }
    done = subprocess.run(["unshare", "--net", "--mount", "--uts", "/usr/bin/python3", str(BOX)], input=json.dumps(box),
                          capture_output=True, text=True, timeout=110)
    expect(done.returncode == 0, done.stderr)
    result = json.loads(done.stdout)
    expect(result["status"] in (0, 1), result["status"], result["stderr"])
    return records(result["stdout"]), result["stdout"]


def verdicts(rows):
    return {(row["name"], row["qtype"]): row for row in rows if row["type"] == "verdict"}


def told(rows, name, qtype="A"):
    row = verdicts(rows)[name, qtype]
    return row["severity"], row["locus"], row["cause"]


def library(rows):
    return {(row["name"], row["qtype"]): row for row in rows if row["type"] == "library"}


VIEW = ("sweep", "--host-view", "-r", "127.0.0.1")
WELL = ("ok", "none", "ok")


def same_when_replayed(text, rows):
    again = records(run("replay", scratch("host.ndjson", text), "-o", "ndjson").stdout)
    expect({key: row for key, row in verdicts(again).items()} == verdicts(rows), "a replay says the same:", verdicts(again))


@case
def a_library_that_agrees_is_no_finding():
    rows, _ = in_box(*VIEW, "db.corp.example", "WWW.Corp.Example", "v6.corp.example", "gone.corp.example", "-t", "A,AAAA")
    expect({row["cause"] for row in verdicts(rows).values()} == {"ok", "no_data", "name_does_not_exist"}, verdicts(rows))
    said = library(rows)
    expect(len(said) == 8, "every question has its record:", said.keys())
    expect(said["v6.corp.example", "AAAA"]["addresses"] == ["2001:db8::6"],
           "AAAA is asked for on a host without an IPv6 address:", said)
    expect(said["gone.corp.example", "A"]["status"] == "not_found", said)
    one = said["db.corp.example", "A"]
    expect((one["nsswitch"], one["nameservers"]) == ("files dns", "127.0.0.1"), one)


@case
def the_hosts_file_overrides_dns():
    hosts = HOSTS + "192.0.2.99 DB.corp.example db # left from the move\n192.0.2.98 only.corp.example\n192.0.2.7 www.corp.example\n"
    rows, text = in_box(*VIEW, "db.corp.example", "only.corp.example", "www.corp.example", hosts=hosts)
    expect(told(rows, "db.corp.example") == ("degraded", "local", "hosts_file_override"), verdicts(rows))
    expect(told(rows, "only.corp.example") == ("degraded", "local", "hosts_file_override"), verdicts(rows))
    expect(told(rows, "www.corp.example") == WELL, "the same address in both:", verdicts(rows))
    proof = json.dumps(verdicts(rows)["db.corp.example", "A"]["evidence"])
    for part in ("getent ahostsv4 db.corp.example", "192.0.2.99", "dig @127.0.0.1", "192.0.2.5", "/etc/hosts"):
        expect(part in proof, part, "is in the evidence:", proof)
    same_when_replayed(text, rows)


@case
def the_host_knows_its_own_name():
    rows, _ = in_box(*VIEW, "db.corp.example", hosts=HOSTS + "127.0.1.1 db.corp.example db\n", host="db")
    expect(told(rows, "db.corp.example") == WELL, "installers write this line:", verdicts(rows))


@case
def the_search_list_makes_another_name_of_it():
    zone = {**ZONE, "db.corp.example.site.example": {"A": ["192.0.2.66"]}, "short.site.example": {"A": ["192.0.2.67"]}}
    resolv = RESOLV + "search site.example\n"
    rows, text = in_box(*VIEW, "short", "db.corp.example", "www.corp.example", zone=zone, resolv=resolv)
    expect(told(rows, "short") == ("degraded", "local", "search_list_expanded"), verdicts(rows))
    expect(told(rows, "db.corp.example") == WELL, "dots enough: asked as it is", verdicts(rows))
    expect("site.example" in verdicts(rows)["short", "A"]["summary"], verdicts(rows)["short", "A"])
    same_when_replayed(text, rows)
    rows, _ = in_box(*VIEW, "db.corp.example", "www.corp.example", zone=zone, resolv=resolv + "options ndots:5\n")
    expect(told(rows, "db.corp.example") == WELL,
           "another public address might be rotation, and the name itself exists:", verdicts(rows))


@case
def a_library_without_dns():
    rows, text = in_box(*VIEW, "db.corp.example", "www.corp.example", "gone.corp.example", nsswitch="hosts: files\n")
    expect(told(rows, "db.corp.example") == ("failure", "local", "library_differs"), verdicts(rows))
    expect(told(rows, "gone.corp.example")[2] == "name_does_not_exist", "both say so", verdicts(rows))
    row = verdicts(rows)["db.corp.example", "A"]
    expect("nsswitch.conf" in row["action"] and row["confidence"] == "confirmed", row)
    same_when_replayed(text, rows)


@case
def a_stub_that_knows_less():
    servers = {"127.0.0.9": {"www.corp.example": {"A": ["192.0.2.7"]}, "db.corp.example": {"A": ["127.0.0.1"]}}}
    zone = {**ZONE, "api.corp.example": {"A": ["192.0.2.8"]}}
    rows, text = in_box(*VIEW, "api.corp.example", "db.corp.example", "www.corp.example", zone=zone, resolv="nameserver 127.0.0.9\n",
                        servers=servers)
    expect(told(rows, "api.corp.example") == ("failure", "local", "library_differs"), verdicts(rows))
    expect(told(rows, "db.corp.example") == ("degraded", "local", "library_differs"), "inside against outside", verdicts(rows))
    expect(told(rows, "www.corp.example") == WELL, verdicts(rows))
    host = next(row for row in rows if row["type"] == "host")
    expect(host["cause"] == "ok", "the library as such works", host)
    same_when_replayed(text, rows)


@case
def a_stub_that_is_not_there():
    rows, text = in_box(*VIEW, "db.corp.example", "www.corp.example", "gone.corp.example", resolv="nameserver 127.0.0.9\n")
    expect(told(rows, "db.corp.example") == ("failure", "local", "library_differs"), verdicts(rows))
    expect(told(rows, "gone.corp.example")[2] == "name_does_not_exist", "nothing is shown about it", verdicts(rows))
    host = next(row for row in rows if row["type"] == "host")
    expect((host["locus"], host["cause"], host["affected"]) == ("local", "library_differs", 2), host)
    same_when_replayed(text, rows)


@case
def a_stub_that_is_silent_is_not_waited_for_long():
    servers = {"127.0.0.9": {f"{name}.corp.example": {"A": "drop"} for name in ("db", "www")}}
    rows, _ = in_box(*VIEW, "db.corp.example", "www.corp.example", resolv="nameserver 127.0.0.9\n", servers=servers)
    expect(library(rows)["db.corp.example", "A"]["status"] in ("timeout", "no_answer"), library(rows))
    expect(told(rows, "db.corp.example") == ("failure", "local", "library_differs"), verdicts(rows))


@case
def answers_that_rotate_are_no_finding():
    pool = [[f"198.51.100.{number}"] for number in range(1, 200)]
    inside = [[f"10.0.0.{number}"] for number in range(1, 200)]
    zone = {"cdn.corp.example": {"A": pool}, "pods.corp.example": {"A": inside}, "alias.corp.example": {"CNAME": "cdn.corp.example"}}
    rows, _ = in_box(*VIEW, "cdn.corp.example", "pods.corp.example", "alias.corp.example", zone=zone)
    expect({row["cause"] for row in verdicts(rows).values()} == {"ok"}, verdicts(rows))


@case
def only_names_marked_local_are_looked_at_by_themselves():
    inventory = {
        "fleetdig": 1, "resolvers": [{"id": "office", "address": "127.0.0.1", "role": "local"},
                                     {"id": "out", "address": "127.0.0.8", "role": "public"}],
        "zones": [{"name": "corp.example", "internal": True}],
        "groups": [{"id": "all", "names": ["www.corp.example", "out.example", {"name": "db.example", "roles": ["local"]}]}],
    }
    zone = {**ZONE, "out.example": {"A": ["192.0.2.1"]}, "db.example": {"A": ["192.0.2.2"]}}
    path = scratch("marked.json", json.dumps(inventory))
    servers = {"127.0.0.8": zone}
    rows, _ = in_box("sweep", path, zone=zone, servers=servers, hosts=HOSTS + "192.0.2.99 db.example out.example\n")
    expect({name for name, _ in library(rows)} == {"www.corp.example", "db.example"}, library(rows).keys())
    expect(told(rows, "db.example")[2] == "hosts_file_override", verdicts(rows))
    rows, _ = in_box("sweep", path, zone=zone, servers={**servers, "127.0.0.9": zone}, resolv="nameserver 127.0.0.9\n")
    expect(not library(rows), "the library asks another resolver than this run:", library(rows))
    rows, _ = in_box("sweep", path, "--no-host-view", zone=zone, servers=servers)
    expect(not library(rows), "asked to leave it:", library(rows))
