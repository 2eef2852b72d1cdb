/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <strings.h>

#include <fleetdig/verdict.h>

#define WORDS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const char *const severities[] = {
	[FD_OK] = "ok",
	[FD_INFO] = "info",
	[FD_NEGATIVE] = "negative",
	[FD_DEGRADED] = "degraded",
	[FD_FAILURE] = "failure",
};

static const char *const loci[] = {
	[FD_LOCUS_NONE] = "none",
	[FD_LOCUS_LOCAL] = "local",
	[FD_LOCUS_UPSTREAM] = "upstream",
	[FD_LOCUS_AUTHORITATIVE] = "authoritative",
	[FD_LOCUS_UNDETERMINED] = "undetermined",
};

static const char *const confidences[] = {
	[FD_POSSIBLE] = "possible",
	[FD_LIKELY] = "likely",
	[FD_CONFIRMED] = "confirmed",
};

static const char *const dnssec_states[] = {
	[FD_DNSSEC_UNVALIDATED] = "unvalidated",
	[FD_DNSSEC_SECURE] = "secure",
	[FD_DNSSEC_INSECURE] = "insecure",
	[FD_DNSSEC_BOGUS] = "bogus",
};

#define CAUSE_WORD(identifier) [FD_CAUSE_##identifier] = #identifier,
static const char *const causes[FD_CAUSE_COUNT] = { FD_CAUSES(CAUSE_WORD) };

#define NOTE_WORD(identifier) [FD_NOTE_##identifier] = #identifier,
static const char *const notes[FD_NOTE_COUNT] = { FD_NOTES(NOTE_WORD) };

static const char *text_of(const char *const *words, int count, int number)
{
	assert(number >= 0 && number < count);
	return words[number];
}

/* The words of the contract are lower case; a person at a prompt may shout. */
static int number_of(const char *const *words, int count, const char *text)
{
	for (int i = 0; i < count; i++) {
		if (strcasecmp(words[i], text) == 0) {
			return i;
		}
	}
	return -EINVAL;
}

const char *fd_severity_text(enum fd_severity severity)
{
	return text_of(severities, WORDS(severities), (int)severity);
}

const char *fd_locus_text(enum fd_locus locus)
{
	return text_of(loci, WORDS(loci), (int)locus);
}

const char *fd_confidence_text(enum fd_confidence confidence)
{
	return text_of(confidences, WORDS(confidences), (int)confidence);
}

const char *fd_dnssec_text(enum fd_dnssec dnssec)
{
	return text_of(dnssec_states, WORDS(dnssec_states), (int)dnssec);
}

const char *fd_cause_text(enum fd_cause cause)
{
	return text_of(causes, FD_CAUSE_COUNT, (int)cause);
}

const char *fd_note_text(enum fd_note note)
{
	return text_of(notes, FD_NOTE_COUNT, (int)note);
}

int fd_severity_parse(enum fd_severity *ret, const char *text)
{
	int number = number_of(severities, WORDS(severities), text);

	if (number < 0) {
		return number;
	}
	*ret = (enum fd_severity)number;
	return 0;
}

int fd_locus_parse(enum fd_locus *ret, const char *text)
{
	int number = number_of(loci, WORDS(loci), text);

	if (number < 0) {
		return number;
	}
	*ret = (enum fd_locus)number;
	return 0;
}

int fd_cause_parse(enum fd_cause *ret, const char *text)
{
	int number = number_of(causes, FD_CAUSE_COUNT, text);

	if (number < 0) {
		return number;
	}
	*ret = (enum fd_cause)number;
	return 0;
}
