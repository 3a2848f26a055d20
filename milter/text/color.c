/*
 * color.c - colours as CSS and HTML write them (CSS Color Level 4, sections 4
 * to 7 and 6.1).  Colour spaces that no mail uses are not known.
 */
#include "text/color.h"

#include "text/css.h"

#define ALIKE_MAX 30 /* the sum of the differences of red, green and blue */
#define CHANNELS 4
#define ALPHA_SEEN 50 /* thousandths: less is not seen */

static const struct {
	const char *name;
	uint32_t rgb;
} colors[] = {
	{ "aliceblue", 0xf0f8ff },
	{ "antiquewhite", 0xfaebd7 },
	{ "aqua", 0x00ffff },
	{ "aquamarine", 0x7fffd4 },
	{ "azure", 0xf0ffff },
	{ "beige", 0xf5f5dc },
	{ "bisque", 0xffe4c4 },
	{ "black", 0x000000 },
	{ "blanchedalmond", 0xffebcd },
	{ "blue", 0x0000ff },
	{ "blueviolet", 0x8a2be2 },
	{ "brown", 0xa52a2a },
	{ "burlywood", 0xdeb887 },
	{ "cadetblue", 0x5f9ea0 },
	{ "chartreuse", 0x7fff00 },
	{ "chocolate", 0xd2691e },
	{ "coral", 0xff7f50 },
	{ "cornflowerblue", 0x6495ed },
	{ "cornsilk", 0xfff8dc },
	{ "crimson", 0xdc143c },
	{ "cyan", 0x00ffff },
	{ "darkblue", 0x00008b },
	{ "darkcyan", 0x008b8b },
	{ "darkgoldenrod", 0xb8860b },
	{ "darkgray", 0xa9a9a9 },
	{ "darkgreen", 0x006400 },
	{ "darkgrey", 0xa9a9a9 },
	{ "darkkhaki", 0xbdb76b },
	{ "darkmagenta", 0x8b008b },
	{ "darkolivegreen", 0x556b2f },
	{ "darkorange", 0xff8c00 },
	{ "darkorchid", 0x9932cc },
	{ "darkred", 0x8b0000 },
	{ "darksalmon", 0xe9967a },
	{ "darkseagreen", 0x8fbc8f },
	{ "darkslateblue", 0x483d8b },
	{ "darkslategray", 0x2f4f4f },
	{ "darkslategrey", 0x2f4f4f },
	{ "darkturquoise", 0x00ced1 },
	{ "darkviolet", 0x9400d3 },
	{ "deeppink", 0xff1493 },
	{ "deepskyblue", 0x00bfff },
	{ "dimgray", 0x696969 },
	{ "dimgrey", 0x696969 },
	{ "dodgerblue", 0x1e90ff },
	{ "firebrick", 0xb22222 },
	{ "floralwhite", 0xfffaf0 },
	{ "forestgreen", 0x228b22 },
	{ "fuchsia", 0xff00ff },
	{ "gainsboro", 0xdcdcdc },
	{ "ghostwhite", 0xf8f8ff },
	{ "gold", 0xffd700 },
	{ "goldenrod", 0xdaa520 },
	{ "gray", 0x808080 },
	{ "green", 0x008000 },
	{ "greenyellow", 0xadff2f },
	{ "grey", 0x808080 },
	{ "honeydew", 0xf0fff0 },
	{ "hotpink", 0xff69b4 },
	{ "indianred", 0xcd5c5c },
	{ "indigo", 0x4b0082 },
	{ "ivory", 0xfffff0 },
	{ "khaki", 0xf0e68c },
	{ "lavender", 0xe6e6fa },
	{ "lavenderblush", 0xfff0f5 },
	{ "lawngreen", 0x7cfc00 },
	{ "lemonchiffon", 0xfffacd },
	{ "lightblue", 0xadd8e6 },
	{ "lightcoral", 0xf08080 },
	{ "lightcyan", 0xe0ffff },
	{ "lightgoldenrodyellow", 0xfafad2 },
	{ "lightgray", 0xd3d3d3 },
	{ "lightgreen", 0x90ee90 },
	{ "lightgrey", 0xd3d3d3 },
	{ "lightpink", 0xffb6c1 },
	{ "lightsalmon", 0xffa07a },
	{ "lightseagreen", 0x20b2aa },
	{ "lightskyblue", 0x87cefa },
	{ "lightslategray", 0x778899 },
	{ "lightslategrey", 0x778899 },
	{ "lightsteelblue", 0xb0c4de },
	{ "lightyellow", 0xffffe0 },
	{ "lime", 0x00ff00 },
	{ "limegreen", 0x32cd32 },
	{ "linen", 0xfaf0e6 },
	{ "magenta", 0xff00ff },
	{ "maroon", 0x800000 },
	{ "mediumaquamarine", 0x66cdaa },
	{ "mediumblue", 0x0000cd },
	{ "mediumorchid", 0xba55d3 },
	{ "mediumpurple", 0x9370db },
	{ "mediumseagreen", 0x3cb371 },
	{ "mediumslateblue", 0x7b68ee },
	{ "mediumspringgreen", 0x00fa9a },
	{ "mediumturquoise", 0x48d1cc },
	{ "mediumvioletred", 0xc71585 },
	{ "midnightblue", 0x191970 },
	{ "mintcream", 0xf5fffa },
	{ "mistyrose", 0xffe4e1 },
	{ "moccasin", 0xffe4b5 },
	{ "navajowhite", 0xffdead },
	{ "navy", 0x000080 },
	{ "oldlace", 0xfdf5e6 },
	{ "olive", 0x808000 },
	{ "olivedrab", 0x6b8e23 },
	{ "orange", 0xffa500 },
	{ "orangered", 0xff4500 },
	{ "orchid", 0xda70d6 },
	{ "palegoldenrod", 0xeee8aa },
	{ "palegreen", 0x98fb98 },
	{ "paleturquoise", 0xafeeee },
	{ "palevioletred", 0xdb7093 },
	{ "papayawhip", 0xffefd5 },
	{ "peachpuff", 0xffdab9 },
	{ "peru", 0xcd853f },
	{ "pink", 0xffc0cb },
	{ "plum", 0xdda0dd },
	{ "powderblue", 0xb0e0e6 },
	{ "purple", 0x800080 },
	{ "rebeccapurple", 0x663399 },
	{ "red", 0xff0000 },
	{ "rosybrown", 0xbc8f8f },
	{ "royalblue", 0x4169e1 },
	{ "saddlebrown", 0x8b4513 },
	{ "salmon", 0xfa8072 },
	{ "sandybrown", 0xf4a460 },
	{ "seagreen", 0x2e8b57 },
	{ "seashell", 0xfff5ee },
	{ "sienna", 0xa0522d },
	{ "silver", 0xc0c0c0 },
	{ "skyblue", 0x87ceeb },
	{ "slateblue", 0x6a5acd },
	{ "slategray", 0x708090 },
	{ "slategrey", 0x708090 },
	{ "snow", 0xfffafa },
	{ "springgreen", 0x00ff7f },
	{ "steelblue", 0x4682b4 },
	{ "tan", 0xd2b48c },
	{ "teal", 0x008080 },
	{ "thistle", 0xd8bfd8 },
	{ "tomato", 0xff6347 },
	{ "turquoise", 0x40e0d0 },
	{ "violet", 0xee82ee },
	{ "wheat", 0xf5deb3 },
	{ "white", 0xffffff },
	{ "whitesmoke", 0xf5f5f5 },
	{ "yellow", 0xffff00 },
	{ "yellowgreen", 0x9acd32 },
};

static uint32_t
named(struct slice value)
{
	size_t low = 0, high = sizeof(colors) / sizeof(colors[0]), middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = slice_compare(value, slice_cstr(colors[middle].name));
		if (order == 0)
			return colors[middle].rgb;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return COLOR_NONE;
}

/* 3, 4, 6 or 8 hex digits; of the alpha that may be there only 0 counts. */
static uint32_t
hex(struct slice digits)
{
	uint32_t rgb = 0;
	bool brief = digits.len < 6, clear;
	size_t i, n = brief ? 3 : 6;
	int digit;

	if (digits.len != n && digits.len != (brief ? 4 : 8))
		return COLOR_NONE;
	clear = digits.len > n;
	for (i = 0; i < digits.len; i++) {
		digit = ascii_hex(digits.ptr[i]);
		if (digit < 0)
			return COLOR_NONE;
		if (i >= n)
			clear = clear && digit == 0;
		else if (brief)
			rgb = rgb << 8 | (uint32_t)(digit * 0x11);
		else
			rgb = rgb << 4 | (uint32_t)digit;
	}
	return clear ? COLOR_CLEAR : rgb;
}

/* The numbers of "rgb(1, 2 3 / 4%)", whole being what 100 % are. */
static size_t
channels(struct slice s, const long whole[CHANNELS], long out[CHANNELS])
{
	size_t n = 0, len;

	while (s.len > 0 && n < CHANNELS && s.ptr[0] != ')') {
		len = css_number(s, &out[n]);
		if (len == 0) {
			s = slice_from(s, 1);
			continue;
		}
		s = slice_from(s, len);
		if (s.len > 0 && s.ptr[0] == '%')
			out[n] = out[n] / 1000 * whole[n] / 100;
		n++;
	}
	return n;
}

static uint32_t
channel(long thousandths)
{
	long value = (thousandths + 500) / 1000;

	return value < 0 ? 0 : value > 255 ? 255 : (uint32_t)value;
}

static uint32_t
rgb_function(struct slice arguments)
{
	static const long whole[CHANNELS] = { 255000, 255000, 255000, 1000 };
	long value[CHANNELS];
	size_t n = channels(arguments, whole, value);

	if (n < 3)
		return COLOR_NONE;
	if (n > 3 && value[3] < ALPHA_SEEN)
		return COLOR_CLEAR;
	return channel(value[0]) << 16 | channel(value[1]) << 8 |
	    channel(value[2]);
}

/* One channel of an hsl colour; n is 0, 8 or 4 (CSS Color 4, section 7.1). */
static uint32_t
hsl_channel(long n, const long hsl[CHANNELS])
{
	long k = (n * 1000 + hsl[0] / 30) % 12000;
	long light = hsl[2] / 100, a = light < 500 ? light : 1000 - light;
	long fall = k - 3000 < 9000 - k ? k - 3000 : 9000 - k;

	a = a * (hsl[1] / 100) / 1000;
	if (fall > 1000)
		fall = 1000;
	if (fall < -1000)
		fall = -1000;
	return channel((light - a * fall / 1000) * 255);
}

static uint32_t
hsl_function(struct slice arguments)
{
	static const long whole[CHANNELS] = { 360000, 100000, 100000, 1000 };
	long value[CHANNELS];
	size_t n = channels(arguments, whole, value);

	if (n < 3)
		return COLOR_NONE;
	if (n > 3 && value[3] < ALPHA_SEEN)
		return COLOR_CLEAR;
	value[0] = (value[0] % 360000 + 360000) % 360000;
	return hsl_channel(0, value) << 16 | hsl_channel(8, value) << 8 |
	    hsl_channel(4, value);
}

uint32_t
color_parse(struct slice value)
{
	size_t open = slice_index(value, '(');
	uint32_t rgb;

	if (value.len > 0 && value.ptr[0] == '#')
		return hex(slice_from(value, 1));
	if (open != SLICE_NONE) {
		if (slice_starts(value, SLICE("rgb")))
			return rgb_function(slice_from(value, open + 1));
		if (slice_starts(value, SLICE("hsl")))
			return hsl_function(slice_from(value, open + 1));
		return COLOR_NONE;
	}
	if (slice_equal(value, SLICE("transparent")))
		return COLOR_CLEAR;
	rgb = named(value);
	return rgb != COLOR_NONE ? rgb : hex(value);
}

static uint32_t
difference(uint32_t a, uint32_t b)
{
	a &= 0xFF;
	b &= 0xFF;
	return a > b ? a - b : b - a;
}

bool
color_alike(uint32_t a, uint32_t b)
{
	if (a > COLOR_WHITE || b > COLOR_WHITE)
		return false;
	return difference(a >> 16, b >> 16) + difference(a >> 8, b >> 8) +
	    difference(a, b) <=
	    ALIKE_MAX;
}
