/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t count;

static void on_signal(int number)
{
	if (count++ > 0) {
		_exit(128 + number);
	}
}

/** The terminal goes away: what is known is still written. Not under nohup, which means it. */
static void watch_hangup(const struct sigaction *action)
{
	struct sigaction before;

	if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
		sigaction(SIGHUP, action, NULL);
	}
}

void interrupt_watch(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	watch_hangup(&action);
}

int interrupt_count(void)
{
	return count;
}
