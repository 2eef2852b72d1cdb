/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_LIBRARY_H
#define DIAGNOSE_LIBRARY_H

#include <fleetdig/library.h>

#include "diagnose/question/rules.h"

/** What the host's library says, against what its resolvers answer. Judged last: it needs the questions' verdicts. */

struct viewed { /* by index of the library's answers */
	struct job job;
	bool found; /* `verdict` stands in place of the question's */
	struct fd_verdict verdict;
};

void library_start(struct fd_diagnosis *diagnosis);
/** NULL: the library has nothing to say of it. */
const struct fd_verdict *library_verdict(const struct fd_diagnosis *diagnosis,
					 uint32_t question);
void library_tell_host(struct fd_diagnosis *diagnosis);
/** diagnosis.c: the verdict without the library. */
const struct fd_verdict *verdict_before(struct fd_diagnosis *diagnosis, uint32_t question);

#endif
