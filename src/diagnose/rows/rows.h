/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_ROWS_H
#define DIAGNOSE_ROWS_ROWS_H

#include "diagnose/common/cells.h"

/** What is the host's and each resolver's own: found by canaries and experiments, before any name is judged. */

void canary_choose(struct fd_diagnosis *diagnosis);
/** A name below `zone` that nobody has, the same for the whole run; false when it would be too long. */
bool canary_name(const struct fd_diagnosis *diagnosis, const struct fd_name *zone,
		 struct fd_name *ret_name);
enum answer canary_resolver(struct fd_diagnosis *diagnosis, uint32_t resolver);
enum answer canary_again(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** While the bulk runs: K1 once more of every resolver that was well. */
void canary_during(struct fd_diagnosis *diagnosis);
/** K1 of this resolver, as it is asked. */
struct fd_wish canary_wish(const struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Are only questions asked too fast refused? PENDING while a few are asked slowly. */
enum answer rate_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Once the table is whole, before the experiments: what was lost at all resolvers together. */
void loss_add_up(struct fd_diagnosis *diagnosis);
/** Where datagrams seem to get lost, is it so? PENDING while the experiment runs. */
enum answer loss_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Where one witness alone is tested, and lost some: does a root lose as many? PENDING while it is asked. */
enum answer loss_measure_root(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Nobody else can be asked: it is the way to this resolver, or the way from here to everybody. */
bool loss_unplaced(const struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Where few were lost: more of the same. PENDING while they are asked for. */
enum answer loss_measure_more(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Where none is lost of what is asked singly, is it of a burst? PENDING while the experiment runs. */
enum answer burst_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);
bool burst_dropped(const struct row *row);
/** What was dropped of it, and what was not, took turns: so does no limit. */
bool burst_mixed(const struct row *row);
/** Or so it looked one of two times. */
bool burst_doubtful(const struct row *row);
/** It fails much that others answer: does it turn down what comes too fast? PENDING while the experiment runs. */
enum answer limit_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);
bool limit_shown(const struct row *row);
/** … and not so clearly. */
bool limit_doubtful(const struct row *row);
/** Every few of what it surely has in its cache fail, whatever the rate: several servers behind one address, not all of them well. */
bool half_shown(const struct row *row);
/** One of the two: what it failed it may answer at another time. */
bool row_at_times(const struct row *row);
/** Where the canary was slow, are cached answers too? PENDING while they are asked for. */
enum answer slow_measure(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Of a row whose first canary is good: that one may have met a cold cache, or a moment in which much was asked. */
const struct fact *quicker_canary(const struct row *row);
/** Another one, which is well, is much quicker, or where there is none a root: *ret_other. */
bool slow_here(const struct fd_diagnosis *diagnosis, uint32_t resolver,
	       const struct fact **ret_other);
/** Everywhere alike: it is this host's link. */
bool loss_everywhere(const struct fd_diagnosis *diagnosis);
/** Many independent resolvers at once, if not all. */
bool loss_of_many(const struct fd_diagnosis *diagnosis);
/** At this resolver, and others are clean. */
bool loss_here(const struct fd_diagnosis *diagnosis, uint32_t resolver);
/** Of each whose canaries are not over, whether any cell of the table, which is whole, got a reply. */
void canary_find_unheard(struct fd_diagnosis *diagnosis);
/** Neither the canary nor any name got a reply: only how silent it is is still to be found. */
bool canary_unheard(const struct fd_diagnosis *diagnosis, uint32_t resolver);
bool canary_silent(const struct fd_diagnosis *diagnosis, uint32_t resolver);

void correlate_witnesses(struct fd_diagnosis *diagnosis);
void correlate_rows(struct fd_diagnosis *diagnosis);
/** No independent resolver is asked: nobody else shows what could be had. */
bool row_alone(const struct fd_diagnosis *diagnosis, uint32_t resolver);
/** It fails whatever it is asked, as all others do, and nobody else can be asked. */
bool row_barren(const struct fd_diagnosis *diagnosis, uint32_t resolver);

void resolver_judge(struct fd_diagnosis *diagnosis, uint32_t resolver);
/** After all resolvers were: what forwarders only pass on. */
void forwarded_judge(struct fd_diagnosis *diagnosis);
void host_judge(struct fd_diagnosis *diagnosis);
/** Somebody answers in the place of a root, and not as a root would. */
bool host_intercepted(const struct fd_diagnosis *diagnosis);

#endif
