/*
 * charset_label.c - the charsets that are read, under the labels of the WHATWG
 * Encoding standard and IANA's registry.
 *
 * Only what mail programs know is here.  ICU knows far more (EBCDIC among it),
 * but text in a charset that hardly a reader supports is shown as ASCII: it
 * counts as unknown, and is read in both ways (charset_readings.c).  Where a name is used for a superset of what it means
 * (gb2312 for gb18030, euc-kr for windows-949), the superset is read, as every
 * reader does.
 */
#include "text/charset_label.h"

#include <string.h>

/* Sorted by label. */
static const struct charset_label labels[] = {
	{ "866", CHARSET_ICU, "ibm-866", false },
	{ "ansi_x3.4-1968", CHARSET_ASCII, NULL, false },
	{ "ansi_x3.4-1986", CHARSET_ASCII, NULL, false },
	{ "arabic", CHARSET_ICU, "ISO-8859-6", false },
	{ "ascii", CHARSET_ASCII, NULL, false },
	{ "asmo-708", CHARSET_ICU, "ISO-8859-6", false },
	{ "big5", CHARSET_ICU, "ibm-1375_P100-2008", false },
	{ "big5-hkscs", CHARSET_ICU, "ibm-1375_P100-2008", false },
	{ "big5hkscs", CHARSET_ICU, "ibm-1375_P100-2008", false },
	{ "chinese", CHARSET_ICU, "gb18030", false },
	{ "cn-big5", CHARSET_ICU, "ibm-1375_P100-2008", false },
	{ "cp-1252", CHARSET_WINDOWS, NULL, false },
	{ "cp1250", CHARSET_ICU, "windows-1250", false },
	{ "cp1251", CHARSET_ICU, "windows-1251", false },
	{ "cp1252", CHARSET_WINDOWS, NULL, false },
	{ "cp1253", CHARSET_ICU, "windows-1253", false },
	{ "cp1254", CHARSET_ICU, "windows-1254", false },
	{ "cp1255", CHARSET_ICU, "windows-1255", false },
	{ "cp1256", CHARSET_ICU, "windows-1256", false },
	{ "cp1257", CHARSET_ICU, "windows-1257", false },
	{ "cp1258", CHARSET_ICU, "windows-1258", false },
	{ "cp367", CHARSET_ASCII, NULL, false },
	{ "cp437", CHARSET_ICU, "ibm-437", false },
	{ "cp819", CHARSET_LATIN1, NULL, false },
	{ "cp850", CHARSET_ICU, "ibm-850", false },
	{ "cp866", CHARSET_ICU, "ibm-866", false },
	{ "cp932", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "cp936", CHARSET_ICU, "gb18030", false },
	{ "cp949", CHARSET_ICU, "windows-949-2000", false },
	{ "cp950", CHARSET_ICU, "windows-950-2000", false },
	{ "csbig5", CHARSET_ICU, "ibm-1375_P100-2008", false },
	{ "cseuckr", CHARSET_ICU, "windows-949-2000", false },
	{ "cseucpkdfmtjapanese", CHARSET_ICU, "EUC-JP", false },
	{ "csgb2312", CHARSET_ICU, "gb18030", false },
	{ "csibm866", CHARSET_ICU, "ibm-866", false },
	{ "csiso2022jp", CHARSET_ICU, "ISO-2022-JP", true },
	{ "csiso2022kr", CHARSET_ICU, "ISO-2022-KR", true },
	{ "csiso58gb231280", CHARSET_ICU, "gb18030", false },
	{ "csisolatin1", CHARSET_LATIN1, NULL, false },
	{ "csisolatin2", CHARSET_ICU, "ISO-8859-2", false },
	{ "csisolatin3", CHARSET_ICU, "ISO-8859-3", false },
	{ "csisolatin4", CHARSET_ICU, "ISO-8859-4", false },
	{ "csisolatincyrillic", CHARSET_ICU, "ISO-8859-5", false },
	{ "cskoi8r", CHARSET_ICU, "KOI8-R", false },
	{ "csksc56011987", CHARSET_ICU, "windows-949-2000", false },
	{ "csmacintosh", CHARSET_ICU, "macos-0_2-10.2", false },
	{ "csshiftjis", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "csunicode", CHARSET_ICU, "UTF-16", true },
	{ "csutf7", CHARSET_ICU, "UTF-7", true },
	{ "csutf8", CHARSET_UTF8, NULL, false },
	{ "cyrillic", CHARSET_ICU, "ISO-8859-5", false },
	{ "dos-874", CHARSET_ICU, "windows-874-2000", false },
	{ "ecma-114", CHARSET_ICU, "ISO-8859-6", false },
	{ "ecma-118", CHARSET_ICU, "ISO-8859-7", false },
	{ "elot_928", CHARSET_ICU, "ISO-8859-7", false },
	{ "euc-cn", CHARSET_ICU, "gb18030", false },
	{ "euc-jp", CHARSET_ICU, "EUC-JP", false },
	{ "euc-kr", CHARSET_ICU, "windows-949-2000", false },
	{ "euc-tw", CHARSET_ICU, "EUC-TW", false },
	{ "gb18030", CHARSET_ICU, "gb18030", false },
	{ "gb2312", CHARSET_ICU, "gb18030", false },
	{ "gb_2312", CHARSET_ICU, "gb18030", false },
	{ "gb_2312-80", CHARSET_ICU, "gb18030", false },
	{ "gbk", CHARSET_ICU, "gb18030", false },
	{ "greek", CHARSET_ICU, "ISO-8859-7", false },
	{ "greek8", CHARSET_ICU, "ISO-8859-7", false },
	{ "hebrew", CHARSET_ICU, "ISO-8859-8", false },
	{ "hz", CHARSET_ICU, "HZ", true },
	{ "hz-gb-2312", CHARSET_ICU, "HZ", true },
	{ "ibm367", CHARSET_ASCII, NULL, false },
	{ "ibm437", CHARSET_ICU, "ibm-437", false },
	{ "ibm819", CHARSET_LATIN1, NULL, false },
	{ "ibm850", CHARSET_ICU, "ibm-850", false },
	{ "ibm866", CHARSET_ICU, "ibm-866", false },
	{ "iso-10646-ucs-2", CHARSET_ICU, "UTF-16", true },
	{ "iso-10646-ucs-4", CHARSET_ICU, "UTF-32", true },
	{ "iso-2022-cn", CHARSET_ICU, "ISO-2022-CN", true },
	{ "iso-2022-jp", CHARSET_ICU, "ISO-2022-JP", true },
	{ "iso-2022-jp-1", CHARSET_ICU, "ISO-2022-JP-1", true },
	{ "iso-2022-jp-2", CHARSET_ICU, "ISO-2022-JP-2", true },
	{ "iso-2022-kr", CHARSET_ICU, "ISO-2022-KR", true },
	{ "iso-8859-1", CHARSET_LATIN1, NULL, false },
	{ "iso-8859-10", CHARSET_ICU, "ISO-8859-10", false },
	{ "iso-8859-11", CHARSET_ICU, "windows-874-2000", false },
	{ "iso-8859-13", CHARSET_ICU, "ISO-8859-13", false },
	{ "iso-8859-14", CHARSET_ICU, "ISO-8859-14", false },
	{ "iso-8859-15", CHARSET_ICU, "ISO-8859-15", false },
	{ "iso-8859-2", CHARSET_ICU, "ISO-8859-2", false },
	{ "iso-8859-3", CHARSET_ICU, "ISO-8859-3", false },
	{ "iso-8859-4", CHARSET_ICU, "ISO-8859-4", false },
	{ "iso-8859-5", CHARSET_ICU, "ISO-8859-5", false },
	{ "iso-8859-6", CHARSET_ICU, "ISO-8859-6", false },
	{ "iso-8859-6-e", CHARSET_ICU, "ISO-8859-6", false },
	{ "iso-8859-6-i", CHARSET_ICU, "ISO-8859-6", false },
	{ "iso-8859-7", CHARSET_ICU, "ISO-8859-7", false },
	{ "iso-8859-8", CHARSET_ICU, "ISO-8859-8", false },
	{ "iso-8859-8-e", CHARSET_ICU, "ISO-8859-8", false },
	{ "iso-8859-8-i", CHARSET_ICU, "ISO-8859-8", false },
	{ "iso-8859-9", CHARSET_ICU, "windows-1254", false },
	{ "iso-ir-100", CHARSET_LATIN1, NULL, false },
	{ "iso-ir-101", CHARSET_ICU, "ISO-8859-2", false },
	{ "iso-ir-109", CHARSET_ICU, "ISO-8859-3", false },
	{ "iso-ir-110", CHARSET_ICU, "ISO-8859-4", false },
	{ "iso-ir-126", CHARSET_ICU, "ISO-8859-7", false },
	{ "iso-ir-127", CHARSET_ICU, "ISO-8859-6", false },
	{ "iso-ir-138", CHARSET_ICU, "ISO-8859-8", false },
	{ "iso-ir-144", CHARSET_ICU, "ISO-8859-5", false },
	{ "iso-ir-148", CHARSET_ICU, "windows-1254", false },
	{ "iso-ir-149", CHARSET_ICU, "windows-949-2000", false },
	{ "iso-ir-157", CHARSET_ICU, "ISO-8859-10", false },
	{ "iso-ir-58", CHARSET_ICU, "gb18030", false },
	{ "iso-ir-6", CHARSET_ASCII, NULL, false },
	{ "iso646-us", CHARSET_ASCII, NULL, false },
	{ "iso8859-1", CHARSET_LATIN1, NULL, false },
	{ "iso8859-10", CHARSET_ICU, "ISO-8859-10", false },
	{ "iso8859-11", CHARSET_ICU, "windows-874-2000", false },
	{ "iso8859-13", CHARSET_ICU, "ISO-8859-13", false },
	{ "iso8859-14", CHARSET_ICU, "ISO-8859-14", false },
	{ "iso8859-15", CHARSET_ICU, "ISO-8859-15", false },
	{ "iso8859-2", CHARSET_ICU, "ISO-8859-2", false },
	{ "iso8859-3", CHARSET_ICU, "ISO-8859-3", false },
	{ "iso8859-4", CHARSET_ICU, "ISO-8859-4", false },
	{ "iso8859-5", CHARSET_ICU, "ISO-8859-5", false },
	{ "iso8859-6", CHARSET_ICU, "ISO-8859-6", false },
	{ "iso8859-7", CHARSET_ICU, "ISO-8859-7", false },
	{ "iso8859-8", CHARSET_ICU, "ISO-8859-8", false },
	{ "iso8859-9", CHARSET_ICU, "windows-1254", false },
	{ "iso88591", CHARSET_LATIN1, NULL, false },
	{ "iso_8859-1", CHARSET_LATIN1, NULL, false },
	{ "iso_8859-10", CHARSET_ICU, "ISO-8859-10", false },
	{ "iso_8859-13", CHARSET_ICU, "ISO-8859-13", false },
	{ "iso_8859-14", CHARSET_ICU, "ISO-8859-14", false },
	{ "iso_8859-15", CHARSET_ICU, "ISO-8859-15", false },
	{ "iso_8859-1:1987", CHARSET_LATIN1, NULL, false },
	{ "iso_8859-2", CHARSET_ICU, "ISO-8859-2", false },
	{ "iso_8859-3", CHARSET_ICU, "ISO-8859-3", false },
	{ "iso_8859-4", CHARSET_ICU, "ISO-8859-4", false },
	{ "iso_8859-5", CHARSET_ICU, "ISO-8859-5", false },
	{ "iso_8859-6", CHARSET_ICU, "ISO-8859-6", false },
	{ "iso_8859-7", CHARSET_ICU, "ISO-8859-7", false },
	{ "iso_8859-8", CHARSET_ICU, "ISO-8859-8", false },
	{ "iso_8859-9", CHARSET_ICU, "windows-1254", false },
	{ "koi", CHARSET_ICU, "KOI8-R", false },
	{ "koi8", CHARSET_ICU, "KOI8-R", false },
	{ "koi8-r", CHARSET_ICU, "KOI8-R", false },
	{ "koi8-ru", CHARSET_ICU, "KOI8-U", false },
	{ "koi8-u", CHARSET_ICU, "KOI8-U", false },
	{ "koi8_r", CHARSET_ICU, "KOI8-R", false },
	{ "korean", CHARSET_ICU, "windows-949-2000", false },
	{ "ks_c_5601-1987", CHARSET_ICU, "windows-949-2000", false },
	{ "ks_c_5601-1989", CHARSET_ICU, "windows-949-2000", false },
	{ "ksc5601", CHARSET_ICU, "windows-949-2000", false },
	{ "ksc_5601", CHARSET_ICU, "windows-949-2000", false },
	{ "l1", CHARSET_LATIN1, NULL, false },
	{ "l2", CHARSET_ICU, "ISO-8859-2", false },
	{ "l3", CHARSET_ICU, "ISO-8859-3", false },
	{ "l4", CHARSET_ICU, "ISO-8859-4", false },
	{ "l5", CHARSET_ICU, "windows-1254", false },
	{ "l6", CHARSET_ICU, "ISO-8859-10", false },
	{ "l9", CHARSET_ICU, "ISO-8859-15", false },
	{ "latin-9", CHARSET_ICU, "ISO-8859-15", false },
	{ "latin1", CHARSET_LATIN1, NULL, false },
	{ "latin2", CHARSET_ICU, "ISO-8859-2", false },
	{ "latin3", CHARSET_ICU, "ISO-8859-3", false },
	{ "latin4", CHARSET_ICU, "ISO-8859-4", false },
	{ "latin5", CHARSET_ICU, "windows-1254", false },
	{ "latin6", CHARSET_ICU, "ISO-8859-10", false },
	{ "latin9", CHARSET_ICU, "ISO-8859-15", false },
	{ "logical", CHARSET_ICU, "ISO-8859-8", false },
	{ "mac", CHARSET_ICU, "macos-0_2-10.2", false },
	{ "macintosh", CHARSET_ICU, "macos-0_2-10.2", false },
	{ "ms932", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "ms936", CHARSET_ICU, "gb18030", false },
	{ "ms_kanji", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "shift-jis", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "shift_jis", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "sjis", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "sun_eu_greek", CHARSET_ICU, "ISO-8859-7", false },
	{ "tis-620", CHARSET_ICU, "windows-874-2000", false },
	{ "ucs-2", CHARSET_ICU, "UTF-16", true },
	{ "ucs-4", CHARSET_ICU, "UTF-32", true },
	{ "unicode", CHARSET_ICU, "UTF-16", true },
	{ "unicode-1-1-utf-7", CHARSET_ICU, "UTF-7", true },
	{ "unicode-1-1-utf-8", CHARSET_UTF8, NULL, false },
	{ "unicode11utf8", CHARSET_UTF8, NULL, false },
	{ "unicode20utf8", CHARSET_UTF8, NULL, false },
	{ "unicodefeff", CHARSET_ICU, "UTF-16LE", true },
	{ "unicodefffe", CHARSET_ICU, "UTF-16BE", true },
	{ "us", CHARSET_ASCII, NULL, false },
	{ "us-ascii", CHARSET_ASCII, NULL, false },
	{ "utf-16", CHARSET_ICU, "UTF-16", true },
	{ "utf-16be", CHARSET_ICU, "UTF-16BE", true },
	{ "utf-16le", CHARSET_ICU, "UTF-16LE", true },
	{ "utf-32", CHARSET_ICU, "UTF-32", true },
	{ "utf-32be", CHARSET_ICU, "UTF-32BE", true },
	{ "utf-32le", CHARSET_ICU, "UTF-32LE", true },
	{ "utf-7", CHARSET_ICU, "UTF-7", true },
	{ "utf-8", CHARSET_UTF8, NULL, false },
	{ "utf8", CHARSET_UTF8, NULL, false },
	{ "visual", CHARSET_ICU, "ISO-8859-8", false },
	{ "win-1252", CHARSET_WINDOWS, NULL, false },
	{ "windows-1250", CHARSET_ICU, "windows-1250", false },
	{ "windows-1251", CHARSET_ICU, "windows-1251", false },
	{ "windows-1252", CHARSET_WINDOWS, NULL, false },
	{ "windows-1253", CHARSET_ICU, "windows-1253", false },
	{ "windows-1254", CHARSET_ICU, "windows-1254", false },
	{ "windows-1255", CHARSET_ICU, "windows-1255", false },
	{ "windows-1256", CHARSET_ICU, "windows-1256", false },
	{ "windows-1257", CHARSET_ICU, "windows-1257", false },
	{ "windows-1258", CHARSET_ICU, "windows-1258", false },
	{ "windows-31j", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "windows-874", CHARSET_ICU, "windows-874-2000", false },
	{ "windows-936", CHARSET_ICU, "gb18030", false },
	{ "windows-949", CHARSET_ICU, "windows-949-2000", false },
	{ "windows-950", CHARSET_ICU, "windows-950-2000", false },
	{ "x-cp1250", CHARSET_ICU, "windows-1250", false },
	{ "x-cp1251", CHARSET_ICU, "windows-1251", false },
	{ "x-cp1252", CHARSET_WINDOWS, NULL, false },
	{ "x-cp1253", CHARSET_ICU, "windows-1253", false },
	{ "x-cp1254", CHARSET_ICU, "windows-1254", false },
	{ "x-cp1255", CHARSET_ICU, "windows-1255", false },
	{ "x-cp1256", CHARSET_ICU, "windows-1256", false },
	{ "x-cp1257", CHARSET_ICU, "windows-1257", false },
	{ "x-cp1258", CHARSET_ICU, "windows-1258", false },
	{ "x-euc-jp", CHARSET_ICU, "EUC-JP", false },
	{ "x-gbk", CHARSET_ICU, "gb18030", false },
	{ "x-mac-cyrillic", CHARSET_ICU, "macos-7_3-10.2", false },
	{ "x-mac-roman", CHARSET_ICU, "macos-0_2-10.2", false },
	{ "x-mac-ukrainian", CHARSET_ICU, "macos-7_3-10.2", false },
	{ "x-sjis", CHARSET_ICU, "ibm-943_P15A-2003", false },
	{ "x-unicode20utf8", CHARSET_UTF8, NULL, false },
	{ "x-x-big5", CHARSET_ICU, "ibm-1375_P100-2008", false },
};

#define LABELS (sizeof(labels) / sizeof(labels[0]))

static int
label_compare(struct slice charset, const char *label)
{
	size_t i;
	char c;

	/* A NUL in charset is no end of it: it must not pass for the label's. */
	for (i = 0; i < charset.len && label[i] != '\0'; i++) {
		c = ascii_lower(charset.ptr[i]);
		if (c != label[i])
			return (unsigned char)c < (unsigned char)label[i] ? -1 :
									    1;
	}
	if (i < charset.len)
		return 1;
	return label[i] == '\0' ? 0 : -1;
}

const struct charset_label *
charset_label_find(struct slice charset)
{
	size_t low = 0, high = LABELS, middle;
	int order;

	charset = slice_trim(charset);
	if (charset.len == 0)
		charset = SLICE("us-ascii");
	while (low < high) {
		middle = low + (high - low) / 2;
		order = label_compare(charset, labels[middle].label);
		if (order == 0)
			return &labels[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Are the letters and digits of both the same, and at least one? */
static bool
same_loosely(struct slice charset, const char *label)
{
	size_t i;
	bool any = false;

	for (i = 0; i < charset.len; i++) {
		if (charset.ptr[i] != '\0' &&
		    strchr("-_.: ", charset.ptr[i]) != NULL)
			continue;
		while (*label != '\0' && !ascii_alnum(*label))
			label++;
		if (*label == '\0' || *label++ != ascii_lower(charset.ptr[i]))
			return false;
		any = true;
	}
	while (*label != '\0' && !ascii_alnum(*label))
		label++;
	return any && *label == '\0';
}

const struct charset_label *
charset_label_find_loosely(struct slice charset)
{
	size_t i;

	for (i = 0; i < LABELS; i++)
		if (same_loosely(charset, labels[i].label))
			return &labels[i];
	return NULL;
}
