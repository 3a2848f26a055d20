#!/usr/bin/perl
#
# A user of the machine without any right at the gate, who tries what is there:
# database, sockets, release records, keys, the environment, links where the
# service would write.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Fcntl qw(:flock O_RDONLY);
use File::Temp;
use IO::Socket::UNIX;
use Socket;
use Test::More;
use Sandbox qw(mail slurp spew slow);
use Other qw(%UID box as_user run_as);
use Time::HiRes qw(time);

my $s = box(start => 0, extra => "socket: { mode: 0660, group: mail }\n");
my $dir = $s->{dir};
my $daemon = getpwnam 'daemon';

# Perl code as who; what it printed.
sub perl_as {
	my ($who, $code, @args) = @_;
	return run_as($who, $^X, '-e', $code, @args);
}

$s->start;
my $r = $s->cli('exact', 'import', '-', '--dataset', 'd', '--account', 'a',
    \"a,price\nA1,84250\n");
is $r->{code}, 0, 'there is something of every kind';
is $s->cli('key', 'new', 'ana', '--out', "$dir/ana.pem")->{code}, 0, 'a key';
is $s->send(rcpts => ['ana@northwind-robotics.example'])->{outcome}, 'held',
    'a held message';

subtest 'files' => sub {
	my @files = grep { -f && !/\/(?:rules\.yaml|book\.csv|log|sendgate\.yaml
	    |approvers\.jwks|cli\.[^\/]*)\z/x }
	    glob "$dir/* $dir/keys/*";
	cmp_ok scalar @files, '>=', 6, 'the files were found';
	note join ' ', map { s/^\Q$dir\E\///r } @files;
	for my $file (@files) {
		my $name = $file =~ s/^\Q$dir\E\///r;
		my $got = perl_as('stranger', 'my $n = 0;
		    $n++ if open my $in, "<", $ARGV[0];
		    $n++ if open my $out, "+<", $ARGV[0];
		    $n++ if open my $more, ">>", $ARGV[0];
		    $n++ if unlink $ARGV[0];
		    $n++ if rename $ARGV[0], "$ARGV[0].old";
		    $n++ if link $ARGV[0], "/tmp/sendgate-link.$$";
		    print $n', $file);
		is $got->{out}, 0, "$name: not read, written or removed";
	}
	for my $place ($dir, "$dir/keys") {
		my $got = perl_as('stranger', 'my $n = 0;
		    $n++ if open my $out, ">", "$ARGV[0]/new";
		    $n++ if symlink "/etc/passwd", "$ARGV[0]/a-link";
		    $n++ if mkdir "$ARGV[0]/folder";
		    $n++ if opendir(my $d, $ARGV[0]) && $ARGV[0] =~ /keys/;
		    print $n', $place);
		is $got->{out}, 0, 'nothing is put there';
	}
	my $got = perl_as('stranger', 'my $n = 0;
	    $n++ if open my $out, ">>", $ARGV[0];
	    $n++ if open my $lock, "<", "$ARGV[0].lock";
	    print $n', "$dir/approvers.jwks");
	is $got->{out}, 0, 'approvers are not added, nor their file locked';
};

subtest 'commands' => sub {
	for my $command (['status'], ['kill', 'all', '--reason', 'x'],
	    ['resume', 'all', '--reason', 'x'], ['quarantine', 'list'],
	    ['quarantine', 'release', '--all', '--reason', 'x'],
	    ['key', 'revoke', 'ana'], ['key', 'new', 'eve', '--out',
	    '/tmp/eve.pem'], ['accounts', 'import', "$dir/book.csv"],
	    ['journal', 'list'], ['exact', 'drop', 'd']) {
		my $got = as_user($s, 'stranger', @$command);
		is $got->{code}, 77, "@$command" or diag $got->{err};
		is $got->{out}, '', 'nothing is said';
	}
	my ($status) = $s->rows('status');
	is_deeply $status->{kills}, [], 'nothing is stopped';
	cmp_ok scalar($s->events('refused')), '>=', 10, 'all on record';
};

subtest 'another user\'s process' => sub {
	my $got = perl_as('stranger', 'print join " ",
	    map { kill($_, $ARGV[0]) ? 1 : 0 } qw(HUP TERM KILL STOP)',
	    $s->{pid});
	is $got->{out}, '0 0 0 0', 'no signal reaches the daemon';
	$got = perl_as('stranger', 'my $n = 0;
	    $n++ if open my $mem, "<", "/proc/$ARGV[0]/mem";
	    $n++ if open my $env, "<", "/proc/$ARGV[0]/environ" and <$env>;
	    $n++ if opendir my $fd, "/proc/$ARGV[0]/fd";
	    print $n', $s->{pid});
	is $got->{out}, 0, 'its memory, environment and files are closed';
	# reasons and addresses on a command line are for no other's eyes
	my $pid = fork // die;
	if (!$pid) {
		open STDIN, '-|', 'sleep 3' or POSIX::_exit(1);
		Other::become('admin');
		exec "$Sandbox::BUILD/sendgate", '-c', $s->{conf}, 'suppress',
		    'import', '-', '--reason', 'a-secret-reason'
		    or POSIX::_exit(127);
	}
	my ($line, $until) = ('', time + 3 * slow());
	while (!$line && time < $until) {
		($line) = grep { /^sendgate\0--control\0/ } map { slurp($_) }
		    glob '/proc/[0-9]*/cmdline';
	}
	like $line, qr/^sendgate\0--control\0/, 'the process that serves';
	unlike $line, qr/secret|suppress/, 'says nothing of the command';
	kill 'KILL', $pid;
	waitpid $pid, 0;
};

subtest 'the milter\'s socket' => sub {
	my $got = perl_as('stranger', 'use Socket;
	    socket my $s, AF_UNIX, SOCK_STREAM, 0;
	    print connect($s, pack_sockaddr_un($ARGV[0])) ? 1 : 0',
	    "$dir/milter.sock");
	is $got->{out}, 0, 'does not open to others';
	$got = perl_as('stranger', 'print unlink($ARGV[0]) ? 1 : 0;
	    print unlink($ARGV[1]) ? 1 : 0', "$dir/milter.sock",
	    "$dir/control.sock");
	is $got->{out}, '00', 'neither socket is removed';
};

subtest 'a release of one\'s own making' => sub {
	my $forged = mail(headers => ['X-Agent-Workflow', 'cold-intro',
	    'X-Agent-Release', 'A' x 43]);
	my $by_agent = $s->send(message => $forged);
	is $by_agent->{outcome}, 'reject', 'by an agent: rejected';
	my $by_none = $s->send(message => $forged, login => undef);
	is $by_none->{outcome}, 'reject', 'by nobody\'s: rejected';
	unlike $s->log, qr/A{43}/, 'and not in the log';
};

subtest 'a lock on the sockets\' folder' => sub {
	is $s->stop, 0, 'the daemon is down';
	my $pid = fork // die;
	if (!$pid) {
		Other::become('stranger');
		sysopen my $folder, $dir, O_RDONLY or POSIX::_exit(1);
		flock $folder, LOCK_EX or POSIX::_exit(1);
		my $parent = getppid;
		sleep 1 while getppid == $parent;
		POSIX::_exit(0);
	}
	select undef, undef, undef, 0.3 * slow();
	my $began = time;
	$s->start;
	ok $s->alive, 'keeps no daemon from starting';
	cmp_ok time - $began, '<', 12 * slow(), 'or not for long';
	like $s->log, qr/another process holds the lock/, 'and is told';
	kill 'KILL', $pid;
	waitpid $pid, 0;
};

subtest 'the caller\'s editor, pager and preloads' => sub {
	local $ENV{EDITOR} = local $ENV{VISUAL} = local $ENV{PAGER} =
	    "sh -c 'id -u >/tmp/sendgate-ran.$$'";
	local $ENV{LD_LIBRARY_PATH} = $dir;
	local $ENV{MAIL_CONFIG} = $dir;
	local $ENV{TMPDIR} = $dir;
	my ($entry) = $s->rows('quarantine', 'list');
	for my $command (['quarantine', 'show', $entry->{id}],
	    ['quarantine', 'release', $entry->{id}, '--reason', 'x',
		'--dry-run']) {
		my $got = as_user($s, 'reviewer', @$command);
		is $got->{code}, 0, "@$command[0, 1]" or diag $got->{err};
	}
	ok !-e "/tmp/sendgate-ran.$$", 'nothing of hers was run';
};
is $s->stop, 0, 'the daemon ends in order';

# A folder for the database where anyone may make files, as /tmp is.
sub open_folder {
	my $temp = File::Temp->newdir('open.XXXXXX', TMPDIR => 1);
	chmod 01777, "$temp";
	my $conf = slurp($s->{conf});
	$conf =~ s/^database: .*/database: $temp\/sendgate.db\nkeys: $temp\/keys/m;
	spew("$dir/open.yaml", $conf);
	return $temp;
}

sub status_there {
	my ($who) = @_;
	return run_as($who, "$Sandbox::BUILD/sendgate", '-c', "$dir/open.yaml",
	    'kill', 'all', '--reason', 'x');
}

subtest 'what others put where the database is to be' => sub {
	my $victim = "$dir/victim";
	my %plants = (
		'a database' => 'open my $f, ">", "$ARGV[0]/sendgate.db";
		    chmod 0666, "$ARGV[0]/sendgate.db"',
		'a link to a file of the service\'s' =>
		    'symlink $ARGV[1], "$ARGV[0]/sendgate.db"',
		'a link to nothing' =>
		    'symlink "$ARGV[0]/nothing", "$ARGV[0]/sendgate.db"',
		'a folder' => 'mkdir "$ARGV[0]/sendgate.db"',
		'a log' => 'open my $f, ">", "$ARGV[0]/sendgate.db-wal";
		    print $f "x" x 5000',
		'a link as a log' =>
		    'symlink $ARGV[1], "$ARGV[0]/sendgate.db-wal"',
		'an index' => 'open my $f, ">", "$ARGV[0]/sendgate.db-shm"',
		'a journal' => 'open my $f, ">", "$ARGV[0]/sendgate.db-journal"',
		'keys' => 'mkdir "$ARGV[0]/keys"',
		'a link to keys' => 'symlink "/etc", "$ARGV[0]/keys"',
	);
	for my $name (sort keys %plants) {
		my $temp = open_folder();
		spew($victim, '');
		chown $daemon, -1, $victim;
		chmod 0600, $victim;
		my $got = perl_as('stranger', $plants{$name}, $temp, $victim);
		is $got->{code}, 0, "$name is put there";
		$got = status_there('daemon');
		is $got->{code}, 77, 'and refused' or diag $got->{err};
		like $got->{err}, qr/another user|must belong|no file|closed to/,
		    'with the reason';
		is slurp($victim), '', 'nothing was written through it';
	}
	my $temp = open_folder();
	is status_there('daemon')->{code}, 0, 'without any it is made';
	my $got = perl_as('stranger', 'my $n = 0;
	    for my $file (glob "$ARGV[0]/*") {
	        $n++ if open my $in, "<", $file and !-d $file;
	        $n++ if unlink $file;
	        $n++ if rename $file, "$file.old";
	    }
	    print $n', "$temp");
	is $got->{out}, 0, 'and is nobody else\'s';
	# the lock file of imports
	perl_as('stranger', 'symlink $ARGV[1], "$ARGV[0]/sendgate.db-import-lock"',
	    $temp, $victim);
	$got = run_as('daemon', "$Sandbox::BUILD/sendgate", '-c',
	    "$dir/open.yaml", 'accounts', 'import', "$dir/book.csv");
	isnt $got->{code}, 0, 'a link in the place of a lock is refused';
	chmod 0666, "$temp/sendgate.db";
	$got = status_there('daemon');
	is $got->{code}, 77, 'a database that others can write is refused';
	like $got->{err}, qr/should be 0600/, 'with the fix';
};

is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
done_testing;
