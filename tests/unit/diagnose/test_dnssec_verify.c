/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Or ldns makes bool a signed char, where 0x100 is false. */
#ifndef HAVE_STDBOOL_H
#define HAVE_STDBOOL_H 1
#endif
#include <ldns/ldns.h>

#include "diagnose/dnssec/denial.h"
#include "diagnose/dnssec/verify.h"

/* Signatures made by another program's code over its own canonical forms; ours has to find them good, and no others. */

/* clang-format off */
static const char *const private_keys[] = {
	/* 8 */
	"Private-key-format: v1.2\n"
	"Algorithm: 8 (RSASHA256)\n"
	"Modulus: ueVlxwbzaUzMYGPTzcWYm788wy0LNT3BGwLiT6ZUGQc75AVy60jYSyKOuDNnzgPOJdB"
	"qyjgn8S112UH0V7z41BlIBCkCtmxlcILl/ldYkF4pb/kagj+nBUPMfddEaUmr4YJQvqAZVcVJHFY"
	"c9pdzFYsGp7ZDjRkupVSmvPJzRtc=\n"
	"PublicExponent: AQAB\n"
	"PrivateExponent: iIPuOjrghnPfoumsoXB6oeXOuYZatL6lETENAXEkUTz+vnVB74ePT54RMTS"
	"PBrvEqABmbBrROkwoP2QwDD66e8VpAffV9TzTsR+HK0c0LFZn/LHbDAfeWv0Xl2ldowKf47O65Qe"
	"gjzvsYKhycidjUlftww2HLvsIEV6fX51uoAE=\n"
	"Prime1: 9ayPfR7p1/bz+C+XLsPil42sQ9q22LNc/8gTvrHu7qpPGev7Dc118oT0jRmxbxk/aUmM"
	"xgoDdv2QuYY/X85CbQ==\n"
	"Prime2: wbWhF61uhb7sRPdd4/zqULaOdtM1xQYx/fYB67G7NIXLJ4zNbi554nL7a0tMgnMPsGBd"
	"r9RzJ1iA/vPndlBD0w==\n"
	"Exponent1: Uq4IfGty96O858Hcd3ilQawEVbG956A1pD+JpZvsdZYLmQW6MCL9luj4BKSo+mLc3"
	"GpMXjnwgJNFqapsmamo4Q==\n"
	"Exponent2: icZ6ppGXO495EvByGldn/TJrD77XzqPCaORRp2cJRKkovp+Z+ZUa4eJwSncLGvlln"
	"khcOlQ79y8uyKeH6JHcOw==\n"
	"Coefficient: SkHfmXejCvLMu/ZByQYg9gLrjR2W5lbhhWHZPooKKexjYXPRqSpYp/43tFmjhv1"
	"B6nbZOtmHtGwuT4Fwk9FM1Q==\n",
	/* 13 */
	"Private-key-format: v1.2\n"
	"Algorithm: 13 (ECDSAP256SHA256)\n"
	"PrivateKey: ujrxfk1hHHpgFb/WBYFuYhVIdmSxe4UxYNW6E/wEx7A=\n",
	/* 14 */
	"Private-key-format: v1.2\n"
	"Algorithm: 14 (ECDSAP384SHA384)\n"
	"PrivateKey: Lr9+ms2onb5CZpD3/LGM1eTa8MJwkMnDPt87T1h3YEBdnfwu06AOxc3AHAMkLoNw"
	"\n",
	/* 15 */
	"Private-key-format: v1.2\n"
	"Algorithm: 15 (ED25519)\n"
	"PrivateKey: elaZbiiNJ+7F2rviTLMgb53FD048zcveCpOqglotyA0=\n",
};
/* clang-format on */

enum {
	KEYS = sizeof(private_keys) / sizeof(private_keys[0]),
	BEGIN = 1795000000, /* of signatures: 2026-11-18 */
	NOW = 1795392000,
	END = 1796000000,
};

static ldns_key *read_key(const char *text)
{
	char *copy = strdup(text);
	FILE *file = fmemopen(copy, strlen(copy), "r");
	ldns_key *key = NULL;

	cr_assert_eq(ldns_key_new_frm_fp(&key, file), LDNS_STATUS_OK);
	fclose(file);
	free(copy);
	ldns_key_set_pubkey_owner(key, ldns_dname_new_frm_str("t.example."));
	ldns_key_set_flags(key, 257);
	ldns_rr *record = ldns_key2rr(key);
	ldns_key_set_keytag(key, ldns_calc_keytag(record));
	ldns_rr_free(record);
	ldns_key_set_inception(key, BEGIN);
	ldns_key_set_expiration(key, END);
	return key;
}

static ldns_rr *read_record(const char *text)
{
	ldns_rr *record = NULL;

	cr_assert_eq(ldns_rr_new_frm_str(&record, text, 300, NULL, NULL), LDNS_STATUS_OK, "%s",
		     text);
	return record;
}

static ldns_rr_list *read_set(const char *const *lines)
{
	ldns_rr_list *set = ldns_rr_list_new();

	for (; *lines != NULL; lines++) {
		ldns_rr_list_push_rr(set, read_record(*lines));
	}
	return set;
}

struct reply {
	uint8_t *wire;
	struct fd_message message;
};

/* Names are compressed, as servers do. */
static void make_reply(struct reply *reply, ldns_pkt_section section, const ldns_rr_list *set,
		       ldns_rr *extra)
{
	ldns_pkt *packet = ldns_pkt_new();
	size_t length;

	ldns_pkt_set_qr(packet, true);
	for (size_t i = 0; i < ldns_rr_list_rr_count(set); i++) {
		ldns_pkt_push_rr(packet, section, ldns_rr_clone(ldns_rr_list_rr(set, i)));
	}
	if (extra != NULL) {
		ldns_pkt_push_rr(packet, section, ldns_rr_clone(extra));
	}
	cr_assert_eq(ldns_pkt2wire(&reply->wire, packet, &length), LDNS_STATUS_OK);
	cr_assert_eq(fd_message_parse(&reply->message, reply->wire, length), 0);
	ldns_pkt_free(packet);
}

static struct fd_name name_of(const char *text)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, text), 0);
	return name;
}

static ldns_rr *sign(ldns_rr_list *set, ldns_key *key)
{
	ldns_key_list *keys = ldns_key_list_new();

	ldns_key_list_push_key(keys, key);
	ldns_rr_list *made = ldns_sign_public(set, keys);
	cr_assert_neq(made, NULL);
	ldns_rr *signature = ldns_rr_list_pop_rr(made);
	ldns_rr_list_free(made);
	ldns_key_list_set_key_count(keys, 0); /* the keys are not freed with the list */
	ldns_key_list_free(keys);
	return signature;
}

static void make_keys(struct reply *reply, struct dnssec_keys *keys, const ldns_key *key)
{
	const struct fd_name zone = name_of("t.example");
	ldns_rr_list *set = ldns_rr_list_new();

	ldns_rr_list_push_rr(set, ldns_key2rr(key));
	make_reply(reply, LDNS_SECTION_ANSWER, set, NULL);
	cr_assert_eq(dnssec_keys_read(keys, &reply->message, &zone), 1u);
	ldns_rr_list_deep_free(set);
}

static enum dnssec_state judge(const struct fd_message *message, const char *owner,
			       uint16_t type, const struct dnssec_keys *keys, int64_t now_s)
{
	const struct fd_name zone = name_of("t.example");
	const struct dnssec_rrset rrset = { .message = message,
					    .section = FD_SECTION_ANSWER,
					    .owner = name_of(owner),
					    .type = type };
	const struct dnssec_check check = { .zone = &zone, .keys = keys, .now_s = now_s };
	struct dnssec_verdict verdict;

	dnssec_judge(&rrset, &check, &verdict);
	return verdict.state;
}

/* ---- record sets --------------------------------------------------------------------------- */

static const struct {
	const char *owner;
	uint16_t type;
	const char *lines[5];
} sets[] = {
	{ "www.t.example",
	  FD_TYPE_A,
	  { "www.t.example. A 192.0.2.9", "www.t.example. A 192.0.2.1",
	    "www.t.example. A 10.0.0.1" } },
	{ "t.example",
	  FD_TYPE_MX,
	  { "T.Example. MX 20 Mail.T.EXAMPLE.", "t.example. MX 10 b.t.example." } },
	{ "t.example", FD_TYPE_SOA, { "t.example. SOA Ns.T.example. H.t.example. 1 2 3 4 5" } },
	{ "_sip._tcp.t.example",
	  FD_TYPE_SRV,
	  { "_sip._tcp.t.example. SRV 0 5 5060 WWW.t.example." } },
	{ "t.example", FD_TYPE_TXT, { "t.example. TXT \"a\" \"b\"", "t.example. TXT \"\"" } },
	{ "c.t.example", FD_TYPE_CNAME, { "c.t.example. CNAME Www.Elsewhere.Example." } },
	{ "t.example",
	  FD_TYPE_NSEC,
	  { "t.example. NSEC A.t.example. NS SOA RRSIG NSEC TYPE65280" } },
	{ "d.t.example", FD_TYPE_DNAME, { "d.t.example. DNAME UPPER.example." } },
	{ "sub.t.example",
	  FD_TYPE_DS,
	  { "sub.t.example. DS 1 13 1 "
	    "0123456789012345678901234567890123456789" } },
	{ "\\001.t.example", 65280, { "\\001.t.example. TYPE65280 \\# 3 414243" } },
	{ "*.t.example", FD_TYPE_A, { "*.t.example. A 192.0.2.1" } },
};

Test(dnssec_verify, what_others_sign_is_good)
{
	for (size_t k = 0; k < KEYS; k++) {
		ldns_key *key = read_key(private_keys[k]);
		struct dnssec_keys keys;
		struct reply key_reply;
		make_keys(&key_reply, &keys, key);
		for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
			ldns_rr_list *set = read_set(sets[i].lines);
			ldns_rr *signature = sign(set, key);
			struct reply reply;
			make_reply(&reply, LDNS_SECTION_ANSWER, set, signature);
			cr_expect_eq(
				judge(&reply.message, sets[i].owner, sets[i].type, &keys, NOW),
				DNSSEC_GOOD, "key %zu, set %zu", k, i);
			free(reply.wire);
			ldns_rr_free(signature);
			ldns_rr_list_deep_free(set);
		}
		free(key_reply.wire);
		ldns_key_deep_free(key);
	}
}

struct signed_www { /* one set, one key, to be changed */
	ldns_key *key;
	struct dnssec_keys keys;
	struct reply key_reply, reply;
};

static void sign_www(struct signed_www *www, size_t which)
{
	ldns_rr_list *set = read_set(sets[0].lines);

	www->key = read_key(private_keys[which]);
	make_keys(&www->key_reply, &www->keys, www->key);
	ldns_rr *signature = sign(set, www->key);
	make_reply(&www->reply, LDNS_SECTION_ANSWER, set, signature);
	ldns_rr_free(signature);
	ldns_rr_list_deep_free(set);
}

static void forget_www(struct signed_www *www)
{
	free(www->reply.wire);
	free(www->key_reply.wire);
	ldns_key_deep_free(www->key);
}

static enum dnssec_state judge_www(const struct signed_www *www, int64_t now_s)
{
	return judge(&www->reply.message, "www.t.example", FD_TYPE_A, &www->keys, now_s);
}

Test(dnssec_verify, dates)
{
	static const struct {
		int64_t now_s;
		enum dnssec_state state;
	} rows[] = {
		{ BEGIN - 1, DNSSEC_EARLY },
		{ BEGIN, DNSSEC_GOOD },
		{ END, DNSSEC_GOOD },
		{ END + 1, DNSSEC_EXPIRED },
		{ 0, DNSSEC_GOOD /* unknown */ },
	};
	struct signed_www www;

	sign_www(&www, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(judge_www(&www, rows[i].now_s), rows[i].state, "row %zu", i);
	}
	forget_www(&www);
	/* RFC 1982: the number goes round in 2106. */
	cr_expect_eq(dnssec_until(UINT32_MAX - 9, INT64_C(0x100000000) + 10), -20);
	cr_expect_eq(dnssec_until(100, INT64_C(0xffffffff) - 99), 200);
}

Test(dnssec_verify, every_octet_counts)
{
	for (size_t k = 0; k < KEYS; k++) {
		struct signed_www www;
		sign_www(&www, k);
		size_t length = www.reply.message.length;
		/* The last 16 are of the signature. */
		for (size_t at = length - 16; at < length; at++) {
			www.reply.wire[at] ^= 0x10;
			cr_expect_eq(judge_www(&www, NOW), DNSSEC_WRONG, "key %zu, octet %zu",
				     k, at);
			www.reply.wire[at] ^= 0x10;
		}
		cr_expect_eq(judge_www(&www, NOW), DNSSEC_GOOD);
		/* An address of the set. */
		uint8_t *address = memmem(www.reply.wire, length, "\xc0\x00\x02\x09", 4);
		cr_assert_neq(address, NULL);
		address[3] = 8;
		cr_expect_eq(judge_www(&www, NOW), DNSSEC_WRONG);
		forget_www(&www);
	}
}

Test(dnssec_verify, keys_and_signers)
{
	const struct fd_name other = name_of("other.example");
	struct signed_www www, elsewhere;
	struct dnssec_keys none = { .count = 0 };

	sign_www(&www, 1);
	sign_www(&elsewhere, 3);
	cr_expect_eq(judge(&www.reply.message, "www.t.example", FD_TYPE_A, &none, NOW),
		     DNSSEC_KEYLESS);
	cr_expect_eq(
		judge(&www.reply.message, "www.t.example", FD_TYPE_A, &elsewhere.keys, NOW),
		DNSSEC_KEYLESS);
	cr_expect_eq(judge(&www.reply.message, "www.t.example", FD_TYPE_AAAA, &www.keys, NOW),
		     DNSSEC_ABSENT);
	cr_expect_eq(judge(&www.key_reply.message, "t.example", FD_TYPE_DNSKEY, &www.keys, NOW),
		     DNSSEC_UNSIGNED);
	struct dnssec_rrset rrset = { .message = &www.reply.message,
				      .section = FD_SECTION_ANSWER,
				      .owner = name_of("WWW.t.example"),
				      .type = FD_TYPE_A };
	struct dnssec_check check = { .zone = &other, .keys = &www.keys, .now_s = NOW };
	struct dnssec_verdict verdict;
	dnssec_judge(&rrset, &check, &verdict);
	cr_expect_eq(verdict.state, DNSSEC_FOREIGN);
	rrset.section = FD_SECTION_AUTHORITY;
	dnssec_judge(&rrset, &check, &verdict);
	cr_expect_eq(verdict.state, DNSSEC_ABSENT);
	forget_www(&www);
	forget_www(&elsewhere);
}

/* RFC 4035 5.3.2: the labels of the signature say that the answer was made from *.t.example. */
Test(dnssec_verify, made_from_a_wildcard)
{
	static const char *const wild[] = { "*.t.example. A 192.0.2.1", NULL };
	static const char *const made[] = { "some.where.t.example. A 192.0.2.1", NULL };
	ldns_key *key = read_key(private_keys[1]);
	struct reply key_reply, reply;
	struct dnssec_keys keys;

	make_keys(&key_reply, &keys, key);
	ldns_rr_list *set = read_set(wild);
	ldns_rr *signature = sign(set, key);
	ldns_rdf_deep_free(ldns_rr_owner(signature));
	ldns_rr_set_owner(signature, ldns_dname_new_frm_str("some.where.t.example."));
	ldns_rr_list *answer = read_set(made);
	make_reply(&reply, LDNS_SECTION_ANSWER, answer, signature);
	cr_expect_eq(judge(&reply.message, "some.where.t.example", FD_TYPE_A, &keys, NOW),
		     DNSSEC_GOOD);
	free(reply.wire);
	free(key_reply.wire);
	ldns_rr_free(signature);
	ldns_rr_list_deep_free(set);
	ldns_rr_list_deep_free(answer);
	ldns_key_deep_free(key);
}

Test(dnssec_verify, digests)
{
	static const ldns_hash types[] = { LDNS_SHA1, LDNS_SHA256, LDNS_SHA384 };
	const struct fd_name zone = name_of("T.example");

	for (size_t k = 0; k < KEYS; k++) {
		ldns_key *key = read_key(private_keys[k]);
		ldns_rr *record = ldns_key2rr(key);
		struct dnssec_keys keys;
		struct reply key_reply;
		make_keys(&key_reply, &keys, key);
		cr_expect_eq(keys.list[0].tag, ldns_calc_keytag(record));
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
			ldns_rr *ds = ldns_key_rr2ds(record, types[i]);
			char *text = ldns_rr2str(ds);
			struct dnssec_ds_set set = { 0 };
			dnssec_anchor_read(&set, text, &zone);
			cr_assert_eq(set.count, 1u);
			cr_expect(dnssec_ds_names(&set.list[0], &keys.list[0], &zone, true));
			set.list[0].digest[7] ^= 1;
			cr_expect_not(
				dnssec_ds_names(&set.list[0], &keys.list[0], &zone, true));
			cr_expect(dnssec_ds_names(&set.list[0], &keys.list[0], &zone, false));
			free(text);
			ldns_rr_free(ds);
		}
		ldns_rr_free(record);
		free(key_reply.wire);
		ldns_key_deep_free(key);
	}
}

#define DIGEST_1 "0123456789012345678901234567890123456789"
#define DIGEST_2 DIGEST_1 "012345678901234567890123"

Test(dnssec_verify, ds_records_nobody_can_use)
{
	static const struct {
		const char *lines[4];
		size_t count, unusable;
	} rows[] = {
		{ { "s.t.example. DS 1 13 2 " DIGEST_2 }, 1, 0 },
		{ { "s.t.example. DS 1 13 1 " DIGEST_1 }, 1, 0 },
		/* RFC 4509 3: SHA-1 has no word beside SHA-256. */
		{ { "s.t.example. DS 1 13 1 " DIGEST_1, "s.t.example. DS 2 13 2 " DIGEST_2 },
		  1,
		  0 },
		/* An algorithm, a digest type nobody knows; a digest of the wrong length. */
		{ { "s.t.example. DS 1 200 2 " DIGEST_2 }, 0, 1 },
		{ { "s.t.example. DS 1 1 2 " DIGEST_2 }, 0, 1 },
		{ { "s.t.example. DS 1 13 9 " DIGEST_2 }, 0, 1 },
		{ { "s.t.example. DS 1 13 2 " DIGEST_1 }, 0, 1 },
	};
	const struct fd_name zone = name_of("s.t.example");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ldns_rr_list *set = read_set(rows[i].lines);
		struct dnssec_ds_set ds;
		struct reply reply;
		make_reply(&reply, LDNS_SECTION_AUTHORITY, set, NULL);
		cr_expect_eq(dnssec_ds_read(&ds, &reply.message, FD_SECTION_AUTHORITY, &zone),
			     ldns_rr_list_rr_count(set));
		cr_expect_eq(ds.count, rows[i].count, "row %zu: %zu", i, ds.count);
		cr_expect_eq(ds.unusable, rows[i].unusable, "row %zu", i);
		free(reply.wire);
		ldns_rr_list_deep_free(set);
	}
}

/* ---- denials ------------------------------------------------------------------------------- */

/* t.example: ns, www, *.wild, a.b (so b is empty), and sub, delegated without DS. Made by ldns-signzone. */
static const char *const nsec_zone[] = {
	"t.example. NSEC a.b.t.example. NS SOA RRSIG NSEC DNSKEY",
	"a.b.t.example. NSEC ns.t.example. A RRSIG NSEC",
	"ns.t.example. NSEC sub.t.example. A RRSIG NSEC",
	"sub.t.example. NSEC *.wild.t.example. NS RRSIG NSEC",
	"*.wild.t.example. NSEC www.t.example. A RRSIG NSEC",
	"www.t.example. NSEC t.example. A RRSIG NSEC",
};

#define P "1 0 5 abcd "
static const char *const nsec3_zone[] = {
	"c7d9q4o8fn616hfs3g93nr9ou5v791b9.t.example. NSEC3 " P
	"d2680a4v4gfgb8sf37ues7ki329h70lm NS SOA RRSIG DNSKEY NSEC3PARAM", /* t.example */
	"tldo09qgq6313cj91csi06mc7fff8g6r.t.example. NSEC3 " P
	"vsedosl5tf1t2t4qpeuh2ibbbevejs2q",
	"6hut0a9dhushq9d6nps5c78kn17bms20.t.example. NSEC3 " P
	"c7d9q4o8fn616hfs3g93nr9ou5v791b9 A RRSIG",
	"5le7hqt1j57et6pksggr1hujga2fkg56.t.example. NSEC3 " P
	"6hut0a9dhushq9d6nps5c78kn17bms20 A RRSIG",
	"od6gmeiodu0u3j2fduk5hlp39j5dagk2.t.example. NSEC3 " P
	"tldo09qgq6313cj91csi06mc7fff8g6r NS",
	"d2680a4v4gfgb8sf37ues7ki329h70lm.t.example. NSEC3 " P
	"db8kumellgjircpb8ug7u0nict3124vc",
	"vsedosl5tf1t2t4qpeuh2ibbbevejs2q.t.example. NSEC3 " P
	"5le7hqt1j57et6pksggr1hujga2fkg56 A RRSIG",
	"db8kumellgjircpb8ug7u0nict3124vc.t.example. NSEC3 " P
	"od6gmeiodu0u3j2fduk5hlp39j5dagk2 A RRSIG",
};

static ldns_rr_list *list_of(const char *const *lines, size_t count, size_t without)
{
	ldns_rr_list *list = ldns_rr_list_new();

	for (size_t i = 0; i < count; i++) {
		if (i != without) {
			ldns_rr_list_push_rr(list, read_record(lines[i]));
		}
	}
	return list;
}

static enum denial ask_denial(const struct fd_message *message, const char *text,
			      uint16_t qtype, unsigned labels)
{
	const struct fd_name zone = name_of("t.example"), name = name_of(text);
	const struct denial_question question = {
		.message = message, .zone = &zone, .name = &name, .qtype = qtype
	};

	if (labels > 0) {
		return denial_of_closer(&question, labels);
	}
	return qtype == 0 ? denial_of_name(&question) : denial_of_type(&question);
}

static const struct {
	const char *name;
	uint16_t qtype;	 /* 0: the name itself is denied */
	unsigned labels; /* not 0: it was made from the wildcard below that many */
	bool proved;
} denials[] = {
	{ "nope.t.example", 0, 0, true },
	{ "zzz.t.example", 0, 0, true },
	{ "x.y.z.t.example", 0, 0, true },
	{ "NOPE.T.example", 0, 0, true },
	{ "x.a.b.t.example", 0, 0, true },
	{ "www.t.example", 0, 0, false },
	{ "t.example", 0, 0, false },
	{ "x.wild.t.example", 0, 0, false }, /* the wildcard stands in */
	{ "www.t.example", FD_TYPE_AAAA, 0, true },
	{ "www.t.example", FD_TYPE_A, 0, false },
	{ "t.example", FD_TYPE_A, 0, true },
	{ "t.example", FD_TYPE_SOA, 0, false },
	{ "b.t.example", FD_TYPE_A, 0, true }, /* an empty non-terminal */
	{ "x.wild.t.example", FD_TYPE_AAAA, 0, true },
	{ "x.wild.t.example", FD_TYPE_A, 0, false },
	{ "sub.t.example", FD_TYPE_DS, 0, true },
	{ "nope.t.example", FD_TYPE_A, 0, false },
	{ "x.wild.t.example", 0, 3, true },
	{ "www.t.example", 0, 2, false },
};

static void check_denials(const char *const *lines, size_t count, const char *what)
{
	ldns_rr_list *list = list_of(lines, count, count);
	struct reply reply;

	make_reply(&reply, LDNS_SECTION_AUTHORITY, list, NULL);
	for (size_t i = 0; i < sizeof(denials) / sizeof(denials[0]); i++) {
		enum denial got = ask_denial(&reply.message, denials[i].name, denials[i].qtype,
					     denials[i].labels);
		cr_expect_eq(got, denials[i].proved ? DENIAL_PROVED : DENIAL_GAP,
			     "%s: row %zu, %s: %d", what, i, denials[i].name, (int)got);
	}
	free(reply.wire);
	ldns_rr_list_deep_free(list);
}

Test(dnssec_verify, denials_that_prove)
{
	check_denials(nsec_zone, sizeof(nsec_zone) / sizeof(nsec_zone[0]), "NSEC");
	check_denials(nsec3_zone, sizeof(nsec3_zone) / sizeof(nsec3_zone[0]), "NSEC3");
}

/* Each denial needs some record: without it, nothing is proved. */
static void check_needed(const char *const *lines, size_t count, size_t row)
{
	size_t needed = 0;

	for (size_t without = 0; without < count; without++) {
		ldns_rr_list *list = list_of(lines, count, without);
		struct reply reply;
		make_reply(&reply, LDNS_SECTION_AUTHORITY, list, NULL);
		needed += ask_denial(&reply.message, denials[row].name, denials[row].qtype,
				     denials[row].labels) == DENIAL_GAP;
		free(reply.wire);
		ldns_rr_list_deep_free(list);
	}
	cr_expect_geq(needed, 1u, "row %zu", row);
	cr_expect_leq(needed, 3u, "row %zu", row);
}

Test(dnssec_verify, denials_that_lack_a_record)
{
	for (size_t row = 0; row < sizeof(denials) / sizeof(denials[0]); row++) {
		if (denials[row].proved) {
			check_needed(nsec_zone, sizeof(nsec_zone) / sizeof(nsec_zone[0]), row);
			check_needed(nsec3_zone, sizeof(nsec3_zone) / sizeof(nsec3_zone[0]),
				     row);
		}
	}
}

Test(dnssec_verify, denials_nobody_should_count)
{
	static const struct {
		const char *line;
		enum denial denial;
	} rows[] = {
		{ "t.example. A 192.0.2.1", DENIAL_MISSING },
		{ "c7d9q4o8fn616hfs3g93nr9ou5v791b9.t.example. NSEC3 1 0 2500 abcd "
		  "d2680a4v4gfgb8sf37ues7ki329h70lm NS",
		  DENIAL_UNKNOWN },
		{ "c7d9q4o8fn616hfs3g93nr9ou5v791b9.t.example. NSEC3 2 0 5 abcd "
		  "d2680a4v4gfgb8sf37ues7ki329h70lm NS",
		  DENIAL_UNKNOWN },
		{ "short.t.example. NSEC3 1 0 5 abcd d2680a4v4gfgb8sf37ues7ki329h70lm NS",
		  DENIAL_UNKNOWN },
		/* Another zone's. */
		{ "example. NSEC www.t.example. NS", DENIAL_MISSING },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const lines[] = { rows[i].line, NULL };
		ldns_rr_list *list = read_set(lines);
		struct reply reply;
		make_reply(&reply, LDNS_SECTION_AUTHORITY, list, NULL);
		cr_expect_eq(ask_denial(&reply.message, "nope.t.example", 0, 0), rows[i].denial,
			     "row %zu", i);
		free(reply.wire);
		ldns_rr_list_deep_free(list);
	}
}
