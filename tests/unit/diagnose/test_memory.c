/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

#include "play.h"
#include "worlds.h"

/*
 * The linker sends allocations and the diagnosis's functions here (--wrap): inside these, the Nth allocation fails, or the
 * Nth and all after it. Leaks and bad accesses are the sanitizers' to find; here, that there is an end and no false accusation.
 */
static long until_failure = -1;
static bool armed, for_good;
static unsigned long failures;

static bool fails(void)
{
	if (!armed || until_failure < 0) {
		return false;
	}
	bool now = until_failure == 0;

	until_failure -= now && for_good ? 0 : 1;
	failures += now;
	return now;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
int __real_fd_diagnosis_create(struct fd_diagnosis **ret_diagnosis,
			       const struct fd_diagnosis_config *config);
int __wrap_fd_diagnosis_create(struct fd_diagnosis **ret_diagnosis,
			       const struct fd_diagnosis_config *config);
void __real_fd_diagnosis_table_ready(struct fd_diagnosis *diagnosis);
void __wrap_fd_diagnosis_table_ready(struct fd_diagnosis *diagnosis);
void __real_fd_diagnosis_learn(struct fd_diagnosis *diagnosis, uint64_t id,
			       const struct fd_observation *observation);
void __wrap_fd_diagnosis_learn(struct fd_diagnosis *diagnosis, uint64_t id,
			       const struct fd_observation *observation);

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

int __wrap_fd_diagnosis_create(struct fd_diagnosis **ret_diagnosis,
			       const struct fd_diagnosis_config *config)
{
	armed = true;
	int r = __real_fd_diagnosis_create(ret_diagnosis, config);
	armed = false;
	cr_assert(r == 0 || r == -ENOMEM);
	return r == 0 ? 0 : __real_fd_diagnosis_create(ret_diagnosis, config);
}

void __wrap_fd_diagnosis_table_ready(struct fd_diagnosis *diagnosis)
{
	armed = true;
	__real_fd_diagnosis_table_ready(diagnosis);
	armed = false;
}

void __wrap_fd_diagnosis_learn(struct fd_diagnosis *diagnosis, uint64_t id,
			       const struct fd_observation *observation)
{
	armed = true;
	__real_fd_diagnosis_learn(diagnosis, id, observation);
	armed = false;
}

#define FAULTS                                                                             \
	"server ns1.mute.net. 198.18.30.1 silent\nzone mute.net. at ns1.mute.net.\n"       \
	"server ns1.lame.net. 198.18.32.1 lame=refused\nzone lame.net. at ns1.lame.net.\n" \
	"server ns1.old.example. 198.18.40.1\n"                                            \
	"zone old.example. at ns1.old.example. bogus=expired\n	www A 198.19.40.1\n"        \
	"resolver tired 10.3.0.53 cannot-reach=ns1.shop.net.,ns2.shop.net.\n"

static const char world[] = WORLD RESOLVERS FAULTS;
static const char inventory[] = INVENTORY(
	"\"resolvers\": ["
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"
	"{\"id\": \"tired\", \"address\": \"10.3.0.53\", \"role\": \"local\"},"
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"},"
	"{\"id\": \"eight\", \"address\": \"192.0.2.53\", \"role\": \"public\"}],",
	"\"www.mute.net\", \"www.lame.net\", \"www.old.example\", \"nope.pay.example\","
	"\"gone.shop.net\", \"nobody.example\", " GOOD_NAMES);

static bool play_with_failure(long n)
{
	struct play play;
	unsigned long before = failures;

	until_failure = n;
	play_run(&play, world, inventory, &(struct play_options) { 0 });
	until_failure = -1;
	cr_expect_eq(play_find(&play, "www.pay.example A")->cause, FD_CAUSE_ok);
	const char *const not_theirs[] = { "www.shop.net A", "office", "nine", "eight" };
	for (size_t i = 0; i < sizeof(not_theirs) / sizeof(not_theirs[0]); i++) {
		cr_expect_neq(play_find(&play, not_theirs[i])->locus, FD_LOCUS_AUTHORITATIVE,
			      "allocation %ld: %s: %s", n, not_theirs[i],
			      play_verdict(&play, not_theirs[i]));
	}
	play_finish(&play);
	return failures > before;
}

Test(memory, any_allocation_may_fail)
{
	long n = 0;

	while (play_with_failure(n)) {
		n++;
	}
	cr_expect_gt(n, 10, "there were some to fail");
}

Test(memory, and_all_after_it)
{
	long n = 0;

	for_good = true;
	while (play_with_failure(n)) {
		n++;
	}
	cr_expect_gt(n, 10, "there were some to fail");
}
