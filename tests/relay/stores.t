#!/usr/bin/env bash
#
# Both ways of holding mail, behind the real Postfix: what leaves and what does
# not, and what a reviewer's decision does to it.
# shellcheck source=tests/relay/lib.sh
. tests/relay/lib.sh

flow='X-Agent-Workflow: cold-intro'
agent=cowork@corp.example
pat=pat@fernhill.example
x=x@northwind.example

what_leaves() {
	send $agent clean $pat 'A clean one.' "$flow" \
		'X-Agent-Prompt: be kind' 'X-Agent-Other: thing'
	ok "$1: clean mail is taken" matches "$reply" '250 *'
	ok "$1: and leaves" hop_gets '<clean@corp.example>'
	ok "$1: without the gate's headers" no hop_has "$dir" X-Agent
	send $agent floor $pat 'Our discount floor is 15 %.' "$flow"
	ok "$1: a block is 550 and names its rule" matches "$reply" \
		'550 5.7.1 *sendgate *: test.floor: Take the discount floor out.'
	ok "$1: and does not leave" hop_misses '<floor@corp.example>'
	send ben@corp.example person $pat 'My discount floor.'
	ok "$1: a person's mail passes" hop_gets '<person@corp.example>'
	send ben@corp.example forged $pat 'Hello.' "$flow"
	ok "$1: forged headers are rejected" matches "$reply" \
		'550 5.7.1 *forged-metadata*'
	send ben@corp.example false $pat 'Hello.' 'X-Agent-Release: abc'
	ok "$1: a forged release is rejected" matches "$reply" '550 5.7.1 *'
	ok "$1: and does not leave" hop_misses '<false@corp.example>'
}

what_is_held() {
	send $agent held $x 'Dear X.' "$flow"
	ok "$1: high-tier mail is taken" matches "$reply" '250 *'
	ok "$1: and held" hop_misses '<held@corp.example>'
	id=$(held_id)
	ok "$1: one is listed" test ${#id} -eq 26
	if [ "$1" = mta ]; then
		ok 'mta: it lies in the hold queue' \
			matches "$(postqueue -j)" '*"queue_name": "hold"*'
		ok 'mta: its queue id is on record' matches \
			"$(gate quarantine list --json)" "*\"$(queue_id)\"*"
	else
		ok 'spool: the relay keeps no copy' test -z "$(queue_id)"
	fi
	ok "$1: show prints the text" matches "$(gate quarantine show "$id")" \
		'*Dear X.*'
}

what_release_does() {
	ok "$1: everything can be stopped" gate kill all --reason drill
	ok "$1: nothing is released while it is" \
		no gate quarantine release "$id" --reason fine
	ok "$1: it is still held" test "$(held_id)" = "$id"
	ok "$1: and resumed" gate resume all --reason 'drill over'
	ok "$1: a dry run says what it would do" matches \
		"$(gate quarantine release --all --dry-run --reason x)" "*$id*"
	ok "$1: release does it" gate quarantine release "$id" --reason fine
	ok "$1: it leaves" hop_gets '<held@corp.example>'
	ok "$1: once" test "$(grep -rlF '<held@corp.example>' "$dir/hop" |
		wc -l)" -eq 1
	ok "$1: to its recipient, with its date" \
		grep -rqF 'Mon, 02 Nov 2026 10:00:00 +0000' \
		"$(grep -rlF '<held@corp.example>' "$dir/hop")"
	ok "$1: without the gate's headers" no hop_has "$dir" X-Agent
	ok "$1: and can't be released again" \
		no gate quarantine release "$id" --reason again
	ok "$1: nor rejected" no gate quarantine reject "$id" --reason late
}

what_reject_does() {
	send $agent wrong $x 'Dear Y.' "$flow"
	id=$(held_id)
	ok "$1: the next one is held" test ${#id} -eq 26
	ok "$1: reject does it" gate quarantine reject "$id" \
		--reason 'wrong company'
	ok "$1: nothing is left in the queue" test -z "$(queue_id)"
	ok "$1: it never leaves" hop_misses '<wrong@corp.example>'
	ok "$1: it can't be released" \
		no gate quarantine release "$id" --reason oops
	ok "$1: the reason is on record" matches \
		"$(gate journal list --json --limit 0)" '*wrong company*'
}

queue_empty() { [ -z "$(queue_id)" ]; }

what_edit_does() {
	send $agent edited $x 'Dear Mr.Z, good day.' "$flow"
	id=$(held_id)
	ok "$1: one to be edited" test ${#id} -eq 26
	ok "$1: edit sends it" env EDITOR='sed -i s/Mr.Z/Ms.X/' \
		"$build/sendgate" quarantine edit "$id" --reason 'wrong name'
	ok "$1: the new version leaves" hop_gets 'Dear Ms.X, good day.'
	ok "$1: the old one does not" hop_misses 'Dear Mr.Z'
	ok "$1: nothing of it is left in the queue" wait_for 10 \
		queue_empty
}

for store in spool mta; do
	gate_up "$store"
	what_leaves "$store"
	what_is_held "$store"
	what_release_does "$store"
	what_reject_does "$store"
	what_edit_does "$store"
	ok "$store: the journal verifies" gate journal verify
	all_down
done
done_testing
