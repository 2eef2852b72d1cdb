/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/registry.h"

/*
 * A name below the top-level domain that nobody has, of resolvers that fail the name: all it takes is that some server of that lives,
 * and it is in no cache, as the domain's own SOA may be. One that gets nothing from there may have no way, as who has no IPv6 to servers
 * that have nothing else; so it is not the domain that is dead where another one gets its word.
 */

enum reached {
	REACHED_UNKNOWN,
	REACHED_YES,
	REACHED_ONCE, /* of what is kept, denials of other names are made */
	REACHED_NO
};

bool denied_for_zone(const struct fact *fact, const struct fd_name *zone,
		     struct fd_soa *ret_soa)
{
	const struct fd_observation *saw = &fact->observation;

	return kind_negative(observation_kind(saw)) && saw->message != NULL &&
	       fd_message_soa(saw->message, FD_SECTION_AUTHORITY, ret_soa) &&
	       fd_name_equal(&ret_soa->owner, zone);
}

bool told_now(const struct fact *fact, const struct fd_name *zone)
{
	struct fd_soa soa;

	return fact != NULL && fact->state == FACT_KNOWN && denied_for_zone(fact, zone, &soa) &&
	       soa_is_fresh(&soa);
}

/* In this run: what was asked before is in its cache by now. */
static bool was_told(const struct fd_diagnosis *diagnosis, const struct fact *fact,
		     const struct fd_name *zone)
{
	struct fd_wish wish = fact->wish;

	wish.flags |= FD_QUERY_CD;
	wish.timeout_ns = 0;
	return told_now(fact, zone) || told_now(facts_find(&diagnosis->facts, &wish), zone) ||
	       told_now(diagnosis->rows[wish.resolver].canaries.absent, zone);
}

static enum reached read_reached(const struct fd_diagnosis *diagnosis, const struct fact *fact,
				 const struct fd_name *zone)
{
	const struct fd_observation *saw = &fact->observation;
	struct fd_soa soa;

	if (saw->status == FD_SERVFAIL || saw_nothing(saw)) {
		return REACHED_NO;
	}
	if (saw_answer(saw)) {
		return REACHED_YES;
	}
	return !denied_for_zone(fact, zone, &soa) ? REACHED_UNKNOWN
	       : was_told(diagnosis, fact, zone)  ? REACHED_YES
						  : REACHED_ONCE;
}

static void note_reached(const struct column *column, const struct column_cell *cell,
			 const struct fact *fact, const struct fd_name *zone,
			 struct registry *ret)
{
	enum reached reached = read_reached(column->diagnosis, fact, zone);

	if (reached == REACHED_YES && ret->lives == NULL) {
		ret->lives = fact;
	}
	if (reached == REACHED_ONCE && ret->kept == NULL) {
		ret->kept = fact;
	}
	if (reached == REACHED_NO) {
		ret->dead = ret->dead == NULL ? fact : ret->dead;
		ret->lost[ret->lost_count++] = column->diagnosis->rows[cell->resolver].witness;
	}
}

bool registry_check(const struct column *column, const struct fd_name *name,
		    struct registry *ret)
{
	struct fd_name zone;
	bool known = true;

	*ret = (struct registry) { .lives = NULL };
	if (fd_name_labels(name) < 2) {
		return true;
	}
	fd_name_suffix(&zone, name, 1);
	for (size_t i = 0, asked = 0; i < column->count && asked < WITNESSES_LIKELY; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct fd_wish wish;
		if (!column_first_of_witness(column, i, want_failed)) {
			continue;
		}
		if (!wish_absent_below(column, cell->resolver, &zone, &wish)) {
			return true;
		}
		wish.purpose = FD_PURPOSE_PATIENCE;
		wish.timeout_ns = PATIENCE_NS;
		const struct fact *fact = ask_insistently(column->diagnosis, &wish);
		known = known && fact != NULL;
		asked++;
		if (fact != NULL) {
			note_reached(column, cell, fact, &zone, ret);
		}
	}
	return known;
}

static bool is_lost(const struct column *column, const struct registry *registry,
		    const struct column_cell *cell)
{
	for (size_t i = 0; i < registry->lost_count; i++) {
		if (column->diagnosis->rows[cell->resolver].witness == registry->lost[i]) {
			return true;
		}
	}
	return false;
}

void registry_mark_lost(struct column *column, const struct registry *registry)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_failed(cell->kind) &&
		    is_lost(column, registry, cell)) {
			cell_mark(column, cell, FD_CAUSE_resolver_auth_path_broken);
		}
	}
}
