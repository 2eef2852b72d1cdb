/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/knowledge.h>
#include <fleetdig/observation.h>

/* Every line printable ASCII, without blanks at its ends; none empty. */
static bool well_formed(const char *text)
{
	if (*text == '\0') {
		return false;
	}
	for (const char *line = text; line != NULL;) {
		size_t length = strcspn(line, "\n");
		if (length == 0 || line[0] == ' ' || line[length - 1] == ' ') {
			return false;
		}
		for (size_t i = 0; i < length; i++) {
			if (line[i] < ' ' || line[i] > '~') {
				return false;
			}
		}
		line = line[length] == '\n' ? line + length + 1 : NULL;
	}
	return true;
}

Test(topics, every_one_is_complete)
{
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		const struct fd_topic *topic = &topics[i];
		cr_expect(well_formed(topic->word), "%s: word", topic->word);
		cr_expect(well_formed(topic->title), "%s: title", topic->word);
		cr_expect(well_formed(topic->meaning), "%s: meaning", topic->word);
		cr_expect(well_formed(topic->causes), "%s: causes", topic->word);
		cr_expect(well_formed(topic->next), "%s: next", topic->word);
		cr_expect_not_null(topic->source, "%s: source", topic->word);
		cr_expect_null(strchr(topic->meaning, '\n'), "%s: one paragraph", topic->word);
		cr_expect_not_null(strstr(topic->next, "\n$ "), "%s: a command", topic->word);
		cr_expect_not_null(strstr(topic->next, "\nResolver's operator: "), "%s",
				   topic->word);
		cr_expect_not_null(strstr(topic->next, "\nName's owner: "), "%s", topic->word);
	}
}

static size_t topics_of(enum fd_topic_kind kind, int number)
{
	size_t count, found = 0;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		found += topics[i].kind == kind && topics[i].number == number;
	}
	return found;
}

Test(topics, all_of_each_kind)
{
	for (int rcode = 0; rcode <= 23; rcode++) {
		size_t expected = rcode == 16 ? 2 : rcode >= 12 && rcode <= 15 ? 0 : 1;
		cr_expect_eq(topics_of(FD_TOPIC_RCODE, rcode), expected, "RCODE %d", rcode);
	}
	for (int code = 0; code <= 30; code++) {
		cr_expect_eq(topics_of(FD_TOPIC_EDE, code), 1, "EDE %d", code);
	}
	for (int status = FD_STATUS_TIMEOUT; status <= FD_STATUS_NOT_ASKED; status++) {
		cr_expect_eq(topics_of(FD_TOPIC_STATUS, status), 1, "status %d", status);
	}
	for (int cause = 0; cause < FD_CAUSE_COUNT; cause++) {
		cr_expect_eq(topics_of(FD_TOPIC_CAUSE, cause), 1, "%s",
			     fd_cause_text((enum fd_cause)cause));
	}
}

/* Whatever stands before the colon of a note, or all of it, is a word that explain knows. */
static size_t explained(const char *note)
{
	const struct fd_topic *topics[4];
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(note, ":"), note);
	return fd_topics_find(word, topics, 4);
}

Test(topics, every_word_of_a_verdict_is_explained)
{
	for (int i = FD_OK; i <= FD_FAILURE; i++) {
		cr_expect_eq(explained(fd_severity_text((enum fd_severity)i)), 1, "%d", i);
	}
	for (int i = FD_LOCUS_NONE; i <= FD_LOCUS_UNDETERMINED; i++) {
		cr_expect_eq(explained(fd_locus_text((enum fd_locus)i)), 1, "%d", i);
	}
	for (int i = FD_POSSIBLE; i <= FD_CONFIRMED; i++) {
		cr_expect_eq(explained(fd_confidence_text((enum fd_confidence)i)), 1, "%d", i);
	}
	for (int i = FD_DNSSEC_UNVALIDATED; i <= FD_DNSSEC_BOGUS; i++) {
		cr_expect_eq(explained(fd_dnssec_text((enum fd_dnssec)i)), 1, "%d", i);
	}
}

Test(topics, every_note_is_explained)
{
	for (int note = 0; note < FD_NOTE_COUNT; note++) {
		cr_expect_eq(topics_of(FD_TOPIC_NOTE, note), 1);
		cr_expect_eq(explained(fd_note_text((enum fd_note)note)), 1, "%s",
			     fd_note_text((enum fd_note)note));
	}
	size_t strange = 0;
	for (int status = 0; status < FD_STATUS_PENDING; status++) {
		const char *note = fd_rcode_strange(status);
		strange += note != NULL;
		cr_expect(note == NULL || explained(note) > 0, "%s", note);
	}
	cr_expect_eq(strange, 14);
	/* A cause at some cells beside the verdict's own is a note too: those are topics. */
	for (int cause = 0; cause < FD_CAUSE_COUNT; cause++) {
		cr_expect_eq(explained(fd_cause_text((enum fd_cause)cause)), 1);
	}
}

Test(topics, causes_carry_their_identifier)
{
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		if (topics[i].kind == FD_TOPIC_CAUSE) {
			cr_expect_str_eq(topics[i].word,
					 fd_cause_text((enum fd_cause)topics[i].number));
		}
	}
}

/* The user's reference, row by row: what the topic must speak of. */
static const struct {
	const char *word;
	const char *says;
} reference[] = {
	{ "NOERROR", "NODATA" },
	{ "NOERROR", "sinkhole" },
	{ "NOERROR", "captive portal" },
	{ "NOERROR", "routing" },
	{ "NOERROR", "firewall" },
	{ "NOERROR", "load balancer" },
	{ "NOERROR", "proxy" },
	{ "NOERROR", "TLS certificate" },
	{ "NOERROR", "TTL" },
	{ "FORMERR", "middlebox" },
	{ "FORMERR", "+noedns" },
	{ "FORMERR", "+tcp" },
	{ "FORMERR", "capture" },
	{ "SERVFAIL", "crash" },
	{ "SERVFAIL", "disk" },
	{ "SERVFAIL", "forwarder" },
	{ "SERVFAIL", "+cdflag" },
	{ "SERVFAIL", "EDE" },
	{ "SERVFAIL", "log" },
	{ "SERVFAIL", "internal zone failing is urgent" },
	{ "SERVFAIL", "Mail" },
	{ "SERVFAIL", "sudden rise" },
	{ "NXDOMAIN", "typo" },
	{ "NXDOMAIN", "not registered" },
	{ "NXDOMAIN", "expired" },
	{ "NXDOMAIN", "search suffix" },
	{ "NXDOMAIN", "VPN" },
	{ "NXDOMAIN", "stale negative" },
	{ "NXDOMAIN", "blocklist" },
	{ "NXDOMAIN", "resolv.conf" },
	{ "NXDOMAIN", "ndots" },
	{ "NXDOMAIN", "flush" },
	{ "NXDOMAIN", "negative TTL" },
	{ "NXDOMAIN", "sudden rise" },
	{ "NOTIMP", "load balancer" },
	{ "NOTIMP", "opcode" },
	{ "NOTIMP", "Upgrade" },
	{ "REFUSED", "access list" },
	{ "REFUSED", "lame" },
	{ "REFUSED", "Rate limit" },
	{ "REFUSED", "load shedding" },
	{ "REFUSED", "allow-recursion" },
	{ "REFUSED", "forwarder settings" },
	{ "REFUSED", "RA" },
	{ "REFUSED", "18 is" },
	{ "REFUSED", "20 is" },
	{ "REFUSED", "firewall" },
	{ "YXDOMAIN", "DNAME" },
	{ "YXDOMAIN", "strange" },
	{ "YXRRSET", "strange" },
	{ "NXRRSET", "strange" },
	{ "NOTAUTH", "secondary" },
	{ "NOTAUTH", "TSIG" },
	{ "NOTAUTH", "primary" },
	{ "NOTZONE", "zone cut" },
	{ "DSOTYPENI", "Plain queries never" },
	{ "BADVERS", "EDNS version 0" },
	{ "BADSIG", "secret" },
	{ "BADTIME", "300" },
	{ "BADCOOKIE", "not a failure" },
	{ "TIMEOUT", "firewall" },
	{ "TIMEOUT", "waits for the zone's silent servers" },
	{ "TIMEOUT", "gateway" },
	{ "UNREACHABLE", "Nothing listens" },
	{ "UNREACHABLE", "No route" },
	{ "UNREACHABLE", "rejects" },
	{ "search_suffix_appended", "ndots" },
	{ "name_does_not_exist", "cluster" },
	{ "name_does_not_exist", "mail" },
	{ "no_data", "MX" },
	{ "resolver_stale_cache", "Works after the change for some, not for others" },
	{ "resolver_stale_cache", "Very long TTLs" },
	{ "auth_partial_outage", "now and then" },
	{ "auth_timeout", "Two servers at least, in different networks" },
	{ "resolver_timeout", "two resolvers" },
	{ "dnssec_signature_expired", "life left" },
	{ "egress_port53_blocked", "DoT (853) and DoH (443)" },
	{ "auth_udp_blocked", "1232" },
	{ "auth_tcp_blocked", "not optional" },
	{ "resolver_refused", "access-control" },
};

Test(topics, the_reference_is_covered)
{
	for (size_t i = 0; i < sizeof(reference) / sizeof(reference[0]); i++) {
		const struct fd_topic *topic = NULL;
		cr_assert(fd_topics_find(reference[i].word, &topic, 1) > 0);
		cr_expect(strstr(topic->meaning, reference[i].says) != NULL ||
				  strstr(topic->causes, reference[i].says) != NULL ||
				  strstr(topic->next, reference[i].says) != NULL,
			  "%s speaks of \"%s\"", reference[i].word, reference[i].says);
	}
}
