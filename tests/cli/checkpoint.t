#!/usr/bin/perl
#
# Checkpoints and proofs: their form, checked here by openssl and a few lines
# of RFC 6962 rather than by the program's own code; and the journal held
# against what was signed before.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Digest::SHA qw(sha256);
use JSON::PP;
use MIME::Base64;
use Test::More;
use Sandbox qw(mail slurp spew);

my %origin = (extra =>
    "journal: { checkpoint: { origin: relay.example/gate } }\n");
my $box = Sandbox->new(%origin);
my $dir = $box->{dir};
my $database = "$dir/sendgate.db";

# The root of a tree that the leaf at $index is in, by its audit path.
sub climbed {
	my ($leaf, $index, $size, @path) = @_;
	my ($at, $last, $node) = ($index, $size - 1, $leaf);
	for my $sibling (@path) {
		return '' if !$last;
		if ($at & 1 || $at == $last) {
			$node = sha256("\1$sibling$node");
			until ($at & 1 || !$at) { $at >>= 1; $last >>= 1 }
		} else {
			$node = sha256("\1$node$sibling");
		}
		$at >>= 1;
		$last >>= 1;
	}
	return $last ? '' : $node;
}

# Takes a checkpoint apart: origin, size, root; dies unless the key signed it.
sub checkpoint {
	my ($note, $vkey) = @_;
	my ($name, $hash, $key) = $vkey =~ /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/
	    or die "no verifier key: $vkey";
	my $public = decode_base64($key);
	die 'no Ed25519 key' if length $public != 33 || substr($public, 0, 1) ne "\1";
	die 'the hash is not the key\'s' if $hash ne
	    unpack 'H8', sha256("$name\n$public");
	my ($text, $signature) =
	    $note =~ /\A(.+?\n)\n\xE2\x80\x94 \Q$name\E (\S+)\n\z/s
	    or die "no note: $note";
	my $bytes = decode_base64($signature);
	die 'of another key' if unpack('H8', $bytes) ne $hash;
	spew("$dir/text", $text);
	spew("$dir/signature", substr $bytes, 4);
	# SubjectPublicKeyInfo of RFC 8410
	spew("$dir/public.der", pack('H*', '302a300506032b6570032100') .
	    substr $public, 1);
	system("openssl pkeyutl -verify -rawin -pubin -keyform DER" .
	    " -inkey $dir/public.der -sigfile $dir/signature" .
	    " -in $dir/text >/dev/null 2>&1") == 0 or die 'not signed so';
	my ($origin, $size, $root, @rest) = split /\n/, $text;
	die 'extensions' if @rest;
	die 'root' if length decode_base64($root) != 32;
	return { origin => $origin, size => $size,
	    root => decode_base64($root) };
}

sub bytes { my ($text) = @_; utf8::encode($text); return $text }

my $vkey = $box->cli('journal', 'checkpoint', '--key')->{out};
chomp $vkey;
like $vkey, qr{^relay\.example/gate\+}, 'the verifier key';
my $r = $box->cli('journal', 'checkpoint');
is $r->{code}, 0, 'a checkpoint';
my $first = checkpoint($r->{out}, $vkey);
is $first->{origin}, 'relay.example/gate', 'of the origin that is set';
is $first->{size}, scalar(() = $box->rows('journal', 'list', '--limit', 0)),
    'over every record';
spew("$dir/old", $r->{out});
my ($json) = $box->rows('journal', 'checkpoint');
is bytes($json->{checkpoint}), $r->{out}, 'the same in JSON';

$box->send for 1 .. 12;
my @rows = $box->rows('journal', 'list', '--limit', 0);

subtest 'inclusion' => sub {
	for my $at (0, 4, $#rows) {
		$r = $box->cli('journal', 'prove', $rows[$at]{id});
		is $r->{code}, 0, "record $at is proven";
		my ($head, $note) = split /\n\n/, $r->{out}, 2;
		my ($magic, $extra, $index, @path) = split /\n/, $head;
		is $magic, 'c2sp.org/tlog-proof@v1', 'as a tlog-proof';
		is $index, "index $at", 'at its index';
		my $now = checkpoint($note, $vkey);
		my $public = decode_base64($extra =~ s/^extra //r);
		is decode_json($public)->{id}, $rows[$at]{id},
		    'which is that record';
		is climbed(sha256("\0$public"), $at, $now->{size},
		    map { decode_base64($_) } @path), $now->{root},
		    'and stands under the root';
		isnt climbed(sha256("\0$public "), $at, $now->{size},
		    map { decode_base64($_) } @path), $now->{root},
		    'as no other does';
	}
	my ($proof) = $box->rows('journal', 'prove', $rows[3]{id});
	is $proof->{index}, 3, 'in JSON';
	is climbed(sha256("\0" . bytes($proof->{record})), 3, $proof->{size},
	    map { decode_base64($_) } @{ $proof->{proof} }),
	    decode_base64($proof->{root}), 'the same';
	is $box->cli('journal', 'prove', $_)->{code}, 1, "no record $_"
	    for '0' x 26, 'nonsense';
};

subtest 'consistency' => sub {
	my $size = @rows;
	$r = $box->cli('journal', 'consistency', $first->{size}, $size);
	is $r->{code}, 0, 'is proven';
	my ($head, $note) = split /\n\n/, $r->{out}, 2;
	my ($old, @path) = split /\n/, $head;
	is $old, "old $first->{size}", 'as a witness takes it';
	is checkpoint($note, $vkey)->{size}, $size, 'to the new checkpoint';
	my ($proof) = $box->rows('journal', 'consistency', $first->{size},
	    $size);
	is decode_base64($proof->{root1}), $first->{root},
	    'the old root is that of the old checkpoint';
	is_deeply $proof->{proof}, \@path, 'one proof';
	is $box->cli('journal', 'consistency', @$_)->{code}, 1, "not @$_"
	    for [0, 3], [3, 2], [1, 100000], ['x', 2];
	is $box->cli('journal', 'consistency', 3)->{code}, 64, 'two sizes';
};

subtest 'verify' => sub {
	my ($report) = $box->rows('journal', 'verify', '--against', "$dir/old");
	ok $report->{verified}, 'verified against a checkpoint';
	is $report->{size}, @rows, 'of that size';
	cmp_ok $report->{checkpoints}, '>=', 1, 'and it is counted';
	$r = $box->cli('journal', 'verify', '--against', "$dir/old");
	is $r->{code}, 0, 'for a person';
	like $r->{out}, qr/^verified: \d+ records\n\d+ checkpoints? covered/,
	    'in words';
	is $r->{err}, '', 'no bar but on a terminal';
	SKIP: {
		skip 'no script(1)', 1 if system 'command -v script >/dev/null';
		like scalar(`script -qec "$Sandbox::BUILD/sendgate -c $box->{conf} journal verify" /dev/null </dev/null`),
		    qr/\r\[#{40}\] 100 % of \d+ records\r\e\[K.*verified/s,
		    'a bar on a terminal';
	}
	($report) = $box->rows('journal', 'verify', '--since', '1h');
	ok $report->{verified}, 'since a time';
	($report) = $box->rows('journal', 'verify', '--since', '2999-01-01');
	is $report->{records}, 1, 'that is to come: the last record alone';
	$r = $box->cli('journal', 'verify', '--key', $vkey, '--against',
	    "$dir/old");
	is $r->{code}, 0, 'by a key that is given';
	is $box->cli('journal', 'verify', '--key', 'x')->{code}, 65,
	    'which must be one';
	is $box->cli('journal', 'verify', '--against', "$dir/none")->{code}, 66,
	    'a file that is not there';
	spew("$dir/empty", "\n");
	is $box->cli('journal', 'verify', '--against', "$dir/empty")->{code},
	    65, 'one with nothing in it';
};

# Each is said in words, and exits 1.
sub refused {
	my ($what, $text, $words, @options) = @_;
	spew("$dir/bad", $text);
	my $said = $box->cli('journal', 'verify', '--against', "$dir/bad",
	    @options);
	is $said->{code}, 1, $what;
	like $said->{out}, $words, "$what: in words";
	return;
}

my $old = slurp("$dir/old");
my $other = Sandbox->new(%origin);
$other->cli('kill', 'all', '--reason', 'x');
my $foreign = $other->cli('journal', 'checkpoint')->{out};
my $otherkey = $other->cli('journal', 'checkpoint', '--key')->{out};
chomp $otherkey;
refused('a changed size', $old =~ s/^(\d)/1$1/mr,
    qr/checkpoint 1 has a wrong signature/);
refused('another origin', $old =~ s/^relay/delay/r,
    qr/checkpoint 1 is of another origin/);
refused('another key', $foreign, qr/has no signature by this key/);
refused('another root', $foreign, qr/has another root/, '--key', $otherkey);
refused('no note', "nonsense\n", qr/is no signed note/);
refused('the second of three', $old . ($old =~ s/ \S+\n\z/ AAAA\n/r) . $old,
    qr/^\S+: checkpoint 2 has/m);

subtest 'the file is put back to what it was' => sub {
	$box->stop;
	$box->cli('kill', 'agent=x', '--reason', 'x'); # a writer, to its end
	spew("$dir/saved", slurp($database));
	ok !-s "$database-wal", 'all is in the file';
	$box->start;
	$box->send for 1 .. 2;
	$box->stop;
	ok -s "$database-checkpoint", 'the last checkpoint is beside it';
	spew("$dir/new", $box->cli('journal', 'checkpoint')->{out});
	unlink "$database-wal", "$database-shm";
	spew($database, slurp("$dir/saved"));
	$r = $box->cli('journal', 'verify', '--against', "$dir/new");
	is $r->{code}, 1, 'it does not verify';
	like $r->{out}, qr{/new: checkpoint 1 covers \d+ records and the journal has \d+: it was cut off or put back},
	    'against the one that was kept';
	like $r->{out}, qr/sendgate\.db-checkpoint: checkpoint 1 covers/,
	    'nor against the one beside it';
	$r = $box->cli('journal', 'checkpoint');
	is $r->{code}, 1, 'nothing is signed over it';
	like $r->{err}, qr/its last checkpoint covered/, 'which is said';
	like $box->cli('status')->{out},
	    qr/^checkpoint .*more than the journal has/m, 'status says it too';
	$box->start;
	$box->send for 1 .. 4;
	$box->stop;
	like $box->log, qr/no checkpoint is signed: the journal/,
	    'the daemon works, and says it';
	$r = $box->cli('journal', 'verify', '--against', "$dir/new");
	is $r->{code}, 1, 'nor once it has grown on';
	like $r->{out}, qr/has another root/, 'which is said';
	unlink "$database-checkpoint";
	is $box->cli('journal', 'verify')->{code}, 0,
	    'a person may take that note away';
};

unlink "$dir/keys/checkpoint.key";
is $box->cli('journal', 'checkpoint')->{code}, 66, 'without a key: none';
is $box->cli('journal', 'verify')->{code}, 0, 'verify needs none';
is $box->cli('journal', 'verify', '--against', "$dir/old", '--key',
    $vkey)->{code}, 0, 'a verifier key will do';

done_testing;
