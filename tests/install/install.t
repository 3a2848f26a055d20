#!/usr/bin/perl
#
# `make install` into a folder, walked; what the shells complete; and what
# `make uninstall` takes away and leaves.

use strict;
use warnings;
use File::Find;
use File::Spec;
use File::Temp;
use Test::More;

my $build = File::Spec->abs2rel($ENV{SENDGATE_BUILD} // 'build');
my $root = File::Temp->newdir;
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or return '';
	local $/;
	return scalar <$in>;
}

sub spew {
	my ($path, $text) = @_;
	open my $out, '>', $path or die "$path: $!";
	print $out $text;
	close $out or die "$path: $!";
}

sub make {
	my ($target) = @_;
	my $said = `make -s O=$build DESTDIR=$root PREFIX=/usr $target 2>&1`;
	is $?, 0, "make $target" or diag $said;
}

# Every file, as the system would have it.
sub files {
	my @found;
	find(sub { push @found, substr $File::Find::name, length "$root"
		if -f }, "$root");
	return sort @found;
}

make('install');
my %there = map { $_ => 1 } files();
my @pages = map { m{([^/]+\.([1-8]))$} ? "/usr/share/man/man$2/$1" : () }
    glob 'contrib/man/*.[1-8]';
my @packs = map { m{([^/]+)$} } glob 'rules/*.yaml';
cmp_ok scalar(@pages), '>=', 5, 'there are manual pages';
for my $file (qw(/usr/bin/sendgate /usr/sbin/sendgate-milter
    /usr/sbin/sendgate-extract /usr/lib/systemd/system/sendgate.service
    /usr/lib/sysusers.d/sendgate.conf /usr/lib/tmpfiles.d/sendgate.conf
    /usr/share/bash-completion/completions/sendgate
    /usr/share/zsh/site-functions/_sendgate
    /usr/share/doc/sendgate/sendgate.yaml /etc/sendgate/sendgate.yaml),
    @pages, map { ("/usr/share/sendgate/rules/$_", "/etc/sendgate/rules/$_") }
    @packs) {
	ok delete $there{$file}, $file;
}
is_deeply [grep { !m{^/usr/share/doc/sendgate/} } sort keys %there], [],
    'and nothing else but documents';

for my $file (files()) {
	my $want = $file =~ m{^/usr/s?bin/} ? 0755 : 0644;
	is sprintf('%o', (stat "$root$file")[2] & 07777),
	    sprintf('%o', $want), "mode of $file";
	unlike slurp("$root$file"), qr/@[A-Z]{3,}@/, 'no place is left open'
	    if $file !~ m{/s?bin/};
}

my $version = (split /\n/, slurp('NEWS'))[0];
is `$root/usr/bin/sendgate --version`, "sendgate $version\n", 'the version';
like slurp('contrib/debian/changelog'), qr/^sendgate \(\Q$version\E\)/,
    'is the package\'s too';

my $config = slurp("$root/etc/sendgate/sendgate.yaml");
like $config, qr{^listen: unix:/var/spool/postfix/sendgate/milter\.sock$}m,
    'the socket is where a chrooted Postfix sees it';
like slurp("$root/usr/lib/tmpfiles.d/sendgate.conf"),
    qr{^d /var/spool/postfix/sendgate 2750 sendgate postfix}m,
    'in a folder that is made at boot';
spew("$root/check.yaml", $config =~ s{/etc/sendgate}{$root/etc/sendgate}gr);
my $said = `$root/usr/bin/sendgate -c $root/check.yaml check 2>&1`;
is $?, 0, 'the installed configuration is sound' or diag $said;

# What bash offers for these words.
sub offered {
	my (@words) = @_;
	my $script = "$root/usr/share/bash-completion/completions/sendgate";
	my $line = join ' ', map { "'$_'" } @words;
	my $last = $#words;
	return [split /\n/, `bash -c 'source $script
COMP_WORDS=($line)
COMP_CWORD=$last
_sendgate
printf "%s\\n" "\${COMPREPLY[\@]}"'`];
}

is_deeply offered('sendgate', 'quaran'), ['quarantine'], 'bash: a command';
is_deeply offered('sendgate', '-c', 'x.yaml', 'kil'), ['kill'],
    'bash: behind -c FILE';
is_deeply offered('sendgate', 'quarantine', 're'), ['release', 'reject'],
    'bash: a second word';
is_deeply offered('sendgate', 'kill', 'all', '--mo'), ['--mode'],
    'bash: an option';
is_deeply offered('sendgate', 'kill', 'all', '--mode', ''),
    ['hold', 'tempfail', 'reject'], 'bash: its words';
is_deeply offered('sendgate', 'approve', '--key', 'READ'), ['README.md'],
    'bash: a file';
is_deeply offered('sendgate', 'journal', 'list', '--verdict', 'ac'),
    ['accept'], 'bash: words of a subcommand\'s option';
SKIP: {
	skip 'no zsh', 2 if !grep { -x "$_/zsh" } split /:/, $ENV{PATH};
	my $script = "$root/usr/share/zsh/site-functions/_sendgate";
	is system('zsh', '-n', $script), 0, 'zsh reads its completion';
	# the last line runs it, which works inside a completion alone
	spew("$root/tables", slurp($script) =~ s/^_sendgate "\$\@"\n\z//mr);
	is `zsh -fc 'source $root/tables; _sendgate_values "kill --mode"
print -l \$reply; _sendgate_words rules; print \$reply[1]'`,
	    "hold\ntempfail\nreject\nlist:the rules in force\n",
	    'and its tables hold';
	unlink "$root/tables";
}

spew("$root/etc/sendgate/sendgate.yaml", "owner: me\n");
spew("$root/etc/sendgate/rules/tone.yaml", "pack: mine\n");
make('install');
is slurp("$root/etc/sendgate/sendgate.yaml"), "owner: me\n",
    'a second installation leaves the configuration alone';
is slurp("$root/etc/sendgate/rules/tone.yaml"), "pack: mine\n",
    'and the rules';

mkdir "$root/var";
mkdir "$root/var/lib";
mkdir "$root/var/lib/sendgate";
spew("$root/var/lib/sendgate/sendgate.db", 'data');
unlink "$root/check.yaml";
make('uninstall');
is_deeply [files()], [sort '/etc/sendgate/sendgate.yaml',
    '/var/lib/sendgate/sendgate.db', map { "/etc/sendgate/rules/$_" } @packs],
    'make uninstall leaves configuration, rules and data, and no more';
ok !-e "$root/usr/share/doc/sendgate", 'its folders go too';

is system("$build/sendgate completion fish 2>/dev/null") >> 8, 64,
    'no completion for an unknown shell';

done_testing;
