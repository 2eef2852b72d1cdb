/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/dnssec/chain.h"

/* The links of chains of trust: where they are kept, and what is asked for them. */

/* ---- the table ----------------------------------------------------------------------------- */

static struct dnssec_table *table_of(struct fd_diagnosis *diagnosis)
{
	if (diagnosis->dnssec == NULL) {
		diagnosis->dnssec =
			region_alloc(&diagnosis->memory, sizeof(*diagnosis->dnssec));
	}
	return diagnosis->dnssec;
}

struct link *link_through(struct fd_diagnosis *diagnosis, uint32_t resolver,
			  const struct fd_name *zone)
{
	struct dnssec_table *table = table_of(diagnosis);

	if (table == NULL) {
		return NULL;
	}
	struct link **slot =
		&table->slots[(fd_name_hash(zone) ^ resolver) & ((uint64_t)DNSSEC_SLOTS - 1)];
	for (struct link *link = *slot; link != NULL; link = link->next) {
		if (link->resolver == resolver && fd_name_equal(&link->zone, zone)) {
			return link;
		}
	}
	struct link *link = region_alloc(&diagnosis->memory, sizeof(*link));
	if (link != NULL) {
		link->zone = *zone;
		link->resolver = resolver;
		link->next = *slot;
		*slot = link;
	}
	return link;
}

struct link *link_of_cut(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	struct link *first = NULL;
	struct link *below = NULL;

	for (unsigned depth = 0; cut != NULL && depth <= CUTS_MAX; depth++, cut = cut->parent) {
		struct link *link = link_through(diagnosis, FD_NO_INDEX, &cut->zone);
		if (link == NULL) {
			return NULL;
		}
		link->cut = cut;
		if (below != NULL) {
			below->parent = link;
		}
		first = first == NULL ? link : first;
		below = link;
	}
	return first;
}

/* ---- facts --------------------------------------------------------------------------------- */

struct fd_wish unchecked_wish(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			      const struct fd_name *name, uint16_t qtype)
{
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_DNSSEC, name, qtype);

	wish.flags |= FD_QUERY_CD;
	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	return wish;
}

static struct fd_wish direct_wish(const struct fd_diagnosis *diagnosis, const struct cut *at,
				  size_t server, const struct fd_name *name, uint16_t qtype)
{
	struct fd_wish wish = cut_wish(diagnosis, &at->servers[server].endpoint, name, qtype);

	wish.purpose = FD_PURPOSE_DNSSEC;
	return wish;
}

/* The DNSKEY questions of a link. Of a registry's many servers two are enough; the keys of others are compared. */
size_t link_wish_keys(struct fd_diagnosis *diagnosis, const struct link *link,
		      struct fd_wish ret_wishes[DNSSEC_SERVERS_MAX])
{
	size_t count = 0;

	if (link->resolver != FD_NO_INDEX) {
		ret_wishes[0] =
			unchecked_wish(diagnosis, link->resolver, &link->zone, FD_TYPE_DNSKEY);
		return 1;
	}
	size_t most = lint_registry(&link->zone) ? 1 : DNSSEC_SERVERS_MAX;
	for (size_t i = 0; i < link->cut->server_count && count < most; i++) {
		if (cut_server_state(diagnosis, link->cut, i) == SERVER_GOOD) {
			ret_wishes[count++] = direct_wish(diagnosis, link->cut, i, &link->zone,
							  FD_TYPE_DNSKEY);
		}
	}
	return count;
}

const struct fact *link_ask_keys(struct fd_diagnosis *diagnosis, const struct fd_wish *wish)
{
	const struct fact *udp = ask_insistently(diagnosis, wish);

	if (udp == NULL || udp->observation.status != FD_STATUS_TIMEOUT) {
		return udp;
	}
	struct fd_wish over_tcp = wish_over_tcp(wish);
	const struct fact *tcp = ask_insistently(diagnosis, &over_tcp);
	return tcp == NULL || saw_reply(&tcp->observation) ? tcp : udp;
}

bool link_keys_lost(const struct fd_diagnosis *diagnosis, const struct fd_wish *wish,
		    const struct fact *fact)
{
	struct fd_wish over_tcp = wish_over_tcp(wish);
	const struct fact *tcp = facts_find(&diagnosis->facts, &over_tcp);

	return fact->observation.status == FD_STATUS_TIMEOUT && tcp != NULL &&
	       tcp->state == FACT_KNOWN && saw_nothing(&tcp->observation);
}

static bool message_has(const struct fd_message *message, const struct fd_name *owner,
			uint16_t type)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.type == type && fd_name_equal(&record.owner, owner)) {
			return true;
		}
	}
	return false;
}

/* Where the DS was, or will be, seen: often it came with the referral. False while it is missing. */
bool link_ask_ds(struct fd_diagnosis *diagnosis, struct link *link)
{
	struct fd_wish wish;

	link->ds_fact = NULL;
	if (link_is_root(link)) {
		return true;
	}
	if (link->resolver != FD_NO_INDEX) {
		wish = unchecked_wish(diagnosis, link->resolver, &link->zone, FD_TYPE_DS);
		link->ds_fact = ask_insistently(diagnosis, &wish);
		return link->ds_fact != NULL;
	}
	const struct fact *referral = link->cut->referral;
	if (referral != NULL &&
	    message_has(referral->observation.message, &link->zone, FD_TYPE_DS)) {
		link->ds_fact = referral;
		return true;
	}
	const struct cut *parent = link->cut->parent;
	for (size_t i = 0; parent != NULL && i < parent->server_count; i++) {
		if (cut_server_state(diagnosis, link->cut->parent, i) == SERVER_GOOD) {
			wish = direct_wish(diagnosis, parent, i, &link->zone, FD_TYPE_DS);
			link->ds_fact = ask_insistently(diagnosis, &wish);
			return link->ds_fact != NULL;
		}
	}
	return true;
}

/* NODATA, where keys should be. */
static bool lacks_keys(const struct link *link, const struct fact *fact)
{
	return fact->observation.status == FD_NOERROR && fact->observation.message != NULL &&
	       !message_has(fact->observation.message, &link->zone, FD_TYPE_DNSKEY);
}

const struct fact *link_ask_soa(struct fd_diagnosis *diagnosis, const struct fd_wish *keys)
{
	struct fd_wish wish = *keys;

	wish.qtype = FD_TYPE_SOA;
	return ask_insistently(diagnosis, &wish);
}

bool link_ask(struct fd_diagnosis *diagnosis, struct link *link)
{
	struct fd_wish wishes[DNSSEC_SERVERS_MAX];
	size_t count = link_wish_keys(diagnosis, link, wishes);
	bool known = link_ask_ds(diagnosis, link);

	for (size_t i = 0; i < count; i++) {
		const struct fact *keys = link_ask_keys(diagnosis, &wishes[i]);
		bool one = keys != NULL && (!lacks_keys(link, keys) ||
					    link_ask_soa(diagnosis, &wishes[i]) != NULL);
		known = known && one;
	}
	return known;
}
