/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "engine/core/core.h"

/** Which ports queries leave from: one a burst, drawn among as many as there are, each within its receive buffer. */

#define START (1000 * NS_PER_SEC)

enum {
	NAMES = 8000,
	SERVERS = 40,
};

struct sent {
	struct packet packet;
	uint8_t bytes[FD_QUERY_MAX];
};

static struct core core;
static int64_t now_ns;
static struct fd_name names[NAMES];
static struct sent sent[NAMES];
static unsigned asked, sent_count, ended;

static void hear(void *context, const struct fd_outcome *outcome)
{
	ended++;
}

static void setup(void)
{
	struct fd_engine_config config = { .kind = FD_ENGINE_SIM,
					   .timeout_ns = 2 * NS_PER_SEC,
					   .retries = 0,
					   .seed = 5,
					   .on_outcome = hear };

	now_ns = START;
	asked = sent_count = ended = 0;
	cr_assert_eq(core_init(&core, &config, now_ns), 0);
}

static void teardown(void)
{
	core_finish(&core);
}

TestSuite(core_ports, .init = setup, .fini = teardown);

static uint32_t add_server(void)
{
	struct fd_server_config config = { .open_max = NAMES };
	uint32_t server = UINT32_MAX;

	cr_assert_eq(core_add_server(&core, &config, &server), 0);
	core.servers[server]->replied = true;
	return server;
}

/** Names of so many lengths by turns, and so long at least. */
static void ask_lengths(uint32_t server, unsigned count, unsigned lengths, unsigned least)
{
	for (unsigned i = 0; i < count; i++) {
		char text[64];
		int fill = (int)(least + i % lengths);
		(void)snprintf(text, sizeof(text), "n%0*u.example", fill, asked);
		cr_assert_eq(fd_name_parse(&names[asked], text), 0);
		struct fd_probe probe = { .token = asked,
					  .server = server,
					  .qtype = FD_TYPE_A,
					  .flags = FD_QUERY_BULK,
					  .retries = FD_RETRIES_DEFAULT,
					  .qname = names[asked].wire,
					  .qname_length = names[asked].length };
		cr_assert_eq(core_submit(&core, &probe), 0);
		asked++;
	}
}

static void ask(uint32_t server, unsigned count)
{
	ask_lengths(server, count, 1, 4);
}

/** Sends what may be sent; returns how much that was. */
static unsigned turn(void)
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
		}
	}
	return sent_count - before;
}

static void reply(const struct sent *query)
{
	uint8_t bytes[FD_QUERY_MAX];
	struct event event = { .kind = EVENT_MESSAGE,
			       .server = query->packet.server,
			       .slot = query->packet.slot,
			       .proto = FD_UDP,
			       .bytes = bytes,
			       .length = query->packet.length,
			       .at_ns = now_ns };

	memcpy(bytes, query->bytes, query->packet.length);
	bytes[2] |= FD_FLAG_QR >> 8;
	core_take(&core, now_ns, &event);
}

/** One past the highest port that these queries used, and how many ports they used. */
struct spread {
	unsigned limit, ports, most;
};

static struct spread spread_of(uint32_t server, unsigned from)
{
	unsigned counts[PORT_SLOTS] = { 0 };
	struct spread spread = { 0 };

	for (unsigned i = from; i < sent_count; i++) {
		const struct packet *packet = &sent[i].packet;
		if (packet->server != server) {
			continue;
		}
		unsigned count = ++counts[packet->slot];
		spread.ports += count == 1;
		spread.most = count > spread.most ? count : spread.most;
		if (packet->slot >= spread.limit) {
			spread.limit = packet->slot + 1U;
		}
	}
	return spread;
}

Test(core_ports, a_burst_leaves_from_one_drawn_for_it)
{
	uint32_t server = add_server();
	unsigned runs = 0;

	ask(server, NAMES);
	cr_assert_eq(turn(), NAMES);
	for (unsigned i = 0; i < NAMES; i++) {
		const struct packet *packet = &sent[i].packet;
		const struct packet *before = i > 0 ? &sent[i - 1].packet : packet;
		bool joins = i > 0 && packet->slot == before->slot;
		cr_assert(joins || i % BURST_MAX == 0 || packet->length != before->length,
			  "query %u is on another port than its neighbour of equal length", i);
		runs += !joins;
	}
	cr_assert_leq(runs, NAMES / BURST_MAX);
	cr_assert_gt(spread_of(server, 0).ports, 64);
}

Test(core_ports, a_small_run_opens_few)
{
	uint32_t server = add_server();

	for (unsigned i = 0; i < 200; i++) {
		ask(server, 1);
		turn();
		reply(&sent[i]);
	}
	cr_assert_leq(spread_of(server, 0).limit, PORT_SLOTS_START + 200 / PORT_SLOTS_EVERY);
	cr_assert_gt(spread_of(server, 0).ports, PORT_SLOTS_START / 2);
}

Test(core_ports, a_long_run_uses_all)
{
	uint32_t server = add_server();

	for (unsigned i = 0; i < NAMES; i++) {
		ask(server, 1);
		turn();
		reply(&sent[i]);
	}
	cr_assert_geq(spread_of(server, NAMES / 2).ports, PORT_SLOTS * 9 / 10);
	cr_assert_lt(spread_of(server, NAMES / 2).most, 60, "none much more than others");
}

Test(core_ports, busy_servers_share_the_sockets)
{
	static const struct {
		unsigned sockets, busy, limit;
	} rows[] = {
		{ 3000, 10, PORT_SLOTS },    { 1000, 10, 100 },	    { 1000, 40, 25 },
		{ 120, 40, PORT_SLOTS_MIN }, { 0, 40, PORT_SLOTS },
	};
	uint32_t servers[SERVERS];

	for (unsigned i = 0; i < SERVERS; i++) {
		servers[i] = add_server();
		core.servers[servers[i]]->stats.sent = 100000;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned from = sent_count;
		core_set_network(&core, rows[i].sockets, 0);
		/* The others are not busy any more, or not yet. */
		for (unsigned j = 0; j < rows[i].busy; j++) {
			ask(servers[j], 1);
		}
		cr_assert_eq(core.busy, rows[i].busy);
		ask(servers[0], 500);
		turn();
		struct spread spread = spread_of(servers[0], from);
		cr_assert_leq(spread.limit, rows[i].limit, "row %zu", i);
		for (unsigned j = from; j < sent_count; j++) {
			reply(&sent[j]);
		}
		cr_assert_eq(core.busy, 0, "row %zu", i);
	}
}

Test(core_ports, none_has_more_open_than_its_receive_buffer_holds)
{
	static const unsigned capacities[] = { 10, 64, 92, 100, 184 };
	uint32_t server = add_server();

	for (size_t i = 0; i < sizeof(capacities) / sizeof(capacities[0]); i++) {
		unsigned from = sent_count;
		core_set_network(&core, PORT_SLOTS_START, capacities[i]);
		ask(server, 1500);
		unsigned count = turn();
		cr_assert_geq(count, PORT_SLOTS_START * capacities[i] / 2, "row %zu", i);
		cr_assert_leq(spread_of(server, from).most, capacities[i], "row %zu", i);
		/* What was held back goes when there is room again. */
		for (unsigned j = from; j < sent_count; j++) {
			reply(&sent[j]);
			turn();
		}
		cr_assert_eq(ended, asked);
		for (unsigned slot = 0; slot < PORT_SLOTS; slot++) {
			cr_assert_eq(core.servers[server]->open_at[slot], 0);
		}
	}
}

Test(core_ports, a_query_that_never_left_takes_no_room)
{
	uint32_t server = add_server();

	ask(server, 1);
	turn();
	struct event event = { .kind = EVENT_SEND_ERROR,
			       .server = server,
			       .slot = sent[0].packet.slot,
			       .error = EAGAIN,
			       .length = sent[0].packet.length,
			       .bytes = sent[0].bytes };
	core_take(&core, now_ns, &event);
	cr_assert_eq(core.servers[server]->open_at[sent[0].packet.slot], 0);
	cr_assert_eq(core.busy, 1, "it is queued again");
}

/* Lengths: neighbours of one length are one message. */

static unsigned count_runs(unsigned from)
{
	unsigned runs = 0;

	for (unsigned i = from; i < sent_count; i++) {
		const struct packet *packet = &sent[i].packet;
		runs += i == from || packet->slot != sent[i - 1].packet.slot ||
			packet->length != sent[i - 1].packet.length;
	}
	return runs;
}

Test(core_ports, names_of_one_length_leave_together)
{
	static const unsigned lengths[] = { 1, 2, 7, 31 };
	uint32_t server = add_server();

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		unsigned from = sent_count;
		unsigned each = FEED_DEPTH / lengths[i];
		ask_lengths(server, FEED_DEPTH, lengths[i], 4);
		cr_assert_eq(turn(), FEED_DEPTH);
		/* A length's last message may be short, and the first and last of a turn be cut. */
		unsigned least = lengths[i] * ((each + BURST_MAX - 1) / BURST_MAX);
		cr_assert_leq(count_runs(from), 2 * least + 1, "%u runs", count_runs(from));
	}
}

Test(core_ports, further_tries_of_one_length_leave_together)
{
	enum {
		LENGTHS = 8,
		COUNT = 1024
	};
	uint32_t server = add_server();

	core.config.retries = 1;
	ask_lengths(server, COUNT, LENGTHS, 4);
	turn();
	now_ns += 5 * NS_PER_SEC / 2;
	cr_assert_eq(turn(), COUNT);
	cr_assert_leq(count_runs(COUNT), 2 * COUNT / BURST_MAX + 1, "%u runs",
		      count_runs(COUNT));
}

Test(core_ports, a_rare_length_has_its_turn)
{
	uint32_t server = add_server();
	unsigned at = 0;

	ask_lengths(server, 2000, 1, 9);
	ask_lengths(server, 1, 1, 20);
	ask_lengths(server, 2000, 1, 7);
	turn();
	while (sent[at].packet.length == sent[0].packet.length) {
		at++;
	}
	cr_assert_leq(at, BURST_MAX, "another length after a burst");
	for (at = 0; sent[at].bytes[12] != 21; at++) {
		cr_assert_lt(at, sent_count);
	}
	cr_assert_leq(at, 2 * BURST_MAX);
}
