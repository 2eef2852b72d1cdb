# SPDX-License-Identifier: MIT
"""The HTML report as a command; what it looks like is looked at in tests/report."""
import json
import re
from pathlib import Path

from harness import WITH_REPORT, case, demo_file, expect, fails_with, run, scratch


def case_of_the_report(function):
    """A case that a build with -Dreport=disabled has not."""
    return case(function) if WITH_REPORT else function


def block(page, name):
    return json.loads(re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page, re.S)[1])


def recorded():
    path = scratch("reported.ndjson")
    if not Path(path).exists():
        run("sweep", demo_file(), "-o", f"ndjson:{path}", "-o", "html:" + scratch("direct.html"), "--qps-per-resolver", "0")
    return path


@case_of_the_report
def a_report_is_the_page_that_the_sweep_would_have_written():
    path = recorded()
    page = run("report", path)
    expect(page.returncode == 0 and page.stderr == "", page.returncode, page.stderr)
    direct = Path(scratch("direct.html")).read_text()
    for name in ("names", "places", "texts", "verdicts", "run", "summary", "host", "columns"):
        expect(block(page.stdout, name) == block(direct, name), name)
    for column in ("status", "flags", "tries", "blame", "rtt", "judged"):
        pattern = rf'id="data-{column}">(.*?)</script>'
        expect(re.search(pattern, page.stdout)[1] == re.search(pattern, direct)[1], column)
    expect("http://" not in re.sub(r"<pre>.*?</pre>|http://www.w3.org/2000/svg", "", direct, flags=re.S), "nothing is loaded from anywhere")
    expect(run("report", "-", "-o", "html", stdin=Path(path).read_text()).stdout == page.stdout, "standard input")
    expect("auth_lame" in run("report", path, "-o", "table").stdout, "another format")


@case
def a_run_that_was_recorded_in_part_is_reported_in_full():
    """--records: verdicts without results, and those of anomalies alone."""
    for kept in ("verdicts", "anomalies"):
        path, told = scratch(f"{kept}.ndjson"), scratch(f"{kept}.txt")
        run("sweep", demo_file(), "--records", kept, "-o", f"ndjson:{path}", "-o", f"table:{told}", "--qps-per-resolver", "0")
        expect("auth_lame" in Path(told).read_text() and "p99" in Path(told).read_text(), Path(told).read_text())
        again = run("report", path, "-o", "table")
        expect(again.returncode == 0 and again.stdout == Path(told).read_text(), kept, again.stderr, again.stdout)
        ticket = run("report", path, "-o", "ticket").stdout
        expect("billing.legacy.example A" in ticket and "team-payments" in ticket, kept, ticket)


@case_of_the_report
def a_killed_run_is_judged_for_its_report():
    lines = Path(recorded()).read_text().splitlines(keepends=True)
    killed = scratch("killed.ndjson", "".join(lines[: next(i for i, line in enumerate(lines) if '"type":"verdict"' in line)]) + '{"type":"verd')
    page = run("report", killed)
    expect(page.returncode == 0 and "an incomplete run" in page.stderr, page.stderr)
    whole = run("report", recorded())
    expect(block(page.stdout, "verdicts") == block(whole.stdout, "verdicts"), "as it would have been judged")
    expect(block(page.stdout, "summary")["complete"] is False, "and said to be incomplete")
    mute = scratch("mute.ndjson", "".join(line for line in lines if '"type":"verdict"' not in line))
    page = run("report", mute)
    expect(page.returncode == 0 and block(page.stdout, "verdicts") == [], "records that somebody took verdicts from stay as they are")


@case_of_the_report
def a_run_that_lacks_its_summary_alone_has_a_page():
    lines = Path(recorded()).read_text().splitlines(keepends=True)
    cut = scratch("unsummed.ndjson", "".join(line for line in lines if '"type":"summary"' not in line))
    page, whole = run("report", cut), run("report", recorded())
    expect(page.returncode == 0 and "an incomplete run" in page.stderr, page.returncode, page.stderr)
    expect(block(page.stdout, "verdicts") == block(whole.stdout, "verdicts"), "what is there is told")
    expect(block(page.stdout, "summary")["complete"] is False, block(page.stdout, "summary"))
    expect(block(page.stdout, "summary")["by_severity"] == block(whole.stdout, "summary")["by_severity"], block(page.stdout, "summary"))



@case_of_the_report
def what_cannot_be_reported_is_told():
    path = recorded()
    fails_with(run("report"), 2, "report takes one run")
    fails_with(run("report", path, path), 2, "report takes one run")
    fails_with(run("report", "/no/such/run.ndjson"), 2, "No such file")
    fails_with(run("report", scratch("empty.ndjson", "")), 2, "no run record")
    fails_with(run("report", path, "-o", "ndjson"), 2, "report does not write ndjson")
    fails_with(run("report", path, "-o", "html:/no/such/place.html"), 2, "cannot write html", "No such file")
    lines, page = Path(path).read_text().splitlines(keepends=True), Path(scratch("kept.html", "an older page"))
    for bad in (lines[:-1] + ["{}\n"], lines + lines[-2:]):
        broken = scratch("broken.ndjson", "".join(bad))
        fails_with(run("report", broken, "-o", f"html:{page}"), 2, "broken.ndjson:")
        fails_with(run("report", broken), 2, "broken.ndjson:")
        expect(page.read_text() == "an older page" and len(list(page.parent.glob("*.html*"))) == 2, "nothing half is left:",
               list(page.parent.glob("*.html*")))
    full = run("report", path, "-o", "html:/dev/full")
    expect(full.returncode == 3 and "No space left" in full.stderr, full.returncode, full.stderr)


@case
def a_build_says_whether_it_has_the_report():
    result = run("sweep", "a.example", "-r", "192.0.2.1", "-o", "html:/no/such/place.html")
    fails_with(result, 2, "No such file" if WITH_REPORT else "built without the HTML report")
