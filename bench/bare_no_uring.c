/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "bare.h"

int bare_run_uring(struct bare *bare)
{
	return -ENOSYS;
}
