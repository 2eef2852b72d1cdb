/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <fleetdig/error.h>
#include <fleetdig/inventory.h>

#include "cli/options.h"

/** Each subcommand: from parsed options to an exit status. */
int command_sweep(const struct options *options);
int command_check(const struct options *options);
int command_explain(const struct options *options);
int command_demo(const struct options *options);
int command_replay(const struct options *options);
int command_merge(const struct options *options);
int command_report(const struct options *options);
int command_diagnose(const struct options *options);
int command_diff(const struct options *options);
int command_history(const struct options *options);
int command_compare(const struct options *options);
int command_bench(const struct options *options);
int command_completions(const struct options *options);

/** The inventory that the operands, -r and -t name; NULL after messages on stderr (exit 2). */
struct fd_inventory *load_inventory(const struct options *options);
/** An operand that names an inventory, and not a name to ask. */
bool operand_is_file(const char *operand);
/** All messages of a list, one a line, to stderr. */
void print_errors(const struct fd_errors *errors);

#endif
