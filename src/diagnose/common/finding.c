/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/common/state.h"
#include "diagnose/common/text.h"

enum fd_locus cause_locus(enum fd_cause cause, enum fd_role role)
{
	const struct fd_cause_facts *facts = fd_cause_facts(cause);

	if (facts->by_role) {
		return role == FD_ROLE_LOCAL ? FD_LOCUS_LOCAL : FD_LOCUS_UPSTREAM;
	}
	return facts->locus;
}

void finding_set(struct finding *finding, enum fd_cause cause, enum fd_role role,
		 enum fd_confidence confidence)
{
	const struct fd_cause_facts *facts = fd_cause_facts(cause);

	finding->cause = cause;
	finding->locus = cause_locus(cause, role);
	finding->severity = facts->severity;
	finding->confidence = confidence;
	finding->action = facts->action;
}

void finding_alternative(struct finding *finding, enum fd_cause cause)
{
	if (cause == finding->cause || finding->alternative_count == FD_ALTERNATIVES_MAX) {
		return;
	}
	for (size_t i = 0; i < finding->alternative_count; i++) {
		if (finding->alternatives[i] == cause) {
			return;
		}
	}
	finding->alternatives[finding->alternative_count++] = cause;
}

void finding_note(struct finding *finding, const char *note)
{
	for (size_t i = 0; i < finding->note_count; i++) {
		if (strcmp(finding->notes[i], note) == 0) {
			return;
		}
	}
	if (finding->note_count < FD_NOTES_MAX) {
		finding->notes[finding->note_count++] = note;
	}
}

static void add_step(struct finding *finding, const char *probe, const char *saw,
		     const char *means)
{
	if (finding->evidence_count < EVIDENCE_MAX) {
		finding->evidence[finding->evidence_count++] =
			(struct fd_evidence) { .probe = probe, .saw = saw, .means = means };
	}
}

void finding_fact(struct fd_diagnosis *diagnosis, struct finding *finding,
		  const struct fact *fact, const char *means)
{
	struct region *texts = &diagnosis->texts;

	if (fact == NULL || fact->wish.qname.length == 0) { /* nothing, or no_fact */
		return;
	}
	add_step(finding, text_probe(texts, &fact->wish, &fact->observation),
		 text_saw(texts, &fact->observation, fact->wish.qtype), means);
}

void finding_seen(struct fd_diagnosis *diagnosis, struct finding *finding,
		  const struct fact *fact, const char *saw, const char *means)
{
	if (fact != NULL && fact->wish.qname.length > 0) {
		add_step(finding, text_dig(&diagnosis->texts, &fact->wish), saw, means);
	}
}

void finding_table(struct finding *finding, const char *saw, const char *means)
{
	add_step(finding, "", saw, means);
}

void finding_verdict(struct fd_diagnosis *diagnosis, const struct finding *finding,
		     struct fd_verdict *ret_verdict)
{
	size_t size = finding->evidence_count * sizeof(finding->evidence[0]);
	struct fd_evidence *evidence = region_alloc(&diagnosis->texts, size);

	*ret_verdict = (struct fd_verdict) {
		.severity = finding->severity,
		.locus = finding->locus,
		.cause = finding->cause,
		.confidence = finding->confidence,
		.dnssec = finding->dnssec,
		.alternative_count = finding->alternative_count,
		.note_count = finding->note_count,
		.action = finding->action == NULL ? "" : finding->action,
		.summary = finding->summary == NULL ? "" : finding->summary,
	};
	memcpy(ret_verdict->alternatives, finding->alternatives, sizeof(finding->alternatives));
	memcpy(ret_verdict->notes, finding->notes, sizeof(finding->notes));
	if (evidence != NULL) {
		memcpy(evidence, finding->evidence, size);
		ret_verdict->evidence = evidence;
		ret_verdict->evidence_count = finding->evidence_count;
	}
}
