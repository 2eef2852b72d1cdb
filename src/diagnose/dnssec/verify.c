/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec/verify.h"

#include <stdlib.h>
#include <string.h>

#include "diagnose/dnssec/crypto.h"

enum {
	RRSIG_FIXED = 18, /* RFC 4034 3.1: what stands before the signer's name */
	DNSKEY_FIXED = 4,
	DNSKEY_ZONE = 0x0100,
	DNSKEY_REVOKED = 0x0080,
	DS_FIXED = 4,
	RECORD_FIXED = 10, /* type, class, TTL and length of a record */
};

static uint16_t load16(const uint8_t *in)
{
	return (uint16_t)(in[0] << 8 | in[1]);
}

static uint32_t load32(const uint8_t *in)
{
	return (uint32_t)load16(in) << 16 | load16(in + 2);
}

static void store16(uint8_t *out, unsigned value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
}

static void store32(uint8_t *out, uint32_t value)
{
	store16(out, value >> 16);
	store16(out + 2, value & 0xffff);
}

int64_t dnssec_until(uint32_t date, int64_t now_s)
{
	return (int32_t)(date - (uint32_t)now_s);
}

/* ---- keys and digests ---------------------------------------------------------------------- */

uint16_t dnssec_key_tag(const uint8_t *rdata, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i++) {
		sum += i & 1 ? rdata[i] : (uint32_t)rdata[i] << 8;
	}
	return (uint16_t)(sum + (sum >> 16));
}

size_t dnssec_keys_read(struct dnssec_keys *ret_keys, const struct fd_message *message,
			const struct fd_name *zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t seen = 0;

	ret_keys->count = 0;
	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type != FD_TYPE_DNSKEY || record.class != FD_CLASS_IN ||
		    !fd_name_equal(&record.owner, zone)) {
			continue;
		}
		seen++;
		const uint8_t *rdata = message->wire + record.rdata_offset;
		if (record.rdata_length <= DNSKEY_FIXED || rdata[2] != 3 ||
		    ret_keys->count == DNSSEC_KEYS_MAX) {
			continue;
		}
		uint16_t flags = load16(rdata);
		if ((flags & DNSKEY_ZONE) == 0 || (flags & DNSKEY_REVOKED) != 0) {
			continue;
		}
		ret_keys->list[ret_keys->count++] = (struct dnssec_key) {
			.flags = flags,
			.tag = dnssec_key_tag(rdata, record.rdata_length),
			.algorithm = rdata[3],
			.length = record.rdata_length,
			.rdata = rdata,
		};
	}
	return seen;
}

static void add_ds(struct dnssec_ds_set *set, const uint8_t *rdata, size_t length)
{
	size_t digest = length < DS_FIXED ? 0 : crypto_digest_length(rdata[3]);

	if (digest == 0 || length != DS_FIXED + digest || set->count == DNSSEC_DS_MAX ||
	    !crypto_algorithm_known(rdata[2])) {
		set->unusable++;
		return;
	}
	struct dnssec_ds *ds = &set->list[set->count++];
	*ds = (struct dnssec_ds) {
		.tag = load16(rdata),
		.algorithm = rdata[2],
		.digest_type = rdata[3],
		.digest_length = (uint8_t)digest,
	};
	memcpy(ds->digest, rdata + DS_FIXED, digest);
}

/* RFC 4509 3: where there is a better one, SHA-1 has no word. */
static void drop_weak(struct dnssec_ds_set *set)
{
	size_t kept = 0;
	bool strong = false;

	for (size_t i = 0; i < set->count; i++) {
		strong = strong || set->list[i].digest_type != 1;
	}
	for (size_t i = 0; i < set->count; i++) {
		if (!strong || set->list[i].digest_type != 1) {
			set->list[kept++] = set->list[i];
		}
	}
	set->count = kept;
}

size_t dnssec_ds_read(struct dnssec_ds_set *ret_set, const struct fd_message *message,
		      enum fd_section section, const struct fd_name *zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t seen = 0;

	*ret_set = (struct dnssec_ds_set) { 0 };
	while (fd_message_next(message, &cursor, &record)) {
		if (record.section == section && record.type == FD_TYPE_DS &&
		    record.class == FD_CLASS_IN && fd_name_equal(&record.owner, zone)) {
			add_ds(ret_set, message->wire + record.rdata_offset,
			       record.rdata_length);
			seen++;
		}
	}
	drop_weak(ret_set);
	return seen;
}

static bool digest_key(uint8_t type, const struct fd_name *zone, const uint8_t *rdata,
		       size_t length, uint8_t out[DIGEST_MAX])
{
	struct fd_name owner = *zone;
	uint8_t *data = malloc(FD_NAME_MAX + length);

	if (data == NULL) {
		return false;
	}
	fd_name_lower(&owner);
	memcpy(data, owner.wire, owner.length);
	memcpy(data + owner.length, rdata, length);
	crypto_digest(type, data, owner.length + length, out);
	free(data);
	return true;
}

bool dnssec_ds_names(const struct dnssec_ds *ds, const struct dnssec_key *key,
		     const struct fd_name *zone, bool digests)
{
	uint8_t digest[DIGEST_MAX];

	if (ds->tag != key->tag || ds->algorithm != key->algorithm) {
		return false;
	}
	if (!digests) {
		return true;
	}
	return digest_key(ds->digest_type, zone, key->rdata, key->length, digest) &&
	       memcmp(digest, ds->digest, ds->digest_length) == 0;
}

/* A DNSKEY as an anchor is the DS that would name it. */
static void add_anchor_key(struct dnssec_ds_set *set, const struct fd_name *zone,
			   const uint8_t *rdata, size_t length)
{
	uint8_t ds[DS_FIXED + DIGEST_MAX];

	if (length <= DNSKEY_FIXED) {
		return;
	}
	store16(ds, dnssec_key_tag(rdata, length));
	ds[2] = rdata[3];
	ds[3] = 2;
	if (digest_key(2, zone, rdata, length, ds + DS_FIXED)) {
		add_ds(set, ds, DS_FIXED + crypto_digest_length(2));
	}
}

void dnssec_anchor_read(struct dnssec_ds_set *set, const char *text, const struct fd_name *zone)
{
	uint8_t rdata[FD_MESSAGE_MAX / 16];
	struct fd_name owner;
	uint16_t type;
	size_t length = crypto_read_record(text, &owner, &type, rdata, sizeof(rdata));

	if (length == 0 || !fd_name_equal(&owner, zone)) {
		return;
	}
	if (type == FD_TYPE_DS) {
		add_ds(set, rdata, length);
	} else if (type == FD_TYPE_DNSKEY) {
		add_anchor_key(set, zone, rdata, length);
	}
}

/* ---- record sets --------------------------------------------------------------------------- */

static bool in_set(const struct dnssec_rrset *rrset, const struct fd_record_view *record)
{
	return record->section == rrset->section && record->type == rrset->type &&
	       record->class == FD_CLASS_IN && fd_name_equal(&record->owner, &rrset->owner);
}

static bool read_signature(const struct fd_message *message,
			   const struct fd_record_view *record,
			   struct dnssec_signature *ret_signature)
{
	const uint8_t *rdata = message->wire + record->rdata_offset;
	size_t end;

	if (record->rdata_length <= RRSIG_FIXED ||
	    fd_message_name(message, record->rdata_offset + RRSIG_FIXED, &ret_signature->signer,
			    &end) < 0 ||
	    end >= record->rdata_offset + record->rdata_length) {
		return false;
	}
	ret_signature->covered = load16(rdata);
	ret_signature->algorithm = rdata[2];
	ret_signature->labels = rdata[3];
	ret_signature->ttl = load32(rdata + 4);
	ret_signature->expiration = load32(rdata + 8);
	ret_signature->inception = load32(rdata + 12);
	ret_signature->tag = load16(rdata + 16);
	ret_signature->octets = message->wire + end;
	ret_signature->length = record->rdata_offset + record->rdata_length - end;
	return true;
}

/* The next RRSIG over the set, from *cursor on. */
static bool next_signature(const struct dnssec_rrset *rrset, struct fd_cursor *cursor,
			   struct dnssec_signature *ret_signature)
{
	struct fd_record_view record;

	while (fd_message_next(rrset->message, cursor, &record)) {
		if (record.section == rrset->section && record.type == FD_TYPE_RRSIG &&
		    record.class == FD_CLASS_IN &&
		    fd_name_equal(&record.owner, &rrset->owner) &&
		    read_signature(rrset->message, &record, ret_signature) &&
		    ret_signature->covered == rrset->type) {
			return true;
		}
	}
	return false;
}

bool dnssec_signature(const struct dnssec_rrset *rrset, struct dnssec_signature *ret_signature)
{
	struct fd_cursor cursor = { 0 };

	return next_signature(rrset, &cursor, ret_signature);
}

bool dnssec_signer(const struct dnssec_rrset *rrset, struct fd_name *ret_signer)
{
	struct dnssec_signature signature;

	if (!dnssec_signature(rrset, &signature)) {
		return false;
	}
	*ret_signer = signature.signer;
	return true;
}

bool dnssec_in_time(const struct dnssec_rrset *rrset, int64_t now_s, int64_t leeway_s)
{
	struct fd_cursor cursor = { 0 };
	struct dnssec_signature signature;

	while (next_signature(rrset, &cursor, &signature)) {
		if (dnssec_until(signature.expiration, now_s) >= -leeway_s &&
		    dnssec_until(signature.inception, now_s) <= leeway_s) {
			return true;
		}
	}
	return false;
}

bool dnssec_rrset_at(const struct fd_message *message, enum fd_section section, size_t n,
		     struct dnssec_rrset *ret_rrset)
{
	struct dnssec_rrset seen[DNSSEC_SETS_MAX];
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t count = 0;

	while (count < DNSSEC_SETS_MAX && count <= n &&
	       fd_message_next(message, &cursor, &record)) {
		bool known = record.section != section || record.type == FD_TYPE_RRSIG ||
			     record.class != FD_CLASS_IN;
		for (size_t i = 0; !known && i < count; i++) {
			known = in_set(&seen[i], &record);
		}
		if (!known) {
			seen[count++] = (struct dnssec_rrset) { .message = message,
								.section = section,
								.owner = record.owner,
								.type = record.type };
		}
	}
	if (count <= n) {
		return false;
	}
	*ret_rrset = seen[n];
	return true;
}

/* ---- canonical form (RFC 4034 6) ----------------------------------------------------------- */

struct canonical { /* the RDATAs of a set, one after another, and where each is */
	uint8_t *octets;
	size_t length;
	struct span {
		const uint8_t *octets; /* set when all are there: the buffer may have moved */
		size_t offset, length;
	} spans[DNSSEC_RECORDS_MAX];
	size_t count;
};

static int compare_spans(const void *left, const void *right)
{
	const struct span *a = left;
	const struct span *b = right;
	size_t common = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->octets, b->octets, common);

	if (order != 0) {
		return order;
	}
	return a->length < b->length ? -1 : a->length > b->length;
}

static bool gather(const struct dnssec_rrset *rrset, struct canonical *canonical)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	canonical->length = canonical->count = 0;
	canonical->octets = malloc(2 * (size_t)FD_MESSAGE_MAX);
	if (canonical->octets == NULL) {
		return false;
	}
	while (fd_message_next(rrset->message, &cursor, &record)) {
		if (!in_set(rrset, &record)) {
			continue;
		}
		int length = fd_rdata_canonical(canonical->octets + canonical->length,
						2 * (size_t)FD_MESSAGE_MAX - canonical->length,
						rrset->message, &record);
		if (length < 0 || canonical->count == DNSSEC_RECORDS_MAX) {
			return false;
		}
		struct span *span = &canonical->spans[canonical->count++];
		span->octets = canonical->octets + canonical->length;
		span->length = (size_t)length;
		canonical->length += (size_t)length;
	}
	qsort(canonical->spans, canonical->count, sizeof(canonical->spans[0]), compare_spans);
	return canonical->count > 0;
}

/* Owner as signed: lower case, and the wildcard where the answer was made from one (RFC 4035 5.3.2). */
static bool signed_owner(const struct dnssec_rrset *rrset, unsigned labels,
			 struct fd_name *ret_owner)
{
	struct fd_name owner = rrset->owner;
	unsigned own = fd_name_labels(&owner);
	bool wildcard = own > 0 && owner.wire[0] == 1 && owner.wire[1] == '*';

	fd_name_lower(&owner);
	if (labels == own || (wildcard && labels + 1 == own)) {
		*ret_owner = owner;
		return true;
	}
	if (labels > own) {
		return false;
	}
	struct fd_name encloser;
	fd_name_suffix(&encloser, &owner, labels);
	return fd_name_prepend(ret_owner, "*", 1, &encloser) == 0;
}

static uint8_t *put_octets(uint8_t *out, const void *octets, size_t length)
{
	memcpy(out, octets, length);
	return out + length;
}

/* What was signed (RFC 4034 3.1.8.1), malloc()ed; NULL when it cannot be made. */
static uint8_t *signed_data(const struct dnssec_rrset *rrset, const struct canonical *canonical,
			    const struct dnssec_signature *signature, size_t *ret_length)
{
	uint8_t head[RRSIG_FIXED];
	struct fd_name signer = signature->signer;
	struct fd_name owner;

	if (!signed_owner(rrset, signature->labels, &owner)) {
		return NULL;
	}
	uint8_t *data = malloc(RRSIG_FIXED + FD_NAME_MAX + canonical->length +
			       canonical->count * (owner.length + (size_t)RECORD_FIXED));
	uint8_t *out = data;
	if (data == NULL) {
		return NULL;
	}
	fd_name_lower(&signer);
	store16(head, signature->covered);
	head[2] = signature->algorithm;
	head[3] = signature->labels;
	store32(head + 4, signature->ttl);
	store32(head + 8, signature->expiration);
	store32(head + 12, signature->inception);
	store16(head + 16, signature->tag);
	out = put_octets(out, head, sizeof(head));
	out = put_octets(out, signer.wire, signer.length);
	for (size_t i = 0; i < canonical->count; i++) {
		const struct span *span = &canonical->spans[i];
		uint8_t fixed[RECORD_FIXED];
		if (i > 0 && compare_spans(span - 1, span) == 0) {
			continue; /* the same record twice is one */
		}
		store16(fixed, rrset->type);
		store16(fixed + 2, FD_CLASS_IN);
		store32(fixed + 4, signature->ttl);
		store16(fixed + 8, (unsigned)span->length);
		out = put_octets(out, owner.wire, owner.length);
		out = put_octets(out, fixed, sizeof(fixed));
		out = put_octets(out, span->octets, span->length);
	}
	*ret_length = (size_t)(out - data);
	return data;
}

/* ---- verification -------------------------------------------------------------------------- */

struct judging {
	const struct dnssec_rrset *rrset;
	const struct dnssec_check *check;
	struct canonical *canonical; /* NULL until a signature has to be verified */
	unsigned left;		     /* verifications still allowed */
	bool failed;		     /* no memory, or a set too large: nothing is shown */
};

static bool signed_by(struct judging *judging, const struct dnssec_signature *signature,
		      const struct dnssec_key *key)
{
	if (judging->failed || judging->left == 0) {
		return false;
	}
	if (judging->canonical == NULL) {
		judging->canonical = calloc(1, sizeof(*judging->canonical));
		judging->failed = judging->canonical == NULL ||
				  !gather(judging->rrset, judging->canonical);
		if (judging->failed) {
			return false;
		}
	}
	size_t length = 0;
	uint8_t *data = signed_data(judging->rrset, judging->canonical, signature, &length);
	bool good = data != NULL &&
		    crypto_verify(signature->algorithm,
				  (struct crypto_span) { signature->octets, signature->length },
				  (struct crypto_span) { key->rdata + DNSKEY_FIXED,
							 key->length - (size_t)DNSKEY_FIXED },
				  (struct crypto_span) { data, length });
	free(data);
	judging->left--;
	return good;
}

static void finish_judging(struct judging *judging)
{
	if (judging->canonical != NULL) {
		free(judging->canonical->octets);
	}
	free(judging->canonical);
}

static enum dnssec_state judge_signature(struct judging *judging,
					 const struct dnssec_signature *signature)
{
	const struct dnssec_check *check = judging->check;
	bool has_key = false;

	if (!fd_name_equal(&signature->signer, check->zone)) {
		return DNSSEC_FOREIGN;
	}
	if (check->now_s > 0 && dnssec_until(signature->expiration, check->now_s) < 0) {
		return DNSSEC_EXPIRED;
	}
	if (check->now_s > 0 && dnssec_until(signature->inception, check->now_s) > 0) {
		return DNSSEC_EARLY;
	}
	for (size_t i = 0; i < check->keys->count; i++) {
		const struct dnssec_key *key = &check->keys->list[i];
		if (key->tag != signature->tag || key->algorithm != signature->algorithm ||
		    !crypto_algorithm_known(key->algorithm)) {
			continue;
		}
		has_key = true;
		if (check->no_crypto || signed_by(judging, signature, key)) {
			return DNSSEC_GOOD;
		}
	}
	return has_key ? DNSSEC_WRONG : DNSSEC_KEYLESS;
}

static bool is_there(const struct dnssec_rrset *rrset)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(rrset->message, &cursor, &record)) {
		if (in_set(rrset, &record)) {
			return true;
		}
	}
	return false;
}

void dnssec_judge(const struct dnssec_rrset *rrset, const struct dnssec_check *check,
		  struct dnssec_verdict *ret_verdict)
{
	struct judging judging = { .rrset = rrset,
				   .check = check,
				   .left = DNSSEC_VERIFICATIONS_MAX };
	struct fd_cursor cursor = { 0 };
	struct dnssec_signature signature;

	*ret_verdict = (struct dnssec_verdict) {
		.state = is_there(rrset) ? DNSSEC_UNSIGNED : DNSSEC_ABSENT,
	};
	if (ret_verdict->state == DNSSEC_ABSENT) {
		return;
	}
	for (unsigned i = 0; i < DNSSEC_SIGNATURES_MAX && ret_verdict->state != DNSSEC_GOOD &&
			     next_signature(rrset, &cursor, &signature);
	     i++) {
		enum dnssec_state state = judge_signature(&judging, &signature);
		if (state < ret_verdict->state) {
			ret_verdict->state = state;
			ret_verdict->has_signature = true;
			ret_verdict->signature = signature;
		}
	}
	if (judging.failed && ret_verdict->state != DNSSEC_GOOD) {
		ret_verdict->state = DNSSEC_UNKNOWN;
	}
	finish_judging(&judging);
}

bool dnssec_stray(const struct dnssec_rrset *rrset, const struct dnssec_check *check,
		  struct dnssec_verdict *ret_verdict)
{
	struct judging judging = { .rrset = rrset,
				   .check = check,
				   .left = DNSSEC_VERIFICATIONS_MAX };
	struct fd_cursor cursor = { 0 };
	struct dnssec_signature signature;
	bool good = false, stray = false;

	while (judging.left > 0 && next_signature(rrset, &cursor, &signature)) {
		enum dnssec_state state = judge_signature(&judging, &signature);
		good = good || state == DNSSEC_GOOD;
		if (state >= DNSSEC_EXPIRED && state <= DNSSEC_WRONG && !stray) {
			*ret_verdict = (struct dnssec_verdict) { state, true, signature };
			stray = true;
		}
	}
	finish_judging(&judging);
	return good && stray && !judging.failed && judging.left > 0;
}
