/* SPDX-License-Identifier: MIT */
#include "inventory/resolvers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/quote.h"

const char *const role_words[] = { "local", "isp", "public", NULL };

int role_parse(enum fd_role *ret_role, const char *text)
{
	for (unsigned i = 0; role_words[i] != NULL; i++) {
		if (strcmp(text, role_words[i]) == 0) {
			*ret_role = (enum fd_role)i;
			return 0;
		}
	}
	return -EINVAL;
}

struct resolver_draft resolver_draft_new(void)
{
	return (struct resolver_draft) {
		.resolver = { .validates = -1, .qps = -1, .role = FD_ROLE_PUBLIC },
	};
}

int resolver_set_add(struct resolver_set *set, const struct resolver_draft *draft)
{
	if (set->count == set->capacity) {
		size_t capacity = set->capacity == 0 ? 16 : set->capacity * 2;
		struct resolver_draft *items = realloc(set->items, capacity * sizeof(*items));
		if (items == NULL) {
			return -ENOMEM;
		}
		set->items = items;
		set->capacity = capacity;
	}
	set->items[set->count++] = *draft;
	return 0;
}

struct resolver_draft *resolver_set_find(const struct resolver_set *set,
					 const struct fd_endpoint *endpoint)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->items[i].address_known &&
		    fd_endpoint_equal(&set->items[i].resolver.endpoint, endpoint)) {
			return &set->items[i];
		}
	}
	return NULL;
}

void resolver_set_finish(struct resolver_set *set)
{
	free(set->items);
	*set = (struct resolver_set) { 0 };
}

const char *endpoint_impossible(const struct fd_endpoint *endpoint)
{
	static const uint8_t unspecified[16], mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *a = endpoint->address;

	if (endpoint->family == 4) {
		if (a[0] == 0) {
			return "is in 0.0.0.0/8, which is no address of a server (RFC 1122)";
		}
		if ((a[0] & 0xf0) == 0xe0) {
			return "is a multicast address, expected one of a single server";
		}
		return a[0] >= 0xf0 ? "is in 240.0.0.0/4, which is reserved" : NULL;
	}
	if (memcmp(a, unspecified, 16) == 0) {
		return "is the unspecified address, expected one of a server";
	}
	if (a[0] == 0xff) {
		return "is a multicast address, expected one of a single server";
	}
	if (memcmp(a, mapped, sizeof(mapped)) == 0) {
		return "is an IPv4-mapped address; write it as IPv4";
	}
	if (a[0] == 0xfe && (a[1] & 0xc0) == 0x80 && endpoint->scope == 0) {
		return "is a link-local address, which needs its interface: fe80::1%eth0";
	}
	return NULL;
}

static void explain_address(char reason[ADDRESS_REASON_MAX], const char *text)
{
	const char *colon = strchr(text, ':');
	const char *what;

	if (strstr(text, "://") != NULL) {
		what = "is a URL; DNS over TLS, HTTPS and QUIC are not supported yet: give the "
		       "address of a server that answers over UDP";
	} else if (strchr(text, '/') != NULL) {
		what = "is no address of one server; give it without a prefix length";
	} else if (strchr(text, '.') != NULL && colon != NULL && strchr(text, '[') == NULL &&
		   strchr(colon + 1, ':') == NULL) {
		what = "is no address; a port is written with #: 192.0.2.53#5353";
	} else if (strncmp(text, "[", 1) == 0 && strstr(text, "]:") != NULL) {
		what = "is no address; a port is written with #: [2001:db8::53]#5353";
	} else if (text[strcspn(text, "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ")] != '\0') {
		what = "is a name, expected an address such as 192.0.2.53 or 2001:db8::53 (dig "
		       "NAME tells it)";
	} else {
		what = "is no address, expected one such as 192.0.2.53 or 2001:db8::53";
	}
	snprintf(reason, ADDRESS_REASON_MAX, "%s", what);
}

int resolver_address_read(struct fd_endpoint *ret_endpoint, const char *text,
			  char reason[ADDRESS_REASON_MAX])
{
	struct fd_endpoint endpoint;
	int r = fd_endpoint_parse(&endpoint, text, 53);

	if (r == -ERANGE) {
		snprintf(reason, ADDRESS_REASON_MAX,
			 "has an impossible port, expected 1 to 65535");
		return -EINVAL;
	}
	if (r == -ENODEV) {
		char quote[QUOTE_MAX];
		const char *scope = strchr(text, '%') + 1;
		snprintf(reason, ADDRESS_REASON_MAX,
			 "names the interface %s, which this host does not have",
			 quote_part(quote, scope, strcspn(scope, "]#")));
		return -EINVAL;
	}
	if (r < 0) {
		explain_address(reason, text);
		return -EINVAL;
	}
	const char *impossible = endpoint_impossible(&endpoint);
	if (impossible != NULL) {
		snprintf(reason, ADDRESS_REASON_MAX, "%s", impossible);
		return -EINVAL;
	}
	*ret_endpoint = endpoint;
	return 0;
}

int resolver_set_name(struct resolver_set *set, struct region *region)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	for (size_t i = 0; i < set->count; i++) {
		struct fd_resolver *resolver = &set->items[i].resolver;
		if (resolver->id != NULL) {
			continue;
		}
		fd_endpoint_text(text, &resolver->endpoint);
		resolver->id = region_text(region, text, strlen(text));
		if (resolver->id == NULL) {
			return -ENOMEM;
		}
	}
	return 0;
}
