/* SPDX-License-Identifier: MIT */
#include "diagnose/library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * What programs on this host are told, beside what its resolvers answer. Only names that are well as far as DNS goes are
 * looked at: where resolvers fail, the library fails with them, and that is told already. Sets of addresses that merely
 * differ are no finding: answers rotate, and are near to whoever asks.
 */

enum {
	LIBRARY_REPEAT =
		64, /* of the question asked once more: no other rule counts that far */
	LIBRARY_RESOLVERS = 3 /* asked once more, for what they answer now */
};

/** One name under judgement. */
struct look {
	struct fd_diagnosis *diagnosis;
	const struct fd_library_answer *answer;
	struct column column;
	struct finding *finding;
	const char *name;			   /* printable */
	const struct fact *now[LIBRARY_RESOLVERS]; /* what those who had an answer say now */
	size_t now_count;
	size_t positive, negative; /* cells that the library's word is held against */
};

static size_t address_size(const struct look *look)
{
	return look->column.qtype == FD_TYPE_A ? 4 : 16;
}

/* ---- addresses ------------------------------------------------------------------------------ */

static bool holds(const uint8_t addresses[][16], size_t count, const uint8_t *address,
		  size_t size)
{
	for (size_t i = 0; i < count; i++) {
		if (memcmp(addresses[i], address, size) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_private(const uint8_t *address, size_t size)
{
	static const uint8_t none[16] = { 0 };
	struct fd_endpoint endpoint = { .family = size == 4 ? 4 : 6 };

	memcpy(endpoint.address, address, size);
	return fd_endpoint_is_private(&endpoint) || memcmp(address, none, size) == 0;
}

static const char *address_list(const struct look *look, const uint8_t addresses[][16],
				size_t count)
{
	struct region *texts = &look->diagnosis->texts;
	const char *text = "";

	for (size_t i = 0; i < count && i < NAMED_MAX; i++) {
		struct fd_endpoint endpoint = { .family = address_size(look) == 4 ? 4 : 6,
						.port = 53 };
		char one[FD_ENDPOINT_TEXT_MAX];
		memcpy(endpoint.address, addresses[i], address_size(look));
		fd_endpoint_address_text(one, &endpoint);
		text = region_printf(texts, "%s%s%s", text, i == 0 ? "" : ", ", one);
	}
	if (count > NAMED_MAX) {
		text = region_printf(texts, "%s and %zu more", text, count - NAMED_MAX);
	}
	return text;
}

/* What the library gives is what the hosts file holds. */
static bool from_hosts(const struct look *look)
{
	const struct fd_library_answer *answer = look->answer;

	for (size_t i = 0; i < answer->address_count; i++) {
		if (holds(answer->hosts, answer->hosts_count, answer->addresses[i],
			  address_size(look))) {
			return true;
		}
	}
	return false;
}

/* How the addresses of one reply relate to the library's. */
struct relation {
	bool shared;	   /* at least one is in both */
	bool private, any; /* of the reply's: one is private; there is one */
};

static void relate(const struct look *look, const struct fact *fact, struct relation *relation)
{
	const struct fd_message *message = fact->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t size = address_size(look);

	while (message != NULL && fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		const uint8_t *address = message->wire + record.rdata_offset;
		if (record.type != look->column.qtype || record.rdata_length != size) {
			continue;
		}
		relation->any = true;
		relation->private |= is_private(address, size);
		relation->shared |= holds(look->answer->addresses, look->answer->address_count,
					  address, size);
	}
}

/* ---- evidence ------------------------------------------------------------------------------- */

static void show(const struct look *look, const char *command, const char *saw,
		 const char *means)
{
	struct finding *finding = look->finding;

	if (finding->evidence_count < EVIDENCE_MAX) {
		finding->evidence[finding->evidence_count++] =
			(struct fd_evidence) { .probe = command, .saw = saw, .means = means };
	}
}

static const char *what_it_says(const struct look *look)
{
	const struct fd_library_answer *answer = look->answer;

	switch (answer->status) {
	case FD_LIBRARY_FOUND:
		return address_list(look, answer->addresses, answer->address_count);
	case FD_LIBRARY_NOT_FOUND:
		return "not found";
	case FD_LIBRARY_NO_ANSWER:
		return "no answer: temporary failure in name resolution";
	case FD_LIBRARY_TIMEOUT:
		return "no answer in the time given";
	default:
		return "the library failed";
	}
}

static void show_library(const struct look *look)
{
	show(look,
	     region_printf(&look->diagnosis->texts, "getent %s %s",
			   address_size(look) == 4 ? "ahostsv4" : "ahostsv6", look->name),
	     what_it_says(look), "what every program on this host gets");
	for (size_t i = 0; i < look->now_count; i++) {
		finding_fact(look->diagnosis, look->finding, look->now[i],
			     "what this resolver answers when it is asked directly");
	}
}

static void show_hosts(const struct look *look)
{
	const struct fd_library_answer *answer = look->answer;

	show(look, region_printf(&look->diagnosis->texts, "grep -iw %s /etc/hosts", look->name),
	     address_list(look, answer->hosts, answer->hosts_count),
	     "the hosts file has the name, and comes before DNS");
}

static void show_setup(const struct look *look, const char *command, const char *text,
		       const char *means)
{
	show(look, command, text[0] == '\0' ? "nothing" : text, means);
}

static const char nsswitch_line[] = "grep ^hosts: /etc/nsswitch.conf";
static const char search_line[] = "grep -E '^(search|domain|options)' /etc/resolv.conf";
static const char servers_line[] = "grep ^nameserver /etc/resolv.conf";

/* ---- what it comes to ----------------------------------------------------------------------- */

static void set(const struct look *look, enum fd_cause cause, enum fd_severity severity,
		enum fd_confidence confidence)
{
	finding_set(look->finding, cause, FD_ROLE_LOCAL, confidence);
	look->finding->severity = severity;
}

static enum answer conclude_hosts(struct look *look)
{
	set(look, FD_CAUSE_hosts_file_override, FD_DEGRADED, FD_CONFIRMED);
	show_library(look);
	show_hosts(look);
	look->finding->summary = region_printf(
		&look->diagnosis->texts, "%s: this host's /etc/hosts says %s, %s.",
		look->column.label,
		address_list(look, look->answer->hosts, look->answer->hosts_count),
		look->positive > 0 ? "its resolvers answer otherwise"
				   : "its resolvers say that there is no such record");
	return YES;
}

static enum answer conclude_search(struct look *look)
{
	const struct fd_library *library = look->diagnosis->library;

	set(look, FD_CAUSE_search_list_expanded, FD_DEGRADED,
	    look->answer->absolute == FD_LIBRARY_NOT_FOUND ? FD_CONFIRMED : FD_LIKELY);
	show_library(look);
	show_setup(look, search_line, library->search,
		   "the library appends these to names without a dot at their end");
	look->finding->summary = region_printf(
		&look->diagnosis->texts,
		"%s: programs on this host get the addresses of another, longer name: the "
		"library appends the search list (%s).",
		look->column.label, library->search);
	return YES;
}

static bool asks_dns(const struct fd_library *library)
{
	/* Without the line the library's own default has dns in it. */
	return library->nsswitch[0] == '\0' || strstr(library->nsswitch, "dns") != NULL ||
	       strstr(library->nsswitch, "resolve") != NULL;
}

static enum answer conclude_differs(struct look *look, enum fd_severity severity,
				    enum fd_confidence confidence)
{
	const struct fd_library *library = look->diagnosis->library;
	bool dns = asks_dns(library);

	set(look, FD_CAUSE_library_differs, severity, confidence);
	show_library(look);
	show_setup(look, nsswitch_line, library->nsswitch,
		   dns ? "the sources it asks, in this order"
		       : "neither dns nor resolve is among its sources: DNS is never asked");
	if (dns) {
		show_setup(look, servers_line, library->nameservers, "the servers it asks");
	} else {
		look->finding->action = "Add dns (or resolve) to the hosts line of "
					"/etc/nsswitch.conf on this host.";
	}
	look->finding->summary = region_printf(
		&look->diagnosis->texts,
		"%s: this host's library says \"%s\", and its resolvers %s.",
		look->column.label, what_it_says(look),
		look->positive > 0 ? "have an answer" : "say that there is no such record");
	return YES;
}

/* ---- judgement ------------------------------------------------------------------------------ */

static bool is_local(const struct look *look, const struct column_cell *cell)
{
	return look->diagnosis->inventory->resolvers[cell->resolver].role == FD_ROLE_LOCAL;
}

/* The library asks the site's resolvers: where such were asked, their word is the one to compare with. */
static void count_cells(struct look *look)
{
	bool local = false;

	for (size_t i = 0; i < look->column.count; i++) {
		const struct column_cell *cell = &look->column.cells[i];
		local = local ||
			(in_vote(cell) && kind_answered(cell->kind) && is_local(look, cell));
	}
	for (size_t i = 0; i < look->column.count; i++) {
		const struct column_cell *cell = &look->column.cells[i];
		if (!in_vote(cell) || (local && !is_local(look, cell))) {
			continue;
		}
		look->positive += cell->kind == KIND_POSITIVE || cell->kind == KIND_STALE;
		look->negative += kind_negative(cell->kind);
	}
}

/* Those who had an answer are asked once more, now that the library's is known. False: not yet told. */
static bool ask_now(struct look *look)
{
	bool known = true;

	for (size_t i = 0; i < look->column.count; i++) {
		const struct column_cell *cell = &look->column.cells[i];
		if (!in_vote(cell) || !kind_answered(cell->kind) ||
		    look->now_count == LIBRARY_RESOLVERS) {
			continue;
		}
		struct fd_wish wish =
			cell_wish(look->diagnosis, look->column.question, cell->resolver);
		wish.repeat = LIBRARY_REPEAT;
		const struct fact *fact = ask_insistently(look->diagnosis, &wish);
		known = known && fact != NULL;
		if (fact != NULL && saw_reply(&fact->observation)) {
			look->now[look->now_count++] = fact;
		}
	}
	return known;
}

static bool still(const struct look *look, bool positive)
{
	for (size_t i = 0; i < look->now_count; i++) {
		const struct fd_observation *now = &look->now[i]->observation;
		if (saw_answer(now) == positive &&
		    (positive || kind_negative(observation_kind(now)))) {
			return true;
		}
	}
	return false;
}

/* Some addresses, where resolvers say there are none. */
static enum answer judge_only_here(struct look *look)
{
	const struct fd_library_answer *answer = look->answer;

	if (from_hosts(look)) {
		return conclude_hosts(look);
	}
	if (!still(look, false) || still(look, true)) {
		return NO;
	}
	return answer->absolute == FD_LIBRARY_NOT_FOUND &&
			       look->diagnosis->library->search[0] != '\0'
		       ? conclude_search(look)
		       : conclude_differs(look, FD_DEGRADED, FD_LIKELY);
}

/* Other addresses than any resolver has. */
static enum answer judge_other(struct look *look)
{
	const struct fd_library_answer *answer = look->answer;
	struct relation relation = { 0 };
	bool private = false;

	for (size_t i = 0; i < look->now_count; i++) {
		relate(look, look->now[i], &relation);
	}
	if (!relation.any || relation.shared) {
		return NO;
	}
	if (from_hosts(look)) {
		return conclude_hosts(look);
	}
	if (answer->absolute == FD_LIBRARY_NOT_FOUND) {
		return conclude_search(look);
	}
	for (size_t i = 0; i < answer->address_count; i++) {
		private |= is_private(answer->addresses[i], address_size(look));
	}
	/* Inside against outside is no rotation. */
	return private != relation.private ? conclude_differs(look, FD_DEGRADED, FD_LIKELY)
					   : NO;
}

/* Something came from the library by way of DNS: it works as such. */
static bool library_works(const struct fd_library *library)
{
	for (size_t i = 0; i < library->count; i++) {
		const struct fd_library_answer *answer = &library->answers[i];
		if ((answer->status == FD_LIBRARY_FOUND && answer->hosts_count == 0) ||
		    answer->status == FD_LIBRARY_NOT_FOUND) {
			return true;
		}
	}
	return false;
}

/* Nothing, where all resolvers have an answer. */
static enum answer judge_missing(struct look *look)
{
	uint8_t status = look->answer->status;

	if (!still(look, true) || still(look, false)) {
		return NO;
	}
	if (status == FD_LIBRARY_TIMEOUT && library_works(look->diagnosis->library)) {
		return NO; /* slow, which resolvers may be as well */
	}
	return conclude_differs(look, FD_FAILURE,
				status == FD_LIBRARY_NOT_FOUND ? FD_CONFIRMED : FD_LIKELY);
}

static enum answer judge(struct look *look)
{
	bool found = look->answer->status == FD_LIBRARY_FOUND;

	if (found ? look->positive + look->negative == 0
		  : look->positive == 0 || look->negative > 0) {
		return NO;
	}
	if (!ask_now(look)) {
		return PENDING;
	}
	if (!found) {
		return judge_missing(look);
	}
	return look->positive > 0 ? judge_other(look) : judge_only_here(look);
}

static bool is_comparable(const struct fd_library_answer *answer)
{
	return answer->status != FD_LIBRARY_NOT_ASKED && answer->status != FD_LIBRARY_ERROR &&
	       !answer->own_name;
}

/* The question's verdict so far, with what was found in its place. */
static void put_verdict(const struct look *look, const struct fd_verdict *before,
			struct fd_verdict *ret_verdict)
{
	size_t size = before->cell_count * sizeof(before->cells[0]);
	void *cells = region_alloc(&look->diagnosis->texts, size);

	look->finding->dnssec = before->dnssec;
	finding_verdict(look->diagnosis, look->finding, ret_verdict);
	if (cells != NULL && size > 0) {
		memcpy(cells, before->cells, size);
		ret_verdict->cells = cells;
		ret_verdict->cell_count = before->cell_count;
	}
	memcpy(ret_verdict->notes, before->notes, sizeof(before->notes));
	ret_verdict->note_count = before->note_count;
}

static enum answer library_judge(struct fd_diagnosis *diagnosis, uint32_t index)
{
	struct viewed *viewed = &diagnosis->viewed[index];
	const struct fd_library_answer *answer = &diagnosis->library->answers[index];
	const struct fd_verdict *before = verdict_before(diagnosis, answer->question);
	struct region_mark mark = region_mark(&diagnosis->texts);
	struct finding finding = { 0 };
	struct look look = { .diagnosis = diagnosis, .answer = answer, .finding = &finding };

	if (before->severity > FD_NEGATIVE || !is_comparable(answer)) {
		return NO;
	}
	column_gather(diagnosis, answer->question, &look.column);
	look.column.name = question_name(diagnosis, answer->question);
	look.name = text_name(&diagnosis->texts, &look.column.name);
	look.column.label = region_printf(&diagnosis->texts, "%s %s", look.name,
					  text_type(&diagnosis->texts, look.column.qtype));
	count_cells(&look);
	enum answer decided = judge(&look);
	if (decided != YES) {
		region_rewind(&diagnosis->texts, mark);
		return decided;
	}
	/* Asking may have made the column of another; the verdict before is made again where it is made on demand. */
	put_verdict(&look, verdict_before(diagnosis, answer->question), &viewed->verdict);
	viewed->found = true;
	return YES;
}

void library_start(struct fd_diagnosis *diagnosis)
{
	const struct fd_library *library = diagnosis->library;

	if (library == NULL || library->count == 0) {
		return;
	}
	/* Without memory for it, verdicts stay as they are. */
	diagnosis->viewed = calloc(library->count, sizeof(*diagnosis->viewed));
	for (uint32_t i = 0; diagnosis->viewed != NULL && i < library->count; i++) {
		if (question_in_run(diagnosis, library->answers[i].question)) {
			job_start(diagnosis, &diagnosis->viewed[i].job, library_judge, i);
		}
	}
}

const struct fd_verdict *library_verdict(const struct fd_diagnosis *diagnosis,
					 uint32_t question)
{
	const struct fd_library *library = diagnosis->library;
	size_t low = 0, high = diagnosis->viewed == NULL ? 0 : library->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (library->answers[middle].question < question) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (diagnosis->viewed == NULL || low == library->count ||
	    library->answers[low].question != question || !diagnosis->viewed[low].found) {
		return NULL;
	}
	return &diagnosis->viewed[low].verdict;
}

/* ---- the host ------------------------------------------------------------------------------- */

/* Nothing at all comes by way of the library: that is the host's finding, and each name's only an example of it. */
void library_tell_host(struct fd_diagnosis *diagnosis)
{
	struct finding *finding = &diagnosis->host.finding;
	const struct fd_library *library = diagnosis->library;
	const struct fd_verdict *first = NULL;
	size_t missing = 0;

	if (diagnosis->viewed == NULL || finding->cause != FD_CAUSE_ok ||
	    library_works(library)) {
		return;
	}
	for (size_t i = 0; i < library->count; i++) {
		const struct viewed *viewed = &diagnosis->viewed[i];
		if (viewed->found && viewed->verdict.cause == FD_CAUSE_library_differs) {
			missing++;
			first = first == NULL ? &viewed->verdict : first;
		}
	}
	if (missing < LIBRARY_WIDE) {
		return;
	}
	*finding = (struct finding) { 0 };
	finding_set(finding, FD_CAUSE_library_differs, FD_ROLE_LOCAL, FD_LIKELY);
	finding->action = first->action;
	for (size_t i = 0; i < first->evidence_count; i++) {
		finding->evidence[finding->evidence_count++] = first->evidence[i];
	}
	finding->summary = region_printf(
		&diagnosis->texts,
		"This host's library finds nothing: none of %zu names that its resolvers answer.",
		missing);
	diagnosis->host.affected = missing;
	finding_verdict(diagnosis, finding, &diagnosis->host.verdict);
	diagnosis->host.verdict.affected = missing;
}
