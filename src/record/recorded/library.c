/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "record/recorded/recorded.h"

/* What the host's library said in a run that is read back. */

static int grow(struct recorded *recorded)
{
	size_t count = recorded->library.count;

	if (count < recorded->library_capacity) {
		return 0;
	}
	size_t capacity = count == 0 ? 64 : count * 2;
	struct fd_library_answer *answers =
		reallocarray(recorded->library_answers, capacity, sizeof(*answers));
	if (answers == NULL) {
		return -ENOMEM;
	}
	recorded->library_answers = answers;
	recorded->library_capacity = capacity;
	return 0;
}

static bool is_known(const struct recorded *recorded, const struct fd_library_in *in)
{
	uint32_t question = in->answer.question;

	return question < recorded->inventory.question_count &&
	       (recorded->public.asked[question / 64] >> (question % 64) & 1) != 0 &&
	       recorded->inventory.questions[question].qtype == in->qtype &&
	       (in->qtype == FD_TYPE_A || in->qtype == FD_TYPE_AAAA);
}

int recorded_take_library(struct recorded *recorded, const struct fd_library_in *in)
{
	struct fd_library *library = &recorded->library;

	if (!is_known(recorded, in)) {
		return 0; /* of a question that has no results: nothing to compare with */
	}
	int r = grow(recorded);
	if (r < 0) {
		return r;
	}
	snprintf(library->nsswitch, sizeof(library->nsswitch), "%s", in->nsswitch);
	snprintf(library->search, sizeof(library->search), "%s", in->search);
	snprintf(library->nameservers, sizeof(library->nameservers), "%s", in->nameservers);
	recorded->library_answers[library->count++] = in->answer;
	library->answers = recorded->library_answers;
	recorded->public.library = library;
	const struct fd_library_record record = { .library = library, .answer = &in->answer };
	return recorded_tell(recorded, &(struct fd_record) { .kind = FD_RECORD_LIBRARY,
							     .library = &record });
}

static int by_question(const void *left, const void *right)
{
	const struct fd_library_answer *a = left, *b = right;

	return (a->question > b->question) - (a->question < b->question);
}

void recorded_library_sort(struct recorded *recorded)
{
	if (recorded->library.count > 0) {
		qsort(recorded->library_answers, recorded->library.count,
		      sizeof(*recorded->library_answers), by_question);
	}
}
