/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hostview/limits.h"
#include "hostview/view.h"

/* ---- resolv.conf, as the library reads it --------------------------------------------------- */

static void append(char text[FD_LIBRARY_TEXT], const char *word)
{
	size_t length = strlen(text);

	snprintf(text + length, FD_LIBRARY_TEXT - length, "%s%s", length > 0 ? " " : "", word);
}

static unsigned nameservers(struct fd_endpoint endpoints[MAXNS], struct __res_state *state)
{
	unsigned count = 0;

	for (int i = 0; i < state->nscount && i < MAXNS; i++) {
		struct sockaddr_storage sa = { 0 };
		if (state->nsaddr_list[i].sin_family == AF_INET) {
			memcpy(&sa, &state->nsaddr_list[i], sizeof(state->nsaddr_list[i]));
		} else if (state->_u._ext.nsaddrs[i] != NULL) {
			memcpy(&sa, state->_u._ext.nsaddrs[i],
			       sizeof(*state->_u._ext.nsaddrs[i]));
		} else {
			continue;
		}
		fd_endpoint_from_sockaddr(&endpoints[count++], &sa);
	}
	return count;
}

void host_files_resolver(struct fd_library *library)
{
	struct __res_state state = { 0 };
	struct fd_endpoint endpoints[MAXNS];
	char text[FD_ENDPOINT_TEXT_MAX];

	if (res_ninit(&state) < 0) {
		return;
	}
	for (int i = 0; i < MAXDNSRCH && state.dnsrch[i] != NULL; i++) {
		append(library->search, state.dnsrch[i]);
	}
	unsigned count = nameservers(endpoints, &state);
	for (unsigned i = 0; i < count; i++) {
		fd_endpoint_text(text, &endpoints[i]);
		append(library->nameservers, text);
	}
	res_nclose(&state);
}

bool host_files_shares_resolver(const struct fd_inventory *inventory)
{
	struct __res_state state = { 0 };
	struct fd_endpoint endpoints[MAXNS];
	bool shares = false;

	if (res_ninit(&state) < 0) {
		return false;
	}
	unsigned count = nameservers(endpoints, &state);
	for (unsigned i = 0; i < count; i++) {
		for (size_t j = 0; j < inventory->resolver_count; j++) {
			shares |= fd_endpoint_equal(&endpoints[i],
						    &inventory->resolvers[j].endpoint);
		}
	}
	res_nclose(&state);
	return shares;
}

/* ---- nsswitch.conf and hosts ---------------------------------------------------------------- */

static void cut_comment(char *line)
{
	line[strcspn(line, "#\r\n")] = '\0';
}

static void read_nsswitch(struct fd_library *library)
{
	char line[VIEW_LINE_MAX], *rest;
	FILE *file = fopen("/etc/nsswitch.conf", "re");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		cut_comment(line);
		char *start = line + strspn(line, " \t");
		if (strncmp(start, "hosts:", 6) != 0) {
			continue;
		}
		for (char *word = strtok_r(start + 6, " \t", &rest); word != NULL;
		     word = strtok_r(NULL, " \t", &rest)) {
			append(library->nsswitch, word);
		}
		break;
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

static int order_by_name(const void *left, const void *right)
{
	const struct entry *const *a = left, *const *b = right;

	return strcasecmp((*a)->name, (*b)->name);
}

static void put_address(struct entry *entry, int family, const uint8_t *octets)
{
	struct fd_library_answer *answer = &entry->answer;

	if (entry->family == family && answer->hosts_count < FD_LIBRARY_ADDRESSES) {
		memcpy(answer->hosts[answer->hosts_count++], octets,
		       family == AF_INET ? 4 : 16);
	}
}

/* Every entry of that name: one for each type. */
static void take_word(struct entry **sorted, size_t count, const char *word, int family,
		      const uint8_t *octets)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcasecmp(sorted[middle]->name, word) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (; low < count && strcasecmp(sorted[low]->name, word) == 0; low++) {
		put_address(sorted[low], family, octets);
	}
}

static void take_line(struct entry **sorted, size_t count, char *line)
{
	uint8_t octets[16];
	char *rest, *address = strtok_r(line, " \t", &rest);
	int family = address != NULL && strchr(address, ':') != NULL ? AF_INET6 : AF_INET;

	if (address == NULL || inet_pton(family, address, octets) != 1) {
		return;
	}
	for (char *word = strtok_r(NULL, " \t", &rest); word != NULL;
	     word = strtok_r(NULL, " \t", &rest)) {
		take_word(sorted, count, word, family, octets);
	}
}

static void read_hosts(struct shared *shared)
{
	struct entry **sorted = calloc(shared->count + 1, sizeof(struct entry *));
	FILE *file = fopen("/etc/hosts", "re");
	char line[VIEW_LINE_MAX];

	for (size_t i = 0; sorted != NULL && i < shared->count; i++) {
		sorted[i] = &shared->entries[i];
	}
	if (sorted != NULL) {
		qsort(sorted, shared->count, sizeof(struct entry *), order_by_name);
	}
	while (sorted != NULL && file != NULL && fgets(line, sizeof(line), file) != NULL) {
		cut_comment(line);
		take_line(sorted, shared->count, line);
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	free(sorted);
}

void host_files_read(struct shared *shared)
{
	host_files_resolver(&shared->library);
	read_nsswitch(&shared->library);
	read_hosts(shared);
}
