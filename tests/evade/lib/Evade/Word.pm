package Evade::Word;

# The phrase in a Subject of encoded words (RFC 2047), as mail programs write
# them and as they take them.

use strict;
use warnings;
use utf8;
use Encode ();
use Evade qw(family way clean utf8);
use MIME::Base64 qw(encode_base64);

family 'word';

sub b { encode_base64($_[0], '') }
sub q_all { $_[0] =~ s/(.)/sprintf '=%02X', ord $1/gser }
sub word {
	my ($charset, $how, $bytes) = @_;
	my $text = uc $how eq 'B' ? b($bytes) : q_all($bytes);
	return "=?$charset?$how?$text?=";
}
sub cut { return unpack "(a$_[1])*", $_[0] }
sub coded {
	my ($charset, $text) = @_;
	return scalar eval {
		Encode::encode($charset, my $copy = $text, Encode::FB_CROAK);
	};
}

sub subject {
	my ($name, $write) = @_;
	way whole => $name, sub {
		my $value = $write->($_[0]);
		return if !defined $value;
		return { %{ clean() },
			top => { Subject => "Subject: About $value" } };
	};
}

# Words of at most so many bytes, one a line.
sub folded {
	my ($how, $text, $size, $between) = @_;
	return join $between // "\r\n ",
	    map { word('utf-8', $how, $_) } cut(utf8($text), $size);
}

subject 'raw' => sub { utf8($_[0]) };
subject 'raw-folded' => sub { utf8($_[0] =~ s/ /\r\n /gr) };
subject 'raw-folded-tabs' => sub { utf8($_[0] =~ s/ /\r\n\t/gr) };
subject 'raw-folded-blank-lines' => sub { utf8($_[0] =~ s/ /\r\n \r\n /gr) };
subject 'raw-latin-1' => sub { coded('iso-8859-1', $_[0]) };
subject 'raw-windows-1251' => sub { coded('cp1251', $_[0]) };
subject 'b' => sub { word('utf-8', 'B', utf8($_[0])) };
subject 'q' => sub { word('utf-8', 'Q', utf8($_[0])) };
subject 'lower-case-b' => sub { word('utf-8', 'b', utf8($_[0])) };
subject 'lower-case-q' => sub { word('utf-8', 'q', utf8($_[0])) };
subject 'lower-case-hex' => sub {
	return '=?utf-8?Q?' . lc(q_all(utf8($_[0]))) . '?=';
};
subject 'q-underscores' => sub {
	return '=?utf-8?Q?' . (utf8($_[0]) =~ s/([^A-Za-z ])/q_all($1)/ger
	    =~ tr/ /_/r) . '?=';
};
subject 'q-blanks' => sub {
	return '=?utf-8?Q?' . utf8($_[0]) =~ s/([^A-Za-z ])/q_all($1)/ger . '?=';
};
subject 'q-malformed' => sub {
	return '=?utf-8?Q?' . q_all(utf8($_[0])) . '=4?=';
};
subject 'q-question-marks' => sub {
	return '=?utf-8?Q?Why?_' . q_all(utf8($_[0])) . '?=';
};
subject 'q-soft-breaks' => sub {
	return '=?utf-8?Q?' . (q_all(utf8($_[0])) =~ s/(=..=..)/$1=\r\n /gr)
	    . '?=';
};
subject 'split-words' => sub { folded('B', $_[0], 9) };
subject 'split-letters' => sub { folded('Q', $_[0], 1, ' ') };
subject 'split-q' => sub { folded('Q', $_[0], 5) };
subject 'split-mixed' => sub {
	my $n = 0;
	return join "\r\n\t", map { word('utf-8', $n++ % 2 ? 'B' : 'Q', $_) }
	    cut(utf8($_[0]), 7);
};
subject 'split-charsets' => sub {
	my @charsets = (['utf-8', 'UTF-8'], ['iso-8859-1', 'iso-8859-1'],
	    ['utf-16be', 'UTF-16BE'], ['us-ascii', 'ascii']);
	my $n = 0;
	my @words;
	for (cut($_[0], 6)) {
		my $c = $charsets[$n++ % 4];
		my $bytes = coded($c->[1], $_) // return;
		push @words, word($c->[0], 'B', $bytes);
	}
	return join ' ', @words;
};
subject 'split-no-blank' => sub { folded('B', $_[0], 9, '') };
subject 'split-many-blanks' => sub { folded('B', $_[0], 9, "  \t \r\n  ") };
subject 'split-inside-characters' => sub {
	my $wide = $_[0] =~ s/([a-z])/chr(0xFEE0 + ord $1)/ger;
	return folded('B', $wide, 7);
};
subject 'split-inside-quartets' => sub {
	my $text = b(utf8($_[0]));
	return join "\r\n ", map { "=?utf-8?B?$_?=" } cut($text, 7);
};
subject 'split-inside-escapes' => sub {
	return join ' ', map { "=?utf-8?Q?$_?=" } cut(q_all(utf8($_[0])), 11);
};
subject 'unpadded' => sub {
	return word('utf-8', 'B', utf8("$_[0] ")) =~ s/=*\?=$/?=/r;
};
subject 'unpadded-split' => sub {
	return join ' ', map { word('utf-8', 'B', $_) =~ s/=*\?=$/?=/r }
	    cut(utf8($_[0]), 10);
};
subject 'padded-in-the-middle' => sub {
	return '=?utf-8?B?' . join('', map { b($_) } cut(utf8($_[0]), 10)) . '?=';
};
subject 'url-alphabet' => sub {
	return word('utf-8', 'B', utf8("\x{1F642}?~> $_[0]")) =~ tr{+/}{-_}r;
};
subject 'b-with-blanks' => sub {
	return '=?utf-8?B?' . b(utf8($_[0])) =~ s/(.{4})/$1 /gr . '?=';
};
subject 'b-folded-inside' => sub {
	return '=?utf-8?B?' . b(utf8($_[0])) =~ s/(.{12})/$1\r\n /gr . '?=';
};
subject 'in-quotes' => sub { '"' . word('utf-8', 'B', utf8($_[0])) . '"' };
subject 'in-parentheses' => sub { '(' . word('utf-8', 'Q', utf8($_[0])) . ')' };
subject 'glued-before' => sub { 'x' . word('utf-8', 'B', utf8(" $_[0]")) };
subject 'glued-after' => sub { word('utf-8', 'B', utf8("$_[0] ")) . 'x' };
subject 'glued-in-words' => sub {
	return utf8($_[0]) =~ s/(?<=dis)co|(?<=fl)oo/word('utf-8', 'Q', $&)/ger;
};
subject 'language' => sub { word('utf-8*en', 'B', utf8($_[0])) };
subject 'charset-upper-case' => sub { word('UTF8', 'B', utf8($_[0])) };
subject 'charset-unknown' => sub { word('x-corp', 'B', utf8($_[0])) };
subject 'charset-unknown-utf-16' => sub {
	return word('x-corp', 'B', coded('UTF-16LE', $_[0]));
};
subject 'charset-empty' => sub { word('', 'B', utf8($_[0])) };
subject 'charset-wrong' => sub {
	return word('us-ascii', 'B', coded('UTF-16', $_[0]));
};
subject 'charset-quoted' => sub { word('"utf-8"', 'B', utf8($_[0])) };
my %charset = ('utf-16' => 'UTF-16', 'utf-16le' => 'UTF-16LE',
    'utf-16be' => 'UTF-16BE', 'utf-32' => 'UTF-32', 'cp037' => 'cp37',
    'ibm1047' => 'cp1047', 'windows-1251' => 'cp1251', 'koi8-r' => 'koi8-r');
for my $label (sort keys %charset) {
	my $charset = $charset{$label};
	subject "charset-$label" => sub {
		my $bytes = coded($charset, $_[0]) // return;
		return word($label, 'B', $bytes);
	};
}
subject 'charset-utf-7' => sub {
	my $text = $_[0] =~ s/([^ ]+)/'+' . (b(Encode::encode('UTF-16BE', $1))
	    =~ tr{=}{}dr) . '-'/ger;
	return word('utf-7', 'Q', $text);
};
subject 'charset-iso-2022-jp-escapes' => sub {
	return if $_[0] =~ /[^\x00-\x7f]/;
	my $text = $_[0] =~ s/(?<=[a-z])(?=[a-z])/\e(J/gr;
	return word('iso-2022-jp', 'B', $text);
};
subject 'charset-iso-2022-jp-wide' => sub {
	my $wide = $_[0] =~ s/([a-z])/chr(0xFEE0 + ord $1)/ger;
	my $bytes = coded('iso-2022-jp', $wide) // return;
	return join ' ', map { word('iso-2022-jp', 'B', $_) } cut($bytes, 20);
};
subject 'charset-shift-jis-wide' => sub {
	my $wide = $_[0] =~ s/([a-z])/chr(0xFEE0 + ord $1)/ger;
	my $bytes = coded('shiftjis', $wide) // return;
	return word('shift_jis', 'B', $bytes);
};
subject 'no-end' => sub { word('utf-8', 'B', utf8($_[0])) =~ s/\?=$//r };
subject 'end-half' => sub { word('utf-8', 'B', utf8($_[0])) =~ s/=$//r };
subject 'long' => sub { word('utf-8', 'B', utf8("$_[0] ") x 30) };
subject 'control-inside' => sub {
	return word('utf-8', 'Q', utf8($_[0]) =~ s/ / \r\n/gr);
};
subject 'nul-inside' => sub {
	return word('utf-8', 'Q', utf8($_[0]) =~ s/(?<=[a-z])(?=[a-z])/\0/gr);
};

1;
