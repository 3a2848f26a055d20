#!/usr/bin/perl
#
# Exact data: what an import says and keeps, what the daemon and `scan` find
# of it, and to whom a row may go.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Time::HiRes qw(sleep time);
use Sandbox qw(mail slurp spew slow);

my $RULES = <<'EOF';
pack: data
rules:
  - id: data.contracts
    title: Contract terms
    action: block
    exact: contracts
    to: others
  - id: data.notes
    title: Deal notes
    action: quarantine
    exact: notes
    to: anyone
  - id: data.rows
    title: A row of the price list
    action: flag
    exact: prices
    cells: 2
    within: 60
EOF

my $CONTRACTS = <<'EOF';
account_id,price,code,terms
A1,"84,250.00",K-7788-Z,net 30
A4,91400,K-9911-Q,net 30
A2,250,K-5500-B,net 30
EOF

my $NOTES = <<'EOF';
account_id,note
A4,the champion left in may and the budget is frozen until the audit ends
EOF

my $PRICES = join '', "sku,price\n", map { "SKU-$_,1499\n" } 1000 .. 1020;

my $box = Sandbox->new(rules => $RULES);
sub import { return $box->cli('exact', 'import', '/dev/stdin', @_) }

# The verdict on a message to pat@fernhill.example (A4) or another.
sub send_to {
	my ($body, $to) = @_;
	return $box->send(message => mail(body => $body,
	    to => $to // 'pat@fernhill.example'),
	    defined $to ? (rcpts => [$to]) : ());
}

# Waits until the body gets the outcome; the daemon may take a moment.
sub becomes {
	my ($outcome, $body, $to) = @_;
	my $until = time + 5 * slow();
	my $r;
	do {
		$r = send_to($body, $to);
		return $r if $r->{outcome} eq $outcome;
		sleep 0.05;
	} while (time < $until);
	return $r;
}

like $box->log, qr/rule data\.contracts: there is no data set contracts/,
    'the daemon says which data sets are missing';
like $box->cli('check')->{err},
    qr/:3:5: warning: data\.contracts: there is no data set contracts/,
    'so does check';
is $box->cli('check')->{code}, 0, 'which is no error';
is send_to("Your price: 84250.\n")->{outcome}, 'accept',
    'nothing is found yet';

my $r = import('--dataset', 'contracts', '--account', 'account_id',
    \ $CONTRACTS);
is $r->{code}, 0, 'an import' or diag $r->{err};
like $r->{out}, qr/^contracts: 3 rows, \d+ values$/m, 'says how much';
like $r->{out}, qr/^  price +3 cells, \d+ values; left out, 1 small number$/m,
    'and what is left out';
unlike $r->{out} . $r->{err}, qr/84.?250|7788/, 'and shows no value';

$r = becomes('reject', "Your price: \$84,250.\n");
is $r->{outcome}, 'reject', "another account's price";
like $r->{text}, qr/550 5\.7\.1 sendgate \w{26}: data\.contracts/,
    'is named by its rule';
unlike $r->{text} =~ s/sendgate \w{26}//r, qr/84/, 'and not echoed';
is send_to("Your price: 84 250 EUR\n")->{outcome}, 'reject',
    'however it is written';
is send_to("See k7788z.\n")->{outcome}, 'reject', 'a code';
is send_to("Your price: 91,400.00\n")->{outcome}, 'accept',
    'its own price';
is send_to("Your price: 91,400.00, not 84,250\n")->{outcome}, 'reject',
    'its own and another';
my $own = "Your price: 91,400.00\n" x 50;
is send_to($own)->{outcome}, 'accept', 'its own many times';
is send_to("${own}and 84,250\n")->{outcome}, 'reject',
    'does not hide another';
is send_to("Your price: 842500, 184250, 84,250.75.\n")->{outcome},
    'accept', 'other numbers';
is send_to("Only 250 of them, net 30.\n")->{outcome}, 'accept',
    'what was left out';
is $box->send(message => mail(body => "Your price: 91,400.00\n",
    to => 'pat@fernhill.example, x@nowhere.example'),
    rcpts => ['pat@fernhill.example', 'x@nowhere.example'])->{outcome},
    'reject', 'every recipient must own it';

my ($finding) = map { @{ $_->{findings} } } $box->verdicts;
is $finding->{rule}, 'data.contracts', 'the finding is on record';
unlike $finding->{excerpt}, qr/\d/, 'masked';

my $file = "$box->{dir}/m.eml";
spew($file, mail(body => "Hi,\n\nYour price: 84250.\n"));
$r = $box->cli('scan', $file);
is $r->{code}, 1, 'scan finds it too';
like $r->{out}, qr/^finding +data\.contracts \(block\) in part 1/m,
    'and says where';
unlike $r->{out}, qr/84250/, 'masked';
spew($file, mail(body => "Your price: 91400.\n"));
is $box->cli('scan', $file)->{code}, 0, 'and knows whose it is';

$r = import('--dataset', 'notes', '--account', 'account_id', \ $NOTES);
is $r->{code}, 0, 'a second data set';
$r = becomes('held', "We heard the CHAMPION left in May - and the budget " .
    "is frozen.\n");
is $r->{outcome}, 'held', 'eight words of a long cell, to: anyone';
is send_to("The champion left in June and the budget is fine.\n")->{outcome},
    'accept', 'other words';

$r = import('--dataset', 'prices', '--keep-common', \ $PRICES);
is $r->{code}, 0, 'rows whose cells are common';
becomes('accept', "x\n");
sleep 0.5;
send_to("SKU 1003 at 1,499.\n");
my ($last) = reverse $box->verdicts;
is_deeply [map { $_->{rule} } @{ $last->{findings} }], ['data.rows'],
    'two cells of one row';
send_to("SKU 1003 is out; " . 'a word ' x 20 . "1,499.\n");
($last) = reverse $box->verdicts;
is_deeply $last->{findings}, [], 'too far apart';
send_to("All at 1,499, and again 1499.\n");
($last) = reverse $box->verdicts;
is_deeply $last->{findings}, [], 'one cell twice';

is_deeply [map { [@$_{qw(dataset rows account)}, $_->{columns}] }
    $box->rows('exact', 'list')],
    [['contracts', 3, 'account_id', ['price', 'code', 'terms']],
     ['notes', 1, 'account_id', ['note']],
     ['prices', 21, '', ['sku', 'price']]], 'exact list';
like $box->cli('exact', 'list')->{out},
    qr/^contracts +\d{4}-\S+Z +3 rows +\d+ values  price, code, terms$/m,
    'for a person';

$r = $box->cli('exact', 'drop', 'contracts', '--reason', 'renewed');
is $r->{code}, 0, 'exact drop';
is becomes('accept', "Your price: 84250.\n")->{outcome}, 'accept',
    'is looked for no longer';
is $box->cli('exact', 'drop', 'contracts')->{code}, 1, 'it is gone';
is_deeply [map { $_->{dataset} } $box->events('drop')], ['contracts'],
    'a drop is on record';
is_deeply [map { $_->{dataset} // () } $box->events('import')],
    ['contracts', 'notes', 'prices'], 'imports are';

# Errors
$r = import('--dataset', 'contracts', '--account', 'account_id',
    \ "account_id,price\nA1,5,6\n,7\n");
is $r->{code}, 65, 'bad rows';
like $r->{err}, qr/:2:\d+: error/, 'each with its place';
like $r->{err}, qr/:3:1: error: account_id is empty/, 'and what is wrong';
is scalar($box->rows('exact', 'list')), 2, 'and nothing changed';
is import('--dataset', 'x', '--account', 'nope', \ $CONTRACTS)->{code}, 65,
    'no such column';
is import('--dataset', 'x', '--columns', 'price,nope', \ $CONTRACTS)->{code},
    65, 'nor that';
is import('--dataset', 'x', '--columns', 'price', '--skip-bad',
    \ $CONTRACTS)->{code}, 0, '--columns';
is import(\ $CONTRACTS)->{code}, 64, 'without --dataset';
is import('--dataset', '../x', \ $CONTRACTS)->{code}, 64, 'a bad name';
is $box->cli('exact', 'import', "$box->{dir}/none", '--dataset', 'x')->{code},
    66, 'no file';

# A new daemon has it at once; a damaged file keeps it from starting.
$box->stop;
$box->start;
is send_to("The champion left in May and the budget is frozen\n")->{outcome},
    'held', 'after a restart';
$box->stop;
for my $image (glob "$box->{dir}/sendgate.db-exact-*") {
	my $bytes = slurp($image);
	substr($bytes, 200, 1) ^= "\x01";
	spew($image, $bytes);
}
ok !eval { $box->start; 1 }, 'a damaged data set: no start';
like $@, qr/data set notes: its file is damaged/, 'which says why';

done_testing;
