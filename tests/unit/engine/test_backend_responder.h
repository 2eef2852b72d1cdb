/* SPDX-License-Identifier: MIT */
#ifndef TEST_BACKEND_RESPONDER_H
#define TEST_BACKEND_RESPONDER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * A thread that answers on a loopback address, over UDP and TCP on the same port. It does what the query says, which
 * looks like DNS as far as the id. A reply is its query with QR set, then what was seen of the sender, then 0xA5.
 */

enum { /* where things are in a query and its reply; 16-bit numbers in network order */
	AT_ID = 0,
	AT_FLAGS = 2,
	AT_SLOT = 12,
	AT_SERVER = 14,
	AT_LENGTH = 16,	 /* wanted of the reply; 0: that of the query */
	AT_COPIES = 18,	 /* wanted of the reply; 0: one */
	AT_PORT = 20,	 /* reply: source port of the query */
	AT_ADDRESS = 22, /* reply: source address, IPv4 */
	QUERY_LENGTH = 40,
};

enum responder_mode {
	RESPONDER_ANSWERS,
	RESPONDER_CLOSES,   /* each TCP connection after one answer */
	RESPONDER_HANGS_UP, /* each TCP connection before any answer */
	RESPONDER_DRIPS,    /* each TCP octet on its own */
	RESPONDER_HOLDS,    /* accepts TCP, and says nothing */
	RESPONDER_FORGES,   /* each UDP reply twice: first from another port, marked */
	RESPONDER_JOINS, /* takes and gives UDP messages of many datagrams, where the kernel can */
};

struct responder {
	enum responder_mode mode;
	struct sockaddr_storage address; /* with the port it got */
	socklen_t address_length;
	uint16_t port;
	atomic_uint accepted; /* TCP connections */
	atomic_uint open;
	atomic_uint most_open;
	atomic_uint messages; /* received by RESPONDER_JOINS */
	atomic_uint datagrams;

	pthread_t thread;
	int udp, udp_other, tcp, stop;
};

/** `text` is an IPv4 or IPv6 address. False when there is no such address here. */
bool responder_start(struct responder *ret_responder, const char *text,
		     enum responder_mode mode);
/** Takes a port, on which nobody answers: neither another test's responder. */
bool responder_refuse(struct responder *ret_responder, const char *text);
/** From now on somebody does. */
bool responder_admit(struct responder *responder, enum responder_mode mode);
void responder_stop(struct responder *responder);

void put16(uint8_t *at, unsigned value);
unsigned get16(const uint8_t *at);

#endif
