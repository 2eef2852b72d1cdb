/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include <fleetdig/observation.h>

enum {
	EXACT = 256, /* values with a bucket of their own */
	EXACT_BITS = 8,
	PER_OCTAVE_BITS = 7, /* 128 buckets in each power of two above */
	PER_OCTAVE = 1 << PER_OCTAVE_BITS,
};

static unsigned bucket_of(uint32_t value)
{
	if (value < EXACT) {
		return value;
	}
	unsigned top = 31 - (unsigned)__builtin_clz(value);
	unsigned within = (value >> (top - PER_OCTAVE_BITS)) & (PER_OCTAVE - 1);
	return EXACT + (top - EXACT_BITS) * PER_OCTAVE + within;
}

uint32_t fd_histogram_bucket_low(unsigned bucket)
{
	assert(bucket < FD_HISTOGRAM_BUCKETS);
	if (bucket < EXACT) {
		return bucket;
	}
	unsigned octave = (bucket - EXACT) / PER_OCTAVE, within = (bucket - EXACT) % PER_OCTAVE;
	return (uint32_t)(PER_OCTAVE + within) << (octave + EXACT_BITS - PER_OCTAVE_BITS);
}

static uint32_t bucket_middle(unsigned bucket)
{
	uint32_t low = fd_histogram_bucket_low(bucket);
	if (bucket < EXACT) {
		return low;
	}
	unsigned octave = (bucket - EXACT) / PER_OCTAVE;
	return low + ((1u << (octave + EXACT_BITS - PER_OCTAVE_BITS)) - 1) / 2;
}

static int make_buckets(struct fd_histogram *histogram)
{
	if (histogram->buckets == NULL) {
		histogram->buckets = calloc(FD_HISTOGRAM_BUCKETS, sizeof(*histogram->buckets));
	}
	return histogram->buckets == NULL ? -ENOMEM : 0;
}

static void widen(struct fd_histogram *histogram, uint32_t min_us, uint32_t max_us)
{
	if (histogram->count == 0 || min_us < histogram->min_us) {
		histogram->min_us = min_us;
	}
	if (histogram->count == 0 || max_us > histogram->max_us) {
		histogram->max_us = max_us;
	}
}

int fd_histogram_add(struct fd_histogram *histogram, uint32_t value_us)
{
	int r = make_buckets(histogram);
	if (r < 0) {
		return r;
	}
	widen(histogram, value_us, value_us);
	histogram->buckets[bucket_of(value_us)]++;
	histogram->count++;
	histogram->sum_us += value_us;
	return 0;
}

int fd_histogram_merge(struct fd_histogram *histogram, const struct fd_histogram *other)
{
	if (other->count == 0) {
		return 0;
	}
	int r = make_buckets(histogram);
	if (r < 0) {
		return r;
	}
	widen(histogram, other->min_us, other->max_us);
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		histogram->buckets[i] += other->buckets[i];
	}
	histogram->count += other->count;
	histogram->sum_us += other->sum_us;
	return 0;
}

uint32_t fd_histogram_quantile(const struct fd_histogram *histogram, double q)
{
	if (histogram->count == 0) {
		return 0;
	}
	uint64_t rank = (uint64_t)ceil(q * (double)histogram->count);
	uint64_t seen = 0;
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		seen += histogram->buckets[i];
		if (seen >= rank && seen > 0) {
			uint32_t middle = bucket_middle(i);
			middle = middle < histogram->min_us ? histogram->min_us : middle;
			return middle > histogram->max_us ? histogram->max_us : middle;
		}
	}
	return histogram->max_us;
}

void fd_histogram_finish(struct fd_histogram *histogram)
{
	free(histogram->buckets);
	*histogram = (struct fd_histogram) { 0 };
}
