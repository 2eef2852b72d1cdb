# SPDX-License-Identifier: MIT
"""The vocabulary in which scenarios are written: zones, resolvers, questions and the truth about them."""

import dataclasses
import functools

STARRED_LOCUS = {"local": "local", "isp": "upstream", "public": "upstream"}


@dataclasses.dataclass(frozen=True)
class Truth:
    """What a senior operator would say. Sets: every member is acceptable."""

    severity: frozenset
    locus: frozenset
    cause: frozenset

    def fits(self, severity, locus, cause):
        return severity in self.severity and self.fits_cell(locus, cause)

    def fits_cell(self, locus, cause):
        return locus in self.locus and cause in self.cause

    def or_else(self, other):
        """Where the facts leave room: both are right."""
        return Truth(self.severity | other.severity, self.locus | other.locus, self.cause | other.cause)

    def describe(self):
        return " ".join("|".join(sorted(part)) for part in (self.severity, self.locus, self.cause))

    @property
    def faulty(self):
        return not self.severity & {"ok", "info", "negative"}


def words(text):
    return frozenset(text.split("|"))


def truth(severity, locus, cause):
    return Truth(words(severity), words(locus), words(cause))


OK = truth("ok", "none", "ok")
UNDETERMINED = "undetermined"


def negative(cause):
    return truth("negative", "authoritative", cause)


def authoritative(cause, severity="failure"):
    return truth(severity, "authoritative", cause)


def upstream(cause, severity="failure"):
    return truth(severity, "upstream", cause)


def local(cause, severity="failure"):
    return truth(severity, "local", cause)


@dataclasses.dataclass
class Authority:
    """One process that serves zones. Zones share its addresses."""

    kind: str  # a template: knot, nsd, named-auth, pdns, named, dnsdist, proxy
    addresses: list
    options: dict = dataclasses.field(default_factory=dict)  # of its template


@dataclasses.dataclass
class Ns:
    """One name server of one zone. It shares the main address of its process unless it needs its own."""

    on: str | None  # the process; None: an address where nothing listens
    fault: str = ""  # a set of the packet filter: silent, shy, prohibited, half_lost, most_lost, no_tcp, tcp_reset, no_udp, no_large
    load: str = "yes"  # no: not configured there; missing: no zone file (SERVFAIL); orphan: primary dead; or a variant
    v6: bool = False
    own: bool = False  # an address of its own even without a fault
    host: str = ""  # a name outside the zone; its address is then in another zone
    glue: str = ""  # what the parent publishes, where that is not the real address
    where: str = "both"  # parent: only the delegation names it; child: only the zone itself
    address: str = ""  # assigned

    @property
    def needs_own_address(self):
        return bool(self.own or self.fault or self.on is None or self.v6)


@dataclasses.dataclass
class Zone:
    name: str
    ns: list
    text: str = ""
    signed: str = ""  # "", "bind" or "ldns": which tool signs it
    dates: tuple = ()  # start and end of the signatures, YYYYMMDDHHMMSS
    # right, wrong (of another key), both, none, or the algorithm of another key; unknown: of a made-up algorithm; crowd: right, and many that mean nothing
    ds: str = "right"
    zsk: bool = False  # a key of its own for all but the DNSKEY RRset
    edit: object = None  # a function over the signed file's text: how a zone becomes bogus
    variants: dict = dataclasses.field(default_factory=dict)  # name -> such a function: what some servers have instead
    hidden: tuple = ()  # processes that have the zone and are not named for it (NAME=VARIANT: that one): behind a broken front
    algorithm: str = "ECDSAP256SHA256"
    standby: str = ""  # the algorithm of a second key, which is published and signs nothing; ds may be `standby` or `both`
    more_keys: object = None  # function(flags, protocol, algorithm, base64 of its key) -> further DNSKEY lines, of nobody's keys
    denial: tuple = ()  # of dnssec-signzone: "-3", "-" for NSEC3, "-A" with it for opt-out; of ldns-signzone: "-t" and a number
    delegated: bool = True

    def __post_init__(self):
        self.ns = [Ns(on=entry) if isinstance(entry, str) else entry for entry in self.ns]
        outside = [entry for entry in self.ns if not entry.host]
        for number, entry in enumerate(outside, 1):
            entry.host = f"ns{number}.{self.name}" if self.name != "." else f"{'abcd'[number - 1]}.roots"

    @property
    def labels(self):
        return [] if self.name == "." else self.name.split(".")

    @property
    def file(self):
        return "root" if self.name == "." else self.name


@dataclasses.dataclass
class Resolver:
    id: str
    kind: str  # a template: unbound, recursor, kresd, named, dnsmasq, dnsdist, or "" where nothing listens
    address: str
    role: str
    row: Truth | None = None  # the fault of every cell of this resolver; None: healthy as such
    cells: object = None  # function(question) -> Truth or None: a fault of some names only
    record: Truth | None = None  # of its `resolver` record; default: row, else ok
    options: dict = dataclasses.field(default_factory=dict)  # of its template
    on_process_of: str = ""  # shares the process of another resolver
    fault: str = ""  # a set of the packet filter
    validates: bool = True
    inventory: dict = dataclasses.field(default_factory=dict)  # further keys of its inventory entry
    milestone: bool = True
    proof: list = dataclasses.field(default_factory=list)

    @property
    def healthy(self):
        return self.row is None

    def __post_init__(self):
        if self.row is not None:
            # Causes marked with a star in the taxonomy lie where the role of the resolver says.
            starred = all(cause.startswith("resolver_") for cause in self.row.cause)
            locus = frozenset([STARRED_LOCUS[self.role]]) if starred else self.row.locus
            self.row = dataclasses.replace(self.row, locus=locus)
        if self.record is None:
            self.record = self.row or OK


def row(cause):
    return truth("failure|degraded", "upstream", cause)


@dataclasses.dataclass(frozen=True)
class Look:
    """One query of the proof and what it must show, in the words of prove.py."""

    name: str
    qtype: str
    shows: str
    flags: tuple = ()  # cd, tcp, noedns, norec, chaos
    server: str = ""  # default: the resolver the look belongs to


@dataclasses.dataclass
class Question:
    name: str
    qtype: str
    truth: Truth
    seen: str = "NOERROR"  # at healthy validating resolvers: an RCODE, NODATA, or FAIL (SERVFAIL or silence)
    unchecked: str = ""  # the same with CD=1, or at a resolver that does not validate; default `seen`
    direct: str = ""  # RD=0 from the vantage at every server of the zone: see prove.py; "" is not looked at
    cells: dict = dataclasses.field(default_factory=dict)  # resolver id -> Truth
    asked: str = ""  # how the inventory writes the name; default: as it is
    expect: dict | None = None  # of the inventory
    milestone: bool = True

    @property
    def key(self):
        return (self.name, self.qtype)


FAILS = "failure|degraded"


# What most names are, in a word.


def fine(name, qtype="A", **more):
    return Question(name, qtype, OK, direct=more.pop("direct", "NOERROR +aa"), **more)


def absent(name, qtype="A", cause="name_does_not_exist", **more):
    return Question(name, qtype, more.pop("truth", negative(cause)), seen=more.pop("seen", "NXDOMAIN"), **more)


def empty(name, qtype, **more):
    return Question(name, qtype, negative("no_data"), seen=more.pop("seen", "NODATA"), **more)


def dead(name, cause, direct="", qtype="A", **more):
    return Question(name, qtype, authoritative(cause, more.pop("severity", "failure")), seen=more.pop("seen", "FAIL"), direct=direct, **more)


def bogus(name, cause="dnssec_bogus", qtype="A", **more):
    """Who does not validate answers it: the name is broken all the same."""
    return Question(name, qtype, more.pop("truth", authoritative(cause, FAILS)), seen=more.pop("seen", "SERVFAIL"),
                    unchecked=more.pop("unchecked", "NOERROR"), direct=more.pop("direct", "NOERROR +aa"), **more)


def maybe(name, other, direct="", qtype="A", **more):
    """Resolvers may or may not meet it; what is said must be this or nothing."""
    return Question(name, qtype, OK.or_else(other), seen=more.pop("seen", "NOERROR|FAIL"), direct=direct, **more)


def either(*truths):
    """What the facts cannot tell apart: each of these is right."""
    return functools.reduce(Truth.or_else, truths)


def by_name(questions, *names):
    """By name, or by name and type where there are several."""
    found = []
    for wanted in names:
        name, _, qtype = wanted.partition(" ")
        found.append(next(question for question in questions if question.name == name and qtype in ("", question.qtype)))
    return found


@dataclasses.dataclass
class Situation:
    """One sweep: which names, which resolvers, seen from a vantage in which state."""

    name: str
    about: str
    questions: list
    resolvers: list
    exit_status: frozenset = frozenset([0])
    host: Truth = OK
    vantage: object = None  # function(lab, namespace): what is wrong at the site
    network: object = None  # function(lab): what happens in the net just before
    during: tuple = ()  # (seconds after the start, function(lab, vantage)): what happens meanwhile
    truth: Truth | None = None  # of every question, where the situation decides it
    cell_truth: Truth | None = None
    excuse: Truth | None = None  # what may besides be said of a cell that failed
    record_truth: Truth | None = None  # of every resolver record
    milestone: bool = True
    options: tuple = ()
    speeds: tuple = ()  # further sweeps: queries a second over all
    under: tuple = ()  # a command that runs the program: another clock
    follow_ups: float = 0.0  # at most so many a cell; 0: as many as it takes
    zones: tuple = ()  # of the inventory
    seconds: float = 120.0  # what it takes, at most, on a quiet machine
    chance: bool = False  # what a sweep meets is luck: two may differ within the truth
    proof: tuple = ()


def exits(*statuses):
    return frozenset(statuses)
