/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "world/resolver.h"

enum {
	POLICY_TTL_S = 60
};

static void add_address(struct response *response, const struct fd_name *owner,
			const struct fd_endpoint *address)
{
	struct rr rr = { .type = address->family == 4 ? FD_TYPE_A : FD_TYPE_AAAA,
			 .length = address->family == 4 ? 4 : 16,
			 .ttl = POLICY_TTL_S,
			 .rdata = address->address };

	response_add(response, FD_SECTION_ANSWER, owner, &rr, NULL);
}

/* NOERROR with this address where the question is for its type, NODATA without SOA otherwise. */
static void answer_address(const struct ask *ask, const struct fd_endpoint *address,
			   struct response *response)
{
	response_reset(response, FD_NOERROR);
	response->security = INSECURE;
	if (ask->qtype == (address->family == 4 ? FD_TYPE_A : FD_TYPE_AAAA)) {
		add_address(response, &ask->qname, address);
	}
}

static bool is_synthetic(const struct host *host, const struct ask *ask)
{
	return host->synthetic.length > 0 && fd_name_under(&ask->qname, &host->synthetic);
}

static bool block(const struct host *host, const struct ask *ask, struct response *response)
{
	for (const struct rule *rule = host->rules; rule != NULL; rule = rule->next) {
		if (!fd_name_under(&ask->qname, &rule->name)) {
			continue;
		}
		answer_address(ask, &rule->address, response);
		response->rcode = rule->rcode;
		if (rule->ede >= 0) {
			response_ede(response, (uint16_t)rule->ede);
		}
		return true;
	}
	return false;
}

bool policy_before(const struct host *host, const struct ask *ask, struct response *response)
{
	static const struct fd_endpoint load = { .family = 4, .address = { 192, 0, 2, 1 } };

	if (!ask->rd) {
		return false;
	}
	if (is_synthetic(host, ask)) {
		answer_address(ask, &load, response);
		return true;
	}
	if (host->captive.family != 0) {
		answer_address(ask, &host->captive, response);
		return true;
	}
	if (block(host, ask, response)) {
		return true;
	}
	if ((host->clock_wrong || host->anchor_wrong) && !ask->cd) {
		/* Nothing can be proved, not even that a zone is unsigned. */
		resolver_fail(host, response, 0, host->clock_wrong ? 7 : 9);
		return true;
	}
	return false;
}

static bool has_private_address(const struct response *response)
{
	for (unsigned i = 0; i < response->item_count; i++) {
		const struct item *item = &response->items[i];
		struct fd_endpoint address = { .family = item->type == FD_TYPE_A ? 4 : 6 };
		if (item->type != FD_TYPE_A && item->type != FD_TYPE_AAAA) {
			continue;
		}
		memcpy(address.address, response->arena + item->rdata, item->rdata_length);
		if (fd_endpoint_is_private(&address)) {
			return true;
		}
	}
	return false;
}

/* A fresh response that keeps the time it took. */
static void replace(struct response *response, uint16_t rcode)
{
	int64_t delay_ns = response->delay_ns;

	response_reset(response, rcode);
	response->delay_ns = delay_ns;
	response->ra = true;
	response->security = INSECURE;
}

static void rewrite(const struct host *host, const struct ask *ask, struct response *response)
{
	const struct fd_endpoint *address = &host->rewrite_all;

	if (address->family == 0 && response->security != SECURE) {
		address = &host->rewrite;
	}
	if (address->family == 0 || response->rcode != FD_NXDOMAIN || ask->qtype != FD_TYPE_A) {
		return;
	}
	replace(response, FD_NOERROR);
	add_address(response, &ask->qname, address);
}

void policy_after(const struct host *host, const struct ask *ask, struct response *response)
{
	bool is_answer = response->rcode == FD_NOERROR || response->rcode == FD_NXDOMAIN;

	if (host->validating && !ask->cd && is_answer && response->security == BOGUS) {
		int bogus = response->bogus;
		replace(response, FD_SERVFAIL);
		response_ede(response, dnssec_ede(bogus));
		return;
	}
	rewrite(host, ask, response);
	if (host->rebind_protection && has_private_address(response)) {
		replace(response, FD_NOERROR);
	}
	response->ad = host->validating && !ask->cd && ask->rd && is_answer &&
		       response->security == SECURE && (ask->ad || ask->do_bit);
}
