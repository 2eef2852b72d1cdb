/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "record/recorded/recorded.h"

/*
 * A further part of a run: another shard of the same names, asked of the same resolvers. Only then are the numbers of
 * questions and resolvers the same in all parts, and only then is their union one table.
 */

/* Roots and trust anchors are the machine's own, and may be of different age. */
static const struct {
	const char *key, *what;
} same_keys[] = {
	{ "resolvers", "resolvers" },
	{ "groups", "groups" },
	{ "terms", "expectations or limits" },
	{ "zones", "zones" },
};

static int refuse(const struct recorded *recorded, const char *what)
{
	fd_errors_add(recorded->errors,
		      "%s: run: its %s are not those of %s, expected shards of one inventory",
		      recorded->path, what, recorded->first_path);
	return -EINVAL;
}

static int compare_documents(const struct recorded *recorded, const char *text)
{
	json_t *first = json_loads(recorded->document, 0, NULL);
	json_t *other = json_loads(text, 0, NULL);
	int r = first == NULL || other == NULL ? -ENOMEM : 0;

	for (size_t i = 0; r == 0 && i < sizeof(same_keys) / sizeof(same_keys[0]); i++) {
		json_t *a = json_object_get(first, same_keys[i].key);
		json_t *b = json_object_get(other, same_keys[i].key);
		if (a != b && !json_equal(a, b)) {
			r = refuse(recorded, same_keys[i].what);
		}
	}
	json_decref(first);
	json_decref(other);
	return r;
}

/* Each part had a budget of its own, and kept it: of what was asked together, nothing is beyond any. */
static void forget_budget(struct recorded *recorded)
{
	static const char budget[] = "drill-budget=";
	size_t kept = 0;

	for (size_t i = 0; recorded->options[i] != NULL; i++) {
		if (strncmp(recorded->options[i], budget, sizeof(budget) - 1) != 0) {
			recorded->options[kept++] = recorded->options[i];
		}
	}
	recorded->options[kept] = NULL;
}

int recorded_take_part(struct recorded *recorded, const struct fd_run_in *in)
{
	struct fd_run_record *run = &recorded->public.run;

	if (in->run.inventory_hash != run->inventory_hash) {
		fd_errors_add(recorded->errors,
			      "%s: run: inventory_hash: is %016" PRIx64
			      ", that of %s is %016" PRIx64
			      ", expected shards of one inventory",
			      recorded->path, in->run.inventory_hash, recorded->first_path,
			      run->inventory_hash);
		return -EINVAL;
	}
	if (in->run.questions != run->questions || in->inventory_document == NULL) {
		return refuse(recorded, "questions");
	}
	int r = compare_documents(recorded, in->inventory_document);
	if (r == 0) {
		forget_budget(recorded);
		run->cells += in->run.cells;
		run->started_us = in->run.started_us < run->started_us ? in->run.started_us
								       : run->started_us;
	}
	return r;
}
