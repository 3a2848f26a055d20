# source.pl - C source for the checks beside it: comments, strings and
# character constants blanked out, line numbers kept.

use strict;
use warnings;

sub blank {
	my ($text) = @_;

	$text =~ s/[^\n]/ /g;
	return $text;
}

# A file's lines, without what the compiler does not see.
sub source_lines {
	my ($file) = @_;

	open(my $in, '<', $file) or die "$file: $!";
	my $text = do { local $/; <$in> };
	close($in);
	$text =~ s{
		( /\*.*?\*/ | //[^\n]* | "(?:[^"\\\n]|\\.)*"
		| '(?:[^'\\\n]|\\.)*' )
	}{ blank($1) }gsex;
	return split(/\n/, $text, -1);
}

1;
