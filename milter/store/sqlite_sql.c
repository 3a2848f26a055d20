/*
 * sqlite_sql.c - the statements' texts.  None is ever built from strings:
 * what a person filters by is bound, and absent (NULL) where it is not.
 */
#include "store/sqlite_sql.h"

/*
 * What is left to ask of a match, by the plan's own filter too.  The plus signs
 * keep SQLite from searching by anything but the plan.
 */
#define SEARCH_IS(column, value) \
	" AND (" value " IS NULL OR +s." column " = " value ")"
#define SEARCH_HAS(table, column, value)                                  \
	" AND (" value " IS NULL OR EXISTS (SELECT 1 FROM " table " AS x" \
	" WHERE x." column " = " value " AND x.seq = s.seq))"
#define SEARCH_REST                                     \
	SEARCH_IS("agent", "?4")                        \
	SEARCH_IS("workflow", "?5")                     \
	SEARCH_IS("verdict", "?6")                      \
	SEARCH_IS("event", "?7")                        \
	SEARCH_IS("tier", "?8")                         \
	SEARCH_IS("template", "?9")                     \
	SEARCH_HAS("search_rule", "rule", "?10")        \
	SEARCH_HAS("search_account", "account", "?11")  \
	SEARCH_HAS("search_rcpt", "rcpt", "lower(?12)") \
	" AND (?13 IS NULL OR s.time_us >= ?13)"        \
	" AND (?14 IS NULL OR s.time_us < ?14)"

#define SEARCH_UP " ORDER BY 1 LIMIT ?3"
#define SEARCH_DOWN " ORDER BY 1 DESC LIMIT ?3"

#define SEARCH_BY_COLUMN(column, value, order)                              \
	{                                                                   \
		"SELECT s.seq FROM search AS s WHERE s." column " = " value \
		" AND s.seq > ?1 AND s.seq <= ?2" SEARCH_REST order,        \
		    false                                                   \
	}
#define SEARCH_BY_TABLE(table, column, value, order)                      \
	{                                                                 \
		"SELECT d.seq FROM " table " AS d CROSS JOIN search AS s" \
		" ON s.seq = d.seq WHERE d." column " = " value           \
		" AND d.seq > ?1 AND d.seq <= ?2" SEARCH_REST order,      \
		    false                                                 \
	}
#define SEARCH_PROBE(table, column, value)                                    \
	{                                                                     \
		"SELECT count(*) FROM (SELECT 1 FROM " table " WHERE " column \
		" = " value " AND seq > ?1 AND seq <= ?2 LIMIT ?3)",          \
		    false                                                     \
	}

#define SEARCH_STATEMENTS(first, order)                                          \
	[(first) +                                                               \
	    SEARCH_ALL] = { "SELECT seq FROM journal"                            \
			    " WHERE seq > ?1 AND seq <= ?2" order,               \
		false },                                                         \
	    [(first) +                                                           \
		SEARCH_SCAN] = { "SELECT s.seq FROM search AS s"                 \
				 " WHERE s.seq > ?1 AND s.seq <= ?2" SEARCH_REST \
				     order,                                      \
		    false },                                                     \
	    [(first) + SEARCH_AGENT] = SEARCH_BY_COLUMN("agent", "?4", order),   \
	    [(first) + SEARCH_WORKFLOW] =                                        \
		SEARCH_BY_COLUMN("workflow", "?5", order),                       \
	    [(first) + SEARCH_VERDICT] =                                         \
		SEARCH_BY_COLUMN("verdict", "?6", order),                        \
	    [(first) + SEARCH_EVENT] = SEARCH_BY_COLUMN("event", "?7", order),   \
	    [(first) + SEARCH_TIER] = SEARCH_BY_COLUMN("tier", "?8", order),     \
	    [(first) + SEARCH_TEMPLATE] =                                        \
		SEARCH_BY_COLUMN("template", "?9", order),                       \
	    [(first) + SEARCH_RULE] =                                            \
		SEARCH_BY_TABLE("search_rule", "rule", "?10", order),            \
	    [(first) + SEARCH_ACCOUNT] =                                         \
		SEARCH_BY_TABLE("search_account", "account", "?11", order),      \
	    [(first) + SEARCH_RCPT] =                                            \
		SEARCH_BY_TABLE("search_rcpt", "rcpt", "lower(?12)", order)

#define QUARANTINE_COLUMNS                                                    \
	"SELECT id, state, place, queue_id, time_us, expires_us, claimed_us," \
	" agent, workflow, prompt, tier, template, digest, rules, reasons,"   \
	" sender, subject, rcpts, accounts, eight_bit, smtputf8, answer"      \
	" FROM quarantine"

#define QUARANTINE_UNDECIDED " state IN ('held', 'releasing', 'unknown')"

#define SWITCH_COLUMNS "SELECT scope, mode, reason, actor, time_us FROM switch"

#define TEMPLATE_COLUMNS "SELECT id, sketch, released, time_us"
#define FEEDBACK_COUNT(column)                                              \
	{                                                                   \
		"SELECT count(*) FROM feedback WHERE kind = ?1 AND " column \
		" = ?2 AND time_us >= ?3",                                  \
		    false                                                   \
	}

#define ACCOUNT_COLUMNS                                                 \
	"SELECT account.id, account.name, account.tier, account.owner," \
	" account.aliases, account.domains, account.emails"

#define UNDECIDED_IDS "SELECT id FROM quarantine WHERE" QUARANTINE_UNDECIDED

/* Kept content of records before an id; ids ascend as records do. */
#define CONTENT_AGED                                   \
	"SELECT content.seq FROM content"              \
	" JOIN journal ON journal.seq = content.seq"   \
	" WHERE content.data IS NOT NULL"              \
	" AND content.seq <= (SELECT seq FROM journal" \
	"  WHERE id < ?1 ORDER BY id DESC LIMIT 1)"    \
	" AND journal.id < ?1"                         \
	" AND journal.id NOT IN (" UNDECIDED_IDS ")"

const struct sql_text sql_texts[SQL_COUNT] = {
	[SQL_BEGIN] = { "BEGIN IMMEDIATE", true },
	[SQL_COMMIT] = { "COMMIT", true },
	[SQL_ROLLBACK] = { "ROLLBACK", false },
	[SQL_HEAD_LOAD] = { "SELECT count, chain, mac, root FROM head WHERE one = 1",
	    false },
	[SQL_HEAD_SAVE] = { "INSERT INTO head (one, count, chain, mac, root)"
			    " VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT (one)"
			    " DO UPDATE SET count = ?1, chain = ?2, mac = ?3,"
			    " root = ?4",
	    true },
	[SQL_JOURNAL_EXTENT] = { "SELECT (SELECT max(seq) FROM journal),"
				 " (SELECT count(*) FROM journal),"
				 " (SELECT count FROM head), (SELECT chain FROM head),"
				 " (SELECT mac FROM head)",
	    false },
	[SQL_JOURNAL_COUNTS] = { "SELECT head.count, head.chain, head.mac, head.root,"
				 " (SELECT max(seq) FROM journal),"
				 " (SELECT count(*) FROM journal),"
				 " (SELECT ifnull(min(seq), 1) FROM content),"
				 " (SELECT max(seq) FROM content),"
				 " (SELECT ifnull(min(seq), 1) FROM tree),"
				 " (SELECT max(seq) FROM tree)"
				 " FROM (SELECT 1) LEFT JOIN head ON one = 1",
	    false },
	[SQL_JOURNAL_FROM] = { "SELECT min(seq) FROM journal WHERE id >= ?1",
	    false },
	[SQL_JOURNAL_INSERT] = { "INSERT INTO journal"
				 " (seq, id, about, public, private, salt, chain)"
				 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    true },
	[SQL_JOURNAL_LAST] = { "SELECT max(seq) FROM journal", false },
	[SQL_JOURNAL_ROWS] = { "SELECT seq, id, about, public, private, salt, chain"
			       " FROM journal WHERE seq > ?1 AND seq <= ?2"
			       " ORDER BY seq LIMIT ?3",
	    false },
	[SQL_JOURNAL_AUDIT] = { "SELECT journal.seq, id, about, public, private, journal.salt,"
				" chain, content.seq, data, content.salt, nodes"
				" FROM journal LEFT JOIN content ON content.seq = journal.seq"
				" LEFT JOIN tree ON tree.seq = journal.seq"
				" WHERE journal.seq > ?1 AND journal.seq <= ?2"
				" ORDER BY journal.seq LIMIT ?3",
	    false },
	[SQL_JOURNAL_FIND] = { "SELECT journal.seq, id, about, public, private, journal.salt,"
			       " chain, content.seq, data, content.salt"
			       " FROM journal LEFT JOIN content ON content.seq = journal.seq"
			       " WHERE id = ?1",
	    false },
	[SQL_JOURNAL_ABOUT] = { "SELECT seq, id, about, public, private, salt, chain"
				" FROM journal WHERE about = ?1 ORDER BY seq",
	    false },
	[SQL_CONTENT_AGED] = { CONTENT_AGED " LIMIT 1", false },
	[SQL_CONTENT_AGE] = { "UPDATE content SET data = NULL, salt = NULL"
			      " WHERE seq IN (" CONTENT_AGED
			      " ORDER BY content.seq LIMIT ?2)",
	    true },
	[SQL_EDIT_AGE] = { "DELETE FROM quarantine_edit WHERE id < ?1"
			   " AND id NOT IN (" UNDECIDED_IDS ")",
	    true },
	[SQL_RAW_AGE] = { "DELETE FROM quarantine_raw WHERE id < ?1"
			  " AND id NOT IN (" UNDECIDED_IDS ")",
	    true },
	[SQL_CONTENT_INSERT] = { "INSERT INTO content (seq, salt, data) VALUES (?1, ?2, ?3)",
	    true },
	[SQL_TREE_LAST] = { "SELECT max(seq) FROM tree", false },
	[SQL_TREE_NODE] = { "SELECT nodes FROM tree WHERE seq = ?1", false },
	[SQL_TREE_PUT] = { "INSERT INTO tree (seq, nodes) VALUES (?1, ?2)",
	    true },
	[SQL_QUARANTINE_INSERT] = { "INSERT INTO quarantine (id, state, place, queue_id, time_us,"
				    " expires_us, claimed_us, agent, workflow, prompt, tier,"
				    " template, digest, rules, reasons, sender, subject, rcpts,"
				    " accounts, eight_bit, smtputf8, answer) VALUES (?1, 'held',"
				    " ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
				    " ?15, ?16, ?17, ?18, ?19, NULL)",
	    true },
	[SQL_QUARANTINE_RAW_INSERT] = { "INSERT INTO quarantine_raw (id, data) VALUES (?1, ?2)",
	    true },
	[SQL_QUARANTINE_RAW_LOAD] = { "SELECT data FROM quarantine_raw WHERE id = ?1",
	    false },
	[SQL_EDIT_ADD] = { "INSERT INTO quarantine_edit (id, n, time_us, data)"
			   " SELECT ?1, count(*) + 1, ?2, ?3"
			   " FROM quarantine_edit WHERE id = ?1",
	    true },
	[SQL_EDIT_APPLY] = { "UPDATE quarantine SET digest = ?2, subject = ?3"
			     " WHERE id = ?1",
	    true },
	[SQL_EDIT_LOAD] = { "SELECT data FROM quarantine_edit WHERE id = ?1"
			    " ORDER BY n DESC LIMIT 1",
	    false },
	[SQL_QUARANTINE_FIND] = { QUARANTINE_COLUMNS " WHERE id = ?1", false },
	[SQL_QUARANTINE_OPEN] = { QUARANTINE_COLUMNS
	    " WHERE" QUARANTINE_UNDECIDED " AND id > ?1 ORDER BY id LIMIT ?2",
	    false },
	[SQL_QUARANTINE_ALL] = { QUARANTINE_COLUMNS
	    " WHERE id > ?1 ORDER BY id LIMIT ?2",
	    false },
	[SQL_QUARANTINE_DUE] = { QUARANTINE_COLUMNS
	    " WHERE state = 'held' AND expires_us > 0"
	    " AND expires_us <= ?1 ORDER BY expires_us LIMIT ?2",
	    false },
	[SQL_QUARANTINE_STATE] = { "UPDATE quarantine SET state = ?2, answer = ifnull(?3, answer),"
				   " claimed_us = ?4 WHERE id = ?1",
	    true },
	[SQL_RELEASE_ADD] = { "INSERT INTO release (token, id, fits, expires_us, used)"
			      " VALUES (?1, ?2, ?3, ?4, 0)",
	    true },
	[SQL_RELEASE_LOAD] = { "SELECT id, fits, expires_us, used FROM release"
			       " WHERE token = ?1",
	    false },
	[SQL_RELEASE_USE] = { "UPDATE release SET used = 1 WHERE token = ?1 AND used = 0",
	    true },
	[SQL_RELEASE_DROP] = { "DELETE FROM release WHERE id = ?1", true },
	[SQL_SWITCH_ON] = { "INSERT INTO switch (scope, mode, reason, actor, time_us)"
			    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (scope) DO UPDATE"
			    " SET mode = ?2, reason = ?3, actor = ?4, time_us = ?5",
	    true },
	[SQL_SWITCH_OFF] = { "DELETE FROM switch WHERE scope = ?1", true },
	[SQL_SWITCH_LIST] = { SWITCH_COLUMNS " ORDER BY scope", false },
	/* all that do not begin with "template=", and one */
	[SQL_SWITCH_OF] = { SWITCH_COLUMNS
	    " WHERE scope < 'template='"
	    " UNION ALL " SWITCH_COLUMNS " WHERE scope = ?1"
	    " UNION ALL " SWITCH_COLUMNS " WHERE scope >= 'template>'",
	    false },
	[SQL_SWITCH_THERE] = { "SELECT 1 FROM switch WHERE scope = ?1", false },
	[SQL_RESUME_PUT] = { "INSERT OR REPLACE INTO resumed (scope, time_us)"
			     " VALUES (?1, ?2)",
	    true },
	[SQL_RESUME_FIND] = { "SELECT time_us FROM resumed WHERE scope = ?1",
	    false },
	[SQL_JTI_USED] = { "SELECT 1 FROM jti WHERE kid = ?1 AND jti = ?2",
	    false },
	[SQL_JTI_USE] = { "INSERT INTO jti (kid, jti, expires_us) VALUES (?1, ?2, ?3)"
			  " ON CONFLICT DO NOTHING",
	    true },
	[SQL_KEY_REVOKED] = { "SELECT 1 FROM revoked WHERE public = ?1",
	    false },
	[SQL_KEY_REVOKE] = { "INSERT INTO revoked (public, time_us) VALUES (?1, ?2)"
			     " ON CONFLICT DO NOTHING",
	    true },
	[SQL_BOOK_CURRENT] = { "SELECT generation, imported_us, accounts FROM book",
	    false },
	[SQL_BOOK_SWAP] = { "INSERT INTO book (one, generation, imported_us, accounts)"
			    " VALUES (1, ?1, ?2, ?3) ON CONFLICT (one) DO UPDATE"
			    " SET generation = ?1, imported_us = ?2, accounts = ?3",
	    true },
	[SQL_DATASET_LIST] = { "SELECT name, generation, account, columns,"
			       " imported_us, rows, vals"
			       " FROM dataset ORDER BY name",
	    false },
	[SQL_DATASET_FIND] = { "SELECT generation FROM dataset WHERE name = ?1",
	    false },
	[SQL_DATASET_PUT] = { "INSERT OR REPLACE INTO dataset (name, generation,"
			      " account, columns, imported_us, rows, vals)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    true },
	[SQL_DATASET_REMOVE] = { "DELETE FROM dataset WHERE name = ?1", true },
	[SQL_LIMIT_LATEST] = { "SELECT total, time_us FROM limit_use"
			       " WHERE name = ?1 AND key = ?2"
			       " ORDER BY total DESC LIMIT 1",
	    false },
	[SQL_LIMIT_BEFORE] = { "SELECT total - amount FROM limit_use"
			       " WHERE name = ?1 AND key = ?2"
			       " AND time_us >= ?3"
			       " ORDER BY time_us, total LIMIT 1",
	    false },
	[SQL_LIMIT_REACHED] = { "SELECT time_us FROM limit_use"
				" WHERE name = ?1 AND key = ?2 AND total >= ?3"
				" ORDER BY total LIMIT 1",
	    false },
	[SQL_LIMIT_ADD] = { "INSERT INTO limit_use"
			    " (name, key, total, amount, time_us)"
			    " VALUES (?1, ?2, ?3, ?4, ?5)",
	    true },
	[SQL_LIMIT_PURGE] = { "DELETE FROM limit_use WHERE name = ?1"
			      " AND key = ?2 AND time_us < ?3",
	    true },
	[SQL_LIMIT_ITEMS] = { "SELECT count(*) FROM limit_item"
			      " WHERE name = ?1 AND key = ?2 AND time_us >= ?3",
	    false },
	[SQL_LIMIT_ITEM] = { "SELECT 1 FROM limit_item WHERE name = ?1"
			     " AND key = ?2 AND item = ?3 AND time_us >= ?4",
	    false },
	[SQL_LIMIT_ITEM_NTH] = { "SELECT time_us FROM limit_item"
				 " WHERE name = ?1 AND key = ?2"
				 " AND time_us >= ?3 ORDER BY time_us"
				 " LIMIT 1 OFFSET ?4",
	    false },
	[SQL_LIMIT_ITEM_PUT] = { "INSERT INTO limit_item"
				 " (name, key, item, time_us)"
				 " VALUES (?1, ?2, ?3, ?4)"
				 " ON CONFLICT (name, key, item) DO UPDATE"
				 " SET time_us = max(time_us, ?4)",
	    true },
	[SQL_LIMIT_ITEM_PURGE] = { "DELETE FROM limit_item WHERE name = ?1"
				   " AND key = ?2 AND time_us < ?3",
	    true },
	[SQL_LIMIT_TOP] = { "SELECT key, sum(amount) FROM limit_use"
			    " WHERE name = ?1 AND time_us >= ?2"
			    " GROUP BY key ORDER BY 2 DESC, 1 LIMIT ?3",
	    false },
	[SQL_LIMIT_TOP_ITEMS] = { "SELECT key, count(*) FROM limit_item"
				  " WHERE name = ?1 AND time_us >= ?2"
				  " GROUP BY key ORDER BY 2 DESC, 1 LIMIT ?3",
	    false },
	[SQL_SUPPRESS_PUT] = { "INSERT OR REPLACE INTO suppression (target,"
			       " reason, source, actor, time_us, until_us)"
			       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	    true },
	[SQL_SUPPRESS_REMOVE] = { "DELETE FROM suppression WHERE target = ?1",
	    true },
	[SQL_SUPPRESS_THERE] = { "SELECT 1 FROM suppression WHERE target = ?1"
				 " AND (until_us = 0 OR until_us > ?2)",
	    false },
	[SQL_SUPPRESS_LIST] = { "SELECT target, reason, source, actor, time_us,"
				" until_us FROM suppression ORDER BY target",
	    false },
	[SQL_TALLY_BEFORE] = { "SELECT time_us, messages, rejected, held, tone,"
			       " complaints, bounces FROM tally"
			       " WHERE scope = ?1 AND time_us < ?2"
			       " ORDER BY time_us DESC LIMIT 1",
	    false },
	[SQL_TALLY_FIRST] = { "SELECT time_us FROM tally WHERE scope = ?1"
			      " ORDER BY time_us LIMIT 1",
	    false },
	[SQL_TALLY_ADD] = { "INSERT INTO tally (scope, time_us, messages,"
			    " rejected, held, tone, complaints, bounces)"
			    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	    true },
	[SQL_TALLY_PURGE] = { "DELETE FROM tally WHERE scope = ?1"
			      " AND time_us < (SELECT max(time_us) FROM tally"
			      " WHERE scope = ?1 AND time_us < ?2)",
	    true },
	[SQL_TRIP_FIND] = { "SELECT time_us FROM trip"
			    " WHERE name = ?1 AND scope = ?2",
	    false },
	[SQL_LADDER_ROW] = { "SELECT n, passed, fallen, time_us FROM ladder"
			     " WHERE agent = ?1 AND workflow = ?2 AND tier = ?3"
			     " AND n <= ?4 ORDER BY n DESC LIMIT 1",
	    false },
	[SQL_LADDER_ADD] = { "INSERT INTO ladder (agent, workflow, tier, n,"
			     " passed, fallen, time_us)"
			     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    true },
	[SQL_LADDER_PURGE] = { "DELETE FROM ladder WHERE agent = ?1"
			       " AND workflow = ?2 AND tier = ?3 AND n < ?4",
	    true },
	[SQL_LADDER_KEYS] = { "SELECT DISTINCT agent, workflow, tier"
			      " FROM ladder ORDER BY 1, 2, 3",
	    false },
	[SQL_TRIP_PUT] = { "INSERT OR REPLACE INTO trip (name, scope, time_us)"
			   " VALUES (?1, ?2, ?3)",
	    true },
	[SQL_RUNAWAY_ADD] = { "INSERT INTO runaway (rule, count, time_us, id)"
			      " VALUES (?1, 1, ?2, ?3)"
			      " ON CONFLICT (rule) DO UPDATE SET"
			      " count = count + 1, time_us = excluded.time_us,"
			      " id = excluded.id",
	    true },
	[SQL_RUNAWAY_PURGE] = { "DELETE FROM runaway WHERE time_us < ?1",
	    true },
	[SQL_RUNAWAY_LIST] = { "SELECT rule, count, time_us, id FROM runaway"
			       " WHERE time_us >= ?1"
			       " ORDER BY time_us DESC, rule",
	    false },
	[SQL_TEMPLATE_FIND] = { TEMPLATE_COLUMNS " FROM template WHERE id = ?1",
	    false },
	[SQL_TEMPLATE_NUMBER] = { TEMPLATE_COLUMNS
	    " FROM template WHERE number = ?1",
	    false },
	[SQL_TEMPLATE_BAND] = { "SELECT template FROM template_band"
				" WHERE band = ?1 LIMIT ?2",
	    false },
	[SQL_TEMPLATE_ADD] = { "INSERT INTO template"
			       " (id, sketch, time_us, released)"
			       " VALUES (?1, ?2, ?3, 0) ON CONFLICT DO NOTHING",
	    true },
	[SQL_TEMPLATE_BAND_ADD] = { "INSERT INTO template_band (band, template)"
				    " SELECT ?1, ?2 WHERE (SELECT count(*)"
				    " FROM (SELECT 1 FROM template_band"
				    " WHERE band = ?1 LIMIT ?3)) < ?3",
	    true },
	[SQL_TEMPLATE_RELEASE] = { "UPDATE template SET released = released + 1"
				   " WHERE id = ?1",
	    true },
	[SQL_SENT_ADD] = { "INSERT INTO sent_key (bucket, key, seq)"
			   " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
	    true },
	[SQL_SENT_FIRST] = { "SELECT min(bucket) FROM sent_key", false },
	[SQL_SENT_LAST] = { "SELECT max(bucket) FROM sent_key"
			    " WHERE bucket < ?1",
	    false },
	[SQL_SENT_PURGE] = { "DELETE FROM sent_key WHERE bucket = ?1"
			     " AND key <= (SELECT max(key) FROM"
			     " (SELECT key FROM sent_key WHERE bucket = ?1"
			     " ORDER BY key LIMIT ?2))",
	    true },
	[SQL_SENT_FIND] = { "SELECT seq FROM sent_key WHERE bucket = ?1"
			    " AND key = ?2 ORDER BY seq DESC LIMIT ?3",
	    false },
	[SQL_FEEDBACK_ADD] = { "INSERT INTO feedback (kind, time_us, agent,"
			       " workflow, template, tier, account, about, who)"
			       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
			       " ON CONFLICT DO NOTHING",
	    true },
	[SQL_FEEDBACK_COUNT] = { "SELECT count(*) FROM feedback"
				 " WHERE kind = ?1 AND ?2 = ?2 AND time_us >= ?3",
	    false },
	[SQL_FEEDBACK_COUNT_AGENT] = FEEDBACK_COUNT("agent"),
	[SQL_FEEDBACK_COUNT_WORKFLOW] = FEEDBACK_COUNT("workflow"),
	[SQL_FEEDBACK_COUNT_TEMPLATE] = FEEDBACK_COUNT("template"),
	[SQL_FEEDBACK_COUNT_TIER] = FEEDBACK_COUNT("tier"),
	[SQL_FEEDBACK_COUNT_ACCOUNT] = FEEDBACK_COUNT("account"),
	[SQL_SEARCH_UPTO] = { "SELECT seq FROM search_upto", false },
	[SQL_SEARCH_UPTO_SET] = { "UPDATE search_upto SET seq = ?1", true },
	[SQL_SEARCH_INSERT] = { "INSERT OR REPLACE INTO search (seq, time_us, lag_us,"
				" verdict, event, agent, workflow, tier, template)"
				" SELECT ?1, ?2, max(0, ifnull((SELECT time_us + lag_us"
				" FROM search ORDER BY seq DESC LIMIT 1), ?2) - ?2),"
				" ?3, ?4, ?5, ?6, ?7, ?8",
	    true },
	[SQL_SEARCH_ACCOUNT] = { "INSERT OR IGNORE INTO search_account (account, seq)"
				 " VALUES (?1, ?2)",
	    true },
	[SQL_SEARCH_RCPT] = { "INSERT OR IGNORE INTO search_rcpt (rcpt, seq)"
			      " VALUES (lower(?1), ?2)",
	    true },
	[SQL_SEARCH_RULE] = { "INSERT OR IGNORE INTO search_rule (rule, seq)"
			      " VALUES (?1, ?2)",
	    true },
	[SQL_SEARCH_FORGET] = { "DELETE FROM search_rcpt"
				" WHERE rcpt = lower(?1) AND seq = ?2",
	    true },
	[SQL_SEARCH_REACHED] = { "SELECT time_us + lag_us FROM search"
				 " WHERE seq >= ?1 ORDER BY seq LIMIT 1",
	    false },
	[SQL_SEARCH_BACK] = { "SELECT max(seq) FROM search"
			      " WHERE lag_us > 0 AND time_us < ?1",
	    false },
	SEARCH_STATEMENTS(SQL_SEARCH_UP, SEARCH_UP),
	SEARCH_STATEMENTS(SQL_SEARCH_DOWN, SEARCH_DOWN),
	[SQL_SEARCH_PROBE + SEARCH_AGENT] =
	    SEARCH_PROBE("search", "agent", "?4"),
	[SQL_SEARCH_PROBE + SEARCH_WORKFLOW] =
	    SEARCH_PROBE("search", "workflow", "?5"),
	[SQL_SEARCH_PROBE + SEARCH_VERDICT] =
	    SEARCH_PROBE("search", "verdict", "?6"),
	[SQL_SEARCH_PROBE + SEARCH_EVENT] =
	    SEARCH_PROBE("search", "event", "?7"),
	[SQL_SEARCH_PROBE + SEARCH_TIER] = SEARCH_PROBE("search", "tier", "?8"),
	[SQL_SEARCH_PROBE + SEARCH_TEMPLATE] =
	    SEARCH_PROBE("search", "template", "?9"),
	[SQL_SEARCH_PROBE + SEARCH_RULE] =
	    SEARCH_PROBE("search_rule", "rule", "?10"),
	[SQL_SEARCH_PROBE + SEARCH_ACCOUNT] =
	    SEARCH_PROBE("search_account", "account", "?11"),
	[SQL_SEARCH_PROBE + SEARCH_RCPT] =
	    SEARCH_PROBE("search_rcpt", "rcpt", "lower(?12)"),
};

const char *const book_sql_texts[BOOK_SQL_COUNT] = {
	[BOOK_SQL_BY_KEY] = ACCOUNT_COLUMNS
	" FROM key JOIN account ON account.number = key.account"
	" WHERE key.text = ?1 LIMIT 1",
	[BOOK_SQL_BY_ID] = ACCOUNT_COLUMNS " FROM account WHERE id = ?1",
	[BOOK_SQL_LIST] = ACCOUNT_COLUMNS
	" FROM account"
	" WHERE (?1 IS NULL OR tier = ?1)"
	" AND (?2 IS NULL OR owner = ?2)"
	" AND (?3 IS NULL OR instr(lower(name), lower(?3)) > 0)"
	" ORDER BY id LIMIT ?4",
	[BOOK_SQL_ADD_ACCOUNT] =
	    "INSERT INTO account (number, id, name, tier, owner, aliases,"
	    " domains, emails, line, col)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[BOOK_SQL_ADD_KEY] = "INSERT INTO key (text, account, line, col)"
			     " VALUES (?1, ?2, ?3, ?4)",
	[BOOK_SQL_IDS] = "SELECT id, number FROM account INDEXED BY account_id"
			 " ORDER BY id, number",
	[BOOK_SQL_ID_PLACE] =
	    "SELECT later.line, later.col, account.line"
	    " FROM account AS later, account"
	    " WHERE later.number = ?1 AND account.number = ?2",
	[BOOK_SQL_KEYS] =
	    "SELECT text, account, rowid FROM key INDEXED BY key_text"
	    " ORDER BY text, account",
	[BOOK_SQL_KEY_PLACE] =
	    "SELECT key.line, key.col, account.line FROM key, account"
	    " WHERE key.rowid = ?1 AND account.number = ?2",
	[BOOK_SQL_BAD] =
	    "INSERT INTO bad (account) VALUES (?1) ON CONFLICT DO NOTHING",
	[BOOK_SQL_COUNT_LEFT] = "SELECT count(*) FROM account",
};
