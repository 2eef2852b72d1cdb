/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_BURST_H
#define ENGINE_NET_BURST_H

#include <stdalign.h>
#include <stdint.h>
#include <sys/socket.h>

#include "engine/backend.h"
#include "engine/net/clock.h"
#include "engine/net/pending.h"
#include "engine/net/sockets.h"

/**
 * Packets on their way out, cut into messages: neighbours of one port and one length (the last may be shorter) are
 * one, which the kernel cuts up again (UDP_SEGMENT). The octets stay the caller's.
 */
struct burst {
	const struct packet *packets;
	unsigned count;
	uint32_t port;
};

struct burst_control {
	alignas(struct cmsghdr) uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
};

struct bursts {
	struct burst bursts[BACKEND_BATCH];
	struct mmsghdr messages[BACKEND_BATCH]; /* one for each burst */
	struct burst_control controls[BACKEND_BATCH];
	struct iovec parts[BACKEND_BATCH];
	unsigned count, part_count;
};

void bursts_clear(struct bursts *bursts);

/** Adds a run of packets that leave by one port. All that is added between two clears is at most BACKEND_BATCH. */
void bursts_add(struct bursts *bursts, const struct sockets *sockets, uint32_t port,
		const struct packet *packets, unsigned count);

/**
 * What to do about a message that was refused with `error` (positive). Where UDP_SEGMENT is not to be had, its packets
 * go singly, now and from now on. The refusal may be about an earlier message: the error queue is read, and when that
 * explains it this one is sent again, once. What does not go becomes an EVENT_SEND_ERROR for each packet.
 */
void burst_resend(struct bursts *bursts, unsigned index, struct sockets *sockets,
		  struct pending *pending, const struct clock *clock, int error);

/** After all were sent: takes the kernel's word on when they left, where it is asked. */
void bursts_departed(const struct bursts *bursts, struct sockets *sockets,
		     struct pending *pending, struct clock *clock);

/** Sends a message with sendmsg(2), and deals with a refusal. */
void burst_send(struct bursts *bursts, unsigned index, struct sockets *sockets,
		struct pending *pending, const struct clock *clock);

#endif
