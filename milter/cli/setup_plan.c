/*
 * setup_plan.c - the configuration that Postfix should have, against the one
 * that it has.
 *
 * The gate stands on the services where agents come in, and where released mail
 * does, and is the first of their milters: a signer behind it signs what
 * leaves.  The place says what happens without the gate, since
 * milter_default_action is for all milters alike.
 */
#include "cli/setup.h"

#include <string.h>

#include "cli/milters.h"

static bool
plan_add(struct setup_plan *plan, enum setup_kind kind, const char *name,
    const char *old, const char *new)
{
	struct setup_changes *changes = &plan->changes;

	if (changes->n == SETUP_CHANGES_MAX || name == NULL || new == NULL)
		return false;
	changes->item[changes->n++] = (struct setup_change){
		.kind = kind, .name = name, .old = old, .new = new
	};
	return true;
}

static void
plan_note(struct setup_plan *plan, const char *note)
{
	if (note != NULL && plan->nnotes < SETUP_NOTES_MAX)
		plan->notes[plan->nnotes++] = note;
}

bool
setup_inject_local(const struct settings *settings)
{
	const char *host = settings->inject_host;

	return settings->store == SETTINGS_STORE_SPOOL && host != NULL &&
	    (strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
		strncmp(host, "127.", 4) == 0);
}

static bool
any_without_login(const struct settings *settings)
{
	for (size_t i = 0; i < settings->nagents; i++)
		if (settings->agents[i].auth.len == 0)
			return true;
	return false;
}

bool
setup_wanted(const struct settings *settings, const struct postfix *postfix,
    const struct postfix_service *service, const char **why_r)
{
	*why_r = "";
	if (!slice_equal(service->command, SLICE("smtpd")))
		return false;
	if (postfix_yes(postfix, service, "smtpd_sasl_auth_enable"))
		*why_r = "agents can log in there";
	else if (setup_inject_local(settings) &&
	    service->port == settings->inject_port)
		*why_r = "released mail comes in there";
	else if (any_without_login(settings))
		*why_r = "an agent needs no login";
	return **why_r != '\0';
}

static enum status
service_plan(const struct settings *settings, const struct postfix *postfix,
    const struct postfix_service *service, struct setup_plan *plan,
    struct err *err_r)
{
	struct arena *arena = postfix->arena;
	struct slice queue =
	    postfix_of(postfix, NULL, "queue_directory", POSTFIX_OPENED);
	const char *address = milters_address(settings->listen, queue, arena);
	const char *with, *label = postfix_label(postfix, service);
	struct milters milters;
	struct slice now, own;
	enum status status;

	if (address != NULL && service->chrooted &&
	    slice_starts(slice_cstr(address), SLICE("unix:/")))
		return err_set(err_r, STATUS_CONFIG,
		    "%s is chrooted to %.*s and can't see %s: let `listen` be "
		    "a socket below that folder",
		    label, SLICE_ARG(queue), settings->listen);
	now = postfix_of(postfix, service, "smtpd_milters", POSTFIX_WRITTEN);
	status = milters_read(now, arena, &milters, err_r);
	if (status != STATUS_OK)
		return status;
	with = milters_with(&milters, settings->listen, queue, arena);
	if (with != NULL && slice_equal(now, slice_cstr(with)))
		return STATUS_OK;
	if (!plan_add(plan, SETUP_MASTER,
		arena_printf(arena, "%s/smtpd_milters", label),
		postfix_own(
		    postfix, service, "smtpd_milters", POSTFIX_WRITTEN, &own) ?
		    arena_cstr(arena, own) :
		    NULL,
		with))
		return err_nomem(err_r);
	return STATUS_OK;
}

/* Where released mail comes back, if nothing listens there yet. */
static enum status
listener_plan(const struct settings *settings, const struct postfix *postfix,
    struct setup_plan *plan, struct err *err_r)
{
	struct arena *arena = postfix->arena;
	struct slice queue =
	    postfix_of(postfix, NULL, "queue_directory", POSTFIX_OPENED);
	const char *host = settings->inject_host, *with, *name;
	struct milters milters;
	enum status status;

	if (!setup_inject_local(settings)) {
		if (settings->store == SETTINGS_STORE_SPOOL)
			plan_note(plan,
			    arena_printf(arena,
				"released mail goes to %s: set that relay up "
				"too",
				host));
		return STATUS_OK;
	}
	for (size_t i = 0; i < postfix->nservices; i++)
		if (slice_equal(postfix->service[i].type, SLICE("inet")) &&
		    postfix->service[i].port == settings->inject_port)
			return STATUS_OK;
	status = milters_read(
	    postfix_of(postfix, NULL, "smtpd_milters", POSTFIX_WRITTEN), arena,
	    &milters, err_r);
	if (status != STATUS_OK)
		return status;
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	with = milters_with(&milters, settings->listen, queue, arena);
	name =
	    arena_printf(arena, strcmp(host, "::1") == 0 ? "[%s]:%u" : "%s:%u",
		host, settings->inject_port);
	if (!plan_add(plan, SETUP_SERVICE, arena_printf(arena, "%s/inet", name),
		NULL,
		arena_printf(arena,
		    "%s inet n - n - - smtpd -o syslog_name=postfix/sendgate "
		    "-o smtpd_milters=%s -o smtpd_sasl_auth_enable=no "
		    "-o mynetworks=127.0.0.0/8,[::1]/128 "
		    "-o smtpd_client_restrictions=permit_mynetworks,reject "
		    "-o smtpd_relay_restrictions=permit_mynetworks,reject "
		    "-o smtpd_recipient_restrictions=permit_mynetworks,reject",
		    name, with)))
		return err_nomem(err_r);
	return STATUS_OK;
}

/* sendmail(1): no login, but headers can be forged there as anywhere. */
static enum status
pickup_plan(const struct settings *settings, const struct postfix *postfix,
    struct setup_plan *plan, struct err *err_r)
{
	struct arena *arena = postfix->arena;
	struct slice queue =
	    postfix_of(postfix, NULL, "queue_directory", POSTFIX_OPENED);
	struct slice now =
	    postfix_of(postfix, NULL, "non_smtpd_milters", POSTFIX_WRITTEN);
	struct slice set;
	struct milters milters;
	const char *with;
	enum status status = milters_read(now, arena, &milters, err_r);

	if (status != STATUS_OK)
		return status;
	with = milters_with(&milters, settings->listen, queue, arena);
	if (with != NULL && slice_equal(now, slice_cstr(with)))
		return STATUS_OK;
	if (!plan_add(plan, SETUP_MAIN, "non_smtpd_milters",
		postfix_set(postfix, "non_smtpd_milters", &set) ?
		    arena_cstr(arena, set) :
		    NULL,
		with))
		return err_nomem(err_r);
	return STATUS_OK;
}

/* One parameter of main.cf that has to have one value, where it is known. */
static enum status
fixed_plan(
    const struct postfix *postfix, struct setup_plan *plan, struct err *err_r)
{
	static const struct {
		const char *name, *wanted, *also; /* also: as good */
	} fixed[] = {
		{ "smtpd_forbid_bare_newline", "yes", "normalize" },
		{ "smtpd_forbid_bare_newline_exclusions", "", "" },
	};
	struct slice now, set;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		if (!postfix_main(
			postfix, fixed[i].name, POSTFIX_WRITTEN, &now)) {
			plan_note(plan,
			    arena_printf(postfix->arena,
				"this Postfix has no %s: a client can hide a "
				"second message behind a bare newline; use a "
				"later release",
				fixed[i].name));
			continue;
		}
		if (slice_equal(now, slice_cstr(fixed[i].wanted)) ||
		    slice_equal(now, slice_cstr(fixed[i].also)) ||
		    slice_equal(now, SLICE("reject")))
			continue;
		if (!plan_add(plan, SETUP_MAIN, fixed[i].name,
			postfix_set(postfix, fixed[i].name, &set) ?
			    arena_cstr(postfix->arena, set) :
			    NULL,
			fixed[i].wanted))
			return err_nomem(err_r);
	}
	return STATUS_OK;
}

static void
notes_plan(
    const struct settings *settings, struct setup_plan *plan, size_t logins)
{
	if (logins == 0 && settings->nagents > 0 &&
	    !any_without_login(settings))
		plan_note(plan,
		    "no service asks for a login (smtpd_sasl_auth_enable): "
		    "no agent can log in");
	plan_note(plan,
	    "mail by sendmail(1) has no login, so it is nobody's: let an agent "
	    "that has a shell on this machine not run it "
	    "(authorized_submit_users)");
}

enum status
setup_plan(const struct settings *settings, const struct postfix *postfix,
    struct setup_plan *plan_r, struct err *err_r)
{
	enum status status = STATUS_OK;
	size_t logins = 0;
	const char *why;

	memset(plan_r, 0, sizeof(*plan_r));
	for (size_t i = 0; i < postfix->nservices && status == STATUS_OK; i++) {
		const struct postfix_service *service = &postfix->service[i];

		if (!setup_wanted(settings, postfix, service, &why))
			continue;
		if (postfix_yes(postfix, service, "smtpd_sasl_auth_enable"))
			logins++;
		status =
		    service_plan(settings, postfix, service, plan_r, err_r);
	}
	if (status == STATUS_OK)
		status = listener_plan(settings, postfix, plan_r, err_r);
	if (status == STATUS_OK)
		status = pickup_plan(settings, postfix, plan_r, err_r);
	if (status == STATUS_OK)
		status = fixed_plan(postfix, plan_r, err_r);
	if (status == STATUS_OK)
		notes_plan(settings, plan_r, logins);
	return status;
}
