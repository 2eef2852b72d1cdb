/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_LIMITS_H
#define DIAGNOSE_LIMITS_H

/** Every limit of the diagnosis that is not fixed by the protocol, with its reason. */

enum {
	/* A name has at most 127 labels, but nobody delegates deeper than this; a loop of referrals ends here. */
	CUTS_MAX = 16,
	/* Labels stepped down in one walk: ip6.arpa names have 34. */
	STEPS_MAX = 40,
	/* Name servers looked at per zone cut, and addresses per name server. */
	SERVERS_PER_CUT = 8,
	ADDRESSES_PER_SERVER = 4,
	ADDRESSES_PER_CUT = SERVERS_PER_CUT * ADDRESSES_PER_SERVER,
	/* A registry's zone has up to 26 addresses: two that answer prove that it lives. */
	REGISTRY_SAMPLE = 2,
	/* Aliases followed across zones: resolvers give up between 8 and 17. */
	ALIASES_MAX = 8,
	/* Roots asked directly before direct probing counts as impossible. */
	ROOT_SAMPLE = 2,
	ROOT_SAMPLE_MAX = 4,
	/* A judgement that wants new facts after this many rounds gets no more of them. */
	ROUNDS_MAX = 96,
	/* A row of at least this many names that all fail at one resolver is the resolver's. */
	ROW_MIN = 3,
	/* … and from this many on correlation alone makes it likely. */
	ROW_LIKELY = 5,
	/* Independent resolvers that agree: correlation alone makes it likely. */
	WITNESSES_LIKELY = 3,
	/* Top-level domains counted to choose the canary's: the common ones come early. */
	CANARY_ZONES = 32,
	/* Silence of a server is believed after this many tries. */
	SILENT_TRIES = 2,
	/* Steps of reasoning in one verdict: nobody reads more. */
	EVIDENCE_MAX = 14,
	/* Characters of a text taken from the network, of a list of addresses, of any sentence. */
	REMARK_MAX = 120,
	LIST_MAX = 400,
	TEXT_MAX = 2048,
	/* Addresses named in a sentence before "and N more". */
	NAMED_MAX = 4,
	/* Arena chunks: few allocations, little waste for small runs. */
	CHUNK_SIZE = 64 * 1024,
	/* ICMP details read per row: one is proof. */
	ICMP_SAMPLE = 16,
};

/* How long the patient follow-up waits: BIND answers a dead zone after 10 s, Knot Resolver after 13. */
#define PATIENCE_NS (15 * (int64_t)1000000000)

#endif
