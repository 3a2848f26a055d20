package Evade::Name;

# The phrase in the name of an attachment.

use strict;
use warnings;
use Encode ();
use Evade qw(family way clean entity multi utf8 message_of);
use MIME::Base64 qw(encode_base64);

family 'name';

sub percent { utf8($_[0]) =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger }
sub word { '=?utf-8?B?' . encode_base64(utf8($_[0]), '') . '?=' }

# name => [Content-Type's parameters, Content-Disposition]
# P: the phrase; E: percent-encoded; W: an encoded word
my %name = (
	'disposition' => ['', 'attachment; filename="P"'],
	'disposition-inline' => ['', 'inline; filename="P.txt"'],
	'type' => ['; name="P"', ''],
	'both' => ['; name="P"', 'attachment; filename="P"'],
	'type-against-disposition' =>
	    ['; name="P"', 'attachment; filename="a.txt"'],
	'disposition-against-type' =>
	    ['; name="a.txt"', 'attachment; filename="P"'],
	'unquoted' => ['', 'attachment; filename=P'],
	'extended' => ['', "attachment; filename*=utf-8''E"],
	'extended-language' => ['', "attachment; filename*=utf-8'en'E"],
	'extended-quoted' => ['', "attachment; filename*=\"utf-8''E\""],
	'extended-no-charset' => ['', "attachment; filename*=''E"],
	'extended-no-quotes' => ['', 'attachment; filename*=E'],
	'extended-and-plain' =>
	    ['', "attachment; filename=a.txt; filename*=utf-8''E"],
	'plain-and-extended' =>
	    ['', "attachment; filename*=utf-8''a.txt; filename=\"P\""],
	'percent-in-plain' => ['', 'attachment; filename="E"'],
	'word' => ['', 'attachment; filename="W"'],
	'word-unquoted' => ['', 'attachment; filename=W'],
	'word-in-type' => ['; name="W"', 'attachment'],
	'words-split' => ['', 'attachment; filename="S"'],
	'words-folded' => ['', "attachment;\r\n filename=\"F\""],
	'twice-first' => ['', 'attachment; filename="P"; filename="a.txt"'],
	'twice-last' => ['', 'attachment; filename="a.txt"; filename="P"'],
	'no-closing-quote' => ['', 'attachment; filename="P'],
	'single-quotes' => ['', "attachment; filename='P'"],
	'backslashes' => ['', 'attachment; filename="B"'],
	'no-semicolon' => ['', 'attachment filename="P"'],
	'only-filename' => ['', 'filename="P"'],
	'blanks' => ['', 'attachment; filename = "P"'],
	'upper-case' => ['', 'ATTACHMENT; FILENAME="P"'],
	'folded-inside' => ['', 'attachment; filename="N"'],
	'path' => ['', 'attachment; filename="C:\\\\a\\\\P"'],
	'utf-16-extended' => ['', "attachment; filename*=utf-16be''U"],
	'comment' => ['', 'attachment; filename=a.txt (P)'],
	'other-parameter' => ['', 'attachment; filename=a.txt; title="P"'],
	'x-unix-name' => ['; x-unix-name="P"', 'attachment'],
	'name-and-words' => ['; name*=utf-8\'\'E', 'attachment; filename=a'],
);

# RFC 2231 continuations of the name in pieces.
sub pieces {
	my ($text, $size, $how) = @_;
	my $n = 0;
	my @pieces = map { $how->($_, $n++) } unpack "(a$size)*", $text;
	return @pieces;
}
sub continued {
	my ($text) = @_;
	return pieces(utf8($text), 5, sub { "filename*$_[1]=\"$_[0]\"" });
}
sub extended {
	my ($text) = @_;
	return pieces(utf8($text), 5, sub {
		my $bytes = $_[0] =~ s/(.)/sprintf '%%%02X', ord $1/gser;
		"filename*$_[1]*=" . ($_[1] ? '' : "utf-8''") . $bytes;
	});
}
my %pieces = (
	'continued' => \&continued,
	'continued-backwards' => sub { reverse continued($_[0]) },
	'continued-extended' => \&extended,
	'continued-extended-backwards' => sub { reverse extended($_[0]) },
	'continued-mixed' => sub {
		my @extended = extended($_[0]);
		my @plain = continued($_[0]);
		return ($extended[0], @plain[1 .. $#plain]);
	},
	'continued-with-gap' => sub {
		return map { s/\*(\d+)/'*' . $1 * 2/er } continued($_[0]);
	},
	'continued-from-one' => sub {
		return map { s/\*(\d+)/'*' . ($1 + 1)/er } continued($_[0]);
	},
	'continued-leading-zeros' => sub {
		return map { s/\*(\d+)/*0$1/r } continued($_[0]);
	},
	'continued-and-plain' => sub { ('filename="a.txt"', continued($_[0])) },
	'continued-before-plain' => sub { (continued($_[0]), 'filename=a.txt') },
	'continued-repeated' => sub { ('filename*0="x"', continued($_[0])) },
	'continued-letters' => sub {
		return pieces(utf8($_[0]), 1, sub { "filename*$_[1]=\"$_[0]\"" });
	},
	'continued-words' => sub {
		return pieces(word($_[0]), 11, sub { "filename*$_[1]=\"$_[0]\"" });
	},
	'continued-unmarked-percent' => sub {
		return pieces(percent($_[0]), 9,
		    sub { "filename*$_[1]=\"$_[0]\"" });
	},
);

sub named {
	my ($type, $disposition) = @_;
	my $part = entity("Hello.\r\n", "Content-Type: text/plain$type",
	    $disposition ne '' ? "Content-Disposition: $disposition" : ());
	return multi('mixed', [clean(), $part]);
}

sub fill {
	my ($line, $text) = @_;
	my $bytes = utf8($text);
	my %fill = (
		P => sub { $bytes },
		E => sub { percent($text) },
		W => sub { word($text) },
		S => sub { join ' ', map { "=?utf-8?Q?$_?=" } map {
		    s/([^A-Za-z])/sprintf '=%02X', ord $1/ger }
		    unpack '(a6)*', $bytes },
		F => sub { join "\r\n ", map { '=?utf-8?B?'
		    . encode_base64($_, '') . '?=' } unpack '(a7)*', $bytes },
		B => sub { $bytes =~ s/([a-z])/\\$1/gr },
		N => sub { $bytes =~ s/ /\r\n /gr },
		U => sub { Encode::encode('UTF-16BE', $text)
		    =~ s/(.)/sprintf '%%%02X', ord $1/gser },
	);
	return $line =~ s/\b([PEWSFBNU])\b(?!''|'[a-z]|:)/$fill{$1}->()/ger;
}

for my $name (sort keys %name) {
	my ($type, $disposition) = @{ $name{$name} };
	way whole => $name, sub {
		return named(fill($type, $_[0]), fill($disposition, $_[0]));
	};
}
for my $name (sort keys %pieces) {
	my $cut = $pieces{$name};
	way whole => $name, sub {
		return named('', join ";\r\n ", 'attachment', $cut->($_[0]));
	};
}
way whole => 'disposition-twice', sub {
	my $text = utf8($_[0]);
	my $part = entity("Hello.\r\n", 'Content-Type: text/plain',
	    'Content-Disposition: inline; filename=a.txt',
	    "Content-Disposition: attachment; filename=\"$text\"");
	return multi('mixed', [clean(), $part]);
};
way whole => 'type-twice', sub {
	my $text = utf8($_[0]);
	my $part = entity("Hello.\r\n", 'Content-Type: text/plain; name=a.txt',
	    "Content-Type: text/plain; name=\"$text\"");
	return multi('mixed', [clean(), $part]);
};
way whole => 'of-multipart', sub {
	my $text = utf8($_[0]);
	return multi('mixed', [clean()], boundary => 'b1',
	    type => "multipart/mixed; boundary=b1; name=\"$text\"");
};
way whole => 'of-message', sub {
	my $text = utf8($_[0]);
	return multi('mixed', [clean(), entity(message_of(clean()),
		"Content-Type: message/rfc822; name=\"$text.eml\"")]);
};

1;
