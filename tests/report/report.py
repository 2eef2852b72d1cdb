#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The HTML report in a browser: report.py PROGRAM [WORD...]. Everything stays on loopback and on disk.

With words, only the cases whose names hold one of them run. The last line is `N passed, N failed`.
"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import Browser, PATIENCE, expect

PROGRAM = Path(sys.argv[1]).resolve()
SCRATCH = tempfile.TemporaryDirectory(prefix="fleetdig-report-")
CASES = []


def case(function):
    CASES.append(function)
    return function


def run(*arguments):
    return subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, timeout=PATIENCE * 3)


def scratch(name):
    return str(Path(SCRATCH.name) / name)


class Made:
    """The pages that the cases look at, each made once."""

    def __init__(self):
        self.pages = {}

    def demo(self):
        if "demo" not in self.pages:
            run("demo", "-o", "html:" + scratch("demo.html"), "-o", "ndjson:" + scratch("demo.ndjson"))
            records = [json.loads(line) for line in Path(scratch("demo.ndjson")).read_text().splitlines()]
            self.pages["demo"] = (scratch("demo.html"), records)
        return self.pages["demo"]

    def measured(self):
        """Pages of a benchmark and of a comparison of the demo's resolvers, and their records."""
        if "bench" not in self.pages:
            demo = subprocess.Popen([str(PROGRAM), "demo", "--hold", "-o", "ndjson:/dev/null"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            port = next(match[1] for match in (re.search(r"stay up on port (\d+)", line) for line in demo.stderr) if match)
            resolvers = [word for number, role in (("10", "local"), ("20", "isp")) for word in ("-r", f"127.53.{number}.53#{port}={role}")]
            names = ["www.shop.example", "api.payments.example", "billing.legacy.example", "no-such.shop.example"]
            load = ["--rate", "200", "--duration", "3s", "--warm-up", "500ms"]
            for command, more in (("bench", load), ("compare", ["--no-direct"])):
                out = "-o", f"html:{scratch(command)}.html", "-o", f"ndjson:{scratch(command)}.ndjson"
                run(command, *names, "-t", "A,AAAA", *resolvers, "--qps-per-resolver", "0", *more, *out)
                self.pages[command] = (scratch(command) + ".html", [json.loads(line) for line in Path(scratch(command) + ".ndjson").read_text().splitlines()])
            demo.send_signal(signal.SIGINT)
            demo.wait(PATIENCE)
        return self.pages


MADE = Made()


# ---- what a page shows ---------------------------------------------------------------------------

def count_of(browser):
    return int(browser.text("#names-count").split()[0].replace(",", ""))


def filtered(browser, **values):
    browser.js("document.getElementById('filters').reset()")
    for key, value in values.items():
        browser.js("document.getElementById(arguments[0]).value = arguments[1]", "f-" + key if key != "search" else key, value)
    browser.js("document.getElementById('filters').requestSubmit()")
    return count_of(browser)


def rows_of(browser, column=1):
    return browser.texts(f".grid-row > :nth-child({column})")


@case
def every_part_is_drawn_and_the_console_stays_silent(browser):
    path, records = MADE.demo()
    browser.open(path)
    summary = records[-1]
    headline = browser.text("#headline")
    expect(f"{summary['by_severity']['failure']} failed" in headline and "4 of 7 resolvers at fault" in headline, headline)
    cards = browser.texts(".card .sev")
    order = ["failure", "degraded", "negative", "info"]
    expect(cards == sorted(cards, key=order.index) and len(cards) >= 12, "worst first:", cards)
    expect(all(text.strip() for text in browser.texts(".card .next")), "every card says what to do")
    expect(len(browser.texts(".card .probe")) > 20 and any(text.startswith("dig @") for text in browser.texts(".card .probe")), "evidence")
    for holder in ("#latency-chart", "#timeline-chart", "#fingerprint"):
        expect(browser.js("const c = document.querySelector(arguments[0] + ' canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                          "return new Set(new Uint32Array(d.buffer)).size > 5", holder), holder, "is not blank")
    expect(len(browser.texts("#resolver-table tbody tr")) == 7 and len(browser.texts("#comparison tbody tr")) == 6, "tables of resolvers")
    expect(any("ms to " in text or "µs to " in text for text in browser.texts("#comparison tbody tr")), "intervals")
    for choice in ("input[value=histogram]", "input[value=linear]", "input[value=rtt]"):
        browser.js("document.querySelector(arguments[0]).click()", choice)
    expect(browser.js("return performance.getEntriesByType('resource').length") == 0, "nothing is loaded")
    expect(browser.complaints() == [], browser.complaints())


@case
def the_table_is_that_of_the_records(browser):
    path, records = MADE.demo()
    browser.open(path)
    verdicts = [record for record in records if record["type"] == "verdict"]
    expect(filtered(browser) == len(verdicts), "all of them")
    for severity, number in records[-1]["by_severity"].items():
        expect(filtered(browser, severity=severity) == number, severity)
    for cause in {verdict["cause"] for verdict in verdicts} - {"ok"}:
        wanted = sum(verdict["cause"] == cause or any(cell["cause"] == cause for cell in verdict["cells"]) for verdict in verdicts)
        expect(filtered(browser, cause=cause) == wanted, cause)
    filtered(browser, cause="auth_lame", severity="failure")
    wanted = sorted(verdict["name"] for verdict in verdicts if verdict["cause"] == "auth_lame")
    expect(sorted(rows_of(browser)) == wanted, rows_of(browser), wanted)
    expect(filtered(browser, search="LEGACY billing") == 1 and rows_of(browser) == ["billing.legacy.example"], "words of a name:", rows_of(browser))
    expect(filtered(browser, search="192.0.2.250") >= 1, "words of an answer")
    expect(filtered(browser, search="no such thing") == 0 and "No name matches" in browser.text("#grid-space"), "nothing")
    filtered(browser)
    browser.find("#sort-name").click()
    expect(rows_of(browser)[0] == min(verdict["name"] for verdict in verdicts), rows_of(browser)[0])
    browser.find("#sort-name").click()
    expect(rows_of(browser)[0] == max(verdict["name"] for verdict in verdicts), rows_of(browser)[0])


@case
def a_report_of_the_records_shows_the_same(browser):
    path, _ = MADE.demo()
    again = scratch("again.html")
    made = run("report", scratch("demo.ndjson"), "-o", "html:" + again)
    expect(made.returncode == 0 and made.stderr == "", made.stderr)
    parts = "#headline", "#cards", "#names-count", "#resolver-table", "#comparison", "#host-panel"
    shown = []
    for page in (path, again):
        browser.open(page)
        shown.append([browser.text(part) for part in parts])
        browser.open(page, "#name/help.shop.example/A")
        shown[-1].append(browser.text("#detail-body"))
    for part, first, second in zip(parts + ("detail",), *shown):
        expect(first == second, part, "\n", first, "\n", second)
    expect("A 192.0.2.250" in shown[0][-1] and "cname_dangling" in shown[0][-1], "what each resolver answered:", shown[0][-1])


def statements(records, kind, statement):
    return [record for record in records if record["type"] == kind and record["statement"] == statement]


def inked(browser, holder):
    """Whether anything was drawn."""
    return browser.js("const c = document.querySelector(arguments[0] + ' canvas'); return c !== null && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((octet) => octet > 0)", holder)


@case
def a_benchmark_is_a_page_of_its_own(browser):
    path, records = MADE.measured()["bench"]
    totals = statements(records, "measurement", "total")
    for theme in ("light", "dark"):
        browser.media(prefers_color_scheme=theme)
        browser.open(path)
        expect(inked(browser, "#measured-chart") and inked(browser, "#measured-time"), theme)
    expect(browser.text("#headline") == "2 resolvers measured at a steady rate.", browser.text("#headline"))
    expect(all(browser.js("return document.getElementById(arguments[0]).hidden", part) for part in ("findings", "picture", "names", "latency")), "nobody is judged")
    rows = browser.texts("#measured-table tbody tr")
    expect(len(rows) == 2 and all(total["id"] in row for total, row in zip(totals, rows)), rows)
    expect(all(total["summary"] in words for total, words in zip(totals, browser.texts("#measured-words p"))), browser.texts("#measured-words p"))
    for part, value in (("#measured-of", "type"), ("#measured-of", "cache"), ("#measured-over", "lost")):
        browser.choose(part, value)
    browser.js("document.querySelector('input[name=\"measured-curve\"][value=\"histogram\"]').click()")
    browser.js("document.querySelector('input[name=\"measured-scale\"][value=\"linear\"]').click()")
    expect(inked(browser, "#measured-chart"), "and histograms by cache state")
    expect(browser.complaints() == [], browser.complaints())


@case
def a_comparison_shows_intervals_answers_and_features(browser):
    path, records = MADE.measured()["compare"]
    browser.open(path)
    latencies = statements(records, "comparison", "latency")
    rows = browser.texts("#compared-latency tbody tr")
    expect(len(rows) == len(latencies) and all(one["second"] in row and one["ask"] in row for one, row in zip(latencies, rows)), rows)
    drawn = browser.js("return [...document.querySelectorAll('#compared-latency svg')].map((svg) => [...svg.querySelectorAll('line')].slice(1).map((line) => Number(line.getAttribute('x2')) - Number(line.getAttribute('x1'))))")
    expect(len(drawn) == sum(one["pairs"] > 0 for one in latencies) and all(width > 0 for row in drawn for width in row), drawn)
    summary, = statements(records, "comparison", "summary")
    expect(browser.text("#compared-words") == summary["summary"], browser.text("#compared-words"))
    answers, = statements(records, "comparison", "answers")
    legend = " ".join(browser.texts("#compared-answers .legend li"))
    expect(all(f"{word.replace('_', ' ')} {n}" in legend for word, n in answers["classes"].items() if n > 0), legend, answers)
    features = statements(records, "comparison", "features")
    table = browser.texts("#compared-features td")
    expect(all(value in table for one in features for value in one["features"].values()), table)
    expect(not browser.js("return document.getElementById('findings').hidden"), "the sweep is there too")
    expect(browser.complaints() == [], browser.complaints())


@case
def a_sweep_measured_nothing(browser):
    path, _ = MADE.demo()
    browser.open(path)
    expect(browser.js("return document.getElementById('measured').hidden"), "no section without statements")


@case
def a_measurement_read_back_shows_the_same(browser):
    for command, parts in (("bench", ("#headline", "#measured-words", "#measured-table", "#measured-parts-table")), ("compare", ("#compare-part", "#headline", "#cards"))):
        path, _ = MADE.measured()[command]
        again = scratch(f"{command}-again.html")
        made = run("report", scratch(command) + ".ndjson", "-o", "html:" + again)
        expect(made.returncode == 0 and made.stderr == "", made.stderr)
        shown = []
        for page in (path, again):
            browser.open(page)
            shown.append([browser.text(part) for part in parts])
        expect(shown[0] == shown[1], command, shown)


@case
def a_name_has_an_address(browser):
    path, _ = MADE.demo()
    browser.open(path, "#name/billing.legacy.example/A")
    expect(browser.js("return document.getElementById('detail').open"), "opened by its address")
    expect(browser.text("#detail-name") == "billing.legacy.example A" and "SERVFAIL" in browser.text("#detail-body"), browser.text("#detail-body"))
    browser.find("#detail-close").click()
    browser.until("!location.hash && !document.getElementById('detail').open")
    browser.js("document.querySelector('.card .examples a').click()")
    browser.until("document.getElementById('detail').open && location.hash.startsWith('#name/')")
    browser.driver.back()
    browser.until("!document.getElementById('detail').open")
    for odd in ("#name/nobody.example/A", "#name/%E0%A4%A/A", "#name/", "#%3Cscript%3E", "#[id"):
        browser.open(path, odd)
        expect(not browser.js("return document.getElementById('detail').open"), odd)
    expect(browser.complaints() == [], browser.complaints())


@case
def keys_alone_are_enough(browser):
    path, _ = MADE.demo()
    browser.open(path)
    keys = lambda *all_of: ActionChains(browser.driver).send_keys(*all_of).perform()
    keys("/", "legacy")
    browser.until("document.getElementById('names-count').textContent.startsWith('2 of')")
    browser.js("document.getElementById('grid-body').focus()")
    keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    browser.until("document.getElementById('detail').open")
    expect(browser.text("#detail-name") == "invoices.legacy.example A", browser.text("#detail-name"))
    keys(Keys.ESCAPE)
    browser.until("!document.getElementById('detail').open")
    browser.js("document.getElementById('fingerprint').focus()")
    keys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.PAGE_DOWN)
    says = browser.text("#cell-says")
    expect(" at " in says and ": " in says, says)
    keys(Keys.ENTER)
    browser.until("document.getElementById('detail').open")
    expect(says.startswith(browser.text("#detail-name")), says)
    keys(Keys.ESCAPE)
    unnamed = browser.js("return [...document.querySelectorAll('button, input, select, a')].filter((node) => node.offsetParent && !(node.textContent.trim() ||"
                         " node.getAttribute('aria-label') || (node.labels && node.labels.length))).map((node) => node.outerHTML)")
    expect(unnamed == [], "all controls have names:", unnamed)


def tile(browser, selector):
    return browser.js("return getComputedStyle(document.querySelector(arguments[0])).backgroundColor", selector)


@case
def light_dark_print_and_narrow(browser):
    path, _ = MADE.demo()
    shades = {}
    for scheme in ("light", "dark"):
        browser.media(prefers_color_scheme=scheme)
        browser.open(path)
        shades[scheme] = sum(int(part) for part in tile(browser, "body")[4:-1].split(","))
        expect(browser.js("return document.documentElement.dataset.theme") == scheme, scheme)
    expect(shades["light"] > 650 and shades["dark"] < 150, shades)
    browser.find("#theme").click()
    expect(browser.js("return document.documentElement.dataset.theme") == "light", "the button")
    browser.media("print", prefers_color_scheme="dark")
    expect(browser.js("return getComputedStyle(document.querySelector('.bar')).display") == "none", "no navigation on paper")
    pdf = browser.cdp("Page.printToPDF", printBackground=True)["data"]
    expect(len(pdf) > 50000, "a PDF comes of it:", len(pdf))
    expect(browser.js("return document.querySelectorAll('.card details:not([open])').length") > 5, "folded again after printing")
    browser.media()
    browser.cdp("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=2, mobile=True)
    browser.open(path)
    wide = browser.js("return document.documentElement.scrollWidth")
    browser.cdp("Emulation.clearDeviceMetricsOverride")
    expect(wide <= 400, "a telephone need not scroll sideways:", wide)
    expect(browser.complaints() == [], browser.complaints())


# ---- hostile -------------------------------------------------------------------------------------

EVIL = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2><!--<script>\u202e\x1b[2J&lt;"
EVIL_NAME = r"\060img\032src\061x\032onerror\061window.pwned\0613\062.evil.example"


class Liar(threading.Thread):
    """Answers every question with a TXT record and an Extended DNS Error that want to be more than text."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        text = EVIL.encode()
        while True:
            query, peer = self.socket.recvfrom(4096)
            end = 12
            while query[end]:
                end += query[end] + 1
            question = query[12:end + 5]
            evil = b"evil" in query and query[end + 1:end + 3] == b"\0\x10"
            answer = b"\xc0\x0c\0\x10\0\1\0\0\0\x3c" + (len(text) + 1).to_bytes(2, "big") + bytes([len(text)]) + text
            error = b"\0\x0f" + (len(text) + 2).to_bytes(2, "big") + b"\0\x16" + text
            edns = b"\0\0\x29\x04\xd0\0\0\0\0" + len(error).to_bytes(2, "big") + error
            rcode = b"\x80" if evil else b"\x82"
            self.socket.sendto(query[:2] + b"\x81" + rcode + b"\0\1" + (b"\0\1" if evil else b"\0\0") + b"\0\0\0\1" + question + (answer if evil else b"") + edns, peer)


@case
def hostile_text_stays_text(browser):
    liar = Liar()
    liar.start()
    group = {"id": EVIL[:60], "owner": EVIL[:60], "types": ["TXT"], "names": [EVIL_NAME, "plain.example"]}
    inventory = scratch("inventory-<b>.json")
    Path(inventory).write_text(json.dumps({"fleetdig": 1, "resolvers": [{"id": "r<b>1", "address": "127.0.0.1", "port": liar.port}], "groups": [group]}))
    path, records = scratch("evil.html"), scratch("evil.ndjson")
    made = run("sweep", inventory, "--no-direct", "--fail-on", "never", "-o", f"html:{path}", "-o", f"ndjson:{records}", "--vantage", "<i>here</i>")
    expect(made.returncode == 0, made.stderr)
    again = scratch("evil-again.html")
    expect(run("report", records, "-o", f"html:{again}").returncode == 0)
    for page in (path, again):
        raw = Path(page).read_text()
        data = raw[raw.index('id="data-words"'):raw.index("// SPDX-License-Identifier")]
        expect(data.lower().count("<script") == data.count('<script type="application/') + 1 and "<img" not in data and "<!--" not in data, "nothing gets out of its block")
        browser.open(page)
        browser.js("for (const details of document.querySelectorAll('details')) details.open = true")
        expect("EDE 22" in browser.text("#cards") and "<img src=x onerror=window.pwned=2>" in browser.text("body"), browser.text("#cards"))
        expect(browser.js("return document.querySelectorAll('main img, main script, dialog img, b b, main i').length") == 0, "no element came of it")
        filtered(browser, search="evil")
        browser.js("document.querySelector('.grid-row').click()")
        browser.until("document.getElementById('detail').open")
        detail = browser.text("#detail-body")
        expect("<img" in detail and "onerror=window.pwned=3" in detail and "</script><script>" in detail, "the name and the record, as text:", detail)
        expect("\u202e" not in browser.js("return document.querySelector('main').innerText + document.title"), "no character turns the text around")
        expect(browser.js("return window.pwned === undefined && !location.href.includes('pwned=1')"), "nothing ran")
        expect(browser.complaints() == [], browser.complaints())


@case
def the_policy_holds(browser):
    path, _ = MADE.demo()
    browser.open(path)
    browser.js("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
               "const i = document.createElement('div'); i.innerHTML = '<img src=\"data:,\" onerror=\"window.ran = 2\">'; document.body.append(i)")
    refused = browser.js("return (async () => { try { await fetch('http://127.0.0.1:9/'); return 'no'; } catch (error) { return error.name; } })()")
    said = browser.complaints()
    expect(browser.js("return window.ran === undefined"), "what the page did not bring along ran")
    expect(refused == "TypeError" and len(said) >= 3 and all("Content Security Policy" in text for text in said), refused, said)


# ---- large ---------------------------------------------------------------------------------------

@case
def one_name_has_a_short_page(browser):
    path = scratch("one.html")
    run("sweep", "one.example", "-r", "127.53.99.1#9", "--no-direct", "-o", f"html:{path}")
    browser.open(path)
    expect(count_of(browser) == 1 and browser.js("return document.getElementById('grid-body').clientHeight") < 150, "no empty table below it")
    expect(browser.complaints() == [], browser.complaints())


@case
def a_hundred_thousand_names_open(browser):
    responder = PROGRAM.parents[2] / "bench" / "responder"
    names = scratch("names.txt")
    Path(names).write_text("".join(f"{'nx-' if i % 500 == 0 else ''}host{i:06}.zone{i % 997:04}.example\n" for i in range(100000)))
    process = subprocess.Popen([str(responder), "--listen", "127.9.8.1#5397", "--listen", "127.9.8.2#5397"], stdout=subprocess.PIPE, text=True)
    try:
        expect("ready" in process.stdout.readline(), "the responder")
        path = scratch("large.html")
        made = run("sweep", names, "-r", "127.9.8.1#5397=local", "-r", "127.9.8.2#5397=public", "--qps-per-resolver", "0", "--no-direct", "--fail-on", "never", "-o", f"html:{path}")
        expect(made.returncode == 0, made.stderr)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    start = time.monotonic()
    browser.open(path)
    print(f"        100,000 names x 2 resolvers, {os.path.getsize(path) / 1e6:.1f} MB: open and drawn after {time.monotonic() - start:.2f} s", flush=True)
    expect(count_of(browser) == 100000, count_of(browser))
    expect(browser.js("return document.getElementsByTagName('*').length") < 3000, "only what is in sight is there")
    expect(filtered(browser, search="zone0123") == 101 - (123 >= 100000 - 997 * 100), count_of(browser))
    expect(filtered(browser, severity="negative") == 200, count_of(browser))
    filtered(browser)
    browser.find("#sort-name").click()
    browser.js("document.getElementById('grid-body').scrollTop = 1e9")
    browser.until("[...document.querySelectorAll('.grid-row .name')].some((node) => node.textContent.startsWith('nx-host099500'))")
    expect(browser.complaints() == [], browser.complaints())


def main():
    words = sys.argv[2:]
    passed = failed = 0
    browser = Browser()
    try:
        for function in (f for f in CASES if not words or any(word in f.__name__ for word in words)):
            start = time.monotonic()
            try:
                browser.media()
                browser.complaints()
                function(browser)
                passed += 1
                print(f"ok      {function.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception:  # whatever went wrong, the others still run
                failed += 1
                print(f"FAILED  {function.__name__}\n{traceback.format_exc()}", flush=True)
    finally:
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
