/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/bogus/parts.h"
#include "diagnose/question/rules.h"

void show_ds(struct column *column, const struct link *link)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *fact = link->ds_fact;
	const struct fd_message *message = fact == NULL ? NULL : fact->observation.message;
	struct dnssec_ds_set set;

	if (message == NULL) {
		return;
	}
	size_t count = dnssec_ds_read(&set, message, FD_SECTION_ANSWER, &link->zone);
	if (count == 0) {
		count = dnssec_ds_read(&set, message, FD_SECTION_AUTHORITY, &link->zone);
	}
	if (count > 0) {
		finding_seen(
			diagnosis, column->finding, fact,
			region_printf(&diagnosis->texts, "DS %s", text_ds(diagnosis, &set)),
			"the parent says that the zone is signed");
	}
}

bool showing_unfounded(const struct showing *showing)
{
	return showing->exam == EXAM_GOOD &&
	       (showing->link == NULL || !showing->link->dateless);
}

/* `shown`: what was found of the zone's data; `means`: and what follows. */
static enum answer conclude_unfounded(struct column *column, const struct column_cell *at,
				      enum fd_dnssec state, const char *shown,
				      const char *means)
{
	struct finding *finding = column->finding;
	bool one = column_witnesses(column, want_servfail) < 2;
	enum answer often = ask_often(column, &column->cells[at - column->cells]);

	if (often != NO) {
		return often == YES ? NO : PENDING;
	}
	finding_set(finding, one ? FD_CAUSE_resolver_dnssec_broken : FD_CAUSE_contradiction,
		    column_role(column, at), FD_POSSIBLE);
	finding->dnssec = state;
	finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding_table(finding, shown, means);
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at %s with checking enabled only, and yet %s.", column->label,
		one ? resolver_label(column->diagnosis, at->resolver) : "several resolvers",
		state == FD_DNSSEC_SECURE ? "its DNSSEC data validates here"
					  : "its zone is not signed, as its parent proves");
	return YES;
}

enum answer judge_unfounded(struct column *column, const struct column_cell *at, bool whole)
{
	return conclude_unfounded(
		column, at, FD_DNSSEC_SECURE,
		whole ? "followed from the trust anchor, every signature of the answer verifies here"
		      : "followed from the trust anchor, the zone's SOA verifies here, and fails there "
			"too; the answer itself could not be verified",
		"the fault is over, or lies with those who validate");
}

enum answer judge_unneeded(struct column *column, const struct walk *walk,
			   const struct column_cell *at)
{
	if (at == NULL || walk->final_count == 0 || walk->cut == NULL ||
	    walk->cut->parent == NULL || column_answers(column) > 0 ||
	    resolver_validates(column->diagnosis, at->resolver) != 1) {
		return NO;
	}
	struct link *link = link_of_cut(column->diagnosis, walk->cut);
	enum trust trust = link == NULL ? TRUST_UNKNOWN : link_trust(column->diagnosis, link);
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	if (trust == TRUST_PENDING || unchecked == NULL) {
		return PENDING;
	}
	if (trust != TRUST_INSECURE || !saw_data(&unchecked->observation)) {
		return NO;
	}
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, unchecked,
		     "with checking disabled it is answered: only DNSSEC is in the way");
	return conclude_unfounded(
		column, at, FD_DNSSEC_INSECURE,
		"the parent has no DS: there is nothing to check",
		"who fails it checks it by something of his own: an anchor for the zone, or what he has kept");
}

void conclude_foreign(struct column *column, const struct walk *walk,
		      const struct column_cell *at, const struct showing *showing)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	bool one = column_witnesses(column, want_servfail) < 2;

	finding_set(finding, FD_CAUSE_resolver_auth_path_broken, column_role(column, at),
		    one ? FD_LIKELY : FD_POSSIBLE);
	finding->dnssec = FD_DNSSEC_SECURE;
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	if (!one) {
		finding_alternative(finding, showing->flaw.cause);
	}
	finding_fact(diagnosis, finding, walk->finals[0],
		     "what the zone's own servers give is signed, and validates here");
	finding_table(finding, showing->flaw.what,
		      "so in what the resolver gives: it has this from elsewhere");
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails at %s where it is validated: what it is given there does not "
		"validate (%s), and is not what the servers of zone %s give.",
		column->label,
		one ? resolver_label(diagnosis, at->resolver) : "several resolvers",
		showing->flaw.what, zone);
	finding->action = region_printf(
		&diagnosis->texts,
		"See where that resolver has zone %s from: a forwarder, a copy or a view that is "
		"not signed as the parent says, or an old cache. Sign it, or except the zone from "
		"validation there (RFC 7646).",
		zone);
}

/* ---- the servers above --------------------------------------------------------------------- */

struct above {				/* what the servers of a zone's parent say of its DS */
	const struct fact *bare, *good; /* one of each, or NULL */
	size_t bare_count, views;
};

/* YES: some say it with signatures, and some without. */
static enum answer look_above(struct fd_diagnosis *diagnosis, const struct cut *cut,
			      struct above *ret)
{
	bool known = true;

	*ret = (struct above) { .bare = NULL };
	for (size_t i = 0; i < cut->parent->server_count; i++) {
		const struct fact *fact = cut_ask_parent(diagnosis, cut, i, FD_TYPE_DS);
		known = known && fact != NULL;
		if (fact == NULL || fact->observation.status != FD_NOERROR ||
		    (fact->observation.header_flags & (FD_FLAG_AA | FD_FLAG_TC)) !=
			    FD_FLAG_AA) {
			continue;
		}
		bool bare = !message_signed(fact->observation.message);
		ret->views++;
		ret->bare_count += bare;
		ret->bare = bare && ret->bare == NULL ? fact : ret->bare;
		ret->good = !bare && ret->good == NULL ? fact : ret->good;
	}
	return !known ? PENDING : ret->bare != NULL && ret->good != NULL ? YES : NO;
}

static void conclude_above(struct column *column, const struct fact *unchecked,
			   const struct cut *cut, const struct above *above)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const char *zone = text_name(&diagnosis->texts, &cut->zone);
	const char *parent = text_name(&diagnosis->texts, &cut->parent->zone);

	finding_set(finding,
		    lint_registry(&cut->parent->zone) ? FD_CAUSE_parent_dnssec_bogus
						      : FD_CAUSE_dnssec_inconsistent,
		    FD_ROLE_PUBLIC, FD_LIKELY);
	finding->dnssec = FD_DNSSEC_BOGUS;
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(diagnosis, finding, unchecked,
		     "with checking disabled it is answered: only DNSSEC is in the way");
	finding_fact(diagnosis, finding, above->bare,
		     region_printf(&diagnosis->texts,
				   "no signature: so at %zu of %zu servers of zone %s",
				   above->bare_count, above->views, parent));
	finding_fact(diagnosis, finding, above->good, "others give it signed");
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails where it is validated: %zu of %zu servers of zone %s have a copy without "
		"signatures, and who asks there cannot validate %s.",
		column->label, above->bare_count, above->views, parent, zone);
	finding->action = region_printf(
		&diagnosis->texts,
		"Tell the operator of zone %s: bring all its servers to the same signed version.",
		parent);
}

enum answer judge_above(struct column *column, const struct walk *walk,
			const struct fact *unchecked)
{
	const struct cut *cut = walk->cut;
	enum answer answer = NO;

	for (; cut != NULL && cut->parent != NULL && cut->parent->parent != NULL;
	     cut = cut->parent) {
		struct above above;
		enum answer here = look_above(column->diagnosis, cut, &above);
		if (here == YES) {
			conclude_above(column, unchecked, cut, &above);
			return YES;
		}
		answer = here == PENDING ? PENDING : answer;
	}
	return answer;
}
