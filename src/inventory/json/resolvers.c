/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/json/parts.h"
#include "inventory/quote.h"

static const char address_expected[] =
	"an IP address such as \"192.0.2.53\" or \"2001:db8::53\"";
static const char links_expected[] = "an array of ids of resolvers";

static void read_address(struct reader *reader, const struct path *path, json_t *value,
			 const struct field *field, void *object)
{
	struct resolver_draft *draft = object;

	draft->address_known = address_value(reader, path, json_string_value(value),
					     &draft->resolver.endpoint);
}

static void read_id(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	struct resolver_draft *draft = object;

	value_id(reader, path, value, field, object);
	draft->id_stated = draft->resolver.id != NULL;
}

static void read_port(struct reader *reader, const struct path *path, json_t *value,
		      const struct field *field, void *object)
{
	struct resolver_draft *draft = object;
	uint16_t port = draft->resolver.endpoint.port;

	value_number16(reader, path, value, field, object);
	if (draft->resolver.endpoint.port == port && json_integer_value(value) != port) {
		draft->address_known = false; /* a port in error says nothing about twins */
	}
}

static void read_role(struct reader *reader, const struct path *path, json_t *value,
		      const struct field *field, void *object)
{
	struct resolver_draft *draft = object;
	int role = word_value(reader, path, json_string_value(value), role_words, "role");

	if (role >= 0) {
		draft->resolver.role = (enum fd_role)role;
		draft->role_stated = true;
	}
}

static void read_proto(struct reader *reader, const struct path *path, json_t *value,
		       const struct field *field, void *object)
{
	static const char *const words[] = { "udp", "tcp", NULL };
	static const char *const later[] = { "tls", "http", "https", "quic",
					     "dot", "doh",  "doq",   NULL };
	struct resolver_draft *draft = object;
	const char *text = json_string_value(value);
	char quote[QUOTE_MAX];

	for (size_t i = 0; later[i] != NULL; i++) {
		if (strcmp(text, later[i]) == 0) {
			problem_add(&reader->problems, path,
				    "%s is not supported yet, expected \"udp\" or \"tcp\"",
				    quote_text(quote, text));
			return;
		}
	}
	int word = word_value(reader, path, text, words, "protocol");
	if (word >= 0) {
		draft->resolver.proto = word == 0 ? FD_UDP : FD_TCP;
	}
}

static void read_validates(struct reader *reader, const struct path *path, json_t *value,
			   const struct field *field, void *object)
{
	struct resolver_draft *draft = object;

	draft->resolver.validates = json_is_true(value) ? 1 : 0;
}

static void read_source(struct reader *reader, const struct path *path, json_t *value,
			const struct field *field, void *object)
{
	struct resolver_draft *draft = object;
	struct fd_endpoint source;

	if (!address_value(reader, path, json_string_value(value), &source)) {
		return;
	}
	source.port = 0;
	if (draft->address_known && source.family != draft->resolver.endpoint.family) {
		problem_add(&reader->problems, path,
			    "is an IPv%u address, expected one of IPv%u as the resolver's",
			    source.family, draft->resolver.endpoint.family);
		return;
	}
	draft->resolver.source = source;
}

static void read_canary(struct reader *reader, const struct path *path, json_t *value,
			const struct field *field, void *object)
{
	struct resolver_draft *draft = object;

	if (json_is_null(value)) {
		draft->resolver.canary_none = true;
		return;
	}
	value_name(reader, path, value, field, object);
}

#define IN_RESOLVER(member) .offset = offsetof(struct resolver_draft, resolver.member)

static const struct field resolver_fields[] = {
	COMMENT_FIELD,
	{ .key = "id",
	  .expected = "a short text, unlike any other resolver's",
	  .accepts = IS_STRING,
	  .read = read_id,
	  IN_RESOLVER(id) },
	{ .key = "address",
	  .expected = address_expected,
	  .accepts = IS_STRING,
	  .required = true,
	  .read = read_address },
	{ .key = "port",
	  .expected = "a whole number from 1 to 65535",
	  .accepts = IS_INTEGER,
	  .read = read_port,
	  IN_RESOLVER(endpoint.port),
	  .least = 1,
	  .most = 65535 },
	{ .key = "role",
	  .expected = "\"local\", \"isp\" or \"public\"",
	  .accepts = IS_STRING,
	  .read = read_role },
	{ .key = "proto",
	  .expected = "\"udp\" or \"tcp\"",
	  .accepts = IS_STRING,
	  .read = read_proto },
	{ .key = "forwards_to", .expected = links_expected, .accepts = IS_ARRAY },
	{ .key = "operator",
	  .expected = "a text: whose resolver it is",
	  .accepts = IS_STRING,
	  .read = value_text,
	  IN_RESOLVER(operator_name) },
	{ .key = "validates",
	  .expected = "true or false",
	  .accepts = IS_BOOLEAN,
	  .read = read_validates },
	{ .key = "qps",
	  .expected = "a whole number of queries a second from 0 (no ceiling) to 100000000",
	  .accepts = IS_INTEGER,
	  .read = value_number64,
	  IN_RESOLVER(qps),
	  .least = 0,
	  .most = QPS_MAX },
	{ .key = "source",
	  .expected = "an IP address of this host",
	  .accepts = IS_STRING,
	  .read = read_source },
	{ .key = "canary",
	  .expected = "a name this resolver answers, or null for none",
	  .accepts = IS_STRING | IS_NULL,
	  .read = read_canary,
	  IN_RESOLVER(canary),
	  .flag = offsetof(struct resolver_draft, resolver.has_canary) },
};

const struct table resolver_table = { .name = "resolver",
				      .place = "resolvers[]",
				      TABLE_FIELDS(resolver_fields) };

void read_resolvers(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	size_t before = reader->problems.count + reader->problems.dropped;
	size_t count = json_array_size(value);

	if (count > RESOLVERS_MAX) {
		problem_add(&reader->problems, path, "holds %zu resolvers, expected at most %d",
			    count, RESOLVERS_MAX);
		count = 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		struct resolver_draft draft = resolver_draft_new();
		json_t *element = json_array_get(value, i);

		draft.resolver.endpoint.port = 53;
		if (type_check(reader, &item, element, IS_OBJECT,
			       "an object such as {\"address\": \"192.0.2.53\"}")) {
			table_read(reader, &item, element, &resolver_table, &draft);
		}
		int r = resolver_set_add(&reader->loading->resolvers, &draft);
		if (r < 0) {
			reader_fail(reader, r);
			return;
		}
	}
	reader->listed_count = count;
	reader->resolvers_doubtful = reader->problems.count + reader->problems.dropped > before;
}

/* ---- ids ---------------------------------------------------------------------------------- */

static int keyed_order(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	return strcmp(a->key, b->key);
}

void index_resolvers(struct reader *reader, const struct resolver_set *set)
{
	struct id_index *index = reader->ids;

	index->items = reader_array(reader, set->count, sizeof(*index->items));
	index->count = 0;
	if (index->items == NULL) {
		return;
	}
	for (size_t i = 0; i < set->count; i++) {
		if (set->items[i].resolver.id != NULL) {
			index->items[index->count++] =
				(struct keyed) { .key = set->items[i].resolver.id, .index = i };
		}
	}
	if (index->count > 0) {
		qsort(index->items, index->count, sizeof(*index->items), keyed_order);
	}
}

static void explain_id(struct reader *reader, const struct path *path, const char *id)
{
	char quote[QUOTE_MAX];
	const struct id_index *index = reader->ids;

	for (size_t i = 0; i < index->count; i++) {
		const char *words[] = { index->items[i].key, NULL };
		const char *meant = fd_did_you_mean(id, words);
		if (meant != NULL) {
			problem_add(&reader->problems, path,
				    "%s is the id of no resolver, did you mean \"%s\"?",
				    quote_text(quote, id), meant);
			return;
		}
	}
	problem_add(&reader->problems, path,
		    "%s is the id of no resolver, expected one of those in \"resolvers\"",
		    quote_text(quote, id));
}

uint32_t find_resolver(struct reader *reader, const struct path *path, const char *id)
{
	const struct keyed wanted = { .key = id };
	const struct keyed *found = NULL;

	if (reader->ids->count > 0) {
		found = bsearch(&wanted, reader->ids->items, reader->ids->count, sizeof(wanted),
				keyed_order);
	}
	if (found == NULL) {
		explain_id(reader, path, id);
		return FD_NO_INDEX;
	}
	return (uint32_t)found->index;
}

/* ---- between resolvers -------------------------------------------------------------------- */

static const struct path resolvers_path = { .key = "resolvers" };
static const struct path system_path = { .key = "system_resolvers" };

static void tell_address(void *context, size_t first, size_t again)
{
	struct reader *reader = context;
	char text[FD_ENDPOINT_TEXT_MAX];
	struct path item = { .up = &resolvers_path, .index = again };
	struct path path = { .up = &item, .key = "address" };

	if (reader->loading->request->several_places) {
		return; /* the same server, asked from each of them */
	}
	fd_endpoint_text(text, &reader->loading->resolvers.items[again].resolver.endpoint);
	problem_add(&reader->problems, &path,
		    "%s is the address of resolvers[%zu] already, expected each address and "
		    "port once",
		    text, first);
}

static void tell_id(void *context, size_t first, size_t again)
{
	struct reader *reader = context;
	char quote[QUOTE_MAX];
	const struct resolver_draft *draft = &reader->loading->resolvers.items[again];
	struct path item = { .up = &resolvers_path, .index = again };
	struct path path = { .up = &item, .key = "id" };

	if (!draft->id_stated && !reader->loading->resolvers.items[first].id_stated) {
		return; /* both are their addresses, and that was told */
	}
	if (again >= reader->listed_count) {
		problem_add(&reader->problems, &system_path,
			    "brings in %s, which is the id of resolvers[%zu] already, expected "
			    "each id once",
			    quote_text(quote, draft->resolver.id), first);
		return;
	}
	problem_add(&reader->problems, &path,
		    "%s is the id of resolvers[%zu] already, expected each id once",
		    quote_text(quote, draft->resolver.id), first);
}

static void check_twins(struct reader *reader)
{
	const struct resolver_set *set = &reader->loading->resolvers;
	struct keyed *items = reader_array(reader, set->count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; items != NULL && i < set->count; i++) {
		char text[FD_ENDPOINT_TEXT_MAX];
		if (set->items[i].address_known) {
			fd_endpoint_text(text, &set->items[i].resolver.endpoint);
			char *key = reader_text(reader, text);
			if (key == NULL) {
				return;
			}
			items[count++] = (struct keyed) { .key = key, .index = i };
		}
	}
	find_twice(items, count, tell_address, reader);
	count = 0;
	for (size_t i = 0; items != NULL && i < set->count; i++) {
		const struct resolver_draft *draft = &set->items[i];
		if (draft->resolver.id != NULL && (draft->id_stated || draft->address_known)) {
			items[count++] =
				(struct keyed) { .key = draft->resolver.id, .index = i };
		}
	}
	find_twice(items, count, tell_id, reader);
}

static void read_links(struct reader *reader, const struct path *path, json_t *value,
		       struct fd_resolver *resolver)
{
	size_t count = json_array_size(value);

	resolver->forwards_to = reader_array(reader, count, sizeof(uint32_t));
	if (resolver->forwards_to == NULL) {
		return;
	}
	/* A link to nowhere keeps its place, so that place and path stay the same; the load fails anyway. */
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		json_t *element = json_array_get(value, i);
		resolver->forwards_to[i] =
			type_check(reader, &item, element, IS_STRING, "the id of a resolver")
				? find_resolver(reader, &item, json_string_value(element))
				: FD_NO_INDEX;
	}
	resolver->forwards_to_count = count;
}

/* A walk along forwards_to, kept on a stack of its own: chains may be as long as there are resolvers. */
struct walk {
	uint32_t *stack; /* resolvers from the start to here */
	uint32_t *next;	 /* for each resolver: its next link to follow */
	uint8_t *state;	 /* for each resolver */
	size_t depth;
};
enum {
	UNSEEN,
	ON_STACK,
	FINISHED
};

static void tell_circle(struct reader *reader, const struct walk *walk, uint32_t target)
{
	const struct resolver_draft *items = reader->loading->resolvers.items;
	uint32_t last = walk->stack[walk->depth - 1];
	struct path item = { .up = &resolvers_path, .index = last };
	struct path links = { .up = &item, .key = "forwards_to" };
	struct path link = { .up = &links, .index = walk->next[last] - 1 };
	char chain[512];
	char quote[QUOTE_MAX];
	size_t used = 0, at = walk->depth;

	while (at > 0 && walk->stack[at - 1] != target) {
		at--;
	}
	assert(at > 0);
	size_t first = at - 1;
	for (size_t i = first; i < walk->depth && used < sizeof(chain); i++) {
		used += (size_t)snprintf(chain + used, sizeof(chain) - used, "%s -> ",
					 quote_text(quote, items[walk->stack[i]].resolver.id));
	}
	chain[used < sizeof(chain) ? used : sizeof(chain) - 1] = '\0';
	problem_add(&reader->problems, last < reader->listed_count ? &link : &system_path,
		    "closes a circle: %s%s, expected forwarding that ends", chain,
		    quote_text(quote, items[target].resolver.id));
}

static void push(struct walk *walk, uint32_t resolver)
{
	walk->stack[walk->depth++] = resolver;
	walk->state[resolver] = ON_STACK;
}

/* One step: along the next link of the last resolver, or back from it. */
static void step(struct reader *reader, struct walk *walk)
{
	uint32_t last = walk->stack[walk->depth - 1];
	const struct fd_resolver *resolver = &reader->loading->resolvers.items[last].resolver;

	if (walk->next[last] == resolver->forwards_to_count) {
		walk->state[last] = FINISHED;
		walk->depth--;
		return;
	}
	uint32_t target = resolver->forwards_to[walk->next[last]++];
	if (target == FD_NO_INDEX) {
		return;
	}
	if (walk->state[target] == ON_STACK) {
		tell_circle(reader, walk, target);
	} else if (walk->state[target] == UNSEEN) {
		push(walk, target);
	}
}

static void check_circles(struct reader *reader)
{
	size_t count = reader->loading->resolvers.count;
	struct walk walk = {
		.stack = reader_array(reader, count, sizeof(*walk.stack)),
		.next = reader_array(reader, count, sizeof(*walk.next)),
		.state = reader_array(reader, count, sizeof(*walk.state)),
	};

	if (reader->error != 0) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (walk.state[i] != UNSEEN) {
			continue;
		}
		push(&walk, (uint32_t)i);
		while (walk.depth > 0) {
			step(reader, &walk);
		}
	}
}

void check_resolvers(struct reader *reader, json_t *resolvers)
{
	struct resolver_set *set = &reader->loading->resolvers;
	int r = resolver_set_name(set, reader->region);

	if (r < 0) {
		reader_fail(reader, r);
		return;
	}
	check_twins(reader);
	index_resolvers(reader, set);
	for (size_t i = 0; reader->error == 0 && i < reader->listed_count; i++) {
		json_t *links = json_object_get(json_array_get(resolvers, i), "forwards_to");
		struct path item = { .up = &resolvers_path, .index = i };
		struct path path = { .up = &item, .key = "forwards_to" };
		if (json_is_array(links)) {
			read_links(reader, &path, links, &set->items[i].resolver);
		}
	}
	if (reader->error == 0) {
		check_circles(reader);
	}
}
