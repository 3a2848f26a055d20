#!/usr/bin/perl
#
# formats.t - a phrase in every format that the helper reads is in its records,
# and nothing is said to have been left out.

use strict;
use warnings;
use lib 'tests/extract/lib';

use Archive::Tar;
use Compress::Zlib ();
use Encode qw(encode);
use IO::Compress::Bzip2 ();
use IO::Compress::Gzip ();
use MIME::Base64 qw(encode_base64);
use Records;
use Test::More;

my $phrase = phrase();

sub tar_of {
	my ($name, $bytes) = @_;
	my $tar = Archive::Tar->new;

	$tar->add_data($name, $bytes);
	return $tar->write;
}

sub gzip {
	my ($bytes, @options) = @_;
	my $out;

	IO::Compress::Gzip::gzip(\$bytes => \$out, @options);
	return $out;
}

sub bzip2 {
	my ($bytes) = @_;
	my $out;

	IO::Compress::Bzip2::bzip2(\$bytes => \$out);
	return $out;
}

my $w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
my $s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
my $a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
my $odf = join(' ', map {
	qq(xmlns:$_="urn:oasis:names:tc:opendocument:xmlns:$_:1.0")
} qw(office text table manifest));

sub docx {
	my ($body, @more) = @_;

	return zip_of(
		'[Content_Types].xml' => '<Types xmlns="http://schemas.' .
			'openxmlformats.org/package/2006/content-types"/>',
		'word/document.xml' => "<w:document $w><w:body>$body" .
			'</w:body></w:document>',
		@more
	);
}

sub xlsx {
	my ($rows, $strings) = @_;

	return zip_of(
		'[Content_Types].xml' => '<Types/>',
		'xl/worksheets/sheet1.xml' =>
			"<worksheet $s><sheetData>$rows</sheetData></worksheet>",
		'xl/sharedStrings.xml' => "<sst $s>$strings</sst>",
	);
}

sub odt {
	my ($body) = @_;

	return zip_of(
		'mimetype' => 'application/vnd.oasis.opendocument.text',
		'META-INF/manifest.xml' => "<manifest:manifest $odf/>",
		'content.xml' => "<office:document-content $odf><office:body>" .
			"$body</office:body></office:document-content>",
	);
}

my ($one, $two) = ('the falcon la', 'nds at dawn');
my $utf16 = encode('UTF-16LE', $phrase);

# name, bytes, kinds of record that must hold the phrase, options, another text
my @cases = (
	[ 'text', $phrase, 'R' ],
	[ 'text in UTF-16', "\xFF\xFE$utf16", 'R' ],
	[ 'text in UTF-16 without a mark', $utf16, 'R' ],
	[ 'html', "<html><body>$phrase</body></html>", 'H' ],
	[ 'svg', "<svg><text>$phrase</text></svg>", 'H' ],
	[ 'zip', zip_of('a.txt' => $phrase), 'R' ],
	[ 'zip, name', zip_of("$phrase.txt" => 'x'), 'N' ],
	[ 'zip in zip', zip_of('a.zip' => zip_of('b.txt' => $phrase)), 'R' ],
	[ 'gzip', gzip($phrase), 'R' ],
	[ 'gzip of two members', gzip($one) . gzip($two), 'R' ],
	[ 'gzip, name', gzip('x', -Name => $phrase), 'N' ],
	[ 'gzip, comment', gzip('x', -Comment => $phrase), 'N' ],
	[ 'tar', tar_of('a.txt', $phrase), 'R' ],
	[ 'tar, long name', tar_of('d/' x 60 . $phrase, 'x'), 'N' ],
	[ 'tar.gz', gzip(tar_of('a.txt', $phrase)), 'R' ],
	[ 'tar.bz2', bzip2(tar_of('a.txt', $phrase)), 'R' ],
	[ 'xml over tags', "<a><b>$one</b><b>$two</b></a>", 'T' ],
	[ 'xml attribute', "<a b='$phrase'/>", 'T' ],
	[ 'xml CDATA', "<a>$one<![CDATA[$two]]></a>", 'T' ],
	[ 'xml entity', "<!DOCTYPE a [<!ENTITY e '$two'>]><a>$one&e;</a>", 'T' ],
	[ 'xml comment', "<a><!-- $phrase --></a>", 'T' ],
	[ 'xml in UTF-16', encode('UTF-16', "<a><b>$one</b>$two</a>"), 'T' ],
	[ 'xml not well-formed', "<a><b>$one</a>&#110;ds at dawn", 'R', [],
		'the falcon lands at dawn' ],
	[ 'docx, runs', docx("<w:p><w:r><w:t>$one</w:t></w:r><w:r><w:rPr/>" .
		"<w:t>$two</w:t></w:r></w:p>"), 'T' ],
	[ 'docx, deleted text between', docx("<w:p><w:r><w:t>$one</w:t></w:r>" .
		"<w:del><w:r><w:delText>xyz</w:delText></w:r></w:del>" .
		"<w:r><w:t>$two</w:t></w:r></w:p>"), 'T' ],
	[ 'docx, deleted', docx("<w:p><w:del><w:r><w:delText>$phrase" .
		"</w:delText></w:r></w:del></w:p>"), 'T' ],
	[ 'docx, hidden text between', docx("<w:p><w:r><w:t>$one</w:t></w:r>" .
		"<w:r><w:rPr><w:vanish/></w:rPr><w:t>xyz</w:t></w:r>" .
		"<w:r><w:t>$two</w:t></w:r></w:p>"), 'T' ],
	[ 'docx, hidden', docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>" .
		"$phrase</w:t></w:r></w:p>"), 'T' ],
	[ 'docx, field code', docx("<w:p><w:r><w:instrText>$phrase" .
		"</w:instrText></w:r></w:p>"), 'T' ],
	[ 'docx, text box in a word', docx("<w:p><w:r><w:t>$one</w:t>" .
		"<w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>" .
		"</w:txbxContent><w:t>$two</w:t></w:r></w:p>"), 'T' ],
	[ 'docx, table', docx('<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Acme</w:t>' .
		'</w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>84,250</w:t></w:r>' .
		'</w:p></w:tc></w:tr></w:tbl>'), 'T', [], "Acme\t84,250" ],
	[ 'docx, comments', docx('', 'word/comments.xml' => "<w:comments $w>" .
		"<w:comment><w:p><w:r><w:t>$phrase</w:t></w:r></w:p>" .
		"</w:comment></w:comments>"), 'T' ],
	[ 'docx, footnote', docx('', 'word/footnotes.xml' => "<w:footnotes $w>" .
		"<w:footnote><w:p><w:r><w:t>$phrase</w:t></w:r></w:p>" .
		"</w:footnote></w:footnotes>"), 'T' ],
	[ 'docx, title', docx('', 'docProps/core.xml' =>
		"<coreProperties><title>$phrase</title></coreProperties>"), 'T' ],
	[ 'docx, link', docx('', 'word/_rels/document.xml.rels' =>
		'<Relationships xmlns="http://schemas.openxmlformats.org/' .
		'package/2006/relationships"><Relationship Id="r1" ' .
		"Target=\"https://x.example/$phrase\"/></Relationships>"), 'T' ],
	[ 'docx, picture text', docx('<w:p><w:r><w:drawing><docPr ' .
		"descr=\"$phrase\"/></w:drawing></w:r></w:p>"), 'T' ],
	[ 'docx, custom XML', docx('', 'customXml/item1.xml' =>
		"<my><x>$one</x><x>$two</x></my>"), 'T' ],
	[ 'docx, embedded sheet', docx('', 'word/embeddings/a.xlsx' =>
		xlsx('<row><c t="s"><v>0</v></c></row>',
			"<si><t>$phrase</t></si>")), 'T' ],
	[ 'docx in zip', zip_of('minutes.docx' =>
		docx("<w:p><w:r><w:t>$phrase</w:t></w:r></w:p>")), 'T' ],
	[ 'xlsx, shared strings', xlsx('<row><c t="s"><v>1</v></c>' .
		'<c><v>84250</v></c></row>', '<si><t>no</t></si>' .
		'<si><r><t>Ac</t></r><r><t>me</t></r></si>'),
		'T', [], "Acme\t84250" ],
	[ 'xlsx, inline string', xlsx('<row><c t="inlineStr"><is><t>Acme</t>' .
		'</is></c><c><v>84250</v></c></row>', ''),
		'T', [], "Acme\t84250" ],
	[ 'xlsx, two rows', xlsx('<row><c><v>1</v></c></row><row><c><v>2</v>' .
		'</c><c><v>3</v></c></row>', ''), 'T', [], "1\n2\t3\n" ],
	[ 'xlsx, formula', xlsx("<row><c><f>\"$phrase\"</f><v>1</v></c></row>",
		''), 'T' ],
	[ 'pptx', zip_of('ppt/slides/slide1.xml' => "<sld $a xmlns=\"http://" .
		'schemas.openxmlformats.org/presentationml/2006/main">' .
		"<a:p><a:r><a:t>$one</a:t></a:r><a:r><a:t>$two</a:t></a:r>" .
		'</a:p></sld>'), 'T' ],
	[ 'odt', odt("<text:p>$one<text:span>$two</text:span></text:p>"), 'T' ],
	[ 'odt, note in a word', odt("<text:p>$one<text:note><text:p>n" .
		"</text:p></text:note>$two</text:p>"), 'T' ],
	[ 'odt, spaces and tabs', odt('<text:p>a<text:s text:c="2"/>b' .
		'<text:tab/>c<text:line-break/>d</text:p>'), 'T', [],
		"a  b\tc\nd" ],
	[ 'ods', odt('<table:table-row><table:table-cell><text:p>Acme</text:p>' .
		'</table:table-cell><table:table-cell><text:p>84,250</text:p>' .
		'</table:table-cell></table:table-row>'), 'T', [],
		"Acme\t84,250" ],
	[ 'epub', zip_of('META-INF/container.xml' => '<container/>',
		'c1.xhtml' => '<html xmlns="http://www.w3.org/1999/xhtml">' .
		"<body>$phrase</body></html>"), 'H' ],
	[ 'rtf', "{\\rtf1\\ansi $one\\b $two}", 'T', [], $phrase ],
	[ 'rtf, escapes', "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\u1088?}", 'T', [],
		"\xD0\x9F\xD1\x80" ],
	[ 'rtf, hidden', "{\\rtf1 a{\\v $phrase}b}", 'T' ],
	[ 'rtf, hidden between', "{\\rtf1 $one\{\\v xyz}$two}", 'T' ],
	[ 'rtf, unknown destination', "{\\rtf1{\\*\\zzz $phrase}}", 'T' ],
	[ 'rtf, table', '{\rtf1\trowd Acme\cell 84,250\cell\row}', 'T', [],
		"Acme\t84,250" ],
	[ 'rtf, wrapped html', '{\rtf1\fromhtml1{\*\htmltag <p>}\htmlrtf \par' .
		"\\htmlrtf0 $phrase\{\\*\\htmltag </p>}}", 'H', [],
		"<p>$phrase</p>" ],
	[ 'rtf, object', '{\rtf1{\object{\*\objdata ' .
		unpack('H*', zip_of('a.txt' => $phrase)) . '}}}', 'R' ],
	[ 'json', "{\"a\":[\"$one\\u006eds at dawn\"]}", 'T', [],
		"${one}nds at dawn" ],
	[ 'json, key', "{\"$phrase\": 1}", 'T' ],
	[ 'json, surrogates', '["\ud83d\ude00"]', 'T', [], "\xF0\x9F\x98\x80" ],
	[ 'json in json', '{"a":"{\"b\":\"\\\\u0074he falcon lands at dawn\"}"}',
		'T' ],
	[ 'csv', "a,b\nAcme,\"84,250\"\n", 'T', [ '-n', 'a.csv' ],
		"Acme\t84,250" ],
	[ 'csv, quotes', "\"the \"\"falcon\"\"\";x\n", 'T', [ '-T', 'text/csv' ],
		"the \"falcon\"\tx" ],
	[ 'ics, folded', "BEGIN:VCALENDAR\r\nSUMMARY:$one\r\n $two\r\n", 'T' ],
	[ 'ics, escapes', "BEGIN:VCALENDAR\r\nSUMMARY:a\\, b\\nc\r\n", 'T', [],
		"a, b\nc" ],
	[ 'ics, html', "BEGIN:VCALENDAR\r\nX-ALT-DESC;FMTTYPE=text/html:<html>" .
		"<p>$phrase</p>\r\n", 'H' ],
	[ 'ics, attachment', "BEGIN:VCALENDAR\r\nATTACH;ENCODING=BASE64;" .
		'VALUE=BINARY:' . encode_base64($phrase, '') . "\r\n", 'R' ],
	[ 'ics, parameter', "BEGIN:VCALENDAR\r\nATTENDEE;CN=\"$phrase\":x\r\n",
		'T' ],
	[ 'vcf, quoted-printable', "BEGIN:VCARD\r\nNOTE;ENCODING=QUOTED-" .
		"PRINTABLE:the falcon=20la=\r\nnds at dawn\r\n", 'T' ],
	[ 'eml', "From: a\@example.org\r\nSubject: x\r\n\r\n$phrase\r\n", 'M' ],
	[ 'mbox', "From a Thu Jan  1 00:00:00 1970\nSubject: x\n\nx\n\n" .
		"From b Thu Jan  1 00:00:00 1970\nSubject: y\n\n$phrase\n", 'M' ],
	[ 'pdf, handed on', "%PDF-1.4\n$phrase", 'P' ],
	[ 'pdf not at the front', "junk\n%PDF-1.4\n$phrase", 'P' ],
	[ 'png', "\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 'I', [], '' ],
	[ 'zip behind a picture', "\xFF\xD8\xFF\xE0" . zip_of('a.txt' => $phrase),
		'R' ],
	[ 'text in front of a zip', "x\n" x 50 . "$phrase\n" .
		zip_of('a.txt' => 'x'), 'R' ],
);

for my $case (@cases) {
	my ($name, $bytes, $kinds, $options, $text) = @$case;
	my @records = extract($bytes, @{ $options // [] });

	ok(said($kinds, $text // $phrase, @records), "$name: it is there")
		or diag(explain(\@records));
	is(skipped(@records), '', "$name: nothing is left out");
}

done_testing();
