/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_RESOLV_CONF_H
#define INVENTORY_RESOLV_CONF_H

#include <fleetdig/error.h>

#include "inventory/resolvers.h"

#define RESOLV_CONF_PATH "/etc/resolv.conf"
/* Where systemd-resolved says which servers its stub at 127.0.0.53 asks. */
#define STUB_RESOLV_CONF_PATH "/run/systemd/resolve/resolv.conf"

/**
 * The `nameserver` lines of resolv.conf(5) as drafts with role local; `search` and `options` are not applied. Servers listed twice
 * count once. The stub of systemd-resolved brings in the servers of `stub_path` behind it and forwards to them.
 * Mistakes go to `errors`, or nowhere when it is NULL. Returns 0, -ENOMEM, or the errno of opening or reading `path`.
 */
int resolv_conf_read(struct resolver_set *set, const char *path, const char *stub_path,
		     struct region *region, struct fd_errors *errors);

#endif
