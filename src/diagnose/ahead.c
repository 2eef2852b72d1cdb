/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "diagnose/question/failing/failing.h"
#include "diagnose/stages.h"

/*
 * What no resolver answers has to be walked, and servers that are silent take seconds to be silent. None of that depends on what
 * the experiments with resolvers show, so it is asked beside them. Facts are kept: the judgement finds them.
 */

static bool is_witness(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *row = &diagnosis->rows[resolver];

	return row->witness == resolver && canary_good(row->canaries.first);
}

static size_t count_witnesses(const struct fd_diagnosis *diagnosis)
{
	size_t count = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		count += is_witness(diagnosis, r);
	}
	return count;
}

/* Nobody has an answer, and not one resolver alone is silent. */
static bool answered_by_nobody(const struct fd_diagnosis *diagnosis, uint32_t question,
			       size_t enough)
{
	size_t failed = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		enum kind kind = cell == NULL ? KIND_UNKNOWN : cell_kind(cell);
		if (kind_answered(kind)) {
			return false;
		}
		failed += kind_failed(kind) && is_witness(diagnosis, r);
	}
	return failed >= enough;
}

static enum answer walk_ahead(struct fd_diagnosis *diagnosis, uint32_t question)
{
	struct fd_name name = question_name(diagnosis, question);
	struct walk walk;

	if (!walk_run(diagnosis, &name, diagnosis->inventory->questions[question].qtype,
		      &walk)) {
		return PENDING;
	}
	return walk.end == WALK_ZONE_BAD ? zone_bad_ahead(diagnosis, &walk) : YES;
}

void ahead_start(struct fd_diagnosis *diagnosis)
{
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	size_t witnesses = count_witnesses(diagnosis), started = 0;
	size_t enough = witnesses < 2 ? 1 : 2;

	/* Not all roots may have been heard yet. */
	if (diagnosis->ahead_jobs != NULL || !diagnosis->host_job.done ||
	    diagnosis->host.direct != DIRECT_WORKS || diagnosis->config.no_drill ||
	    witnesses == 0) {
		return;
	}
	for (uint32_t q = 0; q < count; q++) {
		started += question_in_run(diagnosis, q) &&
			   answered_by_nobody(diagnosis, q, enough);
	}
	/* Without memory for it all is asked later. */
	diagnosis->ahead_jobs =
		started == 0 ? NULL : calloc(started, sizeof(*diagnosis->ahead_jobs));
	for (uint32_t q = 0; diagnosis->ahead_jobs != NULL && q < count; q++) {
		if (question_in_run(diagnosis, q) && answered_by_nobody(diagnosis, q, enough)) {
			job_start_ahead(diagnosis, &diagnosis->ahead_jobs[--started],
					walk_ahead, q);
		}
	}
}
