/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DIRECT_HOST_CANARY_H
#define DIAGNOSE_DIRECT_HOST_CANARY_H

#include "diagnose/common/state.h"

/** Whether this host can ask authoritative servers itself: its own controls. */

enum answer canary_host(struct fd_diagnosis *diagnosis, uint32_t index);
/**
 * A root that answers over UDP refuses TCP: roots listen, so somebody near by says that in everybody's name, and a TCP reset is no word of
 * the server.
 */
bool host_resets_tcp(const struct fd_diagnosis *diagnosis);
/** A root that answered as one does; NULL: there is none, or none may be asked. */
const struct fact *host_real_root(const struct fd_diagnosis *diagnosis);
/** The family (4, 6) in which somebody refuses in the roots' place; 0: neither. */
uint8_t host_family_taken(const struct fd_diagnosis *diagnosis);
/** Anything ever answered over this family (4, 6): if not, silence there says nothing about servers. */
bool host_has_family(const struct fd_diagnosis *diagnosis, uint8_t family);
/** One root of the family that host_has_family() denies, unless it was asked. YES: it is real, and the family works. */
enum answer host_try_other_family(struct fd_diagnosis *diagnosis);
/** What came of asking any server of that family: true when it works, by this or by what was heard before. */
bool host_note_family(struct fd_diagnosis *diagnosis, const struct fact *fact);

#endif
