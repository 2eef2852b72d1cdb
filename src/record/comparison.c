/* SPDX-License-Identifier: MIT */
#include "record/fields.h"

/* What a comparison states: one object a statement. */

static const struct fd_comparison_record *of(const struct source *source)
{
	return source->record->comparison;
}

const char *fd_compared_text(enum fd_compared statement)
{
	static const char *const words[] = {
		[FD_COMPARED_LATENCY] = "latency",   [FD_COMPARED_ANSWERS] = "answers",
		[FD_COMPARED_FAILURES] = "failures", [FD_COMPARED_FEATURES] = "features",
		[FD_COMPARED_SUMMARY] = "summary",
	};
	return words[statement];
}

#define IS(name, what)                                              \
	static bool is_##name(const struct source *source)          \
	{                                                           \
		return of(source)->statement == FD_COMPARED_##what; \
	}

IS(latency, LATENCY)
IS(answers, ANSWERS)
IS(failures, FAILURES)
IS(features, FEATURES)

static void write_statement(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_compared_text(of(source)->statement));
}

/* ---- latency --------------------------------------------------------------------------------- */

#define MICROSECONDS(name)                                                          \
	static void write_##name(struct fd_line *line, const struct source *source) \
	{                                                                           \
		line_fixed(line, of(source)->paired->name##_ns / 1000, 3);          \
	}
#define COUNT(name)                                                                 \
	static void write_##name(struct fd_line *line, const struct source *source) \
	{                                                                           \
		line_unsigned(line, of(source)->paired->name);                      \
	}

MICROSECONDS(difference)
MICROSECONDS(low)
MICROSECONDS(high)
MICROSECONDS(margin)
COUNT(pairs)
COUNT(first_faster)
COUNT(second_faster)
COUNT(more)

static void write_confidence(struct fd_line *line, const struct source *source)
{
	line_fixed(line, of(source)->paired->confidence, 6);
}

static void write_verdict(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_difference_text(of(source)->paired->verdict));
}

/* ---- answers, failures, features ---------------------------------------------------------------- */

static void write_relations(struct fd_line *line, const struct source *source)
{
	LINE_LITERAL(line, "{");
	for (int i = 0; i < FD_RELATIONS; i++) {
		line_comma(line);
		line_text(line, fd_relation_text((enum fd_relation)i));
		LINE_LITERAL(line, ":");
		line_unsigned(line, of(source)->relations[i]);
	}
	LINE_LITERAL(line, "}");
}

static void write_examples(struct fd_line *line, const struct source *source)
{
	const struct fd_comparison_record *record = of(source);

	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < record->example_count; i++) {
		uint32_t question = record->examples[i].question;
		line_comma(line);
		LINE_LITERAL(line, "{\"class\":");
		line_text(line, fd_relation_text(record->examples[i].relation));
		LINE_LITERAL(line, ",\"name\":");
		write_question_name(line, question, source);
		LINE_LITERAL(line, ",\"qtype\":");
		write_type(line, source->inventory->questions[question].qtype);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

static void write_causes(struct fd_line *line, const struct source *source)
{
	LINE_LITERAL(line, "{");
	for (int i = 0; i < FD_CAUSE_COUNT; i++) {
		if (of(source)->causes[i] > 0) {
			line_comma(line);
			line_text(line, fd_cause_text((enum fd_cause)i));
			LINE_LITERAL(line, ":");
			line_unsigned(line, of(source)->causes[i]);
		}
	}
	LINE_LITERAL(line, "}");
}

static void write_features(struct fd_line *line, const struct source *source)
{
	const struct fd_comparison_record *record = of(source);

	LINE_LITERAL(line, "{");
	for (size_t i = 0; i < record->feature_count; i++) {
		line_comma(line);
		line_text(line, record->features[i].name);
		LINE_LITERAL(line, ":");
		line_text(line, record->features[i].value);
	}
	LINE_LITERAL(line, "}");
}

static const struct field fields[] = {
	MADE("statement", TEXT, write_statement),
	PLAIN(comparison, "first", TEXT, first),
	PLAIN(comparison, "second", TEXT, second),
	PLAIN(comparison, "ask", TEXT, ask),
	MADE_IF("pairs", UNSIGNED, write_pairs, is_latency),
	MADE_IF("difference_us", REAL, write_difference, is_latency),
	MADE_IF("low_us", REAL, write_low, is_latency),
	MADE_IF("high_us", REAL, write_high, is_latency),
	MADE_IF("confidence", REAL, write_confidence, is_latency),
	MADE_IF("margin_us", REAL, write_margin, is_latency),
	MADE_IF("verdict", TEXT, write_verdict, is_latency),
	MADE_IF("more_needed", UNSIGNED, write_more, is_latency),
	MADE_IF("first_faster", UNSIGNED, write_first_faster, is_latency),
	MADE_IF("second_faster", UNSIGNED, write_second_faster, is_latency),
	PLAIN(comparison, "questions", UNSIGNED, questions),
	PLAIN(comparison, "failed", UNSIGNED, failed),
	MADE_IF("classes", OBJECT, write_relations, is_answers),
	MADE_IF("examples", LIST, write_examples, is_answers),
	MADE_IF("causes", OBJECT, write_causes, is_failures),
	MADE_IF("features", OBJECT, write_features, is_features),
	PLAIN(comparison, "summary", TEXT, summary),
};

const struct record_type comparison_record_type = RECORD_TYPE("comparison", fields);
