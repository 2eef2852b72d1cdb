/* SPDX-License-Identifier: MIT */
#include "core_rig.h"

TestSuite(core, .init = setup, .fini = teardown);

Test(core, no_id_is_in_use_twice_on_one_port)
{
	uint32_t server = add_server(NAMES);
	static uint8_t used[PORT_SLOTS][UINT16_MAX + 1];

	core.servers[server]->replied = true;
	for (unsigned i = 0; i < NAMES; i++) {
		ask(server, FD_UDP);
	}
	cr_assert_eq(turn(), NAMES);
	for (unsigned i = 0; i < NAMES; i++) {
		uint16_t id = (uint16_t)(sent[i].bytes[0] << 8 | sent[i].bytes[1]);
		cr_assert_lt(sent[i].packet.slot, PORT_SLOTS);
		cr_assert_eq(used[sent[i].packet.slot][id]++, 0);
	}
}

Test(core, packets_of_one_server_are_neighbours)
{
	uint32_t servers[4];
	struct packet packets[BACKEND_BATCH];

	for (unsigned i = 0; i < 4; i++) {
		servers[i] = add_server(0);
	}
	for (unsigned i = 0; i < 200; i++) {
		ask(servers[i % 4], FD_UDP);
	}
	unsigned count = core_collect(&core, now_ns, packets, BACKEND_BATCH);
	cr_assert_eq(count, 200);
	unsigned changes = 0;
	for (unsigned i = 1; i < count; i++) {
		changes += packets[i].server != packets[i - 1].server;
	}
	cr_assert_eq(changes, 3);
}

Test(core, a_small_batch_loses_nothing)
{
	uint32_t servers[3] = { add_server(0), add_server(0), add_server(0) };
	struct packet packets[7];
	unsigned total = 0, count = 0;

	for (unsigned i = 0; i < 100; i++) {
		ask(servers[i % 3], FD_UDP);
	}
	while ((count = core_collect(&core, now_ns, packets, 7)) > 0) {
		cr_assert_leq(count, 7);
		total += count;
		cr_assert(total == 100 || core_deadline(&core) <= now_ns);
	}
	cr_assert_eq(total, 100);
}

Test(core, an_idle_core_never_needs_to_wake)
{
	uint32_t server = add_server(0);

	turn();
	cr_assert_eq(core_deadline(&core), INT64_MAX);
	unsigned token = ask(server, FD_UDP);
	cr_assert_leq(core_deadline(&core), now_ns);
	turn();
	cr_assert_gt(core_deadline(&core), now_ns);
	reply(&sent[0], 0);
	cr_assert_eq(outcomes[token].ending, FD_ANSWERED);
	turn();
	advance(10 * NS_PER_SEC);
	cr_assert_eq(core_deadline(&core), INT64_MAX);
}

/* ---- replies ------------------------------------------------------------------------------- */

Test(core, each_try_has_an_id_and_port_of_its_own_and_any_may_answer)
{
	uint32_t server = add_server(0);
	unsigned first = ask(server, FD_UDP);

	turn();
	cr_assert_eq(advance(501 * NS_PER_MS), 1);
	cr_assert(sent[0].packet.slot != sent[1].packet.slot ||
		  memcmp(sent[0].bytes, sent[1].bytes, 2) != 0);
	cr_assert_eq(memcmp(sent[0].bytes + 2, sent[1].bytes + 2, sent[0].packet.length - 2U),
		     0);
	reply(&sent[0], 0);
	cr_assert_eq(outcomes[first].ending, FD_ANSWERED);
	cr_assert_eq(outcomes[first].tries, 2);
	cr_assert_eq(outcomes[first].try_answered, 1);
	cr_assert_eq(outcomes[first].rtt_ns, 501 * NS_PER_MS);
	cr_assert(outcomes[first].ambiguous);
	/* The answer to the first try is a sample, as its id tells which try it was. */
	cr_assert_eq(core.servers[server]->rtt.srtt_ns, 501 * NS_PER_MS);
	/* The second one's reply comes after the end: late. The first one's again: a duplicate. */
	reply(&sent[1], 0);
	reply(&sent[0], 0);
	cr_assert_eq(core.servers[server]->stats.late, 1);
	cr_assert_eq(core.servers[server]->stats.duplicate, 1);
	cr_assert_eq(core.servers[server]->stats.rejected, 0);
}

Test(core, an_answer_to_a_later_try_is_no_sample)
{
	uint32_t server = add_server(0);

	ask(server, FD_UDP);
	turn();
	advance(501 * NS_PER_MS);
	reply(&sent[1], 0);
	cr_assert_eq(ended, 1);
	cr_assert_eq(core.servers[server]->rtt.srtt_ns, 0);
	cr_assert_eq(outcomes[0].sent_ns, START + 500 * NS_PER_MS);
	cr_assert_eq(outcomes[0].rtt_ns, 1 * NS_PER_MS);
	cr_assert_eq(outcomes[0].try_answered, 2);
}

/* The kernel's word on when a query left: round trips begin there. */
static void tell_departure(const struct sent *query, int64_t at_ns)
{
	core_take(&core, now_ns,
		  &(struct event) { .kind = EVENT_SENT,
				    .server = query->packet.server,
				    .slot = query->packet.slot,
				    .proto = FD_UDP,
				    .length = 2,
				    .bytes = query->bytes,
				    .at_ns = at_ns });
}

struct departed {
	unsigned token;
	bool stamped;
	int64_t sent_ns, rtt_ns;
};

static void check_departed(const struct departed *wanted)
{
	const struct fd_outcome *got = &outcomes[wanted->token];

	cr_assert_eq(got->sent_stamped, wanted->stamped);
	cr_assert_eq(got->sent_ns, wanted->sent_ns);
	cr_assert_eq(got->rtt_ns, wanted->rtt_ns);
}

Test(core, round_trips_begin_when_the_kernel_says_that_a_query_left)
{
	uint32_t server = add_server(0);
	unsigned first = ask(server, FD_UDP), second = ask(server, FD_UDP);
	unsigned third = ask(server, FD_UDP);

	turn();
	tell_departure(&sent[0], START + NS_PER_MS / 2);
	tell_departure(&sent[1], START - 1); /* before it was handed over: not of this try */
	advance(2 * NS_PER_MS);
	for (unsigned i = 0; i < 3; i++) {
		reply(&sent[i], 0);
	}
	tell_departure(&sent[2], START + 1); /* too late to matter */
	check_departed(
		&(struct departed) { first, true, START + NS_PER_MS / 2, 3 * NS_PER_MS / 2 });
	check_departed(&(struct departed) { second, false, START, 2 * NS_PER_MS });
	check_departed(&(struct departed) { third, false, START, 2 * NS_PER_MS });
}

Test(core, a_stamped_query_waits_its_whole_time)
{
	uint32_t server = add_server(0);
	struct fd_name name;

	(void)fd_name_parse(&name, "n0.example");
	(void)core_submit(&core, &(struct fd_probe) { .server = server,
						      .qtype = FD_TYPE_A,
						      .flags = FD_QUERY_BULK,
						      .timeout_ns = NS_PER_SEC,
						      .qname = name.wire,
						      .qname_length = name.length });
	turn();
	tell_departure(&sent[0], START + 100 * NS_PER_MS);
	advance(1050 * NS_PER_MS);
	cr_assert_eq(ended, 0);
	advance(100 * NS_PER_MS);
	cr_assert_eq(outcomes[0].ending, FD_TIMED_OUT);
	check_departed(&(struct departed) { 0, false, START + 100 * NS_PER_MS, 0 });
}

Test(core, a_header_only_reply_yields_to_a_full_one)
{
	uint32_t server = add_server(0);

	for (unsigned i = 0; i < 4; i++) {
		ask(server, FD_UDP);
	}
	turn();
	for (unsigned i = 0; i < 4; i++) {
		reply_header(&sent[i], FD_REFUSED);
	}
	cr_assert_eq(ended, 0);
	now_ns += 20 * NS_PER_MS;
	reply(&sent[0], 0);		     /* a full one to the same try */
	reply_header(&sent[1], FD_SERVFAIL); /* another of its kind: nothing new */
	reply(&sent[2], FD_FLAG_TC);	     /* a truncated one: TCP is asked */
	cr_assert_eq(outcomes[0].ending, FD_ANSWERED);
	cr_assert_not(outcomes[0].header_only);
	cr_assert_eq(ended, 1);
	cr_assert_eq(core.servers[server]->stats.duplicate, 1);
	cr_assert_eq(turn(), 1);
	cr_assert_eq(sent[4].packet.proto, FD_TCP);
	advance(40 * NS_PER_MS);
	cr_assert_eq(ended, 3); /* the second and the fourth: their grace is over */
	cr_assert(outcomes[1].header_only && outcomes[3].header_only);
	reply(&sent[4], 0);
	cr_assert_eq(outcomes[2].proto, FD_TCP);
	cr_assert_not(outcomes[2].tcp_failed);
}

Test(core, a_header_only_reply_stops_the_resends)
{
	uint32_t server = add_server(0);

	core.servers[server]->pause_ns = 0;
	ask(server, FD_UDP);
	turn();
	now_ns += 499 * NS_PER_MS; /* a millisecond before the resend is due */
	reply_header(&sent[0], FD_REFUSED);
	cr_assert_eq(advance(100 * NS_PER_MS), 0);
	cr_assert_eq(ended, 1);
	cr_assert(outcomes[0].header_only);
	cr_assert_eq(outcomes[0].tries, 1);
	/* "Within the try": the try's own timer ended the grace early. */
	cr_assert_leq(outcomes[0].ended_ns, START + 502 * NS_PER_MS);
}

/* What is not a reply to what was asked. Each row spoils a good reply. */
Test(core, spoilt_replies_are_rejected_and_the_probe_goes_on)
{
	static const struct {
		const char *what;
		size_t at;
		uint8_t flip;
		size_t cut; /* to this length */
	} rows[] = {
		{ "another id", 0, 0x55, 0 },	     { "a query, not a reply", 2, 0x80, 0 },
		{ "another name", 13, 0x01, 0 },     { "two questions", 5, 0x03, 0 },
		{ "another type", 24, 0x10, 0 },     { "another class", 26, 0x02, 0 },
		{ "cut in the question", 0, 0, 22 }, { "cut in the header", 0, 0, 11 },
	};
	uint32_t server = add_server(0);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t bytes[FD_QUERY_MAX];
		unsigned token = ask(server, FD_UDP);
		uint64_t rejected = core.servers[server]->stats.rejected;

		turn();
		const struct sent *query = &sent[sent_count - 1];
		memcpy(bytes, query->bytes, query->packet.length);
		bytes[2] |= 0x80;
		bytes[rows[i].at] ^= rows[i].flip;
		size_t length = rows[i].cut > 0 ? rows[i].cut : query->packet.length;
		take(EVENT_MESSAGE, query, 0, bytes, length);
		cr_assert_eq(endings[token], 0, "%s", rows[i].what);
		cr_assert_eq(core.servers[server]->stats.rejected, rejected + 1, "%s",
			     rows[i].what);
		cr_assert_not(core.servers[server]->replied, "%s", rows[i].what);
		struct sent elsewhere = *query;
		elsewhere.packet.slot = (uint16_t)((query->packet.slot + 1) % PORT_SLOTS);
		reply(&elsewhere, 0);
		cr_assert_eq(endings[token], 0, "from another port");
	}
	for (unsigned i = 0; i < sent_count; i++) {
		reply(&sent[i], 0);
	}
	cr_assert_eq(ended, asked);
}

Test(core, replies_and_quotes_of_any_length_are_read_within_their_bounds)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint32_t server = add_server(0);

	cr_assert_neq(pages, MAP_FAILED);
	cr_assert_eq(mprotect(pages + page, page, PROT_NONE), 0);
	ask(server, FD_UDP);
	turn();
	for (size_t length = 0; length <= sent[0].packet.length; length++) {
		uint8_t *bytes = pages + page - length;
		memcpy(bytes, sent[0].bytes, length);
		take(EVENT_ICMP, &sent[0], ECONNREFUSED, bytes, length);
		take(EVENT_SEND_ERROR, &sent[0], EHOSTUNREACH, bytes, length);
		take(EVENT_TCP_FAILED, &sent[0], 0, bytes, length < 2 ? length : 0);
		if (length > 2 && length < sent[0].packet.length) {
			bytes[2] |= 0x80;
			take(EVENT_MESSAGE, &sent[0], 0, bytes, length < 28 ? length : 0);
		}
	}
	munmap(pages, 2 * page);
}

/* ---- the destination ----------------------------------------------------------------------- */
Test(core, bad_configurations_are_refused)
{
	struct fd_engine_config good = { .timeout_ns = 1,
					 .retries = FD_RETRIES_AUTO,
					 .on_outcome = hear };
	struct fd_engine_config rows[5] = { good, good, good, good, good };
	struct core other;

	rows[0].timeout_ns = 0;
	rows[1].on_outcome = NULL;
	rows[2].retries = FD_RETRIES_DEFAULT;
	rows[3].retries = 128;
	rows[4].timeout_ns = -5;
	for (size_t i = 0; i < 5; i++) {
		cr_assert_eq(core_init(&other, &rows[i], 0), -EINVAL, "row %zu", i);
	}
	cr_assert_eq(core_init(&other, &good, 0), 0);
	core_finish(&other);
}

/* ---- memory -------------------------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);

static unsigned allocations, failing; /* the one that fails; 0: none */

static bool fails(void)
{
	return ++allocations == failing;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails() ? NULL : __real_reallocarray(old, count, size);
}

/** Asks what can be asked, and answers in all the ways that need memory. Returns how many probes were accepted. */
static unsigned play_with_little_memory(void)
{
	struct fd_probe probe = { .qtype = FD_TYPE_A,
				  .qname = (const uint8_t *)"",
				  .qname_length = 1 };
	struct fd_server_config config = { .open_max = 1000 };
	unsigned accepted = 0;
	uint32_t server = 0;

	for (unsigned i = 0; i < 20; i++) {
		if (core_add_server(&core, &config, &server) == 0) {
			core.servers[server]->replied = true;
		}
	}
	if (core.server_count == 0) {
		return 0;
	}
	for (unsigned i = 0; i < 600; i++) {
		probe.token = accepted;
		accepted += core_submit(&core, &probe) == 0;
	}
	unsigned answered = 0;
	for (unsigned rounds = 0; rounds < 4; rounds++) {
		advance(20 * NS_PER_MS);
		for (; answered < sent_count; answered++) {
			if (answered % 3 == 0) {
				reply_header(&sent[answered], FD_REFUSED);
			} else {
				reply(&sent[answered], answered % 3 == 1 ? FD_FLAG_TC : 0);
			}
		}
	}
	advance(10 * NS_PER_SEC);
	return accepted;
}

Test(core, survives_the_failure_of_any_allocation)
{
	unsigned total = 0;

	for (unsigned at = 0; at <= total; at++) {
		struct fd_engine_config config = { .timeout_ns = NS_PER_SEC,
						   .on_outcome = hear };

		core_finish(&core);
		now_ns = START;
		sent_count = ended = 0;
		memset(endings, 0, sizeof(endings));
		allocations = 0;
		failing = at;
		unsigned accepted = 0;
		int error = core_init(&core, &config, now_ns);
		if (error == 0) {
			accepted = play_with_little_memory();
		}
		total = at == 0 ? allocations : total;
		failing = 0;
		cr_assert(error == 0 || error == -ENOMEM);
		cr_assert_eq(ended, accepted, "failing at %u of %u", at, total);
	}
	cr_assert_gt(total, 100);
}
