/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_INPUT_H
#define INVENTORY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <xxhash.h>

/** A file, standard input or a text, read once from the front; what is read goes into a hash on the way. */
struct input {
	int fd;
	bool owned;	  /* close it */
	const char *text; /* borrowed, unread; NULL: fd is read */
	size_t text_length;
	bool eof;     /* nothing more to read into the buffer */
	char *buffer; /* INPUT_BUFFER_SIZE octets and a NUL */
	size_t start; /* unread text is buffer[start..end) */
	size_t end;
	XXH3_state_t *hash; /* borrowed; NULL: none */
};

enum input_form {
	INPUT_LIST,  /* anything else */
	INPUT_JSON,  /* begins with {, white space apart */
	INPUT_UTF16, /* a byte order mark says so: cannot be read */
};

/** Opens `path`, or standard input for "-" with `dash_is_stdin`. 0 or -errno. The state must be finished either way. */
int input_open(struct input *ret_input, const char *path, bool dash_is_stdin,
	       XXH3_state_t *hash);
/** The same for a text in memory, which is borrowed. 0 or -ENOMEM. */
int input_open_text(struct input *ret_input, const char *text, size_t length,
		    XXH3_state_t *hash);
void input_finish(struct input *input);

/** Looks at the beginning, and steps over a UTF-8 byte order mark. 0 or -errno. To be called once, first. */
int input_form(struct input *input, enum input_form *ret_form);

/**
 * The next line, without its end (LF or CR LF), NUL-terminated, writable, valid until the next call. `*ret_cut` is set when it was longer
 * than LINE_MAX_LENGTH; the rest of it is skipped. Returns 1, 0 at the end, or -errno.
 */
int input_line(struct input *input, char **ret_line, size_t *ret_length, bool *ret_cut);

/** All of the rest, NUL-terminated, to be freed by the caller. 0, -EFBIG over `limit` octets, or another -errno. */
int input_rest(struct input *input, size_t limit, char **ret_text, size_t *ret_size);

/** `path` as seen from the folder of `base` (a file, or "-" for the working directory). Malloced, or NULL. */
char *input_path_beside(const char *base, const char *path);

#endif
