/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "diagnose/rows/dns64.h"
#include "diagnose/rows/rows.h"
#include "diagnose/rows/types.h"

/*
 * The two-way table, read by rows: how does each resolver do on the names that an independent other one answered?
 * What a resolver fails that nobody answers says nothing about the resolver.
 */

/* ---- who is one witness -------------------------------------------------------------------- */

static uint32_t find_witness(const struct row *rows, uint32_t resolver)
{
	while (rows[resolver].witness != resolver) {
		resolver = rows[resolver].witness;
	}
	return resolver;
}

static void join(struct row *rows, uint32_t a, uint32_t b)
{
	uint32_t first = find_witness(rows, a), second = find_witness(rows, b);

	rows[first > second ? first : second].witness = first > second ? second : first;
}

/*
 * Two addresses of one operator, or of one site, are one witness. Loopback addresses are no site: they are how tests and
 * demonstrations give one host many.
 */
static bool same_operator(const struct fd_resolver *a, const struct fd_resolver *b)
{
	bool loopback = a->endpoint.family == 4 && a->endpoint.address[0] == 127;

	if (a->operator_name != NULL && b->operator_name != NULL) {
		return strcmp(a->operator_name, b->operator_name) == 0;
	}
	return !loopback && a->role == b->role &&
	       fd_endpoint_same_site(&a->endpoint, &b->endpoint);
}

void correlate_witnesses(struct fd_diagnosis *diagnosis)
{
	const struct fd_inventory *inventory = diagnosis->inventory;
	struct row *rows = diagnosis->rows;
	uint32_t count = (uint32_t)inventory->resolver_count;

	for (uint32_t i = 0; i < count; i++) {
		rows[i].witness = i;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct fd_resolver *a = &inventory->resolvers[i];
		for (size_t f = 0; f < a->forwards_to_count; f++) {
			join(rows, i, a->forwards_to[f]);
		}
		for (uint32_t j = i + 1; j < count; j++) {
			if (same_operator(a, &inventory->resolvers[j])) {
				join(rows, i, j);
			}
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		rows[i].witness = find_witness(rows, i);
	}
}

bool row_alone(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (diagnosis->rows[r].witness != diagnosis->rows[resolver].witness) {
			return false;
		}
	}
	return true;
}

bool row_barren(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *row = &diagnosis->rows[resolver];

	if (diagnosis->host.direct == DIRECT_WORKS || row->asked < ROW_MIN ||
	    row->silent + row->servfail < row->asked) {
		return false;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (diagnosis->rows[r].answered > 0) {
			return false;
		}
	}
	return true;
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* Witnesses: whether there is some other than mine is all that is ever asked. */
struct witnesses {
	uint32_t first;
	bool any, several;
};

static void add_witness(struct witnesses *witnesses, uint32_t witness)
{
	witnesses->several =
		witnesses->several || (witnesses->any && witness != witnesses->first);
	witnesses->first = witnesses->any ? witnesses->first : witness;
	witnesses->any = true;
}

static bool has_other(const struct witnesses *witnesses, uint32_t witness)
{
	return witnesses->any && (witnesses->several || witnesses->first != witness);
}

/* Of a question. */
struct heard {
	struct witnesses asked, answered;
};

/* An authoritative server that is no resolver has its own zones, however broken the way to them is for everybody else. */
static bool own_zone_only(const struct row *row, const struct fd_cell *cell)
{
	return cell_of_own_zone(cell) && !canary_good(row->canaries.first);
}

static struct heard who_was_heard(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	struct heard heard = { 0 };

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell == NULL) {
			continue;
		}
		add_witness(&heard.asked, diagnosis->rows[r].witness);
		if (kind_answered(cell_kind(cell)) && !cell_referral(cell) &&
		    !own_zone_only(&diagnosis->rows[r], cell)) {
			add_witness(&heard.answered, diagnosis->rows[r].witness);
		}
	}
	return heard;
}

static void count_silence(const struct fd_diagnosis *diagnosis, struct row *row,
			  uint32_t question, uint32_t resolver)
{
	const struct fd_cell *cell =
		fd_matrix_cell(diagnosis->config.matrix, question, resolver);
	struct fd_detail detail;

	row->silent++;
	if (cell->status != FD_STATUS_UNREACHABLE) {
		return;
	}
	row->unreachable++;
	if (row->unreachable <= ICMP_SAMPLE &&
	    fd_matrix_detail(diagnosis->config.matrix, question, resolver, &detail) &&
	    detail.error == ECONNREFUSED) {
		row->port_unreachable++;
	}
}

/* Those over UDP: who cuts an answer short is asked once more, over TCP, and has lost nothing. */
static unsigned datagrams_of(const struct fd_cell *cell)
{
	unsigned tries = cell->tries & FD_CELL_TRIES;

	return tries > 0 && (cell->tries & FD_CELL_TCP) != 0 ? tries - 1 : tries;
}

static void count_answer(struct row *row, const struct fd_cell *cell)
{
	if (cell_referral(cell)) {
		row->referrals++;
		return;
	}
	row->answered++;
	row->positive += cell_kind(cell) == KIND_POSITIVE;
	row->retried += datagrams_of(cell) > 1;
	row->with_aa += (cell->flags & FD_CELL_AA) != 0;
	row->authoritative +=
		(cell->flags & FD_CELL_AA) != 0 && (cell->flags & FD_CELL_RA) == 0;
}

/*
 * Of the tries, those that the engine counts as lost while the resolver looked for an answer. What fails at once after another try
 * has lost a datagram.
 */
static unsigned tries_waited(const struct fd_cell *cell, enum kind kind)
{
	unsigned tries = datagrams_of(cell);

	if (kind == KIND_SILENT) {
		return tries;
	}
	if (tries < 2 || cell->rtt_us < WAITED_LEAST_US) {
		return 0;
	}
	return tries - 1 < WAITED_MOST ? tries - 1 : WAITED_MOST;
}

/* Somebody independent has another answer, or there is nobody to compare with. */
static bool answered_otherwise(const struct fd_diagnosis *diagnosis, uint32_t question,
			       uint32_t resolver, uint32_t digest)
{
	bool others = false;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell == NULL ||
		    diagnosis->rows[r].witness == diagnosis->rows[resolver].witness) {
			continue;
		}
		others = true;
		if (cell_kind(cell) == KIND_POSITIVE && cell->digest != digest) {
			return true;
		}
	}
	return !others;
}

/* Where the absent name got an address: how many others got the very same? */
static void count_made_up(const struct fd_diagnosis *diagnosis, uint32_t question,
			  uint32_t resolver, const struct fd_cell *cell)
{
	struct row *row = &diagnosis->rows[resolver];
	const struct fact *absent = row->canaries.absent;

	if (!canary_good(absent) || cell_kind(cell) != KIND_POSITIVE ||
	    diagnosis->inventory->questions[question].qtype != FD_TYPE_A) {
		return;
	}
	if (cell->digest != (uint32_t)absent->observation.digest) {
		row->own_answers++;
		return;
	}
	row->alike++;
	if (row->alike_count < ALIKE_SAMPLE) {
		row->alike_first[row->alike_count++] = question;
	}
	if (answered_otherwise(diagnosis, question, resolver, cell->digest)) {
		row->made_up++;
	}
}

static void count_cell(const struct fd_diagnosis *diagnosis, uint32_t question,
		       uint32_t resolver, const struct fd_cell *cell, const struct heard *heard)
{
	struct row *row = &diagnosis->rows[resolver];
	enum kind kind = cell_kind(cell);
	bool elsewhere = has_other(&heard->answered, row->witness);
	bool alone = !has_other(&heard->asked, row->witness);

	if (kind == KIND_UNKNOWN) {
		return;
	}
	type_count_cell(row, diagnosis->inventory->questions[question].qtype, kind,
			elsewhere || alone);
	row->over_tcp += (cell->tries & FD_CELL_TCP) != 0 && fd_status_is_rcode(cell->status) &&
			 (cell->flags & FD_CELL_TC) == 0;
	row->asked++;
	row->elsewhere += elsewhere;
	if (kind_answered(kind)) {
		count_answer(row, cell);
		row->elsewhere_failed += elsewhere && cell_referral(cell);
		return;
	}
	/* Who looks for a server that is not there has nothing to say in time, and lost no datagram. */
	row->waited += elsewhere || alone ? 0 : tries_waited(cell, kind);
	row->servfail += kind == KIND_SERVFAIL;
	row->refused += kind == KIND_REFUSED;
	row->odd += kind == KIND_ODD || kind == KIND_CUT;
	if (kind == KIND_SILENT) {
		count_silence(diagnosis, row, question, resolver);
	}
	if (elsewhere && kind == KIND_REFUSED && cell->ede == FD_EDE_NONE &&
	    row->refused_count < REFUSED_SAMPLE) {
		row->refused_first[row->refused_count++] = question;
	}
	row->elsewhere_failed += elsewhere;
	row->elsewhere_silent += elsewhere && kind == KIND_SILENT;
	if (cell->ede != FD_EDE_NONE && row->ede_first == FD_EDE_NONE) {
		row->ede_first = cell->ede;
	}
}

void correlate_rows(struct fd_diagnosis *diagnosis)
{
	const struct fd_inventory *inventory = diagnosis->inventory;

	for (uint32_t q = 0; q < inventory->question_count; q++) {
		if (!question_in_run(diagnosis, q)) {
			continue;
		}
		struct heard heard = who_was_heard(diagnosis, q);
		dns64_suspect(diagnosis, q);
		for (uint32_t r = 0; r < inventory->resolver_count; r++) {
			const struct fd_cell *cell = cell_of(diagnosis, q, r);
			if (cell != NULL) {
				count_cell(diagnosis, q, r, cell, &heard);
				count_made_up(diagnosis, q, r, cell);
			}
		}
	}
	loss_add_up(diagnosis);
}
