#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Milter;
use POSIX ();
use Sandbox qw(mail spew slurp);

# Killed in the middle of its work: every answer that a client heard is on
# record, as it was heard.

my $s = Sandbox->new(extra => 'journal: { keep: { accepted: none } }');
my @kinds = (
	['cold', 'pat@fernhill.example', "a short note\n"],
	['rule', 'pat@fernhill.example', "our discount floor\n"],
	['held', 'x@northwind-robotics.example', "hello\n"],
	['code', 'pat@fernhill.example', "project heliotrope\n"],
);
my %as = (accept => 'accept', held => 'quarantine', reject => 'reject');

sub client_loop {
	my ($n) = @_;
	open my $out, '>>', "$s->{dir}/answers.$n" or die;
	$out->autoflush(1);
	my $i = 0;
	while (!-e "$s->{dir}/enough") {
		my $m = eval { $s->client } or do {
			select undef, undef, undef, 0.02;
			next;
		};
		eval {
			for (1 .. 50) {
				my $kind = $kinds[$i % @kinds];
				my $qid = "C$n" . 'N' . ++$i;
				my $r = $m->message(queue_id => $qid,
				    login => 'cowork@corp.example',
				    rcpts => [$kind->[1]], message => mail(
					to => $kind->[1],
					body => $kind->[2]));
				print $out "$qid $r->{outcome}\n";
			}
			$m->close;
		};
	}
}

my @pids;
for my $n (1 .. 8) {
	my $pid = fork // die;
	if (!$pid) {
		client_loop($n);
		POSIX::_exit(0);
	}
	push @pids, $pid;
}
for my $round (1 .. 4) {
	select undef, undef, undef, 0.4 * Sandbox::slow();
	kill 'KILL', $s->{pid};
	waitpid delete $s->{pid}, 0;
	$s->start;
}
select undef, undef, undef, 0.3;
spew("$s->{dir}/enough", '');
waitpid $_, 0 for @pids;

my %answered = map { split / / } grep { / / }
    map { split /\n/, slurp("$s->{dir}/answers.$_") } 1 .. 8;
my %recorded = map { ($_->{queue_id} => $_->{verdict}) } $s->verdicts;
my (@lost, @other);
for my $qid (sort keys %answered) {
	next if $answered{$qid} eq 'tempfail';
	if (!defined $recorded{$qid}) {
		push @lost, $qid;
	} elsif ($recorded{$qid} ne $as{ $answered{$qid} }) {
		push @other, "$qid: $answered{$qid}, $recorded{$qid}";
	}
}
ok keys %answered > 50, 'clients heard ' . keys(%answered) . ' answers';
is "@lost", '', 'each is on record';
is "@other", '', 'with the verdict that was heard';
my %held = map { ($_->{queue_id} => 1) }
    $s->rows('quarantine', 'list');
is scalar(grep { $answered{$_} eq 'held' && !$held{$_} } keys %answered), 0,
    'and what was held is there';
is $s->cli('journal', 'verify')->{code}, 0, 'the journal verifies';
is scalar($s->events('start')), 5, 'each start is on record';
done_testing;
