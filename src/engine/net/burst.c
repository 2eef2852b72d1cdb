/* SPDX-License-Identifier: MIT */
#include "engine/net/burst.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>

#include "engine/net/departures.h"
#include "engine/net/icmp.h"
#include "engine/net/sockets_limits.h"

void bursts_clear(struct bursts *bursts)
{
	bursts->count = bursts->part_count = 0;
}

/* How many packets at the front can be one message. */
static unsigned joinable(const struct packet *packets, unsigned count)
{
	uint32_t segment = packets[0].length;
	uint32_t total = segment;
	unsigned joined = 1;

	while (joined < count && joined < BURST_SEGMENTS_MAX) {
		uint32_t length = packets[joined].length;
		if (length > segment || length == 0 || total + length > BURST_OCTETS_MAX) {
			break;
		}
		total += length;
		joined++;
		if (length < segment) {
			break;
		}
	}
	return joined;
}

/* The kernel only reads, but shares its types with recvmsg(2). */
static void *writable(const uint8_t *bytes)
{
	union {
		const uint8_t *read;
		void *written;
	} same = { bytes };

	return same.written;
}

/* Queries that lie back to back are one part. */
static struct iovec *add_parts(struct bursts *bursts, const struct packet *packets,
			       unsigned count)
{
	struct iovec *first = &bursts->parts[bursts->part_count];
	struct iovec *last = NULL;

	assert(bursts->part_count + count <= BACKEND_BATCH);
	for (unsigned i = 0; i < count; i++) {
		void *bytes = writable(packets[i].bytes);
		if (last != NULL && (uint8_t *)last->iov_base + last->iov_len == bytes) {
			last->iov_len += packets[i].length;
			continue;
		}
		last = &bursts->parts[bursts->part_count++];
		*last = (struct iovec) { .iov_base = bytes, .iov_len = packets[i].length };
	}
	return first;
}

static void add_control(struct msghdr *message, struct burst_control *control, uint16_t segment)
{
	message->msg_control = control->bytes;
	message->msg_controllen = sizeof(control->bytes);
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	header->cmsg_level = SOL_UDP;
	header->cmsg_type = UDP_SEGMENT;
	header->cmsg_len = CMSG_LEN(sizeof(segment));
	memcpy(CMSG_DATA(header), &segment, sizeof(segment));
}

static void add(struct bursts *bursts, uint32_t port, const struct packet *packets,
		unsigned count)
{
	unsigned index = bursts->count++;
	struct msghdr *message = &bursts->messages[index].msg_hdr;

	assert(index < BACKEND_BATCH);
	bursts->bursts[index] =
		(struct burst) { .packets = packets, .count = count, .port = port };
	struct iovec *parts = add_parts(bursts, packets, count);
	*message = (struct msghdr) {
		.msg_iov = parts,
		.msg_iovlen = (size_t)(&bursts->parts[bursts->part_count] - parts),
	};
	if (count > 1) {
		add_control(message, &bursts->controls[index], packets[0].length);
	}
}

void bursts_add(struct bursts *bursts, const struct sockets *sockets, uint32_t port,
		const struct packet *packets, unsigned count)
{
	bool joins = sockets_joins(sockets, packets[0].server);
	unsigned taken;

	for (unsigned i = 0; i < count; i += taken) {
		taken = joins ? joinable(&packets[i], count - i) : 1;
		add(bursts, port, &packets[i], taken);
	}
}

/* Errors of UDP_SEGMENT itself: a device that cannot, a path too narrow for the segments, a kernel that knows it not. */
static bool is_about_segments(const struct burst *burst, int error)
{
	return burst->count > 1 &&
	       (error == EIO || error == EINVAL || error == EMSGSIZE || error == EOPNOTSUPP);
}

/*
 * Sends a message that was refused once more, if the refusal was about an earlier one: an ICMP error is told by the next
 * send. Returns what it is refused with now; 0: not any more.
 */
static int send_again(struct sockets *sockets, uint32_t port, const struct msghdr *message,
		      struct pending *pending, const struct clock *clock, int error)
{
	unsigned drained = icmp_drain(sockets, port, pending, clock);

	if (drained == 0 && error != ECONNREFUSED && error != EINTR) {
		return error;
	}
	ssize_t sent = sendmsg(sockets->ports[port].fd, message, MSG_DONTWAIT | MSG_NOSIGNAL);
	return sent < 0 ? errno : 0;
}

static void send_singly(const struct burst *burst, struct sockets *sockets,
			struct pending *pending, const struct clock *clock)
{
	int fd = sockets->ports[burst->port].fd;

	for (unsigned i = 0; i < burst->count; i++) {
		const struct packet *packet = &burst->packets[i];
		struct iovec part = { writable(packet->bytes), packet->length };
		struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
		int error = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
		if (error != 0) {
			error = send_again(sockets, burst->port, &message, pending, clock,
					   error);
		}
		if (error != 0) {
			pending_push_unsent(pending, packet, error, clock_now());
		}
	}
}

void burst_resend(struct bursts *bursts, unsigned index, struct sockets *sockets,
		  struct pending *pending, const struct clock *clock, int error)
{
	const struct burst *burst = &bursts->bursts[index];

	departures_stop(sockets, burst->port);
	if (!is_about_segments(burst, error)) {
		error = send_again(sockets, burst->port, &bursts->messages[index].msg_hdr,
				   pending, clock, error);
	}
	if (is_about_segments(burst, error)) {
		sockets_part(sockets, burst->packets[0].server, error);
		send_singly(burst, sockets, pending, clock);
		return;
	}
	for (unsigned i = 0; error != 0 && i < burst->count; i++) {
		pending_push_unsent(pending, &burst->packets[i], error, clock_now());
	}
}

void bursts_departed(const struct bursts *bursts, struct sockets *sockets,
		     struct pending *pending, struct clock *clock)
{
	if (!sockets->stamp_sends || bursts->count == 0) {
		return;
	}
	clock_wake(clock);
	for (unsigned i = 0; i < bursts->count; i++) {
		departures_take(sockets, bursts->bursts[i].port, pending, clock);
	}
}

void burst_send(struct bursts *bursts, unsigned index, struct sockets *sockets,
		struct pending *pending, const struct clock *clock)
{
	int fd = sockets->ports[bursts->bursts[index].port].fd;

	if (sendmsg(fd, &bursts->messages[index].msg_hdr, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		burst_resend(bursts, index, sockets, pending, clock, errno);
	}
}
