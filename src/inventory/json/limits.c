/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "inventory/json/parts.h"

static size_t words_of(size_t bits)
{
	return (bits + 63) / 64;
}

void read_limit_roles(struct reader *reader, const struct path *path, json_t *value,
		      const struct field *field, void *object)
{
	struct limit *limit = field_place(field, object);
	size_t count = json_array_size(value);

	limit->by_role = true;
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		json_t *element = json_array_get(value, i);
		int role = -EINVAL;
		if (type_check(reader, &item, element, IS_STRING, "a role")) {
			role = word_value(reader, &item, json_string_value(element), role_words,
					  "role");
		}
		if (role < 0) {
			limit->doubtful = true;
			continue;
		}
		limit->roles |= 1u << role;
	}
}

/* The resolver's index in this run; one that -r took away is in none. */
static uint32_t index_now(const struct loading *loading, uint32_t index)
{
	return loading->resolver_of_file != NULL ? loading->resolver_of_file[index] : index;
}

void read_limit_ids(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	struct limit *limit = field_place(field, object);
	size_t count = json_array_size(value);

	limit->by_id = true;
	limit->ids = reader_array(reader, words_of(reader->loading->resolvers.count),
				  sizeof(*limit->ids));
	for (size_t i = 0; limit->ids != NULL && i < count; i++) {
		struct path item = { .up = path, .index = i };
		json_t *element = json_array_get(value, i);
		uint32_t index = FD_NO_INDEX;
		if (type_check(reader, &item, element, IS_STRING, "the id of a resolver")) {
			index = find_resolver(reader, &item, json_string_value(element));
		}
		if (index == FD_NO_INDEX) {
			limit->doubtful = true;
			continue;
		}
		index = index_now(reader->loading, index);
		if (index != FD_NO_INDEX) {
			limit->ids[index / 64] |= UINT64_C(1) << (index % 64);
		}
	}
}

static bool allows(const struct limit *limit, const struct fd_resolver *resolver, size_t index)
{
	return (!limit->by_role || (limit->roles >> resolver->role & 1) != 0) &&
	       (!limit->by_id || (limit->ids[index / 64] >> (index % 64) & 1) != 0);
}

static void tell_nobody(struct reader *reader, const struct path *path,
			const struct limit *limit)
{
	const char *what = limit->by_role && limit->by_id
				   ? "\"roles\" and \"resolvers\" together leave"
			   : limit->by_role ? "\"roles\" leaves"
					    : "\"resolvers\" leaves";

	problem_add(&reader->problems, path, "%s no resolver to ask, expected at least one",
		    what);
}

struct limit_result limit_resolve(struct reader *reader, const struct path *path,
				  const struct limit *limit)
{
	const struct resolver_set *set = &reader->loading->resolvers;
	struct limit_result result = { 0 };
	bool any = false;

	if ((!limit->by_role && !limit->by_id) || limit->doubtful || set->count == 0) {
		return result;
	}
	uint64_t *bits = reader_array(reader, words_of(set->count), sizeof(*bits));
	if (bits == NULL || (limit->by_id && limit->ids == NULL)) {
		return result;
	}
	for (size_t i = 0; i < set->count; i++) {
		if (allows(limit, &set->items[i].resolver, i)) {
			bits[i / 64] |= UINT64_C(1) << (i % 64);
			any = true;
		}
	}
	if (any) {
		result.resolvers = bits;
	} else if (reader->loading->request->resolver_count > 0) {
		result.left_out = true;
	} else if (!reader->resolvers_doubtful) {
		tell_nobody(reader, path, limit);
	}
	return result;
}
