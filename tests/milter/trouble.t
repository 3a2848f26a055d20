#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Sandbox qw(mail slurp spew slow);
use Time::HiRes qw(time);

# What the gate stands on fails: 451, nothing is half done, and it lives on.

my $LOCK = "$Sandbox::BUILD/tests/milter/lock";

# Holds the database's write lock until unlock_database().
sub lock_database {
	my ($s) = @_;
	open my $pipe, '|-', "exec '$LOCK' '$s->{dir}/sendgate.db'" .
	    " >'$s->{dir}/locked'" or die;
	select undef, undef, undef, 0.01 while !-s "$s->{dir}/locked";
	unlink "$s->{dir}/locked";
	return $pipe;
}

# A line rather than the pipe's end, which children may hold open.
sub unlock_database {
	my ($pipe) = @_;
	print $pipe "\n";
	close $pipe;
}

# Commits in a write-ahead log: frames that carry the database's size.
sub commits {
	my ($path) = @_;
	my $wal = slurp("$path-wal");
	return 0 if length $wal < 32;
	my $page = unpack 'N', substr $wal, 8, 4;
	my $salt = substr $wal, 16, 8;
	my $n = 0;
	for (my $at = 32; $at + 24 <= length $wal; $at += 24 + $page) {
		last if substr($wal, $at + 8, 8) ne $salt;
		$n++ if unpack 'N', substr $wal, $at + 4, 4;
	}
	return $n;
}

subtest 'many wait, one commit' => sub {
	my $s = Sandbox->new;
	$s->send;
	my $lock = lock_database($s);
	my $before = commits("$s->{dir}/sendgate.db");
	my @pids;
	for my $n (1 .. 12) {
		my $pid = fork // die;
		if (!$pid) {
			my $m = $s->client;
			my %o = (login => 'cowork@corp.example',
			    sender => 'cowork@corp.example', message => mail(),
			    rcpts => ['pat@fernhill.example']);
			my $r = { kind => 'accept' };
			$m->envelope($r, %o);
			$m->headers($r, %o);
			$m->body($r, %o);
			$m->packet('E');
			spew("$s->{dir}/sent.$n", '');
			$m->listen($r);
			spew("$s->{dir}/heard.$n", $r->{kind});
			$m->close;
			POSIX::_exit(0);
		}
		push @pids, $pid;
		# libmilter queues a session where two become ready at once
		select undef, undef, undef, 0.01 while !-e "$s->{dir}/sent.$n";
	}
	select undef, undef, undef, 0.3;
	is scalar(grep { -e "$s->{dir}/heard.$_" } 1 .. 12), 0,
	    'nobody hears an answer before it is on record';
	unlock_database($lock);
	waitpid $_, 0 for @pids;
	is scalar(grep { slurp("$s->{dir}/heard.$_") eq 'accept' } 1 .. 12),
	    12, 'then all do';
	my $commits = commits("$s->{dir}/sendgate.db") - $before;
	cmp_ok $commits, '<=', 4, "12 messages in $commits commits";
	cmp_ok $commits, '>', 0, 'counted';
};

subtest 'a database that stays locked' => sub {
	my $s = Sandbox->new;
	my $lock = lock_database($s);
	my $r = $s->send;
	is $r->{kind}, 'tempfail', 'is a 451';
	like $r->{text}, qr/^451 4\.3\.0 sendgate: /, 'in our words';
	unlike $r->{text}, qr/\Q$s->{dir}\E|sqlite/i, 'with nothing inside';
	unlock_database($lock);
	is $s->send->{outcome}, 'accept', 'and all is well again';
	is scalar($s->verdicts), 1, 'only what was answered is on record';
	ok $s->alive, 'it lives';
};

subtest 'no room' => sub {
	my $prlimit = (grep { -x } map { "$_/prlimit" }
	    qw(/usr/bin /bin))[0];
	plan skip_all => 'no prlimit' if !$prlimit;
	my $s = Sandbox->new(start => 0);
	$s->start('sh', '-c', 'ulimit -S -f 512; exec "$@"', 'sh');
	my %o = (rcpts => ['x@northwind-robotics.example']);
	my ($r, $held, $n) = ({ kind => 'discard' }, 0, 0);
	while ($r->{kind} ne 'tempfail' && ++$n < 500) {
		# what does not compress
		my $noise = join "\n", map { join '', map {
		    chr(97 + rand 26) } 1 .. 70 } 1 .. 300;
		$r = $s->send(%o, message => mail(body => $noise));
		$held++ if $r->{kind} eq 'discard';
	}
	is $r->{kind}, 'tempfail', "451 after $held";
	like $r->{text}, qr/^451 4\.3\.0 sendgate: /, 'in our words';
	ok $s->alive, 'it lives';
	system $prlimit, '--pid', $s->{pid}, '--fsize=unlimited:unlimited';
	$r = $s->send(%o);
	is $r->{outcome}, 'held', 'and goes on when there is room';
	is scalar($s->rows('quarantine', 'list')), $held + 1,
	    'what was answered is there, and nothing else';
	is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
};

subtest 'broken approvers' => sub {
	my $s = Sandbox->new;
	spew("$s->{dir}/approvers.jwks", '{');
	is $s->send->{outcome}, 'accept', 'who shows no token does not care';
	my $r = $s->send(message => mail(headers =>
	    ['X-Agent-Workflow', 'w', 'X-Agent-Approval', 'a.b.c']));
	is $r->{kind}, 'tempfail', 'a token can\'t be judged: 451';
	unlink "$s->{dir}/approvers.jwks";
	is $s->send->{outcome}, 'accept', 'it lives';
};

done_testing;
