/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/limits.h"
#include "record/recorded/recorded.h"

/*
 * The inventory of a run: its document is in the inventory's own format, so the inventory's own reader reads it, with all
 * its checks. Names are what it lacks. One of ours stands for each of the terms; the run's come with the results.
 */

/* ---- ids ----------------------------------------------------------------------------------- */

static int place_order(const void *left, const void *right)
{
	const struct id_place *a = left, *b = right;

	return strcmp(a->id, b->id);
}

int id_index_make(struct id_index *index, size_t count)
{
	index->places = calloc(count + 1, sizeof(*index->places));
	index->count = count;
	return index->places == NULL ? -ENOMEM : 0;
}

void id_index_sort(struct id_index *index)
{
	qsort(index->places, index->count, sizeof(*index->places), place_order);
}

uint32_t id_index_find(struct id_index *index, const char *id)
{
	const struct id_place wanted = { .id = id };

	if (index->count == 0) {
		return FD_NO_INDEX;
	}
	if (strcmp(index->places[index->last].id, id) == 0) {
		return index->places[index->last].index;
	}
	const struct id_place *found =
		bsearch(&wanted, index->places, index->count, sizeof(wanted), place_order);
	if (found == NULL) {
		return FD_NO_INDEX;
	}
	index->last = (size_t)(found - index->places);
	return found->index;
}

/* ---- the document -------------------------------------------------------------------------- */

/* {"name":"t3", ...terms}: the inventory's reader makes terms of it again. */
static json_t *name_of_terms(size_t number, json_t *terms)
{
	char label[24];
	json_t *name = terms == NULL ? json_object() : json_deep_copy(terms);

	snprintf(label, sizeof(label), "t%zu", number);
	if (!json_is_object(name) ||
	    json_object_set_new(name, "name", json_string(label)) < 0) {
		json_decref(name);
		return NULL;
	}
	return name;
}

static int put_terms_as_names(json_t *document, size_t *ret_count)
{
	json_t *terms = json_object_get(document, "terms");
	json_t *names = json_array();
	size_t count = json_array_size(terms);
	int r = 0;

	for (size_t i = 0; i <= count && r == 0; i++) {
		json_t *of = i == 0 ? NULL : json_array_get(terms, i - 1);
		r = json_array_append_new(names, name_of_terms(i, of));
	}
	json_t *group = json_pack("{s:s,s:o}", "id", "terms", "names", names);
	json_t *groups = json_pack("[o]", group);
	r = r < 0 || groups == NULL ? -1 : json_object_set_new(document, "groups", groups);
	json_object_del(document, "terms");
	*ret_count = count + 1;
	return r;
}

static int load_from_memory(struct recorded *recorded, const json_t *document,
			    bool several_places)
{
	struct fd_errors errors = { 0 };
	char *text = json_dumps(document, JSON_COMPACT);

	if (text == NULL) {
		return -ENOMEM;
	}
	/* What this machine's own resolvers are makes no difference to what was recorded. */
	struct fd_inventory_request request = { .file = "inventory_document",
						.text = text,
						.text_length = strlen(text),
						.resolv_conf = "/dev/null",
						.stub_resolv_conf = "/dev/null",
						.several_places = several_places };
	int r = fd_inventory_load(&recorded->base, &request, &errors);
	free(text);
	for (size_t i = 0; i < errors.count; i++) {
		fd_errors_add(recorded->errors, "%s: run: %s", recorded->path,
			      errors.messages[i]);
	}
	fd_errors_finish(&errors);
	return r;
}

/* The terms in the order of the records: those of the name that stood for each. */
static int take_terms(struct recorded *recorded, size_t count)
{
	const struct fd_inventory *base = recorded->base;
	struct fd_terms *terms = calloc(count, sizeof(*terms));

	recorded->inventory.terms = terms;
	recorded->inventory.terms_count = count;
	for (size_t i = 0; terms != NULL && i < base->question_count; i++) {
		char digits[24] = "";
		uint8_t length;
		const uint8_t *wire = fd_inventory_qname(base, &base->questions[i], &length);
		if (wire[0] < 2 || wire[0] > sizeof(digits)) {
			continue;
		}
		memcpy(digits, wire + 2, wire[0] - 1u);
		size_t number = strtoull(digits, NULL, 10);
		if (number < count) {
			terms[number] = base->terms[base->questions[i].terms];
		}
	}
	return terms == NULL ? -ENOMEM : 0;
}

static char *keep_text(struct recorded *recorded, const char *text)
{
	char **texts = reallocarray(recorded->texts, recorded->text_count + 1, sizeof(char *));

	if (texts == NULL) {
		return NULL;
	}
	recorded->texts = texts;
	char *copy = strdup(text == NULL ? "" : text);
	if (copy != NULL) {
		texts[recorded->text_count++] = copy;
	}
	return copy;
}

static int take_group(struct recorded *recorded, json_t *from, struct fd_group *group)
{
	const char *owner = json_string_value(json_object_get(from, "owner"));
	json_t *tags = json_object_get(from, "tags");
	size_t count = json_array_size(tags);

	group->id = keep_text(recorded, json_string_value(json_object_get(from, "id")));
	group->owner = owner == NULL ? NULL : keep_text(recorded, owner);
	group->tags = count == 0 ? NULL : calloc(count, sizeof(char *));
	if (group->id == NULL || (owner != NULL && group->owner == NULL) ||
	    (count > 0 && group->tags == NULL)) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		group->tags[i] =
			keep_text(recorded, json_string_value(json_array_get(tags, i)));
		if (group->tags[i] == NULL) {
			return -ENOMEM;
		}
		group->tag_count++;
	}
	return 0;
}

static int take_groups(struct recorded *recorded, json_t *groups)
{
	struct fd_inventory *inventory = &recorded->inventory;
	size_t count = json_array_size(groups);

	inventory->groups = calloc(count + 1, sizeof(*inventory->groups));
	inventory->group_count = inventory->groups == NULL ? 0 : count;
	if (inventory->groups == NULL || id_index_make(&recorded->group_ids, count) < 0) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		int r = take_group(recorded, json_array_get(groups, i), &inventory->groups[i]);
		if (r < 0) {
			return r;
		}
		recorded->group_ids.places[i] =
			(struct id_place) { .id = inventory->groups[i].id,
					    .index = (uint32_t)i };
	}
	id_index_sort(&recorded->group_ids);
	return 0;
}

static int index_resolvers(struct recorded *recorded)
{
	const struct fd_inventory *inventory = &recorded->inventory;

	if (id_index_make(&recorded->resolver_ids, inventory->resolver_count) < 0) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		recorded->resolver_ids.places[i] =
			(struct id_place) { .id = inventory->resolvers[i].id,
					    .index = (uint32_t)i };
	}
	id_index_sort(&recorded->resolver_ids);
	return 0;
}

/* ---- names --------------------------------------------------------------------------------- */

static int refuse(const struct recorded *recorded, uint64_t line, const char *what)
{
	fd_errors_add(recorded->errors, "%s:%" PRIu64 ": %s", recorded->path, line, what);
	return -EINVAL;
}

/* Every question has a place from the start: what has no result is the root's, and not part of the run. */
static int make_tables(struct recorded *recorded, const struct fd_run_record *run)
{
	struct fd_inventory *inventory = &recorded->inventory;
	struct fd_recorded *public = &recorded->public;
	uint64_t cells;

	if (__builtin_mul_overflow(run->questions, (uint64_t)inventory->resolver_count,
				   &cells) ||
	    cells > RECORDED_CELLS_MAX || run->questions == 0) {
		fd_errors_add(recorded->errors,
			      "%s: run: questions: is %" PRIu64
			      ", expected 1 to %d cells in all",
			      recorded->path, run->questions, RECORDED_CELLS_MAX);
		return -EINVAL;
	}
	inventory->question_count = (size_t)run->questions;
	inventory->questions = calloc(inventory->question_count, sizeof(*inventory->questions));
	recorded->names_capacity = 4096;
	inventory->names = calloc(1, recorded->names_capacity);
	inventory->names_size = 1; /* the root */
	public->asked = calloc(inventory->question_count / 64 + 1, sizeof(uint64_t));
	public->resolvers = calloc(inventory->resolver_count, sizeof(*public->resolvers));
	if (inventory->questions == NULL || inventory->names == NULL || public->asked == NULL ||
	    public->resolvers == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < inventory->question_count; i++) {
		inventory->questions[i].qtype = FD_TYPE_A;
		inventory->questions[i].name_length = 1;
	}
	return fd_matrix_create(&public->matrix, inventory->question_count,
				inventory->resolver_count);
}

static int add_name(struct recorded *recorded, const struct fd_name *name,
		    struct fd_question *question)
{
	struct fd_inventory *inventory = &recorded->inventory;

	if (inventory->names_size + name->length > recorded->names_capacity) {
		size_t capacity = recorded->names_capacity * 2;
		uint8_t *names =
			capacity > UINT32_MAX ? NULL : realloc(inventory->names, capacity);
		if (names == NULL) {
			return -ENOMEM;
		}
		inventory->names = names;
		recorded->names_capacity = capacity;
	}
	memcpy(inventory->names + inventory->names_size, name->wire, name->length);
	question->name = (uint32_t)inventory->names_size;
	question->name_length = name->length;
	inventory->names_size += name->length;
	return 0;
}

static bool is_same(const struct recorded *recorded, const struct fd_question *question,
		    const struct fd_result_in *result)
{
	uint8_t length;
	const uint8_t *wire = fd_inventory_qname(&recorded->inventory, question, &length);

	return question->qtype == result->qtype && length == result->name.length &&
	       memcmp(wire, result->name.wire, length) == 0;
}

int recorded_question(struct recorded *recorded, const struct fd_result_in *result,
		      uint64_t line, uint32_t *ret_question)
{
	struct fd_inventory *inventory = &recorded->inventory;

	if (result->index >= inventory->question_count) {
		return refuse(recorded, line,
			      "result: index: is beyond the questions of the run");
	}
	uint32_t index = (uint32_t)result->index;
	struct fd_question *question = &inventory->questions[index];
	uint64_t bit = UINT64_C(1) << (index % 64);
	*ret_question = index;
	if (recorded->public.asked[index / 64] & bit) {
		return is_same(recorded, question, result)
			       ? 0
			       : refuse(recorded, line,
					"result: index: was another question's before");
	}
	uint32_t group = id_index_find(&recorded->group_ids, result->group);
	if (group == FD_NO_INDEX || group > UINT16_MAX) {
		return refuse(recorded, line,
			      "result: group: is none of the run's inventory_document");
	}
	if (result->terms >= inventory->terms_count) {
		return refuse(recorded, line,
			      "result: terms: is none of the run's inventory_document");
	}
	*question = (struct fd_question) { .qtype = result->qtype,
					   .group = (uint16_t)group,
					   .terms = (uint32_t)result->terms };
	recorded->public.asked[index / 64] |= bit;
	return add_name(recorded, &result->name, question);
}

/* Results number their questions; verdicts, in the order of the questions, do not. */
int recorded_judged_question(struct recorded *recorded, const struct fd_verdict_in *verdict,
			     uint32_t *ret_question)
{
	struct fd_inventory *inventory = &recorded->inventory;
	uint32_t group = id_index_find(&recorded->group_ids, verdict->group);
	size_t index = recorded->next_judged;

	while (index < inventory->question_count &&
	       (recorded->public.asked[index / 64] >> (index % 64) & 1) != 0) {
		index++;
	}
	*ret_question = FD_NO_INDEX;
	if (index == inventory->question_count || group == FD_NO_INDEX || group > UINT16_MAX) {
		return 0;
	}
	recorded->next_judged = index + 1;
	*ret_question = (uint32_t)index;
	inventory->questions[index] =
		(struct fd_question) { .qtype = verdict->qtype, .group = (uint16_t)group };
	return add_name(recorded, &verdict->name, &inventory->questions[index]);
}

/* ---- the run ------------------------------------------------------------------------------- */

static int copy_run(struct recorded *recorded, const struct fd_run_record *run)
{
	struct fd_run_record *copy = &recorded->public.run;
	const char **const texts[] = { &copy->run_id,	       &copy->version,	&copy->engine,
				       &copy->engine_reason,   &copy->host,	&copy->vantage,
				       &copy->engine_features, &copy->inventory };
	size_t count = 0;

	*copy = *run;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		*texts[i] = keep_text(recorded, *texts[i]);
		if (*texts[i] == NULL) {
			return -ENOMEM;
		}
	}
	recorded->source = recorded->texts[recorded->text_count - 1];
	while (run->options[count] != NULL) {
		count++;
	}
	const char **options = calloc(count + 1, sizeof(char *));
	recorded->options = options;
	copy->options = options;
	for (size_t i = 0; options != NULL && i < count; i++) {
		options[i] = keep_text(recorded, run->options[i]);
		if (options[i] == NULL) {
			return -ENOMEM;
		}
	}
	return options == NULL ? -ENOMEM : 0;
}

static int take_document(struct recorded *recorded, json_t *document, bool several_places)
{
	json_t *groups = json_incref(json_object_get(document, "groups"));
	size_t terms_count;
	int r = put_terms_as_names(document, &terms_count);

	r = r < 0 ? -ENOMEM : load_from_memory(recorded, document, several_places);
	if (r == 0) {
		recorded->inventory = *recorded->base;
		recorded->inventory.questions = NULL;
		recorded->inventory.names = NULL;
		recorded->inventory.groups = NULL;
		recorded->inventory.terms = NULL;
		r = take_groups(recorded, groups);
	}
	r = r < 0 ? r : take_terms(recorded, terms_count);
	r = r < 0 ? r : index_resolvers(recorded);
	json_decref(groups);
	return r;
}

int recorded_take_run(struct recorded *recorded, const struct fd_run_in *run)
{
	if (run->inventory_document == NULL) {
		fd_errors_add(recorded->errors,
			      "%s: run: inventory_document: is missing, expected a run that "
			      "was written by fleetdig 0.1 or later",
			      recorded->path);
		return -EINVAL;
	}
	if (recorded->part_count > 1) {
		recorded->document = strdup(run->inventory_document);
		if (recorded->document == NULL) {
			return -ENOMEM;
		}
	}
	json_t *document = json_loads(run->inventory_document, 0, NULL);
	int r = document == NULL ? -ENOMEM
				 : take_document(recorded, document, run->run.vantages > 1);
	json_decref(document);
	r = r < 0 ? r : copy_run(recorded, &run->run);
	if (r == 0) {
		struct fd_inventory *inventory = &recorded->inventory;
		inventory->source = recorded->source;
		inventory->hash = run->run.inventory_hash;
		inventory->name_count = (size_t)run->run.names;
		inventory->duplicates = (size_t)run->run.duplicates;
		r = make_tables(recorded, &run->run);
	}
	recorded->public.inventory = &recorded->inventory;
	return r;
}

void recorded_inventory_finish(struct recorded *recorded)
{
	for (size_t i = 0; i < recorded->text_count; i++) {
		free(recorded->texts[i]);
	}
	free(recorded->texts);
	free(recorded->document);
	free(recorded->options);
	free(recorded->inventory.questions);
	free(recorded->inventory.names);
	for (size_t i = 0;
	     recorded->inventory.groups != NULL && i < recorded->inventory.group_count; i++) {
		free(recorded->inventory.groups[i].tags);
	}
	free(recorded->inventory.groups);
	free(recorded->inventory.terms);
	free(recorded->resolver_ids.places);
	free(recorded->group_ids.places);
	fd_inventory_destroy(recorded->base);
}
