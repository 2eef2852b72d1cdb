/* SPDX-License-Identifier: MIT */
#include "engine/net/sockets.h"

#include <assert.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/net/departures.h"
#include "engine/net/sockets_limits.h"

struct option {
	int family; /* 0: both */
	int level, name, value;
};

/* A kernel that refuses one of them is used without. */
static const struct option options[] = {
	{ 0, SOL_SOCKET, SO_TIMESTAMPNS, 1 },
	{ 0, SOL_SOCKET, SO_RXQ_OVFL, 1 },
	/* ICMP errors with the query they are about. */
	{ AF_INET, IPPROTO_IP, IP_RECVERR, 1 },
	{ AF_INET6, IPPROTO_IPV6, IPV6_RECVERR, 1 },
	/* No DF, and no belief in path MTUs that ICMP tells: fragments of DNS are forged that way. */
	{ AF_INET, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT },
	{ AF_INET6, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT },
};

static uint32_t raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0) {
		return 1024;
	}
	rlim_t wanted =
		limit.rlim_max < SOCKETS_NOFILE_MAX ? limit.rlim_max : SOCKETS_NOFILE_MAX;
	if (limit.rlim_cur < wanted) {
		struct rlimit raised = { .rlim_cur = wanted, .rlim_max = limit.rlim_max };
		if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
			limit = raised;
		}
	}
	return limit.rlim_cur < SOCKETS_NOFILE_MAX ? (uint32_t)limit.rlim_cur
						   : SOCKETS_NOFILE_MAX;
}

/* One descriptor in eight is left to TCP. */
static uint32_t port_limit(void)
{
	uint32_t descriptors = raise_limit();
	uint32_t limit = descriptors > 2 * SOCKETS_RESERVE ? descriptors - SOCKETS_RESERVE
							   : SOCKETS_RESERVE;

	limit -= limit / 8;
	return limit < SOCKETS_MAX ? limit : SOCKETS_MAX;
}

int sockets_init(struct sockets *ret_sockets, const struct sockets_owner *owner, bool blocking)
{
	struct sockets sockets = {
		.owner = *owner,
		.blocking = blocking,
		.limit = port_limit(),
		.free = PORT_NONE,
		.newest = PORT_NONE,
		.oldest = PORT_NONE,
	};

	sockets.ports = calloc(sockets.limit, sizeof(*sockets.ports));
	if (sockets.ports == NULL) {
		return -ENOMEM;
	}
	*ret_sockets = sockets;
	return 0;
}

void sockets_finish(struct sockets *sockets)
{
	for (uint32_t i = 0; i < sockets->used; i++) {
		if (sockets->ports[i].fd >= 0) {
			close(sockets->ports[i].fd);
			free(sockets->ports[i].aliases);
			free(sockets->ports[i].departures);
		}
	}
	for (uint32_t i = 0; i < sockets->server_count; i++) {
		free(sockets->servers[i].ports);
	}
	free(sockets->ports);
	free(sockets->servers);
	*sockets = (struct sockets) { 0 };
}

/* Returns what the kernel made of the wish: twice as much when it was granted. */
static int set_receive_buffer(int fd)
{
	int wanted = SOCKETS_RECEIVE_BUFFER, size = 0;
	socklen_t length = sizeof(size);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof(wanted)) < 0) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof(wanted));
	}
	getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length);
	return size;
}

/* Appends a sentence to the engine's reason. */
__attribute__((format(printf, 2, 3))) static void say(struct sockets *sockets,
						      const char *format, ...)
{
	size_t used = sockets->reason_size > 0 ? strlen(sockets->reason) : 0;
	va_list arguments;

	if (used > 0 && used + 3 < sockets->reason_size) {
		memcpy(sockets->reason + used, "; ", 3);
		used += 2;
	}
	if (used < sockets->reason_size) {
		va_start(arguments, format);
		(void)vsnprintf(sockets->reason + used, sockets->reason_size - used, format,
				arguments);
		va_end(arguments);
	}
}

void sockets_settle(struct sockets *sockets, const struct fd_engine_config *config,
		    char *reason, size_t reason_size)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int size = 0;

	sockets->reason = reason;
	sockets->reason_size = reason_size;
	offload_probe(&sockets->offload, !config->no_gso, !config->no_gro);
	sockets->stamp_sends =
		config->stamp_sends && sockets->offload.send_stamps && !sockets->offload.gso;
	if (fd >= 0) {
		size = set_receive_buffer(fd);
		close(fd);
	}
	if (size > 0 && size < 2 * SOCKETS_RECEIVE_BUFFER) {
		say(sockets, "receive buffers are held to %d octets by net.core.rmem_max",
		    size);
	}
	sockets->receive_capacity =
		size > SOCKETS_REPLY_COST ? (uint32_t)(size / SOCKETS_REPLY_COST) : 1;
}

void sockets_part(struct sockets *sockets, uint32_t server, int error)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	sockets->servers[server].apart = true;
	if (!sockets->parted) {
		sockets->parted = true;
		fd_endpoint_text(text, &sockets->servers[server].config.endpoint);
		say(sockets, "UDP_SEGMENT is refused on the way to %s (%s): queries go singly",
		    text, strerrordesc_np(error));
	}
}

void sockets_report(const struct sockets *sockets, struct backend_stats *ret_stats)
{
	const struct offload *offload = &sockets->offload;

	ret_stats->features = (offload->gso ? BACKEND_GSO : 0U) |
			      (offload->gro ? BACKEND_GRO : 0U) |
			      (offload->stamps ? BACKEND_STAMPS : 0U) |
			      (sockets->stamp_sends ? BACKEND_SEND_STAMPS : 0U);
	ret_stats->sockets = sockets->limit;
	ret_stats->receive_capacity = sockets->receive_capacity;
}

int sockets_add_server(struct sockets *sockets, uint32_t server,
		       const struct fd_server_config *config, uint16_t slots)
{
	assert(slots > 0);
	if (server >= sockets->server_count) {
		size_t count = (size_t)server + 1 + server / 2;
		struct sockets_server *servers =
			reallocarray(sockets->servers, count, sizeof(*servers));
		if (servers == NULL) {
			return -ENOMEM;
		}
		memset(servers + sockets->server_count, 0,
		       (count - sockets->server_count) * sizeof(*servers));
		sockets->servers = servers;
		sockets->server_count = (uint32_t)count;
	}
	assert(sockets->servers[server].slots == 0);
	sockets->servers[server].config = *config;
	sockets->servers[server].slots = slots;
	return 0;
}

/* The list in order of use. */

static void unlink_port(struct sockets *sockets, uint32_t index)
{
	struct port *port = &sockets->ports[index];

	if (port->newer != PORT_NONE) {
		sockets->ports[port->newer].older = port->older;
	} else if (sockets->newest == index) {
		sockets->newest = port->older;
	}
	if (port->older != PORT_NONE) {
		sockets->ports[port->older].newer = port->newer;
	} else if (sockets->oldest == index) {
		sockets->oldest = port->newer;
	}
	port->newer = port->older = PORT_NONE;
}

static void link_newest(struct sockets *sockets, uint32_t index)
{
	struct port *port = &sockets->ports[index];

	port->newer = PORT_NONE;
	port->older = sockets->newest;
	if (sockets->newest != PORT_NONE) {
		sockets->ports[sockets->newest].newer = index;
	} else {
		sockets->oldest = index;
	}
	sockets->newest = index;
}

static void touch(struct sockets *sockets, uint32_t index, int64_t now_ns)
{
	sockets->ports[index].used_ns = now_ns;
	if (sockets->newest != index) {
		unlink_port(sockets, index);
		link_newest(sockets, index);
	}
}

/* Loss. */

void sockets_note_drops(struct sockets *sockets, uint32_t index, uint32_t drops)
{
	struct port *port = &sockets->ports[index];

	/* The counter of a datagram is from when it was queued, and may be older than one read meanwhile. */
	int32_t more = (int32_t)(drops - port->drops);

	if (more > 0) {
		sockets->drops += (uint32_t)more;
		port->drops = drops;
	}
}

static void read_drops(struct sockets *sockets, uint32_t index)
{
	uint32_t meminfo[SK_MEMINFO_VARS] = { 0 };
	socklen_t length = sizeof(meminfo);

	if (getsockopt(sockets->ports[index].fd, SOL_SOCKET, SO_MEMINFO, meminfo, &length) ==
		    0 &&
	    length > SK_MEMINFO_DROPS * sizeof(meminfo[0])) {
		sockets_note_drops(sockets, index, meminfo[SK_MEMINFO_DROPS]);
	}
}

/* Opening. */

static int connect_socket(const struct sockets *sockets, const struct fd_server_config *config)
{
	static const int on = 1;
	struct sockaddr_storage address;
	int family = config->endpoint.family == 4 ? AF_INET : AF_INET6;
	int mode = SOCK_DGRAM | SOCK_CLOEXEC | (sockets->blocking ? 0 : SOCK_NONBLOCK);
	int fd = socket(family, mode, 0);

	if (fd < 0) {
		return -errno;
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct option *o = &options[i];
		if (o->family == 0 || o->family == family) {
			setsockopt(fd, o->level, o->name, &o->value, sizeof(o->value));
		}
	}
	if (sockets->offload.gro) {
		setsockopt(fd, SOL_UDP, UDP_GRO, &on, sizeof(on));
	}
	set_receive_buffer(fd);
	int r = 0;
	if (config->source.family != 0) {
		struct fd_endpoint source = config->source;
		source.port = 0;
		unsigned length = fd_endpoint_to_sockaddr(&address, &source);
		r = bind(fd, (const struct sockaddr *)&address, length);
	}
	if (r == 0) {
		unsigned length = fd_endpoint_to_sockaddr(&address, &config->endpoint);
		r = connect(fd, (const struct sockaddr *)&address, length);
	}
	if (r < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

/* Forgets a socket in the slots that use it, and in the order of use; its port is not free yet. */
static void retire(struct sockets *sockets, uint32_t index)
{
	struct port *port = &sockets->ports[index];
	struct sockets_server *server = &sockets->servers[port->server];

	for (uint32_t slot = 0; port->aliases != NULL && slot < server->slots; slot++) {
		if (server->ports[slot] == index) {
			server->ports[slot] = PORT_NONE;
		}
	}
	if (server->ports[port->slot] == index) {
		server->ports[port->slot] = PORT_NONE;
	}
	unlink_port(sockets, index);
}

void sockets_close(struct sockets *sockets, uint32_t index)
{
	struct port *port = &sockets->ports[index];

	assert(port->fd >= 0);
	read_drops(sockets, index);
	close(port->fd);
	free(port->aliases);
	free(port->departures);
	*port = (struct port) { .fd = -1, .newer = PORT_NONE, .older = sockets->free };
	sockets->free = index;
	sockets->open--;
}

void sockets_abandon(struct sockets *sockets, uint32_t index)
{
	retire(sockets, index);
	if (sockets->owner.detach(sockets->owner.network, index)) {
		sockets_close(sockets, index);
	}
}

static void evict_idle(struct sockets *sockets, int64_t now_ns)
{
	for (int i = 0; i < SOCKETS_EVICT && sockets->oldest != PORT_NONE; i++) {
		uint32_t oldest = sockets->oldest;
		if (now_ns - sockets->ports[oldest].used_ns < SOCKETS_IDLE_NS) {
			break;
		}
		sockets_abandon(sockets, oldest);
	}
}

/* One that was freed, or one more: memory that was never needed is never touched. There is one. */
static uint32_t take_free(struct sockets *sockets)
{
	uint32_t index = sockets->free;

	if (index == PORT_NONE) {
		return sockets->used++;
	}
	sockets->free = sockets->ports[index].older;
	return index;
}

static int open_port(struct sockets *sockets, const struct packet *packet, int64_t now_ns,
		     uint32_t *ret_index)
{
	struct sockets_server *server = &sockets->servers[packet->server];

	/* Not only at the limit itself: io_uring needs a wait() to let a socket go. */
	if (sockets->open >= sockets->limit - sockets->limit / 16) {
		evict_idle(sockets, now_ns);
	}
	if (sockets->free == PORT_NONE && sockets->used == sockets->limit) {
		return -EMFILE;
	}
	int fd = connect_socket(sockets, &server->config);
	if (fd < 0) {
		return fd;
	}
	uint32_t index = take_free(sockets);
	struct port *port = &sockets->ports[index];
	sockets->open++;
	*port = (struct port) {
		.fd = fd,
		.server = packet->server,
		.slot = packet->slot,
		.used_ns = now_ns,
	};
	int r = sockets->owner.attach(sockets->owner.network, index);
	if (r < 0) {
		sockets_close(sockets, index);
		return r;
	}
	if (sockets->stamp_sends) {
		departures_start(port);
	}
	link_newest(sockets, index);
	server->ports[packet->slot] = index;
	*ret_index = index;
	return 0;
}

/* Sharing. An entry of `aliases`, found by the low bits of the id, is the id and the slot of the newest query. */

static void remember(struct port *port, const uint8_t *bytes, uint32_t length, uint16_t slot)
{
	if (length >= 2) {
		uint32_t id = (uint32_t)bytes[0] << 8 | bytes[1];
		port->aliases[id % SOCKETS_ALIASES] = id << 16 | slot;
	}
}

static bool share(struct port *port)
{
	if (port->aliases != NULL) {
		return true;
	}
	port->aliases = calloc(SOCKETS_ALIASES, sizeof(*port->aliases));
	if (port->aliases == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < SOCKETS_ALIASES; i++) {
		/* An id that is not found here: an empty entry matches nothing. */
		port->aliases[i] = (i ^ 1) << 16;
	}
	return true;
}

/* A socket that the server already has, for a slot that cannot have its own. */
static uint32_t borrow_port(struct sockets *sockets, struct sockets_server *server,
			    uint16_t slot)
{
	for (uint32_t i = 1; i < server->slots; i++) {
		uint32_t index = server->ports[(slot + i) % server->slots];
		if (index != PORT_NONE && share(&sockets->ports[index])) {
			server->ports[slot] = index;
			return index;
		}
	}
	return PORT_NONE;
}

static bool is_starved(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS ||
	       error == EAGAIN || error == EADDRINUSE;
}

static int make_slots(struct sockets_server *server)
{
	server->ports = malloc(server->slots * sizeof(*server->ports));
	if (server->ports == NULL) {
		return -ENOMEM;
	}
	memset(server->ports, 0xff, server->slots * sizeof(*server->ports));
	return 0;
}

int sockets_port(struct sockets *sockets, const struct packet *packet, int64_t now_ns,
		 uint32_t *ret_index)
{
	assert(packet->server < sockets->server_count);
	struct sockets_server *server = &sockets->servers[packet->server];
	assert(packet->slot < server->slots);
	if (server->ports == NULL) {
		int r = make_slots(server);
		if (r < 0) {
			return r;
		}
	}
	uint32_t index = server->ports[packet->slot];
	if (index == PORT_NONE) {
		int r = open_port(sockets, packet, now_ns, &index);
		if (r < 0 && is_starved(-r)) {
			index = borrow_port(sockets, server, packet->slot);
		}
		if (index == PORT_NONE) {
			return r;
		}
	}
	touch(sockets, index, now_ns);
	*ret_index = index;
	return 0;
}

int sockets_local(const struct sockets *sockets, uint32_t server, uint16_t slot,
		  struct fd_endpoint *ret_local)
{
	const struct sockets_server *of = &sockets->servers[server];
	struct sockaddr_storage sa = { 0 };
	socklen_t length = sizeof(sa);

	assert(server < sockets->server_count);
	if (of->ports == NULL || slot >= of->slots || of->ports[slot] == PORT_NONE ||
	    getsockname(sockets->ports[of->ports[slot]].fd, (struct sockaddr *)&sa, &length) <
		    0) {
		return -ENOENT;
	}
	fd_endpoint_from_sockaddr(ret_local, &sa);
	return 0;
}

void sockets_sent(struct sockets *sockets, uint32_t index, const struct packet *packets,
		  unsigned count)
{
	struct port *port = &sockets->ports[index];

	sockets->unanswered += count;
	sockets->awaited += !port->awaited;
	port->awaited = true;
	departures_note(port, packets, count);
	for (unsigned i = 0; port->aliases != NULL && i < count; i++) {
		remember(port, packets[i].bytes, packets[i].length, packets[i].slot);
	}
}

/* Both are guesses: silence halves them. */
static void lower(uint32_t *number, uint32_t by)
{
	*number -= by < *number ? by : *number;
}

void sockets_heard(struct sockets *sockets, uint32_t index, uint32_t datagrams)
{
	struct port *port = &sockets->ports[index];

	lower(&sockets->unanswered, datagrams);
	lower(&sockets->awaited, port->awaited);
	port->awaited = false;
}

void sockets_silence(struct sockets *sockets)
{
	sockets->unanswered /= 2;
	sockets->awaited /= 2;
}

uint16_t sockets_slot(const struct sockets *sockets, uint32_t index, const uint8_t *bytes,
		      uint32_t length)
{
	const struct port *port = &sockets->ports[index];

	if (port->aliases == NULL || length < 2) {
		return port->slot;
	}
	uint32_t id = (uint32_t)bytes[0] << 8 | bytes[1];
	uint32_t alias = port->aliases[id % SOCKETS_ALIASES];
	return alias >> 16 == id ? (uint16_t)alias : port->slot;
}

uint64_t sockets_drops(struct sockets *sockets, int64_t now_ns)
{
	if (now_ns - sockets->swept_ns < SOCKETS_SWEEP_NS) {
		return sockets->drops;
	}
	sockets->swept_ns = now_ns;
	for (uint32_t i = sockets->newest; i != PORT_NONE; i = sockets->ports[i].older) {
		if (now_ns - sockets->ports[i].used_ns > SOCKETS_IDLE_NS) {
			break;
		}
		read_drops(sockets, i);
	}
	return sockets->drops;
}

unsigned sockets_run(const struct packet *packets, unsigned count)
{
	unsigned run = 1;

	while (run < count && packets[run].server == packets[0].server &&
	       packets[run].slot == packets[0].slot && packets[run].proto == packets[0].proto) {
		run++;
	}
	return run;
}
