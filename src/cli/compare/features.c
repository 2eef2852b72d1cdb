/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/compare/ask.h"

/* What a resolver can do, by questions that show it, and by what its other replies show. */

enum {
	COOKIE_OCTETS = 8, /* of a client; a server's comes after (RFC 7873) */
	ECS_OCTETS = 4,	   /* family, source and scope prefix; the address after them */
	ECS_SCOPE = 3,
};

/* Its TXT says whether whoever asked for it minimises names: the zone's server answers a whole name itself, wrongly. */
static const char minimisation_test[] = "qnamemintest.internet.nl";

enum feature {
	FEATURE_VALIDATES,
	FEATURE_EDE,
	FEATURE_NSID,
	FEATURE_ECS,
	FEATURE_COOKIES,
	FEATURE_TCP,
	FEATURE_UDP_SIZE,
	FEATURE_CASE,
	FEATURE_MINIMISES,
};

const char *compare_feature_name(size_t feature)
{
	static const char *const names[FEATURES] = {
		[FEATURE_VALIDATES] = "dnssec_validation",
		[FEATURE_EDE] = "ede",
		[FEATURE_NSID] = "nsid",
		[FEATURE_ECS] = "ecs",
		[FEATURE_COOKIES] = "cookies",
		[FEATURE_TCP] = "tcp",
		[FEATURE_UDP_SIZE] = "edns_udp_size",
		[FEATURE_CASE] = "0x20",
		[FEATURE_MINIMISES] = "qname_minimisation",
	};
	return names[feature];
}

__attribute__((format(printf, 4, 5))) static void set(struct asking *asking, size_t resolver,
						      enum feature feature, const char *format,
						      ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(asking->compare->features[resolver].text[feature], FEATURE_TEXT, format,
		  arguments);
	va_end(arguments);
}

static bool is_set(const struct asking *asking, size_t resolver, enum feature feature)
{
	return asking->compare->features[resolver].text[feature][0] != '\0';
}

/* ---- what replies show --------------------------------------------------------------------------- */

static const uint8_t *find_option(const struct fd_message *message, uint16_t wanted,
				  uint16_t *ret_length)
{
	size_t offset = 0;
	uint16_t code;
	const uint8_t *data;

	while (fd_edns_next(&message->edns, &offset, &code, &data, ret_length)) {
		if (code == wanted) {
			return data;
		}
	}
	return NULL;
}

/* An instance's name as people gave it, or as digits. */
static void note_nsid(struct asking *asking, size_t resolver, const struct fd_message *message)
{
	char text[FEATURE_TEXT / 2] = "";
	uint16_t length;
	const uint8_t *data = find_option(message, FD_OPTION_NSID, &length);
	size_t at = 0;
	bool plain = true;

	if (data == NULL || length == 0) {
		return;
	}
	for (uint16_t i = 0; i < length; i++) {
		plain &= data[i] >= 0x20 && data[i] < 0x7f;
	}
	for (uint16_t i = 0; i < length && at + 3 < sizeof(text); i++) {
		at += (size_t)snprintf(text + at, sizeof(text) - at, plain ? "%c" : "%02x",
				       data[i]);
	}
	set(asking, resolver, FEATURE_NSID, "yes, %s", text);
}

void compare_hear_by_the_way(struct asking *asking, size_t resolver,
			     const struct fd_observation *observation)
{
	struct feature_notes *notes = &asking->features[resolver];
	const struct fd_message *message = observation->message;

	if (message == NULL) {
		return;
	}
	notes->replied = true;
	notes->edns |= message->edns.present;
	notes->failed |= observation->status == FD_SERVFAIL;
	if (message->edns.present) {
		set(asking, resolver, FEATURE_UDP_SIZE, "%u", message->edns.udp_size);
	}
	if (observation->ede_count > 0) {
		set(asking, resolver, FEATURE_EDE, "yes, seen %u", observation->ede[0]);
	} else if (observation->status == FD_SERVFAIL) {
		notes->failed_mutely = true;
	}
	note_nsid(asking, resolver, message);
}

static bool begins_with(const uint8_t *text, uint8_t length, const char *word)
{
	size_t wanted = strlen(word);
	uint8_t next = length > wanted ? text[wanted] | 0x20 : 0;

	return length >= wanted && memcmp(text, word, wanted) == 0 &&
	       !(next >= 'a' && next <= 'z');
}

/* What the test's record says; NULL: it is another record, or none. */
static const char *told_minimising(const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record)) {
		const uint8_t *rdata = message->wire + record.rdata_offset;
		if (record.section != FD_SECTION_ANSWER || record.type != FD_TYPE_TXT ||
		    record.rdata_length < 1 || rdata[0] >= record.rdata_length) {
			continue;
		}
		if (begins_with(rdata + 1, rdata[0], "HOORAY")) {
			return "yes";
		}
		if (begins_with(rdata + 1, rdata[0], "NO")) {
			return "no";
		}
	}
	return NULL;
}

static void note_minimising(struct asking *asking, size_t resolver,
			    const struct fd_message *message)
{
	const char *told = told_minimising(message);

	if (told != NULL) {
		set(asking, resolver, FEATURE_MINIMISES, "%s", told);
	}
}

static void note_extras(struct asking *asking, size_t resolver,
			const struct fd_message *message)
{
	uint16_t length = 0;
	bool cookie = find_option(message, FD_OPTION_COOKIE, &length) != NULL &&
		      length > COOKIE_OCTETS;

	set(asking, resolver, FEATURE_COOKIES, cookie ? "yes" : "no");
	const uint8_t *subnet = find_option(message, FD_OPTION_ECS, &length);
	if (subnet == NULL || length < ECS_OCTETS) {
		set(asking, resolver, FEATURE_ECS, "no");
	} else { /* a scope of 0: the answer is for all networks alike (RFC 7871, 7.2.1) */
		set(asking, resolver, FEATURE_ECS, "%s, scope /%u",
		    subnet[ECS_SCOPE] > 0 ? "yes" : "echoed", subnet[ECS_SCOPE]);
	}
}

static void note_case(struct asking *asking, size_t resolver, const struct fd_message *message)
{
	if (message->has_question) {
		bool kept = memcmp(message->qname.wire, asking->mixed.wire,
				   asking->mixed.length) == 0;
		set(asking, resolver, FEATURE_CASE, kept ? "kept" : "changed");
	}
}

static void note_feature(struct asking *asking, size_t resolver, enum feature feature,
			 const struct fd_observation *observation)
{
	const struct fd_message *message = observation->message;

	if (message == NULL) {
		return;
	}
	if (feature == FEATURE_VALIDATES && observation->status == FD_NOERROR) {
		set(asking, resolver, feature,
		    (observation->flags & FD_CELL_AD) != 0 ? "yes" : "no");
	} else if (feature == FEATURE_TCP) {
		set(asking, resolver, feature, "yes");
	} else if (feature == FEATURE_COOKIES) {
		note_extras(asking, resolver, message);
	} else if (feature == FEATURE_CASE) {
		note_case(asking, resolver, message);
	} else if (feature == FEATURE_MINIMISES && observation->status == FD_NOERROR) {
		note_minimising(asking, resolver, message);
	}
}

void compare_hear_feature(struct asking *asking, const struct fd_outcome *outcome)
{
	size_t resolver = (size_t)(outcome->token & 0xffffffff);
	enum feature feature = (enum feature)(outcome->token >> 32 & 0xff);
	struct feature_notes *notes = &asking->features[resolver];
	struct fd_observation observation;
	struct fd_message message;

	fd_observe(&observation, &message, outcome, FD_TYPE_TXT);
	notes->asked[feature] = true;
	notes->status[feature] = observation.status;
	note_feature(asking, resolver, feature, &observation);
	compare_hear_by_the_way(asking, resolver, &observation);
}

/* ---- what was not shown, and why ------------------------------------------------------------------- */

/* Of the question that was to show it. */
static void say_why(struct asking *asking, size_t resolver, enum feature feature,
		    const struct fd_name *name)
{
	const struct feature_notes *notes = &asking->features[resolver];
	char text[FD_NAME_TEXT_MAX], status[FD_NUMBER_TEXT_MAX];

	fd_name_text(text, name);
	fd_status_text(status, notes->status[feature], notes->status[feature]);
	if (!notes->asked[feature]) {
		set(asking, resolver, feature, "not measured");
	} else if (notes->status[feature] != FD_NOERROR) {
		set(asking, resolver, feature, "not measured (%.64s: %s)", text, status);
	} else {
		set(asking, resolver, feature, "not measured (%.64s says nothing of it)", text);
	}
}

static void settle_edns(struct asking *asking, size_t resolver)
{
	const struct feature_notes *notes = &asking->features[resolver];

	if (!is_set(asking, resolver, FEATURE_EDE) && notes->failed_mutely) {
		set(asking, resolver, FEATURE_EDE, "none with a SERVFAIL");
	}
	if (!is_set(asking, resolver, FEATURE_EDE) && notes->replied) {
		set(asking, resolver, FEATURE_EDE, "not measured (nothing failed there)");
	}
	if (!is_set(asking, resolver, FEATURE_NSID) && notes->replied) {
		set(asking, resolver, FEATURE_NSID, "no");
	}
	if (!is_set(asking, resolver, FEATURE_UDP_SIZE) && notes->replied) {
		set(asking, resolver, FEATURE_UDP_SIZE, "no EDNS");
	}
}

static void settle(struct asking *asking, size_t resolver, const struct fd_name *signed_name,
		   const struct fd_name *minimise)
{
	const struct feature_notes *notes = &asking->features[resolver];

	settle_edns(asking, resolver);
	/* Silence over TCP tells something where the same was answered over UDP. */
	if (!is_set(asking, resolver, FEATURE_TCP) && notes->asked[FEATURE_TCP] &&
	    (notes->status[FEATURE_TCP] == FD_STATUS_UNREACHABLE ||
	     notes->status[FEATURE_CASE] < FD_STATUS_TIMEOUT)) {
		set(asking, resolver, FEATURE_TCP, "no");
	}
	for (int i = 0; i < FEATURES; i++) {
		enum feature feature = (enum feature)i;
		if (is_set(asking, resolver, feature)) {
			continue;
		}
		if (!notes->replied) {
			set(asking, resolver, feature, "not measured (no reply to anything)");
		} else {
			say_why(asking, resolver, feature,
				feature == FEATURE_VALIDATES   ? signed_name
				: feature == FEATURE_MINIMISES ? minimise
							       : &asking->mixed);
		}
	}
}

/* ---- the questions ----------------------------------------------------------------------------------- */

/* A question's name with every other letter turned: whether it comes back so is what 0x20 needs. */
static void mix_case(struct fd_name *name)
{
	for (unsigned i = 1, turn = 0; i < name->length; i++) {
		uint8_t lower = name->wire[i] | 0x20;
		if (lower >= 'a' && lower <= 'z' && name->wire[i] > 63) {
			name->wire[i] = turn++ % 2 == 0 ? (uint8_t)(lower & ~0x20) : lower;
		}
	}
}

/* A question that as many as possible answered: what fails over TCP must not fail for its name's sake. */
static uint32_t choose_known(const struct compare *compare)
{
	const struct fd_inventory *inventory = compare->inventory;
	uint32_t best = 0;
	size_t most = 0;

	for (uint32_t i = 0; i < inventory->question_count; i++) {
		size_t answered = 0;
		for (uint32_t k = 0; k < inventory->resolver_count; k++) {
			answered += compare_cell(compare, i, k)->sketch.data;
		}
		if (answered > most) {
			most = answered;
			best = i;
		}
	}
	return best;
}

static int ask_one(struct asking *asking, uint32_t resolver, const struct fd_name *signed_name,
		   const struct fd_name *minimise)
{
	const struct fd_question *question =
		&asking->compare->inventory->questions[asking->known];
	const struct {
		enum feature feature;
		const struct fd_name *name;
		uint16_t qtype;
		uint8_t flags;
		enum fd_proto proto;
	} rows[] = {
		{ FEATURE_VALIDATES, signed_name, FD_TYPE_SOA, FD_QUERY_BULK | FD_QUERY_DO,
		  FD_UDP },
		{ FEATURE_TCP, &asking->mixed, question->qtype, FD_QUERY_BULK, FD_TCP },
		{ FEATURE_COOKIES, &asking->mixed, question->qtype,
		  FD_QUERY_BULK | FD_QUERY_EXTRAS, FD_UDP },
		{ FEATURE_CASE, &asking->mixed, question->qtype, FD_QUERY_BULK, FD_UDP },
		{ FEATURE_MINIMISES, minimise, FD_TYPE_TXT, FD_QUERY_BULK, FD_UDP },
	};
	int r = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && r == 0; i++) {
		struct fd_probe probe = {
			.token = FEATURE_TOKEN | (uint64_t)rows[i].feature << 32 | resolver,
			.server = resolver,
			.qtype = rows[i].qtype,
			.flags = rows[i].flags,
			.proto = (uint8_t)rows[i].proto,
			.qname = rows[i].name->wire,
			.qname_length = rows[i].name->length,
			.retries = FD_RETRIES_DEFAULT,
		};
		r = compare_submit(asking, &probe);
	}
	return r;
}

int compare_ask_features(struct asking *asking)
{
	const struct compare *compare = asking->compare;
	const struct fd_inventory *inventory = compare->inventory;
	struct fd_name signed_name = { .length = 1 }, minimise;
	uint8_t length;
	int r = fd_name_parse(&minimise, minimisation_test);

	assert(r >= 0);
	if (inventory->has_canary_signed) {
		signed_name = inventory->canary_signed;
	}
	if (inventory->has_canary_minimisation) {
		minimise = inventory->canary_minimisation;
	}
	asking->known = choose_known(compare);
	const uint8_t *wire =
		fd_inventory_qname(inventory, &inventory->questions[asking->known], &length);
	asking->mixed.length = length;
	memcpy(asking->mixed.wire, wire, length);
	mix_case(&asking->mixed);
	r = 0;
	for (uint32_t i = 0; i < inventory->resolver_count && r == 0; i++) {
		if (compare_has(compare, i)) {
			r = ask_one(asking, i, &signed_name, &minimise);
		}
	}
	r = r < 0 ? r : compare_drain(asking);
	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (compare_has(compare, i)) {
			settle(asking, i, &signed_name, &minimise);
		}
	}
	return r;
}
