/* SPDX-License-Identifier: MIT */
#ifndef TESTS_WORLD_SUPPORT_H
#define TESTS_WORLD_SUPPORT_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/world.h>

/** A world that must be sound. */
struct fd_world *world_of(const char *text);

/**
 * Asks as `ADDRESS NAME TYPE|#NUMBER [WORD...]` and says in a line what came back. Words: `tcp`, `do`, `cd`, `norec`, `plain`, `ch`,
 * `nsid`, `late` (say the delay too), `+500ms` (the time it is asked; 0 otherwise).
 *
 *     NOERROR aa | www.example 300 A 192.0.2.1 | AU … | AD … | EDE 22 | NSID ns1 | 10000ms
 */
const char *say(struct fd_world *world, const char *text);

struct row {
	const char *question;
	const char *reply;
};
/** Each row in turn at one world, on the record of Criterion. */
void check_rows(const char *text, const struct row *rows, size_t count);

#define ROWS(text, ...)                                                    \
	do {                                                               \
		static const struct row rows_[] = { __VA_ARGS__ };         \
		check_rows(text, rows_, sizeof(rows_) / sizeof(rows_[0])); \
	} while (0)

#endif
