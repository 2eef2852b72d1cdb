/* SPDX-License-Identifier: MIT */
#include "cli/sentence.h"

#include <stdarg.h>

#include "core/text.h"

struct sentence sentence_in(char *text, size_t size)
{
	text[0] = '\0';
	return (struct sentence) { .text = text, .size = size };
}

void sentence_add(struct sentence *sentence, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	sentence->length = text_append(sentence->text, sentence->size, sentence->length, format,
				       arguments);
	va_end(arguments);
}
