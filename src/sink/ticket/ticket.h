/* SPDX-License-Identifier: MIT */
#ifndef SINK_TICKET_TICKET_H
#define SINK_TICKET_TICKET_H

#include <fleetdig/sink.h>

#include "sink/comparisons.h"
#include "sink/findings.h"
#include "sink/measures.h"
#include "sink/page.h"
#include "sink/words.h"

/** What the `ticket` sink has gathered when it prints: a few names, everything that was seen of them. */

struct ticket_cell {
	uint32_t question, resolver;
	char status[FD_NUMBER_TEXT_MAX];
	char flags[24];
	bool has_ttl, has_rtt;
	uint32_t ttl, rtt_us;
	uint8_t tries;
	char *answer; /* owned, as the others below */
	char *remark; /* EDE, expectation; "" for none */
};

struct ticket_probe {
	struct fd_wish wish;
	char *saw;
};

struct ticket_verdict {
	uint32_t question; /* FD_NO_INDEX: not of a question */
	uint32_t resolver; /* FD_NO_INDEX: not of a resolver; both: of the host */
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;
	enum fd_dnssec dnssec;
	struct told told;
	struct fd_cell_verdict *cells;
	size_t cell_count;
};

struct ticket_alias {
	struct fd_name owner, target;
};

struct ticket_host { /* a name server and one of its addresses */
	struct fd_name name;
	struct fd_endpoint endpoint;
};

struct ticket_delegation { /* a zone, and one of the servers named for it */
	struct fd_name zone, server;
};

struct ticket_list { /* grows */
	void *items;
	size_t count, capacity;
};

struct ticket {
	struct fd_sink_config config;
	struct words title;
	struct ticket_list cells, probes, verdicts, aliases, hosts, delegations;
	uint64_t left_out; /* beyond what a ticket holds */
	struct measures measures;
	struct comparisons comparisons;
	bool summarised;
	struct fd_summary_record summary;
	int error;
};

/** Room for one more of `size` octets, zeroed; NULL when memory ran out. */
void *ticket_add(struct ticket_list *list, size_t size);

/* words.c: what a reply shows, in words. */
void ticket_answer(struct words *words, const struct fd_observation *observation);
/** The same of what was recorded without its octets. */
void ticket_recorded_answer(struct words *words, const struct fd_answer_in *answers,
			    size_t count);
void ticket_remark(struct words *words, const struct fd_observation *observation,
		   const char *expect);
void ticket_saw(struct words *words, const struct fd_wish *wish,
		const struct fd_observation *observation);
void ticket_flags(char text[24], const struct fd_observation *observation);

/* path.c */
void ticket_print_path(struct page *page, struct ticket *ticket, uint32_t question);

/* print.c */
void ticket_print(struct page *page, struct ticket *ticket);

#endif
