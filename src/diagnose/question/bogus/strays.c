/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/bogus/parts.h"

/*
 * All is good by some signature, and beside that stands another one, of a key that the zone has, which is over or does not verify. Most let
 * the good one do; whether the others count too is for who validates (RFC 4035 5.3.3), and some give up after few that fail (seen: BIND).
 */

struct strays {
	struct flaw flaw; /* the first */
	size_t views, flawed;
};

/* YES: in this section there is one. */
static enum answer look_in_section(const struct examiner *examiner, const struct fact *fact,
				   enum fd_section section, struct flaw *ret_flaw)
{
	struct fd_diagnosis *diagnosis = examiner->diagnosis;
	struct dnssec_rrset rrset;
	struct dnssec_verdict verdict;
	struct fd_name zone;

	for (size_t n = 0; dnssec_rrset_at(fact->observation.message, section, n, &rrset);
	     n++) {
		struct link *link =
			dnssec_signer(&rrset, &zone) ? examiner_link(examiner, &zone) : NULL;
		enum trust trust = link == NULL ? TRUST_UNKNOWN : link_trust(diagnosis, link);
		if (trust == TRUST_PENDING) {
			return PENDING;
		}
		if (trust != TRUST_SECURE || link->loose || lint_registry(&zone)) {
			continue;
		}
		const struct dnssec_check check = {
			.zone = &zone,
			.keys = &link->keys,
			.now_s = link->dateless ? 0 : diagnosis->config.wall_time_s,
		};
		if (dnssec_stray(&rrset, &check, &verdict)) {
			ret_flaw->zone = zone;
			ret_flaw->what = flaw_of_verdict(diagnosis, link, &rrset, &verdict,
							 &ret_flaw->cause);
			ret_flaw->fact = fact;
			return YES;
		}
	}
	return NO;
}

static enum answer look_at(const struct examiner *examiner, const struct fact *fact,
			   struct strays *strays)
{
	struct flaw flaw = { 0 };

	if (fact == NULL || fact->observation.message == NULL) {
		return NO;
	}
	enum answer answer = look_in_section(examiner, fact, FD_SECTION_ANSWER, &flaw);
	if (answer == NO && kind_negative(observation_kind(&fact->observation))) {
		answer = look_in_section(examiner, fact, FD_SECTION_AUTHORITY, &flaw);
	}
	strays->views += answer != PENDING;
	if (answer == YES && strays->flawed++ == 0) {
		strays->flaw = flaw;
	}
	return answer;
}

/* In what the servers answer; else in the keys, without which nothing of the zone is believed. */
static enum answer look_for_strays(const struct examiner *examiner,
				   const struct fact *unchecked, struct strays *ret)
{
	const struct walk *walk = examiner->walk;
	bool known = true;

	*ret = (struct strays) { .views = 0 };
	for (size_t i = 0; i < walk->final_count; i++) {
		known = look_at(examiner, walk->finals[i], ret) != PENDING && known;
	}
	if (walk->final_count == 0) {
		known = look_at(examiner, unchecked, ret) != PENDING;
	}
	if (known && ret->flawed == 0 && walk->cut != NULL) {
		const struct link *link = examiner_link(examiner, &walk->cut->zone);
		ret->views = 0;
		known = link == NULL || look_at(examiner, link->keys_fact, ret) != PENDING;
	}
	return !known ? PENDING : ret->flawed > 0 ? YES : NO;
}

enum answer judge_strays(struct column *column, const struct examiner *examiner,
			 const struct fact *unchecked)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;
	struct strays strays;

	enum answer answer = look_for_strays(examiner, unchecked, &strays);
	if (answer != YES) {
		return answer;
	}
	const char *zone = text_name(texts, &strays.flaw.zone);
	bool several = column_witnesses(column, want_servfail) > 1;
	finding_set(finding, strays.flaw.cause, FD_ROLE_PUBLIC,
		    several ? FD_LIKELY : FD_POSSIBLE);
	finding->dnssec = FD_DNSSEC_SECURE;
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, finding, unchecked,
		     "with checking disabled it is answered: only DNSSEC is in the way");
	finding_seen(column->diagnosis, finding, strays.flaw.fact, strays.flaw.what,
		     region_printf(texts,
				   "beside a signature that is good: so in %zu of %zu replies",
				   strays.flawed, strays.views));
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		texts,
		"%s fails at some that validate: beside signatures that are good zone %s has others "
		"that are not (%s), which not everybody lets pass.",
		column->label, zone, strays.flaw.what);
	finding->action = region_printf(
		texts,
		"Tell the operator of zone %s: remove the signatures that are over or wrong.",
		zone);
	return YES;
}
