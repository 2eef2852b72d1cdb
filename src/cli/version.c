/* SPDX-License-Identifier: MIT */
#include "cli/version.h"

#include <stdio.h>

void version_print(void)
{
	printf("fleetdig " FLEETDIG_VERSION "\n");
#ifdef FD_WITH_URING
	printf("engines: uring, epoll\n");
#else
	printf("engines: epoll (built without io_uring)\n");
#endif
	printf("outputs: ndjson, table\n");
}
