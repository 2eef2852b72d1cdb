/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_DENIED_DENIED_H
#define DIAGNOSE_QUESTION_DENIED_DENIED_H

#include "diagnose/question/column.h"

/** Somebody denies the name: whether it is so, and who is wrong about it. */

/* negative.c */

/** The negative answer on which the vote agrees. */
enum answer judge_negative(struct column *column);
/** An owner who said that it must be there hears that it is not, whatever the kind of absence. */
void apply_expectation(struct column *column);

/* blocked.c */

/** All who answer say that they changed what they answer on purpose. */
bool all_changed(const struct column *column);
/** And nobody could be asked what is true. */
enum answer judge_blocked(struct column *column);

/* beside.c */

/** NXDOMAIN of one type of a name that has another, at one and the same server. `aliased`: of what an alias leads to. */
enum answer judge_denied_type(struct column *column, bool aliased);
/** NXDOMAIN of another type, or of an ancestor, by a server that has what is asked. */
enum answer judge_denied_beside(struct column *column, const struct walk *walk);
/** The same where no server can be asked. YES: a resolver that has the name denies it for the other type of address. */
enum answer judge_contrary(struct column *column, const struct walk *walk,
			   const struct fact *positive);

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
/** YES: every resolver has nothing, and no SOA to go with it, for no server of the zone is good. */
enum answer judge_emptied(struct column *column, struct walk *walk);

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

/* divergent.c */

/** Each cell that denies the name, or gives an address that leads nowhere. `positive`: what is true; may be NULL. */
enum answer judge_denials(struct column *column, const struct walk *walk,
			  const struct fact *positive);
/** The way down was asked of two parent servers; where a denial comes from above the zone all are compared: walk->disputed. */
enum answer compare_parents(struct column *column, struct walk *walk);
/** Of the zone's servers, or its parent's, some have the name and others deny it. */
enum answer judge_servers_split(struct column *column, const struct walk *walk);

/* unsettled.c */

/** Somebody denies the name because its domain is not registered, and has another name of that. */
bool strangers_know_domain(const struct column *column);
/** Where the servers above cannot be asked: YES: either they do not agree, or some have kept what was so before. */
enum answer judge_unsettled(struct column *column, const struct walk *walk);

/* fresh.c */

/** Several were told just now that there is no such name, and others have it. YES: by the version that the zone's servers hold, or unseen. */
enum answer judge_fresh(struct column *column, const struct walk *walk,
			const struct fact *positive);

/* old_alias.c */

/** A denial, of what an alias leads to that the zone's servers do not have: they have another one. */
bool has_old_alias(const struct column *column, const struct column_cell *cell,
		   const struct walk *walk);

/* copies.c */

/**
 * YES: several servers are behind one address of the zone, and one of them lags. *ret_one: one resolver alone shows that, which may
 * hold an old copy of its own.
 */
enum answer judge_copies(struct column *column, const struct walk *walk, bool *ret_one);

#endif
