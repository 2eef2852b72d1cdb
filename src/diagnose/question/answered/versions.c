/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"

/*
 * Which version of the zone each of its servers holds. Servers that hold different serials and answer differently are out of
 * step; but a transfer takes a moment, so they are compared twice, some seconds apart, before that is called a fault.
 */

enum {
	AGAIN_REPEAT = 2, /* the number of the later asking */
};

bool serial_of(const struct fact *fact, enum fd_section section, uint32_t *ret_serial)
{
	struct fd_soa soa;

	if (fact == NULL || fact->observation.message == NULL ||
	    !fd_message_soa(fact->observation.message, section, &soa)) {
		return false;
	}
	*ret_serial = soa.serial;
	return true;
}

bool serial_newer(uint32_t a, uint32_t b)
{
	return a != b && (uint32_t)(a - b) < UINT32_C(0x80000000);
}

static void add_version(struct versions *versions, const struct fact *soa,
			const struct fact *answer)
{
	uint32_t serial = 0;
	size_t at = versions->count;

	if (at == ADDRESSES_PER_CUT || !kind_answered(observation_kind(&answer->observation))) {
		return;
	}
	bool known = serial_of(soa, FD_SECTION_ANSWER, &serial);
	versions->soa[at] = known ? soa : NULL;
	versions->answer[at] = answer;
	versions->serial[at] = serial;
	versions->count++;
	versions->answers_differ =
		versions->answers_differ ||
		answer->observation.status != versions->answer[0]->observation.status ||
		answer->observation.digest != versions->answer[0]->observation.digest;
	if (!known) { /* it has no SOA, and answers all the same */
		return;
	}
	bool first = versions->serials++ == 0;
	versions->serials_differ =
		versions->serials_differ || (!first && serial != versions->newest);
	if (first || serial_newer(serial, versions->newest)) {
		versions->newest = serial;
	}
}

/* The zone's good servers, once more: the SOA and the question. */
static enum answer ask_versions(struct column *column, const struct walk *walk, uint16_t repeat,
				struct versions *ret)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct cut *cut = walk->cut;
	bool known = true;

	*ret = (struct versions) { .count = 0 };
	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) != SERVER_GOOD) {
			continue;
		}
		const struct fd_endpoint *server = &cut->servers[i].endpoint;
		struct fd_wish wish = cut_wish(diagnosis, server, &walk->name, column->qtype);
		wish.repeat = repeat;
		wish.delay_ns = repeat == 0 ? 0 : AGAIN_NS;
		const struct fact *answer = ask_insistently(diagnosis, &wish);
		wish.qname = cut->zone;
		wish.qtype = FD_TYPE_SOA;
		const struct fact *soa = repeat == 0 ? cut_server_fact(diagnosis, cut, i)
						     : ask_insistently(diagnosis, &wish);
		known = known && answer != NULL && (soa != NULL || repeat == 0);
		if (answer != NULL && soa != NULL) {
			add_version(ret, soa, answer);
		}
	}
	return known ? YES : PENDING;
}

static bool same_versions(const struct versions *a, const struct versions *b)
{
	if (a->count != b->count || a->count < 2) {
		return false;
	}
	for (size_t i = 0; i < a->count; i++) {
		const struct fd_observation *one = &a->answer[i]->observation;
		const struct fd_observation *other = &b->answer[i]->observation;
		if (one->digest != other->digest || one->status != other->status) {
			return false;
		}
	}
	return true;
}

enum answer versions_check(struct column *column, const struct walk *walk,
			   struct versions *ret_versions)
{
	struct versions again;

	if (walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	if (!cut_settle(column->diagnosis, walk->cut) ||
	    ask_versions(column, walk, 0, ret_versions) == PENDING) {
		return PENDING;
	}
	if (!ret_versions->serials_differ || !ret_versions->answers_differ) {
		return NO;
	}
	/* A transfer may be under way: some seconds later it is over. */
	if (ask_versions(column, walk, AGAIN_REPEAT, &again) == PENDING) {
		return PENDING;
	}
	return again.serials_differ && same_versions(ret_versions, &again) ? YES : NO;
}

enum answer versions_differ_still(struct column *column, const struct walk *walk,
				  struct versions *ret_versions)
{
	if (ask_versions(column, walk, AGAIN_REPEAT, ret_versions) == PENDING) {
		return PENDING;
	}
	return ret_versions->count < 2 || ret_versions->answers_differ ? YES : NO;
}

void versions_show(struct column *column, const struct versions *versions)
{
	for (size_t i = 0; i < versions->count && i < NAMED_MAX; i++) {
		if (versions->soa[i] == NULL) {
			continue;
		}
		bool old = versions->serial[i] != versions->newest;
		finding_fact(column->diagnosis, column->finding, versions->soa[i],
			     old ? "this server holds an older version of the zone"
				 : "this server holds the newest version");
		finding_fact(column->diagnosis, column->finding, versions->answer[i],
			     old ? "and answers from it" : "and answers from that");
	}
}

/* "serials 7 and 9" */
const char *versions_text(struct column *column, const struct versions *versions)
{
	uint32_t oldest = versions->newest;

	for (size_t i = 0; i < versions->count; i++) {
		if (versions->soa[i] != NULL && serial_newer(oldest, versions->serial[i])) {
			oldest = versions->serial[i];
		}
	}
	return region_printf(&column->diagnosis->texts, "serials %u and %u", oldest,
			     versions->newest);
}
