/* SPDX-License-Identifier: MIT */
#ifndef TEST_INVENTORY_SUPPORT_H
#define TEST_INVENTORY_SUPPORT_H

#include <stdio.h>

#include <fleetdig/inventory.h>

/** An inventory loaded, or the reasons why not. */
struct loaded {
	struct fd_inventory *inventory; /* NULL after a mistake */
	struct fd_errors errors;
	int result;
};

/** Loads; without a resolv.conf in the request, one is used that names 10.53.0.1 and 192.0.2.99. */
struct loaded load_request(struct fd_inventory_request request);
/** Loads the file `name` in the folder of the cases, which becomes the working directory: messages show the bare name. */
struct loaded load_case(const char *name);
/** Writes `size` octets to a file of its own and loads it. Messages show "list" for its path. */
struct loaded load_octets(const void *octets, size_t size);
struct loaded load_text(const char *text);
void loaded_finish(struct loaded *loaded);

/** All messages, one a line. To be freed. */
char *messages_of(const struct fd_errors *errors);
/** Everything an inventory says, in a form made to be compared. To be freed. */
char *dump_of(const struct fd_inventory *inventory);

/** `id address role ->links` of each resolver, on a line each; or the messages. To be freed. */
char *resolvers_of(const struct loaded *loaded);
/** Puts FILE for each occurrence of `path`, which is a different one each time. */
void hide_file(char *text, const char *path);

/** Makes a temporary file with this content; its path is valid until the next call but seven. */
const char *file_with(const void *octets, size_t size);

/** The whole file, NUL-terminated, or NULL. To be freed. */
char *read_whole(const char *path);

/** A copy of the text whose NUL is the last octet before a page that cannot be read. Freed with the process. */
char *at_page_end(const char *text);

#endif
