/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_CONTROL_H
#define ENGINE_CORE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Congestion control of one server, by rate. *Trouble* is a share of tries that were turned down (REFUSED, quick SERVFAIL or
 * TC, spread over zones) or lost (an answer came to a later one). Where it exceeds what is usual there, the rate is cut to what
 * was delivered, and halved. Trouble that goes away with the rate was caused by it: a limit, for which is felt again by and by.
 * But what was turned down must be answered then: less trouble with other questions shows nothing. Trouble that two halvings do
 * not lessen is the server's policy or the path's loss: it becomes the usual, and the rate is restored. Time is an argument.
 */

enum trouble {
	TROUBLE_OVER,
	TROUBLE_LOST,
	TROUBLE_KINDS
};

/** What became of the tries that were sent in one span of time. */
struct sample {
	int64_t from_ns, until_ns; /* until_ns INT64_MAX: still being filled */
	uint32_t sent, fresh, good, over, lost;
	uint32_t good_again, over_again; /* of these, of what had been turned down before */
	int64_t least_rtt_ns;
	uint64_t zones_over; /* a bit for each zone's mark */
};

enum control_state {
	CONTROL_CALM,	/* free, or below a limit that was found */
	CONTROL_SUSPECT /* trouble: does it go away with the rate? */
};

enum control_news {
	NEWS_NONE,
	NEWS_CALM,	/* a sample without trouble: what was turned down was meant */
	NEWS_QUEUE,	/* all is well but slow: too many are under way at once */
	NEWS_SUSPECTED, /* trouble began: what was turned down is asked again, more slowly */
	NEWS_SLOWER,	/* the rate was cut further */
	NEWS_LIMIT,	/* the rate was to blame: a limit is known */
	NEWS_POLICY,	/* it was not: the first answers stand, and the rate is restored */
	NEWS_PATH	/* the path loses whatever the rate, which is restored */
};

struct control {
	struct sample sample; /* being filled */
	struct sample full;   /* waits for what may yet be heard of it; sent 0: none */
	enum control_state state;
	double qps;	  /* most queries a second; 0: no limit found */
	double clean_qps; /* of the last sample without a limit and without trouble; 0: none */
	double bad_qps;	  /* where trouble was seen last; 0: nowhere */
	double usual[TROUBLE_KINDS]; /* shares, whatever the rate */
	unsigned judged;	     /* samples that the usual speaks of, up to a limit */
	int64_t usual_rtt_ns;
	uint64_t good_ever;
	uint32_t
		found; /* tries taken for lost whose replies came after all, since all was well */
	uint32_t over_lately; /* since all was well, in a sample or not */
	uint64_t zones_good;  /* as above, of a part of all answers ever */
	/* of a suspicion */
	enum trouble kind;
	double before_qps; /* rate to restore */
	double excess;	   /* the share of trouble that exceeded the usual */
	uint32_t needed;   /* results that tell half of it from all of it */
	unsigned cuts;
	bool proved; /* what was turned down is answered, at least in part: there is a limit, though perhaps lower yet */
	double passed_qps; /* the least that was delivered so far */
	int64_t suspected_ns;
	uint64_t good_before; /* good_ever then */
	/* below a limit */
	double seen_qps; /* delivered while it was suspected */
	int64_t grown_ns,
		patience_ns; /* when the rate was raised near the limit; how long until it is again */
	double step;	     /* and by how much of it */
	/* for the records */
	uint32_t suspicions;
	uint64_t turned_down;	    /* replies, for the rate */
	uint64_t limit_turned_down; /* the same when a limit was found last */
	double limit_qps; /* the rate that a limit allowed when last felt; 0: none found */
};

void control_init(struct control *control, int64_t now_ns);

/** `fresh`: the first try of its probe. */
void control_sent(struct control *control, int64_t now_ns, bool fresh);
/** A try sent at `sent_ns` was answered. `again`: its question had been turned down. */
void control_good(struct control *control, int64_t sent_ns, int64_t rtt_ns, bool again);
/** Whether control_zone() should be told the mark of that name's zone: marks cost something. */
static inline bool control_minds_zone(const struct control *control)
{
	return control->good_ever < 64 || control->good_ever % 8 == 0;
}
void control_zone(struct control *control, uint32_t zone);
/** It was turned down. */
void control_over(struct control *control, int64_t sent_ns, uint32_t zone, bool again);
/** A later try of the same probe was answered. */
void control_lost(struct control *control, int64_t sent_ns);

/** A reply that turns down may have been the rate's fault: it is not the last word. */
bool control_doubts(const struct control *control);

/** One of those came after all, later than the answer to a later try. */
void control_found(struct control *control);

/** Tries go unanswered, and the rate is suspected. */
static inline bool control_blames_rate(const struct control *control)
{
	return control->state == CONTROL_SUSPECT && control->kind == TROUBLE_LOST;
}

/** Judges the sample when that is due. `delay_ns`: how long a lost try is awaited before the next. */
enum control_news control_turn(struct control *control, int64_t now_ns, int64_t delay_ns);
/** When it is due at the latest, should nothing else happen. */
int64_t control_due_ns(const struct control *control, int64_t delay_ns);

#endif
