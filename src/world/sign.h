/* SPDX-License-Identifier: MIT */
#ifndef WORLD_SIGN_H
#define WORLD_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/wire.h>

/** Ed25519 (RFC 8080), through ldns: small records, and equal input gives equal octets. */
enum {
	SIGN_ALGORITHM = 15,
	SIGN_KEY_SIZE = 32,
	SIGN_SIZE = 64,
	SIGN_DIGEST_SIZE = 32, /* of SHA-256 */
};

struct signer; /* a private key */

/** The key of a seed, and its public half; NULL when it cannot be made. */
struct signer *signer_create(const uint8_t seed[SIGN_KEY_SIZE],
			     uint8_t ret_public[SIGN_KEY_SIZE]);
void signer_destroy(struct signer *signer);

/** Signs octets. False when that fails. */
bool signer_sign(const struct signer *signer, const uint8_t *octets, size_t length,
		 uint8_t ret_signature[SIGN_SIZE]);

void sign_digest(uint8_t ret_digest[SIGN_DIGEST_SIZE], const uint8_t *octets, size_t length);

#endif
