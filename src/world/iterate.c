/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "world/cache.h"
#include "world/resolver.h"

/* Resolution from the root down. Every loop ends by a limit, and all of them together by the world's work counter. */

struct journey { /* one resolution on its way */
	struct fd_world *world;
	struct host *host;
	const struct ask *ask;
	struct frame *frame;
	struct response *result;
	struct fd_name name; /* asked at present: the question's, then CNAME targets */
	struct key key;
	int64_t elapsed_ns;
	bool silence; /* some server said nothing: it would be asked until patience ends */
};

static void add_address(struct cut *cut, const struct fd_endpoint *address)
{
	if (cut->address_count < WORLD_CUT_ADDRESSES_MAX) {
		cut->addresses[cut->address_count++] = *address;
	}
}

static void start_at_root(const struct fd_world *world, struct cut *cut)
{
	cut->apex = (struct fd_name) { .length = 1 };
	cut->key.length = 0;
	cut->address_count = cut->name_count = 0;
	for (const struct zone *zone = world->zones; zone != NULL; zone = zone->next) {
		for (size_t i = 0; zone->key.length == 0 && i < zone->at.count; i++) {
			add_address(cut, &zone->at.hosts[i]->addresses[0]);
		}
	}
}

/* Adds the addresses that records of a reply give for a name. Returns whether there were any. */
static bool take_addresses(struct cut *cut, const struct response *reply,
			   const struct fd_name *name)
{
	unsigned before = cut->address_count;
	struct fd_name owner;

	for (unsigned i = 0; i < reply->item_count; i++) {
		const struct item *item = &reply->items[i];
		struct fd_endpoint address = { .family = 4 };
		if (item->type != FD_TYPE_A && item->type != FD_TYPE_AAAA) {
			continue;
		}
		item_owner(reply, item, &owner);
		if (name != NULL && !fd_name_equal(&owner, name)) {
			continue;
		}
		address.family = item->type == FD_TYPE_A ? 4 : 6;
		memcpy(address.address, reply->arena + item->rdata, item->rdata_length);
		add_address(cut, &address);
	}
	return cut->address_count > before;
}

/* The cut a reply refers to, if it is a referral from `from` towards `key`. */
static const struct item *referral_ns(const struct response *reply, const struct cut *from,
				      const struct key *key)
{
	struct fd_name owner;
	struct key owner_key;

	for (unsigned i = 0; i < reply->item_count; i++) {
		const struct item *item = &reply->items[i];
		if (item->section == FD_SECTION_ANSWER) {
			return NULL;
		}
		if (item->section != FD_SECTION_AUTHORITY || item->type != FD_TYPE_NS) {
			continue;
		}
		item_owner(reply, item, &owner);
		key_make(&owner_key, &owner);
		bool is_down = owner_key.length > from->key.length &&
			       key_under(&owner_key, &from->key) && key_under(key, &owner_key);
		return is_down ? item : NULL;
	}
	return NULL;
}

static void enter_cut(struct cut *cut, const struct response *reply, const struct item *first)
{
	struct fd_name target;

	item_owner(reply, first, &cut->apex);
	key_make(&cut->key, &cut->apex);
	cut->address_count = cut->name_count = 0;
	for (unsigned i = 0; i < reply->item_count; i++) {
		const struct item *item = &reply->items[i];
		if (item->section != FD_SECTION_AUTHORITY || item->type != FD_TYPE_NS) {
			continue;
		}
		item_target(reply, item, &target);
		if (!take_addresses(cut, reply, &target) && cut->name_count < WORLD_LIST_MAX) {
			cut->names[cut->name_count++] = target;
		}
	}
}

/* The deepest cut above the name that the cache knows, else the root. */
static void start_at_nearest(struct journey *journey)
{
	struct cut *cut = &journey->frame->cut;
	struct response *reply = &journey->frame->reply;
	unsigned labels = fd_name_labels(&journey->name);
	struct fd_name suffix;

	if (journey->ask->qtype == FD_TYPE_DS && labels > 0) {
		labels--;
	}
	start_at_root(journey->world, cut);
	for (; labels > 0; labels--) {
		fd_name_suffix(&suffix, &journey->name, labels);
		if (!cache_find(journey->host->cache,
				(struct cache_key) { &suffix, FD_TYPE_NS, CACHE_REFERRAL },
				journey->ask->now_ns + journey->elapsed_ns, reply)) {
			continue;
		}
		const struct item *ns = referral_ns(reply, cut, &journey->key);
		if (ns != NULL && reply->delay_ns == 0) {
			enter_cut(cut, reply, ns);
			return;
		}
	}
}

static bool is_usable(const struct journey *journey)
{
	const struct response *reply = &journey->frame->reply;

	if (reply->rcode == FD_NXDOMAIN || reply->rcode == FD_YXDOMAIN) {
		return reply->aa;
	}
	return reply->rcode == FD_NOERROR &&
	       (reply->aa || referral_ns(reply, &journey->frame->cut, &journey->key) != NULL);
}

/* One address of the cut. True when its reply leads on. */
static bool ask_address(struct journey *journey, const struct fd_endpoint *address)
{
	struct host *server = host_at(journey->world, address);
	struct ask ask = { .qname = journey->name,
			   .key = journey->key,
			   .qtype = journey->ask->qtype,
			   .qclass = FD_CLASS_IN,
			   .edns = true,
			   .do_bit = true,
			   .proto = FD_UDP,
			   .from = journey->host,
			   .now_ns = journey->ask->now_ns,
			   .depth = journey->ask->depth + 1 };
	bool came = resolver_ask(journey->world, journey->host, server, &ask,
				 &journey->elapsed_ns, &journey->frame->reply);

	journey->silence |= !came && journey->frame->reply.kind != FD_REPLY_UNREACHABLE;
	return came && is_usable(journey);
}

/* Resolves a name server's address within this resolution, and asks there. */
static bool ask_name(struct journey *journey, const struct fd_name *name)
{
	struct ask ask = { .qname = *name,
			   .qtype = FD_TYPE_A,
			   .qclass = FD_CLASS_IN,
			   .rd = true,
			   .edns = true,
			   .from = journey->host,
			   .now_ns = journey->ask->now_ns + journey->elapsed_ns,
			   .depth = journey->ask->depth + 1 };
	struct cut found = { .address_count = 0 };

	if (ask.depth >= WORLD_DEPTH_MAX) {
		return false;
	}
	key_make(&ask.key, name);
	struct response *result = &journey->world->frames[ask.depth].result;
	resolver_lookup(journey->world, journey->host, &ask, result);
	journey->elapsed_ns += result->delay_ns;
	take_addresses(&found, result, NULL);
	for (unsigned i = 0; i < found.address_count; i++) {
		if (ask_address(journey, &found.addresses[i])) {
			return true;
		}
	}
	return false;
}

/* The servers of the cut in turn, beginning at one the name chooses: all get their share. */
static bool ask_cut(struct journey *journey)
{
	const struct cut *cut = &journey->frame->cut;
	int64_t patience_ns = journey->host->patience_ns;
	uint64_t start = fd_name_hash(&journey->name);

	for (unsigned i = 0; i < cut->address_count; i++) {
		unsigned k = (unsigned)((start + i) % cut->address_count);
		if (journey->elapsed_ns >= patience_ns) {
			return false;
		}
		if (ask_address(journey, &cut->addresses[k])) {
			return true;
		}
	}
	for (unsigned i = 0; i < cut->name_count; i++) {
		if (journey->elapsed_ns >= patience_ns ||
		    journey->world->work >= WORLD_WORK_MAX) {
			return false;
		}
		if (ask_name(journey, &cut->names[i])) {
			return true;
		}
	}
	return false;
}

static void remember_referral(struct journey *journey, const struct item *ns)
{
	struct fd_name owner;
	const int64_t second_ns = 1000000000;

	item_owner(&journey->frame->reply, ns, &owner);
	cache_store(journey->host->cache,
		    (struct cache_key) { &owner, FD_TYPE_NS, CACHE_REFERRAL },
		    &journey->frame->reply, journey->ask->now_ns + journey->elapsed_ns,
		    ns->ttl * second_ns);
}

/* Down the tree until a reply is about the name itself. False when nobody answered. */
static bool descend(struct journey *journey)
{
	start_at_nearest(journey);
	for (unsigned i = 0; i < WORLD_REFERRALS_MAX; i++) {
		if (!ask_cut(journey)) {
			return false;
		}
		const struct response *reply = &journey->frame->reply;
		const struct item *ns =
			reply->aa ? NULL
				  : referral_ns(reply, &journey->frame->cut, &journey->key);
		if (ns == NULL) {
			return true;
		}
		remember_referral(journey, ns);
		enter_cut(&journey->frame->cut, reply, ns);
	}
	return false;
}

static void take_section(struct response *result, const struct response *reply,
			 enum fd_section section)
{
	for (unsigned i = 0; i < reply->item_count; i++) {
		if (reply->items[i].section == (uint8_t)section) {
			response_add_item(result, reply, &reply->items[i], 0);
		}
	}
}

/*
 * Takes from the reply what is about the name: the records asked, or one link of a chain (what the server adds about further
 * names is looked up again, as resolvers do). Returns true when a CNAME is to be followed.
 */
static bool take_answer(struct journey *journey)
{
	const struct response *reply = &journey->frame->reply;
	struct response *result = journey->result;
	uint16_t qtype = journey->ask->qtype;
	bool any = false;
	const struct item *cname = NULL;

	for (unsigned i = 0; i < reply->item_count; i++) {
		const struct item *item = &reply->items[i];
		struct fd_name owner;
		item_owner(reply, item, &owner);
		bool mine = item->section == FD_SECTION_ANSWER;
		bool is_dname = mine && item->type == FD_TYPE_DNAME &&
				fd_name_under(&journey->name, &owner);
		mine = mine && fd_name_equal(&owner, &journey->name);
		bool wanted = mine && (item->type == qtype || qtype == FD_TYPE_ANY);
		bool is_link = mine && !wanted && item->type == FD_TYPE_CNAME;
		if (wanted || is_link || is_dname) {
			response_add_item(result, reply, item, 0);
		}
		any |= wanted;
		cname = is_link ? item : cname;
	}
	response_merge_trust(result, reply->security, reply->bogus);
	if (!any && cname != NULL) {
		item_target(reply, cname, &journey->name);
		key_make(&journey->key, &journey->name);
		return true;
	}
	if (!any) {
		result->rcode = reply->rcode;
		take_section(result, reply, FD_SECTION_AUTHORITY);
	}
	return false;
}

/* The chain came back to a name it had left. */
static bool is_loop(const struct journey *journey)
{
	struct fd_name owner;

	for (unsigned i = 0; i < journey->result->item_count; i++) {
		item_owner(journey->result, &journey->result->items[i], &owner);
		if (journey->result->items[i].type == FD_TYPE_CNAME &&
		    fd_name_equal(&owner, &journey->name)) {
			return true;
		}
	}
	return false;
}

void resolver_iterate(struct fd_world *world, struct host *host, const struct ask *ask,
		      struct response *result)
{
	struct journey journey = { .world = world,
				   .host = host,
				   .ask = ask,
				   .frame = &world->frames[ask->depth],
				   .result = result,
				   .name = ask->qname,
				   .key = ask->key };

	response_reset(result, FD_NOERROR);
	for (unsigned link = 0; link < WORLD_CHAIN_MAX; link++) {
		if (!descend(&journey)) {
			resolver_fail(host, result,
				      journey.silence ? host->patience_ns : journey.elapsed_ns,
				      22);
			return;
		}
		if (!take_answer(&journey)) {
			result->delay_ns = journey.elapsed_ns;
			return;
		}
		if (is_loop(&journey)) {
			break;
		}
	}
	resolver_fail(host, result, journey.elapsed_ns, 0);
}
