/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

/*
 * A folder of inventories. valid/NAME.json must load and be what NAME.plan says; invalid/NAME.json (or .txt) must be refused
 * with the messages of NAME.errors, all of them, in this order. With FLEETDIG_ACCEPT in the environment the
 * second file is written from what happened: for reading it over, not for trusting it.
 */

static void compare(const char *name, const char *suffix, const char *actual)
{
	char path[512];

	snprintf(path, sizeof(path), "%.*s%s", (int)(strrchr(name, '.') - name), name, suffix);
	if (getenv("FLEETDIG_ACCEPT") != NULL) {
		FILE *out = fopen(path, "we");
		cr_assert_not_null(out);
		fputs(actual, out);
		fclose(out);
	}
	char *expected = read_whole(path);
	cr_assert_not_null(expected, "%s is missing beside %s, which gave:\n%s", path, name,
			   actual);
	cr_expect_str_eq(actual, expected, "%s gave:\n%s\nand %s says:\n%s", name, actual, path,
			 expected);
	free(expected);
}

static void check_valid(const char *name)
{
	struct loaded loaded = load_case(name);
	char *messages = messages_of(&loaded.errors);

	cr_expect_eq(loaded.result, 0, "%s is refused:\n%s", name, messages);
	if (loaded.result == 0) {
		char *dump = dump_of(loaded.inventory);
		compare(name, ".plan", dump);
		free(dump);
	}
	free(messages);
	loaded_finish(&loaded);
}

static void check_invalid(const char *name)
{
	struct loaded loaded = load_case(name);
	char *messages = messages_of(&loaded.errors);

	cr_expect_eq(loaded.result, -EINVAL, "%s gives %d", name, loaded.result);
	cr_expect_null(loaded.inventory);
	compare(name, ".errors", messages);
	free(messages);
	loaded_finish(&loaded);
}

/* Each file of the folder with one of the endings; returns how many. */
static unsigned each_case(const char *folder, void (*check)(const char *name))
{
	unsigned count = 0;
	char path[512];
	struct dirent *entry;

	cr_assert_eq(chdir(CASES), 0);
	DIR *dir = opendir(folder);
	cr_assert_not_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		const char *ending = strrchr(entry->d_name, '.');
		if (ending == NULL ||
		    (strcmp(ending, ".json") != 0 && strcmp(ending, ".txt") != 0)) {
			continue;
		}
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		check(path);
		count++;
	}
	closedir(dir);
	return count;
}

Test(cases, valid_ones_load_and_mean_what_they_say)
{
	cr_expect_gt(each_case("valid", check_valid), 5);
}

Test(cases, invalid_ones_are_refused_with_every_mistake)
{
	cr_expect_gt(each_case("invalid", check_invalid), 20);
}
