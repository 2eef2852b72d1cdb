/* SPDX-License-Identifier: MIT */
#ifndef BENCH_PORT_H
#define BENCH_PORT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/** Where the responder listens, what befalls queries there, and what was counted. */

enum {
	PORTS_MOST = 64
};

struct port_counts {
	uint64_t received; /* datagrams with the size of a query, before anything is dropped */
	uint64_t answered; /* all replies, REFUSED ones too */
	uint64_t bulk_received;	   /* not canaries, from here down */
	uint64_t bulk_answered;	   /* with NOERROR or NXDOMAIN */
	uint64_t refused;	   /* over the limit */
	uint64_t limited;	   /* dropped over the limit */
	uint64_t lost;		   /* dropped by --loss */
	uint64_t unanswerable;	   /* not a query */
	uint64_t settled;	   /* bulk, received later than a second after the first */
	uint64_t settled_over;	   /* of these, refused or dropped over the limit */
	uint64_t send_errors;	   /* messages that sendmmsg would not take */
	int64_t first_ns, last_ns; /* bulk: first received, last answered */
};

struct port {
	uint16_t index; /* among the ports */
	int fd, tcp_fd;
	struct sockaddr_in address;
	bool silent;
	double tokens;
	int64_t filled_ns;
	struct port_counts counts;
};

struct fate { /* the same for all ports */
	bool coalescing;
	uint64_t loss; /* of 2^32 */
	uint64_t seed;
	int64_t delay_ns;
	double limit_qps; /* 0: none */
	bool limit_refuses;
};

int64_t clock_now_ns(void);

/** Binds UDP and TCP with large buffers. 0 or -errno. */
int port_open(struct port *port, bool coalescing, bool stamps);

/** What the kernel dropped because the receive buffer was full. */
uint32_t port_drops(const struct port *port);

/** Takes a token at the rate of `qps`, a second's worth at most; false: over the limit. */
bool port_admit(struct port *port, double qps, int64_t now_ns);

#endif
