package Sandbox;

# A configuration, a book and a rule set in a folder of their own, with the
# real daemon and the real CLI on it.  Everything ends with the object.

use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter 'import';
use File::Temp;
use JSON::PP;
use POSIX ();
use Time::HiRes qw(sleep time);
use Milter;

our @EXPORT_OK = qw(mail slurp spew slow unique);

our $BUILD = $ENV{SENDGATE_BUILD} // abs_path('build');

# Under a sanitizer everything takes longer.
sub slow { return defined $ENV{SENDGATE_SANITIZE} ? 10 : 1 }

my $BOOK = <<'EOF';
account_id,name,aliases,domains,emails,tier,owner
A1,Northwind Robotics,Northwind;NWR,northwind-robotics.example,,strategic,ana
A2,Bluepeak Logistics,Bluepeak,bluepeak.example,vip@mail.example,opportunity,ana
A3,Quarry & Stone GmbH,QSG,quarrystone.example,,standard,cy
A4,Fernhill Dental,,fernhill.example,,cold,ben
EOF

my $RULES = <<'EOF';
pack: test
rules:
  - id: test.floor
    title: Discount floor
    action: block
    regex: '(?i)\bdiscount\s+floor\b'
    tell: Take the discount floor out.
  - id: test.codename
    title: Deal code name
    action: quarantine
    words: ["project heliotrope"]
  - id: test.flag
    title: A flag
    action: flag
    words: ["yellow flag"]
EOF

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return '';
	local $/;
	my $text = <$in>;
	return $text // '';
}

sub spew {
	my ($path, $text) = @_;
	open my $out, '>:raw', $path or die "$path: $!";
	print $out $text;
	close $out or die "$path: $!";
}

my $count = 0;

# Letters alone: unlike any number that a rule could look for.
sub unique {
	my $n = sprintf '%d%06d%d', $$, ++$count, int(rand(1e6));
	return $n =~ tr/0-9/a-j/r;
}

# body, subject, to, from, headers => [name, value, ...], type, message_id
sub mail {
	my (%o) = @_;
	my $body = $o{body} // "Hello, a short note about your warehouse.\n";
	my @headers = @{ $o{headers} // ['X-Agent-Workflow', 'cold-intro'] };
	my @fields = (
		From => $o{from} // 'Ana <cowork@corp.example>',
		To => $o{to} // 'pat@fernhill.example',
		Subject => $o{subject} // 'Hello',
		'Message-ID' => $o{message_id} //
		    '<' . unique() . '@corp.example>',
		Date => 'Mon, 02 Nov 2026 10:00:00 +0000',
		'MIME-Version' => '1.0',
		'Content-Type' => $o{type} // 'text/plain; charset=utf-8',
		@headers,
	);
	my $head = '';
	while (my ($name, $value) = splice @fields, 0, 2) {
		$head .= "$name: $value\r\n";
	}
	return $head . "\r\n" . ($body =~ s/\r?\n/\r\n/gr);
}

# store, cold, inject (port), extra (YAML), rules, book, socket, start
sub new {
	my ($class, %o) = @_;
	my $temp = File::Temp->newdir('sendgate.XXXXXX', TMPDIR => 1);
	my $dir = "$temp";
	chmod 0755, $dir;
	my $self = bless {
		temp => $temp, dir => $dir, owner => $$,
		conf => "$dir/sendgate.yaml",
		address => $o{listen} // "unix:$dir/milter.sock",
		key => "$dir/ana.key",
		options => \%o,
	}, $class;
	spew("$dir/rules.yaml", $o{rules} // $RULES);
	spew("$dir/book.csv", $o{book} // $BOOK);
	spew($self->{conf}, $self->config(%o));
	if (!$o{no_book}) {
		my $r = $self->cli('accounts', 'import', "$dir/book.csv");
		die "import: $r->{err}" if $r->{code};
	}
	$self->start if $o{start} // 1;
	return $self;
}

sub config {
	my ($self, %o) = @_;
	my $dir = $self->{dir};
	my $agent = $o{agent} // <<'EOF';
  - id: cowork
    match: { auth: [cowork@corp.example] }
    declare: [workflow]
EOF
	my $cold = $o{cold} // 'none';
	my $store = $o{store} // 'spool';
	my $inject = $o{inject} // 2525;
	my $unmatched = $o{unmatched} // 'pass';
	my $extra = $o{extra} // '';
	return <<"EOF";
owner: revops\@corp.example
listen: $self->{address}
database: $dir/sendgate.db
rules: [$dir/rules.yaml]
approvers: $dir/approvers.jwks
agents:
${agent}unmatched: $unmatched
tiers:
  - { name: strategic,   review: always, unapproved: quarantine }
  - { name: opportunity, review: always, unapproved: quarantine }
  - { name: standard,    review: always, unapproved: reject }
  - { name: cold,        review: $cold }
unknown_tier: strategic
quarantine: { store: $store, expire: 14d, inject: "smtp://127.0.0.1:$inject" }
$extra
EOF
}

# Runs the CLI: { code, out, err }.
sub cli {
	my ($self, @args) = @_;
	my $stdin = ref $args[-1] ? ${ pop @args } : undef;
	my $base = "$self->{dir}/cli.$$." . ++$count;
	spew("$base.in", $stdin // '');
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', "$base.in" or POSIX::_exit(127);
		open STDOUT, '>', "$base.out" or POSIX::_exit(127);
		open STDERR, '>', "$base.err" or POSIX::_exit(127);
		exec "$BUILD/sendgate", '-c', $self->{conf}, @args
		    or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	my $r = { code => $? & 127 ? 128 + ($? & 127) : $? >> 8,
		out => slurp("$base.out"), err => slurp("$base.err") };
	unlink map { "$base.$_" } qw(in out err);
	return $r;
}

# A listing as Perl data.
sub rows {
	my ($self, @args) = @_;
	my $r = $self->cli(@args, '--json');
	die "sendgate @args: $r->{err}" if $r->{code};
	return map { decode_json($_) } grep { /\S/ } split /\n/, $r->{out};
}

sub verdicts {
	my ($self) = @_;
	return grep { defined $_->{verdict} }
	    $self->rows('journal', 'list', '--limit', 0);
}

sub events {
	my ($self, $name) = @_;
	return grep { ($_->{event} // '') eq $name }
	    $self->rows('journal', 'list', '--limit', 0);
}

# Starts a daemon in the foreground without waiting for it; prefix is a
# command put before it.
sub spawn {
	my ($self, @prefix) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', '/dev/null' or POSIX::_exit(127);
		open STDOUT, '>>', "$self->{dir}/log" or POSIX::_exit(127);
		open STDERR, '>>', "$self->{dir}/log" or POSIX::_exit(127);
		exec @prefix, "$BUILD/sendgate-milter", '-f', '-c',
		    $self->{conf} or POSIX::_exit(127);
	}
	return $pid;
}

sub start {
	my ($self, @prefix) = @_;
	$self->{pid} = $self->spawn(@prefix);
	my $until = time + 20 * slow();
	while (time < $until) {
		return if eval { Milter->new($self->{address})->close; 1 };
		last if waitpid($self->{pid}, POSIX::WNOHANG()) > 0;
		sleep 0.02;
	}
	delete $self->{pid};
	die 'the daemon did not come up: ' . $self->log;
}

# Ends the daemon; its exit status, or undef where it had to be killed.
sub stop {
	my ($self, $signal) = @_;
	my $pid = delete $self->{pid} or return;
	kill $signal // 'TERM', $pid;
	my $until = time + 15 * slow();
	while (time < $until) {
		return $? if waitpid($pid, POSIX::WNOHANG()) > 0;
		sleep 0.01;
	}
	kill 'KILL', $pid;
	waitpid $pid, 0;
	return;
}

sub alive {
	my ($self) = @_;
	return $self->{pid} && waitpid($self->{pid}, POSIX::WNOHANG()) == 0;
}

# SIGHUP, and waits until the log says what became of it.
sub reload {
	my ($self) = @_;
	my $before = () = $self->log =~ /reload(?:ed| refused)/g;
	kill 'HUP', $self->{pid};
	my $until = time + 10 * slow();
	while (time < $until) {
		my $now = () = $self->log =~ /reload(?:ed| refused)/g;
		if ($now > $before) {
			sleep 0.05;
			return 1;
		}
		sleep 0.02;
	}
	return 0;
}

sub log { return slurp("$_[0]{dir}/log") }

sub client {
	my ($self, %o) = @_;
	return Milter->new($self->{address}, timeout => 60 * slow(), %o);
}

# One message on a connection of its own; login undef: nobody's.
sub send {
	my ($self, %o) = @_;
	$o{login} = 'cowork@corp.example' if !exists $o{login};
	$o{message} //= mail();
	$o{rcpts} //= ['pat@fernhill.example'];
	my $client = $self->client;
	my $result = $client->message(%o);
	$result->{sent_body} = $client->{sent_body};
	$client->close;
	return $result;
}

# A key for the approver ana, once.
sub approver {
	my ($self) = @_;
	return if -e $self->{key};
	my $r = $self->cli('key', 'new', 'ana', '--out', $self->{key});
	die "key new: $r->{err}" if $r->{code};
}

# A token for message and recipients.
sub token {
	my ($self, $message, @rcpts) = @_;
	$self->approver;
	my $file = "$self->{dir}/draft." . ++$count;
	spew($file, $message);
	my $r = $self->cli('approve', $file, (map { ('--rcpt', $_) } @rcpts),
	    '--key', $self->{key});
	die "approve: $r->{err}" if $r->{code};
	return $r->{out} =~ s/\s+\z//r;
}

sub with_token {
	my ($message, $token) = @_;
	return $message =~ s/\r\n\r\n/\r\nX-Agent-Approval: $token\r\n\r\n/r;
}

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	local $?;
	if ($self->{pid}) {
		my $status = $self->stop;
		print STDERR "# the daemon ended with ", $status // 'a kill',
		    "\n" if !defined $status || $status != 0;
	}
}

1;
