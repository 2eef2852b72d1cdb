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
	  .read = value_name_list,
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
