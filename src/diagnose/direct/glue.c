/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/glue.h"

#include <errno.h>
#include <string.h>

#include "diagnose/common/cells.h"

/*
 * Is it the server that is dead, or the address the parent gives for it? A name server below the zone it serves is found by
 * the parent's glue alone, so the glue is compared with whatever else knows the address: the zone's own other servers, and
 * resolvers that may have it from better days. One in a zone beside it is found by that zone too.
 */

/* ---- addresses that nobody outside can reach --------------------------------------------------- */

/* In a network whose very roots have private addresses these mean nothing. */
static bool roots_private(const struct fd_diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->host.root_count; i++) {
		if (fd_endpoint_is_private(&diagnosis->host.roots[i]->wish.server)) {
			return true;
		}
	}
	return false;
}

/* 10/8, 172.16/12, 192.168/16, and so on: the blocks that sites choose from, each as a whole. */
static unsigned block_of(const struct fd_endpoint *endpoint)
{
	unsigned first = endpoint->address[0];

	return endpoint->family == 6 ? 0x600u + (first & 0xfe) : 0x400u + first;
}

/*
 * A private address says that nobody can get there only where such addresses lead nowhere. Where servers at addresses of the
 * same block are part of this internet, and answer for their zones, it says nothing.
 */
static bool block_in_use(const struct fd_diagnosis *diagnosis,
			 const struct fd_endpoint *endpoint)
{
	for (size_t i = 0; i < diagnosis->facts.count; i++) {
		const struct fact *fact = diagnosis->facts.list[i];
		if (fact->state == FACT_KNOWN && fact->wish.resolver == FD_NO_INDEX &&
		    fd_endpoint_is_private(&fact->wish.server) &&
		    block_of(&fact->wish.server) == block_of(endpoint) &&
		    saw_reply(&fact->observation)) {
			return true;
		}
	}
	return false;
}

static bool all_private(const struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	const struct fd_zone *declared = fd_inventory_zone(diagnosis->inventory, &cut->zone);

	if ((declared != NULL && declared->internal) || roots_private(diagnosis) ||
	    cut->untested > 0) {
		return false;
	}
	for (size_t i = 0; i < cut->server_count; i++) {
		const struct fd_endpoint *endpoint = &cut->servers[i].endpoint;
		if (!fd_endpoint_is_private(endpoint) || block_in_use(diagnosis, endpoint)) {
			return false;
		}
	}
	return cut->server_count > 0;
}

/* ---- glue against other sources ----------------------------------------------------------------- */

static bool has_glue(const struct cut *cut, uint8_t ns)
{
	return cut->parent != NULL && fd_name_under(&cut->ns[ns], &cut->zone);
}

int fact_names_address(const struct fact *fact, const struct fd_endpoint *endpoint,
		       struct fd_endpoint *ret_other)
{
	const struct fd_message *message = fact->observation.message;
	uint16_t type = endpoint->family == 6 ? FD_TYPE_AAAA : FD_TYPE_A;
	size_t size = endpoint->family == 6 ? 16 : 4;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	int result = -1;

	while (message != NULL && fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type != type || record.rdata_length != size) {
			continue;
		}
		if (memcmp(message->wire + record.rdata_offset, endpoint->address, size) == 0) {
			return 1;
		}
		*ret_other = *endpoint;
		memcpy(ret_other->address, message->wire + record.rdata_offset, size);
		result = 0;
	}
	return result;
}

/* Two resolvers of different witnesses that are well. */
static size_t pick_helpers(const struct fd_diagnosis *diagnosis, uint32_t ret[GLUE_SAMPLE])
{
	size_t count = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count && count < GLUE_SAMPLE;
	     r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness == r && row->healthy && !row->rewrites &&
		    canary_good(row->canaries.first)) {
			ret[count++] = r;
		}
	}
	return count;
}

static uint16_t address_type(const struct fd_endpoint *endpoint)
{
	return endpoint->family == 6 ? FD_TYPE_AAAA : FD_TYPE_A;
}

/* The server is known under another address, and there it serves the zone. */
static enum answer ask_there(struct fd_diagnosis *diagnosis, const struct cut *cut,
			     const struct fd_endpoint *other, const struct fact *known,
			     struct glue *ret)
{
	struct fd_wish wish = cut_wish(diagnosis, other, &cut->zone, FD_TYPE_SOA);
	const struct fact *served = ask_insistently(diagnosis, &wish);

	if (served == NULL) {
		return PENDING;
	}
	if (!saw_answer(&served->observation) ||
	    (served->observation.header_flags & FD_FLAG_AA) == 0) {
		return NO;
	}
	ret->known = known;
	ret->served = served;
	return YES;
}

/* A resolver knows it so. */
static enum answer ask_resolver(struct fd_diagnosis *diagnosis, const struct cut *cut,
				size_t index, uint32_t resolver, struct glue *ret)
{
	const struct cut_server *server = &cut->servers[index];
	struct fd_endpoint other;
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_ADDRESS, &cut->ns[server->ns],
			      address_type(&server->endpoint));
	const struct fact *known = ask_insistently(diagnosis, &wish);

	if (known == NULL) {
		return PENDING;
	}
	if (fact_names_address(known, &server->endpoint, &other) != 0) {
		return NO;
	}
	return ask_there(diagnosis, cut, &other, known, ret);
}

/* Of a resolver, or two where there is one server only. */
static enum answer ask_resolvers(struct fd_diagnosis *diagnosis, const struct cut *cut,
				 struct glue *ret)
{
	size_t servers[GLUE_SAMPLE];
	uint32_t helpers[GLUE_SAMPLE];
	size_t server_count = 0, helper_count = pick_helpers(diagnosis, helpers);
	enum answer answer = NO;

	for (size_t i = 0; i < cut->server_count && server_count < GLUE_SAMPLE; i++) {
		if (has_glue(cut, cut->servers[i].ns)) {
			servers[server_count++] = i;
		}
	}
	/* That the glue of several is wrong at once is rare, and not worth many questions. */
	helper_count = server_count > 1 && helper_count > 1 ? 1 : helper_count;
	for (size_t i = 0; server_count > 0 && i < helper_count && answer != YES; i++) {
		enum answer one = ask_resolver(diagnosis, cut, servers[i % server_count],
					       helpers[i], ret);
		answer = one == NO ? answer : one;
	}
	return answer;
}

/* ---- glue of a sibling --------------------------------------------------------------------------- */

static bool gives_address(const struct fact *referral, const struct fd_name *owner,
			  const struct fd_endpoint *endpoint)
{
	const struct fd_message *message =
		referral == NULL ? NULL : referral->observation.message;
	size_t size = endpoint->family == 6 ? 16 : 4;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_ADDITIONAL &&
		    record.type == address_type(endpoint) && record.rdata_length == size &&
		    fd_name_equal(&record.owner, owner) &&
		    memcmp(message->wire + record.rdata_offset, endpoint->address, size) == 0) {
			return true;
		}
	}
	return false;
}

/* Its name is in another zone below the same parent, and it is the parent that gave this address for it. */
static bool has_sibling_glue(const struct cut *cut, const struct cut_server *server)
{
	const struct fd_name *name = &cut->ns[server->ns];

	return cut->parent != NULL && !fd_name_under(name, &cut->zone) &&
	       (gives_address(cut->referral, name, &server->endpoint) ||
		gives_address(cut->other, name, &server->endpoint));
}

/*
 * Such a server can be found without its glue, by the zone that its name is in: that one's servers have the last word on its address.
 * Who goes by that gets an answer, and who goes by the glue gets none.
 */
static enum answer ask_sibling(struct fd_diagnosis *diagnosis, const struct cut *cut,
			       const struct cut_server *server, struct glue *ret)
{
	const struct fact *known = NULL;
	struct fd_endpoint other;
	struct walk walk;

	if (!walk_run(diagnosis, &cut->ns[server->ns], address_type(&server->endpoint),
		      &walk)) {
		return PENDING;
	}
	for (size_t i = 0; walk.end == WALK_ANSWER && walk.aliases == 0 && i < walk.final_count;
	     i++) {
		const struct fact *fact = walk.finals[i];
		struct fd_endpoint found;
		int named = fact_names_address(fact, &server->endpoint, &found);
		if (named > 0) {
			return NO;
		}
		if (named == 0 && known == NULL &&
		    (fact->observation.header_flags & FD_FLAG_AA) != 0) {
			known = fact;
			other = found;
		}
	}
	return known == NULL ? NO : ask_there(diagnosis, cut, &other, known, ret);
}

enum answer glue_check_siblings(struct fd_diagnosis *diagnosis, const struct cut *cut,
				struct glue *ret)
{
	enum answer answer = NO;

	*ret = (struct glue) { .cause = FD_CAUSE_ok };
	for (size_t i = 0, asked = 0;
	     i < cut->server_count && asked < GLUE_SAMPLE && answer != YES; i++) {
		const struct cut_server *server = &cut->servers[i];
		if (cut_server_state(diagnosis, cut, i) == SERVER_GOOD ||
		    !has_sibling_glue(cut, server)) {
			continue;
		}
		enum answer one = ask_sibling(diagnosis, cut, server, ret);
		answer = one == NO ? answer : one;
		asked++;
	}
	if (answer == YES) {
		ret->cause = FD_CAUSE_delegation_glue_wrong;
		ret->confidence = FD_CONFIRMED;
	}
	return answer;
}

/* ---- no server is good, or some are --------------------------------------------------------------- */

/* ICMP errors are rationed: some seconds later there may be one that tells more than silence. */
static enum answer look_again(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	if (cut->server_count != 1 || !has_glue(cut, cut->servers[0].ns) ||
	    cut_server_state(diagnosis, cut, 0) != SERVER_SILENT) {
		return NO;
	}
	struct fd_wish wish =
		cut_wish(diagnosis, &cut->servers[0].endpoint, &cut->zone, FD_TYPE_SOA);
	wish.repeat = SERVER_REPEATS - 1;
	wish.delay_ns =
		AGAIN_NS + AGAIN_NS / 2; /* when others have stopped asking for errors */
	wish.purpose = FD_PURPOSE_REPEAT;
	return ask(diagnosis, &wish) == NULL ? PENDING : YES;
}

/* Of one name server, or all in one network: one mistake of who publishes them, or one network that is gone. */
static bool is_together(const struct cut *cut, size_t server)
{
	const struct cut_server *one = &cut->servers[server], *first = &cut->servers[0];
	size_t network = one->endpoint.family == 6 ? 6 : 3; /* /48, /24 */

	return one->ns == first->ns ||
	       (one->endpoint.family == first->endpoint.family &&
		memcmp(one->endpoint.address, first->endpoint.address, network) == 0);
}

/*
 * No router knows the way there, which is more often a wrong address than a network withdrawn. But that the addresses of servers in
 * several networks are all wrong is rare: then it is their operator's networks.
 */
static bool no_route(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	bool found = false;

	for (size_t i = 0; i < cut->server_count; i++) {
		const struct fact *fact = cut_server_fact(diagnosis, cut, i);
		if (fact == NULL || !saw_nothing(&fact->observation) ||
		    !has_glue(cut, cut->servers[i].ns) || !is_together(cut, i)) {
			return false;
		}
		found = found || fact->observation.error == ENETUNREACH;
	}
	return found;
}

bool glue_private_here(const struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	const struct fd_zone *declared = fd_inventory_zone(diagnosis->inventory, &cut->zone);

	if ((declared != NULL && declared->internal) || roots_private(diagnosis) ||
	    cut->server_count == 0) {
		return false;
	}
	for (size_t i = 0; i < cut->server_count; i++) {
		if (!fd_endpoint_is_private(&cut->servers[i].endpoint)) {
			return false;
		}
	}
	/* Where others of this internet have such addresses too, they say nothing. */
	for (size_t i = 0; i < diagnosis->facts.count; i++) {
		const struct fact *fact = diagnosis->facts.list[i];
		bool own = false;
		for (size_t s = 0; s < cut->server_count; s++) {
			own = own ||
			      fd_endpoint_equal(&cut->servers[s].endpoint, &fact->wish.server);
		}
		if (!own && fact->state == FACT_KNOWN && fact->wish.resolver == FD_NO_INDEX &&
		    fd_endpoint_is_private(&fact->wish.server) &&
		    saw_reply(&fact->observation)) {
			return false;
		}
	}
	return true;
}

enum answer glue_check(struct fd_diagnosis *diagnosis, struct cut *cut, struct glue *ret)
{
	*ret = (struct glue) { .cause = FD_CAUSE_ok };
	if (all_private(diagnosis, cut)) {
		ret->cause = FD_CAUSE_delegation_ns_private_address;
		ret->confidence = FD_LIKELY;
		return YES;
	}
	enum answer siblings = glue_check_siblings(diagnosis, cut, ret);
	if (siblings == YES) {
		return YES;
	}
	enum answer asked = ask_resolvers(diagnosis, cut, ret);
	if (asked == YES) {
		ret->cause = FD_CAUSE_delegation_glue_wrong;
		ret->confidence = FD_CONFIRMED;
		return YES;
	}
	enum answer looked =
		look_again(diagnosis, cut); /* beside the resolvers, not after them */
	if (siblings == PENDING || asked == PENDING || looked == PENDING) {
		return PENDING;
	}
	if (!no_route(diagnosis, cut)) {
		return NO;
	}
	ret->cause = FD_CAUSE_delegation_glue_wrong;
	ret->confidence = FD_POSSIBLE;
	return YES;
}

/* Those below the zone's own name, as a good server of it knows them. */
static enum answer ask_fellow(struct fd_diagnosis *diagnosis, const struct cut *cut,
			      size_t good, struct glue *ret)
{
	enum answer answer = NO;

	for (size_t i = 0, asked = 0; i < cut->server_count && asked < GLUE_SAMPLE; i++) {
		const struct cut_server *server = &cut->servers[i];
		struct fd_endpoint other;
		if (cut_server_state(diagnosis, cut, i) == SERVER_GOOD ||
		    !has_glue(cut, server->ns)) {
			continue;
		}
		struct fd_wish wish =
			cut_wish(diagnosis, &cut->servers[good].endpoint, &cut->ns[server->ns],
				 address_type(&server->endpoint));
		const struct fact *known = ask_insistently(diagnosis, &wish);
		asked++;
		if (known == NULL) {
			answer = PENDING;
		} else if (fact_names_address(known, &server->endpoint, &other) == 0) {
			ret->known = known;
			answer = answer == PENDING ? PENDING : YES;
		}
	}
	return answer;
}

enum answer glue_check_partial(struct fd_diagnosis *diagnosis, struct cut *cut,
			       struct glue *ret)
{
	struct glue fellow = { .cause = FD_CAUSE_ok };
	size_t good = 0;

	*ret = (struct glue) { .cause = FD_CAUSE_ok };
	while (good < cut->server_count &&
	       cut_server_state(diagnosis, cut, good) != SERVER_GOOD) {
		good++;
	}
	if (good == cut->server_count) {
		return NO;
	}
	enum answer fellows = ask_fellow(diagnosis, cut, good, &fellow);
	enum answer answer = glue_check_siblings(diagnosis, cut, ret);
	if (fellows == PENDING || answer == PENDING) {
		return PENDING;
	}
	if (fellows == YES) {
		*ret = fellow;
		answer = YES;
	}
	if (answer == YES) {
		ret->cause = FD_CAUSE_delegation_glue_mismatch;
		ret->confidence = FD_CONFIRMED;
	}
	return answer;
}

void glue_show(struct fd_diagnosis *diagnosis, struct finding *finding, const struct glue *glue)
{
	if (glue->cause == FD_CAUSE_delegation_ns_private_address) {
		finding_table(finding, "every address the parent gives is a private one",
			      "nobody outside can reach the zone's servers");
		return;
	}
	finding_fact(diagnosis, finding, glue->known,
		     "the name server's own address is not what the parent gives");
	finding_fact(diagnosis, finding, glue->served, "and there the zone is served");
	if (glue->known == NULL) {
		finding_table(finding,
			      "no router knows the way to the address the parent gives",
			      "more often a wrong address than a network withdrawn");
		finding_alternative(finding, FD_CAUSE_auth_timeout);
	}
}
