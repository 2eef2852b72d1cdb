/* SPDX-License-Identifier: MIT */
#ifndef SINK_SINKS_H
#define SINK_SINKS_H

#include <fleetdig/sink.h>

/** The formats, each in a file of its own; a row in the registry of sink.c makes it known. */
extern const struct fd_sink_ops ndjson_sink, csv_sink, table_sink, ticket_sink, html_sink,
	metrics_sink, sqlite_sink, pcap_sink;

/** What the sink was opened with. */
const struct fd_inventory *sink_inventory(const struct fd_sink *sink);

/** All of it into the stream's descriptor, past its buffer. 0 or -errno; a partial or interrupted write goes on. */
int sink_put(FILE *stream, const char *octets, size_t length);

#endif
