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
};

#endif
