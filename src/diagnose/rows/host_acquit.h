/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_HOST_ACQUIT_H
#define DIAGNOSE_ROWS_HOST_ACQUIT_H

#include "diagnose/common/state.h"

/** What the host is guilty of must not stay written against resolvers. */

/** All of a family, where none of its resolvers answers. */
void host_acquit_family(struct fd_diagnosis *diagnosis, uint8_t number);
/** Those whose whole row fails; `outside_only`: of role public. */
void host_acquit(struct fd_diagnosis *diagnosis, enum fd_cause host, bool outside_only);
/** Those whose own finding the host's explains. */
void host_acquit_like(struct fd_diagnosis *diagnosis, enum fd_cause host);

#endif
