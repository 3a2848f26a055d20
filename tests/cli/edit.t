#!/usr/bin/perl
#
# quarantine edit: both versions stay, the new one is judged and sent, and what
# is wrong with an editor or an edit sends nothing.

use strict;
use warnings;
use lib 'tests/milter/lib', 'tests/cli/lib';
use Test::More;
use Sandbox qw(mail slurp spew unique);
use Sink;

my $sink = Sink->new;
my $box = Sandbox->new(inject => $sink->{port},
    cold => 'sample, sample: { start: 1.0, floor: 0 }',
    extra => "ladder:\n  - { reviews: 1, passed: 0.1, share: 0.5 }\n");
delete $ENV{VISUAL};

sub hold {
	my ($body, $to) = @_;
	$to //= 'pat@fernhill.example';
	my %known = map { $_->{id} => 1 } $box->rows('quarantine', 'list');
	is $box->send(message => mail(to => $to, body => $body,
	    headers => ['X-Agent-Workflow', unique()]), rcpts => [$to])
	    ->{outcome}, 'held', 'held';
	my ($new) = grep { !$known{$_} }
	    map { $_->{id} } $box->rows('quarantine', 'list');
	return $new;
}

# $ENV{EDITOR} with an argument of its own, as people have it
sub edit {
	my ($id, $perl, @args) = @_;
	spew("$box->{dir}/editor", "#!/bin/sh\nexec perl -pi -e '$perl' \"\$2\"\n");
	chmod 0755, "$box->{dir}/editor";
	local $ENV{EDITOR} = "$box->{dir}/editor --wait";
	return $box->cli('quarantine', 'edit', $id,
	    @args ? @args : ('--reason', 'wrong name'));
}

sub state_of {
	my ($row) = $box->rows('quarantine', 'show', $_[0]);
	return $row->{state};
}

my $long = join ' ', map { "word$_" } 1 .. 60;
my $id = hold("Dear Nortwind, $long\n");
is edit($id, 's/x/y/', '--dry-run')->{code}, 64, 'it takes a reason';
my $r = edit($id, 's/Nortwind/Fernhill/; s/^Subject: Hello/Subject: Good day/');
is $r->{code}, 0, 'edit' or diag $r->{err};
like $r->{out}, qr/^3 of \d+ words changed$/m, 'says how much';
like $r->{out}, qr/^- Nortwind,$/m, 'what went';
like $r->{out}, qr/^\+ Fernhill,$/m, 'what came';
like $r->{out}, qr/^$id: released: 250 /m, 'and that it was sent';
my ($mail) = $sink->mails;
like $mail->{data}, qr/^Dear Fernhill, word1 /m, 'the new version leaves';
like $mail->{data}, qr/^Subject: Good day\r$/m, 'with its subject';
unlike $mail->{data}, qr/Nortwind/, 'the old one does not';
is state_of($id), 'released', 'it is released';
my ($edit) = $box->events('edit');
is_deeply [@$edit{qw(about reason changed)}], [$id, 'wrong name', '3'],
    'the edit is on record';
like $edit->{actor}, qr/uid/, 'with who did it';
like $edit->{difference}, qr/^- Nortwind,\n\+ Fernhill,$/m, 'and the words';
isnt $edit->{digest}, $edit->{digest_before}, 'and both digests';
my ($verdict) = grep { $_->{id} eq $id } $box->verdicts;
is $verdict->{digest}, $edit->{digest_before}, 'the verdict keeps its own';
my ($at) = $box->rows('ladder');
is $at->{passed}, 1, 'a small edit is a pass';

# Written anew
$id = hold("Hello there.\n");
$r = edit($id, 's/^Hello there.*/' . join(' ', map { "new$_" } 1 .. 40) . '/');
is $r->{code}, 0, 'a message written anew';
($at) = grep { $_->{passed} == 0 } $box->rows('ladder');
is $at->{reviews}, 1, 'is no pass';

# What sends nothing
my $sent = $sink->count;
$id = hold("A plain note.\n");
$r = edit($id, '');
is $r->{code}, 1, 'nothing was changed';
like $r->{err}, qr/nothing was changed/, 'which is said';
$r = edit($id, 's/plain note/discount floor/');
is $r->{code}, 1, 'the rules refuse the new version';
like $r->{err}, qr/refused: .*test\.floor/, 'with the rule';
unlike slurp("$box->{dir}/sendgate.db"), qr/discount floor/, 'it is not kept';
{
	local $ENV{EDITOR} = 'false';
	$r = $box->cli('quarantine', 'edit', $id, '--reason', 'x');
}
is $r->{code}, 1, 'the editor failed';
like $r->{err}, qr/the editor failed/, 'which is said';
{
	local $ENV{EDITOR} = "sh -c 'rm \"\$1\"; ln -s /etc/passwd \"\$1\"' x";
	$r = $box->cli('quarantine', 'edit', $id, '--reason', 'x');
}
is $r->{code}, 1, 'a link in the place of the file is not followed';
is edit('01KB2Q7N6V9E3W8XK4T0M5RZCD', 's/x/y/')->{code}, 1, 'no such message';
is edit('x', 's/x/y/')->{code}, 1, 'no id';
$box->cli('kill', 'all', '--reason', 'drill');
is edit($id, 's/plain/short/')->{code}, 1, 'nothing leaves past a switch';
$box->cli('resume', 'all', '--reason', 'over');
is state_of($id), 'held', 'it is held all the while';
is $sink->count, $sent, 'and nothing was sent';
is scalar(my @edits = $box->events('edit')), 2, 'nor put on record';
is_deeply [glob '/tmp/sendgate-edit.*/*'], [], 'and no file is left';

# An MTA that refuses: the edit stays, and release sends it.
$sink->mode('end 450 4.2.0 later');
$r = edit($id, 's/plain/short/');
is $r->{code}, 75, 'the MTA says later';
is state_of($id), 'held', 'it is held';
$sink->mode('');
$r = $box->cli('quarantine', 'release', $id, '--reason', 'again');
is $r->{code}, 0, 'release' or diag $r->{err};
like(($sink->mails)[-1]{data}, qr/^A short note\.\r$/m, 'sends the new version');
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
done_testing;
