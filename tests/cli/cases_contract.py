# SPDX-License-Identifier: MIT
"""The edges of the command line: words, lists and files as people get them wrong, streams that are shut, signals at any time."""
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from harness import DEMO, OFFICE, PATIENCE, PROGRAM, ROOT, WITH_REPORT, case, demo_file, expect, fails_with, records, run, scratch


@case
def every_command_has_its_help_and_the_version():
    for line in run("--help").stdout.splitlines():
        if not line.startswith("  ") or line.startswith("   "):
            continue
        command = line.split()[0]
        asked, told = run("help", command), run(command, "--help")
        expect(asked.returncode == told.returncode == 0 and asked.stdout == told.stdout, command, asked.stdout, told.stdout)
        expect(told.stdout.startswith(f"fleetdig {command} "), told.stdout)
        expect(max(map(len, told.stdout.splitlines())) < 80, command, "fits 80 columns:", told.stdout)
        expect(run(command, "--version").stdout == run("--version").stdout, command, "--version")
    fails_with(run("help", "swep"), 2, "did you mean sweep")


WRONG = [
    (["-t", ""], ["--type: no type"]),
    (["-t", "A,axfr"], ['"axfr" is not a record type that can be asked: it is a transfer of a whole zone']),
    (["-t", "A,,MX"], ["--type"]),
    (["--vantage", ""], ["--vantage: no place"]),
    (["--fail-on", ""], ["--fail-on: no word"]),
    (["--fail-on", "never,failure"], ["never goes with no other word"]),
    (["-o", "ndjson:"], ["names no file"]),
    (["-o", "csv:same.x", "-o", "ndjson:same.x"], ["csv and ndjson would both go to same.x"]),
    (["--pcap", "a.pcap", "--pcap-all", "b.pcap"], ["--pcap-all: a run makes one capture"]),
    (["--pcap", "a.pcap", "--pcap", "b.pcap"], ["--pcap: a run makes one capture, and one is asked for already"]),
    (["--timeout", "2h"], ["at most 1h"]),
    (["--timeout", "0s"], ["no time at all"]),
    (["--timeout", "5"], ["not a duration with a unit"]),
    (["--no-drill=1"], ["--no-drill takes no value"]),
    (["--ver"], ["--version or --verbose"]),
    (["--no-dril", "--timout", "2s"], ["unknown option --timout; did you mean --timeout?"]),
    (["--deadline", "99999h"], ["at most 8760h"]),
    (["--qps", "-5"], ["not a whole number"]),
    (["--retries", "16"], ["from 0 to 15, or auto"]),
    (["-r", "@"], ["names no file"]),
    (["-r", "192.0.2.1=ispp"], ["did you mean isp"]),
    (["-r", "192.0.2.1:53"], ["a port is written with #"]),
    (["-r", "fe80::1"], ["needs its interface"]),
    (["-r", "192.0.2.1", "-r", "192.0.2.1#53=isp"], ["given twice"]),
]


@case
def words_that_say_nothing_or_too_much_are_refused():
    for arguments, texts in WRONG:
        fails_with(run("sweep", "a.example", *arguments), 2, *texts)
    fails_with(run("sweep", "a.example", "-r", "@" + scratch("none.txt", "# nobody\n")), 2, "none.txt: holds no resolver")
    fails_with(run("sweep", "-", "-r", "@-", stdin="a.example\n"), 2, "standard input can be read once")
    fails_with(run("history", "a..b"), 2, "two dots in a row")
    fails_with(run("explain", "EDE", "99"), 2, '"EDE 99" was not assigned')
    fails_with(run("explain", "EDE", "65536"), 2, 'nothing is known of "EDE 65536"')
    for word, told in (("EDE 49152", "EDE 49152: Private use"), ("expect", "expectation_unmet"), ("quarantine", "NOT_ASKED")):
        asked = run("explain", word)
        expect(asked.returncode == 0 and told in asked.stdout, word, asked.stdout, asked.stderr)


@case
def what_is_read_is_not_written_over():
    run_file, names, resolvers = scratch("kept.ndjson"), scratch("kept.txt", "a.example\n"), scratch("kept.conf", "192.0.2.1\n")
    run("sweep", "a.example", "-r", DEMO.resolver(OFFICE), "--no-direct", "-o", f"ndjson:{run_file}")
    link = scratch("link.ndjson")
    os.symlink(run_file, link)
    inventory = scratch("names.json", json.dumps({"fleetdig": 1, "groups": [{"id": "g", "names_file": os.path.basename(names)}]}))
    for arguments in (["report", run_file, "-o", f"html:{run_file}"], ["replay", run_file, "-o", f"ndjson:{run_file}"],
                      ["replay", run_file, "-o", f"ndjson:{link}"], ["merge", run_file, "-o", f"ndjson:{run_file}"],
                      ["diff", run_file, run_file, "-o", f"markdown:{run_file}"],
                      ["sweep", names, "-r", "192.0.2.1", "-o", f"csv:{names}"],
                      ["sweep", names, "-r", "192.0.2.1", "--pcap", names],
                      ["sweep", inventory, "-r", "192.0.2.1", "-o", f"ndjson:{names}"],
                      ["sweep", "a.example", "-r", f"@{resolvers}", "-o", f"ndjson:{resolvers}"]):
        before = [Path(path).read_bytes() for path in (run_file, names, resolvers)]
        if WITH_REPORT or "report" not in arguments:
            fails_with(run(*arguments), 2, "would overwrite", "which is read")
        expect(before == [Path(path).read_bytes() for path in (run_file, names, resolvers)], arguments)
    new, same = scratch("new.out"), scratch(".") + "/new.out"
    fails_with(run("sweep", "a.example", "-r", "192.0.2.1", "-o", f"ndjson:{new}", "-o", f"csv:{same}"), 2, "would both go to")
    result = run("sweep", "a.example", "-r", DEMO.resolver(OFFICE), "--no-direct", "-o", "ndjson:a.example", "-o", "csv:/dev/null",
                 "-o", "table:/dev/null", cwd=scratch("."))
    expect(result.returncode in (0, 1) and Path(scratch("a.example")).exists(), "a name is no file:", result.returncode, result.stderr)


@case
def what_is_no_list_and_no_inventory_is_told_as_what_it_is():
    path = scratch("run.ndjson")
    run("sweep", "a.example", "-r", DEMO.resolver(OFFICE), "--no-direct", "-o", f"ndjson:{path}")
    fails_with(run("sweep", path), 2, "holds the records of a run", "replay")
    zone = scratch("zone.txt", "a.example 3600 IN A 192.0.2.1\na.example B\na.example 8\n")
    result = run("sweep", zone, "-r", "192.0.2.1")
    fails_with(result, 2, "zone.txt:1:16:", "this is no zone file")
    expect("did you mean A?" not in result.stderr, "one letter is like any other:", result.stderr)
    fails_with(run("check", "％.example", "-r", "192.0.2.1"), 2, "IDNA 2008")


@case
def a_folder_may_be_called_as_a_domain_is():
    folder = Path(scratch("www.shop.example"))
    folder.mkdir()
    for name in ("www.shop.example", "."):
        result = run("check", name, "-r", "192.0.2.1", cwd=folder.parent)
        expect(result.returncode == 0 and "1 name, 1 question, 1 resolver, 1 probe\n" in result.stdout, name, result.stderr)
    fails_with(run("check", "./www.shop.example", "-r", "192.0.2.1", cwd=folder.parent), 2, "Is a directory")


@case
def a_name_of_any_alphabet_is_looked_up_in_a_history():
    database = scratch("idn.db")
    run("sweep", "bücher.shop.example", "-r", DEMO.resolver(OFFICE), "--no-direct", "-o", f"sqlite:{database}")
    result = run("history", "BÜCHER.shop.example.", "--db", database)
    expect(result.returncode == 0 and "xn--bcher-kva.shop.example A" in result.stdout, result.stdout, result.stderr)


@case
def a_full_standard_output_is_no_success():
    inventory = demo_file()
    for arguments in (["--help"], ["sweep", "--help"], ["--version"], ["explain", "SERVFAIL"], ["check", inventory], ["completions", "bash"]):
        with open("/dev/full", "w") as full:
            result = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
        expect(result.returncode == 3 and "writing to standard output failed" in result.stderr, arguments, result.returncode, result.stderr)


@case
def streams_that_are_shut_stay_shut():
    """Else a socket would get the number of one, and records would be written into it."""
    path = scratch("shut.ndjson")
    sweep = [PROGRAM, "sweep", "www.shop.example", "-r", DEMO.resolver(OFFICE), "--no-direct"]

    def shut(*descriptors):
        return lambda: [os.close(descriptor) for descriptor in descriptors]

    result = subprocess.run([*sweep, "-o", "ndjson"], preexec_fn=shut(1), stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    expect(result.returncode == 3 and result.stderr == "fleetdig: writing to standard output failed: Bad file descriptor\n",
           result.returncode, result.stderr)
    result = subprocess.run([*sweep, "-o", f"ndjson:{path}"], preexec_fn=shut(0, 1, 2), timeout=PATIENCE)
    expect(result.returncode == 0 and records(Path(path).read_text())[-1]["complete"], result.returncode)
    result = subprocess.run([PROGRAM, "sweep", "-"], preexec_fn=shut(0), capture_output=True, text=True, timeout=PATIENCE)
    fails_with(result, 2, "cannot be read: Bad file descriptor")


@case
def while_nothing_was_asked_one_interrupt_is_enough():
    with subprocess.Popen([PROGRAM, "sweep", "-", "-r", DEMO.resolver(OFFICE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        time.sleep(0.5)  # it waits for names
        process.send_signal(signal.SIGINT)
        expect(process.wait(PATIENCE) == -signal.SIGINT, process.returncode)
        expect(process.stdout.read() == b"", "nothing was written")


@case
def a_part_is_taken_from_the_environment():
    names = scratch("parts.txt", "".join(f"n{i}.example\n" for i in range(60)))

    def part(words, **env):
        result = run("check", names, "-r", "192.0.2.1", "--shard", words, env=env)
        expect(result.returncode == 0, words, env, result.stderr)
        return next(line for line in result.stdout.splitlines() if line.startswith("  in all"))

    expect(len({part(f"{i}/3") for i in "012"}) == 3, "of different size, so that they can be told apart")
    for i in "012":
        wanted = part(f"{i}/3")
        expect(part("auto/3", JOB_COMPLETION_INDEX=i) == wanted, i, "of an indexed Job")
        expect(part("auto", JOB_COMPLETION_INDEX=i, JOB_COMPLETIONS="3") == wanted, i, "of a Job that says how many")
        expect(part("auto", SLURM_ARRAY_TASK_ID=str(int(i) + 1), SLURM_ARRAY_TASK_MIN="1", SLURM_ARRAY_TASK_COUNT="3") == wanted, i, "of an array")
    for words in ("auto", "auto/0", "auto/x", "auto/"):
        fails_with(run("check", names, "-r", "192.0.2.1", "--shard", words), 2, "--shard")
    fails_with(run("check", names, "-r", "192.0.2.1", "--shard", "auto", env={"JOB_COMPLETION_INDEX": "0"}), 2, "auto/N")


@case
def every_field_is_described():
    """The manual's pages on inventories and records are made of these."""
    def fields(schema, path):
        for key, value in schema.get("properties", {}).items():
            yield f"{path}.{key}", value

    records_schema = json.loads((ROOT / "src" / "record" / "records.schema.json").read_text())
    inventory_schema = json.loads((ROOT / "inventories" / "inventory.schema.json").read_text())
    for schema in (records_schema, inventory_schema):
        described = [(path, field) for name, definition in schema["$defs"].items() for path, field in fields(definition, name)]
        expect(len(described) > 20, described)
        for path, field in described + list(fields(schema, "top")):
            target = schema["$defs"].get(field.get("$ref", "").rsplit("/", 1)[-1], {})
            expect("description" in field or (schema is inventory_schema and "description" in target), path, "has no description")
