/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "inventory/limits.h"
#include "support.h"

/* A list and the questions it makes, or the one message it gets. */
#define LIST(octets, ...)                               \
	{                                               \
		octets, sizeof(octets) - 1, __VA_ARGS__ \
	}

static const struct {
	const char *octets;
	size_t size;
	const char *questions;
	const char *message;
} rows[] = {
	LIST("a.example\n", "a.example A\n", NULL),
	LIST("a.example", "a.example A\n", NULL),
	LIST("a.example\r\nb.example\r\n", "a.example A\nb.example A\n", NULL),
	LIST("a.example\r", "a.example A\n", NULL),
	LIST("\xef\xbb\xbf"
	     "a.example\n",
	     "a.example A\n", NULL),
	LIST("\xef\xbb\xbf", NULL, "list: nothing to ask: it holds no names"),
	LIST("\t a.example \t mx  aaaa \t\n", "a.example MX\na.example AAAA\n", NULL),
	LIST("a.example TYPE65280\n", "a.example TYPE65280\n", NULL),
	LIST("# x\n#\n\n \n a.example#y\nb.example MX#z", "a.example A\nb.example MX\n", NULL),
	LIST("a\\#b.example\n", "a#b.example A\n", NULL),
	LIST("a.example\nA.EXAMPLE.\na.example A MX\n", "a.example A\na.example MX\n", NULL),
	LIST(".\n", ". A\n", NULL),
	LIST("a-1.EXAMPLE.\n_sip._udp.example.\n1-2\n",
	     "a-1.EXAMPLE A\n_sip._udp.example A\n1-2 A\n", NULL),
	LIST("1.2.example\n.example\n", NULL,
	     "list:2:1: \".example\" begins with a dot: a label is missing before it"),
	LIST(" \n\n  x{.example\n", NULL,
	     "list:3:4: \"x{.example\" contains a brace; an inventory in JSON is a file of its own "
	     "that begins with {; for the octet itself write \\123"),
	LIST("a.example\n\x00", NULL,
	     "list:2:1: a NUL octet, expected text; is this a list of names at all?"),
	LIST("\xfe\xff\x00w", NULL, "list:1:1: is UTF-16; save it as UTF-8"),
	LIST("\xef\xbb", NULL, "list:1:1: the octet 0xef is not UTF-8; save the list as UTF-8"),
	LIST("ünä..example\n", NULL,
	     "list:1:5: \"ünä..example\" has two dots in a row: a label is missing between them"),
};

static char *questions_of(const struct fd_inventory *inventory)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < inventory->question_count; i++) {
		struct fd_name name;
		uint8_t length;
		char shown[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX];
		const uint8_t *wire =
			fd_inventory_qname(inventory, &inventory->questions[i], &length);
		fd_name_from_wire(&name, wire, length);
		fd_name_text(shown, &name);
		fd_type_text(type, inventory->questions[i].qtype);
		fprintf(out, "%s %s\n", shown, type);
	}
	fclose(out);
	return text;
}

Test(lists, rows)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct loaded loaded = load_octets(rows[i].octets, rows[i].size);
		if (rows[i].message != NULL) {
			cr_assert_eq(loaded.result, -EINVAL, "row %zu", i);
			cr_assert_eq(loaded.errors.count, 1, "row %zu", i);
			cr_expect_str_eq(loaded.errors.messages[0], rows[i].message);
		} else {
			cr_assert_eq(loaded.result, 0, "row %zu", i);
			char *questions = questions_of(loaded.inventory);
			cr_expect_str_eq(questions, rows[i].questions, "row %zu: %s", i,
					 questions);
			free(questions);
		}
		loaded_finish(&loaded);
	}
}

/* Plain names go a way of their own, in batches: the order of the list stands all the same. */
Test(lists, plain_lines_and_others_in_their_order)
{
	char *text = calloc(1, 1 << 16), *wanted = calloc(1, 1 << 16);
	size_t used = 0, expected = 0;

	for (unsigned i = 0; i < 500; i++) {
		const char *ending = i % 7 == 3 ? " MX" : i % 41 == 5 ? " # a comment" : "";
		used += (size_t)sprintf(text + used, "n%u.example%s\n", i, ending);
		expected += (size_t)sprintf(wanted + expected, "n%u.example %s\n", i,
					    i % 7 == 3 ? "MX" : "A");
	}
	struct loaded loaded = load_octets(text, used);
	cr_assert_eq(loaded.result, 0);
	char *questions = questions_of(loaded.inventory);
	cr_expect_str_eq(questions, wanted);
	free(questions);
	loaded_finish(&loaded);
	free(text);
	free(wanted);
}

/* What a name can hold at most, and one octet more, on a plain line and on one that is not. */
Test(lists, longest_plain_name)
{
	static const char *const endings[] = { "\n", ".\n", " A\n" };
	char label[65], text[600];

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		memset(label, 'x', sizeof(label));
		snprintf(text, sizeof(text), "%.63s.%.63s.%.63s.%.61s%s", label, label, label,
			 label, endings[i]);
		struct loaded loaded = load_text(text);
		cr_assert_eq(loaded.result, 0, "%zu", i);
		cr_expect_eq(loaded.inventory->names_size, FD_NAME_MAX);
		loaded_finish(&loaded);
		snprintf(text, sizeof(text), "%.63s.%.63s.%.63s.%.62s%s", label, label, label,
			 label, endings[i]);
		loaded = load_text(text);
		cr_assert_eq(loaded.result, -EINVAL, "%zu", i);
		loaded_finish(&loaded);
		snprintf(text, sizeof(text), "%.64s.example%s", label, endings[i]);
		loaded = load_text(text);
		cr_assert_eq(loaded.result, -EINVAL, "%zu", i);
		loaded_finish(&loaded);
	}
}

/* Lines of every length around the size of the buffer: none is lost, cut or counted twice where two reads meet. */
Test(lists, lines_that_straddle_two_reads)
{
	for (size_t shift = 0; shift < 40; shift++) {
		size_t size = INPUT_BUFFER_SIZE * 2 + 100, used = 0, count = 0;
		char *text = malloc(size + 128);
		used += (size_t)sprintf(text, "#%*s\n", (int)shift, "");
		for (; used < size; count++) {
			used += (size_t)sprintf(text + used, "name-%zu.example%s\n", count,
						count % 3 == 0 ? "\r" : "");
		}
		struct loaded loaded = load_octets(text, used);
		cr_assert_eq(loaded.result, 0, "shift %zu", shift);
		cr_expect_eq(loaded.inventory->name_count, count, "shift %zu: %zu of %zu",
			     shift, loaded.inventory->name_count, count);
		cr_expect_eq(loaded.inventory->hash, XXH3_64bits(text, used));
		loaded_finish(&loaded);
		free(text);
	}
}

/* The longest line that is read, and one octet more, at each end of the buffer. */
Test(lists, longest_line)
{
	char *text = malloc(INPUT_BUFFER_SIZE * 3);
	size_t used = 0;

	used += (size_t)sprintf(text, "a.example #");
	memset(text + used, 'x', LINE_MAX_LENGTH - used);
	used = LINE_MAX_LENGTH;
	used += (size_t)sprintf(text + used, "\r\nb.example");
	struct loaded loaded = load_octets(text, used);
	cr_expect_eq(loaded.result, 0);
	cr_expect_eq(loaded.inventory->name_count, 2);
	loaded_finish(&loaded);

	memset(text + LINE_MAX_LENGTH, 'x', INPUT_BUFFER_SIZE * 2);
	used = LINE_MAX_LENGTH + INPUT_BUFFER_SIZE * 2;
	used += (size_t)sprintf(text + used, "\nb..example\n");
	loaded = load_octets(text, used);
	cr_assert_eq(loaded.result, -EINVAL);
	cr_assert_eq(loaded.errors.count, 2);
	cr_expect_str_eq(loaded.errors.messages[0],
			 "list:1:1: a line of more than 4096 octets, expected a name");
	cr_expect(strncmp(loaded.errors.messages[1], "list:2:3: ", 10) == 0, "%s",
		  loaded.errors.messages[1]);
	loaded_finish(&loaded);
	free(text);
}

Test(lists, more_mistakes_than_are_shown_are_counted)
{
	char text[151 * 5 + 1];

	for (size_t i = 0; i < 150; i++) {
		memcpy(text + i * 5, "a..b\n", 6);
	}
	struct loaded loaded = load_text(text);
	cr_expect_eq(loaded.result, -EINVAL);
	cr_expect_eq(loaded.errors.count + loaded.errors.dropped, 150);
	loaded_finish(&loaded);
}

/* A pipe gives what it has, in pieces. */
static void feed_stdin(const char *text)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	if (fork() == 0) {
		for (size_t i = 0; text[i] != '\0'; i++) {
			if (write(ends[1], text + i, 1) != 1) {
				_exit(1);
			}
		}
		_exit(0);
	}
	close(ends[1]);
}

Test(lists, standard_input)
{
	feed_stdin("\xef\xbb\xbf a.example\r\nb.example MX\n");
	struct loaded loaded = load_request((struct fd_inventory_request) { .file = "-" });
	cr_assert_eq(loaded.result, 0);
	char *questions = questions_of(loaded.inventory);
	cr_expect_str_eq(questions, "a.example A\nb.example MX\n");
	cr_expect_str_eq(loaded.inventory->source, "-");
	free(questions);
	loaded_finish(&loaded);
}

Test(lists, standard_input_in_json)
{
	feed_stdin("\n\t {\"fleetdig\":1,\"groups\":[{\"names\":[\"a.example\",\"a,b\"]}]}");
	struct loaded loaded = load_request((struct fd_inventory_request) { .file = "-" });
	cr_assert_eq(loaded.result, -EINVAL);
	cr_expect_str_eq(
		loaded.errors.messages[0],
		"-:2:49: groups[0].names[1]: \"a,b\" contains a comma; give one name a "
		"line (or a string), or write \\044");
	loaded_finish(&loaded);
}

Test(lists, files_that_cannot_be_read)
{
	struct loaded loaded =
		load_request((struct fd_inventory_request) { .file = "/nonexistent.txt" });
	cr_assert_eq(loaded.result, -EINVAL);
	cr_expect_str_eq(loaded.errors.messages[0],
			 "/nonexistent.txt: cannot be read: No such file or directory");
	loaded_finish(&loaded);
	loaded = load_request((struct fd_inventory_request) { .file = "/tmp" });
	cr_assert_eq(loaded.result, -EINVAL);
	cr_expect_str_eq(loaded.errors.messages[0], "/tmp: cannot be read: Is a directory");
	loaded_finish(&loaded);
}

Test(lists, names_of_the_command_line)
{
	static const char *const names[] = { "a.example", "bücher.example", "A.example" };
	static const uint16_t types[] = { FD_TYPE_MX, FD_TYPE_A, FD_TYPE_MX };
	struct loaded loaded = load_request((struct fd_inventory_request) {
		.names = names, .name_count = 3, .types = types, .type_count = 3 });
	cr_assert_eq(loaded.result, 0);
	char *questions = questions_of(loaded.inventory);
	cr_expect_str_eq(questions, "a.example MX\na.example A\nxn--bcher-kva.example MX\n"
				    "xn--bcher-kva.example A\n");
	cr_expect_eq(loaded.inventory->duplicates, 2);
	cr_expect_str_eq(loaded.inventory->source, "command line");
	cr_expect_str_eq(loaded.inventory->groups[0].id, "default");
	free(questions);
	loaded_finish(&loaded);
}

Test(lists, no_names_at_all)
{
	struct loaded loaded = load_request((struct fd_inventory_request) { .name_count = 0 });
	cr_assert_eq(loaded.result, -EINVAL);
	cr_expect_str_eq(
		loaded.errors.messages[0],
		"command line: nothing to ask: no names given; give some, or an inventory");
	loaded_finish(&loaded);
}

/* The command line's types stand in for the defaults', never for what a name or a group says itself. */
Test(lists, types_of_the_command_line)
{
	static const uint16_t types[] = { FD_TYPE_AAAA };
	const char *text = "{\"fleetdig\":1,\"defaults\":{\"types\":[\"TXT\"]},\"groups\":["
			   "{\"names\":[\"a\",{\"name\":\"b\",\"types\":[\"MX\"]}]},"
			   "{\"types\":[\"NS\"],\"names\":[\"c\"]}]}";
	const char *path = file_with(text, strlen(text));
	struct loaded loaded = load_request((struct fd_inventory_request) {
		.file = path, .types = types, .type_count = 1 });
	unlink(path);
	cr_assert_eq(loaded.result, 0);
	char *questions = questions_of(loaded.inventory);
	cr_expect_str_eq(questions, "a AAAA\nb MX\nc NS\n");
	free(questions);
	loaded_finish(&loaded);
}
