/* SPDX-License-Identifier: MIT */
#include "hostview/view.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct fd_host_view {
	struct shared *shared;
	size_t size;
	pid_t process; /* 0: ended */
	bool done;
	struct fd_library library;
	struct fd_library_answer *answers;
};

/* ---- the process ---------------------------------------------------------------------------- */

/*
 * It holds nothing of the run: not its output, whose reader waits for the last one who has it open, nor its signals, for
 * Ctrl-C is the run's to handle.
 */
static void leave_the_run(pid_t parent)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) { /* gone already */
		_exit(1);
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		(void)dup2(null, fd);
	}
	(void)close_range(STDERR_FILENO + 1, ~0u, 0);
}

static int start_process(struct fd_host_view *view)
{
	pid_t parent = getpid();
	pid_t process = fork();

	if (process < 0) {
		return -errno;
	}
	if (process == 0) {
		leave_the_run(parent);
		helper_run(view->shared);
	}
	view->process = process;
	return 0;
}

static void reap(struct fd_host_view *view, int flags)
{
	int status;
	pid_t reaped;

	do {
		reaped = view->process == 0 ? 0 : waitpid(view->process, &status, flags);
	} while (reaped < 0 && errno == EINTR);
	if (reaped != 0) {
		view->process = 0;
		view->done = true;
	}
}

/* ---- life ------------------------------------------------------------------------------------ */

static void fill_entries(struct shared *shared, const struct fd_inventory *inventory,
			 const uint32_t *questions)
{
	for (size_t i = 0; i < shared->count; i++) {
		const struct fd_question *question = &inventory->questions[questions[i]];
		struct entry *entry = &shared->entries[i];
		struct fd_name name = { 0 };
		const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
		memcpy(name.wire, wire, name.length);
		(void)choose_name_text(entry->name, &name);
		entry->family = question->qtype == FD_TYPE_A ? AF_INET : AF_INET6;
		entry->answer.question = questions[i];
	}
}

static int start(struct fd_host_view *view, const struct fd_inventory *inventory,
		 const uint32_t *questions, size_t count)
{
	view->size = sizeof(struct shared) + count * sizeof(struct entry);
	void *memory = mmap(NULL, view->size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		return -errno;
	}
	view->shared = memory;
	view->shared->count = count;
	view->answers = calloc(count, sizeof(*view->answers));
	if (view->answers == NULL) {
		return -ENOMEM;
	}
	fill_entries(view->shared, inventory, questions);
	return start_process(view);
}

int fd_host_view_start(struct fd_host_view **ret_view, size_t *ret_left_out,
		       const struct fd_inventory *inventory,
		       const struct fd_host_view_config *config)
{
	uint32_t *questions;
	size_t count;

	*ret_view = NULL;
	*ret_left_out = 0;
	if (!config->all && !host_files_shares_resolver(inventory)) {
		return 0;
	}
	int r = choose_questions(&questions, &count, ret_left_out, inventory, config);
	if (r < 0 || count == 0) {
		free(r < 0 ? NULL : questions);
		return r;
	}
	struct fd_host_view *view = calloc(1, sizeof(*view));
	r = view == NULL ? -ENOMEM : start(view, inventory, questions, count);
	free(questions);
	if (r < 0) {
		fd_host_view_destroy(view);
		return r;
	}
	*ret_view = view;
	return 0;
}

bool fd_host_view_done(struct fd_host_view *view)
{
	if (!view->done) {
		reap(view, WNOHANG);
	}
	return view->done;
}

static void end_process(struct fd_host_view *view)
{
	if (view->process != 0) {
		(void)kill(view->process, SIGKILL);
		reap(view, 0);
	}
}

const struct fd_library *fd_host_view_end(struct fd_host_view *view)
{
	struct shared *shared = view->shared;
	bool died = fd_host_view_done(view);

	end_process(view);
	view->library = shared->library;
	for (size_t i = 0; i < shared->count; i++) {
		const struct entry *entry = &shared->entries[i];
		struct fd_library_answer *answer = &view->answers[i];
		int state = atomic_load(&entry->state);
		*answer = entry->answer;
		if (state == ENTRY_DONE) {
			continue;
		}
		answer->address_count = 0;
		answer->status = state == ENTRY_WAITING ? FD_LIBRARY_NOT_ASKED
				 : died			? FD_LIBRARY_ERROR
							: FD_LIBRARY_TIMEOUT;
	}
	view->library.answers = view->answers;
	view->library.count = shared->count;
	return &view->library;
}

void fd_host_view_destroy(struct fd_host_view *view)
{
	if (view == NULL) {
		return;
	}
	end_process(view);
	if (view->shared != NULL) {
		(void)munmap(view->shared, view->size);
	}
	free(view->answers);
	free(view);
}
