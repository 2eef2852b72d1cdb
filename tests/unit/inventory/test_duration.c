/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include <fleetdig/inventory.h>

#include "support.h"

static const struct {
	const char *text;
	int64_t ns; /* -1: none */
} rows[] = {
	{ "2s", 2000000000 },
	{ "300ms", 300000000 },
	{ "1.5s", 1500000000 },
	{ "2m", INT64_C(120000000000) },
	{ "1h", INT64_C(3600000000000) },
	{ "50us", 50000 },
	{ "0s", 0 },
	{ "0.000001s", 1000 },
	{ "0.1us", 100 },
	{ "1.000000000000000000000001s", 1000000000 },
	{ "0.999999h", INT64_C(3599996400000) },
	{ "2562047h", INT64_C(9223369200000000000) },
	{ "2562048h", -1 },
	{ "9223372036854775808us", -1 },
	{ "99999999999999999999999999s", -1 },
	{ "", -1 },
	{ "2", -1 },
	{ "s", -1 },
	{ ".5s", -1 },
	{ "1.s", -1 },
	{ "1..5s", -1 },
	{ "-1s", -1 },
	{ "+1s", -1 },
	{ " 1s", -1 },
	{ "1 s", -1 },
	{ "1s ", -1 },
	{ "1S", -1 },
	{ "1sec", -1 },
	{ "1ns", -1 },
	{ "1d", -1 },
	{ "1e3s", -1 },
	{ "0x1s", -1 },
};

Test(duration, needs_a_number_and_a_unit)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ns = 42;
		int r = fd_duration_parse(&ns, at_page_end(rows[i].text));
		cr_expect_eq(r, rows[i].ns < 0 ? -EINVAL : 0, "\"%s\" gives %d", rows[i].text,
			     r);
		cr_expect_eq(ns, rows[i].ns < 0 ? 42 : rows[i].ns, "\"%s\" is %lld ns",
			     rows[i].text, (long long)ns);
	}
}
