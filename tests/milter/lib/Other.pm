package Other;

# Other users at the gate: the CLI and the control socket as whoever has made-up
# numbers, and a sandbox whose daemon is a user of its own.

use strict;
use warnings;
use Exporter 'import';
use POSIX ();
use Test::More;
use Sandbox qw(slurp spew);

our @EXPORT_OK = qw(%GROUP %UID box as_user asks run_as packet);

# Groups that every Debian has, in the place of an operator's.
our %GROUP = (review => 'games', kill => 'audio', admin => 'video');
our %UID = (reviewer => 61001, oncall => 61002, admin => 61003,
    stranger => 61004, both => 61005);
my %ROLES = (reviewer => ['review'], oncall => ['kill'], admin => ['admin'],
    both => ['review', 'kill']);

my $count = 0;

# Why other users can't be played here, or nothing.
sub hindrance {
	return 'only root can be somebody else' if $> != 0;
	return 'no user daemon' if !defined getpwnam 'daemon';
	for my $group (values %GROUP) {
		return "no group $group" if !defined getgrnam $group;
	}
	my $r = run_as('stranger', "$Sandbox::BUILD/sendgate", '--version');
	return 'the programs can\'t be run by another user' if $r->{code};
	return;
}

# A sandbox whose daemon is the user daemon, with a control socket.
sub box {
	my (%o) = @_;
	# the leak checker can't look into what has changed its user
	$ENV{ASAN_OPTIONS} .= ':detect_leaks=0' if defined $ENV{ASAN_OPTIONS};
	my $why = hindrance();
	plan skip_all => $why if $why;
	my $control = $o{control} // 'control: unix:control.sock';
	my $roles = $o{roles} // 'roles: { review: games, kill: audio, ' .
	    'admin: video }';
	my $start = delete $o{start} // 1;
	my $s = Sandbox->new(%o, start => 0, no_book => 1,
	    extra => "user: daemon\n$control\n$roles\n" . ($o{extra} // ''));
	chown scalar(getpwnam 'daemon'), scalar(getgrnam 'daemon'), $s->{dir};
	my $r = $s->cli('accounts', 'import', "$s->{dir}/book.csv");
	die "import: $r->{err}" if $r->{code};
	$s->start if $start;
	return $s;
}

# In a child: becomes the user for good, in its groups alone.
sub become {
	my ($who) = @_;
	my @gids = map { scalar getgrnam $GROUP{$_} } @{ $ROLES{$who} // [] };
	my $uid = $UID{$who} // getpwnam $who;
	$) = join ' ', $uid, $uid, @gids;
	$( = $uid;
	POSIX::setuid($uid);
	POSIX::_exit(126) if $> != $uid || $< != $uid;
}

# Runs a program as who: { code, out, err, took }.  A reference at the end is
# its standard input.
sub run_as {
	my ($who, @command) = @_;
	my $stdin = ref $command[-1] ? ${ pop @command } : undef;
	my $base = POSIX::strftime("/tmp/sendgate-as.$$.", localtime) .
	    ++$count;
	spew("$base.in", $stdin // '');
	my $began = Time::HiRes::time();
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', "$base.in" or POSIX::_exit(127);
		open STDOUT, '>', "$base.out" or POSIX::_exit(127);
		open STDERR, '>', "$base.err" or POSIX::_exit(127);
		become($who);
		exec @command or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	my $r = { code => $? & 127 ? 128 + ($? & 127) : $? >> 8,
		took => Time::HiRes::time() - $began,
		out => slurp("$base.out"), err => slurp("$base.err") };
	unlink map { "$base.$_" } qw(in out err);
	return $r;
}

# sendgate as who.
sub as_user {
	my ($s, $who, @args) = @_;
	return run_as($who, "$Sandbox::BUILD/sendgate", '-c', $s->{conf},
	    @args);
}

# A request's bytes.
sub packet {
	return join '', map { "$_\0" } 'sendgate 1', '-', @_;
}

# Sends bytes with so many descriptors as who; what comes out, the answer last.
sub asks {
	my ($s, $who, $bytes, $files) = @_;
	return run_as($who, "$Sandbox::BUILD/tests/milter/ask",
	    "$s->{dir}/control.sock", $files // 3, \$bytes);
}

1;
