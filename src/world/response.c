/* SPDX-License-Identifier: MIT */
#include "world/response.h"

#include <assert.h>
#include <string.h>

void response_reset(struct response *response, uint16_t rcode)
{
	memset(response, 0, offsetof(struct response, items));
	response->kind = FD_REPLY_MESSAGE;
	response->rcode = rcode;
}

static bool same_owner(const struct response *response, const struct item *item,
		       const struct fd_name *owner)
{
	const uint8_t *stored = response->arena + item->owner;

	return stored[0] == owner->length &&
	       memcmp(stored + 1, owner->wire, owner->length) == 0;
}

/* Octets of a name into the arena, shared with the record before where they are the same. */
static bool store_owner(struct response *response, struct item *item,
			const struct fd_name *owner)
{
	if (response->item_count > 0 &&
	    same_owner(response, &response->items[response->item_count - 1], owner)) {
		item->owner = response->items[response->item_count - 1].owner;
		return true;
	}
	if (sizeof(response->arena) - response->used < 1u + owner->length) {
		return false;
	}
	item->owner = (uint16_t)response->used;
	response->arena[response->used] = owner->length;
	memcpy(response->arena + response->used + 1, owner->wire, owner->length);
	response->used += 1u + owner->length;
	return true;
}

void response_add(struct response *response, enum fd_section section,
		  const struct fd_name *owner, const struct rr *rr, const struct zone *signer)
{
	struct item item = { .section = (uint8_t)section,
			     .type = rr->type,
			     .ttl = rr->ttl,
			     .rdata_length = rr->length,
			     .signer = signer };

	if (response->item_count == WORLD_ITEMS_MAX || !store_owner(response, &item, owner) ||
	    sizeof(response->arena) - response->used < rr->length) {
		response->is_full = true;
		return;
	}
	item.rdata = (uint16_t)response->used;
	if (rr->length > 0) {
		memcpy(response->arena + response->used, rr->rdata, rr->length);
	}
	response->used += rr->length;
	response->items[response->item_count++] = item;
}

unsigned response_add_rrs(struct response *response, enum fd_section section,
			  const struct fd_name *owner, const struct node *node, uint16_t type,
			  const struct zone *signer)
{
	unsigned count;
	const struct rr *rrs = node_rrs(node, type, &count);

	for (unsigned i = 0; i < count; i++) {
		response_add(response, section, owner, &rrs[i], signer);
	}
	return count;
}

void response_add_item(struct response *response, const struct response *from,
		       const struct item *item, uint32_t age_s)
{
	struct fd_name owner;
	struct rr rr = { .type = item->type,
			 .length = item->rdata_length,
			 .ttl = item->ttl > age_s ? item->ttl - age_s : 0,
			 .rdata = from->arena + item->rdata };
	unsigned before = response->item_count;

	item_owner(from, item, &owner);
	response_add(response, item->section, &owner, &rr, item->signer);
	if (response->item_count > before) {
		response->items[before].only_do = item->only_do;
	}
}

void response_ede(struct response *response, uint16_t code)
{
	for (unsigned i = 0; i < response->ede_count; i++) {
		if (response->ede[i] == code) {
			return;
		}
	}
	if (response->ede_count < WORLD_EDE_MAX) {
		response->ede[response->ede_count++] = code;
	}
}

void response_merge_trust(struct response *response, enum security security, int bogus)
{
	if (security > response->security) {
		response->security = security;
		response->bogus = bogus;
	}
}

void response_trust(struct response *response, const struct zone *zone,
		    const struct fd_name *owner)
{
	bool one_owner = zone->bogus_owner.length > 0;

	if (zone->security == SECURE && one_owner && fd_name_equal(owner, &zone->bogus_owner)) {
		response_merge_trust(response, BOGUS, zone->bogus);
		return;
	}
	int bogus = zone->bogus;
	/* The fault may be that of a zone further up. */
	for (const struct zone *above = zone; above != NULL; above = above->parent) {
		if (above->bogus != BOGUS_NONE && above->bogus_owner.length == 0) {
			bogus = above->bogus;
		}
	}
	response_merge_trust(response, zone->security, bogus);
}

void item_owner(const struct response *response, const struct item *item,
		struct fd_name *ret_name)
{
	const uint8_t *stored = response->arena + item->owner;

	ret_name->length = stored[0];
	memcpy(ret_name->wire, stored + 1, stored[0]);
}

void item_target(const struct response *response, const struct item *item,
		 struct fd_name *ret_name)
{
	int r = fd_name_from_wire(ret_name, response->arena + item->rdata, item->rdata_length);

	/* Data of the world was checked when it was read. */
	assert(r == 0);
}
