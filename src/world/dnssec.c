/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "world/response.h"

/*
 * DNSSEC "as if": records of the right shape, tags, dates and places, whose keys, digests and signatures are octets of a
 * hash. Resolvers of the world know from the description what is secure; a real validator would call all of it bogus.
 */

enum {
	ALGORITHM = 13, /* ECDSAP256SHA256: short records */
	DIGEST = 2,
	KEY_FLAGS = 257,
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

/* splitmix64, octet by octet: looks like a key, a digest or a signature. */
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

void dnssec_dnskey(uint8_t out[DNSKEY_RDATA_SIZE], const struct zone *zone)
{
	out = put16(out, KEY_FLAGS);
	*out++ = 3;
	*out++ = ALGORITHM;
	put_noise(out, 64, seed_of(&zone->apex));
}

/* RFC 4034 appendix B. */
static unsigned key_tag(const struct zone *zone)
{
	uint8_t key[DNSKEY_RDATA_SIZE];
	uint32_t sum = 0;

	dnssec_dnskey(key, zone);
	for (unsigned i = 0; i < sizeof(key); i++) {
		sum += i & 1 ? key[i] : (uint32_t)key[i] << 8;
	}
	return (sum + (sum >> 16)) & 0xffff;
}

void dnssec_ds(uint8_t out[DS_RDATA_SIZE], const struct zone *zone)
{
	unsigned tag = key_tag(zone);

	out = put16(out, zone->bogus == BOGUS_DS_MISMATCH ? tag ^ 0x5555 : tag);
	*out++ = ALGORITHM;
	*out++ = DIGEST;
	put_noise(out, 32, ~seed_of(&zone->apex));
}

static bool is_broken(const struct zone *zone, const struct fd_name *owner)
{
	return zone->bogus != BOGUS_NONE &&
	       (zone->bogus_owner.length == 0 || fd_name_equal(&zone->bogus_owner, owner));
}

size_t dnssec_rrsig(uint8_t out[RRSIG_RDATA_MAX], const struct zone *signer,
		    const struct fd_name *owner, uint16_t type, uint32_t ttl)
{
	int bogus = is_broken(signer, owner) ? signer->bogus : BOGUS_NONE;
	bool ahead = bogus == BOGUS_FUTURE;
	uint8_t *start = out;

	if (bogus == BOGUS_NO_RRSIG || bogus == BOGUS_UNSIGNED) {
		return 0;
	}
	uint64_t seed = seed_of(owner) ^ (uint64_t)type << 32;
	out = put16(out, type);
	*out++ = ALGORITHM;
	*out++ = (uint8_t)fd_name_labels(owner);
	out = put32(out, ttl);
	out = put32(out, bogus == BOGUS_EXPIRED ? EXPIRED : ahead ? VERY_FAR : FAR_AHEAD);
	out = put32(out, ahead ? FAR_AHEAD : LONG_AGO);
	out = put16(out, key_tag(signer));
	memcpy(out, signer->apex.wire, signer->apex.length);
	out += signer->apex.length;
	out = put_noise(out, 64, bogus == BOGUS_SIGNATURE ? ~seed : seed);
	return (size_t)(out - start);
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
