/* SPDX-License-Identifier: MIT */
#ifndef CLI_FILES_APART_H
#define CLI_FILES_APART_H

#include <stdbool.h>

#include "cli/options.h"

/**
 * Whether no output goes to a file that is read, to that of another output, or to standard output beside another: 0, or -EINVAL
 * after a message on stderr. To be asked before anything is opened for writing.
 */
int files_apart(const struct options *options);

/** The same of the files that the inventory names. */
int files_apart_of_inventory(const struct options *options,
			     const struct fd_inventory *inventory);

bool output_is_standard(const struct output *output);

#endif
