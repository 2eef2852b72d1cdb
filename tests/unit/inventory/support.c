/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <assert.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct loaded load_request(struct fd_inventory_request request)
{
	struct loaded loaded = { 0 };

	if (request.resolv_conf == NULL) {
		request.resolv_conf = CASES "/resolv.conf";
	}
	if (request.stub_resolv_conf == NULL) {
		request.stub_resolv_conf = "/nonexistent";
	}
	loaded.result = fd_inventory_load(&loaded.inventory, &request, &loaded.errors);
	return loaded;
}

struct loaded load_case(const char *name)
{
	cr_assert_eq(chdir(CASES), 0);
	return load_request((struct fd_inventory_request) { .file = name });
}

const char *file_with(const void *octets, size_t size)
{
	static char paths[8][64];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "/tmp/fleetdig-inventory-XXXXXX");
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, octets, size), (ssize_t)size);
	close(fd);
	return path;
}

/* The path of a temporary file is a different one each time: the message is compared without. */
static void hide_path(struct fd_errors *errors, const char *path)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < errors->count; i++) {
		char *message = errors->messages[i];
		if (strncmp(message, path, length) == 0) {
			memmove(message + 4, message + length, strlen(message + length) + 1);
			memcpy(message, "list", 4);
		}
	}
}

struct loaded load_octets(const void *octets, size_t size)
{
	const char *path = file_with(octets, size);
	struct loaded loaded = load_request((struct fd_inventory_request) { .file = path });

	hide_path(&loaded.errors, path);
	unlink(path);
	return loaded;
}

struct loaded load_text(const char *text)
{
	return load_octets(text, strlen(text));
}

void loaded_finish(struct loaded *loaded)
{
	fd_inventory_destroy(loaded->inventory);
	fd_errors_finish(&loaded->errors);
	*loaded = (struct loaded) { 0 };
}

char *messages_of(const struct fd_errors *errors)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < errors->count; i++) {
		fprintf(out, "%s\n", errors->messages[i]);
	}
	fclose(out);
	return text;
}

static void dump_resolver(FILE *out, const struct fd_inventory *inventory, size_t index)
{
	const struct fd_resolver *resolver = &inventory->resolvers[index];
	char address[FD_ENDPOINT_TEXT_MAX], name[FD_NAME_TEXT_MAX];

	fd_endpoint_text(address, &resolver->endpoint);
	fprintf(out, "resolver %s %s %s %s", resolver->id, address,
		fd_role_text(resolver->role), resolver->proto == FD_UDP ? "udp" : "tcp");
	if (resolver->operator_name != NULL) {
		fprintf(out, " operator=%s", resolver->operator_name);
	}
	if (resolver->validates >= 0) {
		fprintf(out, " validates=%d", resolver->validates);
	}
	if (resolver->qps >= 0) {
		fprintf(out, " qps=%lld", (long long)resolver->qps);
	}
	if (resolver->source.family != 0) {
		fd_endpoint_address_text(address, &resolver->source);
		fprintf(out, " source=%s", address);
	}
	if (resolver->has_canary) {
		fd_name_text(name, &resolver->canary);
		fprintf(out, " canary=%s", name);
	}
	fputs(resolver->canary_none ? " canary=none" : "", out);
	for (size_t i = 0; i < resolver->forwards_to_count; i++) {
		fprintf(out, " ->%s", inventory->resolvers[resolver->forwards_to[i]].id);
	}
	fputc('\n', out);
}

static void dump_expect(FILE *out, const struct fd_expect *expect)
{
	static const char *const ways[] = { "exact", "subset", "any" };
	char text[FD_NAME_TEXT_MAX], number[FD_NUMBER_TEXT_MAX];

	if (expect->rcode >= 0) {
		fd_rcode_text(number, (uint16_t)expect->rcode);
		fprintf(out, " rcode=%s", number);
	}
	for (size_t i = 0; i < expect->answer_count; i++) {
		fprintf(out, " %s=%s", ways[expect->match], expect->answers[i]);
	}
	for (size_t i = 0; i < expect->cidr_count; i++) {
		fprintf(out, " cidr=%s", expect->cidrs[i]);
	}
	if (expect->has_cname) {
		fd_name_text(text, &expect->cname);
		fprintf(out, " cname=%s", text);
	}
	if (expect->max_ms > 0) {
		fprintf(out, " max_ms=%u", expect->max_ms);
	}
	if (expect->min_ttl > 0) {
		fprintf(out, " min_ttl=%u", expect->min_ttl);
	}
	for (size_t i = 0; i < expect->ns_count; i++) {
		fd_name_text(text, &expect->ns[i]);
		fprintf(out, " ns=%s", text);
	}
}

static void dump_question(FILE *out, const struct fd_inventory *inventory,
			  const struct fd_question *question)
{
	struct fd_name name;
	uint8_t length;
	char text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX];
	const uint8_t *wire = fd_inventory_qname(inventory, question, &length);

	cr_assert_eq(fd_name_from_wire(&name, wire, length), 0);
	fd_name_text(text, &name);
	fd_type_text(type, question->qtype);
	fprintf(out, "ask %s %s group=%s of", text, type,
		inventory->groups[question->group].id);
	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (fd_inventory_asks(inventory, question, i)) {
			fprintf(out, " %s", inventory->resolvers[i].id);
		}
	}
	if (fd_inventory_expect(inventory, question) != NULL) {
		fputs(" expect", out);
		dump_expect(out, fd_inventory_expect(inventory, question));
	}
	fputc('\n', out);
}

static void dump_settings(FILE *out, const struct fd_inventory *inventory)
{
	const struct fd_inventory *i = inventory;
	char text[FD_NAME_TEXT_MAX];

	fprintf(out, "timeout=%lldms patience=%lldms retries=%d qps=%lld authority_port=%u\n",
		(long long)i->timeout_ns / 1000000, (long long)i->patience_ns / 1000000,
		i->retries, (long long)i->qps, i->authority_port);
	if (i->has_canary_signed) {
		fd_name_text(text, &i->canary_signed);
		fprintf(out, "canary signed %s\n", text);
	}
	if (i->has_canary_unsigned) {
		fd_name_text(text, &i->canary_unsigned);
		fprintf(out, "canary unsigned %s\n", text);
	}
	if (i->has_canary_absent) {
		fd_name_text(text, &i->canary_absent_under);
		fprintf(out, "canary absent_under %s\n", text);
	}
	if (i->has_canary_minimisation) {
		fd_name_text(text, &i->canary_minimisation);
		fprintf(out, "canary minimisation %s\n", text);
	}
}

static void dump_tree(FILE *out, const struct fd_inventory *inventory)
{
	char text[FD_NAME_TEXT_MAX], address[FD_ENDPOINT_TEXT_MAX];

	/* The internet's own come from the machine's files: not for comparing. */
	for (size_t i = 0; inventory->root_count < 10 && i < inventory->root_count; i++) {
		fd_name_text(text, &inventory->roots[i].name);
		fd_endpoint_text(address, &inventory->roots[i].endpoint);
		fprintf(out, "root %s %s\n", text, address);
	}
	for (size_t i = 0; inventory->root_count < 10 && i < inventory->trust_anchor_count;
	     i++) {
		fprintf(out, "anchor %s\n", inventory->trust_anchors[i]);
	}
	for (size_t i = 0; i < inventory->zone_count; i++) {
		fd_name_text(text, &inventory->zones[i].name);
		fprintf(out, "zone %s%s", text,
			inventory->zones[i].internal ? " internal" : "");
		for (size_t k = 0; k < inventory->zones[i].ns_count; k++) {
			fd_name_text(text, &inventory->zones[i].ns[k]);
			fprintf(out, " ns=%s", text);
		}
		fputc('\n', out);
	}
}

char *dump_of(const struct fd_inventory *inventory)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	dump_settings(out, inventory);
	dump_tree(out, inventory);
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		dump_resolver(out, inventory, i);
	}
	for (size_t i = 0; i < inventory->group_count; i++) {
		const struct fd_group *group = &inventory->groups[i];
		fprintf(out, "group %s owner=%s", group->id,
			group->owner != NULL ? group->owner : "nobody");
		for (size_t k = 0; k < group->tag_count; k++) {
			fprintf(out, " #%s", group->tags[k]);
		}
		fputc('\n', out);
	}
	for (size_t i = 0; i < inventory->question_count; i++) {
		dump_question(out, inventory, &inventory->questions[i]);
	}
	fprintf(out, "names=%zu duplicates=%zu left_out=%zu\n", inventory->name_count,
		inventory->duplicates, inventory->left_out);
	fclose(out);
	return text;
}

char *resolvers_of(const struct loaded *loaded)
{
	char *text = NULL;
	size_t size = 0;

	if (loaded->result != 0) {
		return messages_of(&loaded->errors);
	}
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < loaded->inventory->resolver_count; i++) {
		const struct fd_resolver *resolver = &loaded->inventory->resolvers[i];
		char address[FD_ENDPOINT_TEXT_MAX];
		fd_endpoint_text(address, &resolver->endpoint);
		fprintf(out, "%s %s %s", resolver->id, address, fd_role_text(resolver->role));
		for (size_t k = 0; k < resolver->forwards_to_count; k++) {
			fprintf(out, " ->%u", resolver->forwards_to[k]);
		}
		fputc('\n', out);
	}
	fclose(out);
	return text;
}

void hide_file(char *text, const char *path)
{
	size_t length = strlen(path);

	assert(length >= 4);
	while ((text = strstr(text, path)) != NULL) {
		memcpy(text, "FILE", 4);
		memmove(text + 4, text + length, strlen(text + length) + 1);
	}
}

char *read_whole(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	int c;
	FILE *in = fopen(path, "re");

	if (in == NULL) {
		return NULL;
	}
	FILE *out = open_memstream(&text, &size);
	while ((c = getc(in)) != EOF) {
		putc(c, out);
	}
	fclose(in);
	fclose(out);
	return text;
}

char *at_page_end(const char *text)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = strlen(text) + 1;
	size_t pages = (size + page - 1) / page;
	char *memory = mmap(NULL, (pages + 1) * page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert_neq(memory, MAP_FAILED);
	cr_assert_eq(mprotect(memory + pages * page, page, PROT_NONE), 0);
	return memcpy(memory + pages * page - size, text, size);
}
