/* SPDX-License-Identifier: MIT */
#include "play.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/expect.h>

#include "moments.h"

enum {
	TRIES = 3,
	ROUNDS_MAX = 400,
	WISHES_MAX = 4096 /* a round is what can be asked without knowing more */
};
#define TIMEOUT_NS INT64_C(1000000000)

static uint8_t reply_octets[65535];

static uint64_t next_random(struct play *play)
{
	play->random = play->random * 6364136223846793005u + 1442695040888963407u;
	return play->random >> 33;
}

/* ---- the engine's part ---------------------------------------------------------------------- */

static struct fd_reply deliver(struct play *play, const struct play_options *options,
			       const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length)
{
	struct fd_reply reply = { .kind = FD_REPLY_NONE };

	play->now_ns += 1000000;
	if (options->override != NULL &&
	    options->override(server, proto, query, length, &reply, reply_octets)) {
		return reply;
	}
	return play->responder.answer(play->responder.state, server, proto, query, length,
				      play->now_ns, reply_octets, sizeof(reply_octets));
}

static bool truncated(const struct fd_reply *reply)
{
	return reply->kind == FD_REPLY_MESSAGE && reply->length >= 4 &&
	       (reply_octets[2] & 0x02) != 0;
}

/* Over TCP; where that fails the truncated datagram stands. */
static struct fd_reply deliver_rest(struct play *play, const struct play_options *options,
				    const struct fd_wish *wish, struct fd_outcome *outcome,
				    struct fd_reply udp)
{
	uint8_t query[FD_QUERY_MAX], datagram[FD_QUERY_MAX * 4];
	size_t length = fd_query_render(query, 4711, wish->qname.wire, wish->qname.length,
					wish->qtype, wish->flags);

	cr_assert_leq(udp.length, sizeof(datagram));
	memcpy(datagram, reply_octets, udp.length);
	struct fd_reply tcp = deliver(play, options, &wish->server, FD_TCP, query, length);
	outcome->tries++; /* as the engine counts */
	if (tcp.kind == FD_REPLY_MESSAGE) {
		outcome->proto = FD_TCP;
		return tcp;
	}
	outcome->tcp_failed = true;
	memcpy(reply_octets, datagram, udp.length);
	return udp;
}

static void ask_once(struct play *play, const struct play_options *options,
		     const struct fd_wish *wish, struct fd_outcome *outcome)
{
	uint8_t query[FD_QUERY_MAX];
	size_t length = fd_query_render(query, 4711, wish->qname.wire, wish->qname.length,
					wish->qtype, wish->flags);
	int64_t timeout_ns = wish->timeout_ns > 0 ? wish->timeout_ns : TIMEOUT_NS;
	struct fd_reply reply =
		deliver(play, options, &wish->server, outcome->proto, query, length);

	if (truncated(&reply) && outcome->proto == FD_UDP) {
		reply = deliver_rest(play, options, wish, outcome, reply);
	}
	if (reply.kind == FD_REPLY_UNREACHABLE) {
		outcome->ending = FD_UNREACHABLE;
		outcome->error = reply.length > 0 ? (int)reply.length : ECONNREFUSED;
		return;
	}
	if (reply.kind == FD_REPLY_NONE || reply.delay_ns > timeout_ns) {
		outcome->ending = FD_TIMED_OUT;
		return;
	}
	enum fd_match match = fd_reply_match(reply_octets, reply.length, wish->qname.wire,
					     wish->qname.length, wish->qtype, wish->flags);
	cr_assert_neq(match, FD_MATCH_NO, "the world answers what was asked");
	outcome->ending = FD_ANSWERED;
	outcome->header_only = match == FD_MATCH_HEADER_ONLY;
	outcome->reply = reply_octets;
	outcome->reply_length = (uint16_t)reply.length;
	outcome->rtt_ns = reply.delay_ns + 1000000;
}

static void ask_wish(struct play *play, const struct play_options *options,
		     const struct fd_wish *wish, struct fd_observation *ret_observation,
		     struct fd_message *message)
{
	struct fd_outcome outcome = { .proto = wish->proto, .ending = FD_TIMED_OUT };

	for (unsigned try = 1; try <= TRIES && outcome.ending == FD_TIMED_OUT; try++) {
		outcome.tries = (uint8_t)try;
		outcome.sent_ns = play->now_ns;
		ask_once(play, options, wish, &outcome);
	}
	fd_observe(ret_observation, message, &outcome, wish->qtype);
}

/* ---- the run -------------------------------------------------------------------------------- */

static void load_inventory(struct play *play, const char *text)
{
	char path[] = "/tmp/fleetdig-play-XXXXXX";
	struct fd_errors errors = { 0 };
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	int r = fd_inventory_load(&play->inventory,
				  &(struct fd_inventory_request) { .file = path }, &errors);
	unlink(path);
	cr_assert(r == 0, "inventory: %s",
		  errors.count > 0 ? errors.messages[0] : "no message");
	fd_errors_finish(&errors);
}

static void load_world(struct play *play, const char *text)
{
	struct fd_errors errors = { 0 };
	int r = fd_world_create(&play->world, text, "world", &errors);

	cr_assert(r == 0, "%s", errors.count > 0 ? errors.messages[0] : "no message");
	fd_errors_finish(&errors);
	play->responder = fd_world_responder(play->world);
}

static void observe_moment(const struct play_options *options, const struct fd_wish *wish,
			   struct fd_observation *ret_observation, struct fd_message *message)
{
	struct fd_outcome outcome = { .ending = FD_TIMED_OUT, .tries = TRIES };
	struct fd_builder builder;

	if (options->moment_servfail) {
		fd_builder_init(&builder, reply_octets, sizeof(reply_octets), 4711,
				FD_FLAG_QR | FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL);
		fd_builder_question(&builder, &wish->qname, wish->qtype, FD_CLASS_IN);
		outcome.ending = FD_ANSWERED;
		outcome.reply = reply_octets;
		outcome.reply_length = (uint16_t)fd_builder_finish(&builder);
		outcome.rtt_ns = 1000000;
		outcome.tries = 1;
	}
	fd_observe(ret_observation, message, &outcome, wish->qtype);
}

static void ask_cell(struct play *play, const struct play_options *options, uint32_t q,
		     uint32_t r)
{
	const struct fd_question *question = &play->inventory->questions[q];
	const struct fd_resolver *resolver = &play->inventory->resolvers[r];
	uint32_t cell = q * (uint32_t)play->inventory->resolver_count + r + 1;
	struct fd_observation observation;
	struct fd_message message;
	char why[FD_EXPECT_WHY_MAX];
	uint8_t length;
	const uint8_t *wire = fd_inventory_qname(play->inventory, question, &length);
	struct fd_wish wish = {
		.server = resolver->endpoint,
		.proto = resolver->proto,
		.flags = options->no_edns ? FD_QUERY_RD | FD_QUERY_AD : FD_QUERY_BULK,
		.qtype = question->qtype,
	};
	cr_assert_eq(fd_name_from_wire(&wish.qname, wire, length), 0);
	if (options->error_from > 0 && q >= options->error_from) {
		const struct fd_outcome failed = { .ending = FD_FAILED, .error = ENOBUFS };
		fd_observe(&observation, &message, &failed, wish.qtype);
	} else if (options->moment == cell || options->moment_too == cell) {
		observe_moment(options, &wish, &observation, &message);
	} else {
		ask_wish(play, options, &wish, &observation, &message);
	}
	unsigned over_tcp = wish.proto == FD_UDP && observation.proto == FD_TCP;
	play->sent[r] += observation.tries;
	play->lost[r] += observation.status == FD_STATUS_TIMEOUT ? observation.tries
			 : observation.tries > 1 + over_tcp ? observation.tries - 1U - over_tcp
							    : 0;
	const struct fd_expect *expect = fd_inventory_expect(play->inventory, question);
	observation.unmet =
		expect != NULL && !fd_expect_met(expect, &observation, question->qtype, why);
	fd_matrix_set(play->matrix, q, r, &observation);
}

static void answer_wishes(struct play *play, const struct play_options *options);

/* Half way the canaries are asked again, as in a long run. */
static void ask_table(struct play *play, const struct play_options *options)
{
	for (uint32_t q = 0; q < play->inventory->question_count; q++) {
		if (q == play->inventory->question_count / 2 && !options->hasty) {
			fd_diagnosis_canaries(play->diagnosis);
			answer_wishes(play, options);
		}
		for (uint32_t r = 0; r < play->inventory->resolver_count; r++) {
			if (fd_inventory_asks(play->inventory, &play->inventory->questions[q],
					      r)) {
				ask_cell(play, options, q, r);
			}
		}
	}
}

static bool is_canary(const struct fd_wish *wish)
{
	return wish->purpose == FD_PURPOSE_CANARY || wish->purpose == FD_PURPOSE_HOST_CANARY ||
	       wish->purpose == FD_PURPOSE_REACHABILITY;
}

static void learn_one(struct play *play, const struct play_options *options,
		      const struct fd_wish *wish)
{
	struct fd_observation observation;
	struct fd_message message;

	int64_t from_ns = options->together ? play->wished_ns : play->now_ns;
	int64_t due_ns = from_ns + wish->delay_ns;

	play->now_ns = play->now_ns > due_ns ? play->now_ns : due_ns;
	if (options->lose > 0 && !is_canary(wish) && next_random(play) % 100 < options->lose) {
		const struct fd_outcome lost = { .ending = FD_NOT_ASKED,
						 .reason = FD_REASON_DEADLINE };
		const struct fd_outcome failed = { .ending = FD_FAILED, .error = EMFILE };
		fd_observe(&observation, &message, options->lose_here ? &failed : &lost,
			   wish->qtype);
	} else if (options->lost_wish == play->asked + 1) {
		const struct fd_outcome lost = { .ending = FD_TIMED_OUT, .tries = TRIES };
		fd_observe(&observation, &message, &lost, wish->qtype);
	} else {
		ask_wish(play, options, wish, &observation, &message);
	}
	play->asked++;
	play->canaries += wish->purpose == FD_PURPOSE_CANARY;
	fd_diagnosis_learn(play->diagnosis, wish->id, &observation);
}

/* What was wished for first, and nothing of what that leads to. */
static void answer_first(struct play *play, const struct play_options *options)
{
	static struct fd_wish wishes[WISHES_MAX];
	size_t count = fd_diagnosis_wishes(play->diagnosis, wishes, WISHES_MAX);

	play->wished_ns = play->now_ns;
	for (size_t i = 0; i < count; i++) {
		learn_one(play, options, &wishes[i]);
	}
}

/* Those kept for the last, when there are no others. Returns how many wishes there are to be answered. */
static size_t take_wishes(struct play *play, const struct play_options *options,
			  struct fd_wish *ret_wishes)
{
	static struct fd_wish last[WISHES_MAX];
	size_t all = fd_diagnosis_wishes(play->diagnosis, ret_wishes, WISHES_MAX), count = 0;

	for (size_t i = 0; i < all; i++) {
		if (options->last_resolver == 0 ||
		    ret_wishes[i].resolver != options->last_resolver - 1) {
			ret_wishes[count++] = ret_wishes[i];
			continue;
		}
		cr_assert_lt(play->last_count, (size_t)WISHES_MAX);
		last[play->last_count++] = ret_wishes[i];
	}
	if (count == 0 && play->last_count > 0) {
		if (play->whole && play->canaries_before_last == 0) {
			play->canaries_before_last = play->canaries;
		}
		count = play->last_count;
		memcpy(ret_wishes, last, count * sizeof(last[0]));
		play->last_count = 0;
	}
	return count;
}

static void answer_wishes(struct play *play, const struct play_options *options)
{
	static struct fd_wish wishes[WISHES_MAX];
	size_t count;

	while ((count = take_wishes(play, options, wishes)) > 0) {
		cr_assert_lt(++play->rounds, ROUNDS_MAX, "a diagnosis comes to an end");
		play->wished_ns = play->now_ns;
		while (count > 0) {
			size_t at = options->shuffle ? next_random(play) % count : 0;
			learn_one(play, options, &wishes[at]);
			memmove(&wishes[at], &wishes[at + 1],
				(count - at - 1) * sizeof(wishes[0]));
			count--;
		}
	}
}

void play_run(struct play *play, const char *world, const char *inventory,
	      const struct play_options *options)
{
	*play = (struct play) { .random = options->seed + 1 };
	load_world(play, world);
	load_inventory(play, inventory);
	cr_assert_leq(play->inventory->resolver_count, PLAY_RESOLVERS_MAX);
	cr_assert_eq(fd_matrix_create(&play->matrix, play->inventory->question_count,
				      play->inventory->resolver_count),
		     0);
	const struct fd_diagnosis_config config = {
		.inventory = play->inventory,
		.matrix = play->matrix,
		.deep = options->deep,
		.budget = options->budget > 0 ? options->budget : 100000,
		.no_drill = options->no_drill,
		.no_direct = options->no_direct,
		.no_edns = options->no_edns,
		.timeout_ns = TIMEOUT_NS,
		.wall_time_s = options->wall_time_s == 0 ? PLAY_NOW : options->wall_time_s,
		.seed = options->seed,
	};
	cr_assert_eq(fd_diagnosis_create(&play->diagnosis, &config), 0);
	if (options->hasty) {
		answer_first(play, options);
	} else {
		answer_wishes(play, options);
	}
	cr_assert_not(fd_diagnosis_done(play->diagnosis), "names are still to come");
	play->now_ns += INT64_C(5000000000);
	ask_table(play, options);
	play->now_ns += INT64_C(5000000000);
	for (uint32_t r = 0; r < play->inventory->resolver_count; r++) {
		fd_diagnosis_set_loss(play->diagnosis, r, play->sent[r], play->lost[r]);
	}
	play->whole = true;
	fd_diagnosis_table_ready(play->diagnosis);
	answer_wishes(play, options);
	cr_assert(fd_diagnosis_done(play->diagnosis), "nothing wished for, and not done");
}

void play_finish(struct play *play)
{
	fd_diagnosis_destroy(play->diagnosis);
	fd_matrix_destroy(play->matrix);
	fd_inventory_destroy(play->inventory);
	fd_world_destroy(play->world);
}

/* ---- reading the result --------------------------------------------------------------------- */

static uint32_t find_question(const struct play *play, const char *text)
{
	for (uint32_t q = 0; q < play->inventory->question_count; q++) {
		const struct fd_question *question = &play->inventory->questions[q];
		char name_text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX], both[1100];
		struct fd_name name;
		uint8_t length;
		const uint8_t *wire = fd_inventory_qname(play->inventory, question, &length);
		cr_assert_eq(fd_name_from_wire(&name, wire, length), 0);
		fd_name_text(name_text, &name);
		fd_type_text(type, question->qtype);
		snprintf(both, sizeof(both), "%s %s", name_text, type);
		if (strcmp(both, text) == 0) {
			return q;
		}
	}
	return FD_NO_INDEX;
}

const struct fd_verdict *play_find(struct play *play, const char *what)
{
	if (strcmp(what, "host") == 0) {
		return fd_diagnosis_host(play->diagnosis);
	}
	for (uint32_t r = 0; r < play->inventory->resolver_count; r++) {
		if (strcmp(play->inventory->resolvers[r].id, what) == 0) {
			return fd_diagnosis_resolver(play->diagnosis, r);
		}
	}
	uint32_t q = find_question(play, what);
	cr_assert_neq(q, FD_NO_INDEX, "no such thing: %s", what);
	return fd_diagnosis_question(play->diagnosis, q);
}

const char *play_verdict(struct play *play, const char *what)
{
	static char text[256];
	const struct fd_verdict *verdict = play_find(play, what);

	snprintf(text, sizeof(text), "%s %s %s %s", fd_severity_text(verdict->severity),
		 fd_locus_text(verdict->locus), fd_cause_text(verdict->cause),
		 fd_confidence_text(verdict->confidence));
	return text;
}

const char *play_cells(struct play *play, const char *question)
{
	static char text[1024];
	const struct fd_verdict *verdict = play_find(play, question);
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < verdict->cell_count; i++) {
		const struct fd_cell_verdict *cell = &verdict->cells[i];
		length += (size_t)snprintf(
			text + length, sizeof(text) - length, "%s%s=%s/%s", i == 0 ? "" : " ",
			play->inventory->resolvers[cell->resolver].id,
			fd_cause_text(cell->cause), fd_locus_text(cell->locus));
		cr_assert_lt(length, sizeof(text));
	}
	return text;
}

static void print_verdict(struct play *play, const char *what)
{
	const struct fd_verdict *verdict = play_find(play, what);

	fprintf(stderr, "%s: %s\n   %s\n   -> %s\n", what, play_verdict(play, what),
		verdict->summary, verdict->action);
	for (size_t i = 0; i < verdict->alternative_count; i++) {
		fprintf(stderr, "   or %s\n", fd_cause_text(verdict->alternatives[i]));
	}
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		fprintf(stderr, "   %s\n      %s: %s\n", verdict->evidence[i].probe,
			verdict->evidence[i].saw, verdict->evidence[i].means);
	}
}

void play_print(struct play *play)
{
	print_verdict(play, "host");
	for (uint32_t r = 0; r < play->inventory->resolver_count; r++) {
		print_verdict(play, play->inventory->resolvers[r].id);
	}
	for (uint32_t q = 0; q < play->inventory->question_count; q++) {
		char name_text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX], both[1100];
		struct fd_name name;
		uint8_t length;
		const uint8_t *wire = fd_inventory_qname(
			play->inventory, &play->inventory->questions[q], &length);
		cr_assert_eq(fd_name_from_wire(&name, wire, length), 0);
		fd_name_text(name_text, &name);
		fd_type_text(type, play->inventory->questions[q].qtype);
		snprintf(both, sizeof(both), "%s %s", name_text, type);
		print_verdict(play, both);
		fprintf(stderr, "   cells: %s\n", play_cells(play, both));
	}
	fprintf(stderr, "follow-ups: %u, rounds %u\n", fd_diagnosis_followups(play->diagnosis),
		play->rounds);
}

static bool check_line(struct play *play, const char *line, const char *where)
{
	char copy[1024];
	char *rest = copy;

	snprintf(copy, sizeof(copy), "%s", line);
	char *cells = strstr(copy, " | ");
	if (cells != NULL) {
		*cells = '\0';
		cells += 3;
	}
	char *what = strsep(&rest, ":");
	const char *expected = rest + 1;
	const char *got = play_verdict(play, what);
	bool same = strncmp(got, expected, strlen(expected)) == 0;
	cr_expect(same, "%s: %s\n     got: %s\nexpected: %s", where, what, got, expected);
	if (cells != NULL) {
		const char *got_cells = play_cells(play, what);
		bool same_cells = strcmp(got_cells, cells) == 0;
		cr_expect(same_cells, "%s: cells of %s\n     got: %s\nexpected: %s", where,
			  what, got_cells, cells);
		same = same && same_cells;
	}
	return same;
}

void play_check(const char *world, const char *inventory, const struct play_options *options,
		const char *const *lines, const char *where)
{
	struct play play;
	bool same = true;

	play_run(&play, world, inventory, options);
	for (size_t i = 0; lines[i] != NULL; i++) {
		same = check_line(&play, lines[i], where) && same;
	}
	if (!same || getenv("PLAY_PRINT") != NULL) {
		play_print(&play);
	}
	play_finish(&play);
	if (options->override == NULL && !options->unsteady) {
		moments_check(world, inventory, options, where);
	}
}
