/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_LETTERS_H
#define ENGINE_CORE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The letters of a name as more bits to guess (0x20, draft-vixie-dnsext-dns0x20): which are capitals follows from a
 * secret number for each query, so that it need not be kept. Names are uncompressed wire octets.
 */

/** Sets the case of each letter by the number. */
void letters_mix(uint8_t *name, size_t length, uint64_t secret);

/** Whether `echoed` is `name` in exactly the case that letters_mix() gives it. */
bool letters_kept(const uint8_t *echoed, const uint8_t *name, size_t length, uint64_t secret);

/** Whether there is a capital in it: a name without one may have come so by chance, or have no letters. */
bool letters_have_capitals(const uint8_t *name, size_t length);

/** Whether both are the same name, whatever the case. */
bool letters_equal(const uint8_t *a, const uint8_t *b, size_t length);

#endif
