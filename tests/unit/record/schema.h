/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RECORD_SCHEMA_H
#define TESTS_RECORD_SCHEMA_H

#include <jansson.h>
#include <stddef.h>

/**
 * As much of JSON Schema 2020-12 as the schema of the records uses. Returns 0, or -1 with the path of the first mistake
 * in `why`. A member that the schema does not name is a mistake here: the schema must know all we write.
 */
int schema_check(json_t *root, json_t *schema, json_t *value, char *why, size_t size);

#endif
