/* SPDX-License-Identifier: MIT */
#include "diagnose/common/cells.h"

#include <assert.h>
#include <errno.h>

#include "diagnose/common/text.h"

enum {
	EDE_STALE_ANSWER = 3
};

static enum kind kind_of(uint8_t status, uint8_t flags, bool stale)
{
	switch (status) {
	case FD_NOERROR:
		if ((flags & FD_CELL_ANSWER) == 0) {
			return flags & FD_CELL_TC ? KIND_CUT : KIND_NODATA;
		}
		return stale ? KIND_STALE : KIND_POSITIVE;
	case FD_NXDOMAIN:
		return KIND_NXDOMAIN;
	case FD_SERVFAIL:
		return KIND_SERVFAIL;
	case FD_REFUSED:
		return KIND_REFUSED;
	case FD_STATUS_TIMEOUT:
	case FD_STATUS_UNREACHABLE:
		return KIND_SILENT;
	case FD_STATUS_ERROR:
	case FD_STATUS_NOT_ASKED:
	case FD_STATUS_PENDING:
		return KIND_UNKNOWN;
	default:
		return KIND_ODD;
	}
}

enum kind cell_kind(const struct fd_cell *cell)
{
	return kind_of(cell->status, cell->flags, cell->ede == EDE_STALE_ANSWER);
}

bool message_referral(const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	if (message->counts[1] > 0 || (message->flags & FD_FLAG_AA) != 0 ||
	    !message->has_question) {
		return false;
	}
	bool found = false;
	while (fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_AUTHORITY && record.type == FD_TYPE_SOA) {
			return false;
		}
		found = found ||
			(record.section == FD_SECTION_AUTHORITY && record.type == FD_TYPE_NS &&
			 fd_name_under(&message->qname, &record.owner));
	}
	return found;
}

bool message_signed(const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.type == FD_TYPE_RRSIG) {
			return true;
		}
	}
	return false;
}

enum kind observation_kind(const struct fd_observation *observation)
{
	enum kind kind = kind_of(observation->status, observation->flags,
				 saw_ede(observation, (uint64_t)1 << EDE_STALE_ANSWER));
	bool referral = kind == KIND_NODATA && observation->message != NULL &&
			message_referral(observation->message);

	return referral ? KIND_REFERRAL : kind;
}

bool cell_referral(const struct fd_cell *cell)
{
	return cell->status == FD_NOERROR &&
	       (cell->flags & (FD_CELL_ANSWER | FD_CELL_SOA | FD_CELL_RA | FD_CELL_CNAME)) == 0;
}

bool cell_of_own_zone(const struct fd_cell *cell)
{
	return (cell->flags & FD_CELL_AA) != 0 && (cell->flags & FD_CELL_RA) == 0;
}

bool question_in_run(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	const uint64_t *mask = diagnosis->config.shard_mask;

	return mask == NULL || (mask[question / 64] >> (question % 64) & 1) != 0;
}

const struct fd_cell *cell_of(const struct fd_diagnosis *diagnosis, uint32_t question,
			      uint32_t resolver)
{
	const struct fd_inventory *inventory = diagnosis->inventory;

	if (!fd_inventory_asks(inventory, &inventory->questions[question], resolver)) {
		return NULL;
	}
	return fd_matrix_cell(diagnosis->config.matrix, question, resolver);
}

void cell_observe(const struct fd_diagnosis *diagnosis, uint32_t question, uint32_t resolver,
		  struct fd_observation *ret_observation, struct fd_message *message)
{
	const struct fd_cell *cell =
		fd_matrix_cell(diagnosis->config.matrix, question, resolver);
	uint16_t qtype = diagnosis->inventory->questions[question].qtype;
	struct fd_detail detail = { 0 };
	bool kept = fd_matrix_detail(diagnosis->config.matrix, question, resolver, &detail);

	if (kept && detail.wire != NULL && fd_status_is_rcode(cell->status)) {
		const struct fd_outcome outcome = {
			.ending = FD_ANSWERED,
			.reply = detail.wire,
			.reply_length = detail.wire_length,
			.header_only = (cell->flags & FD_CELL_HEADER_ONLY) != 0,
		};
		fd_observe(ret_observation, message, &outcome, qtype);
	} else {
		*ret_observation = (struct fd_observation) {
			.rcode = fd_status_is_rcode(cell->status) ? cell->status : -1,
			.header_flags = cell->flags & FD_CELL_RA ? FD_FLAG_RA : 0,
		};
	}
	ret_observation->status = cell->status;
	ret_observation->flags = cell->flags;
	ret_observation->tries = cell->tries & FD_CELL_TRIES;
	ret_observation->proto = cell->tries & FD_CELL_TCP ? FD_TCP : FD_UDP;
	ret_observation->rtt_ns = (int64_t)cell->rtt_us * 1000;
	ret_observation->error = detail.error;
	ret_observation->reason = detail.reason;
	ret_observation->sent_ns = detail.sent_ns;
	ret_observation->ttl = cell->ttl;
	ret_observation->policy_zone = cell->policy_zone;
}

struct fd_wish cell_wish(const struct fd_diagnosis *diagnosis, uint32_t question,
			 uint32_t resolver)
{
	struct fd_name name = question_name(diagnosis, question);

	return wish_resolver(diagnosis, resolver, FD_PURPOSE_REPEAT, &name,
			     diagnosis->inventory->questions[question].qtype);
}

void finding_cell(struct fd_diagnosis *diagnosis, struct finding *finding, uint32_t question,
		  uint32_t resolver, const char *means)
{
	struct fd_observation observation;
	struct fd_message message;
	struct fd_wish wish = cell_wish(diagnosis, question, resolver);

	cell_observe(diagnosis, question, resolver, &observation, &message);
	if (finding->evidence_count == EVIDENCE_MAX) {
		return;
	}
	finding->evidence[finding->evidence_count++] = (struct fd_evidence) {
		.probe = text_probe(&diagnosis->texts, &wish, &observation),
		.saw = text_saw(&diagnosis->texts, &observation, wish.qtype),
		.means = means,
	};
}

struct fd_name question_name(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	const struct fd_inventory *inventory = diagnosis->inventory;
	struct fd_name name;
	uint8_t length;
	const uint8_t *wire =
		fd_inventory_qname(inventory, &inventory->questions[question], &length);

	int r = fd_name_from_wire(&name, wire, length);
	assert(r == 0);
	return name;
}

const char *resolver_label(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct fd_resolver *of = &diagnosis->inventory->resolvers[resolver];
	const char *address = text_endpoint(&diagnosis->texts, &of->endpoint);

	return region_printf(&diagnosis->texts, "%s (%s)", of->id, address);
}

/* ---- canaries ------------------------------------------------------------------------------ */

bool canary_good(const struct fact *fact)
{
	return fact != NULL && saw_answer(&fact->observation);
}

bool fact_refused(const struct fact *fact)
{
	return fact != NULL && fact->observation.status == FD_STATUS_UNREACHABLE &&
	       fact->observation.error == ECONNREFUSED;
}

bool row_refused(const struct row *row)
{
	const struct canaries *c = &row->canaries;

	return fact_refused(c->first) || fact_refused(c->plain) || fact_refused(c->version) ||
	       fact_refused(c->unrecursed) || fact_refused(c->absent) ||
	       row->port_unreachable > 0;
}

bool row_alive(const struct row *row)
{
	const struct canaries *c = &row->canaries;
	const struct fact *const facts[] = { c->first, c->plain,   c->absent,	  c->unchecked,
					     c->tcp,   c->version, c->unrecursed, c->again };

	if (row->answered + row->servfail + row->refused + row->odd > 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof(facts) / sizeof((facts)[0]); i++) {
		if (facts[i] != NULL && saw_reply(&facts[i]->observation)) {
			return true;
		}
	}
	return false;
}
