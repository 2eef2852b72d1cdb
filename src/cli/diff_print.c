/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diff.h"
#include "core/text.h"

/* Differences as text, as Markdown for a mail or a ticket, and as records. */

enum {
	LINES_MAX = 25, /* of one kind, in text: the records have all of them */
};

static const struct heading {
	const char *text;  /* of a section */
	const char *count; /* of the first line: `3 fail anew` */
} headings[DIFF_SECTIONS] = {
	[FD_CHANGE_NEW] = { "Fail now, and did not", "fail anew" },
	[FD_CHANGE_WORSE] = { "Worse than before", "worse" },
	[FD_CHANGE_FIXED] = { "Mended", "mended" },
	[FD_CHANGE_STILL] = { "Still fail", "still fail" },
	[FD_CHANGE_FLAPPING] = { "Change often", "change often" },
	[FD_CHANGE_ANSWER] = { "Answered otherwise", "answered otherwise" },
	[FD_CHANGE_RESOLVER] = { "Resolvers", "resolvers changed" },
	[FD_CHANGE_LATENCY] = { "Latency", "resolvers slower or faster" },
	[FD_CHANGE_ADDED] = { "New in the inventory", "added" },
	[FD_CHANGE_REMOVED] = { "No more in the inventory", "removed" },
	[DIFF_BETTER] = { "Better, not well", "better, not well" },
};

/* In the order in which they are written. */
static const int sections[DIFF_SECTIONS] = {
	FD_CHANGE_NEW,	   FD_CHANGE_WORSE,    FD_CHANGE_FIXED,	  DIFF_BETTER,
	FD_CHANGE_STILL,   FD_CHANGE_FLAPPING, FD_CHANGE_ANSWER,  FD_CHANGE_RESOLVER,
	FD_CHANGE_LATENCY, FD_CHANGE_ADDED,    FD_CHANGE_REMOVED,
};

/* What fails no more and is degraded, or denied, is not mended for who reads it. */
static int section_of(const struct fd_change *change)
{
	bool well =
		strcmp(change->severity, "ok") == 0 || strcmp(change->severity, "info") == 0;

	return change->kind == FD_CHANGE_FIXED && !well ? (int)DIFF_BETTER : (int)change->kind;
}

struct page {
	struct diff *diff;
	FILE *stream;
	bool markdown, ndjson, color;
	int section;	/* that is being written */
	uint64_t lines; /* of it */
	char cause[48]; /* explained last */
	struct fd_line line;
};

/** A file is as hostile as a network. */
static void put(const struct page *page, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		char out[TEXT_ESCAPE_MAX];
		size_t used;
		size_t count = text_escape(TEXT_TERMINAL, text, length, out, &used);
		if (page->markdown && used == 1 && strchr("\\`*_<>[]|#", *text) != NULL) {
			fputc('\\', page->stream);
		}
		fwrite(out, 1, count, page->stream);
		text += used;
		length -= used;
	}
}

/** `2026-11-28T02:30:00.123456Z` as people write it. */
static void put_time(const struct page *page, const char *time)
{
	if (strlen(time) < 19) {
		put(page, time);
	} else {
		fprintf(page->stream, "%.10s %.5s", time, time + 11);
	}
}

static void put_counts(const struct page *page)
{
	const char *between = "";

	for (size_t i = 0; i < DIFF_SECTIONS; i++) {
		uint64_t changes = page->diff->counts[sections[i]];
		if (changes > 0) {
			fprintf(page->stream, "%s%" PRIu64 " %s", between, changes,
				headings[sections[i]].count);
			between = ", ";
		}
	}
	if (between[0] == '\0') {
		fprintf(page->stream, "nothing changed");
	}
	fputc('\n', page->stream);
}

static void put_heading(const struct page *page)
{
	const struct diff *diff = page->diff;

	fprintf(page->stream, page->markdown ? "## DNS of " : "DNS of ");
	put(page, diff->new.inventory);
	fprintf(page->stream, ", seen from ");
	put(page, diff->new.vantage);
	fprintf(page->stream, page->markdown ? "\n\n" : "\n");
	put_time(page, diff->old.started);
	fprintf(page->stream, " → ");
	put_time(page, diff->new.started);
	fprintf(page->stream, ": ");
	put_counts(page);
	if (diff->old.series != diff->new.series) {
		fprintf(page->stream, "The runs are of different series: ");
		put(page, diff->old.inventory);
		fprintf(page->stream, " seen from ");
		put(page, diff->old.vantage);
		fprintf(page->stream, " came before.\n");
	}
	if (strcmp(diff->old.hash, diff->new.hash) != 0) {
		fprintf(page->stream, "The inventory was changed between them.\n");
	}
	if (!diff->old.complete || !diff->new.complete) {
		fprintf(page->stream,
			"The %s run is incomplete: what it did not ask is taken as unchanged.\n",
			diff->new.complete ? "old" : "new");
	}
}

static void put_states(const struct page *page, const struct fd_change *change)
{
	bool old = change->old_severity[0] != '\0', new = change->severity[0] != '\0';
	/* The cause alone would not say what changed. */
	bool both = old && new;
	bool graded = both && strcmp(change->old_severity, change->severity) != 0 &&
		      (strcmp(change->old_cause, change->cause) == 0 ||
		       section_of(change) == DIFF_BETTER);

	if (graded) {
		fprintf(page->stream, "%s ", change->old_severity);
	}
	if (old) {
		put(page, strcmp(change->old_cause, "ok") == 0 ? "ok" : change->old_cause);
	}
	if (both) {
		fprintf(page->stream, " → ");
	}
	if (graded) {
		fprintf(page->stream, "%s ", change->severity);
	}
	if (new) {
		put(page, strcmp(change->cause, "ok") == 0 ? "ok" : change->cause);
		if (strcmp(change->locus, "none") != 0) {
			fprintf(page->stream, " (%s)", change->locus);
		}
	}
}

static void put_what(const struct page *page, const struct fd_change *change)
{
	switch (change->kind) {
	case FD_CHANGE_LATENCY:
		fprintf(page->stream,
			"%s: median %.1f ms → %.1f ms, nine of ten within %.1f ms → %.1f ms",
			change->p50_us > change->old_p50_us ? "slower" : "faster",
			(double)change->old_p50_us / 1e3, (double)change->p50_us / 1e3,
			(double)change->old_p90_us / 1e3, (double)change->p90_us / 1e3);
		return;
	case FD_CHANGE_ANSWER:
		fprintf(page->stream, "at ");
		put(page, change->resolver);
		fprintf(page->stream, ": ");
		put(page, change->old_answer);
		fprintf(page->stream, " → ");
		put(page, change->answer);
		return;
	case FD_CHANGE_STILL:
		put_states(page, &(struct fd_change) { .old_severity = "",
						       .severity = change->severity,
						       .cause = change->cause,
						       .locus = change->locus });
		fprintf(page->stream, ", since ");
		put_time(page, change->since);
		return;
	case FD_CHANGE_FLAPPING:
		fprintf(page->stream, "%u changes in the last %d runs; now ", change->changes,
			FD_FLAPPING_RUNS);
		put_states(page, change);
		return;
	case FD_CHANGE_NEW:
	case FD_CHANGE_WORSE:
	case FD_CHANGE_FIXED:
	case FD_CHANGE_RESOLVER:
	case FD_CHANGE_ADDED:
	case FD_CHANGE_REMOVED:
	case FD_CHANGE_KINDS:
	default:
		put_states(page, change);
		return;
	}
}

/** What it means and what to do, once for each cause in a row: a thousand names of one zone need it once. */
static void put_reason(struct page *page, const struct fd_change *change)
{
	const char *indent = page->markdown ? "  " : "      ";

	if (change->summary[0] == '\0' || strcmp(page->cause, change->cause) == 0 ||
	    page->section == FD_CHANGE_FIXED || page->section == FD_CHANGE_STILL ||
	    strcmp(change->severity, "ok") == 0) {
		return;
	}
	snprintf(page->cause, sizeof(page->cause), "%s", change->cause);
	fprintf(page->stream, "%s", indent);
	put(page, change->summary);
	fprintf(page->stream, "\n%s→ next: ", indent);
	put(page, change->action);
	fputc('\n', page->stream);
}

static void put_section(struct page *page, int section)
{
	const char *on = page->color ? "\033[1m" : "", *off = page->color ? "\033[0m" : "";

	page->section = section;
	page->lines = 0;
	page->cause[0] = '\0';
	fprintf(page->stream,
		page->markdown ? "\n### %s%s (%" PRIu64 ")%s\n\n" : "\n%s%s (%" PRIu64 ")%s\n",
		on, headings[section].text, page->diff->counts[section], off);
}

static void put_change(struct page *page, const struct fd_change *change)
{
	int section = section_of(change);
	uint64_t left;

	if (page->lines == 0 || page->section != section) {
		put_section(page, section);
	}
	if (page->lines++ >= LINES_MAX) {
		left = page->diff->counts[section] - LINES_MAX;
		if (page->lines == LINES_MAX + 1) {
			fprintf(page->stream,
				"%s... and %" PRIu64 " more (-o ndjson has all)\n",
				page->markdown ? "- " : "  ", left);
		}
		return;
	}
	fprintf(page->stream, page->markdown ? "- **" : "  ");
	put(page, change->name[0] != '\0' ? change->name : change->resolver);
	if (change->qtype[0] != '\0') {
		fprintf(page->stream, " %s", change->qtype);
	}
	fprintf(page->stream, page->markdown ? "**: " : "  ");
	put_what(page, change);
	if (change->owner[0] != '\0') {
		fprintf(page->stream, page->markdown ? " · " : "  ");
		put(page, change->owner);
	}
	fputc('\n', page->stream);
	put_reason(page, change);
}

static bool is_known(const struct diff *diff, const struct fd_change *change)
{
	return !(change->kind == FD_CHANGE_ADDED && diff->old_part) &&
	       !(change->kind == FD_CHANGE_REMOVED && diff->new_part);
}

static int count(void *context, const struct fd_change *change)
{
	struct diff *diff = context;

	if (!is_known(diff, change)) {
		return 0;
	}
	diff->counts[section_of(change)]++;
	diff->worse |= change->worse;
	return 0;
}

static int print(void *context, const struct fd_change *change)
{
	struct page *page = context;

	if (!is_known(page->diff, change)) {
		return 0;
	}
	if (page->ndjson) {
		page->line.length = 0;
		int r = fd_change_write(&page->line, change);
		if (r < 0) {
			return r;
		}
		fwrite(page->line.text, 1, page->line.length, page->stream);
	} else {
		put_change(page, change);
	}
	return ferror(page->stream) ? -EIO : 0;
}

static int print_one(struct diff *diff, const struct output *output)
{
	bool standard = output->path == NULL || strcmp(output->path, "-") == 0;
	struct page page = {
		.diff = diff,
		.stream = standard ? stdout : fopen(output->path, "w"),
		.markdown = strcmp(output->format, "markdown") == 0,
		.ndjson = strcmp(output->format, "ndjson") == 0,
	};

	if (page.stream == NULL) {
		fprintf(stderr, "fleetdig: cannot write %s to %s: %s\n", output->format,
			output->path, strerror(errno));
		return -errno;
	}
	page.color = standard && diff->color && !page.markdown;
	if (!page.ndjson) {
		put_heading(&page);
	}
	int r = fd_store_diff(diff->store, &diff->old, &diff->new,
			      &(struct fd_change_listener) { .context = &page, .hear = print });
	fd_line_finish(&page.line);
	if ((standard ? fflush(page.stream) : fclose(page.stream)) != 0 && r == 0) {
		r = -errno;
	}
	return r;
}

int diff_print(struct diff *diff, const struct options *options)
{
	static const struct output standard = { .format = "table" };
	int r = fd_store_diff(diff->store, &diff->old, &diff->new,
			      &(struct fd_change_listener) { .context = diff, .hear = count });

	if (options->output_count == 0 && r == 0) {
		return print_one(diff, &standard);
	}
	for (size_t i = 0; i < options->output_count && r == 0; i++) {
		r = print_one(diff, &options->outputs[i]);
	}
	return r;
}
