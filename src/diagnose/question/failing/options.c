/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/failing/zone.h"
#include "diagnose/question/rules.h"

/*
 * Servers that answer this host, and drop or refuse what carries an option of EDNS they do not know, which is to be ignored (RFC 6891
 * 6.1.2). Some resolvers send a cookie (RFC 7873) or a client's subnet (RFC 7871) with each question, and fail; others do not.
 */

struct options_tried {
	const struct fact *bad[REGISTRY_SAMPLE]; /* with options, of servers that do without */
	const struct fact *good;		 /* without, of one of them */
	size_t count, bad_count;
};

enum {
	COOKIE_WHOLE = 16,    /* octets, at least: the client's half and a server's */
	OPTIONS_REPEAT = 640, /* its number among the repeats of the SOA */
};

/* BADCOOKIE comes with the server's half, which it wants back (RFC 7873 5.2.3): then it knows what a cookie is. */
static bool gives_cookie(const struct fd_observation *saw)
{
	size_t offset = 0;
	uint16_t code, length;
	const uint8_t *data;

	while (saw->message != NULL &&
	       fd_edns_next(&saw->message->edns, &offset, &code, &data, &length)) {
		if (code == FD_OPTION_COOKIE && length >= COOKIE_WHOLE) {
			return true;
		}
	}
	return false;
}

static bool dislikes(const struct fact *fact)
{
	const struct fd_observation *saw = &fact->observation;
	bool asks_back = saw->status == FD_BADCOOKIE && gives_cookie(saw);

	return saw_nothing(saw) || (saw_reply(saw) && saw->status != FD_NOERROR && !asks_back);
}

/* The zone's SOA with options, of servers that give it without. */
static enum answer try_options(struct fd_diagnosis *diagnosis, const struct cut *cut,
			       struct options_tried *ret)
{
	enum answer answer = YES;

	*ret = (struct options_tried) { .count = 0 };
	for (size_t i = 0; i < cut->server_count && ret->count < REGISTRY_SAMPLE; i++) {
		const struct fact *known = cut_server_fact(diagnosis, cut, i);
		if (known == NULL || !saw_answer(&known->observation)) {
			continue;
		}
		struct fd_wish wish =
			cut_wish(diagnosis, &cut->servers[i].endpoint, &cut->zone, FD_TYPE_SOA);
		wish.flags |= FD_QUERY_EXTRAS;
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		ret->good = known;
		ret->count++;
		/* Who minds how often he is asked was asked for much else just now. */
		if (fact != NULL && saw_nothing(&fact->observation)) {
			wish.repeat = OPTIONS_REPEAT;
			wish.delay_ns = AGAIN_NS;
			fact = ask_insistently(diagnosis, &wish);
		}
		if (fact == NULL) {
			answer = PENDING;
		} else if (dislikes(fact)) {
			ret->bad[ret->bad_count++] = fact;
		}
	}
	return answer;
}

static void show_options(struct column *column, const struct options_tried *tried)
{
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	for (size_t i = 0; i < tried->bad_count; i++) {
		finding_fact(column->diagnosis, column->finding, tried->bad[i],
			     "asked with a cookie and a subnet, as some resolvers do");
	}
	finding_fact(column->diagnosis, column->finding, tried->good,
		     "without them (dig +nocookie) the zone's servers answer");
}

enum answer judge_options(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct options_tried tried;

	if (walk->cut == NULL || walk->cut->parent == NULL || diagnosis->config.no_edns ||
	    lint_registry(&walk->cut->zone)) {
		return NO;
	}
	enum answer answer = try_options(diagnosis, walk->cut, &tried);
	if (answer == PENDING || tried.bad_count == 0 || tried.bad_count < tried.count) {
		return answer == PENDING ? PENDING : NO;
	}
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	const struct fd_endpoint *asked[REGISTRY_SAMPLE];
	for (size_t i = 0; i < tried.bad_count; i++) {
		asked[i] = &tried.bad[i]->wish.server;
	}
	finding_set(finding, FD_CAUSE_auth_edns_intolerant, FD_ROLE_PUBLIC, FD_LIKELY);
	show_options(column, &tried);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails at %zu of %zu resolvers: servers of %s (%s) %s questions that carry an "
		"option of EDNS, such as the cookies that some resolvers send.",
		column->label, column->failed, column->failed + column_answers(column), zone,
		text_endpoints(&diagnosis->texts, asked, tried.bad_count),
		saw_nothing(&tried.bad[0]->observation) ? "drop" : "do not answer");
	finding->action = region_printf(
		&diagnosis->texts,
		"The operator of %s: upgrade its servers, or the firewall in front of them: options of "
		"EDNS that they do not know are to be ignored (test at ednscomp.isc.org).",
		zone);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}
