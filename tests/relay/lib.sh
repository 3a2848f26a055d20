# shellcheck shell=bash
# lib.sh - TAP, and a private relay with the gate, for the tests beside it.
#
# Sourced from the project's top folder.  A test calls gate_up, does things,
# and ends with done_testing; the exit trap takes everything down.
set -u

build=${SENDGATE_BUILD:-build}
# shellcheck source=contrib/demo/relay.sh
. contrib/demo/relay.sh

tests=0
failures=0
gate_pid=

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

[ "$(id -u)" -eq 0 ] || skip_all 'the private Postfix has to be started as root'
command -v postfix >/dev/null || skip_all 'there is no Postfix'

# ok WHAT COMMAND... is one test: does COMMAND succeed?
ok() {
	local what=$1
	shift
	tests=$((tests + 1))
	if "$@" >"$dir/ok.out" 2>&1; then
		echo "ok $tests - $what"
	else
		echo "not ok $tests - $what"
		sed 's/^/# /' "$dir/ok.out" | head -n 20
		failures=$((failures + 1))
	fi
}

no() { ! "$@"; }

# matches TEXT PATTERN (a shell pattern).
matches() {
	# The pattern is meant to be one.
	# shellcheck disable=SC2053
	[[ $1 == $2 ]] || {
		echo "got: $1"
		echo "wanted: $2"
		return 1
	}
}

done_testing() {
	echo "1..$tests"
	[ "$failures" -eq 0 ] || tail -n 30 "$dir/gate.log" "$dir/log/maillog" |
		sed 's/^/# /'
	exit $((failures > 0))
}

gate() { "$build/sendgate" "$@"; }

gate_start() {
	"$build/sendgate-milter" -f >>"$dir/gate.log" 2>&1 &
	gate_pid=$!
	wait_for 20 test -S "$dir/milter.sock"
}

gate_stop() {
	[ -n "$gate_pid" ] || return 0
	kill "$gate_pid" 2>/dev/null
	wait "$gate_pid" 2>/dev/null
	gate_pid=
}

all_down() {
	relay_stop "$dir"
	hop_stop "$dir"
	gate_stop
	wait 2>/dev/null
	rm -rf "$dir"
}

gate_config() {
	cat >"$SENDGATE_CONFIG" <<-END
		owner: revops@corp.example
		listen: unix:$dir/milter.sock
		socket: { mode: 0660, group: postfix }
		database: $dir/sendgate.db
		rules: [rules.yaml]
		approvers: $dir/approvers.jwks
		agents:
		  - id: cowork
		    match: { auth: [cowork@corp.example], client: [127.0.0.0/8] }
		    declare: [workflow]
		unmatched: pass
		tiers:
		  - { name: strategic, review: always, unapproved: quarantine }
		  - { name: standard, review: always, unapproved: reject }
		  - { name: cold, review: none }
		unknown_tier: strategic
		quarantine: { store: $1, expire: 14d, inject: "smtp://127.0.0.1:$inject_port" }
	END
	cat >"$dir/rules.yaml" <<-'END'
		pack: test
		rules:
		  - id: test.floor
		    title: Discount floor
		    action: block
		    regex: '(?i)\bdiscount\s+floor\b'
		    tell: Take the discount floor out.
	END
	cat >"$dir/book.csv" <<-'END'
		account_id,name,domains,tier
		A1,Northwind Robotics,northwind.example,strategic
		A2,Fernhill Dental,fernhill.example,cold
	END
}

# gate_up STORE brings up the gate, the next hop and the relay.
gate_up() {
	dir=$(mktemp -d /tmp/sendgate-relay.XXXXXX)
	trap all_down EXIT
	chmod 0755 "$dir"
	export SENDGATE_CONFIG=$dir/sendgate.yaml MAIL_CONFIG=$dir/etc
	submit_port=$(free_port)
	inject_port=$(free_port)
	hop_port=$(free_port)
	gate_config "$1"
	ok "$1: the book is taken" gate accounts import "$dir/book.csv"
	ok "$1: the gate is up" gate_start
	ok "$1: the next hop is up" hop_start "$dir" "$hop_port"
	ok "$1: the relay is up" relay_start "$dir" \
		"unix:$dir/milter.sock" "$submit_port" "$inject_port" \
		"$hop_port"
	relay_user "$dir" cowork@corp.example secret
	relay_user "$dir" ben@corp.example secret
}

# mail ID TO TEXT [HEADER...] prints a message.
mail() {
	local id=$1 to=$2 text=$3
	shift 3
	printf 'From: Ana <cowork@corp.example>\nTo: %s\nSubject: Hello\n' "$to"
	printf 'Message-ID: <%s@corp.example>\n' "$id"
	printf 'Date: Mon, 02 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n'
	printf 'Content-Type: text/plain; charset=utf-8\n'
	[ $# -eq 0 ] || printf '%s\n' "$@"
	printf '\n%s\n' "$text"
}

# submit LOGIN TO FILE sends FILE; the answer to the final dot is in $reply.
submit() {
	swaks --server 127.0.0.1 --port "$submit_port" --auth PLAIN \
		--auth-user "$1" --auth-password secret --from "$1" \
		--to "$2" --data "@$3" >"$dir/transcript" 2>&1
	# The tests look at it.
	# shellcheck disable=SC2034
	reply=$(grep -E '^<(-|\*\*|~\*)' "$dir/transcript" |
		grep -vE '221 2.0.0' | tail -n 1 | sed 's/^<[-~*]* *//')
}

# send LOGIN ID TO TEXT [HEADER...] does both.
send() {
	local login=$1
	shift
	mail "$@" >"$dir/$1.eml"
	submit "$login" "$2" "$dir/$1.eml"
}

hop_gets() { wait_for 10 hop_has "$dir" "$1"; }
hop_misses() { sleep 0.5 && no hop_has "$dir" "$1"; }

# held_id prints the id of the one message that is held.
held_id() {
	gate quarantine list --json |
		sed -n 's/.*"id": *"\([0-9A-Z]\{26\}\)".*/\1/p'
}

queue_id() {
	postqueue -j | sed -n 's/.*"queue_id": "\([^"]*\)".*/\1/p'
}
