/* SPDX-License-Identifier: MIT */
#include "engine/core/control.h"

#include <assert.h>
#include <stddef.h>

#include "engine/core/control_look.h"
#include "engine/core/limits.h"

enum {
	TRIES_LEAST = 32, /* sent in a sample */
	TRIES_LIMITED = 200,
	TRIES_EXPERIMENT = 100,
	OVER_LIMITED = 4,
	RESULTS_NEEDED_MAX = 2000,
	/* Before so many answers nothing is suspected: small runs have no rate to speak of. */
	EVER_LEAST = 16,
	CUTS_POLICY = 3, /* to what was delivered, and two halvings */
	CUT_MOST = 8,	 /* no single cut goes further than to this part of the rate */
	USUAL_SAMPLES = 10,
};

/* Trouble is a share of so much more than usual; just below a known limit less is enough to step back. */
static const double trouble_share[TROUBLE_KINDS] = { 0.05, 0.08 };
#define LIMITED_SHARE 0.01
#define MILD_SHARE    0.3
/* Where more than this is turned down even slowly, a window of a second must have passed to call it policy. */
#define MOST_SHARE 0.75
/* Rates beyond are no rates: the window and the server's own pace limit. */
#define FREE_QPS 1e6
/* How much faster, when the limit is felt for again. */
#define STEP_FIRST 0.02

static const int64_t span_ns = 50 * NS_PER_MS, longest_ns = NS_PER_SEC; /* of a sample */
static const int64_t experiment_ns = 4 * NS_PER_SEC; /* the same, when a rate is suspected */
static const int64_t futile_ns = 5 * NS_PER_SEC;
static const int64_t policy_ns = 1100 * NS_PER_MS; /* limits by the second began anew */
static const int64_t patience_first_ns = NS_PER_SEC, patience_last_ns = 16 * NS_PER_SEC;

static void begin_sample(struct control *control, int64_t now_ns)
{
	control->sample = (struct sample) { .from_ns = now_ns,
					    .until_ns = INT64_MAX,
					    .least_rtt_ns = INT64_MAX };
}

/** The rate has changed: what was asked before says nothing of it. */
static void restart(struct control *control, int64_t now_ns)
{
	begin_sample(control, now_ns);
	control->full = (struct sample) { 0 };
}

void control_init(struct control *control, int64_t now_ns)
{
	*control = (struct control) { .usual_rtt_ns = INT64_MAX,
				      .patience_ns = patience_first_ns };
	restart(control, now_ns);
}

void control_sent(struct control *control, int64_t now_ns, bool fresh)
{
	struct sample *sample = &control->sample;

	if (sample->sent == 0) {
		sample->from_ns = now_ns; /* Idle time before is no part of it. */
	}
	sample->sent++;
	sample->fresh += fresh;
}

/** Which of the samples a try belongs to that was sent then, or NULL. */
static struct sample *sample_of(struct control *control, int64_t sent_ns)
{
	struct sample *full = &control->full;

	if (control->sample.sent > 0 && sent_ns >= control->sample.from_ns) {
		return &control->sample;
	}
	return full->sent > 0 && sent_ns >= full->from_ns && sent_ns < full->until_ns ? full
										      : NULL;
}

static uint64_t mark_bit(uint32_t zone)
{
	return UINT64_C(1) << (zone % 64);
}

void control_zone(struct control *control, uint32_t zone)
{
	control->zones_good |= mark_bit(zone);
}

void control_good(struct control *control, int64_t sent_ns, int64_t rtt_ns, bool again)
{
	struct sample *sample = sample_of(control, sent_ns);

	control->good_ever++;
	if (rtt_ns < control->usual_rtt_ns) {
		control->usual_rtt_ns = rtt_ns;
	}
	if (sample != NULL) {
		sample->good++;
		sample->good_again += again;
		sample->least_rtt_ns =
			rtt_ns < sample->least_rtt_ns ? rtt_ns : sample->least_rtt_ns;
	}
}

void control_over(struct control *control, int64_t sent_ns, uint32_t zone, bool again)
{
	struct sample *sample = sample_of(control, sent_ns);

	control->over_lately++;
	control->turned_down += control->kind == TROUBLE_OVER &&
				(control->state == CONTROL_SUSPECT || control->qps > 0);
	if (sample != NULL) {
		sample->over++;
		sample->over_again += again;
		sample->zones_over |= mark_bit(zone);
	}
}

void control_lost(struct control *control, int64_t sent_ns)
{
	struct sample *sample = sample_of(control, sent_ns);

	if (sample != NULL) {
		sample->lost++;
	}
}

void control_found(struct control *control)
{
	control->found++;
}

bool control_doubts(const struct control *control)
{
	const struct sample *sample = &control->sample, *full = &control->full;

	if (control->good_ever == 0) {
		return false; /* It turns down whatever it is asked. */
	}
	if (control->kind == TROUBLE_OVER &&
	    (control->state == CONTROL_SUSPECT || control->qps > 0)) {
		return true;
	}
	return control->over_lately >
	       (results_of(sample) + results_of(full)) * control->usual[TROUBLE_OVER] * 1.2;
}

/* ---- judging ------------------------------------------------------------------------------- */

static double least_of(double a, double b)
{
	return a < b ? a : b;
}

/** Results that show whether half of the excess is gone, were it: the more there is the fewer. */
static uint32_t needed_for(double excess, double usual)
{
	double share = least_of(excess + usual, 1);

	return (uint32_t)least_of(36 * share * (1 - share) / (excess * excess),
				  RESULTS_NEEDED_MAX);
}

static bool is_trouble(const struct control *control, const struct finding *finding,
		       enum trouble kind)
{
	double usual = control->usual[kind];
	double share = finding->shares[kind];
	double least = trouble_share[kind];

	if (kind == TROUBLE_OVER && control->qps > 0) {
		least = LIMITED_SHARE;
	}
	if (!exceeds(share, usual, least, finding->results)) {
		return false;
	}
	/* Chance loses too: an experiment must be able to tell. */
	return kind == TROUBLE_OVER ? finding->spread
				    : finding->results >= needed_for(share - usual, usual);
}

/** The kind of trouble there is, or TROUBLE_KINDS. */
static enum trouble find_trouble(const struct control *control, const struct finding *finding)
{
	unsigned kind = 0;

	if (finding->results < RESULTS_LEAST || control->good_ever < EVER_LEAST) {
		return TROUBLE_KINDS;
	}
	while (kind < TROUBLE_KINDS && !is_trouble(control, finding, (enum trouble)kind)) {
		kind++;
	}
	return (enum trouble)kind;
}

static void set_rate(struct control *control, double qps, double from_qps)
{
	double floor = from_qps / CUT_MOST;

	qps = qps > floor ? qps : floor;
	double least = control->proved ? CONTROL_LEAST_QPS : CONTROL_FLOOR_QPS;
	control->qps = qps > least ? qps : least;
}

static double excess_of(const struct control *control, const struct finding *finding)
{
	return finding->shares[control->kind] - control->usual[control->kind];
}

static void set_excess(struct control *control, double excess)
{
	control->excess = excess;
	control->needed = needed_for(excess, control->usual[control->kind]);
}

static enum control_news begin_suspicion(struct control *control, enum trouble kind,
					 const struct finding *finding, int64_t now_ns)
{
	double from_qps = control->qps > 0 ? least_of(control->qps, finding->sent_qps)
					   : finding->sent_qps;

	control->state = CONTROL_SUSPECT;
	control->kind = kind;
	control->turned_down += kind == TROUBLE_OVER ? finding->over : 0;
	control->suspicions++;
	control->proved = false;
	control->suspected_ns = now_ns;
	control->good_before = control->good_ever;
	control->before_qps = control->qps;
	control->cuts = 1;
	control->passed_qps = finding->delivered_qps;
	control->bad_qps = from_qps;
	if (finding->silent && control->clean_qps > from_qps) {
		control->bad_qps =
			control->clean_qps; /* What was lost kept others from being sent. */
	}
	set_excess(control, excess_of(control, finding));
	set_rate(control, least_of(from_qps, finding->delivered_qps) * 0.9, from_qps);
	restart(control, now_ns);
	return NEWS_SUSPECTED;
}

/** As before the suspicion. What was turned down while loss was suspected has been held against no sample: it is asked again. */
static enum control_news drop_suspicion(struct control *control, int64_t now_ns)
{
	enum control_news news = control_blames_rate(control) ? NEWS_PATH : NEWS_POLICY;

	control->state = CONTROL_CALM;
	control->turned_down = control->limit_turned_down;
	control->qps = control->before_qps;
	restart(control, now_ns);
	return news;
}

/** It stays as it was however slowly we ask: that is how this server, or the path to it, is. */
static enum control_news find_policy(struct control *control, const struct finding *finding,
				     int64_t now_ns)
{
	control->usual[control->kind] = finding->shares[control->kind];
	return drop_suspicion(control, now_ns);
}

/** Too little comes of what is left to ask for an experiment ever to tell. */
static bool is_futile(const struct control *control, const struct finding *finding,
		      int64_t now_ns)
{
	return now_ns - control->suspected_ns >= futile_ns && !finding->silent;
}

static enum control_news find_limit(struct control *control, const struct finding *finding,
				    int64_t now_ns)
{
	control->state = CONTROL_CALM;
	set_rate(control, least_of(control->qps, finding->delivered_qps * 1.05), control->qps);
	control->limit_qps = control->qps;
	control->limit_turned_down = control->turned_down;
	control->seen_qps = (double)(control->good_ever - control->good_before) * 1e9 /
			    (double)(now_ns - control->suspected_ns + WHEEL_TICK_NS);
	control->grown_ns = now_ns;
	control->patience_ns = patience_first_ns;
	control->step = STEP_FIRST;
	restart(control, now_ns);
	return NEWS_LIMIT;
}

/** Slower than what got through, with no better luck; or, where hardly anything does, slow for long enough. */
static bool is_slow_enough(const struct control *control, const struct finding *finding,
			   int64_t now_ns)
{
	bool long_enough = now_ns - control->suspected_ns >= policy_ns;
	bool slow = control->qps <= control->passed_qps * 0.95 ||
		    (long_enough && control->qps <= CONTROL_FLOOR_QPS);

	return finding->shares[control->kind] < MOST_SHARE ? slow : long_enough;
}

/** Trouble lessened, though not by half; and not by chance. */
static bool is_lessened(const struct control *control, double excess, uint32_t results)
{
	double change = control->excess - excess;
	double share = least_of(control->excess + control->usual[control->kind], 1);

	return change > control->excess * 0.2 &&
	       change * change * results > 9 * share * (1 - share);
}

static enum control_news go_on(struct control *control, const struct finding *finding,
			       int64_t now_ns)
{
	double excess = excess_of(control, finding);

	control->proved = control->proved || finding->proved;
	if (excess <= control->excess / 2) {
		return finding->others ? drop_suspicion(control, now_ns)
				       : find_limit(control, finding, now_ns);
	}
	if (is_lessened(control, excess, finding->results)) {
		set_excess(control, excess); /* The right way, but not far enough. */
		control->cuts = 0;
	} else if (excess > control->excess) {
		set_excess(control, excess);
	}
	if (control->cuts >= CUTS_POLICY && !finding->silent &&
	    is_slow_enough(control, finding, now_ns)) {
		return find_policy(control, finding, now_ns);
	}
	control->cuts++;
	control->passed_qps = least_of(control->passed_qps, finding->delivered_qps);
	if (control->kind == TROUBLE_OVER) {
		control->bad_qps = control->qps;
	}
	double target = control->qps / 2;
	if (finding->silent) {
		target = target > CONTROL_SILENT_QPS ? target : CONTROL_SILENT_QPS;
	} else if (finding->elapsed_ns >= span_ns) {
		target = least_of(target, finding->delivered_qps * 0.9);
	}
	set_rate(control, target, control->qps);
	restart(control, now_ns);
	return NEWS_SLOWER;
}

/** A little too fast for a limit that is known: no suspicion, only a step back, and a longer wait before the next. */
static enum control_news step_back(struct control *control, const struct finding *finding,
				   int64_t now_ns)
{
	control->bad_qps = control->qps;
	set_rate(control, control->qps * (1 - finding->shares[TROUBLE_OVER]) * 0.98,
		 control->qps);
	control->limit_qps = control->qps;
	control->grown_ns = now_ns;
	control->step = STEP_FIRST;
	control->patience_ns = control->patience_ns * 2 < patience_last_ns
				       ? control->patience_ns * 2
				       : patience_last_ns;
	restart(control, now_ns);
	return NEWS_SLOWER;
}

/**
 * Loss is how capacity is felt for: up to where it was too much, soon. Who turns down is a stranger's limit:
 * carefully, from what it delivered, by steps that double while all is well.
 */
static double faster(struct control *control, int64_t now_ns)
{
	bool careful = control->kind == TROUBLE_OVER;
	double qps = control->qps;

	if (careful && qps < control->seen_qps * 0.8) {
		return least_of(qps * 2, control->seen_qps * 0.9);
	}
	if (!careful && qps * 2 <= control->bad_qps) {
		return qps * 2;
	}
	if (!careful && qps < control->bad_qps * 0.9) {
		return (qps + control->bad_qps) / 2;
	}
	if (now_ns - control->grown_ns < control->patience_ns) {
		return qps;
	}
	qps *= 1 + control->step;
	control->step = least_of(control->step * 2, 1);
	control->bad_qps = control->bad_qps > qps ? control->bad_qps : qps;
	control->grown_ns = now_ns;
	return qps;
}

static void grow(struct control *control, const struct finding *finding, int64_t now_ns)
{
	if (finding->sent_qps < control->qps * 0.7) {
		return; /* It was not the rate that limited. */
	}
	double qps = faster(control, now_ns);
	if (qps > control->qps) {
		control->qps = qps < FREE_QPS ? qps : 0;
		restart(control, now_ns);
	}
}

/** The usual follows slowly; what turns down more than ever below a limit is the limit, and not usual. */
static void get_used(struct control *control, const struct finding *finding)
{
	control->judged += control->judged < USUAL_SAMPLES;
	for (unsigned kind = 0; kind < TROUBLE_KINDS; kind++) {
		double change = finding->shares[kind] - control->usual[kind];
		if (kind == TROUBLE_LOST || control->qps == 0 || change < 0) {
			control->usual[kind] += change / control->judged;
		}
	}
}

static enum control_news stay_calm(struct control *control, const struct finding *finding,
				   int64_t now_ns)
{
	if (finding->results >= RESULTS_LEAST) {
		get_used(control, finding);
		if (control->qps > 0 && !finding->queue) {
			grow(control, finding, now_ns);
		} else if (control->qps == 0) {
			control->clean_qps = finding->sent_qps;
		}
	}
	control->full = (struct sample) { 0 };
	control->found = 0;
	control->over_lately = control->sample.over;
	return finding->queue ? NEWS_QUEUE : NEWS_CALM;
}

/** Loss was suspected first, and then it speaks: who is asked too fast may drop some and turn down others. */
static bool turns_down_besides(const struct control *control, const struct finding *finding)
{
	return control_blames_rate(control) && control->good_ever >= EVER_LEAST &&
	       finding->results >= RESULTS_LEAST && finding->spread &&
	       exceeds(finding->shares[TROUBLE_OVER], control->usual[TROUBLE_OVER],
		       trouble_share[TROUBLE_OVER], finding->results);
}

static enum control_news judge(struct control *control, const struct sample *sample,
			       int64_t now_ns)
{
	struct finding finding = look(control, sample, now_ns);

	if (turns_down_besides(control, &finding)) {
		double before_qps = control->before_qps;
		(void)begin_suspicion(control, TROUBLE_OVER, &finding, now_ns);
		control->before_qps = before_qps;
		return NEWS_SUSPECTED;
	}
	if (control->state == CONTROL_SUSPECT) {
		bool talks = finding.results > 0 && sample->lost + sample->over == 0;
		if (talks || finding.results >= RESULTS_LEAST) {
			return go_on(control, &finding, now_ns);
		}
		if (is_futile(control, &finding, now_ns)) {
			return drop_suspicion(control, now_ns);
		}
		restart(control, now_ns);
		return NEWS_NONE;
	}
	enum trouble kind = find_trouble(control, &finding);
	if (kind == TROUBLE_KINDS) {
		return stay_calm(control, &finding, now_ns);
	}
	bool mild = kind == TROUBLE_OVER && control->kind == kind && control->qps > 0 &&
		    finding.shares[kind] - control->usual[kind] < MILD_SHARE;
	return mild ? step_back(control, &finding, now_ns)
		    : begin_suspicion(control, kind, &finding, now_ns);
}

/** It cannot be told yet what became of many: their next tries wait for their turn. */
static bool is_open(const struct control *control, int64_t now_ns)
{
	const struct sample *full = &control->full;

	return control_blames_rate(control) && results_of(full) < full->sent * 0.9 &&
	       now_ns < full->until_ns + longest_ns;
}

static uint32_t tries_needed(const struct control *control)
{
	if (control->state == CONTROL_SUSPECT) {
		uint32_t least = control->kind == TROUBLE_LOST ? TRIES_EXPERIMENT : TRIES_LEAST;
		return control->needed > least ? control->needed : least;
	}
	return control->qps > 0 ? TRIES_LIMITED : TRIES_LEAST;
}

static bool is_full(const struct control *control, int64_t now_ns)
{
	int64_t elapsed_ns = now_ns - control->sample.from_ns;
	int64_t most_ns = control_blames_rate(control) ? experiment_ns : longest_ns;

	return control->sample.sent > 0 && elapsed_ns >= span_ns &&
	       (control->sample.sent >= tries_needed(control) || elapsed_ns >= most_ns);
}

/** What is turned down says so at once: no need to wait for the end of the sample. */
static bool is_plain(const struct control *control, int64_t now_ns)
{
	bool limited = control->state == CONTROL_CALM && control->qps > 0;

	if (control->sample.over < (limited ? OVER_LIMITED : RESULTS_LEAST)) {
		return false;
	}
	struct finding finding = look(control, &control->sample, now_ns);
	if (control->state == CONTROL_CALM) {
		return find_trouble(control, &finding) == TROUBLE_OVER;
	}
	if (control->kind == TROUBLE_LOST) {
		return turns_down_besides(control, &finding);
	}
	return exceeds(finding.shares[TROUBLE_OVER],
		       control->usual[TROUBLE_OVER] + control->excess / 2, 0, finding.results);
}

enum control_news control_turn(struct control *control, int64_t now_ns, int64_t delay_ns)
{
	if (is_plain(control, now_ns)) {
		return judge(control, &control->sample, now_ns);
	}
	if (control->full.sent == 0 && is_full(control, now_ns)) {
		control->full = control->sample;
		control->full.until_ns = now_ns;
		begin_sample(control, now_ns);
	}
	if (control->full.sent > 0 && now_ns >= control->full.until_ns + delay_ns &&
	    !is_open(control, now_ns)) {
		return judge(control, &control->full, now_ns);
	}
	if (control->full.sent == 0 && control->sample.sent == 0 && control->over_lately > 0 &&
	    now_ns >= control->sample.from_ns + longest_ns) {
		control->full =
			control->sample; /* Nothing more was asked: that is all there will be. */
		begin_sample(control, now_ns);
		enum control_news news = judge(control, &control->full, now_ns);
		return news == NEWS_NONE ? drop_suspicion(control, now_ns) : news;
	}
	return NEWS_NONE;
}

int64_t control_due_ns(const struct control *control, int64_t delay_ns)
{
	const struct sample *sample = &control->sample;

	if (control->full.sent > 0) {
		return control->full.until_ns + delay_ns;
	}
	return sample->from_ns + (sample->sent >= tries_needed(control) ? span_ns : longest_ns);
}
