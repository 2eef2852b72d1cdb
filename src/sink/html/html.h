/* SPDX-License-Identifier: MIT */
#ifndef SINK_HTML_HTML_H
#define SINK_HTML_HTML_H

#include <fleetdig/sink.h>

#include "sink/limits.h"

/**
 * The HTML report: a page that is always the same (src/report), and between its halves the run as data. Data stands in
 * blocks that no browser executes, with every `<` escaped, so that nothing a server said can end one.
 *
 * Plain answers are kept in HTML_CELL_OCTETS each, texts once each, anomalies in full; all of it within limits, beyond which
 * the page says what it lacks.
 */

/* ---- octets on their way ---------------------------------------------------------------------- */

/** Grows, or is emptied into a stream now and then. Errors stay. */
struct html_out {
	FILE *stream; /* NULL: all of it is kept */
	char *text;
	size_t length, size;
	int error;
};
void html_put(struct html_out *out, const char *octets, size_t length);
void html_puts(struct html_out *out, const char *text);
void html_unsigned(struct html_out *out, uint64_t number);
/** `NUMBER`, and `,NUMBER` where it is not the first of a list. */
void html_item(struct html_out *out, bool first, uint64_t number);
/** A JSON string: as TEXT_JSON, and without what HTML would see. NULL is null. */
void html_text(struct html_out *out, const char *text);
void html_octets(struct html_out *out, const char *text, size_t length);
/** JSON made elsewhere: the same, where HTML would see something. */
void html_json(struct html_out *out, const char *json, size_t length);
/** Base64 of a whole column. */
void html_base64(struct html_out *out, const uint8_t *octets, size_t length);
int html_flush(struct html_out *out);
void html_out_finish(struct html_out *out);

/* ---- texts, each once -------------------------------------------------------------------------- */

struct html_place {
	uint32_t hash, id; /* id 0: free */
	uint32_t offset, length;
};

struct html_texts {
	struct html_out block;	   /* JSON strings, with commas between */
	struct html_out candidate; /* the one that is looked for */
	struct html_place *places; /* open addressing */
	size_t slots;		   /* a power of two */
	uint32_t count;
	uint64_t left_out; /* beyond the limit */
};
/** Its number, from 1; 0 for "" and for what found no room. -ENOMEM. */
int html_texts_add(struct html_texts *texts, const char *text, size_t room, uint32_t *ret_id);
void html_texts_finish(struct html_texts *texts);

/* ---- the run ----------------------------------------------------------------------------------- */

struct html_cell {
	uint32_t rtt_us;
	uint32_t text;
	uint8_t status; /* FD_STATUS_PENDING: nothing is known */
	uint8_t flags;	/* enum fd_cell_flag */
	uint8_t tries;	/* as fd_cell.tries */
	uint8_t blame;	/* 0: nothing is wrong with it; else one of html.blames, from 1 */
};

/** Whose a cell's trouble is, and what it is. */
struct html_blame {
	uint8_t locus, cause;
};

/** What a resolver was asked in one stretch of time. */
struct html_moment {
	uint32_t answered, silent;
	uint64_t rtt_us;
};

struct html_timeline {
	struct html_moment *moments; /* [stretch * resolvers + resolver] */
	uint32_t *probes;	     /* canaries and follow-ups, by stretch */
	int64_t width_us;	     /* of a stretch; doubles when they do not suffice */
	uint32_t used;
};

struct html {
	struct fd_sink_config config;
	struct fd_formatter *formatter;
	size_t resolvers;
	size_t questions;
	struct html_cell *cells; /* [row * resolvers + resolver] */
	uint8_t *judged;	 /* by row: 1 once its verdict came */
	uint32_t *row_of;	 /* by question, FD_NO_INDEX: none; NULL: all have their own */
	uint32_t *question_of;	 /* by row, with row_of */
	size_t rows, rows_max;
	uint64_t rows_left_out;		     /* questions with anomalies that found no row */
	struct html_blame blames[UINT8_MAX]; /* those that occur */
	uint8_t blame_count;
	struct html_texts texts;
	struct html_timeline timeline;
	int64_t started_us;
	uint64_t purposes[16]; /* probes by enum fd_purpose */
	/* JSON, as it will stand in the page. */
	struct html_out run, verdicts, resolver_records, host, summary, others;
};

/** run.c: the run's own facts, as JSON. */
void html_run(struct html_out *out, const struct fd_run_record *run);
/** 0 or -ENOMEM. */
int html_timeline_init(struct html_timeline *timeline, size_t resolvers);
/** The stretch that a time is in. */
uint32_t html_timeline_at(struct html_timeline *timeline, size_t resolvers, int64_t since_us);
void html_timeline_write(struct html_out *out, const struct html_timeline *timeline,
			 size_t resolvers);
void html_timeline_finish(struct html_timeline *timeline);

/** write.c: the page. 0 or -errno. */
int html_write_page(struct html *html);

/* Made from src/report when fleetdig was built. */
extern const char report_page_head[], report_page_tail[];

#endif
