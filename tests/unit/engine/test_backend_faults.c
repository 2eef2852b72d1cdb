/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef FD_WITH_URING
#include <liburing.h>
#endif

#include "engine/net/clock.h"
#include "test_backend_rig.h"

/**
 * Everything the backends ask of the system is made to fail at the Nth call, for each N, while queries go out and
 * replies come in. The linker puts these in place of the real calls (--wrap). A failure may cost queries, and may end
 * the backend with an error; it may not crash it, hang it, leak, or make events up.
 */

/* The calls that can fail, and how. */
enum fault {
	FAULT_NONE,
	FAULT_MEMORY,
	FAULT_SOCKET,
	FAULT_CONNECT,
	FAULT_EPOLL_CTL,
	FAULT_SEND,    /* refused for want of room */
	FAULT_SHORT,   /* only part of it is taken */
	FAULT_RECEIVE, /* interrupted */
	FAULT_SUBMIT,  /* io_uring: interrupted, busy, out of memory */
	FAULT_STALL,   /* io_uring: and again, and again */
	FAULT_REGISTER,
	FAULTS,
};

/* Of this thread: the responder's calls do not fail. */
static _Thread_local enum fault fault;
static _Thread_local int countdown; /* calls until it fails */
static _Thread_local bool happened;

static bool fails(enum fault kind)
{
	if (kind != fault || countdown-- != 0) {
		return false;
	}
	happened = true;
	return true;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
	return fails(FAULT_MEMORY) ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
	return fails(FAULT_MEMORY) ? NULL : __real_calloc(count, size);
}

void *__real_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size)
{
	return fails(FAULT_MEMORY) ? NULL : __real_reallocarray(memory, count, size);
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol)
{
	return fails(FAULT_SOCKET) ? refuse(EMFILE) : __real_socket(domain, type, protocol);
}

int __real_connect(int fd, const struct sockaddr *address, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *address, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *address, socklen_t length)
{
	return fails(FAULT_CONNECT) ? refuse(ENETUNREACH) : __real_connect(fd, address, length);
}

int __real_epoll_ctl(int epoll_fd, int op, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll_fd, int op, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll_fd, int op, int fd, struct epoll_event *event)
{
	return fails(FAULT_EPOLL_CTL) ? refuse(ENOSPC)
				      : __real_epoll_ctl(epoll_fd, op, fd, event);
}

int __real_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	if (fails(FAULT_SEND)) {
		return refuse(ENOBUFS);
	}
	return __real_sendmmsg(fd, messages, fails(FAULT_SHORT) ? 1 : count, flags);
}

ssize_t __real_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
	if (fails(FAULT_SEND)) {
		return refuse(EAGAIN);
	}
	if (fails(FAULT_SHORT)) {
		struct iovec part = { message->msg_iov[0].iov_base, 1 };
		struct msghdr octet = { .msg_iov = &part, .msg_iovlen = 1 };
		return __real_sendmsg(fd, &octet, flags);
	}
	return __real_sendmsg(fd, message, flags);
}

int __real_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
		    struct timespec *timeout);
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
		    struct timespec *timeout);
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
		    struct timespec *timeout)
{
	return fails(FAULT_RECEIVE) ? refuse(EINTR)
				    : __real_recvmmsg(fd, messages, count, flags, timeout);
}

int __real_epoll_pwait2(int fd, struct epoll_event *events, int count,
			const struct timespec *timeout, const sigset_t *mask);
int __wrap_epoll_pwait2(int fd, struct epoll_event *events, int count,
			const struct timespec *timeout, const sigset_t *mask);
int __wrap_epoll_pwait2(int fd, struct epoll_event *events, int count,
			const struct timespec *timeout, const sigset_t *mask)
{
	return fails(FAULT_RECEIVE) ? refuse(EINTR)
				    : __real_epoll_pwait2(fd, events, count, timeout, mask);
}

#ifdef FD_WITH_URING
static int passing_error(void)
{
	static const int errors[] = { -EINTR, -EBUSY, -EAGAIN };
	static unsigned turn;

	return errors[turn++ % 3];
}

/* Some calls in a row. */
static bool stalls(void)
{
	enum {
		CALLS = 4
	};
	if (fault != FAULT_STALL || countdown-- > 0) {
		return false;
	}
	happened = true;
	return countdown > -1 - CALLS;
}

int __real_io_uring_submit(struct io_uring *ring);
int __wrap_io_uring_submit(struct io_uring *ring);
int __wrap_io_uring_submit(struct io_uring *ring)
{
	return fails(FAULT_SUBMIT) || stalls() ? passing_error() : __real_io_uring_submit(ring);
}

int __real_io_uring_submit_and_get_events(struct io_uring *ring);
int __wrap_io_uring_submit_and_get_events(struct io_uring *ring);
int __wrap_io_uring_submit_and_get_events(struct io_uring *ring)
{
	return fails(FAULT_SUBMIT) ? passing_error()
				   : __real_io_uring_submit_and_get_events(ring);
}

int __real_io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    unsigned count, struct __kernel_timespec *timeout,
					    sigset_t *mask);
int __wrap_io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    unsigned count, struct __kernel_timespec *timeout,
					    sigset_t *mask);
int __wrap_io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    unsigned count, struct __kernel_timespec *timeout,
					    sigset_t *mask)
{
	return fails(FAULT_SUBMIT) ? passing_error()
				   : __real_io_uring_submit_and_wait_timeout(ring, cqe, count,
									     timeout, mask);
}

int __real_io_uring_register_files_update(struct io_uring *ring, unsigned at, const int *files,
					  unsigned count);
int __wrap_io_uring_register_files_update(struct io_uring *ring, unsigned at, const int *files,
					  unsigned count);
int __wrap_io_uring_register_files_update(struct io_uring *ring, unsigned at, const int *files,
					  unsigned count)
{
	return fails(FAULT_REGISTER)
		       ? -EMFILE
		       : __real_io_uring_register_files_update(ring, at, files, count);
}

int __real_io_uring_register_files_sparse(struct io_uring *ring, unsigned count);
int __wrap_io_uring_register_files_sparse(struct io_uring *ring, unsigned count);
int __wrap_io_uring_register_files_sparse(struct io_uring *ring, unsigned count)
{
	return fails(FAULT_REGISTER) ? -EMFILE
				     : __real_io_uring_register_files_sparse(ring, count);
}
#endif

enum {
	QUERIES = 24, /* over each protocol */
};

/* Counts what came for each query, and checks that nothing else did. */
static void tally(const struct event *event, unsigned seen[2][QUERIES])
{
	cr_assert_geq(event->length, QUERY_LENGTH);
	cr_assert_eq(event->server, SERVER);
	unsigned id = get16(event->bytes);
	cr_assert_lt(id, QUERIES);
	seen[event->proto][id]++;
}

static int exchange(struct rig *rig, unsigned seen[2][QUERIES])
{
	uint8_t queries[QUERIES][QUERY_LENGTH];
	struct packet packets[2 * QUERIES];
	struct event events[BACKEND_BATCH];
	unsigned count = 0;

	for (unsigned i = 0; i < QUERIES; i++) {
		make_query(queries[i], &(struct want) { SERVER, .id = i, .slot = i / 2 });
		for (uint8_t proto = FD_UDP; proto <= FD_TCP; proto++) {
			packets[proto * QUERIES + i] =
				(struct packet) { SERVER, (uint16_t)(i / 2), proto,
						  QUERY_LENGTH, queries[i] };
		}
	}
	int r = rig->backend->send(rig->network, packets, 2 * QUERIES);
	int64_t deadline_ns = clock_now() + PATIENCE;
	while (r == 0 && count < 2 * QUERIES && clock_now() < deadline_ns) {
		int got = rig->backend->wait(rig->network, deadline_ns, events, BACKEND_BATCH);
		for (int i = 0; i < got; i++) {
			tally(&events[i], seen);
		}
		count += got > 0 ? (unsigned)got : 0;
		r = got < 0 ? got : 0;
	}
	return r;
}

/* Opens, asks, closes. Returns whether the fault had a chance to happen. */
static bool survive(struct rig *rig, int at)
{
	struct fd_engine_config config = { 0 };
	struct fd_server_config server = { 0 };
	unsigned seen[2][QUERIES] = { 0 };
	char reason[256] = "";

	fd_endpoint_parse(&server.endpoint, "127.0.0.1", rig->responder.port);
	enum fault kind = fault;
	happened = false;
	countdown = at;
	int r = rig->backend->open(&rig->network, &config, reason, sizeof(reason));
	if (r < 0) {
		cr_assert(happened, "open: %s", strerror(-r));
		rig->network = NULL;
		return true;
	}
	r = rig->backend->add_server(rig->network, SERVER, &server, SLOTS);
	if (r == 0) {
		r = exchange(rig, seen);
	}
	fault = FAULT_NONE;
	cr_assert(r == 0 || (happened && r == -ENOMEM), "%s", strerror(-r));
	for (unsigned i = 0; r == 0 && i < QUERIES; i++) {
		cr_assert_eq(seen[FD_UDP][i], 1, "fault %d at %d: UDP query %u", kind, at, i);
		cr_assert_eq(seen[FD_TCP][i], 1, "fault %d at %d: TCP query %u", kind, at, i);
	}
	rig->backend->close(rig->network);
	rig->network = NULL;
	fault = kind;
	return happened;
}

BACKEND_TEST(any_call_may_fail)
{
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	rig->backend->close(rig->network);
	for (enum fault kind = FAULT_MEMORY; kind < FAULTS; kind++) {
		fault = kind;
		for (int at = 0; survive(rig, at); at++) {
			cr_assert_lt(at, 10000);
		}
	}
	fault = FAULT_NONE;
}
