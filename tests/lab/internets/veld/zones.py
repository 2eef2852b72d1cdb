# SPDX-License-Identifier: MIT
"""What dice make of a country: who serves what, how it hangs together, and what is wrong with half of it.

A zone may have one fault of its servers or their delegation, one of its data, or one of each. Which records that touches, and what is
true of them, is in questions.py."""

import dataclasses
import ipaddress
import os
import random
import re

from model import Authority, Ns, Zone
from zones import absolute, chained, drop_records, flip_signature, replace, within

NUMBER = int(os.environ.get("VELD_DICE", "1"))
DICE = random.Random(f"zones {NUMBER}")

ADDRESSES_OF_ZONES = ("146.64.0.1", "2c0f:64::1")
ADDRESSES_OF_RESOLVERS = ("154.240.{}.53", "2c0f:f0:{}::53")
FORMER = ("147.10.1.1", "147.11.1.1", "147.12.1.1", "147.13.1.1")  # Where servers were once: silence.
UNROUTED = ("147.90.1.1", "147.91.1.1", "147.92.1.1", "147.93.1.1")  # Where nothing ever was.
PRIVATE = ("10.88.1.1", "192.168.77.2", "172.20.3.3", "10.99.200.4")
LOST_FORWARDER = "10.30.250.53"
DEAD_ADDRESSES = {address: "silent" for address in (*FORMER, LOST_FORWARDER)}
BACK = "102.40.1.1"  # What odd servers stand before.

FLEET = {"k1": "knot", "k2": "knot", "n1": "nsd", "n2": "nsd", "b1": "named-auth", "b2": "named-auth", "p1": "pdns", "p2": "pdns"}
REGISTRY = {"rk": "knot", "rn": "nsd", "rb": "named-auth", "rp": "pdns"}
AUTHORITIES = {"root-k": Authority("knot", ["199.7.1.4", "2c0f:1::4"]), "root-n": Authority("nsd", ["199.7.2.4"]),
               "back": Authority("knot", [BACK]), "moving": Authority("knot", ["102.41.1.1"]), "lost": Authority("nsd", ["102.42.1.1", "102.43.1.1"])}
for place, (name, kind) in enumerate((FLEET | REGISTRY).items()):
    AUTHORITIES[name] = Authority(kind, [f"102.{10 + place}.1.1", f"102.{10 + place}.2.1", f"2c0f:{10 + place}::1"],
                                  {"extra": "check-integrity no;"} if kind == "named-auth" else {})

WORDS = """aloe baobab cedar dassie eland fynbos gemsbok hyena impala jackal kudu lion marula nyala oryx protea quagga rhino sable tsessebe
umfula vlei wildebeest xerus yellowwood zebra acacia buchu crane duiker egret falcon genet heron ibis jacana kiewiet lark mongoose nightjar
ostrich pangolin quelea roller secretary tern urial vervet warthog agama bustard caracal dikdik elephant flamingo grysbok hamerkop ironwood
jasmine kestrel leopard meerkat nagapie otter porcupine rooibos suricate tortoise widow""".split()
TYPES = {"TXT": 16, "MX": 15, "SRV": 33, "AAAA": 28, "CAA": 257}
OVER, LATER = ("20260501000000", "20260601000000"), ("20340101000000", "20350101000000")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
OLDER = replace(" 2026110101 ", " 2026041501 ")
EMPTY = chained(OLDER, replace(r"^(?![@$])\S*[^.\s]\s+(A|AAAA|CNAME|SRV|TXT|DNAME)\s.*\n", ""))

# --- the vocabulary ---

ALL_DEAD = ["all-silent", "all-closed", "all-prohibited", "all-refused", "all-servfail", "all-mixed"]
SOME_DEAD = ["some-silent", "some-closed", "some-refused", "some-servfail", "some-mixed", "some-noaa", "extra-child", "extra-parent"]
DELEGATION = ["glue-dead", "glue-some", "glue-private", "glue-none", "glue-live", "glue-old", "ns-gone", "ns-some-gone", "ns-alias", "ns-in-dead",
              "ns-in-bogus", "undelegated", "ds-bad"]
ODD = ["all-noaa", "no-tcp", "tcp-reset", "some-tcp", "no-udp", "half-lost", "slow", "edns-formerr", "edns-drop", "edns-badvers", "edns-some",
       "type-notimp", "type-drop", "type-nx", "type-servfail", "type-refused", "ent-nx", "lag-data", "lag-name", "one-expired", "one-naked",
       "one-left", "one-empty", "one-type", "no-sigs", "reply-odd", "reply-wrong", "always-tc"]
DNSSEC = ["expired", "future", "ds-wrong", "no-dnskey", "naked", "no-rrsig", "bad-one", "bad-all", "no-nsec", "expired-one", "expired-soa",
          "expired-key", "bad-mx", "bad-wild"]
CONTENT = ["loop", "dangling", "loop-out", "dangling-out"]
NSD_ONLY = ("no-dnskey", "no-rrsig", "no-nsec")
UNSIGNED = ("edns-formerr", "edns-drop", "edns-badvers", "edns-some", "type-nx", "type-notimp", "type-refused", "type-servfail", "type-drop", "ent-nx",
            "lag-data", "lag-name", "all-noaa", "some-noaa", "slow", "glue-old", "one-empty", "one-type")
SECURE = ("one-expired", "one-naked", "one-left", "no-sigs", "ds-bad")
AT_LEAST_TWO = ("some-", "one-", "lag-", "glue-some", "ns-some", "edns-some", "all-mixed")
FOUR_ONLY = ("half-lost", "no-udp")
STATES = ("silent", "closed", "refused", "servfail")


@dataclasses.dataclass
class Plot:
    """A zone as it was thrown."""

    name: str
    parent: object = None
    hosts: str = "inside"  # or provider: the zone its name servers' names are in; or mixed
    server_fault: str = ""
    data_fault: str = ""
    signed: bool = False
    states: list = dataclasses.field(default_factory=list)  # one a name server of the zone
    odd_type: str = ""
    island: bool = False  # not signed, or nobody above vouches for it
    features: set = dataclasses.field(default_factory=set)
    number: int = 0
    zone: Zone | None = None
    far: object = None  # whose www its alias leads to

    @property
    def sound(self):
        return not self.server_fault and not self.data_fault and (self.parent is None or self.parent.sound)

    @property
    def secure(self):
        return self.signed and not self.island and (self.parent is None or self.parent.secure)

    @property
    def processes(self):
        return {(entry.on or "").partition(":")[0] for entry in self.zone.ns} if self.zone else set()

    @property
    def above(self):
        found, plot = set(), self.parent
        while plot is not None:
            found, plot = found | plot.processes, plot.parent
        return found


PLOTS = {}
PROVIDERS = []
ADDRESSES = {}  # zone -> those of its servers
HOSTS = []  # Like those, and at fault.


def keep(plot, **zone):
    plot.zone = Zone(plot.name, **zone)
    plot.states = plot.states or ["good"] * len(plot.zone.ns)
    PLOTS[plot.name] = plot
    return plot


def signing(plot, servers, fancy=True):
    """How a zone is signed, if it is. PowerDNS would want to be told of NSEC3."""
    if not plot.signed:
        return {}
    plain = any((getattr(one, "on", one) or "").startswith(("p", "rp")) for one in servers)
    if fancy and not plain and DICE.random() < 0.15 and plot.data_fault in ("", *CONTENT):
        return {"signed": "ldns"}
    algorithm = DICE.choice(["ECDSAP256SHA256", "ECDSAP256SHA256", "RSASHA256", "ED25519", "ECDSAP384SHA384", "RSASHA512"])
    denial = ()
    if plot.data_fault not in ("no-nsec", "bad-all") and not plain:
        denial = DICE.choice([(), (), ("-3", "-"), ("-3", "beef", "-H", "3"), ("-3", "-", "-A")])
    return {"signed": "bind", "algorithm": algorithm, "denial": denial, "zsk": DICE.random() < 0.3 and plot.data_fault in ("", *CONTENT)}


def own_habit(*rules, flags=()):
    """A server that stands before another and has habits."""
    number = sum(name.startswith("odd-") for name in AUTHORITIES) + 1
    AUTHORITIES[f"odd-{number}"] = Authority("proxy", [f"103.{number}.1.1", f"103.{number}.2.1"], {"forward": BACK, "flags": [
        *[word for rule in rules for word in ("--rule", rule)], *flags], "mute": True})
    return f"odd-{number}"


# --- the top ---

def throw_top():
    root = keep(Plot(".", signed=True), ns=["root-k", "root-n", "root-k:2"], signed="bind", algorithm="RSASHA256", zsk=True)
    tlds = []
    names = ["gras", "bos", "rant", "pan", "sand"]
    DICE.shuffle(names)
    for place, name in enumerate(names):
        plot = Plot(name, root, signed=place < 3)
        servers = [f"{one}:{DICE.choice([1, 2, 3])}" for one in DICE.sample(sorted(REGISTRY), DICE.choice([2, 3, 4]))]
        if place in (2, 4):  # Who serves this one serves others below it too.
            servers = [f"{one}:{DICE.choice([1, 2])}" for one in DICE.sample(["k2", "n2", "b2"], 2)] + ["rn:2"]
        keep(plot, ns=servers, text="$TTL 86400\n", **signing(plot, servers, False))
        tlds.append(plot)
    for tld in DICE.sample(tlds, 2):
        second = Plot(f"co.{tld.name}", tld, signed=DICE.random() < 0.6, island=DICE.random() < 0.2)
        shared = [entry.on for entry in tld.zone.ns if entry.on][0]  # One server has both.
        servers = DICE.choice([["rk:2", "rn"], ["rn:2", "rb"], ["rk", shared if not shared.startswith("rk") else "rb"]])
        keep(second, ns=servers, ds="none" if second.island else "right", **signing(second, servers, False))
        tlds.append(second)
    fault = DICE.choice(["tld-silent", "tld-refused", "tld-bogus"])
    dark = Plot("as", root, signed=fault == "tld-bogus", server_fault=fault)
    how = {"tld-silent": [Ns("rk", "silent"), Ns("rn", "silent", v6=True)], "tld-refused": [Ns("rk", load="no"), Ns("rb", load="no")],
           "tld-bogus": [Ns("rk"), Ns("rn")]}[fault]
    dark.states = [{"tld-silent": "silent", "tld-refused": "refused"}.get(fault, "good")] * 2
    keep(dark, ns=how, ds="wrong" if fault == "tld-bogus" else "right", **signing(dark, how, False))
    return tlds, dark


# --- name servers ---

def throw_servers(plot, apart):
    """Host names and processes; a fault changes them afterwards."""
    count = DICE.choice([1, 2, 2, 2, 3, 3, 4])
    if plot.server_fault.startswith(AT_LEAST_TWO):
        count = max(2, count)
    pool = [name for name in FLEET if not apart or name not in plot.above]
    if plot.data_fault in NSD_ONLY:
        pool = [name for name in pool if FLEET[name] == "nsd"] or ["n1"]
        count = min(count, len(pool)) if plot.server_fault else count
    if plot.server_fault.endswith("servfail") or plot.server_fault == "all-mixed":
        pool = [name for name in pool if FLEET[name] in ("nsd", "named-auth")] + [name for name in pool if FLEET[name] == "knot"][:1]
    distinct = bool(plot.server_fault)
    chosen = DICE.sample(pool, min(count, len(pool))) if distinct else [DICE.choice(pool) for _ in range(count)]
    six_only = DICE.random() < 0.08 and plot.server_fault not in FOUR_ONLY
    entries = []
    for place, process in enumerate(chosen, 1):
        host = {"inside": f"ns{place}.{plot.name}", "provider": ""}.get(plot.hosts, f"ns{place}.{plot.name}" if place % 2 else "")
        if not host:
            provider = DICE.choice(PROVIDERS)
            host = f"d{plot.number}x{place}.{provider.name}"
        index = 3 if six_only else DICE.choice([1, 2, 2, 3] if not plot.server_fault else [1, 2])
        entries.append(Ns(f"{process}:{index}", host=host))
        if DICE.random() < 0.2 and not plot.server_fault and not six_only:  # A name of two addresses.
            entries.append(Ns(f"{process}:{3 if index != 3 else 1}", host=host))
    # No address twice in one set.
    return list({(entry.on, entry.host): entry for entry in {entry.on: entry for entry in entries}.values()}.values())


def spoil(entry, state, six=False):
    """What is wrong with one of them."""
    process = entry.on.partition(":")[0]
    if state == "closed":
        entry.on, entry.v6 = None, six
    elif state in ("silent", "prohibited", "no_tcp", "tcp_reset", "half_lost", "no_udp"):
        entry.on, entry.fault, entry.v6 = process, state, six and state not in ("half_lost", "no_udp")
    elif state == "refused":
        entry.on, entry.load, entry.own, entry.v6 = process, "no", True, six
    elif state == "servfail":
        if AUTHORITIES[process].kind not in ("nsd", "named-auth"):
            entry.on, state = None, "closed"
        else:
            entry.load = "orphan" if AUTHORITIES[process].kind == "named-auth" and DICE.random() < 0.5 else "missing"
    return state


def several(entries):
    """Some, and never all, of them."""
    return DICE.sample(range(len(entries)), DICE.randint(1, max(1, len(entries) - 1)))


def spoil_servers(plot, entries):
    """Makes the fault of the servers; returns what else the zone needs."""
    fault, more = plot.server_fault, {}
    states = ["good"] * len(entries)
    six = lambda: DICE.random() < 0.2
    if fault in ALL_DEAD or fault.startswith("some-") and fault not in ("some-noaa", "some-tcp"):
        word = fault.partition("-")[2]
        where = range(len(entries)) if fault in ALL_DEAD else several(entries)
        for turn, place in enumerate(where):
            state = (STATES[turn % 4] if turn else DICE.choice(["silent", "refused"])) if word == "mixed" else word
            states[place] = spoil(entries[place], state, six())
    elif fault in ("no-tcp", "tcp-reset", "some-tcp", "half-lost", "no-udp"):
        word = {"no-tcp": "no_tcp", "tcp-reset": "tcp_reset", "some-tcp": "no_tcp", "half-lost": "half_lost", "no-udp": "no_udp"}[fault]
        for place in several(entries) if fault == "some-tcp" else range(len(entries)):
            states[place] = spoil(entries[place], word, six())
    elif fault in ("extra-child", "extra-parent"):
        state = DICE.choice(["silent", "closed", "refused"])
        spare = [name for name in FLEET if name not in {entry.on.partition(":")[0] for entry in entries} and name not in plot.above]
        extra = Ns(spare[0], host=f"ns9.{plot.name}", where=fault.partition("-")[2])
        states.append(spoil(extra, state))
        entries.append(extra)
    elif fault.startswith("glue-"):
        addresses = {"glue-private": PRIVATE}.get(fault) or DICE.choice([FORMER, UNROUTED])
        if fault == "glue-none":
            return states, more
        if fault in ("glue-live", "glue-old"):  # Where somebody else is, or an old copy.
            other = DICE.choice([name for name in ("k1", "k2", "n1", "n2", "b1", "b2") if name not in plot.above and name not in {
                entry.on.partition(":")[0] for entry in entries}])
            addresses = AUTHORITIES[other].addresses[:2] * 3
            if fault == "glue-old":
                more["variants"], more["hidden"] = {"old": chained(OLDER, replace(r"^www A .*\n", f"www A 105.9.{plot.number}.80\n"))}, (f"{other}=old",)
        for place in several(entries) if fault == "glue-some" else range(len(entries)):
            entries[place].glue, entries[place].own, entries[place].on = addresses[place], True, entries[place].on.partition(":")[0]
            states[place] = "misglued"
    elif fault in ("ns-gone", "ns-some-gone"):
        for place in range(len(entries)) if fault == "ns-gone" else several(entries):
            entries[place].host = f"gone{plot.number}x{place}.{DICE.choice(PROVIDERS).name}"
            states[place] = "gone"
    elif fault in ("ns-alias", "ns-in-dead", "ns-in-bogus"):
        where = {"ns-alias": PROVIDERS[1].name, "ns-in-dead": "darkhost." + PLOTS["co"].name, "ns-in-bogus": "pasthost." + PLOTS["safe"].name}[fault]
        for place, entry in enumerate(entries):
            entry.host = f"h{plot.number}x{place}.{where}"
    elif fault == "undelegated":
        more["delegated"] = False
    elif fault == "ds-bad":
        return states, more
    elif fault.startswith(("lag-", "one-")) and fault != "one-type":
        place = DICE.randrange(len(entries))
        entries[place].load, states[place] = "old", "old"
        entries[place].on, entries[place].own = entries[place].on.partition(":")[0], True
        more["variants"] = {"old": {"lag-data": chained(OLDER, replace(r"^www A .*\n", f"www A 105.9.{plot.number}.80\n")),
                                    "lag-name": chained(OLDER, replace(r"^vars .*\n", "")), "one-expired": redate(r"\S+", r"\S+", *OVER),
                                    "one-left": redate(r"\S+", r"\S+", *OVER), "one-empty": EMPTY, "one-naked": NAKED}[fault]}
        for other in range(len(entries)) if fault == "one-left" else ():  # And nobody else is there.
            if other != place:
                states[other] = spoil(entries[other], DICE.choice(["silent", "closed"]))
    else:
        odd_ones(plot, entries, states)
        more["hidden"] = ("back",)
    return states, more


def odd_ones(plot, entries, states):
    """Servers with habits take the place of all or some."""
    fault = plot.server_fault
    plot.odd_type = {"type-nx": "AAAA"}.get(fault) or DICE.choice(["TXT", "MX", "SRV", "CAA"])
    number = TYPES[plot.odd_type]
    rules = {"all-noaa": [".,*,no-aa"], "some-noaa": [".,*,no-aa"], "edns-formerr": [".,+edns,1:bare"], "edns-drop": [".,+edns,drop"],
             "edns-badvers": [".,+edns,16"], "edns-some": [".,+edns," + DICE.choice(["drop", "1:bare", "16"])], "type-notimp": [f".,{number},4"],
             "type-drop": [f".,{number},drop"], "type-nx": [".,28,3:soa:aa"], "type-servfail": [f".,{number},2"], "type-refused": [f".,{number},5"],
             "ent-nx": [f"=ent.{plot.name}.,*,3:soa:aa"], "slow": [],
             "one-type": [f".,{number}," + DICE.choice(["4", "drop", "2", "5"])], "no-sigs": [".,*,no-sigs"],
             "reply-odd": [".,*," + DICE.choice(["junk-id", "junk-question", "junk-port", "twice", "lower"])], "always-tc": [".,*,tc"],
             "reply-wrong": [".,*," + DICE.choice(["wrong-id", "wrong-port"])]}[fault]
    process = own_habit(*rules, flags=("--delay", "1.1") if fault == "slow" else ())
    where = several(entries) if fault in ("some-noaa", "edns-some", "one-type") else range(len(entries))
    for turn, place in enumerate(where):
        entries[place] = Ns(f"{process}:{1 + turn % 2}", host=entries[place].host)
        states[place] = fault
        if turn > 1:  # Two addresses are all that it has.
            entries[place].host, states[place] = "", "dropped"
    kept = [place for place in range(len(entries)) if states[place] != "dropped"]
    entries[:], states[:] = [entries[place] for place in kept], [states[place] for place in kept]


def redate(rtype, owner, start, end):
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", rf"\g<1>{end}\g<2>{start}")


def spoil_data(plot):
    www = f"www.{plot.name}"
    return {"expired": {"dates": OVER}, "future": {"dates": LATER}, "ds-wrong": {"ds": "wrong"}, "no-dnskey": {"edit": drop_records("DNSKEY")},
            "naked": {"edit": NAKED}, "no-rrsig": {"edit": drop_records("RRSIG", "A ")}, "bad-one": {"edit": flip_signature(www, "A")},
            "bad-all": {"edit": flip_signature()}, "no-nsec": {"edit": chained(drop_records("NSEC"), drop_records("RRSIG", "NSEC "))},
            "expired-one": {"edit": redate("A", re.escape(absolute(www)), *OVER)}, "expired-soa": {"edit": redate("SOA", r"\S+", *OVER)},
            "expired-key": {"edit": redate("DNSKEY", r"\S+", *OVER)}, "bad-mx": {"edit": flip_signature(plot.name, "MX")},
            "bad-wild": {"edit": flip_signature(f"*.wild.{plot.name}", "A")}}.get(plot.data_fault, {})


# --- what is in it ---

def contents(plot):
    """Answers of zone N are 105.8.N.x: no two names share any."""
    base, has = f"105.8.{plot.number}", plot.features
    lines = [f"@ A {base}.1", f"www A {base}.80", "@ MX 10 mail", f"mail A {base}.25", f"four A {base}.4"]
    lines += [f"www AAAA 2c0f:a:{plot.number}::80"] if "both" in has else []
    lines += ['@ TXT "v=spf1 mx ~all"', '@ CAA 0 issue "ca.example"', "_sip._udp SRV 1 1 5060 www"]
    lines += ["alias CNAME www"] if "alias" in has else []
    lines += ["hop1 CNAME hop2", "hop2 CNAME hop3", "hop3 CNAME mail"] if "chain" in has else []
    lines += [f"*.wild A {base}.42"] if "wild" in has else []
    lines += [f"deep.ent A {base}.7"] + ["cam A 10.61.3.9", "desk A 192.168.44.20"] * (plot is PROVIDERS[1])
    lines += [f"ring A {base}.11", f"ring A {base}.12"] if "ring" in has else []
    if plot.far:
        lines += [f"far CNAME www.{plot.far.name}.", f"dn DNAME {plot.far.name}.", f"*.any CNAME www.{plot.far.name}."]
        lines += [f"farther CNAME far.{plot.far.name}."] if plot.far.far else []
    lines += [f"vars A {base}.77"] if plot.server_fault == "lag-name" else []
    if "big" in has:
        lines.append("groot TXT " + " ".join('"' + chr(97 + part) * 240 + '"' for part in range(13)))
    lines += {"loop": ["round CNAME about", "about CNAME round"], "loop-out": ["round CNAME round." + PROVIDERS[0].name + "."],
              "dangling": ["loose CNAME nowhere"], "dangling-out": [f"loose CNAME www.nobody{plot.number}.bos."]}.get(plot.data_fault, [])
    return "$TTL " + str(DICE.choice([5, 60, 300, 3600, 86400])) + "\n" + "\n".join(lines) + "\n"


FEATURES = ("both", "alias", "chain", "wild", "ring", "big")


def throw_leaf(word, number, parents, deck):
    """One zone."""
    plot = Plot("", number=number, signed=DICE.random() < 0.5, hosts=DICE.choice(["inside", "inside", "provider", "mixed"]))
    plot.features = {name for name in FEATURES if DICE.random() < 0.6}
    if DICE.random() < 0.5:
        first = deck.pop()
        plot.server_fault, plot.data_fault = ("", first) if first in DNSSEC + CONTENT else (first, "")
        if DICE.random() < 1 / 6:  # Two at once.
            if plot.data_fault:
                plot.server_fault = DICE.choice(["some-silent", "some-closed", "some-refused", "all-silent", "all-refused", "extra-child"])
            elif plot.server_fault in ALL_DEAD + SOME_DEAD and plot.server_fault not in UNSIGNED:
                plot.data_fault = DICE.choice(DNSSEC[:3] + DNSSEC[6:8] + CONTENT[:2])
    signed_fault = plot.data_fault in DNSSEC or plot.server_fault in SECURE
    plot.features |= {"wild"} if plot.data_fault == "bad-wild" else set()
    plot.signed = (plot.signed or signed_fault) and plot.server_fault not in UNSIGNED
    plot.island = plot.signed and DICE.random() < 0.1 and plot.server_fault != "ds-bad"
    while True:
        plot.parent = DICE.choice(parents)
        if plot.server_fault == "ds-bad" and plot.parent.zone.signed == "ldns":
            continue
        if plot.parent.name.count(".") < 3 and not (signed_fault and not plot.island and not plot.parent.secure):
            break
    plot.name = f"{word}.{plot.parent.name}"
    if plot.server_fault.startswith(("glue-", "ns-")) or plot.server_fault == "undelegated":
        plot.hosts = "inside"
    # Who is at fault shares no server with those above: they would answer in its place.
    entries = throw_servers(plot, not plot.parent.sound or plot.server_fault != "" or plot.data_fault != "")
    # Where there is but one, some are all; then it has none of this.
    if len(entries) < 2 and plot.server_fault.startswith(AT_LEAST_TWO):
        plot.server_fault = ""
    states, more = spoil_servers(plot, entries) if plot.server_fault else (["good"] * len(entries), {})
    plot.states = states
    if plot.server_fault == "ds-bad":
        plot.parent.zone.edit = chained(*[plot.parent.zone.edit] * bool(plot.parent.zone.edit), flip_signature(plot.name, "DS"))
    if plot.server_fault == "glue-none":
        plot.parent.zone.edit = without_glue(plot.parent.zone.edit, [entry.host for entry in entries])
    more |= spoil_data(plot) if plot.data_fault in DNSSEC else {}
    sign = signing(plot, entries)
    if "dates" in more or plot.data_fault in NSD_ONLY or plot.server_fault.startswith("one-"):
        sign |= {"signed": "bind", "denial": ()} if sign else {}
    if plot.island:
        more["ds"] = "none"
    elif plot.signed and plot.sound and DICE.random() < 0.25:
        more["ds"] = DICE.choice(["both", "crowd", "unknown"])
        plot.island = more["ds"] == "unknown"  # Whoever knows none of the algorithms takes the zone for unsigned.
    keep(plot, ns=entries, **sign, **more)
    return plot


def without_glue(before, hosts):
    def edit(text):
        text = before(text) if before else text
        for host in hosts:
            text = re.sub(rf"^{re.escape(host)}\.\s(.*\s)?(A|AAAA)\s+\S+\n", "", text, flags=re.MULTILINE)
        return text
    return edit


def throw_all():
    tlds, dark = throw_top()
    number = 1
    words = list(WORDS)
    DICE.shuffle(words)
    for tld in DICE.sample(tlds[:5], 3):  # Those who serve names for others.
        plot = Plot(f"{words.pop()}.{tld.name}", tld, signed=tld.signed, number=number, features=set(FEATURES))
        keep(plot, ns=[f"{one}:{DICE.choice([1, 2])}" for one in DICE.sample(["k1", "n1", "b1"], 2)], **signing(plot, []))
        PROVIDERS.append(plot)
        number += 1
    for name, servers in (("moved", ["moving"]), ("train", ["lost", "lost:2"])):
        plot = Plot(f"{name}.{tlds[0].name}", tlds[0], number=number, features={"both"}, server_fault="", hosts="inside")
        keep(plot, ns=servers)
        number += 1
    # Where the names of some name servers lie: at a company that is dark, and at one that forgot to sign.
    open_tld, safe_tld = next(tld for tld in tlds if not tld.signed), next(tld for tld in tlds if tld.signed)
    PLOTS["co"], PLOTS["safe"] = open_tld, safe_tld
    plot = Plot(f"darkhost.{open_tld.name}", open_tld, number=number, server_fault="all-silent", states=["silent", "silent"], features={"both"})
    HOSTS.append(keep(plot, ns=[Ns("n1", "silent"), Ns("b1", "silent")]))
    plot = Plot(f"pasthost.{safe_tld.name}", safe_tld, number=number + 1, signed=True, data_fault="expired", features={"both"})
    HOSTS.append(keep(plot, ns=["p1:1", "k1:2"], signed="bind", dates=OVER))
    lagging = keep(Plot(f"ac.{open_tld.name}", open_tld), ns=[Ns("rk", own=True), Ns("rb", own=True, load="old")], variants={"old": chained(
        OLDER, replace(r"^(\S+\.)?new\.ac\.\S+\s.*\n", ""), replace(r"^(ns\d)(\.switch\.ac\.\S+) A .*\n", rf"\g<1>\g<2> A {FORMER[3]}\n"))})
    for place, label in enumerate(("new", "switch")):
        plot = Plot(f"{label}.{lagging.name}", lagging, number=number + 2 + place, features={"both"}, server_fault=f"registry-{label}")
        keep(plot, ns=[f"{one}:1" for one in DICE.sample(["k2", "n2", "p2"], 2)])
    number += 4
    for word in words[:2]:
        plot = Plot(f"{word}.as", dark, number=number, features={"both"})
        keep(plot, ns=[f"{DICE.choice(['k1', 'n1', 'b1', 'p1'])}:1"])
        number += 1
    cards = ALL_DEAD + SOME_DEAD + DELEGATION + ODD + DNSSEC + CONTENT + DNSSEC
    DICE.shuffle(cards)
    parents = list(tlds) + list(tlds)
    for word in words[2:]:
        plot = throw_leaf(word, number, parents, cards)
        number += 1
        # Some have zones of their own below; a few of those that are broken as a whole, too.
        whole = plot.server_fault in ("all-silent", "all-refused", "all-closed", "all-servfail") and not plot.data_fault or \
            plot.data_fault in ("expired", "ds-wrong") and not plot.server_fault and plot.secure
        if plot.sound and DICE.random() < 0.45 or whole and DICE.random() < 0.5:
            parents.append(plot)
    for pair in (("cycle.gras", "cycle.bos"),) if DICE.random() < 0.7 else ():
        for name, other, process in ((pair[0], pair[1], "k1"), (pair[1], pair[0], "n1")):
            plot = Plot(name, PLOTS[name.partition(".")[2]], number=number, server_fault="cyclic", states=["good"])
            keep(plot, ns=[Ns(process, host=f"ns.{other}")])
            number += 1
    leaves = [plot for plot in PLOTS.values() if plot.number]
    for plot in leaves:  # Whoever has an alias into another's zone.
        others = [other for other in leaves if other is not plot and other.server_fault != "cyclic"]
        plot.far = DICE.choice(others) if DICE.random() < 0.5 else None


def settle_addresses():
    """The lab's own rule, ahead of it: the hosts that lie in other zones need their addresses there."""
    first4, first6 = (ipaddress.ip_address(address) for address in ADDRESSES_OF_ZONES)
    own = 0
    for plot in PLOTS.values():
        for entry in plot.zone.ns:
            if entry.needs_own_address:
                address = str(first6 + (own << 80) if entry.v6 else first4 + 256 * own)
                own += 1
            else:
                process, _, index = entry.on.partition(":")
                address = AUTHORITIES[process].addresses[int(index or 1) - 1]
            ADDRESSES.setdefault(plot.name, []).append(address)
            for provider in PROVIDERS + HOSTS:
                if within(entry.host, provider.zone) and plot is not provider and not entry.host.startswith("gone"):
                    host = entry.host
                    if plot.server_fault == "ns-alias":
                        provider.zone.text += f"{absolute(host)} CNAME real-{absolute(host)}\n"
                        host = f"real-{host}"
                    provider.zone.text += f"{absolute(host)} {'AAAA' if ':' in address else 'A'} {address}\n"


throw_all()
del PLOTS["co"], PLOTS["safe"]
settle_addresses()
for one in PLOTS.values():
    if one.number:
        one.zone.text = contents(one) + one.zone.text
MOVED, TRAIN = (next(plot for plot in PLOTS.values() if plot.name.startswith(name)) for name in ("moved.", "train."))
MOVED.zone.text = f"$TTL 86400\nwww A 105.8.{MOVED.number}.80\nmail A 105.8.{MOVED.number}.25\n"
MOVED.zone.edit = chained(replace(r"^\$TTL 300$", "$TTL 86400"), replace(r" 604800 300$", " 604800 9000"))
# A ring through two zones.
RINGS = [plot for plot in PLOTS.values() if plot.data_fault == "loop-out"]
if RINGS:
    PROVIDERS[0].zone.text += f"round CNAME round.{RINGS[0].name}.\n"
ZONES = [plot.zone for plot in PLOTS.values()]
