#!/usr/bin/perl
#
# A pattern that runs away costs no more than its limit: the message is held,
# and the rule is named to whoever wrote it.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Time::HiRes qw(time);
use Sandbox qw(mail slow);

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

done_testing;
