/* SPDX-License-Identifier: MIT */
#include "inventory/input.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inventory/limits.h"

static int open_nothing(struct input *ret_input, XXH3_state_t *hash)
{
	*ret_input = (struct input) { .fd = STDIN_FILENO, .hash = hash };
	ret_input->buffer = malloc(INPUT_BUFFER_SIZE + 1);
	return ret_input->buffer == NULL ? -ENOMEM : 0;
}

int input_open_text(struct input *ret_input, const char *text, size_t length,
		    XXH3_state_t *hash)
{
	int r = open_nothing(ret_input, hash);

	ret_input->text = text;
	ret_input->text_length = length;
	return r;
}

int input_open(struct input *ret_input, const char *path, bool dash_is_stdin,
	       XXH3_state_t *hash)
{
	bool is_stdin = dash_is_stdin && strcmp(path, "-") == 0;
	int r = open_nothing(ret_input, hash);

	if (r < 0 || is_stdin) {
		return r;
	}
	ret_input->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (ret_input->fd < 0) {
		return -errno;
	}
	ret_input->owned = true;
	return 0;
}

void input_finish(struct input *input)
{
	if (input->owned) {
		close(input->fd);
	}
	free(input->buffer);
	*input = (struct input) { .fd = -1 };
}

static ssize_t take_text(struct input *input, char *to, size_t room)
{
	size_t count = input->text_length < room ? input->text_length : room;

	memcpy(to, input->text, count);
	input->text += count;
	input->text_length -= count;
	return (ssize_t)count;
}

/* Reads once into `room` octets; 0 octets is the end. */
static int read_some(struct input *input, char *to, size_t room, size_t *ret_count)
{
	ssize_t count;

	do {
		count = input->text != NULL ? take_text(input, to, room)
					    : read(input->fd, to, room);
	} while (count < 0 && errno == EINTR);
	if (count < 0) {
		return -errno;
	}
	if (count == 0) {
		input->eof = true;
	} else if (input->hash != NULL) {
		XXH3_64bits_update(input->hash, to, (size_t)count);
	}
	*ret_count = (size_t)count;
	return 0;
}

/* Moves what is unread to the front and reads more behind it. */
static int refill(struct input *input)
{
	size_t count;

	memmove(input->buffer, input->buffer + input->start, input->end - input->start);
	input->end -= input->start;
	input->start = 0;
	assert(input->end < INPUT_BUFFER_SIZE);
	int r = read_some(input, input->buffer + input->end, INPUT_BUFFER_SIZE - input->end,
			  &count);
	if (r < 0) {
		return r;
	}
	input->end += count;
	return 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int input_form(struct input *input, enum input_form *ret_form)
{
	size_t at = 0;

	while (!input->eof && input->end < 3) {
		int r = refill(input);
		if (r < 0) {
			return r;
		}
	}
	if (input->end >= 2 && (memcmp(input->buffer, "\xff\xfe", 2) == 0 ||
				memcmp(input->buffer, "\xfe\xff", 2) == 0)) {
		*ret_form = INPUT_UTF16;
		return 0;
	}
	if (input->end >= 3 && memcmp(input->buffer, "\xef\xbb\xbf", 3) == 0) {
		input->start = 3;
	}
	for (at = input->start;; at++) {
		while (at == input->end && !input->eof && input->end < INPUT_BUFFER_SIZE) {
			at -= input->start; /* refill() moves the text to the front */
			int r = refill(input);
			if (r < 0) {
				return r;
			}
		}
		if (at == input->end || !is_space(input->buffer[at])) {
			break;
		}
	}
	*ret_form = at < input->end && input->buffer[at] == '{' ? INPUT_JSON : INPUT_LIST;
	return 0;
}

/* The rest of a line that is too long is of no use, but its end must be found. */
static int skip_line(struct input *input)
{
	for (;;) {
		char *end =
			memchr(input->buffer + input->start, '\n', input->end - input->start);
		if (end != NULL) {
			input->start = (size_t)(end - input->buffer) + 1;
			return 0;
		}
		input->start = input->end;
		if (input->eof) {
			return 0;
		}
		int r = refill(input);
		if (r < 0) {
			return r;
		}
	}
}

int input_line(struct input *input, char **ret_line, size_t *ret_length, bool *ret_cut)
{
	char *line, *end;

	for (;;) {
		line = input->buffer + input->start;
		end = memchr(line, '\n', input->end - input->start);
		if (end != NULL || input->eof ||
		    input->end - input->start > LINE_MAX_LENGTH + 1) {
			break;
		}
		int r = refill(input);
		if (r < 0) {
			return r;
		}
	}
	size_t length = end != NULL ? (size_t)(end - line) : input->end - input->start;
	if (end == NULL && length == 0) {
		return 0;
	}
	input->start += length + (end != NULL);
	if (length > 0 && line[length - 1] == '\r') {
		length--;
	}
	*ret_cut = length > LINE_MAX_LENGTH;
	if (*ret_cut && end == NULL) {
		int r = skip_line(input);
		if (r < 0) {
			return r;
		}
		/* The buffer has moved on: there is nothing to show of this line. */
		line = input->buffer + INPUT_BUFFER_SIZE;
		length = 0;
	}
	line[length] = '\0';
	*ret_line = line;
	*ret_length = length;
	return 1;
}

/* Room for at least one more octet and a NUL, doubling. */
static int grow(char **text, size_t *capacity)
{
	size_t wanted = *capacity == 0 ? INPUT_BUFFER_SIZE : *capacity * 2;
	char *grown = realloc(*text, wanted + 1);

	if (grown == NULL) {
		return -ENOMEM;
	}
	*text = grown;
	*capacity = wanted;
	return 0;
}

static int append_rest(struct input *input, size_t limit, char **text, size_t *size)
{
	size_t capacity = 0, count = 0;

	do {
		int r = *size == capacity ? grow(text, &capacity) : 0;
		if (r < 0) {
			return r;
		}
		if (input->start < input->end) {
			size_t held = input->end - input->start;
			count = held < capacity - *size ? held : capacity - *size;
			memcpy(*text + *size, input->buffer + input->start, count);
			input->start += count;
		} else {
			r = read_some(input, *text + *size, capacity - *size, &count);
			if (r < 0) {
				return r;
			}
		}
		*size += count;
		if (*size > limit) {
			return -EFBIG;
		}
	} while (!input->eof || input->start < input->end);
	(*text)[*size] = '\0';
	return 0;
}

int input_rest(struct input *input, size_t limit, char **ret_text, size_t *ret_size)
{
	char *text = NULL;
	size_t size = 0;
	int r = append_rest(input, limit, &text, &size);

	if (r < 0) {
		free(text);
		return r;
	}
	*ret_text = text;
	*ret_size = size;
	return 0;
}

char *input_path_beside(const char *base, const char *path)
{
	const char *slash = strrchr(base, '/');

	if (*path == '/' || slash == NULL) {
		return strdup(path);
	}
	size_t folder = (size_t)(slash - base) + 1, length = strlen(path);
	char *beside = malloc(folder + length + 1);
	if (beside != NULL) {
		memcpy(beside, base, folder);
		memcpy(beside + folder, path, length + 1);
	}
	return beside;
}
