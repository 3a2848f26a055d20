#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Sandbox qw(mail);

# Mail of no agent, and mail that only says it is.

my $s = Sandbox->new;
my $plain = mail(headers => [], body => "our discount floor is 3\n" x 5);

subtest 'a person\'s mail' => sub {
	my $r = $s->send(login => 'ben@corp.example', message => $plain);
	is $r->{kind}, 'accept', 'passes';
	is $r->{stage}, 'N', 'at the end of its headers';
	is $r->{sent_body}, undef, 'its body is never asked for';
	is_deeply $r->{changed}, [], 'untouched';
	$r = $s->send(login => undef, message => $plain);
	is $r->{stage}, 'N', 'so does mail without a login';
	is scalar($s->verdicts), 0, 'and is on no record';
};

subtest 'forged' => sub {
	for my $name ('X-Agent-Workflow', 'x-AGENT-prompt', 'X-Agent-Release',
	    'X-Agent-Anything') {
		my $r = $s->send(login => 'ben@corp.example',
		    message => mail(headers => [$name, 'x']));
		is $r->{kind}, 'reject', $name;
		like $r->{text}, qr/^550 5\.7\.1 sendgate [0-9A-Z]{26}: /,
		    'with its id';
	}
	is scalar(grep { $_->{verdict} eq 'reject' } $s->verdicts), 4,
	    'each is on record';
};

subtest 'unmatched: reject' => sub {
	my $t = Sandbox->new(unmatched => 'reject');
	my $r = $t->send(login => 'ben@corp.example', message => $plain);
	is $r->{kind}, 'reject', 'rejected';
	like $r->{text}, qr/^550 5\.7\.1 sendgate \S+: /, 'with its reply';
	is $t->send->{outcome}, 'accept', 'the agent still passes';
};

done_testing;
