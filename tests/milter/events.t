#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Milter;
use Sandbox qw(mail slurp);

# The order of events, and what the MTA may do between them.

my $s = Sandbox->new;
my $ok = ['pat@fernhill.example'];
my @us = (login => 'cowork@corp.example', rcpts => $ok);

subtest 'what is agreed on' => sub {
	my $m = $s->client;
	ok $m->{actions} & 0x10, 'it may change headers';
	ok $m->{actions} & 0x20, 'it may quarantine';
	ok !($m->{actions} & ~0x130), 'and nothing else';
	ok $m->{steps} & 0x100000, 'values keep their leading blank';
	ok !($m->{steps} & 0x40000), 'the end of headers is answered';
	ok !($m->{steps} & 0x4000), 'MAIL is answered';
	like $m->{symbols}, qr/\{auth_authen\}/, 'the login is asked for';
	$m->close;
};

subtest 'an MTA that offers little' => sub {
	my $m = $s->client(steps => 0x3f, actions => 0x3f);
	my $r = $m->message(@us, message => mail());
	is $r->{outcome}, 'accept', 'a message passes without options';
	is scalar @{ $r->{changed} }, 1, 'its header is removed';
	$m->close;

	# the digest is that of the message with its blanks
	my $draft = mail(to => 'x@northwind-robotics.example');
	my $to = 'x@northwind-robotics.example';
	my $token = $s->token($draft, $to);
	$m = $s->client(steps => 0x3f);
	$r = $m->message(login => 'cowork@corp.example', rcpts => [$to],
	    message => Sandbox::with_token($draft, $token));
	is $r->{outcome}, 'accept', 'a blank that was cut is put back';
	$m->close;

	$m = $s->client(actions => 0x1);
	$r = $m->message(@us, message => mail());
	is $r->{kind}, 'tempfail', 'no leave to remove headers: 451';
	like $r->{text}, qr/^451 4\.3\.0 sendgate: /, 'said so';
	$m->close;
	is scalar($s->events('answer-failed')), 1, 'and it is on record';
};

subtest 'several messages on a connection' => sub {
	my $m = $s->client;
	for my $n (1 .. 3) {
		my $r = $m->message(@us, message => mail(), queue_id => "S$n");
		is $r->{outcome}, 'accept', "message $n";
		$r = $m->message(@us, message =>
		    mail(body => "our discount floor\n"));
		is $r->{outcome}, 'reject', "and one rejected";
	}
	$m->close;
	my @ids = map { $_->{queue_id} }
	    grep { ($_->{queue_id} // '') =~ /^S/ } $s->verdicts;
	is "@ids", 'S1 S2 S3', 'each has its own queue id on record';
};

subtest 'logins do not stick' => sub {
	my $m = $s->client;
	my $r = $m->message(@us, message => mail());
	is $r->{outcome}, 'accept', 'the agent';
	$r = $m->message(rcpts => $ok, message => mail());
	is $r->{outcome}, 'reject', 'then nobody, with the agent\'s headers';
	like $r->{text}, qr/forged/, 'is forged';
	$m->close;
};

subtest 'aborts' => sub {
	my $before = () = $s->verdicts;
	my $m = $s->client;
	my %o = (@us, sender => 'cowork@corp.example', message => mail());
	for my $steps (1 .. 3) {
		my $r = {};
		$m->envelope($r, %o);
		$m->headers($r, %o) if $steps > 1;
		$m->body($r, %o) if $steps > 2;
		$m->abort;
		$r = $m->message(%o);
		is $r->{outcome}, 'accept', "a message after abort $steps";
	}
	# a message left in the middle, the connection cut
	$m->envelope({}, %o);
	$m->headers({}, %o);
	$m->{sock}->close;
	is scalar($s->verdicts), $before + 3, 'only whole ones are on record';
};

subtest 'MAIL again without an abort' => sub {
	my $m = $s->client;
	my %o = (@us, sender => 'cowork@corp.example', message => mail());
	$m->envelope({}, %o);
	$m->headers({}, %o);
	my $r = $m->message(%o, message => mail(body => "second\n"));
	is $r->{outcome}, 'accept', 'the second is judged';
	$m->close;
};

subtest 'steps left out' => sub {
	my $m = $s->client;
	my $r = $m->message(@us, message => mail(body => ''));
	is $r->{outcome}, 'accept', 'no body';
	$r = { kind => 'accept', text => '' };
	my %o = (@us, sender => 'cowork@corp.example');
	$m->envelope($r, %o);
	$m->body($r, message => "\r\n\r\nour discount floor\r\n");
	$m->step('E', '', ['i', 'Q1'], $r);
	is $r->{kind}, 'reject', 'no header and no end of them: still judged';
	like $r->{text}, qr/test\.floor/, 'by its body';
	$m->close;
};

subtest 'large things' => sub {
	my $m = $s->client;
	my $r = $m->message(@us, message => mail(headers =>
	    ['X-Agent-Workflow', 'cold-intro', 'X-Long', 'a' x 102000]));
	is $r->{outcome}, 'accept', 'a header field of 102,000 bytes';
	my $text = join '', map { "line $_ of a long letter\n" } 1 .. 20000;
	$r = $m->message(@us, message =>
	    mail(body => $text . "our discount floor\n"));
	is $r->{outcome}, 'reject', 'the end of 500 kB is read';
	$r = $m->message(@us, chunk => 7,
	    message => mail(body => "our discount floor\n" x 20));
	is $r->{outcome}, 'reject', 'a body in small pieces';
	my @many = map { "r$_\@fernhill.example" } 1 .. 3000;
	$r = $m->message(login => 'cowork@corp.example', rcpts => \@many,
	    message => mail());
	is $r->{outcome}, 'accept', '3,000 recipients';
	$m->close;
};

subtest 'what is deleted' => sub {
	my $r = $s->send(message => mail(headers => [
	    'X-Agent-Workflow', 'cold-intro', 'X-Agent-Prompt', 'p1',
	    'X-Other', '1', 'x-agent-note', 'a', 'X-Agent-Note', 'b',
	    'X-Agent-Sources', 'crm.accounts']));
	is $r->{outcome}, 'accept', 'accepted';
	my @deleted = map { lc("$_->[0]:$_->[1]:") . $_->[2] }
	    @{ $r->{changed} };
	is_deeply \@deleted, ['x-agent-note:2:', 'x-agent-note:1:',
	    'x-agent-prompt:1:', 'x-agent-sources:1:',
	    'x-agent-workflow:1:'],
	    'every X-Agent header, from the last to the first of a name';
	is $r->{other}, undef, 'nothing is added';
};

subtest 'what the MTA says of the client' => sub {
	my $t = Sandbox->new(agent => <<'EOF');
  - id: cowork
    match: { auth: [cowork@corp.example], client: [127.0.0.0/8, "::1"] }
EOF
	my %case = ('127.0.0.1' => 'accept', '::1' => 'accept',
	    '::ffff:127.0.0.9' => 'accept', '192.0.2.1' => 'reject');
	for my $client (sort keys %case) {
		my $r = $t->send(client => $client);
		is $r->{outcome}, $case{$client}, $client;
	}
	my ($last) = reverse $t->verdicts;
	is $last->{verdict}, 'accept', 'on record';
};

is $s->stop, 0, 'the daemon ends in order';
unlike $s->log, qr/claimed not to reply/, 'libmilter has no complaint';
done_testing;
