/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/locate.h"
#include "support.h"

#define KEY(name)           \
	{                   \
		.key = name \
	}
#define AT(number)              \
	{                       \
		.index = number \
	}

static const struct {
	const char *text;
	struct locate_step steps[4];
	size_t count;
	bool at_key;
	unsigned line;
	unsigned column;
} rows[] = {
	{ "{}", { { 0 } }, 0, false, 1, 1 },
	{ "\n  {}", { { 0 } }, 0, false, 2, 3 },
	{ "{\"a\": 1}", { KEY("a") }, 1, false, 1, 7 },
	{ "{\"a\": 1}", { KEY("a") }, 1, true, 1, 2 },
	{ "{\n\t\"a\" :\n 1 }", { KEY("a") }, 1, false, 3, 2 },
	{ "{\"a\": 1, \"b\": {\"c\": [5, 6 , [7]]}}",
	  { KEY("b"), KEY("c"), AT(2), AT(0) },
	  4,
	  false,
	  1,
	  30 },
	{ "[[[]],{\"a\":[]}, 3]", { AT(2) }, 1, false, 1, 17 },
	{ "{\"x\": {\"a\": 1}, \"a\": 2}", { KEY("a") }, 1, false, 1, 22 },
	{ "{\"x\": \"\\\"a\\\": 9\", \"a\": 2}", { KEY("a") }, 1, false, 1, 24 },
	{ "{\"x\": \"}]\", \"a\": 2}", { KEY("a") }, 1, false, 1, 18 },
	/* Columns count characters, not octets. */
	{ "{\"ü\": \"日本\", \"a\": 2}", { KEY("a") }, 1, false, 1, 18 },
	/* Keys may be escaped. */
	{ "{\"\\u0061\\u00fc\\ud83d\\ude00\\/\": 2}", { KEY("aü😀/") }, 1, false, 1, 32 },
	{ "{\"a\\n\": 2}", { KEY("a\n") }, 1, true, 1, 2 },
	{ "{\"a\\u0000b\": 1, \"a\": 2}", { KEY("a") }, 1, false, 1, 22 },
	{ "{\"ab\": 1, \"a\": 2}", { KEY("a") }, 1, false, 1, 16 },
	{ "{\"\": 1}", { KEY("") }, 1, false, 1, 6 },
	/* A path into nothing ends where it still led: the object that misses the key. */
	{ "{\"a\": {\"b\": 1}}", { KEY("a"), KEY("c") }, 2, false, 1, 7 },
	{ "{\"a\": [1]}", { KEY("a"), AT(1) }, 2, false, 1, 7 },
	{ "{\"a\": []}", { KEY("a"), AT(0) }, 2, false, 1, 7 },
	{ "{\"a\": 5}", { KEY("a"), KEY("b") }, 2, false, 1, 7 },
};

Test(locate, rows)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = at_page_end(rows[i].text);
		/* Without the NUL: the size alone must hold. */
		size_t size = strlen(text);
		memmove(text + 1, text, size);
		struct location at =
			locate(text + 1, size, rows[i].steps, rows[i].count, rows[i].at_key);
		cr_expect(at.line == rows[i].line && at.column == rows[i].column,
			  "row %zu (%s): %u:%u, not %u:%u", i, rows[i].text, at.line, at.column,
			  rows[i].line, rows[i].column);
	}
}

/* Anything at all, cut anywhere, against the guard page: it ends, inside of the text. */
Test(locate, any_octets)
{
	static const char seed[] =
		"{\"a\": [1, {\"b\\u00fc\": \"c\\\"]}\", \"d\": [[], {}]}], \"a\\\\\": 2}";
	static const char alphabet[] = "{}[]\",:\\u0ab \n\xc3\xff";
	static const struct locate_step steps[] = { KEY("a"), AT(1), KEY("d"), AT(1) };
	unsigned random = 12345;

	for (unsigned round = 0; round < 20000; round++) {
		char text[sizeof(seed)];
		memcpy(text, seed, sizeof(seed));
		size_t size = sizeof(seed) - 1;
		for (unsigned change = 0; change < round % 7; change++) {
			random = random * 1103515245 + 12345;
			text[(random >> 8) % size] =
				alphabet[(random >> 20) % (sizeof(alphabet) - 1)];
		}
		size -= round % (sizeof(seed) - 1);
		char *copy = malloc(size + 1); /* the sanitizer guards both ends */
		memcpy(copy, text, size);
		copy = realloc(copy, size > 0 ? size : 1);
		struct location at = locate(copy, size, steps, 4, round % 2 == 0);
		cr_assert(at.line >= 1 && at.column >= 1 && at.column <= size + 1);
		free(copy);
	}
}

Test(locate, depth_costs_nothing)
{
	size_t depth = 1000000;
	char *text = malloc(depth * 2 + 16);
	size_t used = 0;

	used += (size_t)sprintf(text, "{\"x\":");
	memset(text + used, '[', depth);
	memset(text + used + depth, ']', depth);
	used += depth * 2;
	used += (size_t)sprintf(text + used, ",\"a\":1}");
	struct locate_step step = KEY("a");
	struct location at = locate(text, used, &step, 1, false);
	cr_expect_eq(at.column, used - 1);
	free(text);
}
