/* SPDX-License-Identifier: MIT */
#include "diagnose/question/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/question/answered/answered.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/questions.h"

/* Which questions need a judgement of their own, and the rules in their order. */

static const struct rule {
	const char *name;
	enum answer (*judge)(struct column *column);
} rules[] = {
	{ "the failure that was expected", rule_failure_expected },
	{ "one alone fails, perhaps for a moment", rule_again },
	{ "it was a moment, and the zone explains it", rule_moment_explained },
	{ "the absence that was expected", rule_expected },
	{ "the absence that was expected, and is not everywhere", rule_absence_unmet },
	{ "a promise that some keep, and the zone does not", rule_promise_broken },
	{ "the answer that was not", rule_unmet },
	{ "the delegation that was promised", rule_promised },
	{ "an address of nobody", rule_nowhere },
	{ "an address of who gives it", rule_owned },
	{ "everybody answers, not the same", rule_varied },
	{ "an answer nobody has but who changed it", rule_blocked },
	{ "aliases, and no end of them", rule_endless },
	{ "a denial everybody agrees on", rule_negative },
	{ "resolvers contradict each other", rule_divergent },
	{ "nobody answers", rule_broken },
	{ "some answer, some fail", rule_partial },
	{ "it was a moment", rule_moment },
	{ "an old answer, and nobody else to tell", rule_lone_old },
	{ "mail servers that cannot be found", rule_mail },
	{ "all is well, but for servers that nobody needed", rule_watched },
};

/* Most answers that differ do so rightly: only some are looked at, so that they cost a large run little. */
static size_t share_of_cells(const struct fd_diagnosis *diagnosis, size_t least)
{
	const struct fd_inventory *inventory = diagnosis->inventory;
	size_t cells = (size_t)inventory->question_count * inventory->resolver_count;

	return cells / VARIED_SHARE > least ? cells / VARIED_SHARE : least;
}

static bool says_who_serves(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	const struct fd_expect *expect = fd_inventory_expect(
		diagnosis->inventory, &diagnosis->inventory->questions[question]);

	return expect != NULL && expect->ns_count > 0;
}

/* How many questions may still be looked at though nothing fails. */
struct shares {
	size_t varied, denied, mail, lone;
};

/* Nobody is there to contradict anybody. */
static bool lone_witness(const struct fd_diagnosis *diagnosis)
{
	for (uint32_t r = 1; r < diagnosis->inventory->resolver_count; r++) {
		if (diagnosis->rows[r].witness != diagnosis->rows[0].witness) {
			return false;
		}
	}
	return diagnosis->host.direct == DIRECT_WORKS;
}

static struct shares all_shares(const struct fd_diagnosis *diagnosis)
{
	size_t lone = lone_witness(diagnosis) ? share_of_cells(diagnosis, LONE_LEAST) : 0;

	return (struct shares) { .varied = share_of_cells(diagnosis, VARIED_LEAST),
				 .denied = share_of_cells(diagnosis, DENIED_LEAST),
				 .mail = share_of_cells(diagnosis, MAIL_LEAST),
				 .lone = lone };
}

/* Well, as far as the table goes. */
static bool is_worth_a_look(struct fd_diagnosis *diagnosis, const struct column *column,
			    struct shares *left)
{
	bool doubtful = column_varied(column) || column_owned(column);
	size_t *share = doubtful	      ? &left->varied
			: column_mail(column) ? &left->mail
			: column_lone(column) ? &left->lone
					      : NULL;

	if (share == NULL || diagnosis->config.no_drill ||
	    (*share == 0 && !diagnosis->config.deep)) {
		return false;
	}
	*share -= *share > 0;
	return true;
}

enum need {
	NEED_NOTHING,
	NEED_LOOK, /* nothing fails: it may wait */
	NEED_JUDGEMENT
};

static enum need needs_judgement(struct fd_diagnosis *diagnosis, uint32_t question,
				 struct shares *left)
{
	bool mail =
		diagnosis->inventory->questions[question].qtype == FD_TYPE_MX && left->mail > 0;
	bool lone = left->lone > 0 && !diagnosis->config.no_drill;
	struct column column;

	if (!question_in_run(diagnosis, question) ||
	    (question_alike(diagnosis, question) && !says_who_serves(diagnosis, question) &&
	     !diagnosis->config.deep && !mail && !lone)) {
		return NEED_NOTHING;
	}
	column_gather(diagnosis, question, &column);
	if (!column_plain(&column) || column_promised(&column) || column_nowhere(&column) ||
	    column_watched(&column)) {
		return NEED_JUDGEMENT;
	}
	return is_worth_a_look(diagnosis, &column, left) ? NEED_LOOK : NEED_NOTHING;
}

static bool denied_by_all(struct fd_diagnosis *diagnosis, uint32_t question)
{
	struct column column;

	column_gather(diagnosis, question, &column);
	return column.nxdomain + column.nodata > 0 &&
	       column.positive + column.stale + column.failed == 0;
}

/* Its last two labels: of a zone, in the way of a guess. */
static uint64_t domain_of(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	struct fd_name name = question_name(diagnosis, question), domain;

	if (fd_name_labels(&name) < 2) {
		return 0;
	}
	fd_name_suffix(&domain, &name, 2);
	return fd_name_hash(&domain);
}

/*
 * A zone whose names fail, or are answered in several ways, is asked anyway; what it denies costs little more to be looked at, and
 * may be denied by one of its servers alone.
 */
static void look_beside_others(struct fd_diagnosis *diagnosis)
{
	size_t left = share_of_cells(diagnosis, DENIED_LEAST), count = 0;
	uint64_t domains[DOMAINS_MAX];

	for (size_t i = 0; i < diagnosis->judged_count && count < DOMAINS_MAX; i++) {
		const struct judged *judged = &diagnosis->judged[i];
		if (!denied_by_all(diagnosis, judged->question)) {
			domains[count++] = domain_of(diagnosis, judged->question);
		}
	}
	for (size_t i = 0; i < diagnosis->judged_count && left > 0; i++) {
		struct judged *judged = &diagnosis->judged[i];
		uint64_t domain = domain_of(diagnosis, judged->question);
		bool beside = false;
		for (size_t d = 0; d < count && !judged->look; d++) {
			beside = beside || (domain != 0 && domains[d] == domain);
		}
		if (beside && denied_by_all(diagnosis, judged->question)) {
			judged->look = true;
			left--;
		}
	}
}

static void start_judgements(struct fd_diagnosis *diagnosis, bool later)
{
	for (size_t i = 0; i < diagnosis->judged_count; i++) {
		struct judged *judged = &diagnosis->judged[i];
		if (judged->later == later) {
			job_start(diagnosis, &judged->job, question_judge, (uint32_t)i);
		}
	}
}

int question_select(struct fd_diagnosis *diagnosis)
{
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	struct shares left = all_shares(diagnosis);
	size_t needed = 0;

	for (uint32_t q = 0; q < count; q++) {
		needed += needs_judgement(diagnosis, q, &left) != NEED_NOTHING;
	}
	diagnosis->judged = calloc(needed + 1, sizeof(*diagnosis->judged));
	if (diagnosis->judged == NULL) {
		return -ENOMEM;
	}
	/* Where follow-ups may not do for all, what fails is asked for first. */
	bool few = needed * WALK_USUAL > diagnosis->config.budget;
	left = all_shares(diagnosis);
	for (uint32_t q = 0; q < count && diagnosis->judged_count < needed; q++) {
		enum need need = needs_judgement(diagnosis, q, &left);
		if (need != NEED_NOTHING) {
			struct judged *judged = &diagnosis->judged[diagnosis->judged_count++];
			judged->question = q;
			judged->later = few && need == NEED_LOOK;
			judged->look = left.denied > 0 && denied_by_all(diagnosis, q);
			left.denied -= judged->look;
		}
	}
	look_beside_others(diagnosis);
	start_judgements(diagnosis, false);
	return 0;
}

void question_look(struct fd_diagnosis *diagnosis)
{
	start_judgements(diagnosis, true);
}

/* ---- the finished verdict ------------------------------------------------------------------- */

static enum fd_dnssec dnssec_of(const struct column *column)
{
	enum fd_dnssec state = FD_DNSSEC_UNVALIDATED;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !kind_answered(cell->kind)) {
			continue;
		}
		if (cell->cell->flags & FD_CELL_AD) {
			return FD_DNSSEC_SECURE;
		}
		if (resolver_validates(column->diagnosis, cell->resolver) == 1) {
			state = FD_DNSSEC_INSECURE;
		}
	}
	return state;
}

static void list_cells(const struct column *column, struct fd_verdict *verdict)
{
	struct fd_cell_verdict *cells =
		region_alloc(&column->diagnosis->texts, column->count * sizeof(*cells));

	if (cells == NULL) {
		return;
	}
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (cell->judged && cell->cause != FD_CAUSE_ok) {
			cells[verdict->cell_count++] =
				(struct fd_cell_verdict) { .resolver = cell->resolver,
							   .locus = cell->locus,
							   .cause = cell->cause };
		}
	}
	verdict->cells = cells;
}

static void judge_nothing(struct column *column)
{
	finding_set(column->finding, FD_CAUSE_contradiction, FD_ROLE_LOCAL, FD_POSSIBLE);
	column_show(column, want_failed, "this resolver fails");
	column->finding->summary =
		region_printf(&column->diagnosis->texts,
			      "%s: no rule explains what its resolvers show.", column->label);
	column_mark(column, want_failed, FD_CAUSE_contradiction);
}

static void note_stale(struct column *column)
{
	if (column->stale > 0) {
		finding_note(column->finding, fd_note_text(FD_NOTE_served_stale));
	}
}

static void note_strange(struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		uint8_t status = column->cells[i].cell->status;
		const char *strange = fd_rcode_strange(status);
		if (strange != NULL) {
			finding_note(column->finding, strange);
		}
	}
}

/*
 * Some fact that a rule wanted was not to be had. What was confirmed without it is likely; what was less than likely is
 * nothing, and accuses nobody.
 */
static void weaken(struct column *column)
{
	struct finding *finding = column->finding;
	enum fd_cause cause = finding->cause;

	if (finding->severity < FD_DEGRADED || finding->locus == FD_LOCUS_UNDETERMINED ||
	    finding->locus == FD_LOCUS_NONE) {
		return;
	}
	if (finding->confidence != FD_POSSIBLE) {
		finding->confidence =
			finding->confidence == FD_CONFIRMED ? FD_LIKELY : finding->confidence;
		return;
	}
	finding_set(finding, FD_CAUSE_budget, FD_ROLE_LOCAL, FD_POSSIBLE);
	finding_alternative(finding, cause);
	column_weigh(column);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at %zu %s otherwise well; not everything that would show why was asked.",
		column->label, column->failed,
		column->failed == 1 ? "resolver that is" : "resolvers that are");
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!cell->row && cell->judged && cell->cause == cause) {
			cell_mark(column, cell, FD_CAUSE_budget);
		}
	}
}

/* Who answers, or says more, when he is asked again makes another table: for that the rules begin anew. */
static enum answer apply_rules(struct column *column)
{
	enum answer answer = NO;
	size_t next = 0;

	while (answer == NO && next < sizeof(rules) / sizeof(rules[0])) {
		size_t renewed = column->renewed;
		*column->finding = (struct finding) { 0 };
		answer = rules[next++].judge(column);
		if (answer != PENDING && column->renewed > renewed) {
			column_renew(column);
			answer = NO;
			next = 0;
		}
	}
	return answer;
}

/* What the rules had no need to say. */
static void add_notes(struct fd_verdict *verdict, const struct finding *finding)
{
	for (size_t i = 0; i < finding->note_count && verdict->note_count < FD_NOTES_MAX; i++) {
		verdict->notes[verdict->note_count++] = finding->notes[i];
	}
}

enum answer question_judge(struct fd_diagnosis *diagnosis, uint32_t index)
{
	struct judged *judged = &diagnosis->judged[index];
	struct region_mark mark = region_mark(&diagnosis->texts);
	struct finding finding = { 0 };
	struct column column;
	struct walk walk = { .end = WALK_VOID };

	diagnosis->denied = false;
	column_gather(diagnosis, judged->question, &column);
	column.name = question_name(diagnosis, judged->question);
	column.finding = &finding;
	column.look = judged->look;
	column.label = region_printf(&diagnosis->texts, "%s %s",
				     text_name(&diagnosis->texts, &column.name),
				     text_type(&diagnosis->texts, column.qtype));
	enum answer answer = apply_rules(&column);
	bool walked = answer == PENDING || !diagnosis->config.deep ||
		      walk_run(diagnosis, &column.name, column.qtype, &walk);
	if (answer == PENDING || !walked) {
		region_rewind(&diagnosis->texts, mark);
		return PENDING;
	}
	/* What failed once may turn out to be the resolvers' own, and no word on the name; and what is plainly well may be just that. */
	bool nothing = column_answers(&column) + column.failed == 0;
	if (answer == NO && (nothing || column_plain(&column))) {
		verdict_fill(&column, &judged->verdict);
		finding = (struct finding) { 0 };
		note_practices(&column, &walk);
		add_notes(&judged->verdict, &finding);
		list_cells(&column, &judged->verdict);
		return YES;
	}
	if (answer == NO) {
		judge_nothing(&column);
	}
	if (diagnosis->denied) {
		weaken(&column);
	}
	if (finding.cause == FD_CAUSE_budget) {
		say_unshown(&column);
	}
	say_when_over(&column);
	say_no_mail(&column);
	if (finding.dnssec == FD_DNSSEC_UNVALIDATED) {
		finding.dnssec = dnssec_of(&column);
	}
	show_recovered(&column);
	note_stale(&column);
	note_strange(&column);
	note_practices(&column, &walk);
	finding_verdict(diagnosis, &finding, &judged->verdict);
	list_cells(&column, &judged->verdict);
	judged->blamed = column.blamed;
	return YES;
}
