/* SPDX-License-Identifier: MIT */
#include "world/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/cache.h"
#include "world/resolver.h"

/*
 * The description is a text rather than tables in C: a test, the demo and a bug report can all show a whole internet on a
 * page, zone data looks like zone data, and what is wrong has a line number.
 */

/* Where a new element of a list goes: at its end, so that the order is that of the text. */
#define APPEND(list, element)                      \
	do {                                       \
		__typeof__(&(list)) end = &(list); \
		while (*end != NULL) {             \
			end = &(*end)->next;       \
		}                                  \
		*end = (element);                  \
	} while (0)

static void read_addresses(struct parser *parser, struct host *host, char *text)
{
	char *rest = text, *one;

	while ((one = strsep(&rest, ",")) != NULL) {
		if (host->address_count == WORLD_ADDRESSES_MAX) {
			parser_error(parser, "more than %d addresses", WORLD_ADDRESSES_MAX);
			return;
		}
		if (parse_address(parser, &host->addresses[host->address_count], one)) {
			host->address_count++;
		}
	}
}

static void read_host(struct parser *parser, bool recursive)
{
	struct region *region = &parser->world->region;
	struct host *host = parser_got(parser, region_alloc(region, sizeof(*host)));
	char **words = parser->words;

	if (host == NULL) {
		return;
	}
	if (world_host(parser->world, words[1]) != NULL) {
		parser_error(parser, "there is a host named \"%s\" already", words[1]);
		return;
	}
	*host = parser->everyone;
	host->line = parser->line;
	host->recursive = recursive;
	host->name = parser_got(parser, region_text(region, words[1], strlen(words[1])));
	if (host->name == NULL ||
	    (!recursive && !parse_name(parser, &host->fqdn, host->name))) {
		return;
	}
	read_addresses(parser, host, words[2]);
	words_apply_host(parser, host, 3);
	host->nsid = host->nsid == NULL ? host->name : host->nsid;
	APPEND(parser->world->hosts, host);
}

static void read_server(struct parser *parser)
{
	read_host(parser, false);
}

static void read_resolver(struct parser *parser)
{
	read_host(parser, true);
}

static void read_zone(struct parser *parser)
{
	struct region *region = &parser->world->region;
	struct zone *zone = parser_got(parser, region_alloc(region, sizeof(*zone)));

	parser->zone = NULL;
	if (zone == NULL || !parse_name(parser, &zone->apex, parser->words[1])) {
		return;
	}
	if (strcmp(parser->words[2], "at") != 0) {
		parser_error(parser, "expected \"at\" and the servers, not \"%s\"",
			     parser->words[2]);
		return;
	}
	zone->line = parser->line;
	zone->ttl = 300;
	zone->negative_ttl = 60;
	zone->serial = 1;
	key_make(&zone->key, &zone->apex);
	parser_refer(parser, &zone->at, parser->words[3], true);
	words_apply_zone(parser, zone, 4);
	APPEND(parser->world->zones, zone);
	parser->zone = zone;
}

static struct host *find_resolver(struct parser *parser, const char *name)
{
	struct host *host = world_host(parser->world, name);

	if (host == NULL || !host->recursive) {
		parser_error(parser, "there is no resolver \"%s\" above this line", name);
		return NULL;
	}
	return host;
}

static bool read_ede(struct parser *parser, int *ret_ede, const char *word)
{
	int64_t number;

	if (strncmp(word, "ede=", 4) != 0 || !parse_number(&number, word + 4, 65535)) {
		parser_error(parser, "expected ede=CODE, not \"%s\"", word);
		return false;
	}
	*ret_ede = (int)number;
	return true;
}

static void read_block(struct parser *parser)
{
	static const struct {
		const char *word;
		uint8_t rcode;
	} actions[] = { { "nxdomain", FD_NXDOMAIN },
			{ "nodata", FD_NOERROR },
			{ "refused", FD_REFUSED } };
	struct host *host = find_resolver(parser, parser->words[1]);
	struct rule *rule =
		parser_got(parser, region_alloc(&parser->world->region, sizeof(*rule)));
	const char *action = parser->words[3];
	bool known = false;

	if (host == NULL || rule == NULL ||
	    !parse_name(parser, &rule->name, parser->words[2])) {
		return;
	}
	rule->ede = -1;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].word, action) == 0) {
			rule->rcode = actions[i].rcode;
			known = true;
		}
	}
	if (!known && fd_endpoint_parse(&rule->address, action, 0) != 0) {
		parser_error(parser,
			     "expected nxdomain, nodata, refused or an address, not \"%s\"",
			     action);
		return;
	}
	if (parser->word_count > 4 && !read_ede(parser, &rule->ede, parser->words[4])) {
		return;
	}
	APPEND(host->rules, rule);
}

/* ttl= and serial= at the end of a `remember` line. Returns how many words are left before them. */
static size_t read_memory_options(struct parser *parser, struct memory *memory)
{
	size_t count = parser->word_count;
	int64_t number;

	for (; count > 4; count--) {
		const char *word = parser->words[count - 1];
		if (strncmp(word, "ttl=", 4) == 0 &&
		    parse_span(&memory->lifetime_ns, word + 4)) {
			continue;
		}
		if (strncmp(word, "serial=", 7) == 0 &&
		    parse_number(&number, word + 7, UINT32_MAX)) {
			memory->serial = (uint32_t)number;
			continue;
		}
		break;
	}
	return count;
}

static bool read_remembered(struct parser *parser, struct memory *memory, size_t count)
{
	char **words = parser->words + 4;
	struct rdata rdata;

	if (strcmp(words[0], "nxdomain") == 0 || strcmp(words[0], "nodata") == 0) {
		memory->rcode = words[0][1] == 'x' ? FD_NXDOMAIN : FD_NOERROR;
		return true;
	}
	int length = rdata_read(&rdata, memory->type, words, count - 4, NULL);
	if (length < 0) {
		parser_error(parser, "expected nxdomain, nodata or %s",
			     rdata_expected(memory->type));
		return false;
	}
	memory->rr.type = memory->type;
	memory->rr.length = (uint16_t)length;
	memory->rr.ttl = (uint32_t)(memory->lifetime_ns / 1000000000);
	memory->rr.rdata = parser_got(
		parser, region_copy(&parser->world->region, rdata.bytes, (size_t)length));
	return memory->rr.rdata != NULL;
}

static void read_remember(struct parser *parser)
{
	struct memory *memory =
		parser_got(parser, region_alloc(&parser->world->region, sizeof(*memory)));
	struct host *host = find_resolver(parser, parser->words[1]);

	if (host == NULL || memory == NULL ||
	    !parse_name(parser, &memory->name, parser->words[2])) {
		return;
	}
	if (fd_type_parse(&memory->type, parser->words[3]) != 0) {
		parser_error(parser, "\"%s\" is not a record type", parser->words[3]);
		return;
	}
	memory->resolver = host;
	memory->lifetime_ns = INT64_C(300000000000);
	size_t count = read_memory_options(parser, memory);
	if (read_remembered(parser, memory, count)) {
		APPEND(parser->world->memories, memory);
	}
}

static void read_everyone(struct parser *parser)
{
	words_apply_host(parser, &parser->everyone, 1);
}

static void read_hop(struct parser *parser)
{
	if (!parse_span(&parser->world->hop_ns, parser->words[1])) {
		parser_error(parser, "expected a time with a unit, not \"%s\"",
			     parser->words[1]);
	}
}

static const struct statement {
	const char *word;
	size_t least; /* words, its own included */
	void (*read)(struct parser *parser);
	const char *form;
} statements[] = {
	{ "server", 3, read_server, "server NAME ADDRESS[,ADDRESS...] [WORD...]" },
	{ "resolver", 3, read_resolver, "resolver NAME ADDRESS[,ADDRESS...] [WORD...]" },
	{ "zone", 4, read_zone, "zone APEX at SERVER[,SERVER...] [WORD...]" },
	{ "block", 4, read_block, "block RESOLVER NAME nxdomain|nodata|refused|ADDRESS" },
	{ "remember", 5, read_remember, "remember RESOLVER NAME TYPE nxdomain|nodata|RDATA" },
	{ "everyone", 2, read_everyone, "everyone WORD..." },
	{ "hop", 2, read_hop, "hop TIME" },
};

static void read_statement(struct parser *parser)
{
	static const char *const known[] = { "server",	 "resolver", "zone", "block",
					     "remember", "everyone", "hop",  NULL };

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		if (strcmp(parser->words[0], statements[i].word) != 0) {
			continue;
		}
		if (parser->word_count < statements[i].least) {
			parser_error(parser, "expected: %s", statements[i].form);
			return;
		}
		statements[i].read(parser);
		return;
	}
	const char *near = fd_did_you_mean(parser->words[0], known);
	parser_error(parser, "unknown statement \"%s\"%s%s%s", parser->words[0],
		     near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
		     near == NULL ? "" : "\"?");
}

static void add_record(struct parser *parser, const struct fd_name *owner, struct rr *rr,
		       const struct rdata *rdata)
{
	struct region *region = &parser->world->region;
	struct node *node = parser_got(parser, zone_add_node(region, parser->zone, owner));

	rr->rdata = parser_got(parser, region_copy(region, rdata->bytes, rr->length));
	if (rr->rdata == NULL || node == NULL || node_add(region, node, rr) != 0) {
		parser->no_memory = true;
		return;
	}
	node->own_ns |= rr->type == FD_TYPE_NS;
	node->own_address |= rr->type == FD_TYPE_A || rr->type == FD_TYPE_AAAA;
}

/* An indented line: OWNER [TTL] TYPE RDATA. */
static void read_record(struct parser *parser)
{
	const struct zone *zone = parser->zone;
	struct fd_name owner;
	struct rr rr = { 0 };
	struct rdata rdata;
	size_t next = 1;
	int64_t ttl;

	if (zone == NULL) {
		parser_error(parser, "a record, but no zone above it");
		return;
	}
	if (rdata_name(&owner, parser->words[0], &zone->apex) != 0 ||
	    !fd_name_under(&owner, &zone->apex)) {
		parser_error(parser, "\"%s\" is not a name of this zone", parser->words[0]);
		return;
	}
	rr.ttl = zone->ttl;
	if (next < parser->word_count && parse_number(&ttl, parser->words[next], INT32_MAX)) {
		rr.ttl = (uint32_t)ttl;
		next++;
	}
	if (next == parser->word_count || fd_type_parse(&rr.type, parser->words[next]) != 0) {
		parser_error(parser, "expected a record type after \"%s\"",
			     parser->words[next - 1]);
		return;
	}
	int length = rdata_read(&rdata, rr.type, parser->words + next + 1,
				parser->word_count - next - 1, &zone->apex);
	if (length < 0) {
		parser_error(parser, "%s expects %s", parser->words[next],
			     rdata_expected(rr.type));
		return;
	}
	rr.length = (uint16_t)length;
	add_record(parser, &owner, &rr, &rdata);
}

/* One word, its quotes taken away, ended by a NUL in place. Returns where to go on, NULL when nothing is left. */
static char *next_word(char *text, char **ret_word)
{
	bool quoted = false;
	char *out;

	text += strspn(text, " \t\r");
	if (*text == '\0' || *text == '#') {
		return NULL;
	}
	*ret_word = out = text;
	for (; *text != '\0' && (quoted || strchr(" \t\r", *text) == NULL); text++) {
		if (*text == '"') {
			quoted = !quoted;
		} else {
			*out++ = *text;
		}
	}
	bool more = *text != '\0';
	*out = '\0';
	return more ? text + 1 : text;
}

static void read_line(struct parser *parser, char *line)
{
	bool indented = *line == ' ' || *line == '\t';
	char *word = NULL;

	parser->word_count = 0;
	for (char *rest = line; (rest = next_word(rest, &word)) != NULL;) {
		if (parser->word_count == WORLD_WORDS_MAX) {
			parser_error(parser, "more than %d words", WORLD_WORDS_MAX);
			return;
		}
		parser->words[parser->word_count++] = word;
	}
	if (parser->word_count == 0) {
		return;
	}
	if (indented) {
		read_record(parser);
	} else {
		read_statement(parser);
	}
}

static int read_text(struct parser *parser, const char *text)
{
	char *copy = strdup(text);
	char *rest = copy, *line;

	if (copy == NULL) {
		return -ENOMEM;
	}
	while ((line = strsep(&rest, "\n")) != NULL) {
		parser->line++;
		read_line(parser, line);
	}
	free(copy);
	if (!parser->failed) {
		world_derive(parser);
	}
	return parser->no_memory ? -ENOMEM : parser->failed ? -EINVAL : 0;
}

static const struct host ordinary = {
	.patience_ns = INT64_C(10000000000), /* BIND's resolver-query-timeout */
	.attempt_ns = INT64_C(400000000),
	.servfail_ns = INT64_C(5000000000), /* RFC 9520 3.2: 1 s to 5 min */
	.max_ttl_ns = INT64_C(86400000000000),
	.cache_size = WORLD_CACHE_DEFAULT,
};

int fd_world_create(struct fd_world **ret_world, const char *text, const char *source,
		    struct fd_errors *errors)
{
	struct fd_world *world = calloc(1, sizeof(*world));
	struct parser parser = {
		.world = world, .source = source, .errors = errors, .everyone = ordinary
	};
	static char version[] = "a made DNS";

	if (world == NULL) {
		return -ENOMEM;
	}
	world->hop_ns = 1000000;
	parser.everyone.version = version;
	world->frames = calloc(WORLD_DEPTH_MAX, sizeof(struct frame));
	world->outside = calloc(1, sizeof(struct response));
	int r = world->frames == NULL || world->outside == NULL ? -ENOMEM
								: read_text(&parser, text);
	if (r < 0) {
		fd_world_destroy(world);
		return r;
	}
	*ret_world = world;
	return 0;
}

void fd_world_destroy(struct fd_world *world)
{
	if (world == NULL) {
		return;
	}
	for (struct host *host = world->hosts; host != NULL; host = host->next) {
		cache_destroy(host->cache);
	}
	for (struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
		signer_destroy(zone->signer);
	}
	free(world->frames);
	free(world->outside);
	region_finish(&world->region);
	free(world);
}
