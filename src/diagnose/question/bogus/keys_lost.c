/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/bogus/parts.h"

/*
 * Validators fail a zone because its keys do not get to them: a large reply is lost over UDP, or cut short, and TCP is in the way. Its
 * signatures may be as good as any. Some validators say SERVFAIL then, and some say nothing.
 */

enum {
	SMALL_REPEAT =
		620, /* its number among the repeats: all others are below, or above 699 */
	SHOWN_MAX = 2,
};

bool link_without_keys(const struct link *link)
{
	for (; link != NULL; link = link->parent) {
		if (link->keyless) {
			return true;
		}
	}
	return false;
}

void conclude_cut_short(struct column *column, const struct link *link)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct fd_wish wishes[DNSSEC_SERVERS_MAX];
	size_t count = link_wish_keys(diagnosis, link, wishes);
	const struct fact *root = diagnosis->host.root_tcp;
	bool ours = diagnosis->host.finding.cause == FD_CAUSE_egress_tcp53_blocked ||
		    (root != NULL && saw_nothing(&root->observation));

	finding_set(finding, FD_CAUSE_auth_tcp_blocked, FD_ROLE_PUBLIC,
		    ours ? FD_POSSIBLE : FD_LIKELY);
	column_show(column, want_servfail, "fails where it is validated");
	for (size_t i = 0; i < count && i < 3; i++) {
		finding_fact(diagnosis, finding, ask_insistently(diagnosis, &wishes[i]),
			     "the keys are cut short, and over TCP nothing comes");
	}
	finding_alternative(finding, FD_CAUSE_egress_tcp53_blocked);
	finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails where it is validated: the keys of zone %s do not fit a datagram, and its "
		"servers do not give them over TCP.",
		column->label, text_name(&diagnosis->texts, &link->zone));
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
}

/* ---- this host's own way -------------------------------------------------------------------- */

struct way {			  /* from here to the servers of other zones */
	bool tcp;		  /* a root answers over it */
	const struct fact *large; /* a long datagram that came */
	const struct fact *lost;  /* keys that came over TCP only */
};

static struct way look_at_way(const struct fd_diagnosis *diagnosis, const struct link *link)
{
	const struct fact *root = diagnosis->host.root_tcp;
	struct way way = {
		.tcp = root != NULL && saw_reply(&root->observation) &&
		       diagnosis->host.finding.cause != FD_CAUSE_egress_tcp53_blocked,
	};

	for (const struct link *at = link->parent; at != NULL; at = at->parent) {
		const struct fact *keys = at->keys_fact;
		if (keys == NULL || keys->observation.message == NULL) {
			continue;
		}
		if (keys->wish.proto == FD_TCP) {
			way.lost = keys;
		} else if (keys->observation.proto == FD_UDP &&
			   keys->observation.message->length > PLAIN_OCTETS) {
			way.large = keys;
		}
	}
	return way;
}

/* Where others' TCP gets here, theirs is shut; else only a long datagram of others tells that theirs are lost there. */
static bool way_acquits_host(const struct way *way, const struct link *link)
{
	if (way->lost != NULL && way->large == NULL) {
		return false;
	}
	return way->tcp || (link->lost && way->large != NULL);
}

/* ---- the experiment ------------------------------------------------------------------------- */

struct trial {
	struct fd_wish wishes[DNSSEC_SERVERS_MAX]; /* for the keys */
	size_t count;
	const struct fact *small; /* the SOA once more, of the first */
	const struct fact *plain; /* the first of them without EDNS: a short reply */
};

/* YES: what is small comes, at once, of each: it is neither a server that has died meanwhile nor one that loses whatever it is. */
static enum answer try_small(struct fd_diagnosis *diagnosis, const struct link *link,
			     struct trial *ret)
{
	enum answer answer = YES;

	*ret = (struct trial) { .small = NULL };
	ret->count = link_wish_keys(diagnosis, link, ret->wishes);
	for (size_t i = 0; i < ret->count; i++) {
		struct fd_wish wish =
			cut_wish(diagnosis, &ret->wishes[i].server, &link->zone, FD_TYPE_SOA);
		wish.repeat = SMALL_REPEAT;
		wish.purpose = FD_PURPOSE_REPEAT;
		const struct fact *fact = ask(diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (!saw_answer(&fact->observation) || fact->observation.tries > 1) {
			answer = answer == PENDING ? PENDING : NO;
		}
		ret->small = i == 0 ? fact : ret->small;
	}
	if (answer == YES && link->lost) {
		struct fd_wish plain = wish_plain(&ret->wishes[0]);
		ret->plain = ask_insistently(diagnosis, &plain);
		answer = ret->plain == NULL ? PENDING : YES;
	}
	return answer;
}

static bool want_unvalidated(const struct column_cell *cell)
{
	return cell->kind == KIND_SERVFAIL || cell->kind == KIND_SILENT;
}

static void show_lost(struct column *column, const struct link *link, const struct trial *trial,
		      const struct way *way)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;

	column_show(column, want_unvalidated, "fails: who validates it needs the zone's keys");
	show_ds(column, link);
	for (size_t i = 0; i < trial->count && i < SHOWN_MAX; i++) {
		struct fd_wish tcp = wish_over_tcp(&trial->wishes[i]);
		const struct fact *udp = ask_insistently(diagnosis, &trial->wishes[i]);
		bool cut = udp != NULL && (udp->observation.flags & FD_CELL_TC) != 0;
		finding_fact(diagnosis, finding, udp,
			     cut ? "the keys are cut short, and over TCP nothing comes"
				 : "the zone's keys do not come");
		if (!cut) {
			finding_fact(diagnosis, finding, facts_find(&diagnosis->facts, &tcp),
				     "nor over TCP");
		}
	}
	finding_fact(diagnosis, finding, trial->small, "what is small comes at once");
	if (trial->plain != NULL) {
		finding_fact(diagnosis, finding, trial->plain,
			     saw_reply(&trial->plain->observation)
				     ? "and so does a short reply about the keys"
				     : "about the keys not even a short reply");
	}
	if (way->large != NULL) {
		finding_fact(diagnosis, finding, way->large,
			     "long datagrams of others get here");
	}
	if (way->tcp) {
		finding_fact(diagnosis, finding, diagnosis->host.root_tcp,
			     "and so does TCP of others");
	}
}

static void conclude_lost(struct column *column, const struct link *link,
			  const struct trial *trial, const struct way *way)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	bool dropped = trial->plain != NULL && saw_nothing(&trial->plain->observation);
	const char *zone = text_name(&diagnosis->texts, &link->zone);

	finding_set(finding, dropped ? FD_CAUSE_auth_qtype_dropped : FD_CAUSE_auth_tcp_blocked,
		    FD_ROLE_PUBLIC, way->tcp ? FD_LIKELY : FD_POSSIBLE);
	show_lost(column, link, trial, way);
	finding_alternative(finding, FD_CAUSE_auth_tcp_blocked);
	finding_alternative(finding, FD_CAUSE_auth_udp_blocked);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	if (!way->tcp) {
		finding_alternative(finding, FD_CAUSE_egress_tcp53_blocked);
	}
	finding_alternative(finding, column_witnesses(column, want_unvalidated) < 2
					     ? FD_CAUSE_resolver_auth_path_broken
					     : FD_CAUSE_dnssec_bogus);
	finding->summary = region_printf(
		&diagnosis->texts,
		dropped ? "%s fails where it is validated: the servers of zone %s answer other "
			  "questions, and none about its keys, over UDP or over TCP."
			: "%s fails where it is validated: the keys of zone %s are too long for what "
			  "gets through from its servers over UDP, and they do not give them over TCP.",
		column->label, zone);
	if (!dropped) {
		finding->action = region_printf(
			&diagnosis->texts,
			"The operator of %s: open TCP port 53 at the zone's servers, and let long "
			"datagrams and fragments out of their firewall.",
			zone);
	}
	column->blamed = link->cut;
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
}

/* ---- the rule ------------------------------------------------------------------------------- */

/* Silence of who may not even validate shows nothing. */
static bool validator_fails(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		int validates = in_vote(cell)
					? resolver_validates(column->diagnosis, cell->resolver)
					: 0;
		if ((cell->kind == KIND_SERVFAIL && validates != 0) ||
		    (cell->kind == KIND_SILENT && validates == 1)) {
			return true;
		}
	}
	return false;
}

/* Of the zone and those above, the one whose keys do not come. */
static const struct link *keyless_link(const struct link *link)
{
	while (link != NULL && !link->cut_short && !link->lost) {
		link = link->parent;
	}
	return link;
}

enum answer judge_keys_lost(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	bool lossy = diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
	struct trial trial;

	if (walk->cut == NULL || walk->cut->parent == NULL || lossy ||
	    !validator_fails(column)) {
		return NO;
	}
	struct link *whole = link_of_cut(diagnosis, walk->cut);
	if (whole == NULL || link_trust(diagnosis, whole) == TRUST_PENDING) {
		return whole == NULL ? NO : PENDING;
	}
	const struct link *link = keyless_link(whole);
	if (link == NULL || link->cut == NULL || lint_registry(&link->zone)) {
		return NO;
	}
	const struct way way = look_at_way(diagnosis, link);
	enum answer answer =
		way_acquits_host(&way, link) ? try_small(diagnosis, link, &trial) : NO;
	if (answer == YES) {
		conclude_lost(column, link, &trial, &way);
	}
	return answer;
}
