#!/usr/bin/perl
#
# A pattern that runs away costs no more than its limit: the message is held,
# and the rule is named to whoever wrote it.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Time::HiRes qw(time);
use Sandbox qw(mail slow spew);

my $box = Sandbox->new(rules => <<'EOF');
pack: test
rules:
  - { id: test.runaway, action: block, regex: '(?:x+)+(?:x+)+\d' }
EOF

my $start = time;
my $r = $box->send(message => mail(body => 'x' x 200 . ' 1 xx1x' . "\n"));
is $r->{outcome}, 'held', 'what could not be judged to the end is held';
cmp_ok time - $start, '<', 20 * slow(), 'in bounded time';
my ($verdict) = $box->verdicts;
is_deeply $verdict->{reasons},
    ['not-fully-inspected: a rule ran into its limit'], 'for that reason';
is $verdict->{findings}[0]{rule}, 'test.runaway', 'the record names the rule';
like $box->log, qr/rule=test\.runaway ran into its limit/, 'so does the log';
is $box->send->{outcome}, 'accept', 'other mail passes';

my ($status) = $box->rows('status');
is_deeply [map { [@$_{qw(rule count id)}] } @{ $status->{runaways} }],
    [['test.runaway', 1, $verdict->{id}]], 'status knows it';
$box->send(message => mail(body => 'x' x 300 . "\n"));
($status) = $box->rows('status');
is $status->{runaways}[0]{count}, 2, 'and counts the messages';
like $status->{runaways}[0]{last}, qr/^20\d\d-.*Z\z/, 'with the last time';
like $box->cli('status')->{out}, qr/^rule        test\.runaway ran into its limit in 2 messages, last 20\S+Z, [0-9A-Z]{26}$/m,
    'in words too';
spew("$box->{dir}/rules.yaml", '(');
like $box->cli('status')->{out}, qr/test\.runaway/, 'without sound rules too';
like $box->cli('check')->{err}, qr/error/, 'which check refuses';

done_testing;
