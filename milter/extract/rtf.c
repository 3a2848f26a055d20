/*
 * rtf.c - RTF to text, one token at a time.
 *
 * A group inherits the state of the one around it, and the state decides where
 * its text goes.  Groups beyond RTF_DEPTH_MAX share the last state.  A
 * destination that nobody knows is not dropped, as the specification has it,
 * but set aside: other programs may know it.
 */
#include "extract/rtf.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "extract/bytes.h"
#include "extract/codepage.h"
#include "extract/plain.h"
#include "extract/rtf_words.h"
#include "extract/sniff.h"

#define RTF_DEPTH_MAX ((size_t)256)
#define RTF_FONTS_MAX ((size_t)1024)
#define RTF_UC_MAX 16
#define RTF_OLE1_NAME_MAX ((size_t)4096) /* bytes of each name in an object */

enum target {
	TARGET_SHOWN,
	TARGET_ASIDE,
	TARGET_SKIP,
	TARGET_PICTURE,
	TARGET_OBJECT,
	TARGET_HTMLTAG
};

struct group {
	enum target target;
	bool hidden;
	bool htmlrtf;  /* not part of the wrapped HTML */
	bool fonts;    /* inside the font table */
	unsigned page; /* code page */
	unsigned uc;
};

struct rtf {
	struct sink *sink;
	const struct member *self;
	struct slice rest;
	struct group groups[RTF_DEPTH_MAX];
	size_t depth; /* of the file; may be beyond the array */
	struct group *now;
	bool optional; /* a \* was read, its word is next */
	unsigned skip; /* characters that stand for the last one of Unicode */
	uint32_t high; /* the first half of a surrogate pair */
	unsigned page; /* the document's code page */
	size_t font;   /* that is being defined */
	uint16_t pages[RTF_FONTS_MAX];
	bool from_html;
	bool undecoded;
	struct buf main;
	struct buf aside;
	struct buf all;
	struct buf html;
	struct buf data; /* of a picture or object */
	int digit;       /* half a byte of it; -1: none */
};

static void
text_add(struct rtf *rtf, struct slice text)
{
	switch (rtf->now->target) {
	case TARGET_HTMLTAG:
		(void)buf_add(&rtf->html, text);
		return;
	case TARGET_SKIP:
	case TARGET_PICTURE:
	case TARGET_OBJECT:
		return;
	case TARGET_SHOWN:
		if (rtf->from_html && !rtf->now->htmlrtf)
			(void)buf_add(&rtf->html, text);
		if (!rtf->now->hidden) {
			(void)buf_add(&rtf->main, text);
			(void)buf_add(&rtf->all, text);
			return;
		}
		break;
	case TARGET_ASIDE:
		break;
	}
	(void)buf_add(&rtf->aside, text);
	(void)buf_add(&rtf->all, text);
}

static void
cp_add(struct rtf *rtf, uint32_t cp)
{
	char encoded[UTF8_MAX];

	text_add(rtf, slice_make(encoded, utf8_encode(cp, encoded)));
}

static void
hex_add(struct rtf *rtf, char c)
{
	int digit = ascii_hex(c);

	if (digit < 0)
		return;
	if (rtf->digit < 0) {
		rtf->digit = digit;
		return;
	}
	(void)buf_add_byte(&rtf->data, (char)(rtf->digit << 4 | digit));
	rtf->digit = -1;
}

/* A byte of text in the code page in force. */
static void
byte_add(struct rtf *rtf, char c)
{
	unsigned page = rtf->now->page;

	if (rtf->skip > 0) {
		rtf->skip--;
		return;
	}
	if (rtf->now->target == TARGET_PICTURE ||
	    rtf->now->target == TARGET_OBJECT) {
		hex_add(rtf, c);
		return;
	}
	if ((unsigned char)c >= 0x80 && !codepage_known(page))
		rtf->undecoded = true;
	cp_add(rtf, codepage_decode(page, (unsigned char)c));
}

/* \uN: a signed number of 16 bits, surrogates in two. */
static void
unicode_add(struct rtf *rtf, long number)
{
	uint32_t cp = (uint32_t)number & 0xFFFF;

	if (number > 0xFFFF && number <= 0x10FFFF)
		cp = (uint32_t)number;
	rtf->skip = rtf->now->uc;
	if (cp >= 0xD800 && cp < 0xDC00) {
		rtf->high = cp;
		return;
	}
	if (cp >= 0xDC00 && cp < 0xE000 && rtf->high != 0)
		cp = 0x10000 + ((rtf->high - 0xD800) << 10) + (cp - 0xDC00);
	rtf->high = 0;
	cp_add(rtf, cp);
}

/* The file inside an OLE 1 object: behind a version, a kind and three names. */
static struct slice
object_inside(struct slice data)
{
	size_t at = 8;

	for (int i = 0; i < 3; i++) {
		size_t len = bytes_le32(data, at);

		if (len > RTF_OLE1_NAME_MAX || !bytes_has(data, at, 4 + len))
			return data;
		at += 4 + len;
	}
	if (!bytes_has(data, at, 4))
		return data;
	return slice_sub(data, at + 4, bytes_le32(data, at));
}

static void
object_put(struct rtf *rtf, struct slice data)
{
	struct member part = *rtf->self;

	part.bytes = object_inside(data);
	part.name = SLICE_EMPTY;
	if (sniff_format(&part) == FORMAT_UNKNOWN) {
		plain_runs(rtf->sink, rtf->self, part.bytes);
		sink_skip(rtf->sink, rtf->self, "embedded object");
	} else {
		sink_descend(rtf->sink, rtf->self, SLICE("object"), part.bytes);
	}
}

/* Pictures of Windows have no mark in RTF: their words are all they have. */
static void
picture_put(struct rtf *rtf, struct slice data)
{
	struct member part = *rtf->self;

	part.bytes = data;
	part.name = SLICE_EMPTY;
	if (sniff_format(&part) != FORMAT_UNKNOWN) {
		sink_descend(rtf->sink, rtf->self, SLICE("picture"), data);
		return;
	}
	plain_runs(rtf->sink, rtf->self, data);
	sink_put(rtf->sink, rtf->self, RECORD_IMAGE, SLICE_EMPTY);
}

static void
data_put(struct rtf *rtf, enum target target)
{
	struct slice data = buf_slice(&rtf->data);

	if (data.len > 0 && sink_unpacked(rtf->sink, rtf->self, data.len)) {
		if (target == TARGET_OBJECT)
			object_put(rtf, data);
		else
			picture_put(rtf, data);
	}
	buf_clear(&rtf->data);
	rtf->digit = -1;
}

static void
group_open(struct rtf *rtf)
{
	rtf->depth++;
	rtf->skip = 0;
	if (rtf->depth >= RTF_DEPTH_MAX)
		return;
	rtf->groups[rtf->depth] = *rtf->now;
	rtf->now = &rtf->groups[rtf->depth];
}

static void
group_close(struct rtf *rtf)
{
	enum target was = rtf->now->target;

	rtf->skip = 0;
	if (rtf->depth == 0)
		return;
	if (--rtf->depth >= RTF_DEPTH_MAX - 1)
		return;
	rtf->now = &rtf->groups[rtf->depth];
	if (was == rtf->now->target)
		return;
	if (was == TARGET_OBJECT || was == TARGET_PICTURE)
		data_put(rtf, was);
	else if (was == TARGET_ASIDE)
		(void)buf_add_byte(&rtf->aside, '\n');
}

/* A destination never shows what the one around it does not. */
static void
target_set(struct rtf *rtf, enum target target)
{
	if (rtf->now->target == TARGET_SHOWN ||
	    rtf->now->target == TARGET_ASIDE)
		rtf->now->target = target;
}

static void
font_define(struct rtf *rtf, long number)
{
	rtf->font =
	    number >= 0 && number < (long)RTF_FONTS_MAX ? (size_t)number : 0;
}

static void
font_use(struct rtf *rtf, long number)
{
	unsigned page = 0;

	if (rtf->now->fonts) {
		font_define(rtf, number);
		return;
	}
	if (number >= 0 && number < (long)RTF_FONTS_MAX)
		page = rtf->pages[number];
	rtf->now->page = page != 0 ? page : rtf->page;
}

static void
bin_take(struct rtf *rtf, long len)
{
	struct slice data = slice_sub(rtf->rest, 0, len > 0 ? (size_t)len : 0);

	rtf->rest = slice_from(rtf->rest, data.len);
	if (rtf->now->target == TARGET_PICTURE ||
	    rtf->now->target == TARGET_OBJECT)
		(void)buf_add(&rtf->data, data);
	else if (data.len > 0 && sink_unpacked(rtf->sink, rtf->self, data.len))
		object_put(rtf, data);
}

static void
state_set(struct rtf *rtf, enum rtf_word word, long number)
{
	switch (word) {
	case RTF_WORD_HTMLRTF:
		rtf->now->htmlrtf = number != 0;
		break;
	case RTF_WORD_FROMHTML:
		rtf->from_html = number != 0;
		break;
	case RTF_WORD_HIDDEN:
		rtf->now->hidden = number != 0;
		break;
	case RTF_WORD_PLAIN:
		rtf->now->hidden = false;
		break;
	case RTF_WORD_CODEPAGE:
		rtf->page = number > 0 ? (unsigned)number : 1252;
		rtf->now->page = rtf->page;
		break;
	case RTF_WORD_CHARSET:
		rtf->pages[rtf->font] = (uint16_t)rtf_charset_page(number);
		break;
	case RTF_WORD_FONT:
		font_use(rtf, number);
		break;
	case RTF_WORD_UC:
		rtf->now->uc = number < 0 ? 0 :
		    number > RTF_UC_MAX   ? RTF_UC_MAX :
					    (unsigned)number;
		break;
	case RTF_WORD_UNICODE:
		unicode_add(rtf, number);
		break;
	case RTF_WORD_BIN:
		bin_take(rtf, number);
		break;
	default:
		break;
	}
}

static void
word_act(struct rtf *rtf, struct slice name, long number)
{
	struct slice text = SLICE_EMPTY;
	enum rtf_word word = rtf_word_of(name, &text);
	bool optional = rtf->optional;

	rtf->optional = false;
	switch (word) {
	case RTF_WORD_TEXT:
		text_add(rtf, text);
		break;
	case RTF_WORD_SHOWN:
		break;
	case RTF_WORD_ASIDE:
		target_set(rtf, TARGET_ASIDE);
		break;
	case RTF_WORD_FONTTABLE:
		rtf->now->fonts = true;
		target_set(rtf, TARGET_ASIDE);
		break;
	case RTF_WORD_SKIP:
		target_set(rtf, TARGET_SKIP);
		break;
	case RTF_WORD_PICTURE:
		target_set(rtf, TARGET_PICTURE);
		break;
	case RTF_WORD_OBJECT:
		target_set(rtf, TARGET_OBJECT);
		break;
	case RTF_WORD_HTMLTAG:
		target_set(rtf, TARGET_HTMLTAG);
		break;
	case RTF_WORD_NONE:
		if (optional)
			target_set(rtf, TARGET_ASIDE);
		break;
	default:
		state_set(rtf, word, number);
		break;
	}
}

/* A control word with its number and the blank behind it. */
static void
word_read(struct rtf *rtf)
{
	struct slice in = rtf->rest;
	size_t len = 0, at;
	bool minus;
	long number = 0;

	while (len < in.len && ascii_alpha(in.ptr[len]))
		len++;
	at = len;
	minus =
	    at + 1 < in.len && in.ptr[at] == '-' && ascii_digit(in.ptr[at + 1]);
	if (minus)
		at++;
	if (at >= in.len || !ascii_digit(in.ptr[at]))
		number = 1; /* "\v" is "\v1" */
	for (; at < in.len && ascii_digit(in.ptr[at]); at++)
		if (number < 1000000000)
			number = number * 10 + (in.ptr[at] - '0');
	if (at < in.len && in.ptr[at] == ' ')
		at++;
	rtf->rest = slice_from(in, at);
	if (rtf->skip > 0) {
		rtf->skip--;
		return;
	}
	word_act(rtf, slice_sub(in, 0, len), minus ? -number : number);
}

/* \'hh */
static void
quoted_read(struct rtf *rtf)
{
	int high = -1, low = -1;

	if (rtf->rest.len >= 2) {
		high = ascii_hex(rtf->rest.ptr[0]);
		low = ascii_hex(rtf->rest.ptr[1]);
	}
	if (high < 0 || low < 0)
		return;
	rtf->rest = slice_from(rtf->rest, 2);
	if (rtf->now->target == TARGET_PICTURE ||
	    rtf->now->target == TARGET_OBJECT)
		(void)buf_add_byte(&rtf->data, (char)(high << 4 | low));
	else
		byte_add(rtf, (char)(high << 4 | low));
}

static void
symbol_read(struct rtf *rtf, char c)
{
	switch (c) {
	case '\'':
		quoted_read(rtf);
		return;
	case '*':
		rtf->optional = true;
		return;
	case '~':
		cp_add(rtf, 0xA0);
		return;
	case '_':
		text_add(rtf, SLICE("-"));
		return;
	case '-': /* a place where the word may be broken */
		return;
	case '\r':
	case '\n':
		text_add(rtf, SLICE("\n"));
		return;
	case '\t':
		text_add(rtf, SLICE("\t"));
		return;
	default:
		byte_add(rtf, c);
		return;
	}
}

static void
token_read(struct rtf *rtf)
{
	char c = rtf->rest.ptr[0];

	rtf->rest = slice_from(rtf->rest, 1);
	if (c == '{') {
		group_open(rtf);
	} else if (c == '}') {
		group_close(rtf);
	} else if (c == '\\' && rtf->rest.len > 0) {
		if (ascii_alpha(rtf->rest.ptr[0])) {
			word_read(rtf);
			return;
		}
		c = rtf->rest.ptr[0];
		rtf->rest = slice_from(rtf->rest, 1);
		symbol_read(rtf, c);
	} else if (c != '\r' && c != '\n' && c != '\0') {
		byte_add(rtf, c);
	}
}

static void
put_as(struct rtf *rtf, const char *what, enum record_kind kind,
    const struct buf *text)
{
	struct member view;

	if (slice_trim(buf_slice(text)).len > 0 &&
	    sink_as(rtf->sink, rtf->self, what, &view))
		sink_put(rtf->sink, &view, kind, buf_slice(text));
}

static void
rtf_put(struct rtf *rtf)
{
	if (buf_failed(&rtf->main) || buf_failed(&rtf->aside) ||
	    buf_failed(&rtf->all) || buf_failed(&rtf->html) ||
	    buf_failed(&rtf->data))
		sink_nomem(rtf->sink, rtf->self);
	sink_put(rtf->sink, rtf->self, RECORD_TEXT, buf_slice(&rtf->main));
	if (rtf->aside.len > 0) {
		put_as(rtf, "all text", RECORD_TEXT, &rtf->all);
		put_as(rtf, "aside", RECORD_TEXT, &rtf->aside);
	}
	put_as(rtf, "html", RECORD_HTML, &rtf->html);
	if (rtf->undecoded)
		sink_skip(rtf->sink, rtf->self, "text does not decode");
	if (rtf->depth > 0)
		sink_skip(rtf->sink, rtf->self, "truncated");
}

static void
rtf_run(struct rtf *rtf)
{
	/* no token is more than four bytes of text a byte of its own */
	size_t max = rtf->rest.len * 4 + 16;

	buf_init(&rtf->main, max);
	buf_init(&rtf->aside, max);
	buf_init(&rtf->all, max);
	buf_init(&rtf->html, max);
	buf_init(&rtf->data, max);
	while (rtf->rest.len > 0 && !rtf->sink->stopped)
		token_read(rtf);
	if (rtf->data.len > 0)
		data_put(rtf, rtf->now->target);
	rtf_put(rtf);
	buf_free(&rtf->main);
	buf_free(&rtf->aside);
	buf_free(&rtf->all);
	buf_free(&rtf->html);
	buf_free(&rtf->data);
}

void
rtf_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct rtf rtf = { .sink = sink, .self = &self, .page = 1252 };

	if (!sink_as(sink, member, "rtf", &self))
		return;
	rtf.rest = self.bytes;
	rtf.now = rtf.groups;
	rtf.digit = -1;
	rtf.groups[0] = (struct group){ .page = 1252, .uc = 1 };
	rtf_run(&rtf);
}
