#!/usr/bin/perl
#
# sandbox.t - what a process in the sandbox can't do any more.

use strict;
use warnings;
use Test::More;

my $build = $ENV{SENDGATE_BUILD} // 'build';
my $program = "$build/tests/extract/sandbox";
my $sanitized = defined $ENV{SENDGATE_SANITIZE};

# SIGSYS is what seccomp kills with.
my $killed = 31;
my $cpu    = 24;
my $kill9  = 9;

# What becomes of a process that does $act in the sandbox of $kind.
sub outcome {
	my ($kind, $act) = @_;

	my $pid = fork();
	die "fork: $!" unless defined $pid;
	if ($pid == 0) {
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', '/dev/null');
		exec($program, $kind, $act) or exit 97;
	}
	waitpid($pid, 0);
	return ($? & 127) ? 'signal ' . ($? & 127) : 'exit ' . ($? >> 8);
}

plan skip_all => 'the sandbox is a looser one under sanitizers'
	if $sanitized;

for my $kind (qw(plain parent program)) {
	is(outcome($kind, 'nothing'), 'exit 0', "$kind: it can end");
	is(outcome($kind, 'write'), 'exit 0', "$kind: it can write");
	is(outcome($kind, 'create'), "signal $killed", "$kind: make a file");
	is(outcome($kind, 'socket'), "signal $killed", "$kind: a socket");
	is(outcome($kind, 'fork'), "signal $killed", "$kind: a process");
	is(outcome($kind, 'memory'), 'exit 0', "$kind: memory has an end");
	like(outcome($kind, 'loop'), qr/^signal (?:$cpu|$kill9)$/,
		"$kind: time has an end");
}
for my $kind (qw(plain parent)) {
	is(outcome($kind, 'open'), "signal $killed", "$kind: open a file");
	is(outcome($kind, 'exec'), "signal $killed", "$kind: a program");
	is(outcome($kind, 'code'), "signal $killed", "$kind: new code");
	is(outcome($kind, 'unlimit'), "signal $killed", "$kind: its limits");
}

done_testing();
