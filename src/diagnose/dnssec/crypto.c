/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec/crypto.h"

/* Or ldns makes bool a signed char, where 0x100 is false. */
#ifndef HAVE_STDBOOL_H
#define HAVE_STDBOOL_H 1
#endif

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/* ---- digests ------------------------------------------------------------------------------- */

size_t crypto_digest_length(uint8_t type)
{
	switch (type) {
	case LDNS_SHA1:
		return LDNS_SHA1_DIGEST_LENGTH;
	case LDNS_SHA256:
		return LDNS_SHA256_DIGEST_LENGTH;
	case LDNS_SHA384:
		return LDNS_SHA384_DIGEST_LENGTH;
	default:
		return 0;
	}
}

void crypto_digest(uint8_t type, const uint8_t *octets, size_t length, uint8_t out[DIGEST_MAX])
{
	unsigned size = (unsigned)length;

	if (type == LDNS_SHA1) {
		ldns_sha1(octets, size, out);
	} else if (type == LDNS_SHA256) {
		ldns_sha256(octets, size, out);
	} else {
		ldns_sha384(octets, size, out);
	}
}

/* ---- signatures ---------------------------------------------------------------------------- */

bool crypto_algorithm_known(uint8_t algorithm)
{
	static const uint8_t known[] = {
		LDNS_RSASHA1,	      LDNS_RSASHA1_NSEC3,   LDNS_RSASHA256, LDNS_RSASHA512,
		LDNS_ECDSAP256SHA256, LDNS_ECDSAP384SHA384, LDNS_ED25519,   LDNS_ED448,
	};

	return memchr(known, algorithm, sizeof(known)) != NULL;
}

enum {
	ECDSA_MAX = 96, /* two numbers of 384 bits */
	DER_MAX = ECDSA_MAX + 8,
};

/* A number of a DER sequence: no needless zeros, and a zero before a set sign bit. */
static uint8_t *put_der_number(uint8_t *out, const uint8_t *in, size_t length)
{
	while (length > 1 && *in == 0) {
		in++;
		length--;
	}
	bool pad = (*in & 0x80) != 0;
	*out++ = 2; /* INTEGER */
	*out++ = (uint8_t)(length + pad);
	if (pad) {
		*out++ = 0;
	}
	memcpy(out, in, length);
	return out + length;
}

/* ECDSA's two numbers in a row (RFC 6605 4) as the sequence that libraries want; 0 when the length is wrong. */
static size_t ecdsa_der(uint8_t algorithm, struct crypto_span signature, uint8_t out[DER_MAX])
{
	size_t half = algorithm == LDNS_ECDSAP256SHA256 ? 32 : 48;

	if (signature.length != 2 * half) {
		return 0;
	}
	/* Either sequence is shorter than 128 octets: its length is one octet. */
	uint8_t *end = put_der_number(out + 2, signature.octets, half);
	end = put_der_number(end, signature.octets + half, half);
	out[0] = 0x30; /* SEQUENCE */
	out[1] = (uint8_t)(end - out - 2);
	return (size_t)(end - out);
}

bool crypto_verify(uint8_t algorithm, struct crypto_span signature, struct crypto_span key,
		   struct crypto_span data)
{
	bool ecdsa = algorithm == LDNS_ECDSAP256SHA256 || algorithm == LDNS_ECDSAP384SHA384;
	/* ldns takes them writable: copies, so that the message stays what it is. */
	uint8_t *octets = malloc(signature.length + DER_MAX + key.length);
	ldns_buffer *buffer = ldns_buffer_new(data.length + 1);
	size_t length = signature.length;
	bool good = false;

	if (octets != NULL && buffer != NULL) {
		if (ecdsa) {
			length = ecdsa_der(algorithm, signature, octets);
		} else {
			memcpy(octets, signature.octets, length);
		}
		memcpy(octets + length, key.octets, key.length);
		ldns_buffer_write(buffer, data.octets, data.length);
		good = length > 0 &&
		       ldns_verify_rrsig_buffers_raw(octets, length, buffer, octets + length,
						     key.length, algorithm) == LDNS_STATUS_OK;
	}
	ldns_buffer_free(buffer);
	free(octets);
	return good;
}

/* ---- anchors ------------------------------------------------------------------------------- */

size_t crypto_read_record(const char *text, struct fd_name *ret_owner, uint16_t *ret_type,
			  uint8_t *ret_rdata, size_t size)
{
	ldns_rr *rr = NULL;
	size_t length = 0;

	if (ldns_rr_new_frm_str(&rr, text, 0, NULL, NULL) != LDNS_STATUS_OK) {
		return 0;
	}
	const ldns_rdf *name = ldns_rr_owner(rr);
	bool fits = fd_name_from_wire(ret_owner, ldns_rdf_data(name), ldns_rdf_size(name)) == 0;
	for (size_t i = 0; fits && i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *field = ldns_rr_rdf(rr, i);
		fits = length + ldns_rdf_size(field) <= size;
		if (fits) {
			memcpy(ret_rdata + length, ldns_rdf_data(field), ldns_rdf_size(field));
			length += ldns_rdf_size(field);
		}
	}
	*ret_type = (uint16_t)ldns_rr_get_type(rr);
	ldns_rr_free(rr);
	return fits ? length : 0;
}
