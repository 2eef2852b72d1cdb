/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/observation.h>

enum {
	EXACT = 256, /* values with a bucket of their own */
	EXACT_BITS = 8,
	PER_OCTAVE_BITS = 7, /* 128 buckets in each power of two above */
	PER_OCTAVE = 1 << PER_OCTAVE_BITS,
};

static unsigned bucket_of(uint64_t value)
{
	if (value < EXACT) {
		return (unsigned)value;
	}
	unsigned top = 63 - (unsigned)__builtin_clzll(value);
	unsigned within = (unsigned)(value >> (top - PER_OCTAVE_BITS)) & (PER_OCTAVE - 1);
	unsigned bucket = EXACT + (top - EXACT_BITS) * PER_OCTAVE + within;
	return bucket < FD_HISTOGRAM_BUCKETS ? bucket : FD_HISTOGRAM_BUCKETS - 1;
}

uint64_t fd_histogram_bucket_low(unsigned bucket)
{
	assert(bucket < FD_HISTOGRAM_BUCKETS);
	if (bucket < EXACT) {
		return bucket;
	}
	unsigned octave = (bucket - EXACT) / PER_OCTAVE, within = (bucket - EXACT) % PER_OCTAVE;
	return (uint64_t)(PER_OCTAVE + within) << (octave + EXACT_BITS - PER_OCTAVE_BITS);
}

static uint64_t bucket_middle(unsigned bucket)
{
	uint64_t low = fd_histogram_bucket_low(bucket);
	if (bucket < EXACT) {
		return low;
	}
	unsigned octave = (bucket - EXACT) / PER_OCTAVE;
	return low + ((UINT64_C(1) << (octave + EXACT_BITS - PER_OCTAVE_BITS)) - 1) / 2;
}

static int make_buckets(struct fd_histogram *histogram)
{
	if (histogram->buckets == NULL) {
		histogram->buckets = calloc(FD_HISTOGRAM_BUCKETS, sizeof(*histogram->buckets));
	}
	return histogram->buckets == NULL ? -ENOMEM : 0;
}

static void widen(struct fd_histogram *histogram, uint64_t min, uint64_t max)
{
	if (histogram->count == 0 || min < histogram->min) {
		histogram->min = min;
	}
	if (histogram->count == 0 || max > histogram->max) {
		histogram->max = max;
	}
}

int fd_histogram_add_many(struct fd_histogram *histogram, uint64_t value, uint32_t count)
{
	int r = make_buckets(histogram);
	if (r < 0) {
		return r;
	}
	widen(histogram, value, value);
	histogram->buckets[bucket_of(value)] += count;
	histogram->count += count;
	histogram->sum += value * count;
	return 0;
}

int fd_histogram_add(struct fd_histogram *histogram, uint64_t value)
{
	return fd_histogram_add_many(histogram, value, 1);
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
	widen(histogram, other->min, other->max);
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		histogram->buckets[i] += other->buckets[i];
	}
	histogram->count += other->count;
	histogram->sum += other->sum;
	return 0;
}

uint64_t fd_histogram_quantile(const struct fd_histogram *histogram, double q)
{
	if (histogram->count == 0) {
		return 0;
	}
	uint64_t rank = (uint64_t)ceil(q * (double)histogram->count);
	uint64_t seen = 0;
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		seen += histogram->buckets[i];
		if (seen >= rank && seen > 0) {
			uint64_t middle = bucket_middle(i);
			middle = middle < histogram->min ? histogram->min : middle;
			return middle > histogram->max ? histogram->max : middle;
		}
	}
	return histogram->max;
}

void fd_histogram_clear(struct fd_histogram *histogram)
{
	uint32_t *buckets = histogram->buckets;

	if (histogram->count > 0) {
		memset(buckets, 0, FD_HISTOGRAM_BUCKETS * sizeof(*buckets));
	}
	*histogram = (struct fd_histogram) { .buckets = buckets };
}

void fd_histogram_finish(struct fd_histogram *histogram)
{
	free(histogram->buckets);
	*histogram = (struct fd_histogram) { 0 };
}
