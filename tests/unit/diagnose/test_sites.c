/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "play.h"
#include "worlds.h"

/* Sites that are put together otherwise than most: what the second lab taught. */

#define HEALTHY WORLD RESOLVERS
#define THREE	WORLD ISP NINE EIGHT

/* ---- authoritative servers among the resolvers ------------------------------------------------ */

#define AT_ALL_AND_A_SERVER                                                        \
	"\"resolvers\": ["                                                         \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"   \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"    \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}," \
	"{\"id\": \"server\", \"address\": \"198.18.22.1\", \"role\": \"public\"}],"

Test(sites, an_authoritative_server_has_no_vote_beside_resolvers)
{
	PLAY_UNSTEADY(
		HEALTHY, INVENTORY(AT_ALL_AND_A_SERVER, "\"nope.shop.net\", " GOOD_NAMES),
		"server: failure upstream resolver_not_recursive",
		"nope.shop.net A: negative authoritative name_does_not_exist confirmed | "
		"office=name_does_not_exist/authoritative isp=name_does_not_exist/authoritative "
		"nine=name_does_not_exist/authoritative",
		"www.shop.net A: ok none ok confirmed | ",
		"www.pay.example A: ok none ok confirmed | server=resolver_not_recursive/upstream");
}

/* ---- names ------------------------------------------------------------------------------------ */

Test(sites, a_reserved_name_is_reserved_whatever_its_last_label_holds)
{
	PLAY(HEALTHY
	     "zone arpa. at ns1.nic.net.,ns2.nic.net.\n	5.1.0.44.in-addr PTR www.shop.net.\n",
	     INVENTORY(AT_ALL, "{\"name\": \"5.1.0.44.in-addr.arpa\", \"types\": [\"PTR\"]},"
			       "\"printer.home.arpa\", " GOOD_NAMES),
	     "5.1.0.44.in-addr.arpa PTR: ok none ok",
	     "printer.home.arpa A: negative local special_use_name");
}

Test(sites, nxdomain_for_one_type_of_a_name_that_has_another)
{
	PLAY(HEALTHY "server ns1.gslb.net. 198.18.32.1 nxdomain-type=AAAA\n"
		     "zone gslb.net. at ns1.gslb.net.\n	www A 198.19.32.1\n",
	     INVENTORY(
		     AT_ALL,
		     "{\"name\": \"www.gslb.net\", \"types\": [\"A\", \"AAAA\"]}," GOOD_NAMES),
	     "www.gslb.net A: ok none ok",
	     "www.gslb.net AAAA: failure authoritative auth_nxdomain_for_existing_name confirmed");
}

/* Resolvers give up after 300 ms; the server takes 700. */
Test(sites, servers_that_all_take_long_are_slow_and_lose_nothing)
{
	PLAY("everyone attempt=200ms patience=300ms\n" ZONES
	     "server a.roots. 198.18.0.4\nserver b.roots. 198.18.1.4\n"
	     "zone . at a.roots.,b.roots. signed\n" RESOLVERS
	     "server ns1.late.net. 198.18.34.1 delay=700ms\n"
	     "zone late.net. at ns1.late.net.\n	www A 198.19.34.1\n",
	     INVENTORY(AT_ALL, "\"www.late.net\", " GOOD_NAMES),
	     "www.late.net A: failure authoritative auth_slow likely");
}

/* ---- private addresses ------------------------------------------------------------------------ */

#define PRIVATE                                               \
	"server ns1.inner.net. 198.18.33.1\n"                 \
	"zone inner.net. at ns1.inner.net.\n	db A 10.9.0.1\n" \
	"	app A 10.9.0.2\n	api A 10.9.0.3\n	mail A 10.9.0.4\n"
#define INNER_NAMES \
	"\"db.inner.net\", \"app.inner.net\", \"api.inner.net\", \"mail.inner.net\", "

Test(sites, rebind_protection_takes_all_private_addresses_out)
{
	PLAY(THREE PRIVATE "resolver office 10.1.0.53 rebind-protection\n",
	     INVENTORY(AT_ALL, INNER_NAMES GOOD_NAMES),
	     "db.inner.net A: degraded local resolver_rebind_protection",
	     "app.inner.net A: degraded local resolver_rebind_protection");
}

Test(sites, one_private_address_missing_among_many_is_a_blocklist)
{
	PLAY(HEALTHY PRIVATE "block office db.inner.net nodata\n",
	     INVENTORY(AT_ALL, INNER_NAMES GOOD_NAMES),
	     "db.inner.net A: degraded local resolver_blocklist",
	     "app.inner.net A: ok none ok");
}

/* ---- everything at once ----------------------------------------------------------------------- */

#define CLOSED_ROOTS                                                             \
	"everyone attempt=200ms patience=600ms\n"                                \
	"server a.roots. 198.18.0.4 closed\nserver b.roots. 198.18.1.4 closed\n" \
	"zone . at a.roots.,b.roots. signed\n"

/* A packet filter that rejects: port unreachable, said in everybody's name. */
Test(sites, roots_whose_port_seems_closed_acquit_the_resolvers)
{
	PLAY(CLOSED_ROOTS ZONES
	     "resolver office 10.1.0.53 closed\nresolver isp 198.51.100.53 closed\n"
	     "resolver nine 203.0.113.53 closed\nresolver eight 192.0.2.53 closed\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "host: failure local local_network_down confirmed",
	     "office: failure local local_network_down",
	     "nine: failure local local_network_down",
	     "www.pay.example A: failure local local_network_down");
}

Test(sites, a_portal_before_everybody)
{
	PLAY("everyone attempt=200ms patience=600ms\n"
	     "server a.roots. 198.18.0.4 intercepted-by=office\n"
	     "server b.roots. 198.18.1.4 intercepted-by=office\n"
	     "zone . at a.roots.,b.roots. signed\n" ZONES
	     "resolver office 10.1.0.53 captive=10.0.0.1\nresolver isp 198.51.100.53 captive=10.0.0.1\n"
	     "resolver nine 203.0.113.53 captive=10.0.0.1\nresolver eight 192.0.2.53 captive=10.0.0.1\n",
	     INVENTORY(AT_ALL, GOOD_NAMES ", {\"name\": \"pay.example\", \"types\": [\"MX\"]}"),
	     "host: failure local dns_interception confirmed",
	     "www.pay.example A: failure local dns_interception",
	     "pay.example MX: failure local dns_interception");
}
