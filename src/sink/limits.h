/* SPDX-License-Identifier: MIT */
#ifndef SINK_LIMITS_H
#define SINK_LIMITS_H

enum {
	/* Lines are gathered up to here: at 500 octets a line, one system call for 130 of them. */
	GATHER_BUFFER = 64 * 1024,

	/* An open question reserves at least so much there: what a result without a reply takes, and a short reply. */
	WRITER_RESERVE_MIN = 256,

	/* Of the questions with one cause, so many kinds (other zone, other server) are shown in full. */
	DETAILS_MAX = 4,
	/* Names shown as examples of a finding. */
	EXAMPLES_MAX = 5,
	/* Owners named with a finding; the rest are counted. */
	OWNERS_MAX = 6,
	/* Resolver ids listed in one sentence; the rest are counted. */
	RESOLVERS_NAMED_MAX = 4,
	/* Faulty resolvers described at length; the rest stand in the table below. */
	RESOLVER_FINDINGS_MAX = 12,
	/* Faultless resolvers are left out of the table beyond so many rows. */
	RESOLVER_ROWS_MAX = 40,
	/* Columns of a resolver's id before it is cut. */
	ID_COLUMNS_MAX = 24,
	/* RCODEs named in a resolver's row. */
	STATUSES_NAMED_MAX = 3,

	/* A ticket is for a few names: cells, and probes, that it holds; names and addresses that connect them. */
	TICKET_CELLS_MAX = 20000,
	TICKET_LINKS_MAX = 4096,
	/* Names of one chain of aliases whose paths are shown. */
	TICKET_ALIASES_MAX = 12,
	/* Beyond so many questions nobody minds that an answer is shown with another question of its name. */
	TICKET_QUESTIONS_MAX = 256,
	/* Records of an answer, and octets of one, before it is cut. */
	TICKET_ANSWERS_MAX = 12,
	TICKET_DATA_MAX = 256,

	/* Cells that an HTML report keeps: a browser opens the 60 MB of them in a few seconds. Beyond, those of anomalies. */
	HTML_CELLS_MAX = 4 * 1024 * 1024,
	/* Octets of its texts, and of these the ones of plain answers: what is wrong always finds room first. */
	HTML_TEXTS_MAX = 64 * 1024 * 1024,
	HTML_PLAIN_TEXTS_MAX = 24 * 1024 * 1024,
	HTML_VERDICTS_MAX = 64 * 1024 * 1024,
	/* Its timeline: as many points as a screen shows, of at least this length. */
	HTML_STRETCHES = 512,
	HTML_STRETCH_US = 10 * 1000,

	/* Groups that are labels of metrics: a series for each and each severity. */
	METRICS_GROUPS_MAX = 1000,

	/* TCP connections that a capture first has room for. */
	STREAMS_FIRST = 64,

	/* Messages wait for those that passed before them: so long (a question is asked again for some seconds before it is final),
	   and in so much memory, some 300,000 of them. */
	PASSED_WAIT_S = 30,
	PASSED_OCTETS_MAX = 64 * 1024 * 1024,
	PASSED_FIRST = 256,

	/* Columns where nobody knows the terminal's; and the least that can be laid out. */
	WIDTH_DEFAULT = 100,
	WIDTH_MIN = 40,
	/* Longer lines are hard to read, however wide the terminal is. */
	PROSE_MAX = 110,
};

#endif
