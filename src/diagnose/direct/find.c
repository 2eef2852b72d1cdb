/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"
#include "diagnose/direct/walk.h"

/* Name servers of which no resolver gives an address, looked for by ourselves. */

/* What the zone of a name server's name says of its address; NULL: nothing. False while facts are missing. */
static bool follow_ns(struct fd_diagnosis *diagnosis, const struct fd_name *ns, uint16_t qtype,
		      const struct fact **ret_fact)
{
	struct walk walk;

	*ret_fact = NULL;
	if (!walk_run(diagnosis, ns, qtype, &walk)) {
		return false;
	}
	for (size_t i = 0; walk.end == WALK_ANSWER && walk.aliases == 0 && i < walk.final_count;
	     i++) {
		const struct fd_observation *saw = &walk.finals[i]->observation;
		if (saw_answer(saw) && saw->message != NULL &&
		    (saw->header_flags & FD_FLAG_AA) != 0) {
			*ret_fact = walk.finals[i];
			return true;
		}
	}
	return true;
}

bool cut_find_servers(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	static const struct {
		uint16_t type;
		uint8_t family;
	} families[] = { { FD_TYPE_A, 4 }, { FD_TYPE_AAAA, 6 } };
	const struct fact *facts[SERVERS_PER_CUT][2] = { { NULL } };
	bool known = true;

	if (cut->followed || diagnosis->following == FOLLOWED_MAX) {
		return true;
	}
	cut->followed = true;
	diagnosis->following++;
	for (size_t n = 0; n < cut->ns_count; n++) {
		for (size_t f = 0; f < 2; f++) {
			bool one = !host_has_family(diagnosis, families[f].family) ||
				   follow_ns(diagnosis, &cut->ns[n], families[f].type,
					     &facts[n][f]);
			known = known && one;
		}
	}
	diagnosis->following--;
	cut->followed = false;
	for (size_t i = 0; known && i < 2 * cut->ns_count; i++) {
		if (facts[i / 2][i % 2] != NULL) {
			cut_add_found(diagnosis, cut, (uint8_t)(i / 2), facts[i / 2][i % 2]);
		}
	}
	return known;
}
