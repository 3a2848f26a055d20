package Evade::Charset;

# The text's bytes in another charset, rightly labelled, wrongly or not at all.

use strict;
use warnings;
use utf8;
use Encode ();
use Evade qw(family way utf8);
use MIME::Base64 qw(encode_base64);

family 'charset';

sub encoded {
	my ($charset, $text) = @_;
	return scalar eval {
		Encode::encode($charset, my $copy = $text, Encode::FB_CROAK);
	};
}

# name => [label, Encode's name, what stands before]
my %plain = (
	'utf-16-mark' => ['utf-16', 'UTF-16BE', "\xFE\xFF"],
	'utf-16-mark-little' => ['utf-16', 'UTF-16LE', "\xFF\xFE"],
	'utf-16-no-mark' => ['utf-16', 'UTF-16BE', ''],
	'utf-16-no-mark-little' => ['utf-16', 'UTF-16LE', ''],
	'utf-16le' => ['utf-16le', 'UTF-16LE', ''],
	'utf-16le-mark' => ['utf-16le', 'UTF-16LE', "\xFF\xFE"],
	'utf-16be' => ['utf-16be', 'UTF-16BE', ''],
	'utf-16-wrong-order' => ['utf-16be', 'UTF-16LE', ''],
	'utf-16-wrong-mark' => ['utf-16be', 'UTF-16LE', "\xFF\xFE"],
	'unicode-label' => ['unicode', 'UTF-16LE', ''],
	'ucs-2' => ['iso-10646-ucs-2', 'UTF-16BE', ''],
	'utf-32-mark' => ['utf-32', 'UTF-32BE', "\0\0\xFE\xFF"],
	'utf-32le' => ['utf-32le', 'UTF-32LE', ''],
	'utf-32be' => ['utf-32be', 'UTF-32BE', ''],
	'ucs-4' => ['iso-10646-ucs-4', 'UTF-32BE', ''],
	'cp037' => ['cp037', 'cp37', ''],
	'ibm037' => ['ibm037', 'cp37', ''],
	'ebcdic-cp-us' => ['ebcdic-cp-us', 'cp37', ''],
	'cp500' => ['ibm500', 'cp500', ''],
	'cp1047' => ['ibm1047', 'cp1047', ''],
	'cp875' => ['cp875', 'cp875', ''],
	'koi8-r' => ['koi8-r', 'koi8-r', ''],
	'windows-1251' => ['windows-1251', 'cp1251', ''],
	'iso-8859-7' => ['iso-8859-7', 'iso-8859-7', ''],
	'windows-1252' => ['windows-1252', 'cp1252', ''],
	'iso-8859-15' => ['iso-8859-15', 'iso-8859-15', ''],
	'mac-roman' => ['macintosh', 'MacRoman', ''],
	'cp437' => ['cp437', 'cp437', ''],
	'viscii' => ['viscii', 'viscii', ''],
	'utf-8-mark' => ['utf-8', 'UTF-8', "\xEF\xBB\xBF"],
	'utf-8-as-ascii' => ['us-ascii', 'UTF-8', ''],
	'utf-8-as-latin-1' => ['iso-8859-1', 'UTF-8', ''],
	'utf-8-as-shift-jis' => ['shift_jis', 'UTF-8', ''],
	'utf-16-as-utf-8' => ['utf-8', 'UTF-16LE', "\xFF\xFE"],
	'utf-16-as-utf-8-no-mark' => ['utf-8', 'UTF-16LE', ''],
	'utf-16-as-latin-1' => ['iso-8859-1', 'UTF-16BE', ''],
	'utf-16-as-ascii-mark' => ['us-ascii', 'UTF-16BE', "\xFE\xFF"],
	'latin-1-as-utf-8' => ['utf-8', 'iso-8859-1', ''],
	'unknown-label' => ['x-corp-1', 'UTF-8', ''],
	'unknown-label-utf-16' => ['x-corp-1', 'UTF-16LE', ''],
	'unknown-8bit' => ['unknown-8bit', 'UTF-8', ''],
	'x-unknown' => ['x-unknown', 'UTF-8', ''],
	'label-with-blank' => ['"utf-16le "', 'UTF-16LE', ''],
	'label-underscore' => ['utf_16le', 'UTF-16LE', ''],
	'label-upper-case' => ['UTF-16LE', 'UTF-16LE', ''],
	'label-single-quotes' => ["'utf-16le'", 'UTF-16LE', ''],
	'label-commented' => ['(x) utf-16le (y)', 'UTF-16LE', ''],
	'label-with-cp' => ['cp1200', 'UTF-16LE', ''],
	'label-windows' => ['windows-37', 'cp37', ''],
	'label-empty' => ['""', 'UTF-8', ''],
	'label-empty-utf-16' => ['""', 'UTF-16LE', "\xFF\xFE"],
);
for my $name (sort keys %plain) {
	my ($label, $charset, $mark) = @{ $plain{$name} };
	way charset => $name, sub {
		# two bytes a letter, shown as one and one that is not displayed
		return if $name =~ /^utf-16-as-/ && $mark eq ''
		    && $_[0] =~ /[^\x00-\x7f]/;
		my $bytes = encoded($charset, $_[0]);
		return ("charset=$label", defined $bytes ? $mark . $bytes :
		    undef);
	};
}

# No label at all.
my %bare = (
	'no-label-utf-8' => ['UTF-8', ''],
	'no-label-utf-8-mark' => ['UTF-8', "\xEF\xBB\xBF"],
	'no-label-latin-1' => ['iso-8859-1', ''],
	'no-label-utf-16-mark' => ['UTF-16LE', "\xFF\xFE"],
	'no-label-utf-16be-mark' => ['UTF-16BE', "\xFE\xFF"],
	'no-label-utf-16' => ['UTF-16LE', ''],
	'no-label-utf-16be' => ['UTF-16BE', ''],
	'no-label-utf-32' => ['UTF-32LE', "\xFF\xFE\0\0"],
	'no-label-windows-1251' => ['cp1251', ''],
);
for my $name (sort keys %bare) {
	my ($charset, $mark) = @{ $bare{$name} };
	way charset => $name, sub {
		my $bytes = encoded($charset, $_[0]);
		return (undef, defined $bytes ? $mark . $bytes : undef);
	};
}

# UTF-7 (RFC 2152) of everything that is no line end or blank.
sub utf7 {
	my ($text, $lead) = @_;
	return $text =~ s/([^\s<>="\/:;(){}-]+|[^\x00-\x7f]+)/"$lead" . (encode_base64(
	    Encode::encode('UTF-16BE', $1), '') =~ tr{=}{}dr) . '-'/ger;
}
for my $label (qw(utf-7 unicode-1-1-utf-7 UTF7 x-unicode-2-0-utf-7)) {
	way charset => "utf-7-$label",
	    sub { ("charset=$label", utf7($_[0], '+')) };
}
way charset => 'utf-7-no-label', sub { (undef, utf7($_[0], '+')) };
way charset => 'utf-7-as-ascii', sub { ('charset=us-ascii', utf7($_[0], '+')) };
way charset => 'utf-7-letters', sub {
	my ($text) = @_;
	return if $text =~ /[^\x00-\x7f]/;
	$text =~ s/\+/+-/g;
	return ('charset=utf-7', $text =~ s/([o])/'+' . (encode_base64(
	    Encode::encode('UTF-16BE', $1), '') =~ tr{=}{}dr) . '-'/ger);
};
# Letters of two bytes, as the Far Eastern charsets have Latin ones.
sub wide { return $_[0] =~ s/([!-~])/chr(0xFEE0 + ord $1)/ger }
sub wide_text {
	my ($text) = @_;
	return if $text =~ /[^\x00-\x7f]/;
	return $text =~ s/([a-z]{3,} [a-z]{3,})/wide($1) =~ tr{ }{\x{3000}}r/er;
}
my %east = (
	'shift-jis' => ['shift_jis', 'shiftjis'],
	'windows-31j' => ['windows-31j', 'cp932'],
	'euc-jp' => ['euc-jp', 'euc-jp'],
	'iso-2022-jp' => ['iso-2022-jp', 'iso-2022-jp'],
	'iso-2022-jp-1' => ['iso-2022-jp-1', 'iso-2022-jp-1'],
	'iso-2022-kr' => ['iso-2022-kr', 'iso-2022-kr'],
	'euc-kr' => ['euc-kr', 'euc-kr'],
	'ks-c-5601' => ['ks_c_5601-1987', 'cp949'],
	'gb2312' => ['gb2312', 'gb2312'],
	'gbk' => ['gbk', 'gbk'],
	'hz' => ['hz-gb-2312', 'hz'],
	'big5' => ['big5', 'big5-eten'],
);
for my $name (sort keys %east) {
	my ($label, $charset) = @{ $east{$name} };
	way charset => "$name-wide", sub {
		my $text = wide_text($_[0]);
		my $bytes = defined $text ? encoded($charset, $text) : undef;
		return ("charset=$label", $bytes);
	};
	way charset => "$name-wide-no-label", sub {
		my $text = wide_text($_[0]);
		my $bytes = defined $text ? encoded($charset, $text) : undef;
		return (undef, $bytes);
	} if $name =~ /^(?:iso-2022-jp|hz|iso-2022-kr)$/;
}

# Escape sequences of ISO 2022 inside the words: from ASCII to ASCII.
my %escape = (
	'iso-2022-jp-ascii' => ['iso-2022-jp', "\e(B"],
	'iso-2022-jp-roman' => ['iso-2022-jp', "\e(J"],
	'iso-2022-jp-empty-kanji' => ['iso-2022-jp', "\e\$B\e(B"],
	'iso-2022-jp-no-label' => [undef, "\e(B"],
	'iso-2022-jp-2' => ['iso-2022-jp-2', "\e\$A\e(B"],
	'iso-2022-kr-shifts' => ['iso-2022-kr', "\x0E\x0F"],
	'iso-2022-cn-shifts' => ['iso-2022-cn', "\x0E\x0F"],
	'hz-escapes' => ['hz-gb-2312', '~{~}'],
	'hz-line-ends' => ['hz-gb-2312', "~\n"],
	'utf-8-long-nul' => ['utf-8', "\0"],
);
for my $name (sort keys %escape) {
	my ($label, $sequence) = @{ $escape{$name} };
	way charset => $name, sub {
		my ($text) = @_;
		return if $text =~ /[^\x00-\x7f]/;
		$text =~ s/~/~~/g if $name =~ /^hz/;
		$text =~ s/(?<=[a-z])(?=[a-z])/$sequence/g
		    if $text !~ /[<&]/;
		$text =~ s/(?<=floo)(?=r)|(?<=disc)(?=o)/$sequence/g
		    if $text =~ /[<&]/;
		$text = "\e\$)C\r\n$text" if $name =~ /kr-shifts/;
		return (defined $label ? "charset=$label" : undef, $text);
	};
}

# UTF-8 of more bytes than needed (forbidden, and read by old programs).
way charset => 'utf-8-overlong', sub {
	my ($text) = @_;
	return if $text =~ /[^\x00-\x7f]/;
	$text =~ s/(?<=disc)o|(?<=fl)o/"\xC1" . chr(0x80 | ord('o') & 0x3F)/ge;
	return ('charset=utf-8', $text);
};
way charset => 'utf-8-surrogates', sub {
	my $bytes = '';
	for my $c (map { ord } split //, $_[0]) {
		$bytes .= $c < 0x10000 ? utf8(chr $c) : join '', map {
			pack 'C3', 0xE0 | $_ >> 12, 0x80 | $_ >> 6 & 0x3F,
			    0x80 | $_ & 0x3F } 0xD800 + ($c - 0x10000 >> 10),
		    0xDC00 + ($c - 0x10000 & 0x3FF);
	}
	return ('charset=cesu-8', $bytes);
};
way charset => 'utf-8-encoded-twice', sub {
	return if $_[0] =~ /[^\x00-\x7f]/;
	my $twice = utf8(Encode::decode('iso-8859-1', utf8($_[0])));
	return ('charset=utf-8', $twice);
};

# Two labels, or one written as few write it.
my %label = (
	'label-twice' => ['charset=us-ascii; charset=utf-16le', 'UTF-16LE'],
	'label-twice-reverse' => ['charset=utf-16le; charset=us-ascii',
		'UTF-16LE'],
	'label-2231' => ["charset*=us-ascii'en'utf-16le", 'UTF-16LE'],
	'label-continued' => ['charset*0=utf; charset*1=-16le', 'UTF-16LE'],
	'label-blanks' => ['charset = utf-16le', 'UTF-16LE'],
	'label-upper-name' => ['CHARSET=utf-16le', 'UTF-16LE'],
	'label-open-quote' => ['charset="utf-16le', 'UTF-16LE'],
	'label-no-semicolon' => ['x=y charset=utf-16le', 'UTF-16LE'],
	'label-colon' => ['charset:utf-16le', 'UTF-16LE'],
	'label-backslashes' => ['charset="utf\\-16le"', 'UTF-16LE'],
	'label-after-2231' => ["charset=us-ascii; charset*=''utf-16le",
		'UTF-16LE'],
);
for my $name (sort keys %label) {
	my ($label, $charset) = @{ $label{$name} };
	way charset => $name, sub { ($label, encoded($charset, $_[0])) };
}

# HTML that names its charset itself.
sub meta {
	my ($text, $label) = @_;
	return $text =~ s/<head>/<head><meta charset="$label">/r;
}
way charset => 'meta-utf-7', sub {
	my $text = $_[0] =~ s/(our|discount|floor)/utf7($1, '+')/ger;
	return (undef, utf8(meta($text, 'utf-7')));
}, html => 1;
way charset => 'meta-koi8-r', sub {
	return (undef, encoded('koi8-r', meta($_[0], 'koi8-r')));
}, html => 1;
way charset => 'meta-against-label', sub {
	return ('charset=us-ascii',
	    encoded('windows-1251', meta($_[0], 'windows-1251')));
}, html => 1;
way charset => 'meta-http-equiv', sub {
	my $text = $_[0] =~ s/<head>/<head><meta http-equiv='Content-Type'
	content='text\/html;charset=iso-2022-jp'>/r;
	my $wide = wide_text($text) // return;
	return (undef, encoded('iso-2022-jp', $wide));
}, html => 1;
way charset => 'meta-utf-16-in-ascii', sub {
	return (undef, utf8(meta($_[0], 'utf-16')));
}, html => 1;

1;
