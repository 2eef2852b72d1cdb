/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SINK_FAILURES_H
#define TESTS_SINK_FAILURES_H

#include <stdbool.h>

/**
 * The linker sends all allocations here, and what starts a thread (--wrap): while armed, the Nth call of this thread fails.
 * Leaks and bad accesses are the sanitizers' to find.
 */
extern _Thread_local long until_failure;
extern _Thread_local bool armed;

#endif
