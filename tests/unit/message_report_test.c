/*
 * message_report_test.c - complaints, delivery statuses and forwards, in the
 * forms in which they are met: what each tells.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "message/report.h"

#define ARENA_CEILING ((size_t)64 << 20)

#define REPORT(type)                                  \
	"From: <fbl@isp.example>\n"                   \
	"Subject: FW: hello\n"                        \
	"MIME-Version: 1.0\n"                         \
	"Content-Type: multipart/report; boundary=b;" \
	" report-type=" type "\n\n"                   \
	"--b\nContent-Type: text/plain\n\nThis is a report.\n"
#define FEEDBACK REPORT("feedback-report")
#define STATUS REPORT("delivery-status")
#define ORIGINAL                            \
	"From: Ana <cowork@corp.example>\n" \
	"To: Joe <joe@fernhill.example>\n"  \
	"Message-ID: <m1@corp.example>\n"   \
	"Subject: Hello\n\nHello Joe.\n"
#define END "--b--\n"

static void
print_slices(
    struct buf *out, const char *name, const struct message_report_slices *list)
{
	for (size_t i = 0; i < list->len; i++)
		buf_printf(out, "%s%s%.*s", i == 0 ? name : "",
		    i == 0 ? "=" : ",", SLICE_ARG(list->items[i]));
	if (list->len > 0)
		buf_add_byte(out, ' ');
}

static void
print_report(struct buf *out, const struct message_report *report)
{
	static const char *const kinds[] = { "none", "feedback", "delivery" };
	static const char *const places[] = { "named", "from", "sender",
		"seen" };

	buf_printf(out, "%s ", kinds[report->kind]);
	if (report->feedback.len > 0)
		buf_printf(out, "%.*s ", SLICE_ARG(report->feedback));
	if (report->automatic)
		buf_add_cstr(out, "automatic ");
	if (report->cut)
		buf_add_cstr(out, "cut ");
	print_slices(out, "ids", &report->message_ids);
	print_slices(out, "gate", &report->gate_ids);
	for (size_t i = 0; i < MESSAGE_REPORT_PLACES; i++)
		print_slices(out, places[i], &report->addresses[i]);
	for (size_t i = 0; i < report->deliveries.len; i++) {
		const struct message_report_delivery *d =
		    &report->deliveries.items[i];

		buf_printf(out, "[%.*s|%.*s|%.*s|%.*s] ",
		    SLICE_ARG(d->original), SLICE_ARG(d->final),
		    SLICE_ARG(d->action), SLICE_ARG(d->status));
	}
}

/* The report and what its texts add, with any line ends. */
static void
check(const char *raw, bool crlf, const char *expected)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message_report report;
	struct message message;
	struct buf in, out;

	buf_init(&in, (size_t)1 << 20);
	buf_init(&out, 100000);
	for (; *raw != '\0'; raw++) {
		if (*raw == '\n' && crlf)
			buf_add_byte(&in, '\r');
		buf_add_byte(&in, *raw);
	}
	assert_int_equal(
	    message_read(buf_slice(&in), &ceilings, arena, &message, NULL),
	    STATUS_OK);
	assert_int_equal(
	    message_report_read(&message, arena, &report), STATUS_OK);
	for (size_t i = 0; i < message.parts.len; i++)
		if (slice_equal(message.parts.items[i]->type, SLICE("text")) &&
		    slice_equal(
			message.parts.items[i]->subtype, SLICE("plain")))
			assert_int_equal(
			    message_report_text(&report,
				message_part_bytes(message.parts.items[i]),
				arena),
			    STATUS_OK);
	print_report(&out, &report);
	assert_string_equal(buf_cstr(&out), expected);
	buf_free(&in);
	buf_free(&out);
	arena_free(arena);
}

struct report_case {
	const char *raw, *expected;
};

static void
check_all(const struct report_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		check(cases[i].raw, false, cases[i].expected);
		check(cases[i].raw, true, cases[i].expected);
	}
}

#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof((cases)[0]))

#define ABUSE                                                         \
	"--b\nContent-Type: message/feedback-report\n\n"              \
	"Feedback-Type: abuse\nUser-Agent: SomeGen/1.0\nVersion: 1\n" \
	"Original-Mail-From: <cowork@corp.example>\n"                 \
	"Original-Rcpt-To: <joe@fernhill.example>\n\n"
#define ABOUT                                              \
	"ids=m1@corp.example named=joe@fernhill.example "  \
	"from=cowork@corp.example sender=fbl@isp.example " \
	"seen=joe@fernhill.example "

static const struct report_case feedback_cases[] = {
	{ FEEDBACK ABUSE "--b\nContent-Type: message/rfc822\n\n" ORIGINAL END,
	    "feedback abuse " ABOUT },
	/* the header of the original alone */
	{ FEEDBACK ABUSE
	    "--b\nContent-Type: text/rfc822-headers\n\n" ORIGINAL END,
	    "feedback abuse " ABOUT },
	{ FEEDBACK ABUSE
	    "--b\nContent-Type: message/rfc822-headers\n\n" ORIGINAL END,
	    "feedback abuse " ABOUT },
	/* no third part, no end */
	{ FEEDBACK ABUSE,
	    "feedback abuse named=joe@fernhill.example "
	    "sender=fbl@isp.example " },
	/* the report part in base64, which it must not be */
	{ FEEDBACK "--b\nContent-Type: message/feedback-report\n"
		   "Content-Transfer-Encoding: base64\n\n"
		   "RmVlZGJhY2stVHlwZTogb3B0LW91dApPcmlnaW5hbC1SY3B0LVRvOiBq\n"
		   "b2VAZmVybmhpbGwuZXhhbXBsZQo=\n" END,
	    "feedback opt-out named=joe@fernhill.example "
	    "sender=fbl@isp.example " },
	/* the original in base64, which it must not be either */
	{ FEEDBACK ABUSE
	    "--b\nContent-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "TWVzc2FnZS1JRDogPG0xQGNvcnAuZXhhbXBsZT4KCkhlbGxvLgo=\n" END,
	    "feedback abuse ids=m1@corp.example "
	    "named=joe@fernhill.example sender=fbl@isp.example " },
	/* the type of the part forgotten */
	{ FEEDBACK
	    "--b\nContent-Type: text/plain\n\n"
	    "Feedback-Type: not-spam\nOriginal-Rcpt-To: a@x.example\n" END,
	    "feedback not-spam named=a@x.example "
	    "sender=fbl@isp.example seen=a@x.example " },
	/* no recipient, odd case, folded, blank lines */
	{ FEEDBACK "--b\nContent-Type: MESSAGE/Feedback-Report\n\n\n"
		   "FEEDBACK-TYPE:\n Abuse\n\nUser-agent: x\n"
		   "--b\nContent-Type: message/rfc822\n\n" ORIGINAL END,
	    "feedback abuse ids=m1@corp.example "
	    "from=cowork@corp.example sender=fbl@isp.example "
	    "seen=joe@fernhill.example " },
	/* several recipients, a type of address, and one hidden */
	{ FEEDBACK "--b\nContent-Type: message/feedback-report\n\n"
		   "Feedback-Type: abuse\n"
		   "Original-Rcpt-To: rfc822; a@x.example\n"
		   "Original-Rcpt-To: redacted@x.example\n"
		   "Original-Message-ID: <m9@corp.example>\n" END,
	    "feedback abuse ids=m9@corp.example "
	    "named=a@x.example,redacted@x.example "
	    "sender=fbl@isp.example " },
	/* no multipart/report at all, as a junk mail report has it */
	{ "From: staff@isp.example\nSubject: complaint about message "
	  "from 192.0.2.1\nContent-Type: multipart/mixed; boundary=b\n\n"
	  "--b\nContent-Type: message/rfc822\n\n"
	  "X-HmXmrOriginalRecipient: <joe@fernhill.example>\n" ORIGINAL END,
	    "none ids=m1@corp.example named=joe@fernhill.example "
	    "from=cowork@corp.example sender=staff@isp.example "
	    "seen=joe@fernhill.example " },
	/* a report with nothing in it */
	{ FEEDBACK "--b\nContent-Type: message/feedback-report\n\n\n" END,
	    "none sender=fbl@isp.example " },
	{ "", "none " },
};

static void
test_feedback(void **state)
{
	(void)state;
	CHECK_ALL(feedback_cases);
}

#define DELIVERY "--b\nContent-Type: message/delivery-status\n\n"
#define MTA "Reporting-MTA: dns; mx.isp.example\n\n"

static const struct report_case delivery_cases[] = {
	{ STATUS DELIVERY MTA
	    "Original-Recipient: rfc822;joe@fernhill.example\n"
	    "Final-Recipient: RFC822; Joe.Smith@mail.example\n"
	    "Action: Failed (for good)\nStatus: 5.1.1 (no such user)\n"
	    "Diagnostic-Code: smtp; 550 5.1.1 unknown\n"
	    "--b\nContent-Type: message/rfc822\n\n" ORIGINAL END,
	    "delivery ids=m1@corp.example from=cowork@corp.example "
	    "sender=fbl@isp.example seen=joe@fernhill.example "
	    "[joe@fernhill.example|Joe.Smith@mail.example|failed|5.1.1]"
	    " " },
	/* two, without the empty line between them, or before */
	{ STATUS DELIVERY "Reporting-MTA: dns; x\n"
			  "Final-Recipient: rfc822; a@x.example\n"
			  "Action: delayed\nStatus: 4.4.1\n"
			  "Final-Recipient: rfc822; <b@x.example>\n"
			  "Action: delivered\nStatus: 2.0.0\n" END,
	    "delivery sender=fbl@isp.example "
	    "[|a@x.example|delayed|4.4.1] "
	    "[|b@x.example|delivered|2.0.0] " },
	/* a status that says nothing, one that is none, one missing */
	{ STATUS DELIVERY MTA
	    "Final-Recipient: rfc822; a@x.example\n"
	    "Action: failed\nStatus: 5.0.0\n"
	    "Diagnostic-Code: smtp; 550-5.4.1 denied at 5.1.1.7\n\n"
	    "Final-Recipient: rfc822; b@x.example\n"
	    "Action: failed\nStatus: unknown\n"
	    "Diagnostic-Code: smtp; 550 5.2.1 off\n\n\n"
	    "Final-Recipient: rfc822; c@x.example\n"
	    "Action: failed\n"
	    "Diagnostic-Code: smtp; 550 go away, 192.0.2.15.1.1\n" END,
	    "delivery sender=fbl@isp.example "
	    "[|a@x.example|failed|5.4.1] [|b@x.example|failed|5.2.1] "
	    "[|c@x.example|failed|] " },
	/* of our own gate's answer */
	{ STATUS DELIVERY MTA
	    "Final-Recipient: rfc822; a@x.example\n"
	    "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp;"
	    " 550 5.7.1 sendgate 01ARZ3NDEKTSV4RRFFQ69G5FAV: x\n" END,
	    "delivery gate=01ARZ3NDEKTSV4RRFFQ69G5FAV "
	    "sender=fbl@isp.example [|a@x.example|failed|5.7.1] " },
	/* RFC 6533: in UTF-8, and in ASCII */
	{ STATUS "--b\nContent-Type: message/global-delivery-status\n\n" MTA
		 "Final-Recipient: utf-8; j\xC3\xB6\x65@x.example\n"
		 "Action: failed\nStatus: 5.1.1\n"
		 "--b\nContent-Type: message/global-headers\n\n"
		 "Message-ID: <m1@corp.example>\n" END,
	    "delivery ids=m1@corp.example sender=fbl@isp.example "
	    "[|j\xC3\xB6\x65@x.example|failed|5.1.1] " },
	{ STATUS DELIVERY MTA
	    "Final-Recipient: utf-8; j\\x{F6}e\\x{zz}@x.example\n"
	    "Action: failed\nStatus: 5.1.1\n" END,
	    "delivery sender=fbl@isp.example "
	    "[|j\xC3\xB6\x65\\x{zz}@x.example|failed|5.1.1] " },
	/* no report, but a field that names who it failed for */
	{ "From: Mailer <md@isp.example>\n"
	  "X-Failed-Recipients: a@x.example,\n b@x.example\n\nSorry.\n",
	    "delivery sender=md@isp.example "
	    "[|a@x.example|failed|] [|b@x.example|failed|] " },
	/* forwarded by a person, whole */
	{ "From: Ben <ben@corp.example>\n"
	  "Content-Type: message/rfc822\n\n" STATUS DELIVERY MTA
	  "Final-Recipient: rfc822; a@x.example\nAction: failed\n"
	  "Status: 5.1.2\n" END,
	    "delivery from=fbl@isp.example sender=ben@corp.example "
	    "[|a@x.example|failed|5.1.2] " },
};

static void
test_delivery(void **state)
{
	(void)state;
	CHECK_ALL(delivery_cases);
}

static const struct report_case forward_cases[] = {
	/* as an attachment: the prospect's answer */
	{ "From: Ben <ben@corp.example>\nMessage-ID: <f@corp.example>\n"
	  "Content-Type: multipart/mixed; boundary=b\n\n"
	  "--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n"
	  "From: \"x@y.example\" <joe@fernhill.example>\n"
	  "Message-ID: <r@fernhill.example>\n"
	  "References: <m0@corp.example>\n <m1@corp.example>\n"
	  "In-Reply-To: <m1@corp.example>\n\nPlease stop.\n" END,
	    "none ids=r@fernhill.example,m1@corp.example,"
	    "m0@corp.example from=joe@fernhill.example "
	    "sender=ben@corp.example " },
	/* inline, in several programs' ways */
	{ "From: ben@corp.example\n\nFYI\n\n"
	  "-----Original Message-----\n"
	  "From: Joe Smith [mailto:joe@fernhill.example]\n"
	  "To: cowork@corp.example\nSubject: Re: Hello\n\nStop!\n",
	    "none from=joe@fernhill.example sender=ben@corp.example "
	    "seen=joe@fernhill.example,cowork@corp.example " },
	{ "From: ben@corp.example\n\n"
	  "> *Von:* Joe <joe@fernhill.example>\n"
	  "> *Message-ID:* <m2@corp.example>\n",
	    "none ids=m2@corp.example from=joe@fernhill.example "
	    "sender=ben@corp.example seen=joe@fernhill.example " },
	{ "From: joe@fernhill.example\nIn-Reply-To: <m1@corp.example>\n"
	  "\nTake me off.\n\nAm 2. November schrieb Ana "
	  "<cowork@corp.example>:\n> Hello Joe\n",
	    "none ids=m1@corp.example from=cowork@corp.example "
	    "sender=joe@fernhill.example seen=cowork@corp.example " },
	/* the gate's id, in either case, and what is none */
	{ "From: ben@corp.example\n\nabout sendgate: "
	  "01arz3ndektsv4rrffq69g5fav and sendgate or sendgate 12\n",
	    "none gate=01arz3ndektsv4rrffq69g5fav "
	    "sender=ben@corp.example " },
	/* nobody complains */
	{ "From: joe@fernhill.example\nAuto-Submitted: auto-replied\n\n"
	  "I am away.\n",
	    "none automatic sender=joe@fernhill.example " },
	{ "From: joe@fernhill.example\nAuto-Submitted: no\n\nx\n",
	    "none sender=joe@fernhill.example " },
	/* what looks like an address */
	{ "\n@ a@ @b (c@d.example). 'e@f.example' a@b@c..\n",
	    "none seen=c@d.example,e@f.example,a@b,b@c " },
};

static void
test_forward(void **state)
{
	(void)state;
	CHECK_ALL(forward_cases);
}

static void
test_ceilings(void **state)
{
	struct buf raw, expected;

	(void)state;
	buf_init(&raw, 1000000);
	buf_init(&expected, 100000);
	buf_add_cstr(&raw, STATUS DELIVERY MTA);
	buf_add_cstr(&expected, "delivery cut sender=fbl@isp.example ");
	for (int i = 0; i < MESSAGE_REPORT_DELIVERIES_MAX + 5; i++) {
		buf_printf(&raw, "Final-Recipient: x; u%d@x.example\n\n", i);
		if (i < MESSAGE_REPORT_DELIVERIES_MAX)
			buf_printf(&expected, "[|u%d@x.example||] ", i);
	}
	check(buf_cstr(&raw), false, buf_cstr(&expected));
	buf_clear(&raw);
	buf_clear(&expected);
	buf_add_cstr(&raw, "\n");
	buf_add_cstr(&expected, "none cut ");
	for (int i = 0; i < MESSAGE_REPORT_ADDRESSES_MAX + 5; i++) {
		buf_printf(&raw, "u%d@x.example\n", i);
		if (i < MESSAGE_REPORT_ADDRESSES_MAX)
			buf_printf(&expected, "%su%d@x.example",
			    i == 0 ? "seen=" : ",", i);
	}
	buf_add_cstr(&expected, " ");
	check(buf_cstr(&raw), false, buf_cstr(&expected));
	buf_free(&raw);
	buf_free(&expected);
}

static void
test_redacted(void **state)
{
	static const char *const yes[] = { "redacted@x.example",
		"xxxx@x.example", "***@x.example", "Unknown@x.example",
		"redacted-7f3a@x.example" };
	static const char *const no[] = { "joe@x.example", "xx@x.example",
		"x-ray@x.example", "max@x.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		assert_true(message_report_redacted(slice_cstr(yes[i])));
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_false(message_report_redacted(slice_cstr(no[i])));
}

/* Out of memory at any moment is said, and nothing else. */
static void
test_memory(void **state)
{
	static const char raw[] =
	    FEEDBACK ABUSE "--b\nContent-Type: message/rfc822\n\n" ORIGINAL END;
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct message_report report;
	struct message message;
	bool failed = false, done = false;

	(void)state;
	for (size_t size = 4096; !done && size < ARENA_CEILING; size += 512) {
		struct arena *arena = arena_new(size);
		enum status status = message_read(
		    slice_cstr(raw), &ceilings, arena, &message, NULL);

		if (status == STATUS_OK) {
			status = message_report_read(&message, arena, &report);
			failed = failed || status == STATUS_NOMEM;
			done = status == STATUS_OK;
		}
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		arena_free(arena);
	}
	assert_true(done && failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_feedback),
		cmocka_unit_test(test_delivery),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_redacted),
		cmocka_unit_test(test_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
