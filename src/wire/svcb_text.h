/* SPDX-License-Identifier: MIT */
#ifndef WIRE_SVCB_TEXT_H
#define WIRE_SVCB_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "wire/text.h"

/* One SvcParam, `param` its key, length and value: `port=443`; `key667="..."` for others. */
void wire_svcb_param_text(struct wire_text *text, const uint8_t *param, size_t length);

#endif
