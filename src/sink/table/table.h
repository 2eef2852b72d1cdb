/* SPDX-License-Identifier: MIT */
#ifndef SINK_TABLE_TABLE_H
#define SINK_TABLE_TABLE_H

#include <fleetdig/sink.h>

#include "sink/comparisons.h"
#include "sink/findings.h"
#include "sink/measures.h"
#include "sink/page.h"

/** What the `table` sink has gathered when it prints. */

enum {
	RUN_TEXTS = 7
};

struct run_facts {
	bool known;
	struct fd_run_record record; /* without options */
	char *texts[RUN_TEXTS];	     /* what the record's texts point to */
};

struct resolver_row {
	uint32_t resolver;
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;
	uint64_t affected, sent, answered, asked, lost;
	uint64_t status_counts[FD_STATUS_PENDING];
	bool timed; /* p50_us, p99_us hold */
	uint32_t p50_us, p99_us;
	struct told told; /* only of a resolver that is not ok */
};

struct host_facts {
	bool known;
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;
	struct fd_host_record counters; /* without its verdict */
	struct told told;		/* only when not ok */
};

struct table {
	struct fd_sink_config config;
	struct run_facts run;
	struct findings findings;
	struct resolver_row *rows; /* as they came; as many as the inventory has */
	size_t row_count;
	struct host_facts host;
	struct measures measures;	/* of a benchmark: then the page is of them */
	struct comparisons comparisons; /* of compare: they end the page */
	bool summarised;
	struct fd_summary_record summary;
	int error;
};

/** The parts of the page, in their order. */
void table_print_heading(struct page *page, const struct table *table);
void table_print_host(struct page *page, struct table *table);
void table_print_resolver_findings(struct page *page, struct table *table);
void table_print_findings(struct page *page, const struct table *table);
void table_print_resolvers(struct page *page, const struct table *table);
void table_print_conclusion(struct page *page, const struct table *table);

/** Where a finding was made, and how many it touches: what stands under its first line. */
struct finding_head {
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;
	const char *subject; /* "at office (local, 192.0.2.53)", or "" */
	const char *extent;  /* "12 questions", or "" */
};
void table_print_head(struct page *page, const struct finding_head *head,
		      const struct told *told);
void table_print_summary(struct page *page, const char *summary);
/** Evidence, what else it may be, notes. */
void table_print_told(struct page *page, const struct told *told);
/** The questions that have this cause too: told here, and not a second time among the questions. */
void table_print_consequences(struct page *page, struct table *table, enum fd_cause cause);
void table_print_action(struct page *page, const char *action);

#endif
