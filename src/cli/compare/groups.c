/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/error.h>

#include "cli/compare/compare.h"

static int add_group(struct compare *compare, const char *id, size_t length)
{
	struct compare_group *group = &compare->groups[compare->group_count];

	if (compare->group_count == GROUPS_MAX) {
		fprintf(stderr,
			"fleetdig: more than %d groups: name those to be compared with --groups\n",
			GROUPS_MAX);
		return -EINVAL;
	}
	group->members = calloc(compare->inventory->resolver_count, sizeof(*group->members));
	if (group->members == NULL) {
		fprintf(stderr, "fleetdig: %s\n", strerror(ENOMEM));
		return -ENOMEM;
	}
	snprintf(group->id, sizeof(group->id), "%.*s", (int)length, id);
	compare->group_count++;
	return 0;
}

static void add_member(struct compare *compare, uint32_t resolver)
{
	struct compare_group *group = &compare->groups[compare->group_count - 1];

	group->member_count += !group->members[resolver];
	group->members[resolver] = true;
}

static int find_member(struct compare *compare, const char *id, size_t length)
{
	const struct fd_inventory *inventory = compare->inventory;
	const char *names[64] = { NULL };
	char word[128];

	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (strlen(inventory->resolvers[i].id) == length &&
		    strncmp(inventory->resolvers[i].id, id, length) == 0) {
			add_member(compare, i);
			return 0;
		}
		if (i < 63) {
			names[i] = inventory->resolvers[i].id;
		}
	}
	snprintf(word, sizeof(word), "%.*s", (int)length, id);
	const char *meant = fd_did_you_mean(word, names);
	fprintf(stderr, "fleetdig: --groups: no resolver has the id \"%s\"%s%s%s\n", word,
		meant ? "; did you mean " : "", meant ? meant : "", meant ? "?" : "");
	return -EINVAL;
}

/* NAME=ID+ID,NAME=ID...; a NAME alone is the resolver of that id. */
static int parse_groups(struct compare *compare, const char *text)
{
	int r = 0;

	while (*text != '\0' && r == 0) {
		size_t length = strcspn(text, ",");
		const char *equal = memchr(text, '=', length);
		const char *members = equal != NULL ? equal + 1 : text;
		const char *end = text + length;
		r = add_group(compare, text, equal != NULL ? (size_t)(equal - text) : length);
		while (r == 0 && members < end) {
			size_t one = strcspn(members, "+,");
			r = find_member(compare, members, one);
			members += one + (members + one < end);
		}
		text = end + (*end == ',');
	}
	return r;
}

static int group_by_role(struct compare *compare)
{
	int r = 0;

	for (int role = FD_ROLE_LOCAL; role <= FD_ROLE_PUBLIC && r == 0; role++) {
		const char *id = fd_role_text((enum fd_role)role);
		bool begun = false;
		for (uint32_t i = 0; i < compare->inventory->resolver_count && r == 0; i++) {
			if (compare->inventory->resolvers[i].role != (enum fd_role)role) {
				continue;
			}
			r = begun ? 0 : add_group(compare, id, strlen(id));
			begun = true;
			if (r == 0) {
				add_member(compare, i);
			}
		}
	}
	return r;
}

static int group_singly(struct compare *compare)
{
	int r = 0;

	for (uint32_t i = 0; i < compare->inventory->resolver_count && r == 0; i++) {
		const char *id = compare->inventory->resolvers[i].id;
		r = add_group(compare, id, strlen(id));
		if (r == 0) {
			add_member(compare, i);
		}
	}
	return r;
}

bool compare_has(const struct compare *compare, uint32_t resolver)
{
	bool found = false;

	for (size_t i = 0; i < compare->group_count; i++) {
		found |= compare->groups[i].members[resolver];
	}
	return found;
}

void compare_finish_groups(struct compare *compare)
{
	for (size_t i = 0; i < compare->group_count; i++) {
		free(compare->groups[i].members);
	}
	compare->group_count = 0;
}

int compare_make_groups(struct compare *compare)
{
	int r;

	if (compare->options->groups != NULL) {
		r = parse_groups(compare, compare->options->groups);
	} else {
		r = group_by_role(compare);
		if (r == 0 && compare->group_count == 1) {
			compare_finish_groups(compare);
			r = group_singly(compare);
		}
	}
	if (r == 0 && compare->group_count < 2) {
		fprintf(stderr,
			"fleetdig: one group alone compares with nothing: give at least two resolvers "
			"(-r ADDR=ROLE), or --groups\n");
		r = -EINVAL;
	}
	return r;
}
