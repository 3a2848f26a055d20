#!/usr/bin/perl
#
# Every command explains itself, the manual page knows every command and
# option, and what is mistyped is EX_USAGE before anything is done.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(slurp);

my $box = Sandbox->new(start => 0, no_book => 1);

my $help = $box->cli('help');
is $help->{code}, 0, 'help';
my @commands = map { /^  ([a-z]+(?: (?:list|test|try|backtest|diff|new|add|revoke|import|drop|remove|show|release|reject|edit|verify|checkpoint|prove|consistency|export|postfix))?)\b/ ? $1 : () }
    split /\n/, $help->{out};
cmp_ok scalar @commands, '>=', 25, 'it lists the commands';

my $page = slurp('contrib/man/sendgate.1');
(my $flat = $page) =~ s/\\-/-/g;
for my $command (@commands) {
	my @words = split / /, $command;
	my $r = $box->cli(@words, '--help');
	is $r->{code}, 0, "$command --help";
	like $r->{out}, qr/^usage: sendgate .*\Q$command\E/, 'is a usage';
	is $box->cli(@words, '--bogus')->{code}, 64,
	    "$command: an unknown option is EX_USAGE";
	my $item = "Cm " . join " Cm ", @words;
	like $flat, qr/^\.(?:It |It Xo\n\.)\Q$item\E\b/m, 'the manual page has it';
	for my $option ($r->{out} =~ /^  --([a-z-]+)/mg) {
		like $flat, qr/Fl -\Q$option\E\b/,
		    "the manual page has --$option";
	}
}

for my $bad (['nonesuch'], [], ['quarantine'], ['quarantine', 'nonesuch'],
    ['scan'], ['check', 'extra'], ['journal', 'list', '--limit', 'x'],
    ['journal', 'list', '--limit', '-1'], ['journal', 'list', '--limit'],
    ['journal', 'list', '--since', 'yesterday'],
    ['journal', 'list', '--json=1'], ['quarantine', 'list', '--older', '5'],
    ['quarantine', 'list', '--state', 'lost'],
    ['quarantine', 'release', '--reason', 'x'],
    ['quarantine', 'release', 'X', '--all', '--reason', 'x'],
    ['quarantine', 'release', 'X'], ['quarantine', 'reject', 'X'],
    ['kill', 'all'], ['kill', 'all', '--reason', ' '],
    ['kill', 'everything', '--reason', 'x'], ['kill', 'agent=', '--reason', 'x'],
    ['kill', 'all', '--reason', 'x', '--mode', 'soft'],
    ['resume', 'all'], ['key', 'new', 'a'], ['key', 'new', '../a', '--out', 'f'],
    ['approve', 'f'], ['digest', 'f'], ['digest', 'f', '--rcpt', 'nobody']) {
	is $box->cli(@$bad)->{code}, 64, "EX_USAGE: @$bad";
}
is $box->cli('--version')->{code}, 0, '--version';
is $box->cli('status', '-c', $box->{conf})->{code}, 0, '-c after the command';
is $box->cli('status', '-c', '/nonexistent')->{code}, 66, 'and it holds';
is $box->cli('quarantine', '--help')->{code}, 0, 'help of a group';
is_deeply [glob "$box->{dir}/sendgate.db*"], [], 'none of it made a database';

done_testing;
