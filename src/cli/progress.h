/* SPDX-License-Identifier: MIT */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run;
struct progress;

/**
 * Where the run is, on stderr: a few lines that are written over on a terminal, plain or JSON lines for logs, else nothing.
 * The cursor always stands below them, so that whatever ends the program leaves a sane terminal.
 */

/** NULL when there is nothing to show, or no memory for it: the run goes on without. */
struct progress *progress_create(const struct run *run);
void progress_destroy(struct progress *progress);

/** Shows where the run is, if it is time to. */
void progress_show(struct progress *progress, const struct run *run);
/** The asking is over: the lines go, and a log gets its last one. */
void progress_end(struct progress *progress, const struct run *run);
/** Takes the lines away, before anything else is written to the terminal. */
void progress_clear(void);
/** A line of its own on stderr, unless --quiet. */
void progress_say(const struct run *run, const char *text);

/* ---- between its files ------------------------------------------------------------------------- */

enum {
	STATUSES_SHOWN = 6,
	RESOLVERS_SHOWN = 8,
};

/* Shares that are worth a word. */
#define LOST_MUCH   0.02
#define FAILED_MUCH 0.05

struct status_count {
	uint8_t status;
	uint64_t count;
};

/** One resolver, just now. */
struct health {
	uint32_t resolver;
	uint64_t done, cells;
	double rate;	 /* cells a second */
	double failed;	 /* share of what is done */
	uint8_t failing; /* the status that most of it had */
	double loss;	 /* share of datagrams */
	uint32_t in_flight;
	bool quarantined;
	double badness;
};

/** The run, just now. */
struct state {
	const char *phase;
	uint64_t done, cells, sent, answered, failed;
	uint32_t in_flight, followups;
	double rate; /* queries a second, lately */
	double elapsed_s;
	double left_s;				      /* −1: unknown */
	struct status_count statuses[STATUSES_SHOWN]; /* the most frequent first */
	size_t status_count;
	struct health worst[RESOLVERS_SHOWN]; /* in the order of the inventory */
	size_t worst_count;
	size_t resolvers; /* all there are */
};

/** Whether a status is what was hoped for: an answer, or a denial. */
bool progress_is_fine(uint8_t status);

/* progress_terminal.c */
struct screen {
	unsigned width, height;
	bool color, utf8;
};
void terminal_draw(const struct state *state, const struct run *run,
		   const struct screen *screen);
/* progress_log.c */
void log_plain(const struct state *state, const struct run *run);
void log_json(const struct state *state, const struct run *run);

#endif
