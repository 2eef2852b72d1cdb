/* SPDX-License-Identifier: MIT */
#include "diagnose/common/aliases.h"
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"

/*
 * NXDOMAIN for a name that exists: of one type though another is there, of a zone's own name, or of an empty name in between though
 * there are names below it. RFC 8020 lets resolvers believe that nothing of the name exists, so whoever hears it first denies the good
 * names too.
 */

/* Without the zone's SOA a denial is suspicious enough to ask for an address, though nobody wanted one. */
static bool denied_bare(const struct column *column)
{
	for (size_t i = 0; column->qtype != FD_TYPE_A && i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && cell->kind == KIND_NXDOMAIN &&
		    (cell->cell->flags & FD_CELL_SOA) == 0) {
			return true;
		}
	}
	return false;
}

/* By the SOA of that very name: a zone's own name is there, by that record if by no other. */
static bool denied_by_itself(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct fd_observation saw;
		struct fd_message message;
		struct fd_soa soa;
		if (!in_vote(cell) || cell->kind != KIND_NXDOMAIN ||
		    (cell->cell->flags & FD_CELL_SOA) == 0) {
			continue;
		}
		column_observe(column, cell, &saw, &message);
		if (saw.message != NULL && (saw.flags & FD_CELL_CNAME) == 0 &&
		    fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) &&
		    fd_name_equal(&soa.owner, &column->name)) {
			return true;
		}
	}
	return false;
}

/* Another type of the name, or a name below it. */
struct sibling {
	struct fd_name name;
	uint16_t qtype;
	uint32_t question; /* FD_NO_INDEX: nobody wanted that */
};

/*
 * One that somebody who is well has got; an alias to what is not there is worth a question anyhow, and so is another type that is
 * wanted too, where the denial is held against the servers.
 */
static bool find_sibling(const struct column *column, bool aliased, struct sibling *ret)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	bool wanted = false;

	*ret = (struct sibling) { .name = column->name,
				  .qtype = other_address(column->qtype),
				  .question = FD_NO_INDEX };
	for (uint32_t q = 0; count <= RELATIVES_MAX && q < count; q++) {
		struct fd_name name = question_name(diagnosis, q);
		if (q == column->question || !fd_name_under(&name, &column->name)) {
			continue;
		}
		if (column->look && fd_name_equal(&name, &column->name)) {
			wanted = true;
			ret->qtype = diagnosis->inventory->questions[q].qtype;
		}
		if (question_resolves(diagnosis, q)) {
			*ret = (struct sibling) {
				.name = name,
				.qtype = diagnosis->inventory->questions[q].qtype,
				.question = q
			};
			return true;
		}
	}
	return wanted || aliased || denied_bare(column) || denied_by_itself(column);
}

/* One server that denies the one and gives the other. */
static bool find_liar(const struct walk *denied, const struct walk *given,
		      const struct fact **ret_denial, const struct fact **ret_answer)
{
	for (size_t i = 0; i < denied->final_count; i++) {
		const struct fact *denial = denied->finals[i];
		for (size_t j = 0; j < given->final_count; j++) {
			const struct fact *answer = given->finals[j];
			if (denial->observation.status == FD_NXDOMAIN &&
			    saw_answer(&answer->observation) &&
			    fd_endpoint_equal(&denial->wish.server, &answer->wish.server)) {
				*ret_denial = denial;
				*ret_answer = answer;
				return true;
			}
		}
	}
	return false;
}

/* One server that denies the name of its zone, and gave the zone's SOA. */
static bool find_apex_liar(struct fd_diagnosis *diagnosis, const struct walk *denied,
			   const struct fact **ret_denial, const struct fact **ret_answer)
{
	const struct cut *cut = denied->cut;

	for (size_t i = 0; denied->aliases == 0 && i < denied->final_count; i++) {
		const struct fact *denial = denied->finals[i];
		for (size_t j = 0; j < cut->server_count; j++) {
			const struct fact *soa = cut_server_fact(diagnosis, cut, j);
			if (denial->observation.status == FD_NXDOMAIN &&
			    fd_name_equal(&denial->wish.qname, &cut->zone) && soa != NULL &&
			    saw_answer(&soa->observation) &&
			    fd_endpoint_equal(&denial->wish.server, &soa->wish.server)) {
				*ret_denial = denial;
				*ret_answer = soa;
				return true;
			}
		}
	}
	return false;
}

/* "its AAAA", "www.example. A" */
static const char *sibling_text(struct column *column, const struct sibling *sibling)
{
	struct region *texts = &column->diagnosis->texts;
	const char *type = text_type(texts, sibling->qtype);

	return fd_name_equal(&sibling->name, &column->name)
		       ? region_printf(texts, "its %s", type)
		       : region_printf(texts, "%s %s", text_name(texts, &sibling->name), type);
}

static void conclude_denied(struct column *column)
{
	column_mark(column, want_negative, column->finding->cause);
	/* Some take a denial without an SOA for a failure (seen: Knot Resolver). */
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_failed(cell->kind)) {
			cell_mark(column, cell, column->finding->cause);
		}
	}
}

/*
 * The zone's servers cannot be asked. What is below a name that does not exist does not exist either: who denies the name and has
 * one below it passes on what they say, or made one of the two up.
 */
static enum answer judge_denied_unseen(struct column *column, const struct sibling *sibling)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	uint32_t witness = FD_NO_INDEX, shown = FD_NO_INDEX;
	bool two = false;

	for (size_t i = 0; i < column->count && sibling->question != FD_NO_INDEX; i++) {
		const struct column_cell *cell = &column->cells[i];
		const struct fd_cell *has =
			cell_of(diagnosis, sibling->question, cell->resolver);
		if (!in_vote(cell) || cell->kind != KIND_NXDOMAIN || has == NULL ||
		    cell_kind(has) != KIND_POSITIVE) {
			continue;
		}
		uint32_t own = diagnosis->rows[cell->resolver].witness;
		two = two || (witness != FD_NO_INDEX && own != witness);
		witness = own;
		shown = cell->resolver;
	}
	if (shown == FD_NO_INDEX) {
		return NO;
	}
	finding_set(finding, FD_CAUSE_auth_nxdomain_for_existing_name, FD_ROLE_PUBLIC,
		    two ? FD_LIKELY : FD_POSSIBLE);
	column_show(column, want_negative, "denied");
	finding_cell(diagnosis, finding, sibling->question, shown,
		     "and who denies it has this, which cannot be if the name is not there");
	if (!two) {
		finding_alternative(finding, FD_CAUSE_resolver_blocklist);
	}
	finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	finding_alternative(finding, FD_CAUSE_name_does_not_exist);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s is denied as if the name did not exist, where %s is answered: its zone's servers "
		"seem to deny names that exist.",
		column->label, sibling_text(column, sibling));
	conclude_denied(column);
	return YES;
}

enum answer judge_denied_type(struct column *column, bool aliased)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *denial, *answer;
	struct walk denied, given;
	struct sibling sibling;

	if (column->nxdomain == 0 || !find_sibling(column, aliased, &sibling)) {
		return NO;
	}
	bool known = walk_run(diagnosis, &column->name, column->qtype, &denied);
	if (!walk_run(diagnosis, &sibling.name, sibling.qtype, &given) || !known) {
		return PENDING;
	}
	if (denied.end == WALK_VOID && given.end == WALK_VOID) {
		return judge_denied_unseen(column, &sibling);
	}
	if (!find_liar(&denied, &given, &denial, &answer)) {
		if (!find_apex_liar(diagnosis, &denied, &denial, &answer)) {
			return NO;
		}
		sibling = (struct sibling) { .name = column->name, .qtype = FD_TYPE_SOA };
	}
	finding_set(column->finding, FD_CAUSE_auth_nxdomain_for_existing_name, FD_ROLE_PUBLIC,
		    FD_CONFIRMED);
	column_show(column, want_negative, "denied");
	finding_fact(diagnosis, column->finding, denial,
		     "the zone's own server denies the whole name");
	finding_fact(diagnosis, column->finding, answer,
		     fd_name_equal(&sibling.name, &column->name) ? "and has another type of it"
								 : "and has a name below it");
	column->finding->summary = region_printf(
		&diagnosis->texts,
		"%s: the servers of %s say that the name does not exist, and have %s: who asks for "
		"this first may deny the other too.",
		column->label, text_name(&diagnosis->texts, &denied.cut->zone),
		sibling_text(column, &sibling));
	conclude_denied(column);
	return YES;
}

enum answer judge_contrary(struct column *column, const struct walk *walk,
			   const struct fact *positive)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct fd_name end;
	struct fd_soa soa;
	unsigned aliases;

	if (walk->end != WALK_VOID || column->nxdomain == 0 || positive == NULL ||
	    positive->observation.message == NULL ||
	    aliases_follow(positive->observation.message, column->qtype, &end, &aliases) !=
		    ALIASES_ANSWER) {
		return NO;
	}
	struct fd_wish wish = positive->wish;
	wish.qname = end;
	wish.qtype = other_address(column->qtype);
	const struct fact *fact = ask_insistently(diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	const struct fd_observation *saw = &fact->observation;
	if (saw->status != FD_NXDOMAIN || saw->message == NULL || saw->policy_zone ||
	    !fd_message_soa(saw->message, FD_SECTION_AUTHORITY, &soa) ||
	    !fd_name_under(&end, &soa.owner)) {
		return NO;
	}
	if (judge_failing_cells(column, walk) == PENDING) {
		return PENDING;
	}
	finding_set(finding, FD_CAUSE_auth_nxdomain_for_existing_name, FD_ROLE_PUBLIC,
		    FD_POSSIBLE);
	column_show(column, want_negative, "denied here");
	finding_fact(diagnosis, finding, fact,
		     "and who has the name denies all of it when asked for this type");
	finding_alternative(finding, FD_CAUSE_auth_inconsistent_existence);
	finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s is denied by whoever asked for its %s first (RFC 8020), it seems: who has the name "
		"gets a denial of all of it for that type, from its zone.",
		column->label, text_type(&diagnosis->texts, wish.qtype));
	column_mark(column, want_negative, finding->cause);
	column_weigh(column);
	return YES;
}

/* A server that has what was asked denies that. */
static enum answer find_denial(struct fd_diagnosis *diagnosis, const struct walk *walk,
			       const struct fd_name *name, uint16_t qtype,
			       const struct fact **ret_denial)
{
	enum answer answer = NO;

	for (size_t i = 0; i < walk->final_count && i < REGISTRY_SAMPLE; i++) {
		struct fd_wish wish =
			cut_wish(diagnosis, &walk->finals[i]->wish.server, name, qtype);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (fact->observation.status == FD_NXDOMAIN) {
			*ret_denial = fact;
			return YES;
		}
	}
	return answer;
}

/* Between the zone and the name: an ancestor of the name does not exist. */
static enum answer find_denied_ancestor(struct fd_diagnosis *diagnosis, const struct walk *walk,
					const struct fact **ret_denial)
{
	unsigned labels = fd_name_labels(&walk->name);
	enum answer answer = NO;

	for (unsigned depth = fd_name_labels(&walk->cut->zone) + 1; depth < labels; depth++) {
		struct fd_name ancestor;
		fd_name_suffix(&ancestor, &walk->name, depth);
		enum answer here =
			find_denial(diagnosis, walk, &ancestor, FD_TYPE_NS, ret_denial);
		if (here == YES) {
			return YES;
		}
		answer = here == PENDING ? PENDING : answer;
	}
	return answer;
}

static void say_denied_type(struct column *column, const struct walk *walk,
			    const struct fact *denial)
{
	struct region *texts = &column->diagnosis->texts;

	finding_fact(
		column->diagnosis, column->finding, denial,
		"a server of the zone denies the whole name when it is asked for this type");
	finding_fact(column->diagnosis, column->finding, walk->finals[0],
		     "and has what was asked for");
	column->finding->summary = region_printf(
		texts,
		"%s is denied by whoever asked for its %s first (RFC 8020): the servers of %s say that "
		"the name does not exist, and have it; no resolver is at fault.",
		column->label, text_type(texts, denial->wish.qtype),
		text_name(texts, &walk->cut->zone));
}

static void say_denied_ancestor(struct column *column, const struct walk *walk,
				const struct fact *denial)
{
	struct region *texts = &column->diagnosis->texts;

	finding_fact(column->diagnosis, column->finding, denial,
		     "a server of the zone says that this does not exist, with all below it");
	finding_fact(column->diagnosis, column->finding, walk->finals[0],
		     "and has a name below it");
	column->finding->summary = region_printf(
		texts,
		"%s is denied by resolvers that ask for %s first (RFC 9156): the servers of %s say that it "
		"does not exist, and have names below it.",
		column->label, text_name(texts, &denial->wish.qname),
		text_name(texts, &walk->cut->zone));
}

/*
 * By another version of the zone than the server holds otherwise: somebody else behind its address said so. An SOA of another name is
 * of a balancer's make, and tells of no version.
 */
static bool of_other_version(struct fd_diagnosis *diagnosis, const struct walk *walk,
			     const struct fact *denial)
{
	const struct cut *cut = walk->cut;
	struct fd_soa denied;
	uint32_t held;

	if (denial->observation.message == NULL ||
	    !fd_message_soa(denial->observation.message, FD_SECTION_AUTHORITY, &denied) ||
	    !fd_name_equal(&denied.owner, &cut->zone)) {
		return false;
	}
	for (size_t i = 0; i < cut->server_count; i++) {
		const struct fact *soa = cut_server_fact(diagnosis, cut, i);
		if (soa != NULL &&
		    fd_endpoint_equal(&cut->servers[i].endpoint, &denial->wish.server) &&
		    serial_of(soa, FD_SECTION_ANSWER, &held)) {
			return held != denied.serial;
		}
	}
	return false;
}

enum answer judge_denied_beside(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *denial;

	if (walk->end != WALK_ANSWER || column->nxdomain == 0) {
		return NO;
	}
	enum answer type = find_denial(diagnosis, walk, &walk->name,
				       other_address(column->qtype), &denial);
	enum answer answer = type == NO ? find_denied_ancestor(diagnosis, walk, &denial) : type;
	if (answer != YES || of_other_version(diagnosis, walk, denial)) {
		return answer == YES ? NO : answer;
	}
	finding_set(column->finding, FD_CAUSE_auth_nxdomain_for_existing_name, FD_ROLE_PUBLIC,
		    FD_CONFIRMED);
	column_show(column, want_negative, "denied here");
	if (type == YES) {
		say_denied_type(column, walk, denial);
	} else {
		say_denied_ancestor(column, walk, denial);
	}
	column_mark(column, want_negative, column->finding->cause);
	column_weigh(column);
	if (column->positive + column->stale == 0) {
		column->finding->severity = FD_FAILURE; /* nobody has it */
	}
	return YES;
}
