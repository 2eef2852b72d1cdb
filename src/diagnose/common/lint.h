/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_LINT_H
#define DIAGNOSE_COMMON_LINT_H

#include <stdbool.h>

#include <fleetdig/wire.h>

/** What a name alone tells, without asking anybody. */

enum {
	LINT_NOT_SPECIAL = 32 /* more than there are */
};

/**
 * Reserved for private or special use (RFC 6761, 6762, 7686, 8375, 9476): no public DNS knows it. *ret_zone: what is reserved.
 * Returns which of them it is, or LINT_NOT_SPECIAL.
 */
unsigned lint_special_use(const struct fd_name *name, struct fd_name *ret_zone);
/** One label, where names are fully qualified. */
bool lint_short(const struct fd_name *name);
/** A zone in which registries delegate: the root, a top-level domain, or a second level such as co.uk. */
bool lint_registry(const struct fd_name *zone);

#endif
