/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runs.h"
#include "sink/html/html.h"

static struct fixture fixture;

static void prepare(void)
{
	fixture_init(&fixture);
}

TestSuite(html, .init = prepare);

/* ---- octets -------------------------------------------------------------------------------------- */

Test(html, text_is_json_that_html_sees_nothing_in)
{
	static const struct {
		const char *text, *json;
	} rows[] = {
		{ "plain", "\"plain\"" },
		{ "</script>", "\"\\u003c/script\\u003e\"" },
		{ "<!-- &amp;", "\"\\u003c!-- \\u0026amp;\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\x1b[2J", "\"\\u001b[2J\"" },
		{ "\xe2\x80\xae", "\"\\u202e\"" },
		{ "\xff", "\"\\ufffd\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct html_out out = { 0 };
		html_text(&out, rows[i].text);
		html_put(&out, "", 1);
		cr_expect_str_eq(out.text, rows[i].json);
		html_out_finish(&out);
	}
}

Test(html, base64_is_that_of_rfc_4648)
{
	static const char *const rows[][2] = { { "", "" },
					       { "f", "Zg==" },
					       { "fo", "Zm8=" },
					       { "foo", "Zm9v" },
					       { "foob", "Zm9vYg==" },
					       { "fooba", "Zm9vYmE=" },
					       { "foobar", "Zm9vYmFy" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct html_out out = { 0 };
		html_base64(&out, (const uint8_t *)rows[i][0], strlen(rows[i][0]));
		html_put(&out, "", 1);
		cr_expect_str_eq(out.text, rows[i][1]);
		html_out_finish(&out);
	}
}

/* ---- texts --------------------------------------------------------------------------------------- */

static uint32_t id_of(struct html_texts *texts, const char *text, size_t room)
{
	uint32_t id = UINT32_MAX;

	cr_assert_eq(html_texts_add(texts, text, room, &id), 0);
	return id;
}

Test(html, a_text_is_kept_once)
{
	struct html_texts texts = { 0 };
	char text[32];

	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 5000; i++) {
			snprintf(text, sizeof(text), "text <%u>", i);
			cr_assert_eq(id_of(&texts, text, SIZE_MAX), i + 1, "%s", text);
		}
	}
	cr_expect_eq(id_of(&texts, "", SIZE_MAX), 0);
	cr_expect_eq(id_of(&texts, NULL, SIZE_MAX), 0);
	cr_expect_eq(texts.count, 5000);
	html_texts_finish(&texts);
}

Test(html, texts_beyond_the_room_are_counted)
{
	struct html_texts texts = { 0 };

	cr_expect_eq(id_of(&texts, "ten octets", 12), 1);
	cr_expect_eq(id_of(&texts, "one more", 12), 0);
	cr_expect_eq(id_of(&texts, "ten octets", 12), 1, "what is there is found");
	cr_expect_eq(id_of(&texts, "one more", 100), 2);
	cr_expect_eq(texts.left_out, 1);
	html_texts_finish(&texts);
}

/* ---- the timeline ---------------------------------------------------------------------------------- */

Test(html, a_timeline_gets_coarser_and_loses_nothing)
{
	struct html_timeline timeline = { 0 };
	uint64_t sum = 0;

	cr_assert_eq(html_timeline_init(&timeline, 3), 0);
	for (int64_t i = 0; i < 10000; i++) {
		int64_t us = i * i * 7;
		uint32_t at = html_timeline_at(&timeline, 3, us);
		cr_assert_lt(at, HTML_STRETCHES);
		cr_assert_eq((int64_t)at, us / timeline.width_us);
		timeline.moments[at * 3 + 2].answered++;
	}
	for (size_t i = 0; i < HTML_STRETCHES; i++) {
		sum += timeline.moments[i * 3 + 2].answered;
	}
	cr_expect_eq(sum, 10000);
	cr_expect_eq(html_timeline_at(&timeline, 3, -5), 0, "a clock that was set back");
	html_timeline_finish(&timeline);
}

/* ---- whole pages ----------------------------------------------------------------------------------- */

static char *page_of(void (*write)(struct fd_sink *, struct fixture *))
{
	char path[] = "/tmp/fleetdig-html-XXXXXX";
	struct fd_sink *sink = NULL;
	size_t size = 0;
	char *page = NULL;

	close(mkstemp(path));
	cr_assert_eq(fd_sink_open(&sink, "html", path,
				  (struct fd_sink_config) { .inventory = &fixture.inventory }),
		     0);
	write(sink, &fixture);
	cr_assert_eq(fd_sink_close(sink), 0);
	FILE *file = fopen(path, "re");
	cr_assert(getdelim(&page, &size, '\0', file) > 0);
	fclose(file);
	unlink(path);
	return page;
}

static json_t *block_of(const char *page, const char *id)
{
	char start[64];
	json_error_t error;

	snprintf(start, sizeof(start), "<script type=\"application/json\" id=\"data-%s\">", id);
	const char *at = strstr(page, start);
	cr_assert_not_null(at, "%s", id);
	at += strlen(start);
	json_t *value =
		json_loadb(at, (size_t)(strstr(at, "</script>") - at), JSON_DECODE_ANY, &error);
	cr_assert_not_null(value, "%s: %s at %d", id, error.text, error.position);
	return value;
}

Test(html, every_block_is_json_and_rows_agree)
{
	static const char *const ids[] = { "words",  "groups", "run",	    "summary", "host",
					   "limits", "others", "resolvers", "timeline" };
	char *page = page_of(run_broken);

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		json_decref(block_of(page, ids[i]));
	}
	json_t *names = block_of(page, "names"), *places = block_of(page, "places");
	json_t *texts = block_of(page, "texts"), *verdicts = block_of(page, "verdicts");
	cr_expect_eq(json_array_size(names), fixture.inventory.question_count);
	cr_expect_eq(json_array_size(json_object_get(places, "types")), json_array_size(names));
	cr_expect_eq(json_array_size(json_object_get(places, "groups")),
		     json_array_size(names));
	cr_expect_gt(json_array_size(verdicts), 5);
	for (size_t i = 0; i < json_array_size(verdicts); i++) {
		json_t *verdict = json_array_get(verdicts, i);
		cr_expect_eq(json_array_size(verdict), 11);
		cr_expect_leq((size_t)json_integer_value(json_array_get(verdict, 6)),
			      json_array_size(texts));
	}
	json_decref(names);
	json_decref(places);
	json_decref(texts);
	json_decref(verdicts);
	free(page);
}

static void write_nothing(struct fd_sink *sink, struct fixture *of)
{
	struct fd_run_record run = { .engine = "sim",
				     .questions = of->inventory.question_count };

	cr_assert_eq(
		fd_sink_write(sink, &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run }),
		0);
}

static void write_summary(struct fd_sink *sink)
{
	struct fd_summary_record summary = { .complete = false };

	cr_assert_eq(fd_sink_write(sink, &(struct fd_record) { .kind = FD_RECORD_SUMMARY,
							       .summary = &summary }),
		     0);
}

static void write_no_results(struct fd_sink *sink, struct fixture *of)
{
	write_nothing(sink, of);
	write_summary(sink);
}

Test(html, a_run_that_ended_at_once_is_a_page_too)
{
	char *page = page_of(write_no_results);
	json_t *summary = block_of(page, "summary"), *verdicts = block_of(page, "verdicts");

	cr_expect(json_is_false(json_object_get(summary, "complete")));
	cr_expect_eq(json_array_size(verdicts), 0);
	json_decref(summary);
	json_decref(verdicts);
	free(page);
}

Test(html, half_a_run_is_no_page)
{
	char path[] = "/tmp/fleetdig-html-XXXXXX", left[16] = "";
	struct fd_sink *sink = NULL;
	int fd = mkstemp(path);

	cr_assert_eq(write(fd, "older page", 10), 10);
	cr_assert_eq(fchmod(fd, 0640), 0);
	for (int whole = 0; whole < 2; whole++) {
		struct stat status;
		cr_assert_eq(fd_sink_open(&sink, "html", path,
					  (struct fd_sink_config) {
						  .inventory = &fixture.inventory }),
			     0);
		write_nothing(sink, &fixture);
		if (whole) {
			write_summary(sink);
		}
		cr_assert_eq(fd_sink_close(sink), 0);
		cr_assert_eq(stat(path, &status), 0);
		cr_expect_eq(status.st_mode & 0777, 0640, "it is for whom the older one was");
		cr_expect_eq(status.st_size == 10, whole == 0);
	}
	cr_expect_eq(pread(fd, left, sizeof(left), 0), 10,
		     "the older one was not written over");
	close(fd);
	unlink(path);
}

/* More cells than a page holds: names that are fine are left out, the others are not. */
static void write_very_many(struct fd_sink *sink, struct fixture *of)
{
	struct fd_observation fine = { .status = FD_NOERROR, .rcode = 0 };
	struct fd_observation bad = { .status = FD_SERVFAIL, .rcode = FD_SERVFAIL };

	write_nothing(sink, of);
	for (uint32_t i = 0; i < 1000; i++) {
		bool anomaly = i % 100 == 0;
		struct fd_result_record result = {
			.question = i * 3000,
			.observation = anomaly ? &bad : &fine,
			.anomaly = anomaly,
		};
		cr_assert_eq(fd_sink_write(sink, &(struct fd_record) { .kind = FD_RECORD_RESULT,
								       .result = &result }),
			     0);
	}
	write_summary(sink);
}

Test(html, of_very_many_names_the_anomalies_are_kept)
{
	size_t resolvers = fixture.inventory.resolver_count;
	size_t count = 3 * 1000 * 1000 > HTML_CELLS_MAX / resolvers
			       ? 3 * 1000 * 1000
			       : HTML_CELLS_MAX / resolvers + 1000;
	struct fd_question *questions = fixture.inventory.questions;
	size_t question_count = fixture.inventory.question_count;

	fixture.inventory.questions = calloc(count, sizeof(*questions));
	fixture.inventory.question_count = count;
	fixture.inventory.names_size = 1; /* all of them the root */
	for (size_t i = 0; i < count; i++) {
		fixture.inventory.questions[i].name_length = 1;
	}
	char *page = page_of(write_very_many);
	json_t *limits = block_of(page, "limits"), *names = block_of(page, "names");
	cr_expect(json_is_true(json_object_get(limits, "anomalies_only")));
	cr_expect_eq(json_array_size(names), 10);
	json_decref(limits);
	json_decref(names);
	free(page);
	free(fixture.inventory.questions);
	fixture.inventory.questions = questions;
	fixture.inventory.question_count = question_count;
}
