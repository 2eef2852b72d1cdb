/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"

#include <string.h>
#include <strings.h>

static const char *const special_names[] = {
	"local",
	"localhost",
	"invalid",
	"test",
	"onion",
	"internal",
	"alt",
	"home.arpa",
	"10.in-addr.arpa",
	"168.192.in-addr.arpa",
};

/* Second levels under which country registries delegate. Not complete, and need not be: it only words a negative. */
static const char *const second_levels[] = {
	"co", "com", "net", "org", "ac", "edu", "gov", "gob", "gouv", "mil", "or", "ne", "go",
};

_Static_assert(sizeof(special_names) / sizeof(special_names[0]) < LINT_NOT_SPECIAL,
	       "an index of each");

unsigned lint_special_use(const struct fd_name *name, struct fd_name *ret_zone)
{
	for (unsigned i = 0; i < sizeof(special_names) / sizeof(special_names[0]); i++) {
		if (fd_name_parse(ret_zone, special_names[i]) == 0 &&
		    fd_name_under(name, ret_zone)) {
			return i;
		}
	}
	return LINT_NOT_SPECIAL;
}

bool lint_short(const struct fd_name *name)
{
	return fd_name_labels(name) == 1;
}

bool lint_registry(const struct fd_name *zone)
{
	unsigned labels = fd_name_labels(zone);

	if (labels < 2) {
		return true;
	}
	/* label, then a top-level domain of two letters: a country's */
	if (labels != 2 || zone->wire[zone->wire[0] + 1] != 2) {
		return false;
	}
	for (size_t i = 0; i < sizeof(second_levels) / sizeof(second_levels[0]); i++) {
		size_t length = strlen(second_levels[i]);
		if (length == zone->wire[0] &&
		    strncasecmp((const char *)zone->wire + 1, second_levels[i], length) == 0) {
			return true;
		}
	}
	return false;
}
