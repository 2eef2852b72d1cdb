/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_BACKEND_H
#define ENGINE_BACKEND_H

#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/engine.h>
#include <fleetdig/probe.h>

/**
 * What the sans-I/O core needs of a network: batches of whole DNS messages out and in. Seven functions, three
 * implementations (uring.c, epoll.c, sim.c). The core chooses a port slot per burst at random; a backend maps
 * (server, slot) to a socket on a kernel-chosen port, opened when first used, connected to the server, so that the
 * kernel drops other sources and gives ICMP errors to the right server. TCP (connect, framing, reuse, pipelining, at most 8
 * connections a server) lives below this interface, in tcp.c, shared by uring and epoll.
 */

enum {
	BACKEND_BATCH = 256
}; /* packets in one call */

struct packet { /* a message to send */
	uint32_t server;
	uint16_t slot; /* port slot, UDP only */
	uint8_t proto; /* enum fd_proto */
	uint16_t length;
	const uint8_t
		*bytes; /* valid until send() returns: the backend copies what it must keep */
};

enum event_kind {
	EVENT_MESSAGE, /* a datagram, or one whole TCP message */
	EVENT_ICMP, /* the error queue: `error`, and the quoted query payload in bytes (maybe cut short, maybe empty) */
	EVENT_SEND_ERROR, /* send(2) itself failed for a packet: `error`, and that packet in bytes */
	EVENT_SENT, /* the kernel's transmit stamp: the query of that id (two octets) left at `at_ns` */
	EVENT_TCP_FAILED, /* a TCP query (bytes) will not be answered: refused, reset, closed or timed out; `error` */
};

struct event {
	enum event_kind kind;
	uint32_t server;
	uint16_t slot; /* TCP messages: the port here, which local() takes */
	uint8_t proto;
	int error; /* positive errno */
	uint32_t length;
	const uint8_t *bytes; /* valid until the next wait() */
	int64_t at_ns;	      /* monotonic; kernel receive stamp where there is one */
};

enum backend_feature { /* what was found to work when it was opened */
	BACKEND_GSO =
		1
		<< 0, /* neighbours of one length to one (server, slot) leave as one message */
	BACKEND_GRO = 1 << 1,	      /* and replies arrive so */
	BACKEND_STAMPS = 1 << 2,      /* the kernel says when a reply was received */
	BACKEND_SEND_STAMPS = 1 << 3, /* and when a query left, as far as its device does */
};

struct backend_stats {
	/* Own loss, counted below the core. `truncated`: replies cut short by the kernel, which are not handed over. */
	uint64_t socket_drops, buffer_exhausted, ring_overflow, truncated;
	uint64_t clock_steps;
	unsigned features; /* enum backend_feature */
	uint32_t sockets;  /* UDP sockets that may be open at once; 0: no matter */
	uint32_t
		receive_capacity; /* replies that wait in one socket without loss; 0: no matter */
};

struct backend {
	const char *name;
	/**
	 * 0 or -errno. `reason` (may be left empty) is a sentence on anything that was done without. It stays until close():
	 * more may be appended.
	 */
	int (*open)(void **ret_network, const struct fd_engine_config *config, char *reason,
		    size_t reason_size);
	void (*close)(void *network);
	/** Servers are announced before they are used; indexes as in the engine. `slots` port slots will be used. */
	int (*add_server)(void *network, uint32_t server, const struct fd_server_config *config,
			  uint16_t slots);
	/** Sends all; a packet that cannot go is reported as an EVENT_SEND_ERROR by the next wait(). 0 or -errno (fatal). */
	int (*send)(void *network, const struct packet *packets, unsigned count);
	/**
	 * Waits until `until_ns` at the latest, or until something came; fills up to `capacity` events.
	 * Returns their number or -errno (fatal; EINTR is 0 events).
	 */
	int (*wait)(void *network, int64_t until_ns, struct event *events, unsigned capacity);
	/** The clock, and (stats may be NULL) the counters. */
	int64_t (*now)(void *network, struct backend_stats *ret_stats);
	/** The address and port of a socket that was sent by, or of the connection with that port. 0 or -ENOENT. */
	int (*local)(void *network, const struct fd_outcome *outcome,
		     struct fd_endpoint *ret_local);
};

extern const struct backend backend_uring;
extern const struct backend backend_epoll;
extern const struct backend backend_sim;

#endif
