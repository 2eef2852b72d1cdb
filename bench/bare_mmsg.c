/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "bare.h"

enum {
	BATCH = 64,
	GRO_SIZE = 65536,
	SINGLE_SIZE = 1024,
};

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

struct batch {
	unsigned capacity;
	size_t size;
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	union control controls[BATCH];
	uint8_t *bytes;
};

static int batch_init(struct batch *batch, unsigned capacity, size_t size)
{
	batch->capacity = capacity;
	batch->size = size;
	batch->bytes = malloc(capacity * size);
	return batch->bytes != NULL ? 0 : -ENOMEM;
}

static void set_segment(struct msghdr *message, union control *control)
{
	uint16_t segment = BARE_QUERY;

	message->msg_control = control;
	message->msg_controllen = CMSG_SPACE(sizeof(segment));
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	header->cmsg_level = SOL_UDP;
	header->cmsg_type = UDP_SEGMENT;
	header->cmsg_len = CMSG_LEN(sizeof(segment));
	memcpy(CMSG_DATA(header), &segment, sizeof(segment));
}

static void send_some(struct bare *bare, struct batch *out)
{
	unsigned filled = 0, sent = 0, count;

	while (filled < out->capacity && (count = bare_room(bare)) > 0) {
		uint8_t *bytes = out->bytes + filled * out->size;
		(void)bare_render(bare, bytes, count);
		out->vectors[filled] = (struct iovec) { bytes, (size_t)count * BARE_QUERY };
		struct msghdr *message = &out->messages[filled].msg_hdr;
		*message =
			(struct msghdr) { .msg_iov = &out->vectors[filled], .msg_iovlen = 1 };
		if (count > 1) {
			set_segment(message, &out->controls[filled]);
		}
		filled++;
	}
	while (sent < filled) {
		int r = sendmmsg(bare->fds[0], out->messages + sent, filled - sent, 0);
		bare->send_errors += r <= 0;
		sent += r > 0 ? (unsigned)r : 1;
	}
}

static size_t segment_of(struct msghdr *message, size_t length)
{
	int size;

	for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at != NULL;
	     at = CMSG_NXTHDR(message, at)) {
		if (at->cmsg_level == SOL_UDP && at->cmsg_type == UDP_GRO) {
			memcpy(&size, CMSG_DATA(at), sizeof(size));
			return size > 0 ? (size_t)size : length;
		}
	}
	return length;
}

static int receive(struct bare *bare, struct batch *in)
{
	for (unsigned i = 0; i < in->capacity; i++) {
		in->vectors[i] = (struct iovec) { in->bytes + i * in->size, in->size };
		in->messages[i].msg_hdr = (struct msghdr) {
			.msg_iov = &in->vectors[i],
			.msg_iovlen = 1,
			.msg_control = &in->controls[i],
			.msg_controllen = sizeof(in->controls[i]),
		};
	}
	int count = recvmmsg(bare->fds[0], in->messages, in->capacity, MSG_DONTWAIT, NULL);
	for (int i = 0; i < count; i++) {
		size_t length = in->messages[i].msg_len;
		bare_take(bare, 0, in->vectors[i].iov_base, length,
			  segment_of(&in->messages[i].msg_hdr, length));
	}
	return count;
}

int bare_run_mmsg(struct bare *bare)
{
	static struct batch in, out;
	struct pollfd ready = { .fd = bare->fds[0], .events = POLLIN };
	int r = bare->ports > 1 || bare->stamps
			? -EOPNOTSUPP
			: batch_init(&out, BATCH, (size_t)BARE_BURST_MOST * BARE_QUERY);

	r = r < 0 ? r : batch_init(&in, BATCH, bare->gro ? GRO_SIZE : SINGLE_SIZE);
	while (r == 0 && !bare_over(bare)) {
		send_some(bare, &out);
		if (receive(bare, &in) > 0) {
			bare->last_ns = bare_now_ns();
		} else if (bare_room(bare) == 0) {
			(void)poll(&ready, 1, BARE_STALL_MS);
		}
	}
	free(in.bytes);
	free(out.bytes);
	return r;
}
