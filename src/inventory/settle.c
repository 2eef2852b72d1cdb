/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/loading.h"
#include "inventory/resolv_conf.h"
#include "inventory/resolver_args.h"

const char *loading_resolv_conf(const struct loading *loading)
{
	const char *path = loading->request->resolv_conf;
	return path != NULL ? path : RESOLV_CONF_PATH;
}

static const char *stub_path(const struct loading *loading)
{
	const char *path = loading->request->stub_resolv_conf;
	return path != NULL ? path : STUB_RESOLV_CONF_PATH;
}

int loading_system_resolvers(const struct loading *loading, struct resolver_set *set,
			     struct fd_errors *errors)
{
	return resolv_conf_read(set, loading_resolv_conf(loading), stub_path(loading),
				loading->region, errors);
}

/* Nobody named a resolver: the system's. */
static int take_resolv_conf(struct loading *loading)
{
	const char *path = loading_resolv_conf(loading);
	bool optional = loading->request->resolvers_optional;
	size_t before = loading->errors->count;
	int r = loading_system_resolvers(loading, &loading->resolvers,
					 optional ? NULL : loading->errors);

	if (r == -ENOMEM || optional) {
		return r == -ENOMEM ? r : 0;
	}
	if (r < 0) {
		fd_errors_add(loading->errors,
			      "%s: cannot be read for its resolvers: %s; name one with -r "
			      "ADDRESS or in the inventory",
			      path, strerror(-r));
	} else if (loading->resolvers.count == 0 && loading->errors->count == before) {
		fd_errors_add(loading->errors,
			      "%s: names no resolver, expected a line such as \"nameserver "
			      "192.0.2.53\"; name one with -r ADDRESS or in the inventory",
			      path);
	}
	return 0;
}

/* What the file says about a resolver holds for -r too, except what -r says itself. */
static void inherit(struct resolver_draft *draft, const struct resolver_draft *from_file)
{
	enum fd_role role = draft->resolver.role;
	bool role_stated = draft->role_stated;

	*draft = *from_file;
	if (role_stated) {
		draft->resolver.role = role;
		draft->role_stated = true;
	}
}

/* Links between resolvers of the file become links between those still there. */
static void relink(struct loading *loading)
{
	for (size_t i = 0; i < loading->resolvers.count; i++) {
		struct fd_resolver *resolver = &loading->resolvers.items[i].resolver;
		size_t kept = 0;
		for (size_t k = 0; k < resolver->forwards_to_count; k++) {
			uint32_t of_file = resolver->forwards_to[k];
			uint32_t now = of_file == FD_NO_INDEX
					       ? /* told already */
					       FD_NO_INDEX
					       : loading->resolver_of_file[of_file];
			if (now != FD_NO_INDEX) {
				resolver->forwards_to[kept++] = now;
			}
		}
		resolver->forwards_to_count = kept;
	}
}

static int replace_resolvers(struct loading *loading, struct resolver_set *of_file)
{
	size_t count = of_file->count;
	uint32_t *map = region_array(loading->region, count, sizeof(*map));

	if (map == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		struct resolver_draft *draft = &of_file->items[i];
		struct resolver_draft *now =
			draft->address_known ? resolver_set_find(&loading->resolvers,
								 &draft->resolver.endpoint)
					     : NULL;
		map[i] = FD_NO_INDEX;
		if (now != NULL) {
			map[i] = (uint32_t)(now - loading->resolvers.items);
			inherit(now, draft);
		}
	}
	loading->resolver_of_file = map;
	relink(loading);
	return 0;
}

/* -r replaces what the file names. */
static int take_arguments(struct loading *loading)
{
	struct resolver_set of_file = loading->resolvers;
	int r = 0;

	loading->resolvers = (struct resolver_set) { 0 };
	for (size_t i = 0; r == 0 && i < loading->request->resolver_count; i++) {
		r = resolver_arg_read(&loading->resolvers, loading->request->resolvers[i],
				      loading->errors);
	}
	if (r == 0) {
		r = replace_resolvers(loading, &of_file);
	}
	resolver_set_finish(&of_file);
	return r == 0 ? resolver_set_name(&loading->resolvers, loading->region) : r;
}

/* Same address, whatever the port: that is what resolv.conf can say. */
static bool listed(const struct resolver_set *set, const struct fd_endpoint *endpoint)
{
	struct fd_endpoint plain = *endpoint;

	plain.port = 53;
	return resolver_set_find(set, &plain) != NULL;
}

/* Private addresses are local; so are the others that the system itself uses. */
static int give_roles(struct loading *loading)
{
	struct resolver_set system = { 0 };
	bool system_read = false;
	int r = 0;

	for (size_t i = 0; i < loading->resolvers.count; i++) {
		struct resolver_draft *draft = &loading->resolvers.items[i];
		if (draft->role_stated || !draft->address_known) {
			continue;
		}
		if (fd_endpoint_is_private(&draft->resolver.endpoint)) {
			draft->resolver.role = FD_ROLE_LOCAL;
			continue;
		}
		if (!system_read) {
			r = loading_system_resolvers(loading, &system, NULL);
			system_read = true;
			if (r == -ENOMEM) {
				break;
			}
			r = 0;
		}
		bool local = listed(&system, &draft->resolver.endpoint);
		draft->resolver.role = local ? FD_ROLE_LOCAL : FD_ROLE_PUBLIC;
	}
	resolver_set_finish(&system);
	return r;
}

int resolvers_settle(struct loading *loading)
{
	int r = 0;

	loading->file_resolver_count = loading->resolvers.count;
	if (loading->request->resolver_count > 0) {
		r = take_arguments(loading);
	} else if (loading->resolvers.count == 0 && !loading->system_joined) {
		r = take_resolv_conf(loading);
	}
	return r == 0 ? give_roles(loading) : r;
}
