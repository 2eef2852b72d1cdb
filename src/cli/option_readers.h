/* SPDX-License-Identifier: MIT */
#ifndef CLI_OPTION_READERS_H
#define CLI_OPTION_READERS_H

#include "cli/options.h"

/** Each reads one option's argument (NULL where it takes none): 0, or -EINVAL with a reason in `why`. */
typedef int option_reader(struct options *options, const char *argument, char why[256]);

option_reader option_read_resolver;
option_reader option_read_types;
option_reader option_read_output;
option_reader option_read_diff_output;
option_reader option_read_history;
option_reader option_read_keep;
option_reader option_read_records;
option_reader option_read_qps;
option_reader option_read_qps_per_resolver;
option_reader option_read_concurrency;
option_reader option_read_threads;
option_reader option_read_timeout;
option_reader option_read_patience;
option_reader option_read_deadline;
option_reader option_read_retries;
option_reader option_read_engine;
option_reader option_read_drill_budget;
option_reader option_read_no_gso;
option_reader option_read_no_gro;
option_reader option_read_0x20;
option_reader option_read_no_drill;
option_reader option_read_no_direct;
option_reader option_read_no_edns;
option_reader option_read_pcap;
option_reader option_read_pcap_all;
option_reader option_read_host_view;
option_reader option_read_no_host_view;
option_reader option_read_shard;
option_reader option_read_vantage;
option_reader option_read_fail_on;
option_reader option_read_seed;
option_reader option_read_progress;
option_reader option_read_color;
option_reader option_read_quiet;
option_reader option_read_verbose;
option_reader option_read_hold;
option_reader option_read_rate;
option_reader option_read_groups;
option_reader option_read_margin;
option_reader option_read_arrivals;
option_reader option_read_ramp;
option_reader option_read_duration;
option_reader option_read_warm_up;
option_reader option_read_cache;
option_reader option_read_miss_zone;

#endif
