#!/usr/bin/perl
#
# The manual pages against the programs: the table of keys against the one that
# the code has, and each example against the reader that it is written for.

use strict;
use warnings;
use File::Temp;
use JSON::PP;
use Test::More;

my $sendgate = ($ENV{SENDGATE_BUILD} // 'build') . '/sendgate';
my $temp = File::Temp->newdir;

sub slurp {
	my ($path) = @_;
	open my $in, '<:encoding(UTF-8)', $path or die "$path: $!";
	local $/;
	return scalar <$in>;
}

sub spew {
	my ($path, $text) = @_;
	open my $out, '>:encoding(UTF-8)', $path or die "$path: $!";
	print $out $text;
	close $out or die "$path: $!";
}

# What is displayed between .Bd and .Ed, as a reader has it.
sub displays {
	my ($page) = @_;
	my @found = $page =~ /^\.Bd -literal[^\n]*\n(.*?)^\.Ed$/msg;
	s/\\e/\\/g, s/\\&//g for @found;
	return @found;
}

# "key Ar word\nwhat it says", for each key of the page.
sub entries {
	my ($page) = @_;
	my %entry;
	while ($page =~ /^\.It Cm (\S+)(.*?)(?=^\.(?:It|El|Bl|Ss|Sh)\b)/msg) {
		ok !exists $entry{$1}, "$1 stands once";
		$entry{$1} = $2;
	}
	return \%entry;
}

my $page = slurp('contrib/man/sendgate.yaml.5');
my $entries = entries($page);
my @rows = map { decode_json($_) }
    grep { length } split /\n/, `$sendgate check --defaults --json`;
cmp_ok scalar(@rows), '>', 50, 'check --defaults lists the keys';
for my $row (@rows) {
	my $entry = $entries->{ $row->{key} };
	ok defined $entry, "sendgate.yaml(5) has $row->{key}" or next;
	if ($row->{required}) {
		like $entry, qr/^Required\.$/m, "$row->{key} is required";
	} else {
		unlike $entry, qr/^Required\.$/m, "$row->{key} is not";
	}
	next if !defined $row->{default};
	like $entry, qr/^Default:\s+(?:\.Cm )?\Q$row->{default}\E ?\.$/m,
	    "$row->{key} is $row->{default} by default";
}
my %known = map { $_->{key} => 1 } @rows;
is_deeply [grep { !$known{$_} } sort keys %$entries], [], 'and no other key';

my ($sample) = displays($page);
mkdir "$temp/rules";
# the folders of the sample are not on this machine
$sample =~ s{/(?:run|var/lib|etc)/sendgate/}{$temp/}g;
$sample =~ s/^user:.*\n//m;
spew("$temp/sendgate.yaml", $sample);

my $pages = slurp('contrib/man/sendgate-rules.5');
my ($pack, @rules) = displays($pages);
cmp_ok scalar(@rules), '>=', 3, 'sendgate-rules(5) has examples';
spew("$temp/rules/pack.yaml", $pack);
spew("$temp/rules/rules.yaml", "pack: manual\nrules:\n" . join '', @rules);
spew("$temp/rules/projects.txt", "project heliotrope\n");
is `$sendgate -c $temp/sendgate.yaml rules test 2>&1`,
    sprintf("%d rules, 9 examples, 0 failed\n", 1 + @rules),
    'which load and hold';
my $said = `$sendgate -c $temp/sendgate.yaml check 2>&1`;
is $?, 0, 'the sample of sendgate.yaml(5) is right' or diag $said;
# the data sets that the examples name are nowhere here
unlike $said, qr{: warning: (?!\S+ there is no data set)},
    'and nothing is unwise in it';

SKIP: {
	skip 'no mandoc', 1 if !grep { -x "$_/mandoc" } split /:/, $ENV{PATH};
	is `mandoc -T lint -W warning contrib/man/*.[1-8] 2>&1`, '',
	    'the pages are well made';
}

done_testing;
