/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <fleetdig/comparison.h>
#include <fleetdig/endpoint.h>

const char *fd_relation_text(enum fd_relation relation)
{
	static const char *const words[] = {
		[FD_RELATION_SAME] = "same",
		[FD_RELATION_SUBSET] = "subset",
		[FD_RELATION_CDN] = "cdn_like",
		[FD_RELATION_DIFFERENT] = "different",
		[FD_RELATION_FILTERED] = "filtered",
		[FD_RELATION_REWRITTEN] = "rewritten",
		[FD_RELATION_ABSENT] = "nxdomain_against_data",
		[FD_RELATION_FAILED] = "failed",
		[FD_RELATION_BOTH_FAILED] = "both_failed",
	};
	return words[relation];
}

static uint32_t hash_octets(const uint8_t *octets, size_t length)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ octets[i]) * 16777619U;
	}
	return hash != 0 ? hash : 1;
}

/* Where an answer must not lead: nowhere, to the asker itself, or into a private network. */
static bool leads_nowhere(const uint8_t *rdata, uint16_t type)
{
	static const uint8_t zeros[16] = { 0 };
	struct fd_endpoint endpoint = { .family = type == FD_TYPE_A ? 4 : 6 };

	memcpy(endpoint.address, rdata, type == FD_TYPE_A ? 4 : 16);
	return memcmp(endpoint.address, zeros, 16) == 0 || fd_endpoint_is_private(&endpoint);
}

static void add_record(struct fd_sketch *sketch, const struct fd_message *message,
		       const struct fd_record_view *record)
{
	uint8_t rdata[2048];
	int length = fd_rdata_canonical(rdata, sizeof(rdata), message, record);
	bool address = (record->type == FD_TYPE_A && length == 4) ||
		       (record->type == FD_TYPE_AAAA && length == 16);

	sketch->data = true;
	if (length < 0 || sketch->count == FD_SKETCH_DATA) {
		return;
	}
	if (address) {
		size_t prefix = record->type == FD_TYPE_A ? 2 : 4;
		sketch->network[sketch->count] = hash_octets(rdata, prefix);
		sketch->sink |= leads_nowhere(rdata, record->type);
	}
	sketch->data_hash[sketch->count++] = hash_octets(rdata, (size_t)length);
}

static void read_answers(struct fd_sketch *sketch, const struct fd_message *message,
			 uint16_t qtype)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		struct fd_name target;
		if (record.type == FD_TYPE_CNAME &&
		    fd_record_target(message, &record, &target) == 0) {
			sketch->target = fd_name_hash(&target);
		} else if (record.type == qtype) {
			add_record(sketch, message, &record);
		}
	}
}

void fd_sketch(struct fd_sketch *ret_sketch, const struct fd_observation *observation,
	       uint16_t qtype)
{
	struct fd_sketch sketch = { .status = observation->status,
				    .digest = observation->digest };

	sketch.denied = observation->status == FD_REFUSED;
	for (unsigned i = 0; i < observation->ede_count; i++) {
		sketch.denied |= observation->ede[i] >= 15 && observation->ede[i] <= 17;
	}
	if (observation->message != NULL && observation->status == FD_NOERROR) {
		read_answers(&sketch, observation->message, qtype);
	}
	*ret_sketch = sketch;
}

bool fd_sketch_answered(const struct fd_sketch *sketch)
{
	return sketch->status == FD_NOERROR || sketch->status == FD_NXDOMAIN;
}

static unsigned in_common(const uint32_t *a, unsigned a_count, const uint32_t *b,
			  unsigned b_count)
{
	unsigned common = 0;

	for (unsigned i = 0; i < a_count; i++) {
		bool found = false;
		for (unsigned k = 0; k < b_count && !found; k++) {
			found = a[i] != 0 && a[i] == b[k];
		}
		common += found;
	}
	return common;
}

static enum fd_relation relate_data(const struct fd_sketch *a, const struct fd_sketch *b)
{
	unsigned common = in_common(a->data_hash, a->count, b->data_hash, b->count);

	if (a->digest == b->digest || (common == a->count && common == b->count)) {
		return FD_RELATION_SAME;
	}
	if (a->sink != b->sink) {
		return FD_RELATION_FILTERED;
	}
	if (common > 0 && (common == a->count || common == b->count)) {
		return FD_RELATION_SUBSET;
	}
	bool alike = (a->target != 0 && a->target == b->target) || common > 0 ||
		     in_common(a->network, a->count, b->network, b->count) > 0;
	return alike ? FD_RELATION_CDN : FD_RELATION_DIFFERENT;
}

/* One has data, the other says that there is none. */
static enum fd_relation relate_absence(const struct fd_sketch *absent, bool rewrites)
{
	if (absent->denied) {
		return FD_RELATION_FILTERED;
	}
	if (absent->status != FD_NXDOMAIN) {
		return FD_RELATION_DIFFERENT;
	}
	return rewrites ? FD_RELATION_REWRITTEN : FD_RELATION_ABSENT;
}

enum fd_relation fd_relate(const struct fd_sketch *first, const struct fd_sketch *second,
			   bool first_rewrites, bool second_rewrites)
{
	bool a = fd_sketch_answered(first), b = fd_sketch_answered(second);

	if (!a && !b) {
		return FD_RELATION_BOTH_FAILED;
	}
	if (!a || !b) {
		const struct fd_sketch *failed = a ? second : first;
		const struct fd_sketch *answered = a ? first : second;
		return failed->denied && answered->data ? FD_RELATION_FILTERED
							: FD_RELATION_FAILED;
	}
	if (first->data && second->data) {
		return relate_data(first, second);
	}
	if (first->data) {
		return relate_absence(second, first_rewrites);
	}
	if (second->data) {
		return relate_absence(first, second_rewrites);
	}
	return first->status == second->status ? FD_RELATION_SAME : FD_RELATION_DIFFERENT;
}
