#!/usr/bin/perl
#
# Complaints and bounces: what each form of report leads to, what is only
# recorded, and what the MTA hears when the gate can't work.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP ();
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new;
my $from = 'From: fbl@isp.example';

sub sent {
	my ($id, @rcpts) = @_;
	my $r = $box->send(message => mail(to => join(', ', @rcpts),
	    message_id => "<$id>"), rcpts => [@rcpts]);
	return $r->{outcome};
}
sub refused { return sent('again@corp.example', $_[0]) eq 'reject' }

# A report: parts of [type, text].
sub report {
	my ($kind, @parts) = @_;
	my $text = "$from\nTo: abuse\@corp.example\nMIME-Version: 1.0\n" .
	    "Message-ID: <report\@isp.example>\nContent-Type: " .
	    "multipart/report; report-type=$kind; boundary=b\n\n";
	$text .= "--b\nContent-Type: $_->[0]\n\n$_->[1]\n" for @parts;
	return $text . "--b--\n";
}
sub original {
	my ($id, $to) = @_;
	return "From: cowork\@corp.example\nTo: $to\n" .
	    "Message-ID: <$id>\n\nHello.\n";
}
sub arf {
	my ($fields, @rest) = @_;
	return report('feedback-report', ['text/plain', 'A complaint.'],
	    ['message/feedback-report', "$fields\nUser-Agent: x\nVersion: 1\n"],
	    @rest);
}
sub dsn {
	my ($fields, @rest) = @_;
	return report('delivery-status', ['text/plain', 'Sorry.'],
	    ['message/delivery-status',
	     "Reporting-MTA: dns; mx.isp.example\n\n$fields\n"], @rest);
}
sub outcomes {
	my ($command, $report, @args) = @_;
	my $r = $box->cli($command, @args, '--json', \ $report);
	is $r->{code}, 0, "exit 0" or diag $r->{err};
	return map { JSON::PP::decode_json($_) } split /\n/, $r->{out};
}
# [event, kind, found, recipients, suppressed] of the first outcome
sub outcome {
	my ($o) = outcomes(@_);
	return [@$o{qw(event kind found)}, join(' ', @{ $o->{recipients} }),
	    $o->{suppressed}];
}

is sent("m$_\@corp.example", "u$_\@fernhill.example"), 'accept', "mail $_"
    for 1 .. 9;
is sent('two@corp.example', 'a@fernhill.example', 'b@fernhill.example'),
    'accept', 'mail to two';

# complaints
is_deeply outcome('complaint', arf("Feedback-Type: abuse\n" .
    'Original-Rcpt-To: <u1@fernhill.example>',
    ['message/rfc822', original('m1@corp.example', 'u1@fernhill.example')])),
    ['complaint', 'abuse', 'message-id', 'u1@fernhill.example', 1],
    'found by Message-ID';
ok refused('u1@fernhill.example'), 'the next mail is refused';
ok !refused('u0@fernhill.example'), 'to nobody else';
is_deeply outcome('complaint', arf('Feedback-Type: opt-out',
    ['text/rfc822-headers', original('m2@corp.example', 'redacted')])),
    ['complaint', 'opt-out', 'message-id', 'u2@fernhill.example', 1],
    'nobody is named, but there is only one';
is_deeply outcome('complaint',
    arf("Feedback-Type: abuse\nOriginal-Rcpt-To: U3\@fernhill.example")),
    ['complaint', 'abuse', 'recipient', 'U3@fernhill.example', 1],
    'no third part: found by the recipient';
is_deeply outcome('complaint',
    arf("Feedback-Type: abuse\nOriginal-Rcpt-To: x\@else.example")),
    ['complaint', 'abuse', 'none', 'x@else.example', 1],
    'nothing on record: whoever is named is suppressed all the same';
ok refused('x@else.example'), 'and refused';
is_deeply outcome('complaint', arf("Feedback-Type: not-spam\n" .
    "Original-Rcpt-To: u4\@fernhill.example",
    ['message/rfc822', original('m4@corp.example', 'u4@fernhill.example')])),
    ['feedback', 'not-spam', 'message-id', '', 0], 'not-spam is none';
ok !refused('u4@fernhill.example'), 'and suppresses nobody';
is_deeply outcome('complaint', arf('Feedback-Type: abuse',
    ['message/rfc822', original('two@corp.example', 'x')])),
    ['complaint', 'abuse', 'message-id',
     'a@fernhill.example b@fernhill.example', 2],
    'of two who nobody tells apart, both';

# forwarded by a person
my $ben = "From: Ben <ben\@corp.example>\nSubject: FW\n";
is_deeply outcome('complaint', "${ben}Content-Type: multipart/mixed; boundary=b" .
    "\n\n--b\n\nSee this.\n--b\nContent-Type: message/rfc822\n\n" .
    "From: Pat <pat\@fernhill.example>\nIn-Reply-To: <m5\@corp.example>\n\n" .
    "Please stop.\n--b--\n"),
    ['complaint', 'forwarded', 'message-id', 'u5@fernhill.example', 1],
    'an answer as an attachment';
is_deeply outcome('complaint', "${ben}Content-Type: text/html\n" .
    "Content-Transfer-Encoding: quoted-printable\n\n<p>Please see</p><p>" .
    "<b>From:</b> Joe &lt;<a href=3D\"mailto:u6=40fernhill.example\">" .
    "u6=40fernhill.example</a>&gt;<br>Stop!</p>\n"),
    ['complaint', 'forwarded', 'recipient', 'u6@fernhill.example', 1],
    'one inline, in HTML';
is_deeply outcome('complaint', "From: u7\@fernhill.example\n\nUnsubscribe me\n"),
    ['complaint', 'forwarded', 'recipient', 'u7@fernhill.example', 1],
    'the prospect alone';
my ($verdict) = grep { ($_->{message_id} // '') eq 'm8@corp.example' }
    $box->verdicts;
is_deeply outcome('complaint', "${ben}\nabout sendgate $verdict->{id}\n"),
    ['complaint', 'forwarded', 'id', 'u8@fernhill.example', 1],
    'by the gate\'s id';
is_deeply outcome('complaint', "${ben}\nHe called.\n", '--rcpt',
    'u9@fernhill.example'),
    ['complaint', 'forwarded', 'recipient', 'u9@fernhill.example', 1],
    '--rcpt says who';
is_deeply outcome('complaint', $ben, '--id', lc $verdict->{id}),
    ['complaint', 'forwarded', 'id', 'u8@fernhill.example', 0],
    '--id says about what; once is enough';
is_deeply outcome('complaint', "${ben}\nHow are we doing? ana\@corp.example\n"),
    ['feedback', 'unmatched', 'none', '', 0], 'mail that tells of nobody';
is_deeply outcome('complaint',
    "From: u0\@fernhill.example\nAuto-Submitted: auto-replied\n\nI am away\n"),
    ['feedback', 'automatic reply', 'none', '', 0], 'nobody complains';
is_deeply outcome('complaint', ''), ['feedback', 'unmatched', 'none', '', 0],
    'nothing at all';
ok !refused('u0@fernhill.example'), 'all that suppresses nobody';

# bounces
is sent("b$_\@corp.example", "v$_\@fernhill.example"), 'accept', "mail v$_"
    for 1 .. 6;
sub failed {
	my ($rcpt, $status, $action) = @_;
	return "Final-Recipient: rfc822; $rcpt\nAction: " .
	    ($action // 'failed') . "\nStatus: $status\n";
}
is_deeply outcome('bounce', dsn(failed('v1@fernhill.example', '5.1.1'),
    ['message/rfc822', original('b1@corp.example', 'v1@fernhill.example')])),
    ['bounce', '5.1.1', 'message-id', 'v1@fernhill.example', 1],
    'a bad address';
ok refused('v1@fernhill.example'), 'is refused';
is_deeply outcome('bounce', dsn(failed('v2@fernhill.example', '5.7.1'),
    ['text/rfc822-headers', original('b2@corp.example', 'x')])),
    ['bounce', '5.7.1', 'message-id', 'v2@fernhill.example', 0],
    'a policy';
is_deeply outcome('bounce', dsn(failed('v3@fernhill.example', '4.4.1',
    'delayed'))), ['feedback', 'delayed', 'recipient',
    'v3@fernhill.example', 0], 'a delay';
my @two = outcomes('bounce', dsn(failed('v4@fernhill.example', '5.2.1') . "\n" .
    failed('v5@fernhill.example', '2.0.0', 'relayed')));
is_deeply [map { "$_->{event} $_->{kind} $_->{recorded}" } @two],
    ['bounce 5.2.1 1', 'feedback relayed 0'], 'each recipient for itself';
is_deeply outcome('bounce', dsn(failed('victim@else.example', '5.1.1'))),
    ['bounce', '5.1.1', 'none', 'victim@else.example', 0],
    'a bounce of what was never sent condemns nobody';
is_deeply outcome('bounce', dsn(
    "Original-Recipient: rfc822;v6\@fernhill.example\n" .
    failed('moved@z.example', '5.1.1'))),
    ['bounce', '5.1.1', 'recipient', 'v6@fernhill.example', 1],
    'the address as it was sent to';
is_deeply outcome('bounce', "From: v2\@fernhill.example\n\nNo thanks\n"),
    ['feedback', 'unreadable', 'none', '', 0], 'an answer is no bounce';
ok !refused("v$_\@fernhill.example"), "v$_ can be written to" for 2, 3, 5;

# each pipe takes the other's
is_deeply outcome('complaint', dsn(failed('v2@fernhill.example', '5.1.1'))),
    ['bounce', '5.1.1', 'recipient', 'v2@fernhill.example', 1],
    'a bounce among the complaints';
is_deeply outcome('bounce',
    arf("Feedback-Type: abuse\nOriginal-Rcpt-To: v3\@fernhill.example")),
    ['complaint', 'abuse', 'recipient', 'v3@fernhill.example', 1],
    'a complaint among the bounces';

# on record
my @complaints = $box->events('complaint');
is $complaints[0]{about}, ($box->rows('journal', 'list', '--rcpt',
    'u1@fernhill.example'))[0]{id}, 'about the message';
is_deeply [@{ $complaints[0] }{qw(found kind report)}, $complaints[0]{recipients}],
    ['message-id', 'abuse', 'report@isp.example', ['u1@fernhill.example']],
    'how it was found, and whose it is';
is((grep { ($_->{event} // '') eq 'complaint' } $box->rows('journal', 'list',
    '--rcpt', 'u1@fernhill.example')), 1, 'by its recipient');
like $box->cli('journal', 'show', $complaints[0]{about})->{out},
    qr/complaint/, 'journal show has it';
my ($row) = grep { $_->{target} eq 'u1@fernhill.example' }
    $box->rows('suppress', 'list');
is_deeply [@$row{qw(source reason)}], ['complaint', 'complaint: abuse'],
    'the source of the suppression';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

# a file, in words
spew("$box->{dir}/report", arf("Feedback-Type: ab\e[31muse\n" .
    "Original-Rcpt-To: y\@else.example"));
my $r = $box->cli('complaint', "$box->{dir}/report");
is $r->{code}, 0, 'a file';
is $r->{out}, "complaint: ab\\x1b[31muse, of y\@else.example, 1 suppressed\n",
    'in words, escaped';
is $box->cli('complaint', '/nonexistent')->{code}, 66, 'no such file';
is $box->cli('complaint', '--rcpt', 'nobody')->{code}, 64, 'no address';
is $box->cli('complaint', '--id', '12')->{code}, 64, 'no id';
is $box->cli('bounce', 'a', 'b')->{code}, 64, 'two files';

# a report without end
$r = $box->cli('complaint', \ (arf("Feedback-Type: abuse\n" .
    'Original-Rcpt-To: z@else.example') . ("x" x 999 . "\n") x 35_000));
is $r->{code}, 0, 'a report of 35 MB';
ok refused('z@else.example'), 'is read as far as it goes';

# the gate can't work: the MTA keeps the report
my $report = arf("Feedback-Type: abuse\nOriginal-Rcpt-To: w\@else.example");
my $conf = slurp($box->{conf});
spew($box->{conf}, $conf . "nonsense: 1\n");
is $box->cli('complaint', \ $report)->{code}, 75, 'a broken configuration';
is $box->cli('complaint', "$box->{dir}/report")->{code}, 78,
    'which a person hears of';
spew($box->{conf}, $conf =~ s{^database: .*}{database: /proc/none/x.db}mr);
is $box->cli('bounce', \ $report)->{code}, 75, 'no database';
spew($box->{conf}, $conf);
rename "$box->{dir}/keys", "$box->{dir}/away";
spew("$box->{dir}/keys", '');
is $box->cli('complaint', \ $report)->{code}, 75, 'no keys';
unlink "$box->{dir}/keys";
rename "$box->{dir}/away", "$box->{dir}/keys";
ok !refused('w@else.example'), 'nothing was done';
is $box->cli('complaint', \ $report)->{code}, 0, 'and then it is taken';

# What trips watch and what the ladder stands on moves by them, once.
$box = Sandbox->new(cold => 'sample, sample: { start: 0, floor: 0 }',
    extra => <<'EOT');
trips:
  - { name: complaint, watch: complaints, per: workflow, max: 1, in: 24h }
  - { name: any, watch: complaints, per: all, max: 2, in: 24h }
  - { name: bounce, watch: bounces, per: agent, max: 0, in: 1h, mode: reject }
EOT
is sent("m$_\@corp.example", "u$_\@fernhill.example"), 'accept', "mail $_"
    for 1 .. 4;
$report = sub {
	return arf('Feedback-Type: abuse', ['message/rfc822',
	    original("m$_[0]\@corp.example", "u$_[0]\@fernhill.example")]);
};
outcome('complaint', $report->(1)) for 1 .. 2;
outcome('complaint', arf("Feedback-Type: abuse\n" .
    "Original-Rcpt-To: never$_\@else.example")) for 1 .. 5;
is sent('m5@corp.example', 'u5@fernhill.example'), 'accept',
    'one complaint is not too many, however often it comes; nor are those ' .
    'about what was never sent';
outcome('complaint', $report->(2));
is sent('m6@corp.example', 'u6@fernhill.example'), 'held', 'two are';
my ($trip) = $box->events('trip');
is $trip->{reason}, '2 complaints in 86400 s: more than 1', 'with the figures';
my ($at) = $box->rows('ladder');
is_deeply [@$at{qw(workflow reviews passed since)}], ['cold-intro', 2, 0, 0],
    'and the ladder starts anew';
$box->cli('resume', 'workflow=cold-intro', '--reason', 'x');
outcome('bounce', dsn("Final-Recipient: rfc822; u3\@fernhill.example\n" .
    "Action: failed\nStatus: 5.1.1",
    ['message/rfc822', original('m3@corp.example', 'u3@fernhill.example')]));
is sent('m7@corp.example', 'u7@fernhill.example'), 'reject',
    'a bounce is one too many';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
done_testing;
