/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "responder.h"

static const char usage[] =
	"usage: responder --listen ADDR#PORT [--listen ...] [option ...]\n"
	"  --mode ordinary|coalescing  replies singly; or UDP_GRO in, UDP_SEGMENT out\n"
	"  --loss PERCENT              this share of the queries is dropped\n"
	"  --delay MS                  every reply leaves so much later\n"
	"  --qps-limit N[,refuse|drop] per address; what is over it is refused (default) or dropped\n"
	"  --silent ADDR               listens there, over UDP and TCP, and never says a word\n"
	"  --gaps US                   also reports the time between queries; closer ones are one burst\n"
	"  --seed N                    of the losses\n"
	"  --core N                    runs there only\n"
	"  --spin US                   looks again for so long before sleeping (default 100)\n"
	"Prints \"ready\", and on SIGTERM or SIGINT its counts as a line of JSON.\n";

static _Noreturn void refuse(const char *what, const char *argument)
{
	fprintf(stderr, "responder: %s: %s\n%s", what, argument, usage);
	exit(2);
}

static double number_of(const char *option, const char *argument, double most)
{
	char *end;
	double value = strtod(argument, &end);

	if (end == argument || *end != '\0' || !(value >= 0 && value <= most)) {
		refuse(option, argument);
	}
	return value;
}

static void listen_at(struct settings *settings, const char *argument)
{
	char address[INET_ADDRSTRLEN];
	size_t length = strcspn(argument, "#");
	struct port *port = &settings->ports[settings->port_count];

	if (settings->port_count == PORTS_MOST || length >= sizeof(address) ||
	    argument[length] != '#') {
		refuse("--listen", argument);
	}
	memcpy(address, argument, length);
	address[length] = '\0';
	port->index = (uint16_t)settings->port_count++;
	port->address.sin_family = AF_INET;
	port->address.sin_port =
		htons((uint16_t)number_of("--listen", argument + length + 1, 65535));
	if (inet_pton(AF_INET, address, &port->address.sin_addr) != 1) {
		refuse("--listen", argument);
	}
}

static void limit_to(struct fate *fate, const char *argument)
{
	char number[24];
	size_t length = strcspn(argument, ",");

	snprintf(number, sizeof(number), "%.*s", (int)length, argument);
	fate->limit_qps = number_of("--qps-limit", number, 1e9);
	fate->limit_refuses = strcmp(argument + length, ",drop") != 0;
	if (fate->limit_refuses && argument[length] != '\0' &&
	    strcmp(argument + length, ",refuse") != 0) {
		refuse("--qps-limit", argument);
	}
}

static void set_mode(struct fate *fate, const char *argument)
{
	fate->coalescing = strcmp(argument, "coalescing") == 0;
	if (!fate->coalescing && strcmp(argument, "ordinary") != 0) {
		refuse("--mode", argument);
	}
}

static void run_on(int core)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)core, &set);
	if (sched_setaffinity(0, sizeof(set), &set) < 0) {
		perror("responder: --core");
	}
}

static void silence(struct settings *settings, const char *argument)
{
	struct in_addr address;
	unsigned found = 0;

	if (inet_pton(AF_INET, argument, &address) != 1) {
		refuse("--silent", argument);
	}
	for (unsigned i = 0; i < settings->port_count; i++) {
		struct port *port = &settings->ports[i];
		if (port->address.sin_addr.s_addr == address.s_addr) {
			port->silent = true;
			found++;
		}
	}
	if (found == 0) {
		refuse("--silent (give it after its --listen)", argument);
	}
}

enum option_value {
	LISTEN = 'a',
	MODE,
	LOSS,
	DELAY,
	LIMIT,
	SILENT,
	GAPS,
	SEED,
	CORE,
	SPIN
};

static void take(struct settings *settings, int option)
{
	switch (option) {
	case LISTEN:
		listen_at(settings, optarg);
		break;
	case MODE:
		set_mode(&settings->fate, optarg);
		break;
	case LOSS:
		settings->fate.loss =
			(uint64_t)(number_of("--loss", optarg, 100) / 100 * 4294967296.0);
		break;
	case DELAY:
		settings->fate.delay_ns = (int64_t)(number_of("--delay", optarg, 60000) * 1e6);
		break;
	case LIMIT:
		limit_to(&settings->fate, optarg);
		break;
	case SILENT:
		silence(settings, optarg);
		break;
	case GAPS:
		settings->gaps.wanted = true;
		settings->gaps.apart_ns = (int64_t)(number_of("--gaps", optarg, 1e6) * 1000);
		break;
	case SEED:
		settings->fate.seed = (uint64_t)number_of("--seed", optarg, 1e15);
		break;
	case CORE:
		settings->core = (int)number_of("--core", optarg, CPU_SETSIZE - 1);
		break;
	case SPIN:
		settings->spin_ns = (int64_t)(number_of("--spin", optarg, 1e6) * 1000);
		break;
	default:
		fputs(usage, stderr);
		exit(2);
	}
}

void settings_read(struct settings *settings, int argc, char **argv)
{
	static const struct option options[] = {
		{ "listen", required_argument, NULL, LISTEN },
		{ "mode", required_argument, NULL, MODE },
		{ "loss", required_argument, NULL, LOSS },
		{ "delay", required_argument, NULL, DELAY },
		{ "qps-limit", required_argument, NULL, LIMIT },
		{ "silent", required_argument, NULL, SILENT },
		{ "gaps", required_argument, NULL, GAPS },
		{ "seed", required_argument, NULL, SEED },
		{ "core", required_argument, NULL, CORE },
		{ "spin", required_argument, NULL, SPIN },
		{ 0 },
	};
	int option;

	settings->core = -1;
	settings->spin_ns = INT64_C(100) * 1000;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		take(settings, option);
	}
	if (settings->port_count == 0 || optind != argc) {
		refuse("nothing to listen on, or too much said",
		       optind < argc ? argv[optind] : "");
	}
	if (settings->core >= 0) {
		run_on(settings->core);
	}
}

static void print_counts(const struct port_counts *counts)
{
	printf("\"received\":%llu,\"answered\":%llu,\"bulk_received\":%llu,"
	       "\"bulk_answered\":%llu,\"refused\":%llu,\"limited\":%llu,\"lost\":%llu,"
	       "\"unanswerable\":%llu,\"settled\":%llu,\"settled_over\":%llu,\"send_errors\":%llu",
	       (unsigned long long)counts->received, (unsigned long long)counts->answered,
	       (unsigned long long)counts->bulk_received,
	       (unsigned long long)counts->bulk_answered, (unsigned long long)counts->refused,
	       (unsigned long long)counts->limited, (unsigned long long)counts->lost,
	       (unsigned long long)counts->unanswerable, (unsigned long long)counts->settled,
	       (unsigned long long)counts->settled_over,
	       (unsigned long long)counts->send_errors);
	printf(",\"span_s\":%.6f",
	       counts->last_ns == 0 ? 0.0 : (double)(counts->last_ns - counts->first_ns) / 1e9);
}

static void add_counts(struct port_counts *sum, const struct port_counts *counts)
{
	sum->received += counts->received;
	sum->answered += counts->answered;
	sum->bulk_received += counts->bulk_received;
	sum->bulk_answered += counts->bulk_answered;
	sum->refused += counts->refused;
	sum->limited += counts->limited;
	sum->lost += counts->lost;
	sum->unanswerable += counts->unanswerable;
	sum->settled += counts->settled;
	sum->settled_over += counts->settled_over;
	sum->send_errors += counts->send_errors;
	if (counts->first_ns != 0 && (sum->first_ns == 0 || counts->first_ns < sum->first_ns)) {
		sum->first_ns = counts->first_ns;
	}
	sum->last_ns = counts->last_ns > sum->last_ns ? counts->last_ns : sum->last_ns;
}

static double cpu_s(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void report_print(struct settings *settings, uint64_t line_overflowed)
{
	struct port_counts sum = { 0 };
	unsigned long long drops = 0;

	for (unsigned i = 0; i < settings->port_count; i++) {
		add_counts(&sum, &settings->ports[i].counts);
		drops += port_drops(&settings->ports[i]);
	}
	printf("{");
	print_counts(&sum);
	printf(",\"socket_drops\":%llu,\"line_overflowed\":%llu,\"tcp_answered\":%llu,"
	       "\"cpu_s\":%.6f",
	       drops, (unsigned long long)line_overflowed,
	       (unsigned long long)__atomic_load_n(&settings->tcp_answered, __ATOMIC_RELAXED),
	       cpu_s());
	gaps_print(&settings->gaps);
	printf(",\"ports\":[");
	for (unsigned i = 0; i < settings->port_count; i++) {
		const struct port *port = &settings->ports[i];
		char address[INET_ADDRSTRLEN] = "";
		inet_ntop(AF_INET, &port->address.sin_addr, address, sizeof(address));
		printf("%s{\"address\":\"%s#%u\",", i > 0 ? "," : "", address,
		       ntohs(port->address.sin_port));
		print_counts(&port->counts);
		printf(",\"socket_drops\":%u}", port_drops(port));
	}
	printf("]}\n");
}
