#!/usr/bin/perl
#
# The account book: all or nothing, errors with line and column.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail spew);

my $box = Sandbox->new;
sub import { return $box->cli('accounts', 'import', '/dev/stdin', @_) }

is scalar($box->rows('accounts', 'list')), 4, 'accounts list';
is_deeply [map { $_->{account_id} } $box->rows('accounts', 'list', '--tier',
    'cold')], ['A4'], '--tier';
is_deeply [map { $_->{account_id} } $box->rows('accounts', 'list', '--owner',
    'ana', '--limit', 1)], ['A1'], '--owner and --limit';
is_deeply [map { $_->{account_id} } $box->rows('accounts', 'list', '--name',
    'BLUE')], ['A2'], '--name, case aside';
my ($account) = $box->rows('accounts', 'show', 'A1');
is_deeply $account->{aliases}, ['Northwind', 'NWR'], 'show by id';
is_deeply [map { $_->{account_id} } $box->rows('accounts', 'show',
    'Vip@Mail.Example')], ['A2'], 'show by address';
is_deeply [map { $_->{account_id} } $box->rows('accounts', 'show',
    'x@sub.fernhill.example')], ['A4'], 'or by its domain';
is $box->cli('accounts', 'show', $_)->{code}, 1, "$_ is in no account"
    for 'A9', 'who@nowhere.example';

my $bad = "account_id,name,tier\nB1,One,cold\nB2,Two,platinum\nB3,Three,\n";
my $r = import(\ $bad);
is $r->{code}, 65, 'bad rows are EX_DATAERR';
like $r->{err}, qr/:3:8: error/, 'with line and column';
like $r->{err}, qr/:4:\d+: error/, 'each';
is scalar($box->rows('accounts', 'list')), 4, 'and nothing changed';
$r = import('--skip-bad', \ $bad);
is $r->{code}, 0, '--skip-bad';
like $r->{out}, qr/1 account imported, 2 bad rows left out/, 'says so';
is_deeply [map { $_->{account_id} } $box->rows('accounts', 'list')], ['B1'],
    'the book is the new one';
is import('--map', 'tier=T', '--map', 'account_id=Id',
    \ "Id,name,T\nC1,C,cold\n")->{code}, 0, '--map';
is import('--map', 'tier=Nope', \ "account_id,name,T\n")->{code}, 65,
    'a column that is not there';
is import(\ '')->{code}, 65, 'an empty file';
is $box->cli('accounts', 'import', "$box->{dir}/none")->{code}, 66, 'no file';

is $box->send->{outcome}, 'held', 'the daemon sees the new book at once';
my @skipped = map { $_->{skipped} } $box->events('import');
is_deeply \@skipped, ['0', '2', '0'], 'imports are on record';

done_testing;
