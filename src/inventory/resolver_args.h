/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_RESOLVER_ARGS_H
#define INVENTORY_RESOLVER_ARGS_H

#include <fleetdig/error.h>

#include "inventory/resolvers.h"

/**
 * Reads one -r argument, ADDR[#PORT][=ROLE] or @FILE with one of these a line (`#` after a blank, or first, begins
 * a comment), into drafts. Mistakes go to `errors`, as does an address given twice. 0 or -ENOMEM.
 */
int resolver_arg_read(struct resolver_set *set, const char *argument, struct fd_errors *errors);

#endif
