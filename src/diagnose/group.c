/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "diagnose/question/rules.h"
#include "diagnose/stages.h"

/*
 * One outage, many zones: zones that fail in the same way and have the same servers have one fault, not one each. Their
 * verdicts say so in the same words, so that whoever gathers them sees one finding with its count.
 */

struct member {
	uint64_t servers; /* the same for the same set of addresses */
	struct judged *judged;
};

static const struct {
	enum fd_cause cause;
	const char *words; /* "because the servers of its zone (…) WORDS" */
} kinds[] = {
	{ FD_CAUSE_auth_timeout, "do not answer" },
	{ FD_CAUSE_auth_port_unreachable, "reject DNS queries (port unreachable)" },
	{ FD_CAUSE_auth_lame, "do not serve it (refused or not authoritative)" },
	{ FD_CAUSE_auth_servfail, "answer SERVFAIL" },
	{ FD_CAUSE_auth_udp_blocked, "answer over TCP only" },
	{ FD_CAUSE_auth_edns_intolerant, "fail queries with EDNS" },
	{ FD_CAUSE_auth_partial_outage, "do not all answer" },
	{ FD_CAUSE_auth_partial_lame, "do not all serve it" },
};

static const char *words_of(enum fd_cause cause)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].cause == cause) {
			return kinds[i].words;
		}
	}
	return NULL;
}

/*
 * A hash of each address, added up: the order of the servers does not matter. Each is mixed before (as in SplitMix64): plain FNV
 * of neighbours differs by as much as that of other neighbours, and the differences cancel out in the sum.
 */
static uint64_t hash_servers(const struct cut *cut)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < cut->server_count; i++) {
		const struct fd_endpoint *server = &cut->servers[i].endpoint;
		uint64_t hash = 0xcbf29ce484222325u ^ server->family;
		size_t length = server->family == 4 ? 4 : 16;
		for (size_t at = 0; at < length; at++) {
			hash = (hash ^ server->address[at]) * 0x100000001b3u;
		}
		hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
		hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
		sum += hash ^ hash >> 31;
	}
	return sum;
}

/* What a hash says is looked at before anybody is told. */
static bool same_servers(const struct cut *a, const struct cut *b)
{
	size_t common = 0;

	for (size_t i = 0; i < a->server_count; i++) {
		for (size_t j = 0; j < b->server_count; j++) {
			common += fd_endpoint_equal(&a->servers[i].endpoint,
						    &b->servers[j].endpoint);
		}
	}
	return a->server_count == b->server_count && common == a->server_count;
}

/* Groups lie together, and in them zones. */
static int compare(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	const struct fd_verdict *one = &left->judged->verdict, *other = &right->judged->verdict;

	if (left->servers != right->servers) {
		return left->servers < right->servers ? -1 : 1;
	}
	if (one->cause != other->cause) {
		return one->cause < other->cause ? -1 : 1;
	}
	const struct fd_name *zone = &left->judged->blamed->zone;
	const struct fd_name *other_zone = &right->judged->blamed->zone;
	if (zone->length != other_zone->length) {
		return zone->length < other_zone->length ? -1 : 1;
	}
	int order = memcmp(zone->wire, other_zone->wire, zone->length);
	if (order != 0) {
		return order;
	}
	return left->judged->question < right->judged->question ? -1 : 1;
}

static size_t gather(struct fd_diagnosis *diagnosis, struct member *members,
		     size_t *ret_failing)
{
	size_t count = 0;

	*ret_failing = 0;
	for (size_t i = 0; i < diagnosis->judged_count; i++) {
		struct judged *judged = &diagnosis->judged[i];
		*ret_failing += judged->verdict.severity >= FD_DEGRADED;
		if (judged->blamed != NULL && judged->blamed->server_count > 0 &&
		    words_of(judged->verdict.cause) != NULL) {
			members[count++] =
				(struct member) { hash_servers(judged->blamed), judged };
		}
	}
	return count;
}

static bool same_group(const struct member *a, const struct member *b)
{
	return a->servers == b->servers &&
	       a->judged->verdict.cause == b->judged->verdict.cause &&
	       same_servers(a->judged->blamed, b->judged->blamed);
}

static const char *list_servers(struct region *texts, const struct cut *cut)
{
	const struct fd_endpoint *endpoints[ADDRESSES_PER_CUT];

	for (size_t i = 0; i < cut->server_count; i++) {
		endpoints[i] = &cut->servers[i].endpoint;
	}
	return text_endpoints(texts, endpoints, cut->server_count);
}

static void add_step(struct fd_diagnosis *diagnosis, struct fd_verdict *verdict,
		     const char *shared)
{
	size_t count = verdict->evidence_count;
	struct fd_evidence *evidence =
		region_alloc(&diagnosis->texts, (count + 1) * sizeof(*evidence));

	if (evidence == NULL) { /* the verdict stands without it */
		return;
	}
	if (count > 0) {
		memcpy(evidence, verdict->evidence, count * sizeof(*evidence));
	}
	evidence[count] =
		(struct fd_evidence) { .probe = "",
				       .saw = shared,
				       .means = "one fault at these servers, not one a zone" };
	verdict->evidence = evidence;
	verdict->evidence_count = count + 1;
}

static void tell_group(struct fd_diagnosis *diagnosis, const struct member *members,
		       size_t count, size_t zones, size_t failing)
{
	struct region *texts = &diagnosis->texts;
	const struct judged *first = members[0].judged;
	enum fd_cause cause = first->verdict.cause;
	const char *servers = list_servers(texts, first->blamed);
	const char *shared = region_printf(
		texts, "%zu of %zu failing questions, in %zu zones, have the same servers: %s",
		count, failing, zones, servers);
	const char *action = region_printf(texts, "The operator of %s: %s", servers,
					   fd_cause_facts(cause)->action);

	for (size_t i = 0; i < count; i++) {
		struct fd_verdict *verdict = &members[i].judged->verdict;
		struct fd_name name = question_name(diagnosis, members[i].judged->question);
		uint16_t qtype =
			diagnosis->inventory->questions[members[i].judged->question].qtype;
		add_step(diagnosis, verdict, shared);
		verdict->action = action;
		verdict->summary = region_printf(
			texts,
			"%s %s fails because the servers of its zone (%s) %s; %zu zones with %zu "
			"questions of this run are on them.",
			text_name(texts, &name), text_type(texts, qtype), servers,
			words_of(cause), zones, count);
	}
}

void group_verdicts(struct fd_diagnosis *diagnosis)
{
	struct member *members = calloc(diagnosis->judged_count + 1, sizeof(*members));
	size_t failing;

	if (members == NULL) { /* each verdict stands for itself */
		return;
	}
	size_t count = gather(diagnosis, members, &failing);
	qsort(members, count, sizeof(*members), compare);
	for (size_t first = 0, next; first < count; first = next) {
		size_t zones = 1;
		for (next = first + 1;
		     next < count && same_group(&members[first], &members[next]); next++) {
			zones += !fd_name_equal(&members[next - 1].judged->blamed->zone,
						&members[next].judged->blamed->zone);
		}
		if (zones > 1) {
			tell_group(diagnosis, &members[first], next - first, zones, failing);
		}
	}
	free(members);
}
