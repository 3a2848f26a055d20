package Evade;

# Hides a phrase in ordinary mail by composing ways.
#
# A way belongs to a family (a file in Evade/) and to a level, which says what
# it is made of and what it makes.  A message is made by going through the
# levels in order, with a plain step wherever no way is chosen:
#
#   phrase     characters -> characters that a reader takes for the same
#   text       characters -> subtype of text and its characters
#   charset    characters -> charset label (undef: none) and bytes
#   transfer   bytes -> header fields and bytes as transferred
#   part       characters -> an attachment (in place of text and charset)
#   whole      characters -> an entity with all of it done
#   structure  entity -> entity around it
#
# So two ways of different levels make a pair by themselves.  The ways are
# written from the standards and from what mail programs are known to do; in
# each, some program shows the phrase or offers it in a file.

use strict;
use warnings;
use Encode ();
use Exporter 'import';

our @EXPORT_OK = qw(way family entity multi part_of message_of clean carrier
	boundary text_entity utf8 crlf attach);

our $PHRASE = 'our discount floor is 15 %';
our @LEVELS = qw(phrase text charset transfer part whole structure);

my (@ways, $family, $boundaries);
my $plain_html = { code => sub {
	return (html => "<html><head></head><body><p>$_[0]</p></body></html>\n");
} };

sub family { $family = shift }

# way LEVEL, NAME, CODE, OPTIONS: nests (a structure that holds a whole
# message), raw (a structure that shows text as it stands, undecoded), html (the
# text must be HTML), digits (it is the figure that is hidden), inner (0: not
# under another way)
sub way {
	my ($level, $name, $code, %o) = @_;
	push @ways, { %o, family => $family, level => $level,
		name => "$family/$name", code => $code };
}

sub ways { return @ways }

# The rule that must find a message of these ways.
sub rule {
	return (grep { $_->{digits} } @_) ? 'evade.figure' : 'evade.floor';
}

sub utf8 { return Encode::encode('UTF-8', $_[0]) }
sub crlf { return $_[0] =~ s/\r?\n/\r\n/gr }

# What stands around the phrase.
sub carrier {
	my ($text) = @_;
	return "Hello Pat,\n\nas you asked, $text this quarter.\n\nAna\n";
}

sub boundary { return 'part-' . ++$boundaries . '-of-mail' }

sub entity {
	my ($body, @fields) = @_;
	return { fields => [@fields], body => $body };
}

sub text_entity {
	my ($text) = @_;
	return entity(crlf(utf8($text)), 'Content-Type: text/plain; charset=utf-8',
	    'Content-Transfer-Encoding: 8bit');
}

# A text with nothing in it.
sub clean { return text_entity($_[0] // "Hello Pat, see below.\n") }

sub attach {
	my ($type, $name, $bytes) = @_;
	return { type => $type, bytes => $bytes,
		disposition => "attachment; filename=\"$name\"" };
}

# The entity as a part of a multipart.
sub part_of {
	my ($e) = @_;
	return join('', map { "$_\r\n" } @{ $e->{fields} })
	    . ($e->{gap} // "\r\n") . $e->{body};
}

# A multipart of the entities.  type: the whole Content-Type in place of the
# plain one; boundary, pre, post, close, delimiter
sub multi {
	my ($subtype, $entities, %o) = @_;
	my $b = $o{boundary} // boundary();
	my $type = $o{type} // "multipart/$subtype; boundary=\"$b\"";
	my $delimiter = $o{delimiter} // "--$b\r\n";
	my $body = $o{pre} // '';
	$body .= $delimiter . part_of($_) . "\r\n" for @$entities;
	$body .= ($o{close} // "--$b--\r\n") . ($o{post} // '');
	return entity($body, "Content-Type: $type", @{ $o{fields} // [] });
}

# The entity as a message.  top: fields in place of the usual ones.
sub message_of {
	my ($e) = @_;
	my $top = $e->{top} // {};
	my @fields = map { defined $top->{$_->[0]} ? $top->{$_->[0]} :
	    "$_->[0]: $_->[1]" } (
		['From', 'Ana <cowork@corp.example>'],
		['To', 'pat@fernhill.example'],
		['Subject', 'A short talk'],
		['Date', 'Mon, 02 Nov 2026 10:00:00 +0000'],
		['Message-ID', '<talk.1@corp.example>'],
		['MIME-Version', '1.0'],
		['X-Agent-Workflow', 'cold-intro']);
	my $head = join '', map { "$_\r\n" } grep { $_ ne '' } @fields,
	    @{ $e->{more} // [] };
	return ($e->{before} // '') . $head . part_of($e);
}

# The entity of one or two ways, by level; undef where they don't go together.
sub compose {
	my (%way) = @_;
	my $text = $way{phrase} ? $way{phrase}{code}->($PHRASE) : $PHRASE;
	return if !defined $text;
	my $e;
	if ($way{whole}) {
		$e = $way{whole}{code}->($text);
	} elsif ($way{part}) {
		my $part = $way{part}{code}->($text) or return;
		$e = transferred($way{transfer}, $part->{bytes},
		    "Content-Type: $part->{type}",
		    $part->{disposition} ?
		    "Content-Disposition: $part->{disposition}" : (),
		    @{ $part->{fields} // [] });
		$e = multi('mixed', [clean(), $e])
		    if $e && !$way{structure};
	} else {
		$e = written($text, %way);
	}
	return if !$e;
	$e = $way{structure}{code}->($e) if $way{structure};
	return $e;
}

# A text's entity, through charset and transfer encoding.
sub written {
	my ($text, %way) = @_;
	my ($subtype, $full) = ('plain', carrier($text));
	my $writer = $way{text} // ($way{charset} && $way{charset}{html} ?
	    $plain_html : undef);
	($subtype, $full) = $writer->{code}->($text) if $writer;
	return if !defined $full;
	$full = crlf($full);
	return if $way{charset} && $way{charset}{html} && $subtype ne 'html';
	my ($label, $bytes) = $way{charset} ?
	    $way{charset}{code}->($full, $subtype) :
	    ('charset=utf-8', utf8($full));
	return if !defined $bytes;
	my $type = $subtype =~ m{/} ? $subtype : "text/$subtype";
	$type .= "; $label" if defined $label;
	return transferred($way{transfer}, $bytes, "Content-Type: $type");
}

sub transferred {
	my ($way, $bytes, @fields) = @_;
	my $binary = $bytes =~ /[^\x00-\x7f]|\x00|[^\r\n]{990}|\r(?!\n)/;
	my $plain = !$way && !$binary;
	return entity($bytes, @fields) if $plain;
	if (!$way) {
		require MIME::Base64;
		return entity(crlf(MIME::Base64::encode_base64($bytes)),
		    @fields, 'Content-Transfer-Encoding: base64');
	}
	my ($more, $body) = $way->{code}->($bytes);
	return if !defined $body;
	return entity($body, @fields, @$more);
}

# Do the two make a pair?  The first is the one of the lower level.
sub fits {
	my ($a, $b) = @_;
	my ($la, $lb) = ($a->{level}, $b->{level});
	return 0 if ($b->{inner} // 1) == 0 && $lb ne 'structure';
	return $a->{nests} || $b->{nests} if $la eq 'structure' && $lb eq $la;
	return 0 if $la eq $lb;
	return 0 if $lb eq 'part' && $la ne 'phrase' && $la ne 'transfer';
	return 0 if $b->{raw} && $la ne 'phrase';
	return 0 if $lb eq 'whole' && $la ne 'phrase';
	return $b->{nests} if $la eq 'whole' && $lb eq 'structure';
	return 1;
}

# The message of one way or a pair, or undef.
sub build {
	my (@chosen) = @_;
	my %way = map { $_->{level} => $_ } @chosen;
	$boundaries = 0;
	my $e;
	if (@chosen == 2 && $chosen[0]{level} eq $chosen[1]{level}) {
		$e = compose($chosen[0]{level} => $chosen[0]);
		$e = $chosen[1]{code}->($e) if $e;
	} else {
		$e = compose(%way);
	}
	return $e ? message_of($e) : undef;
}

my %rank = map { $LEVELS[$_] => $_ } 0 .. $#LEVELS;

# Every pair that goes together, as [way, way].
sub pairs {
	my @sorted = sort { $rank{ $a->{level} } <=> $rank{ $b->{level} }
	    || $a->{name} cmp $b->{name} } @ways;
	my @pairs;
	for my $i (0 .. $#sorted) {
		for my $j ($i .. $#sorted) {
			my ($a, $b) = @sorted[$i, $j];
			push @pairs, [$a, $b] if fits($a, $b);
		}
	}
	return @pairs;
}

# So many of the pairs, the same ones at every run: each way in turn with one
# drawn for it.
sub some_pairs {
	my ($count, $seed) = @_;
	my $state = $seed;
	my (@some, %taken);
	for my $turn (1 .. 20 * $count) {
		last if @some >= $count;
		my $i = $turn % @ways;
		$state = ($state * 1103515245 + 12345) % 2147483648;
		my $j = int($state / 65536) * 7919 % @ways;
		my ($a, $b) = sort { $rank{ $a->{level} } <=>
		    $rank{ $b->{level} } } @ways[$i, $j];
		next if $taken{"$a->{name} $b->{name}"}++;
		push @some, [$a, $b] if fits($a, $b);
	}
	return @some;
}

# What the ways are put on, without any: it must pass.
sub controls {
	my $html = '<html><body><p>Hello <b>Pat</b>, see &amp; tell.</p></body>'
	    . "</html>\r\n";
	my $page = entity($html, 'Content-Type: text/html; charset=utf-8');
	my $alternative = multi('alternative', [clean(), $page]);
	$boundaries = 50;
	my %control = (
		plain => clean(),
		html => $page,
		alternative => $alternative,
		mixed => multi('mixed', [clean(), clean("A second text.\n")]),
		nested => multi('mixed', [$alternative, clean()]),
		forward => multi('mixed', [clean(), entity(
			message_of(clean()), 'Content-Type: message/rfc822')]),
		csv => multi('mixed', [clean(), entity("a,b\r\n1,2\r\n",
			'Content-Type: text/csv; charset=utf-8',
			'Content-Disposition: attachment; filename="a.csv"')]),
		unicode => clean("Gr\xfc\xdfe, \x{65e5}\x{672c}, na\xefve.\n"),
	);
	return map { $_ => message_of($control{$_}) } sort keys %control;
}

require Evade::Folding;
require Evade::Html;
require Evade::Charset;
require Evade::Transfer;
require Evade::Structure;
require Evade::Word;
require Evade::Header;
require Evade::Name;
require Evade::Document;
require Evade::Archive;

1;
