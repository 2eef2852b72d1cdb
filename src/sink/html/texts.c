/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sink/html/html.h"

/* Ten thousand names that fail alike say the same: their texts stand in the page once. */

static uint32_t hash_of(const char *text, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u; /* FNV-1a */
	}
	return (uint32_t)(hash ^ hash >> 32); /* its low bits depend on few octets */
}

static bool holds(const struct html_texts *texts, const struct html_place *place,
		  const struct html_place *wanted)
{
	return place->hash == wanted->hash && place->length == wanted->length &&
	       memcmp(texts->block.text + place->offset, texts->candidate.text,
		      place->length) == 0;
}

/* Where it is, or where it would be put. */
static struct html_place *find(const struct html_texts *texts, const struct html_place *wanted)
{
	size_t at = wanted->hash & (texts->slots - 1);

	while (texts->places[at].id != 0 && !holds(texts, &texts->places[at], wanted)) {
		at = (at + 1) & (texts->slots - 1);
	}
	return &texts->places[at];
}

static int grow(struct html_texts *texts)
{
	size_t slots = texts->slots == 0 ? 1024 : texts->slots * 2;
	struct html_place *places = calloc(slots, sizeof(*places));

	if (places == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < texts->slots; i++) {
		size_t at = texts->places[i].hash & (slots - 1);
		while (texts->places[i].id != 0 && places[at].id != 0) {
			at = (at + 1) & (slots - 1);
		}
		if (texts->places[i].id != 0) {
			places[at] = texts->places[i];
		}
	}
	free(texts->places);
	texts->places = places;
	texts->slots = slots;
	return 0;
}

int html_texts_add(struct html_texts *texts, const char *text, size_t room, uint32_t *ret_id)
{
	struct html_out *candidate = &texts->candidate;

	*ret_id = 0;
	if (text == NULL || text[0] == '\0') {
		return 0;
	}
	if (texts->count >= texts->slots / 2 && grow(texts) < 0) {
		return -ENOMEM;
	}
	candidate->length = 0;
	html_text(candidate, text);
	if (candidate->error != 0) {
		return candidate->error;
	}
	struct html_place wanted = { .hash = hash_of(candidate->text, candidate->length),
				     .length = (uint32_t)candidate->length };
	struct html_place *place = find(texts, &wanted);
	if (place->id == 0 && texts->block.length + candidate->length > room) {
		texts->left_out++;
		return 0;
	}
	if (place->id == 0) {
		html_puts(&texts->block, texts->count == 0 ? "" : ",");
		wanted.offset = (uint32_t)texts->block.length;
		wanted.id = ++texts->count;
		html_put(&texts->block, candidate->text, candidate->length);
		*place = wanted;
	}
	*ret_id = place->id;
	return texts->block.error;
}

void html_texts_finish(struct html_texts *texts)
{
	html_out_finish(&texts->block);
	html_out_finish(&texts->candidate);
	free(texts->places);
	*texts = (struct html_texts) { 0 };
}
