/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"
#include "inventory/locate.h"

/*
 * The first line of the input is a path (`key/0/key`, numbers being indexes), the rest a text. Whatever it holds, the
 * place found is one in it: a line that exists, a column of that line, or just behind it.
 */
enum {
	STEPS_MAX = 8
};

static size_t read_path(struct locate_step steps[STEPS_MAX], char *line)
{
	size_t count = 0;
	char *rest = NULL;

	for (char *word = strtok_r(line, "/", &rest); word != NULL && count < STEPS_MAX;
	     word = strtok_r(NULL, "/", &rest)) {
		if (*word >= '0' && *word <= '9') {
			steps[count++] =
				(struct locate_step) { .index = (size_t)(*word - '0') };
		} else {
			steps[count++] = (struct locate_step) { .key = word };
		}
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct locate_step steps[STEPS_MAX];
	char line[256];
	const uint8_t *end = memchr(data, '\n', size);

	if (end == NULL || (size_t)(end - data) >= sizeof(line)) {
		return 0;
	}
	size_t length = (size_t)(end - data);
	memcpy(line, data, length);
	line[length] = '\0';
	size_t count = read_path(steps, line);
	const char *text = (const char *)end + 1;
	size_t text_size = size - length - 1;

	for (unsigned at_key = 0; at_key < 2; at_key++) {
		struct location at = locate(text, text_size, steps, count, at_key != 0);
		const char *start = text, *stop = text + text_size;
		for (unsigned number = 1; number < at.line; number++) {
			start = memchr(start, '\n', (size_t)(stop - start));
			assert(start != NULL);
			start++;
		}
		assert(at.line >= 1 && at.column >= 1);
		assert(at.column <= (size_t)(stop - start) + 1);
	}
	return 0;
}
