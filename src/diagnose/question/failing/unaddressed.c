/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"
#include "diagnose/question/failing/failing.h"

/*
 * A zone none of whose name servers has an address. Their names do not exist; or the zones they are in cannot be reached
 * either; or the search for one address leads back to where it began, and no resolver can ever start.
 */

struct search {
	struct cut *cuts
		[CUTS_MAX]; /* zones that wait for an address; the first is the one asked about */
	size_t count;
	struct walk
		dead; /* to a zone whose servers have addresses, and are not good; its cut is NULL: none */
	size_t dead_ends;
	size_t denied; /* names of which the zone they are in says that they have no address */
	bool circular; /* some name leads back to a zone already listed */
	bool open;     /* something else is the matter: nothing is shown */
};

static bool without_address(const struct cut *cut)
{
	return cut != NULL && cut->parent != NULL && cut->addresses_known &&
	       cut->server_count == 0 && cut->untested == 0;
}

static void add_cut(struct search *search, struct cut *cut)
{
	for (size_t i = 0; i < search->count; i++) {
		if (search->cuts[i] == cut) {
			search->circular = true;
			return;
		}
	}
	if (search->count == CUTS_MAX) {
		search->open = true;
		return;
	}
	search->cuts[search->count++] = cut;
}

static enum answer follow(struct fd_diagnosis *diagnosis, const struct fd_name *ns,
			  struct search *search)
{
	struct walk walk;

	if (!walk_run(diagnosis, ns, FD_TYPE_A, &walk)) {
		return PENDING;
	}
	switch (walk.end) {
	case WALK_NXDOMAIN:
		search->denied++;
		return YES; /* this one leads nowhere */
	case WALK_NODATA:
		search->denied +=
			host_has_family(diagnosis, 6); /* then that was looked for too */
		return YES;
	case WALK_ZONE_BAD:
		search->dead = walk;
		search->dead_ends++;
		return YES;
	case WALK_NO_ADDRESS:
		search->dead_ends++;
		return YES;
	case WALK_UNKNOWN:
		search->open = search->open || !without_address(walk.cut);
		if (!search->open) {
			add_cut(search, walk.cut);
		}
		return YES;
	case WALK_VOID:
	case WALK_ANSWER:
	case WALK_CUT:
	case WALK_NAME_BAD:
	case WALK_ALIAS_LOOP:
		break;
	}
	search->open = true;
	return YES;
}

/* Every name server of the zone, and of the zones that those are in, until none is new. */
static enum answer search_all(struct fd_diagnosis *diagnosis, struct cut *cut,
			      struct search *ret)
{
	bool pending = false;

	*ret = (struct search) { .cuts = { cut }, .count = 1 };
	for (size_t i = 0; i < ret->count && !ret->open; i++) {
		for (size_t n = 0; n < ret->cuts[i]->ns_count; n++) {
			pending = follow(diagnosis, &ret->cuts[i]->ns[n], ret) == PENDING ||
				  pending;
		}
	}
	return pending ? PENDING : YES;
}

static void show_circle(struct column *column, const struct search *search)
{
	for (size_t i = 0; i < search->count && i < NAMED_MAX; i++) {
		finding_fact(column->diagnosis, column->finding, search->cuts[i]->referral,
			     "the parent names these servers, and gives no address");
	}
}

static enum answer judge_circle(struct column *column, const struct search *search)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct region *texts = &diagnosis->texts;
	const char *zone = text_name(texts, &search->cuts[0]->zone);

	finding_set(column->finding, FD_CAUSE_delegation_cyclic, FD_ROLE_PUBLIC, FD_CONFIRMED);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	show_circle(column, search);
	if (search->count == 1) {
		column->finding->summary = region_printf(
			texts,
			"%s fails everywhere because the name servers of %s can be found only "
			"through %s itself, and the parent gives no glue.",
			column->label, zone, zone);
	} else {
		column->finding->summary = region_printf(
			texts,
			"%s fails everywhere because the delegation of %s goes round in a circle: its "
			"name servers can be found only through %s, and those only through %s.",
			column->label, zone, text_name(texts, &search->cuts[1]->zone), zone);
	}
	column_mark(column, want_failed, FD_CAUSE_delegation_cyclic);
	column_weigh(column);
	return YES;
}

/* Who denies the servers' addresses: of each of some the first that was heard. */
static void show_denials(struct column *column, const struct cut *cut)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;

	for (size_t n = 0; n < cut->ns_count && n < NAMED_MAX; n++) {
		for (size_t i = 0; i < diagnosis->facts.count; i++) {
			const struct fact *fact = diagnosis->facts.list[i];
			if (fact->state == FACT_KNOWN && fact->wish.qtype == FD_TYPE_A &&
			    fd_name_equal(&fact->wish.qname, &cut->ns[n]) &&
			    kind_negative(observation_kind(&fact->observation))) {
				finding_fact(column->diagnosis, column->finding, fact,
					     "this server's name has no address");
				break;
			}
		}
	}
}

static enum answer judge_unresolvable(struct column *column, const struct walk *walk,
				      const struct cut *dead)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct region *texts = &diagnosis->texts;

	finding_set(column->finding, FD_CAUSE_delegation_ns_unresolvable, FD_ROLE_PUBLIC,
		    dead == NULL ? FD_CONFIRMED : FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	finding_fact(diagnosis, column->finding, walk->cut->referral,
		     "the parent names these servers, and gives no address");
	show_denials(column, walk->cut);
	if (dead != NULL) {
		zone_show_servers(diagnosis, column->finding, dead);
	}
	column->finding->summary = region_printf(
		texts,
		"%s fails everywhere because none of the %zu name servers of %s (%s) has an "
		"address%s%s%s.",
		column->label, walk->cut->ns_count, text_name(texts, &walk->cut->zone),
		text_names(texts, walk->cut->ns, walk->cut->ns_count),
		dead == NULL ? "" : ": the zone they are in (",
		dead == NULL ? "" : text_name(texts, &dead->zone),
		dead == NULL ? "" : ") has no server that answers");
	column_mark(column, want_failed, FD_CAUSE_delegation_ns_unresolvable);
	column_weigh(column);
	return YES;
}

/*
 * Every name server of the zone is one of those of the dead zone, whose addresses its parent publishes as glue: they do have
 * addresses, and nobody answers there. A hosting company whose servers are gone looks like this to all its customers.
 */
static bool hosted_there(const struct cut *cut, const struct cut *dead)
{
	size_t found = 0;

	for (size_t n = 0; dead != NULL && n < cut->ns_count; n++) {
		for (size_t i = 0; i < dead->server_count; i++) {
			if (fd_name_equal(&dead->ns[dead->servers[i].ns], &cut->ns[n])) {
				found++;
				break;
			}
		}
	}
	return found > 0 && found == cut->ns_count;
}

static enum answer judge_hosted(struct column *column, const struct walk *walk,
				struct search *search)
{
	enum answer answer = judge_zone_bad(column, &search->dead);

	if (answer == YES) {
		finding_fact(column->diagnosis, column->finding, walk->cut->referral,
			     "the zone of this name is served by them alone");
	}
	return answer;
}

bool walk_unaddressed(const struct walk *walk)
{
	return walk->end == WALK_NO_ADDRESS ||
	       (walk->end == WALK_UNKNOWN && without_address(walk->cut));
}

enum answer judge_unaddressed(struct column *column, const struct walk *walk)
{
	struct search search;

	if (!walk_unaddressed(walk)) {
		return NO;
	}
	if (walk->end == WALK_NO_ADDRESS) {
		return judge_unresolvable(column, walk, NULL);
	}
	if (search_all(column->diagnosis, walk->cut, &search) == PENDING) {
		return PENDING;
	}
	/* What was refused for want of a budget shows nothing. */
	if (search.open || column->diagnosis->denied) {
		return NO;
	}
	if (hosted_there(walk->cut, search.dead.cut)) {
		return judge_hosted(column, walk, &search);
	}
	bool denied = search.count == 1 && search.denied == walk->cut->ns_count;
	if (search.dead_ends > 0 || denied) {
		return judge_unresolvable(column, walk, search.dead.cut);
	}
	return search.circular ? judge_circle(column, &search) : NO;
}
