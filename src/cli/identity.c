/* SPDX-License-Identifier: MIT */
#include "cli/identity.h"

#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

int64_t clock_us(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

uint64_t random_u64(void)
{
	uint64_t value = 0;
	ssize_t got = getrandom(&value, sizeof(value), 0);
	return got == sizeof(value) ? value : (uint64_t)clock_us(CLOCK_REALTIME);
}

uint64_t random_seed(void)
{
	return random_u64() >> 11;
}

void name_run(char run_id[RUN_ID_SIZE], int64_t started_us)
{
	time_t seconds = (time_t)(started_us / 1000000);
	struct tm tm;
	char stamp[24];

	gmtime_r(&seconds, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	snprintf(run_id, RUN_ID_SIZE, "%s-%08x", stamp, (unsigned)random_u64());
}

void name_host(char host[HOST_SIZE])
{
	if (gethostname(host, HOST_SIZE - 1) < 0) {
		snprintf(host, HOST_SIZE, "unknown");
	}
}
