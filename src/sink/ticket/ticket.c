/* SPDX-License-Identifier: MIT */
#include "sink/ticket/ticket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sink/sinks.h"

/* Everything about a few names, to be pasted into a ticket: gathered here, printed when the run is over. */

void *ticket_add(struct ticket_list *list, size_t size)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? 32 : list->capacity * 2;
		void *items = reallocarray(list->items, capacity, size);
		if (items == NULL) {
			return NULL;
		}
		list->items = items;
		list->capacity = capacity;
	}
	return memset((char *)list->items + list->count++ * size, 0, size);
}

static int ticket_open(void *state, const struct fd_sink_config *config)
{
	struct ticket *ticket = state;

	ticket->config = *config;
	return 0;
}

static void keep_title(struct ticket *ticket, const struct fd_run_record *run)
{
	time_t seconds = (time_t)(run->started_us / 1000000);
	struct tm tm;
	char when[32];

	gmtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm);
	ticket->title = (struct words) { .length = 0 };
	words_add(&ticket->title, "fleetdig %.24s, %s, from %.80s, run %.40s",
		  run->version == NULL ? "" : run->version, when,
		  run->vantage == NULL ? "" : run->vantage,
		  run->run_id == NULL ? "" : run->run_id);
}

/* ---- what replies tell besides their own question ---------------------------------------------- */

static bool know_host(const struct ticket *ticket, const struct fd_name *name,
		      const struct fd_endpoint *endpoint)
{
	const struct ticket_host *hosts = ticket->hosts.items;

	for (size_t i = 0; i < ticket->hosts.count; i++) {
		if (hosts[i].endpoint.family == endpoint->family &&
		    memcmp(hosts[i].endpoint.address, endpoint->address, 16) == 0 &&
		    fd_name_equal(&hosts[i].name, name)) {
			return true;
		}
	}
	return false;
}

static int keep_host(struct ticket *ticket, const struct fd_message *message,
		     const struct fd_record_view *record)
{
	struct fd_endpoint endpoint = { .family = record->rdata_length == 4 ? 4 : 6 };

	memcpy(endpoint.address, message->wire + record->rdata_offset, record->rdata_length);
	if (know_host(ticket, &record->owner, &endpoint)) {
		return 0;
	}
	struct ticket_host *host = ticket_add(&ticket->hosts, sizeof(*host));
	if (host == NULL) {
		return -ENOMEM;
	}
	host->name = record->owner;
	host->endpoint = endpoint;
	return 0;
}

static int keep_alias(struct ticket *ticket, const struct fd_message *message,
		      const struct fd_record_view *record)
{
	const struct ticket_alias *known = ticket->aliases.items;
	struct fd_name target;

	if (fd_record_target(message, record, &target) < 0) {
		return 0;
	}
	for (size_t i = 0; i < ticket->aliases.count; i++) {
		if (fd_name_equal(&known[i].owner, &record->owner) &&
		    fd_name_equal(&known[i].target, &target)) {
			return 0;
		}
	}
	struct ticket_alias *alias = ticket_add(&ticket->aliases, sizeof(*alias));
	if (alias == NULL) {
		return -ENOMEM;
	}
	*alias = (struct ticket_alias) { .owner = record->owner, .target = target };
	return 0;
}

static int keep_delegation(struct ticket *ticket, const struct fd_message *message,
			   const struct fd_record_view *record)
{
	const struct ticket_delegation *known = ticket->delegations.items;
	struct fd_name server;

	if (fd_record_target(message, record, &server) < 0) {
		return 0;
	}
	for (size_t i = 0; i < ticket->delegations.count; i++) {
		if (fd_name_equal(&known[i].zone, &record->owner) &&
		    fd_name_equal(&known[i].server, &server)) {
			return 0;
		}
	}
	struct ticket_delegation *one = ticket_add(&ticket->delegations, sizeof(*one));
	if (one == NULL) {
		return -ENOMEM;
	}
	*one = (struct ticket_delegation) { .zone = record->owner, .server = server };
	return 0;
}

/* Aliases lead to other names' paths, and addresses of name servers give servers their names: by the zone they are named for. */
static int keep_links(struct ticket *ticket, const struct fd_message *message, bool hosts)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	int r = 0;

	while (r == 0 && message != NULL && fd_message_next(message, &cursor, &record)) {
		bool address = (record.type == FD_TYPE_A && record.rdata_length == 4) ||
			       (record.type == FD_TYPE_AAAA && record.rdata_length == 16);
		if (record.type == FD_TYPE_CNAME && record.section == FD_SECTION_ANSWER &&
		    ticket->aliases.count < TICKET_LINKS_MAX) {
			r = keep_alias(ticket, message, &record);
		} else if (hosts && address && ticket->hosts.count < TICKET_LINKS_MAX) {
			r = keep_host(ticket, message, &record);
		} else if (hosts && record.type == FD_TYPE_NS &&
			   ticket->delegations.count < TICKET_LINKS_MAX) {
			r = keep_delegation(ticket, message, &record);
		}
	}
	return r;
}

/* ---- records ------------------------------------------------------------------------------- */

static int keep_result(struct ticket *ticket, const struct fd_result_record *result)
{
	const struct fd_observation *saw = result->observation;
	struct words answer = { .length = 0 }, remark = { .length = 0 };

	if (ticket->cells.count == TICKET_CELLS_MAX) {
		ticket->left_out++;
		return 0;
	}
	struct ticket_cell *cell = ticket_add(&ticket->cells, sizeof(*cell));
	if (cell == NULL) {
		return -ENOMEM;
	}
	cell->question = result->question;
	cell->resolver = result->resolver;
	cell->tries = saw->tries;
	cell->has_rtt = saw->wire != NULL;
	cell->rtt_us = (uint32_t)(saw->rtt_ns / 1000);
	cell->has_ttl = saw->message != NULL &&
			(saw->flags & (FD_CELL_ANSWER | FD_CELL_SOA | FD_CELL_CNAME)) != 0;
	cell->ttl = saw->ttl;
	fd_status_text(cell->status, saw->status, saw->rcode < 0 ? 0 : (uint16_t)saw->rcode);
	ticket_flags(cell->flags, saw);
	ticket_answer(&answer, saw);
	ticket_remark(&remark, saw, result->expect);
	cell->answer = strdup(answer.text);
	cell->remark = strdup(remark.text);
	if (cell->answer == NULL || cell->remark == NULL) {
		return -ENOMEM;
	}
	return keep_links(ticket, saw->message, false);
}

static int keep_probe(struct ticket *ticket, const struct fd_probe_record *record)
{
	struct words saw = { .length = 0 };

	if (ticket->probes.count == TICKET_CELLS_MAX) {
		ticket->left_out++;
		return 0;
	}
	struct ticket_probe *probe = ticket_add(&ticket->probes, sizeof(*probe));
	if (probe == NULL) {
		return -ENOMEM;
	}
	probe->wish = *record->wish;
	ticket_saw(&saw, record->wish, record->observation);
	probe->saw = strdup(saw.text);
	if (probe->saw == NULL) {
		return -ENOMEM;
	}
	return keep_links(ticket, record->observation->message, true);
}

static int keep_verdict(struct ticket *ticket, uint32_t question, uint32_t resolver,
			const struct fd_verdict *verdict)
{
	if (ticket->verdicts.count == TICKET_CELLS_MAX) {
		ticket->left_out++;
		return 0;
	}
	struct ticket_verdict *own = ticket_add(&ticket->verdicts, sizeof(*own));
	if (own == NULL) {
		return -ENOMEM;
	}
	own->question = question;
	own->resolver = resolver;
	own->severity = verdict->severity;
	own->locus = verdict->locus;
	own->cause = verdict->cause;
	own->dnssec = verdict->dnssec;
	own->cells = calloc(verdict->cell_count + 1, sizeof(*own->cells));
	if (own->cells == NULL) {
		return -ENOMEM;
	}
	own->cell_count = verdict->cell_count;
	if (verdict->cell_count > 0) {
		memcpy(own->cells, verdict->cells, verdict->cell_count * sizeof(*own->cells));
	}
	return told_copy(&own->told, verdict);
}

static int ticket_write(void *state, const struct fd_record *record)
{
	struct ticket *ticket = state;
	int r = 0;

	switch (record->kind) {
	case FD_RECORD_RUN:
		keep_title(ticket, record->run);
		break;
	case FD_RECORD_RESULT:
		r = keep_result(ticket, record->result);
		break;
	case FD_RECORD_PROBE:
		r = keep_probe(ticket, record->probe);
		break;
	case FD_RECORD_VERDICT:
		r = keep_verdict(ticket, record->verdict->question, FD_NO_INDEX,
				 record->verdict->verdict);
		break;
	case FD_RECORD_RESOLVER:
		r = keep_verdict(ticket, FD_NO_INDEX, record->resolver->resolver,
				 record->resolver->verdict);
		break;
	case FD_RECORD_HOST:
		r = keep_verdict(ticket, FD_NO_INDEX, FD_NO_INDEX, record->host->verdict);
		break;
	case FD_RECORD_LIBRARY:
		break; /* its verdict holds it */
	case FD_RECORD_SUMMARY:
		ticket->summary = *record->summary;
		ticket->summarised = true;
		break;
	case FD_RECORD_MEASUREMENT:
		r = measures_add(&ticket->measures, record->measurement);
		break;
	case FD_RECORD_COMPARISON:
		r = comparisons_add(&ticket->comparisons, record->comparison);
		break;
	}
	ticket->error = r < 0 ? r : ticket->error;
	return r;
}

/* ---- the end ------------------------------------------------------------------------------- */

static int print_all(struct ticket *ticket)
{
	char *text = NULL;
	size_t length = 0;
	struct page page = {
		.out = open_memstream(&text, &length),
		.width = ticket->config.width == 0 ? WIDTH_DEFAULT : ticket->config.width,
		.color = ticket->config.color,
		.utf8 = ticket->config.utf8,
	};

	if (page.out == NULL) {
		return -ENOMEM;
	}
	page.width = page.width < WIDTH_MIN ? (unsigned)WIDTH_MIN : page.width;
	ticket_print(&page, ticket);
	int r = ferror(page.out) ? -ENOMEM : 0;
	if (fclose(page.out) != 0) {
		r = -ENOMEM;
	}
	r = r < 0 ? r : sink_put(ticket->config.stream, text, length);
	free(text);
	return r;
}

static int ticket_close(void *state)
{
	struct ticket *ticket = state;
	bool anything = ticket->title.length + ticket->cells.count + ticket->verdicts.count > 0;
	int r = ticket->error < 0 || !anything ? ticket->error : print_all(ticket);
	struct ticket_cell *cells = ticket->cells.items;
	struct ticket_probe *probes = ticket->probes.items;
	struct ticket_verdict *verdicts = ticket->verdicts.items;

	for (size_t i = 0; i < ticket->cells.count; i++) {
		free(cells[i].answer);
		free(cells[i].remark);
	}
	for (size_t i = 0; i < ticket->probes.count; i++) {
		free(probes[i].saw);
	}
	for (size_t i = 0; i < ticket->verdicts.count; i++) {
		told_finish(&verdicts[i].told);
		free(verdicts[i].cells);
	}
	free(cells);
	free(probes);
	free(verdicts);
	free(ticket->aliases.items);
	free(ticket->hosts.items);
	free(ticket->delegations.items);
	measures_finish(&ticket->measures);
	comparisons_finish(&ticket->comparisons);
	return r;
}

const struct fd_sink_ops ticket_sink = {
	.name = "ticket",
	.records = FD_RECORDS_ALL,
	.state_size = sizeof(struct ticket),
	.open = ticket_open,
	.write = ticket_write,
	.close = ticket_close,
};
