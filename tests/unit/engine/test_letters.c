/* SPDX-License-Identifier: MIT */
#include "core_rig.h"
#include "engine/core/letters.h"

/* ---- the letters --------------------------------------------------------------------------- */

Test(letters, mixing_keeps_the_name_and_is_found_kept_only_as_it_was_mixed)
{
	static const char *const texts[] = {
		".",
		"a.",
		"UPPER.example.",
		"xn--mgberp4a5d4ar.example.",
		"\\091\\064\\096\\123.example.", /* the octets next to the letters */
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
		"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb."
		"ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct fd_name name, mixed;
		cr_assert_eq(fd_name_parse(&name, texts[i]), 0);
		for (uint64_t secret = 0; secret < 200; secret++) {
			mixed = name;
			letters_mix(mixed.wire, mixed.length, secret);
			cr_assert(fd_name_equal(&name, &mixed), "%s", texts[i]);
			cr_assert(letters_equal(name.wire, mixed.wire, name.length));
			cr_assert(letters_kept(mixed.wire, name.wire, name.length, secret));
			/* Whatever case it is kept in here, a case of another kind is not the one that was sent. */
			for (unsigned at = 0; at < mixed.length; at++) {
				struct fd_name turned = mixed;
				turned.wire[at] ^= 0x20;
				cr_assert_not(letters_kept(turned.wire, name.wire, name.length,
							   secret));
			}
		}
	}
}

Test(letters, half_of_the_letters_are_capitals_wherever_they_stand)
{
	enum {
		LENGTH = 190,
		TURNS = 2000
	};
	unsigned capitals[LENGTH] = { 0 };

	for (uint64_t secret = 1; secret <= TURNS; secret++) {
		uint8_t name[LENGTH];
		memset(name, 'q', sizeof(name));
		letters_mix(name, sizeof(name), secret * UINT64_C(0x9E3779B97F4A7C15));
		for (unsigned i = 0; i < LENGTH; i++) {
			capitals[i] += name[i] == 'Q';
		}
	}
	for (unsigned i = 0; i < LENGTH; i++) {
		cr_assert(capitals[i] > TURNS * 2 / 5 && capitals[i] < TURNS * 3 / 5,
			  "letter %u: %u of %u", i, capitals[i], TURNS);
	}
}

/* ---- what the core makes of it ------------------------------------------------------------- */

static void setup_mixing(void)
{
	struct fd_engine_config config = { .kind = FD_ENGINE_SIM,
					   .timeout_ns = 2 * NS_PER_SEC,
					   .retries = 0,
					   .seed = 3,
					   .mix_case = true,
					   .on_outcome = hear };

	setup();
	core_finish(&core);
	cr_assert_eq(core_init(&core, &config, now_ns), 0);
}

TestSuite(mixing, .init = setup_mixing, .fini = teardown);

static const uint8_t *name_sent(const struct sent *query)
{
	return query->bytes + 12;
}

static bool is_plain(const struct sent *query, unsigned token)
{
	return memcmp(name_sent(query), names[token].wire, names[token].length) == 0;
}

/** The reply of a server that has its own way with case: the first letter is of the other one. */
static void reply_recased(const struct sent *query)
{
	struct sent other = *query;

	other.bytes[13] ^= 0x20;
	reply(&other, 0);
}

Test(mixing, the_root_has_no_letters_to_echo)
{
	static const uint8_t root[] = { 0 };
	uint32_t server = add_server(0);
	struct fd_probe probe = { .server = server,
				  .qtype = FD_TYPE_SOA,
				  .flags = FD_QUERY_BULK,
				  .retries = FD_RETRIES_DEFAULT,
				  .qname = root,
				  .qname_length = sizeof(root) };

	cr_assert_eq(core_submit(&core, &probe), 0);
	turn();
	reply(&sent[0], 0);
	cr_assert_eq(outcomes[0].ending, FD_ANSWERED);
	cr_assert_not(core.servers[server]->echoes_case, "that proves nothing");
}

Test(mixing, a_reply_that_echoes_is_believed_and_told_in_the_case_we_were_given)
{
	uint32_t server = add_server(0);
	unsigned token = ask(server, FD_UDP);

	turn();
	cr_assert_not(is_plain(&sent[0], token));
	reply(&sent[0], 0);
	cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
	cr_assert_eq(memcmp(core.recased + 12, names[token].wire, names[token].length), 0);
	cr_assert_eq(core.servers[server]->stats.recased, 0);
	cr_assert_eq(core.stats.rejected, 0);
}

Test(mixing, a_reply_in_another_case_is_asked_for_over_tcp)
{
	uint32_t server = add_server(0);
	unsigned token = ask(server, FD_UDP);

	turn();
	reply_recased(&sent[0]);
	cr_assert_eq(ended, 0);
	cr_assert_eq(core.servers[server]->stats.recased, 1);
	cr_assert_eq(core.stats.rejected, 1);
	cr_assert_eq(turn(), 1);
	cr_assert_eq(sent[1].packet.proto, FD_TCP);
	cr_assert(is_plain(&sent[1], token), "nobody forges TCP blindly");
	reply(&sent[1], 0);
	cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
	cr_assert_eq(outcomes[token].proto, FD_TCP);
}

Test(mixing, the_true_reply_may_still_come_after_a_forged_one)
{
	uint32_t server = add_server(0);
	unsigned token = ask(server, FD_UDP);

	turn();
	reply_recased(&sent[0]);
	reply(&sent[0], 0);
	cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
	cr_assert_eq(outcomes[token].proto, FD_UDP);
}

Test(mixing, who_never_echoes_is_asked_in_plain_case_and_that_is_told)
{
	uint32_t server = add_server(0);

	for (unsigned i = 0; i < RECASED_MAX; i++) {
		ask(server, FD_UDP);
	}
	turn();
	for (unsigned i = 0; i < RECASED_MAX; i++) {
		reply_recased(&sent[i]);
	}
	cr_assert(core.servers[server]->stats.plain_case);
	cr_assert_eq(core.servers[server]->stats.recased, RECASED_MAX);
	turn(); /* the three go over TCP */
	unsigned token = ask(server, FD_UDP), before = sent_count;
	turn();
	cr_assert_eq(sent[before].packet.proto, FD_UDP);
	cr_assert(is_plain(&sent[before], token));
	reply(&sent[before], 0);
	cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
}

Test(mixing, who_never_echoes_and_has_no_tcp_is_asked_again_in_plain_case)
{
	uint32_t server = add_server(0);
	unsigned token = ask(server, FD_UDP);

	turn();
	reply_recased(&sent[0]);
	turn();
	cr_assert_eq(sent[1].packet.proto, FD_TCP);
	take(EVENT_TCP_FAILED, &sent[1], ECONNREFUSED, sent[1].bytes, sent[1].packet.length);
	cr_assert_eq(ended, 0);
	cr_assert_eq(turn(), 1);
	cr_assert_eq(sent[2].packet.proto, FD_UDP);
	cr_assert(is_plain(&sent[2], token));
	reply(&sent[2], 0);
	cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
	cr_assert(core.servers[server]->stats.plain_case);
}

Test(mixing, who_has_echoed_is_never_asked_in_plain_case)
{
	uint32_t server = add_server(0);

	for (unsigned i = 0; i < 50; i++) {
		ask(server, FD_UDP);
	}
	turn();
	reply(&sent[0], 0);
	for (unsigned i = 1; i < 50; i++) {
		reply_recased(&sent[i]);
	}
	cr_assert_not(core.servers[server]->stats.plain_case);
	cr_assert_eq(core.servers[server]->stats.recased, 49);
	unsigned before = sent_count;
	turn();
	cr_assert_eq(sent_count - before, 49);
	take(EVENT_TCP_FAILED, &sent[before], ECONNREFUSED, sent[before].bytes,
	     sent[before].packet.length);
	cr_assert_eq(ended, 2);
	cr_assert_eq(outcomes[1].ending, FD_UNREACHABLE);
}

Test(mixing, an_error_that_quotes_our_case_is_about_us)
{
	uint32_t server = add_server(0);

	ask(server, FD_UDP);
	turn();
	icmp(&sent[0], sent[0].packet.length);
	cr_assert_eq(core.stats.rejected, 0);
	cr_assert_eq(core.servers[server]->reach, REACH_SUSPECT);
}
