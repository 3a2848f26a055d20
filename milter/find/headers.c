/*
 * headers.c - rules about a header field: it must be there, or must not be.
 *
 * Only the message's own header counts.  With a regex, a field counts as there
 * when its value matches, as it stands or decoded.
 */
#include "find/judge.h"
#include "message/field.h"

static enum rule_found
value_found(
    struct find_judge *judge, const struct rule *rule, struct slice value)
{
	size_t start, end;

	if (rule->pattern == NULL)
		return RULE_FOUND_YES;
	return rule_pattern_find(judge->matcher, rule->pattern,
	    find_valid_text(judge, value), 0, &start, &end);
}

/* The field's decoded values, which are among the views. */
static enum rule_found
views_found(struct find_judge *judge, const struct rule *rule,
    const struct message *message, const struct text *text)
{
	struct slice wanted = slice_cstr(rule->header);
	bool subject = slice_equal_nocase(wanted, SLICE("Subject"));
	enum rule_found found = RULE_FOUND_NO;

	for (size_t i = 0; i < text->views.len && found == RULE_FOUND_NO; i++) {
		const struct text_view *view = &text->views.items[i];

		if (view->part == message->root && view->inside.len == 0 &&
		    ((view->kind == TEXT_VIEW_SUBJECT && subject) ||
			(view->kind == TEXT_VIEW_HEADER &&
			    slice_equal_nocase(view->name, wanted))))
			found = value_found(judge, rule, view->text);
	}
	return found;
}

static enum rule_found
header_found(struct find_judge *judge, const struct rule *rule,
    const struct message *message, const struct text *text)
{
	const struct message_fields *fields = &message->root->fields;
	struct slice name = slice_cstr(rule->header), value;
	const struct message_field *field;
	enum rule_found found;

	for (field = message_field_find(fields, name); field != NULL;
	     field = message_field_next(fields, field, name)) {
		value = message_field_unfold(field->value, judge->arena);
		if (value.ptr == NULL) {
			judge->nomem = true;
			return RULE_FOUND_NO;
		}
		found = value_found(judge, rule, value);
		if (found != RULE_FOUND_NO)
			return found;
	}
	if (rule->pattern == NULL)
		return RULE_FOUND_NO;
	return views_found(judge, rule, message, text);
}

void
find_headers(struct find_judge *judge, const struct message *message,
    const struct text *text)
{
	struct text_view view = { .kind = TEXT_VIEW_HEADER,
		.part = message->root };

	for (size_t i = 0; i < ruleset_count(judge->set) && !judge->nomem;
	     i++) {
		const struct rule *rule = ruleset_rule(judge->set, i);
		enum rule_found found;

		if (rule->kind != RULE_KIND_HEADER)
			continue;
		view.name = slice_cstr(rule->header);
		found = header_found(judge, rule, message, text);
		if (found == RULE_FOUND_LIMIT) {
			find_add_incomplete(judge, i, &view);
		} else if ((found == RULE_FOUND_YES) != rule->header_must) {
			judge->rules[i].hits++;
			(void)find_add(judge, i, &view);
		}
	}
}

/* An example is a header: fields, one a line. */
bool
find_header_example(
    struct find_judge *judge, const struct rule *rule, struct slice example)
{
	struct slice line, name;
	bool there = false;

	while (slice_cut(&example, '\n', &line)) {
		if (!slice_cut(&line, ':', &name) || line.ptr == NULL ||
		    !slice_equal_nocase(
			slice_trim(name), slice_cstr(rule->header)))
			continue;
		there = there ||
		    value_found(judge, rule, slice_trim(line)) != RULE_FOUND_NO;
	}
	return there != rule->header_must;
}
