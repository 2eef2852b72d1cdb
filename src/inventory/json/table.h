/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_JSON_TABLE_H
#define INVENTORY_JSON_TABLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inventory/loading.h"
#include "inventory/problems.h"
#include "inventory/quote.h"

/**
 * Every object of an inventory has a table of its keys; from it come reading, unknown keys and what was
 * meant, wrong types, missing keys, and the test that the JSON Schema says the same.
 */

struct id_index; /* ids of resolvers, to be looked up (resolvers.c) */

/** One inventory in JSON, being read. */
struct reader {
	struct loading *loading;
	struct region *region;
	struct problems problems;
	int error;	      /* sticky -errno: ours, not the inventory's */
	struct id_index *ids; /* of the resolvers that names may be limited to */
	size_t listed_count;  /* of loading->resolvers, in the file; behind them the system's */
	bool resolvers_doubtful;  /* mistakes there: what follows from them is not told again */
	struct fd_expect *expect; /* defaults.expect, or NULL */
};

struct field;
typedef void field_read(struct reader *reader, const struct path *path, json_t *value,
			const struct field *field, void *object);

enum {
	IS_OBJECT = 1 << JSON_OBJECT,
	IS_ARRAY = 1 << JSON_ARRAY,
	IS_STRING = 1 << JSON_STRING,
	IS_INTEGER = 1 << JSON_INTEGER,
	IS_BOOLEAN = 1 << JSON_TRUE | 1 << JSON_FALSE,
	IS_NULL = 1 << JSON_NULL,
};

struct field {
	const char *key;
	const char *expected; /* goes on after "expected " */
	unsigned accepts;     /* IS_… */
	bool required;
	field_read
		*read; /* NULL: only its type is checked; somebody reads it later, or nobody */
	size_t offset; /* in the object, for the readers of values.h */
	size_t flag;   /* of a bool to be set beside it; 0: none */
	int64_t least; /* numbers and durations */
	int64_t most;
};

struct table {
	const char *name;  /* as in the schema's $defs; "inventory" is the schema itself */
	const char *place; /* where such an object stands, for "belongs in …" */
	const struct field *fields;
	size_t count;
};

#define TABLE_FIELDS(array) .fields = (array), .count = sizeof(array) / sizeof((array)[0])

/** Every object may carry a remark. */
#define COMMENT_FIELD                                                             \
	{                                                                         \
		.key = "comment", .expected = "a string (it is for people only)", \
		.accepts = IS_STRING                                              \
	}

/** All tables, ending with NULL (json_tables.c). */
extern const struct table *const all_tables[];
extern const struct table inventory_table, defaults_table, canaries_table, zone_table,
	root_table, file_table, resolver_table, group_table, name_table, expect_table;

/** Reads the fields of a JSON object into `object`, in the order of the table. */
void table_read(struct reader *reader, const struct path *path, json_t *json,
		const struct table *table, void *object);

/** Checks that a value has an accepted type, and says so when not. */
bool type_check(struct reader *reader, const struct path *path, json_t *value, unsigned accepts,
		const char *expected);

enum {
	FOUND_MAX = QUOTE_MAX + 16 /* a quoted string and its kind */
};
/** `the number 5`, `the string "x"`, `an array`. */
const char *found_text(char out[FOUND_MAX], json_t *value);

/** Remembers the first -errno of our own. */
void reader_fail(struct reader *reader, int error);
/** Memory in the region, or NULL and the reader failed. */
void *reader_array(struct reader *reader, size_t count, size_t size);
char *reader_text(struct reader *reader, const char *text);
/** The inventory keeps the name of a file that is read besides it. */
void reader_file(struct reader *reader, const char *path);

#endif
