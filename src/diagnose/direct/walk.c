/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/walk.h"

#include <assert.h>

#include "diagnose/common/aliases.h"
#include "diagnose/common/lint.h"

/* ---- one step down ------------------------------------------------------------------------- */

enum step {
	STEP_PENDING,
	STEP_CUT,    /* delegated: *ret_cut */
	STEP_HERE,   /* the name is in this zone, or nothing is known against it */
	STEP_ABSENT, /* this zone says that it does not exist */
	STEP_UNKNOWN,
};

/* The zone a reply delegates, if it lies between the cut and the name: *ret_zone. */
static bool read_referral(const struct fd_message *message, const struct cut *cut,
			  const struct fd_name *name, struct fd_name *ret_zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	unsigned above = fd_name_labels(&cut->zone);

	while (fd_message_next(message, &cursor, &record)) {
		if (record.type == FD_TYPE_NS && record.section != FD_SECTION_ADDITIONAL &&
		    fd_name_under(name, &record.owner) &&
		    fd_name_under(&record.owner, &cut->zone) &&
		    fd_name_labels(&record.owner) > above) {
			*ret_zone = record.owner;
			return true;
		}
	}
	return false;
}

static enum step read_step(const struct fact *fact, const struct cut *cut,
			   const struct fd_name *name, struct fd_name *ret_zone)
{
	const struct fd_observation *saw = &fact->observation;

	if (saw->message == NULL) {
		return STEP_UNKNOWN;
	}
	if (saw->status == FD_NOERROR && read_referral(saw->message, cut, name, ret_zone)) {
		return STEP_CUT;
	}
	if ((saw->header_flags & FD_FLAG_AA) == 0) {
		return STEP_UNKNOWN;
	}
	if (saw->status == FD_NXDOMAIN) {
		return STEP_ABSENT;
	}
	return saw->status == FD_NOERROR ? STEP_HERE : STEP_UNKNOWN;
}

/* Good servers of the cut, at most REGISTRY_SAMPLE: two are enough to find the way. */
static size_t pick_good(struct fd_diagnosis *diagnosis, const struct cut *cut,
			size_t ret[REGISTRY_SAMPLE])
{
	size_t count = 0;

	for (size_t i = 0; i < cut->server_count && count < REGISTRY_SAMPLE; i++) {
		if (cut_server_state(diagnosis, cut, i) == SERVER_GOOD) {
			ret[count++] = i;
		}
	}
	return count;
}

/* Asks the way to `name`, a label below the cut, of two parent servers; a delegation beats a denial. */
static enum step step_down(struct fd_diagnosis *diagnosis, struct cut **cut,
			   const struct fd_name *name)
{
	size_t servers[REGISTRY_SAMPLE];
	const struct fact *facts[REGISTRY_SAMPLE] = { NULL };
	size_t count = pick_good(diagnosis, *cut, servers);
	enum step best = STEP_UNKNOWN;
	enum step steps[REGISTRY_SAMPLE];
	bool pending = false;

	for (size_t i = 0; i < count; i++) {
		struct fd_wish wish = cut_wish(diagnosis, &(*cut)->servers[servers[i]].endpoint,
					       name, FD_TYPE_NS);
		facts[i] = ask_insistently(diagnosis, &wish);
		pending = pending || facts[i] == NULL;
	}
	if (pending) {
		return STEP_PENDING;
	}
	struct fd_name zone;
	const struct fact *referral = NULL;
	for (size_t i = 0; i < count; i++) {
		struct fd_name found;
		steps[i] = read_step(facts[i], *cut, name, &found);
		if (steps[i] < best) {
			best = steps[i];
		}
		if (steps[i] == STEP_CUT && referral == NULL) {
			referral = facts[i];
			zone = found;
		}
	}
	if (referral == NULL) {
		return best;
	}
	struct cut *child = cut_make(diagnosis, *cut, &zone, referral);
	for (size_t i = 0; child != NULL && i < count; i++) {
		if (steps[i] == STEP_CUT || steps[i] == STEP_ABSENT) {
			cut_compare(diagnosis, child, facts[i]);
		}
	}
	*cut = child == NULL ? *cut : child;
	return child == NULL ? STEP_UNKNOWN : STEP_CUT;
}

/* ---- arriving ------------------------------------------------------------------------------ */

/* A cut is fit to be asked: it has addresses and a good server. Else the walk ends here. */
static enum answer enter(struct fd_diagnosis *diagnosis, struct cut *cut, struct walk *walk)
{
	walk->cut = cut;
	walk->disputed = cut->denial != NULL ? cut : walk->disputed;
	if (!cut_resolve(diagnosis, cut)) {
		return PENDING;
	}
	if (cut->server_count == 0 && cut->untested == 0 && !cut->unresolvable &&
	    !cut_find_servers(diagnosis, cut)) {
		return PENDING;
	}
	if (cut->server_count == 0 && cut->untested > 0) {
		walk->end =
			WALK_VOID; /* they have addresses, of a family that this host has not */
		walk->foreign = cut;
		walk->cut = NULL;
		return NO;
	}
	if (cut->server_count == 0) {
		walk->end = cut->unresolvable ? WALK_NO_ADDRESS : WALK_UNKNOWN;
		return NO;
	}
	if (!cut_health(diagnosis, cut, &walk->tally)) {
		return PENDING;
	}
	if (walk->tally.by_state[SERVER_GOOD] == 0 && !cut->checked) {
		if (!cut_check_servers(diagnosis, cut)) {
			return PENDING;
		}
		if (cut->checked) {
			return enter(diagnosis, cut, walk);
		}
	}
	if (walk->tally.by_state[SERVER_GOOD] == 0) {
		bool known = walk->tally.by_state[SERVER_UNKNOWN] < walk->tally.total;
		walk->end = known ? WALK_ZONE_BAD : WALK_UNKNOWN;
		return NO;
	}
	return YES;
}

static void count_final(struct walk *walk, const struct fact *fact, uint16_t qtype)
{
	const struct fd_observation *saw = &fact->observation;
	bool sure = (saw->header_flags & FD_FLAG_AA) != 0;

	if (saw_no_try(saw)) {
		return;
	}
	if (sure && saw->status == FD_NXDOMAIN) {
		walk->nxdomain++;
	} else if (sure && saw->status == FD_NOERROR) {
		bool alias = (saw->flags & FD_CELL_CNAME) != 0 && qtype != FD_TYPE_CNAME;
		bool cut_short = (saw->header_flags & FD_FLAG_TC) != 0;
		walk->positive += saw_answer(saw) || alias;
		walk->nodata += !saw_answer(saw) && !alias && !cut_short;
		walk->cut_short += !saw_answer(saw) && !alias && cut_short;
	} else {
		walk->failed++;
	}
}

static void forget_finals(struct walk *walk)
{
	walk->final_count = walk->positive = walk->nodata = walk->nxdomain = 0;
	walk->cut_short = walk->failed = 0;
}

/* The question itself, of every good server. */
static enum answer ask_finals(struct fd_diagnosis *diagnosis, struct cut *cut,
			      const struct fd_name *name, uint16_t qtype, struct walk *walk)
{
	bool known = true;

	forget_finals(walk);
	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) != SERVER_GOOD) {
			continue;
		}
		struct fd_wish wish =
			cut_wish(diagnosis, &cut->servers[i].endpoint, name, qtype);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		known = known && fact != NULL;
		if (fact != NULL) {
			walk->finals[walk->final_count++] = fact;
			count_final(walk, fact, qtype);
		}
	}
	return known ? YES : PENDING;
}

static bool delegates(const struct fact *fact, const struct cut *cut,
		      const struct fd_name *name, struct fd_name *ret_zone)
{
	const struct fd_observation *saw = &fact->observation;

	return saw->status == FD_NOERROR && saw->message != NULL &&
	       (saw->header_flags & FD_FLAG_AA) == 0 &&
	       read_referral(saw->message, cut, name, ret_zone);
}

/* The cut below which the whole name was delegated after all, or NULL. */
static struct cut *final_referral(struct fd_diagnosis *diagnosis, struct cut *cut,
				  const struct fd_name *name, const struct walk *walk)
{
	struct cut *child = NULL;
	struct fd_name zone;

	for (size_t i = 0; i < walk->final_count; i++) {
		if (!delegates(walk->finals[i], cut, name, &zone)) {
			continue;
		}
		if (child != NULL) {
			if (fd_name_equal(&child->zone, &zone)) {
				cut_compare(diagnosis, child, walk->finals[i]);
			}
			continue;
		}
		struct cut *known = cut_find(diagnosis, &zone);
		if (known != NULL) {
			return known;
		}
		child = cut_make(diagnosis, cut, &zone, walk->finals[i]);
		if (child == NULL) {
			return NULL;
		}
	}
	return child;
}

static enum walk_end end_of_finals(const struct walk *walk)
{
	if (walk->positive > 0) {
		return WALK_ANSWER;
	}
	if (walk->nxdomain > 0) {
		return WALK_NXDOMAIN;
	}
	if (walk->nodata > 0) {
		return WALK_NODATA;
	}
	if (walk->cut_short > 0) {
		return WALK_CUT;
	}
	return walk->failed > 0 ? WALK_NAME_BAD : WALK_UNKNOWN;
}

/* ---- the walk of one name ------------------------------------------------------------------ */

/* Down to the cut that holds `name`. YES: *walk.cut is it and has a good server; NO: the walk has ended. */
static enum answer descend(struct fd_diagnosis *diagnosis, const struct fd_name *name,
			   struct walk *walk)
{
	struct cut *cut = cut_root(diagnosis);
	unsigned labels = fd_name_labels(name);
	unsigned cuts = 0;

	if (cut == NULL) {
		walk->end = WALK_UNKNOWN;
		return NO;
	}
	enum answer fit = enter(diagnosis, cut, walk);
	for (unsigned depth = 1; fit == YES && depth < labels && depth < STEPS_MAX; depth++) {
		struct fd_name suffix;
		fd_name_suffix(&suffix, name, depth);
		struct cut *known = cut_find(diagnosis, &suffix);
		enum step step = STEP_CUT;
		if (known != NULL) {
			cut = known;
		} else {
			step = step_down(diagnosis, &cut, &suffix);
		}
		if (step == STEP_PENDING) {
			return PENDING;
		}
		if (step == STEP_ABSENT) {
			break; /* what is below may still be asked of this zone: it will deny it */
		}
		if (step == STEP_CUT) {
			if (++cuts > CUTS_MAX) {
				walk->end = WALK_UNKNOWN;
				return NO;
			}
			walk->disputed = cut->denial != NULL ? cut : walk->disputed;
			fit = enter(diagnosis, cut, walk);
		}
	}
	return fit;
}

/* Where servers of the last cut refuse or deny its apex, what they say to the question counts. */
static enum answer hear(struct fd_diagnosis *diagnosis, const struct fd_name *name,
			uint16_t qtype, enum answer fit, struct walk *walk)
{
	if (fit == PENDING || walk->cut == NULL || walk->tally.by_state[SERVER_LAME] == 0) {
		return fit;
	}
	enum answer heard = cut_hear(diagnosis, walk->cut, name, qtype);

	return heard == YES ? enter(diagnosis, walk->cut, walk) : heard == NO ? fit : PENDING;
}

static enum answer walk_name(struct fd_diagnosis *diagnosis, const struct fd_name *name,
			     uint16_t qtype, struct walk *walk)
{
	forget_finals(walk);
	enum answer fit = descend(diagnosis, name, walk);

	fit = hear(diagnosis, name, qtype, fit, walk);
	for (unsigned turn = 0; fit == YES && turn < CUTS_MAX; turn++) {
		if (ask_finals(diagnosis, walk->cut, name, qtype, walk) == PENDING) {
			return PENDING;
		}
		struct cut *deeper = final_referral(diagnosis, walk->cut, name, walk);
		if (deeper == NULL) {
			walk->end = end_of_finals(walk);
			return YES;
		}
		forget_finals(walk); /* a referral is no word on the name */
		fit = enter(diagnosis, deeper, walk);
		fit = hear(diagnosis, name, qtype, fit, walk);
	}
	return fit;
}

/* Where an answer is only an alias to another zone: the target, which is walked next. */
static enum aliases end_of_alias(const struct walk *walk, uint16_t qtype,
				 struct fd_name *ret_name, unsigned *ret_aliases)
{
	for (size_t i = 0; i < walk->final_count; i++) {
		const struct fd_message *message = walk->finals[i]->observation.message;
		if (message == NULL || !message->has_question) {
			continue;
		}
		enum aliases chain = aliases_follow_within(message, qtype, &walk->cut->zone,
							   ret_name, ret_aliases);
		if (chain != ALIASES_END || *ret_aliases > 0) {
			return chain;
		}
	}
	*ret_aliases = 0;
	return ALIASES_END;
}

/* What led on to the next zone. */
static void keep_hop(struct walk *walk)
{
	for (size_t i = 0; i < walk->final_count && walk->hop_count < ALIASES_MAX; i++) {
		if (saw_data(&walk->finals[i]->observation)) {
			walk->hops[walk->hop_count++] = walk->finals[i];
			return;
		}
	}
}

static unsigned synthesized_by(const struct walk *walk)
{
	for (size_t i = 0; i < walk->final_count; i++) {
		const struct fd_message *message = walk->finals[i]->observation.message;
		if (message != NULL) {
			return aliases_synthesized(message);
		}
	}
	return 0;
}

static bool finals_repeat(const struct walk *walk, uint16_t qtype)
{
	for (size_t i = 0; i < walk->final_count; i++) {
		const struct fd_message *message = walk->finals[i]->observation.message;
		if (message != NULL && message->has_question &&
		    aliases_repeat(message, qtype)) {
			return true;
		}
	}
	return false;
}

bool walk_settled(struct fd_diagnosis *diagnosis, const struct fd_name *name, uint16_t qtype,
		  struct walk *ret_walk)
{
	return walk_run(diagnosis, name, qtype, ret_walk) &&
	       (ret_walk->cut == NULL || (cut_settle(diagnosis, ret_walk->cut) &&
					  walk_run(diagnosis, name, qtype, ret_walk)));
}

enum answer walk_to_zone(struct fd_diagnosis *diagnosis, const struct fd_name *name,
			 struct walk *ret_walk)
{
	*ret_walk = (struct walk) { .end = WALK_VOID, .name = *name };
	return diagnosis->host.direct == DIRECT_WORKS ? descend(diagnosis, name, ret_walk) : NO;
}

bool walk_run(struct fd_diagnosis *diagnosis, const struct fd_name *name, uint16_t qtype,
	      struct walk *ret_walk)
{
	struct walk *walk = ret_walk;

	struct fd_name kept = *name;
	unsigned next = 1;

	*walk = (struct walk) { .end = WALK_VOID, .name = *name };
	if (diagnosis->host.direct != DIRECT_WORKS) {
		return true;
	}
	while (walk->aliases <= ALIASES_MAX) {
		struct fd_name target;
		unsigned more = 0;
		if (walk_name(diagnosis, &walk->name, qtype, walk) == PENDING) {
			return false;
		}
		if (walk->end != WALK_ANSWER && walk->end != WALK_NXDOMAIN &&
		    walk->end != WALK_NAME_BAD) {
			return true;
		}
		/* Some servers follow the loop themselves, and give up: SERVFAIL with the alias in it (seen: BIND). */
		enum aliases chain = end_of_alias(walk, qtype, &target, &more);
		if (chain == ALIASES_LOOP) {
			walk->repeats = finals_repeat(walk, qtype);
			break;
		}
		if (walk->end == WALK_NAME_BAD) {
			return true;
		}
		if (chain == ALIASES_ANSWER || more == 0) {
			return true;
		}
		walk->aliases += more;
		unsigned made = synthesized_by(walk);
		walk->synthesized += made < more ? made : more;
		keep_hop(walk);
		walk->name = target;
		walk->repeats = walk->repeats || fd_name_equal(&target, name) ||
				fd_name_equal(&target, &kept);
		if (walk->aliases >= next) {
			kept = target;
			next = walk->aliases * 2;
		}
	}
	walk->end = WALK_ALIAS_LOOP;
	return true;
}
