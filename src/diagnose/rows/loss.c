/* SPDX-License-Identifier: MIT */
#include "diagnose/common/cells.h"
#include "diagnose/direct/host_canary.h"
#include "diagnose/rows/rows.h"
#include "diagnose/rows/series.h"

/*
 * Datagrams that get lost. A second try in the bulk shows little: whoever resolves slowly is asked again too. So where
 * many cells needed one, an answer that is surely cached is asked for many times over: who needs a second try
 * for that lost a datagram. Lost at everybody alike, it is this host's link; at one resolver, it is the way there.
 */

enum {
	MORE_SPACING_NS = 50000000,
	BUSY_NS = 50000000,	    /* nothing is sent again before */
	STANDSTILL_NS = 1000000000, /* most that one stands still, and loses what came */
	ENGINE_SHARE =
		10, /* datagrams lost, one of so many as the engine saw it, ask for a second look */
	SPACING_NS = 100000000,	 /* no burst, and a moment in which this host stalls hits few */
	SUSPECT_SHARE = 20,	 /* one cell of so many needed a second try */
	SUSPECT_SENT_SHARE = 50, /* or one datagram of so many was lost, as the engine saw it */
	CLEANER_TIMES = 4,
	LOSS_SHARE =
		20, /* of what was asked of it one of so many, or it is no loss worth a word */
	LOSING_MANY =
		4, /* that lose at once, and one of so many that live: not each by itself */
	LOSING_SHARE = 3,
	EVERYWHERE_SHARE = 10, /* of all that were tested, lost at least one of so many */
	STANDSTILL_RUN =
		4, /* lost in a row, on average, at few moments: it stood still, and lost what came */
};

/* As the engine saw it, but for those of names that nobody else got: what waits for silent servers loses no datagram. */
static uint64_t engine_lost(const struct row *row)
{
	return row->sent_lost > row->waited ? row->sent_lost - row->waited : 0;
}

/* What all lose together: of a few names at a few resolvers each alone loses too little to be suspected. */
void loss_add_up(struct fd_diagnosis *diagnosis)
{
	uint64_t lost = 0, sent = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (canary_good(row->canaries.first)) {
			lost += engine_lost(row);
			sent += row->sent;
		}
	}
	diagnosis->host.lost_together = lost >= ROW_MIN && lost * SUSPECT_SHARE >= sent;
}

static bool suspect(const struct fd_diagnosis *diagnosis, const struct row *row)
{
	uint64_t lost = engine_lost(row);
	bool cells = row->retried >= ROW_MIN && row->retried * SUSPECT_SHARE >= row->answered;
	bool engine = lost >= ROW_MIN && lost * SUSPECT_SENT_SHARE >= row->sent;
	bool silent = row->elsewhere_silent >= ROW_LIKELY;
	bool all = lost > 0 && diagnosis->host.lost_together;

	return canary_good(row->canaries.first) && (cells || engine || silent || all);
}

/* Of a thousand: cells that needed a second try or got nothing, or datagrams that the engine saw lost. */
static uint64_t suspicion(const struct fd_diagnosis *diagnosis, const struct row *row)
{
	uint64_t cells = row->answered == 0 ? 0 : row->retried * 1000 / row->answered;
	uint64_t engine = row->sent == 0 ? 0 : engine_lost(row) * 1000 / row->sent;
	uint64_t silent = row->asked == 0 ? 0 : row->elsewhere_silent * 1000 / row->asked;
	uint64_t most = cells > engine ? cells : engine;

	return suspect(diagnosis, row) ? 1 + (most > silent ? most : silent) : 0;
}

/*
 * Those that are suspected most, and some that are not: the control. One a witness. That nothing of the bulk got lost at one of
 * them is no control: a burst leaves as one packet, so it is lost as a whole or not at all.
 */
static bool tested(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *rows = diagnosis->rows;
	uint64_t own = suspicion(diagnosis, &rows[resolver]);
	unsigned before = 0, suspects = 0;

	if (rows[resolver].witness != resolver || !canary_good(rows[resolver].canaries.first)) {
		return false;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (rows[r].witness != r || !canary_good(rows[r].canaries.first)) {
			continue;
		}
		uint64_t other = suspicion(diagnosis, &rows[r]);
		suspects += other > 0;
		before += r != resolver && (other > 0) == (own > 0) &&
			  (other > own || (other == own && r < resolver));
	}
	return suspects > 0 && before < (own > 0 ? LOSS_SAMPLE : LOSS_CONTROLS);
}

/* What is cached comes at once, or whoever gives it stands still. `first`: how quickly it came before. */
static bool was_quick(const struct fact *first, const struct fact *fact)
{
	int64_t usual_ns = first->observation.rtt_ns * 3 / 2;
	int64_t limit_ns = usual_ns > BUSY_NS ? usual_ns : BUSY_NS;

	return saw_reply(&fact->observation) && fact->observation.rtt_ns < limit_ns;
}

/*
 * A second try, and the first one's answer came after all: the resolver was busy for a moment. So it was where the second is
 * answered late. Where the first was lost it is the second that is answered, as quickly as any.
 */
static bool was_lost(const struct fact *first, const struct fact *fact)
{
	const struct fd_observation *saw = &fact->observation;
	bool later = saw->try_answered == 0 || saw->try_answered > 1;
	/* The last one over TCP, where the datagram said that there is more. */
	unsigned datagrams = saw->proto == FD_TCP ? saw->tries - 1 : saw->tries;

	return saw_nothing(saw) || (datagrams > 1 && later && was_quick(first, fact));
}

/* Truncated, though it is short: so a limit says that it is one. */
static bool was_cut_short(const struct fact *fact)
{
	return (fact->observation.flags & FD_CELL_TC) != 0 || fact->observation.proto == FD_TCP;
}

/*
 * Losses in a row are one: either side stood still. But not for so long, and answered the second try at once: who loses every
 * other question does that.
 */
static enum answer count_lost_of(struct fd_diagnosis *diagnosis, const struct asked *asked,
				 const struct series *series, struct loss *ret_loss)
{
	bool known = true, before = false;
	int64_t since_ns = 0;

	*ret_loss = (struct loss) { 0 };
	for (unsigned i = 0; i < series->count; i++) {
		const struct fact *fact = series_ask(diagnosis, asked, series, i);
		known = known && fact != NULL;
		if (fact == NULL || saw_no_try(&fact->observation)) {
			continue;
		}
		bool lost = was_lost(asked->first, fact), quick = was_quick(asked->first, fact);
		/* From one that stands still nothing is learnt of the way there, good or bad. */
		if (saw_reply(&fact->observation) && !quick) {
			before = true;
			continue;
		}
		int64_t at_ns = (int64_t)i * series->spacing_ns;
		ret_loss->asked++;
		series_count_passed(ret_loss, lost, was_cut_short(fact));
		ret_loss->lost += lost;
		if (lost && (!before || (quick && at_ns - since_ns >= STANDSTILL_NS))) {
			ret_loss->times++;
			since_ns = at_ns;
		}
		before = lost;
	}
	return known ? YES : PENDING;
}

static enum answer count_lost(struct fd_diagnosis *diagnosis, uint32_t resolver,
			      const struct series *series, struct loss *ret_loss)
{
	const struct asked asked = asked_of(diagnosis, resolver);

	return count_lost_of(diagnosis, &asked, series, ret_loss);
}

enum answer loss_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct series series = { LOSS_REPEAT, LOSS_TRIES, 0, SPACING_NS };

	return tested(diagnosis, resolver) ? count_lost(diagnosis, resolver, &series,
							&diagnosis->rows[resolver].loss)
					   : YES;
}

/*
 * One or two of twenty may be chance, and one that loses a fifth may lose none of them: then twice as many more are asked for.
 * Whoever drops bursts has been found already.
 */
enum answer loss_measure_more(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct series series = { MORE_REPEAT, LOSS_MORE, 0, MORE_SPACING_NS };
	struct row *row = &diagnosis->rows[resolver];
	uint64_t lost = engine_lost(row);
	bool engine = lost >= ROW_LIKELY && lost * ENGINE_SHARE >= row->sent;

	if (row->loss.asked < LOSS_TRIES || row->loss.times >= LOSS_PROVED ||
	    burst_dropped(row) || (row->loss.lost == 0 && !engine)) {
		return YES;
	}
	return count_lost(diagnosis, resolver, &series, &row->more);
}

/* A limit lets some pass: who answers none of them does not limit, it is not there. */
static bool is_dropped(const struct loss *burst)
{
	return burst->lost >= BURST_DROPPED && burst->lost < burst->asked;
}

/*
 * What a way loses by chance it loses here and there. Long runs at a few moments, and most of the rest answered, are those of one
 * that stood still then: a busy machine, or a restart. Of one whose bulk showed losses too they may be a limit's, and count.
 */
static bool stood_still(const struct row *row)
{
	unsigned lost = row->loss.lost + row->more.lost;
	unsigned times = row->loss.times + row->more.times;

	return lost >= STANDSTILL_RUN * times && times < 2 * LOSS_PROVED &&
	       lost * 2 < row->loss.asked + row->more.asked;
}

/*
 * Many cells got nothing or needed another try, and nothing is lost of what is asked singly: either the resolver had much to
 * look up, or it drops what comes too fast. A burst of one cached answer tells: only a limit minds it.
 */
enum answer burst_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];

	if (row->loss.asked < LOSS_TRIES || row->loss.times >= LOSS_PROVED ||
	    !suspect(diagnosis, row)) {
		return YES;
	}
	enum answer answer = count_lost(diagnosis, resolver, &first_burst, &row->burst);
	return answer == YES && is_dropped(&row->burst)
		       ? count_lost(diagnosis, resolver, &second_burst, &row->burst_again)
		       : answer;
}

bool burst_dropped(const struct row *row)
{
	return is_dropped(&row->burst) && is_dropped(&row->burst_again);
}

bool burst_mixed(const struct row *row)
{
	return series_mixed(&row->burst) && series_mixed(&row->burst_again);
}

bool burst_doubtful(const struct row *row)
{
	return series_mixed(&row->burst) || series_mixed(&row->burst_again);
}

/* The only witness that is well: no other one is there to be its control. */
static bool tested_alone(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *rows = diagnosis->rows;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (canary_good(rows[r].canaries.first) &&
		    rows[r].witness != rows[resolver].witness) {
			return false;
		}
	}
	return rows[resolver].loss.asked > 0;
}

/* A root is asked as often then. */
enum answer loss_measure_root(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct series series = { ROOT_REPEAT, LOSS_TRIES, 0, SPACING_NS };
	const struct fact *root = host_real_root(diagnosis);

	if (root == NULL || diagnosis->rows[resolver].loss.times == 0 ||
	    !tested_alone(diagnosis, resolver)) {
		return YES;
	}
	const struct asked asked = { .wish = root->wish, .first = root };
	return count_lost_of(diagnosis, &asked, &series, &diagnosis->host.root_loss);
}

static bool clean(const struct row *row)
{
	return row->loss.asked * 2 >= LOSS_TRIES && row->loss.lost == 0;
}

static bool root_loses(const struct fd_diagnosis *diagnosis)
{
	const struct loss *loss = &diagnosis->host.root_loss;

	return loss->times >= LOSS_PROVED && loss->times * LOSS_SHARE >= loss->asked;
}

static bool plainly_losing(const struct row *row)
{
	unsigned times = row->loss.times + row->more.times;

	return times >= LOSS_PROVED && times * LOSS_SHARE >= row->loss.asked + row->more.asked;
}

/*
 * A packet filter of this site that lets so many new flows pass a second drops all of one resolver's, and none of another's. So
 * many independent ones do not begin to lose at once, each by itself.
 */
bool loss_of_many(const struct fd_diagnosis *diagnosis)
{
	unsigned witnesses = 0, losing = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness == r && canary_good(row->canaries.first)) {
			witnesses++;
			losing += plainly_losing(row);
		}
	}
	return losing >= LOSING_MANY && losing * LOSING_SHARE >= witnesses;
}

bool loss_everywhere(const struct fd_diagnosis *diagnosis)
{
	unsigned asked = 0, lost = 0, losing = 0;

	if (loss_of_many(diagnosis)) {
		return true;
	}
	for (uint32_t r = 0; root_loses(diagnosis) && r < diagnosis->inventory->resolver_count;
	     r++) {
		if (plainly_losing(&diagnosis->rows[r])) {
			return true;
		}
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness == r && clean(row)) {
			return false;
		}
		asked += row->loss.asked;
		lost += row->loss.times;
		losing += row->loss.lost > 0;
	}
	return losing >= 2 && lost >= LOSS_PROVED && lost * EVERYWHERE_SHARE >= asked;
}

/* A busy host loses one of its own now and then: what is a quarter of the other's is no loss of the way from here. */
static bool much_cleaner(const struct loss *loss, const struct loss *more,
			 const struct row *lossy)
{
	uint64_t lost = loss->times + more->times,
		 other = lossy->loss.times + lossy->more.times;
	uint64_t asked = loss->asked + more->asked, of = lossy->loss.asked + lossy->more.asked;

	return loss->asked * 2 >= LOSS_TRIES && lost * CLEANER_TIMES * of <= other * asked;
}

bool loss_unplaced(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *own = &diagnosis->rows[resolver];

	return plainly_losing(own) && tested_alone(diagnosis, resolver) &&
	       diagnosis->host.root_loss.asked == 0 && !stood_still(own);
}

bool loss_here(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct row *own = &diagnosis->rows[resolver];
	static const struct loss no_more = { 0 };
	/* The root that was asked in place of other resolvers; or one of those. */
	bool control = much_cleaner(&diagnosis->host.root_loss, &no_more, own);

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		control = control || (row->witness != own->witness &&
				      much_cleaner(&row->loss, &row->more, own));
	}
	return plainly_losing(own) && control &&
	       (suspect(diagnosis, own) || !stood_still(own)) && !loss_everywhere(diagnosis);
}
