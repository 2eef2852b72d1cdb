/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_QUESTIONS_H
#define DIAGNOSE_QUESTION_QUESTIONS_H

#include "diagnose/common/state.h"

/** Questions and their verdicts, for the stages of the diagnosis. */

int question_select(struct fd_diagnosis *diagnosis);
/** Those of the selected that were put off: nothing fails there, and follow-ups may be few. */
void question_look(struct fd_diagnosis *diagnosis);
enum answer question_judge(struct fd_diagnosis *diagnosis, uint32_t index);
const struct fd_verdict *verdict_on_demand(struct fd_diagnosis *diagnosis, uint32_t question);
void verdict_tables(struct fd_diagnosis *diagnosis);
/** What a chain of trust showed about this host's clock: the verdict on it is made again. */
void dnssec_tell_host(struct fd_diagnosis *diagnosis);
/** Scratch for one column; NULL when there is no memory. */
struct column_cell *column_allocate(size_t count);

#endif
