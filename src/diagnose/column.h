/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COLUMN_H
#define DIAGNOSE_COLUMN_H

#include "diagnose/cells.h"
#include "diagnose/text.h"
#include "diagnose/walk.h"

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
	bool served; /* a server of the zone gives the very same, asked directly */
	bool judged; /* cause and locus are set */
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
/** Plainly well, and its owner has said who serves its zone. */
bool column_promised(const struct column *column);

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
bool want_answered(const struct column_cell *cell);
bool want_negative(const struct column_cell *cell);
bool want_failed(const struct column_cell *cell);
bool want_other_failure(const struct column_cell *cell); /* and is no refusal */
bool want_positive(const struct column_cell *cell);

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

/** -1 unknown, 0 no, 1 yes: from the inventory, or from the canary's AD. */
int resolver_validates(const struct fd_diagnosis *diagnosis, uint32_t resolver);

/** What a cell shows: of the bulk, or of the second asking. `message` is storage for it. */
void column_observe(const struct column *column, const struct column_cell *cell,
		    struct fd_observation *ret_observation, struct fd_message *message);

/** Asks the question again there, with all patience. */
const struct fact *ask_patiently(const struct column *column, uint32_t resolver);

/**
 * Fails once, answers ever after: a cold cache, a lost datagram. Whoever failed is asked again, some seconds later, before
 * anybody is blamed; what answers then counts as answered. A zone's first few names stand for all of them. PENDING, or
 * YES when some recovered.
 */
enum answer ask_again(struct column *column, const struct walk *walk);
/** The same of those that do not check signatures: a zone's broken signatures do not explain them. */
enum answer ask_unchecking_again(struct column *column, const struct walk *walk);
/** A cell that failed again, some more times at odd moments. YES: it recovered; NO: it never did. */
enum answer ask_often(struct column *column, struct column_cell *cell);
/** Silent at first, it says something when it is asked again: that tells more, and is what the rules go by. */
void cell_hear(struct column *column, struct column_cell *cell, const struct fact *fact);
/** It answered when it was asked again: the column is another one, and the rules begin anew. */
void cell_recover(struct column *column, struct column_cell *cell, const struct fact *fact);
/** After cell_recover(): with the votes as they are now, and nobody blamed yet. */
void column_renew(struct column *column);
/** Who failed once and recovered, and is not blamed for anything: evidence, and the note. */
void show_recovered(struct column *column);

/** A name that nobody has, below `zone`, at that resolver. True with NULL: no such name can be made. */
bool ask_absent_below(const struct column *column, uint32_t resolver,
		      const struct fd_name *zone, const struct fact **ret_fact);

/** An answer in full from a resolver that has one: plain cells keep no octets. True with NULL: nobody has. */
bool ask_positive(const struct column *column, const struct fact **ret_fact);
/** It holds an address that is private; or one that rebind protection takes out. */
bool fact_private(const struct fact *fact);
bool fact_guarded(const struct fact *fact);
/** YES: that resolver takes such addresses out, as far as can be seen. `positive` may be NULL. */
enum answer check_guarded(const struct column *column, uint32_t resolver,
			  const struct fact *positive);

/** The verdict where there is nothing to vote on, or nothing but answers. */
void verdict_fill(const struct column *column, struct fd_verdict *verdict);
/** failure when nobody answers, degraded when somebody still does. */
void column_weigh(const struct column *column);

/* The rules; each decides, waits for facts, or does not apply. */
enum answer rule_again(struct column *column);
enum answer rule_moment_explained(struct column *column);
enum answer rule_expected(struct column *column);
enum answer rule_unmet(struct column *column);
enum answer rule_promised(struct column *column);
enum answer rule_nowhere(struct column *column);
enum answer rule_negative(struct column *column);
enum answer rule_blocked(struct column *column);
enum answer rule_varied(struct column *column);
enum answer rule_divergent(struct column *column);
enum answer rule_broken(struct column *column);
enum answer rule_partial(struct column *column);
enum answer rule_moment(struct column *column);

/** Who is wrong about the cells that fail though others answer: for rules whose verdict came from elsewhere. */
enum answer judge_failing_cells(struct column *column, const struct walk *walk);
/** Two views of one name, and what is wrong with those inside. `zone`: the internal one, where it is known. */
enum answer judge_split(struct column *column, const struct fd_name *zone, const char *why);
/** What strangers say of a zone that only the inside knows is of no interest: they are not meant to have it. *ret_zone: it. */
bool strangers_only(const struct column *column, struct fd_name *ret_zone);
/** Who is inside is at fault as a whole, and only strangers deny the name. */
enum answer judge_unheard(struct column *column);
/** YES: outside there is no such name; who is inside has it, and nothing of this type. */
enum answer judge_inside_nodata(struct column *column, const struct walk *walk);
/** YES: what is denied is an alias's target, in a zone that is marked internal. */
enum answer judge_leads_inside(struct column *column, const struct fd_name *end);
/** That is what it is, shown by who has it and who denies it. */
bool split_shown(const struct column *column, const struct walk *walk,
		 const struct fact *positive, const char **ret_why);
/** The very same answer for another name too, which has its own elsewhere. */
bool shared_with_another(const struct column *column, const struct column_cell *cell);
/** Silent over UDP, and over TCP it comes. `patient`: that it was asked with patience, and was silent. */
enum answer judge_lost_datagram(struct column *column, struct column_cell *cell,
				const struct fact *patient);
/** Of a name that the zone denies: marks those who have an address, and one for random names too. */
enum answer find_rewriters(struct column *column, const struct walk *walk);
/** A resolver whose canary was denied, and at which that showed: its verdict says so. */
void add_rewriting(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** That, of the whole column: the resolvers have it, and their datagrams do not get here. */
enum answer judge_lost_datagrams(struct column *column, const struct walk *walk,
				 struct column_cell *silent, const struct fact *patient);
/** YES: the zone's servers are silent about the question, and so is every resolver; over TCP one has it. `silent` may be NULL. */
enum answer judge_lost_here(struct column *column, const struct walk *walk,
			    struct column_cell *silent);
/** Of the zone's servers, or its parent's, some have the name and others deny it. */
enum answer judge_servers_split(struct column *column, const struct walk *walk);
/** The negative answer on which the vote agrees. */
enum answer judge_negative(struct column *column);
/** No server of the cut has an address. NO: nothing is shown of why. */
enum answer judge_unaddressed(struct column *column, const struct walk *walk);
bool walk_unaddressed(const struct walk *walk);
/** No server of the cut is good. */
enum answer judge_zone_bad(struct column *column, struct walk *walk);
/** Asks what that will want to know. */
enum answer zone_bad_ahead(struct fd_diagnosis *diagnosis, const struct walk *walk);
void zone_show_servers(struct fd_diagnosis *diagnosis, struct finding *finding,
		       const struct cut *cut);
/** They answer over TCP, or without EDNS: resolvers that try that manage, the others fail. */
enum answer check_variants(struct column *column, const struct walk *walk);
/** All were silent when they were asked, and yet they live, and lose questions: judge_intermittent(). */
enum answer judge_flaky_zone(struct column *column, const struct walk *walk);
/** YES: one of the servers of the parent, or above, sends whoever asks to servers that do not serve the zone. */
enum answer judge_parents(struct column *column, const struct walk *walk);
/** The same where the servers on the way down do not agree, and all that are bad are named by one of these. */
enum answer judge_parents_apart(struct column *column, const struct walk *walk);
/** And of cells that `want` selects: these have met that server. */
enum answer excuse_misled(struct column *column, const struct walk *walk,
			  bool (*want)(const struct column_cell *));
/** Summary and action where the name's verdict is that. */
void say_parents(struct column *column);
/** Some are. YES when that explains failing cells. */
enum answer judge_zone_partial(struct column *column, const struct walk *walk);
/** The worst specific cell becomes the name's verdict: local before isp before public. */
void conclude_from_cells(struct column *column, enum fd_confidence confidence);
/** Where all servers of the zone are of one family of addresses, which this host or who fails may lack: says so. */
void say_one_family(struct column *column, const struct walk *walk);
/** The same where the zone's servers could not be asked. */
void conclude_blind(struct column *column);

/** Whether the inventory holds the name that was meant: search_suffix_appended, name_typo, or ok for none. */
enum fd_cause relative_cause(const struct column *column, struct fd_name *ret_meant);
/** Who denies the name, and names no zone, has answers below one that it is in: *ret_zone, as far as can be seen. */
bool served_beside(const struct column *column, struct fd_name *ret_zone);
/** Asks it there without that zone, and without one label more. YES: it answers so (*ret_meant), and a search list did the rest. */
enum answer ask_without(const struct column *column, const struct fd_name *zone,
			struct fd_name *ret_meant);
/** Labels that both names end in; one that is all of `name` has its parent in common. */
unsigned labels_shared(const struct fd_name *name, const struct fd_name *other);
/** The other type of address; of any other type that which most names have. */
static inline uint16_t other_address(uint16_t qtype)
{
	return qtype == FD_TYPE_A ? FD_TYPE_AAAA : FD_TYPE_A;
}
/** A resolver that is well has an answer to it. */
bool question_resolves(const struct fd_diagnosis *diagnosis, uint32_t question);
/** NXDOMAIN of one type of a name that has another, at one and the same server. `aliased`: of what an alias leads to. */
enum answer judge_denied_type(struct column *column, bool aliased);
/** NXDOMAIN of another type, or of an ancestor, by a server that has what is asked. */
enum answer judge_denied_beside(struct column *column, const struct walk *walk);
/** A denial by a server that is named for the zone and does not serve it. */
enum answer judge_lame_denial(struct column *column, struct walk *walk);
/** YES: an expected server of the undelegated domain serves it (*ret_fact). */
enum answer check_missing(struct column *column, const struct fd_name *domain,
			  const struct fact **ret_fact);

/** Everybody answers, and not the same: worth a look of its own. */
bool column_varied(const struct column *column);

/** Which version of the zone each of its good servers holds, and what it answers from it. */
struct versions {
	const struct fact *soa[ADDRESSES_PER_CUT], *answer[ADDRESSES_PER_CUT];
	uint32_t serial[ADDRESSES_PER_CUT];
	size_t count;
	size_t serials; /* of them, those that have one: where not, soa[] is NULL */
	uint32_t newest;
	bool serials_differ, answers_differ;
};
/** YES: different versions, different answers, and still so some seconds later. */
enum answer versions_check(struct column *column, const struct walk *walk,
			   struct versions *ret_versions);
/** Servers that were seen to disagree, some seconds later. NO: they agree now. */
enum answer versions_differ_still(struct column *column, const struct walk *walk,
				  struct versions *ret_versions);
void versions_show(struct column *column, const struct versions *versions);
const char *versions_text(struct column *column, const struct versions *versions);
/** YES: the resolver's cache holds an older version than the servers, which agree; *ret_soa, or what was added, shows it. */
enum answer versions_stale(struct column *column, const struct versions *versions,
			   uint32_t resolver, const struct cut *cut,
			   const struct fact **ret_soa);
/**
 * YES: a server to which the zone is delegated gives this very answer to whoever asks, so that no resolver has made it: *ret_fact.
 * Those that do not seem to serve the zone are asked too.
 */
enum answer answer_served(struct column *column, const struct walk *walk, uint32_t digest,
			  const struct fact **ret_fact);
/**
 * Of the zone's servers some know it and others do not, and these answer too, with something else: somebody else has them. YES where
 * resolvers have met both kinds.
 */
enum answer judge_strange_server(struct column *column, const struct walk *walk);
/** YES: the zone's servers answer now and then; asked again and again, a second apart. */
enum answer judge_intermittent(struct column *column, const struct walk *walk);
/** YES: all of them answer, and late. */
enum answer judge_slow_servers(struct column *column, const struct walk *walk);

/** The walk's end fails: for the type, or because what it says does not get here. */
enum answer judge_name_bad(struct column *column, const struct walk *walk);
/** YES: the zone's servers are good, and fail this question, seen directly; who answers has it from elsewhere. */
enum answer judge_bad_final(struct column *column, const struct walk *walk);

/** YES when every name server of the zone is an alias. */
enum answer judge_ns_alias(struct column *column, const struct walk *walk);

/** What the parent's glue is worth. */
struct glue {
	enum fd_cause cause; /* ok: nothing is known against it */
	enum fd_confidence confidence;
	const struct fact *known;  /* another address of the server */
	const struct fact *served; /* and the zone, there */
};
/** Where no server is good. */
enum answer glue_check(struct fd_diagnosis *diagnosis, struct cut *cut, struct glue *ret);
/** Where some are: those know their fellows' addresses. */
enum answer glue_check_partial(struct fd_diagnosis *diagnosis, struct cut *cut,
			       struct glue *ret);
void glue_show(struct fd_diagnosis *diagnosis, struct finding *finding,
	       const struct glue *glue);

/* dnssec.c */
enum answer judge_dnssec(struct column *column, const struct walk *walk);

#endif
