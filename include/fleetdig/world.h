/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_WORLD_H
#define FLEETDIG_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/error.h>
#include <fleetdig/responder.h>

/**
 * A made DNS: a private internet of zones, servers and recursive resolvers, with faults, described by a small text and
 * answering as one deterministic function. The same text and the same sequence of questions and times give the same
 * octets. One world belongs to one thread at a time.
 *
 * The text, a line a statement; `#` begins a comment:
 *
 *     server NAME ADDRESS[,ADDRESS...] [WORD...]      an authoritative server; NAME is its host name
 *     resolver NAME ADDRESS[,ADDRESS...] [WORD...]    a recursive resolver
 *     zone APEX at SERVER[,SERVER...] [WORD...]       a zone and who serves it; delegated and signed (DS) by itself
 *         OWNER [TTL] TYPE RDATA                      indented: its records, relative to APEX; `@` is APEX
 *     block RESOLVER NAME nxdomain|nodata|refused|ADDRESS [ede=N]     a policy of that resolver, NAME and below
 *     remember RESOLVER NAME TYPE nxdomain|nodata|RDATA [ttl=TIME] [serial=N]    what its cache already holds at time 0
 *     everyone WORD...                                these words for every host named from here on
 *     hop TIME                                        a round trip between hosts of the world (1ms)
 *
 * NS, SOA, DS, address and glue records follow from the statements; an explicit record takes their place. Words
 * (faults and options) are in the tables of src/world/words.c; src/world/demo.txt is an example with most of them.
 * An address that no line names is a port where nothing listens. The port of an endpoint is not looked at.
 */
struct fd_world;

/**
 * Reads `text`. Returns 0, or -EINVAL with every mistake in `errors` as `SOURCE:LINE: what, and what was expected`
 * (then *ret_world is untouched), or -ENOMEM.
 */
int fd_world_create(struct fd_world **ret_world, const char *text, const char *source,
		    struct fd_errors *errors);
void fd_world_destroy(struct fd_world *world);

/** The description of the embedded demo world, NUL-terminated. */
const char *fd_world_demo(void);

/** The world as a function. Borrows the world. */
struct fd_responder fd_world_responder(struct fd_world *world);

/** What there is: one entry an address, in the order of the text. */
struct fd_world_server {
	const char *name; /* as in the text; owned by the world */
	struct fd_endpoint endpoint;
	bool recursive;		     /* a `resolver` line */
	bool udp_closed, tcp_closed; /* nothing listens there */
};
size_t fd_world_server_count(const struct fd_world *world);
struct fd_world_server fd_world_server(const struct fd_world *world, size_t index);

/**
 * The world on real sockets, UDP and TCP, each address at `port`, answered by a thread of its own that owns the world
 * until the service is stopped. Needs addresses of this machine (127.0.0.0/8 are) and a free port.
 * All sockets are bound when it returns: 0, or -errno with a message naming address and port in `errors` (-EADDRINUSE,
 * -EADDRNOTAVAIL, -EACCES…); nothing stays open then.
 */
struct fd_world_service;
int fd_world_serve(struct fd_world_service **ret_service, struct fd_world *world, uint16_t port,
		   struct fd_errors *errors);
/** Ends the thread and closes everything; takes NULL. The world is the caller's again. */
void fd_world_service_stop(struct fd_world_service *service);

#endif
