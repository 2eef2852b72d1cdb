/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DIRECT_GLUE_H
#define DIAGNOSE_DIRECT_GLUE_H

#include "diagnose/direct/walk.h"

/** Glue: the addresses that the parent publishes, held against what the servers themselves say. */

/** What the parent's glue is worth. */
struct glue {
	enum fd_cause cause; /* ok: nothing is known against it */
	enum fd_confidence confidence;
	const struct fact *known;  /* another address of the server */
	const struct fact *served; /* and the zone, there */
};

/** All servers of the zone, which answer here, have private addresses, in an internet that has no other use of those. */
bool glue_private_here(const struct fd_diagnosis *diagnosis, const struct cut *cut);
/** Where no server is good. */
enum answer glue_check(struct fd_diagnosis *diagnosis, struct cut *cut, struct glue *ret);
/** Where some are: those know their fellows' addresses. */
enum answer glue_check_partial(struct fd_diagnosis *diagnosis, struct cut *cut,
			       struct glue *ret);
/** Of servers that are not good, and whose names are in another zone: what that one says, and whether the zone is served there. */
enum answer glue_check_siblings(struct fd_diagnosis *diagnosis, const struct cut *cut,
				struct glue *ret);
/** The addresses of one family in a reply: is `endpoint` among them? 0: others are, one in *ret_other; -1: there are none. */
int fact_names_address(const struct fact *fact, const struct fd_endpoint *endpoint,
		       struct fd_endpoint *ret_other);
void glue_show(struct fd_diagnosis *diagnosis, struct finding *finding,
	       const struct glue *glue);

#endif
