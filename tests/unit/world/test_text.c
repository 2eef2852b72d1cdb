/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

struct mistake {
	const char *text;
	const char *message;
};

static void check_mistake(const struct mistake *mistake)
{
	struct fd_world *world = NULL;
	struct fd_errors errors = { 0 };
	int r = fd_world_create(&world, mistake->text, "made.txt", &errors);

	cr_expect_eq(r, -EINVAL, "%s: %d", mistake->text, r);
	cr_expect_null(world);
	cr_assert_eq(errors.count, 1, "%s: %zu messages", mistake->text, errors.count);
	cr_expect_str_eq(errors.messages[0], mistake->message);
	fd_errors_finish(&errors);
}

Test(text, mistakes_have_their_place_and_a_remedy)
{
	static const struct mistake mistakes[] = {
		{ "serve x\n",
		  "made.txt:1: unknown statement \"serve\", did you mean \"server\"?" },
		{ "\n\nserver a.\n",
		  "made.txt:3: expected: server NAME ADDRESS[,ADDRESS...] [WORD...]" },
		{ "server a. 127.0.0.999\n", "made.txt:1: \"127.0.0.999\" is not an address" },
		{ "server a..b 127.0.0.1\n", "made.txt:1: \"a..b\" is not a domain name" },
		{ "server a 127.0.0.1 silnet\n",
		  "made.txt:1: unknown word \"silnet\", did you mean \"silent\"?" },
		{ "server a 127.0.0.1 lame=very\n",
		  "made.txt:1: \"lame\" expects one of the words for it" },
		{ "server a 127.0.0.1 delay=20\n",
		  "made.txt:1: \"delay\" expects a time with a unit, as 300ms" },
		{ "server a 127.0.0.1 silent=yes\n",
		  "made.txt:1: \"silent\" expects no value" },
		{ "server a 127.0.0.1 loss=101\n",
		  "made.txt:1: \"loss\" expects a number from 0 to 100" },
		{ "server a 127.0.0.1 validating\n",
		  "made.txt:1: \"validating\" is a word for resolvers" },
		{ "resolver r 127.0.0.1 lame=upward\n",
		  "made.txt:1: \"lame\" is a word for servers" },
		{ "server a 127.0.0.1\nserver A. 127.0.0.2\n",
		  "made.txt:2: there is a host named \"A.\" already" },
		{ "server a 127.0.0.1\nserver b 127.0.0.1\n",
		  "made.txt:2: address 127.0.0.1 is given to two hosts" },
		{ "zone . at nobody\n", "made.txt:1: there is no host \"nobody\"" },
		{ "zone . on a\n", "made.txt:1: expected \"at\" and the servers, not \"on\"" },
		{ "	www A 192.0.2.1\n", "made.txt:1: a record, but no zone above it" },
		{ "server a 127.0.0.1\nzone x. at a\n	www.y. A 192.0.2.1\n",
		  "made.txt:3: \"www.y.\" is not a name of this zone" },
		{ "server a 127.0.0.1\nzone x. at a\n	www A\n",
		  "made.txt:3: A expects an IPv4 address" },
		{ "server a 127.0.0.1\nzone x. at a\n	www MX mail\n",
		  "made.txt:3: MX expects a preference and a name" },
		{ "server a 127.0.0.1\nzone x. at a\n	www 60\n",
		  "made.txt:3: expected a record type after \"60\"" },
		{ "server a 127.0.0.1\nzone x. at a\n	www TYPE9999 \\# 2 00\n",
		  "made.txt:3: TYPE9999 expects \\# LENGTH HEX" },
		{ "block r ads. nxdomain\n",
		  "made.txt:1: there is no resolver \"r\" above this line" },
		{ "resolver r 127.0.0.1\nblock r ads. maybe\n",
		  "made.txt:2: expected nxdomain, nodata, refused or an address, not \"maybe\"" },
		{ "resolver r 127.0.0.1\nremember r a. A never\n",
		  "made.txt:2: expected nxdomain, nodata or an IPv4 address" },
		{ "resolver r 127.0.0.1 cache=0\n",
		  "made.txt:1: cache= expects 1 to 1048576 entries" },
		{ "everyone intercepted-by=r\n",
		  "made.txt:1: \"intercepted-by\" is no word for everyone" },
		{ "hop soon\n", "made.txt:1: expected a time with a unit, not \"soon\"" },
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		check_mistake(&mistakes[i]);
	}
}

Test(text, all_mistakes_come_at_once)
{
	struct fd_world *world = NULL;
	struct fd_errors errors = { 0 };

	cr_expect_eq(fd_world_create(&world, "serve\nzone\nresolver r 1.2.3\n", "m", &errors),
		     -EINVAL);
	cr_expect_eq(errors.count, 3);
	fd_errors_finish(&errors);
}

Test(text, comments_quotes_and_line_ends)
{
	ROWS("# a comment\r\n"
	     "server a 127.0.1.1 version=\"one # two\"   # another\r\n"
	     "zone . at a\r\n"
	     "\r\n"
	     "	t TXT \"a b\" c \"\"\r\n",
	     { "127.0.1.1 version.bind TXT ch",
	       "NOERROR aa | version.bind 0 TXT \"one # two\"" },
	     { "127.0.1.1 t TXT", "NOERROR aa | t 300 TXT \"a b\" \"c\" \"\"" });
}

Test(text, what_is_written_takes_the_place_of_what_is_derived)
{
	ROWS("server a 127.0.1.1\nserver ns.x. 127.0.2.1\n"
	     "zone . at a\n"
	     "	@ SOA m. r. 9 1 2 3 4\n"
	     "	x NS other.x.\n"
	     "	other.x A 192.0.2.1\n"
	     "zone x. at ns.x.\n",
	     { "127.0.1.1 . SOA", "NOERROR aa | . 300 SOA m. r. 9 1 2 3 4" },
	     { "127.0.1.1 x NS",
	       "NOERROR | AU x 300 NS other.x. | AD other.x 300 A 192.0.2.1" },
	     { "127.0.2.1 x NS", "NOERROR aa | x 300 NS ns.x." });
}

Test(text, servers_are_listed_in_order)
{
	struct fd_world *world = world_of("server a 127.0.1.1,2001:db8::1 tcp=closed\n"
					  "resolver r 127.0.9.1 closed\n");
	char text[FD_ENDPOINT_TEXT_MAX];

	cr_assert_eq(fd_world_server_count(world), 3);
	struct fd_world_server second = fd_world_server(world, 1);
	fd_endpoint_address_text(text, &second.endpoint);
	cr_expect_str_eq(text, "2001:db8::1");
	cr_expect_str_eq(second.name, "a");
	cr_expect(second.tcp_closed && !second.udp_closed && !second.recursive);
	struct fd_world_server third = fd_world_server(world, 2);
	cr_expect(third.tcp_closed && third.udp_closed && third.recursive);
	fd_world_destroy(world);
}
