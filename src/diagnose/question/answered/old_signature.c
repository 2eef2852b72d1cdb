/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/dnssec/chain.h"
#include "diagnose/question/answered/answered.h"

/*
 * An answer that was signed before what all servers of the zone have now, while the rest of the zone that its resolver shows is the one
 * they have: so it is older, however long it will be kept (RFC 4034 3.1.5).
 */

enum {
	SIGNED_REPEAT = 661, /* its number among the repeats of a question */
};

static bool signature_of(const struct fact *fact, const struct fd_name *owner, uint16_t type,
			 struct dnssec_signature *ret)
{
	const struct dnssec_rrset rrset = { .message = fact->observation.message,
					    .section = FD_SECTION_ANSWER,
					    .owner = *owner,
					    .type = type };

	return rrset.message != NULL && dnssec_signature(&rrset, ret);
}

/* When the first of the zone's servers has signed what it answers. False: not all of them sign. */
static bool signed_now(const struct column *column, const struct versions *versions,
		       uint32_t *ret_inception)
{
	for (size_t v = 0; v < versions->count; v++) {
		struct dnssec_signature now;
		if (!signature_of(versions->answer[v], &column->name, column->qtype, &now)) {
			return false;
		}
		if (v == 0 || serial_newer(*ret_inception, now.inception)) {
			*ret_inception = now.inception;
		}
	}
	return versions->count > 0;
}

/* Its SOA bears the very signature that a server's does: it has no copy of its own, for the inside, signed at another time. */
static bool signed_alike(const struct column *column, const struct versions *versions,
			 const struct fact *soa, const struct fd_name *zone)
{
	struct dnssec_signature held;
	bool alike = false;

	if (!signature_of(soa, zone, FD_TYPE_SOA, &held)) {
		return false;
	}
	for (size_t v = 0; v < versions->count && !alike; v++) {
		struct dnssec_signature own;
		alike = versions->soa[v] != NULL &&
			signature_of(versions->soa[v], zone, FD_TYPE_SOA, &own) &&
			own.inception == held.inception && own.length == held.length &&
			memcmp(own.octets, held.octets, own.length) == 0;
	}
	return alike;
}

/* The server signs what it has, and not each reply anew: some seconds later the signature is from the same moment. */
static enum answer signs_ahead(const struct column *column, const struct versions *versions,
			       const struct walk *walk)
{
	struct fd_wish wish = versions->answer[0]->wish;
	struct dnssec_signature first, later;

	wish.repeat = SIGNED_REPEAT;
	wish.delay_ns = AGAIN_NS;
	const struct fact *again = ask_insistently(column->diagnosis, &wish);
	if (again == NULL) {
		return PENDING;
	}
	return signature_of(versions->answer[0], &walk->name, column->qtype, &first) &&
			       signature_of(again, &walk->name, column->qtype, &later) &&
			       first.inception == later.inception
		       ? YES
		       : NO;
}

enum answer holds_older_signature(struct column *column, const struct versions *versions,
				  const struct column_cell *cell, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct dnssec_signature old;
	uint32_t now;

	if (!signed_now(column, versions, &now)) {
		return NO;
	}
	const struct fd_wish wish =
		unchecked_wish(diagnosis, cell->resolver, &walk->cut->zone, FD_TYPE_SOA);
	const struct fact *soa = ask_insistently(diagnosis, &wish);
	const struct fact *held = ask_unchecked(column, cell->resolver);
	if (soa == NULL || held == NULL) {
		return PENDING;
	}
	if ((uint32_t)held->observation.digest != cell->cell->digest ||
	    !signature_of(held, &column->name, column->qtype, &old) ||
	    !serial_newer(now, old.inception) ||
	    !signed_alike(column, versions, soa, &walk->cut->zone)) {
		return NO;
	}
	enum answer ahead = signs_ahead(column, versions, walk);
	if (ahead == YES) {
		finding_fact(diagnosis, column->finding, held,
			     "it was signed before what the zone's servers have now");
	}
	return ahead;
}
