/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "world/resolver.h"

/* The way in: what every host does before it looks at a name, and the octets of a query and its reply. */

enum verdict {
	GO_ON,
	SETTLED
};

static enum verdict settle(struct response *response, enum fd_reply_kind kind)
{
	response->kind = kind;
	return SETTLED;
}

static enum verdict settle_rcode(struct response *response, uint16_t rcode)
{
	response_reset(response, rcode);
	return SETTLED;
}

/* Whether the network, by chance that repeats itself, loses this question. */
static bool is_lost(const struct host *host, const struct ask *ask)
{
	uint64_t hash = fd_name_hash(&ask->qname) ^ fd_endpoint_hash(&host->addresses[0]);

	hash ^= (uint64_t)ask->now_ns * 0x9E3779B97F4A7C15u + ask->qtype;
	hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9u;
	hash = (hash ^ hash >> 27) * 0x94D049BB133111EBu;
	return hash % 100 < host->loss;
}

static bool is_over_rate(struct host *host, const struct ask *ask)
{
	int64_t second = ask->now_ns / 1000000000;

	if (second != host->rate_second) {
		host->rate_second = second;
		host->rate_count = 0;
	}
	return host->rate > 0 && ++host->rate_count > host->rate;
}

static enum verdict check_path(struct host *host, const struct ask *ask,
			       struct response *response)
{
	int habit = ask->proto == FD_UDP ? host->udp : host->tcp;

	if (host->closed || habit == PATH_CLOSED) {
		return settle(response, FD_REPLY_UNREACHABLE);
	}
	if (host->silent || habit == PATH_SILENT ||
	    (host->resolvers_only && ask->from == NULL) || is_lost(host, ask)) {
		return settle(response, FD_REPLY_NONE);
	}
	if (!is_over_rate(host, ask)) {
		return GO_ON;
	}
	return host->rate_drops ? settle(response, FD_REPLY_NONE)
				: settle_rcode(response, FD_REFUSED);
}

static enum verdict check_policy(const struct host *host, const struct ask *ask,
				 struct response *response)
{
	if (host->refused || host->refused_header) {
		response_reset(response, FD_REFUSED);
		response->header_only = host->refused_header;
		response_ede(response, 18);
		return SETTLED;
	}
	if (host->servfail) {
		return settle_rcode(response, FD_SERVFAIL);
	}
	if (host->notimp) {
		return settle_rcode(response, FD_NOTIMP);
	}
	if (host->formerr) {
		return settle_rcode(response, FD_FORMERR);
	}
	return GO_ON;
}

static enum verdict check_edns(const struct host *host, const struct ask *ask,
			       struct response *response)
{
	static const uint16_t rcodes[] = { [EDNS_FORMERR] = FD_FORMERR,
					   [EDNS_NOTIMP] = FD_NOTIMP,
					   [EDNS_BADVERS] = FD_BADVERS };

	if (!ask->edns || host->edns == EDNS_FINE || host->edns == EDNS_IGNORED) {
		return GO_ON;
	}
	if (host->edns == EDNS_SILENT) {
		return settle(response, FD_REPLY_NONE);
	}
	response_reset(response, rcodes[host->edns]);
	response->no_opt = host->edns != EDNS_BADVERS;
	return SETTLED;
}

static enum verdict check_type(const struct host *host, const struct ask *ask,
			       struct response *response)
{
	if (ask->qtype == host->drops_type) {
		return settle(response, FD_REPLY_NONE);
	}
	if (ask->qtype == host->notimp_type) {
		return settle_rcode(response, FD_NOTIMP);
	}
	if (host->truncates && ask->proto == FD_UDP) {
		response_reset(response, FD_NOERROR);
		response->tc = true;
		response->aa = !host->recursive;
		response->ra = host->recursive;
		return SETTLED;
	}
	return GO_ON;
}

/* version.bind and its kin; all else in class CH is refused. */
static enum verdict answer_chaos(const struct host *host, const struct ask *ask,
				 struct response *response)
{
	static const struct {
		const char *name;
		bool is_version;
	} names[] = { { "version.bind", true },
		      { "version.server", true },
		      { "hostname.bind", false },
		      { "id.server", false } };
	struct fd_name name;
	uint8_t text[256];

	response_reset(response, FD_REFUSED);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (fd_name_parse(&name, names[i].name) != 0 ||
		    !fd_name_equal(&name, &ask->qname)) {
			continue;
		}
		const char *value = names[i].is_version ? host->version : host->nsid;
		size_t length = strnlen(value, sizeof(text) - 1);
		text[0] = (uint8_t)length;
		memcpy(text + 1, value, length);
		struct rr rr = { FD_TYPE_TXT, (uint16_t)(length + 1), 0, text };
		response_reset(response, FD_NOERROR);
		response->aa = true;
		if (ask->qtype == FD_TYPE_TXT || ask->qtype == FD_TYPE_ANY) {
			response_add(response, FD_SECTION_ANSWER, &ask->qname, &rr, NULL);
		}
	}
	return SETTLED;
}

static enum verdict check_class(const struct host *host, const struct ask *ask,
				struct response *response)
{
	enum {
		IXFR = 251,
		AXFR = 252
	};

	if (ask->qclass == FD_CLASS_CH) {
		return answer_chaos(host, ask, response);
	}
	if (ask->qtype == FD_TYPE_OPT) {
		return settle_rcode(response, FD_FORMERR);
	}
	if (ask->qclass != FD_CLASS_IN || ask->qtype == IXFR || ask->qtype == AXFR) {
		return settle_rcode(response, FD_REFUSED);
	}
	return GO_ON;
}

static enum verdict answer_name(struct fd_world *world, struct host *host,
				const struct ask *ask, struct response *response)
{
	const struct zone *zone = host_zone(host, &ask->key, ask->qtype);

	if (zone != NULL || !host->recursive) {
		authority_answer(world, host, ask, response);
		response->ra = host->recursive && !host->no_recursion;
	} else {
		resolver_answer(world, host, ask, response);
	}
	if (ask->qtype == host->nxdomain_type && response->rcode == FD_NOERROR) {
		bool aa = response->aa;
		enum security security = response->security;
		response_reset(response, FD_NXDOMAIN);
		response->aa = aa;
		/* Nothing proves it where proof is needed. */
		response_merge_trust(response, security == SECURE ? BOGUS : security,
				     BOGUS_NO_DENIAL);
	}
	return SETTLED;
}

/* A middlebox in front of this host answers from a resolver of its own. */
static void intercept(struct fd_world *world, const struct host *host, const struct ask *ask,
		      struct response *response)
{
	struct ask own = *ask;

	own.rd = true;
	own.depth++;
	host_respond(world, host->intercepted_by.hosts[0], &own, response);
	response->aa = false;
}

void host_respond(struct fd_world *world, struct host *host, const struct ask *ask,
		  struct response *ret_response)
{
	response_reset(ret_response, FD_NOERROR);
	if (ask->from == NULL && host->intercepted_by.count > 0 &&
	    ask->depth < WORLD_DEPTH_MAX) {
		intercept(world, host, ask, ret_response);
		return;
	}
	if (check_path(host, ask, ret_response) == GO_ON &&
	    check_policy(host, ask, ret_response) == GO_ON &&
	    check_edns(host, ask, ret_response) == GO_ON &&
	    check_class(host, ask, ret_response) == GO_ON &&
	    check_type(host, ask, ret_response) == GO_ON) {
		answer_name(world, host, ask, ret_response);
	}
	ret_response->no_opt |= host->edns == EDNS_IGNORED;
	ret_response->delay_ns += host->delay_ns;
}

static int compare_addresses(const void *key, const void *element)
{
	const struct fd_endpoint *endpoint = key;
	const struct address *address = element;

	if (endpoint->family != address->endpoint.family) {
		return (int)endpoint->family - (int)address->endpoint.family;
	}
	return memcmp(endpoint->address, address->endpoint.address, 16);
}

struct host *host_at(const struct fd_world *world, const struct fd_endpoint *endpoint)
{
	const struct address *address =
		bsearch(endpoint, world->addresses, world->address_count,
			sizeof(struct address), compare_addresses);

	return address == NULL ? NULL : address->host;
}

static void read_ask(struct ask *ret_ask, const struct fd_message *query, enum fd_proto proto,
		     int64_t now_ns)
{
	*ret_ask = (struct ask) { .qname = query->qname,
				  .qtype = query->qtype,
				  .qclass = query->qclass,
				  .rd = (query->flags & FD_FLAG_RD) != 0,
				  .cd = (query->flags & FD_FLAG_CD) != 0,
				  .ad = (query->flags & FD_FLAG_AD) != 0,
				  .edns = query->edns.present,
				  .do_bit = query->edns.present && query->edns.do_bit,
				  .proto = (uint8_t)proto,
				  .now_ns = now_ns };
	key_make(&ret_ask->key, &query->qname);
}

/* A header alone, for what cannot be read or is not a question. */
static struct fd_reply complain(const uint8_t *query, uint16_t rcode, uint8_t *buffer,
				size_t size)
{
	struct fd_builder builder;
	uint16_t id = (uint16_t)(query[0] << 8 | query[1]);
	uint16_t flags = (uint16_t)(FD_FLAG_QR | (query[2] & 0x79) << 8 | rcode);

	fd_builder_init(&builder, buffer, size, id, flags);
	int length = fd_builder_finish(&builder);
	return length < 0 ? (struct fd_reply) { FD_REPLY_NONE, 0, 0 }
			  : (struct fd_reply) { FD_REPLY_MESSAGE, 0, (size_t)length };
}

/* The RCODE of what is no question to be answered, or FD_NOERROR. */
static uint16_t objection(const struct fd_message *message)
{
	if ((message->flags & 0x7800) != 0) {
		return FD_NOTIMP;
	}
	if (!message->has_question || message->counts[0] != 1) {
		return FD_FORMERR;
	}
	return message->edns.present && message->edns.version > 0 ? FD_BADVERS : FD_NOERROR;
}

/* The signature is fd_responder's. NOLINTNEXTLINE(readability-function-size) */
static struct fd_reply answer(void *state, const struct fd_endpoint *server,
			      enum fd_proto proto, const uint8_t *query, size_t query_length,
			      int64_t now_ns, uint8_t *buffer, size_t size)
{
	enum {
		HEADER_SIZE = 12
	};
	static const struct fd_reply silence = { FD_REPLY_NONE, 0, 0 };
	struct fd_world *world = state;
	struct host *host = host_at(world, server);
	struct response *response = world->outside;
	struct fd_message message;
	struct ask ask;

	if (host == NULL || host->closed) {
		return (struct fd_reply) { FD_REPLY_UNREACHABLE, 0, 0 };
	}
	if (query_length < HEADER_SIZE || (query[2] & 0x80) != 0) {
		return silence;
	}
	bool is_sound = fd_message_parse(&message, query, query_length) == 0;
	uint16_t problem = is_sound ? objection(&message) : FD_FORMERR;
	if (problem == FD_FORMERR || problem == FD_NOTIMP) {
		return host->silent ? silence : complain(query, problem, buffer, size);
	}
	read_ask(&ask, &message, proto, now_ns);
	if (!world->started) {
		world_start(world, now_ns);
	}
	world->work = 0;
	host_respond(world, host, &ask, response);
	if (response->kind != FD_REPLY_MESSAGE) {
		return (struct fd_reply) { response->kind, response->delay_ns, 0 };
	}
	if (problem == FD_BADVERS) {
		response_reset(response, FD_BADVERS);
	}
	size_t length = response_render(response, host, &ask, &message, buffer, size);
	return length == 0 ? silence
			   : (struct fd_reply) { FD_REPLY_MESSAGE, response->delay_ns, length };
}

struct fd_responder fd_world_responder(struct fd_world *world)
{
	return (struct fd_responder) { .state = world, .answer = answer };
}
