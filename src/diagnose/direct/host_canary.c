/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"

#include <errno.h>

#include "diagnose/common/cells.h"
#include "diagnose/common/state.h"

/* The host's own controls: the roots, asked directly over UDP and TCP. */

static const struct fd_name root_name = { .length = 1, .wire = { 0 } };

static const struct fact *ask_root(struct fd_diagnosis *diagnosis, const struct fd_root *root)
{
	struct fd_wish wish = {
		.server = root->endpoint,
		.resolver = FD_NO_INDEX,
		.purpose = FD_PURPOSE_HOST_CANARY,
		.flags = diagnosis->config.no_edns ? 0 : FD_QUERY_EDNS,
		.qtype = FD_TYPE_NS,
		.qname = root_name,
	};
	return ask_canary(diagnosis, &wish);
}

/* A real root is authoritative for the root and does not recurse; who says otherwise is not the root. */
static bool root_real(const struct fd_observation *saw)
{
	return saw_answer(saw) && (saw->header_flags & FD_FLAG_AA) != 0 &&
	       (saw->header_flags & FD_FLAG_RA) == 0;
}

/*
 * Whatever the RCODE: a root asked for its own NS without RD refuses nobody and recurses for nobody. Only an error that offers
 * no recursion may be a root's bad day.
 */
static bool root_false(const struct fd_observation *saw)
{
	bool final = saw_data(saw);
	bool recurses =
		(saw->header_flags & FD_FLAG_RA) != 0 && (saw->header_flags & FD_FLAG_AA) == 0;

	return saw_reply(saw) && !root_real(saw) && (final || recurses);
}

static bool picked(const struct fd_root *const roots[], size_t count,
		   const struct fd_root *root)
{
	for (size_t i = 0; i < count; i++) {
		if (roots[i] == root) {
			return true;
		}
	}
	return false;
}

/* Two by IPv4, then two by IPv6, then any: a host without one of them must not take all roots for dead. */
static size_t pick_roots(const struct fd_inventory *inventory, const struct fd_root *ret[],
			 size_t capacity)
{
	static const struct {
		uint8_t family;
		size_t until;
	} passes[] = { { 4, ROOT_SAMPLE }, { 6, ROOT_SAMPLE_MAX }, { 0, ROOT_SAMPLE_MAX } };
	size_t count = 0;

	for (size_t pass = 0; pass < sizeof(passes) / sizeof(passes[0]); pass++) {
		for (size_t i = 0; i < inventory->root_count; i++) {
			const struct fd_root *root = &inventory->roots[i];
			bool wanted = passes[pass].family == 0 ||
				      passes[pass].family == root->endpoint.family;
			if (wanted && count < passes[pass].until && count < capacity &&
			    !picked(ret, count, root)) {
				ret[count++] = root;
			}
		}
	}
	return count;
}

/*
 * Two roots of that family, which have nothing in common but what is asked of them, refuse what no root refuses, and none behaves like
 * one: somebody on the way says so in their names.
 */
static bool family_taken(const struct host *host, uint8_t family)
{
	size_t refused = 0;

	for (size_t i = 0; i < host->root_count; i++) {
		const struct fd_observation *saw = &host->roots[i]->observation;
		if (host->roots[i]->wish.server.family != family) {
			continue;
		}
		if (root_real(saw)) {
			return false;
		}
		refused += saw->status == FD_REFUSED;
	}
	return refused >= ROOT_SAMPLE;
}

uint8_t host_family_taken(const struct fd_diagnosis *diagnosis)
{
	const struct host *host = &diagnosis->host;

	return family_taken(host, 4) ? 4 : family_taken(host, 6) ? 6 : 0;
}

static enum direct judge_roots(const struct host *host)
{
	enum direct direct = DIRECT_FORBIDDEN;

	for (size_t i = 0; i < host->root_count; i++) {
		const struct fd_observation *saw = &host->roots[i]->observation;
		if (root_false(saw)) {
			return DIRECT_INTERCEPTED;
		}
		if (root_real(saw)) {
			direct = DIRECT_WORKS;
		} else if (!saw_no_try(saw) && direct == DIRECT_FORBIDDEN) {
			direct = DIRECT_SILENT;
		}
	}
	bool taken = family_taken(host, 4) || family_taken(host, 6);
	return taken && direct == DIRECT_SILENT ? DIRECT_INTERCEPTED : direct;
}

/* Whether TCP gets out of here: one root that is real tells, with what the resolvers' canaries show. */
static enum answer ask_tcp(struct fd_diagnosis *diagnosis)
{
	struct host *host = &diagnosis->host;

	for (size_t i = 0; i < host->root_count; i++) {
		if (!root_real(&host->roots[i]->observation)) {
			continue;
		}
		struct fd_wish wish = host->roots[i]->wish;
		wish.proto = FD_TCP;
		wish.purpose = FD_PURPOSE_HOST_CANARY;
		host->root_tcp = ask_canary(diagnosis, &wish);
		return host->root_tcp == NULL ? PENDING : YES;
	}
	return YES;
}

/* Root servers listen, so it is not they who say that nothing does. */
static bool any_refuses(const struct fact *const facts[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fact_refused(facts[i])) {
			return true;
		}
	}
	return false;
}

/* This host's own table says so: nothing was sent. */
static bool not_sent(const struct fd_observation *saw)
{
	return saw->error == ENETUNREACH || saw->error == ENETDOWN ||
	       saw->error == EADDRNOTAVAIL;
}

/*
 * No root was heard: is it EDNS that does not get there, or does somebody on the way reject what goes to port 53? Silence does
 * not tell, and ICMP errors are rate-limited; a TCP reset is not.
 */
static enum answer ask_otherwise(struct fd_diagnosis *diagnosis)
{
	struct host *host = &diagnosis->host;
	bool plain = !diagnosis->config.no_edns, known = true;

	for (size_t i = 0, sent = 0; i < host->root_count && sent < ROOT_SAMPLE; i++) {
		struct fd_wish tcp = host->roots[i]->wish, bare = wish_plain(&tcp);
		if (not_sent(&host->roots[i]->observation)) {
			continue;
		}
		sent++;
		tcp.proto = FD_TCP;
		bare.purpose = FD_PURPOSE_HOST_CANARY;
		host->tcp_roots[i] = ask_canary(diagnosis, &tcp);
		host->plain_roots[i] = plain ? ask_canary(diagnosis, &bare) : NULL;
		known = known && host->tcp_roots[i] != NULL &&
			(!plain || host->plain_roots[i] != NULL);
	}
	return known ? YES : PENDING;
}

/* Without EDNS it came: that was another moment too, and the control is the first question again. */
static enum answer check_edns(struct fd_diagnosis *diagnosis)
{
	struct host *host = &diagnosis->host;
	bool known = true;

	for (size_t i = 0; i < host->root_count; i++) {
		const struct fact *without = host->plain_roots[i];
		if (without == NULL || !root_real(&without->observation)) {
			continue;
		}
		const struct fact *again =
			ask_canary_insistently(diagnosis, &host->roots[i]->wish);
		known = known && again != NULL;
		host->loses_edns =
			host->loses_edns || (again != NULL && saw_nothing(&again->observation));
	}
	return known ? YES : PENDING;
}

static enum answer after_silence(struct fd_diagnosis *diagnosis)
{
	struct host *host = &diagnosis->host;

	host->loses_edns = false;
	if (ask_otherwise(diagnosis) == PENDING || check_edns(diagnosis) == PENDING) {
		return PENDING;
	}
	host->rejected = any_refuses(host->roots, host->root_count);
	host->resets = any_refuses(host->tcp_roots, host->root_count);
	return YES;
}

const struct fact *host_real_root(const struct fd_diagnosis *diagnosis)
{
	const struct host *host = &diagnosis->host;

	for (size_t i = 0; i < host->root_count; i++) {
		if (host->roots[i] != NULL && root_real(&host->roots[i]->observation)) {
			return host->roots[i];
		}
	}
	return NULL;
}

bool host_resets_tcp(const struct fd_diagnosis *diagnosis)
{
	return fact_refused(diagnosis->host.root_tcp);
}

/* Resolvers of both families: then a root of each tells whether it is the family that leads nowhere. */
static bool both_families(const struct fd_inventory *inventory)
{
	bool four = false, six = false;

	for (size_t r = 0; r < inventory->resolver_count; r++) {
		four = four || inventory->resolvers[r].endpoint.family == 4;
		six = six || inventory->resolvers[r].endpoint.family == 6;
	}
	return four && six;
}

enum answer canary_host(struct fd_diagnosis *diagnosis, uint32_t index)
{
	struct host *host = &diagnosis->host;
	const struct fd_root *roots[ROOT_SAMPLE_MAX];
	size_t count = pick_roots(diagnosis->inventory, roots, ROOT_SAMPLE_MAX);

	if (diagnosis->config.no_direct) {
		host->direct = DIRECT_FORBIDDEN;
		return YES;
	}
	host->root_count = 0;
	for (size_t sample = ROOT_SAMPLE; sample <= ROOT_SAMPLE_MAX; sample += ROOT_SAMPLE) {
		bool known = true;
		for (; host->root_count < count && host->root_count < sample;
		     host->root_count++) {
			const struct fact *fact = ask_root(diagnosis, roots[host->root_count]);
			host->roots[host->root_count] = fact;
			known = known && fact != NULL;
		}
		if (!known) {
			return PENDING;
		}
		host->direct = judge_roots(host);
		if (host->direct == DIRECT_SILENT) {
			(void)ask_otherwise(diagnosis); /* while more roots are asked */
		} else if (!both_families(diagnosis->inventory)) {
			break;
		}
	}
	return host->direct == DIRECT_WORKS    ? ask_tcp(diagnosis)
	       : host->direct == DIRECT_SILENT ? after_silence(diagnosis)
					       : YES;
}

/* ---- the other family of addresses ------------------------------------------------------------- */

bool host_has_family(const struct fd_diagnosis *diagnosis, uint8_t family)
{
	const struct host *host = &diagnosis->host;
	const struct fact *late = host->other_family;

	if (family_taken(host, family)) {
		return false;
	}
	for (size_t i = 0; i < host->root_count; i++) {
		if (host->roots[i]->wish.server.family == family &&
		    saw_reply(&host->roots[i]->observation)) {
			return true;
		}
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (diagnosis->inventory->resolvers[r].endpoint.family == family &&
		    row_alive(&diagnosis->rows[r])) {
			return true;
		}
	}
	if (late == NULL || late->wish.server.family != family) {
		return false;
	}
	bool root = late->wish.qname.length == 1;
	return root ? root_real(&late->observation)
		    : saw_reply(&late->observation) &&
			       (late->observation.header_flags & FD_FLAG_AA) != 0;
}

bool host_note_family(struct fd_diagnosis *diagnosis, const struct fact *fact)
{
	uint8_t family = fact->wish.server.family;

	if (!host_has_family(diagnosis, family)) {
		diagnosis->host.other_family = fact;
	}
	return host_has_family(diagnosis, family);
}

enum answer host_try_other_family(struct fd_diagnosis *diagnosis)
{
	uint8_t family = host_has_family(diagnosis, 4) ? 6 : 4;

	for (size_t i = 0; i < diagnosis->inventory->root_count; i++) {
		const struct fd_root *root = &diagnosis->inventory->roots[i];
		if (root->endpoint.family != family) {
			continue;
		}
		const struct fact *fact = ask_root(diagnosis, root);
		if (fact == NULL) {
			return PENDING;
		}
		return host_note_family(diagnosis, fact) ? YES : NO;
	}
	return NO;
}
