/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

static void set_cause(struct fail_on *fail_on, enum fd_cause cause)
{
	fail_on->causes[cause / 64] |= UINT64_C(1) << (cause % 64);
}

static int add_word(struct fail_on *fail_on, const char *word)
{
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;

	if (strcmp(word, "expect") == 0) {
		set_cause(fail_on, FD_CAUSE_expectation_unmet);
	} else if (fd_severity_parse(&severity, word) == 0 && severity > FD_INFO) {
		fail_on->severities |= 1u << severity;
	} else if (fd_locus_parse(&locus, word) == 0 && locus != FD_LOCUS_NONE) {
		fail_on->loci |= 1u << locus;
	} else if (fd_cause_parse(&cause, word) == 0) {
		set_cause(fail_on, cause);
	} else {
		return -EINVAL;
	}
	return 0;
}

int fail_on_parse(struct fail_on *ret_fail_on, const char *words, char bad[64])
{
	struct fail_on fail_on = { 0 };

	if (strcmp(words, "never") == 0) { /* a word that stands alone */
		*ret_fail_on = fail_on;
		return 0;
	}
	while (*words != '\0') {
		size_t length = strcspn(words, ",");
		snprintf(bad, 64, "%.*s", (int)(length > 63 ? 63 : length), words);
		if (add_word(&fail_on, bad) < 0) {
			return -EINVAL;
		}
		words += length;
		words += *words == ',';
	}
	*ret_fail_on = fail_on;
	return 0;
}

static bool has_cause(const struct fail_on *fail_on, enum fd_cause cause)
{
	return (fail_on->causes[cause / 64] >> (cause % 64) & 1) != 0;
}

/* A promise that was broken is broken, whatever is the reason. */
static bool breaks_promise(const struct fail_on *fail_on, const struct fd_verdict *verdict)
{
	bool broken = false;

	for (size_t i = 0; i < verdict->alternative_count; i++) {
		broken |= verdict->alternatives[i] == FD_CAUSE_expectation_unmet;
	}
	return broken && has_cause(fail_on, FD_CAUSE_expectation_unmet);
}

bool fail_on_matches(const struct fail_on *fail_on, const struct fd_verdict *verdict)
{
	return has_cause(fail_on, verdict->cause) || breaks_promise(fail_on, verdict) ||
	       (fail_on->severities >> verdict->severity & 1) != 0 ||
	       (fail_on->loci >> verdict->locus & 1) != 0;
}
