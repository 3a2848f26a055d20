package Evade::Archive;

# The phrase in archives: in members, in names, in comments, and where the two
# lists of a zip file disagree.

use strict;
use warnings;
use Compress::Zlib ();
use Evade qw(family way attach carrier utf8);
use Exporter 'import';
use IO::Compress::Bzip2 ();
use IO::Compress::Gzip ();

our @EXPORT_OK = qw(zip);

family 'archive';

sub text { utf8(carrier($_[0])) }
sub deflated {
	my $d = Compress::Zlib::deflateInit(-WindowBits => -15);
	my ($out) = $d->deflate($_[0]);
	my ($end) = $d->flush;
	return $out . $end;
}

# A zip file (APPNOTE.TXT) of members { name, bytes, method, flags, comment,
# local (the name in the local header), hidden (not in the list), extra }.
# %o: comment, prefix, open (no list at all)
sub zip {
	my ($members, %o) = @_;
	my ($file, $list, $n) = ($o{prefix} // '', '', 0);
	for my $m (@$members) {
		my $method = $m->{method} // 8;
		my $data = $method == 8 ? deflated($m->{bytes}) : $m->{bytes};
		my $flags = $m->{flags} // 0;
		my $descriptor = $flags & 8;
		my $local = $m->{local} // $m->{name};
		my @sizes = (Compress::Zlib::crc32($m->{bytes}), length $data,
		    length $m->{bytes});
		my $extra = $m->{extra} // '';
		my $at = length $file;
		$file .= pack('Vv5V3v2', 0x04034B50, 20, $flags, $method, 0,
		    0x5562, $descriptor ? (0, 0, 0) : @sizes, length $local,
		    length $extra) . $local . $extra . $data;
		$file .= pack 'V4', 0x08074B50, @sizes if $descriptor;
		next if $m->{hidden};
		my $comment = $m->{comment} // '';
		$list .= pack('Vv6V3v5V2', 0x02014B50, 20, 20, $flags, $method,
		    0, 0x5562, @sizes, length $m->{name}, 0, length $comment,
		    0, 0, 0, $at) . $m->{name} . $comment;
		$n++;
	}
	return $file if $o{open};
	my $comment = $o{comment} // '';
	return $file . $list . pack('Vv4V2v', 0x06054B50, 0, 0, $n, $n,
	    length $list, length $file, length $comment) . $comment;
}

sub gzip {
	my ($bytes, %o) = @_;
	my $out;
	IO::Compress::Gzip::gzip(\$bytes => \$out, %o, -Minimal => !%o);
	return $out;
}

sub tar {
	my ($name, $bytes, %o) = @_;
	my $head = pack 'a100a8a8a8a12a12a8aa100a6a2a32a32a8a8a155x12', $name,
	    '0000644', '0000000', '0000000', sprintf('%011o', length $bytes),
	    '15000000000', ' ' x 8, $o{type} // '0', $o{link} // '', 'ustar',
	    '00', $o{owner} // 'ana', 'ana', '', '', '';
	substr $head, 148, 8, sprintf "%06o\0 ", unpack '%32C*', $head;
	return $head . $bytes . "\0" x (-length($bytes) % 512);
}
sub tar_end { "\0" x 1024 }

sub archive {
	my ($name, $type, $file, $make) = @_;
	way part => $name, sub {
		my $bytes = $make->($_[0]);
		return defined $bytes ? attach($type, $file, $bytes) : undef;
	};
}
sub zipped {
	my ($name, $make) = @_;
	archive($name, 'application/zip', 'notes.zip', $make);
}
sub member {
	my ($text, %o) = @_;
	return { name => 'note.txt', bytes => text($text), %o };
}
my $EMPTY = { name => 'a.txt', bytes => "Nothing here.\n" };

zipped 'zip-deflated' => sub { zip([member($_[0])]) };
zipped 'zip-stored' => sub { zip([member($_[0], method => 0)]) };
zipped 'zip-descriptor' => sub { zip([member($_[0], flags => 8)]) };
zipped 'zip-second-member' => sub { zip([$EMPTY, member($_[0])]) };
zipped 'zip-no-list' => sub { zip([member($_[0])], open => 1) };
zipped 'zip-not-in-list' => sub { zip([$EMPTY, member($_[0], hidden => 1)]) };
zipped 'zip-first-not-in-list' =>
    sub { zip([member($_[0], hidden => 1), $EMPTY]) };
zipped 'zip-after-text' => sub { zip([member($_[0])], prefix => "MZ text\n") };
zipped 'zip-text-after' => sub { zip([member($_[0])]) . "text\n" };
zipped 'zip-two-files' => sub { zip([$EMPTY]) . zip([member($_[0])]) };
zipped 'zip-two-files-reverse' => sub { zip([member($_[0])]) . zip([$EMPTY]) };
zipped 'zip-comment' => sub { zip([$EMPTY], comment => utf8($_[0])) };
zipped 'zip-member-comment' =>
    sub { zip([{ %$EMPTY, comment => utf8($_[0]) }]) };
zipped 'zip-name' => sub {
	return zip([{ %$EMPTY, name => utf8($_[0]), flags => 0x800 }]);
};
zipped 'zip-folder-name' => sub {
	return zip([{ name => utf8($_[0]) . '/', bytes => '', method => 0,
		flags => 0x800 }]);
};
zipped 'zip-local-name' =>
    sub { zip([{ %$EMPTY, local => utf8($_[0]), flags => 0x800 }]) };
zipped 'zip-listed-name' => sub {
	return zip([{ %$EMPTY, name => utf8($_[0]), local => 'a.txt',
		flags => 0x800 }]);
};
zipped 'zip-unicode-path' => sub {
	my $name = utf8($_[0]);
	my $extra = pack('vvCV', 0x7075, 5 + length $name, 1,
	    Compress::Zlib::crc32('a.txt')) . $name;
	return zip([{ %$EMPTY, extra => $extra }]);
};
zipped 'zip-same-name-twice' =>
    sub { zip([{ %$EMPTY, name => 'note.txt' }, member($_[0])]) };
zipped 'zip-html-member' => sub {
	my $html = '<p>' . $_[0] =~ s/(?<=\w)(?=\w)/<!-- -->/gr;
	return zip([{ name => 'note.html', bytes => utf8($html) }]);
};
zipped 'zip-no-suffix' =>
    sub { zip([{ name => 'note', bytes => text($_[0]) }]) };
zipped 'zip-image-name' =>
    sub { zip([{ name => 'a.png', bytes => text($_[0]) }]) };
zipped 'zip-utf-16' => sub {
	return zip([{ name => 'note.txt', bytes => "\xFF\xFE"
	    . Encode::encode('UTF-16LE', carrier($_[0])) }]);
};
zipped 'zip-encrypted-flag' => sub { zip([member($_[0], flags => 1)]) };
zipped 'zip-unknown-method' =>
    sub { zip([member($_[0], method => 99)]) };
zipped 'zip-cut' => sub {
	my $file = zip([member($_[0], method => 0)]);
	return substr $file, 0, length($file) - 40;
};
zipped 'zip-in-zip' => sub {
	return zip([{ name => 'in.zip', bytes => zip([member($_[0])]) }]);
};
zipped 'zip-in-zip-unnamed' => sub {
	return zip([{ name => 'data', bytes => zip([member($_[0])]) }]);
};
for my $levels (3, 8) {
	zipped "zip-nested-$levels" => sub {
		my $file = zip([member($_[0])]);
		$file = zip([{ name => 'in.zip', bytes => $file }])
		    for 2 .. $levels;
		return $file;
	};
}
zipped 'zip-eml' => sub {
	return zip([{ name => 'a.eml', bytes =>
	    Evade::message_of(Evade::clean(carrier($_[0]))) }]);
};
zipped 'zip-base64-eml' => sub {
	my $e = Evade::entity(MIME::Base64::encode_base64(text($_[0])),
	    'Content-Type: text/plain; charset=utf-8',
	    'Content-Transfer-Encoding: base64');
	return zip([{ name => 'a.eml', bytes => Evade::message_of($e) }]);
};
zipped 'zip-many-members' => sub {
	return zip([(map { { %$EMPTY, name => "$_.txt" } } 1 .. 500),
		member($_[0])]);
};
zipped 'zip-bomb' => sub {
	return zip([member($_[0]),
		{ name => 'b.txt', bytes => "\0" x 20_000_000 }]);
}, inner => 0;
archive 'zip-octet-stream', 'application/octet-stream', 'notes.bin',
    sub { zip([member($_[0])]) };
archive 'zip-as-image', 'image/png', 'logo.png', sub { zip([member($_[0])]) };
archive 'zip-as-text', 'text/plain', 'a.txt', sub { zip([member($_[0])]) };
archive 'zip-as-pdf', 'application/pdf', 'a.pdf', sub { zip([member($_[0])]) };
archive 'zip-in-gif', 'image/gif', 'a.gif', sub {
	return "GIF89a\1\0\1\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\1\0\1\0\0"
	    . "\2\2D\1\0;" . zip([member($_[0])]);
};

archive 'gzip', 'application/gzip', 'note.txt.gz', sub { gzip(text($_[0])) };
archive 'gzip-name', 'application/gzip', 'a.gz', sub {
	my $name = utf8($_[0]);
	return $name =~ /[^\x20-\x7E]/ ? undef :
	    gzip("Nothing.\n", -Name => $name);
};
archive 'gzip-comment', 'application/gzip', 'a.gz', sub {
	my $comment = utf8($_[0]);
	return $comment =~ /[^\x20-\x7E]/ ? undef :
	    gzip("Nothing.\n", -Comment => $comment);
};
archive 'gzip-second', 'application/gzip', 'a.gz',
    sub { gzip("Nothing.\n") . gzip(text($_[0])) };
archive 'gzip-in-gzip', 'application/gzip', 'a.gz',
    sub { gzip(gzip(text($_[0]))) };
archive 'gzip-cut', 'application/gzip', 'a.gz',
    sub { substr gzip(text($_[0])), 0, -6 };
archive 'gzip-text-after', 'application/gzip', 'a.gz',
    sub { gzip(text($_[0])) . "\0\0\0text" };
archive 'bzip2', 'application/x-bzip2', 'note.txt.bz2', sub {
	my ($bytes, $out) = (text($_[0]));
	IO::Compress::Bzip2::bzip2(\$bytes => \$out);
	return $out;
};
archive 'tar', 'application/x-tar', 'a.tar',
    sub { tar('note.txt', text($_[0])) . tar_end() };
archive 'tar-no-end', 'application/x-tar', 'a.tar',
    sub { tar('note.txt', text($_[0])) };
archive 'tar-second', 'application/x-tar', 'a.tar', sub {
	return tar('a.txt', "Nothing.\n") . tar('note.txt', text($_[0]))
	    . tar_end();
};
archive 'tar-after-end', 'application/x-tar', 'a.tar', sub {
	return tar('a.txt', "Nothing.\n") . tar_end()
	    . tar('note.txt', text($_[0])) . tar_end();
};
archive 'tar-name', 'application/x-tar', 'a.tar', sub {
	return tar(substr(utf8($_[0]), 0, 100), "x\n") . tar_end();
};
archive 'tar-link', 'application/x-tar', 'a.tar', sub {
	return tar('a', '', type => 2, link => substr utf8($_[0]), 0, 100)
	    . tar_end();
};
archive 'tar-long-name', 'application/x-tar', 'a.tar', sub {
	return tar('././@LongLink', utf8($_[0]) . "\0", type => 'L')
	    . tar('a.txt', "x\n") . tar_end();
};
archive 'tar-pax-name', 'application/x-tar', 'a.tar', sub {
	my $record = ' path=' . utf8($_[0]) . "\n";
	my $size = length($record) + 2;
	$size++ if $size > 99;
	return tar('PaxHeaders/a', "$size$record", type => 'x')
	    . tar('a.txt', "x\n") . tar_end();
};
archive 'tar-pax-comment', 'application/x-tar', 'a.tar', sub {
	my $record = ' comment=' . utf8($_[0]) . "\n";
	my $size = length($record) + 2;
	$size++ if $size > 99;
	return tar('PaxHeaders/a', "$size$record", type => 'g')
	    . tar('a.txt', "x\n") . tar_end();
};
archive 'tar-gz', 'application/gzip', 'a.tar.gz',
    sub { gzip(tar('note.txt', text($_[0])) . tar_end()) };
archive 'tar-in-zip', 'application/zip', 'a.zip', sub {
	return zip([{ name => 'a.tar',
		bytes => tar('note.txt', text($_[0])) . tar_end() }]);
};
archive 'cpio', 'application/x-cpio', 'a.cpio', sub {
	my $text = text($_[0]);
	my $entry = sub {
		my ($name, $bytes) = @_;
		return sprintf('070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o',
		    0, 1, 0100644, 0, 0, 1, 0, 0, 1 + length $name,
		    length $bytes) . "$name\0$bytes";
	};
	return $entry->('note.txt', $text) . $entry->('TRAILER!!!', '');
};
archive 'ar', 'application/x-archive', 'a.ar', sub {
	my $text = text($_[0]);
	return "!<arch>\n" . sprintf('%-16s%-12d%-6d%-6d%-8o%-10d`%s',
	    'note.txt/', 0, 0, 0, 0100644, length $text, "\n") . $text;
};
archive 'shar', 'application/x-shar', 'a.shar', sub {
	return "#!/bin/sh\ncat > note.txt <<'END'\n" . text($_[0]) . "END\n";
};
# Kinds by their first bytes alone: nobody reads them here, so they are held.
my %magic = (
	'7z' => "7z\xBC\xAF\x27\x1C\0\4", rar => "Rar!\x1A\x07\1\0",
	xz => "\xFD7zXZ\0", zstd => "\x28\xB5\x2F\xFD", lz4 => "\4\x22\x4D\x18",
	cab => "MSCF\0\0\0\0", arj => "\x60\xEA", lzh => "\x21\x00-lh5-",
	compress => "\x1F\x9D\x90", iso => "\0" x 32769 . 'CD001',
	dmg => "koly\0\0\0\4", ole => "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
);
for my $kind (sort keys %magic) {
	archive "kind-$kind", 'application/octet-stream', "a.$kind", sub {
		return $magic{$kind} . ("\0" x 100)
		    . Encode::encode('UTF-16LE', $_[0]);
	};
}

1;
