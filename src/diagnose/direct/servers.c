/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "diagnose/common/cells.h"
#include "diagnose/common/lint.h"
#include "diagnose/direct/host_canary.h"
#include "diagnose/direct/walk.h"

/* How each of a zone's servers does. */

/* It speaks of a zone above, or of another one: of its own there is an SOA, or nothing. */
static bool speaks_of_another(const struct fd_message *message, const struct fd_name *zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_AUTHORITY &&
		    (record.type == FD_TYPE_NS || record.type == FD_TYPE_SOA) &&
		    !fd_name_under(&record.owner, zone)) {
			return true;
		}
	}
	return false;
}

/*
 * Authoritative, and empty but for an SOA of the zone itself: balancers know nothing of their apex, and serve the names below
 * it. A referral to the zone is no such thing.
 */
static bool apex_empty(const struct fd_message *message, const struct fd_name *zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_ANSWER ||
		    (record.section == FD_SECTION_AUTHORITY && record.type == FD_TYPE_NS)) {
			return false;
		}
	}
	return !speaks_of_another(message, zone);
}

static enum server_state state_of_noerror(const struct fd_observation *saw,
					  const struct fd_name *zone)
{
	struct fd_soa soa;

	if (saw->message == NULL) { /* there was no memory to keep it */
		return SERVER_UNKNOWN;
	}
	if ((saw->header_flags & FD_FLAG_AA) == 0) {
		return SERVER_LAME;
	}
	if (fd_message_soa(saw->message, FD_SECTION_ANSWER, &soa)) {
		return fd_name_equal(&soa.owner, zone) ? SERVER_GOOD : SERVER_LAME;
	}
	/* Cut short: it serves the zone, as far as datagrams go. */
	return saw->flags & FD_CELL_TC || apex_empty(saw->message, zone) ? SERVER_GOOD
									 : SERVER_LAME;
}

static enum server_state state_of(const struct fd_observation *saw, const struct fd_name *zone)
{
	switch (saw->status) {
	case FD_NOERROR:
		return state_of_noerror(saw, zone);
	case FD_STATUS_TIMEOUT:
		return SERVER_SILENT;
	case FD_STATUS_UNREACHABLE:
		if (saw->error == EPERM || saw->error == EACCES) { /* our own firewall */
			return SERVER_UNKNOWN;
		}
		return saw->error == ECONNREFUSED ? SERVER_PORT : SERVER_SILENT;
	case FD_STATUS_ERROR:
	case FD_STATUS_NOT_ASKED:
	case FD_STATUS_PENDING:
		return SERVER_UNKNOWN;
	case FD_SERVFAIL:
		return SERVER_SERVFAIL;
	case FD_REFUSED:
	case FD_NOTAUTH:
	case FD_NXDOMAIN: /* of its own zone: it serves another one, or only names below (cut_hear()) */
		return SERVER_LAME;
	default:
		return SERVER_ODD;
	}
}

static struct fd_wish soa_wish(const struct fd_diagnosis *diagnosis, const struct cut *cut,
			       size_t index, uint16_t repeat)
{
	struct fd_wish wish =
		cut_wish(diagnosis, &cut->servers[index].endpoint, &cut->zone, FD_TYPE_SOA);

	wish.repeat = repeat;
	return wish;
}

const struct fact *cut_server_fact(struct fd_diagnosis *diagnosis, const struct cut *cut,
				   size_t index)
{
	const struct fact *known = NULL;

	for (unsigned repeat = 0; repeat < SERVER_REPEATS; repeat++) {
		struct fd_wish wish = soa_wish(diagnosis, cut, index, (uint16_t)repeat);
		const struct fact *fact = facts_find(&diagnosis->facts, &wish);
		if (fact != NULL && fact->state == FACT_KNOWN &&
		    !saw_no_try(&fact->observation)) {
			known = fact;
		}
	}
	return known;
}

/* ICMP errors are rate-limited, so a closed port can look silent; a TCP reset is not, if it is the server's own. */
static bool tcp_refused(const struct fd_diagnosis *diagnosis, const struct cut *cut,
			size_t index)
{
	struct fd_wish wish = soa_wish(diagnosis, cut, index, 0);

	wish.proto = FD_TCP;
	const struct fact *fact = facts_find(&diagnosis->facts, &wish);
	return fact != NULL && fact->state == FACT_KNOWN && fact_refused(fact) &&
	       !host_resets_tcp(diagnosis);
}

enum server_state cut_server_state(struct fd_diagnosis *diagnosis, const struct cut *cut,
				   size_t index)
{
	const struct fact *fact = cut_server_fact(diagnosis, cut, index);

	if (cut->parent == NULL) {
		return SERVER_GOOD; /* the roots were examined as canaries */
	}
	if (fact == NULL) {
		return SERVER_UNKNOWN;
	}
	enum server_state state = state_of(&fact->observation, &cut->zone);
	if (state != SERVER_UNKNOWN && cut->servers[index].word != NULL) {
		return SERVER_GOOD;
	}
	return state == SERVER_SILENT && tcp_refused(diagnosis, cut, index) ? SERVER_PORT
									    : state;
}

bool cut_server_apexless(struct fd_diagnosis *diagnosis, const struct cut *cut, size_t index)
{
	const struct fact *fact = cut_server_fact(diagnosis, cut, index);

	return cut_server_state(diagnosis, cut, index) == SERVER_GOOD && fact != NULL &&
	       !saw_answer(&fact->observation) && (fact->observation.flags & FD_CELL_TC) == 0;
}

/* It refuses its zone's apex, or denies it, and does not do so by a copy of another zone: that one is lame and no more. */
static bool may_lack_apex(const struct fact *fact, const struct fd_name *zone)
{
	const struct fd_observation *saw = &fact->observation;

	if (saw->status == FD_NXDOMAIN) {
		return (saw->header_flags & FD_FLAG_AA) != 0 && saw->message != NULL &&
		       !speaks_of_another(saw->message, zone);
	}
	return saw->status == FD_REFUSED;
}

/*
 * What counts as an answer for the zone: one with AA, and SERVFAIL, which who has no such zone does not say. Who denies the apex
 * denies all below it: that is a word only by the zone's own SOA.
 */
static bool is_word(const struct fd_observation *saw, const struct fd_name *zone)
{
	struct fd_soa soa;

	if (saw->status == FD_SERVFAIL) {
		return true;
	}
	if ((saw->header_flags & FD_FLAG_AA) == 0 || saw->message == NULL) {
		return false;
	}
	if (saw->status == FD_NXDOMAIN) {
		return fd_message_soa(saw->message, FD_SECTION_AUTHORITY, &soa) &&
		       fd_name_equal(&soa.owner, zone);
	}
	return saw->status == FD_NOERROR && !speaks_of_another(saw->message, zone);
}

const struct fact *cut_ask_word(struct fd_diagnosis *diagnosis, struct cut *cut,
				const struct fd_wish *wish, bool *ret_pending)
{
	if (facts_find(&diagnosis->facts, wish) == NULL) {
		if (cut->words_asked >= WORDS_MAX) {
			return NULL;
		}
		cut->words_asked++;
	}
	const struct fact *fact = ask_insistently(diagnosis, wish);
	*ret_pending = *ret_pending || fact == NULL;
	return fact;
}

enum answer cut_hear(struct fd_diagnosis *diagnosis, struct cut *cut,
		     const struct fd_name *name, uint16_t qtype)
{
	bool pending = false, heard = false;

	if (cut->parent == NULL || lint_registry(&cut->zone)) {
		return NO;
	}
	for (size_t i = 0; i < cut->server_count; i++) {
		struct cut_server *server = &cut->servers[i];
		if (cut_server_state(diagnosis, cut, i) != SERVER_LAME ||
		    !may_lack_apex(cut_server_fact(diagnosis, cut, i), &cut->zone)) {
			continue;
		}
		struct fd_wish wish = cut_wish(diagnosis, &server->endpoint, name, qtype);
		const struct fact *fact = cut_ask_word(diagnosis, cut, &wish, &pending);
		/* Who refuses all that is not its own refuses this too: one that drops it may serve another type. */
		if (fact != NULL && saw_nothing(&fact->observation) && qtype != FD_TYPE_A) {
			wish.qtype = FD_TYPE_A;
			fact = cut_ask_word(diagnosis, cut, &wish, &pending);
		}
		if (fact != NULL && is_word(&fact->observation, &cut->zone)) {
			server->word = fact;
			heard = true;
		}
	}
	return pending ? PENDING : heard ? YES : NO;
}

bool cut_hear_word(struct cut *cut, size_t index, const struct fact *fact)
{
	const struct fd_observation *saw = &fact->observation;

	if (saw->status == FD_SERVFAIL || !is_word(saw, &cut->zone)) {
		return false;
	}
	cut->servers[index].word = fact;
	return true;
}

/* One try that got nothing may be loss: silence counts from the second on, and later on a link that loses much. */
static bool ask_server(struct fd_diagnosis *diagnosis, struct cut *cut, size_t index)
{
	bool lossy = diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
	unsigned wanted = lossy ? SILENT_TRIES_LOSSY : SILENT_TRIES;
	unsigned tries = 0;

	for (unsigned repeat = 0; repeat + 1 < SERVER_REPEATS && tries < wanted; repeat++) {
		struct fd_wish wish = soa_wish(diagnosis, cut, index, (uint16_t)repeat);
		const struct fact *fact = ask(diagnosis, &wish);
		if (fact == NULL) {
			return false;
		}
		if (fact->observation.status != FD_STATUS_TIMEOUT) {
			break;
		}
		tries += fact->observation.tries;
	}
	return true;
}

static bool ask_servers(struct fd_diagnosis *diagnosis, struct cut *cut, size_t count,
			struct tally *ret_tally)
{
	struct tally tally = { 0 };
	bool known = true;

	for (size_t i = 0; i < cut->server_count && i < count; i++) {
		bool one = cut->parent == NULL || ask_server(diagnosis, cut, i);
		known = known && one;
		if (one) {
			tally.by_state[cut_server_state(diagnosis, cut, i)]++;
			tally.total++;
		}
	}
	*ret_tally = tally;
	return known;
}

/*
 * All that answer refuse: do they ever serve the zone, or was it the moment? One of them is asked once more, when a limit on
 * the rate would have passed.
 */
static bool ask_refusing(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	for (size_t i = 0; cut->parent != NULL && i < cut->server_count; i++) {
		struct fd_wish wish = soa_wish(diagnosis, cut, i, 0);
		const struct fact *first = facts_find(&diagnosis->facts, &wish);
		if (first != NULL && first->state == FACT_KNOWN &&
		    first->observation.status == FD_REFUSED) {
			wish.repeat = SERVER_REPEATS - 1;
			wish.delay_ns = 2 * SLOW_NS;
			wish.purpose = FD_PURPOSE_REPEAT;
			return ask(diagnosis, &wish) != NULL;
		}
	}
	return true;
}

bool cut_health_all(struct fd_diagnosis *diagnosis, struct cut *cut, struct tally *ret_tally)
{
	bool known = ask_servers(diagnosis, cut, ADDRESSES_PER_CUT, ret_tally);

	if (known && ret_tally->by_state[SERVER_GOOD] == 0) {
		known = ask_refusing(diagnosis, cut) &&
			ask_servers(diagnosis, cut, ADDRESSES_PER_CUT, ret_tally);
	}
	return known;
}

bool cut_settle(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	bool good = false, known = true;

	for (size_t i = 0; cut->parent != NULL && i < cut->server_count; i++) {
		good = good || cut_server_state(diagnosis, cut, i) == SERVER_GOOD;
	}
	for (size_t i = 0; good && i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) != SERVER_SILENT) {
			continue;
		}
		struct fd_wish wish = soa_wish(diagnosis, cut, i, SERVER_REPEATS - 1);
		wish.delay_ns = AGAIN_NS;
		wish.purpose = FD_PURPOSE_REPEAT;
		bool one = ask(diagnosis, &wish) != NULL;
		known = known && one;
	}
	return known;
}

bool cut_health(struct fd_diagnosis *diagnosis, struct cut *cut, struct tally *ret_tally)
{
	if (lint_registry(&cut->zone)) {
		if (!ask_servers(diagnosis, cut, REGISTRY_SAMPLE, ret_tally)) {
			return false;
		}
		if (ret_tally->by_state[SERVER_GOOD] > 0) {
			return true;
		}
	}
	return cut_health_all(diagnosis, cut, ret_tally);
}
