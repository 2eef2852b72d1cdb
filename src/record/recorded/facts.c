/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/limits.h"
#include "record/recorded/recorded.h"

/*
 * Facts from probes. A diagnosis depends on the order in which it learns, so what was recorded is told in the order of the
 * records, as soon as it is wished for; what was not recorded is told at once as not asked.
 */

/* ---- reading ------------------------------------------------------------------------------- */

static bool known_canary(const struct recorded *recorded, const uint8_t *digits)
{
	for (size_t i = 0; i < recorded->canary_count; i++) {
		if (memcmp(recorded->canaries[i], digits, FD_CANARY_LABEL - 1) == 0) {
			return true;
		}
	}
	return false;
}

/* The canaries' random name tells the zone that was chosen for it: a shard does not see all names. And it tells the random label. */
static int take_canary(struct recorded *recorded, const struct fd_wish *wish)
{
	unsigned labels = fd_name_labels(&wish->qname);
	const uint8_t *digits = wish->qname.wire + 2; /* after the length and a letter */

	if (wish->purpose != FD_PURPOSE_CANARY || wish->qtype != FD_TYPE_A || labels < 1 ||
	    wish->qname.wire[0] != FD_CANARY_LABEL) {
		return 0;
	}
	if (recorded->canary_zone.length == 0 && labels > 1) {
		fd_name_suffix(&recorded->canary_zone, &wish->qname, labels - 1);
	}
	if (known_canary(recorded, digits)) {
		return 0;
	}
	uint8_t(*canaries)[FD_CANARY_LABEL - 1] =
		reallocarray(recorded->canaries, recorded->canary_count + 1, sizeof(*canaries));
	if (canaries == NULL) {
		return -ENOMEM;
	}
	recorded->canaries = canaries;
	memcpy(canaries[recorded->canary_count++], digits, FD_CANARY_LABEL - 1);
	return 0;
}

/*
 * Each part of a run has made up names of its own that nobody has: as the first one would have called them they are found again. The
 * letter before the digits tells some from others.
 */
static void rename_canary(const struct recorded *recorded, struct fd_name *name)
{
	char label[FD_CANARY_LABEL + 1];

	if (recorded->canary_count < 2) {
		return;
	}
	fd_canary_label(label, recorded->public.run.seed);
	for (size_t at = 0; name->wire[at] != 0; at += name->wire[at] + 1u) {
		if (name->wire[at] == FD_CANARY_LABEL &&
		    known_canary(recorded, name->wire + at + 2)) {
			memcpy(name->wire + at + 2, label + 1, FD_CANARY_LABEL - 1);
		}
	}
}

static int grow(struct recorded *recorded)
{
	size_t count = recorded->public.probe_count;

	if (count < recorded->probe_capacity) {
		return 0;
	}
	size_t capacity = count == 0 ? 256 : count * 2;
	struct recorded_probe *probes =
		reallocarray(recorded->probes, capacity, sizeof(*probes));
	if (probes == NULL) {
		return -ENOMEM;
	}
	recorded->probes = probes;
	recorded->probe_capacity = capacity;
	return 0;
}

int recorded_take_probe(struct recorded *recorded, const struct fd_probe_in *probe)
{
	struct fd_octets reply = probe->reply;
	uint8_t *copy = NULL;
	int r = grow(recorded);

	if (r < 0) {
		return r;
	}
	if (reply.length > 0) {
		copy = malloc(reply.length);
		if (copy == NULL) {
			return -ENOMEM;
		}
		memcpy(copy, reply.octets, reply.length);
	}
	struct recorded_probe *own = &recorded->probes[recorded->public.probe_count++];
	*own = (struct recorded_probe) {
		.wish = probe->wish,
		.observed = probe->observed,
		.reply = { .octets = copy, .length = reply.length },
		.octets = copy,
	};
	own->wish.resolver = probe->resolver == NULL
				     ? FD_NO_INDEX
				     : id_index_find(&recorded->resolver_ids, probe->resolver);
	recorded->public.anything_came |= reply.length > 0 && own->wish.resolver != FD_NO_INDEX;
	r = take_canary(recorded, &own->wish);
	if (r == 0) {
		r = recorded_tell_probe(recorded, probe, &own->wish);
	}
	rename_canary(recorded, &own->wish.qname);
	return r;
}

void recorded_facts_finish(struct recorded *recorded)
{
	for (size_t i = 0; i < recorded->public.probe_count; i++) {
		free(recorded->probes[i].octets);
	}
	free(recorded->probes);
	free(recorded->canaries);
}

/* ---- what was asked, by what was asked --------------------------------------------------------- */

struct telling {
	const struct recorded *recorded;
	struct fd_diagnosis *diagnosis;
	uint32_t *slots; /* hash table of probes: number + 1 */
	size_t slot_count;
	struct told {
		bool wished, told;
		uint64_t id; /* of the wish */
	} * told;	     /* per probe */
	size_t first;	     /* all before it are told */
	size_t missing;
};

static bool same_question(const struct fd_wish *a, const struct fd_wish *b)
{
	return a->proto == b->proto && a->flags == b->flags && a->repeat == b->repeat &&
	       a->qtype == b->qtype && fd_endpoint_equal(&a->server, &b->server) &&
	       fd_name_equal(&a->qname, &b->qname);
}

static uint32_t *find_slot(const struct telling *telling, const struct fd_wish *wish)
{
	uint64_t hash = fd_endpoint_hash(&wish->server) ^ fd_name_hash(&wish->qname) * 3;
	size_t mask = telling->slot_count - 1;

	hash ^= (uint64_t)wish->qtype << 32 | (uint64_t)wish->flags << 16 |
		(uint64_t)wish->repeat << 40 | (uint64_t)wish->proto;
	size_t at = (size_t)((hash * 0x9E3779B97F4A7C15u) >> 24) & mask;
	while (telling->slots[at] != 0 &&
	       !same_question(&telling->recorded->probes[telling->slots[at] - 1].wish, wish)) {
		at = (at + 1) & mask;
	}
	return &telling->slots[at];
}

static int index_probes(struct telling *telling)
{
	size_t count = telling->recorded->public.probe_count;

	telling->slot_count = 64;
	while (telling->slot_count < count * 2) {
		telling->slot_count *= 2;
	}
	telling->slots = calloc(telling->slot_count, sizeof(*telling->slots));
	telling->told = calloc(count + 1, sizeof(*telling->told));
	if (telling->slots == NULL || telling->told == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t *slot = find_slot(telling, &telling->recorded->probes[i].wish);
		/* Asked twice: a run asks nothing twice, so the first stands. */
		telling->told[i].told = *slot != 0;
		*slot = *slot == 0 ? (uint32_t)i + 1 : *slot;
	}
	return 0;
}

/* ---- telling ------------------------------------------------------------------------------- */

static void tell_nothing(struct telling *telling, const struct fd_wish *wish)
{
	const struct fd_observation nothing = { .status = FD_STATUS_NOT_ASKED,
						.reason = FD_REASON_BUDGET,
						.rcode = -1 };

	telling->missing++;
	fd_diagnosis_learn(telling->diagnosis, wish->id, &nothing);
}

static void take_wishes(struct telling *telling)
{
	struct fd_wish wishes[TELLING_WISHES];
	size_t count;

	while ((count = fd_diagnosis_wishes(telling->diagnosis, wishes, TELLING_WISHES)) > 0) {
		for (size_t i = 0; i < count; i++) {
			uint32_t probe = *find_slot(telling, &wishes[i]);
			if (probe == 0) {
				tell_nothing(telling, &wishes[i]);
			} else {
				telling->told[probe - 1].wished = true;
				telling->told[probe - 1].id = wishes[i].id;
			}
		}
	}
}

/* The first in the order of the records that is wished for; false when there is none. */
static bool tell_next(struct telling *telling)
{
	size_t count = telling->recorded->public.probe_count;

	while (telling->first < count && telling->told[telling->first].told) {
		telling->first++;
	}
	for (size_t i = telling->first; i < count; i++) {
		const struct recorded_probe *probe = &telling->recorded->probes[i];
		struct fd_observation observation;
		struct fd_message message;
		if (telling->told[i].told || !telling->told[i].wished) {
			continue;
		}
		recorded_observe(&probe->observed, &probe->reply, probe->wish.qtype,
				 &observation, &message);
		telling->told[i].told = true;
		fd_diagnosis_learn(telling->diagnosis, telling->told[i].id, &observation);
		return true;
	}
	return false;
}

/* Returns how many. */
static size_t tell_all(struct telling *telling)
{
	size_t told = 0;

	take_wishes(telling);
	while (!fd_diagnosis_done(telling->diagnosis) && tell_next(telling)) {
		told++;
		take_wishes(telling);
	}
	return told;
}

/* Canaries while the bulk ran, until there are no more of them: the last round finds none, and misses nothing. */
static void tell_during(struct telling *telling)
{
	size_t missing = telling->missing;

	do {
		fd_diagnosis_canaries(telling->diagnosis);
	} while (tell_all(telling) > 0);
	telling->missing = missing;
}

/* ---- how the run was configured ----------------------------------------------------------------- */

static const char *option(const struct fd_run_record *run, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; run->options[i] != NULL; i++) {
		if (strncmp(run->options[i], name, length) == 0 &&
		    run->options[i][length] == '=') {
			return run->options[i] + length + 1;
		}
	}
	return NULL;
}

static int64_t duration(const struct fd_run_record *run, const char *name)
{
	const char *text = option(run, name);
	int64_t ns = 0;

	return text != NULL && fd_duration_parse(&ns, text) == 0 ? ns : 0;
}

static struct fd_diagnosis_config config_of(const struct fd_recorded *recorded)
{
	const struct fd_run_record *run = &recorded->run;
	const char *budget = option(run, "drill-budget");

	return (struct fd_diagnosis_config) {
		.inventory = &((const struct recorded *)recorded)->judged,
		.matrix = recorded->matrix,
		.budget = budget == NULL ? UINT32_MAX : (uint32_t)strtoul(budget, NULL, 10),
		.no_drill = option(run, "no-drill") != NULL,
		.no_direct = option(run, "no-direct") != NULL,
		.no_edns = option(run, "no-edns") != NULL,
		.deep = option(run, "deep") != NULL,
		.timeout_ns = duration(run, "timeout"),
		.patience_ns = duration(run, "patience"),
		.wall_time_s = run->started_us / 1000000,
		.seed = run->seed,
		.await_library = true,
		.shard_mask = recorded->asked,
	};
}

int fd_recorded_diagnose(const struct fd_recorded *recorded,
			 struct fd_diagnosis **ret_diagnosis, size_t *ret_missing)
{
	struct telling telling = { .recorded = (const struct recorded *)recorded };
	const struct fd_diagnosis_config config = config_of(recorded);
	int r = index_probes(&telling);

	r = r < 0 ? r : fd_diagnosis_create(&telling.diagnosis, &config);
	for (uint32_t i = 0; r == 0 && i < recorded->inventory->resolver_count; i++) {
		fd_diagnosis_set_loss(telling.diagnosis, i, recorded->resolvers[i].bulk_sent,
				      recorded->resolvers[i].bulk_lost);
		fd_diagnosis_set_limit(telling.diagnosis, i, recorded->resolvers[i].limit_qps,
				       recorded->resolvers[i].turned_down);
	}
	if (r == 0) {
		tell_all(&telling);
		tell_during(&telling);
		fd_diagnosis_table_ready(telling.diagnosis);
		fd_diagnosis_set_library(telling.diagnosis, recorded->library);
		tell_all(&telling);
		r = fd_diagnosis_done(telling.diagnosis) ? 0 : -ENOMEM;
	}
	free(telling.slots);
	free(telling.told);
	if (r < 0) {
		fd_diagnosis_destroy(telling.diagnosis);
		return r;
	}
	*ret_missing = telling.missing;
	*ret_diagnosis = telling.diagnosis;
	return 0;
}
