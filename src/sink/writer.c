/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/channel.h"
#include "core/limits.h"
#include "sink/limits.h"
#include "sink/sinks.h"

/* Records wait so long for company: a wake-up should be worth it, and a reader should not be kept waiting. */
#define TEND_AGE_NS INT64_C(50000000)

enum {
	MEAN_OF = 64, /* records that the mean size looks back on */
	GROUP = 16, /* records whose questions are fetched at once: as many misses as a core has open */
};

struct output {
	struct fd_sink *sink;
	atomic_int error;
};

struct fd_writer {
	struct channel channel;
	pthread_t thread;
	size_t mean;	  /* octets a record took lately, times MEAN_OF */
	int64_t since_ns; /* when records were first seen waiting; 0: none wait */
	int error;
	const struct fd_inventory *inventory;
	size_t count;
	struct output outputs[];
};

/* A record as it changes threads. Behind it: the expectation's text or the wish, then the reply's octets. */
struct parcel {
	size_t length; /* of all of it, as it lies in the chunk */
	size_t extra;  /* octets between this and the reply */
	enum fd_record_kind kind;
	union {
		struct fd_result_record result;
		struct fd_probe_record probe;
	};
	struct fd_observation observation;
};

/* ---- into the channel ----------------------------------------------------------------------- */

static const struct fd_observation *observed(const struct fd_record *record)
{
	return record->kind == FD_RECORD_RESULT ? record->result->observation
						: record->probe->observation;
}

static const void *extra_of(const struct fd_record *record, size_t *ret_length)
{
	if (record->kind == FD_RECORD_PROBE) {
		*ret_length = sizeof(*record->probe->wish);
		return record->probe->wish;
	}
	const char *expect = record->result->expect;
	*ret_length = expect == NULL ? 0 : strlen(expect) + 1;
	return expect;
}

static void pack(struct parcel *parcel, const struct fd_record *record, const void *extra)
{
	char *behind = (char *)(parcel + 1);

	parcel->kind = record->kind;
	if (record->kind == FD_RECORD_RESULT) {
		parcel->result = *record->result;
	} else {
		parcel->probe = *record->probe;
	}
	parcel->observation = *observed(record);
	if (parcel->extra > 0) {
		memcpy(behind, extra, parcel->extra);
	}
	if (parcel->observation.wire != NULL) {
		memcpy(behind + parcel->extra, parcel->observation.wire,
		       parcel->observation.wire_length);
	}
}

int fd_writer_put(struct fd_writer *writer, const struct fd_record *record)
{
	assert(record->kind == FD_RECORD_RESULT || record->kind == FD_RECORD_PROBE);
	const struct fd_observation *observation = observed(record);
	size_t extra_length;
	const void *extra = extra_of(record, &extra_length);
	size_t length = sizeof(struct parcel) + extra_length +
			(observation->wire == NULL ? 0 : observation->wire_length);

	length = (length + CHANNEL_ALIGN - 1) / CHANNEL_ALIGN * CHANNEL_ALIGN;
	struct parcel *parcel =
		writer->error < 0 ? NULL : channel_put(&writer->channel, length);
	if (parcel == NULL) {
		writer->error = -ENOMEM;
		return -ENOMEM;
	}
	parcel->length = length;
	parcel->extra = extra_length;
	pack(parcel, record, extra);
	writer->mean += length - writer->mean / MEAN_OF;
	return 0;
}

size_t fd_writer_room(struct fd_writer *writer, size_t open)
{
	size_t mean = writer->mean / MEAN_OF, reserve = mean + mean / 2;
	size_t held = channel_held(&writer->channel);

	if (writer->error < 0 || held >= CHANNEL_HELD_MAX) {
		return 0;
	}
	reserve = reserve < WRITER_RESERVE_MIN ? (size_t)WRITER_RESERVE_MIN : reserve;
	size_t places = (CHANNEL_HELD_MAX - held) / reserve;
	return places > open ? places - open : 0;
}

void fd_writer_tend(struct fd_writer *writer, int64_t now_ns)
{
	if (!channel_has_unsent(&writer->channel)) {
		writer->since_ns = 0;
		return;
	}
	if (writer->since_ns == 0) {
		writer->since_ns = now_ns;
	}
	if (now_ns - writer->since_ns >= TEND_AGE_NS && channel_is_idle(&writer->channel)) {
		channel_send(&writer->channel);
		writer->since_ns = 0;
	}
}

int fd_writer_error(const struct fd_writer *writer, size_t sink)
{
	assert(sink < writer->count);
	int error = atomic_load_explicit(&writer->outputs[sink].error, memory_order_relaxed);

	return error == 0 ? writer->error : error;
}

/* ---- out of it, in the other thread ---------------------------------------------------------- */

static void note(struct output *output, int error)
{
	if (error < 0) {
		atomic_store_explicit(&output->error, error, memory_order_relaxed);
	}
}

static void deliver(struct fd_writer *writer, struct parcel *parcel)
{
	struct fd_observation *observation = &parcel->observation;
	const char *behind = (const char *)(parcel + 1);
	struct fd_record record = { .kind = parcel->kind };
	struct fd_message message;

	if (observation->wire != NULL) {
		observation->wire = (const uint8_t *)behind + parcel->extra;
	}
	if (observation->message != NULL) {
		int r = fd_message_parse(&message, observation->wire, observation->wire_length);
		assert(r == 0); /* the same octets were parsed before */
		observation->message = &message;
	}
	if (parcel->kind == FD_RECORD_RESULT) {
		parcel->result.observation = observation;
		parcel->result.expect = parcel->extra > 0 ? behind : NULL;
		record.result = &parcel->result;
	} else {
		parcel->probe.observation = observation;
		parcel->probe.wish = (const struct fd_wish *)(const void *)behind;
		record.probe = &parcel->probe;
	}
	for (size_t i = 0; i < writer->count; i++) {
		note(&writer->outputs[i], fd_sink_write(writer->outputs[i].sink, &record));
	}
}

/*
 * Questions are asked in random order: of a million names, no cache holds the next one, and waiting for memory twice a record
 * would double what a record costs. So memory is told beforehand what will be wanted: all questions, then all their names.
 */
static size_t take_group(struct parcel *group[GROUP], const struct fd_inventory *inventory,
			 struct chunk *chunk, size_t *at)
{
	size_t count = 0;

	for (; count < GROUP && *at < chunk->length; count++) {
		struct parcel *parcel = (struct parcel *)(void *)(chunk->octets + *at);
		if (parcel->kind == FD_RECORD_RESULT) {
			__builtin_prefetch(&inventory->questions[parcel->result.question]);
		}
		*at += parcel->length;
		group[count] = parcel;
	}
	return count;
}

static const uint8_t *name_of(const struct fd_inventory *inventory, const struct parcel *parcel)
{
	return parcel->kind == FD_RECORD_RESULT
		       ? inventory->names + inventory->questions[parcel->result.question].name
		       : inventory->names;
}

static void deliver_chunk(struct fd_writer *writer, struct chunk *chunk)
{
	struct parcel *group[GROUP];
	size_t at = 0;

	while (at < chunk->length) {
		size_t count = take_group(group, writer->inventory, chunk, &at);
		for (size_t i = 0; i < count; i++) {
			const uint8_t *name = name_of(writer->inventory, group[i]);
			__builtin_prefetch(name);
			__builtin_prefetch(name + 32); /* where most names end */
		}
		for (size_t i = 0; i < count; i++) {
			deliver(writer, group[i]);
		}
	}
}

static void deliver_all(struct fd_writer *writer, struct chunk *chunk)
{
	while (chunk != NULL) {
		struct chunk *next = chunk->next;
		deliver_chunk(writer, chunk);
		channel_give_back(&writer->channel, chunk);
		chunk = next;
	}
}

static void *run(void *argument)
{
	struct fd_writer *writer = argument;

	do {
		struct chunk *chunks;
		while ((chunks = channel_take(&writer->channel)) != NULL) {
			deliver_all(writer, chunks);
		}
		for (size_t i = 0; i < writer->count; i++) { /* nobody knows when more comes */
			note(&writer->outputs[i], fd_sink_flush(writer->outputs[i].sink));
		}
	} while (channel_wait(&writer->channel));
	return NULL;
}

/* ---- its life ------------------------------------------------------------------------------- */

/* Signals are for the thread that asks: it is the one to be woken by them. */
static int start(struct fd_writer *writer)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int error = pthread_create(&writer->thread, NULL, run, writer);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -error;
}

int fd_writer_create(struct fd_writer **ret_writer, struct fd_sink *const *sinks, size_t count)
{
	size_t size = sizeof(struct fd_writer) + count * sizeof(struct output);
	size_t alignment = _Alignof(struct fd_writer);
	assert(count > 0);
	struct fd_writer *writer =
		aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);

	if (writer == NULL) {
		return -ENOMEM;
	}
	writer->mean = writer->count = 0;
	writer->since_ns = 0;
	writer->error = 0;
	writer->inventory = sink_inventory(sinks[0]);
	for (; writer->count < count; writer->count++) {
		writer->outputs[writer->count].sink = sinks[writer->count];
		atomic_init(&writer->outputs[writer->count].error, 0);
	}
	int r = channel_init(&writer->channel);
	if (r < 0) {
		free(writer);
		return r;
	}
	r = start(writer);
	if (r < 0) {
		channel_finish(&writer->channel);
		free(writer);
		return r;
	}
	*ret_writer = writer;
	return 0;
}

void fd_writer_finish(struct fd_writer *writer)
{
	if (writer == NULL) {
		return;
	}
	channel_close(&writer->channel);
	pthread_join(writer->thread, NULL);
	channel_finish(&writer->channel);
	free(writer);
}
