/* SPDX-License-Identifier: MIT */
/**
 * Asks one resolver for the addresses of some names, with libfleetdig:
 *
 *     cc ask.c $(pkg-config --cflags --libs fleetdig) -o ask
 *     ./ask 192.0.2.53 www.example.com api.example.com
 */
#include <stdio.h>
#include <string.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/engine.h>
#include <fleetdig/wire.h>

struct question {
	const char *text;
	struct fd_name name;
};

static void print(void *context, const struct fd_outcome *outcome)
{
	const struct question *questions = context;
	const char *name = questions[outcome->token].text;
	struct fd_message message;
	char status[FD_NUMBER_TEXT_MAX];

	if (outcome->ending != FD_ANSWERED) {
		printf("%s: no answer\n", name);
	} else if (fd_message_parse(&message, outcome->reply, outcome->reply_length) < 0) {
		printf("%s: an answer that makes no sense\n", name);
	} else {
		fd_rcode_text(status, message.rcode);
		printf("%s: %s in %.1f ms\n", name, status, (double)outcome->rtt_ns / 1e6);
	}
}

int main(int argc, char **argv)
{
	enum {
		MOST = 64
	};
	struct question questions[MOST];
	struct fd_server_config server = { 0 };
	struct fd_engine_config config = {
		.timeout_ns = INT64_C(2000000000),
		.retries = 2,
		.context = questions,
		.on_outcome = print,
	};
	struct fd_engine *engine = NULL;
	uint32_t index = 0;

	if (argc < 3 || argc - 2 > MOST ||
	    fd_endpoint_parse(&server.endpoint, argv[1], 53) < 0) {
		fprintf(stderr, "usage: ask ADDRESS NAME...\n");
		return 2;
	}
	int r = fd_engine_create(&engine, &config);
	r = r < 0 ? r : fd_engine_add_server(engine, &server, &index);
	for (int i = 0; i < argc - 2 && r == 0; i++) {
		questions[i].text = argv[i + 2];
		r = fd_name_parse(&questions[i].name, argv[i + 2]);
		struct fd_probe probe = {
			.token = (uint64_t)i,
			.server = index,
			.qtype = FD_TYPE_A,
			.flags = FD_QUERY_RD,
			.qname = questions[i].name.wire,
			.qname_length = questions[i].name.length,
			.retries = FD_RETRIES_DEFAULT,
		};
		r = r < 0 ? r : fd_engine_submit(engine, &probe);
	}
	while (r == 0 && !fd_engine_idle(engine)) {
		r = fd_engine_step(engine, fd_engine_now(engine) + INT64_C(100000000));
	}
	fd_engine_destroy(engine);
	if (r < 0) {
		fprintf(stderr, "ask: %s\n", strerror(-r));
	}
	return r < 0;
}
