package Evade::Transfer;

# Transfer encodings: what decoders forgive, and what they are called.

use strict;
use warnings;
use Evade qw(family way);
use MIME::Base64 qw(encode_base64);

family 'transfer';

sub base64 { return encode_base64($_[0], "\r\n") }
sub flat { return encode_base64($_[0], '') }
sub label { return ['Content-Transfer-Encoding: ' . ($_[0] // 'base64')] }

# bytes in segments, each encoded by itself
sub segments {
	my ($bytes, $size) = @_;
	return map { flat($_) } unpack "(a$size)*", $bytes;
}

my %base64 = (
	plain => \&base64,
	'junk' => sub { flat($_[0]) =~ s/(.{3})/$1!*/gr . "\r\n" },
	'junk-high-bytes' => sub { flat($_[0]) =~ s/(.{5})/$1\xFF/gr . "\r\n" },
	'junk-comments' => sub { base64($_[0]) =~ s/\r\n/(x)\r\n/r },
	'junk-angles' => sub { flat($_[0]) =~ s/(.{4})/$1<>/gr . "\r\n" },
	'junk-dots' => sub { flat($_[0]) =~ s/(.{7})/$1./gr . "\r\n" },
	'junk-nuls' => sub { flat($_[0]) =~ s/(.{9})/$1\0/gr . "\r\n" },
	'no-padding' => sub { base64("$_[0] ") =~ tr/=//dr },
	'no-padding-2' => sub { base64("$_[0]  ") =~ tr/=//dr },
	'too-much-padding' => sub { flat($_[0]) . "====\r\n" },
	'padding-in-the-middle' => sub { join('', segments($_[0], 10)) . "\r\n" },
	'padding-each-line' => sub { join("\r\n", segments($_[0], 10)) . "\r\n" },
	'padding-single-bytes' => sub { join('', segments($_[0], 1)) . "\r\n" },
	'padding-in-quartets' => sub { flat($_[0]) =~ s/(.{8})/$1=/gr . "\r\n" },
	'padding-first' => sub { "====\r\n" . base64($_[0]) },
	'padding-line-between' => sub {
		my $half = int(length($_[0]) / 6) * 3;
		base64(substr $_[0], 0, $half) . "=\r\n"
		    . base64(substr $_[0], $half);
	},
	'unpadded-segments' => sub {
		join("\r\n", map { tr/=//dr } segments($_[0], 10)) . "\r\n";
	},
	'one-letter-a-line' => sub { flat($_[0]) =~ s/(.)/$1\r\n/gr },
	'two-letters-a-line' => sub { flat($_[0]) =~ s/(..)/$1\r\n/gr },
	'odd-lines' => sub { flat($_[0]) =~ s/(.{1,7})/$1\r\n/gr },
	'empty-lines' => sub { base64($_[0]) =~ s/\r\n/\r\n\r\n\r\n/gr },
	'blanks' => sub { flat($_[0]) =~ s/(.)/$1 /gr . "\r\n" },
	'tabs-before-lines' => sub { base64($_[0]) =~ s/^/\t /gmr },
	'form-feeds' => sub { flat($_[0]) =~ s/(.{6})/$1\f\x0B/gr . "\r\n" },
	'long-line' => sub { flat($_[0] . ' ' x 4000) . "\r\n" },
	'url-alphabet' => sub { base64("\xF0\x9F\x99\x82?~>$_[0]")
	    =~ tr{+/}{-_}r },
	'one-letter-more' => sub { flat($_[0] . ' ' x (3 - length($_[0]) % 3))
	    . "A\r\n" },
	'one-letter-less' => sub {
		my $text = $_[0] . '   ';
		substr(flat($text) =~ tr/=//dr, 0, -1) . "\r\n";
	},
	'text-before' => sub { "This is a text.\r\n\r\n" . base64($_[0]) },
	'text-after' => sub { base64("$_[0] ")
	    . "--\r\nThis is a text.\r\n" },
	'text-after-padding' => sub { base64($_[0]) . "\r\n=\r\nHello?\r\n" },
	'second-after-padding' => sub {
		base64("Hello, nothing here.\r\n") . base64($_[0]);
	},
	'second-after-empty-line' => sub {
		base64("Hello, nothing here.\r\n") . "\r\n" . base64($_[0]);
	},
	'empty-lines-first' => sub { "\r\n\r\n" . base64($_[0]) },
	'lone-cr' => sub { base64($_[0]) =~ s/\r\n/\r/gr . "\r\n" },
	'lone-lf' => sub { base64($_[0]) =~ s/\r\n/\n/gr },
	'loose-last-bits' => sub {
		my $text = flat($_[0] . (length($_[0]) % 3 == 1 ? '' : 
		    ' ' x (4 - length($_[0]) % 3)));
		$text =~ s/([AQgw])==$/chr(ord($1) + 1) . '=='/er . "\r\n";
	},
	'quoted-like-a-reply' => sub { base64($_[0]) =~ s/^/> /gmr },
	'dots-first' => sub { base64($_[0]) =~ s/^/./gmr },
);
for my $name (sort keys %base64) {
	my $encode = $base64{$name};
	way transfer => "base64-$name", sub { (label(), $encode->($_[0])) };
}

# Other words for base64.
my %label = (
	'upper-case' => ['Content-Transfer-Encoding: BASE64'],
	'lower-case-name' => ['content-transfer-encoding: base64'],
	'trailing-blanks' => ["Content-Transfer-Encoding: base64 \t "],
	'leading-blanks' => ["Content-Transfer-Encoding:   \t base64"],
	'no-blank' => ['Content-Transfer-Encoding:base64'],
	'semicolon' => ['Content-Transfer-Encoding: base64;'],
	'parameter' => ['Content-Transfer-Encoding: base64; x=y'],
	'comment-before' => ['Content-Transfer-Encoding: (x) base64'],
	'comment-after' => ['Content-Transfer-Encoding: base64 (x)'],
	'comment-nested' => ['Content-Transfer-Encoding: ((7bit)x\)) base64'],
	'quoted' => ['Content-Transfer-Encoding: "base64"'],
	'folded' => ["Content-Transfer-Encoding:\r\n base64"],
	'folded-twice' => ["Content-Transfer-Encoding:\r\n \r\n base64"],
	'folded-tab' => ["Content-Transfer-Encoding:\r\n\tbase64"],
	'blank-before-colon' => ['Content-Transfer-Encoding : base64'],
	'twice-first' => ['Content-Transfer-Encoding: base64',
		'Content-Transfer-Encoding: 7bit'],
	'twice-last' => ['Content-Transfer-Encoding: 7bit',
		'Content-Transfer-Encoding: base64'],
	'twice-qp' => ['Content-Transfer-Encoding: quoted-printable',
		'Content-Transfer-Encoding: base64'],
	'two-words' => ['Content-Transfer-Encoding: 7bit base64'],
	'two-words-last' => ['Content-Transfer-Encoding: base64 7bit'],
	'comma' => ['Content-Transfer-Encoding: base64, 7bit'],
	'with-nul' => ["Content-Transfer-Encoding: base64\0"],
	'nul-inside' => ["Content-Transfer-Encoding: ba\0se64"],
	'lone-cr-before' => ["X-Note: x\rContent-Transfer-Encoding: base64"],
	'lone-lf-before' => ["X-Note: x\nContent-Transfer-Encoding: base64"],
	'after-blank-line' => ["X-Note: x\r\n \r\n"
		. 'Content-Transfer-Encoding: base64'],
	'after-no-field' => ["this is no field\r\n"
		. 'Content-Transfer-Encoding: base64'],
	'encoded-word' =>
	    ['Content-Transfer-Encoding: =?us-ascii?Q?base64?='],
	'x-base64' => ['Content-Transfer-Encoding: x-base64'],
	'base64-dash' => ['Content-Transfer-Encoding: base-64'],
	'on-content-encoding' => ['Content-Encoding: base64'],
	'unknown' => ['Content-Transfer-Encoding: x-none',
		'Content-Transfer-Encoding: base64'],
	'b' => ['Content-Transfer-Encoding: b'],
	'missing' => [],
	'as-7bit' => ['Content-Transfer-Encoding: 7bit'],
	'byte-first' => ["\xEF\xBB\xBFContent-Transfer-Encoding: base64"],
	'full-stop' => ['Content-Transfer-Encoding: base64.'],
);
for my $name (sort keys %label) {
	my @fields = @{ $label{$name} };
	way transfer => "label-$name", sub { ([@fields], base64($_[0])) };
}

sub hex_of { return sprintf $_[1] // '=%02X', ord $_[0] }
sub qp {
	my ($bytes) = @_;
	$bytes =~ s/([^\x21-\x3C\x3E-\x7E \r\n])/hex_of($1)/ge;
	return $bytes =~ s/([^\r\n]{60}(?:=..)?)(?=[^=\r\n]{4})/$1=\r\n/gr;
}
sub all {
	my ($bytes, $format) = @_;
	return $bytes =~ s/(.)/hex_of($1, $format)/gser
	    =~ s/((?:=..){20})/$1=\r\n/gr;
}

my %qp = (
	plain => \&qp,
	everything => sub { all($_[0]) },
	'lower-case-hex' => sub { all($_[0], '=%02x') },
	'soft-breaks-in-words' => sub {
		qp($_[0]) =~ s/(?<![=\r\n])(?<!=.)(\w)(?=\w)/$1=\r\n/gr;
	},
	'soft-breaks-trailing-blanks' => sub {
		qp($_[0]) =~ s/(?<![=\r\n])(?<!=.)(\w)(?=\w)/$1= \t\r\n/gr;
	},
	'soft-breaks-lone-lf' => sub {
		qp($_[0]) =~ s/(?<![=\r\n])(?<!=.)(\w)(?=\w)/$1=\n/gr;
	},
	'soft-breaks-lone-cr' => sub {
		qp($_[0]) =~ s/(?<![=\r\n])(?<!=.)(\w)(?=\w)/$1=\r/gr . "\r\n";
	},
	'soft-breaks-doubled' => sub {
		qp($_[0]) =~ s/(?<![=\r\n])(?<!=.)(\w)(?=\w)/$1=\r\n=\r\n/gr;
	},
	'soft-break-at-end' => sub { all($_[0]) . '=' },
	'malformed-escapes' => sub { all($_[0]) . "=\r\n =ZZ =4 =x\r\n" },
	'malformed-first' => sub { "=GG= =\r\n" . all($_[0]) },
	'half-escape-at-end' => sub { all($_[0]) . '=4' },
	'blanks-at-line-ends' => sub {
		(qp($_[0]) =~ s/(?<!=)\r\n/ \t \r\n/gr);
	},
	'high-bytes' => sub {
		$_[0] =~ s/([=]|[a-z](?=oor))/hex_of($1)/ger;
	},
	'long-lines' => sub { $_[0] =~ s/([^\r\n])/hex_of($1)/ger . "\r\n" },
	'encoded-line-ends' => sub { all($_[0]) },
	'escape-over-lines' => sub {
		$_[0] =~ s/([^\r\n\x21-\x3C\x3E-\x7E ])/hex_of($1)/ger
		    =~ s/(?<=fl)oo/=6F=\r\n=6F/r;
	},
	'nul-bytes' => sub {
		$_[0] =~ /\0/ ? undef : all($_[0] =~ s/(?<=[a-z])(?=[a-z])/\0/gr);
	},
);
for my $name (sort keys %qp) {
	my $encode = $qp{$name};
	way transfer => "qp-$name", sub {
		return (label('quoted-printable'), $encode->($_[0]));
	};
}
way transfer => 'qp-label-upper-case', sub {
	return (label('QUOTED-PRINTABLE'), all($_[0]));
};
way transfer => 'qp-label-comment', sub {
	return (label('quoted-printable (x)'), all($_[0]));
};
way transfer => 'qp-label-twice', sub {
	return (['Content-Transfer-Encoding: 8bit',
		'Content-Transfer-Encoding: quoted-printable'], all($_[0]));
};
way transfer => 'qp-label-underscore', sub {
	return (label('quoted_printable'), all($_[0]));
};

# uuencode (POSIX) and its labels.
sub uu {
	my ($bytes, $blank) = @_;
	my $text = pack 'u', $bytes;
	$text =~ tr/`/ / if $blank;
	return crlf("begin 644 note.txt\n$text" . ($blank ? ' ' : '`')
	    . "\nend\n");
}
sub crlf { return Evade::crlf($_[0]) }

for my $word (qw(x-uuencode uuencode x-uue uue x-uu)) {
	way transfer => "uu-label-$word", sub { (label($word), uu($_[0])) };
}
way transfer => 'uu-blanks', sub { (label('x-uuencode'), uu($_[0], 1)) };
way transfer => 'uu-no-end', sub {
	return (label('x-uuencode'), uu($_[0]) =~ s/`\r\nend\r\n//r);
};
way transfer => 'uu-no-begin', sub {
	return (label('x-uuencode'), uu($_[0]) =~ s/^begin.*\r\n//r);
};
way transfer => 'uu-inline', sub { ([], uu($_[0])) };
way transfer => 'uu-inline-after-text', sub {
	return ([], "See the note.\r\n\r\n" . uu($_[0]) . "\r\nAna\r\n");
};
way transfer => 'uu-inline-no-end', sub {
	return ([], "See the note.\r\n\r\n" . uu($_[0]) =~ s/end\r\n//r);
};
way transfer => 'uu-inline-upper-case', sub {
	return ([], uu($_[0]) =~ s/begin/BEGIN/r);
};
way transfer => 'uu-inline-quoted', sub {
	return ([], "Ana wrote:\r\n" . uu($_[0]) =~ s/^/> /gmr);
};
way transfer => 'uu-inline-trailing-blanks', sub {
	return ([], uu($_[0]) =~ s/\r\n/  \r\n/gr);
};
way transfer => 'uu-inline-long-mode', sub {
	return ([], uu($_[0]) =~ s/644/100644/r);
};
way transfer => 'uu-inline-twice', sub {
	return ([], uu("Nothing here.\r\n") . uu($_[0]));
};
way transfer => 'uu-base64', sub {
	return ([], "begin-base64 644 note.txt\r\n" . base64($_[0])
	    . "====\r\n");
};
way transfer => 'uu-in-base64', sub { (label(), base64(uu($_[0]))) };

sub yenc {
	my ($bytes) = @_;
	my $size = length $bytes;
	my $coded = $bytes =~ s/(.)/chr((ord($1) + 42) % 256)/gser;
	$coded =~ s/([\0\r\n=])/'=' . chr((ord($1) + 64) % 256)/ge;
	$coded =~ s/((?:=.|[^=]){1,126})/$1\r\n/gs;
	return "=ybegin line=128 size=$size name=note.txt\r\n$coded"
	    . "=yend size=$size\r\n";
}
way transfer => 'yenc-inline', sub { ([], yenc($_[0])) };
way transfer => 'yenc-label', sub { (label('x-yenc'), yenc($_[0])) };
way transfer => 'yenc-after-text', sub {
	return (label('8bit'), "See the note.\r\n\r\n" . yenc($_[0]));
};

# A block of base64 in plain text, as some write files into mail.
way transfer => 'base64-block', sub {
	return ([], "Here is the file:\r\n\r\n" . base64($_[0]) . "\r\nAna\r\n");
};
way transfer => 'base64-block-pem', sub {
	return ([], "-----BEGIN NOTE-----\r\n" . base64($_[0])
	    . "-----END NOTE-----\r\n");
};
way transfer => 'base64-block-quoted', sub {
	return ([], "Ana wrote:\r\n" . base64($_[0]) =~ s/^/> /gmr);
};

# What needs no decoding.
way transfer => 'binary', sub { (label('binary'), $_[0]) };
way transfer => '8bit', sub { (label('8bit'), $_[0]) };
way transfer => '7bit-with-high-bytes', sub { (label('7bit'), $_[0]) };
way transfer => 'no-label', sub { ([], $_[0]) };
way transfer => 'unknown-label', sub { (label('x-plain'), $_[0]) };
way transfer => 'empty-label', sub { (label(''), $_[0]) };
way transfer => 'lone-crs', sub {
	return if $_[0] =~ /\0/;
	return ([], $_[0] =~ s/\r\n/\r/gr . "\r\n");
};
way transfer => 'lone-lfs', sub {
	return if $_[0] =~ /\0/;
	return ([], $_[0] =~ s/\r\n/\n/gr);
};
way transfer => 'nul-bytes', sub {
	return if $_[0] =~ /\0/;
	return ([], $_[0] =~ s/(?<=[a-z])(?=[a-z])/\0/gr);
};

1;
