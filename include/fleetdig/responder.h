/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_RESPONDER_H
#define FLEETDIG_RESPONDER_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/probe.h>

/**
 * A made network's servers as one function: what does `server` answer to these bytes at this time? Deterministic.
 * Used by the engine's `sim` backend, by `fleetdig demo` and by the benchmarks' responder.
 */
enum fd_reply_kind {
	FD_REPLY_NONE,	      /* silence */
	FD_REPLY_MESSAGE,     /* `length` octets in the buffer, after `delay_ns` */
	FD_REPLY_UNREACHABLE, /* nothing listens there: an ICMP port unreachable, or a TCP reset */
};

struct fd_reply {
	enum fd_reply_kind kind;
	int64_t delay_ns; /* service time of the server, network excluded */
	size_t length;
};

struct fd_responder {
	void *state; /* owned by who made it */
	/** Whole messages both ways; over UDP the responder truncates by itself. Fills at most `size` octets. */
	struct fd_reply (*answer)(void *state, const struct fd_endpoint *server,
				  enum fd_proto proto, const uint8_t *query,
				  size_t query_length, int64_t now_ns, uint8_t *buffer,
				  size_t size);
};

#endif
