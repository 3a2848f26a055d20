package Milter;

# The MTA's side of the milter protocol (version 6), packet by packet, so that
# a test can play a whole message, half of one, or nonsense.

use strict;
use warnings;
use IO::Socket::UNIX;
use IO::Socket::INET;
use IO::Select;
use Carp;

# Which step is left out, and which gets no reply, by the bits agreed on.
my %SKIP = (C => 0x1, H => 0x2, M => 0x4, R => 0x8, B => 0x10, L => 0x20,
    N => 0x40, T => 0x200);
my %MUTE = (C => 0x1000, H => 0x2000, M => 0x4000, R => 0x8000,
    T => 0x10000, L => 0x80, N => 0x40000, B => 0x80000);
my $LEADSPC = 0x100000;

my %FINAL = (a => 'accept', d => 'discard', r => 'reject', t => 'tempfail');

# address: "unix:/path" or "inet:port@host"; actions, steps: what is offered.
sub new {
	my ($class, $address, %o) = @_;
	my $self = bless {
		timeout => $o{timeout} // 60,
		sock => open_socket($address),
		leading => 1,
	}, $class;
	return $self if $o{raw};
	$self->packet('O', pack('N3', 6, $o{actions} // 0x1ff,
	    $o{steps} // 0x1fffff));
	my ($cmd, $data) = $self->reply;
	croak "no negotiation: $cmd" if $cmd ne 'O';
	(undef, $self->{actions}, $self->{steps}) = unpack('N3', $data);
	$self->{symbols} = substr($data, 12);
	$self->{leading} = $self->{steps} & $LEADSPC;
	return $self;
}

sub open_socket {
	my ($address) = @_;
	my $sock;
	if ($address =~ /^unix:(.*)/) {
		$sock = IO::Socket::UNIX->new(Peer => $1);
	} elsif ($address =~ /^inet:(\d+)\@(.*)/) {
		$sock = IO::Socket::INET->new(PeerAddr => $2, PeerPort => $1);
	}
	croak "$address: $!" if !$sock;
	return $sock;
}

sub raw {
	my ($self, $bytes) = @_;
	local $SIG{PIPE} = 'IGNORE';
	my $at = 0;
	while ($at < length $bytes) {
		my $n = syswrite($self->{sock}, $bytes, length($bytes) - $at,
		    $at);
		return 0 if !defined $n;
		$at += $n;
	}
	return 1;
}

sub packet {
	my ($self, $cmd, $data) = @_;
	$data //= '';
	$self->raw(pack('N', 1 + length $data) . $cmd . $data)
	    or croak "the milter hung up";
}

sub exactly {
	my ($self, $want) = @_;
	my $select = IO::Select->new($self->{sock});
	my $bytes = '';
	while (length $bytes < $want) {
		croak 'the milter does not answer'
		    if !$select->can_read($self->{timeout});
		my $n = sysread($self->{sock}, $bytes, $want - length $bytes,
		    length $bytes);
		croak 'the milter hung up' if !$n;
	}
	return $bytes;
}

sub reply {
	my ($self) = @_;
	my $len = unpack('N', $self->exactly(4));
	my $bytes = $self->exactly($len);
	return (substr($bytes, 0, 1), substr($bytes, 1));
}

# One step with its macros.  True while the message goes on; what was said is
# in the result: kind, text, stage, changed, quarantine.
sub step {
	my ($self, $cmd, $data, $macros, $result) = @_;
	return 1 if $self->{steps} & ($SKIP{$cmd} // 0);
	$result->{stage} = $cmd;
	$self->packet('D', $cmd . join('', map { "$_\0" } @{ $macros // [] }));
	$self->packet($cmd, $data);
	return 1 if $self->{steps} & ($MUTE{$cmd} // 0);
	return $self->listen($result);
}

# Reads until the step's own answer.
sub listen {
	my ($self, $result) = @_;
	while (1) {
		my ($cmd, $data) = $self->reply;
		if ($cmd eq 'm') {
			my ($index, $rest) = unpack('N a*', $data);
			my ($name, $value) = split /\0/, $rest, -1;
			push @{ $result->{changed} }, [$name, $index, $value];
		} elsif ($cmd eq 'q') {
			($result->{quarantine} = $data) =~ s/\0.*//s;
		} elsif ($cmd =~ /^[hi+\-be2]$/) {
			push @{ $result->{other} }, $cmd;
		} elsif ($cmd eq 'y') {
			($result->{text} = $data) =~ s/\0.*//s;
			$result->{kind} =
			    $result->{text} =~ /^4/ ? 'tempfail' : 'reject';
			return 0;
		} elsif ($FINAL{$cmd}) {
			$result->{kind} = $FINAL{$cmd};
			return 0;
		} elsif ($cmd =~ /^[cs]$/) {
			return 1;
		} elsif ($cmd ne 'p') {
			croak "unexpected reply $cmd";
		}
	}
}

sub connected {
	my ($self, %o) = @_;
	return if $self->{connected}++;
	my $client = $o{client} // '127.0.0.1';
	my $family = $client =~ /:/ ? '6' : '4';
	my %r;
	$self->step('C', "client.test\0$family" . pack('n', 4242) .
	    "$client\0", ['j', 'relay.test', '{client_addr}', $client], \%r);
	$self->step('H', "client.test\0", [], \%r);
}

# MAIL and every RCPT.
sub envelope {
	my ($self, $result, %o) = @_;
	$self->connected(%o);
	my @auth = defined $o{login} ? ('{auth_authen}', $o{login}) : ();
	my $params = join '', map { "$_\0" } @{ $o{params} // [] };
	$self->step('M', "<$o{sender}>\0$params",
	    [@auth, '{mail_addr}', $o{sender}], $result) or return 0;
	for my $rcpt (@{ $o{rcpts} }) {
		$self->step('R', "<$rcpt>\0", ['{rcpt_addr}', $rcpt], $result)
		    or return 0;
	}
	return $self->step('T', '', ['i', $o{queue_id} // 'Q1'], $result);
}

# The header fields of the message, and their end.
sub headers {
	my ($self, $result, %o) = @_;
	my ($head) = split /\r\n\r\n/, $o{message}, 2;
	for my $field (split /\r\n(?![ \t])/, $head) {
		my ($name, $value) = split /:/, $field, 2;
		$value =~ s/\r\n/\n/g;
		$value =~ s/^ // if !$self->{leading};
		$self->step('L', "$name\0$value\0", [], $result) or return 0;
	}
	return $self->step('N', '', ['i', $o{queue_id} // 'Q1'], $result);
}

sub body {
	my ($self, $result, %o) = @_;
	my (undef, $body) = split /\r\n\r\n/, $o{message}, 2;
	my $size = $o{chunk} // 65535;
	for (my $at = 0; $at < length($body // ''); $at += $size) {
		$self->{sent_body}++;
		$self->step('B', substr($body, $at, $size), [], $result)
		    or return 0;
	}
	return 1;
}

# A whole message: sender, rcpts, message (CRLF), login, client, queue_id,
# chunk, params.  Returns the result; outcome is accept, held, reject, tempfail.
sub message {
	my ($self, %o) = @_;
	my $result = { kind => 'accept', text => '', changed => [] };
	$o{sender} //= 'cowork@corp.example';
	$self->envelope($result, %o)
	    && $self->headers($result, %o)
	    && $self->body($result, %o)
	    && $self->step('E', '', ['i', $o{queue_id} // 'Q1'], $result);
	$result->{outcome} = $result->{kind};
	$result->{outcome} = 'held' if $result->{kind} eq 'discard'
	    || $result->{kind} eq 'accept' && defined $result->{quarantine};
	return $result;
}

sub abort { $_[0]->packet('A') }

sub close {
	my ($self) = @_;
	$self->raw(pack('N', 1) . 'Q');
	$self->{sock}->close;
}

1;
