/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_STATE_H
#define DIAGNOSE_COMMON_STATE_H

#include <fleetdig/diagnosis.h>
#include <fleetdig/knowledge.h>
#include <fleetdig/library.h>

#include "core/region.h"
#include "diagnose/common/facts.h"
#include "diagnose/common/limits.h"

/**
 * The diagnosis in memory. Judgements are jobs, in stages: canaries (while the bulk still runs), rows and the host, the
 * questions that are not plainly well, those that are worth a look though nothing fails, the host's library. A job is a function
 * that either decides or finds facts missing; then it is run again when all it asked for is known.
 */

enum answer {	 /* of a judgement or a rule */
	PENDING, /* facts are missing; they are wished for */
	NO,	 /* does not apply */
	YES,	 /* decided */
};

enum stage {
	STAGE_CANARIES,
	STAGE_ROWS,
	STAGE_QUESTIONS,
	STAGE_LOOKS,
	STAGE_LIBRARY,
	STAGE_DONE
};

struct job {
	enum answer (*run)(struct fd_diagnosis *diagnosis, uint32_t index);
	uint32_t index;
	uint32_t waiting; /* facts asked for and not yet known */
	uint32_t rounds;
	bool done;
	bool ahead;	  /* nobody waits for it: it only asks what others will want */
	struct job *next; /* of those ready to run */
};

/** A verdict in the making. */
struct finding {
	enum fd_cause cause;
	enum fd_locus locus;
	enum fd_severity severity;
	enum fd_confidence confidence;
	enum fd_dnssec dnssec;
	enum fd_cause alternatives[FD_ALTERNATIVES_MAX];
	size_t alternative_count;
	struct fd_evidence evidence[EVIDENCE_MAX];
	size_t evidence_count;
	const char *notes[FD_NOTES_MAX];
	size_t note_count;
	const char *summary;
	const char *action;
};

/** What one resolver showed besides its cells. NULL: not asked (yet). */
struct canaries {
	const struct fact *first;      /* K1: . SOA, or the resolver's own canary */
	const struct fact *plain;      /* K2: without EDNS */
	const struct fact *absent;     /* K3: a random name */
	const struct fact *unchecked;  /* K4: CD=1 */
	const struct fact *tcp;	       /* K1 over TCP */
	const struct fact *version;    /* version.bind CH TXT */
	const struct fact *unrecursed; /* . SOA, RD=0 */
	bool done;		       /* all of those that were wanted are known */
	unsigned during;	       /* K1 was asked so many times more while the bulk ran, */
	unsigned during_answered;      /* so many of those were answered, */
	unsigned during_silent;	       /* and so many got nothing, the last ones */
	const struct fact *again;      /* K1 once more, after the bulk */
	const struct fact *again_tcp;
	const struct fact
		*elsewhere; /* where K3 failed: a random name below another top-level domain */
};

/** Cached answers asked for many times over: who needs a second try lost a datagram. */
struct loss {
	unsigned asked, lost;
	unsigned
		times; /* losses, with those in a row as one: a moment in which either side stands still is no path that loses */
	unsigned first;	 /* came before any was lost */
	unsigned passed; /* and after that */
};

/** How a resolver does with one type of record. */
struct type_row {
	uint16_t qtype;
	bool broken;		   /* it answers none, not even of the root's name: */
	uint64_t answered, failed; /* here; failed: and answered by somebody independent */
	const struct fact *control;
};

/** A resolver: its row of the table. */
struct row {
	struct canaries canaries;
	uint32_t witness; /* resolvers that are one witness share a number */
	uint64_t asked, answered, silent, unreachable, port_unreachable, servfail, refused, odd;
	uint64_t positive;	/* answered with data */
	uint64_t referrals;	/* NOERROR with nothing in it and RA=0 */
	uint64_t with_aa;	/* answers with AA */
	uint64_t authoritative; /* of them, those without RA */
	uint64_t retried;	/* answered after more than one try */
	uint64_t elsewhere;	/* asked, and answered by an independent resolver */
	uint64_t elsewhere_failed;
	uint64_t elsewhere_silent;
	uint32_t ede_first;	 /* an EDE code seen in a failing cell, or FD_EDE_NONE */
	uint32_t rewrite_digest; /* of the answer to the absent name */
	uint64_t
		made_up; /* A answers equal to that of the absent name, where others differ or nobody else was asked */
	uint64_t own_answers;		    /* A answers unlike it */
	uint64_t alike;			    /* A answers equal to it, whatever the others say */
	uint32_t alike_first[ALIKE_SAMPLE]; /* the questions of some of those */
	unsigned alike_count, taken,
		unowned; /* of them: their zones have another address; or have no such name */
	const struct fact *taken_shown;
	bool rewrites;
	const struct fact
		*made; /* so seen at a name: not at the canary, whose absence may be proved */
	bool rewrite_proved; /* the servers of the zone say NXDOMAIN */
	bool unheard;	     /* once the table is whole: not one of its cells got a reply */
	bool wide;	     /* its failing cells are its own fault */
	bool void_all;	     /* and so is whatever it answers */
	bool healthy;	     /* judged, and nothing resolver-wide found */
	struct asked_again again; /* where the zone is not known */
	uint64_t sent, sent_lost; /* as the engine saw it; 0: not told */
	uint64_t waited;	  /* of those lost, for names that nobody else got either */
	uint64_t limit_qps,
		turned_down; /* a limit on the rate that it found; 0: none, or not told */
	uint32_t refused_first[REFUSED_SAMPLE]; /* questions, where others have an answer */
	unsigned refused_count, refused_later;	/* asked again slowly, and answered */
	uint64_t over_tcp;			/* cells that TCP answered */
	struct loss loss; /* shown by experiment; asked 0: not suspected */
	struct loss more; /* of as many again, where those showed little */
	struct loss singly, limit,
		limit_again; /* a burst of what it answers when asked singly: `lost` were turned down */
	struct loss burst,
		burst_again; /* the same, all at once, where asked one by one none was lost; and again later */
	struct type_row types[TYPES_MAX];
	size_t type_count;
	bool dns64; /* where a name has no AAAA it makes one of the A */
	size_t dns64_count;
	uint32_t dns64_questions[DNS64_SAMPLE]; /* by which it is suspected of that */
	const struct fact
		*slow; /* the quickest of the cached answers asked for, where all were slow */
	uint64_t affected;
	struct finding finding;
	struct fd_verdict verdict;
};

enum direct { /* whether this host can ask authoritative servers itself */
	DIRECT_UNKNOWN,
	DIRECT_WORKS,
	DIRECT_FORBIDDEN,   /* --no-direct, or nothing to ask */
	DIRECT_SILENT,	    /* no root answers */
	DIRECT_INTERCEPTED, /* somebody answers in the roots' place */
};

struct host {
	const struct fact *roots[ROOT_SAMPLE_MAX];
	size_t root_count;
	const struct fact *root_tcp; /* of the first real root */
	/* Where none of `roots` was heard, some of the same without EDNS, and over TCP. */
	const struct fact *plain_roots[ROOT_SAMPLE_MAX], *tcp_roots[ROOT_SAMPLE_MAX];
	/* Of the family that none of `roots` is of: a root, or a server of a zone; asked where a zone needs it. Once heard it stays. */
	const struct fact *other_family;
	enum direct direct;
	struct loss
		root_loss;  /* at a root, where no other resolver is there to be the control */
	bool lost_together; /* in the bulk, over all resolvers: too much not to look */
	bool wide;	    /* explains every failing cell */
	bool rejected;	    /* so near by that even the roots' ports seem closed */
	bool resets;	    /* the same over TCP */
	bool loses_edns;    /* a root was silent with it, and answers without */
	uint64_t affected;
	struct finding finding;
	struct fd_verdict verdict;
};

/** A question that needed a judgement of its own. */
struct judged {
	uint32_t question;
	bool look;  /* should everybody deny it */
	bool later; /* only when all that fails has been judged */
	struct job job;
	struct fd_verdict verdict;
	const struct cut *blamed; /* the zone whose servers are at fault; NULL: none */
};

struct cut;
struct viewed;
struct column_cell;
struct dnssec_table;

struct fd_diagnosis {
	struct fd_diagnosis_config config;
	const struct fd_inventory *inventory;
	struct region memory; /* facts and cuts: until the end */
	struct region texts;  /* of verdicts; wound back while a judgement is not final */
	struct facts facts;
	struct row *rows;
	struct host host;
	enum stage stage;
	bool table_ready;
	bool deny;   /* the running job has had its rounds */
	bool denied; /* it was refused a fact: what it makes of the rest is weaker */
	bool ended; /* facts were not asked for because the run was over: interrupted, or at its deadline */

	struct job *current;
	struct job *ready, **ready_end;
	size_t open_jobs; /* of this stage */
	struct job host_job;
	struct job *row_jobs;  /* canaries, then rows */
	struct judged *judged; /* sorted by question */
	size_t judged_count;
	const struct fd_library *library; /* what the host's library said; NULL: not told */
	bool library_told;
	struct viewed *viewed;	/* by index of its answers; NULL before that is judged */
	struct job *deep_jobs;	/* by question; NULL unless asked to go deep */
	struct job *ahead_jobs; /* walks begun while rows are still judged */

	struct fd_name canary_absent; /* K3 */
	bool has_canary_absent;
	unsigned aliases_asked; /* names whose aliases resolvers were asked for */
	unsigned tcp_canaries;	/* resolvers whose TCP is tried */
	uint32_t sinkholes[4];	/* digests of 0.0.0.0, 127.0.0.1, ::, ::1 */
	/* Of the names of lint_special_use(), a bit each: whether anybody serves it was looked at, and somebody does. */
	uint32_t special_known, special_served;

	struct cut *root_cut;
	unsigned following; /* walks inside each other, for the addresses of name servers */
	struct cut **cuts;  /* hash table by zone */
	size_t cut_count, cut_slots;

	struct dnssec_table *dnssec; /* chains of trust; NULL before the first */

	struct column_cell *column;    /* scratch: one per resolver */
	struct fd_cell_verdict *cells; /* scratch of verdicts made on demand */
	struct fd_verdict plain;       /* scratch: the verdict made on demand */
};

/* ---- asking (jobs.c) ----------------------------------------------------------------------- */

/** The fact, or NULL: not yet known, and the running job will be woken. */
const struct fact *ask(struct fd_diagnosis *diagnosis, const struct fd_wish *wish);
/** The same outside the budget. */
const struct fact *ask_canary(struct fd_diagnosis *diagnosis, const struct fd_wish *wish);
/**
 * Where silence would be taken for something. Who is known to live is asked once more, some seconds later: this side or that may have
 * stood still. On a link that loses datagrams, or to a resolver on the way to which they get lost: again and again.
 */
const struct fact *ask_insistently(struct fd_diagnosis *diagnosis, const struct fd_wish *wish);
/** The same outside the budget. */
const struct fact *ask_canary_insistently(struct fd_diagnosis *diagnosis,
					  const struct fd_wish *wish);
/** A wish to one of the inventory's resolvers. */
struct fd_wish wish_resolver(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			     enum fd_purpose purpose, const struct fd_name *qname,
			     uint16_t qtype);
/** The same with one thing changed: without EDNS, which allows for large replies; over TCP. */
struct fd_wish wish_plain(const struct fd_wish *wish);
struct fd_wish wish_over_tcp(const struct fd_wish *wish);

void job_start(struct fd_diagnosis *diagnosis, struct job *job,
	       enum answer (*run)(struct fd_diagnosis *diagnosis, uint32_t index),
	       uint32_t index);
/** The same, and no stage waits for it. */
void job_start_ahead(struct fd_diagnosis *diagnosis, struct job *job,
		     enum answer (*run)(struct fd_diagnosis *diagnosis, uint32_t index),
		     uint32_t index);
void jobs_run(struct fd_diagnosis *diagnosis);
void jobs_wake(struct fd_diagnosis *diagnosis, struct fact *fact);

/* ---- findings (finding.c) ------------------------------------------------------------------ */

/** Cause, with the locus (by role where that decides) and severity of the knowledge table. */
void finding_set(struct finding *finding, enum fd_cause cause, enum fd_role role,
		 enum fd_confidence confidence);
enum fd_locus cause_locus(enum fd_cause cause, enum fd_role role);
void finding_alternative(struct finding *finding, enum fd_cause cause);
void finding_note(struct finding *finding, const char *note);
void finding_fact(struct fd_diagnosis *diagnosis, struct finding *finding,
		  const struct fact *fact, const char *means);
void finding_cell(struct fd_diagnosis *diagnosis, struct finding *finding, uint32_t question,
		  uint32_t resolver, const char *means);
/** The same, where what matters of the reply is said in other words. */
void finding_seen(struct fd_diagnosis *diagnosis, struct finding *finding,
		  const struct fact *fact, const char *saw, const char *means);
/** A step without a probe of its own: what the table shows. */
void finding_table(struct finding *finding, const char *saw, const char *means);
void finding_verdict(struct fd_diagnosis *diagnosis, const struct finding *finding,
		     struct fd_verdict *ret_verdict);

#endif
