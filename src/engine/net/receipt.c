/* SPDX-License-Identifier: MIT */
#include "engine/net/receipt.h"

#include <assert.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <time.h>

static int64_t read_stamp(struct cmsghdr *c)
{
	struct timespec ts;

	memcpy(&ts, CMSG_DATA(c), sizeof(ts));
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

void receipt_read(struct receipt *receipt, struct sockets *sockets, struct msghdr *header,
		  const struct clock *clock)
{
	const struct port *port = &sockets->ports[receipt->port];
	int64_t realtime_ns = 0;
	int segment = 0;
	uint32_t drops;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			realtime_ns = read_stamp(c);
		} else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
			memcpy(&drops, CMSG_DATA(c), sizeof(drops));
			sockets_note_drops(sockets, receipt->port, drops);
		} else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
			memcpy(&segment, CMSG_DATA(c), sizeof(segment));
		}
	}
	receipt->server = port->server;
	receipt->slot = port->slot;
	receipt->segment = segment > 0 ? (uint32_t)segment : UINT32_MAX;
	receipt->at_ns = clock_stamp(clock, realtime_ns);
}

unsigned receipt_split(struct receipt *receipt, const struct sockets *sockets,
		       struct event *events, unsigned capacity)
{
	const struct port *port = &sockets->ports[receipt->port];
	bool shared = port->aliases != NULL && port->server == receipt->server;
	unsigned count = 0;

	assert(capacity > 0 && receipt->segment > 0);
	do {
		uint32_t length =
			receipt->length < receipt->segment ? receipt->length : receipt->segment;
		events[count++] = (struct event) {
			.kind = EVENT_MESSAGE,
			.server = receipt->server,
			.slot = shared ? sockets_slot(sockets, receipt->port, receipt->bytes,
						      length)
				       : receipt->slot,
			.proto = FD_UDP,
			.length = length,
			.bytes = receipt->bytes,
			.at_ns = receipt->at_ns,
		};
		receipt->bytes += length;
		receipt->length -= length;
	} while (receipt->length > 0 && count < capacity);
	return count;
}
