/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/observation.h>

#include "core/limits.h"
#include "core/pages.h"

/**
 * The octets of anomalous replies, appended to one block, and an open-addressing index from cell to entry. Entries are never
 * removed: a cell asked again overwrites its entry's place and wastes the old octets.
 */
struct entry {
	uint64_t key; /* cell index + 1; 0: free */
	size_t offset;
	int64_t sent_ns;
	int32_t error;
	uint16_t length;
	uint8_t reason;
};

struct details {
	struct entry *entries;
	size_t entry_count, entry_capacity; /* a power of two */
	uint8_t *bytes;
	size_t size, capacity;
};

static struct entry *find_entry(struct entry *entries, size_t capacity, uint64_t key)
{
	size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & (capacity - 1);

	while (entries[at].key != 0 && entries[at].key != key) {
		at = (at + 1) & (capacity - 1);
	}
	return &entries[at];
}

static int grow_entries(struct details *details)
{
	if (details->entry_count * 4 < details->entry_capacity * 3) {
		return 0;
	}
	size_t capacity = details->entry_capacity == 0 ? 256 : details->entry_capacity * 2;
	struct entry *entries = calloc(capacity, sizeof(*entries));
	if (entries == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < details->entry_capacity; i++) {
		if (details->entries[i].key != 0) {
			*find_entry(entries, capacity, details->entries[i].key) =
				details->entries[i];
		}
	}
	free(details->entries);
	details->entries = entries;
	details->entry_capacity = capacity;
	return 0;
}

static int grow_bytes(struct details *details, size_t more)
{
	if (details->size + more <= details->capacity) {
		return 0;
	}
	if (details->size + more > CELL_DETAIL_BYTES_MAX) {
		return -ENOSPC;
	}
	size_t capacity = details->capacity == 0 ? 65536 : details->capacity * 2;
	while (capacity < details->size + more) {
		capacity *= 2;
	}
	uint8_t *bytes = realloc(details->bytes, capacity);
	if (bytes == NULL) {
		return -ENOMEM;
	}
	details->bytes = bytes;
	details->capacity = capacity;
	return 0;
}

static int keep(struct details *details, uint64_t key, const struct fd_observation *observation)
{
	int r = grow_entries(details);
	if (r < 0) {
		return r;
	}
	r = grow_bytes(details, observation->wire_length);
	if (r < 0) {
		return r;
	}
	struct entry *entry = find_entry(details->entries, details->entry_capacity, key);
	if (entry->key == 0) {
		details->entry_count++;
	}
	*entry = (struct entry) {
		.key = key,
		.offset = details->size,
		.sent_ns = observation->sent_ns,
		.error = observation->error,
		.length = observation->wire_length,
		.reason = observation->reason,
	};
	if (observation->wire_length > 0) {
		memcpy(details->bytes + details->size, observation->wire,
		       observation->wire_length);
		details->size += observation->wire_length;
	}
	return 0;
}

int fd_matrix_create(struct fd_matrix **ret_matrix, size_t question_count,
		     size_t resolver_count)
{
	struct fd_matrix *matrix = calloc(1, sizeof(*matrix));
	if (matrix == NULL) {
		return -ENOMEM;
	}
	*matrix = (struct fd_matrix) { .question_count = question_count,
				       .resolver_count = resolver_count };
	if (resolver_count > 0 &&
	    question_count > SIZE_MAX / 2 / resolver_count / sizeof(*matrix->cells)) {
		free(matrix);
		return -ENOMEM;
	}
	matrix->cells =
		pages_alloc((question_count * resolver_count + 1) * sizeof(*matrix->cells));
	matrix->details = calloc(1, sizeof(*matrix->details));
	if (matrix->cells == NULL || matrix->details == NULL) {
		fd_matrix_destroy(matrix);
		return -ENOMEM;
	}
	for (size_t i = 0; i < question_count * resolver_count; i++) {
		matrix->cells[i] =
			(struct fd_cell) { .status = FD_STATUS_PENDING, .ede = FD_EDE_NONE };
	}
	*ret_matrix = matrix;
	return 0;
}

void fd_matrix_destroy(struct fd_matrix *matrix)
{
	if (matrix == NULL) {
		return;
	}
	if (matrix->details != NULL) {
		free(matrix->details->entries);
		free(matrix->details->bytes);
	}
	free(matrix->details);
	free(matrix->cells);
	free(matrix);
}

static uint8_t compact_tries(const struct fd_observation *observation)
{
	unsigned tries =
		observation->tries > FD_CELL_TRIES ? FD_CELL_TRIES : observation->tries;

	tries |= observation->proto == FD_TCP ? FD_CELL_TCP : 0;
	tries |= observation->unmet ? FD_CELL_UNMET : 0;
	return (uint8_t)tries;
}

static uint8_t compact_ede(const struct fd_observation *observation)
{
	if (observation->ede_count == 0) {
		return FD_EDE_NONE;
	}
	return observation->ede[0] > 254 ? 254 : (uint8_t)observation->ede[0];
}

bool fd_observation_is_plain(const struct fd_observation *observation)
{
	return observation->status == FD_NOERROR &&
	       (observation->flags & FD_CELL_ANSWER) != 0 && observation->ede_count == 0 &&
	       !observation->policy_zone && !observation->unmet;
}

struct fd_cell fd_cell_compact(const struct fd_observation *observation)
{
	int64_t rtt_us = observation->rtt_ns / 1000;
	/* With the uppermost bit set it is none: RFC 2181 section 8. */
	uint32_t ttl = observation->ttl > INT32_MAX ? 0 : observation->ttl;

	return (struct fd_cell) {
		.digest = (uint32_t)observation->digest,
		.rtt_us = rtt_us > UINT32_MAX ? UINT32_MAX : (uint32_t)rtt_us,
		.status = observation->status,
		.flags = observation->flags,
		.ede = compact_ede(observation),
		.tries = compact_tries(observation),
		.ttl = ttl & INT32_MAX,
		.policy_zone = observation->policy_zone,
	};
}

void fd_matrix_set(struct fd_matrix *matrix, size_t question, size_t resolver,
		   const struct fd_observation *observation)
{
	assert(question < matrix->question_count);
	assert(resolver < matrix->resolver_count);
	*fd_matrix_cell(matrix, question, resolver) = fd_cell_compact(observation);
	if (!fd_observation_is_plain(observation)) {
		/* What does not fit is not kept: the cell itself stands, and rules live without its octets. */
		(void)keep(matrix->details, question * matrix->resolver_count + resolver + 1,
			   observation);
	}
}

bool fd_matrix_detail(const struct fd_matrix *matrix, size_t question, size_t resolver,
		      struct fd_detail *ret_detail)
{
	const struct details *details = matrix->details;

	if (details->entry_capacity == 0) {
		return false;
	}
	uint64_t key = question * matrix->resolver_count + resolver + 1;
	const struct entry *entry = find_entry(details->entries, details->entry_capacity, key);
	if (entry->key == 0) {
		return false;
	}
	*ret_detail = (struct fd_detail) {
		.wire = entry->length > 0 ? details->bytes + entry->offset : NULL,
		.wire_length = entry->length,
		.reason = entry->reason,
		.error = entry->error,
		.sent_ns = entry->sent_ns,
	};
	return true;
}
