/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/loading.h"

const char *fd_role_text(enum fd_role role)
{
	assert((unsigned)role <= FD_ROLE_PUBLIC);
	return role_words[role];
}

void fd_inventory_destroy(struct fd_inventory *inventory)
{
	if (inventory == NULL) {
		return;
	}
	/* The public part comes first in what fd_inventory_load() made. */
	struct inventory *whole = (struct inventory *)inventory;
	free(inventory->questions);
	free(inventory->names);
	free(inventory->terms);
	region_finish(&whole->region);
	free(whole);
}

const struct fd_expect *fd_inventory_expect(const struct fd_inventory *inventory,
					    const struct fd_question *question)
{
	assert(question->terms < inventory->terms_count);
	return inventory->terms[question->terms].expect;
}

const struct fd_zone *fd_inventory_zone(const struct fd_inventory *inventory,
					const struct fd_name *name)
{
	const struct fd_zone *longest = NULL;

	for (size_t i = 0; i < inventory->zone_count; i++) {
		const struct fd_zone *zone = &inventory->zones[i];
		if (fd_name_under(name, &zone->name) &&
		    (longest == NULL || zone->name.length > longest->name.length)) {
			longest = zone;
		}
	}
	return longest;
}
