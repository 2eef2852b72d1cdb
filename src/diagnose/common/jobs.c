/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "diagnose/common/state.h"

/* What is known when memory ran out: nothing. Shared, never written. */
static const struct fact no_fact = {
	.observation = { .status = FD_STATUS_NOT_ASKED,
			 .reason = FD_REASON_BUDGET,
			 .rcode = -1 },
	.state = FACT_KNOWN,
};

static const struct fact *await(struct fd_diagnosis *diagnosis, struct fact *fact)
{
	struct waiter *waiter = region_alloc(&diagnosis->memory, sizeof(*waiter));

	if (waiter == NULL || diagnosis->current == NULL) {
		return &no_fact;
	}
	waiter->job = diagnosis->current;
	waiter->next = fact->waiters;
	fact->waiters = waiter;
	diagnosis->current->waiting++;
	return NULL;
}

static const struct fact *ask_as(struct fd_diagnosis *diagnosis, const struct fd_wish *wish,
				 bool canary)
{
	struct facts *facts = &diagnosis->facts;
	struct fact *fact = facts_find(facts, wish);

	if (fact == NULL) {
		fact = facts_add(facts, wish);
		if (fact == NULL) {
			return &no_fact;
		}
		fact->canary = canary;
		bool denied = diagnosis->config.no_drill ||
			      facts->followups >= diagnosis->config.budget;
		if (diagnosis->deny || (!canary && denied)) {
			facts_deny(facts, fact);
		} else if (!canary) {
			facts->followups++;
		}
	}
	if (fact->state == FACT_KNOWN) {
		if (!canary && !diagnosis->config.no_drill && saw_no_try(&fact->observation)) {
			uint8_t reason = fact->observation.reason;
			diagnosis->denied = true;
			diagnosis->ended = diagnosis->ended ||
					   reason == FD_REASON_INTERRUPTED ||
					   reason == FD_REASON_DEADLINE;
		}
		return fact;
	}
	return diagnosis->deny ? &no_fact : await(diagnosis, fact);
}

const struct fact *ask(struct fd_diagnosis *diagnosis, const struct fd_wish *wish)
{
	return ask_as(diagnosis, wish, false);
}

const struct fact *ask_canary(struct fd_diagnosis *diagnosis, const struct fd_wish *wish)
{
	return ask_as(diagnosis, wish, true);
}

struct fd_wish wish_plain(const struct fd_wish *wish)
{
	struct fd_wish plain = *wish;

	plain.purpose = FD_PURPOSE_PLAIN;
	plain.flags &= (uint8_t) ~(FD_QUERY_EDNS | FD_QUERY_DO);
	return plain;
}

struct fd_wish wish_over_tcp(const struct fd_wish *wish)
{
	struct fd_wish over_tcp = *wish;

	over_tcp.purpose = FD_PURPOSE_TCP;
	over_tcp.proto = FD_TCP;
	return over_tcp;
}

enum { /* its number among the repeats: those of others are below, or above 1,000 */
	MOMENT_REPEAT = 700
};

/* Datagrams get lost on the way to it. */
static bool lossy_way(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	bool there = resolver < diagnosis->inventory->resolver_count &&
		     diagnosis->rows[resolver].finding.cause == FD_CAUSE_resolver_packet_loss;

	return there || diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
}

static const struct fact *insist(struct fd_diagnosis *diagnosis, const struct fd_wish *wish,
				 bool canary)
{
	bool lossy = lossy_way(diagnosis, wish->resolver);
	bool patient = wish->purpose == FD_PURPOSE_PATIENCE; /* no moment outlasts that */
	struct fd_wish next = *wish;
	const struct fact *fact = ask_as(diagnosis, &next, canary);
	unsigned tries = 0;

	for (unsigned repeat = 1; fact != NULL && repeat < SERVER_REPEATS; repeat++) {
		bool more = lossy || (repeat == 1 && !patient &&
				      facts_heard(&diagnosis->facts, &wish->server));
		tries += fact->observation.tries;
		if (fact->observation.status != FD_STATUS_TIMEOUT || !more ||
		    (lossy && tries >= SILENT_TRIES_LOSSY)) {
			break;
		}
		bool denied = diagnosis->denied;
		next.repeat = (uint16_t)(wish->repeat + (lossy ? repeat : MOMENT_REPEAT));
		next.delay_ns = lossy ? wish->delay_ns : MOMENT_NS;
		const struct fact *again = ask_as(diagnosis, &next, canary);
		if (again != NULL && saw_no_try(&again->observation)) {
			diagnosis->denied = denied;
			break;
		}
		fact = again;
	}
	return fact;
}

const struct fact *ask_insistently(struct fd_diagnosis *diagnosis, const struct fd_wish *wish)
{
	return insist(diagnosis, wish, false);
}

const struct fact *ask_canary_insistently(struct fd_diagnosis *diagnosis,
					  const struct fd_wish *wish)
{
	return insist(diagnosis, wish, true);
}

struct fd_wish wish_resolver(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			     enum fd_purpose purpose, const struct fd_name *qname,
			     uint16_t qtype)
{
	const struct fd_resolver *to = &diagnosis->inventory->resolvers[resolver];
	unsigned flags = FD_QUERY_RD | FD_QUERY_AD;

	if (!diagnosis->config.no_edns) {
		flags |= FD_QUERY_EDNS;
	}
	return (struct fd_wish) {
		.server = to->endpoint,
		.resolver = resolver,
		.purpose = purpose,
		.proto = to->proto,
		.flags = (uint8_t)flags,
		.qtype = qtype,
		.qname = *qname,
	};
}

static void make_ready(struct fd_diagnosis *diagnosis, struct job *job)
{
	job->next = NULL;
	*diagnosis->ready_end = job;
	diagnosis->ready_end = &job->next;
}

void job_start(struct fd_diagnosis *diagnosis, struct job *job,
	       enum answer (*run)(struct fd_diagnosis *diagnosis, uint32_t index),
	       uint32_t index)
{
	*job = (struct job) { .run = run, .index = index };
	diagnosis->open_jobs++;
	make_ready(diagnosis, job);
}

void job_start_ahead(struct fd_diagnosis *diagnosis, struct job *job,
		     enum answer (*run)(struct fd_diagnosis *diagnosis, uint32_t index),
		     uint32_t index)
{
	*job = (struct job) { .run = run, .index = index, .ahead = true };
	make_ready(diagnosis, job);
}

void jobs_wake(struct fd_diagnosis *diagnosis, struct fact *fact)
{
	for (struct waiter *w = fact->waiters; w != NULL; w = w->next) {
		if (w->job->done) {
			continue;
		}
		assert(w->job->waiting > 0);
		if (--w->job->waiting == 0) {
			make_ready(diagnosis, w->job);
		}
	}
	fact->waiters = NULL;
}

static void run_job(struct fd_diagnosis *diagnosis, struct job *job)
{
	diagnosis->current = job;
	diagnosis->deny = ++job->rounds > ROUNDS_MAX;
	enum answer answer = job->run(diagnosis, job->index);
	diagnosis->current = NULL;
	diagnosis->deny = false;
	if (answer != PENDING) {
		job->done = true;
		diagnosis->open_jobs -= !job->ahead;
		return;
	}
	/* A judgement that waits for nothing would wait for ever. */
	assert(job->waiting > 0);
}

void jobs_run(struct fd_diagnosis *diagnosis)
{
	while (diagnosis->ready != NULL) {
		struct job *job = diagnosis->ready;
		diagnosis->ready = job->next;
		if (diagnosis->ready == NULL) {
			diagnosis->ready_end = &diagnosis->ready;
		}
		run_job(diagnosis, job);
	}
}
