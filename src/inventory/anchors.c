/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "inventory/limits.h"
#include "inventory/roots.h"
#include "inventory/zone_file.h"

/* The root's key-signing keys of 2017 and 2024 (IANA's root-anchors.xml). */
static const char *const known_anchors[] = {
	". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
	". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
};

struct anchors {
	struct anchor_set set;
	struct region *region;
};

/* A digest of the wrong length never matches a key: better said now than as a bogus root later (RFC 4034 5.1, 4509, 6605). */
static const char *ds_fault(const struct zone_record *record)
{
	static const uint8_t lengths[] = { [1] = 20, [2] = 32, [4] = 48 };

	if (record->rdata_length < 5) {
		return "is a DS record without a digest";
	}
	uint8_t digest_type = record->rdata[3];
	if (digest_type >= sizeof(lengths) || lengths[digest_type] == 0) {
		return "is a DS record of a digest type that is not known (1, 2 and 4 are)";
	}
	if (record->rdata_length - 4 != lengths[digest_type]) {
		return "is a DS record whose digest does not have the length of its type";
	}
	return NULL;
}

static const char *take_anchor(void *context, const struct zone_record *record)
{
	struct anchors *anchors = context;
	const char *fault = NULL;

	if (record->type == FD_TYPE_DS) {
		fault = ds_fault(record);
	} else if (record->type != FD_TYPE_DNSKEY) {
		fault = "is neither a DS nor a DNSKEY record";
	}
	if (fault != NULL) {
		return fault;
	}
	if (anchors->set.count == ROOT_RECORDS_MAX) {
		return "is one record more than a file of trust anchors has";
	}
	char *text = region_text(anchors->region, record->text, strlen(record->text));
	if (text == NULL) {
		return NULL; /* the region remembers */
	}
	anchors->set.items[anchors->set.count++] = text;
	return NULL;
}

int anchor_read(char **ret_anchor, const char *text, struct region *region,
		char reason[ANCHOR_REASON_MAX])
{
	char *item = NULL;
	const char *why = "";
	struct anchors anchors = { .set = { .items = &item }, .region = region };
	int r = zone_text_read(text, take_anchor, &anchors, &why);

	if (r == -EINVAL) {
		/* Our own reasons go on after the text; those of ldns stand alone. */
		snprintf(reason, ANCHOR_REASON_MAX, "%s%s",
			 strncmp(why, "is ", 3) == 0 ? "" : "is no DS or DNSKEY record: ", why);
		return r;
	}
	if (r < 0 || region->failed) {
		return -ENOMEM;
	}
	*ret_anchor = item;
	return 0;
}

int anchors_read(struct anchor_set *ret_anchors, const char *path, struct region *region,
		 struct fd_errors *errors)
{
	struct anchors anchors = { .region = region };

	anchors.set.items = region_array(region, ROOT_RECORDS_MAX, sizeof(*anchors.set.items));
	if (anchors.set.items == NULL) {
		return -ENOMEM;
	}
	int r = zone_file_read(path, take_anchor, &anchors, errors);
	if (r < 0 || region->failed) {
		return region->failed ? -ENOMEM : r;
	}
	if (anchors.set.count == 0) {
		if (errors != NULL) {
			fd_errors_add(errors,
				      "%s: holds no trust anchor, expected DS or DNSKEY "
				      "records of the root",
				      path);
		}
		return -EINVAL;
	}
	*ret_anchors = anchors.set;
	return 0;
}

int anchors_default(struct anchor_set *ret_anchors, const char *path, struct region *region)
{
	enum {
		KNOWN = sizeof(known_anchors) / sizeof(known_anchors[0])
	};
	char reason[ANCHOR_REASON_MAX];
	int r = anchors_read(ret_anchors, path, region, NULL);

	if (r == 0 || r == -ENOMEM) {
		return r;
	}
	struct anchor_set set = { .items = region_array(region, KNOWN, sizeof(*set.items)) };
	if (set.items == NULL) {
		return -ENOMEM;
	}
	for (; set.count < KNOWN; set.count++) {
		r = anchor_read(&set.items[set.count], known_anchors[set.count], region,
				reason);
		if (r < 0) {
			return r;
		}
	}
	*ret_anchors = set;
	return 0;
}
