#!/usr/bin/env bash
#
# `sendgate setup postfix` on a relay that knows nothing of the gate: shown,
# made, made again, undone; and mail is judged in between alone.
# shellcheck source=tests/relay/lib.sh
. tests/relay/lib.sh

agent=cowork@corp.example
pat=pat@fernhill.example
etc=
flow='X-Agent-Workflow: cold-intro'

# Called inside eval as well.
# shellcheck disable=SC2120
setup() { gate setup postfix --config-dir "$etc" "$@"; }

# files prints both files, for a comparison.
files() {
	postconf -c "$etc" -n
	postconf -c "$etc" -M
}

same_files() { files | diff "$1" -; }

# value SERVICE NAME prints what a service overrides.
value() { postconf -c "$etc" -P "$1/inet/$2" 2>/dev/null | sed 's/^[^=]*= *//'; }

dir=$(mktemp -d /tmp/sendgate-relay.XXXXXX)
trap all_down EXIT
chmod 0755 "$dir"
etc=$dir/etc
export SENDGATE_CONFIG=$dir/sendgate.yaml
submit_port=$(free_port)
open_port=$(free_port)
inject_port=$(free_port)
hop_port=$(free_port)
gate_config spool
ok 'the book is taken' gate accounts import "$dir/book.csv"
ok 'the next hop is up' hop_start "$dir" "$hop_port"
# a relay without the gate, with another milter on it that is not there
ok 'a relay without the gate is up' relay_start "$dir" '' "$submit_port" \
	"$open_port" "$hop_port"
relay_user "$dir" $agent secret
postconf -c "$etc" -e "smtpd_milters = { inet:127.0.0.1:1, default_action=accept }" \
	'non_smtpd_milters =' 'smtpd_milter_maps ='
postfix -c "$etc" reload 2>/dev/null
files >"$dir/before"

send $agent free $pat 'Our discount floor is 12 %.' "$flow"
ok 'without the gate all mail leaves' matches "$reply" '250 *'

setup >"$dir/shown"
ok 'what is shown changes nothing' same_files "$dir/before"
ok 'it is a script' bash -n "$dir/shown"
ok 'with the gate in front of the other milter, and tempfail' grep -qF \
	"postconf -c $etc -Pe '127.0.0.1:$submit_port/inet/smtpd_milters={unix:$dir/milter.sock,default_action=tempfail},{inet:127.0.0.1:1,default_action=accept}'" \
	"$dir/shown"
ok 'a listener for released mail' grep -qF \
	"127.0.0.1:$inject_port/inet=127.0.0.1:$inject_port inet n" "$dir/shown"
ok 'sendmail(1)' grep -qF "'non_smtpd_milters={unix" "$dir/shown"
ok 'bare newlines' grep -qF 'smtpd_forbid_bare_newline=yes' "$dir/shown"
ok 'and none of the clients excepted' grep -qF \
	"smtpd_forbid_bare_newline_exclusions=" "$dir/shown"
ok 'a service without a login is left alone' no grep -qF \
	":$open_port/inet/smtpd_milters" "$dir/shown"
ok 'a note about sendmail(1)' grep -q '^# .*authorized_submit_users' "$dir/shown"
ok 'as JSON' eval "setup --json | grep -q '\"old\": *null'"

ok 'without the gate it is not made' no setup --apply
ok 'and nothing has changed' same_files "$dir/before"
ok 'the gate is up' gate_start
ok 'it is made' setup --apply
files >"$dir/after"
ok 'the files were copied' eval "ls $etc/main.cf.before-sendgate.* $etc/master.cf.before-sendgate.*"
ok 'the service has the gate first' matches \
	"$(value "127.0.0.1:$submit_port" smtpd_milters)" \
	"{unix:$dir/milter.sock,default_action=tempfail},*"
wait_for 10 port_open "$inject_port"

send $agent floor $pat 'Our discount floor is 12 %.' "$flow"
ok 'the gate is in force' matches "$reply" '550 5.7.1 sendgate * test.floor: *'
send $agent held x@northwind.example 'Hello.' "$flow"
ok 'mail is held' matches "$reply" '250 *'
ok 'and released through the new listener' gate quarantine release \
	"$(held_id)" --reason fine
ok 'and leaves' hop_gets '<held@corp.example>'
ok 'without a header of the gate' no hop_has "$dir" X-Agent-Release

ok 'made again' eval "setup --apply | grep -q 'nothing to change'"
ok 'it is the same' same_files "$dir/after"

# the same with an address that the gate had before
postconf -c "$etc" -Pe "127.0.0.1:$submit_port/inet/smtpd_milters={inet:127.0.0.1:1,default_action=accept},unix:$dir/milter.sock"
ok 'the gate behind another milter is put in front' setup --apply
ok 'once' same_files "$dir/after"

gate_stop
send $agent gone $pat 'Hello.' "$flow"
ok 'without the gate mail waits' matches "$reply" '4*'
gate_start

ok 'it is undone' setup --remove
ok 'to the last word' same_files "$dir/before"
ok 'and the record is gone' test ! -e "$etc/sendgate.undo"
ok 'undone twice is nothing' eval "setup --remove | grep -q 'nothing to change'"

ok 'once more' setup --apply
postconf -c "$etc" -e 'smtpd_forbid_bare_newline = no'
ok 'what somebody changed since' eval \
	"setup --remove | grep -q 'smtpd_forbid_bare_newline was changed since'"
ok 'stays' matches "$(postconf -c "$etc" -h smtpd_forbid_bare_newline)" no

# what can't work is said before anything is done
postconf -c "$etc" -Fe "127.0.0.1:$submit_port/inet/chroot=y"
ok 'a chrooted service that would not see the socket' eval \
	"setup 2>&1 | grep -q 'is chrooted to .* and can.t see'"
sed -i "s|^listen:.*|listen: unix:$dir/spool/gate/milter.sock|" "$SENDGATE_CONFIG"
ok 'below the queue folder it does' eval \
	"setup | grep -qF '={unix:gate/milter.sock,default_action=tempfail}'"
sed -i "s|^listen:.*|listen: inet:8891@127.0.0.1|" "$SENDGATE_CONFIG"
ok 'a port' eval "setup | grep -qF '={inet:127.0.0.1:8891,default_action=tempfail}'"
ok 'a folder without Postfix' eval \
	"gate setup postfix --config-dir $dir/nowhere 2>&1 | grep -q 'main.cf'"
ok 'apply and remove at once' no setup --apply --remove
printf 'x\n' >"$etc/sendgate.undo"
ok 'a record that is none' eval "setup --remove 2>&1 | grep -q 'no record of changes'"
done_testing
