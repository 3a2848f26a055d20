/*
 * commands.h - the functions behind the table of commands, one file each.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

int check_run(struct cli *cli);
int scan_run(struct cli *cli);
int rules_list_run(struct cli *cli);
int rules_test_run(struct cli *cli);
int rules_try_run(struct cli *cli);
int rules_backtest_run(struct cli *cli);
int rules_diff_run(struct cli *cli);
int approve_run(struct cli *cli);
int digest_run(struct cli *cli);
int key_new_run(struct cli *cli);
int key_add_run(struct cli *cli);
int key_list_run(struct cli *cli);
int key_revoke_run(struct cli *cli);
int accounts_import_run(struct cli *cli);
int accounts_list_run(struct cli *cli);
int accounts_show_run(struct cli *cli);
int exact_import_run(struct cli *cli);
int exact_list_run(struct cli *cli);
int exact_drop_run(struct cli *cli);
int ladder_run(struct cli *cli);
int suppress_add_run(struct cli *cli);
int suppress_remove_run(struct cli *cli);
int suppress_list_run(struct cli *cli);
int suppress_import_run(struct cli *cli);
int complaint_run(struct cli *cli);
int bounce_run(struct cli *cli);
int quarantine_list_run(struct cli *cli);
int quarantine_edit_run(struct cli *cli);
int quarantine_show_run(struct cli *cli);
int quarantine_release_run(struct cli *cli);
int quarantine_reject_run(struct cli *cli);
int kill_run(struct cli *cli);
int resume_run(struct cli *cli);
int status_run(struct cli *cli);
int reload_run(struct cli *cli);
int journal_list_run(struct cli *cli);
int journal_export_run(struct cli *cli);
int journal_show_run(struct cli *cli);
int journal_verify_run(struct cli *cli);
int journal_checkpoint_run(struct cli *cli);
int journal_prove_run(struct cli *cli);
int journal_consistency_run(struct cli *cli);
int report_run(struct cli *cli);
int doctor_run(struct cli *cli);
int setup_postfix_run(struct cli *cli);
int completion_run(struct cli *cli);
int help_run(struct cli *cli);

#endif
