/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ENGINE_CORE_RIG_H
#define TESTS_ENGINE_CORE_RIG_H

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fleetdig/wire.h>

#include "engine/core/core.h"
#include "engine/core/limits.h"

/**
 * The core alone, event by event: what a network would have to be lucky to show. Time stands at `now_ns` until a test
 * moves it; packets are kept as they were sent.
 */

#define START (100 * NS_PER_SEC)

enum {
	NAMES = 4000
};

struct sent {
	struct packet packet;
	uint8_t bytes[FD_QUERY_MAX];
};

static struct core core;
static int64_t now_ns;
static struct sent sent[NAMES * 4];
static unsigned sent_count;
static struct fd_name names[NAMES];
static struct fd_outcome outcomes[NAMES];
static unsigned endings[NAMES];
static unsigned asked, ended;

static inline void hear(void *context, const struct fd_outcome *outcome)
{
	cr_assert_lt(outcome->token, NAMES);
	cr_assert_eq(endings[outcome->token]++, 0, "probe %lu ended twice", outcome->token);
	outcomes[outcome->token] = *outcome;
	ended++;
}

static inline void setup(void)
{
	struct fd_engine_config config = { .kind = FD_ENGINE_SIM,
					   .timeout_ns = 2 * NS_PER_SEC,
					   .retries = 2,
					   .seed = 3,
					   .on_outcome = hear };

	now_ns = START;
	sent_count = asked = ended = 0;
	memset(endings, 0, sizeof(endings));
	memset(outcomes, 0, sizeof(outcomes));
	cr_assert_eq(core_init(&core, &config, now_ns), 0);
}

static inline void teardown(void)
{
	core_finish(&core);
}

static inline uint32_t add_server(uint32_t open_max)
{
	struct fd_server_config config = { .open_max = open_max };
	uint32_t server = UINT32_MAX;

	cr_assert_eq(core_add_server(&core, &config, &server), 0);
	return server;
}

static inline unsigned ask(uint32_t server, enum fd_proto proto)
{
	unsigned token = asked++;
	char text[32];

	(void)snprintf(text, sizeof(text), "n%u.example", token);
	cr_assert_eq(fd_name_parse(&names[token], text), 0);
	struct fd_probe probe = { .token = token,
				  .server = server,
				  .qtype = FD_TYPE_A,
				  .flags = FD_QUERY_BULK,
				  .proto = (uint8_t)proto,
				  .retries = FD_RETRIES_DEFAULT,
				  .qname = names[token].wire,
				  .qname_length = names[token].length };
	cr_assert_eq(core_submit(&core, &probe), 0);
	return token;
}

/** Lets the core do everything that is due; returns how many packets that were. */
static inline unsigned turn(void)
{
	struct packet packets[BACKEND_BATCH];
	unsigned before = sent_count;
	unsigned count = 0;

	core_expire(&core, now_ns, now_ns);
	while ((count = core_collect(&core, now_ns, packets, BACKEND_BATCH)) > 0) {
		for (unsigned i = 0; i < count; i++) {
			struct sent *copy = &sent[sent_count++];
			copy->packet = packets[i];
			memcpy(copy->bytes, packets[i].bytes, packets[i].length);
			copy->packet.bytes = copy->bytes;
		}
	}
	return sent_count - before;
}

static inline unsigned advance(int64_t by_ns)
{
	unsigned before = sent_count;
	int64_t until_ns = now_ns + by_ns;

	turn();
	while (core_deadline(&core) <= until_ns) {
		now_ns = core_deadline(&core) > now_ns ? core_deadline(&core) : now_ns + 1;
		turn();
	}
	now_ns = until_ns;
	turn();
	return sent_count - before;
}

static inline void take(enum event_kind kind, const struct sent *about, int error,
			const uint8_t *bytes, size_t length)
{
	struct event event = { .kind = kind,
			       .server = about->packet.server,
			       .slot = about->packet.slot,
			       .proto = about->packet.proto,
			       .error = error,
			       .bytes = bytes,
			       .length = (uint32_t)length,
			       .at_ns = now_ns };

	core_take(&core, now_ns, &event);
}

/** A reply to a query: its own octets, with these flags. */
static inline void reply(const struct sent *query, uint16_t flags)
{
	uint8_t bytes[FD_QUERY_MAX];

	memcpy(bytes, query->bytes, query->packet.length);
	bytes[2] = (uint8_t)((FD_FLAG_QR | flags) >> 8);
	bytes[3] = (uint8_t)flags;
	take(EVENT_MESSAGE, query, 0, bytes, query->packet.length);
}

static inline void reply_header(const struct sent *query, uint8_t rcode)
{
	uint8_t bytes[12] = { query->bytes[0], query->bytes[1], 0x80, rcode };

	take(EVENT_MESSAGE, query, 0, bytes, sizeof(bytes));
}

static inline void icmp(const struct sent *query, size_t quoted)
{
	take(EVENT_ICMP, query, ECONNREFUSED, query->bytes, quoted);
}

static inline void send_error(const struct sent *query, int error)
{
	take(EVENT_SEND_ERROR, query, error, query->bytes, query->packet.length);
}

/* ---- sending ------------------------------------------------------------------------------- */

#endif
