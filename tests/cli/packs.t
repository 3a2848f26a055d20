#!/usr/bin/perl
#
# The packs as they are shipped, all at once, and the sample of rules on own
# data: no error and no needless warning, every example holds, and each pack
# finds what it is for.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail slurp spew);

my @packs = map { m{([^/]+)\.yaml$} } glob 'rules/*.yaml';
my $box = Sandbox->new(rules => slurp('conf/rules/data.yaml'));

is_deeply \@packs,
    [qw(claims compliance notes personal pricing secrets tone)],
    'seven packs are shipped';
for my $pack (@packs) {
	my $text = slurp("rules/$pack.yaml");
	like $text, qr/\A# \Q$pack\E - /, "$pack says what it is for";
	like $text, qr/^pack: \Q$pack\E$/m, 'and has its name';
	is scalar(() = $text =~ /^  - id: (?!\Q$pack\E\.)/mg), 0,
	    'as have its rules';
}
my $formats = () = slurp('rules/secrets.yaml') =~ /^  - id: /mg;
cmp_ok $formats, '>=', 60, "$formats credential formats";

# The sample, before and after its imports.
my $r = $box->cli('check');
is $r->{code}, 0, 'the sample loads';
like $r->{err}, qr/warning: data\.contracts: there is no data set contracts/,
    'and warns of what is not imported';
sub scan {
	my ($body) = @_;
	my $file = "$box->{dir}/m.eml";
	spew($file, mail(body => $body, to => 'pat@fernhill.example'));
	return $box->cli('scan', $file)->{out};
}
unlike scan("Your price: 84250.\n"), qr/^finding/m, 'nothing is found yet';
$r = $box->cli('exact', 'import', '/dev/stdin', '--dataset', 'contracts',
    '--account', 'account_id',
    \ "account_id,price,code\nA1,\"84,250.00\",K-7788-Z\nA4,91400,K-9911-Q\n");
is $r->{code}, 0, 'an import';
unlike $box->cli('check')->{err}, qr/warning: data/, 'no warning is left';
like scan("Your price: 84250.\n"), qr/^finding +data\.contracts \(block\)/m,
    'the price of another account is found';
unlike scan("Your price: 91,400.00.\n"), qr/^finding/m,
    'its own price is not';
like scan("As with Bluepeak Logistics.\n"),
    qr/^finding +data\.names \(quarantine\)/m, 'so is another name';
unlike scan("Dear Fernhill Dental,\n"), qr/^finding/m, 'its own name is not';

# The shipped packs in force.
unlink "$box->{dir}/rules.yaml";
for my $pack (@packs) {
	spew("$box->{dir}/$pack.yaml", slurp("rules/$pack.yaml"));
}
my $config = slurp("$box->{dir}/sendgate.yaml");
$config =~ s/^rules:.*$/"rules: [" . join(', ', map { "$_.yaml" } @packs) . "]"/me;
spew("$box->{dir}/sendgate.yaml", $config);
$r = $box->cli('check');
is $r->{code}, 0, 'the shipped packs load';
unlike $r->{err}, qr/warning/, 'without a warning';
$r = $box->cli('rules', 'test');
is $r->{code}, 0, 'and all their examples hold' or diag $r->{out}, $r->{err};

my %text_for = (
	'pricing.floor-figure' => 'Floor: 33, list: 48.',
	'notes.label' => 'Gatekeeper: Paula.',
	'claims.corporate-event' => 'With your planned expansion to Chile ...',
	'personal.card' => 'My card is 4111 1111 1111 1111.',
	'compliance.unsubscribe-text' => 'You can unsubscribe here.',
	'tone.threat' => 'You will regret it.',
);
# the checksum that makes the token a good one is in the pack's own example
my ($token) = slurp('rules/secrets.yaml') =~ /"gh\\x70_(\w{36})"/;
$text_for{'secrets.github-token'} = 'Use gh' . "p_$token now.";
for my $rule (sort keys %text_for) {
	like scan("$text_for{$rule}\n"), qr/^finding +\Q$rule\E /m, $rule;
}
my $plain = scan(<<'END');
Dear Pat,

our plan costs 49 euros per user and month, and you can try it for 30 days.
Would Tuesday suit you for a call of 20 minutes? I attach a summary.

Kind regards,
Ana
END
unlike $plain, qr/^finding +\S+ \((?:block|quarantine)\)/m,
    'an ordinary mail is left alone';

done_testing;
