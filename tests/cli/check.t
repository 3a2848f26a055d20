#!/usr/bin/perl
#
# `check` says every error at once, each with its place, and makes nothing.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(slurp spew);

my $box = Sandbox->new(start => 0, no_book => 1);
my @before = glob "$box->{dir}/*";

my $r = $box->cli('check');
is $r->{code}, 0, 'a sound configuration';
like $r->{out}, qr/^configuration ok$/m, 'is said to be';
is_deeply [glob "$box->{dir}/*"], \@before, 'no file was made';

my $good = slurp($box->{conf});
spew($box->{conf}, $good . "bogus_key: 1\nother_key: 2\n");
$r = $box->cli('check');
is $r->{code}, 78, 'unknown keys are EX_CONFIG';
my $lines = () = $good =~ /\n/g;
like $r->{err}, qr/sendgate\.yaml:@{[$lines + 1]}:1: error: .*bogus_key/,
    'the first with its place';
like $r->{err}, qr/sendgate\.yaml:@{[$lines + 2]}:1: error: .*other_key/,
    'and the second';
my @json = map { decode_json($_) }
    split /\n/, $box->cli('check', '--json')->{out};
is_deeply [map { $_->{line} } @json], [$lines + 1, $lines + 2], 'in JSON too';

for (["control: unix:control.sock\n", qr/without `roles` nobody/],
    ["roles: { kill: root }\n", qr/without `control` they are worth nothing/],
    ["control: unix:control.sock\nroles: { kill: no-such-group }\n",
	qr/roles\.kill: there is no group no-such-group/]) {
	spew($box->{conf}, $good . $_->[0]);
	$r = $box->cli('check');
	is $r->{code}, 0, 'roles that nobody has are no error';
	like $r->{err}, qr/warning: .*$_->[1]/, 'but said';
}
spew($box->{conf}, "${good}control: unix:control.sock\nroles: { kill: root }\n");
$r = $box->cli('check');
like $r->{out}, qr/^configuration ok/m, 'with both nothing is said';

spew($box->{conf}, $good);
my $rules = slurp("$box->{dir}/rules.yaml");
spew("$box->{dir}/rules.yaml", $rules . <<'EOT');
  - id: test.broken
    title: Broken
    action: block
    regex: '(unclosed'
  - id: test.odd
    title: Odd
    action: explode
    words: [x]
EOT
$r = $box->cli('check');
is $r->{code}, 78, 'a broken rules file is EX_CONFIG';
like $r->{err}, qr/rules\.yaml:\d+:\d+: error/, 'with its place';
cmp_ok scalar(() = $r->{err} =~ /rules\.yaml:\d+:\d+: error/g), '>=', 2,
    'each of them';
like $r->{err}, qr/^    \(unclosed\n {13}\^$/m, 'and a caret under a pattern';
($r) = grep { defined $_->{shown} } map { decode_json($_) }
    split /\n/, $box->cli('check', '--json')->{out};
is_deeply [@$r{qw(shown caret)}], ['(unclosed', 9], 'in JSON too';

spew("$box->{dir}/rules.yaml", $rules . <<'EOT');
  - id: test.example
    title: Example
    action: block
    words: [apple]
    tests: { hit: [apple, pear], miss: [plum] }
EOT
$r = $box->cli('check');
is $r->{code}, 78, 'an example that fails is an error';
like $r->{err}, qr/test\.example: its example "pear" is not a hit/, 'said';
$r = $box->cli('rules', 'test');
is $r->{code}, 1, 'rules test says no';
like $r->{out}, qr/rules\.yaml:\d+:\d+: test\.example should hit: "pear"/,
    'with the place';
like $r->{out}, qr/4 rules, 3 examples, 1 failed/, 'and counts';
is scalar($box->rows('rules', 'list')), 4, 'rules list';

spew("$box->{dir}/rules.yaml", $rules);
spew("$box->{dir}/approvers.jwks", '{"keys": [');
is $box->cli('check')->{code}, 78, 'broken approvers are EX_CONFIG';
unlink "$box->{dir}/approvers.jwks";
spew("$box->{dir}/sendgate.db", 'this is no database, whatever its name' x 99);
$r = $box->cli('check');
is $r->{code}, 69, 'a database that is none';
is slurp("$box->{dir}/sendgate.db"),
    'this is no database, whatever its name' x 99, 'is left alone';
unlink "$box->{dir}/sendgate.db";

$r = $box->cli('check', '--defaults');
is $r->{code}, 0, 'check --defaults';
like $r->{out}, qr/^\Q$_\E\b/m, "has $_"
    for qw(listen database tiers agents quarantine);
@json = map { decode_json($_) }
    split /\n/, $box->cli('check', '--defaults', '--json')->{out};
cmp_ok scalar @json, '>', 30, 'in JSON, a key a line';

unlink $box->{conf};
is $box->cli('check')->{code}, 66, 'no configuration is EX_NOINPUT';
is_deeply [grep { !/approvers/ } glob "$box->{dir}/*"],
    [grep { $_ ne $box->{conf} } @before], 'and still no file was made';

done_testing;
