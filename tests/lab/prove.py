# SPDX-License-Identifier: MIT
"""Proves the lab itself: every fault of the table must look from outside as the table says.

What a row says is written as `STATUS WORD...`: STATUS is one or more, joined by `|`, of an RCODE, NODATA (NOERROR without
an answer), TRUNCATED (TC=1), REFERRAL (NOERROR without an answer but with NS), TIMEOUT, UNREACHABLE, ERROR (the send failed),
FAIL (SERVFAIL or TIMEOUT); then `+flag`, `-flag`, `ede=N`, `size=N`. For several servers in turn: joined by `;`.
"""

import net
import wire

PATIENCE = 6.0


def status_of(reply):
    if "tc" in reply.flags:
        return {"TRUNCATED"}
    if reply.status == "NOERROR" and not reply.answers:
        referral = any(record[1] == "NS" for record in reply.authority)
        return {"NODATA", "REFERRAL" if referral else "NODATA"}
    if reply.status in ("SERVFAIL", "TIMEOUT"):
        return {reply.status, "FAIL"}
    return {reply.status.split()[0]}


def shows(reply, words):
    statuses, *rest = words.split()
    if not status_of(reply) & set(statuses.split("|")):
        return False
    for word in rest:
        if word[0] == "+" and word[1:] not in reply.flags or word[0] == "-" and word[1:] in reply.flags:
            return False
        key, _, value = word.partition("=")
        if key == "size" and reply.size != int(value) or key == "ede" and int(value) not in reply.ede:
            return False
    return True


class Proof:
    def __init__(self):
        self.rows = []

    def want(self, what, query, words):
        self.rows.append((what, query, words))

    def settle(self):
        """Asks everything at once. Returns (passed, failed) and prints what is not as the table says."""
        replies = wire.ask([query for _what, query, _words in self.rows])
        failed = 0
        for (what, query, words), reply in zip(self.rows, replies):
            if not shows(reply, words):
                failed += 1
                print(f"WRONG {what}: {query.line()}\n      want {words}\n      got  {reply.describe()}")
        passed = len(self.rows) - failed
        self.rows = []
        return passed, failed


def look_query(look, server, namespace):
    return wire.Query(look.server or server, look.name, look.qtype, namespace=namespace, rd="norec" not in look.flags,
                      cd="cd" in look.flags, edns="noedns" not in look.flags, tcp="tcp" in look.flags,
                      qclass="CH" if "chaos" in look.flags else "IN", timeout=3.0)


def resolvers(proof, lab, namespace):
    for resolver in lab.everybody:
        for look in resolver.proof:
            proof.want(f"resolver {resolver.id}", look_query(look, resolver.address, namespace), look.shows)


def expected_at(question, resolver):
    return question.seen if resolver.validates else question.unchecked or question.seen


def names(proof, lab, questions, healthy, namespace):
    for question in questions:
        for resolver in healthy:
            if resolver.cells is not None and resolver.cells(question) is not None:
                continue
            query = wire.Query(resolver.address, question.name, question.qtype, namespace=namespace,
                               timeout=PATIENCE, tries=1)
            proof.want(f"{question.name} at {resolver.id}", query, expected_at(question, resolver))
            if question.unchecked and resolver.validates and resolver.kind != "dnsmasq":
                unchecked = wire.Query(resolver.address, question.name, question.qtype, namespace=namespace,
                                       timeout=PATIENCE, cd=True)
                # Where no DNSKEY validates, PowerDNS Recursor 4.8 fails CD=1 queries too.
                words = question.unchecked + ("|SERVFAIL" if resolver.kind == "recursor" else "")
                proof.want(f"{question.name} at {resolver.id}, CD=1", unchecked, words)


def servers(proof, lab, questions, namespace):
    for question in questions:
        if not question.direct:
            continue
        zone = lab.zone_of(question.name)
        words = [part.strip() for part in question.direct.split(";")]
        words = words * len(zone.ns) if len(words) == 1 else words
        for entry, word in zip(zone.ns, words):
            query = wire.Query(entry.address, question.name, question.qtype, rd=False, namespace=namespace, timeout=1.5)
            proof.want(f"{question.name} direct at {entry.host}", query, word)
            inside = wire.Query(entry.address, question.name, question.qtype, rd=False, namespace=net.NET, timeout=1.5)
            if entry.fault == "shy":  # Dropped for the prober only.
                proof.want(f"{question.name} from inside", inside, "NOERROR|NXDOMAIN +aa")


def situation(proof, lab, entry, name):
    vantage = lab.vantage(name)
    if entry.network is not None:
        entry.network(lab)
    if entry.vantage is not None:
        entry.vantage(lab, vantage)
    for look in entry.proof:
        # The vantage is the situation's own, so what was asked before has not used up its ICMP errors.
        proof.want(f"situation {entry.name}", look_query(look, "", vantage.namespace), look.shows)
