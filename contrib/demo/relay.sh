# shellcheck shell=bash
# relay.sh - a private Postfix on loopback ports, for the demo and the tests.
#
# Sourced, not run.  It needs root (Postfix insists), no port under 1024, no
# syslog, and leaves the system's own Postfix alone: everything lies in one
# scratch folder.  SASL logins are Cyrus', from a sasldb in that folder.
#
#	relay_start DIR MILTER SUBMIT_PORT INJECT_PORT HOP_PORT
#	relay_user DIR LOGIN PASSWORD
#	hop_start DIR PORT		a next hop that keeps each message in a file
#	relay_stop DIR; hop_stop DIR
#
# relay_start has the milter on both ports: SUBMIT_PORT wants a login or a
# local address, INJECT_PORT is where released mail comes back.

# free_port prints a loopback port that nobody listens on.
free_port() {
	perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		    Listen => 1) or die; print $s->sockport, "\n"'
}

# wait_for SECONDS COMMAND... runs it until it succeeds.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

port_open() {
	perl -MIO::Socket::INET -e '
		exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1",
		    PeerPort => shift, Timeout => 2)' "$1"
}

relay_main_cf() {
	cat <<-END
		compatibility_level = 3.6
		queue_directory = $1/spool
		data_directory = $1/data
		maillog_file = $1/log/maillog
		maillog_file_prefixes = $1/log
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = relay.corp.example
		mydestination =
		mynetworks = 127.0.0.0/8
		alias_maps =
		alias_database =
		local_recipient_maps =
		relayhost = [127.0.0.1]:$3
		smtp_host_lookup = native
		disable_dns_lookups = yes
		smtpd_peername_lookup = no
		cyrus_sasl_config_path = $1/etc/sasl
		smtpd_recipient_restrictions = permit_mynetworks, reject
		in_flow_delay = 0
		smtpd_milters = $2
		non_smtpd_milters = $2
		milter_default_action = tempfail
	END
}

relay_master_cf() {
	local sasl='-o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=cyrus'
	local name
	printf '127.0.0.1:%s inet n - n - - smtpd %s\n' "$1" "$sasl"
	[ "$1" = "$2" ] || printf '127.0.0.1:%s inet n - n - - smtpd\n' "$2"
	cat <<-END
		pickup unix n - n 60 1 pickup
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		flush unix n - n 1000? 0 flush
		showq unix n - n - - showq
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		postlog unix-dgram n - n - 1 postlogd
	END
	for name in rewrite:trivial-rewrite proxymap:proxymap smtp:smtp relay:smtp error:error \
		retry:error discard:discard anvil:anvil scache:scache; do
		printf '%s unix - - n - - %s\n' "${name%:*}" "${name#*:}"
	done
}

relay_start() {
	local dir=$1
	chmod 0755 "$dir"
	mkdir -p "$dir"/{etc/sasl,spool,data,log,sasl}
	chown postfix "$dir/data"
	relay_main_cf "$dir" "$2" "$5" >"$dir/etc/main.cf"
	relay_master_cf "$3" "$4" >"$dir/etc/master.cf"
	cat >"$dir/etc/sasl/smtpd.conf" <<-END
		pwcheck_method: auxprop
		auxprop_plugin: sasldb
		mech_list: PLAIN
		sasldb_path: $dir/sasl/sasldb2
	END
	postfix -c "$dir/etc" start >>"$dir/log/start" 2>&1
	wait_for 20 port_open "$3" && wait_for 20 port_open "$4"
}

relay_user() {
	printf '%s' "$3" | saslpasswd2 -p -c -f "$1/sasl/sasldb2" \
		-u "${2#*@}" "${2%@*}"
	chown postfix "$1/sasl/sasldb2"
}

relay_stop() {
	[ -d "$1/etc" ] || return 0
	postfix -c "$1/etc" stop >>"$1/log/start" 2>&1 || true
}

hop_start() {
	mkdir -p "$1/hop"
	chown postfix "$1/hop"
	(cd "$1/hop" && exec smtp-sink -u postfix -d 'mail.' \
		"127.0.0.1:$2" 1024) >>"$1/hop.log" 2>&1 &
	printf '%s\n' "$!" >"$1/hop.pid"
	wait_for 20 port_open "$2"
}

hop_stop() {
	[ ! -s "$1/hop.pid" ] || kill "$(cat "$1/hop.pid")" 2>/dev/null || true
}

# hop_count DIR prints how many messages the next hop got.
hop_count() {
	find "$1/hop" -name 'mail.*' -type f | wc -l
}

# hop_has DIR TEXT... is there a message that holds TEXT?
hop_has() {
	grep -rqF -- "$2" "$1/hop"
}
