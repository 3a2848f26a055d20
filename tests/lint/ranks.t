#!/usr/bin/perl
#
# ranks.t - data flows one way: a folder of milter/ includes only folders of a
# strictly lower rank (or its own), a library is included only by the folders
# that own it, and ARCHITECTURE.md's table says the same as the one here.

use strict;
use warnings;
use Test::More;

my %rank = (
	base     => 0,
	config   => 1,
	crypt    => 1,
	message  => 1,
	text     => 2,
	rule     => 3,
	find     => 4,
	approval => 4,
	policy   => 5,
	store    => 6,
	mta      => 6,
	pipeline => 7,
	daemon   => 8,
	cli      => 8,
	extract  => 8,
);

# Which folders may include a library, by what its headers' names begin with.
my @libraries = (
	[ 'yaml.h',     'config' ],
	[ 'openssl/',   'crypt' ],
	[ 'unicode/',   'text' ],
	[ 'pcre2.h',    'rule' ],
	[ 'hs.h',       'rule' ],
	[ 'hs/',        'rule' ],
	[ 'jansson.h',  'approval', 'store', 'cli' ],
	[ 'sqlite3.h',  'store' ],
	[ 'zstd.h',     'store' ],
	[ 'libmilter/', 'mta' ],
	[ 'libesmtp.h', 'cli' ],
	[ 'archive',    'extract' ],
	[ 'expat.h',    'extract' ],
	[ 'seccomp.h',  'extract' ],
	[ 'zlib.h',     'extract' ],
);

# What pure code may not reach for.
my %impure = map { $_ => 1 } qw(base/clock.h base/log.h time.h
	pthread.h unistd.h fcntl.h sys/socket.h sys/time.h stdatomic.h);

# ([header, is_system, "file:line"], ...)
sub includes_of {
	my ($file) = @_;
	my @found;

	open(my $in, '<', $file) or die "$file: $!";
	while (my $line = <$in>) {
		next unless $line =~ /^\s*#\s*include\s*([<"])([^>"]+)[>"]/;
		push @found, [ $2, $1 eq '<', "$file:$." ];
	}
	close($in);
	return @found;
}

# Why a folder may not have an include; nothing if it may.
sub objection {
	my ($folder, $header, $is_system) = @_;

	if (!$is_system) {
		my ($target) = $header =~ m{^(\w+)/\w+\.h$}
			or return 'is not written from milter/';
		return "is of no ranked folder" unless exists $rank{$target};
		return if $target eq $folder;
		return if $rank{$target} < $rank{$folder};
		return "is of rank $rank{$target}, not below $rank{$folder}";
	}
	for my $row (@libraries) {
		my ($prefix, @owners) = @$row;
		next unless index($header, $prefix) == 0;
		return if grep { $_ eq $folder } @owners;
		return 'belongs to ' . join(', ', @owners);
	}
	return;
}

# { folder => rank } as a page's table has it: | 8 | `milter/cli/`, ... |
sub table_of {
	my ($page) = @_;
	my %found;

	open(my $in, '<', $page) or die "$page: $!";
	while (my $line = <$in>) {
		my ($number, $folders) =
			$line =~ /^\|\s*(\d+)\s*\|([^|]*`milter\/[^|]*)\|/ or next;
		$found{$_} = $number for $folders =~ m{`milter/(\w+)/`}g;
	}
	close($in);
	return \%found;
}

my @folders = sort grep { s{^milter/(\w+)/$}{$1} } glob('milter/*/');
my @unknown = grep { !exists $rank{$_} } @folders;
is_deeply(\@unknown, [], 'every folder has a rank');

for my $folder (grep { exists $rank{$_} } @folders) {
	my @wrong;

	for my $file (glob("milter/$folder/*.[ch]")) {
		for my $include (includes_of($file)) {
			my ($header, $is_system, $where) = @$include;
			my $why = objection($folder, $header, $is_system);

			if ($folder eq 'policy' && $impure{$header}) {
				$why = 'is not for pure code';
			}
			push @wrong, "$where: $header $why" if $why;
		}
	}
	is_deeply(\@wrong, [], "$folder/ includes only what it may")
		or diag(join("\n", @wrong));
}

SKIP: {
	skip 'no ARCHITECTURE.md', 1 unless -e 'ARCHITECTURE.md';
	my $table = table_of('ARCHITECTURE.md');
	my %wanted = map { $_ => $rank{$_} } @folders, keys(%$table);
	is_deeply($table, \%wanted, "ARCHITECTURE.md's rank table is true");
}

# The check itself can say no.
ok(objection('text', 'rule/rule.h', 0), 'a higher rank is refused');
ok(objection('find', 'approval/keys.h', 0), 'an equal rank is refused');
ok(objection('find', 'find.h', 0), 'a bare name is refused');
ok(objection('cli', 'sqlite3.h', 1), "another's library is refused");
ok(!objection('cli', 'store/store.h', 0), 'a lower rank is allowed');
ok(!objection('text', 'unicode/ucnv.h', 1), "one's own library is allowed");

done_testing();
