/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "diagnose/common/cells.h"
#include "diagnose/direct/walk.h"
#include "diagnose/stages.h"

/* For whoever wants to see the way from the root, also where nothing is wrong: it is walked for every question. */

static enum answer walk_question(struct fd_diagnosis *diagnosis, uint32_t question)
{
	struct fd_name name = question_name(diagnosis, question);
	struct walk walk;

	return walk_run(diagnosis, &name, diagnosis->inventory->questions[question].qtype,
			&walk)
		       ? YES
		       : PENDING;
}

void deep_start(struct fd_diagnosis *diagnosis)
{
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;

	if (!diagnosis->config.deep) {
		return;
	}
	/* Without memory for it the verdicts are the same: only what nobody needed is not shown. */
	diagnosis->deep_jobs = calloc(count, sizeof(*diagnosis->deep_jobs));
	for (uint32_t q = 0; diagnosis->deep_jobs != NULL && q < count; q++) {
		if (question_in_run(diagnosis, q)) {
			job_start(diagnosis, &diagnosis->deep_jobs[q], walk_question, q);
		}
	}
}
