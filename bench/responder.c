/* SPDX-License-Identifier: MIT */

/* A made DNS responder, much cheaper than the clients it is asked by: see bench/README.md. */

#include "responder.h"

#include <assert.h>
#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "answer.h"
#include "outbox.h"
#include "port.h"

enum {
	SINGLES = 64,	    /* datagrams received at once */
	SINGLE_SIZE = 1024, /* an octet more than QUERY_MOST shows what is too long */
	COALESCED = 32,
	COALESCED_SIZE = 65536,
	IDLE_MOST_NS = 100 * 1000 * 1000,
};

union receive_control {
	char bytes[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct timespec))];
	struct cmsghdr align;
};

struct inbox {
	unsigned capacity;
	size_t size;
	struct mmsghdr messages[SINGLES];
	struct iovec vectors[SINGLES];
	struct sockaddr_in from[SINGLES];
	union receive_control controls[SINGLES];
	uint8_t *bytes;
};

struct responder {
	struct settings *settings;
	struct inbox inbox;
	struct outbox outbox;
	struct delay_line line;
	uint64_t random;
	int64_t now_ns;
};

static volatile sig_atomic_t finished;

static void finish(int number)
{
	finished = 1;
}

static uint64_t draw(struct responder *responder)
{
	uint64_t x = responder->random;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	responder->random = x;
	return x;
}

static void count_bulk(struct port *port, int64_t now_ns, bool over)
{
	struct port_counts *counts = &port->counts;

	counts->bulk_received++;
	if (counts->first_ns == 0) {
		counts->first_ns = now_ns;
	}
	if (now_ns - counts->first_ns > 1000000000) {
		counts->settled++;
		counts->settled_over += over;
	}
}

/* Whether chance or a limit swallows the query; `ret_over` when it is over the limit, refused aloud or not. */
static bool swallow(struct responder *responder, struct port *port, bool *ret_over)
{
	const struct fate *fate = &responder->settings->fate;

	*ret_over = false;
	if (fate->loss > 0 && draw(responder) >> 32 < fate->loss) {
		port->counts.lost++;
		return true;
	}
	if (fate->limit_qps > 0 && !port_admit(port, fate->limit_qps, responder->now_ns)) {
		*ret_over = true;
		port->counts.refused += fate->limit_refuses;
		port->counts.limited += !fate->limit_refuses;
		return !fate->limit_refuses;
	}
	return false;
}

static void take_query(struct responder *responder, struct port *port, const uint8_t *query,
		       size_t length, const struct sockaddr_in *from)
{
	struct outbox *outbox = &responder->outbox;
	uint8_t *room = outbox_room(outbox, QUERY_MOST + ANSWER_GROWTH_MAX);
	bool over;

	if (room == NULL) {
		outbox_flush(outbox, &responder->line, port, responder->now_ns);
		room = outbox_room(outbox, QUERY_MOST + ANSWER_GROWTH_MAX);
		assert(room != NULL);
	}
	port->counts.received++;
	bool swallowed = swallow(responder, port, &over);
	bool refuse = over && !swallowed;
	struct answer answer = answer_query(room, query, length, refuse);
	if (answer.bulk) {
		count_bulk(port, responder->now_ns, over);
	}
	if (answer.length == 0) {
		port->counts.unanswerable++;
	}
	if (swallowed || port->silent || answer.length == 0) {
		return;
	}
	outbox_take(outbox, from, answer.length, responder->settings->fate.coalescing);
	port->counts.answered++;
	if (answer.bulk && !refuse) {
		port->counts.bulk_answered++;
		port->counts.last_ns = responder->now_ns;
	}
}

/* What the kernel says of a message: the length of its segments, and when it came. */
static size_t segment_of(struct msghdr *message, size_t length, int64_t *ret_stamp_ns)
{
	struct timespec stamp;
	int size;

	for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at != NULL;
	     at = CMSG_NXTHDR(message, at)) {
		if (at->cmsg_level == SOL_UDP && at->cmsg_type == UDP_GRO) {
			memcpy(&size, CMSG_DATA(at), sizeof(size));
			length = size > 0 ? (size_t)size : length;
		}
		if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&stamp, CMSG_DATA(at), sizeof(stamp));
			*ret_stamp_ns = (int64_t)stamp.tv_sec * 1000000000 + stamp.tv_nsec;
		}
	}
	return length;
}

static void prepare(struct inbox *inbox)
{
	for (unsigned i = 0; i < inbox->capacity; i++) {
		inbox->vectors[i] =
			(struct iovec) { inbox->bytes + i * inbox->size, inbox->size };
		inbox->messages[i].msg_hdr = (struct msghdr) {
			.msg_name = &inbox->from[i],
			.msg_namelen = sizeof(inbox->from[i]),
			.msg_iov = &inbox->vectors[i],
			.msg_iovlen = 1,
			.msg_control = &inbox->controls[i],
			.msg_controllen = sizeof(inbox->controls[i]),
		};
	}
}

/* One batch from one port; false if nothing was there. */
static bool serve(struct responder *responder, struct port *port)
{
	struct inbox *inbox = &responder->inbox;

	prepare(inbox);
	int count = recvmmsg(port->fd, inbox->messages, inbox->capacity, MSG_DONTWAIT, NULL);
	if (count <= 0) {
		return false;
	}
	responder->now_ns = clock_now_ns();
	for (int i = 0; i < count; i++) {
		const uint8_t *bytes = inbox->vectors[i].iov_base;
		size_t left = inbox->messages[i].msg_len;
		int64_t stamp_ns = 0;
		size_t segment = segment_of(&inbox->messages[i].msg_hdr, left, &stamp_ns);
		if (stamp_ns != 0 && responder->settings->gaps.wanted) {
			gaps_add(&responder->settings->gaps, stamp_ns);
		}
		while (left > 0) {
			size_t length = left < segment ? left : segment;
			take_query(responder, port, bytes, length, &inbox->from[i]);
			bytes += length;
			left -= length;
		}
	}
	outbox_flush(&responder->outbox, &responder->line, port, responder->now_ns);
	return true;
}

static void sleep_until(struct responder *responder, struct pollfd *polls, int64_t due_ns)
{
	int64_t wait_ns = due_ns - clock_now_ns();

	wait_ns = wait_ns > IDLE_MOST_NS ? IDLE_MOST_NS : wait_ns < 0 ? 0 : wait_ns;
	(void)ppoll(polls, responder->settings->port_count,
		    &(struct timespec) { .tv_nsec = wait_ns }, NULL);
}

static void run(struct responder *responder)
{
	struct settings *settings = responder->settings;
	struct pollfd polls[PORTS_MOST];
	int64_t busy_ns = 0;

	for (unsigned i = 0; i < settings->port_count; i++) {
		polls[i] = (struct pollfd) { .fd = settings->ports[i].fd, .events = POLLIN };
	}
	while (!finished) {
		bool any = false;
		int64_t due_ns = INT64_MAX;
		for (unsigned i = 0; i < settings->port_count; i++) {
			any |= serve(responder, &settings->ports[i]);
		}
		if (responder->line.wait_ns > 0) {
			due_ns = delay_line_run(&responder->line, &responder->outbox,
						settings->ports, clock_now_ns());
		}
		if (any) {
			busy_ns = responder->now_ns;
		} else if (clock_now_ns() - busy_ns >= settings->spin_ns) {
			sleep_until(responder, polls, due_ns);
		}
	}
}

static int open_inbox(struct inbox *inbox, bool coalescing)
{
	inbox->capacity = coalescing ? COALESCED : SINGLES;
	inbox->size = coalescing ? COALESCED_SIZE : SINGLE_SIZE;
	inbox->bytes = calloc(inbox->capacity, inbox->size);
	return inbox->bytes != NULL ? 0 : -ENOMEM;
}

static int open_all(struct responder *responder)
{
	struct settings *settings = responder->settings;
	int r = open_inbox(&responder->inbox, settings->fate.coalescing);

	r = r < 0 ? r : delay_line_open(&responder->line, settings->fate.delay_ns);
	for (unsigned i = 0; i < settings->port_count && r == 0; i++) {
		r = port_open(&settings->ports[i], settings->fate.coalescing,
			      settings->gaps.wanted);
	}
	return r < 0 ? r : tcp_start(settings);
}

int main(int argc, char **argv)
{
	static struct settings settings;
	static struct responder responder;
	struct sigaction action = { .sa_handler = finish };

	settings_read(&settings, argc, argv);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	responder.settings = &settings;
	responder.random = settings.fate.seed * 2 + 1; /* any but 0 */
	int r = open_all(&responder);
	if (r < 0) {
		fprintf(stderr, "responder: cannot listen: %s\n", strerror(-r));
		return EXIT_FAILURE;
	}
	printf("ready\n");
	fflush(stdout);
	run(&responder);
	report_print(&settings, responder.line.overflowed);
	free(responder.inbox.bytes);
	return EXIT_SUCCESS;
}
