/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_IDNA_H
#define INVENTORY_IDNA_H

#include "inventory/name_text.h"

enum {
	/* Longest text of a name in ASCII: 255 octets, each as \DDD, dots and NUL (FD_NAME_TEXT_MAX), and a trailing dot. */
	NAME_ASCII_MAX = FD_NAME_TEXT_MAX + 1
};

/**
 * Each label with octets beyond ASCII becomes its A-label; ASCII labels and escapes are kept; the ideographic full stops
 * (U+3002, U+FF0E, U+FF61) separate labels as dots do (RFC 5895 2.4). Returns 0, -EINVAL (with the fault) or -ENOMEM.
 */
int idna_to_ascii(char out[NAME_ASCII_MAX], const char *text, struct name_fault *ret_fault);

#endif
