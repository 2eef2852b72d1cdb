/* SPDX-License-Identifier: MIT */
/* linux/errqueue.h needs struct timespec and does not see to it: time.h first. */
/* clang-format off */
#include <time.h>

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/net/departures.h"
#include "engine/net/icmp.h"
#include "engine/net/receipt.h"
#include "engine/net/sockets_limits.h"
/* clang-format on */

static bool find_error(struct msghdr *header, struct sock_extended_err *ret_error)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
		if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
		    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) {
			memcpy(ret_error, CMSG_DATA(c), sizeof(*ret_error));
			return true;
		}
	}
	return false;
}

/*
 * A local error was told by send(2) too, and "too big" does not say that the destination cannot be reached: our
 * queries are sent without DF.
 */
static bool is_about_destination(const struct sock_extended_err *error)
{
	return (error->ee_origin == SO_EE_ORIGIN_ICMP ||
		error->ee_origin == SO_EE_ORIGIN_ICMP6) &&
	       error->ee_errno != 0 && error->ee_errno != EMSGSIZE;
}

/* An error whose entry found no memory would be reported as EPOLLERR for ever. */
static void clear_error(int fd)
{
	int error;
	socklen_t length = sizeof(error);

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
}

enum entry {
	ENTRY_NONE,
	ENTRY_ERROR,
	ENTRY_STAMP
};

static enum entry read_entry(struct sockets *sockets, uint32_t port, struct pending *pending,
			     const struct clock *clock)
{
	const struct port *socket = &sockets->ports[port];
	uint8_t quote[ICMP_QUOTE_MAX];
	alignas(struct cmsghdr) uint8_t control[256];
	struct sock_extended_err error;
	struct receipt receipt = { .port = port };
	struct iovec part = { .iov_base = quote, .iov_len = sizeof(quote) };
	struct msghdr header = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};

	ssize_t length = recvmsg(socket->fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT);
	if (length < 0) {
		return ENTRY_NONE;
	}
	if (!find_error(&header, &error)) {
		return ENTRY_ERROR;
	}
	receipt_read(&receipt, sockets, &header, clock);
	if (error.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
		departures_tell(sockets, port, error.ee_data, receipt.at_ns, pending);
		return ENTRY_STAMP;
	}
	if (is_about_destination(&error)) {
		pending_push_copy(pending, &(struct event) {
						   .kind = EVENT_ICMP,
						   .server = socket->server,
						   .slot = sockets_slot(sockets, port, quote,
									(uint32_t)length),
						   .proto = FD_UDP,
						   .error = (int)error.ee_errno,
						   .length = (uint32_t)length,
						   .bytes = quote,
						   .at_ns = receipt.at_ns,
					   });
	}
	return ENTRY_ERROR;
}

bool icmp_read(struct sockets *sockets, uint32_t port, struct pending *pending,
	       const struct clock *clock)
{
	return read_entry(sockets, port, pending, clock) != ENTRY_NONE;
}

unsigned icmp_drain(struct sockets *sockets, uint32_t port, struct pending *pending,
		    const struct clock *clock)
{
	unsigned errors = 0;

	for (unsigned count = 0; count < ICMP_DRAIN_MAX; count++) {
		enum entry entry = read_entry(sockets, port, pending, clock);
		if (entry == ENTRY_NONE) {
			clear_error(sockets->ports[port].fd);
			break;
		}
		errors += entry == ENTRY_ERROR;
	}
	return errors;
}
