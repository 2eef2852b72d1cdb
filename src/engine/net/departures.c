/* SPDX-License-Identifier: MIT */
/* linux/errqueue.h needs struct timespec and does not see to it: time.h first. */
/* clang-format off */
#include <time.h>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "engine/net/departures.h"
#include "engine/net/icmp.h"
/* clang-format on */

void departures_start(struct port *port)
{
	const int wanted = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
			   SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;

	if (setsockopt(port->fd, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof(wanted)) == 0) {
		port->departures = calloc(1, sizeof(*port->departures));
	}
}

void departures_stop(struct sockets *sockets, uint32_t index)
{
	struct port *port = &sockets->ports[index];
	const int none = 0;

	if (port->departures != NULL) {
		setsockopt(port->fd, SOL_SOCKET, SO_TIMESTAMPING, &none, sizeof(none));
		free(port->departures);
		port->departures = NULL;
	}
}

void departures_note(struct port *port, const struct packet *packets, unsigned count)
{
	struct departures *departures = port->departures;

	for (unsigned i = 0; departures != NULL && i < count; i++) {
		departures->ids[departures->next++ % DEPARTURES_KEPT] =
			(uint16_t)(packets[i].bytes[0] << 8 | packets[i].bytes[1]);
	}
}

void departures_tell(struct sockets *sockets, uint32_t index, uint32_t number, int64_t at_ns,
		     struct pending *pending)
{
	const struct port *port = &sockets->ports[index];
	struct departures *departures = port->departures;

	if (departures == NULL || departures->next - number > DEPARTURES_KEPT ||
	    departures->next == number) {
		return;
	}
	uint16_t id = departures->ids[number % DEPARTURES_KEPT];
	const uint8_t bytes[] = { (uint8_t)(id >> 8), (uint8_t)id };
	departures->told = number + 1;
	departures->ever = true;
	pending_push_copy(pending,
			  &(struct event) {
				  .kind = EVENT_SENT,
				  .server = port->server,
				  .slot = sockets_slot(sockets, index, bytes, sizeof(bytes)),
				  .proto = FD_UDP,
				  .length = sizeof(bytes),
				  .bytes = bytes,
				  .at_ns = at_ns,
			  });
}

/* Reads until all that was sent is told, or nothing more is there. False when some are still to come. */
static bool take(struct sockets *sockets, uint32_t index, struct pending *pending,
		 const struct clock *clock)
{
	const struct port *port = &sockets->ports[index];

	while (port->departures != NULL && port->departures->told != port->departures->next) {
		if (!icmp_read(sockets, index, pending, clock)) {
			break;
		}
	}
	const struct departures *departures = port->departures;
	if (departures == NULL || departures->told == departures->next) {
		return true;
	}
	if (!departures->ever && departures->next >= DEPARTURES_KEPT) {
		departures_stop(sockets, index); /* a device without */
		return true;
	}
	return false;
}

void departures_take(struct sockets *sockets, uint32_t index, struct pending *pending,
		     const struct clock *clock)
{
	if (take(sockets, index, pending, clock)) {
		return;
	}
	struct departures *departures = sockets->ports[index].departures;
	if (!departures->listed && sockets->departing_count < DEPARTING_MAX) {
		departures->listed = true;
		sockets->departing[sockets->departing_count++] = index;
	}
}

void departures_take_late(struct sockets *sockets, struct pending *pending,
			  const struct clock *clock)
{
	unsigned left = 0;

	for (unsigned i = 0; i < sockets->departing_count; i++) {
		uint32_t index = sockets->departing[i];
		bool done =
			sockets->ports[index].fd < 0 || take(sockets, index, pending, clock);
		struct departures *departures = sockets->ports[index].departures;
		if (!done) {
			sockets->departing[left++] = index;
		} else if (departures != NULL) {
			departures->listed = false;
		}
	}
	sockets->departing_count = left;
}
