/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"
#include "diagnose/rows/rows.h"
#include "diagnose/rows/series.h"

/* What comes too fast for a resolver, and what is slow though it has it in its cache: shown by asking for that again and again. */

enum {
	TURNED_SHARE = 10, /* one of so many that others answer fails here */
	HALF_FAILED = 2,   /* of what was asked singly, and as many that did not */
};

/* ---- limits on the rate ------------------------------------------------------------------------ */

/* Something of the table; or, where all of that came too fast, the canary. */
static bool answers_anything(const struct row *row)
{
	return row->answered > 0 || canary_good(row->canaries.first);
}

enum answer rate_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	unsigned answered = 0;
	bool known = true;

	if (row->refused_count < REFUSED_SAMPLE || !answers_anything(row) ||
	    row->refused < ROW_LIKELY) {
		return YES;
	}
	for (unsigned i = 0; i < row->refused_count; i++) {
		struct fd_wish wish = cell_wish(diagnosis, row->refused_first[i], resolver);
		wish.repeat = RATE_REPEAT;
		wish.delay_ns = (int64_t)(i + 2) * SLOW_NS;
		const struct fact *fact = ask(diagnosis, &wish);
		known = known && fact != NULL;
		answered += fact != NULL && kind_answered(observation_kind(&fact->observation));
	}
	row->refused_later = answered;
	return known ? YES : PENDING;
}

/* One cached answer, asked for again and again: how often is there another word than the answer? */
static enum answer count_turned_down(struct fd_diagnosis *diagnosis, uint32_t resolver,
				     const struct series *series, struct loss *ret_loss)
{
	const struct asked asked = asked_of(diagnosis, resolver);
	bool known = true;

	*ret_loss = (struct loss) { 0 };
	for (unsigned i = 0; i < series->count; i++) {
		const struct fact *fact = series_ask(diagnosis, &asked, series, i);
		known = known && fact != NULL;
		if (fact != NULL && saw_reply(&fact->observation)) {
			bool down = fact->observation.status == FD_SERVFAIL ||
				    fact->observation.status == FD_REFUSED;
			ret_loss->asked++;
			series_count_passed(ret_loss, down, false);
			ret_loss->lost += down;
		}
	}
	return known ? YES : PENDING;
}

static bool is_turned_down(const struct loss *burst)
{
	return burst->lost >= BURST_TURNED_DOWN && burst->lost < burst->asked;
}

/* The canary is well; or it is refused, and so are names, while others are answered: now this, now that. */
static bool answers_at_times(const struct row *row)
{
	const struct fact *first = row->canaries.first;
	bool refused = first != NULL && first->observation.status == FD_REFUSED;

	return canary_good(first) || (refused && row->answered > row->with_aa);
}

/*
 * SERVFAIL or REFUSED for much that others answer, or that nobody else was asked, from a resolver that answers. Either it cannot
 * reach what it is asked for, or will not, or it is asked too fast; a burst of one answer that it has in its cache tells, for only
 * a limit minds that. And who is one of several behind one address may fail even that, now and then.
 */
enum answer limit_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct series singly = { LIMIT_REPEAT, LIMIT_SINGLY, SLOW_NS, SLOW_NS / 2 };
	struct row *row = &diagnosis->rows[resolver];

	bool many = row->servfail + row->refused >= ROW_MIN;
	/* What two refuse for their rates neither shows of the other. */
	bool much = row->elsewhere_failed * TURNED_SHARE >= row->elsewhere ||
		    row->refused * TURNED_SHARE >= row->asked;
	if ((!many && row->refused == 0) || !answers_anything(row) || !much ||
	    !answers_at_times(row)) {
		return YES;
	}
	enum answer answer = count_turned_down(diagnosis, resolver, &singly, &row->singly);
	if (answer == PENDING || row->singly.asked < LIMIT_SINGLY || !many) {
		return answer;
	}
	answer = count_turned_down(diagnosis, resolver, &first_burst, &row->limit);
	return answer == YES && is_turned_down(&row->limit)
		       ? count_turned_down(diagnosis, resolver, &second_burst,
					   &row->limit_again)
		       : answer;
}

static bool limit_mixed(const struct row *row)
{
	return is_turned_down(&row->limit) && is_turned_down(&row->limit_again) &&
	       series_mixed(&row->limit) && series_mixed(&row->limit_again);
}

bool limit_doubtful(const struct row *row)
{
	return row->singly.lost > 0 || series_mixed(&row->limit) ||
	       series_mixed(&row->limit_again) || !is_turned_down(&row->limit_again);
}

/*
 * What is asked singly may meet a limit too, where somebody else here has used it up: of a burst the first are answered all the
 * same. And what comes later may not, for the engine feels limits as well, and slows down.
 */
bool limit_shown(const struct row *row)
{
	bool again = is_turned_down(&row->limit_again) || !series_mixed(&row->limit);
	/* Two such bursts are a limit's, however much of the rest met it too. */
	bool plain = is_turned_down(&row->limit_again) && !series_mixed(&row->limit) &&
		     !series_mixed(&row->limit_again);

	return is_turned_down(&row->limit) && again && !limit_mixed(row) &&
	       (plain || row->singly.lost * 2 < row->singly.asked);
}

bool half_shown(const struct row *row)
{
	const struct fact *first = row->canaries.first;
	bool singly = row->singly.lost >= HALF_FAILED &&
		      row->singly.lost + HALF_FAILED <= row->singly.asked;
	/* The very first time, and again when nothing came fast; and by far most times not. */
	bool at_first = first != NULL && first->observation.status == FD_REFUSED &&
			row->singly.lost + row->limit.lost + row->limit_again.lost > 0 &&
			row->singly.lost + HALF_FAILED <= row->singly.asked;

	return !limit_shown(row) && (singly || at_first || limit_mixed(row));
}

bool row_at_times(const struct row *row)
{
	return row->finding.cause == FD_CAUSE_resolver_rate_limited || half_shown(row);
}

/* ---- slow ------------------------------------------------------------------------------------ */

enum answer slow_measure(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	const struct fact *first = row->canaries.first, *quickest = NULL;
	bool known = true, all = true;

	if (!canary_good(first) || first->observation.rtt_ns < SLOW_CACHE_NS) {
		return YES;
	}
	for (unsigned i = 0; i < SLOW_TRIES; i++) {
		struct fd_wish wish = canary_wish(diagnosis, resolver);
		wish.repeat = (uint16_t)(SLOW_REPEAT + i);
		wish.delay_ns = (int64_t)i * 2 * SLOW_NS;
		const struct fact *fact = ask_canary(diagnosis, &wish);
		known = known && fact != NULL;
		if (fact == NULL) {
			continue;
		}
		all = all && canary_good(fact) && fact->observation.rtt_ns >= SLOW_CACHE_NS;
		quickest = quickest == NULL || fact->observation.rtt_ns <
						       quickest->observation.rtt_ns
				   ? fact
				   : quickest;
	}
	row->slow = known && all ? quickest : NULL;
	return known ? YES : PENDING;
}

const struct fact *quicker_canary(const struct row *row)
{
	const struct fact *first = row->canaries.first, *again = row->canaries.again;

	return canary_good(again) && again->observation.rtt_ns < first->observation.rtt_ns
		       ? again
		       : first;
}

bool slow_here(const struct fd_diagnosis *diagnosis, uint32_t resolver,
	       const struct fact **ret_other)
{
	const struct row *own = &diagnosis->rows[resolver];

	if (own->slow == NULL) {
		return false;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness != own->witness && canary_good(row->canaries.first) &&
		    quicker_canary(row)->observation.rtt_ns * SLOW_TIMES <
			    own->slow->observation.rtt_ns) {
			*ret_other = quicker_canary(row);
			return true;
		}
	}
	/* Where nobody else is there to be compared with, a root is: the way out of here is not slow. */
	const struct fact *root = host_real_root(diagnosis);
	if (root == NULL || !row_alone(diagnosis, resolver) ||
	    root->observation.rtt_ns * SLOW_TIMES >= own->slow->observation.rtt_ns) {
		return false;
	}
	*ret_other = root;
	return true;
}
