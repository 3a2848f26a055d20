#!/usr/bin/perl
#
# The manual pages against the programs: the table of keys against the one that
# the code has, and each example against the reader that it is written for.

use strict;
use warnings;
use lib 'tests/milter/lib';
use File::Temp;
use JSON::PP;
use Sandbox qw(mail);
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
my ($act) = $page =~ /^\.It Ar act\n(.*?)^\.El/ms;
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
	# its words may stand with the mapping, in `limits`, or at the top
	my ($parent, $last) = $row->{key} =~ /^(?:(.*)\.)?([^.]+)$/;
	my $words = join '', $entry, $entries->{ $parent // '' } // '',
	    $entries->{"limits[].$last"} // '',
	    $entry =~ /^ Ar act$/m ? $act : '';
	like $words, qr/\b\Q$_\E\b/, "$row->{key} may be $_"
	    for @{ $row->{choices} };
	next if !defined $row->{default};
	like $entry, qr/^Default:\s+(?:\.Cm )?\Q$row->{default}\E ?\.$/m,
	    "$row->{key} is $row->{default} by default";
}
my %known = map { $_->{key} => 1 } @rows;
is_deeply [grep { !$known{$_} } sort keys %$entries], [], 'and no other key';

# The shipped sample has every key too, commented out or not.
my $conf = slurp('conf/sendgate.yaml');
for my $row (@rows) {
	my ($last) = $row->{key} =~ /(\w+)$/;
	like $conf, qr/\b\Q$last\E:/, "conf/sendgate.yaml shows $row->{key}";
}

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

# The journal's keys and events, against records as they are made.
my $journal = slurp('contrib/man/sendgate-journal.5');
my $keys = entries($journal);
my $box = Sandbox->new;
my $mail = mail(to => 'x@northwind-robotics.example');
$box->send(message => $mail, rcpts => ['x@northwind-robotics.example']);
my ($held) = $box->rows('quarantine', 'list');
$box->cli('quarantine', 'reject', $held->{id}, '--reason', 'no');
$box->cli('kill', 'all', '--reason', 'x');
$box->cli('resume', 'all', '--reason', 'x');
$box->cli('suppress', 'add', 'a@b.example', '--reason', 'x');
$box->cli('suppress', 'remove', 'a@b.example');
$box->cli('key', 'new', 'ana', '--out', $box->{key});
$box->cli('key', 'revoke', 'ana');
my ($verdict) = $box->verdicts;
my %of_event = map { $_ => 1 } qw(event about actor reason);
is_deeply [sort keys %$verdict], [sort grep { !$of_event{$_} } keys %$keys],
    'sendgate-journal(5) has the keys of a verdict, and no other';
my ($events) = $journal =~ /^The events are\n(.*?)^\.Ss/ms;
for my $event (grep { $_->{event} }
    $box->rows('journal', 'list', '--limit', 0)) {
	like $events, qr/\b\Q$event->{event}\E\b/, "and the event $event->{event}";
	ok exists $event->{$_}, "which has $_" for qw(id time relay seq actor reason);
}

SKIP: {
	skip 'no mandoc', 1 if !grep { -x "$_/mandoc" } split /:/, $ENV{PATH};
	is `mandoc -T lint -W warning contrib/man/*.[1-8] 2>&1`, '',
	    'the pages are well made';
}

done_testing;
