#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Sandbox qw(mail);

# The reply of each cause.

my $s = Sandbox->new(agent => <<'EOF');
  - id: cowork
    match: { auth: [cowork@corp.example], client: [127.0.0.0/8] }
    declare: [workflow]
    reach: { tiers: [strategic, standard, cold], sources: [crm.accounts] }
EOF
my $id = qr/[0-9A-HJKMNP-TV-Z]{26}/;
my $north = 'x@northwind-robotics.example';
my $quarry = 'x@quarrystone.example';

sub workflow { return ('X-Agent-Workflow', 'cold-intro') }

my @cases = (
	['a clean one', {}, 'accept'],
	['a block rule', { message => mail(body =>
	    "Our discount  floor is 15 %.\n") }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: test\.floor: Take the discount/],
	['a block rule in the subject', { message => mail(subject =>
	    '=?utf-8?b?ZGlzY291bnQgZmxvb3I=?=') }, 'reject',
	    qr/test\.floor/],
	['a quarantine rule', { message => mail(body =>
	    "About Project  Heliotrope.\n") }, 'held'],
	['a flag', { message => mail(body => "a yellow flag\n") }, 'accept'],
	['a tier with unapproved: reject', { rcpts => [$quarry],
	    message => mail(to => $quarry) }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: approval-required: /],
	['a tier with unapproved: quarantine', { rcpts => [$north],
	    message => mail(to => $north) }, 'held'],
	['an unknown recipient', { rcpts => ['who@nowhere.example'] }, 'held'],
	['the strictest decides', { rcpts => ['pat@fernhill.example',
	    $north] }, 'held'],
	['missing metadata', { message => mail(headers => []) }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: missing-metadata: .*workflow/i],
	['empty metadata', { message => mail(headers =>
	    ['X-Agent-Workflow', ' ']) }, 'reject', qr/workflow/i],
	['duplicate metadata', { message => mail(headers =>
	    ['X-Agent-Workflow', 'a', 'x-agent-workflow', 'b']) }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: duplicate-metadata: .*workflow/i],
	['another client', { client => '192.0.2.7' }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: agent-mismatch: /],
	['a tier out of reach', { rcpts => ['x@bluepeak.example'] }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: out-of-reach: /],
	['a source out of reach', { message => mail(headers => [workflow(),
	    'X-Agent-Sources', 'crm.accounts, deals.notes']) }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: source-out-of-reach: /],
	['a source within', { message => mail(headers => [workflow(),
	    'X-Agent-Sources', 'crm.accounts']) }, 'accept'],
	['a token that is none', { message => mail(headers => [workflow(),
	    'X-Agent-Approval', 'abc']) }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: approval-malformed: /],
	['a release that is none', { message => mail(headers => [workflow(),
	    'X-Agent-Release', 'abc']) }, 'reject',
	    qr/^550 5\.7\.1 sendgate $id: release-invalid: /],
	['what can\'t be read', { message => mail(type => 'application/pdf',
	    body => "%PDF-1.4 \x01\x02\n") }, 'held'],
	['a broken structure', { message => mail(type =>
	    'multipart/mixed; boundary=x', body => "--y\n\ntext\n") }, 'held'],
);

for my $case (@cases) {
	my ($name, $args, $outcome, $reply) = @$case;
	my $r = $s->send(%$args);
	is $r->{outcome}, $outcome, $name;
	like $r->{text}, $reply, "$name: the reply" if $reply;
	unlike $r->{text}, qr/discount +floor is/i, "$name: no echo";
}

my @verdicts = $s->verdicts;
is scalar @verdicts, scalar @cases, 'each is on record';
for my $i (0 .. $#cases) {
	my $want = $cases[$i][2] eq 'held' ? 'quarantine' : $cases[$i][2];
	is $verdicts[$i]{verdict}, $want, "on record: $cases[$i][0]";
	ok @{ $verdicts[$i]{reasons} } > 0, 'with reasons';
}
is $verdicts[0]{agent}, 'cowork', 'the agent is on record';
is $verdicts[0]{workflow}, 'cold-intro', 'and its workflow';
is_deeply $verdicts[0]{recipients}, ['pat@fernhill.example'],
    'and the recipients';
is $verdicts[0]{subject}, 'Hello', 'and the subject';
is $verdicts[0]{tier}, 'cold', 'and the tier';
is_deeply $verdicts[0]{accounts}, ['A4'], 'and the account';
ok $verdicts[0]{took_us} > 0, 'and the time taken';
is_deeply $verdicts[15]{sources}, ['crm.accounts'], 'and the sources';
like $s->log, qr/id=$id queue_id=Q1 verdict=reject cause=\S+ rules=test\.floor agent=cowork took_us=\d+/,
    'a line a message in the log';
unlike $s->log, qr/discount +floor/i, 'which never says what matched';
is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

subtest 'store: mta' => sub {
	my $t = Sandbox->new(store => 'mta');
	my $r = $t->send(rcpts => [$north], queue_id => '4Q2',
	    message => mail(to => $north));
	is $r->{kind}, 'accept', 'the MTA keeps it';
	like $r->{quarantine}, qr/^sendgate $id: /, 'on hold, with a reason';
	is scalar @{ $r->{changed} }, 1, 'the header is removed';
	my ($held) = $t->rows('quarantine', 'list');
	is $held->{queue_id}, '4Q2', 'the queue id is on record';
	my $m = $t->client(actions => 0x10);
	$r = $m->message(login => 'cowork@corp.example', rcpts => [$north],
	    message => mail(to => $north));
	is $r->{kind}, 'tempfail', 'an MTA that can\'t hold: 451';
	$m->close;
	is scalar($t->events('answer-failed')), 1, 'on record';
};

subtest 'a message past the ceiling' => sub {
	my $t = Sandbox->new(extra => "ceilings: { message: 20000 }\n");
	is $t->send->{outcome}, 'accept', 'a short one';
	my $r = $t->send(message => mail(body => "some words here\n" x 4000));
	is $r->{outcome}, 'held', 'a cut one is held';
	my ($v) = reverse $t->verdicts;
	like "@{ $v->{reasons} }", qr/inspected/, 'as not fully inspected';
};

done_testing;
