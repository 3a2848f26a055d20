#!/usr/bin/perl
#
# Trips: the message that crosses a bound is the last, a human alone undoes it,
# and what happened before that trips nothing again.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail slurp spew);

sub box {
	my @trips = @_;
	return Sandbox->new(extra => "trips:\n" .
	    join('', map { "  - { $_ }\n" } @trips));
}

sub good { return $_[0]->send(message => mail())->{outcome} }

sub bad {
	return $_[0]->send(
	    message => mail(body => "Our discount floor.\n"))->{outcome};
}

my $box = box('name: rejections, watch: reject-rate, per: workflow, max: 0.4, in: 1h, least: 4');
is good($box), 'accept', 'one that is good';
is bad($box), 'reject', 'one that is not';
is good($box), 'accept', 'another good one';
is bad($box), 'reject', 'and the one that is too much';
is good($box), 'held', 'then the workflow is held';
my ($last) = reverse $box->verdicts;
is_deeply $last->{reasons}, ['paused: workflow=cold-intro (hold)'],
    'and its reason is the switch';
is $box->send(message => mail(headers => ['X-Agent-Workflow', 'other']))
    ->{outcome}, 'accept', 'another workflow goes on';

my ($trip) = $box->events('trip');
is $trip->{trip}, 'rejections', 'the trip is on record';
is $trip->{scope}, 'workflow=cold-intro', 'with its scope';
is $trip->{mode}, 'hold', 'its mode';
is $trip->{reason}, '2 of 4 messages rejected in 3600 s: more than 0.4',
    'and the figures';
like $box->log, qr/trip=rejections scope=workflow=cold-intro mode=hold: 2 of 4/,
    'and in the log';
like $box->cli('status')->{out},
    qr/^stopped +workflow=cold-intro \(hold\) since \S+ by trip rejections: 2 of 4 messages/m,
    'status says what stopped it';

# It is latched, whatever becomes of the daemon and the time.
kill 'KILL', $box->{pid};
waitpid delete $box->{pid}, 0;
$box->start;
is good($box), 'held', 'after a kill -9';
my $r = $box->cli('resume', 'workflow=cold-intro');
is $r->{code}, 64, 'to undo it takes a reason';
$r = $box->cli('resume', 'workflow=cold-intro', '--reason', 'template mended');
is $r->{code}, 0, 'and a human';
is bad($box), 'reject', 'one rejection';
is good($box), 'accept', 'trips nothing again by old figures';
is good($box), 'accept', 'nor at the least number';
is bad($box), 'reject', 'but new ones';
is good($box), 'held', 'do';
is scalar(my @trips = $box->events('trip')), 2, 'twice in all';

# What a switch stops, what comes again, and mail of nobody move no figure.
$box = box('name: volume, watch: volume, per: agent, max: 3, in: 1h, mode: reject');
$box->cli('kill', 'tier=cold', '--reason', 'x');
is good($box), 'held', 'stopped' for 1 .. 3;
$box->cli('resume', 'tier=cold', '--reason', 'x');
is good($box), 'accept', 'what a switch stopped does not count' for 1 .. 3;
$r = $box->send(login => 'eve@corp.example', sender => 'eve@corp.example',
    message => mail(headers => []));
is $r->{outcome}, 'accept', 'nor does mail of no agent';
is good($box), 'accept', 'the fourth crosses the bound';
$r = $box->send(message => mail());
is $r->{outcome}, 'reject', 'the fifth is refused';
like $r->{text}, qr/^550 5\.7\.1 sendgate \w{26}: paused: agent=cowork$/,
    'as by a kill switch';

# Held mail, and a trip that only watches
$box = box('name: holds, watch: quarantine-rate, per: all, max: 0.5, in: 1h, least: 2',
    'name: eye, watch: volume, per: tier, max: 1, in: 1h, mode: monitor');
is good($box), 'accept', 'one goes';
is $box->send(message => mail(body => "project heliotrope\n"))->{outcome},
    'held', 'one is held: half is not more than half';
is good($box), 'accept', 'so it goes on';
is $box->send(message => mail(body => "project heliotrope\n"))->{outcome},
    'held', 'another' for 1 .. 2;
is good($box), 'held', 'now all is stopped';
is_deeply [map { "$_->{trip} $_->{scope} $_->{mode}" } $box->events('trip')],
    ['eye tier=cold monitor', 'eye tier=cold monitor', 'holds all hold'],
    'the other has watched';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

# A trip may be wrong in itself.
$box->stop;
spew($box->{conf}, $box->config(extra => "trips:\n" .
    "  - { name: a, watch: volume, per: recipient, max: 3, in: 1h }\n"));
$r = $box->cli('check');
is $r->{code}, 78, 'no switch stops a recipient';
like $r->{err}, qr/sendgate\.yaml:\d+:\d+: error: trips: per: no switch/,
    'which check says';
done_testing;
