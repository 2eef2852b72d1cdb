/* SPDX-License-Identifier: MIT */
#ifndef SINK_FRAME_H
#define SINK_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>

/** Octets as they would be on a wire, from the network layer on: headers with right lengths and checksums. */

enum {
	FRAME_MAX = 65535 + 40, /* IPv6 does not count its own header */
	SEGMENT_MAX = 16384	/* octets of one TCP segment */
};

struct frame_path {
	struct fd_endpoint from, to; /* of one family */
};

struct frame_segment {
	const uint8_t *octets;
	size_t length; /* ≤ SEGMENT_MAX */
	uint32_t sequence, acknowledged;
};

/** The length of the packet; 0: too long to be one. */
size_t frame_udp(uint8_t frame[FRAME_MAX], const struct frame_path *path, const uint8_t *octets,
		 size_t length);
size_t frame_tcp(uint8_t frame[FRAME_MAX], const struct frame_path *path,
		 const struct frame_segment *segment);

#endif
