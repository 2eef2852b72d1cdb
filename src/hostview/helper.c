/* SPDX-License-Identifier: MIT */
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "hostview/limits.h"
#include "hostview/view.h"

/* The process that asks the library. Nothing here ends before the library does: whoever waits has the clock. */

static int64_t clock_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static enum fd_library_status status_of(int error)
{
	switch (error) {
	case 0:
		return FD_LIBRARY_FOUND;
	case EAI_NONAME:
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		return FD_LIBRARY_NOT_FOUND;
	case EAI_AGAIN:
	case EAI_FAIL:
		return FD_LIBRARY_NO_ANSWER;
	default:
		return FD_LIBRARY_ERROR;
	}
}

/*
 * Without AI_ADDRCONFIG: whether this host has an IPv6 address at the moment is no property of a name. One socket type, for
 * else each address comes three times.
 */
static int look_up(const char *name, int family, struct addrinfo **ret_list)
{
	const struct addrinfo hints = {
		.ai_family = family,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_CANONNAME,
	};

	*ret_list = NULL;
	return getaddrinfo(name, NULL, &hints, ret_list);
}

static void keep_addresses(struct entry *entry, const struct addrinfo *list)
{
	struct fd_library_answer *answer = &entry->answer;

	if (list != NULL && list->ai_canonname != NULL) {
		snprintf(answer->canonical, sizeof(answer->canonical), "%s",
			 list->ai_canonname);
	}
	for (; list != NULL && answer->address_count < FD_LIBRARY_ADDRESSES;
	     list = list->ai_next) {
		uint8_t *to = answer->addresses[answer->address_count];
		struct sockaddr_storage sa;
		if (list->ai_family != entry->family || list->ai_addrlen > sizeof(sa)) {
			continue;
		}
		memcpy(&sa, list->ai_addr, list->ai_addrlen);
		if (entry->family == AF_INET) {
			memcpy(to, &((struct sockaddr_in *)&sa)->sin_addr, 4);
		} else {
			memcpy(to, &((struct sockaddr_in6 *)&sa)->sin6_addr, 16);
		}
		answer->address_count++;
	}
}

/* With a dot at the end no search list is applied, and no line of the hosts file fits. */
static enum fd_library_status look_up_absolute(const struct entry *entry)
{
	char name[FD_LIBRARY_TEXT + 1];
	struct addrinfo *list;

	snprintf(name, sizeof(name), "%s.", entry->name);
	int error = look_up(name, entry->family, &list);
	if (list != NULL) {
		freeaddrinfo(list);
	}
	return status_of(error);
}

static bool is_own_name(const char *name)
{
	char own[FD_LIBRARY_TEXT] = "";

	if (gethostname(own, sizeof(own) - 1) < 0) {
		return false;
	}
	size_t length = strcspn(own, "."); /* the host's label; the rest is the site's */
	return length > 0 && strncasecmp(name, own, length) == 0 &&
	       (name[length] == '\0' || name[length] == '.');
}

static void ask(struct entry *entry)
{
	struct fd_library_answer *answer = &entry->answer;
	int64_t started_us = clock_us(CLOCK_MONOTONIC);
	struct addrinfo *list;

	answer->ts_us = clock_us(CLOCK_REALTIME);
	atomic_store(&entry->state, ENTRY_STARTED);
	int error = look_up(entry->name, entry->family, &list);
	if (status_of(error) ==
	    FD_LIBRARY_NO_ANSWER) { /* one lost datagram is nobody's fault */
		error = look_up(entry->name, entry->family, &list);
	}
	answer->status = (uint8_t)status_of(error);
	answer->elapsed_us = clock_us(CLOCK_MONOTONIC) - started_us;
	answer->own_name = is_own_name(entry->name);
	if (list != NULL) {
		keep_addresses(entry, list);
		freeaddrinfo(list);
	}
	bool other = strcasecmp(answer->canonical, entry->name) != 0;
	if (answer->status == FD_LIBRARY_FOUND && other && answer->hosts_count == 0) {
		answer->absolute = (uint8_t)look_up_absolute(entry);
	}
	atomic_store(&entry->state, ENTRY_DONE);
}

static void *work(void *argument)
{
	struct shared *shared = argument;

	for (;;) {
		size_t turn = atomic_fetch_add(&shared->next, 1);
		if (turn >= shared->count) {
			return NULL;
		}
		ask(&shared->entries[turn]);
	}
}

void helper_run(struct shared *shared)
{
	pthread_t threads[VIEW_THREADS];
	pthread_attr_t attributes;
	size_t started = 0;

	host_files_read(shared);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, VIEW_STACK);
	while (started < VIEW_THREADS && started + 1 < shared->count &&
	       pthread_create(&threads[started], &attributes, work, shared) == 0) {
		started++;
	}
	(void)work(shared);
	for (size_t i = 0; i < started; i++) {
		pthread_join(threads[i], NULL);
	}
	_exit(0);
}
