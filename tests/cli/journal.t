#!/usr/bin/perl
#
# The journal: listed and filtered, shown, verified, and a change found.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new;
my $to = 'x@northwind-robotics.example';
$box->send;
$box->send(message => mail(body => "A discount floor.\n"));
$box->send(message => mail(to => $to, headers => ['X-Agent-Workflow', 'b']),
    rcpts => [$to]);
$box->cli('kill', 'all', '--reason', 'stop it');
$box->send;
$box->cli('resume', 'all', '--reason', 'go on');

my @rows = $box->rows('journal', 'list', '--limit', 0);
is_deeply [map { $_->{verdict} // $_->{event} } grep { ($_->{event} // '') ne
    'start' } @rows], [qw(import accept reject quarantine kill quarantine resume)],
    'everything, oldest first';
is_deeply [map { $_->{verdict} // $_->{event} } $box->rows('journal', 'list',
    '--limit', 2)], [qw(quarantine resume)], '--limit: the latest';
my %counts = (
	'--verdict reject' => 1, '--verdict quarantine' => 2,
	'--event kill' => 1, '--agent cowork' => 4, '--agent other' => 0,
	'--workflow b' => 1, '--tier strategic' => 1, '--rule test.floor' => 1,
	'--account A1' => 1, "--rcpt $to" => 1, "--recipient $to" => 1,
	'--template none' => 0, '--verdict quarantine --recipient X@northwind-robotics.example' => 1, '--since 1h' => scalar @rows,
	'--since 2000-01-01 --until 2001-01-01' => 0,
	'--until 2000-01-01' => 0, '--verdict accept --workflow b' => 0,
);
for my $filter (sort keys %counts) {
	is scalar($box->rows('journal', 'list', split / /, $filter)),
	    $counts{$filter}, $filter;
}
is_deeply [map { $_->{seq} } $box->rows('journal', 'list', '--newest')],
    [reverse map { $_->{seq} } @rows], '--newest: the same, turned round';
is_deeply [map { $_->{seq} } $box->rows('journal', 'list', '--newest',
    '--limit', 2)], [map { $_->{seq} } @rows[-1, -2]], 'and the latest of it';
is $box->cli('journal', 'list', '--newest', '--follow')->{code}, 64,
    '--follow goes forward';

my $pid = open my $following, '-|', "$ENV{SENDGATE_BUILD}/sendgate", '-c',
    "$box->{dir}/sendgate.yaml", 'journal', 'list', '--follow', '--limit', 1,
    '--event', 'kill', '--json' or die "sendgate: $!";
like scalar(<$following>), qr/"event":"kill"/, '--follow: what is there';
$box->cli('kill', 'agent=night', '--reason', 'one more');
like scalar(<$following>), qr/"scope":"agent=night"/, 'then what comes';
kill 'TERM', $pid;
close $following;
$box->cli('resume', 'agent=night', '--reason', 'done');
@rows = $box->rows('journal', 'list', '--limit', 0);

my $r = $box->cli('journal', 'list');
is scalar(() = $r->{out} =~ /\n/g), scalar @rows, 'a line each for a person';
like $r->{out}, qr/ kill +scope=all mode=hold actor=.* reason=stop it/,
    'an event in words';

my ($held) = grep { ($_->{verdict} // '') eq 'quarantine' } @rows;
$box->cli('quarantine', 'reject', $held->{id}, '--reason', 'no');
$r = $box->cli('journal', 'show', $held->{id});
is $r->{code}, 0, 'show';
like $r->{out}, qr/^recipients +\Q$to\E$/m, 'the record';
like $r->{out}, qr/^reason +no$/m, 'and what was decided about it';
my @shown = map { decode_json($_) } split /\n/,
    $box->cli('journal', 'show', $held->{id}, '--json')->{out};
is $shown[0]{id}, $held->{id}, 'in JSON the record first';
cmp_ok scalar @shown, '>=', 2, 'then its events';
is $box->cli('journal', 'show', $_)->{code}, 1, "no record $_"
    for '0' x 26, 'nonsense';

my ($report) = $box->rows('journal', 'verify');
ok $report->{verified}, 'the chain verifies';
ok $report->{authenticated}, 'and its head is authenticated';
cmp_ok $report->{records}, '>=', scalar @rows, 'over every record';

# one letter of one reason, changed in the file behind everybody's back
$box->stop;
$box->cli('journal', 'list');
my $database = slurp("$box->{dir}/sendgate.db");
my $changed = $database;
if (!-s "$box->{dir}/sendgate.db-wal" && $changed =~ s/stop it/stop at/) {
	spew("$box->{dir}/sendgate.db", $changed);
	$r = $box->cli('journal', 'verify');
	is $r->{code}, 1, 'a change is found';
	like $r->{out}, qr/does not verify/, 'and said';
	spew("$box->{dir}/sendgate.db", $database);
	is $box->cli('journal', 'verify')->{code}, 0, 'as it was, it verifies';
} else {
	fail 'the record stands in the file';
}

my @keys = glob "$box->{dir}/keys/*";
unlink @keys;
$r = $box->cli('journal', 'verify');
like $r->{out}, qr/head was not authenticated/, 'without the key, that is said';
is_deeply [glob "$box->{dir}/keys/*"], [], 'and no new key is made';

done_testing;
