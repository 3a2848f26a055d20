#!/usr/bin/perl
#
# What the daemon tells the service manager, at a socket of our own.

use strict;
use warnings;
use lib 'tests/milter/lib';
use IO::Select;
use Socket;
use Sandbox qw(mail slurp spew slow);
use Test::More;
use Time::HiRes qw(sleep time);

sub listen_at {
	my ($name) = @_;
	socket my $sock, AF_UNIX, SOCK_DGRAM, 0 or die "socket: $!";
	bind $sock, pack_sockaddr_un($name) or die "bind: $!";
	return $sock;
}

# The next datagram as a hash, or undef where none comes.
sub heard {
	my ($sock, $seconds) = @_;
	return if !IO::Select->new($sock)->can_read($seconds * slow());
	recv $sock, my $text, 4096, 0;
	return { map { /^(\w+)=(.*)$/ ? ($1, $2) : () } split /\n/, $text };
}

# The next one that is no sign of life.
sub said {
	my ($sock) = @_;
	my $until = time + 10 * slow();
	while (time < $until) {
		my $word = heard($sock, 10) or return;
		return $word if !$word->{WATCHDOG};
	}
	return;
}

my $box = Sandbox->new(start => 0);
my $path = "$box->{dir}/notify";
my $sock = listen_at($path);

subtest 'a life' => sub {
	local $ENV{NOTIFY_SOCKET} = $path;
	local $ENV{WATCHDOG_USEC} = 300_000;
	delete local $ENV{WATCHDOG_PID};
	my $pid = $box->spawn;
	my $word = said($sock);
	is $word->{READY}, 1, 'READY';
	is $word->{MAINPID}, $pid, 'from the daemon itself';
	ok -S "$box->{dir}/milter.sock", 'once the socket is there';
	$box->{pid} = $pid;
	is $box->send->{outcome}, 'accept', 'and it serves';

	my $start = time;
	my $signs = 0;
	while (time - $start < 1.5 * slow()) {
		$signs++ if (heard($sock, 1) // {})->{WATCHDOG};
	}
	cmp_ok $signs, '>=', 5, 'signs of life in time';

	my $before = Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC())
	    * 1e6;
	kill 'HUP', $pid;
	$word = said($sock);
	is $word->{RELOADING}, 1, 'RELOADING';
	cmp_ok $word->{MONOTONIC_USEC}, '>=', $before - 1, 'with the time';
	cmp_ok $word->{MONOTONIC_USEC}, '<', $before + 60e6, 'of now';
	$word = said($sock);
	is $word->{READY}, 1, 'then READY';
	is $word->{STATUS}, 'reloaded', 'and how it went';

	spew("$box->{dir}/rules.yaml", "pack: [\n");
	kill 'HUP', $pid;
	is said($sock)->{RELOADING}, 1, 'a broken set: RELOADING';
	$word = said($sock);
	is $word->{READY}, 1, 'READY all the same';
	like $word->{STATUS}, qr/refused/, 'and what became of it';

	open my $env, '<', "/proc/$pid/environ" or die "environ: $!";
	kill 'TERM', $pid;
	is said($sock)->{STOPPING}, 1, 'STOPPING';
	waitpid delete $box->{pid}, 0;
	is $?, 0, 'and it ends';
};

sub start_with {
	my ($name) = @_;
	local $ENV{NOTIFY_SOCKET} = $name;
	spew("$box->{dir}/rules.yaml", "pack: test\nrules: []\n");
	my $pid = $box->spawn;
	return $pid;
}

subtest 'in the abstract name space' => sub {
	my $other = listen_at("\0sendgate-test-$$");
	my $pid = start_with("\@sendgate-test-$$");
	is said($other)->{READY}, 1, 'READY';
	is heard($other, 0.5), undef, 'no sign of life that nobody asked for';
	kill 'TERM', $pid;
	is said($other)->{STOPPING}, 1, 'STOPPING';
	waitpid $pid, 0;
	is $?, 0, 'and it ends';
};

subtest 'signs of life that another process owes' => sub {
	local $ENV{WATCHDOG_USEC} = 100_000;
	local $ENV{WATCHDOG_PID} = 1;
	my $pid = start_with($path);
	is said($sock)->{READY}, 1, 'READY';
	is heard($sock, 0.5), undef, 'are not given';
	kill 'TERM', $pid;
	waitpid $pid, 0;
};

subtest 'no socket' => sub {
	my $pid = start_with("$box->{dir}/nobody");
	$box->{pid} = $pid;
	my $until = time + 20 * slow();
	sleep 0.05 while !-S "$box->{dir}/milter.sock" && time < $until;
	is $box->send->{outcome}, 'accept', 'one that nobody reads is no harm';
	is $box->stop, 0, 'to the end';
	for my $bad ('relative', '@', '/' . 'x' x 200) {
		$pid = start_with($bad);
		waitpid $pid, 0;
		is $? >> 8, 78, 'one that can be none is a wrong configuration';
	}
};

done_testing;
