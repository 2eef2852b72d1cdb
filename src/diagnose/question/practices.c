/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec/chain.h"
#include "diagnose/question/rules.h"

/*
 * Practices of a zone that are no fault, and that whoever looks closely wants to know of (RFC 2182, RFC 1912): seen where its servers
 * were asked anyway.
 */

enum {
	TTL_SHORT_S = 30,
	TTL_LONG_S = 2 * 24 * 3600,
	SIGNATURE_SOON_S = 3 * 24 * 3600,
};

/* Networks of one family among the addresses, two at most. */
static size_t count_networks(const struct cut *cut, uint8_t family)
{
	const struct fd_endpoint *first = NULL;

	for (size_t i = 0; i < cut->server_count; i++) {
		const struct fd_endpoint *endpoint = &cut->servers[i].endpoint;
		if (endpoint->family != family) {
			continue;
		}
		if (first != NULL && !fd_endpoint_same_site(first, endpoint)) {
			return 2;
		}
		first = first == NULL ? endpoint : first;
	}
	return first != NULL;
}

static void note_servers(struct finding *finding, const struct cut *cut)
{
	if (cut == NULL || cut->parent == NULL || cut->server_count == 0 || cut->untested > 0) {
		return;
	}
	if (cut->server_count == 1) {
		finding_note(finding, fd_note_text(FD_NOTE_one_server));
	} else if (count_networks(cut, 4) <= 1 && count_networks(cut, 6) <= 1) {
		finding_note(finding, fd_note_text(FD_NOTE_one_network));
	}
}

static bool ends_soon(const struct column *column, const struct fact *fact)
{
	int64_t now_s = column->diagnosis->config.wall_time_s;
	const struct dnssec_rrset rrset = { .message = fact->observation.message,
					    .section = FD_SECTION_ANSWER,
					    .owner = fact->wish.qname,
					    .type = fact->wish.qtype };
	struct dnssec_signature signature;

	if (rrset.message == NULL || now_s <= 0 || !dnssec_signature(&rrset, &signature)) {
		return false;
	}
	int64_t left_s = dnssec_until(signature.expiration, now_s);
	return left_s > 0 && left_s < SIGNATURE_SOON_S;
}

static void note_answer(const struct column *column, const struct fact *fact)
{
	struct finding *finding = column->finding;

	if (!saw_answer(&fact->observation)) {
		return;
	}
	if (fact->observation.ttl < TTL_SHORT_S) {
		finding_note(finding, fd_note_text(FD_NOTE_ttl_short));
	} else if (fact->observation.ttl > TTL_LONG_S) {
		finding_note(finding, fd_note_text(FD_NOTE_ttl_long));
	}
	if (ends_soon(column, fact)) {
		finding_note(finding, fd_note_text(FD_NOTE_signature_ends_soon));
	}
}

void note_practices(const struct column *column, const struct walk *walk)
{
	note_servers(column->finding, walk->cut);
	for (size_t i = 0; i < walk->final_count; i++) {
		note_answer(column, walk->finals[i]);
	}
}
