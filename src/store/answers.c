/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "store/store.h"

/* Answers as sets of texts, and when two of them are different enough to be told. */

enum {
	RECORDS_MAX = 64,
	DATA_MAX = 256
};

struct set {
	char texts[RECORDS_MAX][DATA_MAX];
	const char *sorted[RECORDS_MAX];
	size_t count;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void set_add(struct set *set, uint16_t type, const char *data)
{
	char name[FD_NUMBER_TEXT_MAX];

	if (type == FD_TYPE_RRSIG || set->count == RECORDS_MAX) {
		return;
	}
	fd_type_text(name, type);
	snprintf(set->texts[set->count], DATA_MAX, "%s %.220s", name, data);
	set->sorted[set->count] = set->texts[set->count];
	set->count++;
}

static void set_of_message(struct set *set, const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	char data[DATA_MAX];

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		(void)fd_rdata_text(data, sizeof(data), message, &record);
		set_add(set, record.type, data);
	}
}

void store_answers(char text[ANSWERS_MAX], const struct fd_result_record *record)
{
	static _Thread_local struct set set; /* too large for the stack */
	size_t length = 0;

	set.count = 0;
	if (record->observation->message != NULL) {
		set_of_message(&set, record->observation->message);
	}
	for (size_t i = 0; record->observation->message == NULL && i < record->answer_count;
	     i++) {
		set_add(&set, record->answers[i].type, record->answers[i].data);
	}
	qsort(set.sorted, set.count, sizeof(set.sorted[0]), by_text);
	text[0] = '\0';
	for (size_t i = 0; i < set.count; i++) {
		size_t more = strlen(set.sorted[i]) + (i > 0 ? 2 : 0);
		if (i > 0 && strcmp(set.sorted[i], set.sorted[i - 1]) == 0) {
			continue;
		}
		if (length + more >= ANSWERS_MAX - 24) { /* what is left out still counts */
			snprintf(text + length, ANSWERS_MAX - length, "; # %016" PRIx64,
				 record->observation->digest);
			return;
		}
		length += (size_t)snprintf(text + length, ANSWERS_MAX - length, "%s%s",
					   i > 0 ? "; " : "", set.sorted[i]);
	}
}

/** The next item of a set's text; its length in *ret_length. NULL at the end. */
static const char *next_item(const char **at, size_t *ret_length)
{
	const char *item = *at;

	if (*item == '\0') {
		return NULL;
	}
	const char *end = strstr(item, "; ");
	*ret_length = end != NULL ? (size_t)(end - item) : strlen(item);
	*at = end != NULL ? end + 2 : item + *ret_length;
	return item;
}

static bool has_item(const char *set, const char *item, size_t length)
{
	const char *other;
	size_t other_length;

	while ((other = next_item(&set, &other_length)) != NULL) {
		if (other_length == length && memcmp(other, item, length) == 0) {
			return true;
		}
	}
	return false;
}

/**
 * Rotation shows another part of one set; a CDN shows other addresses behind the same alias. Either has an item in common: an
 * address, or the alias.
 */
static bool have_common(const char *a, const char *b)
{
	const char *item;
	size_t length;

	while ((item = next_item(&a, &length)) != NULL) {
		if (has_item(b, item, length)) {
			return true;
		}
	}
	return false;
}

static void answers_differ(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *a = (const char *)sqlite3_value_text(values[0]);
	const char *b = (const char *)sqlite3_value_text(values[1]);
	bool differ = false;

	assert(count == 2);
	if (a != NULL && b != NULL && strcmp(a, b) != 0) {
		differ = a[0] == '\0' || b[0] == '\0' || !have_common(a, b);
	}
	sqlite3_result_int(context, differ);
}

int store_add_functions(struct fd_store *store)
{
	return store_result(store, sqlite3_create_function(store->db, "answers_differ", 2,
							   SQLITE_UTF8 | SQLITE_DETERMINISTIC,
							   NULL, answers_differ, NULL, NULL));
}
