/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_SOCKETS_H
#define ENGINE_NET_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "engine/backend.h"
#include "engine/net/offload.h"
#include "engine/net/sockets_limits.h"

/**
 * The UDP sockets of a backend. A (server, slot) is opened when first used: connected, on a port the kernel chose.
 * When sockets run out, those that await nothing are closed; then slots of a server share a socket it already has.
 * A socket is known by the index of its port.
 */

enum {
	PORT_NONE = UINT32_MAX
};

struct port {	/* one UDP socket */
	int fd; /* −1: free */
	uint32_t server;
	uint16_t slot;	/* the one it was opened for */
	uint32_t drops; /* by the kernel, for want of room, as last heard */
	uint32_t *
		aliases; /* NULL, or it serves other slots too: query id → slot, see sockets.c */
	int64_t used_ns;
	struct departures *departures; /* owned; NULL: without transmit stamps */
	bool awaited;		       /* something was sent since the last reply */
	uint32_t newer, older; /* in order of use; a free port's `older` is the next free */
};

/** What a backend does with sockets that come and go. */
struct sockets_owner {
	void *network;
	/** Starts to receive on a new socket. 0 or -errno. */
	int (*attach)(void *network, uint32_t index);
	/** Stops. True when it can be closed now; else the owner calls sockets_close() when it can. */
	bool (*detach)(void *network, uint32_t index);
};

struct sockets_server {
	struct fd_server_config config;
	uint32_t *ports; /* by slot; NULL until the first is used */
	uint16_t slots;
	bool apart; /* UDP_SEGMENT was refused on the way there */
};

struct sockets {
	struct sockets_owner owner;
	bool blocking;
	struct sockets_server *servers;
	uint32_t server_count;
	struct port *ports; /* `limit` of them */
	uint32_t limit;
	uint32_t used; /* those from here on were never taken */
	uint32_t open;
	uint32_t free;		 /* first of those given back */
	uint32_t newest, oldest; /* by use */
	uint64_t drops;
	int64_t swept_ns;
	/* A guess at what is to come, from which waits are sized: replies, and sockets they come by. */
	uint32_t unanswered, awaited;
	struct offload offload;
	uint32_t receive_capacity; /* replies of any usual size that one socket holds */
	char *reason;		   /* the engine's */
	size_t reason_size;
	bool parted;	  /* said that UDP_SEGMENT was refused */
	bool stamp_sends; /* see departures.h */
	uint32_t departing[DEPARTING_MAX];
	unsigned departing_count;
};

/** Raises the soft limit of descriptors. 0, or -ENOMEM. Release with sockets_finish(). */
int sockets_init(struct sockets *ret_sockets, const struct sockets_owner *owner, bool blocking);

/** Closes all; takes a zeroed value. */
void sockets_finish(struct sockets *sockets);

/**
 * Finds out what the kernel can do, and uses of it what the config allows. A sentence about what it does not give is
 * appended to `reason`, now or later.
 */
void sockets_settle(struct sockets *sockets, const struct fd_engine_config *config,
		    char *reason, size_t reason_size);

/** For backend.h's statistics: `features` and the capacities. */
void sockets_report(const struct sockets *sockets, struct backend_stats *ret_stats);

/** 0 or -ENOMEM. */
int sockets_add_server(struct sockets *sockets, uint32_t server,
		       const struct fd_server_config *config, uint16_t slots);

/**
 * The socket of a (server, slot), opened if need be. 0, or why there is none: -EMFILE and the like, or what
 * connect(2) and bind(2) said (-ENETUNREACH, -EADDRNOTAVAIL...).
 */
int sockets_port(struct sockets *sockets, const struct packet *packet, int64_t now_ns,
		 uint32_t *ret_index);

/**
 * Call for packets sent by a socket: notes that replies are to come and, on a shared one, which slots they belong to.
 */
void sockets_sent(struct sockets *sockets, uint32_t index, const struct packet *packets,
		  unsigned count);

/** Call for datagrams received by a socket. */
void sockets_heard(struct sockets *sockets, uint32_t index, uint32_t datagrams);

/** Nothing came when something was to: fewer replies are on their way than thought. */
void sockets_silence(struct sockets *sockets);

/** So much is on its way that a wake-up for each reply would cost more than the reply. */
static inline bool sockets_loaded(const struct sockets *sockets)
{
	return sockets->unanswered >= SOCKETS_LOADED;
}

/** Where the socket of a (server, slot) is bound. 0, or -ENOENT where there is none. */
int sockets_local(const struct sockets *sockets, uint32_t server, uint16_t slot,
		  struct fd_endpoint *ret_local);

/** The slot a message that begins with these octets (a reply, or a quoted query) belongs to. */
uint16_t sockets_slot(const struct sockets *sockets, uint32_t index, const uint8_t *bytes,
		      uint32_t length);

/** Whether packets to that server may leave joined (UDP_SEGMENT). */
static inline bool sockets_joins(const struct sockets *sockets, uint32_t server)
{
	return sockets->offload.gso && !sockets->servers[server].apart;
}

/** From now on they leave apart: joined they were refused with `error`. */
void sockets_part(struct sockets *sockets, uint32_t server, int error);

/** The kernel says that it has dropped so many datagrams at a socket, since that was opened. */
void sockets_note_drops(struct sockets *sockets, uint32_t index, uint32_t drops);

/** Closes a socket and frees its port. */
void sockets_close(struct sockets *sockets, uint32_t index);

/** Gives a socket up: a later packet opens a new one. */
void sockets_abandon(struct sockets *sockets, uint32_t index);

/** Datagrams dropped by the kernel, over all sockets; reads the counters anew now and then. */
uint64_t sockets_drops(struct sockets *sockets, int64_t now_ns);

/** The number of packets at the front that go the same way: same server, slot and protocol. At least 1. */
unsigned sockets_run(const struct packet *packets, unsigned count);

#endif
