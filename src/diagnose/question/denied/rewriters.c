/* SPDX-License-Identifier: MIT */
#include "diagnose/question/denied/denied.h"
#include "diagnose/rows/rows.h"

/* The zone denies the name, and some resolvers have an address all the same: who makes them up makes up others too. */

/* A neighbour that looks the same: some make up addresses for www alone, since only browsers are worth an advertisement. */
static bool ask_alike_below(const struct column *column, uint32_t resolver,
			    const struct fd_name *zone, const struct fact **ret_fact)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const uint8_t *label = column->name.wire;
	struct fd_name parent, name;

	*ret_fact = NULL;
	if (!canary_name(diagnosis, zone, &parent) ||
	    fd_name_prepend(&name, label + 1, label[0], &parent) != 0) {
		return true;
	}
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_REPEAT, &name, FD_TYPE_A);
	*ret_fact = ask_insistently(diagnosis, &wish);
	return *ret_fact != NULL;
}

/* Beside that name, and one that looks like ours there. */
static enum answer ask_beside(struct column *column, const struct column_cell *cell,
			      const struct fd_name *name, const struct fact **ret_made)
{
	unsigned labels = fd_name_labels(name);
	const struct fact *any, *alike;
	struct fd_name zone;

	fd_name_suffix(&zone, name, labels > 1 ? labels - 1 : labels);
	bool known = ask_absent_below(column, cell->resolver, &zone, &any);
	if (!ask_alike_below(column, cell->resolver, &zone, &alike) || !known) {
		return PENDING;
	}
	*ret_made = any != NULL && saw_answer(&any->observation) ? any : alike;
	return *ret_made != NULL && saw_answer(&(*ret_made)->observation) ? YES : NO;
}

/* Nor does the zone itself have it: a wildcard would be a good answer. */
static enum answer check_absent(struct fd_diagnosis *diagnosis, const struct walk *walk,
				const struct fact *made)
{
	struct fd_wish wish = cut_wish(diagnosis, &walk->finals[0]->wish.server,
				       &made->wish.qname, FD_TYPE_A);
	const struct fact *fact = ask_insistently(diagnosis, &wish);

	if (fact == NULL) {
		return PENDING;
	}
	return fact->observation.status == FD_NXDOMAIN ? YES : NO;
}

/*
 * Some make them up for www of a domain that nobody registered, and for nothing below that. Beside such a domain, in the zone that
 * denies it, is another one; and it has the very same address there, which no cache can have kept.
 */
static enum answer ask_sibling(struct column *column, const struct column_cell *cell,
			       const struct walk *walk, const struct fact **ret_made)
{
	bool below = walk->end == WALK_NXDOMAIN && walk->aliases == 0 &&
		     walk->final_count > 0 &&
		     fd_name_labels(&column->name) > fd_name_labels(&walk->cut->zone) + 1;

	if (!below) {
		return NO;
	}
	if (!ask_alike_below(column, cell->resolver, &walk->cut->zone, ret_made)) {
		return PENDING;
	}
	const struct fact *made = *ret_made;
	if (made == NULL || !saw_answer(&made->observation) ||
	    (uint32_t)made->observation.digest != cell->cell->digest) {
		return NO;
	}
	return check_absent(column->diagnosis, walk, made);
}

enum answer find_rewriters(struct column *column, const struct walk *walk)
{
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		const struct fact *made;
		if (!in_vote(cell) || cell->kind != KIND_POSITIVE) {
			continue;
		}
		enum answer one = ask_beside(column, cell, &column->name, &made);
		/* The alias is there, and what it leads to is not. */
		if (one == NO && walk->aliases > 0) {
			one = ask_beside(column, cell, &walk->name, &made);
		}
		if (one == NO) {
			one = ask_sibling(column, cell, walk, &made);
		}
		if (one == PENDING) {
			answer = PENDING;
		} else if (one == YES) {
			finding_fact(column->diagnosis, column->finding, made,
				     "a random name beside it gets an address here too");
			cell_mark(column, cell, FD_CAUSE_resolver_nxdomain_rewrite);
			column->diagnosis->rows[cell->resolver].made = made;
			answer = answer == PENDING ? PENDING : YES;
		}
	}
	return answer;
}

/* Strangers to each other make up one and the same address: somebody on the way may answer for all of them. */
static bool shared_with_stranger(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *row = &diagnosis->rows[resolver];

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *other = &diagnosis->rows[r];
		if (other->made != NULL && other->witness != row->witness &&
		    other->made->observation.digest == row->made->observation.digest) {
			return true;
		}
	}
	return false;
}

void add_rewriting(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	enum fd_role role = diagnosis->inventory->resolvers[resolver].role;

	if (row->made == NULL || row->finding.cause != FD_CAUSE_ok) {
		return;
	}
	bool shared = shared_with_stranger(diagnosis, resolver);
	finding_set(&row->finding, FD_CAUSE_resolver_nxdomain_rewrite, role, FD_LIKELY);
	finding_fact(diagnosis, &row->finding, row->made,
		     shared ? "a random name gets an address, and the same at other operators"
			    : "a random name gets an address here");
	if (shared) {
		finding_alternative(&row->finding, FD_CAUSE_dns_interception);
	}
	row->finding.summary = region_printf(
		&diagnosis->texts,
		"%s answers names that do not exist, where nothing proves it, with an address of "
		"its own%s.",
		resolver_label(diagnosis, resolver),
		shared ? ", or somebody on the way does: others give the same one" : "");
	finding_verdict(diagnosis, &row->finding, &row->verdict);
}
