/* SPDX-License-Identifier: MIT */
#ifndef HOSTVIEW_VIEW_H
#define HOSTVIEW_VIEW_H

#include <stdatomic.h>

#include <fleetdig/host_view.h>

/** The memory that both processes share: the helper fills in answers, and the one who waits reads them. */

enum entry_state {
	ENTRY_WAITING,
	ENTRY_STARTED,
	ENTRY_DONE
};

struct entry {
	atomic_int state;	    /* DONE: the answer is final */
	char name[FD_LIBRARY_TEXT]; /* as a program would write it: no dot at the end */
	int family;		    /* AF_INET, AF_INET6 */
	struct fd_library_answer answer;
};

struct shared {
	struct fd_library library; /* its texts; answers are made at the end */
	atomic_size_t next;	   /* the entry whose turn it is */
	size_t count;
	struct entry entries[];
};

/** helper.c: asks for all entries; never returns. */
void helper_run(struct shared *shared) __attribute__((noreturn));

/** host_files.c: what the host's files say. */
void host_files_read(struct shared *shared);
/** The search list and the name servers, as the library itself reads them. */
void host_files_resolver(struct fd_library *library);
/** Whether the library asks one of these resolvers. */
bool host_files_shares_resolver(const struct fd_inventory *inventory);

/** choose.c: which questions; their indexes. 0 or -ENOMEM. */
int choose_questions(uint32_t **ret_questions, size_t *ret_count, size_t *ret_left_out,
		     const struct fd_inventory *inventory,
		     const struct fd_host_view_config *config);
/** As a program would write it; false for a name that no program hands to its library. */
bool choose_name_text(char text[FD_LIBRARY_TEXT], const struct fd_name *name);

#endif
