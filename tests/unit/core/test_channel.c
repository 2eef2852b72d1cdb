/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "core/channel.h"
#include "core/limits.h"

/* What is put comes out, once and in order, however the two threads meet. */

enum {
	NUMBERS = 300000
};

struct entry {
	uint64_t length, number;
};

static struct channel channel;

static void put(uint64_t number, size_t length)
{
	struct entry *entry = channel_put(&channel, length);

	cr_assert_not_null(entry);
	cr_assert_eq((uintptr_t)entry % CHANNEL_ALIGN, 0);
	memset(entry, (int)(number & 0xff), length);
	*entry = (struct entry) { .length = length, .number = number };
}

/* Checks a chunk's entries; returns the number that is awaited next. */
static uint64_t check(const struct chunk *chunk, uint64_t awaited)
{
	for (size_t at = 0; at < chunk->length;) {
		const struct entry *entry = (const void *)(chunk->octets + at);
		cr_assert_eq(entry->number, awaited);
		const unsigned char *last = chunk->octets + at + entry->length - 1;
		cr_assert(entry->length == sizeof(*entry) || *last == (awaited & 0xff));
		at += entry->length;
		awaited++;
	}
	return awaited;
}

struct consumer {
	uint64_t seen;
	uint64_t pause_each; /* chunks between pauses; 0: none */
};

static void pause_us(long us)
{
	nanosleep(&(struct timespec) { .tv_nsec = us * 1000 }, NULL);
}

static void *consume(void *argument)
{
	struct consumer *consumer = argument;
	uint64_t chunks = 0;

	do {
		struct chunk *chunk;
		while ((chunk = channel_take(&channel)) != NULL) {
			while (chunk != NULL) {
				struct chunk *next = chunk->next;
				consumer->seen = check(chunk, consumer->seen);
				channel_give_back(&channel, chunk);
				chunk = next;
				if (consumer->pause_each > 0 &&
				    ++chunks % consumer->pause_each == 0) {
					pause_us(200);
				}
			}
		}
	} while (channel_wait(&channel));
	return NULL;
}

static const struct row {
	uint64_t pause_each; /* the consumer's */
	unsigned send_each;  /* entries between hand-overs; 0: only when a chunk is full */
	unsigned idle_each;  /* entries between the producer's pauses; 0: none */
} rows[] = {
	{ 0, 0, 0 },  { 1, 0, 0 },     { 0, 1, 0 },
	{ 99, 3, 0 }, { 0, 5, 20000 }, { 50, 100, 50000 },
};

Test(channel, keeps_everything_in_order)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct consumer consumer = { .pause_each = rows[i].pause_each };
		pthread_t thread;

		cr_assert_eq(channel_init(&channel), 0);
		cr_assert_eq(pthread_create(&thread, NULL, consume, &consumer), 0);
		for (uint64_t number = 0; number < NUMBERS; number++) {
			put(number, sizeof(struct entry) + number % 17 * 16);
			if (rows[i].send_each > 0 && number % rows[i].send_each == 0) {
				channel_send(&channel);
			}
			if (rows[i].idle_each > 0 && number % rows[i].idle_each == 0) {
				pause_us(300);
			}
		}
		channel_close(&channel);
		cr_assert_eq(pthread_join(thread, NULL), 0);
		cr_expect_eq(consumer.seen, NUMBERS, "row %zu", i);
		cr_expect_eq(channel_held(&channel), 0, "row %zu", i);
		channel_finish(&channel);
	}
}

Test(channel, what_is_larger_than_a_chunk_passes_too)
{
	cr_assert_eq(channel_init(&channel), 0);
	put(0, 16);
	put(1, 3 * CHANNEL_CHUNK);
	put(2, 16);
	channel_send(&channel);
	cr_expect_geq(channel_held(&channel), 3 * CHANNEL_CHUNK);
	uint64_t seen = 0;
	for (struct chunk *chunk = channel_take(&channel), *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		seen = check(chunk, seen);
		channel_give_back(&channel, chunk);
	}
	cr_expect_eq(seen, 3);
	cr_expect_eq(channel_held(&channel), 0);
	cr_expect_leq(channel.owned, 2 * CHANNEL_CHUNK, "the outsized chunk is freed");
	channel_finish(&channel);
}

/* A consumer that keeps up is served from the same few chunks; what a stall took is given back. */
Test(channel, memory_follows_the_lag)
{
	uint64_t number = 0, seen = 0;

	cr_assert_eq(channel_init(&channel), 0);
	for (int stalls = 0; stalls < 2; stalls++) {
		while (channel_held(&channel) < 2 * CHANNEL_HELD_MAX) {
			put(number++, 1024);
		}
		channel_send(&channel);
		for (struct chunk *chunk = channel_take(&channel), *next; chunk != NULL;
		     chunk = next) {
			next = chunk->next;
			seen = check(chunk, seen);
			channel_give_back(&channel, chunk);
		}
		cr_expect_eq(channel_held(&channel), 0);
		cr_expect_leq(channel.owned, CHANNEL_HELD_MAX);
	}
	cr_expect_eq(seen, number);
	channel_finish(&channel);

	cr_assert_eq(channel_init(&channel), 0);
	for (number = 0; number < 100000; number++) {
		put(number, 512);
		for (struct chunk *chunk = channel_take(&channel); chunk != NULL;
		     chunk = NULL) {
			cr_assert_null(chunk->next);
			channel_give_back(&channel, chunk);
		}
	}
	cr_expect_leq(channel.owned, 2 * CHANNEL_CHUNK);
	channel_finish(&channel);
}

Test(channel, nothing_is_handed_over_twice_or_empty)
{
	cr_assert_eq(channel_init(&channel), 0);
	cr_expect_not(channel_has_unsent(&channel));
	channel_send(&channel);
	cr_expect_null(channel_take(&channel));
	put(0, 16);
	cr_expect(channel_has_unsent(&channel));
	cr_expect_null(channel_take(&channel), "not yet handed over");
	channel_close(&channel);
	cr_expect_not(channel_has_unsent(&channel));
	cr_expect(channel_wait(&channel), "one chunk is left");
	struct chunk *chunk = channel_take(&channel);
	cr_assert_not_null(chunk);
	cr_expect_null(channel_take(&channel));
	cr_expect_not(channel_wait(&channel), "the end");
	channel_give_back(&channel, chunk);
	channel_finish(&channel);
}
