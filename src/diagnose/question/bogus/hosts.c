/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/bogus/parts.h"
#include "diagnose/question/rules.h"

/*
 * Nothing is wrong with the zone, signed or not, but its name servers have their names in one that does not validate: who validates
 * the addresses of name servers too (seen: Knot Resolver) never gets to it.
 */

struct hosts {
	const struct fd_name *ns; /* the first of those names */
	struct walk walk;	  /* to it */
	struct showing showing;	  /* and what is wrong there */
	size_t count;
};

static enum exam examine_host(struct column *column, const struct column_cell *at,
			      const struct fd_name *ns, struct hosts *ret)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;

	if (!walk_run(diagnosis, ns, FD_TYPE_A, &ret->walk)) {
		return EXAM_PENDING;
	}
	if (ret->walk.cut == NULL || ret->walk.cut->parent == NULL) {
		return EXAM_UNKNOWN;
	}
	const struct examiner examiner = { .diagnosis = diagnosis,
					   .walk = &ret->walk,
					   .resolver = at->resolver };
	examine_zone(&examiner, &ret->showing);
	if (ret->showing.exam < EXAM_FLAWED) {
		ret->showing = (struct showing) { 0 };
		examine_finals(&examiner, FD_TYPE_A, &ret->showing);
	}
	return confirm_flaw(column, at, &ret->showing);
}

/* YES: so it is with each of the zone's name servers. */
static enum answer examine_hosts(struct column *column, const struct walk *walk,
				 const struct column_cell *at, struct hosts *ret)
{
	const struct cut *cut = walk->cut;
	enum answer answer = YES;

	*ret = (struct hosts) { 0 };
	for (size_t i = 0; i < cut->ns_count && answer != NO; i++) {
		struct hosts one = { .ns = &cut->ns[i] };
		if (fd_name_under(&cut->ns[i], &cut->zone)) {
			return NO;
		}
		enum exam exam = examine_host(column, at, &cut->ns[i], &one);
		if (exam == EXAM_PENDING) {
			answer = PENDING;
		} else if (exam != EXAM_FLAWED) {
			answer = NO;
		} else if (ret->count++ == 0) {
			size_t count = ret->count;
			*ret = one;
			ret->count = count;
		}
	}
	return cut->ns_count == 0 ? NO : answer;
}

static void conclude_hosts(struct column *column, const struct walk *walk,
			   const struct hosts *hosts)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;
	const struct flaw *flaw = &hosts->showing.flaw;
	const char *zone = text_name(texts, &flaw->zone);
	bool parent = lint_registry(&flaw->zone);

	finding_set(finding, parent ? FD_CAUSE_parent_dnssec_bogus : flaw->cause,
		    FD_ROLE_PUBLIC, FD_LIKELY);
	finding_alternative(finding, FD_CAUSE_delegation_ns_unresolvable);
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding_fact(column->diagnosis, finding, walk->cut->referral,
		     region_printf(texts, "all its name servers have names like %s",
				   text_name(texts, hosts->ns)));
	finding_fact(column->diagnosis, finding, flaw->fact, flaw->what);
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		texts,
		"%s fails at resolvers that validate the addresses of name servers%s: those of zone "
		"%s have names that do not validate (%s).",
		column->label, column_answers(column) > 0 ? " (others answer)" : "",
		text_name(texts, &walk->cut->zone), flaw->what);
	finding->action =
		region_printf(texts, "Tell the operator of zone %s: %s", zone, finding->action);
}

enum answer judge_hosts(struct column *column, const struct walk *walk,
			const struct column_cell *at)
{
	struct hosts hosts;

	if (at == NULL || at->kind != KIND_SERVFAIL || walk->final_count == 0 ||
	    walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	if (unchecked == NULL || !saw_data(&unchecked->observation)) {
		return unchecked == NULL ? PENDING : NO;
	}
	enum answer answer = examine_hosts(column, walk, at, &hosts);
	if (answer != YES) {
		return answer;
	}
	enum answer still = still_fails(column, at);
	if (still != YES) {
		return still;
	}
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, unchecked,
		     "with checking disabled it is answered: only DNSSEC is in the way");
	conclude_hosts(column, walk, &hosts);
	return YES;
}
