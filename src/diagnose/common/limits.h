/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_LIMITS_H
#define DIAGNOSE_COMMON_LIMITS_H

/** Every limit of the diagnosis that is not fixed by the protocol, with its reason. */

enum {
	/* A name has at most 127 labels, but nobody delegates deeper than this; a loop of referrals ends here. */
	CUTS_MAX = 16,
	/* Walks inside each other, for the address of a name server whose zone has name servers without glue: so do resolvers. */
	FOLLOWED_MAX = 4,
	/* Labels stepped down in one walk: ip6.arpa names have 34. */
	STEPS_MAX = 40,
	/* Name servers looked at per zone cut, and addresses per name server. */
	SERVERS_PER_CUT = 8,
	ADDRESSES_PER_SERVER = 4,
	ADDRESSES_PER_CUT = SERVERS_PER_CUT * ADDRESSES_PER_SERVER,
	/* A registry's zone has up to 26 addresses: two that answer prove that it lives. */
	REGISTRY_SAMPLE = 2,
	/* Answers of a resolver read for private addresses, before one that is missing counts as rebind protection. */
	REBIND_SAMPLE = 3,
	/* Names that get the same address as one that does not exist, and whose zones are asked for their own. */
	ALIKE_SAMPLE = 3,
	/* Name servers whose glue is compared with other sources. */
	GLUE_SAMPLE = 2,
	/* Expected name servers of an undelegated zone that are asked whether they serve it. */
	EXPECTED_SERVERS = 2,
	/* Shorter labels are too near to each other: www and ww3, mx1 and mx2. */
	TYPO_LABEL = 4,
	/* Inventories larger than this are not searched for a name that was meant. */
	RELATIVES_MAX = 20000,
	/* Aliases followed across zones: resolvers give up between 8 and 17. */
	ALIASES_MAX = 8,
	/* Names that fail for which resolvers are asked for their aliases. */
	ALIASES_ASKED = 16,
	/* Aliases of one message that are looked at for a name that comes again. */
	CHAIN_LOOKED_AT = 128,
	/* Roots asked directly before direct probing counts as impossible. */
	ROOT_SAMPLE = 2,
	ROOT_SAMPLE_MAX = 4,
	/* Refused questions of a resolver that answers others, asked again slowly: a limit on the rate lets them pass. */
	REFUSED_SAMPLE = 3,
	LIMIT_TURNED_DOWN = 16, /* replies of a limit that the engine felt */
	LIMIT_LEFT_SHARE =
		20, /* and of so many answered, at most one still is, or it was no limit */
	/* Resolvers whose TCP is tried: with a root's they tell the site's firewall from one server's. */
	TCP_SAMPLE = 2,
	/*
	 * Cached answers asked for where loss is suspected. An idle path loses not three of them; one that loses a fifth
	 * loses none of so many once in seven thousand times, and would then pass for a control.
	 */
	LOSS_TRIES = 40,
	LOSS_PROVED = 3,
	/* And more of them where one or two were lost, or none though the bulk lost many. */
	LOSS_MORE = 40,
	/* Tries of a name that fails everywhere that count as waited for; those of a name that is turned down are more. */
	WAITED_MOST = 2,
	WAITED_LEAST_US = 100000,
	/* And all at once, where none was lost of those: a limit of so many a second, and less, lets half of them pass. */
	BURST_TRIES = 60,
	BURST_DROPPED = 24,
	/*
	 * And singly before that, where a limit is suspected: who fails any of these fails for another reason, and one that fails
	 * every other one passes once in a thousand times.
	 */
	LIMIT_SINGLY = 10,
	BURST_TURNED_DOWN =
		6, /* nobody says SERVFAIL to what is in his cache, but for a limit */
	/* Of a datagram, where nobody offers more (RFC 1035 4.2.1). */
	PLAIN_OCTETS = 512,
	/* Types of record counted for each resolver. */
	TYPES_MAX = 8,
	/* Cached answers asked for, two seconds apart, where the first was slow: a process may stand still for three of them. */
	SLOW_TRIES = 4,
	/* A slow resolver is so many times slower than another one that is well, or it is the way from here to all of them. */
	SLOW_TIMES = 4,
	/* Resolvers tested for loss: those suspected most, and some that are not. */
	LOSS_SAMPLE = 12,
	LOSS_CONTROLS = 2,
	/* Questions with differing answers that are looked at: four or so follow-ups each, of so many cells one question. */
	VARIED_LEAST = 16,
	VARIED_SHARE = 3200,
	/* Denials everybody agrees on that are held against the zone's servers; the same share of cells. */
	DENIED_LEAST = 8,
	/* And as many below domains of which something else is judged; of so many of those. */
	DOMAINS_MAX = 64,
	/* MX questions whose mail servers are looked up: two or three follow-ups each. */
	MAIL_LEAST = 16,
	/* Answers of one resolver alone that are held against the zone's servers: half a dozen follow-ups for each zone. */
	LONE_LEAST = 24,
	/* Follow-ups that a question may take: with fewer for each, what fails goes before what is worth a look. */
	WALK_USUAL = 12,
	/* A judgement that wants new facts after this many rounds gets no more of them. */
	ROUNDS_MAX = 96,
	/* Failures of one zone that are asked again: when none of these recovers at a resolver, its others will not. */
	AGAIN_SAMPLE = 8,
	/* And so many at each resolver, however many were asked at others. */
	AGAIN_EACH = 2,
	/* A row of at least this many names that all fail at one resolver is the resolver's. */
	ROW_MIN = 3,
	/* … and from this many on correlation alone makes it likely. */
	ROW_LIKELY = 5,
	/* Independent resolvers that agree: correlation alone makes it likely. */
	WITNESSES_LIKELY = 3,
	/* Canaries a resolver while the bulk runs: at one a minute and doubling before, two hours. */
	DURING_MAX = 120,
	/* Top-level domains counted to choose the canary's: the common ones come early. */
	CANARY_ZONES = 32,
	CANARY_NAMES = 4096, /* looked at for it */
	/* Names that the host's library misses, and it finds none: the host's own fault. */
	LIBRARY_WIDE = 2,
	/* Silence of a server is believed after this many tries. */
	SILENT_TRIES = 2,
	/* … and on a link that loses three of ten, after this many: 0.3^9 is one in 50,000. */
	SILENT_TRIES_LOSSY = 9,
	/* Times one server is asked for the SOA of its zone; the last is the late one. */
	SERVER_REPEATS = 5,
	/* Questions asked of servers that refuse or deny the apex of their zone, before they count as lame for all its names. */
	WORDS_MAX = 16,
	/* Steps of reasoning in one verdict: nobody reads more. */
	EVIDENCE_MAX = 14,
	/* Characters of a text taken from the network, of a list of addresses, of any sentence. */
	REMARK_MAX = 120,
	LIST_MAX = 400,
	TEXT_MAX = 2048,
	/* Addresses named in a sentence before "and N more". */
	NAMED_MAX = 4,
	/* ICMP details read per row: one is proof. */
	ICMP_SAMPLE = 16,
	/* Questions by which DNS64 is looked for: of a name without AAAA the first tells, if it has an A. */
	DNS64_SAMPLE = 4,
	/* Keys and DS records of a zone: a roll-over has four or five. */
	DNSSEC_KEYS_MAX = 16,
	DNSSEC_DS_MAX = 16,
	/* Signatures verified for one record set: colliding key tags must not buy more work (CVE-2023-50387). */
	DNSSEC_VERIFICATIONS_MAX = 8,
	/* Records of a set and signatures over it that are looked at. */
	DNSSEC_RECORDS_MAX = 512,
	DNSSEC_SIGNATURES_MAX = 16,
	/* Record sets of one section: an answer is a chain of aliases, a denial has three proofs. */
	DNSSEC_SETS_MAX = 24,
	/* NSEC and NSEC3 records of one reply: three are needed; and hashing rounds, which RFC 9276 wants to be 0. */
	DENIAL_PROOFS_MAX = 8,
	DENIAL_ITERATIONS_MAX = 150,
	/* Validators that fail a name and are asked for it unchecked, one after the other. */
	VALIDATORS_MAX = 3,
	/* Where the zone's servers cannot be asked, for no more names than these: each is asked of itself. */
	VALIDATORS_NAMES = 48,
	/* Seconds from a question to its answer: what is told now is no older. */
	FRESH_S = 5,
	/* Servers of one zone whose keys are compared. */
	DNSSEC_SERVERS_MAX = 6,
	/* Chains of the trust table; a power of two, for a few thousand signed zones that fail. */
	DNSSEC_SLOTS = 1024,
};

/* How long the patient follow-up waits: BIND answers a dead zone after 10 s, Knot Resolver after 13. */
#define PATIENCE_NS (15 * (int64_t)1000000000)
/* An answer that takes longer than this is slow: people notice, and many stubs ask again. */
#define SLOW_NS (1000 * (int64_t)1000000)
/* A zone's server that takes longer than this each time is slow: a resolver has several to ask before its client gives up. */
#define SLOW_SERVER_NS (500 * (int64_t)1000000)
/* An answer that comes from a cache takes a path and no more: the longest, over a satellite, are shorter than this. */
#define SLOW_CACHE_NS (400 * (int64_t)1000000)
/* Resolvers remember a failure for some seconds (RFC 9520 3.2): asked earlier, they repeat themselves. */
#define AGAIN_NS (5 * (int64_t)1000000000)
/* Either side may stand still for so long, and be well. */
#define MOMENT_NS (2 * (int64_t)1000000000)
/* What may fail by chance is asked so often, now a little earlier and now a little later. */
#define OFTEN_NS (250 * (int64_t)1000000)

#endif
