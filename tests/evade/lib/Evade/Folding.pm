package Evade::Folding;

# The phrase in other characters: look-alikes, what is not displayed, marks,
# other blanks, display order and digits.  A reader takes each for the phrase.

use strict;
use warnings;
use utf8;
use Evade qw(family way);
use Unicode::Normalize qw(NFC);

family 'folding';

# name => what each letter becomes; letters that are not there stay
my %alike = (
	cyrillic => { a => 'а', c => 'с', e => 'е', i => 'і', o => 'о',
		r => 'г', s => 'ѕ', d => 'ԁ' },
	greek => { o => 'ο', i => 'ι', u => 'υ', n => 'η' },
	'one-cyrillic-letter' => { d => 'ԁ' },
	armenian => { o => 'օ', u => 'ս', n => 'ո' },
	'latin-alike' => { i => 'ı', l => 'ӏ', o => 'ᴏ', c => 'ᴄ' },
	'zero-for-o' => { o => '0' },
	'capital-i-for-l' => { l => 'I' },
	'digit-one-for-l' => { l => '1' },
	'bar-for-l' => { l => '|' },
	'roman-numerals' => { d => 'ⅾ', c => 'ⅽ', l => 'ⅼ', i => 'ⅰ' },
	'small-capitals' => { d => 'ᴅ', i => 'ɪ', c => 'ᴄ', o => 'ᴏ',
		u => 'ᴜ', n => 'ɴ', t => 'ᴛ', l => 'ʟ', r => 'ʀ', s => 'ꜱ',
		f => 'ꜰ' },
	'long-s' => { s => 'ſ' },
	strokes => { d => 'đ', o => 'ø', l => 'ł', t => 'ŧ' },
	'modifier-letters' => { d => 'ᵈ', i => 'ⁱ', s => 'ˢ', c => 'ᶜ',
		o => 'ᵒ', u => 'ᵘ', n => 'ⁿ', t => 'ᵗ', f => 'ᶠ', l => 'ˡ',
		r => 'ʳ' },
	cherokee => { D => 'Ꭰ', S => 'Ꮪ', R => 'Ꭱ', T => 'Ꭲ' },
);

for my $name (sort keys %alike) {
	my %to = %{ $alike{$name} };
	my $big = grep { /[A-Z]/ } keys %to;
	way phrase => $name, sub {
		my $text = $big ? uc $_[0] : $_[0];
		return $text =~ s/(.)/$to{$1} \/\/ $1/gser;
	};
}

# Alphabets that lie in order: a's place, A's place, 0's place.
my %row = (
	fullwidth => [0xFF41, 0xFF21, 0xFF10],
	'math-bold' => [0x1D41A, 0x1D400, 0x1D7CE],
	'math-italic' => [0x1D44E, 0x1D434],
	'math-script' => [0x1D4EA, 0x1D4D0],
	'math-fraktur' => [0x1D586, 0x1D56C],
	'math-double' => [0x1D552, 0x1D538, 0x1D7D8],
	'math-sans' => [0x1D5BA, 0x1D5A0, 0x1D7E2],
	'math-mono' => [0x1D68A, 0x1D670, 0x1D7F6],
	circled => [0x24D0, 0x24B6],
	parenthesized => [0x249C, 0x1F110],
);

sub row {
	my ($text, $small, $big, $zero) = @_;
	$text =~ s/([a-z])/chr($small + ord($1) - 97)/ge;
	$text =~ s/([0-9])/chr($zero + ord($1) - 48)/ge if $zero;
	return $text;
}

for my $name (sort keys %row) {
	my @at = @{ $row{$name} };
	way phrase => $name, sub { row($_[0], @at) };
}
way phrase => 'squared', sub { $_[0] =~ s/([a-z])/chr(0x1F130 + ord($1) - 97)/ger };
way phrase => 'negative-squared',
    sub { $_[0] =~ s/([a-z])/chr(0x1F170 + ord($1) - 97)/ger };
way phrase => 'regional-indicators',
    sub { $_[0] =~ s/([a-z])/chr(0x1F1E6 + ord($1) - 97) . "\x{200B}"/ger };
way phrase => 'ligatures', sub { $_[0] =~ s/fl/ﬂ/gr };
way phrase => 'upper-case', sub { uc $_[0] };
way phrase => 'math-and-cyrillic', sub {
	my $n = 0;
	return $_[0] =~ s/([a-z])/$n++ % 2 ? row($1, 0x1D41A) :
	    $alike{cyrillic}{$1} \/\/ $1/ger;
};

# What is not displayed, inside the words.
my %nothing = (
	'zero-width-space' => "\x{200B}",
	'zero-width-non-joiner' => "\x{200C}",
	'zero-width-joiner' => "\x{200D}",
	'word-joiner' => "\x{2060}",
	'no-break-zero-width' => "\x{FEFF}",
	'soft-hyphen' => "\x{AD}",
	'grapheme-joiner' => "\x{34F}",
	'invisible-times' => "\x{2062}",
	'variation-selector' => "\x{FE0F}",
	'variation-selector-17' => "\x{E0100}",
	'mongolian-selector' => "\x{180B}",
	'mongolian-vowel-separator' => "\x{180E}",
	'tag-characters' => "\x{E0061}",
	'language-tag' => "\x{E0001}",
	'left-to-right-mark' => "\x{200E}",
	'right-to-left-mark' => "\x{200F}",
	'arabic-letter-mark' => "\x{61C}",
	'hangul-filler' => "\x{115F}\x{1160}",
	'khmer-inherent-vowel' => "\x{17B4}",
	'deprecated-format' => "\x{206A}",
	'isolates' => "\x{2068}\x{2069}",
	'embedding' => "\x{202A}\x{202C}",
	'interlinear-anchor' => "\x{FFF9}",
	'shorthand-format' => "\x{1BCA0}",
	'musical-format' => "\x{1D173}",
);

sub inside { return $_[0] =~ s/(?<=[a-z])(?=[a-z])/$_[1]/gr }

for my $name (sort keys %nothing) {
	my $char = $nothing{$name};
	way phrase => $name, sub { inside($_[0], $char) };
}

# Marks on the letters.
my %mark = (
	'dot-below' => "\x{323}",
	'stroke-overlay' => "\x{336}",
	'solidus-overlay' => "\x{338}",
	'underline' => "\x{332}",
	'enclosing-circle' => "\x{20DD}",
	'many-marks' => "\x{300}\x{316}\x{33D}\x{359}",
);
for my $name (sort keys %mark) {
	my $char = $mark{$name};
	way phrase => $name, sub { $_[0] =~ s/([a-z])/$1$char/gr };
}
way phrase => 'diacritics',
    sub { NFC($_[0] =~ s/([aeiou])/$1\x{308}/gr =~ s/([cnr])/$1\x{301}/gr) };

# Blanks between the words.
my %blank = (
	'no-break-space' => "\x{A0}",
	'narrow-no-break-space' => "\x{202F}",
	'em-space' => "\x{2003}",
	'hair-space' => "\x{200A}",
	'ideographic-space' => "\x{3000}",
	'figure-space' => "\x{2007}",
	'ogham-space' => "\x{1680}",
	'braille-blank' => "\x{2800}",
	'hangul-filler-blank' => "\x{3164}",
	'tab' => "\t",
	'line-end' => "\n",
	'line-separator' => "\x{2028}",
	'vertical-tab' => "\x{B}",
	'next-line' => "\x{85}",
	'many-blanks' => ' ' x 40,
	'blank-and-nothing' => " \x{200B} ",
);
for my $name (sort keys %blank) {
	my $char = $blank{$name};
	way phrase => $name, sub { $_[0] =~ s/ /$char/gr };
}

# Display order: stored backwards, shown forwards.
way phrase => 'override', sub { "\x{202E}" . reverse($_[0]) . "\x{202C}" };
way phrase => 'override-by-word', sub {
	# the mark keeps the blank behind it from going along
	$_[0] =~ s/([a-z]+)/"\x{202E}" . reverse($1) . "\x{202C}\x{200E}"/ger;
};
way phrase => 'override-in-word', sub {
	$_[0] =~ s/([a-z])([a-z]{2})([a-z])/
	    "$1\x{202E}" . reverse($2) . "\x{202C}$3"/ger;
};
way phrase => 'override-in-isolate', sub {
	"\x{2066}\x{202E}" . reverse($_[0]) . "\x{202C}\x{2069}";
};
way phrase => 'override-unclosed', sub { "\x{202E}" . reverse($_[0]) . "\n" };

# The figure alone: the words stay as they are.
my %digits = (
	'fullwidth-digits' => 0xFF10,
	'math-digits' => 0x1D7CE,
	'arabic-digits' => 0x660,
	'persian-digits' => 0x6F0,
	'devanagari-digits' => 0x966,
	'thai-digits' => 0xE50,
	'segmented-digits' => 0x1FBF0,
);
for my $name (sort keys %digits) {
	my $zero = $digits{$name};
	way phrase => $name, sub { row($_[0], 97, 65, $zero) }, digits => 1;
}
way phrase => 'circled-digits', sub { $_[0] =~ s/15/①⑤/r }, digits => 1;
way phrase => 'superscript-digits', sub { $_[0] =~ s/15/¹⁵/r }, digits => 1;
way phrase => 'number-fifteen', sub { $_[0] =~ s/15/⑮/r }, digits => 1;
way phrase => 'fullwidth-percent', sub { $_[0] =~ s/%/％/r }, digits => 1;
way phrase => 'arabic-percent', sub { $_[0] =~ s/%/٪/r }, digits => 1;
way phrase => 'split-digits', sub { $_[0] =~ s/15/1\x{200B}5/r }, digits => 1;

1;
