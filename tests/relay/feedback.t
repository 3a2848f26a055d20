#!/usr/bin/env bash
#
# Complaints and bounces through the real Postfix, by the samples in conf/:
# what arrives at the addresses leads to a suppression, and the next mail to
# that recipient is rejected.
# shellcheck source=tests/relay/lib.sh
. tests/relay/lib.sh

flow='X-Agent-Workflow: cold-intro'
agent=cowork@corp.example

# The gate as a user of its own, as pipe(8) wants it, with a database that is
# that user's; and domains that will refuse.
eval "$(declare -f gate_config | sed '1s/gate_config/gate_config_base/')"
gate_config() {
	gate_config_base "$@"
	mkdir -p "$dir/db" "$dir/bin"
	chown nobody "$dir" "$dir/db"
	cp "$build/sendgate" "$dir/bin/"
	sed -i -e "s|^database: .*|database: $dir/db/sendgate.db\nuser: nobody|" \
		-e 's/^socket: .*/socket: { mode: 0666 }/' "$SENDGATE_CONFIG"
	printf 'A3,Gone,gone.example;away.example,cold\n' >>"$dir/book.csv"
}

# sample FILE prints a sample of conf/ as it is for this gate.
sample() {
	sed -e "s|/usr/local/bin/sendgate|$dir/bin/sendgate -c $SENDGATE_CONFIG|" \
		-e 's/user=sendgate/user=nobody/' "conf/$1"
}

# far_up makes a server that refuses, for one reason and for another.
far_up() {
	far_port=$(free_port)
	cat >>"$MAIL_CONFIG/master.cf" <<-END
		127.0.0.1:$far_port inet n - n - - smtpd
		  -o myhostname=mx.far.example -o smtpd_milters=
		  -o smtpd_recipient_restrictions=\$far_restrictions
	END
	cat >"$MAIL_CONFIG/far" <<-END
		gone.example 550 5.1.1 There is nobody of that name
		away.example 550 5.7.1 Not from you
	END
	postmap "hash:$MAIL_CONFIG/far"
	postconf -e "far_restrictions = check_recipient_access hash:$MAIL_CONFIG/far"
}

pipes_up() {
	sample postfix-master.cf >>"$MAIL_CONFIG/master.cf"
	printf '%s unix - %s n - - %s\n' local n local >>"$MAIL_CONFIG/master.cf"
	far_up
	cat >"$MAIL_CONFIG/transport" <<-END
		complaints@corp.example sendgate-complaint:
		$agent sendgate-bounce:
		gone.example smtp:[127.0.0.1]:$far_port
		away.example smtp:[127.0.0.1]:$far_port
		local.example local:
	END
	postmap "hash:$MAIL_CONFIG/transport"
	sample postfix-aliases >"$dir/aliases"
	postalias "hash:$dir/aliases" && chown nobody "$dir/aliases" "$dir/aliases.db"
	postconf -e "transport_maps = hash:$MAIL_CONFIG/transport" \
		'mydestination = local.example' "alias_maps = hash:$dir/aliases" \
		'minimal_backoff_time = 1s' 'bounce_size_limit = 5000'
	postfix reload
}

# report FROM TO FILE sends FILE as nobody's mail; "" is the null sender.
report() {
	swaks --server 127.0.0.1 --port "$inject_port" --from "${1:-<>}" \
		--to "$2" --data "@$3" >"$dir/transcript" 2>&1
}

suppressed() { gate suppress list --csv | grep -qF "\"$1\""; }
queue_empty() { test -z "$(queue_id)"; }
rejected() {
	send $agent again "$1" 'Hello again.' "$flow"
	matches "$reply" '550 5.7.1 *: suppressed: *'
}
leads_to() {
	ok "$1: it is suppressed" wait_for 15 suppressed "$2"
	ok "$1: the next mail is rejected" rejected "$2"
	ok "$1: nothing is left in the queue" wait_for 10 queue_empty
}

# arf ID RCPT prints a complaint; dsn ID RCPT a delivery status.
arf() {
	cat <<-END
		From: fbl@isp.example
		To: complaints@corp.example
		Subject: FW: Hello
		MIME-Version: 1.0
		Content-Type: multipart/report; report-type=feedback-report;
		 boundary=b

		--b
		Content-Type: text/plain

		This is a complaint about a message that you sent.
		--b
		Content-Type: message/feedback-report

		Feedback-Type: abuse
		User-Agent: Loop/1.0
		Version: 1
		Original-Rcpt-To: <$2>

		--b
		Content-Type: message/rfc822

		$(mail "$1" "$2" 'Hello.')
		--b--
	END
}
dsn() {
	cat <<-END
		From: mailer-daemon@isp.example
		To: $agent
		Subject: Undelivered
		MIME-Version: 1.0
		Auto-Submitted: auto-replied
		Content-Type: multipart/report; report-type=delivery-status;
		 boundary=b

		--b
		Content-Type: text/plain

		Sorry.
		--b
		Content-Type: message/delivery-status

		Reporting-MTA: dns; mx.isp.example

		Final-Recipient: rfc822; $2
		Action: failed
		Status: 5.1.1
		--b
		Content-Type: text/rfc822-headers

		Message-ID: <$1@corp.example>
		--b--
	END
}
stop() {
	cat <<-END
		From: Ben <ben@corp.example>
		To: complaints@corp.example
		Subject: Fwd: Re: Hello

		He wants no more of it.

		-----Original Message-----
		From: Cy <$1>
		To: $agent

		Please stop.
	END
}

gate_up spool
ok 'the pipes are up' pipes_up

for name in pat ana cy eve ida; do
	send $agent "$name" "$name@fernhill.example" 'Hello.' "$flow"
	ok "mail to $name leaves" hop_gets "<$name@corp.example>"
done

arf pat pat@fernhill.example >"$dir/arf"
ok 'a complaint arrives' report fbl@isp.example complaints@corp.example \
	"$dir/arf"
leads_to complaint pat@fernhill.example

dsn ana ana@fernhill.example >"$dir/dsn"
ok 'a bounce arrives' report '' $agent "$dir/dsn"
leads_to bounce ana@fernhill.example

stop cy@fernhill.example >"$dir/stop"
ok 'a forward arrives' report ben@corp.example complaints@corp.example \
	"$dir/stop"
leads_to 'please stop' cy@fernhill.example

# The relay's own bounces.
send $agent gone kim@gone.example 'Hello.' "$flow"
leads_to 'the relay bounces' kim@gone.example
send $agent away kim@away.example 'Hello.' "$flow"
policy_bounced() { gate journal list --event bounce | grep -qF 5.7.1; }
ok 'a bounce for a policy is on record' wait_for 15 policy_bounced
ok 'and suppresses nobody' no suppressed kim@away.example

# By aliases.
arf eve eve@fernhill.example >"$dir/arf"
ok 'a complaint to an alias arrives' report fbl@isp.example \
	complaints@local.example "$dir/arf"
leads_to 'an alias' eve@fernhill.example

# What nobody can read ends here, and bounces never.
printf 'From: x@y.example\n\nnothing\n' >"$dir/odd"
hop=$(hop_count "$dir")
ok 'what is no report arrives' report x@y.example complaints@corp.example \
	"$dir/odd"
ok 'as a bounce, too' report '' $agent "$dir/odd"
unreadable() {
	[ "$(gate journal list --event feedback --json | wc -l)" -ge 2 ]
}
ok 'it is on record' wait_for 15 unreadable
ok 'it leaves the queue' wait_for 10 queue_empty
ok 'and nobody is told' test "$(hop_count "$dir")" -eq "$hop"

# A gate that can't work now loses nothing.
cp "$SENDGATE_CONFIG" "$dir/good.yaml"
echo 'nonsense: 1' >>"$SENDGATE_CONFIG"
arf ida ida@fernhill.example >"$dir/arf"
ok 'a complaint arrives at a broken gate' report fbl@isp.example \
	complaints@corp.example "$dir/arf"
deferred() { postqueue -j | grep -qF '"queue_name": "deferred"'; }
ok 'it is put off' wait_for 15 deferred
ok 'and nobody is told' test "$(hop_count "$dir")" -eq "$hop"
cat "$dir/good.yaml" >"$SENDGATE_CONFIG"
postqueue -f
leads_to 'once it works' ida@fernhill.example
ok 'the journal verifies' gate journal verify
done_testing
