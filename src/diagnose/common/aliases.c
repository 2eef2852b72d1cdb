/* SPDX-License-Identifier: MIT */
#include "diagnose/common/aliases.h"

#include "diagnose/common/limits.h"

enum link {
	LINK_ANSWER,
	LINK_ALIAS,
	LINK_END
};

static enum link follow_link(const struct fd_message *message, uint16_t qtype,
			     struct fd_name *name)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name target;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (!fd_name_equal(&record.owner, name)) {
			continue;
		}
		if (record.type == qtype) {
			return LINK_ANSWER;
		}
		if (record.type == FD_TYPE_CNAME &&
		    fd_record_target(message, &record, &target) == 0) {
			*name = target;
			return LINK_ALIAS;
		}
	}
	return LINK_END;
}

enum aliases aliases_follow(const struct fd_message *message, uint16_t qtype,
			    struct fd_name *ret_name, unsigned *ret_aliases)
{
	struct fd_name name = message->qname;

	for (unsigned aliases = 0; aliases <= 2 * ALIASES_MAX; aliases++) {
		enum link link = follow_link(message, qtype, &name);
		if (link != LINK_ALIAS) {
			*ret_name = name;
			*ret_aliases = aliases;
			return link == LINK_ANSWER ? ALIASES_ANSWER : ALIASES_END;
		}
	}
	*ret_name = name;
	*ret_aliases = ALIASES_MAX;
	return ALIASES_LOOP;
}

/* Each name is held against one that is kept twice as long each time (Brent): a loop of any length is met. */
bool aliases_repeat(const struct fd_message *message, uint16_t qtype)
{
	struct fd_name name = message->qname, kept = name;
	unsigned power = 1, steps = 0;

	for (unsigned i = 0; i < CHAIN_LOOKED_AT; i++) {
		if (follow_link(message, qtype, &name) != LINK_ALIAS) {
			return false;
		}
		if (fd_name_equal(&name, &kept)) {
			return true;
		}
		if (++steps == power) {
			kept = name;
			power *= 2;
			steps = 0;
		}
	}
	return false;
}

static bool below_dname(const struct fd_message *message, const struct fd_name *owner)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == FD_TYPE_DNAME && fd_name_under(owner, &record.owner) &&
		    !fd_name_equal(owner, &record.owner)) {
			return true;
		}
	}
	return false;
}

unsigned aliases_synthesized(const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	unsigned count = 0;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		count += record.type == FD_TYPE_CNAME && below_dname(message, &record.owner);
	}
	return count;
}

enum aliases aliases_follow_within(const struct fd_message *message, uint16_t qtype,
				   const struct fd_name *zone, struct fd_name *ret_name,
				   unsigned *ret_aliases)
{
	struct fd_name name = message->qname;
	unsigned aliases = 0;

	while (follow_link(message, qtype, &name) == LINK_ALIAS && aliases <= ALIASES_MAX) {
		aliases++;
		if (!fd_name_under(&name, zone)) {
			*ret_name = name;
			*ret_aliases = aliases;
			return ALIASES_END;
		}
	}
	return aliases_follow(message, qtype, ret_name, ret_aliases);
}
