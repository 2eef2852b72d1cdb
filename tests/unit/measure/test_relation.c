/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/comparison.h>
#include <fleetdig/endpoint.h>

/* What two answers are to each other: `ALIAS ADDRESS...`, or a status; `!` in front: with an EDE that speaks of blocking. */
static void make(struct fd_sketch *ret_sketch, const char *text)
{
	uint8_t wire[1024];
	struct fd_builder builder;
	struct fd_name name, alias;
	struct fd_message message;
	struct fd_observation observation = { .rcode = 0 };
	char words[128], *at = words;

	snprintf(words, sizeof(words), "%s", text + (text[0] == '!'));
	fd_name_parse(&name, "www.example");
	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR | FD_FLAG_RA);
	fd_builder_question(&builder, &name, FD_TYPE_A, FD_CLASS_IN);
	for (char *word; (word = strsep(&at, " ")) != NULL;) {
		struct fd_endpoint endpoint;
		if (strcmp(word, "NXDOMAIN") == 0 || strcmp(word, "SERVFAIL") == 0 ||
		    strcmp(word, "REFUSED") == 0) {
			uint16_t rcode = 0;
			fd_rcode_parse(&rcode, word);
			wire[3] = (uint8_t)((wire[3] & 0xf0) | rcode);
		} else if (fd_endpoint_parse(&endpoint, word, 53) == 0) {
			fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_A, 60,
					  endpoint.address, 4);
		} else if (strcmp(word, "NODATA") != 0 && strcmp(word, "TIMEOUT") != 0) {
			fd_name_parse(&alias, word);
			fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_CNAME, 60,
					  alias.wire, alias.length);
			name = alias;
		}
	}
	struct fd_outcome outcome = { .ending = strcmp(text, "TIMEOUT") == 0 ? FD_TIMED_OUT
									     : FD_ANSWERED,
				      .reply = wire,
				      .reply_length = (uint16_t)fd_builder_finish(&builder) };
	fd_observe(&observation, &message, &outcome, FD_TYPE_A);
	if (text[0] == '!') {
		observation.ede[observation.ede_count++] = 15;
	}
	fd_sketch(ret_sketch, &observation, FD_TYPE_A);
}

Test(relation, of_two_answers)
{
	static const struct {
		const char *first, *second;
		enum fd_relation relation;
		bool second_rewrites;
	} rows[] = {
		{ "198.18.0.1", "198.18.0.1", FD_RELATION_SAME, false },
		{ "198.18.0.1 198.18.9.2", "198.18.9.2 198.18.0.1", FD_RELATION_SAME, false },
		{ "198.18.0.1", "198.18.9.2 198.18.0.1", FD_RELATION_SUBSET, false },
		{ "198.18.0.1", "198.18.7.7", FD_RELATION_CDN, false },
		{ "198.18.0.1 198.19.0.1", "198.18.0.1 203.0.113.1", FD_RELATION_CDN, false },
		{ "edge.cdn 198.18.0.1", "edge.cdn 203.0.113.1", FD_RELATION_CDN, false },
		{ "198.18.0.1", "203.0.113.1", FD_RELATION_DIFFERENT, false },
		{ "198.18.0.1", "NODATA", FD_RELATION_DIFFERENT, false },
		{ "198.18.0.1", "0.0.0.0", FD_RELATION_FILTERED, false },
		{ "198.18.0.1", "127.0.0.1", FD_RELATION_FILTERED, false },
		{ "198.18.0.1", "!NXDOMAIN", FD_RELATION_FILTERED, false },
		{ "198.18.0.1", "REFUSED", FD_RELATION_FILTERED, false },
		{ "198.18.0.1", "NXDOMAIN", FD_RELATION_ABSENT, false },
		{ "NXDOMAIN", "198.18.0.1", FD_RELATION_REWRITTEN, true },
		{ "NXDOMAIN", "198.18.0.1", FD_RELATION_ABSENT, false },
		{ "NXDOMAIN", "NXDOMAIN", FD_RELATION_SAME, false },
		{ "NXDOMAIN", "NODATA", FD_RELATION_DIFFERENT, false },
		{ "198.18.0.1", "TIMEOUT", FD_RELATION_FAILED, false },
		{ "SERVFAIL", "198.18.0.1", FD_RELATION_FAILED, false },
		{ "SERVFAIL", "TIMEOUT", FD_RELATION_BOTH_FAILED, false },
		{ "REFUSED", "SERVFAIL", FD_RELATION_BOTH_FAILED, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_sketch first, second;
		make(&first, rows[i].first);
		make(&second, rows[i].second);
		enum fd_relation got =
			fd_relate(&first, &second, false, rows[i].second_rewrites);
		cr_expect_eq(got, rows[i].relation, "%s and %s: %s, not %s", rows[i].first,
			     rows[i].second, fd_relation_text(rows[i].relation),
			     fd_relation_text(got));
		/* It is the same the other way round. */
		got = fd_relate(&second, &first, rows[i].second_rewrites, false);
		cr_expect_eq(got, rows[i].relation, "%s and %s turned round", rows[i].first,
			     rows[i].second);
	}
}
