#!/usr/bin/perl
#
# broken.t - what can't be read is said to be so: encrypted, truncated, hidden
# beside the archive, too deep, too big.  What can be read is given all the
# same, and the helper comes to its end.

use strict;
use warnings;
use lib 'tests/extract/lib';

use Compress::Zlib ();
use IO::Compress::Gzip ();
use Records;
use Test::More;

my $phrase = phrase();

# A zip with one stored member, made by hand so that it can be made wrong: the
# names, flags and methods of both headers, and what stands around.
sub odd_zip {
	my (%with) = @_;
	my $bytes  = $with{bytes} // $phrase;
	my $name   = $with{local} // 'a.txt';
	my $other  = $with{central} // $name;
	my $flags  = $with{flags} // 0;
	my $method = $with{method} // 0;
	my $size   = $with{size} // length $bytes;
	my $before = $with{before} // '';
	my $local = pack('V v v v V V V V v v', 0x04034b50, 20, $flags, $method,
		0, 0, $size, $size, length $name, 0) . $name . $bytes;
	my $central = pack('V v v v v V V V V v v v v v V V', 0x02014b50, 20, 20,
		$flags, $method, 0, 0, $size, $size, length $other, 0, 0, 0, 0,
		0, length $before) . $other;
	$central = '' if $with{no_central};
	my $end = pack('V v v v v V V v', 0x06054b50, 0, 0, 1, 1, length $central,
		length($before . $local . ($with{hidden} // '')), 0);
	return $before . $local . ($with{hidden} // '') . $central . $end .
		($with{after} // '');
}

sub gzip {
	my ($bytes) = @_;
	my $out;

	IO::Compress::Gzip::gzip(\$bytes => \$out);
	return $out;
}

sub nested {
	my ($levels) = @_;
	my $bytes = $phrase;

	$bytes = zip_of("$_.zip" => $bytes) for 1 .. $levels;
	return $bytes;
}

my $noise = join('', map { chr(($_ * 167 + 13) % 251) } 1 .. 600);
my $random = "\0\1\2\x80" . $noise;
my $laughs = '<!DOCTYPE a [<!ENTITY a "ha ha ha ha ha ha ha ha">' .
	join('', map { my $e = chr(97 + $_); my $b = chr(96 + $_);
		"<!ENTITY $e \"" . "&$b;" x 10 . '">' } 1 .. 12) .
	']><a>&m;</a>';
my $two = zip_of('a.txt' => $phrase, 'b.txt' => 'other');

# name, bytes, what is said, options, is the phrase there all the same?
my @cases = (
	[ 'noise', $random, 'unknown format', [], 0 ],
	[ 'a program', "MZ\x90\0$noise", 'unknown format', [], 0 ],
	[ 'zip, as made by hand', odd_zip(), '', [], 1 ],
	[ 'zip, encrypted', odd_zip(flags => 1), 'encrypted', [], 0 ],
	[ 'zip, two names', odd_zip(central => 'b.txt'),
		'zip directories differ', [], 1 ],
	[ 'zip, no directory', odd_zip(no_central => 1),
		'zip directories differ', [], 1 ],
	[ 'zip, no end', substr(odd_zip(), 0, -22),
		'broken zip; zip directories differ', [], 1 ],
	[ 'zip, cut', substr($two, 0, 40),
		'broken zip; truncated; zip directories differ', [], 0 ],
	[ 'zip, a member that the directory has not',
		odd_zip(hidden => substr(odd_zip(bytes => 'two'), 0, 38)),
		'zip directories differ', [], 1 ],
	[ 'zip, wrong size', odd_zip(method => 8, size => 4,
		bytes => deflated($phrase)), 'zip sizes differ', [], 1 ],
	[ 'zip, broken member', odd_zip(method => 8, bytes => "\xFF" x 40),
		'broken zip', [], 0 ],
	[ 'zip, unknown method', odd_zip(method => 77),
		'compression method', [], 0 ],
	[ 'zip, noise before', odd_zip(before => $random),
		'bytes outside the archive', [], 1 ],
	[ 'zip, noise behind', odd_zip(after => $random),
		'bytes outside the archive', [], 1 ],
	[ 'zip, zeros behind', odd_zip(after => "\0" x 5000), '', [], 1 ],
	[ 'docx, macro', zip_of('word/document.xml' => "<a>$phrase</a>",
		'word/vbaProject.bin' => 'x'), 'macro', [], 1 ],
	[ 'four levels', nested(4), '', [], 1 ],
	[ 'five levels', nested(5), 'too deep', [], 0 ],
	[ 'one level', nested(2), 'too deep', [ '-d', 1 ], 0 ],
	[ 'gzip, cut', substr(gzip($phrase x 50), 0, -20), 'truncated', [], 1 ],
	[ 'gzip, noise behind', gzip($phrase) . $random,
		'bytes outside the archive', [], 1 ],
	[ 'bomb', gzip("\0" x 20_000_000), 'unpacked ceiling',
		[ '-u', 1_000_000 ], 0 ],
	[ 'many small bombs', zip_of(map { ("$_" => ' ' x 100_000) } 1 .. 20),
		'unpacked ceiling', [ '-u', 1_000_000 ], 0 ],
	[ 'much output', "$phrase " x 10_000, 'output ceiling',
		[ '-o', 100_000 ], 0 ],
	[ 'many members', zip_of(map { ("$_" => $phrase) } 1 .. 6000),
		'too many members', [], 1 ],
	[ 'laughs', $laughs, '', [], 0 ],
	[ 'odt, encrypted', zip_of('META-INF/manifest.xml' => '<m:manifest ' .
		'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">' .
		'<m:encryption-data/></m:manifest>'), 'encrypted', [], 0 ],
	[ 'rtf, open groups', "{\\rtf1 $phrase", 'truncated', [], 1 ],
	[ 'rtf, unknown code page', "{\\rtf1\\ansicpg932 $phrase\\'93}",
		'text does not decode', [], 1 ],
	[ 'rtf, noise embedded', '{\rtf1{\object{\*\objdata ' .
		unpack('H*', $random) . '}}}', 'embedded object', [], 0 ],
	[ '7z, cut', "7z\xBC\xAF\x27\x1C\0\4" . $noise, 'broken archive',
		[], 0 ],
	[ 'tar, cut', tar_header(600) . $phrase, 'truncated', [], 1 ],
	[ 'xz, cut', "\xFD7zXZ\0\0\4", 'broken compression', [],
		0 ],
	[ 'old office format', "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" . $noise,
		'old office format', [], 0 ],
	[ 'tnef, cut', "\x78\x9F\x3E\x22\1\0\2\x0F\x80\6\0\xFF\0\0\0$phrase",
		'truncated', [], 1 ],
	[ 'nothing', '', '', [], 0 ],
);

sub deflated {
	my ($bytes) = @_;
	my ($deflate) = Compress::Zlib::deflateInit(-WindowBits => -15);
	my ($one) = $deflate->deflate($bytes);
	my ($two) = $deflate->flush;

	return $one . $two;
}

sub tar_header {
	my ($size) = @_;
	my $header = pack('a100 a8 a8 a8 a12 a12 A8 a1 a100 a6 a2 a32 a32 a8 a8 ' .
		'a155 x12', 'a.txt', '0000644', '0000000', '0000000',
		sprintf('%011o', $size), '00000000000', '', '0', '', 'ustar', '00',
		'', '', '', '', '');
	substr($header, 148, 8) = sprintf("%06o\0 ", unpack('%32C*', $header));
	return $header;
}

for my $case (@cases) {
	my ($name, $bytes, $why, $options, $there) = @$case;
	my @records = extract($bytes, @$options);

	is(skipped(@records), $why, "$name: said to be so")
		or diag(explain([ @records[ 0 .. ($#records < 9 ? $#records : 9) ] ]));
	ok(said('TRHMPN', $phrase, @records), "$name: the rest is read")
		if $there;
}

# Two zips in a row are two directories: both are read.
my @both = extract(zip_of('a.txt' => 'one') . zip_of('b.txt' => $phrase));
ok(said('R', 'one', @both) && said('R', $phrase, @both), 'two zips: both');
is(skipped(@both), 'zip directories differ', 'two zips: and it is said');

# A zip that is stored in a zip is no second directory.
my $stored = zip_of('b.txt' => $phrase);
my @stored = extract(odd_zip(local => 'b.zip', bytes => $stored));
is(skipped(@stored), '', 'a stored zip: is a member');
ok(said('R', $phrase, @stored), 'a stored zip: is read');

# The limits of the process; a sanitizer has no ceiling on memory.
is(skipped(extract('x' x 9_000_000, '-m', 8_000_000)), 'memory ceiling',
	'too little memory: said to be so')
	unless defined $ENV{SENDGATE_SANITIZE};
like(skipped(extract(gzip('x' x 200_000_000), '-t', 0)), qr/^status /,
	'too little time: the helper dies');

# Wrong options are refused before anything is read.
for my $options ([ '-d', 'x' ], [ '-u', '-1' ], [ 'file' ], [ '-z' ]) {
	my $build = $ENV{SENDGATE_BUILD} // 'build';
	my $said = `$build/sendgate-extract @$options 2>&1 </dev/null`;

	is($? >> 8, 64, "@$options: is no option");
	like($said, qr/^.*usage:/s, "@$options: usage is said");
}

done_testing();
