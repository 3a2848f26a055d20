/*
 * flowed.c - text whose lines flow, joined as RFC 3676 section 4 says.
 *
 * Quoting marks and a stuffed blank at the front of a line that goes on are
 * left out, as a program would that wraps the text anew.
 */
#include "text/flowed.h"

static bool
says(const struct message_part *part, struct slice name, struct slice value)
{
	const struct message_param *param =
	    message_params_find(&part->content_type, name);

	return param != NULL &&
	    slice_equal_nocase(slice_trim(param->bytes), value);
}

bool
flowed_deletes_blanks(const struct message_part *part)
{
	return says(part, SLICE("format"), SLICE("flowed")) &&
	    says(part, SLICE("delsp"), SLICE("yes"));
}

/* Where the text of the line at `at` begins behind its marks. */
static size_t
behind_marks(struct slice text, size_t at)
{
	while (at < text.len && text.ptr[at] == '>')
		at++;
	return at < text.len && text.ptr[at] == ' ' ? at + 1 : at;
}

enum status
flowed_join(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r)
{
	struct slice text = view->text;
	struct text_build build;
	bool goes_on = false;
	size_t at = 0, end, next;

	text_build_init(&build, arena, view->map);
	for (; at < text.len; at = next) {
		end = slice_index(slice_from(text, at), '\n');
		end = end == SLICE_NONE ? text.len : at + end;
		next = end < text.len ? end + 1 : end;
		if (goes_on)
			at = behind_marks(text, at);
		if (end > at && text.ptr[end - 1] == '\r')
			end--;
		goes_on = end > at && text.ptr[end - 1] == ' ' &&
		    !slice_equal(slice_sub(text, at, end - at), SLICE("-- "));
		if (goes_on)
			end--;
		else
			end = next;
		if (end > at)
			text_build_copy(
			    &build, slice_sub(text, at, end - at), at);
	}
	return text_build_done(&build, text.len, out_r, map_r) ? STATUS_OK :
								 STATUS_NOMEM;
}
