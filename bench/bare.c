/* SPDX-License-Identifier: MIT */
#include "bare.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	LABEL_AT = 13, /* the label that is unique */
	LABEL_DIGITS = 11,
	BUFFER_SIZE = 32 * 1024 * 1024,
};

static const char usage_text[] =
	"usage: bare --server ADDR#PORT [option ...]\n"
	"  --count N       queries (default 300000)\n"
	"  --technique uring|mmsg\n"
	"  --window N      most open at once (default 1024)\n"
	"  --burst N       queries in one message with UDP_SEGMENT, 1 to 64 (default 64)\n"
	"  --wait-nr N     completions awaited at once (default 64)\n"
	"  --timeout US    and for so long at most (default 1000)\n"
	"  --ports N       sockets, of which each burst takes one at random, 1 to 256 (default 1; more with uring)\n"
	"  --stamps        with the kernel's time of each reply, and its count of what was dropped\n"
	"  --no-gso --no-gro\n";

int64_t bare_now_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static uint64_t draw(struct bare *bare)
{
	uint64_t x = bare->random;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	bare->random = x;
	return x;
}

static bool is_open(const uint64_t *ids, unsigned id)
{
	return ids[id / 64] >> (id % 64) & 1;
}

static void flip(uint64_t *ids, unsigned id)
{
	ids[id / 64] ^= UINT64_C(1) << (id % 64);
}

unsigned bare_room(const struct bare *bare)
{
	uint64_t left = bare->count - bare->sent;
	unsigned burst = left < bare->burst ? (unsigned)left : bare->burst;

	return bare->open + burst <= bare->window ? burst : 0;
}

static void render_one(uint8_t *query, unsigned id, uint64_t label)
{
	static const uint8_t template[BARE_QUERY] = "\0\0\1\0\0\1\0\0\0\0\0\1"
						    "\13aaaaaaaaaaa\4zone\5bench\0\0\1\0\1"
						    "\0\0\51\4\320\0\0\0\0\0\4\0\3\0";

	memcpy(query, template, BARE_QUERY);
	query[0] = (uint8_t)(id >> 8);
	query[1] = (uint8_t)id;
	for (int i = 0; i < LABEL_DIGITS; i++) {
		query[LABEL_AT + i] = (uint8_t)('a' + (label & 15));
		label >>= 4;
	}
}

unsigned bare_render(struct bare *bare, uint8_t *bytes, unsigned count)
{
	unsigned port = bare->ports > 1 ? (unsigned)(draw(bare) >> 32) % bare->ports : 0;
	uint64_t *ids = bare->open_ids[port];

	assert(count > 0 && bare->open + count <= BARE_WINDOW_MOST);
	for (unsigned i = 0; i < count; i++) {
		uint64_t random = draw(bare);
		unsigned id = (unsigned)(random >> 48);
		while (is_open(ids, id)) {
			id = (id * 5 + 1) & 0xFFFF; /* goes through all ids */
		}
		flip(ids, id);
		render_one(bytes + (size_t)i * BARE_QUERY, id, random);
	}
	bare->sent += count;
	bare->open += count;
	return port;
}

void bare_take(struct bare *bare, unsigned port, const uint8_t *bytes, size_t length,
	       size_t segment)
{
	uint64_t *ids = bare->open_ids[port];

	bare->messages_in++;
	while (length > 0) {
		size_t piece = length < segment ? length : segment;
		unsigned id = piece < 2 ? 0 : (unsigned)(bytes[0] << 8 | bytes[1]);
		if (piece >= 12 && is_open(ids, id)) {
			flip(ids, id);
			bare->matched++;
			bare->open--;
		} else {
			bare->stray++;
		}
		bytes += piece;
		length -= piece;
	}
}

bool bare_over(struct bare *bare)
{
	static const int64_t stall_ns = BARE_STALL_MS * INT64_C(1000000);

	if (bare->open > 0 && bare_now_ns() - bare->last_ns > stall_ns) {
		bare->lost += bare->open;
		bare->open = 0;
		bare->last_ns = bare_now_ns();
		memset(bare->open_ids, 0, sizeof(bare->open_ids));
	}
	return bare->sent == bare->count && bare->open == 0;
}

static _Noreturn void refuse(const char *what, const char *argument)
{
	fprintf(stderr, "bare: %s: %s\n%s", what, argument, usage_text);
	exit(2);
}

static uint64_t number_of(const char *option, const char *argument, uint64_t least,
			  uint64_t most)
{
	char *end;
	unsigned long long value = strtoull(argument, &end, 10);

	if (end == argument || *end != '\0' || value < least || value > most) {
		refuse(option, argument);
	}
	return value;
}

static struct sockaddr_in read_server(const char *server)
{
	char address[INET_ADDRSTRLEN];
	size_t length = strcspn(server, "#");
	struct sockaddr_in to = { .sin_family = AF_INET };

	snprintf(address, sizeof(address), "%.*s", (int)length, server);
	if (server[length] != '#' || inet_pton(AF_INET, address, &to.sin_addr) != 1) {
		refuse("--server", server);
	}
	to.sin_port = htons((uint16_t)number_of("--server", server + length + 1, 1, 65535));
	return to;
}

static int open_port(const struct bare *bare, const struct sockaddr_in *to)
{
	static const int one = 1;
	int size = BUFFER_SIZE;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)to, sizeof(*to)) < 0) {
		perror("bare: socket");
		exit(EXIT_FAILURE);
	}
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0) {
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	}
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0) {
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	}
	if (bare->gro) {
		(void)setsockopt(fd, SOL_UDP, UDP_GRO, &one, sizeof(one));
	}
	if (bare->stamps) {
		(void)setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
		(void)setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &one, sizeof(one));
	}
	return fd;
}

enum option_value {
	SERVER = 'a',
	COUNT,
	TECHNIQUE,
	WINDOW,
	BURST,
	WAIT_NR,
	TIMEOUT,
	PORTS,
	STAMPS,
	NO_GSO,
	NO_GRO
};

struct words {
	const char *server, *technique;
};

static void take(struct bare *bare, int option, struct words *words)
{
	switch (option) {
	case SERVER:
		words->server = optarg;
		break;
	case COUNT:
		bare->count = number_of("--count", optarg, 1, 1000000000);
		break;
	case TECHNIQUE:
		words->technique = optarg;
		break;
	case WINDOW:
		bare->window = (unsigned)number_of("--window", optarg, 1, BARE_WINDOW_MOST);
		break;
	case BURST:
		bare->burst = (unsigned)number_of("--burst", optarg, 1, BARE_BURST_MOST);
		break;
	case WAIT_NR:
		bare->wait_nr = (unsigned)number_of("--wait-nr", optarg, 1, 4096);
		break;
	case TIMEOUT:
		bare->timeout_ns = (int64_t)number_of("--timeout", optarg, 1, 1000000) * 1000;
		break;
	case PORTS:
		bare->ports = (unsigned)number_of("--ports", optarg, 1, BARE_PORTS_MOST);
		break;
	case STAMPS:
		bare->stamps = true;
		break;
	case NO_GSO:
		bare->gso = false;
		break;
	case NO_GRO:
		bare->gro = false;
		break;
	default:
		refuse("options", "unknown");
	}
}

static const char *read_options(struct bare *bare, int argc, char **argv)
{
	static const struct option options[] = {
		{ "server", required_argument, NULL, SERVER },
		{ "count", required_argument, NULL, COUNT },
		{ "technique", required_argument, NULL, TECHNIQUE },
		{ "window", required_argument, NULL, WINDOW },
		{ "burst", required_argument, NULL, BURST },
		{ "wait-nr", required_argument, NULL, WAIT_NR },
		{ "timeout", required_argument, NULL, TIMEOUT },
		{ "ports", required_argument, NULL, PORTS },
		{ "stamps", no_argument, NULL, STAMPS },
		{ "no-gso", no_argument, NULL, NO_GSO },
		{ "no-gro", no_argument, NULL, NO_GRO },
		{ 0 },
	};
	struct words words = { .technique = "uring" };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		take(bare, option, &words);
	}
	if (words.server == NULL) {
		refuse("--server", "missing");
	}
	if (!bare->gso) {
		bare->burst = 1;
	}
	if (bare->window < bare->burst) {
		bare->window = bare->burst;
	}
	struct sockaddr_in to = read_server(words.server);
	for (unsigned i = 0; i < bare->ports; i++) {
		bare->fds[i] = open_port(bare, &to);
	}
	return words.technique;
}

static void report(const struct bare *bare, int64_t elapsed_ns)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	double cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	double matched = bare->matched > 0 ? (double)bare->matched : 1;
	printf("{\"sent\":%llu,\"answered\":%llu,\"lost\":%llu,\"stray\":%llu,"
	       "\"send_errors\":%llu,\"buffer_exhausted\":%llu,\"messages_in\":%llu,"
	       "\"elapsed_s\":%.6f,\"qps\":%.0f,\"cpu_ns_per_query\":%.1f}\n",
	       (unsigned long long)bare->sent, (unsigned long long)bare->matched,
	       (unsigned long long)bare->lost, (unsigned long long)bare->stray,
	       (unsigned long long)bare->send_errors, (unsigned long long)bare->exhausted,
	       (unsigned long long)bare->messages_in, (double)elapsed_ns / 1e9,
	       matched * 1e9 / (double)elapsed_ns, cpu_s * 1e9 / matched);
}

int main(int argc, char **argv)
{
	static struct bare bare = {
		.count = 300000,
		.window = 1024,
		.burst = BARE_BURST_MOST,
		.wait_nr = 64,
		.timeout_ns = 1000000,
		.gso = true,
		.gro = true,
		.ports = 1,
	};
	const char *technique = read_options(&bare, argc, argv);
	int64_t started_ns = bare_now_ns();

	if (getrandom(&bare.random, sizeof(bare.random), 0) != sizeof(bare.random)) {
		return EXIT_FAILURE;
	}
	bare.random |= 1;
	bare.last_ns = started_ns;
	int r = strcmp(technique, "mmsg") == 0	  ? bare_run_mmsg(&bare)
		: strcmp(technique, "uring") == 0 ? bare_run_uring(&bare)
						  : -EINVAL;
	if (r < 0) {
		fprintf(stderr, "bare: %s: %s\n", technique, strerror(-r));
		return EXIT_FAILURE;
	}
	report(&bare, bare_now_ns() - started_ns);
	return EXIT_SUCCESS;
}
