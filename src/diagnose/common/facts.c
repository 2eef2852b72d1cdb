/* SPDX-License-Identifier: MIT */
#include "diagnose/common/facts.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Timeout, purpose and delay say how and why to ask; they are not part of what is asked. */
static bool same_key(const struct fd_wish *a, const struct fd_wish *b)
{
	return a->proto == b->proto && a->flags == b->flags && a->repeat == b->repeat &&
	       a->qtype == b->qtype && fd_endpoint_equal(&a->server, &b->server) &&
	       fd_name_equal(&a->qname, &b->qname);
}

static size_t hash_key(const struct fd_wish *wish)
{
	uint64_t hash = fd_endpoint_hash(&wish->server);

	hash = (hash ^ fd_name_hash(&wish->qname)) * 0x9E3779B97F4A7C15u;
	hash ^= (uint64_t)wish->qtype << 24 | (uint64_t)wish->flags << 16 |
		(uint64_t)wish->repeat << 40 | (uint64_t)wish->proto;
	return (size_t)((hash * 0x9E3779B97F4A7C15u) >> 20);
}

static uint32_t *find_slot(const struct facts *facts, const struct fd_wish *wish)
{
	size_t mask = facts->slot_count - 1;
	size_t at = hash_key(wish) & mask;

	while (facts->slots[at] != 0 &&
	       !same_key(&facts->list[facts->slots[at] - 1]->wish, wish)) {
		at = (at + 1) & mask;
	}
	return &facts->slots[at];
}

static int grow_list(struct facts *facts)
{
	if (facts->count < facts->capacity) {
		return 0;
	}
	size_t capacity = facts->capacity == 0 ? 256 : facts->capacity * 2;
	struct fact **list = reallocarray((void *)facts->list, capacity, sizeof(struct fact *));
	if (list == NULL) {
		return -1;
	}
	facts->list = list;
	facts->capacity = capacity;
	return 0;
}

static int grow_slots(struct facts *facts)
{
	if (facts->count * 2 < facts->slot_count) {
		return 0;
	}
	size_t count = facts->slot_count == 0 ? 512 : facts->slot_count * 2;
	uint32_t *slots = calloc(count, sizeof(*slots));
	if (slots == NULL) {
		return -1;
	}
	free(facts->slots);
	facts->slots = slots;
	facts->slot_count = count;
	for (size_t i = 0; i < facts->count; i++) {
		*find_slot(facts, &facts->list[i]->wish) = (uint32_t)i + 1;
	}
	return 0;
}

static uint64_t *find_heard(const struct facts *facts, uint64_t hash)
{
	size_t at = hash & (facts->heard_slots - 1);

	while (facts->heard[at] != 0 && facts->heard[at] != hash) {
		at = (at + 1) & (facts->heard_slots - 1);
	}
	return &facts->heard[at];
}

static uint64_t hash_server(const struct fd_endpoint *server)
{
	return fd_endpoint_hash(server) | 1;
}

/* Without memory for it the server counts as one that was never heard of: it is not asked twice. */
static void hear(struct facts *facts, const struct fd_endpoint *server)
{
	if (facts->heard_count * 2 >= facts->heard_slots) {
		struct facts grown = *facts;
		grown.heard_slots = facts->heard_slots == 0 ? 64 : facts->heard_slots * 2;
		grown.heard = calloc(grown.heard_slots, sizeof(*grown.heard));
		if (grown.heard == NULL) {
			return;
		}
		for (size_t i = 0; i < facts->heard_slots; i++) {
			if (facts->heard[i] != 0) {
				*find_heard(&grown, facts->heard[i]) = facts->heard[i];
			}
		}
		free(facts->heard);
		*facts = grown;
	}
	uint64_t *slot = find_heard(facts, hash_server(server));
	facts->heard_count += *slot == 0;
	*slot = hash_server(server);
}

bool facts_heard(const struct facts *facts, const struct fd_endpoint *server)
{
	return facts->heard_slots > 0 && *find_heard(facts, hash_server(server)) != 0;
}

void facts_finish(struct facts *facts)
{
	free(facts->heard);
	facts->heard = NULL;
	free((void *)facts->list);
	free(facts->slots);
	facts->list = NULL;
	facts->slots = NULL;
}

struct fact *facts_find(const struct facts *facts, const struct fd_wish *wish)
{
	if (facts->slot_count == 0) {
		return NULL;
	}
	uint32_t slot = *find_slot(facts, wish);
	return slot == 0 ? NULL : facts->list[slot - 1];
}

struct fact *facts_add(struct facts *facts, const struct fd_wish *wish)
{
	if (grow_list(facts) < 0 || grow_slots(facts) < 0) {
		return NULL;
	}
	struct fact *fact = region_alloc(facts->memory, sizeof(*fact));
	if (fact == NULL) {
		return NULL;
	}
	uint32_t *slot = find_slot(facts, wish);
	assert(*slot == 0);
	fact->wish = *wish;
	fact->wish.id = facts->count;
	fact->state = FACT_WISHED;
	facts->list[facts->count++] = fact;
	facts->unknown++;
	*slot = (uint32_t)facts->count;
	return fact;
}

void facts_deny(struct facts *facts, struct fact *fact)
{
	assert(fact->state == FACT_WISHED);
	fact->observation = (struct fd_observation) {
		.status = FD_STATUS_NOT_ASKED,
		.reason = FD_REASON_BUDGET,
		.rcode = -1,
	};
	fact->state = FACT_KNOWN;
	facts->unknown--;
}

/* The reply's octets move into our memory, and everything that pointed into them is read again. */
static void copy_reply(struct facts *facts, struct fact *fact,
		       const struct fd_observation *observation)
{
	struct fd_observation *own = &fact->observation;

	own->message = NULL;
	own->wire = NULL;
	own->wire_length = 0;
	if (observation->wire == NULL || observation->wire_length == 0) {
		return;
	}
	uint8_t *wire = region_alloc(facts->memory, observation->wire_length);
	if (wire == NULL) {
		return;
	}
	memcpy(wire, observation->wire, observation->wire_length);
	own->wire = wire;
	own->wire_length = observation->wire_length;
	if (fd_message_parse(&fact->message, wire, own->wire_length) == 0) {
		own->message = &fact->message;
	}
}

void facts_learn(struct facts *facts, struct fact *fact,
		 const struct fd_observation *observation)
{
	assert(fact->state == FACT_ASKED);
	fact->observation = *observation;
	copy_reply(facts, fact, observation);
	fact->state = FACT_KNOWN;
	facts->unknown--;
	if (saw_reply(observation)) {
		hear(facts, &fact->wish.server);
	}
}

size_t facts_take(struct facts *facts, struct fd_wish *ret_wishes, size_t capacity)
{
	size_t taken = 0;

	while (facts->next_wish < facts->count && taken < capacity) {
		struct fact *fact = facts->list[facts->next_wish++];
		if (fact->state == FACT_WISHED) {
			fact->state = FACT_ASKED;
			ret_wishes[taken] = fact->wish;
			ret_wishes[taken++].canary = fact->canary;
		}
	}
	return taken;
}

bool saw_ede(const struct fd_observation *observation, uint64_t codes)
{
	for (unsigned i = 0; i < observation->ede_count; i++) {
		uint16_t code = observation->ede[i];
		if (code < 64 && (codes >> code & 1) != 0) {
			return true;
		}
	}
	return false;
}

bool error_of_network(int error)
{
	return error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN ||
	       error == EHOSTDOWN || error == EPERM || error == EACCES ||
	       error == EADDRNOTAVAIL;
}
