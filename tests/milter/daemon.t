#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Milter;
use POSIX ();
use Sandbox qw(mail slurp spew slow);
use Time::HiRes qw(time);

# Starting and stopping.

# Runs the daemon to its end: exit status and what it said.
sub run {
	my ($s, @prefix) = @_;
	my $before = length $s->log;
	my $pid = $s->spawn(@prefix);
	waitpid $pid, 0;
	return ($? >> 8, substr $s->log, $before);
}

my $s = Sandbox->new(start => 0, extra => 'socket: { mode: 0660 }');
my $path = "$s->{dir}/milter.sock";

subtest 'the socket' => sub {
	$s->start;
	is sprintf('%o', (stat $path)[2] & 07777), '660', 'has its mode';
	my ($code, $said) = run($s);
	is $code, 75, 'a second daemon is turned away';
	like $said, qr/\Q$path\E: another program listens/, 'and told why';
	is $s->send->{outcome}, 'accept', 'the first goes on';
	my $started = time;
	is $s->stop, 0, 'SIGTERM ends it in order';
	cmp_ok time - $started, '<', 2 * slow(), 'and soon';
	ok !-e $path, 'the socket is gone';
	is scalar($s->events($_)), 1, "$_ is on record" for qw(start stop);
	$s->start;
	kill 'KILL', $s->{pid};
	waitpid delete $s->{pid}, 0;
	ok -e $path, 'one that was killed leaves it';
	$s->start;
	is $s->send->{outcome}, 'accept', 'and the next takes its place';
	is $s->stop('INT'), 0, 'SIGINT does too';
	spew($path, 'a file');
	($code, $said) = run($s);
	is $code, 73, 'a file of that name is not removed';
	is slurp($path), 'a file', 'it is still there';
	unlink $path;
};

subtest 'messages in hand' => sub {
	$s->start;
	my %o = (login => 'cowork@corp.example', message => mail(),
	    sender => 'cowork@corp.example', rcpts => ['pat@fernhill.example']);
	my $r = { kind => 'accept' };
	my $m = $s->client;
	my $idle = $s->client;
	$idle->connected;
	$m->envelope($r, %o);
	$m->headers($r, %o);
	kill 'TERM', $s->{pid};
	select undef, undef, undef, 0.2 * slow();
	my $new = { kind => 'accept' };
	$idle->envelope($new, %o);
	is $new->{kind}, 'tempfail', 'a new one is put off';
	like $new->{text}, qr/^451 4\.3\.0 sendgate: stopping/, 'said so';
	$m->body($r, %o);
	$m->step('E', '', ['i', 'Q1'], $r);
	is $r->{kind}, 'accept', 'one in hand is finished';
	is $s->stop, 0, 'then it ends';
};

subtest 'what is wrong' => sub {
	my $conf = slurp($s->{conf});
	spew($s->{conf}, "$conf\nbogus_key: 1\n");
	my ($code, $said) = run($s);
	is $code, 78, 'a broken configuration';
	like $said, qr/sendgate\.yaml:\d+:\d+: error: .*bogus_key/, 'its place';
	spew($s->{conf}, $conf =~ s/listen: .*/listen: unix:$s->{dir}\/no\/x/r);
	($code, $said) = run($s);
	is $code, 73, 'a folder that is not there';
	spew($s->{conf}, "$conf\nuser: nobody-of-that-name\n");
	is((run($s))[0], 78, 'a user who is not there');
	spew($s->{conf}, $conf);
	spew("$s->{dir}/sendgate.db", 'x' x 5000);
	unlink glob "$s->{dir}/sendgate.db-*";
	is((run($s))[0], 69, 'a database that is none');
	unlink "$s->{dir}/sendgate.db";
	unlink $s->{conf};
	is((run($s))[0], 66, 'no configuration');
	spew($s->{conf}, $conf);
	system "'$Sandbox::BUILD/sendgate-milter' --nonsense 2>/dev/null";
	is $? >> 8, 64, 'usage';
	like `'$Sandbox::BUILD/sendgate-milter' --help`, qr/^usage: /, 'help';
};

subtest 'in the background' => sub {
	system "'$Sandbox::BUILD/sendgate-milter' -c '$s->{conf}' 2>&1";
	is $?, 0, 'the start is told when it is done';
	is $s->send->{outcome}, 'held', 'and it serves, without a book';
	system "'$Sandbox::BUILD/sendgate-milter' -c '$s->{conf}' " .
	    "2>'$s->{dir}/second'";
	is $? >> 8, 75, 'a start that fails is told too';
	like slurp("$s->{dir}/second"), qr/another program/, 'with the reason';
	my $until = time + 10 * slow();
	my @pids;
	# the start that failed may still be on its way out
	do {
		select undef, undef, undef, 0.05;
		@pids = grep {
			my $line = slurp("/proc/$_/cmdline");
			$line =~ /sendgate-milter/ && $line =~ /\Q$s->{conf}\E/
		} map { /(\d+)/ } glob '/proc/[0-9]*';
	} while (@pids > 1 && time < $until);
	is scalar @pids, 1, 'one of them runs';
	my $pid = $pids[0] or return;
	kill 'TERM', @pids;
	select undef, undef, undef, 0.05 while -e "/proc/$pid" && time < $until;
	ok !-e "/proc/$pid", 'and ends';
};

subtest 'another user' => sub {
	plan skip_all => 'only root can' if $> != 0 || !getpwnam('daemon');
	my $t = Sandbox->new(start => 0, no_book => 1,
	    extra => "user: daemon\nsocket: { mode: 0660, group: mail }\n");
	chown scalar(getpwnam 'daemon'), -1, $t->{dir};
	$t->start;
	my @socket = stat "$t->{dir}/milter.sock";
	is $socket[4], getpwnam('daemon'), 'the socket is the user\'s';
	is $socket[5], getgrnam('mail'), 'and its group\'s';
	is((stat "$t->{dir}/sendgate.db")[4], getpwnam('daemon'),
	    'so is the database');
	my ($uid) = slurp("/proc/$t->{pid}/status") =~ /^Uid:\s+(.*)/m;
	my $daemon = getpwnam 'daemon';
	is $uid, join("\t", ($daemon) x 4), 'root is given up';
	is $t->send->{outcome}, 'held', 'and it serves';
	is $t->stop, 0, 'and ends in order';
};

subtest 'by inet' => sub {
	my $t = Sandbox->new(listen => 'inet:' . (20000 + $$ % 20000) .
	    '@127.0.0.1');
	is $t->send->{outcome}, 'accept', 'a message passes';
	is((run($t))[0], 75, 'a second daemon is turned away');
	my $started = time;
	is $t->stop, 0, 'it ends in order';
	cmp_ok time - $started, '<', 2 * slow(), 'and soon';
};

done_testing;
