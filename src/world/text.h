/* SPDX-License-Identifier: MIT */
#ifndef WORLD_TEXT_H
#define WORLD_TEXT_H

#include "world/world.h"

/** Reading a description: one line at a time into the world, mistakes into a list. */
struct parser {
	struct fd_world *world;
	const char *source;
	struct fd_errors *errors;
	unsigned line;
	bool no_memory;
	bool failed;
	char *words[WORLD_WORDS_MAX];
	size_t word_count;
	struct zone *zone;	   /* the last `zone` line */
	struct host everyone;	   /* what every new host begins as */
	struct reference *pending; /* host lists, filled when all hosts are known */
};

struct reference {
	struct host_list *list;
	char *text;   /* names and addresses between commas */
	bool by_name; /* addresses will not do */
	unsigned line;
	struct reference *next;
};

struct memory { /* a `remember` line */
	struct host *resolver;
	struct fd_name name;
	uint16_t type;
	uint16_t rcode;
	struct rr rr; /* rdata NULL: a negative answer */
	int64_t lifetime_ns;
	uint32_t serial; /* 0: that of the zone */
	struct memory *next;
};

void parser_error(struct parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** For steps that run out of memory: remembered, reported once. Returns its argument. */
void *parser_got(struct parser *parser, void *memory);

/** An absolute name, trailing dot or not. Reports what is wrong with it. */
bool parse_name(struct parser *parser, struct fd_name *ret_name, const char *text);
bool parse_address(struct parser *parser, struct fd_endpoint *ret_endpoint, const char *text);
bool parse_number(int64_t *ret_number, const char *text, int64_t most);
/** `20ms`, `3s`: ns us ms s m h. */
bool parse_span(int64_t *ret_ns, const char *text);

/** Words of a line from `first` on, by the tables of words.c, into a host or zone. */
void words_apply_host(struct parser *parser, struct host *host, size_t first);
void words_apply_zone(struct parser *parser, struct zone *zone, size_t first);
/** A list of hosts between commas; filled by parser_resolve(). */
void parser_refer(struct parser *parser, struct host_list *list, const char *text,
		  bool by_name);

struct rdata {
	uint8_t bytes[WORLD_RDATA_MAX];
};
/**
 * RDATA in presentation form, names relative to `origin` (NULL: absolute); any type as `\# LENGTH HEX` (RFC 3597).
 * Returns its length, or -1 when it is not what rdata_expected() says.
 */
int rdata_read(struct rdata *ret_rdata, uint16_t type, char *const *words, size_t count,
	       const struct fd_name *origin);
const char *rdata_expected(uint16_t type);
/** `@`, a name relative to `origin`, or one with a dot at its end. */
int rdata_name(struct fd_name *ret_name, const char *text, const struct fd_name *origin);

/** When all lines are read: lists, addresses, delegations, keys, caches. */
void world_derive(struct parser *parser);
/** The host of that name, case ignored, trailing dot or not; or NULL. */
struct host *world_host(const struct fd_world *world, const char *name);

#endif
