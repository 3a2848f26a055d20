#!/usr/bin/perl
#
# Only the MTA's 2xx is a release, and what leaves is the message as it came.

use strict;
use warnings;
use lib 'tests/milter/lib', 'tests/cli/lib';
use Test::More;
use Sandbox qw(mail slurp spew slow);
use Sink;

my $sink = Sink->new;
my $box = Sandbox->new(inject => $sink->{port});
my $to = 'x@northwind-robotics.example';

# Holds a message and gives its id.
sub hold {
	my ($message, @rcpts) = @_;
	@rcpts = ($to) if !@rcpts;
	my %known = map { $_->{id} => 1 } $box->rows('quarantine', 'list');
	my $result = $box->send(message => $message, rcpts => \@rcpts,
	    sender => 'cowork@corp.example');
	is $result->{outcome}, 'held', 'held';
	my ($new) = grep { !$known{$_} }
	    map { $_->{id} } $box->rows('quarantine', 'list');
	return $new;
}

sub release { return $box->cli('quarantine', 'release', @_, '--reason', 'ok') }

sub state_of {
	my ($id) = @_;
	my ($row) = $box->rows('quarantine', 'show', $id);
	return $row->{state};
}

# the bytes
my $message = mail(to => $to, type => 'text/plain; charset=utf-8',
    headers => ['X-Agent-Workflow', 'w', 'X-Note', "one\r\n two\r\n\tthree",
	'X-Agent-Prompt', "p\r\n folded"],
    body => ".\n..two\n.three\nGr\xc3\xbc\xc3\x9fe\nFrom here\n\n\nend \n");
$message =~ s/(?<!\r)\n/\r\n/g;
my $id = hold($message, $to, 'y@northwind-robotics.example');
my $r = release($id);
is $r->{code}, 0, 'release';
like $r->{out}, qr/^$id: released: 250 2\.0\.0 Ok: queued as SINK1$/m,
    'says what the MTA said';
my ($mail) = $sink->mails;
my $data = $mail->{data};
ok $data =~ s/\AX-Agent-Release: [\w-]{43}\r\n//, 'the release record goes along';
(my $want = $message) =~ s/^X-Agent-[^\n]*\n(?:[ \t][^\n]*\n)*//mg;
is $data, $want, 'the rest is the message, byte for byte, less our headers';
like $mail->{sender}, qr/^cowork\@corp\.example SIZE=\d+ BODY=8BITMIME$/,
    'the envelope sender, with BODY';
is_deeply $mail->{rcpts}, [$to, 'y@northwind-robotics.example'],
    'and every recipient';
is state_of($id), 'released', 'released';
is release($id)->{code}, 1, 'never twice';
is release($id, '--again')->{code}, 1, 'not even --again';
is $sink->count, 1, 'and it left once';
my ($record) = grep { $_->{id} eq $id } $box->verdicts;
is $record->{decision}{reason}, 'ok', 'the decision is on record';

# what the MTA may say
my @answers = (
	['greeting 421 4.3.2 closed', 75, 'held', qr/421 4\.3\.2 closed/],
	['greeting 554 never', 1, 'held', qr/554 never/],
	['mail 451 4.1.8 later', 75, 'held', qr/451 4\.1\.8 later/],
	['rcpt 550 5.1.1 unknown', 1, 'held', qr/550 5\.1\.1 unknown/],
	['data 452 4.3.1 full', 75, 'held', qr/452 4\.3\.1 full/],
	['end 452 4.3.1 full', 75, 'held', qr/452 4\.3\.1 full/],
	['end 554 5.7.1 no', 1, 'held', qr/554 5\.7\.1 no/],
	['lost greeting', 69, 'held', qr/hung up/],
	['lost mail', 69, 'held', qr/hung up/],
	['lost data', 69, 'held', qr/hung up/],
);
$id = hold(mail(to => $to));
for my $case (@answers) {
	my ($mode, $code, $state, $text) = @$case;
	$sink->mode($mode);
	my $before = $sink->count;
	$r = release($id);
	is $r->{code}, $code, "$mode: exit $code";
	is state_of($id), $state, "$mode: $state";
	like $r->{err}, $text, "$mode: the answer is said";
	is $sink->count, $before, "$mode: nothing left";
}
my ($row) = $box->rows('quarantine', 'show', $id);
like $row->{answer}, qr/hung up/, 'the last answer stands beside it';

$sink->mode('lost end');
my $before = $sink->count;
$r = release($id);
is $r->{code}, 1, 'lost after the end of the message';
like $r->{err}, qr/outcome unknown/, 'is an unknown outcome';
is state_of($id), 'unknown', 'on record as that';
$sink->mode('');
is release($id)->{code}, 1, 'it is not simply sent again';
is $sink->count, $before + 1, 'it was not';
is release($id, '--again')->{code}, 0, '--again does';
is $sink->count, $before + 2, 'and it left';

# two recipients, one refused: nobody gets it
$id = hold(mail(to => $to), $to, 'y@northwind-robotics.example');
$sink->mode('rcpt2 550 5.1.1 unknown');
$before = $sink->count;
is release($id)->{code}, 1, 'one recipient refused';
is $sink->count, $before, 'is nothing sent';
is state_of($id), 'held', 'and all still held';
$sink->mode('');

# judged again
$box->cli('kill', 'tier=strategic', '--reason', 'x');
$r = release($id);
is $r->{code}, 1, 'a kill in scope';
like $r->{err}, qr/paused: tier=strategic/, 'refuses, and is named';
$box->cli('resume', 'tier=strategic', '--reason', 'x');
my $rules = slurp("$box->{dir}/rules.yaml");
spew("$box->{dir}/rules.yaml", $rules . <<'EOT');
  - id: test.new
    title: New
    action: block
    words: [warehouse]
EOT
$r = release($id);
is $r->{code}, 1, 'a block rule that is new';
like $r->{err}, qr/rule test\.new \(block\)/, 'refuses, and is named';
$r = release($id, '--dry-run');
is $r->{code}, 1, 'in a dry run too';
spew("$box->{dir}/rules.yaml", 'rules: [');
is release($id)->{code}, 78, 'a broken rule set releases nothing';
spew("$box->{dir}/rules.yaml", $rules);
is state_of($id), 'held', 'it is still held';

# several
my @ids = ($id, hold(mail(to => $to)),
    hold(mail(body => "project heliotrope\n"), 'pat@fernhill.example'));
$before = $sink->count;
$r = $box->cli('quarantine', 'release', '--all', '--dry-run');
is $r->{code}, 0, 'a dry run over all';
is scalar(() = $r->{out} =~ /would be released/g), 3, 'names each';
is $sink->count, $before, 'and sends none';
$r = release($ids[1], '0' x 26);
is $r->{code}, 1, 'several, one of them not there';
is $sink->count, $before + 1, 'the other one left';
is release('--tier', 'strategic')->{code}, 0, 'by filter';
is $sink->count, $before + 2, 'one of that tier was left';
is release('--all')->{code}, 0, 'all';
is $sink->count, $before + 3, 'the last one left';
is scalar($box->rows('quarantine', 'list')), 0, 'nothing is held any more';

# two reviewers at once
$id = hold(mail(to => $to));
$before = $sink->count;
my @pids;
for (1 .. 4) {
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		exec "$Sandbox::BUILD/sendgate", '-c', $box->{conf},
		    'quarantine', 'release', $id, '--reason', 'race'
		    if open(STDOUT, '>', '/dev/null')
		    && open(STDERR, '>', '/dev/null');
		POSIX::_exit(127);
	}
	push @pids, $pid;
}
my @codes = map { waitpid($_, 0); $? >> 8 } @pids;
is scalar(grep { $_ == 0 } @codes), 1, 'of four at once one releases';
is $sink->count, $before + 1, 'and it left once';

# what can not go as it is
$id = hold(mail(to => $to, headers => ['X-Agent-Workflow', 'w', 'To',
	'z@northwind-robotics.example']));
$r = release($id);
is $r->{code}, 65, 'a message that would be altered';
like $r->{err}, qr/more than one To/, 'is refused, in words';
is state_of($id), 'held', 'and held';
my $noid = mail(to => $to) =~ s/^Message-ID:.*?\r\n//mr;
is release(hold($noid))->{code}, 0, 'without a Message-ID';
unlike +($sink->mails)[-1]{data}, qr/^Message-Id/mi, 'none is made up';
my $bare = mail(to => $to, body => "one\n") . "a\n.\nQUIT\rb\r\n";
is release(hold($bare))->{code}, 0, 'bare line ends';
like +($sink->mails)[-1]{data}, qr/one\r\na\r\n\.\r\nQUIT\r\nb\r\n\z/,
    'go as CRLF, and end nothing';

$sink->stop;
is release($id = hold(mail(to => $to)))->{code}, 69, 'no MTA at all';
is state_of($id), 'held', 'is still held';

# chunks
$sink = Sink->new(chunking => 1);
spew($box->{conf}, slurp($box->{conf}) =~ s/smtp:\/\/127.0.0.1:\d+/smtp:\/\/127.0.0.1:$sink->{port}/r);
is release($id)->{code}, 0, 'to an MTA that takes BDAT';
like +($sink->mails)[-1]{data}, qr/\AX-Agent-Release.*warehouse\.\r\n\z/s,
    'it leaves whole';
$sink->mode('lost end');
is release($id = hold(mail(to => $to)))->{code}, 1, 'lost after the last chunk';
is state_of($id), 'unknown', 'is unknown too';
$sink->mode('lost body');
is release($id = hold(mail(to => $to)))->{code}, 69, 'lost before it';
is state_of($id), 'held', 'is held';

is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

done_testing;
