/* SPDX-License-Identifier: MIT */
#ifndef TESTS_MEASURE_DRAWS_H
#define TESTS_MEASURE_DRAWS_H

#include <math.h>
#include <stdint.h>

/** Numbers by chance, the same for the same state. */

static inline double draw_uniform(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static inline double draw_normal(uint64_t *state)
{
	return sqrt(-2 * log(draw_uniform(state))) * cos(2 * M_PI * draw_uniform(state));
}

/** Log-normal with a median of 10 ms and a deviation of 5 ms. */
static inline double draw_delay_ns(uint64_t *state)
{
	return 10e6 * exp(0.4337 * draw_normal(state));
}

#endif
