/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/question/denied/denied.h"

/*
 * The parent says that a domain does not exist, and the inventory says who serves it. If they do, it is the delegation that is
 * missing, not the domain.
 */

/* The addresses of one expected name server, from a resolver that is well. */
static bool read_address(const struct fd_diagnosis *diagnosis, const struct fact *fact,
			 struct fd_endpoint *ret_endpoint)
{
	const struct fd_message *message = fact->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == FD_TYPE_A && record.rdata_length == 4) {
			*ret_endpoint = (struct fd_endpoint) {
				.family = 4,
				.port = diagnosis->inventory->authority_port,
			};
			memcpy(ret_endpoint->address, message->wire + record.rdata_offset, 4);
			return true;
		}
	}
	return false;
}

static uint32_t pick_resolver(const struct fd_diagnosis *diagnosis)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->healthy && !row->rewrites && canary_good(row->canaries.first)) {
			return r;
		}
	}
	return FD_NO_INDEX;
}

static enum answer ask_server(struct fd_diagnosis *diagnosis, const struct fd_zone *zone,
			      const struct fd_name *ns, const struct fact **ret_fact)
{
	uint32_t resolver = pick_resolver(diagnosis);
	struct fd_endpoint endpoint;

	if (resolver == FD_NO_INDEX) {
		return NO;
	}
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_ADDRESS, ns, FD_TYPE_A);
	const struct fact *address = ask_insistently(diagnosis, &wish);
	if (address == NULL) {
		return PENDING;
	}
	if (!read_address(diagnosis, address, &endpoint)) {
		return NO;
	}
	wish = cut_wish(diagnosis, &endpoint, &zone->name, FD_TYPE_SOA);
	const struct fact *soa = ask_insistently(diagnosis, &wish);
	if (soa == NULL) {
		return PENDING;
	}
	if (!saw_answer(&soa->observation) ||
	    (soa->observation.header_flags & FD_FLAG_AA) == 0) {
		return NO;
	}
	*ret_fact = soa;
	return YES;
}

enum answer check_missing(struct column *column, const struct fd_name *domain,
			  const struct fact **ret_fact)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_zone *zone = fd_inventory_zone(diagnosis->inventory, &column->name);
	enum answer answer = NO;

	*ret_fact = NULL;
	if (zone == NULL || zone->internal || diagnosis->host.direct != DIRECT_WORKS ||
	    !fd_name_under(&zone->name, domain)) {
		return NO;
	}
	for (size_t i = 0; i < zone->ns_count && i < EXPECTED_SERVERS && answer != YES; i++) {
		enum answer one = ask_server(diagnosis, zone, &zone->ns[i], ret_fact);
		answer = one == NO ? answer : one;
	}
	return answer;
}
