/* SPDX-License-Identifier: MIT */
#include <fleetdig/knowledge.h>
#include <fleetdig/observation.h>

#define RUN(command)	    "\n$ " command
#define OPERATOR(text)	    "\nResolver's operator: " text
#define OWNER(text)	    "\nName's owner: " text

#define RCODE(code, ...)    { FD_TOPIC_RCODE, code, __VA_ARGS__ },
#define STATUS(status, ...) { FD_TOPIC_STATUS, status, __VA_ARGS__ },
#define EDE(code, ...)	    { FD_TOPIC_EDE, code, #code, __VA_ARGS__ },
#define CAUSE(identifier, ...) \
	{ FD_TOPIC_CAUSE, FD_CAUSE_##identifier, #identifier, __VA_ARGS__ },
#define NOTE(identifier, ...) { FD_TOPIC_NOTE, FD_NOTE_##identifier, #identifier, __VA_ARGS__ },
#define TERM(word, ...)	      { FD_TOPIC_TERM, 0, #word, __VA_ARGS__ },

/* One array of constants, so that nothing has to be set up; its text lives in a file a subject. */
static const struct fd_topic topics[] = {
#include "knowledge/all.inc"
};

const struct fd_topic *fd_topics(size_t *ret_count)
{
	*ret_count = sizeof(topics) / sizeof(topics[0]);
	return topics;
}
