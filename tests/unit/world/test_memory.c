/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

#include <fleetdig/wire.h>

#include "support.h"

/* The linker sends the world's allocations here (--wrap): the Nth fails. Leaks are the sanitizer's to find. */
static long until_failure = -1;

static bool fails(void)
{
	return until_failure >= 0 && until_failure-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

Test(memory, each_failed_allocation_fails_the_creation)
{
	struct fd_world *world = NULL;
	struct fd_errors errors = { 0 };
	int r = -ENOMEM;
	long failures = 0;

	for (long n = 0; r != 0 && n < 1000; n++) {
		until_failure = n;
		r = fd_world_create(&world, fd_world_demo(), "demo", &errors);
		until_failure = -1;
		cr_assert(r == 0 || (r == -ENOMEM && world == NULL), "%ld: %d", n, r);
		failures += r != 0;
	}
	cr_expect_eq(r, 0);
	cr_expect_gt(failures, 5);
	fd_errors_finish(&errors);
	fd_world_destroy(world);
}

Test(memory, each_failed_allocation_fails_the_service)
{
	struct fd_world *world = world_of("server a 127.53.201.1\nzone . at a\n");
	struct fd_world_service *service = NULL;
	int r = -ENOMEM;
	long failures = 0;

	for (long n = 0; r != 0 && n < 50; n++) {
		struct fd_errors errors = { 0 };
		until_failure = n;
		r = fd_world_serve(&service, world, 27053, &errors);
		until_failure = -1;
		cr_assert(r == 0 || (r == -ENOMEM && service == NULL), "%ld: %d", n, r);
		failures += r != 0;
		fd_errors_finish(&errors);
	}
	cr_expect_eq(failures, 3);
	fd_world_service_stop(service);
	fd_world_destroy(world);
}

Test(memory, a_cache_without_memory_still_answers)
{
	struct fd_world *world =
		world_of("server a 127.0.1.1\nzone . at a\n	www A 192.0.2.1\n"
			 "resolver r 127.0.9.1\n");

	until_failure = 0;
	cr_expect_str_eq(say(world, "127.0.9.1 www A late"),
			 "NOERROR ra | www 300 A 192.0.2.1 | 1ms");
	until_failure = -1;
	cr_expect_str_eq(say(world, "127.0.9.1 www A late +1"),
			 "NOERROR ra | www 300 A 192.0.2.1 | 1ms");
	fd_world_destroy(world);
}
