/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bare.h"

enum {
	ENTRIES = 1024,
	COMPLETIONS = 32768,
	BUFFERS = 1024, /* a power of two */
	GRO_BUFFER = 65536,
	SINGLE_BUFFER = 1024,
	SLOTS = 1024, /* messages on their way out */
	CONTROL = CMSG_SPACE(sizeof(int)),
	CONTROL_STAMPS = CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(uint32_t)),
};

enum tag {
	TAG_RECEIVE = SLOTS /* and the port; below: the slot that was sent */
};

union control {
	char bytes[CMSG_SPACE(sizeof(uint16_t))];
	uint64_t align; /* as of a struct cmsghdr */
};

struct slot {
	struct msghdr message;
	struct iovec vector;
	union control control;
	uint8_t bytes[BARE_BURST_MOST * BARE_QUERY];
};

struct loop {
	struct bare *bare;
	struct io_uring ring;
	struct io_uring_buf_ring *buffer_ring;
	struct msghdr shape; /* of what is received: no name, room for one control message */
	uint8_t *buffers;
	size_t buffer_size;
	unsigned free_count;
	uint16_t free_slots[SLOTS];
	struct slot slots[SLOTS];
	bool armed[BARE_PORTS_MOST];
};

static int open_buffers(struct loop *loop)
{
	struct io_uring_buf_reg reg = { .ring_entries = BUFFERS };
	size_t size = BUFFERS * sizeof(struct io_uring_buf);
	void *memory = mmap(NULL, size + BUFFERS * loop->buffer_size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED) {
		return -errno;
	}
	loop->buffer_ring = memory;
	loop->buffers = (uint8_t *)memory + size;
	reg.ring_addr = (uintptr_t)memory;
	int r = io_uring_register_buf_ring(&loop->ring, &reg, 0);
	if (r < 0) {
		return r;
	}
	io_uring_buf_ring_init(loop->buffer_ring);
	for (unsigned i = 0; i < BUFFERS; i++) {
		io_uring_buf_ring_add(loop->buffer_ring, loop->buffers + i * loop->buffer_size,
				      (unsigned)loop->buffer_size, (uint16_t)i, BUFFERS - 1,
				      (int)i);
	}
	io_uring_buf_ring_advance(loop->buffer_ring, BUFFERS);
	return 0;
}

static int open_loop(struct loop *loop)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
			 IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
		.cq_entries = COMPLETIONS,
	};
	int r = io_uring_queue_init_params(ENTRIES, &loop->ring, &params);

	if (r < 0) {
		return r;
	}
	r = io_uring_register_files(&loop->ring, loop->bare->fds, loop->bare->ports);
	r = r < 0 ? r : open_buffers(loop);
	if (r < 0) {
		io_uring_queue_exit(&loop->ring);
		return r;
	}
	loop->shape.msg_controllen =
		(loop->bare->gro ? CONTROL : 0) + (loop->bare->stamps ? CONTROL_STAMPS : 0);
	for (unsigned i = 0; i < SLOTS; i++) {
		loop->free_slots[loop->free_count++] = (uint16_t)i;
	}
	return 0;
}

/* Nothing is prepared yet when this is called, and there is room for all ports. */
static void arm(struct loop *loop)
{
	for (unsigned i = 0; i < loop->bare->ports; i++) {
		struct io_uring_sqe *sqe =
			loop->armed[i] ? NULL : io_uring_get_sqe(&loop->ring);
		if (sqe == NULL) {
			continue;
		}
		io_uring_prep_recvmsg_multishot(sqe, (int)i, &loop->shape, 0);
		sqe->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
		sqe->buf_group = 0;
		sqe->user_data = TAG_RECEIVE + i;
		loop->armed[i] = true;
	}
}

static void set_segment(struct slot *slot)
{
	uint16_t segment = BARE_QUERY;

	slot->message.msg_control = &slot->control;
	slot->message.msg_controllen = sizeof(slot->control);
	struct cmsghdr *header = CMSG_FIRSTHDR(&slot->message);
	header->cmsg_level = SOL_UDP;
	header->cmsg_type = UDP_SEGMENT;
	header->cmsg_len = CMSG_LEN(sizeof(segment));
	memcpy(CMSG_DATA(header), &segment, sizeof(segment));
}

static void send_some(struct loop *loop)
{
	struct bare *bare = loop->bare;
	unsigned count;

	while (loop->free_count > 0 && io_uring_sq_space_left(&loop->ring) > 0 &&
	       (count = bare_room(bare)) > 0) {
		uint16_t index = loop->free_slots[--loop->free_count];
		struct slot *slot = &loop->slots[index];
		int port = (int)bare_render(bare, slot->bytes, count);
		slot->vector = (struct iovec) { slot->bytes, (size_t)count * BARE_QUERY };
		slot->message = (struct msghdr) { .msg_iov = &slot->vector, .msg_iovlen = 1 };
		struct io_uring_sqe *sqe = io_uring_get_sqe(&loop->ring);
		if (count > 1) {
			set_segment(slot);
			io_uring_prep_sendmsg(sqe, port, &slot->message, 0);
		} else {
			io_uring_prep_send(sqe, port, slot->bytes, BARE_QUERY, 0);
		}
		sqe->flags |= IOSQE_FIXED_FILE;
		sqe->user_data = index;
	}
}

static size_t segment_of(struct loop *loop, struct io_uring_recvmsg_out *out, size_t length)
{
	int size;

	for (struct cmsghdr *at = io_uring_recvmsg_cmsg_firsthdr(out, &loop->shape); at != NULL;
	     at = io_uring_recvmsg_cmsg_nexthdr(out, &loop->shape, at)) {
		if (at->cmsg_level == SOL_UDP && at->cmsg_type == UDP_GRO) {
			memcpy(&size, CMSG_DATA(at), sizeof(size));
			return size > 0 ? (size_t)size : length;
		}
	}
	return length;
}

/* Takes what a buffer holds and gives it back; its place in the ring is the `recycled`th. */
static void take_message(struct loop *loop, const struct io_uring_cqe *cqe, int recycled)
{
	unsigned buffer = cqe->flags >> IORING_CQE_BUFFER_SHIFT;
	uint8_t *bytes = loop->buffers + buffer * loop->buffer_size;
	struct io_uring_recvmsg_out *out =
		io_uring_recvmsg_validate(bytes, cqe->res, &loop->shape);

	if (out != NULL) {
		size_t length = io_uring_recvmsg_payload_length(out, cqe->res, &loop->shape);
		bare_take(loop->bare, (unsigned)cqe->user_data - TAG_RECEIVE,
			  io_uring_recvmsg_payload(out, &loop->shape), length,
			  segment_of(loop, out, length));
	}
	io_uring_buf_ring_add(loop->buffer_ring, bytes, (unsigned)loop->buffer_size,
			      (uint16_t)buffer, BUFFERS - 1, recycled);
}

static void reap(struct loop *loop)
{
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0;
	int recycled = 0;

	io_uring_for_each_cqe(&loop->ring, head, cqe)
	{
		seen++;
		if (cqe->user_data < SLOTS) {
			loop->bare->send_errors += cqe->res < 0;
			loop->free_slots[loop->free_count++] = (uint16_t)cqe->user_data;
			continue;
		}
		loop->bare->exhausted += cqe->res == -ENOBUFS;
		if (!(cqe->flags & IORING_CQE_F_MORE)) {
			loop->armed[cqe->user_data - TAG_RECEIVE] = false;
		}
		if (cqe->res >= 0 && (cqe->flags & IORING_CQE_F_BUFFER)) {
			take_message(loop, cqe, recycled++);
		}
	}
	io_uring_cq_advance(&loop->ring, seen);
	io_uring_buf_ring_advance(loop->buffer_ring, recycled);
	if (recycled > 0) {
		loop->bare->last_ns = bare_now_ns();
	}
}

int bare_run_uring(struct bare *bare)
{
	static struct loop loop;

	loop.bare = bare;
	loop.buffer_size = bare->gro ? GRO_BUFFER : SINGLE_BUFFER;
	int r = open_loop(&loop);
	if (r < 0) {
		return r;
	}
	while (!bare_over(bare)) {
		struct __kernel_timespec timeout = { .tv_nsec = bare->timeout_ns };
		struct io_uring_cqe *cqe;
		arm(&loop);
		send_some(&loop);
		r = io_uring_submit_and_wait_timeout(&loop.ring, &cqe, bare->wait_nr, &timeout,
						     NULL);
		if (r < 0 && r != -ETIME && r != -EINTR) {
			break;
		}
		r = 0;
		reap(&loop);
	}
	io_uring_queue_exit(&loop.ring);
	return r;
}
