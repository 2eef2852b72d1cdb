/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "cli/bench/bench.h"
#include "cli/sentence.h"

/* Measurements as sentences: what was found, then what keeps it from being the whole truth. */

#define REFUSED_MUCH 0.05

static void add_duration(struct sentence *sentence, double ns)
{
	if (ns < 1e6) {
		sentence_add(sentence, "%.0f us", ns / 1e3);
	} else if (ns < 1e9) {
		sentence_add(sentence, "%.*f ms", ns < 1e7 ? 2 : ns < 1e8 ? 1 : 0, ns / 1e6);
	} else {
		sentence_add(sentence, "%.2f s", ns / 1e9);
	}
}

static void add_quantile(struct sentence *sentence, const char *word,
			 const struct fd_measurement_record *record, double q)
{
	int64_t ns;

	sentence_add(sentence, "%s ", word);
	if (fd_tally_quantile(record->tally, q, &ns)) {
		add_duration(sentence, (double)ns);
	} else {
		sentence_add(sentence, "beyond the timeout");
	}
}

/* Nobody listens, or no way leads there: that is told at once, and no timeout. */
static void add_unreachable(struct sentence *sentence, const struct fd_tally *tally,
			    uint64_t unanswered)
{
	uint64_t unreachable = tally->statuses[FD_STATUS_UNREACHABLE];

	if (unreachable == unanswered) {
		sentence_add(sentence, ": unreachable");
	} else if (unreachable > 0) {
		sentence_add(sentence, ", %" PRIu64 " of these unreachable", unreachable);
	}
}

static void add_answers(struct sentence *sentence, const struct fd_measurement_record *record)
{
	const struct fd_tally *tally = record->tally;
	uint64_t asked = tally->answered + tally->unanswered;

	if (asked == 0) {
		sentence_add(sentence, "nothing was measured");
		return;
	}
	if (tally->answered == 0) {
		sentence_add(sentence, "none of %" PRIu64 " questions was answered", asked);
		add_unreachable(sentence, tally, asked);
		return;
	}
	add_quantile(sentence, "p50", record, 0.5);
	add_quantile(sentence, ", p99", record, 0.99);
	sentence_add(sentence, " over %" PRIu64 " questions", asked);
	if (tally->unanswered > 0) {
		sentence_add(sentence,
			     ", %" PRIu64
			     " of them (%.2f %%) unanswered and counted as slower than any "
			     "answer",
			     tally->unanswered, fd_tally_loss(tally) * 100);
		add_unreachable(sentence, tally, tally->unanswered);
	}
}

static void add_rcodes(struct sentence *sentence, const struct fd_tally *tally)
{
	for (int i = 0; i < FD_STATUS_TIMEOUT; i++) {
		char status[FD_NUMBER_TEXT_MAX] = "other RCODEs";
		if (tally->statuses[i] == 0 || i == FD_NOERROR) {
			continue;
		}
		if (i != FD_STATUS_RCODE_OTHER) {
			fd_status_text(status, (uint8_t)i, (uint16_t)i);
		}
		sentence_add(sentence, ", %.1f %% %s",
			     100 * (double)tally->statuses[i] / (double)tally->answered,
			     status);
	}
}

/* At random more may have been sent than was asked for, on average, and yet not all that was due. */
static void add_not_held(struct sentence *sentence, const struct fd_measurement_record *record)
{
	const char *why = record->stalls > 0 ? "stalled" : "did not keep up";

	if (record->sent_qps < record->asked_qps) {
		sentence_add(
			sentence,
			". Not held: %.1f q/s were sent of %.1f asked for, because this host %s",
			record->sent_qps, record->asked_qps, why);
	} else {
		sentence_add(sentence,
			     ". Not held: %" PRIu64 " of %" PRIu64
			     " questions that were due were not sent, because this host %s",
			     record->skipped, record->sent + record->skipped, why);
	}
}

static void add_limits(struct sentence *sentence, const struct bench *bench,
		       const struct target *target, const struct fd_measurement_record *record)
{
	if (target->limit != NULL) {
		sentence_add(
			sentence,
			". The ceiling of %.0f q/s was in force (--qps-per-resolver 0 lifts it)",
			record->asked_qps);
	}
	if (!record->held) {
		add_not_held(sentence, record);
	} else if (target->held_back > 0) {
		sentence_add(
			sentence,
			". With %u open no more were sent (-c): what was due waited, and its wait counts",
			bench->options->concurrency);
	}
}

bool bench_say_own_side(char text[BENCH_WORDS], const struct fd_measurement_record *record)
{
	struct sentence sentence = sentence_in(text, BENCH_WORDS);
	const char *joint = "";

	if (record->pacing != NULL && record->pacing->count > 0) {
		sentence_add(&sentence, "Pacing error: p50 ");
		add_duration(&sentence, (double)fd_histogram_quantile(record->pacing, 0.5));
		sentence_add(&sentence, ", p99 ");
		add_duration(&sentence, (double)fd_histogram_quantile(record->pacing, 0.99));
		sentence_add(&sentence, ", max ");
		add_duration(&sentence, (double)fd_histogram_quantile(record->pacing, 1));
		joint = ". ";
	}
	if (record->stalls > 0) {
		sentence_add(&sentence, "%sThis side stalled %" PRIu64 " time%s, ", joint,
			     record->stalls, record->stalls == 1 ? "" : "s");
		add_duration(&sentence, (double)record->stalled_us * 1e3);
		sentence_add(&sentence, " in all");
		if (record->skipped > 0) {
			sentence_add(&sentence,
				     ": %" PRIu64 " questions that were due then were not sent",
				     record->skipped);
		}
		joint = ". ";
	}
	if (record->tally->spoilt > 0) {
		sentence_add(
			&sentence, "%s%" PRIu64 " questions are nobody's loss: this side %s",
			joint, record->tally->spoilt,
			record->stalls > 0 ? "was not running when they were due to be answered"
					   : "could not ask them");
	}
	sentence_add(&sentence, sentence.length > 0 ? "." : "");
	return sentence.length > 0;
}

static void add_time(struct sentence *sentence, int64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;
	char text[32];

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	sentence_add(sentence, "%s.%03d UTC", text, (int)(us % 1000000 / 1000));
}

static void add_silence(struct sentence *sentence, const struct fd_measurement_record *record)
{
	if (record->silent_from_us == 0 || record->tally->answered == 0) {
		return;
	}
	sentence_add(sentence, ". From ");
	add_time(sentence, record->silent_from_us);
	if (record->silent_until_us != 0) {
		sentence_add(sentence, " until ");
		add_time(sentence, record->silent_until_us);
	} else {
		sentence_add(sentence, " on");
	}
	sentence_add(sentence, " it answered nothing (%" PRIu64 " questions)",
		     record->silent_queries);
}

void bench_say_total(char text[BENCH_WORDS], const struct bench *bench,
		     const struct target *target, const struct fd_measurement_record *record)
{
	struct sentence sentence = sentence_in(text, BENCH_WORDS);

	sentence_add(&sentence, "%s: ", bench->inventory->resolvers[target->resolver].id);
	add_answers(&sentence, record);
	if (record->tally->answered > 0) {
		add_rcodes(&sentence, record->tally);
	}
	if (record->load == FD_LOAD_CLOSED) {
		sentence_add(
			&sentence,
			", %.1f answers a second with %u open (a closed loop: a slow resolver slows the "
			"asking)",
			(double)record->tally->answered / record->duration_s,
			bench->options->concurrency);
	}
	add_silence(&sentence, record);
	add_limits(&sentence, bench, target, record);
	sentence_add(&sentence, ".");
}

void bench_say_step(char text[BENCH_WORDS], const struct bench *bench,
		    const struct target *target, const struct fd_measurement_record *record)
{
	struct sentence sentence = sentence_in(text, BENCH_WORDS);

	sentence_add(&sentence,
		     "%s at %.0f q/s: ", bench->inventory->resolvers[target->resolver].id,
		     record->asked_qps);
	add_answers(&sentence, record);
	if (record->broke_by != NULL) {
		sentence_add(&sentence, "; too much, by %s", record->broke_by);
	}
	add_limits(&sentence, bench, target, record);
	sentence_add(&sentence, ".");
}

static void add_break(struct sentence *sentence, const struct fd_ramp *ramp)
{
	if (ramp->why == FD_BREAK_LATENCY) {
		sentence_add(sentence,
			     "at %.0f q/s its p99 is %.1f times that at a tenth of the load",
			     ramp->high, ramp->broke_times);
	} else {
		sentence_add(sentence, "at %.0f q/s %.1f %% got no answer, or were refused",
			     ramp->high, ramp->broke_loss * 100);
	}
}

static void add_host_limit(struct sentence *sentence, const char *id,
			   const struct fd_ramp *ramp)
{
	if (ramp->low > 0) {
		sentence_add(
			sentence,
			"%s holds %.0f q/s at least: this host cannot send %.0f q/s, so where the knee "
			"lies is not known",
			id, ramp->achieved, ramp->high);
	} else {
		sentence_add(
			sentence,
			"%s: this host was too busy to send even %.0f q/s, so nothing is known of its knee",
			id, ramp->at);
	}
}

void bench_say_knee(char text[BENCH_WORDS], const struct bench *bench,
		    const struct target *target, const struct fd_ramp *ramp)
{
	struct sentence sentence = sentence_in(text, BENCH_WORDS);
	const char *id = bench->inventory->resolvers[target->resolver].id;

	switch (ramp->end) {
	case FD_RAMP_FOUND:
		sentence_add(&sentence, "%s holds %.0f q/s (p99 ", id, ramp->achieved);
		add_duration(&sentence, ramp->low_p99_ns);
		sentence_add(&sentence, "); ");
		add_break(&sentence, ramp);
		break;
	case FD_RAMP_CEILING:
		sentence_add(&sentence, "%s holds %.0f q/s at the ceiling in force, %.0f (p99 ",
			     id, ramp->achieved, ramp->most);
		add_duration(&sentence, ramp->low_p99_ns);
		sentence_add(&sentence,
			     "): its knee lies above; --qps-per-resolver 0 lifts the ceiling");
		break;
	case FD_RAMP_HOST:
		add_host_limit(&sentence, id, ramp);
		break;
	case FD_RAMP_BELOW:
		sentence_add(&sentence, "%s does not hold the first rate: ", id);
		add_break(&sentence, ramp);
		sentence_add(&sentence, "; begin lower with --rate");
		break;
	case FD_RAMP_GOES_ON:
	default:
		sentence_add(&sentence, "%s: the ramp was not finished", id);
		if (ramp->low > 0) {
			sentence_add(&sentence, "; it held %.0f q/s", ramp->achieved);
		}
		break;
	}
	if (ramp->good_count > 0 && ramp->good[0].refused > REFUSED_MUCH) {
		sentence_add(&sentence, "; but it refused %.0f %% at the lowest rate already",
			     ramp->good[0].refused * 100);
	}
	sentence_add(&sentence, ".");
}
