/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_INVENTORY_H
#define FLEETDIG_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/error.h>
#include <fleetdig/probe.h>
#include <fleetdig/wire.h>

/**
 * What to ask, of whom, and what is expected: read once, then only read. Everything in it is owned by the inventory and
 * lives until fd_inventory_destroy(). Names are stored once, as wire octets in one block; a question is 16 bytes.
 */

enum fd_role {
	FD_ROLE_LOCAL,
	FD_ROLE_ISP,
	FD_ROLE_PUBLIC
};
const char *fd_role_text(enum fd_role role); /* "local", "isp", "public" */

enum {
	FD_NO_INDEX = UINT32_MAX
};

struct fd_resolver {
	char *id;
	struct fd_endpoint endpoint;
	struct fd_endpoint source; /* zeroed: any */
	enum fd_role role;
	enum fd_proto proto;
	char *operator_name;   /* NULL: unknown */
	int validates;	       /* -1 unknown, 0, 1: what the inventory states */
	int64_t qps;	       /* ceiling; 0 none; -1 not stated */
	uint32_t *forwards_to; /* indexes of resolvers */
	size_t forwards_to_count;
	bool canary_none; /* "canary": null */
	bool has_canary;
	struct fd_name canary;
};

enum fd_expect_match {
	FD_EXPECT_EXACT,
	FD_EXPECT_SUBSET,
	FD_EXPECT_ANY
};

struct fd_expect {	/* what a name's owner says it should answer; unset parts say nothing */
	int rcode;	/* -1 unset */
	char **answers; /* presentation form of RDATA */
	size_t answer_count;
	enum fd_expect_match match;
	char **cidrs;
	size_t cidr_count;
	bool has_cname;
	struct fd_name cname;
	uint32_t max_ms;  /* 0 unset */
	uint32_t min_ttl; /* 0 unset */
	struct fd_name *ns;
	size_t ns_count;
};

/** What holds for a question beyond its name and type. Index 0 is "nothing": no expectation, every resolver. */
struct fd_terms {
	struct fd_expect *expect; /* NULL: none */
	uint64_t *resolvers; /* bit set over resolver indexes (inventory order); NULL: all */
};

struct fd_group {
	char *id;
	char *owner; /* NULL: none */
	char **tags;
	size_t tag_count;
};

struct fd_question {
	uint32_t name; /* offset into the name block */
	uint16_t qtype;
	uint16_t group;
	uint32_t terms;
	uint8_t name_length; /* with the root label */
};

struct fd_zone {
	struct fd_name name;
	bool internal;
	struct fd_name *ns;
	size_t ns_count;
};

struct fd_root {
	struct fd_name name;
	struct fd_endpoint endpoint;
};

/** A file that was read besides the inventory's own, for it names it. */
struct fd_inventory_file {
	const char *path;
	struct fd_inventory_file *next;
};

struct fd_inventory {
	char *source;			 /* file name, "-", or "command line": for messages */
	struct fd_inventory_file *files; /* names, roots, trust anchors; the last first */
	uint64_t hash;			 /* XXH3 of the text read */
	struct fd_resolver *resolvers;
	size_t resolver_count;
	struct fd_group *groups; /* at least one: group 0 is "default" for plain lists */
	size_t group_count;
	struct fd_question *questions;
	size_t question_count;
	uint8_t *names; /* wire octets, one name after another */
	size_t names_size;
	size_t name_count; /* distinct names */
	size_t duplicates; /* questions given more than once, merged */
	size_t left_out;   /* questions not asked: limited to resolvers that -r replaced */
	struct fd_terms *terms;
	size_t terms_count;
	struct fd_zone *zones;
	size_t zone_count;
	struct fd_root *
		roots; /* never empty after a successful load: roots given, root.hints, or compiled in */
	size_t root_count;
	char **trust_anchors; /* DS or DNSKEY records, presentation form */
	size_t trust_anchor_count;
	uint16_t authority_port; /* asked when walking; 53 */
	bool has_canary_signed, has_canary_unsigned, has_canary_absent, has_canary_minimisation;
	struct fd_name canary_signed, canary_unsigned, canary_absent_under, canary_minimisation;
	int64_t timeout_ns;  /* 0: not stated */
	int64_t patience_ns; /* 0: not stated; follow-up that waits long */
	int retries;	     /* FD_RETRIES_DEFAULT: not stated */
	int64_t qps; /* ceiling per resolver for those that state none; -1 not stated, 0 none */
};

/** What the command line adds to, or says instead of, the file. All borrowed. */
struct fd_inventory_request {
	const char *file; /* JSON or name list; "-" is standard input; NULL: `names` */
	const char *text; /* not NULL: what `file`, then a name for messages, holds */
	size_t text_length;
	const char *const *names; /* names from the command line */
	size_t name_count;
	const char *const *resolvers; /* -r arguments: ADDR[#PORT][=ROLE] or @FILE */
	size_t resolver_count;
	const uint16_t *types; /* -t; none: the file's, else A */
	size_t type_count;
	const char *
		resolv_conf; /* NULL: /etc/resolv.conf (used when nobody names a resolver, or the file says "system_resolvers") */
	const char *
		stub_resolv_conf; /* NULL: /run/systemd/resolve/resolv.conf (what is behind a stub at 127.0.0.53) */
	bool several_places; /* an address may be there more than once: asked from elsewhere */
	bool resolvers_optional; /* `check` style callers that need none */
};

/**
 * Reads everything, validates everything. Returns 0, or -EINVAL with every mistake in `errors` as
 * `FILE:LINE:COLUMN: path: what, and what was expected` (then *ret_inventory is untouched), or -ENOMEM.
 * An empty plan (no question, or no resolver for any) is a mistake too.
 */
int fd_inventory_load(struct fd_inventory **ret_inventory,
		      const struct fd_inventory_request *request, struct fd_errors *errors);
void fd_inventory_destroy(struct fd_inventory *inventory);

/** The question's name as stored: wire octets; *ret_length counts the root label. */
static inline const uint8_t *fd_inventory_qname(const struct fd_inventory *inventory,
						const struct fd_question *question,
						uint8_t *ret_length)
{
	*ret_length = question->name_length;
	return inventory->names + question->name;
}

/** Whether this question is for that resolver at all. */
static inline bool fd_inventory_asks(const struct fd_inventory *inventory,
				     const struct fd_question *question, uint32_t resolver)
{
	const uint64_t *only = inventory->terms[question->terms].resolvers;

	return only == NULL || (only[resolver / 64] >> (resolver % 64) & 1) != 0;
}

/** NULL when nothing is expected. */
const struct fd_expect *fd_inventory_expect(const struct fd_inventory *inventory,
					    const struct fd_question *question);
/** The declared zone the name is in (the longest), or NULL. */
const struct fd_zone *fd_inventory_zone(const struct fd_inventory *inventory,
					const struct fd_name *name);

/**
 * One name as inventories take it: any alphabet, `\DDD` escapes, `.` the root. Returns 0, -EINVAL with the quoted text and
 * what is wrong with it in `why` (`"a..b" has two dots in a row: ...`), or -ENOMEM with `why` empty.
 */
int fd_inventory_name(struct fd_name *ret_name, const char *text, char why[256]);

/** `2s`, `300ms`, `1.5s`, `2m`, `1h`, `50us`: a unit is required. 0 or -EINVAL. */
int fd_duration_parse(int64_t *ret_ns, const char *text);

#endif
