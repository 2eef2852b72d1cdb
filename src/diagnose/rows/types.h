/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_TYPES_H
#define DIAGNOSE_ROWS_TYPES_H

#include "diagnose/common/cells.h"

/** A resolver, or a box in front of it, that has no answer for one type of record, whatever the name. */

/** Counts a cell: answered here, or failed here and not for everybody (`own`): somebody independent has it, or nobody else is asked. */
void type_count_cell(struct row *row, uint16_t qtype, enum kind kind, bool own);
/** Where every question of a type fails, one of the root's name tells. PENDING while it is asked. */
enum answer types_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** The type of `qtype` at that resolver, if it answers none; NULL else. */
const struct type_row *type_broken(const struct row *row, uint16_t qtype);
enum fd_cause type_cause(const struct type_row *type);

#endif
