/* SPDX-License-Identifier: MIT */
#include "sink/metrics/metrics.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sink/limits.h"
#include "sink/sinks.h"

/*
 * What node_exporter's textfile collector reads: the last run as gauges, without time stamps (the collector refuses them), in the
 * text format of Prometheus. The file appears whole, in place of the one before; a run that does not come to its end leaves that,
 * and its age tells. Labels are few and known beforehand: resolvers, groups, causes; never a name.
 *
 * A family's samples must stand together, so what resolvers say is kept until the end.
 */

enum {
	RUN_SEVERITIES = FD_FAILURE + 1,
	RUN_LOCI = FD_LOCUS_UNDETERMINED + 1
};

static const double bounds_s[] = { 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
				   0.1,	   0.2,	  0.5,	 1,	2,    5,    10 };
enum {
	BOUNDS = sizeof(bounds_s) / sizeof(bounds_s[0])
};

struct resolver_numbers {
	bool known;
	enum fd_severity severity;
	enum fd_cause cause;
	uint64_t affected, sent, answered, lost, late;
	uint64_t statuses[FD_STATUS_PENDING];
	uint64_t count, sum_us, within[BOUNDS];
};

struct metrics {
	struct fd_sink_config config;
	bool concluded; /* the summary came */
	struct fd_summary_record summary;
	char version[32], engine[16], vantage[256];
	int64_t started_us;
	uint64_t verdicts[RUN_LOCI][FD_CAUSE_COUNT];
	uint64_t (*groups)[RUN_SEVERITIES];
	struct resolver_numbers *resolvers;
	enum fd_severity host_severity;
	enum fd_cause host_cause;
	struct fd_host_record host;
	struct metrics_measures measures;
};

static int metrics_open(void *state, const struct fd_sink_config *config)
{
	struct metrics *metrics = state;
	const struct fd_inventory *inventory = config->inventory;

	metrics->config = *config;
	metrics->groups = calloc(inventory->group_count + 1, sizeof(*metrics->groups));
	metrics->resolvers = calloc(inventory->resolver_count + 1, sizeof(*metrics->resolvers));
	if (metrics->groups == NULL || metrics->resolvers == NULL) {
		free(metrics->groups);
		free(metrics->resolvers);
		return -ENOMEM;
	}
	return 0;
}

/* ---- what comes ---------------------------------------------------------------------------- */

/** Everything in a bucket of the histogram is at most what the next one begins with, less one. */
static void take_latency(struct resolver_numbers *numbers, const struct fd_histogram *latency)
{
	if (latency == NULL || latency->count == 0) {
		return;
	}
	numbers->count = latency->count;
	numbers->sum_us = latency->sum;
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		double most_s = i + 1 < FD_HISTOGRAM_BUCKETS
					? (double)(fd_histogram_bucket_low(i + 1) - 1) / 1e6
					: 1e9;
		for (unsigned b = 0; b < BOUNDS; b++) {
			numbers->within[b] += most_s <= bounds_s[b] ? latency->buckets[i] : 0;
		}
	}
}

static void take_resolver(struct metrics *metrics, const struct fd_resolver_record *record)
{
	struct resolver_numbers *numbers = &metrics->resolvers[record->resolver];

	assert(record->resolver < metrics->config.inventory->resolver_count);
	*numbers = (struct resolver_numbers) {
		.known = true,
		.severity = record->verdict->severity,
		.cause = record->verdict->cause,
		.affected = record->verdict->affected,
		.sent = record->sent,
		.answered = record->answered,
		.lost = record->lost,
		.late = record->late,
	};
	for (unsigned i = 0; record->status_counts != NULL && i < FD_STATUS_PENDING; i++) {
		numbers->statuses[i] = record->status_counts[i];
	}
	take_latency(numbers, record->latency);
}

static void keep_text(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", text != NULL ? text : "");
}

static int metrics_write(void *state, const struct fd_record *record)
{
	struct metrics *metrics = state;
	const struct fd_inventory *inventory = metrics->config.inventory;

	switch ((int)record->kind) {
	case FD_RECORD_RUN:
		metrics->started_us = record->run->started_us;
		keep_text(metrics->version, sizeof(metrics->version), record->run->version);
		keep_text(metrics->engine, sizeof(metrics->engine), record->run->engine);
		keep_text(metrics->vantage, sizeof(metrics->vantage), record->run->vantage);
		break;
	case FD_RECORD_VERDICT: {
		const struct fd_verdict *verdict = record->verdict->verdict;
		uint16_t group = inventory->questions[record->verdict->question].group;
		metrics->verdicts[verdict->locus][verdict->cause]++;
		metrics->groups[group][verdict->severity]++;
		break;
	}
	case FD_RECORD_RESOLVER:
		take_resolver(metrics, record->resolver);
		break;
	case FD_RECORD_HOST:
		metrics->host = *record->host;
		metrics->host_severity = record->host->verdict->severity;
		metrics->host_cause = record->host->verdict->cause;
		break;
	case FD_RECORD_SUMMARY:
		metrics->summary = *record->summary;
		metrics->concluded = true;
		break;
	case FD_RECORD_MEASUREMENT:
	case FD_RECORD_COMPARISON:
		return metrics_measures_add(&metrics->measures, record);
	default:
		break;
	}
	return 0;
}

/* ---- what goes out ------------------------------------------------------------------------- */

/** A value between quotes: the format knows these three escapes. Ids and paths come from the user's inventory. */
static void put_quoted(FILE *stream, const char *text)
{
	fputc('"', stream);
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			fputs("\\n", stream);
			continue;
		}
		if (*text == '"' || *text == '\\') {
			fputc('\\', stream);
		}
		fputc(*text, stream);
	}
	fputc('"', stream);
}

void metrics_family(const struct metrics_out *out, const char *name, const char *type,
		    const char *help)
{
	fprintf(out->stream, "# HELP fleetdig_last_run_%s %s\n# TYPE fleetdig_last_run_%s %s\n",
		name, help, name, type);
}

void metrics_begin(const struct metrics_out *out, const char *name)
{
	fprintf(out->stream, "fleetdig_last_run_%s{inventory=", name);
	put_quoted(out->stream, out->inventory->source);
}

void metrics_label(const struct metrics_out *out, const char *label, const char *value)
{
	fprintf(out->stream, ",%s=", label);
	put_quoted(out->stream, value);
}

static struct metrics_out out_of(const struct metrics *metrics)
{
	return (struct metrics_out) { metrics->config.stream, metrics->config.inventory };
}

static void put_family(FILE *stream, const char *name, const char *type, const char *help)
{
	metrics_family(&(struct metrics_out) { .stream = stream }, name, type, help);
}

static void begin(const struct metrics *metrics, const char *name)
{
	const struct metrics_out out = out_of(metrics);

	metrics_begin(&out, name);
}

static void put_label(const struct metrics *metrics, const char *label, const char *value)
{
	const struct metrics_out out = out_of(metrics);

	metrics_label(&out, label, value);
}

static void end(const struct metrics *metrics, uint64_t value)
{
	fprintf(metrics->config.stream, "} %" PRIu64 "\n", value);
}

static void put_run(const struct metrics *metrics)
{
	FILE *stream = metrics->config.stream;
	const struct fd_summary_record *summary = &metrics->summary;
	/* Of a run told again, when it ended then: an alarm for runs that stay away must not be calmed by an old one. */
	double ended_s = (double)metrics->started_us / 1e6 + summary->elapsed_s;

	put_family(stream, "info", "gauge", "What ran, and where it stood.");
	begin(metrics, "info");
	put_label(metrics, "version", metrics->version);
	put_label(metrics, "engine", metrics->engine);
	put_label(metrics, "vantage", metrics->vantage);
	end(metrics, 1);
	put_family(stream, "timestamp_seconds", "gauge", "When the last run ended.");
	begin(metrics, "timestamp_seconds");
	end(metrics, ended_s < 0 ? 0 : (uint64_t)ended_s);
	put_family(
		stream, "success", "gauge",
		"1 if the last run was complete, 0 if it was cut short; names that fail do not matter here.");
	begin(metrics, "success");
	end(metrics, summary->complete);
	put_family(stream, "exit_status", "gauge", "Exit status of the last run.");
	begin(metrics, "exit_status");
	end(metrics, (uint64_t)summary->exit_status);
	put_family(stream, "duration_seconds", "gauge", "How long the last run took.");
	begin(metrics, "duration_seconds");
	fprintf(stream, "} %.6f\n", summary->elapsed_s);
	put_family(stream, "queries", "gauge",
		   "Queries sent, retries, canaries and follow-ups included.");
	begin(metrics, "queries");
	end(metrics, summary->queries);
}

static void put_verdicts(const struct metrics *metrics)
{
	FILE *stream = metrics->config.stream;

	put_family(stream, "questions", "gauge", "Questions by the severity of their verdict.");
	for (int i = 0; i < RUN_SEVERITIES; i++) {
		begin(metrics, "questions");
		put_label(metrics, "severity", fd_severity_text((enum fd_severity)i));
		end(metrics, metrics->summary.by_severity[i]);
	}
	put_family(
		stream, "verdicts", "gauge",
		"Questions by locus and cause of their verdict; causes that did not occur are absent.");
	for (int locus = 0; locus < RUN_LOCI; locus++) {
		for (int cause = 0; cause < FD_CAUSE_COUNT; cause++) {
			if (metrics->verdicts[locus][cause] == 0) {
				continue;
			}
			begin(metrics, "verdicts");
			put_label(metrics, "locus", fd_locus_text((enum fd_locus)locus));
			put_label(metrics, "cause", fd_cause_text((enum fd_cause)cause));
			end(metrics, metrics->verdicts[locus][cause]);
		}
	}
}

static void put_groups(const struct metrics *metrics)
{
	const struct fd_inventory *inventory = metrics->config.inventory;
	FILE *stream = metrics->config.stream;

	if (inventory->group_count > METRICS_GROUPS_MAX) {
		fprintf(stream,
			"# %zu groups are too many for labels (at most %d): no fleetdig_last_run_group_questions\n",
			inventory->group_count, METRICS_GROUPS_MAX);
		return;
	}
	put_family(stream, "group_questions", "gauge",
		   "Questions of a group by the severity of their verdict.");
	for (size_t i = 0; i < inventory->group_count; i++) {
		const struct fd_group *group = &inventory->groups[i];
		for (int severity = 0; severity < RUN_SEVERITIES; severity++) {
			begin(metrics, "group_questions");
			put_label(metrics, "group", group->id);
			put_label(metrics, "owner", group->owner != NULL ? group->owner : "");
			put_label(metrics, "severity",
				  fd_severity_text((enum fd_severity)severity));
			end(metrics, metrics->groups[i][severity]);
		}
	}
}

static void begin_resolver(const struct metrics *metrics, const char *name, size_t resolver)
{
	const struct fd_resolver *r = &metrics->config.inventory->resolvers[resolver];

	begin(metrics, name);
	put_label(metrics, "resolver", r->id);
	put_label(metrics, "role", fd_role_text(r->role));
}

/** One family a number, of all resolvers. */
static void put_resolver_numbers(const struct metrics *metrics)
{
	static const struct {
		const char *name, *help;
		size_t offset;
	} families[] = {
		{ "resolver_affected_questions",
		  "Questions that the resolver's own fault touches.",
		  offsetof(struct resolver_numbers, affected) },
		{ "resolver_queries", "Queries sent there, all tries.",
		  offsetof(struct resolver_numbers, sent) },
		{ "resolver_answered", "Questions it answered, with whatever RCODE.",
		  offsetof(struct resolver_numbers, answered) },
		{ "resolver_lost", "Queries without a reply.",
		  offsetof(struct resolver_numbers, lost) },
		{ "resolver_late", "Replies after their question was given up.",
		  offsetof(struct resolver_numbers, late) },
	};

	for (size_t f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
		put_family(metrics->config.stream, families[f].name, "gauge", families[f].help);
		for (size_t i = 0; i < metrics->config.inventory->resolver_count; i++) {
			const struct resolver_numbers *numbers = &metrics->resolvers[i];
			uint64_t value;
			memcpy(&value, (const char *)numbers + families[f].offset,
			       sizeof(value));
			if (numbers->known) {
				begin_resolver(metrics, families[f].name, i);
				end(metrics, value);
			}
		}
	}
}

static void put_resolver_health(const struct metrics *metrics)
{
	FILE *stream = metrics->config.stream;

	put_family(
		stream, "resolver_fault", "gauge",
		"1 if the resolver itself is at fault (degraded or worse), with the cause; else 0.");
	for (size_t i = 0; i < metrics->config.inventory->resolver_count; i++) {
		if (metrics->resolvers[i].known) {
			begin_resolver(metrics, "resolver_fault", i);
			put_label(metrics, "cause", fd_cause_text(metrics->resolvers[i].cause));
			end(metrics, metrics->resolvers[i].severity >= FD_DEGRADED);
		}
	}
	put_family(stream, "resolver_results", "gauge", "Results by status.");
	for (size_t i = 0; i < metrics->config.inventory->resolver_count; i++) {
		for (unsigned status = 0; status < FD_STATUS_PENDING; status++) {
			char text[FD_NUMBER_TEXT_MAX];
			if (metrics->resolvers[i].statuses[status] == 0) {
				continue;
			}
			fd_status_counted_text(text, (uint8_t)status);
			begin_resolver(metrics, "resolver_results", i);
			put_label(metrics, "status", text);
			end(metrics, metrics->resolvers[i].statuses[status]);
		}
	}
}

static void put_latency(const struct metrics *metrics)
{
	FILE *stream = metrics->config.stream;

	put_family(stream, "latency_seconds", "histogram",
		   "From query to answer, by the kernel's stamp of its arrival.");
	for (size_t i = 0; i < metrics->config.inventory->resolver_count; i++) {
		const struct resolver_numbers *numbers = &metrics->resolvers[i];
		if (!numbers->known) {
			continue;
		}
		for (unsigned b = 0; b <= BOUNDS; b++) {
			char bound[32] = "+Inf";
			if (b < BOUNDS) {
				snprintf(bound, sizeof(bound), "%g", bounds_s[b]);
			}
			begin_resolver(metrics, "latency_seconds_bucket", i);
			put_label(metrics, "le", bound);
			end(metrics, b < BOUNDS ? numbers->within[b] : numbers->count);
		}
		begin_resolver(metrics, "latency_seconds_sum", i);
		fprintf(stream, "} %.6f\n", (double)numbers->sum_us / 1e6);
		begin_resolver(metrics, "latency_seconds_count", i);
		end(metrics, numbers->count);
	}
}

static void put_host(const struct metrics *metrics)
{
	const struct fd_host_record *host = &metrics->host;
	const struct {
		const char *kind;
		uint64_t value;
	} losses[] = {
		{ "socket_drops", host->socket_drops },
		{ "send_errors", host->send_errors },
		{ "buffer_exhausted", host->buffer_exhausted },
		{ "ring_overflow", host->ring_overflow },
		{ "stalls", host->stalls },
		{ "clock_steps", host->clock_steps },
		{ "rejected", host->rejected },
		{ "duplicate", host->duplicate },
		{ "late", host->late },
	};

	put_family(metrics->config.stream, "host_fault", "gauge",
		   "1 if this host or its network is at fault, with the cause; else 0.");
	begin(metrics, "host_fault");
	put_label(metrics, "cause", fd_cause_text(metrics->host_cause));
	end(metrics, metrics->host_severity >= FD_DEGRADED);
	put_family(metrics->config.stream, "own_events", "gauge",
		   "What this side lost or saw amiss itself, by kind.");
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		begin(metrics, "own_events");
		put_label(metrics, "kind", losses[i].kind);
		end(metrics, losses[i].value);
	}
}

static void put_judged(const struct metrics *metrics)
{
	put_verdicts(metrics);
	put_groups(metrics);
	put_resolver_health(metrics);
	put_resolver_numbers(metrics);
	put_latency(metrics);
}

static int metrics_close(void *state)
{
	struct metrics *metrics = state;
	int error = 0;

	if (metrics->concluded) {
		const struct metrics_out out = out_of(metrics);
		put_run(metrics);
		if (metrics->measures.measured_count == 0) { /* a benchmark judges nobody */
			put_judged(metrics);
		}
		metrics_measures_put(&metrics->measures, &out);
		put_host(metrics);
	} else { /* for who reads a stream: of a file the last run's stays */
		fprintf(metrics->config.stream, "# the run did not come to its end\n");
	}
	if (fflush(metrics->config.stream) != 0) {
		error = -errno;
	}
	metrics_measures_finish(&metrics->measures);
	free(metrics->groups);
	free(metrics->resolvers);
	return error;
}

const struct fd_sink_ops metrics_sink = {
	.name = "metrics",
	.records = FD_RECORDS_VERDICTS,
	.condensed = FD_SINK_KIND(FD_RECORD_VERDICT),
	.ignored = FD_SINK_KIND(FD_RECORD_PROBE) | FD_SINK_KIND(FD_RECORD_RESULT),
	.replaces = true,
	.state_size = sizeof(struct metrics),
	.open = metrics_open,
	.write = metrics_write,
	.close = metrics_close,
};
