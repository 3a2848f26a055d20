/*
 * doctor_ways.c - every way into Postfix: does it pass the gate?
 *
 * A service where an agent can log in must have the gate, as the first of its
 * milters, with tempfail as what happens without it, and nothing that makes
 * Postfix leave its milters out.
 */
#include "cli/doctor.h"

#include <string.h>

#include "cli/milters.h"
#include "cli/setup.h"

#define FIX_SETUP "sendgate setup postfix --apply"

static struct slice
queue_of(const struct doctor *doctor)
{
	return postfix_of(
	    &doctor->postfix, NULL, "queue_directory", POSTFIX_OPENED);
}

/* Settings by which Postfix asks no milter, or shows it too little. */
static bool
left_out(struct doctor *doctor, const struct postfix_service *service)
{
	static const struct {
		const char *name;
		const char
		    *with; /* only with this in it; NULL: with anything */
		const char *what;
	} traps[] = {
		{ "smtpd_milter_maps", NULL,
		    "chooses other milters by the client's address" },
		{ "receive_override_options", "no_milters",
		    "turns milters off" },
		{ "smtpd_proxy_filter", NULL,
		    "keeps headers and body from the milters" },
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++) {
		struct slice value = postfix_of(
		    &doctor->postfix, service, traps[i].name, POSTFIX_OPENED);

		if (value.len == 0 ||
		    (traps[i].with != NULL &&
			slice_find(value, slice_cstr(traps[i].with)) ==
			    SLICE_NONE))
			continue;
		found = true;
		doctor_say(doctor, DOCTOR_FAIL,
		    "take it out of master.cf or main.cf", "%s: %s = %.*s %s",
		    postfix_label(&doctor->postfix, service), traps[i].name,
		    SLICE_ARG(value), traps[i].what);
	}
	return found;
}

/* What Postfix does without the gate: accept and quarantine go around it. */
static bool
action_good(struct doctor *doctor, const struct postfix_service *service,
    const char *label, const struct milters_place *place)
{
	struct slice action = place->action.len > 0 ?
	    place->action :
	    postfix_of(&doctor->postfix, service, "milter_default_action",
		POSTFIX_OPENED);

	if (slice_equal(action, SLICE("tempfail")))
		return true;
	if (slice_equal(action, SLICE("accept")) ||
	    slice_equal(action, SLICE("quarantine")))
		doctor_say(doctor, DOCTOR_FAIL, FIX_SETUP,
		    "%s: without the gate, mail is taken unjudged "
		    "(default_action=%.*s)",
		    label, SLICE_ARG(action));
	else
		doctor_say(doctor, DOCTOR_WARN, FIX_SETUP,
		    "%s: without the gate, mail is refused for good "
		    "(default_action=%.*s)",
		    label, SLICE_ARG(action));
	return false;
}

/* The gate's place in a list of milters. */
static bool
list_good(struct doctor *doctor, const struct postfix_service *service,
    const char *label, struct slice value)
{
	const char *listen = doctor->settings->listen;
	struct arena *arena = doctor->cli->arena;
	struct milters milters;
	struct err err = ERR_INIT;
	size_t at;

	if (milters_read(value, arena, &milters, &err) != STATUS_OK) {
		doctor_say(
		    doctor, DOCTOR_FAIL, NULL, "%s: %s", label, err.text);
		return false;
	}
	at = milters_find(&milters, listen, queue_of(doctor), arena);
	if (at == SLICE_NONE) {
		doctor_say(doctor, DOCTOR_FAIL, FIX_SETUP,
		    "%s does not pass the gate: %s is not among its milters",
		    label, listen);
		return false;
	}
	if (at > 0) {
		doctor_say(doctor, DOCTOR_FAIL, FIX_SETUP,
		    "%s: %.*s comes before the gate: what it signs or adds is "
		    "changed or judged after it",
		    label, SLICE_ARG(milters.place[0].address));
		return false;
	}
	return action_good(doctor, service, label, &milters.place[at]);
}

static void
service_check(struct doctor *doctor, const struct postfix_service *service,
    const char *why)
{
	const char *label = postfix_label(&doctor->postfix, service);
	bool good = !left_out(doctor, service);

	good = list_good(doctor, service, label,
		   postfix_of(&doctor->postfix, service, "smtpd_milters",
		       POSTFIX_OPENED)) &&
	    good;
	if (good)
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "%s (%s): the gate is its first milter, tempfail without "
		    "it",
		    label, why);
}

/* Does any restriction let clients of $mynetworks send without a login? */
static bool
relays_for_networks(
    const struct doctor *doctor, const struct postfix_service *service)
{
	static const char *const lists[] = { "smtpd_relay_restrictions",
		"smtpd_recipient_restrictions", "smtpd_client_restrictions",
		"smtpd_helo_restrictions", "smtpd_sender_restrictions" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (slice_find(postfix_of(&doctor->postfix, service, lists[i],
				   POSTFIX_OPENED),
			SLICE("permit_mynetworks")) != SLICE_NONE)
			return true;
	return false;
}

/* Mail without a login is nobody's, gate or not. */
static void
loginless_check(struct doctor *doctor, const struct postfix_service *service)
{
	struct slice networks =
	    postfix_of(&doctor->postfix, service, "mynetworks", POSTFIX_OPENED);

	if (doctor->settings->unmatched_reject || networks.len == 0 ||
	    !relays_for_networks(doctor, service))
		return;
	doctor_say(doctor, DOCTOR_WARN,
	    "keep agents' machines out of mynetworks, or set `unmatched: "
	    "reject`",
	    "%s takes mail of %.*s without a login, which is nobody's: an "
	    "agent there need not log in",
	    postfix_label(&doctor->postfix, service), SLICE_ARG(networks));
}

void
doctor_services(struct doctor *doctor)
{
	size_t logins = 0, smtpds = 0;
	const char *why;

	for (size_t i = 0; i < doctor->postfix.nservices; i++) {
		const struct postfix_service *service =
		    &doctor->postfix.service[i];

		if (slice_equal(service->command, SLICE("qmqpd")))
			doctor_say(doctor, DOCTOR_FAIL,
			    "take the service out of master.cf",
			    "%s takes mail by QMQP, past smtpd_milters",
			    postfix_label(&doctor->postfix, service));
		if (!slice_equal(service->command, SLICE("smtpd")))
			continue;
		smtpds++;
		if (postfix_yes(
			&doctor->postfix, service, "smtpd_sasl_auth_enable"))
			logins++;
		if (setup_wanted(
			doctor->settings, &doctor->postfix, service, &why))
			service_check(doctor, service, why);
		else
			doctor_say(doctor, DOCTOR_OK, NULL,
			    "%s: no agent can log in there",
			    postfix_label(&doctor->postfix, service));
		loginless_check(doctor, service);
	}
	if (smtpds == 0)
		doctor_say(doctor, DOCTOR_WARN, NULL,
		    "master.cf has no smtpd service");
	else if (logins == 0)
		doctor_say(doctor, DOCTOR_WARN,
		    "smtpd_sasl_auth_enable = yes on a submission service",
		    "no service takes a login");
}

void
doctor_pickup(struct doctor *doctor)
{
	struct slice users = postfix_of(
	    &doctor->postfix, NULL, "authorized_submit_users", POSTFIX_OPENED);
	bool pickup = false;

	for (size_t i = 0; i < doctor->postfix.nservices; i++)
		pickup = pickup ||
		    slice_equal(
			doctor->postfix.service[i].command, SLICE("pickup"));
	if (!pickup) {
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "there is no pickup service: sendmail(1) sends nothing");
		return;
	}
	if (list_good(doctor, NULL, "sendmail(1) (non_smtpd_milters)",
		postfix_of(&doctor->postfix, NULL, "non_smtpd_milters",
		    POSTFIX_OPENED)))
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "mail by sendmail(1) passes the gate");
	if (slice_equal(users, SLICE("static:anyone")) &&
	    !doctor->settings->unmatched_reject)
		doctor_say(doctor, DOCTOR_WARN,
		    "authorized_submit_users = !AGENT, static:all",
		    "anyone with a shell here can send mail that is nobody's");
}

void
doctor_inject(struct doctor *doctor)
{
	const struct settings *settings = doctor->settings;

	if (settings->store == SETTINGS_STORE_MTA) {
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "held mail lies in Postfix's hold queue");
		return;
	}
	if (!setup_inject_local(settings)) {
		doctor_say(doctor, DOCTOR_WARN, "run doctor there",
		    "released mail goes to %s, which is not this machine",
		    settings->inject_host);
		return;
	}
	for (size_t i = 0; i < doctor->postfix.nservices; i++) {
		const struct postfix_service *service =
		    &doctor->postfix.service[i];

		if (service->port == settings->inject_port &&
		    slice_equal(service->type, SLICE("inet"))) {
			doctor_say(doctor, DOCTOR_OK, NULL,
			    "released mail comes in at %s",
			    postfix_label(&doctor->postfix, service));
			return;
		}
	}
	doctor_say(doctor, DOCTOR_FAIL, FIX_SETUP,
	    "released mail has nowhere to go: no service listens at port %u",
	    settings->inject_port);
}
