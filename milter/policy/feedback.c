/*
 * feedback.c - what a complaint or a bounce means.
 */
#include "policy/feedback.h"

#include "message/envelope.h"

/*
 * The permanent statuses that say that there is no such address.  Left out
 * are those that speak of the sender (5.1.7, 5.1.8), of anything (5.1.0), of a
 * full mailbox (5.2.2), of the network (5.4.2, 5.4.7), of the content (5.6.x)
 * and of policy (5.7.x): there the address may be right.
 */
static const char *const bad_addresses[] = {
	"5.1.1",   /* no such mailbox */
	"5.1.2",   /* no such domain */
	"5.1.3",   /* no address */
	"5.1.4",   /* several mailboxes fit it */
	"5.1.6",   /* moved, nobody knows where */
	"5.1.10",  /* the domain takes no mail (RFC 7505) */
	"5.2.1",   /* the mailbox is switched off */
	"5.4.1",   /* Exchange: there is no such recipient */
	"5.4.4",   /* no host for the domain */
	"5.4.310", /* Exchange: no such domain */
};

enum policy_bounce
policy_bounce(const struct message_report_delivery *delivery)
{
	if (slice_equal(delivery->action, SLICE("delayed")))
		return POLICY_BOUNCE_DELAYED;
	/* where no action stands, the status tells */
	if (delivery->action.len > 0 ?
		!slice_equal(delivery->action, SLICE("failed")) :
		!slice_starts(delivery->status, SLICE("5.")))
		return POLICY_BOUNCE_NONE;
	for (size_t i = 0; i < sizeof(bad_addresses) / sizeof(bad_addresses[0]);
	     i++)
		if (slice_equal(delivery->status, slice_cstr(bad_addresses[i])))
			return POLICY_BOUNCE_ADDRESS;
	return POLICY_BOUNCE_FAILED;
}

bool
policy_is_complaint(struct slice feedback_type)
{
	return !slice_equal_nocase(feedback_type, SLICE("not-spam")) &&
	    !slice_equal_nocase(feedback_type, SLICE("auth-failure"));
}

/* One decision on its way. */
struct course {
	const struct message_report *report;
	const struct policy_original *original;
	struct arena *arena;
	struct policy_whom *whom;
};

static void
whom_add(struct course *course, struct slice address)
{
	struct slice *item;

	for (size_t i = 0; i < course->whom->len; i++)
		if (slice_equal_nocase(course->whom->items[i], address))
			return;
	item = VEC_PUSH(course->arena, course->whom);
	if (item != NULL)
		*item = address;
}

/* The recipient that address is, as the message had it; ptr NULL if none. */
static struct slice
rcpt_of(const struct policy_original *original, struct slice address)
{
	for (size_t i = 0; address.len > 0 && i < original->nrcpts; i++)
		if (slice_equal_nocase(original->rcpts[i], address))
			return original->rcpts[i];
	return slice_make(NULL, 0);
}

/* The recipients among the addresses of a place; at most so many. */
static void
add_known(struct course *course, enum message_report_place place, size_t most)
{
	const struct message_report_slices *list =
	    &course->report->addresses[place];
	struct slice rcpt;

	for (size_t i = 0; i < list->len && course->whom->len < most; i++) {
		rcpt = rcpt_of(course->original, list->items[i]);
		if (rcpt.ptr != NULL)
			whom_add(course, rcpt);
	}
}

static bool
in_domain_of(struct slice a, struct slice b)
{
	return slice_equal_nocase(envelope_domain(a), envelope_domain(b));
}

/* The recipients in the domain of a named address. */
static void
add_neighbours(struct course *course)
{
	const struct message_report_slices *named =
	    &course->report->addresses[MESSAGE_REPORT_NAMED];
	const struct policy_original *original = course->original;

	for (size_t i = 0; i < named->len; i++)
		for (size_t k = 0; k < original->nrcpts &&
		     course->whom->len <= POLICY_UNTOLD_MAX;
		     k++)
			if (in_domain_of(named->items[i], original->rcpts[k]))
				whom_add(course, original->rcpts[k]);
}

static void
add_all(struct course *course)
{
	const struct policy_original *original = course->original;

	for (size_t i = 0;
	     i < original->nrcpts && course->whom->len <= POLICY_UNTOLD_MAX;
	     i++)
		whom_add(course, original->rcpts[i]);
}

/* Whom it may be, of those that the message was sent to. */
static void
add_untold(struct course *course)
{
	static void (*const ways[])(
	    struct course *) = { add_neighbours, add_all };

	for (size_t i = 0; i < 2; i++) {
		ways[i](course);
		if (course->whom->len > POLICY_UNTOLD_MAX)
			course->whom->len = 0; /* too many to be meant */
		if (course->whom->len > 0)
			return;
		if (i == 0)
			add_known(
			    course, MESSAGE_REPORT_SEEN, POLICY_UNTOLD_MAX);
		if (course->whom->len > 0)
			return;
	}
}

/* Where it was forwarded to, so that the message was not sent there. */
static void
add_named(struct course *course)
{
	const struct message_report_slices *named =
	    &course->report->addresses[MESSAGE_REPORT_NAMED];

	for (size_t i = 0; i < named->len; i++) {
		struct slice address = named->items[i];
		bool pseudonym = message_report_redacted(address) ||
		    slice_equal_nocase(address, course->original->sender);

		for (size_t k = 0; k < course->original->nrcpts; k++)
			pseudonym = pseudonym ||
			    in_domain_of(address, course->original->rcpts[k]);
		if (!pseudonym)
			whom_add(course, address);
	}
}

enum status
policy_complaint_whom(const struct message_report *report,
    const struct policy_original *original, struct arena *arena,
    struct policy_whom *whom_r)
{
	struct course course = { report, original, arena, whom_r };

	*whom_r = (struct policy_whom)VEC_INIT;
	add_known(&course, MESSAGE_REPORT_NAMED, MESSAGE_REPORT_ADDRESSES_MAX);
	if (whom_r->len == 0)
		add_known(&course, MESSAGE_REPORT_FROM, 1);
	if (whom_r->len == 0)
		add_known(&course, MESSAGE_REPORT_SENDER, 1);
	if (whom_r->len == 0) {
		add_untold(&course);
		add_named(&course);
	}
	return arena_failed(arena) ? STATUS_NOMEM : STATUS_OK;
}

struct slice
policy_bounce_whom(const struct message_report_delivery *delivery,
    const struct policy_original *original)
{
	const struct slice said[] = { delivery->original, delivery->final };
	struct slice rcpt, found = SLICE_EMPTY;

	for (size_t i = 0; i < 2; i++) {
		rcpt = rcpt_of(original, said[i]);
		if (rcpt.ptr != NULL)
			return rcpt;
	}
	if (original->nrcpts == 1)
		return original->rcpts[0];
	for (size_t i = 0; i < 2 && found.len == 0; i++)
		for (size_t k = 0; k < original->nrcpts && said[i].len > 0;
		     k++) {
			if (!in_domain_of(said[i], original->rcpts[k]))
				continue;
			if (found.len > 0 &&
			    !slice_equal_nocase(found, original->rcpts[k]))
				return SLICE_EMPTY; /* one of several */
			found = original->rcpts[k];
		}
	return found;
}
