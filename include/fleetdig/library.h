/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_LIBRARY_H
#define FLEETDIG_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * What this host's own library says of a name: what getaddrinfo(3) gives to every program here, by way of nsswitch, the hosts
 * file, the search list, a stub and nscd. An observation like the cells of the table, of another witness.
 */

enum fd_library_status {
	FD_LIBRARY_NOT_ASKED, /* its turn never came */
	FD_LIBRARY_FOUND,
	FD_LIBRARY_NOT_FOUND, /* no such name, or no address of this kind */
	FD_LIBRARY_NO_ANSWER, /* it could not find out: try again (asked twice) */
	FD_LIBRARY_TIMEOUT,   /* not back when the time was over */
	FD_LIBRARY_ERROR,     /* the library itself failed, or its process died */
};

enum {
	FD_LIBRARY_ADDRESSES = 16, /* more of a name are not kept */
	FD_LIBRARY_TEXT = 256,
};

/** Addresses are of the question's kind: 4 octets for A, 16 for AAAA. */
struct fd_library_answer {
	uint32_t question; /* of the inventory; its type is A or AAAA */
	uint8_t status;	   /* enum fd_library_status */
	uint8_t absolute; /* the same with a dot at the end (no search list); NOT_ASKED where that was not needed */
	bool own_name; /* the name of this host */
	uint8_t address_count;
	uint8_t hosts_count; /* what /etc/hosts holds for it */
	uint8_t addresses[FD_LIBRARY_ADDRESSES][16];
	uint8_t hosts[FD_LIBRARY_ADDRESSES][16];
	char canonical
		[FD_LIBRARY_TEXT]; /* the name it stands for, as the library tells; "" none. From the network */
	int64_t elapsed_us;
	int64_t ts_us; /* wall clock, when it was asked */
};

/** All answers, in the order of their questions, and how the library is set up. */
struct fd_library {
	char nsswitch
		[FD_LIBRARY_TEXT]; /* the sources of `hosts:`, "" where the file says nothing */
	char search[FD_LIBRARY_TEXT];	   /* the search list, a blank between */
	char nameservers[FD_LIBRARY_TEXT]; /* the servers it asks, a blank between */
	const struct fd_library_answer *answers;
	size_t count;
};

const char *fd_library_status_text(enum fd_library_status status); /* "not_found" */
int fd_library_status_parse(enum fd_library_status *ret_status, const char *text);

#endif
