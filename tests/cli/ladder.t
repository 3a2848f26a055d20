#!/usr/bin/perl
#
# Review gets lighter as releases pass, and starts anew at a rejection.

use strict;
use warnings;
use lib 'tests/milter/lib', 'tests/cli/lib';
use JSON::PP ();
use Test::More;
use Sandbox qw(mail slurp spew unique);
use Sink;

my $sink = Sink->new;
my $box = Sandbox->new(inject => $sink->{port},
    cold => 'sample, sample: { start: 1.0, floor: 0 }',
    extra => <<'EOT');
ladder:
  - { reviews: 3, passed: 0.3, share: 0.5 }
  - { reviews: 6, passed: 0.6, share: 0 }
EOT

sub outcome {
	my ($workflow) = @_;
	return $box->send(message => mail(body => "About " . unique() . "\n",
	    headers => ['X-Agent-Workflow', $workflow]))->{outcome};
}

sub decide {
	my ($what) = @_;
	my ($held) = $box->rows('quarantine', 'list');
	my $r = $box->cli('quarantine', $what, $held->{id}, '--reason', 'read');
	is $r->{code}, 0, $what or diag $r->{err};
	return $held->{id};
}

like $box->cli('ladder')->{out}, qr/^no reviews yet/, 'nothing yet';
my $id;
for (1 .. 3) {
	is outcome('intro'), 'held', 'all are held at the start';
	$id = decide('release');
}
my ($at) = $box->rows('ladder');
is $at->{share}, 0.5, 'three that passed: every other one';
is_deeply [@$at{qw(agent workflow tier reviews passed since step)}],
    ['cowork', 'intro', 'cold', 3, 3, 3, 1], 'with its record';
is $at->{next}{share}, 0, 'what is next';
is $at->{next}{needed}, 3, 'and what it takes';
like $box->cli('ladder')->{out},
    qr/^cowork +intro +cold +0\.5 +3 of 3 passed \(at least 0\.439\), 3 since the last that did not; 3 more in a row that pass: 0$/m,
    'in words';

my ($step) = $box->events('ladder');
is_deeply [@$step{qw(agent workflow tier from to reason about)}],
    ['cowork', 'intro', 'cold', '1', '0.5', 'released', $id],
    'the step is on record';
like $step->{actor}, qr/uid/, 'with who took it';

my %got;
$got{outcome('intro')}++ for 1 .. 40;
cmp_ok $got{held}, '>', 5, 'some are held';
cmp_ok $got{accept}, '>', 5, 'and some are not';
is $got{held} + $got{accept}, 40, 'and nothing else';
is outcome('other'), 'held', 'another workflow is where it was';
my ($other) = grep { $_->{workflow} eq 'other' } $box->rows('quarantine', 'list');
$box->cli('quarantine', 'reject', $other->{id}, '--reason', 'x');

decide('release') for 1 .. 3;
($at) = grep { $_->{workflow} eq 'intro' } $box->rows('ladder');
is $at->{share}, 0, 'six: the last step';
is $at->{next}, undef, 'and there is no further';
%got = ();
$got{outcome('intro')}++ for 1 .. 10;
is $got{accept}, 10, 'nothing is held any more';

decide('reject');
($at) = grep { $_->{workflow} eq 'intro' } $box->rows('ladder');
is $at->{share}, 1, 'a rejection: all of it';
is $at->{since}, 0, 'and it starts anew';
is outcome('intro'), 'held', 'at once';
my ($last) = reverse $box->events('ladder');
is_deeply [@$last{qw(from to reason)}], ['0', '1', 'rejected'],
    'which is on record';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

my ($report) = map { JSON::PP::decode_json($_) }
    $box->cli('report', '--format', 'json')->{out};
like JSON::PP::encode_json($report), qr/"ladder"/, 'the report has it';
like $box->cli('report')->{out}, qr/^ +intro +cowork +cold +100\.0 %/m,
    'and says how much is held';

# The floor and the default steps
spew($box->{conf}, $box->config(inject => $sink->{port},
    cold => 'sample, sample: { start: 0.4, floor: 0.1 }'));
($at) = grep { $_->{workflow} eq 'intro' } $box->rows('ladder');
is $at->{share}, 0.4, 'the start is the tier\'s';
is $at->{next}{share}, 0.25, 'the first of the default steps that is less';

# Steps that make no ladder
spew($box->{conf}, $box->config(extra => <<'EOT'));
ladder:
  - { reviews: 3, passed: 0.3, share: 0.5 }
  - { reviews: 2, passed: 0.6, share: 0.2 }
EOT
my $r = $box->cli('check');
is $r->{code}, 78, 'steps in disorder';
like $r->{err}, qr/sendgate\.yaml:\d+:\d+: error: ladder: each step/,
    'are an error with its place';
done_testing;
