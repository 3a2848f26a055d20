#!/usr/bin/perl
#
# Compiled patterns stand beside the database: who may, uses them; whatever is
# wrong with them, nobody notices but by the time it takes.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new;
my $folder = "$box->{dir}/compiled";
my $blocked = mail(body => "our discount floor\n");

sub files {
	my @found = glob "$folder/*.hsdb";
	return @found;
}
sub mode { return sprintf '%o', (stat $_[0])[2] & 07777 }

# The mail gate and the commands, and that none of them says a thing.
sub holds {
	my ($what) = @_;
	my $log = length $box->log;
	is $box->send(message => $blocked)->{outcome}, 'reject',
	    "$what: the rules hold";
	spew("$box->{dir}/m.eml", $blocked);
	for my $command (['rules', 'test'], ['rules', 'list'],
	    ['rules', 'try', "$box->{dir}/m.eml"], ['check']) {
		my $r = $box->cli(@$command);
		is $r->{code}, 0, "$what: @$command" or diag $r->{err};
		unlike $r->{err}, qr/compiled|hsdb/, 'says nothing of it';
	}
	my $r = $box->cli('scan', "$box->{dir}/m.eml", '--rcpt',
	    'pat@fernhill.example', '--agent', 'cowork');
	is $r->{code}, 1, "$what: scan";
	unlike substr($box->log, $log), qr/hsdb|warning/, 'nor does the log';
}

my ($file) = files();
ok defined $file, 'the daemon keeps what it compiled';
is mode($folder), '700', 'in a closed folder';
is mode($file), '600', 'and a closed file';
holds('as made');
is scalar(my @all = files()), 1, 'nothing else was compiled';

my $good = slurp($file);
my %broken = (
	'cut short' => sub { spew($file, substr $good, 0, 500) },
	'empty' => sub { spew($file, '') },
	'changed' => sub {
		spew($file, substr($good, 0, 200) . '!' . substr($good, 201))
	},
	'of another version' => sub { spew($file, 'sgrules0' .
	    substr($good, 8)) },
	'open to others' => sub { chmod 0666, $file },
	'a link' => sub {
		rename $file, "$box->{dir}/aside";
		symlink "$box->{dir}/aside", $file or die $!;
	},
	'gone, and the folder a file' => sub {
		system 'rm', '-r', $folder;
		spew($folder, '');
	},
);
for my $what (sort keys %broken) {
	$broken{$what}->();
	ok $box->reload, "$what: reload";
	holds($what);
	is $box->stop, 0, "$what: the daemon ends well";
	$box->start;
	holds("$what, after a restart");
	if (-f $folder) {
		unlink $folder;
		$box->reload;
	}
	is slurp($file), $good, "$what: compiled anew, as before";
	ok !-l $file, 'in a file of its own';
	is mode($file), '600', 'closed';
	unlink "$box->{dir}/aside";
}

SKIP: {
	skip 'not root', 4 if $> != 0;
	# a person without the right to the keys
	chmod 0644, $box->{conf};
	my @nobody = getpwnam 'nobody';
	my $pid = fork // die $!;
	if (!$pid) {
		$( = $) = "$nobody[3] $nobody[3]";
		$< = $> = $nobody[2];
		open STDOUT, '>', '/dev/null';
		open STDERR, '>', '/dev/null';
		exec "$Sandbox::BUILD/sendgate", '-c', $box->{conf}, 'rules',
		    'test' or die;
	}
	waitpid $pid, 0;
	is $?, 0, 'who may not read the key does without';
	is slurp($file), $good, 'and writes nothing';
	chown $nobody[2], $nobody[3], $file;
	ok $box->reload, "another owner's file";
	is +(stat $file)[4], 0, 'is replaced';
}

# a new rule is another file, in force at once
spew("$box->{dir}/rules.yaml", slurp("$box->{dir}/rules.yaml") . <<'EOT');
  - { id: test.more, action: block, regex: 'heliotrope \d+' }
EOT
ok $box->reload, 'more rules';
is $box->send(message => mail(body => "heliotrope 7\n"))->{outcome}, 'reject',
    'are in force';
is scalar(@all = files()), 2, 'and compiled besides';

done_testing;
