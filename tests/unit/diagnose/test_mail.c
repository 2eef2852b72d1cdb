/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include <fleetdig/knowledge.h>

#include "play.h"
#include "worlds.h"

/* MX records are answered, and mail bounces all the same. */

#define POST                                                 \
	WORLD RESOLVERS "server ns1.post.net. 198.18.33.5\n" \
			"zone post.net. at ns1.post.net.\n"  \
			"	mx1 A 198.19.33.1\n"               \
			"	mx6 AAAA 2001:db8::25\n"           \
			"	relay CNAME mx1\n"                 \
			"	text TXT \"no address\"\n"         \
			"	good MX 10 mx1.post.net.\n"        \
			"	six MX 10 mx6.post.net.\n"         \
			"	none MX 0 .\n"                     \
			"	gone MX 10 absent.post.net.\n"     \
			"	bare MX 10 text.post.net.\n"       \
			"	half MX 10 mx1.post.net.\n"        \
			"	half MX 20 absent.post.net.\n"     \
			"	alias MX 10 relay.post.net.\n"     \
			"	plain A 198.19.33.9\n"

#define MX(name) "{\"name\": \"" name ".post.net\", \"types\": [\"MX\"]}, "
#define ALL_MX                                                                             \
	INVENTORY(AT_ALL, MX("good") MX("six") MX("none") MX("gone") MX("bare") MX("half") \
				  MX("alias") MX("plain") GOOD_NAMES)

static struct play play;

static void expect_mail(const char *question, enum fd_note note, const char *words)
{
	const struct fd_verdict *verdict = play_find(&play, question);

	cr_expect_eq(verdict->severity, FD_OK, "%s: %s", question,
		     play_verdict(&play, question));
	cr_expect_eq(verdict->cause, FD_CAUSE_ok);
	cr_expect_eq(verdict->cell_count, 0u);
	cr_assert_eq(verdict->note_count, 1u, "%s", question);
	cr_expect_str_eq(verdict->notes[0], fd_note_text(note));
	cr_expect_not_null(strstr(verdict->summary, words), "%s", verdict->summary);
}

Test(mail, servers_without_an_address_and_aliases_are_told)
{
	const struct play_options options = { 0 };

	play_run(&play, POST, ALL_MX, &options);
	cr_expect_str_eq(play_verdict(&play, "good.post.net MX"), "ok none ok confirmed");
	cr_expect_str_eq(play_verdict(&play, "six.post.net MX"), "ok none ok confirmed");
	cr_expect_str_eq(play_verdict(&play, "none.post.net MX"), "ok none ok confirmed");
	expect_mail("gone.post.net MX", FD_NOTE_mail_server_unaddressed, "nowhere to go");
	expect_mail("bare.post.net MX", FD_NOTE_mail_server_unaddressed, "text.post.net");
	expect_mail("half.post.net MX", FD_NOTE_mail_server_unaddressed, "absent.post.net");
	cr_expect_null(strstr(play_find(&play, "half.post.net MX")->summary, "nowhere"));
	expect_mail("alias.post.net MX", FD_NOTE_mail_server_alias, "relay.post.net");
	const struct fd_verdict *verdict = play_find(&play, "plain.post.net MX");
	cr_expect_eq(verdict->cause, FD_CAUSE_no_data);
	cr_expect_not_null(strstr(verdict->action, "RFC 7505"), "%s", verdict->action);
	play_finish(&play);
}

Test(mail, nothing_is_asked_where_nothing_may_be)
{
	const struct play_options options = { .no_drill = true };

	play_run(&play, POST, ALL_MX, &options);
	cr_expect_eq(play_find(&play, "gone.post.net MX")->severity, FD_OK);
	play_finish(&play);
}
