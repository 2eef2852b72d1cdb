/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_CELLS_H
#define DIAGNOSE_COMMON_CELLS_H

#include "diagnose/common/state.h"

/** Reading the table, and the canaries beside it. */

enum kind {	      /* what a cell amounts to */
	KIND_UNKNOWN, /* not asked, not final, or this side could not */
	KIND_POSITIVE,
	KIND_STALE, /* positive, and the resolver says it is an expired answer (EDE 3) */
	KIND_NODATA,
	KIND_NXDOMAIN,
	KIND_SERVFAIL,
	KIND_REFERRAL, /* the NS of a zone above, where an answer was asked: it stopped half-way */
	KIND_REFUSED,
	KIND_SILENT, /* TIMEOUT or UNREACHABLE */
	KIND_CUT,    /* truncated, and TCP did not give the rest */
	KIND_ODD,    /* FORMERR, NOTIMP, anything else, unreadable */
};

enum kind cell_kind(const struct fd_cell *cell);
enum kind observation_kind(const struct fd_observation *observation);
/** Nothing but the NS records of a zone that holds the name: no answer, and no denial either. */
bool message_referral(const struct fd_message *message);
/** There is a signature in it: something that can be broken. NULL: no message. */
bool message_signed(const struct fd_message *message);

static inline bool kind_answered(enum kind kind)
{
	return kind >= KIND_POSITIVE && kind <= KIND_NXDOMAIN;
}

static inline bool kind_failed(enum kind kind)
{
	return kind >= KIND_SERVFAIL;
}

static inline bool kind_negative(enum kind kind)
{
	return kind == KIND_NODATA || kind == KIND_NXDOMAIN;
}

/** NOERROR with nothing in it, not even an SOA, from a server that offers no recursion: a referral. */
bool cell_referral(const struct fd_cell *cell);

/** An answer of an authoritative server about its own zone (AA, and no recursion on offer): no resolver's word. */
bool cell_of_own_zone(const struct fd_cell *cell);

/** Given as its own (AA), by one that offers to look things up (RA). */
static inline bool cell_as_own(const struct fd_cell *cell)
{
	unsigned both = FD_CELL_AA | FD_CELL_RA;

	return (cell->flags & both) == both;
}

/** The same by one that gives other things otherwise. */
static inline bool cell_given_as_own(const struct fd_diagnosis *diagnosis, uint32_t resolver,
				     const struct fd_cell *cell)
{
	const struct row *row = &diagnosis->rows[resolver];

	return cell_as_own(cell) && row->answered >= ROW_MIN && row->with_aa < row->answered;
}

/** Of a denial (RFC 2308 5): its time to live has only just begun, so it was told just now, and not kept from before. */
static inline bool soa_is_fresh(const struct fd_soa *soa)
{
	return (uint64_t)soa->ttl + FRESH_S >= soa->minimum;
}

enum { /* EDE codes of signatures that were seen (RFC 8914 4.8, 4.9) */
	EDE_SIGNATURE_EXPIRED = 7,
	EDE_SIGNATURE_EARLY = 8,
};

enum { /* EDE codes of policy (RFC 8914 4.5, 4.16 to 4.19) */
	EDE_FORGED = 4,
	EDE_BLOCKED = 15,
	EDE_CENSORED = 16,
	EDE_FILTERED = 17,
	EDE_PROHIBITED = 18,
};

/** An answer that the resolver itself says it has changed on purpose. */
static inline bool cell_changed(const struct fd_cell *cell)
{
	return cell->policy_zone || cell->ede == EDE_FORGED ||
	       (cell->ede >= EDE_BLOCKED && cell->ede <= EDE_FILTERED);
}

/** A failure of which it says so: asking again changes nothing. */
static inline bool cell_withheld(const struct fd_cell *cell)
{
	return cell->ede >= EDE_BLOCKED && cell->ede <= EDE_PROHIBITED;
}

/** The cell of a question that is part of the run at a resolver it is for; NULL else. */
const struct fd_cell *cell_of(const struct fd_diagnosis *diagnosis, uint32_t question,
			      uint32_t resolver);

/** A cell as an observation; with a message where the reply was kept. `message` is storage for it. */
void cell_observe(const struct fd_diagnosis *diagnosis, uint32_t question, uint32_t resolver,
		  struct fd_observation *ret_observation, struct fd_message *message);

/** What the bulk asked, as a wish: for dig lines and for asking again. */
struct fd_wish cell_wish(const struct fd_diagnosis *diagnosis, uint32_t question,
			 uint32_t resolver);

bool canary_good(const struct fact *fact);
/** Refused by ICMP, or by a TCP reset: nothing listens there, says its host or who speaks in its name. */
bool fact_refused(const struct fact *fact);
/** One of its datagrams was: ICMP is rate-limited, and one is enough, whichever question it answered. */
bool row_refused(const struct row *row);
/** Any sign of life, from canaries or cells. */
bool row_alive(const struct row *row);
bool question_in_run(const struct fd_diagnosis *diagnosis, uint32_t question);

struct fd_name question_name(const struct fd_diagnosis *diagnosis, uint32_t question);
const char *resolver_label(struct fd_diagnosis *diagnosis, uint32_t resolver);

#endif
