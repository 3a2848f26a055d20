#!/usr/bin/perl
#
# The owner's report over a made-up journal whose totals are known: the figures,
# the three ways of printing them, hostile names, and the sign-off.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use Sandbox qw(slurp spew);

my $build = $ENV{SENDGATE_BUILD} // 'build';
my $evil = qq(<script>alert(1)</script>"'&\x1b[31m);
my $day = 86400;
my $box = Sandbox->new(start => 0, no_book => 1,
    extra => "owner_review: 7d\naccounts: { max_age: 7d }\n");
mkdir "$box->{dir}/keys", 0700;

sub fields { return join("\t", map { $_ // '' } @_) . "\n" }

# Twenty days of ten messages each: the tone of `renewal` gets worse by one
# message in ten every other day; then today's, which are the last week's too.
my $lines = '';
for my $ago (reverse 8 .. 27) {
	for my $i (0 .. 9) {
		my $tone = $i < (27 - $ago) / 2 ? 'tone.push' : '';
		$lines .= fields('verdict', $ago * $day + $i, 'accept', 'cowork',
		    'renewal', 'cold', '', $tone, 100);
	}
}
my @today = (
	(['accept', 'cowork', 'cold-intro', 'cold', 't1', '', 900]) x 6,
	(['reject', 'cowork', 'cold-intro', 'cold', 't1',
	    'pricing.floor,pricing.floor', 900]) x 2,
	['reject', 'cowork', $evil, 'standard', $evil, $evil, 900],
	['tempfail', 'cowork', 'cold-intro', 'cold', '', '', 900],
	['quarantine', 'cowork', 'renewal', 'strategic', 't2', '', 2380, 'a'],
	['quarantine', 'cowork', 'renewal', 'strategic', 't2', '', 2380, 'b'],
	['quarantine', 'cowork', 'renewal', 'strategic', 't2', '', 2380, 'c'],
	['quarantine', 'cowork', 'renewal', 'strategic', 't2', '', 2380, 'w1'],
);
$lines .= fields('verdict', 3 * 3600, @$_) for @today;
# a is released an hour later, b five seconds after it; c is rejected in two
$lines .= fields('event', 2 * 3600, 'release', 'ana (uid 1000)', 'a', 'fine');
$lines .= fields('event', 2 * 3600 - 5, 'release', 'ana (uid 1000)', 'b', '');
$lines .= fields('event', 3600, 'reject', "$evil (uid 7)", 'c', 'no');
$lines .= fields('event', 1800, 'kill', 'ana (uid 1000)', '', $evil);

spew("$box->{dir}/lines", $lines);
is system("$build/tests/cli/journal_make $box->{dir}/sendgate.db "
    . "$box->{dir}/keys < $box->{dir}/lines > $box->{dir}/ids"), 0,
    'the journal is made';

sub report { return decode_json($box->cli('report', '--json', @_)->{out}) }
sub row {
	my ($section, $key, $value) = @_;
	return (grep { $_->{$key} eq $value } @{ $section->{rows} })[0];
}

my $r = report();
is_deeply [@{ $r->{summary} }{qw(messages accepted rejected held deferred)}],
    [14, 6, 3, 4, 1], 'the totals of seven days';
is $r->{summary}{rejected_share}, 3 / 14, 'and a share';
my $intro = row($r->{workflows}, name => 'cold-intro');
is_deeply [@$intro{qw(messages accepted rejected held deferred stopped)}],
    [9, 6, 2, 0, 1, 2 / 9], 'a workflow';
is row($r->{tiers}, name => 'strategic')->{held}, 4, 'a tier';
is row($r->{agents}, name => 'cowork')->{messages}, 14, 'an agent';
is scalar @{ $r->{days}{rows} }, 1, 'a day';
is row($r->{rules}, name => 'pricing.floor')->{rejected}, 2,
    'a rule counts once a message';
my $pattern = row($r->{patterns}, rule => 'pricing.floor');
is_deeply [@$pattern{qw(workflow stopped share)}], ['cold-intro', 2, 2 / 9],
    'where which workflow is weak';
is row($r->{templates}, name => 't2')->{held}, 4, 'a template';
my $review = $r->{review};
is_deeply [@$review{qw(held decided released rejected expired waiting)}],
    [4, 3, 2, 1, 0, 1], 'the review';
is $review->{too_fast}, 1, 'a release sooner than it can be read';
cmp_ok abs($review->{decision_median} - 3605), '<', 1, 'time to decision';
cmp_ok abs($review->{decision_p90} - 7200), '<', 1, 'its 90th percentile';
cmp_ok abs($review->{waiting_longest} - 3 * 3600), '<', 120, 'what waits';
is row($review, reviewer => 'ana (uid 1000)')->{too_fast}, 1, 'whose it is';
is row($r->{events}, event => 'kill')->{count}, 1, 'events';
like $r->{accounts}{notes}[0]{text}, qr/no account book/, 'no book';

my $tone = row($r->{tone}, workflow => 'renewal');
is $tone->{drift}, 'rising', 'the drift of its tone is seen';
cmp_ok $tone->{p}, '<', 0.001, 'by a test';
is $tone->{messages}, 204, 'over four weeks';
is row($r->{tone}, workflow => 'cold-intro')->{drift}, 'too few days',
    'and where there is too little, that is said';
is report('--since', '60d')->{summary}{messages}, 214, '--since';
is report('--since', '2h')->{summary}{messages}, 0, 'a time without any';

my $text = $box->cli('report')->{out};
like $text, qr/^  Messages +14$/m, 'for a terminal';
like $text, qr/^  cold-intro +9 +6 +2 +0 +1 +22\.2 %/m, 'its table';
unlike $text, qr/\x1b/, 'no control character reaches it';
like $text, qr/<script>alert/, 'though the name stands there';

my $html = $box->cli('report', '--format', 'html')->{out};
like $html, qr/\A<!DOCTYPE html>/, 'a page';
unlike $html, qr/<script|javascript:|\son\w+=/i, 'without any script';
like $html, qr/&#60;script&#62;alert\(1\)&#60;/, 'what is hostile is text';
unlike $html, qr/\x1b/, 'and no control';
unlike $html, qr{(?:src|href)=|url\(|https?://|\@import}i,
    'it loads nothing';
like $html, qr/<svg viewBox/, 'with plots';
my @open = $html =~ /<(section|table|tr|td|th|dl|div|figure|p|svg|tbody)\b/g;
my @closed = $html =~ m{</(section|table|tr|td|th|dl|div|figure|p|svg|tbody)>}g;
is_deeply [sort @open], [sort @closed], 'and whole';

like $box->cli('status')->{out}, qr/^review +never signed off, overdue$/m,
    'status: the review is overdue';
ok((grep { /overdue/ } map { $_->{text} } @{ $r->{sign_off}{notes} }),
    'and the report says so');
is $box->cli('report', '--sign-off')->{code}, 64, 'a sign-off says something';
is $box->cli('report', '--reason', 'x')->{code}, 64, 'and only a sign-off';
my $signed = report('--sign-off', '--reason', 'read it');
is $signed->{sign_off}{reason}, 'read it', 'signed off';
is_deeply $signed->{sign_off}{notes}, [], 'and due no longer';
my ($event) = $box->rows('journal', 'list', '--event', 'sign-off');
is $event->{verdicts}, 'accept=6 reject=3 quarantine=4 tempfail=1',
    'it is on record, with what was shown';
like $event->{actor}, qr/\(uid \d+\)/, 'and who did';
my $status = decode_json($box->cli('status', '--json')->{out});
ok !$status->{review}{overdue}, 'status: not overdue';
is report('--since', '2h')->{sign_off}{reason}, 'read it',
    'one from before is known';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

done_testing;
