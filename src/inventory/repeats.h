/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_REPEATS_H
#define INVENTORY_REPEATS_H

#include "inventory/problems.h"

/** Adds each key that stands in its object already: the parser keeps the last of them, or stops at the first. 0 or -ENOMEM. */
int find_repeats(struct problems *problems);

#endif
