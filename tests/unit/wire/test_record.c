/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "support.h"

/* The message of a reply with the question example.test and one answer, its RDATA from `hex`. */
static struct fd_record_view single(struct fd_message *message, uint16_t type, const char *hex)
{
	static uint8_t wire[4096];
	uint8_t rdata[2048];
	size_t length = unhex(rdata, sizeof(rdata), hex);
	struct fd_name name = name_of("example.test");
	struct fd_builder builder;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
	fd_builder_question(&builder, &name, type, FD_CLASS_IN);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, type, 300, rdata, length);
	length = (size_t)fd_builder_finish(&builder);
	cr_assert_eq(fd_message_parse(message, guarded(wire, length), length), 0, "type %u, %s",
		     type, hex);
	cr_assert(fd_message_next(message, &cursor, &record));
	return record;
}

/*
 * Own presentation: what dig 9.18 prints for the same octets. c00c is example.test. Where ldns
 * prints, its own way is kept: lower-case salts and hashes, all digits of an APL's addresses.
 */
/* clang-format off */
static const struct {
	uint16_t type;
	const char *hex;
	const char *text;
} texts[] = {
	{ FD_TYPE_A, "c0000207", "192.0.2.7" },
	{ FD_TYPE_AAAA, "00000000000000000000000000000000", "::" },
	{ FD_TYPE_AAAA, "20010db8000000000001000000000001", "2001:db8::1:0:0:1" },
	{ FD_TYPE_AAAA, "00000000000000000000ffffc0000209", "::ffff:192.0.2.9" },
	{ FD_TYPE_NS, "036e7331 c00c", "ns1.example.test." },
	{ FD_TYPE_NS, "00", "." },
	{ FD_TYPE_CNAME, "0161 03575757 c00c", "a.WWW.example.test." },
	{ FD_TYPE_DNAME, "09656c73657768657265 0474657374 00", "elsewhere.test." },
	{ FD_TYPE_PTR, "1077652e6972642078402428293b225c00 c00c",
	  "we\\.ird\\032x\\@\\$\\(\\)\\;\\\"\\\\\\000.example.test." },
	{ FD_TYPE_SOA, "036e7331 c00c 0b686f73742e6d6173746572 c00c 78c275f5 00001c20 00000384 00127500 ffffffff",
	  "ns1.example.test. host\\.master.example.test. 2026010101 7200 900 1209600 4294967295" },
	{ FD_TYPE_MX, "0000 00", "0 ." },
	{ FD_TYPE_MX, "ffff 046d61696c c00c", "65535 mail.example.test." },
	{ FD_TYPE_SRV, "000a 003c 13c4 03736970 c00c", "10 60 5060 sip.example.test." },
	{ FD_TYPE_TXT, "0b763d73706631202d616c6c", "\"v=spf1 -all\"" },
	{ FD_TYPE_TXT, "0f7361792022686922205c206261636b 00 0700097fc8ff3b78",
	  "\"say \\\"hi\\\" \\\\ back\" \"\" \"\\000\\009\\127\\200\\255;x\"" },
	{ FD_TYPE_TXT, "03 1b5b32", "\"\\027[2\"" }, /* a terminal's escape sequence */
	{ FD_TYPE_TXT, "03 e280ae", "\"\\226\\128\\174\"" }, /* right-to-left override */
	{ FD_TYPE_CAA, "80 05 696f646566 6d61696c746f3a612262406578616d706c652e74657374",
	  "128 iodef \"mailto:a\\\"b@example.test\"" },
	{ FD_TYPE_CAA, "00 05 6973737565 3b", "0 issue \";\"" },
	{ FD_TYPE_CAA, "00 05 6973737565", "0 issue \"\"" },
	{ FD_TYPE_CAA, "00 03 690a20 3b", "0 i\\010\\032 \";\"" },
	{ 13 /* HINFO */, "07 52464338343832 00", "\"RFC8482\" \"\"" },
	{ 17 /* RP */, "0561646d696e c00c 0474657874 c00c", "admin.example.test. text.example.test." },
	{ 18 /* AFSDB */, "0001 03616673 c00c", "1 afs.example.test." },
	{ 35 /* NAPTR */, "0064 000a 0175 07 4532552b736970 1c 215e2e2a24217369703a696e666f406578616d706c652e7465737421 00",
	  "100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.test!\" ." },
	{ 36 /* KX */, "000a 026b78 0474657374 00", "10 kx.test." },
	{ FD_TYPE_DS, "3039 0d 02 49fd46e6c4b45c55d4ac69cbd3cd34ac1afe51defe6ce1d3b4d7b1f2c0a9e8f7",
	  "12345 13 2 49FD46E6C4B45C55D4AC69CBD3CD34AC1AFE51DEFE6CE1D3B4D7B1F2C0A9E8F7" },
	{ 59 /* CDS */, "0000 00 00 00", "0 0 0 00" },
	{ 44 /* SSHFP */, "04 02 123456789abc", "4 2 123456789ABC" },
	{ 52 /* TLSA */, "03 01 01 d2abde24", "3 1 1 D2ABDE24" },
	{ 63 /* ZONEMD */, "78c275f5 01 01 c68090d9", "2026010101 1 1 C68090D9" },
	{ 19 /* X25 */, "0c 333131303631373030393536", "\"311061700956\"" },
	{ 20 /* ISDN */, "0431353038 03303034", "\"1508\" \"004\"" },
	{ FD_TYPE_HTTPS, "0000 03737663 0474657374 00", "0 svc.test." },
	{ FD_TYPE_HTTPS, "0001 00 0001 0006 026832 026833 0003 0002 20fb 0004 0008 c0000201 c0000202",
	  "1 . alpn=\"h2,h3\" port=8443 ipv4hint=192.0.2.1,192.0.2.2" },
	{ FD_TYPE_SVCB, "0001 00 0000 0002 0001 0001 0003 026832 0002 0000 0005 0006 0048fe0d0044",
	  "1 . mandatory=alpn alpn=\"h2\" no-default-alpn ech=AEj+DQBE" },
	{ FD_TYPE_SVCB, "0001 00 0005 0005 0048fe0d00", "1 . ech=AEj+DQA=" },
	{ FD_TYPE_SVCB, "0001 00 0005 0004 0048fe0d", "1 . ech=AEj+DQ==" },
	{ FD_TYPE_SVCB, "0001 00 0006 0010 20010db8000000000000000000000001", "1 . ipv6hint=2001:db8::1" },
	{ FD_TYPE_SVCB, "0001 00 0007 0010 2f646e732d71756572797b3f646e737d", "1 . dohpath=\"/dns-query{?dns}\"" },
	{ FD_TYPE_SVCB, "0001 00 0001 0009 08 662c6f5c6f2262ff", "1 . alpn=\"f\\\\,o\\\\\\\\o\\\"b\\255\"" },
	{ FD_TYPE_SVCB, "0001 00 029b 0006 6869 d2 20 0a 22", "1 . key667=\"hi\\210 \\010\\\"\"" },
	{ FD_TYPE_SVCB, "0001 00 029b 0000", "1 . key667" },
	/* Values that are not of their key's form. */
	{ FD_TYPE_SVCB, "0001 00 0000 0003 000001", "1 . key0=\"\\000\\000\\001\"" },
	{ FD_TYPE_SVCB, "0001 00 0001 0002 0261", "1 . key1=\"\\002a\"" },
	{ FD_TYPE_SVCB, "0001 00 0001 0000", "1 . key1" },
	{ FD_TYPE_SVCB, "0001 00 0002 0001 61", "1 . key2=\"a\"" },
	{ FD_TYPE_SVCB, "0001 00 0003 0001 61", "1 . key3=\"a\"" },
	{ FD_TYPE_SVCB, "0001 00 0004 0003 616263", "1 . key4=\"abc\"" },

	/* ldns from here on. */
	{ FD_TYPE_DNSKEY, "0101 03 0d 23cfa32c1adc6d1cce086b64716d768466c24667905d62bbff0b7a092212e99008bc30630dd68436f421b5a7ccefb9aa11d29771de91689ce22ff7c4dfbc738e",
	  "257 3 13 I8+jLBrcbRzOCGtkcW12hGbCRmeQXWK7/wt6CSIS6ZAIvDBjDdaENvQhtafM77mqEdKXcd6RaJziL/fE37xzjg==" },
	{ FD_TYPE_RRSIG, "0001 0d 02 0000012c 6b2b5e1a 6b03d11a 59be 075a6f6e65546573 00 fa8e9701",
	  "A 13 2 300 20261223053730 20261123053730 22974 ZoneTes. +o6XAQ==" },
	{ FD_TYPE_NSEC, "045f736970 0474657374 00 0007 22018000000380 010140",
	  "_sip.test. NS SOA MX TXT RRSIG NSEC DNSKEY CAA" },
	{ FD_TYPE_NSEC3, "01 00 000a 04 aabbccdd 14 d91f866a516bbbb157f10ceebb8e0f5a8d64a6cf 0006 400000000002",
	  "1 0 10 aabbccdd r4focqihdetr2lvh1jnbn3gfba6m99mf A RRSIG" },
	{ FD_TYPE_NSEC3PARAM, "01 00 0000 00", "1 0 0 -" },
	{ 29 /* LOC */, "00 00 16 13 8b 3cf01881 0cbce000 9895b8", "52 22 23.000 N 04 53 32.000 E -2m 0.00m 10000m 10m" },
	{ 37 /* CERT */, "0001 3039 08 48656c6c6f", "PKIX 12345 8 SGVsbG8=" },
	{ 61 /* OPENPGPKEY */, "48656c6c6f", "SGVsbG8=" },
	{ 108 /* EUI48 */, "00005e00532a", "00-00-5e-00-53-2a" },
	{ 256 /* URI */, "000a 0001 6674703a2f2f78", "10 1 \"ftp://x\"" },
	{ 42 /* APL */, "0001 18 03 c00002", "1:192.0.2.0/24" },
	{ 62 /* CSYNC */, "00000042 0003 0004 60000008", "66 3 A NS AAAA" },

	/* RFC 3597: unknown to both, or not what the type must be. */
	{ 65280, "01020304", "\\# 4 01020304" },
	{ 65280, "", "\\# 0" },
	{ 29 /* LOC, cut short */, "00ff", "\\# 2 00FF" },
	{ FD_TYPE_NSEC3, "0100", "\\# 2 0100" },
	{ FD_TYPE_DNSKEY, "01", "\\# 1 01" },
	{ 108 /* EUI48 with an octet too many */, "00005e00532a00", "\\# 7 00005E00532A00" },
	{ 11 /* WKS */, "c0000201 06 40", "\\# 6 C00002010640" },
};
/* clang-format on */

Test(wire_record, presentation)
{
	for (size_t i = 0; i < ROWS(texts); i++) {
		struct fd_message message;
		struct fd_record_view record = single(&message, texts[i].type, texts[i].hex);
		char text[1024];
		int length = fd_rdata_text(text, sizeof(text), &message, &record);

		cr_expect_str_eq(text, texts[i].text, "type %u:\n%s\n%s", texts[i].type, text,
				 texts[i].text);
		cr_expect_eq(length, (int)strlen(texts[i].text));
	}
}

Test(wire_record, presentation_stays_in_its_buffer)
{
	for (size_t i = 0; i < ROWS(texts); i++) {
		struct fd_message message;
		struct fd_record_view record = single(&message, texts[i].type, texts[i].hex);
		char text[1024];
		size_t needed = strlen(texts[i].text) + 1;

		for (size_t size = 0; size < needed; size++) {
			memset(text, 0x7f, sizeof(text));
			cr_assert_eq(fd_rdata_text(text, size, &message, &record), -ENOSPC,
				     "%s into %zu", texts[i].text, size);
			cr_assert_eq(text[size], 0x7f, "%s into %zu", texts[i].text, size);
		}
		cr_assert_eq(fd_rdata_text(text, needed, &message, &record), (int)needed - 1);
	}
}

/* clang-format off */
static const struct {
	uint16_t type;
	const char *hex;
	const char *canonical;
	const char *target; /* NULL: -EINVAL */
} records[] = {
	{ FD_TYPE_A, "c0000207", "c0000207", NULL },
	{ FD_TYPE_NS, "0141 c00c", "0161 076578616d706c65 0474657374 00", "A.example.test" },
	{ FD_TYPE_CNAME, "c00c", "076578616d706c65 0474657374 00", "example.test" },
	{ FD_TYPE_PTR, "014100", "016100", "A" },
	{ FD_TYPE_DNAME, "0141 00", "0161 00", "A" },
	{ FD_TYPE_MX, "000a c00c", "000a 076578616d706c65 0474657374 00", "example.test" },
	{ FD_TYPE_SRV, "0001 0002 0003 0158 00", "0001 0002 0003 0178 00", "X" },
	{ FD_TYPE_SOA, "0141 00 0142 00 00000001 00000002 00000003 00000004 00000005",
	  "0161 00 0162 00 00000001 00000002 00000003 00000004 00000005", "A" },
	{ FD_TYPE_TXT, "0241 42 00", "024142 00", NULL }, /* no name: its case stays */
	{ FD_TYPE_RRSIG, "0001 0d 02 0000012c 00000001 00000002 0003 0141 00 4142",
	  "0001 0d 02 0000012c 00000001 00000002 0003 0161 00 4142", NULL },
	{ FD_TYPE_NSEC, "0141 00 000140", "0141 00 000140", NULL }, /* RFC 6840 5.1 */
	{ FD_TYPE_CAA, "00 0141 42", "00 0141 42", NULL },
	{ 65280, "c00c 41", "c00c 41", NULL }, /* no pointer here, just octets */
};
/* clang-format on */

Test(wire_record, canonical_form_and_target)
{
	for (size_t i = 0; i < ROWS(records); i++) {
		struct fd_message message;
		struct fd_record_view record =
			single(&message, records[i].type, records[i].hex);
		uint8_t expected[512];
		uint8_t out[512];
		size_t length = unhex(expected, sizeof(expected), records[i].canonical);
		struct fd_name target = { .length = 77 };
		char text[FD_NAME_TEXT_MAX];
		int r = fd_record_target(&message, &record, &target);

		cr_assert_eq(fd_rdata_canonical(out, length, &message, &record), (int)length,
			     "row %zu", i);
		cr_assert_arr_eq(out, expected, length, "row %zu", i);
		cr_assert_eq(fd_rdata_canonical(out, length - 1, &message, &record), -ENOSPC);
		cr_assert_eq(r, records[i].target == NULL ? -EINVAL : 0, "row %zu", i);
		if (r == 0) {
			(void)fd_name_text(text, &target);
			cr_assert_str_eq(text, records[i].target);
		} else {
			cr_assert_eq(target.length, 77);
		}
	}
}

Test(wire_record, soa_of_a_negative_answer)
{
	struct fd_message message;
	struct fd_soa soa;
	size_t length;
	/* The CNAME in ANSWER and the SOA in AUTHORITY, its MNAME partly compressed. */
	const uint8_t *wire = guarded_hex(replies[1].hex, &length);
	struct fd_name owner = name_of("example.test");
	struct fd_name mname = name_of("ns1.example.test");

	cr_assert_eq(fd_message_parse(&message, wire, length), 0);
	cr_assert_not(fd_message_soa(&message, FD_SECTION_ANSWER, &soa));
	cr_assert_not(fd_message_soa(&message, FD_SECTION_ADDITIONAL, &soa));
	cr_assert(fd_message_soa(&message, FD_SECTION_AUTHORITY, &soa));
	cr_assert(fd_name_equal(&soa.owner, &owner));
	cr_assert(fd_name_equal(&soa.mname, &mname));
	cr_assert_eq(soa.ttl, 300);
	cr_assert_eq(soa.serial, 2026010101);
	cr_assert_eq(soa.minimum, 86400);
}

Test(wire_record, the_cursor_skips_an_opt_between_records)
{
	size_t length;
	const uint8_t *wire = guarded_hex("1234 8180 0000 0001 0000 0003 "
					  "0161 00 0001 0001 00000001 0004 01020304 "
					  "0162 00 0001 0001 00000002 0004 01020304 "
					  "00 0029 04d0 00000000 0000 "
					  "0163 00 0001 0001 00000003 0004 01020304",
					  &length);
	static const enum fd_section sections[] = { FD_SECTION_ANSWER, FD_SECTION_ADDITIONAL,
						    FD_SECTION_ADDITIONAL };
	struct fd_message message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	uint32_t count = 0;

	cr_assert_eq(fd_message_parse(&message, wire, length), 0);
	while (fd_message_next(&message, &cursor, &record)) {
		cr_assert_lt(count, ROWS(sections));
		cr_assert_eq(record.section, sections[count]);
		cr_assert_eq(record.ttl, ++count);
	}
	cr_assert_eq(count, 3);
	cr_assert_not(fd_message_next(&message, &cursor, &record), "and it stays at the end");
}
