/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "world/cache.h"
#include "world/response.h"
#include "world/text.h"

/* What follows from a description: lists of hosts, the address table, delegations with glue, keys, trust, caches. */

static void fill_list(struct parser *parser, const struct reference *reference)
{
	char *rest = reference->text, *one;
	struct fd_endpoint endpoint;

	parser->line = reference->line;
	while ((one = strsep(&rest, ",")) != NULL) {
		struct host *host = world_host(parser->world, one);
		bool is_address =
			!reference->by_name && fd_endpoint_parse(&endpoint, one, 0) == 0;
		if (host == NULL && is_address) {
			host = host_at(parser->world, &endpoint);
		} else if (host == NULL) {
			parser_error(parser, "there is no host \"%s\"", one);
			continue;
		}
		if (reference->list->count == WORLD_LIST_MAX) {
			parser_error(parser, "more than %d hosts", WORLD_LIST_MAX);
			return;
		}
		reference->list->hosts[reference->list->count++] = host;
	}
}

static int order_addresses(const void *a, const void *b)
{
	const struct fd_endpoint *x = &((const struct address *)a)->endpoint;
	const struct fd_endpoint *y = &((const struct address *)b)->endpoint;

	return x->family != y->family ? (int)x->family - (int)y->family
				      : memcmp(x->address, y->address, 16);
}

static void make_address_table(struct parser *parser)
{
	struct fd_world *world = parser->world;
	size_t count = 0, filled = 0;

	for (struct host *host = world->hosts; host != NULL; host = host->next) {
		count += host->address_count;
	}
	world->addresses =
		parser_got(parser, region_array(&world->region, count, sizeof(struct address)));
	if (world->addresses == NULL) {
		return;
	}
	for (struct host *host = world->hosts; host != NULL; host = host->next) {
		for (size_t i = 0; i < host->address_count; i++) {
			world->addresses[filled++] =
				(struct address) { host->addresses[i], host };
		}
	}
	world->address_count = count;
	qsort(world->addresses, count, sizeof(struct address), order_addresses);
	for (size_t i = 1; i < count; i++) {
		char text[FD_ENDPOINT_TEXT_MAX];
		if (order_addresses(&world->addresses[i - 1], &world->addresses[i]) != 0) {
			continue;
		}
		fd_endpoint_address_text(text, &world->addresses[i].endpoint);
		parser->line = world->addresses[i].host->line;
		parser_error(parser, "address %s is given to two hosts", text);
	}
}

/* The node, made when there is none; NULL when memory ran out. */
static struct node *node_at(struct parser *parser, struct zone *zone,
			    const struct fd_name *name)
{
	return parser_got(parser, zone_add_node(&parser->world->region, zone, name));
}

/* Adds a record with this data, once. */
static void add_record(struct parser *parser, struct zone *zone, struct node *node,
		       uint16_t type, const void *rdata, size_t length)
{
	unsigned count;
	const struct rr *rrs = node_rrs(node, type, &count);
	struct rr rr = { type, (uint16_t)length, zone->ttl, NULL };

	for (unsigned i = 0; i < count; i++) {
		if (rrs[i].length == length && memcmp(rrs[i].rdata, rdata, length) == 0) {
			return;
		}
	}
	rr.rdata = parser_got(parser, region_copy(&parser->world->region, rdata, length));
	if (rr.rdata == NULL || node_add(&parser->world->region, node, &rr) != 0) {
		parser->no_memory = true;
	}
}

static void add_addresses(struct parser *parser, struct zone *zone, const struct host *host)
{
	struct node *node = node_at(parser, zone, &host->fqdn);

	if (node == NULL || node->own_address) {
		return;
	}
	for (size_t i = 0; i < host->address_count; i++) {
		const struct fd_endpoint *address = &host->addresses[i];
		add_record(parser, zone, node, address->family == 4 ? FD_TYPE_A : FD_TYPE_AAAA,
			   address->address, address->family == 4 ? 4 : 16);
	}
}

static void add_soa(struct parser *parser, struct zone *zone, struct node *apex)
{
	uint8_t rdata[2 * FD_NAME_MAX + 20];
	struct fd_name mname = zone->apex, rname;
	const uint32_t numbers[5] = { zone->serial, 7200, 3600, 1209600, zone->negative_ttl };
	unsigned count;

	if (node_rrs(apex, FD_TYPE_SOA, &count) != NULL) {
		return;
	}
	if (zone->at.count > 0 && !zone->at.hosts[0]->recursive) {
		mname = zone->at.hosts[0]->fqdn;
	}
	if (fd_name_prepend(&rname, "hostmaster", 10, &zone->apex) != 0) {
		rname = zone->apex;
	}
	uint8_t *out = rdata;
	memcpy(out, mname.wire, mname.length);
	out += mname.length;
	memcpy(out, rname.wire, rname.length);
	out += rname.length;
	for (unsigned i = 0; i < 5; i++) {
		for (unsigned shift = 32; shift > 0; shift -= 8) {
			*out++ = (uint8_t)(numbers[i] >> (shift - 8));
		}
	}
	add_record(parser, zone, apex, FD_TYPE_SOA, rdata, (size_t)(out - rdata));
}

static bool same_apex(const struct zone *a, const struct zone *b)
{
	return a->key.length == b->key.length && key_under(&a->key, &b->key);
}

/* NS records for the servers of all zones of this apex: several exist where servers disagree about its data. */
static void add_ns(struct parser *parser, struct zone *zone, struct node *node,
		   const struct zone *child)
{
	for (const struct zone *each = parser->world->zones; each != NULL; each = each->next) {
		for (size_t i = 0; same_apex(each, child) && i < each->at.count; i++) {
			const struct host *host = each->at.hosts[i];
			if (!host->recursive) {
				add_record(parser, zone, node, FD_TYPE_NS, host->fqdn.wire,
					   host->fqdn.length);
			}
		}
	}
}

/* The nearest zone above a key, or at it when `inclusive`; the first of several. */
static struct zone *nearest_zone(const struct fd_world *world, const struct key *key,
				 bool inclusive)
{
	struct zone *best = NULL;

	for (struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
		bool fits = key_under(key, &zone->key) &&
			    (inclusive || zone->key.length < key->length);
		if (fits && (best == NULL || zone->key.length > best->key.length)) {
			best = zone;
		}
	}
	return best;
}

static void add_glue(struct parser *parser, struct zone *parent, const struct node *cut)
{
	unsigned count;
	const struct rr *ns = node_rrs(cut, FD_TYPE_NS, &count);

	for (unsigned i = 0; i < count; i++) {
		const struct host *host = parser->world->hosts;
		while (host != NULL &&
		       (host->recursive || host->fqdn.length != ns[i].length ||
			memcmp(host->fqdn.wire, ns[i].rdata, ns[i].length) != 0)) {
			host = host->next;
		}
		if (host != NULL && fd_name_under(&host->fqdn, &parent->apex)) {
			add_addresses(parser, parent, host);
		}
	}
}

/* What one parent zone says of a child. */
static void delegate(struct parser *parser, struct zone *parent, const struct zone *child)
{
	struct node *cut = node_at(parser, parent, &child->apex);
	uint8_t ds[DS_RDATA_SIZE];
	unsigned count;

	if (cut == NULL) {
		return;
	}
	if (!cut->own_ns) {
		add_ns(parser, parent, cut, child);
	}
	add_glue(parser, parent, cut);
	bool has_ds = node_rrs(cut, FD_TYPE_DS, &count) != NULL;
	if (parent->is_signed && child->is_signed && !child->no_ds && !has_ds) {
		dnssec_ds(ds, child);
		add_record(parser, parent, cut, FD_TYPE_DS, ds, sizeof(ds));
	}
}

static void complete_zone(struct parser *parser, struct zone *zone)
{
	struct node *apex = node_at(parser, zone, &zone->apex);

	if (apex == NULL) {
		return;
	}
	add_soa(parser, zone, apex);
	if (!apex->own_ns) {
		add_ns(parser, zone, apex, zone);
	}
	if (zone->is_signed && zone->bogus != BOGUS_NO_DNSKEY &&
	    zone->bogus != BOGUS_UNSIGNED) {
		add_record(parser, zone, apex, FD_TYPE_DNSKEY, zone->dnskey,
			   sizeof(zone->dnskey));
	}
}

static void delegate_all(struct parser *parser)
{
	struct fd_world *world = parser->world;

	for (struct zone *child = world->zones; child != NULL; child = child->next) {
		struct zone *nearest = nearest_zone(world, &child->key, false);
		child->parent = nearest;
		/* A resolver's own local zone is nobody's delegation. */
		bool is_public = child->at.count > 0 && !child->at.hosts[0]->recursive;
		for (struct zone *parent = world->zones; parent != NULL;
		     parent = parent->next) {
			if (nearest != NULL && is_public && !child->undelegated &&
			    same_apex(parent, nearest)) {
				delegate(parser, parent, child);
			}
		}
	}
}

/* Servers' names get their addresses where they belong. */
static void name_servers(struct parser *parser)
{
	struct fd_world *world = parser->world;

	for (struct host *host = world->hosts; host != NULL; host = host->next) {
		struct key key;
		if (host->recursive) {
			continue;
		}
		key_make(&key, &host->fqdn);
		const struct zone *nearest = nearest_zone(world, &key, true);
		for (struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
			if (nearest != NULL && same_apex(zone, nearest)) {
				add_addresses(parser, zone, host);
			}
		}
	}
}

static void serve_zones(struct parser *parser)
{
	for (struct zone *zone = parser->world->zones; zone != NULL; zone = zone->next) {
		for (size_t i = 0; i < zone->at.count; i++) {
			struct host *host = zone->at.hosts[i];
			if (host->zone_count == sizeof(host->zones) / sizeof(host->zones[0])) {
				parser->line = zone->line;
				parser_error(parser, "\"%s\" serves too many zones",
					     host->name);
				return;
			}
			host->zones[host->zone_count++] = zone;
		}
	}
}

static enum security trust_of(const struct zone *zone)
{
	const struct zone *chain[FD_NAME_MAX / 2 + 1];
	size_t count = 0;

	for (const struct zone *each = zone; each != NULL; each = each->parent) {
		chain[count++] = each;
	}
	if (chain[count - 1]->key.length > 0) {
		return INSECURE;
	}
	for (; count > 0; count--) {
		const struct zone *each = chain[count - 1];
		if (!each->is_signed || each->no_ds) {
			return INSECURE;
		}
		if (each->bogus != BOGUS_NONE && each->bogus_owner.length == 0) {
			return BOGUS;
		}
	}
	return SECURE;
}

static void make_caches(struct parser *parser)
{
	for (struct host *host = parser->world->hosts; host != NULL; host = host->next) {
		bool bad_size = host->cache_size == 0 || host->cache_size > WORLD_CACHE_MAX;
		if (!host->recursive) {
			continue;
		}
		if (bad_size) {
			parser->line = host->line;
			parser_error(parser, "cache= expects 1 to %d entries", WORLD_CACHE_MAX);
		} else if (cache_create(&host->cache, host->cache_size) != 0) {
			parser->no_memory = true;
		}
	}
}

void world_derive(struct parser *parser)
{
	struct fd_world *world = parser->world;

	make_address_table(parser);
	for (struct reference *reference = parser->pending; reference != NULL;
	     reference = reference->next) {
		fill_list(parser, reference);
	}
	if (parser->failed || parser->no_memory) {
		return;
	}
	for (struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
		zone->is_signed |= zone->bogus != BOGUS_NONE;
		if (zone->is_signed && dnssec_make_key(zone) != 0) {
			parser->no_memory = true;
			return;
		}
	}
	delegate_all(parser);
	name_servers(parser);
	for (struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
		complete_zone(parser, zone);
		zone->security = trust_of(zone);
	}
	serve_zones(parser);
	make_caches(parser);
}

/* A remembered answer as the resolver would have cached it. */
static void recall(const struct fd_world *world, const struct memory *memory,
		   struct response *ret_response)
{
	struct key key;
	unsigned count;

	key_make(&key, &memory->name);
	response_reset(ret_response, memory->rcode);
	if (memory->rr.rdata != NULL) {
		response_add(ret_response, FD_SECTION_ANSWER, &memory->name, &memory->rr, NULL);
	}
	const struct zone *zone = nearest_zone(world, &key, true);
	if (zone == NULL) {
		return;
	}
	response_trust(ret_response, zone, &memory->name);
	const struct node *apex = zone_node(zone, zone->key.bytes, zone->key.length);
	const struct rr *soa = node_rrs(apex, FD_TYPE_SOA, &count);
	if (memory->rr.rdata != NULL || soa == NULL) {
		return;
	}
	struct rr old = *soa;
	uint8_t rdata[2 * FD_NAME_MAX + 20];
	memcpy(rdata, soa->rdata, soa->length);
	for (unsigned i = 0; memory->serial > 0 && i < 4; i++) {
		rdata[soa->length - 20 + i] = (uint8_t)(memory->serial >> (24 - 8 * i));
	}
	old.rdata = rdata;
	old.ttl = (uint32_t)(memory->lifetime_ns / 1000000000);
	response_add(ret_response, FD_SECTION_AUTHORITY, &zone->apex, &old, NULL);
}

void world_start(struct fd_world *world, int64_t now_ns)
{
	world->started = true;
	for (const struct memory *memory = world->memories; memory != NULL;
	     memory = memory->next) {
		recall(world, memory, world->outside);
		cache_store(memory->resolver->cache,
			    (struct cache_key) { &memory->name, memory->type, CACHE_ANSWER },
			    world->outside, now_ns, memory->lifetime_ns);
	}
}

size_t fd_world_server_count(const struct fd_world *world)
{
	return world->address_count;
}

struct fd_world_server fd_world_server(const struct fd_world *world, size_t index)
{
	for (const struct host *host = world->hosts; host != NULL; host = host->next) {
		if (index < host->address_count) {
			return (struct fd_world_server) {
				.name = host->name,
				.endpoint = host->addresses[index],
				.recursive = host->recursive,
				.udp_closed = host->closed || host->udp == PATH_CLOSED,
				.tcp_closed = host->closed || host->tcp == PATH_CLOSED,
			};
		}
		index -= host->address_count;
	}
	return (struct fd_world_server) { 0 };
}
