/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_ROOTS_H
#define INVENTORY_ROOTS_H

#include <fleetdig/error.h>
#include <fleetdig/inventory.h>

#include "core/region.h"

/* Debian's dns-root-data and its like elsewhere. */
#define ROOT_HINTS_PATH "/usr/share/dns/root.hints"
#define ROOT_DS_PATH	"/usr/share/dns/root.ds"

enum {
	ANCHOR_REASON_MAX = 160
};

/** Arrays in the region. Initialise with `= { 0 }`. */
struct root_set {
	struct fd_root *items;
	size_t count;
};
struct anchor_set {
	char **items;
	size_t count;
};

/**
 * The addresses of the servers that NS records of the root name, from a file in zone-file syntax. Returns 0, -ENOMEM, or -EINVAL
 * with the mistakes in `errors` (NULL: nowhere).
 */
int roots_read(struct root_set *ret_roots, const char *path, uint16_t port,
	       struct region *region, struct fd_errors *errors);
/** The file's, or where it cannot be used those known when this was built. 0 or -ENOMEM. */
int roots_default(struct root_set *ret_roots, const char *path, uint16_t port,
		  struct region *region);

/** One DS or DNSKEY record in presentation form. Returns 0 and it in one form, -ENOMEM, or -EINVAL and why. */
int anchor_read(char **ret_anchor, const char *text, struct region *region,
		char reason[ANCHOR_REASON_MAX]);
/** As roots_read(), for DS and DNSKEY records. */
int anchors_read(struct anchor_set *ret_anchors, const char *path, struct region *region,
		 struct fd_errors *errors);
int anchors_default(struct anchor_set *ret_anchors, const char *path, struct region *region);

#endif
