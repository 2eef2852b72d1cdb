/* SPDX-License-Identifier: MIT */
/* Or ldns makes bool a signed char, where 0x100 is false. */
#ifndef HAVE_STDBOOL_H
#define HAVE_STDBOOL_H 1
#endif

#include "world/sign.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <string.h>

struct signer {
	ldns_key key; /* only ever pointed to */
};

/* RFC 4648 4. */
static size_t put_base64(char *out, const uint8_t *in, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *start = out;

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t bits = (uint32_t)in[i] << 16 |
				(left > 1 ? (uint32_t)in[i + 1] << 8 : 0) |
				(left > 2 ? (uint32_t)in[i + 2] : 0);
		*out++ = digits[bits >> 18];
		*out++ = digits[bits >> 12 & 63];
		*out++ = (char)(left > 1 ? digits[bits >> 6 & 63] : '=');
		*out++ = (char)(left > 2 ? digits[bits & 63] : '=');
	}
	*out = '\0';
	return (size_t)(out - start);
}

static ldns_key *read_key(char *text)
{
	FILE *file = fmemopen(text, strlen(text), "r");
	ldns_key *key = NULL;
	int line = 0;

	if (file == NULL) {
		return NULL;
	}
	if (ldns_key_new_frm_fp_l(&key, file, &line) != LDNS_STATUS_OK) {
		key = NULL;
	}
	fclose(file);
	return key;
}

struct signer *signer_create(const uint8_t seed[SIGN_KEY_SIZE],
			     uint8_t ret_public[SIGN_KEY_SIZE])
{
	static const char head[] = "Private-key-format: v1.2\nAlgorithm: 15 (ED25519)\n"
				   "PrivateKey: ";
	char text[sizeof(head) + 64];

	memcpy(text, head, sizeof(head));
	size_t length = sizeof(head) - 1;
	length += put_base64(text + length, seed, SIGN_KEY_SIZE);
	memcpy(text + length, "\n", 2);
	ldns_key *key = read_key(text);
	ldns_rr *record = key == NULL ? NULL : ldns_key2rr(key);
	const ldns_rdf *public = record == NULL ? NULL : ldns_rr_rdf(record, 3);
	bool good = public != NULL && ldns_rdf_size(public) == SIGN_KEY_SIZE;
	if (good) {
		memcpy(ret_public, ldns_rdf_data(public), SIGN_KEY_SIZE);
	} else {
		ldns_key_deep_free(key);
	}
	ldns_rr_free(record);
	return good ? (struct signer *)key : NULL;
}

void signer_destroy(struct signer *signer)
{
	if (signer != NULL) {
		ldns_key_deep_free(&signer->key);
	}
}

bool signer_sign(const struct signer *signer, const uint8_t *octets, size_t length,
		 uint8_t ret_signature[SIGN_SIZE])
{
	ldns_key key = signer->key; /* a copy, for ldns wants it writable */
	ldns_buffer *data = ldns_buffer_new(length + 1);
	bool good = false;

	if (data == NULL) {
		return false;
	}
	ldns_buffer_write(data, octets, length);
	ldns_rdf *signature = ldns_sign_public_buffer(data, &key);
	if (signature != NULL && ldns_rdf_size(signature) == SIGN_SIZE) {
		memcpy(ret_signature, ldns_rdf_data(signature), SIGN_SIZE);
		good = true;
	}
	ldns_rdf_deep_free(signature);
	ldns_buffer_free(data);
	return good;
}

void sign_digest(uint8_t ret_digest[SIGN_DIGEST_SIZE], const uint8_t *octets, size_t length)
{
	ldns_sha256(octets, (unsigned)length, ret_digest);
}
