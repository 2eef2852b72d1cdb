/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int mistake(char *why, size_t size, const char *path, const char *what)
{
	snprintf(why, size, "%s: %s", path, what);
	return -1;
}

static bool has_type(const char *type, json_t *value)
{
	return (strcmp(type, "string") == 0 && json_is_string(value)) ||
	       (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
	       (strcmp(type, "number") == 0 && json_is_number(value)) ||
	       (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
	       (strcmp(type, "null") == 0 && json_is_null(value)) ||
	       (strcmp(type, "array") == 0 && json_is_array(value)) ||
	       (strcmp(type, "object") == 0 && json_is_object(value));
}

static bool type_matches(json_t *type, json_t *value)
{
	size_t i;
	json_t *one;

	if (type == NULL) {
		return true;
	}
	if (json_is_string(type)) {
		return has_type(json_string_value(type), value);
	}
	json_array_foreach(type, i, one)
	{
		if (has_type(json_string_value(one), value)) {
			return true;
		}
	}
	return false;
}

static bool pattern_matches(json_t *pattern, json_t *value)
{
	regex_t regex;

	if (pattern == NULL || !json_is_string(value)) {
		return true;
	}
	if (regcomp(&regex, json_string_value(pattern), REG_EXTENDED | REG_NOSUB) != 0) {
		return false;
	}
	bool matches = regexec(&regex, json_string_value(value), 0, NULL, 0) == 0;
	regfree(&regex);
	return matches;
}

static bool enum_has(json_t *values, json_t *value)
{
	size_t i;
	json_t *one;

	if (values == NULL) {
		return true;
	}
	json_array_foreach(values, i, one)
	{
		if (json_equal(one, value)) {
			return true;
		}
	}
	return false;
}

static const char *scalar_mistake(json_t *schema, json_t *value)
{
	json_t *constant = json_object_get(schema, "const");
	json_t *minimum = json_object_get(schema, "minimum");
	json_t *maximum = json_object_get(schema, "maximum");

	if (!type_matches(json_object_get(schema, "type"), value)) {
		return "wrong type";
	}
	if (constant != NULL && !json_equal(constant, value)) {
		return "not the constant";
	}
	if (!enum_has(json_object_get(schema, "enum"), value)) {
		return "not of the enumeration";
	}
	if (!pattern_matches(json_object_get(schema, "pattern"), value)) {
		return "does not match the pattern";
	}
	if (json_is_number(value) &&
	    ((minimum != NULL && json_number_value(value) < json_number_value(minimum)) ||
	     (maximum != NULL && json_number_value(value) > json_number_value(maximum)))) {
		return "out of range";
	}
	return NULL;
}

struct visit {
	json_t *root;
	char *why;
	size_t size;
};

static int check(const struct visit *visit, json_t *schema, json_t *value, const char *path);

static int check_object(const struct visit *visit, json_t *schema, json_t *value,
			const char *path)
{
	json_t *properties = json_object_get(schema, "properties");
	json_t *others = json_object_get(schema, "additionalProperties");
	json_t *required = json_object_get(schema, "required");
	char at[256];
	const char *key;
	json_t *member;
	size_t i;

	json_array_foreach(required, i, member)
	{
		if (json_object_get(value, json_string_value(member)) == NULL) {
			snprintf(at, sizeof(at), "%s.%s", path, json_string_value(member));
			return mistake(visit->why, visit->size, at, "missing");
		}
	}
	json_object_foreach(value, key, member)
	{
		json_t *of = json_object_get(properties, key);
		snprintf(at, sizeof(at), "%s.%s", path, key);
		of = of == NULL ? others : of;
		if (of == NULL) {
			return mistake(visit->why, visit->size, at, "not in the schema");
		}
		if (check(visit, of, member, at) < 0) {
			return -1;
		}
	}
	return 0;
}

static json_t *resolve(const struct visit *visit, json_t *schema)
{
	json_t *ref = json_object_get(schema, "$ref");

	if (ref == NULL) {
		return schema;
	}
	const char *name = strrchr(json_string_value(ref), '/') + 1;
	return json_object_get(json_object_get(visit->root, "$defs"), name);
}

static int check(const struct visit *visit, json_t *schema, json_t *value, const char *path)
{
	schema = resolve(visit, schema);
	if (schema == NULL) {
		return mistake(visit->why, visit->size, path, "the schema refers to nothing");
	}
	const char *what = scalar_mistake(schema, value);
	json_t *items = json_object_get(schema, "items");
	size_t i;
	json_t *item;

	if (what != NULL) {
		return mistake(visit->why, visit->size, path, what);
	}
	json_array_foreach(json_is_array(value) ? value : NULL, i, item)
	{
		char at[256];
		snprintf(at, sizeof(at), "%s[%zu]", path, i);
		if (items == NULL || check(visit, items, item, at) < 0) {
			return items == NULL ? mistake(visit->why, visit->size, at, "no items")
					     : -1;
		}
	}
	return json_is_object(value) ? check_object(visit, schema, value, path) : 0;
}

int schema_check(json_t *root, json_t *schema, json_t *value, char *why, size_t size)
{
	const struct visit visit = { .root = root, .why = why, .size = size };

	return check(&visit, schema, value, "$");
}
