/* SPDX-License-Identifier: MIT */
#include "sink/words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

enum style words_style(enum fd_severity severity)
{
	static const enum style styles[] = {
		[FD_OK] = STYLE_OK,
		[FD_INFO] = STYLE_NEGATIVE,
		[FD_NEGATIVE] = STYLE_NEGATIVE,
		[FD_DEGRADED] = STYLE_DEGRADED,
		[FD_FAILURE] = STYLE_FAILURE,
	};

	return styles[severity];
}

void words_count(char text[WORDS_MAX], uint64_t count, const char *noun)
{
	text_grouped(text, count);
	size_t length = strlen(text);
	snprintf(text + length, WORDS_MAX - length, " %s%s", noun, count == 1 ? "" : "s");
}

/* In whole numbers: the decimal point must not depend on a locale. */
void words_duration(char text[WORDS_MAX], uint64_t us)
{
	if (us < 1000) {
		snprintf(text, WORDS_MAX, "0.%02" PRIu64 " ms", us / 10);
	} else if (us < 10000) {
		snprintf(text, WORDS_MAX, "%" PRIu64 ".%" PRIu64 " ms", us / 1000,
			 us / 100 % 10);
	} else if (us < 1000000) {
		snprintf(text, WORDS_MAX, "%" PRIu64 " ms", us / 1000);
	} else {
		snprintf(text, WORDS_MAX, "%" PRIu64 ".%" PRIu64 " s", us / 1000000,
			 us / 100000 % 10);
	}
}

void words_share(char text[WORDS_MAX], uint64_t part, uint64_t whole)
{
	if (whole == 0) {
		snprintf(text, WORDS_MAX, "-");
		return;
	}
	uint64_t mille = (uint64_t)((double)part * 1000 / (double)whole + 0.5);
	if (part == 0 || mille >= 100) {
		snprintf(text, WORDS_MAX, "%" PRIu64 " %%", (mille + 5) / 10);
	} else if (mille == 0) {
		snprintf(text, WORDS_MAX, "<0.1 %%");
	} else {
		snprintf(text, WORDS_MAX, "%" PRIu64 ".%" PRIu64 " %%", mille / 10, mille % 10);
	}
}

void words_add(struct words *words, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	words->length =
		text_append(words->text, sizeof(words->text), words->length, format, arguments);
	va_end(arguments);
}

void words_item(struct words *words, const char *separator, const char *item)
{
	words_add(words, "%s%s", words->length > 0 ? separator : "", item);
}
