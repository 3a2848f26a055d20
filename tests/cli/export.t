#!/usr/bin/perl
#
# journal export: own keys, Elastic's, a table, and kept mail, of records whose
# contents are hostile to each.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new;
my $message = mail(subject => '=cmd|"x"!A1, "quoted"',
    body => "From the start.\n>From here on: a discount floor.\n.\nEnd\n");
$box->send(message => $message);
$box->send;
$box->cli('kill', 'all', '--reason', 'stop it');

sub export { return $box->cli('journal', 'export', '--format', @_) }

my @rows = $box->rows('journal', 'list', '--limit', 0);
my $r = $box->cli('journal', 'export');
is_deeply [map { decode_json($_) } split /\n/, $r->{out}], \@rows,
    'json is the default: the records as they are listed';
is scalar(split /\n/, export('json', '--verdict', 'reject')->{out}), 1,
    'the filters of journal list';

my @ecs = map { decode_json($_) } split /\n/, export('ecs')->{out};
my ($reject) = grep { $_->{event}{action} eq 'reject' } @ecs;
my ($record) = grep { ($_->{verdict} // '') eq 'reject' } @rows;
is $reject->{'@timestamp'}, $record->{time}, 'ecs: the time';
is_deeply $reject->{event}{type}, ['info', 'denied'], 'what was done';
is $reject->{event}{duration}, 1000 * $record->{took_us}, 'in nanoseconds';
is_deeply $reject->{email}{to}{address}, $record->{recipients}, 'to whom';
is $reject->{email}{subject}, $record->{subject}, 'the subject';
is_deeply $reject->{rule}{id}, ['test.floor'], 'which rule';
is $reject->{sendgate}{workflow}, $record->{workflow}, 'and the rest';
my ($kill) = grep { $_->{event}{action} eq 'kill' } @ecs;
like $kill->{user}{name}, qr/uid/, 'an event has its actor';
ok !exists $kill->{email}, 'and no mail';

my @lines = split /\r\n/, export('csv')->{out}, -1;
is pop @lines, '', 'csv: lines end with CRLF';
is scalar @lines, 1 + @rows, 'a row each, and the head';
my @head = split /,/, $lines[0];
my ($line) = grep { /"reject"/ } @lines;
my @cells = $line =~ /"((?:[^"]|"")*)"(?:,|\z)/g;
is scalar @cells, scalar @head, 'as many cells';
my %cell;
@cell{@head} = map { s/""/"/gr } @cells;
is $cell{id}, $record->{id}, 'the id';
is $cell{subject}, "'$record->{subject}", 'no cell is a formula';
is $cell{rules}, 'test.floor', 'the rules';

$r = export('mbox');
my @mails = split /^(?=From )/m, $r->{out};
is scalar @mails, 1, 'mbox: the one message that was kept whole';
like $mails[0], qr/\AFrom \S+ [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\n/,
    'its From line';
like $mails[0], qr/^X-Sendgate-Verdict: reject \Q$record->{id}\E$/m,
    'what became of it';
like $mails[0], qr/^>From the start\.\n>>From here on/m, 'mboxrd';
my $back = $mails[0] =~ s/\A.*\n.*\n//r;
$back =~ s/^>(>*From )/$1/mg;
$back =~ s/\n\z//;
my ($body) = $message =~ /\n\r?\n(.*)\z/s;
$body =~ s/\r//g;
like $back, qr/\n\n\Q$body\E\z/, 'which gives the message back';
like $r->{err}, qr/1 verdicts have no whole message/, 'the other one is said';

is export('xml')->{code}, 64, 'no other format';

# the manual's columns are the views'
my $page = slurp('contrib/man/sendgate-journal.5');
my $database = "$box->{dir}/sendgate.db";
my $made = slurp($database) . slurp("$database-wal");
for my $view (qw(v_verdict v_event v_finding v_reason v_account v_source
    v_recipient v_decision)) {
	like $page, qr/^\.It Li $view$/m, "sendgate-journal(5) has $view";
	like $made, qr/CREATE VIEW $view /, 'and so has the database';
}

done_testing;
