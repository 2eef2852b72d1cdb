/* SPDX-License-Identifier: MIT */
#ifndef CLI_IDENTITY_H
#define CLI_IDENTITY_H

#include <stdint.h>
#include <time.h>

/** What tells one run from another: when, where, and a number that nobody else drew. */

enum {
	RUN_ID_SIZE = 40,
	HOST_SIZE = 256,
};

int64_t clock_us(clockid_t id);
uint64_t random_u64(void);
/** A seed of the order of asking: below 2^53, so that every reader of JSON reads it back as it was. */
uint64_t random_seed(void);
void name_run(char run_id[RUN_ID_SIZE], int64_t started_us);
void name_host(char host[HOST_SIZE]);

#endif
