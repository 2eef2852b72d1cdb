/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/pages.h"
#include "engine/net/uring.h"

/* Newest first: a kernel that knows the second knows the third. Without them only speed is lost. */
static const unsigned optional_flags[] = {
	IORING_SETUP_DEFER_TASKRUN,
	IORING_SETUP_SINGLE_ISSUER,
	IORING_SETUP_SUBMIT_ALL,
};

static int read_policy(void)
{
	FILE *file = fopen("/proc/sys/kernel/io_uring_disabled", "re");
	int policy = 0;

	if (file == NULL) {
		return 0;
	}
	int c = fgetc(file);
	if (c >= '0' && c <= '9') {
		policy = c - '0';
	}
	fclose(file);
	return policy;
}

/* The error says no; this only finds the words for it. */
static const char *refusal(int error)
{
	switch (error) {
	case EPERM:
	case EACCES:
		switch (read_policy()) {
		case 2:
			return "io_uring is switched off: kernel.io_uring_disabled=2";
		case 1:
			return "io_uring is for privileged processes: "
			       "kernel.io_uring_disabled=1";
		default:
			return "io_uring is not permitted, as in most containers (seccomp)";
		}
	case ENOSYS:
		return "io_uring is not in this kernel, or hidden by a seccomp filter";
	case EINVAL:
		return "the kernel's io_uring is too old: Linux 6.0 is needed";
	default:
		return "";
	}
}

static int make_ring(struct uring_network *network)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
		.cq_entries = URING_COMPLETIONS,
	};
	size_t stripped = 0;
	int r;

	for (size_t i = 0; i < sizeof(optional_flags) / sizeof(optional_flags[0]); i++) {
		params.flags |= optional_flags[i];
	}
	for (;;) {
		struct io_uring_params tried = params;
		r = io_uring_queue_init_params(URING_ENTRIES, &network->ring, &tried);
		if (r != -EINVAL ||
		    stripped == sizeof(optional_flags) / sizeof(optional_flags[0])) {
			break;
		}
		params.flags &= ~optional_flags[stripped++];
	}
	network->has_ring = r == 0;
	return r;
}

static bool has_operations(struct uring_network *network)
{
	static const int needed[] = { IORING_OP_RECVMSG, IORING_OP_SENDMSG, IORING_OP_SEND,
				      IORING_OP_POLL_ADD, IORING_OP_ASYNC_CANCEL };
	struct io_uring_probe *probe = io_uring_get_probe_ring(&network->ring);
	bool complete = probe != NULL && (network->ring.features & IORING_FEAT_CQE_SKIP) != 0;

	for (size_t i = 0; complete && i < sizeof(needed) / sizeof(needed[0]); i++) {
		complete = io_uring_opcode_supported(probe, needed[i]);
	}
	io_uring_free_probe(probe);
	return complete;
}

static int make_buffers(struct uring_network *network)
{
	struct uring_buffers *buffers = &network->buffers;

	buffers->memory = pages_map((size_t)URING_BUFFERS * SOCKETS_BUFFER);
	buffers->ring = pages_map(URING_BUFFERS * sizeof(struct io_uring_buf));
	if (buffers->memory == NULL || buffers->ring == NULL) {
		return -ENOMEM;
	}
	struct io_uring_buf_reg registration = {
		.ring_addr = (uintptr_t)buffers->ring,
		.ring_entries = URING_BUFFERS,
	};
	io_uring_buf_ring_init(buffers->ring);
	int r = io_uring_register_buf_ring(&network->ring, &registration, 0);
	if (r < 0) {
		return r;
	}
	uring_give_buffers(network, URING_BUFFERS_START);
	return 0;
}

/* One completion, waited for at most a second: the kernel has everything it needs to give it at once. */
static int next_completion(struct uring_network *network, struct io_uring_cqe *ret_cqe)
{
	struct __kernel_timespec second = { .tv_sec = 1 };
	struct io_uring_cqe *cqe = NULL;
	int r = io_uring_submit_and_wait_timeout(&network->ring, &cqe, 1, &second, NULL);

	if (cqe == NULL) {
		return r < 0 ? r : -ETIME;
	}
	ret_cqe->user_data = cqe->user_data;
	ret_cqe->res = cqe->res;
	ret_cqe->flags = cqe->flags;
	io_uring_cqe_seen(&network->ring, cqe);
	return 0;
}

/* The receive: one octet must come out of a buffer, with more to follow. */
static int check_receive(struct uring_network *network, const struct io_uring_cqe *cqe)
{
	if (cqe->res < 0) {
		return cqe->res;
	}
	if (!(cqe->flags & IORING_CQE_F_BUFFER)) {
		return -ENOSYS;
	}
	uint16_t buffer = (uint16_t)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
	struct io_uring_recvmsg_out *out = io_uring_recvmsg_validate(
		uring_buffer(network, buffer), cqe->res, &network->receive_header);
	bool good = (cqe->flags & IORING_CQE_F_MORE) && out != NULL && out->payloadlen == 1;
	uring_return_buffer(network, buffer);
	return good ? 0 : -ENOSYS;
}

/* A send must have been made when its submission returns: its octets are not kept, and nobody waits for it. */
static int check_send(struct uring_network *network, const int pair[2])
{
	struct io_uring_sqe *sqe = uring_sqe(network);
	char octet;

	if (sqe == NULL) {
		return -EBUSY;
	}
	io_uring_prep_send(sqe, pair[1], "?", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
	sqe->user_data = uring_data(URING_SEND, 0);
	int r = io_uring_submit(&network->ring);
	if (r < 0) {
		return r;
	}
	return recv(pair[0], &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 1 ? 0 : -ENOSYS;
}

/* Asks for the end of a receive, and hears of both. */
static int check_cancel(struct uring_network *network, uint64_t data)
{
	struct io_uring_sqe *sqe = uring_sqe(network);
	struct io_uring_cqe cqe;

	if (sqe == NULL) {
		return -EBUSY;
	}
	io_uring_prep_cancel64(sqe, data, 0);
	sqe->user_data = uring_data(URING_CANCEL, 0);
	int r = next_completion(network, &cqe);
	return r < 0 ? r : next_completion(network, &cqe);
}

/* Whether sends and multishot receives work as needed is told by no probe: tries one each on a pair of sockets. */
static int rehearse(struct uring_network *network)
{
	uint64_t data = uring_data(URING_RECEIVE, 0);
	struct io_uring_cqe cqe;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) < 0) {
		return -errno;
	}
	int r = check_send(network, pair);
	if (r == 0 && !uring_prepare_receive(network, pair[0], data, false)) {
		r = -EBUSY;
	}
	if (r == 0) {
		r = next_completion(network, &cqe);
	}
	if (r == 0) {
		r = check_receive(network, &cqe);
	}
	if (r == 0) {
		r = check_cancel(network, data);
	}
	close(pair[0]);
	close(pair[1]);
	return r;
}

static void explain(char *reason, size_t reason_size, const char *text)
{
	if (reason_size > 0) {
		snprintf(reason, reason_size, "%s", text);
	}
}

int uring_setup(struct uring_network *network, char *reason, size_t reason_size)
{
	int r = make_ring(network);

	if (r < 0) {
		explain(reason, reason_size, refusal(-r));
		return r;
	}
	r = has_operations(network) ? 0 : -ENOSYS;
	if (r == 0) {
		r = make_buffers(network);
	}
	if (r == 0) {
		r = rehearse(network);
	}
	if (r == -EINVAL || r == -ENOSYS || r == -EOPNOTSUPP) {
		r = -ENOSYS;
		explain(reason, reason_size,
			"the kernel's io_uring has no multishot recvmsg: Linux 6.0 is needed");
	}
	if (r < 0) {
		return r;
	}
	/* Refused by a small limit of descriptors; plain ones do. */
	network->fixed_files =
		io_uring_register_files_sparse(&network->ring, network->sockets.limit) == 0;
	return 0;
}

void uring_teardown(struct uring_network *network)
{
	if (network->has_ring) {
		/* First, so that no receive that is being cancelled finds a buffer. */
		io_uring_unregister_buf_ring(&network->ring, 0);
		io_uring_queue_exit(&network->ring);
	}
	if (network->buffers.memory != NULL) {
		munmap(network->buffers.memory, (size_t)URING_BUFFERS * SOCKETS_BUFFER);
	}
	if (network->buffers.ring != NULL) {
		munmap(network->buffers.ring, URING_BUFFERS * sizeof(struct io_uring_buf));
	}
}
