/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_ANSWERED_SAMPLES_H
#define DIAGNOSE_QUESTION_ANSWERED_SAMPLES_H

#include "diagnose/question/column.h"

/** Answers that differ: one resolver for each, and in what way. */

enum {
	VARIETIES_MAX = 4, /* answers compared */
};

enum variety {		  /* how answers differ, the most harmless first */
	VARIETY_ROTATES,  /* the same resolver gives another answer when it is asked again */
	VARIETY_SET,	  /* the same addresses, by other aliases */
	VARIETY_TERMINAL, /* other addresses of the same last alias */
	VARIETY_OVERLAP,  /* some addresses are the same */
	VARIETY_ALIASES,  /* aliases to different names */
	VARIETY_DIFFERENT,
};

struct sample_answer {
	const struct column_cell *cell;
	const struct fact *fact;
	struct fd_name end; /* of the chain of aliases */
	unsigned aliases;
};

struct samples {
	struct sample_answer answers[VARIETIES_MAX];
	size_t count;
};

/** One resolver for each answer of the table. Plain cells keep no octets, so they are asked again: PENDING. */
enum answer samples_take(struct column *column, struct samples *ret);
/** False when some of them did not answer this time: nothing is to be compared. */
bool samples_read(const struct column *column, struct samples *samples);
/** The class of all: what holds of the pair that differs most. */
enum variety samples_classify(const struct samples *samples, uint16_t qtype);

#endif
