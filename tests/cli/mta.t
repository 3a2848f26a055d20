#!/usr/bin/perl
#
# Mail on the MTA's hold queue is decided by postsuper, and its words count.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new(store => 'mta');
my $dir = $box->{dir};
my $to = 'x@northwind-robotics.example';

# Programs in the place of Postfix's: they note how they are called, and do as
# the file `mode` says.
mkdir "$dir/bin";
spew("$dir/bin/postsuper", <<"EOT");
#!/bin/sh
echo "postsuper \$* \$MAIL_CONFIG" >>$dir/calls
case \$(cat $dir/mode) in
good)	case \$1 in
	-H) echo "postsuper: Released from hold: 1 message" >&2 ;;
	-d) echo "postsuper: Deleted: 1 message" >&2 ;;
	esac ;;
fail)	echo "postsuper: fatal: no such luck" >&2; exit 1 ;;
none)	;;
esac
EOT
spew("$dir/bin/postqueue", "#!/bin/sh\necho \"postqueue \$*\" >>$dir/calls\n");
chmod 0755, "$dir/bin/postsuper", "$dir/bin/postqueue";
local $ENV{PATH} = "$dir/bin:$ENV{PATH}";
local $ENV{MAIL_CONFIG} = '/some/where';

sub mode { spew("$dir/mode", $_[0]); unlink "$dir/calls" }

sub state_of { return +($box->rows('quarantine', 'show', $_[0]))[0]{state} }

my $queue = 0;
sub hold {
	my $result = $box->send(message => mail(to => $to), rcpts => [$to],
	    queue_id => $_[0] // 'QID' . ++$queue);
	ok defined $result->{quarantine}, 'held at the MTA';
	my @rows = $box->rows('quarantine', 'list');
	return $rows[-1];
}

my $row = hold();
is $row->{queue_id}, 'QID1', 'the queue id is on record';
is $row->{store}, 'mta', 'and where it lies';
mode('fail');
my $r = $box->cli('quarantine', 'release', $row->{id}, '--reason', 'x');
isnt $r->{code}, 0, 'postsuper fails';
like $r->{err}, qr/no such luck/, 'its words are said';
is state_of($row->{id}), 'held', 'still held';
mode('none');
$r = $box->cli('quarantine', 'release', $row->{id}, '--reason', 'x');
is $r->{code}, 1, 'it releases nothing, and exits 0';
like $r->{err}, qr/not in the MTA's hold queue/, 'that is no release';
is state_of($row->{id}), 'held', 'still held';
$box->cli('kill', 'all', '--reason', 'x');
mode('good');
is $box->cli('quarantine', 'release', $row->{id}, '--reason', 'x')->{code}, 1,
    'a kill';
is slurp("$dir/calls"), '', 'does not even ask postsuper';
$box->cli('resume', 'all', '--reason', 'x');
is $box->cli('quarantine', 'release', $row->{id}, '--reason', 'x')->{code}, 0,
    'release';
is slurp("$dir/calls"), "postsuper -H QID1 hold /some/where\npostqueue -i QID1\n",
    'by postsuper and postqueue, under the MAIL_CONFIG in force';
is state_of($row->{id}), 'released', 'released';

$row = hold();
mode('none');
is $box->cli('quarantine', 'reject', $row->{id}, '--reason', 'x')->{code}, 1,
    'what the MTA does not delete';
is state_of($row->{id}), 'held', 'is not rejected';
mode('good');
is $box->cli('quarantine', 'reject', $row->{id}, '--reason', 'x')->{code}, 0,
    'reject';
is slurp("$dir/calls"), "postsuper -d QID2 hold /some/where\n", 'by postsuper';
is state_of($row->{id}), 'rejected', 'rejected';

mode('good');
for my $odd ('ALL', '-r', 'A B') {
	$row = hold($odd);
	is $box->cli('quarantine', 'release', $row->{id}, '--reason', 'x')
	    ->{code}, 65, "queue id \"$odd\" is not used";
}
is slurp("$dir/calls"), '', 'postsuper never heard of them';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

done_testing;
