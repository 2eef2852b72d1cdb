/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "sink/frame.h"
#include "sink/limits.h"
#include "sink/passed.h"
#include "sink/sinks.h"

/*
 * The queries and replies as a capture: of what is remarkable, and of every canary and follow-up; with --pcap-all of
 * everything. Raw IP, nanoseconds. Addresses, ports, ids and times are those of the try that was answered (or, of silence, of
 * the first), the time of a reply is the kernel's; headers are made. Other tries of the same question, and the truncated reply
 * that a question over TCP follows, are not in it. What TCP carried is shown as the segments of a connection whose handshake
 * was missed, with sequence numbers of our own. The packets are in the order of their times, as long as what comes late is not
 * later than limits.h says.
 */

struct stream { /* a TCP connection */
	struct frame_path path;
	uint32_t asked, answered; /* octets so far, each way */
};

struct capture {
	const struct fd_inventory *inventory;
	FILE *file;
	pcap_t *handle;
	pcap_dumper_t *dumper;
	struct stream *streams; /* hash table by path; family 0: free */
	size_t stream_count, stream_slots;
	struct passed_queue queue;	 /* not yet written */
	uint8_t message[UINT16_MAX + 2]; /* for TCP: with its length in front */
	uint8_t frame[FRAME_MAX];
};

static int capture_open(void *state, const struct fd_sink_config *config)
{
	struct capture *capture = state;

	capture->inventory = config->inventory;
	capture->file = config->stream;
	capture->handle = pcap_open_dead_with_tstamp_precision(DLT_RAW, FRAME_MAX,
							       PCAP_TSTAMP_PRECISION_NANO);
	capture->dumper = capture->handle == NULL
				  ? NULL
				  : pcap_dump_fopen(capture->handle, config->stream);
	return capture->dumper == NULL ? -ENOMEM : 0;
}

/* ---- connections ---------------------------------------------------------------------------- */

static struct stream *find_slot(struct stream *streams, size_t slots,
				const struct frame_path *path)
{
	uint64_t hash = fd_endpoint_hash(&path->from) * 31 + fd_endpoint_hash(&path->to);
	size_t at = (size_t)(hash >> 7) & (slots - 1);

	while (streams[at].path.from.family != 0 &&
	       !(fd_endpoint_equal(&streams[at].path.from, &path->from) &&
		 fd_endpoint_equal(&streams[at].path.to, &path->to))) {
		at = (at + 1) & (slots - 1);
	}
	return &streams[at];
}

static int grow(struct capture *capture)
{
	size_t slots =
		capture->stream_slots == 0 ? (size_t)STREAMS_FIRST : capture->stream_slots * 2;
	struct stream *streams = calloc(slots, sizeof(*streams));

	if (streams == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < capture->stream_slots; i++) {
		if (capture->streams[i].path.from.family != 0) {
			*find_slot(streams, slots, &capture->streams[i].path) =
				capture->streams[i];
		}
	}
	free(capture->streams);
	capture->streams = streams;
	capture->stream_slots = slots;
	return 0;
}

static struct stream *stream_of(struct capture *capture, const struct frame_path *path)
{
	if (capture->stream_count * 2 >= capture->stream_slots && grow(capture) < 0) {
		return NULL;
	}
	struct stream *stream = find_slot(capture->streams, capture->stream_slots, path);
	if (stream->path.from.family == 0) {
		*stream = (struct stream) { .path = *path, .asked = 1, .answered = 1 };
		capture->stream_count++;
	}
	return stream;
}

/* ---- packets -------------------------------------------------------------------------------- */

static int dump(struct capture *capture, size_t length, int64_t wall_ns)
{
	const struct pcap_pkthdr header = {
		.ts = { .tv_sec = wall_ns / 1000000000,
			.tv_usec = wall_ns %
				   1000000000 }, /* nanoseconds, as was said at the open */
		.caplen = (bpf_u_int32)length,
		.len = (bpf_u_int32)length,
	};

	errno = 0;
	pcap_dump((u_char *)capture->dumper, &header, capture->frame);
	if (ferror(capture->file)) {
		return errno != 0 ? -errno : -EIO;
	}
	return 0;
}

static int put_udp(struct capture *capture, const struct frame_path *path,
		   const struct passed *passed)
{
	size_t length = frame_udp(capture->frame, path, passed->octets, passed->length);

	return length == 0 ? 0 : dump(capture, length, passed->wall_ns);
}

/* With the two octets of its length in front, in as many segments as it needs. */
static int put_tcp(struct capture *capture, const struct frame_path *path,
		   struct stream *stream, const struct passed *passed)
{
	uint8_t *message = capture->message;
	size_t length = passed->length + 2, at = 0;
	uint32_t *own = passed->reply ? &stream->answered : &stream->asked;
	uint32_t *other = passed->reply ? &stream->asked : &stream->answered;
	int r = 0;

	message[0] = (uint8_t)(passed->length >> 8);
	message[1] = (uint8_t)passed->length;
	memcpy(message + 2, passed->octets, passed->length);
	while (at < length && r == 0) {
		size_t part = length - at < SEGMENT_MAX ? length - at : (size_t)SEGMENT_MAX;
		const struct frame_segment segment = { .octets = message + at,
						       .length = part,
						       .sequence = *own,
						       .acknowledged = *other };
		r = dump(capture, frame_tcp(capture->frame, path, &segment), passed->wall_ns);
		*own += (uint32_t)part;
		at += part;
	}
	return r;
}

static int put(struct capture *capture, const struct passed *passed)
{
	const struct frame_path back = { .from = passed->path.to, .to = passed->path.from };
	const struct frame_path *way = passed->reply ? &back : &passed->path;

	if (!passed->tcp) {
		return put_udp(capture, way, passed);
	}
	struct stream *stream = stream_of(capture, &passed->path);
	return stream == NULL ? -ENOMEM : put_tcp(capture, way, stream, passed);
}

/* Writes what need not wait any longer, or all. */
static int put_due(struct capture *capture, bool all)
{
	const struct passed *passed;
	int r = 0;

	while (r == 0 && (passed = passed_next(&capture->queue, all)) != NULL) {
		r = put(capture, passed);
		passed_drop(&capture->queue);
	}
	return r;
}

/* ---- records -------------------------------------------------------------------------------- */

struct question {
	const struct fd_endpoint *server;
	const uint8_t *qname;
	uint8_t qname_length;
	uint16_t qtype;
};

static int put_question(struct capture *capture, const struct question *question,
			const struct fd_sent *sent, const struct fd_observation *observation)
{
	const struct frame_path path = { .from = sent->source, .to = *question->server };
	uint8_t query[FD_QUERY_MAX];

	if (sent->source.family == 0 || sent->source.family != question->server->family) {
		return 0; /* never sent, or nobody knows from where */
	}
	size_t length =
		fd_query_render(query, sent->id, question->qname, question->qname_length,
				question->qtype, sent->query_flags);
	struct passed passed = { .wall_ns = sent->wall_ns,
				 .path = path,
				 .tcp = observation->proto == FD_TCP,
				 .length = length,
				 .octets = query };
	int r = length == 0 ? 0 : passed_add(&capture->queue, &passed);

	if (r == 0 && observation->wire != NULL && observation->wire_length > 0) {
		passed.wall_ns += observation->rtt_ns;
		passed.reply = true;
		passed.length = observation->wire_length;
		passed.octets = observation->wire;
		r = passed_add(&capture->queue, &passed);
	}
	return r < 0 ? r : put_due(capture, false);
}

static int put_result(struct capture *capture, const struct fd_result_record *result)
{
	const struct fd_question *of = &capture->inventory->questions[result->question];
	struct question question = {
		.server = &capture->inventory->resolvers[result->resolver].endpoint,
		.qtype = of->qtype,
	};

	question.qname = fd_inventory_qname(capture->inventory, of, &question.qname_length);
	return put_question(capture, &question, &result->sent, result->observation);
}

static int put_probe(struct capture *capture, const struct fd_probe_record *probe)
{
	const struct question question = {
		.server = &probe->wish->server,
		.qname = probe->wish->qname.wire,
		.qname_length = probe->wish->qname.length,
		.qtype = probe->wish->qtype,
	};

	return put_question(capture, &question, &probe->sent, probe->observation);
}

static int capture_write(void *state, const struct fd_record *record)
{
	if (record->kind == FD_RECORD_RESULT) {
		return put_result(state, record->result);
	}
	return record->kind == FD_RECORD_PROBE ? put_probe(state, record->probe) : 0;
}

static int capture_flush(void *state)
{
	const struct capture *capture = state;

	return fflush(capture->file) == 0 ? 0 : -errno;
}

/* The stream is closed by who opened it. */
static int capture_close(void *state)
{
	struct capture *capture = state;
	int r = capture->dumper == NULL || ferror(capture->file) ? 0 : put_due(capture, true);

	if (capture->dumper != NULL && r == 0) {
		r = capture_flush(capture);
	}
	if (capture->handle != NULL) {
		pcap_close(capture->handle);
	}
	passed_finish(&capture->queue);
	free(capture->streams);
	return r;
}

const struct fd_sink_ops pcap_sink = {
	.name = "pcap",
	.records = FD_RECORDS_ANOMALIES,
	.ignored = ~(FD_SINK_KIND(FD_RECORD_RESULT) | FD_SINK_KIND(FD_RECORD_PROBE)),
	.state_size = sizeof(struct capture),
	.open = capture_open,
	.write = capture_write,
	.flush = capture_flush,
	.close = capture_close,
};
