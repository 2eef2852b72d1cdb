/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/dns64.h"

#include <string.h>

enum {
	DNS64_REPEAT = 5 /* the bulk was the first time; lower numbers are of others */
};

/* Of the others, some say that there is no such record, and no fewer than have one: a router may take AAAA away. */
static bool has_nodata(const struct fd_diagnosis *diagnosis, uint32_t question,
		       uint32_t witness)
{
	size_t have = 0, deny = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell != NULL && diagnosis->rows[r].witness != witness) {
			have += cell_kind(cell) == KIND_POSITIVE;
			deny += cell_kind(cell) == KIND_NODATA;
		}
	}
	return deny > 0 && deny >= have;
}

void dns64_suspect(struct fd_diagnosis *diagnosis, uint32_t question)
{
	if (diagnosis->inventory->questions[question].qtype != FD_TYPE_AAAA) {
		return;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		struct row *row = &diagnosis->rows[r];
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		/* Some say themselves that it is made (seen: Knot Resolver). */
		if (row->dns64_count < DNS64_SAMPLE && cell != NULL &&
		    cell_kind(cell) == KIND_POSITIVE &&
		    (cell->ede == EDE_FORGED ||
		     has_nodata(diagnosis, question, row->witness))) {
			row->dns64_questions[row->dns64_count++] = question;
		}
	}
}

/* RFC 6052 2.2: after a prefix of so many octets come those of the address, around the ninth, which is zero. */
static bool embeds(const uint8_t six[16], const uint8_t four[4])
{
	static const uint8_t prefixes[] = { 4, 5, 6, 7, 8, 12 };

	for (size_t p = 0; p < sizeof(prefixes); p++) {
		size_t at = prefixes[p], same = 0;
		for (; same < 4; same++, at++) {
			at += at == 8 && prefixes[p] < 12;
			if (six[at] != four[same]) {
				break;
			}
		}
		if (same == 4) {
			return true;
		}
	}
	return false;
}

static bool embeds_some(const uint8_t six[16], const struct fd_message *plain)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(plain, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == FD_TYPE_A && record.rdata_length == 4 &&
		    embeds(six, plain->wire + record.rdata_offset)) {
			return true;
		}
	}
	return false;
}

/* Every address of the one reply is made from an address of the other. */
static bool made_from(const struct fd_message *made, const struct fd_message *plain)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t count = 0;

	while (fd_message_next(made, &cursor, &record) && record.section == FD_SECTION_ANSWER) {
		if (record.type != FD_TYPE_AAAA || record.rdata_length != 16) {
			continue;
		}
		if (!embeds_some(made->wire + record.rdata_offset, plain)) {
			return false;
		}
		count++;
	}
	return count > 0;
}

/* YES: the address that this resolver alone has is made from the other one it has. */
static enum answer makes(struct fd_diagnosis *diagnosis, uint32_t resolver, uint32_t question)
{
	struct fd_wish wish = cell_wish(diagnosis, question, resolver);

	wish.repeat = DNS64_REPEAT;
	const struct fact *made = ask_insistently(diagnosis, &wish);
	wish.qtype = FD_TYPE_A;
	const struct fact *plain = ask_insistently(diagnosis, &wish);
	if (made == NULL || plain == NULL) {
		return PENDING;
	}
	return made->observation.message != NULL && plain->observation.message != NULL &&
			       made_from(made->observation.message, plain->observation.message)
		       ? YES
		       : NO;
}

enum answer dns64_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];

	for (size_t i = 0; i < row->dns64_count && !row->dns64; i++) {
		enum answer answer = makes(diagnosis, resolver, row->dns64_questions[i]);
		if (answer == PENDING) {
			return PENDING;
		}
		row->dns64 = answer == YES;
	}
	return YES;
}
