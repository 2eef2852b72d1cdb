/* SPDX-License-Identifier: MIT */
#include "inventory/resolv_conf.h"

#include <errno.h>
#include <string.h>

#include "inventory/input.h"
#include "inventory/quote.h"

struct resolv_conf {
	const char *path;
	struct resolver_set *set;
	struct fd_errors *errors; /* NULL: mistakes are passed over */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* glibc and musl take 0.0.0.0 and :: for this host. */
static void unspecified_to_loopback(struct fd_endpoint *endpoint)
{
	static const uint8_t unspecified[16];

	if (memcmp(endpoint->address, unspecified, 16) != 0) {
		return;
	}
	if (endpoint->family == 4) {
		endpoint->address[0] = 127;
		endpoint->address[3] = 1;
	} else {
		endpoint->address[15] = 1;
	}
}

static int add_server(const struct resolv_conf *conf, const char *word, unsigned line,
		      unsigned column)
{
	struct resolver_draft draft = resolver_draft_new();
	char reason[ADDRESS_REASON_MAX], quote[QUOTE_MAX];
	struct fd_endpoint *endpoint = &draft.resolver.endpoint;

	if (strcmp(word, "0.0.0.0") == 0 || strcmp(word, "::") == 0) {
		(void)fd_endpoint_parse(endpoint, word, 53);
		unspecified_to_loopback(endpoint);
	} else if (resolver_address_read(endpoint, word, reason) < 0) {
		if (conf->errors != NULL) {
			fd_errors_add(conf->errors, "%s:%u:%u: nameserver: %s %s", conf->path,
				      line, column, quote_text(quote, word), reason);
		}
		return 0;
	}
	if (resolver_set_find(conf->set, endpoint) != NULL) {
		return 0;
	}
	draft.address_known = true;
	draft.resolver.role = FD_ROLE_LOCAL;
	draft.role_stated = true;
	return resolver_set_add(conf->set, &draft);
}

/* As glibc does: the keyword begins the line and is followed by a blank. */
static int read_line(const struct resolv_conf *conf, char *line, unsigned number)
{
	static const char keyword[] = "nameserver";
	char *word = line + sizeof(keyword) - 1;

	if (strncmp(line, keyword, sizeof(keyword) - 1) != 0 || !is_blank(*word)) {
		return 0;
	}
	while (is_blank(*word)) {
		word++;
	}
	word[strcspn(word, " \t\r\v\f")] = '\0';
	unsigned column = utf8_column(line, (size_t)(word - line));
	if (*word == '\0') {
		if (conf->errors != NULL) {
			fd_errors_add(conf->errors,
				      "%s:%u:%u: nameserver: is missing its address",
				      conf->path, number, column);
		}
		return 0;
	}
	return add_server(conf, word, number, column);
}

static int read_file(const struct resolv_conf *conf)
{
	struct input input;
	enum input_form form;
	char *line;
	size_t length;
	bool cut = false;
	unsigned number = 0;

	int r = input_open(&input, conf->path, false, NULL);
	if (r == 0) {
		r = input_form(&input, &form); /* for its byte order mark only */
	}
	if (r == 0) {
		while ((r = input_line(&input, &line, &length, &cut)) > 0) {
			r = read_line(conf, line, ++number);
			if (r < 0) {
				break;
			}
		}
	}
	input_finish(&input);
	return r;
}

static struct resolver_draft *find_stub(const struct resolver_set *set)
{
	static const struct fd_endpoint stub = { .family = 4,
						 .port = 53,
						 .address = { 127, 0, 0, 53 } };

	return resolver_set_find(set, &stub);
}

/* The stub forwards to every server its own file lists, whether new here or listed beside it. */
static int link_stub(struct resolver_set *set, const struct resolver_set *behind,
		     struct region *region)
{
	uint32_t *links = region_array(region, behind->count, sizeof(*links));
	size_t count = 0;

	if (links == NULL) {
		return -ENOMEM;
	}
	struct resolver_draft *stub = find_stub(set);
	for (size_t i = 0; i < behind->count; i++) {
		const struct resolver_draft *draft =
			resolver_set_find(set, &behind->items[i].resolver.endpoint);
		if (draft != NULL && draft != stub) {
			links[count++] = (uint32_t)(draft - set->items);
		}
	}
	stub->resolver.forwards_to = links;
	stub->resolver.forwards_to_count = count;
	return 0;
}

static int read_behind_stub(const struct resolv_conf *conf, const char *stub_path,
			    struct region *region)
{
	struct resolver_set behind = { 0 };
	struct resolv_conf second = { .path = stub_path, .set = &behind };
	int r = read_file(&second);

	/* Without that file the stub is asked all the same: only what is behind it stays unknown. */
	r = r == -ENOMEM ? r : 0;
	for (size_t i = 0; r == 0 && i < behind.count; i++) {
		if (resolver_set_find(conf->set, &behind.items[i].resolver.endpoint) == NULL) {
			r = resolver_set_add(conf->set, &behind.items[i]);
		}
	}
	if (r == 0 && behind.count > 0) {
		r = link_stub(conf->set, &behind, region);
	}
	resolver_set_finish(&behind);
	return r;
}

int resolv_conf_read(struct resolver_set *set, const char *path, const char *stub_path,
		     struct region *region, struct fd_errors *errors)
{
	struct resolv_conf conf = { .path = path, .set = set, .errors = errors };
	int r = read_file(&conf);

	if (r == 0 && find_stub(set) != NULL) {
		r = read_behind_stub(&conf, stub_path, region);
	}
	return r == 0 ? resolver_set_name(set, region) : r;
}
