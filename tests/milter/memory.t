#!/usr/bin/perl
#
# An idle daemon's memory, and the files beside the database, hold none of the
# values of a data set: not when it was imported, not when the daemon has read
# it, not after a reload or a restart.

use strict;
use warnings;
no warnings 'portable'; # addresses are of 64 bits
use lib 'tests/milter/lib';
use Test::More;
use Time::HiRes qw(sleep time);
use Sandbox qw(mail slurp spew slow unique);

my @rows = map {
	sprintf '%s,"%d,%03d.%02d",ZQ-%05d-VX,the %s left and the %s budget '
	    . 'waits for a %s audit', $_ % 2 ? 'A1' : 'A4', 70 + $_,
	    $_ * 37 % 1000, $_ % 100, 40_000 + $_ * 7919 % 50_000,
	    map { unique() } 1 .. 3
} 1 .. 50;
my $csv = "account_id,price,code,note\n" . join '', map { "$_\n" } @rows;

# What each cell may look like: as it stands, folded, letters and digits alone.
my %needles;
for my $row (@rows) {
	my ($price, $code, $note) = $row =~ /^\w+,"(.*?)",(.*?),(.*)$/;
	$needles{$_} = 1 for $price, $price =~ tr/,//dr, $code, lc $code,
	    lc($code =~ tr/-//dr), $note, $note =~ tr/ //dr,
	    $note =~ /(\w{12,})/g, join ' ', (split / /, $note)[0 .. 7];
}
my $needles = join '|', map { quotemeta } sort keys %needles;

# Every readable mapping of the process.
sub memory {
	my ($pid) = @_;
	my $memory = '';
	open my $mem, '<:raw', "/proc/$pid/mem" or die "mem: $!";
	for my $line (split /\n/, slurp("/proc/$pid/maps")) {
		my ($from, $to, $name) =
		    $line =~ /^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)/
		    or next;
		next if $name =~ /^\[v(?:var|syscall|dso)/;
		my $left = hex($to) - hex($from);
		# a sanitizer's shadow is terabytes of nothing
		next if $left > 1 << 30;
		sysseek $mem, hex $from, 0 or next;
		while ($left > 0) {
			my $n = sysread $mem, my $piece,
			    $left > 1 << 20 ? 1 << 20 : $left;
			last if !$n;
			$memory .= $piece;
			$left -= $n;
		}
		$memory .= "\0";
	}
	return $memory;
}

sub shows {
	my ($text) = @_;
	my %found;
	$found{$1}++ while $text =~ /($needles)/g;
	return sort keys %found;
}

my $box = Sandbox->new(rules => <<'EOF');
pack: data
rules:
  - { id: data.contracts, action: block, exact: contracts, to: others }
EOF

sub idle {
	my ($what) = @_;
	my $memory = memory($box->{pid});
	cmp_ok length $memory, '>', 1 << 20, "$what: the memory is read";
	ok index($memory, $box->{conf}) >= 0, 'what it should hold is found';
	is_deeply [shows($memory)], [], 'and no cell is';
}

# Waits until the log has had it so often.
sub said {
	my ($words, $times) = @_;
	my $until = time + 10 * slow();
	while (time < $until) {
		my $n = () = $box->log =~ /\Q$words\E/g;
		return 1 if $n >= $times;
		sleep 0.02;
	}
	return 0;
}

my @all = shows($csv);
cmp_ok scalar @all, '>', 100, 'the cells are found where they are';
idle('before');
spew("$box->{dir}/contracts.csv", $csv);
my $r = $box->cli('exact', 'import', "$box->{dir}/contracts.csv",
    '--dataset', 'contracts', '--account', 'account_id');
is $r->{code}, 0, 'import' or diag $r->{err};
unlink "$box->{dir}/contracts.csv";
ok said('data sets and names are read anew', 1), 'the daemon reads it';
idle('after the import');
ok $box->reload, 'reload';
idle('after a reload');
is $box->stop, 0, 'stop';
$box->start;
idle('after a restart');

# what was imported is indeed what the daemon has in hand
my ($price) = $rows[1] =~ /"(.*?)"/;
is $box->send(message => mail(body => "Your price: $price\n"),
    rcpts => ['pat@bluepeak.example'])->{outcome}, 'reject',
    'the values are known all the same';

my @shown = grep { my @s = shows(slurp($_)); @s > 0 }
    grep { -f } glob "$box->{dir}/*.db* $box->{dir}/log";
is_deeply \@shown, [], 'nor do the files beside the database show a cell';

done_testing;
