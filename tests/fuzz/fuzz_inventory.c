/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fleetdig/inventory.h>

#include "fuzz.h"

/* Each question's name is a name, and somebody is asked. */
static void check_questions(const struct fd_inventory *inventory)
{
	for (size_t i = 0; i < inventory->question_count; i++) {
		const struct fd_question *question = &inventory->questions[i];
		struct fd_name name;
		uint8_t length;
		unsigned asked = 0;
		const uint8_t *wire = fd_inventory_qname(inventory, question, &length);

		assert(fd_name_from_wire(&name, wire, length) == 0 && name.length == length);
		assert(question->qtype != 0 && question->group < inventory->group_count);
		for (uint32_t k = 0; k < inventory->resolver_count; k++) {
			asked += fd_inventory_asks(inventory, question, k);
		}
		assert(asked > 0);
	}
}

static void check_resolvers(const struct fd_inventory *inventory)
{
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		const struct fd_resolver *resolver = &inventory->resolvers[i];

		assert(resolver->id != NULL && resolver->endpoint.family != 0);
		assert(resolver->endpoint.port != 0);
		for (size_t k = 0; k < resolver->forwards_to_count; k++) {
			assert(resolver->forwards_to[k] < inventory->resolver_count);
		}
	}
}

/* A message is a line that a terminal can be shown. */
static void check_messages(const struct fd_errors *errors)
{
	assert(errors->count > 0);
	for (size_t i = 0; i < errors->count; i++) {
		for (const char *at = errors->messages[i]; *at != '\0'; at++) {
			assert((unsigned char)*at >= 0x20 && *at != 0x7f);
		}
	}
}

/* The input as a file: an inventory in JSON, or a list of names. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const resolvers[] = { "192.0.2.1" };
	char path[64];
	int file = memfd_create("inventory", MFD_CLOEXEC);

	assert(file >= 0);
	assert(write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/dev/fd/%d", file);

	for (unsigned given = 0; given < 2; given++) {
		struct fd_inventory_request request = { .file = path,
							.resolvers = resolvers,
							.resolver_count = given,
							.resolv_conf = "/dev/null",
							.stub_resolv_conf = "/dev/null" };
		struct fd_inventory *inventory = NULL;
		struct fd_errors errors = { 0 };
		int r = fd_inventory_load(&inventory, &request, &errors);

		assert(r == 0 || r == -EINVAL);
		if (r == 0) {
			assert(inventory->question_count > 0 && inventory->root_count > 0);
			check_questions(inventory);
			check_resolvers(inventory);
		} else {
			assert(inventory == NULL);
			check_messages(&errors);
		}
		fd_inventory_destroy(inventory);
		fd_errors_finish(&errors);
	}
	close(file);
	return 0;
}
