/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_RANDOM_H
#define ENGINE_CORE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/** Reproducible randomness, for simulations only: xoshiro256**, seeded through splitmix64. */
struct rng {
	uint64_t state[4];
};

void rng_init(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);
/** True with this probability. Draws even when it is 0, so that one setting does not shift the others' luck. */
bool rng_chance(struct rng *rng, double probability);
/** 0 … bound − 1; 0 when the bound is 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);

/** Query ids and ports: unpredictable (getrandom(2), a buffer at a time) unless seeded. */
struct ids {
	bool seeded;
	struct rng rng;
	unsigned left;
	uint32_t words[1024]; /* one system call for so many */
};

/** 0, or -errno when the system gives no randomness. */
int ids_init(struct ids *ids, bool seeded, uint64_t seed);
uint32_t ids_draw(struct ids *ids);

#endif
