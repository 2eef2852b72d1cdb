/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/common/lint.h"
#include "diagnose/question/failing/failing.h"

/*
 * Some boxes in front of a zone answer the types they know, and drop or refuse all others, the SOA of their zone with them: by that they
 * look dead or lame. Where another type of the same name was answered in the table, that is asked of them too.
 */

static bool is_same_name(const struct fd_inventory *inventory, uint32_t a, uint32_t b)
{
	uint8_t lengths[2];
	const uint8_t *first =
		fd_inventory_qname(inventory, &inventory->questions[a], &lengths[0]);
	const uint8_t *second =
		fd_inventory_qname(inventory, &inventory->questions[b], &lengths[1]);

	return lengths[0] == lengths[1] && memcmp(first, second, lengths[0]) == 0;
}

static bool is_answered(const struct column *column, uint32_t question)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		const struct fd_cell *other = fd_matrix_cell(column->diagnosis->config.matrix,
							     question, cell->resolver);
		if (!cell->row && cell_kind(other) == KIND_POSITIVE) {
			return true;
		}
	}
	return false;
}

/* Types of one name are beside each other in the table. */
static bool find_answered(const struct column *column, uint16_t *ret_qtype)
{
	const struct fd_inventory *inventory = column->diagnosis->inventory;
	uint32_t first = column->question, end = column->question + 1;

	while (first > 0 && is_same_name(inventory, column->question, first - 1)) {
		first--;
	}
	while (end < inventory->question_count &&
	       is_same_name(inventory, column->question, end)) {
		end++;
	}
	for (uint32_t i = first; i < end; i++) {
		if (i != column->question && is_answered(column, i)) {
			*ret_qtype = inventory->questions[i].qtype;
			return true;
		}
	}
	return false;
}

enum answer hear_other_type(struct column *column, struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	bool pending = false, heard = false;
	uint16_t qtype;

	if (walk->end != WALK_ZONE_BAD || lint_registry(&walk->cut->zone) ||
	    !find_answered(column, &qtype)) {
		return NO;
	}
	for (size_t i = 0; i < walk->cut->server_count; i++) {
		struct fd_wish wish = cut_wish(diagnosis, &walk->cut->servers[i].endpoint,
					       &walk->name, qtype);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		pending = pending || fact == NULL;
		heard = (fact != NULL && cut_hear_word(walk->cut, i, fact)) || heard;
	}
	if (pending) {
		return PENDING;
	}
	return !heard							 ? NO
	       : walk_run(diagnosis, &column->name, column->qtype, walk) ? YES
									 : PENDING;
}
