/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DNSSEC_VERIFY_H
#define DIAGNOSE_DNSSEC_VERIFY_H

#include <fleetdig/wire.h>

#include "diagnose/common/limits.h"

/**
 * What signatures, keys and digests in checked messages are worth: no facts, no rules, no I/O.
 */

struct dnssec_key {
	uint16_t flags;
	uint16_t tag;
	uint8_t algorithm;
	uint16_t length;
	const uint8_t *rdata; /* into the message it came from */
};

/** The keys of a zone: DNSKEYs that may sign (the zone flag set, not revoked). */
struct dnssec_keys {
	struct dnssec_key list[DNSSEC_KEYS_MAX];
	size_t count;
};

struct dnssec_ds {
	uint16_t tag;
	uint8_t algorithm;
	uint8_t digest_type;
	uint8_t digest_length;
	uint8_t digest[48];
};

struct dnssec_ds_set {
	struct dnssec_ds list[DNSSEC_DS_MAX];
	size_t count;
	size_t unusable; /* of a digest type or algorithm nobody here knows, or malformed */
};

/** Reads the DNSKEYs of `zone` in the answer. Returns how many records there were, usable or not. */
size_t dnssec_keys_read(struct dnssec_keys *ret_keys, const struct fd_message *message,
			const struct fd_name *zone);

/** Reads the DS records of `zone` in one section. Returns how many there were. */
size_t dnssec_ds_read(struct dnssec_ds_set *ret_set, const struct fd_message *message,
		      enum fd_section section, const struct fd_name *zone);

/** Adds a trust anchor (a DS or DNSKEY in presentation form) when it is one of `zone`. */
void dnssec_anchor_read(struct dnssec_ds_set *set, const char *text,
			const struct fd_name *zone);

/** The DS names this key: tag, algorithm and digest. Without `digests` the first two are enough. */
bool dnssec_ds_names(const struct dnssec_ds *ds, const struct dnssec_key *key,
		     const struct fd_name *zone, bool digests);

/** RFC 4034 appendix B. */
uint16_t dnssec_key_tag(const uint8_t *rdata, size_t length);

struct dnssec_signature { /* an RRSIG, read */
	uint16_t covered;
	uint8_t algorithm;
	uint8_t labels;
	uint32_t ttl;
	uint32_t expiration;
	uint32_t inception;
	uint16_t tag;
	struct fd_name signer;
	const uint8_t *octets; /* of the signature, in the message */
	size_t length;
};

enum dnssec_state { /* of a record set, from best to worst known */
	DNSSEC_GOOD,
	DNSSEC_EXPIRED,
	DNSSEC_EARLY,	 /* not yet valid */
	DNSSEC_WRONG,	 /* in its time, by a key that is there, and does not verify */
	DNSSEC_KEYLESS,	 /* by keys that the zone does not have, or of unknown algorithms */
	DNSSEC_FOREIGN,	 /* signed, by another zone */
	DNSSEC_UNSIGNED, /* no RRSIG at all */
	DNSSEC_ABSENT,	 /* no such record set in the message */
	DNSSEC_UNKNOWN,	 /* too large a set, or no memory: nothing is shown */
};

struct dnssec_rrset {
	const struct fd_message *message;
	enum fd_section section;
	struct fd_name owner;
	uint16_t type;
};

struct dnssec_verdict {
	enum dnssec_state state;
	bool has_signature;
	struct dnssec_signature signature; /* the one that decided */
};

struct dnssec_check {
	const struct fd_name *zone; /* that must have signed */
	const struct dnssec_keys *keys;
	int64_t now_s;	/* Unix time; 0: dates are not looked at */
	bool no_crypto; /* tags, algorithms and dates only */
};

/** Judges the signatures of one record set. */
void dnssec_judge(const struct dnssec_rrset *rrset, const struct dnssec_check *check,
		  struct dnssec_verdict *ret_verdict);

/** It is good, and beside the signature that shows that is another of the zone's own, which is not: *ret_verdict is of that one. */
bool dnssec_stray(const struct dnssec_rrset *rrset, const struct dnssec_check *check,
		  struct dnssec_verdict *ret_verdict);

/** The first RRSIG over this set; false when there is none. */
bool dnssec_signature(const struct dnssec_rrset *rrset, struct dnssec_signature *ret_signature);
/** The zone that it names. */
bool dnssec_signer(const struct dnssec_rrset *rrset, struct fd_name *ret_signer);

/** Some signature over this set is within its dates, give or take. No other is looked at; false when there is none. */
bool dnssec_in_time(const struct dnssec_rrset *rrset, int64_t now_s, int64_t leeway_s);

/** The n-th distinct record set of a section, RRSIGs aside; false when there are fewer. */
bool dnssec_rrset_at(const struct fd_message *message, enum fd_section section, size_t n,
		     struct dnssec_rrset *ret_rrset);

/** Seconds from `now_s` to a signature's date, by the serial arithmetic of RFC 4034 3.1.5. */
int64_t dnssec_until(uint32_t date, int64_t now_s);

#endif
