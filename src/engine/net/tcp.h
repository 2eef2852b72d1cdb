/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_TCP_H
#define ENGINE_NET_TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/net/pending.h"

/**
 * DNS over TCP (RFC 7766), shared by the backends: at most 8 connections a server, each used for many queries at
 * once and again, closed when idle. Driven by an epoll descriptor of its own, which a backend watches. Replies and
 * failures go to the backend's pending events.
 */
struct tcp;

struct tcp_patience {
	int64_t connect_ns, answer_ns, idle_ns;
};

/** 0 or -errno. */
int tcp_create(struct tcp **ret_tcp, struct pending *pending,
	       const struct tcp_patience *patience);
void tcp_destroy(struct tcp *tcp);

/** Readable when tcp_run() has something to do. Belongs to `tcp`. */
int tcp_descriptor(const struct tcp *tcp);

/** Makes tcp_descriptor() readable when this one is: an eventfd that says that somebody wants the caller's attention. */
int tcp_watch(struct tcp *tcp, int fd);

/** Takes a query (copied). It ends in an EVENT_MESSAGE or in an EVENT_TCP_FAILED. */
void tcp_submit(struct tcp *tcp, const struct packet *packet,
		const struct fd_server_config *config, int64_t now_ns);

/** The address of connections to this server, with a connection's port. 0, or -ENOENT: none was ever made. */
int tcp_local(const struct tcp *tcp, uint32_t server, uint16_t port,
	      struct fd_endpoint *ret_local);

/** Writes what was taken. Call after each batch. */
void tcp_flush(struct tcp *tcp, int64_t now_ns);

/** Reads, writes, ends what took too long. True when it should be called again before sleeping. */
bool tcp_run(struct tcp *tcp, int64_t now_ns);

/** tcp_run() is to be called at this time at the latest; INT64_MAX when nothing is open. */
int64_t tcp_deadline(const struct tcp *tcp);

#endif
