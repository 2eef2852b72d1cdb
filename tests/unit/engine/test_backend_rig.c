/* SPDX-License-Identifier: MIT */
#include "test_backend_rig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/net/clock.h"

static const struct backend *const backends[] = {
	&backend_epoll,
#ifdef FD_WITH_URING
	&backend_uring,
#endif
};

struct criterion_test_params each_backend(void)
{
	static int indexes[] = { 0, 1 };

	return cr_make_param_array(int, indexes, sizeof(backends) / sizeof(backends[0]));
}

void rig_open(struct rig *rig)
{
	rig->reason[0] = '\0';
	int r = rig->backend->open(&rig->network, &rig->config, rig->reason,
				   sizeof(rig->reason));

	if (r == -EPERM || r == -ENOSYS || r == -EACCES) {
		cr_skip_test("%s: %s", rig->backend->name, rig->reason);
	}
	cr_assert_eq(r, 0, "%s: %s (%s)", rig->backend->name, strerror(-r), rig->reason);
}

void rig_reopen(struct rig *rig)
{
	rig->backend->close(rig->network);
	rig_open(rig);
}

struct rig *rig_create(int index)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	rig->backend = backends[index];
	rig->wait_capacity = BACKEND_BATCH;
	rig->config.timeout_ns = SECOND;
	rig_open(rig);
	return rig;
}

void rig_forget(struct rig *rig)
{
	for (unsigned i = 0; i < rig->count; i++) {
		free((void *)(uintptr_t)rig->events[i].bytes);
	}
	rig->count = 0;
	memset(rig->counts, 0, sizeof(rig->counts));
}

void rig_destroy(struct rig *rig)
{
	rig->backend->close(rig->network);
	if (rig->started) {
		responder_stop(&rig->responder);
	}
	rig_forget(rig);
	free(rig->events);
	free(rig);
}

void rig_add_server(struct rig *rig, uint32_t server, const char *address, uint16_t port)
{
	struct fd_server_config config = { 0 };

	cr_assert_eq(fd_endpoint_parse(&config.endpoint, address, 53), 0);
	config.endpoint.port = port;
	cr_assert_eq(rig->backend->add_server(rig->network, server, &config, SLOTS), 0);
}

void rig_start(struct rig *rig, const char *address, enum responder_mode mode)
{
	if (!responder_start(&rig->responder, address, mode)) {
		cr_skip_test("no %s here", address);
	}
	rig->started = true;
	rig_add_server(rig, SERVER, address, rig->responder.port);
}

void rig_refuse(struct rig *rig, const char *address)
{
	if (!responder_refuse(&rig->responder, address)) {
		cr_skip_test("no %s here", address);
	}
	rig->started = true;
	rig_add_server(rig, SERVER, address, rig->responder.port);
}

void make_query(uint8_t query[QUERY_LENGTH], const struct want *want)
{
	memset(query, 0, QUERY_LENGTH);
	put16(query + AT_ID, want->id);
	put16(query + AT_SLOT, want->slot);
	put16(query + AT_SERVER, want->server);
	put16(query + AT_LENGTH, want->length);
	put16(query + AT_COPIES, want->copies);
}

void ask(struct rig *rig, unsigned count, const struct want *want)
{
	static uint8_t queries[BACKEND_BATCH][QUERY_LENGTH];
	struct packet packets[BACKEND_BATCH];

	cr_assert_leq(count, BACKEND_BATCH);
	for (unsigned i = 0; i < count; i++) {
		struct want one = *want;
		one.id += i;
		one.slot = (want->slot + i) % SLOTS;
		make_query(queries[i], &one);
		packets[i] = (struct packet) {
			.server = one.server,
			.slot = (uint16_t)one.slot,
			.proto = one.proto,
			.length = QUERY_LENGTH,
			.bytes = queries[i],
		};
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, count), 0);
	/* The backend keeps what it needs. */
	memset(queries, 0xDD, sizeof(queries));
}

static void keep(struct rig *rig, const struct event *event)
{
	if (rig->count == rig->capacity) {
		rig->capacity = rig->capacity == 0 ? 1024 : 2 * rig->capacity;
		rig->events = reallocarray(rig->events, rig->capacity, sizeof(*rig->events));
	}
	struct event *kept = &rig->events[rig->count++];
	uint8_t *bytes = malloc(event->length + 1);
	memcpy(bytes, event->bytes, event->length);
	*kept = *event;
	kept->bytes = bytes;
	rig->counts[event->kind]++;
}

void await(struct rig *rig, enum event_kind kind, unsigned count, int64_t patience_ns)
{
	int64_t deadline_ns = clock_now() + patience_ns;
	struct event events[BACKEND_BATCH];

	while (rig->counts[kind] < count && clock_now() < deadline_ns) {
		int got = rig->backend->wait(rig->network, deadline_ns, events,
					     rig->wait_capacity);
		cr_assert_geq(got, 0, "wait: %s", strerror(-got));
		cr_assert_leq((unsigned)got, rig->wait_capacity);
		for (int i = 0; i < got; i++) {
			keep(rig, &events[i]);
		}
	}
}

void await_replies(struct rig *rig, unsigned count)
{
	await(rig, EVENT_MESSAGE, count, PATIENCE);
	cr_assert_eq(rig->counts[EVENT_MESSAGE], count, "%u of %u replies",
		     rig->counts[EVENT_MESSAGE], count);
	cr_assert_eq(rig->count, count, "and %u other events", rig->count - count);
}

void check_ids(const struct rig *rig, unsigned first, unsigned count)
{
	bool *seen = calloc(count, sizeof(*seen));

	cr_assert_eq(rig->count, count);
	for (unsigned i = 0; i < rig->count; i++) {
		unsigned id = get16(rig->events[i].bytes) - first;
		cr_assert_lt(id, count, "an id that was not asked");
		cr_assert(!seen[id], "id %u twice", id);
		seen[id] = true;
	}
	free(seen);
}
