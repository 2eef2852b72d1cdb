/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef FD_WITH_URING
#include <liburing.h>
#endif

#include <fleetdig/wire.h>

#include "engine/net/clock.h"
#include "engine/net/sockets_limits.h"
#include "test_backend_rig.h"

/**
 * Batches: neighbours that leave as one message and replies that come as one, and what happens where the kernel will
 * not have it. The linker wraps what must go wrong (--wrap).
 */

enum {
	MOST = 1024, /* queries of one test */
	ROOM = 256,  /* octets for each */
	SLOT = 5,
};

static enum {
	SOUND,
	SILENT_CHECKSUMS, /* sockets without checksums: the kernel refuses UDP_SEGMENT there */
	DEAF_DEVICE,	  /* sockets that cannot send at all */
} connected;
static int sendmsg_error;  /* what sendmsg(2) says */
static bool sendmsg_joins; /* it sends the whole as one datagram */
static int truncations;	   /* messages that recvmmsg(2) is to call cut short */

int __real_connect(int fd, const struct sockaddr *address, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *address, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *address, socklen_t length)
{
	const int on = 1;
	int type = 0;
	socklen_t size = sizeof(type);
	int r = __real_connect(fd, address, length);

	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
	if (type == SOCK_DGRAM && connected == SILENT_CHECKSUMS) {
		setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &on, sizeof(on));
	}
	if (type == SOCK_DGRAM && connected == DEAF_DEVICE) {
		shutdown(fd, SHUT_WR);
	}
	return r;
}

ssize_t __real_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
	struct msghdr whole = *message;

	if (sendmsg_error != 0) {
		errno = sendmsg_error;
		return -1;
	}
	if (sendmsg_joins) {
		whole.msg_controllen = 0;
	}
	return __real_sendmsg(fd, &whole, flags);
}

int __real_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
		    struct timespec *timeout);
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
		    struct timespec *timeout);
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
		    struct timespec *timeout)
{
	int received = __real_recvmmsg(fd, messages, count, flags, timeout);

	for (int i = 0; i < received && truncations > 0; i++) {
		messages[i].msg_hdr.msg_flags |= MSG_TRUNC;
		truncations--;
	}
	return received;
}

static unsigned features(struct rig *rig)
{
	struct backend_stats stats;

	rig->backend->now(rig->network, &stats);
	return stats.features;
}

static void need(struct rig *rig, unsigned feature)
{
	if ((features(rig) & feature) == 0) {
		cr_skip_test("this kernel has no UDP_SEGMENT or UDP_GRO");
	}
}

static uint8_t octets[MOST][ROOM];

/* Sends queries of these lengths from one slot, the ids counting up; what they were is gone when it returns. */
static void send_lengths(struct rig *rig, const unsigned *lengths, unsigned count,
			 unsigned first_id)
{
	static struct packet packets[MOST];

	cr_assert_leq(count, MOST);
	for (unsigned i = 0; i < count; i++) {
		cr_assert(lengths[i] >= QUERY_LENGTH && lengths[i] <= ROOM);
		memset(octets[i], 0, ROOM);
		make_query(octets[i],
			   &(struct want) { SERVER, .slot = SLOT, .id = first_id + i });
		packets[i] = (struct packet) { SERVER, SLOT, FD_UDP, (uint16_t)lengths[i],
					       octets[i] };
	}
	for (unsigned i = 0; i < count; i += BACKEND_BATCH) {
		unsigned left = count - i;
		cr_assert_eq(rig->backend->send(rig->network, &packets[i],
						left < BACKEND_BATCH ? left : BACKEND_BATCH),
			     0);
	}
	memset(octets, 0xDD, sizeof(octets));
}

/* Each query is answered once, in its own length. */
static void check_lengths(struct rig *rig, const unsigned *lengths, unsigned count,
			  unsigned first_id)
{
	await_replies(rig, count);
	check_ids(rig, first_id, count);
	for (unsigned i = 0; i < count; i++) {
		const struct event *event = &rig->events[i];
		cr_assert_eq(event->slot, SLOT);
		cr_assert_eq(event->server, SERVER);
		cr_assert_eq(event->length, lengths[get16(event->bytes) - first_id]);
		for (unsigned at = AT_ADDRESS + 4; at < event->length; at++) {
			cr_assert_eq(event->bytes[at], 0xA5);
		}
	}
	rig_forget(rig);
}

static void ask_equal(struct rig *rig, unsigned count, unsigned first_id)
{
	static unsigned lengths[MOST];

	for (unsigned i = 0; i < count; i++) {
		lengths[i] = QUERY_LENGTH;
	}
	send_lengths(rig, lengths, count, first_id);
	check_lengths(rig, lengths, count, first_id);
}

/* Out. */

BACKEND_TEST(a_burst_of_any_size_arrives_as_datagrams)
{
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned count = 1; count <= BURST_SEGMENTS_MAX + 2; count++) {
		ask_equal(rig, count, 0x1000 + count);
	}
	ask_equal(rig, BACKEND_BATCH, 0x7000);
}

BACKEND_TEST(a_burst_arrives_over_ipv6_too)
{
	rig_start(rig, "::1", RESPONDER_JOINS);
	ask_equal(rig, BURST_SEGMENTS_MAX, 0x1000);
	ask_equal(rig, BACKEND_BATCH, 0x7000);
}

BACKEND_TEST(lengths_may_change_at_any_query)
{
	static const struct {
		unsigned count, lengths[12];
		unsigned messages; /* that they are */
	} rows[] = {
		{ 2, { 60, 40 }, 1 }, /* the last may be shorter */
		{ 2, { 40, 60 }, 2 }, /* but not longer */
		{ 4, { 60, 60, 60, 40 }, 1 },
		{ 4, { 60, 40, 60, 60 }, 2 }, /* and ends the message */
		{ 4, { 60, 40, 40, 40 }, 2 },
		{ 6, { 40, 41, 42, 43, 44, 45 }, 6 },
		{ 6, { 45, 44, 43, 42, 41, 40 }, 3 },
		{ 12, { 40, 40, 50, 50, 40, 60, 60, 60, 60, 60, 59, 58 }, 4 },
	};

	need(rig, BACKEND_GSO);
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		atomic_store(&rig->responder.messages, 0);
		send_lengths(rig, rows[i].lengths, rows[i].count, 0x100);
		check_lengths(rig, rows[i].lengths, rows[i].count, 0x100);
		cr_assert_eq(atomic_load(&rig->responder.messages), rows[i].messages, "row %zu",
			     i);
	}
}

BACKEND_TEST(lengths_drawn_at_random)
{
	unsigned lengths[BACKEND_BATCH];
	uint64_t state = 7;

	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < BACKEND_BATCH; i++) {
			state = state * UINT64_C(6364136223846793005) + 1;
			bool same = i > 0 && (state >> 60) != 0;
			lengths[i] = same ? lengths[i - 1]
					  : QUERY_LENGTH + (unsigned)(state >> 33) % 100;
		}
		send_lengths(rig, lengths, BACKEND_BATCH, round * BACKEND_BATCH);
		check_lengths(rig, lengths, BACKEND_BATCH, round * BACKEND_BATCH);
	}
}

BACKEND_TEST(a_burst_is_one_message)
{
	need(rig, BACKEND_GSO);
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	ask_equal(rig, 3 * BURST_SEGMENTS_MAX, 0);
	cr_assert_eq(atomic_load(&rig->responder.datagrams), 3 * BURST_SEGMENTS_MAX);
	cr_assert_eq(atomic_load(&rig->responder.messages), 3);
}

BACKEND_TEST(without_gso_each_query_is_a_message)
{
	rig->config.no_gso = true;
	rig_reopen(rig);
	cr_assert_eq(features(rig) & BACKEND_GSO, 0);
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	ask_equal(rig, BURST_SEGMENTS_MAX, 0);
	cr_assert_eq(atomic_load(&rig->responder.messages), BURST_SEGMENTS_MAX);
}

BACKEND_TEST(neighbours_on_other_slots_and_servers_stay_apart)
{
	static uint8_t queries[BACKEND_BATCH][QUERY_LENGTH];
	struct packet packets[BACKEND_BATCH];

	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	rig_add_server(rig, SERVER + 1, "127.0.0.1", rig->responder.port);
	for (unsigned i = 0; i < BACKEND_BATCH; i++) {
		struct want want = { SERVER + i % 5 / 3, .slot = i % 3 / 2, .id = i };
		make_query(queries[i], &want);
		packets[i] = (struct packet) { want.server, (uint16_t)want.slot, FD_UDP,
					       QUERY_LENGTH, queries[i] };
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, BACKEND_BATCH), 0);
	await_replies(rig, BACKEND_BATCH);
	check_ids(rig, 0, BACKEND_BATCH);
	for (unsigned i = 0; i < BACKEND_BATCH; i++) {
		const struct event *event = &rig->events[i];
		cr_assert_eq(event->slot, get16(event->bytes + AT_SLOT));
		cr_assert_eq(event->server, get16(event->bytes + AT_SERVER));
	}
}

#ifdef FD_WITH_URING
/* What uring_send.c relies on: even a send that finds no room ends in its submission, and never later. */
Test(io_uring, a_send_with_dontwait_ends_in_its_submission)
{
	static uint8_t octets_sent[1000];
	struct io_uring ring;
	struct io_uring_cqe *cqe;
	int pair[2], sent = 0;

	if (io_uring_queue_init(8, &ring, 0) < 0) {
		cr_skip_test("no io_uring here");
	}
	/* Blocking sockets, as the backend's are. */
	cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	while (send(pair[0], octets_sent, sizeof(octets_sent), MSG_DONTWAIT) > 0) {
		sent++;
	}
	cr_assert_eq(errno, EAGAIN);
	for (unsigned i = 0; i < 3; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
		assert(sqe != NULL); /* which also the compiler sees */
		io_uring_prep_send(sqe, pair[0], octets_sent, sizeof(octets_sent),
				   MSG_DONTWAIT);
		sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
		cr_assert_eq(io_uring_submit(&ring), 1);
		cr_assert_eq(io_uring_peek_cqe(&ring, &cqe), 0, "the failure is there at once");
		cr_assert_eq(cqe->res, -EAGAIN);
		io_uring_cqe_seen(&ring, cqe);
	}
	/* Nothing was parked: with room again, only what was sent before comes out. */
	for (; sent > 0; sent--) {
		cr_assert_eq(recv(pair[1], octets_sent, sizeof(octets_sent), MSG_DONTWAIT),
			     1000);
	}
	usleep(10000);
	cr_assert_eq(recv(pair[1], octets_sent, sizeof(octets_sent), MSG_DONTWAIT), -1);
	io_uring_queue_exit(&ring);
	close(pair[0]);
	close(pair[1]);
}
#endif

/* In. */

BACKEND_TEST(replies_that_come_as_one_are_split)
{
	unsigned lengths[BURST_SEGMENTS_MAX];

	need(rig, BACKEND_GSO | BACKEND_GRO);
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	for (unsigned last = QUERY_LENGTH; last <= 60; last += 4) {
		for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
			lengths[i] = i + 1 < BURST_SEGMENTS_MAX ? 60 : last;
		}
		send_lengths(rig, lengths, BURST_SEGMENTS_MAX, 0x300);
		await_replies(rig, BURST_SEGMENTS_MAX);
		for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
			cr_assert_eq(get16(rig->events[i].bytes), 0x300 + i, "in their order");
			cr_assert_eq(rig->events[i].at_ns, rig->events[0].at_ns,
				     "received at one moment");
		}
		check_lengths(rig, lengths, BURST_SEGMENTS_MAX, 0x300);
	}
}

BACKEND_TEST(long_replies_that_come_as_one_are_split)
{
	static uint8_t queries[BURST_SEGMENTS_MAX][QUERY_LENGTH];
	struct packet packets[BURST_SEGMENTS_MAX];

	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	for (unsigned length = 600; length <= 1500; length += 300) {
		for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
			make_query(queries[i],
				   &(struct want) { SERVER, .id = i, .length = length - i });
			packets[i] =
				(struct packet) { SERVER, 0, FD_UDP, QUERY_LENGTH, queries[i] };
		}
		cr_assert_eq(rig->backend->send(rig->network, packets, BURST_SEGMENTS_MAX), 0);
		await_replies(rig, BURST_SEGMENTS_MAX);
		check_ids(rig, 0, BURST_SEGMENTS_MAX);
		for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
			const struct event *event = &rig->events[i];
			cr_assert_eq(event->length, length - get16(event->bytes));
			cr_assert_eq(event->bytes[event->length - 1], 0xA5);
		}
		rig_forget(rig);
	}
}

BACKEND_TEST(what_does_not_fit_the_events_waits_for_the_next_call)
{
	static const unsigned capacities[] = { 1, 2, 7, 63, 64, 65, 255 };

	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	for (size_t i = 0; i < sizeof(capacities) / sizeof(capacities[0]); i++) {
		rig->wait_capacity = capacities[i];
		ask_equal(rig, MOST, 0);
	}
}

BACKEND_TEST(a_reply_handed_over_stays_until_the_next_call)
{
	static unsigned lengths[MOST];
	struct event events[BACKEND_BATCH];
	bool seen[MOST] = { false };
	unsigned count = 0;

	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	for (unsigned i = 0; i < MOST; i++) {
		lengths[i] = QUERY_LENGTH;
	}
	send_lengths(rig, lengths, MOST, 0);
	int64_t deadline_ns = clock_now() + PATIENCE;
	while (count < MOST && clock_now() < deadline_ns) {
		/* 100 does not divide 64: most calls end within a message. */
		int got = rig->backend->wait(rig->network, deadline_ns, events, 100);
		cr_assert(got >= 0 && got <= 100);
		/* More arrives meanwhile, and must not be put where these are. */
		send_lengths(rig, lengths, 64, 0x8000);
		usleep(2000);
		for (int i = 0; i < got; i++) {
			cr_assert_eq(events[i].kind, EVENT_MESSAGE);
			unsigned id = get16(events[i].bytes);
			if (id < 0x8000) {
				cr_assert_lt(id, MOST);
				cr_assert(!seen[id], "reply %u twice", id);
				seen[id] = true;
				count++;
			}
		}
	}
	cr_assert_eq(count, MOST);
}

BACKEND_TEST(without_gro_replies_come_singly)
{
	rig->config.no_gro = true;
	rig_reopen(rig);
	cr_assert_eq(features(rig) & BACKEND_GRO, 0);
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	ask_equal(rig, BACKEND_BATCH, 0);
}

BACKEND_TEST(a_reply_that_was_cut_short_is_counted_and_not_handed_over)
{
	struct backend_stats stats;

	if (rig->backend != &backend_epoll) {
		cr_skip_test("its buffers hold any datagram, and recvmsg(2) is not called");
	}
	rig->config.no_gro = true;
	rig_reopen(rig);
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	truncations = 2;
	ask(rig, 5, &(struct want) { SERVER });
	await(rig, EVENT_MESSAGE, 5, SECOND);
	cr_assert_eq(rig->count, 3);
	rig->backend->now(rig->network, &stats);
	cr_assert_eq(stats.truncated, 2);
}

/* Where it is not to be had. */

BACKEND_TEST(a_burst_that_is_refused_goes_singly_and_the_rest_too)
{
	need(rig, BACKEND_GSO);
	connected = SILENT_CHECKSUMS;
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	(void)snprintf(rig->reason, sizeof(rig->reason), "earlier words");
	ask_equal(rig, 3 * BURST_SEGMENTS_MAX, 0);
	cr_assert_eq(atomic_load(&rig->responder.messages), 3 * BURST_SEGMENTS_MAX);
	cr_assert_not_null(strstr(rig->reason, "earlier words; UDP_SEGMENT is refused"), "'%s'",
			   rig->reason);
	cr_assert_not_null(strstr(rig->reason, "127.0.0.1"), "'%s'", rig->reason);
	/* Known by then. */
	size_t said = strlen(rig->reason);
	ask_equal(rig, 3 * BURST_SEGMENTS_MAX, 0x400);
	cr_assert_eq(strlen(rig->reason), said, "said once");
	/* Another server is another way. */
	connected = SOUND;
	rig_add_server(rig, SERVER + 1, "127.0.0.1", rig->responder.port);
	atomic_store(&rig->responder.messages, 0);
	static uint8_t queries[BURST_SEGMENTS_MAX][QUERY_LENGTH];
	struct packet packets[BURST_SEGMENTS_MAX];
	for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
		make_query(queries[i], &(struct want) { SERVER + 1, .id = i });
		packets[i] =
			(struct packet) { SERVER + 1, 0, FD_UDP, QUERY_LENGTH, queries[i] };
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, BURST_SEGMENTS_MAX), 0);
	await_replies(rig, BURST_SEGMENTS_MAX);
	cr_assert_eq(atomic_load(&rig->responder.messages), 1);
}

BACKEND_TEST(a_burst_that_is_refused_may_not_go_singly_either)
{
	static unsigned lengths[BURST_SEGMENTS_MAX];

	need(rig, BACKEND_GSO);
	connected = SILENT_CHECKSUMS;
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
		lengths[i] = QUERY_LENGTH;
	}
	sendmsg_error = EPERM;
	send_lengths(rig, lengths, BURST_SEGMENTS_MAX, 0x500);
	sendmsg_error = 0;
	await(rig, EVENT_SEND_ERROR, BURST_SEGMENTS_MAX, PATIENCE);
	check_ids(rig, 0x500, BURST_SEGMENTS_MAX);
	for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
		cr_assert_eq(rig->events[i].error, EPERM);
	}
	rig_forget(rig);
	ask_equal(rig, BURST_SEGMENTS_MAX, 0);
}

BACKEND_TEST(a_kernel_without_segments_is_found_out_at_the_start)
{
	static const struct {
		int error;
		bool joins;
	} rows[] = { { EIO, false }, { EINVAL, false }, { ENOPROTOOPT, false }, { 0, true } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sendmsg_error = rows[i].error;
		sendmsg_joins = rows[i].joins;
		rig_reopen(rig);
		sendmsg_error = 0;
		sendmsg_joins = false;
		cr_assert_eq(features(rig) & BACKEND_GSO, 0, "row %zu", i);
	}
	rig_start(rig, "127.0.0.1", RESPONDER_JOINS);
	ask_equal(rig, BACKEND_BATCH, 0);
	cr_assert_eq(atomic_load(&rig->responder.messages), BACKEND_BATCH);
}

BACKEND_TEST(every_query_of_a_burst_that_cannot_go_comes_back)
{
	static unsigned lengths[BURST_SEGMENTS_MAX + 1];
	enum {
		COUNT = BURST_SEGMENTS_MAX + 1
	};

	connected = DEAF_DEVICE;
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < COUNT; i++) {
		lengths[i] = QUERY_LENGTH;
	}
	send_lengths(rig, lengths, COUNT, 0x500);
	await(rig, EVENT_SEND_ERROR, COUNT, PATIENCE);
	cr_assert_eq(rig->count, COUNT);
	check_ids(rig, 0x500, COUNT);
	for (unsigned i = 0; i < COUNT; i++) {
		const struct event *event = &rig->events[i];
		cr_assert_eq(event->error, EPIPE);
		cr_assert_eq(event->slot, SLOT);
		cr_assert_eq(event->length, QUERY_LENGTH, "its own octets, not the message's");
	}
}

/* ICMP. */

BACKEND_TEST(one_error_speaks_for_a_burst_and_quotes_a_query_of_it)
{
	static unsigned lengths[BURST_SEGMENTS_MAX];

	need(rig, BACKEND_GSO);
	rig_refuse(rig, "127.0.0.1");
	for (unsigned i = 0; i < BURST_SEGMENTS_MAX; i++) {
		lengths[i] = QUERY_LENGTH;
	}
	send_lengths(rig, lengths, BURST_SEGMENTS_MAX, 0x600);
	await(rig, EVENT_ICMP, 1, PATIENCE);
	await(rig, EVENT_ICMP, BURST_SEGMENTS_MAX, MOMENT);
	cr_assert_eq(rig->counts[EVENT_ICMP], rig->count);
	cr_assert(rig->count >= 1 && rig->count <= BURST_SEGMENTS_MAX);
	for (unsigned i = 0; i < rig->count; i++) {
		const struct event *event = &rig->events[i];
		cr_assert_eq(event->error, ECONNREFUSED);
		cr_assert_eq(event->slot, SLOT);
		cr_assert_geq(event->length, QUERY_LENGTH);
		cr_assert_lt(get16(event->bytes) - 0x600, BURST_SEGMENTS_MAX);
		cr_assert_eq(get16(event->bytes + AT_SERVER), SERVER);
	}
	/* The next burst finds the socket's error, and must go all the same: it is told of in its turn. */
	rig_forget(rig);
	send_lengths(rig, lengths, BURST_SEGMENTS_MAX, 0x700);
	await(rig, EVENT_ICMP, 1, PATIENCE);
	await(rig, EVENT_ICMP, BURST_SEGMENTS_MAX, MOMENT);
	cr_assert_geq(rig->counts[EVENT_ICMP], 1);
	cr_assert_eq(rig->counts[EVENT_ICMP], rig->count, "and it was sent");
	rig_forget(rig);
	cr_assert(responder_admit(&rig->responder, RESPONDER_ANSWERS));
	ask_equal(rig, BURST_SEGMENTS_MAX, 0x800);
}

/* The engine over it. */

struct count {
	unsigned answered, unreachable, others;
};

static void tally(void *context, const struct fd_outcome *outcome)
{
	struct count *count = context;

	count->answered += outcome->ending == FD_ANSWERED;
	count->unreachable += outcome->ending == FD_UNREACHABLE;
	count->others += outcome->ending != FD_ANSWERED && outcome->ending != FD_UNREACHABLE;
}

static struct fd_engine *start_engine(const struct rig *rig, struct count *count,
				      struct fd_engine_config config)
{
	struct fd_engine *engine = NULL;

	config.kind = rig->backend == &backend_epoll ? FD_ENGINE_EPOLL : FD_ENGINE_URING;
	config.timeout_ns = 10 * SECOND;
	config.retries = 2;
	config.context = count;
	config.on_outcome = tally;
	cr_assert_eq(fd_engine_create(&engine, &config), 0);
	return engine;
}

BACKEND_TEST(the_engine_says_what_it_uses)
{
	static const struct {
		bool no_gso, no_gro;
		const char *features;
	} rows[] = {
		{ false, false, "gso gro timestamps" },
		{ true, false, "gro timestamps" },
		{ false, true, "gso timestamps" },
		{ true, true, "timestamps" },
	};
	struct count count = { 0 };

	need(rig, BACKEND_GSO | BACKEND_GRO);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_engine_config config = { .no_gso = rows[i].no_gso,
						   .no_gro = rows[i].no_gro };
		struct fd_engine *engine = start_engine(rig, &count, config);
		cr_assert_str_eq(fd_engine_features(engine), rows[i].features);
		fd_engine_destroy(engine);
	}
}

/* Few errors come for many queries, and the kernel limits their rate: one is enough for all. */
BACKEND_TEST(a_closed_port_ends_every_query_of_every_burst)
{
	enum {
		PROBES = 300
	};
	static struct fd_name names[PROBES];
	struct fd_server_config server = { 0 };
	struct count count = { 0 };
	uint32_t index = 0;

	rig_refuse(rig, "127.0.0.1");
	struct fd_engine *engine = start_engine(rig, &count, (struct fd_engine_config) { 0 });
	fd_endpoint_parse(&server.endpoint, "127.0.0.1", rig->responder.port);
	cr_assert_eq(fd_engine_add_server(engine, &server, &index), 0);
	for (unsigned i = 0; i < PROBES; i++) {
		char text[32];
		(void)snprintf(text, sizeof(text), "n%03u.example", i);
		cr_assert_eq(fd_name_parse(&names[i], text), 0);
		struct fd_probe probe = { .token = i,
					  .server = index,
					  .qtype = FD_TYPE_A,
					  .retries = FD_RETRIES_DEFAULT,
					  .qname = names[i].wire,
					  .qname_length = names[i].length };
		cr_assert_eq(fd_engine_submit(engine, &probe), 0);
	}
	int64_t deadline_ns = clock_now() + PATIENCE;
	while (!fd_engine_idle(engine) && clock_now() < deadline_ns) {
		cr_assert_eq(fd_engine_step(engine, clock_now() + SECOND), 0);
	}
	cr_assert_eq(count.unreachable, PROBES);
	fd_engine_destroy(engine);
}
