/* SPDX-License-Identifier: MIT */
#include "engine/core/server.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

int server_create(struct server **ret_server, uint32_t index,
		  const struct fd_server_config *config)
{
	struct server *server = calloc(1, sizeof(*server));

	if (server == NULL) {
		return -ENOMEM;
	}
	server->index = index;
	server->next_ready = TABLE_NONE;
	server->feed = config->feed;
	server->fixed = config->fixed;
	queues_init(&server->queues);
	pace_init(&server->pace, config->qps);
	window_init(&server->window, config->open_max, config->qps > 0);
	control_init(&server->control, 0);
	server->paced_ns = INT64_MAX;
	server->last_reply_ns = INT64_MIN;
	server->silent_since_ns = INT64_MAX;
	*ret_server = server;
	return 0;
}

void server_destroy(struct server *server)
{
	if (server != NULL) {
		free(server->recent.keys);
		free(server);
	}
}

int64_t server_evidence_ns(const struct server *server)
{
	return tries_delay(&server->rtt, 0, INT64_MAX) + server->rtt.srtt_ns + WHEEL_TICK_NS;
}

int64_t server_judging_ns(const struct server *server)
{
	int64_t evidence_ns = server_evidence_ns(server);

	return evidence_ns < JUDGING_MAX_NS ? evidence_ns : JUDGING_MAX_NS;
}

uint32_t server_window(const struct server *server)
{
	uint32_t size = window_size(&server->window);
	uint32_t open = server->open;

	if (!server->replied && !server->fixed) {
		size = size < OPEN_UNPROVEN ? size : OPEN_UNPROVEN;
	} else if (!server->window.fixed && open < OPEN_FAR_MAX) {
		open -= server->patient;
	}
	return open < size ? size - open : 0;
}

void server_opened(struct server *server, uint16_t slot)
{
	if (slot != TCP_SLOT) {
		assert(server->open_at[slot] < UINT16_MAX);
		server->open_at[slot]++;
	}
}

void server_closed(struct server *server, uint16_t slot)
{
	if (slot != TCP_SLOT) {
		assert(server->open_at[slot] > 0);
		server->open_at[slot]--;
	}
}

static uint32_t recent_key(uint16_t slot, uint16_t id)
{
	return (uint32_t)id << 16 | (uint32_t)(slot & 0x7fff) << 1;
}

static void recent_grow(struct recent *recent)
{
	uint32_t capacity = recent->capacity == 0 ? RECENT_MIN : recent->capacity * 2;
	uint32_t *keys = NULL;

	if (capacity <= RECENT_MAX) {
		keys = reallocarray(recent->keys, capacity, sizeof(*keys));
	}
	if (keys != NULL) {
		recent->next = recent->count;
		recent->keys = keys;
		recent->capacity = capacity;
	} else {
		recent->next = 0; /* Full, or no memory: the oldest makes room. */
	}
}

void recent_add(struct recent *recent, uint16_t slot, uint16_t id, bool answered)
{
	if (recent->next == recent->capacity) {
		recent_grow(recent);
	}
	if (recent->capacity == 0) {
		return; /* Without memory late replies count as rejected. */
	}
	recent->keys[recent->next++] = recent_key(slot, id) | answered;
	if (recent->count < recent->next) {
		recent->count = recent->next;
	}
}

enum recent_found recent_find(const struct recent *recent, uint16_t slot, uint16_t id)
{
	uint32_t key = recent_key(slot, id);
	uint32_t found = 0; /* how often, without and with an answer */

	for (uint32_t i = 0; i < recent->count; i++) {
		uint32_t other = recent->keys[i];
		found |= (uint32_t)((other & ~1U) == key) << (other & 1);
	}
	if ((found & 2) != 0) {
		return RECENT_ANSWERED;
	}
	return found != 0 ? RECENT_UNANSWERED : RECENT_UNKNOWN;
}

/** FNV-1a: only to tell a handful of names apart, and collisions only delay. */
static uint32_t name_mark(const struct probe *probe)
{
	uint32_t hash = 2166136261U;

	for (unsigned i = 0; i < probe->qname_length; i++) {
		hash = (hash ^ probe->qname[i]) * 16777619U;
	}
	return hash;
}

void server_asked(struct server *server, const struct probe *probe, int64_t now_ns)
{
	server->last_active_ns = now_ns;
	if (server->silent_since_ns == INT64_MAX) {
		server->silent_since_ns = now_ns;
	}
	if (server->unanswered_count == QUARANTINE_NAMES) {
		return;
	}
	uint32_t mark = name_mark(probe);
	for (uint32_t i = 0; i < server->unanswered_count; i++) {
		if (server->unanswered[i] == mark) {
			return;
		}
	}
	server->unanswered[server->unanswered_count++] = mark;
}

void server_alive(struct server *server, int64_t now_ns)
{
	server->replied = true;
	server->quarantined = false;
	server->reach = REACH_FINE;
	server->last_reply_ns = now_ns;
	server->last_active_ns = now_ns;
	server->silent_since_ns = INT64_MAX;
	server->unanswered_count = 0;
}

int64_t server_quarantine_ns(const struct server *server)
{
	if (!server->silent || server->quarantined ||
	    server->unanswered_count < QUARANTINE_NAMES) {
		return INT64_MAX;
	}
	assert(server->silent_since_ns != INT64_MAX);
	/* An idle server is not a silent one: the clock starts with the first question after the last reply. */
	return server->silent_since_ns + QUARANTINE_SILENCE_NS;
}

void server_quarantine(struct server *server, int64_t now_ns)
{
	server->quarantined = true;
	server->probation_wait_ns = PROBATION_FIRST_NS;
	server->probation_ns = now_ns + PROBATION_FIRST_NS;
}

void server_probation(struct server *server, int64_t now_ns)
{
	assert(server->quarantined);
	server->probation_wait_ns = server->probation_wait_ns * 2 < PROBATION_LAST_NS
					    ? server->probation_wait_ns * 2
					    : PROBATION_LAST_NS;
	server->probation_ns = now_ns + server->probation_wait_ns;
}
