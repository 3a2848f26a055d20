#!/usr/bin/perl
#
# Limits: what is refused, for how long, what uses them up and what does not,
# under many sessions at once and across a kill -9.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use POSIX ();
use Time::HiRes qw(sleep time);
use Sandbox qw(mail slurp spew slow);

my $AGENT = <<'EOF';
  - id: cowork
    match: { auth: [cowork@corp.example] }
    declare: [workflow]
EOF

sub box {
	my ($limits, %o) = @_;
	return Sandbox->new(%o, extra => "limits:\n" .
	    join('', map { "  - { $_ }\n" } @$limits));
}

sub to {
	my ($box, $rcpts, %o) = @_;
	my @rcpts = ref $rcpts ? @$rcpts : ($rcpts);
	return $box->send(message => mail(to => join(', ', @rcpts), %o),
	    rcpts => [@rcpts]);
}

my $cold = 'pat@fernhill.example';

# Messages of an agent
my $box = box(['name: agent-hour, per: agent, count: messages, max: 2, in: 1h, over: tempfail']);
is to($box, $cold)->{outcome}, 'accept', 'one';
is to($box, $cold, body => "Our discount floor.\n")->{outcome}, 'reject',
    'a rejection';
is to($box, 'x@nowhere.example')->{outcome}, 'held', 'and a hold';
is to($box, $cold)->{outcome}, 'accept', 'use nothing up';
my $r = to($box, $cold);
is $r->{outcome}, 'tempfail', 'the third is too much';
like $r->{text}, qr/^451 4\.7\.28 sendgate \w{26}: limit agent-hour: retry in (\d+) s$/,
    'and told when to come again';
my ($retry) = $r->{text} =~ /retry in (\d+) s/;
cmp_ok $retry, '>', 3500, 'in about an hour';
cmp_ok $retry, '<=', 3601, 'and not later';
my ($last) = reverse $box->verdicts;
is_deeply $last->{reasons}, ['limit agent-hour'], 'the reason is on record';
like $box->cli('status')->{out},
    qr/^limit +agent-hour cowork: 2 of 2 in 3600 s$/m, 'status shows it';
my ($status) = $box->rows('status');
is_deeply $status->{limits}, [{ limit => 'agent-hour', key => 'cowork',
    used => 2, max => 2, in => 3600 }], 'in JSON too';
my $file = "$box->{dir}/m.eml";
spew($file, mail());
$r = $box->cli('scan', $file);
is $r->{code}, 1, 'scan knows it';
like $r->{out}, qr/limit agent-hour/, 'and says so';

# A limit outlives the daemon, however that ends.
kill 'KILL', $box->{pid};
waitpid delete $box->{pid}, 0;
$box->start;
is to($box, $cold)->{outcome}, 'tempfail', 'after a kill -9';

# Recipients; a refused message of many uses nothing up
$box = box(['name: rcpts, per: agent, count: recipients, max: 3, in: 1h, over: reject']);
is to($box, [map { "p$_\@fernhill.example" } 1 .. 4])->{outcome}, 'reject',
    'four recipients are too many';
$r = to($box, [map { "p$_\@fernhill.example" } 1 .. 3]);
is $r->{outcome}, 'accept', 'three are not';
$r = to($box, $cold);
is $r->{outcome}, 'reject', 'and one more is';
like $r->{text}, qr/^550 5\.7\.1 sendgate \w{26}: limit rcpts: /, 'is told so';

# Accounts, domains, recipients, tiers, workflows, all
my $two = <<'EOF';
account_id,name,domains,tier
F1,Fernhill Dental,fernhill.example,cold
F2,Bluepeak,bluepeak.example;blue.example,cold
F3,Stonex,stonex.example,cold
EOF
$box = box(['name: acc, per: account, count: messages, max: 1, in: 1h, over: reject'],
    book => $two);
is to($box, 'a@bluepeak.example')->{outcome}, 'accept', 'an account';
is to($box, 'b@blue.example')->{outcome}, 'reject', 'by another domain of it';
is to($box, ['a@fernhill.example', 'c@blue.example'])->{outcome}, 'reject',
    'one of two accounts is full';
is to($box, 'a@fernhill.example')->{outcome}, 'accept', 'the other is not';

$box = box(['name: dist, per: agent, count: accounts, max: 2, in: 1h, over: quarantine'],
    book => $two);
is to($box, 'a@bluepeak.example')->{outcome}, 'accept', 'a first account';
is to($box, 'b@blue.example')->{outcome}, 'accept', 'the same again';
is to($box, 'a@fernhill.example')->{outcome}, 'accept', 'a second';
is to($box, 'a@stonex.example')->{outcome}, 'held', 'a third is held';
is to($box, 'a@fernhill.example')->{outcome}, 'accept', 'the second is not';

$box = box(['name: dom, per: domain, count: messages, max: 1, in: 1h, over: reject',
    'name: one, per: recipient, count: messages, max: 1, in: 1h, over: tempfail'],
    book => $two);
is to($box, 'a@bluepeak.example')->{outcome}, 'accept', 'a domain';
is to($box, 'b@BluePeak.example')->{outcome}, 'reject', 'is full';
is to($box, 'b@blue.example')->{outcome}, 'accept', 'another';
$r = to($box, 'A@bluepeak.example');
is $r->{outcome}, 'reject', 'the first of two limits that apply';
($last) = reverse $box->verdicts;
is_deeply $last->{reasons}, ['limit dom'], 'local parts keep their case';

$box = box(['name: flow, per: workflow, count: messages, max: 1, in: 2s, over: tempfail',
    'name: tier, per: tier, count: messages, max: 2, in: 1h, over: reject',
    'name: all, per: all, count: messages, max: 3, in: 1h, over: reject']);
is to($box, $cold)->{outcome}, 'accept', 'a workflow';
is to($box, $cold)->{outcome}, 'tempfail', 'is full';
is to($box, $cold, headers => ['X-Agent-Workflow', 'other'])->{outcome},
    'accept', 'another is not';
sleep 2.1;
$r = to($box, $cold);
is $r->{outcome}, 'reject', 'the workflow is free again, the tier is full';
like $r->{text}, qr/limit tier/, 'which is said';

# Twenty sessions at once
$box = box(['name: burst, per: agent, count: messages, max: 25, in: 1h, over: tempfail']);
my @pids;
for my $session (1 .. 20) {
	my $pid = fork // die "fork: $!";
	push @pids, $pid and next if $pid;
	my $taken = 0;
	for (1 .. 5) {
		$taken++ if to($box, $cold)->{outcome} eq 'accept';
	}
	POSIX::_exit($taken);
}
my $taken = 0;
for (@pids) {
	waitpid $_, 0;
	$taken += $? >> 8;
}
is $taken, 25, 'of a hundred at once just as many as may';

done_testing;
