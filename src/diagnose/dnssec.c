/* SPDX-License-Identifier: MIT */
#include "diagnose/column.h"
#include "diagnose/lint.h"

/*
 * Does DNSSEC explain the failure? One variable is changed: checking disabled (CD=1) at a resolver that validates. First for
 * the zone and its parent, which all names there share; then for the name itself.
 */

enum {
	EDE_DNSSEC_FIRST = 6,
	EDE_DNSSEC_LAST = 12
};

static bool ede_says_dnssec(const struct fd_observation *saw)
{
	for (unsigned code = EDE_DNSSEC_FIRST; code <= EDE_DNSSEC_LAST; code++) {
		if (saw_ede(saw, (uint64_t)1 << code)) {
			return true;
		}
	}
	return false;
}

static bool want_validating_servfail(const struct column_cell *cell)
{
	return cell->kind == KIND_SERVFAIL;
}

/*
 * A healthy resolver that validates, or may, and says SERVFAIL. None, when another that validates has an answer: then
 * this is not the zone's signatures.
 */
static struct column_cell *pick_validator(struct column *column)
{
	struct column_cell *best = NULL;
	int best_validates = 0;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || cell->kind != KIND_SERVFAIL) {
			continue;
		}
		int validates = resolver_validates(column->diagnosis, cell->resolver);
		if (validates != 0 && (best == NULL || validates > best_validates)) {
			best = cell;
			best_validates = validates;
		}
	}
	return best;
}

static bool validator_answers(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) &&
		    (cell->kind == KIND_POSITIVE || kind_negative(cell->kind)) &&
		    resolver_validates(column->diagnosis, cell->resolver) == 1) {
			return true;
		}
	}
	return false;
}

struct pair { /* the same question with and without checking */
	const struct fact *checked, *unchecked;
};

static bool ask_pair(const struct column *column, uint32_t resolver, const struct fd_name *name,
		     struct pair *pair)
{
	struct fd_wish wish = wish_resolver(column->diagnosis, resolver, FD_PURPOSE_DNSSEC,
					    name, FD_TYPE_SOA);

	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	pair->checked = ask(column->diagnosis, &wish);
	wish.flags |= FD_QUERY_CD;
	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	pair->unchecked = ask(column->diagnosis, &wish);
	return pair->checked != NULL && pair->unchecked != NULL;
}

static bool has_data(const struct fact *fact)
{
	return fact->observation.status == FD_NOERROR ||
	       fact->observation.status == FD_NXDOMAIN;
}

static bool pair_bogus(const struct pair *pair)
{
	return pair->checked != NULL && pair->unchecked != NULL &&
	       pair->checked->observation.status == FD_SERVFAIL && has_data(pair->unchecked);
}

/* The zone that signed an answer, from its RRSIG; it says more than the walk, which may not have been possible. */
static bool read_signer(const struct fd_message *message, struct fd_name *ret_signer)
{
	enum {
		SIGNER_OFFSET = 18
	}; /* RFC 4034 3.1 */
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t end;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.type == FD_TYPE_RRSIG && record.rdata_length > SIGNER_OFFSET &&
		    fd_message_name(message, record.rdata_offset + SIGNER_OFFSET, ret_signer,
				    &end) == 0) {
			return true;
		}
	}
	return false;
}

static void conclude_bogus(struct column *column, const struct fd_name *zone,
			   enum fd_confidence confidence)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	bool parent = lint_registry(zone);
	const char *zone_text = text_name(&diagnosis->texts, zone);

	finding_set(finding, parent ? FD_CAUSE_parent_dnssec_bogus : FD_CAUSE_dnssec_bogus,
		    FD_ROLE_PUBLIC, confidence);
	finding->dnssec = FD_DNSSEC_BOGUS;
	if (confidence < FD_LIKELY) {
		finding_alternative(finding, FD_CAUSE_auth_servfail);
	}
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	bool some = column->positive + column->stale > 0;
	finding->summary = arena_printf(
		&diagnosis->texts,
		"%s fails at every resolver that validates%s: the DNSSEC data of zone %s does not "
		"validate; with checking disabled it is answered.",
		column->label, some ? " (others answer)" : "", zone_text);
	finding->action = arena_printf(
		&diagnosis->texts,
		"%s %s: check its DS, keys and signatures (delv, dnsviz), and sign it again.",
		parent ? "Report to the registry of" : "Tell the operator of zone", zone_text);
}

/* The zone as a whole, and the one above it: facts that all names there share. */
static enum answer judge_zones(struct column *column, const struct walk *walk,
			       const struct column_cell *at)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct cut *chain[2] = { NULL, walk->cut };
	struct pair pairs[2] = { { NULL, NULL }, { NULL, NULL } };
	bool known = true;

	if (walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	chain[0] = walk->cut->parent->parent == NULL ? NULL : walk->cut->parent;
	for (size_t i = 0; i < 2; i++) {
		bool one = chain[i] == NULL ||
			   ask_pair(column, at->resolver, &chain[i]->zone, &pairs[i]);
		known = known && one;
	}
	if (!known) {
		return PENDING;
	}
	for (size_t i = 0; i < 2; i++) {
		if (!pair_bogus(&pairs[i])) {
			continue;
		}
		column_show(column, want_validating_servfail, "fails where it is validated");
		finding_fact(diagnosis, column->finding, pairs[i].checked,
			     "the zone's own SOA fails validation");
		finding_fact(
			diagnosis, column->finding, pairs[i].unchecked,
			"with checking disabled it is answered: only DNSSEC is in the way");
		conclude_bogus(column, &chain[i]->zone, FD_CONFIRMED);
		return YES;
	}
	return NO;
}

static const struct fact *ask_unchecked(const struct column *column, uint32_t resolver)
{
	struct fd_wish wish = cell_wish(column->diagnosis, column->question, resolver);

	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	wish.flags |= FD_QUERY_CD;
	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	return ask(column->diagnosis, &wish);
}

static bool parent_of_name(const struct column *column, struct fd_name *ret_zone)
{
	unsigned labels = fd_name_labels(&column->name);

	fd_name_suffix(ret_zone, &column->name, labels > 2 ? labels - 1 : labels);
	return labels > 0;
}

enum answer judge_dnssec(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct column_cell *at = pick_validator(column);
	struct fd_observation seen;
	struct fd_message message;
	struct fd_name zone;

	if (at == NULL || validator_answers(column)) {
		return NO;
	}
	enum answer zones = judge_zones(column, walk, at);
	if (zones != NO) {
		return zones;
	}
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	if (unchecked == NULL) {
		return PENDING;
	}
	cell_observe(diagnosis, column->question, at->resolver, &seen, &message);
	bool hinted = ede_says_dnssec(&seen);
	bool refused = saw_no_try(&unchecked->observation);
	if (!has_data(unchecked) && !(refused && hinted)) {
		return NO;
	}
	column_show(column, want_validating_servfail, "fails where it is validated");
	finding_fact(
		diagnosis, column->finding, unchecked,
		refused ? "the proof was not asked for; the resolver itself says DNSSEC"
			: "with checking disabled it is answered: only DNSSEC is in the way");
	if (!read_signer(unchecked->observation.message, &zone)) {
		if (walk->cut != NULL && walk->cut->parent != NULL) {
			zone = walk->cut->zone;
		} else {
			parent_of_name(column, &zone);
		}
	}
	bool sure = hinted || column_witnesses(column, want_validating_servfail) > 1;
	conclude_bogus(column, &zone, refused ? FD_POSSIBLE : sure ? FD_CONFIRMED : FD_LIKELY);
	return YES;
}
