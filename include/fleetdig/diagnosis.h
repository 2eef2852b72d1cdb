/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_DIAGNOSIS_H
#define FLEETDIG_DIAGNOSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/inventory.h>
#include <fleetdig/library.h>
#include <fleetdig/observation.h>
#include <fleetdig/verdict.h>

/**
 * From the table of cells to verdicts. A pure function of two things: the cells, and the facts (follow-up
 * probes and what they showed). Where a rule needs a fact that is not there yet, the diagnosis *wishes* for it; the caller asks, and
 * hands in what came; then rules are tried again. So the diagnosis never touches a network, equal wishes of ten thousand
 * names are one probe, and a replay is the same function over recorded facts.
 */
struct fd_diagnosis;

enum fd_purpose {		 /* why a follow-up is asked */
	FD_PURPOSE_CANARY,	 /* . SOA and friends, per resolver */
	FD_PURPOSE_HOST_CANARY,	 /* the roots, directly */
	FD_PURPOSE_CHECKING_OFF, /* CD=1 at the same resolver */
	FD_PURPOSE_PLAIN,	 /* no EDNS */
	FD_PURPOSE_TCP,
	FD_PURPOSE_PATIENCE,	 /* long timeout at the same resolver */
	FD_PURPOSE_WALK,	 /* RD=0 from the root down */
	FD_PURPOSE_ADDRESS,	 /* address of a name server */
	FD_PURPOSE_REPEAT,	 /* spaced repetition */
	FD_PURPOSE_REACHABILITY, /* does the resolver itself live (version.bind CH, RD=0) */
	FD_PURPOSE_DNSSEC,
};
const char *fd_purpose_text(enum fd_purpose purpose); /* "canary", "walk"… */
int fd_purpose_parse(enum fd_purpose *ret_purpose, const char *text);

/** A probe wanted. Also the key of a fact: equal server, proto, flags, name, type and repeat are the same fact. */
struct fd_wish {
	struct fd_endpoint server;
	uint32_t
		resolver; /* index in the inventory, or FD_NO_INDEX for a server found on a walk */
	enum fd_purpose purpose;
	enum fd_proto proto;
	uint8_t flags;	 /* enum fd_query_flag */
	uint16_t repeat; /* 0, 1, 2…: the same question again */
	uint16_t qtype;
	struct fd_name qname;
	int64_t timeout_ns; /* 0: the run's */
	int64_t delay_ns;   /* ask this long after now (spaced repeats), else 0 */
	bool canary; /* it shows how the resolver is, which has to be known also of one that seems dead; no part of the key */
	uint64_t id; /* the diagnosis's own number, for fd_diagnosis_learn() */
};

struct fd_diagnosis_config {
	const struct fd_inventory *inventory; /* borrowed */
	const struct fd_matrix *matrix; /* borrowed; read after fd_diagnosis_table_ready() */
	uint32_t budget;		/* follow-ups besides canaries; 0 with no_drill */
	bool no_drill;			/* no follow-ups, canaries only */
	bool no_direct; /* ask the resolvers named only: no root, no walk (caps confidence) */
	bool no_edns;	/* bulk and canaries go plain */
	bool deep;	/* walk to every question from the root, also where it is answered */
	int64_t timeout_ns;  /* the run's timeout */
	int64_t patience_ns; /* how long the patient follow-up waits; 0: 15 s */
	int64_t wall_time_s; /* Unix time of the run: for signatures' dates */
	uint64_t seed;	     /* random labels of canaries */
	bool await_library; /* fd_diagnosis_set_library() will be called: not done before that */
	const uint64_t *shard_mask; /* NULL; else a bit per question that is part of this run */
};

enum {
	FD_CANARY_LABEL = 17 /* octets */
};
/** The label of names that nobody has, in a run with that seed: a letter and hex digits. */
void fd_canary_label(char ret_label[FD_CANARY_LABEL + 1], uint64_t seed);

int fd_diagnosis_create(struct fd_diagnosis **ret_diagnosis,
			const struct fd_diagnosis_config *config);
void fd_diagnosis_destroy(struct fd_diagnosis *diagnosis);

/**
 * What the engine saw of the path to a resolver: datagrams sent, and those that demonstrably got lost. May be called
 * until fd_diagnosis_table_ready(); only a hint, which the diagnosis tests before it says anything.
 */
void fd_diagnosis_set_loss(struct fd_diagnosis *diagnosis, uint32_t resolver, uint64_t sent,
			   uint64_t lost);

/**
 * The bulk goes on: canaries once more, of the resolvers that were well. To be called now and then until
 * fd_diagnosis_table_ready(); what they show tells when a resolver died.
 */
void fd_diagnosis_canaries(struct fd_diagnosis *diagnosis);

/**
 * A limit on the rate that the engine found there in the bulk (queries a second; 0: none), and how many replies turned
 * questions down because of it. They were asked again, so that the cells may not show it. Likewise.
 */
void fd_diagnosis_set_limit(struct fd_diagnosis *diagnosis, uint32_t resolver, uint64_t qps,
			    uint64_t turned_down);

/** The bulk is over: cells are final. From now on wishes come from names too. */
void fd_diagnosis_table_ready(struct fd_diagnosis *diagnosis);

/**
 * What the host's library says, once, at any time before the diagnosis is done; NULL: nothing. Borrowed until destroy. Only
 * with `await_library`.
 */
void fd_diagnosis_set_library(struct fd_diagnosis *diagnosis, const struct fd_library *library);

/**
 * Up to `capacity` new wishes; each is given out once. Call again after each learn (or batch of them). 0 while everything
 * wished for is under way, and for good when `fd_diagnosis_done()`.
 */
size_t fd_diagnosis_wishes(struct fd_diagnosis *diagnosis, struct fd_wish *ret_wishes,
			   size_t capacity);

/** What a wish showed: exactly once each, in any order. The observation is copied. */
void fd_diagnosis_learn(struct fd_diagnosis *diagnosis, uint64_t id,
			const struct fd_observation *observation);

/** All rules have decided: nothing more is wanted. */
bool fd_diagnosis_done(const struct fd_diagnosis *diagnosis);

/** The canaries say this resolver was silent over UDP and TCP (so far). */
bool fd_diagnosis_resolver_silent(const struct fd_diagnosis *diagnosis, uint32_t resolver);

/** Verdicts; valid until the next call of the same function or destroy, texts until destroy. */
const struct fd_verdict *fd_diagnosis_question(struct fd_diagnosis *diagnosis,
					       uint32_t question);
const struct fd_verdict *fd_diagnosis_resolver(struct fd_diagnosis *diagnosis,
					       uint32_t resolver);
const struct fd_verdict *fd_diagnosis_host(struct fd_diagnosis *diagnosis);

/** How many follow-ups were asked, canaries apart. */
uint32_t fd_diagnosis_followups(const struct fd_diagnosis *diagnosis);
/** Every canary that came back (or did not) got nothing at all, UDP and TCP: exit 9 when names got nothing either. */
bool fd_diagnosis_canaries_silent(const struct fd_diagnosis *diagnosis);

#endif
