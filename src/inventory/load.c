/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/list.h"
#include "inventory/loading.h"
#include "inventory/name_text.h"
#include "inventory/quote.h"
#include "inventory/roots.h"

void errors_move(struct fd_errors *errors, struct fd_errors *from)
{
	for (size_t i = 0; i < from->count; i++) {
		fd_errors_add(errors, "%s", from->messages[i]);
	}
	errors->dropped += from->dropped;
	fd_errors_finish(from);
}

int terms_add(struct loading *loading, struct fd_terms terms, uint32_t *ret_index)
{
	struct fd_inventory *inventory = &loading->inventory->base;

	if (inventory->terms_count == loading->terms_capacity) {
		size_t capacity = loading->terms_capacity * 2 + 16;
		struct fd_terms *rows = realloc(inventory->terms, capacity * sizeof(*rows));
		if (rows == NULL) {
			return -ENOMEM;
		}
		inventory->terms = rows;
		loading->terms_capacity = capacity;
	}
	if (inventory->terms_count >= UINT32_MAX) {
		return -EOVERFLOW;
	}
	*ret_index = (uint32_t)inventory->terms_count;
	inventory->terms[inventory->terms_count++] = terms;
	return 0;
}

/* A list has one group. */
static int make_default_group(struct loading *loading)
{
	struct fd_inventory *inventory = &loading->inventory->base;

	inventory->groups = region_array(loading->region, 1, sizeof(*inventory->groups));
	if (inventory->groups == NULL) {
		return -ENOMEM;
	}
	inventory->group_count = 1;
	inventory->groups[0].id = region_text(loading->region, "default", 7);
	return inventory->groups[0].id == NULL ? -ENOMEM : 0;
}

static struct scope default_scope(const struct loading *loading)
{
	return (struct scope) { .types = loading->types, .type_count = loading->type_count };
}

static int load_names(struct loading *loading)
{
	const struct fd_inventory_request *request = loading->request;
	struct scope scope = default_scope(loading);
	char quote[QUOTE_MAX];

	for (size_t i = 0; i < request->name_count; i++) {
		struct name_fault fault;
		struct fd_name name;
		XXH3_64bits_update(loading->hash, request->names[i], strlen(request->names[i]));
		XXH3_64bits_update(loading->hash, "\n", 1);
		int r = name_read(&name, request->names[i], &fault);
		if (r == 0) {
			r = name_store_add(&loading->store, &name, &scope);
		} else if (r == -EINVAL) {
			fd_errors_add(loading->errors, "%s: %s %s", loading->source,
				      quote_text(quote, request->names[i]), fault.text);
			r = 0;
		}
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static int load_form(struct loading *loading, struct input *input)
{
	struct scope scope = default_scope(loading);
	enum input_form form;

	int r = input_form(input, &form);
	if (r < 0) {
		return r;
	}
	if (form == INPUT_UTF16) {
		fd_errors_add(loading->errors, "%s:1:1: is UTF-16; save it as UTF-8",
			      loading->source);
		return 0;
	}
	if (form == INPUT_JSON) {
		return json_load(loading, input);
	}
	r = list_read(input, loading->source, &loading->store, &scope, loading->errors);
	if (r == 0) {
		r = make_default_group(loading);
	}
	return r == 0 ? resolvers_settle(loading) : r;
}

static int load_file(struct loading *loading)
{
	const struct fd_inventory_request *request = loading->request;
	struct input input;
	int r = request->text != NULL ? input_open_text(&input, request->text,
							request->text_length, loading->hash)
				      : input_open(&input, request->file, true, loading->hash);

	if (r == 0) {
		r = load_form(loading, &input);
	}
	input_finish(&input);
	if (r < 0 && r != -ENOMEM && r != -EOVERFLOW) {
		fd_errors_add(loading->errors, "%s: cannot be read: %s", loading->source,
			      strerror(-r));
		return 0;
	}
	return r;
}

static int load_source(struct loading *loading)
{
	if (loading->request->file != NULL) {
		return load_file(loading);
	}
	int r = load_names(loading);
	if (r == 0) {
		r = make_default_group(loading);
	}
	return r == 0 ? resolvers_settle(loading) : r;
}

/* -t, or else A; the file's defaults come in between. */
static void take_types(struct loading *loading)
{
	const struct fd_inventory_request *request = loading->request;

	for (size_t i = 0; i < request->type_count; i++) {
		bool known = false;
		for (size_t k = 0; k < loading->type_count; k++) {
			known |= loading->types[k] == request->types[i];
		}
		if (known) {
			continue;
		}
		if (loading->type_count == TYPES_MAX) {
			fd_errors_add(loading->errors, "command line: -t more than %d types",
				      TYPES_MAX);
			return;
		}
		loading->types[loading->type_count++] = request->types[i];
	}
	if (loading->type_count == 0) {
		loading->types[loading->type_count++] = FD_TYPE_A;
	}
}

/* A run that asks nothing has been mistyped somewhere: better said than a clean bill of health. */
static void check_plan(const struct loading *loading)
{
	if (loading->errors->count + loading->errors->dropped > 0) {
		return;
	}
	if (loading->store.question_count > 0) {
		return;
	}
	if (loading->store.left_out > 0) {
		fd_errors_add(loading->errors,
			      "%s: nothing to ask: every name is limited to resolvers or roles "
			      "that are not among those given with -r",
			      loading->source);
	} else {
		fd_errors_add(loading->errors, "%s: nothing to ask: %s", loading->source,
			      loading->request->file != NULL
				      ? "it holds no names"
				      : "no names given; give some, or an inventory");
	}
}

static int take_resolvers(struct loading *loading)
{
	struct fd_inventory *inventory = &loading->inventory->base;
	size_t count = loading->resolvers.count;

	inventory->resolvers =
		region_array(loading->region, count, sizeof(*inventory->resolvers));
	if (inventory->resolvers == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		inventory->resolvers[i] = loading->resolvers.items[i].resolver;
	}
	inventory->resolver_count = count;
	return 0;
}

static int take_roots(struct loading *loading)
{
	struct fd_inventory *inventory = &loading->inventory->base;
	struct root_set roots;
	struct anchor_set anchors;
	int r = 0;

	if (inventory->roots == NULL) {
		r = roots_default(&roots, ROOT_HINTS_PATH, inventory->authority_port,
				  loading->region);
		if (r == 0) {
			inventory->roots = roots.items;
			inventory->root_count = roots.count;
		}
	}
	if (r == 0 && inventory->trust_anchors == NULL) {
		r = anchors_default(&anchors, ROOT_DS_PATH, loading->region);
		if (r == 0) {
			inventory->trust_anchors = anchors.items;
			inventory->trust_anchor_count = anchors.count;
		}
	}
	return r;
}

static int complete(struct loading *loading)
{
	struct fd_inventory *inventory = &loading->inventory->base;

	int r = take_resolvers(loading);
	if (r == 0) {
		r = take_roots(loading);
	}
	inventory->source =
		region_text(loading->region, loading->source, strlen(loading->source));
	if (r < 0 || loading->region->failed) {
		return -ENOMEM;
	}
	inventory->hash = XXH3_64bits_digest(loading->hash);
	name_store_seal(&loading->store);
	inventory->questions = loading->store.questions;
	inventory->question_count = loading->store.question_count;
	inventory->names = loading->store.names;
	inventory->names_size = loading->store.names_size;
	inventory->name_count = loading->store.name_count;
	inventory->duplicates = loading->store.duplicates;
	inventory->left_out = loading->store.left_out;
	loading->store = (struct name_store) { 0 };
	return 0;
}

static int load(struct loading *loading)
{
	uint32_t nothing;

	XXH3_64bits_reset(loading->hash);
	take_types(loading);
	int r = terms_add(loading, (struct fd_terms) { .expect = NULL }, &nothing);
	if (r == 0) {
		r = load_source(loading);
	}
	if (r == -EOVERFLOW) {
		fd_errors_add(loading->errors,
			      "%s: more names than one run can hold (4 GiB of names, 4 billion "
			      "questions); share the list out over several runs",
			      loading->source);
		r = 0;
	}
	if (r < 0 || loading->region->failed) {
		return -ENOMEM;
	}
	check_plan(loading);
	return loading->errors->count + loading->errors->dropped > 0 ? -EINVAL
								     : complete(loading);
}

static const char *source_of(const struct fd_inventory_request *request)
{
	return request->file != NULL ? request->file : "command line";
}

static struct inventory *inventory_new(void)
{
	struct inventory *inventory = calloc(1, sizeof(*inventory));

	if (inventory != NULL) {
		inventory->base.qps = -1;
		inventory->base.retries = FD_RETRIES_DEFAULT;
		inventory->base.authority_port = 53;
	}
	return inventory;
}

int fd_inventory_load(struct fd_inventory **ret_inventory,
		      const struct fd_inventory_request *request, struct fd_errors *errors)
{
	/* The caller's list may hold messages about other things: ours decide, and then join them. */
	struct fd_errors own = { 0 };
	struct loading loading = { .request = request,
				   .errors = &own,
				   .source = source_of(request),
				   .inventory = inventory_new(),
				   .hash = XXH3_createState() };
	int r = -ENOMEM;

	if (loading.inventory != NULL && loading.hash != NULL) {
		loading.region = &loading.inventory->region;
		r = load(&loading);
	}
	errors_move(errors, &own);
	name_store_finish(&loading.store);
	resolver_set_finish(&loading.resolvers);
	XXH3_freeState(loading.hash);
	if (r < 0) {
		fd_inventory_destroy(loading.inventory != NULL ? &loading.inventory->base
							       : NULL);
		return r;
	}
	*ret_inventory = &loading.inventory->base;
	return 0;
}
