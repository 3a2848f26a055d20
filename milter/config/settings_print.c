/*
 * settings_print.c - the table of keys, printed for a person or a program.
 *
 * A key inside a map is written with a dot, one inside a list of maps with
 * "[]" before it: "agents[].match.auth".
 */
#include <string.h>

#include "config/settings_parse.h"

#define KEY_MAX 128
#define DEPTH_MAX 4 /* maps inside maps, in our own tables */

struct printer {
	FILE *out;
	bool json;
	char key[KEY_MAX];
};

static void
print_json_string(FILE *out, const char *text)
{
	(void)putc('"', out);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			(void)putc('\\', out);
		(void)putc(*text, out);
	}
	(void)putc('"', out);
}

static void
print_row_json(const struct printer *p, const struct settings_row *row)
{
	fputs("{\"key\":", p->out);
	print_json_string(p->out, p->key);
	fputs(",\"default\":", p->out);
	if (row->value != NULL)
		print_json_string(p->out, row->value);
	else
		fputs("null", p->out);
	fputs(",\"absent\":", p->out);
	if (row->absent != NULL)
		print_json_string(p->out, row->absent);
	else
		fputs("null", p->out);
	fprintf(p->out, ",\"required\":%s,\"choices\":[",
	    row->required ? "true" : "false");
	for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL;
	     i++) {
		fputs(i > 0 ? "," : "", p->out);
		print_json_string(p->out, row->choices[i]);
	}
	fputs("],\"about\":", p->out);
	print_json_string(p->out, row->about);
	fputs("}\n", p->out);
}

static void
print_row(const struct printer *p, const struct settings_row *row)
{
	char shown[64] = "";

	if (p->json) {
		print_row_json(p, row);
		return;
	}
	if (row->required)
		(void)snprintf(shown, sizeof(shown), "(required)");
	else if (row->value != NULL)
		(void)snprintf(shown, sizeof(shown), "%s", row->value);
	else if (row->absent != NULL)
		(void)snprintf(shown, sizeof(shown), "(%s)", row->absent);
	fprintf(p->out, "%-28s %-26s %s\n", p->key, shown, row->about);
}

/* Depth is bounded by the tables, which are ours. */
static void
print_table(
    struct printer *p, const struct settings_table *table, unsigned depth)
{
	size_t len = strlen(p->key);

	for (size_t i = 0; i < table->nrows; i++) {
		const struct settings_row *row = &table->rows[i];

		(void)snprintf(p->key + len, sizeof(p->key) - len, "%s%s",
		    len > 0 ? "." : "", row->name);
		print_row(p, row);
		if (row->table != NULL && depth < DEPTH_MAX) {
			if (row->take != settings_take_map)
				(void)snprintf(p->key + strlen(p->key),
				    sizeof(p->key) - strlen(p->key), "[]");
			print_table(p, row->table, depth + 1);
		}
		p->key[len] = '\0';
	}
}

void
settings_print_defaults(FILE *out, bool json)
{
	struct printer p = { .out = out, .json = json };

	print_table(&p, &settings_table, 0);
}
