#!/usr/bin/perl
#
# banned.t - functions that this code does not call, and why.

use strict;
use warnings;
use Test::More;

require './tests/lint/source.pl';

# in: where the rule holds, if not everywhere; may: files that may all the same;
# beside: a call that makes a file one of these.
my @rules = (
	{
		why   => 'writes past the end of a buffer',
		names => [qw(strcpy strcat stpcpy sprintf vsprintf gets scanf
			fscanf sscanf)],
	},
	{
		why   => 'leaves a string without its end or says nothing of it',
		names => [qw(strncpy strncat)],
	},
	{
		why   => 'cannot say that the number is wrong',
		names => [qw(atoi atol atoll atof)],
	},
	{
		why   => 'takes unbounded stack',
		names => [qw(alloca strdupa strndupa)],
	},
	{
		why   => 'keeps its state where all threads meet',
		names => [qw(strtok localtime gmtime ctime asctime readdir_r
			getpwnam getpwuid getgrnam getgrgid rand srand random
			ttyname)],
		# before there are threads
		may   => [qr{^milter/(cli/|daemon/|mta/local\.c$)}],
	},
	{
		why   => 'is open to a race',
		names => [qw(tmpnam tempnam mktemp)],
	},
	{
		why   => 'hands a line to a shell',
		names => [qw(system popen)],
		in    => qr{^milter/},
	},
	{
		why   => 'looks at the locale, or takes no negative char',
		names => [qw(setlocale tolower toupper isalpha isalnum isdigit
			isspace isxdigit isupper islower isprint ispunct
			strcoll)],
		in    => qr{^milter/},
	},
	{
		why   => 'goes around base/mem.h',
		names => [qw(malloc calloc realloc reallocarray strdup strndup
			asprintf vasprintf)],
		in    => qr{^milter/},
		may   => [qr{^milter/base/mem\.c$}],
	},
	{
		why   => 'frees what base/mem.h did not hand out',
		names => [qw(free)],
		in    => qr{^milter/},
		may   => [qr{^milter/base/mem\.c$}],
		# what Jansson and libhs make is given back so
		beside => qr{\b(?:json_dumps|hs_expression_info|hs_serialize_database)\s*\(},
	},
	{
		why   => 'reaches out of pure code',
		names => [qw(printf fprintf puts fputs fopen open write getenv
			log_debug log_info log_warning log_error)],
		in    => qr{^milter/policy/},
	},
	{
		why   => 'ends the program',
		names => [qw(exit _exit _Exit quick_exit abort err errx)],
		in    => qr{^milter/},
		may   => [qr{^milter/\w+/main\.c$}],
	},
);

my @files = sort(glob('milter/*/*.[ch]'), glob('tests/*/*.[ch]'));
my %lines = map { $_ => [source_lines($_)] } @files;

# A call: the name, not a member's, and an opening bracket.
sub calls {
	my ($line, $names) = @_;

	return $line =~ /(?<![\w.>])(?:$names)\s*\(/;
}

for my $rule (@rules) {
	my $names = join('|', map { quotemeta } @{ $rule->{names} });
	my @wrong;

	for my $file (@files) {
		next if $rule->{in} && $file !~ $rule->{in};
		next if grep { $file =~ $_ } @{ $rule->{may} || [] };
		next if $rule->{beside} &&
			grep { $_ =~ $rule->{beside} } @{ $lines{$file} };
		my $number = 0;
		for my $line (@{ $lines{$file} }) {
			$number++;
			push @wrong, "$file:$number" if calls($line, $names);
		}
	}
	is_deeply(\@wrong, [], "nothing $rule->{why}")
		or diag(join("\n", @wrong));
}

# Unfinished work has no place in the source.  (Written so as not to find
# itself.)
my $marks = join('|', 'TO' . 'DO', 'FIX' . 'ME', 'XX' . 'X', 'HA' . 'CK');
my @marked;
for my $file (@files, glob('Makefile */*/module.mk rules/* conf/*'),
	glob('tests/*/*.{t,pm,pl} contrib/*.sh')) {
	next unless -f $file;
	open(my $in, '<', $file) or die "$file: $!";
	while (my $line = <$in>) {
		push @marked, "$file:$." if $line =~ /\b(?:$marks)\b/;
	}
	close($in);
}
is_deeply(\@marked, [], 'nothing is marked as unfinished');

ok(calls("\tstrcpy(a, b);", 'strcpy'), 'a call is seen');
ok(!calls("\tops->free(a);", 'free'), "a member's call is not");
ok(!calls("\tmem_free(a);", 'free'), 'nor a longer name');

done_testing();
