/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/types.h"

/*
 * Old firewalls and cheap routers drop or refuse what they do not know: AAAA, SRV, HTTPS. Seen from one name it looks like the
 * way to its servers; but the root's own name, which is in every cache, fails with this type and answers with others.
 */

static const struct fd_name root_name = { .length = 1, .wire = { 0 } };

static struct type_row *find_type(struct row *row, uint16_t qtype)
{
	for (size_t i = 0; i < row->type_count; i++) {
		if (row->types[i].qtype == qtype) {
			return &row->types[i];
		}
	}
	if (row->type_count == TYPES_MAX) {
		return NULL;
	}
	row->types[row->type_count] = (struct type_row) { .qtype = qtype };
	return &row->types[row->type_count++];
}

static bool fails_by_type(enum kind kind)
{
	return kind == KIND_SILENT || kind == KIND_ODD || kind == KIND_REFUSED ||
	       kind == KIND_SERVFAIL;
}

void type_count_cell(struct row *row, uint16_t qtype, enum kind kind, bool own)
{
	/* Nobody has to answer ANY in full, and many do not answer it at all (RFC 8482). */
	struct type_row *type = qtype == FD_TYPE_ANY ? NULL : find_type(row, qtype);

	if (type == NULL) {
		return;
	}
	type->answered += kind_answered(kind);
	type->failed += own && fails_by_type(kind);
}

/* The same name and a type that fewer take for odd: it need not be cached either. */
static const struct fact *ask_usual(struct fd_diagnosis *diagnosis, uint32_t resolver,
				    uint16_t qtype)
{
	struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_CANARY, &root_name,
					    qtype == FD_TYPE_A ? FD_TYPE_AAAA : FD_TYPE_A);

	return ask_canary_insistently(diagnosis, &wish);
}

enum answer types_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	bool known = true;

	if (!canary_good(row->canaries.first) || row->answered == 0) {
		return YES;
	}
	for (size_t i = 0; i < row->type_count; i++) {
		struct type_row *type = &row->types[i];
		if (type->answered > 0 || type->failed == 0) {
			continue;
		}
		struct fd_wish wish = wish_resolver(diagnosis, resolver, FD_PURPOSE_CANARY,
						    &root_name, type->qtype);
		type->control = ask_canary_insistently(diagnosis, &wish);
		known = known && type->control != NULL;
		if (type->control == NULL) {
			continue;
		}
		if (!fails_by_type(observation_kind(&type->control->observation))) {
			continue;
		}
		/* Who has lost the root still has its SOA, and nothing that was not asked before. */
		const struct fact *usual = ask_usual(diagnosis, resolver, type->qtype);
		known = known && usual != NULL;
		type->broken =
			usual != NULL && !fails_by_type(observation_kind(&usual->observation));
	}
	return known ? YES : PENDING;
}

const struct type_row *type_broken(const struct row *row, uint16_t qtype)
{
	for (size_t i = 0; i < row->type_count; i++) {
		if (row->types[i].broken && row->types[i].qtype == qtype) {
			return &row->types[i];
		}
	}
	return NULL;
}

enum fd_cause type_cause(const struct type_row *type)
{
	return saw_nothing(&type->control->observation) ? FD_CAUSE_resolver_timeout
							: FD_CAUSE_resolver_refused;
}
