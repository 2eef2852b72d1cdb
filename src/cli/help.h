/* SPDX-License-Identifier: MIT */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

/**
 * Two columns: what is typed, and what it does, wrapped to the terminal (80 columns where there is none). A left side that is
 * too long for its column has a line of its own.
 */
void help_row(FILE *stream, const char *left, const char *text);
/** A paragraph from the left margin, wrapped alike. */
void help_text(FILE *stream, const char *text);

#endif
