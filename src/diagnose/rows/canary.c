/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "diagnose/common/lint.h"
#include "diagnose/direct/walk.h"
#include "diagnose/rows/dns64.h"
#include "diagnose/rows/rows.h"
#include "diagnose/rows/types.h"

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
	/* Of a long list a sample will do. */
	size_t step = inventory->question_count / CANARY_NAMES + 1;
	for (size_t i = 0; i < inventory->question_count; i += step) {
		struct fd_name name = question_name(diagnosis, (uint32_t)i);
		struct fd_name zone, reserved;
		if (fd_name_labels(&name) < 2 ||
		    lint_special_use(&name, &reserved) != LINT_NOT_SPECIAL) {
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

void fd_canary_label(char ret_label[FD_CANARY_LABEL + 1], uint64_t seed)
{
	uint64_t number = seed;

	/* One step of splitmix64: equal seeds ask for equal names, near seeds for unlike ones. */
	number += 0x9E3779B97F4A7C15u;
	number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
	number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
	int length = snprintf(ret_label, FD_CANARY_LABEL + 1, "x%016llx",
			      (unsigned long long)(number ^ (number >> 31)));
	assert(length == FD_CANARY_LABEL);
}

bool canary_name(const struct fd_diagnosis *diagnosis, const struct fd_name *zone,
		 struct fd_name *ret_name)
{
	char label[FD_CANARY_LABEL + 1];

	fd_canary_label(label, diagnosis->config.seed);
	return fd_name_prepend(ret_name, label, FD_CANARY_LABEL, zone) == 0;
}

void canary_choose(struct fd_diagnosis *diagnosis)
{
	struct fd_name zone;

	diagnosis->has_canary_absent = choose_zone(diagnosis, &zone) &&
				       canary_name(diagnosis, &zone, &diagnosis->canary_absent);
}

/* ---- resolvers ----------------------------------------------------------------------------- */

struct fd_wish canary_wish(const struct fd_diagnosis *diagnosis, uint32_t resolver)
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

static bool fact_silent(const struct fact *fact)
{
	return fact != NULL && saw_nothing(&fact->observation);
}

bool canary_silent(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = canary_wish(diagnosis, resolver);
	const struct fact *udp = facts_find(&diagnosis->facts, &wish);

	wish.proto = FD_TCP;
	const struct fact *tcp = facts_find(&diagnosis->facts, &wish);
	return udp != NULL && udp->state == FACT_KNOWN && fact_silent(udp) && tcp != NULL &&
	       tcp->state == FACT_KNOWN && fact_silent(tcp);
}

static bool any_reply(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	for (uint32_t q = 0; q < diagnosis->inventory->question_count; q++) {
		const struct fd_cell *cell = cell_of(diagnosis, q, resolver);
		enum kind kind = cell == NULL ? KIND_UNKNOWN : cell_kind(cell);
		if (kind != KIND_UNKNOWN && kind != KIND_SILENT) {
			return true;
		}
	}
	return false;
}

void canary_find_unheard(struct fd_diagnosis *diagnosis)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		struct row *row = &diagnosis->rows[r];
		row->unheard = !row->canaries.done && !any_reply(diagnosis, r);
	}
}

bool canary_unheard(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = canary_wish(diagnosis, resolver);
	const struct fact *first = facts_find(&diagnosis->facts, &wish);

	return diagnosis->rows[resolver].unheard && first != NULL &&
	       first->state == FACT_KNOWN && fact_silent(first);
}

static const struct fact *ask_plain(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = canary_wish(diagnosis, resolver);

	wish = wish_plain(&wish);
	return ask_canary_insistently(diagnosis, &wish);
}

static const struct fact *ask_tcp(struct fd_diagnosis *diagnosis, uint32_t resolver,
				  uint16_t repeat)
{
	struct fd_wish wish = canary_wish(diagnosis, resolver);

	wish = wish_over_tcp(&wish);
	wish.repeat = repeat;
	return ask_canary_insistently(diagnosis, &wish);
}

static const struct fact *ask_version(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_name name;
	int r = fd_name_parse(&name, "version.bind");
	assert(r == 0);
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_REACHABILITY, &name, FD_TYPE_TXT);

	wish.flags = FD_QUERY_CH;
	return ask_canary_insistently(diagnosis, &wish);
}

static const struct fact *ask_unrecursed(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_REACHABILITY,
					    &root_name, FD_TYPE_SOA);

	wish.flags &= FD_QUERY_EDNS;
	return ask_canary_insistently(diagnosis, &wish);
}

static const struct fact *ask_unchecked(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = canary_wish(diagnosis, resolver);

	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	wish.flags |= FD_QUERY_CD;
	return ask_canary_insistently(diagnosis, &wish);
}

static const struct fact *ask_absent(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_CANARY,
					    &diagnosis->canary_absent, FD_TYPE_A);

	return ask_canary_insistently(diagnosis, &wish);
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

/* The first few that are well show whether TCP gets out of here at all. */
static enum answer try_tcp(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	struct fd_wish wish = canary_wish(diagnosis, resolver);

	wish.proto = FD_TCP;
	bool asked = facts_find(&diagnosis->facts, &wish) != NULL;
	if (!asked && (row->witness != resolver || diagnosis->tcp_canaries == TCP_SAMPLE)) {
		return YES;
	}
	diagnosis->tcp_canaries += !asked;
	row->canaries.tcp = ask_tcp(diagnosis, resolver, 0);
	return row->canaries.tcp == NULL ? PENDING : YES;
}

enum answer canary_resolver(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;
	struct fd_wish first = canary_wish(diagnosis, resolver);

	if (diagnosis->inventory->resolvers[resolver].canary_none) {
		return YES;
	}
	canaries->first = ask_canary_insistently(diagnosis, &first);
	if (canaries->first == NULL) {
		return PENDING;
	}
	canaries->absent =
		diagnosis->has_canary_absent ? ask_absent(diagnosis, resolver) : NULL;
	const struct fd_observation *saw = &canaries->first->observation;
	bool known = true;
	/* One silence tells: the next ones are not waited for one after the other. */
	if (saw_nothing(saw) && !after_silence(diagnosis, resolver)) {
		return PENDING;
	}
	if (canaries->absent == NULL && diagnosis->has_canary_absent) {
		return PENDING;
	}
	if (canary_good(canaries->first)) {
		return try_tcp(diagnosis, resolver);
	}
	if (saw->status == FD_SERVFAIL) {
		known = after_servfail(diagnosis, resolver);
	} else if (saw->status == FD_NOERROR && (saw->flags & FD_CELL_TC) != 0) {
		canaries->tcp = ask_tcp(diagnosis, resolver, 0);
		known = canaries->tcp != NULL;
	} else if (saw_reply(saw) && saw->status != FD_NOERROR && saw->status != FD_REFUSED) {
		known = after_oddity(diagnosis, resolver);
	}
	return known ? YES : PENDING;
}

/* ---- while the bulk runs, and after it -------------------------------------------------------- */

enum {
	DURING_REPEAT = 64 /* the number of the first; the other repeats are below */
};

static struct fd_wish wish_during(const struct fd_diagnosis *diagnosis, uint32_t resolver,
				  unsigned number)
{
	struct fd_wish wish = canary_wish(diagnosis, resolver);

	wish.repeat = (uint16_t)(DURING_REPEAT + number);
	return wish;
}

/* Nobody waits for these: what is known when the bulk is over counts. */
void canary_during(struct fd_diagnosis *diagnosis)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		struct canaries *canaries = &diagnosis->rows[r].canaries;
		if (!canary_good(canaries->first) || canaries->during == DURING_MAX) {
			continue;
		}
		struct fd_wish wish = wish_during(diagnosis, r, canaries->during);
		struct fact *fact = facts_add(&diagnosis->facts, &wish);
		if (fact != NULL) { /* without memory for it there is one less */
			fact->canary = true;
			canaries->during++;
		}
	}
}

static void count_during(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;

	canaries->during_answered = canaries->during_silent = 0;
	for (unsigned i = 0; i < canaries->during; i++) {
		struct fd_wish wish = wish_during(diagnosis, resolver, i);
		const struct fact *fact = facts_find(&diagnosis->facts, &wish);
		if (fact == NULL || fact->state != FACT_KNOWN) {
			continue;
		}
		if (canary_good(fact)) {
			canaries->during_answered++;
			canaries->during_silent = 0;
		} else {
			canaries->during_silent += fact_silent(fact);
		}
	}
}

/* A resolver can die, or lose what it forwards to, between two questions. */
static enum answer ask_again(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	struct canaries *canaries = &row->canaries;

	count_during(diagnosis, resolver);
	/* Silent, and answered without EDNS: that was another moment too, and the control is the first one's question again. */
	bool moment = fact_silent(canaries->first) && canary_good(canaries->plain);
	if (!canary_good(canaries->first) && !moment) {
		return YES;
	}
	struct fd_wish wish = canary_wish(diagnosis, resolver);
	wish.repeat = 1;
	canaries->again = ask_canary_insistently(diagnosis, &wish);
	if (canaries->again == NULL) {
		return PENDING;
	}
	if (fact_silent(canaries->again) && !moment) {
		canaries->again_tcp = ask_tcp(diagnosis, resolver, 1);
		return canaries->again_tcp == NULL ? PENDING : YES;
	}
	return YES;
}

/* A name that is answered here, or where nothing is any name, of another top-level domain than the random one. */
static bool find_elsewhere(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			   const struct fd_name *absent, struct fd_name *ret_registry)
{
	bool any = row_barren(diagnosis, resolver);
	struct fd_name own;

	fd_name_suffix(&own, absent, 1);
	for (uint32_t q = 0; q < diagnosis->inventory->question_count; q++) {
		const struct fd_cell *cell = cell_of(diagnosis, q, resolver);
		if (cell == NULL || (cell_kind(cell) != KIND_POSITIVE && !any)) {
			continue;
		}
		struct fd_name name = question_name(diagnosis, q);
		if (fd_name_labels(&name) > 1 && !fd_name_under(&name, &own)) {
			fd_name_suffix(ret_registry, &name, 1);
			return true;
		}
	}
	return false;
}

/*
 * What others answer fails here, and so does what nobody can have in a cache. Where nobody else is asked a name below another
 * top-level domain has to tell.
 */
static bool absent_fails(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *row = &diagnosis->rows[resolver];
	const struct fact *absent = row->canaries.absent;
	struct fd_name registry;

	if (!canary_good(row->canaries.first) || absent == NULL ||
	    (absent->observation.status != FD_SERVFAIL && !fact_silent(absent))) {
		return false;
	}
	return row->elsewhere_failed > 0 ||
	       (row->silent + row->servfail > 0 &&
		(row_alone(diagnosis, resolver) || row_barren(diagnosis, resolver)) &&
		find_elsewhere(diagnosis, resolver, &absent->wish.qname, &registry));
}

/*
 * A resolver that has more to do than it can drops or fails what is new to it, and answers what it has: like one that has lost
 * its way out. Some seconds after the bulk it is asked again for what it cannot have.
 */
static enum answer ask_absent_again(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];

	if (!absent_fails(diagnosis, resolver)) {
		return YES;
	}
	struct fd_wish wish = row->canaries.absent->wish;
	wish.repeat = 1;
	wish.delay_ns = AGAIN_NS;
	const struct fact *again = ask_canary(diagnosis, &wish);
	if (again == NULL) {
		return PENDING;
	}
	if (saw_reply(&again->observation)) {
		row->canaries.absent = again;
	}
	return YES;
}

/*
 * The random name fails, and it may be its top-level domain that does: it has died since, or this resolver alone does not get
 * there. One below another one tells.
 */
static enum answer ask_absent_elsewhere(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	struct fd_name registry, name;

	if (!absent_fails(diagnosis, resolver) ||
	    !find_elsewhere(diagnosis, resolver, &row->canaries.absent->wish.qname,
			    &registry) ||
	    !canary_name(diagnosis, &registry, &name)) {
		return YES;
	}
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_CANARY, &name, FD_TYPE_A);
	row->canaries.elsewhere = ask_canary_insistently(diagnosis, &wish);
	return row->canaries.elsewhere == NULL ? PENDING : YES;
}

/* The random name has an address here. Whoever else denies it, its zone is asked: a registry may give one to all that nobody has (RFC 4592). */
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
	if (!walk_run(diagnosis, &diagnosis->canary_absent, FD_TYPE_A, &walk)) {
		return PENDING;
	}
	row->rewrites = walk.end != WALK_ANSWER; /* else a wildcard: the name exists */
	row->rewrite_proved = walk.end == WALK_NXDOMAIN;
	return YES;
}

/* Each of the zone's servers has an address, and it is not that one. */
static bool has_own_address(const struct walk *walk, uint32_t digest)
{
	bool own = walk->end == WALK_ANSWER;

	for (size_t i = 0; i < walk->final_count; i++) {
		const struct fd_observation *saw = &walk->finals[i]->observation;
		own = own && saw_answer(saw) && (uint32_t)saw->digest != digest;
	}
	return own;
}

/*
 * Whatever it was asked for had that address, and others do not show whether these names exist: their zones do. Who gives it for
 * one that does gives it for everything.
 */
static enum answer check_taken(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	bool compared = row->made_up >= ROW_MIN && row->elsewhere > 0;
	enum answer answer = YES;

	row->taken = row->unowned = 0;
	if (!row->rewrites || row->own_answers > 0 || compared) {
		return YES;
	}
	for (unsigned i = 0; i < row->alike_count; i++) {
		struct fd_name name = question_name(diagnosis, row->alike_first[i]);
		struct walk walk;
		if (!walk_run(diagnosis, &name, FD_TYPE_A, &walk)) {
			answer = PENDING;
			continue;
		}
		if (has_own_address(&walk, row->rewrite_digest)) {
			row->taken_shown = walk.finals[0];
			row->taken++;
		}
		row->unowned += walk.end == WALK_NXDOMAIN || walk.end == WALK_NODATA;
	}
	return answer;
}

enum answer canary_again(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	if (ask_absent_again(diagnosis, resolver) == PENDING ||
	    ask_absent_elsewhere(diagnosis, resolver) == PENDING) {
		return PENDING;
	}
	enum answer again = ask_again(diagnosis, resolver);
	enum answer rewriting = check_rewriting(diagnosis, resolver);
	if (rewriting == YES) {
		rewriting = check_taken(diagnosis, resolver);
	}
	enum answer losing = loss_measure(diagnosis, resolver);
	enum answer limiting = rate_measure(diagnosis, resolver);
	enum answer turning = limit_measure(diagnosis, resolver);
	enum answer slow = slow_measure(diagnosis, resolver);
	enum answer types = types_measure(diagnosis, resolver);
	enum answer making = dns64_measure(diagnosis, resolver);

	if (losing == YES) {
		losing = burst_measure(diagnosis, resolver);
	}
	if (losing == YES) {
		losing = loss_measure_more(diagnosis, resolver);
	}
	if (losing == YES) {
		losing = loss_measure_root(diagnosis, resolver);
	}
	return slow == PENDING || limiting == PENDING || again == PENDING ||
			       rewriting == PENDING || losing == PENDING || types == PENDING ||
			       making == PENDING || turning == PENDING
		       ? PENDING
		       : YES;
}
