/* SPDX-License-Identifier: MIT */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

struct run;

/** Where the run is, on stderr: one line that is written over on a terminal, plain or JSON lines for logs. */
void progress_show(struct run *run);
/** Takes the line away, before anything else is written to the terminal. */
void progress_clear(struct run *run);
/** A line of its own on stderr, unless --quiet. */
void progress_say(struct run *run, const char *text);

#endif
