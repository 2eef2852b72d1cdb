/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "sink/html/html.h"

static void put_text(struct html_out *out, const char *key, const char *text)
{
	html_text(out, key);
	html_puts(out, ":");
	html_text(out, text == NULL ? "" : text);
	html_puts(out, ",");
}

static void put_number(struct html_out *out, const char *key, uint64_t number)
{
	html_text(out, key);
	html_puts(out, ":");
	html_unsigned(out, number);
	html_puts(out, ",");
}

/* Without its inventory: of that the page needs groups and resolvers, and the rest is nobody's who is handed a report. */
void html_run(struct html_out *out, const struct fd_run_record *run)
{
	html_puts(out, "{");
	put_text(out, "run_id", run->run_id);
	put_number(out, "started_us", run->started_us < 0 ? 0 : (uint64_t)run->started_us);
	put_text(out, "version", run->version);
	put_text(out, "engine", run->engine);
	put_text(out, "engine_reason", run->engine_reason);
	put_text(out, "engine_features", run->engine_features);
	put_text(out, "host", run->host);
	put_text(out, "vantage", run->vantage);
	put_text(out, "inventory", run->inventory);
	put_number(out, "seed", run->seed);
	put_number(out, "shard_index", run->shard_index);
	put_number(out, "shard_count", run->shard_count == 0 ? 1 : run->shard_count);
	put_number(out, "names", run->names);
	put_number(out, "questions", run->questions);
	put_number(out, "resolvers", run->resolvers);
	put_number(out, "cells", run->cells);
	put_number(out, "duplicates", run->duplicates);
	html_puts(out, "\"options\":[");
	for (const char *const *option = run->options; option != NULL && *option != NULL;
	     option++) {
		html_puts(out, option == run->options ? "" : ",");
		html_text(out, *option);
	}
	html_puts(out, "]}");
}

/* ---- the timeline ------------------------------------------------------------------------------ */

int html_timeline_init(struct html_timeline *timeline, size_t resolvers)
{
	timeline->width_us = HTML_STRETCH_US;
	timeline->moments = calloc(HTML_STRETCHES * resolvers + 1, sizeof(*timeline->moments));
	timeline->probes = calloc(HTML_STRETCHES, sizeof(*timeline->probes));
	return timeline->moments == NULL || timeline->probes == NULL ? -ENOMEM : 0;
}

/* Two stretches become one, all along. */
static void halve(struct html_timeline *timeline, size_t resolvers)
{
	for (size_t i = 0; i < HTML_STRETCHES; i++) {
		for (size_t j = 0; j < resolvers; j++) {
			struct html_moment of = timeline->moments[i * resolvers + j];
			struct html_moment *to = &timeline->moments[i / 2 * resolvers + j];
			timeline->moments[i * resolvers + j] = (struct html_moment) { 0 };
			to->answered += of.answered;
			to->silent += of.silent;
			to->rtt_us += of.rtt_us;
		}
		uint32_t probes = timeline->probes[i];
		timeline->probes[i] = 0;
		timeline->probes[i / 2] += probes;
	}
	timeline->width_us *= 2;
	timeline->used = (timeline->used + 1) / 2;
}

uint32_t html_timeline_at(struct html_timeline *timeline, size_t resolvers, int64_t since_us)
{
	if (since_us < 0) {
		since_us = 0; /* a clock that was set back */
	}
	while (since_us / timeline->width_us >= HTML_STRETCHES) {
		halve(timeline, resolvers);
	}
	uint32_t at = (uint32_t)(since_us / timeline->width_us);
	if (at >= timeline->used) {
		timeline->used = at + 1;
	}
	return at;
}

/* {"width_us":N,"probes":[...],"resolvers":[[answered...],[silent...],[mean RTT...]]...} */
void html_timeline_write(struct html_out *out, const struct html_timeline *timeline,
			 size_t resolvers)
{
	html_puts(out, "{\"width_us\":");
	html_unsigned(out, (uint64_t)timeline->width_us);
	html_puts(out, ",\"probes\":[");
	for (size_t i = 0; i < timeline->used; i++) {
		html_item(out, i == 0, timeline->probes[i]);
	}
	html_puts(out, "],\"resolvers\":[");
	for (size_t j = 0; j < resolvers; j++) {
		html_puts(out, j == 0 ? "[[" : ",[[");
		for (size_t i = 0; i < timeline->used; i++) {
			html_item(out, i == 0, timeline->moments[i * resolvers + j].answered);
		}
		html_puts(out, "],[");
		for (size_t i = 0; i < timeline->used; i++) {
			html_item(out, i == 0, timeline->moments[i * resolvers + j].silent);
		}
		html_puts(out, "],[");
		for (size_t i = 0; i < timeline->used; i++) {
			const struct html_moment *of = &timeline->moments[i * resolvers + j];
			html_item(out, i == 0,
				  of->answered == 0 ? 0 : of->rtt_us / of->answered);
		}
		html_puts(out, "]]");
	}
	html_puts(out, "]}");
}

void html_timeline_finish(struct html_timeline *timeline)
{
	free(timeline->moments);
	free(timeline->probes);
}
