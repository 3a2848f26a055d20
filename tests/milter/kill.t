#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Sandbox qw(mail);

# The kill switch: every scope, the three modes, and at once.

my $s = Sandbox->new;
my $ok = ['pat@fernhill.example'];

sub kill_it { my $r = $s->cli('kill', @_, '--reason', 'test');
	is $r->{code}, 0, "kill @_" or diag $r->{err}; }
sub resume { my $r = $s->cli('resume', @_, '--reason', 'over');
	is $r->{code}, 0, "resume @_" or diag $r->{err}; }

for my $scope ('all', 'agent=cowork', 'workflow=cold-intro', 'account=A4',
    'tier=cold') {
	kill_it($scope, '--mode', 'tempfail');
	my $r = $s->send;
	is $r->{kind}, 'tempfail', "$scope: tempfail";
	like $r->{text}, qr/^451 4\.3\.2 sendgate \S+: paused: \Q$scope\E/,
	    'with its reply';
	kill_it($scope, '--mode', 'reject');
	$r = $s->send;
	like $r->{text}, qr/^550 5\.7\.1 sendgate \S+: paused: \Q$scope\E/,
	    "$scope: reject";
	kill_it($scope);
	is $s->send->{outcome}, 'held', "$scope: hold is the default";
	resume($scope);
	is $s->send->{outcome}, 'accept', "$scope: over";
}

subtest 'a scope stops itself alone' => sub {
	for my $scope ('agent=other', 'workflow=other', 'account=A1',
	    'tier=strategic') {
		kill_it($scope, '--mode', 'reject');
		is $s->send->{outcome}, 'accept', "$scope is not ours";
		resume($scope);
	}
	kill_it('all', '--mode', 'reject');
	my $r = $s->send(login => 'ben@corp.example',
	    message => mail(headers => []));
	is $r->{kind}, 'accept', 'a person\'s mail is never stopped';
	resume('all');
};

subtest 'the strictest of several' => sub {
	kill_it('all', '--mode', 'hold');
	kill_it('tier=cold', '--mode', 'reject');
	is $s->send->{kind}, 'reject', 'reject over hold';
	resume('all');
	resume('tier=cold');
};

# Clients that send all the time; after kill has returned no message that
# begins is an accept.
subtest 'at once, under load' => sub {
	my @pids;
	for my $n (1 .. 6) {
		my $pid = fork // die;
		if (!$pid) {
			open my $out, '>', "$s->{dir}/load.$n";
			my $m = $s->client;
			while (!-e "$s->{dir}/enough") {
				my $stopped = -e "$s->{dir}/stopped" ? 1 : 0;
				my $r = $m->message(
				    login => 'cowork@corp.example',
				    rcpts => $ok, message => mail());
				print $out "$stopped $r->{outcome}\n";
			}
			close $out;
			$m->close;
			POSIX::_exit(0);
		}
		push @pids, $pid;
	}
	select undef, undef, undef, 0.5;
	kill_it('all', '--mode', 'tempfail');
	Sandbox::spew("$s->{dir}/stopped", '');
	select undef, undef, undef, 0.5;
	Sandbox::spew("$s->{dir}/enough", '');
	waitpid $_, 0 for @pids;
	my %seen;
	$seen{$_}++ for map { split /\n/, Sandbox::slurp("$s->{dir}/load.$_") }
	    1 .. 6;
	ok $seen{'0 accept'}, 'accepts before';
	ok $seen{'1 tempfail'}, 'tempfails after';
	is $seen{'1 accept'}, undef, 'and no accept';
	note join ', ', map { "$_: $seen{$_}" } sort keys %seen;
	resume('all');
};

is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
done_testing;
