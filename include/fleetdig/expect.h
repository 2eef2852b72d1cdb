/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_EXPECT_H
#define FLEETDIG_EXPECT_H

#include <stdbool.h>

#include <fleetdig/inventory.h>
#include <fleetdig/observation.h>

/** What a name's owner expects, held against what one resolver showed. */

enum {
	FD_EXPECT_WHY_MAX = 512
};

/**
 * Whether the observation meets the expectation; if not, `why` says in a short line what was wanted and what came (printable
 * ASCII). `expect.ns` is checked on NS questions only: of others an answer does not show it, and the diagnosis walks the delegation.
 */
bool fd_expect_met(const struct fd_expect *expect, const struct fd_observation *observation,
		   uint16_t qtype, char why[FD_EXPECT_WHY_MAX]);

#endif
