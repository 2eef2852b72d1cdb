/* SPDX-License-Identifier: MIT */
#include "sink/gather.h"
#include "sink/sinks.h"

/*
 * A table for spreadsheets and databases (RFC 4180): a row for each result, with `--records verdicts` for each verdict, of a
 * benchmark for each measurement,
 * below the names of the columns. fd_record_write_row() says what the cells hold. Records of other kinds have no rows.
 */

struct csv {
	struct gather gather;
	enum fd_record_kind kind; /* of the rows */
	bool headed;
};

static int csv_open(void *state, const struct fd_sink_config *config)
{
	struct csv *csv = state;

	csv->kind = config->measurements		     ? FD_RECORD_MEASUREMENT
		    : config->comparisons		     ? FD_RECORD_COMPARISON
		    : config->records == FD_RECORDS_VERDICTS ? FD_RECORD_VERDICT
							     : FD_RECORD_RESULT;
	return gather_open(&csv->gather, config, FD_FORM_ROWS);
}

/* The header waits for the first record, of whatever kind: a run that does not begin leaves nothing behind. */
static int csv_write(void *state, const struct fd_record *record)
{
	struct csv *csv = state;
	int r = csv->headed ? 0 : gather_header(&csv->gather, csv->kind);

	csv->headed = true;
	return r == 0 && record->kind == csv->kind ? gather_record(&csv->gather, record) : r;
}

static int csv_flush(void *state)
{
	struct csv *csv = state;

	return gather_flush(&csv->gather);
}

static int csv_close(void *state)
{
	struct csv *csv = state;

	return gather_close(&csv->gather);
}

const struct fd_sink_ops csv_sink = {
	.name = "csv",
	.records = FD_RECORDS_ALL,
	.ignored = FD_SINK_KIND(FD_RECORD_PROBE),
	.state_size = sizeof(struct csv),
	.open = csv_open,
	.write = csv_write,
	.flush = csv_flush,
	.close = csv_close,
};
