/* SPDX-License-Identifier: MIT */
#ifndef RECORD_RECORDED_RECORDED_H
#define RECORD_RECORDED_RECORDED_H

#include <fleetdig/record_read.h>
#include <fleetdig/recorded.h>

/** The parts of a run that is being read back. */

struct id_place {
	const char *id;
	uint32_t index;
};

/** From ids to indexes. */
struct id_index {
	struct id_place *places; /* sorted by id */
	size_t count;
	size_t last; /* the place found last: lines about one thing come together */
};

struct recorded_probe {
	struct fd_wish wish;
	struct fd_observed_in observed;
	struct fd_octets reply;
	uint8_t *octets; /* owned: those of the reply */
};

struct recorded {
	struct fd_recorded public; /* first: what is given out */
	const char *path;	   /* for messages; borrowed */
	const char *first_path;	   /* of the first part */
	size_t part_count;	   /* files that are joined */
	size_t summary_count;	   /* … of which have ended */
	bool in_run;		   /* the run record of this file has been read */
	uint64_t ended;		   /* line of this file's summary; 0: it has not been read */
	char *document;		   /* of the first part, where there are more; else NULL */
	struct fd_errors *errors;

	struct fd_inventory *base;     /* what the document says, with names of our own */
	struct fd_inventory inventory; /* the same, with the run's names */
	struct fd_inventory judged;    /* the same, with what the diagnosis chose itself */
	uint8_t (*canaries)[FD_CANARY_LABEL - 1]; /* the digits of each part's random names */
	size_t canary_count;
	struct fd_name canary_zone; /* below which its random name was; length 0: none */
	size_t names_capacity;
	size_t next_judged; /* questions below have results, or got their place by a verdict */
	struct id_index resolver_ids, group_ids;
	char **texts; /* copies of what the run record says */
	size_t text_count;
	const char **options; /* of the run record */
	char *source;	      /* one of them: where the inventory was read from */

	const struct fd_recorded_listener *listener; /* NULL: none */
	uint32_t
		*by_name; /* questions in the order of their names; made at the first verdict */
	size_t by_name_count;
	struct fd_cell_verdict *cells; /* of the verdict that is told */
	size_t cell_capacity;

	struct recorded_probe *probes; /* in the order in which they ended */
	size_t probe_capacity;

	struct fd_library library;
	struct fd_library_answer *library_answers;
	size_t library_capacity;
};

/* inventory.c */
int recorded_take_run(struct recorded *recorded, const struct fd_run_in *run);
/** The run of a further part. 0, or -EINVAL after a message: it does not belong to the first. */
int recorded_take_part(struct recorded *recorded, const struct fd_run_in *in);
/** The index of the question that a result is of, new or known. 0 or -errno after a message. */
int recorded_question(struct recorded *recorded, const struct fd_result_in *result,
		      uint64_t line, uint32_t *ret_question);
/** The index of a question that has a verdict and no results; FD_NO_INDEX where there is no place for it, -errno returned. */
int recorded_judged_question(struct recorded *recorded, const struct fd_verdict_in *verdict,
			     uint32_t *ret_question);
void recorded_inventory_finish(struct recorded *recorded);
int id_index_make(struct id_index *index, size_t count);
void id_index_sort(struct id_index *index);
/** FD_NO_INDEX for none. */
uint32_t id_index_find(struct id_index *index, const char *id);

/* cells.c */
int recorded_take_result(struct recorded *recorded, const struct fd_result_in *result,
			 uint64_t line);

/** What the engine's outcome was once: read from the octets, where there are any, else from the fields. */
void recorded_observe(const struct fd_observed_in *observed, const struct fd_octets *reply,
		      uint16_t qtype, struct fd_observation *ret_observation,
		      struct fd_message *message);

/* told.c: what was read, as a record again, to the listener. 0 or -errno. */
int recorded_tell(struct recorded *recorded, const struct fd_record *record);
int recorded_tell_result(struct recorded *recorded, const struct fd_result_in *result,
			 uint32_t question, uint32_t resolver,
			 const struct fd_observation *observation);
int recorded_tell_probe(struct recorded *recorded, const struct fd_probe_in *probe,
			const struct fd_wish *wish);
int recorded_tell_verdict(struct recorded *recorded, const struct fd_verdict_in *in);
int recorded_tell_resolver(struct recorded *recorded, const struct fd_resolver_in *in);
/** The question of that name and type that has results; FD_NO_INDEX for none, or without memory. */
uint32_t recorded_find_question(struct recorded *recorded, const struct fd_name *name,
				uint16_t qtype);
int recorded_tell_host(struct recorded *recorded, const struct fd_host_in *in);

/** Counts by status as records have them. */
void recorded_count_statuses(uint64_t counts[FD_STATUS_PENDING],
			     const struct fd_count_in *statuses, size_t status_count);

/**
 * The same counts in the same buckets; the ends, which say more than a bucket, as they were told (`most` 0: they were not), in
 * the histogram's unit. 0 or -errno.
 */
int recorded_remake(struct fd_histogram *histogram, const struct fd_buckets_in *buckets,
		    uint64_t least, uint64_t most);

/* measured.c: the same of what a benchmark or a comparison stated */
int recorded_tell_measurement(struct recorded *recorded, const struct fd_measurement_in *in);
int recorded_tell_comparison(struct recorded *recorded, const struct fd_comparison_in *in);

/* library.c */
int recorded_take_library(struct recorded *recorded, const struct fd_library_in *in);
/** When all is read. */
void recorded_library_sort(struct recorded *recorded);

/* facts.c */
int recorded_take_probe(struct recorded *recorded, const struct fd_probe_in *probe);
void recorded_facts_finish(struct recorded *recorded);

#endif
