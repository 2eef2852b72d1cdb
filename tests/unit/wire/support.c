/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>

enum {
	PAGE = 4096,
	ROOM = 17 * PAGE, /* a message of 64 KiB and a bit */
};

static unsigned digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, c);

	cr_assert(at != NULL && c != '\0', "not a hexadecimal digit: %c", c);
	return (unsigned)(at - digits);
}

size_t unhex(uint8_t *out, size_t size, const char *hex)
{
	size_t length = 0;

	while (*hex != '\0') {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		cr_assert_lt(length, size);
		out[length++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
		hex += 2;
	}
	return length;
}

struct fd_name name_of(const char *text)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, text), 0, "%s", text);
	return name;
}

const uint8_t *guarded(const void *octets, size_t length)
{
	static uint8_t *room;

	if (room == NULL) {
		room = mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		cr_assert_neq(room, MAP_FAILED);
		cr_assert_eq(mprotect(room + ROOM, PAGE, PROT_NONE), 0);
	}
	cr_assert_leq(length, ROOM);
	if (length > 0) {
		memcpy(room + ROOM - length, octets, length);
	}
	return room + ROOM - length;
}

const uint8_t *guarded_hex(const char *hex, size_t *ret_length)
{
	static uint8_t octets[ROOM];

	*ret_length = unhex(octets, sizeof(octets), hex);
	return guarded(octets, *ret_length);
}

static void read_record(const struct fd_message *message, const struct fd_record_view *record)
{
	static char text[400000];
	static uint8_t canonical[FD_MESSAGE_MAX + 2 * FD_NAME_MAX];
	char owner[FD_NAME_TEXT_MAX];
	struct fd_name target;

	(void)fd_name_text(owner, &record->owner);
	(void)fd_record_target(message, record, &target);
	int length = fd_rdata_text(text, sizeof(text), message, record);
	cr_assert_geq(length, 0);
	for (int i = 0; i < length; i++) {
		cr_assert(text[i] >= ' ' && text[i] < 0x7f, "octet %d of %s", i, text);
	}
	cr_assert_geq(fd_rdata_canonical(canonical, sizeof(canonical), message, record), 0);
}

void read_everything(const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_soa soa;
	size_t offset = 0;
	uint16_t code;
	uint16_t length;
	const uint8_t *data;

	while (fd_message_next(message, &cursor, &record)) {
		read_record(message, &record);
	}
	(void)fd_message_soa(message, FD_SECTION_AUTHORITY, &soa);
	while (fd_edns_next(&message->edns, &offset, &code, &data, &length)) {
		for (uint16_t i = 0; i < length; i++) {
			*(volatile const uint8_t *)&data[i];
		}
	}
}
