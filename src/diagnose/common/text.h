/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_TEXT_H
#define DIAGNOSE_COMMON_TEXT_H

#include <fleetdig/diagnosis.h>

#include "core/region.h"

/** Sentences' parts. Whatever came from the network leaves here as printable ASCII. */

/** A name as people write it: no last dot. */
const char *text_name(struct region *region, const struct fd_name *name);
const char *text_endpoint(struct region *region, const struct fd_endpoint *endpoint);
const char *text_type(struct region *region, uint16_t type);
/** `dig @192.0.2.53 -p 5300 +norecurse www.example A`: safe to paste into a shell, whatever the name is. */
const char *text_dig(struct region *region, const struct fd_wish *wish);
/** The same, for what was seen: dig takes up over TCP what is cut short, unless it is told not to. */
const char *text_probe(struct region *region, const struct fd_wish *wish,
		       const struct fd_observation *observation);
/** `SERVFAIL in 12 ms, EDE 22 (No Reachable Authority)`, `no answer (3 tries)`. */
const char *text_saw(struct region *region, const struct fd_observation *observation,
		     uint16_t qtype);
/** A list of endpoints for a sentence: `192.0.2.1, 192.0.2.2 and 3 more`. */
const char *text_endpoints(struct region *region, const struct fd_endpoint *const *endpoints,
			   size_t count);
/** The same of names: `ns1.example, ns2.example and 3 more`. */
const char *text_names(struct region *region, const struct fd_name *names, size_t count);
/** `7 days`, `5 hours`: the largest unit of which there are at least two. */
const char *text_span(struct region *region, int64_t seconds);
/** The day, and the minute too where it is near: `away_s` seconds from now. Unix time. */
const char *text_date(struct region *region, int64_t date_s, int64_t away_s);

#endif
