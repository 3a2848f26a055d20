package Evade::Structure;

# The entity somewhere in the message's structure where only some programs look
# for it, or where they disagree about what there is.

use strict;
use warnings;
use Evade qw(family way entity multi part_of message_of clean carrier utf8
	crlf);
use MIME::Base64 qw(encode_base64);

family 'structure';

sub structure { way structure => @_ }

my $HTML = entity("<p>Nothing here.</p>\r\n", 'Content-Type: text/html');

# Multiparts of every kind, the entity not where all look.
for my $kind (qw(mixed related parallel report signed x-mixed-replace
    form-data appledouble voice-message byteranges x-unknown)) {
	structure "in-$kind", sub { multi($kind, [clean(), $_[0]]) };
}
structure 'lesser-alternative', sub { multi('alternative', [$_[0], $HTML]) };
structure 'middle-alternative',
    sub { multi('alternative', [clean(), $_[0], $HTML]) };
structure 'last-alternative', sub { multi('alternative', [clean(), $_[0]]) };
structure 'lesser-related', sub {
	return multi('related', [$HTML, $_[0]]);
};
structure 'related-start', sub {
	my $e = { %{ $_[0] }, fields => [@{ $_[0]{fields} },
	    'Content-ID: <s@corp.example>'] };
	return multi('related', [clean(), $e], boundary => 'rel',
	    type => 'multipart/related; boundary=rel; start="<s@corp.example>"');
};
structure 'calendar-alternative', sub {
	return multi('alternative', [clean(), $HTML, multi('mixed', [$_[0]])]);
};
structure 'digest-of-messages', sub {
	return multi('digest', [entity(message_of($_[0]))]);
}, nests => 1;
structure 'digest-with-type', sub { multi('digest', [$_[0]]) };
structure 'encrypted-in-name', sub {
	return multi('encrypted', [entity("Version: 1\r\n",
		'Content-Type: application/pgp-encrypted'), $_[0]]);
};
structure 'no-subtype', sub {
	return multi('', [$_[0]], boundary => 'b', type => 'multipart/; boundary=b');
};
structure 'only-type', sub {
	return multi('', [$_[0]], boundary => 'b', type => 'multipart; boundary=b');
};

# The boundary as it is written.
my %boundary = (
	'unquoted' => ['b1', 'multipart/mixed; boundary=b1'],
	'upper-case-name' => ['b1', 'MULTIPART/MIXED; BOUNDARY=b1'],
	'blanks-around' => ['b1', 'multipart/mixed ; boundary = "b1"'],
	'blanks-in-type' => ['b1', 'multipart / mixed; boundary="b1"'],
	'comment-in-type' => ['b1', 'multipart/(x)mixed; boundary="b1"'],
	'comment-before' => ['b1', '(x) multipart/mixed; boundary="b1"'],
	'comment-after' => ['b1', 'multipart/mixed; boundary=b1 (boundary=b2)'],
	'comment-inside' => ['b1', 'multipart/mixed (boundary=b2); boundary=b1'],
	'comment-in-name' => ['b1', 'multipart/mixed; boundary(x)="b1"'],
	'two-first' => ['b1', 'multipart/mixed; boundary=b1; boundary=b2'],
	'two-last' => ['b1', 'multipart/mixed; boundary=b2; boundary=b1'],
	'two-no-semicolon' => ['b1', 'multipart/mixed; x=y boundary=b1'],
	'no-semicolon' => ['b1', 'multipart/mixed boundary=b1'],
	'no-closing-quote' => ['b1', 'multipart/mixed; boundary="b1'],
	'no-opening-quote' => ['b1"', 'multipart/mixed; boundary=b1"'],
	'single-quotes' => ["'b1'", "multipart/mixed; boundary='b1'"],
	'single-quotes-stripped' => ['b1', "multipart/mixed; boundary='b1'"],
	'backslashes' => ['b1', 'multipart/mixed; boundary="b\\1"'],
	'backslashes-kept' => ['b\\1', 'multipart/mixed; boundary="b\\1"'],
	'quotes-inside' => ['b"1', 'multipart/mixed; boundary="b\\"1"'],
	'words-after-quotes' => ['b1', 'multipart/mixed; boundary="b1"x'],
	'words-after-quotes-kept' => ['b1x', 'multipart/mixed; boundary="b1"x'],
	'two-quoted' => ['b1b2', 'multipart/mixed; boundary="b1" "b2"'],
	'blank-at-end' => ['b1', 'multipart/mixed; boundary="b1 "'],
	'blank-at-end-kept' => ['b1 ', 'multipart/mixed; boundary="b1 "'],
	'blank-inside' => ['b 1', 'multipart/mixed; boundary="b 1"'],
	'blank-unquoted' => ['b', 'multipart/mixed; boundary=b 1'],
	'blank-unquoted-kept' => ['b 1', 'multipart/mixed; boundary=b 1'],
	'blank-at-start' => [' b1', 'multipart/mixed; boundary=" b1"'],
	'specials-unquoted' => ['=_b/1?', 'multipart/mixed; boundary==_b/1?'],
	'colon' => ['b1', 'multipart/mixed; boundary:b1'],
	'continued' => ['b1', 'multipart/mixed; boundary*0=b; boundary*1=1'],
	'continued-disorder' =>
	    ['b1', 'multipart/mixed; boundary*1=1; boundary*0=b'],
	'continued-percent' =>
	    ['b1', "multipart/mixed; boundary*0*=us-ascii''%62; boundary*1=1"],
	'extended' => ['b1', "multipart/mixed; boundary*=us-ascii''%62%31"],
	'extended-kept' => ["us-ascii''%62%31",
		"multipart/mixed; boundary*=us-ascii''%62%31"],
	'extended-and-plain' =>
	    ['b1', "multipart/mixed; boundary=b2; boundary*=''b1"],
	'plain-and-continued' =>
	    ['b1', 'multipart/mixed; boundary=b2; boundary*0=b; boundary*1=1'],
	'plain-before-continued' =>
	    ['b2', 'multipart/mixed; boundary=b2; boundary*0=b; boundary*1=1'],
	'encoded-word' => ['b1', 'multipart/mixed; boundary="=?us-ascii?Q?b1?="'],
	'encoded-word-kept' => ['=?us-ascii?Q?b1?=',
		'multipart/mixed; boundary="=?us-ascii?Q?b1?="'],
	'folded' => ['b1', "multipart/mixed;\r\n\tboundary=\"b1\""],
	'folded-first' => ['b1', "\r\n multipart/mixed; boundary=b1"],
	'folded-in-quotes' => ['b 1', "multipart/mixed; boundary=\"b\r\n 1\""],
	'folded-in-quotes-dropped' =>
	    ['b1', "multipart/mixed; boundary=\"b\r\n 1\""],
	'folded-after-equals' => ['b1', "multipart/mixed; boundary=\r\n b1"],
	'folded-lone-lf' => ['b1', "multipart/mixed;\n boundary=b1"],
	'folded-blank-line' =>
	    ['b1', "multipart/mixed;\r\n \r\n boundary=b1"],
	'long' => ['b' x 90, 'multipart/mixed; boundary="' . 'b' x 90 . '"'],
	'very-long' =>
	    ['b' x 2000, 'multipart/mixed; boundary="' . 'b' x 2000 . '"'],
	'long-cut' => ['b' x 70, 'multipart/mixed; boundary=' . 'b' x 90],
	'high-bytes' => ["b\xE9", "multipart/mixed; boundary=\"b\xE9\""],
	'nul' => ['b1', "multipart/mixed; boundary=\"b1\0x\""],
	'nul-kept' => ["b1\0x", "multipart/mixed; boundary=\"b1\0x\""],
	'tab-at-end' => ['b1', "multipart/mixed; boundary=b1\t "],
	'empty' => ['', 'multipart/mixed; boundary=""'],
	'missing' => ['b1', 'multipart/mixed'],
	'ends-in-dashes' => ['b1--', 'multipart/mixed; boundary="b1--"'],
	'only-dashes' => ['--', 'multipart/mixed; boundary="--"'],
	'many-semicolons' => ['b1', 'multipart/mixed;;; ;boundary=b1;;'],
	'leading-semicolon' => ['b1', ';multipart/mixed; boundary=b1'],
	'other-case' => ['b1', 'multipart/mixed; boundary=B1'],
	'many-parameters' => ['b1', 'multipart/mixed; '
		. join('; ', map { "p$_=x" } 1 .. 300) . '; boundary=b1'],
	'comma' => ['b1', 'multipart/mixed, boundary=b1'],
	'comma-after' => ['b1', 'multipart/mixed; boundary=b1,'],
	'comma-kept' => ['b1,', 'multipart/mixed; boundary=b1,'],
);
for my $name (sort keys %boundary) {
	my ($b, $type) = @{ $boundary{$name} };
	structure "boundary-$name", sub {
		return multi('', [clean(), $_[0]], boundary => $b,
		    type => $type);
	};
}

# The delimiter lines as they are written.
my %delimiter = (
	'trailing-blanks' => "--b1 \t \r\n",
	'text-after' => "--b1 x\r\n",
	'text-glued' => "--b1x\r\n",
	'lone-lf' => "--b1\n",
	'lone-cr' => "--b1\r",
	'nul-after' => "--b1\0\r\n",
	'close-used-as-delimiter' => "--b1--\r\n",
	'dash-after' => "--b1-\r\n",
	'blank-before' => " --b1\r\n",
	'one-dash' => "-b1\r\n",
	'no-dashes' => "b1\r\n",
	'three-dashes' => "---b1\r\n",
	'blank-after-dashes' => "-- b1\r\n",
	'upper-case' => "--B1\r\n",
	'quoted' => "> --b1\r\n",
);
for my $name (sort keys %delimiter) {
	my $line = $delimiter{$name};
	structure "delimiter-$name", sub {
		return multi('', [clean(), $_[0]], boundary => 'b1',
		    type => 'multipart/mixed; boundary=b1',
		    delimiter => $line);
	};
}

structure 'no-close', sub { multi('mixed', [clean(), $_[0]], close => '') };
structure 'no-line-end-at-close', sub {
	my $e = multi('mixed', [clean(), $_[0]], boundary => 'b1',
	    close => '--b1--');
	return $e;
};
structure 'close-without-dashes', sub {
	return multi('mixed', [clean(), $_[0]], boundary => 'b1',
	    close => "--b1\r\n");
};
structure 'inner-not-closed', sub {
	my $inner = multi('mixed', [clean()], close => '');
	return multi('mixed', [$inner, $_[0]]);
};
structure 'outer-delimiter-inside', sub {
	my $inner = multi('mixed', [clean(), $_[0]], boundary => 'in',
	    close => '');
	return multi('mixed', [$inner, clean()], boundary => 'out');
};
structure 'after-close', sub {
	my ($e) = @_;
	return multi('mixed', [clean()], boundary => 'b1',
	    post => "\r\n--b1\r\n" . part_of($e) . "\r\n--b1--\r\n");
};
structure 'after-two-closes', sub {
	my ($e) = @_;
	return multi('mixed', [clean()], boundary => 'b1',
	    close => "--b1--\r\n--b1--\r\n",
	    post => "--b1\r\n" . part_of($e) . "\r\n");
};
structure 'part-in-preamble', sub {
	my ($e) = @_;
	return multi('mixed', [clean()], pre => part_of($e) . "\r\n");
}, raw => 1;
structure 'part-in-epilogue', sub {
	my ($e) = @_;
	return multi('mixed', [clean()], post => part_of($e) . "\r\n");
}, raw => 1;
structure 'other-boundary-in-preamble', sub {
	my ($e) = @_;
	return multi('mixed', [clean()], boundary => 'b1',
	    type => 'multipart/mixed; boundary=b1; boundary=b2',
	    pre => "--b2\r\n" . part_of($e) . "\r\n--b2--\r\n");
};
structure 'other-boundary-in-epilogue', sub {
	my ($e) = @_;
	return multi('mixed', [clean()], boundary => 'b1',
	    type => 'multipart/mixed; boundary=b1; boundary=b2',
	    post => "--b2\r\n" . part_of($e) . "\r\n--b2--\r\n");
};
structure 'unknown-boundary', sub {
	my ($e) = @_;
	return multi('mixed', [$e], boundary => 'b1',
	    type => 'multipart/mixed; boundary=b9');
};
structure 'prefix-inner-longer', sub {
	my $inner = multi('mixed', [clean(), $_[0]], boundary => 'bb');
	return multi('mixed', [$inner, clean()], boundary => 'b');
};
structure 'prefix-outer-longer', sub {
	my $inner = multi('mixed', [clean(), $_[0]], boundary => 'b');
	return multi('mixed', [$inner, clean()], boundary => 'bb');
};
structure 'same-boundary-nested', sub {
	my $inner = multi('mixed', [clean(), $_[0]], boundary => 'b1');
	return multi('mixed', [$inner, clean()], boundary => 'b1');
};
structure 'same-boundary-alternative', sub {
	my $inner = multi('alternative', [$_[0], $HTML], boundary => 'b1');
	return multi('mixed', [$inner], boundary => 'b1');
};
structure 'empty-parts', sub {
	return multi('mixed', [clean()], boundary => 'b1',
	    pre => "--b1\r\n" x 20, close => "--b1\r\n--b1\r\n"
	    . part_of($_[0]) . "\r\n--b1--\r\n");
};
structure 'many-parts', sub {
	return multi('mixed', [(map { clean() } 1 .. 200), $_[0]]);
};

# Nesting.
for my $levels (5, 20, 50) {
	structure "nested-$levels", sub {
		my ($e) = @_;
		$e = multi('mixed', [$e], boundary => "level-$_.")
		    for 1 .. $levels;
		return $e;
	};
}
structure 'nested-120', sub {
	my ($e) = @_;
	$e = multi('mixed', [$e], boundary => "level-$_.") for 1 .. 120;
	return $e;
};
sub message { return entity($_[1], "Content-Type: $_[0]", @_[2 .. $#_]) }
sub nests { structure @_, nests => 1 }

nests 'message', sub { message('message/rfc822', message_of($_[0])) };
nests 'message-in-part', sub {
	return multi('mixed', [clean(),
	    message('message/rfc822', message_of($_[0]))]);
};
nests 'message-attached', sub {
	return multi('mixed', [clean(), message('message/rfc822; name=a.eml',
	    message_of($_[0]), 'Content-Disposition: attachment')]);
};
nests 'message-base64', sub {
	return multi('mixed', [clean(), message('message/rfc822',
	    encode_base64(message_of($_[0]), "\r\n"),
	    'Content-Transfer-Encoding: base64')]);
};
nests 'message-qp', sub {
	my $text = message_of($_[0]) =~ s/([=\x80-\xFF])/sprintf '=%02X', ord $1/ger;
	return multi('mixed', [clean(), message('message/rfc822', $text,
	    'Content-Transfer-Encoding: quoted-printable')]);
};
nests 'message-global', sub {
	return multi('mixed', [clean(),
	    message('message/global', message_of($_[0]))]);
};
nests 'message-news', sub {
	return multi('mixed', [clean(),
	    message('message/news', message_of($_[0]))]);
};
nests 'message-in-messages', sub {
	my ($e) = @_;
	$e = message('message/rfc822', message_of($e)) for 1 .. 8;
	return $e;
};
nests 'message-octet-stream', sub {
	return multi('mixed', [clean(), message('application/octet-stream; '
	    . 'name="a.eml"', encode_base64(message_of($_[0]), "\r\n"),
	    'Content-Transfer-Encoding: base64')]);
};
nests 'message-as-text', sub {
	return multi('mixed', [clean(),
	    message('text/plain; name="a.eml"', message_of($_[0]),
	    'Content-Disposition: attachment; filename="a.eml"')]);
};
nests 'message-text-rfc822', sub {
	return multi('mixed', [clean(),
	    message('text/rfc822', message_of($_[0]))]);
};
nests 'message-from-line', sub {
	return message('message/rfc822',
	    "From ana Mon Nov  2 10:00:00 2026\r\n" . message_of($_[0]));
};
nests 'message-partial-whole', sub {
	return message('message/partial; id="x@y"; number=1; total=1',
	    message_of($_[0]));
};
nests 'message-partial-first', sub {
	return message('message/partial; id="x@y"; number=1; total=2',
	    message_of($_[0]));
};
nests 'message-partial-second', sub {
	return message('message/partial; id="x@y"; number=2; total=2',
	    part_of($_[0]));
};
nests 'mbox', sub {
	return multi('mixed', [clean(), message('application/mbox',
	    "From ana Mon Nov  2 10:00:00 2026\r\n" . message_of($_[0]))]);
};
structure 'external-body-phantom', sub {
	return message('message/external-body; access-type=local-file; '
	    . 'name="/etc/motd"', part_of($_[0]));
};
structure 'multipart-base64', sub {
	my $e = multi('mixed', [clean(), $_[0]], boundary => 'b1');
	return entity(encode_base64($e->{body}, "\r\n"), @{ $e->{fields} },
	    'Content-Transfer-Encoding: base64');
};
structure 'multipart-qp', sub {
	my $e = multi('mixed', [clean(), $_[0]], boundary => 'b1');
	return entity($e->{body} =~ s/([=\x80-\xFF\0])/sprintf '=%02X', ord $1/ger,
	    @{ $e->{fields} }, 'Content-Transfer-Encoding: quoted-printable');
};
structure 'multipart-base64-plain', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	push @{ $e->{fields} }, 'Content-Transfer-Encoding: base64';
	return $e;
};

# The fields of the entity, and what stands around them.
sub with { return { %{ $_[0] }, fields => $_[1] } }

my %twice = (
	'type-twice-multipart-first' => sub {
		return [@{ $_[0] }, 'Content-Type: text/plain'];
	},
	'type-twice-multipart-last' => sub {
		return ['Content-Type: text/plain', @{ $_[0] }];
	},
	'type-twice-image-first' => sub {
		return ['Content-Type: image/png', @{ $_[0] }];
	},
	'type-twice-lower-case' => sub {
		return ['content-type: application/octet-stream', @{ $_[0] }];
	},
	'type-twice-boundaries' => sub {
		return ['Content-Type: multipart/mixed; boundary=b9', @{ $_[0] }];
	},
	'type-blank-before-colon' => sub {
		return [map { s/^Content-Type:/Content-Type :/r } @{ $_[0] }];
	},
	'type-tab-before-colon' => sub {
		return [map { s/^Content-Type:/Content-Type\t:/r } @{ $_[0] }];
	},
	'type-no-blank' => sub {
		return [map { s/^Content-Type: /content-type:/r } @{ $_[0] }];
	},
	'type-folded' => sub {
		return [map { s/^Content-Type: /Content-Type:\r\n /r } @{ $_[0] }];
	},
	'type-folded-twice' => sub {
		return [map { s/^Content-Type: /Content-Type:\r\n \r\n /r }
		    @{ $_[0] }];
	},
	'type-after-no-field' => sub { ['this is no field', @{ $_[0] }] },
	'type-after-from-line' => sub {
		return ['From ana Mon Nov  2 10:00:00 2026', @{ $_[0] }];
	},
	'type-after-quoted-from' => sub {
		return ['>From ana Mon Nov  2 10:00:00 2026', @{ $_[0] }];
	},
	'type-after-blank-line' => sub { ["X-Note: x\r\n \t", @{ $_[0] }] },
	'type-after-lone-cr' => sub {
		return ["X-Note: x\r$_[0][0]", @{ $_[0] }[1 .. $#{ $_[0] }]];
	},
	'type-after-lone-lf' => sub {
		return ["X-Note: x\n$_[0][0]", @{ $_[0] }[1 .. $#{ $_[0] }]];
	},
	'type-after-nul' => sub { ["X-Note: \0x", @{ $_[0] }] },
	'type-with-nul' => sub { [map { s/;/;\0/r } @{ $_[0] }] },
	'type-after-colon-line' => sub { [': x', @{ $_[0] }] },
	'type-after-long-line' => sub { ['X-Note: ' . 'x' x 20000, @{ $_[0] }] },
	'type-after-many-fields' => sub {
		return [(map { "X-Note-$_: x" } 1 .. 500), @{ $_[0] }];
	},
	'type-bom-before' => sub {
		return ["\xEF\xBB\xBF$_[0][0]", @{ $_[0] }[1 .. $#{ $_[0] }]];
	},
	'type-in-comment-name' => sub {
		return [map { s/^Content-Type: /Content-Type: (a\(b) /r } @{ $_[0] }];
	},
	'type-high-byte' => sub { ["X-N\xF6te: x", @{ $_[0] }] },
	'type-lone-cr-end' => sub { [map { "$_\r" } @{ $_[0] }] },
	'type-two-lines-lone-cr' => sub { [join "\r", @{ $_[0] }] },
	'type-two-lines-lone-lf' => sub { [join "\n", @{ $_[0] }] },
);
for my $name (sort keys %twice) {
	my $change = $twice{$name};
	structure $name, sub {
		my $e = multi('mixed', [clean(), $_[0]]);
		return with($e, $change->($e->{fields}));
	};
	structure "part-$name", sub {
		my $e = with($_[0], $change->($_[0]{fields}));
		return multi('mixed', [clean(), $e]);
	};
}

structure 'no-fields', sub {
	return multi('mixed', [clean(), { %{ $_[0] }, fields => [] }]);
}, raw => 1;
structure 'no-fields-no-gap', sub {
	return multi('mixed', [clean(),
	    { %{ $_[0] }, fields => [], gap => '' }]);
}, raw => 1;
structure 'gap-of-blanks', sub {
	return multi('mixed', [clean(), { %{ $_[0] }, gap => " \r\n" }]);
};
structure 'gap-of-lone-lf', sub {
	return multi('mixed', [clean(), { %{ $_[0] }, gap => "\n" }]);
};
structure 'gap-of-lone-cr', sub {
	return multi('mixed', [clean(), { %{ $_[0] }, gap => "\r" }]);
};
structure 'gap-missing', sub {
	return multi('mixed', [clean(), { %{ $_[0] }, gap => '' }]);
};
structure 'gap-before-fields', sub {
	return multi('mixed', [clean(), { %{ $_[0] }, gap => '',
	    fields => ['', @{ $_[0]{fields} }, ''] }]);
}, raw => 1;
structure 'root-gap-missing', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	return { %$e, gap => '' };
};
structure 'root-gap-lone-lf', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	return { %$e, gap => "\n" };
};
structure 'root-gap-of-blanks', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	return { %$e, gap => "  \r\n" };
};
my %version = (
	'version-missing' => '',
	'version-2' => 'MIME-Version: 2.0',
	'version-comment' => 'MIME-Version: 1.0 (a mailer)',
	'version-comment-inside' => 'MIME-Version: 1.(x)0',
	'version-twice' => "MIME-Version: 1.0\r\nMIME-Version: 1.0",
	'version-empty' => 'MIME-Version:',
);
for my $name (sort keys %version) {
	my $line = $version{$name};
	structure $name, sub {
		my $e = multi('alternative', [$_[0], $HTML]);
		return { %$e, top => { 'MIME-Version' => $line } };
	};
}
structure 'fields-first', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	return { %$e, before => join('', map { "$_\r\n" } @{ $e->{fields} }),
		fields => [] };
};
structure 'message-from-line-first', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	return { %$e, before => "From ana Mon Nov  2 10:00:00 2026\r\n" };
};
structure 'empty-line-first', sub {
	my $e = multi('mixed', [clean(), $_[0]]);
	return { %$e, before => "\r\n" };
}, raw => 1;
structure 'type-unknown', sub {
	my $e = with($_[0], [map { s/^Content-Type: [^;]*/Content-Type: x-a\/x-b/r }
	    @{ $_[0]{fields} }]);
	return multi('mixed', [clean(), $e]);
};
structure 'type-without-subtype', sub {
	my $e = with($_[0], [map { s/^Content-Type: [^;]*/Content-Type: text/r }
	    @{ $_[0]{fields} }]);
	return multi('mixed', [clean(), $e]);
};
structure 'type-octet-stream', sub {
	my $e = with($_[0], [map {
	    s/^Content-Type: [^;]*/Content-Type: application\/octet-stream/r }
	    @{ $_[0]{fields} }]);
	return multi('mixed', [clean(), $e]);
};
structure 'type-image', sub {
	my $e = with($_[0], [map { s/^Content-Type: [^;]*/Content-Type: image\/png/r }
	    @{ $_[0]{fields} }]);
	return multi('mixed', [clean(), $e]);
};
structure 'type-missing', sub {
	my $e = with($_[0], [grep { !/^Content-Type:/ } @{ $_[0]{fields} }]);
	return multi('mixed', [clean(), $e]);
};
structure 'attachment', sub {
	my $e = with($_[0], [@{ $_[0]{fields} },
	    'Content-Disposition: attachment; filename="note.txt"']);
	return multi('mixed', [clean(), $e]);
};
structure 'disposition-odd', sub {
	my $e = with($_[0], [@{ $_[0]{fields} },
	    'Content-Disposition: filename="logo.png"; hidden']);
	return multi('mixed', [clean(), $e]);
};

# What stands outside of all parts, where old programs show it.
way whole => 'preamble', sub {
	return multi('mixed', [clean()], pre => crlf(utf8(carrier($_[0]))));
};
way whole => 'epilogue', sub {
	return multi('mixed', [clean()], post => crlf(utf8(carrier($_[0]))));
};
way whole => 'preamble-of-message', sub {
	my $e = multi('mixed', [clean()], pre => crlf(utf8(carrier($_[0]))));
	return multi('mixed', [clean(), message('message/rfc822',
	    message_of($e))]);
};
way whole => 'preamble-without-parts', sub {
	return entity(crlf(utf8(carrier($_[0]))),
	    'Content-Type: multipart/mixed; boundary=b1');
};
way whole => 'text-in-digest', sub {
	return multi('digest', [clean(), entity(crlf(utf8(carrier($_[0]))),
	    'Content-Type: text/plain; charset=utf-8')]);
};
way whole => 'only-header', sub {
	my $e = clean();
	return { %$e, gap => '', fields => [], body => utf8(carrier($_[0])) };
};
way whole => 'header-line', sub {
	my $e = multi('mixed', [clean(), { %{ clean() },
	    fields => [utf8($_[0])] }]);
	return $e;
};
way whole => 'delivery-report', sub {
	return multi('report', [clean(), message('message/delivery-status',
	    "Reporting-MTA: dns; corp.example\r\n\r\nFinal-Recipient: rfc822; "
	    . "a\@b.example\r\nAction: failed\r\nStatus: 5.0.0\r\n"
	    . 'Diagnostic-Code: smtp; 550 ' . utf8($_[0]) . "\r\n")]);
};
way whole => 'headers-report', sub {
	return multi('report', [clean(), message('text/rfc822-headers',
	    'Subject: ' . utf8($_[0]) . "\r\n")]);
};
way whole => 'delimiter-text', sub {
	return multi('mixed', [clean()], boundary => 'b1',
	    close => '--b1-- ' . utf8($_[0]) . "\r\n");
};

1;
