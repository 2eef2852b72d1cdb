/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec/denial.h"

#include <string.h>

#include "diagnose/common/limits.h"
#include "diagnose/dnssec/crypto.h"

enum {
	HASH_SIZE = 20,	 /* SHA-1, the only hash there is (RFC 5155 11) */
	HASH_LABEL = 32, /* the same in base32hex */
	NSEC3_FIXED = 5, /* hash, flags, iterations, salt length */
	LABELS_MAX = 128,
};

/* ---- records ------------------------------------------------------------------------------- */

struct proof { /* an NSEC or NSEC3, read */
	struct fd_name owner;
	struct fd_name next; /* NSEC */
	uint8_t hash[HASH_SIZE], next_hash[HASH_SIZE];
	uint8_t flags;
	uint16_t iterations;
	const uint8_t *salt;
	uint8_t salt_length;
	const uint8_t *types; /* bitmap windows */
	size_t types_length;
};

struct proofs {
	struct proof list[DENIAL_PROOFS_MAX];
	size_t count;
	bool hashed;  /* NSEC3 */
	bool unknown; /* some could not be read, or cost too much */
};

/* RFC 4034 4.1.2. Malformed windows have no types. */
static bool has_type(const struct proof *proof, uint16_t type)
{
	size_t offset = 0;

	while (offset + 2 <= proof->types_length) {
		uint8_t window = proof->types[offset];
		uint8_t length = proof->types[offset + 1];
		unsigned octet = (type & 0xff) / 8;
		if (offset + 2 + length > proof->types_length) {
			return false;
		}
		if (window == type >> 8) {
			return octet < length &&
			       (proof->types[offset + 2 + octet] & 0x80 >> (type & 7)) != 0;
		}
		offset += 2u + length;
	}
	return false;
}

static bool read_nsec(const struct fd_message *message, const struct fd_record_view *record,
		      struct proof *ret_proof)
{
	size_t end;

	if (fd_message_name(message, record->rdata_offset, &ret_proof->next, &end) < 0) {
		return false;
	}
	ret_proof->types = message->wire + end;
	ret_proof->types_length = record->rdata_offset + record->rdata_length - end;
	return true;
}

/* RFC 4648 7, without padding. */
static bool read_base32hex(const uint8_t *text, uint8_t out[HASH_SIZE])
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t length = 0;

	for (size_t i = 0; i < HASH_LABEL; i++) {
		uint8_t c = text[i];
		uint8_t lower = c >= 'A' && c <= 'V' ? (uint8_t)(c + 32) : c;
		bool digit = c >= '0' && c <= '9';
		if (!digit && (lower < 'a' || lower > 'v')) {
			return false;
		}
		bits = bits << 5 | (uint32_t)(digit ? c - '0' : lower - 'a' + 10);
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[length++] = (uint8_t)(bits >> have);
		}
	}
	return length == HASH_SIZE;
}

static bool read_nsec3(const struct fd_message *message, const struct fd_record_view *record,
		       struct proof *ret_proof)
{
	const uint8_t *rdata = message->wire + record->rdata_offset;
	size_t length = record->rdata_length;

	if (length < NSEC3_FIXED || rdata[0] != 1 || record->owner.wire[0] != HASH_LABEL ||
	    !read_base32hex(record->owner.wire + 1, ret_proof->hash)) {
		return false;
	}
	size_t hash_at = NSEC3_FIXED + (size_t)rdata[4] + 1;
	if (length < hash_at + HASH_SIZE || rdata[hash_at - 1] != HASH_SIZE) {
		return false;
	}
	ret_proof->flags = rdata[1];
	ret_proof->iterations = (uint16_t)(rdata[2] << 8 | rdata[3]);
	ret_proof->salt = rdata + NSEC3_FIXED;
	ret_proof->salt_length = rdata[4];
	memcpy(ret_proof->next_hash, rdata + hash_at, HASH_SIZE);
	ret_proof->types = rdata + hash_at + HASH_SIZE;
	ret_proof->types_length = length - hash_at - HASH_SIZE;
	return ret_proof->iterations <= DENIAL_ITERATIONS_MAX;
}

static void read_proofs(const struct denial_question *question, struct proofs *ret_proofs)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	ret_proofs->count = 0;
	ret_proofs->hashed = ret_proofs->unknown = false;
	while (fd_message_next(question->message, &cursor, &record)) {
		struct proof *proof = &ret_proofs->list[ret_proofs->count];
		bool hashed = record.type == FD_TYPE_NSEC3;
		if (record.section != FD_SECTION_AUTHORITY ||
		    (record.type != FD_TYPE_NSEC && !hashed) ||
		    !fd_name_under(&record.owner, question->zone)) {
			continue;
		}
		if (ret_proofs->count == DENIAL_PROOFS_MAX) {
			ret_proofs->unknown = true;
			return;
		}
		*proof = (struct proof) { .owner = record.owner };
		bool good = hashed ? read_nsec3(question->message, &record, proof)
				   : read_nsec(question->message, &record, proof);
		ret_proofs->hashed = ret_proofs->hashed || hashed;
		ret_proofs->unknown = ret_proofs->unknown || !good;
		ret_proofs->count += good;
	}
}

static enum denial without_proofs(const struct proofs *proofs)
{
	return proofs->unknown ? DENIAL_UNKNOWN : DENIAL_MISSING;
}

static enum denial result(const struct proofs *proofs, bool proved)
{
	if (proved) {
		return DENIAL_PROVED;
	}
	return proofs->unknown ? DENIAL_UNKNOWN : DENIAL_GAP;
}

/* ---- names in canonical order (RFC 4034 6.1) ------------------------------------------------ */

static unsigned label_offsets(const struct fd_name *name, uint8_t offsets[LABELS_MAX])
{
	unsigned count = 0;

	for (size_t at = 0; at < name->length && name->wire[at] != 0 && count < LABELS_MAX;
	     at += name->wire[at] + 1u) {
		offsets[count++] = (uint8_t)at;
	}
	return count;
}

static int compare_labels(const uint8_t *a, const uint8_t *b)
{
	size_t common = *a < *b ? *a : *b;
	int order = memcmp(a + 1, b + 1, common);

	return order != 0 ? order : *a - *b;
}

/* Both in lower case. *ret_shared is how many labels they share, from the root down. */
static int compare_names(const struct fd_name *a, const struct fd_name *b, unsigned *ret_shared)
{
	uint8_t a_at[LABELS_MAX], b_at[LABELS_MAX];
	unsigned a_count = label_offsets(a, a_at);
	unsigned b_count = label_offsets(b, b_at);
	unsigned common = a_count < b_count ? a_count : b_count;

	for (unsigned i = 0; i < common; i++) {
		int order = compare_labels(a->wire + a_at[a_count - 1 - i],
					   b->wire + b_at[b_count - 1 - i]);
		if (order != 0) {
			*ret_shared = i;
			return order;
		}
	}
	*ret_shared = common;
	return (int)a_count - (int)b_count;
}

static struct fd_name lowered(const struct fd_name *name)
{
	struct fd_name lower = *name;

	fd_name_lower(&lower);
	return lower;
}

static bool wildcard_below(const struct fd_name *name, unsigned labels,
			   struct fd_name *ret_wildcard)
{
	struct fd_name encloser;

	fd_name_suffix(&encloser, name, labels);
	return fd_name_prepend(ret_wildcard, "*", 1, &encloser) == 0;
}

/* ---- NSEC ---------------------------------------------------------------------------------- */

/* *ret_encloser: labels of the closest ancestor of the name that the record shows to exist. */
static bool nsec_covers(const struct proof *proof, const struct fd_name *name,
			unsigned *ret_encloser)
{
	struct fd_name owner = lowered(&proof->owner);
	struct fd_name next = lowered(&proof->next);
	struct fd_name lower = lowered(name);
	unsigned from, to, apart;
	bool after = compare_names(&lower, &owner, &from) > 0;
	bool before = compare_names(&lower, &next, &to) < 0;
	bool wraps = compare_names(&next, &owner, &apart) <= 0; /* the last one of the zone */

	*ret_encloser = from > to ? from : to;
	return wraps ? after || before : after && before;
}

static const struct proof *nsec_covering(const struct proofs *proofs,
					 const struct fd_name *name, unsigned *ret_encloser)
{
	for (size_t i = 0; i < proofs->count; i++) {
		if (nsec_covers(&proofs->list[i], name, ret_encloser)) {
			return &proofs->list[i];
		}
	}
	return NULL;
}

static const struct proof *nsec_of(const struct proofs *proofs, const struct fd_name *name)
{
	for (size_t i = 0; i < proofs->count; i++) {
		if (fd_name_equal(&proofs->list[i].owner, name)) {
			return &proofs->list[i];
		}
	}
	return NULL;
}

static bool lacks(const struct proof *proof, uint16_t type)
{
	return proof != NULL && !has_type(proof, type) &&
	       (type == FD_TYPE_CNAME || !has_type(proof, FD_TYPE_CNAME));
}

static bool nsec_no_name(const struct proofs *proofs, const struct fd_name *name)
{
	struct fd_name wildcard;
	unsigned encloser, ignored;

	return nsec_covering(proofs, name, &encloser) != NULL &&
	       wildcard_below(name, encloser, &wildcard) &&
	       nsec_covering(proofs, &wildcard, &ignored) != NULL;
}

static bool nsec_no_type(const struct proofs *proofs, const struct fd_name *name, uint16_t type)
{
	const struct proof *own = nsec_of(proofs, name);
	struct fd_name wildcard;
	unsigned encloser;

	if (own != NULL) {
		return lacks(own, type);
	}
	const struct proof *covering = nsec_covering(proofs, name, &encloser);
	if (covering == NULL) {
		return false;
	}
	/* An empty non-terminal: what comes next is below it. */
	return fd_name_under(&covering->next, name) ||
	       (wildcard_below(name, encloser, &wildcard) &&
		lacks(nsec_of(proofs, &wildcard), type));
}

/* ---- NSEC3 --------------------------------------------------------------------------------- */

static void hash_name(const struct proof *parameters, const struct fd_name *name,
		      uint8_t ret_hash[HASH_SIZE])
{
	struct fd_name lower = lowered(name);
	uint8_t input[FD_NAME_MAX + UINT8_MAX];
	uint8_t digest[DIGEST_MAX];
	size_t length = lower.length;

	memcpy(input, lower.wire, length);
	for (unsigned i = 0; i <= parameters->iterations; i++) {
		memcpy(input + length, parameters->salt, parameters->salt_length);
		crypto_digest(1, input, length + parameters->salt_length, digest);
		memcpy(input, digest, HASH_SIZE);
		length = HASH_SIZE;
	}
	memcpy(ret_hash, digest, HASH_SIZE);
}

static const struct proof *nsec3_of(const struct proofs *proofs, const struct fd_name *name)
{
	uint8_t hash[HASH_SIZE];

	hash_name(&proofs->list[0], name, hash);
	for (size_t i = 0; i < proofs->count; i++) {
		if (memcmp(proofs->list[i].hash, hash, HASH_SIZE) == 0) {
			return &proofs->list[i];
		}
	}
	return NULL;
}

static const struct proof *nsec3_covering(const struct proofs *proofs,
					  const struct fd_name *name)
{
	uint8_t hash[HASH_SIZE];

	hash_name(&proofs->list[0], name, hash);
	for (size_t i = 0; i < proofs->count; i++) {
		const struct proof *proof = &proofs->list[i];
		bool after = memcmp(hash, proof->hash, HASH_SIZE) > 0;
		bool before = memcmp(hash, proof->next_hash, HASH_SIZE) < 0;
		bool wraps = memcmp(proof->next_hash, proof->hash, HASH_SIZE) <= 0;
		if (wraps ? after || before : after && before) {
			return proof;
		}
	}
	return NULL;
}

/* RFC 5155 8.3: the closest ancestor that exists, by its own record. False when none of them has one. */
static bool find_encloser(const struct proofs *proofs, const struct denial_question *question,
			  unsigned *ret_labels)
{
	unsigned least = fd_name_labels(question->zone);
	struct fd_name ancestor;

	for (unsigned labels = fd_name_labels(question->name); labels-- > least;) {
		fd_name_suffix(&ancestor, question->name, labels);
		if (nsec3_of(proofs, &ancestor) != NULL) {
			*ret_labels = labels;
			return true;
		}
	}
	return false;
}

static bool nsec3_no_closer(const struct proofs *proofs, const struct denial_question *question,
			    unsigned encloser, bool *ret_opt_out)
{
	struct fd_name closer;

	fd_name_suffix(&closer, question->name, encloser + 1);
	const struct proof *proof = nsec3_covering(proofs, &closer);
	*ret_opt_out = proof != NULL && (proof->flags & 1) != 0;
	return proof != NULL;
}

static bool nsec3_no_name(const struct proofs *proofs, const struct denial_question *question)
{
	struct fd_name wildcard;
	unsigned encloser;
	bool opt_out;

	return find_encloser(proofs, question, &encloser) &&
	       nsec3_no_closer(proofs, question, encloser, &opt_out) &&
	       wildcard_below(question->name, encloser, &wildcard) &&
	       nsec3_covering(proofs, &wildcard) != NULL;
}

static bool nsec3_no_type(const struct proofs *proofs, const struct denial_question *question)
{
	const struct proof *own = nsec3_of(proofs, question->name);
	struct fd_name wildcard;
	unsigned encloser;
	bool opt_out;

	if (own != NULL) {
		return lacks(own, question->qtype);
	}
	if (!find_encloser(proofs, question, &encloser) ||
	    !nsec3_no_closer(proofs, question, encloser, &opt_out)) {
		return false;
	}
	/* Opted out: an unsigned delegation, or an empty non-terminal that leads to one. */
	return opt_out || (wildcard_below(question->name, encloser, &wildcard) &&
			   lacks(nsec3_of(proofs, &wildcard), question->qtype));
}

/* ---- what is asked ------------------------------------------------------------------------- */

enum denial denial_of_name(const struct denial_question *question)
{
	struct proofs proofs;

	read_proofs(question, &proofs);
	if (proofs.count == 0) {
		return without_proofs(&proofs);
	}
	return result(&proofs, proofs.hashed ? nsec3_no_name(&proofs, question)
					     : nsec_no_name(&proofs, question->name));
}

enum denial denial_of_type(const struct denial_question *question)
{
	struct proofs proofs;

	read_proofs(question, &proofs);
	if (proofs.count == 0) {
		return without_proofs(&proofs);
	}
	return result(&proofs,
		      proofs.hashed ? nsec3_no_type(&proofs, question)
				    : nsec_no_type(&proofs, question->name, question->qtype));
}

enum denial denial_of_closer(const struct denial_question *question, unsigned labels)
{
	struct proofs proofs;
	unsigned encloser;
	bool opt_out;

	read_proofs(question, &proofs);
	if (proofs.count == 0) {
		return without_proofs(&proofs);
	}
	return result(&proofs,
		      proofs.hashed
			      ? nsec3_no_closer(&proofs, question, labels, &opt_out)
			      : nsec_covering(&proofs, question->name, &encloser) != NULL);
}
