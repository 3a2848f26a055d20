#!/usr/bin/env bash
#
# The demo ends well, in a language that a newcomer reads, and leaves nothing
# running or lying about.
[ "$(id -u)" -eq 0 ] || {
	echo '1..0 # SKIP the private Postfix has to be started as root'
	exit 0
}
TMPDIR=$(mktemp -d /tmp/demo-test.XXXXXX)
export TMPDIR
chmod 0755 "$TMPDIR"
out=$(mktemp /tmp/demo-out.XXXXXX)
trap 'rm -rf "$out" "$TMPDIR"' EXIT

left_behind() {
	pgrep -f "$TMPDIR/" >/dev/null || [ -n "$(ls -A "$TMPDIR")" ]
}

echo 1..3
contrib/demo/run >"$out" 2>&1 </dev/null && word=ok || word='not ok'
echo "$word 1 - the demo exits 0"
[ "$word" = ok ] || sed 's/^/# /' "$out"
grep -q '550 5.7.1 .*pricing.discount-floor' "$out" && word=ok || word='not ok'
echo "$word 2 - the demo shows the blocked message's reply"
left_behind && word='not ok' || word=ok
echo "$word 3 - the demo leaves nothing behind"
