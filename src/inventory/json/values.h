/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_JSON_VALUES_H
#define INVENTORY_JSON_VALUES_H

#include "inventory/json/table.h"

/** Readers of single values: what `offset` points at stands beside each. */
field_read value_text;	   /* char *: not empty, no control octets */
field_read value_id;	   /* char *: the same, and short */
field_read value_flag;	   /* bool */
field_read value_number16; /* uint16_t within least..most */
field_read value_number32; /* uint32_t */
field_read value_number64; /* int64_t */
field_read value_duration; /* int64_t, nanoseconds */
field_read value_name;	   /* struct fd_name, and its flag */
field_read value_types;	   /* struct type_list */
field_read
	value_text_list; /* struct text_list; a single string is a list of one where accepted */
field_read value_name_list; /* struct name_list */

struct type_list {
	uint16_t items[TYPES_MAX];
	size_t count;
};
struct text_list {
	char **items;
	size_t count;
};
struct name_list {
	struct fd_name *items;
	size_t count;
};

/** Where the field's value is to be stored. */
void *field_place(const struct field *field, void *object);

/** A name, told at `path` when it is none. */
bool name_value(struct reader *reader, const struct path *path, const char *text,
		struct fd_name *ret_name);
/** An address without a port, told at `path` when it is none. */
bool address_value(struct reader *reader, const struct path *path, const char *text,
		   struct fd_endpoint *ret_endpoint);
/** Text for people: not empty, no control octets, at most `most` octets. */
bool text_value(struct reader *reader, const struct path *path, const char *text, size_t most);

/**
 * A word out of a closed set. `kind` is what it would be ("role"), the words end with NULL.
 * Returns its index, or -EINVAL when it was told at `path`.
 */
int word_value(struct reader *reader, const struct path *path, const char *text,
	       const char *const *words, const char *kind);

/** Two equal keys among some things: which came first, and which again. */
struct keyed {
	const char *key;
	size_t index;
};
typedef void keyed_twice(void *context, size_t first, size_t again);
/** Sorts, and calls `twice` for each that repeats the key of an earlier one. */
void find_twice(struct keyed *items, size_t count, keyed_twice *twice, void *context);

#endif
