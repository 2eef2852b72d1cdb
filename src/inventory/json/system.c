/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "inventory/json/parts.h"
#include "inventory/quote.h"

/* One that the file lists stands as it is listed; where that leaves its role to whether the system uses it, the role is here. */
static void stand(struct resolver_draft *listed, enum fd_role role)
{
	if (!listed->role_stated && !fd_endpoint_is_private(&listed->resolver.endpoint)) {
		listed->resolver.role = role;
		listed->role_stated = true;
	}
}

static int join(struct loading *loading, const struct resolver_set *system, enum fd_role role,
		uint32_t *places)
{
	struct resolver_set *all = &loading->resolvers;

	for (size_t i = 0; i < system->count; i++) {
		struct resolver_draft draft = system->items[i];
		struct resolver_draft *listed =
			resolver_set_find(all, &draft.resolver.endpoint);
		if (listed != NULL) {
			stand(listed, role);
			places[i] = (uint32_t)(listed - all->items);
			continue;
		}
		if (!fd_endpoint_is_private(&draft.resolver.endpoint)) {
			draft.resolver.role = role; /* a stub or a router is of the site */
		}
		int r = resolver_set_add(all, &draft);
		if (r < 0) {
			return r;
		}
		places[i] = (uint32_t)(all->count - 1);
	}
	return 0;
}

/* Links among the system's become links among all; what the file states about a listed one is read later, and stands. */
static void relink(struct loading *loading, const struct resolver_set *system,
		   const uint32_t *places)
{
	for (size_t i = 0; i < system->count; i++) {
		const struct fd_resolver *from = &system->items[i].resolver;
		struct fd_resolver *to = &loading->resolvers.items[places[i]].resolver;
		for (size_t k = 0; k < from->forwards_to_count; k++) {
			from->forwards_to[k] = places[from->forwards_to[k]];
		}
		to->forwards_to = from->forwards_to;
		to->forwards_to_count = from->forwards_to_count;
	}
}

static void tell_unusable(struct reader *reader, const struct path *path, int error)
{
	static const char instead[] =
		"name some with -r ADDRESS, or in \"resolvers\" in place of this key";
	const char *conf = loading_resolv_conf(reader->loading);
	char quote[QUOTE_MAX];

	if (error < 0) {
		problem_add(&reader->problems, path,
			    "%s cannot be read for the system's resolvers: %s; %s",
			    quote_text(quote, conf), strerror(-error), instead);
	} else {
		problem_add(&reader->problems, path,
			    "%s names no resolver, expected a line such as \"nameserver "
			    "192.0.2.53\"; %s",
			    quote_text(quote, conf), instead);
	}
}

/* The state of this host is told as a mistake only to who is about to ask these resolvers. */
static void read_and_join(struct reader *reader, const struct path *path, enum fd_role role)
{
	struct loading *loading = reader->loading;
	const struct fd_inventory_request *request = loading->request;
	bool asked = request->resolver_count == 0 && !request->resolvers_optional;
	size_t before = loading->errors->count + loading->errors->dropped;
	struct resolver_set system = { 0 };
	int r = loading_system_resolvers(loading, &system, asked ? loading->errors : NULL);
	bool told = loading->errors->count + loading->errors->dropped > before;

	if (r == 0 && system.count > 0) {
		uint32_t *places = reader_array(reader, system.count, sizeof(*places));
		r = places != NULL ? join(loading, &system, role, places) : -ENOMEM;
		if (r == 0) {
			relink(loading, &system, places);
		}
	} else if (r != -ENOMEM && asked && !told) {
		tell_unusable(reader, path, r);
	}
	if (r == -ENOMEM) {
		reader_fail(reader, r);
	}
	reader->resolvers_doubtful |= told || r < 0 || system.count == 0;
	resolver_set_finish(&system);
}

void read_system_resolvers(struct reader *reader, const struct path *path, json_t *value,
			   const struct field *field, void *object)
{
	int role = FD_ROLE_LOCAL;

	reader->loading->system_joined = true;
	if (json_is_false(value)) {
		problem_add(&reader->problems, path,
			    "found false, expected %s; without this key there are none",
			    field->expected);
		role = -EINVAL;
	} else if (json_is_string(value)) {
		role = word_value(reader, path, json_string_value(value), role_words, "role");
	}
	if (role < 0) {
		reader->resolvers_doubtful = true;
		return;
	}
	read_and_join(reader, path, (enum fd_role)role);
}
