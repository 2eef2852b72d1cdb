/* SPDX-License-Identifier: MIT */
#include "cli/version.h"

#include <stdio.h>

#include <fleetdig/sink.h>

void version_print(void)
{
	printf("fleetdig " FLEETDIG_VERSION "\n");
#ifdef FD_WITH_URING
	printf("engines: uring, epoll\n");
#else
	printf("engines: epoll (built without io_uring)\n");
#endif
	printf("outputs:");
	for (const char *const *format = fd_sink_formats(); *format != NULL; format++) {
		printf("%s %s", format == fd_sink_formats() ? "" : ",", *format);
	}
	printf("\n");
}
