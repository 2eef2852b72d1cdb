/* SPDX-License-Identifier: MIT */
#include "engine/core/control_look.h"

#include "engine/core/limits.h"

enum {
	FRESH_LEAST = 64,
	ZONES_SPREAD = 4,
	PROOF_LEAST = 4, /* answers */
	AGAIN_SHARE =
		4, /* of what was turned down before one of so many is answered, where the rate was to blame */
};

/* A queue that makes everything this much slower (and twice as slow as usual) is too long. */
static const int64_t queue_ns = 100 * NS_PER_MS;

uint32_t results_of(const struct sample *sample)
{
	return sample->good + sample->over + sample->lost;
}

bool exceeds(double share, double usual, double least, uint32_t results)
{
	double excess = share - usual;
	double expected = usual > 1.0 / results ? usual : 1.0 / results;

	return excess > least && excess * excess * results > 9 * expected * (1 - expected);
}

static bool is_spread(const struct control *control, const struct sample *sample)
{
	uint64_t zones = sample->zones_over;

	return __builtin_popcountll(zones) >= ZONES_SPREAD ||
	       (zones & control->zones_good) != 0;
}

static bool has_queue(const struct control *control, const struct sample *sample)
{
	return sample->good >= RESULTS_LEAST && control->usual_rtt_ns != INT64_MAX &&
	       sample->least_rtt_ns > 2 * control->usual_rtt_ns + queue_ns;
}

static bool is_of_others(const struct control *control, const struct sample *sample)
{
	uint32_t again = sample->good_again + sample->over_again;

	return control->kind == TROUBLE_OVER && again > 0 &&
	       sample->good_again * AGAIN_SHARE < again;
}

static bool is_proof(const struct control *control, const struct sample *sample)
{
	uint32_t again = sample->good_again + sample->over_again;

	return control->kind == TROUBLE_OVER && sample->good_again >= PROOF_LEAST &&
	       sample->good_again * AGAIN_SHARE >= again;
}

struct finding look(const struct control *control, const struct sample *sample, int64_t now_ns)
{
	int64_t end_ns = sample->until_ns < now_ns ? sample->until_ns : now_ns;
	int64_t elapsed_ns = end_ns - sample->from_ns;
	double seconds =
		(double)(elapsed_ns > WHEEL_TICK_NS ? elapsed_ns : WHEEL_TICK_NS) / 1e9;
	struct finding finding = { .spread = is_spread(control, sample),
				   .proved = is_proof(control, sample),
				   .others = is_of_others(control, sample),
				   .least_rtt_ns = sample->least_rtt_ns,
				   .results = results_of(sample),
				   .over = sample->over,
				   .queue = has_queue(control, sample),
				   .elapsed_ns = elapsed_ns,
				   .sent_qps = sample->sent / seconds,
				   .delivered_qps = sample->good / seconds };

	uint32_t lost = sample->lost > control->found ? sample->lost - control->found : 0;
	if (finding.results == 0 && sample->fresh >= FRESH_LEAST) {
		/* It fell silent, and not only about names that it never answers: as good as all lost. */
		finding.silent = true;
		finding.results = sample->sent;
		finding.shares[TROUBLE_LOST] = 1;
	} else if (finding.results > 0) {
		finding.shares[TROUBLE_OVER] = (double)sample->over / finding.results;
		finding.shares[TROUBLE_LOST] = (double)lost / finding.results;
	}
	return finding;
}
