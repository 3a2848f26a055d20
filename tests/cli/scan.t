#!/usr/bin/perl
#
# `scan` says what the gate would do, with the same words, and writes nothing.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(mail slurp spew);

my $new = Sandbox->new(start => 0, no_book => 1);
my $file = "$new->{dir}/m.eml";
spew($file, mail());
my @before = glob "$new->{dir}/*";
my $r = $new->cli('scan', $file);
is $r->{code}, 1, 'without a database every recipient is unknown';
like $r->{err}, qr/no database/, 'which is said';
like $r->{out}, qr/^tier +strategic$/m, 'and takes unknown_tier';
is_deeply [glob "$new->{dir}/*"], \@before, 'no database or key was made';

my $box = Sandbox->new;
$file = "$box->{dir}/m.eml";
sub scan {
	my ($message, @args) = @_;
	spew($file, $message);
	return $box->cli('scan', $file, @args);
}

$r = scan(mail());
is $r->{code}, 0, 'clean cold mail would pass';
like $r->{out}, qr/^verdict +accept$/m, 'and says so';
like $r->{out}, qr/^to +pat\@fernhill\.example \(account A4, tier cold\)$/m,
    'to whom, by the book';
my $count = scalar $box->rows('journal', 'list', '--limit', 0);
$r = scan(mail(body => "Our discount \x1b[31mfloor is\x07 15.\n" .
    "A discount floor.\n"));
is $r->{code}, 1, 'a block rule is a no';
like $r->{out}, qr/^finding +test\.floor \(block\) in part 1, .*shown text, at \d+/m,
    'with rule, view, part and place';
unlike $r->{out}, qr/discount\s+floor/i, 'and never what matched';
unlike $r->{out}, qr/[\x00-\x09\x0b-\x1f\x7f]/, 'no control character';
is scalar($box->rows('journal', 'list', '--limit', 0)), $count,
    'nothing was recorded';

$r = scan(mail(body => "A discount floor.\n"), '--json');
my $verdict = decode_json($r->{out});
ok exists $verdict->{$_}, "JSON has $_"
    for qw(id time agent workflow prompt sources accounts tier template sender
    recipients subject digest verdict reasons findings coverage approval
    decision);
is $verdict->{verdict}, 'reject', 'the verdict';
is_deeply $verdict->{accounts}, ['A4'], 'the account';
is $verdict->{findings}[0]{rule}, 'test.floor', 'the finding';
my $sent = $box->send(message => mail(body => "A discount floor.\n"));
my ($record) = grep { $_->{verdict} eq 'reject' } $box->verdicts;
is_deeply $verdict->{reasons}, $record->{reasons},
    'the reasons are those of the gate';

is scan(mail(to => 'Kim <x@northwind-robotics.example>, "a, b" <y@z.example>'))
    ->{code}, 1, 'recipients come from the header';
$r = scan(mail(to => 'List: "B, \\"C" (note, b@c.example) ' .
    '<vip@mail.example>, q@fernhill.example;'), '--json');
is_deeply decode_json($r->{out})->{recipients},
    ['vip@mail.example', 'q@fernhill.example'],
    'quotes, comments and groups are understood';
is scan(mail(to => 'x@northwind-robotics.example'),
    '--rcpt', 'pat@fernhill.example')->{code}, 0, '--rcpt outweighs them';
is $box->cli('scan', '-', \ mail())->{code}, 0, 'standard input';
is scan(mail(headers => []))->{code}, 1, 'missing metadata is a no';
is scan(mail(), '--agent', 'nobody')->{code}, 64, 'an unknown agent';
is $box->cli('scan', "$box->{dir}/none")->{code}, 66, 'no such file';

$r = $box->cli('scan', $file, "$box->{dir}/none");
is $r->{code}, 66, 'an error among several outweighs the rest';
spew($file, mail());
spew("$file.2", mail(body => "A discount floor.\n"));
$r = $box->cli('scan', $file, "$file.2");
is $r->{code}, 1, 'one no among several is a no';
like $r->{out}, qr/^\Q$file\E:\n.*^\Q$file\E\.2:\n/ms, 'each under its name';

$box->cli('kill', 'workflow=cold-intro', '--reason', 'x');
$r = scan(mail());
is $r->{code}, 1, 'a kill in scope is a no';
like $r->{out}, qr/paused: workflow=cold-intro/, 'and named';
is $box->cli('scan', $file, '--json')->{code}, 1, 'in JSON too';
$box->cli('resume', 'workflow=cold-intro', '--reason', 'x');

$r = $box->cli('rules', 'try', "$file.2");
is $r->{code}, 0, 'rules try';
like $r->{out}, qr/A \[discount floor\]\./, 'shows the hit in its context';

for my $odd ('', "\n", "\0\0\0", 'x' x 100_000, "Subject: \xff\xfe\r\n\r\n\xff",
    "Content-Type: multipart/mixed\r\n\r\n--\r\n") {
	cmp_ok $box->cli('scan', '-', '--rcpt', 'a@b.example', \ $odd)->{code},
	    '<=', 1, 'odd bytes are a verdict, no error';
}

done_testing;
