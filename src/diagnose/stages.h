/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_STAGES_H
#define DIAGNOSE_STAGES_H

#include "diagnose/common/state.h"

/** Stages of the diagnosis that are no rules. */

/** The walks that will be wanted whatever the rows turn out to be: their silences are waited for meanwhile. */
void ahead_start(struct fd_diagnosis *diagnosis);
/** With config.deep, the walks that no judgement needs. */
void deep_start(struct fd_diagnosis *diagnosis);
/** Zones that fail alike on the same servers: their verdicts say so. */
void group_verdicts(struct fd_diagnosis *diagnosis);

#endif
