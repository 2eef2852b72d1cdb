/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <fleetdig/wire.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The registry of types, in order of number, but for those that cannot be a question's. */
#define ASKABLE_TYPES(X)    \
	X(1, "A")           \
	X(2, "NS")          \
	X(3, "MD")          \
	X(4, "MF")          \
	X(5, "CNAME")       \
	X(6, "SOA")         \
	X(7, "MB")          \
	X(8, "MG")          \
	X(9, "MR")          \
	X(10, "NULL")       \
	X(11, "WKS")        \
	X(12, "PTR")        \
	X(13, "HINFO")      \
	X(14, "MINFO")      \
	X(15, "MX")         \
	X(16, "TXT")        \
	X(17, "RP")         \
	X(18, "AFSDB")      \
	X(19, "X25")        \
	X(20, "ISDN")       \
	X(21, "RT")         \
	X(22, "NSAP")       \
	X(23, "NSAP-PTR")   \
	X(24, "SIG")        \
	X(25, "KEY")        \
	X(26, "PX")         \
	X(27, "GPOS")       \
	X(28, "AAAA")       \
	X(29, "LOC")        \
	X(30, "NXT")        \
	X(31, "EID")        \
	X(32, "NIMLOC")     \
	X(33, "SRV")        \
	X(34, "ATMA")       \
	X(35, "NAPTR")      \
	X(36, "KX")         \
	X(37, "CERT")       \
	X(38, "A6")         \
	X(39, "DNAME")      \
	X(40, "SINK")       \
	X(42, "APL")        \
	X(43, "DS")         \
	X(44, "SSHFP")      \
	X(45, "IPSECKEY")   \
	X(46, "RRSIG")      \
	X(47, "NSEC")       \
	X(48, "DNSKEY")     \
	X(49, "DHCID")      \
	X(50, "NSEC3")      \
	X(51, "NSEC3PARAM") \
	X(52, "TLSA")       \
	X(53, "SMIMEA")     \
	X(55, "HIP")        \
	X(56, "NINFO")      \
	X(57, "RKEY")       \
	X(58, "TALINK")     \
	X(59, "CDS")        \
	X(60, "CDNSKEY")    \
	X(61, "OPENPGPKEY") \
	X(62, "CSYNC")      \
	X(63, "ZONEMD")     \
	X(64, "SVCB")       \
	X(65, "HTTPS")      \
	X(66, "DSYNC")      \
	X(99, "SPF")        \
	X(104, "NID")       \
	X(105, "L32")       \
	X(106, "L64")       \
	X(107, "LP")        \
	X(108, "EUI48")     \
	X(109, "EUI64")     \
	X(253, "MAILB")     \
	X(254, "MAILA")     \
	X(255, "ANY")       \
	X(256, "URI")       \
	X(257, "CAA")       \
	X(258, "AVC")       \
	X(259, "DOA")       \
	X(260, "AMTRELAY")  \
	X(261, "RESINFO")   \
	X(262, "WALLET")    \
	X(263, "CLA")       \
	X(264, "IPN")       \
	X(32768, "TA")      \
	X(32769, "DLV")

/* Pseudo-records, and the transfers, which are no questions to a resolver. */
#define UNASKABLE_TYPES(X) \
	X(41, "OPT")       \
	X(128, "NXNAME")   \
	X(249, "TKEY")     \
	X(250, "TSIG")     \
	X(251, "IXFR")     \
	X(252, "AXFR")

struct numbered {
	uint16_t number;
	const char *name;
};

#define ROW(number, name)  { number, name },
#define NAME(number, name) name,

static const struct numbered askable_types[] = { ASKABLE_TYPES(ROW) };
static const struct numbered unaskable_types[] = { UNASKABLE_TYPES(ROW) };
static const char *const askable_names[] = { ASKABLE_TYPES(NAME) NULL };

static const struct numbered rcodes[] = {
	{ FD_NOERROR, "NOERROR" },   { FD_FORMERR, "FORMERR" },
	{ FD_SERVFAIL, "SERVFAIL" }, { FD_NXDOMAIN, "NXDOMAIN" },
	{ FD_NOTIMP, "NOTIMP" },     { FD_REFUSED, "REFUSED" },
	{ FD_YXDOMAIN, "YXDOMAIN" }, { FD_YXRRSET, "YXRRSET" },
	{ FD_NXRRSET, "NXRRSET" },   { FD_NOTAUTH, "NOTAUTH" },
	{ FD_NOTZONE, "NOTZONE" },   { FD_DSOTYPENI, "DSOTYPENI" },
	{ FD_BADVERS, "BADVERS" },   { FD_BADKEY, "BADKEY" },
	{ FD_BADTIME, "BADTIME" },   { FD_BADMODE, "BADMODE" },
	{ FD_BADNAME, "BADNAME" },   { FD_BADALG, "BADALG" },
	{ FD_BADTRUNC, "BADTRUNC" }, { FD_BADCOOKIE, "BADCOOKIE" },
};

/* RFC 8914, and what the IANA registry gained since; the index is the code. */
static const char *const ede_purposes[] = {
	"Other",
	"Unsupported DNSKEY Algorithm",
	"Unsupported DS Digest Type",
	"Stale Answer",
	"Forged Answer",
	"DNSSEC Indeterminate",
	"DNSSEC Bogus",
	"Signature Expired",
	"Signature Not Yet Valid",
	"DNSKEY Missing",
	"RRSIGs Missing",
	"No Zone Key Bit Set",
	"NSEC Missing",
	"Cached Error",
	"Not Ready",
	"Blocked",
	"Censored",
	"Filtered",
	"Prohibited",
	"Stale NXDOMAIN Answer",
	"Not Authoritative",
	"Not Supported",
	"No Reachable Authority",
	"Network Error",
	"Invalid Data",
	"Signature Expired before Valid",
	"Too Early",
	"Unsupported NSEC3 Iterations Value",
	"Unable to conform to policy",
	"Synthesized",
	"Invalid Query Type",
};

static int compare_numbers(const void *key, const void *row)
{
	return (int)*(const uint16_t *)key - (int)((const struct numbered *)row)->number;
}

static const char *number_name(const struct numbered *rows, size_t count, uint16_t number)
{
	const struct numbered *row =
		bsearch(&number, rows, count, sizeof(*rows), compare_numbers);

	return row == NULL ? NULL : row->name;
}

static bool name_number(uint16_t *ret_number, const struct numbered *rows, size_t count,
			const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(rows[i].name, name) == 0) {
			*ret_number = rows[i].number;
			return true;
		}
	}
	return false;
}

/* The form TYPE65280 of RFC 3597, and RCODE12 likewise: prefix and decimal digits. */
static bool prefixed_number(uint16_t *ret_number, const char *prefix, unsigned limit,
			    const char *text)
{
	size_t length = strlen(prefix);
	unsigned value = 0;

	if (strncasecmp(text, prefix, length) != 0 || text[length] == '\0') {
		return false;
	}
	for (text += length; *text != '\0'; text++) {
		if (*text < '0' || *text > '9') {
			return false;
		}
		value = value * 10 + (unsigned)(*text - '0');
		if (value > limit) {
			return false;
		}
	}
	*ret_number = (uint16_t)value;
	return true;
}

void fd_type_text(char text[FD_NUMBER_TEXT_MAX], uint16_t type)
{
	const char *name = number_name(askable_types, COUNT(askable_types), type);

	if (name == NULL) {
		name = number_name(unaskable_types, COUNT(unaskable_types), type);
	}
	if (name != NULL) {
		memcpy(text, name, strlen(name) + 1);
	} else {
		(void)snprintf(text, FD_NUMBER_TEXT_MAX, "TYPE%u", (unsigned)type);
	}
}

static bool any_type(uint16_t *ret_type, const char *text)
{
	return name_number(ret_type, askable_types, COUNT(askable_types), text) ||
	       name_number(ret_type, unaskable_types, COUNT(unaskable_types), text) ||
	       prefixed_number(ret_type, "TYPE", UINT16_MAX, text);
}

const char *fd_type_unaskable(const char *text)
{
	uint16_t type;

	if (!any_type(&type, text)) {
		return NULL;
	}
	switch (type) {
	case 0:
		return "a reserved number, no record has it";
	case 41:
		return "a part of every message with EDNS, no record of a name";
	case 128:
		return "a mark in proofs that a name does not exist, no record of a name";
	case 249:
	case 250:
		return "a part of messages that are signed, no record of a name";
	case 251:
	case 252:
		return "a transfer of a whole zone, which its own servers give and no resolver";
	default:
		return NULL;
	}
}

int fd_type_parse(uint16_t *ret_type, const char *text)
{
	uint16_t type;

	if (!any_type(&type, text)) {
		return -EINVAL;
	}
	if (type == 0 || number_name(unaskable_types, COUNT(unaskable_types), type) != NULL) {
		return -EINVAL;
	}
	*ret_type = type;
	return 0;
}

const char *const *fd_type_names(void)
{
	return askable_names;
}

void fd_rcode_text(char text[FD_NUMBER_TEXT_MAX], uint16_t rcode)
{
	const char *name = number_name(rcodes, COUNT(rcodes), rcode);

	if (name != NULL) {
		memcpy(text, name, strlen(name) + 1);
	} else {
		(void)snprintf(text, FD_NUMBER_TEXT_MAX, "RCODE%u", (unsigned)rcode);
	}
}

int fd_rcode_parse(uint16_t *ret_rcode, const char *text)
{
	enum {
		RCODE_LIMIT = 0xfff /* 12 bits: 4 in the header, 8 in the OPT record */
	};

	if (strcasecmp(text, "BADSIG") == 0) { /* what 16 means in a TSIG record */
		*ret_rcode = FD_BADVERS;
		return 0;
	}
	if (name_number(ret_rcode, rcodes, COUNT(rcodes), text) ||
	    prefixed_number(ret_rcode, "RCODE", RCODE_LIMIT, text)) {
		return 0;
	}
	return -EINVAL;
}

const char *fd_ede_text(uint16_t code)
{
	return code < COUNT(ede_purposes) ? ede_purposes[code] : NULL;
}
