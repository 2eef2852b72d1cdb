/* SPDX-License-Identifier: MIT */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

/**
 * From here on SIGINT and SIGTERM are watched for: the first asks for an orderly end, the second ends the process at once.
 * Before, while nothing was asked, either ends it.
 */
void interrupt_watch(void);
/** How often one came. */
int interrupt_count(void);

#endif
