/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

static struct loaded load_with(struct fd_inventory_request request)
{
	static const char *const names[] = { "a.example" };

	if (request.file == NULL) {
		request.names = names;
		request.name_count = 1;
	}
	return load_request(request);
}

static void expect_resolvers(struct fd_inventory_request request, const char *expected,
			     const char *what)
{
	struct loaded loaded = load_with(request);
	char *actual = resolvers_of(&loaded);

	cr_expect_str_eq(actual, expected, "%s gave:\n%s", what, actual);
	free(actual);
	loaded_finish(&loaded);
}

/* ---- -r ----------------------------------------------------------------------------------- */

static const struct {
	const char *argument;
	const char *expected;
} arguments[] = {
	{ "192.0.2.1", "192.0.2.1 192.0.2.1 public\n" },
	{ "192.0.2.1#5353", "192.0.2.1#5353 192.0.2.1#5353 public\n" },
	{ "192.0.2.1=isp", "192.0.2.1 192.0.2.1 isp\n" },
	{ "192.0.2.1#53=local", "192.0.2.1 192.0.2.1 local\n" },
	{ "2001:DB8::1", "2001:db8::1 2001:db8::1 public\n" },
	{ "[2001:db8::1]", "2001:db8::1 2001:db8::1 public\n" },
	{ "[2001:db8::1]#5353=isp", "2001:db8::1#5353 2001:db8::1#5353 isp\n" },
	{ "fe80::1%lo", "fe80::1%lo fe80::1%lo local\n" },
	{ "[fe80::1%1]#54", "fe80::1%lo#54 fe80::1%lo#54 local\n" },
	{ "127.0.0.1", "127.0.0.1 127.0.0.1 local\n" },
	{ "10.1.2.3", "10.1.2.3 10.1.2.3 local\n" },
	{ "172.31.0.1", "172.31.0.1 172.31.0.1 local\n" },
	{ "172.32.0.1", "172.32.0.1 172.32.0.1 public\n" },
	{ "192.168.1.1", "192.168.1.1 192.168.1.1 local\n" },
	{ "100.64.0.1", "100.64.0.1 100.64.0.1 local\n" },
	{ "169.254.20.10", "169.254.20.10 169.254.20.10 local\n" },
	{ "fd00::1", "fd00::1 fd00::1 local\n" },
	{ "::1", "::1 ::1 local\n" },
	/* In the resolv.conf of these tests. */
	{ "192.0.2.99", "192.0.2.99 192.0.2.99 local\n" },
	{ "192.0.2.99=public", "192.0.2.99 192.0.2.99 public\n" },
	{ "dns.google",
	  "command line: -r \"dns.google\" is a name, expected an address such as "
	  "192.0.2.53 or 2001:db8::53 (dig NAME tells it)\n" },
	{ "", "command line: -r \"\" is no address, expected one such as 192.0.2.53 or "
	      "2001:db8::53\n" },
	{ "8.8.8.8:53",
	  "command line: -r \"8.8.8.8:53\" is no address; a port is written with #: "
	  "192.0.2.53#5353\n" },
	{ "8.8.8.8#0", "command line: -r \"8.8.8.8#0\" has an impossible port, expected 1 to "
		       "65535\n" },
	{ "8.8.8.8#x",
	  "command line: -r \"8.8.8.8#x\" has an impossible port, expected 1 to 65535\n" },
	{ "8.8.8.8=ips", "command line: -r \"ips\" is no role, did you mean isp?\n" },
	{ "x.y=ours", "command line: -r \"x.y\" is a name, expected an address such as "
		      "192.0.2.53 or 2001:db8::53 (dig NAME tells it)\n"
		      "command line: -r \"ours\" is no role, expected local, isp or public\n" },
	{ "@/nonexistent", "/nonexistent: cannot be read for -r: No such file or directory\n" },
};

Test(resolvers, arguments)
{
	for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++) {
		const char *argument = at_page_end(arguments[i].argument);
		expect_resolvers((struct fd_inventory_request) { .resolvers = &argument,
								 .resolver_count = 1 },
				 arguments[i].expected, argument);
	}
}

Test(resolvers, the_same_address_twice)
{
	static const char *const twice[] = { "192.0.2.1", "192.0.2.1#54", "192.0.2.1#53=isp" };
	expect_resolvers(
		(struct fd_inventory_request) { .resolvers = twice, .resolver_count = 3 },
		"command line: -r \"192.0.2.1#53\" is given twice; each resolver is asked "
		"once\n",
		"twice");
}

static const struct {
	const char *text;
	const char *expected; /* FILE stands for the file */
} files[] = {
	{ "# ours\r\n192.0.2.1=isp # first\r\n\r\n \t[2001:db8::1]#5353\t\r\n",
	  "192.0.2.1 192.0.2.1 isp\n2001:db8::1#5353 2001:db8::1#5353 public\n" },
	{ "\xef\xbb\xbf"
	  "192.0.2.1",
	  "192.0.2.1 192.0.2.1 public\n" },
	{ "192.0.2.1\n  dns.google\n@other\n192.0.2.1\n",
	  "FILE:2:3: \"dns.google\" is a name, expected an address such as 192.0.2.53 or "
	  "2001:db8::53 (dig NAME tells it)\n"
	  "FILE:3:1: \"@other\" is a file in a file, expected an address\n"
	  "FILE:4:1: \"192.0.2.1\" is given twice; each resolver is asked once\n" },
};

Test(resolvers, files_of_arguments)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char argument[80], expected[1024] = "";
		const char *path = file_with(files[i].text, strlen(files[i].text));
		snprintf(argument, sizeof(argument), "@%s", path);
		const char *from = files[i].expected, *mark;
		while ((mark = strstr(from, "FILE")) != NULL) {
			strncat(expected, from, (size_t)(mark - from));
			strcat(expected, path);
			from = mark + 4;
		}
		strcat(expected, from);
		const char *arguments_given[] = { argument };
		expect_resolvers((struct fd_inventory_request) { .resolvers = arguments_given,
								 .resolver_count = 1 },
				 expected, files[i].text);
		unlink(path);
	}
}

/* -r replaces the file's resolvers, and keeps what the file says about those it names. */
static const char inventory[] =
	"{\"fleetdig\":1,\"resolvers\":["
	"{\"id\":\"office\",\"address\":\"10.0.0.1\",\"forwards_to\":[\"isp\",\"nine\"]},"
	"{\"id\":\"isp\",\"address\":\"192.0.2.2\",\"role\":\"isp\"},"
	"{\"id\":\"nine\",\"address\":\"9.9.9.9\"}],"
	"\"groups\":[{\"names\":[\"everybody\",{\"name\":\"one\",\"resolvers\":[\"office\"]},"
	"{\"name\":\"two\",\"types\":[\"A\",\"MX\"],\"roles\":[\"isp\"]}]}]}";

static void expect_replaced(const char *const *given, size_t count, const char *expected,
			    size_t questions, size_t left_out)
{
	const char *path = file_with(inventory, strlen(inventory));
	struct loaded loaded = load_request((struct fd_inventory_request) {
		.file = path, .resolvers = given, .resolver_count = count });
	char *actual = resolvers_of(&loaded);

	unlink(path);
	cr_expect_str_eq(actual, expected, "%s", actual);
	cr_assert_eq(loaded.result, 0);
	cr_expect_eq(loaded.inventory->question_count, questions);
	cr_expect_eq(loaded.inventory->left_out, left_out);
	free(actual);
	loaded_finish(&loaded);
}

Test(resolvers, arguments_replace_those_of_the_file)
{
	static const char *const stranger[] = { "192.0.2.77" };
	expect_replaced(stranger, 1, "192.0.2.77 192.0.2.77 public\n", 1, 3);
	static const char *const some[] = { "9.9.9.9=isp", "10.0.0.1" };
	expect_replaced(some, 2, "nine 9.9.9.9 isp\noffice 10.0.0.1 local ->0\n", 4, 0);
	static const char *const isp[] = { "192.0.2.2" };
	expect_replaced(isp, 1, "isp 192.0.2.2 isp\n", 3, 1);
}

/* Found by fuzzing: the link to nobody, told already, was followed when -r rearranged the links. */
Test(resolvers, arguments_and_a_dangling_link)
{
	static const char *const given[] = { "192.0.2.1" };
	static const char text[] =
		"{\"fleetdig\":1,\"resolvers\":[{\"address\":\"192.0.2.1\","
		"\"forwards_to\":[\"nobody\"]}],\"groups\":[{\"names\":[\"a\"]}]}";
	const char *path = file_with(text, strlen(text));
	struct loaded loaded = load_request((struct fd_inventory_request) {
		.file = path, .resolvers = given, .resolver_count = 1 });
	unlink(path);
	cr_expect_eq(loaded.result, -EINVAL);
	cr_expect_eq(loaded.errors.count, 1);
	loaded_finish(&loaded);
}

Test(resolvers, nothing_left_to_ask)
{
	static const char *const given[] = { "192.0.2.77" };
	static const char text[] = "{\"fleetdig\":1,\"groups\":[{\"roles\":[\"isp\"],\"names\":"
				   "[\"a\"]}]}";
	const char *path = file_with(text, strlen(text));
	struct loaded loaded = load_request((struct fd_inventory_request) {
		.file = path, .resolvers = given, .resolver_count = 1 });
	unlink(path);
	cr_assert_eq(loaded.result, -EINVAL);
	cr_expect_not_null(
		strstr(loaded.errors.messages[0],
		       "nothing to ask: every name is limited to resolvers or roles that "
		       "are not among those given with -r"));
	loaded_finish(&loaded);
}

/* ---- resolv.conf -------------------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *behind; /* what systemd-resolved's own file says; NULL: there is none */
	const char *expected;
} confs[] = {
	{ "nameserver 192.0.2.1\nnameserver\t2001:db8::1  # remark\r\n", NULL,
	  "192.0.2.1 192.0.2.1 local\n2001:db8::1 2001:db8::1 local\n" },
	{ "# nameserver 192.0.2.1\n;nameserver 192.0.2.2\nsearch example\noptions ndots:5 use-vc\n"
	  "domain example\nsortlist 1.2.3.4\nnameserver 192.0.2.3",
	  NULL, "192.0.2.3 192.0.2.3 local\n" },
	{ "nameserver 192.0.2.1\nnameserver 192.0.2.1\n", NULL, "192.0.2.1 192.0.2.1 local\n" },
	{ "nameserver 0.0.0.0\nnameserver ::\n", NULL,
	  "127.0.0.1 127.0.0.1 local\n::1 ::1 local\n" },
	{ "nameserver fe80::1%lo\n", NULL, "fe80::1%lo fe80::1%lo local\n" },
	{ "nameservers 192.0.2.1\n nameserver 192.0.2.2\nNAMESERVER 192.0.2.3\nnameserver 9.9.9.9\n",
	  NULL, "9.9.9.9 9.9.9.9 local\n" },
	{ "nameserver 127.0.0.53\noptions edns0 trust-ad\n",
	  "nameserver 192.0.2.1\nnameserver 192.0.2.2\n",
	  "127.0.0.53 127.0.0.53 local ->1 ->2\n192.0.2.1 192.0.2.1 local\n192.0.2.2 192.0.2.2 local\n" },
	{ "nameserver 192.0.2.2\nnameserver 127.0.0.53\n",
	  "nameserver 192.0.2.1\nnameserver 192.0.2.2\n",
	  "192.0.2.2 192.0.2.2 local\n127.0.0.53 127.0.0.53 local ->2 ->0\n192.0.2.1 192.0.2.1 local\n" },
	{ "nameserver 127.0.0.53\n", NULL, "127.0.0.53 127.0.0.53 local\n" },
	{ "nameserver 127.0.0.53\n", "nonsense\nnameserver x\n",
	  "127.0.0.53 127.0.0.53 local\n" },
	{ "nameserver 127.0.0.53\n", "nameserver 127.0.0.53\n",
	  "127.0.0.53 127.0.0.53 local\n" },
	{ "nameserver 192.0.2.1\n", "nameserver 192.0.2.2\n", "192.0.2.1 192.0.2.1 local\n" },
	{ "", NULL,
	  "FILE: names no resolver, expected a line such as \"nameserver 192.0.2.53\"; name one "
	  "with -r ADDRESS or in the inventory\n" },
	{ "nameserver 192.0.2.1\nnameserver  dns.google\nnameserver \n", NULL,
	  "FILE:2:13: nameserver: \"dns.google\" is a name, expected an address such as 192.0.2.53 "
	  "or 2001:db8::53 (dig NAME tells it)\nFILE:3:12: nameserver: is missing its address\n" },
};

static void expect_conf(size_t row)
{
	char path[64], behind[64] = "/nonexistent";
	char *actual;

	snprintf(path, sizeof(path), "%s", file_with(confs[row].text, strlen(confs[row].text)));
	if (confs[row].behind != NULL) {
		snprintf(behind, sizeof(behind), "%s",
			 file_with(confs[row].behind, strlen(confs[row].behind)));
	}
	struct loaded loaded = load_with((struct fd_inventory_request) {
		.resolv_conf = path, .stub_resolv_conf = behind });
	actual = resolvers_of(&loaded);
	hide_file(actual, path);
	cr_expect_str_eq(actual, confs[row].expected, "row %zu gave:\n%s", row, actual);
	free(actual);
	loaded_finish(&loaded);
	unlink(path);
	unlink(behind);
}

Test(resolvers, resolv_conf)
{
	for (size_t i = 0; i < sizeof(confs) / sizeof(confs[0]); i++) {
		expect_conf(i);
	}
}

Test(resolvers, no_resolv_conf)
{
	expect_resolvers((struct fd_inventory_request) { .resolv_conf = "/nonexistent" },
			 "/nonexistent: cannot be read for its resolvers: No such file or "
			 "directory; name one with -r ADDRESS or in the inventory\n",
			 "no resolv.conf");
	expect_resolvers((struct fd_inventory_request) { .resolv_conf = "/nonexistent",
							 .resolvers_optional = true },
			 "", "none needed");
	static const char *const given[] = { "192.0.2.1" };
	expect_resolvers((struct fd_inventory_request) { .resolv_conf = "/nonexistent",
							 .resolvers = given,
							 .resolver_count = 1 },
			 "192.0.2.1 192.0.2.1 public\n", "none needed either");
}

/* ---- what the rest of the program asks ------------------------------------------------------ */

Test(resolvers, the_longest_zone_holds_a_name)
{
	static const char text[] =
		"{\"fleetdig\":1,\"zones\":[{\"name\":\"example\"},{\"name\":\"Corp.example\","
		"\"internal\":true},{\"name\":\"b.corp.example\"}],\"groups\":[{\"names\":[\"a\"]}]}";
	static const struct {
		const char *name;
		int zone; /* -1: none */
	} rows[] = { { "www.corp.EXAMPLE", 1 },
		     { "corp.example", 1 },
		     { "xcorp.example", 0 },
		     { "x.b.corp.example", 2 },
		     { "example", 0 },
		     { "other", -1 },
		     { ".", -1 } };
	struct loaded loaded = load_text(text);
	cr_assert_eq(loaded.result, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_name name;
		cr_assert_eq(fd_name_parse(&name, rows[i].name), 0);
		const struct fd_zone *zone = fd_inventory_zone(loaded.inventory, &name);
		const struct fd_zone *wanted =
			rows[i].zone < 0 ? NULL : &loaded.inventory->zones[rows[i].zone];
		cr_expect_eq(zone, wanted, "%s", rows[i].name);
	}
	loaded_finish(&loaded);
}

/* More resolvers than fit one word of bits. */
Test(resolvers, limits_among_many)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	fputs("{\"fleetdig\":1,\"resolvers\":[", out);
	for (unsigned i = 0; i < 200; i++) {
		fprintf(out, "%s{\"id\":\"r%u\",\"address\":\"192.0.2.%u\"}", i == 0 ? "" : ",",
			i, i + 1);
	}
	fputs("],\"groups\":[{\"resolvers\":[\"r0\",\"r63\",\"r64\",\"r199\"],\"names\":[\"a\"]}]}",
	      out);
	fclose(out);
	struct loaded loaded = load_text(text);
	cr_assert_eq(loaded.result, 0);
	for (uint32_t i = 0; i < 200; i++) {
		bool asked = i == 0 || i == 63 || i == 64 || i == 199;
		cr_expect_eq(
			fd_inventory_asks(loaded.inventory, loaded.inventory->questions, i),
			asked, "%u", i);
	}
	loaded_finish(&loaded);
	free(text);
}
