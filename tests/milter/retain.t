#!/usr/bin/perl
#
# journal.retain: kept content goes with its time; records, the chain and what
# is still held stay.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Time::HiRes qw(sleep time);
use Sandbox qw(mail slurp spew slow);

my $box = Sandbox->new;
my $high = 'x\@northwind-robotics.example';
sub kept { return scalar(() =
    $box->cli('journal', 'export', '--format', 'mbox')->{out} =~ /^From /mg) }
sub reload_with {
	my ($retain) = @_;
	spew($box->{conf}, $box->config(extra => $retain));
	is $box->cli('reload')->{code}, 0, 'reload';
}
sub erased {
	my $end = time + 20 * slow();
	sleep 0.1 until $box->events('retain') || time > $end;
	return $box->events('retain');
}

is $box->send(message => mail(body => "Our discount floor.
"))->{outcome},
    'reject', 'one is rejected';
is $box->send(message => mail(to => $high), rcpts => [$high])->{outcome},
    'held', 'one is held';
is $box->send(message => mail(to => $high), rcpts => [$high])->{outcome},
    'held', 'another';
my @held = map { $_->{id} } $box->rows('quarantine', 'list');
$box->cli('quarantine', 'reject', $held[1], '--reason', 'no');
is kept(), 3, 'all are kept whole';
reload_with("journal: { retain: 1h }");
sleep 0.3;
is kept(), 3, 'in their time they stay';

sleep 1.2;
reload_with("journal: { retain: 1s }");
my @events = erased();
is scalar(@events), 1, 'past it they go' or diag $box->log;
is $events[0]{count}, 2, 'two of them';
is kept(), 1, 'what is held stays';
like $box->cli('quarantine', 'show', $held[0])->{out}, qr/a short note/,
    'and can be read';
is $box->cli('quarantine', 'show', $held[1])->{code}, 1,
    'the other is no more to be read';
my ($verdict) = grep { $_->{verdict} eq 'reject' } $box->verdicts;
is $verdict->{subject}, 'Hello', 'the record stays';
is $verdict->{content}{kind}, 'full', 'and what it had';
my $r = $box->cli('journal', 'verify');
is $r->{code}, 0, 'the journal verifies' or diag $r->{err};
is $box->cli('quarantine', 'reject', $held[0], '--reason', 'no')->{code}, 0,
    'once it is decided';
reload_with("journal: { retain: 2s }");
my $end = time + 20 * slow();
sleep 0.1 until kept() == 0 || time > $end;
is kept(), 0, 'that goes too';
is $box->cli('journal', 'verify')->{code}, 0, 'and it verifies';
done_testing;
