/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"

/*
 * A server that is named for a zone and knows nothing of it, and answers all the same: the domain of its name has been sold, or its
 * address was given to somebody else. Whoever meets it has a strange answer in good faith.
 */

enum {
	STRANGE_REPEAT = 2, /* the number of the later asking, as in versions.c */
};

/* What it says to the question; NULL: nothing yet, or nothing that matters. */
static const struct fact *ask_answer(struct column *column, const struct walk *walk,
				     size_t index, uint16_t repeat, bool *ret_pending)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct cut *cut = walk->cut;
	enum server_state state = cut_server_state(diagnosis, cut, index);

	if (state != SERVER_GOOD && state != SERVER_LAME) {
		return NULL;
	}
	struct fd_wish wish =
		cut_wish(diagnosis, &cut->servers[index].endpoint, &walk->name, column->qtype);
	wish.repeat = repeat;
	wish.delay_ns = repeat == 0 ? 0 : AGAIN_NS;
	const struct fact *fact = ask_insistently(diagnosis, &wish);
	*ret_pending = *ret_pending || fact == NULL;
	return fact != NULL && saw_answer(&fact->observation) ? fact : NULL;
}

static bool has_zone(const struct walk *walk)
{
	return walk->cut != NULL && walk->cut->parent != NULL;
}

enum answer answer_served(struct column *column, const struct walk *walk, uint32_t digest,
			  const struct fact **ret_fact)
{
	bool pending = false;

	for (size_t i = 0; has_zone(walk) && i < walk->cut->server_count; i++) {
		const struct fact *fact = ask_answer(column, walk, i, 0, &pending);
		if (fact != NULL && (uint32_t)fact->observation.digest == digest) {
			*ret_fact = fact;
			return YES;
		}
	}
	return pending ? PENDING : NO;
}

/* Some resolver has met it. */
static bool is_met(const struct column *column, const struct fact *fact)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && cell->kind == KIND_POSITIVE &&
		    cell->cell->digest == (uint32_t)fact->observation.digest) {
			return true;
		}
	}
	return false;
}

/* One that knows the zone, and one that does not; their answers, the SOA's and the question's. */
struct pair {
	const struct fact *soa[2], *answer[2];
};

static bool pair_differs(const struct pair *pair)
{
	return pair->answer[0] != NULL && pair->answer[1] != NULL &&
	       pair->answer[0]->observation.digest != pair->answer[1]->observation.digest;
}

/* Asked twice, some seconds apart: balancers take turns, and this does not change. */
static enum answer find_pair(struct column *column, const struct walk *walk, struct pair *ret)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	bool pending = false;

	*ret = (struct pair) { { NULL } };
	for (size_t i = 0; has_zone(walk) && i < walk->cut->server_count; i++) {
		const struct fact *first = ask_answer(column, walk, i, 0, &pending);
		const struct fact *soa = cut_server_fact(diagnosis, walk->cut, i);
		if (first == NULL || soa == NULL || !is_met(column, first)) {
			continue;
		}
		const struct fact *again =
			ask_answer(column, walk, i, STRANGE_REPEAT, &pending);
		bool strange = cut_server_state(diagnosis, walk->cut, i) == SERVER_LAME ||
			       cut_server_apexless(diagnosis, walk->cut, i);
		if (again != NULL && again->observation.digest == first->observation.digest &&
		    ret->answer[strange] == NULL) {
			ret->soa[strange] = soa;
			ret->answer[strange] = first;
		}
	}
	return pending ? PENDING : pair_differs(ret) ? YES : NO;
}

enum answer judge_strange_server(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct pair pair;

	enum answer answer = find_pair(column, walk, &pair);
	if (answer != YES) {
		return answer;
	}
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	const char *strange = text_endpoint(&diagnosis->texts, &pair.answer[1]->wish.server);
	finding_set(finding, FD_CAUSE_auth_inconsistent_data, FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_positive, "what this resolver has met");
	for (size_t i = 0; i < 2; i++) {
		finding_fact(diagnosis, finding, pair.soa[i],
			     i == 0 ? "this server knows the zone"
				    : "this one is named for it too, and knows nothing of it");
		finding_fact(diagnosis, finding, pair.answer[i],
			     i == 0 ? "and answers from it"
				    : "and answers all the same, with something else");
	}
	finding_alternative(finding, FD_CAUSE_auth_partial_lame);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s has different answers because one server of %s (%s) knows nothing of the zone, and "
		"answers with something else; no resolver is at fault.",
		column->label, zone, strange);
	finding->action = region_printf(
		&diagnosis->texts,
		"The owner of %s: see whose server %s is now (a name server's domain may have been sold), "
		"and take it out of the NS records.",
		zone, strange);
	return YES;
}
