/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* A signed zone whose keys do not get to who would validate it: nothing is wrong with its signatures, as far as anybody can see. */

#define HEALTHY WORLD RESOLVERS
#define VAULT_AT(how)                                                       \
	"server ns1.vault.example. 198.18.40.1\n"                           \
	"server ns2.vault.example. 198.18.40.2\n"                           \
	"zone vault.example. at ns1.vault.example.,ns2.vault.example. " how \
	"\n	www A 198.19.40.1\n	api A 198.19.40.2\n"
#define VAULT	       VAULT_AT("signed")
#define AT_BOTH	       INVENTORY(AT_ALL, "\"www.vault.example\", " GOOD_NAMES)
#define AT_OFFICE_ONLY INVENTORY(AT_OFFICE, "\"www.vault.example\", " GOOD_NAMES)

static const uint8_t first[4] = { 198, 18, 40, 1 }, second[4] = { 198, 18, 40, 2 };
static const uint8_t office[4] = { 10, 1, 0, 53 }, nine[4] = { 203, 0, 113, 53 };

static const struct fd_reply nothing = { .kind = FD_REPLY_NONE };

static bool of_the_zone(const struct fd_endpoint *server)
{
	return is_at(server, first) || is_at(server, second);
}

/* Validators fail what is in the zone, until they are told not to check: with SERVFAIL, or without a word. */
static bool validator_fails(const struct fd_endpoint *server, const struct fd_message *asked,
			    bool silent, struct fd_reply *ret_reply, uint8_t *buffer)
{
	if ((!is_at(server, office) && !is_at(server, nine)) ||
	    (asked->flags & FD_FLAG_CD) != 0 || !is_under(asked, "vault.example")) {
		return false;
	}
	*ret_reply = silent ? nothing
			    : reply_bare(asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

/* What EDNS allows for is lost on the way back, TCP does not get there; a short datagram says that there is more. */
static bool keys_lost(const struct fd_endpoint *server, enum fd_proto proto,
		      const struct fd_message *asked, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	if (!of_the_zone(server) || (proto == FD_UDP && asked->qtype != FD_TYPE_DNSKEY)) {
		return false;
	}
	*ret_reply = proto == FD_TCP || asked->edns.present
			     ? nothing
			     : reply_bare(asked, FD_FLAG_AA | FD_FLAG_TC, buffer);
	return true;
}

#define OVERRIDE(name, condition)                                                     \
	static bool name(const struct fd_endpoint *server, enum fd_proto proto,       \
			 const uint8_t *query, size_t length, struct fd_reply *reply, \
			 uint8_t *buffer)                                             \
	{                                                                             \
		struct fd_message asked;                                              \
		return fd_message_parse(&asked, query, length) >= 0 && (condition);   \
	}

OVERRIDE(lost_and_servfail, validator_fails(server, &asked, false, reply, buffer) ||
				    keys_lost(server, proto, &asked, reply, buffer))
OVERRIDE(lost_and_silent, validator_fails(server, &asked, true, reply, buffer) ||
				  keys_lost(server, proto, &asked, reply, buffer))

static bool silence(bool so, struct fd_reply *ret_reply)
{
	if (so) {
		*ret_reply = nothing;
	}
	return so;
}

/* Over UDP nothing comes of keys, at any server: what is long does not get to this host. */
#define LONG_LOST_HERE                                                                    \
	silence(proto == FD_UDP && asked.qtype == FD_TYPE_DNSKEY && asked.edns.present && \
			server->address[1] == 18,                                         \
		reply)
#define NO_TCP silence(proto == FD_TCP, reply)

OVERRIDE(servfail_and_long_lost_here,
	 LONG_LOST_HERE || validator_fails(server, &asked, false, reply, buffer) ||
		 keys_lost(server, proto, &asked, reply, buffer))
OVERRIDE(silent_and_long_lost_here,
	 LONG_LOST_HERE || validator_fails(server, &asked, true, reply, buffer) ||
		 keys_lost(server, proto, &asked, reply, buffer))
OVERRIDE(servfail_and_no_tcp_here,
	 NO_TCP || validator_fails(server, &asked, false, reply, buffer) ||
		 keys_lost(server, proto, &asked, reply, buffer))
OVERRIDE(silent_and_no_tcp_here, NO_TCP ||
					 validator_fails(server, &asked, true, reply, buffer) ||
					 keys_lost(server, proto, &asked, reply, buffer))
/* Only its keys are lost over UDP, and TCP has them. */
OVERRIDE(keys_over_tcp,
	 silence(proto == FD_UDP && asked.qtype == FD_TYPE_DNSKEY && of_the_zone(server),
		 reply))

Test(keys, that_neither_come_over_udp_nor_over_tcp_are_not_bogus)
{
	PLAY_WITH({ .override = lost_and_servfail }, HEALTHY VAULT, AT_BOTH,
		  "www.vault.example A: degraded authoritative auth_tcp_blocked likely | "
		  "office=auth_tcp_blocked/authoritative nine=auth_tcp_blocked/authoritative",
		  "www.pay.example A: ok none ok");
	PLAY_WITH({ .override = lost_and_servfail }, HEALTHY VAULT, AT_OFFICE_ONLY,
		  "www.vault.example A: failure authoritative auth_tcp_blocked likely");
}

Test(keys, that_do_not_come_are_looked_for_where_validators_are_silent)
{
	PLAY_WITH({ .override = lost_and_silent }, HEALTHY VAULT, AT_BOTH,
		  "www.vault.example A: degraded authoritative auth_tcp_blocked likely | "
		  "office=auth_tcp_blocked/authoritative nine=auth_tcp_blocked/authoritative");
	PLAY_WITH({ .override = lost_and_silent }, HEALTHY VAULT, AT_OFFICE_ONLY,
		  "www.vault.example A: failure authoritative auth_tcp_blocked likely");
}

/* The parent's keys do not come in a datagram either, or nobody's TCP gets here. */
Test(keys, that_get_lost_on_this_hosts_way_accuse_no_zone)
{
	static const struct play_options servfail[] = {
		{ .override = servfail_and_long_lost_here },
		{ .override = servfail_and_no_tcp_here },
	};
	static const struct play_options silent[] = {
		{ .override = silent_and_long_lost_here },
		{ .override = silent_and_no_tcp_here },
	};

	for (size_t i = 0; i < sizeof(servfail) / sizeof(servfail[0]); i++) {
		play_check(
			HEALTHY VAULT, AT_BOTH, &servfail[i],
			PLAY_LINES("www.vault.example A: degraded authoritative dnssec_bogus "
				   "possible"),
			__func__);
		struct play play;
		play_run(&play, HEALTHY VAULT, AT_BOTH, &silent[i]);
		const struct fd_verdict *verdict = play_find(&play, "www.vault.example A");
		cr_expect_neq(verdict->locus, FD_LOCUS_AUTHORITATIVE, "%zu: %s", i,
			      play_verdict(&play, "www.vault.example A"));
		play_finish(&play);
	}
}

/* With what TCP gives the chain is followed all the same. */
Test(keys, that_come_over_tcp_only_are_keys)
{
	PLAY_WITH({ .override = keys_over_tcp }, HEALTHY VAULT_AT("bogus=ds-mismatch"), AT_BOTH,
		  "www.vault.example A: degraded authoritative dnssec_ds_mismatch confirmed");
}

/* The root's are long, and what is long gets to this host over TCP only, from whom ever it comes. */
OVERRIDE(root_keys_over_tcp,
	 silence(proto == FD_UDP && asked.qtype == FD_TYPE_DNSKEY && asked.qname.length == 1,
		 reply))

Test(keys, that_a_resolver_gives_over_tcp_only_are_keys)
{
	const struct play_options blind = { .override = root_keys_over_tcp, .no_direct = true };

	play_check(WORLD OFFICE VAULT_AT("bogus=ds-mismatch"), AT_OFFICE_ONLY, &blind,
		   PLAY_LINES("www.vault.example A: failure authoritative dnssec_ds_mismatch "
			      "confirmed"),
		   __func__);
}

/* A validator that fails by itself, and a zone whose keys are there. */
OVERRIDE(only_servfail, validator_fails(server, &asked, false, reply, buffer))
OVERRIDE(only_silent, validator_fails(server, &asked, true, reply, buffer))

Test(keys, that_are_there_are_no_excuse)
{
	PLAY_WITH({ .override = only_servfail }, HEALTHY VAULT, AT_BOTH,
		  "www.vault.example A: degraded undetermined contradiction possible");
	struct play play;
	play_run(&play, HEALTHY VAULT, AT_BOTH,
		 &(struct play_options) { .override = only_silent });
	cr_expect_neq(play_find(&play, "www.vault.example A")->locus, FD_LOCUS_AUTHORITATIVE);
	play_finish(&play);
}

/* ---- keys that are kept back --------------------------------------------------------------------- */

/* Nobody is told of any, and that is not signed; whatever else the zone has is. */
OVERRIDE(keys_kept_back,
	 asked.qtype == FD_TYPE_DNSKEY && is_under(&asked, "vault.example") &&
		 (*reply = reply_bare(&asked,
				      of_the_zone(server) ? FD_FLAG_AA
							  : FD_FLAG_RA | FD_FLAG_RD,
				      buffer),
		  true))

Test(keys, that_a_signed_zone_does_not_show_are_missing)
{
	const char *world = HEALTHY VAULT_AT("signed bogus=no-dnskey");
	const char *missing =
		"www.vault.example A: degraded authoritative dnssec_dnskey_missing confirmed | "
		"office=dnssec_dnskey_missing/authoritative "
		"nine=dnssec_dnskey_missing/authoritative";

	PLAY_WITH({ .override = keys_kept_back }, world, AT_BOTH, missing);
	const struct play_options blind = { .override = keys_kept_back, .no_direct = true };
	play_check(world, AT_BOTH, &blind, PLAY_LINES(missing), __func__);
	/* Of what is not signed either there are none. */
	PLAY_WITH(
		{ .override = keys_kept_back }, HEALTHY VAULT_AT("signed bogus=unsigned"),
		AT_BOTH,
		"www.vault.example A: degraded authoritative dnssec_zone_unsigned_with_ds confirmed");
}
