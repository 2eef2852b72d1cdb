/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_SOCKETS_LIMITS_H
#define ENGINE_NET_SOCKETS_LIMITS_H

/** The limits of what lies below backend.h, each with its reason. */

enum {
	/* A raised soft limit stays below this: a hard limit can be a thousand million, and no sweep needs more. */
	SOCKETS_NOFILE_MAX = 65536,
	/* Descriptors left to everybody else: files, pipes, the ring, jansson, a capture. */
	SOCKETS_RESERVE = 64,
	/* UDP sockets at once; the table of registered files has one entry for each. */
	SOCKETS_MAX = 16384,
	/* Idle sockets closed when one more is opened at the limit: enough to get ahead, too few to stall a batch. */
	SOCKETS_EVICT = 4,
	/* Ids remembered of a socket that several slots share: four times a batch. */
	SOCKETS_ALIASES = 1024,
	/*
	 * Asked of the kernel for each socket. Doubled by it; a queued reply costs up to 2,310 octets: some 900
	 * replies wait without loss. The default holds 92.
	 */
	SOCKETS_RECEIVE_BUFFER = 1 << 20,
	/* One datagram of any size with its header and control data, so that none is ever cut short. */
	SOCKETS_BUFFER = 65536 + 4096,
	/* Room for two timestamps, a drop counter and a length of segments: 32, 64 and twice 24, and something to spare. */
	SOCKETS_CONTROL = 192,
	/* What a queued reply of 1,200 octets costs a receive buffer; smaller and joined ones cost less. */
	SOCKETS_REPLY_COST = 2310,

	/* Queries in one message: older kernels take no more than 64. */
	BURST_SEGMENTS_MAX = 64,
	/* Octets in one message, with room for the headers of IPv6 below 64 KiB. */
	BURST_OCTETS_MAX = 65000,
	/* For a datagram over loopback, on a machine with other things to do. */
	OFFLOAD_PATIENCE_MS = 200,

	/* Queries of a socket whose transmit stamps may be outstanding: more than a device's queue takes of one flow. */
	DEPARTURES_KEPT = 64,
	/* Sockets whose stamps are looked for again at each wake-up. */
	DEPARTING_MAX = 64,

	/* Errors read from one socket in one go; its receive buffer holds fewer. */
	ICMP_DRAIN_MAX = 2048,
	/* Octets kept of a quoted query: a router quotes 8 to 548, and a question fits. */
	ICMP_QUOTE_MAX = 576,

	/* design.md, decision 5. */
	TCP_CONNECTIONS_MAX = 8,
	/* Queries on a connection before one more is opened: servers that answer in order make them wait for the slowest. */
	TCP_SPREAD = 8,
	/* Queries open on a connection: eight connections of 64 are two batches. */
	TCP_PIPELINE_MAX = 64,
	/* Messages in one write, and reads of one connection in one wake-up, so that others get their turn. */
	TCP_WRITE_BATCH = 64,
	TCP_READ_BATCH = 16,
	/* Connections looked at in one wake-up; the rest are reported again. */
	TCP_READY_MAX = 64,

	/* Sockets looked at in one wake-up of epoll. Level-triggered: the rest are reported again. */
	EPOLL_READY_MAX = 64,

	/* Messages received and not yet handed over: with a datagram in each, what one wait() can give. */
	EPOLL_BUFFERS = 256,

	/* Submissions prepared at once: four batches. A full queue is submitted and used again. */
	URING_ENTRIES = 1024,
	/* Completions: all receive buffers, an error of every socket, and sends that failed. */
	URING_COMPLETIONS = 32768,
	/*
	 * Receive buffers, powers of two: at the start, and at most. Each time they run out there are twice as many, for
	 * only those that were written to cost memory, a page each for single replies.
	 */
	URING_BUFFERS_START = 128,
	URING_BUFFERS = 4096,
	/* How often a submission that the kernel has no memory for is tried before the sends go by system call. */
	URING_SUBMIT_TRIES = 3,
	/* Errors in a row, without any reply, after which a socket is given up for a new one. */
	URING_FAILURES_MAX = 64,
	/* Sockets that are waited for at once, at most. */
	URING_WAIT_MAX = 64,

	/* Unanswered queries that make it worth waiting for many replies at once: a wake-up costs as much as ten. */
	SOCKETS_LOADED = 128,

	/* Readings of the clocks before a wake-up goes without a sample. */
	CLOCK_SAMPLES = 4,
};

/* A jump of CLOCK_REALTIME is a step from here: smaller ones do not matter to a round-trip time. */
#define CLOCK_STEP_NS INT64_C(1000000)
/* After a step, stamps from before it may still wait in socket buffers. */
#define CLOCK_VOID_NS INT64_C(1000000000)
/* Two readings further apart than this are not of one moment. */
#define CLOCK_SAMPLE_NS INT64_C(100000)

/* A socket that sent nothing for this long awaits no reply: twice the longest patience (design.md: 15 s). */
#define SOCKETS_IDLE_NS INT64_C(30000000000)
/* Least time between two readings of all drop counters. */
#define SOCKETS_SWEEP_NS INT64_C(250000000)

/* A handshake lost once and repeated after 1 and 3 s still succeeds. */
#define TCP_CONNECT_NS INT64_C(5000000000)
/* Longer than the longest patience of a probe (design.md: 15 s), which is the core's business. */
#define TCP_ANSWER_NS INT64_C(20000000000)
/* RFC 7766 section 6.2.3 wants idle connections closed in seconds. */
#define TCP_IDLE_NS INT64_C(5000000000)

/* The longest wait for a batch of replies under load; kernel stamps keep the round-trip times honest. */
#define SOCKETS_BATCH_NS INT64_C(2000000)
/* The shortest that epoll, which cannot wait for a number of replies, sleeps instead. */
#define EPOLL_NAP_NS INT64_C(100000)

#endif
