/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_LIMITS_H
#define INVENTORY_LIMITS_H

/** Limits of what an inventory may hold, with their reasons. */

enum {
	/* A name with every octet as \DDD is 1,024 characters; the rest is room for types and a comment. */
	LINE_MAX_LENGTH = 4096,

	/* Room for a file's names is made at once from this size on: some thousands of names. */
	EXPECTED_FROM = 64 << 10,

	/* A read of this size costs little per octet, and the buffer stays in the second-level cache. */
	INPUT_BUFFER_SIZE = 256 << 10,

	/* jansson needs some 20 times the text in memory: beyond this, `names_file` is the way. */
	JSON_TEXT_MAX = 256 << 20,

	/* Nobody asks one name for more types than this; it bounds the search for duplicates. */
	TYPES_MAX = 64,

	/* A question keeps its group in 16 bits. */
	GROUPS_MAX = 65535,

	/* Each limited name carries a bit per resolver; the widest survey of open resolvers fits. */
	RESOLVERS_MAX = 65536,

	/* Identifiers end up in every record, table column and label. */
	ID_MAX = 128,

	/* A tag, an owner, an expected answer: one TXT record's worth of text and escapes. */
	STRING_MAX = 4096,

	/* Text of the user's input shown back in a message. */
	QUOTE_TEXT_MAX = 80,

	/* More tries than this at one resolver answer nothing that one more resolver would not. */
	RETRIES_MAX = 15,

	/* Deeper than any place an inventory has: `groups[0].names[3].expect.answers[1]` is 7 steps. */
	PATH_STEPS_MAX = 16,

	/* Root servers or trust anchors in a file: a zone file with more is the wrong file. */
	ROOT_RECORDS_MAX = 512,
};

/* A question keeps its name's place in 32 bits. */
#define NAMES_SIZE_MAX UINT32_MAX
/* A plan keeps a question's place in 32 bits; the last two values mean "none" and "empty". */
#define QUESTIONS_MAX (UINT32_MAX - 2)
/* An hour is longer than any wait with sense, and far from the end of 63 bits of nanoseconds. */
#define DURATION_STATED_MAX_NS (INT64_C(3600) * 1000000000)
/* No resolver, and no sender, is near this; it keeps products of rates and times in 63 bits. */
#define QPS_MAX 100000000

#endif
