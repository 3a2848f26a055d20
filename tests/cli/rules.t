#!/usr/bin/perl
#
# What `check`, `rules test` and `rules try` tell the author of a rule.

use strict;
use warnings;
use utf8;
use lib 'tests/milter/lib';
use JSON::PP;
use Test::More;
use Sandbox qw(mail spew);

my $box = Sandbox->new(start => 0, no_book => 1);
my $file = "$box->{dir}/rules.yaml";

sub rules { spew($file, "pack: t\nrules:\n$_[0]") }
sub json { return map { decode_json($_) } split /\n/, $_[0] }

subtest 'examples' => sub {
	rules(<<'EOT');
  - { id: t.good, action: flag, regex: 'foo', tests: { hit: [foo], miss: [bar] } }
  - { id: t.also, action: flag, regex: 'fo+', tests: { hit: [foo, fx], miss: [foo] } }
  - { id: t.none, action: flag, regex: 'a' }
  - { id: t.hit, action: flag, regex: 'a', tests: { hit: [a] } }
  - { id: t.miss, action: flag, regex: 'a', tests: { miss: [b] } }
  - id: t.near
    action: flag
    regex: 'floor'
    near: { regex: '\d', within: 5 }
    unless: { regex: 'floor mat' }
    least: 2
    tests: { hit: [floor, floor 1, 1 floor mat 1], miss: [floor] }
  - { id: t.card, action: flag, regex: '\d{16}', validate: luhn,
      tests: { hit: ["4111111111111112"], miss: ["1"] } }
  - { id: t.slow, action: flag, regex: '(?:x+)+(?:x+)+\d',
      tests: { hit: ["XX"], miss: [x] } }
  - { id: t.head, action: flag, header: { name: X-A, must: present },
      tests: { hit: ["X-B: 1"], miss: ["X-A: 1"] } }
  - { id: t.data, action: flag, exact: contracts }
EOT
	my $r = $box->cli('rules', 'test');
	is $r->{code}, 1, 'one that fails is exit 1';
	my %said = map { /^\Q$file\E:\d+:5: (.*)/ ? ($1 => 1) : () }
	    split /\n/, $r->{out};
	for my $line (
	    't.also should hit: "fx" is not a hit: it does not match',
	    't.also should not hit: "foo" is a hit and should not be',
	    't.near should hit: "floor" is not a hit: what `near` asks for is '
	    . 'not near',
	    't.near should hit: "floor 1" is not a hit: there are fewer than '
	    . '`least`',
	    't.near should hit: "1 floor mat 1" is not a hit: `unless` takes '
	    . 'it back',
	    't.card should hit: "4111111111111112" is not a hit: `validate` '
	    . 'does not take it',
	    't.slow should hit: "XX" is not a hit: it does not match',
	    'warning: t.none has no examples',
	    'warning: t.hit has no example that must not hit',
	    'warning: t.miss has no example that must hit') {
		ok delete $said{$line}, $line;
	}
	is_deeply \%said, {}, 'and nothing else: what one rule finds is none '
	    . "of another's";
	like $r->{out}, qr/^10 rules, \d+ examples, 7 failed$/m, 'in sum';
	my @rows = json($box->cli('rules', 'test', '--json')->{out});
	is scalar(grep { $_->{level} eq 'error' } @rows), 7, 'in JSON';
	is scalar(grep { $_->{level} eq 'warning' } @rows), 3, 'warnings too';
	my ($near) = grep { ($_->{why} // '') eq 'near' } @rows;
	is_deeply [@$near{qw(rule example wanted line column)}],
	    ['t.near', 'floor', 'hit', 8, 5], 'with all that is known';

	$r = $box->cli('check');
	is $r->{code}, 78, 'check refuses them';
	like $r->{err}, qr/:8:5: error: t\.near: its example "floor" is not a /,
	    'with the place';
};

subtest 'what a pattern takes' => sub {
	rules(<<'EOT');
  - { id: t.fine, action: flag, regex: '\bfoo \d{1,3}' }
  - { id: t.runaway, action: flag, regex: '(\w+\s?)+:' }
  - { id: t.slow, action: flag, regex: '(?:[a-m]|[n-z])+@', tests: { hit: ["a@"] } }
  - { id: t.odd, action: flag, regex: '(?|(bar)|(b)az)' }
  - { id: t.empty, action: flag, regex: '(?=foo)\w*' }
  - { id: t.head, action: flag, header: { name: X, must: absent, regex: 'x*' } }
EOT
	my $r = $box->cli('check');
	is $r->{code}, 0, 'no error';
	my %said = $r->{err} =~ /^\Q$file\E:\d:5: warning: (t\.\w+): (.*)$/mg;
	is_deeply [sort keys %said], [qw(t.empty t.odd t.runaway t.slow)],
	    'warned of are those';
	like $said{'t.runaway'}, qr/runs into its limit on .*held.*bound/,
	    'one that runs away, and what to do';
	like $said{'t.slow'}, qr/slow on a long word, [\d.]+ ms for 1 kB.*\\b/,
	    'one that is slow, and where';
	like $said{'t.odd'}, qr/asked about every text \(libhs: .*letters/,
	    'one that libhs does not know';
	like $said{'t.empty'}, qr/asked about every text \(there is no char/,
	    'one that can be anywhere';
	$r = $box->cli('check', '--json');
	is scalar(grep { $_->{level} eq 'warning' && $_->{line} == 4 }
	    json($r->{out})), 1, 'in JSON too';
};

my $rules = <<'EOT';
  - id: t.floor
    action: block
    where: [body]
    regex: 'floor'
    near: { regex: '\d', within: 5 }
    unless: { regex: 'floor mat' }
  - { id: t.card, action: block, regex: '\b\d{16}\b', validate: luhn }
  - { id: t.twice, action: flag, words: [discount], least: 3 }
  - { id: t.subject, action: flag, words: [urgent], where: [subject] }
  - { id: t.watch, action: block, mode: monitor, words: [yellow flag] }
  - { id: t.head, action: flag, header: { name: X-A, must: present } }
EOT

subtest 'a text' => sub {
	rules($rules);
	my $r = $box->cli('rules', 'try', '--text', 'the floor is 5 %');
	is $r->{code}, 0, 'is tried';
	like $r->{out}, qr/^finding  t\.floor \(block\) /m, 'a hit';
	like $r->{out}, qr/^    the \[floor\] is 5 %/m, 'in its context';
	unlike $r->{out}, qr/t\.head|no hit/, 'of a text no header is missing';
	like $r->{out}, qr/^1 hits$/m, 'counted';
	for my $case (
	    ['near', 'floor', 'the floor is high', 't.floor'],
	    ['unless', 'floor', '5 floor mats', 't.floor'],
	    ['validate', '4111111111111112', 'card 4111111111111112', 't.card'],
	    ['least', 'discount', 'a discount', 't.twice'],
	    ['where', 'urgent', 'most urgent', 't.subject']) {
		my ($why, $match, $text, $rule) = @$case;
		$r = $box->cli('rules', 'try', '--text', $text);
		like $r->{out}, qr/^no hit   \Q$rule\E in part 1, body: /m,
		    "$why: said";
		like $r->{out}, qr/^    .*\[\Q$match\E\]/m, "$why: shown";
		like $r->{out}, qr/^0 hits$/m, "$why: no hit";
		my ($row) = json($box->cli('rules', 'try', '--json', '--text',
		    $text)->{out});
		is_deeply [map { [@$_{qw(rule why view text)}] }
		    @{ $row->{misses} }], [[$rule, $why, 'body', $match]],
		    "$why: in JSON";
	}
	$r = $box->cli('rules', 'try', '--text', 'yellow flag');
	like $r->{out}, qr/t\.watch \(monitor\)/, 'a rule that only watches';
	$r = $box->cli('rules', 'try', '--text', '5 floor mats, floor 7');
	like $r->{out}, qr/^1 hits$/m, 'a hit and a miss of one rule';
	like $r->{out}, qr/`unless` takes it back\n    5 \[floor\] mats/,
	    'are told apart';
	$r = $box->cli('rules', 'try', '--text', "\e[31mfloor 5");
	unlike $r->{out}, qr/\e/, 'no control character comes through';
};

subtest 'what else it takes' => sub {
	spew($file, <<'EOT');
pack: s
threshold: 5
rules:
  - { id: s.hurry, score: 2, words: [hurry] }
  - { id: s.cold, action: block, words: [hurry], for: { tiers: [cold] } }
  - { id: s.us, action: block, words: [hurry], unless: { agents: [cowork] } }
EOT
	my $r = $box->cli('rules', 'try', '--text', 'do hurry');
	my %note = $r->{out} =~
	    /^finding  (s\.\w+) .*\n    do \[hurry\].*\n    (.*)$/mg;
	is_deeply \%note, {
		's.hurry' => 'it adds 2 to pack s, which acts from 5 on',
		's.cold' => 'if the mail is one that its `for` names, which is '
		    . 'not asked here',
		's.us' => 'unless its `unless` names the mail, which is not '
		    . 'asked here' }, 'a score, and whose mail it must be';
};

subtest 'messages' => sub {
	rules($rules);
	my @files = map { "$box->{dir}/$_.eml" } qw(a b);
	spew($files[0], mail(body => "the floor is 5 %\n", subject => 'urgent'));
	spew($files[1], mail(body => "Hello\n", headers => ['X-A', 1]));
	my $r = $box->cli('rules', 'try', @files);
	is $r->{code}, 0, 'several';
	like $r->{out}, qr/^\Q$files[0]\E:\n.*^3 hits\n\Q$files[1]\E:\n.*^0 hits$/ms,
	    'each by its name';
	my @rows = json($box->cli('rules', 'try', '--json', @files)->{out});
	is_deeply [map { $_->{file} } @rows], \@files, 'in JSON too';
	is_deeply [sort map { $_->{rule} } @{ $rows[0]{findings} }],
	    [qw(t.floor t.head t.subject)], 'with its hits';
	$r = $box->cli('rules', 'try', "$box->{dir}/none.eml", $files[1]);
	is $r->{code}, 66, 'one that is not there';
	like $r->{out}, qr/^0 hits$/m, 'keeps none from being tried';
	my $text = mail(body => "floor 5\n");
	for my $args ([], ['-']) {
		$r = $box->cli('rules', 'try', @$args, \$text);
		like $r->{out}, qr/t\.floor/, 'standard input';
	}
	is $box->cli('rules', 'try', '--text', 'x', $files[0])->{code}, 64,
	    'not a text and files at once';
	mkdir "$box->{dir}/other";
	spew("$box->{dir}/other/o.yaml", "pack: o\nrules:\n"
	    . "  - { id: o.hello, action: flag, words: [hello] }\n");
	for my $path ("$box->{dir}/other", "$box->{dir}/other/o.yaml") {
		$r = $box->cli('rules', 'try', '--rules', $path, $files[1]);
		like $r->{out}, qr/o\.hello/, 'other rules';
		unlike $r->{out}, qr/t\./, 'in place of those in force';
	}
	is $box->cli('rules', 'try', '--rules', "$box->{dir}/no",
	    $files[1])->{code}, 78, 'that must be there';
};

done_testing;
