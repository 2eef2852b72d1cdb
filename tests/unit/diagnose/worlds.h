/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DIAGNOSE_WORLDS_H
#define TESTS_DIAGNOSE_WORLDS_H

/** A small internet that is well, to which each test adds its fault. */

#define ROOTS                                     \
	"everyone attempt=200ms patience=600ms\n" \
	"server a.roots. 198.18.0.4\n"            \
	"server b.roots. 198.18.1.4\n"            \
	"zone . at a.roots.,b.roots. signed\n"

#define ZONES                                                             \
	"server ns1.nic.example. 198.18.10.1\n"                           \
	"server ns2.nic.example. 198.18.11.1\n"                           \
	"zone example. at ns1.nic.example.,ns2.nic.example. signed\n"     \
	"server ns1.nic.net. 198.18.12.1\n"                               \
	"server ns2.nic.net. 198.18.13.1\n"                               \
	"zone net. at ns1.nic.net.,ns2.nic.net.\n"                        \
	"server ns1.pay.example. 198.18.20.1\n"                           \
	"server ns2.pay.example. 198.18.21.1\n"                           \
	"zone pay.example. at ns1.pay.example.,ns2.pay.example. signed\n" \
	"	www A 198.19.1.1\n"                                             \
	"	api A 198.19.1.2\n"                                             \
	"	mail A 198.19.1.3\n"                                            \
	"	db A 198.19.1.4\n"                                              \
	"	web A 198.19.1.5\n"                                             \
	"	alias CNAME www\n"                                              \
	"	gone CNAME absent.shop.net.\n"                                  \
	"server ns1.shop.net. 198.18.22.1\n"                              \
	"server ns2.shop.net. 198.18.23.1\n"                              \
	"zone shop.net. at ns1.shop.net.,ns2.shop.net.\n"                 \
	"	www A 198.19.2.1\n"                                             \
	"	ads A 198.19.2.9\n"                                             \
	"	gone CNAME absent\n"

#define OFFICE	  "resolver office 10.1.0.53 validating\n"
#define ISP	  "resolver isp 198.51.100.53 no-ede\n"
#define NINE	  "resolver nine 203.0.113.53 validating\n"
#define EIGHT	  "resolver eight 192.0.2.53\n"

#define RESOLVERS OFFICE ISP NINE EIGHT
#define WORLD	  ROOTS ZONES

#define AT_ALL                                                                     \
	"\"resolvers\": ["                                                         \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"   \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"    \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}," \
	"{\"id\": \"eight\", \"address\": \"192.0.2.53\", \"role\": \"public\"}],"

#define AT_OFFICE          \
	"\"resolvers\": [" \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}],"

/* The made DNS makes its keys from names: every root of it has this one. */
#define ANCHOR                                   \
	"\"trust_anchors\": [\". DS 38588 15 2 " \
	"CC4115C9CE8C4171C93E2F387376FE042E8B181C5975795DA8C5D56DC7566EAE\"],"

#define AUTHORITIES ANCHOR ROOTS_KNOWN
#define ROOTS_KNOWN                                                         \
	"\"roots\": [{\"name\": \"a.roots\", \"address\": \"198.18.0.4\"}," \
	"{\"name\": \"b.roots\", \"address\": \"198.18.1.4\"}],"

#define INVENTORY(resolvers, names)               \
	"{\"fleetdig\": 1," AUTHORITIES resolvers \
	"\"groups\": [{\"id\": \"g\", \"names\": [" names "]}]}"

/* Names that are well: rows need some. */
#define GOOD_NAMES                                                                            \
	"\"www.pay.example\", \"api.pay.example\", \"mail.pay.example\", \"db.pay.example\"," \
	"\"web.pay.example\", \"www.shop.net\""

#endif
