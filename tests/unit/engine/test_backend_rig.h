/* SPDX-License-Identifier: MIT */
#ifndef TEST_BACKEND_RIG_H
#define TEST_BACKEND_RIG_H

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/backend.h"
#include "test_backend_responder.h"

/** A backend, a responder on loopback, and everything the backend said. */

#define SECOND INT64_C(1000000000)
/* For what must come: far more than it takes. */
#define PATIENCE (20 * SECOND)
/* For what must not come. */
#define MOMENT (SECOND / 5)

enum {
	SLOTS = 16,
	SERVER = 3, /* not the first: indexes are the engine's */
};

struct rig {
	const struct backend *backend;
	void *network;
	struct responder responder;
	struct event *events; /* bytes are copies */
	unsigned count, capacity;
	unsigned counts[EVENT_TCP_FAILED + 1]; /* of each kind */
	unsigned wait_capacity;
	bool started;
	struct fd_engine_config config;
	char reason[256];
};

struct want {
	uint32_t server;
	unsigned slot, id, length, copies;
	uint8_t proto; /* enum fd_proto */
};

/** A test that is run for each backend. */
#define BACKEND_TEST(name)                                 \
	static void name(struct rig *rig);                 \
	ParameterizedTestParameters(backend, name)         \
	{                                                  \
		return each_backend();                     \
	}                                                  \
	ParameterizedTest(const int *index, backend, name) \
	{                                                  \
		struct rig *rig = rig_create(*index);      \
		name(rig);                                 \
		rig_destroy(rig);                          \
	}                                                  \
	static void name(struct rig *rig)

struct criterion_test_params each_backend(void);

struct rig *rig_create(int index);
void rig_destroy(struct rig *rig);

/** Opens the backend of a rig that has none, with the rig's config. */
void rig_open(struct rig *rig);

/** Closes it and opens it again, with the rig's config as it is now. */
void rig_reopen(struct rig *rig);

/** Forgets the events so far. */
void rig_forget(struct rig *rig);

/** Starts the responder, as SERVER. Skips the test where there is no such address. */
void rig_start(struct rig *rig, const char *address, enum responder_mode mode);

void rig_add_server(struct rig *rig, uint32_t server, const char *address, uint16_t port);

/** Makes SERVER a port that nothing listens on. */
void rig_refuse(struct rig *rig, const char *address);

void make_query(uint8_t query[QUERY_LENGTH], const struct want *want);

/** Sends `count` queries like the one wanted, with ids and slots counting up from it, in one batch. */
void ask(struct rig *rig, unsigned count, const struct want *want);

/** Waits until there are `count` events of a kind, or for as long as `patience_ns`. */
void await(struct rig *rig, enum event_kind kind, unsigned count, int64_t patience_ns);

/** The only events are that many replies. */
void await_replies(struct rig *rig, unsigned count);

/** The ids of the events are first...first + count - 1, each once. */
void check_ids(const struct rig *rig, unsigned first, unsigned count);

#endif
