#!/usr/bin/perl
#
# Recorded mail judged again: the same rules change nothing, other rules change
# what they should, in both directions, and what can't be judged is said.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail slurp spew);

my $RULES = <<'EOF';
pack: test
threshold: 3
rules:
  - { id: t.floor, action: block, regex: '(?i)discount floor' }
  - { id: t.code, action: quarantine, words: [project heliotrope] }
  - { id: t.flag, action: flag, words: [yellow flag] }
  - { id: t.hidden, action: quarantine, where: hidden, words: [secret note] }
  - { id: t.tier, action: block, words: [cold fish], for: { tiers: [cold] } }
  - { id: t.hurry, score: 2, words: [hurry] }
  - { id: t.now, score: 1, words: [right now] }
  - { id: t.unsub, action: flag, header: { name: List-Unsubscribe, must: present } }
EOF

my $box = Sandbox->new(rules => $RULES);
my $html = 'text/html; charset=utf-8';
my %sent = (
	plain => ["Hello.\n"],
	block => ["Our discount floor is 15 %.\n"],
	hold => ["About project heliotrope.\n"],
	flag => ["A yellow flag.\n"],
	hidden => ["<p>Hello <i hidden>secret note</i></p>\n", type => $html],
	cold => ["A cold fish.\n"],
	score => ["Hurry! Right now!\n"],
	half => ["Hurry!\n"],
	markup => ["<p>[body 1]\nA <b>yellow</b> flag\n[hidden 9]</p>\n",
	    type => $html],
	word => ["Our list price.\n"],
	strategic => ["Hello.\n", to => 'ana@northwind-robotics.example'],
);
my %id;
for my $name (sort keys %sent) {
	my ($body, %o) = @{ $sent{$name} };
	my $r = $box->send(message => mail(body => $body, %o),
	    exists $o{to} ? (rcpts => [$o{to}]) : ());
	my ($last) = reverse $box->verdicts;
	$id{ $last->{id} } = $name;
}

sub backtest {
	my (@args) = @_;
	my $r = $box->cli('rules', 'backtest', '--json', @args);
	is $r->{code}, 0, "backtest @args" or diag $r->{err};
	return { map { ($id{ $_->{id} } => "$_->{old} $_->{new}") }
	    map { JSON::PP::decode_json($_) } split /\n/, $r->{out} };
}

is_deeply backtest(), {}, 'the rules in force change nothing';
is_deeply backtest('--rules', "$box->{dir}/rules.yaml"), {},
    'nor do the same ones by name';

my $other = "$box->{dir}/other";
mkdir $other;
spew("$other/a.yaml", "pack: none\nrules: []\n");
is_deeply backtest('--rules', $other), { block => 'reject accept',
    hold => 'quarantine accept', hidden => 'quarantine accept',
    cold => 'reject accept', score => 'quarantine accept' },
    'without rules, what they stopped passes, and what others did not';

spew("$other/a.yaml", <<'EOF');
pack: other
rules:
  - { id: o.price, action: block, words: [list price] }
  - { id: o.floor, action: quarantine, regex: '(?i)discount floor' }
  - { id: o.code, action: block, mode: monitor, words: [project heliotrope] }
  - { id: o.flag, action: quarantine, words: [yellow flag], where: body }
  - { id: o.unsub, action: block, header: { name: Subject, must: present } , for: { agents: [nobody] } }
EOF
is_deeply backtest('--rules', $other), { block => 'reject quarantine',
    hold => 'quarantine accept', hidden => 'quarantine accept',
    cold => 'reject accept', score => 'quarantine accept',
    word => 'accept reject', flag => 'accept quarantine',
    markup => 'accept quarantine' }, 'other rules, in both directions';
is_deeply backtest('--rules', $other, '--limit', 1), { word => 'accept reject' },
    '--limit takes the latest';
is_deeply backtest('--rules', $other, '--since', '1h', '--tier', 'strategic'),
    {}, 'a tier in which nothing changes';
is_deeply backtest('--rules', $other, '--until', '2020-01-01'), {}, '--until';

my $r = $box->cli('rules', 'backtest', '--rules', $other);
is $r->{code}, 0, 'for a person';
like $r->{out}, qr/^\S+Z +\w{26} +accept +-> +reject +rule o\.price \(block\)$/m,
    'each change, and why';
like $r->{out}, qr/^  o\.flag +0 +2$/m, 'hits by rule';
like $r->{out}, qr/^  t\.flag +2 +0$/m, 'of both sets';
like $r->{out}, qr/^11 judged again, 8 verdicts change$/m, 'in all';
like $r->{out}, qr/^  reject -> accept: 1$/m, 'and by kind';
unlike $r->{err}, qr/\r/, 'no bar where there is no terminal';

# An approval, a kill and a limit of another kind stay as they were.
my $to = 'ana@northwind-robotics.example';
my $message = mail(body => "About project heliotrope.\n", to => $to);
my $token = $box->token($message, $to);
is $box->send(message => Sandbox::with_token($message, $token),
    rcpts => [$to])->{outcome}, 'accept', 'an approval covers a hold';
$box->cli('kill', 'workflow=cold-intro', '--mode', 'reject', '--reason', 'x');
$box->send(message => mail(body => "Hello.\n"));
is_deeply backtest('--limit', 4), {}, 'and so it does again; so does a kill';
spew("$other/a.yaml", "pack: none\nrules: []\n");
is_deeply backtest('--rules', $other, '--limit', 2), {},
    'neither of which the rules decided';

$r = $box->cli('rules', 'backtest', '--rules', "$box->{dir}/none");
is $r->{code}, 78, 'no such rules';
$r = $box->cli('rules', 'backtest', '--since', 'yesterday');
is $r->{code}, 64, 'no such time';

my $bare = Sandbox->new(rules => $RULES,
    extra => "journal: { keep: { accepted: none, rejected: none } }\n");
$bare->send;
$r = $bare->cli('rules', 'backtest');
like $r->{out}, qr/^0 judged again, 0 verdicts change$/m, 'nothing is kept';
like $r->{out}, qr/^1 not judged again: no content is kept$/m, 'and that said';

done_testing;
