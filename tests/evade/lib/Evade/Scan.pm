package Evade::Scan;

# Hands messages to `sendgate scan`, many in one run, and says of each what
# became of it:
#
#   found     the rule found the phrase
#   held      it did not, but the message is not fully inspected
#   escaped   neither: the message would go out with the phrase in it
#   broken    no verdict came
#   passed    nothing was found (what a control must be)

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp;
use JSON::PP;

my $BUILD = $ENV{SENDGATE_BUILD} // abs_path('build');
my $BATCH = 500;

my $RULES = <<'EOF';
pack: evade
rules:
  - id: evade.floor
    title: Discount floor
    action: block
    regex: '(?i)discount\s+floor'
  - id: evade.figure
    title: The figure
    action: block
    regex: '(?i)floor\s+is\s+15\s*%'
EOF

sub spew {
	my ($path, $bytes) = @_;
	open my $out, '>:raw', $path or die "$path: $!";
	print {$out} $bytes;
	close $out or die "$path: $!";
}

sub new {
	my ($class) = @_;
	my $temp = File::Temp->newdir('sendgate-evade.XXXXXX', TMPDIR => 1);
	my $dir = "$temp";
	spew("$dir/rules.yaml", $RULES);
	spew("$dir/sendgate.yaml", <<"EOF");
owner: revops\@corp.example
listen: unix:$dir/milter.sock
database: $dir/sendgate.db
rules: [$dir/rules.yaml]
agents:
  - { id: cowork, match: { auth: [cowork\@corp.example] }, declare: [workflow] }
tiers:
  - { name: cold, review: none }
unknown_tier: cold
quarantine: { store: spool, inject: "smtp://127.0.0.1:2525" }
EOF
	return bless { temp => $temp, dir => $dir }, $class;
}

# What the scanner says of the files: file => verdict.
sub verdicts {
	my ($self, @files) = @_;
	my %verdict;
	my $pid = open my $in, '-|';
	die "fork: $!" if !defined $pid;
	if (!$pid) {
		open STDERR, '>', "$self->{dir}/err";
		exec "$BUILD/sendgate", '-c', "$self->{dir}/sendgate.yaml",
		    'scan', '--json', '--agent', 'cowork', '--rcpt',
		    'pat@fernhill.example', '--sender', 'cowork@corp.example',
		    @files;
		exit 127;
	}
	my $json = JSON::PP->new;
	while (my $line = <$in>) {
		my $v = read_verdict($line) // next;
		$verdict{ $v->{file} } = $v;
	}
	close $in;
	return \%verdict;
}

# The few things asked of a verdict; JSON::PP is slow on thousands.
sub read_verdict {
	my ($line) = @_;
	my ($file) = $line =~ /"file": ?"([^"]+)"/ or return;
	my ($verdict) = $line =~ /"verdict": ?"(\w+)"/ or return;
	my %rule = map { $_ => 1 } $line =~ /"rule": ?"([\w.]+)"/g;
	my ($skipped) = $line =~ /"skipped": ?\[(.*?)\]/;
	my %why = map { $_ => 1 } ($skipped // '') =~ /"why": ?"([^"]*)"/g;
	return { file => $file, verdict => $verdict, rules => \%rule,
		why => [sort keys %why] };
}

sub state_of {
	my ($v, $rule) = @_;
	return 'broken' if !defined $v;
	return 'passed' if !defined $rule && $v->{verdict} eq 'accept';
	return 'found' if defined $rule && $v->{rules}{$rule};
	return 'held' if @{ $v->{why} };
	return 'escaped';
}

# Judges each case { name, message, rule (undef: a control) }: sets state, why
# and, where keep says so, leaves its message in the folder keep.
sub judge {
	my ($self, $cases, %o) = @_;
	for (my $at = 0; $at < @$cases; $at += $BATCH) {
		my $last = $at + $BATCH > @$cases ? $#$cases : $at + $BATCH - 1;
		$self->judge_batch([@$cases[$at .. $last]], %o);
	}
	return $cases;
}

sub judge_batch {
	my ($self, $cases, %o) = @_;
	my %file;
	for my $i (0 .. $#$cases) {
		$cases->[$i]{file} = "$self->{dir}/$i.eml";
		my $message = $cases->[$i]{message}
		    // $cases->[$i]{make}->();
		spew($cases->[$i]{file}, $message);
	}
	my $verdict = $self->verdicts(map { $_->{file} } @$cases);
	for my $case (@$cases) {
		my $v = $verdict->{ $case->{file} }
		    // $self->verdicts($case->{file})->{ $case->{file} };
		$case->{state} = state_of($v, $case->{rule});
		$case->{why} = $v ? $v->{why} : [];
		keep($case, $o{keep})
		    if $o{keep} && $case->{state} =~ /^(?:escaped|broken)$/;
		unlink $case->{file};
	}
}

sub keep {
	my ($case, $folder) = @_;
	my $name = $case->{name} =~ tr{/ }{._}r;
	mkdir $folder if !-d $folder;
	require File::Copy;
	File::Copy::copy($case->{file}, "$folder/$name.eml");
	$case->{kept} = "$folder/$name.eml";
}

# The cases of ways, and of pairs of them; those that can't be made are none.
sub cases {
	my (@chosen) = @_;
	my @cases;
	for my $chosen (@chosen) {
		my @ways = ref $chosen eq 'ARRAY' ? @$chosen : $chosen;
		my $message = Evade::build(@ways) // next;
		push @cases, { ways => \@ways, message => $message,
			name => join(' + ', map { $_->{name} } @ways),
			rule => Evade::rule(@ways) };
	}
	return @cases;
}

1;
