/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include <fleetdig/library.h>

static const char *const words[] = {
	[FD_LIBRARY_NOT_ASKED] = "not_asked", [FD_LIBRARY_FOUND] = "found",
	[FD_LIBRARY_NOT_FOUND] = "not_found", [FD_LIBRARY_NO_ANSWER] = "no_answer",
	[FD_LIBRARY_TIMEOUT] = "timeout",     [FD_LIBRARY_ERROR] = "error",
};

const char *fd_library_status_text(enum fd_library_status status)
{
	assert((size_t)status < sizeof(words) / sizeof(words[0]));
	return words[status];
}

int fd_library_status_parse(enum fd_library_status *ret_status, const char *text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], text) == 0) {
			*ret_status = (enum fd_library_status)i;
			return 0;
		}
	}
	return -EINVAL;
}
