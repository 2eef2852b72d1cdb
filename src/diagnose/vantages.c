/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/vantages.h>

#include "diagnose/common/text.h"

/*
 * A third dimension of the table: places. Each place's verdicts stand on what it saw; here they are only compared. A fact
 * has the place as part of its key, so that facts of two places are never taken for one.
 */

struct place {
	struct fd_vantage view;
	struct fd_verdict *resolvers; /* after the comparison */
	bool *moved;		      /* … which found them to be wrong from here only */
};

struct fd_vantages {
	struct place *places;
	size_t count;
	struct region region;
	struct fd_verdict question, host;
	struct fd_cell_verdict *cells;
	size_t cell_capacity;
	/* Of the question at hand, by place. */
	struct fd_verdict *of;
	bool *asked;
};

/* What is wrong on a way, rather than at either of its ends, shows as silence. */
static bool is_silence(enum fd_cause cause)
{
	static const enum fd_cause silent[] = {
		FD_CAUSE_resolver_timeout,
		FD_CAUSE_resolver_port_unreachable,
		FD_CAUSE_resolver_packet_loss,
		FD_CAUSE_resolver_slow,
		FD_CAUSE_resolver_tcp_blocked,
		FD_CAUSE_resolver_edns_broken,
		FD_CAUSE_recursion_path_broken,
		FD_CAUSE_resolver_auth_path_broken,
		FD_CAUSE_root_unreachable,
		FD_CAUSE_tld_unreachable,
		FD_CAUSE_auth_timeout,
		FD_CAUSE_auth_port_unreachable,
		FD_CAUSE_auth_partial_outage,
		FD_CAUSE_auth_udp_blocked,
		FD_CAUSE_auth_tcp_blocked,
		FD_CAUSE_auth_edns_intolerant,
		FD_CAUSE_auth_slow,
		FD_CAUSE_auth_packet_loss,
	};

	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		if (silent[i] == cause) {
			return true;
		}
	}
	return false;
}

static bool is_sick(const struct fd_verdict *verdict)
{
	return verdict->severity >= FD_NEGATIVE;
}

static void at_most(struct fd_verdict *verdict, enum fd_confidence confidence)
{
	verdict->confidence =
		verdict->confidence < confidence ? verdict->confidence : confidence;
}

static void add_note(struct fd_verdict *verdict, const char *note)
{
	if (verdict->note_count < FD_NOTES_MAX) {
		verdict->notes[verdict->note_count++] = note;
	}
}

static void add_alternative(struct fd_verdict *verdict, enum fd_cause cause)
{
	for (size_t i = 0; i < verdict->alternative_count; i++) {
		if (verdict->alternatives[i] == cause) {
			return;
		}
	}
	if (verdict->alternative_count < FD_ALTERNATIVES_MAX && verdict->cause != cause) {
		verdict->alternatives[verdict->alternative_count++] = cause;
	}
}

/* ---- resolvers --------------------------------------------------------------------------------- */

/* The number of the same server at another place; FD_NO_INDEX where it is not asked. A private address is another's. */
static uint32_t same_server(const struct place *there, const struct fd_resolver *resolver)
{
	const struct fd_inventory *inventory = there->view.inventory;

	if (fd_endpoint_is_private(&resolver->endpoint)) {
		return FD_NO_INDEX;
	}
	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (fd_endpoint_equal(&inventory->resolvers[i].endpoint, &resolver->endpoint)) {
			return i;
		}
	}
	return FD_NO_INDEX;
}

/* Another place at which the same resolver is well, if it is well at all others that use it. */
static const struct place *well_elsewhere(const struct fd_vantages *vantages,
					  const struct place *here, uint32_t resolver)
{
	const struct place *well = NULL;

	for (size_t i = 0; i < vantages->count; i++) {
		const struct place *there = &vantages->places[i];
		if (there == here) {
			continue;
		}
		uint32_t same = same_server(there, &here->view.inventory->resolvers[resolver]);
		if (same == FD_NO_INDEX) {
			continue;
		}
		if (fd_diagnosis_resolver(there->view.diagnosis, same)->cause != FD_CAUSE_ok) {
			return NULL;
		}
		well = there;
	}
	return well;
}

static void judge_resolver(struct fd_vantages *vantages, struct place *here, uint32_t resolver)
{
	struct fd_verdict *verdict = &here->resolvers[resolver];
	const struct place *well;

	*verdict = *fd_diagnosis_resolver(here->view.diagnosis, resolver);
	if (verdict->cause == FD_CAUSE_ok || verdict->locus != FD_LOCUS_UPSTREAM) {
		return;
	}
	well = well_elsewhere(vantages, here, resolver);
	if (well == NULL) {
		return;
	}
	add_note(verdict, region_printf(&vantages->region, "only from %s: well from %s",
					here->view.id, well->view.id));
	if (!is_silence(verdict->cause)) {
		return;
	}
	here->moved[resolver] = true;
	verdict->locus = FD_LOCUS_LOCAL;
	at_most(verdict, FD_LIKELY);
	verdict->action = region_printf(
		&vantages->region,
		"At %s: look for what is in the way to this resolver (firewall, route, link); it "
		"answers from %s, so its operator has nothing to repair.",
		here->view.id, well->view.id);
}

/* ---- questions --------------------------------------------------------------------------------- */

static bool is_worse(const struct fd_verdict *a, const struct fd_verdict *b)
{
	return a->severity != b->severity ? a->severity > b->severity
					  : a->confidence > b->confidence;
}

/* The places at which it is (or is not) well: `fra, nyc`. */
static const char *list_places(struct fd_vantages *vantages, bool sick)
{
	const char *list = "";

	for (size_t i = 0; i < vantages->count; i++) {
		if (vantages->asked[i] && is_sick(&vantages->of[i]) == sick) {
			list = region_printf(&vantages->region, "%s%s%s", list,
					     list[0] == '\0' ? "" : ", ",
					     vantages->places[i].view.id);
		}
	}
	return list;
}

/* A resolver at that place that answers the question; FD_NO_INDEX for none. */
static uint32_t answering(const struct place *place, uint32_t question)
{
	for (uint32_t i = 0; i < place->view.inventory->resolver_count; i++) {
		const struct fd_cell *cell = fd_matrix_cell(place->view.matrix, question, i);
		if (cell->status == FD_NOERROR && cell->flags & FD_CELL_ANSWER) {
			return i;
		}
	}
	return FD_NO_INDEX;
}

static const char *dig_line(struct fd_vantages *vantages, const struct place *place,
			    uint32_t question, uint32_t resolver)
{
	const struct fd_inventory *inventory = place->view.inventory;
	const struct fd_question *of = &inventory->questions[question];
	struct fd_wish wish = {
		.server = inventory->resolvers[resolver].endpoint,
		.proto = inventory->resolvers[resolver].proto,
		.flags = FD_QUERY_BULK,
		.qtype = of->qtype,
	};

	const uint8_t *wire = fd_inventory_qname(inventory, of, &wish.qname.length);
	memcpy(wish.qname.wire, wire, wish.qname.length);
	return text_dig(&vantages->region, &wish);
}

/* The control comes first: somewhere else it is well. */
static void add_control(struct fd_vantages *vantages, struct fd_verdict *verdict,
			uint32_t question)
{
	size_t count = verdict->evidence_count + 1, well = 0;
	struct fd_evidence *evidence =
		region_array(&vantages->region, count, sizeof(*evidence));

	while (!vantages->asked[well] || is_sick(&vantages->of[well])) {
		well++;
		assert(well < vantages->count);
	}
	if (evidence == NULL) {
		return;
	}
	const struct place *place = &vantages->places[well];
	uint32_t resolver = answering(place, question);
	evidence[0] = (struct fd_evidence) {
		.probe = resolver == FD_NO_INDEX
				 ? ""
				 : dig_line(vantages, place, question, resolver),
		.saw = region_printf(&vantages->region, "%s from %s",
				     resolver == FD_NO_INDEX ? "nothing wrong" : "an answer",
				     place->view.id),
		.means = "it is well when asked from there: what differs is the place",
	};
	if (verdict->evidence_count > 0) {
		memcpy(evidence + 1, verdict->evidence,
		       verdict->evidence_count * sizeof(*evidence));
	}
	verdict->evidence = evidence;
	verdict->evidence_count = count;
}

/* Whether what the verdict blames is also seen, and well, by others: only then do they say anything about it. */
static bool is_shared(const struct place *here, const struct fd_verdict *verdict)
{
	if (verdict->locus == FD_LOCUS_AUTHORITATIVE) {
		return true;
	}
	if (verdict->locus != FD_LOCUS_UPSTREAM || !is_silence(verdict->cause)) {
		return false;
	}
	if (verdict->cause == FD_CAUSE_root_unreachable ||
	    verdict->cause == FD_CAUSE_tld_unreachable) {
		return true;
	}
	bool any = false;
	for (size_t i = 0; i < verdict->cell_count; i++) {
		if (verdict->cells[i].cause != verdict->cause) {
			continue;
		}
		if (!here->moved[verdict->cells[i].resolver]) {
			return false;
		}
		any = true;
	}
	return any;
}

/* From one place only. */
static void move_here(struct fd_vantages *vantages, struct fd_verdict *verdict,
		      const struct place *here, const char *well)
{
	struct region *region = &vantages->region;
	bool silence = is_silence(verdict->cause);

	verdict->locus = FD_LOCUS_LOCAL;
	at_most(verdict, silence ? FD_LIKELY : FD_POSSIBLE);
	if (!silence) {
		add_alternative(verdict, FD_CAUSE_split_horizon);
	}
	verdict->summary = region_printf(region, "Only from %s, and not from %s: %s",
					 here->view.id, well, verdict->summary);
	verdict->action =
		silence ? region_printf(
				  region,
				  "At %s: look for what is in the way to the servers below "
				  "(firewall, route, link); they answer from %s.",
				  here->view.id, well)
			: region_printf(
				  region,
				  "At %s: find out why the servers below say something else "
				  "there than at %s (source address, view, location).",
				  here->view.id, well);
}

/* All places' cells; those of what was found to be this place's own are local. */
static int join_cells(struct fd_vantages *vantages, size_t moved, enum fd_locus before,
		      struct fd_verdict *verdict)
{
	size_t total = 0, count = 0;

	for (size_t i = 0; i < vantages->count; i++) {
		total += vantages->asked[i] ? vantages->of[i].cell_count : 0;
	}
	if (total > vantages->cell_capacity) {
		struct fd_cell_verdict *cells =
			reallocarray(vantages->cells, total, sizeof(*cells));
		if (cells == NULL) {
			return -ENOMEM;
		}
		vantages->cells = cells;
		vantages->cell_capacity = total;
	}
	for (size_t i = 0; i < vantages->count; i++) {
		const struct place *place = &vantages->places[i];
		for (size_t j = 0; vantages->asked[i] && j < vantages->of[i].cell_count; j++) {
			struct fd_cell_verdict cell = vantages->of[i].cells[j];
			bool own = i == moved && cell.cause == verdict->cause &&
				   cell.locus == before;
			own |= place->moved[cell.resolver] &&
			       cell.cause == place->resolvers[cell.resolver].cause;
			cell.locus = own ? FD_LOCUS_LOCAL : cell.locus;
			cell.resolver += place->view.first_resolver;
			vantages->cells[count++] = cell;
		}
	}
	verdict->cells = vantages->cells;
	verdict->cell_count = count;
	return 0;
}

/* What the other places say, where it is not the same. */
static void note_others(struct fd_vantages *vantages, struct fd_verdict *verdict, size_t chosen)
{
	for (size_t i = 0; i < vantages->count; i++) {
		const struct fd_verdict *other = &vantages->of[i];
		if (vantages->asked[i] && i != chosen && is_sick(other) &&
		    other->cause != vantages->of[chosen].cause) {
			add_note(verdict, region_printf(&vantages->region, "from %s: %s, %s",
							vantages->places[i].view.id,
							fd_locus_text(other->locus),
							fd_cause_text(other->cause)));
		}
	}
}

static void compare(struct fd_vantages *vantages, struct fd_verdict *verdict, uint32_t question,
		    size_t worst)
{
	struct region *region = &vantages->region;
	size_t sick = 0, asked = 0, moved = vantages->count;
	const struct place *here = &vantages->places[worst];
	enum fd_locus before = verdict->locus;

	for (size_t i = 0; i < vantages->count; i++) {
		asked += vantages->asked[i];
		sick += vantages->asked[i] && is_sick(&vantages->of[i]);
	}
	if (sick > 0 && sick < asked) {
		const char *well = list_places(vantages, false);
		add_note(verdict, region_printf(region, "seen from %s, not from %s",
						list_places(vantages, true), well));
		if (sick == 1 && is_shared(here, verdict)) {
			moved = worst;
			move_here(vantages, verdict, here, well);
		} else if (verdict->locus == FD_LOCUS_AUTHORITATIVE) {
			at_most(verdict, FD_LIKELY);
		}
		add_control(vantages, verdict, question);
	} else if (sick > 1) {
		add_note(verdict,
			 region_printf(region, "seen from %s", list_places(vantages, true)));
	}
	note_others(vantages, verdict, worst);
	if (join_cells(vantages, moved, before, verdict) < 0) {
		region->failed = true;
		verdict->cell_count = 0;
	}
}

const struct fd_verdict *fd_vantages_question(struct fd_vantages *vantages, uint32_t question)
{
	size_t worst = vantages->count;

	for (size_t i = 0; i < vantages->count; i++) {
		const struct fd_vantage *view = &vantages->places[i].view;
		vantages->asked[i] = view->asked[question / 64] >> (question % 64) & 1;
		if (!vantages->asked[i]) {
			continue;
		}
		vantages->of[i] = *fd_diagnosis_question(view->diagnosis, question);
		if (worst == vantages->count ||
		    is_worse(&vantages->of[i], &vantages->of[worst])) {
			worst = i;
		}
	}
	if (worst == vantages->count) {
		return NULL;
	}
	vantages->question = vantages->of[worst];
	if (vantages->count > 1) {
		compare(vantages, &vantages->question, question, worst);
	}
	return &vantages->question;
}

const struct fd_verdict *fd_vantages_resolver(struct fd_vantages *vantages, size_t vantage,
					      uint32_t resolver)
{
	assert(vantage < vantages->count);
	assert(resolver < vantages->places[vantage].view.inventory->resolver_count);
	return &vantages->places[vantage].resolvers[resolver];
}

const struct fd_verdict *fd_vantages_host(struct fd_vantages *vantages)
{
	size_t worst = 0;

	for (size_t i = 0; i < vantages->count; i++) {
		vantages->of[i] = *fd_diagnosis_host(vantages->places[i].view.diagnosis);
		worst = is_worse(&vantages->of[i], &vantages->of[worst]) ? i : worst;
	}
	vantages->host = vantages->of[worst];
	if (vantages->count > 1 && vantages->host.cause != FD_CAUSE_ok) {
		add_note(&vantages->host, region_printf(&vantages->region, "at %s",
							vantages->places[worst].view.id));
	}
	return &vantages->host;
}

int fd_vantages_error(const struct fd_vantages *vantages)
{
	return vantages->region.failed ? -ENOMEM : 0;
}

/* ---- life -------------------------------------------------------------------------------------- */

static int open_place(struct fd_vantages *vantages, struct place *place,
		      const struct fd_vantage *view)
{
	size_t count = view->inventory->resolver_count;

	place->view = *view;
	place->resolvers = region_array(&vantages->region, count, sizeof(*place->resolvers));
	place->moved = region_array(&vantages->region, count, sizeof(*place->moved));
	return place->resolvers == NULL || place->moved == NULL ? -ENOMEM : 0;
}

int fd_vantages_create(struct fd_vantages **ret_vantages, const struct fd_vantage *views,
		       size_t count)
{
	struct fd_vantages *vantages = calloc(1, sizeof(*vantages));
	int r = 0;

	assert(count > 0);
	if (vantages == NULL) {
		return -ENOMEM;
	}
	vantages->count = count;
	vantages->places = region_array(&vantages->region, count, sizeof(*vantages->places));
	vantages->of = region_array(&vantages->region, count, sizeof(*vantages->of));
	vantages->asked = region_array(&vantages->region, count, sizeof(*vantages->asked));
	if (vantages->region.failed) {
		r = -ENOMEM;
	}
	for (size_t i = 0; i < count && r == 0; i++) {
		r = open_place(vantages, &vantages->places[i], &views[i]);
	}
	if (r < 0) {
		fd_vantages_destroy(vantages);
		return r;
	}
	for (size_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < views[i].inventory->resolver_count; j++) {
			judge_resolver(vantages, &vantages->places[i], j);
		}
	}
	*ret_vantages = vantages;
	return 0;
}

void fd_vantages_destroy(struct fd_vantages *vantages)
{
	if (vantages == NULL) {
		return;
	}
	free(vantages->cells);
	region_finish(&vantages->region);
	free(vantages);
}
