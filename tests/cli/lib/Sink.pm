package Sink;

# A next hop in a process of its own: takes mail on a loopback port and keeps
# it as it came over the wire, dots undone.  `mode` makes it refuse or hang up:
#
#   ''               takes everything
#   'greeting LINE'  says LINE at connect ('mail', 'rcpt', 'data', 'end': there)
#   'rcpt2 LINE'     says LINE to the second recipient
#   'lost STEP'      hangs up at STEP: mail, data, body, end

use strict;
use warnings;
use File::Temp;
use IO::Socket::INET;
use POSIX ();

sub new {
	my ($class, %o) = @_;
	my $temp = File::Temp->newdir('sink.XXXXXX', TMPDIR => 1);
	my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1',
	    LocalPort => 0, Listen => 16, ReuseAddr => 1) or die "listen: $!";
	my $self = bless { temp => $temp, dir => "$temp", owner => $$,
		port => $listen->sockport, chunking => $o{chunking} // 0,
		keywords => $o{keywords} // [qw(8BITMIME SIZE)] }, $class;
	$self->mode('');
	$self->{pid} = fork // die "fork: $!";
	if (!$self->{pid}) {
		$SIG{PIPE} = 'IGNORE';
		while (my $peer = $listen->accept) {
			eval { $self->serve($peer); 1 } or print STDERR "# $@";
			close $peer;
		}
		POSIX::_exit(0);
	}
	close $listen;
	return $self;
}

sub mode {
	my ($self, $mode) = @_;
	open my $out, '>', "$self->{dir}/mode" or die "mode: $!";
	print $out $mode;
	close $out;
}

sub asked {
	my ($self, $step) = @_;
	open my $in, '<', "$self->{dir}/mode" or return '';
	my $mode = <$in> // '';
	return 'lost' if $mode eq "lost $step";
	return $mode =~ /^$step (.*)/ ? $1 : '';
}

# Says line, or what the mode wants at this step; false to hang up.
sub answer {
	my ($self, $peer, $step, $line) = @_;
	my $asked = $self->asked($step);
	return 0 if $asked eq 'lost';
	print $peer ($asked || $line) . "\r\n";
	$peer->flush;
	return !$asked || 1;
}

sub serve {
	my ($self, $peer) = @_;
	my ($sender, @rcpts, $data);
	binmode $peer;
	$self->answer($peer, 'greeting', '220 sink.test ESMTP') or return;
	while (defined(my $line = <$peer>)) {
		$line =~ s/\r\n\z//;
		if ($line =~ /^EHLO/) {
			my @words = (@{ $self->{keywords} },
			    $self->{chunking} ? 'CHUNKING' : ());
			print $peer map({ "250-$_\r\n" } 'sink.test', @words),
			    "250 HELP\r\n";
			$peer->flush;
		} elsif ($line =~ /^MAIL FROM:<(.*?)>(.*)/) {
			($sender, @rcpts, $data) = ("$1$2");
			$self->answer($peer, 'mail', '250 ok') or return;
		} elsif ($line =~ /^RCPT TO:<(.*?)>(.*)/) {
			push @rcpts, "$1$2";
			my $step = @rcpts == 2 && $self->asked('rcpt2') ?
			    'rcpt2' : 'rcpt';
			$self->answer($peer, $step, '250 ok') or return;
		} elsif ($line eq 'DATA') {
			$self->answer($peer, 'data', '354 go') or return;
			next if $self->asked('data');
			return if $self->asked('body') eq 'lost';
			$data = dots($peer);
			$self->end($peer, $sender, \@rcpts, $data) or return;
		} elsif ($line =~ /^BDAT (\d+)( LAST)?/) {
			my ($size, $last) = ($1, $2);
			$data //= '';
			while ($size > 0) {
				my $n = read $peer, $data, $size, length $data;
				return if !$n;
				$size -= $n;
			}
			if ($last) {
				$self->end($peer, $sender, \@rcpts, $data)
				    or return;
			} else {
				return if $self->asked('body') eq 'lost';
				print $peer "250 chunk\r\n";
				$peer->flush;
			}
		} elsif ($line eq 'QUIT') {
			print $peer "221 bye\r\n";
			return;
		} else {
			print $peer "250 ok\r\n";
			$peer->flush;
		}
	}
}

sub dots {
	my ($peer) = @_;
	my $data = '';
	while (defined(my $line = <$peer>)) {
		return $data if $line eq ".\r\n";
		$line =~ s/^\.//;
		$data .= $line;
	}
	die "no end of data\n";
}

# Keeps the message, unless the mode refuses it; "lost end" keeps it too.
sub end {
	my ($self, $peer, $sender, $rcpts, $data) = @_;
	my $asked = $self->asked('end');
	$self->keep($sender, $rcpts, $data) if !$asked || $asked eq 'lost';
	return $self->answer($peer, 'end', '250 2.0.0 Ok: queued as SINK1');
}

sub keep {
	my ($self, $sender, $rcpts, $data) = @_;
	my $n = sprintf '%04d', 1 + $self->count;
	open my $out, '>:raw', "$self->{dir}/part" or die "keep: $!";
	print $out join("\n", $sender, @$rcpts), "\n\n", $data;
	close $out;
	rename "$self->{dir}/part", "$self->{dir}/$n.mail";
}

sub count { return scalar(my @files = glob "$_[0]{dir}/*.mail") }

# Every message: { sender, rcpts, data }.
sub mails {
	my ($self) = @_;
	my @mails;
	for my $file (sort glob "$self->{dir}/*.mail") {
		open my $in, '<:raw', $file or die "$file: $!";
		local $/;
		my ($envelope, $data) = split /\n\n/, <$in>, 2;
		my ($sender, @rcpts) = split /\n/, $envelope;
		push @mails,
		    { sender => $sender, rcpts => \@rcpts, data => $data };
	}
	return @mails;
}

sub stop {
	my ($self) = @_;
	my $pid = delete $self->{pid} or return;
	kill 'KILL', $pid;
	waitpid $pid, 0;
}

sub DESTROY {
	my ($self) = @_;
	local ($?, $!);
	$self->stop if $self->{owner} == $$;
}

1;
