/* SPDX-License-Identifier: MIT */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

/** SIGINT and SIGTERM: the first asks for an orderly end, the second ends the process at once. SIGPIPE is ignored. */
void interrupt_watch(void);
/** How often one came. */
int interrupt_count(void);

#endif
