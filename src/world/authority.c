/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "world/response.h"

/* The algorithm of RFC 1034 4.3.2 for one server, with what its faults make of it. */

const struct zone *host_zone(const struct host *host, const struct key *key, uint16_t qtype)
{
	const struct zone *best = NULL, *above = NULL;

	for (size_t i = 0; i < host->zone_count; i++) {
		const struct zone *zone = host->zones[i];
		if (!key_under(key, &zone->key)) {
			continue;
		}
		if (best == NULL || zone->key.length > best->key.length) {
			best = zone;
		}
		bool is_above = zone->key.length < key->length;
		if (is_above && (above == NULL || zone->key.length > above->key.length)) {
			above = zone;
		}
	}
	/* DS belongs to the parent's side of the cut. */
	return qtype == FD_TYPE_DS && above != NULL ? above : best;
}

static const struct node *apex_of(const struct zone *zone)
{
	return zone_node(zone, zone->key.bytes, zone->key.length);
}

/* Where records of this zone carry signatures. */
static const struct zone *signer_of(const struct zone *zone)
{
	return zone->is_signed ? zone : NULL;
}

static void add_soa(struct response *response, const struct zone *zone)
{
	unsigned count;
	const struct rr *soa = node_rrs(apex_of(zone), FD_TYPE_SOA, &count);

	if (soa != NULL) {
		struct rr negative = *soa;
		if (negative.ttl > zone->negative_ttl) {
			negative.ttl = zone->negative_ttl;
		}
		response_add(response, FD_SECTION_AUTHORITY, &zone->apex, &negative,
			     signer_of(zone));
	}
}

static void add_glue(struct response *response, const struct zone *zone, const struct node *cut)
{
	unsigned count;
	const struct rr *ns = node_rrs(cut, FD_TYPE_NS, &count);

	for (unsigned i = 0; i < count; i++) {
		struct fd_name name;
		struct key key;
		if (fd_name_from_wire(&name, ns[i].rdata, ns[i].length) != 0) {
			continue;
		}
		key_make(&key, &name);
		if (!key_under(&key, &zone->key)) {
			continue;
		}
		const struct node *node = zone_node(zone, key.bytes, key.length);
		response_add_rrs(response, FD_SECTION_ADDITIONAL, &name, node, FD_TYPE_A, NULL);
		response_add_rrs(response, FD_SECTION_ADDITIONAL, &name, node, FD_TYPE_AAAA,
				 NULL);
	}
}

static void refer(struct response *response, const struct zone *zone, const struct node *cut)
{
	/* Below a CNAME of ours the answer is authoritative for the chain so far (RFC 1034 4.3.2). */
	if (response->item_count == 0) {
		response->aa = false;
	}
	response_add_rrs(response, FD_SECTION_AUTHORITY, &cut->name, cut, FD_TYPE_NS, NULL);
	unsigned first = response->item_count;
	if (response_add_rrs(response, FD_SECTION_AUTHORITY, &cut->name, cut, FD_TYPE_DS,
			     signer_of(zone)) > 0) {
		for (unsigned i = first; i < response->item_count; i++) {
			response->items[i].only_do = true;
		}
	} else if (zone->is_signed) {
		dnssec_deny(response, zone, &cut->name, cut, true);
	}
	add_glue(response, zone, cut);
}

static void deny(struct response *response, const struct zone *zone, const struct fd_name *name,
		 const struct finding *finding)
{
	bool exists = finding->found == FOUND_NAME;

	response->rcode = exists ? FD_NOERROR : FD_NXDOMAIN;
	add_soa(response, zone);
	response_trust(response, zone, name);
	if (zone->is_signed) {
		dnssec_deny(response, zone, name, finding->node, exists);
	}
}

/* Whether the chain of the answer has come by this name before. */
static bool already_answered(const struct response *response, const struct fd_name *name)
{
	struct fd_name owner;

	for (unsigned i = 0; i < response->item_count; i++) {
		item_owner(response, &response->items[i], &owner);
		if (response->items[i].type == FD_TYPE_CNAME && fd_name_equal(&owner, name)) {
			return true;
		}
	}
	return false;
}

/* CNAME out of a DNAME (RFC 6672). False when the chain ends here. */
static bool follow_dname(struct response *response, const struct zone *zone,
			 const struct node *node, struct fd_name *name)
{
	unsigned count;
	const struct rr *dname = node_rrs(node, FD_TYPE_DNAME, &count);
	size_t kept = (size_t)name->length - node->name.length;
	struct fd_name target;

	response_add(response, FD_SECTION_ANSWER, &node->name, dname, signer_of(zone));
	if (kept + dname->length > FD_NAME_MAX) {
		response->rcode = FD_YXDOMAIN;
		return false;
	}
	memcpy(target.wire, name->wire, kept);
	memcpy(target.wire + kept, dname->rdata, dname->length);
	target.length = (uint8_t)(kept + dname->length);
	struct rr cname = { FD_TYPE_CNAME, target.length, dname->ttl, target.wire };
	response_add(response, FD_SECTION_ANSWER, name, &cname, NULL);
	*name = target;
	return true;
}

/* Adds the records found at a name. Returns true when they are a CNAME to follow; *name is its target then. */
static bool add_found(struct response *response, const struct zone *zone,
		      const struct finding *finding, uint16_t qtype, struct fd_name *name)
{
	unsigned count;
	const struct node *node = finding->node;
	const struct rr *cname = node_rrs(node, FD_TYPE_CNAME, &count);

	if (node != NULL && node->count > 0 && qtype == FD_TYPE_ANY) {
		/* One RRset is an answer (RFC 8482 4.1). */
		qtype = node->rrs[0].type;
	}
	if (response_add_rrs(response, FD_SECTION_ANSWER, name, node, qtype, signer_of(zone)) >
	    0) {
		response_trust(response, zone, name);
		return false;
	}
	if (cname == NULL) {
		deny(response, zone, name, finding);
		return false;
	}
	response_add(response, FD_SECTION_ANSWER, name, cname, signer_of(zone));
	response_trust(response, zone, name);
	return fd_name_from_wire(name, cname->rdata, cname->length) == 0;
}

/* One step at one name. Returns true when there is a CNAME to follow; *name is its target then. */
static bool step(struct response *response, const struct zone *zone, uint16_t qtype,
		 struct fd_name *name)
{
	struct key key;

	key_make(&key, name);
	struct finding finding = zone_find(zone, &key, qtype);
	switch (finding.found) {
	case FOUND_DELEGATION:
		refer(response, zone, finding.node);
		return false;
	case FOUND_DNAME:
		return follow_dname(response, zone, finding.node, name);
	case FOUND_NOTHING:
		deny(response, zone, name, &finding);
		return false;
	case FOUND_NAME:
		break;
	}
	return add_found(response, zone, &finding, qtype, name);
}

void response_add_root_ns(const struct fd_world *world, struct response *response)
{
	static const struct fd_name root = { .length = 1 };

	for (const struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
		if (zone->key.length == 0) {
			response_add_rrs(response, FD_SECTION_AUTHORITY, &root, apex_of(zone),
					 FD_TYPE_NS, NULL);
			return;
		}
	}
}

static void answer_lamely(const struct fd_world *world, const struct host *host,
			  struct response *response)
{
	static const uint16_t rcodes[] = {
		[LAME_REFUSED] = FD_REFUSED, [LAME_SERVFAIL] = FD_SERVFAIL
	};

	if (host->lame == LAME_UPWARD) {
		response_reset(response, FD_NOERROR);
		response_add_root_ns(world, response);
		return;
	}
	response_reset(response, rcodes[host->lame]);
	if (host->lame == LAME_REFUSED) {
		response_ede(response, 20);
	}
}

void authority_answer(const struct fd_world *world, const struct host *host,
		      const struct ask *ask, struct response *response)
{
	const struct zone *zone = host_zone(host, &ask->key, ask->qtype);
	struct fd_name name = ask->qname;

	if (zone == NULL) {
		response_reset(response, FD_REFUSED);
		response_ede(response, 20);
		return;
	}
	if (host->lame != LAME_NOT && host->lame != LAME_NO_AA) {
		answer_lamely(world, host, response);
		return;
	}
	response_reset(response, FD_NOERROR);
	response->aa = true;
	for (unsigned link = 0; link < WORLD_CHAIN_MAX; link++) {
		if (!step(response, zone, ask->qtype, &name) ||
		    already_answered(response, &name)) {
			break;
		}
		struct key key;
		key_make(&key, &name);
		zone = host_zone(host, &key, ask->qtype);
		if (zone == NULL) {
			break;
		}
	}
	if (host->lame == LAME_NO_AA) {
		response->aa = false;
	}
}
