/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/compare/pairs.h"
#include "cli/sentence.h"

/* What pairs, answers and verdicts come to, group against group. */

struct concluding {
	struct compare *compare;
	struct run *run;
	bool *rewrites; /* by resolver: NXDOMAIN becomes data there */
	struct pairing pairings[PAIRINGS_MOST];
	size_t pairing_count;
};

static void tell(struct concluding *concluding, const struct fd_comparison_record *record)
{
	outputs_write(
		&concluding->run->outputs,
		&(struct fd_record) { .kind = FD_RECORD_COMPARISON, .comparison = record });
}

/* ---- a group as one ------------------------------------------------------------------------------- */

/* A name's answer in a group: the first member's that answered, else the first's. FD_NO_INDEX: none was asked. */
static uint32_t speaker_of(const struct compare *compare, const struct compare_group *group,
			   size_t question)
{
	uint32_t speaker = FD_NO_INDEX;

	for (uint32_t i = 0; i < compare->inventory->resolver_count; i++) {
		const struct fd_sketch *sketch = &compare_cell(compare, question, i)->sketch;
		if (!group->members[i] || sketch->status == FD_STATUS_PENDING) {
			continue;
		}
		if (fd_sketch_answered(sketch)) {
			return i;
		}
		speaker = speaker == FD_NO_INDEX ? i : speaker;
	}
	return speaker;
}

/* ---- two groups ------------------------------------------------------------------------------------- */

static void add_example(struct pairing *pairing, uint32_t question, enum fd_relation relation)
{
	size_t same = 0;

	for (size_t i = 0; i < pairing->example_count; i++) {
		same += pairing->examples[i].relation == relation;
	}
	if (relation != FD_RELATION_SAME && same < EXAMPLES_MAX_EACH) {
		pairing->examples[pairing->example_count++] =
			(struct fd_example) { question, relation };
	}
}

/* What the diagnosis found out about this cell: it knows of blocking that the answer alone does not show. */
static bool is_blocked(struct concluding *concluding, uint32_t question, uint32_t resolver)
{
	const struct fd_verdict *verdict =
		fd_diagnosis_question(concluding->run->diagnosis, question);

	for (size_t i = 0; i < verdict->cell_count; i++) {
		if (verdict->cells[i].resolver == resolver &&
		    verdict->cells[i].cause == FD_CAUSE_resolver_blocklist) {
			return true;
		}
	}
	return false;
}

static enum fd_relation relate(struct concluding *concluding, struct pairing *pairing,
			       uint32_t question, uint32_t first, uint32_t second)
{
	const struct compare *compare = concluding->compare;
	struct asked_cell *cells[] = { compare_cell(compare, question, first),
				       compare_cell(compare, question, second) };
	const struct fd_sketch *a = &cells[0]->sketch, *b = &cells[1]->sketch;
	struct compared_pair *compared = &pairing->compared;
	enum fd_relation relation =
		fd_relate(a, b, concluding->rewrites[first], concluding->rewrites[second]);
	compared->first_rewrites |= concluding->rewrites[first];
	compared->second_rewrites |= concluding->rewrites[second];
	bool blocked_first = is_blocked(concluding, question, first);
	bool blocked_second = is_blocked(concluding, question, second);

	if (relation != FD_RELATION_SAME && blocked_first != blocked_second) {
		relation = FD_RELATION_FILTERED;
	}
	if (relation == FD_RELATION_FILTERED) {
		bool at_first = blocked_first || (!blocked_second && (a->sink || !a->data));
		compared->filtered_first += at_first;
		compared->filtered_second += !at_first;
		cells[at_first ? 0 : 1]->blocked = true;
	} else if (relation == FD_RELATION_FAILED) {
		compared->only_first += fd_sketch_answered(a);
		compared->only_second += fd_sketch_answered(b);
	}
	return relation;
}

static void relate_all(struct concluding *concluding, struct pairing *pairing)
{
	const struct compare *compare = concluding->compare;

	for (uint32_t i = 0; i < compare->inventory->question_count; i++) {
		uint32_t a = speaker_of(compare, &compare->groups[pairing->first], i);
		uint32_t b = speaker_of(compare, &compare->groups[pairing->second], i);
		if (a == FD_NO_INDEX || b == FD_NO_INDEX) {
			continue;
		}
		enum fd_relation relation = relate(concluding, pairing, i, a, b);
		pairing->compared.relations[relation]++;
		pairing->compared.questions++;
		add_example(pairing, i, relation);
	}
}

static int make_pairing(struct concluding *concluding, size_t first, size_t second)
{
	struct compare *compare = concluding->compare;
	struct pairing *pairing = &concluding->pairings[concluding->pairing_count++];

	*pairing = (struct pairing) {
		.first = first,
		.second = second,
		.compared.first = compare->groups[first].id,
		.compared.second = compare->groups[second].id,
	};
	relate_all(concluding, pairing);
	return compare_collect(compare, pairing);
}

/* ---- records -------------------------------------------------------------------------------------------- */

static struct fd_comparison_record record_of(const struct pairing *pairing)
{
	return (struct fd_comparison_record) {
		.first = pairing->compared.first,
		.second = pairing->compared.second,
		.questions = pairing->compared.questions,
		.failed = pairing->compared.relations[FD_RELATION_FAILED] +
			  pairing->compared.relations[FD_RELATION_BOTH_FAILED],
	};
}

static void tell_pairing(struct concluding *concluding, const struct pairing *pairing)
{
	static const char *const asks[ASKS] = { "cold", "warm" };
	struct fd_comparison_record record = record_of(pairing);
	char summary[COMPARE_WORDS];

	record.summary = summary;
	record.statement = FD_COMPARED_LATENCY;
	for (int ask = 0; ask < ASKS; ask++) {
		record.ask = asks[ask];
		record.paired = &pairing->compared.paired[ask];
		compare_say_latency(summary, &pairing->compared, (enum ask)ask);
		tell(concluding, &record);
	}
	record.ask = NULL;
	record.statement = FD_COMPARED_ANSWERS;
	record.relations = pairing->compared.relations;
	record.examples = pairing->examples;
	record.example_count = pairing->example_count;
	compare_say_answers(summary, &pairing->compared);
	tell(concluding, &record);
}

static void tell_summary(struct concluding *concluding, const struct pairing *pairing)
{
	struct fd_comparison_record record = record_of(pairing);
	char summary[COMPARE_WORDS];

	record.statement = FD_COMPARED_SUMMARY;
	record.summary = summary;
	compare_say_summary(summary, &pairing->compared);
	tell(concluding, &record);
}

static bool is_member(const struct compare_group *group, uint32_t resolver)
{
	return group->members[resolver];
}

/* What a group's members have against their names, by the diagnosis. */
static void tell_failures(struct concluding *concluding, const struct compare_group *group)
{
	const struct compare *compare = concluding->compare;
	uint64_t causes[FD_CAUSE_COUNT] = { 0 };
	struct fd_comparison_record record = { .statement = FD_COMPARED_FAILURES,
					       .first = group->id,
					       .causes = causes };
	char summary[COMPARE_WORDS];
	int most = -1;

	for (uint32_t i = 0; i < compare->inventory->question_count; i++) {
		const struct fd_verdict *verdict =
			fd_diagnosis_question(concluding->run->diagnosis, i);
		bool failed = false;
		record.questions++;
		for (size_t k = 0; k < verdict->cell_count; k++) {
			const struct fd_cell_verdict *cell = &verdict->cells[k];
			bool counts =
				is_member(group, cell->resolver) && cell->cause != FD_CAUSE_ok;
			causes[cell->cause] += counts;
			failed |= counts;
		}
		record.failed += failed;
	}
	for (int i = 0; i < FD_CAUSE_COUNT; i++) {
		most = causes[i] > 0 && (most < 0 || causes[i] > causes[most]) ? i : most;
	}
	int length = snprintf(summary, sizeof(summary),
			      "%s: %llu of %llu questions are not plainly well there",
			      group->id, (unsigned long long)record.failed,
			      (unsigned long long)record.questions);
	snprintf(summary + length, sizeof(summary) - (size_t)length, "%s%s.",
		 most >= 0 ? ", most often for " : "",
		 most >= 0 ? fd_cause_text((enum fd_cause)most) : "");
	record.summary = summary;
	tell(concluding, &record);
}

/* Questions that this resolver blocks: by what the diagnosis found, or because another group was given data. */
static uint64_t count_blocked(struct concluding *concluding, uint32_t resolver)
{
	const struct compare *compare = concluding->compare;
	uint64_t blocked = 0;

	for (uint32_t i = 0; i < compare->inventory->question_count; i++) {
		blocked += is_blocked(concluding, i, resolver) ||
			   compare_cell(compare, i, resolver)->blocked;
	}
	return blocked;
}

/* Besides what was asked for it: what the answers and the diagnosis show. */
static size_t add_found(struct concluding *concluding, uint32_t resolver,
			struct fd_feature *features, char blocking[64])
{
	uint64_t blocked = count_blocked(concluding, resolver);
	bool rewrites = concluding->rewrites[resolver];

	snprintf(blocking, 64, "yes, %llu question%s", (unsigned long long)blocked,
		 blocked == 1 ? "" : "s");
	features[0] =
		(struct fd_feature) { "nxdomain_rewriting", rewrites ? "yes" : "none found" };
	features[1] = (struct fd_feature) { "blocking", blocked > 0 ? blocking : "none found" };
	return 2;
}

static void tell_features(struct concluding *concluding, uint32_t resolver)
{
	const struct compare *compare = concluding->compare;
	struct fd_feature features[FEATURES + 2];
	struct fd_comparison_record record = {
		.statement = FD_COMPARED_FEATURES,
		.first = compare->inventory->resolvers[resolver].id,
		.features = features,
	};
	char summary[COMPARE_WORDS], blocking[64];
	struct sentence sentence = sentence_in(summary, sizeof(summary));

	for (size_t i = 0; i < FEATURES; i++) {
		const char *value = compare->features[resolver].text[i];
		features[i].name = compare_feature_name(i);
		features[i].value = value[0] != '\0' ? value : "not measured";
	}
	record.feature_count =
		FEATURES + add_found(concluding, resolver, features + FEATURES, blocking);
	sentence_add(&sentence, "%s: ", record.first);
	for (size_t i = 0; i < record.feature_count; i++) {
		sentence_add(&sentence, "%s%s %s", i > 0 ? ", " : "", features[i].name,
			     features[i].value);
	}
	sentence_add(&sentence, ".");
	record.summary = summary;
	tell(concluding, &record);
}

/* ---- all of it --------------------------------------------------------------------------------------------- */

static void find_rewriters(struct concluding *concluding)
{
	for (uint32_t i = 0; i < concluding->compare->inventory->resolver_count; i++) {
		const struct fd_verdict *verdict =
			fd_diagnosis_resolver(concluding->run->diagnosis, i);
		concluding->rewrites[i] =
			verdict->cause == FD_CAUSE_resolver_nxdomain_rewrite ||
			verdict->cause == FD_CAUSE_resolver_captive_portal;
	}
}

static int work_out(struct concluding *concluding)
{
	const struct compare *compare = concluding->compare;
	int r = 0;

	find_rewriters(concluding);
	for (size_t i = 0; i < compare->group_count; i++) {
		for (size_t k = i + 1; k < compare->group_count && r == 0; k++) {
			r = make_pairing(concluding, i, k);
		}
	}
	return r < 0 ? r
		     : compare_pairs(compare, concluding->pairings, concluding->pairing_count);
}

static void tell_all(struct concluding *concluding)
{
	const struct compare *compare = concluding->compare;

	for (uint32_t i = 0; i < compare->inventory->resolver_count; i++) {
		if (compare_has(compare, i)) {
			tell_features(concluding, i);
		}
	}
	for (size_t i = 0; i < compare->group_count; i++) {
		tell_failures(concluding, &compare->groups[i]);
	}
	for (size_t i = 0; i < concluding->pairing_count; i++) {
		tell_pairing(concluding, &concluding->pairings[i]);
	}
	for (size_t i = 0; i < concluding->pairing_count; i++) {
		tell_summary(concluding, &concluding->pairings[i]);
	}
}

void compare_conclude(struct compare *compare, struct run *run)
{
	struct concluding *concluding = calloc(1, sizeof(*concluding));
	int r = -ENOMEM;

	if (concluding != NULL) {
		concluding->compare = compare;
		concluding->run = run;
		concluding->rewrites = calloc(compare->inventory->resolver_count,
					      sizeof(*concluding->rewrites));
		r = concluding->rewrites == NULL ? -ENOMEM : work_out(concluding);
	}
	if (r == 0) {
		tell_all(concluding);
	} else {
		fprintf(stderr, "fleetdig: nothing could be compared: %s\n", strerror(-r));
	}
	for (size_t i = 0; concluding != NULL && i < concluding->pairing_count; i++) {
		compare_forget(&concluding->pairings[i]);
	}
	if (concluding != NULL) {
		free(concluding->rewrites);
	}
	free(concluding);
}
