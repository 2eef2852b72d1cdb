/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink/sinks.h"

static const struct fd_sink_ops *const registry[] = {
	&ndjson_sink,  &csv_sink,    &table_sink, &ticket_sink,
	&metrics_sink, &sqlite_sink, &pcap_sink,
#ifdef FD_WITH_REPORT
	&html_sink,
#endif
};

enum {
	FORMATS = sizeof(registry) / sizeof(registry[0])
};

struct fd_sink {
	const struct fd_sink_ops *ops;
	struct fd_sink_config config;
	char *path;	 /* NULL: standard output */
	char *temporary; /* what will be renamed to `path`; NULL: it is written itself */
	bool concluded;	 /* the summary was written */
	void *state;
	bool opened;
	int error; /* the first one; after it nothing more is written */
};

const char *const *fd_sink_formats(void)
{
	static const char *names[FORMATS + 1];

	for (size_t i = 0; i < FORMATS; i++) {
		names[i] = registry[i]->name;
	}
	return names;
}

static const struct fd_sink_ops *find_format(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(registry[i]->name, name) == 0) {
			return registry[i];
		}
	}
	return NULL;
}

/** A file beside, to be put in place whole; only in place of a file: what else is there (a pipe, /dev/null) is written itself. */
static int open_beside(struct fd_sink *sink, const char *path)
{
	struct stat there;

	bool exists = stat(path, &there) == 0;
	if (exists && !S_ISREG(there.st_mode)) {
		return open(path, O_WRONLY | O_CLOEXEC);
	}
	if (asprintf(&sink->temporary, "%s.XXXXXX", path) < 0) {
		sink->temporary = NULL;
		errno = ENOMEM;
		return -1;
	}
	int fd = mkostemp(sink->temporary, O_CLOEXEC);
	if (fd < 0) {
		free(sink->temporary);
		sink->temporary = NULL;
	} else {
		/* Who may read the file may read the next one; a new one, whom any other new file is for. */
		mode_t mask = umask(0);
		(void)umask(mask);
		(void)fchmod(fd, exists ? there.st_mode & 0777 : 0644 & ~mask);
	}
	return fd;
}

static int open_stream(struct fd_sink *sink, const char *path)
{
	if (path == NULL || strcmp(path, "-") == 0) {
		sink->config.stream = stdout;
		return sink->ops->own_file ? -ESPIPE : 0; /* a database must be able to seek */
	}
	sink->path = strdup(path);
	if (sink->path == NULL) {
		return -ENOMEM;
	}
	sink->config.path = sink->path;
	if (sink->ops->own_file) {
		return 0;
	}
	int fd = sink->ops->replaces
			 ? open_beside(sink, path)
			 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0) {
		return -errno;
	}
	sink->config.stream = fdopen(fd, "w");
	if (sink->config.stream == NULL) {
		int error = -errno;
		close(fd);
		return error;
	}
	return 0;
}

static int open_state(struct fd_sink *sink)
{
	sink->state = calloc(1, sink->ops->state_size);
	if (sink->state == NULL) {
		return -ENOMEM;
	}
	int r = sink->ops->open(sink->state, &sink->config);
	sink->opened = r == 0;
	return r;
}

int fd_sink_open(struct fd_sink **ret_sink, const char *format, const char *path,
		 struct fd_sink_config config)
{
	const struct fd_sink_ops *ops = find_format(format);

	if (ops == NULL) {
		return -EINVAL;
	}
	struct fd_sink *sink = calloc(1, sizeof(*sink));
	if (sink == NULL) {
		return -ENOMEM;
	}
	*sink = (struct fd_sink) { .ops = ops, .config = config };
	sink->config.stream = NULL;
	if (sink->config.records == FD_RECORDS_DEFAULT) {
		sink->config.records = ops->records;
	}
	int r = open_stream(sink, path);
	r = r < 0 ? r : open_state(sink);
	if (r < 0) {
		fd_sink_close(sink);
		return r;
	}
	*ret_sink = sink;
	return 0;
}

static bool is_anomaly(const struct fd_record *record)
{
	if (record->kind == FD_RECORD_RESULT) {
		return record->result->anomaly;
	}
	if (record->kind == FD_RECORD_VERDICT) {
		return record->verdict->verdict->severity != FD_OK;
	}
	return true;
}

/* What is not one of many, good or bad, goes out in any case: the run, its resolvers, its host, its summary. */
static bool is_wanted(enum fd_records records, enum fd_record_kind kind, bool anomaly)
{
	bool of_many = kind == FD_RECORD_RESULT || kind == FD_RECORD_VERDICT;

	switch (records) {
	case FD_RECORDS_ALL:
		return true;
	case FD_RECORDS_ANOMALIES:
		return anomaly || !of_many;
	case FD_RECORDS_VERDICTS:
		return kind != FD_RECORD_RESULT && kind != FD_RECORD_PROBE &&
		       kind != FD_RECORD_LIBRARY;
	case FD_RECORDS_DEFAULT:
		break;
	}
	assert(false && "resolved when the sink was opened");
	return true;
}

bool fd_sink_takes(const struct fd_sink *sink, enum fd_record_kind kind, bool anomaly)
{
	bool condensed = sink->config.records == FD_RECORDS_ANOMALIES &&
			 (sink->ops->condensed & FD_SINK_KIND(kind)) != 0;

	return (sink->ops->ignored & FD_SINK_KIND(kind)) == 0 &&
	       is_wanted(sink->config.records, kind, anomaly || condensed);
}

int fd_sink_write(struct fd_sink *sink, const struct fd_record *record)
{
	if (sink->error == 0 && fd_sink_takes(sink, record->kind, is_anomaly(record))) {
		sink->error = sink->ops->write(sink->state, record);
		sink->concluded |= record->kind == FD_RECORD_SUMMARY;
	}
	return sink->error;
}

int fd_sink_flush(struct fd_sink *sink)
{
	if (sink->error == 0 && sink->ops->flush != NULL) {
		sink->error = sink->ops->flush(sink->state);
	}
	return sink->error;
}

static void keep_first(struct fd_sink *sink, int error)
{
	if (sink->error == 0) {
		sink->error = error;
	}
}

/** Puts the new file in place of the old one, if it is whole; else the old one stays. */
static void settle(struct fd_sink *sink)
{
	if (sink->error != 0 || !sink->concluded) {
		(void)unlink(sink->temporary);
	} else if (rename(sink->temporary, sink->path) < 0) {
		keep_first(sink, -errno);
		(void)unlink(sink->temporary);
	}
}

int fd_sink_close(struct fd_sink *sink)
{
	if (sink == NULL) {
		return 0;
	}
	if (sink->opened) {
		keep_first(sink, sink->ops->close(sink->state));
	}
	if (sink->path != NULL && sink->config.stream != NULL &&
	    fclose(sink->config.stream) != 0) {
		keep_first(sink, -errno);
	}
	if (sink->temporary != NULL) {
		settle(sink);
	}
	int error = sink->error;
	free(sink->state);
	free(sink->temporary);
	free(sink->path);
	free(sink);
	return error;
}

const char *fd_sink_path(const struct fd_sink *sink)
{
	return sink->path == NULL ? "standard output" : sink->path;
}

const struct fd_inventory *sink_inventory(const struct fd_sink *sink)
{
	return sink->config.inventory;
}

/* A pipe that somebody else made non-blocking is waited for; a stalled reader stops the asking, not the receiving. */
static int wait_writable(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };

	return poll(&poll_fd, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

int sink_put(FILE *stream, const char *octets, size_t length)
{
	int fd = fileno(stream);

	if (fflush(stream) != 0) { /* what others printed there comes first */
		return -errno;
	}
	while (length > 0) {
		ssize_t written = write(fd, octets, length);
		int r = 0;
		if (written >= 0) {
			octets += written;
			length -= (size_t)written;
		} else if (errno == EAGAIN) {
			r = wait_writable(fd);
		} else if (errno != EINTR) {
			r = -errno;
		}
		if (r < 0) {
			return r;
		}
	}
	return 0;
}
