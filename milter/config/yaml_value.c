/*
 * yaml_value.c - a scalar read as a number, a span, a size, one of a few words.
 *
 * No function here looks at the locale, and each says what it expected and
 * what it got.
 */
#include <stdio.h>

#include "base/clock.h"
#include "config/yaml.h"

#define SHOWN_MAX 64  /* bytes of a wrong value that are repeated */
#define DIGITS_MAX 15 /* that a double holds exactly */

/* "what: expected EXPECTED, got ..." */
static bool
wrong(const struct yaml_node *node, const char *what, const char *expected,
    struct diag_list *diags)
{
	static const char *const kinds[] = { "", "a list", "a map" };

	if (node->kind != YAML_SCALAR)
		diag_error(diags, yaml_place(node), "%s: expected %s, got %s",
		    what, expected, kinds[node->kind]);
	else if (node->text.len == 0)
		diag_error(diags, yaml_place(node),
		    "%s: expected %s, got nothing", what, expected);
	else
		diag_error(diags, yaml_place(node),
		    "%s: expected %s, got \"%.*s\"", what, expected,
		    SLICE_ARG(slice_sub(node->text, 0, SHOWN_MAX)));
	return false;
}

/* Digits alone into *value_r; false if none, something else, or over max. */
static bool
parse_count(struct slice text, int64_t max, int64_t *value_r)
{
	int64_t value = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int digit = text.ptr[i] - '0';

		if (!ascii_digit(text.ptr[i]) || digit > max ||
		    value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*value_r = value;
	return true;
}

/* Digits with at most one point between them. */
static bool
parse_number(struct slice text, double *value_r)
{
	double value = 0, scale = 1;
	size_t digits = 0;
	bool point = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '.' && !point && i > 0) {
			point = true;
			continue;
		}
		if (!ascii_digit(text.ptr[i]) || digits++ == DIGITS_MAX)
			return false;
		value = value * 10 + (text.ptr[i] - '0');
		scale *= point ? 10 : 1;
	}
	*value_r = value / scale;
	return digits > 0 && text.ptr[text.len - 1] != '.';
}

bool
yaml_bool(const struct yaml_node *node, const char *what,
    struct diag_list *diags, bool *value_r)
{
	static const char *const words[] = { "false", "true", "no", "yes",
		"off", "on" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (node->kind == YAML_SCALAR &&
		    slice_equal_nocase(node->text, slice_cstr(words[i]))) {
			*value_r = i % 2 == 1;
			return true;
		}
	return wrong(node, what, "true or false", diags);
}

bool
yaml_count(const struct yaml_node *node, const char *what, int64_t max,
    struct diag_list *diags, int64_t *value_r)
{
	char expected[80];

	if (node->kind == YAML_SCALAR && parse_count(node->text, max, value_r))
		return true;
	(void)snprintf(expected, sizeof(expected),
	    "a whole number from 0 to %lld", (long long)max);
	return wrong(node, what, expected, diags);
}

bool
yaml_number(const struct yaml_node *node, const char *what,
    struct diag_list *diags, double *value_r)
{
	if (node->kind == YAML_SCALAR && parse_number(node->text, value_r))
		return true;
	return wrong(node, what, "a number", diags);
}

bool
yaml_share(const struct yaml_node *node, const char *what,
    struct diag_list *diags, double *value_r)
{
	if (node->kind == YAML_SCALAR && parse_number(node->text, value_r) &&
	    *value_r <= 1.0)
		return true;
	return wrong(node, what, "a share from 0.0 to 1.0", diags);
}

bool
yaml_span(const struct yaml_node *node, const char *what,
    struct diag_list *diags, int64_t *seconds_r)
{
	if (node->kind == YAML_SCALAR &&
	    clock_parse_span(node->text, seconds_r))
		return true;
	return wrong(
	    node, what, "a span of time (90s, 15m, 24h, 14d or 2w)", diags);
}

/* Units in powers of 1,024, longest spelling first. */
static const struct {
	const char *unit;
	unsigned shift;
} size_units[] = {
	{ "kib", 10 },
	{ "mib", 20 },
	{ "gib", 30 },
	{ "kb", 10 },
	{ "mb", 20 },
	{ "gb", 30 },
	{ "k", 10 },
	{ "m", 20 },
	{ "g", 30 },
	{ "b", 0 },
};

static bool
parse_size(struct slice text, int64_t *bytes_r)
{
	unsigned shift = 0;

	for (size_t i = 0; i < sizeof(size_units) / sizeof(*size_units); i++) {
		struct slice unit = slice_cstr(size_units[i].unit);

		if (!slice_ends_nocase(text, unit))
			continue;
		shift = size_units[i].shift;
		text = slice_trim(slice_sub(text, 0, text.len - unit.len));
		break;
	}
	if (!parse_count(text, INT64_MAX >> shift, bytes_r))
		return false;
	*bytes_r <<= shift;
	return true;
}

bool
yaml_size(const struct yaml_node *node, const char *what,
    struct diag_list *diags, int64_t *bytes_r)
{
	if (node->kind == YAML_SCALAR && parse_size(node->text, bytes_r))
		return true;
	return wrong(node, what, "a size (64MiB, 512k or 1000)", diags);
}

bool
yaml_choice(const struct yaml_node *node, const char *what,
    const char *const *names, struct diag_list *diags, size_t *index_r)
{
	char expected[256];
	size_t len = 0;

	for (size_t i = 0; names[i] != NULL; i++)
		if (node->kind == YAML_SCALAR &&
		    slice_equal(node->text, slice_cstr(names[i]))) {
			*index_r = i;
			return true;
		}
	for (size_t i = 0; names[i] != NULL && len < sizeof(expected); i++) {
		const char *sep = i == 0 ? "" : names[i + 1] ? ", " : " or ";

		len += (size_t)snprintf(expected + len, sizeof(expected) - len,
		    "%s%s", sep, names[i]);
	}
	return wrong(node, what, expected, diags);
}
