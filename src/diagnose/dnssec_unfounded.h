/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DNSSEC_UNFOUNDED_H
#define DIAGNOSE_DNSSEC_UNFOUNDED_H

#include "diagnose/column.h"
#include "diagnose/dnssec_examine.h"

/** Validators fail a name whose zone is well, as far as this side can see. */

bool want_servfail(const struct column_cell *cell);

/** Everything was looked at, and everything is well. */
bool showing_unfounded(const struct showing *showing);
/** It validates here: nobody has been shown to be wrong. PENDING, NO when `at` answers after all. */
enum answer judge_unfounded(struct column *column, const struct column_cell *at);
/**
 * YES: above the zone a server gives it without signatures, beside others that have them: a copy of the parent that is not signed.
 * Who meets it cannot validate the zone, and who does not can.
 */
enum answer judge_above(struct column *column, const struct walk *walk);
/** What `at` gives without checking is flawed, and is not what the zone's servers give: theirs validates here. */
void conclude_foreign(struct column *column, const struct walk *walk,
		      const struct column_cell *at, const struct showing *showing);

#endif
