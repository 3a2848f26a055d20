#!/usr/bin/perl
#
# Suppressed addresses and domains: what is refused, for how long, import and
# export, and what goes on record.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail spew);

my $box = Sandbox->new;
sub outcome {
	my (@rcpts) = @_;
	return $box->send(message => mail(to => join(', ', @rcpts)),
	    rcpts => [@rcpts])->{outcome};
}
sub suppress { return $box->cli('suppress', @_) }

is outcome('pat@fernhill.example'), 'accept', 'nothing is suppressed yet';
my $r = suppress('add', 'Pat@Fernhill.example', '--reason', 'asked us to stop');
is $r->{code}, 0, 'suppress add';
is $r->{out}, "suppressed: pat\@fernhill.example\n", 'says what';
$r = $box->send;
is $r->{outcome}, 'reject', 'the address is refused';
like $r->{text}, qr/^550 5\.7\.1 sendgate \w{26}: suppressed: A recipient must not be written to\.$/,
    'in words that name no list';
is outcome('ana@fernhill.example'), 'accept', 'another one is not';
is outcome('ana@fernhill.example', 'PAT@fernhill.example'), 'reject',
    'one of two is enough, case aside';
is outcome('"pat"@fernhill.example'), 'reject', 'quoted too';

is suppress('add', '@fernhill.example', '--reason', 'all of them')->{code}, 0,
    'a domain';
is outcome('ana@fernhill.example'), 'reject', 'is refused';
is outcome('ana@eu.fernhill.example'), 'reject', 'and all under it';
$box->cli('accounts', 'import', '/dev/stdin', \ ("account_id,name,domains,tier\n" .
    "A,A,myfernhill.example;fernhill.example,cold\n"));
is outcome('ana@myfernhill.example'), 'accept', 'but not what only ends so';

is_deeply [map { [@$_{qw(target reason until)}] } $box->rows('suppress', 'list')],
    [['fernhill.example', 'all of them', undef],
     ['pat@fernhill.example', 'asked us to stop', undef]], 'suppress list';
is suppress('remove', 'fernhill.example', '--reason', 'a mistake')->{code}, 0,
    'suppress remove';
is outcome('ana@fernhill.example'), 'accept', 'lets it be written to';
is suppress('remove', 'fernhill.example')->{code}, 1, 'once';

is suppress('add', 'b@fernhill.example', '--reason', 'x', '--until',
    '2020-01-01')->{code}, 0, 'with an end';
is outcome('b@fernhill.example'), 'accept', 'that is past';
is suppress('add', 'b@fernhill.example', '--reason', 'x', '--until', '90d')
    ->{code}, 0, 'or is to come';
is outcome('b@fernhill.example'), 'reject', 'until when it is refused';

$r = suppress('import', '/dev/stdin', \ <<'EOF');
Email,Reason,Until
c@fernhill.example,"said ""no"", twice",
blue.example,,2099-01-01
EOF
is $r->{code}, 0, 'suppress import' or diag $r->{err};
is $r->{out}, "2 suppressed, 0 left out\n", 'says how many';
is outcome('c@fernhill.example'), 'reject', 'which are refused';
my $csv = suppress('list', '--csv')->{out};
like $csv, qr/^"c\@fernhill\.example","said ""no"", twice","",""$/m, '--csv';
my $again = Sandbox->new(start => 0);
is $again->cli('suppress', 'import', '/dev/stdin', \ $csv)->{code}, 0,
    'which import takes';
is $again->cli('suppress', 'list', '--csv')->{out}, $csv, 'as it was';
$r = suppress('import', '/dev/stdin', \ "address\nd\@x.example\nnonsense\n");
is $r->{code}, 65, 'a bad row';
like $r->{err}, qr/:3:1: error: neither an address nor a domain/, 'its place';
unlike suppress('list')->{out}, qr/x\.example/, 'and nothing is added';
is suppress('import', '--skip-bad', '/dev/stdin',
    \ "address\nd\@x.example\nnonsense\n")->{code}, 0, '--skip-bad';
like suppress('list')->{out}, qr/^d\@x\.example /m, 'takes the rest';
is suppress('import', '/dev/stdin', \ "name\nx\n")->{code}, 65, 'no column';

is suppress('add', 'nonsense', '--reason', 'x')->{code}, 64, 'no address';
is suppress('add', 'a@b.example')->{code}, 64, 'no reason';
is suppress('add', 'a@b.example', '--reason', 'x', '--until', 'soon')->{code},
    64, 'no time';

my ($event) = $box->events('suppress');
is_deeply [@$event{qw(kind domain reason)}],
    ['address', 'fernhill.example', 'asked us to stop'],
    'on record, without the person';
is scalar($box->events('unsuppress')), 1, 'so is a removal';
$r = $box->cli('scan', do { spew("$box->{dir}/m", mail()); "$box->{dir}/m" });
like $r->{out}, qr/suppressed/, 'scan knows it';

done_testing;
