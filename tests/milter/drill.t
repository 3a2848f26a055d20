#!/usr/bin/perl
#
# A drill: with twenty sessions at work, nothing that begins after `kill` has
# returned is accepted, for every scope that covers it, and in every mode.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use POSIX ();
use Time::HiRes qw(sleep clock_gettime CLOCK_MONOTONIC);
use Sandbox qw(mail slurp spew slow);

use constant SESSIONS => 20;
my $longer = slow() > 1 ? 3 : 1;

my $box = Sandbox->new;

sub now { return clock_gettime(CLOCK_MONOTONIC) }

# One session's lines: when a message began, when it was answered, and how.
sub session {
	my ($file, $end) = @_;
	my $lines = '';
	my $client = $box->client;
	my %o = (login => 'cowork@corp.example',
	    sender => 'cowork@corp.example', rcpts => ['pat@fernhill.example']);
	while (!-e $end) {
		my $begun = now();
		my $r = $client->message(%o, message => mail());
		$lines .= join(' ', $begun, now(), $r->{outcome}) . "\n";
	}
	$client->close;
	spew($file, $lines);
}

sub drill {
	my ($scope, $mode, $outcome) = @_;
	my $end = "$box->{dir}/end";
	my @pids;
	for my $n (1 .. SESSIONS) {
		my $pid = fork // die "fork: $!";
		push @pids, $pid and next if $pid;
		eval { session("$box->{dir}/session.$n", $end); 1 }
		    or POSIX::_exit(1);
		POSIX::_exit(0);
	}
	sleep 0.6 * $longer;
	my $r = $box->cli('kill', $scope, '--reason', 'drill', '--mode', $mode);
	my $killed = now();
	sleep 0.4 * $longer;
	spew($end, '');
	my $broken = 0;
	for (@pids) {
		waitpid $_, 0;
		$broken++ if $?;
	}
	unlink $end;
	is $r->{code}, 0, "$scope $mode: stopped";
	is $broken, 0, "$scope $mode: every session went on";
	my (%before, %after);
	for my $n (1 .. SESSIONS) {
		for (split /\n/, slurp("$box->{dir}/session.$n")) {
			my ($begun, undef, $got) = split / /;
			($begun < $killed ? \%before : \%after)->{$got}++;
		}
	}
	cmp_ok $before{accept} // 0, '>', 0, "$scope $mode: mail flowed before";
	is_deeply [keys %after], [$outcome], "$scope $mode: and none after"
	    or diag explain \%after;
	is $box->cli('resume', $scope, '--reason', 'over')->{code}, 0,
	    "$scope $mode: over";
}

drill('all', 'hold', 'held');
drill('agent=cowork', 'tempfail', 'tempfail');
drill('workflow=cold-intro', 'reject', 'reject');
drill('account=A4', 'reject', 'reject');
drill('tier=cold', 'tempfail', 'tempfail');
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
done_testing;
