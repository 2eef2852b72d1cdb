/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "inventory/name_text.h"
#include "support.h"

static const struct {
	const char *text;
	const char *name; /* what it is asked as */
} good[] = {
	{ ".", "." },
	{ "www.example", "www.example" },
	{ "www.example.", "www.example" },
	{ "WWW.Example", "WWW.Example" },
	{ "_sip._tcp.example", "_sip._tcp.example" },
	{ "*.example", "*.example" },
	{ "-.example", "-.example" },
	{ "3com.com", "3com.com" },
	{ "1.2.3", "1.2.3" },
	{ "4.3.2.1.in-addr.arpa", "4.3.2.1.in-addr.arpa" },
	{ "0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa" },
	{ "\\049.2.3.4", "1.2.3.4" },
	{ "a\\.b.example", "a\\.b.example" },
	{ "a\\,b.example", "a,b.example" },
	{ "a\\032b.example", "a\\032b.example" },
	/* IDNA 2008, not 2003: the sharp s stays itself. */
	{ "faß.de", "xn--fa-hia.de" },
	{ "bücher.example", "xn--bcher-kva.example" },
	{ "BÜCHER.example", "xn--bcher-kva.example" },
	/* u and combining diaeresis: NFC first. */
	{ "bu\xcc\x88"
	  "cher.example",
	  "xn--bcher-kva.example" },
	{ "βόλος.com", "xn--nxasmm1c.com" },
	{ "_sip._tcp.müller.example", "_sip._tcp.xn--mller-kva.example" },
	{ "中国。中国", "xn--fiqs8s.xn--fiqs8s" },
	{ "ü。", "xn--tda" },
	/* An ASCII label is nobody's business, even one that is no A-label. */
	{ "xn--zzzzzzzz.example", "xn--zzzzzzzz.example" },
	{ "ab--cd.ü.example", "ab--cd.xn--tda.example" },
	{ "\\252.ü.example", "\\252.xn--tda.example" },
};

static void check_good(const char *text, const char *expected)
{
	struct name_fault fault = { .text = "" };
	struct fd_name name, wanted;

	cr_assert_eq(name_read(&name, at_page_end(text), &fault), 0, "\"%s\" %s", text,
		     fault.text);
	cr_assert_eq(fd_name_parse(&wanted, expected), 0);
	cr_expect(name.length == wanted.length &&
			  memcmp(name.wire, wanted.wire, wanted.length) == 0,
		  "\"%s\" is not %s", text, expected);
}

Test(name_text, good_names)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		check_good(good[i].text, good[i].name);
	}
}

/* What is refused, and where: cases/invalid/names.json holds the words. */
static const struct {
	const char *text;
	size_t offset;
} bad[] = {
	{ "", 0 },
	{ "a,b", 1 },
	{ "a..b", 2 },
	{ "..", 0 },
	{ "abc.d e", 5 },
	{ "a.\\25.b", 2 },
	{ "a.\\", 2 },
	{ "\\300", 0 },
	{ "ü..a", 3 },
	{ ".ü", 0 },
	{ "ü。。a", 5 },
	{ "a.0123456789012345678901234567890123456789012345678901234567890123", 2 },
	{ "a.ex♥mple.de", 2 },
	{ "a.ü\\032.de", 2 },
	{ "http://a", 0 },
	{ "10.0.0.1", 0 },
	{ "::1", 0 },
	{ "a:53", 1 },
	/* Well-formed text is the caller's to check; what is not must not get through either. */
	{ "a.\xff.b", 2 },
	{ "\xc3", 0 },
};

static void check_bad(const char *text, size_t offset)
{
	struct name_fault fault = { .offset = 77, .text = "" };
	struct fd_name name = { .length = 77 };

	cr_assert_eq(name_read(&name, at_page_end(text), &fault), -EINVAL, "\"%s\"", text);
	cr_expect_eq(fault.offset, offset, "\"%s\": at %zu: %s", text, fault.offset,
		     fault.text);
	cr_expect_neq(fault.text[0], '\0', "\"%s\": no reason", text);
	cr_expect_eq(name.length, 77, "\"%s\": the name was touched", text);
}

Test(name_text, bad_names_and_where)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		check_bad(bad[i].text, bad[i].offset);
	}
}

static int read_repeated(struct fd_name *name, const char *label, size_t count)
{
	static char text[4096];
	static struct name_fault fault;
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
					 i == 0 ? "" : ".", label);
	}
	return name_read(name, text, &fault);
}

Test(name_text, the_longest_name_and_one_octet_more)
{
	struct fd_name name;

	cr_expect_eq(read_repeated(&name, "a", 127), 0);
	cr_expect_eq(name.length, 255);
	cr_expect_eq(read_repeated(&name, "a", 128), -EINVAL);
	cr_expect_eq(read_repeated(&name, "ü", 31), 0);
	cr_expect_eq(name.length, 249);
	cr_expect_eq(read_repeated(&name, "ü", 32), -EINVAL);
	cr_expect_eq(read_repeated(&name, "\\000\\255.ü", 12), 0);
}
