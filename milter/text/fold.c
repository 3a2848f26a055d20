/*
 * fold.c - text as a careless eye reads it.
 *
 * ASCII is folded in a loop of its own: lower case, white space collapsed,
 * control characters dropped.  Anything else is taken a cluster at a time (a
 * character and what combines with it): NFKC, and then each character of that
 * is dropped, made ASCII, or case folded.  A cluster has a ceiling, since
 * bringing n marks into their order costs n squared.
 */
#include "text/fold.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/utf8.h"
#include "text/confusable.h"

#define CLUSTER_MAX 32    /* code points of one cluster */
#define UNITS_MAX 1024    /* of a cluster in NFKC: one character gives 18 */
#define DECOMPOSED_MAX 32 /* of one character */

/*
 * A text of nothing but what NFKC makes eighteen of one is not worth the room:
 * once it has grown so much, no more is decomposed.
 */
#define GROWTH_MAX 3
#define GROWTH_FREE 4096 /* bytes */
#define NUMBER_MAX 50    /* in a circle */

#define MEMOS 256

/* What a letter that stands alone is folded to, whatever is around it. */
struct memo {
	UChar32 cp; /* 0: none */
	unsigned char len;
	bool ascii; /* as fold.ascii behind it */
	char out[10];
};

struct fold {
	struct slice in;
	struct text_build build;
	const UNormalizer2 *nfkc;
	const UNormalizer2 *nfd;
	size_t at;   /* offset of the cluster in hand */
	bool spaced; /* the last thing put was a space */
	bool ascii;  /* it was ASCII: marks over it are dropped */
	size_t next; /* offset of what follows the cluster */
	struct memo memos[MEMOS];
};

#define BRAILLE_BLANK 0x2800
#define OBJECT_REPLACEMENT 0xFFFC

/* What ASCII becomes; 0: it is dropped. */
static const unsigned char ascii_fold[128] = {
	['\t'] = ' ',
	['\n'] = ' ',
	['\v'] = ' ',
	['\f'] = ' ',
	['\r'] = ' ',
	[' '] = ' ',
	'!',
	'"',
	'#',
	'$',
	'%',
	'&',
	'\'',
	'(',
	')',
	'*',
	'+',
	',',
	'-',
	'.',
	'/',
	'0',
	'1',
	'2',
	'3',
	'4',
	'5',
	'6',
	'7',
	'8',
	'9',
	':',
	';',
	'<',
	'=',
	'>',
	'?',
	'@',
	'a',
	'b',
	'c',
	'd',
	'e',
	'f',
	'g',
	'h',
	'i',
	'j',
	'k',
	'l',
	'm',
	'n',
	'o',
	'p',
	'q',
	'r',
	's',
	't',
	'u',
	'v',
	'w',
	'x',
	'y',
	'z',
	'[',
	'\\',
	']',
	'^',
	'_',
	'`',
	'a',
	'b',
	'c',
	'd',
	'e',
	'f',
	'g',
	'h',
	'i',
	'j',
	'k',
	'l',
	'm',
	'n',
	'o',
	'p',
	'q',
	'r',
	's',
	't',
	'u',
	'v',
	'w',
	'x',
	'y',
	'z',
	'{',
	'|',
	'}',
	'~',
};

/*
 * Folds the ASCII in front of the rest: a run ends before anything that is
 * dropped, and before the second white space in a row, which is passed.
 */
static size_t
fold_ascii_run(struct fold *fold, size_t at)
{
	const unsigned char *in = (const unsigned char *)fold->in.ptr;
	struct text_build *build = &fold->build;
	size_t start = at, len = fold->in.len;
	unsigned char c = 0;
	bool spaced = fold->spaced;
	char *out = build->ptr + build->len;

	for (; at < len && in[at] < 128; at++) {
		c = ascii_fold[in[at]];
		if (c == 0 || (c == ' ' && spaced))
			break;
		spaced = c == ' ';
		*out++ = (char)c;
	}
	fold->spaced = spaced;
	if (at > start) {
		fold->ascii = true;
		text_build_written(build, at - start, start);
	}
	while (at < len && in[at] < 128) {
		c = ascii_fold[in[at]];
		if (c != 0 && !(c == ' ' && fold->spaced))
			break;
		at++;
	}
	return at;
}

static void
put_ascii(struct fold *fold, unsigned char ascii)
{
	unsigned char c = ascii_fold[ascii];

	if (c == 0 || (c == ' ' && fold->spaced))
		return;
	text_build_byte(&fold->build, (char)c, fold->at);
	fold->spaced = c == ' ';
	fold->ascii = true;
}

static void
put_letters(struct fold *fold, const char *letters)
{
	for (; *letters != '\0'; letters++)
		put_ascii(fold, (unsigned char)*letters);
}

static void
put_cp(struct fold *fold, uint32_t cp)
{
	char out[UTF8_MAX];

	text_build_made(
	    &fold->build, slice_make(out, utf8_encode(cp, out)), fold->at);
	fold->spaced = false;
	fold->ascii = false;
}

/* The code point at units[*i], which is passed. */
static UChar32
next_cp(const UChar *units, int32_t n, int32_t *i)
{
	UChar unit = units[(*i)++], trail;

	if (!U16_IS_LEAD(unit) || *i == n || !U16_IS_TRAIL(units[*i]))
		return unit;
	trail = units[(*i)++];
	return U16_GET_SUPPLEMENTARY(unit, trail);
}

/* Is cp something that is not seen, or only seen on the ASCII before it? */
static bool
is_unseen(const struct fold *fold, UChar32 cp)
{
	switch (u_charType(cp)) {
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
		return fold->ascii ||
		    u_hasBinaryProperty(cp, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
	case U_CONTROL_CHAR:
	case U_FORMAT_CHAR:
		return true;
	default:
		return cp == OBJECT_REPLACEMENT ||
		    u_hasBinaryProperty(cp, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
	}
}

/* Puts what cp passes for in ASCII, or is without its diacritics. */
static bool
put_as_ascii(struct fold *fold, UChar32 cp)
{
	UChar units[DECOMPOSED_MAX];
	UErrorCode error = U_ZERO_ERROR;
	const char *letters = confusable_letters((uint32_t)cp);
	char mark = confusable_mark((uint32_t)cp);
	UChar32 first;
	int32_t n, i = 0;

	if (letters == NULL && mark == '\0') {
		n = unorm2_getDecomposition(
		    fold->nfd, cp, units, DECOMPOSED_MAX, &error);
		if (n <= 0 || U_FAILURE(error))
			return false;
		first = next_cp(units, n, &i);
		if (first < 128) {
			put_ascii(fold, (unsigned char)first);
			return true;
		}
		letters = confusable_letters((uint32_t)first);
		if (letters == NULL)
			return false;
	}
	if (letters != NULL)
		put_letters(fold, letters);
	else
		put_ascii(fold, (unsigned char)mark);
	return true;
}

/* Full case folding, and a second look at what comes out. */
static void
put_case_folded(struct fold *fold, UChar32 cp)
{
	UChar in[U16_MAX_LENGTH], out[8];
	UErrorCode error = U_ZERO_ERROR;
	int32_t n = 0, len, i = 0;
	UChar32 folded;

	U16_APPEND_UNSAFE(in, n, cp);
	len = u_strFoldCase(out, 8, in, n, U_FOLD_CASE_DEFAULT, &error);
	if (U_FAILURE(error) || len > 8) {
		put_cp(fold, (uint32_t)cp);
		return;
	}
	while (i < len) {
		folded = next_cp(out, len, &i);
		if (folded < 128)
			put_ascii(fold, (unsigned char)folded);
		else if (!is_unseen(fold, folded) &&
		    !put_as_ascii(fold, folded))
			put_cp(fold, (uint32_t)folded);
	}
}

/* Does a sign stand before or behind a letter, with nothing between? */
static bool
is_in_word(const struct fold *fold)
{
	const struct text_build *build = &fold->build;

	if (build->len > 0 && fold->ascii &&
	    ascii_alpha(build->ptr[build->len - 1]))
		return true;
	return fold->next < fold->in.len &&
	    ascii_alpha(fold->in.ptr[fold->next]);
}

/* Puts what a digit of any script, or a number in a circle, is worth. */
static bool
put_number(struct fold *fold, UChar32 cp)
{
	int32_t value = u_charDigitValue(cp);
	double worth;

	/* a nought of another script in a Latin word is its "o" */
	if (value == 0 && is_in_word(fold)) {
		put_ascii(fold, 'o');
		return true;
	}
	if (value < 0 && u_charType(cp) == U_OTHER_NUMBER &&
	    confusable_letters((uint32_t)cp) == NULL) {
		worth = u_getNumericValue(cp);
		if (worth >= 0 && worth <= NUMBER_MAX)
			value = (int32_t)worth;
		if ((double)value != worth)
			return false;
	}
	if (value < 0)
		return false;
	if (value > 9)
		put_ascii(fold, (unsigned char)('0' + value / 10));
	put_ascii(fold, (unsigned char)('0' + value % 10));
	return true;
}

/* One character of NFKC text. */
static void
fold_cp(struct fold *fold, UChar32 cp)
{
	char letter;

	if (cp < 128) {
		put_ascii(fold, (unsigned char)cp);
		return;
	}
	if (u_isUWhiteSpace(cp) || cp == BRAILLE_BLANK) {
		put_ascii(fold, ' ');
		return;
	}
	if (is_unseen(fold, cp))
		return;
	letter = confusable_currency((uint32_t)cp);
	if (letter != '\0' && is_in_word(fold)) {
		put_ascii(fold, (unsigned char)letter);
		return;
	}
	if (put_number(fold, cp))
		return;
	if (!put_as_ascii(fold, cp))
		put_case_folded(fold, cp);
}

static void
fold_units(struct fold *fold, const UChar *units, int32_t n)
{
	int32_t i = 0;

	while (i < n)
		fold_cp(fold, next_cp(units, n, &i));
}

/*
 * Does a character that begins so begin a cluster, as ASCII does?  True of all
 * below U+0300, of most of Cyrillic and of the common ideographs.
 */
static bool
begins_cluster(unsigned char lead)
{
	return lead < 0xCC || lead == 0xD0 || lead == 0xD1 ||
	    (lead >= 0xE4 && lead <= 0xE9 && lead != 0xEA);
}

/*
 * Reads the cluster at the position into units; its length in bytes is
 * returned.  A malformed byte is U+FFFD, a cluster of its own.
 */
static size_t
read_cluster(const struct fold *fold, UChar *units, int32_t *n_r, size_t *cps_r)
{
	size_t at = fold->at, len;
	uint32_t cp;

	*n_r = 0;
	for (*cps_r = 0; *cps_r < CLUSTER_MAX && at < fold->in.len; ++*cps_r) {
		if (*cps_r > 0 &&
		    begins_cluster((unsigned char)fold->in.ptr[at]))
			break;
		len = utf8_decode(slice_from(fold->in, at), &cp);
		if (*cps_r > 0 &&
		    unorm2_hasBoundaryBefore(fold->nfkc, (UChar32)cp))
			break;
		U16_APPEND_UNSAFE(units, *n_r, cp);
		at += len;
	}
	return at - fold->at;
}

/* Puts what a letter that stands alone was folded to before, if it was. */
static bool
memo_use(struct fold *fold, UChar32 cp)
{
	const struct memo *memo = &fold->memos[(uint32_t)cp % MEMOS];

	if (memo->cp != cp)
		return false;
	text_build_made(
	    &fold->build, slice_make(memo->out, memo->len), fold->at);
	fold->spaced = false;
	fold->ascii = memo->ascii;
	return true;
}

/* Keeps what a letter was folded to: the text from there on. */
static void
memo_keep(struct fold *fold, UChar32 cp, size_t from)
{
	struct memo *memo = &fold->memos[(uint32_t)cp % MEMOS];
	size_t len = fold->build.len - from;

	if (!u_isalpha(cp) || len == 0 || len > sizeof(memo->out) ||
	    confusable_currency((uint32_t)cp) != '\0')
		return;
	memo->cp = cp;
	memo->len = (unsigned char)len;
	memo->ascii = fold->ascii;
	memcpy(memo->out, fold->build.ptr + from, len);
}

/* Folds a cluster, brought to NFKC first. */
static void
fold_normal(struct fold *fold, const UChar *units, int32_t n, bool alone)
{
	UChar normal[UNITS_MAX];
	UErrorCode error = U_ZERO_ERROR;
	int32_t len, i = 0;

	if (fold->build.len > GROWTH_MAX * fold->at + GROWTH_FREE) {
		fold_units(fold, units, n);
		return;
	}
	if (alone &&
	    unorm2_getDecomposition(fold->nfkc, next_cp(units, n, &i), normal,
		UNITS_MAX, &error) < 0) {
		fold_units(fold, units, n);
		return;
	}
	error = U_ZERO_ERROR;
	len = unorm2_normalize(fold->nfkc, units, n, normal, UNITS_MAX, &error);
	if (error == U_MEMORY_ALLOCATION_ERROR)
		fold->build.failed = true;
	else if (U_FAILURE(error))
		fold_units(fold, units, n);
	else
		fold_units(fold, normal, len);
}

/* Folds the cluster at the position; returns its length. */
static size_t
fold_cluster(struct fold *fold)
{
	UChar units[CLUSTER_MAX * U16_MAX_LENGTH] = { 0 };
	int32_t n, i = 0;
	size_t cps, size = read_cluster(fold, units, &n, &cps);
	size_t from = fold->build.len;
	UChar32 cp = next_cp(units, n, &i);
	char ascii;

	fold->next = fold->at + size;
	if (cps == 1 && memo_use(fold, cp))
		return size;
	ascii = confusable_alone((uint32_t)cp);
	if (ascii != '\0') {
		put_ascii(fold, (unsigned char)ascii);
		return (size_t)U8_LENGTH(cp); /* its marks come next */
	}
	fold_normal(fold, units, n, cps == 1);
	if (cps == 1)
		memo_keep(fold, cp, from);
	return size;
}

enum status
text_fold(struct slice text, struct arena *arena, struct slice *out_r,
    const struct text_map **map_r)
{
	struct fold fold = { .in = text };
	UErrorCode error = U_ZERO_ERROR;

	text_build_init(&fold.build, arena, NULL);
	fold.nfkc = unorm2_getNFKCInstance(&error);
	fold.nfd = unorm2_getNFDInstance(&error);
	if (U_FAILURE(error))
		return STATUS_NOMEM;
	(void)text_build_reserve(&fold.build, text.len);
	while (fold.at < text.len && !fold.build.failed) {
		if ((unsigned char)text.ptr[fold.at] >= 128)
			fold.at += fold_cluster(&fold);
		else if (text_build_reserve(&fold.build, text.len - fold.at))
			fold.at = fold_ascii_run(&fold, fold.at);
	}
	if (!text_build_done(&fold.build, text.len, out_r, map_r))
		return STATUS_NOMEM;
	return STATUS_OK;
}
