/* SPDX-License-Identifier: MIT */
#include "engine/core/random.h"

#include <assert.h>
#include <errno.h>
#include <sys/random.h>

enum {
	SEEDED_WORDS = 64 /* simulations are many, and draw few */
};

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

void rng_init(struct rng *rng, uint64_t seed)
{
	for (unsigned i = 0; i < 4; i++) {
		rng->state[i] = splitmix(&seed);
	}
}

static uint64_t rotate(uint64_t value, unsigned bits)
{
	return value << bits | value >> (64 - bits);
}

uint64_t rng_next(struct rng *rng)
{
	uint64_t *state = rng->state;
	uint64_t result = rotate(state[1] * 5, 7) * 9;
	uint64_t shifted = state[1] << 17;

	state[2] ^= state[0];
	state[3] ^= state[1];
	state[1] ^= state[2];
	state[0] ^= state[3];
	state[2] ^= shifted;
	state[3] = rotate(state[3], 45);
	return result;
}

bool rng_chance(struct rng *rng, double probability)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53 < probability;
}

uint64_t rng_below(struct rng *rng, uint64_t bound)
{
	uint64_t value = rng_next(rng);

	return bound == 0 ? 0 : value % bound;
}

static int refill(struct ids *ids)
{
	ids->left = ids->seeded ? SEEDED_WORDS : sizeof(ids->words) / sizeof(ids->words[0]);
	if (ids->seeded) {
		for (unsigned i = 0; i < ids->left; i++) {
			ids->words[i] = (uint32_t)(rng_next(&ids->rng) >> 32);
		}
		return 0;
	}
	uint8_t *octets = (uint8_t *)ids->words;
	for (size_t filled = 0; filled < sizeof(ids->words);) {
		/* More than 256 octets may be cut short by a signal. */
		ssize_t got = getrandom(octets + filled, sizeof(ids->words) - filled, 0);
		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		filled += got > 0 ? (size_t)got : 0;
	}
	return 0;
}

int ids_init(struct ids *ids, bool seeded, uint64_t seed)
{
	*ids = (struct ids) { .seeded = seeded };
	rng_init(&ids->rng, seed);
	return refill(ids);
}

uint32_t ids_draw(struct ids *ids)
{
	if (ids->left == 0) {
		int error = refill(ids);
		/* It worked when the engine was created; there is no safe way on without it. */
		assert(error == 0);
	}
	return ids->words[--ids->left];
}
