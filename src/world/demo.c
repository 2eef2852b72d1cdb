/* SPDX-License-Identifier: MIT */
#include <fleetdig/world.h>

/* demo.txt, made into an array by embed.py: the tool carries its demo along, and the text stays a text. */
extern const char world_demo_text[];

const char *fd_world_demo(void)
{
	return world_demo_text;
}
