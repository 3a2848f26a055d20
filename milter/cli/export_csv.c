/*
 * export_csv.c - a record as a row of CSV (RFC 4180), lists joined by "; ".
 *
 * A spreadsheet takes what begins with = + - @ for a formula, and a subject is
 * anybody's to write: such a cell gets an apostrophe in front.  Control
 * characters, line ends too, are written as escapes.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "cli/export.h"
#include "cli/record.h"

#define CELL_MAX ((size_t)4 << 20)

static const char *const columns[] = { "seq", "id", "time", "relay", "queue_id",
	"verdict", "event", "agent", "workflow", "prompt", "sources",
	"accounts", "tier", "template", "sender", "recipients", "subject",
	"digest", "reasons", "rules", "approver", "decision", "actor", "reason",
	"about", "took_us", "client", "login" };

static void
cell_write(struct slice text)
{
	struct slice piece;
	bool first = true;

	(void)fputc('"', stdout);
	if (text.len > 0 && text.ptr[0] != '\0' &&
	    slice_index(SLICE("=+-@\t\r"), text.ptr[0]) != SLICE_NONE)
		(void)fputc('\'', stdout);
	for (; text.len > 0 && slice_cut(&text, '"', &piece); first = false) {
		(void)fputs(first ? "" : "\"\"", stdout);
		out_text(stdout, piece);
		if (text.ptr != NULL && text.len == 0) {
			(void)fputs("\"\"", stdout); /* it ended in one */
			break;
		}
	}
	(void)fputc('"', stdout);
}

/* The distinct rules, in the order of their findings. */
static struct slice
rules_join(const json_t *record, struct arena *arena)
{
	const json_t *findings = json_object_get(record, "findings");
	struct slice text, rule, last = SLICE_EMPTY;
	struct buf buf;
	size_t i;

	buf_init(&buf, CELL_MAX);
	for (i = 0; i < json_array_size(findings); i++) {
		rule = record_text(json_array_get(findings, i), "rule");
		if (i > 0 && slice_equal(rule, last))
			continue;
		if (i > 0)
			(void)buf_add_cstr(&buf, "; ");
		(void)buf_add(&buf, rule);
		last = rule;
	}
	text = arena_copy(arena, buf_slice(&buf));
	buf_free(&buf);
	return text.ptr == NULL ? SLICE_EMPTY : text;
}

static struct slice
cell_of(const json_t *record, const char *key, struct arena *arena)
{
	const json_t *value = json_object_get(record, key);
	struct slice name = slice_cstr(key);

	if (slice_equal(name, SLICE("rules")))
		return rules_join(record, arena);
	if (slice_equal(name, SLICE("approver")))
		return record_text(
		    json_object_get(record, "approval"), "approver");
	if (slice_equal(name, SLICE("decision")))
		return record_text(value, "kind");
	if (json_is_array(value))
		return record_join(record, key, "; ", arena);
	if (json_is_integer(value))
		return slice_cstr(arena_printf(
		    arena, "%" PRId64, (int64_t)json_integer_value(value)));
	return record_text(record, key);
}

void
export_csv_head(void)
{
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		(void)printf("%s%s", i > 0 ? "," : "", columns[i]);
	(void)fputs("\r\n", stdout);
}

bool
export_csv(struct export *export, const json_t *record, struct slice json)
{
	size_t i;

	(void)json;
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		if (i > 0)
			(void)fputc(',', stdout);
		cell_write(cell_of(record, columns[i], export->arena));
	}
	(void)fputs("\r\n", stdout);
	return true;
}
