#!/usr/bin/perl
#
# Tokens and keys: minted here, believed at the gate, refused where they would
# not be.

use strict;
use warnings;
use lib 'tests/milter/lib';
use Test::More;
use JSON::PP;
use MIME::Base64 qw(decode_base64url);
use Sandbox qw(mail slurp spew);

my $box = Sandbox->new(extra => 'approval: { max_ttl: 2d }');
my $dir = $box->{dir};
my $to = 'x@northwind-robotics.example';
my $file = "$dir/m.eml";
my $message = mail(to => $to);
spew($file, $message);

my $r = $box->cli('key', 'new', 'ana', '--out', $box->{key});
is $r->{code}, 0, 'key new';
is sprintf('%o', 07777 & (stat $box->{key})[2]), '600', 'the key is private';
like slurp($box->{key}), qr/^-----BEGIN PRIVATE KEY-----/, 'PKCS#8 PEM';
unlike slurp("$dir/approvers.jwks"), qr/"d"/, 'approvers has no private half';
my $pem = slurp($box->{key});
is $box->cli('key', 'new', 'eve', '--out', $box->{key})->{code}, 73,
    'a key is never overwritten';
is slurp($box->{key}), $pem, 'as it was';
is $box->cli('key', 'new', 'ana', '--out', "$dir/again")->{code}, 1,
    'a name is never given twice';
ok !-e "$dir/again", 'and no orphan is left';
is scalar($box->events('key-add')), 1, 'one key-add is on record';

sub approve { return $box->cli('approve', $file, '--rcpt', $to, @_) }
sub claims { return decode_json(decode_base64url((split /\./, $_[0])[1])) }
my @key = ('--key', $box->{key});

$r = approve(@key, '--as', 'ana@corp.example', '--ttl', '1h');
is $r->{code}, 0, 'approve';
my $claims = claims($r->{out});
is $claims->{sub}, 'ana@corp.example', '--as is the approver';
is $claims->{exp} - $claims->{iat}, 3600, '--ttl is its life';
my $head = decode_json(decode_base64url((split /\./, $r->{out})[0]));
is_deeply $head, { alg => 'EdDSA', typ => 'sendgate-approval+jwt',
	kid => 'ana' }, 'its header, with the kid that approvers has';
my $digest = $box->cli('digest', $file, '--rcpt', $to)->{out};
like $digest, qr/^sendgate-content-v1\n.*^rcpt\t\Q$to\E\n.*\n$claims->{digest}\n\z/ms,
    'digest prints the manifest and the digest that the token binds';
is decode_json($box->cli('digest', $file, '--rcpt', $to, '--json')->{out})
    ->{digest}, $claims->{digest}, 'in JSON too';
isnt claims(approve(@key)->{out})->{jti}, $claims->{jti},
    'each token has its own id';

is approve(@key, '--ttl', '3d')->{code}, 64, 'a life over max_ttl';
is approve()->{code}, 64, 'no key';
is approve('--key', "$dir/none")->{code}, 66, 'no such key';
is approve('--key', $file)->{code}, 65, 'no key at all';
like approve(@key, '--as', 'cowork@corp.example')->{err},
    qr/warning: .*can't approve its own/, 'the agent itself is warned about';

$r = approve(@key, '--inline');
is $r->{code}, 0, '--inline';
is((grep { length > 78 } split /\r\n/, ($r->{out} =~ /^(.*?)\r\n\r\n/s)[0]),
    0, 'is folded');
(my $stripped = $r->{out}) =~ s/\AX-Agent-Approval:.*?\r\n(?! )//s;
is $stripped, $message, 'and is the message otherwise';
is $box->send(message => $r->{out}, rcpts => [$to])->{outcome}, 'accept',
    'the gate takes it';
(my $unix = $message) =~ s/\r//g;
spew($file, $unix);
unlike approve(@key, '--inline')->{out}, qr/\r/, 'LF files stay LF';
spew($file, "From x\n$unix");
like approve(@key, '--inline')->{out}, qr/\AFrom x\nX-Agent-Approval/,
    'an mbox line stays first';

spew($file, mail(to => $to, headers => ['From', 'eve@x.example']));
$r = approve(@key);
is $r->{code}, 65, 'a message with several readings is refused';
like $r->{err}, qr/field-twice/, 'with its defect';
spew($file, $message);

# keys from elsewhere
$r = $box->cli('key', 'new', 'other', '--out', "$dir/other", '--sub',
    '*@corp.example');
is $r->{code}, 0, 'a key bound to approvers';
my ($other) = grep { $_->{kid} eq 'other' } $box->rows('key', 'list');
is $other->{sub}, '*@corp.example', 'is listed so';
spew("$dir/k.jwk", encode_json({ kty => 'OKP', crv => 'Ed25519',
	kid => 'crm', x => 'VCpo2LMLhn6iWku8MKvSLg2ZAoC-nlOyPVQaO3FxVeQ' }));
is $box->cli('key', 'add', "$dir/k.jwk")->{code}, 0, 'key add';
is $box->cli('key', 'add', "$dir/k.jwk", '--kid', 'crm2')->{code}, 1,
    'the same key under another name';
spew("$dir/d.jwk", encode_json({ kty => 'OKP', crv => 'Ed25519', kid => 'd',
	x => 'A' x 43, d => 'A' x 43 }));
is $box->cli('key', 'add', "$dir/d.jwk")->{code}, 65, 'a private JWK';
spew("$dir/d.jwk", 'nonsense');
is $box->cli('key', 'add', "$dir/d.jwk")->{code}, 65, 'no JWK';
is $box->cli('key', 'add', "$dir/none")->{code}, 66, 'no file';

# revoked: at once, in the running daemon
my $token = approve(@key)->{out} =~ s/\s+\z//r;
is $box->cli('key', 'revoke', 'nobody')->{code}, 1, 'no such key';
is $box->cli('key', 'revoke', 'ana', '--reason', 'lost')->{code}, 0, 'revoke';
like $box->send(message => Sandbox::with_token($message, $token),
    rcpts => [$to])->{text}, qr/revoked/, 'the gate refuses it at once';
is approve(@key)->{code}, 65, 'and approve does not mint with it';
my ($event) = $box->events('key-revoke');
is $event->{reason}, 'lost', 'the revocation is on record';
is $box->cli('key', 'new', 'ana', '--out', "$dir/ana2")->{code}, 1,
    'its name is not given again';
is $box->cli('journal', 'verify')->{code}, 0, 'the journal verifies';

done_testing;
