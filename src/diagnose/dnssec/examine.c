/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec/examine.h"

#include "diagnose/common/aliases.h"
#include "diagnose/common/cells.h"
#include "diagnose/common/text.h"
#include "diagnose/dnssec/denial.h"

static enum exam worse(enum exam a, enum exam b)
{
	return a > b ? a : b;
}

static bool has_good_server(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) == SERVER_GOOD) {
			return true;
		}
	}
	return false;
}

/* At its own servers where the walk met them and they are well, else through the resolver. */
struct link *examiner_link(const struct examiner *examiner, const struct fd_name *zone)
{
	struct fd_diagnosis *diagnosis = examiner->diagnosis;
	struct cut *cut = examiner->walk->cut == NULL ? NULL : cut_find(diagnosis, zone);

	if (cut != NULL && has_good_server(diagnosis, cut)) {
		return link_of_cut(diagnosis, cut);
	}
	return link_through(diagnosis, examiner->resolver, zone);
}

/* ---- one record set ------------------------------------------------------------------------ */

/* By the SOA of that name, or of its denial, that the resolver has. */
static enum exam find_zone_through(const struct examiner *examiner, const struct fd_name *name,
				   const struct fact **ret_fact, struct fd_name *ret_zone)
{
	struct fd_wish wish =
		unchecked_wish(examiner->diagnosis, examiner->resolver, name, FD_TYPE_SOA);
	const struct fact *fact = ask_insistently(examiner->diagnosis, &wish);
	struct fd_soa soa;

	*ret_fact = fact;
	if (fact == NULL) {
		return EXAM_PENDING;
	}
	const struct fd_message *message = fact->observation.message;
	if (message == NULL || (!fd_message_soa(message, FD_SECTION_ANSWER, &soa) &&
				!fd_message_soa(message, FD_SECTION_AUTHORITY, &soa))) {
		return EXAM_UNKNOWN;
	}
	*ret_zone = soa.owner;
	return fd_name_under(name, &soa.owner) ? EXAM_GOOD : EXAM_UNKNOWN;
}

/* The zone a name is in: the walk down to it, or its SOA, says so. Of an alias that is its target's: then the name above tells. */
static enum exam find_zone(const struct examiner *examiner, const struct fd_name *name,
			   struct fd_name *ret_zone)
{
	struct fd_diagnosis *diagnosis = examiner->diagnosis;
	const struct walk *walk = examiner->walk;
	const struct fact *fact;
	struct walk way;

	if (walk->cut != NULL && fd_name_equal(name, &walk->name)) {
		*ret_zone = walk->cut->zone;
		return EXAM_GOOD;
	}
	if (walk->cut != NULL) {
		const struct cut *own = cut_find(diagnosis, name); /* the name of a zone */
		if (own == NULL && walk_to_zone(diagnosis, name, &way) == PENDING) {
			return EXAM_PENDING;
		}
		const struct cut *cut = own != NULL ? own : way.cut;
		if (cut != NULL && cut->parent != NULL) {
			*ret_zone = cut->zone;
			return EXAM_GOOD;
		}
	}
	enum exam exam = find_zone_through(examiner, name, &fact, ret_zone);
	unsigned labels = fd_name_labels(name);
	if (exam != EXAM_UNKNOWN || labels < 2 ||
	    (fact->observation.flags & FD_CELL_CNAME) == 0) {
		return exam;
	}
	struct fd_name above;
	fd_name_suffix(&above, name, labels - 1);
	return find_zone_through(examiner, &above, &fact, ret_zone);
}

/* Trust in the keys of `zone`, as far as it ends the examination. EXAM_GOOD: verify with *ret_link. */
static enum exam exam_of_zone(const struct examiner *examiner, const struct fd_name *zone,
			      struct link **ret_link, struct flaw *ret_flaw)
{
	struct link *link = examiner_link(examiner, zone);

	if (link == NULL) {
		return EXAM_UNKNOWN;
	}
	*ret_link = link;
	switch (link_trust(examiner->diagnosis, link)) {
	case TRUST_PENDING:
		return EXAM_PENDING;
	case TRUST_SECURE:
		return EXAM_GOOD;
	case TRUST_INSECURE:
		/* Without an anchor even this is only how it looks. */
		return link->loose ? EXAM_PLAUSIBLE : EXAM_INSECURE;
	case TRUST_BOGUS:
		*ret_flaw = link->flaw;
		return EXAM_FLAWED;
	case TRUST_UNKNOWN:
		break;
	}
	return EXAM_UNKNOWN;
}

static void flaw_of_denial(struct region *memory, enum denial denial, const struct fact *fact,
			   const struct denial_question *question, struct flaw *ret_flaw)
{
	*ret_flaw = (struct flaw) {
		.cause = FD_CAUSE_dnssec_denial_missing,
		.zone = *question->zone,
		.owner = *question->name,
		.what = region_printf(
			memory,
			denial == DENIAL_MISSING
				? "zone %s denies %s without NSEC or NSEC3 records"
				: "zone %s denies %s, and its NSEC or NSEC3 records do not prove it",
			text_name(memory, question->zone), text_name(memory, question->name)),
		.fact = fact,
	};
}

static bool is_proof(const struct dnssec_rrset *rrset)
{
	return rrset->type == FD_TYPE_NSEC || rrset->type == FD_TYPE_NSEC3;
}

/* The NSEC and NSEC3 records that the zone signed and gave with an answer: what other zones add for theirs is not its own. */
static bool proof_flawed(const struct examiner *examiner, const struct link *link,
			 const struct fact *fact, struct flaw *ret_flaw)
{
	struct dnssec_rrset rrset;
	struct fd_name signer;
	struct flaw flaw;

	for (size_t n = 0;
	     dnssec_rrset_at(fact->observation.message, FD_SECTION_AUTHORITY, n, &rrset); n++) {
		if (is_proof(&rrset) && dnssec_signer(&rrset, &signer) &&
		    fd_name_equal(&signer, &link->zone) &&
		    link_flaws(examiner->diagnosis, link, &rrset, fact, &flaw)) {
			*ret_flaw = flaw;
			return true;
		}
	}
	return false;
}

/*
 * Made from a wildcard: nothing closer may exist, and the zone's own server has to prove it with the answer (RFC 4035 3.1.3.3).
 * Resolvers need not pass the proof on. It is signed too, and who cannot verify it cannot believe the answer (5.3.4).
 */
static enum exam examine_wildcard(const struct examiner *examiner, const struct link *link,
				  const struct dnssec_rrset *rrset, const struct fact *fact,
				  struct flaw *ret_flaw)
{
	const struct denial_question question = { .message = rrset->message,
						  .zone = &link->zone,
						  .name = &rrset->owner };
	enum denial denial = denial_of_closer(&question, ret_flaw->wildcard);

	if (denial == DENIAL_PROVED) {
		return proof_flawed(examiner, link, fact, ret_flaw) ? EXAM_FLAWED : EXAM_GOOD;
	}
	if (denial == DENIAL_UNKNOWN || (fact->observation.header_flags & FD_FLAG_AA) == 0) {
		return EXAM_UNKNOWN;
	}
	flaw_of_denial(&examiner->diagnosis->memory, denial, fact, &question, ret_flaw);
	return EXAM_FLAWED;
}

static enum exam examine_set(const struct examiner *examiner, const struct dnssec_rrset *rrset,
			     const struct fact *fact, struct flaw *ret_flaw)
{
	struct fd_name zone;
	struct link *link;

	if (!dnssec_signer(rrset, &zone)) {
		enum exam found = find_zone(examiner, &rrset->owner, &zone);
		if (found != EXAM_GOOD) {
			return found;
		}
	} else if (!fd_name_under(&rrset->owner, &zone)) {
		return EXAM_UNKNOWN;
	}
	enum exam exam = exam_of_zone(examiner, &zone, &link, ret_flaw);
	if (exam != EXAM_GOOD) {
		return exam;
	}
	if (link_flaws(examiner->diagnosis, link, rrset, fact, ret_flaw)) {
		return EXAM_FLAWED;
	}
	if (ret_flaw->state != DNSSEC_GOOD) {
		return EXAM_UNKNOWN;
	}
	if (ret_flaw->wildcard > 0) {
		exam = examine_wildcard(examiner, link, rrset, fact, ret_flaw);
		if (exam != EXAM_GOOD) {
			return exam;
		}
	}
	return link->loose ? EXAM_PLAUSIBLE : EXAM_GOOD;
}

/* A CNAME that a DNAME made has no signature of its own (RFC 6672 5.3.1). */
static bool is_synthesized(const struct dnssec_rrset *rrset)
{
	struct dnssec_rrset other;

	for (size_t n = 0; rrset->type == FD_TYPE_CNAME &&
			   dnssec_rrset_at(rrset->message, FD_SECTION_ANSWER, n, &other);
	     n++) {
		if (other.type == FD_TYPE_DNAME && fd_name_under(&rrset->owner, &other.owner)) {
			return true;
		}
	}
	return false;
}

/* ---- one reply ----------------------------------------------------------------------------- */

/* Every record of the denial has to be signed well. */
static enum exam examine_authority(const struct examiner *examiner, const struct fact *fact,
				   struct flaw *ret_flaw)
{
	const struct fd_message *message = fact->observation.message;
	enum exam exam = EXAM_INSECURE;
	struct dnssec_rrset rrset;
	struct flaw flaw;

	for (size_t n = 0; dnssec_rrset_at(message, FD_SECTION_AUTHORITY, n, &rrset); n++) {
		if (rrset.type != FD_TYPE_SOA && !is_proof(&rrset)) {
			continue;
		}
		enum exam one = examine_set(examiner, &rrset, fact, &flaw);
		if (one == EXAM_FLAWED && exam < EXAM_FLAWED) {
			*ret_flaw = flaw;
		}
		exam = worse(exam, one);
	}
	return exam;
}

static enum exam zone_of_denial(const struct examiner *examiner,
				const struct fd_message *message, const struct fd_name *end,
				struct fd_name *ret_zone)
{
	struct fd_soa soa;

	if (fd_message_soa(message, FD_SECTION_AUTHORITY, &soa)) {
		*ret_zone = soa.owner;
		return fd_name_under(end, &soa.owner) ? EXAM_GOOD : EXAM_UNKNOWN;
	}
	return find_zone(examiner, end, ret_zone);
}

/* The denial of `end`: a signed SOA, and signed NSEC or NSEC3 records that prove it. */
static enum exam examine_denial(const struct examiner *examiner, const struct fact *fact,
				const struct fd_name *end, uint16_t qtype,
				struct flaw *ret_flaw)
{
	const struct fd_message *message = fact->observation.message;
	struct fd_name zone;
	struct link *link;

	enum exam exam = examine_authority(examiner, fact, ret_flaw);
	if (exam >= EXAM_FLAWED) {
		return exam;
	}
	enum exam known = zone_of_denial(examiner, message, end, &zone);
	if (known == EXAM_GOOD) {
		known = exam_of_zone(examiner, &zone, &link, ret_flaw);
	}
	if (known != EXAM_GOOD) {
		return known;
	}
	const struct denial_question question = {
		.message = message, .zone = &zone, .name = end, .qtype = qtype
	};
	enum denial denial = fact->observation.status == FD_NXDOMAIN
				     ? denial_of_name(&question)
				     : denial_of_type(&question);
	if (denial == DENIAL_PROVED || denial == DENIAL_UNKNOWN) {
		return denial == DENIAL_UNKNOWN ? worse(exam, EXAM_UNKNOWN) : exam;
	}
	flaw_of_denial(&examiner->diagnosis->memory, denial, fact, &question, ret_flaw);
	return EXAM_FLAWED;
}

enum exam examine_reply(const struct examiner *examiner, const struct fact *fact,
			uint16_t qtype, struct flaw *ret_flaw)
{
	const struct fd_observation *saw = &fact->observation;
	enum exam exam = EXAM_INSECURE;
	struct dnssec_rrset rrset;
	struct fd_name end;
	unsigned aliases;
	struct flaw flaw;

	bool data = saw_data(saw);
	if (!data || saw->message == NULL || !saw->message->has_question ||
	    (saw->header_flags & FD_FLAG_TC) != 0 || !saw->message->edns.present) {
		return EXAM_UNKNOWN;
	}
	for (size_t n = 0; dnssec_rrset_at(saw->message, FD_SECTION_ANSWER, n, &rrset); n++) {
		if (is_synthesized(&rrset)) {
			continue;
		}
		enum exam one = examine_set(examiner, &rrset, fact, &flaw);
		if (one == EXAM_FLAWED && exam < EXAM_FLAWED) {
			*ret_flaw = flaw;
		}
		exam = worse(exam, one);
	}
	if (exam >= EXAM_FLAWED) {
		return exam;
	}
	if (aliases_follow(saw->message, qtype, &end, &aliases) != ALIASES_END) {
		return exam;
	}
	/* An authoritative server ends where another zone's alias begins: that is no denial. */
	bool elsewhere =
		aliases > 0 && saw->status == FD_NOERROR &&
		!fd_message_soa(saw->message, FD_SECTION_AUTHORITY, &(struct fd_soa) { 0 });
	if (elsewhere) {
		return exam;
	}
	if (message_referral(saw->message)) { /* it denies nothing (RFC 2308 2.2) */
		return EXAM_UNKNOWN;
	}
	return worse(exam, examine_denial(examiner, fact, &end, qtype, ret_flaw));
}

/* ---- several ------------------------------------------------------------------------------- */

static void add_exam(struct showing *showing, enum exam exam, const struct flaw *flaw)
{
	showing->views += exam < EXAM_UNKNOWN || exam == EXAM_FLAWED;
	if (exam == EXAM_FLAWED && showing->flawed++ == 0) {
		showing->flaw = *flaw;
	}
	showing->exam = worse(showing->exam, exam);
}

void examine_zone(const struct examiner *examiner, struct showing *ret_showing)
{
	struct fd_diagnosis *diagnosis = examiner->diagnosis;
	struct cut *cut = examiner->walk->cut;
	struct showing showing = { 0 };
	struct link *link = NULL;
	struct flaw flaw;

	showing.exam = exam_of_zone(examiner, &cut->zone, &link, &flaw);
	showing.link = link;
	if (showing.exam == EXAM_FLAWED || (showing.exam == EXAM_GOOD && link->mixed)) {
		showing.exam = EXAM_FLAWED;
		showing.flaw = link->flaw;
		showing.views = link->views;
		showing.flawed = link->flawed;
	} else if (showing.exam == EXAM_GOOD) {
		for (size_t i = 0; i < cut->server_count; i++) {
			const struct fact *fact = cut_server_fact(diagnosis, cut, i);
			if (fact == NULL ||
			    cut_server_state(diagnosis, cut, i) != SERVER_GOOD) {
				continue;
			}
			enum exam exam = examine_reply(examiner, fact, FD_TYPE_SOA, &flaw);
			add_exam(&showing, exam, &flaw);
		}
	}
	*ret_showing = showing;
}

void examine_finals(const struct examiner *examiner, uint16_t qtype, struct showing *showing)
{
	const struct walk *walk = examiner->walk;
	struct flaw flaw;

	/* On the way there: one alias that is not signed well is enough. */
	for (size_t i = 0; i < walk->hop_count; i++) {
		enum exam exam = examine_reply(examiner, walk->hops[i], qtype, &flaw);
		if (exam == EXAM_FLAWED) {
			*showing = (struct showing) { 0 };
			add_exam(showing, exam, &flaw);
			return;
		}
		if (exam == EXAM_PENDING) {
			showing->exam = exam;
		}
	}
	for (size_t i = 0; i < walk->final_count; i++) {
		add_exam(showing, examine_reply(examiner, walk->finals[i], qtype, &flaw),
			 &flaw);
	}
}

void examine_between(const struct examiner *examiner, struct showing *showing)
{
	const struct walk *walk = examiner->walk;
	unsigned labels = fd_name_labels(&walk->name);
	struct flaw flaw;

	if (walk->final_count == 0 || walk->cut == NULL) {
		return;
	}
	for (unsigned depth = fd_name_labels(&walk->cut->zone) + 1; depth < labels; depth++) {
		struct fd_name ancestor;
		fd_name_suffix(&ancestor, &walk->name, depth);
		const struct fd_wish wish =
			cut_wish(examiner->diagnosis, &walk->finals[0]->wish.server, &ancestor,
				 FD_TYPE_DS);
		const struct fact *fact = ask_insistently(examiner->diagnosis, &wish);
		enum exam exam = fact == NULL
					 ? EXAM_PENDING
					 : examine_reply(examiner, fact, FD_TYPE_DS, &flaw);
		if (exam >= EXAM_FLAWED) {
			*showing = (struct showing) { .link = showing->link };
			add_exam(showing, exam, &flaw);
			return;
		}
	}
}
