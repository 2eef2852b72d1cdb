# SPDX-License-Identifier: MIT
"""Makes the page of the HTML report: assemble.py SOURCE_DIR OUTPUT.c SCRATCH_DIR [UPLOT_DIR].

One file, nothing loaded from anywhere: style and script are inlined, and a Content-Security-Policy names them by their hashes, so
that a browser runs these and nothing else. uPlot comes from npm in the version and with the hash that package-lock.json pins,
or from UPLOT_DIR, where somebody has unpacked it. The page is cut in two where the run's data goes.
"""
import base64
import hashlib
import html
import json
import shutil
import subprocess
import sys
from pathlib import Path

SCRIPTS = ["base.js", "data.js", "overview.js", "findings.js", "picture.js", "names.js", "detail.js", "charts.js", "latency.js", "measured.js", "timeline.js", "main.js"]
HERE = "<!-- the run -->"

HELP = """
fleetdig's HTML report inlines uPlot {version}, which this build takes from npm, and that failed:
    {why}
Either make npm work here (./dev installs it), or bring the package from elsewhere (npm pack uplot@{version}, unpacked)
and configure with -Duplot=DIRECTORY, or do without the report: -Dreport=disabled
"""


def fail(version, why):
    sys.exit(HELP.format(version=version, why=why.strip().replace("\n", "\n    ")))


def fetch(source, scratch, version):
    """The package as npm unpacks it, checked by npm against the hash in package-lock.json."""
    scratch.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, scratch / name)
    npm = shutil.which("npm")
    if npm is None:
        fail(version, "there is no npm")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run = subprocess.run(command, cwd=scratch, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if run.returncode:
        fail(version, run.stderr or run.stdout or f"npm ci: exit status {run.returncode}")
    return scratch / "node_modules" / "uplot"


def read_uplot(directory, version):
    try:
        found = json.loads((directory / "package.json").read_text())["version"]
        texts = [(directory / name).read_text() for name in ("dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE")]
    except (OSError, KeyError, ValueError) as error:
        fail(version, f"{directory}: {error}")
    if found != version:
        fail(version, f"{directory} holds uPlot {found}")
    return texts


def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def page(source, directory, version):
    uplot, uplot_style, licence = read_uplot(directory, version)
    own = "\n".join((source / name).read_text() for name in SCRIPTS)
    script = f'{uplot}\n(function () {{\n"use strict";\n{own}\n}})();\n'
    style = uplot_style + "\n" + (source / "page.css").read_text()
    for name, text in (("script", script), ("style", style)):
        if f"</{name}" in text.lower() or "<!--" in text:
            sys.exit(f"assemble.py: the {name} would end early")
    policy = (f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; img-src data:; "
              "base-uri 'none'; form-action 'none'")
    text = (source / "page.html").read_text()
    for place, value in (("POLICY", policy), ("STYLE", style), ("SCRIPT", script), ("UPLOT_VERSION", version),
                         ("UPLOT_LICENCE", html.escape(licence.strip()))):
        if text.count("{{" + place + "}}") != 1:
            sys.exit(f"assemble.py: page.html has not one {place}")
        text = text.replace("{{" + place + "}}", value)
    halves = text.split(HERE)
    if len(halves) != 2:
        sys.exit("assemble.py: page.html has not one place for the run")
    return halves


def as_c(symbol, text):
    octets = [octet - 256 if octet > 127 else octet for octet in text.encode() + b"\0"]  # as a signed char
    lines = [", ".join(map(str, octets[i:i + 20])) for i in range(0, len(octets), 20)]
    return f"extern const char {symbol}[];\nconst char {symbol}[] = {{\n" + ",\n".join(lines) + "\n};\n"


def main():
    source, target, scratch = (Path(word) for word in sys.argv[1:4])
    version = json.loads((source / "package.json").read_text())["dependencies"]["uplot"]
    directory = Path(sys.argv[4]) if len(sys.argv) > 4 and sys.argv[4] else fetch(source, scratch, version)
    head, tail = page(source, directory, version)
    text = "/* Made from src/report and uPlot. */\n" + as_c("report_page_head", head) + as_c("report_page_tail", tail)
    target.write_text(text)


if __name__ == "__main__":
    main()
