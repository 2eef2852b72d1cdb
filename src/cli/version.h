/* SPDX-License-Identifier: MIT */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

/* FLEETDIG_VERSION and the FD_WITH_… switches come from the build. */

void version_print(void);

#endif
