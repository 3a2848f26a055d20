#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Milter;
use Sandbox qw(mail);

# Approval tokens at the gate; one use each, however many try at once.

my $s = Sandbox->new;
my $to = 'x@northwind-robotics.example';
my @us = (login => 'cowork@corp.example', rcpts => [$to]);

sub submit { my ($message, %o) = @_;
	return $s->send(rcpts => [$to], message => $message, %o); }

my $draft = mail(to => $to, body => "Shall we meet on Tuesday?\n");
my $token = $s->token($draft, $to);
my $with = Sandbox::with_token($draft, $token);

is submit($with =~ s/Tuesday/Wednesday/r)->{kind}, 'reject', 'another body';
is submit($with =~ s/: Hello/: Hallo/r)->{kind}, 'reject', 'another subject';
is submit($with, rcpts => [$to, 'y@northwind-robotics.example'])->{kind},
    'reject', 'another recipient';
my $r = submit($with);
is $r->{outcome}, 'accept', 'as approved';
is scalar(grep { lc $_->[0] eq 'x-agent-approval' } @{ $r->{changed} }), 1,
    'the token does not leave';
$r = submit($with);
is $r->{kind}, 'reject', 'good once';
like $r->{text}, qr/approval-used/, 'and said so';
my ($record) = grep { $_->{approval} } $s->verdicts;
is $record->{approval}{approver} ne '', 1, 'the approver is on record';

subtest 'folded, and in encoded words' => sub {
	my $mail = mail(to => $to, body => "folded\n");
	my $t = $s->token($mail, $to);
	my $folded = join "\r\n ", $t =~ /(.{1,60})/g;
	is submit(Sandbox::with_token($mail, $folded))->{outcome}, 'accept',
	    'folded';
	$mail = mail(to => $to, body => "encoded\n");
	$t = $s->token($mail, $to);
	my $words = join "\r\n ", map { '=?us-ascii?q?' . s/_/=5F/gr . '?=' }
	    $t =~ /(.{1,40})/g;
	is submit(Sandbox::with_token($mail, $words))->{outcome}, 'accept',
	    'encoded';
};

subtest 'sixteen at once' => sub {
	my $mail = mail(to => $to, body => "for sixteen\n");
	my $text = Sandbox::with_token($mail, $s->token($mail, $to));
	my @pids;
	for my $n (1 .. 16) {
		my $pid = fork // die;
		if (!$pid) {
			my $m = $s->client;
			my %o = (@us, sender => 'cowork@corp.example',
			    message => $text);
			my $r = { kind => 'accept' };
			$m->envelope($r, %o);
			$m->headers($r, %o);
			$m->body($r, %o);
			Sandbox::spew("$s->{dir}/ready.$n", '');
			select undef, undef, undef, 0.01
			    while !-e "$s->{dir}/go";
			$m->step('E', '', ['i', "T$n"], $r);
			Sandbox::spew("$s->{dir}/answer.$n", $r->{kind});
			$m->close;
			POSIX::_exit(0);
		}
		push @pids, $pid;
	}
	select undef, undef, undef, 0.02
	    while grep { !-e "$s->{dir}/ready.$_" } 1 .. 16;
	Sandbox::spew("$s->{dir}/go", '');
	waitpid $_, 0 for @pids;
	my %answers;
	$answers{ Sandbox::slurp("$s->{dir}/answer.$_") }++ for 1 .. 16;
	is $answers{accept}, 1, 'one is accepted';
	is $answers{reject}, 15, 'the others are not';
};

subtest 'a revoked key' => sub {
	my $mail = mail(to => $to, body => "revoked\n");
	my $t = $s->token($mail, $to);
	is $s->cli('key', 'revoke', 'ana')->{code}, 0, 'revoke';
	my $r = submit(Sandbox::with_token($mail, $t));
	is $r->{kind}, 'reject', 'at once';
	like $r->{text}, qr/approval-key-revoked/, 'and said so';
};

done_testing;
