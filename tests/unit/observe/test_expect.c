/* SPDX-License-Identifier: MIT */
#include <fleetdig/expect.h>

#include "replies.h"

static char first[] = "192.0.2.1", second[] = "192.0.2.2", ninth[] = "192.0.2.9";
static char elsewhere[] = "198.51.100.0/24", four[] = "192.0.2.0/30", two[] = "192.0.2.0/31";
static char exchange[] = "10 MX.example";
static char *one[] = { first };
static char *both[] = { first, second };
static char sixth[] = "2001:db8::1";
static char *dual[] = { first, second, sixth }, *lacking[] = { first, second, ninth, sixth };
static char *other[] = { ninth };
static char *wide[] = { elsewhere, four };
static char *narrow[] = { two };
static char *mail[] = { exchange };

/* The reply of the rows: www.example is an alias of edge.example with the addresses .1 and .2, TTL 60, after 5 ms. */
static const struct {
	const char *what;
	struct fd_expect expect;
	bool met;
	const char *why;
} rows[] = {
	{ "nothing stated", { .rcode = -1 }, true, "" },
	{ "rcode", { .rcode = FD_NOERROR }, true, "" },
	{ "other rcode",
	  { .rcode = FD_NXDOMAIN },
	  false,
	  "rcode: expected NXDOMAIN, got NOERROR" },
	{ "exact set", { .rcode = -1, .answers = both, .answer_count = 2 }, true, "" },
	{ "exact, of its family",
	  { .rcode = -1, .answers = dual, .answer_count = 3 },
	  true,
	  "" },
	{ "exact, one of its family is missing",
	  { .rcode = -1, .answers = lacking, .answer_count = 4 },
	  false,
	  "answers: expected 192.0.2.9 too, which is missing" },
	{ "exact, one too many came",
	  { .rcode = -1, .answers = one, .answer_count = 1 },
	  false,
	  "answers: expected 192.0.2.1, got 192.0.2.2" },
	{ "subset",
	  { .rcode = -1, .answers = one, .answer_count = 1, .match = FD_EXPECT_SUBSET },
	  false,
	  "answers: expected 192.0.2.1, got 192.0.2.2" },
	{ "any",
	  { .rcode = -1, .answers = one, .answer_count = 1, .match = FD_EXPECT_ANY },
	  true,
	  "" },
	{ "any, none of them",
	  { .rcode = -1, .answers = other, .answer_count = 1, .match = FD_EXPECT_ANY },
	  false,
	  "answers: expected 192.0.2.9, got 192.0.2.2" },
	{ "networks", { .rcode = -1, .cidrs = wide, .cidr_count = 2 }, true, "" },
	{ "network too narrow",
	  { .rcode = -1, .cidrs = narrow, .cidr_count = 1 },
	  false,
	  "cidr: expected an address in 192.0.2.0/31, got 192.0.2.2" },
	{ "fast enough", { .rcode = -1, .max_ms = 5 }, true, "" },
	{ "too slow",
	  { .rcode = -1, .max_ms = 4 },
	  false,
	  "max_ms: took 5 ms, expected at most 4" },
	{ "TTL long enough", { .rcode = -1, .min_ttl = 60 }, true, "" },
	{ "TTL too short",
	  { .rcode = -1, .min_ttl = 61 },
	  false,
	  "min_ttl: TTL is 60, expected at least 61" },
};

Test(expect, rows)
{
	struct made made;
	char why[FD_EXPECT_WHY_MAX];

	start(&made, 0, "www.example", FD_TYPE_A);
	add_cname(&made, "www.example", "edge.example");
	add_a(&made, "edge.example", 60, 2);
	add_a(&made, "edge.example", 60, 1);
	observe(&made, FD_TYPE_A);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool met = fd_expect_met(&rows[i].expect, &made.observation, FD_TYPE_A, why);
		cr_expect_eq(met, rows[i].met, "%s: %s", rows[i].what, why);
		cr_expect_str_eq(why, rows[i].why, "%s: %s", rows[i].what, why);
	}
}

Test(expect, an_alias)
{
	struct made made;
	char why[FD_EXPECT_WHY_MAX];
	struct fd_expect right = { .rcode = -1,
				   .has_cname = true,
				   .cname = name_of("EDGE.example.") };
	struct fd_expect wrong = { .rcode = -1,
				   .has_cname = true,
				   .cname = name_of("edge2.example") };

	start(&made, 0, "www.example", FD_TYPE_A);
	add_cname(&made, "www.example", "edge.example");
	observe(&made, FD_TYPE_A);
	cr_assert(fd_expect_met(&right, &made.observation, FD_TYPE_A, why));
	cr_assert_not(fd_expect_met(&wrong, &made.observation, FD_TYPE_A, why));
	cr_assert_str_eq(why, "cname: expected edge2.example, got edge.example");
}

/* A name without addresses is in no network, and none of the answers. */
Test(expect, no_data_is_not_what_was_expected)
{
	struct made made;
	char why[FD_EXPECT_WHY_MAX];
	struct fd_expect networks = { .rcode = -1, .cidrs = narrow, .cidr_count = 1 };
	struct fd_expect answers = { .rcode = -1, .answers = one, .answer_count = 1 };

	start(&made, 0, "www.example", FD_TYPE_A);
	observe(&made, FD_TYPE_A);
	cr_expect_not(fd_expect_met(&networks, &made.observation, FD_TYPE_A, why));
	cr_expect_str_eq(why, "cidr: expected an address in 192.0.2.0/31, got none");
	cr_expect_not(fd_expect_met(&answers, &made.observation, FD_TYPE_A, why));
	cr_expect_str_eq(why, "answers: expected 192.0.2.1, got none");
}

Test(expect, names_in_answers_may_end_in_a_dot_or_not)
{
	static const uint8_t rdata[] = { 0,   10,  2,	'm', 'x', 7,   'e',
					 'x', 'a', 'm', 'p', 'l', 'e', 0 };
	struct fd_expect expect = { .rcode = -1, .answers = mail, .answer_count = 1 };
	struct made made;
	char why[FD_EXPECT_WHY_MAX];

	start(&made, 0, "example", FD_TYPE_MX);
	add(&made, FD_SECTION_ANSWER, "example", FD_TYPE_MX, 60, rdata, sizeof(rdata));
	observe(&made, FD_TYPE_MX);
	cr_assert(fd_expect_met(&expect, &made.observation, FD_TYPE_MX, why), "%s", why);
}

Test(expect, silence_meets_nothing)
{
	struct fd_observation observation = { .status = FD_STATUS_TIMEOUT, .rcode = -1 };
	struct fd_expect any = { .rcode = -1 }, nxdomain = { .rcode = FD_NXDOMAIN };
	char why[FD_EXPECT_WHY_MAX];
	cr_assert_not(fd_expect_met(&any, &observation, FD_TYPE_A, why));
	cr_assert_str_eq(why, "rcode: expected an answer, got TIMEOUT");
	cr_assert_not(fd_expect_met(&nxdomain, &observation, FD_TYPE_A, why));
	cr_assert_str_eq(why, "rcode: expected NXDOMAIN, got TIMEOUT");
}
