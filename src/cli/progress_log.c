/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/progress.h"
#include "cli/run/run.h"
#include "core/text.h"

/* Progress for logs: a line now and then, and one at the end. Each goes out whole. */

static bool is_remarkable(const struct health *health)
{
	return health->quarantined || health->loss > LOST_MUCH || health->failed > FAILED_MUCH;
}

static void put_escaped(FILE *stream, enum text_mode mode, const char *text)
{
	size_t length = strlen(text);
	char escaped[TEXT_ESCAPE_MAX];

	while (length > 0) {
		size_t run = text_plain_run(mode, text, length);
		fwrite(text, 1, run, stream);
		text += run;
		length -= run;
		if (length > 0) {
			size_t read, written = text_escape(mode, text, length, escaped, &read);
			fwrite(escaped, 1, written, stream);
			text += read;
			length -= read;
		}
	}
}

/* Lines of stderr are not buffered: what is made piece by piece would be mixed with what others write there. */
static FILE *line_begin(char **text, size_t *length)
{
	return open_memstream(text, length);
}

static void line_end(FILE *stream, char **text, const size_t *length)
{
	if (fclose(stream) == 0) {
		fwrite(*text, 1, *length, stderr);
	}
	free(*text);
}

void log_plain(const struct state *state, const struct run *run)
{
	char *text = NULL, status[FD_NUMBER_TEXT_MAX];
	size_t length = 0;
	FILE *line = line_begin(&text, &length);

	if (line == NULL) {
		return;
	}
	fprintf(line,
		"%s: %llu of %llu cells, %llu answered, %llu failed, %.0f q/s, %u in flight, %u "
		"follow-ups",
		state->phase, (unsigned long long)state->done, (unsigned long long)state->cells,
		(unsigned long long)state->answered, (unsigned long long)state->failed,
		state->rate, state->in_flight, state->followups);
	if (state->left_s >= 0) {
		fprintf(line, ", %.0f s left", state->left_s);
	}
	for (size_t i = 0; i < state->status_count; i++) {
		fd_status_counted_text(status, state->statuses[i].status);
		fprintf(line, "%s%s %llu", i == 0 ? "; " : ", ", status,
			(unsigned long long)state->statuses[i].count);
	}
	for (size_t i = 0; i < state->worst_count; i++) {
		const struct health *health = &state->worst[i];
		if (!is_remarkable(health)) {
			continue;
		}
		fprintf(line, "; ");
		put_escaped(line, TEXT_TERMINAL_ASCII,
			    run->inventory->resolvers[health->resolver].id);
		if (health->quarantined) {
			fprintf(line, " quarantined");
			continue;
		}
		if (health->loss > LOST_MUCH) {
			fprintf(line, " %.1f %% lost", 100 * health->loss);
		}
		if (health->failed > FAILED_MUCH) {
			fd_status_counted_text(status, health->failing);
			fprintf(line, " %.0f %% failed (%s)", 100 * health->failed, status);
		}
	}
	fprintf(line, "\n");
	line_end(line, &text, &length);
}

static void json_resolver(FILE *line, const struct health *health, const char *id)
{
	fprintf(line, "{\"id\":\"");
	put_escaped(line, TEXT_JSON, id);
	fprintf(line,
		"\",\"done\":%llu,\"cells\":%llu,\"rate\":%.1f,\"loss\":%.4f,\"failed\":%.4f,\"in_flight\":%u,"
		"\"quarantined\":%s}",
		(unsigned long long)health->done, (unsigned long long)health->cells,
		health->rate, health->loss, health->failed, health->in_flight,
		health->quarantined ? "true" : "false");
}

void log_json(const struct state *state, const struct run *run)
{
	char *text = NULL, status[FD_NUMBER_TEXT_MAX];
	size_t length = 0;
	FILE *line = line_begin(&text, &length);

	if (line == NULL) {
		return;
	}
	fprintf(line,
		"{\"type\":\"progress\",\"phase\":\"%s\",\"done\":%llu,\"cells\":%llu,\"answered\":%llu,"
		"\"failed\":%llu,\"sent\":%llu,\"qps\":%.1f,\"in_flight\":%u,\"followups\":%u,"
		"\"elapsed_s\":%.3f,\"left_s\":",
		state->phase, (unsigned long long)state->done, (unsigned long long)state->cells,
		(unsigned long long)state->answered, (unsigned long long)state->failed,
		(unsigned long long)state->sent, state->rate, state->in_flight,
		state->followups, state->elapsed_s);
	fprintf(line, state->left_s >= 0 ? "%.1f" : "null", state->left_s);
	fprintf(line, ",\"statuses\":{");
	for (size_t i = 0; i < state->status_count; i++) {
		fd_status_counted_text(status, state->statuses[i].status);
		fprintf(line, "%s\"%s\":%llu", i == 0 ? "" : ",", status,
			(unsigned long long)state->statuses[i].count);
	}
	fprintf(line, "},\"worst\":[");
	for (size_t i = 0; i < state->worst_count; i++) {
		fprintf(line, i == 0 ? "" : ",");
		json_resolver(line, &state->worst[i],
			      run->inventory->resolvers[state->worst[i].resolver].id);
	}
	fprintf(line, "]}\n");
	line_end(line, &text, &length);
}
