/* SPDX-License-Identifier: MIT */
#include "diagnose/common/aliases.h"
#include "diagnose/question/denied/denied.h"

/*
 * The zone has an alias for the name, and who denies the name follows another one, to what does not exist: that is true of what it leads to. It
 * is the alias that is kept from before, and not the denial.
 */

/* *ret_mine: it has an alias for the name. True: the name at the end is one of its chain. */
static bool leads_by(const struct fact *fact, const struct fd_name *name,
		     const struct fd_name *end, bool *ret_mine)
{
	const struct fd_message *message = fact->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name target;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.type != FD_TYPE_CNAME ||
		    fd_record_target(message, &record, &target) != 0) {
			continue;
		}
		if (fd_name_equal(&record.owner, end) || fd_name_equal(&target, end)) {
			return true;
		}
		*ret_mine = *ret_mine || fd_name_equal(&record.owner, name);
	}
	return false;
}

bool has_old_alias(const struct column *column, const struct column_cell *cell,
		   const struct walk *walk)
{
	struct fd_observation saw;
	struct fd_message message;
	struct fd_name end;
	struct fd_soa soa;
	unsigned aliases;
	bool mine = false;

	if (walk->end != WALK_ANSWER || !kind_negative(cell->kind) ||
	    (cell->cell->flags & FD_CELL_CNAME) == 0 || cell_changed(cell->cell)) {
		return false;
	}
	column_observe(column, cell, &saw, &message);
	if (saw.message == NULL || saw.policy_zone ||
	    !fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) ||
	    aliases_follow(saw.message, column->qtype, &end, &aliases) != ALIASES_END ||
	    aliases == 0 || !fd_name_under(&end, &soa.owner) ||
	    fd_name_equal(&end, &walk->name)) {
		return false;
	}
	for (size_t i = 0; i < walk->hop_count + walk->final_count; i++) {
		const struct fact *fact =
			i < walk->hop_count ? walk->hops[i] : walk->finals[i - walk->hop_count];
		if (leads_by(fact, &column->name, &end, &mine)) {
			return false;
		}
	}
	return mine;
}
