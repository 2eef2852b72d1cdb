/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "record/read/read.h"

/* What a comparison stated. */

static void read_statement(struct reading *reading, const char *name, json_t *value, void *to)
{
	for (int i = 0; i <= FD_COMPARED_SUMMARY; i++) {
		if (strcmp(fd_compared_text((enum fd_compared)i), json_string_value(value)) ==
		    0) {
			*(enum fd_compared *)to = (enum fd_compared)i;
			return;
		}
	}
	reading_expected(reading, name, "latency, answers, failures, features or summary",
			 value);
}

static void read_difference(struct reading *reading, const char *name, json_t *value, void *to)
{
	for (int i = 0; i <= FD_DIFFERENCE_SECOND; i++) {
		if (strcmp(fd_difference_text((enum fd_difference)i),
			   json_string_value(value)) == 0) {
			*(enum fd_difference *)to = (enum fd_difference)i;
			return;
		}
	}
	reading_expected(reading, name, "not_enough_data, none, first_faster or second_faster",
			 value);
}

static void read_classes(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_comparison_in *comparison = to;

	comparison->classes = reading_counts(reading, name, value, &comparison->class_count);
}

static void read_causes(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_comparison_in *comparison = to;

	comparison->causes = reading_counts(reading, name, value, &comparison->cause_count);
}

static void read_examples(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct read_field fields[] = {
		READ(example, "class", TEXT, class, NULL),
		READ(example, "name", TEXT, name, NULL),
		READ(example, "qtype", TEXT, qtype, read_type_word),
	};
	struct fd_comparison_in *comparison = to;
	size_t count = json_array_size(value);
	struct fd_example_in *examples = reading_keep(reading, count, sizeof(*examples));

	for (size_t i = 0; examples != NULL && i < count; i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_object(item)) {
			reading_expected(reading, name, "objects", item);
			return;
		}
		reading_fields(reading, fields, 3, item, &examples[i]);
	}
	comparison->examples = examples;
	comparison->example_count = examples == NULL ? 0 : count;
}

static void read_features(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_comparison_in *comparison = to;
	struct fd_feature *features =
		reading_keep(reading, json_object_size(value), sizeof(*features));
	const char *word;
	json_t *text;

	json_object_foreach(value, word, text)
	{
		if (features == NULL || !json_is_string(text)) {
			reading_expected(reading, name, "texts", text);
			return;
		}
		features[comparison->feature_count].name = word;
		features[comparison->feature_count++].value = json_string_value(text);
	}
	comparison->features = features;
}

#define MAYBE(text, what, member, how)                                              \
	{                                                                           \
		.name = (text), .kind = FIELD_##what, .optional = true,             \
		.offset = offsetof(struct fd_comparison_in, member), .read = (how), \
	}
#define WHOLE(text, what, how)                                                         \
	{                                                                              \
		.name = (text), .kind = FIELD_##what, .optional = true, .read = (how), \
	}

static const struct read_field fields[] = {
	READ(comparison, "statement", TEXT, statement, read_statement),
	READ(comparison, "first", TEXT, first, NULL),
	READ_NULL(comparison, "second", TEXT, second, NULL),
	READ_NULL(comparison, "ask", TEXT, ask, NULL),
	MAYBE("pairs", UNSIGNED, pairs, NULL),
	MAYBE("difference_us", REAL, difference_us, NULL),
	MAYBE("low_us", REAL, low_us, NULL),
	MAYBE("high_us", REAL, high_us, NULL),
	MAYBE("confidence", REAL, confidence, NULL),
	MAYBE("margin_us", REAL, margin_us, NULL),
	MAYBE("verdict", TEXT, verdict, read_difference),
	MAYBE("more_needed", UNSIGNED, more_needed, NULL),
	MAYBE("first_faster", UNSIGNED, first_faster, NULL),
	MAYBE("second_faster", UNSIGNED, second_faster, NULL),
	READ(comparison, "questions", UNSIGNED, questions, NULL),
	READ(comparison, "failed", UNSIGNED, failed, NULL),
	WHOLE("classes", OBJECT, read_classes),
	WHOLE("examples", LIST, read_examples),
	WHOLE("causes", OBJECT, read_causes),
	WHOLE("features", OBJECT, read_features),
	READ(comparison, "summary", TEXT, summary, NULL),
};

const struct read_type comparison_read_type =
	READ_TYPE("comparison", FD_RECORD_COMPARISON, fields);
