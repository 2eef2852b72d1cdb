/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_CHANGE_H
#define FLEETDIG_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/record.h>

/** What is otherwise in one run than in another: the `change` records of `fleetdig diff`. */

enum fd_change_kind {
	FD_CHANGE_NEW,	    /* fails, and did not */
	FD_CHANGE_WORSE,    /* degraded or does not exist any more, and was well */
	FD_CHANGE_FIXED,    /* failed, and does not any more */
	FD_CHANGE_STILL,    /* failed and fails */
	FD_CHANGE_FLAPPING, /* the verdict changed often in the last runs */
	FD_CHANGE_ANSWER,   /* answered otherwise, and well both times */
	FD_CHANGE_RESOLVER, /* a resolver's own verdict */
	FD_CHANGE_LATENCY,  /* a resolver became slower or faster */
	FD_CHANGE_ADDED,    /* to the inventory */
	FD_CHANGE_REMOVED,
	FD_CHANGE_KINDS
};
const char *fd_change_kind_text(enum fd_change_kind kind); /* "new", "worse", … */

/** One difference between two runs. Texts are "" where they do not apply, and hold during the callback. */
struct fd_change {
	enum fd_change_kind kind;
	const char *name, *qtype, *group, *owner; /* of a question */
	const char *resolver; /* of a resolver, or where the answer changed */
	const char *old_severity, *old_locus, *old_cause, *old_answer;
	const char *severity, *locus, *cause, *answer;
	const char *since; /* when the present state began */
	const char *summary, *action;
	bool worse;		     /* it counts for the exit status */
	uint64_t old_p50_us, p50_us; /* LATENCY */
	uint64_t old_p90_us, p90_us;
	uint32_t changes; /* FLAPPING: in the last FD_FLAPPING_RUNS runs */
};

/** Appends the change as a JSON object and a newline. 0 or -ENOMEM. */
int fd_change_write(struct fd_line *line, const struct fd_change *change);

#endif
