/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/compare.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

/*
 * The paired pass. Time is cut into slots; in each, one name is asked the first time and another, whose turn was a while ago,
 * the second time, of every resolver, in random order: whatever drifts in the network or here hits all alike.
 */

static const int64_t second_ns = INT64_C(1000) * 1000 * 1000;

enum {
	RATE = 50,	      /* names a second */
	WARM_AFTER_MS = 1500, /* the second ask: a TTL has counted down by then */
	LOOK_MS = 100,
	OPEN_MOST = 1 << 16,
	COOKIE_OCTETS = 8, /* of a client; a server's comes after (RFC 7873) */
};

struct turn { /* one question of one resolver in a slot */
	int64_t at_ns;
	uint32_t question, resolver;
	enum ask ask;
};

enum feature {
	FEATURE_VALIDATES,
	FEATURE_EDE,
	FEATURE_NSID,
	FEATURE_ECS,
	FEATURE_COOKIES,
	FEATURE_TCP,
	FEATURE_UDP_SIZE,
	FEATURE_CASE,
	FEATURE_MINIMISES,
};

const char *compare_feature_name(size_t feature)
{
	static const char *const names[FEATURES] = {
		[FEATURE_VALIDATES] = "dnssec_validation",
		[FEATURE_EDE] = "ede",
		[FEATURE_NSID] = "nsid",
		[FEATURE_ECS] = "ecs",
		[FEATURE_COOKIES] = "cookies",
		[FEATURE_TCP] = "tcp",
		[FEATURE_UDP_SIZE] = "edns_udp_size",
		[FEATURE_CASE] = "0x20",
		[FEATURE_MINIMISES] = "qname_minimisation",
	};
	return names[feature];
}

struct asking {
	struct compare *compare;
	struct fd_engine *engine;
	uint32_t *order;
	struct turn *turns; /* of one slot */
	size_t turn_count, next_turn;
	uint64_t random;
	uint64_t open;
	struct fd_name mixed; /* a question's name in mixed case */
	bool *failed_mutely;  /* by resolver: a SERVFAIL without an EDE */
};

/* Tokens: a cell and which ask, or a feature's question. */
#define FEATURE_TOKEN (UINT64_C(1) << 62)

static uint64_t draw(struct asking *asking)
{
	uint64_t z = asking->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* ---- what comes --------------------------------------------------------------------------------- */

static void set_feature(struct compare *compare, size_t resolver, enum feature feature,
			const char *text)
{
	snprintf(compare->features[resolver].text[feature], FEATURE_TEXT, "%s", text);
}

static const uint8_t *find_option(const struct fd_message *message, uint16_t wanted,
				  uint16_t *ret_length)
{
	size_t offset = 0;
	uint16_t code;
	const uint8_t *data;

	while (fd_edns_next(&message->edns, &offset, &code, &data, ret_length)) {
		if (code == wanted) {
			return data;
		}
	}
	return NULL;
}

/* An instance's name as people gave it, or as digits. */
static void note_nsid(struct compare *compare, size_t resolver,
		      const struct fd_message *message)
{
	char text[FEATURE_TEXT] = "yes, ";
	uint16_t length;
	const uint8_t *data = find_option(message, FD_OPTION_NSID, &length);
	size_t at = strlen(text);
	bool plain = true;

	if (data == NULL || length == 0) {
		return;
	}
	for (uint16_t i = 0; i < length; i++) {
		plain &= data[i] >= 0x20 && data[i] < 0x7f;
	}
	for (uint16_t i = 0; i < length && at + 3 < sizeof(text); i++) {
		at += (size_t)snprintf(text + at, sizeof(text) - at, plain ? "%c" : "%02x",
				       data[i]);
	}
	set_feature(compare, resolver, FEATURE_NSID, text);
}

/* What any reply shows by the way. */
static void note_by_the_way(struct asking *asking, size_t resolver,
			    const struct fd_observation *observation)
{
	struct compare *compare = asking->compare;
	const struct fd_message *message = observation->message;
	char text[FEATURE_TEXT];

	if (message == NULL) {
		return;
	}
	if (message->edns.present) {
		snprintf(text, sizeof(text), "%u", message->edns.udp_size);
		set_feature(compare, resolver, FEATURE_UDP_SIZE, text);
	}
	if (observation->ede_count > 0) {
		snprintf(text, sizeof(text), "yes, seen %u", observation->ede[0]);
		set_feature(compare, resolver, FEATURE_EDE, text);
	} else if (observation->status == FD_SERVFAIL) {
		asking->failed_mutely[resolver] = true;
	}
	note_nsid(compare, resolver, message);
}

static bool says_hooray(const struct fd_message *message)
{
	return memmem(message->wire, message->length, "HOORAY", 6) != NULL;
}

static void note_extras(struct compare *compare, size_t resolver,
			const struct fd_message *message)
{
	uint16_t length = 0;
	bool cookie = find_option(message, FD_OPTION_COOKIE, &length) != NULL &&
		      length > COOKIE_OCTETS;

	set_feature(compare, resolver, FEATURE_COOKIES, cookie ? "yes" : "no");
	bool subnet = find_option(message, FD_OPTION_ECS, &length) != NULL;
	set_feature(compare, resolver, FEATURE_ECS, subnet ? "yes" : "no");
}

static void note_feature(struct asking *asking, size_t resolver, enum feature feature,
			 const struct fd_observation *observation)
{
	struct compare *compare = asking->compare;
	const struct fd_message *message = observation->message;
	bool fine = message != NULL && observation->status == FD_NOERROR;

	switch (feature) {
	case FEATURE_VALIDATES:
		if (fine) {
			set_feature(compare, resolver, feature,
				    (observation->flags & FD_CELL_AD) != 0 ? "yes" : "no");
		}
		break;
	case FEATURE_TCP:
		set_feature(compare, resolver, feature, message != NULL ? "yes" : "no");
		break;
	case FEATURE_COOKIES:
		if (message != NULL) {
			note_extras(compare, resolver, message);
		}
		break;
	case FEATURE_CASE:
		if (message != NULL && message->has_question) {
			bool kept = memcmp(message->qname.wire, asking->mixed.wire,
					   asking->mixed.length) == 0;
			set_feature(compare, resolver, feature, kept ? "kept" : "changed");
		}
		break;
	case FEATURE_MINIMISES:
		if (fine && (observation->flags & FD_CELL_ANSWER) != 0) {
			set_feature(compare, resolver, feature,
				    says_hooray(message) ? "yes" : "no");
		}
		break;
	case FEATURE_EDE:
	case FEATURE_NSID:
	case FEATURE_ECS:
	case FEATURE_UDP_SIZE:
	default:
		break;
	}
}

/*
 * A latency counts when the first try was answered, however long that took and however often it was repeated meanwhile: a lost
 * packet is loss, not slowness, and what is slow must not be left out for being repeated.
 */
static void note_cell(struct asking *asking, struct asked_cell *cell, enum ask ask,
		      const struct fd_outcome *outcome,
		      const struct fd_observation *observation)
{
	bool counts = observation->wire != NULL && outcome->try_answered == 1 &&
		      (observation->status == FD_NOERROR || observation->status == FD_NXDOMAIN);
	enum fd_cached cached = FD_CACHED_UNKNOWN;

	if (counts) {
		cached = fd_freshness_learn(&cell->freshness, observation->ttl,
					    outcome->sent_ns, false);
	}
	if (ask == ASK_WARM && counts && cached != FD_CACHED_HIT) {
		asking->compare->unproven++;
		return;
	}
	if (counts) {
		cell->latency_ns[ask] = (double)outcome->rtt_ns;
	}
}

static void on_outcome(void *context, const struct fd_outcome *outcome)
{
	struct asking *asking = context;
	struct compare *compare = asking->compare;
	const struct fd_inventory *inventory = compare->inventory;
	struct fd_observation observation;
	struct fd_message message;

	asking->open--;
	if ((outcome->token & FEATURE_TOKEN) != 0) {
		size_t resolver = (size_t)(outcome->token & 0xffffffff);
		enum feature feature = (enum feature)(outcome->token >> 32 & 0xff);
		fd_observe(&observation, &message, outcome, FD_TYPE_TXT);
		note_feature(asking, resolver, feature, &observation);
		note_by_the_way(asking, resolver, &observation);
		return;
	}
	uint64_t cell = outcome->token / ASKS;
	enum ask ask = (enum ask)(outcome->token % ASKS);
	uint32_t question = (uint32_t)(cell / inventory->resolver_count);
	uint32_t resolver = (uint32_t)(cell % inventory->resolver_count);
	uint16_t qtype = inventory->questions[question].qtype;

	fd_observe(&observation, &message, outcome, qtype);
	if (ask == ASK_COLD) {
		fd_sketch(&compare->cells[cell].sketch, &observation, qtype);
		note_by_the_way(asking, resolver, &observation);
	}
	note_cell(asking, &compare->cells[cell], ask, outcome, &observation);
}

/* ---- what goes ------------------------------------------------------------------------------------- */

static int submit(struct asking *asking, const struct fd_probe *probe)
{
	int r = fd_engine_submit(asking->engine, probe);

	asking->open += r == 0;
	return r;
}

static int take_turn(struct asking *asking, const struct turn *turn)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	const struct fd_question *question = &inventory->questions[turn->question];
	uint64_t cell = (uint64_t)turn->question * inventory->resolver_count + turn->resolver;
	struct fd_probe probe = {
		.token = cell * ASKS + turn->ask,
		.server = turn->resolver,
		.qtype = question->qtype,
		.flags = asking->compare->options->no_edns
				 ? FD_QUERY_BULK & ~(FD_QUERY_EDNS | FD_QUERY_NSID)
				 : FD_QUERY_BULK,
		.proto = (uint8_t)inventory->resolvers[turn->resolver].proto,
		.retries = FD_RETRIES_DEFAULT,
	};

	probe.qname = fd_inventory_qname(inventory, question, &probe.qname_length);
	return submit(asking, &probe);
}

static int compare_turns(const void *a, const void *b)
{
	const struct turn *left = a, *right = b;

	return (left->at_ns > right->at_ns) - (left->at_ns < right->at_ns);
}

static void add_turns(struct asking *asking, int64_t start_ns, int64_t slot_ns,
		      uint32_t question, enum ask ask)
{
	const struct fd_inventory *inventory = asking->compare->inventory;

	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (!compare_has(asking->compare, i) ||
		    !fd_inventory_asks(inventory, &inventory->questions[question], i)) {
			continue;
		}
		asking->turns[asking->turn_count++] = (struct turn) {
			.at_ns = start_ns + (int64_t)(draw(asking) % (uint64_t)slot_ns),
			.question = question,
			.resolver = i,
			.ask = ask,
		};
	}
}

static void watch(struct compare *compare, struct run *run)
{
	if (interrupt_count() > 0 && !compare->stopped) {
		compare->stopped = true;
		progress_say(run, "interrupted: what was asked so far is compared");
	}
}

static int play_slot(struct asking *asking, struct run *run, int64_t end_ns)
{
	qsort(asking->turns, asking->turn_count, sizeof(*asking->turns), compare_turns);
	asking->next_turn = 0;
	for (;;) {
		int64_t now_ns = fd_engine_now(asking->engine);
		while (asking->next_turn < asking->turn_count &&
		       asking->turns[asking->next_turn].at_ns <= now_ns) {
			int r = take_turn(asking, &asking->turns[asking->next_turn++]);
			if (r < 0) {
				return r;
			}
		}
		if (asking->next_turn == asking->turn_count && now_ns >= end_ns) {
			return 0;
		}
		int64_t until_ns = asking->next_turn < asking->turn_count
					   ? asking->turns[asking->next_turn].at_ns
					   : end_ns;
		int r = fd_engine_step(asking->engine, until_ns);
		if (r < 0) {
			return r;
		}
		watch(asking->compare, run);
	}
}

static int drain(struct asking *asking)
{
	int r = 0;

	while (r == 0 && asking->open > 0) {
		r = fd_engine_step(asking->engine,
				   fd_engine_now(asking->engine) + second_ns / 10);
	}
	return r;
}

/* The lowest ceiling holds for all, or the pairs would part: each slot asks everybody twice. */
static double slots_a_second(const struct compare *compare)
{
	const struct options *options = compare->options;
	const struct fd_inventory *inventory = compare->inventory;
	double rate = options->bench.rate > 0 ? options->bench.rate : RATE;

	for (size_t i = 0; i < inventory->resolver_count; i++) {
		uint32_t ceiling =
			compare_has(compare, (uint32_t)i)
				? run_qps(options, inventory, &inventory->resolvers[i])
				: 0;
		rate = ceiling > 0 ? fmin(rate, ceiling / 2.0) : rate;
	}
	if (options->qps > 0) {
		rate = fmin(rate, options->qps / (2.0 * (double)inventory->resolver_count));
	}
	return rate;
}

static int ask_pairs(struct asking *asking, struct run *run)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	double rate = slots_a_second(asking->compare);
	int64_t slot_ns = (int64_t)(1e9 / rate);
	size_t count = inventory->question_count;
	size_t lag = (size_t)(rate * WARM_AFTER_MS / 1000) + 1;
	int64_t start_ns = fd_engine_now(asking->engine);
	int r = 0;

	for (size_t slot = 0; slot < count + lag && r == 0 && !asking->compare->stopped;
	     slot++) {
		int64_t at_ns = start_ns + (int64_t)slot * slot_ns;
		asking->turn_count = 0;
		if (slot < count) {
			add_turns(asking, at_ns, slot_ns, asking->order[slot], ASK_COLD);
		}
		if (slot >= lag) {
			add_turns(asking, at_ns, slot_ns, asking->order[slot - lag], ASK_WARM);
		}
		r = play_slot(asking, run, at_ns + slot_ns);
	}
	return r < 0 ? r : drain(asking);
}

/* ---- features ------------------------------------------------------------------------------------------- */

/* A question's name with every other letter turned: whether it comes back so is what 0x20 needs. */
static void mix_case(struct fd_name *name)
{
	for (unsigned i = 1, turn = 0; i < name->length; i++) {
		uint8_t lower = name->wire[i] | 0x20;
		if (lower >= 'a' && lower <= 'z' && name->wire[i] > 63) {
			name->wire[i] = turn++ % 2 == 0 ? (uint8_t)(lower & ~0x20) : lower;
		}
	}
}

static int ask_features(struct asking *asking)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	struct fd_name signed_name = { .length = 1 }, minimise;
	const struct fd_question *question = &inventory->questions[0];
	uint8_t length;
	const uint8_t *wire = fd_inventory_qname(inventory, question, &length);
	int r = 0;

	(void)fd_name_parse(&minimise, "qnamemintest.internet.nl");
	signed_name = inventory->has_canary_signed ? inventory->canary_signed : signed_name;
	asking->mixed.length = length;
	memcpy(asking->mixed.wire, wire, length);
	mix_case(&asking->mixed);
	const struct {
		enum feature feature;
		const struct fd_name *name;
		uint16_t qtype;
		uint8_t flags;
		enum fd_proto proto;
	} rows[] = {
		{ FEATURE_VALIDATES, &signed_name, FD_TYPE_SOA, FD_QUERY_BULK | FD_QUERY_DO,
		  FD_UDP },
		{ FEATURE_TCP, &signed_name, FD_TYPE_SOA, FD_QUERY_BULK, FD_TCP },
		{ FEATURE_COOKIES, &asking->mixed, question->qtype,
		  FD_QUERY_BULK | FD_QUERY_EXTRAS, FD_UDP },
		{ FEATURE_CASE, &asking->mixed, question->qtype, FD_QUERY_BULK, FD_UDP },
		{ FEATURE_MINIMISES, &minimise, FD_TYPE_TXT, FD_QUERY_BULK, FD_UDP },
	};
	for (uint32_t i = 0; i < inventory->resolver_count && r == 0; i++) {
		for (size_t k = 0; compare_has(asking->compare, i) &&
				   k < sizeof(rows) / sizeof(rows[0]) && r == 0;
		     k++) {
			struct fd_probe probe = {
				.token = FEATURE_TOKEN | (uint64_t)rows[k].feature << 32 | i,
				.server = i,
				.qtype = rows[k].qtype,
				.flags = rows[k].flags,
				.proto = (uint8_t)rows[k].proto,
				.qname = rows[k].name->wire,
				.qname_length = rows[k].name->length,
				.retries = FD_RETRIES_DEFAULT,
			};
			r = submit(asking, &probe);
		}
	}
	r = r < 0 ? r : drain(asking);
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		if (asking->failed_mutely[i] &&
		    strcmp(asking->compare->features[i].text[FEATURE_EDE], "not measured") ==
			    0) {
			set_feature(asking->compare, i, FEATURE_EDE, "none with a SERVFAIL");
		}
	}
	return r;
}

/* ---- all of it ------------------------------------------------------------------------------------------- */

static int open_engine(struct asking *asking, const struct run *run)
{
	const struct options *options = asking->compare->options;
	const struct fd_inventory *inventory = asking->compare->inventory;
	struct fd_engine_config config = {
		.kind = asking->compare->sim != NULL ? FD_ENGINE_SIM : options->engine,
		.sim = asking->compare->sim,
		.concurrency = OPEN_MOST,
		.timeout_ns = run_timeout(run),
		.retries = FD_RETRIES_AUTO,
		.no_gso = true,
		.no_gro = true,
		.stamp_sends = true, /* round trips begin when the kernel says that they do */
		.context = asking,
		.on_outcome = on_outcome,
	};
	int r = fd_engine_create(&asking->engine, &config);

	for (size_t i = 0; i < inventory->resolver_count && r == 0; i++) {
		struct fd_server_config server = {
			.endpoint = inventory->resolvers[i].endpoint,
			.source = inventory->resolvers[i].source,
			.qps = run_qps(options, inventory, &inventory->resolvers[i]),
			.open_max = OPEN_MOST,
			.fixed = true,
		};
		uint32_t index;
		r = fd_engine_add_server(asking->engine, &server, &index);
	}
	return r;
}

static int make_tables(struct asking *asking)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	size_t count = inventory->question_count;

	asking->order = calloc(count, sizeof(*asking->order));
	asking->turns = calloc(2 * inventory->resolver_count, sizeof(*asking->turns));
	asking->failed_mutely =
		calloc(inventory->resolver_count, sizeof(*asking->failed_mutely));
	if (asking->order == NULL || asking->turns == NULL || asking->failed_mutely == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t other = (uint32_t)(draw(asking) % (i + 1U));
		asking->order[i] = asking->order[other];
		asking->order[other] = i;
	}
	return 0;
}

int compare_ask(struct compare *compare, struct run *run)
{
	struct asking asking = { .compare = compare, .random = run->seed };
	int r = make_tables(&asking);

	r = r < 0 ? r : open_engine(&asking, run);
	if (r == 0) {
		progress_say(run, "asking every name twice of all, in random order");
	}
	r = r < 0 ? r : ask_pairs(&asking, run);
	r = r < 0 || compare->stopped ? r : ask_features(&asking);
	if (r < 0) {
		fprintf(stderr, "fleetdig: the pairs could not be asked: %s\n", strerror(-r));
	}
	fd_engine_destroy(asking.engine);
	free(asking.order);
	free(asking.turns);
	free(asking.failed_mutely);
	return r;
}
