/* SPDX-License-Identifier: MIT */
#include "overrides.h"

#include <criterion/criterion.h>
#include <string.h>

bool is_at(const struct fd_endpoint *server, const uint8_t address[4])
{
	return server->family == 4 && memcmp(server->address, address, 4) == 0;
}

bool is_under(const struct fd_message *asked, const char *zone)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, zone), 0);
	return fd_name_under(&asked->qname, &name);
}

bool is_about(const struct fd_endpoint *server, const uint8_t address[4], const uint8_t *query,
	      size_t length, const char *zone, struct fd_message *ret_asked)
{
	return is_at(server, address) && fd_message_parse(ret_asked, query, length) == 0 &&
	       is_under(ret_asked, zone);
}

void reply_begin(struct fd_builder *builder, const struct fd_message *asked, unsigned flags,
		 uint8_t *buffer)
{
	fd_builder_init(builder, buffer, 512, asked->id, (uint16_t)(FD_FLAG_QR | flags));
	fd_builder_question(builder, &asked->qname, asked->qtype, asked->qclass);
}

struct fd_reply reply_end(const struct fd_builder *builder)
{
	return (struct fd_reply) { .kind = FD_REPLY_MESSAGE,
				   .length = (size_t)fd_builder_finish(builder) };
}

struct fd_reply reply_bare(const struct fd_message *asked, unsigned flags, uint8_t *buffer)
{
	struct fd_builder builder;

	reply_begin(&builder, asked, flags, buffer);
	return reply_end(&builder);
}
