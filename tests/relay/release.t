#!/usr/bin/env bash
#
# A released message is the message: byte for byte what was submitted, but for
# the gate's headers; and a relay that is not there loses nothing.
# shellcheck source=tests/relay/lib.sh
. tests/relay/lib.sh

flow='X-Agent-Workflow: cold-intro'
agent=cowork@corp.example
x=x@northwind.example

# body FILE prints what stands below the header, line ends as LF; the empty
# lines at the end are the client's and the sink's.
body() {
	sed -e 's/\r$//' "$1" | sed -e '1,/^$/d' |
		sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

hold_and_release() {
	submit $agent $x "$dir/$1.eml"
	ok "$1 is taken" matches "$reply" '250 *'
	ok "$1 is released" gate quarantine release "$(held_id)" --reason fine
	ok "$1 leaves" hop_gets "<$1@corp.example>"
}

same_body() {
	body "$dir/$1.eml" >"$dir/sent"
	body "$(grep -rlF -- "<$1@corp.example>" "$dir/hop")" >"$dir/got"
	test -s "$dir/sent" && cmp "$dir/sent" "$dir/got"
}

gate_up spool

mail dots $x $'one\n.\n..\n.two\nFrom here\n\nend' "$flow" >"$dir/dots.eml"
hold_and_release dots
ok 'dots are as they were' same_body dots

mail eight $x 'Grüße aus Köln' 'Content-Transfer-Encoding: 8bit' "$flow" \
	>"$dir/eight.eml"
hold_and_release eight
ok '8-bit text is as it was' same_body eight

mail long $x "$(printf '%0990d' 7)" "$flow" >"$dir/long.eml"
hold_and_release long
ok 'a long line is as it was' same_body long

mail folded $x 'Folded.' $'X-Note: one\n two\n\tthree' "$flow" \
	>"$dir/folded.eml"
hold_and_release folded
ok 'a folded header is as it was' grep -rqF $'\tthree' "$dir/hop"
ok 'no header of the gate ever left' no hop_has "$dir" X-Agent

send $agent down $x 'The relay goes away.' "$flow"
id=$(held_id)
relay_stop "$dir"
ok 'a release without a relay fails' \
	no gate quarantine release "$id" --reason fine
ok 'and the message is still held' test "$(held_id)" = "$id"
relay_start "$dir" "unix:$dir/milter.sock" "$submit_port" "$inject_port" \
	"$hop_port"
ok 'with the relay back it is released' \
	gate quarantine release "$id" --reason fine
ok 'and leaves' hop_gets '<down@corp.example>'

gate_stop
send $agent nogate pat@fernhill.example 'No gate.' "$flow"
ok 'without the gate mail is 4xx' matches "$reply" '4*'
ok 'the gate comes back' gate_start
send $agent again pat@fernhill.example 'The gate is back.' "$flow"
ok 'and mail leaves again' hop_gets '<again@corp.example>'

mail pickup pat@fernhill.example 'From a shell.' "$flow" |
	sendmail -C "$dir/etc" -f ana@corp.example pat@fernhill.example
# What the next hop may get of it is the bounce to ana.
reached_pat() {
	grep -lF '<pickup@corp.example>' "$dir"/hop/* |
		xargs -r grep -qF 'X-Rcpt-Args: <pat@fernhill.example>'
}
ok 'sendmail(1) is no way around: ana is told' \
	hop_gets 'X-Rcpt-Args: <ana@corp.example>'
ok 'and forged headers do not leave' no reached_pat
ok 'the journal verifies' gate journal verify
done_testing
