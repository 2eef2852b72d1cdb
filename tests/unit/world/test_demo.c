/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support.h"

#define OFFICE	"127.53.10.53 "
#define BRANCH	"127.53.11.53 "
#define DEPOT	"127.53.13.53 "
#define ISP	"127.53.20.53 "
#define NINE	"127.53.30.53 "
#define EIGHT	"127.53.40.53 "
#define MEMBERS "127.53.50.53 "

static void check_demo(const struct row *rows, size_t count)
{
	check_rows(fd_world_demo(), rows, count);
}

#define DEMO(...)                                                    \
	do {                                                         \
		static const struct row rows_[] = { __VA_ARGS__ };   \
		check_demo(rows_, sizeof(rows_) / sizeof(rows_[0])); \
	} while (0)

Test(demo, healthy_names)
{
	DEMO({ OFFICE "ledger.payments.example A",
	       "NOERROR ra ad | ledger.payments.example 300 A 192.0.2.12" },
	     { NINE "ledger.payments.example A",
	       "NOERROR ra ad | ledger.payments.example 300 A 192.0.2.12" },
	     { ISP "ledger.payments.example A",
	       "NOERROR ra | ledger.payments.example 300 A 192.0.2.12" },
	     { EIGHT "img.shop.example A",
	       "NOERROR ra | img.shop.example 60 CNAME shop.cdn.cloud. | shop.cdn.cloud 60 A "
	       "192.0.2.40" },
	     { OFFICE "feature-42.preview.shop.example A",
	       "NOERROR ra ad | feature-42.preview.shop.example 60 A 192.0.2.29" },
	     { OFFICE "wiki.corp.fleet A", "NOERROR aa ra | wiki.corp.fleet 300 A 10.20.0.5" });
}

Test(demo, faults_of_resolvers)
{
	DEMO({ BRANCH "ledger.payments.example A late", "SERVFAIL ra | 1200ms" },
	     { BRANCH "version.bind TXT ch late",
	       "NOERROR aa | version.bind 0 TXT \"a made DNS\" | 0ms" },
	     { DEPOT "ledger.payments.example A", "UNREACHABLE" },
	     { ISP "no.such.example A", "NOERROR ra | no.such.example 60 A 192.0.2.250" },
	     { MEMBERS "ledger.payments.example A", "REFUSED | EDE 18" });
}

Test(demo, faults_of_zones)
{
	DEMO({ OFFICE "api.warehouse.example A late", "SERVFAIL ra | EDE 22 | 1200ms" },
	     { "127.53.121.1 api.warehouse.example A norec", "SILENCE" },
	     { OFFICE "billing.legacy.example A", "SERVFAIL ra | EDE 22" },
	     { "127.53.123.1 billing.legacy.example A norec", "REFUSED | EDE 20" },
	     { OFFICE "grafana.metrics.cloud A", "SERVFAIL ra | EDE 22" },
	     { "127.53.125.1 grafana.metrics.cloud A norec", "SERVFAIL" },
	     { OFFICE "feed.partner.cloud A", "SERVFAIL ra | EDE 22" },
	     { "127.53.127.1 feed.partner.cloud A norec", "UNREACHABLE" },
	     { OFFICE "points.loyalty.example A", "SERVFAIL ra | EDE 7" },
	     { OFFICE "points.loyalty.example A cd",
	       "NOERROR ra | points.loyalty.example 300 A 192.0.2.58" },
	     { EIGHT "points.loyalty.example A",
	       "NOERROR ra | points.loyalty.example 300 A 192.0.2.58" },
	     { OFFICE "fra1.pops.edge A late", "SERVFAIL ra | EDE 22 | 1200ms" },
	     { "127.53.9.1 edge SOA norec", "SILENCE" });
}

#define ZONE(apex, mname, serial, minimum) \
	apex " 60 SOA " mname " hostmaster." apex ". " serial " 7200 3600 1209600 " minimum

Test(demo, names_and_data_that_do_not_exist)
{
	DEMO({ OFFICE "api-v1.payments.example A",
	       "NXDOMAIN ra ad | AU " ZONE("payments.example", "ns1.payments.example.",
					   "2025061801", "60") },
	     { OFFICE "www.summer-sale.example A",
	       "NXDOMAIN ra ad | AU " ZONE("example", "ns1.nic.example.", "1", "60") },
	     { OFFICE "search.shop.example AAAA",
	       "NOERROR ra ad | AU " ZONE("shop.example", "ns1.shop.example.", "412", "60") },
	     { EIGHT "help.shop.example A",
	       "NXDOMAIN ra | help.shop.example 60 CNAME shop.desk.cloud. | AU " ZONE(
		       "desk.cloud", "ns1.dns.cloud.", "31", "60") });
}
