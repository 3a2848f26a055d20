#!/usr/bin/perl
#
# Who may do what through the control socket: each role and each command, as
# real other users, against the table that `help roles` prints and the manual
# page shows.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Sandbox qw(mail slurp spew slow);
use Other qw(%UID %GROUP box as_user packet asks);
use Time::HiRes qw(time sleep);

my $s = box();
my $control = "$s->{dir}/control.sock";
my @people = qw(reviewer oncall admin both stranger);
my %role = (reviewer => { review => 1 }, oncall => { kill => 1 },
    admin => { admin => 1 }, both => { review => 1, kill => 1 },
    stranger => {});

# { "key list" => { admin => 1 } }, 'anyone' or 'nobody'
sub table {
	my ($text) = @_;
	my %table;
	for (split /\n/, $text) {
		my ($command, $who) = /^  ([a-z]+(?: [a-z]+)?)\s{2,}(\S.*)$/ or
		    next;
		$table{$command} = $who =~ /^anyone/ ? 'anyone' :
		    $who =~ /^root/ ? 'nobody' :
		    { map { $_ => 1 } split / /, $who };
	}
	return \%table;
}

my $table = table($s->cli('help', 'roles')->{out});

subtest 'the table' => sub {
	my @commands = map { /^  ([a-z]+(?: [a-z]+)?)(?= [A-Z\[]|\s{2,}| <)/ ?
	    $1 : () } split /\n/, $s->cli('help')->{out};
	cmp_ok scalar @commands, '>', 30, 'the commands were found';
	is_deeply [sort keys %$table], [sort @commands],
	    'every command is in it';
	my ($list) = slurp('contrib/man/sendgate.1') =~
	    /^\.Ss Roles\n.*?^\.Bd -literal[^\n]*\n(.*?)^\.Ed/ms;
	is_deeply table($list // ''), $table, 'the manual page has it';
	for my $command (qw(kill resume)) {
		is scalar(keys %{ $table->{$command} }), 1,
		    "$command is one role's";
	}
	isnt((keys %{ $table->{kill} })[0], (keys %{ $table->{resume} })[0],
	    'and not the same one\'s');
};

subtest 'the socket' => sub {
	is sprintf('%o', (stat $control)[2] & 07777), '666',
	    'anyone may ask';
	is((stat _)[4], getpwnam('daemon'), 'it is the user\'s');
};

# What makes each command do something: arguments, the exit status.
my $held = $s->send(rcpts => ['ana@northwind-robotics.example'],
    message => mail(to => 'ana@northwind-robotics.example'));
is $held->{outcome}, 'held', 'something is held';
my ($entry) = $s->rows('quarantine', 'list');
my $id = $entry->{id};
my $jwk = '{"kty":"OKP","crv":"Ed25519","kid":"cy",' .
    '"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';
my %tries = (
	'scan' => [['scan', '-', '--agent', 'cowork', \mail()], 0],
	'rules backtest' => [['rules', 'backtest'], 0],
	'key new' => [['key', 'new', 'eve', '--out', '/tmp/eve.key']],
	'key add' => [['key', 'add', '-', \$jwk], 0],
	'key list' => [['key', 'list'], 0],
	'key revoke' => [['key', 'revoke', 'cy'], 0],
	'accounts import' => [['accounts', 'import', '-',
	    \slurp("$s->{dir}/book.csv")], 0],
	'accounts list' => [['accounts', 'list'], 0],
	'accounts show' => [['accounts', 'show', 'A1'], 0],
	'exact import' => [['exact', 'import', '-', '--dataset', 'd',
	    '--account', 'a', \"a,price\nA1,84250\n"], 0],
	'exact list' => [['exact', 'list'], 0],
	'exact drop' => [['exact', 'drop', 'd'], 0],
	'quarantine list' => [['quarantine', 'list'], 0],
	'quarantine show' => [['quarantine', 'show', $id], 0],
	'quarantine release' => [['quarantine', 'release', $id, '--dry-run'],
	    0],
	'quarantine reject' => [['quarantine', 'reject', $id, '--reason', 'x',
	    '--dry-run'], 0],
	'kill' => [['kill', 'agent=none', '--reason', 'a test'], 0],
	'resume' => [['resume', 'agent=none', '--reason', 'a test'], 0],
	'status' => [['status'], 0],
	'ladder' => [['ladder'], 0],
	'complaint' => [['complaint', '-', \mail()]],
	'bounce' => [['bounce', '-', \mail()]],
	'suppress add' => [['suppress', 'add', 'a@b.example', '--reason', 'x'],
	    0],
	'suppress remove' => [['suppress', 'remove', 'a@b.example'], 0],
	'suppress list' => [['suppress', 'list'], 0],
	'suppress import' => [['suppress', 'import', '-', '--reason', 'x',
	    \"address\nc\@d.example\n"], 0],
	'journal list' => [['journal', 'list'], 0],
	'journal show' => [['journal', 'show', $id], 0],
	'journal verify' => [['journal', 'verify'], 0],
);
# one after the other: what is added is then taken away
my @order = ((grep { !/revoke|drop|remove|resume/ } sort keys %tries),
    grep { /revoke|drop|remove|resume/ } sort keys %tries);

my $before = 0;
for my $who (@people) {
	subtest "$who and every command" => sub {
		# those who have no role are heard 30 times a minute
		my @mine = $who eq 'stranger' ?
		    grep { /^(?:kill|resume|status|scan|key|quar)/ } @order :
		    @order;
		for my $command (@mine) {
			my $row = $table->{$command};
			my ($args, $exit) = @{ $tries{$command} };
			my $may = ref $row &&
			    grep { $role{$who}{$_} } keys %$row;
			my $r = as_user($s, $who, @$args);
			# what another role added may be there no more
			my @good = $command =~ /add$/ ? ($exit, 1) : ($exit);
			if ($may) {
				ok scalar(grep { $r->{code} ==
				    ($_ // $r->{code}) } @good),
				    "$command: may" or diag $r->{err};
				unlike $r->{err}, qr/refused/, 'not refused';
				next;
			}
			is $r->{code}, 77, "$command: may not"
			    or diag $r->{err};
			like $r->{err}, qr/refused/, 'is told';
			is $r->{out}, '', 'and gets nothing';
			my @refused = $s->events('refused');
			is scalar @refused, ++$before,
			    'on record, and no other';
			my $last = $refused[-1];
			is $last->{actor}, "uid-$UID{$who} (uid $UID{$who})",
			    'with the actor';
			like $last->{command}, qr/^\Q$command\E/,
			    'the command';
			like $last->{reason}, qr/role|root/, 'and the reason';
		}
	};
}
ok !-e '/tmp/eve.key', 'no key was written';
my @left = $s->rows('quarantine', 'list');
is_deeply [map { $_->{id} } @left], [$id], 'nothing else was decided';

subtest 'all that need no database run as who calls' => sub {
	my $message = "$s->{dir}/hers.eml";
	spew($message, mail());
	chmod 0600, $message;
	chown $UID{stranger}, -1, $message;
	for my $command (sort grep { $table->{$_} eq 'anyone' } keys %$table) {
		my %args = ('rules try' => [$message],
		    completion => ['bash'],
		    'rules diff' => [("$s->{dir}/rules.yaml") x 2],
		    digest => [$message, '--rcpt', 'a@b.example'],
		    approve => [$message, '--rcpt', 'a@b.example', '--key',
			'/nonexistent']);
		my $r = as_user($s, 'stranger', split(/ /, $command),
		    @{ $args{$command} // [] });
		my $exit = $command eq 'approve' ? 66 :
		    $command eq 'check' ? 77 : 0;
		is $r->{code}, $exit, $command or diag $r->{err};
		# and not by the daemon, whose rights are others
		next if $command eq 'help';
		$r = asks($s, 'admin', packet(split(/ /, $command), '--',
		    "$s->{dir}/keys/journal.key", '--rcpt=a@b.example',
		    '--key=/etc/shadow'));
		like $r->{out}, qr/answer E (?:77|64)$/, 'refused there';
	}
};

subtest 'the actor is the kernel\'s' => sub {
	my $r = as_user($s, 'oncall', 'kill', 'all', '--reason', 'bad news');
	is $r->{code}, 0, 'a kill';
	my $kill = ($s->events('kill'))[-1];
	is $kill->{actor}, "uid-$UID{oncall} (uid $UID{oncall})", 'hers';
	is $kill->{reason}, 'bad news', 'with her reason';
	is $s->send->{outcome}, 'held', 'it is in force';
	$r = as_user($s, 'oncall', 'resume', 'all', '--reason', 'good news');
	is $r->{code}, 77, 'she can\'t undo it';
	is $s->send->{outcome}, 'held', 'and it stays in force';
	$r = as_user($s, 'admin', 'resume', 'all', '--reason', 'good news');
	is $r->{code}, 0, 'an admin can';
	is $s->send->{outcome}, 'accept', 'and it is over';
};

subtest 'a decision' => sub {
	my $r = as_user($s, 'reviewer', 'quarantine', 'reject', $id,
	    '--reason', 'not so');
	is $r->{code}, 0, 'a reviewer rejects' or diag $r->{err};
	my ($record) = $s->rows('journal', 'show', $id);
	is $record->{decision}{actor},
	    "uid-$UID{reviewer} (uid $UID{reviewer})", 'by her name';
	$r = as_user($s, 'reviewer', 'quarantine', 'show', 'nonesuch');
	is $r->{code}, 1, 'a negative answer comes through';
	$r = as_user($s, 'reviewer', 'quarantine', 'release', $id);
	is $r->{code}, 64, 'so does a usage error';
	like $r->{err}, qr/--reason/, 'with its words';
};

subtest 'files are the caller\'s' => sub {
	my $csv = "$s->{dir}/private.csv";
	spew($csv, "account_id,name,tier\nB1,Oakmoor,cold\nB2,Bad,nonesuch\n");
	chmod 0600, $csv;
	chown $UID{admin}, -1, $csv;
	my $r = as_user($s, 'admin', 'accounts', 'import', $csv);
	is $r->{code}, 65, 'a file that the daemon can\'t read is read';
	like $r->{err}, qr/\Q$csv\E:3:/, 'an error in it has its place';
	$r = as_user($s, 'admin', 'accounts', 'import', $csv, '--skip-bad');
	is $r->{code}, 0, 'it is imported' or diag $r->{err};
	$r = as_user($s, 'admin', 'accounts', 'import',
	    "$s->{dir}/keys/journal.key");
	is $r->{code}, 66, 'one that the caller can\'t read is not';
	spew("$s->{dir}/$_.eml", mail(body => "our discount floor: $_\n"))
	    for 1 .. 3;
	$r = as_user($s, 'reviewer', 'scan', map { "$s->{dir}/$_.eml" } 1 .. 3);
	is $r->{code}, 1, 'several files at once';
	is scalar(() = $r->{out} =~ /test\.floor/g) >= 3, 1, 'each of them';
	like $r->{out}, qr/^\Q$s->{dir}\E\/2\.eml:$/m, 'by its name';
	# a client of one's own making names files of the daemon's
	for my $words (['accounts', 'import', "$s->{dir}/sendgate.db"],
	    ['scan', "$s->{dir}/keys/journal.key"],
	    ['key', 'add', '/etc/passwd']) {
		my $raw = asks($s, 'admin', packet(@$words));
		like $raw->{out}, qr/answer E (?!0$)/, "@$words: is empty";
		unlike $raw->{err} . $raw->{out}, qr/root:|SQLite/,
		    'nothing of it is shown';
	}
	for my $words (['status', '-c', "$s->{dir}/other.yaml"],
	    ['status', "-c$s->{dir}/other.yaml"],
	    ['status', "--config=$s->{dir}/other.yaml"],
	    ['-c', "$s->{dir}/other.yaml", 'status'],
	    ['--control', '7', 'status'], ['status', '--help'],
	    ['rules', 'backtest', '--rules=/etc'],
	    ['scan', 'a', 'b'], ['nonesuch']) {
		my $raw = asks($s, 'admin', packet(@$words));
		like $raw->{out}, qr/answer E 77$/, "@$words: refused";
	}
};

subtest 'the caller\'s surroundings stay outside' => sub {
	local $ENV{LD_PRELOAD} = "$s->{dir}/evil.so";
	local $ENV{EDITOR} = "touch $s->{dir}/edited";
	local $ENV{SENDGATE_CONFIG} = '/nonexistent';
	local $ENV{PATH} = "$s->{dir}:$ENV{PATH}";
	spew("$s->{dir}/$_", "#!/bin/sh\ntouch $s->{dir}/ran\n")
	    for qw(sendgate postsuper sendgate-extract);
	chmod 0755, map { "$s->{dir}/$_" }
	    qw(sendgate postsuper sendgate-extract);
	my $r = as_user($s, 'reviewer', 'quarantine', 'list');
	is $r->{code}, 0, 'done';
	ok !-e "$s->{dir}/ran" && !-e "$s->{dir}/edited", 'nothing was run';
};

subtest 'SIGHUP' => sub {
	my $conf = slurp($s->{conf});
	my @before = stat $control;
	spew($s->{conf}, $conf =~ s/kill: audio/kill: games/r);
	ok $s->reload, 'other roles';
	is as_user($s, 'oncall', 'status')->{code}, 77, 'are in force';
	is as_user($s, 'reviewer', 'kill', 'agent=x', '--reason', 'y')->{code},
	    0, 'for everybody';
	is((stat $control)[1], $before[1], 'the socket stays');
	spew($s->{conf}, $conf =~ s/kill: audio/kill: no-such-group/r);
	ok $s->reload, 'a group that is not there';
	is as_user($s, 'oncall', 'status')->{code}, 77, 'grants nothing';
	is as_user($s, 'admin', 'status')->{code}, 0, 'and harms no other';
	spew($s->{conf}, $conf);
	$s->reload;
	is as_user($s, 'oncall', 'status')->{code}, 0, 'as it was';
};

subtest 'with a broken rule set' => sub {
	my $rules = slurp("$s->{dir}/rules.yaml");
	spew("$s->{dir}/rules.yaml", "pack: [\n");
	is as_user($s, 'oncall', 'kill', 'all', '--reason', 'x')->{code}, 0,
	    'kill';
	is as_user($s, 'oncall', 'status')->{code}, 0, 'status';
	is $s->send->{outcome}, 'held', 'in force';
	is as_user($s, 'admin', 'resume', 'all', '--reason', 'x')->{code}, 0,
	    'resume';
	spew("$s->{dir}/rules.yaml", $rules);
};

subtest 'without a daemon' => sub {
	is $s->stop, 0, 'it ends in order';
	ok !-e $control, 'and takes its socket along';
	my $r = as_user($s, 'oncall', 'kill', 'all', '--reason', 'x');
	is $r->{code}, 69, 'a role is worth nothing';
	like $r->{err}, qr/does not answer.*only root and daemon may/s,
	    'and it says who can';
	is $s->cli('kill', 'all', '--reason', 'x')->{code}, 0, 'root can';
	is as_user($s, 'daemon', 'resume', 'all', '--reason', 'x')->{code}, 0,
	    'the service\'s user can';
	$s->start;
	is as_user($s, 'daemon', 'status')->{code}, 0, 'with one, too';
	kill 'KILL', $s->{pid};
	waitpid delete $s->{pid}, 0;
	ok -e $control, 'one that was killed leaves its socket';
	is as_user($s, 'oncall', 'status')->{code}, 69, 'nobody answers';
	$s->start;
	is as_user($s, 'oncall', 'status')->{code}, 0,
	    'and the next takes its place';
	my $pid = $s->spawn;
	waitpid $pid, 0;
	is $? >> 8, 75, 'a second daemon is turned away';
	is as_user($s, 'oncall', 'status')->{code}, 0, 'the first goes on';
};

subtest 'without a control socket' => sub {
	my $t = box(control => '', roles => '');
	ok !-e "$t->{dir}/control.sock", 'there is none';
	my $r = as_user($t, 'oncall', 'kill', 'all', '--reason', 'x');
	is $r->{code}, 77, 'no permission';
	like $r->{err}, qr/only root and daemon may open the database/,
	    'and it says who can';
	my $conf = slurp($t->{conf});
	spew($t->{conf}, "${conf}control: unix:control.sock\n");
	ok $t->reload, 'one in a reload';
	like $t->log, qr/control changed: it takes a restart/,
	    'takes a restart';
	ok !-e "$t->{dir}/control.sock", 'and there is still none';
	$t->stop;
	spew("$t->{dir}/control.sock", 'a file');
	my $pid = $t->spawn;
	waitpid $pid, 0;
	is $? >> 8, 73, 'a file of that name is not removed';
	unlink "$t->{dir}/control.sock";
	ok !-e "$t->{dir}/milter.sock", 'nor is the other socket left';
};

is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
done_testing;
