# SPDX-License-Identifier: MIT
"""Signs a finished zone once more: by other keys, at another time, or some of its RRsets only."""

import pathlib
import re
import subprocess
import tempfile

KEYS = pathlib.Path("/run/lab/zones/keys")
ANCHORS = pathlib.Path("/run/lab/zones")
LAST_MONTH = ("20261001000000", "20261124000000")
NEXT_YEAR = ("20270601000000", "20280101000000")
FAR_FUTURE = "20380101000000"
NSEC3 = ("-3", "-")
MADE_BY_SIGNER = re.compile(r"^\S+\s.*\sIN\s+(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)\s.*\n|^;.*\n", re.MULTILINE)


def command(*words, cwd=None):
    done = subprocess.run(words, text=True, capture_output=True, check=False, cwd=cwd)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


def origin_of(text):
    return re.search(r"^(\S+)\s+\d+\s+IN\s+SOA\s", text, re.MULTILINE)[1]


def new_key(origin, ksk=True, algorithm="ECDSAP256SHA256"):
    return KEYS / command("dnssec-keygen", "-q", "-a", algorithm, *(["-f", "KSK"] if ksk else []), "-K", str(KEYS), origin)


def public(key):
    return pathlib.Path(f"{key}.key").read_text()


def is_ksk(key):
    return " DNSKEY 257 " in public(key)


def tag_of(key):
    return int(key.name.rpartition("+")[2])


def signing(text):
    """The keys that sign a zone: of each RRSIG in it, the file."""
    origin = origin_of(text)
    used = {(int(algorithm), int(tag)) for algorithm, tag in re.findall(r"\sRRSIG\s+\S+ (\d+) \d+ \d+ \d+ \d+ (\d+) ", text)}
    return [KEYS / f"K{origin}+{algorithm:03}+{tag:05}" for algorithm, tag in sorted(used)]


def all_keys(text):
    """Every key ever made for a zone."""
    return sorted(path.with_suffix("") for path in KEYS.glob(f"K{origin_of(text)}+*.key"))


def others(text):
    """Those that sign nothing in it."""
    return [key for key in all_keys(text) if key not in signing(text)]


def sign(text, keys, publish=None, dates=(), denial=()):
    """The records of a signed zone, signed again by `keys`; `publish` are in its DNSKEY RRset, if others than those."""
    origin = origin_of(text)
    ttl = re.search(r"^\S+\s+(\d+)\s+IN\s+DNSKEY\s", text, re.MULTILINE)
    published = "".join(line.replace(" IN DNSKEY ", f" {ttl[1] if ttl else 300} IN DNSKEY ") for key in publish or keys
                        for line in public(key).splitlines(True) if not line.startswith(";"))
    split = any(not is_ksk(key) for key in keys)
    when = ["-s", dates[0], "-e", dates[1]] if dates else ["-e", FAR_FUTURE]
    with tempfile.TemporaryDirectory() as place:
        bare = pathlib.Path(place) / "zone"
        bare.write_text(MADE_BY_SIGNER.sub("", text) + published)
        command("dnssec-signzone", "-q", *([] if split else ["-z"]), "-P", "-O", "full", *when, *denial, "-o", origin, "-f", f"{place}/signed", "-d", place,
                str(bare), *map(str, keys), cwd=place)
        return pathlib.Path(f"{place}/signed").read_text()


def take(text, other, rtype, owner=r"\S+"):
    """Records of `other` in place of those of `text`: matched by owner and by what is written after IN."""
    pattern = re.compile(rf"^{owner}\s.*\sIN\s+{rtype}\s.*\n", re.MULTILINE)
    return pattern.sub("", text) + "".join(match[0] for match in pattern.finditer(other))


# --- edits ---


def lapsed(covering=r"\S+", owner=r"\S+", dates=LAST_MONTH, denial=()):
    """Signatures over some RRsets that have run out, and are good but for that."""
    return lambda text: take(text, sign(text, signing(text), publish=published_in(text), dates=dates, denial=denial), rf"RRSIG\s+{covering}", owner)


def published_in(text):
    found = set(re.findall(r"\sDNSKEY\s+\d+ \d+ \d+ (\S+(?: \S+)*)", text))
    known = [key for key in all_keys(text) if re.search(r" DNSKEY \d+ \d+ \d+ (.*)", public(key))[1].replace(" ", "") in {one.replace(" ",
          "") for one in found}]
    return known or None


def another_key_set(text):
    """As it was before the keys were exchanged: good in itself, but the DS is of others."""
    return sign(text, [new_key(origin_of(text))])


def zsk_not_published(text):
    """The ZSK was taken out of the key set, which was signed well, and what it has signed stayed."""
    keys = signing(text)
    after = sign(text, [key for key in keys if is_ksk(key)] + [new_key(origin_of(text), ksk=False)])
    return take(take(text, after, "DNSKEY"), after, r"RRSIG\s+DNSKEY")


def by_the_other(alone):
    """The second provider's copy: signed by its key; the key set has its own alone, or both."""
    def edit(text):
        other = others(text)
        return sign(text, other, publish=other if alone else other + signing(text))
    return edit


def own_key_alone(text):
    """The first provider's copy, whose key set lacks the other's."""
    return sign(text, signing(text))


def anchored(name, wrong=""):
    """Writes the zone's DS, and that of a key it never had, where a resolver's configuration finds them."""
    def edit(text):
        keys = [key for key in signing(text) if is_ksk(key)]
        write = [(name, keys[0])] + ([(wrong, new_key(origin_of(text)))] if wrong else [])
        for file, key in write:
            (ANCHORS / file).write_text(command("dnssec-dsfromkey", "-2", f"{key}.key") + "\n")
        return text + "; an island\n"
    return edit


def long_denials(text):
    """Who asks too early is told no for two hours."""
    text = re.sub(r"(\sIN\s+SOA\s.* 604800) 300$", r"\1 7200", text, flags=re.MULTILINE)
    text = re.sub(r"^(\S+\s+)300(\s+IN\s+SOA\s)", r"\g<1>7200\2", text, flags=re.MULTILINE)
    return sign(text, signing(text))
