/* SPDX-License-Identifier: MIT */
#include "test_backend_responder.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONNECTIONS = 256,
	FRAME_MAX = 65535 + 2,
};

struct conversation {
	int fd;
	size_t length;
	uint8_t buffer[FRAME_MAX];
};

void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

unsigned get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* Returns the length of the reply, at least as long as a query. */
static size_t make_reply(uint8_t *reply, const uint8_t *query, size_t length,
			 const struct sockaddr_storage *from)
{
	size_t wanted = get16(query + AT_LENGTH);

	if (wanted == 0) {
		wanted = length;
	}
	memset(reply, 0xA5, wanted);
	memcpy(reply, query, AT_PORT);
	reply[AT_FLAGS] |= 0x80;
	if (from->ss_family == AF_INET) {
		struct sockaddr_in sin;
		memcpy(&sin, from, sizeof(sin));
		memcpy(reply + AT_PORT, &sin.sin_port, 2);
		memcpy(reply + AT_ADDRESS, &sin.sin_addr, 4);
	}
	return wanted;
}

static void answer_datagrams(struct responder *responder, uint8_t *query, uint8_t *reply)
{
	for (;;) {
		struct sockaddr_storage from;
		socklen_t from_length = sizeof(from);
		ssize_t length = recvfrom(responder->udp, query, FRAME_MAX, MSG_DONTWAIT,
					  (struct sockaddr *)&from, &from_length);
		if (length < QUERY_LENGTH) {
			return;
		}
		size_t reply_length = make_reply(reply, query, (size_t)length, &from);
		if (responder->mode == RESPONDER_FORGES) {
			reply[QUERY_LENGTH - 1] = 0xEE;
			sendto(responder->udp_other, reply, reply_length, 0,
			       (struct sockaddr *)&from, from_length);
			reply[QUERY_LENGTH - 1] = 0xA5;
		}
		unsigned copies = get16(query + AT_COPIES);
		do {
			sendto(responder->udp, reply, reply_length, 0, (struct sockaddr *)&from,
			       from_length);
		} while (copies-- > 1);
	}
}

/* Several datagrams of `segment` octets, the last of them perhaps shorter. */
struct joined {
	struct sockaddr_storage from;
	uint8_t *octets;
	size_t length, segment;
};

static bool receive_joined(struct responder *responder, struct joined *joined)
{
	alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { joined->octets, FRAME_MAX };
	struct msghdr message = {
		.msg_name = &joined->from,
		.msg_namelen = sizeof(joined->from),
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t length = recvmsg(responder->udp, &message, MSG_DONTWAIT);
	if (length < QUERY_LENGTH) {
		return false;
	}
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	joined->length = joined->segment = (size_t)length;
	if (c != NULL && c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
		int segment;
		memcpy(&segment, CMSG_DATA(c), sizeof(segment));
		joined->segment = (size_t)segment;
	}
	return true;
}

static void send_joined(struct responder *responder, struct joined *joined)
{
	const uint16_t segment = (uint16_t)joined->segment;
	alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(segment))] = { 0 };
	struct iovec part = { joined->octets, joined->length };
	struct msghdr message = {
		.msg_name = &joined->from,
		.msg_namelen = joined->from.ss_family == AF_INET ? sizeof(struct sockaddr_in)
								 : sizeof(struct sockaddr_in6),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};

	if (joined->length > joined->segment) {
		message.msg_control = control;
		message.msg_controllen = sizeof(control);
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_UDP;
		header->cmsg_type = UDP_SEGMENT;
		header->cmsg_len = CMSG_LEN(sizeof(segment));
		memcpy(CMSG_DATA(header), &segment, sizeof(segment));
	}
	sendmsg(responder->udp, &message, 0);
}

/* The replies of one message go as one as far as their lengths allow: a shorter one is the last. */
static void answer_joined(struct responder *responder, uint8_t *query, uint8_t *reply)
{
	struct joined in = { .octets = query };

	while (receive_joined(responder, &in)) {
		struct joined out = { .from = in.from, .octets = reply, .segment = 1 };
		atomic_fetch_add(&responder->messages, 1);
		for (size_t at = 0; at < in.length; at += in.segment) {
			size_t left = in.length - at;
			size_t length = left < in.segment ? left : in.segment;
			size_t wanted = get16(query + at + AT_LENGTH);
			wanted = wanted == 0 ? length : wanted;
			bool fits = wanted <= out.segment && out.length % out.segment == 0;
			if (out.length > 0 && (!fits || out.length + wanted > 60000)) {
				send_joined(responder, &out);
				out.length = 0;
			}
			out.segment = out.length == 0 ? wanted : out.segment;
			out.length +=
				make_reply(reply + out.length, query + at, length, &in.from);
			atomic_fetch_add(&responder->datagrams, 1);
		}
		send_joined(responder, &out);
	}
}

static bool write_all(int fd, const uint8_t *bytes, size_t length, size_t step)
{
	for (size_t at = 0; at < length;) {
		size_t part = length - at < step ? length - at : step;
		ssize_t written = send(fd, bytes + at, part, MSG_NOSIGNAL);
		if (written < 0) {
			return false;
		}
		at += (size_t)written;
	}
	return true;
}

static void hang_up(struct responder *responder, struct conversation *conversation)
{
	close(conversation->fd);
	free(conversation);
	atomic_fetch_sub(&responder->open, 1);
}

/* Answers whole frames. False when the conversation is at its end. */
static bool answer_frames(struct responder *responder, struct conversation *c, uint8_t *reply)
{
	size_t at = 0;
	struct sockaddr_storage from = { 0 };
	socklen_t from_length = sizeof(from);

	getpeername(c->fd, (struct sockaddr *)&from, &from_length);
	while (c->length - at >= 2 && c->length - at - 2 >= get16(c->buffer + at)) {
		size_t length = get16(c->buffer + at);
		size_t reply_length = make_reply(reply + 2, c->buffer + at + 2, length, &from);
		put16(reply, (unsigned)reply_length);
		size_t step = responder->mode == RESPONDER_DRIPS ? 1 : FRAME_MAX;
		if (!write_all(c->fd, reply, reply_length + 2, step) ||
		    responder->mode == RESPONDER_CLOSES) {
			return false;
		}
		at += length + 2;
	}
	memmove(c->buffer, c->buffer + at, c->length - at);
	c->length -= at;
	return true;
}

static bool converse(struct responder *responder, struct conversation *c, uint8_t *reply)
{
	ssize_t length = recv(c->fd, c->buffer + c->length, sizeof(c->buffer) - c->length, 0);

	if (length <= 0 || responder->mode == RESPONDER_HANGS_UP) {
		return false;
	}
	if (responder->mode == RESPONDER_HOLDS) {
		return true;
	}
	c->length += (size_t)length;
	return answer_frames(responder, c, reply);
}

static struct conversation *accept_one(struct responder *responder)
{
	const int on = 1;
	struct conversation *c = malloc(sizeof(*c));

	if (c == NULL) {
		return NULL;
	}
	c->length = 0;
	c->fd = accept4(responder->tcp, NULL, NULL, SOCK_CLOEXEC);
	if (c->fd < 0) {
		free(c);
		return NULL;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	atomic_fetch_add(&responder->accepted, 1);
	unsigned open = atomic_fetch_add(&responder->open, 1) + 1;
	if (open > atomic_load(&responder->most_open)) {
		atomic_store(&responder->most_open, open);
	}
	return c;
}

static void *run(void *argument)
{
	struct responder *responder = argument;
	struct conversation *conversations[CONNECTIONS];
	struct pollfd fds[3 + CONNECTIONS];
	unsigned count = 0;
	uint8_t *query = malloc(FRAME_MAX), *reply = malloc(FRAME_MAX);

	for (;;) {
		fds[0] = (struct pollfd) { responder->stop, POLLIN, 0 };
		fds[1] = (struct pollfd) { responder->udp, POLLIN, 0 };
		fds[2] = (struct pollfd) { count < CONNECTIONS ? responder->tcp : -1, POLLIN,
					   0 };
		for (unsigned i = 0; i < count; i++) {
			fds[3 + i] = (struct pollfd) { conversations[i]->fd, POLLIN, 0 };
		}
		if (poll(fds, 3 + count, -1) < 0 || fds[0].revents != 0) {
			break;
		}
		if (fds[1].revents != 0 && responder->mode == RESPONDER_JOINS) {
			answer_joined(responder, query, reply);
		} else if (fds[1].revents != 0) {
			answer_datagrams(responder, query, reply);
		}
		for (unsigned i = count; i-- > 0;) {
			if (fds[3 + i].revents != 0 &&
			    !converse(responder, conversations[i], reply)) {
				hang_up(responder, conversations[i]);
				conversations[i] = conversations[--count];
			}
		}
		if (fds[2].revents != 0) {
			conversations[count] = accept_one(responder);
			count += conversations[count] != NULL;
		}
	}
	while (count > 0) {
		hang_up(responder, conversations[--count]);
	}
	free(query);
	free(reply);
	return NULL;
}

static socklen_t set_port(struct sockaddr_storage *address, uint16_t port)
{
	if (address->ss_family == AF_INET) {
		((struct sockaddr_in *)address)->sin_port = htons(port);
		return sizeof(struct sockaddr_in);
	}
	((struct sockaddr_in6 *)address)->sin6_port = htons(port);
	return sizeof(struct sockaddr_in6);
}

static void close_sockets(struct responder *responder)
{
	close(responder->tcp);
	close(responder->udp);
	close(responder->udp_other);
}

/* TCP first, for UDP ports are seldom taken. */
static bool bind_both(struct responder *responder)
{
	int family = responder->address.ss_family;
	socklen_t length = responder->address_length;

	responder->tcp = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	responder->udp = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	responder->udp_other = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (bind(responder->tcp, (struct sockaddr *)&responder->address, length) < 0 ||
	    bind(responder->udp_other, (struct sockaddr *)&responder->address, length) < 0 ||
	    getsockname(responder->tcp, (struct sockaddr *)&responder->address, &length) < 0) {
		return false;
	}
	/* The port is at the same place in both families. */
	responder->port = ntohs(((struct sockaddr_in *)&responder->address)->sin_port);
	return bind(responder->udp, (struct sockaddr *)&responder->address, length) == 0;
}

static bool bind_somewhere(struct responder *responder)
{
	const int size = 32 << 20;

	for (int attempt = 0; attempt < 16; attempt++) {
		responder->address_length = set_port(&responder->address, 0);
		if (bind_both(responder)) {
			if (setsockopt(responder->udp, SOL_SOCKET, SO_RCVBUFFORCE, &size,
				       sizeof(size)) < 0) {
				setsockopt(responder->udp, SOL_SOCKET, SO_RCVBUF, &size,
					   sizeof(size));
			}
			return true;
		}
		close_sockets(responder);
	}
	return false;
}

static bool take_port(struct responder *responder, const char *text)
{
	bool six = strchr(text, ':') != NULL;

	memset(responder, 0, sizeof(*responder));
	responder->address.ss_family = six ? AF_INET6 : AF_INET;
	void *at = six ? (void *)&((struct sockaddr_in6 *)&responder->address)->sin6_addr
		       : (void *)&((struct sockaddr_in *)&responder->address)->sin_addr;
	if (inet_pton(responder->address.ss_family, text, at) != 1) {
		return false;
	}
	responder->stop = eventfd(0, EFD_CLOEXEC);
	return bind_somewhere(responder);
}

bool responder_start(struct responder *ret_responder, const char *text,
		     enum responder_mode mode)
{
	struct responder *responder = ret_responder;

	if (!take_port(responder, text) || listen(responder->tcp, 256) < 0) {
		return false;
	}
	responder->mode = mode;
	if (mode == RESPONDER_JOINS) {
		const int on = 1;
		setsockopt(responder->udp, SOL_UDP, UDP_GRO, &on, sizeof(on));
	}
	return pthread_create(&responder->thread, NULL, run, responder) == 0;
}

bool responder_refuse(struct responder *ret_responder, const char *text)
{
	struct responder *responder = ret_responder;

	if (!take_port(responder, text)) {
		return false;
	}
	/* Hears only its peer: for everybody else nobody is there. */
	struct sockaddr_storage nobody = responder->address;
	socklen_t length = set_port(&nobody, 1);
	return connect(responder->udp, (struct sockaddr *)&nobody, length) == 0;
}

bool responder_admit(struct responder *responder, enum responder_mode mode)
{
	const struct sockaddr everybody = { .sa_family = AF_UNSPEC };

	if (connect(responder->udp, &everybody, sizeof(everybody)) < 0 ||
	    listen(responder->tcp, 256) < 0) {
		return false;
	}
	responder->mode = mode;
	return pthread_create(&responder->thread, NULL, run, responder) == 0;
}

void responder_stop(struct responder *responder)
{
	const uint64_t one = 1;

	if (responder->thread != 0 &&
	    write(responder->stop, &one, sizeof(one)) == sizeof(one)) {
		pthread_join(responder->thread, NULL);
	}
	close_sockets(responder);
	close(responder->stop);
}
