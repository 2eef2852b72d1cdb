/* SPDX-License-Identifier: MIT */
#include "wire/name.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <xxhash.h>

#include "wire/limits.h"

static uint8_t lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet + ('a' - 'A')) : octet;
}

bool wire_octets_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
	if (memcmp(a, b, length) == 0) {
		return true;
	}
	for (size_t i = 0; i < length; i++) {
		if (a[i] != b[i] && lower(a[i]) != lower(b[i])) {
			return false;
		}
	}
	return true;
}

/*
 * Where the pointer at `at` leads, or 0 when it leads nowhere good. It must go to before
 * `floor`, the start of the labels it ends, so that every jump goes further back and loops
 * cannot be; and not into the header, where no name is.
 */
static size_t pointer_target(const struct wire_reader *reader, size_t at, size_t floor)
{
	if (reader->end - at < 2) {
		return 0;
	}
	size_t target = wire_load16(reader->wire + at) & 0x3fff;
	return target >= WIRE_HEADER_SIZE && target < floor ? target : 0;
}

/* Labels that stand together, `size` octets up to `end`, to the end of a name that has `length` octets with them. */
static void copy_labels(struct fd_name *name, size_t length, const uint8_t *end, size_t size)
{
	if (name != NULL) {
		memcpy(name->wire + length - size, end - size, size);
	}
}

void wire_read_name(struct wire_reader *reader, enum wire_pointers pointers,
		    struct fd_name *ret_name)
{
	size_t at = reader->offset;
	size_t floor = at;
	size_t piece = at; /* where the labels begin that stand together */
	size_t behind = 0; /* where the part in place ends, once a pointer has ended it */
	size_t length = 0;
	unsigned jumps = pointers == WIRE_POINTERS_FOLLOWED ? WIRE_JUMPS_MAX : 0;

	/* Each turn adds a label of at least two octets, or uses up a jump, or is the last. */
	while (reader->error == 0 && at < reader->end) {
		size_t size = (size_t)reader->wire[at] + 1;

		if (size > 0xc0) {
			size_t target = jumps > 0 ? pointer_target(reader, at, floor) : 0;

			if (target == 0) {
				break;
			}
			copy_labels(ret_name, length, reader->wire + at, at - piece);
			jumps--;
			behind = behind == 0 ? at + 2 : behind;
			at = floor = piece = target;
			continue;
		}
		if (size > FD_LABEL_MAX + 1 || size > reader->end - at ||
		    length + size > FD_NAME_MAX) {
			break;
		}
		length += size;
		at += size;
		if (size == 1) {
			copy_labels(ret_name, length, reader->wire + at, at - piece);
			reader->offset = behind == 0 ? at : behind;
			if (ret_name != NULL) {
				ret_name->length = (uint8_t)length;
			}
			return;
		}
	}
	reader->error = -EBADMSG;
}

static void copy_name(struct fd_name *ret_name, const struct fd_name *name)
{
	ret_name->length = name->length;
	memmove(ret_name->wire, name->wire, name->length);
}

int fd_name_from_wire(struct fd_name *ret_name, const uint8_t *wire, size_t size)
{
	struct wire_reader reader = { .wire = wire, .end = size };
	struct fd_name name;

	wire_read_name(&reader, WIRE_POINTERS_REFUSED, &name);
	if (reader.error == 0) {
		copy_name(ret_name, &name);
	}
	return reader.error;
}

bool fd_name_equal(const struct fd_name *a, const struct fd_name *b)
{
	return a->length == b->length && wire_octets_equal(a->wire, b->wire, a->length);
}

/* Offset of the suffix that is `length` octets long, or of the next shorter one. */
static size_t suffix_offset(const struct fd_name *name, size_t length)
{
	size_t offset = 0;

	assert(name->length > 0);
	while (name->length - offset > length && name->wire[offset] != 0) {
		offset += (size_t)name->wire[offset] + 1;
	}
	return offset;
}

bool fd_name_under(const struct fd_name *name, const struct fd_name *ancestor)
{
	size_t offset = suffix_offset(name, ancestor->length);

	return name->length - offset == ancestor->length &&
	       wire_octets_equal(name->wire + offset, ancestor->wire, ancestor->length);
}

uint64_t fd_name_hash(const struct fd_name *name)
{
	struct fd_name folded;

	copy_name(&folded, name);
	fd_name_lower(&folded);
	return XXH3_64bits(folded.wire, folded.length);
}

unsigned fd_name_labels(const struct fd_name *name)
{
	unsigned labels = 0;

	assert(name->length > 0);
	for (size_t offset = 0; name->wire[offset] != 0; labels++) {
		offset += (size_t)name->wire[offset] + 1;
	}
	return labels;
}

void fd_name_suffix(struct fd_name *ret_name, const struct fd_name *name, unsigned labels)
{
	unsigned drop = fd_name_labels(name);
	size_t offset = 0;

	assert(labels <= drop);
	for (drop -= labels; drop > 0; drop--) {
		offset += (size_t)name->wire[offset] + 1;
	}
	uint8_t length = (uint8_t)(name->length - offset);
	memmove(ret_name->wire, name->wire + offset, length);
	ret_name->length = length;
}

int fd_name_prepend(struct fd_name *ret_name, const void *label, size_t length,
		    const struct fd_name *name)
{
	assert(length > 0);
	if (length > FD_LABEL_MAX || name->length + length + 1 > FD_NAME_MAX) {
		return -ENAMETOOLONG;
	}
	uint8_t total = (uint8_t)(name->length + length + 1);
	memmove(ret_name->wire + length + 1, name->wire, name->length);
	ret_name->wire[0] = (uint8_t)length;
	memcpy(ret_name->wire + 1, label, length);
	ret_name->length = total;
	return 0;
}

void fd_name_lower(struct fd_name *name)
{
	for (size_t i = 0; i < name->length; i++) {
		name->wire[i] = lower(name->wire[i]);
	}
}
