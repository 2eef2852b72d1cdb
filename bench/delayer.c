/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "port.h"

/*
 * A responder that keeps a log of what it did: each reply leaves after a delay drawn at random, and the delay that was
 * *applied*, from the kernel's stamp of the query to just before the send, is what it writes down. Whoever measured the same
 * queries must have found the same times, plus the way.
 *
 * delayer ADDR#PORT MEDIAN_US SIGMA LOG [SEED]: log-normal delays; prints "ready"; on SIGTERM writes LOG, nanoseconds a line.
 */

enum {
	PARKED_MAX = 1 << 16,
	LOG_MAX = 1 << 24,
	SPIN_NS =
		100 * 1000, /* before a reply is due the clock is watched instead of slept on */
};

struct parked {
	int64_t due_ns, arrived_ns;
	struct sockaddr_in to;
	uint16_t length;
	uint8_t bytes[QUERY_MOST + ANSWER_GROWTH_MAX];
};

static struct parked *parked; /* a heap by due_ns */
static struct parked **heap;
static unsigned parked_count;
static int64_t *applied_ns;
static size_t applied_count;
static volatile sig_atomic_t ended;

static void end(int number)
{
	(void)number;
	ended = 1;
}

static double draw_uniform(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static int64_t draw_delay(uint64_t *state, double median_us, double sigma)
{
	double normal =
		sqrt(-2 * log(draw_uniform(state))) * cos(2 * M_PI * draw_uniform(state));

	return (int64_t)(median_us * 1000 * exp(sigma * normal));
}

static void push(struct parked *one)
{
	unsigned at = parked_count++;

	while (at > 0 && heap[(at - 1) / 2]->due_ns > one->due_ns) {
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = one;
}

static struct parked *pop(void)
{
	struct parked *top = heap[0], *last = heap[--parked_count];
	unsigned at = 0;

	for (;;) {
		unsigned child = 2 * at + 1;
		if (child + 1 < parked_count && heap[child + 1]->due_ns < heap[child]->due_ns) {
			child++;
		}
		if (child >= parked_count || heap[child]->due_ns >= last->due_ns) {
			break;
		}
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = last;
	return top;
}

static int64_t stamp_of(struct msghdr *message, int64_t offset_ns)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL;
	     c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			struct timespec ts;
			memcpy(&ts, CMSG_DATA(c), sizeof(ts));
			return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec - offset_ns;
		}
	}
	return clock_now_ns();
}

/* Takes one query; false when none waits. */
static bool take(const struct port *port, struct parked *one, int64_t offset_ns)
{
	uint8_t query[QUERY_MOST];
	union {
		char bytes[256];
		struct cmsghdr align;
	} control;
	struct iovec vector = { query, sizeof(query) };
	struct msghdr message = { .msg_name = &one->to,
				  .msg_namelen = sizeof(one->to),
				  .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(port->fd, &message, MSG_DONTWAIT);

	if (length < 0) {
		return false;
	}
	one->arrived_ns = stamp_of(&message, offset_ns);
	one->length = (uint16_t)answer_query(one->bytes, query, (size_t)length, false).length;
	return one->length > 0;
}

static void release(const struct port *port, struct parked *one)
{
	int64_t now_ns = clock_now_ns();

	if (sendto(port->fd, one->bytes, one->length, 0, (struct sockaddr *)&one->to,
		   sizeof(one->to)) > 0 &&
	    applied_count < LOG_MAX) {
		applied_ns[applied_count++] = now_ns - one->arrived_ns;
	}
}

static void rest(int64_t until_ns)
{
	int64_t left_ns = until_ns - clock_now_ns() - SPIN_NS;

	if (left_ns > 0) {
		struct timespec ts = { .tv_nsec = left_ns < 200000 ? left_ns : 200000 };
		nanosleep(&ts, NULL);
	}
}

static int64_t realtime_offset(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec - clock_now_ns();
}

static void serve(const struct port *port, double median_us, double sigma, uint64_t seed)
{
	struct parked **spare = calloc(PARKED_MAX, sizeof(struct parked *));
	unsigned spares = PARKED_MAX;

	for (unsigned i = 0; spare != NULL && i < PARKED_MAX; i++) {
		spare[i] = &parked[i];
	}
	while (spare != NULL && !ended) {
		int64_t offset_ns = realtime_offset();
		while (spares > 0 && take(port, spare[spares - 1], offset_ns)) {
			struct parked *one = spare[--spares];
			one->due_ns = one->arrived_ns + draw_delay(&seed, median_us, sigma);
			push(one);
		}
		while (parked_count > 0 && heap[0]->due_ns <= clock_now_ns()) {
			struct parked *one = pop();
			release(port, one);
			spare[spares++] = one;
		}
		rest(parked_count > 0 ? heap[0]->due_ns : INT64_MAX);
	}
	free(spare);
}

static int write_log(const char *path)
{
	FILE *stream = fopen(path, "w");

	if (stream == NULL) {
		return -errno;
	}
	for (size_t i = 0; i < applied_count; i++) {
		fprintf(stream, "%" PRId64 "\n", applied_ns[i]);
	}
	return fclose(stream) == 0 ? 0 : -errno;
}

static int usage(const char *why)
{
	fprintf(stderr, "delayer: %s\nusage: delayer ADDR#PORT MEDIAN_US SIGMA LOG [SEED]\n",
		why);
	return 2;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = end };
	struct port port = { .address.sin_family = AF_INET };
	char *sharp = argc >= 5 ? strchr(argv[1], '#') : NULL;

	if (sharp == NULL) {
		return usage("four words are needed");
	}
	*sharp = '\0';
	port.address.sin_port = htons((uint16_t)strtoul(sharp + 1, NULL, 10));
	if (inet_pton(AF_INET, argv[1], &port.address.sin_addr) != 1) {
		return usage("not an address");
	}
	parked = calloc(PARKED_MAX, sizeof(*parked));
	heap = calloc(PARKED_MAX, sizeof(struct parked *));
	applied_ns = mmap(NULL, LOG_MAX * sizeof(*applied_ns), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int r = port_open(&port, false, true);
	if (r < 0 || parked == NULL || heap == NULL || applied_ns == MAP_FAILED) {
		fprintf(stderr, "delayer: %s\n", strerror(r < 0 ? -r : ENOMEM));
		return 1;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	printf("ready\n");
	fflush(stdout);
	serve(&port, strtod(argv[2], NULL), strtod(argv[3], NULL),
	      argc > 5 ? strtoull(argv[5], NULL, 10) : 1);
	r = write_log(argv[4]);
	free(parked);
	free(heap);
	if (r < 0) {
		fprintf(stderr, "delayer: %s: %s\n", argv[4], strerror(-r));
	}
	return r < 0;
}
