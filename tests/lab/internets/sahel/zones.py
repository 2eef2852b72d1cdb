# SPDX-License-Identifier: MIT
"""Who serves what in the eighth internet, and what is wrong with it."""

import datetime

from model import Authority, Ns, Zone
from zones import chained, drop_records, replace

ADDRESSES_OF_ZONES = ("41.200.0.1", "2c0f:200::1")
ADDRESSES_OF_RESOLVERS = ("102.90.{}.53", "2c0f:90:{}::53")

BEHIND = "196.20.1.1"  # What the odd servers stand before.
SAFE = ("196.20.8.1", "196.20.9.1")  # A bank's firewall: no TCP, and nothing large.
LAME_NOW = "196.22.1.1"
PARKING = "103.224.1.1"
HOSTER = ("196.30.1.1", "196.30.2.1")
STALE_SIX = "2c0f:dead::1"
DEAD_UPSTREAM = "102.99.1.53"
DEAD_ADDRESSES = {SAFE[0]: "no_large", SAFE[1]: "no_large", STALE_SIX: "silent", DEAD_UPSTREAM: "silent"}


def days(number):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=number)).strftime("%Y%m%d%H%M%S")


WEEK_AGO = days(-7)
LONG = ("20260101000000", "20380101000000")  # Good for a clock that is behind, too.
YESTERDAY = ("20260801000000", days(-2))  # Over since two days.
OVER = ("20260601000000", "20260701000000")


def habit(number, *rules, flags=()):
    words = [word for rule in rules for word in ("--rule", rule)]
    return Authority("proxy", [f"196.25.{number}.1", f"196.26.{number}.1"], {"forward": BEHIND, "flags": [*words, *flags]})


REGIONS = {"10.40.0.0/16": 10, "102.64.0.0/16": 64, "102.65.0.0/16": 65, "9.53.1.0/24": 91, "9.53.2.0/24": 92, "102.90.0.0/16": 90}
NEAR = [f"addAction(AndRule({{makeRule('{region}'), QNameRule('www.cdn.africa.'), QTypeRule(DNSQType.A)}}), "
        f"SpoofAction('154.71.0.{host}', {{aa=true, ttl=5}}))" for region, host in REGIONS.items()]
# A domainer's servers: an address for every name there is, and nothing else.
PARKER = [f"addAction(QTypeRule(DNSQType.A), SpoofAction('{PARKING}', {{aa=true, ttl=60}}))",
          "addAction(AllRule(), SetNegativeAndSOAAction(false, 'parking.example.', 60, 'ns.parking.example.', 'a.parking.example.', 1, 3600, 600, "
          "604800, 60, {aa=true}))"]

AUTHORITIES = {
    "root-k": Authority("knot", ["196.1.1.4", "2c0f:1:1::4"]),
    "root-n": Authority("nsd", ["196.1.2.4"]),
    "reg-k": Authority("knot", ["41.10.1.1", "41.10.2.1", "2c0f:10::1"]),
    "reg-n": Authority("nsd", ["41.11.1.1", "41.11.2.1"]),
    "reg-b": Authority("named-auth", ["41.12.1.1", "41.12.2.1"]),
    "bord": Authority("knot", [BEHIND, "196.20.1.2", "2c0f:20::1", *SAFE]),
    "sable": Authority("nsd", ["196.21.1.1", "196.21.1.2"]),
    "puits": Authority("named-auth", [LAME_NOW, "196.22.1.2"]),
    "dune": Authority("pdns", ["196.23.1.1", "196.23.1.2"]),
    "hote": Authority("knot", list(HOSTER)),
    "parker": Authority("dnsdist", [PARKING, "103.224.2.1"], {"forward": BEHIND, "extra": "\n".join(PARKER)}),
    "geo": Authority("dnsdist", ["196.24.1.1", "196.24.2.1"], {"forward": BEHIND, "extra": "\n".join(NEAR)}),
    "edns-drop": habit(1, ".,+edns,drop"),
    "edns-formerr": habit(2, ".,+edns,1"),
    "no-https": habit(3, ".,65,drop"),
    "slow": habit(4, flags=("--delay", "2.6")),
}


def contents(number):
    """Answers of zone `number` are 154.70.NUMBER.x."""
    base = f"154.70.{number}"
    return f"""\
@ A {base}.1
@ MX 10 courriel
@ TXT "v=spf1 mx -all"
www A {base}.80
www AAAA 2c0f:70:{number}::80
courriel A {base}.25
extranet CNAME www
quatre A {base}.4
six AAAA 2c0f:70:{number}::6
ronde A {base}.10
ronde A {base}.11
ronde A {base}.12
profond.au.fond A {base}.7
_sip._udp SRV 0 1 5060 courriel
gros TXT {" ".join('"' + chr(97 + part) * 220 + '"' for part in range(16))}
*.guichet A {base}.42
"""


def lapse(rtype, owner=r"\S+"):
    return replace(rf"^({owner}\s.*\sRRSIG\s+{rtype}\s+\d+\s+\d+\s+\d+\s+)\d{{14}}(\s+)\d{{14}}", r"\g<1>20261101000000\g<2>20261001000000")


def forget(*owners):
    """Their records are not in this copy."""
    return chained(*[replace(rf"^(\S+\.)?{owner}\s.*\n", "") for owner in owners])


OLD_SERIAL = replace(" 2026110101 ", " 2021030301 ")
NSEC3 = ("-3", "-")
OPT_OUT = ("-3", "-", "-A")
NAKED = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY|DS)")

TOP = [
    Zone(".", ["root-k", "root-n", Ns("root-k", v6=True)], signed="bind", algorithm="RSASHA256", zsk=True, dates=LONG),
    Zone("ml", ["reg-k", "reg-n", Ns("reg-k", v6=True)], signed="bind", denial=OPT_OUT, dates=LONG),
    # One of three has been five years behind since somebody changed the key of its transfers.
    Zone("bf", ["reg-k:2", "reg-n:2", Ns("reg-b", load="old", own=True)], variants={"old": chained(
        OLD_SERIAL, forget(r"nouveau\.bf\."), replace(r"^demenage\.bf\. NS .*\n", "demenage.bf. NS vieux.sahelnet.africa.\n"))}),
    # One of three refuses.
    Zone("ne", ["reg-k", "reg-n:2", Ns("reg-b", load="no", own=True)], signed="bind", dates=LONG),
    Zone("africa", ["reg-k:2", "reg-b:2"]),
    Zone("td", [Ns("reg-b", own=True), Ns("reg-n", own=True)]),  # falls silent while it is asked
    Zone("gouv.ml", ["reg-k", "reg-n"], signed="bind", dates=LONG),
    # Of three one is well, one old, one silent.
    Zone("gouv.bf", ["reg-k:2", Ns("reg-n", load="old", own=True), Ns("reg-b", "silent")],
         variants={"old": chained(OLD_SERIAL, forget(r"sante\.gouv\.bf\."))}),
    # The transfer to one of two broke off half way; the serial is the new one.
    Zone("edu.ne", ["reg-k", Ns("reg-n", load="half", own=True)], variants={"half": forget(r"zinder\.edu\.ne\.")}),
]

SOUND = [
    Zone("sahelnet.africa", ["bord:2", "sable"], text=contents(1) + f"vieux A {LAME_NOW}\nmuette TXT \"plus rien ici\"\n"
         "c3 CNAME c4.univ.ml.\njeux A 154.70.1.91\nopposition A 154.70.1.92\nradio A 154.70.1.93\n"),
    Zone("cdn.africa", ["geo", "geo:2"], hidden=("bord",), text=contents(2)),
    Zone("banque.ml", ["bord", "sable"], signed="bind", denial=NSEC3, dates=LONG,
         text=contents(3) + "c1 CNAME c2.poste.bf.\nportail CNAME www.nu.gouv.ml.\nfidelite CNAME promo.expire.africa.\nactualites CNAME www.cdn.africa.\n"),
    Zone("minefi.gouv.ml", ["puits", "sable:2"], signed="bind", algorithm="ED25519", dates=LONG, text=contents(4)),
    Zone("univ.ml", ["dune", "bord:2"], signed="bind", algorithm="RSASHA256", zsk=True, dates=LONG, text=contents(5) + "c4 CNAME c5.vieux.ne.\n"),
    Zone("poste.bf", ["sable", "puits"], text=contents(6) + "c2 CNAME c3.sahelnet.africa.\n"),
    Zone("iter.ml", ["bord", "sable"], signed="ldns", denial=("-t", "500", "-s", "cafe"), text=contents(7)),
    Zone("vieux.ne", ["bord", "puits"], signed="bind", algorithm="RSASHA1", dates=LONG, text=contents(8) + "c5 CNAME www\n"),
    Zone("renomme.ne", [Ns("bord:2", host="ns1.sahelnet.africa"), Ns("sable", host="ns2.sahelnet.africa")], signed="bind", dates=LONG, text="@ DNAME poste.bf.\n"),
    Zone("six.ml", [Ns("bord", v6=True), Ns("sable", v6=True)], signed="bind", dates=LONG, text=contents(9)),
    Zone("niamey.edu.ne", ["sable", "dune"], text=contents(10)),
    Zone("libre.ml", ["sable:2", "puits"], text=contents(11)),
    Zone("double.ml", ["bord", "sable"], signed="bind", ds="both", dates=LONG, text=contents(12)),
    Zone("culture.gouv.bf", ["bord", "sable"], text=contents(13)),
    # What one resolver alone takes for bogus.
    Zone("frais.ml", ["bord", "sable"], signed="bind", text=contents(14)),  # signed an hour ago
    Zone("ilot.ml", ["bord:2", "puits"], signed="bind", dates=LONG, text=contents(15)),
    # Met while they fall silent.
    *[Zone(f"client{n}.td", ["bord", "sable"], text=f"www A 154.72.0.{n + 1}\n") for n in range(8)],
    Zone("heberg.africa", ["bord", "sable"], text=contents(16) + f"dns1 A {HOSTER[0]}\ndns2 A {HOSTER[1]}\n"),
    *[Zone(f"boutique{n}.bf", [Ns("hote", host="dns1.heberg.africa"), Ns("hote:2", host="dns2.heberg.africa")], text=f"www A 154.73.0.{n + 1}\n")
      for n in range(8)],
]

BROKEN = [
    Zone("nouveau.bf", ["bord", "sable"], text=contents(20)),
    Zone("demenage.bf", ["bord", "sable"], text=contents(21)),
    Zone("sante.gouv.bf", ["bord", "sable"], text=contents(22)),
    Zone("zinder.edu.ne", ["sable", "dune"], text=contents(23)),
    Zone("commerce.bf", [Ns("bord:2", host="ns1.expire.africa"), "sable"], text=contents(24)),
    # A name server in a domain nobody has any more, and one that has lost its address.
    Zone("orphelin.ml", [Ns("bord:2", host="ns1.perdu.bf"), Ns("sable", host="muette.sahelnet.africa")], text=contents(25)),
    # Somebody bought the domain its first name server is named in.
    Zone("ancien-dns.africa", ["parker", "parker:2"]),
    Zone("parque.bf", [Ns("parker", host="ns1.ancien-dns.africa"), "sable"], text=contents(26)),
    Zone("mixte.bf", [Ns("sable", host="ns1.mixte.bf"), Ns("bord", v6=True, host="ns1.mixte.bf", glue=STALE_SIX), Ns("puits", host="ns2.mixte.bf")],
         text=contents(27)),
    # Half transferred, with the serial of the whole.
    Zone("moitie.bf", [Ns("sable", own=True), Ns("puits", load="half", own=True)], text=contents(28),
         variants={"half": forget(r"ronde", r"six", r"sous\.moitie\.bf\.")}),
    Zone("sous.moitie.bf", ["bord", "dune"], text=contents(29)),
    Zone("muet.ne", ["edns-drop", "edns-formerr"], hidden=("bord",), text=contents(30)),
    Zone("guichets.bf", ["no-https", "no-https:2"], hidden=("bord",), text=contents(31)),
    Zone("coffre.ml", ["bord:4", "bord:5"], signed="bind", algorithm="RSASHA256", zsk=True, dates=LONG, text=contents(32)),
    Zone("silo.ml", [Ns("bord", "no_large"), Ns("bord", "no_large")], signed="bind", algorithm="RSASHA256", denial=NSEC3, dates=LONG, text=contents(33)),
    Zone("poussiere.bf", [Ns("bord", "half_lost"), Ns("sable", "silent")], text=contents(34)),
    Zone("lent.bf", ["slow", "slow:2"], hidden=("bord",), text=contents(35)),
    Zone("mort.bf", [Ns("bord", "silent"), Ns(None)], text=contents(36)),
    # Nobody serves it at these addresses any more, and one of them is a dead machine.
    Zone("lame.ne", [Ns("puits", load="no"), Ns("sable", "silent")], text=contents(37)),
]

DNSSEC = [
    Zone("ksk.ne", [Ns("sable", own=True), Ns("bord", own=True, load="lapsed")], signed="bind", dates=LONG, text=contents(40),
         variants={"lapsed": lapse("DNSKEY")}),
    # A new hosting company that does not sign, and one of its servers is silent.
    Zone("nu.gouv.ml", [Ns("puits"), Ns("bord", "silent")], signed="bind", dates=LONG, text=contents(41), edit=NAKED),
    # Expired, and of an algorithm that some do not look at any more.
    Zone("vieux-mort.ne", ["bord", "sable"], signed="bind", algorithm="RSASHA1", dates=OVER, text=contents(42)),
    # Expired two days ago: a clock a week behind sees nothing.
    Zone("hier.ml", ["bord", "sable"], signed="bind", dates=YESTERDAY, text=contents(43)),
    # Cannot prove that its schools are not signed.
    Zone("commune.ml", ["bord", "sable"], signed="bind", denial=NSEC3, dates=LONG, text=contents(44), edit=drop_records("NSEC3")),
    Zone("ecole.commune.ml", ["puits", "dune"], text=contents(45)),
]

ZONES = TOP + SOUND + BROKEN + DNSSEC
