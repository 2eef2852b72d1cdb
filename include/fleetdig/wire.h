/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_WIRE_H
#define FLEETDIG_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DNS messages, bytes to values and back (RFC 1035, 6891). No I/O, no malloc, no recursion; every
 * loop is bounded. Terms as in RFC 9499.
 */

enum {
	FD_NAME_MAX =
		255, /* octets of a name on the wire, root label included (RFC 1035 3.1) */
	FD_LABEL_MAX = 63,	 /* octets of a label */
	FD_NAME_TEXT_MAX = 1024, /* presentation form with every octet as \DDD, and a NUL */
	FD_MESSAGE_MAX = 65535,
	FD_QUERY_MAX = 512, /* longest query fd_query_render() makes */
	FD_UDP_SIZE = 1232, /* EDNS UDP size we offer (RFC 9715) */
};

/* ---- names ------------------------------------------------------------------------------- */

/** A name in uncompressed wire form, case kept. `length` counts the root label: 1 for the root. */
struct fd_name {
	uint8_t length;
	uint8_t wire[FD_NAME_MAX];
};

/**
 * Presentation form to wire form: `www.example`, a trailing dot allowed, `.` the root, `\.` and
 * `\DDD` escapes (RFC 1035 5.1). No IDNA. Returns 0, or -EINVAL (empty label, bad escape),
 * -ENAMETOOLONG (label over 63 octets, name over 255).
 */
int fd_name_parse(struct fd_name *ret_name, const char *text);

/** Wire octets (uncompressed, at most `size` octets) to a name; -EBADMSG when they are not one. */
int fd_name_from_wire(struct fd_name *ret_name, const uint8_t *wire, size_t size);

/** Presentation form, no trailing dot (the root is "."); all but printable ASCII as \DDD. Returns length. */
size_t fd_name_text(char text[FD_NAME_TEXT_MAX], const struct fd_name *name);

/** Comparisons ignore ASCII case (RFC 4343). */
bool fd_name_equal(const struct fd_name *a, const struct fd_name *b);
/** `name` is `ancestor` or below it. */
bool fd_name_under(const struct fd_name *name, const struct fd_name *ancestor);
uint64_t fd_name_hash(const struct fd_name *name);

/** Labels without the root's: 0 for the root, 2 for www.example. */
unsigned fd_name_labels(const struct fd_name *name);
/** The rightmost `labels` labels: suffix(www.example, 1) is example. `labels` ≤ fd_name_labels(). */
void fd_name_suffix(struct fd_name *ret_name, const struct fd_name *name, unsigned labels);
/** `label` (1..63 octets) put before `name`. Returns 0 or -ENAMETOOLONG. */
int fd_name_prepend(struct fd_name *ret_name, const void *label, size_t length,
		    const struct fd_name *name);
/** ASCII lower case, in place. */
void fd_name_lower(struct fd_name *name);

/* ---- numbers with names ------------------------------------------------------------------ */

enum fd_type {
	FD_TYPE_A = 1,
	FD_TYPE_NS = 2,
	FD_TYPE_CNAME = 5,
	FD_TYPE_SOA = 6,
	FD_TYPE_PTR = 12,
	FD_TYPE_MX = 15,
	FD_TYPE_TXT = 16,
	FD_TYPE_AAAA = 28,
	FD_TYPE_SRV = 33,
	FD_TYPE_DNAME = 39,
	FD_TYPE_OPT = 41,
	FD_TYPE_DS = 43,
	FD_TYPE_RRSIG = 46,
	FD_TYPE_NSEC = 47,
	FD_TYPE_DNSKEY = 48,
	FD_TYPE_NSEC3 = 50,
	FD_TYPE_NSEC3PARAM = 51,
	FD_TYPE_SVCB = 64,
	FD_TYPE_HTTPS = 65,
	FD_TYPE_ANY = 255,
	FD_TYPE_CAA = 257,
};

enum {
	FD_CLASS_IN = 1,
	FD_CLASS_CH = 3,
	FD_CLASS_ANY = 255
};

enum fd_rcode {
	FD_NOERROR = 0,
	FD_FORMERR = 1,
	FD_SERVFAIL = 2,
	FD_NXDOMAIN = 3,
	FD_NOTIMP = 4,
	FD_REFUSED = 5,
	FD_YXDOMAIN = 6,
	FD_YXRRSET = 7,
	FD_NXRRSET = 8,
	FD_NOTAUTH = 9,
	FD_NOTZONE = 10,
	FD_DSOTYPENI = 11,
	FD_BADVERS = 16,
	FD_BADKEY = 17,
	FD_BADTIME = 18,
	FD_BADMODE = 19,
	FD_BADNAME = 20,
	FD_BADALG = 21,
	FD_BADTRUNC = 22,
	FD_BADCOOKIE = 23,
};

enum {
	FD_NUMBER_TEXT_MAX = 24
};

/** `A`, `HTTPS`, or `TYPE65280` (RFC 3597). */
void fd_type_text(char text[FD_NUMBER_TEXT_MAX], uint16_t type);
/** Case ignored; takes TYPEn. Returns 0 or -EINVAL. Meta types that cannot be asked (OPT, TSIG…) are -EINVAL. */
int fd_type_parse(uint16_t *ret_type, const char *text);
/** Why a type that there is cannot be asked: "a zone transfer, …". NULL: it can, or there is none of that name. */
const char *fd_type_unaskable(const char *text);
/** Names of the types fd_type_parse() takes, NULL-terminated: for "did you mean". */
const char *const *fd_type_names(void);
/** `NXDOMAIN`, or `RCODE12` for one without a name. */
void fd_rcode_text(char text[FD_NUMBER_TEXT_MAX], uint16_t rcode);
int fd_rcode_parse(uint16_t *ret_rcode, const char *text);
/** The registered purpose of an Extended DNS Error (RFC 8914), or NULL. */
const char *fd_ede_text(uint16_t code);

/* ---- queries ----------------------------------------------------------------------------- */

enum fd_query_flag {
	FD_QUERY_RD = 1 << 0,
	FD_QUERY_AD = 1 << 1,
	FD_QUERY_CD = 1 << 2,
	FD_QUERY_EDNS = 1 << 3,
	FD_QUERY_DO = 1 << 4,	/* with EDNS only */
	FD_QUERY_NSID = 1 << 5, /* with EDNS only */
	FD_QUERY_CH = 1 << 6,	/* class CH (version.bind), else IN */
	FD_QUERY_EXTRAS =
		1
		<< 7, /* a client cookie and a client subnet, to see who knows them; with EDNS only */
};

/** What every bulk query carries: the same for all servers. */
enum {
	FD_QUERY_BULK = FD_QUERY_RD | FD_QUERY_AD | FD_QUERY_EDNS | FD_QUERY_NSID
};

/**
 * Renders a query with the given id. `name` is uncompressed wire form of `name_length` octets (valid by contract).
 * Returns its length (always ≤ FD_QUERY_MAX).
 */
size_t fd_query_render(uint8_t out[FD_QUERY_MAX], uint16_t id, const uint8_t *name,
		       size_t name_length, uint16_t type, unsigned flags);

/** How a reply's header and question relate to a question we asked (the matching of RFC 5452 9.1). */
enum fd_match {
	FD_MATCH_NO,   /* not a reply, or another question: never believed */
	FD_MATCH_FULL, /* QR set, one question, equal name (case ignored), type and class */
	FD_MATCH_HEADER_ONLY, /* QDCOUNT 0, no records, FORMERR SERVFAIL NOTIMP REFUSED or BADVERS: an outcome, never data */
};
enum fd_match fd_reply_match(const uint8_t *reply, size_t length, const uint8_t *name,
			     size_t name_length, uint16_t type, unsigned flags);

/* ---- messages ---------------------------------------------------------------------------- */

enum fd_header_flag { /* as in the second 16 bits of the header */
	FD_FLAG_QR = 0x8000,
	FD_FLAG_AA = 0x0400,
	FD_FLAG_TC = 0x0200,
	FD_FLAG_RD = 0x0100,
	FD_FLAG_RA = 0x0080,
	FD_FLAG_AD = 0x0020,
	FD_FLAG_CD = 0x0010,
};

enum fd_section {
	FD_SECTION_ANSWER = 1,
	FD_SECTION_AUTHORITY = 2,
	FD_SECTION_ADDITIONAL = 3
};

/** What the OPT record says (RFC 6891); `present` false when there is none. */
struct fd_edns {
	bool present;
	bool do_bit;
	uint8_t version;
	uint16_t udp_size;
	const uint8_t *options; /* into the message */
	uint16_t options_length;
};

/** A message that has been checked from end to end: every name, count, length and OPT is sound. */
struct fd_message {
	const uint8_t *wire; /* borrowed: must outlive this */
	size_t length;
	uint16_t id;
	uint16_t flags;	    /* second 16 bits of the header, opcode and RCODE included */
	uint16_t rcode;	    /* 12 bits, the OPT's part included */
	uint16_t counts[4]; /* QD AN NS AR */
	bool has_question;
	struct fd_name qname; /* valid with has_question */
	uint16_t qtype;
	uint16_t qclass;
	size_t records_offset; /* where the answer section starts */
	struct fd_edns edns;
};

/** Returns 0, or -EBADMSG when any part is malformed (then nothing of it is to be used). */
int fd_message_parse(struct fd_message *ret_message, const uint8_t *wire, size_t length);

struct fd_record_view { /* one resource record */
	enum fd_section section;
	struct fd_name owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl;
	uint16_t rdata_length;
	size_t rdata_offset; /* in the message: names inside may be compressed */
};

/** Cursor over the records; initialise with `= { 0 }`. OPT is skipped, and what is of another class than the question. */
struct fd_cursor {
	size_t offset;
	unsigned index;
};
bool fd_message_next(const struct fd_message *message, struct fd_cursor *cursor,
		     struct fd_record_view *ret_record);

/** Reads the (possibly compressed) name at `offset`; *ret_end is the offset after it. 0 or -EBADMSG. */
int fd_message_name(const struct fd_message *message, size_t offset, struct fd_name *ret_name,
		    size_t *ret_end);

/** The single name in the RDATA of NS, CNAME, PTR, DNAME, MX, SRV or SOA (its MNAME). 0, or -EINVAL for other types. */
int fd_record_target(const struct fd_message *message, const struct fd_record_view *record,
		     struct fd_name *ret_name);

struct fd_soa {
	struct fd_name owner;
	struct fd_name mname;
	uint32_t ttl;
	uint32_t serial;
	uint32_t minimum;
};
/** The first SOA of the section, if there is one. */
bool fd_message_soa(const struct fd_message *message, enum fd_section section,
		    struct fd_soa *ret_soa);

/**
 * RDATA as dig prints it. Own for the common types, ldns for the rest, RFC 3597 form for what neither knows. All but
 * printable ASCII is escaped. An NSEC's bitmap may take 80 characters an octet. Returns the length, or -ENOSPC (then
 * the text is cut short, still a string).
 */
int fd_rdata_text(char *text, size_t size, const struct fd_message *message,
		  const struct fd_record_view *record);

/**
 * RDATA with names uncompressed and lowercased (RFC 4034 6.2 for the types of RFC 1035), for hashing and comparing.
 * Returns the length, or -ENOSPC.
 */
int fd_rdata_canonical(uint8_t *out, size_t size, const struct fd_message *message,
		       const struct fd_record_view *record);

enum fd_option {
	FD_OPTION_NSID = 3,
	FD_OPTION_ECS = 8,
	FD_OPTION_COOKIE = 10,
	FD_OPTION_EDE = 15
};
/** Next EDNS option at *offset (start at 0) of the options: false at the end. Data points into the message. */
bool fd_edns_next(const struct fd_edns *edns, size_t *offset, uint16_t *ret_code,
		  const uint8_t **ret_data, uint16_t *ret_length);

/* ---- building replies (the made DNS, and tests) ------------------------------------------- */

/** Appends to a message; the first thing that does not fit sets `error` and everything later is a no-op. */
struct fd_builder {
	uint8_t *wire;
	size_t size;
	size_t length;
	int error; /* 0 or -ENOSPC; sticky, checked once at the end */
};

/** Starts a message with this id and flags word (QR, RCODE and all); counts are zero. */
void fd_builder_init(struct fd_builder *builder, uint8_t *wire, size_t size, uint16_t id,
		     uint16_t flags);
void fd_builder_question(struct fd_builder *builder, const struct fd_name *name, uint16_t type,
			 uint16_t class);
/**
 * Sections in order. The class is the question's. The owner is compressed against the question; RDATA goes out as
 * given (names uncompressed).
 */
void fd_builder_record(struct fd_builder *builder, enum fd_section section,
		       const struct fd_name *owner, uint16_t type, uint32_t ttl,
		       const void *rdata, size_t rdata_length);
/** An OPT: `rcode_high` are the upper 8 bits of the RCODE, `options` ready-made option bytes. */
void fd_builder_edns(struct fd_builder *builder, uint16_t udp_size, bool do_bit,
		     uint8_t rcode_high, const void *options, size_t options_length);
/** The finished length, or the sticky error. */
int fd_builder_finish(const struct fd_builder *builder);

#endif
