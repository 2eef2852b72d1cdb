/* SPDX-License-Identifier: MIT */
#include "inventory/zone_file.h"

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEFAULT_TTL = 86400, /* for records that state none: only shown, never used */
};

/* Of all other types ldns is asked for nothing: they are only named, and some of them it renders wrongly. */
static bool is_of_use(uint16_t type)
{
	return type == FD_TYPE_A || type == FD_TYPE_AAAA || type == FD_TYPE_NS ||
	       type == FD_TYPE_DS || type == FD_TYPE_DNSKEY;
}

/* Hands over a record of ldns as plain values. 0 with the visitor's word in *ret_reason, or -ENOMEM. */
static int visit_rr(const ldns_rr *rr, zone_visit *visit, void *context,
		    const char **ret_reason)
{
	struct zone_record record = { .type = (uint16_t)ldns_rr_get_type(rr) };
	const ldns_rdf *owner = ldns_rr_owner(rr);
	uint8_t *wire = NULL;
	size_t size = 0;
	int r = -ENOMEM;

	if (fd_name_from_wire(&record.owner, ldns_rdf_data(owner), ldns_rdf_size(owner)) < 0) {
		*ret_reason = "the owner is no name";
		return 0;
	}
	if (!is_of_use(record.type)) {
		*ret_reason = visit(context, &record);
		return 0;
	}
	char *text = ldns_rr2str_fmt(ldns_output_format_nocomments, rr);
	if (text != NULL &&
	    ldns_rr2wire(&wire, rr, LDNS_SECTION_ANSWER, &size) == LDNS_STATUS_OK) {
		/* Type, class, TTL and length stand between the owner and the RDATA. */
		size_t head = record.owner.length + 10u;
		for (char *at = text; *at != '\0'; at++) {
			if (*at == '\t') {
				*at = ' ';
			}
		}
		text[strcspn(text, "\n")] = '\0';
		record.text = text;
		record.rdata = wire + head;
		record.rdata_length = (uint16_t)(size - head);
		*ret_reason = visit(context, &record);
		r = 0;
	}
	free(text);
	free(wire);
	return r;
}

/* Statuses that ldns gives for lines that hold no record. */
static bool is_no_record(ldns_status status)
{
	return status == LDNS_STATUS_SYNTAX_EMPTY || status == LDNS_STATUS_SYNTAX_TTL ||
	       status == LDNS_STATUS_SYNTAX_ORIGIN;
}

static int read_records(FILE *file, zone_visit *visit, void *context, int *line,
			const char **ret_reason)
{
	ldns_rdf *origin = ldns_dname_new_frm_str("."), *previous = NULL;
	uint32_t ttl = DEFAULT_TTL;
	int r = origin == NULL ? -ENOMEM : 0;

	*ret_reason = NULL;
	while (r == 0 && *ret_reason == NULL && !feof(file) && !ferror(file)) {
		ldns_rr *rr = NULL;
		ldns_status status =
			ldns_rr_new_frm_fp_l(&rr, file, &ttl, &origin, &previous, line);
		if (status == LDNS_STATUS_OK) {
			r = visit_rr(rr, visit, context, ret_reason);
			ldns_rr_free(rr);
		} else if (status == LDNS_STATUS_MEM_ERR) {
			r = -ENOMEM;
		} else if (!is_no_record(status) && !ferror(file)) {
			*ret_reason = ldns_get_errorstr_by_id(status);
		}
	}
	ldns_rdf_deep_free(origin);
	ldns_rdf_deep_free(previous);
	return r;
}

int zone_file_read(const char *path, zone_visit *visit, void *context, struct fd_errors *errors)
{
	const char *reason = NULL;
	int line = 0; /* counted where a line ends */
	FILE *file = fopen(path, "re");
	int r = file == NULL ? -errno : read_records(file, visit, context, &line, &reason);

	if (r == 0 && ferror(file)) {
		r = -EIO;
	}
	if (file != NULL) {
		fclose(file);
	}
	if (r == -ENOMEM) {
		return r;
	}
	if (r < 0) {
		if (errors != NULL) {
			fd_errors_add(errors, "%s: cannot be read: %s", path, strerror(-r));
		}
		return -EINVAL;
	}
	if (reason != NULL) {
		if (errors != NULL) {
			fd_errors_add(errors, "%s:%d:1: %s%s", path, line,
				      strncmp(reason, "is ", 3) == 0 ? "the record " : "",
				      reason);
		}
		return -EINVAL;
	}
	return 0;
}

int zone_text_read(const char *text, zone_visit *visit, void *context, const char **ret_reason)
{
	ldns_rr *rr = NULL;
	const char *reason = NULL;
	ldns_status status = ldns_rr_new_frm_str(&rr, text, DEFAULT_TTL, NULL, NULL);

	if (status == LDNS_STATUS_MEM_ERR) {
		return -ENOMEM;
	}
	if (status != LDNS_STATUS_OK) {
		*ret_reason = ldns_get_errorstr_by_id(status);
		return -EINVAL;
	}
	int r = visit_rr(rr, visit, context, &reason);
	ldns_rr_free(rr);
	if (r == 0 && reason != NULL) {
		*ret_reason = reason;
		return -EINVAL;
	}
	return r;
}
