/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/knowledge.h>

#include "knowledge/limits.h"

/* What people call things that have another name here. */
static const struct alias {
	const char *word;
	const char *means;
} aliases[] = {
	{ "lame", "authlame" },		  { "lamedelegation", "authlame" },
	{ "bogus", "dnssecbogus" },	  { "servestale", "ede3" },
	{ "timedout", "timeout" },	  { "captiveportal", "resolvercaptiveportal" },
	{ "splitbrain", "splithorizon" }, { "notimpl", "notimp" },
	{ "expect", "expectationunmet" },			      /* as --fail-on has it */
	{ "quarantine", "notasked" },	  { "deadline", "notasked" }, /* reasons of records */
	{ "interrupted", "notasked" },
};

#define RCODE(code, word, ...)	  word,
#define STATUS(status, word, ...) word,
#define EDE(code, title, ...)	  title,
#define CAUSE(identifier, ...)	  #identifier,
#define NOTE(identifier, ...)	  #identifier,
#define TERM(word, ...)		  #word,

static const char *const words[] = {
#include "knowledge/all.inc"
	NULL,
};

const char *const *fd_topic_words(void)
{
	return words;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Lower-case letters and digits only: `EDE: 22`, `ede22`, `auth-timeout` and `AUTH_TIMEOUT` lose their differences. */
static void fold(char folded[WORD_MAX], const char *text)
{
	size_t length = 0;

	for (; *text != '\0' && length < WORD_MAX - 1; text++) {
		char c = *text;
		if (c >= 'A' && c <= 'Z') {
			c = (char)(c - 'A' + 'a');
		}
		if ((c >= 'a' && c <= 'z') || is_digit(c)) {
			folded[length++] = c;
		}
	}
	folded[length] = '\0';
}

static bool same_folded(const char *text, const char *folded)
{
	char other[WORD_MAX];

	fold(other, text);
	return strcmp(other, folded) == 0;
}

/* `2`, `rcode2`, `ede2`: which numbers are meant; -1 when the word is no number. */
struct wanted {
	bool rcode, ede;
	int number;
};

static struct wanted read_number(const char *folded)
{
	struct wanted wanted = { .rcode = true, .ede = true, .number = -1 };
	const char *digits = folded;
	char *end;

	if (strncmp(folded, "rcode", 5) == 0) {
		wanted.ede = false;
		digits += 5;
	} else if (strncmp(folded, "ede", 3) == 0) {
		wanted.rcode = false;
		digits += 3;
	}
	if (!is_digit(*digits) || strlen(digits) > 5) {
		return wanted;
	}
	long number = strtol(digits, &end, 10);
	if (*end == '\0') {
		wanted.number = (int)number;
	}
	return wanted;
}

/* All codes for private use have one topic. */
static int ede_of(int number)
{
	return number >= EDE_PRIVATE && number <= UINT16_MAX ? (int)EDE_PRIVATE : number;
}

static bool has_number(const struct fd_topic *topic, const char *folded)
{
	struct wanted wanted = read_number(folded);

	return (topic->kind == FD_TOPIC_RCODE && wanted.rcode &&
		topic->number == wanted.number) ||
	       (topic->kind == FD_TOPIC_EDE && wanted.ede &&
		topic->number == ede_of(wanted.number));
}

static bool has_word(const struct fd_topic *topic, const char *folded)
{
	return topic->kind != FD_TOPIC_EDE && same_folded(topic->word, folded);
}

static bool has_title(const struct fd_topic *topic, const char *folded)
{
	return same_folded(topic->title, folded);
}

static size_t gather(bool (*matches)(const struct fd_topic *, const char *), const char *folded,
		     const struct fd_topic *ret_topics[], size_t capacity)
{
	size_t topic_count, found = 0;
	const struct fd_topic *topics = fd_topics(&topic_count);

	for (size_t i = 0; i < topic_count; i++) {
		if (!matches(&topics[i], folded)) {
			continue;
		}
		if (found < capacity) {
			ret_topics[found] = &topics[i];
		}
		found++;
	}
	return found;
}

/* Numbers first, then identifiers, then titles: the first kind that finds anything is what was meant. */
static size_t look_up(const char *folded, const struct fd_topic *ret_topics[], size_t capacity)
{
	size_t found = gather(has_number, folded, ret_topics, capacity);

	if (found == 0) {
		found = gather(has_word, folded, ret_topics, capacity);
	}
	if (found == 0) {
		found = gather(has_title, folded, ret_topics, capacity);
	}
	return found;
}

long fd_topic_ede(const char *word)
{
	char folded[WORD_MAX] = "";

	fold(folded, word);
	struct wanted wanted = read_number(folded);
	return wanted.rcode || wanted.number > UINT16_MAX ? -1 : wanted.number;
}

size_t fd_topics_find(const char *word, const struct fd_topic *ret_topics[], size_t capacity)
{
	char folded[WORD_MAX] = "";

	fold(folded, word);
	size_t found = folded[0] == '\0' ? 0 : look_up(folded, ret_topics, capacity);
	for (size_t i = 0; found == 0 && i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(aliases[i].word, folded) == 0) {
			found = look_up(aliases[i].means, ret_topics, capacity);
		}
	}
	return found;
}
