/* SPDX-License-Identifier: MIT */
#include "diagnose/common/text.h"

#include "diagnose/dnssec/chain.h"

/* DNSSEC's data in words. Links outlive the judgement that made them, so their clauses live in the diagnosis's own memory. */

static const char *text_set(struct region *region, const struct dnssec_rrset *rrset)
{
	return region_printf(region, "%s of %s", text_type(region, rrset->type),
			     text_name(region, &rrset->owner));
}

const char *text_keys(struct fd_diagnosis *diagnosis, const struct dnssec_keys *keys)
{
	struct region *region = &diagnosis->memory;
	const char *list = keys->count == 0 ? "none" : "";

	for (size_t i = 0; i < keys->count && i < NAMED_MAX; i++) {
		list = region_printf(region, "%s%s%u", list, i == 0 ? "" : ", ",
				     (unsigned)keys->list[i].tag);
	}
	return keys->count <= NAMED_MAX ? list
					: region_printf(region, "%s and %zu more", list,
							keys->count - NAMED_MAX);
}

const char *text_ds(struct fd_diagnosis *diagnosis, const struct dnssec_ds_set *set)
{
	struct region *region = &diagnosis->memory;
	const char *list = "";

	for (size_t i = 0; i < set->count && i < NAMED_MAX; i++) {
		const struct dnssec_ds *ds = &set->list[i];
		list = region_printf(region, "%s%s%u/%u/%u", list, i == 0 ? "" : ", ",
				     (unsigned)ds->tag, (unsigned)ds->algorithm,
				     (unsigned)ds->digest_type);
	}
	return list;
}

const char *flaw_of_verdict(struct fd_diagnosis *diagnosis, const struct link *link,
			    const struct dnssec_rrset *rrset,
			    const struct dnssec_verdict *verdict, enum fd_cause *ret_cause)
{
	struct region *region = &diagnosis->memory;
	const struct dnssec_signature *signature = &verdict->signature;
	int64_t now_s = diagnosis->config.wall_time_s;
	int64_t away_s;

	switch (verdict->state) {
	case DNSSEC_EXPIRED:
		*ret_cause = FD_CAUSE_dnssec_signature_expired;
		away_s = -dnssec_until(signature->expiration, now_s);
		return region_printf(region, "RRSIG %s expired %s, %s ago; key %u",
				     text_set(region, rrset),
				     text_date(region, now_s - away_s, away_s),
				     text_span(region, away_s), (unsigned)signature->tag);
	case DNSSEC_EARLY:
		*ret_cause = FD_CAUSE_dnssec_signature_not_yet_valid;
		away_s = dnssec_until(signature->inception, now_s);
		return region_printf(region, "RRSIG %s is not valid before %s, in %s; key %u",
				     text_set(region, rrset),
				     text_date(region, now_s + away_s, away_s),
				     text_span(region, away_s), (unsigned)signature->tag);
	case DNSSEC_WRONG:
		*ret_cause = FD_CAUSE_dnssec_bogus;
		return region_printf(region, "RRSIG %s does not verify with key %u of %s",
				     text_set(region, rrset), (unsigned)signature->tag,
				     text_name(region, &link->zone));
	case DNSSEC_KEYLESS:
		*ret_cause = FD_CAUSE_dnssec_bogus;
		return region_printf(
			region, "RRSIG %s is by key %u/%u, and zone %s signs with %s",
			text_set(region, rrset), (unsigned)signature->tag,
			(unsigned)signature->algorithm, text_name(region, &link->zone),
			text_keys(diagnosis, &link->keys));
	case DNSSEC_UNSIGNED:
		*ret_cause = FD_CAUSE_dnssec_rrsig_missing;
		return region_printf(region, "%s has no RRSIG, though zone %s is signed",
				     text_set(region, rrset), text_name(region, &link->zone));
	case DNSSEC_GOOD:
	case DNSSEC_FOREIGN:
	case DNSSEC_ABSENT:
	case DNSSEC_UNKNOWN:
		break;
	}
	return NULL;
}
