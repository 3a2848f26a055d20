#!/usr/bin/perl
#
# What changed between two rule sets, in words and as JSON.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use File::Temp;
use JSON::PP;
use Sandbox qw(spew);

my $box = Sandbox->new(start => 0, no_book => 1);
my $dir = $box->{dir};
mkdir "$dir/$_" for 'old', 'new';
spew("$dir/old/words.txt", "alpha\nbeta\n");
spew("$dir/new/words.txt", "beta\ngamma\n");
spew("$dir/old/a.yaml", <<'EOF');
pack: p
threshold: 5
rules:
  - { id: p.same, action: block, regex: 'same' }
  - { id: p.gone, action: block, regex: 'gone' }
  - { id: p.more, action: flag, regex: 'more', tell: Old words., for: { tiers: [cold] } }
  - { id: p.words, action: flag, words: { file: words.txt } }
  - { id: p.score, score: 2, words: [now] }
EOF
spew("$dir/new/a.yaml", <<'EOF');
pack: p
threshold: { score: 7, action: block }
rules:
  - { id: p.words, action: flag, words: { file: words.txt } }
  - { id: p.score, score: 2, words: [now] }
  - { id: p.same, action: block, regex: 'same' }
  - { id: p.more, action: block, regex: 'mo+re', for: { tiers: [cold, standard] }, least: 2 }
  - { id: p.new, action: quarantine, title: A new one, regex: 'new' }
EOF

my $r = $box->cli('rules', 'diff', "$dir/old", "$dir/new");
is $r->{code}, 0, 'rules diff' or diag $r->{err};
is $r->{out}, <<'EOF', 'says every change';
- p.gone: p.gone (block; every view)
~ p.more: action was flag, is block
~ p.more: regex was more, is mo+re
~ p.more: tell is gone, was Old words.
~ p.more: for was { tiers: [cold] }, is { tiers: [cold, standard] }
~ p.more: least is new: 2
~ p.words: phrase is gone, was alpha
~ p.words: phrase is new: gamma
~ p.score: threshold of its pack was 5, is 7, block
+ p.new: A new one (quarantine; every view)
1 rules added, 1 removed, 3 changed
EOF
my @rows = $box->rows('rules', 'diff', "$dir/old", "$dir/new");
is scalar(@rows), 10, 'as JSON';
is_deeply $rows[1], { change => 'changed', rule => 'p.more', key => 'action',
    old => 'flag', new => 'block' }, 'with rule, key, old and new';
is_deeply $rows[-1], { change => 'added', rule => 'p.new' }, 'or the rule';
$r = $box->cli('rules', 'diff', "$dir/old", "$dir/old");
is $r->{out}, "0 rules added, 0 removed, 0 changed\n", 'nothing changed';
is $box->cli('rules', 'diff', "$dir/old", "$dir/none")->{code}, 78,
    'no such set';
is $box->cli('rules', 'diff', "$dir/old")->{code}, 64, 'one set';

done_testing;
