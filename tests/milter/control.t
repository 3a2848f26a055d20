#!/usr/bin/perl
#
# The control socket and hostile callers: garbage, half requests, descriptors
# that are missing, a thousand connections, those who send nothing.  None harms
# the daemon, and whoever is on call can stop everything all the while.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Socket::UNIX;
use Socket;
use Test::More;
use Sandbox qw(mail slurp spew slow);
use Other qw(%UID box as_user run_as packet asks);
use Time::HiRes qw(time sleep);

# A kill takes less than a second; under a sanitizer no time is a measure.
my $SOON = slow() > 1 ? 60 : 1;

my $up = time;
my $s = box();
my $path = "$s->{dir}/control.sock";

sub files { return scalar(my @f = glob "/proc/$s->{pid}/fd/*") }

# What runs on behalf of callers.
sub commands {
	return grep { slurp($_) =~ /^sendgate\0--control\0/ }
	    glob '/proc/[0-9]*/cmdline';
}

# A process of who's that opens n connections, says so, and keeps them until it
# is killed, or the test is over; sends, if anything, one packet on each.
sub keeper {
	my ($who, $n, $bytes) = @_;
	pipe my $in, my $out or die;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		close $in;
		Other::become($who);
		my @keep;
		for (1 .. $n) {
			socket my $sock, AF_UNIX, SOCK_SEQPACKET, 0 or last;
			setsockopt $sock, SOL_SOCKET, SO_SNDTIMEO,
			    pack('l!2', 2, 0);
			connect $sock, pack_sockaddr_un($path) or last;
			send $sock, $bytes, MSG_NOSIGNAL if defined $bytes;
			push @keep, $sock;
		}
		syswrite $out, scalar(@keep) . "\n";
		close $out;
		my $parent = getppid;
		sleep 0.2 while getppid == $parent;
		POSIX::_exit(0);
	}
	close $out;
	return ($pid, scalar <$in>);
}

sub end { kill 'KILL', @_; waitpid $_, 0 for @_; }

# A kill by the kill group: how long until it has returned.  The best of three,
# since other programs may be busy on the machine.
my $round = 0;
sub kill_works {
	my ($name) = @_;
	my ($best, $scope);
	for (1 .. 3) {
		$scope = 'workflow=w' . ++$round;
		my $r = as_user($s, 'oncall', 'kill', $scope, '--reason',
		    $name);
		is $r->{code}, 0, "$name: kill" or diag $r->{err};
		$best = $r->{took} if !defined $best || $r->{took} < $best;
		last if $best < $SOON;
	}
	cmp_ok $best, '<', $SOON, sprintf '%s: in %.0f ms', $name,
	    1000 * $best;
	my ($on) = grep { $_->{scope} eq $scope } $s->events('kill');
	ok $on, 'it is on record';
}

my $idle = files();

subtest 'nonsense' => sub {
	srand 7;
	my %junk = (
		'nothing' => '',
		'a NUL' => "\0",
		'a web browser' => "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		'cut off' => substr(packet('status'), 0, -1),
		'no command' => packet(),
		'an empty command' => packet(''),
		'another version' => "sendgate 2\0-\0status\0",
		'unknown flags' => "sendgate 1\0-c\0status\0",
		'too many words' => packet('status', ('x') x 5000),
		'too long' => packet('status', 'x' x 70000),
		'the longest' => packet('suppress', 'x' x 65000),
		'many NULs' => "\0" x 65536,
		'formats' => packet('kill', '%n%s%n', '--reason=%n%n%s'),
		'escapes' => packet("\e[2J\r\nkill"),
	);
	$junk{"random $_"} = join '', map { chr int rand 256 }
	    1 .. 1 + int rand 3000 for 1 .. 5;
	$junk{"words of chance $_"} = packet(map { join '', map {
	    chr 1 + int rand 255 } 1 .. int rand 20 } 1 .. 10) for 1 .. 5;
	for my $name (sort keys %junk) {
		my $r = asks($s, 'admin', $junk{$name});
		like $r->{out}, qr/^answer (?:E (?:64|77)|none)$/m, $name
		    or diag $r->{err};
	}
	ok $s->alive, 'it lives';
	my @refused = $s->events('refused');
	cmp_ok scalar @refused, '>=', 15, 'all that was heard is on record';
	is scalar(grep { $_->{actor} !~ /uid $UID{admin}\)/ } @refused), 0,
	    'by its sender\'s number';
	my $r = asks($s, 'admin', packet('x' x 60000));
	my $last = ($s->events('refused'))[-1];
	cmp_ok length($last->{command}), '<=', 500, 'cut off where it is long';
	my $log = $s->cli('journal', 'list')->{out};
	unlike $log, qr/\e/, 'and nothing in it reaches a terminal';
};

subtest 'descriptors' => sub {
	for my $n (0, 1, 2, 4, 50) {
		my $r = asks($s, 'admin', packet('status'), $n);
		like $r->{out}, qr/^answer (?:E 77|none)$/m, "$n of them";
		unlike $r->{out}, qr/quarantine/, 'nothing is said';
	}
	my $r = asks($s, 'admin', packet('status'), 3);
	like $r->{out}, qr/quarantine.*answer E 0$/ms, 'three do';
};

subtest 'a socket of another kind' => sub {
	my $sock = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path);
	ok !$sock, 'does not connect';
};

subtest 'those who send nothing' => sub {
	my @keepers = map { (keeper($_, 8))[0] } qw(admin reviewer both);
	sleep 0.5;
	my $n = commands();
	cmp_ok $n, '<=', 12, "$n processes wait";
	kill_works('with their places taken');
	my $r = as_user($s, 'admin', 'status');
	is $r->{code}, 0, 'their own next command waits its turn'
	    or diag $r->{err};
	my $until = time + 8 * slow();
	sleep 0.2 while commands() > 0 && time < $until;
	is scalar(commands()), 0, 'after seconds they are given up';
	end(@keepers);
};

subtest 'a thousand connections' => sub {
	for my $who (qw(stranger reviewer)) {
		my ($pid, $n) = keeper($who, 1000, packet('status'));
		chomp $n;
		cmp_ok $n, '>', 900, "$n of a $who";
		cmp_ok scalar(commands()), '<=', 10, 'few processes';
		kill_works("a $who\'s thousand");
		is $s->send->{outcome}, 'accept', 'and mail passes';
		end($pid);
	}
	my $heard = 0;
	while ($heard < 500) {
		last if asks($s, 'stranger', packet('kill', 'all'))->{out} =~
		    /^answer R/m;
		$heard++;
	}
	# 30 a minute
	my $most = 30 * (2 + int((time - $up) / 60));
	cmp_ok $heard, '<=', $most, 'who has no role is not heard for ever';
	my @strange = grep { $_->{actor} =~ /uid $UID{stranger}\)/ }
	    $s->events('refused');
	cmp_ok scalar @strange, '<=', $most, 'a flood is no flood of records';
	ok scalar @strange, 'but is on record';
	my $r = as_user($s, 'stranger', 'status');
	is $r->{code}, 77, 'who has no role is still refused';
	like $r->{err}, qr/asked too often/, 'and told';
};

subtest 'one who does not read' => sub {
	# standard output that is full and stays so
	pipe my $in, my $out or die;
	my @pids;
	for (1 .. 8) {
		my $pid = fork // die;
		if (!$pid) {
			open STDOUT, '>&', $out or POSIX::_exit(127);
			Other::become('reviewer');
			open STDERR, '>', '/dev/null';
			exec "$Sandbox::BUILD/sendgate", '-c', $s->{conf},
			    'journal', 'list', '--json' or POSIX::_exit(127);
		}
		push @pids, $pid;
	}
	sleep 0.5;
	kill_works('with eight that are stuck');
	is as_user($s, 'admin', 'status')->{code}, 0, 'others are served';
	end(@pids);
	close $in;
	close $out;
	my $until = time + 8 * slow();
	sleep 0.1 while commands() > 0 && time < $until;
	is scalar(commands()), 0, 'they end with their reader';
};

subtest 'one who goes away' => sub {
	for (1 .. 10) {
		my $pid = fork // die;
		if (!$pid) {
			open STDOUT, '>', '/dev/null';
			Other::become('reviewer');
			exec "$Sandbox::BUILD/sendgate", '-c', $s->{conf},
			    'quarantine', 'list' or POSIX::_exit(127);
		}
		sleep rand 0.05;
		end($pid);
	}
	ok $s->alive, 'harms nobody';
	is as_user($s, 'reviewer', 'status')->{code}, 0, 'not himself either';
};

# Clients that send all the time; after the kill has returned no message that
# begins is an accept.
subtest 'under load' => sub {
	my @pids;
	for my $n (1 .. 6) {
		my $pid = fork // die;
		if (!$pid) {
			open my $log, '>', "$s->{dir}/load.$n";
			my $m = $s->client;
			while (!-e "$s->{dir}/enough") {
				my $stopped = -e "$s->{dir}/stopped" ? 1 : 0;
				my $r = $m->message(
				    login => 'cowork@corp.example',
				    rcpts => ['pat@fernhill.example'],
				    message => mail());
				print $log "$stopped $r->{outcome}\n";
			}
			close $log;
			$m->close;
			POSIX::_exit(0);
		}
		push @pids, $pid;
	}
	sleep 0.5 * slow();
	my $r = as_user($s, 'oncall', 'kill', 'all', '--reason', 'load',
	    '--mode', 'tempfail');
	spew("$s->{dir}/stopped", '');
	is $r->{code}, 0, 'kill';
	cmp_ok $r->{took}, '<', $SOON, sprintf 'in %.0f ms',
	    1000 * $r->{took};
	sleep 0.5 * slow();
	spew("$s->{dir}/enough", '');
	waitpid $_, 0 for @pids;
	my %seen;
	$seen{$_}++ for map { split /\n/, slurp("$s->{dir}/load.$_") } 1 .. 6;
	ok $seen{'0 accept'}, 'accepts before';
	ok $seen{'1 tempfail'}, 'tempfails after';
	is $seen{'1 accept'}, undef, 'and no accept';
	is as_user($s, 'admin', 'resume', 'all', '--reason', 'over')->{code},
	    0, 'resume';
};

my $until = time + 62 * slow();
my @counted;
while (time < $until && !@counted) {
	sleep 1;
	@counted = grep { $_->{count} } $s->events('refused');
}
cmp_ok $counted[0]{count}, '>=', 2, 'those who were not heard, counted';
like $counted[0]{actor}, qr/uid $UID{stranger}\)/, 'with the actor';

cmp_ok files(), '<=', $idle + 3, 'no descriptor is left open';
is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
my @zombies = grep { slurp($_) =~ /^\d+ \(sendgate\) Z $s->{pid} /m }
    glob '/proc/[0-9]*/stat';
is_deeply \@zombies, [], 'nor a process';
my ($pid) = keeper('reviewer', 4);
my $began = time;
is $s->stop, 0, 'it ends in order';
cmp_ok time - $began, '<', 6 * slow(), 'and soon, with callers waiting';
end($pid);
# what the daemon left behind ends by itself
$until = time + 10 * slow();
sleep 0.1 while commands() > 0 && time < $until;
is scalar(commands()), 0, 'and nothing stays';
done_testing;
