/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <sys/socket.h>

#include <fleetdig/endpoint.h>

static const struct {
	const char *text;
	int status;
	const char *again; /* what fd_endpoint_text() gives */
} rows[] = {
	{ "192.0.2.53", 0, "192.0.2.53" },
	{ "192.0.2.53#5353", 0, "192.0.2.53#5353" },
	{ "2001:db8::53", 0, "2001:db8::53" },
	{ "[2001:db8::53]", 0, "2001:db8::53" },
	{ "[2001:DB8::53]#54", 0, "2001:db8::53#54" },
	{ "2001:db8::53#54", 0, "2001:db8::53#54" },
	{ "fe80::1%lo", 0, "fe80::1%lo" },
	{ "fe80::1%1", 0, "fe80::1%lo" },
	{ "[fe80::1%lo]#54", 0, "fe80::1%lo#54" },
	{ "fe80::1%nosuchif", -ENODEV, NULL },
	{ "192.0.2.53%lo", -EINVAL, NULL },
	{ "192.0.2.53#0", -ERANGE, NULL },
	{ "192.0.2.53#65536", -ERANGE, NULL },
	{ "192.0.2.53#", -ERANGE, NULL },
	{ "192.0.2.53#53x", -ERANGE, NULL },
	{ "192.0.2.53#-1", -ERANGE, NULL },
	{ "192.0.2.256", -EINVAL, NULL },
	{ "192.0.2", -EINVAL, NULL },
	{ "[192.0.2.53]", -EINVAL, NULL },
	{ "[2001:db8::53", -EINVAL, NULL },
	{ "2001:db8::53]", -EINVAL, NULL },
	{ "dns.example", -EINVAL, NULL },
	{ "dns.example#x", -EINVAL, NULL },
	{ "", -EINVAL, NULL },
	{ "#53", -EINVAL, NULL },
};

Test(endpoint, texts)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_endpoint endpoint = { 0 };
		char text[FD_ENDPOINT_TEXT_MAX];
		cr_expect_eq(fd_endpoint_parse(&endpoint, rows[i].text, 53), rows[i].status,
			     "%s", rows[i].text);
		if (rows[i].again != NULL) {
			fd_endpoint_text(text, &endpoint);
			cr_expect_str_eq(text, rows[i].again, "%s gave %s", rows[i].text, text);
		}
	}
}

Test(endpoint, a_failed_parse_touches_nothing)
{
	struct fd_endpoint endpoint = { .family = 9, .port = 7 };
	cr_assert_neq(fd_endpoint_parse(&endpoint, "1.2.3.4#99999", 53), 0);
	cr_assert_eq(endpoint.family, 9);
	cr_assert_eq(endpoint.port, 7);
}

static const struct {
	const char *text;
	bool is_private;
} ranges[] = {
	{ "127.0.0.53", true },
	{ "10.1.2.3", true },
	{ "172.16.0.1", true },
	{ "172.32.0.1", false },
	{ "192.168.1.1", true },
	{ "169.254.20.10", true },
	{ "100.64.0.1", true },
	{ "100.128.0.1", false },
	{ "9.9.9.9", false },
	{ "::1", true },
	{ "fd00::53", true },
	{ "fe80::1", true },
	{ "2001:4860:4860::8888", false },
	{ "::ffff:10.0.0.1", true },
	{ "::ffff:8.8.8.8", false },
};

Test(endpoint, private_ranges)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		struct fd_endpoint endpoint;
		cr_assert_eq(fd_endpoint_parse(&endpoint, ranges[i].text, 53), 0);
		cr_expect_eq(fd_endpoint_is_private(&endpoint), ranges[i].is_private, "%s",
			     ranges[i].text);
	}
}

Test(endpoint, same_site_and_equal)
{
	struct fd_endpoint a, b, c, d;
	fd_endpoint_parse(&a, "192.0.2.1", 53);
	fd_endpoint_parse(&b, "192.0.2.200", 53);
	fd_endpoint_parse(&c, "192.0.3.1", 53);
	fd_endpoint_parse(&d, "192.0.2.1#54", 53);
	cr_assert(fd_endpoint_same_site(&a, &b));
	cr_assert_not(fd_endpoint_same_site(&a, &c));
	cr_assert_not(fd_endpoint_equal(&a, &d));
	cr_assert(fd_endpoint_equal(&a, &a));
	cr_assert_neq(fd_endpoint_hash(&a), fd_endpoint_hash(&d));
}

Test(endpoint, socket_addresses_round_trip)
{
	static const char *const texts[] = { "192.0.2.1#54", "2001:db8::1#99", "fe80::1%lo" };
	for (size_t i = 0; i < 3; i++) {
		struct fd_endpoint endpoint, again;
		struct sockaddr_storage sa;
		fd_endpoint_parse(&endpoint, texts[i], 53);
		cr_assert_gt(fd_endpoint_to_sockaddr(&sa, &endpoint), 0);
		fd_endpoint_from_sockaddr(&again, &sa);
		cr_assert(fd_endpoint_equal(&endpoint, &again), "%s", texts[i]);
	}
}
