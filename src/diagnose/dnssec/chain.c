/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec/chain.h"

#include <assert.h>

#include "diagnose/common/text.h"
#include "diagnose/dnssec/denial.h"

/* ---- flaws --------------------------------------------------------------------------------- */

bool link_flaws(struct fd_diagnosis *diagnosis, const struct link *link,
		const struct dnssec_rrset *rrset, const struct fact *fact,
		struct flaw *ret_flaw)
{
	const struct dnssec_check check = {
		.zone = &link->zone,
		.keys = &link->keys,
		.now_s = link->dateless ? 0 : diagnosis->config.wall_time_s,
		.no_crypto = link->loose,
	};
	struct dnssec_verdict verdict;
	enum fd_cause cause;

	dnssec_judge(rrset, &check, &verdict);
	const char *what = flaw_of_verdict(diagnosis, link, rrset, &verdict, &cause);
	unsigned labels = verdict.signature.labels;
	*ret_flaw = (struct flaw) { .state = verdict.state };
	if (verdict.has_signature && labels < fd_name_labels(&rrset->owner)) {
		bool itself = rrset->owner.wire[0] == 1 && rrset->owner.wire[1] == '*';
		ret_flaw->wildcard = itself ? 0 : labels;
	}
	if (what == NULL) {
		return false;
	}
	*ret_flaw = (struct flaw) {
		.state = verdict.state,
		.cause = cause,
		.zone = link->zone,
		.owner = rrset->owner,
		.type = rrset->type,
		.what = what,
		.fact = fact,
		.saw = what,
	};
	return true;
}

static void break_link(struct link *link, const struct flaw *flaw)
{
	link->trust = TRUST_BOGUS;
	link->flaw = *flaw;
}

/* ---- the parent's word --------------------------------------------------------------------- */

/* The zones' own proof that there is no DS: signed NSEC or NSEC3 records. */
static void judge_no_ds(struct fd_diagnosis *diagnosis, struct link *link)
{
	const struct link *parent = link->parent;
	const struct fact *fact = link->ds_fact;
	const struct fd_observation *saw = &fact->observation;
	struct dnssec_rrset rrset;
	struct flaw flaw;

	if (saw->status != FD_NOERROR || saw->message == NULL ||
	    (saw->flags & (FD_CELL_TC | FD_CELL_CNAME)) != 0) {
		link->trust = TRUST_UNKNOWN;
		link->why = "the parent's servers did not say whether there is a DS";
		return;
	}
	for (size_t n = 0; dnssec_rrset_at(saw->message, FD_SECTION_AUTHORITY, n, &rrset);
	     n++) {
		if (rrset.type != FD_TYPE_NSEC && rrset.type != FD_TYPE_NSEC3) {
			continue;
		}
		if (link_flaws(diagnosis, parent, &rrset, fact, &flaw)) {
			break_link(link, &flaw);
			return;
		}
	}
	const struct denial_question question = { .message = saw->message,
						  .zone = &parent->zone,
						  .name = &link->zone,
						  .qtype = FD_TYPE_DS };
	enum denial denial = denial_of_type(&question);
	if (denial == DENIAL_PROVED || denial == DENIAL_UNKNOWN) {
		link->trust = TRUST_INSECURE; /* RFC 9276 3.2: so with too many iterations */
		return;
	}
	flaw = (struct flaw) {
		.cause = FD_CAUSE_dnssec_denial_missing,
		.zone = parent->zone,
		.owner = link->zone,
		.type = FD_TYPE_DS,
		.what = region_printf(&diagnosis->memory,
				      "zone %s says without proof that %s has no DS",
				      text_name(&diagnosis->memory, &parent->zone),
				      text_name(&diagnosis->memory, &link->zone)),
		.fact = fact,
	};
	break_link(link, &flaw);
}

/* Reads and verifies the DS. TRUST_PENDING: it holds, *ret_set is it. */
static void judge_ds(struct fd_diagnosis *diagnosis, struct link *link,
		     struct dnssec_ds_set *ret_set)
{
	const struct fact *fact = link->ds_fact;
	const struct fd_message *message = fact == NULL ? NULL : fact->observation.message;
	struct flaw flaw;

	if (message == NULL) {
		link->trust = TRUST_UNKNOWN;
		link->why = "no DS could be fetched";
		return;
	}
	struct dnssec_rrset rrset = { .message = message,
				      .section = FD_SECTION_ANSWER,
				      .owner = link->zone,
				      .type = FD_TYPE_DS };
	size_t seen = dnssec_ds_read(ret_set, message, rrset.section, &link->zone);
	if (seen == 0) {
		rrset.section = FD_SECTION_AUTHORITY;
		seen = dnssec_ds_read(ret_set, message, rrset.section, &link->zone);
	}
	if (seen == 0) {
		judge_no_ds(diagnosis, link);
		return;
	}
	if (link_flaws(diagnosis, link->parent, &rrset, fact, &flaw)) {
		break_link(link, &flaw);
	} else if (ret_set->count == 0) {
		link->trust = TRUST_INSECURE; /* RFC 4035 5.2: algorithms nobody here knows */
	}
}

/* ---- the zone's keys ----------------------------------------------------------------------- */

enum view { /* what one server, or resolver, shows of a zone's keys */
	VIEW_NOTHING,
	VIEW_GOOD,
	VIEW_FLAWED
};

static bool signed_at_all(const struct fact *fact, const struct fd_name *zone)
{
	const struct fd_message *message = fact == NULL ? NULL : fact->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.type == FD_TYPE_RRSIG && fd_name_under(&record.owner, zone)) {
			return true;
		}
	}
	return false;
}

/* Whoever keeps the keys back need not sign that there are none: the SOA of the same server tells too. */
static enum view no_keys(struct fd_diagnosis *diagnosis, const struct link *link,
			 const struct dnssec_ds_set *set, const struct fd_wish *wish,
			 const struct fact *fact, struct flaw *ret_flaw)
{
	struct region *memory = &diagnosis->memory;
	bool rrsig = signed_at_all(fact, &link->zone) ||
		     signed_at_all(link_ask_soa(diagnosis, wish), &link->zone);

	*ret_flaw = (struct flaw) {
		.cause = rrsig ? FD_CAUSE_dnssec_dnskey_missing
			       : FD_CAUSE_dnssec_zone_unsigned_with_ds,
		.zone = link->zone,
		.owner = link->zone,
		.type = FD_TYPE_DNSKEY,
		.what = region_printf(
			memory,
			rrsig ? "zone %s is signed (DS %s) but serves no DNSKEY"
			      : "the parent has DS %2$s for %1$s, and the zone is not "
				"signed: no DNSKEY, no RRSIG",
			text_name(memory, &link->zone), text_ds(diagnosis, set)),
		.fact = fact,
	};
	return VIEW_FLAWED;
}

/* The keys that the DS names. */
static void pick_named(const struct link *link, const struct dnssec_ds_set *set,
		       const struct dnssec_keys *keys, struct dnssec_keys *ret_named)
{
	ret_named->count = 0;
	for (size_t k = 0; k < keys->count; k++) {
		bool named = false;
		for (size_t d = 0; !named && d < set->count; d++) {
			named = dnssec_ds_names(&set->list[d], &keys->list[k], &link->zone,
						!link->loose);
		}
		if (named) {
			ret_named->list[ret_named->count++] = keys->list[k];
		}
	}
}

static enum view view_keys(struct fd_diagnosis *diagnosis, struct link *link,
			   const struct dnssec_ds_set *set, const struct fd_wish *wish,
			   const struct fact *fact, struct flaw *ret_flaw)
{
	const struct fd_observation *saw = &fact->observation;
	struct region *memory = &diagnosis->memory;
	struct dnssec_keys keys;

	if (saw->status != FD_NOERROR || saw->message == NULL ||
	    (saw->flags & FD_CELL_TC) != 0 ||
	    (link->resolver == FD_NO_INDEX && (saw->header_flags & FD_FLAG_AA) == 0)) {
		return VIEW_NOTHING;
	}
	if (dnssec_keys_read(&keys, saw->message, &link->zone) == 0) {
		return no_keys(diagnosis, link, set, wish, fact, ret_flaw);
	}
	struct link probe = *link; /* the set is verified with the keys that are named only */
	pick_named(link, set, &keys, &probe.keys);
	const char *list = region_printf(memory, "keys %s", text_keys(diagnosis, &keys));
	if (probe.keys.count == 0) {
		*ret_flaw = (struct flaw) {
			.cause = FD_CAUSE_dnssec_ds_mismatch,
			.zone = link->zone,
			.owner = link->zone,
			.type = FD_TYPE_DNSKEY,
			.what = region_printf(memory, "DS %s matches no DNSKEY: zone %s has %s",
					      text_ds(diagnosis, set),
					      text_name(memory, &link->zone),
					      text_keys(diagnosis, &keys)),
			.fact = fact,
			.saw = list,
		};
		return VIEW_FLAWED;
	}
	struct dnssec_rrset rrset = { .message = saw->message,
				      .section = FD_SECTION_ANSWER,
				      .owner = link->zone,
				      .type = FD_TYPE_DNSKEY };
	if (link_flaws(diagnosis, &probe, &rrset, fact, ret_flaw)) {
		return VIEW_FLAWED;
	}
	link->keys = keys;
	link->keys_fact = fact;
	link->keys_saw = list;
	return VIEW_GOOD;
}

static void judge_keys(struct fd_diagnosis *diagnosis, struct link *link,
		       const struct dnssec_ds_set *set)
{
	struct fd_wish wishes[DNSSEC_SERVERS_MAX];
	size_t count = link_wish_keys(diagnosis, link, wishes);
	size_t good = 0, cut = 0, lost = 0;

	for (size_t i = 0; i < count; i++) {
		const struct fact *fact = link_ask_keys(diagnosis, &wishes[i]);
		struct flaw flaw;
		cut += fact != NULL && (fact->observation.flags & FD_CELL_TC) != 0;
		lost += fact != NULL && link_keys_lost(diagnosis, &wishes[i], fact);
		enum view view =
			fact == NULL ? VIEW_NOTHING
				     : view_keys(diagnosis, link, set, &wishes[i], fact, &flaw);
		link->views += view != VIEW_NOTHING;
		good += view == VIEW_GOOD;
		if (view == VIEW_FLAWED && link->flawed++ == 0) {
			link->flaw = flaw;
		}
	}
	link->mixed = good > 0 && link->flawed > 0;
	if (good > 0) {
		link->trust = TRUST_SECURE;
	} else if (link->flawed > 0) {
		link->trust = TRUST_BOGUS;
	} else {
		link->trust = TRUST_UNKNOWN;
		bool direct = link->resolver == FD_NO_INDEX && count > 0;
		link->keyless = true;
		link->cut_short = direct && cut == count;
		link->lost = direct && lost > 0 && cut + lost == count;
		link->why = link->cut_short
				    ? "the keys do not fit a datagram, and TCP gives none"
			    : link->lost ? "no keys come, over UDP or TCP"
					 : "no keys could be fetched";
	}
}

/* ---- the anchor ---------------------------------------------------------------------------- */

/* From here on nothing is verified, only looked at. */
static void loosen(struct link *link, const char *why)
{
	link->loose = true;
	link->why = why;
}

/*
 * The anchored key signed its set, and the dates say that this was over, or has not begun: who else would have
 * noticed but this host? Its clock is wrong.
 */
static bool check_clock(struct fd_diagnosis *diagnosis, struct link *link,
			const struct dnssec_ds_set *set)
{
	struct dnssec_table *table = diagnosis->dnssec;
	bool expired = link->flaw.cause == FD_CAUSE_dnssec_signature_expired;
	bool early = link->flaw.cause == FD_CAUSE_dnssec_signature_not_yet_valid;

	if (link->trust != TRUST_BOGUS || (!expired && !early)) {
		return true;
	}
	const struct flaw dated = link->flaw;
	link->trust = TRUST_PENDING;
	link->views = link->flawed = 0;
	link->dateless = true;
	judge_keys(diagnosis, link, set);
	if (link->trust != TRUST_SECURE) {
		return false;
	}
	table->clock_wrong = true;
	table->clock_fact = dated.fact;
	table->clock_saw = dated.what;
	table->clock_means = "the trust anchor's key signed it: this host's clock is wrong. No "
			     "date was held against a zone";
	link->why = expired ? "this host's clock seems to be ahead: by it, the root's own "
			      "signatures have expired"
			    : "this host's clock seems to be behind: by it, the root's own "
			      "signatures are not yet valid";
	return true;
}

static void judge_root(struct fd_diagnosis *diagnosis, struct link *link,
		       const struct dnssec_ds_set *anchors)
{
	link->dateless = diagnosis->config.wall_time_s <= 0;
	if (anchors->count > 0) {
		judge_keys(diagnosis, link, anchors);
		check_clock(diagnosis, link, anchors);
	}
	bool foreign = link->trust == TRUST_BOGUS &&
		       (link->flaw.cause == FD_CAUSE_dnssec_ds_mismatch ||
			link->flaw.cause == FD_CAUSE_dnssec_dnskey_missing ||
			link->flaw.cause == FD_CAUSE_dnssec_zone_unsigned_with_ds);
	if (anchors->count > 0 && !foreign) {
		return;
	}
	/* Another root than the anchors': its keys are taken as they are, and prove nothing. */
	loosen(link,
	       anchors->count > 0
		       ? "no trust anchor of this program matches the root's keys: it may "
			 "be old, or this is another root"
		       : "this program has no trust anchor");
	struct fd_wish wishes[DNSSEC_SERVERS_MAX];
	size_t count = link_wish_keys(diagnosis, link, wishes);
	const struct fact *fact = count > 0 ? link_ask_keys(diagnosis, &wishes[0]) : NULL;
	link->trust = TRUST_UNKNOWN;
	if (fact != NULL && fact->observation.message != NULL &&
	    dnssec_keys_read(&link->keys, fact->observation.message, &link->zone) > 0) {
		link->trust = TRUST_SECURE;
		link->keys_fact = fact;
	}
}

/* ---- one link, then all -------------------------------------------------------------------- */

static void read_anchors(const struct fd_diagnosis *diagnosis, const struct link *link,
			 struct dnssec_ds_set *ret_set)
{
	const struct fd_inventory *inventory = diagnosis->inventory;

	*ret_set = (struct dnssec_ds_set) { 0 };
	for (size_t i = 0; i < inventory->trust_anchor_count; i++) {
		dnssec_anchor_read(ret_set, inventory->trust_anchors[i], &link->zone);
	}
}

static void inherit(struct link *link)
{
	const struct link *parent = link->parent;

	link->trust = parent->trust;
	link->why = parent->why;
	link->flaw = parent->flaw;
	link->views = parent->views;
	link->flawed = parent->flawed;
}

static void judge_link(struct fd_diagnosis *diagnosis, struct link *link)
{
	struct dnssec_ds_set set;

	read_anchors(diagnosis, link, &set);
	if (link_is_root(link)) {
		judge_root(diagnosis, link, &set);
		return;
	}
	if (set.count > 0) { /* an island of trust: what is above it does not matter */
		link->dateless = diagnosis->config.wall_time_s <= 0;
		judge_keys(diagnosis, link, &set);
		return;
	}
	if (link->parent == NULL) {
		link->trust = TRUST_UNKNOWN;
		link->why = "the zone above it was not found";
		return;
	}
	link->loose = link->parent->loose;
	link->dateless = link->parent->dateless;
	link->why = link->parent->why;
	if (link->parent->trust != TRUST_SECURE) {
		inherit(link);
		return;
	}
	judge_ds(diagnosis, link, &set);
	if (link->trust == TRUST_PENDING) {
		judge_keys(diagnosis, link, &set);
	}
}

/* Through a resolver nobody tells where the zone above is; whoever signed the DS, or its denial, is. */
static bool find_parent(struct fd_diagnosis *diagnosis, struct link *link)
{
	const struct fd_message *message;
	struct dnssec_rrset rrset;
	struct fd_name above;
	struct fd_soa soa;

	if (link->parent != NULL || link_is_root(link) || link->resolver == FD_NO_INDEX) {
		return true;
	}
	if (!link_ask_ds(diagnosis, link)) {
		return false;
	}
	message = link->ds_fact->observation.message;
	if (message == NULL) {
		return true;
	}
	rrset = (struct dnssec_rrset) { .message = message,
					.section = FD_SECTION_ANSWER,
					.owner = link->zone,
					.type = FD_TYPE_DS };
	if (!dnssec_signer(&rrset, &above)) {
		if (!fd_message_soa(message, FD_SECTION_AUTHORITY, &soa)) {
			return true;
		}
		above = soa.owner;
	}
	if (fd_name_under(&link->zone, &above) &&
	    fd_name_labels(&above) < fd_name_labels(&link->zone)) {
		link->parent = link_through(diagnosis, link->resolver, &above);
	}
	return true;
}

enum trust link_trust(struct fd_diagnosis *diagnosis, struct link *link)
{
	struct link *chain[CUTS_MAX + 1];
	size_t count = 0;
	bool known = true;

	assert(link != NULL);
	if (diagnosis->deny && link->trust == TRUST_PENDING) {
		return TRUST_UNKNOWN; /* this job has had its rounds; others may still learn */
	}
	for (struct link *at = link; at != NULL && at->trust == TRUST_PENDING;
	     at = at->parent) {
		if (count == CUTS_MAX + 1) {
			return TRUST_UNKNOWN;
		}
		bool asked = link_ask(diagnosis, at);
		known = known && asked;
		chain[count++] = at;
		if (!find_parent(diagnosis, at)) {
			return TRUST_PENDING;
		}
	}
	while (known && count > 0) {
		judge_link(diagnosis, chain[--count]);
	}
	return link->trust;
}
