#!/usr/bin/perl
#
# The daemon's own checkpoints: to a file and to a command, after so many
# records and so long a time; failures are said and tried again, and no verdict
# waits for any of it.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Time::HiRes qw(sleep time);
use Sandbox qw(mail slurp spew slow);

# Waits until it holds.
sub soon {
	my ($holds, $seconds) = @_;
	my $limit = time + ($seconds // 20) * slow();
	sleep 0.1 while !$holds->() && time < $limit;
	return $holds->();
}

sub sizes {
	my ($path) = @_;
	my @sizes = slurp($path) =~ /^gate\n(\d+)\n/mg;
	return @sizes;
}

sub count { my @sizes = sizes(@_); return scalar @sizes }

sub box {
	my ($checkpoint, %o) = @_;
	return Sandbox->new(%o, extra => "journal: { checkpoint: { " .
	    "origin: gate, $checkpoint } }\n");
}

# A shell as the command: $script with the file's path as its $0.
sub shell {
	my ($script) = @_;
	my $box = box("every: 1, command: [/bin/sh, -c, '$script', OUT]",
	    start => 0);
	my $out = "$box->{dir}/out";
	spew($box->{conf}, slurp($box->{conf}) =~ s/OUT/$out/r);
	$box->start;
	return ($box, $out);
}

subtest 'a file, after so many records' => sub {
	my $box = box('every: 5, within: 1h, file: checkpoints');
	my $file = "$box->{dir}/checkpoints";
	ok soon(sub { count($file) == 1 }), 'one at the first start';
	is sprintf('%o', (stat $file)[2] & 07755), '644',
	    'which all may read';
	is sprintf('%o', (stat "$box->{dir}/keys/checkpoint.key")[2] & 07777),
	    '600', 'and nobody the key';
	$box->send for 1 .. 3;
	sleep 2.5;
	is count($file), 1, 'not after three more';
	$box->send for 1 .. 3;
	ok soon(sub { count($file) == 2 }), 'but after six';
	$box->send;
	$box->stop;
	my @sizes = sizes($file);
	is @sizes, 3, 'and at the end';
	is $sizes[-1], scalar(() = $box->rows('journal', 'list', '--limit', 0)),
	    'of all that there is';
	is_deeply \@sizes, [sort { $a <=> $b } @sizes], 'one after the other';
	is $box->cli('journal', 'verify', '--against', $file)->{code}, 0,
	    'each is covered';
	$box->start;
	$box->stop;
	is count($file), 4, 'a start and a stop: one more';
	like $box->cli('status')->{out}, qr/^checkpoint  of \d+ records/m,
	    'status tells the last';
};

subtest 'after so long a time' => sub {
	my $box = box('every: 1000000, within: 3s, file: checkpoints');
	my $file = "$box->{dir}/checkpoints";
	ok soon(sub { count($file) == 1 }), 'the first';
	$box->send;
	ok soon(sub { count($file) == 2 }), 'the second';
	sleep 5;
	is count($file), 2, 'no third where nothing is new';
};

subtest 'a command' => sub {
	my ($box, $out) = shell('cat >>"$0"; env >"$0.env"; ' .
	    'ls /proc/self/fd >"$0.fds"');
	ok soon(sub { count($out) == 1 && -s "$out.fds" }),
	    'gets it on its standard input';
	is_deeply [grep { !/^(PATH|PWD|OLDPWD|SHLVL|_)=/ } split /\n/,
	    slurp("$out.env")], [], 'no environment but PATH';
	is_deeply [grep { $_ > 3 } split /\n/, slurp("$out.fds")], [],
	    'and no descriptor of ours';
	$box->send;
	ok soon(sub { count($out) == 2 }), 'and the next';
	$box->stop;
	is $box->cli('journal', 'verify', '--against', $out)->{code}, 0,
	    'all are covered';
};

subtest 'a command that fails, then does not' => sub {
	my ($box, $out) = shell('test -e "$0.up" || { echo no route >&2; ' .
	    'exit 1; }; cat >>"$0"');
	ok soon(sub { $box->log =~ m{checkpoint not handed out, again in 10 s: /bin/sh: exit status 1: no route} }),
	    'is said, with what it said';
	is $box->send->{outcome}, 'accept', 'mail goes on';
	spew("$out.up", '');
	ok soon(sub { count($out) == 1 }, 30), 'and it is tried again';
};

subtest 'a command that hangs' => sub {
	my ($box, $out) = shell('cat >/dev/null; date >"$0"; sleep 1000');
	ok soon(sub { -s $out }), 'is at work';
	my $start = time;
	is $box->send->{outcome}, 'accept', 'mail goes on' for 1 .. 10;
	cmp_ok time - $start, '<', 10 * slow(), 'and waits for nothing';
	ok -s "$box->{dir}/sendgate.db-checkpoint",
	    'the places before it have theirs';
	ok soon(sub { $box->log =~ m{/bin/sh: not done after 30 s} }, 40),
	    'it is ended after its time';
	ok unlink($out), 'and';
	ok soon(sub { -s $out }, 30), 'is at work again';
	$start = time;
	$box->stop;
	cmp_ok time - $start, '<', 8 * slow(), 'the daemon stops all the same';
};

subtest 'a file that can not be, and a program that is not' => sub {
	my $box = box('every: 1, file: no/such/file, command: [/no/such]');
	ok soon(sub { $box->log =~ m{not handed out.*: /\S+/no/such/file: No such} }),
	    'is said';
	ok soon(sub { $box->log =~ m{not handed out.*: /no/such: No such} }),
	    'each by itself';
	is $box->send->{outcome}, 'accept', 'mail goes on';
	mkdir "$box->{dir}/no";
	mkdir "$box->{dir}/no/such";
	ok soon(sub { count("$box->{dir}/no/such/file") == 1 }, 30),
	    'and it is tried again';
	is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
};

subtest 'a relative program' => sub {
	my $box = box('every: 5', start => 0);
	spew($box->{conf}, slurp($box->{conf}) =~ s/every: 5/command: [sh]/r);
	my $r = $box->cli('check');
	is $r->{code}, 78, 'is refused';
	like $r->{err}, qr/command: the program's path must be absolute/,
	    'in words';
};

done_testing;
