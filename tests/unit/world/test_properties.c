/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "support.h"

static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static struct fd_world *demo(void)
{
	return world_of(fd_world_demo());
}

/* A query for some name of the demo, or one a flip or two away from it. */
static size_t random_query(uint64_t *random, uint8_t query[FD_QUERY_MAX], bool damaged)
{
	static const char *const names[] = { "api.payments.example",
					     "www.shop.example",
					     "img.shop.example",
					     "help.shop.example",
					     "points.loyalty.example",
					     "absent.cloud",
					     "billing.legacy.example",
					     "a.preview.shop.example",
					     ".",
					     "nowhere" };
	static const uint16_t types[] = { FD_TYPE_A,	  FD_TYPE_AAAA, FD_TYPE_SOA, FD_TYPE_DS,
					  FD_TYPE_DNSKEY, FD_TYPE_ANY,	FD_TYPE_NS };
	struct fd_name name;
	uint64_t r = next_random(random);

	cr_assert_eq(fd_name_parse(&name, names[r % 10]), 0);
	size_t length = fd_query_render(query, (uint16_t)(r >> 8), name.wire, name.length,
					types[(r >> 24) % 7], (unsigned)(r >> 32) & 0x3f);
	for (unsigned flips = damaged ? (unsigned)(r >> 40) % 8 : 0; flips > 0; flips--) {
		uint64_t where = next_random(random);
		query[where % length] = (uint8_t)(where >> 32);
	}
	return damaged && (r >> 50) % 4 == 0 ? (size_t)(r >> 52) % (length + 1) : length;
}

static uint64_t digest(uint64_t hash, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	}
	return hash;
}

/* A few thousand questions to all servers; every reply must be sound. Returns a digest of all of them. */
static uint64_t run(uint64_t seed, bool damaged)
{
	static uint8_t reply[65535];
	struct fd_world *world = demo();
	struct fd_responder responder = fd_world_responder(world);
	uint64_t random = seed, hash = 0xcbf29ce484222325u;

	for (unsigned i = 0; i < 4000; i++) {
		uint8_t query[FD_QUERY_MAX];
		size_t length = random_query(&random, query, damaged);
		size_t index = next_random(&random) % fd_world_server_count(world);
		struct fd_world_server server = fd_world_server(world, index);
		enum fd_proto proto = next_random(&random) % 4 == 0 ? FD_TCP : FD_UDP;
		struct fd_reply r =
			responder.answer(responder.state, &server.endpoint, proto, query,
					 length, i * INT64_C(7000000), reply, sizeof(reply));
		struct fd_message message;
		hash = digest(hash, (const uint8_t *)&r.kind, sizeof(r.kind));
		hash = digest(hash, (const uint8_t *)&r.delay_ns, sizeof(r.delay_ns));
		hash = digest(hash, reply, r.length);
		cr_assert_geq(r.delay_ns, 0);
		cr_assert_leq(r.delay_ns, INT64_C(1300000000), "patience bounds the delay");
		if (r.kind == FD_REPLY_MESSAGE) {
			cr_assert_eq(fd_message_parse(&message, reply, r.length), 0);
			cr_assert(message.flags & FD_FLAG_QR);
			cr_assert_eq(memcmp(reply, query, 2), 0, "the query's id");
		}
	}
	fd_world_destroy(world);
	return hash;
}

Test(properties, the_same_questions_get_the_same_octets)
{
	cr_expect_eq(run(1, false), run(1, false));
	cr_expect_eq(run(2, true), run(2, true));
	cr_expect_neq(run(1, false), run(3, false));
}

Test(properties, damaged_queries_get_sound_replies_or_none)
{
	for (uint64_t seed = 10; seed < 30; seed++) {
		run(seed, true);
	}
}

Test(properties, noise_is_answered_with_a_header_at_most)
{
	struct fd_world *world = demo();
	struct fd_responder responder = fd_world_responder(world);
	struct fd_endpoint office;
	uint64_t random = 5;

	cr_assert_eq(fd_endpoint_parse(&office, "127.53.10.53", 53), 0);
	for (unsigned i = 0; i < 20000; i++) {
		uint8_t noise[64], reply[1232];
		size_t length = next_random(&random) % (sizeof(noise) + 1);
		for (size_t k = 0; k < length; k++) {
			noise[k] = (uint8_t)next_random(&random);
		}
		struct fd_reply r = responder.answer(responder.state, &office, FD_UDP, noise,
						     length, i, reply, sizeof(reply));
		cr_assert(r.kind == FD_REPLY_NONE || r.length >= 12);
		cr_assert(length >= 12 || r.kind == FD_REPLY_NONE);
	}
	fd_world_destroy(world);
}

Test(properties, replies_are_not_answered)
{
	struct fd_world *world = demo();
	struct fd_responder responder = fd_world_responder(world);
	struct fd_endpoint office;
	uint8_t query[FD_QUERY_MAX], reply[1232];
	uint64_t random = 1;

	cr_assert_eq(fd_endpoint_parse(&office, "127.53.10.53", 53), 0);
	size_t length = random_query(&random, query, false);
	query[2] |= 0x80;
	cr_expect_eq(responder
			     .answer(responder.state, &office, FD_UDP, query, length, 0, reply,
				     sizeof(reply))
			     .kind,
		     FD_REPLY_NONE);
}

Test(properties, loss_comes_by_chance_that_repeats_itself)
{
	unsigned lost[2] = { 0 };

	for (unsigned round = 0; round < 2; round++) {
		struct fd_world *world = world_of("server a 127.0.1.1 loss=30\nzone . at a\n");
		for (unsigned i = 0; i < 2000; i++) {
			char question[64];
			snprintf(question, sizeof(question), "127.0.1.1 x%u A +%u", i, i);
			lost[round] += strcmp(say(world, question), "SILENCE") == 0;
		}
		fd_world_destroy(world);
	}
	cr_expect_eq(lost[0], lost[1]);
	cr_expect(lost[0] > 500 && lost[0] < 700, "%u of 2000", lost[0]);
}

Test(properties, caches_stay_within_their_size)
{
	/* The allocator of the sanitizer would show growth; what is shown here is that old entries go. */
	struct fd_world *world = world_of("server a 127.0.1.1\nzone . at a\n	* A 192.0.2.1\n"
					  "resolver r 127.0.9.1 cache=16\n");
	unsigned warm = 0;

	for (unsigned i = 0; i < 200; i++) {
		char question[64];
		snprintf(question, sizeof(question), "127.0.9.1 x%u A", i);
		say(world, question);
	}
	for (unsigned i = 0; i < 200; i++) {
		char question[64];
		snprintf(question, sizeof(question), "127.0.9.1 x%u A late +1000 norec", i);
		warm += strstr(say(world, question), "192.0.2.1") != NULL;
	}
	cr_expect(warm > 0 && warm <= 16, "%u entries", warm);
	fd_world_destroy(world);
}
