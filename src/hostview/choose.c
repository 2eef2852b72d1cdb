/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hostview/limits.h"
#include "hostview/view.h"

static bool is_host_octet(uint8_t octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
	       (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
}

bool choose_name_text(char text[FD_LIBRARY_TEXT], const struct fd_name *name)
{
	size_t at = 0, length = 0;

	while (name->wire[at] != 0) {
		uint8_t label = name->wire[at++];
		for (uint8_t i = 0; i < label; i++) {
			if (!is_host_octet(name->wire[at + i])) {
				return false;
			}
		}
		memcpy(text + length, name->wire + at, label);
		length += label;
		text[length++] = '.';
		at += label;
	}
	text[length > 0 ? length - 1 : 0] = '\0';
	return length > 0;
}

/* The library answers these by itself, and is meant to (RFC 6761 6.3). */
static bool is_localhost(const struct fd_name *name)
{
	struct fd_name localhost;

	return fd_name_parse(&localhost, "localhost") == 0 && fd_name_under(name, &localhost);
}

static bool is_for_local_only(const struct fd_inventory *inventory,
			      const struct fd_question *question)
{
	bool any = false;

	if (inventory->terms[question->terms].resolvers == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (fd_inventory_asks(inventory, question, i)) {
			any = true;
			if (inventory->resolvers[i].role != FD_ROLE_LOCAL) {
				return false;
			}
		}
	}
	return any;
}

static bool is_marked_local(const struct fd_inventory *inventory,
			    const struct fd_question *question, const struct fd_name *name)
{
	const struct fd_zone *zone = fd_inventory_zone(inventory, name);

	return (zone != NULL && zone->internal) || is_for_local_only(inventory, question);
}

static bool is_wanted(const struct fd_inventory *inventory, uint32_t index,
		      const struct fd_host_view_config *config)
{
	const struct fd_question *question = &inventory->questions[index];
	struct fd_name name = { 0 };
	char text[FD_LIBRARY_TEXT];

	if ((question->qtype != FD_TYPE_A && question->qtype != FD_TYPE_AAAA) ||
	    (config->mask != NULL && (config->mask[index / 64] >> (index % 64) & 1) == 0)) {
		return false;
	}
	const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
	memcpy(name.wire, wire, name.length);
	return choose_name_text(text, &name) && !is_localhost(&name) &&
	       (config->all || is_marked_local(inventory, question, &name));
}

int choose_questions(uint32_t **ret_questions, size_t *ret_count, size_t *ret_left_out,
		     const struct fd_inventory *inventory,
		     const struct fd_host_view_config *config)
{
	size_t count = 0, left_out = 0;
	uint32_t *questions = malloc(VIEW_QUESTIONS_MAX * sizeof(*questions));

	if (questions == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < inventory->question_count; i++) {
		if (!is_wanted(inventory, i, config)) {
			continue;
		}
		if (count < VIEW_QUESTIONS_MAX) {
			questions[count++] = i;
		} else {
			left_out++;
		}
	}
	*ret_questions = questions;
	*ret_count = count;
	*ret_left_out = left_out;
	return 0;
}
