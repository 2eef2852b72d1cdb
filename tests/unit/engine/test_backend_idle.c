/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/net/clock.h"
#include "engine/net/sockets_limits.h"
#include "test_backend_rig.h"

/** Sockets that are no longer used make room for others. The clock is wound forward: the linker wraps clock_now(). */

static int64_t wound_ns;

int64_t __real_clock_now(void);
int64_t __wrap_clock_now(void);
int64_t __wrap_clock_now(void)
{
	return __real_clock_now() + wound_ns;
}

enum {
	DESCRIPTORS = 160,
	MANY = 80, /* nearly all that 160 descriptors leave for UDP */
	OTHER = 5,
};

static unsigned open_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned count = 0;

	while (readdir(directory) != NULL) {
		count++;
	}
	closedir(directory);
	return count;
}

/* One query on each slot, all answered, each on its slot. */
static void ask_slots(struct rig *rig, uint32_t server, unsigned slots)
{
	static uint8_t queries[MANY][QUERY_LENGTH];
	struct packet packets[MANY];

	for (unsigned i = 0; i < slots; i++) {
		make_query(queries[i], &(struct want) { server, .slot = i, .id = 0x900 + i });
		packets[i] = (struct packet) { server, (uint16_t)i, FD_UDP, QUERY_LENGTH,
					       queries[i] };
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, slots), 0);
	await_replies(rig, slots);
	for (unsigned i = 0; i < slots; i++) {
		cr_assert_eq(rig->events[i].slot, get16(rig->events[i].bytes + AT_SLOT));
		cr_assert_eq(rig->events[i].server, server);
	}
	rig_forget(rig);
}

BACKEND_TEST(idle_sockets_make_room)
{
	struct rlimit limit = { DESCRIPTORS, DESCRIPTORS };
	struct fd_server_config config = { 0 };

	rig->backend->close(rig->network);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	rig_open(rig);
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", rig->responder.port);
	cr_assert_eq(rig->backend->add_server(rig->network, OTHER, &config, MANY), 0);
	ask_slots(rig, OTHER, MANY);
	unsigned most = open_descriptors();
	/* Each time the other server's sockets have become idle, and most of them must go. */
	for (unsigned round = 0; round < 6; round++) {
		wound_ns += SOCKETS_IDLE_NS;
		bool other = round % 2 == 1;
		ask_slots(rig, other ? OTHER : SERVER, other ? MANY : SLOTS);
		ask_slots(rig, other ? OTHER : SERVER, other ? MANY : SLOTS);
		cr_assert_leq(open_descriptors(), most + SLOTS);
	}
}
