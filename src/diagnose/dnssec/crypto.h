/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DNSSEC_CRYPTO_H
#define DIAGNOSE_DNSSEC_CRYPTO_H

#include <fleetdig/wire.h>

/** The door to ldns: octet strings go in, never a record or a message of a stranger. */

enum {
	DIGEST_MAX = 48
};

/** Octets of a digest of this type (RFC 4034, 4509, 6605), 0 for an unknown one. */
size_t crypto_digest_length(uint8_t type);
void crypto_digest(uint8_t type, const uint8_t *octets, size_t length, uint8_t out[DIGEST_MAX]);

/** The algorithms a validator has (RFC 8624 3.1). */
bool crypto_algorithm_known(uint8_t algorithm);

/** Octets borrowed. */
struct crypto_span {
	const uint8_t *octets;
	size_t length;
};

/** Signature and public key as in RRSIG and DNSKEY records. */
bool crypto_verify(uint8_t algorithm, struct crypto_span signature, struct crypto_span key,
		   struct crypto_span data);

/** A record in presentation form, from the operator's own files: the length of its RDATA, 0 when it is none or too long. */
size_t crypto_read_record(const char *text, struct fd_name *ret_owner, uint16_t *ret_type,
			  uint8_t *ret_rdata, size_t size);

#endif
