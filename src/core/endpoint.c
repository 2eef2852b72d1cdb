/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <fleetdig/endpoint.h>

static int parse_port(uint16_t *ret_port, const char *text)
{
	char *end;

	if (*text < '0' || *text > '9') {
		return -ERANGE;
	}
	unsigned long port = strtoul(text, &end, 10);
	if (*end != '\0' || port == 0 || port > 65535) {
		return -ERANGE;
	}
	*ret_port = (uint16_t)port;
	return 0;
}

static int parse_scope(uint32_t *ret_scope, const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text >= '0' && *text <= '9' && *end == '\0' && number > 0 &&
	    number <= UINT32_MAX) {
		*ret_scope = (uint32_t)number;
		return 0;
	}
	*ret_scope = if_nametoindex(text);
	return *ret_scope == 0 ? -ENODEV : 0;
}

static int parse_address(struct fd_endpoint *endpoint, char *text)
{
	char *scope = strchr(text, '%');

	if (scope != NULL) {
		*scope++ = '\0';
	}
	if (inet_pton(AF_INET, text, endpoint->address) == 1) {
		endpoint->family = 4;
		return scope == NULL ? 0 : -EINVAL;
	}
	if (inet_pton(AF_INET6, text, endpoint->address) != 1) {
		return -EINVAL;
	}
	endpoint->family = 6;
	return scope == NULL ? 0 : parse_scope(&endpoint->scope, scope);
}

int fd_endpoint_parse(struct fd_endpoint *ret_endpoint, const char *text, uint16_t default_port)
{
	struct fd_endpoint endpoint = { .port = default_port };
	char copy[FD_ENDPOINT_TEXT_MAX];
	size_t length = strlen(text);

	if (length >= sizeof(copy)) {
		return -EINVAL;
	}
	memcpy(copy, text, length + 1);
	char *port = strchr(copy, '#');
	if (port != NULL) {
		*port++ = '\0';
	}
	char *address = copy;
	size_t address_length = strlen(copy);
	if (*address == '[') {
		if (address_length < 2 || address[address_length - 1] != ']') {
			return -EINVAL;
		}
		address[address_length - 1] = '\0';
		address++;
	}
	int r = parse_address(&endpoint, address);
	if (r < 0) {
		return r;
	}
	if (address != copy && endpoint.family != 6) {
		return -EINVAL;
	}
	r = port == NULL ? 0 : parse_port(&endpoint.port, port);
	if (r < 0) {
		return r;
	}
	*ret_endpoint = endpoint;
	return 0;
}

void fd_endpoint_address_text(char text[FD_ENDPOINT_TEXT_MAX],
			      const struct fd_endpoint *endpoint)
{
	char name[IF_NAMESIZE];

	if (endpoint->family == 0) {
		snprintf(text, FD_ENDPOINT_TEXT_MAX, "none");
		return;
	}
	inet_ntop(endpoint->family == 4 ? AF_INET : AF_INET6, endpoint->address, text,
		  FD_ENDPOINT_TEXT_MAX);
	if (endpoint->scope == 0) {
		return;
	}
	size_t length = strlen(text);
	if (if_indextoname(endpoint->scope, name) != NULL) {
		snprintf(text + length, FD_ENDPOINT_TEXT_MAX - length, "%%%s", name);
	} else {
		snprintf(text + length, FD_ENDPOINT_TEXT_MAX - length, "%%%u", endpoint->scope);
	}
}

void fd_endpoint_text(char text[FD_ENDPOINT_TEXT_MAX], const struct fd_endpoint *endpoint)
{
	fd_endpoint_address_text(text, endpoint);
	if (endpoint->family != 0 && endpoint->port != 53) {
		size_t length = strlen(text);
		snprintf(text + length, FD_ENDPOINT_TEXT_MAX - length, "#%u", endpoint->port);
	}
}

bool fd_endpoint_equal(const struct fd_endpoint *a, const struct fd_endpoint *b)
{
	return a->family == b->family && a->port == b->port && a->scope == b->scope &&
	       memcmp(a->address, b->address, sizeof(a->address)) == 0;
}

uint64_t fd_endpoint_hash(const struct fd_endpoint *endpoint)
{
	uint64_t high, low;

	memcpy(&high, endpoint->address, 8);
	memcpy(&low, endpoint->address + 8, 8);
	uint64_t hash = high * 0x9E3779B97F4A7C15u ^ low * 0xC2B2AE3D27D4EB4Fu;
	hash ^= ((uint64_t)endpoint->port << 32 | endpoint->scope << 3 | endpoint->family) *
		0x165667B19E3779F9u;
	return hash ^ hash >> 29;
}

static bool is_private4(const uint8_t a[4])
{
	return a[0] == 10 || a[0] == 127 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
	       (a[0] == 192 && a[1] == 168) || (a[0] == 169 && a[1] == 254) ||
	       (a[0] == 100 && (a[1] & 0xc0) == 64);
}

bool fd_endpoint_is_private(const struct fd_endpoint *endpoint)
{
	static const uint8_t loopback6[16] = { [15] = 1 };
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *a = endpoint->address;

	if (endpoint->family == 4) {
		return is_private4(a);
	}
	if (memcmp(a, mapped, sizeof(mapped)) == 0) {
		return is_private4(a + 12);
	}
	return memcmp(a, loopback6, 16) == 0 || (a[0] & 0xfe) == 0xfc ||
	       (a[0] == 0xfe && (a[1] & 0xc0) == 0x80);
}

bool fd_endpoint_same_site(const struct fd_endpoint *a, const struct fd_endpoint *b)
{
	return a->family == b->family &&
	       memcmp(a->address, b->address, a->family == 4 ? 3 : 6) == 0;
}

unsigned fd_endpoint_to_sockaddr(struct sockaddr_storage *ret_sa,
				 const struct fd_endpoint *endpoint)
{
	memset(ret_sa, 0, sizeof(*ret_sa));
	if (endpoint->family == 4) {
		struct sockaddr_in sin = { .sin_family = AF_INET,
					   .sin_port = htons(endpoint->port) };
		memcpy(&sin.sin_addr, endpoint->address, 4);
		memcpy(ret_sa, &sin, sizeof(sin));
		return sizeof(sin);
	}
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6,
				     .sin6_port = htons(endpoint->port),
				     .sin6_scope_id = endpoint->scope };
	memcpy(&sin6.sin6_addr, endpoint->address, 16);
	memcpy(ret_sa, &sin6, sizeof(sin6));
	return sizeof(sin6);
}

void fd_endpoint_from_sockaddr(struct fd_endpoint *ret_endpoint,
			       const struct sockaddr_storage *sa)
{
	*ret_endpoint = (struct fd_endpoint) { 0 };
	if (sa->ss_family == AF_INET) {
		struct sockaddr_in sin;
		memcpy(&sin, sa, sizeof(sin));
		ret_endpoint->family = 4;
		ret_endpoint->port = ntohs(sin.sin_port);
		memcpy(ret_endpoint->address, &sin.sin_addr, 4);
	} else if (sa->ss_family == AF_INET6) {
		struct sockaddr_in6 sin6;
		memcpy(&sin6, sa, sizeof(sin6));
		ret_endpoint->family = 6;
		ret_endpoint->port = ntohs(sin6.sin6_port);
		ret_endpoint->scope = sin6.sin6_scope_id;
		memcpy(ret_endpoint->address, &sin6.sin6_addr, 16);
	}
}
