#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Milter;
use Sandbox qw(mail slow);

# Nonsense on the socket: it costs its sender the connection, and nobody else
# anything.

my $s = Sandbox->new;

# A connection that got this far.
sub at {
	my ($how_far) = @_;
	my $m = $s->client;
	my %o = (login => 'cowork@corp.example', message => mail(),
	    sender => 'cowork@corp.example', rcpts => ['a@b.example']);
	$m->envelope({}, %o) if $how_far > 0;
	$m->headers({}, %o) if $how_far > 1;
	return $m;
}

my %junk = (
	'nothing' => '',
	'a web browser' => "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	'zero length' => pack('N', 0),
	'four gigabytes' => pack('N', 0xffffffff) . 'B' . 'x' x 1000,
	'two gigabytes' => pack('N', 0x7fffffff) . 'L' . 'x' x 1000,
	'half a length' => "\0\0",
	'half a packet' => pack('N', 500) . 'L' . 'Subject',
	'an unknown command' => pack('N', 1) . '!',
	'a header without a value' => pack('N', 8) . "Lname\0x\0" =~ s/x//r,
	'a header without an end' => pack('N', 5) . 'Lname',
	'no recipient' => pack('N', 1) . 'R',
	'an empty MAIL' => pack('N', 2) . "M\0",
	'MAIL without an end' => pack('N', 4) . 'M<a>',
	'macros without an end' => pack('N', 6) . 'DMabcd',
	'macros for nothing' => pack('N', 3) . "D\xff\0",
	'a connect cut short' => pack('N', 4) . "Cx\0\x34",
	'negotiation again' => pack('N', 13) . 'O' . pack('N3', 6, 1, 1),
	'a short negotiation' => pack('N', 5) . 'O' . pack('N', 6),
	'end of a message that never began' => pack('N', 1) . 'E',
	'abort' => pack('N', 1) . 'A',
	'quit, new connection' => pack('N', 1) . 'K',
	'random' => join('', map { chr int rand 256 } 1 .. 5000),
);
srand 7;
$junk{"random $_"} = pack('N', 1 + int rand 300) .
    join('', map { chr int rand 256 } 1 .. 400) for 1 .. 20;

for my $name (sort keys %junk) {
	my $raw = $s->client(raw => 1);
	$raw->raw($junk{$name});
	$raw->{sock}->close;
	for my $how_far (0 .. 2) {
		my $m = at($how_far);
		$m->raw($junk{$name});
		$m->{sock}->close;
	}
	ok $s->alive, $name or last;
}
is $s->send->{outcome}, 'accept', 'and a message passes';

# half a packet that stays: its connection waits, others do not (one by one,
# since libmilter queues a session where two become ready in one breath)
my @stuck;
for (1 .. 10) {
	push @stuck, at($_ % 3);
	$stuck[-1]->raw(pack('N', 500) . 'Lx');
	select undef, undef, undef, 0.05 * slow();
}
is $s->send->{outcome}, 'accept', 'with ten halves open';

# text that must come out as text
my $r = $s->send(message => mail(subject => "a\\nb\xff\xfe\x80 %s%n%d",
    body => "bytes \xff\xfe \x00 nul\n"), sender => "%s%n\x01\@x",
    queue_id => "%n\x1b[2J");
is $r->{outcome}, 'held', 'bytes that are no text';
my ($record) = reverse $s->verdicts;
is $record->{verdict}, 'quarantine', 'are on record';
unlike $s->log, qr/\x1b/, 'and forge no line in the log';

my @rcpts = ('', '<>', 'a' x 5000, "x\xff\@y", 'a@b@c', '@', "\"a b\"\@c");
for my $rcpt (@rcpts) {
	$r = $s->send(rcpts => [$rcpt]);
	like $r->{outcome}, qr/^(held|reject)$/, 'an odd recipient';
}

$_->{sock}->close for @stuck;
is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
is $s->stop, 0, 'it ends in order';
done_testing;
