/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/text.h"

static void escape_all(enum text_mode mode, const char *text, size_t length, char *out,
		       size_t size)
{
	size_t written = 0;

	while (length > 0) {
		size_t read = text_plain_run(mode, text, length);
		cr_assert(written + read + TEXT_ESCAPE_MAX < size);
		memcpy(out + written, text, read);
		written += read;
		if (read == 0) {
			written += text_escape(mode, text, length, out + written, &read);
		}
		text += read;
		length -= read;
	}
	out[written] = '\0';
}

static const struct row {
	const char *text;
	size_t length;
	const char *json;
	const char *terminal;
	const char *ascii;
} rows[] = {
#define ROW(text, json, terminal, ascii)                      \
	{                                                     \
		text, sizeof(text) - 1, json, terminal, ascii \
	}
	ROW("plain", "plain", "plain", "plain"),
	ROW("a\"b\\c", "a\\\"b\\\\c", "a\"b\\c", "a\"b\\c"),
	ROW("a\0b", "a\\ufffdb", "a\\x00b", "a\\x00b"),
	ROW("line\nbreak\ttab\r", "line\\nbreak\\ttab\\r", "line\\x0abreak\\x09tab\\x0d",
	    "line\\x0abreak\\x09tab\\x0d"),
	ROW("\x1b[31mred", "\\u001b[31mred", "\\x1b[31mred", "\\x1b[31mred"),
	ROW("\x7f", "\\u007f", "\\x7f", "\\x7f"),
	/* C1 controls, of which U+009B begins a control sequence on some terminals */
	ROW("\xc2\x9b"
	    "31m",
	    "\\u009b31m", "\\u{9b}31m", "\\u{9b}31m"),
	ROW("\xc3\xa9", "\xc3\xa9", "\xc3\xa9", "\\u{e9}"),
	ROW("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\\u{1f600}"),
	/* bidirectional controls */
	ROW("\xe2\x80\xae", "\\u202e", "\\u{202e}", "\\u{202e}"),
	ROW("\xe2\x80\xaa", "\\u202a", "\\u{202a}", "\\u{202a}"),
	ROW("\xe2\x81\xa6", "\\u2066", "\\u{2066}", "\\u{2066}"),
	ROW("\xe2\x81\xa9", "\\u2069", "\\u{2069}", "\\u{2069}"),
	ROW("\xe2\x80\x8e", "\\u200e", "\\u{200e}", "\\u{200e}"),
	ROW("\xe2\x80\x8f", "\\u200f", "\\u{200f}", "\\u{200f}"),
	ROW("\xd8\x9c", "\\u061c", "\\u{61c}", "\\u{61c}"),
	/* separators, a byte order mark, a tag outside the basic plane */
	ROW("\xe2\x80\xa8", "\\u2028", "\\u{2028}", "\\u{2028}"),
	ROW("\xe2\x80\xa9", "\\u2029", "\\u{2029}", "\\u{2029}"),
	ROW("\xef\xbb\xbf", "\\ufeff", "\\u{feff}", "\\u{feff}"),
	ROW("\xf3\xa0\x81\x81", "\\udb40\\udc41", "\\u{e0041}", "\\u{e0041}"),
	/* not UTF-8: a lone lead, a lone tail, overlong, a surrogate, beyond the last, cut off */
	ROW("\xff", "\\ufffd", "\\xff", "\\xff"),
	ROW("\x80", "\\ufffd", "\\x80", "\\x80"),
	ROW("\xc0\xaf", "\\ufffd\\ufffd", "\\xc0\\xaf", "\\xc0\\xaf"),
	ROW("\xe0\x80\xaf", "\\ufffd\\ufffd\\ufffd", "\\xe0\\x80\\xaf", "\\xe0\\x80\\xaf"),
	ROW("\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"),
	ROW("\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd", "\\xf4\\x90\\x80\\x80",
	    "\\xf4\\x90\\x80\\x80"),
	ROW("\xe2\x82", "\\ufffd\\ufffd", "\\xe2\\x82", "\\xe2\\x82"),
	ROW("\xc3(", "\\ufffd(", "\\xc3(", "\\xc3("),
#undef ROW
};

Test(text, escapes)
{
	char out[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		escape_all(TEXT_JSON, rows[i].text, rows[i].length, out, sizeof(out));
		cr_expect_str_eq(out, rows[i].json, "row %zu", i);
		escape_all(TEXT_TERMINAL, rows[i].text, rows[i].length, out, sizeof(out));
		cr_expect_str_eq(out, rows[i].terminal, "row %zu", i);
		escape_all(TEXT_TERMINAL_ASCII, rows[i].text, rows[i].length, out, sizeof(out));
		cr_expect_str_eq(out, rows[i].ascii, "row %zu", i);
	}
}

/* Whatever comes in, no octet below 0x20 and no DEL goes out, and the ASCII mode gives ASCII. */
Test(text, every_pair_of_octets)
{
	char out[256];

	for (unsigned pair = 0; pair < 0x10000; pair++) {
		char text[2] = { (char)(pair >> 8), (char)pair };
		for (int mode = TEXT_JSON; mode <= TEXT_TERMINAL_ASCII; mode++) {
			escape_all((enum text_mode)mode, text, 2, out, sizeof(out));
			for (const char *c = out; *c != '\0'; c++) {
				unsigned char octet = (unsigned char)*c;
				cr_assert(octet >= 0x20 && octet != 0x7f, "%04x", pair);
				cr_assert(mode != TEXT_TERMINAL_ASCII || octet < 0x80, "%04x",
					  pair);
			}
		}
	}
}

Test(text, reads_nothing_behind_the_end)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	char out[TEXT_ESCAPE_MAX];
	size_t read;

	cr_assert_neq(pages, MAP_FAILED);
	cr_assert_eq(mprotect(pages + page, page, PROT_NONE), 0);
	for (int first = 0; first < 256; first++) {
		char *last = pages + page - 1;
		*last = (char)first;
		text_plain_run(TEXT_JSON, last, 1);
		text_escape(TEXT_JSON, last, 1, out, &read);
		cr_assert_eq(read, 1);
	}
	munmap(pages, 2 * page);
}

/* ---- numbers: as the C library writes them ---------------------------------------------------- */

Test(text, unsigned_numbers)
{
	uint64_t number = 1;

	for (unsigned i = 0; i < 64; i++, number = number * 2 + i % 2) {
		for (uint64_t n = number - 1; n != number + 2; n++) {
			char digits[TEXT_UNSIGNED_MAX + 1] = { 0 }, wanted[32];
			size_t length = text_unsigned(digits, n);
			snprintf(wanted, sizeof(wanted), "%llu", (unsigned long long)n);
			cr_expect_str_eq(digits, wanted);
			cr_expect_eq(length, strlen(wanted));
		}
	}
	for (uint64_t n = 1; n <= 10000000000000000000U / 10; n *= 10) {
		char digits[TEXT_UNSIGNED_MAX + 1] = { 0 }, wanted[32];
		text_unsigned(digits, n * 10 - 1);
		snprintf(wanted, sizeof(wanted), "%llu", (unsigned long long)(n * 10 - 1));
		cr_expect_str_eq(digits, wanted);
	}
}

Test(text, grouped_numbers)
{
	static const struct {
		uint64_t number;
		const char *text;
	} cases[] = { { 0, "0" },
		      { 999, "999" },
		      { 1000, "1,000" },
		      { 1234567, "1,234,567" },
		      { UINT64_MAX, "18,446,744,073,709,551,615" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[TEXT_GROUPED_SIZE];
		text_grouped(text, cases[i].number);
		cr_expect_str_eq(text, cases[i].text);
	}
}

Test(text, padded_numbers)
{
	static const struct {
		uint64_t number;
		unsigned width;
		const char *text;
	} cases[] = { { 0, 1, "0" },	       { 0, 6, "000000" }, { 7, 2, "07" },
		      { 123456, 6, "123456" }, { 42, 5, "00042" }, { 1234, 3, "234" },
		      { 2026, 4, "2026" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[8] = { 0 };
		text_padded(text, cases[i].number, cases[i].width);
		cr_expect_str_eq(text, cases[i].text);
	}
}

static void expect_address(int family, const uint8_t *address)
{
	char text[TEXT_IPV6_MAX + 1] = { 0 }, wanted[INET6_ADDRSTRLEN];
	size_t length = family == AF_INET ? text_ipv4(text, address) : text_ipv6(text, address);

	inet_ntop(family, address, wanted, sizeof(wanted));
	cr_expect_str_eq(text, wanted);
	cr_expect_eq(length, strlen(wanted));
}

Test(text, ipv4_addresses)
{
	for (unsigned i = 0; i < 256; i++) {
		const uint8_t address[4] = { (uint8_t)i, (uint8_t)(255 - i), (uint8_t)(i / 3),
					     7 };
		expect_address(AF_INET, address);
	}
}

/* Each group is zero, one digit, or four, in every combination; then those that hold an IPv4 address. */
Test(text, ipv6_addresses)
{
	static const uint16_t groups[] = { 0, 1, 0xabcd };

	for (unsigned combination = 0; combination < 6561; combination++) {
		uint8_t address[16];
		for (unsigned i = 0, left = combination; i < 8; i++, left /= 3) {
			address[2 * i] = (uint8_t)(groups[left % 3] >> 8);
			address[2 * i + 1] = (uint8_t)groups[left % 3];
		}
		expect_address(AF_INET6, address);
	}
	for (unsigned i = 0; i < 4; i++) {
		uint8_t address[16] = { [10] = i & 1 ? 0xff : 0,
					[11] = i & 1 ? 0xff : 0,
					[12] = i & 2 ? 192 : 0,
					[14] = 2,
					[15] = 1 };
		expect_address(AF_INET6, address);
	}
}

/* ---- growing texts ---------------------------------------------------------------------------- */

static size_t append(char *text, size_t size, size_t length, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static size_t append(char *text, size_t size, size_t length, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	length = text_append(text, size, length, format, arguments);
	va_end(arguments);
	return length;
}

Test(text, what_has_no_room_is_cut_off)
{
	char text[8] = "";

	size_t length = append(text, sizeof(text), 0, "%d", 123);
	cr_assert_eq(length, 3);
	length = append(text, sizeof(text), length, "%s", "4567");
	cr_assert_eq(length, 7);
	cr_assert_str_eq(text, "1234567");
	length = append(text, sizeof(text), 3, "%s", "abcdef");
	cr_assert_eq(length, 7);
	cr_assert_str_eq(text, "123abcd");
	cr_assert_eq(append(text, sizeof(text), length, "more"), 7);
	cr_assert_str_eq(text, "123abcd");
}
