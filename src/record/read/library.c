/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <stdio.h>

#include "record/read/read.h"

/* What the host's library said. */

static void read_status(struct reading *reading, const char *name, json_t *value, void *to)
{
	enum fd_library_status status;

	if (fd_library_status_parse(&status, json_string_value(value)) < 0) {
		reading_expected(reading, name, "what a library says, such as found", value);
		return;
	}
	*(uint8_t *)to = (uint8_t)status;
}

static uint8_t read_addresses(struct reading *reading, const char *name, json_t *value,
			      uint8_t addresses[][16])
{
	size_t count = json_array_size(value);

	for (size_t i = 0; i < count && i < FD_LIBRARY_ADDRESSES; i++) {
		json_t *item = json_array_get(value, i);
		const char *text = json_is_string(item) ? json_string_value(item) : "";
		if (inet_pton(AF_INET, text, addresses[i]) != 1 &&
		    inet_pton(AF_INET6, text, addresses[i]) != 1) {
			reading_expected(reading, name, "addresses", item);
			return 0;
		}
	}
	return (uint8_t)(count > FD_LIBRARY_ADDRESSES ? FD_LIBRARY_ADDRESSES : count);
}

static void read_found(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_library_answer *answer = to;

	answer->address_count = read_addresses(reading, name, value, answer->addresses);
}

static void read_hosts(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_library_answer *answer = to;

	answer->hosts_count = read_addresses(reading, name, value, answer->hosts);
}

static void read_canonical(struct reading *reading, const char *name, json_t *value, void *to)
{
	snprintf(to, FD_LIBRARY_TEXT, "%s", json_string_value(value));
}

static const struct read_field fields[] = {
	READ(library, "name", TEXT, name, read_name),
	READ(library, "qtype", TEXT, qtype, read_type_word),
	READ(library, "index", UNSIGNED, answer.question, read_u32),
	READ(library, "status", TEXT, answer.status, read_status),
	READ(library, "addresses", LIST, answer, read_found),
	READ_NULL(library, "canonical", TEXT, answer.canonical, read_canonical),
	READ(library, "absolute", TEXT, answer.absolute, read_status),
	READ(library, "hosts_file", LIST, answer, read_hosts),
	READ(library, "own_name", BOOL, answer.own_name, NULL),
	READ(library, "elapsed_us", UNSIGNED, answer.elapsed_us, NULL),
	READ(library, "ts", TIME, answer.ts_us, NULL),
	READ(library, "nsswitch", TEXT, nsswitch, NULL),
	READ(library, "search", TEXT, search, NULL),
	READ(library, "nameservers", TEXT, nameservers, NULL),
};

const struct read_type library_read_type = READ_TYPE("library", FD_RECORD_LIBRARY, fields);
