/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include <fleetdig/verdict.h>

/* The words are a contract with users' scripts: they are spelt out here a second time on purpose. */

Test(vocabulary, severities)
{
	static const char *const words[] = { "ok", "info", "negative", "degraded", "failure" };

	for (int i = 0; i <= FD_FAILURE; i++) {
		enum fd_severity severity = FD_OK;
		cr_assert_str_eq(fd_severity_text((enum fd_severity)i), words[i]);
		cr_assert_eq(fd_severity_parse(&severity, words[i]), 0);
		cr_assert_eq((int)severity, i);
	}
}

Test(vocabulary, loci)
{
	static const char *const words[] = { "none", "local", "upstream", "authoritative",
					     "undetermined" };

	for (int i = 0; i <= FD_LOCUS_UNDETERMINED; i++) {
		enum fd_locus locus = FD_LOCUS_NONE;
		cr_assert_str_eq(fd_locus_text((enum fd_locus)i), words[i]);
		cr_assert_eq(fd_locus_parse(&locus, words[i]), 0);
		cr_assert_eq((int)locus, i);
	}
}

Test(vocabulary, confidence_and_dnssec)
{
	cr_assert_str_eq(fd_confidence_text(FD_CONFIRMED), "confirmed");
	cr_assert_str_eq(fd_confidence_text(FD_LIKELY), "likely");
	cr_assert_str_eq(fd_confidence_text(FD_POSSIBLE), "possible");
	cr_assert_str_eq(fd_dnssec_text(FD_DNSSEC_SECURE), "secure");
	cr_assert_str_eq(fd_dnssec_text(FD_DNSSEC_INSECURE), "insecure");
	cr_assert_str_eq(fd_dnssec_text(FD_DNSSEC_BOGUS), "bogus");
	cr_assert_str_eq(fd_dnssec_text(FD_DNSSEC_UNVALIDATED), "unvalidated");
}

Test(vocabulary, every_cause_reads_back)
{
	for (int i = 0; i < FD_CAUSE_COUNT; i++) {
		enum fd_cause cause = FD_CAUSE_ok;
		const char *text = fd_cause_text((enum fd_cause)i);
		cr_assert_eq(fd_cause_parse(&cause, text), 0, "%s", text);
		cr_assert_eq((int)cause, i, "%s", text);
		cr_assert_eq(strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_"),
			     strlen(text), "%s", text);
	}
}

Test(vocabulary, unknown_words_leave_the_result_alone)
{
	enum fd_severity severity = FD_DEGRADED;
	enum fd_locus locus = FD_LOCUS_UPSTREAM;
	enum fd_cause cause = FD_CAUSE_budget;

	cr_assert_eq(fd_severity_parse(&severity, "bad"), -EINVAL);
	cr_assert_eq(fd_locus_parse(&locus, ""), -EINVAL);
	cr_assert_eq(fd_cause_parse(&cause, "auth_timeou"), -EINVAL);
	cr_assert_eq(severity, FD_DEGRADED);
	cr_assert_eq(locus, FD_LOCUS_UPSTREAM);
	cr_assert_eq(cause, FD_CAUSE_budget);
}
