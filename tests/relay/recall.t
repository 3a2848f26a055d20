#!/usr/bin/env bash
#
# kill --recall: accepted mail that still lies in the relay's queue is put on
# hold, and what has left is listed.
# shellcheck source=tests/relay/lib.sh
. tests/relay/lib.sh

flow='X-Agent-Workflow: cold-intro'
agent=cowork@corp.example
pat=pat@fernhill.example

count() { postqueue -j | grep -c "\"queue_name\": \"$1\""; }
is_count() { [ "$(count "$1")" -eq "$2" ]; }

gate_up spool
send $agent gone $pat 'This one leaves.' "$flow"
ok 'one leaves' hop_gets '<gone@corp.example>'
hop_stop "$dir"
sleep 0.3
send $agent stuck1 $pat 'One.' "$flow"
send $agent stuck2 $pat 'Two.' "$flow"
send $agent other $pat 'Three.' 'X-Agent-Workflow: other'
send ben@corp.example person $pat 'Four.'
ok 'four can not leave' wait_for 20 is_count deferred 4

said=$(gate kill workflow=cold-intro --reason 'wrong prices' --recall)
status=$?
ok 'recall succeeds' test $status -eq 0
ok 'the switch is said' matches "$said" \
	"stopped: agents' mail in scope workflow=cold-intro is held until resume*"
ok 'with what was done' matches "$said" \
	'*recalled: 2 put on hold, 0 on hold already, 0 not held, 1 have left'
ok 'what has left is named' matches "$said" "*has left * $pat*"
ok 'two are on hold' is_count hold 2
ok 'others are not' is_count deferred 2
ok 'it is on record, each with its reason' test "$(gate journal list --json |
	grep '"event":"recall"' | grep '"outcome":"held"' |
	grep -c 'wrong prices')" -eq 2

said=$(gate kill workflow=cold-intro --reason again --recall --json)
ok 'a second time finds them held' test \
	"$(grep -c '"outcome": *"on-hold"' <<<"$said")" -eq 2
ok 'and the one that has left' test \
	"$(grep -c '"outcome": *"left"' <<<"$said")" -eq 1
ok 'every line is JSON' perl -MJSON::PP -ne 'decode_json($_)' <<<"$said"
said=$(gate kill workflow=cold-intro --reason again --recall --since 1s)
ok 'what left long ago need not be listed' no matches "$said" '*has left *'

said=$(gate kill all --reason drill --recall)
ok 'all of the agent, and nobody else' matches "$said" \
	'*recalled: 1 put on hold, 2 on hold already, 0 not held, 1 have left'
ok 'a person may still write' is_count deferred 1
send $agent late $pat 'Five.' "$flow"
ok 'what comes later is held by the gate' is_count hold 3

gate resume all --reason over >/dev/null
gate resume workflow=cold-intro --reason over >/dev/null
hop_start "$dir" "$hop_port"
postsuper -H ALL >/dev/null 2>&1
one_leaves() { postqueue -f && hop_has "$dir" '<stuck1@corp.example>'; }
ok 'let go by postsuper, they leave' wait_for 20 one_leaves

# an MTA that is not there
said=$(MAIL_CONFIG=/nowhere gate kill agent=cowork --reason x --recall 2>&1)
status=$?
ok 'without an MTA it is unavailable' test $status -eq 69
ok 'but stopped' matches "$(gate status)" '*stopped *agent=cowork*'
ok 'which is said' matches "$said" '*stopped: *'
ok 'the journal verifies' gate journal verify
done_testing
