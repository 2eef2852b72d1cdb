/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/rules.h"

/*
 * Mail for a domain that is answered bounces all the same where its mail servers have no address (RFC 5321 5.1), and at some senders
 * where one of them is an alias (RFC 2181 10.3). No resolver and no server fails then: it is said, and is nobody's outage.
 */

enum {
	MAIL_SERVERS_MAX = 6, /* looked at */
};

enum mail_state {
	MAIL_WELL,
	MAIL_ALIAS,
	MAIL_UNADDRESSED,
	MAIL_UNKNOWN, /* its look-up failed: nothing is shown */
};

struct mail {
	struct fd_name servers[MAIL_SERVERS_MAX];
	const struct fact *facts[MAIL_SERVERS_MAX];
	enum mail_state states[MAIL_SERVERS_MAX];
	size_t count, unaddressed, aliases, unknown;
	size_t beyond;	   /* servers that were not looked at */
	uint32_t resolver; /* who was asked */
};

bool column_mail(const struct column *column)
{
	return column->qtype == FD_TYPE_MX && column->positive > 0 && column_plain(column) &&
	       !column->diagnosis->config.no_drill;
}

/* A null MX names nobody: a domain that takes no mail (RFC 7505). */
static void read_servers(struct mail *mail, const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name name;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.section != FD_SECTION_ANSWER || record.type != FD_TYPE_MX ||
		    fd_record_target(message, &record, &name) < 0 || name.length == 1) {
			continue;
		}
		if (mail->count < MAIL_SERVERS_MAX) {
			mail->servers[mail->count++] = name;
		} else {
			mail->beyond++;
		}
	}
}

/* The resolver is asked for one kind of address, and for the other where it has none of that. */
static enum answer look_up(struct column *column, struct mail *mail, size_t i)
{
	static const uint16_t types[] = { FD_TYPE_A, FD_TYPE_AAAA };
	const struct fact *fact = NULL;

	for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++) {
		const struct fd_wish wish =
			wish_resolver(column->diagnosis, mail->resolver, FD_PURPOSE_ADDRESS,
				      &mail->servers[i], types[t]);
		fact = ask_insistently(column->diagnosis, &wish);
		if (fact == NULL) {
			return PENDING;
		}
		if (observation_kind(&fact->observation) != KIND_NODATA) {
			break;
		}
	}
	const struct fd_observation *saw = &fact->observation;
	enum kind kind = observation_kind(saw);
	mail->facts[i] = fact;
	mail->states[i] = kind_negative(kind)	       ? MAIL_UNADDRESSED
			  : !kind_answered(kind)       ? MAIL_UNKNOWN
			  : saw->flags & FD_CELL_CNAME ? MAIL_ALIAS
						       : MAIL_WELL;
	return YES;
}

static enum answer look_up_all(struct column *column, struct mail *mail)
{
	enum answer answer = YES;

	for (size_t i = 0; i < mail->count; i++) {
		if (look_up(column, mail, i) == PENDING) {
			answer = PENDING;
			continue;
		}
		mail->unaddressed += mail->states[i] == MAIL_UNADDRESSED;
		mail->aliases += mail->states[i] == MAIL_ALIAS;
		mail->unknown += mail->states[i] == MAIL_UNKNOWN;
	}
	return answer;
}

/* "mx1.shop.example, mx2.shop.example": those in that state. */
static const char *list_servers(struct region *texts, const struct mail *mail,
				enum mail_state state)
{
	struct fd_name names[MAIL_SERVERS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < mail->count; i++) {
		if (mail->states[i] == state) {
			names[count++] = mail->servers[i];
		}
	}
	return text_names(texts, names, count);
}

static void show_servers(struct column *column, const struct mail *mail, const struct fact *mx)
{
	static const char *const means[] = {
		[MAIL_WELL] = "this mail server has an address",
		[MAIL_ALIAS] = "this mail server's name is an alias",
		[MAIL_UNADDRESSED] = "this mail server has no address",
		[MAIL_UNKNOWN] = "whether this mail server has an address is not known",
	};
	finding_fact(column->diagnosis, column->finding, mx, "the mail servers");
	for (size_t i = 0; i < mail->count; i++) {
		finding_fact(column->diagnosis, column->finding, mail->facts[i],
			     means[mail->states[i]]);
	}
}

static void say_unaddressed(struct column *column, const struct mail *mail)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;
	const char *servers = list_servers(texts, mail, MAIL_UNADDRESSED);
	const char *domain = text_name(texts, &column->name);

	finding_note(finding, fd_note_text(FD_NOTE_mail_server_unaddressed));
	finding->summary = region_printf(
		texts,
		mail->unaddressed == mail->count && mail->beyond == 0
			? "%s is answered, and mail for it has nowhere to go: none of its mail "
			  "servers (%s) has an address."
			: "%s is answered, and of its mail servers some have no address: %s.",
		column->label, servers);
	finding->action = region_printf(
		texts,
		"The operator of %s: give %s an address, or take it out of the MX records; a "
		"domain that takes no mail says \"MX 0 .\" (RFC 7505).",
		domain, servers);
}

static void say_alias(struct column *column, const struct mail *mail)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;
	const char *servers = list_servers(texts, mail, MAIL_ALIAS);

	finding_note(finding, fd_note_text(FD_NOTE_mail_server_alias));
	if (mail->unaddressed > 0) {
		return; /* that matters more */
	}
	finding->summary = region_printf(
		texts,
		"%s is answered; of its mail servers some are aliases, which some senders do not "
		"follow: %s.",
		column->label, servers);
	finding->action = region_printf(
		texts, "The operator of %s: name in the MX records what %s is an alias of.",
		text_name(texts, &column->name), servers);
}

enum answer rule_mail(struct column *column)
{
	struct mail mail = { .count = 0 };

	if (!column_mail(column)) {
		return NO;
	}
	const struct column_cell *first = column_first(column, want_positive);
	if (first == NULL) {
		return NO;
	}
	const struct fd_wish wish = column_wish(column, first->resolver);
	const struct fact *mx = ask_insistently(column->diagnosis, &wish);
	if (mx == NULL) {
		return PENDING;
	}
	mail.resolver = first->resolver;
	read_servers(&mail, mx->observation.message);
	if (look_up_all(column, &mail) == PENDING) {
		return PENDING;
	}
	if (mail.unaddressed + mail.aliases == 0) {
		return NO;
	}
	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_LIKELY);
	column->finding->severity = FD_OK;
	show_servers(column, &mail, mx);
	if (mail.unaddressed > 0) {
		say_unaddressed(column, &mail);
	}
	if (mail.aliases > 0) {
		say_alias(column, &mail);
	}
	return YES;
}

void say_no_mail(struct column *column)
{
	struct finding *finding = column->finding;

	if (column->qtype == FD_TYPE_MX && finding->cause == FD_CAUSE_no_data &&
	    finding->action == fd_cause_facts(FD_CAUSE_no_data)->action) {
		finding->action = region_printf(
			&column->diagnosis->texts,
			"Mail for %s goes to the name's own address, if it has one (RFC 5321 5.1): "
			"add an MX where it should go elsewhere, or \"MX 0 .\" where it takes none "
			"(RFC 7505).",
			text_name(&column->diagnosis->texts, &column->name));
	}
}
