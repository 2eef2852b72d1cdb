/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world/text.h"

void parser_error(struct parser *parser, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	/* clang-tidy 14 errs here when it is given several files. NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) */
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fd_errors_add(parser->errors, "%s:%u: %s", parser->source, parser->line, text);
	parser->failed = true;
}

void *parser_got(struct parser *parser, void *memory)
{
	parser->no_memory |= memory == NULL;
	return memory;
}

bool parse_name(struct parser *parser, struct fd_name *ret_name, const char *text)
{
	if (fd_name_parse(ret_name, text) == 0) {
		return true;
	}
	parser_error(parser, "\"%s\" is not a domain name", text);
	return false;
}

bool parse_address(struct parser *parser, struct fd_endpoint *ret_endpoint, const char *text)
{
	if (fd_endpoint_parse(ret_endpoint, text, 0) == 0 && ret_endpoint->port == 0) {
		return true;
	}
	parser_error(parser, "\"%s\" is not an address", text);
	return false;
}

bool parse_number(int64_t *ret_number, const char *text, int64_t most)
{
	char *end;

	if (*text < '0' || *text > '9') {
		return false;
	}
	errno = 0;
	long long number = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || number > most) {
		return false;
	}
	*ret_number = number;
	return true;
}

bool parse_span(int64_t *ret_ns, const char *text)
{
	static const struct {
		const char *unit;
		int64_t ns;
	} units[] = { { "ns", 1 },	   { "us", 1000 },	 { "ms", 1000000 },
		      { "s", 1000000000 }, { "m", 60000000000 }, { "h", 3600000000000 } };
	char *end;

	if (*text < '0' || *text > '9') {
		return false;
	}
	errno = 0;
	long long number = strtoll(text, &end, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].unit) == 0 && errno == 0 &&
		    number <= INT64_MAX / 4 / units[i].ns) {
			*ret_ns = number * units[i].ns;
			return true;
		}
	}
	return false;
}

struct host *world_host(const struct fd_world *world, const char *name)
{
	size_t length = strlen(name);

	length -= length > 1 && name[length - 1] == '.';
	for (struct host *host = world->hosts; host != NULL; host = host->next) {
		size_t own = strlen(host->name);
		own -= own > 1 && host->name[own - 1] == '.';
		if (own == length && strncasecmp(host->name, name, length) == 0) {
			return host;
		}
	}
	return NULL;
}

void parser_refer(struct parser *parser, struct host_list *list, const char *text, bool by_name)
{
	struct region *region = &parser->world->region;
	struct reference *reference =
		parser_got(parser, region_alloc(region, sizeof(*reference)));
	char *copy = parser_got(parser, region_text(region, text, strlen(text)));

	if (reference == NULL || copy == NULL) {
		return;
	}
	*reference = (struct reference) { .list = list,
					  .text = copy,
					  .by_name = by_name,
					  .line = parser->line,
					  .next = parser->pending };
	parser->pending = reference;
}
