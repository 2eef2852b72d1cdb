/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <fleetdig/error.h>

#include "core/limits.h"

Test(errors, they_are_kept_in_order)
{
	struct fd_errors errors = { 0 };
	fd_errors_add(&errors, "line %d", 1);
	fd_errors_add(&errors, "line %d", 2);
	cr_assert_eq(errors.count, 2);
	cr_assert_str_eq(errors.messages[0], "line 1");
	cr_assert_str_eq(errors.messages[1], "line 2");
	fd_errors_finish(&errors);
	cr_assert_eq(errors.count, 0);
}

Test(errors, beyond_the_limit_they_are_counted)
{
	struct fd_errors errors = { 0 };
	for (int i = 0; i < FD_ERRORS_MAX + 7; i++) {
		fd_errors_add(&errors, "%d", i);
	}
	cr_assert_eq(errors.count, FD_ERRORS_MAX);
	cr_assert_eq(errors.dropped, 7);
	fd_errors_finish(&errors);
}

static const char *const words[] = { "resolvers", "groups", "zones", "roots",
				     "A",	  "AAAA",   "qps",   NULL };

static const struct {
	const char *word;
	const char *meant;
} rows[] = {
	{ "resolver", "resolvers" }, { "Gruops", "groups" }, { "zone", "zones" },
	{ "AAA", "AAAA" },	     { "qp", "qps" },	     { "something else", NULL },
	{ "xyzzy", NULL },	     { "qsp", "qps" },
};

Test(errors, did_you_mean)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *meant = fd_did_you_mean(rows[i].word, words);
		if (rows[i].meant == NULL) {
			cr_expect_null(meant, "%s: %s", rows[i].word, meant);
		} else {
			cr_expect_not_null(meant, "%s", rows[i].word);
			cr_expect_str_eq(meant, rows[i].meant, "%s: %s", rows[i].word, meant);
		}
	}
}
