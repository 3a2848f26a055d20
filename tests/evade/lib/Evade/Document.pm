package Evade::Document;

# The phrase in files of other kinds than mail: what a recipient opens.

use strict;
use warnings;
use utf8;
use Compress::Zlib ();
use Encode ();
use Evade qw(family way attach carrier utf8 crlf message_of clean entity);
use Evade::Archive qw(zip);
use MIME::Base64 qw(encode_base64);

family 'document';

sub file {
	my ($name, $type, $file, $make) = @_;
	way part => $name, sub {
		my $bytes = $make->($_[0]);
		return defined $bytes ? attach($type, $file, $bytes) : undef;
	};
}
sub text { utf8(carrier($_[0])) }
sub xml { return $_[0] =~ s/([<>&"])/sprintf '&#%d;', ord $1/ger }
sub split_up { join $_[1], unpack '(a3)*', $_[0] }

# Texts under all sorts of labels.
file 'text', 'text/plain; charset=utf-8', 'a.txt', \&text;
file 'text-octet-stream', 'application/octet-stream', 'a.txt', \&text;
file 'text-no-suffix', 'application/octet-stream', 'note', \&text;
file 'text-as-image', 'image/png', 'a.png', \&text;
file 'text-as-pdf', 'application/pdf', 'a.pdf', \&text;
file 'text-as-zip', 'application/zip', 'a.zip', \&text;
file 'text-as-audio', 'audio/wav', 'a.wav', \&text;
file 'text-as-font', 'font/ttf', 'a.ttf', \&text;
file 'text-odd-type', 'x-a', 'a.txt', \&text;
file 'text-empty-type', '', 'a.txt', \&text;
file 'text-utf-16', 'text/plain', 'a.txt', sub {
	return "\xFF\xFE" . Encode::encode('UTF-16LE', carrier($_[0]));
};
file 'text-utf-16-octet-stream', 'application/octet-stream', 'a.txt', sub {
	return "\xFF\xFE" . Encode::encode('UTF-16LE', carrier($_[0]));
};
file 'text-utf-16-no-mark', 'application/octet-stream', 'a.txt',
    sub { Encode::encode('UTF-16LE', carrier($_[0])) };
file 'markdown', 'text/markdown', 'a.md', \&text;
file 'html', 'text/html; charset=utf-8', 'a.html', sub {
	return utf8('<p>' . $_[0] =~ s/(?<=\w)(?=\w)/<!-- -->/gr . '</p>');
};
file 'html-octet-stream', 'application/octet-stream', 'a.htm', sub {
	return utf8('<html>' . $_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr . '</html>');
};
file 'mht', 'multipart/related; boundary=m', 'a.mht', sub {
	return "--m\r\nContent-Type: text/html\r\n"
	    . "Content-Transfer-Encoding: base64\r\n\r\n"
	    . encode_base64(text($_[0])) . "--m--\r\n";
};
file 'svg', 'image/svg+xml', 'a.svg', sub {
	return utf8('<svg xmlns="http://www.w3.org/2000/svg"><text y="20">'
	    . $_[0] =~ s/(\pL)/sprintf '&#%d;', ord $1/ger . '</text></svg>');
};

# Tables, structured data.
file 'csv', 'text/csv', 'a.csv', sub { utf8("a,b\r\n1,\"$_[0]\"\r\n") };
file 'csv-quotes', 'text/csv', 'a.csv',
    sub { utf8("a,b\r\n\"x \"\"$_[0]\"\"\",2\r\n") };
file 'csv-utf-16', 'text/csv', 'a.csv',
    sub { "\xFF\xFE" . Encode::encode('UTF-16LE', "a\tb\r\n1\t$_[0]\r\n") };
file 'json', 'application/json', 'a.json', sub { utf8("{\"a\": \"$_[0]\"}") };
file 'json-escapes', 'application/json', 'a.json', sub {
	my $text = join '', map { sprintf '\\u%04x', $_ }
	    unpack 'n*', Encode::encode('UTF-16BE', $_[0]);
	return "{\"a\": \"$text\"}";
};
file 'json-key', 'application/json', 'a.json', sub {
	return utf8('{"' . $_[0] =~ s/([aeiou])/sprintf '\\u%04X', ord $1/ger
	    . '": 1}');
};
file 'json-octet-stream', 'application/octet-stream', 'a.json', sub {
	return utf8('["' . $_[0] =~ s/([aeiou])/sprintf '\\u%04X', ord $1/ger
	    . '"]');
};
file 'xml', 'application/xml', 'a.xml', sub { utf8("<a>$_[0]</a>") };
file 'xml-references', 'application/xml', 'a.xml', sub {
	return '<a>' . $_[0] =~ s/(.)/sprintf '&#x%x;', ord $1/ger . '</a>';
};
file 'xml-cdata', 'text/xml', 'a.xml', sub {
	return utf8('<a>' . split_up($_[0], ']]><![CDATA[')
	    =~ s/^/<![CDATA[/r . ']]></a>');
};
file 'xml-entity', 'text/xml', 'a.xml', sub {
	return utf8("<!DOCTYPE a [<!ENTITY e \"$_[0]\">]><a>&e;</a>");
};
file 'xml-entity-in-words', 'text/xml', 'a.xml', sub {
	return utf8('<!DOCTYPE a [<!ENTITY o "o">]><a>'
	    . $_[0] =~ s/o/&o;/gr . '</a>');
};
file 'xml-attribute', 'text/xml', 'a.xml', sub {
	return utf8('<a b="' . $_[0] =~ s/(\pL)/sprintf '&#%d;', ord $1/ger
	    . '"/>');
};
file 'xml-elements-in-words', 'text/xml', 'a.xml',
    sub { utf8('<a><t>' . split_up($_[0], '</t><t>') . '</t></a>') };
file 'xml-comments-in-words', 'text/xml', 'a.xml',
    sub { utf8('<a>' . split_up($_[0], '<!-- -->') . '</a>') };
file 'xml-utf-16', 'text/xml', 'a.xml', sub {
	return "\xFE\xFF" . Encode::encode('UTF-16BE',
	    "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>$_[0]</a>");
};
file 'yaml', 'application/yaml', 'a.yaml', sub { utf8("a: \"$_[0]\"\n") };
file 'sql', 'application/sql', 'a.sql', \&text;

# Calendars and cards (RFC 5545, RFC 6350, vCalendar 1.0, vCard 2.1).
sub calendar {
	my (@lines) = @_;
	return crlf(join "\n", 'BEGIN:VCALENDAR', 'VERSION:2.0',
	    'PRODID:-//a//b', 'BEGIN:VEVENT', 'UID:1@corp.example',
	    'DTSTART:20261102T100000Z', @lines, 'END:VEVENT', 'END:VCALENDAR',
	    '');
}
sub qp { utf8($_[0]) =~ s/(.)/sprintf '=%02X', ord $1/gser }
file 'ics', 'text/calendar', 'a.ics',
    sub { utf8(calendar("SUMMARY:$_[0]")) };
file 'ics-folded', 'text/calendar', 'a.ics',
    sub { utf8(calendar('SUMMARY:' . split_up($_[0], "\n "))) };
file 'ics-folded-tabs', 'text/calendar', 'a.ics',
    sub { utf8(calendar('DESCRIPTION:' . split_up($_[0], "\n\t"))) };
file 'ics-escapes', 'text/calendar', 'a.ics',
    sub { utf8(calendar('DESCRIPTION:' . $_[0] =~ s/ /\\n/gr)) };
file 'ics-parameter', 'text/calendar', 'a.ics',
    sub { utf8(calendar("ATTENDEE;CN=\"$_[0]\":mailto:a\@b.example")) };
file 'ics-html', 'text/calendar', 'a.ics', sub {
	return utf8(calendar('X-ALT-DESC;FMTTYPE=text/html:<b>'
	    . $_[0] =~ s/(?<=\w)(?=\w)/<i><\/i>/gr . '</b>'));
};
file 'ics-qp', 'text/calendar', 'a.vcs', sub {
	return utf8(calendar('DESCRIPTION;ENCODING=QUOTED-PRINTABLE:'
	    . qp($_[0])));
};
file 'ics-attachment', 'text/calendar', 'a.ics', sub {
	return calendar('ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;'
	    . 'VALUE=BINARY:' . encode_base64(text($_[0]), ''));
};
file 'ics-octet-stream', 'application/octet-stream', 'a.ics',
    sub { utf8(calendar('SUMMARY:' . split_up($_[0], "\n "))) };
file 'ics-comment', 'text/calendar', 'a.ics',
    sub { utf8(calendar("X-NOTE:$_[0]")) };
sub card {
	my ($version, @lines) = @_;
	return crlf(join "\n", 'BEGIN:VCARD', "VERSION:$version", 'FN:Ana',
	    @lines, 'END:VCARD', '');
}
file 'vcf', 'text/vcard', 'a.vcf', sub { utf8(card('3.0', "NOTE:$_[0]")) };
file 'vcf-folded', 'text/vcard', 'a.vcf',
    sub { utf8(card('4.0', 'NOTE:' . split_up($_[0], "\n "))) };
file 'vcf-qp', 'text/x-vcard', 'a.vcf', sub {
	return card('2.1', 'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:'
	    . qp($_[0]));
};
file 'vcf-qp-soft-breaks', 'text/x-vcard', 'a.vcf', sub {
	return card('2.1', 'NOTE;QUOTED-PRINTABLE:'
	    . qp($_[0]) =~ s/((?:=..){5})/$1=\n/gr);
};
file 'vcf-base64', 'text/x-vcard', 'a.vcf', sub {
	return card('2.1', 'NOTE;ENCODING=BASE64:'
	    . encode_base64(utf8($_[0]), ''), '');
};
file 'vcf-grouped', 'text/vcard', 'a.vcf',
    sub { utf8(card('4.0', "item1.NOTE;X=y:$_[0]")) };

# RTF.
sub rtf { return "{\\rtf1\\ansi\\deff0 $_[0]}" }
sub rtf_hex { $_[0] =~ s/([a-z])/sprintf "\\'%02x", ord $1/ger }
sub rtf_file {
	my ($name, $make) = @_;
	file($name, 'application/rtf', 'a.rtf', sub {
		return if $_[0] =~ /[^\x00-\x7f]/ && $name ne 'rtf-unicode';
		return $make->($_[0]);
	});
}
rtf_file 'rtf' => sub { rtf($_[0]) };
rtf_file 'rtf-hex' => sub { rtf(rtf_hex($_[0])) };
rtf_file 'rtf-unicode' => sub {
	return rtf('\\uc1' . join '', map { sprintf '\\u%d?', $_ }
	    unpack 's>*', Encode::encode('UTF-16BE', $_[0]));
};
rtf_file 'rtf-uc0' => sub {
	return rtf('\\uc0' . join '', map { sprintf '\\u%d ', ord }
	    split //, $_[0]);
};
rtf_file 'rtf-groups' => sub { rtf(split_up($_[0], '}{\\b ') =~ s/^/{\\b /r
    . '}') };
rtf_file 'rtf-line-ends' => sub { rtf(split_up($_[0], "\r\n")) };
rtf_file 'rtf-words' => sub { rtf(split_up($_[0], '\\b0 ')) };
rtf_file 'rtf-hidden' => sub { rtf("{\\v $_[0]}") };
rtf_file 'rtf-info' => sub { rtf("{\\info{\\title $_[0]}} x") };
rtf_file 'rtf-annotation' => sub { rtf("x{\\*\\annotation $_[0]}") };
rtf_file 'rtf-field' => sub {
	return rtf("{\\field{\\*\\fldinst{ HYPERLINK \"http://a.example\"}}"
	    . "{\\fldrslt $_[0]}}");
};
rtf_file 'rtf-footnote' => sub { rtf("x{\\footnote $_[0]}") };
rtf_file 'rtf-soft-hyphens' =>
    sub { rtf($_[0] =~ s/(?<=[a-z])(?=[a-z])/\\-/gr) };
rtf_file 'rtf-deleted' => sub { rtf("{\\deleted $_[0]}") };
file 'rtf-as-doc', 'application/msword', 'a.doc', sub {
	return $_[0] =~ /[^\x00-\x7f]/ ? undef : rtf(rtf_hex($_[0]));
};
file 'rtf-object', 'application/rtf', 'a.rtf', sub {
	return rtf('{\\object\\objemb{\\*\\objdata '
	    . unpack('H*', text($_[0])) . '}}');
};

# Office files (ECMA-376, OpenDocument).
my $TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats'
    . '.org/package/2006/content-types"><Default Extension="xml" '
    . 'ContentType="application/xml"/></Types>';
my $W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
my $S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
my $A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
my $OFFICE = 'application/vnd.openxmlformats-officedocument.';

sub office { # members: name => XML characters
	my (@members) = @_;
	my @files = ({ name => '[Content_Types].xml', bytes => $TYPES });
	while (my ($name, $xml) = splice @members, 0, 2) {
		push @files, { name => $name,
			bytes => utf8("<?xml version=\"1.0\"?>$xml") };
	}
	return zip(\@files);
}
sub word_body { "<w:document $W><w:body>$_[0]</w:body></w:document>" }
sub run { "<w:r><w:t xml:space=\"preserve\">$_[0]</w:t></w:r>" }
sub word { office('word/document.xml', word_body($_[0]), @_[1 .. $#_]) }
sub docx { file($_[0], "${OFFICE}wordprocessingml.document", 'a.docx', $_[1]) }
my $X = '<w:p>' . run('x') . '</w:p>';

docx 'docx' => sub { word('<w:p>' . run(xml($_[0])) . '</w:p>') };
docx 'docx-runs-in-words' => sub {
	return word('<w:p>' . join('', map { run(xml($_)) }
	    unpack '(a2)*', $_[0]) . '</w:p>');
};
docx 'docx-references' => sub {
	return word('<w:p>' . run($_[0] =~ s/(.)/sprintf '&#%d;', ord $1/ger)
	    . '</w:p>');
};
docx 'docx-paragraphs' => sub {
	return word(join '', map { '<w:p>' . run(xml($_)) . '</w:p>' }
	    split / /, $_[0]);
};
docx 'docx-breaks' => sub {
	return word('<w:p>' . join('<w:r><w:br/></w:r>',
	    map { run(xml($_)) } split / /, $_[0]) . '</w:p>');
};
docx 'docx-tabs' => sub {
	return word('<w:p>' . join('<w:r><w:tab/></w:r>',
	    map { run(xml($_)) } split / /, $_[0]) . '</w:p>');
};
docx 'docx-hidden' => sub {
	return word('<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>'
	    . xml($_[0]) . '</w:t></w:r></w:p>');
};
docx 'docx-deleted' => sub {
	return word('<w:p><w:del w:id="1"><w:r><w:delText>' . xml($_[0])
	    . '</w:delText></w:r></w:del></w:p>');
};
docx 'docx-field' => sub {
	return word('<w:p><w:fldSimple w:instr="TITLE">' . run(xml($_[0]))
	    . '</w:fldSimple></w:p>');
};
docx 'docx-soft-hyphens' => sub {
	return word('<w:p>' . join('<w:r><w:softHyphen/></w:r>',
	    map { run(xml($_)) } unpack '(a3)*', $_[0]) . '</w:p>');
};
docx 'docx-alternate' => sub {
	return word('<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxml'
	    . 'formats.org/markup-compatibility/2006"><mc:Fallback>'
	    . run(xml($_[0])) . '</mc:Fallback></mc:AlternateContent></w:p>');
};
my %word_part = (
	comments => ['word/comments.xml', 'comments'],
	header => ['word/header1.xml', 'hdr'],
	footer => ['word/footer1.xml', 'ftr'],
	footnotes => ['word/footnotes.xml', 'footnotes'],
	endnotes => ['word/endnotes.xml', 'endnotes'],
	glossary => ['word/glossary/document.xml', 'glossaryDocument'],
	'odd-name' => ['odd/place.xml', 'document'],
);
for my $name (sort keys %word_part) {
	my ($member, $root) = @{ $word_part{$name} };
	docx "docx-$name" => sub {
		return word($X, $member => "<w:$root $W><w:p>"
		    . run(xml($_[0])) . "</w:p></w:$root>");
	};
}
docx 'docx-title' => sub {
	return word($X, 'docProps/core.xml' => '<cp:coreProperties '
	    . 'xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
	    . '<dc:title>' . xml($_[0]) . '</dc:title></cp:coreProperties>');
};
docx 'docx-link' => sub {
	my $target = utf8($_[0]) =~ s/([^A-Za-z])/sprintf '%%%02X', ord $1/ger;
	return word($X, 'word/_rels/document.xml.rels' =>
	    '<Relationships><Relationship Id="r1" Type="t" '
	    . "Target=\"https://corp.example/$target\" TargetMode=\"External\"/>"
	    . '</Relationships>');
};
docx 'docx-embedded-text' => sub {
	return zip([{ name => '[Content_Types].xml', bytes => $TYPES },
		{ name => 'word/document.xml', bytes => word_body($X) },
		{ name => 'word/embeddings/a.txt', bytes => text($_[0]) }]);
};
docx 'docx-embedded-html' => sub {
	return zip([{ name => '[Content_Types].xml', bytes => $TYPES },
		{ name => 'word/document.xml', bytes => word_body($X) },
		{ name => 'word/afchunk.htm', bytes => utf8('<p>'
		    . $_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr) }]);
};
docx 'docx-embedded-docx' => sub {
	return zip([{ name => '[Content_Types].xml', bytes => $TYPES },
		{ name => 'word/document.xml', bytes => word_body($X) },
		{ name => 'word/embeddings/a.docx',
		    bytes => word('<w:p>' . run(xml($_[0])) . '</w:p>') }]);
};
docx 'docx-utf-16' => sub {
	return zip([{ name => '[Content_Types].xml', bytes => $TYPES },
		{ name => 'word/document.xml', bytes => "\xFF\xFE"
		    . Encode::encode('UTF-16LE',
			'<?xml version="1.0" encoding="UTF-16"?>'
			. word_body('<w:p>' . run(xml($_[0])) . '</w:p>')) }]);
};
file 'docx-octet-stream', 'application/octet-stream', 'a.bin',
    sub { word('<w:p>' . run(xml($_[0])) . '</w:p>') };

sub xlsx { file($_[0], "${OFFICE}spreadsheetml.sheet", 'a.xlsx', $_[1]) }
sub sheet { "<worksheet $S><sheetData><row>$_[0]</row></sheetData></worksheet>" }
my $BOOK = "<workbook $S><sheets><sheet name=\"a\" sheetId=\"1\"/></sheets>"
    . '</workbook>';
xlsx 'xlsx-shared' => sub {
	return office('xl/workbook.xml', $BOOK, 'xl/worksheets/sheet1.xml',
	    sheet('<c t="s"><v>0</v></c>'), 'xl/sharedStrings.xml',
	    "<sst $S><si><t>" . xml($_[0]) . '</t></si></sst>');
};
xlsx 'xlsx-rich-runs' => sub {
	return office('xl/workbook.xml', $BOOK, 'xl/worksheets/sheet1.xml',
	    sheet('<c t="s"><v>0</v></c>'), 'xl/sharedStrings.xml',
	    "<sst $S><si>" . join('', map { '<r><t xml:space="preserve">'
	    . xml($_) . '</t></r>' } unpack '(a3)*', $_[0]) . '</si></sst>');
};
xlsx 'xlsx-inline' => sub {
	return office('xl/workbook.xml', $BOOK, 'xl/worksheets/sheet1.xml',
	    sheet('<c t="inlineStr"><is><t>' . xml($_[0]) . '</t></is></c>'));
};
xlsx 'xlsx-formula' => sub {
	return office('xl/workbook.xml', $BOOK, 'xl/worksheets/sheet1.xml',
	    sheet('<c t="str"><f>"x"</f><v>' . xml($_[0]) . '</v></c>'));
};
xlsx 'xlsx-sheet-name' => sub {
	return office('xl/workbook.xml', "<workbook $S><sheets><sheet name=\""
	    . xml($_[0]) . '" sheetId="1"/></sheets></workbook>',
	    'xl/worksheets/sheet1.xml', sheet('<c><v>1</v></c>'));
};
xlsx 'xlsx-comment' => sub {
	return office('xl/workbook.xml', $BOOK, 'xl/comments1.xml',
	    "<comments $S><commentList><comment ref=\"A1\"><text><t>"
	    . xml($_[0]) . '</t></text></comment></commentList></comments>');
};
xlsx 'xlsx-defined-name' => sub {
	return office('xl/workbook.xml', "<workbook $S><definedNames>"
	    . '<definedName name="a">' . xml($_[0])
	    . '</definedName></definedNames></workbook>');
};
xlsx 'xlsx-drawing' => sub {
	return office('xl/workbook.xml', $BOOK, 'xl/drawings/drawing1.xml',
	    "<d $A><a:p><a:r><a:t>" . xml($_[0]) . '</a:t></a:r></a:p></d>');
};
sub pptx { file($_[0], "${OFFICE}presentationml.presentation", 'a.pptx', $_[1]) }
sub slide { "<p $A><a:p>" . join('', map { '<a:r><a:t>' . xml($_)
    . '</a:t></a:r>' } @_) . '</a:p></p>' }
pptx 'pptx' => sub { office('ppt/slides/slide1.xml', slide($_[0])) };
pptx 'pptx-runs-in-words' => sub {
	return office('ppt/slides/slide1.xml', slide(unpack '(a3)*', $_[0]));
};
pptx 'pptx-notes' => sub {
	return office('ppt/slides/slide1.xml', slide('x'),
	    'ppt/notesSlides/notesSlide1.xml', slide($_[0]));
};
pptx 'pptx-alt' => sub {
	return office('ppt/slides/slide1.xml', "<p $A><cNvPr id=\"1\" descr=\""
	    . xml($_[0]) . '"/></p>');
};

my $O = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    . 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    . 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"';
sub odf {
	my ($kind, $body, @more) = @_;
	return zip([{ name => 'mimetype', method => 0, bytes =>
		"application/vnd.oasis.opendocument.$kind" },
	    { name => 'content.xml', bytes => utf8("<office:document-content "
		. "$O><office:body><office:text>$body</office:text>"
		. '</office:body></office:document-content>') }, @more]);
}
sub odt {
	file($_[0], 'application/vnd.oasis.opendocument.text', 'a.odt', $_[1]);
}
odt 'odt' => sub { odf('text', '<text:p>' . xml($_[0]) . '</text:p>') };
odt 'odt-spans-in-words' => sub {
	return odf('text', '<text:p>' . join('', map { '<text:span>' . xml($_)
	    . '</text:span>' } unpack '(a3)*', $_[0]) . '</text:p>');
};
odt 'odt-blank-elements' => sub {
	return odf('text', '<text:p>' . $_[0] =~ s/ /<text:s\/>/gr
	    . '</text:p>');
};
odt 'odt-line-breaks' => sub {
	return odf('text', '<text:p>' . $_[0] =~ s/ /<text:line-break\/>/gr
	    . '</text:p>');
};
odt 'odt-paragraphs' => sub {
	return odf('text', '<text:p>' . $_[0] =~ s/ /<\/text:p><text:p>/gr
	    . '</text:p>');
};
odt 'odt-annotation' => sub {
	return odf('text', '<text:p>x<office:annotation><text:p>' . xml($_[0])
	    . '</text:p></office:annotation></text:p>');
};
odt 'odt-styles' => sub {
	return odf('text', '<text:p>x</text:p>', { name => 'styles.xml',
		bytes => utf8("<office:document-styles $O><text:p>"
		    . xml($_[0]) . '</text:p></office:document-styles>') });
};
odt 'odt-meta' => sub {
	return odf('text', '<text:p>x</text:p>', { name => 'meta.xml',
		bytes => utf8("<office:document-meta $O><title>"
		    . xml($_[0]) . '</title></office:document-meta>') });
};
file 'ods', 'application/vnd.oasis.opendocument.spreadsheet', 'a.ods', sub {
	return odf('spreadsheet', '<table:table table:name="a"><table:table-row>'
	    . '<table:table-cell><text:p>' . xml($_[0])
	    . '</text:p></table:table-cell></table:table-row></table:table>');
};
file 'ods-sheet-name', 'application/vnd.oasis.opendocument.spreadsheet',
    'a.ods', sub {
	return odf('spreadsheet', '<table:table table:name="' . xml($_[0])
	    . '"/>');
};
file 'fodt', 'application/vnd.oasis.opendocument.text-flat-xml', 'a.fodt', sub {
	return utf8("<office:document $O><office:body><text:p>" . xml($_[0])
	    . '</text:p></office:body></office:document>');
};
file 'epub', 'application/epub+zip', 'a.epub', sub {
	return zip([{ name => 'mimetype', method => 0,
		bytes => 'application/epub+zip' },
	    { name => 'a.xhtml', bytes => utf8('<html><p>'
		. $_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr . '</p></html>') }]);
};

# PDF, one page, by ISO 32000.  extra: objects from 6 on
sub pdf {
	my ($content, %o) = @_;
	my $filter = '';
	if ($o{flate}) {
		$content = Compress::Zlib::compress($content);
		$filter = '/Filter /FlateDecode ';
	} elsif ($o{hex}) {
		$content = unpack('H*', $content) . '>';
		$filter = '/Filter /ASCIIHexDecode ';
	}
	my @objects = ('<< /Type /Catalog /Pages 2 0 R >>',
	    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] '
	    . '/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> '
	    . ($o{page} // '') . '>>',
	    "<< ${filter}/Length " . length($content) . " >>\nstream\n$content"
	    . "\nendstream",
	    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica '
	    . '/Encoding /WinAnsiEncoding >>', @{ $o{extra} // [] });
	my ($file, @at) = ("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n");
	for my $i (0 .. $#objects) {
		push @at, length $file;
		$file .= $i + 1 . " 0 obj\n$objects[$i]\nendobj\n";
	}
	my $start = length $file;
	$file .= 'xref' . "\n0 " . (@objects + 1) . "\n0000000000 65535 f \n"
	    . join('', map { sprintf "%010d 00000 n \n", $_ } @at)
	    . 'trailer << /Size ' . (@objects + 1) . ' /Root 1 0 R '
	    . ($o{trailer} // '') . ">>\nstartxref\n$start\n%%EOF\n";
	return $file;
}
sub show { "BT /F1 12 Tf 72 700 Td $_[0] ET" }
sub utf16 { '<FEFF' . unpack('H*', Encode::encode('UTF-16BE', $_[0])) . '>' }
sub pdf_file {
	my ($name, $make, $any) = @_;
	file($name, 'application/pdf', 'a.pdf', sub {
		return if !$any && $_[0] =~ /[^\x20-\x7e]/;
		return $make->($_[0]);
	});
}
pdf_file 'pdf' => sub { pdf(show("($_[0]) Tj")) };
pdf_file 'pdf-flate' => sub { pdf(show("($_[0]) Tj"), flate => 1) };
pdf_file 'pdf-ascii-hex' => sub { pdf(show("($_[0]) Tj"), hex => 1) };
pdf_file 'pdf-hex-string' =>
    sub { pdf(show('<' . unpack('H*', $_[0]) . '> Tj'), flate => 1) };
pdf_file 'pdf-octal' => sub {
	return pdf(show('(' . $_[0] =~ s/([a-z])/sprintf '\\%03o', ord $1/ger
	    . ') Tj'));
};
pdf_file 'pdf-kerned' => sub {
	return pdf(show('[' . join(' -10 ', map { "($_)" } split //, $_[0])
	    . '] TJ'), flate => 1);
};
pdf_file 'pdf-lines' => sub {
	return pdf(show(join ' 0 -14 Td ', map { "($_) Tj" } split / /, $_[0]));
};
pdf_file 'pdf-render-mode' => sub { pdf(show("3 Tr ($_[0]) Tj")) };
pdf_file 'pdf-title' => sub {
	return pdf(show('(x) Tj'), trailer => '/Info 6 0 R ',
	    extra => ['<< /Title ' . utf16($_[0]) . ' >>']);
}, 1;
pdf_file 'pdf-annotation' => sub {
	return pdf(show('(x) Tj'), page => '/Annots [6 0 R] ',
	    extra => ['<< /Type /Annot /Subtype /Text /Rect [9 9 99 99] '
	    . '/Contents ' . utf16($_[0]) . ' >>']);
}, 1;
pdf_file 'pdf-form-field' => sub {
	return pdf(show('(x) Tj'), page => '/Annots [6 0 R] ',
	    extra => ['<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) '
	    . '/Rect [9 9 99 99] /V ' . utf16($_[0]) . ' >>']);
}, 1;
pdf_file 'pdf-link' => sub {
	my $target = utf8($_[0]) =~ s/([^a-z])/sprintf '%%%02X', ord $1/ger;
	return pdf(show('(x) Tj'), page => '/Annots [6 0 R] ',
	    extra => ['<< /Type /Annot /Subtype /Link /Rect [9 9 99 99] '
	    . "/A << /S /URI /URI (https://corp.example/$target) >> >>"]);
}, 1;
pdf_file 'pdf-attachment' => sub {
	my $text = text($_[0]);
	return pdf(show('(x) Tj'), page => '/Annots [6 0 R] ', extra => [
	    '<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 99 99] '
	    . '/FS 7 0 R >>', '<< /Type /Filespec /F (a.txt) /EF << /F 8 0 R '
	    . '>> >>', '<< /Type /EmbeddedFile /Length ' . length($text)
	    . " >>\nstream\n$text\nendstream"]);
}, 1;
pdf_file 'pdf-metadata' => sub {
	my $xml = utf8('<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>'
	    . xml($_[0]) . '</dc:title></x:xmpmeta>');
	return pdf(show('(x) Tj'), extra => ['<< /Type /Metadata /Subtype /XML '
	    . '/Length ' . length($xml) . " >>\nstream\n$xml\nendstream"]);
}, 1;
pdf_file 'pdf-after-text' => sub { "text\n" . pdf(show("($_[0]) Tj")) };
pdf_file 'pdf-no-table' => sub {
	return pdf(show("($_[0]) Tj")) =~ s/xref\n.*//sr;
};
pdf_file 'pdf-cut' => sub {
	my $file = pdf(show("($_[0]) Tj"));
	return substr $file, 0, index($file, 'endstream') + 20;
};
pdf_file 'pdf-encrypted' => sub {
	return pdf(show("($_[0]) Tj"), flate => 1, trailer => '/Encrypt 6 0 R ',
	    extra => ['<< /Filter /Standard /V 1 /R 2 /P -4 /O <' . '00' x 32
	    . '> /U <' . '00' x 32 . '> >>']);
};
file 'pdf-octet-stream', 'application/octet-stream', 'a', sub {
	return if $_[0] =~ /[^\x20-\x7e]/;
	return pdf(show("($_[0]) Tj"), flate => 1);
};
file 'pdf-as-text', 'text/plain', 'a.txt', sub {
	return if $_[0] =~ /[^\x20-\x7e]/;
	return pdf(show("($_[0]) Tj"), flate => 1);
};
file 'postscript', 'application/postscript', 'a.ps', sub {
	return if $_[0] =~ /[^\x20-\x7e]/;
	return "%!PS\n/Helvetica 12 selectfont 72 700 moveto ($_[0]) show\n"
	    . "showpage\n";
};
file 'postscript-octal', 'application/postscript', 'a.ps', sub {
	return if $_[0] =~ /[^\x20-\x7e]/;
	return "%!PS\n/Helvetica 12 selectfont 72 700 moveto ("
	    . $_[0] =~ s/([a-z])/sprintf '\\%03o', ord $1/ger
	    . ") show\nshowpage\n";
};

# Mail within files.
file 'eml', 'application/octet-stream', 'a.eml',
    sub { message_of(clean(carrier($_[0]))) };
file 'eml-base64', 'application/octet-stream', 'a.eml', sub {
	return message_of(entity(encode_base64(text($_[0])),
	    'Content-Type: text/plain; charset=utf-8',
	    'Content-Transfer-Encoding: base64'));
};
file 'mbox', 'application/mbox', 'a.mbox', sub {
	return "From ana Mon Nov  2 10:00:00 2026\n"
	    . message_of(entity(encode_base64(text($_[0])),
		'Content-Type: text/plain; charset=utf-8',
		'Content-Transfer-Encoding: base64'));
};

# TNEF (MS-OXTNEF): attributes of level, tag, length, data, checksum.
sub attribute {
	my ($level, $tag, $data) = @_;
	return pack('CVV', $level, $tag, length $data) . $data
	    . pack 'v', unpack('%32C*', $data) & 0xFFFF;
}
sub tnef {
	return pack('Vv', 0x223E9F78, 1)
	    . attribute(1, 0x00089006, pack 'V', 0x00010000) . join '', @_;
}
sub tnef_file {
	my ($name, $make, $type) = @_;
	file($name, $type // 'application/ms-tnef', 'winmail.dat', $make);
}
tnef_file 'tnef-subject' =>
    sub { tnef(attribute(1, 0x00018004, utf8($_[0]) . "\0")) };
tnef_file 'tnef-body' =>
    sub { tnef(attribute(1, 0x0002800C, text($_[0]) . "\0")) };
tnef_file 'tnef-attachment' => sub {
	return tnef(attribute(2, 0x00069002, "\1\0" . "\0" x 12),
	    attribute(2, 0x00018010, "a.txt\0"),
	    attribute(2, 0x0006800F, text($_[0])));
};
tnef_file 'tnef-attachment-name' => sub {
	return tnef(attribute(2, 0x00069002, "\1\0" . "\0" x 12),
	    attribute(2, 0x00018010, utf8($_[0]) . "\0"),
	    attribute(2, 0x0006800F, 'x'));
};
tnef_file 'tnef-mapi-body' => sub {
	my $text = Encode::encode('UTF-16LE', carrier($_[0]) . "\0");
	my $pad = "\0" x (-length($text) % 4);
	return tnef(attribute(1, 0x00069003, pack('VVVV', 1, 0x1000001F, 1,
	    length $text) . $text . $pad));
};
tnef_file 'tnef-octet-stream' =>
    sub { tnef(attribute(1, 0x0002800C, text($_[0]) . "\0")) },
    'application/octet-stream';
file 'msg', 'application/vnd.ms-outlook', 'a.msg', sub {
	return "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" . "\0" x 504
	    . Encode::encode('UTF-16LE', $_[0]);
};
file 'doc', 'application/msword', 'a.doc', sub {
	return "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" . "\0" x 504
	    . Encode::encode('UTF-16LE', $_[0]);
};
file 'url-file', 'application/octet-stream', 'a.url', sub {
	my $target = utf8($_[0]) =~ s/([^a-z])/sprintf '%%%02X', ord $1/ger;
	return "[InternetShortcut]\r\nURL=https://corp.example/$target\r\n";
};
file 'tex', 'text/x-tex', 'a.tex',
    sub { utf8("\\documentclass{article}\n$_[0]\n") };

1;
