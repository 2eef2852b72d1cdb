/* SPDX-License-Identifier: MIT */
#include "outbox.h"

#include <assert.h>
#include <errno.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/mman.h>

enum {
	LINE_BYTES =
		256 * 1024 * 1024 /* 100 ms at a million replies a second are 15 MB singly */
};

struct parked {
	int64_t due_ns; /* 0: the rest of the ring is skipped */
	struct sockaddr_in to;
	uint16_t port, segment;
	uint32_t length;
};

uint8_t *outbox_room(struct outbox *outbox, size_t most)
{
	if (outbox->count == OUTBOX_MESSAGES || outbox->used + most > OUTBOX_BYTES) {
		return NULL;
	}
	return outbox->bytes + outbox->used;
}

static bool joins(const struct outbox *outbox, const struct sockaddr_in *to, size_t length)
{
	if (outbox->count == 0) {
		return false;
	}
	unsigned last = outbox->count - 1;
	return outbox->open[last] > 0 && length <= outbox->segments[last] &&
	       outbox->to[last].sin_port == to->sin_port &&
	       outbox->to[last].sin_addr.s_addr == to->sin_addr.s_addr &&
	       outbox->vectors[last].iov_len + length <= OUTBOX_MESSAGE_BYTES;
}

void outbox_take(struct outbox *outbox, const struct sockaddr_in *to, size_t length, bool join)
{
	if (join && joins(outbox, to, length)) {
		unsigned last = outbox->count - 1;
		outbox->vectors[last].iov_len += length;
		/* Only the last segment of a message may be shorter. */
		outbox->open[last] = length < outbox->segments[last]
					     ? 0
					     : (uint16_t)(outbox->open[last] - 1);
	} else {
		unsigned next = outbox->count++;
		outbox->vectors[next] = (struct iovec) { outbox->bytes + outbox->used, length };
		outbox->to[next] = *to;
		outbox->segments[next] = (uint16_t)length;
		outbox->open[next] = OUTBOX_SEGMENTS - 1;
	}
	outbox->used += length;
}

static void set_segment(struct msghdr *message, union segment_control *control,
			uint16_t segment)
{
	message->msg_control = NULL;
	message->msg_controllen = 0;
	if (segment == 0 || message->msg_iov->iov_len <= segment) {
		return;
	}
	message->msg_control = control;
	message->msg_controllen = sizeof(*control);
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	header->cmsg_level = SOL_UDP;
	header->cmsg_type = UDP_SEGMENT;
	header->cmsg_len = CMSG_LEN(sizeof(segment));
	memcpy(CMSG_DATA(header), &segment, sizeof(segment));
}

static void transmit(struct outbox *outbox, struct port *port)
{
	unsigned sent = 0;

	for (unsigned i = 0; i < outbox->count; i++) {
		outbox->messages[i].msg_hdr = (struct msghdr) {
			.msg_name = &outbox->to[i],
			.msg_namelen = sizeof(outbox->to[i]),
			.msg_iov = &outbox->vectors[i],
			.msg_iovlen = 1,
		};
		set_segment(&outbox->messages[i].msg_hdr, &outbox->controls[i],
			    outbox->segments[i]);
	}
	while (sent < outbox->count) {
		int r = sendmmsg(port->fd, outbox->messages + sent, outbox->count - sent, 0);
		if (r <= 0 && errno != EINTR) {
			port->counts.send_errors++;
			sent++;
		}
		sent += r > 0 ? (unsigned)r : 0;
	}
	outbox->count = 0;
	outbox->used = 0;
}

static size_t parked_size(size_t length)
{
	return (sizeof(struct parked) + length + 7) & ~(size_t)7;
}

static bool park(struct delay_line *line, const struct parked *parked, const uint8_t *bytes)
{
	size_t size = parked_size(parked->length), at = line->tail % LINE_BYTES;
	size_t skip = at + size > LINE_BYTES ? LINE_BYTES - at : 0;

	if (line->tail + skip + size - line->head > LINE_BYTES) {
		line->overflowed++;
		return false;
	}
	if (skip >= sizeof(int64_t)) {
		memset(line->bytes + at, 0, sizeof(int64_t));
	}
	line->tail += skip;
	at = line->tail % LINE_BYTES;
	memcpy(line->bytes + at, parked, sizeof(*parked));
	memcpy(line->bytes + at + sizeof(*parked), bytes, parked->length);
	line->tail += size;
	return true;
}

void outbox_flush(struct outbox *outbox, struct delay_line *line, struct port *port,
		  int64_t now_ns)
{
	if (line->wait_ns == 0) {
		transmit(outbox, port);
		return;
	}
	for (unsigned i = 0; i < outbox->count; i++) {
		struct parked parked = {
			.due_ns = now_ns + line->wait_ns,
			.to = outbox->to[i],
			.port = port->index,
			.segment = outbox->segments[i],
			.length = (uint32_t)outbox->vectors[i].iov_len,
		};
		(void)park(line, &parked, outbox->vectors[i].iov_base);
	}
	outbox->count = 0;
	outbox->used = 0;
}

int delay_line_open(struct delay_line *line, int64_t wait_ns)
{
	*line = (struct delay_line) { .wait_ns = wait_ns };
	if (wait_ns == 0) {
		return 0;
	}
	void *bytes = mmap(NULL, LINE_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (bytes == MAP_FAILED) {
		return -errno;
	}
	line->bytes = bytes;
	return 0;
}

/* The oldest message, passing over the unused end of the ring; NULL if there is none. */
static const struct parked *oldest(struct delay_line *line)
{
	size_t at = line->head % LINE_BYTES;
	const struct parked *parked;

	if (line->head == line->tail) {
		return NULL;
	}
	parked = (const void *)(line->bytes + at);
	if (LINE_BYTES - at < sizeof(*parked) || parked->due_ns == 0) {
		line->head += LINE_BYTES - at;
		parked = (const void *)line->bytes;
	}
	assert(line->head < line->tail);
	return parked;
}

int64_t delay_line_run(struct delay_line *line, struct outbox *scratch, struct port *ports,
		       int64_t now_ns)
{
	const struct parked *parked;
	unsigned port = 0;

	assert(scratch->count == 0);
	while ((parked = oldest(line)) != NULL && parked->due_ns <= now_ns) {
		if (scratch->count == OUTBOX_MESSAGES || parked->port != port) {
			transmit(scratch, &ports[port]);
		}
		port = parked->port;
		unsigned next = scratch->count++;
		/* The bytes stay in the ring; nothing is parked before they are sent. */
		scratch->vectors[next] = (struct iovec) {
			line->bytes + line->head % LINE_BYTES + sizeof(*parked), parked->length
		};
		scratch->to[next] = parked->to;
		scratch->segments[next] = parked->segment;
		line->head += parked_size(parked->length);
	}
	transmit(scratch, &ports[port]);
	return parked != NULL ? parked->due_ns : INT64_MAX;
}
