#!/usr/bin/perl
#
# A rule's way, as sendgate-rules(5) describes it: its own example is the rule,
# and each command that the page names is run where the page names it.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail slurp spew);

my $page = slurp('contrib/man/sendgate-rules.5');

# The first example, as a reader has it.
my ($pack) = $page =~ /^\.Bd -literal[^\n]*\n(.*?)^\.Ed$/ms;
$pack =~ s/\\e/\\/g;
my ($id) = $pack =~ /^  - id: (\S+)/m;
my ($hit) = $pack =~ /hit:\s+\["(.*?)"/;
my ($miss) = $pack =~ /miss:\s+\["(.*?)"/;

# The commands of the way, in order: "Ar word" stands for what the test puts
# there, and so do the words after it up to a macro.
my ($way) = $page =~ /^\.Ss A rule's way\n(.*?)^\.S[hs]/ms;
my @commands;
while ($way =~ /^\.Ql sendgate (.*)$/mg) {
	my ($words, $open) = ('', 0);
	for my $word (split / /, $1) {
		next if $word eq '...';
		$open = $word eq 'Ar', next if $word =~ /^(?:Ar|Ql)$/;
		$words .= ($words eq '' ? '' : ' ') .
		    ($open ? "<$word>" : $word);
	}
	push @commands, $words;
}

my $box = Sandbox->new(start => 0, rules => <<'EOF');
pack: base
rules:
  - { id: base.code, title: Code, action: quarantine, words: [project heliotrope] }
EOF
my $folder = "$box->{dir}/rules";
my $copy = "$box->{dir}/copy";
mkdir $folder;
rename "$box->{dir}/rules.yaml", "$folder/base.yaml";
spew($box->{conf}, slurp($box->{conf}) =~ s/^rules: .*/rules: [$folder]/mr);
$box->start;

my $rcpt = 'pat@fernhill.example';
my %value = (message => "$box->{dir}/m.eml", address => $rcpt, folder => $folder,
    copy => $copy, id => $id);
spew($value{message}, mail(body => "Hello, $hit, and $miss.\n"));

# The next command of the page, which must begin like that.
sub step {
	my ($begins, @more) = @_;
	my $command = shift @commands // '';
	like $command, qr/^\Q$begins\E\b/, "the page goes on: $begins";
	my @words = map { /^<(.*)>$/ ? $value{$1} // die "no $1" : $_ }
	    split / /, $command;
	# whose mail it is the page need not say
	return $box->cli(@words, @more);
}

sub send_hit { return $box->send(message => mail(body => "Hello, $hit.\n")) }
sub last_verdict { return ($box->verdicts)[-1] }

is send_hit()->{outcome}, 'accept', 'without the rule';
my $before = last_verdict()->{rules_digest};
like $before, qr/^[0-9a-f]{64}$/, 'its record has the digest of the rules';
is system('cp', '-r', $folder, $copy), 0, 'a copy of the folder';

# written, with a mistake first
spew("$folder/pricing.yaml", $pack =~ s/\(discount\|/(discount|(/r);
my $r = step('check');
is $r->{code}, 78, 'a broken pattern is found';
like $r->{err}, qr{^\Q$folder\E/pricing\.yaml:\d+:\d+: error: .*\n.*\n\s*\^$}m,
    'with its place and a caret';
spew("$folder/pricing.yaml", $pack);
$r = $box->cli('check');
is $r->{code}, 0, 'and then the pack is sound' or diag $r->{err};
unlike $r->{err}, qr/pricing\.yaml.*warning/, 'and nothing is unwise in it';

spew("$folder/pricing.yaml", $pack =~ s/miss: \["/miss: ["$hit", "/r);
$r = step('rules test');
is $r->{code}, 1, 'an example that fails';
like $r->{out}, qr{/pricing\.yaml:\d+:\d+: \Q$id\E should not hit: "\Q$hit\E"},
    'is said';
spew("$folder/pricing.yaml", $pack);
is $box->cli('rules', 'test')->{code}, 0, 'all hold';

$r = step('rules try');
like $r->{out}, qr/^finding  \Q$id\E \(block\)/m, 'tried on a message';
like $r->{out}, qr/\[discount floor\]/, 'the hit is shown';
$r = $box->cli('rules', 'try', '--text', 'the discount floor');
like $r->{out}, qr/^no hit   \Q$id\E .*`near`/m, 'and what is none, and why';
$r = $box->cli('rules', 'try', '--rules', "$copy/base.yaml", $value{message});
unlike $r->{out}, qr/\Q$id\E/, 'by other rules it would not be found';

$r = step('scan', '--agent', 'cowork');
is $r->{code}, 1, 'the verdict';
like $r->{out}, qr/reject.*\Q$id\E/s, 'would be a rejection by it';

$r = step('rules diff');
is $r->{code}, 0, 'what changed';
like $r->{out}, qr/\Q$id\E/, 'is the rule';
unlike $r->{out}, qr/base\.code/, 'and no other';

$r = step('rules backtest');
is $r->{code}, 0, 'last week, judged again' or diag $r->{err};
like $r->{out}, qr/accept.*reject/, 'has a verdict that would change';

# watched before it acts
spew("$folder/pricing.yaml", $pack =~ s/^(    action: block)$/$1\n    mode: monitor/mr);
ok $box->reload, 'reload';
is send_hit()->{outcome}, 'accept', 'in mode monitor nothing is done';
my $watched = last_verdict();
is $watched->{findings}[0]{action}, 'monitor', 'but it is recorded';
spew("$folder/pricing.yaml", $pack . "  - { id: broken, regex: '(' }\n");
ok $box->reload, 'a reload with an error';
like $box->log, qr{pricing\.yaml:\d+:\d+: error}, 'is refused, and said';
is send_hit()->{outcome}, 'accept', 'the rules in force stay';
is last_verdict()->{rules_digest}, $watched->{rules_digest}, 'by their digest';
$r = step('journal list');
like $r->{out}, qr/\Q$watched->{id}\E/, 'the journal has what it watched';

spew("$folder/pricing.yaml", $pack);
ok $box->reload, 'reload';
$r = send_hit();
is $r->{outcome}, 'reject', 'enforced';
like $r->{text} // '', qr/\Q$id\E: The discount floor is internal/,
    'with what the rule tells the agent';
is $box->send(message => mail(body => "Hello, $miss.\n"))->{outcome}, 'accept',
    'and nothing else is';
isnt last_verdict()->{rules_digest}, $before, 'by other rules than before';

is system("rm -r '$folder' && cp -r '$copy' '$folder'"), 0, 'undone';
ok $box->reload, 'reload';
is send_hit()->{outcome}, 'accept', 'as it was';
is last_verdict()->{rules_digest}, $before, 'by the rules from before';
like $box->cli('rules', 'diff', $copy, $folder)->{out},
    qr/^0 rules added, 0 removed, 0 changed$/, 'and no other';
is_deeply \@commands, [], 'the page names no other command';
done_testing;
