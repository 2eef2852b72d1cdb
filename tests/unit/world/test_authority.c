/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support.h"

static const char zones[] = "server a.root. 127.0.1.1\n"
			    "server ns.example. 127.0.2.1,2001:db8::1\n"
			    "server ns1.shop.example. 127.0.3.1\n"
			    "zone . at a.root.\n"
			    "zone example. at ns.example. serial=7\n"
			    "	www 60 A 192.0.2.1\n"
			    "	www 60 A 192.0.2.2\n"
			    "	WWW TXT \"two words\"\n"
			    "	alias CNAME www\n"
			    "	out CNAME www.cloud.\n"
			    "	lost CNAME absent\n"
			    "	ring CNAME gnir\n"
			    "	gnir CNAME ring\n"
			    "	*.wild A 192.0.2.3\n"
			    "	deep.below.ent A 192.0.2.4\n"
			    "	old DNAME new.example.\n"
			    "	a.new A 192.0.2.5\n"
			    "	@ MX 10 mail\n"
			    "	srv SRV 1 2 53 www\n"
			    "	odd TYPE65280 \\# 3 010203\n"
			    "zone shop.example. at ns1.shop.example.\n"
			    "	@ A 192.0.2.9\n";

#define SOA "example 60 SOA ns.example. hostmaster.example. 7 7200 3600 1209600 60"

Test(authority, answers_as_rfc_1034_says)
{
	ROWS(zones,
	     { "127.0.2.1 www.example A",
	       "NOERROR aa | www.example 60 A 192.0.2.1 | www.example 60 A 192.0.2.2" },
	     { "2001:db8::1 www.example TXT",
	       "NOERROR aa | www.example 300 TXT \"two words\"" },
	     { "127.0.2.1 WwW.eXample A plain",
	       "NOERROR aa | WwW.eXample 60 A 192.0.2.1 | WwW.eXample 60 A 192.0.2.2" },
	     { "127.0.2.1 example MX", "NOERROR aa | example 300 MX 10 mail.example." },
	     { "127.0.2.1 srv.example SRV",
	       "NOERROR aa | srv.example 300 SRV 1 2 53 www.example." },
	     { "127.0.2.1 odd.example TYPE65280",
	       "NOERROR aa | odd.example 300 TYPE65280 \\# 3 010203" },
	     { "127.0.2.1 example SOA",
	       "NOERROR aa | example 300 SOA ns.example. hostmaster.example. 7 7200 3600 1209600 60" },
	     { "127.0.2.1 example NS", "NOERROR aa | example 300 NS ns.example." },
	     { "127.0.2.1 ns.example AAAA", "NOERROR aa | ns.example 300 AAAA 2001:db8::1" });
}

Test(authority, denies_with_the_soa)
{
	ROWS(zones, { "127.0.2.1 www.example AAAA", "NOERROR aa | AU " SOA },
	     { "127.0.2.1 absent.example A", "NXDOMAIN aa | AU " SOA },
	     { "127.0.2.1 x.www.example A", "NXDOMAIN aa | AU " SOA },
	     /* Names without records of their own that have some below exist (RFC 8020). */
	     { "127.0.2.1 ent.example A", "NOERROR aa | AU " SOA },
	     { "127.0.2.1 below.ent.example A", "NOERROR aa | AU " SOA },
	     { "127.0.2.1 x.ent.example A", "NXDOMAIN aa | AU " SOA });
}

Test(authority, wildcards_stand_in_for_what_does_not_exist)
{
	ROWS(zones,
	     { "127.0.2.1 a.wild.example A", "NOERROR aa | a.wild.example 300 A 192.0.2.3" },
	     { "127.0.2.1 a.b.wild.example A",
	       "NOERROR aa | a.b.wild.example 300 A 192.0.2.3" },
	     { "127.0.2.1 a.wild.example AAAA", "NOERROR aa | AU " SOA },
	     { "127.0.2.1 wild.example A", "NOERROR aa | AU " SOA });
}

Test(authority, chases_aliases_within_its_zones)
{
	ROWS(zones,
	     { "127.0.2.1 alias.example A",
	       "NOERROR aa | alias.example 300 CNAME www.example. | www.example 60 A 192.0.2.1 | "
	       "www.example 60 A 192.0.2.2" },
	     { "127.0.2.1 alias.example CNAME",
	       "NOERROR aa | alias.example 300 CNAME www.example." },
	     { "127.0.2.1 out.example A", "NOERROR aa | out.example 300 CNAME www.cloud." },
	     /* The RCODE is that of the last name (RFC 6604). */
	     { "127.0.2.1 lost.example A",
	       "NXDOMAIN aa | lost.example 300 CNAME absent.example. | AU " SOA },
	     { "127.0.2.1 ring.example A",
	       "NOERROR aa | ring.example 300 CNAME gnir.example. | gnir.example 300 CNAME "
	       "ring.example." },
	     { "127.0.2.1 a.old.example A",
	       "NOERROR aa | old.example 300 DNAME new.example. | a.old.example 300 CNAME "
	       "a.new.example. | a.new.example 300 A 192.0.2.5" });
}

Test(authority, refers_with_glue)
{
	ROWS(zones,
	     { "127.0.1.1 www.example A norec",
	       "NOERROR | AU example 300 NS ns.example. | AD ns.example 300 A 127.0.2.1 | AD "
	       "ns.example 300 AAAA 2001:db8::1" },
	     { "127.0.2.1 x.shop.example A",
	       "NOERROR | AU shop.example 300 NS ns1.shop.example. | AD ns1.shop.example 300 A "
	       "127.0.3.1" },
	     { "127.0.2.1 shop.example DS", "NOERROR aa | AU " SOA },
	     { "127.0.1.1 a.root A", "NOERROR aa | a.root 300 A 127.0.1.1" });
}

Test(authority, refuses_what_is_not_its_own)
{
	ROWS(zones, { "127.0.2.1 www.cloud A", "REFUSED | EDE 20" },
	     { "127.0.2.1 www.cloud A plain", "REFUSED" },
	     { "127.0.2.1 example #252 tcp", "REFUSED" },
	     { "127.0.2.1 version.bind TXT ch",
	       "NOERROR aa | version.bind 0 TXT \"a made DNS\"" },
	     { "127.0.2.1 id.server TXT ch", "NOERROR aa | id.server 0 TXT \"ns.example.\"" },
	     { "127.0.2.1 authors.bind TXT ch", "REFUSED" },
	     { "127.0.2.1 example SOA nsid",
	       "NOERROR aa | example 300 SOA ns.example. hostmaster.example. 7 7200 3600 1209600 60"
	       " | NSID ns.example." },
	     { "127.9.9.9 example A", "UNREACHABLE" });
}

Test(authority, any_is_answered_with_one_rrset)
{
	ROWS(zones, { "127.0.2.1 www.example ANY",
		      "NOERROR aa | www.example 60 A 192.0.2.1 | www.example 60 A 192.0.2.2" });
}
