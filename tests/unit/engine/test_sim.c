/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "rig.h"

static const struct fd_probe DEFAULTS = { .retries = FD_RETRIES_DEFAULT };

Test(sim, a_good_server_answers_everything_once)
{
	struct rig rig;

	rig_init(&rig, 1000);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	for (unsigned i = 0; i < 1000; i++) {
		rig_ask(&rig, server, DEFAULTS);
	}
	rig_run(&rig);
	for (unsigned i = 0; i < 1000; i++) {
		const struct result *result = &rig.results[i];
		cr_assert_eq(result->outcome.ending, FD_ANSWERED);
		cr_assert_eq(result->spelled, i);
		cr_assert_eq(result->outcome.tries, 1);
		cr_assert_eq(result->outcome.rtt_ns, 20 * MS);
		cr_assert_eq(result->outcome.ended_ns - result->outcome.sent_ns, 20 * MS);
		cr_assert_not(result->outcome.ambiguous);
	}
	cr_assert_eq(rig.servers[server].queries, 1000);
	rig_finish(&rig);
}
