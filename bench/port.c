/* SPDX-License-Identifier: MIT */
#include "port.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/udp.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	BUFFER_SIZE =
		64 * 1024 *
		1024 /* holds 80,000 small datagrams: a responder should not be who loses */
};

int64_t clock_now_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void widen(int fd, int force, int ask)
{
	int size = BUFFER_SIZE;

	if (setsockopt(fd, SOL_SOCKET, force, &size, sizeof(size)) < 0) {
		(void)setsockopt(fd, SOL_SOCKET, ask, &size, sizeof(size));
	}
}

static int bind_socket(const struct sockaddr_in *address, int type, int *ret_fd)
{
	int one = 1;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		return -errno;
	}
	if ((type == SOCK_STREAM &&
	     setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0) ||
	    bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ||
	    (type == SOCK_STREAM && listen(fd, 64) < 0)) {
		int r = -errno;
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

int port_open(struct port *port, bool coalescing, bool stamps)
{
	int one = 1;
	int r = bind_socket(&port->address, SOCK_DGRAM, &port->fd);

	if (r < 0) {
		return r;
	}
	widen(port->fd, SO_RCVBUFFORCE, SO_RCVBUF);
	widen(port->fd, SO_SNDBUFFORCE, SO_SNDBUF);
	if (coalescing && setsockopt(port->fd, SOL_UDP, UDP_GRO, &one, sizeof(one)) < 0) {
		return -errno;
	}
	if (stamps && setsockopt(port->fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one)) < 0) {
		return -errno;
	}
	return bind_socket(&port->address, SOCK_STREAM, &port->tcp_fd);
}

uint32_t port_drops(const struct port *port)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(info);

	if (getsockopt(port->fd, SOL_SOCKET, SO_MEMINFO, info, &size) < 0) {
		return 0;
	}
	return info[SK_MEMINFO_DROPS];
}

bool port_admit(struct port *port, double qps, int64_t now_ns)
{
	if (port->filled_ns == 0) {
		port->tokens = qps;
	} else {
		port->tokens += (double)(now_ns - port->filled_ns) * qps / 1e9;
	}
	port->filled_ns = now_ns;
	if (port->tokens > qps) {
		port->tokens = qps;
	}
	if (port->tokens < 1) {
		return false;
	}
	port->tokens -= 1;
	return true;
}
