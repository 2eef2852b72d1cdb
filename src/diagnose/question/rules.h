/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_RULES_H
#define DIAGNOSE_QUESTION_RULES_H

#include "diagnose/question/column.h"

/** The rules about one question, and the judgements that they share: by the file that holds them. */

/* The rules, in rules.c's order; each decides, waits for facts, or does not apply. */
enum answer rule_again(struct column *column);
enum answer rule_moment_explained(struct column *column);
enum answer rule_expected(struct column *column);
enum answer rule_unmet(struct column *column);
enum answer rule_promised(struct column *column);
enum answer rule_nowhere(struct column *column);
enum answer rule_owned(struct column *column);
enum answer rule_negative(struct column *column);
enum answer rule_blocked(struct column *column);
enum answer rule_varied(struct column *column);
enum answer rule_divergent(struct column *column);
enum answer rule_broken(struct column *column);
enum answer rule_partial(struct column *column);
enum answer rule_moment(struct column *column);

/* again.c */

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
/** Who failed once and recovered, and is not blamed for anything: evidence, and the note. */
void show_recovered(struct column *column);

/* failing_cells.c */

/** Who is wrong about the cells that fail though others answer: for rules whose verdict came from elsewhere. */
enum answer judge_failing_cells(struct column *column, const struct walk *walk);
/** YES: TCP alone stands between the resolvers and this host; the zone's servers give it in full. */
enum answer judge_cut_cells(struct column *column, const struct walk *walk);
/** Silent over UDP, and over TCP it comes. `patient`: that it was asked with patience, and was silent. */
enum answer judge_lost_datagram(struct column *column, struct column_cell *cell,
				const struct fact *patient);

/* partial_conclude.c */

/** The worst specific cell becomes the name's verdict: local before isp before public. */
void conclude_from_cells(struct column *column, enum fd_confidence confidence);
/** The same where the zone's servers could not be asked. */
void conclude_blind(struct column *column);

/* verdict.c */

/** The verdict where there is nothing to vote on, or nothing but answers. */
void verdict_fill(const struct column *column, struct fd_verdict *verdict);

/* negative.c */

/** The negative answer on which the vote agrees. */
enum answer judge_negative(struct column *column);

/* denied.c */

/** NXDOMAIN of one type of a name that has another, at one and the same server. `aliased`: of what an alias leads to. */
enum answer judge_denied_type(struct column *column, bool aliased);
/** NXDOMAIN of another type, or of an ancestor, by a server that has what is asked. */
enum answer judge_denied_beside(struct column *column, const struct walk *walk);

/* relatives.c */

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

/* missing.c */

/** YES: an expected server of the undelegated domain serves it (*ret_fact). */
enum answer check_missing(struct column *column, const struct fd_name *domain,
			  const struct fact **ret_fact);

/* lame.c */

/** A denial by a server that is named for the zone and does not serve it. */
enum answer judge_lame_denial(struct column *column, struct walk *walk);

/* split.c */

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

/* rebind.c */

/** An answer in full from a resolver that has one: plain cells keep no octets. True with NULL: nobody has. */
bool ask_positive(const struct column *column, const struct fact **ret_fact);
/** It holds an address that is private; or one that rebind protection takes out. */
bool fact_private(const struct fact *fact);
bool fact_guarded(const struct fact *fact);
/** YES: that resolver takes such addresses out, as far as can be seen. `positive` may be NULL. */
enum answer check_guarded(const struct column *column, uint32_t resolver,
			  const struct fact *positive);
/** A cell that fails where others have a private address. YES: it was taken out there; the cell is judged. */
enum answer judge_private_cell(struct column *column, struct column_cell *cell);
/** YES: so do all, and the zone's servers have it. */
enum answer judge_all_private(struct column *column, const struct walk *walk);

/* rewriters.c */

/** Of a name that the zone denies: marks those who have an address, and one for random names too. */
enum answer find_rewriters(struct column *column, const struct walk *walk);
/** A resolver whose canary was denied, and at which that showed: its verdict says so. */
void add_rewriting(struct fd_diagnosis *diagnosis, uint32_t resolver);

/* variety.c */

/** The very same answer for another name too, which has its own elsewhere. */
bool shared_with_another(const struct column *column, const struct column_cell *cell);
/** Why an answer that no server of the zone has is one that this resolver has made; NULL: it need not be. */
const char *shown_as_made(const struct column *column, const struct column_cell *cell);
/** Given as its own (AA), by one that is asked to look things up, and gives most of what it is asked otherwise. */
bool given_as_own(const struct column *column, const struct column_cell *cell);
/** Both hold some record of that type; both have a message. */
bool answers_share(const struct fact *a, const struct fact *b, uint16_t qtype);
/** Everybody answers, and not the same: worth a look of its own. */
bool column_varied(const struct column *column);

/* own.c */

/** All who answer are strangers who give it as their own, and its zone can be asked whether that is so. */
bool column_owned(const struct column *column);

/* divergent.c */

/** Each cell that denies the name, or gives an address that leads nowhere. `positive`: what is true; may be NULL. */
enum answer judge_denials(struct column *column, const struct walk *walk,
			  const struct fact *positive);
/** The way down was asked of two parent servers; where a denial comes from above the zone all are compared: walk->disputed. */
enum answer compare_parents(struct column *column, struct walk *walk);
/** Of the zone's servers, or its parent's, some have the name and others deny it. */
enum answer judge_servers_split(struct column *column, const struct walk *walk);

/* strange.c */

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

/* versions.c */

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
/** Of an SOA in that section. False: there is none. */
bool serial_of(const struct fact *fact, enum fd_section section, uint32_t *ret_serial);
/** RFC 1982. */
bool serial_newer(uint32_t a, uint32_t b);

/* unsettled.c */

/** Somebody denies the name because its domain is not registered, and has another name of that. */
bool strangers_know_domain(const struct column *column);
/** Where the servers above cannot be asked: YES: either they do not agree, or some have kept what was so before. */
enum answer judge_unsettled(struct column *column, const struct walk *walk);

/* copies.c */

/**
 * YES: several servers are behind one address of the zone, and one of them lags. *ret_one: one resolver alone shows that, which may
 * hold an old copy of its own.
 */
enum answer judge_copies(struct column *column, const struct walk *walk, bool *ret_one);

/* stale.c */

/** YES: it names servers for the zone that neither the parent nor the zone names any more; they are shown. */
enum answer holds_old_delegation(struct column *column, uint32_t resolver,
				 const struct walk *walk);

/** Answers of the column that are compared. */
struct answers_seen {
	const uint32_t *digests;
	size_t count;
};
/**
 * YES: some of these resolvers give what no server of the zone has, and have it from before: their cells are judged. Where all
 * that shows it is how long they will keep it, that is a guess.
 */
enum answer find_stale(struct column *column, const struct answers_seen *seen,
		       const struct versions *versions, const struct walk *walk,
		       bool *ret_guess);
/** That some cell of those, which differs from what the servers have, would be kept for so long that it is worth a look. */
bool column_lasting(const struct column *column);

/* zone.c */

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
/** Some are. YES when that explains failing cells. */
enum answer judge_zone_partial(struct column *column, const struct walk *walk);

/* unaddressed.c */

/** No server of the cut has an address. NO: nothing is shown of why. */
enum answer judge_unaddressed(struct column *column, const struct walk *walk);
bool walk_unaddressed(const struct walk *walk);

/* delegation.c */

/** YES when every name server of the zone is an alias. */
enum answer judge_ns_alias(struct column *column, const struct walk *walk);

/* parents.c */

/** YES: one of the servers of the parent, or above, sends whoever asks to servers that do not serve the zone. */
enum answer judge_parents(struct column *column, const struct walk *walk);
/** The same where the servers on the way down do not agree, and all that are bad are named by one of these. */
enum answer judge_parents_apart(struct column *column, const struct walk *walk);
/** And of cells that `want` selects: these have met that server. */
enum answer excuse_misled(struct column *column, const struct walk *walk,
			  bool (*want)(const struct column_cell *));
/** Summary and action where the name's verdict is that. */
void say_parents(struct column *column);

/* intermittent.c */

/** YES: the zone's servers answer now and then; asked again and again, a second apart. */
enum answer judge_intermittent(struct column *column, const struct walk *walk);
/** YES: all of them answer, and late. */
enum answer judge_slow_servers(struct column *column, const struct walk *walk);

/* loop.c */

/** The chain of aliases has no end. */
enum answer judge_loop(struct column *column, const struct walk *walk,
		       enum fd_confidence confidence);
/** YES: so says a resolver, where the zone's servers were not heard. */
enum answer judge_loop_told(struct column *column, struct walk *walk);

/** The same, asked of a resolver alias by alias, where the zone's servers cannot be asked. */
enum answer judge_loop_asked(struct column *column, struct walk *walk);

/* family.c */

/** Where all servers of the zone are of one family of addresses, which this host or who fails may lack: says so. */
void say_one_family(struct column *column, const struct walk *walk);

/* crowded.c */

/**
 * Where the zone's servers leave several resolvers without some of its names, each without others, or refuse this host what they answer at
 * another time: the cells that `want` selects are the zone's.
 */
void excuse_crowded(struct column *column, const struct walk *walk,
		    bool (*want)(const struct column_cell *));
/** Summary and alternatives where the name's verdict is that. */
void say_crowded(struct column *column);

/* excuses.c */

/** YES: the resolver has another name of the zone, which it cannot have kept: *ret_fact. NO where that would show nothing. */
enum answer has_beside(const struct column *column, uint32_t resolver, const struct walk *walk,
		       const struct fact **ret_fact);
/**
 * Whoever of those that `want` selects gets to the zone has no broken way: where others failed the name for a moment it is a failure that is
 * kept, and who is silent for this name alone drops it.
 */
enum answer excuse_reached(struct column *column, const struct walk *walk,
			   bool (*want)(const struct column_cell *));
/** The verdict on a failure that is kept. */
void say_kept(struct column *column);
/** The verdict on a name that is dropped. */
void say_dropped(struct column *column);

/* lost_here.c */

/** That, of the whole column: the resolvers have it, and their datagrams do not get here. */
enum answer judge_lost_datagrams(struct column *column, const struct walk *walk,
				 struct column_cell *silent, const struct fact *patient);
/** YES: the zone's servers are silent about the question, and so is every resolver; over TCP one has it. `silent` may be NULL. */
enum answer judge_lost_here(struct column *column, const struct walk *walk,
			    struct column_cell *silent);

/* name_bad.c */

/** The walk's end fails: for the type, or because what it says does not get here. */
enum answer judge_name_bad(struct column *column, const struct walk *walk);

/* broken.c */

/** YES: the zone's servers are good, and fail this question, seen directly; who answers has it from elsewhere. */
enum answer judge_bad_final(struct column *column, const struct walk *walk);

/* promised.c */

/** Plainly well, and its owner has said who serves its zone. */
bool column_promised(const struct column *column);

/* dnssec.c */

enum answer judge_dnssec(struct column *column, const struct walk *walk);

#endif
