/* SPDX-License-Identifier: MIT */
#include "record/fields.h"

static const struct field fields[] = {
	MADE("severity", TEXT, write_verdict_severity),
	MADE("locus", TEXT, write_verdict_locus),
	MADE("cause", TEXT, write_verdict_cause),
	MADE("confidence", TEXT, write_verdict_confidence),
	MADE("alternatives", LIST, write_verdict_alternatives),
	MADE("affected", UNSIGNED, write_verdict_affected),
	MADE("evidence", LIST, write_verdict_evidence),
	PLAIN(host, "socket_drops", UNSIGNED, socket_drops),
	PLAIN(host, "send_errors", UNSIGNED, send_errors),
	PLAIN(host, "buffer_exhausted", UNSIGNED, buffer_exhausted),
	PLAIN(host, "ring_overflow", UNSIGNED, ring_overflow),
	PLAIN(host, "late", UNSIGNED, late),
	PLAIN(host, "duplicate", UNSIGNED, duplicate),
	PLAIN(host, "rejected", UNSIGNED, rejected),
	PLAIN(host, "stalls", UNSIGNED, stalls),
	PLAIN(host, "pacing_late_mean_us", UNSIGNED, pacing_late_mean_us),
	PLAIN(host, "pacing_late_max_us", UNSIGNED, pacing_late_max_us),
	PLAIN(host, "clock_steps", UNSIGNED, clock_steps),
	MADE("notes", LIST, write_verdict_notes),
	MADE("action", TEXT, write_verdict_action),
	MADE("summary", TEXT, write_verdict_summary),
};

const struct record_type host_record_type = RECORD_TYPE("host", fields);
