/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/run/run.h"
#include "core/text.h"

/*
 * The lines are written over in place, each frame in one write. No line is longer than the terminal, or it would wrap and
 * the next frame would begin in the wrong place; what finds no room is left out, the least important first. The cursor is
 * never hidden and never left within the lines.
 */

enum {
	LINES_MAX = RESOLVERS_SHOWN + 3,
	LINE_SIZE = 1024,
	FRAME_SIZE = LINES_MAX * LINE_SIZE + 64,
	BAR_FROM = 92, /* columns that leave room for a bar */
	BAR_COLUMNS = 20,
	ID_COLUMNS = 22,
};

struct line {
	char text[LINE_SIZE];
	size_t length;
	unsigned columns, most;
	bool color;
};

/* What is on the terminal now: how many columns each line took. One process has one terminal. */
static struct {
	unsigned columns[LINES_MAX];
	size_t lines;
} drawn;

enum tint {
	TINT_NONE,
	TINT_DIM,
	TINT_STRONG,
	TINT_GOOD,
	TINT_BAD,
	TINT_WARN
};
static const char *const tints[] = { "",	 "\033[2m",  "\033[1m",
				     "\033[32m", "\033[31m", "\033[33m" };

/* All or nothing; false when it found no room. `columns` of what `text` shows. */
static bool line_put(struct line *line, enum tint tint, const char *text, unsigned columns)
{
	bool tinted = line->color && tint != TINT_NONE;
	size_t room = sizeof(line->text) - line->length;

	if (line->columns + columns > line->most) {
		return false;
	}
	int length = snprintf(line->text + line->length, room, "%s%s%s",
			      tinted ? tints[tint] : "", text, tinted ? "\033[0m" : "");
	if (length < 0 || (size_t)length >= room) {
		line->text[line->length] = '\0';
		return false;
	}
	line->length += (size_t)length;
	line->columns += columns;
	return true;
}

static bool line_add(struct line *line, enum tint tint, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ASCII only: an octet is a column. */
static bool line_add(struct line *line, enum tint tint, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return length >= 0 && (size_t)length < sizeof(text) &&
	       line_put(line, tint, text, (unsigned)length);
}

static void say_left(char text[32], double seconds)
{
	if (seconds < 90) {
		snprintf(text, 32, "%.0f s left", seconds < 1 ? 1 : seconds);
	} else if (seconds < 5400) {
		snprintf(text, 32, "%.0f min left", seconds / 60);
	} else {
		snprintf(text, 32, "%.1f h left", seconds / 3600);
	}
}

static void add_bar(struct line *line, double share, bool utf8)
{
	char text[4 * BAR_COLUMNS + 1] = "";
	size_t length = 0;
	int full = (int)(share * BAR_COLUMNS + 0.5);

	for (int i = 0; i < BAR_COLUMNS; i++) {
		const char *cell = utf8 ? (i < full ? "━" : "─") : (i < full ? "#" : ".");
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", cell);
	}
	(void)(line_put(line, TINT_NONE, text, BAR_COLUMNS) && line_add(line, TINT_NONE, "  "));
}

static void head_line(struct line *line, const struct state *state, const struct screen *screen)
{
	double share = state->cells == 0 ? 1 : (double)state->done / (double)state->cells;
	char done[32], cells[32], rate[32], flight[32], left[32];

	text_grouped(done, state->done);
	text_grouped(cells, state->cells);
	text_grouped(rate, (uint64_t)state->rate);
	text_grouped(flight, state->in_flight);
	line_add(line, TINT_STRONG, screen->width < 40 ? "%s " : "%-11s", state->phase);
	if (screen->width >= BAR_FROM) {
		add_bar(line, share, screen->utf8);
	}
	line_add(line, TINT_NONE, "%3.0f %%", share == 1 ? 100 : share * 99.5);
	if (state->left_s >= 0) {
		say_left(left, state->left_s);
		line_add(line, TINT_NONE, "  %s", left);
	}
	line_add(line, TINT_NONE, "  %s of %s", done, cells);
	line_add(line, TINT_NONE, "  %s q/s", rate);
	line_add(line, TINT_DIM, "  %s in flight", flight);
	if (state->followups > 0) {
		line_add(line, TINT_DIM, "  %u follow-ups", state->followups);
	}
}

static void status_line(struct line *line, const struct state *state,
			const struct screen *screen)
{
	char count[32], text[FD_NUMBER_TEXT_MAX];

	line_add(line, TINT_NONE, "%*s", screen->width < 40 ? 0 : 11, "");
	text_grouped(count, state->answered);
	line_add(line, TINT_NONE, "%s answered", count);
	text_grouped(count, state->failed);
	line_add(line, state->failed > 0 ? TINT_BAD : TINT_NONE, "  %s failed", count);
	line_add(line, TINT_DIM, "  ");
	for (size_t i = 0; i < state->status_count; i++) {
		fd_status_counted_text(text, state->statuses[i].status);
		text_grouped(count, state->statuses[i].count);
		line_add(line, TINT_DIM, "  %s %s", text, count);
	}
}

static void plain_id(char text[ID_COLUMNS + 1], const char *id)
{
	size_t length = strlen(id), at = 0;

	while (length > 0) {
		char escaped[TEXT_ESCAPE_MAX];
		size_t read, written = 1;
		escaped[0] = *id;
		read = 1;
		if (text_plain_run(TEXT_TERMINAL_ASCII, id, length) == 0) {
			written = text_escape(TEXT_TERMINAL_ASCII, id, length, escaped, &read);
		}
		if (at + written > ID_COLUMNS) {
			text[at > 0 ? at - 1 : 0] = '~';
			break;
		}
		memcpy(text + at, escaped, written);
		at += written;
		id += read;
		length -= read;
	}
	text[at] = '\0';
}

static void resolver_line(struct line *line, const struct health *health, const char *id,
			  int width)
{
	double share = health->cells == 0 ? 1 : (double)health->done / (double)health->cells;
	char text[ID_COLUMNS + 1], rate[32];

	plain_id(text, id);
	text_grouped(rate, (uint64_t)health->rate);
	if (line->most < 40) {
		line_add(line, TINT_NONE, " %.*s", (int)(line->most > 8 ? line->most - 8 : 1),
			 text);
	} else {
		line_add(line, TINT_NONE, "  %-*s", width, text);
	}
	if (health->quarantined) {
		line_add(line, TINT_BAD, "  silent: quarantined");
		return;
	}
	line_add(line, TINT_NONE, " %4.0f %%", share == 1 ? 100 : share * 99.5);
	line_add(line,
		 health->loss > 0.2	    ? TINT_BAD
		 : health->loss > LOST_MUCH ? TINT_WARN
					    : TINT_DIM,
		 "  %5.1f %% lost", 100 * health->loss);
	if (health->failed > FAILED_MUCH) {
		char status[FD_NUMBER_TEXT_MAX];
		fd_status_counted_text(status, health->failing);
		line_add(line, TINT_BAD, "  %3.0f %% failed: %s", 100 * health->failed, status);
	}
	if (health->done < health->cells) {
		line_add(line, TINT_NONE, "  %9s a second", rate);
		line_add(line, TINT_DIM, "  %5u in flight", health->in_flight);
	} else if (health->failed <= FAILED_MUCH) {
		line_add(line, TINT_GOOD, "  done");
	}
}

/* ---- the frame ------------------------------------------------------------------------------------ */

/* Rows that the lines take now: a terminal that became narrower has wrapped them. */
static size_t rows_drawn(unsigned width)
{
	size_t rows = 0;

	for (size_t i = 0; i < drawn.lines; i++) {
		rows += drawn.columns[i] <= width ? 1 : (drawn.columns[i] + width - 1) / width;
	}
	return rows;
}

struct frame {
	char text[FRAME_SIZE];
	size_t length;
	const struct screen *screen;
};

static void put_line(struct frame *frame, const struct line *line)
{
	memcpy(frame->text + frame->length, line->text, line->length);
	frame->length += line->length;
	memcpy(frame->text + frame->length, "\033[K\n", 4);
	frame->length += 4;
	drawn.columns[drawn.lines++] = line->columns;
}

static struct line new_line(const struct screen *screen)
{
	/* The last column stays free: some terminals wrap as soon as it is written. */
	return (struct line) { .most = screen->width - 1, .color = screen->color };
}

static void put_resolvers(struct frame *frame, const struct state *state, const struct run *run)
{
	size_t room = frame->screen->height > 5 ? frame->screen->height - 5 : 0;
	size_t shown = state->worst_count < room ? state->worst_count : room;
	int width = 8;

	for (size_t i = 0; i < shown; i++) {
		size_t length = strlen(run->inventory->resolvers[state->worst[i].resolver].id);
		length = length > ID_COLUMNS ? (size_t)ID_COLUMNS : length;
		width = (int)length > width ? (int)length : width;
	}
	for (size_t i = 0; i < shown; i++) {
		struct line line = new_line(frame->screen);
		resolver_line(&line, &state->worst[i],
			      run->inventory->resolvers[state->worst[i].resolver].id, width);
		put_line(frame, &line);
	}
	if (shown < state->resolvers && shown > 0) {
		struct line line = new_line(frame->screen);
		line_add(&line, TINT_DIM, "  and %zu more, none worse",
			 state->resolvers - shown);
		put_line(frame, &line);
	}
}

/* A terminal that is gone is no reason to stop asking. */
static void put_out(const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDERR_FILENO, text, length);
		if (written <= 0) {
			return;
		}
		text += written;
		length -= (size_t)written;
	}
}

void terminal_draw(const struct state *state, const struct run *run,
		   const struct screen *screen)
{
	static struct frame frame;
	size_t up = rows_drawn(screen->width);
	struct line head = new_line(screen), statuses = new_line(screen);

	frame.length = 0;
	frame.screen = screen;
	drawn.lines = 0;
	frame.length += (size_t)snprintf(frame.text, sizeof(frame.text),
					 up > 0 ? "\033[%zuA\r" : "\r", up);
	head_line(&head, state, screen);
	put_line(&frame, &head);
	if (screen->height > 3) {
		status_line(&statuses, state, screen);
		put_line(&frame, &statuses);
	}
	put_resolvers(&frame, state, run);
	memcpy(frame.text + frame.length, "\033[J", 3);
	put_out(frame.text, frame.length + 3);
}

void progress_clear(void)
{
	char text[32];

	if (drawn.lines > 0) {
		int length = snprintf(text, sizeof(text), "\033[%zuA\r\033[J",
				      rows_drawn(terminal_width(stderr)));
		drawn.lines = 0;
		put_out(text, (size_t)length);
	}
}
