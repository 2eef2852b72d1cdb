/* SPDX-License-Identifier: MIT */
#ifndef WIRE_FOREIGN_H
#define WIRE_FOREIGN_H

#include <fleetdig/wire.h>

#include "wire/text.h"

/*
 * Presentation by ldns, for the types we do not print ourselves: the only place here that
 * allocates. False, and nothing written, when ldns is not to be trusted with the type, does not
 * make sense of all of the RDATA, or there is no memory.
 */
bool wire_foreign_text(struct wire_text *text, const struct fd_message *message,
		       const struct fd_record_view *record);

#endif
