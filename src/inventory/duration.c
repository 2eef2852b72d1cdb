/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <fleetdig/inventory.h>

static const struct {
	const char *name;
	int64_t ns;
} units[] = {
	{ "us", 1000 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "m", INT64_C(60) * 1000000000 },
	{ "h", INT64_C(3600) * 1000000000 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int64_t unit_ns(const char *text)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text, units[i].name) == 0) {
			return units[i].ns;
		}
	}
	return 0;
}

int fd_duration_parse(int64_t *ret_ns, const char *text)
{
	int64_t whole = 0, fraction = 0, scale = 1, ns;
	const char *at = text;

	if (!is_digit(*at)) {
		return -EINVAL;
	}
	for (; is_digit(*at); at++) {
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, *at - '0', &whole)) {
			return -EINVAL;
		}
	}
	if (*at == '.') {
		if (!is_digit(*++at)) {
			return -EINVAL;
		}
		/* A millionth of the unit is finer than any timer here; fraction x unit stays in 63 bits. */
		for (; is_digit(*at); at++) {
			if (scale < 1000000) {
				fraction = fraction * 10 + (*at - '0');
				scale *= 10;
			}
		}
	}
	int64_t unit = unit_ns(at);
	if (unit == 0 || __builtin_mul_overflow(whole, unit, &ns) ||
	    __builtin_add_overflow(ns, fraction * unit / scale, &ns)) {
		return -EINVAL;
	}
	*ret_ns = ns;
	return 0;
}
