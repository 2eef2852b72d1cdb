/* SPDX-License-Identifier: MIT */
#include "inventory/roots.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "inventory/limits.h"
#include "inventory/zone_file.h"

/* a.root-servers.net to m., of April 2024 (IANA's named.root). */
static const char *const known_addresses[][2] = {
	{ "198.41.0.4", "2001:503:ba3e::2:30" }, { "170.247.170.2", "2801:1b8:10::b" },
	{ "192.33.4.12", "2001:500:2::c" },	 { "199.7.91.13", "2001:500:2d::d" },
	{ "192.203.230.10", "2001:500:a8::e" },	 { "192.5.5.241", "2001:500:2f::f" },
	{ "192.112.36.4", "2001:500:12::d0d" },	 { "198.97.190.53", "2001:500:1::53" },
	{ "192.36.148.17", "2001:7fe::53" },	 { "192.58.128.30", "2001:503:c27::2:30" },
	{ "193.0.14.129", "2001:7fd::1" },	 { "199.7.83.42", "2001:500:9f::42" },
	{ "202.12.27.33", "2001:dc3::35" },
};

/* What a hints file says: which servers, and which addresses. */
struct hints {
	struct fd_name *servers;
	size_t server_count;
	struct fd_root *addresses;
	size_t address_count;
	uint16_t port;
	const char *wrong; /* why it was given up */
};

static void take_server(struct hints *hints, const struct zone_record *record)
{
	if (record->owner.length != 1) {
		return;
	}
	if (hints->server_count == ROOT_RECORDS_MAX) {
		hints->wrong = "more NS records of the root than a hints file has";
		return;
	}
	if (fd_name_from_wire(&hints->servers[hints->server_count], record->rdata,
			      record->rdata_length) < 0) {
		hints->wrong = "an NS record without a name";
		return;
	}
	hints->server_count++;
}

static void take_address(struct hints *hints, const struct zone_record *record)
{
	struct fd_root *root = &hints->addresses[hints->address_count];

	if (hints->address_count == ROOT_RECORDS_MAX) {
		hints->wrong = "more addresses than a hints file has";
		return;
	}
	assert(record->rdata_length == (record->type == FD_TYPE_A ? 4 : 16));
	root->name = record->owner;
	root->endpoint.family = record->type == FD_TYPE_A ? 4 : 6;
	root->endpoint.port = hints->port;
	memcpy(root->endpoint.address, record->rdata, record->rdata_length);
	hints->address_count++;
}

static const char *take_hint(void *context, const struct zone_record *record)
{
	struct hints *hints = context;

	if (record->type == FD_TYPE_NS) {
		take_server(hints, record);
	} else if (record->type == FD_TYPE_A || record->type == FD_TYPE_AAAA) {
		take_address(hints, record);
	}
	return hints->wrong;
}

static bool is_server(const struct hints *hints, const struct fd_name *name)
{
	for (size_t i = 0; i < hints->server_count; i++) {
		if (fd_name_equal(&hints->servers[i], name)) {
			return true;
		}
	}
	return false;
}

static int keep_servers(struct root_set *ret_roots, const struct hints *hints,
			struct region *region)
{
	struct root_set roots = { 0 };

	roots.items = region_array(region, hints->address_count, sizeof(*roots.items));
	if (roots.items == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < hints->address_count; i++) {
		if (is_server(hints, &hints->addresses[i].name)) {
			roots.items[roots.count++] = hints->addresses[i];
		}
	}
	if (roots.count == 0) {
		return -EINVAL;
	}
	*ret_roots = roots;
	return 0;
}

int roots_read(struct root_set *ret_roots, const char *path, uint16_t port,
	       struct region *region, struct fd_errors *errors)
{
	struct region scratch = { 0 };
	struct hints hints = { .port = port };

	hints.servers = region_array(&scratch, ROOT_RECORDS_MAX, sizeof(*hints.servers));
	hints.addresses = region_array(&scratch, ROOT_RECORDS_MAX, sizeof(*hints.addresses));
	int r = -ENOMEM;
	if (!scratch.failed) {
		r = zone_file_read(path, take_hint, &hints, errors);
		if (r == 0) {
			r = keep_servers(ret_roots, &hints, region);
			if (r == -EINVAL && errors != NULL) {
				fd_errors_add(errors,
					      "%s: names no root server with an address, "
					      "expected NS records of . and A or AAAA "
					      "records of the servers they name",
					      path);
			}
		}
	}
	region_finish(&scratch);
	return r;
}

static int roots_known(struct root_set *ret_roots, uint16_t port, struct region *region)
{
	const size_t servers = sizeof(known_addresses) / sizeof(known_addresses[0]);
	struct root_set roots = { 0 };
	char name[] = "x.root-servers.net";

	roots.items = region_array(region, servers * 2, sizeof(*roots.items));
	if (roots.items == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < servers * 2; i++) {
		struct fd_root *root = &roots.items[roots.count++];
		name[0] = (char)('a' + i / 2);
		int r = fd_name_parse(&root->name, name);
		assert(r == 0);
		r = fd_endpoint_parse(&root->endpoint, known_addresses[i / 2][i % 2], port);
		assert(r == 0);
	}
	*ret_roots = roots;
	return 0;
}

int roots_default(struct root_set *ret_roots, const char *path, uint16_t port,
		  struct region *region)
{
	int r = roots_read(ret_roots, path, port, region, NULL);

	return r == 0 || r == -ENOMEM ? r : roots_known(ret_roots, port, region);
}
