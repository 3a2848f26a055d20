#!/usr/bin/perl
#
# The systemd unit: how little it allows, and that what the gate and its
# helpers ask of the kernel is among it.

use strict;
use warnings;
use lib 'tests/milter/lib';
use File::Temp;
use Sandbox qw(mail slurp spew);
use Test::More;

sub there { my ($program) = @_; return grep { -x "$_/$program" } split /:/, $ENV{PATH} }

plan skip_all => 'no systemd-analyze here' if !there('systemd-analyze');

my $temp = File::Temp->newdir;
my $unit = slurp('contrib/systemd/sendgate.service') =~ s{\@S?BINDIR\@}{/bin}gr;
# only names that are there can be verified
$unit = $unit =~ s{^ExecStart=.*}{ExecStart=/bin/true}mgr =~ s{^ExecStartPre=.*}{}mgr;
spew("$temp/sendgate.service", $unit);

my $said = `systemd-analyze verify --man=no $temp/sendgate.service 2>&1`;
unlike $said, qr/sendgate\.service/, 'every line of the unit is understood'
    or diag $said;
my ($level) = `systemd-analyze security --offline=true --no-pager \\
    $temp/sendgate.service 2>&1` =~ /exposure level[^:]*: ([\d.]+)/;
ok defined $level, 'it has an exposure level';
cmp_ok $level // 10, '<', 2.0, 'under 2.0: ' . ($level // '');

# Names of a filter's words; groups are opened.
my %calls_of;
sub calls {
	my (@words) = @_;
	my %calls;
	for my $word (@words) {
		if ($word !~ /^@/) {
			$calls{$word} = 1;
			next;
		}
		$calls_of{$word} //= [map { /^\s+([@\w-]+)$/ ? $1 : () }
			split /\n/, `systemd-analyze syscall-filter --no-pager $word`];
		$calls{$_} = 1 for keys %{ { calls(@{ $calls_of{$word} }) } };
	}
	return %calls;
}

my %allowed;
for my $filter ($unit =~ /^SystemCallFilter=(.*)$/mg) {
	my $deny = $filter =~ s/^~//;
	my %calls = calls(split ' ', $filter);
	if ($deny) {
		delete @allowed{keys %calls};
	} else {
		%allowed = (%allowed, %calls);
	}
}
ok !$allowed{$_}, "$_ is not allowed" for qw(ptrace mount setuid bpf reboot);

SKIP: {
	skip 'no strace here', 4 if !there('strace');
	skip 'a sanitizer asks for more', 4 if defined $ENV{SENDGATE_SANITIZE};
	# the tracer is the grandchild, so that the daemon is ours to stop
	my $box = Sandbox->new(start => 0,
	    extra => "socket: { mode: 0660, group: root }\n");
	$box->start('strace', '-f', '-D', '-qq', '-o', "$temp/calls");
	my $b64 = `printf '%s\\n' 'a note' | gzip -c | base64`;
	my $pdf = `printf '%s' '%PDF-1.4 x' | base64`;
	my $body = join '', map { "--b\r\n$_\r\n" } (
		"Content-Type: text/plain\r\n\r\nHello.",
		"Content-Type: application/gzip\r\nContent-Disposition: " .
		    "attachment; filename=a.gz\r\nContent-Transfer-Encoding: " .
		    "base64\r\n\r\n$b64",
		"Content-Type: application/pdf\r\nContent-Disposition: " .
		    "attachment; filename=a.pdf\r\nContent-Transfer-Encoding: " .
		    "base64\r\n\r\n$pdf");
	my $r = $box->send(message => mail(body => "$body--b--\r\n",
		type => 'multipart/mixed; boundary=b'));
	is $r->{outcome}, 'held', 'a PDF that is none is held';
	is $box->send->{outcome}, 'accept', 'other mail passes';
	ok $box->reload, 'a reload';
	is $box->stop, 0, 'a stop';
	undef $box;
	my %seen;
	$seen{$_}++ for slurp("$temp/calls") =~ /^\d+\s+(\w+)\(/mg;
	cmp_ok scalar(keys %seen), '>', 30, 'system calls were seen';
	is_deeply [grep { !$allowed{$_} } sort keys %seen], [],
	    'the unit allows each that the gate and its helpers make';
}

done_testing;
