/* SPDX-License-Identifier: MIT */
#include "cli/files_apart.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A file as the kernel knows it; one that is not there yet, by its folder and its name. */
struct place {
	dev_t device;
	ino_t inode;
	char name[NAME_MAX + 1]; /* empty: it is there */
};

bool output_is_standard(const struct output *output)
{
	return output->path == NULL || strcmp(output->path, "-") == 0;
}

static bool find_missing(struct place *ret_place, const char *path)
{
	char folder[PATH_MAX], name[PATH_MAX];
	struct stat status;

	/* Both functions write into what they are given. */
	if (snprintf(folder, sizeof(folder), "%s", path) >= (int)sizeof(folder) ||
	    snprintf(name, sizeof(name), "%s", path) >= (int)sizeof(name) ||
	    stat(dirname(folder), &status) < 0) {
		return false;
	}
	*ret_place = (struct place) { .device = status.st_dev, .inode = status.st_ino };
	return snprintf(ret_place->name, sizeof(ret_place->name), "%s", basename(name)) <
	       (int)sizeof(ret_place->name);
}

/** False for what may be read and written by many: pipes, devices, and what cannot be reached at all. */
static bool find_place(struct place *ret_place, const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0) {
		return errno == ENOENT && find_missing(ret_place, path);
	}
	*ret_place = (struct place) { .device = status.st_dev, .inode = status.st_ino };
	return S_ISREG(status.st_mode);
}

static bool same_file(const char *a, const char *b)
{
	struct place first, second;

	return find_place(&first, a) && find_place(&second, b) &&
	       first.device == second.device && first.inode == second.inode &&
	       strcmp(first.name, second.name) == 0;
}

static size_t list_outputs(const struct output *ret_all[OUTPUTS_MAX + 1],
			   const struct options *options)
{
	size_t count = 0;

	for (size_t i = 0; i < options->output_count; i++) {
		ret_all[count++] = &options->outputs[i];
	}
	if (options->pcap.path != NULL) {
		ret_all[count++] = &options->pcap;
	}
	return count;
}

static int check_standard_once(const struct output *const *all, size_t count)
{
	size_t standard = 0;

	for (size_t i = 0; i < count; i++) {
		standard += output_is_standard(all[i]);
	}
	if (standard > 1) {
		fprintf(stderr,
			"fleetdig: --output: only one format can go to standard output; give the others a "
			"file (FORMAT:FILE)\n");
		return -EINVAL;
	}
	return 0;
}

/* Two that write into one file overwrite each other. */
static int check_each_other(const struct output *const *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!output_is_standard(all[i]) && !output_is_standard(all[k]) &&
			    same_file(all[i]->path, all[k]->path)) {
				fprintf(stderr,
					"fleetdig: --output: %s and %s would both go to %s; give each a "
					"file of its own\n",
					all[k]->format, all[i]->format, all[i]->path);
				return -EINVAL;
			}
		}
	}
	return 0;
}

/* A run, an inventory or a list that is written over while it is read is lost. */
static int check_read(const struct output *const *all, size_t count, const char *read)
{
	struct stat status;

	if (stat(read, &status) < 0) {
		return 0; /* a name, or a file that is missed elsewhere */
	}
	for (size_t i = 0; i < count; i++) {
		if (!output_is_standard(all[i]) && same_file(all[i]->path, read)) {
			fprintf(stderr,
				"fleetdig: --output: %s would overwrite %s, which is read; give it a "
				"file of its own\n",
				all[i]->format, read);
			return -EINVAL;
		}
	}
	return 0;
}

int files_apart(const struct options *options)
{
	const struct output *all[OUTPUTS_MAX + 1];
	size_t count = list_outputs(all, options);
	int r = check_standard_once(all, count);

	r = r < 0 ? r : check_each_other(all, count);
	for (size_t i = 0; i < options->operand_count && r == 0; i++) {
		r = check_read(all, count, options->operands[i]);
	}
	for (size_t i = 0; i < options->resolver_count && r == 0; i++) {
		if (options->resolvers[i][0] == '@') {
			r = check_read(all, count, options->resolvers[i] + 1);
		}
	}
	if (options->history != NULL && r == 0) {
		r = check_read(all, count, options->history);
	}
	return r;
}

int files_apart_of_inventory(const struct options *options,
			     const struct fd_inventory *inventory)
{
	const struct output *all[OUTPUTS_MAX + 1];
	size_t count = list_outputs(all, options);
	int r = 0;

	for (const struct fd_inventory_file *file = inventory->files; file != NULL && r == 0;
	     file = file->next) {
		r = check_read(all, count, file->path);
	}
	return r;
}
