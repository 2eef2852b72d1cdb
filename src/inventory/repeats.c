/* SPDX-License-Identifier: MIT */
#include "inventory/repeats.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/json/values.h"
#include "inventory/limits.h"
#include "inventory/scanner.h"

/*
 * One pass over a text that the parser took, so that brackets match and nothing nests deeper than it allows. The keys of the
 * objects that are open lie behind each other.
 */

enum {
	DEPTH_MAX = 2048 + 1, /* jansson's, and one */
};

struct member {
	size_t at;   /* in the JSON text: its opening quote */
	size_t text; /* among the texts: the key, its escapes resolved */
};

struct frame {
	bool object;
	bool before_key;
	size_t members, texts; /* those of the frames around it end here */
	size_t index;	       /* of an array: the element */
};

struct pass {
	struct problems *problems;
	struct scanner scanner;
	struct frame frames[DEPTH_MAX];
	size_t depth;
	struct member *members;
	size_t member_count, member_room;
	char *texts;
	size_t text_length, text_room;
};

/* The items with room for `wanted` of them; NULL without memory, and they stay as they are. */
static void *with_room(void *items, size_t *room, size_t wanted, size_t size)
{
	size_t larger = *room == 0 ? 256 : *room;

	while (larger < wanted) {
		larger *= 2;
	}
	void *grown = larger == *room ? items : realloc(items, larger * size);
	*room = grown == NULL ? *room : larger;
	return grown;
}

static int make_room(struct pass *pass, size_t key_length)
{
	struct member *members = with_room(pass->members, &pass->member_room,
					   pass->member_count + 1, sizeof(*members));
	pass->members = members == NULL ? pass->members : members;
	char *texts =
		with_room(pass->texts, &pass->text_room, pass->text_length + key_length + 1, 1);
	pass->texts = texts == NULL ? pass->texts : texts;
	return members == NULL || texts == NULL ? -ENOMEM : 0;
}

/* The scanner stands at a key, and behind it afterwards. */
static int take_key(struct pass *pass)
{
	const struct scanner *scanner = &pass->scanner;
	size_t at = scanner->at;

	scanner_skip_string(&pass->scanner);
	size_t end = scanner->at - 1; /* the closing quote */
	if (make_room(pass, end - at) < 0) {
		return -ENOMEM;
	}
	pass->members[pass->member_count++] =
		(struct member) { .at = at, .text = pass->text_length };
	for (size_t i = at + 1; i < end;) {
		char octets[4] = { scanner->text[i] };
		size_t step = 1, count = 1;
		if (scanner->text[i] == '\\') {
			count = scanner_escape(scanner->text + i, end - i, octets, &step);
		}
		memcpy(pass->texts + pass->text_length, octets, count);
		pass->text_length += count;
		i += step;
	}
	pass->texts[pass->text_length++] = '\0';
	return 0;
}

/* Steps from the root to a member of the object that is being closed; the first ones, of very many. */
static size_t steps_to(const struct pass *pass, struct locate_step steps[PATH_STEPS_MAX],
		       size_t member)
{
	size_t count = 0;

	for (size_t i = 0; i < pass->depth && count < PATH_STEPS_MAX; i++) {
		const struct frame *frame = &pass->frames[i];
		size_t own = i + 1 < pass->depth ? pass->frames[i + 1].members - 1 : member;
		steps[count++] =
			frame->object ? (struct locate_step) { .key = pass->texts +
								      pass->members[own].text }
				      : (struct locate_step) { .index = frame->index };
	}
	return count;
}

static void tell(void *context, size_t first, size_t again)
{
	struct pass *pass = context;
	struct locate_step steps[PATH_STEPS_MAX];
	size_t count = steps_to(pass, steps, again);

	problem_add_repeat(pass->problems, steps, count, pass->members[again].at);
}

static int close_object(struct pass *pass, const struct frame *frame)
{
	size_t count = pass->member_count - frame->members;
	struct keyed *keys = calloc(count + 1, sizeof(*keys));

	if (keys == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		size_t member = frame->members + i;
		keys[i] = (struct keyed) { .key = pass->texts + pass->members[member].text,
					   .index = member };
	}
	find_twice(keys, count, tell, pass);
	free(keys);
	pass->member_count = frame->members;
	pass->text_length = frame->texts;
	return 0;
}

static int take_token(struct pass *pass)
{
	struct frame *top = pass->depth == 0 ? NULL : &pass->frames[pass->depth - 1];
	char c = scanner_peek(&pass->scanner);
	int r = 0;

	if (c == '"' && top != NULL && top->before_key) {
		top->before_key = false;
		return take_key(pass);
	}
	if ((c == '{' || c == '[') && pass->depth < DEPTH_MAX) {
		pass->frames[pass->depth++] = (struct frame) { .object = c == '{',
							       .before_key = c == '{',
							       .members = pass->member_count,
							       .texts = pass->text_length };
	} else if ((c == '}' || c == ']') && top != NULL) {
		r = top->object ? close_object(pass, top) : 0;
		pass->depth--;
	} else if (c == ',' && top != NULL) {
		top->before_key = top->object;
		top->index++;
	}
	scanner_skip_token(&pass->scanner);
	return r;
}

int find_repeats(struct problems *problems)
{
	struct pass *pass = calloc(1, sizeof(*pass));
	int r = pass == NULL ? -ENOMEM : 0;

	if (r == 0) {
		pass->problems = problems;
		pass->scanner =
			(struct scanner) { .text = problems->text, .size = problems->size };
		scanner_skip_space(&pass->scanner);
	}
	while (r == 0 && pass->scanner.at < pass->scanner.size) {
		r = take_token(pass);
		scanner_skip_space(&pass->scanner);
	}
	if (pass != NULL) {
		free(pass->members);
		free(pass->texts);
	}
	free(pass);
	return r;
}
