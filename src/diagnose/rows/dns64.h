/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_DNS64_H
#define DIAGNOSE_ROWS_DNS64_H

#include "diagnose/common/cells.h"

/** DNS64 (RFC 6147): where a name has no AAAA, a resolver for hosts with IPv6 alone makes one of its A. As it should. */

/** A question of type AAAA that has an answer here, and at somebody independent none, is kept for the experiment. */
void dns64_suspect(struct fd_diagnosis *diagnosis, uint32_t question);
/** Do its answers hold the name's A? PENDING while both are asked for. */
enum answer dns64_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);

#endif
