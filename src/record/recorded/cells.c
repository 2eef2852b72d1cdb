/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "record/recorded/recorded.h"

/* Cells from results. An anomaly brings its octets and is observed again; a plain answer is told by its fields. */

static uint8_t flags_of(const struct fd_result_in *result)
{
	unsigned flags = fd_cell_flags_of_header(result->observed.header_flags);

	for (size_t i = 0; i < result->answer_count; i++) {
		if (result->answers[i].type == FD_TYPE_CNAME ||
		    result->answers[i].type == FD_TYPE_DNAME) {
			flags |= FD_CELL_CNAME;
		}
	}
	/* Without octets it was plain, and plain answers answer. */
	return (uint8_t)(flags | (result->observed.status == FD_NOERROR ? FD_CELL_ANSWER : 0u));
}

static uint32_t ttl_of(const struct fd_result_in *result)
{
	uint32_t ttl = UINT32_MAX;

	for (size_t i = 0; i < result->answer_count; i++) {
		const struct fd_answer_in *answer = &result->answers[i];
		if (answer->type != FD_TYPE_RRSIG && answer->ttl < ttl) {
			ttl = answer->ttl;
		}
	}
	return ttl == UINT32_MAX ? 0 : ttl;
}

/* The outcome that the engine had: with the octets, everything in them is read as it was then. */
static void observe_again(const struct fd_observed_in *observed, const struct fd_octets *reply,
			  uint16_t qtype, struct fd_observation *ret_observation,
			  struct fd_message *message)
{
	struct fd_message parsed;
	struct fd_outcome outcome = {
		.ending = FD_ANSWERED,
		.proto = (enum fd_proto)observed->proto,
		.tries = observed->tries,
		.try_answered = observed->try_answered,
		.reply = reply->octets,
		.reply_length = (uint16_t)reply->length,
		.sent_ns = observed->ts_us * 1000,
		.rtt_ns = observed->rtt_us < 0 ? 0 : observed->rtt_us * 1000,
	};

	if (fd_message_parse(&parsed, reply->octets, reply->length) == 0) {
		outcome.header_only = !parsed.has_question;
	}
	fd_observe(ret_observation, message, &outcome, qtype);
}

static void observe_fields(const struct fd_observed_in *observed,
			   struct fd_observation *ret_observation)
{
	*ret_observation = (struct fd_observation) {
		.status = observed->status,
		.reason = observed->reason,
		.tries = observed->tries,
		.try_answered = observed->try_answered,
		.proto = observed->proto,
		.rcode = observed->rcode,
		.header_flags = observed->header_flags,
		.error = observed->error,
		.rtt_ns = observed->rtt_us < 0 ? 0 : observed->rtt_us * 1000,
		.sent_ns = observed->ts_us * 1000,
	};
}

void recorded_observe(const struct fd_observed_in *observed, const struct fd_octets *reply,
		      uint16_t qtype, struct fd_observation *ret_observation,
		      struct fd_message *message)
{
	if (reply->octets != NULL && reply->length > 0) {
		observe_again(observed, reply, qtype, ret_observation, message);
	} else {
		observe_fields(observed, ret_observation);
	}
}

static void observe_result(const struct fd_result_in *result,
			   struct fd_observation *ret_observation, struct fd_message *message)
{
	recorded_observe(&result->observed, &result->wire, result->qtype, ret_observation,
			 message);
	if (result->wire.octets == NULL && fd_status_is_rcode(ret_observation->status)) {
		ret_observation->flags = flags_of(result);
		ret_observation->ttl = ttl_of(result);
		ret_observation->digest = result->digest;
	}
	ret_observation->unmet = result->expect != NULL && strcmp(result->expect, "met") != 0;
}

static int count(struct recorded *recorded, uint32_t resolver,
		 const struct fd_result_in *result, uint8_t status)
{
	struct fd_recorded *public = &recorded->public;
	struct fd_recorded_resolver *of = &public->resolvers[resolver];
	int64_t rtt_us = result->observed.rtt_us;

	public->cells++;
	public->errors += status == FD_STATUS_ERROR;
	of->statuses[status]++;
	if (rtt_us < 0) {
		return 0;
	}
	of->answered++;
	public->anything_came = true;
	return fd_histogram_add(&of->latency,
				rtt_us > UINT32_MAX ? UINT32_MAX : (uint32_t)rtt_us);
}

int recorded_take_result(struct recorded *recorded, const struct fd_result_in *result,
			 uint64_t line)
{
	struct fd_observation observation;
	struct fd_message message;
	uint32_t question;

	int r = recorded_question(recorded, result, line, &question);
	if (r < 0) {
		return r;
	}
	uint32_t resolver = id_index_find(&recorded->resolver_ids, result->resolver);
	if (resolver == FD_NO_INDEX) {
		fd_errors_add(recorded->errors,
			      "%s:%" PRIu64
			      ": result: resolver: is none of the run's inventory_document",
			      recorded->path, line);
		return -EINVAL;
	}
	observe_result(result, &observation, &message);
	fd_matrix_set(recorded->public.matrix, question, resolver, &observation);
	r = count(recorded, resolver, result, observation.status);
	return r < 0 ? r
		     : recorded_tell_result(recorded, result, question, resolver, &observation);
}
