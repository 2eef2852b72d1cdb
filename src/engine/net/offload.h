/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_OFFLOAD_H
#define ENGINE_NET_OFFLOAD_H

#include <stdbool.h>

/**
 * Whether the kernel takes and gives many datagrams of one flow as one message: UDP_SEGMENT and UDP_GRO. Not asked but
 * tried, on loopback: kernels before them, and some in user space, send the whole as one long datagram.
 */
struct offload {
	bool gso, gro;
	bool stamps;	  /* SO_TIMESTAMPNS */
	bool send_stamps; /* SO_TIMESTAMPING knows software transmit stamps */
};

/** Tries what is wanted. What could not be tried counts as missing: only speed is lost. */
void offload_probe(struct offload *ret_offload, bool want_gso, bool want_gro);

#endif
