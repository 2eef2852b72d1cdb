/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "engine/backend.h"
#include "engine/net/clock.h"

/** A kernel that refuses: seccomp filters as container runtimes set them. Each test is a process of its own. */

#if defined(__x86_64__)
#define AUDIT_ARCH_HERE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define AUDIT_ARCH_HERE AUDIT_ARCH_AARCH64
#endif

static void refuse(long number, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_HERE, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	cr_assert_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	cr_assert_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

#ifdef FD_WITH_URING
static void check_refused(long number, int error, int expected)
{
	static const struct fd_engine_config config = { .kind = FD_ENGINE_URING };
	char reason[256] = "";
	char small[8] = "";
	void *network = NULL;

	refuse(number, error);
	cr_assert_eq(backend_uring.open(&network, &config, reason, sizeof(reason)), -expected);
	cr_assert_null(network);
	cr_assert_not_null(strstr(reason, "io_uring"), "'%s'", reason);
	/* The sentence may be cut, and need not be wanted. */
	cr_assert_eq(backend_uring.open(&network, &config, small, sizeof(small)), -expected);
	cr_assert_eq(strlen(small), sizeof(small) - 1);
	cr_assert_eq(backend_uring.open(&network, &config, NULL, 0), -expected);
}

Test(refused, io_uring_not_permitted)
{
	check_refused(SYS_io_uring_setup, EPERM, EPERM);
}

Test(refused, io_uring_not_accessible)
{
	check_refused(SYS_io_uring_setup, EACCES, EACCES);
}

Test(refused, io_uring_not_there)
{
	check_refused(SYS_io_uring_setup, ENOSYS, ENOSYS);
}

Test(refused, io_uring_too_old_for_any_flags)
{
	check_refused(SYS_io_uring_setup, EINVAL, EINVAL);
}

Test(refused, io_uring_without_registration)
{
	check_refused(SYS_io_uring_register, EINVAL, ENOSYS);
}

Test(refused, io_uring_without_memory_is_an_error)
{
	static const struct fd_engine_config config = { .kind = FD_ENGINE_URING };
	char reason[256] = "";
	void *network = NULL;

	refuse(SYS_io_uring_setup, ENOMEM);
	cr_assert_eq(backend_uring.open(&network, &config, reason, sizeof(reason)), -ENOMEM);
}
#endif

Test(refused, epoll_sleeps_without_epoll_pwait2)
{
	static const int errors[] = { EPERM, ENOSYS };
	static const struct fd_engine_config config = { .kind = FD_ENGINE_EPOLL };
	struct event event;
	void *network;

	for (int i = 0; i < 2; i++) {
		refuse(SYS_epoll_pwait2, errors[i]);
		cr_assert_eq(backend_epoll.open(&network, &config, NULL, 0), 0);
		int64_t until_ns = clock_now() + 20000000;
		cr_assert_eq(backend_epoll.wait(network, until_ns, &event, 1), 0);
		cr_assert_geq(clock_now(), until_ns - 1000000);
		backend_epoll.close(network);
	}
}
