#!/usr/bin/perl
#
# outlook.t - winmail.dat and .msg: bodies of each kind, names, attachments;
# and the office formats of before 2007.

use strict;
use warnings;
use lib 'tests/extract/lib';

use Encode qw(encode);
use Records;
use Test::More;

my $phrase = phrase();
my $free   = 0xFFFFFFFF;
my $last   = 0xFFFFFFFE;

sub wide { return encode('UTF-16LE', $_[0]) }

# RTF as Outlook stores it, not compressed.
sub stored_rtf {
	my ($rtf) = @_;

	return pack('V V a4 V', length($rtf) + 12, length $rtf, 'MELA', 0) . $rtf;
}

# "{\rtf1\ansi\ansicpg1252\pard hello world}" ([MS-OXRTFCP], 4.1)
my $packed_rtf = pack('H*', '2d0000002b0000004c5a4675f1c5c7a703000a0072637067' .
	'313235423' . '20af32068656c0900206277' . '05b06c647d0a800fa0');

# TNEF ----------------------------------------------------------------------

sub attribute {
	my ($level, $id, $value) = @_;

	return pack('C v v V', $level, $id, 6, length $value) . $value .
		pack('v', unpack('%16C*', $value));
}

sub property {
	my ($id, $type, $value) = @_;

	return pack('v v V V', $type, $id, 1, length $value) . $value .
		"\0" x (-length($value) % 4);
}

sub properties { return pack('V', scalar @_) . join('', @_) }

sub tnef { return pack('V v', 0x223E9F78, 1) . join('', @_) }

my $named = pack('v v a16 V V', 0x1F, 0x8001, '', 1, length(wide('ab'))) .
	wide('ab') . pack('V V', 1, length wide($phrase)) . wide($phrase) .
	"\0" x (-length(wide($phrase)) % 4);

# Compound files ------------------------------------------------------------

# Streams, [name, bytes] each, in the root; small ones in small sectors where
# $cutoff says so.
sub compound {
	my ($cutoff, @streams) = @_;
	my @sectors = ('');
	my @next = (0xFFFFFFFD);
	my ($minis, @mini_next) = ('');
	my (@at, $directory);

	my $add = sub {
		my ($bytes) = @_;
		my $start = @sectors;
		my $n = int((length($bytes) + 511) / 512) || 1;

		for my $i (0 .. $n - 1) {
			push @sectors, pack('a512', $i * 512 < length $bytes ?
				substr($bytes, $i * 512, 512) : '');
			push @next, $i < $n - 1 ? $start + $i + 1 : $last;
		}
		return $start;
	};
	for my $stream (@streams) {
		my $bytes = $stream->[1];
		if (length $bytes >= $cutoff) {
			push @at, $add->($bytes);
			next;
		}
		push @at, scalar @mini_next;
		my $n = int((length($bytes) + 63) / 64) || 1;
		push @mini_next, $at[-1] + $_ < $at[-1] + $n ?
			$at[-1] + $_ : $last for 1 .. $n;
		$minis .= pack('a' . 64 * $n, $bytes);
	}
	my $mini_start = length $minis ? $add->($minis) : $last;
	my $mini_table = @mini_next ? $add->(pack('V*', @mini_next)) : $last;
	my $entry = sub {
		my ($name, $type, $child, $right, $start, $size) = @_;
		my $wide = wide($name);

		return pack('a64 v C C V V V x36 V V V', $wide, length($wide) + 2,
			$type, 1, $free, $right, $child, $start, $size, 0);
	};
	$directory = $entry->('Root Entry', 5, 1, $free, $mini_start,
		length $minis);
	for my $i (0 .. $#streams) {
		$directory .= $entry->($streams[$i][0], 2, $free,
			$i < $#streams ? $i + 2 : $free, $at[$i],
			length $streams[$i][1]);
	}
	my $dir = $add->($directory);
	$sectors[0] = pack('V128', map { $next[$_] // $free } 0 .. 127);
	return pack('H16 x16 v v v v v x6', 'd0cf11e0a1b11ae1', 0x3E, 3, 0xFFFE,
		9, 6) . pack('V9', 0, 1, $dir, 0, $cutoff, $mini_table,
		@mini_next ? 1 : 0, $last, 0) . pack('V109', 0, ($free) x 108) .
		join('', @sectors);
}

sub stream { return [ "__substg1.0_$_[0]", $_[1] ] }

my @cases = (
	[ 'tnef, subject', tnef(attribute(1, 0x8004, "$phrase\0")), 'R' ],
	[ 'tnef, body', tnef(attribute(1, 0x800C, "$phrase\0")), 'R' ],
	[ 'tnef, body in unicode', tnef(attribute(1, 0x9003,
		properties(property(0x1000, 0x1F, wide($phrase))))), 'T' ],
	[ 'tnef, html', tnef(attribute(1, 0x9003,
		properties(property(0x1013, 0x102, "<p>$phrase")))), 'H' ],
	[ 'tnef, rtf', tnef(attribute(1, 0x9003, properties(property(0x1009,
		0x102, stored_rtf("{\\rtf1 $phrase}"))))), 'T' ],
	[ 'tnef, compressed rtf', tnef(attribute(1, 0x9003,
		properties(property(0x1009, 0x102, $packed_rtf)))), 'T',
		'hello world' ],
	[ 'tnef, named property', tnef(attribute(1, 0x9003,
		properties($named))), 'N' ],
	[ 'tnef, attachment', tnef(attribute(2, 0x9002, "\0" x 14),
		attribute(2, 0x8010, "a.txt\0"), attribute(2, 0x800F, $phrase)),
		'R' ],
	[ 'tnef, attachment by name', tnef(attribute(2, 0x9002, "\0" x 14),
		attribute(2, 0x8010, "a.txt\0"),
		attribute(2, 0x9005, properties(property(0x3707, 0x1F,
			wide("$phrase.txt")))), attribute(2, 0x800F, 'x')), 'N' ],
	[ 'tnef, two attachments', tnef(attribute(2, 0x9002, ''),
		attribute(2, 0x800F, 'x'), attribute(2, 0x9002, ''),
		attribute(2, 0x800F, zip_of('a.txt' => $phrase))), 'R' ],
	[ 'msg, subject', compound(0, stream('0037001F', wide($phrase))), 'N' ],
	[ 'msg, body', compound(0, stream('1000001F', wide($phrase))), 'T' ],
	[ 'msg, body of eight bits', compound(0, stream('1000001E', $phrase)),
		'R' ],
	[ 'msg, html', compound(0, stream('10130102', "<p>$phrase")), 'H' ],
	[ 'msg, compressed rtf', compound(0, stream('10090102', $packed_rtf)),
		'T', 'hello world' ],
	[ 'msg, attachment', compound(0, stream('37010102', $phrase),
		stream('3707001F', wide('a.txt'))), 'R' ],
	[ 'msg, small sectors', compound(4096, stream('0037001F', wide('x' x 90)),
		stream('1000001F', wide($phrase))), 'T' ],
	[ 'msg, long body', compound(4096, stream('1000001F',
		wide('x' x 3000 . $phrase))), 'T' ],
	[ 'doc', compound(0, [ 'WordDocument', "\0\1$phrase\0" ]), 'T', $phrase,
		'old office format' ],
	[ 'doc in UTF-16', compound(0, [ 'WordDocument', "\0" . wide($phrase) ]),
		'T', $phrase, 'old office format' ],
	[ 'doc, package', compound(0, [ 'Package', zip_of('a.txt' => $phrase) ]),
		'R', $phrase, 'old office format' ],
	[ 'xls, macro', compound(0, [ 'Workbook', $phrase ], [ 'VBA', 'x' ]), 'T',
		$phrase, 'macro; old office format' ],
	[ 'docx, encrypted', compound(0, [ 'EncryptionInfo', 'x' ],
		[ 'EncryptedPackage', 'x' ]), '', '',
		'encrypted; old office format' ],
);

for my $case (@cases) {
	my ($name, $bytes, $kinds, $text, $why) = @$case;
	my @records = extract($bytes);

	is(skipped(@records), $why // '', "$name: what is not read")
		or diag(explain(\@records));
	ok(said($kinds, $text || $phrase, @records), "$name: it is there")
		or diag(explain(\@records)) if $kinds;
}

# A member has the name that the message gives it.
my @records = extract(compound(0, stream('37010102', $phrase),
	stream('3707001F', wide('a.txt'))));
is((grep { $_->[0] eq 'R' } @records)[0][1], 'a.txt', 'msg: the path');

done_testing();
