# Records.pm - runs sendgate-extract and reads its records.
package Records;

use strict;
use warnings;
use Exporter 'import';
use File::Temp ();
use IO::Compress::Zip qw(zip $ZipError);

our @EXPORT = qw(extract said skipped zip_of phrase);

my $build = $ENV{SENDGATE_BUILD} // 'build';

sub phrase { return 'the falcon lands at dawn' }

# The records of one run, [kind, path, how, bytes] each.  The last one, which
# says that all is said, is taken off; without it, or with an exit status, the
# only record is ['died', '', '', why].
sub extract {
	my ($bytes, @options) = @_;

	my $in = File::Temp->new;
	binmode($in);
	print {$in} $bytes;
	close($in);
	open(my $save, '<&', \*STDIN) or die "stdin: $!";
	open(STDIN, '<', $in->filename) or die "stdin: $!";
	open(my $out, '-|', "$build/sendgate-extract", @options)
		or die "sendgate-extract: $!";
	open(STDIN, '<&', $save) or die "stdin: $!";
	binmode($out);
	my $said = do { local $/; <$out> } // '';
	my $well = close($out);
	my @records = records_of($said);
	my $last = pop @records;
	return ['died', '', '', "status $?"]
		unless $well && $last && $last->[0] eq 'E';
	return @records;
}

sub records_of {
	my ($said) = @_;
	my @records;

	while (length $said) {
		my ($kind, @fields) = unpack('a N/a N/a N/a', $said);
		my $size = 13;
		$size += length for @fields;
		substr($said, 0, $size) = '';
		push @records, [ $kind, @fields ];
	}
	return @records;
}

# Do records of these kinds ("TRH") hold the text?
sub said {
	my ($kinds, $text, @records) = @_;

	return scalar grep {
		index($kinds, $_->[0]) >= 0 && index($_->[3], $text) >= 0
	} @records;
}

# Why something was not read, each reason once, sorted.
sub skipped {
	my %why = map { $_->[0] eq 'S' || $_->[0] eq 'died' ?
			($_->[3] => 1) : () } @_;
	return join('; ', sort keys %why);
}

# A zip of (name => bytes, ...) in that order.
sub zip_of {
	my @members = @_;
	my $zipped = '';
	my $zip;

	while (my ($name, $bytes) = splice(@members, 0, 2)) {
		if ($zip) {
			$zip->newStream(Name => $name);
		} else {
			$zip = IO::Compress::Zip->new(\$zipped, Name => $name)
				or die $ZipError;
		}
		$zip->print($bytes);
	}
	$zip->close;
	return $zipped;
}

1;
