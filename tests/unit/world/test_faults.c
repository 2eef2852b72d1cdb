/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support.h"

/* A root, a TLD, and a zone whose server line the test gives; a resolver in front. */
#define BEHIND(server, words)                                                \
	"server a.root. 127.0.1.1\n"                                         \
	"server ns.example. 127.0.2.1\n" server "zone . at a.root. signed\n" \
	"zone example. at ns.example. signed\n"                              \
	"zone shop.example. at ns1.shop.example. " words "\n"                \
	"	www A 192.0.2.1\n"                                                 \
	"	www AAAA 2001:db8::1\n"                                            \
	"resolver r 127.0.9.1 validating\n"

#define WWW	   "www.shop.example 300 A 192.0.2.1"
#define WWW6	   "www.shop.example 300 AAAA 2001:db8::1"
#define ONE(words) "server ns1.shop.example. 127.0.3.1 " words "\n"

Test(faults, silent_servers_cost_patience_and_are_remembered)
{
	ROWS(BEHIND(ONE("silent"), ""), { "127.0.3.1 www.shop.example A", "SILENCE" },
	     { "127.0.3.1 www.shop.example A tcp", "SILENCE" },
	     { "127.0.9.1 www.shop.example A late", "SERVFAIL ra | EDE 22 | 10000ms" },
	     { "127.0.9.1 www.shop.example A late +300", "SERVFAIL ra | EDE 22 | 9700ms" },
	     { "127.0.9.1 www.shop.example A late +12000", "SERVFAIL ra | EDE 22 | 0ms" },
	     { "127.0.9.1 www.shop.example A late +15000", "SERVFAIL ra | EDE 22 | 10000ms" },
	     { "127.0.9.1 example SOA late +16000",
	       "NOERROR ra ad | example 300 SOA ns.example. hostmaster.example. 1 7200 3600 1209600 "
	       "60 | 1ms" });
}

Test(faults, closed_ports_fail_at_once)
{
	ROWS(BEHIND(ONE("closed"), ""), { "127.0.3.1 www.shop.example A", "UNREACHABLE" },
	     { "127.0.3.1 www.shop.example A tcp", "UNREACHABLE" },
	     { "127.0.9.1 www.shop.example A late", "SERVFAIL ra | EDE 22 | 3ms" });
}

Test(faults, one_of_two_servers_silent)
{
	ROWS(BEHIND("server ns1.shop.example. 127.0.3.1 silent\n"
		    "server ns2.shop.example. 127.0.3.2\n"
		    "zone two.example. at ns1.shop.example.,ns2.shop.example.\n"
		    "	a A 192.0.2.1\n	c A 192.0.2.1\n",
		    ""),
	     /* Names spread over the servers; who begins at the silent one waits an attempt longer. */
	     { "127.0.9.1 a.two.example A late",
	       "NOERROR ra | a.two.example 300 A 192.0.2.1 | 403ms" },
	     { "127.0.9.1 c.two.example A late +1000",
	       "NOERROR ra | c.two.example 300 A 192.0.2.1 | 1ms" });
}

Test(faults, lame_servers)
{
	ROWS(BEHIND(ONE("lame=refused"), ""),
	     { "127.0.3.1 www.shop.example A", "REFUSED | EDE 20" },
	     { "127.0.9.1 www.shop.example A late", "SERVFAIL ra | EDE 22 | 3ms" });
	ROWS(BEHIND(ONE("lame=upward"), ""),
	     { "127.0.3.1 www.shop.example A", "NOERROR | AU . 300 NS a.root." },
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 22" });
	ROWS(BEHIND(ONE("lame=no-aa"), ""),
	     { "127.0.3.1 www.shop.example A", "NOERROR | " WWW },
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 22" });
	ROWS(BEHIND(ONE("lame=servfail"), ""), { "127.0.3.1 www.shop.example A", "SERVFAIL" },
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 22" });
}

Test(faults, one_rcode_for_everything)
{
	ROWS(BEHIND(ONE("servfail"), ""), { "127.0.3.1 www.shop.example A", "SERVFAIL" },
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 22" });
	ROWS("resolver r 127.0.9.1 refused\n", { "127.0.9.1 a.example A", "REFUSED | EDE 18" },
	     { "127.0.9.1 version.bind TXT ch", "REFUSED | EDE 18" });
	ROWS("resolver r 127.0.9.1 refused no-ede\n", { "127.0.9.1 a.example A", "REFUSED" });
	ROWS("resolver r 127.0.9.1 refused-header\n",
	     { "127.0.9.1 a.example A", "REFUSED header" });
	ROWS("resolver r 127.0.9.1 notimp\n", { "127.0.9.1 a.example A", "NOTIMP" });
	ROWS("resolver r 127.0.9.1 formerr\n", { "127.0.9.1 a.example A", "FORMERR" });
}

Test(faults, dead_forwarder)
{
	ROWS("resolver upstream 127.0.8.1 silent\n"
	     "resolver shut 127.0.8.2 closed\n"
	     "resolver r 127.0.9.1 forward=upstream patience=2s\n"
	     "resolver s 127.0.9.2 forward=shut\n"
	     "resolver t 127.0.9.3 forward=127.0.8.9\n",
	     { "127.0.9.1 a.example A late", "SERVFAIL ra | EDE 22 | 2000ms" },
	     { "127.0.9.1 . SOA late", "SERVFAIL ra | EDE 22 | 2000ms" },
	     { "127.0.9.1 version.bind TXT ch late",
	       "NOERROR aa | version.bind 0 TXT \"a made DNS\" | 0ms" },
	     { "127.0.9.1 b.example A norec late", "NOERROR ra | 0ms" },
	     { "127.0.9.2 a.example A late", "SERVFAIL ra | EDE 22 | 1ms" },
	     { "127.0.9.3 a.example A late", "SERVFAIL ra | EDE 22 | 1ms" });
}

Test(faults, not_recursive)
{
	ROWS(BEHIND(ONE(""), "") "resolver n 127.0.9.2 no-recursion\n",
	     { "127.0.9.2 www.shop.example A", "REFUSED | EDE 20" },
	     { "127.0.2.1 www.cloud A", "REFUSED | EDE 20" });
}

#define SOA \
	"shop.example 60 SOA ns1.shop.example. hostmaster.shop.example. 1 7200 3600 1209600 60"
#define TLD "example 60 SOA ns.example. hostmaster.example. 1 7200 3600 1209600 60"

Test(faults, nxdomain_rewriting)
{
	ROWS(BEHIND(ONE(""), "") "resolver some 127.0.9.2 rewrite=203.0.113.7\n"
				 "resolver all 127.0.9.3 rewrite-all=203.0.113.7\n",
	     { "127.0.9.2 no.shop.example A", "NOERROR ra | no.shop.example 60 A 203.0.113.7" },
	     { "127.0.9.2 no.shop.example AAAA", "NXDOMAIN ra | AU " SOA },
	     { "127.0.9.2 www.shop.example A", "NOERROR ra | " WWW },
	     { "127.0.9.2 absent.example A", "NXDOMAIN ra | AU " TLD },
	     { "127.0.9.3 absent.example A", "NOERROR ra | absent.example 60 A 203.0.113.7" });
}

Test(faults, captive_portal)
{
	ROWS(BEHIND(ONE(""), "") "resolver c 127.0.9.2 captive=10.0.0.1\n",
	     { "127.0.9.2 www.shop.example A", "NOERROR ra | www.shop.example 60 A 10.0.0.1" },
	     { "127.0.9.2 absent.example A", "NOERROR ra | absent.example 60 A 10.0.0.1" },
	     { "127.0.9.2 www.shop.example AAAA", "NOERROR ra" });
}

Test(faults, blocklists)
{
	ROWS(BEHIND(ONE(""), "") "block r ads.example. nxdomain\n"
				 "block r bad.example. 0.0.0.0 ede=15\n"
				 "block r null.example. nodata ede=17\n"
				 "block r shut.example. refused ede=16\n",
	     { "127.0.9.1 x.ads.example A", "NXDOMAIN ra" },
	     { "127.0.9.1 bad.example A", "NOERROR ra | bad.example 60 A 0.0.0.0 | EDE 15" },
	     { "127.0.9.1 bad.example MX", "NOERROR ra | EDE 15" },
	     { "127.0.9.1 null.example A", "NOERROR ra | EDE 17" },
	     { "127.0.9.1 shut.example A", "REFUSED ra | EDE 16" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
}

Test(faults, edns_habits)
{
	ROWS(BEHIND(ONE("edns=formerr"), ""),
	     { "127.0.3.1 www.shop.example A", "FORMERR | no OPT" },
	     { "127.0.3.1 www.shop.example A plain", "NOERROR aa | " WWW },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
	ROWS(BEHIND(ONE("edns=notimp"), ""),
	     { "127.0.3.1 www.shop.example A", "NOTIMP | no OPT" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
	/* No fallback on silence (DNS flag day 2019). */
	ROWS(BEHIND(ONE("edns=silent"), ""), { "127.0.3.1 www.shop.example A", "SILENCE" },
	     { "127.0.3.1 www.shop.example A plain", "NOERROR aa | " WWW },
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 22" });
	ROWS(BEHIND(ONE("edns=badvers"), ""), { "127.0.3.1 www.shop.example A", "BADVERS" });
	ROWS(BEHIND(ONE("edns=ignored"), ""),
	     { "127.0.3.1 www.shop.example A", "NOERROR aa | " WWW " | no OPT" });
}

Test(faults, transports)
{
	ROWS(BEHIND(ONE("tcp=silent truncates"), ""),
	     { "127.0.3.1 www.shop.example A", "NOERROR aa tc" },
	     { "127.0.3.1 www.shop.example A tcp", "SILENCE" },
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 22" });
	ROWS(BEHIND(ONE("truncates"), ""),
	     { "127.0.3.1 www.shop.example A tcp", "NOERROR aa | " WWW },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
	ROWS(BEHIND(ONE("tcp=closed"), ""),
	     { "127.0.3.1 www.shop.example A tcp", "UNREACHABLE" },
	     { "127.0.3.1 www.shop.example A", "NOERROR aa | " WWW });
	ROWS(BEHIND(ONE("udp=silent"), ""), { "127.0.3.1 www.shop.example A", "SILENCE" },
	     { "127.0.3.1 www.shop.example A tcp", "NOERROR aa | " WWW });
}

Test(faults, types)
{
	ROWS(BEHIND(ONE("drops-type=AAAA"), ""),
	     { "127.0.3.1 www.shop.example AAAA", "SILENCE" },
	     { "127.0.3.1 www.shop.example A", "NOERROR aa | " WWW });
	ROWS(BEHIND(ONE("notimp-type=AAAA"), ""),
	     { "127.0.3.1 www.shop.example AAAA", "NOTIMP" });
	ROWS(BEHIND(ONE("nxdomain-type=AAAA"), ""),
	     { "127.0.3.1 www.shop.example AAAA", "NXDOMAIN aa" },
	     { "127.0.9.1 www.shop.example AAAA", "NXDOMAIN ra" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
}

Test(faults, bogus_zones)
{
	ROWS(BEHIND(ONE(""), "bogus=expired"),
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 7" },
	     { "127.0.9.1 www.shop.example A cd", "NOERROR ra | " WWW },
	     { "127.0.9.1 absent.shop.example A", "SERVFAIL ra | EDE 7" },
	     { "127.0.9.1 ns.example A", "NOERROR ra ad | ns.example 300 A 127.0.2.1" },
	     { "127.0.3.1 www.shop.example A", "NOERROR aa | " WWW });
	ROWS(BEHIND(ONE(""), "bogus=future"),
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 8" });
	ROWS(BEHIND(ONE(""), "bogus=ds-mismatch"),
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 9" });
	ROWS(BEHIND(ONE(""), "bogus=no-rrsig"),
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 10" });
	ROWS(BEHIND(ONE(""), "bogus=signature bogus-owner=www.shop.example."),
	     { "127.0.9.1 www.shop.example A", "SERVFAIL ra | EDE 6" },
	     { "127.0.9.1 ns1.shop.example A",
	       "NOERROR ra ad | ns1.shop.example 300 A 127.0.3.1" });
	/* Signed, but nobody above says so: an island is insecure, not bogus. */
	ROWS(BEHIND(ONE(""), "bogus=expired no-ds"),
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
}

Test(faults, validators_that_cannot_validate)
{
	ROWS(BEHIND(ONE(""), "") "resolver clock 127.0.9.2 validating clock-wrong\n"
				 "resolver anchor 127.0.9.3 validating anchor-wrong\n",
	     { "127.0.9.2 www.shop.example A", "SERVFAIL ra | EDE 7" },
	     { "127.0.9.2 . SOA", "SERVFAIL ra | EDE 7" },
	     { "127.0.9.2 www.shop.example A cd", "NOERROR ra | " WWW },
	     { "127.0.9.3 www.shop.example A", "SERVFAIL ra | EDE 9" });
}

Test(faults, stale_answers)
{
	ROWS(BEHIND(ONE("silent"), "") "resolver s 127.0.9.2 serve-stale patience=2s\n"
				       "remember s www.shop.example. A 192.0.2.9 ttl=0s\n"
				       "remember s no.shop.example. A nxdomain ttl=0s\n",
	     { "127.0.9.2 www.shop.example A late",
	       "NOERROR ra | www.shop.example 30 A 192.0.2.9 | EDE 3 | 1800ms" },
	     { "127.0.9.2 no.shop.example A",
	       "NXDOMAIN ra | AU shop.example 30 SOA ns1.shop.example. hostmaster.shop.example. 1 "
	       "7200 3600 1209600 60 | EDE 19" },
	     { "127.0.9.2 www.shop.example AAAA", "SERVFAIL ra | EDE 22" });
}

Test(faults, old_cache_entries)
{
	ROWS(BEHIND(ONE(""),
		    "serial=9") "remember r www.shop.example. A nxdomain ttl=900s serial=7\n"
				"remember r www.shop.example. AAAA 2001:db8::9 ttl=900s\n",
	     { "127.0.9.1 www.shop.example A +1000",
	       "NXDOMAIN ra | AU shop.example 900 SOA ns1.shop.example. hostmaster.shop.example. 7 "
	       "7200 3600 1209600 60" },
	     { "127.0.9.1 www.shop.example AAAA +11000",
	       "NOERROR ra | www.shop.example 890 AAAA 2001:db8::9" },
	     { "127.0.9.1 www.shop.example A +901000", "NOERROR ra | " WWW });
}

Test(faults, rebind_protection)
{
	ROWS("server a.root. 127.0.1.1\nzone . at a.root.\n	in A 10.0.0.1\n	out A 192.0.2.1\n"
	     "resolver r 127.0.9.1 rebind-protection\n",
	     { "127.0.9.1 in A", "NOERROR ra" },
	     { "127.0.9.1 out A", "NOERROR ra | out 300 A 192.0.2.1" });
}

Test(faults, rate_limits)
{
	ROWS("server a 127.0.1.1 rate=2\nserver b 127.0.1.2 rate=1 rate-drops\nzone . at a,b\n",
	     { "127.0.1.1 x A",
	       "NXDOMAIN aa | AU . 60 SOA a. hostmaster. 1 7200 3600 1209600 60" },
	     { "127.0.1.1 x A +10",
	       "NXDOMAIN aa | AU . 60 SOA a. hostmaster. 1 7200 3600 1209600 60" },
	     { "127.0.1.1 x A +20", "REFUSED" },
	     { "127.0.1.1 x A +1000",
	       "NXDOMAIN aa | AU . 60 SOA a. hostmaster. 1 7200 3600 1209600 60" },
	     { "127.0.1.2 x A",
	       "NXDOMAIN aa | AU . 60 SOA a. hostmaster. 1 7200 3600 1209600 60" },
	     { "127.0.1.2 x A", "SILENCE" });
}

Test(faults, slow_servers)
{
	ROWS(BEHIND(ONE("delay=700ms"), ""),
	     { "127.0.3.1 www.shop.example A late", "NOERROR aa | " WWW " | 700ms" },
	     { "127.0.9.1 www.shop.example A late", "NOERROR ra | " WWW " | 703ms" });
}

Test(faults, interception)
{
	ROWS("server a.root. 127.0.1.1 intercepted-by=r\n"
	     "zone . at a.root. signed\n	www A 192.0.2.1\n"
	     "resolver r 127.0.9.1\n",
	     { "127.0.1.1 www A norec", "NOERROR ra | www 300 A 192.0.2.1" },
	     /* The path from here is bent, that of resolvers is not. */
	     { "127.0.9.1 www A", "NOERROR ra | www 300 A 192.0.2.1" });
}

Test(faults, servers_that_serve_resolvers_only)
{
	ROWS(BEHIND(ONE("resolvers-only"), ""), { "127.0.3.1 www.shop.example A", "SILENCE" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
}

Test(faults, a_path_broken_for_one_resolver)
{
	ROWS(BEHIND(ONE(""),
		    "") "resolver cut 127.0.9.2 cannot-reach=ns1.shop.example. patience=3s\n",
	     { "127.0.9.2 www.shop.example A late", "SERVFAIL ra | EDE 22 | 3000ms" },
	     { "127.0.9.2 ns.example A", "NOERROR ra | ns.example 300 A 127.0.2.1" },
	     { "127.0.9.1 www.shop.example A", "NOERROR ra | " WWW });
}

Test(faults, a_tld_down)
{
	ROWS("server a.root. 127.0.1.1\nserver ns.down. 127.0.2.1 silent\n"
	     "server ns.up. 127.0.2.2\n"
	     "zone . at a.root.\nzone down. at ns.down.\nzone up. at ns.up.\n"
	     "zone shop.down. at ns.up.\n	www A 192.0.2.1\n"
	     "resolver r 127.0.9.1\n",
	     { "127.0.9.1 www.shop.down A", "SERVFAIL ra | EDE 22" },
	     { "127.0.9.1 ns.up A", "NOERROR ra | ns.up 300 A 127.0.2.2" });
}

Test(faults, servers_that_disagree)
{
	ROWS("server ns1.x. 127.0.2.1\nserver ns2.x. 127.0.2.2\nserver a.root. 127.0.1.1\n"
	     "zone . at a.root.\n"
	     "zone x. at ns1.x. serial=1\n	www A 192.0.2.1\n"
	     "zone x. at ns2.x. serial=2\n	www A 192.0.2.2\n",
	     { "127.0.2.1 www.x A", "NOERROR aa | www.x 300 A 192.0.2.1" },
	     { "127.0.2.2 www.x A", "NOERROR aa | www.x 300 A 192.0.2.2" },
	     { "127.0.2.1 x NS", "NOERROR aa | x 300 NS ns1.x. | x 300 NS ns2.x." },
	     { "127.0.1.1 www.x A",
	       "NOERROR | AU x 300 NS ns1.x. | AU x 300 NS ns2.x. | AD ns1.x 300 A 127.0.2.1 | AD "
	       "ns2.x 300 A 127.0.2.2" });
}

Test(faults, delegations)
{
	ROWS("server a.root. 127.0.1.1\nserver ns.x. 127.0.2.1\n"
	     "zone . at a.root.\n"
	     "	wrong NS ns.wrong\n	ns.wrong A 127.0.7.7\n"
	     "zone wrong. at ns.x.\n	www A 192.0.2.1\n"
	     "zone x. at ns.x.\n"
	     "zone missing. at ns.x. undelegated\n	www A 192.0.2.1\n"
	     "	nowhere NS ns.absent.x.\n"
	     "resolver r 127.0.9.1\n",
	     { "127.0.9.1 www.wrong A", "SERVFAIL ra | EDE 22" },
	     { "127.0.2.1 www.wrong A", "NOERROR aa | www.wrong 300 A 192.0.2.1" },
	     { "127.0.9.1 www.missing A",
	       "NXDOMAIN ra | AU . 60 SOA a.root. hostmaster. 1 7200 3600 1209600 60" },
	     { "127.0.2.1 www.missing A", "NOERROR aa | www.missing 300 A 192.0.2.1" });
}

Test(faults, everyone_and_synthetic_names)
{
	ROWS("everyone tcp=closed edns=formerr\nresolver r 127.0.9.1 synthetic=load.example.\n",
	     { "127.0.9.1 a.load.example A tcp", "UNREACHABLE" },
	     { "127.0.9.1 a.load.example A", "FORMERR | no OPT" },
	     { "127.0.9.1 a.load.example A plain",
	       "NOERROR ra | a.load.example 60 A 192.0.2.1" },
	     { "127.0.9.1 a.load.example AAAA plain", "NOERROR ra" });
}
