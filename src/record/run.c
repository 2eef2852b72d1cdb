/* SPDX-License-Identifier: MIT */
#include "record/fields.h"

static void write_schema(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, FD_RECORD_SCHEMA);
}

static void write_shard(struct fd_line *line, const struct source *source)
{
	const struct fd_run_record *run = source->record->run;

	LINE_LITERAL(line, "\"");
	line_unsigned(line, run->shard_index);
	LINE_LITERAL(line, "/");
	line_unsigned(line, run->shard_count == 0 ? 1 : run->shard_count);
	LINE_LITERAL(line, "\"");
}

static void write_inventory_hash(struct fd_line *line, const struct source *source)
{
	line_hex64(line, source->record->run->inventory_hash);
}

static void write_options(struct fd_line *line, const struct source *source)
{
	const char *const *option = source->record->run->options;

	LINE_LITERAL(line, "[");
	for (; option != NULL && *option != NULL; option++) {
		line_comma(line);
		line_text(line, *option);
	}
	LINE_LITERAL(line, "]");
}

static bool has_parts(const struct source *source)
{
	return source->record->run->part_count > 0;
}

static void write_parts(struct fd_line *line, const struct source *source)
{
	const struct fd_run_record *run = source->record->run;

	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < run->part_count; i++) {
		const struct fd_run_part *part = &run->parts[i];
		line_comma(line);
		LINE_LITERAL(line, "{\"run_id\":");
		line_text(line, part->run_id);
		LINE_LITERAL(line, ",\"vantage\":");
		line_text(line, part->vantage);
		LINE_LITERAL(line, ",\"host\":");
		line_text(line, part->host);
		LINE_LITERAL(line, ",\"shard\":\"");
		line_unsigned(line, part->shard_index);
		LINE_LITERAL(line, "/");
		line_unsigned(line, part->shard_count);
		LINE_LITERAL(line, "\"}");
	}
	LINE_LITERAL(line, "]");
}

static void write_vantages(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, source->record->run->vantages);
}

static const struct field fields[] = {
	MADE("schema", UNSIGNED, write_schema),
	PLAIN(run, "run_id", TEXT, run_id),
	PLAIN(run, "started", TIME, started_us),
	PLAIN(run, "version", TEXT, version),
	PLAIN(run, "engine", TEXT, engine),
	PLAIN(run, "engine_reason", TEXT, engine_reason),
	PLAIN(run, "engine_features", TEXT, engine_features),
	PLAIN(run, "host", TEXT, host),
	PLAIN(run, "vantage", TEXT, vantage),
	PLAIN(run, "seed", UNSIGNED, seed),
	MADE("shard", TEXT, write_shard),
	PLAIN(run, "inventory", TEXT, inventory),
	MADE("inventory_hash", TEXT, write_inventory_hash),
	PLAIN(run, "names", UNSIGNED, names),
	PLAIN(run, "questions", UNSIGNED, questions),
	PLAIN(run, "resolvers", UNSIGNED, resolvers),
	PLAIN(run, "cells", UNSIGNED, cells),
	PLAIN(run, "duplicates", UNSIGNED, duplicates),
	MADE("options", LIST, write_options),
	MADE_IF("vantages", UNSIGNED, write_vantages, has_parts),
	MADE_IF("merged", LIST, write_parts, has_parts),
	MADE("inventory_document", OBJECT, write_inventory_document),
};

const struct record_type run_record_type = RECORD_TYPE("run", fields);
