/* SPDX-License-Identifier: MIT */
#include "moments.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a moment's failure changes nothing ------------------------------------------------------ */

/* Every verdict of a resolver and of a question, and what they say of the cells: one to a line. */
static char *summarize(struct play *play)
{
	const struct fd_inventory *inventory = play->inventory;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	cr_assert_not_null(stream);
	for (uint32_t r = 0; r < inventory->resolver_count; r++) {
		const struct fd_verdict *verdict = fd_diagnosis_resolver(play->diagnosis, r);
		fprintf(stream, "%s: %s %s\n", inventory->resolvers[r].id,
			fd_locus_text(verdict->locus), fd_cause_text(verdict->cause));
	}
	for (uint32_t q = 0; q < inventory->question_count; q++) {
		const struct fd_verdict *verdict = fd_diagnosis_question(play->diagnosis, q);
		fprintf(stream, "question %u: %s %s %s", q, fd_severity_text(verdict->severity),
			fd_locus_text(verdict->locus), fd_cause_text(verdict->cause));
		for (size_t i = 0; i < verdict->cell_count; i++) {
			const struct fd_cell_verdict *cell = &verdict->cells[i];
			fprintf(stream, " %s=%s", inventory->resolvers[cell->resolver].id,
				fd_cause_text(cell->cause));
		}
		fputc('\n', stream);
	}
	fclose(stream);
	return text;
}

/* The lines of `text` that are not in `other`. */
static void list_lines(char *ret, size_t size, const char *text, const char *other)
{
	size_t used = 0;

	ret[0] = '\0';
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
		char one[1024];
		int length = (int)strcspn(line, "\n") + 1;
		snprintf(one, sizeof(one), "%.*s", length, line);
		if (strstr(other, one) == NULL && used < size) {
			used += (size_t)snprintf(ret + used, size - used, "     %s", one);
		}
	}
}

enum { /* one of so many is tried */
	MOMENTS_SHARE = 7,
	PAIRS_SHARE = 17,
	LOST_SHARE = 11
};

/*
 * All of it takes minutes with a sanitizer: each test does a share of its own, and all of it with FLEETDIG_ALL_MOMENTS in the
 * environment.
 */
static bool in_share(const char *where, size_t number, unsigned of)
{
	size_t offset = 0;

	for (const char *c = where; *c != '\0'; c++) {
		offset += (unsigned char)*c;
	}
	return (number + offset) % of == 0 || getenv("FLEETDIG_ALL_MOMENTS") != NULL;
}

static void check_moment(const char *world, const char *inventory,
			 const struct play_options *options, const char *where,
			 const char *base)
{
	struct play play;
	char was[2048], is[2048];

	play_run(&play, world, inventory, options);
	char *now = summarize(&play);
	bool same = strcmp(now, base) == 0;
	if (!same) {
		uint32_t resolvers = (uint32_t)play.inventory->resolver_count;
		list_lines(was, sizeof(was), base, now);
		list_lines(is, sizeof(is), now, base);
		cr_expect(same, "%s: question %u, once %s at %s\n%sbecomes\n%s", where,
			  (options->moment - 1) / resolvers,
			  options->moment_servfail ? "SERVFAIL" : "silent",
			  play.inventory->resolvers[(options->moment - 1) % resolvers].id, was,
			  is);
		play_print(&play);
	}
	free(now);
	play_finish(&play);
}

/*
 * Whatever is the matter in that world: one cell more that fails once, and never again, changes no verdict. Each cell that is not
 * silent anyway, silent and with SERVFAIL.
 */
static void check_moments(const char *world, const char *inventory,
			  const struct play_options *options, const char *where)
{
	struct play play;

	play_run(&play, world, inventory, options);
	char *base = summarize(&play);
	size_t resolvers = play.inventory->resolver_count;
	size_t cells = play.inventory->question_count * resolvers;
	for (size_t i = 0; i < cells; i++) {
		struct play_options with = *options;
		if (!fd_status_is_rcode(play.matrix->cells[i].status) ||
		    !in_share(where, i, MOMENTS_SHARE)) {
			continue;
		}
		with.moment = (uint32_t)i + 1;
		check_moment(world, inventory, &with, where, base);
		with.moment_servfail = true;
		check_moment(world, inventory, &with, where, base);
	}
	free(base);
	play_finish(&play);
}

/* ---- a follow-up's silence accuses nobody ---------------------------------------------------- */

static bool accuses(const struct fd_verdict *verdict)
{
	return verdict->severity >= FD_DEGRADED && verdict->locus != FD_LOCUS_UNDETERMINED &&
	       verdict->locus != FD_LOCUS_NONE;
}

/* What was well is, and what was not may become less precise, but nobody else's. */
static bool no_worse(const struct fd_verdict *base, const struct fd_verdict *now)
{
	return !accuses(now) || (accuses(base) && base->locus == now->locus);
}

static bool accuses_nobody_new(struct play *base, struct play *now)
{
	const struct fd_inventory *inventory = base->inventory;
	bool same = true;

	for (uint32_t r = 0; r < inventory->resolver_count; r++) {
		same = same && no_worse(fd_diagnosis_resolver(base->diagnosis, r),
					fd_diagnosis_resolver(now->diagnosis, r));
	}
	for (uint32_t q = 0; q < inventory->question_count; q++) {
		same = same && no_worse(fd_diagnosis_question(base->diagnosis, q),
					fd_diagnosis_question(now->diagnosis, q));
	}
	return same;
}

static void check_fair(const char *world, const char *inventory,
		       const struct play_options *options, const char *where, struct play *base)
{
	struct play play;

	play_run(&play, world, inventory, options);
	bool fair = accuses_nobody_new(base, &play);
	cr_expect(
		fair,
		"%s: somebody else is accused with cells %u and %u failing once, wish %u lost",
		where, options->moment, options->moment_too, options->lost_wish);
	if (!fair) {
		play_print(&play);
	}
	play_finish(&play);
}

/* Two resolvers at once fail a question for a moment. */
static void check_pairs(const char *world, const char *inventory,
			const struct play_options *options, const char *where)
{
	struct play base;

	play_run(&base, world, inventory, options);
	uint32_t resolvers = (uint32_t)base.inventory->resolver_count;
	uint32_t cells = (uint32_t)base.inventory->question_count * resolvers, pairs = 0;
	for (uint32_t i = 0; i < cells; i++) {
		for (uint32_t j = i + 1; j < cells && j / resolvers == i / resolvers; j++) {
			struct play_options with = *options;
			if (!fd_status_is_rcode(base.matrix->cells[i].status) ||
			    !fd_status_is_rcode(base.matrix->cells[j].status) ||
			    !in_share(where, pairs++, PAIRS_SHARE)) {
				continue;
			}
			with.moment = i + 1;
			with.moment_too = j + 1;
			with.moment_servfail =
				(i + j) % 4 > 1; /* all of either kind takes long */
			check_fair(world, inventory, &with, where, &base);
		}
	}
	play_finish(&base);
}

/* Each wish in turn gets nothing, however often it is tried: somebody stood still for that moment. */
static void check_lost_wishes(const char *world, const char *inventory,
			      const struct play_options *options, const char *where)
{
	struct play base;

	play_run(&base, world, inventory, options);
	for (uint32_t i = 1; i <= base.asked; i++) {
		if (!in_share(where, i, LOST_SHARE)) {
			continue;
		}
		struct play_options with = *options;
		with.lost_wish = i;
		check_fair(world, inventory, &with, where, &base);
	}
	play_finish(&base);
}

void moments_check(const char *world, const char *inventory, const struct play_options *options,
		   const char *where)
{
	check_moments(world, inventory, options, where);
	check_pairs(world, inventory, options, where);
	check_lost_wishes(world, inventory, options, where);
}
