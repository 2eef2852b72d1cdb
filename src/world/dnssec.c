/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/response.h"

/* DNSSEC as signers do it. A description breaks it in exactly the way it names. */

enum {
	DIGEST = 2,
	KEY_FLAGS = 257,
	KEY_PROTOCOL = 3,
	/* Signature times, Unix seconds: always valid, long over, far ahead. */
	LONG_AGO = 1577836800,	/* 2020-01-01 */
	EXPIRED = 1609459200,	/* 2021-01-01 */
	FAR_AHEAD = 2114380800, /* 2037-01-01 */
	VERY_FAR = 2145916800,	/* 2038-01-01 */
};

static uint8_t *put16(uint8_t *out, unsigned value)
{
	*out++ = (uint8_t)(value >> 8);
	*out++ = (uint8_t)value;
	return out;
}

static uint8_t *put32(uint8_t *out, uint32_t value)
{
	return put16(put16(out, value >> 16), value & 0xffff);
}

static uint8_t *put_name(uint8_t *out, const struct fd_name *name)
{
	struct fd_name lower = *name;

	fd_name_lower(&lower);
	memcpy(out, lower.wire, lower.length);
	return out + lower.length;
}

/* splitmix64, octet by octet: what a private key looks like. */
static uint8_t *put_noise(uint8_t *out, size_t length, uint64_t seed)
{
	for (size_t i = 0; i < length; i++) {
		uint64_t z = seed += 0x9E3779B97F4A7C15u;
		z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
		z = (z ^ z >> 27) * 0x94D049BB133111EBu;
		*out++ = (uint8_t)(z >> 56);
	}
	return out;
}

/* FNV-1a, lower case: anchors in inventories name these keys, so no library's hash may change them. */
static uint64_t seed_of(const struct fd_name *name)
{
	struct fd_name lower = *name;
	uint64_t hash = 0xcbf29ce484222325u;

	fd_name_lower(&lower);
	for (unsigned i = 0; i < lower.length; i++) {
		hash = (hash ^ lower.wire[i]) * 0x100000001b3u;
	}
	return hash;
}

/* RFC 4034 appendix B. */
static uint16_t tag_of(const uint8_t *key, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i++) {
		sum += i & 1 ? key[i] : (uint32_t)key[i] << 8;
	}
	return (uint16_t)(sum + (sum >> 16));
}

int dnssec_make_key(struct zone *zone)
{
	uint8_t seed[SIGN_KEY_SIZE];
	uint8_t *out = put16(zone->dnskey, KEY_FLAGS);

	put_noise(seed, sizeof(seed), seed_of(&zone->apex));
	*out++ = KEY_PROTOCOL;
	*out++ = SIGN_ALGORITHM;
	zone->signer = signer_create(seed, out);
	zone->key_tag = tag_of(zone->dnskey, sizeof(zone->dnskey));
	return zone->signer == NULL ? -ENOMEM : 0;
}

void dnssec_ds(uint8_t out[DS_RDATA_SIZE], const struct zone *zone)
{
	bool mismatch = zone->bogus == BOGUS_DS_MISMATCH;
	uint8_t data[FD_NAME_MAX + DNSKEY_RDATA_SIZE];
	uint8_t *end = put_name(data, &zone->apex);

	memcpy(end, zone->dnskey, sizeof(zone->dnskey));
	end += sizeof(zone->dnskey);
	out = put16(out, mismatch ? zone->key_tag ^ 0x5555 : zone->key_tag);
	*out++ = SIGN_ALGORITHM;
	*out++ = DIGEST;
	sign_digest(out, data, (size_t)(end - data));
	if (mismatch) { /* of a key that is no more */
		put_noise(out, SIGN_DIGEST_SIZE, seed_of(&zone->apex));
	}
}

static bool is_broken(const struct zone *zone, const struct fd_name *owner)
{
	return zone->bogus != BOGUS_NONE &&
	       (zone->bogus_owner.length == 0 || fd_name_equal(&zone->bogus_owner, owner));
}

/* ---- signatures ---------------------------------------------------------------------------- */

struct canonical { /* RDATAs of a set in canonical form (RFC 4034 6.2) */
	uint8_t octets[WORLD_ARENA_MAX];
	size_t used;
	struct part {
		const uint8_t *octets;
		size_t length;
	} parts[WORLD_ITEMS_MAX];
	unsigned count;
};

static int compare_parts(const struct part *a, const struct part *b)
{
	size_t common = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->octets, b->octets, common);

	if (order != 0) {
		return order;
	}
	return a->length < b->length ? -1 : a->length > b->length;
}

/* Names inside lower case; in its place in the order, and only once. */
static bool add_part(struct canonical *canonical, const struct response *response,
		     const struct item *item)
{
	uint8_t wire[WORLD_RDATA_MAX + 64];
	struct fd_builder builder;
	struct fd_message message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	const struct fd_name root = { .length = 1 };

	fd_builder_init(&builder, wire, sizeof(wire), 0, FD_FLAG_QR);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &root, item->type, 0,
			  response->arena + item->rdata, item->rdata_length);
	int length = fd_builder_finish(&builder);
	if (length < 0 || fd_message_parse(&message, wire, (size_t)length) < 0 ||
	    !fd_message_next(&message, &cursor, &record)) {
		return false;
	}
	uint8_t *out = canonical->octets + canonical->used;
	length = fd_rdata_canonical(out, sizeof(canonical->octets) - canonical->used, &message,
				    &record);
	if (length < 0) {
		return false;
	}
	struct part part = { out, (size_t)length };
	unsigned at = canonical->count;
	for (unsigned i = 0; i < canonical->count; i++) {
		int order = compare_parts(&part, &canonical->parts[i]);
		if (order == 0) {
			return true;
		}
		at = order < 0 && at == canonical->count ? i : at;
	}
	memmove(&canonical->parts[at + 1], &canonical->parts[at],
		(canonical->count - at) * sizeof(part));
	canonical->parts[at] = part;
	canonical->count++;
	canonical->used += part.length;
	return true;
}

/* The head and every record (RFC 4034 3.1.8.1); malloc()ed, NULL when that cannot be. */
static uint8_t *signed_data(const struct canonical *canonical, const uint8_t *head,
			    size_t head_length, const struct item *item,
			    const struct fd_name *owner, size_t *ret_length)
{
	size_t fixed = owner->length + 10u; /* type, class, TTL, length */
	uint8_t *data = malloc(head_length + canonical->used + canonical->count * fixed);
	uint8_t *out = data;

	if (data == NULL) {
		return NULL;
	}
	memcpy(out, head, head_length);
	out += head_length;
	for (unsigned i = 0; i < canonical->count; i++) {
		const struct part *part = &canonical->parts[i];
		out = put_name(out, owner);
		out = put16(out, item->type);
		out = put16(out, FD_CLASS_IN);
		out = put32(out, item->ttl);
		out = put16(out, (unsigned)part->length);
		memcpy(out, part->octets, part->length);
		out += part->length;
	}
	*ret_length = (size_t)(out - data);
	return data;
}

static bool sign_items(const struct response *response, unsigned first, unsigned last,
		       const uint8_t *head, size_t head_length, uint8_t *ret_signature)
{
	const struct item *item = &response->items[first];
	struct canonical *canonical = calloc(1, sizeof(*canonical));
	bool good = canonical != NULL;
	struct fd_name owner;
	size_t length;

	item_owner(response, item, &owner);
	for (unsigned i = first; good && i <= last; i++) {
		good = add_part(canonical, response, &response->items[i]);
	}
	uint8_t *data =
		good ? signed_data(canonical, head, head_length, item, &owner, &length) : NULL;
	good = data != NULL && signer_sign(item->signer->signer, data, length, ret_signature);
	free(data);
	free(canonical);
	return good;
}

size_t dnssec_rrsig(uint8_t out[RRSIG_RDATA_MAX], const struct response *response,
		    unsigned first, unsigned last)
{
	const struct item *item = &response->items[first];
	const struct zone *signer = item->signer;
	uint8_t *start = out;
	struct fd_name owner;

	item_owner(response, item, &owner);
	int bogus = is_broken(signer, &owner) ? signer->bogus : BOGUS_NONE;
	bool ahead = bogus == BOGUS_FUTURE;
	if (bogus == BOGUS_NO_RRSIG || bogus == BOGUS_UNSIGNED || signer->signer == NULL) {
		return 0;
	}
	out = put16(out, item->type);
	*out++ = SIGN_ALGORITHM;
	*out++ = (uint8_t)fd_name_labels(&owner);
	out = put32(out, item->ttl);
	out = put32(out, bogus == BOGUS_EXPIRED ? EXPIRED : ahead ? VERY_FAR : FAR_AHEAD);
	out = put32(out, ahead ? FAR_AHEAD : LONG_AGO);
	out = put16(out, signer->key_tag);
	out = put_name(out, &signer->apex);
	if (!sign_items(response, first, last, start, (size_t)(out - start), out)) {
		return 0;
	}
	out[0] ^= bogus == BOGUS_SIGNATURE ? 1 : 0;
	return (size_t)(out - start) + SIGN_SIZE;
}

/* The windows of a type bitmap (RFC 4034 4.1.2). Types come in order. */
static size_t put_bitmap(uint8_t *out, const uint16_t *types, unsigned count)
{
	size_t length = 0;

	for (unsigned i = 0; i < count;) {
		uint8_t window = (uint8_t)(types[i] >> 8);
		uint8_t bits[32] = { 0 };
		uint8_t used = 0;
		for (; i < count && types[i] >> 8 == window; i++) {
			unsigned low = types[i] & 0xff;
			bits[low / 8] |= (uint8_t)(0x80 >> (low % 8));
			used = (uint8_t)(low / 8 + 1);
		}
		out[length++] = window;
		out[length++] = used;
		memcpy(out + length, bits, used);
		length += used;
	}
	return length;
}

static void insert_type(uint16_t *types, unsigned *count, uint16_t type)
{
	unsigned i = *count;

	for (; i > 0 && types[i - 1] > type; i--) {
		types[i] = types[i - 1];
	}
	types[i] = type;
	(*count)++;
}

static void add_nsec(struct response *response, const struct zone *zone,
		     const struct fd_name *owner, const struct fd_name *next,
		     const struct node *node)
{
	enum {
		TYPES_MAX = 32
	};
	uint16_t types[TYPES_MAX];
	unsigned count = 0;
	uint8_t rdata[FD_NAME_MAX + TYPES_MAX * 34];
	unsigned own = node == NULL ? 0 : node->count;

	for (unsigned i = 0; i < own && count < TYPES_MAX - 2; i++) {
		if (count == 0 || types[count - 1] != node->rrs[i].type) {
			types[count++] = node->rrs[i].type;
		}
	}
	insert_type(types, &count, FD_TYPE_RRSIG);
	insert_type(types, &count, FD_TYPE_NSEC);
	memcpy(rdata, next->wire, next->length);
	size_t length = next->length + put_bitmap(rdata + next->length, types, count);
	struct rr rr = { FD_TYPE_NSEC, (uint16_t)length, zone->negative_ttl, rdata };
	unsigned first = response->item_count;
	response_add(response, FD_SECTION_AUTHORITY, owner, &rr, zone);
	if (response->item_count > first) {
		response->items[first].only_do = true;
	}
}

/* A name of the same parent with this label. */
static bool sibling(struct fd_name *ret_name, const struct fd_name *name, const void *label,
		    size_t length)
{
	struct fd_name parent;

	fd_name_suffix(&parent, name, fd_name_labels(name) - 1);
	return fd_name_prepend(ret_name, label, length, &parent) == 0;
}

/* The interval just around a name (RFC 4470): the label before with a `~` added, the label with a `!` added. */
static void cover(struct response *response, const struct zone *zone,
		  const struct fd_name *name)
{
	uint8_t label[FD_LABEL_MAX + 1];
	size_t length = name->wire[0];
	struct fd_name before, after;

	memcpy(label, name->wire + 1, length);
	if (length == FD_LABEL_MAX || label[length - 1] == 0) {
		return;
	}
	label[length] = '!';
	if (!sibling(&after, name, label, length + 1)) {
		return;
	}
	label[length - 1]--;
	label[length] = '~';
	if (sibling(&before, name, label, length + 1)) {
		add_nsec(response, zone, &before, &after, NULL);
	}
}

void dnssec_deny(struct response *response, const struct zone *zone, const struct fd_name *name,
		 const struct node *node, bool exists)
{
	static const uint8_t least[1] = { 0 };
	struct fd_name next;

	if (is_broken(zone, name) &&
	    (zone->bogus == BOGUS_NO_DENIAL || zone->bogus == BOGUS_UNSIGNED)) {
		return;
	}
	if (exists) {
		if (fd_name_prepend(&next, least, 1, name) == 0) {
			add_nsec(response, zone, name, &next, node);
		}
		return;
	}
	cover(response, zone, name);
	if (name->wire[0] != 1 || name->wire[1] != '*') {
		struct fd_name wildcard;
		if (sibling(&wildcard, name, "*", 1)) {
			cover(response, zone, &wildcard);
		}
	}
}

uint16_t dnssec_ede(int bogus)
{
	static const uint16_t codes[] = {
		[BOGUS_NONE] = 6,	 [BOGUS_EXPIRED] = 7,	 [BOGUS_FUTURE] = 8,
		[BOGUS_DS_MISMATCH] = 9, [BOGUS_NO_DNSKEY] = 9,	 [BOGUS_NO_RRSIG] = 10,
		[BOGUS_UNSIGNED] = 10,	 [BOGUS_NO_DENIAL] = 12, [BOGUS_SIGNATURE] = 6,
	};

	return codes[bogus];
}
