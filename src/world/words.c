/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "world/text.h"

/* The words that may follow a host or zone in a description: every fault and option there is. */

enum form {
	FORM_FLAG,
	FORM_CHOICE,  /* int, index in `choices` */
	FORM_NUMBER,  /* uint32_t */
	FORM_PERCENT, /* uint32_t, 0..100 */
	FORM_SPAN,    /* int64_t, nanoseconds */
	FORM_SECONDS, /* uint32_t */
	FORM_ADDRESS, /* struct fd_endpoint */
	FORM_NAME,    /* struct fd_name */
	FORM_TYPE,    /* uint16_t */
	FORM_TEXT,    /* char * */
	FORM_HOSTS,   /* struct host_list */
};

enum wearer {
	SERVERS = 1,
	RESOLVERS = 2,
	ANY = 3
};

struct word {
	const char *text;
	enum form form;
	unsigned wearers;
	size_t offset;
	const char *const *choices;
};

static const char *const edns_choices[] = { "fine",   "formerr", "notimp", "badvers",
					    "silent", "ignored", NULL };
static const char *const path_choices[] = { "open", "silent", "closed", NULL };
static const char *const lame_choices[] = { "not",   "refused",	 "upward",
					    "no-aa", "servfail", NULL };
static const char *const bogus_choices[] = { "none",	  "expired",  "future",	  "ds-mismatch",
					     "no-dnskey", "no-rrsig", "unsigned", "no-denial",
					     "signature", NULL };

#define HOST(field) offsetof(struct host, field)
#define ZONE(field) offsetof(struct zone, field)

static const struct word host_words[] = {
	/* Nothing comes back, or an ICMP error does; one transport alone. */
	{ "silent", FORM_FLAG, ANY, HOST(silent) },
	{ "closed", FORM_FLAG, ANY, HOST(closed) },
	{ "udp", FORM_CHOICE, ANY, HOST(udp), path_choices },
	{ "tcp", FORM_CHOICE, ANY, HOST(tcp), path_choices },
	{ "loss", FORM_PERCENT, ANY, HOST(loss) },
	/* The same RCODE for everything; a refusal of twelve octets is Unbound's. */
	{ "refused", FORM_FLAG, ANY, HOST(refused) },
	{ "refused-header", FORM_FLAG, ANY, HOST(refused_header) },
	{ "servfail", FORM_FLAG, ANY, HOST(servfail) },
	{ "notimp", FORM_FLAG, ANY, HOST(notimp) },
	{ "formerr", FORM_FLAG, ANY, HOST(formerr) },
	/* Questions a second, and what happens to those above: refused, unless dropped. */
	{ "rate", FORM_NUMBER, ANY, HOST(rate) },
	{ "rate-drops", FORM_FLAG, ANY, HOST(rate_drops) },
	/* Habits. */
	{ "edns", FORM_CHOICE, ANY, HOST(edns), edns_choices },
	{ "truncates", FORM_FLAG, ANY, HOST(truncates) },
	{ "drops-type", FORM_TYPE, ANY, HOST(drops_type) },
	{ "notimp-type", FORM_TYPE, ANY, HOST(notimp_type) },
	{ "nxdomain-type", FORM_TYPE, ANY, HOST(nxdomain_type) },
	{ "resolvers-only", FORM_FLAG, ANY, HOST(resolvers_only) },
	{ "intercepted-by", FORM_HOSTS, ANY, HOST(intercepted_by) },
	{ "delay", FORM_SPAN, ANY, HOST(delay_ns) },
	{ "no-ede", FORM_FLAG, ANY, HOST(no_ede) },
	{ "version", FORM_TEXT, ANY, HOST(version) },
	{ "nsid", FORM_TEXT, ANY, HOST(nsid) },
	/* Servers. */
	{ "lame", FORM_CHOICE, SERVERS, HOST(lame), lame_choices },
	/* Resolvers: where answers come from, */
	{ "forward", FORM_HOSTS, RESOLVERS, HOST(forward) },
	{ "cannot-reach", FORM_HOSTS, RESOLVERS, HOST(cannot_reach) },
	{ "no-recursion", FORM_FLAG, RESOLVERS, HOST(no_recursion) },
	{ "patience", FORM_SPAN, RESOLVERS, HOST(patience_ns) },
	{ "attempt", FORM_SPAN, RESOLVERS, HOST(attempt_ns) },
	/* what is believed, */
	{ "validating", FORM_FLAG, RESOLVERS, HOST(validating) },
	{ "clock-wrong", FORM_FLAG, RESOLVERS, HOST(clock_wrong) },
	{ "anchor-wrong", FORM_FLAG, RESOLVERS, HOST(anchor_wrong) },
	/* what is remembered, */
	{ "cache", FORM_NUMBER, RESOLVERS, HOST(cache_size) },
	{ "servfail-ttl", FORM_SPAN, RESOLVERS, HOST(servfail_ns) },
	{ "max-ttl", FORM_SPAN, RESOLVERS, HOST(max_ttl_ns) },
	{ "serve-stale", FORM_FLAG, RESOLVERS, HOST(serve_stale) },
	/* and what is said instead. `rewrite` spares names that are proved absent. */
	{ "rewrite", FORM_ADDRESS, RESOLVERS, HOST(rewrite) },
	{ "rewrite-all", FORM_ADDRESS, RESOLVERS, HOST(rewrite_all) },
	{ "captive", FORM_ADDRESS, RESOLVERS, HOST(captive) },
	{ "rebind-protection", FORM_FLAG, RESOLVERS, HOST(rebind_protection) },
	/* For load: every name below is 192.0.2.1 at once, without looking anything up. */
	{ "synthetic", FORM_NAME, RESOLVERS, HOST(synthetic) },
	{ NULL },
};

static const struct word zone_words[] = {
	{ "signed", FORM_FLAG, ANY, ZONE(is_signed) },
	{ "bogus", FORM_CHOICE, ANY, ZONE(bogus), bogus_choices },
	{ "bogus-owner", FORM_NAME, ANY, ZONE(bogus_owner) },
	{ "no-ds", FORM_FLAG, ANY, ZONE(no_ds) },
	{ "undelegated", FORM_FLAG, ANY, ZONE(undelegated) },
	{ "ttl", FORM_SECONDS, ANY, ZONE(ttl) },
	{ "negative-ttl", FORM_SECONDS, ANY, ZONE(negative_ttl) },
	{ "serial", FORM_NUMBER, ANY, ZONE(serial) },
	{ NULL },
};

static bool read_choice(int *ret_choice, const char *value, const char *const *choices)
{
	for (int i = 0; choices[i] != NULL; i++) {
		if (strcmp(choices[i], value) == 0) {
			*ret_choice = i;
			return true;
		}
	}
	return false;
}

static bool read_u32(void *field, const char *value, int64_t most)
{
	int64_t number;

	if (!parse_number(&number, value, most)) {
		return false;
	}
	*(uint32_t *)field = (uint32_t)number;
	return true;
}

static bool read_seconds(void *field, const char *value)
{
	int64_t span_ns;

	if (!parse_span(&span_ns, value)) {
		return false;
	}
	*(uint32_t *)field = (uint32_t)(span_ns / 1000000000);
	return true;
}

/* Puts a value where its word belongs. False when it is not of the word's form. */
static bool set_field(struct parser *parser, const struct word *word, void *field,
		      const char *value)
{
	switch (word->form) {
	case FORM_FLAG:
		*(bool *)field = true;
		return true;
	case FORM_CHOICE:
		return read_choice(field, value, word->choices);
	case FORM_NUMBER:
		return read_u32(field, value, UINT32_MAX);
	case FORM_PERCENT:
		return read_u32(field, value, 100);
	case FORM_SPAN:
		return parse_span(field, value);
	case FORM_SECONDS:
		return read_seconds(field, value);
	case FORM_ADDRESS:
		return fd_endpoint_parse(field, value, 0) == 0;
	case FORM_NAME:
		return fd_name_parse(field, value) == 0;
	case FORM_TYPE:
		return fd_type_parse(field, value) == 0;
	case FORM_TEXT:
		*(char **)field = parser_got(
			parser, region_text(&parser->world->region, value, strlen(value)));
		return true;
	case FORM_HOSTS:
		parser_refer(parser, field, value, false);
		return true;
	}
	return false;
}

static void suggest(struct parser *parser, const struct word *words, const char *text)
{
	const char *candidates[64];
	size_t count = 0;

	for (; words[count].text != NULL; count++) {
		candidates[count] = words[count].text;
	}
	candidates[count] = NULL;
	const char *near = fd_did_you_mean(text, candidates);
	parser_error(parser, "unknown word \"%s\"%s%s%s", text,
		     near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
		     near == NULL ? "" : "\"?");
}

static const char *expectation(enum form form)
{
	static const char *const texts[] = {
		[FORM_FLAG] = "no value",
		[FORM_CHOICE] = "one of the words for it",
		[FORM_NUMBER] = "a number",
		[FORM_PERCENT] = "a number from 0 to 100",
		[FORM_SPAN] = "a time with a unit, as 300ms",
		[FORM_SECONDS] = "a time with a unit, as 60s",
		[FORM_ADDRESS] = "an address",
		[FORM_NAME] = "a name",
		[FORM_TYPE] = "a record type",
		[FORM_TEXT] = "a text",
		[FORM_HOSTS] = "hosts between commas",
	};

	return texts[form];
}

/* One `word` or `word=value`. */
static void apply(struct parser *parser, const struct word *words, unsigned wearer, void *base,
		  char *text)
{
	char *value = strchr(text, '=');

	if (value != NULL) {
		*value++ = '\0';
	}
	const struct word *word = words;
	while (word->text != NULL && strcmp(word->text, text) != 0) {
		word++;
	}
	if (word->text == NULL) {
		suggest(parser, words, text);
		return;
	}
	if ((word->wearers & wearer) == 0) {
		parser_error(parser, "\"%s\" is a word for %s", text,
			     word->wearers == SERVERS ? "servers" : "resolvers");
		return;
	}
	if (word->form == FORM_HOSTS && base == &parser->everyone) {
		parser_error(parser, "\"%s\" is no word for everyone", text);
		return;
	}
	bool wants_value = word->form != FORM_FLAG;
	void *field = (char *)base + word->offset;
	if (wants_value != (value != NULL) || !set_field(parser, word, field, value)) {
		parser_error(parser, "\"%s\" expects %s", text, expectation(word->form));
	}
}

void words_apply_host(struct parser *parser, struct host *host, size_t first)
{
	bool is_everyone = host == &parser->everyone;
	unsigned wearer = is_everyone ? ANY : host->recursive ? RESOLVERS : SERVERS;

	for (size_t i = first; i < parser->word_count; i++) {
		apply(parser, host_words, wearer, host, parser->words[i]);
	}
}

void words_apply_zone(struct parser *parser, struct zone *zone, size_t first)
{
	for (size_t i = first; i < parser->word_count; i++) {
		apply(parser, zone_words, ANY, zone, parser->words[i]);
	}
}
