/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support.h"

/* Root and two TLDs, one signed; zones under them; a validating and a plain resolver, and forwarders. */
#define INTERNET                                           \
	"hop 10ms\n"                                       \
	"server a.root. 127.0.1.1\n"                       \
	"server ns.example. 127.0.2.1\n"                   \
	"server ns.cloud. 127.0.2.2\n"                     \
	"server ns1.shop.example. 127.0.3.1\n"             \
	"server ns1.host.cloud. 127.0.3.2\n"               \
	"zone . at a.root. signed\n"                       \
	"zone example. at ns.example. signed\n"            \
	"zone cloud. at ns.cloud. negative-ttl=30s\n"      \
	"zone shop.example. at ns1.shop.example. signed\n" \
	"	www 60 A 192.0.2.1\n"                            \
	"	alias CNAME www\n"                               \
	"	away 20 CNAME www.host.cloud.\n"                 \
	"	gone CNAME absent.host.cloud.\n"                 \
	"	ring CNAME gnir\n"                               \
	"	gnir CNAME ring\n"                               \
	"	inside A 10.0.0.1\n"                             \
	"zone host.cloud. at ns1.host.cloud.\n"            \
	"	www A 192.0.2.2\n"                               \
	"zone glueless.cloud. at ns1.host.cloud.\n"        \
	"	@ A 192.0.2.3\n"                                 \
	"resolver plain 127.0.9.1\n"                       \
	"resolver strict 127.0.9.2 validating\n"           \
	"resolver branch 127.0.9.3 forward=strict\n"       \
	"resolver twice 127.0.9.4 forward=branch\n"

#define CLOUD "cloud 30 SOA ns.cloud. hostmaster.cloud. 1 7200 3600 1209600 30"
#define HOST_CLOUD \
	"host.cloud 60 SOA ns1.host.cloud. hostmaster.host.cloud. 1 7200 3600 1209600 60"

Test(resolver, resolves_from_the_root_and_remembers)
{
	ROWS(INTERNET,
	     /* Three round trips cold, none warm, one for a neighbour: the cuts are known. */
	     { "127.0.9.1 www.shop.example A late",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 30ms" },
	     { "127.0.9.1 www.shop.example A late +30",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 0ms" },
	     { "127.0.9.1 inside.shop.example A late +30",
	       "NOERROR ra | inside.shop.example 300 A 10.0.0.1 | 10ms" },
	     { "127.0.9.1 www.shop.example A late +40000",
	       "NOERROR ra | www.shop.example 21 A 192.0.2.1 | 0ms" },
	     { "127.0.9.1 www.shop.example A late +60029",
	       "NOERROR ra | www.shop.example 1 A 192.0.2.1 | 0ms" },
	     { "127.0.9.1 www.shop.example A late +60030",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 10ms" });
}

Test(resolver, equal_questions_wait_for_one_answer)
{
	ROWS(INTERNET,
	     { "127.0.9.1 www.shop.example A late",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 30ms" },
	     { "127.0.9.1 www.shop.example A late +12",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 18ms" });
}

Test(resolver, follows_aliases_to_their_end)
{
	ROWS(INTERNET,
	     { "127.0.9.1 alias.shop.example A",
	       "NOERROR ra | alias.shop.example 300 CNAME www.shop.example. | "
	       "www.shop.example 60 A 192.0.2.1" },
	     { "127.0.9.1 away.shop.example A",
	       "NOERROR ra | away.shop.example 20 CNAME www.host.cloud. | www.host.cloud 300 A "
	       "192.0.2.2" },
	     { "127.0.9.1 gone.shop.example A",
	       "NXDOMAIN ra | gone.shop.example 300 CNAME absent.host.cloud. | AU " HOST_CLOUD },
	     { "127.0.9.1 ring.shop.example A", "SERVFAIL ra | EDE 0" });
}

Test(resolver, negative_answers_count_down_too)
{
	ROWS(INTERNET, { "127.0.9.1 absent.cloud A", "NXDOMAIN ra | AU " CLOUD },
	     { "127.0.9.1 absent.cloud A +10020",
	       "NXDOMAIN ra | AU cloud 20 SOA ns.cloud. hostmaster.cloud. 1 7200 3600 1209600 30" },
	     { "127.0.9.1 www.host.cloud AAAA", "NOERROR ra | AU " HOST_CLOUD });
}

Test(resolver, finds_name_servers_without_glue)
{
	ROWS(INTERNET,
	     { "127.0.9.1 glueless.cloud A", "NOERROR ra | glueless.cloud 300 A 192.0.2.3" });
}

Test(resolver, says_ad_for_what_is_secure)
{
	ROWS(INTERNET,
	     { "127.0.9.2 www.shop.example A",
	       "NOERROR ra ad | www.shop.example 60 A 192.0.2.1" },
	     { "127.0.9.2 www.shop.example A noad",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1" },
	     { "127.0.9.2 www.shop.example A cd",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | www.shop.example 60 A 192.0.2.1" },
	     { "127.0.9.2 www.host.cloud A", "NOERROR ra | www.host.cloud 300 A 192.0.2.2" },
	     /* A chain is as secure as its weakest link. */
	     { "127.0.9.2 away.shop.example A",
	       "NOERROR ra | away.shop.example 20 CNAME www.host.cloud. | www.host.cloud 300 A "
	       "192.0.2.2" },
	     { "127.0.9.2 . SOA",
	       "NOERROR ra ad | . 300 SOA a.root. hostmaster. 1 7200 3600 1209600 60" },
	     { "127.0.9.2 absent.shop.example A",
	       "NXDOMAIN ra ad | AU shop.example 60 SOA ns1.shop.example. hostmaster.shop.example. "
	       "1 7200 3600 1209600 60" });
}

Test(resolver, forwards)
{
	ROWS(INTERNET,
	     { "127.0.9.4 www.shop.example A late",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 50ms" },
	     /* TTLs of the upstream's cache come along. */
	     { "127.0.9.2 www.shop.example A late +10050",
	       "NOERROR ra ad | www.shop.example 50 A 192.0.2.1 | 0ms" },
	     { "127.0.9.4 www.shop.example A late +10050",
	       "NOERROR ra | www.shop.example 50 A 192.0.2.1 | 0ms" });
}

Test(resolver, without_recursion_desired_tells_what_it_knows)
{
	ROWS(INTERNET,
	     { "127.0.9.1 www.shop.example A norec late",
	       "NOERROR ra | AU . 300 NS a.root. | 0ms" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | www.shop.example 60 A 192.0.2.1" },
	     { "127.0.9.1 www.shop.example A norec late +30",
	       "NOERROR ra | www.shop.example 60 A 192.0.2.1 | 0ms" });
}

Test(resolver, delegation_loops_end)
{
	ROWS("server a.root. 127.0.1.1\n"
	     "server ns.x. 127.0.2.1\n"
	     "zone . at a.root.\n"
	     "zone x. at ns.x.\n"
	     "	a NS ns.b\n"
	     "	b NS ns.c\n"
	     "	c NS ns.a\n"
	     "	self NS ns.self\n"
	     "	crowd NS n1.crowd2\n	crowd NS n2.crowd2\n	crowd NS n3.crowd2\n"
	     "	crowd2 NS n1.crowd\n	crowd2 NS n2.crowd\n	crowd2 NS n3.crowd\n"
	     "resolver r 127.0.9.1 patience=1h\n",
	     { "127.0.9.1 www.a.x A", "SERVFAIL ra | EDE 22" },
	     { "127.0.9.1 www.self.x A", "SERVFAIL ra | EDE 22" },
	     { "127.0.9.1 www.crowd.x A", "SERVFAIL ra | EDE 22" });
}

Test(resolver, forwarding_loops_end)
{
	ROWS("resolver a 127.0.9.1 forward=b\nresolver b 127.0.9.2 forward=a\n"
	     "resolver self 127.0.9.3 forward=self\n",
	     { "127.0.9.1 www.example A", "SERVFAIL ra | EDE 22" },
	     { "127.0.9.3 www.example A", "SERVFAIL ra | EDE 22" });
}

Test(resolver, a_cache_of_one_entry_forgets_but_answers)
{
	ROWS("server a.root. 127.0.1.1\n"
	     "zone . at a.root.\n	a A 192.0.2.1\n	b A 192.0.2.2\n"
	     "resolver r 127.0.9.1 cache=1\n",
	     { "127.0.9.1 a A late", "NOERROR ra | a 300 A 192.0.2.1 | 1ms" },
	     { "127.0.9.1 a A late +1", "NOERROR ra | a 300 A 192.0.2.1 | 0ms" },
	     { "127.0.9.1 b A late +2", "NOERROR ra | b 300 A 192.0.2.2 | 1ms" },
	     { "127.0.9.1 a A late +3", "NOERROR ra | a 300 A 192.0.2.1 | 1ms" });
}
