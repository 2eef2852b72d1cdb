/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "inventory/loading.h"

int json_load(struct loading *loading, struct input *input)
{
	return -ENOTSUP;
}
