/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DNSSEC_DENIAL_H
#define DIAGNOSE_DNSSEC_DENIAL_H

#include <fleetdig/wire.h>

/** Whether the NSEC (RFC 4035 5.4) or NSEC3 (RFC 5155 8) records of a reply prove what it denies. Their signatures are judged elsewhere. */

enum denial {
	DENIAL_PROVED,
	DENIAL_GAP,	/* there are records, and they leave it open */
	DENIAL_MISSING, /* there are none */
	DENIAL_UNKNOWN, /* more iterations than anybody should count (RFC 9276), or a hash nobody knows */
};

struct denial_question {
	const struct fd_message *message;
	const struct fd_name *zone;
	const struct fd_name *name;
	uint16_t qtype;
};

/** The name does not exist, and no wildcard stands in for it. */
enum denial denial_of_name(const struct denial_question *question);
/** The name, or the wildcard that stands in for it, has no such type. */
enum denial denial_of_type(const struct denial_question *question);
/** An answer was made from the wildcard below the ancestor of this many labels: nothing closer exists. */
enum denial denial_of_closer(const struct denial_question *question, unsigned labels);

#endif
