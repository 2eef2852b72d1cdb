/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/question/failing/failing.h"

/*
 * One server of the parent is behind the others, and still names servers that have given the zone up. Who meets it fails, and who
 * does not is answered: no resolver is at fault. The way down is asked of two servers of the parent; before a resolver is said
 * to have no way to the zone's servers, all of them are. What they say is kept with the cut, for all names of the zone.
 */

enum {
	PARENTS_SHOWN = 6, /* steps of evidence, with the zone's own servers */
};

/* ---- what each of them names ------------------------------------------------------------------- */

static bool next_ns(const struct fact *fact, const struct fd_name *zone,
		    struct fd_cursor *cursor, struct fd_name *ret_name)
{
	const struct fd_message *message = fact->observation.message;
	struct fd_record_view record;

	while (fd_message_next(message, cursor, &record)) {
		if (record.type == FD_TYPE_NS && fd_name_equal(&record.owner, zone) &&
		    fd_record_target(message, &record, ret_name) == 0) {
			return true;
		}
	}
	return false;
}

static bool names(const struct cut *view, const struct fd_name *ns)
{
	for (size_t i = 0; i < view->ns_count; i++) {
		if (fd_name_equal(&view->ns[i], ns)) {
			return true;
		}
	}
	return false;
}

/* The next address of that name, of the type, in a referral. */
static bool next_glue(const struct fact *fact, const struct fd_name *ns, uint16_t type,
		      struct fd_cursor *cursor, struct fd_record_view *ret_record)
{
	while (fd_message_next(fact->observation.message, cursor, ret_record)) {
		if (ret_record->section == FD_SECTION_ADDITIONAL && ret_record->type == type &&
		    fd_name_equal(&ret_record->owner, ns)) {
			return true;
		}
	}
	return false;
}

/* Both have addresses of that type for the name, and none in common: fewer may just be what fitted. */
static bool glue_apart(const struct fact *a, const struct fact *b, const struct fd_name *ns,
		       uint16_t type)
{
	struct fd_cursor of_a = { 0 };
	struct fd_record_view one, other;
	bool both = false;

	while (next_glue(a, ns, type, &of_a, &one)) {
		struct fd_cursor of_b = { 0 };
		while (next_glue(b, ns, type, &of_b, &other)) {
			both = true;
			if (one.rdata_length == other.rdata_length &&
			    memcmp(a->observation.message->wire + one.rdata_offset,
				   b->observation.message->wire + other.rdata_offset,
				   one.rdata_length) == 0) {
				return false;
			}
		}
	}
	return both;
}

static bool same_glue(const struct cut *view, const struct fact *fact)
{
	for (size_t i = 0; i < view->ns_count; i++) {
		if (glue_apart(view->referral, fact, &view->ns[i], FD_TYPE_A) ||
		    glue_apart(view->referral, fact, &view->ns[i], FD_TYPE_AAAA)) {
			return false;
		}
	}
	return true;
}

/* Where more are named than are kept, nothing is said to differ. */
static bool same_servers(const struct cut *view, const struct fact *fact)
{
	struct fd_cursor cursor = { 0 };
	struct fd_name ns;
	size_t count = 0;

	if (view->ns_count == SERVERS_PER_CUT) {
		return true;
	}
	while (next_ns(fact, &view->zone, &cursor, &ns)) {
		if (!names(view, &ns)) {
			return false;
		}
		count++;
	}
	return count == view->ns_count && same_glue(view, fact);
}

/* A referral: who is authoritative serves the zone himself, and sends nobody elsewhere. */
static bool delegates(const struct fact *fact, const struct fd_name *zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_name ns;

	return fact->observation.status == FD_NOERROR && fact->observation.message != NULL &&
	       (fact->observation.header_flags & (FD_FLAG_AA | FD_FLAG_RA)) == 0 &&
	       next_ns(fact, zone, &cursor, &ns);
}

/* Not in the table of cuts: beside the one that the way down goes by. */
static struct cut *make_view(struct fd_diagnosis *diagnosis, const struct cut *cut,
			     const struct fact *fact)
{
	struct cut *view = region_alloc(&diagnosis->memory, sizeof(*view));

	if (view != NULL) {
		*view = (struct cut) { .zone = cut->zone,
				       .parent = cut->parent,
				       .referral = fact };
		cut_add_delegation(diagnosis, view, fact->observation.message);
	}
	return view;
}

static void note_view(struct fd_diagnosis *diagnosis, struct cut *cut, const struct fact *fact)
{
	struct cut **end = &cut->views;

	while (*end != NULL && !same_servers(*end, fact)) {
		end = &(*end)->next;
	}
	if (*end == NULL) {
		*end = make_view(diagnosis, cut, fact);
	}
}

static enum answer ask_parents(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	enum answer answer = YES;

	for (size_t i = 0; i < cut->parent->server_count; i++) {
		const struct fact *fact = cut_ask_parent(diagnosis, cut, i, FD_TYPE_NS);
		if (fact == NULL) {
			answer = PENDING;
		} else if (delegates(fact, &cut->zone)) {
			note_view(diagnosis, cut, fact);
		}
	}
	return answer;
}

/* ---- and whether those serve the zone --------------------------------------------------------- */

static bool each_has_address(const struct cut *view)
{
	for (size_t i = 0; i < view->ns_count; i++) {
		if (!view->addressed[i]) {
			return false;
		}
	}
	return view->untested == 0;
}

/* Not one server of those it names is good, and all of them are known. */
static enum answer check_view(struct fd_diagnosis *diagnosis, struct cut *view,
			      struct parents *ret)
{
	struct tally tally;

	if (!cut_resolve(diagnosis, view) ||
	    (view->server_count > 0 &&
	     (!cut_health_all(diagnosis, view, &tally) || !cut_check_servers(diagnosis, view) ||
	      !cut_health_all(diagnosis, view, &tally)))) {
		return PENDING;
	}
	/* Who is sent there finds nobody: whether those names have no address, or nobody says. */
	if (view->server_count == 0) {
		ret->dead = view->untested == 0 ? view : ret->dead;
		return YES;
	}
	size_t good = tally.by_state[SERVER_GOOD];
	if (good > 0 && (ret->good == NULL || good == tally.total)) {
		ret->good = view;
		ret->clean = good == tally.total;
	}
	if (good + tally.by_state[SERVER_UNKNOWN] == 0 && each_has_address(view)) {
		ret->dead = view;
	}
	return YES;
}

static enum answer check_cut(struct fd_diagnosis *diagnosis, struct cut *cut,
			     struct parents *ret)
{
	enum answer answer = ask_parents(diagnosis, cut);

	*ret = (struct parents) { .dead = NULL };
	if (answer == PENDING || cut->views == NULL || cut->views->next == NULL) {
		return answer == PENDING ? PENDING : NO;
	}
	for (struct cut *view = cut->views; view != NULL; view = view->next) {
		answer = check_view(diagnosis, view, ret) == PENDING ? PENDING : answer;
	}
	if (answer == PENDING) {
		return PENDING;
	}
	return ret->dead != NULL && ret->good != NULL ? YES : NO;
}

static enum answer check_parents(struct fd_diagnosis *diagnosis, const struct walk *walk,
				 struct parents *ret_parents)
{
	struct cut *cut = walk->cut;
	enum answer answer = NO;

	for (; cut != NULL && cut->parent != NULL && answer != YES; cut = cut->parent) {
		enum answer here = check_cut(diagnosis, cut, ret_parents);
		answer = here == NO ? answer : here;
	}
	if (answer != YES) {
		*ret_parents = (struct parents) { .dead = NULL };
	}
	return answer;
}

/* ---- verdicts -------------------------------------------------------------------------------- */

static bool want_misled(const struct column_cell *cell)
{
	return cell->judged && cell->cause == FD_CAUSE_delegation_inconsistent;
}

static size_t count_misled(const struct column *column)
{
	size_t count = 0;

	for (size_t i = 0; i < column->count; i++) {
		count += in_vote(&column->cells[i]) && want_misled(&column->cells[i]);
	}
	return count;
}

/* "ns1.example, ns2.example (192.0.2.1, 192.0.2.2)" */
static const char *list_servers(struct region *texts, const struct cut *view)
{
	const struct fd_endpoint *endpoints[ADDRESSES_PER_CUT];
	const char *list = text_names(texts, view->ns, view->ns_count);

	for (size_t i = 0; i < view->server_count; i++) {
		endpoints[i] = &view->servers[i].endpoint;
	}
	return view->server_count == 0
		       ? list
		       : region_printf(texts, "%s (%s)", list,
				       text_endpoints(texts, endpoints, view->server_count));
}

static void show_parents(struct column *column)
{
	static const char *const means[SERVER_STATES] = {
		[SERVER_UNKNOWN] = "",
		[SERVER_GOOD] = "",
		[SERVER_SILENT] = "who is sent there is not answered",
		[SERVER_PORT] = "nothing listens there",
		[SERVER_LAME] = "who is sent there finds that it does not serve the zone",
		[SERVER_SERVFAIL] = "who is sent there finds that it cannot serve the zone",
		[SERVER_ODD] = "who is sent there gets an error",
	};
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct cut *dead = column->parents.dead, *good = column->parents.good;

	if (finding->evidence_count > EVIDENCE_MAX - PARENTS_SHOWN) {
		finding->evidence_count = EVIDENCE_MAX - PARENTS_SHOWN;
	}
	finding_fact(diagnosis, finding, good->referral,
		     region_printf(&diagnosis->texts,
				   "a server of the parent delegates the zone to %s",
				   list_servers(&diagnosis->texts, good)));
	finding_fact(diagnosis, finding, dead->referral,
		     region_printf(&diagnosis->texts,
				   "another one to %s: nobody serves it there",
				   list_servers(&diagnosis->texts, dead)));
	for (size_t i = 0; i < dead->server_count && i < 2; i++) {
		finding_fact(diagnosis, finding, cut_server_fact(diagnosis, dead, i),
			     means[cut_server_state(diagnosis, dead, i)]);
	}
}

static bool same_names(const struct cut *a, const struct cut *b)
{
	for (size_t i = 0; i < a->ns_count; i++) {
		if (!names(b, &a->ns[i])) {
			return false;
		}
	}
	return a->ns_count == b->ns_count;
}

void say_parents(struct column *column)
{
	struct region *texts = &column->diagnosis->texts;
	const struct cut *dead = column->parents.dead;
	const char *server = text_endpoint(texts, &dead->referral->wish.server);
	const char *parent = text_name(texts, &dead->parent->zone);

	column->finding->summary = region_printf(
		texts,
		"%s fails at %zu of %zu resolvers: a server of %s (%s) still delegates %s to %s, "
		"where nobody serves it, and its others do not; no resolver is at fault.",
		column->label, count_misled(column), column->failed + column_answers(column),
		parent, server, text_name(texts, &dead->zone), list_servers(texts, dead));
	column->finding->action = region_printf(
		texts, "Tell the operator of %s: bring %s to the same version as its others.",
		parent, server);
	finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	if (same_names(dead, column->parents.good)) {
		finding_alternative(column->finding, FD_CAUSE_delegation_glue_mismatch);
	}
}

enum answer excuse_misled(struct column *column, const struct walk *walk,
			  bool (*want)(const struct column_cell *))
{
	enum answer answer = check_parents(column->diagnosis, walk, &column->parents);

	if (answer == YES) {
		show_parents(column);
		for (size_t i = 0; i < column->count; i++) {
			struct column_cell *cell = &column->cells[i];
			if (in_vote(cell) && want(cell)) {
				cell_mark(column, cell, FD_CAUSE_delegation_inconsistent);
			}
		}
	}
	return answer;
}

enum answer judge_parents(struct column *column, const struct walk *walk)
{
	enum answer answer = check_parents(column->diagnosis, walk, &column->parents);

	if (answer != YES) {
		return answer;
	}
	finding_set(column->finding, FD_CAUSE_delegation_inconsistent, FD_ROLE_PUBLIC,
		    column_witnesses(column, want_failed) > 1 && column_answers(column) == 0
			    ? FD_POSSIBLE
			    : FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	show_parents(column);
	column_mark(column, want_failed, FD_CAUSE_delegation_inconsistent);
	column_weigh(column);
	say_parents(column);
	return YES;
}

enum answer judge_parents_apart(struct column *column, const struct walk *walk)
{
	if (walk->cut == NULL || walk->cut->other == NULL) {
		return NO;
	}
	enum answer answer = check_parents(column->diagnosis, walk, &column->parents);
	if (answer == YES && !column->parents.clean) {
		return NO;
	}
	return answer == YES ? judge_parents(column, walk) : answer;
}
