/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inventory/json/parts.h"
#include "inventory/quote.h"
#include "inventory/roots.h"

/* Zones, roots and trust anchors: what an inventory says about the tree of names itself. */

/* ---- zones -------------------------------------------------------------------------------- */

struct zone_draft {
	struct fd_name name;
	bool has_name;
	bool internal;
	struct name_list ns;
};

static const struct field zone_fields[] = {
	COMMENT_FIELD,
	{ .key = "name",
	  .expected = "the name of a zone",
	  .accepts = IS_STRING,
	  .required = true,
	  .read = value_name,
	  .offset = offsetof(struct zone_draft, name),
	  .flag = offsetof(struct zone_draft, has_name) },
	{ .key = "internal",
	  .expected = "true or false",
	  .accepts = IS_BOOLEAN,
	  .read = value_flag,
	  .offset = offsetof(struct zone_draft, internal) },
	{ .key = "ns",
	  .expected = "an array of names of name servers",
	  .accepts = IS_ARRAY,
	  .read = value_name_list,
	  .offset = offsetof(struct zone_draft, ns) },
};

const struct table zone_table = { .name = "zone",
				  .place = "zones[]",
				  TABLE_FIELDS(zone_fields) };

static const struct path zones_path = { .key = "zones" };

static void tell_zone(void *context, size_t first, size_t again)
{
	struct reader *reader = context;
	char text[FD_NAME_TEXT_MAX], quote[QUOTE_MAX];
	struct path item = { .up = &zones_path, .index = again };
	struct path path = { .up = &item, .key = "name" };

	fd_name_text(text, &reader->loading->inventory->base.zones[again].name);
	problem_add(&reader->problems, &path,
		    "%s is the name of zones[%zu] already, expected each zone once",
		    quote_text(quote, text), first);
}

static void check_zones(struct reader *reader, const struct fd_zone *zones, size_t count)
{
	struct keyed *items = reader_array(reader, count, sizeof(*items));
	size_t known = 0;

	for (size_t i = 0; items != NULL && i < count; i++) {
		char text[FD_NAME_TEXT_MAX];
		struct fd_name lower = zones[i].name;
		if (lower.length == 0) {
			continue; /* told already */
		}
		fd_name_lower(&lower);
		fd_name_text(text, &lower);
		char *key = reader_text(reader, text);
		if (key == NULL) {
			return;
		}
		items[known++] = (struct keyed) { .key = key, .index = i };
	}
	find_twice(items, known, tell_zone, reader);
}

void read_zones(struct reader *reader, const struct path *path, json_t *value,
		const struct field *field, void *object)
{
	struct fd_inventory *inventory = object;
	size_t count = json_array_size(value);

	inventory->zones = reader_array(reader, count, sizeof(*inventory->zones));
	if (inventory->zones == NULL) {
		return;
	}
	inventory->zone_count = count;
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		struct zone_draft draft = { .has_name = false };
		json_t *element = json_array_get(value, i);
		if (!type_check(reader, &item, element, IS_OBJECT,
				"an object such as {\"name\": \"corp.example\"}")) {
			continue;
		}
		table_read(reader, &item, element, &zone_table, &draft);
		inventory->zones[i] = (struct fd_zone) { .internal = draft.internal,
							 .ns = draft.ns.items,
							 .ns_count = draft.ns.count };
		if (draft.has_name) {
			inventory->zones[i].name = draft.name;
		}
	}
	check_zones(reader, inventory->zones, count);
}

/* ---- {"file": PATH} ----------------------------------------------------------------------- */

static const struct field file_fields[] = {
	COMMENT_FIELD,
	{ .key = "file",
	  .expected = "the path of a zone file, as seen from this file",
	  .accepts = IS_STRING,
	  .required = true,
	  .read = value_text },
};

const struct table file_table = { .name = "file",
				  .place = "\"roots\" or \"trust_anchors\"",
				  TABLE_FIELDS(file_fields) };

/* 0, or why nothing can be read there. It is not opened: a pipe could be read once. */
static int try_file(const char *path)
{
	struct stat status;

	if (access(path, R_OK) < 0 || stat(path, &status) < 0) {
		return -errno;
	}
	return S_ISDIR(status.st_mode) ? -EISDIR : 0;
}

/* The path as it is to be opened, to be freed; NULL when there is none to open. */
static char *read_file_object(struct reader *reader, const struct path *path, json_t *value)
{
	char *name = NULL;

	table_read(reader, path, value, &file_table, &name);
	if (name == NULL) {
		return NULL;
	}
	char *file = input_path_beside(reader->loading->source, name);
	if (file == NULL) {
		reader_fail(reader, -ENOMEM);
		return NULL;
	}
	int r = try_file(file);
	if (r < 0) {
		const struct path at = { .up = path, .key = "file" };
		char quote[QUOTE_MAX];
		problem_add(&reader->problems, &at, "%s cannot be read: %s",
			    quote_text(quote, file), strerror(-r));
		free(file);
		return NULL;
	}
	reader_file(reader, file);
	return file;
}

/* ---- roots -------------------------------------------------------------------------------- */

struct root_draft {
	struct fd_root root;
	bool has_name;
};

static void read_root_address(struct reader *reader, const struct path *path, json_t *value,
			      const struct field *field, void *object)
{
	struct root_draft *draft = object;
	uint16_t port = draft->root.endpoint.port;

	if (address_value(reader, path, json_string_value(value), &draft->root.endpoint)) {
		draft->root.endpoint.port = port;
	}
}

static const struct field root_fields[] = {
	COMMENT_FIELD,
	{ .key = "name",
	  .expected = "the name of a root server",
	  .accepts = IS_STRING,
	  .required = true,
	  .read = value_name,
	  .offset = offsetof(struct root_draft, root.name),
	  .flag = offsetof(struct root_draft, has_name) },
	{ .key = "address",
	  .expected = "an IP address such as \"198.41.0.4\"",
	  .accepts = IS_STRING,
	  .required = true,
	  .read = read_root_address },
	{ .key = "port",
	  .expected = "a whole number from 1 to 65535",
	  .accepts = IS_INTEGER,
	  .read = value_number16,
	  .offset = offsetof(struct root_draft, root.endpoint.port),
	  .least = 1,
	  .most = 65535 },
};

const struct table root_table = { .name = "root",
				  .place = "roots[]",
				  TABLE_FIELDS(root_fields) };

static void read_root_array(struct reader *reader, const struct path *path, json_t *value,
			    struct fd_inventory *inventory)
{
	size_t count = json_array_size(value);

	if (count == 0) {
		problem_add(&reader->problems, path,
			    "is empty, expected at least one root server (without the key, "
			    "the internet's are taken)");
		return;
	}
	inventory->roots = reader_array(reader, count, sizeof(*inventory->roots));
	if (inventory->roots == NULL) {
		return;
	}
	inventory->root_count = count;
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		struct root_draft draft = { .has_name = false };
		json_t *element = json_array_get(value, i);
		draft.root.endpoint.port = inventory->authority_port;
		if (type_check(reader, &item, element, IS_OBJECT,
			       "an object such as {\"name\": \"a.root-servers.net\", "
			       "\"address\": \"198.41.0.4\"}")) {
			table_read(reader, &item, element, &root_table, &draft);
			inventory->roots[i] = draft.root;
		}
	}
}

void read_roots(struct reader *reader, const struct path *path, json_t *value,
		const struct field *field, void *object)
{
	struct fd_inventory *inventory = object;
	struct root_set roots;

	if (json_is_array(value)) {
		read_root_array(reader, path, value, inventory);
		return;
	}
	char *file = read_file_object(reader, path, value);
	if (file == NULL) {
		return;
	}
	int r = roots_read(&roots, file, inventory->authority_port, reader->region,
			   reader->loading->errors);
	free(file);
	if (r == 0) {
		inventory->roots = roots.items;
		inventory->root_count = roots.count;
	} else if (r != -EINVAL) {
		reader_fail(reader, r);
	}
}

/* ---- trust anchors ------------------------------------------------------------------------ */

static void read_anchor_array(struct reader *reader, const struct path *path, json_t *value,
			      struct fd_inventory *inventory)
{
	size_t count = json_array_size(value);

	/* An empty array is meant: no chain of trust is followed. */
	inventory->trust_anchors =
		reader_array(reader, count + 1, sizeof(*inventory->trust_anchors));
	for (size_t i = 0; inventory->trust_anchors != NULL && i < count; i++) {
		struct path item = { .up = path, .index = i };
		char reason[ANCHOR_REASON_MAX], quote[QUOTE_MAX];
		json_t *element = json_array_get(value, i);
		if (!type_check(reader, &item, element, IS_STRING,
				"a DS or DNSKEY record such as \". DS 20326 8 2 E06D44...\"")) {
			continue;
		}
		const char *text = json_string_value(element);
		char **place = &inventory->trust_anchors[inventory->trust_anchor_count];
		int r = anchor_read(place, text, reader->region, reason);
		if (r == -EINVAL) {
			problem_add(&reader->problems, &item, "%s %s", quote_text(quote, text),
				    reason);
		} else if (r < 0) {
			reader_fail(reader, r);
		} else {
			inventory->trust_anchor_count++;
		}
	}
}

void read_trust_anchors(struct reader *reader, const struct path *path, json_t *value,
			const struct field *field, void *object)
{
	struct fd_inventory *inventory = object;
	struct anchor_set anchors;

	if (json_is_array(value)) {
		read_anchor_array(reader, path, value, inventory);
		return;
	}
	char *file = read_file_object(reader, path, value);
	if (file == NULL) {
		return;
	}
	int r = anchors_read(&anchors, file, reader->region, reader->loading->errors);
	free(file);
	if (r == 0) {
		inventory->trust_anchors = anchors.items;
		inventory->trust_anchor_count = anchors.count;
	} else if (r != -EINVAL) {
		reader_fail(reader, r);
	}
}
