/* SPDX-License-Identifier: MIT */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One target per file, named fuzz_<target>.c. It asserts a property of what it reads, so that a
 * wrong value is found as well as a crash. Always returns 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
