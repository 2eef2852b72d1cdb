/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "sink/ticket/ticket.h"

/* The way from the root to a name, as this host asked it itself: each server, each answer, in the order of the names. */

enum {
	INFRASTRUCTURE = 4 /* types that lead to a zone, or say how it does */
};

struct path {
	struct fd_name names[TICKET_ALIASES_MAX]; /* the name, and what it is an alias of */
	size_t count;
};

/* The first name of the chain that lies at or below `name`; the count of the chain when none does. */
static size_t on_path(const struct path *path, const struct fd_name *name)
{
	size_t i = 0;

	while (i < path->count && !fd_name_under(&path->names[i], name)) {
		i++;
	}
	return i;
}

static struct path path_of(const struct ticket *ticket, uint32_t question)
{
	const struct fd_inventory *inventory = ticket->config.inventory;
	const struct ticket_alias *aliases = ticket->aliases.items;
	struct path path = { .count = 1 };
	struct fd_name *first = &path.names[0];
	const uint8_t *wire =
		fd_inventory_qname(inventory, &inventory->questions[question], &first->length);

	memcpy(first->wire, wire, first->length);
	/* Every alias is looked at again for each name that was added: chains are short. */
	for (size_t i = 0; i < path.count; i++) {
		for (size_t k = 0; k < ticket->aliases.count; k++) {
			const struct fd_name *target = &aliases[k].target;
			bool known = false;
			for (size_t n = 0; n < path.count; n++) {
				known = known || fd_name_equal(&path.names[n], target);
			}
			if (!known && path.count < TICKET_ALIASES_MAX &&
			    fd_name_equal(&aliases[k].owner, &path.names[i])) {
				path.names[path.count++] = *target;
			}
		}
	}
	return path;
}

/* ---- order --------------------------------------------------------------------------------- */

/* Who serves a zone, how they do, its keys, and then what was asked for. */
static unsigned rank_of(uint16_t type)
{
	static const uint16_t order[INFRASTRUCTURE] = { FD_TYPE_NS, FD_TYPE_SOA, FD_TYPE_DS,
							FD_TYPE_DNSKEY };
	unsigned rank = 0;

	while (rank < INFRASTRUCTURE && order[rank] != type) {
		rank++;
	}
	return rank;
}

static int compare_names(const struct fd_name *a, const struct fd_name *b)
{
	unsigned of_a = fd_name_labels(a), of_b = fd_name_labels(b);

	if (of_a != of_b) {
		return of_a < of_b ? -1 : 1;
	}
	size_t length = a->length < b->length ? a->length : b->length;
	return memcmp(a->wire, b->wire, length);
}

static int compare_probes(const void *left, const void *right)
{
	const struct fd_wish *a = &((const struct ticket_probe *)left)->wish;
	const struct fd_wish *b = &((const struct ticket_probe *)right)->wish;
	int order = compare_names(&a->qname, &b->qname);
	const int keys[][2] = {
		{ (int)rank_of(a->qtype), (int)rank_of(b->qtype) },
		{ a->qtype, b->qtype },
		{ a->server.family, b->server.family },
		{ memcmp(a->server.address, b->server.address, 16), 0 },
		{ (int)a->proto, (int)b->proto },
		{ a->flags, b->flags },
		{ a->repeat, b->repeat },
	};

	for (size_t i = 0; order == 0 && i < sizeof(keys) / sizeof(keys[0]); i++) {
		order = keys[i][0] - keys[i][1];
	}
	return order;
}

/* ---- a line -------------------------------------------------------------------------------- */

/* Labels of the deepest zone above `qname`, or of that name, that names this server; 0: none does. */
static unsigned named_for(const struct ticket *ticket, const struct fd_name *server,
			  const struct fd_name *qname)
{
	const struct ticket_delegation *delegations = ticket->delegations.items;
	unsigned deepest = 0;

	for (size_t i = 0; i < ticket->delegations.count; i++) {
		unsigned labels = fd_name_labels(&delegations[i].zone);
		if (labels > deepest && fd_name_under(qname, &delegations[i].zone) &&
		    fd_name_equal(&delegations[i].server, server)) {
			deepest = labels;
		}
	}
	return deepest;
}

/* A server has as many names as zones give it: the one that counts is of the zone on the way to `qname`. */
static const struct fd_name *host_name(const struct ticket *ticket,
				       const struct fd_endpoint *endpoint,
				       const struct fd_name *qname)
{
	const struct fd_inventory *inventory = ticket->config.inventory;
	const struct ticket_host *hosts = ticket->hosts.items;
	const struct fd_name *best = NULL;
	unsigned deepest = 0;

	for (size_t i = 0; i < inventory->root_count; i++) {
		if (fd_endpoint_equal(&inventory->roots[i].endpoint, endpoint)) {
			return &inventory->roots[i].name;
		}
	}
	for (size_t i = 0; i < ticket->hosts.count; i++) {
		if (hosts[i].endpoint.family == endpoint->family &&
		    memcmp(hosts[i].endpoint.address, endpoint->address, 16) == 0) {
			unsigned labels = named_for(ticket, &hosts[i].name, qname);
			if (best == NULL || labels > deepest) {
				best = &hosts[i].name;
				deepest = labels;
			}
		}
	}
	return best;
}

static void add_server(struct words *words, const struct ticket *ticket,
		       const struct fd_wish *wish)
{
	const struct fd_endpoint *endpoint = &wish->server;
	const struct fd_name *name = host_name(ticket, endpoint, &wish->qname);
	char text[FD_NAME_TEXT_MAX];

	if (name != NULL) {
		fd_name_text(text, name);
		words_add(words, "%.255s ", text);
	}
	fd_endpoint_text(text, endpoint);
	words_add(words, name != NULL ? "(%s)" : "%s", text);
}

static void print_probe(struct page *page, const struct ticket *ticket,
			const struct ticket_probe *probe)
{
	const struct fd_wish *wish = &probe->wish;
	char type[FD_NUMBER_TEXT_MAX];
	struct words label = { .length = 0 };

	fd_type_text(type, wish->qtype);
	words_add(&label, "%-7s", type);
	page_blanks(page, 4);
	page_put(page, STYLE_PLAIN, label.text);
	label = (struct words) { .length = 0 };
	add_server(&label, ticket, wish);
	if (wish->proto == FD_TCP) {
		words_add(&label, " over TCP");
	}
	if ((wish->flags & FD_QUERY_EDNS) == 0) {
		words_add(&label, " without EDNS");
	}
	if (wish->repeat > 0) {
		words_add(&label, ", again");
	}
	page_put(page, STYLE_PLAIN, label.text);
	page_newline(page);
	page_paragraph(page, 13, (struct label) { "", STYLE_PLAIN }, STYLE_DIM, probe->saw);
}

/* Another question's own answer: it stands there. */
static bool of_another_question(const struct ticket *ticket, const struct fd_wish *wish,
				uint16_t qtype)
{
	const struct fd_inventory *inventory = ticket->config.inventory;

	if (rank_of(wish->qtype) < INFRASTRUCTURE || wish->qtype == qtype ||
	    inventory->question_count > TICKET_QUESTIONS_MAX) {
		return false;
	}
	for (size_t i = 0; i < inventory->question_count; i++) {
		const struct fd_question *question = &inventory->questions[i];
		struct fd_name name;
		const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
		memcpy(name.wire, wire, name.length);
		if (question->qtype == wish->qtype && fd_name_equal(&name, &wish->qname)) {
			return true;
		}
	}
	return false;
}

/* The part of the path that leads to one name of the chain, and to none before it. */
static size_t print_part(struct page *page, const struct ticket *ticket,
			 const struct path *path, size_t part, uint16_t qtype)
{
	const struct ticket_probe *probes = ticket->probes.items;
	const struct fd_name *last = NULL;
	char text[FD_NAME_TEXT_MAX];
	size_t printed = 0;

	for (size_t i = 0; i < ticket->probes.count; i++) {
		const struct fd_wish *wish = &probes[i].wish;
		if (wish->resolver != FD_NO_INDEX || on_path(path, &wish->qname) != part ||
		    of_another_question(ticket, wish, qtype)) {
			continue;
		}
		if (last == NULL && part > 0) {
			fd_name_text(text, &path->names[part]);
			page_printf(page, STYLE_PLAIN,
				    "  ... and to what it is an alias of, %s", text);
			page_newline(page);
		}
		if (last == NULL || !fd_name_equal(last, &wish->qname)) {
			fd_name_text(text, &wish->qname);
			page_blanks(page, 2);
			page_put(page, STYLE_STRONG, text);
			page_newline(page);
		}
		last = &wish->qname;
		print_probe(page, ticket, &probes[i]);
		printed++;
	}
	return printed;
}

void ticket_print_path(struct page *page, struct ticket *ticket, uint32_t question)
{
	struct path path = path_of(ticket, question);
	uint16_t qtype = ticket->config.inventory->questions[question].qtype;
	size_t printed = 0;

	if (ticket->probes.count > 1) {
		qsort(ticket->probes.items, ticket->probes.count, sizeof(struct ticket_probe),
		      compare_probes);
	}
	page_newline(page);
	page_put(page, STYLE_STRONG, "The path from the root, asked directly (RD=0)");
	page_newline(page);
	for (size_t part = 0; part < path.count; part++) {
		printed += print_part(page, ticket, &path, part, qtype);
	}
	if (printed == 0) {
		page_put(page, STYLE_PLAIN, "  not asked");
		page_newline(page);
	}
}
