#!/usr/bin/perl
#
# pdf.t - PDF files by `sendgate-extract --pdf`: the pages' text, what else
# speaks, and what is not read.

use strict;
use warnings;
use lib 'tests/extract/lib';

use Compress::Zlib qw(compress);
use Encode qw(encode);
use Records;
use Test::More;

my $phrase = phrase();

# A PDF of one page with these objects besides, by number from 6 on.
sub pdf {
	my ($text, %with) = @_;
	my $stream = length $text ? "BT /F1 18 Tf 10 100 Td ($text) Tj ET" : '';
	my @objects = (
		'<< /Type /Catalog /Pages 2 0 R ' . ($with{catalog} // '') . '>>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 144] ' .
			'/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		'<< /Length ' . length($stream) .
			" >>\nstream\n$stream\nendstream",
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
		@{ $with{objects} // [] }
	);
	my $pdf = "%PDF-1.4\n";
	my @at;

	for my $i (0 .. $#objects) {
		push @at, length $pdf;
		$pdf .= ($i + 1) . " 0 obj\n$objects[$i]\nendobj\n";
	}
	my $xref = length $pdf;
	return $pdf . "xref\n0 " . (@objects + 1) . "\n0000000000 65535 f \n" .
		join('', map { sprintf("%010d 00000 n \n", $_) } @at) .
		'trailer << /Size ' . (@objects + 1) . ' /Root 1 0 R ' .
		($with{trailer} // '') . ">>\nstartxref\n$xref\n%%EOF\n";
}

sub object_stream {
	my ($objects) = @_;
	my $packed = compress($objects);

	return '<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ' .
		length($packed) . " >>\nstream\n$packed\nendstream";
}

my $wide = uc unpack('H*', "\xFE\xFF" . encode('UTF-16BE', $phrase));

my @cases = (
	[ 'a page', pdf($phrase), 'T', '' ],
	[ 'a title', pdf('x', objects => ["<< /Title ($phrase) >>"],
		trailer => '/Info 6 0 R '), 'N', '' ],
	[ 'a title in UTF-16', pdf('x', objects => ["<< /Title <$wide> >>"],
		trailer => '/Info 6 0 R '), 'N', '' ],
	[ 'a string with escapes', pdf('x',
		objects => ['<</Title(the \146alcon lan\
ds at dawn)>>']), 'N', '' ],
	[ 'a link', pdf('x', objects => ["<</S/URI/URI($phrase)>>"]), 'N', '' ],
	[ 'a note', pdf('x', objects => ["<</Contents($phrase)>>"]), 'N', '' ],
	[ 'a packed object', pdf('x',
		objects => [ object_stream("1 0 <</Title($phrase)>>") ]), 'N', '' ],
	[ 'no text', pdf(''), '', 'pdf without text' ],
	[ 'no PDF', $phrase, '', 'pdf does not read' ],
	[ 'cut', substr(pdf($phrase), 0, 200), '', 'pdf does not read' ],
	[ 'a file inside', pdf($phrase, objects => ['<</Type/EmbeddedFile>>']),
		'T', 'pdf embeds a file' ],
	[ 'a script', pdf($phrase, catalog => '/OpenAction<</S/JavaScript/JS(x)>>'),
		'T', 'pdf script' ],
	[ 'a packed script', pdf($phrase,
		objects => [ object_stream('1 0 <</S/JavaScript>>') ]),
		'T', 'pdf script' ],
	[ 'a form', pdf($phrase, catalog => '/AcroForm<</XFA 9 0 R>>'),
		'T', 'pdf form' ],
	[ 'encrypted', pdf($phrase, trailer => '/ID[(a)(a)]/Encrypt<</Filter' .
		'/Standard/V 1/R 2/P -4/O<' . '00' x 32 . '>/U<' . '11' x 32 .
		'>>> '), '', 'encrypted' ],
);

for my $case (@cases) {
	my ($name, $bytes, $kinds, $why) = @$case;
	my @records = extract($bytes, '--pdf');

	is(skipped(@records), $why, "$name: what is not read")
		or diag(explain(\@records));
	ok(said($kinds, $phrase, @records), "$name: it is there") if $kinds;
}

done_testing();
