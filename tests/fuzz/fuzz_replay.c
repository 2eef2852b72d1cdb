/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fleetdig/recorded.h>

#include "fuzz.h"

enum {
	QUESTIONS_MAX =
		4 /* digits: the table of cells is as large as the run says, and an honest run may be large */
};

static bool is_large(const uint8_t *data, size_t size)
{
	static const char key[] = "\"questions\":";
	const uint8_t *at = memmem(data, size, key, sizeof(key) - 1);
	size_t digits = 0;

	if (at == NULL) {
		return false;
	}
	for (at += sizeof(key) - 1;
	     at < data + size && (*at == ' ' || (*at >= '0' && *at <= '9')); at++) {
		digits++;
	}
	return digits > QUESTIONS_MAX;
}

static void check_verdicts(const struct fd_recorded *recorded, struct fd_diagnosis *diagnosis)
{
	assert(fd_diagnosis_done(diagnosis));
	for (uint32_t i = 0; i < recorded->inventory->question_count; i++) {
		if (recorded->asked[i / 64] >> (i % 64) & 1) {
			assert(fd_diagnosis_question(diagnosis, i)->summary != NULL);
		}
	}
	for (uint32_t i = 0; i < recorded->inventory->resolver_count; i++) {
		assert(fd_diagnosis_resolver(diagnosis, i) != NULL);
	}
	assert(fd_diagnosis_host(diagnosis) != NULL);
}

/* The input as the records of a run: it is refused with a message, or it comes to verdicts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct fd_recorded *recorded = NULL;
	struct fd_errors errors = { 0 };

	if (is_large(data, size)) {
		return 0;
	}
	int file = memfd_create("run", MFD_CLOEXEC);
	assert(file >= 0);
	assert(write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/dev/fd/%d", file);
	assert(lseek(file, 0, SEEK_SET) == 0);
	int r = fd_recorded_load(&recorded, path, &errors);
	if (r == 0) {
		struct fd_diagnosis *diagnosis = NULL;
		size_t missing = 0;
		assert(fd_recorded_diagnose(recorded, &diagnosis, &missing) == 0);
		check_verdicts(recorded, diagnosis);
		fd_diagnosis_destroy(diagnosis);
	} else {
		assert(recorded == NULL && errors.count > 0);
	}
	fd_recorded_destroy(recorded);
	fd_errors_finish(&errors);
	close(file);
	return 0;
}
