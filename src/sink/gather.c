/* SPDX-License-Identifier: MIT */
#include "sink/gather.h"

#include "sink/limits.h"
#include "sink/sinks.h"

int gather_open(struct gather *gather, const struct fd_sink_config *config, enum fd_form form)
{
	gather->config = *config;
	return fd_formatter_create(&gather->formatter, config->inventory, form);
}

int gather_flush(struct gather *gather)
{
	if (gather->error == 0 && gather->lines.length > 0) {
		gather->error = sink_put(gather->config.stream, gather->lines.text,
					 gather->lines.length);
		gather->lines.length = 0;
	}
	return gather->error;
}

int gather_record(struct gather *gather, const struct fd_record *record)
{
	if (gather->error == 0) {
		gather->error = fd_formatter_write(gather->formatter, &gather->lines, record);
	}
	return gather->lines.length >= GATHER_BUFFER ? gather_flush(gather) : gather->error;
}

int gather_header(struct gather *gather, enum fd_record_kind kind)
{
	if (gather->error == 0) {
		gather->error = fd_record_write_header(&gather->lines, kind);
	}
	return gather->error;
}

int gather_close(struct gather *gather)
{
	int r = gather_flush(gather);

	fd_line_finish(&gather->lines);
	fd_formatter_destroy(gather->formatter);
	return r;
}
