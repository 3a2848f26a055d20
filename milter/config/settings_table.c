/*
 * settings_table.c - every key of the configuration, a row each.
 *
 * Reading, finding unknown keys, defaults, `check --defaults` and the manual
 * page all come from here.
 */
#include "config/settings_parse.h"

#define AT(member) offsetof(struct settings, member)
#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define TABLE(rows)                 \
	{                           \
		(rows), COUNT(rows) \
	}

static const char *const pass_reject[] = { "pass", "reject", NULL };
static const char *const stores[] = { "spool", "mta", NULL };
static const char *const keeps[] = { "none", "text", "full", NULL };
static const char *const stale[] = { "report", "strict", NULL };

static const struct settings_row socket_rows[] = {
	{ .name = "mode",
	    .take = settings_take_mode,
	    .absent = "the umask's",
	    .about = "Mode of the milter's socket, in octal." },
	{ .name = "group",
	    .take = settings_take_text,
	    .offset = AT(socket_group),
	    .absent = "the process's",
	    .about = "Group of the milter's socket." },
};
static const struct settings_table socket_table = TABLE(socket_rows);

static const struct settings_row quarantine_rows[] = {
	{ .name = "store",
	    .take = settings_take_choice,
	    .offset = AT(store),
	    .value = "spool",
	    .choices = stores,
	    .about = "Where held mail lies: spool (the database) or mta "
		     "(the MTA's hold queue)." },
	{ .name = "expire",
	    .take = settings_take_age,
	    .offset = AT(expire),
	    .value = "never",
	    .about = "Held mail is marked expired after this time; it is "
		     "never sent by it." },
	{ .name = "codes",
	    .take = settings_take_list,
	    .offset = AT(codes),
	    .absent = "none",
	    .about = "Why held mail is rejected, in a word each; where there "
		     "are any, reject takes one." },
	{ .name = "edited",
	    .take = settings_take_share,
	    .offset = AT(edited),
	    .value = "0.2",
	    .about = "A release for which more of the words were changed is "
		     "no pass for the ladder." },
	{ .name = "inject",
	    .take = settings_take_inject,
	    .value = "smtp://127.0.0.1:25",
	    .about = "The relay that takes released mail (store: spool)." },
};
static const struct settings_table quarantine_table = TABLE(quarantine_rows);

static const struct settings_row templates_rows[] = {
	{ .name = "first",
	    .take = settings_take_count,
	    .offset = AT(templates_first),
	    .value = "0",
	    .about = "So many first sends of a new template are held for "
		     "review." },
};
static const struct settings_table templates_table = TABLE(templates_rows);

static const struct settings_row accounts_rows[] = {
	{ .name = "max_age",
	    .take = settings_take_age,
	    .offset = AT(accounts_max_age),
	    .value = "never",
	    .about = "An account book older than this is stale." },
	{ .name = "stale",
	    .take = settings_take_flag,
	    .offset = AT(accounts_strict),
	    .value = "report",
	    .choices = stale,
	    .about = "A stale book: report (in status and reports) or strict "
		     "(every recipient takes unknown_tier)." },
};
static const struct settings_table accounts_table = TABLE(accounts_rows);

static const struct settings_row keep_rows[] = {
	{ .name = "accepted",
	    .take = settings_take_choice,
	    .offset = AT(keep_accepted),
	    .value = "text",
	    .choices = keeps,
	    .about = "What the journal keeps of an accepted message." },
	{ .name = "rejected",
	    .take = settings_take_choice,
	    .offset = AT(keep_rejected),
	    .value = "full",
	    .choices = keeps,
	    .about = "What the journal keeps of a rejected message." },
	{ .name = "quarantined",
	    .take = settings_take_choice,
	    .offset = AT(keep_quarantined),
	    .value = "full",
	    .choices = keeps,
	    .about = "What the journal keeps of a held message." },
};
static const struct settings_table keep_table = TABLE(keep_rows);

static const struct settings_row checkpoint_rows[] = {
	{ .name = "every",
	    .take = settings_take_amount,
	    .offset = AT(checkpoint_every),
	    .value = "1000",
	    .about = "A checkpoint is written after so many new records." },
	{ .name = "within",
	    .take = settings_take_span,
	    .offset = AT(checkpoint_within),
	    .value = "10m",
	    .about = "And after this time, where there is any new record." },
	{ .name = "file",
	    .take = settings_take_path,
	    .offset = AT(checkpoint_file),
	    .absent = "none",
	    .about = "Each checkpoint is appended to this file." },
	{ .name = "command",
	    .take = settings_take_list,
	    .offset = AT(checkpoint_command),
	    .absent = "none",
	    .max = 32,
	    .about = "Each checkpoint is given to this program on its standard "
		     "input: its path and arguments." },
	{ .name = "origin",
	    .take = settings_take_origin,
	    .offset = AT(checkpoint_origin),
	    .absent = "HOST/sendgate, by the machine's name",
	    .about = "The journal's name in its checkpoints, once and for all: "
		     "a URL without its scheme." },
};
static const struct settings_table checkpoint_table = TABLE(checkpoint_rows);

static const struct settings_row journal_rows[] = {
	{ .name = "keep",
	    .take = settings_take_map,
	    .table = &keep_table,
	    .about = "How much of a message the journal keeps: none, text or "
		     "full." },
	{ .name = "retain",
	    .take = settings_take_age,
	    .offset = AT(retain),
	    .value = "never",
	    .about = "Kept content is erased after this time." },
	{ .name = "checkpoint",
	    .take = settings_take_map,
	    .table = &checkpoint_table,
	    .about = "Signed checkpoints of the journal, to be kept "
		     "elsewhere." },
};
static const struct settings_table journal_table = TABLE(journal_rows);

static const struct settings_row approval_rows[] = {
	{ .name = "max_ttl",
	    .take = settings_take_span,
	    .offset = AT(approval_max_ttl),
	    .value = "7d",
	    .about = "The longest life of an approval token." },
};
static const struct settings_table approval_table = TABLE(approval_rows);

static const struct settings_row roles_rows[] = {
	{ .name = "review",
	    .take = settings_take_text,
	    .offset = AT(role_review),
	    .absent = "nobody else",
	    .about = "Group that may release and reject held mail through the "
		     "control socket." },
	{ .name = "kill",
	    .take = settings_take_text,
	    .offset = AT(role_kill),
	    .absent = "nobody else",
	    .about = "Group that may set a kill switch through the control "
		     "socket." },
	{ .name = "admin",
	    .take = settings_take_text,
	    .offset = AT(role_admin),
	    .absent = "nobody else",
	    .about = "Group that may do the rest through the control "
		     "socket." },
};
static const struct settings_table roles_table = TABLE(roles_rows);

static const struct settings_row ceilings_rows[] = {
	{ .name = "message",
	    .take = settings_take_size,
	    .offset = AT(ceilings.message),
	    .value = "64MiB",
	    .about = "Bytes of a message that are received." },
	{ .name = "parts",
	    .take = settings_take_amount,
	    .offset = AT(ceilings.parts),
	    .value = "1000",
	    .about = "MIME parts of a message." },
	{ .name = "depth",
	    .take = settings_take_amount,
	    .offset = AT(ceilings.depth),
	    .value = "100",
	    .about = "Levels of nested parts." },
	{ .name = "fields",
	    .take = settings_take_amount,
	    .offset = AT(ceilings.fields),
	    .value = "2000",
	    .about = "Header fields of a message and its parts." },
	{ .name = "decoded",
	    .take = settings_take_size,
	    .offset = AT(ceilings.decoded),
	    .value = "64MiB",
	    .about = "Bytes of a message once its parts are decoded." },
	{ .name = "archives",
	    .take = settings_take_amount,
	    .offset = AT(ceilings.archives),
	    .value = "4",
	    .about = "Levels of archives inside archives." },
	{ .name = "unpacked",
	    .take = settings_take_size,
	    .offset = AT(ceilings.unpacked),
	    .value = "256MiB",
	    .about = "Bytes that a message's archives unpack to." },
	{ .name = "time",
	    .take = settings_take_span,
	    .offset = AT(ceilings.time),
	    .value = "10s",
	    .about = "Time for reading one message." },
	{ .name = "helpers",
	    .take = settings_take_amount,
	    .offset = AT(ceilings.helpers),
	    .value = "8",
	    .about = "Attachments of all messages opened at a time." },
	{ .name = "memory",
	    .take = settings_take_size,
	    .offset = AT(ceilings.memory),
	    .value = "512MiB",
	    .about = "Memory for opening one attachment." },
};
static const struct settings_table ceilings_table = TABLE(ceilings_rows);

static const struct settings_row settings_rows[] = {
	{ .name = "owner",
	    .take = settings_take_text,
	    .offset = AT(owner),
	    .absent = "none",
	    .about = "Who is accountable for the four controls." },
	{ .name = "listen",
	    .take = settings_take_listen,
	    .offset = AT(listen),
	    .required = true,
	    .about = "The milter's socket: unix:/PATH, inet:PORT@HOST or "
		     "inet6:PORT@HOST." },
	{ .name = "control",
	    .take = settings_take_control,
	    .offset = AT(control),
	    .absent = "none",
	    .about = "The socket for the CLI of people other than root and "
		     "the service's user: unix:/PATH." },
	{ .name = "user",
	    .take = settings_take_text,
	    .offset = AT(user),
	    .absent = "who started it",
	    .about = "The user that the daemon becomes." },
	{ .name = "socket",
	    .take = settings_take_map,
	    .table = &socket_table,
	    .about = "Who may speak to the milter's socket." },
	{ .name = "database",
	    .take = settings_take_path,
	    .offset = AT(database),
	    .required = true,
	    .about = "The database file: journal, quarantine, accounts, "
		     "limits, switches." },
	{ .name = "rules",
	    .take = settings_take_paths,
	    .offset = AT(rules),
	    .absent = "none",
	    .about = "Rule packs: files, or folders of *.yaml." },
	{ .name = "approvers",
	    .take = settings_take_path,
	    .offset = AT(approvers),
	    .absent = "none",
	    .about = "The approvers' public keys (a JWK set)." },
	{ .name = "keys",
	    .take = settings_take_path,
	    .offset = AT(keys),
	    .absent = "keys, beside the database",
	    .about = "Folder of the relay's own secrets, made at the first "
		     "start." },
	{ .name = "agents",
	    .take = settings_take_agents,
	    .absent = "none",
	    .table = &settings_agent_table,
	    .max = SETTINGS_AGENT_MAX,
	    .about = "Whose mail is judged; the first match wins." },
	{ .name = "unmatched",
	    .take = settings_take_flag,
	    .offset = AT(unmatched_reject),
	    .value = "pass",
	    .choices = pass_reject,
	    .about = "Mail of no agent: pass or reject." },
	{ .name = "tiers",
	    .take = settings_take_tiers,
	    .required = true,
	    .table = &settings_tier_table,
	    .max = SETTINGS_TIER_MAX,
	    .about = "Tiers of recipients, the strictest first." },
	{ .name = "unknown_tier",
	    .take = settings_take_unknown_tier,
	    .required = true,
	    .about = "The tier of a recipient who is in no account." },
	{ .name = "quarantine",
	    .take = settings_take_map,
	    .table = &quarantine_table,
	    .about = "Held mail." },
	{ .name = "limits",
	    .take = settings_take_limits,
	    .absent = "none",
	    .table = &settings_limit_table,
	    .max = SETTINGS_LIMIT_MAX,
	    .about = "Limits, each in every window of its length." },
	{ .name = "trips",
	    .take = settings_take_trips,
	    .absent = "none",
	    .table = &settings_trip_table,
	    .max = SETTINGS_TRIP_MAX,
	    .about = "Figures that, once passed, set a kill switch." },
	{ .name = "ladder",
	    .take = settings_take_ladder,
	    .absent = "20 reviews: 0.5, 50: 0.25, 100: 0.1, 200: 0.05, "
		      "400: 0.02",
	    .table = &settings_step_table,
	    .max = SETTINGS_STEP_MAX,
	    .about = "How a sampled tier's share comes down as reviews "
		     "pass." },
	{ .name = "templates",
	    .take = settings_take_map,
	    .table = &templates_table,
	    .about = "New templates." },
	{ .name = "accounts",
	    .take = settings_take_map,
	    .table = &accounts_table,
	    .about = "The account book." },
	{ .name = "owner_review",
	    .take = settings_take_age,
	    .offset = AT(owner_review),
	    .value = "never",
	    .about = "How often the owner signs the report off." },
	{ .name = "journal",
	    .take = settings_take_map,
	    .table = &journal_table,
	    .about = "The audit trail." },
	{ .name = "approval",
	    .take = settings_take_map,
	    .table = &approval_table,
	    .about = "Approval tokens." },
	{ .name = "roles",
	    .take = settings_take_map,
	    .table = &roles_table,
	    .about = "Groups that may act through the control socket." },
	{ .name = "ceilings",
	    .take = settings_take_map,
	    .table = &ceilings_table,
	    .about = "Past one of these a message is not fully inspected." },
};

const struct settings_table settings_table = TABLE(settings_rows);
