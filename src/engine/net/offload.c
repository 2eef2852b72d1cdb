/* SPDX-License-Identifier: MIT */
#include "engine/net/offload.h"

#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/net/sockets_limits.h"

enum {
	SEGMENT = 12, /* octets of a datagram of the rehearsal */
	SEGMENTS = 2,
};

/* A sender connected to a receiver. */
struct pair {
	int sender, receiver;
};

static void close_pair(const struct pair *pair)
{
	if (pair->sender >= 0) {
		close(pair->sender);
	}
	if (pair->receiver >= 0) {
		close(pair->receiver);
	}
}

static bool join(const struct pair *pair, struct sockaddr *address, socklen_t length)
{
	return pair->sender >= 0 && pair->receiver >= 0 &&
	       bind(pair->receiver, address, length) == 0 &&
	       getsockname(pair->receiver, address, &length) == 0 &&
	       connect(pair->sender, address, length) == 0;
}

static bool open_pair(struct pair *ret_pair)
{
	struct sockaddr_in four = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct {
		struct sockaddr *address;
		socklen_t length;
	} families[] = {
		{ (struct sockaddr *)&four, sizeof(four) },
		{ (struct sockaddr *)&six, sizeof(six) },
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		int family = families[i].address->sa_family;
		struct pair pair = {
			socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0),
			socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0),
		};
		if (join(&pair, families[i].address, families[i].length)) {
			*ret_pair = pair;
			return true;
		}
		close_pair(&pair);
	}
	return false;
}

/* Two datagrams in one message. */
static bool send_segments(int fd)
{
	const uint16_t segment = SEGMENT;
	uint8_t octets[SEGMENT * SEGMENTS] = { 0 };
	alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(segment))] = { 0 };
	struct iovec part = { octets, sizeof(octets) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_UDP;
	header->cmsg_type = UDP_SEGMENT;
	header->cmsg_len = CMSG_LEN(sizeof(segment));
	memcpy(CMSG_DATA(header), &segment, sizeof(segment));
	return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof(octets);
}

/* The length of what comes, or 0; `ret_segment` as UDP_GRO tells it, or 0. */
static size_t receive(int fd, int *ret_segment)
{
	uint8_t octets[SEGMENT * SEGMENTS];
	alignas(struct cmsghdr) uint8_t control[SOCKETS_CONTROL];
	struct iovec part = { octets, sizeof(octets) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct pollfd ready = { fd, POLLIN, 0 };

	*ret_segment = 0;
	if (poll(&ready, 1, OFFLOAD_PATIENCE_MS) != 1) {
		return 0;
	}
	ssize_t length = recvmsg(fd, &message, MSG_DONTWAIT);
	if (length <= 0) {
		return 0;
	}
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	for (; c != NULL; c = CMSG_NXTHDR(&message, c)) {
		if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
			memcpy(ret_segment, CMSG_DATA(c), sizeof(*ret_segment));
		}
	}
	return (size_t)length;
}

/* As one message there, as two datagrams here. */
static bool rehearse_gso(const struct pair *pair)
{
	int segment;

	if (!send_segments(pair->sender)) {
		return false;
	}
	for (int i = 0; i < SEGMENTS; i++) {
		if (receive(pair->receiver, &segment) != SEGMENT) {
			return false;
		}
	}
	return true;
}

/* Whatever comes as one must say how long its parts are. */
static bool rehearse_gro(const struct pair *pair)
{
	const int on = 1;
	int segment;

	if (setsockopt(pair->receiver, SOL_UDP, UDP_GRO, &on, sizeof(on)) < 0) {
		return false;
	}
	if (!send_segments(pair->sender)) {
		return true; /* Nothing to try it with, but the kernel knows it. */
	}
	size_t length = receive(pair->receiver, &segment);
	return length == SEGMENT ||
	       (length == sizeof(uint8_t[SEGMENT * SEGMENTS]) && segment == SEGMENT);
}

/* Whether it knows them; whether a device gives them shows when something leaves by it. */
static bool stamps_sends(int fd)
{
	int wanted = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE, none = 0;
	bool known = setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof(wanted)) == 0;

	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &none, sizeof(none));
	return known;
}

void offload_probe(struct offload *ret_offload, bool want_gso, bool want_gro)
{
	const int on = 1;
	struct offload offload = { 0 };
	struct pair pair;

	if (open_pair(&pair)) {
		offload.stamps = setsockopt(pair.receiver, SOL_SOCKET, SO_TIMESTAMPNS, &on,
					    sizeof(on)) == 0;
		offload.send_stamps = stamps_sends(pair.sender);
		offload.gso = want_gso && rehearse_gso(&pair);
		close_pair(&pair);
	}
	/* On other sockets: what was left of a rehearsal that failed would confuse the next. */
	if (want_gro && open_pair(&pair)) {
		offload.gro = rehearse_gro(&pair);
		close_pair(&pair);
	}
	*ret_offload = offload;
}
