/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_LIST_H
#define INVENTORY_LIST_H

#include <fleetdig/error.h>

#include "inventory/input.h"
#include "inventory/name_store.h"

/**
 * Reads a list of names, one a line: `NAME [TYPE...]`, `#` comments. Mistakes go to `errors` as `SOURCE:LINE:COLUMN: what`,
 * all of them. `scope` holds for every name; its types for those that state none. Returns 0 (mistakes or not), -ENOMEM,
 * -EOVERFLOW, or the errno of reading.
 */
int list_read(struct input *input, const char *source, struct name_store *store,
	      const struct scope *scope, struct fd_errors *errors);

#endif
