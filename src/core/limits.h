/* SPDX-License-Identifier: MIT */
#ifndef CORE_LIMITS_H
#define CORE_LIMITS_H

/** Every limit of the program that is not fixed by the protocol, with its reason. */

enum {
	/* A broken generated inventory can have one mistake per line; nobody reads more than these. */
	FD_ERRORS_MAX = 100,

	/* Reply octets kept for anomalous cells: half a million SERVFAILs. Beyond it cells stand without octets. */
	CELL_DETAIL_BYTES_MAX = 64 << 20,

	/* Chunks of regions: few allocations, little waste for small runs. */
	REGION_CHUNK_SIZE = 64 << 10,

	/* Results change threads so many octets at a time: 270 usual ones, so a wake-up is shared by as many. */
	CHANNEL_CHUNK = 64 * 1024,
	/* Results on their way to a slow sink: 60,000 usual ones, more than are ever open. Beyond it nobody is asked. */
	CHANNEL_HELD_MAX = 16 * 1024 * 1024,
};

#endif
