/* SPDX-License-Identifier: MIT */
#include "inventory/json/table.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "inventory/quote.h"

enum {
	FIELDS_MAX = 24,
	KEYS_TEXT_MAX = 512,
};

void reader_fail(struct reader *reader, int error)
{
	assert(error < 0);
	if (reader->error == 0) {
		reader->error = error;
	}
}

void *reader_array(struct reader *reader, size_t count, size_t size)
{
	void *memory = region_array(reader->region, count, size);

	if (memory == NULL) {
		reader_fail(reader, -ENOMEM);
	}
	return memory;
}

char *reader_text(struct reader *reader, const char *text)
{
	char *copy = region_text(reader->region, text, strlen(text));

	if (copy == NULL) {
		reader_fail(reader, -ENOMEM);
	}
	return copy;
}

void reader_file(struct reader *reader, const char *path)
{
	struct fd_inventory *inventory = &reader->loading->inventory->base;
	struct fd_inventory_file *file = reader_array(reader, 1, sizeof(*file));

	if (file != NULL) {
		*file = (struct fd_inventory_file) { .path = reader_text(reader, path),
						     .next = inventory->files };
		inventory->files = file;
	}
}

const char *found_text(char out[FOUND_MAX], json_t *value)
{
	char quote[QUOTE_MAX];

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		snprintf(out, FOUND_MAX, "an object");
		break;
	case JSON_ARRAY:
		snprintf(out, FOUND_MAX, "an array");
		break;
	case JSON_STRING:
		snprintf(out, FOUND_MAX, "the string %s",
			 quote_text(quote, json_string_value(value)));
		break;
	case JSON_INTEGER:
		snprintf(out, FOUND_MAX, "the number %" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
		break;
	case JSON_REAL:
		snprintf(out, FOUND_MAX, "the fractional number %g", json_real_value(value));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		snprintf(out, FOUND_MAX, "%s", json_is_true(value) ? "true" : "false");
		break;
	case JSON_NULL:
		snprintf(out, FOUND_MAX, "null");
		break;
	}
	return out;
}

bool type_check(struct reader *reader, const struct path *path, json_t *value, unsigned accepts,
		const char *expected)
{
	char found[FOUND_MAX];

	if ((accepts >> json_typeof(value) & 1) != 0) {
		return true;
	}
	problem_add(&reader->problems, path, "found %s, expected %s", found_text(found, value),
		    expected);
	return false;
}

static const struct field *find_field(const struct table *table, const char *key)
{
	for (size_t i = 0; i < table->count; i++) {
		if (strcmp(table->fields[i].key, key) == 0) {
			return &table->fields[i];
		}
	}
	return NULL;
}

/* The object the key would be right in. */
static const struct table *find_home(const char *key)
{
	for (size_t i = 0; all_tables[i] != NULL; i++) {
		if (find_field(all_tables[i], key) != NULL) {
			return all_tables[i];
		}
	}
	return NULL;
}

static const char *nearest_key(const struct table *table, const char *key)
{
	const char *keys[FIELDS_MAX + 1];

	assert(table->count <= FIELDS_MAX);
	for (size_t i = 0; i < table->count; i++) {
		keys[i] = table->fields[i].key;
	}
	keys[table->count] = NULL;
	return fd_did_you_mean(key, keys);
}

static void list_keys(char out[KEYS_TEXT_MAX], const struct table *table)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < table->count && used < KEYS_TEXT_MAX; i++) {
		used += (size_t)snprintf(out + used, KEYS_TEXT_MAX - used, "%s%s",
					 i == 0			? ""
					 : i + 1 < table->count ? ", "
								: " or ",
					 table->fields[i].key);
	}
}

static void explain_key(struct reader *reader, const struct path *path,
			const struct table *table)
{
	char keys[KEYS_TEXT_MAX];
	const char *meant = nearest_key(table, path->key);
	const struct table *home = find_home(path->key);

	if (meant != NULL) {
		problem_add_at_key(&reader->problems, path, "unknown key, did you mean \"%s\"?",
				   meant);
	} else if (home != NULL) {
		problem_add_at_key(&reader->problems, path,
				   "unknown key here; it belongs in %s", home->place);
	} else {
		list_keys(keys, table);
		problem_add_at_key(&reader->problems, path, "unknown key, expected %s", keys);
	}
}

static void check_keys(struct reader *reader, const struct path *path, json_t *json,
		       const struct table *table)
{
	const char *key;
	json_t *value;

	json_object_foreach(json, key, value)
	{
		if (find_field(table, key) == NULL) {
			struct path member = { .up = path, .key = key };
			explain_key(reader, &member, table);
		}
	}
}

void table_read(struct reader *reader, const struct path *path, json_t *json,
		const struct table *table, void *object)
{
	check_keys(reader, path, json, table);
	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];
		json_t *value = json_object_get(json, field->key);
		struct path member = { .up = path, .key = field->key };

		if (value == NULL) {
			if (field->required) {
				problem_add(&reader->problems, &member,
					    "is missing, expected %s", field->expected);
			}
			continue;
		}
		if (type_check(reader, &member, value, field->accepts, field->expected) &&
		    field->read != NULL) {
			field->read(reader, &member, value, field, object);
		}
	}
}
