/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/failing/zone.h"

/* Servers that look bad by what they make of their zone's SOA, and answer questions about its names: they are not. */

enum {
	STEADY_TRIES = 3,
	STEADY_REPEAT = 670 /* the number of the second, among the repeats of a question */
};

/* ---- another type of the same name ------------------------------------------------------------- */

static bool is_of_name(const struct column *column, uint32_t question)
{
	struct fd_name name = question_name(column->diagnosis, question);

	return fd_name_equal(&name, &column->name);
}

static bool is_answered(const struct column *column, uint32_t question)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		const struct fd_cell *other =
			cell_of(column->diagnosis, question, cell->resolver);
		if (!cell->row && other != NULL && cell_kind(other) == KIND_POSITIVE) {
			return true;
		}
	}
	return false;
}

/* Types of one name are beside each other in the table. */
static bool find_answered(const struct column *column, uint16_t *ret_qtype)
{
	const struct fd_inventory *inventory = column->diagnosis->inventory;
	uint32_t first = column->question;

	while (first > 0 && is_of_name(column, first - 1)) {
		first--;
	}
	for (uint32_t q = first; q < inventory->question_count && is_of_name(column, q); q++) {
		if (q != column->question && is_answered(column, q)) {
			*ret_qtype = inventory->questions[q].qtype;
			return true;
		}
	}
	return false;
}

/* Some have answered for the zone, and count as good from now on: with the first of these words the walk is another one. */
static enum answer take_words(const struct walk *walk, const struct fact *const *facts)
{
	bool heard = false;

	for (size_t i = 0; i < walk->cut->server_count; i++) {
		heard = (facts[i] != NULL && cut_hear_word(walk->cut, i, facts[i])) || heard;
	}
	return heard ? YES : NO;
}

static enum answer hear_all(struct fd_diagnosis *diagnosis, const struct walk *walk,
			    uint16_t qtype)
{
	const struct fact *facts[ADDRESSES_PER_CUT] = { NULL };
	bool pending = false;

	for (size_t i = 0; i < walk->cut->server_count; i++) {
		struct fd_wish wish = cut_wish(diagnosis, &walk->cut->servers[i].endpoint,
					       &walk->name, qtype);
		facts[i] = cut_ask_word(diagnosis, walk->cut, &wish, &pending);
	}
	return pending ? PENDING : take_words(walk, facts);
}

/*
 * Some boxes in front of a zone answer the types they know, and drop or refuse all others. Where another type of the same name was answered
 * in the table, that is asked of them too.
 */
static enum answer hear_other_type(const struct column *column, const struct walk *walk)
{
	uint16_t qtype;

	return find_answered(column, &qtype) ? hear_all(column->diagnosis, walk, qtype) : NO;
}

/* ---- what is short ------------------------------------------------------------------------------ */

/* Who loses every other datagram loses one of these. */
static enum answer is_steady(struct fd_diagnosis *diagnosis, const struct walk *walk,
			     size_t index, uint16_t qtype, const struct fact **ret_fact)
{
	struct fd_wish wish =
		cut_wish(diagnosis, &walk->cut->servers[index].endpoint, &walk->name, qtype);

	for (unsigned i = 0; i < STEADY_TRIES; i++) {
		wish.repeat = (uint16_t)(i == 0 ? 0 : STEADY_REPEAT + i);
		wish.purpose = i == 0 ? wish.purpose : FD_PURPOSE_REPEAT;
		bool pending = false;
		*ret_fact = cut_ask_word(diagnosis, walk->cut, &wish, &pending);
		if (*ret_fact == NULL) {
			return pending ? PENDING : NO;
		}
		if (!saw_reply(&(*ret_fact)->observation) ||
		    (*ret_fact)->observation.tries != 1) {
			return NO;
		}
	}
	/* And the SOA, meanwhile, is lost as before. */
	struct fd_wish soa = cut_wish(diagnosis, &wish.server, &walk->cut->zone, FD_TYPE_SOA);
	soa.repeat = STEADY_REPEAT;
	soa.purpose = FD_PURPOSE_REPEAT;
	const struct fact *again = ask_insistently(diagnosis, &soa);
	return again == NULL ? PENDING : saw_nothing(&again->observation) ? YES : NO;
}

static enum answer hear_steady(const struct column *column, const struct walk *walk)
{
	const struct fact *facts[ADDRESSES_PER_CUT] = { NULL };
	bool pending = false;

	for (size_t i = 0; i < walk->cut->server_count; i++) {
		const struct fact *fact;
		enum answer steady =
			is_steady(column->diagnosis, walk, i, column->qtype, &fact);
		pending = pending || steady == PENDING;
		facts[i] = steady == YES ? fact : NULL;
	}
	return pending ? PENDING : take_words(walk, facts);
}

/*
 * Silent, but without EDNS they answer: the SOA with its signatures may be too long for the way to here. If what was asked gets here,
 * with EDNS, that is no matter.
 */
static enum answer hear_short(const struct column *column, const struct walk *walk)
{
	struct experiment tried;

	if (walk->tally.by_state[SERVER_SILENT] == 0) {
		return NO;
	}
	if (experiment_try(column->diagnosis, walk->cut, &tried) == PENDING) {
		return PENDING;
	}
	return experiment_good(tried.plain) ? hear_steady(column, walk) : NO;
}

enum answer hear_servers(struct column *column, struct walk *walk)
{
	if (walk->end != WALK_ZONE_BAD || lint_registry(&walk->cut->zone)) {
		return NO;
	}
	enum answer heard = hear_other_type(column, walk);
	if (heard == NO) {
		heard = hear_short(column, walk);
	}
	if (heard != YES) {
		return heard;
	}
	return walk_run(column->diagnosis, &column->name, column->qtype, walk) ? YES : PENDING;
}
