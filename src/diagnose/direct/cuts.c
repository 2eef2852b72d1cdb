/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/common/cells.h"
#include "diagnose/direct/host_canary.h"
#include "diagnose/direct/walk.h"

/* Zone cuts: who serves a zone. */

struct fd_wish cut_wish(const struct fd_diagnosis *diagnosis, const struct fd_endpoint *server,
			const struct fd_name *name, uint16_t qtype)
{
	return (struct fd_wish) {
		.server = *server,
		.resolver = FD_NO_INDEX,
		.purpose = FD_PURPOSE_WALK,
		.flags = diagnosis->config.no_edns ? 0 : FD_QUERY_EDNS | FD_QUERY_DO,
		.qtype = qtype,
		.qname = *name,
	};
}

/* ---- the table ----------------------------------------------------------------------------- */

struct cut *cut_find(const struct fd_diagnosis *diagnosis, const struct fd_name *zone)
{
	if (diagnosis->cut_slots == 0) {
		return NULL;
	}
	size_t slot = (size_t)fd_name_hash(zone) & (diagnosis->cut_slots - 1);

	for (struct cut *cut = diagnosis->cuts[slot]; cut != NULL; cut = cut->next) {
		if (fd_name_equal(&cut->zone, zone)) {
			return cut;
		}
	}
	return NULL;
}

static void insert(struct cut **slots, size_t count, struct cut *cut)
{
	size_t slot = (size_t)fd_name_hash(&cut->zone) & (count - 1);

	cut->next = slots[slot];
	slots[slot] = cut;
}

static int grow(struct fd_diagnosis *diagnosis)
{
	if (diagnosis->cut_count < diagnosis->cut_slots) {
		return 0;
	}
	size_t count = diagnosis->cut_slots == 0 ? 64 : diagnosis->cut_slots * 2;
	struct cut **slots = calloc(count, sizeof(struct cut *));
	if (slots == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < diagnosis->cut_slots; i++) {
		struct cut *next;
		for (struct cut *cut = diagnosis->cuts[i]; cut != NULL; cut = next) {
			next = cut->next;
			insert(slots, count, cut);
		}
	}
	free((void *)diagnosis->cuts);
	diagnosis->cuts = slots;
	diagnosis->cut_slots = count;
	return 0;
}

static struct cut *add_cut(struct fd_diagnosis *diagnosis, struct cut *parent,
			   const struct fd_name *zone)
{
	struct cut *cut = region_alloc(&diagnosis->memory, sizeof(*cut));

	if (cut == NULL || grow(diagnosis) < 0) {
		return NULL;
	}
	cut->zone = *zone;
	cut->parent = parent;
	insert(diagnosis->cuts, diagnosis->cut_slots, cut);
	diagnosis->cut_count++;
	return cut;
}

void cuts_finish(struct fd_diagnosis *diagnosis)
{
	free((void *)diagnosis->cuts);
	diagnosis->cuts = NULL;
}

/* ---- who serves it ------------------------------------------------------------------------- */

static void add_server(const struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
		       const struct fd_endpoint *endpoint)
{
	size_t of_ns = 0;

	if (!host_has_family(diagnosis, endpoint->family)) {
		cut->untested++;
		return;
	}
	for (size_t i = 0; i < cut->server_count; i++) {
		if (fd_endpoint_equal(&cut->servers[i].endpoint, endpoint)) {
			cut->addressed[ns] = true;
			return;
		}
		of_ns += cut->servers[i].ns == ns;
	}
	if (of_ns < ADDRESSES_PER_SERVER && cut->server_count < ADDRESSES_PER_CUT) {
		cut->servers[cut->server_count++] =
			(struct cut_server) { .endpoint = *endpoint, .ns = ns };
		cut->addressed[ns] = true;
	}
}

static void add_ns(struct cut *cut, const struct fd_name *name)
{
	for (size_t i = 0; i < cut->ns_count; i++) {
		if (fd_name_equal(&cut->ns[i], name)) {
			return;
		}
	}
	if (cut->ns_count < SERVERS_PER_CUT) {
		cut->ns[cut->ns_count++] = *name;
	}
}

/* An address that a record gives. False: it is none. */
static bool read_address(const struct fd_diagnosis *diagnosis, const struct fd_message *message,
			 const struct fd_record_view *record, struct fd_endpoint *ret)
{
	bool v4 = record->type == FD_TYPE_A && record->rdata_length == 4;
	bool v6 = record->type == FD_TYPE_AAAA && record->rdata_length == 16;

	if (!v4 && !v6) {
		return false;
	}
	*ret = (struct fd_endpoint) {
		.family = v4 ? 4 : 6,
		.port = diagnosis->inventory->authority_port,
	};
	memcpy(ret->address, message->wire + record->rdata_offset, record->rdata_length);
	return true;
}

/* The address records of `owner` (any owner: NULL) in a message. */
static void add_addresses(const struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
			  const struct fd_message *message, const struct fd_name *owner)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record)) {
		struct fd_endpoint endpoint;
		if (record.section != FD_SECTION_AUTHORITY &&
		    (owner == NULL || fd_name_equal(&record.owner, owner)) &&
		    read_address(diagnosis, message, &record, &endpoint)) {
			add_server(diagnosis, cut, ns, &endpoint);
		}
	}
}

/* Glue is believed below the zone that gave it, and nowhere else. */
static void add_glue(const struct fd_diagnosis *diagnosis, struct cut *cut,
		     const struct fd_message *message)
{
	for (size_t i = 0; i < cut->ns_count; i++) {
		if (fd_name_under(&cut->ns[i], &cut->parent->zone)) {
			add_addresses(diagnosis, cut, (uint8_t)i, message, &cut->ns[i]);
		}
	}
}

void cut_add_delegation(const struct fd_diagnosis *diagnosis, struct cut *cut,
			const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name target;

	while (fd_message_next(message, &cursor, &record)) {
		if (record.type == FD_TYPE_NS && fd_name_equal(&record.owner, &cut->zone) &&
		    fd_record_target(message, &record, &target) == 0) {
			add_ns(cut, &target);
		}
	}
	add_glue(diagnosis, cut, message);
}

void cut_add_found(const struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
		   const struct fact *fact)
{
	add_addresses(diagnosis, cut, ns, fact->observation.message, &cut->ns[ns]);
	cut->found = cut->server_count > 0 && cut->found == NULL ? fact : cut->found;
}

void cut_correct(const struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
		 const struct fact *fact)
{
	size_t kept = 0;

	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut->servers[i].ns != ns ||
		    fd_endpoint_is_private(&cut->servers[i].endpoint)) {
			cut->servers[kept++] = cut->servers[i];
		}
	}
	cut->server_count = kept;
	cut->addressed[ns] = false;
	if (fact != NULL) {
		add_addresses(diagnosis, cut, ns, fact->observation.message, &cut->ns[ns]);
	}
}

struct cut *cut_make(struct fd_diagnosis *diagnosis, struct cut *parent,
		     const struct fd_name *zone, const struct fact *fact)
{
	struct cut *cut = add_cut(diagnosis, parent, zone);

	if (cut != NULL) {
		cut->referral = fact;
		cut_add_delegation(diagnosis, cut, fact->observation.message);
	}
	return cut;
}

const struct fact *cut_ask_parent(struct fd_diagnosis *diagnosis, const struct cut *cut,
				  size_t index, uint16_t qtype)
{
	struct fd_wish wish =
		cut_wish(diagnosis, &cut->parent->servers[index].endpoint, &cut->zone, qtype);

	return ask_insistently(diagnosis, &wish);
}

void cut_compare(struct fd_diagnosis *diagnosis, struct cut *cut, const struct fact *fact)
{
	size_t names = cut->ns_count, addresses = cut->server_count;

	if (fact == cut->referral || fact->observation.message == NULL) {
		return;
	}
	if (fact->observation.status == FD_NXDOMAIN) {
		cut->denial = fact;
		return;
	}
	cut_add_delegation(diagnosis, cut, fact->observation.message);
	if (cut->ns_count > names || cut->server_count > addresses) {
		cut->other = fact;
	}
}

struct cut *cut_root(struct fd_diagnosis *diagnosis)
{
	static const struct fd_name root_name = { .length = 1, .wire = { 0 } };
	const struct host *host = &diagnosis->host;
	struct cut *cut = diagnosis->root_cut;

	if (cut != NULL) {
		return cut;
	}
	cut = add_cut(diagnosis, NULL, &root_name);
	if (cut == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < host->root_count; i++) {
		const struct fact *fact = host->roots[i];
		if (saw_answer(&fact->observation)) {
			cut->servers[cut->server_count++] =
				(struct cut_server) { .endpoint = fact->wish.server };
		}
	}
	cut->addresses_known = true;
	diagnosis->root_cut = cut;
	return cut;
}

/* A resolver that is well, to look up a name server's address. The second is used where the first fails. */
static uint32_t helper(const struct fd_diagnosis *diagnosis, uint32_t not_witness)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->healthy && !row->rewrites && row->witness != not_witness &&
		    (canary_good(row->canaries.first) || row->answered > 0)) {
			return r;
		}
	}
	return FD_NO_INDEX;
}

enum lookup {
	LOOKUP_PENDING,
	LOOKUP_FOUND,
	LOOKUP_ABSENT,
	LOOKUP_FAILED
};

const struct address_family address_families[FAMILIES] = { { FD_TYPE_A, 4 },
							   { FD_TYPE_AAAA, 6 } };

/* An address that this host cannot reach, for want of that family, is an address all the same. */
static enum lookup look_up_untested(struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
				    uint32_t resolver)
{
	for (size_t i = 0; i < 2; i++) {
		if (host_has_family(diagnosis, address_families[i].family)) {
			continue;
		}
		struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_ADDRESS,
						    &cut->ns[ns], address_families[i].type);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		if (fact == NULL) {
			return LOOKUP_PENDING;
		}
		if (saw_answer(&fact->observation)) {
			cut->untested++;
			return LOOKUP_FOUND;
		}
	}
	return LOOKUP_ABSENT;
}

static void note_alias(struct cut *cut, const struct fact *fact)
{
	if ((fact->observation.flags & FD_CELL_CNAME) != 0) {
		cut->alias = fact;
		cut->alias_count++;
	}
}

static enum lookup look_up_at(struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
			      uint32_t resolver)
{
	enum lookup result = LOOKUP_ABSENT;
	const struct fact *facts[2] = { NULL, NULL };

	for (size_t i = 0; i < 2; i++) {
		if (!host_has_family(diagnosis, address_families[i].family)) {
			continue;
		}
		struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_ADDRESS,
						    &cut->ns[ns], address_families[i].type);
		facts[i] = ask_insistently(diagnosis, &wish);
		result = facts[i] == NULL ? LOOKUP_PENDING : result;
	}
	for (size_t i = 0; i < 2 && result != LOOKUP_PENDING; i++) {
		const struct fd_observation *saw =
			facts[i] == NULL ? NULL : &facts[i]->observation;
		if (saw == NULL) {
			continue;
		}
		if (saw_answer(saw) && saw->message != NULL) {
			note_alias(cut, facts[i]);
			add_addresses(diagnosis, cut, ns, saw->message, NULL);
			cut->looked_up[ns] = true;
			return LOOKUP_FOUND;
		}
		enum kind kind = observation_kind(saw);
		if (kind != KIND_NXDOMAIN && kind != KIND_NODATA) {
			result = LOOKUP_FAILED;
		}
	}
	return result == LOOKUP_ABSENT ? look_up_untested(diagnosis, cut, ns, resolver)
				       : result;
}

static enum lookup look_up(struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns)
{
	uint32_t first = helper(diagnosis, FD_NO_INDEX);

	if (first == FD_NO_INDEX) {
		return LOOKUP_FAILED;
	}
	enum lookup result = look_up_at(diagnosis, cut, ns, first);
	if (result != LOOKUP_FAILED) {
		return result;
	}
	uint32_t second = helper(diagnosis, diagnosis->rows[first].witness);
	return second == FD_NO_INDEX ? result : look_up_at(diagnosis, cut, ns, second);
}

/* An address of that family that a referral gives. */
static bool find_address(const struct fd_diagnosis *diagnosis, const struct fact *referral,
			 uint8_t family, struct fd_endpoint *ret)
{
	const struct fd_message *message =
		referral == NULL ? NULL : referral->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_ADDITIONAL &&
		    read_address(diagnosis, message, &record, ret) && ret->family == family) {
			return true;
		}
	}
	return false;
}

/* No root of that family is heard, or known: a server of the zone, or of one above it, that answers for it will do. */
static enum answer try_servers(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	uint8_t family = host_has_family(diagnosis, 4) ? 6 : 4;
	enum answer answer = NO;

	for (; cut != NULL && cut->parent != NULL; cut = cut->parent) {
		struct fd_endpoint endpoint;
		if (!find_address(diagnosis, cut->referral, family, &endpoint)) {
			continue;
		}
		struct fd_wish wish = cut_wish(diagnosis, &endpoint, &cut->zone, FD_TYPE_SOA);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
			continue;
		}
		if (host_note_family(diagnosis, fact)) {
			return YES;
		}
	}
	return answer;
}

/* All they have is of a family that was not needed so far: a root of it, or they, tell whether it works from here. */
static bool resolve_otherwise(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	enum answer works = host_try_other_family(diagnosis);

	if (works == NO) {
		works = try_servers(diagnosis, cut);
	}
	cut->addresses_known = works == NO;
	if (works != YES) {
		return works == NO;
	}
	cut->untested = 0;
	cut_add_delegation(diagnosis, cut, cut->referral->observation.message);
	if (cut->other != NULL) {
		cut_add_delegation(diagnosis, cut, cut->other->observation.message);
	}
	return cut_resolve(diagnosis, cut);
}

bool cut_resolve(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	size_t absent = 0;
	bool known = true;

	if (cut->addresses_known) {
		return true;
	}
	for (size_t i = 0; i < cut->ns_count; i++) {
		if (cut->addressed[i]) {
			continue;
		}
		enum lookup result = look_up(diagnosis, cut, (uint8_t)i);
		known = known && result != LOOKUP_PENDING;
		absent += result == LOOKUP_ABSENT;
	}
	cut->addresses_known = known;
	cut->unresolvable = known && cut->ns_count > 0 && absent == cut->ns_count;
	return known && cut->server_count == 0 && cut->untested > 0
		       ? resolve_otherwise(diagnosis, cut)
		       : known;
}
