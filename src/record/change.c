/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <fleetdig/change.h>

#include "record/line.h"

const char *fd_change_kind_text(enum fd_change_kind kind)
{
	static const char *const texts[FD_CHANGE_KINDS] = {
		[FD_CHANGE_NEW] = "new",	   [FD_CHANGE_WORSE] = "worse",
		[FD_CHANGE_FIXED] = "fixed",	   [FD_CHANGE_STILL] = "still",
		[FD_CHANGE_FLAPPING] = "flapping", [FD_CHANGE_ANSWER] = "answer",
		[FD_CHANGE_RESOLVER] = "resolver", [FD_CHANGE_LATENCY] = "latency",
		[FD_CHANGE_ADDED] = "added",	   [FD_CHANGE_REMOVED] = "removed",
	};

	return texts[kind];
}

/** What does not apply is left out. */
static void put_text(struct fd_line *line, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0') {
		line_put(line, ",\"", 2);
		line_put(line, key, strlen(key));
		line_put(line, "\":", 2);
		line_text(line, text);
	}
}

static void put_number(struct fd_line *line, const char *key, uint64_t number)
{
	line_put(line, ",\"", 2);
	line_put(line, key, strlen(key));
	line_put(line, "\":", 2);
	line_unsigned(line, number);
}

int fd_change_write(struct fd_line *line, const struct fd_change *change)
{
	const struct {
		const char *key, *text;
	} texts[] = {
		{ "name", change->name },
		{ "qtype", change->qtype },
		{ "group", change->group },
		{ "owner", change->owner },
		{ "resolver", change->resolver },
		{ "old_severity", change->old_severity },
		{ "old_locus", change->old_locus },
		{ "old_cause", change->old_cause },
		{ "old_answer", change->old_answer },
		{ "severity", change->severity },
		{ "locus", change->locus },
		{ "cause", change->cause },
		{ "answer", change->answer },
		{ "since", change->since },
		{ "summary", change->summary },
		{ "action", change->action },
	};

	LINE_LITERAL(line, "{\"type\":\"change\",\"kind\":");
	line_text(line, fd_change_kind_text(change->kind));
	LINE_LITERAL(line, ",\"worse\":");
	line_bool(line, change->worse);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put_text(line, texts[i].key, texts[i].text);
	}
	if (change->kind == FD_CHANGE_LATENCY) {
		put_number(line, "old_p50_us", change->old_p50_us);
		put_number(line, "p50_us", change->p50_us);
		put_number(line, "old_p90_us", change->old_p90_us);
		put_number(line, "p90_us", change->p90_us);
	}
	if (change->kind == FD_CHANGE_FLAPPING) {
		put_number(line, "changes", change->changes);
	}
	LINE_LITERAL(line, "}\n");
	return line->error;
}
