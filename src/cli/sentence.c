/* SPDX-License-Identifier: MIT */
#include "cli/sentence.h"

#include <stdarg.h>
#include <stdio.h>

struct sentence sentence_in(char *text, size_t size)
{
	text[0] = '\0';
	return (struct sentence) { .text = text, .size = size };
}

void sentence_add(struct sentence *sentence, const char *format, ...)
{
	size_t room = sentence->size - sentence->length;
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(sentence->text + sentence->length, room, format, arguments);
	va_end(arguments);
	if (length > 0) {
		sentence->length += (size_t)length < room ? (size_t)length : room - 1;
	}
}
