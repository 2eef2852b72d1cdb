/* SPDX-License-Identifier: MIT */
#include "cli/diff.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/recorded.h>
#include <fleetdig/store.h>

#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/run/run.h"

/*
 * What changed from one run to another: of a history, or of two record files, which then become a history for the moment. One
 * way to compare, whatever it is that is compared.
 */

struct operand {
	char *path;
	const char *run; /* behind the #; NULL: none */
};

static int split_operand(struct operand *ret_operand, const char *text)
{
	*ret_operand = (struct operand) { .path = strdup(text) };
	if (ret_operand->path == NULL) {
		return -ENOMEM;
	}
	char *mark = strrchr(ret_operand->path, '#');
	if (mark != NULL) {
		*mark = '\0';
		ret_operand->run = mark + 1;
	}
	return 0;
}

/** A history begins as every SQLite database does. */
static bool is_history(const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char start[16] = "";
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		return false;
	}
	size_t count = fread(start, 1, sizeof(start), file);
	fclose(file);
	return count == sizeof(start) && memcmp(start, magic, sizeof(magic)) == 0;
}

const char *history_problem(const struct fd_store *store, int error)
{
	if (store != NULL && fd_store_why(store)[0] != '\0') {
		return fd_store_why(store);
	}
	switch (-error) {
	case EMEDIUMTYPE:
		return "it is no history of fleetdig (sweep -o sqlite:FILE makes one)";
	case EBUSY:
		return "another process has it locked, for more than 30 s";
	default:
		return strerror(-error);
	}
}

/* ---- record files -------------------------------------------------------------------------- */

struct loading {
	struct fd_store *store;
	bool second;
	uint64_t verdicts; /* heard */
	int error;
};

static int hear(void *context, const struct fd_inventory *inventory,
		const struct fd_record *record)
{
	struct loading *loading = context;
	struct fd_record taken = *record;
	struct fd_run_record run;
	char run_id[RUN_ID_SIZE + 8];

	/* A run and what replay made of it have one name, and are two here. */
	if (loading->second && record->kind == FD_RECORD_RUN) {
		snprintf(run_id, sizeof(run_id), "%s, new", record->run->run_id);
		run = *record->run;
		run.run_id = run_id;
		taken.run = &run;
	}
	loading->verdicts += record->kind == FD_RECORD_VERDICT;
	loading->error = fd_store_take(loading->store, inventory, &taken);
	return loading->error;
}

static int end(void *context, const struct fd_recorded *recorded)
{
	(void)context;
	(void)recorded;
	return 0;
}

static uint64_t verdicts_made(const struct fd_summary_record *summary)
{
	uint64_t count = 0;

	for (size_t i = 0; i <= FD_FAILURE; i++) {
		count += summary->by_severity[i];
	}
	return count;
}

/** A run cut short, or of which not all was kept (--records), is a comparison with a word. */
static int look_at(struct diff *diff, const char *path, const struct fd_recorded *recorded,
		   const struct loading *loading)
{
	uint64_t made = verdicts_made(&recorded->summary);

	if (!recorded->has_summary) {
		fprintf(stderr,
			"fleetdig: %s: an incomplete run: it ends without a summary, so there is nothing to compare\n",
			path);
		return -ENODATA;
	}
	if (loading->verdicts < made) {
		fprintf(stderr,
			"fleetdig: %s: holds %" PRIu64 " of %" PRIu64
			" verdicts (sweep --records=all or verdicts keeps them): what it does not hold is "
			"taken as unchanged\n",
			path, loading->verdicts, made);
		*(loading->second ? &diff->new_part : &diff->old_part) = true;
		diff->whole = false;
	} else if (!recorded->summary.complete) {
		fprintf(stderr,
			"fleetdig: %s: an incomplete run: what it does not hold is taken as unchanged\n",
			path);
		diff->whole = false;
	} else if (recorded->cells < recorded->run.cells && !diff->quiet) {
		fprintf(stderr,
			"fleetdig: %s: holds %" PRIu64 " of %" PRIu64
			" results: verdicts are compared, answers as far as it holds them\n",
			path, recorded->cells, recorded->run.cells);
	}
	return 0;
}

/** Two runs in one file are no comparison. */
static int load_records(struct diff *diff, const char *path, bool second)
{
	struct loading loading = { .store = diff->store, .second = second };
	const struct fd_recorded_listener listener = { .context = &loading,
						       .hear = hear,
						       .end = end };
	struct fd_recorded *recorded = NULL;
	struct fd_errors errors = { 0 };

	int r = fd_recorded_tell(&recorded, path, &listener, &errors);
	if (loading.error < 0) {
		fprintf(stderr, "fleetdig: %s: %s\n", path,
			history_problem(diff->store, loading.error));
	} else if (r < 0) {
		print_errors(&errors);
	} else {
		r = look_at(diff, path, recorded, &loading);
	}
	fd_errors_finish(&errors);
	fd_recorded_destroy(recorded);
	return r;
}

static int load_both(struct diff *diff, const char *old, const char *new)
{
	int r = fd_store_open(&diff->store, NULL, FD_STORE_WRITE);

	if (r < 0) {
		fprintf(stderr, "fleetdig: %s\n", history_problem(NULL, r));
		return r;
	}
	r = load_records(diff, old, false);
	r = r < 0 ? r : load_records(diff, new, true);
	r = r < 0 ? r : fd_store_find_run(diff->store, "1", 0, &diff->old);
	return r < 0 ? r : fd_store_find_run(diff->store, "2", 0, &diff->new);
}

/* ---- histories ----------------------------------------------------------------------------- */

static int find_run(struct diff *diff, const char *path, const char *spec, int64_t before,
		    struct fd_store_run *ret_run)
{
	int r = fd_store_find_run(diff->store, spec, before, ret_run);

	if (r == -ENOENT) {
		fprintf(stderr, "fleetdig: %s: holds no run %s\n", path,
			spec == NULL			 ? "that ended"
			: strcmp(spec, "last-good") == 0 ? "before it to compare with"
							 : spec);
	} else if (r == -EEXIST) {
		fprintf(stderr, "fleetdig: %s: more than one run's name begins with %s\n", path,
			spec);
	} else if (r < 0) {
		fprintf(stderr, "fleetdig: %s: %s\n", path, history_problem(diff->store, r));
	} else if (!ret_run->ended) {
		fprintf(stderr, "fleetdig: %s: run %s did not come to its end\n", path,
			ret_run->run_id);
		r = -ENODATA;
	}
	return r;
}

static int open_history(struct diff *diff, const char *path, const char *old, const char *new)
{
	int r = fd_store_open(&diff->store, path, FD_STORE_READ);

	if (r < 0) {
		fprintf(stderr, "fleetdig: %s: %s\n", path, history_problem(NULL, r));
		return r;
	}
	r = find_run(diff, path, new, 0, &diff->new);
	if (r == 0) {
		r = find_run(diff, path, old != NULL ? old : "last-good",
			     old != NULL ? 0 : diff->new.id, &diff->old);
	}
	diff->whole = r == 0 && diff->old.complete && diff->new.complete;
	return r;
}

/* ---- the command --------------------------------------------------------------------------- */

static int usage(void)
{
	fprintf(stderr,
		"fleetdig: diff takes two runs (record files, or HISTORY#RUN), or one history: its last run "
		"against the last good one\n");
	return -EINVAL;
}

static int open_operands(struct diff *diff, const struct operand *a, const struct operand *b)
{
	bool history = is_history(a->path);

	if (b == NULL) {
		if (access(a->path, R_OK) < 0) {
			fprintf(stderr, "fleetdig: %s: cannot be read: %s\n", a->path,
				strerror(errno));
			return -EINVAL;
		}
		if (!history) {
			return usage();
		}
		return open_history(diff, a->path, NULL, a->run);
	}
	if (history != is_history(b->path)) {
		fprintf(stderr,
			"fleetdig: diff: a history and a record file cannot be compared: put the file into the "
			"history (fleetdig report %s -o sqlite:%s)\n",
			history ? b->path : a->path, history ? a->path : b->path);
		return -EINVAL;
	}
	if (!history) {
		return load_both(diff, a->path, b->path);
	}
	if (strcmp(a->path, b->path) != 0) {
		fprintf(stderr, "fleetdig: diff: runs of two histories cannot be compared\n");
		return -EINVAL;
	}
	if (a->run == NULL) {
		return usage();
	}
	return open_history(diff, a->path, a->run, b->run);
}

static int run_diff(struct diff *diff, const struct options *options)
{
	diff->color = color_wanted(options, stdout);
	int r = diff_print(diff, options);

	if (r < 0) {
		fprintf(stderr, "fleetdig: diff: %s\n", history_problem(diff->store, r));
		return EXIT_INCOMPLETE;
	}
	if (!diff->whole) {
		return EXIT_INCOMPLETE;
	}
	return diff->worse ? EXIT_FAIL_ON : EXIT_OK;
}

int command_diff(const struct options *options)
{
	struct operand operands[2] = { { 0 } };
	struct diff diff = { .whole = true, .quiet = options->quiet };
	size_t count = options->operand_count;
	int r = count == 1 || count == 2 ? 0 : usage();

	for (size_t i = 0; i < count && i < 2 && r == 0; i++) {
		r = split_operand(&operands[i], options->operands[i]);
	}
	r = r < 0 ? r : open_operands(&diff, &operands[0], count == 2 ? &operands[1] : NULL);
	int status = r == 0	     ? run_diff(&diff, options)
		     : r == -ENODATA ? EXIT_INCOMPLETE
				     : EXIT_USAGE;
	fd_store_close(diff.store);
	free(operands[0].path);
	free(operands[1].path);
	return status;
}
