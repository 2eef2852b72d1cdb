/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inventory/json/table.h"
#include "inventory/roots.h"
#include "support.h"

/* Every inventory we ship can be read. */
Test(inventories, all_load)
{
	unsigned count = 0;
	char path[512];
	struct dirent *entry;
	DIR *dir = opendir(INVENTORIES);

	cr_assert_not_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".json") == NULL ||
		    strstr(entry->d_name, ".schema.json") != NULL) {
			continue;
		}
		snprintf(path, sizeof(path), "%s/%s", INVENTORIES, entry->d_name);
		struct loaded loaded =
			load_request((struct fd_inventory_request) { .file = path });
		char *messages = messages_of(&loaded.errors);
		cr_expect_eq(loaded.result, 0, "%s", messages);
		free(messages);
		loaded_finish(&loaded);
		count++;
	}
	closedir(dir);
	cr_expect_geq(count, 3);
}

/* The provider's resolvers are those of the system, whoever they are; one that is listed stays what it is. */
Test(inventories, isp_versus_public_asks_the_systems_resolvers)
{
	static const char text[] = "nameserver 198.51.100.7\nnameserver 9.9.9.9\n"
				   "nameserver 192.168.1.1\n";
	const char *conf = file_with(text, sizeof(text) - 1);
	struct loaded loaded = load_request((struct fd_inventory_request) {
		.file = INVENTORIES "/isp-versus-public.json", .resolv_conf = conf });
	char *actual = resolvers_of(&loaded);
	size_t public = 0;

	unlink(conf);
	cr_assert_eq(loaded.result, 0, "%s", actual);
	const struct fd_inventory *inventory = loaded.inventory;
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		public += inventory->resolvers[i].role == FD_ROLE_PUBLIC;
	}
	cr_expect_eq(inventory->resolver_count, 18);
	cr_expect_eq(public, 16);
	cr_expect_not_null(strstr(actual, "quad9-1 9.9.9.9 public\n"), "%s", actual);
	cr_expect_not_null(strstr(actual, "\n198.51.100.7 198.51.100.7 isp\n"
					  "192.168.1.1 192.168.1.1 local\n"),
			   "%s", actual);
	free(actual);
	loaded_finish(&loaded);
}

/* ---- the schema says what the tables say ----------------------------------------------------- */

static const json_t *object_of(const json_t *schema, const char *name)
{
	return strcmp(name, "inventory") == 0
		       ? schema
		       : json_object_get(json_object_get(schema, "$defs"), name);
}

static bool lists_key(const json_t *array, const char *key)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (strcmp(json_string_value(json_array_get(array, i)), key) == 0) {
			return true;
		}
	}
	return false;
}

static void compare_table(const struct table *table, const json_t *object)
{
	const json_t *properties = json_object_get(object, "properties");
	const json_t *required = json_object_get(object, "required");
	size_t required_count = 0;

	cr_assert_not_null(properties, "%s is not in the schema", table->name);
	cr_expect(json_is_false(json_object_get(object, "additionalProperties")), "%s",
		  table->name);
	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];
		cr_expect_not_null(json_object_get(properties, field->key),
				   "%s.%s is not in the schema", table->name, field->key);
		cr_expect_eq(lists_key(required, field->key), field->required, "%s.%s",
			     table->name, field->key);
		required_count += field->required;
	}
	cr_expect_eq(json_object_size(properties), table->count,
		     "the schema has keys of %s that are unknown here", table->name);
	cr_expect_eq(json_array_size(required), required_count, "%s", table->name);
}

Test(inventories, the_schema_has_the_same_keys)
{
	json_error_t error;
	json_t *schema = json_load_file(INVENTORIES "/inventory.schema.json", 0, &error);

	cr_assert_not_null(schema, "%d:%d: %s", error.line, error.column, error.text);
	for (size_t i = 0; all_tables[i] != NULL; i++) {
		compare_table(all_tables[i], object_of(schema, all_tables[i]->name));
	}
	json_decref(schema);
}

/* ---- roots and anchors ----------------------------------------------------------------------- */

Test(inventories, a_machine_without_root_data)
{
	struct region region = { 0 };
	struct root_set roots;
	struct anchor_set anchors;
	struct fd_errors errors = { 0 };

	cr_assert_eq(roots_default(&roots, "/nonexistent", 53, &region), 0);
	cr_expect_eq(roots.count, 26);
	for (size_t i = 0; i < roots.count; i++) {
		cr_expect_eq(roots.items[i].endpoint.family, i % 2 == 0 ? 4 : 6);
		cr_expect_eq(roots.items[i].endpoint.port, 53);
		cr_expect_eq(roots.items[i].name.length, 20);
	}
	cr_assert_eq(anchors_default(&anchors, "/nonexistent", &region), 0);
	cr_assert_eq(anchors.count, 2);
	cr_expect_not_null(strstr(anchors.items[0], "DS 20326 8 2 e06d44b8"));
	cr_expect_not_null(strstr(anchors.items[1], "DS 38696 8 2 683d2d0a"));
	fd_errors_finish(&errors);
	region_finish(&region);
}

/* What is compiled in is what the system's file says, as far as that has not moved on. */
Test(inventories, known_roots_are_the_systems)
{
	struct region region = { 0 };
	struct root_set known, system;
	size_t same = 0;

	if (roots_read(&system, ROOT_HINTS_PATH, 53, &region, NULL) == 0) {
		cr_assert_eq(roots_default(&known, "/nonexistent", 53, &region), 0);
		for (size_t i = 0; i < known.count; i++) {
			for (size_t k = 0; k < system.count; k++) {
				same += fd_endpoint_equal(&known.items[i].endpoint,
							  &system.items[k].endpoint) &&
					fd_name_equal(&known.items[i].name,
						      &system.items[k].name);
			}
		}
		cr_expect_geq(same, 20);
	}
	region_finish(&region);
}
