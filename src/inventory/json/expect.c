/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "inventory/json/parts.h"
#include "inventory/quote.h"

/* What is being put together: what is inherited, and over it what is stated. */
struct expect_draft {
	struct fd_expect expect;
	struct text_list answers;
	struct text_list cidrs;
	struct name_list ns;
};

enum {
	RCODE_NAMES_MAX = 24 /* RCODEs to 23 have names */
};

static void explain_rcode(struct reader *reader, const struct path *path, const char *text)
{
	char names[RCODE_NAMES_MAX][FD_NUMBER_TEXT_MAX], quote[QUOTE_MAX];
	const char *words[RCODE_NAMES_MAX + 1];

	for (int i = 0; i < RCODE_NAMES_MAX; i++) {
		fd_rcode_text(names[i], (uint16_t)i);
		words[i] = names[i];
	}
	words[RCODE_NAMES_MAX] = NULL;
	const char *meant = fd_did_you_mean(text, words);
	if (meant != NULL && strncmp(meant, "RCODE", 5) != 0) {
		problem_add(&reader->problems, path, "%s is no RCODE, did you mean \"%s\"?",
			    quote_text(quote, text), meant);
	} else {
		problem_add(&reader->problems, path,
			    "%s is no RCODE, expected one such as \"NOERROR\" or \"NXDOMAIN\"",
			    quote_text(quote, text));
	}
}

/* The first field of the table: an RCODE other than NOERROR ends what was inherited about the data. */
static void read_rcode(struct reader *reader, const struct path *path, json_t *value,
		       const struct field *field, void *object)
{
	struct expect_draft *draft = object;
	uint16_t rcode;

	if (fd_rcode_parse(&rcode, json_string_value(value)) < 0) {
		explain_rcode(reader, path, json_string_value(value));
		return;
	}
	if (rcode != FD_NOERROR) {
		uint32_t max_ms = draft->expect.max_ms;
		*draft = (struct expect_draft) { .expect = { .max_ms = max_ms } };
	}
	draft->expect.rcode = rcode;
}

/* Addresses have one spelling from here on: the one answers are shown in. */
static void spell_address(struct reader *reader, char **text)
{
	unsigned char address[16];
	char spelled[INET6_ADDRSTRLEN];
	int family = strchr(*text, ':') != NULL ? AF_INET6 : AF_INET;

	if (inet_pton(family, *text, address) == 1 &&
	    inet_ntop(family, address, spelled, sizeof(spelled)) != NULL &&
	    strcmp(spelled, *text) != 0) {
		char *copy = reader_text(reader, spelled);
		*text = copy != NULL ? copy : *text;
	}
}

/* An empty list would say nothing, and whoever wrote it meant something. */
static void check_not_empty(struct reader *reader, const struct path *path, json_t *value)
{
	if (json_is_array(value) && json_array_size(value) == 0) {
		problem_add(&reader->problems, path,
			    "is empty, expected at least one; for a name that must not exist "
			    "say \"rcode\": \"NXDOMAIN\"");
	}
}

static void read_answers(struct reader *reader, const struct path *path, json_t *value,
			 const struct field *field, void *object)
{
	struct expect_draft *draft = object;

	check_not_empty(reader, path, value);
	value_text_list(reader, path, value, field, object);
	for (size_t i = 0; i < draft->answers.count && reader->error == 0; i++) {
		spell_address(reader, &draft->answers.items[i]);
	}
}

static void read_ns(struct reader *reader, const struct path *path, json_t *value,
		    const struct field *field, void *object)
{
	if (json_array_size(value) == 0) {
		problem_add(&reader->problems, path,
			    "is empty, expected at least one name server (without the key, "
			    "what is inherited holds)");
		return;
	}
	value_name_list(reader, path, value, field, object);
}

static void read_match(struct reader *reader, const struct path *path, json_t *value,
		       const struct field *field, void *object)
{
	static const char *const words[] = { "exact", "subset", "any", NULL };
	struct expect_draft *draft = object;
	int match =
		word_value(reader, path, json_string_value(value), words, "way of matching");

	if (match >= 0) {
		draft->expect.match = (enum fd_expect_match)match;
	}
}

/* A prefix in its one spelling: host bits cleared, the length stated. -EINVAL when it is none. */
static int cidr_read(char out[INET6_ADDRSTRLEN + 8], const char *text)
{
	unsigned char address[16] = { 0 };
	char copy[INET6_ADDRSTRLEN];
	size_t length = strcspn(text, "/");

	if (length >= sizeof(copy)) {
		return -EINVAL;
	}
	memcpy(copy, text, length);
	copy[length] = '\0';
	int family = strchr(copy, ':') != NULL ? AF_INET6 : AF_INET;
	unsigned long most = family == AF_INET6 ? 128 : 32, bits = most;
	if (inet_pton(family, copy, address) != 1) {
		return -EINVAL;
	}
	if (text[length] == '/') {
		char *end;
		if (text[length + 1] < '0' || text[length + 1] > '9') {
			return -EINVAL;
		}
		bits = strtoul(text + length + 1, &end, 10);
		if (*end != '\0' || bits > most) {
			return -EINVAL;
		}
	}
	for (unsigned long bit = bits; bit < most; bit++) {
		address[bit / 8] &= (unsigned char)~(0x80u >> bit % 8);
	}
	inet_ntop(family, address, copy, sizeof(copy));
	snprintf(out, INET6_ADDRSTRLEN + 8, "%s/%lu", copy, bits);
	return 0;
}

static void read_cidr(struct reader *reader, const struct path *path, json_t *value,
		      const struct field *field, void *object)
{
	struct expect_draft *draft = object;
	size_t before = reader->problems.count + reader->problems.dropped;

	check_not_empty(reader, path, value);
	value_text_list(reader, path, value, field, object);
	if (reader->problems.count + reader->problems.dropped > before) {
		return; /* indexes of the list and of the array are no longer the same */
	}
	for (size_t i = 0; i < draft->cidrs.count && reader->error == 0; i++) {
		struct path item = { .up = path, .index = i };
		char spelled[INET6_ADDRSTRLEN + 8], quote[QUOTE_MAX];
		if (cidr_read(spelled, draft->cidrs.items[i]) < 0) {
			problem_add(&reader->problems, json_is_string(value) ? path : &item,
				    "%s is no prefix, expected one such as \"10.0.0.0/8\" or "
				    "\"2001:db8::/32\"",
				    quote_text(quote, draft->cidrs.items[i]));
			continue;
		}
		draft->cidrs.items[i] = reader_text(reader, spelled);
	}
}

#define IN_EXPECT(member) .offset = offsetof(struct expect_draft, member)

static const struct field expect_fields[] = {
	{ .key = "rcode",
	  .expected = "an RCODE such as \"NOERROR\" or \"NXDOMAIN\"",
	  .accepts = IS_STRING,
	  .read = read_rcode },
	{ .key = "answers",
	  .expected = "an array of record data as dig prints it",
	  .accepts = IS_ARRAY,
	  .read = read_answers,
	  IN_EXPECT(answers) },
	{ .key = "match",
	  .expected = "\"exact\", \"subset\" or \"any\"",
	  .accepts = IS_STRING,
	  .read = read_match },
	{ .key = "cidr",
	  .expected = "a prefix such as \"10.0.0.0/8\", or an array of them",
	  .accepts = IS_STRING | IS_ARRAY,
	  .read = read_cidr,
	  IN_EXPECT(cidrs) },
	{ .key = "cname",
	  .expected = "a name",
	  .accepts = IS_STRING,
	  .read = value_name,
	  IN_EXPECT(expect.cname),
	  .flag = offsetof(struct expect_draft, expect.has_cname) },
	{ .key = "max_ms",
	  .expected = "a whole number of milliseconds from 1 to 3600000",
	  .accepts = IS_INTEGER,
	  .read = value_number32,
	  IN_EXPECT(expect.max_ms),
	  .least = 1,
	  .most = 3600000 },
	{ .key = "min_ttl",
	  .expected = "a whole number of seconds from 1 to 2147483647",
	  .accepts = IS_INTEGER,
	  .read = value_number32,
	  IN_EXPECT(expect.min_ttl),
	  .least = 1,
	  .most = INT32_MAX },
	{ .key = "ns",
	  .expected = "an array of names of name servers",
	  .accepts = IS_ARRAY,
	  .read = read_ns,
	  IN_EXPECT(ns) },
	COMMENT_FIELD,
};

const struct table expect_table = { .name = "expect",
				    .place = "\"expect\"",
				    TABLE_FIELDS(expect_fields) };

static struct expect_draft draft_of(const struct fd_expect *inherited)
{
	if (inherited == NULL) {
		return (struct expect_draft) { .expect = { .rcode = -1 } };
	}
	return (struct expect_draft) {
		.expect = *inherited,
		.answers = { inherited->answers, inherited->answer_count },
		.cidrs = { inherited->cidrs, inherited->cidr_count },
		.ns = { inherited->ns, inherited->ns_count },
	};
}

/* An answer that denies, or fails, has no data. A chain of aliases it may have. */
static void check_rcode(struct reader *reader, const struct path *path, json_t *value,
			int rcode)
{
	static const char *const keys[] = { "answers", "cidr" };
	char text[FD_NUMBER_TEXT_MAX];
	bool own = json_object_get(value, "rcode") != NULL;

	if (rcode <= FD_NOERROR) {
		return;
	}
	fd_rcode_text(text, (uint16_t)rcode);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct path member = { .up = path, .key = keys[i] };
		if (json_object_get(value, keys[i]) != NULL) {
			problem_add(
				&reader->problems, &member,
				"cannot be met %s \"rcode\": \"%s\", an answer without data; expected %s",
				own ? "beside" : "with the inherited", text,
				own ? "one of the two" : "\"rcode\": \"NOERROR\" beside it");
		}
	}
}

void read_expect(struct reader *reader, const struct path *path, json_t *value,
		 const struct field *field, void *object)
{
	struct fd_expect **place = field_place(field, object);
	struct expect_draft draft = draft_of(*place);

	if (json_is_null(value)) {
		*place = NULL;
		return;
	}
	table_read(reader, path, value, &expect_table, &draft);
	check_rcode(reader, path, value, draft.expect.rcode);
	struct fd_expect *expect = reader_array(reader, 1, sizeof(*expect));
	if (expect == NULL) {
		return;
	}
	*expect = draft.expect;
	expect->answers = draft.answers.items;
	expect->answer_count = draft.answers.count;
	expect->cidrs = draft.cidrs.items;
	expect->cidr_count = draft.cidrs.count;
	expect->ns = draft.ns.items;
	expect->ns_count = draft.ns.count;
	*place = expect;
}

/* ---- what can be met by the types that are asked ------------------------------------------- */

/* The families of the addresses that are asked for: bits; 0 where other data may come too. */
enum {
	FAMILY_4 = 1,
	FAMILY_6 = 2
};

static const char *const type_words[] = {
	[FAMILY_4] = "A",
	[FAMILY_6] = "AAAA",
	[FAMILY_4 | FAMILY_6] = "A and AAAA",
};

static unsigned families_of(const struct scope *scope)
{
	unsigned families = 0;

	for (size_t i = 0; i < scope->type_count; i++) {
		if (scope->types[i] != FD_TYPE_A && scope->types[i] != FD_TYPE_AAAA) {
			return 0;
		}
		families |= scope->types[i] == FD_TYPE_A ? FAMILY_4 : FAMILY_6;
	}
	return families;
}

/* Of an address, or a prefix; 0: it is none. */
static unsigned family_of(const char *text)
{
	unsigned char address[16];
	char copy[INET6_ADDRSTRLEN] = "";
	size_t length = strcspn(text, "/");

	length -= length > 1 && text[length - 1] == '.'; /* as data are compared */
	if (length < sizeof(copy)) {
		memcpy(copy, text, length);
	}
	return inet_pton(AF_INET, copy, address) == 1	 ? FAMILY_4
	       : inet_pton(AF_INET6, copy, address) == 1 ? FAMILY_6
							 : 0;
}

static bool any_fits(char *const *items, size_t count, unsigned families)
{
	bool fits = false;

	for (size_t i = 0; i < count; i++) {
		fits |= (family_of(items[i]) & families) != 0;
	}
	return fits;
}

/* Of a set that may be smaller than the list, the list may be of both families. */
static void check_answers(struct reader *reader, const struct path *path,
			  const struct fd_expect *expect, unsigned families)
{
	bool each = expect->match == FD_EXPECT_EXACT ||
		    !any_fits(expect->answers, expect->answer_count, families);
	char quote[QUOTE_MAX];

	for (size_t i = 0; i < expect->answer_count; i++) {
		struct path item = { .up = path, .index = i };
		unsigned family = family_of(expect->answers[i]);
		if (family == 0) {
			problem_add(&reader->problems, &item,
				    "%s is no address, expected one, for type %s (an alias "
				    "is expected with \"cname\")",
				    quote_text(quote, expect->answers[i]),
				    type_words[families]);
		} else if ((family & families) == 0 && each) {
			problem_add(
				&reader->problems, &item,
				"%s cannot be met by type %s, expected an IPv%d address, or type %s too",
				quote_text(quote, expect->answers[i]), type_words[families],
				families == FAMILY_4 ? 4 : 6, type_words[family]);
		}
	}
}

static void check_cidrs(struct reader *reader, const struct path *path,
			const struct fd_expect *expect, unsigned families)
{
	for (size_t i = 0; i < expect->cidr_count; i++) {
		if (family_of(expect->cidrs[i]) == 0) {
			return; /* it was told already */
		}
	}
	if (!any_fits(expect->cidrs, expect->cidr_count, families)) {
		problem_add(&reader->problems, path,
			    "cannot be met by type %s, expected a prefix of IPv%d",
			    type_words[families], families == FAMILY_4 ? 4 : 6);
	}
}

void check_expect(struct reader *reader, const struct path *path, json_t *stated,
		  const struct fd_expect *expect, const struct scope *scope)
{
	unsigned families = families_of(scope);
	struct path answers = { .up = path, .key = "answers" };
	struct path cidr = { .up = path, .key = "cidr" };
	bool given = scope->types == reader->loading->types &&
		     reader->loading->request->type_count > 0;

	/* Types of a command line are for once, and the inventory stays right. */
	if (reader->error != 0 || expect == NULL || families == 0 || given) {
		return;
	}
	if (json_array_size(json_object_get(stated, "answers")) == expect->answer_count) {
		check_answers(reader, &answers, expect, families);
	}
	if (json_object_get(stated, "cidr") != NULL && expect->cidr_count > 0) {
		check_cidrs(reader, &cidr, expect, families);
	}
}

void check_match(struct reader *reader, const struct path *path, json_t *stated,
		 const struct fd_expect *expect)
{
	struct path match = { .up = path, .key = "match" };

	if (expect != NULL && expect->answer_count == 0 &&
	    json_object_get(stated, "match") != NULL &&
	    json_object_get(stated, "answers") == NULL) {
		problem_add(
			&reader->problems, &match,
			"says how \"answers\" are matched, and there are none, expected them beside it");
	}
}
