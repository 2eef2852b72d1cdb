/* SPDX-License-Identifier: MIT */
#include "sink/findings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
	return strdup(text == NULL ? "" : text);
}

void told_finish(struct told *told)
{
	free(told->summary);
	free(told->action);
	for (size_t i = 0; i < told->evidence_count; i++) {
		free(told->evidence[i].probe);
		free(told->evidence[i].saw);
		free(told->evidence[i].means);
	}
	free(told->evidence);
	for (size_t i = 0; i < told->note_count; i++) {
		free(told->notes[i]);
	}
	*told = (struct told) { 0 };
}

static bool copy_evidence(struct told *told, const struct fd_verdict *verdict)
{
	bool complete = true;

	if (verdict->evidence_count == 0) {
		return true;
	}
	told->evidence = calloc(verdict->evidence_count, sizeof(*told->evidence));
	if (told->evidence == NULL) {
		return false;
	}
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		struct step *to = &told->evidence[i];
		*to = (struct step) { .probe = copy(verdict->evidence[i].probe),
				      .saw = copy(verdict->evidence[i].saw),
				      .means = copy(verdict->evidence[i].means) };
		told->evidence_count++;
		complete =
			complete && to->probe != NULL && to->saw != NULL && to->means != NULL;
	}
	return complete;
}

static bool copy_notes(struct told *told, const struct fd_verdict *verdict)
{
	bool complete = true;

	for (size_t i = 0; i < verdict->note_count && i < FD_NOTES_MAX; i++) {
		told->notes[i] = copy(verdict->notes[i]);
		told->note_count++;
		complete = complete && told->notes[i] != NULL;
	}
	return complete;
}

int told_copy(struct told *ret_told, const struct fd_verdict *verdict)
{
	struct told told = {
		.summary = copy(verdict->summary),
		.action = copy(verdict->action),
		.confidence = verdict->confidence,
		.alternative_count = verdict->alternative_count,
	};

	memcpy(told.alternatives, verdict->alternatives, sizeof(told.alternatives));
	bool complete = copy_evidence(&told, verdict);
	complete = copy_notes(&told, verdict) && complete;
	if (!complete || told.summary == NULL || told.action == NULL) {
		told_finish(&told);
		return -ENOMEM;
	}
	*ret_told = told;
	return 0;
}

static uint64_t mix(uint64_t hash, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u; /* FNV-1a */
	}
	return hash;
}

/* Of the summary without the question's own `NAME TYPE`: ten thousand names of one dead zone say the same. */
static uint64_t hash_of(const struct fd_verdict *verdict, const char *label)
{
	const char *text = verdict->summary == NULL ? "" : verdict->summary;
	uint64_t hash = 0xcbf29ce484222325u;
	size_t length = strlen(label);

	while (*text != '\0') {
		const char *found = strstr(text, label);
		size_t before = found == NULL ? strlen(text) : (size_t)(found - text);
		hash = mix(hash, text, before);
		text += before + (found == NULL ? 0 : length);
	}
	return hash;
}

static struct finding *find(struct findings *findings, const struct fd_verdict *verdict)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->items[i];
		if (finding->cause == verdict->cause && finding->locus == verdict->locus &&
		    finding->severity == verdict->severity) {
			return finding;
		}
	}
	if (findings->count == findings->capacity) {
		size_t capacity = findings->capacity == 0 ? 8 : findings->capacity * 2;
		struct finding *items = realloc(findings->items, capacity * sizeof(*items));
		if (items == NULL) {
			return NULL;
		}
		findings->items = items;
		findings->capacity = capacity;
	}
	struct finding *finding = &findings->items[findings->count++];
	*finding = (struct finding) { .severity = verdict->severity,
				      .locus = verdict->locus,
				      .cause = verdict->cause };
	return finding;
}

/* NULL when memory ran out. */
static struct detail *find_detail(struct finding *finding, const struct fd_verdict *verdict,
				  const char *label)
{
	uint64_t hash = hash_of(verdict, label);
	size_t length = strlen(label);

	for (size_t i = 0; i < finding->detail_count; i++) {
		if (finding->details[i].hash == hash) {
			return &finding->details[i];
		}
	}
	if (finding->detail_count == DETAILS_MAX) {
		return &finding->others;
	}
	struct detail *detail = &finding->details[finding->detail_count];
	if (told_copy(&detail->told, verdict) < 0) {
		return NULL;
	}
	detail->hash = hash;
	detail->label = strncmp(detail->told.summary, label, length) == 0 ? length : 0;
	finding->detail_count++;
	return detail;
}

static int add_example(struct detail *detail, const char *label)
{
	if (detail->example_count == EXAMPLES_MAX) {
		return 0;
	}
	char *text = copy(label);
	if (text == NULL) {
		return -ENOMEM;
	}
	detail->examples[detail->example_count++] = text;
	return 0;
}

static int add_resolvers(struct detail *detail, const struct fd_inventory *inventory,
			 const struct fd_verdict *verdict)
{
	if (verdict->cell_count == 0) {
		return 0;
	}
	if (detail->at == NULL) {
		detail->at = calloc(inventory->resolver_count, sizeof(*detail->at));
		if (detail->at == NULL) {
			return -ENOMEM;
		}
	}
	for (size_t i = 0; i < verdict->cell_count; i++) {
		detail->at[verdict->cells[i].resolver] +=
			verdict->cells[i].cause == verdict->cause;
	}
	return 0;
}

static void add_owner(struct finding *finding, const char *owner)
{
	if (owner == NULL) {
		return;
	}
	for (size_t i = 0; i < finding->owner_count; i++) {
		if (strcmp(finding->owners[i].id, owner) == 0) {
			finding->owners[i].count++;
			return;
		}
	}
	if (finding->owner_count == OWNERS_MAX) {
		finding->owners_beyond++;
		return;
	}
	finding->owners[finding->owner_count++] = (struct owner) { .id = owner, .count = 1 };
}

/* `NAME TYPE`, as summaries call a question. */
static void label_of(char label[FD_NAME_TEXT_MAX + FD_NUMBER_TEXT_MAX],
		     const struct fd_inventory *inventory, const struct fd_question *question)
{
	struct fd_name name;

	const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
	memcpy(name.wire, wire, name.length);
	size_t length = fd_name_text(label, &name);
	label[length++] = ' ';
	fd_type_text(label + length, question->qtype);
}

int findings_add(struct findings *findings, const struct fd_inventory *inventory,
		 const struct fd_verdict_record *record)
{
	const struct fd_question *question = &inventory->questions[record->question];
	char label[FD_NAME_TEXT_MAX + FD_NUMBER_TEXT_MAX];

	label_of(label, inventory, question);
	struct finding *finding = find(findings, record->verdict);
	if (finding == NULL) {
		return -ENOMEM;
	}
	struct detail *detail = find_detail(finding, record->verdict, label);
	if (detail == NULL) {
		return -ENOMEM;
	}
	finding->count++;
	detail->count++;
	add_owner(finding, inventory->groups[question->group].owner);
	int r = add_example(detail, label);
	return r < 0 ? r : add_resolvers(detail, inventory, record->verdict);
}

static int compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;

	if (left->severity != right->severity) {
		return left->severity < right->severity ? 1 : -1;
	}
	if (left->count != right->count) {
		return left->count < right->count ? 1 : -1;
	}
	if (left->cause != right->cause) {
		return left->cause < right->cause ? -1 : 1;
	}
	return (int)left->locus - (int)right->locus;
}

static int compare_details(const void *a, const void *b)
{
	const struct detail *left = a, *right = b;

	if (left->count != right->count) {
		return left->count < right->count ? 1 : -1;
	}
	if (left->example_count == 0 || right->example_count == 0) { /* memory ran out */
		return 0;
	}
	return strcmp(left->examples[0], right->examples[0]);
}

void findings_sort(struct findings *findings)
{
	if (findings->count == 0) {
		return;
	}
	qsort(findings->items, findings->count, sizeof(*findings->items), compare);
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->items[i];
		qsort(finding->details, finding->detail_count, sizeof(finding->details[0]),
		      compare_details);
	}
}

static void detail_finish(struct detail *detail)
{
	for (size_t i = 0; i < detail->example_count; i++) {
		free(detail->examples[i]);
	}
	free(detail->at);
	told_finish(&detail->told);
}

void findings_finish(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		for (size_t j = 0; j < findings->items[i].detail_count; j++) {
			detail_finish(&findings->items[i].details[j]);
		}
		detail_finish(&findings->items[i].others);
	}
	free(findings->items);
	*findings = (struct findings) { 0 };
}
