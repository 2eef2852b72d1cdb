/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include "diagnose/dnssec/denial.h"
#include "diagnose/dnssec/verify.h"
#include "fuzz.h"

enum {
	NOW = 1795392000
};

static void judge_sets(const struct fd_message *message, enum fd_section section,
		       const struct fd_name *zone, const struct dnssec_keys *keys)
{
	const struct dnssec_check check = { .zone = zone, .keys = keys, .now_s = NOW };
	const struct dnssec_check shape = { .zone = zone, .keys = keys, .no_crypto = true };
	struct dnssec_verdict verdict, loose;
	struct dnssec_rrset rrset;
	struct fd_name signer;

	for (size_t n = 0; dnssec_rrset_at(message, section, n, &rrset); n++) {
		bool is_signed = dnssec_signer(&rrset, &signer);
		dnssec_judge(&rrset, &check, &verdict);
		dnssec_judge(&rrset, &shape, &loose);
		assert(verdict.state != DNSSEC_ABSENT);
		assert(is_signed || verdict.state == DNSSEC_UNSIGNED);
		/* What verifies has the right shape. */
		assert(verdict.state != DNSSEC_GOOD || loose.state == DNSSEC_GOOD);
	}
}

static void ask_denials(const struct fd_message *message, const struct fd_name *zone)
{
	struct fd_name name = *zone;

	for (unsigned i = 0; i < 3; i++) {
		const struct denial_question question = {
			.message = message, .zone = zone, .name = &name, .qtype = FD_TYPE_DS
		};
		(void)denial_of_name(&question);
		(void)denial_of_type(&question);
		if (i > 0) {
			(void)denial_of_closer(&question, fd_name_labels(zone));
		}
		if (fd_name_prepend(&name, "x", 1, &name) != 0) {
			return;
		}
	}
}

/*
 * Two octets of length, a reply with keys, a reply to verify with them. The zone is the owner of the first record of the
 * keys' reply.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fd_message first, second;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct dnssec_keys keys;
	struct dnssec_ds_set set;

	if (size < 2) {
		return 0;
	}
	size_t length = (size_t)data[0] << 8 | data[1];
	if (length > size - 2 || fd_message_parse(&first, data + 2, length) != 0 ||
	    fd_message_parse(&second, data + 2 + length, size - 2 - length) != 0 ||
	    !fd_message_next(&first, &cursor, &record)) {
		return 0;
	}
	dnssec_keys_read(&keys, &first, &record.owner);
	for (enum fd_section section = FD_SECTION_ANSWER; section <= FD_SECTION_AUTHORITY;
	     section++) {
		judge_sets(&first, section, &record.owner, &keys);
		judge_sets(&second, section, &record.owner, &keys);
		dnssec_ds_read(&set, &second, section, &record.owner);
		for (size_t i = 0; i < set.count && keys.count > 0; i++) {
			(void)dnssec_ds_names(&set.list[i], &keys.list[0], &record.owner, true);
		}
	}
	ask_denials(&second, &record.owner);
	return 0;
}
