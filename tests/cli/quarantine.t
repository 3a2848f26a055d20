#!/usr/bin/perl
#
# What is held is listed, filtered, shown without danger, and rejected for good.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Encode qw(encode_utf8);
use Sandbox qw(mail slurp spew unique);

my $box = Sandbox->new;
my $strategic = 'x@northwind-robotics.example';
my $raw = mail(to => $strategic, subject => '=?utf-8?q?Gr=C3=BC=C3=9Fe=1B[2J?=',
    body => "Shall we meet?\e]0;title\a\nLine two.\n");
is $box->send(message => $raw, rcpts => [$strategic])->{outcome}, 'held', 'one';
is $box->send(message => mail(body => "About project heliotrope.\n",
    headers => ['X-Agent-Workflow', 'renewal']))->{outcome}, 'held', 'two';
is $box->send(message => mail(to => 'a@nowhere.example'),
    rcpts => ['a@nowhere.example', 'vip@mail.example'])->{outcome}, 'held',
    'three';

my @rows = $box->rows('quarantine', 'list');
is scalar @rows, 3, 'all are listed';
is_deeply [map { $_->{state} } @rows], [('held') x 3], 'as held';
my ($first, $second, $third) = map { $_->{id} } @rows;
ok exists $rows[0]{$_}, "a row has $_"
    for qw(id time agent workflow tier accounts sender recipients subject
    digest verdict reasons findings coverage store expires);
my %filters = (
	"--tier strategic" => [$first, $third],
	"--tier cold" => [$second],
	"--agent cowork" => [$first, $second, $third],
	"--agent other" => [],
	"--workflow renewal" => [$second],
	"--account A2" => [$third],
	"--account domain:nowhere.example" => [$third],
	"--rule test.codename" => [$second],
	"--older 1h" => [],
	"--tier strategic --account A1" => [$first],
	"--limit 1" => [$first],
	"--state rejected" => [],
);
for my $filter (sort keys %filters) {
	is_deeply [map { $_->{id} } $box->rows('quarantine', 'list',
	    split / /, $filter)], $filters{$filter}, $filter;
}
my $r = $box->cli('quarantine', 'list');
is scalar(() = $r->{out} =~ /\n/g), 3, 'a line each for a person';
unlike $r->{out}, qr/[\x00-\x09\x0b-\x1f\x7f]/, 'without control characters';

$r = $box->cli('quarantine', 'show', lc $first);
is $r->{code}, 0, 'show, the id in either case';
like $r->{out}, qr/^From: Ana <cowork\@corp\.example>$/m, 'headers';
like $r->{out}, qr/^Subject: \Q@{[encode_utf8("Gr\x{fc}\x{df}e")]}\E\\x1b\[2J$/m,
    'decoded, escaped';
like $r->{out}, qr/^Shall we meet\?\\x1b\]0;title\\x07\nLine two\.$/m,
    'and the text, escaped';
like $r->{out}, qr/^because +tier strategic: approval required$/m, 'and why';
unlike $r->{out}, qr/[\x00-\x09\x0b-\x1f\x7f]/, 'no control character at all';
like $box->cli('quarantine', 'show', $second)->{out},
    qr/^finding +test\.codename \(quarantine\) in body of part 1/m, 'findings';
is $box->cli('quarantine', 'show', $first, '--raw')->{out}, $raw,
    '--raw is the message, byte for byte';
my ($shown) = $box->rows('quarantine', 'show', $first);
ok scalar(grep { $_->{view} eq 'body' && $_->{text} =~ /Line two/ }
    @{ $shown->{views} }), 'in JSON with its views';
is $box->cli('quarantine', 'show', $_)->{code}, 1, "no such id: $_"
    for '0' x 26, 'nonsense';

# reject
$r = $box->cli('quarantine', 'reject', $first, '--reason', 'x', '--dry-run');
is $r->{code}, 0, 'a dry run';
like $r->{out}, qr/would be rejected/, 'says what would be';
is scalar($box->rows('quarantine', 'list')), 3, 'and does nothing';
is $box->cli('quarantine', 'reject', $first, '--reason', 'wrong company')
    ->{code}, 0, 'reject';
is $box->cli('quarantine', 'reject', $first, '--reason', 'x')->{code}, 1,
    'only once';
is $box->cli('quarantine', 'release', $first, '--reason', 'x')->{code}, 1,
    'and it can not be released';
is_deeply [map { $_->{id} } $box->rows('quarantine', 'list', '--state',
    'rejected')], [$first], 'it is listed as rejected';
my ($record) = grep { $_->{id} eq $first } $box->verdicts;
is $record->{decision}{reason}, 'wrong company', 'the decision is on record';
like $record->{decision}{actor}, qr/\(uid $<\b/, 'with its actor';
$r = $box->cli('quarantine', 'reject', $second, $first, '--reason', 'x');
is $r->{code}, 1, 'of several one can not be rejected';
like $r->{out}, qr/^\Q$second\E: rejected$/m, 'the other is';
is $box->cli('quarantine', 'reject', '--account', 'A2', '--reason', 'x')
    ->{code}, 0, 'by filter';
is scalar($box->rows('quarantine', 'list')), 0, 'nothing is left';
is $box->cli('quarantine', 'reject', '--all', '--reason', 'x')->{code}, 0,
    'nothing to do is done';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

# Codes for rejections, where the configuration has some
sub one_held {
	my $r = $box->send(message => mail(to => 'x@northwind-robotics.example'),
	    rcpts => ['x@northwind-robotics.example']);
	return $r->{text} =~ /.*/ && ($box->rows('quarantine', 'list'))[-1]{id};
}
my $coded = one_held();
is $box->cli('quarantine', 'reject', $coded, '--reason', 'x', '--code', 'tone')
    ->{code}, 64, 'without codes none is taken';
spew($box->{conf}, slurp($box->{conf}) =~
    s/^(quarantine: \{)/$1 codes: [wrong-company, tone],/mr);
$r = $box->cli('quarantine', 'reject', $coded, '--reason', 'x');
is $r->{code}, 64, 'with codes one must be given';
like $r->{err}, qr/--code: one of wrong-company, tone/, 'and is told';
is $box->cli('quarantine', 'reject', $coded, '--reason', 'x', '--code', 'other')
    ->{code}, 64, 'no other';
is $box->cli('quarantine', 'reject', $coded, '--reason', 'x', '--code', 'tone')
    ->{code}, 0, 'one of them is';
my ($rejected) = reverse $box->events('reject');
is_deeply [@$rejected{qw(about code reason)}], [$coded, 'tone', 'x'],
    'and stands on record';
like $box->cli('report')->{out}, qr/^ +tone +1 *$/m, 'and in the report';

done_testing;
