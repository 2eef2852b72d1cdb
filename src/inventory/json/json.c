/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/json/parts.h"
#include "inventory/quote.h"
#include "inventory/repeats.h"
#include "inventory/roots.h"

enum {
	VERSION = 1 /* of the format: the value of "fleetdig" */
};

/* ---- defaults ----------------------------------------------------------------------------- */

static void read_default_types(struct reader *reader, const struct path *path, json_t *value,
			       const struct field *field, void *object)
{
	struct type_list list = { .count = 0 };
	struct loading *loading = reader->loading;

	value_types(reader, path, value, field, &list);
	if (loading->request->type_count > 0 || list.count == 0) {
		return; /* -t says otherwise */
	}
	memcpy(loading->types, list.items, list.count * sizeof(list.items[0]));
	loading->type_count = list.count;
}

static void read_retries(struct reader *reader, const struct path *path, json_t *value,
			 const struct field *field, void *object)
{
	struct fd_inventory *inventory = object;
	json_int_t number = json_integer_value(value);
	char found[FOUND_MAX];

	if (json_is_string(value) && strcmp(json_string_value(value), "auto") == 0) {
		inventory->retries = FD_RETRIES_AUTO;
	} else if (json_is_integer(value) && number >= 0 && number <= RETRIES_MAX) {
		inventory->retries = (int)number;
	} else {
		problem_add(&reader->problems, path, "found %s, expected %s",
			    found_text(found, value), field->expected);
	}
}

static void read_default_expect(struct reader *reader, const struct path *path, json_t *value,
				const struct field *field, void *object)
{
	read_expect(reader, path, value, field, &reader->expect);
}

#define IN_INVENTORY(member) .offset = offsetof(struct fd_inventory, member)

static const struct field defaults_fields[] = {
	COMMENT_FIELD,
	{ .key = "types",
	  .expected = "an array of types such as [\"A\", \"AAAA\"]",
	  .accepts = IS_ARRAY,
	  .read = read_default_types },
	{ .key = "timeout",
	  .expected = "a duration with its unit (us, ms, s, m or h) up to an hour, such as "
		      "\"2s\"",
	  .accepts = IS_STRING,
	  .read = value_duration,
	  IN_INVENTORY(timeout_ns),
	  .least = 1,
	  .most = DURATION_STATED_MAX_NS },
	{ .key = "patience",
	  .expected = "a duration with its unit (us, ms, s, m or h) up to an hour, such as "
		      "\"15s\"",
	  .accepts = IS_STRING,
	  .read = value_duration,
	  IN_INVENTORY(patience_ns),
	  .least = 1,
	  .most = DURATION_STATED_MAX_NS },
	{ .key = "retries",
	  .expected = "a whole number from 0 to 15, or \"auto\"",
	  .accepts = IS_INTEGER | IS_STRING,
	  .read = read_retries },
	{ .key = "qps",
	  .expected = "a whole number of queries a second from 0 (no ceiling) to 100000000",
	  .accepts = IS_INTEGER,
	  .read = value_number64,
	  IN_INVENTORY(qps),
	  .least = 0,
	  .most = QPS_MAX },
	{ .key = "expect",
	  .expected = "an object such as {\"rcode\": \"NOERROR\"}",
	  .accepts = IS_OBJECT | IS_NULL,
	  .read = read_default_expect },
};

const struct table defaults_table = { .name = "defaults",
				      .place = "\"defaults\"",
				      TABLE_FIELDS(defaults_fields) };

static void read_defaults(struct reader *reader, const struct path *path, json_t *value,
			  const struct field *field, void *object)
{
	table_read(reader, path, value, &defaults_table, object);
}

/* ---- canaries ----------------------------------------------------------------------------- */

static const struct field canaries_fields[] = {
	COMMENT_FIELD,
	{ .key = "signed",
	  .expected = "a name known good and signed",
	  .accepts = IS_STRING,
	  .read = value_name,
	  IN_INVENTORY(canary_signed),
	  .flag = offsetof(struct fd_inventory, has_canary_signed) },
	{ .key = "unsigned",
	  .expected = "a name known good and not signed",
	  .accepts = IS_STRING,
	  .read = value_name,
	  IN_INVENTORY(canary_unsigned),
	  .flag = offsetof(struct fd_inventory, has_canary_unsigned) },
	{ .key = "absent_under",
	  .expected = "a zone under which any label is absent",
	  .accepts = IS_STRING,
	  .read = value_name,
	  IN_INVENTORY(canary_absent_under),
	  .flag = offsetof(struct fd_inventory, has_canary_absent) },
	{ .key = "minimisation",
	  .expected =
		  "a name whose TXT record tells whether it was asked for with minimised names",
	  .accepts = IS_STRING,
	  .read = value_name,
	  IN_INVENTORY(canary_minimisation),
	  .flag = offsetof(struct fd_inventory, has_canary_minimisation) },
};

const struct table canaries_table = { .name = "canaries",
				      .place = "\"canaries\"",
				      TABLE_FIELDS(canaries_fields) };

static void read_canaries(struct reader *reader, const struct path *path, json_t *value,
			  const struct field *field, void *object)
{
	table_read(reader, path, value, &canaries_table, object);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static const struct field inventory_fields[] = {
	{ .key = "$schema", .expected = "the URI of the schema", .accepts = IS_STRING },
	COMMENT_FIELD,
	/* Checked before anything else. */
	{ .key = "fleetdig",
	  .expected = "the version of the format: 1",
	  .accepts = IS_INTEGER,
	  .required = true },
	{ .key = "defaults",
	  .expected = "an object such as {\"types\": [\"A\"], \"timeout\": \"2s\"}",
	  .accepts = IS_OBJECT,
	  .read = read_defaults },
	{ .key = "authority_port",
	  .expected = "a whole number from 1 to 65535",
	  .accepts = IS_INTEGER,
	  .read = value_number16,
	  IN_INVENTORY(authority_port),
	  .least = 1,
	  .most = 65535 },
	{ .key = "roots",
	  .expected = "an array of {\"name\", \"address\"}, or {\"file\": PATH}",
	  .accepts = IS_ARRAY | IS_OBJECT,
	  .read = read_roots },
	{ .key = "trust_anchors",
	  .expected = "an array of DS or DNSKEY records, or {\"file\": PATH}",
	  .accepts = IS_ARRAY | IS_OBJECT,
	  .read = read_trust_anchors },
	{ .key = "canaries",
	  .expected = "an object such as {\"signed\": NAME, \"unsigned\": NAME}",
	  .accepts = IS_OBJECT,
	  .read = read_canaries },
	{ .key = "zones",
	  .expected = "an array of zones, each an object with a \"name\"",
	  .accepts = IS_ARRAY,
	  .read = read_zones },
	{ .key = "resolvers",
	  .expected = "an array of resolvers, each an object with an \"address\"",
	  .accepts = IS_ARRAY,
	  .read = read_resolvers },
	/* After "resolvers": those stand. */
	{ .key = "system_resolvers",
	  .expected = "the role of the system's resolvers, \"local\", \"isp\" or \"public\", "
		      "or true",
	  .accepts = IS_STRING | IS_BOOLEAN,
	  .read = read_system_resolvers },
	/* Read once it is settled whom this run asks. */
	{ .key = "groups",
	  .expected = "an array of groups of names, each an object",
	  .accepts = IS_ARRAY },
};

const struct table inventory_table = { .name = "inventory",
				       .place = "the inventory itself, outside of all groups",
				       TABLE_FIELDS(inventory_fields) };

const struct table *const all_tables[] = {
	&inventory_table,
	&defaults_table,
	&resolver_table,
	&group_table,
	&name_table,
	&expect_table,
	&zone_table,
	&root_table,
	&canaries_table,
	&file_table,
	NULL,
};

/* Of another version nothing can be said key by key: it is told alone. */
static bool version_known(struct reader *reader, json_t *root)
{
	const struct path path = { .key = "fleetdig" };
	json_t *version = json_object_get(root, "fleetdig");

	if (!json_is_integer(version) || json_integer_value(version) == VERSION) {
		return true; /* missing, or no number: told with the rest */
	}
	problem_add(&reader->problems, &path,
		    "is version %" JSON_INTEGER_FORMAT
		    ", expected 1: this program reads version 1 of the format only",
		    json_integer_value(version));
	return false;
}

static int read_root(struct reader *reader, json_t *root)
{
	struct loading *loading = reader->loading;
	json_t *groups = json_object_get(root, "groups");

	if (!version_known(reader, root)) {
		return 0;
	}
	table_read(reader, NULL, root, &inventory_table, &loading->inventory->base);
	if (reader->error == 0) {
		check_resolvers(reader, json_object_get(root, "resolvers"));
	}
	if (reader->error != 0) {
		return reader->error;
	}
	bool file_names_none = loading->resolvers.count == 0;
	int r = resolvers_settle(loading);
	if (r < 0) {
		return r;
	}
	if (file_names_none) {
		index_resolvers(reader, &loading->resolvers);
	}
	read_groups(reader, groups);
	return reader->error;
}

/* What sweep writes, given where an inventory is expected. */
static bool is_record_file(const char *text)
{
	static const char first[] = "{\"type\":\"run\"";

	return strncmp(text, first, sizeof(first) - 1) == 0;
}

/* jansson's word for it, fit for a terminal. */
static void tell_syntax(const struct loading *loading, const json_error_t *error)
{
	char text[JSON_ERROR_TEXT_LENGTH];
	unsigned line = error->line > 0 ? (unsigned)error->line : 1;
	unsigned column = error->column > 0 ? (unsigned)error->column : 1;

	snprintf(text, sizeof(text), "%s", error->text);
	for (char *at = text; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f) {
			*at = '?';
		}
	}
	fd_errors_add(loading->errors, "%s:%u:%u: syntax error: %s", loading->source, line,
		      column, text);
}

static int read_text(struct loading *loading, const char *text, size_t size)
{
	/* Messages from other files come after those about this text. */
	struct fd_errors *errors = loading->errors;
	struct fd_errors others = { 0 };
	struct id_index ids = { 0 };
	json_error_t error;
	int r = -ENOMEM;

	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	bool repeats = root == NULL && json_error_code(&error) == json_error_duplicate_key;
	if (repeats) { /* told with whatever else is wrong */
		root = json_loadb(text, size, 0, &error);
	}
	if (root == NULL) {
		/* jansson says so in more than one way, sometimes without a word. */
		if (json_error_code(&error) == json_error_out_of_memory ||
		    error.text[0] == '\0') {
			return -ENOMEM;
		}
		if (is_record_file(text)) {
			fd_errors_add(
				errors,
				"%s: holds the records of a run, not an inventory; fleetdig "
				"replay, report, merge and diff read those",
				loading->source);
		} else {
			tell_syntax(loading, &error);
		}
		return 0;
	}
	struct reader *reader = calloc(1, sizeof(*reader));
	if (reader != NULL) {
		reader->loading = loading;
		reader->region = loading->region;
		reader->ids = &ids;
		reader->problems.source = loading->source;
		reader->problems.text = text;
		reader->problems.size = size;
		loading->errors = &others;
		r = repeats ? find_repeats(&reader->problems) : 0;
		r = r < 0 ? r : read_root(reader, root);
		loading->errors = errors;
		problems_tell(&reader->problems, errors);
		errors_move(errors, &others);
	}
	free(reader);
	json_decref(root);
	return r;
}

int json_load(struct loading *loading, struct input *input)
{
	char *text = NULL;
	size_t size = 0;
	int r = input_rest(input, JSON_TEXT_MAX, &text, &size);

	if (r == -EFBIG) {
		fd_errors_add(loading->errors,
			      "%s: more than %d MiB of JSON; put the names into a list and "
			      "name it in \"names_file\"",
			      loading->source, JSON_TEXT_MAX >> 20);
		return 0;
	}
	if (r < 0) {
		return r;
	}
	r = read_text(loading, text, size);
	free(text);
	return r;
}
