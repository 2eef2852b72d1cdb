/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_VERDICT_H
#define FLEETDIG_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The vocabulary of findings. Its identifiers are a contract with users' scripts: never rename one, never give one another
 * meaning.
 */

enum fd_severity {
	FD_OK,
	FD_INFO,
	FD_NEGATIVE,
	FD_DEGRADED,
	FD_FAILURE
};
enum fd_locus {
	FD_LOCUS_NONE,
	FD_LOCUS_LOCAL,
	FD_LOCUS_UPSTREAM,
	FD_LOCUS_AUTHORITATIVE,
	FD_LOCUS_UNDETERMINED
};
enum fd_confidence {
	FD_POSSIBLE,
	FD_LIKELY,
	FD_CONFIRMED
};
enum fd_dnssec {
	FD_DNSSEC_UNVALIDATED,
	FD_DNSSEC_SECURE,
	FD_DNSSEC_INSECURE,
	FD_DNSSEC_BOGUS
};

/** Every cause there is, in the order of the taxonomy: X(identifier). FD_CAUSE_##identifier is its number. */
#define FD_CAUSES(X)                       \
	X(ok)                              \
	X(split_horizon)                   \
	X(expectation_unmet)               \
	X(local_network_down)              \
	X(egress_port53_blocked)           \
	X(egress_tcp53_blocked)            \
	X(path_drops_edns)                 \
	X(dns_interception)                \
	X(local_packet_loss)               \
	X(resolver_port_unreachable)       \
	X(resolver_timeout)                \
	X(resolver_refused)                \
	X(resolver_not_recursive)          \
	X(resolver_packet_loss)            \
	X(resolver_slow)                   \
	X(resolver_rate_limited)           \
	X(resolver_tcp_blocked)            \
	X(resolver_edns_broken)            \
	X(resolver_dnssec_broken)          \
	X(resolver_nxdomain_rewrite)       \
	X(resolver_captive_portal)         \
	X(resolver_blocklist)              \
	X(resolver_rebind_protection)      \
	X(resolver_stale_cache)            \
	X(resolver_stale_negative_cache)   \
	X(invalid_name)                    \
	X(short_name)                      \
	X(search_suffix_appended)          \
	X(special_use_name)                \
	X(tld_does_not_exist)              \
	X(name_typo)                       \
	X(hosts_file_override)             \
	X(search_list_expanded)            \
	X(library_differs)                 \
	X(forwarder_unreachable)           \
	X(recursion_path_broken)           \
	X(resolver_auth_path_broken)       \
	X(root_unreachable)                \
	X(tld_unreachable)                 \
	X(tld_lame)                        \
	X(parent_dnssec_bogus)             \
	X(delegation_missing)              \
	X(delegation_inconsistent)         \
	X(delegation_ns_unresolvable)      \
	X(delegation_cyclic)               \
	X(delegation_glue_wrong)           \
	X(delegation_glue_mismatch)        \
	X(delegation_ns_private_address)   \
	X(name_does_not_exist)             \
	X(domain_not_registered)           \
	X(no_data)                         \
	X(auth_timeout)                    \
	X(auth_port_unreachable)           \
	X(auth_lame)                       \
	X(auth_servfail)                   \
	X(auth_partial_outage)             \
	X(auth_partial_lame)               \
	X(auth_udp_blocked)                \
	X(auth_tcp_blocked)                \
	X(auth_edns_intolerant)            \
	X(auth_qtype_unsupported)          \
	X(auth_qtype_dropped)              \
	X(auth_nxdomain_for_existing_name) \
	X(auth_rate_limited)               \
	X(auth_slow)                       \
	X(auth_packet_loss)                \
	X(auth_inconsistent_data)          \
	X(auth_inconsistent_existence)     \
	X(cname_dangling)                  \
	X(cname_loop)                      \
	X(dnssec_signature_expired)        \
	X(dnssec_signature_not_yet_valid)  \
	X(dnssec_ds_mismatch)              \
	X(dnssec_dnskey_missing)           \
	X(dnssec_zone_unsigned_with_ds)    \
	X(dnssec_rrsig_missing)            \
	X(dnssec_denial_missing)           \
	X(dnssec_inconsistent)             \
	X(dnssec_bogus)                    \
	X(own_loss)                        \
	X(budget)                          \
	X(contradiction)

enum fd_cause {
#define FD_CAUSE_NUMBER(identifier) FD_CAUSE_##identifier,
	FD_CAUSES(FD_CAUSE_NUMBER)
#undef FD_CAUSE_NUMBER
	FD_CAUSE_COUNT
};

/**
 * What a verdict may remark besides its cause: X(identifier). FD_NOTE_##identifier is its number. Other notes are sentences: one that
 * begins with the mnemonic of an RCODE (fd_rcode_strange), or what several places see.
 */
#define FD_NOTES(X)                    \
	X(served_stale)                \
	X(canary_failed)               \
	X(failed_once)                 \
	X(own_clock_wrong)             \
	X(answers_rotate)              \
	X(answers_same_set)            \
	X(answers_same_cname_terminal) \
	X(answers_overlap)             \
	X(answers_differ)              \
	X(mail_server_unaddressed)     \
	X(mail_server_alias)           \
	X(one_server)                  \
	X(one_network)                 \
	X(ttl_short)                   \
	X(ttl_long)                    \
	X(signature_ends_soon)         \
	X(one_resolver)

enum fd_note {
#define FD_NOTE_NUMBER(identifier) FD_NOTE_##identifier,
	FD_NOTES(FD_NOTE_NUMBER)
#undef FD_NOTE_NUMBER
	FD_NOTE_COUNT
};

const char *fd_note_text(enum fd_note note); /* "served_stale" */
const char *fd_severity_text(enum fd_severity severity);
const char *fd_locus_text(enum fd_locus locus);
const char *fd_confidence_text(enum fd_confidence confidence);
const char *fd_dnssec_text(enum fd_dnssec dnssec);
const char *fd_cause_text(enum fd_cause cause); /* "auth_timeout" */
int fd_severity_parse(enum fd_severity *ret, const char *text);
int fd_locus_parse(enum fd_locus *ret, const char *text);
int fd_cause_parse(enum fd_cause *ret, const char *text);

enum {
	FD_ALTERNATIVES_MAX = 6,
	FD_NOTES_MAX = 6
};

/** One step of the reasoning; `probe` is a line anybody can repeat with dig. */
struct fd_evidence {
	const char *probe;
	const char *saw;
	const char *means;
};

struct fd_cell_verdict {
	uint32_t resolver;
	enum fd_locus locus;
	enum fd_cause cause;
};

/** Of one question, of a resolver, or of the host. Texts are owned by the diagnosis that gave it. */
struct fd_verdict {
	enum fd_severity severity;
	enum fd_locus locus;
	enum fd_cause cause;
	enum fd_confidence confidence;
	enum fd_dnssec dnssec;
	enum fd_cause alternatives[FD_ALTERNATIVES_MAX];
	size_t alternative_count;
	const struct fd_cell_verdict
		*cells; /* questions only: every cell that is not plainly ok */
	size_t cell_count;
	const struct fd_evidence *evidence;
	size_t evidence_count;
	const char *notes[FD_NOTES_MAX];
	size_t note_count;
	const char *action;  /* a sentence: what to do next */
	const char *summary; /* a sentence: what is wrong */
	uint64_t affected;   /* resolvers and host: questions touched by this finding */
};

#endif
