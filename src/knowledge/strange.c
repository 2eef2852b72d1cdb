/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <fleetdig/knowledge.h>
#include <fleetdig/observation.h>

static const char *const strange[FD_STATUS_RCODE_OTHER] = {
	[FD_YXDOMAIN] = "YXDOMAIN: a DNAME makes the name too long; else it belongs to updates",
	[FD_YXRRSET] = "YXRRSET: it belongs to updates, and is strange in an answer to a query",
	[FD_NXRRSET] = "NXRRSET: it belongs to updates, and is strange in an answer to a query",
	[FD_NOTAUTH] =
		"NOTAUTH: it belongs to updates and signed messages; of a query it says: not my zone",
	[FD_NOTZONE] = "NOTZONE: it belongs to updates, and is strange in an answer to a query",
	[FD_DSOTYPENI] =
		"DSOTYPENI: it belongs to stateful operations, and is strange in an answer to a query",
	[FD_BADVERS] = "BADVERS: the server refuses EDNS version 0, which all have",
	[FD_BADKEY] = "BADKEY: it is of signed messages (TSIG), and the query was not signed",
	[FD_BADTIME] = "BADTIME: it is of signed messages (TSIG), and the query was not signed",
	[FD_BADMODE] =
		"BADMODE: it is of key exchange (TKEY), and is strange in an answer to a query",
	[FD_BADNAME] =
		"BADNAME: it is of key exchange (TKEY), and is strange in an answer to a query",
	[FD_BADALG] =
		"BADALG: it is of key exchange (TKEY), and is strange in an answer to a query",
	[FD_BADTRUNC] =
		"BADTRUNC: it is of signed messages (TSIG), and the query was not signed",
	[FD_BADCOOKIE] =
		"BADCOOKIE: it asks for a fresh cookie, and the query had none: ask with cookies, or over TCP",
};

const char *fd_rcode_strange(int status)
{
	return status >= 0 && status < FD_STATUS_RCODE_OTHER ? strange[status] : NULL;
}
