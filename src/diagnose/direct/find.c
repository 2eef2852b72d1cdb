/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/direct/host_canary.h"
#include "diagnose/direct/walk.h"

/* Where name servers are, by the zones that their names are in: no resolver says, or what one says leads to nobody. */

/* What the zones say of the address of one name server. */
struct told {
	const struct fact *facts[FAMILIES];
	bool absent; /* they deny it, of each family */
};

/* The address that the walk ended at. An alias is none (RFC 2181 10.3), though some go by it. */
static const struct fact *address_at_end(const struct walk *walk)
{
	for (size_t i = 0;
	     walk->end == WALK_ANSWER && walk->aliases == 0 && i < walk->final_count; i++) {
		const struct fd_observation *saw = &walk->finals[i]->observation;
		if (saw_answer(saw) && saw->message != NULL &&
		    (saw->flags & FD_CELL_CNAME) == 0 &&
		    (saw->header_flags & FD_FLAG_AA) != 0) {
			return walk->finals[i];
		}
	}
	return NULL;
}

/* False while facts are missing. */
static bool follow_ns(struct fd_diagnosis *diagnosis, const struct fd_name *ns,
		      struct told *ret_told)
{
	bool known = true;

	*ret_told = (struct told) { .absent = true };
	for (size_t f = 0; f < FAMILIES; f++) {
		struct walk walk;
		if (!host_has_family(diagnosis, address_families[f].family)) {
			continue;
		}
		if (!walk_run(diagnosis, ns, address_families[f].type, &walk)) {
			known = false;
			continue;
		}
		ret_told->absent = ret_told->absent &&
				   (walk.end == WALK_NXDOMAIN || walk.end == WALK_NODATA);
		ret_told->facts[f] = address_at_end(&walk);
	}
	return known;
}

/* Of those that `which` has, or of all. False while facts are missing. */
static bool follow_all(struct fd_diagnosis *diagnosis, struct cut *cut, const bool *which,
		       struct told told[SERVERS_PER_CUT])
{
	bool known = true;

	cut->followed = true;
	diagnosis->following++;
	for (size_t n = 0; n < cut->ns_count; n++) {
		told[n] = (struct told) { .absent = false };
		if (which == NULL || which[n]) {
			bool one = follow_ns(diagnosis, &cut->ns[n], &told[n]);
			known = known && one;
		}
	}
	diagnosis->following--;
	cut->followed = false;
	return known;
}

bool cut_find_servers(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	struct told told[SERVERS_PER_CUT];

	if (cut->followed || diagnosis->following == FOLLOWED_MAX) {
		return true;
	}
	if (!follow_all(diagnosis, cut, NULL, told)) {
		return false;
	}
	for (size_t n = 0; n < cut->ns_count; n++) {
		for (size_t f = 0; f < FAMILIES; f++) {
			if (told[n].facts[f] != NULL) {
				cut_add_found(diagnosis, cut, (uint8_t)n, told[n].facts[f]);
			}
		}
	}
	return true;
}

/* Whose address a resolver gave, and who is not good there. */
static bool find_doubtful(struct fd_diagnosis *diagnosis, const struct cut *cut,
			  bool ret_which[SERVERS_PER_CUT])
{
	bool found = false;

	memset(ret_which, 0, SERVERS_PER_CUT * sizeof(*ret_which));
	for (size_t i = 0; i < cut->server_count; i++) {
		enum server_state state = cut_server_state(diagnosis, cut, i);
		if (cut->looked_up[cut->servers[i].ns] && state != SERVER_GOOD &&
		    state != SERVER_UNKNOWN) {
			ret_which[cut->servers[i].ns] = true;
			found = true;
		}
	}
	return found;
}

bool cut_check_servers(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	struct told told[SERVERS_PER_CUT];
	bool which[SERVERS_PER_CUT];
	size_t absent = 0;

	if (cut->checked || cut->followed || diagnosis->following == FOLLOWED_MAX ||
	    !find_doubtful(diagnosis, cut, which)) {
		return true;
	}
	if (!follow_all(diagnosis, cut, which, told)) {
		return false;
	}
	cut->checked = true;
	for (size_t n = 0; n < cut->ns_count; n++) {
		const struct fact *first = told[n].facts[0], *second = told[n].facts[1];
		absent += told[n].absent;
		if (told[n].absent || first != NULL || second != NULL) {
			cut_correct(diagnosis, cut, (uint8_t)n, first != NULL ? first : second);
		}
		if (first != NULL && second != NULL) {
			cut_add_found(diagnosis, cut, (uint8_t)n, second);
		}
	}
	cut->unresolvable = cut->server_count == 0 && absent == cut->ns_count;
	return true;
}
