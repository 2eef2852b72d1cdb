/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_THREADS_H
#define ENGINE_THREADS_H

#include <fleetdig/engine.h>

/**
 * Several engines, each in a thread of its own, that look like one. Server i belongs to thread i % N for good. Orders go
 * to a thread, reports come back, both as octets through channels without locks; whoever uses the engine meets its
 * callbacks in its own thread, in the order in which each thread reported. See engine.h for what the functions promise.
 */
struct threads;

int threads_create(struct threads **ret_threads, const struct fd_engine_config *config);
void threads_destroy(struct threads *threads);

int threads_add_server(struct threads *threads, const struct fd_server_config *config,
		       uint32_t *ret_server);
int threads_submit(struct threads *threads, const struct fd_probe *probe);
int threads_step(struct threads *threads, int64_t until_ns);
bool threads_idle(const struct threads *threads);
void threads_stop(struct threads *threads, enum fd_reason reason);
void threads_set_silent(struct threads *threads, uint32_t server, bool silent);

/** As last reported: together with the outcomes that were called back, none before and none behind. */
const struct fd_server_stats *threads_server_stats(const struct threads *threads,
						   uint32_t server);
void threads_stats(const struct threads *threads, struct fd_engine_stats *ret_stats);

/** As they were at the start, of the first. */
const char *threads_name(const struct threads *threads);
const char *threads_reason(const struct threads *threads);
const char *threads_features(const struct threads *threads);

#endif
