/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "world/response.h"

enum {
	EDE_OPTION_SIZE = 6,
	NSID_MAX = 128,
	OPTIONS_MAX = NSID_MAX + 4 + WORLD_EDE_MAX * EDE_OPTION_SIZE,
};

enum extent { /* how much of a response goes out: the first that fits */
	EXTENT_ALL,
	EXTENT_NO_ADDITIONAL,
	EXTENT_NOTHING, /* TC=1 */
};

static bool wants_nsid(const struct fd_message *query)
{
	size_t offset = 0;
	uint16_t code, length;
	const uint8_t *data;

	while (fd_edns_next(&query->edns, &offset, &code, &data, &length)) {
		if (code == FD_OPTION_NSID) {
			return true;
		}
	}
	return false;
}

static size_t put_option(uint8_t *out, unsigned code, const void *data, size_t length)
{
	out[0] = (uint8_t)(code >> 8);
	out[1] = (uint8_t)code;
	out[2] = (uint8_t)(length >> 8);
	out[3] = (uint8_t)length;
	memcpy(out + 4, data, length);
	return 4 + length;
}

static size_t put_options(uint8_t out[OPTIONS_MAX], const struct response *response,
			  const struct host *host, const struct fd_message *query)
{
	size_t length = 0;

	if (host->nsid != NULL && wants_nsid(query)) {
		length += put_option(out, FD_OPTION_NSID, host->nsid,
				     strnlen(host->nsid, NSID_MAX));
	}
	for (unsigned i = 0; i < response->ede_count && !host->no_ede; i++) {
		uint8_t code[2] = { (uint8_t)(response->ede[i] >> 8),
				    (uint8_t)response->ede[i] };
		length += put_option(out + length, FD_OPTION_EDE, code, sizeof(code));
	}
	return length;
}

static bool same_rrset(const struct response *response, const struct item *a,
		       const struct item *b)
{
	const uint8_t *a_owner = response->arena + a->owner;
	const uint8_t *b_owner = response->arena + b->owner;

	return a->section == b->section && a->type == b->type &&
	       memcmp(a_owner, b_owner, 1u + *a_owner) == 0;
}

static void put_signature(struct fd_builder *builder, const struct response *response,
			  unsigned first, unsigned last)
{
	const struct item *item = &response->items[first];
	uint8_t rdata[RRSIG_RDATA_MAX];
	struct fd_name owner;
	size_t length = dnssec_rrsig(rdata, response, first, last);

	if (length > 0) {
		item_owner(response, item, &owner);
		fd_builder_record(builder, (enum fd_section)item->section, &owner,
				  FD_TYPE_RRSIG, item->ttl, rdata, length);
	}
}

static void put_items(struct fd_builder *builder, const struct response *response,
		      const struct ask *ask, bool with_additional)
{
	unsigned first = 0; /* of the set */

	for (unsigned i = 0; i < response->item_count; i++) {
		const struct item *item = &response->items[i];
		struct fd_name owner;
		if (i > 0 && !same_rrset(response, item, &response->items[i - 1])) {
			first = i;
		}
		if ((item->only_do && !ask->do_bit) ||
		    (item->section == FD_SECTION_ADDITIONAL && !with_additional)) {
			continue;
		}
		item_owner(response, item, &owner);
		fd_builder_record(builder, (enum fd_section)item->section, &owner, item->type,
				  item->ttl, response->arena + item->rdata, item->rdata_length);
		bool is_last = i + 1 == response->item_count ||
			       !same_rrset(response, item, &response->items[i + 1]);
		if (ask->do_bit && item->signer != NULL && is_last) {
			put_signature(builder, response, first, i);
		}
	}
}

static uint16_t flags_of(const struct response *response, const struct fd_message *query,
			 bool truncated)
{
	unsigned flags = FD_FLAG_QR | (query->flags & (0x7800u | FD_FLAG_RD | FD_FLAG_CD));

	flags |= response->aa ? FD_FLAG_AA : 0u;
	flags |= response->ra ? FD_FLAG_RA : 0u;
	flags |= response->ad ? FD_FLAG_AD : 0u;
	flags |= truncated ? FD_FLAG_TC : 0u;
	return (uint16_t)(flags | (response->rcode & 0xfu));
}

static int render(const struct response *response, const struct host *host,
		  const struct ask *ask, const struct fd_message *query,
		  struct fd_builder *builder, enum extent extent)
{
	uint8_t options[OPTIONS_MAX];
	uint8_t *wire = builder->wire;
	size_t size = builder->size;
	bool truncated = extent == EXTENT_NOTHING;

	fd_builder_init(builder, wire, size, query->id, flags_of(response, query, truncated));
	if (response->header_only) {
		return fd_builder_finish(builder);
	}
	if (query->has_question) {
		fd_builder_question(builder, &query->qname, query->qtype, query->qclass);
	}
	if (!truncated) {
		put_items(builder, response, ask, extent == EXTENT_ALL);
	}
	if (query->edns.present && !response->no_opt) {
		fd_builder_edns(builder, FD_UDP_SIZE, query->edns.do_bit,
				(uint8_t)(response->rcode >> 4), options,
				put_options(options, response, host, query));
	}
	return fd_builder_finish(builder);
}

/* Octets a reply over this protocol may have (RFC 6891 6.2.5). */
static size_t size_allowed(const struct ask *ask, const struct fd_message *query, size_t size)
{
	size_t allowed = 65535;

	if (ask->proto == FD_UDP) {
		allowed = query->edns.present && query->edns.udp_size > 512
				  ? query->edns.udp_size
				  : 512;
		/* No server of this kind sends more without fragments (RFC 9715). */
		allowed = allowed > FD_UDP_SIZE ? FD_UDP_SIZE : allowed;
	}
	return size < allowed ? size : allowed;
}

size_t response_render(const struct response *response, const struct host *host,
		       const struct ask *ask, const struct fd_message *query, uint8_t *buffer,
		       size_t size)
{
	struct fd_builder builder = { .wire = buffer, .size = size_allowed(ask, query, size) };
	/* A referral without its glue leads nowhere. */
	bool is_referral = !response->aa && !response->ra && response->rcode == FD_NOERROR;
	int extent = response->tc || response->is_full ? EXTENT_NOTHING : EXTENT_ALL;

	builder.wire = buffer;
	for (; extent <= EXTENT_NOTHING; extent++) {
		if (extent == EXTENT_NO_ADDITIONAL && is_referral) {
			continue;
		}
		int length = render(response, host, ask, query, &builder, (enum extent)extent);
		if (length > 0) {
			return (size_t)length;
		}
	}
	return 0;
}
