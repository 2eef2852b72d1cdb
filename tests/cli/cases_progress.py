# SPDX-License-Identifier: MIT
"""Progress on stderr: a terminal's screen as it is at the end and in between, logs, and nothing into pipes."""
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time

from harness import DEMO, OFFICE, PATIENCE, PROGRAM, case, expect, run, scratch


class Screen:
    """As much of a terminal as progress uses. Whatever else it is told is an error."""

    def __init__(self, width):
        self.width, self.lines, self.row, self.column = width, [""], 0, 0
        self.wrapped, self.seen = 0, []

    def put(self, character):
        if self.column == self.width:
            self.wrapped += 1
            self.newline()
            self.column = 0
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[:self.column] + character + line[self.column + 1:]
        self.column += 1

    def newline(self):
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append("")

    def control(self, parameter, final):
        if final == "A":
            expect(self.row >= int(parameter or 1), "moves above where it began")
            self.row -= int(parameter or 1)
        elif final == "K":
            self.lines[self.row] = self.lines[self.row][:self.column]
        elif final == "J":
            self.lines[self.row] = self.lines[self.row][:self.column]
            del self.lines[self.row + 1:]
            self.seen.append("\n".join(self.lines))
        else:
            expect(final == "m", "an unknown control:", parameter, final)

    def feed(self, text):
        for control, parameter, final, character in re.findall(r"(\x1b\[([0-9;?]*)([A-Za-z]))|([\s\S])", text):
            if control:
                self.control(parameter, final)
            elif character == "\r":
                self.column = 0
            elif character == "\n":
                self.newline()
            else:
                self.put(character)


def names(count):
    return scratch(f"names-{count}.txt", "".join(f"h{i}.payments.example\n" for i in range(count)))


def resize(terminal, width, height):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))


def on_terminal(arguments, width, height=24, act=None, env=None):
    """Runs with a terminal as stderr; act(process, terminal, text so far) is called after each piece. Status, stdout, octets."""
    terminal, inner = pty.openpty()
    resize(terminal, width, height)
    environment = dict(os.environ, **{"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})})
    environment.pop("NO_COLOR", None)
    with open(scratch("stdout"), "w+b") as stdout:
        process = subprocess.Popen([PROGRAM, *arguments], stdout=stdout, stderr=inner, env=environment)
        os.close(inner)
        text, end = b"", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # nobody has it open any more
                break
            text += piece
            if act:
                act(process, terminal, text)
        os.close(terminal)
        status = process.wait(PATIENCE)
        stdout.seek(0)
        return status, stdout.read().decode(), text.decode()


def slow_sweep(*more, count=60, rate=50):
    return ["sweep", names(count), "-r", DEMO.resolver(OFFICE) + "=local", "--no-direct", "--no-drill", "--fail-on", "never",
            "--qps-per-resolver", str(rate), *more]


@case
def a_terminal_of_any_width_shows_where_the_run_is_and_is_left_clean():
    for width, height in ((160, 40), (80, 24), (40, 12), (20, 6), (8, 2)):
        status, stdout, text = on_terminal(slow_sweep("-o", "csv:/dev/null"), width, height)
        screen = Screen(width)
        screen.feed(text)
        expect(status == 0 and stdout == "", width, status, stdout)
        expect(screen.wrapped == 0, width, "no line is longer than the terminal")
        frames = [frame for frame in screen.seen if "sweep" in frame]
        expect(frames, width, screen.seen)
        frame = frames[-1]
        expect(frame.count("\n") < max(height, 3), width, "fits the height", frame)
        expect("".join(screen.lines) == "" and (screen.row, screen.column) == (0, 0), width, "is gone at the end:", screen.lines)
        expect("\x1b[?" not in text, "nothing is switched that would have to be switched back")
        if width >= 80:
            expect(re.search(r"\d+ of 60  ", frame) and "answered" in frame and "NXDOMAIN" in frame, frame)
            # The very last picture may show a resolver that is done already.
            expect(any(re.search(r"% lost +\d+ a second", one) for one in frames), "a line for the resolver:", frame)


@case
def many_resolvers_show_the_worst():
    others = [word for i in range(1, 41) for word in ("-r", f"127.0.99.{i}#9")]
    status, _, text = on_terminal(slow_sweep("-o", "csv:/dev/null", *others, count=40), 100, 24)
    screen = Screen(100)
    screen.feed(text)
    last = screen.seen[-2]
    expect(status == 0 and "and 33 more, none worse" in last, status, last)
    expect(last.count("127.0.99.") == 8 and "UNREACHABLE" in last, last)


@case
def a_resize_is_followed_and_records_stay_apart():
    widths = iter((50, 30, 120))

    def narrow(_process, terminal, text):
        if len(text) > narrow.last + 200:
            narrow.last = len(text)
            resize(terminal, next(widths, 120), 24)

    narrow.last = 0
    status, stdout, text = on_terminal(slow_sweep("-o", "ndjson"), 100, act=narrow)
    rows = [json.loads(line) for line in stdout.splitlines()]
    expect(status == 0 and rows[0]["type"] == "run" and rows[-1]["type"] == "summary", status)
    expect(next(widths, None) is None, "every width was there")
    lengths = [len(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line)) for line in text.split("\r\n")]
    expect(max(lengths) < 120 and text.endswith("\r\x1b[J"), lengths)


@case
def signals_leave_the_terminal_sane():
    def send(*signals):
        left = list(signals)

        def act(process, _terminal, text):
            if left and text.count(b"\x1b[J") >= 2 + len(signals) - len(left):
                process.send_signal(left.pop(0))
        return act

    for signals, status in (((signal.SIGINT,), 3), ((signal.SIGHUP,), 3), ((signal.SIGTERM, signal.SIGTERM), 128 + signal.SIGTERM), ((signal.SIGKILL,), -signal.SIGKILL)):
        arguments = ["sweep", names(60), "-r", "127.53.11.53#" + str(DEMO.port), "--no-direct", "-o", "csv:/dev/null", "--timeout", "3s", "--retries", "0"]
        got, _, text = on_terminal(arguments, 80, act=send(*signals))
        screen = Screen(80)
        screen.feed(text)
        expect(got == status, signals, got)
        expect(screen.column == 0 and screen.row == len(screen.lines) - 1, signals, "the cursor is below everything:", screen.lines)
        expect(text.count("\x1b[0m") == len(re.findall(r"\x1b\[[1-9][0-9]*m", text)), signals, "every colour ended")


@case
def logs_get_lines_and_pipes_get_nothing():
    quiet = run(*slow_sweep("-o", "csv:/dev/null", rate=400))
    expect(quiet.stderr == "" and quiet.stdout == "", "stderr is a pipe:", quiet.stderr)
    plain = run(*slow_sweep("-o", "csv:/dev/null", "--progress", "plain", rate=400))
    expect(re.fullmatch(r"done: 60 of 60 cells, 60 answered, 0 failed, \d+ q/s, 0 in flight, 0 follow-ups; NXDOMAIN 60\n", plain.stderr), plain.stderr)
    lines = run(*slow_sweep("-o", "csv:/dev/null", "--progress", "json", rate=400)).stderr.splitlines()
    last = json.loads(lines[-1])
    expect((last["type"], last["phase"], last["done"], last["cells"], last["statuses"]) == ("progress", "done", 60, 60, {"NXDOMAIN": 60}), last)
    expect([of["done"] for of in last["worst"]] == [60] and last["left_s"] is None, last)
    status, _, text = on_terminal(slow_sweep("-o", "csv:/dev/null", "-q", rate=400), 80)
    expect(status == 0 and text == "", "--quiet:", text)
    status, _, text = on_terminal(slow_sweep("-o", "csv:/dev/null", rate=400), 80, env={"TERM": "dumb"})
    expect(status == 0 and text.startswith("done: ") and "\x1b" not in text, "a dumb terminal gets lines:", text)
