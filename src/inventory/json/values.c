/* SPDX-License-Identifier: MIT */
#include "inventory/json/values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/name_text.h"
#include "inventory/quote.h"

void *field_place(const struct field *field, void *object)
{
	return (char *)object + field->offset;
}

static void set_flag(const struct field *field, void *object)
{
	if (field->flag != 0) {
		*(bool *)((char *)object + field->flag) = true;
	}
}

bool text_value(struct reader *reader, const struct path *path, const char *text, size_t most)
{
	size_t length = strlen(text);

	if (length == 0) {
		problem_add(&reader->problems, path, "is empty, expected some text");
		return false;
	}
	if (length > most) {
		problem_add(&reader->problems, path, "is %zu octets long, expected at most %zu",
			    length, most);
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
			problem_add(&reader->problems, path,
				    "contains the control octet 0x%02x, expected plain text",
				    (unsigned)text[i]);
			return false;
		}
	}
	return true;
}

static void store_text(struct reader *reader, const struct path *path, json_t *value,
		       char **place, size_t most)
{
	const char *text = json_string_value(value);

	if (text_value(reader, path, text, most)) {
		*place = reader_text(reader, text);
	}
}

void value_text(struct reader *reader, const struct path *path, json_t *value,
		const struct field *field, void *object)
{
	store_text(reader, path, value, field_place(field, object), STRING_MAX);
}

void value_id(struct reader *reader, const struct path *path, json_t *value,
	      const struct field *field, void *object)
{
	store_text(reader, path, value, field_place(field, object), ID_MAX);
}

void value_flag(struct reader *reader, const struct path *path, json_t *value,
		const struct field *field, void *object)
{
	*(bool *)field_place(field, object) = json_is_true(value);
}

static bool number_value(struct reader *reader, const struct path *path, json_t *value,
			 const struct field *field, int64_t *ret_number)
{
	int64_t number = json_integer_value(value);

	if (number < field->least || number > field->most) {
		problem_add(&reader->problems, path, "is %lld, expected %s", (long long)number,
			    field->expected);
		return false;
	}
	*ret_number = number;
	return true;
}

void value_number16(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	int64_t number;

	if (number_value(reader, path, value, field, &number)) {
		*(uint16_t *)field_place(field, object) = (uint16_t)number;
	}
}

void value_number32(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	int64_t number;

	if (number_value(reader, path, value, field, &number)) {
		*(uint32_t *)field_place(field, object) = (uint32_t)number;
	}
}

void value_number64(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	int64_t number;

	if (number_value(reader, path, value, field, &number)) {
		*(int64_t *)field_place(field, object) = number;
	}
}

void value_duration(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	char quote[QUOTE_MAX];
	const char *text = json_string_value(value);
	int64_t ns;

	if (fd_duration_parse(&ns, text) < 0) {
		problem_add(&reader->problems, path, "%s is no duration, expected %s",
			    quote_text(quote, text), field->expected);
		return;
	}
	if (ns < field->least || ns > field->most) {
		problem_add(&reader->problems, path, "%s is out of range, expected %s",
			    quote_text(quote, text), field->expected);
		return;
	}
	*(int64_t *)field_place(field, object) = ns;
}

bool name_value(struct reader *reader, const struct path *path, const char *text,
		struct fd_name *ret_name)
{
	struct name_fault fault;
	char quote[QUOTE_MAX];
	int r = name_read(ret_name, text, &fault);

	if (r == -EINVAL) {
		problem_add(&reader->problems, path, "%s %s", quote_text(quote, text),
			    fault.text);
	} else if (r < 0) {
		reader_fail(reader, r);
	}
	return r == 0;
}

void value_name(struct reader *reader, const struct path *path, json_t *value,
		const struct field *field, void *object)
{
	if (name_value(reader, path, json_string_value(value), field_place(field, object))) {
		set_flag(field, object);
	}
}

bool address_value(struct reader *reader, const struct path *path, const char *text,
		   struct fd_endpoint *ret_endpoint)
{
	char reason[ADDRESS_REASON_MAX], quote[QUOTE_MAX];

	if (strchr(text, '#') != NULL) {
		problem_add(&reader->problems, path,
			    "%s holds a port, expected the address alone: \"port\" is a key "
			    "of its own",
			    quote_text(quote, text));
		return false;
	}
	if (resolver_address_read(ret_endpoint, text, reason) < 0) {
		problem_add(&reader->problems, path, "%s %s", quote_text(quote, text), reason);
		return false;
	}
	return true;
}

int word_value(struct reader *reader, const struct path *path, const char *text,
	       const char *const *words, const char *kind)
{
	char quote[QUOTE_MAX], list[128];
	size_t used = 0;

	list[0] = '\0';
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) == 0) {
			return i;
		}
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
					 i == 0 ? "" : ", ", words[i]);
		used = used < sizeof(list) ? used : sizeof(list) - 1;
	}
	const char *meant = fd_did_you_mean(text, words);
	problem_add(&reader->problems, path, "%s is no %s, %s%s%s%s", quote_text(quote, text),
		    kind, meant != NULL ? "did you mean \"" : "expected one of ",
		    meant != NULL ? meant : list, meant != NULL ? "\"?" : "", "");
	return -EINVAL;
}

/* The type of a question by name; 0 when it was told. */
static uint16_t type_value(struct reader *reader, const struct path *path, json_t *value)
{
	static const char expected[] = "a type of record such as \"A\", \"AAAA\" or "
				       "\"TYPE65280\"";
	char quote[QUOTE_MAX];
	uint16_t type;

	if (!type_check(reader, path, value, IS_STRING, expected)) {
		return 0;
	}
	const char *text = json_string_value(value);
	if (fd_type_parse(&type, text) == 0 && type != 0) {
		return type;
	}
	const char *unaskable = fd_type_unaskable(text);
	const char *meant = fd_did_you_mean(text, fd_type_names());
	if (unaskable != NULL) {
		problem_add(&reader->problems, path,
			    "%s cannot be asked here: it is %s; expected %s",
			    quote_text(quote, text), unaskable, expected);
	} else if (meant != NULL) {
		problem_add(&reader->problems, path,
			    "%s is no type of record, did you mean \"%s\"?",
			    quote_text(quote, text), meant);
	} else {
		problem_add(&reader->problems, path, "%s is no type of record, expected %s",
			    quote_text(quote, text), expected);
	}
	return 0;
}

static bool has_type(const struct type_list *list, uint16_t type)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i] == type) {
			return true;
		}
	}
	return false;
}

void value_types(struct reader *reader, const struct path *path, json_t *value,
		 const struct field *field, void *object)
{
	struct type_list *list = field_place(field, object);
	size_t count = json_array_size(value);

	if (count == 0) {
		problem_add(&reader->problems, path, "is empty, expected %s", field->expected);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		uint16_t type = type_value(reader, &item, json_array_get(value, i));
		if (type == 0 || has_type(list, type)) {
			continue;
		}
		if (list->count == TYPES_MAX) {
			problem_add(&reader->problems, path,
				    "holds more than %d types, expected fewer", TYPES_MAX);
			return;
		}
		list->items[list->count++] = type;
	}
}

void value_text_list(struct reader *reader, const struct path *path, json_t *value,
		     const struct field *field, void *object)
{
	struct text_list list = { 0 };
	bool single = json_is_string(value);
	size_t count = single ? 1 : json_array_size(value);

	list.items = reader_array(reader, count, sizeof(*list.items));
	if (list.items == NULL) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		const struct path *where = single ? path : &item;
		json_t *element = single ? value : json_array_get(value, i);
		if (type_check(reader, where, element, IS_STRING, "a string") &&
		    text_value(reader, where, json_string_value(element), STRING_MAX)) {
			list.items[list.count++] =
				reader_text(reader, json_string_value(element));
		}
	}
	*(struct text_list *)field_place(field, object) = list;
}

void value_name_list(struct reader *reader, const struct path *path, json_t *value,
		     const struct field *field, void *object)
{
	struct name_list list = { 0 };
	size_t count = json_array_size(value);

	list.items = reader_array(reader, count, sizeof(*list.items));
	if (list.items == NULL) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct path item = { .up = path, .index = i };
		json_t *element = json_array_get(value, i);
		if (type_check(reader, &item, element, IS_STRING, "a name") &&
		    name_value(reader, &item, json_string_value(element),
			       &list.items[list.count])) {
			list.count++;
		}
	}
	*(struct name_list *)field_place(field, object) = list;
}

static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : a->index < b->index ? -1 : a->index > b->index;
}

void find_twice(struct keyed *items, size_t count, keyed_twice *twice, void *context)
{
	if (count == 0) {
		return;
	}
	qsort(items, count, sizeof(*items), by_key);
	size_t first = 0;
	for (size_t i = 1; i < count; i++) {
		if (strcmp(items[i].key, items[first].key) == 0) {
			twice(context, items[first].index, items[i].index);
		} else {
			first = i;
		}
	}
}
