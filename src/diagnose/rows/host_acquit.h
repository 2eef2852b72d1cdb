/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_HOST_ACQUIT_H
#define DIAGNOSE_ROWS_HOST_ACQUIT_H

#include "diagnose/common/state.h"

/** What the host is guilty of must not stay written against resolvers. */

/** All of a family, where none of its resolvers answers. */
void host_acquit_family(struct fd_diagnosis *diagnosis, uint8_t number);
/** Those whose whole row fails, of this role and those further out. */
void host_acquit(struct fd_diagnosis *diagnosis, enum fd_cause host, enum fd_role from);
/**
 * Those of this role whom the same may have shut: rejected as the roots are, it is the host's; silent, no more than that sure, and the
 * host's cause is not ruled out.
 */
void host_doubt(struct fd_diagnosis *diagnosis, enum fd_role role, enum fd_confidence most);
/** It is dead to this host, and in no other way than what somebody near by would do to it. */
bool host_shuts(const struct fd_diagnosis *diagnosis, const struct row *row);
/** Silent with EDNS, and answers without. */
bool row_loses_edns(const struct row *row);
/** Those whose own finding the host's explains. */
void host_acquit_like(struct fd_diagnosis *diagnosis, enum fd_cause host);

#endif
