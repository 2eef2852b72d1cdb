/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_PORT = 1000,
	STEPS_MAX = 2000000
};

/* ---- the servers --------------------------------------------------------------------------- */

static uint64_t mix(uint64_t value)
{
	value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
	return value ^ (value >> 31);
}

static void spell(uint8_t address[16], uint64_t number)
{
	uint64_t words[2] = { number, mix(number + 1) };

	memcpy(address, words, sizeof(words));
}

/** −2 when the octets spell no number: only a corrupted answer does that. */
static int64_t read_spelled(const uint8_t address[16])
{
	uint64_t words[2];

	memcpy(words, address, sizeof(words));
	return words[1] == mix(words[0] + 1) ? (int64_t)words[0] : -2;
}

static uint64_t number_of(const struct fd_name *name)
{
	char digits[FD_LABEL_MAX + 1] = "";

	memcpy(digits, name->wire + 2, name->wire[0] - 1U);
	return strtoull(digits, NULL, 10);
}

static void log_query(struct server_log *log, enum fd_proto proto, int64_t now_ns)
{
	log->queries++;
	log->tcp_queries += proto == FD_TCP;
	log->last_query_ns = now_ns;
	if (log->arrival_count == log->arrival_capacity) {
		log->arrival_capacity = log->arrival_capacity * 2 + 64;
		log->arrivals_ns = reallocarray(log->arrivals_ns, log->arrival_capacity,
						sizeof(*log->arrivals_ns));
		cr_assert_not_null(log->arrivals_ns);
	}
	log->arrivals_ns[log->arrival_count++] = now_ns;
}

static struct fd_reply answer_with(const struct fd_message *query, uint16_t flags, bool full,
				   uint8_t *buffer, size_t size)
{
	struct fd_builder builder;
	uint8_t address[16];

	spell(address, number_of(&query->qname));
	fd_builder_init(&builder, buffer, size, query->id, (uint16_t)(FD_FLAG_QR | flags));
	fd_builder_question(&builder, &query->qname, query->qtype, query->qclass);
	if (full) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &query->qname, FD_TYPE_AAAA, 60,
				  address, sizeof(address));
	}
	int length = fd_builder_finish(&builder);
	cr_assert_gt(length, 0);
	return (struct fd_reply) { .kind = FD_REPLY_MESSAGE, .length = (size_t)length };
}

static struct fd_reply refuse(const struct fd_message *query, uint8_t *buffer, size_t size)
{
	struct fd_builder builder;

	fd_builder_init(&builder, buffer, size, query->id, FD_FLAG_QR | FD_REFUSED);
	return (struct fd_reply) { .kind = FD_REPLY_MESSAGE,
				   .length = (size_t)fd_builder_finish(&builder) };
}

static bool is_over(struct limit *limit, int64_t now_ns)
{
	if (limit->burst == 0) {
		if (now_ns / SEC != limit->filled_ns / SEC) {
			limit->tokens = limit->qps;
		}
	} else {
		double gained = (double)(now_ns - limit->filled_ns) * limit->qps / 1e9;
		bool full = limit->filled_ns == 0 || limit->tokens + gained > limit->burst;
		limit->tokens = full ? limit->burst : limit->tokens + gained;
	}
	limit->filled_ns = now_ns;
	if (limit->tokens < 1) {
		return true;
	}
	limit->tokens--;
	return false;
}

static void count_turned_down(struct server_log *log, enum manner manner, int64_t now_ns)
{
	bool late = now_ns - log->arrivals_ns[0] > SEC;
	bool down = manner != GOOD;

	log->turned_down += down;
	log->late_turned_down += down && late;
	log->late_queries += late;
}

/** What the manner comes to for this query: GOOD, SILENT, CLOSED, TRUNCATING (over UDP) or CURT. */
static enum manner resolve(struct rig *rig, struct server_log *log, uint64_t number,
			   enum fd_proto proto, int64_t now_ns)
{
	static const struct {
		enum manner manner, udp, tcp;
	} simple[] = {
		{ GOOD, GOOD, GOOD },
		{ SILENT, SILENT, SILENT },
		{ CLOSED, CLOSED, CLOSED },
		{ TRUNCATING, TRUNCATING, GOOD },
		{ UDP_ONLY, TRUNCATING, CLOSED },
		{ TCP_MUTE, TRUNCATING, SILENT },
		{ CURT, CURT, CURT },
		{ REFUSING, REFUSING, REFUSING },
		{ FAILING, FAILING, FAILING },
	};
	static const struct {
		enum manner manner, before, after;
	} turning[] = {
		{ WAKING, SILENT, GOOD },    { SLEEPING, GOOD, SILENT },
		{ CLOSING, GOOD, CLOSED },   { OPENING, CLOSED, GOOD },
		{ BREAKING, GOOD, FAILING },
	};
	bool seen = rig->seen[number];

	rig->seen[number] = 1;
	for (size_t i = 0; i < ROWS(simple); i++) {
		if (simple[i].manner == log->manner) {
			return proto == FD_TCP ? simple[i].tcp : simple[i].udp;
		}
	}
	for (size_t i = 0; i < ROWS(turning); i++) {
		if (turning[i].manner == log->manner) {
			return now_ns < log->wakes_ns ? turning[i].before : turning[i].after;
		}
	}
	if (log->manner == HALF) {
		return number % 2 == 1 ? SILENT : GOOD;
	}
	if (log->manner == FIRST_LOST) {
		return seen ? GOOD : SILENT;
	}
	if (log->manner == LIMITING) {
		if (proto == FD_TCP && log->limit.above == TRUNCATING) {
			return GOOD;
		}
		return is_over(&log->limit, now_ns) ? log->limit.above : GOOD;
	}
	if (log->manner == CHOOSY) {
		return (double)(mix(number) % 1000) < log->choosy * 1000 ? REFUSING : GOOD;
	}
	if (log->manner == PAUSING) {
		bool pauses = now_ns >= log->wakes_ns && now_ns < log->wakes_ns + log->pause_ns;
		return pauses ? SILENT : GOOD;
	}
	if (log->manner == CURT_THEN_GOOD) {
		return seen ? GOOD : CURT;
	}
	return GOOD;
}

/* ---- a resolver that recurses --------------------------------------------------------------- */

/* Of ten names five are well, three fail within three seconds, one after eight, and one never gets an answer. */
static int64_t work_ns(uint64_t number)
{
	uint64_t dice = mix(number ^ 0x5eed);

	switch (mix(number) % 10) {
	case 5:
	case 6:
	case 7:
		return (int64_t)(100 + dice % 2900) * MS;
	case 8:
		return 8 * SEC;
	case 9:
		return INT64_MAX;
	default:
		return (int64_t)(5 + dice % 300) * MS;
	}
}

/* GOOD, FAILING or SILENT, and how long that takes. */
static enum manner recurse(struct rig *rig, const struct outage *outage, uint64_t number,
			   int64_t now_ns, int64_t *ret_delay_ns)
{
	int64_t work = work_ns(number);
	bool fails = mix(number) % 10 >= 5;
	int64_t *done_ns = &rig->done_ns[number];

	*ret_delay_ns = 0;
	if (work == INT64_MAX) {
		return SILENT;
	}
	if (*done_ns == 0 || (fails && now_ns >= *done_ns + (outage->caches ? 5 * SEC : 0))) {
		*done_ns = now_ns + work;
	}
	if (now_ns < *done_ns) {
		*ret_delay_ns = *done_ns - now_ns;
	}
	if (outage->forgotten_ns > 0 && *ret_delay_ns > outage->forgotten_ns) {
		return SILENT;
	}
	return fails ? FAILING : GOOD;
}

static struct fd_reply respond(void *state, const struct fd_endpoint *endpoint,
			       enum fd_proto proto, const uint8_t *bytes, size_t length,
			       int64_t now_ns, uint8_t *buffer, size_t size)
{
	struct rig *rig = state;
	struct server_log *log = &rig->servers[endpoint->port - FIRST_PORT];
	struct fd_reply reply = { 0 };
	struct fd_message query;

	log_query(log, proto, now_ns);
	cr_assert_eq(fd_message_parse(&query, bytes, length), 0);
	uint64_t number = number_of(&query.qname);
	int64_t work = 0;
	enum manner manner = log->manner == RECURSING
				     ? recurse(rig, &log->outage, number, now_ns, &work)
				     : resolve(rig, log, number, proto, now_ns);
	count_turned_down(log, manner, now_ns);
	if (manner == SILENT) {
		return reply;
	}
	if (manner == CLOSED) {
		reply.kind = FD_REPLY_UNREACHABLE;
		return reply;
	}
	if (manner == CURT) {
		reply = refuse(&query, buffer, size);
	} else if (manner == REFUSING || manner == FAILING) {
		reply = answer_with(&query, manner == REFUSING ? FD_REFUSED : FD_SERVFAIL,
				    false, buffer, size);
	} else if (manner == TRUNCATING) {
		reply = answer_with(&query, FD_FLAG_TC, false, buffer, size);
	} else {
		reply = answer_with(&query, 0, true, buffer, size);
	}
	reply.delay_ns = log->delay_ns + work;
	if (log->manner == SLOW_ODD && number % 2 == 1) {
		reply.delay_ns += 300 * MS;
	}
	return reply;
}

/* ---- the caller's side --------------------------------------------------------------------- */

static void read_reply(struct result *result, const struct fd_outcome *outcome)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_message message;

	result->spelled = -1;
	if (fd_message_parse(&message, outcome->reply, outcome->reply_length) != 0) {
		result->spelled = -2;
		return;
	}
	result->rcode = message.rcode;
	result->truncated = (message.flags & FD_FLAG_TC) != 0;
	if (fd_message_next(&message, &cursor, &record)) {
		bool whole = record.type == FD_TYPE_AAAA && record.rdata_length == 16;
		result->spelled = whole ? read_spelled(message.wire + record.rdata_offset) : -2;
	}
}

static void fold(struct rig *rig, uint64_t value)
{
	rig->hash = mix(rig->hash ^ value) + UINT64_C(0x9E3779B97F4A7C15);
}

static void hear(void *context, const struct fd_outcome *outcome)
{
	struct rig *rig = context;

	cr_assert_lt(outcome->token, rig->submitted);
	struct result *result = &rig->results[outcome->token];
	result->endings++;
	cr_assert_eq(result->endings, 1, "probe %" PRIu64 " ended twice", outcome->token);
	cr_assert_eq(outcome->reply != NULL, outcome->ending == FD_ANSWERED);
	cr_assert_eq(outcome->error != 0,
		     outcome->ending == FD_UNREACHABLE || outcome->ending == FD_FAILED);
	cr_assert_eq(outcome->reason != FD_REASON_NONE, outcome->ending == FD_NOT_ASKED);
	if (outcome->ending == FD_ANSWERED) {
		read_reply(result, outcome);
	}
	result->outcome = *outcome;
	result->outcome.reply = NULL;
	rig->ended++;
	fold(rig, outcome->token);
	fold(rig, (uint64_t)outcome->ending << 8 | outcome->tries);
	fold(rig, (uint64_t)outcome->ended_ns);
	fold(rig, (uint64_t)outcome->rtt_ns);
	fold(rig, (uint64_t)result->spelled);
	if (rig->on_outcome != NULL) {
		rig->on_outcome(rig, outcome);
	}
}

static void give(void *context, uint32_t server, uint32_t room)
{
	struct rig *rig = context;

	cr_assert_gt(room, 0);
	rig->fed_while_quarantined += fd_engine_quarantined(rig->engine, server);
	while (room-- > 0 && rig->feed_from[server] < rig->feed_to[server]) {
		rig->feed_from[server]++;
		rig_ask(rig, server, (struct fd_probe) { .retries = FD_RETRIES_DEFAULT });
	}
}

void rig_init(struct rig *rig, uint64_t capacity)
{
	*rig = (struct rig) {
		.capacity = capacity,
		.names = calloc(capacity, sizeof(*rig->names)),
		.results = calloc(capacity, sizeof(*rig->results)),
		.seen = calloc(capacity, 1),
		.done_ns = calloc(capacity, sizeof(*rig->done_ns)),
		.sim = { .seed = 1, .delay_ns = 10 * MS },
		.config = { .kind = FD_ENGINE_SIM,
			    .timeout_ns = 2 * SEC,
			    .retries = 2,
			    .seed = 1 },
	};
	cr_assert(rig->names != NULL && rig->results != NULL && rig->seen != NULL &&
		  rig->done_ns != NULL);
}

void rig_start(struct rig *rig)
{
	rig->responder = (struct fd_responder) { .state = rig, .answer = respond };
	rig->sim.responder = &rig->responder;
	rig->config.sim = &rig->sim;
	rig->config.context = rig;
	rig->config.on_outcome = hear;
	rig->config.on_room = give;
	cr_assert_eq(fd_engine_create(&rig->engine, &rig->config), 0);
	cr_assert_str_eq(fd_engine_name(rig->engine), "sim");
}

void rig_finish(struct rig *rig)
{
	fd_engine_destroy(rig->engine);
	for (uint32_t i = 0; i < rig->server_count; i++) {
		free(rig->servers[i].arrivals_ns);
	}
	free(rig->names);
	free(rig->results);
	free(rig->seen);
	free(rig->done_ns);
	*rig = (struct rig) { 0 };
}

uint32_t rig_server(struct rig *rig, enum manner manner, struct fd_server_config config)
{
	uint32_t index = UINT32_MAX;

	cr_assert_lt(rig->server_count, RIG_SERVERS);
	config.endpoint =
		(struct fd_endpoint) { .family = 4,
				       .port = (uint16_t)(FIRST_PORT + rig->server_count),
				       .address = { 127, 0, 0, 1 } };
	rig->servers[rig->server_count].manner = manner;
	cr_assert_eq(fd_engine_add_server(rig->engine, &config, &index), 0);
	cr_assert_eq(index, rig->server_count);
	rig->server_count++;
	return index;
}

uint64_t rig_ask(struct rig *rig, uint32_t server, struct fd_probe template)
{
	uint64_t token = rig->submitted++;
	char text[64];

	cr_assert_lt(token, rig->capacity);
	(void)snprintf(text, sizeof(text), "n%" PRIu64 ".example", token);
	cr_assert_eq(fd_name_parse(&rig->names[token], text), 0);
	template.token = token;
	template.server = server;
	template.qtype = FD_TYPE_AAAA;
	template.flags = FD_QUERY_BULK;
	template.qname = rig->names[token].wire;
	template.qname_length = rig->names[token].length;
	cr_assert_eq(fd_engine_submit(rig->engine, &template), 0);
	return token;
}

void rig_feed(struct rig *rig, uint32_t server, uint64_t from, uint64_t to)
{
	rig->feed_from[server] = from;
	rig->feed_to[server] = to;
}

static bool fed(const struct rig *rig)
{
	for (uint32_t i = 0; i < rig->server_count; i++) {
		if (rig->feed_from[i] < rig->feed_to[i] &&
		    !fd_engine_quarantined(rig->engine, i)) {
			return false;
		}
	}
	return true;
}

void rig_run(struct rig *rig)
{
	unsigned steps = 0;

	while (!fd_engine_idle(rig->engine) || !fed(rig)) {
		cr_assert_lt(steps++, STEPS_MAX, "the engine does not come to an end");
		int64_t until_ns = fd_engine_now(rig->engine) + 10 * SEC;
		cr_assert_eq(fd_engine_step(rig->engine, until_ns), 0);
	}
	for (uint64_t i = 0; i < rig->submitted; i++) {
		cr_assert_eq(rig->results[i].endings, 1, "probe %" PRIu64 " never ended", i);
	}
}

void rig_run_until(struct rig *rig, int64_t until_ns)
{
	unsigned steps = 0;

	while (fd_engine_now(rig->engine) < until_ns) {
		cr_assert_lt(steps++, STEPS_MAX, "the clock stands still");
		cr_assert_eq(fd_engine_step(rig->engine, until_ns), 0);
	}
}

uint64_t rig_count(const struct rig *rig, enum fd_ending ending)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < rig->submitted; i++) {
		count += rig->results[i].endings == 1 &&
			 rig->results[i].outcome.ending == ending;
	}
	return count;
}

static uint64_t busiest(const int64_t *times_ns, size_t count, int64_t span_ns)
{
	size_t most = 0;

	for (size_t first = 0, last = 0; last < count; last++) {
		while (times_ns[last] - times_ns[first] >= span_ns) {
			first++;
		}
		most = last - first + 1 > most ? last - first + 1 : most;
	}
	return most;
}

uint64_t rig_busiest(const struct rig *rig, uint32_t server, int64_t span_ns)
{
	const struct server_log *log = &rig->servers[server];

	return busiest(log->arrivals_ns, log->arrival_count, span_ns);
}

static int earlier_first(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

uint64_t rig_busiest_of_all(const struct rig *rig, int64_t span_ns)
{
	int64_t *all_ns = NULL;
	size_t count = 0;

	for (uint32_t i = 0; i < rig->server_count; i++) {
		const struct server_log *log = &rig->servers[i];
		if (log->arrival_count == 0) {
			continue;
		}
		all_ns = reallocarray(all_ns, count + log->arrival_count, sizeof(*all_ns));
		cr_assert_not_null(all_ns);
		memcpy(all_ns + count, log->arrivals_ns, log->arrival_count * sizeof(*all_ns));
		count += log->arrival_count;
	}
	if (count > 0) {
		qsort(all_ns, count, sizeof(*all_ns), earlier_first);
	}
	uint64_t most = busiest(all_ns, count, span_ns);
	free(all_ns);
	return most;
}

struct fd_server_stats rig_stats(const struct rig *rig, uint32_t server)
{
	struct fd_server_stats stats;

	fd_engine_server_stats(rig->engine, server, &stats);
	return stats;
}

uint64_t rig_seeds(uint64_t otherwise)
{
	const char *text = getenv("FLEETDIG_SEEDS");

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}
