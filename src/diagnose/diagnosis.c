/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/direct/host_canary.h"
#include "diagnose/direct/walk.h"
#include "diagnose/library.h"
#include "diagnose/question/questions.h"
#include "diagnose/rows/rows.h"
#include "diagnose/stages.h"

/* The stages, and the public face. */

static const char *const purposes[] = {
	[FD_PURPOSE_CANARY] = "canary",
	[FD_PURPOSE_HOST_CANARY] = "host_canary",
	[FD_PURPOSE_CHECKING_OFF] = "checking_off",
	[FD_PURPOSE_PLAIN] = "plain",
	[FD_PURPOSE_TCP] = "tcp",
	[FD_PURPOSE_PATIENCE] = "patience",
	[FD_PURPOSE_WALK] = "walk",
	[FD_PURPOSE_ADDRESS] = "address",
	[FD_PURPOSE_REPEAT] = "repeat",
	[FD_PURPOSE_REACHABILITY] = "reachability",
	[FD_PURPOSE_DNSSEC] = "dnssec",
};

const char *fd_purpose_text(enum fd_purpose purpose)
{
	assert((size_t)purpose < sizeof(purposes) / sizeof(purposes[0]));
	return purposes[purpose];
}

int fd_purpose_parse(enum fd_purpose *ret_purpose, const char *text)
{
	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
		if (strcmp(purposes[i], text) == 0) {
			*ret_purpose = (enum fd_purpose)i;
			return 0;
		}
	}
	return -EINVAL;
}

/* ---- stages -------------------------------------------------------------------------------- */

/* Good enough to look up addresses; judged when its canary has been asked again. */
static void trust_rows(struct fd_diagnosis *diagnosis)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		struct row *row = &diagnosis->rows[r];
		row->healthy = canary_good(row->canaries.first);
		row->rewrites = canary_good(row->canaries.absent);
	}
}

/* Its canaries; and when the others' are over, what they and the table give cause to measure. */
static enum answer run_row(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct canaries *canaries = &diagnosis->rows[resolver].canaries;

	if (!canaries->done && canary_resolver(diagnosis, resolver) == PENDING) {
		return PENDING;
	}
	canaries->done = true;
	return diagnosis->stage == STAGE_CANARIES ? YES : canary_again(diagnosis, resolver);
}

/* What is measured at the others does not depend on how silent a silent one is. */
static bool canaries_enough(const struct fd_diagnosis *diagnosis)
{
	if (!diagnosis->table_ready || !diagnosis->host_job.done) {
		return false;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (!diagnosis->row_jobs[r].done && !canary_unheard(diagnosis, r)) {
			return false;
		}
	}
	return true;
}

static void start_rows(struct fd_diagnosis *diagnosis)
{
	uint32_t count = (uint32_t)diagnosis->inventory->resolver_count;

	diagnosis->stage = STAGE_ROWS;
	correlate_rows(diagnosis);
	trust_rows(diagnosis);
	for (uint32_t r = 0; r < count; r++) {
		if (diagnosis->row_jobs[r].done) {
			job_start(diagnosis, &diagnosis->row_jobs[r], run_row, r);
		}
	}
	ahead_start(diagnosis);
}

static void start_questions(struct fd_diagnosis *diagnosis)
{
	uint32_t count = (uint32_t)diagnosis->inventory->resolver_count;

	diagnosis->stage = STAGE_QUESTIONS;
	for (uint32_t r = 0; r < count; r++) {
		resolver_judge(diagnosis, r);
	}
	forwarded_judge(diagnosis);
	host_judge(diagnosis);
	for (uint32_t r = 0; r < count; r++) {
		struct row *row = &diagnosis->rows[r];
		finding_verdict(diagnosis, &row->finding, &row->verdict);
	}
	finding_verdict(diagnosis, &diagnosis->host.finding, &diagnosis->host.verdict);
	/* Without memory for the judgements, questions keep what the rows say of them. */
	(void)question_select(diagnosis);
	deep_start(diagnosis);
}

static void advance(struct fd_diagnosis *diagnosis)
{
	jobs_run(diagnosis);
	if (diagnosis->stage == STAGE_CANARIES) {
		if (!canaries_enough(diagnosis)) {
			return;
		}
		start_rows(diagnosis);
		jobs_run(diagnosis);
	}
	while (diagnosis->open_jobs == 0 && diagnosis->stage != STAGE_DONE) {
		if (diagnosis->stage == STAGE_ROWS) {
			start_questions(diagnosis);
		} else if (diagnosis->stage == STAGE_QUESTIONS) {
			diagnosis->stage = STAGE_LOOKS;
			question_look(diagnosis);
		} else if (diagnosis->stage == STAGE_LOOKS) {
			if (diagnosis->config.await_library && !diagnosis->library_told) {
				return;
			}
			diagnosis->stage = STAGE_LIBRARY;
			library_start(diagnosis);
		} else {
			group_verdicts(diagnosis);
			verdict_tables(diagnosis);
			library_tell_host(diagnosis);
			diagnosis->stage = STAGE_DONE;
		}
		jobs_run(diagnosis);
	}
}

/* ---- life ---------------------------------------------------------------------------------- */

/* The digest of an answer that is this one address: how sinkholes are known again in the table. */
static uint32_t digest_of(uint16_t type, const uint8_t *address, size_t length)
{
	static const struct fd_name root_name = { .length = 1, .wire = { 0 } };
	uint8_t wire[128];
	struct fd_builder builder;
	struct fd_observation observation;
	struct fd_message message;

	fd_builder_init(&builder, wire, sizeof(wire), 0, FD_FLAG_QR);
	fd_builder_question(&builder, &root_name, type, FD_CLASS_IN);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &root_name, type, 0, address, length);
	int built = fd_builder_finish(&builder);
	assert(built > 0);
	const struct fd_outcome outcome = { .ending = FD_ANSWERED,
					    .reply = wire,
					    .reply_length = (uint16_t)built };
	fd_observe(&observation, &message, &outcome, type);
	return (uint32_t)observation.digest;
}

static void make_sinkholes(struct fd_diagnosis *diagnosis)
{
	static const uint8_t any[16] = { 0 }, v4[4] = { 127, 0, 0, 1 }, v6[16] = { [15] = 1 };

	diagnosis->sinkholes[0] = digest_of(FD_TYPE_A, any, 4);
	diagnosis->sinkholes[1] = digest_of(FD_TYPE_A, v4, 4);
	diagnosis->sinkholes[2] = digest_of(FD_TYPE_AAAA, any, 16);
	diagnosis->sinkholes[3] = digest_of(FD_TYPE_AAAA, v6, 16);
}

static int allocate(struct fd_diagnosis *diagnosis)
{
	size_t count = diagnosis->inventory->resolver_count + 1;

	diagnosis->rows = calloc(count, sizeof(*diagnosis->rows));
	diagnosis->row_jobs = calloc(count, sizeof(*diagnosis->row_jobs));
	diagnosis->column = column_allocate(count);
	diagnosis->cells = calloc(count, sizeof(*diagnosis->cells));
	if (diagnosis->rows == NULL || diagnosis->row_jobs == NULL ||
	    diagnosis->column == NULL || diagnosis->cells == NULL) {
		return -ENOMEM;
	}
	for (size_t r = 0; r < count; r++) {
		diagnosis->rows[r].ede_first = FD_EDE_NONE;
	}
	return 0;
}

int fd_diagnosis_create(struct fd_diagnosis **ret_diagnosis,
			const struct fd_diagnosis_config *config)
{
	struct fd_diagnosis *diagnosis = calloc(1, sizeof(*diagnosis));

	assert(config->inventory != NULL);
	if (diagnosis == NULL) {
		return -ENOMEM;
	}
	diagnosis->config = *config;
	diagnosis->inventory = config->inventory;
	diagnosis->facts.memory = &diagnosis->memory;
	diagnosis->ready_end = &diagnosis->ready;
	if (allocate(diagnosis) < 0) {
		fd_diagnosis_destroy(diagnosis);
		return -ENOMEM;
	}
	make_sinkholes(diagnosis);
	correlate_witnesses(diagnosis);
	canary_choose(diagnosis);
	job_start(diagnosis, &diagnosis->host_job, canary_host, 0);
	for (uint32_t r = 0; r < config->inventory->resolver_count; r++) {
		job_start(diagnosis, &diagnosis->row_jobs[r], run_row, r);
	}
	advance(diagnosis);
	*ret_diagnosis = diagnosis;
	return 0;
}

void fd_diagnosis_destroy(struct fd_diagnosis *diagnosis)
{
	if (diagnosis == NULL) {
		return;
	}
	facts_finish(&diagnosis->facts);
	cuts_finish(diagnosis);
	region_finish(&diagnosis->memory);
	region_finish(&diagnosis->texts);
	free(diagnosis->rows);
	free(diagnosis->row_jobs);
	free(diagnosis->judged);
	free(diagnosis->viewed);
	free(diagnosis->deep_jobs);
	free(diagnosis->ahead_jobs);
	free(diagnosis->column);
	free(diagnosis->cells);
	free(diagnosis);
}

void fd_diagnosis_set_loss(struct fd_diagnosis *diagnosis, uint32_t resolver, uint64_t sent,
			   uint64_t lost)
{
	assert(resolver < diagnosis->inventory->resolver_count);
	assert(!diagnosis->table_ready);
	diagnosis->rows[resolver].sent = sent;
	diagnosis->rows[resolver].sent_lost = lost;
}

void fd_diagnosis_set_limit(struct fd_diagnosis *diagnosis, uint32_t resolver, uint64_t qps,
			    uint64_t turned_down)
{
	assert(resolver < diagnosis->inventory->resolver_count);
	assert(!diagnosis->table_ready);
	diagnosis->rows[resolver].limit_qps = qps;
	diagnosis->rows[resolver].turned_down = turned_down;
}

void fd_diagnosis_table_ready(struct fd_diagnosis *diagnosis)
{
	assert(diagnosis->config.matrix != NULL);
	assert(!diagnosis->table_ready);
	diagnosis->table_ready = true;
	canary_find_unheard(diagnosis);
	trust_rows(diagnosis);
	ahead_start(diagnosis); /* canaries of dead resolvers may still be waited for */
	advance(diagnosis);
}

void fd_diagnosis_set_library(struct fd_diagnosis *diagnosis, const struct fd_library *library)
{
	assert(diagnosis->config.await_library);
	assert(!diagnosis->library_told);
	diagnosis->library = library;
	diagnosis->library_told = true;
	advance(diagnosis);
}

void fd_diagnosis_canaries(struct fd_diagnosis *diagnosis)
{
	if (diagnosis->stage == STAGE_CANARIES && !diagnosis->table_ready) {
		canary_during(diagnosis);
	}
}

size_t fd_diagnosis_wishes(struct fd_diagnosis *diagnosis, struct fd_wish *ret_wishes,
			   size_t capacity)
{
	return facts_take(&diagnosis->facts, ret_wishes, capacity);
}

void fd_diagnosis_learn(struct fd_diagnosis *diagnosis, uint64_t id,
			const struct fd_observation *observation)
{
	assert(id < diagnosis->facts.count);
	struct fact *fact = diagnosis->facts.list[id];

	facts_learn(&diagnosis->facts, fact, observation);
	jobs_wake(diagnosis, fact);
	advance(diagnosis);
}

/* ---- results ------------------------------------------------------------------------------- */

bool fd_diagnosis_done(const struct fd_diagnosis *diagnosis)
{
	return diagnosis->stage == STAGE_DONE;
}

bool fd_diagnosis_resolver_silent(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	assert(resolver < diagnosis->inventory->resolver_count);
	return canary_silent(diagnosis, resolver);
}

static const struct judged *find_judged(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	size_t low = 0, high = diagnosis->judged_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (diagnosis->judged[middle].question < question) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low == diagnosis->judged_count || diagnosis->judged[low].question != question) {
		return NULL;
	}
	return &diagnosis->judged[low];
}

const struct fd_verdict *verdict_before(struct fd_diagnosis *diagnosis, uint32_t question)
{
	const struct judged *judged = find_judged(diagnosis, question);

	return judged != NULL ? &judged->verdict : verdict_on_demand(diagnosis, question);
}

const struct fd_verdict *fd_diagnosis_question(struct fd_diagnosis *diagnosis,
					       uint32_t question)
{
	assert(diagnosis->stage == STAGE_DONE);
	assert(question < diagnosis->inventory->question_count);
	const struct fd_verdict *verdict = library_verdict(diagnosis, question);

	return verdict != NULL ? verdict : verdict_before(diagnosis, question);
}

const struct fd_verdict *fd_diagnosis_resolver(struct fd_diagnosis *diagnosis,
					       uint32_t resolver)
{
	assert(diagnosis->stage == STAGE_DONE);
	assert(resolver < diagnosis->inventory->resolver_count);
	return &diagnosis->rows[resolver].verdict;
}

const struct fd_verdict *fd_diagnosis_host(struct fd_diagnosis *diagnosis)
{
	assert(diagnosis->stage == STAGE_DONE);
	dnssec_tell_host(diagnosis);
	return &diagnosis->host.verdict;
}

uint32_t fd_diagnosis_followups(const struct fd_diagnosis *diagnosis)
{
	return diagnosis->facts.followups;
}

bool fd_diagnosis_canaries_silent(const struct fd_diagnosis *diagnosis)
{
	size_t silent = 0;

	for (size_t i = 0; i < diagnosis->facts.count; i++) {
		const struct fact *fact = diagnosis->facts.list[i];
		if (!fact->canary || fact->state != FACT_KNOWN) {
			continue;
		}
		if (saw_reply(&fact->observation)) {
			return false;
		}
		silent += saw_nothing(&fact->observation);
	}
	return silent > 0;
}
