#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Sandbox qw(mail slurp spew);

# SIGHUP: all or nothing, and never in the middle of a message.

my $s = Sandbox->new;
my $rules = slurp("$s->{dir}/rules.yaml");
my $conf = slurp($s->{conf});
my %o = (login => 'cowork@corp.example', sender => 'cowork@corp.example',
    rcpts => ['pat@fernhill.example'], message => mail(body =>
	"about a new word\n"));

is $s->send(%o)->{outcome}, 'accept', 'before';

my $m = $s->client;
my $r = { kind => 'accept', text => '' };
$m->envelope($r, %o);
$m->headers($r, %o);
spew("$s->{dir}/rules.yaml", $rules . <<'EOF');
  - { id: test.word, title: New, action: block, words: ["new word"] }
EOF
ok $s->reload, 'reload';
is $s->send(%o)->{outcome}, 'reject', 'the new rule acts on the next';
$m->body($r, %o);
$m->step('E', '', ['i', 'Q9'], $r);
is $r->{kind}, 'accept', 'a message keeps the set that it began with';
is $m->message(%o)->{outcome}, 'reject',
    'the next on that connection has the new one';
$m->close;

subtest 'broken files' => sub {
	spew("$s->{dir}/rules.yaml", "$rules  - { id: broken, regex: '(' }\n");
	ok $s->reload, 'broken rules';
	like $s->log, qr/rules\.yaml:\d+:\d+: error/, 'said with the place';
	is $s->send(%o)->{outcome}, 'reject', 'the last good set is in force';
	spew("$s->{dir}/rules.yaml", $rules);
	spew($s->{conf}, "$conf\nbogus_key: 1\n");
	ok $s->reload, 'a broken configuration';
	is $s->send(%o)->{outcome}, 'reject', 'the last good set is in force';
	unlink $s->{conf};
	ok $s->reload, 'no configuration';
	is $s->send(%o)->{outcome}, 'reject', 'the last good set is in force';
	spew($s->{conf}, $conf);
	spew("$s->{dir}/approvers.jwks", '{"keys": [');
	ok $s->reload, 'broken approvers';
	is $s->send(%o)->{outcome}, 'reject', 'the last good set is in force';
	unlink "$s->{dir}/approvers.jwks";
	ok $s->reload, 'and all good again';
	is $s->send(%o)->{outcome}, 'accept', 'taken';
};

my @events = $s->events('reload');
is scalar @events, 6, 'each reload is on record';
is_deeply [map { $_->{outcome} } @events],
    [qw(taken refused refused refused refused taken)], 'with its outcome';
isnt $events[0]{rules_digest}, $events[5]{rules_digest},
    'and the digest of the rules in force';
is $events[0]{rules_digest}, $events[1]{rules_digest},
    'which a refused one leaves';

spew($s->{conf}, $conf =~ s/milter\.sock/other.sock/r);
ok $s->reload, 'another socket';
like $s->log, qr/listen changed: it takes a restart/, 'takes a restart';
is $s->send(%o)->{outcome}, 'accept', 'and changes nothing until then';

# The command waits for the answer.
spew($s->{conf}, $conf);
my $r2 = $s->cli('reload');
is $r2->{code}, 0, 'sendgate reload' or diag $r2->{err};
is $r2->{out}, "reloaded\n", 'says so';
spew("$s->{dir}/rules.yaml", "$rules  - { id: broken, regex: '(' }\n");
$r2 = $s->cli('reload');
is $r2->{code}, 78, 'what the daemon refuses';
like $r2->{err}, qr/refused, the old configuration stays: /, 'is said';
spew("$s->{dir}/rules.yaml", $rules);

# signals as fast as they come, while others are handled: libmilter's own
# thread, which stops at a SIGHUP, must never be the one that gets it
spew($s->{conf}, $conf);
for (1 .. 2000) {
	kill 'HUP', $s->{pid};
	select undef, undef, undef, 0.0001 if $_ % 3 == 0;
}
select undef, undef, undef, 0.5 * Sandbox::slow();
is $s->send(%o)->{outcome}, 'accept', 'many signals: it lives';
is $s->stop, 0, 'and ends in order';
$r2 = $s->cli('reload');
is $r2->{code}, 69, 'without a daemon';
like $r2->{err}, qr/no daemon runs on this database/, 'there is none';
done_testing;
