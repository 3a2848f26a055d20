#!/usr/bin/perl
#
# Names of other accounts: which is found in whose mail, what an import says of
# them, and the account that an agent declares.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Time::HiRes qw(sleep time);
use Sandbox qw(mail slurp spew slow);

my $RULES = <<'EOF';
pack: data
rules:
  - id: data.names
    title: Another account
    action: quarantine
    others: accounts
EOF

my $BOOK = <<'EOF';
account_id,name,aliases,domains,tier
N1,Northwind Robotics,NWR,northwind-robotics.example,cold
N2,Northwind Robotic Systems,,nrs.example,cold
N3,Target Corporation,Target,targetcorp.example,cold
N4,Fernhill Dental,,fernhill.example,cold
N5,Quarry & Stonex GmbH,7,quarrystonex.example,cold
EOF

my $box = Sandbox->new(rules => $RULES, book => $BOOK);

sub outcome {
	my ($to, $body, %o) = @_;
	return $box->send(message => mail(body => "$body\n", to => $to, %o),
	    rcpts => [$to])->{outcome};
}

sub becomes {
	my ($wanted, @mail) = @_;
	my $until = time + 5 * slow();
	my $got;
	do {
		$got = outcome(@mail);
		return $got if $got eq $wanted;
		sleep 0.05;
	} while (time < $until);
	return $got;
}

my $nrs = 'pat@nrs.example';
is outcome($nrs, 'We saw that Northwind Robotics grows.'), 'held',
    'another account in the text';
is outcome($nrs, 'We saw that Northwind Robotic Systems grows.'), 'accept',
    'the right one';
is outcome($nrs, 'We saw that Northwind grows.'), 'accept', 'no name';
is outcome($nrs, 'Like NORTHWIND  ROBOTICS, Inc.'), 'held', 'however written';
is outcome($nrs, 'Like NWR.'), 'held', 'an alias';
is outcome($nrs, 'See quarry and stonex.'), 'held', 'without its legal form';
is outcome($nrs, 'Hello', subject => 'For Fernhill Dental'), 'held',
    'in the subject';
is outcome($nrs, 'Northwind Robotic Systems ' x 40 . 'and Fernhill Dental'),
    'held', 'its own many times does not hide another';
is outcome($nrs, 'We target the same people.'), 'accept',
    'an ordinary word is not a name';
is outcome($nrs, "Hello.\nTarget the right people."), 'accept',
    'nor at the front of a sentence';
is outcome($nrs, 'We work with Target in Ohio.'), 'held',
    'but in its own spelling';
is outcome($nrs, 'We work with target corporation.'), 'held',
    'or with its legal form';
is outcome('pat@targetcorp.example', 'We work with Target in Ohio.'),
    'accept', 'and it is its own';
is $box->send(message => mail(body => "Northwind Robotic Systems\n",
    to => "$nrs, x\@fernhill.example"),
    rcpts => [$nrs, 'x@fernhill.example'])->{outcome}, 'held',
    'every recipient must own it';

my ($held) = grep { $_->{verdict} eq 'quarantine' } $box->verdicts;
is_deeply $held->{reasons}, ['rule data.names (quarantine)'],
    'the reason is on record';
like $held->{findings}[0]{excerpt}, qr/^We saw that \*+ \*+ grows/,
    'and masked';

my $file = "$box->{dir}/m.eml";
spew($file, mail(body => "For Northwind Robotics.\n", to => $nrs));
my $r = $box->cli('scan', $file);
is $r->{code}, 1, 'scan finds it';
like $r->{out}, qr/^finding +data\.names \(quarantine\)/m, 'and says so';

$r = $box->cli('accounts', 'import', '/dev/stdin', \ ($BOOK .
    "N6,Bluepeak,,bluepeak.example,cold\n"));
is $r->{code}, 0, 'a new book';
like $r->{out}, qr/^3 names are ordinary words, .*: NWR, Target Corporation, Target$/m,
    'an import says which names are ordinary words';
like $r->{out}, qr/^1 name is too short/m, 'and which are too short';
is becomes('held', $nrs, 'See Bluepeak.'), 'held',
    'the daemon has the new names';
my ($json) = $box->rows('accounts', 'import', "$box->{dir}/book.csv");
is_deeply [@$json{qw(ordinary_names unusable_names)}], [3, 1], '--json';

# X-Agent-Account
sub declared {
	my ($account, $to) = @_;
	return $box->send(message => mail(to => $to, headers =>
	    ['X-Agent-Workflow', 'w', 'X-Agent-Account', $account]),
	    rcpts => [$to]);
}
is declared('N2', $nrs)->{outcome}, 'accept', 'the right account';
is declared('northwind robotic systems', $nrs)->{outcome}, 'accept',
    'by its name';
$r = declared('N1', $nrs);
is $r->{outcome}, 'reject', 'another account';
like $r->{text}, qr/550 5\.7\.1 sendgate \w{26}: account-mismatch: /,
    'says why';

done_testing;
