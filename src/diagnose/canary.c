/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "diagnose/lint.h"
#include "diagnose/walk.h"

/* The controls: without them "everything fails at this resolver" and "these names are broken" are one picture. */

static const struct fd_name root_name = { .length = 1, .wire = { 0 } };

struct count {
	struct fd_name zone;
	size_t names;
};

static void count_zone(struct count *counts, size_t *count, const struct fd_name *zone)
{
	for (size_t i = 0; i < *count; i++) {
		if (fd_name_equal(&counts[i].zone, zone)) {
			counts[i].names++;
			return;
		}
	}
	if (*count < CANARY_ZONES) {
		counts[(*count)++] = (struct count) { .zone = *zone, .names = 1 };
	}
}

/* The zone of the random canary: as configured, else the commonest top-level domain among the names. */
static bool choose_zone(const struct fd_diagnosis *diagnosis, struct fd_name *ret_zone)
{
	const struct fd_inventory *inventory = diagnosis->inventory;
	struct count counts[CANARY_ZONES];
	size_t count = 0, best = 0;

	if (inventory->has_canary_absent) {
		*ret_zone = inventory->canary_absent_under;
		return true;
	}
	for (uint32_t i = 0; i < inventory->question_count; i++) {
		struct fd_name name = question_name(diagnosis, i);
		struct fd_name zone;
		if (fd_name_labels(&name) < 2 || lint_special_use(&name)) {
			continue;
		}
		fd_name_suffix(&zone, &name, 1);
		count_zone(counts, &count, &zone);
	}
	for (size_t i = 1; i < count; i++) {
		best = counts[i].names > counts[best].names ? i : best;
	}
	if (count > 0) {
		*ret_zone = counts[best].zone;
	}
	return count > 0;
}

bool canary_name(const struct fd_diagnosis *diagnosis, const struct fd_name *zone,
		 struct fd_name *ret_name)
{
	char label[32];
	uint64_t number = diagnosis->config.seed;

	/* One step of splitmix64: equal seeds ask for equal names, near seeds for unlike ones. */
	number += 0x9E3779B97F4A7C15u;
	number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
	number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
	int length = snprintf(label, sizeof(label), "x%016llx",
			      (unsigned long long)(number ^ (number >> 31)));
	assert(length == 17);
	return fd_name_prepend(ret_name, label, (size_t)length, zone) == 0;
}

void canary_choose(struct fd_diagnosis *diagnosis)
{
	struct fd_name zone;

	diagnosis->has_canary_absent = choose_zone(diagnosis, &zone) &&
				       canary_name(diagnosis, &zone, &diagnosis->canary_absent);
}

/* ---- resolvers ----------------------------------------------------------------------------- */

static struct fd_wish wish_first(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct fd_resolver *to = &diagnosis->inventory->resolvers[resolver];
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_CANARY, &root_name, FD_TYPE_SOA);

	if (to->has_canary) {
		wish.qname = to->canary;
		wish.qtype = FD_TYPE_A;
	}
	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	return wish;
}

bool canary_good(const struct fact *fact)
{
	return fact != NULL && saw_answer(&fact->observation);
}

static bool fact_silent(const struct fact *fact)
{
	return fact != NULL && saw_nothing(&fact->observation);
}

bool canary_silent(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_first(diagnosis, resolver);
	const struct fact *udp = facts_find(&diagnosis->facts, &wish);

	wish.proto = FD_TCP;
	const struct fact *tcp = facts_find(&diagnosis->facts, &wish);
	return udp != NULL && udp->state == FACT_KNOWN && fact_silent(udp) && tcp != NULL &&
	       tcp->state == FACT_KNOWN && fact_silent(tcp);
}

static const struct fact *ask_plain(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_first(diagnosis, resolver);

	wish.purpose = FD_PURPOSE_PLAIN;
	wish.flags &= (uint8_t) ~(FD_QUERY_EDNS | FD_QUERY_DO);
	return ask_canary(diagnosis, &wish);
}

static const struct fact *ask_tcp(struct fd_diagnosis *diagnosis, uint32_t resolver,
				  uint8_t repeat)
{
	struct fd_wish wish = wish_first(diagnosis, resolver);

	wish.purpose = FD_PURPOSE_TCP;
	wish.proto = FD_TCP;
	wish.repeat = repeat;
	return ask_canary(diagnosis, &wish);
}

static const struct fact *ask_version(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_name name;
	int r = fd_name_parse(&name, "version.bind");
	assert(r == 0);
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_REACHABILITY, &name, FD_TYPE_TXT);

	wish.flags = FD_QUERY_CH;
	return ask_canary(diagnosis, &wish);
}

static const struct fact *ask_unrecursed(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_REACHABILITY,
					    &root_name, FD_TYPE_SOA);

	wish.flags &= FD_QUERY_EDNS;
	return ask_canary(diagnosis, &wish);
}

static const struct fact *ask_unchecked(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_first(diagnosis, resolver);

	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	wish.flags |= FD_QUERY_CD;
	return ask_canary(diagnosis, &wish);
}

static const struct fact *ask_absent(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_CANARY,
					    &diagnosis->canary_absent, FD_TYPE_A);

	return ask_canary(diagnosis, &wish);
}

/* Silence: is it UDP, is it EDNS, is it only the recursion behind a process that lives? */
static bool after_silence(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;

	canaries->tcp = ask_tcp(diagnosis, resolver, 0);
	canaries->version = ask_version(diagnosis, resolver);
	canaries->unrecursed = ask_unrecursed(diagnosis, resolver);
	canaries->plain = diagnosis->config.no_edns ? NULL : ask_plain(diagnosis, resolver);
	return canaries->tcp != NULL && canaries->version != NULL &&
	       canaries->unrecursed != NULL &&
	       (canaries->plain != NULL || diagnosis->config.no_edns);
}

static bool after_servfail(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;

	canaries->unchecked = ask_unchecked(diagnosis, resolver);
	canaries->version = ask_version(diagnosis, resolver);
	return canaries->unchecked != NULL && canaries->version != NULL;
}

static bool after_oddity(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;

	if (diagnosis->config.no_edns) {
		return true;
	}
	canaries->plain = ask_plain(diagnosis, resolver);
	return canaries->plain != NULL;
}

enum answer canary_resolver(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;
	struct fd_wish first = wish_first(diagnosis, resolver);

	if (diagnosis->inventory->resolvers[resolver].canary_none) {
		return YES;
	}
	canaries->first = ask_canary(diagnosis, &first);
	canaries->absent =
		diagnosis->has_canary_absent ? ask_absent(diagnosis, resolver) : NULL;
	if (canaries->first == NULL ||
	    (canaries->absent == NULL && diagnosis->has_canary_absent)) {
		return PENDING;
	}
	const struct fd_observation *saw = &canaries->first->observation;
	bool known = true;
	if (saw_nothing(saw)) {
		known = after_silence(diagnosis, resolver);
	} else if (saw->status == FD_SERVFAIL) {
		known = after_servfail(diagnosis, resolver);
	} else if (saw->status == FD_NOERROR && (saw->flags & FD_CELL_TC) != 0) {
		canaries->tcp = ask_tcp(diagnosis, resolver, 0);
		known = canaries->tcp != NULL;
	} else if (saw_reply(saw) && saw->status != FD_NOERROR && saw->status != FD_REFUSED) {
		known = after_oddity(diagnosis, resolver);
	}
	return known ? YES : PENDING;
}

/*
 * The canary was asked at the start. Where names stayed silent that others answered, it is asked again: a resolver can
 * die between two questions.
 */
static enum answer ask_again(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	struct canaries *canaries = &row->canaries;

	if (!canary_good(canaries->first) || row->elsewhere_silent == 0) {
		return YES;
	}
	struct fd_wish wish = wish_first(diagnosis, resolver);
	wish.repeat = 1;
	canaries->again = ask_canary(diagnosis, &wish);
	if (canaries->again == NULL) {
		return PENDING;
	}
	if (fact_silent(canaries->again)) {
		canaries->again_tcp = ask_tcp(diagnosis, resolver, 1);
		return canaries->again_tcp == NULL ? PENDING : YES;
	}
	return YES;
}

static bool denied_elsewhere(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness != diagnosis->rows[resolver].witness &&
		    row->canaries.absent != NULL &&
		    row->canaries.absent->observation.status == FD_NXDOMAIN) {
			return true;
		}
	}
	return false;
}

/* The random name has an address here, and no other resolver says that it does not exist: its zone is asked. */
static enum answer check_rewriting(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	const struct fact *absent = row->canaries.absent;
	struct walk walk;

	row->rewrites = canary_good(absent);
	if (!row->rewrites) {
		return YES;
	}
	row->rewrite_digest = (uint32_t)absent->observation.digest;
	if (denied_elsewhere(diagnosis, resolver)) {
		return YES;
	}
	if (!walk_run(diagnosis, &diagnosis->canary_absent, FD_TYPE_A, &walk)) {
		return PENDING;
	}
	row->rewrites = walk.end != WALK_ANSWER; /* else a wildcard: the name exists */
	row->rewrite_proved = walk.end == WALK_NXDOMAIN;
	return YES;
}

enum answer canary_again(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	enum answer again = ask_again(diagnosis, resolver);
	enum answer rewriting = check_rewriting(diagnosis, resolver);

	return again == PENDING || rewriting == PENDING ? PENDING : YES;
}

bool row_alive(const struct row *row)
{
	const struct canaries *c = &row->canaries;
	const struct fact *const facts[] = { c->first, c->plain,   c->absent,	  c->unchecked,
					     c->tcp,   c->version, c->unrecursed, c->again };

	if (row->answered + row->servfail + row->refused + row->odd > 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof(facts) / sizeof((facts)[0]); i++) {
		if (facts[i] != NULL && saw_reply(&facts[i]->observation)) {
			return true;
		}
	}
	return false;
}

/* ---- the host ------------------------------------------------------------------------------ */

static const struct fact *ask_root(struct fd_diagnosis *diagnosis, const struct fd_root *root)
{
	struct fd_wish wish = {
		.server = root->endpoint,
		.resolver = FD_NO_INDEX,
		.purpose = FD_PURPOSE_HOST_CANARY,
		.flags = diagnosis->config.no_edns ? 0 : FD_QUERY_EDNS,
		.qtype = FD_TYPE_NS,
		.qname = root_name,
	};
	return ask_canary(diagnosis, &wish);
}

/* A real root is authoritative for the root and does not recurse; who says otherwise is not the root. */
static bool root_real(const struct fd_observation *saw)
{
	return saw_answer(saw) && (saw->header_flags & FD_FLAG_AA) != 0 &&
	       (saw->header_flags & FD_FLAG_RA) == 0;
}

/*
 * Whatever the RCODE: a root asked for its own NS without RD refuses nobody and recurses for nobody. Only an error that offers
 * no recursion may be a root's bad day.
 */
static bool root_false(const struct fd_observation *saw)
{
	bool final = saw->status == FD_NOERROR || saw->status == FD_NXDOMAIN;
	bool recurses =
		(saw->header_flags & FD_FLAG_RA) != 0 && (saw->header_flags & FD_FLAG_AA) == 0;

	return saw_reply(saw) && !root_real(saw) && (final || recurses);
}

static bool picked(const struct fd_root *const roots[], size_t count,
		   const struct fd_root *root)
{
	for (size_t i = 0; i < count; i++) {
		if (roots[i] == root) {
			return true;
		}
	}
	return false;
}

/* Two by IPv4, then two by IPv6, then any: a host without one of them must not take all roots for dead. */
static size_t pick_roots(const struct fd_inventory *inventory, const struct fd_root *ret[],
			 size_t capacity)
{
	static const struct {
		uint8_t family;
		size_t until;
	} passes[] = { { 4, ROOT_SAMPLE }, { 6, ROOT_SAMPLE_MAX }, { 0, ROOT_SAMPLE_MAX } };
	size_t count = 0;

	for (size_t pass = 0; pass < sizeof(passes) / sizeof(passes[0]); pass++) {
		for (size_t i = 0; i < inventory->root_count; i++) {
			const struct fd_root *root = &inventory->roots[i];
			bool wanted = passes[pass].family == 0 ||
				      passes[pass].family == root->endpoint.family;
			if (wanted && count < passes[pass].until && count < capacity &&
			    !picked(ret, count, root)) {
				ret[count++] = root;
			}
		}
	}
	return count;
}

static enum direct judge_roots(const struct host *host)
{
	enum direct direct = DIRECT_FORBIDDEN;

	for (size_t i = 0; i < host->root_count; i++) {
		const struct fd_observation *saw = &host->roots[i]->observation;
		if (root_false(saw)) {
			return DIRECT_INTERCEPTED;
		}
		if (root_real(saw)) {
			direct = DIRECT_WORKS;
		} else if (!saw_no_try(saw) && direct == DIRECT_FORBIDDEN) {
			direct = DIRECT_SILENT;
		}
	}
	return direct;
}

enum answer canary_host(struct fd_diagnosis *diagnosis, uint32_t index)
{
	struct host *host = &diagnosis->host;
	const struct fd_root *roots[ROOT_SAMPLE_MAX];
	size_t count = pick_roots(diagnosis->inventory, roots, ROOT_SAMPLE_MAX);

	if (diagnosis->config.no_direct) {
		host->direct = DIRECT_FORBIDDEN;
		return YES;
	}
	host->root_count = 0;
	for (size_t sample = ROOT_SAMPLE; sample <= ROOT_SAMPLE_MAX; sample += ROOT_SAMPLE) {
		bool known = true;
		for (; host->root_count < count && host->root_count < sample;
		     host->root_count++) {
			const struct fact *fact = ask_root(diagnosis, roots[host->root_count]);
			host->roots[host->root_count] = fact;
			known = known && fact != NULL;
		}
		if (!known) {
			return PENDING;
		}
		host->direct = judge_roots(host);
		if (host->direct != DIRECT_SILENT) {
			break;
		}
	}
	return YES;
}
