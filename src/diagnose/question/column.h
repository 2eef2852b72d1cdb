/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_COLUMN_H
#define DIAGNOSE_QUESTION_COLUMN_H

#include "diagnose/common/cells.h"
#include "diagnose/common/text.h"
#include "diagnose/direct/walk.h"

/** One question over all resolvers: the column of the table, and what the rules make of it. */

struct column_cell {
	uint32_t resolver;
	const struct fd_cell *cell; /* of the table; or `now` */
	enum kind kind;
	const struct fact *again; /* it failed, and was asked again */
	unsigned often;		  /* and so many times more, in vain */
	bool recovered;		  /* and answered: `cell` and `kind` are of that */
	struct fd_cell now;
	bool spoke; /* silent at first, or SERVFAIL, and told more when asked again: `cell` and `kind` are of that */
	bool signatures; /* there are some in what it gives with checking disabled */
	bool row;	 /* the resolver's own fault, not this name's: left out of the vote */
	bool sink;	 /* an address that nobody is meant to reach */
	bool blocker; /* by its own word it changed the answer, and nobody else has one: left out like a row */
	bool served;  /* a server of the zone gives the very same, asked directly */
	bool judged;  /* cause and locus are set */
	bool guessed; /* and no more than a guess */
	enum fd_cause cause;
	enum fd_locus locus;
};

/** Servers of one parent that do not name the same servers for a zone below it. */
struct parents {
	const struct cut *dead; /* what one names: none of these serves the zone */
	const struct cut *good; /* and another */
	bool clean;		/* all of those do */
};

struct column {
	struct fd_diagnosis *diagnosis;
	uint32_t question;
	uint16_t qtype;
	struct fd_name name;
	const char *label; /* "www.example A" */
	const struct fd_expect *expect;
	struct column_cell *cells;
	size_t count;
	/* cells in the vote, by what they are */
	size_t positive, stale, nodata, nxdomain, failed, unknown, sinks, unmet, cut;
	size_t changed;	  /* positive, and not as the zone has it, by the resolver's own word */
	size_t unwilling; /* unknown, because nobody has to answer that type */
	size_t rows;	  /* left out */
	size_t recovered; /* answered when they were asked again */
	size_t renewed;	  /* cells that are not what they were: for each the rules begin anew */
	bool look;   /* a denial that everybody agrees on is held against the zone's servers */
	bool varied; /* not all positive answers are the same */
	struct finding *finding;
	const struct cut *blamed; /* the zone whose servers are found at fault */
	struct parents parents;	  /* and where its parent's are */
};

void column_gather(struct fd_diagnosis *diagnosis, uint32_t question, struct column *ret);
/** Some resolver's answers are not to be believed as they stand, so that every column must be gathered. */
bool rows_doubtful(const struct fd_diagnosis *diagnosis);
/** Everybody asked gives the same plain answer, so that there is nothing to vote on. The healthy mass of a list: cheap. */
bool question_alike(const struct fd_diagnosis *diagnosis, uint32_t question);
/** Nothing but plain answers, where no row is doubtful: column_plain() without the column, and no row in it. */
bool question_well(const struct fd_diagnosis *diagnosis, uint32_t question);
/** Plainly well as far as the vote goes, or nothing to vote on: needs no judgement of its own. */
bool column_plain(const struct column *column);
/** Plainly well, but for its address, which is nobody's and the only one: and its zone can be asked whether that is so. */
bool column_nowhere(const struct column *column);

static inline bool in_vote(const struct column_cell *cell)
{
	return !cell->row && cell->kind != KIND_UNKNOWN;
}

/** Answers of any kind in the vote. */
static inline size_t column_answers(const struct column *column)
{
	return column->positive + column->stale + column->nodata + column->nxdomain;
}

/** Independent witnesses among the cells of the vote that `want` selects. */
size_t column_witnesses(const struct column *column, bool (*want)(const struct column_cell *));
/** The cell is one of these, and no other one of its witness stands before it. */
bool column_first_of_witness(const struct column *column, size_t index,
			     bool (*want)(const struct column_cell *));
bool want_answered(const struct column_cell *cell);
bool want_negative(const struct column_cell *cell);
bool want_failed(const struct column_cell *cell);
bool want_servfail(const struct column_cell *cell);
bool want_other_failure(const struct column_cell *cell); /* and is no refusal */
bool want_positive(const struct column_cell *cell);
/** The first cell of the vote that `want` selects; NULL: there is none. */
struct column_cell *column_first(struct column *column,
				 bool (*want)(const struct column_cell *));
/** Gives every cell of the vote that `want` selects, and none has judged yet, this cause. */
void column_mark(struct column *column, bool (*want)(const struct column_cell *),
		 enum fd_cause cause);
void cell_mark(const struct column *column, struct column_cell *cell, enum fd_cause cause);
/** Evidence: what the cell is about; where it spoke or answered when asked again, that too. */
void cell_show(const struct column *column, const struct column_cell *cell, const char *means);
/** Shows at most a few of them as evidence. */
void column_show(const struct column *column, bool (*want)(const struct column_cell *),
		 const char *means);
enum fd_role column_role(const struct column *column, const struct column_cell *cell);
/** What the column is about, asked there again. */
struct fd_wish column_wish(const struct column *column, uint32_t resolver);
/** -1 unknown, 0 no, 1 yes: from the inventory, or from the canary's AD. */
int resolver_validates(const struct fd_diagnosis *diagnosis, uint32_t resolver);
/** What a cell shows: of the bulk, or of the second asking. `message` is storage for it. */
void column_observe(const struct column *column, const struct column_cell *cell,
		    struct fd_observation *ret_observation, struct fd_message *message);
/** The question again there, with checking disabled, and signatures. NULL while that is missing. */
const struct fact *ask_unchecked(const struct column *column, uint32_t resolver);
/** Asks the question again there, with all patience. */
const struct fact *ask_patiently(const struct column *column, uint32_t resolver);
/** It answered when it was asked again: the column is another one, and the rules begin anew. */
void cell_recover(struct column *column, struct column_cell *cell, const struct fact *fact);
/** It has no vote: what is wrong with its resolver as a whole says what is wrong with it. */
void cell_leave_to_row(const struct column *column, struct column_cell *cell);
/** Takes the vote from those who have no word on this question, before it is counted (silence.c). */
void column_silence(struct column *column);
/** It failed for what is wrong with its resolver as a whole: it has no vote, and the rules begin anew. */
void cell_leave_out(struct column *column, struct column_cell *cell);
/** After these: with the votes as they are now, and nobody blamed yet. */
void column_renew(struct column *column);
/** A name that nobody has, below `zone`, at that resolver. True with NULL: no such name can be made. */
bool ask_absent_below(const struct column *column, uint32_t resolver,
		      const struct fd_name *zone, const struct fact **ret_fact);
/** How that is asked; false: no such name can be made. */
bool wish_absent_below(const struct column *column, uint32_t resolver,
		       const struct fd_name *zone, struct fd_wish *ret_wish);
/** failure when nobody answers, degraded when somebody still does. */
void column_weigh(const struct column *column);

#endif
