/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/bogus/parts.h"
#include "diagnose/question/questions.h"

/*
 * Does DNSSEC explain the failure? One variable is changed: checking disabled (CD=1) at a resolver that validates. First for
 * the zone, which all names there share; then for the name itself. Then the chain of trust is followed, to name what
 * exactly is wrong.
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

/* Its parent delegates the zone with a DS: 1; without one: 0; and where it cannot be told: -1. */
static int delegated_signed(const struct walk *walk)
{
	const struct fact *referral = walk->cut == NULL ? NULL : walk->cut->referral;
	const struct fd_message *message =
		referral == NULL ? NULL : referral->observation.message;
	struct dnssec_ds_set set;

	if (message == NULL) {
		return -1;
	}
	if (dnssec_ds_read(&set, message, FD_SECTION_AUTHORITY, &walk->cut->zone) > 0) {
		return 1;
	}
	return (referral->wish.flags & FD_QUERY_DO) != 0 &&
			       (referral->observation.header_flags & FD_FLAG_AA) == 0
		       ? 0
		       : -1;
}

/*
 * Who blames DNSSEC himself has the proof, and gives it unchecked; and who is silent though the zone's servers answer may be looking for a
 * better one among them. Who does not say that he validates may do so all the same, behind somebody who takes that word away: where the
 * servers of a signed zone answer and he fails, it is worth a question. 0: nothing is to be learnt there.
 */
static int worth_asking(const struct column *column, const struct walk *walk,
			const struct column_cell *cell)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	int validates = resolver_validates(diagnosis, cell->resolver);
	bool unsaid = diagnosis->inventory->resolvers[cell->resolver].validates < 0;
	uint8_t ede = cell->cell->ede;

	if (cell->kind == KIND_SILENT) {
		return validates == 1;
	}
	if (ede >= EDE_DNSSEC_FIRST && ede <= EDE_DNSSEC_LAST && (validates != 0 || unsaid)) {
		return 4;
	}
	if (validates == 0) {
		bool few = diagnosis->judged_count <= VALIDATORS_NAMES;
		return unsaid && (walk->final_count > 0 ? delegated_signed(walk) == 1
							: few && walk->end == WALK_VOID);
	}
	return validates == 1 ? 3 : 2;
}

/*
 * A healthy resolver that validates, or may, and says SERVFAIL. None, when another that validates has an answer: then
 * this is not the zone's signatures.
 */
static struct column_cell *pick_validator(struct column *column, const struct walk *walk,
					  const struct column_cell *const tried[], size_t count)
{
	bool silent = count == 0 && walk->final_count > 0;
	struct column_cell *best = NULL;
	int best_worth = 0;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		bool again = false;
		for (size_t t = 0; t < count; t++) {
			again = again ||
				column->diagnosis->rows[tried[t]->resolver].witness ==
					column->diagnosis->rows[cell->resolver].witness;
		}
		if (!in_vote(cell) || again ||
		    (cell->kind != KIND_SERVFAIL && (!silent || cell->kind != KIND_SILENT))) {
			continue;
		}
		int worth = worth_asking(column, walk, cell);
		if (worth > best_worth) {
			best = cell;
			best_worth = worth;
		}
	}
	return best;
}

bool validator_answers(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		/* Some pass on a denial that they could not validate, without AD (seen: BIND). */
		unsigned proved = FD_CELL_SOA | FD_CELL_AD;
		bool denied =
			kind_negative(cell->kind) && (cell->cell->flags & proved) == proved;
		if (in_vote(cell) && (cell->kind == KIND_POSITIVE || denied) &&
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
	pair->checked = ask_insistently(column->diagnosis, &wish);
	wish.flags |= FD_QUERY_CD;
	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	pair->unchecked = ask_insistently(column->diagnosis, &wish);
	return pair->checked != NULL && pair->unchecked != NULL;
}

static bool pair_bogus(const struct pair *pair)
{
	return pair->checked != NULL && pair->unchecked != NULL &&
	       pair->checked->observation.status == FD_SERVFAIL &&
	       saw_data(&pair->unchecked->observation);
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
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails at every resolver that validates%s: the DNSSEC data of zone %s does not "
		"validate; with checking disabled it is answered.",
		column->label, some ? " (others answer)" : "", zone_text);
	finding->action = region_printf(
		&diagnosis->texts,
		"%s %s: check its DS, keys and signatures (delv, dnsviz), and sign it again.",
		parent ? "Report to the registry of" : "Tell the operator of zone", zone_text);
}

/* ---- naming the flaw ----------------------------------------------------------------------- */

enum exam confirm_flaw(struct column *column, const struct column_cell *at,
		       struct showing *showing)
{
	const struct flaw *flaw = &showing->flaw;

	if (showing->exam != EXAM_FLAWED || flaw->type == 0 || !lint_registry(&flaw->zone)) {
		return showing->exam;
	}
	struct fd_wish wish = wish_resolver(column->diagnosis, at->resolver, FD_PURPOSE_DNSSEC,
					    &flaw->owner, flaw->type);
	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);
	if (fact == NULL) {
		return EXAM_PENDING;
	}
	if (fact->observation.status == FD_NOERROR &&
	    (fact->observation.flags & FD_CELL_AD) != 0) {
		showing->exam = EXAM_UNKNOWN;
	}
	return showing->exam;
}

/* Who could not get its keys either has shown nothing of its signatures. */
static void doubt_bogus(struct column *column)
{
	struct finding *finding = column->finding;

	finding->confidence = FD_POSSIBLE;
	finding->dnssec = FD_DNSSEC_UNVALIDATED;
	finding_alternative(finding, FD_CAUSE_auth_tcp_blocked);
	finding_alternative(finding, FD_CAUSE_auth_udp_blocked);
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails where it is validated, and with checking disabled it is answered; the keys "
		"that would show why could not be fetched from here.",
		column->label);
	finding->action =
		"See whether the zone's DNSKEY records can be fetched, over UDP and "
		"over TCP, from elsewhere; then whether they fit its DS and signatures.";
}

/* No flaw was found: was it looked for, and with what? */
static void tell_why(struct column *column, const struct showing *showing)
{
	struct finding *finding = column->finding;
	const struct link *link = showing->link;

	if (link_without_keys(link)) {
		doubt_bogus(column);
	}
	if (link != NULL && link->why != NULL) {
		finding_table(finding, link->why,
			      link->loose
				      ? "no signature was verified: what is wrong stays open"
				      : "no date was judged: what is wrong stays open");
		if (column->diagnosis->dnssec->clock_wrong) {
			finding_note(finding, fd_note_text(FD_NOTE_own_clock_wrong));
		}
	}
}

/* ---- the zone ------------------------------------------------------------------------------ */

static void show_pair(struct column *column, const struct pair *pair)
{
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, pair->checked,
		     "the zone's own SOA fails validation");
	finding_fact(column->diagnosis, column->finding, pair->unchecked,
		     "with checking disabled it is answered: only DNSSEC is in the way");
}

/* Nothing exact is known: the zone above, when it is no better, else this one. */
static enum answer blame_cut(struct column *column, const struct walk *walk,
			     const struct column_cell *at, const struct pair *pair,
			     const struct showing *showing)
{
	const struct cut *above = walk->cut->parent;
	struct pair upper = { NULL, NULL };

	if (above->parent != NULL && !ask_pair(column, at->resolver, &above->zone, &upper)) {
		return PENDING;
	}
	bool higher = pair_bogus(&upper);
	show_pair(column, higher ? &upper : pair);
	conclude_bogus(column, higher ? &above->zone : &walk->cut->zone, FD_CONFIRMED);
	tell_why(column, showing);
	return YES;
}

/*
 * The zone as a whole: facts that all names there share. NO with *ret_unfounded: `at` fails its SOA too, and that validates here: so
 * what it fails of the zone it fails for a reason of its own, unless a flaw is seen.
 */
static enum answer judge_zone(struct column *column, const struct walk *walk,
			      const struct examiner *examiner, const struct column_cell *at,
			      bool *ret_unfounded)
{
	struct pair pair = { NULL, NULL };
	struct showing showing;

	if (walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	if (!ask_pair(column, at->resolver, &walk->cut->zone, &pair)) {
		return PENDING;
	}
	if (!pair_bogus(&pair)) {
		return NO;
	}
	examine_zone(examiner, &showing);
	switch (confirm_flaw(column, at, &showing)) {
	case EXAM_PENDING:
		return PENDING;
	case EXAM_INSECURE:
		return NO; /* the parent proves that there is nothing to validate */
	case EXAM_FLAWED:
		show_pair(column, &pair);
		conclude_flaw(column, examiner, &showing);
		return YES;
	case EXAM_GOOD:
	case EXAM_PLAUSIBLE:
	case EXAM_UNKNOWN:
		break;
	}
	*ret_unfounded = showing_unfounded(&showing);
	if (*ret_unfounded) {
		return NO; /* look at the name itself */
	}
	if (showing.link != NULL && showing.link->cut_short) {
		conclude_cut_short(column, showing.link);
		return YES;
	}
	return blame_cut(column, walk, at, &pair, &showing);
}

/* ---- the name ------------------------------------------------------------------------------ */

static bool parent_of_name(const struct column *column, struct fd_name *ret_zone)
{
	unsigned labels = fd_name_labels(&column->name);

	fd_name_suffix(ret_zone, &column->name, labels > 2 ? labels - 1 : labels);
	return labels > 0;
}

/* What the servers say, and what the validator has seen: another zone of the chain of aliases; or something else. */
static void examine_name(const struct column *column, const struct examiner *examiner,
			 const struct fact *unchecked, struct showing *ret_showing)
{
	struct showing showing = { 0 };
	struct flaw flaw;

	examine_finals(examiner, column->qtype, &showing);
	bool served_well = showing.views > 0 && showing.exam == EXAM_GOOD;
	enum exam exam = examine_reply(examiner, unchecked, column->qtype, &flaw);
	if (exam == EXAM_FLAWED && showing.flawed == 0) {
		const struct cut *cut = examiner->walk->cut;
		showing.foreign =
			served_well && cut != NULL && fd_name_equal(&flaw.zone, &cut->zone);
		showing.flaw = flaw;
		showing.views = showing.flawed = 1;
	}
	/* Nothing, and no zone's word for it, where the zone has an answer that validates: a filter's, before the validator. */
	bool emptied = served_well && examiner->walk->end == WALK_ANSWER &&
		       !saw_answer(&unchecked->observation) &&
		       (unchecked->observation.flags & FD_CELL_SOA) == 0;
	if (emptied && exam != EXAM_FLAWED) {
		showing.foreign = true;
		showing.flaw.cause = FD_CAUSE_dnssec_denial_missing;
		showing.flaw.what = "it is denied, and nothing proves that";
	}
	showing.exam = exam > showing.exam ? exam : showing.exam;
	struct fd_name zone;
	if (read_signer(unchecked->observation.message, &zone)) {
		showing.link = examiner_link(examiner, &zone);
	}
	*ret_showing = showing;
}

/* By fewer labels than the name has (RFC 4034 3.1.3): then a proof has to go with it, which a resolver need not show. */
static bool made_from_wildcard(const struct column *column, const struct fact *unchecked)
{
	const uint16_t types[] = { column->qtype, FD_TYPE_CNAME };
	struct dnssec_signature signature;

	for (size_t i = 0; i < 2 && unchecked->observation.message != NULL; i++) {
		const struct dnssec_rrset rrset = { .message = unchecked->observation.message,
						    .section = FD_SECTION_ANSWER,
						    .owner = column->name,
						    .type = types[i] };
		if (dnssec_signature(&rrset, &signature)) {
			return signature.labels < fd_name_labels(&column->name);
		}
	}
	return false;
}

/* Only DNSSEC is in the way, by the one changed variable; nothing else is known. */
static void conclude_unchecked(struct column *column, const struct walk *walk,
			       const struct fact *unchecked, bool hinted)
{
	bool refused = saw_no_try(&unchecked->observation);
	struct fd_name zone;

	if (!read_signer(unchecked->observation.message, &zone)) {
		if (walk->cut != NULL && walk->cut->parent != NULL) {
			zone = walk->cut->zone;
		} else {
			parent_of_name(column, &zone);
		}
	}
	bool sure = hinted || column_witnesses(column, want_servfail) > 1;
	conclude_bogus(column, &zone, refused ? FD_POSSIBLE : sure ? FD_CONFIRMED : FD_LIKELY);
	if (made_from_wildcard(column, unchecked)) {
		finding_alternative(column->finding, FD_CAUSE_dnssec_denial_missing);
	}
}

enum answer still_fails(const struct column *column, const struct column_cell *at)
{
	struct fd_wish wish = column_wish(column, at->resolver);

	wish.repeat = 2; /* as again.c asks: the same fact */
	wish.delay_ns = AGAIN_NS;
	const struct fact *again = ask(column->diagnosis, &wish);
	if (again == NULL) {
		return PENDING;
	}
	return kind_answered(observation_kind(&again->observation)) ? NO : YES;
}

/* The zone is well: what is not, above it, before it, or beside what makes it so? */
static enum answer judge_beside(struct column *column, const struct examiner *examiner,
				const struct column_cell *at, const struct fact *unchecked)
{
	enum answer answer = judge_above(column, examiner->walk, unchecked);

	if (answer == NO) {
		answer = judge_old_ds(column, examiner->walk);
	}
	if (answer == NO) {
		answer = judge_strays(column, examiner, unchecked);
	}
	return answer == NO ? judge_hosts(column, examiner->walk, at) : answer;
}

static enum answer judge_name(struct column *column, const struct walk *walk,
			      const struct examiner *examiner, const struct column_cell *at,
			      bool zone_unfounded)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	struct showing showing = { .exam = EXAM_UNKNOWN };
	struct fd_observation seen;
	struct fd_message message;

	if (unchecked == NULL) {
		return PENDING;
	}
	cell_observe(diagnosis, column->question, at->resolver, &seen, &message);
	bool hinted = ede_says_dnssec(&seen);
	bool refused = saw_no_try(&unchecked->observation);
	if (!saw_data(&unchecked->observation) && !(refused && hinted)) {
		return NO;
	}
	if (!refused) {
		examine_name(column, examiner, unchecked, &showing);
	}
	if (showing.exam == EXAM_GOOD && !showing.foreign) {
		examine_between(examiner, &showing);
	}
	enum exam exam = confirm_flaw(column, at, &showing);
	bool unsigned_here = showing.exam == EXAM_UNKNOWN && !hinted && !refused &&
			     delegated_signed(walk) == 0 &&
			     !message_signed(unchecked->observation.message);
	if (exam == EXAM_PENDING || exam == EXAM_INSECURE || unsigned_here) {
		return exam == EXAM_PENDING ? PENDING : NO;
	}
	/*
	 * CD=1 was another moment too. The control: without it, it still fails; or both sides have seen the flaw. Who does not check himself
	 * has kept what he was given unchecked, and hands that on from now on.
	 */
	bool kept = resolver_validates(diagnosis, at->resolver) == 0;
	enum answer still =
		(hinted || kept) && exam == EXAM_FLAWED ? YES : still_fails(column, at);
	if (still != YES) {
		return still;
	}
	bool unfounded = showing_unfounded(&showing) ||
			 (zone_unfounded && showing.exam == EXAM_UNKNOWN && !showing.foreign);
	enum answer beside = unfounded ? judge_beside(column, examiner, at, unchecked) : NO;
	if (beside != NO) {
		return beside;
	}
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(
		diagnosis, column->finding, unchecked,
		refused ? "the proof was not asked for; the resolver itself says DNSSEC"
			: "with checking disabled it is answered: only DNSSEC is in the way");
	if (showing.foreign) {
		conclude_foreign(column, walk, at, &showing);
	} else if (showing.exam == EXAM_FLAWED) {
		conclude_flaw(column, examiner, &showing);
	} else if (unfounded) {
		return judge_unfounded(column, at, showing_unfounded(&showing));
	} else if (showing.link != NULL && showing.link->cut_short) {
		conclude_cut_short(column, showing.link);
	} else {
		conclude_unchecked(column, walk, unchecked, hinted);
		tell_why(column, &showing);
	}
	return YES;
}

/* It is silent, and says nothing of DNSSEC: only a flaw that is seen at the servers shows that it is this. */
static enum answer judge_silent(struct column *column, const struct walk *walk,
				const struct examiner *examiner, const struct column_cell *at)
{
	enum answer answer = judge_divided(column, walk, examiner, at);

	if (answer == YES && column->finding->confidence == FD_CONFIRMED) {
		column->finding->confidence = FD_LIKELY;
	}
	if (answer == YES) {
		finding_alternative(column->finding, FD_CAUSE_auth_partial_outage);
	}
	return answer;
}

static enum answer judge_at(struct column *column, const struct walk *walk,
			    const struct column_cell *at)
{
	const struct examiner examiner = { .diagnosis = column->diagnosis,
					   .walk = walk,
					   .resolver = at->resolver };
	if (validator_answers(column)) {
		return judge_divided(column, walk, &examiner, at);
	}
	if (at->kind == KIND_SILENT) {
		return judge_silent(column, walk, &examiner, at);
	}
	bool unfounded = false;
	enum answer answer = judge_zone(column, walk, &examiner, at, &unfounded);
	if (answer == NO) {
		answer = judge_name(column, walk, &examiner, at, unfounded);
	}
	return answer != NO ? answer : judge_unhelped(column, walk, &examiner, at);
}

/* One that fails may have a fault of its own, which checking disabled does not repair: then another one is asked. */
enum answer judge_dnssec(struct column *column, const struct walk *walk)
{
	const struct column_cell *tried[VALIDATORS_MAX] = { NULL };
	bool few = column->diagnosis->judged_count <= VALIDATORS_NAMES;
	size_t most = walk->final_count > 0 || few ? VALIDATORS_MAX : 1;
	enum answer answer = validator_answers(column) ? NO : judge_keys_lost(column, walk);

	for (size_t count = 0; answer == NO && count < most; count++) {
		tried[count] = pick_validator(column, walk, tried, count);
		if (tried[count] == NULL) {
			break;
		}
		answer = judge_at(column, walk, tried[count]);
	}
	if (answer == NO) {
		answer = judge_old_ds(column, walk);
	}
	if (answer == NO) {
		answer = judge_hosts(column, walk, tried[0]);
	}
	return answer == NO ? judge_unneeded(column, walk, tried[0]) : answer;
}

void dnssec_tell_host(struct fd_diagnosis *diagnosis)
{
	struct dnssec_table *table = diagnosis->dnssec;
	struct finding *finding = &diagnosis->host.finding;

	if (table == NULL || !table->clock_wrong || table->told) {
		return;
	}
	table->told = true;
	finding_note(finding, fd_note_text(FD_NOTE_own_clock_wrong));
	finding_seen(diagnosis, finding, table->clock_fact, table->clock_saw,
		     table->clock_means);
	finding_verdict(diagnosis, finding, &diagnosis->host.verdict);
}
