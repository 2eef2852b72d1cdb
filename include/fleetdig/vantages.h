/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_VANTAGES_H
#define FLEETDIG_VANTAGES_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/diagnosis.h>
#include <fleetdig/inventory.h>
#include <fleetdig/observation.h>
#include <fleetdig/verdict.h>

/**
 * The same questions, seen from several places, each diagnosed by itself: what one place alone sees is wrong at that place.
 * What decides is the comparison; nothing is asked.
 *
 *   fails everywhere alike             the verdict as it is
 *   fails from one place only          silence (time-outs, unreachable servers): that place's side, local, at most likely;
 *                                      an authority that answers it otherwise: local, possible; a resolver that only this
 *                                      place uses: as it is, for no other place can tell
 *   fails from several, not from all   the verdict as it is, at most likely
 */
struct fd_vantage {
	const char *id;
	struct fd_diagnosis *diagnosis; /* done */
	const struct fd_inventory *inventory;
	const struct fd_matrix *matrix;
	const uint64_t *asked;	 /* a bit per question */
	uint32_t first_resolver; /* number of its first in the verdicts that are given out */
};

struct fd_vantages;

/** Borrows everything. Of one vantage, verdicts are passed through. 0 or -ENOMEM. */
int fd_vantages_create(struct fd_vantages **ret_vantages, const struct fd_vantage *views,
		       size_t count);
void fd_vantages_destroy(struct fd_vantages *vantages);

/** Valid until the next call of the same function, texts until destroy. NULL: no vantage asked it. */
const struct fd_verdict *fd_vantages_question(struct fd_vantages *vantages, uint32_t question);
const struct fd_verdict *fd_vantages_resolver(struct fd_vantages *vantages, size_t vantage,
					      uint32_t resolver);
/** The worst of the hosts. */
const struct fd_verdict *fd_vantages_host(struct fd_vantages *vantages);
/** Memory was short: some sentences are missing. 0 or -ENOMEM. */
int fd_vantages_error(const struct fd_vantages *vantages);

#endif
