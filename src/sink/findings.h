/* SPDX-License-Identifier: MIT */
#ifndef SINK_FINDINGS_H
#define SINK_FINDINGS_H

#include <fleetdig/record.h>

#include "sink/limits.h"

/**
 * A run's verdicts, gathered as they stream by: one finding for each (severity, locus, cause), a few kinds of it in full,
 * a few names as examples, and counts for the rest. So memory does not grow with the number of names.
 */

struct step { /* as struct fd_evidence, with texts of its own */
	char *probe;
	char *saw;
	char *means;
};

/** A verdict's texts, copied. */
struct told {
	char *summary;
	char *action;
	struct step *evidence;
	size_t evidence_count;
	char *notes[FD_NOTES_MAX];
	size_t note_count;
	enum fd_cause alternatives[FD_ALTERNATIVES_MAX];
	size_t alternative_count;
	enum fd_confidence confidence;
};
int told_copy(struct told *ret_told, const struct fd_verdict *verdict);
void told_finish(struct told *told);

/** The questions of one finding whose verdicts say the same but for the name. */
struct detail {
	uint64_t hash; /* of what they say */
	uint64_t count;
	char *examples[EXAMPLES_MAX]; /* `NAME TYPE` */
	size_t example_count;
	uint64_t *at; /* by resolver: questions where its cell has this cause */
	size_t label; /* octets of the summary that are the first question's `NAME TYPE`, where it begins so */
	struct told told;
};

struct owner {
	const char *id; /* the inventory's */
	uint64_t count;
};

struct finding {
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;
	uint64_t count;
	struct detail details[DETAILS_MAX];
	size_t detail_count;
	struct detail
		others; /* beyond DETAILS_MAX kinds: counted, with examples, without texts */
	struct owner owners[OWNERS_MAX];
	size_t owner_count;
	uint64_t owners_beyond; /* questions of owners that found no place */
	bool told; /* printed already, with the resolver or host that explains it */
};

struct findings {
	struct finding *items; /* at most one a (severity, locus, cause) */
	size_t count, capacity;
};

/** 0 or -ENOMEM. */
int findings_add(struct findings *findings, const struct fd_inventory *inventory,
		 const struct fd_verdict_record *record);
/** Worst first, then what touches most questions; for the same input the same order. */
void findings_sort(struct findings *findings);
void findings_finish(struct findings *findings);

#endif
