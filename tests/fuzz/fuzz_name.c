/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <fleetdig/wire.h>

#include "fuzz.h"

/* A name in presentation form reads back as itself, as it does taken apart and put together. */
static void check(const struct fd_name *name)
{
	char text[FD_NAME_TEXT_MAX];
	struct fd_name again;
	struct fd_name parent;
	size_t length = fd_name_text(text, name);

	assert(length > 0 && length == strlen(text));
	for (size_t i = 0; i < length; i++) {
		assert(text[i] > ' ' && text[i] < 0x7f);
	}
	assert(fd_name_parse(&again, text) == 0);
	assert(again.length == name->length);
	assert(memcmp(again.wire, name->wire, name->length) == 0);
	assert(fd_name_from_wire(&again, name->wire, name->length) == 0);

	unsigned labels = fd_name_labels(name);
	if (labels > 0) {
		fd_name_suffix(&parent, name, labels - 1);
		assert(fd_name_under(name, &parent) && !fd_name_under(&parent, name));
		assert(fd_name_prepend(&again, name->wire + 1, name->wire[0], &parent) == 0);
	}
	fd_name_lower(&again);
	assert(fd_name_equal(&again, name));
	assert(fd_name_hash(&again) == fd_name_hash(name));
}

/* The input as text, then as octets. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[2048];
	struct fd_name name;

	if (size < sizeof(text)) {
		memcpy(text, data, size);
		text[size] = '\0';
		if (fd_name_parse(&name, text) == 0) {
			check(&name);
		}
	}
	if (fd_name_from_wire(&name, data, size) == 0) {
		assert(name.length <= size);
		check(&name);
	}
	return 0;
}
