/* SPDX-License-Identifier: MIT */
#ifndef BENCH_OUTBOX_H
#define BENCH_OUTBOX_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "port.h"

/** Replies on their way out: gathered into messages, sent by sendmmsg, at once or through a delay line. */

enum {
	OUTBOX_MESSAGES = 256,
	OUTBOX_BYTES = 256 * 1024,
	OUTBOX_SEGMENTS = 64, /* what every kernel with UDP_SEGMENT takes */
	OUTBOX_MESSAGE_BYTES = 65000,
};

union segment_control {
	char bytes[CMSG_SPACE(sizeof(uint16_t))];
	struct cmsghdr align;
};

struct outbox {
	unsigned count;
	size_t used;
	struct mmsghdr messages[OUTBOX_MESSAGES];
	struct iovec vectors[OUTBOX_MESSAGES];
	struct sockaddr_in to[OUTBOX_MESSAGES];
	uint16_t
		segments[OUTBOX_MESSAGES]; /* length of all but the last segment; 0: a single */
	uint16_t open[OUTBOX_MESSAGES];	   /* segments that still fit */
	union segment_control controls[OUTBOX_MESSAGES];
	uint8_t bytes[OUTBOX_BYTES];
};

/** A ring of messages that all wait equally long. Made by mmap: untouched memory costs nothing. */
struct delay_line {
	uint8_t *bytes;
	size_t head, tail; /* ever growing; modulo the size */
	uint64_t overflowed;
	int64_t wait_ns;
};

/** Where the next reply of up to `most` octets may be written, or NULL: flush first. */
uint8_t *outbox_room(struct outbox *outbox, size_t most);

/** Takes the reply written there; `join`: replies of equal length to one client become one message. */
void outbox_take(struct outbox *outbox, const struct sockaddr_in *to, size_t length, bool join);

/** Sends everything, or puts it into the line if that has a delay. */
void outbox_flush(struct outbox *outbox, struct delay_line *line, struct port *port,
		  int64_t now_ns);

/** 0 or -errno. */
int delay_line_open(struct delay_line *line, int64_t wait_ns);

/** Sends what is due; the time of the next, or INT64_MAX. */
int64_t delay_line_run(struct delay_line *line, struct outbox *scratch, struct port *ports,
		       int64_t now_ns);

#endif
