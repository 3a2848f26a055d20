#!/usr/bin/perl
#
# Templates: near-duplicates are one; the first of a new one are held until as
# many were released; a rejected one is stopped; a limit per template counts.

use strict;
use warnings;
use lib 'tests/milter/lib', 'tests/cli/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(mail slurp spew);
use Sink;

my $BOOK = <<'EOF';
account_id,name,domains,tier
F1,Fernhill Dental,fernhill.example,cold
F2,Bluepeak Orthodontics,bluepeak.example,cold
F3,Stonex,stonex.example,cold
EOF

my @WHO = (['Pat', 'Fernhill Dental', 'pat@fernhill.example', 'York', 12],
    ['Maria', 'Bluepeak Orthodontics', 'm@bluepeak.example', 'Bath', 3],
    ['Tom', 'Stonex', 'tom@stonex.example', 'Newcastle upon Tyne', 210]);

my $DIARY = <<'EOF';
Hi FIRST,

I noticed that COMPANY opened a second practice in CITY this spring. When a
group grows from one reception desk to two, the diary is usually the first
thing to break: patients ring one site, are booked at the other, and somebody
spends the evening putting it right.

We make a shared diary for practices like yours. A clinic with NUMBER chairs
set it up in an afternoon. Would a short call next week be of use?
EOF

my $RECALL = <<'EOF';
Hello FIRST,

last week you downloaded our guide to recall letters, and I hope it was of some
use at COMPANY. Readers often ask what a good rate of return looks like: it
lies between forty and sixty per cent, and those at the upper end write within
NUMBER months of the last check and name the dentist.

If you would like to know where you stand, export one list and I will work it
out for you, free and without obligation.
EOF

sub fill {
	my ($text, $who) = @_;
	my %with;
	@with{qw(FIRST COMPANY ADDRESS CITY NUMBER)} = @$who;
	return $text =~ s/\b(FIRST|COMPANY|CITY|NUMBER)\b/$with{$1}/gr;
}

# text to the nth of @WHO
sub to {
	my ($box, $text, $n, %o) = @_;
	my $who = $WHO[$n % @WHO];
	my $message = mail(to => "$who->[0] <$who->[2]>",
	    subject => 'A word about the diary', body => fill($text, $who), %o);
	return $box->send(message => $message, rcpts => [$who->[2]]);
}

sub last_template { my ($last) = reverse $_[0]->verdicts; $last->{template} }

my $sink = Sink->new;
my $box = Sandbox->new(book => $BOOK, inject => $sink->{port},
    extra => 'templates: { first: 2 }');
my @reason = ('--reason', 'seen');

# The first of a new one are held
is to($box, $DIARY, 0)->{outcome}, 'held', 'the first message';
my $t = last_template($box);
like $t, qr/\At-[0-9a-f]{16}\z/, 'is of a template';
my ($last) = reverse $box->verdicts;
is_deeply $last->{reasons}, ['the first sends of a new template are reviewed'],
    'and that is why';
is to($box, $DIARY, 1)->{outcome}, 'held', 'to another account';
is last_template($box), $t, 'is of the same';
is to($box, $DIARY =~ s/spring/autumn/r =~ s/short/brief/r, 2)->{outcome},
    'held', 'with small edits';
is last_template($box), $t, 'too';
is to($box, $RECALL, 0)->{outcome}, 'held', 'another text';
my $other = last_template($box);
isnt $other, $t, 'is of another';

my @rows = $box->rows('quarantine', 'list', '--by', 'template');
is scalar @rows, 2, 'a line each';
is_deeply [map { $rows[0]{$_} } qw(template messages accounts workflow subject
    released stopped)], [$t, 3, 3, 'cold-intro', 'A word about the diary', 0,
    JSON::PP::false], 'with its spread';
like $rows[0]{$_}, qr/\A\d{4}-\d\d-\d\dT/, "$_ time" for qw(first last);
my $r = $box->cli('quarantine', 'list', '--by', 'template');
like $r->{out}, qr/^\Q$t\E +3 messages +3 accounts .* A word about the diary$/m,
    'for a person too';
is scalar($box->rows('quarantine', 'list', '--by', 'template', '--limit', 1)),
    1, 'as many lines as wanted';
is scalar($box->rows('quarantine', 'list', '--template', $other)), 1,
    'a filter';
my ($status) = $box->rows('status');
is_deeply $status->{templates}, { waiting => 2, stopped => 0 }, 'status';
like $box->cli('status')->{out},
    qr/^templates   2 new ones wait for review, 0 stopped$/m, 'in words';

# scan knows it, and writes nothing
my $file = "$box->{dir}/m.eml";
spew($file, mail(to => $WHO[0][2], subject => 'A word about the diary',
    body => fill($DIARY, $WHO[0])));
my ($scan) = $box->cli('scan', $file, '--json')->{out};
is decode_json($scan)->{template}, $t, 'scan names the template';
like $box->cli('scan', $file)->{out}, qr/^template \Q$t\E \(new\)$/m,
    'and that it is new';

# Released
my @held = map { $_->{id} } $box->rows('quarantine', 'list', '--template', $t);
is $box->cli('quarantine', 'release', $held[0], @reason)->{code}, 0, 'one';
is to($box, $DIARY, 1)->{outcome}, 'held', 'of two is not enough';
$r = $box->cli('quarantine', 'release', '--template', $t, '--dry-run');
is $r->{code}, 0, 'a dry run';
is scalar(() = $r->{out} =~ /would be released/g), 3, 'names all three';
is $sink->count, 1, 'and sends none';
$r = $box->cli('quarantine', 'release', '--template', $t, @reason);
is $r->{code}, 0, 'all of it' or diag $r->{err};
is $sink->count, 4, 'leave';
is to($box, $DIARY, 0)->{outcome}, 'accept', 'from then on it is accepted';
is to($box, $DIARY, 2)->{outcome}, 'accept', 'whoever it is to';
is to($box, $RECALL, 1)->{outcome}, 'held', 'the other is not';
like $box->cli('scan', $file)->{out}, qr/^template \Q$t\E$/m, 'scan says so';
$r = $box->cli('quarantine', 'release', '--template', 't-0000000000000000',
    @reason);
is $r->{code}, 1, 'one that is not there';
like $r->{err}, qr/no template is called t-0/, 'is said to be not there';
is $box->cli('quarantine', 'reject', '--template', 'nonsense', @reason)
    ->{code}, 1, 'nor can it be rejected';

# Rejected: stopped, as by a kill switch
$r = $box->cli('quarantine', 'reject', '--template', $other, '--dry-run');
is $r->{code}, 0, 'a dry run';
like $r->{out}, qr/^\Q$other\E: would be stopped$/m, 'says what would be';
is scalar($box->rows('quarantine', 'list', '--template', $other)), 2,
    'and does nothing';
$r = $box->cli('quarantine', 'reject', '--template', $other, @reason,
    '--mode', 'reject');
is $r->{code}, 0, 'reject';
is scalar(() = $r->{out} =~ /: rejected$/mg), 2, 'all of it';
like $r->{out}, qr/^\Q$other\E: stopped/m, 'and it is stopped';
$r = to($box, $RECALL, 2);
is $r->{kind}, 'reject', 'later mail of it is rejected';
like $r->{text}, qr/^550 5\.7\.1 sendgate \S+: paused: template=\Q$other\E/,
    'with the reply of a switch';
is to($box, $DIARY, 2)->{outcome}, 'accept', 'another is not stopped';
($status) = $box->rows('status');
is $status->{templates}{stopped}, 1, 'status counts it';
is_deeply [map { "$_->{scope} $_->{mode} $_->{reason}" }
    @{ $status->{kills} }], ["template=$other reject seen"], 'as a switch';
is $box->cli('resume', "template=$other", '--reason', 'mended')->{code}, 0,
    'resume';
is to($box, $RECALL, 2)->{outcome}, 'held', 'undoes it: it is still new';

# One message of a new one rejected stops it too, held by default
my ($id) = map { $_->{id} } $box->rows('quarantine', 'list', '--template',
    $other);
$r = $box->cli('quarantine', 'reject', $id, @reason);
like $r->{out}, qr/^\Q$other\E: stopped/m, 'one message of a new one';
is to($box, $RECALL, 0)->{outcome}, 'held', 'what comes later is held';
($last) = reverse $box->verdicts;
like $last->{reasons}[0], qr/template=\Q$other\E/, 'by the switch';
($id) = map { $_->{id} } $box->rows('quarantine', 'list', '--template',
    $other);
$r = $box->cli('quarantine', 'release', $id, @reason);
is $r->{code}, 1, 'a stopped one is not released';
like $r->{err}, qr/paused: template=/, 'and it says why';
($last) = $box->rows('quarantine', 'list', '--by', 'template');
ok $last->{stopped}, 'the list shows it';
$box->cli('resume', "template=$other", '--reason', 'x');
is $box->cli('quarantine', 'release', $id, @reason)->{code}, 0,
    'until it is resumed';

# One of an old template is just that message
$box->cli('kill', 'tier=cold', '--reason', 'x');
is to($box, $DIARY, 0)->{outcome}, 'held', 'held for another reason';
$box->cli('resume', 'tier=cold', '--reason', 'x');
($id) = map { $_->{id} } $box->rows('quarantine', 'list', '--template', $t);
$r = $box->cli('quarantine', 'reject', $id, @reason);
unlike $r->{out}, qr/stopped/, 'one message of an old one stops nothing';
is to($box, $DIARY, 0)->{outcome}, 'accept', 'it goes on';
$r = $box->cli('quarantine', 'reject', '--template', $t, '--agent', 'cowork',
    @reason);
unlike $r->{out}, qr/stopped/, 'nor does a narrower filter';
is $box->cli('quarantine', 'reject', '--template', $t, @reason)->{code}, 0,
    'nothing held: it can be rejected all the same';
is to($box, $DIARY, 0)->{outcome}, 'held', 'and is stopped';

# Odd ones
is to($box, '', 0)->{outcome}, 'held', 'an empty body';
is to($box, 'chair ' x 20000, 0)->{outcome}, 'held', 'one word';
$r = $box->send(message => mail(headers => ['X-Agent-Workflow', 'w',
    'X-Agent-Template', $t], body => "Something else altogether, my friends.\n"));
is $r->{outcome}, 'held', 'what the agent declares is not believed';
isnt last_template($box), $t, 'it is of another template';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

# After a restart all is as it was.
$box->stop;
$box->start;
is to($box, $DIARY, 1)->{outcome}, 'held', 'still stopped';
is last_template($box), $t, 'still the same template';

# What comes back by its release record is of the template that it was held
# with, whatever the account is called now.
my $back = Sandbox->new(book => $BOOK, inject => $sink->{port},
    extra => 'templates: { first: 2 }');
my $short = "Stonex grows, and you may want a diary.\n";
is to($back, $short, 2)->{outcome}, 'held', 'held';
$t = last_template($back);
my $seen = $sink->count;
spew("$back->{dir}/book.csv", $BOOK =~ s/Stonex/Onyx/r);
is $back->cli('accounts', 'import', "$back->{dir}/book.csv")->{code}, 0,
    'the account gets another name';
is $back->cli('quarantine', 'release', '--template', $t, @reason)->{code}, 0,
    'released';
is $sink->count, $seen + 1, 'it left';
my $mail = ($sink->mails)[-1];
is $back->send(message => $mail->{data}, rcpts => $mail->{rcpts},
    sender => $mail->{sender} =~ s/ .*//r)->{outcome}, 'reject',
    'its record is used up by then';

# A limit per template
$box = Sandbox->new(book => $BOOK, extra => "limits:\n"
    . '  - { name: template-hr, per: template, count: messages, max: 2, '
    . "in: 1h, over: reject }\n"
    . '  - { name: template-rcpt, per: template, count: recipients, max: 3, '
    . "in: 1h, over: tempfail }\n");
unlike $box->cli('check')->{err}, qr/template/,
    'check has nothing to say about it';
is to($box, $DIARY, 0)->{outcome}, 'accept', 'without `templates` none is held';
is to($box, $DIARY, 1)->{outcome}, 'accept', 'two of a template';
$r = to($box, $DIARY, 2);
is $r->{outcome}, 'reject', 'and no more';
like $r->{text}, qr/limit template-hr/, 'it says why';
is to($box, $RECALL, 0)->{outcome}, 'accept', 'another has its own';
like $box->cli('status')->{out},
    qr/^limit +template-hr \Q@{[($box->verdicts)[0]{template}]}\E: 2 of 2/m,
    'status shows it';
$r = $box->send(message => mail(body => "a new text to four people at once\n"),
    rcpts => [map { "p$_\@fernhill.example" } 1 .. 4]);
is $r->{outcome}, 'tempfail', 'a new one counts from its first message on';

# A token covers a new template
$box = Sandbox->new(book => $BOOK, extra => 'templates: { first: 2 }');
is $box->cli('key', 'new', 'ana', '--out', $box->{key})->{code}, 0, 'a key';
my $message = mail(to => $WHO[0][2], body => fill($DIARY, $WHO[0]));
spew($file = "$box->{dir}/m.eml", $message);
$r = $box->cli('approve', $file, '--rcpt', $WHO[0][2], '--key', $box->{key},
    '--as', 'ana');
is $r->{code}, 0, 'approve' or diag $r->{err};
(my $token = $r->{out}) =~ s/\s+\z//;
$message =~ s/^MIME-Version/X-Agent-Approval: $token\r\nMIME-Version/m;
is $box->send(message => $message, rcpts => [$WHO[0][2]])->{outcome},
    'accept', 'an approved message goes';
is to($box, $DIARY, 1)->{outcome}, 'held', 'and counts for nothing';

done_testing;
