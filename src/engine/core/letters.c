/* SPDX-License-Identifier: MIT */
#include "engine/core/letters.h"

#include <string.h>

enum {
	CASE_BIT = 0x20
};

/* Length octets are at most 63, and no letters. */
static bool is_letter(uint8_t octet)
{
	uint8_t small = octet | CASE_BIT;

	return small >= 'a' && small <= 'z';
}

/* The number for the next 64 octets. */
static uint64_t stir(uint64_t secret)
{
	secret ^= secret >> 31;
	secret *= UINT64_C(0x7FB5D329728EA185);
	secret ^= secret >> 27;
	secret *= UINT64_C(0x81DADEF4BC2DD44D);
	return secret ^ secret >> 33;
}

static uint8_t mixed(uint8_t octet, uint64_t bits)
{
	uint8_t small = octet | CASE_BIT;

	if (!is_letter(octet)) {
		return octet;
	}
	return (bits & 1) != 0 ? (uint8_t)(small & ~CASE_BIT) : small;
}

void letters_mix(uint8_t *name, size_t length, uint64_t secret)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < length; i++, bits >>= 1) {
		if (i % 64 == 0) {
			secret = stir(secret);
			bits = secret;
		}
		name[i] = mixed(name[i], bits);
	}
}

bool letters_kept(const uint8_t *echoed, const uint8_t *name, size_t length, uint64_t secret)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < length; i++, bits >>= 1) {
		if (i % 64 == 0) {
			secret = stir(secret);
			bits = secret;
		}
		if (echoed[i] != mixed(name[i], bits)) {
			return false;
		}
	}
	return true;
}

bool letters_have_capitals(const uint8_t *name, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (is_letter(name[i]) && (name[i] & CASE_BIT) == 0) {
			return true;
		}
	}
	return false;
}

bool letters_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
	if (memcmp(a, b, length) == 0) {
		return true;
	}
	for (size_t i = 0; i < length; i++) {
		bool same =
			is_letter(a[i]) ? (a[i] | CASE_BIT) == (b[i] | CASE_BIT) : a[i] == b[i];
		if (!same) {
			return false;
		}
	}
	return true;
}
