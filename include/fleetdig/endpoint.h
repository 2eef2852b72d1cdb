/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_ENDPOINT_H
#define FLEETDIG_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr_storage;

/** An address and a port, as a value. Zeroed means "none". */
struct fd_endpoint {
	uint8_t family;	     /* 4, 6, or 0 for none */
	uint16_t port;	     /* host order */
	uint32_t scope;	     /* IPv6 scope id (interface index), else 0 */
	uint8_t address[16]; /* network order; IPv4 in the first four octets, the rest zero */
};

enum {
	FD_ENDPOINT_TEXT_MAX = 80
};

/**
 * Reads `ADDR`, `ADDR#PORT`, `[v6]`, `[v6]#PORT`, each with an optional `%scope` (name or number).
 * Never resolves a name. Returns 0, or -EINVAL (not an address), -ERANGE (port not in 1..65535),
 * -ENODEV (no such interface). `default_port` is used where none is given.
 */
int fd_endpoint_parse(struct fd_endpoint *ret_endpoint, const char *text,
		      uint16_t default_port);

/** Writes the address alone, as inet_ntop(3) does, with `%scope` where one is set. */
void fd_endpoint_address_text(char text[FD_ENDPOINT_TEXT_MAX],
			      const struct fd_endpoint *endpoint);

/** Writes `ADDR`, or `ADDR#PORT` when the port is not 53. */
void fd_endpoint_text(char text[FD_ENDPOINT_TEXT_MAX], const struct fd_endpoint *endpoint);

bool fd_endpoint_equal(const struct fd_endpoint *a, const struct fd_endpoint *b);
uint64_t fd_endpoint_hash(const struct fd_endpoint *endpoint);

/** Loopback, link-local, RFC 1918, ULA (RFC 4193) or 100.64/10 (RFC 6598). */
bool fd_endpoint_is_private(const struct fd_endpoint *endpoint);

/** Same /24 (IPv4) or /48 (IPv6): two such addresses are one witness. */
bool fd_endpoint_same_site(const struct fd_endpoint *a, const struct fd_endpoint *b);

/** To and from the socket API. Returns the length of the address. */
unsigned fd_endpoint_to_sockaddr(struct sockaddr_storage *ret_sa,
				 const struct fd_endpoint *endpoint);
void fd_endpoint_from_sockaddr(struct fd_endpoint *ret_endpoint,
			       const struct sockaddr_storage *sa);

#endif
