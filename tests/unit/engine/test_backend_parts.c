/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/net/clock.h"
#include "engine/net/pending.h"
#include "engine/net/sockets.h"
#include "engine/net/sockets_limits.h"
#include "engine/net/tcp.h"

/** What the backends share, part by part, with times that are made up. */

#define SECOND INT64_C(1000000000)

/* clock.c */

Test(clock, a_stamp_becomes_monotonic)
{
	struct clock clock = { .offset_ns = 1000 * SECOND };

	clock_observe(&clock, 50 * SECOND, 1050 * SECOND);
	cr_assert_eq(clock_stamp(&clock, 1049 * SECOND), 49 * SECOND);
	cr_assert_eq(clock_stamp(&clock, 0), 50 * SECOND, "no stamp: now");
	cr_assert_eq(clock_stamp(&clock, 1051 * SECOND), 50 * SECOND, "never in the future");
	cr_assert_eq(clock.steps, 0);
}

Test(clock, a_step_is_counted_and_voids_the_stamps_around_it)
{
	struct clock clock = { .offset_ns = 1000 * SECOND };

	clock_observe(&clock, 50 * SECOND, 1050 * SECOND + CLOCK_STEP_NS);
	cr_assert_eq(clock.steps, 0, "1 ms is not a step");
	clock_observe(&clock, 51 * SECOND, 1049 * SECOND);
	cr_assert_eq(clock.steps, 1);
	cr_assert_eq(clock_stamp(&clock, 1047 * SECOND), 51 * SECOND);
	/* Received before the step, read after the next wake-up. */
	clock_observe(&clock, 51 * SECOND + 1, 1049 * SECOND + 1);
	cr_assert_eq(clock_stamp(&clock, 1047 * SECOND), 51 * SECOND + 1);
	clock_observe(&clock, 53 * SECOND, 1051 * SECOND);
	cr_assert_eq(clock_stamp(&clock, 1050 * SECOND), 52 * SECOND);
	cr_assert_eq(clock.steps, 1);
}

Test(clock, a_wake_up_reads_both_clocks)
{
	struct clock clock;

	clock_start(&clock);
	int64_t before_ns = clock_now();
	clock_wake(&clock);
	cr_assert_geq(clock.now_ns, before_ns);
	cr_assert_leq(clock.now_ns, clock_now());
	cr_assert_eq(clock.steps, 0);
}

/* sockets.c */

struct owner {
	struct sockets sockets;
	unsigned attached, detached;
	uint32_t last; /* detached */
	bool slow;     /* closes later, as io_uring does */
};

static int attach(void *context, uint32_t index)
{
	((struct owner *)context)->attached++;
	return 0;
}

static bool detach(void *context, uint32_t index)
{
	struct owner *owner = context;

	owner->detached++;
	owner->last = index;
	return !owner->slow;
}

enum {
	DESCRIPTORS = 160,
	PORTS = (DESCRIPTORS - SOCKETS_RESERVE) - (DESCRIPTORS - SOCKETS_RESERVE) / 8,
	SLOTS = 64,
};

static void open_sockets(struct owner *owner)
{
	struct rlimit limit = { DESCRIPTORS, DESCRIPTORS };
	struct sockets_owner callbacks = { owner, attach, detach };
	struct fd_server_config config = { 0 };

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	memset(owner, 0, sizeof(*owner));
	cr_assert_eq(sockets_init(&owner->sockets, &callbacks, false), 0);
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", 5353);
	for (uint32_t server = 0; server < 4; server++) {
		cr_assert_eq(sockets_add_server(&owner->sockets, server, &config, SLOTS), 0);
	}
}

static int use(struct owner *owner, uint32_t server, uint16_t slot, int64_t now_ns)
{
	struct packet packet = { .server = server, .slot = slot };
	uint32_t index;
	int r = sockets_port(&owner->sockets, &packet, now_ns, &index);

	return r < 0 ? r : (int)index;
}

static void use_all(struct owner *owner, int64_t now_ns)
{
	for (unsigned i = 0; i < PORTS; i++) {
		cr_assert_geq(use(owner, i / SLOTS, (uint16_t)(i % SLOTS), now_ns), 0);
	}
	cr_assert_eq(owner->sockets.open, PORTS);
}

Test(sockets, the_soft_limit_of_descriptors_is_raised)
{
	struct rlimit limit = { 70, DESCRIPTORS };
	struct sockets sockets;

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_assert_eq(sockets_init(&sockets, &(struct sockets_owner) { 0 }, false), 0);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_assert_eq(limit.rlim_cur, DESCRIPTORS);
	cr_assert_eq(sockets.limit, PORTS);
	sockets_finish(&sockets);
}

Test(sockets, one_for_each_slot)
{
	struct owner owner;

	open_sockets(&owner);
	int first = use(&owner, 1, 7, 0);
	cr_assert_eq(use(&owner, 1, 7, SECOND), first);
	cr_assert_neq(use(&owner, 1, 8, 0), first);
	cr_assert_neq(use(&owner, 2, 7, 0), first);
	cr_assert_eq(owner.attached, 3);
	sockets_finish(&owner.sockets);
}

Test(sockets, those_in_use_are_not_taken_away)
{
	struct owner owner;

	open_sockets(&owner);
	use_all(&owner, 0);
	cr_assert_eq(use(&owner, 3, 0, SOCKETS_IDLE_NS - 1), -EMFILE);
	cr_assert_eq(owner.detached, 0);
	sockets_finish(&owner.sockets);
}

Test(sockets, the_longest_idle_makes_room)
{
	struct owner owner;

	open_sockets(&owner);
	use_all(&owner, 0);
	/* All but the second of the first server. */
	for (unsigned i = 0; i < PORTS; i++) {
		if (i != 1) {
			use(&owner, i / SLOTS, (uint16_t)(i % SLOTS), SECOND);
		}
	}
	int idle = use(&owner, 3, 0, SOCKETS_IDLE_NS);
	cr_assert_geq(idle, 0);
	cr_assert_eq(owner.detached, 1);
	cr_assert_eq(owner.last, (uint32_t)idle, "its port is used again");
	cr_assert_eq(owner.sockets.ports[idle].server, 3);
	/* And the slot that lost it shares one of its neighbours'. */
	int shared = use(&owner, 0, 1, SOCKETS_IDLE_NS);
	cr_assert_eq(owner.sockets.ports[shared].server, 0);
	sockets_finish(&owner.sockets);
}

Test(sockets, one_that_leaves_slowly_is_not_used_meanwhile)
{
	struct owner owner;

	open_sockets(&owner);
	use_all(&owner, 0);
	owner.slow = true;
	cr_assert_eq(use(&owner, 3, 0, 2 * SOCKETS_IDLE_NS), -EMFILE);
	cr_assert_eq(owner.detached, SOCKETS_EVICT);
	uint32_t gone = owner.last;
	sockets_close(&owner.sockets, gone);
	cr_assert_eq(use(&owner, 3, 0, 2 * SOCKETS_IDLE_NS), (int)gone);
	sockets_finish(&owner.sockets);
}

Test(sockets, a_shared_one_knows_whose_reply_it_is)
{
	struct owner owner;
	const uint8_t own[] = { 0x12, 0x34 }, borrowed[] = { 0x56, 0x78 }, other[] = { 9, 9 };

	open_sockets(&owner);
	use_all(&owner, 0);
	/* The second server has its first slots only. */
	int index = use(&owner, 1, SLOTS - 1, SECOND);
	cr_assert_geq(index, 0);
	uint16_t slot = owner.sockets.ports[index].slot;
	cr_assert_neq(slot, SLOTS - 1);
	struct packet packet = { .server = 1, .slot = slot, .length = 2, .bytes = own };
	sockets_sent(&owner.sockets, (uint32_t)index, &packet, 1);
	packet = (struct packet) {
		.server = 1, .slot = SLOTS - 1, .length = 2, .bytes = borrowed
	};
	sockets_sent(&owner.sockets, (uint32_t)index, &packet, 1);
	cr_assert_eq(sockets_slot(&owner.sockets, (uint32_t)index, own, 2), slot);
	cr_assert_eq(sockets_slot(&owner.sockets, (uint32_t)index, borrowed, 2), SLOTS - 1);
	cr_assert_eq(sockets_slot(&owner.sockets, (uint32_t)index, other, 2), slot);
	cr_assert_eq(sockets_slot(&owner.sockets, (uint32_t)index, other, 0), slot);
	/* Given up, neither slot has it any more. */
	sockets_abandon(&owner.sockets, (uint32_t)index);
	int fresh = use(&owner, 1, SLOTS - 1, SECOND);
	cr_assert_eq(owner.sockets.ports[fresh].slot, SLOTS - 1);
	sockets_finish(&owner.sockets);
}

Test(sockets, what_one_holds_is_read_back)
{
	static const struct fd_engine_config config = { .timeout_ns = SECOND };
	struct owner owner;
	struct backend_stats stats;
	char reason[16] = "first";
	int size = 0;
	socklen_t length = sizeof(size);

	open_sockets(&owner);
	sockets_settle(&owner.sockets, &config, reason, sizeof(reason));
	cr_assert_eq(strncmp(reason, "first", 5), 0, "what was said before stays");
	sockets_report(&owner.sockets, &stats);
	cr_assert_eq(stats.sockets, PORTS);
	int index = use(&owner, 1, 7, 0);
	cr_assert_eq(getsockopt(owner.sockets.ports[index].fd, SOL_SOCKET, SO_RCVBUF, &size,
				&length),
		     0);
	cr_assert_eq(stats.receive_capacity, (uint32_t)(size / SOCKETS_REPLY_COST));
	cr_assert_gt(stats.receive_capacity, 0);
	sockets_finish(&owner.sockets);
}

Test(sockets, what_is_awaited_is_counted_by_socket_and_reply)
{
	struct owner owner;
	struct packet packets[SOCKETS_LOADED] = { 0 };

	open_sockets(&owner);
	struct sockets *sockets = &owner.sockets;
	uint32_t first = (uint32_t)use(&owner, 1, 7, 0),
		 second = (uint32_t)use(&owner, 1, 8, 0);
	sockets_sent(sockets, first, packets, SOCKETS_LOADED - 1);
	cr_assert_not(sockets_loaded(sockets));
	sockets_sent(sockets, second, packets, 1);
	cr_assert(sockets_loaded(sockets));
	cr_assert_eq(sockets->awaited, 2);
	sockets_heard(sockets, first, 1);
	sockets_heard(sockets, first, 60);
	cr_assert_eq(sockets->awaited, 1, "the first reply of a socket counts");
	cr_assert_eq(sockets->unanswered, SOCKETS_LOADED - 61);
	/* Lost ones do not add up for ever. */
	sockets_silence(sockets);
	cr_assert_eq(sockets->awaited, 0);
	sockets_heard(sockets, second, 1000);
	cr_assert_eq(sockets->awaited, 0);
	cr_assert_eq(sockets->unanswered, 0, "more than was asked");
	sockets_finish(sockets);
}

Test(sockets, runs_go_the_same_way)
{
	const struct packet packets[] = {
		{ 1, 1, FD_UDP, 0, NULL }, { 1, 1, FD_UDP, 0, NULL }, { 1, 2, FD_UDP, 0, NULL },
		{ 2, 2, FD_UDP, 0, NULL }, { 2, 2, FD_TCP, 0, NULL },
	};

	cr_assert_eq(sockets_run(packets, 5), 2);
	cr_assert_eq(sockets_run(packets, 1), 1);
	cr_assert_eq(sockets_run(packets + 2, 3), 1);
	cr_assert_eq(sockets_run(packets + 3, 2), 1);
}

/* tcp.c, against a listener that this thread serves by hand. */

struct bench {
	struct pending pending;
	struct tcp *tcp;
	struct fd_server_config config;
	int listener;
};

static const struct tcp_patience patience = { TCP_CONNECT_NS, TCP_ANSWER_NS, TCP_IDLE_NS };

static void bench_open(struct bench *bench, int backlog)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t length = sizeof(sin);

	memset(bench, 0, sizeof(*bench));
	cr_assert_eq(tcp_create(&bench->tcp, &bench->pending, &patience), 0);
	bench->listener = socket(AF_INET, SOCK_STREAM, 0);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cr_assert_eq(bind(bench->listener, (struct sockaddr *)&sin, sizeof(sin)), 0);
	cr_assert_eq(listen(bench->listener, backlog), 0);
	cr_assert_eq(getsockname(bench->listener, (struct sockaddr *)&sin, &length), 0);
	fd_endpoint_parse(&bench->config.endpoint, "127.0.0.1", ntohs(sin.sin_port));
}

static void bench_close(struct bench *bench)
{
	tcp_destroy(bench->tcp);
	pending_finish(&bench->pending);
	close(bench->listener);
}

static void submit(struct bench *bench, uint8_t id, int64_t now_ns)
{
	uint8_t query[12] = { 0, id };
	struct packet packet = { .proto = FD_TCP, .length = sizeof(query), .bytes = query };

	tcp_submit(bench->tcp, &packet, &bench->config, now_ns);
	tcp_flush(bench->tcp, now_ns);
}

/* Runs while there is something to do. Loopback needs no longer. */
static void run(struct bench *bench, int64_t now_ns)
{
	struct pollfd ready = { tcp_descriptor(bench->tcp), POLLIN, 0 };

	tcp_run(bench->tcp, now_ns);
	for (int i = 0; i < 100 && poll(&ready, 1, 50) > 0; i++) {
		tcp_run(bench->tcp, now_ns);
	}
}

/* Accepts a connection, and reads as many queries from it. */
static int serve(struct bench *bench, unsigned queries)
{
	uint8_t frames[14 * 16];
	int fd = accept(bench->listener, NULL, NULL);

	run(bench, 0);
	cr_assert_eq(recv(fd, frames, 14 * queries, MSG_WAITALL), 14 * (ssize_t)queries);
	return fd;
}

static struct event only_event(struct bench *bench)
{
	struct event events[2];

	pending_release(&bench->pending);
	cr_assert_eq(pending_take(&bench->pending, events, 2), 1);
	return events[0];
}

Test(tcp, a_silent_server_times_out_a_query)
{
	struct bench bench;

	bench_open(&bench, 8);
	submit(&bench, 5, 0);
	run(&bench, TCP_ANSWER_NS - 1);
	cr_assert(pending_empty(&bench.pending), "a handshake is enough of an answer so far");
	cr_assert_leq(tcp_deadline(bench.tcp), TCP_ANSWER_NS);
	run(&bench, TCP_ANSWER_NS);
	struct event event = only_event(&bench);
	cr_assert_eq(event.kind, EVENT_TCP_FAILED);
	cr_assert_eq(event.error, ETIMEDOUT);
	cr_assert_eq(event.length, 12);
	cr_assert_eq(event.bytes[1], 5);
	cr_assert_eq(event.at_ns, TCP_ANSWER_NS);
	cr_assert_eq(tcp_deadline(bench.tcp), INT64_MAX, "nothing is left");
	bench_close(&bench);
}

Test(tcp, a_younger_query_outlives_a_silent_connection)
{
	struct bench bench;

	bench_open(&bench, 8);
	submit(&bench, 1, 0);
	run(&bench, 0);
	submit(&bench, 2, 15 * SECOND);
	run(&bench, TCP_ANSWER_NS);
	cr_assert_eq(only_event(&bench).bytes[1], 1);
	run(&bench, TCP_ANSWER_NS + 15 * SECOND);
	cr_assert_eq(only_event(&bench).bytes[1], 2);
	bench_close(&bench);
}

Test(tcp, a_handshake_that_never_ends_times_out)
{
	struct bench bench;
	int fillers[4];

	/* The queue of a listener that accepts nothing is soon full; then it drops what comes. */
	bench_open(&bench, 0);
	struct sockaddr_storage address;
	unsigned length = fd_endpoint_to_sockaddr(&address, &bench.config.endpoint);
	for (int i = 0; i < 4; i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(fillers[i], (struct sockaddr *)&address, length);
	}
	submit(&bench, 5, 0);
	run(&bench, TCP_CONNECT_NS - 1);
	cr_assert(pending_empty(&bench.pending));
	run(&bench, TCP_CONNECT_NS);
	cr_assert_eq(only_event(&bench).error, ETIMEDOUT);
	bench_close(&bench);
	for (int i = 0; i < 4; i++) {
		close(fillers[i]);
	}
}

Test(tcp, an_idle_connection_is_closed)
{
	struct bench bench;
	uint8_t octet;

	bench_open(&bench, 8);
	submit(&bench, 5, 0);
	run(&bench, 0);
	int fd = serve(&bench, 1);
	cr_assert_eq(send(fd, "\0\x02\0\x05", 4, 0), 4);
	run(&bench, SECOND);
	cr_assert_eq(only_event(&bench).kind, EVENT_MESSAGE);
	run(&bench, SECOND + TCP_IDLE_NS - 1);
	cr_assert_eq(recv(fd, &octet, 1, MSG_DONTWAIT), -1, "still open");
	run(&bench, SECOND + TCP_IDLE_NS);
	cr_assert_eq(recv(fd, &octet, 1, 0), 0, "closed");
	cr_assert_eq(tcp_deadline(bench.tcp), INT64_MAX);
	close(fd);
	bench_close(&bench);
}

Test(tcp, frames_that_answer_nothing_are_handed_over_and_end_nothing)
{
	struct bench bench;
	struct event events[8];

	bench_open(&bench, 8);
	submit(&bench, 5, 0);
	run(&bench, 0);
	int fd = serve(&bench, 1);
	/* Of no octets, of one, and with another id. */
	cr_assert_eq(send(fd, "\0\0\0\x01\x07\0\x02\0\x06", 9, 0), 9);
	run(&bench, 0);
	cr_assert_eq(pending_take(&bench.pending, events, 8), 3);
	cr_assert_eq(events[0].length, 0);
	cr_assert_eq(events[1].length, 1);
	cr_assert_eq(events[2].length, 2);
	pending_release(&bench.pending);
	cr_assert_eq(send(fd, "\0\x02\0\x05", 4, 0), 4);
	run(&bench, 0);
	cr_assert_eq(only_event(&bench).bytes[1], 5);
	close(fd);
	bench_close(&bench);
}

Test(tcp, a_query_is_asked_again_once_when_the_server_closes)
{
	struct bench bench;

	bench_open(&bench, 8);
	submit(&bench, 5, 0);
	run(&bench, 0);
	/* Closed in the middle of an answer, which is no answer. */
	int fd = serve(&bench, 1);
	cr_assert_eq(send(fd, "\0\x10\0\x05half", 8, 0), 8);
	close(fd);
	run(&bench, 0);
	cr_assert(pending_empty(&bench.pending));
	close(serve(&bench, 1));
	run(&bench, 0);
	struct event event = only_event(&bench);
	cr_assert_eq(event.kind, EVENT_TCP_FAILED);
	cr_assert_eq(event.error, EPIPE);
	cr_assert_eq(event.bytes[1], 5);
	bench_close(&bench);
}

Test(tcp, a_reset_before_any_answer_fails_at_once)
{
	const struct linger reset = { .l_onoff = 1 };
	struct bench bench;

	bench_open(&bench, 8);
	submit(&bench, 5, 0);
	run(&bench, 0);
	int fd = serve(&bench, 1);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(fd);
	run(&bench, 0);
	cr_assert_eq(only_event(&bench).error, ECONNRESET);
	bench_close(&bench);
}

Test(tcp, a_server_that_closes_after_two_is_given_two_at_a_time)
{
	struct bench bench;
	struct event events[8];

	bench_open(&bench, 8);
	for (uint8_t id = 0; id < 6; id++) {
		submit(&bench, id, 0);
	}
	run(&bench, 0);
	int fd = serve(&bench, 6);
	cr_assert_eq(send(fd, "\0\x02\0\0\0\x02\0\x01", 8, 0), 8);
	close(fd);
	run(&bench, 0);
	cr_assert_eq(pending_take(&bench.pending, events, 8), 2);
	/* Of the other four, two go on each connection. */
	for (int i = 0; i < 2; i++) {
		uint8_t frames[28];
		fd = accept(bench.listener, NULL, NULL);
		run(&bench, 0);
		cr_assert_eq(recv(fd, frames, sizeof(frames), MSG_WAITALL), 28);
		const uint8_t answers[] = { 0, 2, 0, frames[3], 0, 2, 0, frames[17] };
		cr_assert_eq(send(fd, answers, sizeof(answers), 0), 8);
		run(&bench, 0);
		cr_assert_eq(pending_take(&bench.pending, events, 8), 2);
		close(fd);
	}
	bench_close(&bench);
}
