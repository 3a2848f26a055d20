#!/usr/bin/perl
#
# functions.t - a function fits a screen (70 lines at the very most) and takes
# no more than five parameters, beside its outputs (..._r) and the arg that goes
# with a callback.

use strict;
use warnings;
use Test::More;

require './tests/lint/source.pl';

my $lines_max = 70;
my $parameters_max = 5;

# Callbacks whose parameters a library dictates.
my %dictated = map { $_ => 1 } qw(on_undecodable event_negotiate);

# How many parameters the heading of a definition has that count.
sub parameters_of {
	my ($heading) = @_;

	$heading =~ s/__attribute__\s*\(\(.*?\)\)\s*\)?//gs;
	my ($list) = $heading =~ /\w\s*\((.*)\)\s*$/s or return 0;

	return 0 if $list =~ /^\s*(?:void)?\s*$/;
	# A parameter that is a function has commas of its own.
	1 while $list =~ s/\([^()]*,[^()]*\)/()/g;
	return scalar(grep { !/\b(?:\w+_r|arg)(?:\[[^]]*\])?\s*$/ }
			split(/,/, $list));
}

# ([name, first line, lines, parameters], ...): a body opens and closes with a
# brace at the left margin, and its heading is what stands above it up to a
# blank line, a closing brace, a semicolon or the preprocessor.
sub functions_of {
	my @lines = @_;
	my (@found, $open);

	for my $i (0 .. $#lines) {
		if ($lines[$i] =~ /^\{\s*$/) {
			$open = $i;
		} elsif ($lines[$i] =~ /^\}\s*$/ && defined $open) {
			my $from = $open;
			$from-- while $from > 0 &&
				$lines[ $from - 1 ] !~ /^\s*$|^#|[};]\s*$/;
			my $heading =
				join("\n", @lines[ $from .. $open - 1 ]);
			my ($name) = $heading =~ /(\w+)\s*\(/;
			push @found, [ $name // '?', $open + 1,
				$i - $open + 1, parameters_of($heading) ];
			undef $open;
		}
	}
	return @found;
}

my (@long, @wide);
my $count = 0;
for my $file (sort(glob('milter/*/*.c'), glob('tests/*/*.c'))) {
	for my $function (functions_of(source_lines($file))) {
		my ($name, $line, $lines, $parameters) = @$function;
		my $where = "$file:$line: $name";

		$count++;
		push @long, "$where: $lines lines" if $lines > $lines_max;
		push @wide, "$where: $parameters parameters"
			if $parameters > $parameters_max && !$dictated{$name};
	}
}
cmp_ok($count, '>', 100, 'the functions were found');
is_deeply(\@long, [], "none is over $lines_max lines")
	or diag(join("\n", @long));
is_deeply(\@wide, [], "none has over $parameters_max parameters")
	or diag(join("\n", @wide));

is_deeply(
	[
		functions_of(
			'static int', 'f(int a, int (*b)(int, int),',
			'    char *c, char *d_r, void *arg)', '{',
			"\treturn 0;", '}'
		)
	],
	[ [ 'f', 4, 3, 3 ] ],
	'a function is measured'
);

done_testing();
