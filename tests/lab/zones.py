# SPDX-License-Identifier: MIT
"""Zone files: written from the table, delegated by their parents, signed from the leaves up."""

import base64
import concurrent.futures
import re
import subprocess

SOA = "@ SOA {mname}. hostmaster.{zone} 2026110101 3600 600 604800 300\n"
FAR_FUTURE = "20380101000000"


def parent_of(zone, zones):
    """The zone above: the one with the longest name that is a proper suffix."""
    above = [other for other in zones
             if len(other.labels) < len(zone.labels)
             and zone.labels[len(zone.labels) - len(other.labels):] == other.labels]
    return max(above, key=lambda other: len(other.labels))


def absolute(name):
    return name if name.endswith(".") else name + "."


def address_record(host, address):
    return f"{absolute(host)} {'AAAA' if ':' in address else 'A'} {address}\n"


def within(host, zone):
    return zone.name == "." or host == zone.name or host.endswith("." + zone.name)


def delegation(child):
    lines = []
    for entry in child.ns:
        if entry.where == "child":
            continue
        lines.append(f"{absolute(child.name)} NS {absolute(entry.host)}\n")
        if within(entry.host, child):
            lines.append(address_record(entry.host, entry.glue or entry.address))
    return "".join(dict.fromkeys(lines))  # One name may have several addresses.


def apex(zone):
    lines = ["$TTL 300\n$ORIGIN " + absolute(zone.name) + "\n",
             SOA.format(mname=zone.ns[0].host, zone=absolute(zone.name).lstrip("."))]
    for entry in zone.ns:
        if entry.where == "parent":
            continue
        lines.append(f"@ NS {absolute(entry.host)}\n")
        if within(entry.host, zone):
            lines.append(address_record(entry.host, entry.address))
    return "".join(dict.fromkeys(lines))


def command(*words):
    done = subprocess.run(words, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


class Builder:
    """Writes all zones into a directory; afterwards `trust_anchor` is the root's DS."""

    def __init__(self, directory, zones):
        self.directory = directory
        self.keys = directory / "keys"
        self.keys.mkdir(parents=True)
        self.zones = zones
        self.key_of = {}
        self.trust_anchor = ""
        self.wrong_anchor = ""

    def path(self, zone, variant=""):
        return self.directory / (f"{zone.file}.{variant}.zone" if variant else f"{zone.file}.zone")

    def generate_key(self, zone, algorithm=""):
        if zone.signed == "ldns" and not algorithm:
            name = subprocess.run(["ldns-keygen", "-a", zone.algorithm, "-k", absolute(zone.name)],
                                  cwd=self.keys, text=True, capture_output=True, check=True).stdout.strip()
            return self.keys / name
        return self.keys / command("dnssec-keygen", "-q", "-a", algorithm or zone.algorithm, "-f", "KSK",
                                   "-K", str(self.keys), absolute(zone.name))

    def generate_zsk(self, zone):
        return self.keys / command("dnssec-keygen", "-q", "-a", zone.algorithm, "-K", str(self.keys), absolute(zone.name))

    def ds_of_key(self, key):
        return command("dnssec-dsfromkey", "-2", f"{key}.key").replace(" IN DS ", " DS ")

    def make_keys(self):
        wanted = [zone for zone in self.zones if zone.signed]
        wrong = [zone for zone in wanted if zone.ds not in ("right", "none", "unknown", "crowd") or zone.standby or zone.name == "."]
        algorithms = [zone.standby or (zone.ds if zone.ds.isupper() or zone.ds[-1].isdigit() else "") for zone in wrong]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            keys = list(pool.map(self.generate_key, wanted + wrong, [""] * len(wanted) + algorithms))
        right, others = keys[:len(wanted)], keys[len(wanted):]
        self.key_of = {zone.name: key for zone, key in zip(wanted, right)}
        published = dict(self.key_of) | {zone.name: key for zone, key in zip(wrong, others)}
        self.wrong_anchor = self.ds_of_key(published["."])
        self.trust_anchor = self.ds_of_key(self.key_of["."])
        self.standby_of = {zone.name: key for zone, key in zip(wrong, others) if zone.standby}
        self.ds = {name: self.ds_of_key(key) for name, key in published.items()}
        for zone in wanted:
            right = self.ds_of_key(self.key_of[zone.name]) if zone.ds in ("both", "right", "crowd") else ""
            if zone.ds == "both":
                self.ds[zone.name] += "\n" + right
            elif zone.ds == "right":
                self.ds[zone.name] = right  # and not of its standby key
            elif zone.ds == "crowd":
                self.ds[zone.name] = "\n".join([right, *meaningless_ds(right)])
            if zone.ds == "unknown":  # A validator that knows no algorithm of a DS set takes the zone for unsigned.
                self.ds[zone.name] = re.sub(r" DS (\d+) \d+ ", r" DS \1 200 ", self.ds[zone.name])

    def write_text(self, zone):
        text = apex(zone) + zone.text
        for child in self.zones:
            if child.name != "." and child.delegated and parent_of(child, self.zones) is zone:
                text += delegation(child)
                if child.signed and child.ds != "none":
                    text += self.ds[child.name] + "\n"
        self.path(zone).write_text(text)

    def sign(self, zone):
        path = self.path(zone)
        signed = path.with_suffix(".signed")
        key = str(self.key_of[zone.name])
        if zone.signed == "ldns":
            command("ldns-signzone", "-n", *zone.denial, "-o", absolute(zone.name), "-e", FAR_FUTURE, "-f", str(signed),
                    str(path), key)
        else:
            dates = ["-s", zone.dates[0], "-e", zone.dates[1]] if zone.dates else ["-e", FAR_FUTURE]
            include = path.with_suffix(".unsigned")
            keys = [key] + ([self.generate_zsk(zone)] if zone.zsk else [])
            published = keys + ([self.standby_of[zone.name]] if zone.standby else [])
            text = path.read_text() + "".join((self.keys / f"{one}.key").read_text() for one in published)
            if zone.more_keys is not None:
                text += zone.more_keys(*re.search(r" DNSKEY (\d+) (\d+) (\d+) (.*)", (self.keys / f"{key}.key").read_text()).groups())
            include.write_text(text)
            command("dnssec-signzone", "-q", *([] if zone.zsk else ["-z"]), "-P", "-O", "full", *dates, *zone.denial,
                    "-o", absolute(zone.name), "-f", str(signed), "-d", str(self.keys), str(include), *map(str, keys))
        path.write_text(signed.read_text())

    def edit(self, zone):
        """What makes it bogus, and what some of its servers have instead."""
        text = self.path(zone).read_text()
        edits = {name: edit(text) for name, edit in zone.variants.items()}
        edits |= {"": zone.edit(text)} if zone.edit is not None else {}
        for name, edited in edits.items():
            if edited == text:
                raise RuntimeError(f"the edit of zone {zone.name} changed nothing")
            self.path(zone, name).write_text(edited)

    def build(self):
        self.make_keys()
        for zone in self.zones:
            self.write_text(zone)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(self.sign, [zone for zone in self.zones if zone.signed]))
        for zone in self.zones:
            self.edit(zone)


def meaningless_ds(right):
    """What may stand beside a good DS: a made-up digest type, a made-up algorithm, an SHA-1 digest that fits nothing (RFC 4509: not looked at)."""
    head, tag, algorithm = re.match(r"(.* DS) (\d+) (\d+) ", right).groups()
    return [f"{head} {tag} {algorithm} 200 {'AB' * 32}", f"{head} 4242 250 2 {'CD' * 32}", f"{head} {tag} {algorithm} 1 {'EF' * 20}"]


def other_keys(count, same_tag=False):
    """Keys of nobody's beside an RSA key: its modulus turned by a word, which leaves the key tag as it is unless an octet is changed besides."""
    def lines(flags, protocol, algorithm, key):
        octets = base64.b64decode(key)
        for turn in range(1, count + 1):
            turned = octets[:4] + octets[4 + 2 * turn:] + octets[4:4 + 2 * turn]
            turned = turned if same_tag else turned[:-1] + bytes([turned[-1] ^ turn])
            yield f"@ DNSKEY {flags} {protocol} {algorithm} {base64.b64encode(turned).decode()}\n"
    return lambda *key: "".join(lines(*key))


def flip_signature(owner=r"\S+", rtype=r"\S+"):
    """An edit: damages the signatures over RRsets of an owner and type; without any, of the whole zone."""
    owner = owner if owner == r"\S+" else re.escape(absolute(owner))
    # Between the type covered and the signature: algorithm, labels, TTL, two dates, key tag, signer.
    pattern = re.compile(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+(?:\S+\s+){{7}}\S{{8}})(\S)", re.MULTILINE)
    return lambda text: pattern.sub(lambda match: match[1] + ("A" if match[2] != "A" else "B"), text)


def replace(pattern, by):
    return lambda text: re.sub(pattern, by, text, flags=re.MULTILINE)


def chained(*edits):
    def edit(text):
        for one in edits:
            text = one(text)
        return text
    return edit


def drop_records(rtype, covering=""):
    """An edit: removes all records of a type (RRSIG: those covering a type) from the signed zone."""
    pattern = re.compile(rf"^\S+\s.*\sIN\s+{rtype}\s+{covering}.*\n", re.MULTILINE)
    return lambda text: pattern.sub("", text)
