#!/usr/bin/perl
#
# The phrase is hidden in ordinary mail by every way there is: each message must
# be caught, by the rule that looks for the phrase or as not fully inspected.
# The same mail without it must pass.
#
# EVADE_PAIRS=N takes N pairs of ways too, EVADE_SEED says which;
# `tests/evade/report` counts what is caught of them.

use strict;
use warnings;
use lib 'tests/evade/lib';
use Evade;
use Evade::Scan;
use File::Temp qw(tempdir);
use Test::More;

my $LEAST = 120;
my $SAID = 15;
my $pairs = $ENV{EVADE_PAIRS} // 0;
my $seed = $ENV{EVADE_SEED} // 1;
my $scan = Evade::Scan->new;
my $kept = tempdir('sendgate-escaped.XXXXXX', TMPDIR => 1);
my %total;

sub caught {
	my ($what, @cases) = @_;
	$scan->judge(\@cases, keep => $kept);
	$total{ $_->{state} }++ for @cases;
	my @out = grep { $_->{state} !~ /^(?:found|held)$/ } @cases;
	ok @cases && !@out, sprintf '%s: %d of %d are caught', $what,
	    @cases - @out, scalar @cases;
	diag "$out[$_]{state}: $out[$_]{name} ($out[$_]{kept})"
	    for 0 .. ($#out < $SAID ? $#out : $SAID);
}

my %control = Evade::controls();
my @controls = map { { name => $_, message => $control{$_} } }
    sort keys %control;
$scan->judge(\@controls);
is $_->{state}, 'passed', "the $_->{name} mail without a phrase passes"
    for @controls;

my @ways = Evade::ways();
cmp_ok scalar @ways, '>=', $LEAST, "there are $LEAST ways and more";
my (%of, %seen);
push @{ $of{ $_->{family} } }, $_ for @ways;
ok !(grep { $seen{ $_->{name} }++ } @ways), 'each has a name of its own';
for my $family (sort keys %of) {
	caught($family, Evade::Scan::cases(@{ $of{$family} }));
}
my %pairs_of;
for my $pair (Evade::some_pairs($pairs, $seed)) {
	push @{ $pairs_of{"$pair->[0]{family} in $pair->[1]{family}"} }, $pair;
}
for my $families (sort keys %pairs_of) {
	my @cases = Evade::Scan::cases(@{ $pairs_of{$families} }) or next;
	caught($families, @cases);
}
my $all = 0;
$all += $_ for values %total;
my $out = ($total{escaped} // 0) + ($total{broken} // 0);
is $out, 0, sprintf 'of %d messages none escaped: %d found, %d held', $all,
    $total{found} // 0, $total{held} // 0;
rmdir $kept;
diag "what escaped is in $kept" if -d $kept;
done_testing;
