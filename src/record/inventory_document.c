/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "record/fields.h"

/*
 * What a run knew besides its names, in the words of the inventory's format: with it, the results and the probes, all
 * verdicts can be made again. Names are in the results; `terms` are the limits and expectations they point to.
 */

static void put_text(struct fd_line *line, const char *key, const char *text)
{
	if (text != NULL) {
		line_comma(line);
		line_text(line, key);
		LINE_LITERAL(line, ":");
		line_text(line, text);
	}
}

static void put_name(struct fd_line *line, const char *key, const struct fd_name *name)
{
	line_comma(line);
	line_text(line, key);
	LINE_LITERAL(line, ":");
	line_name(line, name);
}

static void put_number(struct fd_line *line, const char *key, uint64_t number)
{
	line_comma(line);
	line_text(line, key);
	LINE_LITERAL(line, ":");
	line_unsigned(line, number);
}

static void open_list(struct fd_line *line, const char *key)
{
	line_comma(line);
	line_text(line, key);
	LINE_LITERAL(line, ":[");
}

static void open_item(struct fd_line *line)
{
	line_comma(line);
	LINE_LITERAL(line, "{");
}

static void put_texts(struct fd_line *line, const char *key, char *const *texts, size_t count)
{
	if (count == 0) {
		return;
	}
	open_list(line, key);
	for (size_t i = 0; i < count; i++) {
		line_comma(line);
		line_text(line, texts[i]);
	}
	LINE_LITERAL(line, "]");
}

static void put_names(struct fd_line *line, const char *key, const struct fd_name *names,
		      size_t count)
{
	if (count == 0) {
		return;
	}
	open_list(line, key);
	for (size_t i = 0; i < count; i++) {
		line_comma(line);
		line_name(line, &names[i]);
	}
	LINE_LITERAL(line, "]");
}

/* A scope goes out as its number: an interface of that name need not exist where the run is read. */
static void put_endpoint(struct fd_line *line, const struct fd_endpoint *endpoint)
{
	struct fd_endpoint bare = *endpoint;
	char text[FD_ENDPOINT_TEXT_MAX], address[FD_ENDPOINT_TEXT_MAX + 16];

	bare.scope = 0;
	fd_endpoint_address_text(text, &bare);
	snprintf(address, sizeof(address), endpoint->scope != 0 ? "%s%%%u" : "%s", text,
		 endpoint->scope);
	put_text(line, "address", address);
	if (endpoint->port != 53) {
		put_number(line, "port", endpoint->port);
	}
}

static void put_roots(struct fd_line *line, const struct fd_inventory *inventory)
{
	open_list(line, "roots");
	for (size_t i = 0; i < inventory->root_count; i++) {
		open_item(line);
		put_name(line, "name", &inventory->roots[i].name);
		put_endpoint(line, &inventory->roots[i].endpoint);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

static void put_canaries(struct fd_line *line, const struct fd_inventory *inventory)
{
	if (!inventory->has_canary_signed && !inventory->has_canary_unsigned &&
	    !inventory->has_canary_absent && !inventory->has_canary_minimisation) {
		return;
	}
	LINE_LITERAL(line, ",\"canaries\":{");
	if (inventory->has_canary_signed) {
		put_name(line, "signed", &inventory->canary_signed);
	}
	if (inventory->has_canary_unsigned) {
		put_name(line, "unsigned", &inventory->canary_unsigned);
	}
	if (inventory->has_canary_absent) {
		put_name(line, "absent_under", &inventory->canary_absent_under);
	}
	if (inventory->has_canary_minimisation) {
		put_name(line, "minimisation", &inventory->canary_minimisation);
	}
	LINE_LITERAL(line, "}");
}

static void put_zones(struct fd_line *line, const struct fd_inventory *inventory)
{
	if (inventory->zone_count == 0) {
		return;
	}
	open_list(line, "zones");
	for (size_t i = 0; i < inventory->zone_count; i++) {
		const struct fd_zone *zone = &inventory->zones[i];
		open_item(line);
		put_name(line, "name", &zone->name);
		if (zone->internal) {
			LINE_LITERAL(line, ",\"internal\":true");
		}
		put_names(line, "ns", zone->ns, zone->ns_count);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

static void put_links(struct fd_line *line, const struct fd_inventory *inventory,
		      const struct fd_resolver *resolver)
{
	if (resolver->forwards_to_count == 0) {
		return;
	}
	open_list(line, "forwards_to");
	for (size_t i = 0; i < resolver->forwards_to_count; i++) {
		line_comma(line);
		line_text(line, inventory->resolvers[resolver->forwards_to[i]].id);
	}
	LINE_LITERAL(line, "]");
}

static void put_resolver(struct fd_line *line, const struct fd_inventory *inventory,
			 const struct fd_resolver *resolver)
{
	open_item(line);
	put_text(line, "id", resolver->id);
	put_endpoint(line, &resolver->endpoint);
	put_text(line, "role", fd_role_text(resolver->role));
	if (resolver->proto == FD_TCP) {
		put_text(line, "proto", "tcp");
	}
	put_text(line, "operator", resolver->operator_name);
	if (resolver->validates >= 0) {
		LINE_LITERAL(line, ",\"validates\":");
		line_bool(line, resolver->validates != 0);
	}
	put_links(line, inventory, resolver);
	if (resolver->canary_none) {
		LINE_LITERAL(line, ",\"canary\":null");
	} else if (resolver->has_canary) {
		put_name(line, "canary", &resolver->canary);
	}
	LINE_LITERAL(line, "}");
}

static void put_resolvers(struct fd_line *line, const struct fd_inventory *inventory)
{
	open_list(line, "resolvers");
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		put_resolver(line, inventory, &inventory->resolvers[i]);
	}
	LINE_LITERAL(line, "]");
}

static void put_groups(struct fd_line *line, const struct fd_inventory *inventory)
{
	open_list(line, "groups");
	for (size_t i = 0; i < inventory->group_count; i++) {
		const struct fd_group *group = &inventory->groups[i];
		open_item(line);
		put_text(line, "id", group->id);
		put_text(line, "owner", group->owner);
		put_texts(line, "tags", group->tags, group->tag_count);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

/* ---- terms --------------------------------------------------------------------------------- */

static void put_expect(struct fd_line *line, const struct fd_expect *expect)
{
	static const char *const matches[] = { "exact", "subset", "any" };
	char rcode[FD_NUMBER_TEXT_MAX];

	LINE_LITERAL(line, "\"expect\":{");
	if (expect->rcode >= 0) {
		fd_rcode_text(rcode, (uint16_t)expect->rcode);
		put_text(line, "rcode", rcode);
	}
	put_texts(line, "answers", expect->answers, expect->answer_count);
	if (expect->answer_count > 0) {
		put_text(line, "match", matches[expect->match]);
	}
	put_texts(line, "cidr", expect->cidrs, expect->cidr_count);
	if (expect->has_cname) {
		put_name(line, "cname", &expect->cname);
	}
	if (expect->max_ms > 0) {
		put_number(line, "max_ms", expect->max_ms);
	}
	if (expect->min_ttl > 0) {
		put_number(line, "min_ttl", expect->min_ttl);
	}
	put_names(line, "ns", expect->ns, expect->ns_count);
	LINE_LITERAL(line, "}");
}

static void put_limit(struct fd_line *line, const struct fd_inventory *inventory,
		      const uint64_t *resolvers)
{
	open_list(line, "resolvers");
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		if (resolvers[i / 64] >> (i % 64) & 1) {
			line_comma(line);
			line_text(line, inventory->resolvers[i].id);
		}
	}
	LINE_LITERAL(line, "]");
}

/* In their order, from number 1 on: 0 is "nothing expected, everybody asked". */
static void put_terms(struct fd_line *line, const struct fd_inventory *inventory)
{
	if (inventory->terms_count <= 1) {
		return;
	}
	open_list(line, "terms");
	for (size_t i = 1; i < inventory->terms_count; i++) {
		const struct fd_terms *terms = &inventory->terms[i];
		open_item(line);
		if (terms->expect != NULL) {
			put_expect(line, terms->expect);
		}
		if (terms->resolvers != NULL) {
			put_limit(line, inventory, terms->resolvers);
		}
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

void write_inventory_document(struct fd_line *line, const struct source *source)
{
	const struct fd_inventory *inventory = source->inventory;

	LINE_LITERAL(line, "{\"fleetdig\":1");
	put_number(line, "authority_port",
		   inventory->authority_port == 0 ? 53 : inventory->authority_port);
	put_roots(line, inventory);
	put_texts(line, "trust_anchors", inventory->trust_anchors,
		  inventory->trust_anchor_count);
	put_canaries(line, inventory);
	put_zones(line, inventory);
	put_resolvers(line, inventory);
	put_groups(line, inventory);
	put_terms(line, inventory);
	LINE_LITERAL(line, "}");
}
