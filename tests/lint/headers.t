#!/usr/bin/perl
#
# headers.t - every header can be included alone, and is guarded.

use strict;
use warnings;
use Test::More;

# make's own flags would print more than what is asked for.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};
chomp(my $flags = `make -s print-flags`);
my $compiler = $ENV{CC} // 'gcc';

sub objection {
	my ($header) = @_;

	# Twice, so that a missing guard is seen.
	my $includes = join(' ', ("-include $header") x 2);
	my $said = `$compiler $flags -fsyntax-only $includes -x c /dev/null 2>&1`;
	my ($first) = $said =~ /^(.*(?:error|warning):.*)$/m;
	return $? == 0 ? () : ($first // $said);
}

my @headers = sort(glob('milter/*/*.h'));
cmp_ok(scalar(@headers), '>', 10, 'the headers were found');
my @wrong = map { objection($_) } @headers;
is_deeply(\@wrong, [], 'each stands alone') or diag(join("\n", @wrong));

done_testing();
