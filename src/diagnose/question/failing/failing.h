/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_FAILING_FAILING_H
#define DIAGNOSE_QUESTION_FAILING_FAILING_H

#include "diagnose/question/column.h"

/** Somebody, or everybody, fails: at the zone, on the way to it, or at the resolver. */

/* failing_cells.c */

/** Who is wrong about the cells that fail though others answer: for rules whose verdict came from elsewhere. */
enum answer judge_failing_cells(struct column *column, const struct walk *walk);
/** YES: TCP alone stands between the resolvers and this host; the zone's servers give it in full. */
enum answer judge_cut_cells(struct column *column, const struct walk *walk);
/** Silent over UDP, and over TCP it comes. `patient`: that it was asked with patience, and was silent. */
enum answer judge_lost_datagram(struct column *column, struct column_cell *cell,
				const struct fact *patient);

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

/* zone_partial.c */

/** Some of its servers are not good. YES when that explains failing cells. */
enum answer judge_zone_partial(struct column *column, const struct walk *walk);
/** Plainly well, and its zone's servers are looked at all the same. */
bool column_watched(const struct column *column);

/* unaddressed.c */

/** No server of the cut has an address. NO: nothing is shown of why. */
enum answer judge_unaddressed(struct column *column, const struct walk *walk);
bool walk_unaddressed(const struct walk *walk);

/* delegation.c */

/** YES when every name server of the zone is an alias. */
enum answer judge_ns_alias(struct column *column, const struct walk *walk);
/** YES: the zone's servers, which are good, have no addresses in the zone itself, and some resolvers give up over that. */
enum answer judge_ns_denied(struct column *column, const struct walk *walk);

/* private.c */

/** YES: the zone's servers have private addresses, which this site reaches, and nobody outside. */
enum answer judge_private(struct column *column, const struct walk *walk);

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

/* blind.c */

/**
 * Several independent resolvers fail alike, and the zone could not be looked at: where it lies is likely, what it is remains a
 * guess. One resolver alone shows nothing.
 */
enum answer judge_blind(struct column *column, const struct walk *walk);
/**
 * The servers that the walk ends at answer nothing that this host asks, and whoever fails the name has something of theirs that is in no
 * cache. YES: so they are up, and the walk is now one that this host could not make.
 */
enum answer check_shut(struct column *column, struct walk *walk);

/* options.c */

/** YES: the zone's servers answer, and not what carries an option of EDNS. */
enum answer judge_options(struct column *column, const struct walk *walk);

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
 * Where the zone's servers leave several resolvers without some of its names, each without others, or refuse or drop a question of this host's
 * that one of them answers: the cells that `want` selects are the zone's.
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
/**
 * The zone's servers deny the question as nobody should, without AA and without an SOA: some take that for NODATA, and strict ones fail
 * (seen: Knot Resolver, PowerDNS). The cells that `want` selects are the zone's.
 */
void excuse_strict(struct column *column, const struct walk *walk,
		   bool (*want)(const struct column_cell *));
/** The verdict on a failure that is kept. */
void say_kept(struct column *column);
/** The verdict on a name that is dropped. */
void say_dropped(struct column *column);

/* lost_here.c */

/** NO: not even a root's long datagrams get to this host; whose are lost is not shown by that they are. */
enum answer large_get_here(struct fd_diagnosis *diagnosis);

/** That, of the whole column: the resolvers have it, and their datagrams do not get here. */
enum answer judge_lost_datagrams(struct column *column, const struct walk *walk,
				 struct column_cell *silent, const struct fact *patient);
/** YES: the zone's servers are silent about the question, and so is every resolver; over TCP one has it. `silent` may be NULL. */
enum answer judge_lost_here(struct column *column, const struct walk *walk,
			    struct column_cell *silent);

/* name_bad.c */

/** The walk's end fails: for the type, or because what it says does not get here. */
enum answer judge_name_bad(struct column *column, const struct walk *walk);
/** YES: it is silent with EDNS, and without, or over TCP, it comes. */
enum answer judge_too_large(struct column *column, const struct walk *walk);

/* heard.c */

/** YES: the zone's servers looked bad, and answer this, or the same name with another type: the walk is another one. */
enum answer hear_servers(struct column *column, struct walk *walk);

/* no_tcp.c */

/** The servers of the walk cut their answer short, and this host's TCP gets to nobody. */
void judge_without_tcp(struct column *column, const struct walk *walk);

/* broken.c */

/** YES: the zone's servers are good, and fail this question, seen directly; who answers has it from elsewhere. */
enum answer judge_bad_final(struct column *column, const struct walk *walk);

#endif
