#!/usr/bin/env bash
#
# `sendgate doctor` on a real relay: a good one passes, and each thing that
# could let mail around the gate is found by itself.
# shellcheck source=tests/relay/lib.sh
. tests/relay/lib.sh

etc=

# Called inside eval as well.
# shellcheck disable=SC2120
doctor() { gate doctor --config-dir "$etc" "$@" >"$dir/said" 2>&1; }

# finds LEVEL TEXT: doctor says a line of that level with TEXT in it.
finds() {
	doctor
	grep -E "^$1 " "$dir/said" | grep -F -- "$2" || {
		cat "$dir/said"
		return 1
	}
}

# fails TEXT: doctor exits 1 for such a line.
fails() {
	doctor
	[ $? -eq 1 ] && grep -E '^FAIL ' "$dir/said" | grep -F -- "$1" || {
		cat "$dir/said"
		return 1
	}
}

main() { postconf -c "$etc" -e "$@"; }
service() { postconf -c "$etc" -Pe "127.0.0.1:$submit_port/inet/$1"; }
forget() { postconf -c "$etc" -PX "127.0.0.1:$submit_port/inet/$1"; }
settings() { sed -i "$1" "$SENDGATE_CONFIG"; }

dir=$(mktemp -d /tmp/sendgate-relay.XXXXXX)
trap all_down EXIT
chmod 0755 "$dir"
etc=$dir/etc
export SENDGATE_CONFIG=$dir/sendgate.yaml
submit_port=$(free_port)
inject_port=$(free_port)
hop_port=$(free_port)
gate_config spool
ok 'the book is taken' gate accounts import "$dir/book.csv"
ok 'a key is made' gate key new ana --out "$dir/ana.pem"
ok 'the gate is up' gate_start
ok 'a relay without the gate is up' relay_start "$dir" '' "$submit_port" \
	"$submit_port" "$hop_port"
ok 'which fails' fails "127.0.0.1:$submit_port/inet does not pass the gate"
ok 'each finding has its fix' eval \
	"! grep '^FAIL' $dir/said | grep -vF 'fix: '"
ok 'it is set up' gate setup postfix --config-dir "$etc" --apply

ok 'a good one passes' doctor
ok 'without a failure' no grep -q '^FAIL' "$dir/said"
ok 'with the service' grep -qF "127.0.0.1:$submit_port/inet (agents can log in there): the gate is its first milter" "$dir/said"
ok 'a message was rejected' grep -q '^ok .*header twice was rejected' "$dir/said"
ok 'a forged one too' grep -qF "an X-Agent header on nobody's message was rejected" "$dir/said"
ok 'and one held' grep -q "^ok .*can't be fully read was held" "$dir/said"
ok 'of which nothing is left' test -z "$(gate quarantine list --json)"
ok 'but on record' matches "$(gate journal list --workflow sendgate-doctor --verdict quarantine --json)" '*sendgate doctor*'
ok 'as the examination is' matches "$(gate journal list --event doctor --json)" '*"failed"*'
ok 'the socket is for Postfix alone' grep -q "^ok .*postfix can connect .*others can't" "$dir/said"
ok 'as JSON' eval "gate doctor --config-dir $etc --json | grep -q '\"level\": *\"ok\"'"

copy() { cp "$etc/main.cf" "$etc/master.cf" "$SENDGATE_CONFIG" "$dir/kept/"; }
back() {
	cp "$dir/kept/main.cf" "$dir/kept/master.cf" "$etc/"
	cp "$dir/kept/sendgate.yaml" "$SENDGATE_CONFIG"
}
mkdir "$dir/kept"
copy

gate_is="{unix:$dir/milter.sock,default_action=tempfail}"
forget smtpd_milters
ok 'a service without the gate' fails 'does not pass the gate'
back
service "smtpd_milters=inet:127.0.0.1:1,$gate_is"
ok 'a signer before it' fails 'inet:127.0.0.1:1 comes before the gate'
back
service "smtpd_milters=$gate_is,inet:127.0.0.1:1"
ok 'a signer behind it is right' doctor
back
for action in accept quarantine; do
	service "smtpd_milters={unix:$dir/milter.sock,default_action=$action}"
	ok "$action without it" fails "default_action=$action"
	back
done
service "smtpd_milters=unix:$dir/milter.sock"
main milter_default_action=accept
ok 'the default of all milters' fails 'mail is taken unjudged'
back
main 'smtpd_milter_maps = inline:{127.0.0.1=DISABLE}'
ok 'milters by address' fails 'smtpd_milter_maps'
back
service receive_override_options=no_milters
ok 'milters turned off' fails 'no_milters'
back
service smtpd_proxy_filter=127.0.0.1:1
ok 'a proxy' fails smtpd_proxy_filter
back
postconf -c "$etc" -Me '127.0.0.1:1/inet=127.0.0.1:1 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_milters='
ok 'another port' fails '127.0.0.1:1/inet does not pass the gate'
back
postconf -c "$etc" -Me 'back/pass=back pass - - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_milters='
ok 'one behind postscreen' fails 'back/pass does not pass the gate'
back
postconf -c "$etc" -Me '127.0.0.1:1/inet=127.0.0.1:1 inet n - n - - qmqpd'
ok 'QMQP' fails 'takes mail by QMQP'
back
postconf -c "$etc" -Me '127.0.0.1:1/inet=127.0.0.1:1 inet n - n - - smtpd -o smtpd_milters='
ok 'a port without logins' finds warn "127.0.0.1:1/inet takes mail of 127.0.0.0/8 without a login"
settings 's/match: .*/match: { client: [127.0.0.0\/8] }/'
ok 'which an agent without one can use' fails '127.0.0.1:1/inet does not pass the gate'
back
main 'non_smtpd_milters ='
ok 'sendmail(1)' fails 'sendmail(1) (non_smtpd_milters) does not pass the gate'
back
postconf -c "$etc" -MX "127.0.0.1:$inject_port/inet"
ok 'no way back for released mail' fails 'nowhere to go'
back
main smtpd_forbid_bare_newline=no
ok 'bare newlines' fails 'smtpd_forbid_bare_newline = no'
back
# It is Postfix's variable.
# shellcheck disable=SC2016
main 'smtpd_forbid_bare_newline_exclusions=$mynetworks'
ok 'bare newlines of some' fails smtpd_forbid_bare_newline_exclusions
back
main 'milter_mail_macros = i {mail_addr}'
ok 'a gate that is not told the login' fails 'not told who logged in'
back
printf '/^Subject:/ PREPEND X-Agent-Workflow: none\n' >"$dir/checks"
main "header_checks = regexp:$dir/checks"
ok 'headers put back' finds warn 'header_checks: regexp:'
back

settings 's/^agents:/agents: []\nunknown_agents:/'
ok 'a configuration that is none' no doctor
back
sed -i '/^agents:/,/declare/d' "$SENDGATE_CONFIG"
ok 'no agent' fails 'there is no agent'
back
chmod 0666 "$dir/milter.sock"
ok 'a socket for all' finds warn 'any user of this machine can connect'
chmod 0600 "$dir/milter.sock"
ok 'a socket that Postfix can not use' fails "the MTA's user postfix can't connect"
chmod 0660 "$dir/milter.sock"
chmod 0666 "$dir/approvers.jwks"
ok 'approvers that anyone can write' fails 'can be written by others'
chmod 0644 "$dir/approvers.jwks"
mv "$dir/approvers.jwks" "$dir/kept/"
ok 'no approver' finds warn 'no approver has a key'
mv "$dir/kept/approvers.jwks" "$dir/"

gate kill all --reason test --mode tempfail >/dev/null
ok 'a kill is no failure, and no proof' finds warn 'a kill switch is on'
gate resume all --reason test >/dev/null
gate kill all --reason test --mode hold >/dev/null
ok 'nor is one that holds' doctor
ok 'and nothing stays held' test -z "$(gate quarantine list --json)"
gate resume all --reason test >/dev/null

gate_stop
ok 'no gate' fails 'nobody listens at'
ok 'no proof either' grep -q '^FAIL .*header twice: ' "$dir/said"
gate_start
cp "$dir/sendgate.db" "$dir/kept/db"
settings "s|^database:.*|database: $dir/kept/db|"
ok 'another database than the daemon has' fails 'not each of the verdicts is on record'
back
settings "s|^database:.*|database: $dir/none.db|"
ok 'no database' fails "can't be opened"
ok 'which it does not make' test ! -e "$dir/none.db"
back
etc=$dir/none
ok 'no Postfix there' fails "configuration can't be read"
etc=$dir/etc
sqlite3 "$dir/sendgate.db" \
	"UPDATE journal SET public = replace(public, 'sendgate-doctor', 'x')"
ok 'a journal that was changed' fails 'does not verify'
done_testing
