#!/usr/bin/perl
#
# kill, resume and status need the settings and the database, nothing else.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new;
my $r = $box->cli('kill', 'all', '--reason', "it is\x1b[2J wrong", '--mode',
    'reject');
is $r->{code}, 0, 'kill';
like $r->{out}, qr/stopped: .*scope all is rejected until resume/, 'says what';
is $box->send->{kind}, 'reject', 'and it holds at once';
my ($status) = $box->rows('status');
is $status->{kills}[0]{scope}, 'all', 'status names the scope';
is $status->{kills}[0]{mode}, 'reject', 'the mode';
like $status->{kills}[0]{actor}, qr/^\S+ \(uid $<\b/, 'and who, by the system';
ok $status->{daemon}{reachable}, 'and the daemon answers';
$r = $box->cli('status');
like $r->{out}, qr/stopped +all \(reject\) since \S+ by .*it is\\x1b\[2J wrong/,
    'for a person, controls escaped';
is $box->cli('kill', 'all', '--reason', 'milder')->{code}, 0, 'changed';
is $box->send->{outcome}, 'held', 'hold is the default mode';
is $box->cli('resume', 'all', '--reason', 'fine')->{code}, 0, 'resume';
is $box->send->{outcome}, 'accept', 'and mail goes';
is $box->cli('resume', 'all', '--reason', 'fine')->{code}, 1,
    'what is not stopped can not be resumed';
is scalar($box->rows('quarantine', 'list')), 1, 'what was held stays held';
($status) = $box->rows('status');
is $status->{quarantine}{held}, 1, 'and status counts it';
cmp_ok $status->{records}, '>', 5, 'and the records';

for my $scope ('agent=nobody', 'tier=nobody') {
	$r = $box->cli('kill', $scope, '--reason', 'x');
	is $r->{code}, 0, "$scope is stopped";
	like $r->{err}, qr/warning: no \w+ in the configuration/, 'with a warning';
	$box->cli('resume', $scope, '--reason', 'x');
}
$r = $box->cli('kill', 'agent=cowork', '--reason', 'x');
is $r->{err}, '', 'a known agent gives none';

# without a daemon, and with a broken rule set
$box->stop;
spew("$box->{dir}/rules.yaml", 'rules: [');
is $box->cli('kill', 'tier=cold', '--reason', 'x')->{code}, 0, 'kill';
is $box->cli('resume', 'tier=cold', '--reason', 'x')->{code}, 0, 'resume';
$r = $box->cli('status');
is $r->{code}, 0, 'and status work with a broken rule set';
like $r->{out}, qr/does not answer/, 'and without a daemon';
is scalar($box->events('kill')), 6, 'each kill is on record';
is $box->cli('journal', 'verify')->{code}, 0, 'in a journal that verifies';

my $good = slurp($box->{conf});
spew($box->{conf}, "database: [\n");
is $box->cli('kill', 'all', '--reason', 'x')->{code}, 78, 'broken settings';
spew($box->{conf}, $good =~ s/^database: .*$/database: \/nonexistent\/x.db/mr .
    "keys: $box->{dir}/keys\n");
my $code = $box->cli('kill', 'all', '--reason', 'x')->{code};
ok $code >= 66, "no database to write to is an error ($code)";

done_testing;
