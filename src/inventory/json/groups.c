/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/json/parts.h"
#include "inventory/list.h"
#include "inventory/quote.h"

struct group_draft {
	char *id;
	char *owner;
	struct text_list tags;
	struct type_list types;
	struct limit limit;
	struct fd_expect *expect;
	char *names_file;
};

struct name_draft {
	struct fd_name name;
	bool has_name;
	struct type_list types;
	struct limit limit;
	struct fd_expect *expect;
};

static const char types_expected[] = "an array of types such as [\"A\", \"AAAA\"]";
static const char roles_expected[] = "an array of \"local\", \"isp\" and \"public\"";
static const char ids_expected[] = "an array of ids of resolvers";
static const char expect_expected[] =
	"an object such as {\"rcode\": \"NOERROR\"}, or null for no expectation";

static const struct field group_fields[] = {
	COMMENT_FIELD,
	{ .key = "id",
	  .expected = "a short text, unlike any other group's",
	  .accepts = IS_STRING,
	  .read = value_id,
	  .offset = offsetof(struct group_draft, id) },
	{ .key = "owner",
	  .expected = "a text: who is told",
	  .accepts = IS_STRING,
	  .read = value_text,
	  .offset = offsetof(struct group_draft, owner) },
	{ .key = "tags",
	  .expected = "an array of texts",
	  .accepts = IS_ARRAY,
	  .read = value_text_list,
	  .offset = offsetof(struct group_draft, tags) },
	{ .key = "types",
	  .expected = types_expected,
	  .accepts = IS_ARRAY,
	  .read = value_types,
	  .offset = offsetof(struct group_draft, types) },
	{ .key = "roles",
	  .expected = roles_expected,
	  .accepts = IS_ARRAY,
	  .read = read_limit_roles,
	  .offset = offsetof(struct group_draft, limit) },
	{ .key = "resolvers",
	  .expected = ids_expected,
	  .accepts = IS_ARRAY,
	  .read = read_limit_ids,
	  .offset = offsetof(struct group_draft, limit) },
	{ .key = "expect",
	  .expected = expect_expected,
	  .accepts = IS_OBJECT | IS_NULL,
	  .read = read_expect,
	  .offset = offsetof(struct group_draft, expect) },
	{ .key = "names",
	  .expected = "an array of names, each a string or an object",
	  .accepts = IS_ARRAY },
	{ .key = "names_file",
	  .expected = "the path of a list of names, as seen from this file",
	  .accepts = IS_STRING,
	  .read = value_text,
	  .offset = offsetof(struct group_draft, names_file) },
};

const struct table group_table = { .name = "group",
				   .place = "groups[]",
				   TABLE_FIELDS(group_fields) };

static const struct field name_fields[] = {
	COMMENT_FIELD,
	{ .key = "name",
	  .expected = "a name such as \"www.example\"",
	  .accepts = IS_STRING,
	  .required = true,
	  .read = value_name,
	  .offset = offsetof(struct name_draft, name),
	  .flag = offsetof(struct name_draft, has_name) },
	{ .key = "types",
	  .expected = types_expected,
	  .accepts = IS_ARRAY,
	  .read = value_types,
	  .offset = offsetof(struct name_draft, types) },
	{ .key = "roles",
	  .expected = roles_expected,
	  .accepts = IS_ARRAY,
	  .read = read_limit_roles,
	  .offset = offsetof(struct name_draft, limit) },
	{ .key = "resolvers",
	  .expected = ids_expected,
	  .accepts = IS_ARRAY,
	  .read = read_limit_ids,
	  .offset = offsetof(struct name_draft, limit) },
	{ .key = "expect",
	  .expected = expect_expected,
	  .accepts = IS_OBJECT | IS_NULL,
	  .read = read_expect,
	  .offset = offsetof(struct name_draft, expect) },
};

const struct table name_table = { .name = "name",
				  .place = "groups[].names[]",
				  TABLE_FIELDS(name_fields) };

static void store(struct reader *reader, const struct fd_name *name, const struct scope *scope)
{
	int r = name_store_add(&reader->loading->store, name, scope);

	if (r < 0) {
		reader_fail(reader, r);
	}
}

/* The terms a scope asks under: index 0 where nothing is expected and everybody is asked. */
static uint32_t terms_of(struct reader *reader, struct fd_terms terms)
{
	uint32_t index = 0;

	if (terms.expect == NULL && terms.resolvers == NULL) {
		return 0;
	}
	int r = terms_add(reader->loading, terms, &index);
	if (r < 0) {
		reader_fail(reader, r);
	}
	return index;
}

/* What all names of a group share, unless they say otherwise. */
struct group_scope {
	struct scope scope;
	struct fd_expect *expect;
	struct limit_result limit;
};

/* A name that states a limit, in roles or in resolvers, replaces the group's. */
static void read_name_object(struct reader *reader, const struct path *path, json_t *value,
			     const struct group_scope *group)
{
	struct name_draft draft = { .expect = group->expect };
	struct scope scope = group->scope;
	struct limit_result limit = group->limit;

	table_read(reader, path, value, &name_table, &draft);
	bool own_limit = draft.limit.by_role || draft.limit.by_id;
	if (own_limit) {
		limit = limit_resolve(reader, path, &draft.limit);
	}
	if (!draft.has_name || reader->error != 0) {
		return;
	}
	if (draft.types.count > 0) {
		scope.types = draft.types.items;
		scope.type_count = draft.types.count;
	}
	json_t *stated = json_object_get(value, "expect");
	if (json_is_object(stated)) {
		const struct path expect = { .up = path, .key = "expect" };
		check_expect(reader, &expect, stated, draft.expect, &scope);
		check_match(reader, &expect, stated, draft.expect);
	}
	if (own_limit || draft.expect != group->expect) {
		scope.terms =
			terms_of(reader, (struct fd_terms) { draft.expect, limit.resolvers });
		scope.left_out = limit.left_out;
	}
	store(reader, &draft.name, &scope);
}

static void read_names(struct reader *reader, const struct path *path, json_t *names,
		       const struct group_scope *group)
{
	size_t count = json_array_size(names);

	for (size_t i = 0; i < count && reader->error == 0; i++) {
		struct path item = { .up = path, .index = i };
		json_t *value = json_array_get(names, i);
		struct fd_name name;
		if (!type_check(reader, &item, value, IS_STRING | IS_OBJECT,
				"a name, or an object with a \"name\"")) {
			continue;
		}
		if (json_is_object(value)) {
			read_name_object(reader, &item, value, group);
		} else if (name_value(reader, &item, json_string_value(value), &name)) {
			store(reader, &name, &group->scope);
		}
	}
}

static int read_list(struct reader *reader, struct input *input, const struct path *path,
		     const char *file, const struct group_scope *group)
{
	enum input_form form;
	int r = input_form(input, &form);

	if (r < 0) {
		return r;
	}
	if (form != INPUT_LIST) {
		char quote[QUOTE_MAX];
		problem_add(&reader->problems, path,
			    "%s is %s, expected a list of names, one a line",
			    quote_text(quote, file), form == INPUT_JSON ? "JSON" : "UTF-16");
		return 0;
	}
	return list_read(input, file, &reader->loading->store, &group->scope,
			 reader->loading->errors);
}

static void read_names_file(struct reader *reader, const struct path *path, const char *name,
			    const struct group_scope *group)
{
	struct input input;
	char quote[QUOTE_MAX];
	char *file = input_path_beside(reader->loading->source, name);

	if (file == NULL) {
		reader_fail(reader, -ENOMEM);
		return;
	}
	reader_file(reader, file);
	int r = input_open(&input, file, false, reader->loading->hash);
	if (r == 0) {
		r = read_list(reader, &input, path, file, group);
	}
	input_finish(&input);
	if (r == -ENOMEM || r == -EOVERFLOW) {
		reader_fail(reader, r);
	} else if (r < 0) {
		problem_add(&reader->problems, path, "%s cannot be read: %s",
			    quote_text(quote, file), strerror(-r));
	}
	free(file);
}

static char *default_id(struct reader *reader, size_t index)
{
	char text[32];

	if (index == 0) {
		return reader_text(reader, "default");
	}
	snprintf(text, sizeof(text), "group-%zu", index + 1);
	return reader_text(reader, text);
}

/* Whether a name takes both its types and what is expected of it from the group. */
static bool any_plain(json_t *names)
{
	bool plain = false;

	for (size_t i = 0; i < json_array_size(names); i++) {
		json_t *name = json_array_get(names, i);
		plain |= json_is_string(name) || (json_object_get(name, "types") == NULL &&
						  json_object_get(name, "expect") == NULL);
	}
	return plain;
}

static void read_group(struct reader *reader, const struct path *path, json_t *value,
		       size_t index)
{
	const struct loading *loading = reader->loading;
	struct fd_group *group = &loading->inventory->base.groups[index];
	struct group_draft draft = { .expect = reader->expect };
	struct path names = { .up = path, .key = "names" };
	struct path names_file = { .up = path, .key = "names_file" };

	table_read(reader, path, value, &group_table, &draft);
	group->id = draft.id != NULL ? draft.id : default_id(reader, index);
	group->owner = draft.owner;
	group->tags = draft.tags.items;
	group->tag_count = draft.tags.count;

	bool own_types = draft.types.count > 0;
	struct group_scope scope = {
		.expect = draft.expect,
		.limit = limit_resolve(reader, path, &draft.limit),
		.scope = { .types = own_types ? draft.types.items : loading->types,
			   .type_count = own_types ? draft.types.count : loading->type_count,
			   .group = (uint16_t)index },
	};
	scope.scope.left_out = scope.limit.left_out;
	scope.scope.terms =
		terms_of(reader, (struct fd_terms) { scope.expect, scope.limit.resolvers });

	json_t *array = json_object_get(value, "names");
	json_t *stated = json_object_get(value, "expect");
	if (json_is_object(stated) && any_plain(array)) {
		const struct path expect = { .up = path, .key = "expect" };
		check_expect(reader, &expect, stated, draft.expect, &scope.scope);
	}
	if (json_is_array(array)) {
		read_names(reader, &names, array, &scope);
	}
	if (draft.names_file != NULL && reader->error == 0) {
		read_names_file(reader, &names_file, draft.names_file, &scope);
	}
}

static const struct path groups_path = { .key = "groups" };

static void tell_id(void *context, size_t first, size_t again)
{
	struct reader *reader = context;
	char quote[QUOTE_MAX];
	struct path item = { .up = &groups_path, .index = again };
	struct path path = { .up = &item, .key = "id" };

	problem_add(&reader->problems, &path,
		    "%s is the id of groups[%zu] already, expected each id once",
		    quote_text(quote, reader->loading->inventory->base.groups[again].id),
		    first);
}

static void check_ids(struct reader *reader)
{
	const struct fd_inventory *inventory = &reader->loading->inventory->base;
	struct keyed *items = reader_array(reader, inventory->group_count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; items != NULL && i < inventory->group_count; i++) {
		if (inventory->groups[i].id != NULL) {
			items[count++] =
				(struct keyed) { .key = inventory->groups[i].id, .index = i };
		}
	}
	find_twice(items, count, tell_id, reader);
}

void read_groups(struct reader *reader, json_t *groups)
{
	struct fd_inventory *inventory = &reader->loading->inventory->base;
	size_t count = json_array_size(groups);

	if (count > GROUPS_MAX) {
		problem_add(&reader->problems, &groups_path,
			    "holds %zu groups, expected at most %d", count, GROUPS_MAX);
		return;
	}
	inventory->groups = reader_array(reader, count, sizeof(*inventory->groups));
	if (inventory->groups == NULL) {
		return;
	}
	inventory->group_count = count;
	for (size_t i = 0; i < count && reader->error == 0; i++) {
		struct path item = { .up = &groups_path, .index = i };
		json_t *value = json_array_get(groups, i);
		if (type_check(reader, &item, value, IS_OBJECT,
			       "an object such as {\"id\": \"web\", \"names\": [...]}")) {
			read_group(reader, &item, value, i);
		}
	}
	if (reader->error == 0) {
		check_ids(reader);
	}
}
