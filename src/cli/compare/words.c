/* SPDX-License-Identifier: MIT */
#include "cli/compare/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "cli/sentence.h"

static const char *const asks[ASKS] = { "cold", "warm" };

/* As many decimals as the margin makes sense of. */
static int decimals_of(double ns)
{
	return fabs(ns) < 1e6 ? 2 : fabs(ns) < 1e8 ? 1 : 0;
}

static void add_difference(struct sentence *sentence, const struct fd_paired *paired)
{
	bool second = paired->difference_ns < 0;
	double low = second ? -paired->high_ns : paired->low_ns;
	double high = second ? -paired->low_ns : paired->high_ns;
	int decimals = decimals_of(paired->difference_ns);

	sentence_add(sentence, "%.*f ms (%.*f to %.*f)", decimals,
		     fabs(paired->difference_ns) / 1e6, decimals, low / 1e6, decimals,
		     high / 1e6);
}

static void add_signed(struct sentence *sentence, double ns)
{
	sentence_add(sentence, "%+.*f", decimals_of(ns), ns / 1e6);
}

static void add_latency(struct sentence *sentence, const struct compared_pair *pair,
			enum ask ask)
{
	const struct fd_paired *paired = &pair->paired[ask];

	switch (paired->verdict) {
	case FD_DIFFERENCE_FIRST:
		sentence_add(sentence, "%s is ", pair->second);
		add_difference(sentence, paired);
		sentence_add(sentence, " slower than %s on %s names", pair->first, asks[ask]);
		break;
	case FD_DIFFERENCE_SECOND:
		sentence_add(sentence, "%s is ", pair->first);
		add_difference(sentence, paired);
		sentence_add(sentence, " slower than %s on %s names", pair->second, asks[ask]);
		break;
	case FD_DIFFERENCE_NONE:
		sentence_add(sentence,
			     "%s and %s are equally fast on %s names, within %.2f ms (",
			     pair->first, pair->second, asks[ask], paired->margin_ns / 1e6);
		add_signed(sentence, paired->difference_ns);
		sentence_add(sentence, ", ");
		add_signed(sentence, paired->low_ns);
		sentence_add(sentence, " to ");
		add_signed(sentence, paired->high_ns);
		sentence_add(sentence, " ms)");
		break;
	case FD_DIFFERENCE_UNTOLD:
	default:
		if (paired->pairs == 0) {
			sentence_add(sentence, "no %s name was answered by both %s and %s",
				     asks[ask], pair->first, pair->second);
			break;
		}
		sentence_add(sentence,
			     "%s against %s: not enough data on %s names (%" PRIu64 " pair%s)",
			     pair->second, pair->first, asks[ask], paired->pairs,
			     paired->pairs == 1 ? "" : "s");
		if (paired->more > 0) {
			sentence_add(sentence, ": some %" PRIu64 " more names are needed",
				     paired->more);
		}
		break;
	}
}

void compare_say_latency(char text[COMPARE_WORDS], const struct compared_pair *pair,
			 enum ask ask)
{
	const struct fd_paired *paired = &pair->paired[ask];
	struct sentence sentence = sentence_in(text, COMPARE_WORDS);

	add_latency(&sentence, pair, ask);
	if (paired->pairs > 0) {
		sentence_add(&sentence,
			     "; of %" PRIu64 " names %s was faster on %" PRIu64
			     ", %s on %" PRIu64 ", by more than %.2f ms",
			     paired->pairs, pair->first, paired->first_faster, pair->second,
			     paired->second_faster, paired->margin_ns / 1e6);
	}
	sentence_add(&sentence, ".");
}

void compare_say_answers(char text[COMPARE_WORDS], const struct compared_pair *pair)
{
	static const char *const words[FD_RELATIONS] = {
		[FD_RELATION_SAME] = "the same",
		[FD_RELATION_SUBSET] = "part of the other's records",
		[FD_RELATION_CDN] = "other addresses of the same service",
		[FD_RELATION_DIFFERENT] = "different",
		[FD_RELATION_FILTERED] = "filtered by one",
		[FD_RELATION_REWRITTEN] = "rewritten by one",
		[FD_RELATION_ABSENT] = "NXDOMAIN against data",
		[FD_RELATION_FAILED] = "failed at one",
		[FD_RELATION_BOTH_FAILED] = "failed at both",
	};
	struct sentence sentence = sentence_in(text, COMPARE_WORDS);
	bool begun = false;

	sentence_add(&sentence, "%s and %s on %" PRIu64 " questions: ", pair->first,
		     pair->second, pair->questions);
	for (int i = 0; i < FD_RELATIONS; i++) {
		if (pair->relations[i] > 0) {
			sentence_add(&sentence, "%s%" PRIu64 " %s", begun ? ", " : "",
				     pair->relations[i], words[i]);
			begun = true;
		}
	}
	sentence_add(&sentence, "%s.", begun ? "" : "none was answered in time to compare");
}

static void add_alone(struct sentence *sentence, const char *who, uint64_t count,
		      const char *other, const char *what)
{
	if (count > 0) {
		sentence_add(sentence, "; %s answers %" PRIu64 " name%s that %s %s", who, count,
			     count == 1 ? "" : "s", other, what);
	}
}

void compare_say_summary(char text[COMPARE_WORDS], const struct compared_pair *pair)
{
	struct sentence sentence = sentence_in(text, COMPARE_WORDS);

	if (pair->paired[ASK_COLD].pairs + pair->paired[ASK_WARM].pairs == 0) {
		sentence_add(&sentence, "no name was answered by both %s and %s", pair->first,
			     pair->second);
	} else {
		add_latency(&sentence, pair, ASK_COLD);
		sentence_add(&sentence, "; ");
		add_latency(&sentence, pair, ASK_WARM);
	}
	add_alone(&sentence, pair->first, pair->filtered_second, pair->second, "blocks");
	add_alone(&sentence, pair->second, pair->filtered_first, pair->first, "blocks");
	add_alone(&sentence, pair->first, pair->only_first, pair->second, "does not answer");
	add_alone(&sentence, pair->second, pair->only_second, pair->first, "does not answer");
	if (pair->relations[FD_RELATION_REWRITTEN] > 0) {
		sentence_add(&sentence, "; %s rewrites %" PRIu64 " that do not exist",
			     pair->first_rewrites == pair->second_rewrites ? "one of them"
			     : pair->first_rewrites			   ? pair->first
									   : pair->second,
			     pair->relations[FD_RELATION_REWRITTEN]);
	}
	if (pair->relations[FD_RELATION_DIFFERENT] + pair->relations[FD_RELATION_ABSENT] > 0) {
		sentence_add(&sentence, "; %" PRIu64 " answers contradict each other",
			     pair->relations[FD_RELATION_DIFFERENT] +
				     pair->relations[FD_RELATION_ABSENT]);
	}
	sentence_add(&sentence, ".");
}
