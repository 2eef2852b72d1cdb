/* SPDX-License-Identifier: MIT */
#include "record/fields.h"

/* Severities and loci are few and always all there; of the causes, those that occurred. */

static void put_count(struct fd_line *line, const char *word, uint64_t count)
{
	line_comma(line);
	line_text(line, word);
	LINE_LITERAL(line, ":");
	line_unsigned(line, count);
}

static void write_by_severity(struct fd_line *line, const struct source *source)
{
	LINE_LITERAL(line, "{");
	for (int i = 0; i <= FD_FAILURE; i++) {
		put_count(line, fd_severity_text((enum fd_severity)i),
			  source->record->summary->by_severity[i]);
	}
	LINE_LITERAL(line, "}");
}

static void write_by_locus(struct fd_line *line, const struct source *source)
{
	LINE_LITERAL(line, "{");
	for (int i = 0; i <= FD_LOCUS_UNDETERMINED; i++) {
		put_count(line, fd_locus_text((enum fd_locus)i),
			  source->record->summary->by_locus[i]);
	}
	LINE_LITERAL(line, "}");
}

static void write_by_cause(struct fd_line *line, const struct source *source)
{
	LINE_LITERAL(line, "{");
	for (int i = 0; i < FD_CAUSE_COUNT; i++) {
		if (source->record->summary->by_cause[i] > 0) {
			put_count(line, fd_cause_text((enum fd_cause)i),
				  source->record->summary->by_cause[i]);
		}
	}
	LINE_LITERAL(line, "}");
}

static void write_exit_status(struct fd_line *line, const struct source *source)
{
	line_signed(line, source->record->summary->exit_status);
}

static const struct field fields[] = {
	MADE("by_severity", OBJECT, write_by_severity),
	MADE("by_locus", OBJECT, write_by_locus),
	MADE("by_cause", OBJECT, write_by_cause),
	PLAIN(summary, "followups", UNSIGNED, followups),
	PLAIN(summary, "elapsed_s", REAL, elapsed_s),
	PLAIN(summary, "queries", UNSIGNED, queries),
	PLAIN(summary, "qps", REAL, qps),
	PLAIN(summary, "complete", BOOL, complete),
	MADE("exit_status", UNSIGNED, write_exit_status),
};

const struct record_type summary_record_type = RECORD_TYPE("summary", fields);
