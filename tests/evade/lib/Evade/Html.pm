package Evade::Html;

# The phrase in HTML, where a mail program displays it, or shows it when the
# pointer rests on something, and in HTML under another label.

use strict;
use warnings;
use utf8;
use Evade qw(family way carrier utf8);
use MIME::Base64 qw(encode_base64);

family 'html';

sub page {
	my ($inner, $head) = @_;
	return '<html><head>' . ($head // '') . '</head><body><p>Hello Pat,</p>'
	    . "\n<p>as you asked: $inner this quarter.</p></body></html>\n";
}

# name => what is put between any two letters
my %between = (
	comments => '<!-- x -->',
	'empty-comments' => '<!-->',
	'dash-comments' => '<!--->',
	'bang-comments' => '<!-- a --!>',
	'comments-with-tags' => '<!-- <b> -->',
	tags => '<b></b>',
	spans => '</span><span class="a">',
	'unknown-tags' => '<x-y>',
	'word-break-tags' => '<wbr>',
	'upper-case-tags' => '<FONT COLOR=BLACK></FONT>',
	'tags-with-angle' => '<i title="a>b"></i>',
	'tags-with-line-ends' => "<b\n\ttitle\n=\n'x'\n></b>",
	'tags-with-slashes' => '<i/title=a/></i>',
	'stray-end-tags' => '</font>',
	'numbered-end-tags' => '</3>',
	'empty-end-tags' => '</>',
	declarations => '<!foo>',
	'processing-instructions' => '<?php echo 1 ?>',
	'hidden-spans' => '<span style="display:none">zq</span>',
	'hidden-important' =>
	    '<span style="DISPLAY : none !important">zq</span>',
	'hidden-css-comment' => '<span style="display:/**/none">zq</span>',
	'hidden-css-escape' => '<span style="d\\69 splay:none">zq</span>',
	'hidden-entity' => '<span style="display&#58;none">zq</span>',
	'hidden-attribute' => '<span hidden>zq</span>',
	'invisible-spans' => '<span style="visibility:hidden">zq</span>',
	'zero-size-spans' => '<span style="font-size:0">zq</span>',
	'zero-size-px-spans' =>
	    '<span style="font:0px/0 a;font-size:0px">zq</span>',
	'soft-hyphen-entities' => '&shy;',
	'zero-width-entities' => '&#8203;',
	'zero-width-named' => '&zwnj;',
	'zero-width-hex' => '&#x200b;',
	'conditional-comments' => '<!--[if mso]>zq<![endif]-->',
	'scripts' => '<script>zq</script>',
	'styles' => '<style>zq{}</style>',
	'templates' => '<template>zq</template>',
	'inline-elements' => '<a></a><u></u>',
	'nul-bytes' => "\0",
);
for my $name (sort keys %between) {
	my $junk = $between{$name};
	way text => "$name-in-words", sub {
		my ($text) = @_;
		$text =~ s/(?<=[^\W\d_])(?=[^\W\d_])/$junk/g;
		return (html => page("<span>$text</span>"));
	};
}

way text => 'hidden-by-class', sub {
	my ($text) = @_;
	$text =~ s/(?<=[^\W\d_])(?=[^\W\d_])/<i class="h">zq<\/i>/g;
	return (html => page($text, '<style>.h { display: none }</style>'));
};
way text => 'white-on-white', sub {
	return (html => page("<span style=\"color:#fff\">$_[0]</span>"));
};
way text => 'hidden-text', sub {
	return (html => page("<div style=\"display:none\">$_[0]</div>"));
};

# name => each character as an entity
my %entity = (
	'decimal-entities' => sub { sprintf '&#%d;', $_[0] },
	'hex-entities' => sub { sprintf '&#x%x;', $_[0] },
	'upper-hex-entities' => sub { sprintf '&#X%X;', $_[0] },
	'open-entities' => sub { sprintf '&#%d', $_[0] },
	'long-entities' => sub { sprintf '&#%010d;', $_[0] },
	'long-hex-entities' => sub { sprintf '&#x%012x;', $_[0] },
);
for my $name (sort keys %entity) {
	my $write = $entity{$name};
	way text => $name, sub {
		return (html => page($_[0] =~ s/(\p{L}|\p{M})/$write->(ord $1)/ger));
	};
}
way text => 'some-entities', sub {
	my $n = 0;
	return (html => page($_[0] =~ s/(\p{L})/$n++ % 3 ? $1 :
	    sprintf '&#%d;', ord $1/ger));
};
way text => 'named-spaces', sub { (html => page($_[0] =~ s/ /&nbsp;/gr)) };
way text => 'named-blank-entities',
    sub { (html => page($_[0] =~ s/ /&ensp;&Tab;&NewLine;/gr)) };
way text => 'named-math-entities', sub {
	return (html => page($_[0] =~ s/([dscntfl])/&$1opf;/gr));
};
way text => 'ligature-entity',
    sub { (html => page($_[0] =~ s/fl/&fllig;/r)) };
way text => 'cyrillic-entities',
    sub { (html => page($_[0] =~ s/o/&ocy;/gr)) };
way text => 'line-breaks', sub { (html => page($_[0] =~ s/ /<br>/gr)) };
way text => 'blocks', sub { (html => page($_[0] =~ s/ /<\/div><div>/gr)) };
way text => 'table-cells',
    sub { (html => page('<table><tr><td>' . $_[0] =~ s/ /<td>/gr
	. '</table>')) };
way text => 'list-items', sub { (html => page($_[0] =~ s/ /<li>/gr)) };

# name => HTML around the phrase (P; Q: fit for an attribute)
my %around = (
	'title-element' => '<title>P</title>',
	'title-attribute' => '<abbr title="Q">x</abbr>',
	'alt-attribute' => '<img src="cid:none" alt="Q">',
	'alt-unquoted' => '<img src=cid:none alt=W>',
	'alt-no-closing-quote' => '<img src="cid:none" alt="Q>',
	'option' => '<select><option>P</option></select>',
	'option-label' => '<select><option label="Q">x</option></select>',
	'optgroup-label' =>
	    '<select><optgroup label="Q"><option>x</optgroup></select>',
	'input-value' => '<input value="Q">',
	'input-placeholder' => '<input placeholder="Q">',
	'submit-button' => '<input type="submit" value="Q">',
	'button' => '<button>P</button>',
	'textarea' => '<textarea>P</textarea>',
	'textarea-placeholder' => '<textarea placeholder="Q"></textarea>',
	'noscript' => '<noscript>P</noscript>',
	'noframes' => '<noframes>P</noframes>',
	'noembed' => '<noembed>P</noembed>',
	'xmp' => '<xmp>P</xmp>',
	'listing' => '<listing>P</listing>',
	'plaintext' => '<plaintext>P',
	'pre' => '<pre>P</pre>',
	'marquee' => '<marquee>P</marquee>',
	'details' => '<details><summary>x</summary>P</details>',
	'dialog' => '<dialog open>P</dialog>',
	'legend' => '<fieldset><legend>P</legend></fieldset>',
	'caption' => '<table><caption>P</caption></table>',
	'table-summary' => '<table summary="Q"><tr><td>x</table>',
	'aria-label' => '<a href="#" aria-label="Q">x</a>',
	'object-fallback' => '<object data="cid:none">P</object>',
	'video-fallback' => '<video>P</video>',
	'canvas-fallback' => '<canvas>P</canvas>',
	'iframe-fallback' => '<iframe src="cid:none">P</iframe>',
	'srcdoc' => '<iframe srcdoc="<p>Q</p>"></iframe>',
	'srcdoc-entities' => '<iframe srcdoc="&lt;p&gt;Q&lt;/p&gt;"></iframe>',
	'srcdoc-comments' => '<iframe srcdoc="C"></iframe>',
	'link-target' => '<a href="https://corp.example/?a=U">x</a>',
	'mailto' => '<a href="mailto:a@corp.example?subject=U">x</a>',
	'mailto-body' => '<a href="mailto:a@corp.example?body=U">x</a>',
	'anchor-name' => '<a href="#U">x</a>',
	'area' => '<map><area href="https://corp.example/U" alt="x"></map>',
	'form-action' => '<form action="https://corp.example/U"></form>',
	'background' => '<table background="https://corp.example/U"></table>',
	'data-link' => '<a href="data:text/plain,U">x</a>',
	'data-frame' => '<iframe src="data:text/html,U"></iframe>',
	'data-base64' => '<a href="data:text/plain;base64,B">x</a>',
	'data-object' => '<object data="data:text/html;base64,B"></object>',
	'data-charset' => '<a href="data:;charset=utf-8,U">x</a>',
	'data-upper-case' => '<a href="DATA:TEXT/HTML;BASE64,B">x</a>',
	'data-image-svg' => '<img src="data:image/svg+xml;base64,S">',
	'svg-text' => '<svg><text y="20">P</text></svg>',
	'svg-tspan' => '<svg><text y="20"><tspan>P</tspan></text></svg>',
	'svg-title' => '<svg><title>P</title></svg>',
	'svg-desc' => '<svg><desc>P</desc></svg>',
	'svg-foreign' => '<svg><foreignObject><p>P</p></foreignObject></svg>',
	'svg-cdata' => '<svg><text y="20"><![CDATA[P]]></text></svg>',
	'svg-style-text' => '<svg><style>x</style><text y="20">P</text></svg>',
	'math-text' => '<math><mtext>P</mtext></math>',
	'ruby' => '<ruby>x<rt>P</rt></ruby>',
	'downlevel-revealed' => '<![if !mso]>P<![endif]>',
	'mso-comment' => '<!--[if mso]><p>P</p><![endif]-->',
	'not-mso-comment' => '<!--[if !mso]><!-->P<!--<![endif]-->',
	'bogus-comment' => '<!P>',
	'open-comment' => '<!-- P ',
	'comment-text' => '<!-- P -->',
	'comment-closed-early' => '<!--> P -->',
	'comment-in-comment' => '<!-- <!-- --> P -->',
	'comment-space-close' => '<!-- -- > P -->',
	'style-text' => '<style>P</style>',
	'unclosed-style' => '<style>x</style x>P',
	'title-close' => '<title><!--</title>P<!-- --></title>',
	'textarea-comment' => '<textarea><!--</textarea>P<!-- --></textarea>',
	'css-content' => '<style>p:before{content:"Q"}</style>',
	'css-content-single' => "<style>p:after { content : 'Q' }</style>",
	'css-content-escapes' => '<style>p:before{content:"E"}</style>',
	'css-content-strings' => '<style>p:before{content:"M"}</style>',
	'css-content-attr' =>
	    '<style>i:before{content:attr(data-a)}</style><i data-a="Q"></i>',
	'css-content-comment' =>
	    '<style>p:before{content:/*"*/"Q"}</style>',
	'css-import-data' =>
	    '<style>@import "data:text/css,p:before{content:%22U%22}";</style>',
	'css-link-data' => '<link rel="stylesheet" '
	    . 'href="data:text/css,p:before{content:%22U%22}">',
	'bidi-override' => '<bdo dir="rtl">R</bdo>',
	'css-override' =>
	    '<span style="direction:rtl;unicode-bidi:bidi-override">R</span>',
	'bidi-override-entity' => '&#8238;R&#8236;',
	'attribute-twice' => '<img alt="Q" alt="x">',
	'nul-in-tag' => "<im\0g alt=\"Q\">P",
	'script-text' => '<script>P</script>',
	'json-ld' => '<script type="application/ld+json">{"name":"Q"}</script>',
	'meta-description' => '<meta name="description" content="Q">',
	'meta-refresh' =>
	    '<meta http-equiv="refresh" content="0;url=data:text/html,U">',
	'base-target' => '<base href="https://corp.example/U/"><a href="x">x</a>',
	'frameset' => '</body><frameset><noframes>P</noframes></frameset>',
	'template' => '<template>P</template>',
	'amp-text' => '<div submit-success>P</div>',
	'vml-text' => '<v:textbox>P</v:textbox>',
	'xml-island' => '<xml><o:p>P</o:p></xml>',
	'preheader' =>
	    '<div style="max-height:0;overflow:hidden;opacity:0">P</div>',
);

sub percent { return utf8($_[0]) =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger }

sub filled {
	my ($html, $text) = @_;
	my %fill = (
		P => sub { $text },
		Q => sub { $text },
		W => sub { $text =~ s/ /&#32;/gr },
		U => sub { percent($text) },
		B => sub { encode_base64(utf8($text), '') },
		S => sub { encode_base64(utf8('<svg xmlns="http://www.w3.org/'
		    . "2000/svg\"><text y=\"20\">$text</text></svg>"), '') },
		C => sub { $text =~ s/(?<=\w)(?=\w)/<!-- -->/gr },
		# the blank behind an escape belongs to it
		E => sub { $text =~ s/([\w])/sprintf '\\%06x ', ord $1/ger },
		M => sub { $text =~ s/ /" " " "/gr },
		R => sub { scalar reverse $text },
	);
	return $html =~ s/(?<![A-Za-z])([PQWUBSCEMR])(?![A-Za-z:])/
	    $fill{$1}->()/ger;
}

for my $name (sort keys %around) {
	my $html = $around{$name};
	way text => $name, sub { (html => page(filled($html, $_[0]))) };
}

way text => 'link-plus', sub {
	my $query = percent($_[0]) =~ s/%20/+/gr;
	return (html => page("<a href=\"https://corp.example/?q=$query\">x</a>"));
};
way text => 'no-html-element', sub { (html => "<p>$_[0]") };
way text => 'html-under-plain', sub {
	return (plain => page($_[0] =~ s/(?<=\w)(?=\w)/<!-- -->/gr));
};
way text => 'entities-under-plain', sub {
	return (plain => page($_[0] =~ s/(\pL)/sprintf '&#%d;', ord $1/ger));
};
way text => 'html-late-under-plain', sub {
	return (plain => ("A line of text.\n" x 100) . '<html><body>'
	    . $_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr . '</body></html>');
};
way text => 'plain-under-html', sub { (html => carrier($_[0])) };
way text => 'html-in-enriched', sub {
	return (enriched => $_[0] =~ s/(?<=\w)(?=\w)/<bold><\/bold>/gr);
};
way text => 'richtext', sub {
	return (richtext => $_[0] =~ s/(?<=\w)(?=\w)/<Bold><\/Bold>/gr
	    =~ s/ /<nl>/gr);
};
way text => 'html-under-xhtml', sub {
	return ('application/xhtml+xml' => '<?xml version="1.0"?>'
	    . '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>'
	    . $_[0] =~ s/(\pL)/sprintf '&#%d;', ord $1/ger
	    . '</p></body></html>');
};
way text => 'amp-page', sub {
	return ('x-amp-html' => page($_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr));
};
way text => 'unknown-text-type', sub {
	return ('x-note' => page($_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr));
};
way text => 'watch-page', sub {
	return ('watch-html' => page($_[0] =~ s/(?<=\w)(?=\w)/<b><\/b>/gr));
};
way text => 'deep-nesting', sub {
	return (html => page(('<div>' x 3000) . $_[0] . ('</div>' x 3000)));
};
way text => 'many-attributes', sub {
	return (html => page('<p ' . join(' ', map { "a$_=b" } 1 .. 2000)
	    . " title=\"$_[0]\">x</p>"));
};
way text => 'flowed', sub {
	return ('text/plain; format=flowed' =>
	    carrier($_[0] =~ s/ /  \n/gr));
};
way text => 'flowed-deleting-blanks', sub {
	return ('text/plain; format=flowed; delsp=yes' =>
	    carrier($_[0] =~ s/(?<=\w)(?=\w)/ \n/gr =~ s/ (?!\n)/  \n/gr));
};

1;
