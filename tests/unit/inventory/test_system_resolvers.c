/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

/* "system_resolvers": those of resolv.conf, beside those the file lists. */

#define INSTEAD "; name some with -r ADDRESS, or in \"resolvers\" in place of this key\n"
#define TWO	"nameserver 192.0.2.1\nnameserver 192.0.2.2\n"
#define STUB	"nameserver 127.0.0.53\n"

static const struct row {
	const char *members;  /* of the inventory, beside its version and its one name */
	const char *conf;     /* NULL: there is none */
	const char *behind;   /* what systemd-resolved's own file says; NULL: there is none */
	const char *expected; /* FILE stands for resolv.conf, list for the inventory */
} rows[] = {
	/* the role */
	{ "'system_resolvers':'isp'", TWO, NULL,
	  "192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'system_resolvers':'public'", TWO, NULL,
	  "192.0.2.1 192.0.2.1 public\n192.0.2.2 192.0.2.2 public\n" },
	{ "'system_resolvers':'local'", TWO, NULL,
	  "192.0.2.1 192.0.2.1 local\n192.0.2.2 192.0.2.2 local\n" },
	{ "'system_resolvers':true", TWO, NULL,
	  "192.0.2.1 192.0.2.1 local\n192.0.2.2 192.0.2.2 local\n" },
	{ "'system_resolvers':'isp'", "nameserver 192.168.1.1\n", NULL,
	  "192.168.1.1 192.168.1.1 local\n" },

	/* beside those listed, and behind them, wherever the key stands */
	{ "'system_resolvers':'isp','resolvers':[{'id':'nine','address':'9.9.9.9'}]", TWO, NULL,
	  "nine 9.9.9.9 public\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'resolvers':[{'id':'nine','address':'9.9.9.9'}],'system_resolvers':true", TWO, NULL,
	  "nine 9.9.9.9 public\n192.0.2.1 192.0.2.1 local\n192.0.2.2 192.0.2.2 local\n" },
	{ "'resolvers':[],'system_resolvers':'isp'", "nameserver 192.0.2.1\n", NULL,
	  "192.0.2.1 192.0.2.1 isp\n" },

	/* one that is listed too stands as it is listed; its role, left open, is private or what is said here */
	{ "'system_resolvers':'isp','resolvers':[{'id':'mine','address':'192.0.2.2','role':'public'}]",
	  TWO, NULL, "mine 192.0.2.2 public\n192.0.2.1 192.0.2.1 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'mine','address':'192.0.2.2'}]", TWO,
	  NULL, "mine 192.0.2.2 isp\n192.0.2.1 192.0.2.1 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'mine','address':'192.168.1.1'}]", TWO,
	  NULL, "mine 192.168.1.1 local\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'router','address':'192.168.1.1'}]",
	  "nameserver 192.168.1.1\n", NULL, "router 192.168.1.1 local\n" },
	/* another port is another resolver */
	{ "'system_resolvers':'isp','resolvers':[{'address':'192.0.2.1','port':54,'role':'public'}]",
	  "nameserver 192.0.2.1\n", NULL,
	  "192.0.2.1#54 192.0.2.1#54 public\n192.0.2.1 192.0.2.1 isp\n" },

	/* the stub, and what is behind it */
	{ "'system_resolvers':'isp'", STUB, TWO,
	  "127.0.0.53 127.0.0.53 local ->1 ->2\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'two','address':'192.0.2.2','role':'public'}]",
	  STUB, TWO,
	  "two 192.0.2.2 public\n127.0.0.53 127.0.0.53 local ->2 ->0\n192.0.2.1 192.0.2.1 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'stub','address':'127.0.0.53','role':'local'}]",
	  STUB, TWO,
	  "stub 127.0.0.53 local ->1 ->2\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'stub','address':'127.0.0.53','forwards_to':['192.0.2.2']}]",
	  STUB, TWO,
	  "stub 127.0.0.53 local ->2\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'stub','address':'127.0.0.53','forwards_to':[]}]",
	  STUB, TWO,
	  "stub 127.0.0.53 local\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },
	{ "'system_resolvers':'isp'", STUB, NULL, "127.0.0.53 127.0.0.53 local\n" },
	/* a stub that only the file knows brings in nobody */
	{ "'system_resolvers':'isp','resolvers':[{'address':'127.0.0.53'}]",
	  "nameserver 192.0.2.3\n", TWO,
	  "127.0.0.53 127.0.0.53 local\n192.0.2.3 192.0.2.3 isp\n" },

	/* a listed one may forward to the system's */
	{ "'system_resolvers':'isp','resolvers':[{'id':'office','address':'10.0.0.1','forwards_to':['192.0.2.2']}]",
	  TWO, NULL,
	  "office 10.0.0.1 local ->2\n192.0.2.1 192.0.2.1 isp\n192.0.2.2 192.0.2.2 isp\n" },

	/* mistakes of the value; of the others that follow from them nothing is told */
	{ "'system_resolvers':'ips'", TWO, NULL,
	  "list:1:35: system_resolvers: \"ips\" is no role, did you mean \"isp\"?\n" },
	{ "'system_resolvers':'yes'", TWO, NULL,
	  "list:1:35: system_resolvers: \"yes\" is no role, expected one of local, isp, public\n" },
	{ "'system_resolvers':false", TWO, NULL,
	  "list:1:35: system_resolvers: found false, expected the role of the system's resolvers, \"local\", "
	  "\"isp\" or \"public\", or true; without this key there are none\n" },
	{ "'system_resolvers':null", TWO, NULL,
	  "list:1:35: system_resolvers: found null, expected the role of the system's resolvers, \"local\", "
	  "\"isp\" or \"public\", or true\n" },
	{ "'system_resolvers':['isp']", TWO, NULL,
	  "list:1:35: system_resolvers: found an array, expected the role of the system's resolvers, \"local\", "
	  "\"isp\" or \"public\", or true\n" },
	{ "'system_resolver':'isp'", TWO, NULL,
	  "list:1:16: system_resolver: unknown key, did you mean \"system_resolvers\"?\n" },

	/* a resolv.conf of no use */
	{ "'system_resolvers':'isp'", NULL, NULL,
	  "list:1:35: system_resolvers: \"FILE\" cannot be read for the system's resolvers: No such file or "
	  "directory" INSTEAD },
	{ "'system_resolvers':'isp','resolvers':[{'address':'9.9.9.9'}]", NULL, NULL,
	  "list:1:35: system_resolvers: \"FILE\" cannot be read for the system's resolvers: No such file or "
	  "directory" INSTEAD },
	{ "'system_resolvers':true", "", NULL,
	  "list:1:35: system_resolvers: \"FILE\" names no resolver, expected a line such as \"nameserver "
	  "192.0.2.53\"" INSTEAD },
	{ "'resolvers':[{'address':'9.9.9.9'}],'system_resolvers':'isp'", "search example\n",
	  NULL,
	  "list:1:71: system_resolvers: \"FILE\" names no resolver, expected a line such as \"nameserver "
	  "192.0.2.53\"" INSTEAD },
	{ "'system_resolvers':'isp'", "nameserver dns.google\n", NULL,
	  "FILE:1:12: nameserver: \"dns.google\" is a name, expected an address such as 192.0.2.53 or 2001:db8::53 "
	  "(dig NAME tells it)\n" },
	{ "'system_resolvers':'isp'", "nameserver 192.0.2.1\nnameserver 224.0.0.1\n", NULL,
	  "FILE:2:12: nameserver: \"224.0.0.1\" is a multicast address, expected one of a single server\n" },

	/* mistakes between the two */
	{ "'system_resolvers':'isp','resolvers':[{'id':'192.0.2.1','address':'9.9.9.9'}]", TWO,
	  NULL,
	  "list:1:35: system_resolvers: brings in \"192.0.2.1\", which is the id of resolvers[0] already, expected "
	  "each id once\n" },
	{ "'system_resolvers':'isp','resolvers':[{'id':'one','address':'192.0.2.1','forwards_to':['127.0.0.53']}]",
	  STUB, TWO,
	  "list:1:35: system_resolvers: closes a circle: \"one\" -> \"127.0.0.53\" -> \"one\", expected forwarding that "
	  "ends\n" },
};

/* The members in single quotes, into a file of their own. */
static const char *inventory_with(const char *members)
{
	char text[512];
	int length = snprintf(text, sizeof(text),
			      "{'fleetdig':1, %s,'groups':[{'names':['a.example']}]}", members);

	cr_assert_lt(length, (int)sizeof(text));
	for (char *at = text; *at != '\0'; at++) {
		*at = *at == '\'' ? '"' : *at;
	}
	return file_with(text, (size_t)length);
}

/* What is to be a missing file has a name like the others, so that FILE can stand for it. */
static const char *conf_with(const char *text)
{
	const char *path = file_with(text != NULL ? text : "", text != NULL ? strlen(text) : 0);

	if (text == NULL) {
		unlink(path);
	}
	return path;
}

static void put_list(char *text, const char *path)
{
	char *at = strstr(text, path);

	if (at != NULL) {
		memcpy(at, "list", 4);
		memmove(at + 4, at + strlen(path), strlen(at + strlen(path)) + 1);
	}
}

static char *outcome_of(const struct row *row, struct fd_inventory_request request)
{
	request.file = inventory_with(row->members);
	request.resolv_conf = conf_with(row->conf);
	request.stub_resolv_conf = conf_with(row->behind);
	struct loaded loaded = load_request(request);
	char *actual = resolvers_of(&loaded);

	cr_expect_eq(loaded.result, loaded.errors.count > 0 ? -EINVAL : 0);
	put_list(actual, request.file);
	hide_file(actual, request.resolv_conf);
	loaded_finish(&loaded);
	unlink(request.file);
	unlink(request.resolv_conf);
	unlink(request.stub_resolv_conf);
	return actual;
}

Test(system_resolvers, join_those_listed)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *actual = outcome_of(&rows[i], (struct fd_inventory_request) { 0 });
		cr_expect_str_eq(actual, rows[i].expected, "row %zu: %s gave:\n%s", i,
				 rows[i].members, actual);
		free(actual);
	}
}

/* -r takes their place as it takes that of listed ones: they keep what the file says, and need not be there. */
static const struct {
	struct row row;
	const char *given;
} replaced[] = {
	{ { "'system_resolvers':'isp'", TWO, NULL, "192.0.2.2 192.0.2.2 isp\n" }, "192.0.2.2" },
	{ { "'system_resolvers':'isp'", TWO, NULL, "192.0.2.2 192.0.2.2 local\n" },
	  "192.0.2.2=local" },
	{ { "'system_resolvers':'isp'", TWO, NULL, "192.0.2.7 192.0.2.7 public\n" },
	  "192.0.2.7" },
	{ { "'system_resolvers':'isp'", NULL, NULL, "192.0.2.7 192.0.2.7 public\n" },
	  "192.0.2.7" },
	{ { "'system_resolvers':'isp'", "nameserver x\n", NULL,
	    "192.0.2.7 192.0.2.7 public\n" },
	  "192.0.2.7" },
};

Test(system_resolvers, arguments_replace_them)
{
	for (size_t i = 0; i < sizeof(replaced) / sizeof(replaced[0]); i++) {
		char *actual = outcome_of(
			&replaced[i].row,
			(struct fd_inventory_request) { .resolvers = &replaced[i].given,
							.resolver_count = 1 });
		cr_expect_str_eq(actual, replaced[i].row.expected, "row %zu gave:\n%s", i,
				 actual);
		free(actual);
	}
}

Test(system_resolvers, none_needed)
{
	static const struct row row = { "'system_resolvers':'isp'", NULL, NULL, "" };
	char *actual =
		outcome_of(&row, (struct fd_inventory_request) { .resolvers_optional = true });

	cr_expect_str_eq(actual, "", "%s", actual);
	free(actual);
}

/* Without resolv.conf the limit would leave nobody: only what is the matter is told. */
Test(system_resolvers, nothing_that_follows_is_told)
{
	static const char text[] =
		"{\"fleetdig\":1,\"system_resolvers\":\"isp\",\"resolvers\":[{\"address\":"
		"\"9.9.9.9\"}],\"groups\":[{\"roles\":[\"isp\"],\"names\":[\"a\"]}]}";
	const char *path = file_with(text, strlen(text));
	struct loaded loaded = load_request(
		(struct fd_inventory_request) { .file = path, .resolv_conf = "/nonexistent" });

	unlink(path);
	cr_expect_eq(loaded.result, -EINVAL);
	cr_expect_eq(loaded.errors.count, 1);
	loaded_finish(&loaded);
}
