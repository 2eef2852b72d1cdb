/* SPDX-License-Identifier: MIT */
#include "core_rig.h"

TestSuite(core_errors, .init = setup, .fini = teardown);

Test(core_errors, an_icmp_error_must_name_an_open_probe)
{
	static const struct {
		const char *what;
		size_t quoted;
		size_t at;
		uint8_t flip;
		bool believed;
	} rows[] = {
		{ "the whole query", 60, 0, 0, true },
		{ "the id alone", 2, 0, 0, true },
		{ "cut in the name", 16, 0, 0, true },
		{ "nothing, but the socket is connected", 0, 0, 0, true },
		{ "another id", 60, 0, 0x11, false },
		{ "another id alone", 2, 1, 0x11, false },
		{ "another name", 60, 14, 0x01, false },
		{ "another type", 60, 24, 0x10, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t server = add_server(0);
		ask(server, FD_UDP);
		turn();
		struct sent *query = &sent[sent_count - 1];
		size_t quoted = rows[i].quoted < query->packet.length ? rows[i].quoted
								      : query->packet.length;
		query->bytes[rows[i].at] ^= rows[i].flip;
		icmp(query, quoted);
		cr_assert_eq(core.servers[server]->reach != REACH_FINE, rows[i].believed, "%s",
			     rows[i].what);
		cr_assert_eq(core.servers[server]->stats.rejected, rows[i].believed ? 0 : 1);
	}
	/* And with nothing open there, nothing vouches for an empty one. */
	uint32_t idle = add_server(0);
	struct sent none = { .packet.server = idle };
	icmp(&none, 0);
	cr_assert_eq(core.servers[idle]->reach, REACH_FINE);
}

Test(core_errors, a_reply_lifts_the_suspicion)
{
	uint32_t server = add_server(0);

	for (unsigned i = 0; i < 10; i++) {
		ask(server, FD_UDP);
	}
	turn();
	icmp(&sent[0], 60);
	ask(server, FD_UDP);
	cr_assert_eq(advance(50 * NS_PER_MS),
		     0); /* nothing is sent while it is under suspicion */
	reply(&sent[5], 0);
	cr_assert_eq(core.servers[server]->reach, REACH_FINE);
	cr_assert_eq(turn(), 1);
	for (unsigned i = 0; i < sent_count; i++) {
		reply(&sent[i], 0);
	}
	cr_assert_eq(ended, 11);
}

Test(core_errors, one_confirming_query_decides)
{
	uint32_t server = add_server(0);

	for (unsigned i = 0; i < 200; i++) {
		ask(server, FD_UDP);
	}
	cr_assert_eq(turn(), OPEN_UNPROVEN);
	for (unsigned i = 0; i < 5; i++) {
		icmp(&sent[i], 60);
	}
	cr_assert_eq(advance(101 * NS_PER_MS), 1);
	/* Old news is not a confirmation. */
	icmp(&sent[7], 60);
	cr_assert_eq(ended, 0);
	icmp(&sent[OPEN_UNPROVEN], 60);
	turn();
	cr_assert_eq(ended, 200);
	for (unsigned i = 0; i < 200; i++) {
		cr_assert_eq(outcomes[i].ending, FD_UNREACHABLE);
		cr_assert_eq(outcomes[i].error, ECONNREFUSED);
		cr_assert_eq(outcomes[i].tries, i == 0 ? 2 : i < OPEN_UNPROVEN ? 1 : 0);
	}
}

Test(core_errors, a_confirming_query_without_any_answer_confirms_too)
{
	uint32_t server = add_server(0);

	ask(server, FD_UDP);
	ask(server, FD_UDP);
	turn();
	icmp(&sent[1], 60);
	cr_assert_eq(advance(1200 * NS_PER_MS), 1);
	cr_assert_eq(ended, 2);
	cr_assert_eq(outcomes[0].ending, FD_UNREACHABLE);
}

/* ---- our own side -------------------------------------------------------------------------- */

Test(core_errors, send_errors_are_told_apart)
{
	static const struct {
		int error;
		enum fd_proto proto;
		enum fd_ending ending;
		int reported;
		unsigned tries;
	} rows[] = {
		{ EHOSTUNREACH, FD_UDP, FD_UNREACHABLE, EHOSTUNREACH, 2 },
		{ ENETUNREACH, FD_UDP, FD_UNREACHABLE, ENETUNREACH, 2 },
		{ EPERM, FD_UDP, FD_UNREACHABLE, EPERM, 2 },
		{ EACCES, FD_UDP, FD_UNREACHABLE, EACCES, 2 },
		{ EMSGSIZE, FD_UDP, FD_FAILED, EMSGSIZE, 1 },
		{ EINVAL, FD_UDP, FD_FAILED, EINVAL, 1 },
		{ ENETUNREACH, FD_TCP, FD_UNREACHABLE, ENETUNREACH, 1 },
		{ EMFILE, FD_TCP, FD_FAILED, EMFILE, 1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t server = add_server(0);
		unsigned token = ask(server, rows[i].proto);

		for (unsigned tries = 0; tries < 3 && endings[token] == 0; tries++) {
			unsigned at = sent_count;
			cr_assert_eq(advance(101 * NS_PER_MS), 1, "row %zu", i);
			send_error(&sent[at], rows[i].error);
			turn();
		}
		cr_assert_eq(endings[token], 1, "row %zu", i);
		cr_assert_eq(outcomes[token].ending, rows[i].ending, "row %zu", i);
		cr_assert_eq(outcomes[token].error, rows[i].reported, "row %zu", i);
		cr_assert_eq(outcomes[token].tries, rows[i].tries, "row %zu", i);
	}
}

Test(core_errors, a_full_send_queue_is_no_try)
{
	static const int errors[] = { ENOBUFS, EAGAIN };

	for (size_t i = 0; i < 2; i++) {
		uint32_t server = add_server(0);
		unsigned token = ask(server, FD_UDP);
		unsigned at = sent_count;
		uint64_t before = core.stats.send_errors;

		turn();
		for (unsigned times = 0; times < 20; times++) {
			send_error(&sent[at++], errors[i]);
			cr_assert_eq(turn(), 0); /* not at once */
			cr_assert_eq(advance(SEND_PAUSE_NS + NS_PER_MS), 1);
		}
		cr_assert_eq(core.stats.send_errors, before + 20);
		cr_assert_eq(core.servers[server]->stats.sent, 1);
		reply(&sent[at], 0);
		cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
		cr_assert_eq(outcomes[token].tries, 1);
		/* A later try's, too. */
		token = ask(server, FD_UDP);
		at = sent_count;
		turn();
		cr_assert_eq(advance(60 * NS_PER_MS), 1);
		send_error(&sent[at + 1], errors[i]);
		cr_assert_eq(advance(SEND_PAUSE_NS + NS_PER_MS), 1);
		reply(&sent[at + 2], 0);
		cr_assert_eq(outcomes[token].tries, 2);
	}
}

Test(core_errors, a_dropped_tcp_connection_is_tried_once_more)
{
	uint32_t server = add_server(0);
	unsigned token = ask(server, FD_TCP);

	turn();
	take(EVENT_TCP_FAILED, &sent[0], ECONNRESET, sent[0].bytes, sent[0].packet.length);
	cr_assert_eq(ended, 0);
	cr_assert_eq(turn(), 1);
	take(EVENT_TCP_FAILED, &sent[0], ECONNRESET, sent[0].bytes, sent[0].packet.length);
	take(EVENT_TCP_FAILED, &sent[1], ECONNRESET, sent[1].bytes, sent[1].packet.length);
	cr_assert_eq(outcomes[token].ending, FD_UNREACHABLE);
	cr_assert_eq(outcomes[token].error, ECONNRESET);
	cr_assert_eq(outcomes[token].tries, 2);
}

Test(core_errors, a_truncated_answer_survives_whatever_tcp_does)
{
	static const int errors[] = { ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, EMFILE, ENOBUFS };
	uint32_t server = add_server(0);

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		unsigned token = ask(server, FD_UDP);
		turn();
		reply(&sent[sent_count - 1], FD_FLAG_TC);
		cr_assert_eq(turn(), 1);
		const struct sent *query = &sent[sent_count - 1];
		cr_assert_eq(query->packet.proto, FD_TCP);
		take(EVENT_TCP_FAILED, query, errors[i], query->bytes, query->packet.length);
		cr_assert_eq(outcomes[token].ending, FD_ANSWERED, "row %zu", i);
		cr_assert(outcomes[token].tcp_failed);
		cr_assert_eq(outcomes[token].proto, FD_UDP);
		cr_assert_eq(outcomes[token].error, 0);
	}
	cr_assert_eq(core.servers[server]->stats.truncated, 5);
}

/* ---- a server that is measured --------------------------------------------------------------- */

Test(core_errors, nothing_adapts_to_a_server_that_is_measured)
{
	struct fd_server_config config = { .open_max = NAMES, .fixed = true };
	uint32_t server = UINT32_MAX;

	cr_assert_eq(core_add_server(&core, &config, &server), 0);
	for (unsigned i = 0; i < 1000; i++) {
		ask(server, FD_UDP);
	}
	cr_assert_eq(turn(), 1000, "no caution before the first reply");
	for (unsigned i = 0; i < 500; i++) {
		reply(&sent[i], 0);
	}
	for (unsigned i = 0; i < 1000; i++) {
		ask(server, FD_UDP);
	}
	cr_assert_eq(turn(), 1000, "half of them lost, and no less is sent");
}

/* ---- what this side loses ------------------------------------------------------------------ */

Test(core_errors, what_own_loss_may_have_cost_is_asked_again_and_said_if_it_recurs)
{
	uint32_t server = add_server(0);

	core.config.retries = 0;
	for (unsigned i = 0; i < 3; i++) {
		ask(server, FD_UDP);
	}
	cr_assert_eq(turn(), 3);
	reply(&sent[2], 0);
	now_ns += 100 * NS_PER_MS;
	core_own_loss(&core, now_ns);
	cr_assert_eq(advance(2 * NS_PER_SEC), 2); /* one try more than allowed, each */
	cr_assert_eq(ended, 1);
	cr_assert_leq(window_size(&core.servers[server]->window), OPEN_START / 2);
	reply(&sent[3], 0);
	cr_assert_eq(ended, 2);
	core_own_loss(&core, now_ns);
	cr_assert_eq(advance(3 * NS_PER_SEC), 0);
	cr_assert_eq(ended, 3);
	unsigned failed = outcomes[0].ending == FD_FAILED ? 0 : 1;
	cr_assert_eq(outcomes[failed].ending, FD_FAILED);
	cr_assert_eq(outcomes[failed].error, ENOBUFS);
	cr_assert_eq(outcomes[1 - failed].ending, FD_ANSWERED);
}

Test(core_errors, own_loss_before_a_question_was_asked_is_nothing_to_it)
{
	uint32_t server = add_server(0);

	core.config.retries = 0;
	core_own_loss(&core, now_ns);
	now_ns += 1;
	unsigned token = ask(server, FD_UDP);
	cr_assert_eq(turn(), 1);
	cr_assert_eq(advance(3 * NS_PER_SEC), 0);
	cr_assert_eq(outcomes[token].ending, FD_TIMED_OUT);
}
